"""Documentation comments of each dialect: text that reads well, and parameters by name."""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.notes.quotes import quote
from ralf_notes.notes.tables import (
    describes_parameters,
    docstring_of,
    fact_tables,
    shown_parameters,
    shown_type,
)
from ralf_notes.notes.wording import wording_for
from ralf_notes.outline import languages
from ralf_notes.outline.documentation.docstrings import read_docstring
from ralf_notes.outline.documentation.doxygen import doxygen
from ralf_notes.outline.parse import outline
from ralf_notes.outline.rules import rules_for
from ralf_notes.source.classify import Kind

FUNCTIONS = {
    "a.java": ("public class A {{\n{}\npublic void f(int x) {{}}\n}}\n", "A.f"),
    "a.kt": ("{}\nfun f(x: Int) {{}}\n", "f"),
    "a.cs": ("public class A {{\n{}\npublic void f(int x) {{}}\n}}\n", "A.f"),
    "a.php": ("<?php\n{}\nfunction f($x) {{}}\n", "f"),
    "a.ts": ("{}\nexport function f(x: number) {{}}\n", "f"),
    "a.js": ("{}\nfunction f(x) {{}}\n", "f"),
    "a.rs": ("{}\npub fn f(x: u8) {{}}\n", "f"),
    "a.go": ("package a\n\n{}\nfunc F(x int) {{}}\n", "F"),
    "a.rb": ("X = 1\n{}\ndef f(x)\nend\n", "f"),
    "a.cpp": ("#include <a>\n{}\nint f(int x);\n", "f"),
    "a.swift": ("{}\npublic func f(x: Int) {{}}\n", "f"),
    "a.scala": ("{}\ndef f(x: Int): Int = 1\n", "f"),
    "a.dart": ("{}\nint f(int x) => 1;\n", "f"),
    "a.ps1": ("function f {{\n{}\n  param($x)\n  1\n}}\n", "f"),
    "a.py": ("def f(x):\n    '''{}'''\n", "f"),
}


def told(path: str, comment: str) -> tuple[str, str]:
    """Return the quote of a function's comment, and what it says of the parameter `x`."""
    frame, name = FUNCTIONS[path]
    text = frame.format(dedent(comment).strip("\n"))
    symbol = next(s for s in outline(path, text).symbols if s.name == name)
    doc = read_docstring(symbol.doc, [row.name for row in symbol.parameters])
    return quote(doc.text), doc.parameters.get("x", "")


@pytest.mark.parametrize(
    ("path", "comment"),
    [
        ("a.java", "/**\n * Sing.\n * @param x how often\n */"),
        ("a.java", "/** Sing.\n * @param   x\n *      how often */"),
        ("a.kt", "/**\n * Sing.\n * @param x how often\n */"),
        ("a.kt", "/**\n * Sing.\n * @param[x] how often\n */"),
        ("a.cs", '/// <summary>Sing.</summary>\n/// <param name="x">how often</param>'),
        ("a.cs", "/// <summary>\n/// Sing.\n/// </summary>\n/// <param name='x'>how\n/// often</param>"),
        ("a.php", "/** Sing. @param int $x how often */"),
        ("a.php", "/**\n * Sing.\n *\n * @param int|null $x how often\n */"),
        ("a.php", "/**\n * Sing.\n *\n * @param array<int, list<int, A>>|null $x how often\n */"),
        ("a.php", "/**\n * Sing.\n *\n * @param (callable(int, A): B)|null ...$x how often\n */"),
        ("a.ts", "/**\n * Sing.\n * @param x - how often\n */"),
        ("a.js", "/**\n * Sing.\n * @param {number} x how often\n */"),
        ("a.js", "/**\n * Sing.\n * @arg {{a: number}} x how often\n */"),
        ("a.rb", "# Sing.\n#\n# @param x [Integer] how often"),
        ("a.rb", "# Sing.\n#\n# @param [Integer] x how often"),
        ("a.cpp", "/**\n * \\brief Sing.\n * \\param[in] x how often\n */"),
        ("a.cpp", "/// @brief Sing.\n/// @param x how often"),
        ("a.cpp", "//! Sing.\n//! \\param x how often"),
        ("a.swift", "/// Sing.\n/// - Parameter x: how often"),
        ("a.swift", "/// Sing.\n/// - Parameters:\n///   - x: how often"),
        ("a.ps1", "<#\n.SYNOPSIS\n  Sing.\n.PARAMETER x\n  how often\n#>"),
        ("a.ps1", "<#\n.SYNOPSIS\nSing.\n.DESCRIPTION\nSing.\n.PARAMETER X\nhow\noften\n.LINK\nhum\n#>"),
        ("a.py", "Sing.\n\n    Args:\n        x: how often\n    "),
        ("a.py", "Sing.\n\n    Parameters\n    ----------\n    x : int\n        how often\n    "),
        ("a.py", "Sing.\n\n    :param x: how often\n    "),
        ("a.py", "Sing.\n\n    :param int x: how often\n    "),
    ],
)  # fmt: skip
def test_a_parameter_of_every_dialect_goes_into_the_table(path: str, comment: str) -> None:
    text, parameter = told(path, comment)
    assert (text, parameter) == ("> Sing.", "how often")


def test_a_parameter_may_be_named_by_three_dots() -> None:
    tags = " * @param {Tune} ... more tunes\n * @param x how often"
    text, parameter = told("a.js", f"/**\n * Sing.\n{tags}\n */")
    assert (text, parameter) == ("> Sing.\n>\n> - `...` (`Tune`): more tunes", "how often")


