"""Outlines: golden files for each language, the rules that are easy to get wrong, and any text.

Run as a script, it writes the golden files again: python tests/outline/test_outline.py
"""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from textwrap import dedent

sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.outline import languages
from ralf_notes.outline.model import KINDS, Import, Outline, Symbol
from ralf_notes.outline.parse import decode, encode, outline

GOLDEN = Path(__file__).parents[1] / "testdata" / "outline"
SUFFIX = ".outline.json"
SOURCES = sorted(
    path.relative_to(GOLDEN).as_posix()
    for path in GOLDEN.rglob("*")
    if path.is_file() and not path.name.endswith(SUFFIX)
)


def golden(source: str) -> str:
    text = (GOLDEN / source).read_text(encoding="utf-8")
    known = asdict(outline(source, text))
    del known["mentions"], known["known"]
    if not known["packages"]:
        del known["packages"]
    for symbol in known["symbols"]:
        if not symbol["head"]:  # of a definition without data
            del symbol["head"]
        if not symbol["parts"]:  # of what has no overloads
            del symbol["parts"]
    return json.dumps(known, indent=1, ensure_ascii=False) + "\n"


def of(path: str, text: str) -> Outline:
    return outline(path, dedent(text).lstrip("\n"))


def symbols(path: str, text: str) -> dict[str, Symbol]:
    return {symbol.name: symbol for symbol in of(path, text).symbols}


def public(path: str, text: str) -> set[str]:
    return {symbol.name for symbol in of(path, text).symbols if symbol.public}


@pytest.mark.parametrize("source", SOURCES)
def test_outline_is_as_recorded(source: str) -> None:
    expected = (GOLDEN / f"{source}{SUFFIX}").read_text(encoding="utf-8")
    assert golden(source) == expected, "if intended: python tests/outline/test_outline.py"


def test_every_parsed_language_has_a_golden_outline() -> None:
    assert {source.partition("/")[0] for source in SOURCES} >= {
        language.key for language in languages.PARSED
    }


# Any text


@pytest.mark.parametrize("language", languages.all_languages(), ids=lambda one: one.key)
@given(data=st.data())
def test_any_text_has_a_sound_outline(language: languages.Language, data: st.DataObject) -> None:
    text = data.draw(st.one_of(st.text(), pieces(language.key)))
    result = outline(_path(language), text)
    assert_sound(result, text)
    assert decode(encode(result)) == result


def _path(language: languages.Language) -> str:
    special = {"query": "queries/x.scm", "requirements": "requirements.txt"}
    names = [f"x{each}" for each in language.extensions.split()] + language.filenames.split()
    return special.get(language.key) or names[0]


def pieces(key: str) -> st.SearchStrategy[str]:
    """Return texts made of lines of the golden source, in any order: nearly right syntax."""
    sources = [source for source in SOURCES if source.startswith(f"{key}/")]
    lines = [
        line
        for source in sources
        for line in (GOLDEN / source).read_text(encoding="utf-8").splitlines()
    ]
    return st.lists(st.sampled_from([*lines, "", "}", "{"]), max_size=30).map("\n".join)


def assert_sound(result: Outline, text: str) -> None:
    size = len(text.encode("utf-8", "replace"))
    assert result.size == size
    names = [symbol.name for symbol in result.symbols]
    assert len(set(names)) == len(names)
    assert all(symbol.kind in KINDS and symbol.name for symbol in result.symbols)
    assert {symbol.parent for symbol in result.symbols} <= {*names, ""}
    enclosing: list[Symbol] = []
    previous = 0
    for symbol in result.symbols:
        assert previous <= symbol.start <= symbol.end <= size
        previous = symbol.start
        while enclosing and enclosing[-1].end <= symbol.start:
            enclosing.pop()
        assert not enclosing or symbol.end <= enclosing[-1].end
        enclosing.append(symbol)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_do_not_change_what_is_found(source: str, ending: str) -> None:
    text = (GOLDEN / source).read_text(encoding="utf-8")
    result = outline(source, text.replace("\n", ending))
    assert_sound(result, text.replace("\n", ending))
    assert [(s.name, s.doc, s.signature, s.digest) for s in result.symbols] == [
        (s.name, s.doc, s.signature, s.digest) for s in outline(source, text).symbols
    ]


