-- Gives up loading: the next reader loads.
-- KEYS[1] hash as in shared_read.lua; ARGV[1] caller, [2] seconds to keep what is there
if redis.call('HGET', KEYS[1], 'lockOwner') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'lockUntil', 0)
redis.call('HDEL', KEYS[1], 'lockOwner')
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
