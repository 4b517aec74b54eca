"""What a file defines or tests, in one sentence of names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ralf_notes.notes.lists.exports import passed_on
from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.documentation.pointing import is_aside, points_elsewhere
from ralf_notes.outline.documentation.words import opening_words
from ralf_notes.outline.model import DECLARED_TYPES, FUNCTIONS, TYPES, Outline, Symbol
from ralf_notes.outline.readmes.choice import is_no_description
from ralf_notes.patterns import lazily
from ralf_notes.text import some_named, some_of

_LAST = ("macro", "constant", "variable")
"""These are named after the others, for which they are there."""
_SELDOM_TELLS = lazily(r"_?[A-Z]{1,2}\d?(?:_co|_contra)?|_?(?i:log|logger)")
"""Matches names of values that say nothing of a file: type variables, its log."""
_UNNAMED = ("default", "module.exports", "exports")
"""What a module of JavaScript offers without a name."""
_SWITCH = lazily(
    r"_[A-Z_\d]+_SOURCE|WIN32_LEAN_AND_MEAN|NOMINMAX|_CRT_(?:SECURE|NONSTDC)\w+|__STDC_\w+"
    r"|(?:\w+::)*+(?:u?int(?:\d\d?|ptr|max)_t|s?size_t|socklen_t)|TYPE_CHECKING"
)
"""Matches macros of C with which a file asks its system's headers for something, the names that it
gives itself where they lack them, and the constant with which Python asks for a type checker."""
_CALL = lazily(r"(?:export default|module\.exports *=|exports *=)\s+(?:await\s+)?([\w$.]+)\(")
_OF_DATA = ("enum", "struct", "record", "union")
"""Kinds of types that are there for their data."""
_OF_ALL = frozenset(
    ("toString", "equals", "hashCode", "ToString", "Equals", "GetHashCode", "to_s", "inspect",
     "hash", "initialize", "main", "get", "set", "init", "clone", "dispose", "Dispose", "close")
)  # fmt: skip
"""Names of methods that tell nothing of the type that has them."""
_TELLING = FUNCTIONS | {"property"}
"""Kinds of members that tell what a type is for."""
_MOST_MEMBERS = 4
_MOST_NAMES = 6
_ROOM = 120
"""Characters of the names in a sentence, which also stands in the list of the folder."""
_MOST_BESIDE = 3
"""Functions beside the one type of a file; with more of them, it is not about the type."""
_WORD = lazily(r"[\w$]+")
_OPENED_AGAIN = lazily(r"class [A-Z][\w:]*")
"""Matches what a file of Ruby writes that only adds to a class: no base class, no members."""
_NAMESPACE = lazily(r"(?:\w+ ){0,4}namespace\b", re.IGNORECASE)
"""Matches the words on a module that only say that others are in it."""
_SHARED = lazily(r"\bstatic\s+partial\s+class\b")
"""Matches the head of a class that holds functions only, and stands in several files."""
_SAYS_LITTLE = lazily(r"(?i)(?:@?deprecated|internal|for internal use)\b")
_REFERENCE = lazily(r"\[([A-Z][\w.]*)\](?![(\[])")
"""Matches what Dart and Kotlin write for a link to a symbol."""
_EMPHASIS = lazily(r"(?<![\w*`])(\*{1,3})(?=\w)([^*`\n]{1,80})(?<=\w)\1(?![\w*])")
_TEST_FUNCTION = lazily(
    r"_*(?i:tests?|specs?|bench(?:mark)?|fuzz|example)(?![a-z])|_*(?:it|should)_"
    r"|(?!_*(?:run|(?:all|create|make|build|get|set)[A-Z])).*(?:Tests?|Spec|Should)$"
)
_FIXTURE = lazily(r"^[ \t]*@(?:\w+\.)*fixture\b", re.MULTILINE)
"""Matches what marks a function of Python as one that makes what tests need, whatever its name."""
_VERSION = lazily(r"\b[vV]?\d+\.\d+|\bunreleased\b|^\d{4}-\d\d", re.IGNORECASE)
_TEST_MARK = lazily(
    r"^[ \t]*(?:@|#\[|\[)(?:\w+[.:]+)*"
    r"(?:\w*Test(?:Method|Case(?:Source)?)?\b|test|bench|Fact|Theory)",
    re.MULTILINE,
)
"""Matches what marks a function as a test in Java, C#, Rust and others."""
_TEST_CLASS = lazily(r"Test(?=[A-Z_\d]|$)|\w*(?:Tests?|TestCase|TestSuite|Spec|Benchmarks?|IT)$")


