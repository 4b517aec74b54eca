"""What C and C++ declare: names, kinds, members, and who sees them."""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

import pytest

from ralf_notes.outline.parse import outline

CPP = [
    ("std::ostream& operator<<(std::ostream& os, const Point& p);", "function", "operator<<"),
    ("bool operator==(const P&, const P&) = default;", "function", "operator=="),
    ("const std::string& name();", "function", "name"),
    ("char** names(void);", "function", "names"),
    ("int (*finder(int a))(int);", "function", "finder"),
    ("template <typename T>\nconcept Shape = requires(T t) { t.area(); };", "type", "Shape"),
    ("template <typename T> struct hash;\ntemplate <> struct hash<Point> { int x; };", "struct", "hash<Point>"),
    ("template <class T, ENABLE_IF(is_so<T>::value)> API auto put(T t) -> int {}", "function", "put"),
    ("struct API(1) Shelf { int boards; };", "struct", "Shelf"),
    ("BEGIN_DECLS\nvoid after();\nEND_DECLS", "function", "after"),
    ("__global__ void add(float *a) {}", "function", "add"),
    ("Basket::operator int() const { return 1; }", "method", "Basket::operator int"),
    ("INLINE Basket::Basket(int n) : n_(n) {}", "constructor", "Basket::Basket"),
    ("enum { FIRST = 1, SECOND };", "constant", "SECOND"),
    ("namespace a::b { inline namespace v1 { int f(); } }", "function", "a::b::v1::f"),
    ('extern "C" { int f(void); }', "function", "f"),
    ("#if A\nint f(int a)\n#else\nint f(long a)\n#endif\n{ return 1; }", "function", "f"),
    ("export module a.b;\nexport int f();", "function", "f"),
]  # fmt: skip
"""A text, and the kind and name of a symbol in it."""

C = [
    ("char ***words(void);", "function", "words"),
    ("void (*on(int sig, void (*f)(int)))(int);", "function", "on"),
    ("typedef int compare(const void *, const void *);", "type", "compare"),
    ("typedef void(callback)(void *data);", "type", "callback"),
    ("typedef struct { int a; } box, *box_p;", "type", "box_p"),
    ("typedef struct { int a; } box, *box_p;", "struct", "box"),
    ("extern const char *names[];", "variable", "names"),
    ("enum { A_X = 1, A_Y };", "constant", "A_Y"),
    ("typedef voidpf (WINAPI *open_func) (voidpf opaque, int mode);", "type", "open_func"),
    ("typedef struct x {\n  listFIRST_CHECK /* c */\n  int a;\n  listSECOND_CHECK\n} X_t;", "struct", "X_t"),
    ("enum { A_X DEPRECATED(7) = 1, OPTION(A_Y, LONG, 3), /* c */ OPTION(A_Z, LONG, 4) };", "constant", "A_Y"),
    ("A_API int (*a_call)(int n, const char *s) A_ATTR;", "variable", "a_call"),
    ("#define SET(a) do { \\\n  (a) = 1; /* one { */ \\\n} while (0)\nint f(void);", "function", "f"),
    ("int f(void) { for_each(a, b) { x(); }\n every(5) run(); every(3) if (a) y(); }", "function", "f"),
    ("int f(va_list v) { CHECK(v)\n if (a) return va_arg(v, char *); }", "function", "f"),
    ("static inline int is_so(void) { return 1; }", "function", "is_so"),
    ("__BEGIN_DECLS\n#define MAX 3\nint f(void);\n__END_DECLS\n#ifdef X\n#endif", "function", "f"),
    ("int f(a, b) int a; char *b; { return 1; }", "function", "f"),
]  # fmt: skip

CLASS = """
class API Basket final : public Base {
 public:
  Basket() = default;
  CONSTEXPR explicit Basket(int n UNUSED_ARG) noexcept : n_(n) {}
  operator bool() const;
  DEPRECATED operator const char*() const { return 0; }
  CONSTEXPR20 ~Basket() {}
  friend CONSTEXPR auto operator==(Basket a, Basket b) -> bool { return true; }
  const char* const* names() const;
  auto operator=(const Basket&) -> Basket& = delete;
  /** The limit. */
  int limit = 3;
  std::string name;  ///< The name.
  int (*call)(int);
  enum : unsigned { kOne = 1 };
 private:
  int n_ = 0;
};
"""


