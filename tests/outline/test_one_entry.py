"""What a file defines in several places or forms under one name is one entry with all of these."""

from __future__ import annotations

import pytest

from ralf_notes.outline.model import Symbol
from ralf_notes.outline.parse import outline


def found(path: str, text: str) -> dict[str, Symbol]:
    """Return the symbols of a file by their names."""
    return {symbol.name: symbol for symbol in outline(path, text).symbols}


@pytest.mark.parametrize(
    ("path", "text", "name", "lines"),
    [
        (
            "a.h",
            "/* Says when. */\n#if A\ntypedef int (*when)(int a);\n"
            "#else\ntypedef int (*when)(void);\n#endif\n",
            "when",
            ["typedef int (*when)(int a);", "typedef int (*when)(void);"],
        ),
        (
            "a.h",
            "#ifdef A\n#\t\tdefine API __import\n#else\n#\tdefine API __export\n#endif\n",
            "API",
            ["#define API __import", "#define API __export"],
        ),
        (
            "a.c",
            "struct cart { int a; };\n#define cart(a) (a)\nint keep(void);\n",
            "cart",
            ["struct cart { int a; }", "#define cart(a) (a)"],
        ),
        (
            "a.cpp",
            "#ifdef A\nclass Cart {\npublic:\n  int a;\n};\n"
            "#else\nclass Cart : Base {\npublic:\n  int b;\n};\n#endif\n",
            "Cart",
            ["class Cart {", "    int a;", "};", "class Cart : Base {", "    int b;", "};"],
        ),
        (
            "a.rs",
            "#[cfg(a)]\npub fn f() -> u8 { 1 }\n#[cfg(not(a))]\npub fn f() -> u16 { 2 }\n",
            "f",
            ["#[cfg(a)]", "pub fn f() -> u8", "#[cfg(not(a))]", "pub fn f() -> u16"],
        ),
        (
            "a.ts",
            "export interface Cart { a: number }\nexport interface Cart { b: number }\n",
            "Cart",
            ["export interface Cart { a: number }", "export interface Cart { b: number }"],
        ),
        (
            "a.swift",
            "public class A {\n  public var value: Int { 1 }\n"
            "  public func value(_ a: Int) -> Int { a }\n}\n",
            "A.value",
            ["public var value: Int { get }", "public func value(_ a: Int) -> Int"],
        ),
        (
            "a.rs",
            "pub struct A;\nimpl A { pub fn b(&self) {} }\nimpl io::Read for A { fn c(&self) {} }\n"
            "impl Iterator for A { type Item = u8; }\nimpl<T> From<T>\n    for A { }\n",
            "A",
            [
                "pub struct A;",
                "impl Iterator for A {",
                "    type Item = u8;",
                "}",
                "impl io::Read for A",
                "impl<T> From<T> for A",
            ],
        ),
        (
            "a.swift",
            "struct A { let b: Int }\nextension A { func c() {} }\nextension A: Codable {}\n",
            "A",
            ["struct A {", "    let b: Int", "}", "extension A: Codable"],
        ),
        (
            "a.scala",
            "object Cart { val Max = 10 }\ncase class Cart(a: Int)\n",
            "Cart",
            ["object Cart {", "    val Max = 10", "}", "case class Cart(a: Int)"],
        ),
    ],
)
def test_all_forms_of_a_name_are_lines_of_one_entry(
    path: str, text: str, name: str, lines: list[str]
) -> None:
    symbols = found(path, text)
    assert symbols[name].signature.split("\n") == lines
    assert not [each for each in symbols if "#" in each]


def test_a_type_leads_the_functions_of_its_name() -> None:
    text = (
        "/** Opens a shop. */\nfun Shop(coins: Int): Shop = Market(coins)\n"
        "/** Sells toys. */\ninterface Shop {\n  val name: String\n  fun close()\n}\n"
        "fun Cart(): Int = 1\ninternal class Cart\n"
    )
    symbols = found("Shop.kt", text)
    assert symbols["Shop"].kind == "interface"
    assert symbols["Shop"].doc == "Sells toys."
    assert symbols["Shop"].signature.split("\n") == [
        "interface Shop {",
        "    val name: String",
        "}",
        "// Opens a shop.",
        "fun Shop(coins: Int): Shop",
    ]
    assert symbols["Shop.close"].kind == "method"
    assert symbols["Cart"].kind == "function"
    assert symbols["Cart"].public


def test_a_prototype_in_c_is_no_entry_beside_the_function() -> None:
    text = (
        "/* Adds. */\nstatic int add(int, int);\nint other;\n"
        "static int add(int a, int b) { return a; }\n"
    )
    symbols = found("a.c", text)
    assert [*symbols] == ["other", "add"]
    assert (symbols["add"].signature, symbols["add"].doc) == (
        "static int add(int a, int b)",
        "Adds.",
    )


