"""What each symbol of one file calls, of that file and of others, as far as it is certain."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.notes.lists.members import own_name, owner_of
from ralf_notes.outline import languages
from ralf_notes.outline.brackets import without_strings
from ralf_notes.outline.model import ROUTINES, Outline, Symbol
from ralf_notes.patterns import lazily

_LONGEST_CHAIN = 400
_LONGEST_ARGUMENTS = 1_000
"""Bytes between the parentheses of a new object whose method is called."""
_LONGEST_TYPE = 80
_SELF = frozenset({"self", "this", "cls", "Self", "@self", "$this"})
_MADE = lazily(
    rb"(?<![\w.])(\w+)(?:[ \t]*:[^=\n]{0,100}+)?[ \t]*:?=(?!=)[ \t]*(?:await |new |&)?"
    rb"(?:\w+(?:::|\.))*([A-Z]\w*)(?:::(?:new|default|from_\w+|with_\w+))?\("
)
"""Matches where a variable gets a new object of a type: `shop = Shop::new(`."""
_TYPE_BEFORE = lazily(rb"(?<!\w)([A-Z]\w*+)(?:::(?:new|default|from_\w+|with_\w+))?\Z")
"""Matches a type of which a new object is made, before its arguments."""
_METHOD = lazily(rb"(?<![\w.])(\w+)\.(\w+)\(")
_OWN_METHOD = lazily(rb"(?<![\w.])(?:self|cls|this)(?:\.|->)(\w+)\(")
"""Matches a call of a method of the same type; Python's `self` is a local name to the parser."""
_BARE_CALL = lazily(rb"(?<![\w.>:@])(?:this(?:\.|->))?(\w+)\(")
_CALL_BEHIND = lazily(rb"(?:<[^;(){}]{0,80}?>)?\s{0,8}(?:[({.]|!(?!=)|::)")
"""Matches what is behind the name of something called: `(`, `<T>::new(`, but not `<T>)`."""
_ONLY_FILLED = frozenset(("go", "rust"))
"""Languages in which `Name {` only fills the fields of a struct, or begins a block."""
_CALLED = ROUTINES | {"class", "struct"}
_IMPLICIT_SELF = frozenset(("java", "kotlin", "c_sharp", "swift", "cpp", "ruby"))
"""Languages in which a method calls another one of its type by the name alone."""


@dataclass(frozen=True, slots=True)
class OtherFiles:
    """What the symbols of one file use of other files."""

    by_name: dict[tuple[str, str], SymbolPlace]
    """By symbol of the file and name with dots."""
    by_last: dict[tuple[str, str], SymbolPlace | None]
    """By symbol of the file and last name; None where two have it."""
    members: dict[str, tuple[str, dict[str, str]]]
    """By type: its file, and what can be called there."""

    def add(self, path: str, called: dict[str, str], used: Iterable[tuple[str, str]]) -> None:
        """Add what the file uses of another one: pairs of its own symbol and the other's."""
        for function, name in used:
            owner = owner_of(name)
            self.members[owner or name] = path, called
            if _dotted(name) not in called:
                continue
            place = SymbolPlace(path, called[_dotted(name)])
            self.by_name.setdefault((function, _dotted(name)), place)
            last = function, own_name(name)
            self.by_last[last] = place if self.by_last.get(last, place) == place else None

    def place(
        self, function: str, chain: str, standing: Container[tuple[str, str]]
    ) -> SymbolPlace | None:
        """Return what names with dots between them lead to in a symbol, if that is certain.

        Args:
            function: the symbol.
            chain: the names.
            standing: all chains of the file, each with its symbol.
        """
        if place := self.by_name.get((function, chain)):
            return place
        place = self.by_last.get((function, chain.rpartition(".")[2]))
        # `cfg.get` is no `Role.get` where that stands beside it.
        is_named_in_full = place is not None and (function, _dotted(place.symbol)) in standing
        return None if is_named_in_full else place

    def method(self, owner: str, name: str) -> SymbolPlace | None:
        """Return the method of a type that another file has."""
        path, called = self.members.get(owner, ("", {}))
        member = called.get(f"{owner}.{name}")
        return SymbolPlace(path, member) if member else None

    def methods(self, text: bytes) -> Iterator[tuple[SymbolPlace, int]]:
        """Yield the methods of new objects that a function calls, each with its offset in it."""
        if not self.members:
            return
        types: dict[bytes, set[str]] = {}
        for each in _MADE.finditer(text):
            types.setdefault(each[1], set()).add(_text(each[2]))
        for call in _METHOD.finditer(text) if types else ():
            made = types.get(call[1], set())
            of = next(iter(made)) if len(made) == 1 else ""
            if place := self.method(of, _text(call[2])):
                yield place, call.start()


def callable_symbols(outline: Outline) -> dict[str, str]:
    """Return the symbols of a file that can be called, by their names with dots."""
    return {_dotted(s.name): s.name for s in outline.symbols if s.kind in _CALLED}


