-- Takes a run of a job, when one is due or was left unfinished and nobody else is at it.
-- KEYS[1] hash of the job; ARGV[1] who asks, [2] lease ms, [3] when the job was last due, ms
-- Returns 0 nothing to do, 1 the run is the caller's, 2 somebody else is at it; and when the run was due.
local state = redis.call('HMGET', KEYS[1], 'due', 'done', 'owner', 'until')
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if state[3] and state[3] ~= ARGV[1] and tonumber(state[4]) > now then
  return {2, 0}
end
if not state[1] then
  -- The first start ever: what was due before concerned nobody.
  redis.call('HSET', KEYS[1], 'due', ARGV[3], 'done', '1')
  return {0, 0}
end
local due = state[1]
if tonumber(ARGV[3]) > tonumber(due) then
  due = ARGV[3]
  redis.call('HSET', KEYS[1], 'due', due, 'done', '0', 'calls', '0', 'removed', '0', 'failures', '0')
elseif state[2] == '1' then
  return {0, 0}
end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', string.format('%.0f', now + tonumber(ARGV[2])))
return {1, tonumber(due)}
