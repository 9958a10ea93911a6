-- Caches a message as it was sent, unless a state of it is cached already or it was erased.
-- KEYS[1] hash of the message; ARGV[1] JSON of the slot, [2] seconds to keep it, [3] seconds to keep a changed one
local state = redis.call('HMGET', KEYS[1], 'value', 'changed', 'gone')
if state[1] or state[3] then
  return 0
end
redis.call('HSET', KEYS[1], 'value', ARGV[1])
if state[2] then
  -- It was changed before it was cached: the value stays out of date, the store knows the change.
  redis.call('EXPIRE', KEYS[1], ARGV[3])
else
  redis.call('HDEL', KEYS[1], 'lockUntil', 'lockOwner')
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
return 1