@pytest.mark.parametrize(
    ("path", "comment", "expected"),
    [
        ("a.js", "/**\n * Sing.\n * @param {number|string} x how often\n */", "number|string"),
        ("a.js", "/**\n * Sing.\n * @param {number} x\n */", "number"),
        ("a.js", "/**\n * Sing.\n * @param {*} x how often\n */", ""),
        ("a.php", "/** Sing. @param list<int> $x how often */", "list<int>"),
        ("a.rb", "# Sing.\n#\n# @param x [Integer] how often", "Integer"),
        ("a.rb", "# Sing.\n#\n# @param [Integer] x how often", "Integer"),
        ("a.rb", "# Sing.\n#\n# @param [Hash{Symbol => A::B}] x how", "Hash{Symbol => A::B}"),
        ("a.rb", "# Sing.\n#\n# @param [{Symbol => A}] x how", "{Symbol => A}"),
        ("a.php", "/** Sing.\n * @param array <int, string> $x how */", "array<int, string>"),
        ("a.php", "/** Sing.\n * @param int | null $x how */", "int | null"),
        ("a.php", "/** Sing.\n * @param list of strings $x how */", "list of strings"),
        ("a.php", "/** Sing.\n * @param array x how */", "array"),
        ("a.php", "/** Sing.\n * @param string the tune */", "string"),
        ("a.php", "/** Sing.\n * @param array &$x $_GET, $_POST */", "array"),
        ("a.rb", "# Sing.\n#\n# @param [nil, String] x how", "nil, String"),
        ("a.rb", "# Sing.\n#\n# @param [#read] x how", "#read"),
        ("a.py", "Sing.\n\n    Args:\n        x (int): how often\n    ", "int"),
        ("a.py", "Sing.\n\n    Parameters\n    ----------\n    x : int, optional\n    ", "int"),
        ("a.py", "Parameters\n    ----------\n    x : float (default=0.05)\n    ", "float"),
        ("a.py", "Sing.\n\n    :param int x: how often\n    ", "int"),
        ("a.py", "Sing.\n\n    :param x: how often\n    :type x: int\n    ", "int"),
    ],
)  # fmt: skip
def test_a_type_that_only_a_comment_tells_is_told(path: str, comment: str, expected: str) -> None:
    """An unannotated parameter: the types of JSDoc, PHPDoc, YARD and docstrings are all there is."""
    frame, name = FUNCTIONS[path]
    text = frame.format(dedent(comment).strip("\n"))
    symbol = next(s for s in outline(path, text).symbols if s.name == name)
    doc = docstring_of(symbol)
    assert [shown_type(row, doc) for row in shown_parameters(symbol, doc)] == [expected]
    assert describes_parameters(symbol, doc)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (":param x: how often\n\n    .. versionadded:: 2\n", "> Sing.\n>\n> Added in 2"),
        (":param x: how often\n    .. note:: Slow.\n", "> Sing.\n>\n> Note: Slow."),
        (":param x: how often\n\n    Then rest.\n", "> Sing.\n>\n> Then rest."),
        (":param x:\n        how often\n\n    Rest.\n    Long.\n\n    :returns: a song\n",
         "> Sing.\n>\n> Rest.\n> Long.\n>\n> Returns: a song"),
    ],
)  # fmt: skip
def test_what_is_below_a_list_of_fields_is_no_part_of_it(fields: str, expected: str) -> None:
    assert told("a.py", f"Sing.\n\n    {fields}    ") == (expected, "how often")


@pytest.mark.parametrize("indent", ["    ", "      "])
@pytest.mark.parametrize("result", ["The song.", "self, with ``x`` set", "The song\n        of it"])
def test_a_result_that_is_told_without_a_type_is_kept(indent: str, result: str) -> None:
    """NumPy's style asks for a type first; many write a sentence, indented or not."""
    text, _ = told("a.py", f"Sing.\n\n    Returns\n    -------\n{indent}{result}\n    ")
    assert "song" in text or "> Returns: self, with `x` set" in text


@pytest.mark.parametrize(
    ("path", "comment", "expected"),
    [
        ("a.js", "/**\n * TODO: add function description.\n * @param {*} x TODO: add param description.\n"
         " * @returns {void} - TODO: add return description.\n */", ("", "")),
        ("a.js", "/**\n * Sing.\n * @param {number} x - description\n * @return {undefined}\n */",
         ("> Sing.", "")),
        ("a.js", "/**\n * Sing.\n * @param x how often\n * @returns {Song} - The song.\n */",
         ("> Sing.\n>\n> Returns `Song`: The song.", "how often")),
        ("a.js", "/**\n * Sing.\n * @yields - The song.\n * @throws {Mute} - If mute.\n */",
         ("> Sing.\n>\n> Yields: The song.\n>\n> Raises `Mute`: If mute.", "")),
        ("a.py", "_summary_\n\n    Args:\n        x (_type_): _description_\n\n    Returns:\n"
         "        _type_: _description_\n    ", ("", "")),
        ("a.py", "Add a description of each song here, if there is one.",
         ("> Add a description of each song here, if there is one.", "")),
    ],
)  # fmt: skip
def test_what_a_template_put_in_place_of_words_says_nothing(
    path: str, comment: str, expected: tuple[str, str]
) -> None:
    assert told(path, comment) == expected


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{number} [x] how often", "how often (optional)"),
        ("{number=} x how often", "how often (optional)"),
        ("{number} [x]", "optional"),
        ("{number} [x] Optional. How often.", "Optional. How often."),
        ("{number} [x] how often, defaults to 2", "how often, defaults to 2"),
        ("{number} x how often", "how often"),
        ("[x] how often", "how often"),  # of KDoc, it may be any parameter
        ("{Array<number>} x", ""),
    ],
)
def test_a_parameter_that_jsdoc_marks_as_optional_is_told_so(written: str, said: str) -> None:
    assert told("a.js", f"/**\n * Sing.\n * @param {written}\n */") == ("> Sing.", said)


@pytest.mark.parametrize(
    "kind",
    [
        "callable(array, int): Song",
        "Closure(array<mixed>, int=): (Song|null)",
        "callable(Song):void",
        "(callable(mixed, mixed): int)|null",
        "array<string, callable(int $a): bool>",
    ],
)
def test_the_type_of_a_parameter_of_php_may_be_a_function(kind: str) -> None:
    comment = f"/**\n * Sing.\n * @param {kind} $x how often\n */"
    assert told("a.php", comment) == ("> Sing.", "how often")
    (symbol,) = outline("a.php", FUNCTIONS["a.php"][0].format(comment)).symbols
    assert read_docstring(symbol.doc, ["$x"]).types == {"x": kind}


@pytest.mark.parametrize("default", ["1", " 10", "[1, 2]", '"x y"'])
def test_a_default_that_only_a_comment_tells_is_told(default: str) -> None:
    comment = f"/**\n * Sing.\n * @param {{any}} [x={default}] - how often\n"
    said = f"how often (default `{default.strip()}`)"
    assert told("a.js", f"{comment} */") == ("> Sing.", said)
    inner = f"{comment} * @param {{any}} [x.y={default}] how loud\n */"
    assert (
        told("a.js", inner)[0] == f"> Sing.\n>\n> - `x.y`: how loud (default `{default.strip()}`)"
    )


