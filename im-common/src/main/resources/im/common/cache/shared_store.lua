-- Stores a loaded value, unless it was tagged as deleted, or taken over, while it was loaded.
-- KEYS[1] hash as in shared_read.lua; ARGV[1] caller, [2] value, [3] seconds to keep it
-- Returns 1 when it is stored.
if redis.call('HGET', KEYS[1], 'lockOwner') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'value', ARGV[2])
redis.call('HDEL', KEYS[1], 'lockUntil', 'lockOwner')
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
