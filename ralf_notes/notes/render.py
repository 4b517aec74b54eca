"""A note's body from what the parser knows and what the model said: Jinja2 templates, pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ralf_notes.notes import markdown, note
from ralf_notes.notes.links import Links
from ralf_notes.notes.note import Kept
from ralf_notes.notes.properties import Value
from ralf_notes.notes.tags import of_language
from ralf_notes.notes.vault import Rendered
from ralf_notes.outline import languages
from ralf_notes.outline.docstrings import Docstring, bare_name, read_docstring
from ralf_notes.outline.parse import Outline, Parameter, Symbol, first_sentence
from ralf_notes.source.classify import Kind
from ralf_notes.text import one_line

if TYPE_CHECKING:
    from jinja2 import Template

    from ralf_notes.outline.imports import Resolved

DIGEST_SHOWN = 12
"""Hex digits of a source's hash that its note shows."""
_ROOM = 24_000
"""Bytes of a note that symbols may take in full; the rest are listed by name."""
_MOST_USERS = 8
_MOST_EDGES = 20
_MOST_NAMES = 6
_MOST_SKIPPED = 40
_MOST_CONSTANTS = 40
_QUOTED_LINES = 30
_LISTED = frozenset({"constant", "variable"})
"""Kinds that are listed in one block: their text says what they are."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known about one file."""

    path: str
    kind: Kind
    digest: str
    outline: Outline
    resolved: Resolved
    used_by: tuple[str, ...]
    source_url: str
    """Where its code can be seen, or ''."""
    pending: bool
    """The model has yet to sum it up."""
    outdated: tuple[str, ...] = ()
    """Symbols that changed since the model read the file."""


@dataclass(frozen=True, slots=True)
class Child:
    """One file or folder of a folder."""

    path: str
    description: str
    """One sentence, code-like names in backticks."""


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """What is known about one folder; the one with path '' is the repository."""

    path: str
    name: str
    purpose: str
    """First paragraph of its README, or the docstring of its package."""
    folders: tuple[Child, ...]
    files: tuple[Child, ...]
    most_used: tuple[str, ...]
    """Paths of the files that most others use."""
    entries: tuple[str, ...]
    """Paths of the files where programs start."""
    languages: tuple[str, ...]
    """Titles, most bytes first."""
    packages: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    """Which direct child uses which, heaviest first."""
    unread: tuple[tuple[str, str], ...]
    """Paths that were not read, and why."""
    pending: bool

    @property
    def only_child(self) -> Child | None:
        """What a folder holds if it is one thing only: then there is nothing to sum up."""
        children = (*self.folders, *self.files)
        return children[0] if self.path and len(children) == 1 else None


@dataclass(frozen=True, slots=True)
class _SymbolView:
    heading: str
    fence: str
    quote: str
    table: str
    prose: str


def describable(outline: Outline, kind: Kind) -> tuple[Symbol, ...]:
    """Return the symbols that get a section of their own: the public ones, as far as room goes."""
    if kind is Kind.TEST:
        return ()
    room, found = _ROOM, []
    for symbol in outline.symbols:
        if not symbol.public or symbol.kind in _LISTED or symbol.kind == "section":
            continue
        room -= len(symbol.signature.encode()) + min(len(symbol.doc.encode()), 2000) + 260
        if room < 0:
            break
        found.append(symbol)
    return tuple(found)


def description(outline: Outline, kind: Kind, kept: Kept) -> str:
    """Return the sentence that stands for a file: the author's, the model's, or a fact."""
    if outline.purpose and (sentence := first_sentence(outline.purpose)):
        return sentence
    if kept.summary:
        return first_sentence(kept.summary)
    if not outline.size:
        return "Empty file."
    top = [s for s in outline.symbols if not s.parent and s.kind != "section"]
    names = [s.name for s in top if s.public] or [s.name for s in top]
    if not names:
        title = languages.get(outline.language).title
        return f"{title}." if title.lower().endswith("file") else f"{title} file."
    verb = "Tests" if kind is Kind.TEST else "Defines"
    return f"{verb} {_some(names)}."