@pytest.mark.parametrize(
    ("path", "comment", "expected"),
    [
        ("a.java", "/** It is {@code Map<A, {b}>} or {@link Foo#bar} or {@linkplain Foo the foo}. */",
         "> It is `Map<A, {b}>` or `Foo.bar` or the foo."),
        ("a.java", "/** One.\n * <p>Two &lt;b&gt; &amp; <b>bold</b>, <i>sloped</i>, <code>x</code>.\n */",
         "> One.\n>\n> Two <\u200bb> & **bold**, *sloped*, `x`."),
        ("a.java", "/** Of:\n * <ul>\n * <li>one\n *   more\n * <li>two</li>\n * </ul>\n */",
         "> Of:\n>\n> - one more\n> - two"),
        ("a.java", "/** So:\n * <pre>{@code\n *   a();\n *   if (b) { c(); }\n * }</pre>\n */",
         "> So:\n>\n> ```java\n> a();\n> if (b) { c(); }\n> ```"),
        ("a.java", "/** So <pre>{@code new A<B>(\"c\")}</pre>\n * it is. */",
         "> So\n>\n> ```java\n> new A<B>(\"c\")\n> ```\n>\n> it is."),
        ("a.java", "/** One.\n * @return the {@code x}, or null\n * @throws IOException if bad\n */",
         "> One.\n>\n> Returns: the `x`, or null\n>\n> Raises `IOException`: if bad"),
        ("a.java", "/** One.\n * @since 2\n * @see Foo#bar\n * @deprecated Use g.\n * @author A\n */",
         "> One.\n>\n> Since: 2\n>\n> See: `Foo.bar`\n>\n> Deprecated: Use g."),
        ("a.java", "/** A List<T> of a < b. */", "> A List<\u200bT> of a < b."),
        ("a.java", "/** See <a href=\"https://a.b/c\">the spec</a>. */",
         "> See the spec (`https://a.b/c`)."),
        ("a.cs", "/// <summary>See <see cref=\"T:A.B\"/>, <paramref name=\"x\"/>, "
         "<see langword=\"null\"/>, <c>d</c>.</summary>", "> See `A.B`, `x`, `null`, `d`."),
        ("a.cs", "/// <summary>One.<para>Two.</para></summary>\n/// <returns>The <c>x</c>.</returns>\n"
         "/// <remarks>Three.</remarks>", "> One.\n>\n> Two.\n>\n> Three.\n>\n> Returns: The `x`."),
        ("a.cs", "/// <summary>\n/// Says what <seealso cref=\"A\"/> says.\n/// </summary>\n/// <seealso cref=\"B\"/>",
         "> Says what `A` says.\n>\n> See: `B`"),
        ("a.cs", "/// <inheritdoc/>", ""),
        ("a.cs", "/// <summary>One.</summary>\n/// <exception cref=\"A.B\">If bad.</exception>",
         "> One.\n>\n> Raises `A.B`: If bad."),
        ("a.kt", "/** Reads [Foo.bar] and [the foo][Foo]. */", "> Reads `Foo.bar` and the foo."),
        ("a.ts", "/**\n * Adds {@link foo | the foo}.\n *\n * @example\n * ```ts\n * @A() f()\n * ```\n */",
         "> Adds the foo.\n>\n> Example:\n>\n> ```ts\n> @A() f()\n> ```"),
        ("a.ts", "/**\n * Adds.\n *\n * @deprecated\n * @internal\n */", "> Adds.\n>\n> Deprecated."),
        ("a.js", "/**\n * Adds.\n *\n * @example <caption>Two</caption>\n * f(2);\n */",
         "> Adds.\n>\n> Two:\n>\n> ```\n> f(2);\n> ```"),
        ("a.rs", "/// A [`Bird`], a [Wing], [the wing](crate::Wing).\n///\n/// # Examples\n///\n"
         "/// ```\n/// # use a::b;\n/// f(1);\n/// ```",
         "> A `Bird`, a `Wing`, the wing.\n>\n> **Examples**\n>\n> ```rust\n> f(1);\n> ```"),
        ("a.go", "// F sings a [Song].\n//\n// # Title\n//\n// Of:\n//   - one\n//   - two\n//\n//\tx := 1",
         "> F sings a `Song`.\n>\n> **Title**\n>\n> Of:\n>\n> - one\n> - two\n>\n> ```go\n> x := 1\n> ```"),
        ("a.rb", "# Sings +x+ of {Foo#bar}.\n#\n#   f 1\n#\n# @return [Hash] the song\n"
         "# @option x [Integer] :size the size",
         "> Sings `x` of `Foo#bar`.\n>\n> ```ruby\n> f 1\n> ```\n>\n> - `x[:size]`: the size\n>\n"
         "> Returns `Hash`: the song"),
        ("a.cpp", "/** \\brief Sings \\c x, \\a y.\n * \\code{.cpp}\n * f(1);\n * \\endcode\n"
         " * \\retval 0 fine\n * \\note So.\n */",
         "> Sings `x`, *y*.\n>\n> ```cpp\n> f(1);\n> ```\n>\n> Note: So.\n>\n> Returns `0`: fine"),
        ("a.swift", "/// Sings ``Song``.\n///\n/// - Returns: the song\n/// - Throws: an error",
         "> Sings `Song`.\n>\n> Returns: the song\n>\n> Raises: an error"),
        ("a.py", "Sing.\n\n    .. note:: So.\n\n    .. code-block:: python\n\n        f(1)\n\n"
         "    .. versionadded:: 2.0\n       Loud.\n    ",
         "> Sing.\n>\n> Note: So.\n>\n> ```python\n> f(1)\n> ```\n>\n> Added in 2.0: Loud."),
        ("a.py", "Sing.\n\n    .. attribute:: pitch\n       :type: float | None\n\n       How high\n"
         "       it is.\n\n    .. py:attribute:: low\n                      high\n\n        Bounds.\n\n"
         "    .. attribute:: loud\n       Or quiet.\n\n    .. version-changed:: 3.1\n       No more.\n\n"
         "    .. testcode::\n\n       f(1)\n    ",
         "> Sing.\n>\n> - `pitch` (`float | None`): How high\n>   it is.\n> - `low`, `high`: Bounds.\n"
         "> - `loud`: Or quiet.\n>\n> Changed in 3.1: No more.\n>\n> ```python\n> f(1)\n> ```"),
        ("a.py", "Sing.\n\n    Args:\n        x: How.\n\n    Example:\n        Use it::\n\n"
         "            f(1)\n\n    Returns:\n        int: the count.\n    ",
         "> Sing.\n>\n> Example:\n>\n> Use it:\n>\n> ```\n> f(1)\n> ```\n>\n> Returns: the count."),
        ("a.py", "Sing.\n\n    Parameters\n    ----------\n    x : int\n        How.\n\n    Notes\n"
         "    -----\n    Loud.\n    ", "> Sing.\n>\n> Notes:\n>\n> Loud."),
        ("a.py", "Sing, not meant to be used by people but\n    by birds, see\n    :class:`Bird <a.b.Bird>`.\n\n"
         "    :param x: How.\n    ", "> Sing, not meant to be used by people but\n> by birds, see\n> `Bird`."),
        ("a.py", "Sing.\n\n    :param x: How.\n\n    Usage::\n\n        f(1)\n    ",
         "> Sing.\n>\n> Usage:\n>\n> ```\n> f(1)\n> ```"),
        ("a.py", "Sing.\n\n    Examples: ::\n\n        f(1)\n    ",
         "> Sing.\n>\n> Examples:\n>\n> ```\n> f(1)\n> ```"),
        ("a.js", "/**\n * Sing.\n * @return {Song}\n */", "> Sing.\n>\n> Returns: `Song`"),
        ("a.java", "/** Like {@link #sing(String song, int x)}. */",
         "> Like `sing(String song, int x)`."),
        ("a.rb", "# Sing +@x+, {a}[https://a.b/c].\n#\n# @!visibility private",
         "> Sing `@x`, a (`https://a.b/c`)."),
        ("a.java", "/** Of {@value}. */", "> Of its value."),
        ("a.rb", "# Sing (slower):\n#\n#   @song = Song.new { 1 }\n#   @song.with do |x|\n#   end",
         "> Sing (slower):\n>\n> ```ruby\n> @song = Song.new { 1 }\n> @song.with do |x|\n> end\n> ```"),
        ("a.rb", "# Sing.\n#\n# @yieldreturn [void]\n#\n# Note: Loud.\n#\n# @return [void]",
         "> Sing.\n>\n> Note: Loud."),
        ("a.rb", "# Sing.\n#\n# @yieldreturn [Song] the next one",
         "> Sing.\n>\n> The block returns `Song`: the next one"),
        ("a.php", "/**\n * Sing.\n * @param string The song\n * @param int The key\n */", "> Sing."),
        ("a.php", "/**\n * Sing.\n * @return string Slug of it\n */",
         "> Sing.\n>\n> Returns `string`: Slug of it"),
        ("a.rb", "# Sing.\n#\n# @abstract Read more\n# @return [nil] when mute\n# @return [void]\n# @overload f(a)\n#   Loud.",
         "> Sing.\n>\n> Abstract: Read more\n>\n> `f(a)`: Loud.\n>\n> Returns `nil`: when mute"),
        ("a.php", "/**\n * Sing.\n * @template-covariant T\n * @phpstan-return int\n * @property-read string $y How.\n * @return \\A\\B<int, string>\n */",
         "> Sing.\n>\n> - `y` (`string`): How.\n>\n> Returns: `\\A\\B<int, string>`"),
        ("a.php", "/**\n * Sing.\n * @return int|null the song\n */", "> Sing.\n>\n> Returns `int|null`: the song"),
        ("a.php", "/**\n * Sing.\n * @return the song\n */", "> Sing.\n>\n> Returns: the song"),
        ("a.php", "/**\n * Sing.\n * @return string[] the song\n * @throws Mute|\\A\\Deaf If so.\n */",
         "> Sing.\n>\n> Returns `string[]`: the song\n>\n> Raises `Mute|\\A\\Deaf`: If so."),
        ("a.php", "/**\n * Sing.\n * @return null|Song[]\n */", "> Sing.\n>\n> Returns: `null|Song[]`"),
        ("a.php", "/**\n * Sing.\n * @return array{a: int, b: int} both\n */",
         "> Sing.\n>\n> Returns `array{a: int, b: int}`: both"),
        ("a.js", "/**\n * Sing.\n * @return {Song[]} all\n */", "> Sing.\n>\n> Returns `Song[]`: all"),
        ("a.js", "/**\n * Sing.\n * @return {{a: Song}} it\n */", "> Sing.\n>\n> Returns `{a: Song}`: it"),
        ("a.java", "/** Sing.\n * @see #sing(String, int)\n * @see A#b(int)\n */",
         "> Sing.\n>\n> See: `sing(String, int)`\n>\n> See: `A.b(int)`"),
        ("a.js", "/**\n * Sing.\n * @example\n * f(2);\n * @returns {A} the song\n */",
         "> Sing.\n>\n> Returns `A`: the song\n>\n> Example:\n>\n> ```\n> f(2);\n> ```"),
        ("a.js", "/**\n * Sing.\n * @return {Promise<{a: B}>} the song\n */",
         "> Sing.\n>\n> Returns `Promise<{a: B}>`: the song"),
        ("a.js", "/**\n * Sing.\n * @return {*} the song\n */", "> Sing.\n>\n> Returns: the song"),
        ("a.js", "/**\n * f\n *\n * @deprecated\n */", "> Deprecated."),
        ("a.ts", "/** f. */", ""),
        ("a.cpp", "/// Add a comment", "> Add a comment"),
        ("a.cpp", "/// Add a comment here", ""),
        ("a.php", "/** Function f. */", ""),
        ("a.php", "/**\n * Function f.\n *\n * Sings.\n */", "> Sings."),
        ("a.php", "/** Function for it. */", "> Function for it."),
        ("a.ts", "/**\n * f\n * is it\n */", "> f\n> is it"),
        ("a.py", "Sing.\n\n    \\b\n    a  b\n    c  d\n\n    \\f\n    Inside.\n    ", "> Sing.\n>\n> ```\n> a  b\n> c  d\n> ```"),
        ("a.py", "Sing.\n\n    \\b\n    - a\n    - b\n    ", "> Sing.\n>\n> - a\n> - b"),
        ("a.scala", "/** Sings [[a.Song]] of [[a.B the b]].\n  *\n  * {{{\n  * f(1)\n  * }}}\n  */",
         "> Sings `a.Song` of the b.\n>\n> ```scala\n> f(1)\n> ```"),
        ("a.swift", "/// Sings.\n///\n/// > Tip: Sing\n/// > it.", "> Sings.\n>\n> > Tip: Sing\n> > it."),
        ("a.py", "Returns `a` to sing.\n\n    :arg x: How.\n    :arg y: Why.\n    ",
         "> Returns `a` to sing.\n>\n> - `y`: Why."),
        ("a.py", "Sings if a\n    > 5.\n    ", "> Sings if a\n> \\> 5."),
        ("a.rb", "# Sing.\n#\n# @example\n#   f 1\n#   f 2\n", "> Sing.\n>\n> Example:\n>\n> ```\n> f 1\n> f 2\n> ```"),
        ("a.cs", "/// <summary>See <see cref=\"A&lt;B&gt;\"/> of <see cref=\"C{D}\"/>.</summary>",
         "> See `A<B>` of `C<D>`."),
        ("a.cpp", "/** \\brief Sing.\n * \\param y How\n *   loud.\n *\n * Birds do.\n *\n *   - all\n * \\return it\n */",
         "> Sing.\n>\n> Birds do.\n>\n> - all\n>\n> - `y`: How loud.\n>\n> Returns: it"),
        ("a.py", "Sing.\n\n    :type x: A or\n        B\n    :type y: C\n    :rtype: D[E]\n    ",
         "> Sing.\n>\n> - `y`: `C`\n>\n> Returns: `D[E]`"),
        ("a.dart", "/// Sings [a.Song], [the song][b].\n///\n/// ```\n/// f(x[a]);\n/// ```",
         "> Sings `a.Song`, the song.\n>\n> ```\n> f(x[a]);\n> ```"),
        ("a.ps1", "<#\n.DESCRIPTION\n    Sings.\n\n    Loud.\n.PARAMETER x\n    A.\n.EXAMPLE\n    f 1\n\n    # Why.\n#>",
         "> Sings.\n>\n> Loud.\n>\n> Example:\n>\n> ```\n> f 1\n>\n> # Why.\n> ```"),
        ("a.rb", "# Sing.\n#\n# ==Options\n#\n# None.", "> Sing.\n>\n> **Options**\n>\n> None."),
        ("a.cpp", "//! Sets <name> to <value>", "> Sets <\u200bname> to <\u200bvalue>"),
        ("a.cpp", "/** Prints the <summary> and <code> of <i>. */",
         "> Prints the <\u200bsummary> and <\u200bcode> of <\u200bi>."),
        ("a.java", "/** Sings <b>loud</b>.<p>Or<br>low <value>. */", "> Sings **loud**.\n>\n> Or\n> low <\u200bvalue>."),
        ("a.java", "/** Sings:<ul><li>Loud<li>Low */", "> Sings:\n>\n> - Loud\n> - Low"),
        ("a.cs", "/// <summary>Sets it to <value>.</summary>", "> Sets it to <\u200bvalue>."),
        ("a.cs", "/// <summary>Sets it.</summary>\n/// <value>Loud.</value>", "> Sets it.\n>\n> Loud."),
    ],
)  # fmt: skip
def test_a_comment_reads_as_its_author_meant_it(path: str, comment: str, expected: str) -> None:
    assert told(path, comment)[0] == expected


