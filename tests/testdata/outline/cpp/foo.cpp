namespace a::b {
// Foo is
template<typename T> class Foo : public B {
 int hidden();
 public:
  Foo(int a = 1);
  ~Foo() {}
  static int m(const T& x) const;
  T operator+(const T&) { }
  /// z
  int* z();
  struct In { void w(); };
 private:
  void q() {}
};
namespace { int h() {} }
}
int a::b::Foo::m(int x) { }
using X = int;
enum class E { A };
template<class T> T tf(T x) { }
constexpr int K = 1;
int* Foo<T>::z() { auto l = [](int a) { struct L {}; }; }
