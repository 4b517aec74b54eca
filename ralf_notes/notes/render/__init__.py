"""Renders notes with Jinja2, from facts of the parser and prose of the model. Pure."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ralf_notes.notes import markdown, sections, tables
from ralf_notes.notes.diagrams.mermaid import flowchart
from ralf_notes.notes.head.names import NoteNames
from ralf_notes.notes.head.tags import file_tags, written_by
from ralf_notes.notes.hidden.line import hidden_line
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.links import Links
from ralf_notes.notes.lists import chosen
from ralf_notes.notes.lists.about import about_line, command_lines, export_line
from ralf_notes.notes.lists.beyond import beyond_line
from ralf_notes.notes.lists.calls import (
    call_edges,
    call_lines,
    program_commands,
)
from ralf_notes.notes.lists.code import constants_block, further_block
from ralf_notes.notes.lists.exports import export_lines
from ralf_notes.notes.lists.exposed import exposed_block
from ralf_notes.notes.lists.in_use import in_use_lines
from ralf_notes.notes.lists.members import own_name
from ralf_notes.notes.lists.neighbours import text_of_tests, used_text, users_text
from ralf_notes.notes.properties import Value
from ralf_notes.notes.prose.items import item_sections
from ralf_notes.notes.prose.linkers import Linker, first_of, to_files, to_places, to_sections
from ralf_notes.notes.prose.parts import part_sections
from ralf_notes.notes.prose.private import private_lines, private_symbols
from ralf_notes.notes.prose.story import Goals, story_lines
from ralf_notes.notes.quotes import quote
from ralf_notes.notes.render.description import bare_kinds, description, folder_description
from ralf_notes.notes.render.facts import Child, FileFacts, FolderFacts, Opened
from ralf_notes.notes.sections import QUOTED_LINES
from ralf_notes.notes.symbols.internal import hidden_symbols
from ralf_notes.notes.symbols.tested import holds_tests, test_lines
from ralf_notes.notes.wording import Wording
from ralf_notes.notes.wording.facts import labels_translated, translated
from ralf_notes.outline import languages
from ralf_notes.outline.documentation.docstrings import read_docstring
from ralf_notes.outline.model import Outline
from ralf_notes.paths import is_within

if TYPE_CHECKING:
    from jinja2 import Template

VERSION = 18
"""It grows whenever the same facts and prose would give a different note."""
DIGEST_SHOWN = 12
"""Hex digits of a source's hash that its note keeps."""
_MOST_EDGES = 20
_FEWEST_EDGES = 5
_OF_NEARLY_ALL = 0.75
"""Share of the parts with uses that use one and the same part, which then says little."""
_MOST_UNREAD = 40
_MOST_CHILDREN = 1_000
"""Files, and as many folders, that the note of a folder lists."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Our part of a note: its properties, and the text of its block."""

    properties: Mapping[str, Value]
    body: str
    former: Mapping[str, Value] = field(default_factory=dict)
    """The values that earlier versions gave to properties."""
    sentence: str = ""
    """What it is about, in one sentence of English."""


