-- Makes a cached message one that was read; the store knows already. The value is good again if it was before
-- marking_read and nothing else was done to the message since.
-- KEYS[1] hash of the message; ARGV[1] end of the JSON of an unread slot, [2] of a read one,
-- [3] seconds to keep the mark of a message that is not cached, 0 for no mark: it is stored, so that whoever caches it
-- reads the store, [4] token given to marking_read
local state = redis.call('HMGET', KEYS[1], 'value', 'lockOwner', 'reading')
local value = state[1]
if value then
  if string.sub(value, -string.len(ARGV[1])) == ARGV[1] then
    redis.call('HSET', KEYS[1], 'value', string.sub(value, 1, -string.len(ARGV[1]) - 1) .. ARGV[2])
  end
elseif ARGV[3] ~= '0' then
  redis.call('HSET', KEYS[1], 'changed', '1', 'lockUntil', '0')
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
if state[3] == ARGV[4] then
  redis.call('HDEL', KEYS[1], 'lockUntil', 'reading')
end
if state[2] then
  -- Somebody is filling in what he may have read before.
  redis.call('HDEL', KEYS[1], 'lockOwner')
  redis.call('HSET', KEYS[1], 'lockUntil', '0')
end
return 1