@pytest.mark.parametrize(("text", "kind", "name"), CPP)
def test_cpp_declares(text: str, kind: str, name: str) -> None:
    made = outline("a.hpp", text)
    assert (kind, name, True) in [(s.kind, s.name, s.public) for s in made.symbols]
    assert not made.unread


@pytest.mark.parametrize(("text", "kind", "name"), C)
def test_c_declares(text: str, kind: str, name: str) -> None:
    made = outline("a.h", text)
    assert (kind, name, True) in [(s.kind, s.name, s.public) for s in made.symbols]
    assert not made.unread


@pytest.mark.parametrize(
    "text",
    [
        "#include <QString>\nstruct Key {\n  Key() {}\n  QString name;\n};\n",
        "struct Key {\n  int size{16};\n  char kind{'a'};\n};\n",
        "struct Key {\n  int size() const { return 1; }\n  int size_;\n};\n",
    ],
)
def test_a_header_of_structs_can_be_cpp(text: str) -> None:
    made = outline("a.h", text)
    assert made.language == "cpp"
    assert not made.unread


@pytest.mark.parametrize(
    "head",
    [
        "virtual void f(const Key& key)", "int f() const", "auto f() -> int", "void f() noexcept",
        "static const std::vector<int>& f(int)", "int f(char* key, int (*call)(int)) override",
    ],
)  # fmt: skip
@pytest.mark.parametrize("body", ["{};", "{ Q_UNUSED(key) };", "{ return 1; };"])
def test_a_semicolon_behind_a_body_loses_no_method(head: str, body: str) -> None:
    made = outline(
        "a.hpp", f"class A {{\n public:\n  int x{{1}};\n  {head}{body}\n  int y();\n}};\n"
    )
    assert [symbol.name for symbol in made.symbols] == ["A", "A::f", "A::y"]
    assert not made.unread


def test_a_name_with_many_arguments_of_templates_is_read_in_time() -> None:
    outer = "::".join(f"A<x{number}>" for number in range(60))
    (variable,) = outline("a.cpp", f"int {outer}::v = 1;\n").symbols
    assert variable.name.endswith("A::v")


@pytest.mark.parametrize(
    "head", ["void A::f(char* key)", "const int A::f(int a) const", "A* A::f()"]
)
def test_an_empty_body_before_a_semicolon_makes_no_variable(head: str) -> None:
    made = outline("a.cpp", f"{head} {{}};\nint A::most = 3;\n")
    assert [(symbol.kind, symbol.name) for symbol in made.symbols] == [
        ("method", "A::f"), ("variable", "A::most"),
    ]  # fmt: skip


def test_translations_of_qt_are_no_typescript() -> None:
    rows = "<message><source>a</source></message>" * 2 + '<message type="unfinished"/>'
    made = outline("shop_de.ts", f'<?xml version="1.0"?>\n<TS language="de">{rows}</TS>\n')
    assert (made.language, made.about) == ("xml", "Translation into `de`: 2 of 3 messages.")
    assert not made.unread


def test_a_header_for_c_and_cpp_is_c() -> None:
    text = (
        "#ifdef __cplusplus\n#include <cstdint>\n#else\n#include <stdint.h>\n#endif\nint f(void);\n"
    )
    assert outline("a.h", text).language == "c"


def test_a_class_has_its_members_and_nothing_else() -> None:
    made = outline("a.hpp", CLASS)
    names = [symbol.name.removeprefix("Basket::") for symbol in made.symbols]
    assert names == [
        "Basket", "Basket", "operator bool", "operator const char*", "~Basket",
        "operator==", "names", "operator=",
    ]  # fmt: skip
    assert not made.unread


def test_data_members_stand_in_the_code_of_their_type() -> None:
    code = outline("a.hpp", CLASS).symbols[0].signature
    assert code.endswith(
        "    // The limit.\n    int limit = 3;\n    // The name.\n    std::string name;\n"
        "    int (*call)(int);\n    enum : unsigned { kOne = 1 };\n};"
    )


def test_members_of_a_long_type_are_all_shown() -> None:
    fields = "".join(f"  int field_{n}; /**< Number {n}. */\n" for n in range(100))
    for text in (f"struct a {{\n{fields}}};", f"typedef struct {{\n{fields}}} a, *b;"):
        symbol, *others = outline("a.h", text).symbols
        assert not others or others[0].kind == "type"
        assert symbol.kind == "struct"
        assert all(f"int field_{n}" in symbol.signature for n in range(100))


