--- A module.
local M = {}
local x = require("shop.cart")
--- Adds.
-- @param a first
function M.add(a, b) end
function M:go(...) end
local function hidden() end
function global(a) end
M.run = function(a) end
M.LIMIT = 3
local t = { f = function() end, v = 1 }
Account = {}
return M
