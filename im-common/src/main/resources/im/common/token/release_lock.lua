-- KEYS[1] lock, ARGV[1] who holds it: only the holder's own lock is given back
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
