-- KEYS[1] routes of one user: address=expiryMs,address=expiryMs
-- ARGV    address, now in ms
local routes = {}
local latest = 0
local now = tonumber(ARGV[2])
for address, expiry in string.gmatch(redis.call('GET', KEYS[1]) or '', '([^=,]+)=(%d+)') do
  if address ~= ARGV[1] and tonumber(expiry) > now then
    routes[#routes + 1] = address .. '=' .. expiry
    latest = math.max(latest, tonumber(expiry))
  end
end
if #routes == 0 then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], table.concat(routes, ','), 'PX', string.format('%.0f', latest - now))
end
return #routes
