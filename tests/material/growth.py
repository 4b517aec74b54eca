"""Finds what takes more than linear time: patterns of the package, inputs made for each, growth."""

from __future__ import annotations

import ast
import gc
import importlib
import json
import pkgutil
import re
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import ralf_notes
from ralf_notes.patterns import UsedPattern

PACKAGE = Path(ralf_notes.__file__).parent
_METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
_AS = dict.fromkeys(("search", "sub", "subn", "split", "findall"), "finditer")
"""They look for a match at every place, and `finditer` also after the first one."""
_IN_QUERY = re.compile(r'\(#(?:not-)?match\?\s+@[\w.]+\s+("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class Use:
    """A pattern of the package, and one way in which it is used."""

    where: str
    """Module and name, or module and line."""
    pattern: re.Pattern[Any]
    method: str


# --- patterns of the package ------------------------------------------------------------------


@cache
def uses() -> tuple[Use, ...]:
    """Return every pattern of the package with each method that is called on it somewhere."""
    named = _named()
    called = _called_methods()
    found = [
        Use(f"{module}.{name}", pattern, _AS.get(method, method))
        for (module, name), patterns in named.items()
        for pattern in patterns
        for method in sorted(called.get((module, name)) or called.get(("", name)) or {"finditer"})
    ]
    found += [*_inline(), *_in_queries()]
    return tuple(
        {(use.pattern.pattern, use.pattern.flags, use.method): use for use in found}.values()
    )


def _named() -> dict[tuple[str, str], list[re.Pattern[Any]]]:
    """Return the patterns that modules hold, also those inside tuples, mappings and dataclasses."""
    found: dict[tuple[str, str], list[re.Pattern[Any]]] = {}
    for module in _modules():
        for name, value in vars(module).items():
            if patterns := list(_inside(value)):
                found[module.__name__, name] = patterns
    return found


@cache
def _modules() -> list[Any]:
    names = (each.name for each in pkgutil.walk_packages([str(PACKAGE)], "ralf_notes."))
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


def _inside(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, UsedPattern):
        yield re.compile(value.pattern, value.flags & ~re.UNICODE)
    elif isinstance(value, tuple | list | frozenset | set):
        for item in value:
            yield from _inside(item)
    elif isinstance(value, Mapping):
        yield from _inside(list(value.values()))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _inside([getattr(value, each.name) for each in fields(value)])


def _called_methods() -> dict[tuple[str, str], set[str]]:
    """Return the methods of patterns that are called, by module and name, and by '' and name."""
    called: dict[tuple[str, str], set[str]] = {}
    for path, tree in _trees().items():
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        module = ".".join(parts).removesuffix(".__init__")
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _METHODS:
                owner = node.value
                if isinstance(owner, ast.Subscript):  # one of several patterns of a name
                    owner = owner.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                called.setdefault((module, name), set()).add(node.attr)
                called.setdefault(("", name), set()).add(node.attr)
    return called


def _inline() -> Iterator[Use]:
    """Yield the patterns that are written where they are used: `re.sub(r"...", ...)`."""
    for path, tree in _trees().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner, first = node.func.value, node.args[0] if node.args else None
            is_re = isinstance(owner, ast.Name) and owner.id == "re"
            is_inline = is_re and node.func.attr != "compile"  # the others are named
            if (
                is_inline
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str | bytes)
            ):
                flags = re.DOTALL if "re.DOTALL" in ast.unparse(node) else re.NOFLAG
                methods = [node.func.attr] if node.func.attr in _METHODS else ["search"]
                for method in methods:
                    pattern = re.compile(first.value, flags)
                    yield Use(f"{path.stem}:{node.lineno}", pattern, _AS.get(method, method))


def _in_queries() -> Iterator[Use]:
    """Yield the patterns that conditions of queries hold: `(#match? @name "^[A-Z]")`."""
    for path in sorted(PACKAGE.rglob("*.scm")):
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for written in _IN_QUERY.findall(path.read_text("utf-8")):
            yield Use(f"{module} {written}", re.compile(json.loads(written).encode()), "search")


