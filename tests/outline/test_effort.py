"""Sources that would take the parser a very long time count as text, by a count of its steps."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from material.repository import generate, repository

from ralf_notes.outline import effort, grammar, languages
from ralf_notes.outline.parse import decode, encode, outline

SHAPES = {
    "a.py": "<!--", "b.py": "\\\n", "c.py": "(", "d.py": "*", "a.c": "{", "b.c": "(*", "a.sh": "(",
    "a.ts": "<a@b", "a.tsx": "a<b,",
    "c.c": "x=>", "d.c": "function() use(", "a.rs": "%w(", "a.cpp": "%w(", "A.java": "x83=>y1=>",
    "a.cs": "impl<", "a.rb": "x.y().", "a.js": "x.y().",
}  # fmt: skip
"""A piece of text by file; repeated, it took minutes, or gigabytes."""


@pytest.mark.parametrize("path", SHAPES)
def test_a_shape_that_takes_the_parser_too_much_work_is_text(path: str) -> None:
    piece = SHAPES[path]
    found = outline(path, piece * (100_000 // len(piece)))
    assert found.language == languages.for_path(path).key
    assert found.unparsed
    assert (found.symbols, found.imports) == ((), ())
    assert decode(encode(found)) == found


def test_a_file_that_is_no_code_of_its_language_is_still_parsed() -> None:
    """An HTML page, a table of numbers and minified code all take some work to recover from."""
    page = "<div class='a'>\n  <p>Text &amp; more: {{ value }}</p>\n</div>\n" * 300
    pairs = "static const int P[][2] = {" + "{0x00, 0x01}, " * 4_000 + "};"
    table = ",".join(str(n * 7919 % 256) for n in range(20_000)) + ","
    minified = "".join(f"function f{n}(a,b){{return a?b:g(a,[b,{n}])}}" for n in range(2_000))
    ranges = "".join(f'    "\\\\u{n:04x}-\\\\u{n + 8:04x}",\n' for n in range(0, 8_000, 16))
    assert not outline("page.php", page).unparsed
    assert not outline("ranges.cs", f"class A {{ string[] b = {{\n{ranges}}}; }}").unparsed
    assert not outline("table.h", table).unparsed
    assert not outline("pairs.c", pairs).unparsed
    found = outline("app.min.js", minified)
    assert len(found.symbols) == 2_000


def test_a_second_reading_that_is_too_much_leaves_the_first() -> None:
    """With one branch for each condition, what is left of this text repeats without an end."""
    torn = "#if A\n [+ *\n#else\n  g(1);\n#endif\n" * 400
    source = f"int first(void) {{ return 1; }}\nvoid f(void) {{\n{torn}}}\nint last(void) {{}}\n"
    found = outline("a.c", source)
    assert not found.unparsed
    assert [symbol.name for symbol in found.symbols] == ["first", "f", "last"]


def test_all_readings_of_a_source_share_what_they_may_take() -> None:
    """A source with errors is read up to 60 times, each time with another piece left out."""
    source = b"<?php " + (b"[a]:" * 1_000 + b";\n") * 3
    allowance = effort.Allowance.of(source)
    grammar.parsed("php", source, allowance)
    assert 0 < allowance.reports < effort.Allowance.of(source).reports
    with pytest.raises(effort.TooMuchWork):
        for _ in range(60):
            grammar.parsed("php", source, allowance)


def test_the_note_says_that_the_file_was_not_parsed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"a.py": "def f(): ...\n", "b.py": "(" * 50_000})
    done = generate(root, "-o", tmp_path / "vault", "--engine", "none")
    assert done.exit_code == 0, done.stderr
    note = (tmp_path / "vault/r/b.py.md").read_text(encoding="utf-8")
    assert "*Not parsed:* its syntax takes the parser more work than" in note
    assert "Not parsed" not in (tmp_path / "vault/r/a.py.md").read_text(encoding="utf-8")


def test_a_long_kotlin_source_without_templates_in_strings_is_parsed() -> None:
    """Behind each of its operators the scanner looks for the end of a string, up to the end."""
    lines = "    val title = binding.cardTitle.text\n" * 6
    rows = (
        f"  fun width{n}(): Int {{\n{lines}    return card.width * {n}\n  }}\n" for n in range(300)
    )
    found = outline("Card.kt", f"class Card {{\n{''.join(rows)}}}\n")
    assert not found.unparsed
    assert len(found.symbols) == 301


def test_an_interruption_while_a_source_is_parsed_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler of signals may run while the parser asks for the next piece of the text."""
    read = effort._Effort.read

    def interrupted(self: effort._Effort, offset: int, point: object) -> bytearray:
        if offset:
            signal.raise_signal(signal.SIGINT)
        return read(self, offset, point)

    monkeypatch.setattr(effort._Effort, "read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        outline("a.py", "".join(f"def f{n}(a):\n    return a * {n * 37}\n\n" for n in range(200)))
