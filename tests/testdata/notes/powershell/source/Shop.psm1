. $PSScriptRoot/Item.ps1

function Add-Item {
  <#
  .SYNOPSIS
  Adds an item to the cart.
  #>
  param([string]$Name, [int]$Count = 1)
  New-Item -Name $Name
}

class Cart {
  [string]$Owner
  [int] Size([int]$least) { return $least }
}