@cache
def _trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}


# --- inputs -----------------------------------------------------------------------------------

_MOST_ATOMS = 10
_ENDS = ("", "\n", "\x00", "!", " x")


def pumps(pattern: str, flags: int = 0) -> list[Callable[[int], str]]:
    """Return makers of inputs of a given length that make a pattern work hard.

    They repeat what the pattern can begin with, its pieces, and characters of its classes.
    """
    tree = parser.parse(pattern, flags)
    pieces = list(dict.fromkeys(filter(None, _pieces(tree))))
    atoms = sorted({c for piece in pieces for c in piece[:3]} | {" ", "a"}, key=_rarity)
    atoms = atoms[:_MOST_ATOMS]
    units = [*atoms, *(a + b for a in atoms for b in atoms if a != b)]
    units += [piece for piece in pieces if 1 < len(piece) < 40]
    heads = ["", *islice((piece for piece in pieces if len(piece) < 40), 10)]
    makers: list[Callable[[int], str]] = []
    for unit in dict.fromkeys(units):
        makers += [_maker("", unit, end) for end in _ENDS[: 2 if len(unit) > 1 else 5]]
    for head in heads:
        makers += [_maker(head, atom, end) for atom in atoms for end in _ENDS[:2]]
    makers += [_halves(a, b) for a in atoms[:6] for b in atoms[:6] if a != b]
    return makers


def _rarity(character: str) -> tuple[bool, str]:
    return character.isalnum(), character