def render_file(
    facts: FileFacts, kept: Kept, links: Links, model: str, tags_prefix: str, say: Wording
) -> Rendered:
    """Return the note of a file.

    Args:
        facts: the content of the note.
        kept: the prose, and hashes of its subject.
        links: the notes that exist.
        model: the name of the model that wrote the prose, or ''.
        tags_prefix: the first part of our tags.
        say: the headings and set phrases in the reader's language.
    """
    at, outline, kind = links.files[facts.path], facts.outline, facts.kind
    language = languages.get(outline.language)
    sentence = description(facts.path, outline, kind, kept)
    arranged = chosen.arranged(outline, kind, facts.resolved.exports)
    shown, further, is_test = arranged.sections, arranged.lines, holds_tests(outline, kind)
    in_full, headings = chosen.in_wrappers(outline, shown), sections.heading_texts(shown)
    apart = [symbol for symbol in further if symbol.parent not in headings]
    exposed, internal = hidden_symbols(outline, kind, language)
    to_others = to_files(at, links, facts.named)
    to_all = first_of(to_sections(at, links, facts.path, headings), to_others)
    blocks = further_block([*apart, *internal], language), exposed_block(exposed, language)
    more = test_lines(further, say) if is_test else []
    private = private_symbols(outline, kind)
    more += private_lines(private, kept.symbols, (*exposed, *internal), to_all, say)
    if arranged.beyond:
        more.append(beyond_line(map(own_name, arranged.beyond), say))
    body = _template("file").render(
        say=say,
        title=markdown.escape(posixpath.basename(facts.path)),
        purpose=quote(_purpose(outline), QUOTED_LINES),
        summary=_summary(kept, facts.pending, outline.purpose, to_others, say),
        unparsed=translated(outline.unparsed, say),
        outdated=_outdated(facts.outdated, say),
        folder=_folder_of(facts.path, at, links),
        language=language.title,
        source_url=facts.source_url,
        empty=not outline.size,
        about=sections.about_line(outline, say),
        tables=tables.fact_tables(outline, kind, say),
        symbols=sections.symbol_views(in_full, further, kept, language, to_others, say),
        in_use=in_use_lines(facts.in_use, facts.path, links, len(shown), say),
        further=[block for block in blocks if block and not is_test],
        constants=constants_block(arranged.constants, language),
        more=more,
        lists=_item_sections(kept, outline, to_all, say),
        contents=sections.contents(outline),
        exports=export_lines(facts.resolved.exports, lambda path: links.file(at, path), say),
        not_parsed=sections.unread_line(outline, say),
        links=_link_lines(facts, links, say),
        unread=[markdown.escape(translated(reason, say)) for reason in kept.state.unread],
        state=_hidden_line(kept, sentence, facts.digest[:DIGEST_SHOWN], say),
    )
    names = NoteNames(at, facts.path, posixpath.basename(facts.path), facts.moved_from)
    ours = _file_properties(facts, translated(sentence, say), tags_prefix) | written_by(model, kept)
    return Rendered(names.properties() | ours, body, names.former(), sentence)


def _item_sections(
    kept: Kept, outline: Outline, link: Linker, say: Wording
) -> list[tuple[str, str, Sequence[str]]]:
    """Return the lists that a model wrote, each with its heading and a remark."""
    parts = part_sections(kept.parts, outline, link, say)
    return item_sections(kept.items, link, say) + parts


def _folder_of(path: str, at: str, links: Links) -> str:
    """Return the link to the folder of a file."""
    folder = posixpath.dirname(path)
    return links.folder(at, folder, folder or posixpath.dirname(links.folders[""]))


def _file_properties(facts: FileFacts, sentence: str, tags_prefix: str) -> dict[str, Value]:
    language = facts.outline.language
    return {
        "description": sentence.replace("`", ""),
        "tags": file_tags(language, facts.kind, tags_prefix),
        "source": facts.path,
        "language": language,
    }