def test_large_source_is_outlined_in_linear_time_and_little_memory() -> None:
    """5 MB of small functions; the limit of 600 MB is for the whole process."""
    script = dedent("""
        import resource, sys
        from pathlib import Path
        from ralf_notes.outline.parse import outline
        one = "def name_%d(first, second=None):\\n    '''Add.'''\\n    return [first, second, 1]\\n\\n"
        text = "".join(one % number for number in range(65_000))
        assert len(text) > 5_000_000
        assert len(outline("big.py", text).symbols) == 65_000
        # On Linux, `ru_maxrss` begins with the memory of the process that started this one.
        status = Path("/proc/self/status")
        lines = status.read_text().splitlines() if status.exists() else []
        peaks = [int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")]
        print(*peaks or [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024**2])
    """)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) < 600


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "a.js",
            "/** a */ var x = function () { return 1 }; function f(a, b) { return a }" * 10_000,
        ),
        ("a.rs", "use " + "a::{" * 20_000),
        ("a.c", "// Copyright X\n\n" * 20_000),
        ("a.md", "# T\n\n" + "*a _b " * 50_000),
        ("a.md", "# T\n\n" * 20_000),
        ("a.kt", 'interface I {\n}\nconst val A = 1\n@Ann("x")'),
    ],
    ids=["one line", "deep", "comments", "emphasis", "same names", "annotation at the end"],
)
def test_odd_files_take_no_time(path: str, text: str) -> None:
    """The grammars, the regular expressions and our own loops must not blow up on these."""
    assert_sound(outline(path, text), text)


def test_outline_of_plain_files_loads_no_grammar() -> None:
    script = dedent("""
        import sys
        from ralf_notes.outline import languages
        from ralf_notes.outline.parse import outline
        languages.for_path("a.py")
        outline("a.yaml", "# Settings.\\na: 1\\n")
        assert not [name for name in sys.modules if name.startswith("tree_sitter")]
    """)
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


# Names, nesting, spans


def test_header_is_cpp_when_it_reads_like_it() -> None:
    assert outline("a.h", "int f(int a);\nstruct s { int namespace; };\n").language == "c"
    cpp = outline("a.h", "namespace n {\nclass A {\n public:\n  void m();\n};\n}\n")
    assert cpp.language == "cpp"


def test_functions_of_one_name_are_one_and_locals_are_left_out() -> None:
    by_name = symbols(
        "a.py",
        """
        def f(): pass
        def f():
            def local(): pass
            CONSTANT = 1
        class A:
            def m(self): pass
            def m(self): pass
        """,
    )
    assert list(by_name) == ["f", "A", "A.m"]
    assert by_name["A.m"].parent == "A"


def test_span_has_decorators_and_doc_comment() -> None:
    text = "print()\n\n@cache\n@other\ndef f():\n    pass\n"
    (symbol,) = outline("a.py", text).symbols
    assert text[symbol.start : symbol.end] == "@cache\n@other\ndef f():\n    pass"
    assert symbol.signature == "@cache\n@other\ndef f():"
    text = "int x;\n/** Adds. */\nint add(int a) {\n  return a;\n}\n"
    symbol = outline("a.c", text).symbols[-1]
    assert text[symbol.start : symbol.end] == text[7:-1]


def test_offsets_count_bytes() -> None:
    text = "# Grüße ☃\n\ndef f(): pass\n"
    (symbol,) = outline("a.py", text).symbols
    assert text.encode()[symbol.start : symbol.end] == b"def f(): pass"


def test_one_declaration_of_several_names_is_shared_out() -> None:
    by_name = symbols("a.go", "package a\n\nvar low, High int\n")
    assert by_name["low"].end <= by_name["High"].start
    assert by_name["High"].public and not by_name["low"].public
    assert by_name["High"].signature == "var low, High int"


