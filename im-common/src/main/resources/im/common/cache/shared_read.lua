-- Reads a shared value, or makes the caller the one who loads it.
-- KEYS[1] hash with the fields value, lockUntil (s), lockOwner
-- ARGV[1] now s, [2] end of a new lock s, [3] caller
-- Returns {state, value}: 0 good, 1 the caller loads it, 2 somebody else is loading it
local found = redis.call('HMGET', KEYS[1], 'value', 'lockUntil')
local value = found[1] or ''
if not found[2] and found[1] then
  return {0, value}
end
if not found[2] or tonumber(found[2]) < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'lockUntil', ARGV[2], 'lockOwner', ARGV[3])
  return {1, value}
end
return {2, value}
