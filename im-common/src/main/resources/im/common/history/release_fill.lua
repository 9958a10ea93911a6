-- Gives back the right to fill in, when the store had nothing to fill in.
-- KEYS[1] hash of the message; ARGV[1] the ticket
local state = redis.call('HMGET', KEYS[1], 'lockOwner', 'value', 'changed')
if state[1] ~= ARGV[1] then
  return 0
end
if state[2] or state[3] then
  redis.call('HDEL', KEYS[1], 'lockOwner')
  redis.call('HSET', KEYS[1], 'lockUntil', '0')
else
  redis.call('DEL', KEYS[1])
end
return 1
