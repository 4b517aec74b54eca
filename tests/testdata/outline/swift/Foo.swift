import Foundation
/// d
@objc class Foo<T>: Bar, P {
  var x: Int = 1
  init(a: Int, with b: String = "x") { }
  deinit { }
  private func m(_ a: Int, by n: Int...) -> Int { let z = 2; return 1 }
  var c: Int { return 1 }
  subscript(i: Int) -> Int { 1 }
}
struct S { static let k = 1 }
enum E: String { case a, b; func z() {} }
protocol P { func q(); var r: Int { get } }
extension Foo { func ext() {} }
typealias T = Int
func top() {}
let g = 1
