"""C and C++ behind macros and conditions, which the grammars do not expand."""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.outline.languages.c_family.conditionals import without_torn_branches
from ralf_notes.outline.languages.c_family.literals import lexed
from ralf_notes.outline.languages.c_family.macros import without_macros
from ralf_notes.outline.parse import outline

MACROS = ("API", "MYLIB_API", "Q_DECL_EXPORT", "__must_check", "LLVM_ABI", "SK_API", "curl_API")
CALLS = ("EXPORT(foo)", "Q_DECLARE_FLAGS(Fs, F)", "MODULE_LICENSE(GPL)", "ALIGNAS(16)")


def names(path: str, text: str) -> list[str]:
    return [symbol.name for symbol in outline(path, text).symbols]


@pytest.mark.parametrize("macro", MACROS)
@pytest.mark.parametrize("kind", ["class", "struct"])
@pytest.mark.parametrize("tail", ["", " : public Bar", " final", " final : Bar"])
def test_a_type_behind_a_macro_has_its_members(macro: str, kind: str, tail: str) -> None:
    text = f"/** A box. */\n{kind} {macro} Box{tail} {{\n public:\n  int size() const;\n  void go();\n}};\nint f();\n"
    symbols = outline("a.hpp", text).symbols
    assert [(s.name, s.parent) for s in symbols] == [
        ("Box", ""),
        ("Box::size", "Box"),
        ("Box::go", "Box"),
        ("f", ""),
    ]
    assert (symbols[0].kind, symbols[0].doc) == (kind, "A box.")


@pytest.mark.parametrize("macro", MACROS)
@pytest.mark.parametrize("path", ["a.c", "a.hpp"])
def test_macros_around_types_and_names_hide_no_function(macro: str, path: str) -> None:
    text = f"""
{macro} int one(int a);
int {macro} two(int a) {{ return a; }}
static inline {macro} struct thing *three(struct thing *t) {{ return t; }}
{macro} thing_t *{macro} four(void);
{macro}
int five(void);
int six(int a) {macro};
int seven(int a) {macro} {{ return a; }}
"""
    assert names(path, text) == ["one", "two", "three", "four", "five", "six", "seven"]


@pytest.mark.parametrize(
    "attribute", ["[[nodiscard]]", '[[deprecated("No; use b]]")]]', "[[a::b(1), c]] [[d]]"]
)
@pytest.mark.parametrize("macro", ["", "API ", "SHOP_EXPORT "])
def test_attributes_beside_macros_hide_nothing(attribute: str, macro: str) -> None:
    text = f"""
{attribute} {macro}std::vector<int> one();
{attribute} {macro}std::ostream& two();
{macro}{attribute} int three(int a);
template <typename T>
{attribute} {macro}T four(T a);
class {macro}{attribute} Five {{
 public:
  {attribute} {macro}int size() const;
  explicit Five(int a);
}};
class {attribute} {macro}Six : public Five {{ int a {attribute} = 1; }};
enum class {macro}{attribute} Seven {{ A {attribute} = 1, B {attribute}, C }};
enum {attribute} Eight : int {{ D }};
int nine {attribute} (int a);
int ten({attribute} int a) {attribute};
auto eleven(int a) -> int {attribute};
namespace {attribute} shop {{ int twelve(); }}
class {macro}{attribute} Forward;
"""
    read = outline("a.hpp", text)
    members = ["Five::size", "Five::Five", "Six", "Seven", "Eight", "nine", "ten", "eleven"]
    assert sorted(symbol.name for symbol in read.symbols) == sorted(
        ["one", "two", "three", "four", "Five", *members, "shop::twelve"]
    )
    assert {symbol.kind for symbol in read.symbols if symbol.name in ("Seven", "Eight")} == {"enum"}
    assert read.symbols[0].signature == f"{attribute} {macro}std::vector<int> one();"
    assert not read.unread


@pytest.mark.parametrize("call", ["BEGIN(shop)", "NAMESPACE_BEGIN(shop)", "DISABLE(Cart, Line)"])
def test_a_call_of_a_macro_above_a_constructor_is_no_part_of_it(call: str) -> None:
    text = f"{call}\n\nCart::Cart(Box *box) : Box(box) {{ }}\n{call}\nCart::~Cart() {{ }}\n{call}\n\nmain() {{ }}\n"
    symbols = outline("a.cpp", text).symbols
    assert [(s.kind, s.signature) for s in symbols] == [
        ("constructor", "Cart::Cart(Box *box)"),
        ("method", "Cart::~Cart()"),
        ("function", "main()"),
    ]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("path", ["a.c", "a.hpp"])