def test_members_defined_outside_belong_to_their_type() -> None:
    rust = symbols("a.rs", "pub struct A;\nimpl<T> A<T> { fn hidden() {} pub fn new() {} }")
    assert rust["A::new"].parent == "A"
    assert rust["A::new"].public and not rust["A::hidden"].public
    blanket = "pub trait A { fn f(&self); }\nimpl<'a, T: A + ?Sized> A for &'a T { fn f(&self) {} }"
    assert list(symbols("a.rs", blanket)) == ["A", "A::f"]
    go = symbols(
        "a.go",
        "package a\nfunc (b *Box[T]) Take(n int) int { return n }\ntype Box[T any] struct{}\n",
    )
    assert go["Box.Take"].parent == "Box"
    assert go["Box.Take"].kind == "method"
    cpp = symbols("a.cpp", "namespace n { class A { public: void m(); }; }\nvoid n::A::m() {}")
    assert cpp["n::A::m"].parent == "n::A"
    assert cpp["n::A::m"].signature == "void m();"
    swift = symbols("a.swift", "class A { }\nextension A { func more() {} }")
    assert swift["A.more"].parent == "A"


# Digests


BODY = """
class A:
    '''Doc.'''
    x = 1
    def m(self):
        return 1
print(2)
"""


def test_digest_ignores_blank_space_and_nested_symbols() -> None:
    before, spaced, nested = (
        symbols("a.py", text)
        for text in (
            BODY,
            BODY.replace("    ", "\t").replace("x = 1", "\n\n\tx = 1"),
            BODY.replace("return 1", "return 2"),
        )
    )
    assert before["A"].digest == spaced["A"].digest == nested["A"].digest
    assert before["A.m"].digest == spaced["A.m"].digest != nested["A.m"].digest
    assert before["A"].digest != symbols("a.py", BODY.replace("x = 1", "x = 3"))["A"].digest


def test_digest_of_a_type_is_without_members_that_stand_between_overloads() -> None:
    text = "class A {\n  void f() {}\n  void g() { one(); }\n  void f(int a) { two(); }\n}\n"
    before = symbols("A.java", text)
    for word in ("one", "two"):
        after = symbols("A.java", text.replace(word, "other"))
        assert before["A"].digest == after["A"].digest
    assert before["A.f"].digest != after["A.f"].digest


def test_text_digest_is_of_what_no_symbol_holds() -> None:
    before = of("a.py", BODY).text_digest
    assert before == of("a.py", BODY.replace("return 1", "return 2")).text_digest
    assert before == of("a.py", BODY.replace("print(2)", "\n\n\nprint(2)\n")).text_digest
    assert before != of("a.py", BODY.replace("print(2)", "print(3)")).text_digest


