-- Raises a read position, never lowers it.
-- KEYS[1] hash with field value; ARGV[1] new position, ARGV[2] seconds to keep it,
-- ARGV[3] 1 when a position that is not there stays so: the store may have a higher one
local kept = redis.call('HGET', KEYS[1], 'value')
if not kept and ARGV[3] == '1' then
  return 0
end
local current = tonumber(kept or '0') or 0
if tonumber(ARGV[1]) > current then
  redis.call('HSET', KEYS[1], 'value', ARGV[1])
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return 1
end
return 0