def test_calls_of_macros_are_no_part_of_what_follows(call: str, path: str) -> None:
    text = f"{call}\n{call}\nint one(int a)\n{{\n    return a;\n}}\n{call}\nint two(void);\n"
    symbols = outline(path, text).symbols
    assert [(s.name, s.signature) for s in symbols] == [
        ("one", "int one(int a)"),
        ("two", "int two(void);"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.c", "extern int inflate OF((z_streamp s, int flush));", ["inflate"]),
        ("a.c", "STATIC TASK_PROTO( run,\n  arg ) OF_KERNEL;\nBOOL ALIGN(4) FLAG;", ["FLAG"]),
        ("a.c", "PUBLIC(cJSON *) parse(const char *value);", ["parse"]),
        ("a.c", "BOOL WINAPI DllMain(int a) { return 1; }", ["DllMain"]),
        ("a.c", "EFI_STATUS\nEFIAPI\nEntry (\n  int a\n) { return 0; }", ["Entry"]),
        ("a.c", "LUA_API LUA_NUMBER to_number(int a);", ["to_number"]),
        ("a.c", "LUA_API void (lua_close) (lua_State *L);", ["lua_close"]),
        ("a.c", "local int f(int a) { return a; }\nlocal z_t g(void) { return 1; }", ["f", "g"]),
        ("a.c", "G_BEGIN_DECLS\n\ntypedef struct _A A;\nint f(void);\nG_END_DECLS\n", ["A", "f"]),
        ("a.hpp", "class A : B {\n  Q_OBJECT\n public:\n  A();\n  int n_ GUARDED_BY(mu_);\n  void f() REQUIRES(mu_);\n};", ["A", "A::A", "A::f"]),
        ("a.hpp", "template <typename T> class API Box { void f(T x = {}); };", ["Box", "Box::f"]),
        ("a.hpp", "struct POINT p = {1};\nint f();", ["p", "f"]),
        ("a.hpp", 'extern "C" {\nAPI void f();\n}', ["f"]),
        ("a.cpp", "TEST(Suite, Adds) {\n  int x = 1;\n}\nint f() { return 1; }", ["f"]),
    ],
)  # fmt: skip
def test_definitions_behind_macros_have_their_names(
    path: str, text: str, expected: list[str]
) -> None:
    assert names(path, text) == expected


@pytest.mark.parametrize("path", ["a.c", "a.cpp"])
@pytest.mark.parametrize(
    "condition",
    [
        "#ifdef A\n    if (x) {\n#else\n    if (!x) {\n#endif\n        x = 1;\n    }\n",
        "#ifdef A\n    if (x) {\n#endif\n        x = 1;\n#ifdef A\n    }\n#endif\n",
        "#if 0\n    if (x) {\n#elif B\n    while (x) {\n#else\n    {\n#endif\n        x = 1;\n    }\n    else if (x == -2)\n        x = 3;\n",
        "    if (x)\n        x = 1;\n#ifdef A\n    else if (x)\n        x = 2;\n#endif\n",
        "#ifdef A\n#ifdef B\n    if (x) {\n#else\n    if (!x) {\n#endif\n#else\n    {\n#endif\n    }\n",
    ],
)
def test_conditions_across_braces_lose_no_function(condition: str, path: str) -> None:
    text = (
        f"int go(int x) {{\n{condition}    return x;\n}}\n\nint two(int c) {{\n    return c;\n}}\n"
    )
    assert names(path, text) == ["go", "two"]


def test_both_branches_between_functions_count() -> None:
    text = "#ifdef A\nint one(void) { return 1; }\n#else\nint two(void) { return 2; }\n#endif\n"
    assert names("a.c", text) == ["one", "two"]


def test_old_c_declares_its_parameters_after_the_parentheses() -> None:
    text = "char *name_of(a, b)\n    int a;\n    char *b, *c[3];\n{\n    return b;\n}\nint add(x, y)\nint x, y;\n{\n}\n"
    first, second = outline("a.c", text).symbols
    assert [(p.name, p.type) for p in first.parameters] == [("a", "int"), ("b", "char *")]
    assert [(p.name, p.type) for p in second.parameters] == [("x", "int"), ("y", "int")]
    assert second.signature == "int add(x, y)\nint x, y;"


