"""The values of names of secrets: what a name is bound to, read as the kind of file writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.examples import is_place_of_examples
from ralf_notes.source.secrets.letters import word_set
from ralf_notes.source.secrets.names import Meaning, NameKind, SecretName, find_names
from ralf_notes.source.secrets.reading import markup, settings
from ralf_notes.source.secrets.reading.bindings import Binding, binding_of
from ralf_notes.source.secrets.reading.expressions import Bounds, Value, values_after
from ralf_notes.source.secrets.reading.literals import Quotes, line_start, literal_at
from ralf_notes.source.secrets.reading.syntax import Syntax, of_path
from ralf_notes.source.secrets.values import Tie, is_jumbled, is_secret, is_strong

Span = tuple[int, int, str]
"""Where a secret starts and ends, and its label."""

_SURE = Meaning(NameKind.PASSWORD, True, False)
_MOST_TOKENS, _FEW_TOKENS = 80, 10
_SHORT = 100
_FREE, _PER_CHARACTER, _PER_VALUE = 100_000, 10, 40
"""A text whose names stand so close that the values of one are those of many (`token=token=...`)
takes time for each pair. From where more than ten times the characters of the text were looked at,
a value is read less far, and only short ones are judged. No source that people write comes near.
"""
_BLANKS = lazily(r"\s*")
_STRUCTURE = word_set("id name type kind user username email host port url version path role")


def named_values(text: str, lower: str, path: str) -> Iterator[Span]:
    """Yield the secrets that stand with a name which calls them so.

    Args:
        text: the text to search.
        lower: the same in lower case, character by character.
        path: the path of its file, if any: it says how values are written.
    """
    syntax, in_example = of_path(path), is_place_of_examples(path)
    quotes, read, spent = Quotes(text), set[int](), 0
    for name in sorted(find_names(text, lower), key=itemgetter(0)):
        label = "password" if name.meaning.kind is NameKind.PASSWORD else "key or token"
        is_dense = spent > _FREE + _PER_CHARACTER * name.start
        tokens = _FEW_TOKENS if is_dense else _MOST_TOKENS
        for value in _values_of(text, name, syntax, quotes, Bounds(-1, read, tokens)):
            length = value.pieces[-1][1] - value.pieces[0][0]
            if is_dense and length > _SHORT:
                continue
            spent += _PER_VALUE + length
            content = joined(text, value.pieces)
            if is_secret(name.meaning, value.tie, content, in_example=in_example):
                yield from labelled(text, value.pieces, label)
    if syntax.family in ("yaml", ""):
        for pieces in settings.kubernetes_values(text):
            if is_secret(_SURE, Tie.ASSIGNED, joined(text, pieces)):
                yield from labelled(text, pieces, "key or token")


def _values_of(
    text: str, name: SecretName, syntax: Syntax, quotes: Quotes, bounds: Bounds
) -> Iterator[Value]:
    """Yield the values that a name may have, whether or not they look like secrets."""
    yield from markup.tagged_values(text, name, syntax)
    yield from _compared_before(text, name, syntax)
    yield from _given_later(text, name, syntax, bounds)
    binding = binding_of(text, name, syntax)
    if syntax.is_settings or syntax.family == "":
        yield from _values_below(text, name, binding)
        if binding and syntax.family == "yaml" and _heads_block(text, binding):
            return
    if binding is None:
        return
    limit = quotes.end_of_string(name.start)
    if limit == binding.closed:
        limit = -1  # the name is a string, and in none
    inside = text[binding.at : limit].strip() if limit > binding.at else ""
    if inside in _FILLED_IN and (comma := _COMMA.match(text, limit + 1)):
        yield from values_after(text, comma.end(), syntax, Tie.NEARBY, "next", bounds)
    elif limit < 0 or inside:
        yield from _bound(text, name, binding, syntax, bounds._replace(limit=limit))
    elif binding.operator not in ("", " "):
        yield from _behind_string(text, limit, syntax)


_FILLED_IN = word_set("%s %v %@ %q {} {0} {:?} ?")
"""What stands in a format string for a value that follows it."""
_COMMA = lazily(r"\s{0,200}+,\s{0,200}+")
_VARIABLE = lazily(
    r"(?<![\w.])(?P<variable>[A-Za-z_]\w*)[ \t]*+(?::[ \t]*[\w<>?.]+[ \t]*)?"
    r"(?::=|=)(?!=)[^\n=]{0,120}\Z"
)
_GIVEN = lazily(r"(?<![\w.])(?P<variable>[A-Za-z_]\w*)[ \t]*+(?::=|=)[ \t]*+(?=[\"'`])")


def _given_later(text: str, name: SecretName, syntax: Syntax, bounds: Bounds) -> Iterator[Value]:
    """Yield what a variable is given if it got nothing: `t = env("PW")`, `if not t: t = "..."`."""
    first = max(name.start - 180, line_start(text, name.start))
    if "=" not in text[first : name.start]:
        return
    variable = _VARIABLE.search(text, first, name.start)
    if variable is None:
        return
    for assignment in _GIVEN.finditer(text, name.end, name.end + 400):
        if assignment["variable"] == variable["variable"]:
            yield from values_after(text, assignment.end(), syntax, Tie.PASSED, bounds=bounds)
            return


def _heads_block(text: str, binding: Binding) -> bool:
    return binding.operator == ":" and settings.is_block(text, binding.at)


def _values_below(text: str, name: SecretName, binding: Binding | None) -> Iterator[Value]:
    """Yield the values in the section or in the lines further in that a name heads."""
    for key, pieces in settings.section_values(text, name):
        if key not in _STRUCTURE:
            yield Value(pieces, Tie.LISTED)
    if binding and _heads_block(text, binding):
        for key, pieces in settings.block_values(text, binding.at, name):
            tie = Tie.LISTED if key or _is_item(text, pieces) else Tie.SETTING
            if key not in _STRUCTURE:
                yield Value(pieces, tie)


_JOINED = lazily(r"\s{0,400}+(?:\+|\.\.?|&|~|<>|<<|,|\\)?\s{0,400}+(?=[@$\w]{0,2}[\"'`])")

_CODE = lazily(r"\s*[].,+&;)}:?|]|[^\n]*\n")
"""What stands between two strings, or goes on in the next line, is no string."""


def _behind_string(text: str, limit: int, syntax: Syntax) -> Iterator[Value]:
    """Yield what is joined to a string that ends with a name and an operator: `"password=" + x`."""
    if joined_to := _JOINED.match(text, limit + 1):
        yield from values_after(text, joined_to.end(), syntax, Tie.ASSIGNED)
    elif (literal := literal_at(text, limit, syntax)) and not _CODE.match(
        text, literal.start, literal.end
    ):
        # A quote in a comment or an expression may have been taken for one that opens a string.
        yield Value(((literal.start, literal.end),), Tie.NEARBY)


def _is_item(text: str, pieces: tuple[tuple[int, int], ...]) -> bool:
    """Whether a value is an item of a list of YAML."""
    start = line_start(text, pieces[0][0])
    return text[start : pieces[0][0]].strip().startswith("-")


def _bound(
    text: str, name: SecretName, binding: Binding, syntax: Syntax, bounds: Bounds
) -> Iterator[Value]:
    """Yield the values of the expression, or the one value without quotes, behind an operator."""
    start = _first(text, binding, syntax)
    if start < 0:
        return
    begins = literal_at(text, start, syntax)
    is_bare = binding.is_bare and settings.takes_bare(binding.operator, name, text, syntax)
    is_word = is_bare and _is_word(text, start, begins, syntax)
    if not is_word and (binding.operator != " " or begins is not None):
        values = values_after(text, start, syntax, binding.tie, binding.inside, bounds)
        if with_text := [value for value in values if any(a < b for a, b in value.pieces)]:
            yield from with_text
            return
    if is_bare:
        yield from _bare(text, start, name, syntax, bounds.limit)
    elif binding.is_bare and begins is None:
        limit = len(text) if bounds.limit < 0 else bounds.limit
        if word := _BARE.match(text, start, limit):
            yield from _word(text, name, word, binding, syntax)


def _bare(text: str, at: int, name: SecretName, syntax: Syntax, limit: int) -> Iterator[Value]:
    """Yield the settings without quotes at a place, up to the end of the string around them."""
    for tie, pieces in settings.bare_values(text, at, name, syntax):
        if limit < 0 or pieces[-1][1] <= limit:
            yield Value(pieces, tie)
        elif pieces[0][0] < limit:
            yield Value(((pieces[0][0], limit),), tie)


def _first(text: str, binding: Binding, syntax: Syntax) -> int:
    """Return where the value starts: a setting without quotes cannot start in the next line."""
    blanks = _BLANKS.match(text, binding.at)
    assert blanks is not None
    if "\n" not in blanks[0] or binding.inside or syntax.family in ("json", "xml", "code", "lines"):
        return blanks.end()
    at = blanks.end()
    if syntax.is_settings and syntax.family != "hcl":
        return -1
    return at if literal_at(text, at, syntax) else -1


def _is_word(text: str, at: int, begins: object, syntax: Syntax) -> bool:
    """Whether a setting is written as one word of a shell, or without quotes."""
    if syntax.family in ("shell", "docker"):
        return text[at : at + 1] not in ("(", "[", "{")
    return begins is None and text[at : at + 1] not in ("[", "{", "(")


_BARE = lazily(
    r"""(?:(?:bearer|basic|token|apikey|jwt|ssws|key|digest)[ \t]+)?
    (?P<value>[^\s"'`<>|\\{}()\[\]]{4,400})""",
    re.VERBOSE | re.IGNORECASE,
)
_SEPARATED = lazily(r"[;,&](?=[\w.-]+[=:]|\Z)")
_STARTS = lazily(r"\W*(?:(?:export|set|ENV|ARG|setx|let|declare|readonly)\s+)?[\w.-]*\Z")
"""The text before the name of a setting: nothing but what introduces it."""
_EXPRESSION = lazily(
    r"[\d.]+[-+*/].*|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+|[A-Za-z_]+[0-9]?|[a-z]+(?:_[a-z0-9]+)+|[A-Za-z_][\w.]*\(.*"
)
"""A variable, an attribute or a call."""
_ARITHMETIC = lazily(r"\d+(?:\.\d+)?[-+*/][a-z]+(?:_[a-z]+)*")


def _word(
    text: str, name: SecretName, match: re.Match[str], binding: Binding, syntax: Syntax
) -> Iterator[Value]:
    """Yield a word without quotes in code or running text, if it can hardly be anything else."""
    start, end = match.span("value")
    if cut := _SEPARATED.search(text, start, end):
        end = cut.start()
    while end > start and text[end - 1] in ".,;:!?":
        end -= 1
    value = text[start:end]
    before = text[max(0, name.start - 80) : name.start].rpartition("\n")[2]
    if text[end : end + 1] in ("(", "["):
        return
    if _ARITHMETIC.fullmatch(value) or (_EXPRESSION.fullmatch(value) and not is_jumbled(value)):
        return
    if binding.tie is Tie.BARE and "/" in value and not is_strong(value):
        return  # behind a dash or an arrow paths are usual
    is_setting = bool(_STARTS.fullmatch(before)) and binding.tie is not Tie.BARE
    is_setting = is_setting and binding.operator not in (" ", "")
    if is_setting and syntax.family in ("", "docs"):
        yield Value(((start, end),), Tie.PASSED)
    else:
        yield Value(((start, end),), Tie.BARE)


_BEFORE = lazily(
    r"""(?P<quote>["'])\s*+(?: (?:[!=]==?|==|-eq)\s*[\w.$>&*()-]{0,60}
    | \.\s*(?:equals\w*|eq|compareTo\w*)\s*\(\s*[\w.$>&*()-]{0,60}
    | ,\s*(?:forHTTPHeaderField|forKey|for|key|name|withName|header)\s*:\s*@?"[\w.-]{0,40})\Z""",
    re.VERBOSE,
)
_ANNOTATED = lazily(
    r"""(?:\#\[[^\n]{0,200}?|@\w{1,30}\([^\n]{0,200}?)\b(?:default\w*|value)\s*=\s*(?P<at>)["'][^\n]{0,300}\n
    [ \t]*(?:[\w<>]{1,30}[ \t]+){0,4}\Z""",
    re.VERBOSE,
)
"""An annotation on the line before the declaration of a name."""


def _compared_before(text: str, name: SecretName, syntax: Syntax) -> Iterator[Value]:
    """Yield what stands before a name that it is compared with: `"..." == password`."""
    if text[name.start - 1 : name.start] in (" ", "\n", "\t"):
        first = max(0, name.start - 500)
        near = text[first : name.start]
        annotated = ("#[" in near or "@" in near) and _ANNOTATED.search(text, first, name.start)
        if annotated:
            yield from values_after(text, annotated.start("at"), syntax, Tie.ASSIGNED)
    first = max(name.start - 110, line_start(text, name.start))
    before = text[first : name.start]
    may_be = any(sign in before for sign in ("==", "!=", "quals", "-eq", "compareTo", ": "))
    comparison = _BEFORE.search(text, first, name.start) if may_be else None
    if comparison is None:
        return
    end = comparison.start()
    start = text.rfind(comparison["quote"], max(0, end - 400), end) + 1
    if start and "\n" not in text[start:end]:
        yield Value(((start, end),), Tie.COMPARED)


def joined(text: str, pieces: Iterable[tuple[int, int]]) -> str:
    """Return the value that pieces make together; the lines of a piece are joined."""
    parts = (text[start:end] for start, end in pieces)
    return "".join(_one_line(part) if "\n" in part else part for part in parts)


def _one_line(part: str) -> str:
    return "".join(line.strip(" \t\r\\") for line in part.split("\n"))


def labelled(text: str, pieces: Iterable[tuple[int, int]], label: str) -> Iterator[Span]:
    """Yield the spans of a value: one for each of its lines, without what indents them."""
    for start, end in pieces:
        at = start
        while at < end:
            line_end = text.find("\n", at, end)
            line_end = end if line_end < 0 else line_end
            first, last = at, line_end
            if line_end != end or at != start:
                while first < last and text[first] in " \t":
                    first += 1
                while last > first and text[last - 1] in " \t\r\\":
                    last -= 1
            if first < last:
                yield first, last, label
            at = line_end + 1
