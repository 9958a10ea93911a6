-- Says what bound an unknown conversation has before it is raised for a new block, and keeps the conversation locked.
-- KEYS[1] hash of the conversation; ARGV[1] lock owner, [2] lock seconds, [3] the bound
-- Returns 1 when done, 0 when somebody else holds the lock or has put a block: then nothing is changed.
local state = redis.call('HMGET', KEYS[1], 'LOCK', 'CURR', 'RUN', 'HIDDEN', 'FORGOTTEN')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if state[1] and state[1] ~= ARGV[1] then
  return 0
end
if state[2] and (not state[3] or state[3] == run) then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'LOCK', ARGV[1], 'BOUND', ARGV[3], 'RUN', run)
if tonumber(ARGV[3]) > 0 then
  local hidden = state[2] and state[4] and string.match(state[4], '^%d+:' .. state[2] .. '$')
  local lost = not state[2] or hidden or state[5] == '1'
  redis.call('HSET', KEYS[1], 'FORGOTTEN', lost and 1 or 2)
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