PIECES = st.sampled_from(
    ["<p>", "</p>", "<ul>", "<li>", "</ul>", "<pre>", "</pre>", "{@code ", "{@link A#b", "}", "<code>",
     "</code>", "`", "```\n", "@param x ", "@return ", "\n", "\n\n", "    ", "word ", "<table>", "<tr>",
     "<td>", "</table>", "[a](b)", "[`c`]", "\\brief ", "\\code\n", "*", "**", "_", "|", "- ", "1. ",
     "<see cref=\"A\"/>", "</summary>", "<param name=\"x\">", "</param>", "&lt;", ":param x: ", "::\n",
     "Args:\n", ".. note::", "==", "{Foo#bar}", "+x+", "\ue000", "\ue0011"]
)  # fmt: skip


@pytest.mark.parametrize("key", [each.key for each in languages.PARSED if each.rules])
@given(text=st.lists(PIECES, max_size=25).map("".join))
def test_any_comment_can_be_read(key: str, text: str) -> None:
    shown = rules_for(key).markup(text)
    doc = read_docstring(shown, ["x"])
    quote(doc.text)
    words = text.count("word ")
    seen = doc.text + "".join(doc.parameters.values())
    assert seen.count("word") >= words * (not any(m in text for m in ("{@", "{F", "..", "<", "[")))