def _maker(head: str, unit: str, end: str) -> Callable[[int], str]:
    return lambda length: head + unit * (length // len(unit)) + end


def _halves(first: str, second: str) -> Callable[[int], str]:
    return lambda length: first * (length // 2) + second * (length // 2)


def _pieces(tree: Any) -> Iterator[str]:
    """Yield texts that match the pattern, its beginnings, and the parts that repeat."""
    done = [""]
    for code, argument in tree:
        for inner in _inner(code, argument):
            yield from _pieces(inner)
        options = _samples(code, argument)
        done = [text + option for text in done[:3] for option in options[:3]] or done
        yield from done
        yield from options


def _inner(code: Any, argument: Any) -> list[Any]:
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [argument[2]]
    if code is codes.SUBPATTERN:
        return [argument[3]]
    if code is codes.ATOMIC_GROUP:
        return [argument]
    if code is codes.BRANCH:
        return list(argument[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]
    return []


def _samples(code: Any, argument: Any) -> list[str]:
    """Return a few texts that one element of a pattern matches."""
    if code is codes.LITERAL:
        return [chr(argument)]
    if code is codes.NOT_LITERAL:
        return ["a" if argument != ord("a") else "b"]
    if code is codes.ANY:
        return ["a", " "]
    if code is codes.IN:
        return _of_class(argument)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, inner = argument
        texts = _matches(inner)
        return [text * max(least, min(most, 1)) for text in texts]
    if code is codes.BRANCH:
        return [text for branch in argument[1] for text in _matches(branch)[:2]][:12]
    return [text for inner in _inner(code, argument) for text in _matches(inner)] * (
        code not in (codes.ASSERT, codes.ASSERT_NOT)
    ) or [""]


def _matches(tree: Any) -> list[str]:
    done = [""]
    for code, argument in tree:
        options = _samples(code, argument) or [""]
        done = [text + option for text in done[:3] for option in options[:3]]
    return done


_OF_CATEGORY = {
    codes.CATEGORY_SPACE: [" ", "\n"],
    codes.CATEGORY_DIGIT: ["1"],
    codes.CATEGORY_WORD: ["a", "_", "1"],
    codes.CATEGORY_NOT_SPACE: ["a", "!"],
    codes.CATEGORY_NOT_DIGIT: ["a", " "],
    codes.CATEGORY_NOT_WORD: ["!", " "],
}
_ANY_OF = ' a1_.!-"\n<({[:`*/\\|\u200d'


def _of_class(items: Any) -> list[str]:
    found: list[str] = []
    is_negated = False
    for code, argument in items:
        if code is codes.NEGATE:
            is_negated = True
        elif code is codes.LITERAL:
            found.append(chr(argument))
        elif code is codes.RANGE:
            found += [chr(argument[0]), chr(argument[1])]
        elif code is codes.CATEGORY:
            found += _OF_CATEGORY.get(argument, [])
    if is_negated:
        found = [character for character in _ANY_OF if character not in found]
    return found[:8]


# --- growth -----------------------------------------------------------------------------------

_LENGTH = 1000
_DOUBLINGS = 3
_MOST_SECONDS = 1.0
_MOST = 2.6
"""Growth for each doubling, as a mean: linear work has 2, `n ** 1.5` 2.8, quadratic 4."""
_LEAST = 2e-5
"""Seconds that a clock can measure."""
_SURE = 3.5
"""Growth that is no doubt any more when it was measured again."""
_MORE_LOOKS = 5
"""How often what does not look linear is measured again before it counts as found."""


def grows(work: Callable[[str], object], make: Callable[[int], str]) -> str:
    """Return how the time of some work grows when its input doubles, '' if that is linear.

    It takes the shortest of several measurements of processor time, so that other processes do not
    count. What looks linear at the first look is not measured again.
    """
    first, last = (_seconds(work, make(_LENGTH << n), 1) for n in (0, _DOUBLINGS))
    if last == float("inf"):
        return f"does not end within {_MOST_SECONDS} s"
    if last < max(first, _LEAST) * 2.5**_DOUBLINGS:
        return ""
    times = [_seconds(work, make(_LENGTH << n), 2) for n in range(2)]
    while times[-1] < 0.3 and (len(times) < 7 or _is_in_doubt(times)):
        times.append(_seconds(work, make(_LENGTH << len(times)), 2))
    for look in range(_MORE_LOOKS):  # the machine may have been slow for a moment
        if _growth(times) <= _MOST or (look and _growth(times) > _SURE):
            break
        last_ones = [*enumerate(times)][-3:]
        times[-3:] = [min(t, _seconds(work, make(_LENGTH << n), 4)) for n, t in last_ones]
    growth = _growth(times)
    return f"x{growth:.1f}: {[round(each, 4) for each in times]}" if growth > _MOST else ""


def _growth(times: list[float]) -> float:
    """Return how times grow for each doubling, as a mean of the last two."""
    return (times[-1] / max(times[-3], _LEAST)) ** 0.5 if len(times) > 2 else float("inf")


def _is_in_doubt(times: list[float]) -> bool:
    """Whether times grow too much, but are so short that the machine may have made them longer."""
    return len(times) < 11 and times[-1] < 0.02 and _growth(times) > _MOST


def _seconds(work: Callable[[str], object], text: str, times: int) -> float:
    """Return the shortest processor time of some work; infinity for what does not end."""
    best = float("inf")
    gc.disable()
    signal.signal(signal.SIGVTALRM, _stop)  # `re` looks for signals while it searches
    try:
        for turn in range(times):
            signal.setitimer(signal.ITIMER_VIRTUAL, _MOST_SECONDS)
            start = time.thread_time()
            work(text)
            best = min(best, time.thread_time() - start)
            if best > 0.2 and turn:  # one turn alone may be slow because of other processes
                break
    except _Stopped:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        gc.enable()
    return best


class _Stopped(BaseException):
    """Raised in work that takes too long."""


def _stop(*_: object) -> None:
    raise _Stopped


def using(use: Use) -> Callable[[str], object]:
    """Return the work of a pattern on a text."""
    method = getattr(use.pattern, use.method)
    is_bytes = isinstance(use.pattern.pattern, bytes)

    def work(text: str) -> object:
        data: Any = text.encode("utf-8", "replace") if is_bytes else text
        return deque(method(data), maxlen=0) if use.method == "finditer" else method(data)

    return work
