"""Draws notes of the sample vault for the documentation, as Obsidian shows them: `make sample`.

The words and links are the notes' own. The rest is drawn: Obsidian's window is not photographed.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import combinations
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

HERE = Path(__file__).parent
VAULT = HERE / "vault"
PICTURES = HERE.parent / "docs" / "pictures"
NOTE = VAULT / "bakery/bakery/oven.py.md"

SANS = "ui-sans-serif, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
MONO = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
INK, MUTED, FAINT, ACCENT = "#2e2e2e", "#7a7a7a", "#e3e3e3", "#7852ee"
SIDE = 208
WIDTH = 980
LEFT, RIGHT = SIDE + 48, WIDTH - 48
_WIKILINK = re.compile(r"\[\[([^\]|#\\]+)(?:#[^\]|\\]*)?\\?\|([^\]]+)\]\]")
_FRONT = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one style."""

    text: str
    style: str = ""
    """`code`, `link` or nothing."""

    @property
    def width(self) -> float:
        """Width in units of the font size: fonts differ, so rather more than less."""
        return len(self.text) * (0.6 if self.style == "code" else 0.53)


@dataclass(slots=True)
class Page:
    """A column of text that grows downward."""

    y: float
    drawn: list[str] = field(default_factory=list)

    def line(self, runs: Sequence[Run], x: float, size: float, rest: str = "") -> None:
        """Draw one line of text below what is there."""
        self.y += size * 1.55
        spans = "".join(_span(run, size) for run in runs)
        self.drawn.append(
            f'<text x="{x:g}" y="{self.y:g}" font-size="{size:g}" xml:space="preserve" {rest}>'
            f"{spans}</text>"
        )

    def flow(self, runs: Sequence[Run], x: float, size: float = 15) -> None:
        """Draw text in as many lines as it takes."""
        for line in _lines(runs, (RIGHT - x) / size):
            self.line(line, x, size)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "note.svg").write_text(note_picture(NOTE), encoding="utf-8")
    (PICTURES / "graph.svg").write_text(graph_picture(), encoding="utf-8")


# A note in the reading view


def note_picture(path: Path) -> str:
    """Return a note as an SVG picture, its neighbours in the sidebar."""
    front, body = _taken_apart(path)
    page = Page(64)
    page.line([Run(path.stem)], LEFT, 27, f'font-weight="700" fill="{INK}"')
    _properties(page, yaml.safe_load(front))
    _blocks(page, MarkdownIt("commonmark").enable("table").parse(body))
    height = math.ceil(page.y + 44)
    title = f"Drawing of the note {path.stem} in Obsidian's reading view"
    return _svg(WIDTH, height, title, [*_window(path, height), *page.drawn])


def _taken_apart(path: Path) -> tuple[str, str]:
    text = path.read_text(encoding="utf-8")
    front = _FRONT.match(text)
    assert front
    return front[1], re.sub(r"<!--.*?-->\n?", "", text[front.end() :])


def _properties(page: Page, front: dict[str, object]) -> None:
    page.y += 12
    page.line([Run("Properties")], LEFT, 14, f'font-weight="600" fill="{INK}"')
    page.y += 4
    for key, value in front.items():
        page.line([Run(key)], LEFT, 13, f'fill="{MUTED}"')
        texts = value if isinstance(value, list) else [str(value)]
        for text in texts:
            if isinstance(value, list):
                page.drawn.append(_pill(LEFT + 120, page.y, text, key))
            else:
                shown = text if len(text) < 82 else text[:80] + "…"
                page.drawn.append(_text(LEFT + 124, page.y, 13, INK, shown))
        page.y += 5
    page.y += 8


def _pill(x: float, y: float, text: str, key: str) -> str:
    ink = ACCENT if key == "tags" else INK
    ground = "#efeafd" if key == "tags" else "#f1f1f1"
    width = len(text) * 7.4 + 18
    box = f'<rect x="{x:g}" y="{y - 14:g}" width="{width:g}" height="20" rx="10" fill="{ground}"/>'
    middle = f'text-anchor="middle" textLength="{width - 18:g}" lengthAdjust="spacingAndGlyphs"'
    return box + _text(x + width / 2, y, 13, ink, text, middle)


