-- Tags a value as deleted: the next reader loads, and who is loading may not store what he has.
-- KEYS[1] hash as in shared_read.lua; ARGV[1] seconds to keep the tag
-- A key that is not there has neither a value nor a loader.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], 'lockUntil', 0)
redis.call('HDEL', KEYS[1], 'lockOwner')
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
