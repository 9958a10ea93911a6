-- Forgets owners who have the conversation again, unless they deleted it once more since.
-- KEYS[1] hash owner -> token of the deletion; ARGV owner, token, owner, token ...
local forgotten = 0
for i = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    forgotten = forgotten + redis.call('HDEL', KEYS[1], ARGV[i])
  end
end
return forgotten