def _blocks(page: Page, tokens: Sequence[Token]) -> None:
    """Draw what stands in a note: headings, quotes, paragraphs, code, tables, lists."""
    quote_top, number = 0.0, ""
    for at, token in enumerate(tokens):
        inner = tokens[at + 1] if at + 1 < len(tokens) else token
        match token.type:
            case "heading_open":
                _heading(page, inner, int(token.tag[1]))
            case "blockquote_open":
                quote_top = page.y + 14
            case "blockquote_close":
                page.drawn.append(_bar(quote_top, page.y + 8))
                quote_top = 0.0
            case "list_item_open":
                number = f"{token.info}." if token.markup == "." else ""
            case "paragraph_open":
                _paragraph(page, inner, number if token.hidden else None, bool(quote_top))
            case "fence":
                _code(page, token.content.splitlines())
            case "table_open":
                _table(page, list(_cells(tokens[at:])))


def _heading(page: Page, inner: Token, level: int) -> None:
    size = {1: 25, 2: 21, 3: 18}.get(level, 16)
    page.y += 14
    page.line(_runs(inner), LEFT, size, f'font-weight="700" fill="{INK}"')


def _paragraph(page: Page, inner: Token, number: str | None, is_quoted: bool) -> None:
    """Draw a paragraph; `number` is that of the item of a list, '' for one without, else None."""
    if number is not None:
        page.y += 3
        dot = f'<circle cx="{LEFT + 8:g}" cy="{page.y + 17:g}" r="2.6" fill="{MUTED}"/>'
        page.drawn.append(_text(LEFT, page.y + 22, 15, MUTED, number) if number else dot)
        page.flow(_runs(inner), LEFT + 24)
        return
    page.y += 9
    page.flow(_runs(inner), LEFT + 24 if is_quoted else LEFT)


def _bar(top: float, bottom: float) -> str:
    return _box(LEFT, top, 2.5, bottom - top, ACCENT)


def _code(page: Page, lines: Sequence[str]) -> None:
    page.y += 14
    height = len(lines) * 13.5 * 1.55 + 20
    page.drawn.append(_box(LEFT, page.y, RIGHT - LEFT, height, "#f6f6f6", 5))
    page.y += 8
    for line in lines:
        runs = re.split(r"\b(def|class|return|async)\b", line)
        spans = "".join(
            f'<tspan fill="{"#a626a4" if at % 2 else INK}">{escape(text)}</tspan>'
            for at, text in enumerate(runs)
            if text
        )
        page.y += 13.5 * 1.55
        page.drawn.append(
            f'<text x="{LEFT + 14:g}" y="{page.y - 3:g}" font-size="13.5" font-family="{MONO}" '
            f'xml:space="preserve">{spans}</text>'
        )
    page.y += 14


