package a.b
import x.y.Z as Q
import q.*
/** d */
@Ann("x")
data class Foo(val a: Int, private val b: String = "x") : Bar() {
  companion object { const val MAX = 3; fun make(): Foo { } }
  val p: Int get() = 1
  private fun m(x: Int = 2, vararg y: String): Int = 3
  constructor(z: Int) : this(z, "") { }
}
interface I {
  fun f()
}
object O { }
enum class E { A, B; fun g() {} }
typealias T = List<Int>
const val TOP = 1
fun String.ext(a: (Int) -> Unit = { }) { }
fun main() { val z = 1 }