PIECES = [
    "int",
    "f",
    "(",
    ")",
    "(int",
    "a)",
    "{",
    "}",
    ";",
    "[",
    "]",
    "class",
    "*",
    "/*",
    "*/",
    '"',
    "'",
    "//",
    "=",
    "é",
    'R"(',
    "\\",
]
LINES = ("\n", "\n#if A\n", "\n#else\n", "\n#endif\n", "\n#define X \\\n")
SNIPPETS = st.lists(st.sampled_from([*MACROS, *CALLS, *PIECES, *LINES]), max_size=40).map(" ".join)


@given(SNIPPETS)
def test_blanking_moves_nothing(text: str) -> None:
    source = text.encode()
    for made in (
        without_macros(lexed(source), "c"),
        without_macros(lexed(source), "cpp"),
        without_torn_branches(lexed(source), "c"),
        without_torn_branches(lexed(source), "cpp", all_in_blocks=True),
    ):
        assert len(made) == len(source)
        assert made.count(b"\n") == source.count(b"\n")


REWRITTEN = [
    ("a.h", "#define A(x) do { /* one \\\n two */ \\\n f(x); \\\n} while (0)\nint a(void);\n", "A a"),
    ("a.h", "#define A(x) /*\n*/ int f_##x(void) { /*\n*/ return x; /*\n*/ }\nint a(void);\n", "A a"),
    ("a.h", "#define LOG(form, args...) printf(form, args)\nint a(void);\n", "LOG a"),
    ("a.h", "typedef void (APIENTRYP HOOK)(int a);\ntypedef int (__far __cdecl *CB)();\n", "HOOK CB"),
    ("a.h", "struct pair {\n  unsigned int :32;\n  int b:3;\n};\nint a(void);\n", "pair a"),
    ("a.c", "static void a(uint8_t __unused port, char __user *buf) {\n  b();\n}\n", "a"),
    ("a.c", 'info_decl(name("cart"))\nint a;\npragma_of("x")\n#if B\nint b;\n#endif\n', "a b"),
    ("a.c", "int a __attribute__((used)) = 0;\nint b[2] __attribute__((at(f(1))));\n", "a b"),
    ("a.c", "int a(b, c)\n  int b; char *c;\n{\n  return 0;\n}\nint d(void);\n", "a d"),
    ("a.cc", "template <template <typename> typename R, typename T>\nstruct A {};\nint a();\n", "A a"),
    ("a.cc", "struct __align__(8) A { int b; };\nA<sizeof(int)> a();\n", "A a"),
    ("a.cc", "class A : B {\n  Q_OBJECT\n  Q_DISABLE_COPY(A)\n\n  using C = D;\n};\n", "A A::C"),
    ("a.cc", "class A {\n  __device__ A(int b, C* c = nullptr)\n    : d(b) { }\n};\n", "A A::A"),
    ("a.cc", "A::A()\n  : a(1)\n#ifdef X\n  , b(2)\n#endif\n{\n}\nint c();\n", "A::A c"),
    ("a.h", "int a(const char *b, ...)\n#ifdef __GNUC__\n__attribute__((format(c, 1, 2)))\n#endif\n;\n", "a"),
    ("a.cu", "void a() {\n  auto f = [=] __device__(int i) { return i; };\n  b->*c = 1;\n}\n", "a"),
    ("a.cc", "void a(B* = nullptr, VALUE (C) d);\nint e();\n", "a e"),
    ("a.cc", "class A {\n  typedef bool (A::*B)() const;\n  void (A :: * c_)(int) noexcept;\npublic:\n  int d();\n};\n", "A A::B A::d"),
    ("a.cc", "class A {\npublic:\n  int b(int n = 1, const void* = 0);\n  int c();\n};\n", "A A::b A::c"),
    ("a.cc", "class A {\npublic:\n  template <class T> friend PICK((is<T>), (bool)) operator==(const T& a, const A& b) {\n    return 1;\n  }\n  int b();\n};\n", "A A::operator== A::b"),
    ("a.cc", "BEGIN_IT\n\nWARN_PUSH\nWARN_OFF(x)\nBEGIN_IT\n// Sells.\ninline const CHAR_TYPE* a(int b) {\n  return 0;\n}\n", "a"),
    ("a.cc", "#if HAS(x::y)\nint a();\n#elif (defined B ? B : 0) < 3\nint b();\n#endif\n", "a b"),
    ("a.cc", "auto a(int b) -> decltype(c<int, int>(b), true);\nint d();\n", "a d"),
    ("a.cc", "class A {\npublic:\n  A(list<int> b MAYBE_NOT) : c(b) {}\n  int d();\n};\n", "A A::A A::d"),
    ("a.cc", "using std::min, std::literals::operator\"\"s, std::max;\nstruct A : B { using B::operator()...; using B::c...; };\n", "A"),
    ("a.cc", "struct A {\n  static void b() {\n    MY_IF_CONSTEXPR (sizeof(int) == 4) { c(); }\n    else { d(); }\n  }\n  int e();\n};\n", "A A::b A::e"),
    ("a.cc", "void a() {\n  print(\"%\" PRId64 \" %s\", b.template c<int>(1 + 2));\n}\n", "a"),
    ("a.cppm", "module;\nexport module a.b;\nexport namespace c { int d(); }\nexport {\n  int e();\n  struct F { int g; };\n}\nexport using H = int;\n", "c::d e F H"),
    ("a.c", "typedef struct {\n  __volatile__ unsigned int b;\n} A;\nconst char c[] = VERSION SUFFIX;\n", "A c"),
    ("a.h", "enum a {\n  B = 1,\n\n  PLATFORM_ROWS\n\n  /* The last one. */\n  C\n};\nint d(void);\n", "a d"),
    ("a.h", "API(void *)\nATTR_MALLOC\nATTR_SIZE(2)\na(int b);\n\nAPI(void *)\nATTR_SIZE(3)\nc(int d);\n", "a c"),
    ("a.c", "#if defined(T)\nvoid *\n#else\nstatic void *\n#endif\na(int b) {\n  return 0;\n}\nint c(void) { return 0; }\n", "a c"),
    ("a.c", "static HANDLER a, b,\n#ifdef X\n  c,\n#endif\n  d;\nint e(void);\n", "a b c d e"),
    ("a.c", "#ifdef M\n#define MORE , struct m *n\n#else\n#define MORE /* none */\n#endif\nint a(int b MORE)\n{\n  return 0;\n}\nint c(void);\n", "MORE a c"),
    ("a.c", "#ifdef A\nint a(void);\n#else\nExactly one of A, B should be defined.\n#endif\nint b(void);\n", "a b"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "expected"), REWRITTEN)
