"""Draws the graph of the sample vault for the documentation, as Obsidian shows it: `make sample`.

The notes and links are the vault's own; the picture is drawn, as Obsidian is not photographed.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).parent
VAULT = HERE / "vault"
PICTURES = HERE.parent / "docs" / "pictures"

SANS = "ui-sans-serif, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
INK, MUTED, ACCENT = "#2e2e2e", "#7a7a7a", "#7852ee"
WIDTH = 980
WIKILINK = re.compile(r"\[\[([^\]|#\\]+)(?:#[^\]|\\]*)?\\?\|([^\]]+)\]\]")


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "graph.svg").write_text(graph_picture(), encoding="utf-8")


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
    for target, _ in WIKILINK.findall(text):
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
