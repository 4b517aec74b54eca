"""What a file's note shows of its symbols, section by section, and of its headings. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.kept import Kept, shown_name
from ralf_notes.notes.lists.code import further_block, further_lines
from ralf_notes.notes.lists.members import own_name
from ralf_notes.notes.lists.uncommented import line_comment
from ralf_notes.notes.prose.linkers import Linker
from ralf_notes.notes.quotes import quote
from ralf_notes.notes.symbols.repeated import repeated_descriptions
from ralf_notes.notes.symbols.signatures import ShownSignature, shown_signatures
from ralf_notes.notes.tables import docstring_of, parameter_table
from ralf_notes.notes.wording import Wording
from ralf_notes.notes.wording.facts import translated
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import HOLDERS, Outline, Symbol, Unread
from ralf_notes.text import first_paragraph

QUOTED_LINES = 30
"""Lines of an author's docstring that a note shows."""
_MOST_CONTENTS = 200
_MOST_UNREAD = 3
"""Places that a note names in which the parser failed."""


@dataclass(frozen=True, slots=True)
class SymbolView:
    """The section of one symbol for the template: pieces of Markdown, each may be ''."""

    name: str
    """As the uses of symbols name it, with dots."""
    heading: str
    fence: str
    quote: str
    table: str
    prose: str


def unread_line(outline: Outline, say: Wording) -> str:
    """Return a sentence about what the parser could not read, or ''."""
    if not outline.unread:
        return ""
    places = [_unread_place(each, say) for each in outline.unread[:_MOST_UNREAD]]
    if further := sum(each.lines for each in outline.unread[_MOST_UNREAD:]):
        places.append(say.counted("remarks.elsewhere", further))
    others = "".join(f"; {place}" for place in places[1:])
    sentence = say("remarks.not_parsed", first=places[0], others=others)
    return f"*{sentence[0].upper()}{sentence[1:]}*"


def _unread_place(unread: Unread, say: Wording) -> str:
    """Return where lines are that the parser could not read, and how many."""
    if not unread.symbol:
        return say.counted("remarks.top", unread.lines)
    key = "remarks.inside" if unread.inside else "remarks.after"
    return say.counted(key, unread.lines, name=markdown.code_span(unread.symbol))


def heading_texts(symbols: Sequence[Symbol]) -> dict[str, str]:
    """Return by name the heading of each symbol with a section, as a reader sees it.

    Args:
        symbols: in the order of their sections.
    """
    names, texts = heading_names(symbols), dict[str, str]()
    shown = {symbol.name for symbol in symbols}
    for symbol in symbols:
        name = names[symbol.name]
        texts.setdefault(name, f"{_kind_word(symbol, shown)}{shown_name(name)}")
    return {symbol.name: texts[names[symbol.name]] for symbol in symbols}


def headings_around(symbols: Sequence[Symbol], shown: Sequence[Symbol]) -> dict[str, str]:
    """Return by name the heading of the section that each symbol stands in; '' for none.

    Args:
        symbols: all symbols of a file: a parent comes before what is in it.
        shown: those with a section of their own, in the order of their sections.
    """
    own_headings = heading_texts(shown)
    headings: dict[str, str] = {}
    for symbol in symbols:
        headings[symbol.name] = own_headings.get(symbol.name, headings.get(symbol.parent, ""))
    return headings


def heading_names(symbols: Sequence[Symbol]) -> dict[str, str]:
    """Return by name what the headings of symbols call them: `x` also for `x#2` if it is second.

    Args:
        symbols: in the order of their sections.
    """
    names, count = {}, Counter[str]()
    for symbol in symbols:
        base, mark, number = symbol.name.rpartition("#")
        base = base if mark and number.isdigit() else symbol.name
        count[base] += 1
        is_in_order = symbol.name in (base, f"{base}#{count[base]}")
        names[symbol.name] = base if is_in_order else symbol.name
    return names


def _kind_word(symbol: Symbol, parents: Collection[str]) -> str:
    """Return the word in front of a heading; Kotlin and Scala write a class of one as an object.

    Args:
        parents: the names of the symbols that have a section.
    """
    is_inside = symbol.parent and (symbol.parent in parents or symbol.kind not in HOLDERS)
    if is_inside or symbol.kind == "function":
        return ""
    name = own_name(symbol.name)
    is_object = symbol.kind == "class" and f"object {name}" in symbol.signature
    is_object = is_object and f"class {name}" not in symbol.signature  # else it is the companion
    return "object " if is_object else f"{symbol.kind} "


