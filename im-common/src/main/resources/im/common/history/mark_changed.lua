-- Says that the store is about to change a message or has changed it: what is cached is out of date, and
-- every ticket is cancelled.
-- KEYS[1] hash of the message; ARGV[1] seconds during which nobody may fill it in, 0 when the change is made,
-- [2] seconds to keep the mark, [3] 1 when the message is about to be erased, 2 when it was,
-- else 0
redis.call('HSET', KEYS[1], 'changed', '1')
redis.call('HDEL', KEYS[1], 'lockOwner', 'reading')
if ARGV[1] == '0' then
  redis.call('HSET', KEYS[1], 'lockUntil', '0')
else
  local now = tonumber(redis.call('TIME')[1])
  redis.call('HSET', KEYS[1], 'lockUntil', string.format('%.0f', now + tonumber(ARGV[1])))
end
if ARGV[3] ~= '0' then
  redis.call('HDEL', KEYS[1], 'value')
  redis.call('HSET', KEYS[1], 'gone', ARGV[3])
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
