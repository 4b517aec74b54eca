"""Parse one file into its outline, and store outlines for a cache."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ralf_notes.outline import formats, languages, readmes
from ralf_notes.outline.digests import text_digest, text_outside
from ralf_notes.outline.documentation.opening import opening_comment
from ralf_notes.outline.documentation.words import without_own_name
from ralf_notes.outline.formats.known_files import outline_by_name
from ralf_notes.outline.languages import Language
from ralf_notes.outline.languages.headers import also_written_in, written_in
from ralf_notes.outline.languages.known.families import COMPONENTS
from ralf_notes.outline.mentions import NO_MENTIONS, Mentions
from ralf_notes.outline.model import (
    ROUTINES,
    SUITES,
    Export,
    Import,
    Outline,
    Parameter,
    Symbol,
    Table,
    Unread,
)
from ralf_notes.outline.options import options_tables
from ralf_notes.outline.routes import routes_table
from ralf_notes.text import some_of

if TYPE_CHECKING:
    from ralf_notes.outline.definitions import ParsedFile
    from ralf_notes.outline.rules import Rules
    from ralf_notes.outline.salvage import Reading

VERSION = 20
"""Raise it whenever the outline of the same text changes, or the encoding does."""

_NAME = re.compile(r"\w++")
_MANY_PACKAGES = ("c_sharp", "php")
"""Languages in which a file can declare several namespaces."""
_FIELDS = {
    each: [field.name for field in fields(each) if field.name not in ("known", "mentions")]
    for each in (Outline, Symbol, Parameter, Import, Unread, Export, Table)
}
_VALUES = {each: attrgetter(*names) for each, names in _FIELDS.items()}
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_PROGRAM = "__main__.py"
"""The name of a file in which a program starts, whatever it holds."""
_OF_BOOK = re.compile(r"\b(?:companion|accompan\w+|supplement\w*)\b", re.IGNORECASE)
"""Matches words on what a notebook belongs to, which stand above the title of each of its kind."""
_TOO_MUCH_WORK = "its syntax takes the parser more work than a source of its size may take"


def outline(path: str, text: str) -> Outline:
    """Return what the parser knows about a file. It raises no error, whatever the text is.

    Args:
        path: the path, with `/`. Together with a `#!` line, it decides the language.
        text: the decoded text with its own line endings; offsets count its UTF-8 bytes.
    """
    first_line = text.partition("\n")[0]
    language = written_in(languages.for_path(path, first_line), path, text)
    # The grammars know no line that ends in CR alone, as on the first Macs.
    source = _LONE_RETURN.sub(b"\n", text.encode("utf-8", "replace"))
    if language.key == "notebook":
        return _outline_notebook(path, source)
    if language.key in COMPONENTS:
        result = _outline_component(path, language, text, source)
    else:
        result = _parsed(language, path, text, source) if language.grammar else None
    if result is None:
        result = _outline_format(path, language, text, source)
    if language.key == "blade":
        result = _with_code(result, path, text, source)
    if readmes.is_readme(path):
        names = Mentions(readmes.names_in_code(text))
        result = replace(result, purpose=readmes.purpose_in(path, text), mentions=names)
    elif readmes.is_change_log(path):  # its first paragraph is about a version
        result = replace(result, purpose="")
    elif result.purpose and language.key != "markdown":
        result = replace(result, purpose=without_own_name(path, result.purpose))
    result = _as_it_says(path, text, outline_by_name(path, text, result))
    is_program = languages.shebang_program(first_line) or path.rpartition("/")[2] == _PROGRAM
    return replace(result, is_entry=True) if is_program else result


def _as_it_says(path: str, text: str, outline: Outline) -> Outline:
    """Return an outline with what a program says of itself when it runs, if nothing else does."""
    if outline.purpose or outline.about:
        return outline
    from ralf_notes.outline.formats.project import command_lines

    if words := command_lines.described(outline.language, text):
        return replace(outline, purpose=words)
    return replace(outline, about=command_lines.run_as(outline.language, path, text))


def _parsed(language: Language, path: str, text: str, source: bytes) -> Outline | None:
    """Return the outline that the parser gives, or None if the source takes it too much work."""
    # Load grammars only to parse a file, not if its outline comes from the cache.
    from ralf_notes.outline.effort import TooMuchWork

    try:
        if language.key != "markdown":
            return _outline_code(language, path, text, source)
        from ralf_notes.outline.languages.markdown import outline_markdown

        return outline_markdown(source)
    except TooMuchWork:
        return None


def _outline_code(language: Language, path: str, text: str, source: bytes) -> Outline:
    from ralf_notes.outline.mentions.reading import mentions_of
    from ralf_notes.outline.rules import rules_for
    from ralf_notes.outline.symbols import symbols_of

    language, best = _best_reading(language, path, source)
    rules = rules_for(language.key)
    file = best.file
    symbols = symbols_of(file, rules)
    imports = (each for node in file.imports if rules.imports for each in rules.imports(node, file))
    parts = [(one.start, one.end) for each in file.definitions for one in each.further]
    top = sorted([*((symbol.start, symbol.end) for symbol in symbols), *parts])
    tests = tuple(dict.fromkeys(rules.tests(best.root, source))) if rules.tests else ()
    routes, routing = routes_table(language.key, source, best.root)
    return Outline(
        language=language.key,
        purpose=rules.purpose(file.purpose)
        or rules.markup(opening_comment(path, text, language, symbols)),
        symbols=symbols,
        imports=tuple(dict.fromkeys(each for each in imports if each.module)),
        package=file.package,
        packages=_packages(file) if language.key in _MANY_PACKAGES else (),
        text_digest=text_digest(text_outside(source, 0, len(source), top)),
        size=len(source),
        unread=_unread(source, sorted(best.unread), symbols),
        exports=tuple(dict.fromkeys(rules.exports(file))) if rules.exports else (),
        aliases=_aliases(rules, file, symbols),
        is_entry=rules.is_entry is not None and rules.is_entry(symbols, file),
        about="" if file.exporting else _about_tests(tests) or _about_routes(routes, symbols),
        tables=(
            *routes,
            *options_tables(language.key, path, source, best.root),
            *(rules.tables(file) if rules.tables else ()),
            *formats.tables(Table("Tests", ("suite", "test"), tuple(tests))),
        ),
        routing=routing,
        mentions=mentions_of(language.key, best.root, source, file, symbols),
    )


def _best_reading(language: Language, path: str, source: bytes) -> tuple[Language, Reading]:
    """Return the reading of a source that shows the most, and its language.

    A header whose language fails is also read as what else it may be.
    """
    from ralf_notes.outline.effort import TooMuchWork

    first = best = _reading(language, path, source)
    lines = source.split(b"\n") if first.unread else []
    unread = [lines[line] for line in first.unread if line < len(lines)]
    for other in also_written_in(language, path, unread):
        with suppress(TooMuchWork):
            reading = _reading(other, path, source)
            if len(reading.unread) < min(len(best.unread), len(first.unread) // 2 + 1):
                language, best = other, reading
    return language, best


def _reading(language: Language, path: str, source: bytes) -> Reading:
    from ralf_notes.outline.effort import Allowance
    from ralf_notes.outline.rules import rules_for
    from ralf_notes.outline.salvage import Original, best_reading

    rules, allowance = rules_for(language.key), Allowance.of(source)
    whole = Original(language.key, path, source, rules, language.comments, allowance)
    return best_reading(whole, rules.readings(source) if rules.readings else (source,))


def _packages(file: ParsedFile) -> tuple[tuple[int, int, str], ...]:
    """Return where each package of a file starts and ends, and its name; those around come first.

    Returns none if all definitions are in one. A package without a block ends with the file.
    """
    packages: list[tuple[int, int, str]] = []
    still_open: list[tuple[int, int, str]] = []
    for node in sorted(file.packages, key=lambda each: each.start_byte):
        whole, name = node.parent or node, file.text(node)
        end = whole.end_byte if whole.end_byte > node.end_byte + 1 else len(file.source)
        while still_open and still_open[-1][1] <= whole.start_byte:
            still_open.pop()
        around = still_open[-1][2] if still_open else ""
        if end < len(file.source) and around:
            name = f"{around}.{name}"
        packages.append((whole.start_byte, end, name))
        still_open.append(packages[-1])
    definitions = [each.start for each in file.definitions]
    is_whole = len(packages) == 1 and all(
        packages[0][0] <= each < packages[0][1] for each in definitions
    )
    return () if is_whole else tuple(packages)


def _about_tests(tests: Sequence[tuple[str, str]]) -> str:
    """Return a sentence on the tests of a file: their suites, or the tests themselves."""
    suites = dict.fromkeys(suite.partition(SUITES)[0] for suite, _ in tests if suite)
    titles = [title.replace("`", "'") for title in suites or (title for _, title in tests)]
    return f"Tests {some_of(titles)}." if titles else ""


def _about_routes(tables: Sequence[Table], symbols: Sequence[Symbol]) -> str:
    """Return a sentence on the routes of a file that offers little else than what answers them."""
    routes = next((table for table in tables if table.title == "Routes"), None)
    # Columns without a value are left out: a route of any method has none in the first.
    if routes is None or "path" not in routes.columns:
        return ""
    if any(each.public for each in symbols) and not _answers_routes(routes, symbols):
        return ""
    paths = dict.fromkeys(row.replace("`", "") for row in _column(routes, "path"))
    return f"Routes: {some_of([*paths])}."


def _answers_routes(routes: Table, symbols: Sequence[Symbol]) -> bool:
    """Whether at least half of the functions that a file offers are handlers of its routes."""
    handlers = {name for row in _column(routes, "handler") for name in _NAME.findall(row)[-1:]}
    offered = [each.name for each in symbols if each.public and each.kind in ROUTINES]
    answering = [name for name in offered if handlers.intersection(_NAME.findall(name)[-1:])]
    return bool(offered) and len(answering) * 2 >= len(offered)


def _column(table: Table, title: str) -> list[str]:
    at = table.columns.index(title) if title in table.columns else -1
    return [row[at] for row in table.rows] if at >= 0 else []


def _outline_component(path: str, language: Language, text: str, source: bytes) -> Outline | None:
    """Return the outline of a component file: of its script, with what its template shows."""
    from ralf_notes.outline import grammar
    from ralf_notes.outline.components import facts_of_component
    from ralf_notes.outline.components.parts import parts_of

    parts = parts_of(language.key, source)
    script = parts.script.decode("utf-8", "replace")
    code = _parsed(languages.get("typescript"), path, script, parts.script)
    if code is None:
        return None
    facts = facts_of_component(language.key, grammar.parsed("typescript", parts.script), parts)
    top = [(symbol.start, symbol.end) for symbol in code.symbols]
    return replace(
        code,
        language=language.key,
        purpose=opening_comment(path, text, language, ()) or code.purpose,
        # All that a script defines belongs to its component; what it exports is mostly a prop.
        symbols=tuple(
            replace(each, public=each.public or not each.parent) for each in code.symbols
        ),
        imports=(*code.imports, *facts.imports),
        text_digest=text_digest(text_outside(source, 0, len(source), top)),
        about=facts.about,
        tables=(*code.tables, *facts.tables),
    )


def _with_code(result: Outline, path: str, text: str, source: bytes) -> Outline:
    """Return the outline of a Blade template with what its code uses."""
    from ralf_notes.outline.components import blade

    imports = blade.imports_of(text)
    mentions, code = NO_MENTIONS, blade.code_of(source)
    if code.strip():
        whole = blade.OPENING + code + b";"
        parsed = _parsed(languages.get("php"), path, whole.decode("utf-8", "replace"), whole)
        if parsed is not None:
            shift = len(blade.OPENING)
            standing = (
                each._replace(symbol=-1, offsets=tuple(at - shift for at in each.offsets))
                for each in parsed.mentions.standing
            )
            mentions = replace(parsed.mentions, standing=tuple(standing))
            imports = chain(imports, parsed.imports)
    return replace(
        result, imports=tuple(dict.fromkeys((*result.imports, *imports))), mentions=mentions
    )


def _aliases(
    rules: Rules, file: ParsedFile, symbols: Sequence[Symbol]
) -> tuple[tuple[str, str], ...]:
    """Return the names by which others import what a file defines."""
    if rules.aliases is None:
        return ()
    direct = [each.name for each in symbols if each.signature.startswith("export default ")]
    return tuple(dict.fromkeys((*rules.aliases(file), *(("default", name) for name in direct))))


def _outline_format(path: str, language: Language, text: str, source: bytes) -> Outline:
    """Return the outline of a file that no grammar reads."""
    facts = formats.facts_of(language, path, text)
    purpose = facts.purpose
    top = [(symbol.start, symbol.end) for symbol in facts.symbols]
    return Outline(
        language=language.key,
        purpose=opening_comment(path, text, language, facts.symbols)
        if purpose is None
        else purpose,
        symbols=facts.symbols,
        imports=facts.imports,
        package=facts.package,
        text_digest=text_digest(text_outside(source, 0, len(source), top) if top else text),
        size=len(source),
        about=facts.about,
        tables=facts.tables,
        unparsed=_TOO_MUCH_WORK if language.grammar else "",
    )


def _outline_notebook(path: str, source: bytes) -> Outline:
    """Return the outline of a notebook: the headings of its words, the definitions of its code."""
    from ralf_notes.outline.formats.documents.notebook import cells_of

    cells = cells_of(source)
    words = _parsed(languages.get("markdown"), path, "", cells.words)
    key = cells.language or "notebook"
    code = _parsed(languages.get(key), path, "", cells.code) if languages.get(key).grammar else None
    sections = words.symbols if words else ()
    title_at = next((section.start for section in sections), 0)
    is_of_book = _OF_BOOK.search(cells.words[:title_at].decode("utf-8", "replace")) is not None
    named = f" in `{cells.kernel}`" if cells.kernel and not cells.language else ""
    named = f" in {languages.get(key).title}" if cells.language else named
    symbols = [*sections, *(code.symbols if code else ())]
    title = next((f": `{section.name}`" for section in sections), "")
    return Outline(
        language=key,
        purpose=words.purpose if words and not is_of_book else "",
        symbols=tuple(sorted(symbols, key=lambda symbol: (symbol.start, -symbol.end))),
        imports=code.imports if code else (),
        package="",
        text_digest=text_digest(source.decode("utf-8", "replace")),
        size=len(source),
        unread=code.unread if code else (),
        about=f"Jupyter notebook{named}{title}.",
    )


def _unread(source: bytes, lines: Iterable[int], symbols: Sequence[Symbol]) -> tuple[Unread, ...]:
    """Return how many lines could not be parsed in each symbol, or after it."""
    if not lines:
        return ()
    line_ends = [*(match.start() for match in re.finditer(rb"\n", source)), len(source)]
    starts = [symbol.start for symbol in symbols]
    places: Counter[tuple[str, bool]] = Counter()
    for line in lines:
        at = line_ends[min(line, len(line_ends) - 1)]
        before = symbols[bisect_right(starts, at) - 1] if starts and starts[0] <= at else None
        places[(before.name if before else "", before is not None and at <= before.end)] += 1
    return tuple(Unread(*place, count) for place, count in places.items())


# --- for the cache ----------------------------------------------------------------------------


def encode(outline: Outline) -> bytes:
    """Return an outline without its mentions as compact JSON, for a cache; `decode` reads it."""

    def values(item: Outline | Symbol | Parameter | Import | Unread | Export | Table) -> Any:
        return _VALUES[type(item)](item)

    # `astuple` copies every value deeply, which takes longer than parsing the file.
    return json.dumps(outline, default=values, separators=(",", ":")).encode("ascii")


def decode(data: bytes) -> Outline:
    """Return the outline that `encode` wrote with the same VERSION."""
    values = dict(zip(_FIELDS[Outline], json.loads(data), strict=True))
    for symbol in values["symbols"]:
        symbol[5] = tuple(Parameter(*parameter) for parameter in symbol[5])
        symbol[-2:] = map(tuple, symbol[-2:])  # parts and data
    values["symbols"] = tuple(Symbol(*each) for each in values["symbols"])
    values["imports"] = tuple(
        Import(module, tuple(names), tuple(local), mark)
        for module, names, local, mark in values["imports"]
    )
    values["unread"] = tuple(Unread(*each) for each in values["unread"])
    values["exports"] = tuple(Export(*each) for each in values["exports"])
    values["packages"] = tuple((start, end, name) for start, end, name in values["packages"])
    values["aliases"] = tuple((name, original) for name, original in values["aliases"])
    values["tables"] = tuple(
        Table(title, tuple(columns), tuple(map(tuple, rows)))
        for title, columns, rows in values["tables"]
    )
    return Outline(**values)