# Visibility


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", "def f(): ...\ndef _g(): ...\nclass _A:\n    def m(self): ...\n", {"f"}),
        (
            "a.py",
            "class A:\n    def __init__(self): ...\n    def _m(self): ...\n",
            {"A", "A.__init__"},
        ),
        ("a.py", "__all__ = ['_g']\ndef f(): ...\ndef _g(): ...\n", {"_g"}),
        (  # what a hidden class offers is reached through a public one that extends it
            "a.py",
            "__all__ = ['A']\nclass A(B, metaclass=M): ...\nclass B(C[D]):\n    def m(self): ...\n"
            "    def _n(self): ...\nclass C: ...\nclass D: ...\nclass M(type): ...\n",
            {"A", "B", "B.m", "C"},
        ),
        ("a.py", "class A(_B): ...\nclass _B:\n    def m(self): ...\n", {"A"}),
        (
            "a.ts",
            "class B<T> { b() {} }\nclass C {}\nexport class A<T extends C> extends B<C> {}",
            {"A", "B", "B.b"},
        ),
        (
            "A.java",
            "public class A extends B { }\nabstract class B { public void b() {} void c() {} }",
            {"A", "B", "B.b"},
        ),
        ("a.js", "function f() {}\nfunction g() {}", {"f", "g"}),
        ("a.js", "export function f() {}\nfunction g() {}", {"f"}),
        ("a.js", "function f() {}\nfunction g() {}\nexport { g as h };", {"g"}),
        ("a.js", "function f() {}\nfunction g() {}\nmodule.exports = { g };", {"g"}),
        ("a.js", "function f() {}\nfunction g() {}\nexport default g;", {"g"}),
        ("a.ts", "export class A { private a() {} #b() {} c() {} }", {"A", "A.c"}),
        ("a.ts", "namespace N { export function f() {} }\nexport const x = 1", {"x"}),
        ("a.go", "package a\nfunc F() {}\nfunc g() {}\nfunc (b box) Take() {}\n", {"F"}),
        ("a.rs", "pub fn f() {}\nfn g() {}\npub(crate) fn h() {}", {"f"}),
        ("a.rs", "pub trait T { fn m(&self); }\ntrait U { fn n(&self); }", {"T", "T::m"}),
        ("A.java", "public class A { void a() {} protected void b() {} }", {"A", "A.b"}),
        ("A.java", "public interface A { void a(); private void b() {} }", {"A", "A.a"}),
        (
            "a.kt",
            "class A {\n  fun a() {}\n  private fun b() {}\n}\ninternal fun c() {}",
            {"A", "A.a"},
        ),
        ("a.swift", "func a() {}\nprivate func b() {}", {"a"}),
        ("a.swift", "public func a() {}\nfunc b() {}", {"a"}),
        ("a.cs", "public class A { void a() {} public void b() {} }", {"A", "A.b"}),
        ("a.c", "int a(void) { return 1; }\nstatic int b(void) { return 1; }", {"a"}),
        ("a.cpp", "class A { void a(); public: void b(); };", {"A", "A::b"}),
        ("a.cpp", "struct A { void a(); private: void b(); };", {"A", "A::a"}),
        ("a.cpp", "namespace { int a() { return 1; } }\nint b() { return 1; }", {"b"}),
        (
            "a.rb",
            "class A\n  def a; end\n  private\n  def b; end\n  public\n  def c; end\nend",
            {"A", "A.a", "A.c"},
        ),
        ("a.rb", "class A\n  private def a; end\n  def b; end\n  private :b\nend", {"A"}),
        ("a.php", "<?php class A { function a() {} private function b() {} }", {"A", "A::a"}),
        ("a.sh", "a() { :; }\n_b() { :; }\n", {"a"}),
    ],
)
def test_public_is_what_the_language_says(path: str, text: str, expected: set[str]) -> None:
    assert public(path, text) == expected


# Descriptions


@pytest.mark.parametrize(
    ("path", "text", "doc"),
    [
        (
            "a.py",
            'def f():\n    """One.\n\n      Two.\n    Three.\n    """\n',
            "One.\n\n  Two.\nThree.",
        ),
        ("a.py", "def f():\n    # No.\n    'One.'\n", "One."),
        ("a.py", "# No.\ndef f():\n    return 'No.'\n", ""),
        ("a.js", "/**\n * One.\n * - two\n */\nfunction f() {}", "One.\n- two"),
        ("a.js", "// One,\n// two.\nfunction f() {}", "One,\ntwo."),
        ("a.js", "// No.\n\nfunction f() {}", ""),
        ("a.js", "/** One. */\n// eslint-disable-next-line\nfunction f() {}", "One."),
        ("a.js", "let x = 1; // No.\nfunction f() {}", ""),
        (
            "a.go",
            "package a\n\n// F is one.\n//\n//\tcode\nfunc F() {}\n",
            "F is one.\n\n```go\n\tcode\n```",
        ),
        ("a.rs", "/// One.\n#[inline]\nfn f() {}", "One."),
        ("a.rs", "// No.\nfn f() {}", ""),
        ("a.java", "/* No. */\ninterface F {}", ""),
        (
            "a.cs",
            '/// <summary>\n/// One <see cref="T:F"/>.\n/// </summary>\nclass F {}',
            "One `F`.",
        ),
        ("a.c", "//===---===//\n// One.\n//===---===//\nint f(void) { return 1; }", "One."),
        ("a.c", "int f(void) { return 1; /* No. */ }", ""),
        ("a.rb", "# One.\ndef f; end", "One."),
        ("a.sh", "# One.\nf() { :; }", "One."),
        ("a.php", "<?php\n/** One. */\n#[A]\nfunction f() {}", "One."),
    ],
)
def test_description_is_what_the_author_wrote(path: str, text: str, doc: str) -> None:
    assert outline(path, text).symbols[-1].doc == doc


