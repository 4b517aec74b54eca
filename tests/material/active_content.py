"""The judge of a note: finds what is active in it and did not come from us, with a parser."""

from __future__ import annotations

import ast
import json
import posixpath
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, note
from ralf_notes.notes.hidden.line import (
    hidden_line,
    names_base,
    read_sentence,
    source_digest,
)
from ralf_notes.notes.kept import parse_body
from ralf_notes.outline import languages

_BLOCKS = {
    "heading", "paragraph", "blockquote", "bullet_list", "ordered_list", "list_item", "table",
    "thead", "tbody", "tr", "th", "td", "fence", "inline", "html_block",
}  # fmt: skip
_INLINES = {
    "text", "text_special", "code_inline", "softbreak", "strong", "em", "link", "wikilink",
}  # fmt: skip
_OUTLINE = Path(languages.__file__).parents[1]
_SECTIONS = {
    "Contents", "Symbols", "Links", "Not read", "Where to start", "Folders", "Files", "Packages",
    "How the parts use each other", "Most used", "Exports", "Commands",
}  # fmt: skip
_LEVEL_OF_HEADS = 3
"""Of the heads of a table that stands by itself; an author's stands in a quote."""
_COLUMNS = {"parameter", "type", "default", "what it is"}
_QUOTED_FENCES_TEXT = (
    "bash c console cpp csharp css diff go html ini java javascript js json jsx kotlin php python "
    "rb rs ruby rust scala sh shell sql swift text toml ts tsx typescript xml yaml yml"
)
QUOTED_FENCES = frozenset(_QUOTED_FENCES_TEXT.split())
_MARKERS = (
    re.compile(r"<!-- ralf:begin sum=[0-9a-f]{8}(?: text=[0-9a-f]{8})? -->"),
    re.compile(r"<!-- ralf:state (\{[^<>]*\}) -->"),
    re.compile(re.escape(note.END)),
)
_OF_LISTINGS = re.compile(r"<!-- ralf-notes writes this file \(sum=[0-9a-f]{8}\)[^<>]*-->\n?")
_MERMAID = re.compile(
    r'flowchart LR\n(?:  n\d+\["(?:[^"`<>&#\n]|#(?:35|96|quot|lt|gt|amp);)*"\]\n)+'
    r"(?:  n\d+ --> n\d+\n)+"
)
_ESCAPED = "\ue000"
"""Stands for a character that was escaped, so that nothing takes it for a mark."""

# What is read in the text as it is shown: Quartz looks there, after a renderer has unescaped.
_IN_SHOWN_TEXT = {
    "tag": re.compile(r"(?<!\w)#(?=[\w/-])"),
    "comment": re.compile("%%"),
    "highlight": re.compile("==(?=.*==)"),
    "field": re.compile(r"[\w)\]*] ?::(?=\s|$)|[\[(][\w -]+::"),
    "URL": re.compile(r"[\w+.-]+://|(?<!\w)www\.\w|mailto:[^\s\u200b]*@", re.IGNORECASE),
    "address": re.compile(r"[\w.+-]@\w+[\w-]*\.\w"),
    "block id": re.compile(r"(?:^|\s)\^[\w-]+\s*$", re.MULTILINE),
    "emoji": re.compile(r"(?<!\w):[a-z+-][\w+-]*:"),
}
# What a backslash keeps from being read.
_IN_SOURCE_TEXT = {
    "link": re.compile(r"\[\[|\]\("),
    "footnote": re.compile(r"\[\^|\^\["),
    "code": re.compile("`"),
    "strike": re.compile("~~"),
    "math": re.compile(r"\$(?=.*\$)"),
    "Liquid": re.compile(r"\{[{%:#.]"),
}
_IN_RAW_TEXT = {
    "Templater": re.compile("<%"),
    "marker": re.compile(r"<!--\s*ralf:(?!begin sum|state \{|end - what you)", re.IGNORECASE),
}
_IN_PROPERTY = re.compile(r"\[\[|\]\(|\]\[|<[A-Za-z/!?%]|\w://|`(?!\u200b)|%%", re.IGNORECASE)
_QUERY = re.compile(r"\s*\$?=")
_VISIBLE_FORMAT = {"\u0600", "\u0601", "\u0602", "\u0603", "\u0604", "\u0605", "\u06dd", "\u070f"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note is, and what it may link to."""

    path: str
    """Of the note, below the target."""
    notes: Collection[str]
    """Paths of the notes that exist."""
    source_url: str = ""
    """How the links to sources begin."""
    prefix: str = ""
    """Of the target below the vault's root."""


@dataclass(slots=True)
class _Seen:
    """What was met so far in a note."""

    headings: list[Token] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)


