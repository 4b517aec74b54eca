"""What a function returns by its signature, and whether a sentence says something else. Pure."""

from __future__ import annotations

import re

from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.model import Symbol
from ralf_notes.patterns import lazily

_SILENT = frozenset(("go", "rust", "swift"))
"""Languages in which a function whose signature has no result returns nothing."""
_NOTHING = frozenset(("", "void", "None", "Void", "()", "never", "Never", "NoReturn"))
_NUMBERS = frozenset(("int", "number", "Int", "Double", "Float", "usize", "isize")) | {
    f"{kind}{size}"
    for kind in ("int", "uint", "float", "i", "u", "f")
    for size in ("", "8", "16", "32", "64")
}
_TEXTS = frozenset(("string", "str", "String", "&str"))
_PLAIN = _NUMBERS | _TEXTS
"""Types whose values are neither true nor false, and never nothing."""
_MAY_BE_ERROR = lazily(r"err|any|interface|func|\b[A-Z]\b", re.IGNORECASE)
"""Matches the result of a Go function that may be an error."""
_ARROW = lazily(r"\A(?:async |throws |rethrows )*->\s*")
_RETURNS = lazily(
    r"(?<!never )(?<!not )\breturns? `?(?:"
    r"(?:(?:the|a|an|its) [^.,;:`]{1,60},? or `?)?"
    r"(?:(?P<truth>true|false)|(?P<none>nil|None|null)(?!-))"
    r"|(?P<error>an error)"
    r"|(?P<value>(?:the|a|an|all|every|how many|how much) [^.,;`]*))\b",
    re.IGNORECASE,
)
_WRAPPED_NOTHING = lazily(
    r"(?:\w+(?:::|\.))*(?:Result|Promise|Future|Task|Awaitable|IO)[<\[]\s*(?:\(\)|void|Void|None)\s*"
    r"(?:,.*)?[>\]]"
)
"""Matches the type of what is awaited, or may fail, and then is nothing."""
_OF_TYPES = r"(?:<[^()]{0,300}>|\[[^()]{0,300}\])?"
"""Matches the parameters for types behind a name."""
_OWN_CLAUSE = lazily(r"(?:\A|[,;]|\b(?:and|or|but|it|otherwise|else)) *\Z", re.IGNORECASE)
"""Matches what is before a verb of which the function is the subject."""
_NEVER_NOTHING = frozenset(("kotlin", "rust", "swift"))
"""Languages in which only a type that says so has a value for nothing."""
_ANNOTATED = frozenset(("python", "typescript", "tsx"))
"""Languages in which a type may be wrong: there a text must not lead to nothing, either."""
_MAY_BE_NOTHING = lazily(
    r"[?|!]|\b(?:None|null|undefined|Option(?:al)?|Any\w*|any|unknown|object|Union|Maybe\w*"
    r"|[A-Z]\d?|\w*T)\b"
)
_LEADS_TO_NOTHING = lazily(
    r"\b(?:None|null|undefined)\b|\breturn\s*;?\s*$|get\w{0,40}+\(|\?\.", re.M
)
_OF_ERRORS = lazily(
    r"\b(?:error|nil|err|fail|result|what|outcome|problem|cause|reason|value|exception|same|status"
    r"|control|process|promise|future|task|empty|success|unit)\w*",
    re.IGNORECASE,
)


def result_of(symbol: Symbol, language: str) -> str | None:
    """Return the type of what a function returns, '' for nothing; None if its signature is silent.

    Args:
        symbol: the function.
        language: the key of its language.
    """
    signature = " ".join(symbol.signature.split())
    head = re.search(rf"{re.escape(own_name(symbol.name))}{_OF_TYPES}\(", signature)
    if head is None or symbol.parts:
        return None
    rest = signature[head.end() :]
    depth, at = 1, 0
    while depth and at < len(rest):
        depth += {"(": 1, ")": -1}.get(rest[at], 0)
        at += 1
    result = rest[at:].strip(" {:")
    if language == "go" or not result:
        return result if result or language in _SILENT else None
    is_shown = "->" in result or rest[at:].lstrip().startswith(":")
    result = _ARROW.sub("", result).partition(" where ")[0]
    result = "" if _WRAPPED_NOTHING.fullmatch(result.strip()) else result
    return result if is_shown else None


def contradicts(sentence: str, result: str | None, language: str, body: str) -> bool:
    """Whether a sentence says that a function returns what its signature rules out.

    Args:
        sentence: of the function's description.
        result: as `result_of` returns it.
        language: the key of its language.
        body: its text behind its name.
    """
    match = _RETURNS.search(sentence)
    if match is None or result is None:
        return False
    is_own = _OWN_CLAUSE.search(sentence, 0, match.start()) is not None
    is_nothing = is_own and (result in _NOTHING or result == "error")
    if match["truth"]:
        return result in _PLAIN or is_nothing
    if match["none"]:
        return result in _PLAIN or (is_own and _rules_out_nothing(result, language, body))
    if match["error"]:
        return language == "go" and not _MAY_BE_ERROR.search(result)
    return is_nothing and not _OF_ERRORS.search(match["value"])


def _rules_out_nothing(result: str, language: str, body: str) -> bool:
    """Whether a function with such a result never returns nothing."""
    if result.strip("'\"") in _NOTHING or _MAY_BE_NOTHING.search(result):
        return False
    leads_to_nothing = _LEADS_TO_NOTHING.search(body) is not None
    return language in _NEVER_NOTHING or (language in _ANNOTATED and not leads_to_nothing)