@pytest.mark.parametrize(
    ("path", "text", "purpose"),
    [
        ("a.py", '#!/usr/bin/env python\n# Copyright X\n"""One."""\nx = 1\n', "One."),
        ("a.py", "# -*- coding: utf-8 -*-\n\n# One.\nimport x\n", "One."),
        ("a.py", "import x\n# No.\n", ""),
        ("a.js", "/* eslint-disable */\n'use strict';\n// One.\n\nf();", "One."),
        ("a.js", "/** Of f. */\nfunction f() {}", ""),
        (
            "a.ts",
            "// SPDX-License-Identifier: MIT\n// Copyright X\n\n/** One. */\nimport 'x';",
            "One.",
        ),
        ("a.go", "//go:build linux\n\n// Package a is one.\npackage a\n", "Package a is one."),
        ("a.rs", "// Copyright X\n//! One.\n//! Two.\n\n/// No.\nfn f() {}", "One.\nTwo."),
        ("a.c", "#ifndef A_H\n#define A_H\n/* One. */\n\n#include <x.h>\n#endif\n", "One."),
        ("a.php", "<?php\n/**\n * One.\n */\ndeclare(strict_types=1);\nf();", "One."),
        ("a.sh", "#!/bin/sh\n# shellcheck disable=SC1\n#\n# One.\nset -e\n", "One."),
        ("a.js", "/** @fileoverview One. */\n\nf();", "One."),
        ("a.yaml", "---\n# One,\n# two.\na: 1\n", "One,\ntwo."),
        ("a.sql", "-- One.\nSELECT 1;\n", "One."),
        ("a.css", "/* One. */\na {}\n", "One."),
        ("a.html", "<!doctype html>\n<!-- One. -->\n<p>", "One."),
        (
            "a.md",
            "---\na: b\n---\n# T\n\n[![b](u)](v)\n\nUses [the *docs*](u).\nMore.\n\nNo.\n",
            "Uses the docs. More.",
        ),
        ("a.md", "Only text.\n", "Only text."),
        ("a.ts", "/**\n * @module\n * @mergeModuleWith <project>\n */\n\nexport {};\n", ""),
        ("a.in", "#define A @A@\n", ""),
        (".rspec", "--require spec_helper\n", ""),
        ("_ag", "#compdef ag\n# Completes ag.\n\nf\n", "Completes ag."),
        ("Makefile", "#\n# Builds all.\n#\nall: a\n\n# Builds a.\na:\n", ""),
        ("Makefile", "# Builds it all.\n\nall: a\n\n# Builds a.\na:\n", "Builds it all."),
        ("a.sh", "#!/bin/sh\n# Copyright 2020 A\n\n# exit on first error\nset -e\n", ""),
        ("a.sh", '#!/bin/sh\n# shellcheck disable=SC1\n# Disabled "A": https://a.b\n\nf\n', ""),
        ("a.sh", "#!/bin/sh\n# builds the docs\nset -e\n", "builds the docs"),
        ("a.h", '// IWYU pragma: private, include "b.h"\n#pragma once\nint a(int b);\n', ""),
        ("a.c", "// cppcheck-suppress-file x\n// Reads it.\n\n#include <a.h>\n", "Reads it."),
        ("a.java", "// CHECKSTYLE:OFF\npackage a;\nclass B {}\n", ""),
        ("a.mill", "//| mvnDeps:\n//| - a.b:c:1\n\npackage build\n", ""),
        (
            "a.ex",
            "# credo:disable-for-this-file\n# Sells: ignores none.\n\nf",
            "Sells: ignores none.",
        ),
        ("a.swift", "// Copyright 2020 A\n\n// no ids on Linux\n\n#if os(iOS)\n#endif\n", ""),
        ("a.c", "/* tool -- Does it all.\n * Copyright 2020 A */\n\nint f(void);\n", ""),
        ("tool.c", "/* tool -- Does.\n * Copyright 2020 A */\n\nint f(void);\n", "tool -- Does."),
        ("reader.php", "<?php\n/**\n * A.B (https://a.b)\n *\n * (c) 2020 C\n */\nf();", ""),
        ("a.h", "/* Parser - version 1.5\n * Report bugs at https://a.b\n * (c) 2020 A */\n", ""),
        ("a.js", "/**\n * Root.\n */\n\nlet a;\n" * 4, ""),
        ("a.js", "/**\n * Of the file.\n */\n\nlet a;\n", "Of the file."),
    ],
)
def test_purpose_is_the_opening_comment(path: str, text: str, purpose: str) -> None:
    assert outline(path, text).purpose == purpose


