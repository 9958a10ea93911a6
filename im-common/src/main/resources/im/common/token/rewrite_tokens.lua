-- KEYS[1] token hash
-- ARGV[1] life of the hash in seconds, ARGV[2] new token or "", ARGV[3] its state,
-- ARGV[4] state of a kicked token, ARGV[5] number of tokens to remove,
-- then the tokens to remove, then the tokens to kick
local key = KEYS[1]
local first_kicked = 6 + tonumber(ARGV[5])
for i = 6, first_kicked - 1 do
  redis.call('HDEL', key, ARGV[i])
end
local kicked = 0
for i = first_kicked, #ARGV do
  -- A token that has left meanwhile does not come back as a kicked one.
  if redis.call('HEXISTS', key, ARGV[i]) == 1 then
    redis.call('HSET', key, ARGV[i], ARGV[4])
    kicked = kicked + 1
  end
end
if ARGV[2] ~= '' then
  redis.call('HSET', key, ARGV[2], ARGV[3])
  redis.call('EXPIRE', key, ARGV[1])
end
return kicked
