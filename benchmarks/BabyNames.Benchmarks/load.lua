-- Sends one document or requests one target repeatedly. Each @YEAR, @SEX and @NAME in BODY or TARGET is replaced by a random value, so
-- that responses differ. With PAUSE each connection waits for this number of milliseconds on average before its next request.
local body = os.getenv("BODY")
local target = os.getenv("TARGET")
wrk.method = body and "POST" or "GET"
wrk.headers["Content-Type"] = body and "application/json" or nil
local names = {}
for name in os.getenv("NAMES"):gmatch("[^,]+") do
    names[#names + 1] = name
end

local function draw(text)
    return text and (text
        :gsub("@YEAR", function() return math.random(1900, 2020) end)
        :gsub("@SEX", function() return math.random(2) == 1 and "F" or "M" end)
        :gsub("@NAME", function() return names[math.random(#names)] end))
end

function request()
    return wrk.format(nil, draw(target), nil, draw(body))
end

local pause = tonumber(os.getenv("PAUSE") or "0")
if pause > 0 then
    function delay()
        return math.random(0, 2 * pause)
    end
end
