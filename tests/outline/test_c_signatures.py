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
