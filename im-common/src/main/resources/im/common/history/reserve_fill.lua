-- Gives the caller the right to fill in what it is going to read from the store.
-- KEYS[1] hash of the message; ARGV[1] the caller's ticket, [2] seconds it is good for
-- Returns 1 when the right is the caller's, 0 when the value is good or somebody else is at it.
local state = redis.call('HMGET', KEYS[1], 'lockUntil', 'value')
local now = tonumber(redis.call('TIME')[1])
if state[1] then
  if tonumber(state[1]) >= now then
    return 0
  end
elseif state[2] then
  return 0
end
redis.call('HDEL', KEYS[1], 'reading')
local fresh = redis.call('EXISTS', KEYS[1]) == 0
redis.call('HSET', KEYS[1], 'lockUntil', string.format('%.0f', now + tonumber(ARGV[2])), 'lockOwner', ARGV[1])
if fresh then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
return 1
