"""The figures as people read them: a row for each tree, places of faults, what is below bounds."""

from __future__ import annotations

from dataclasses import dataclass

from judging import Figures

COLUMNS = (
    ("symbols", "symbols", "missing"),
    ("constructors", "constructors", "bare"),
    ("data members", "data", "lost"),
    ("docs", "docs", "undocumented"),
    ("uses linked", "uses", "unlinked"),
)
"""Title, whole and what is absent of it: how much of a package the notes show."""
WRONG = (("invented", "names", "invented"), ("false links", "links", "false"))
LEAST = {"symbols": 0.99, "constructors": 1.0, "data": 0.97, "docs": 0.97, "uses": 0.95}
WIDTH = 13
TITLE = 44
FAULTS = ("missing", "bare", "lost", "undocumented", "invented", "false", "unlinked", "silent")

HEADING = " ".join(
    [
        f"{'shown of the package':{TITLE}}",
        *(f"{title:>{WIDTH}}" for title, _, _ in (*COLUMNS, *WRONG)),
        f"{'silent files':>{WIDTH}}",
        f"{'lines unread':>{WIDTH}}",
    ]
)


@dataclass(frozen=True)
class Verdict:
    text: str
    code: int


def row(title: str, figures: Figures) -> str:
    """Return the figures of a tree in one line below `HEADING`."""
    shares = [_share(getattr(figures, whole), getattr(figures, no)) for _, whole, no in COLUMNS]
    wrong = [f"{len(getattr(figures, no))}/{getattr(figures, whole)}" for _, whole, no in WRONG]
    silent = "no grammar" if figures.broken is None else f"{len(figures.silent)}/{figures.broken}"
    cells = [*shares, *wrong, silent, f"{figures.unread}/{figures.lines}"]
    return " ".join([f"{title:{TITLE}}", *(f"{cell:>{WIDTH}}" for cell in cells)])


def faults(figures: Figures, most: int) -> list[str]:
    """Return a line for each kind of fault, with its first places."""
    lines = []
    for fault in FAULTS:
        found = getattr(figures, fault)
        if found and most:
            shown = ", ".join(found[:most])
            lines.append(f"  {fault}: {shown}{' ...' if found[most:] else ''}")
    return lines


def verdict(total: Figures) -> Verdict:
    """Return what the sum is below, and the exit code."""
    if total == Figures():
        text = "total: nothing could be judged here, so nothing is held against the bounds"
        return Verdict(text, 0)
    below = []
    for title, whole, absent in COLUMNS:
        part = _part(getattr(total, whole), getattr(total, absent))
        if part < LEAST[whole]:
            below.append(f"{title} {part:.3f} < {LEAST[whole]}")
    for title, found in (
        ("invented names", total.invented),
        ("false links", total.false),
        ("silent files", total.silent),
    ):
        below += [f"{title} {len(found)} > 0"] if found else []
    return Verdict("bounds: " + ("; ".join(below) or "all hold"), 1 if below else 0)


def _share(whole: int, absent: list[str]) -> str:
    return f"{whole - len(absent)}/{whole}"


def _part(whole: int, absent: list[str]) -> float:
    return (whole - len(absent)) / whole if whole else 1.0
