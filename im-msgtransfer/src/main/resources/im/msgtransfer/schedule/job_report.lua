-- Notes one call of a run and renews the lease on it, or ends both.
-- KEYS[1] hash of the job; ARGV[1] the owner, [2] lease ms, [3] things removed, or -1 for a call that failed,
-- [4] 1 when the run is finished, [5] calls after which it is, [6] failures after which it is given up,
-- [7] ms before anybody tries again after a call that failed
-- Returns 0 when the run is somebody else's by now, 1 to go on, 2 finished, 3 given up, 4 put off.
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then
  return 0
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local outcome = 1
local calls = redis.call('HINCRBY', KEYS[1], 'calls', 1)
if tonumber(ARGV[3]) >= 0 then
  redis.call('HINCRBY', KEYS[1], 'removed', ARGV[3])
elseif redis.call('HINCRBY', KEYS[1], 'failures', 1) >= tonumber(ARGV[6]) then
  outcome = 3
else
  outcome = 4
end
if ARGV[4] == '1' or (outcome == 1 and calls >= tonumber(ARGV[5])) then
  outcome = 2
end
if outcome == 1 then
  redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + tonumber(ARGV[2])))
elseif outcome == 4 then
  redis.call('HSET', KEYS[1], 'owner', 'nobody', 'until', string.format('%.0f', now + tonumber(ARGV[7])))
else
  redis.call('HSET', KEYS[1], 'done', '1')
  redis.call('HDEL', KEYS[1], 'owner', 'until')
end
return outcome