# Parameters and signatures


def parameters(path: str, text: str) -> list[tuple[str, str, str]]:
    symbol = outline(path, text).symbols[-1]
    return [(one.name, one.type, one.default) for one in symbol.parameters]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "a.py",
            "class A:\n    def m(self, a, /, b: int = 2, *c: str, d, **e): ...\n",
            [
                ("a", "", ""),
                ("/", "", ""),
                ("b", "int", "2"),
                ("*c", "str", ""),
                ("d", "", ""),
                ("**e", "", ""),
            ],
        ),
        ("a.py", "def f(a, *, b=1): ...\n", [("a", "", ""), ("*", "", ""), ("b", "", "1")]),
        (
            "a.js",
            "function f(a = 1, {b}, ...c) {}",
            [("a", "", "1"), ("{b}", "", ""), ("...c", "", "")],
        ),
        (
            "a.ts",
            "const f = (a?: string, b: number = 1) => {}",
            [("a?", "string", ""), ("b", "number", "1")],
        ),
        (
            "a.go",
            "package a\nfunc (t *T) F(a, b int, c ...string) {}\n",
            [("a", "int", ""), ("b", "int", ""), ("c", "...string", "")],
        ),
        (
            "a.rs",
            "fn f(&self, a: &str, mut b: Vec<u8>) {}",
            [("a", "&str", ""), ("b", "Vec<u8>", "")],
        ),
        (
            "A.java",
            "class A { void m(final int a, String... b) {} }",
            [("a", "int", ""), ("b", "String...", "")],
        ),
        (
            "a.kt",
            "fun f(a: Int = 2, vararg b: (Int) -> Unit) {}",
            [("a", "Int", "2"), ("b", "vararg (Int) -> Unit", "")],
        ),
        (
            "a.swift",
            "func f(_ a: Int, by b: Int = 2) {}",
            [("a", "Int", ""), ("b", "Int", "2")],
        ),
        (
            "a.c",
            "int f(const char *a[], void (*b)(int), ...) { return 1; }",
            [("a", "const char *[]", ""), ("b", "void (*)(int)", ""), ("...", "", "")],
        ),
        ("a.c", "int f(void) { return 1; }", []),
        ("a.cpp", "void f(const T& a, int b = 3) {}", [("a", "const T&", ""), ("b", "int", "3")]),
        (
            "a.cs",
            'class A { void M(ref int a, string b = "x", params int[] c) {} }',
            [("a", "int", ""), ("b", "string", '"x"'), ("c", "params int[]", "")],
        ),
        (
            "a.rb",
            "def f(a, b = 1, *c, d:, e: 2, &g); end",
            [
                ("a", "", ""),
                ("b", "", "1"),
                ("*c", "", ""),
                ("d:", "", ""),
                ("e:", "", "2"),
                ("&g", "", ""),
            ],
        ),
        (
            "a.php",
            "<?php function f(?int $a = 1, string ...$b) {}",
            [("$a", "?int", "1"), ("...$b", "string", "")],
        ),
    ],
)
def test_parameters_are_as_written(
    path: str, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert parameters(path, text) == expected


def test_long_constant_is_capped_and_says_so() -> None:
    (symbol,) = outline("a.py", f"NAMES = {list(range(1000))}\n").symbols
    assert symbol.kind == "constant"
    assert len(symbol.signature) <= 200
    assert "…" in symbol.signature


def test_signature_is_dedented_and_keeps_its_lines() -> None:
    by_name = symbols("a.py", "class A:\n    def m(\n        self,\n        a,\n    ): ...\n")
    assert by_name["A.m"].signature == "def m(\n    self,\n    a,\n):"


# Imports, packages, entries


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "a.py",
            "from . import x\nfrom ..a.b import (c as d, e)\nimport f.g as h, i\nfrom j import *\n",
            [
                Import(".", ("x",)),
                Import("..a.b", ("c", "e"), ("d", "e")),
                Import("f.g", local=("h",)),
                Import("i"),
                Import("j", ("*",)),
            ],
        ),
        (
            "a.ts",
            "import type { A as B } from './a';\nimport c, * as d from 'c';\nexport * from './e';\n"
            "import './f';\nconst g = require('g');\nconst h = await import('./h');\n",
            [
                Import("./a", ("A",), ("B",)),
                Import("c", ("default",), ("c",)),
                Import("c", local=("d",)),
                Import("./e", mark="export"),
                Import("./f"),
                Import("g", local=("g",)),
                Import("./h"),
            ],
        ),
        (
            "a.go",
            'package a\nimport "fmt"\nimport (\n b "x/y"\n _ "z"\n)\n',
            [Import("fmt"), Import("x/y", local=("b",)), Import("z", local=("_",))],
        ),
        (
            "a.rs",
            "mod x;\nuse std::{io::{self, Read}, fmt::*};\nuse crate::a::B as C;\nuse d;",
            [
                Import("mod x"),
                Import("std::io"),
                Import("std::io", ("Read",)),
                Import("std::fmt", ("*",)),
                Import("crate::a", ("B",), ("C",)),
                Import("d"),
            ],
        ),
        (
            "A.java",
            "import java.util.List;\nimport static a.B.*;\n",
            [Import("java.util.List"), Import("a.B.*", mark="static")],
        ),
        ("a.kt", "import a.B as C\nimport d.*\n", [Import("a.B", local=("C",)), Import("d.*")]),
        (
            "a.swift",
            "import Foundation\n@testable import App\n",
            [Import("Foundation"), Import("App")],
        ),
        ("a.c", '#include <a.h>\n#include "b/c.h"\n', [Import("<a.h>"), Import('"b/c.h"')]),
        (
            "a.cs",
            "using A.B;\nusing static C;\nusing D = E.F;\nglobal using G;\n",
            [
                Import("A.B"),
                Import("C", mark="static"),
                Import("E.F", local=("D",)),
                Import("G", mark="global"),
            ],
        ),
        ("a.rb", "require 'a'\nrequire_relative 'b/c'\n", [Import("a"), Import("./b/c")]),
        (
            "a.php",
            "<?php\nuse A\\B as C;\nuse D\\{E, F};\nrequire __DIR__ . '/g.php';\ninclude('h.php');\n",
            [
                Import("A\\B", local=("C",)),
                Import("D\\E"),
                Import("D\\F"),
                Import("./g.php"),
                Import("./h.php"),
            ],
        ),
        ("a.sh", '. ./a.sh\nsource "b.sh"\n', [Import("./a.sh"), Import("b.sh")]),
    ],
)
def test_imports_are_as_written(path: str, text: str, expected: list[Import]) -> None:
    assert list(outline(path, text).imports) == expected


