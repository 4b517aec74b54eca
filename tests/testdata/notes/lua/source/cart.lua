local item = require("item")
local M = {}

M.LIMIT = 10

--- Adds an item.
-- @param name what is bought
function M.add(name, count)
  return item.make(name, count)
end

local function hidden() end

return M
