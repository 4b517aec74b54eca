"""Flowcharts in the language of Mermaid. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ralf_notes.notes import markdown
from ralf_notes.text import one_line

# In the text of a node, Mermaid needs these characters as codes.
_MERMAID = str.maketrans(
    {"#": "#35;", '"': "#quot;", "`": "#96;", "<": "#lt;", ">": "#gt;", "&": "#amp;"}
)
_LANGUAGE = "mermaid"


def flowchart(edges: Sequence[tuple[str, str]]) -> str:
    """Return a Mermaid flowchart of some edges, '' for none."""
    if not edges:
        return ""
    names = dict.fromkeys(name for edge in edges for name in edge)
    nodes = {name: f"n{number}" for number, name in enumerate(names, 1)}
    lines = [f'  {key}["{one_line(name).translate(_MERMAID)}"]' for name, key in nodes.items()]
    lines += [f"  {nodes[a]} --> {nodes[b]}" for a, b in edges]
    return markdown.fence("\n".join(["flowchart LR", *lines]), _LANGUAGE)


def without_flowcharts(text: str) -> str:
    """Return a text of a note without its flowcharts, in time that grows as the text does."""
    opening = f"```{_LANGUAGE}\n"
    charts = []
    for start, end in markdown.code_at(text) if opening in text else ():
        if text.startswith(opening, start):
            below = text[end : end + 2]
            charts.append((start, end + len(below) - len(below.lstrip("\n"))))
    return markdown.without_spans(text, charts)
