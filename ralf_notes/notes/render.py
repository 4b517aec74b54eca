"""Renders notes with Jinja2, from what the parser found and what the model wrote. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ralf_notes.notes import markdown, sections
from ralf_notes.notes.frontmatter import language_tag
from ralf_notes.notes.kept import PENDING, UNUSABLE, Kept, state_line
from ralf_notes.notes.links import Links
from ralf_notes.notes.properties import Value
from ralf_notes.notes.quotes import quote
from ralf_notes.notes.sections import QUOTED_LINES
from ralf_notes.outline import languages
from ralf_notes.outline.model import Outline
from ralf_notes.source.classify import Kind
from ralf_notes.text import first_sentence, one_line

if TYPE_CHECKING:
    from jinja2 import Template

    from ralf_notes.outline.imports import Resolved

VERSION = 1
"""Of what notes look like: it grows whenever the same facts and prose give another note."""
DIGEST_SHOWN = 12
"""Hex digits of a source's hash that its note shows."""
_MOST_USERS = 8
_MOST_EDGES = 20
_MOST_NAMES = 6
_MOST_SKIPPED = 40
_MOST_CONTENTS = 200
# Mermaid takes these in a node's text as character codes only.
_MERMAID = str.maketrans(
    {"#": "#35;", '"': "#quot;", "`": "#96;", "<": "#lt;", ">": "#gt;", "&": "#amp;"}
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a note should contain."""

    properties: Mapping[str, Value]
    body: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the note of a file is made of, beside its prose."""

    path: str
    kind: Kind
    digest: str
    outline: Outline
    resolved: Resolved
    used_by: tuple[str, ...]
    source_url: str
    """Where its code can be seen, or ''."""
    pending: bool
    """Whether the model has yet to sum it up."""
    outdated: tuple[str, ...] = ()
    """Symbols that changed since the model read the file."""


@dataclass(frozen=True, slots=True)
class Child:
    """One file or folder of a folder."""

    path: str
    description: str
    """One sentence, with code-like names in backticks."""


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """What the note of a folder is made of, beside its prose; the path '' is the repository."""

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
        """The child of a folder that holds nothing else, and so needs no summary."""
        children = (*self.folders, *self.files)
        return children[0] if self.path and len(children) == 1 else None


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
    """Return the sentence that stands for a folder."""
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
        kept: the prose, and hashes of what it describes.
        links: the notes that exist.
        model: who wrote the prose, '' for nobody.
        tags_prefix: of our tags.
    """
    at, outline, kind = links.files[facts.path], facts.outline, facts.kind
    language = languages.get(outline.language)
    shown = sections.describable(outline, kind)
    folder = posixpath.dirname(facts.path)
    body = _template("file").render(
        title=markdown.escape(facts.path),
        purpose=quote(outline.purpose, QUOTED_LINES),
        summary=_summary(kept, facts.pending),
        outdated=markdown.code_spans(facts.outdated),
        folder=links.folder(at, folder, folder or posixpath.dirname(links.folders[""])),
        language=language.title,
        source_url=facts.source_url,
        empty=not outline.size,
        symbols=sections.symbol_views(shown, kept, language.fence),
        constants=sections.constants_block(outline, kind, language.fence),
        constant_docs=sections.constant_lines(outline, kind),
        more=sections.other_symbols(outline, shown, kind),
        contents=_contents(outline),
        uses=[_use(links, at, use.path, use.names) for use in facts.resolved.uses],
        users=_users(links, at, facts.used_by),
        packages=markdown.code_spans(facts.resolved.packages),
        unread=[markdown.escape(reason) for reason in kept.state.unread],
        state=state_line(kept.state),
    )
    tags = [f"{tags_prefix}/{language_tag(outline.language)}"]
    tags += [f"{tags_prefix}/{kind.value}"] if kind is not Kind.CODE else []
    properties: dict[str, Value] = {
        "title": one_line(posixpath.basename(facts.path)),
        "aliases": (one_line(facts.path),),
        "description": description(outline, kind, kept).replace("`", ""),
        "tags": tuple(tags),
        "source": facts.path,
        "language": outline.language,
        "ralf_source": facts.digest[:DIGEST_SHOWN],
    }
    return Rendered(properties | _writer(model, kept), body)


def render_folder(
    facts: FolderFacts, kept: Kept, links: Links, model: str, tags_prefix: str
) -> Rendered:
    """Return the note of a folder, or the overview of the repository for the path ''.

    The arguments are those of `render_file`.
    """
    at = links.folders[facts.path]
    parent = posixpath.dirname(facts.path)
    inside = f"{facts.path}/"
    edges = [(a.removeprefix(inside), b.removeprefix(inside)) for a, b in facts.edges[:_MOST_EDGES]]
    body = _template("folder").render(
        title=markdown.escape(facts.path or facts.name),
        purpose=quote(facts.purpose, QUOTED_LINES),
        summary=_summary(kept, facts.pending),
        parent=links.folder(at, parent, parent or facts.name) if facts.path else "",
        folders=[_child(links.folder, at, child) for child in facts.folders],
        files=[_child(links.file, at, child) for child in facts.files],
        entries=[links.file(at, path, path) for path in facts.entries],
        most_used=[links.file(at, path, path) for path in facts.most_used],
        languages=", ".join(facts.languages) if not facts.path else "",
        packages=markdown.code_spans(facts.packages) if not facts.path else "",
        diagram=_diagram(edges),
        edges=_edge_lines(edges),
        unread=_unread(facts.unread),
        state=state_line(kept.state),
    )
    properties: dict[str, Value] = {
        "title": one_line(posixpath.basename(facts.path) or facts.name),
        "aliases": (one_line(facts.path or facts.name),),
        "description": folder_description(facts, kept).replace("`", ""),
        "tags": (f"{tags_prefix}/{'folder' if facts.path else 'overview'}",),
        "source": facts.path or ".",
    }
    return Rendered(properties | _writer(model, kept), body)


def _summary(kept: Kept, pending: bool) -> str:
    if kept.summary:
        return markdown.prose(kept.summary)
    if kept.state.summary:
        return UNUSABLE
    return PENDING if pending else ""


def _writer(model: str, kept: Kept) -> dict[str, Value]:
    """Return the property that names the model; a note without prose has none."""
    return {"ralf_model": model} if model and (kept.summary or kept.symbols) else {}


def _some(names: Sequence[str]) -> str:
    shown = [f"`{one_line(name)}`" for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        return f"{', '.join(shown)} and more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _contents(outline: Outline) -> list[str]:
    """Return the headings of a document as a nested list."""
    headings = [symbol for symbol in outline.symbols if symbol.kind == "section"]
    depth = {"": -1}
    lines = []
    for heading in headings[:_MOST_CONTENTS]:
        depth[heading.name] = depth.get(heading.parent, -1) + 1
        name, mark, number = heading.name.rpartition("#")  # the second of one name is `name#2`
        title = name if mark and number.isdigit() else heading.name
        lines.append(f"{'  ' * depth[heading.name]}- {markdown.escape(title)}")
    return lines


def _use(links: Links, at: str, path: str, names: Sequence[str]) -> str:
    link = links.file(at, path)
    if not names:
        return link
    more = ", …" if len(names) > _MOST_NAMES else ""
    return f"{link} ({markdown.code_spans(names[:_MOST_NAMES])}{more})"


def _users(links: Links, at: str, paths: Sequence[str]) -> str:
    shown = ", ".join(links.file(at, path) for path in paths[:_MOST_USERS])
    more = len(paths) - _MOST_USERS
    return f"{shown} and {more} more" if more > 0 else shown


def _child(link: Callable[[str, str, str], str], at: str, child: Child) -> str:
    label = posixpath.basename(child.path)
    return f"{link(at, child.path, label)}: {markdown.prose(child.description)}"


def _unread(unread: Sequence[tuple[str, str]]) -> list[str]:
    lines = [f"{markdown.code_span(path)}: {markdown.escape(why)}" for path, why in unread]
    more = len(lines) - _MOST_SKIPPED
    return [*lines[:_MOST_SKIPPED], f"and {more} more"] if more > 0 else lines


def _edge_lines(edges: Sequence[tuple[str, str]]) -> list[str]:
    """Return the diagram in words, one line for each part that uses others."""
    uses: dict[str, list[str]] = {}
    for user, used in edges:
        uses.setdefault(user, []).append(used)
    return [
        f"{markdown.code_span(user)} uses {markdown.code_spans(used)}"
        for user, used in uses.items()
    ]


def _diagram(edges: Sequence[tuple[str, str]]) -> str:
    """Return the Mermaid flowchart of some edges."""
    if not edges:
        return ""
    names = dict.fromkeys(name for edge in edges for name in edge)
    nodes = {name: f"n{number}" for number, name in enumerate(names, 1)}
    lines = [f'  {key}["{one_line(name).translate(_MERMAID)}"]' for name, key in nodes.items()]
    lines += [f"  {nodes[a]} --> {nodes[b]}" for a, b in edges]
    return markdown.fence("\n".join(["flowchart LR", *lines]), "mermaid")


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