def named(symbols: Sequence[Symbol], *, is_test: bool, holders: Collection[str] = ()) -> str:
    """Return a sentence on what a file defines or tests.

    Args:
        symbols: at least one of its definitions.
        is_test: whether it is among the tests: then the material of the tests is left out.
        holders: the names of the types that hold tests, whatever they are called.
    """
    tests = [each.name for each in symbols if is_test and (_is_test(each) or each.name in holders)]
    if tests:
        return f"Tests {_some_short(tests)}."
    with_names = [symbol for symbol in symbols if symbol.name not in _UNNAMED]
    with_names = [each for each in with_names if not _SWITCH.fullmatch(each.name)] or with_names
    if not with_names:
        return _offered(symbols[0])
    symbols = sorted(with_names, key=_place_in_sentence)
    owners = {owner for symbol in symbols if (owner := _owner(symbol))}
    outer = [symbol.name.rpartition("::")[0] for symbol in symbols]
    names = dict.fromkeys(
        owner if owner in owners else symbol.name
        for owner, symbol in zip(outer, symbols, strict=True)
    )
    return f"{'Implements' if owners else 'Defines'} {_some_short(list(names))}."


def _place_in_sentence(symbol: Symbol) -> int:
    """Return how late a name comes among those of a file: values last, of these the dull ones."""
    is_value = symbol.kind in _LAST
    return is_value + (is_value and _SELDOM_TELLS.fullmatch(symbol.name) is not None)


def _some_short(names: Sequence[str]) -> str:
    """Return names as `some_of` does, fewer of them where they are long."""
    most = _MOST_NAMES
    while most > 1 and sum(map(len, names[:most])) > _ROOM:
        most -= 1
    return some_of(names, most)


def _offered(symbol: Symbol) -> str:
    """Return a sentence on a value without a name that a module of JavaScript offers."""
    if symbol.kind == "function":
        names = [parameter.name for parameter in symbol.parameters]
        has_names = names and all(map(_WORD.fullmatch, names))
        return f"Exports a function of {some_of(names)}." if has_names else "Exports a function."
    if symbol.kind == "class":
        return "Exports a class."
    call = _CALL.match(symbol.signature)
    return f"Exports what `{call[1]}` returns." if call else "Exports a value."


def chief_description(symbols: Sequence[Symbol], stem: str = "") -> str:
    """Return the first sentence of the author's words on the one definition that a file is about.

    Args:
        symbols: what the file defines; constants beside a single definition do not count.
        stem: the name of the file up to its first dot: of several types it is about the one that
            is called so.

    Returns:
        '' if there are several, or if it has no comment.
    """
    chief = [symbol for symbol in symbols if symbol.kind not in _LAST]
    of_its_name = [each for each in chief if each.kind in DECLARED_TYPES and _is_called(each, stem)]
    if len(of_its_name) == 1:
        chief = of_its_name
    elif 1 < len(chief) <= 1 + _MOST_BESIDE:
        chief = [symbol for symbol in chief if symbol.kind in DECLARED_TYPES]
    is_one_of_many = (
        len(chief) == 1 and chief[0].kind in FUNCTIONS and _is_beside(chief[0], symbols)
    )
    is_one = len(chief) == 1 and not _owner(chief[0]) and not is_one_of_many
    words = opening_words(chief[0].doc) if is_one else ""
    if is_no_description(words) or points_elsewhere(words) or is_aside(words):
        return ""
    return "" if _SAYS_LITTLE.match(words) else _EMPHASIS.sub(r"\2", _REFERENCE.sub(r"\1", words))


def _is_beside(function: Symbol, symbols: Sequence[Symbol]) -> bool:
    """Whether a function stands beside several values with words of their own, and is no chief."""
    told = [each for each in symbols if each.kind in _LAST and each.doc]
    return len(told) > _MOST_BESIDE and function.name != "main"


def _is_called(symbol: Symbol, stem: str) -> bool:
    """Whether a symbol is called like its file: `CartItem` in `cart_item.py`."""
    names = (own_name(symbol.name), stem)
    own, wanted = (name.lower().replace("_", "").replace("-", "") for name in names)
    return bool(wanted) and own == wanted


def sections_sentence(outline: Outline) -> str:
    """Return a sentence on what a document is about, by its headings; '' for one without any."""
    sections = [symbol for symbol in outline.symbols if symbol.kind == "section"]
    top = [symbol.name for symbol in sections if not symbol.parent]
    title = top[0] if len(top) == 1 else ""
    names = [symbol.name for symbol in sections if symbol.parent == title] if title else top
    title, names = title.replace("`", ""), [name.replace("`", "") for name in names]
    shown = [
        name for name in names if not _VERSION.search(name) and "#" not in name and name != "…"
    ]
    if len(shown) * 2 < len(names) or not (shown or title):  # a list of versions
        return ""
    document = f"Document {some_of([title])}" if title else "Document"
    return f"{document} with the {some_named('section', shown, 4)}." if shown else f"{document}."


def with_members(outline: Outline, chief: Symbol) -> str:
    """Return a sentence on the one type of a file and what it has; '' for one without members.

    Its name alone says no more than that of the file, in most languages.
    """
    if chief.kind not in TYPES:
        return ""
    inside = (each for each in outline.symbols if each.parent == chief.name)
    offered = [each for each in inside if each.public or not chief.public]
    functions = [each for each in offered if each.kind in FUNCTIONS]
    # The elements of an annotation of Java are properties, as are the members of some interfaces.
    names = (own_name(each.name) for each in functions or offered if each.kind in _TELLING)
    shown = [name for name in _telling(names) if name not in _OF_ALL]
    data = _telling(name.lstrip("$:@") for name in chief.data)
    members = data or shown if chief.kind in _OF_DATA else shown or data
    name = chief.name.strip("`")
    return f"Defines `{name}` with {some_of(members, _MOST_MEMBERS)}." if members else ""