def test_a_type_of_c_that_is_named_first_and_defined_below_has_its_members() -> None:
    text = "typedef struct tree tree_t;\ntypedef struct tree { int *root; } tree_t;\n"
    symbols = found("a.c", text)
    assert [*symbols] == ["tree_t"]
    assert "int *root;" in symbols["tree_t"].signature


def test_a_comment_above_a_condition_describes_what_alone_is_in_its_branch() -> None:
    text = (
        "/* Guards. */\n#ifndef A_H\n#define A_H 1\n\n"
        "/* Most lines. */\n#ifndef MOST\n#define MOST 8\n#endif\n"
        "// Opens.\n#if defined(A)\nint open_it(int a);\n#else\nint open_it(long a);\n#endif\n"
        "/* For several. */\n#ifdef B\nint one(void);\nint two(void);\n#endif\n#endif\n"
    )
    docs = {name: symbol.doc for name, symbol in found("a.h", text).items()}
    expected = {"A_H": "", "MOST": "Most lines.", "open_it": "Opens.", "one": "", "two": ""}
    assert docs == expected


OVERLOADED = """
class Box:
    # Text is the default.
    @overload
    def __init__(
        self: Box[str],
        secret: str | bytes | Iterable[str] | Iterable[bytes],
        salt: str | bytes | None = b"x",
        writer: None = None,
        options: dict[str, Any] | None = None,
    ) -> None: ...

    # Bytes have a writer of their own.
    @overload
    def __init__(
        self: Box[bytes],
        secret: str | bytes | Iterable[str] | Iterable[bytes],
        salt: str | bytes | None = b"x",
        *,
        writer: Writer[bytes],
        options: dict[str, Any] | None = None,
    ) -> None: ...

    def __init__(self, secret, salt=b"x", writer=None, options=None) -> None:
        pass
"""


def test_overloads_of_python_tell_what_they_share_once_each_below_its_comment() -> None:
    box = next(each for each in outline("a.py", OVERLOADED).symbols if each.name == "Box.__init__")
    assert box.doc == ""
    lines = box.signature.split("\n")
    assert lines[:2] == ["# Text is the default.", "@overload"]
    assert lines[-3:] == [
        "# Bytes have a writer of their own.",
        "def __init__(self: Box[bytes], …, *, writer: Writer[bytes], …) -> None:",
        'def __init__(self, secret, salt=b"x", writer=None, options=None) -> None:',
    ]


def test_remarks_at_the_start_of_a_body_are_no_part_of_an_overload() -> None:
    text = OVERLOADED.replace("        pass", "        # Opens it.\n        pass").replace(
        "writer=None, options", "writer=None, many=None, of=None, arguments=None, options"
    )
    box = next(each for each in outline("a.py", text).symbols if each.name == "Box.__init__")
    assert box.signature.endswith(") -> None:") and "many=None" in box.signature


def test_a_default_in_braces_is_whole_in_an_overload_shown_in_short() -> None:
    shared = "Verb verb, const Name& name, Endpoint endpoint"
    text = f"class A {{\npublic:\n  A({shared}, bool is = true);\n"
    text += f"  A({shared}, const Query& query, Data&& data = {{}}, bool is = true);\n}};\n"
    box = next(each for each in outline("a.hpp", text).symbols if each.name == "A::A")
    assert box.signature.endswith("A(…, const Query& query, Data&& data = {}, …);")


def test_the_docstring_of_one_overload_is_that_of_all() -> None:
    text = OVERLOADED.replace("        pass", '        """Makes a box."""')
    box = next(each for each in outline("a.py", text).symbols if each.name == "Box.__init__")
    assert box.doc == "Makes a box." and "# Text is the default." in box.signature


def test_methods_of_one_name_tell_which_trait_each_is_of() -> None:
    text = """
pub struct Dev;
impl SpiDevice<u8> for Dev { fn transact(&mut self) -> u8 { 1 } }
impl AsyncSpiDevice<u8> for Dev { async fn transact(&mut self) -> u8 { 1 } }
impl From<A> for Dev { fn from(a: A) -> Self { Dev } }
impl From<B> for Dev { fn from(b: B) -> Self { Dev } }
"""
    made = {each.name: each.signature for each in outline("a.rs", text).symbols}
    assert made["Dev::transact"].split("\n") == [
        "// impl SpiDevice",
        "fn transact(&mut self) -> u8",
        "// impl AsyncSpiDevice",
        "async fn transact(&mut self) -> u8",
    ]
    assert made["Dev::from"] == "fn from(a: A) -> Self\nfn from(b: B) -> Self"
