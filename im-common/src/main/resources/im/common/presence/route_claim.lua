-- KEYS[1] routes of one user: address=expiryMs,address=expiryMs
-- ARGV    address, now in ms, expiry in ms
local routes = {ARGV[1] .. '=' .. ARGV[3]}
local latest = tonumber(ARGV[3])
local now = tonumber(ARGV[2])
for address, expiry in string.gmatch(redis.call('GET', KEYS[1]) or '', '([^=,]+)=(%d+)') do
  if address ~= ARGV[1] and tonumber(expiry) > now then
    routes[#routes + 1] = address .. '=' .. expiry
    latest = math.max(latest, tonumber(expiry))
  end
end
redis.call('SET', KEYS[1], table.concat(routes, ','), 'PX', string.format('%.0f', math.max(1, latest - now)))
return #routes
