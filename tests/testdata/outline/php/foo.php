<?php
/**
 * About the file.
 */
declare(strict_types=1);
namespace A\B;
use C\D as E; use F\{G, H}; use function X\y;
require_once 'x.php';
require __DIR__ . '/y.php';
const TOP = 1;
define('DD', 2);
/** d */
#[Attr]
abstract class Foo extends B implements C {
  const MAX = 1;
  private ?int $a = 1;
  public function __construct(private int $x, $y = 2, ...$z) {}
  abstract protected static function m(): int;
}
interface I { function q(); }
trait T { }
enum E: string { case A = 'a'; }
function f(int $a) { $z = function() { function zz() {} }; }
