"""Signatures of C and C++: the text of the source up to the body, whole, with the right name."""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

import pytest

from ralf_notes.outline.parse import outline

WHOLE = [
    ("F::F(int a) : b(a), c{2} { b = 1; }", "F::F", "F::F(int a)"),
    ("struct A { A(int a) try : b(a) { } catch (int) { } int b; };", "A::A", "A(int a)"),
    ("u128::operator signed char() const { return lo; }", "u128::operator signed char", "u128::operator signed char() const"),
    ("inline T* may_nullable Cord::Rep::clear() { return 0; }", "Cord::Rep::clear", "inline T* may_nullable Cord::Rep::clear()"),
    ("struct A { T* maybe get(); int x; };", "A::get", "T* maybe get();"),
    ("static void printflike(3, 4)\nlog_it(struct image *im, ...) { x(); }", "log_it", "static void printflike(3, 4)\nlog_it(struct image *im, ...)"),
    ("void fatal(const char *, ...) printflike(1, 2);", "fatal", "void fatal(const char *, ...) printflike(1, 2);"),
    ("template <class T>\nstatic T high(\n    on<is<T>::value && sizeof(T) == 8, T>* = 0) { return forge(1); }", "high", "template <class T>\nstatic T high(\n    on<is<T>::value && sizeof(T) == 8, T>* = 0)"),
    ("T& T::operator=(T&& other) NO_EXCEPT { return *this; }", "T::operator=", "T& T::operator=(T&& other) NO_EXCEPT"),
    ("template <class T> struct has<T, void_t<decltype(declval<T>().operator[](0))>> : yes {};", "has", "template <class T> struct has<T, void_t<decltype(declval<T>().operator[](0))>> : yes"),
    ("template <class T> struct F<T, 8 /*64 bits*/> { };", "F<T, 8>", "template <class T> struct F<T, 8 /*64 bits*/>"),
    ("union U { U(int a) : x(a) {} int x; void m() { x = 1; } };", "U", "union U {\n    int x;\n};"),
    ("namespace a {\n#define CALL(x) (x)\n}", "CALL", "#define CALL(x) (x)"),
    ("namespace\n#ifdef STD\nstd\n#else\nfmt\n#endif\n{ int f(); }", "std::f", "int f();"),
]  # fmt: skip
"""A text, and the name and signature of a symbol in it."""


@pytest.mark.parametrize(("text", "name", "signature"), WHOLE)
def test_a_signature_is_whole(text: str, name: str, signature: str) -> None:
    made = outline("a.cc", text)
    assert (name, signature) in [(s.name, s.signature) for s in made.symbols]
    assert not made.unread


def test_a_prototype_that_may_be_a_product_is_a_function() -> None:
    text = (
        '#ifdef A\nextern "C" {\nB *with(int(*f)(char));\nB **many(B *b, int (*f)(int));\n}\n'
        "#endif\nint f(void) {\n  a *b(c);\n}\n"
    )
    assert [each.name for each in outline("a.h", text).symbols] == ["with", "many", "f"]


def test_a_head_in_which_another_function_ends_is_left_out() -> None:
    text = "void odd @@ int a() { return 1; }\n+ b() { return 2; }\nint c() { return 3; }\n"
    made = outline("a.cc", text)
    assert all("return" not in symbol.signature for symbol in made.symbols)
    assert "c" in [symbol.name for symbol in made.symbols]


def test_the_members_of_a_specialisation_are_methods() -> None:
    text = "struct F<char> { F(); int g(); };\nstruct F<decltype(f(1))> { F(); int g(); };\n"
    kinds = [(symbol.kind, symbol.name) for symbol in outline("a.cc", text).symbols]
    assert kinds[:3] == [
        ("struct", "F<char>"),
        ("constructor", "F<char>::F"),
        ("method", "F<char>::g"),
    ]
    assert [kind for kind, _ in kinds[3:]] == ["struct", "constructor", "method"]


def test_a_header_with_qualified_names_is_cpp() -> None:
    made = outline("a-inl.h", "INLINE bool shop::cart::is_full(int n) const { return n > 1; }\n")
    assert [symbol.name for symbol in made.symbols] == ["shop::cart::is_full"]
    assert outline("a.h", "/* shop::cart */\nint f(void); // a::b\n").language == "c"