def render_folder(
    facts: FolderFacts, kept: Kept, links: Links, model: str, tags_prefix: str, say: Wording
) -> Rendered:
    """Return the note of a folder, or the overview of the repository for the path ''.

    The arguments are those of `render_file`.
    """
    at, sentence = links.folders[facts.path], folder_description(facts, kept)
    parent = posixpath.dirname(facts.path)
    inside = f"{facts.core or facts.path}/"
    shown = _telling(facts.edges)[:_MOST_EDGES]
    edges = [(a.removeprefix(inside), b.removeprefix(inside)) for a, b in shown]
    uses = _uses(edges, say)
    if len(facts.edges) > len(shown):
        uses.append(say.counted("lists.further_uses", len(facts.edges) - len(shown)))
    to_others = to_files(at, links, facts.named)
    link = first_of(to_places(at, links, facts.headings), to_others)
    goals = Goals(at, links, facts.headings, link)
    body = _template("folder").render(
        say=say,
        title=markdown.escape(posixpath.basename(facts.path) or facts.name),
        purpose=quote(facts.purpose, QUOTED_LINES),
        summary=_summary(kept, facts.pending, facts.purpose, to_others, say),
        story=story_lines(kept.items, facts.tasks, goals, say),
        parent=links.folder(at, parent, parent or facts.name) if facts.path else "",
        folders=_folders(facts, at, links, say),
        files=_files(facts.files, at, links, say),
        entries=[_entry(links.file(at, path, path), label, say) for path, label in facts.entries],
        about=about_line(facts.about, say),
        commands=command_lines(facts.about, say),
        exports=export_line(facts.about),
        most_used=[links.file(at, path, path) for path in facts.most_used],
        languages=", ".join(facts.languages) if not facts.path else "",
        packages=markdown.code_spans(facts.packages),
        calls=call_lines(facts.calls, at, links, facts.headings, say),
        program_commands=program_commands(facts.program_commands, at, links, facts.headings),
        calls_diagram=flowchart(call_edges(facts.calls)),
        core=links.folder(at, facts.core, facts.core) if facts.core else "",
        diagram=flowchart(edges),
        edges=uses,
        unread=_unread(facts, say),
        state=_hidden_line(kept, sentence, "", say, has_base=links.has_base and not facts.path),
    )
    name = posixpath.basename(facts.path) or facts.name
    names = NoteNames(at, facts.path, name, facts.moved_from)
    properties: dict[str, Value] = {
        **names.properties(),
        "description": translated(sentence, say).replace("`", ""),
        "tags": (f"{tags_prefix}/{'folder' if facts.path else 'overview'}",),
        "source": facts.path or ".",
    }
    return Rendered(properties | written_by(model, kept), body, names.former(), sentence)