def _telling(names: Iterable[str]) -> list[str]:
    """Return those of some names that are words, once each, and not private by their first sign."""
    words = (name for name in dict.fromkeys(names) if _WORD.fullmatch(name))
    return [name for name in words if not name.startswith("_")]


def added(outline: Outline, chief: Symbol) -> str:
    """Return a sentence on what a file adds to a class of C# that files share; '' for any other.

    Args:
        chief: the one type of the file.
    """
    if outline.language != "c_sharp" or not _SHARED.search(chief.signature):
        return ""
    members = [each for each in outline.symbols if each.parent == chief.name and each.public]
    names = dict.fromkeys(each.name.rpartition(".")[2] for each in members)
    return f"Adds {some_of(list(names))} to `{chief.name}`." if names else ""


def shown_in_sentence(outline: Outline) -> list[Symbol]:
    """Return the public definitions of a file to tell in a sentence, or all if none is public.

    Second definitions of a name, what it only passes on, and the name `_`, say nothing. Of a
    module that only wraps other types, these count instead: in Ruby, each file of a library opens
    the library's module, or a class that is one.
    """
    members: defaultdict[str, list[Symbol]] = defaultdict(list)
    left_out = {"_", *passed_on(outline)}
    for symbol in outline.symbols:
        if symbol.kind != "section" and "#" not in symbol.name and symbol.name not in left_out:
            members[symbol.parent].append(symbol)
    top = members[""]
    if outline.language == "rust":  # what it adds to types of others is what it is for, at last
        own = [symbol for symbol in top if symbol.kind != "method"]
        added = [symbol for symbol in top if symbol.kind == "method" and symbol.public]
        top = own if not added or any(symbol.public for symbol in own) else added
    public = [symbol for symbol in top if symbol.public]
    is_start = outline.is_entry and outline.language in ("go", "rust")
    is_program = is_start or (outline.language == "go" and outline.package == "main")
    if is_program and (is_start or not chief_description(public)):  # nothing imports any of them
        public += [symbol for symbol in top if not symbol.public]
    shown = list(_unwrapped(public or top, members))
    # TypeScript: `declare module '../store'` adds to another module.
    return [symbol for symbol in shown if "/" not in symbol.name] or shown


def _unwrapped(
    symbols: Sequence[Symbol], members: Mapping[str, Sequence[Symbol]]
) -> Iterator[Symbol]:
    """Yield the symbols, and the members of modules that hold only types and describe no more."""
    waiting = list(reversed(symbols))
    while waiting:
        symbol = waiting.pop()
        is_wrapper = symbol.kind == "module" or _OPENED_AGAIN.fullmatch(symbol.signature)
        inside = members.get(symbol.name, ()) if is_wrapper else ()
        is_described = symbol.doc and not _NAMESPACE.match(opening_words(symbol.doc))
        # Each file of a library may repeat what the module is for that its class stands in.
        is_of_class = len(inside) == 1 and inside[0].kind == "class" and inside[0].doc
        holds_types = inside and all(each.kind in DECLARED_TYPES for each in inside)
        if holds_types and (is_of_class or not is_described):
            waiting += reversed(inside)
        else:
            yield symbol


def _is_test(symbol: Symbol) -> bool:
    """Whether a symbol is by its name a test or a class of tests."""
    if symbol.kind in ("class", "module"):
        return bool(_TEST_CLASS.match(own_name(symbol.name)))
    return is_test_function(symbol)


def is_test_function(symbol: Symbol) -> bool:
    """Whether a symbol is a function that is, by its name or by a mark, a test."""
    if symbol.kind not in FUNCTIONS or _FIXTURE.search(symbol.signature):
        return False
    name = own_name(symbol.name)
    # PHPUnit, XCTest and unittest run each method that begins so, whatever comes next.
    is_run = name.startswith("test") and _TEST_CLASS.match(own_name(symbol.parent))
    return bool(is_run or _TEST_FUNCTION.match(name) or _TEST_MARK.search(symbol.signature))


def holders_of_tests(outline: Outline) -> frozenset[str]:
    """Return the names of the types of which a method is marked as a test: `[TestMethod]`."""
    inner = (each for each in outline.symbols if each.parent and each.kind in FUNCTIONS)
    return frozenset(each.parent for each in inner if _TEST_MARK.search(each.signature))


def _owner(symbol: Symbol) -> str:
    """Return the class that a definition outside of it belongs to: `N::C` of `N::C::f` in C++."""
    is_member = symbol.kind in ("method", "constructor") and not symbol.parent
    return symbol.name.rpartition("::")[0] if is_member else ""