def symbol_views(
    symbols: Sequence[Symbol],
    further: Sequence[Symbol],
    kept: Kept,
    language: Language,
    link: Linker,
    say: Wording,
) -> list[list[SymbolView]]:
    """Return the sections of some symbols; those that are defined again share one.

    Args:
        symbols: the ones of a file that get a section, in their order in it.
        kept: the model's prose about them.
        further: symbols without a section, which stand in that of the type that they are in.
        language: the language of the file.
        link: links names in prose.
        say: the words of the heads of tables.
    """
    parents = {symbol.name: symbol.parent for symbol in symbols}
    names, signatures = heading_names(symbols), shown_signatures(symbols)
    docs = {symbol.name: docstring_of(symbol) for symbol in symbols}
    quotes = {name: quote(doc.text, QUOTED_LINES) for name, doc in docs.items()}
    repeated = repeated_descriptions(quotes)
    views: dict[str, list[SymbolView]] = {}
    for symbol in symbols:
        depth, parent = 3, symbol.parent
        while parent in parents:  # only symbols with a section of their own count
            depth, parent = depth + 1, parents[parent]
        doc, as_of = docs[symbol.name], repeated.get(symbol.name, "")
        prose = kept.symbols.get(symbol.name, "")
        inner = [one for one in further if one.parent == symbol.name]
        code = _code_of(signatures[symbol.name], as_of, language, say)
        goes_on = inner and _is_open(code, symbol)
        if goes_on:  # the line above them would name the type again
            code = "\n".join([code, *further_lines(inner, language)[1:]])
        table = parameter_table(symbol, doc, say)
        name = markdown.code_span(names[symbol.name])
        view = SymbolView(
            name=symbol.name.replace("::", "."),
            heading=f"{'#' * min(depth, 6)} {_kind_word(symbol, parents)}{name}",
            fence=markdown.fence(code, language.fence),
            quote=quote(first_paragraph(doc.text), QUOTED_LINES) if as_of else quotes[symbol.name],
            table=table if goes_on else _joined(table, further_block(inner, language)),
            prose=markdown.prose(prose, link) if prose else "",
        )
        views.setdefault(names[symbol.name], []).append(view)
    return [*views.values()]


def _is_open(code: str, symbol: Symbol) -> bool:
    """Whether the code of a type can go on with further members: nothing closes it."""
    last = code.rpartition("\n")[2]
    return last.startswith(" ") if symbol.head else not last.endswith("}")


def _code_of(signature: ShownSignature, as_of: str, language: Language, say: Wording) -> str:
    """Return the code of a section; a comment says where the rest of it is.

    Args:
        signature: as the note shows it; it may leave out parameters.
        as_of: the symbol that is described in the same words, or ''.
        language: of the file.
        say: the words of the comment.
    """
    if signature.like and signature.like == as_of:
        remarks = [say("lists.all_as", symbol=as_of)]
    else:
        parts = (("parameters_as", signature.like), ("description_as", as_of))
        remarks = [say(f"lists.{key}", symbol=symbol) for key, symbol in parts if symbol]
    return "  ".join(
        [signature.text, *([line_comment(language, ", ".join(remarks))] if remarks else [])]
    )


def _joined(*blocks: str) -> str:
    return "\n\n".join(filter(None, blocks))


def about_line(outline: Outline, say: Wording) -> str:
    """Return the sentence on what a file is, '' where its purpose, language or a table says it."""
    if any(outline.about.startswith(f"{table.title}: ") for table in outline.tables):
        return ""
    return f"*{markdown.prose(translated(outline.about, say))}*" if outline.about else ""


def contents(outline: Outline) -> list[str]:
    """Return the headings of a document as a nested list."""
    headings = [symbol for symbol in outline.symbols if symbol.kind == "section"]
    depth = {"": -1}
    lines = []
    for heading in headings[:_MOST_CONTENTS]:
        depth[heading.name] = depth.get(heading.parent, -1) + 1
        name, mark, number = heading.name.rpartition("#")  # the second `name` is `name#2`
        title = name if mark and number.isdigit() else heading.name
        lines.append(f"{'  ' * depth[heading.name]}- {markdown.escape(title)}")
    return lines