def test_the_first_member_of_a_type_whose_name_comes_last_has_its_comment() -> None:
    members = "".join(f"    /** Is number {n}. */\n    STATE_{n},\n" for n in range(40))
    shown = outline("a.h", f"typedef enum states {{\n{members}}} states_t;\n").symbols[0]
    assert "// Is number 0.\n    STATE_0," in shown.signature


def test_words_below_a_drawn_line_are_of_the_function_right_below() -> None:
    text = (
        "/* ================\n * Send a stored block\n */\nint send(void) { return 1; }\n"
        "/* ================\n * Local helper data\n * ================ */\nint f(void) { return 1; }\n"
    )
    assert [each.doc for each in outline("a.c", text).symbols] == ["Send a stored block", ""]


def test_what_is_said_beside_a_member_is_about_it_and_a_remark_above_may_not_be() -> None:
    text = (
        "struct a {\n    char *x;        /* first of all */\n"
        "                    /* x.have: the rest of it */\n"
        "    int mode;\n        /* used for both */\n    int fd;    /* the descriptor */\n"
        "    /* The number of items. */\n    int n; /* see b */\n};\n"
    ) + "".join(f"// Filler {n}.\nint filler_{n}(int a);\n" for n in range(3))
    rows = "".join(f"    int filler_{n}; /* number {n} */\n" for n in range(60))
    shown = outline("a.h", text.replace("};", f"{rows}}};", 1)).symbols[0].signature
    assert shown.startswith(
        "struct a {\n    // first of all\n    char *x;\n    int mode;\n    // the descriptor\n"
        "    int fd;\n    // The number of items.\n    int n;\n"
    )


