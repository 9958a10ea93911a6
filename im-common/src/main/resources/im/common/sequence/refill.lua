-- Puts a reserved block of numbers in place and unlocks the conversation.
-- KEYS[1] hash of the conversation, KEYS[2] memory of what was given
-- ARGV[1] lock owner, [2] seconds to keep KEYS[1], [3] CURR, [4] LAST, [5] TIME ms, [6] seconds to keep KEYS[2]
-- ARGV[7..] fingerprint, number, ... of messages that are stored already
-- Returns 1 when done, 0 when the caller's lock has ended: readers may have seen the end of his block since, so
--   that nothing is changed.
if redis.call('HGET', KEYS[1], 'LOCK') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'LOCK', 'BOUND')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
redis.call('HSET', KEYS[1], 'CURR', ARGV[3], 'LAST', ARGV[4], 'TIME', ARGV[5], 'RUN', run)
redis.call('EXPIRE', KEYS[1], ARGV[2])
if #ARGV > 6 then
  local memory = {}
  for i = 7, #ARGV do
    memory[#memory + 1] = ARGV[i]
  end
  redis.call('HSET', KEYS[2], unpack(memory))
  redis.call('EXPIRE', KEYS[2], ARGV[6])
end
return 1
