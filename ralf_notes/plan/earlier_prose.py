"""Prose that a note loses, kept in the cache by what it describes: switching back asks nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from ralf_notes.machine.cache import Cache
from ralf_notes.notes import frontmatter, note
from ralf_notes.notes.kept import Kept, State, parse_body
from ralf_notes.notes.vault import StoredNote


@dataclass(frozen=True, slots=True)
class Written:
    """The prose of a note, and the model that the note names for it."""

    kept: Kept = Kept()
    model: str = ""


def written(document: note.Document | None) -> Written:
    """Return the prose of a note as it stands there."""
    if document is None:
        return Written()
    model = frontmatter.values(document.front).get("ralf_model", "")
    return Written(parse_body(document.body), model if isinstance(model, str) else "")


def stored(found: StoredNote | None) -> Written:
    """Return the prose of a note that a run has loaded."""
    return Written() if found is None else Written(found.prose[0], found.model)


def remember(cache: Cache, tree: str, path: str, about: str, prose: Written) -> None:
    """Keep prose that its note is about to lose.

    Args:
        cache: where.
        tree: the name of its tree.
        path: of its source.
        about: the hash of what the prose describes.
        prose: nothing is kept of what no model wrote.
    """
    if prose.kept.state.recipe:
        cache.put_prose(_key(tree, path, about), json.dumps(asdict(prose)))


def recall(cache: Cache, tree: str, path: str, about: str) -> Written | None:
    """Return the prose that once described what has this hash, None if none is known."""
    found = cache.prose(_key(tree, path, about))
    if found is None:
        return None
    values = json.loads(found)
    state = values["kept"].pop("state")
    state["unread"] = tuple(state["unread"])
    return Written(Kept(**values["kept"], state=State(**state)), values["model"])


def _key(tree: str, path: str, about: str) -> str:
    return f"{tree}/{path} {about}"