def defects(text: str, place: Place) -> list[str]:
    """Return what is wrong with a note, one line each; nothing for one that is all ours."""
    try:
        document = note.take_apart(text)
    except NoteBlocked as exc:
        return [f"markers: {exc}"]
    found = ["marker: the block is not as we left it"] if document.edited else []
    if document.before.strip() or document.after.strip():
        found.append("marker: there is text outside our block")
    found += _hidden(text) + _matches(_IN_RAW_TEXT, text)
    found += _frontmatter_defects(document.front)
    body = text[len(document.opening + document.front + document.closing) :]
    found += _body_defects(body, place) + _unread_defects(body)
    return found + _kept_defects(document.body)


def listing_defects(text: str) -> list[str]:
    """Return what is active in `llms.txt` or `llms-full.txt`, one line each."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inner = [child for token in tokens for child in token.children or ()]
    blocks = [token for token in tokens if token.type == "html_block"]
    found = [f"HTML: {t.content!r:.60}" for t in blocks if not _OF_LISTINGS.fullmatch(t.content)]
    for token in inner:
        target = str(token.attrGet("href") or "")
        if token.type in ("html_inline", "image"):
            found.append(f"inline: {token.type} {token.content!r:.60}")
        elif token.type == "link_open" and not re.fullmatch(
            r"\.{1,2}/[^:?#]*\.md", unquote(target)
        ):
            found.append(f"link: {target!r:.80}")
    return found + _hidden(text)


def _kept_defects(body: str) -> list[str]:
    """Return a defect unless the state read back is the one that stands in the last line."""
    last = body.rstrip("\n").rpartition("\n")[2]
    state, digest = parse_body(body).state, source_digest(body, {})
    read = hidden_line(state, read_sentence(body), digest, has_base=names_base(body))
    return [] if read == last else ["marker: the state was not read back"]


def _hidden(text: str) -> list[str]:
    return [f"hidden: U+{ord(c):04X} at {at}" for at, c in enumerate(text) if _is_hidden(text, at)]


# Default_Ignorable_Code_Point of Unicode 17.0 beside category Cf, and what shows nothing anyway.
_IGNORABLE = (
    (0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x3164, 0x3164), (0xFE03, 0xFE0D),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF), (0x2800, 0x2800), (0x13430, 0x1343F), (0x1D159, 0x1D159),
)  # fmt: skip


def _is_hidden(text: str, at: int) -> bool:
    character = text[at]
    if " " <= character <= "~" or character in "\n\t\u200b":
        return False
    if character in "\u200c\u200d":
        return any(c.isascii() or c in "\u200c\u200d" for c in (text[at - 1], text[at + 1]))
    if character in "\ufe0e\ufe0f":
        return text[at - 1].isalpha() or text[at - 1].isspace()
    kind = unicodedata.category(character)
    is_ignorable = any(first <= ord(character) <= last for first, last in _IGNORABLE)
    return is_ignorable or (
        kind in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _VISIBLE_FORMAT
    )


# --- frontmatter ------------------------------------------------------------------------------


def _frontmatter_defects(front: str) -> list[str]:
    try:
        values = yaml.load(front, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as exc:
        return [f"frontmatter: {exc}"]
    if not isinstance(values, dict):
        return ["frontmatter: no mapping"]
    known = [key for key in frontmatter.KEYS if key in values]
    found = [] if [*values] == known else [f"frontmatter: keys {[*values]}"]
    if len(front.splitlines()) != len(values):
        found.append("frontmatter: not one line a key")  # or a key twice
    return found + [d for key, value in values.items() for d in _property_defects(key, value)]


def _property_defects(key: str, value: Any) -> Iterator[str]:
    items = value if key in ("aliases", "tags") and isinstance(value, list) else [value]
    if isinstance(value, list) != (key in ("aliases", "tags")):
        yield f"frontmatter: {key} has another type"
    for item in items:
        if not isinstance(item, str):
            yield f"frontmatter: {key} is no string"
        elif key == "tags" and not re.fullmatch(r"code/[a-z-]+", item):
            yield f"frontmatter: tag {item}"
        elif _IN_PROPERTY.search(item):
            yield f"property: {key} {item!r:.80}"
        elif key != "source" and any(_is_hidden(f" {item} ", at + 1) for at in range(len(item))):
            yield f"hidden: {key} {item!r:.80}"


# --- body -------------------------------------------------------------------------------------


def _body_defects(body: str, place: Place) -> list[str]:
    env: dict[str, Any] = {}
    tokens = _renderer().parse(body, env)
    seen = _Seen()
    found = [f"reference: {name}" for name in env.get("references", {})]
    for number in range(len(tokens)):
        found += _block_defects(tokens, number, place, seen)
    return found + _order_defects(seen)


def _unread_defects(body: str) -> list[str]:
    """Return what is active for a reader that knows no wikilinks, such as GitHub."""
    if not re.search(r"\[\[[^\]\n]*[`<!\\]", body):
        return []
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    children = [child for token in tokens for child in token.children or ()]
    found = [c for c in children if c.type in ("html_inline", "image")]
    return [f"without wikilinks: {child.type} {child.content!r:.60}" for child in found]


def _order_defects(seen: _Seen) -> list[str]:
    firsts = [heading for heading in seen.headings if heading.tag == "h1"]
    found = [] if len(firsts) == 1 and seen.headings[0] is firsts[0] else ["heading: not one title"]
    kinds = [n for text in seen.markers for n, m in enumerate(_MARKERS) if m.fullmatch(text)]
    return found if kinds == [0, 1, 2] else [*found, f"marker: {seen.markers}"]


def _block_defects(tokens: list[Token], number: int, place: Place, seen: _Seen) -> Iterator[str]:
    token = tokens[number]
    name = token.type.removesuffix("_open").removesuffix("_close")
    if name not in _BLOCKS:
        yield f"block: {token.type} {token.content!r:.60}"
    if token.type == "html_block":
        yield from _html_defects(token, seen)
    elif token.type == "heading_open":
        yield from _heading_defects(token, tokens[number + 1], seen)
    elif token.type == "fence":
        yield from _fence_defects(token, place)
    elif token.type == "inline":
        yield from _inline_defects(tokens, number, place)


def _html_defects(token: Token, seen: _Seen) -> Iterator[str]:
    for line in token.content.rstrip("\n").split("\n"):
        if token.level or not any(marker.fullmatch(line) for marker in _MARKERS):
            yield f"HTML: {line!r:.60}"
        seen.markers.append(line)
        if found := _MARKERS[1].fullmatch(line):
            json.loads(found[1])


def _heading_defects(token: Token, inline: Token, seen: _Seen) -> Iterator[str]:
    seen.headings.append(token)
    if token.level or not token.markup.startswith("#"):
        yield f"heading: {inline.content!r:.60} is not at the top"
    elif token.tag == "h2" and inline.content not in _SECTIONS | _our_words():
        yield f"heading: section {inline.content!r:.60}"
    elif token.tag > "h2" and not _is_symbol_heading(inline):
        yield f"heading: {inline.content!r:.60}"


@cache
def _our_words() -> set[str]:
    """Return all texts of the modules that make tables: no title or column comes from a source."""
    trees = (
        ast.parse(path.read_text(encoding="utf-8"))
        for wing in ("formats", "routes", "components")
        for path in (_OUTLINE / wing).rglob("*.py")
    )
    nodes = (node for tree in trees for node in ast.walk(tree))
    texts = (n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return {text for text in texts if re.fullmatch(r"[A-Za-z][a-z ]{2,30}", text)}


def _is_symbol_heading(inline: Token) -> bool:
    children = inline.children or []
    if inline.content in ("Constants", "More"):
        return True
    if len(children) == 2 and re.fullmatch(r"[a-z]+ ", children[0].content):
        children = children[1:]
    return [child.type for child in children] == ["code_inline"]


def _fence_defects(token: Token, place: Place) -> Iterator[str]:
    if token.info == "mermaid":
        if token.level or not _MERMAID.fullmatch(token.content):
            yield f"mermaid: {token.content!r:.200}"
    elif token.info not in _fences():
        yield f"fence: {token.info!r:.60}"


@cache
def _fences() -> set[str]:
    return {"", *(language.fence for language in languages.all_languages()), *QUOTED_FENCES}


# --- inline -----------------------------------------------------------------------------------


def _inline_defects(tokens: list[Token], number: int, place: Place) -> Iterator[str]:
    token = tokens[number]
    children = token.children or []
    for child in children:
        name = child.type.removesuffix("_open").removesuffix("_close")
        if name not in _INLINES:
            yield f"inline: {child.type} {child.content!r:.60}"
        check = _CHECKS.get(child.type)
        if check and (defect := check(child, place)):
            yield defect
    shown, source = _texts(children)
    yield from _matches(_IN_SHOWN_TEXT, shown)
    yield from _matches(_IN_SOURCE_TEXT, source)
    before = tokens[number - 2].type if number > 1 else ""
    if before == "blockquote_open" and re.match(r"\s*\[![\w-]", shown):
        yield f"callout: {shown!r:.60}"
    is_ours = tokens[number - 1].type == "th_open" and tokens[number - 1].level == _LEVEL_OF_HEADS
    if is_ours and token.content not in {*_COLUMNS} | _our_words():
        yield f"table: {token.content!r:.60}"


def _texts(children: list[Token]) -> tuple[str, str]:
    """Return the text of inline tokens as shown, and with what was escaped left out.

    Code, and the shown text of a wikilink, count as one character that is no mark.
    """
    shown, source = "", ""
    for child in children:
        if child.type == "text_special":
            shown, source = shown + child.content, source + _ESCAPED
        elif child.type in ("code_inline", "wikilink"):
            shown, source = shown + _ESCAPED, source + _ESCAPED
        elif child.type == "softbreak":
            shown, source = f"{shown}\n", f"{source}\n"
        else:
            shown, source = shown + child.content, source + child.content
    return shown, source


def _matches(patterns: dict[str, re.Pattern[str]], text: str) -> list[str]:
    found = ((name, pattern.search(text)) for name, pattern in patterns.items())
    return [f"{name}: {text[max(m.start() - 20, 0) : m.end() + 40]!r}" for name, m in found if m]


def _link_defect(token: Token, place: Place) -> str:
    href = str(token.attrs["href"])
    if token.markup:
        return f"autolink: {href}"
    if ":" in href or href.startswith(("/", "#")):
        is_ours = place.source_url and href.startswith(place.source_url)
        return "" if is_ours else f"link: {href}"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(place.path), unquote(href)))
    return "" if target in place.notes else f"link: {href}"


_HEADING = re.compile(r"[\w .-]*")


def _wikilink_defect(token: Token, place: Place) -> str:
    target, bar, alias = token.content.partition("|")
    if place.prefix:
        target = target.removeprefix(f"{place.prefix}/")
    target, _, heading = target.partition("#")
    is_ours = token.markup == "[[" and target in place.notes and bar and alias.strip()
    is_ours = is_ours and _HEADING.fullmatch(heading)
    is_plain = not re.search(r"%%|<[A-Za-z/!?%]|`|\$.*\$", alias)
    return "" if is_ours and is_plain else f"wikilink: {token.markup}{token.content!r:.60}"


def _query_defect(token: Token, place: Place) -> str:
    return f"query: {token.content!r:.60}" if _QUERY.match(token.content) else ""


_CHECKS: dict[str, Callable[[Token, Place], str]] = {
    "link_open": _link_defect,
    "wikilink": _wikilink_defect,
    "code_inline": _query_defect,
}


@cache
def _renderer() -> MarkdownIt:
    """Return a parser of what GitHub, Obsidian and Quartz read as Markdown."""
    parser = MarkdownIt("gfm-like").disable("text_join")  # escaped characters stay apart
    parser.linkify.set({"fuzzy_link": False})  # type: ignore[union-attr]
    for plugin in (footnote_plugin, dollarmath_plugin, deflist_plugin, tasklists_plugin):
        parser.use(plugin)
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    return parser


_WIKILINK = re.compile(r"!?\[\[([^\[\]\n]+)\]\]")


def _wikilink(state: StateInline, silent: bool) -> bool:
    """Read `[[target|alias]]` and `![[target]]`, as Obsidian does before emphasis and links."""
    found = _WIKILINK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        token.content, token.markup = found[1], found[0][: found[0].index("[") + 2]
    state.pos = found.end()
    return True