@pytest.mark.parametrize(
    "head", ["TEST(A, B)", "TEST_F(A, B)", "ISR(X_vect)", "PYBIND11_MODULE(a, m)"]
)
def test_macros_are_no_functions(head: str) -> None:
    text = f"{head} {{\n  int x = 1;\n}}\nint after() {{ return 1; }}\n"
    assert [symbol.name for symbol in outline("a.cc", text).symbols] == ["after"]


@pytest.mark.parametrize(
    "text",
    [
        "ABC EQU( 0x1 );\nD_E EQU( 1 << 5 );\n",
        "; when the receiver input is ANDed\n",
        "MAIN() { x; }",
    ],
)
def test_what_is_no_c_declares_nothing(text: str) -> None:
    assert not outline("a.h", text).symbols


def test_macros_after_attributes_hide_no_function() -> None:
    text = "void start(void) __attribute__( ( naked ) ) SYSTEM_CALL;\nint f(void);\n"
    assert [symbol.name for symbol in outline("a.h", text).symbols] == ["start", "f"]


def test_what_is_static_in_a_source_file_is_private() -> None:
    assert not outline("a.c", "static int f(void) { return 1; }").symbols[0].public


def test_a_conversion_outside_its_class_is_no_function_named_like_its_type() -> None:
    text = (
        "namespace a { struct E { operator int_t() const; };\n"
        "inline E::operator int_t() const { return 1; }\n"
        "inline E::operator bool() const { return true; }\nint f() { return 1; } }\n"
    )
    names = {symbol.name for symbol in outline("x.cpp", text).symbols}
    assert names & {"a::int_t", "a::bool", "a::f"} == {"a::f"}


def test_signals_of_qt_are_public() -> None:
    text = (
        "class W : public QObject {\n  Q_OBJECT\n signals:\n  void changed(int w);\n"
        " private slots:\n  void hide();\n Q_SIGNALS:\n  void closed();\n};\n"
    )
    found = {symbol.name: symbol.public for symbol in outline("w.hpp", text).symbols}
    assert found == {"W": True, "W::changed": True, "W::hide": False, "W::closed": True}


def test_a_specialisation_over_several_lines_is_one_with_its_template() -> None:
    made = outline(
        "a.hpp",
        "template <class T, class U> struct At {};\ntemplate <class T>\nstruct At<T,\n"
        "    //struct other\n    typename std::enable_if<std::is_void<typename T::type>::value>::type> {\n"
        "  int a;\n};\n",
    )
    assert [symbol.name for symbol in made.symbols] == ["At"]
    assert "struct At<T, typename std::enable_if" in made.symbols[0].signature


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("const char *Mill::kind = 0;", "Mill::kind"),
        ("const int Mill::most[3] = {1};", "Mill::most"),
        ("const double Mill::kTable[kNumber] = {};", "Mill::kTable"),
        ("int Mill::most{3};", "Mill::most"),
        ("int most{3};", "most"),
        ("namespace a {\nMill *const Mill::only = nullptr;\n}", "a::Mill::only"),
        ("int (*Mill::call)(int) = nullptr;", "Mill::call"),
        ("Stone &Mill::operator[](int i) { return a; }", "Mill::operator[]"),
        ("static int grid[2][3] = {{1}};", "grid"),
        ("Mill &Mill::operator=(const Mill &) = default;", "Mill::operator="),
        ("bool Mill::operator==(const Mill &) const = default;", "Mill::operator=="),
    ],
)
def test_what_is_defined_outside_of_its_class_has_its_name(text: str, name: str) -> None:
    assert [symbol.name for symbol in outline("a.cc", text).symbols] == [name]


def test_what_only_doxygen_reads_tears_nothing_apart() -> None:
    text = (
        "namespace a {\n#ifdef DOXYGEN\nnamespace docs {\n#endif\nclass B { public: int f(); };\n"
        "#if defined(DOXYGEN)\n}\n#else\nnamespace docs { using B = a::B; }\n#endif\n"
        "#ifdef DOXYGEN_ONLY\nint told();\n#endif\n}\n"
    )
    names = [each.name for each in outline("a.hpp", text).symbols]
    assert names == ["a::B", "a::B::f", "a::docs::B", "a::told"]