def folder_description(facts: FolderFacts, kept: Kept) -> str:
    """Return the one sentence that stands for a folder."""
    if facts.purpose and (sentence := first_sentence(facts.purpose)):
        return sentence
    if kept.summary:
        return first_sentence(kept.summary)
    if facts.only_child:
        return facts.only_child.description
    return f"Holds {_some([posixpath.basename(c.path) for c in (*facts.folders, *facts.files)])}."


def render_file(
    facts: FileFacts, kept: Kept, links: Links, model: str, tags_prefix: str
) -> Rendered:
    """Return the note of a file.

    Args:
        facts: what the parser knows.
        kept: the prose, and what it is about.
        links: the notes that exist.
        model: who wrote the prose, '' for nobody.
        tags_prefix: of our tags.
    """
    at, outline = links.files[facts.path], facts.outline
    language = languages.get(outline.language)
    shown = describable(outline, facts.kind)
    parents = {symbol.name: symbol.parent for symbol in shown}
    folder = posixpath.dirname(facts.path)
    body = _template("file").render(
        title=markdown.escape(facts.path),
        purpose=markdown.quote(outline.purpose, _QUOTED_LINES),
        summary=_prose(kept, facts.pending),
        outdated=_names(facts.outdated),
        folder=links.folder(at, folder, folder or posixpath.dirname(links.folders[""])),
        language=language.title,
        source_url=facts.source_url,
        empty=not outline.size,
        symbols=[
            _symbol_view(symbol, _depth(symbol, parents), kept, language.fence) for symbol in shown
        ],
        constants=_constants(outline, facts.kind, language.fence),
        constant_docs=_constant_docs(outline, facts.kind),
        more=_more(outline, shown, facts.kind),
        contents=_contents(outline),
        uses=[_use(links, at, use.path, use.names) for use in facts.resolved.uses],
        users=_users(links, at, facts.used_by),
        packages=_names(facts.resolved.packages),
        unread=[markdown.escape(reason) for reason in kept.state.unread],
        state=note.state_line(kept.state),
    )
    tags = [f"{tags_prefix}/{of_language(outline.language)}"]
    tags += [f"{tags_prefix}/{facts.kind.value}"] if facts.kind is not Kind.CODE else []
    properties: dict[str, Value] = {
        "title": one_line(posixpath.basename(facts.path)),
        "aliases": (one_line(facts.path),),
        "description": _unmarked(description(outline, facts.kind, kept)),
        "tags": tuple(tags),
        "source": facts.path,
        "language": outline.language,
        "ralf_source": facts.digest[:DIGEST_SHOWN],
    }
    return Rendered(properties | _by(model, kept), body)


def render_folder(
    facts: FolderFacts, kept: Kept, links: Links, model: str, tags_prefix: str
) -> Rendered:
    """Return the note of a folder, or the overview of the repository for the path ''."""
    at = links.folders[facts.path]
    parent = posixpath.dirname(facts.path)
    edges = [(_inside(facts, a), _inside(facts, b)) for a, b in facts.edges[:_MOST_EDGES]]
    body = _template("folder").render(
        title=markdown.escape(facts.path or facts.name),
        purpose=markdown.quote(facts.purpose, _QUOTED_LINES),
        summary=_prose(kept, facts.pending),
        parent=links.folder(at, parent, parent or facts.name) if facts.path else "",
        folders=[_child(links.folder, at, child) for child in facts.folders],
        files=[_child(links.file, at, child) for child in facts.files],
        entries=[links.file(at, path, path) for path in facts.entries],
        most_used=[links.file(at, path, path) for path in facts.most_used],
        languages=", ".join(facts.languages) if not facts.path else "",
        packages=_names(facts.packages) if not facts.path else "",
        diagram=_diagram(edges),
        edges=_edge_lines(edges),
        unread=_unread(facts.unread),
        state=note.state_line(kept.state),
    )
    properties: dict[str, Value] = {
        "title": one_line(posixpath.basename(facts.path) or facts.name),
        "aliases": (one_line(facts.path or facts.name),),
        "description": _unmarked(folder_description(facts, kept)),
        "tags": (f"{tags_prefix}/{'folder' if facts.path else 'overview'}",),
        "source": facts.path or ".",
    }
    return Rendered(properties | _by(model, kept), body)


