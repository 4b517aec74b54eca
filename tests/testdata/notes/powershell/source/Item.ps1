# Makes an item.
function New-Item([string]$Name) { $Name }

enum Level { Low; High = 2 }
