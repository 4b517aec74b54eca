"""Parts of a file: they cover any text, fit the budget, and move little after an edit."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.notes.prose.parts import KeptPart
from ralf_notes.outline import parse
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.prose.parts import Budget, Part, divide, split
from ralf_notes.prose.parts.known import located, part_digest, rows_of, tiles

TEXTS = st.text(st.characters(codec="utf-8"), max_size=2000)


def outlined(data: bytes, cuts: list[int], depth: int = 2) -> Outline:
    """Return an outline whose symbols nest between the cuts."""
    places = sorted({cut % (len(data) + 1) for cut in cuts})
    symbols = []
    for number, (start, end) in enumerate(itertools.pairwise(places)):
        symbols.append(_symbol(f"s{number}", start, end, ""))
        middle = (start + end) // 2
        if depth > 1 and start < middle:
            symbols.append(_symbol(f"s{number}.a", start, middle, f"s{number}"))
    return Outline("text", "", tuple(symbols), (), "", "0", len(data))


def _symbol(name: str, start: int, end: int, parent: str) -> Symbol:
    return Symbol(name, "function", name, "", True, (), start, end, "00000000", parent)


def assert_tiles(parts: tuple[Part, ...], data: bytes) -> None:
    assert parts[0].start == 0
    assert parts[-1].end == len(data)
    for before, after in itertools.pairwise(parts):
        assert before.end == after.start
        assert before.start < before.end


@given(TEXTS, st.lists(st.integers(0, 4000), max_size=30), st.integers(200, 900), st.booleans())
def test_the_spans_tile_any_text(text: str, cuts: list[int], room: int, ask: bool) -> None:
    data = text.encode()
    outline = outlined(data, cuts)
    asked = [s.name for s in outline.symbols] if ask else []
    parts = split(data, outline, asked, Budget(room, 170))
    assert_tiles(parts, data)
    assert sorted(name for part in parts for name in part.symbols) == sorted(asked)


@given(TEXTS, st.integers(4, 300))
def test_no_part_is_over_the_budget_and_none_is_cut_inside_a_character(
    text: str, room: int
) -> None:
    data = text.encode()
    for part in split(data, outlined(data, []), [], Budget(room, 100)):
        assert part.end - part.start <= room
        data[part.start : part.end].decode()


@given(TEXTS.filter(lambda t: len(t) > 1), st.lists(st.integers(0, 4000), max_size=10))
def test_halves_tile_the_part_and_share_its_symbols(text: str, cuts: list[int]) -> None:
    data = text.encode()
    outline = outlined(data, cuts, depth=1)
    names = tuple(s.name for s in outline.symbols)
    halves = divide(data, Part(0, len(data), names), outline)
    assert len(halves) == 2
    assert_tiles(halves, data)
    assert halves[0].symbols + halves[1].symbols == names


@given(TEXTS, st.integers(2, 40), st.lists(st.integers(0, 4000), max_size=10))
def test_pieces_tile_the_part_and_share_its_symbols(text: str, count: int, cuts: list[int]) -> None:
    data = text.encode()
    outline = outlined(data, cuts, depth=1)
    names = tuple(s.name for s in outline.symbols)
    pieces = divide(data, Part(0, len(data), names), outline, count)
    assert 1 <= len(pieces) <= count
    assert_tiles(pieces, data)
    assert sum((piece.symbols for piece in pieces), ()) == names


def test_one_character_cannot_be_divided() -> None:
    data = "é".encode()
    assert divide(data, Part(0, 2, ()), outlined(data, [])) == (Part(0, 2, ()),)


def functions(names: list[str]) -> tuple[bytes, Outline]:
    chunks, symbols, at = [], [], 0
    for name in names:
        chunk = f"def {name}():\n    return {'x' * 60!r}\n\n\n".encode()
        symbols.append(_symbol(name, at, at + len(chunk) - 2, ""))
        chunks.append(chunk)
        at += len(chunk)
    data = b"".join(chunks)
    return data, Outline("python", "", tuple(symbols), (), "", "0", len(data))


def test_a_part_ends_between_symbols() -> None:
    data, outline = functions([f"f{n}" for n in range(100)])
    parts = split(data, outline, [], Budget(1000, 170))
    assert len(parts) > 5
    for part in parts[1:]:
        assert data[part.start :].lstrip().startswith(b"def ")


def test_an_insertion_moves_few_borders() -> None:
    names = [f"function_{n}" for n in range(300)]
    data, outline = functions(names)
    more, longer = functions(["inserted", *names])
    parts = split(data, outline, [], Budget(1500, 170))
    moved = split(more, longer, [], Budget(1500, 170))
    texts = {data[p.start : p.end] for p in parts}
    same = [p for p in moved if more[p.start : p.end] in texts]
    assert len(same) > 0.8 * len(parts)


def test_many_symbols_to_describe_make_many_parts() -> None:
    data, outline = functions([f"f{n}" for n in range(300)])
    parts = split(data, outline, [s.name for s in outline.symbols], Budget(6000, 170))
    assert all(len(part.symbols) * 170 <= 6000 for part in parts)
    assert sum(len(part.symbols) for part in parts) == 300


@pytest.mark.parametrize(
    ("path", "head", "method"),
    [
        (
            "shop.go",
            "package main\n\ntype shop struct {\n\tv int\n}\n",
            "func (s shop) get%d() {}\n",
        ),
        ("shop.rs", "pub struct shop {}\n", "impl shop { pub fn get%d(&self) {} }\n"),
        ("shop.cpp", "class shop { public: int v; };\n", "void shop::get%d() {}\n"),
    ],
)
def test_methods_outside_of_their_type_are_asked_about(path: str, head: str, method: str) -> None:
    text = head + "".join(method % number for number in range(40))
    parsed = parse.outline(path, text)
    names = [symbol.name for symbol in parsed.symbols if symbol.parent]
    assert len(names) >= 40
    parts = split(text.encode(), parsed, names, Budget(2000, 100))
    assert [name for part in parts for name in part.symbols] == names
    assert_tiles(parts, text.encode())


def test_a_long_line_is_cut_between_characters() -> None:
    data = ("ä" * 100_000).encode()
    parts = split(data, outlined(data, []), [], Budget(3001, 170))
    assert_tiles(parts, data)
    assert b"".join(data[p.start : p.end] for p in parts) == data
    assert all(len(data[p.start : p.end].decode()) for p in parts)


# Parts that a model has read


EDITS = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(0, 60), st.text(max_size=30)), max_size=3
)


def edited(text: str, edits: list[tuple[int, int, str]]) -> bytes:
    for at, length, new in edits:
        place = at % (len(text) + 1)
        text = text[:place] + new + text[place + length :]
    return text.encode()


@given(
    TEXTS.filter(bool), st.lists(st.integers(0, 4000), max_size=30), st.integers(200, 900), EDITS
)
def test_after_any_edit_parts_are_those_that_are_there_and_the_rest_is_read(
    text: str, cuts: list[int], room: int, edits: list[tuple[int, int, str]]
) -> None:
    data, budget = text.encode(), Budget(room, 170)
    outline = outlined(data, cuts)
    asked = [s.name for s in outline.symbols]
    said = {(p.start, p.end): "Says." for p in split(data, outline, asked, budget) if p.end}
    rows = rows_of((), said, data)
    assert sum(row.size for row in rows) == len(data)
    assert located(rows, data, outline) == rows
    new = edited(text, edits)
    now = outlined(new, cuts)
    found = located(rows, new, now)
    assert sum(row.size for row in found) == len(new)
    at = 0
    for row in found:
        assert not row.digest or row.digest == part_digest(new[at : at + row.size])
        at += row.size
    names = [s.name for s in now.symbols]
    if new and found:
        parts = tiles(found, new, now, names, budget)
        assert_tiles(parts, new)
        assert {name for part in parts for name in part.symbols} == {*names}
        assert [p.is_new for p in parts].count(False) == sum(bool(r.digest) for r in found)


def test_parts_between_two_edits_are_found_where_a_symbol_begins() -> None:
    texts = [f"part {number} " * 30 for number in range(6)]
    rows = [KeptPart(len(text), part_digest(text.encode()), "Says.") for text in texts]
    texts[1], texts[4] = "new" * 50, "other" * 90
    data = "".join(texts).encode()
    begins = [sum(map(len, texts[:number])) for number in range(7)]
    symbols = tuple(_symbol(f"s{n}", begins[n], begins[n + 1], "") for n in range(6))
    outline = Outline("text", "", symbols, (), "", "0", len(data))
    assert [bool(row.digest) for row in located(rows, data, outline)] == [
        True, False, True, True, False, True,
    ]  # fmt: skip


def test_a_small_gap_is_read_with_the_part_before_it() -> None:
    first, second = b"a" * 100, b"b" * 100
    rows = [KeptPart(100, part_digest(first), "A."), KeptPart(100, part_digest(second), "B.")]
    outline = outlined(first + b"new" + second, [])
    assert located(rows, first + b"new" + second, outline) == (KeptPart(103), rows[1])
