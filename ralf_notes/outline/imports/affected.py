"""Which files may use something else after others changed: those with a changed name in them.

A lookup finds files by names that stand in the user, as text or in an import, by paths, and by what
`Resolver.shared` covers. So as long as paths and `shared` stay the same, an added, removed or
changed name alters only the links of files in which it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Set

from ralf_notes.outline.imports.declared import packages_of
from ralf_notes.outline.imports.tree import Declarations
from ralf_notes.outline.mentions.values import decoded

_PART = re.compile(r"[^.:/\\#]+")
_WORD = re.compile(r"\w+")
_MOST_NAMES = 200
"""Names to look for in each file: with more of them, most files are affected."""


def changed_names(before: Declarations, now: Declarations) -> frozenset[str] | None:
    """Return the names whose meaning in other files may have changed with one file.

    Returns None if the meaning of any name may have.
    """
    if _nature(before) != _nature(now):
        return None
    names: set[str] = set()
    for old, new in (
        (before.types, now.types),
        (before.values, now.values),
        (before.extensions, now.extensions),
        (before.members, now.members),
        (before.hidden, now.hidden),
    ):
        changed = {*old} ^ {*new}
        names |= changed
        # What is in a type is found by its own name only where no type is around it.
        names.update(
            each for each in (*old, *new) if "." in each and each.rpartition(".")[0] in changed
        )
    names.update(name for pair in {*before.aliases} ^ {*now.aliases} for name in pair)
    if before.offers != now.offers:  # their order counts, too
        names.update(
            name for each in (*before.offers, *now.offers) for name in (each.name, each.origin)
        )
    parts = {part for name in names for part in _PART.findall(name)}
    return frozenset(parts | _changed_values(before, now)) - {"*"}


def _changed_values(before: Declarations, now: Declarations) -> set[str]:
    """Return the types, values and members of a file whose declarations have changed."""
    old, new = _typed_names(before.typed), _typed_names(now.typed)
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    if before.imports != now.imports:  # the same words may mean other types
        changed.update(name for name, what in new.items() if what)
    return {_last(name) for name in changed}


def _typed_names(typed: str) -> dict[str, str]:
    """Return what types, values and members of a file refer to: names of others, by their names."""
    bases, members = decoded(typed)
    return members | {name: " ".join(above) for name, above in bases.items()}


def _last(name: str) -> str:
    return name.removesuffix("()").rpartition(".")[2]


def _nature(file: Declarations) -> tuple[object, ...]:
    """Return what decides how the names of a file are looked for in others."""
    of_all = [each for each in file.offers if "*" in (each.name, each.origin)]
    return file.language, packages_of(file), file.is_test, bool(file.offers), of_all


def with_dependent(names: frozenset[str], files: Collection[Declarations]) -> frozenset[str]:
    """Return names, and those that stand for them elsewhere, as far as that leads.

    These are the names by which files hand them on, and the types, values and members of which a
    file says that they are or inherit from something so named.
    """
    dependent, recent = set(names), set(names)
    while recent and len(dependent) <= _MOST_NAMES:
        more: set[str] = set()
        for file in files:
            more.update(name for name, origin in _renamed(file) if origin in recent)
            if file.typed and any(name in file.typed for name in recent):
                origins = _typed_names(file.typed).items()
                more.update(
                    _last(name) for name, origin in origins if recent & {*_WORD.findall(origin)}
                )
        recent = more - dependent
        dependent |= recent
    return frozenset(dependent)


def _renamed(file: Declarations) -> Iterator[tuple[str, str]]:
    """Yield the names under which a file imports or exports what has another name elsewhere."""
    yield from file.aliases
    yield from ((each.name, each.origin) for each in file.offers)
    for item in file.imports:
        if item.names != item.local:
            yield from zip(item.local, item.names, strict=False)


def naming(
    names: Set[str], files: Iterable[tuple[Declarations, bytes | None]]
) -> Iterator[str] | None:
    """Yield the paths of the files in which one of some names stands; None if most may be.

    Args:
        names: parts of qualified names.
        files: each with the names that stand in it, as `mentions.encode` wrote them; None if they
            are not at hand.
    """
    if len(names) > _MOST_NAMES:
        return None
    encoded = [name.encode(errors="surrogatepass") for name in names]
    # A name in another one is none; where it has other characters, it is not worth a look.
    words = "|".join(re.escape(name) for name in names if _WORD.fullmatch(name))
    others = "|".join(re.escape(name) for name in names if not _WORD.fullmatch(name))
    exact = "|".join(filter(None, (rf"(?<!\w)(?:{words})(?!\w)" if words else "", others)))
    stands = re.compile(exact).search
    return (
        file.path
        for file, mentions in files
        if mentions is None
        or (any(name in mentions for name in encoded) and stands(mentions.decode()))
        or stands(_in_imports(file))
    )


def _in_imports(file: Declarations) -> str:
    """Return what a file imports and hands on, as one text."""
    texts = [text for each in file.imports for text in (each.module, *each.names, *each.local)]
    texts += [text for each in file.offers for text in (each.name, each.origin)]
    return "\n".join(texts)