@pytest.mark.parametrize(
    ("path", "text", "package"),
    [
        ("a.py", "", ""),
        ("a.go", "package a\n", "a"),
        ("A.java", "package a.b;", "a.b"),
        ("a.kt", "package a.b\n", "a.b"),
        ("a.cs", "namespace A.B;\nclass C {}", "A.B"),
        ("a.php", "<?php\nnamespace A\\B;\n", "A\\B"),
    ],
)
def test_package_is_what_the_file_says(path: str, text: str, package: str) -> None:
    assert outline(path, text).package == package


@pytest.mark.parametrize(
    ("path", "text", "entry"),
    [
        ("a.py", "if __name__ == '__main__':\n    main()\n", True),
        ("a/__main__.py", "main()\n", True),
        ("a.py", "def main(): ...\n", False),
        ("run", "#!/bin/sh\n", True),
        ("a.go", "package main\nfunc main() {}\n", True),
        ("a.go", "package a\nfunc main() {}\n", False),
        ("main.rs", "#![allow(x)]\nfn main() {}", True),
        ("lib.rs", "#![allow(x)]\npub fn f() {}", False),
        ("A.java", "class A { public static void main(String[] a) {} }", True),
        ("a.kt", "fun main() {}", True),
        ("a.c", "int main(void) { return 0; }", True),
        ("a.cs", "class A { static int Main() { return 0; } }", True),
        ("a.js", "function main() {}", False),
    ],
)
def test_entry_is_where_a_program_starts(path: str, text: str, entry: bool) -> None:
    assert outline(path, text).is_entry is entry


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("module.exports = function build(o) {};", {"build": True}),
        ("module.exports = (o) => o;", {"module.exports": True}),
        ("module.exports = class Foo { a() {} };", {"Foo": True, "Foo.a": True}),
        ("module.exports = {\n  run(a) {},\n  go: async function (b) {},\n  it: x => x,\n n: 1 };", {"run": True, "go": True, "it": True, "n": True}),
        ("function F() {}\nF.prototype.bar = function (x) {};\nmodule.exports = F;", {"F": True, "F.bar": True}),
        ("function F() {}\nF.prototype = { bar() {}, baz: function* () {} };\n", {"F": True, "F.bar": True, "F.baz": True}),
        ("var res = make();\nmodule.exports = res;\nres.send = function send(b) {};\nfunction G() {}\nG.to = () => 1;", {"res": True, "res.send": True, "G": False, "G.to": False}),
        ("exports.a = async (req) => 1;\nmodule.exports.b = function () {};", {"a": True, "b": True}),
        ("a.b.c = function () {};", {"a.b.c": True}),
        ("function f() { a.b = function () {}; }", {"f": True}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["a.js", "a.ts"])
