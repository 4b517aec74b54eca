"""The prose of notes, kept in the cache when a note loses it: switching back asks nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from ralf_notes.machine.cache import Cache
from ralf_notes.notes import frontmatter, note
from ralf_notes.notes.hidden.line import state_of, values_of
from ralf_notes.notes.kept import Kept, parse_body
from ralf_notes.notes.prose.items import KeptItem
from ralf_notes.notes.prose.parts import KeptPart
from ralf_notes.notes.vault import StoredNote


@dataclass(frozen=True, slots=True)
class NoteProse:
    """The prose of a note, and the model that the note names for it."""

    kept: Kept = Kept()
    model: str = ""

    @classmethod
    def of_note(cls, stored: StoredNote | None) -> NoteProse:
        """Return the prose of a note that the run has loaded."""
        return cls() if stored is None else cls(stored.prose[0], stored.model)

    @classmethod
    def of_document(cls, document: note.Document) -> NoteProse:
        """Return the prose of a note that was read from its file."""
        model = frontmatter.values(document.front).get("ralf_model", "")
        return cls(parse_body(document.body), model if isinstance(model, str) else "")


def remember(cache: Cache, tree: str, path: str, about: str, prose: NoteProse) -> None:
    """Keep prose that its note is about to lose; prose that no model wrote is not kept.

    Args:
        cache: where it is kept.
        tree: the name of its tree.
        path: of its source.
        about: the digest of what the prose describes.
        prose: of the note.
    """
    if prose.kept.state.recipe:
        values = asdict(prose)
        values["kept"]["state"] = values_of(prose.kept.state)
        cache.put_prose(f"{tree}/{path} {about}", json.dumps(values))


def recall(cache: Cache, tree: str, path: str, about: str) -> NoteProse | None:
    """Return earlier prose about something with this digest, None if the cache has none."""
    row = cache.prose(f"{tree}/{path} {about}")
    if row is None:
        return None
    values = json.loads(row)
    state = state_of(values["kept"].pop("state"))
    lists = {
        name: tuple(KeptItem(**item) for item in items)
        for name, items in values["kept"].pop("items", {}).items()
    }
    parts = tuple(KeptPart(**part) for part in values["kept"].pop("parts", ()))
    kept = Kept(**values["kept"], state=state, items=lists, parts=parts)
    return NoteProse(kept, values["model"])
