package shop.cart
import scala.collection.mutable
import shop.model.{Item, Price => P}
/** A cart. */
class Cart[T](val owner: String, private var n: Int = 0) extends Base with Trait {
  val limit: Int = 3
  /** Adds. */
  def add(item: Item, count: Int = 1): Unit = { def inner() = 1 }
  private def hidden = 1
  type Id = String
}
object Cart { val Max = 10; def apply(x: Int): Cart = ??? }
trait Trait { def go(): Unit }
case class Point(x: Int, y: Int)
enum Color { case Red, Green }
enum Planet(mass: Double): 
  case Earth extends Planet(1)
given Ordering[Int] with
  def compare(a: Int, b: Int) = 1
extension (s: String) def shout = s
extension [T](items: List[T])
  def half: Int = 1
def top(x: Int): Int = x
val pi = 3.14
@main def run() = println("x")
