-- Caches what was read from the store, unless the ticket was cancelled by a change meanwhile. What was erased may
-- be in the store for a moment, when it comes there late.
-- KEYS[1] hash of the message; ARGV[1] the ticket, [2] JSON of the slot,
-- [3] seconds to keep it, [4] seconds to keep a changed one
if redis.call('HGET', KEYS[1], 'lockOwner') ~= ARGV[1] then
  return 0
end
if redis.call('HGET', KEYS[1], 'gone') == '2' then
  redis.call('HDEL', KEYS[1], 'lockOwner')
  redis.call('HSET', KEYS[1], 'lockUntil', '0')
  return 0
end
redis.call('HSET', KEYS[1], 'value', ARGV[2])
redis.call('HDEL', KEYS[1], 'lockUntil', 'lockOwner')
if redis.call('HEXISTS', KEYS[1], 'changed') == 1 then
  redis.call('EXPIRE', KEYS[1], ARGV[4])
else
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return 1
