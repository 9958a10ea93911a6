-- Gives each message of a conversation its number, or the number it already has.
-- KEYS[1]   hash of the conversation: CURR last number given, LAST end of the reserved block, TIME ms, LOCK,
--           RUN the run of the server in which CURR was last written,
--           HIDDEN <last number shown>:<CURR when this was written>, while there are numbers that are not shown yet,
--           FORGOTTEN while nothing was shown since: 1 the hash was lost, or a restart left numbers that were not
--           shown, 2 the server was restarted
-- KEYS[2..] memory of what was given, one hash fingerprint -> number for each time window, first that of now,
--           which is written to
-- KEYS[last] hash of the owners who deleted the conversation
-- ARGV[1] now ms, [2] lock owner, [3] lock seconds, [4] seconds to keep KEYS[1], [5] seconds to keep KEYS[2]
-- ARGV[6..] fingerprints of the messages, in order
-- Returns {0, last number before, last number shown before, 1 when owners deleted the conversation, FORGOTTEN or 0,
--   number of each message...} or
--   {1} unknown conversation, or known from before a restart of the server that may have cost it the newest
--       numbers; locked for the caller                {2} locked by somebody else
--   {3, CURR, LAST, wanted} block used up, locked for the caller
local state = redis.call('HMGET', KEYS[1], 'CURR', 'LAST', 'LOCK', 'RUN', 'HIDDEN', 'FORGOTTEN')
if state[3] then
  return {2}
end
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if not state[1] or (state[4] and state[4] ~= run) then
  redis.call('HSET', KEYS[1], 'LOCK', ARGV[2])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return {1}
end

local count = #ARGV - 5
local numbers = {}
local known = {}
for w = 2, #KEYS - 1 do
  local fields = {}
  local index = {}
  for i = 1, count do
    if not numbers[i] then
      fields[#fields + 1] = ARGV[5 + i]
      index[#index + 1] = i
    end
  end
  if #fields > 0 and redis.call('EXISTS', KEYS[w]) == 1 then
    local found = redis.call('HMGET', KEYS[w], unpack(fields))
    for j = 1, #fields do
      if found[j] then
        numbers[index[j]] = tonumber(found[j])
      end
    end
  end
end

local before = tonumber(state[1])
local shown = state[5] and string.match(state[5], '^(%d+):' .. state[1] .. '$') or state[1]
local last = tonumber(state[2])
local next = before
local fresh = {}
for i = 1, count do
  if not numbers[i] then
    local fingerprint = ARGV[5 + i]
    if known[fingerprint] then
      numbers[i] = known[fingerprint]
    else
      next = next + 1
      numbers[i] = next
      known[fingerprint] = next
      fresh[#fresh + 1] = fingerprint
      fresh[#fresh + 1] = next
    end
  end
end

if next > last then
  redis.call('HSET', KEYS[1], 'LOCK', ARGV[2])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return {3, before, last, next - before}
end
if next > before then
  local given = string.format('%.0f', next)
  redis.call('HSET', KEYS[1], 'CURR', given, 'TIME', ARGV[1], 'RUN', run, 'HIDDEN', shown .. ':' .. given)
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  redis.call('HSET', KEYS[2], unpack(fresh))
  redis.call('EXPIRE', KEYS[2], ARGV[5])
end
return {0, before, tonumber(shown), redis.call('EXISTS', KEYS[#KEYS]), tonumber(state[6] or 0), unpack(numbers)}
