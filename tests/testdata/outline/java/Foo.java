package a.b;
import java.util.List;
import static x.Y.*;
/** d
 * @param x {@code y}
 */
@Ann("public")
public class Foo<T> extends B implements C {
  /** m */
  public static final int MAX = 1, MIN = 2;
  private String s;
  public Foo(int a, String... b) { }
  @Override public int m(final List<T> x) throws E { new X() { void an() {} }; return 1; }
  int m(int y) {}
  interface I { void q(); }
  public enum E { A; void z() {} }
  record R(int a) { R { } }
  public static void main(String[] args) {}
}