def _telling(edges: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Return the uses to show; of too many, not those of a part that nearly all others use."""
    if len(edges) <= _MOST_EDGES:
        return edges
    users = Counter(used for _, used in edges)
    least = _OF_NEARLY_ALL * len({user for user, _ in edges})
    telling = [edge for edge in edges if users[edge[1]] < least]
    return telling if len(telling) >= _FEWEST_EDGES else edges


def _folders(facts: FolderFacts, at: str, links: Links, say: Wording) -> list[str]:
    """Return the items of the list of folders; below one that is opened, what is in it."""
    items = _children(links.folder, facts.folders, at, say)
    for number, child in enumerate(facts.folders[:_MOST_CHILDREN]):
        for opened in facts.opened:
            if is_within(opened.child.path, child.path):
                lines = _opened(opened, child, at, links, say)
                items[number] += "".join(f"\n  {line}" for line in lines)
    return items


def _opened(opened: Opened, child: Child, at: str, links: Links, say: Wording) -> list[str]:
    """Return the items below a child of a folder for one that is opened in it, which may be it."""
    lines = _children(links.folder, opened.folders, at, say)
    lines += _files(opened.files, at, links, say)
    if opened.beyond:
        lines.append(beyond_line(opened.beyond, say, of_files=bool(opened.files)))
    items = [f"- {line}" for line in lines]
    path = opened.child.path
    if path == child.path:
        return items
    label = f"{path.removeprefix(child.path).strip('/')}/"
    said = opened.child.description if opened.child.description != child.description else ""
    return [f"- {_named(links.folder(at, path, label), said, say)}", *(f"  {i}" for i in items)]


def _files(files: Sequence[Child], at: str, links: Links, say: Wording) -> list[str]:
    return _children(links.file, files, at, say, of_files=True)


def _children(
    link: Callable[[str, str, str], str],
    children: Sequence[Child],
    at: str,
    say: Wording,
    *,
    of_files: bool = False,
) -> list[str]:
    """Return the items of a list of children, the last one on those for which there is no room."""
    items = [_child(link, at, child, say) for child in children[:_MOST_CHILDREN]]
    names = [posixpath.basename(child.path) for child in children[_MOST_CHILDREN:]]
    return [*items, beyond_line(names, say, of_files=of_files)] if names else items


def _purpose(outline: Outline) -> str:
    """Return what a file says about itself; the tags of a comment in code are words."""
    is_code = languages.get(outline.language).grammar and outline.language != "markdown"
    return read_docstring(outline.purpose).text if is_code else outline.purpose


def _summary(kept: Kept, pending: bool, purpose: str, link: Linker, say: Wording) -> str:
    """Return the model's summary, or why there is none, unless its author describes it."""
    if kept.summary:
        return markdown.prose(kept.summary, link)
    if kept.state.summary:
        return "" if purpose else say("remarks.unusable")
    return say("remarks.pending") if pending else ""


def _outdated(groups: Sequence[tuple[str, ...]], say: Wording) -> str:
    """Return the symbols that have changed; of a group it is not known which one has."""
    texts = []
    for *rest, last in groups:
        first, last = markdown.code_span(rest[0]) if rest else "", markdown.code_span(last)
        if len(rest) > 1:
            texts.append(f"{first} … {last}")
        else:
            texts.append(say("lists.either", first=first, last=last) if first else last)
    return ("; " if any(len(group) > 1 for group in groups) else ", ").join(texts)


def _hidden_line(
    kept: Kept, sentence: str, digest: str, say: Wording, *, has_base: bool = False
) -> str:
    """Return the hidden line of a note, with its description if it is shown in another language.

    A run over a part of the tree reads the description of what it leaves alone from its note.
    """
    is_other = translated(sentence, say) != sentence
    return hidden_line(kept.state, sentence if is_other else "", digest, has_base=has_base)


def _link_lines(facts: FileFacts, links: Links, say: Wording) -> list[str]:
    """Return the lines about the files that a file uses, the files that use it, and packages."""
    lines = (
        ("uses", used_text(facts.path, facts.resolved.uses, links, say)),
        ("used_by", users_text(facts.path, facts.used_by, links, say)),
        ("tested_by", text_of_tests(facts.path, facts.tested_by, links, say)),
    )
    shown = [say(f"links.{key}", files=text) for key, text in lines if text]
    if packages := markdown.code_spans(facts.resolved.packages):
        shown.append(say("links.packages", names=packages))
    return shown


def _child(link: Callable[[str, str, str], str], at: str, child: Child, say: Wording) -> str:
    label = posixpath.basename(child.path)
    name = link(at, child.path, label)
    if name == markdown.code_span(child.path):  # it has no note: its folder need not be said
        name = markdown.code_span(label)
    return _named(name, child.description, say)


def _named(name: str, description: str, say: Wording) -> str:
    """Return an item of a list, by its name alone where that says as much as the description."""
    if not description or description in bare_kinds():
        return name
    return say("lists.named", name=name, text=markdown.sentence(translated(description, say)))


def _entry(link: str, label: str, say: Wording) -> str:
    return f"{link} ({markdown.prose(labels_translated(label, say))})" if label else link


def _unread(facts: FolderFacts, say: Wording) -> list[str]:
    """Return a line for each file of a folder that was not read, with the reason."""
    lines = [
        say(
            "lists.named", name=markdown.code_span(path), text=markdown.escape(translated(why, say))
        )
        for path, why in facts.unread[:_MOST_UNREAD]
    ]
    more = len(facts.unread) - _MOST_UNREAD
    return [*lines, say("lists.more", count=more)] if more > 0 else lines


def _uses(edges: Sequence[tuple[str, str]], say: Wording) -> list[str]:
    """Return a line for each part that uses others."""
    uses: dict[str, list[str]] = {}
    for user, used in edges:
        uses.setdefault(user, []).append(used)
    return [
        say("lists.uses", user=markdown.code_span(user), names=markdown.code_spans(used))
        for user, used in uses.items()
    ]


def prepare() -> None:
    """Compile the templates. Call it before threads render."""
    _template("file")
    _template("folder")


@cache
def _template(name: str) -> Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ralf_notes.notes", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # the output is Markdown, and markdown.py escapes every value
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{name}.md.j2")