@pytest.mark.parametrize(
    ("mark", "word"), [("-", "parameter"), ("*", "Parameter"), ("+", "PARAMETER")]
)
def test_swift_knows_its_words_in_small_letters_too(mark: str, word: str) -> None:
    comment = f"/// Sing.\n/// {mark} {word} x: how often\n/// {mark} returns: a song"
    quoted, said = told("a.swift", comment)
    assert said == "how often"
    assert "Returns: a song" in quoted
    listed = f"/// Sing.\n/// {mark} {word}s:\n///   {mark} x: how often"
    assert told("a.swift", listed)[1] == "how often"


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("/*!\n    \\class Cart\n    \\brief Holds goods.\n*/", "Holds goods."),
        ("/** @struct Cart cart.h <shop/cart.h>\n *  Holds goods. */", "Holds goods."),
        ("/** @class Cart\n * Holds goods.\n * @private for tests only */", "Holds goods."),
    ],
)
def test_a_tag_that_names_what_is_described_says_nothing(comment: str, expected: str) -> None:
    made = outline("a.hpp", f"{comment}\nclass Cart {{ public: int size; }};\n")
    assert read_docstring(made.symbols[0].doc, []).text == expected


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("\nIt sings well.", "Sings.\n\nIt sings well.\n\n{}"),
        ("It sings well,\nand loud.", "Sings.\n\nIt sings well,\nand loud.\n\n{}"),
        ("\n>>> sing(1)\n1\n\nIt sings.", "Sings.\n\n>>> sing(1)\n1\n\nIt sings.\n\n{}"),
        ("\n- loud\n  indeed", "Sings.\n\n- loud\n  indeed\n\n{}"),
        ("\nReturns:\n    A song.\n\nIt sings.", "Sings.\n\nIt sings.\n\n{}\n\nReturns: A song."),
        ("\nIt sings.\n\nReturns:\n    A song.", "Sings.\n\nIt sings.\n\n{}\n\nReturns: A song."),
        ("\nIt sings.\n\nNote:\n    Loud.\n\nOn.", "Sings.\n\nIt sings.\n\nNote:\n\nLoud.\n\nOn.\n\n{}"),
        ("\nA note:\n\n- loud", "Sings.\n\nA note:\n\n- loud\n\n{}"),
        ("Returns: a song\n    or none.\n", "Sings.\n\n{}\n\nReturns: a song\n    or none."),
        ("\nReturn:\n    A song.", "Sings.\n\n{}\n\nReturns: A song."),
    ],
)  # fmt: skip
def test_what_stands_below_a_section_of_google_stays(below: str, expected: str) -> None:
    doc = f"Sings.\n\nArgs:\n    x: One.\n{below}"
    assert read_docstring(doc, []).text == expected.format("- `x`: One.")


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("Returns:\n    The song.", "Returns: The song."),
        ("Returns:\n    str: The song.", "Returns: The song."),
        ("Returns:\n    The song.\n\nIt is loud.", "It is loud.\n\nReturns: The song."),
        ("Yields:\n    Songs.", "Yields: Songs."),
        ("Raises:\n    KeyError: No song.", "Raises `KeyError`: No song."),
        ("Args:\n    x: One.\n    y: Two.\n\nReturns:\n    A song.", "- `x`: One.\n- `y`: Two.\n\nReturns: A song."),
    ],
)  # fmt: skip
def test_a_docstring_may_begin_with_a_section(doc: str, expected: str) -> None:
    assert read_docstring(doc, []).text == expected


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("@private is the value a coin?", "is the value a coin?"),
        ("@private {?Array<string>} The names.", "The names."),
        ("@internal\nHolds coins.\n\nMore of them.", "Holds coins.\n\nMore of them."),
        ("@readonly The size.\n@param {number} a The first.", "The size.\n\n- `a` (`number`): The first."),
        ("@public\n@param a The first.", "- `a`: The first."),
        ("@private @const {number}", ""),
        ("@private\n@static", ""),
        ("Counts coins.\n@private for tests only", "Counts coins."),
        ("Counts coins.\n@readonly", "Counts coins."),
    ],
)  # fmt: skip
def test_words_behind_a_modifier_describe_what_has_no_other_words(doc: str, expected: str) -> None:
    assert read_docstring(doc, []).text == expected


def test_what_kdoc_says_of_the_constructor_has_a_title() -> None:
    made = outline(
        "a.kt", "/**\n * Holds goods.\n * @constructor Opens a [Cart].\n */\nclass Cart\n"
    )
    assert (
        read_docstring(made.symbols[0].doc, []).text
        == "Holds goods.\n\nConstructor: Opens a `Cart`."
    )
    function = outline("a.js", "/**\n * Holds goods.\n * @constructor\n */\nfunction Cart() {}\n")
    assert read_docstring(function.symbols[0].doc, []).text == "Holds goods."


@pytest.mark.parametrize("remark", ["Default: off", "default: on", "Logging: enabled"])
def test_what_a_comment_says_of_a_setting_is_no_order_for_a_tool(remark: str) -> None:
    made = outline("a.go", f"package a\n\n// F keeps what it read.\n// {remark}\nfunc F() {{}}\n")
    assert remark in made.symbols[0].doc


def test_links_and_sections_of_rustdoc_and_doxygen_are_plain() -> None:
    rust = outline("a.rs", "/// How [`Cart::sum`] and [b][c] count.\npub fn f() {}\n")
    assert rust.symbols[0].doc.startswith("How `Cart::sum` and ")
    cpp = outline(
        "a.cpp",
        "/*!\n * @file a.cpp\n *\n * @mainpage Drives\n * lights.\n *\n * @section a One\n */\n",
    )
    assert cpp.purpose == "Drives\nlights.\n\n## One"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.sh", "#!/bin/sh\n# Original Author: Ann\n# Modifications: Ben\n\nx=1\n"),
        ("a.h", "/*\nOriginal code by Ann (www.a.b)\n\nThis software is provided 'as-is', without any\n"
         "express or implied warranty.\n\n1. The origin must be told.\n*/\nint f(void);\n"),
        ("a.cs", "// Description: Cart Pack - Carts of all kinds.\n// Website: https://b.c\n"
         "// Forum & Issues: https://b.c/d\n// Copyright © Ann Inc.\n\nusing System;\n"),
        ("a.sh", "#!/bin/sh\n# THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY\n\nx=1\n"),
        ("a.js", "//     Cart.js 1.6.1\n\n//     (c) 2010 Ann\n\n(function() {})()\n"),
        ("a_test.go", "// Copyright 2016 Ann.\n\n// !appengine\n\npackage a\n"),
        ("a.swift", "//\n//  a.swift\n//  Cart\n//\n//  Created by Ann on 3/2/19.\n//  Copyright 2019 Ann.\n//\n//  Fix for deprecation warnings\n//\n//  Licensed under the Apache License\n\nimport A\n"),
        ("src/lib.rs", "// Overwrite links to crate items\n//! [`A`]: B\n\nmod a;\n"),
        ("cart/sum.py", '"""\ncart.sum.\n\n--------\n"""\n\nimport a\n'),
    ],
)  # fmt: skip
def test_remarks_and_people_are_no_purpose(path: str, text: str) -> None:
    assert outline(path, text).purpose == ""


def test_a_rule_below_no_title_ends_no_run() -> None:
    (symbol,) = outline("a.py", 'def sell():\n    """Sells tea --- by the pound."""\n').symbols
    assert symbol.doc == "Sells tea --- by the pound."


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("@return [{Symbol => A}]", "> Returns: `{Symbol => A}`"),
        ("@return [Hash{Symbol => A}] all", "> Returns `Hash{Symbol => A}`: all"),
        ("@param (see Choir#sing)", "> See: `Choir.sing`"),
    ],
)
def test_types_and_references_of_yard_are_whole(tag: str, expected: str) -> None:
    assert told("a.rb", f"# {tag}")[0].replace("\u200b", "") == expected