def test_functions_that_are_assigned_are_symbols(
    path: str, text: str, expected: dict[str, bool]
) -> None:
    assert {s.name: s.public for s in outline(path, text).symbols} == expected


def test_operators_of_swift_are_functions() -> None:
    text = "extension A {\n  static func == (l: A, r: A) -> Bool { true }\n  static prefix func - (a: A) -> A { a }\n  static func +++ (l: A, r: A) -> A { l }\n}\nfunc < (l: A, r: A) -> Bool { true }\nfunc keep() {}\n"
    names = [s.name for s in outline("a.swift", text).symbols]
    assert names == ["A.==", "A.-", "A.+++", "<", "keep"]


def test_a_file_with_errors_gives_what_parses() -> None:
    result = of("a.py", "def f(): pass\n\nclass (:\n\ndef g(a): pass\n")
    assert {"f", "g"} <= {symbol.name for symbol in result.symbols}


# Markdown


def test_values_of_a_script_are_no_constants_of_the_module() -> None:
    text = (
        "if __name__ == '__main__':\n    table = Table()\n    def run(): ...\nelse:\n    shared = 1\n"
        "if '__main__' == __name__:\n    other = 1\nif FAST:\n    LIMIT = 2\n"
    )
    assert [symbol.name for symbol in outline("a.py", text).symbols] == ["run", "shared", "LIMIT"]


def test_sections_nest_by_level_and_have_unique_names() -> None:
    text = (
        "# One\n\ntext\n\n## Use\n\n```\n# no heading\n```\n\n# Two\n\n## Use ##\n\nThree\n=====\n"
    )
    by_name = {symbol.name: symbol for symbol in outline("a.md", text).symbols}
    assert list(by_name) == ["One", "Use", "Two", "Use#2", "Three"]
    assert by_name["Use"].parent == "One"
    assert by_name["Use#2"].parent == "Two"
    assert text[by_name["One"].start : by_name["One"].end].endswith("```\n\n")
    assert by_name["Three"].end == len(text)


if __name__ == "__main__":
    for name in SOURCES:
        (GOLDEN / f"{name}{SUFFIX}").write_text(golden(name), encoding="utf-8", newline="\n")
