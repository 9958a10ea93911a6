-- KEYS[1] token hash, ARGV[1] token to spare, ARGV[2] state of the others
local tokens = redis.call('HKEYS', KEYS[1])
local kicked = 0
for _, token in ipairs(tokens) do
  if token ~= ARGV[1] then
    redis.call('HSET', KEYS[1], token, ARGV[2])
    kicked = kicked + 1
  end
end
return kicked