READ = [
    ("int f(__unused int a, __unused const char *b);", "f"),
    ("int f(int a)\n    _attr_warn_unused_result_;", "f"),
    ("static LIST_HEAD(, job) jobs = LIST_HEAD_INITIALIZER(jobs);\nint f(void);", "f"),
    ("#define ROOM (7 /* a */ + 1)\nint f(void);", "f"),
    ("int f(int a,\n#ifdef A\n  int b,\n#endif\n  int c);", "f"),
    ("#ifdef __GNUC__\n__attribute__((destructor))\n#endif\nvoid f(void) { x(); }", "f"),
    ("static CONST double\n#ifdef A\nlist[] = { 1e16, 1e32 };\n#else\nlist[] = { 1e16 };\n#endif\nint f(void);", "f"),
    ("PUBLIC_API(shop_t *) f(const char *value);", "f"),
    ("CURL_EXTERN ALLOC_FUNC FILE *f(const char *file);", "f"),
    ("typedef void Search(shop::State& state,\n  int a);", "Search"),
    ("typedef PVOID CONDITION_VARIABLE, *PCONDITION_VARIABLE;", "CONDITION_VARIABLE"),
    ("template <class T, on<count<T>::value >= 2, yes> = no>\ninline std::string to_text(T v) { return 1; }", "to_text"),
    ("SHOP_NAMESPACE_BEGIN\n\nstd::string f(int a);", "f"),
]  # fmt: skip
"""A text that is read whole, and the name of a symbol in it."""


@pytest.mark.parametrize(("text", "name"), READ)
def test_what_only_the_preprocessor_knows_is_read(text: str, name: str) -> None:
    made = outline("a.cc" if "std::" in text or "shop::" in text else "a.h", text)
    assert name in [symbol.name for symbol in made.symbols]
    assert not made.unread


def test_a_signature_has_one_branch_of_a_condition_and_no_directive() -> None:
    text = "#ifdef A\nint f(int a)\n#else\nint f(long a)\n#endif\n{ return 1; }\n"
    assert [s.signature for s in outline("a.c", text).symbols] == ["int f(int a)"]
    text = "A::A()\n  : a_(1)\n#ifdef B\n  , b_(2)\n#endif\n{ x(); }\n"
    assert [s.signature for s in outline("a.cc", text).symbols] == ["A::A()"]


def test_enumerators_of_macros_are_whole_and_lists_of_them_are_not_guessed() -> None:
    text = "enum keys {\n  NONE,\n  KEYS(FIRST, 3),\n  KEYS(LAST, 4)\n};\n"
    assert "KEYS(LAST, 4)" in outline("a.h", text).symbols[0].signature
    text = "enum {\n  NONE,\n  KEYS(FIRST, 3),\n};\n"
    assert [s.signature for s in outline("a.h", text).symbols] == ["NONE", "KEYS(FIRST, 3)"]
    text = "enum {\n#define XX(c, _) A_##c,\n  ALL(XX)\n#undef XX\n  MAX\n};\n"
    assert [s.name for s in outline("a.h", text).symbols] == ["MAX"]


def test_a_long_type_that_is_named_at_its_end_keeps_its_name() -> None:
    fields = "".join(f"  int field_{n};\n" for n in range(200))
    signature = outline("a.h", f"typedef struct {{\n{fields}}} shelf_t;").symbols[0].signature
    assert signature.startswith("typedef struct {\n")
    assert signature.endswith("} shelf_t;")


def test_a_member_that_is_defined_below_its_class_is_one_with_its_declaration() -> None:
    text = (
        "namespace a {\ntemplate <typename T> class Set {\n public:\n  Set(int n);\n  bool has(int i);\n"
        "  bool has(long i);\n\n private:\n  void check();\n};\n"
        "template <typename T> Set<T>::Set(int n) : n_(n) {}\n"
        "// Tell whether it has one.\ntemplate <typename T> bool Set<T>::has(int i) { return i; }\n"
        "template <typename T> void Set<T>::check() { x(); }\n}\n"
    )
    found = {symbol.name: symbol for symbol in outline("set.h", text).symbols}
    assert list(found) == ["a::Set", "a::Set::Set", "a::Set::has", "a::Set::check"]
    assert found["a::Set::has"].signature == "bool has(int i);\nbool has(long i);"
    assert found["a::Set::has"].doc == "Tell whether it has one."
    assert not found["a::Set::check"].public
