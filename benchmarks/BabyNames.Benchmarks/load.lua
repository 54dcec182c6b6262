-- Sends one document again and again: in BODY each @YEAR, @SEX and @NAME is drawn anew, so that no answer to one request wins.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

local body = os.getenv("BODY")
local names = {}
for name in os.getenv("NAMES"):gmatch("[^,]+") do
    names[#names + 1] = name
end

function request()
    return wrk.format(nil, nil, nil, (body
        :gsub("@YEAR", function() return math.random(1900, 2020) end)
        :gsub("@SEX", function() return math.random(2) == 1 and "F" or "M" end)
        :gsub("@NAME", function() return names[math.random(#names)] end)))
end
