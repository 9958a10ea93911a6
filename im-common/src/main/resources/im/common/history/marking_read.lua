-- Says that the store is about to mark a message as read: what is cached is out of date until that is done, and for
-- some seconds at most nobody fills it in. What is out of date already stays so.
-- KEYS[1] hash of the message; ARGV[1] token of the one who marks, [2] seconds
-- Returns 1 when the value was good.
local state = redis.call('HMGET', KEYS[1], 'value', 'lockUntil')
if not state[1] or state[2] then
  return 0
end
local now = tonumber(redis.call('TIME')[1])
redis.call('HSET', KEYS[1], 'lockUntil', string.format('%.0f', now + tonumber(ARGV[2])), 'reading', ARGV[1])
return 1
