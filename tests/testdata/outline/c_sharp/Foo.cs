// <auto> nothing
using System; using static A.B; using X = C.D;
namespace N.M {
/// <summary>
/// d of <see cref="T:Foo"/>
/// </summary>
/// <param name="x">the x</param>
[Attr]
public class Foo<T> : B {
  public const int MAX = 1;
  public static readonly int R = 2;
  public Foo(int a, string b = "x") { }
  public int P { get; set; }
  public int Q { get { return 1; } set { } }
  public int this[int i] { get { } }
  private async Task M(ref int x, params int[] y) { }
  public event EventHandler E;
  int Exp() => 1;
  public static Foo operator +(Foo a, Foo b) { }
  static void Main(string[] a) {}
}
public interface I { void q(); }
record Rec(int A);
enum E { A }
delegate void D(int a);
}
