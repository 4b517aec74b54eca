<#
.SYNOPSIS
Tools.
#>
using module ./other.psm1
Import-Module Foo
. ./lib.ps1
# Gets things.
function Get-Thing {
  <#
  .SYNOPSIS
  Gets.
  #>
  [CmdletBinding()]
  param([Parameter(Mandatory)][string]$Name, [int]$Count = 3)
  1
}
function Add-It($a, $b) { }
class Point { [int]$X = 1; Point([int]$x) { } [int] Sum([int]$a) { return 1 } hidden [int] $h }
enum Color { Red; Green = 2 }
$Limit = 3
Export-ModuleMember -Function Get-Thing
