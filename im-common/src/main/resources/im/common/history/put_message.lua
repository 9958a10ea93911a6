-- Caches a message unless a newer state of it is cached or marked as out of date.
-- KEYS[1] hash of the message; ARGV[1] JSON of the slot, ARGV[2] seconds to keep it
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], 'value', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