def _prose(kept: Kept, pending: bool) -> str:
    if kept.summary:
        return markdown.prose(kept.summary)
    if kept.state.summary:
        return note.UNUSABLE
    return note.PENDING if pending else ""


def _by(model: str, kept: Kept) -> dict[str, Value]:
    return {"ralf_model": model} if model and (kept.summary or kept.symbols) else {}


def _unmarked(text: str) -> str:
    return text.replace("`", "")


def _some(names: Sequence[str]) -> str:
    shown = [f"`{one_line(name)}`" for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        return f"{', '.join(shown)} and more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _names(names: Iterable[str]) -> str:
    return ", ".join(markdown.code_span(name) for name in names)


def _symbol_view(symbol: Symbol, depth: int, kept: Kept, fence: str) -> _SymbolView:
    level = "#" * min(3 + depth, 6)
    kind = "" if symbol.parent or symbol.kind == "function" else f"{symbol.kind} "
    doc = docstring_of(symbol)
    said = kept.symbols.get(symbol.name, "")
    return _SymbolView(
        heading=f"{level} {kind}{markdown.code_span(symbol.name)}",
        fence=markdown.fence(symbol.signature, fence),
        quote=markdown.quote(doc.text, _QUOTED_LINES),
        table=parameter_table(symbol, doc),
        prose=markdown.prose(said) if said else "",
    )


def _depth(symbol: Symbol, parents: Mapping[str, str]) -> int:
    """Return how many of the symbols around a symbol have a section of their own."""
    depth, parent = 0, symbol.parent
    while parent in parents:
        depth, parent = depth + 1, parents[parent]
    return depth


def docstring_of(symbol: Symbol) -> Docstring:
    """Return the docstring of a symbol taken apart."""
    return read_docstring(symbol.doc, [row.name for row in symbol.parameters])


def shown_parameters(symbol: Symbol) -> list[Parameter]:
    """Return the parameters that a table lists: not Python's bare `*` and `/`."""
    return [row for row in symbol.parameters if bare_name(row.name)]


def parameter_table(symbol: Symbol, doc: Docstring) -> str:
    """Return the table of parameters, '' where the signature says nothing about them.

    doc: the symbol's own docstring.
    """
    rows = shown_parameters(symbol)
    described = [doc.parameters.get(bare_name(row.name), "") for row in rows]
    told = any(row.default for row in rows) or any(described)
    if not told and not (len(rows) > 1 and any(row.type for row in rows)):
        return ""  # one bare parameter: the signature says as much
    columns: list[tuple[str, list[str]]] = [
        ("parameter", [markdown.code_cell(row.name) for row in rows]),
        ("type", [markdown.code_cell(row.type) if row.type else "" for row in rows]),
        ("default", [markdown.code_cell(row.default) if row.default else "" for row in rows]),
        ("what it is", [_cell(text) for text in described]),
    ]
    filled = [(title, cells) for title, cells in columns if any(cells)]
    lines = [[title for title, _ in filled], ["---"] * len(filled)]
    lines += [list(cells) for cells in zip(*(cells for _, cells in filled), strict=True)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(text: str) -> str:
    """Return an author's words in a table, code in them as code."""
    inline = markdown.prose(re.sub(r"``([^`]+)``", r"`\1`", text))
    return re.sub(r"(?<!\\)\|", r"\|", inline)


def _constants(outline: Outline, kind: Kind, fence: str) -> str:
    """Return the public constants and variables in one block."""
    shown = [s for s in outline.symbols if s.public and _is_listed(s, kind)]
    if not shown:
        return ""
    lines, room = [], _ROOM // 4
    for symbol in shown:
        text = symbol.signature
        room -= len(text.encode())
        lines.append(text if room > 0 else symbol.name)
    return markdown.fence("\n".join(lines), fence)


def _constant_docs(outline: Outline, kind: Kind) -> list[str]:
    """Return what the author says of each constant, in a sentence."""
    said = [s for s in outline.symbols if s.public and s.doc and _is_listed(s, kind)]
    return [
        f"{markdown.code_span(s.name)}: {markdown.prose(first_sentence(s.doc))}"
        for s in said[:_MOST_CONSTANTS]
    ]


def _more(outline: Outline, shown: Sequence[Symbol], kind: Kind) -> list[str]:
    """Return the lines that name every symbol without a section of its own."""
    named = {s.name for s in shown}
    rest = [s for s in outline.symbols if s.name not in named and s.kind != "section"]
    public = [s.name for s in rest if s.public and not _is_listed(s, kind)]
    private = [s.name for s in rest if not s.public]
    lines = [_names(public)] if public else []
    return lines + ([f"{_names(private)} (private)"] if private else [])


def _is_listed(symbol: Symbol, kind: Kind) -> bool:
    return symbol.kind in _LISTED and not symbol.parent and kind is not Kind.TEST


def _contents(outline: Outline) -> list[str]:
    sections = [s for s in outline.symbols if s.kind == "section"][:200]
    depth = {"": -1}
    lines = []
    for section in sections:
        depth[section.name] = depth.get(section.parent, -1) + 1
        title = section.name.rpartition("#")[0] if _is_numbered(section.name) else section.name
        lines.append(f"{'  ' * depth[section.name]}- {markdown.escape(title)}")
    return lines


def _is_numbered(name: str) -> bool:
    return name.rpartition("#")[2].isdigit() and "#" in name


def _use(links: Links, at: str, path: str, names: Sequence[str]) -> str:
    link = links.file(at, path)
    return (
        f"{link} ({_names(names[:_MOST_NAMES])}{', …' * (len(names) > _MOST_NAMES)})"
        if names
        else link
    )


def _users(links: Links, at: str, paths: Sequence[str]) -> str:
    shown = ", ".join(links.file(at, path) for path in paths[:_MOST_USERS])
    more = len(paths) - _MOST_USERS
    return f"{shown} and {more} more" if more > 0 else shown


def _child(link: object, at: str, child: Child) -> str:
    label = posixpath.basename(child.path)
    return f"{link(at, child.path, label)}: {markdown.prose(child.description)}"  # type: ignore[operator]


def _unread(unread: Sequence[tuple[str, str]]) -> list[str]:
    lines = [f"{markdown.code_span(path)}: {markdown.escape(why)}" for path, why in unread]
    more = len(lines) - _MOST_SKIPPED
    return [*lines[:_MOST_SKIPPED], f"and {more} more"] if more > 0 else lines


def _inside(facts: FolderFacts, path: str) -> str:
    """Return a child's path as seen from its folder."""
    return path.removeprefix(f"{facts.path}/")


def _edge_lines(edges: Sequence[tuple[str, str]]) -> list[str]:
    """Return the same as the diagram in words, one line for each that uses others."""
    uses: dict[str, list[str]] = {}
    for user, used in edges:
        uses.setdefault(user, []).append(used)
    return [f"{markdown.code_span(user)} uses {_names(used)}" for user, used in uses.items()]


def _diagram(edges: Sequence[tuple[str, str]]) -> str:
    """Return the Mermaid flowchart of some edges."""
    if not edges:
        return ""
    nodes = {name: f"n{number}" for number, name in enumerate(dict.fromkeys(_ends(edges)), 1)}
    lines = [f'  {key}["{_label(name)}"]' for name, key in nodes.items()]
    lines += [f"  {nodes[a]} --> {nodes[b]}" for a, b in edges]
    return markdown.fence("\n".join(["flowchart LR", *lines]), "mermaid")


def _ends(edges: Iterable[tuple[str, str]]) -> Iterator[str]:
    for a, b in edges:
        yield a
        yield b


def _label(name: str) -> str:
    """Return a node's text as Mermaid takes it: quotes, backticks and HTML as character codes."""
    text = one_line(name)
    codes: Mapping[str, str] = {
        "#": "#35;",
        '"': "#quot;",
        "`": "#96;",
        "<": "#lt;",
        ">": "#gt;",
        "&": "#amp;",
    }
    return "".join(codes.get(character, character) for character in text)


@cache
def _template(name: str) -> Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ralf_notes.notes", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # Markdown: what goes in is escaped by markdown.py
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{name}.md.j2")