def _cells(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    row: list[Token] = []
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "inline":
            row.append(token)
        elif token.type == "tr_close":
            yield row
            row = []


def _table(page: Page, rows: Sequence[Sequence[Token]]) -> None:
    size = 14
    longest = [max(_width(_runs(row[at])) for row in rows) for at in range(len(rows[0]))]
    widths = [each * size + 22 + 6 * (at == 0) for at, each in enumerate(longest)]
    widths[-1] = min(widths[-1], RIGHT - LEFT - sum(widths[:-1]))
    edges = [LEFT + sum(widths[:at]) for at in range(len(widths) + 1)]
    page.y += 16
    top, bottoms = page.y, [page.y]
    for number, row in enumerate(rows):
        ends = [_cell(page, _runs(cell), edges[at], edges[at + 1], number == 0, size)
                for at, cell in enumerate(row)]  # fmt: skip
        page.y = max(ends)
        bottoms.append(page.y)
    page.drawn += [_box(edges[0], y, edges[-1] - edges[0], 1, FAINT) for y in bottoms]
    page.drawn += [_box(x, top, 1, page.y - top, FAINT) for x in edges]
    page.y += 6


def _cell(
    page: Page, runs: Sequence[Run], left: float, right: float, is_head: bool, size: float
) -> float:
    """Draw a cell from the page's end on; return where the cell ends."""
    inner = Page(page.y + 3)
    weight = 'font-weight="600" ' if is_head else ""
    for line in _lines(runs, (right - left - 20) / size):
        inner.line(line, left + 11, size, f'{weight}fill="{INK}"')
    page.drawn += inner.drawn
    return max(inner.y, page.y + 3 + size * 1.55) + 10


def _window(path: Path, height: int) -> Iterator[str]:
    """Yield the window around the note: its frame, its tab, the files beside it."""
    yield _box(0, 0, WIDTH, height, "#ffffff", 10)
    yield _box(0, 0, SIDE, height, "#f6f6f6", 10)
    yield _box(SIDE, 0, 1, height, FAINT)
    yield _box(SIDE, 40, WIDTH - SIDE, 1, FAINT)
    yield from (f'<circle cx="{20 + 18 * at}" cy="20" r="5.5" fill="#d9d9d9"/>' for at in range(3))
    yield _text(LEFT, 26, 13, INK, path.stem)
    yield _text(RIGHT, 26, 12, MUTED, "drawing of Obsidian's reading view", 'text-anchor="end"')
    x, y = 18, 64.0
    for name in path.relative_to(VAULT).parts[:-1]:
        yield _text(x, y, 13, MUTED, f"⌄ {name}")
        x, y = x + 14, y + 25
    names = sorted(each.stem for each in path.parent.glob("*.md"))
    start = max(0, names.index(path.stem) - 6)
    for name in names[start : start + int((height - y) // 25)]:
        if name == path.stem:
            yield _box(x - 10, y - 17, SIDE - x - 2, 24, "#e6e0fb", 5)
        yield _text(x + 2, y, 13, INK if name == path.stem else MUTED, name)
        y += 25


def _runs(inline: Token) -> list[Run]:
    """Return the pieces of a line of Markdown; wikilinks show their label."""
    found: list[Run] = []
    for token in inline.children or ():
        if token.type == "code_inline":
            found.append(Run(token.content, "code"))
        elif token.type == "softbreak":
            found.append(Run(" "))
        else:
            pieces = _WIKILINK.split(token.content)
            found += [Run(piece, "link" if at % 3 == 2 else "")
                      for at, piece in enumerate(pieces) if at % 3 != 1 and piece]  # fmt: skip
    return found


def _lines(runs: Sequence[Run], room: float) -> Iterator[list[Run]]:
    """Break text into lines; `room` is in units of the font size."""
    words = [Run(word, run.style) for run in runs for word in re.findall(r"\S+\s*|\s+", run.text)]
    line: list[Run] = []
    for word in words:
        if line and _width(line) + word.width > room:
            yield line
            line = []
        line.append(word)
    yield line


def _width(runs: Sequence[Run]) -> float:
    return sum(run.width for run in runs)


def _span(run: Run, size: float) -> str:
    looks = {
        "code": f'font-family="{MONO}" font-size="{size * 0.9:g}" fill="#6a4bc4"',
        "link": f'fill="{ACCENT}"',
    }.get(run.style)
    return f"<tspan {looks}>{escape(run.text)}</tspan>" if looks else escape(run.text)


# The graph


def graph_picture() -> str:
    """Return the links between the notes as an SVG picture."""
    notes = sorted(path.relative_to(VAULT).as_posix() for path in VAULT.rglob("*.md"))
    links = sorted({pair for note in notes for pair in _links(note) if pair[0] != pair[1]})
    degree = Counter(end for pair in links for end in pair)
    places = _placed(notes, links)
    drawn = [_box(0, 0, WIDTH, 640, "#ffffff", 10)]
    drawn += [_edge(places[a], places[b]) for a, b in links]
    drawn += [_node(note, places[note], degree[note]) for note in notes]
    drawn += _labels([note for note, _ in degree.most_common(24)], places, degree)
    words = f"{len(notes)} notes, {len(links)} links: drawing of Obsidian's graph view"
    drawn.append(_text(WIDTH - 20, 622, 12, MUTED, words, 'text-anchor="end"'))
    return _svg(WIDTH, 640, words, drawn)


def _links(note: str) -> Iterator[tuple[str, str]]:
    text = (VAULT / note).read_text(encoding="utf-8")
    for target, _ in _WIKILINK.findall(text):
        yield (min(note, target), max(note, target))


def _placed(notes: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, complex]:
    """Return a place for each note: all push each other away, links pull together."""
    chance = random.Random(7)
    places = {note: complex(chance.uniform(-1, 1), chance.uniform(-1, 1)) * 300 for note in notes}
    for step in range(260):
        moves = dict.fromkeys(notes, 0j)
        for a, b in combinations(notes, 2):
            apart = places[a] - places[b]
            push = apart * 900 / (abs(apart) ** 2 + 1)
            moves[a] += push
            moves[b] -= push
        for a, b in links:
            pull = (places[b] - places[a]) * 0.018
            moves[a] += pull
            moves[b] -= pull
        longest = 28 * (1 - step / 260) + 0.5
        for note, move in moves.items():
            step_size = min(abs(move), longest) / (abs(move) or 1)
            places[note] += move * step_size - places[note] * 0.01
    return _fitted(places)


def _fitted(places: dict[str, complex]) -> dict[str, complex]:
    xs, ys = [p.real for p in places.values()], [p.imag for p in places.values()]
    across, down = (WIDTH - 150) / (max(xs) - min(xs)), 550 / (max(ys) - min(ys))
    return {
        note: complex(60 + (p.real - min(xs)) * across, 35 + (p.imag - min(ys)) * down)
        for note, p in places.items()
    }


def _edge(a: complex, b: complex) -> str:
    ends = f'x1="{a.real:.0f}" y1="{a.imag:.0f}" x2="{b.real:.0f}" y2="{b.imag:.0f}"'
    return f'<line {ends} stroke="#b9b9c6" stroke-opacity="0.35"/>'


def _node(note: str, at: complex, degree: int) -> str:
    is_folder = Path(note).stem == Path(note).parent.name
    fill = ACCENT if is_folder else "#8a8a96"
    radius = 2.5 + math.sqrt(degree) * 0.9
    return f'<circle cx="{at.real:.0f}" cy="{at.imag:.0f}" r="{radius:.1f}" fill="{fill}"/>'


def _labels(
    notes: Sequence[str], places: dict[str, complex], degree: Counter[str]
) -> Iterator[str]:
    """Yield the names of these notes, the first ones first, where none is in the way."""
    halo = 'text-anchor="middle" stroke="#ffffff" stroke-width="3" paint-order="stroke"'
    taken: list[complex] = []
    for note in notes:
        at = places[note] + (2.5 + math.sqrt(degree[note]) * 0.9 + 13) * 1j
        if all(abs(at.imag - other.imag) > 16 or abs(at.real - other.real) > 72 for other in taken):
            taken.append(at)
            yield _text(round(at.real), round(at.imag), 12, INK, Path(note).stem, halo)


# SVG


def _svg(width: int, height: int, title: str, drawn: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="{SANS}" fill="{INK}" role="img">'
    )
    frame = (
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="10" fill="none" '
        f'stroke="#d0d0d0"/>'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", *drawn, frame, "</svg>\n"])


def _box(x: float, y: float, width: float, height: float, fill: str, round_by: float = 0) -> str:
    size = f'width="{width:g}" height="{height:g}" rx="{round_by:g}"'
    return f'<rect x="{x:g}" y="{y:g}" {size} fill="{fill}"/>'


def _text(x: float, y: float, size: float, fill: str, text: str, rest: str = "") -> str:
    looks = f'font-size="{size:g}" fill="{fill}"'
    return f'<text x="{x:g}" y="{y:g}" {looks} {rest}>{escape(text)}</text>'


if __name__ == "__main__":
    main()
