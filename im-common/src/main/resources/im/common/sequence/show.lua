-- Shows the messages of a conversation up to a number: they can be read.
-- KEYS[1] hash of the conversation; ARGV[1] the number
-- Returns 1 when it was not shown before.
local hidden = redis.call('HGET', KEYS[1], 'HIDDEN')
if not hidden then
  return 0
end
local shown, given = string.match(hidden, '^(%d+):(%d+)$')
if tonumber(ARGV[1]) >= tonumber(given) then
  redis.call('HDEL', KEYS[1], 'HIDDEN', 'FORGOTTEN')
  return 1
end
if tonumber(ARGV[1]) > tonumber(shown) then
  redis.call('HSET', KEYS[1], 'HIDDEN', ARGV[1] .. ':' .. given)
  return 1
end
return 0