def calls_in_file(
    path: str, text: bytes, outline: Outline, others: OtherFiles
) -> dict[str, list[SymbolPlace]]:
    """Return what each symbol of a file uses, of itself and of other files, in order.

    Args:
        path: the file.
        text: its text.
        outline: of the file, with the places of names.
        others: what it uses of other files.
    """
    own, language = callable_symbols(outline), outline.language
    uses: dict[str, dict[SymbolPlace, int]] = {}

    def add(function: str, place: SymbolPlace, offset: int) -> None:
        places = uses.setdefault(function, {})
        places[place] = min(places.get(place, offset), offset)

    code = without_strings(text, languages.get(language).comments)
    bodies = _bodies(outline, code)
    all_standing = outline.mentions.standing
    chains = [(_function_of(each.symbol, outline), _dotted(each.chain)) for each in all_standing]
    standing = frozenset(chains)
    for (function, chain), each in zip(chains, all_standing, strict=True):
        place = _own_place(path, function, chain, own, language) or others.place(
            function, chain, standing
        )
        last = chain.rpartition(".")[2]
        offset = next((at for at in each.offsets if at >= bodies.get(function, 0)), None)
        if place is not None and offset is not None and _is_called(text, offset, last, language):
            add(function, place, offset)
    own_call = _BARE_CALL if language in _IMPLICIT_SELF else _OWN_METHOD
    for symbol in outline.symbols:
        if symbol.kind in ROUTINES:
            inside = code[symbol.start : symbol.end]
            own_methods = _own_methods(path, symbol, own_call.finditer(inside), own)
            for place, offset in (*others.methods(inside), *own_methods):
                add(symbol.name, place, symbol.start + offset)
    for (function, chain), each in zip(chains, all_standing, strict=True):
        for owner, offset in _made_before(code, each.offsets) if chain.startswith(".") else ():
            member = own.get(f"{owner}{chain}")
            place = SymbolPlace(path, member) if member else others.method(owner, chain[1:])
            if place is not None:  # it tells more than the type
                uses.get(function, {}).pop(SymbolPlace(place.path, owner), None)
                add(function, place, offset)
    return {
        function: sorted(places, key=lambda place: places[place])
        for function, places in uses.items()
    }


def _function_of(symbol: int, outline: Outline) -> str:
    return outline.symbols[symbol].name if symbol >= 0 else ""


def _own_place(
    path: str, function: str, chain: str, own: dict[str, str], language: str
) -> SymbolPlace | None:
    """Return what names lead to in their own file, in a symbol of it; None if that is itself."""
    head, _, last = chain.rpartition(".")
    owner = owner_of(function)
    of_owner = own.get(f"{_dotted(owner)}.{last}") if owner else None
    if owner and (head in _SELF or (not head and of_owner and language in _IMPLICIT_SELF)):
        member = of_owner
    else:
        member = own.get(chain)
    is_other = member is not None and member not in (function, owner)
    return SymbolPlace(path, member) if member is not None and is_other else None


def _own_methods(
    path: str, symbol: Symbol, calls: Iterable[re.Match[bytes]], own: Mapping[str, str]
) -> Iterator[tuple[SymbolPlace, int]]:
    """Yield the other methods of its type that a method calls, each with its offset in it."""
    owner = _dotted(owner_of(symbol.name))
    for call in calls if owner else ():
        member = own.get(f"{owner}.{_text(call[1])}", symbol.name)
        is_made = _text(call[1]) == own_name(owner)  # a new object of the same type
        if member != symbol.name and not is_made:
            yield SymbolPlace(path, member), call.start()


def _made_before(text: bytes, offsets: Iterable[int]) -> Iterator[tuple[str, int]]:
    """Yield the type of which a new object is made just before a place, with the place.

    `Shop(size(3)).open()`: `Shop`, where `.open` stands.
    """
    for offset in offsets:
        before = text[max(offset - _LONGEST_ARGUMENTS, 0) : offset].rstrip(b".? \t\n")
        depth = 0
        for at in range(len(before) - 1, -1, -1):
            depth += {b")": 1, b"(": -1}.get(before[at : at + 1], 0)
            if depth <= 0:
                break
        opening = at if before.endswith(b")") and not depth else 0
        made = _TYPE_BEFORE.search(before, max(opening - _LONGEST_TYPE, 0), opening)
        if made is not None:
            yield _text(made[1]), offset


def _bodies(outline: Outline, code: bytes) -> dict[str, int]:
    """Return where the name of each function stands: what decorators above it call, it does not.

    Args:
        outline: of the file.
        code: its text without what stands in strings.
    """
    names: dict[str, int] = {}
    for symbol in outline.symbols:
        if symbol.kind in ROUTINES:
            name = re.escape(own_name(symbol.name).encode())
            match = re.compile(rb"(?<!\w)%b(?!\w)" % name).search(code, symbol.start, symbol.end)
            names.setdefault(symbol.name, match.start() if match else 0)
    return names


def _is_called(text: bytes, at: int, name: str, language: str) -> bool:
    """Whether a name at a place is called: a type in an annotation or of a result is not."""
    start = text.find(name.encode(), at, at + _LONGEST_CHAIN)
    is_result = text[max(at - 4, 0) : at].rstrip().endswith(b"->")
    behind = _CALL_BEHIND.match(text, start + len(name.encode())) if start >= 0 else None
    is_filled = behind is not None and behind[0].endswith(b"{") and language in _ONLY_FILLED
    return behind is not None and not is_result and not is_filled


def _dotted(name: str) -> str:
    """Return a name with dots: `Shop.open` for `Shop::open`, and for the `Shop:open` of a value."""
    return name.replace("::", ".").replace(":", ".")


def _text(data: bytes) -> str:
    return data.decode(errors="replace")
