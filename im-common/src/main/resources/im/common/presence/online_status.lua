-- KEYS[1] the user's platforms
-- ARGV[1] user, ARGV[2] now, ARGV[3] online until, ARGV[4] number of platforms that went offline, then
-- those platforms, then the platforms that are online; times in unix seconds
local key = KEYS[1]
local first_online = 5 + tonumber(ARGV[4])
local before = redis.call('ZCARD', key)
redis.call('ZREMRANGEBYSCORE', key, '-inf', ARGV[2])
for i = 5, first_online - 1 do
  redis.call('ZREM', key, ARGV[i])
end
local left = redis.call('ZCARD', key)
for i = first_online, #ARGV do
  redis.call('ZADD', key, ARGV[3], ARGV[i])
end
local after = redis.call('ZCARD', key)
if after > 0 then
  redis.call('EXPIRE', key, tonumber(ARGV[3]) - tonumber(ARGV[2]))
end
if before == left and left == after then
  return 0
end
local announcement = redis.call('ZRANGE', key, 0, -1)
announcement[#announcement + 1] = ARGV[1]
redis.call('PUBLISH', 'online_change', table.concat(announcement, ':'))
return 1