@pytest.mark.parametrize("above", ["\\\n    ", "", "\\\r\n    ", "\n    "])
def test_a_docstring_may_begin_below_its_quotes(above: str) -> None:
    text = f'def sell():\n    """{above}Sells."""\n'
    assert outline("a.py", text).symbols[0].doc == "Sells."


def test_methods_that_phpdoc_declares_are_shown_as_code() -> None:
    text = (
        "<?php\n/**\n * Sells books.\n *\n * @method Book|null find($id, $mode = null)\n"
        " * @method static array<int, Book> of(array $by = ['a' => f(1)]) Finds them all.\n"
        " * @method Book[]    all()\n * @method to be written\n */\nclass Books {}\n"
    )
    assert read_docstring(outline("Books.php", text).symbols[0].doc).text.split("\n\n") == [
        "Sells books.",
        "`Book|null find($id, $mode = null)`",
        "`static array<int, Book> of(array $by = ['a' => f(1)])`: Finds them all.",
        "`Book[] all()`",
        "@method to be written",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_help_of_a_script_of_powershell_describes_its_file(end: str) -> None:
    help_text = (
        "<#\n    .SYNOPSIS\n        Bakes bread\n\n    .DESCRIPTION\n        Bakes it slowly.\n\n"
        "    .PARAMETER Oven\n        Where.\n\n    .EXAMPLE\n        bake.ps1\n#>\n"
    )
    for below in ("[cmdletbinding()]\nparam($Oven)\n\nfunction Get-X { 1 }\n", "1\n"):
        text = f"{help_text}{below}".replace("\n", end)
        assert outline("bake.ps1", text).purpose == "Bakes bread\n\nBakes it slowly."


def test_the_help_of_the_first_function_of_powershell_is_not_about_its_file() -> None:
    read = outline("bake.ps1", "<#\n.SYNOPSIS\n  Bakes.\n#>\nfunction Get-Bread { 1 }\n")
    assert (read.purpose, read.symbols[0].doc) == ("", "Bakes.")


def docs_of(path: str, text: str) -> dict[str, str]:
    return {symbol.name: symbol.doc for symbol in outline(path, dedent(text)).symbols}


def test_the_help_of_an_option_may_be_restructured_text() -> None:
    text = (
        "import argparse\n\np = argparse.ArgumentParser()\n"
        'p.add_argument("--to", help="where ``{x}/a`` is, see :option:`--at` and `PEP <https://a.b>`_")\n'
        "p.parse_args()\n"
    )
    [(_, table)] = fact_tables(outline("sing.py", text), Kind.CODE, wording_for("english"))
    assert "where `\u200b{x}/a` is, see `--at` and PEP |" in table


def test_a_brief_of_doxygen_may_stand_over_the_block_that_goes_on() -> None:
    text = (
        "namespace a {\n//! Holds songs\n\n/*!\n * It is a list.\n */\n\nclass A {\npublic:\n"
        "  int f(); ///< Sings.\n\n  /*! Flies. */\n  int g();\n\n  //! Getters\n\n"
        "  /*! Eats. */\n  int h();\n};\n}\n"
    )
    assert docs_of("a.hpp", text) == {
        "a::A": "Holds songs\n\nIt is a list.",
        "a::A::f": "Sings.",
        "a::A::g": "Flies.",
        "a::A::h": "Eats.",
    }


def test_doc_comments_of_lua_reach_functions_over_a_gap() -> None:
    text = (
        "---@class Bird\n---@field a string\n\nlocal M = {}\n\n--- Flying\n-- @section flying\n\n"
        "local function glide() end\n\n--- Sings\n-- @usage\n-- > M.sing()\n\nfunction M.sing() end\n\n"
        "M.__index = M\n--- Glides.\nM.glide = glide\nreturn M\n"
    )
    assert docs_of("a.lua", text) == {
        "glide": "", "M.sing": "Sings\n@usage\n> M.sing()", "M.glide": "Glides."
    }  # fmt: skip
    assert outline("a.lua", text).purpose == ""


def test_marks_of_many_tools_are_words_or_code() -> None:
    ruby = "  # Sells.\n  # @overload f(x)\n  #   Sells one.\n  #   @param x [A] one\n  # @param x [B] all\n"
    for path, text, words, table in (
        ("a.rs", "/// Sings the songs of all the birds:\n///\n/// ~~~\n/// # use a;\n/// sing();\n/// ~~~\npub fn f(x: u8) {}\n",
         "Sings the songs of all the birds:\n\n```rust\nsing();\n```", {}),
        ("a.rs", "/// Song\n/// ~~~\n/// Sings all the songs of birds.\n///\n/// Use\n/// ~~~\n/// It.\npub fn f(x: u8) {}\n",
         "Song\n\nSings all the songs of birds.\n\nUse\n\nIt.", {}),
        ("a.scala", "/** ''Sings'' __it__, [[https://a.b here]].\n * @example {{{\n * f(1)\n * }}}\n * @group a\n"
         " * @see [[B]] */\ndef f(x: Int): Int = 1\n",
         "*Sings* *it*, [here](https://a.b).\n\nSee: `B`\n\nExample:\n\n```scala\nf(1)\n```", {}),
        ("a.rb", f"class A\n{ruby}  def f(x); end\nend\n", "Sells.\n\n`f(x)`: Sells one.", {"x": "all"}),
        ("a.rb", "class A\n  # Sells.\n  # @yield [a, b] both\n  # @return (see #g)\n  def f(x); end\nend\n",
         "Sells.\n\nYields `a, b`: both\n\nReturns: see `g`", {}),
        ("a.rb", "class A\n  # Sells.\n  # @!attribute [r] size\n  #   @return [Integer] the size\n  def f(x); end\nend\n",
         "Sells.", {}),
        ("a.cs", "class A {\n/// <summary>See <see cref=\"B\">the bird</see>.</summary>\npublic void f(int x) {}\n}",
         "See the bird.", {}),
        ("a.js", "/** Sings.\n * @type {number} how often\n */\nfunction f(x) {}\n", "Sings.\n\nType `number`: how often", {}),
        ("a.lua", "--- Sings [b]it[/b], see @{bird}.\n-- @tparam[opt] string x the song\n-- @treturn boolean whether\nfunction f(x) end\n",
         "Sings **it**, see `bird`.\n\nReturns `boolean`: whether", {"x": "the song"}),
        ("a.lua", "---Sings.\n---@param x fun(a: string): nil what is sung\n---@nodiscard\n---@return integer # how often\nfunction f(x) end\n",
         "Sings.\n\nReturns `integer`: how often", {"x": "what is sung"}),
        ("a.lua", "--[[-- Sings.\n@func x what is sung\n]]\nfunction f(x) end\n", "Sings.", {"x": "what is sung"}),
        ("a.lua", "--- Sings.\n-- @param x Songs of birds\nfunction f(x) end\n", "Sings.", {"x": "Songs of birds"}),
        ("a.dart", "/// {@template a.b}\n/// Sings [x].\n/// {@endtemplate}\nclass A {}\n\n/// {@macro a.b}\n///\n/// Or not.{@macro c}\nint f(int x) => 1;\n",
         "Sings `x`.\n\nOr not.", {}),
    ):  # fmt: skip
        symbol = next(each for each in outline(path, text).symbols if each.name[-1] == "f")
        read = docstring_of(symbol)
        assert (read.text, read.parameters) == (words, table), text


def test_entries_go_on_as_far_left_as_their_names() -> None:
    for written in (
        "x: One\n  and: of it.\n  y: Two.",
        "x (int): One\n  and: of it.\n\n  *y: Two.",
        "x:\n    One\n  and: of it.\n  `y` (str, optional): Two.",
    ):
        written = written.replace("One", one := f"One {'and one ' * 8}more")
        read = read_docstring(f"Sings.\n\nArgs:\n  {written}\n", ["x", "*y"])
        assert (read.text, read.parameters) == (
            "Sings.", {"x": f"{one} and: of it.", "y": "Two."}
        ), written  # fmt: skip
    read = read_docstring("Sings.\n\nArgs:\n  x (int)\n    One.\n  y (a, b)\n    Two.", ["x", "y"])
    assert (read.text, read.parameters) == ("Sings.", {"x": "One.", "y": "Two."})
    # What stands as an entry is one, even if the function has no such parameter.
    read = read_docstring("Sings.\n\nArgs:\n  x: One\n  loud: Two.\n", ["x", "y"])
    assert (read.text, read.parameters) == ("Sings.\n\n- `loud`: Two.", {"x": "One"})
    shared = "Sings.\n\nParameters\n----------\nx, y : int\n    Both.\n"
    assert read_docstring(shared, ["x", "y"]).parameters == {"x": "Both.", "y": "Both."}


def test_orders_to_doxygen_are_not_shown() -> None:
    for told, words in {
        "\\def a(x)\n\\hideinitializer\n\\brief Sings.": "Sings.",
        "\\def a\n\nSings.": "Sings.",
        "@var std::map<int, bird *> b::c\nSings.": "Sings.",
        "\\var a - The song.": "The song.",
        "\\typedef unsigned int a;\n\\brief Sings.": "Sings.",
        "\\class a \\brief Sings.": "Sings.",
        "@struct Bird bird.h <zoo/bird.h>\n@brief Sings.": "Sings.",
        "\\class zoo::Bird Sings.": "Sings.",
        "\\fn int a(int x,\n       int y) const @brief Sings.": "Sings.",
        "@fn bool operator()(int x)\nSings.": "Sings.",
        "\\relates Bird\nSings.\n\\ingroup zoo\n@}": "Sings.",
        "@overload\nSings.": "Sings.",
        "\\brief Sings. \\param x the song \\return the \\c loud(1).": (
            "Sings.\n\n- `x`: the song\n\nReturns: the `loud(1)`."
        ),
        'Sings \\ref bird_song "the song".': "Sings the song.",
        "@code{.cpp} sing(); @endcode": "`sing();`",
        "A @ref Song<const bird> sings @cpp 1 + 1 @ce in @f$ \\pi(1) @f$.": (
            "A `Song<const bird>` sings `1 + 1` in `\\pi(1)`."
        ),
        "Sings: @code\nsing();\n@endcode and so on.": "Sings: \n```\nsing();\n```\nand so on.",
        "Sings:\n@code\nsing(); \\a\n@endcode": "Sings:\n```\nsing(); \\a\n```",
        # A sentence is for readers.
        "\\var The song of birds\nin spring.": "The song of birds\nin spring.",
        "Holds mail@return and (\\note).": "Holds mail@return and (\\note).",
    }.items():
        assert read_docstring(doxygen(told)).text == words, told


def test_words_of_elixir_belong_to_what_follows_them_first() -> None:
    docs = docs_of(
        "shop.ex",
        '''
        defmodule Shop do
          defmodule Error do
            @moduledoc "Too little money."
            defexception [:message]
          end

          defmodule Closed do
            defexception [:message]
          end

          alias Shop.Till

          @moduledoc """
          Sells bread.
          """

          @typedoc "A price."
          @type price :: integer

          @type open :: boolean

          @doc "Bakes one."
          @callback bake(kind :: atom) :: term
          @macrocallback mix(kind :: atom) :: term
          @methods ~w(card cash)

          @impl true
          def init(opts), do: opts

          @doc "Sells one."
          @doc since: "1.2"
          @spec sell(atom) :: price
          @impl true
          def sell(kind), do: kind

          @doc "Weighs."
          @deprecated "Use sell/1."
          @type weight :: integer
          def weigh(kind), do: kind

          @doc false
          def rest, do: nil
        end
        ''',
    )
    assert docs["Shop"] == "Sells bread."
    assert docs["Shop.Error"] == "Too little money."
    assert docs["Shop.Closed"] == ""
    assert docs["Shop.price"] == "A price."
    assert docs["Shop.open"] == ""
    assert docs["Shop.bake"] == "Bakes one."
    assert docs["Shop.mix"] == ""
    assert docs["Shop.init"] == ""
    assert docs["Shop.sell"] == "Sells one."
    assert docs["Shop.weigh"] == "Weighs."  # a type has `@typedoc`
    assert docs["Shop.weight"] == docs["Shop.rest"] == ""


@pytest.mark.parametrize("written", ["#call, nil", "nil, #to_s", "String, nil", "true, false"])
def test_types_of_yard_can_be_what_a_value_answers_to(written: str) -> None:
    docs = docs_of(
        "a.rb", f"# Runs it.\n# @param app [{written}] the app to run.\ndef run(app)\nend\n"
    )
    rows = read_docstring(docs["run"], ["app"])
    assert rows.parameters["app"] == "the app to run."
    assert rows.types["app"] == written
