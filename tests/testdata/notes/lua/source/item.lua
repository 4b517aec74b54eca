local M = {}

--- Makes an item.
function M.make(name, count)
  return { name, count }
end

return M