def test_what_only_the_preprocessor_knows_is_read_whole(
    path: str, text: str, expected: str
) -> None:
    made = outline(path, text)
    assert " ".join(symbol.name for symbol in made.symbols) == expected
    assert not made.unread


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("int one(const Cart &cart, int most = 3);\nint two(void);\n", "cpp"),
        ("enum class Mode {\n  Plain,\n  Wild\n};\n", "cpp"),
        (
            "typedef NS_ENUM(NSInteger, Mode) {\n  A,\n};\nvoid one(NSString *name, id a);\n",
            "objectivec",
        ),
        ("int one(int a);\n%%%\n.macro x\n", "c"),
    ],
)
def test_a_header_is_read_as_the_language_that_reads_it(text: str, language: str) -> None:
    assert outline("a.h", text).language == language


def test_a_word_for_static_makes_a_function_local() -> None:
    text = "#define INTERN static inline\n/* Counts the cart. */\nlocal int one(int a) { return a; }\nINTERN int two(void);\nint three(void);\n"
    found = [
        (it.name, it.public, it.doc) for it in outline("a.c", text).symbols if it.kind != "macro"
    ]
    assert found == [("one", False, "Counts the cart."), ("two", False, ""), ("three", True, "")]


@pytest.mark.parametrize("path", ["a.c", "a.cpp"])
@pytest.mark.parametrize("head", ["HANDLER(CLOSED)", "inline HANDLER(CLOSED)", "HANDLER(A, B)"])
def test_what_stands_in_a_function_whose_head_is_a_macro_is_local(head: str, path: str) -> None:
    text = f"static {head}\n{{\n    struct job *job = top;\n    if (job) {{ int two = 2; }}\n}}\nint shown = 3;\n"
    assert names(path, text) == ["shown"]
