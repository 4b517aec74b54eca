"""The hidden line of a note: the hash of its source, and the state of its prose. Pure.

    <!-- ralf:state {"h":"m1HFLgek","s":"S+E8"} -->

Each key is one letter (`_KEYS`), each hash is packed, and what is empty is left out. Lines of
earlier versions have `"v":1`, whole words as keys, and longer hashes, which are cut when they are
read; the hash of the source was a property of the note then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from ralf_notes.notes.hidden.packing import packed, packed_set, unpacked, unpacked_set
from ralf_notes.notes.hidden.state import DIGITS, SEEN_DIGITS, OpenWork, State
from ralf_notes.notes.properties import Value

_LINE = re.compile(r"^<!-- ralf:state (\{.*\}) -->$", re.MULTILINE)
# Marks that would end the comment, or that Templater, Obsidian and Quartz look for inside it.
_NOT_IN_LINE = re.compile(r"[<>%]|(?<=-)-|(?<=\[)\[")
_KEYS = {
    "digest": "h", "sentence": "e", "base": "a",
    "summary": "s", "text": "t", "recipe": "r", "parser": "k", "seen": "x", "symbols": "n",
    "unread": "u", "open": "o", "items": "i", "borrowed": "b", "parts": "q",
}  # fmt: skip
_HASHES = ("summary", "text", "recipe")
_EARLIER_SEEN_DIGITS = 6


def hidden_line(
    state: State, sentence: str = "", digest: str = "", *, has_base: bool = False
) -> str:
    """Return the hidden line of a note.

    Args:
        state: what the prose of the note is about.
        sentence: the description in English, if the note shows it in another language.
        digest: the first digits of the hash of a file's content, '' for a folder.
        has_base: whether the target has a table of its notes; an overview tells that.
    """
    values = {_KEYS["digest"]: packed(digest), _KEYS["sentence"]: sentence, **values_of(state)}
    if has_base:
        values |= {_KEYS["base"]: 1}
    shown = {key: value for key, value in values.items() if value}
    text = json.dumps(shown, separators=(",", ":"), ensure_ascii=True)
    text = _NOT_IN_LINE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return f"<!-- ralf:state {text} -->"


def hidden_values(body: str) -> Mapping[str, Any]:
    """Return what the hidden line of a block holds; nothing if we did not write the line."""
    lines = _LINE.findall(body)
    try:
        values = json.loads(lines[-1]) if lines else {}
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def read_state(body: str) -> State:
    """Return the state in a block's hidden line; an empty one if we did not write the line."""
    try:
        return state_of(hidden_values(body))
    except (TypeError, ValueError, AttributeError, KeyError):
        return State()


def names_base(body: str) -> bool:
    """Whether the target of an overview has had a table of its notes."""
    return _KEYS["base"] in hidden_values(body)


def read_sentence(body: str) -> str:
    """Return the description in English of what a block shows in another language, or ''."""
    values = hidden_values(body)
    sentence = values.get(_KEYS["sentence"], values.get("sentence", ""))
    return sentence if isinstance(sentence, str) else ""


def source_digest(body: str, properties: Mapping[str, Value]) -> str:
    """Return the hash of its source that a note keeps; '' for a folder's, and if it keeps none.

    Args:
        body: the text of its block.
        properties: of the note: in earlier versions, one of them is the hash.
    """
    digest = hidden_values(body).get(_KEYS["digest"])
    earlier = properties.get("ralf_source", "")
    try:
        return unpacked(digest) if isinstance(digest, str) else str(earlier)
    except ValueError:
        return ""


def values_of(state: State) -> dict[str, Any]:
    """Return a state as values of JSON, without those that are empty."""
    values: dict[str, Any] = {name: packed(getattr(state, name)) for name in _HASHES}
    values |= {
        "parser": state.parser,
        "seen": packed_set(state.seen, SEEN_DIGITS),
        "symbols": [_row(digest, name) for name, digest in state.symbols.items()],
        "unread": list(state.unread),
        "open": {k: v for k, v in asdict(state.open).items() if v} if state.open.pieces else {},
        # Flat, as `[[` would be a link, and its escape no JSON outside of a text.
        "items": {
            name: [_row(digest, symbol) for symbol, digest in rows]
            for name, rows in state.items.items()
        },
        "borrowed": dict(state.borrowed),
        "parts": [f"{size} {packed(digest)}".rstrip() for size, digest in state.parts],
    }
    return {_KEYS[name]: value for name, value in values.items() if value}


def state_of(values: Mapping[str, Any]) -> State:
    """Return a state from values of JSON.

    Raises ValueError, TypeError, AttributeError or KeyError: since Python 3.12 an object of JSON
    that should be a text has no key that is a slice.
    """
    if "v" in values or "summary" in values:
        return _state_of_earlier(values)
    fields = {name: values[key] for name, key in _KEYS.items() if key in values}
    symbols = dict(_unpacked_row(row)[::-1] for row in fields.get("symbols", ()))
    items = {
        name: tuple(_unpacked_row(row)[::-1] for row in rows)
        for name, rows in fields.get("items", {}).items()
    }
    parts = tuple(_part(row) for row in fields.get("parts", ()))
    return _checked(
        State(
            **{name: unpacked(fields.get(name, "")) for name in _HASHES},
            seen=unpacked_set(fields.get("seen", ""), SEEN_DIGITS),
            symbols=symbols,
            unread=_texts(fields.get("unread", ())),
            open=_open_work(fields.get("open", {})),
            parser=fields.get("parser", ""),
            items=items,
            borrowed=dict(fields.get("borrowed", {})),
            parts=parts,
        )
    )


def _state_of_earlier(values: Mapping[str, Any]) -> State:
    """Return the state of a line or of a row in the cache that an earlier version wrote."""
    if values.get("v", 1) != 1:
        raise ValueError(values)
    fields = {key: value for key, value in values.items() if key not in ("v", "sentence")}
    work = _open_work(fields.get("open", {}))
    seen = fields.get("seen", "")
    each = (
        seen[at : at + _EARLIER_SEEN_DIGITS] for at in range(0, len(seen), _EARLIER_SEEN_DIGITS)
    )
    fields |= {
        "summary": fields.get("summary", "")[:DIGITS],
        "text": fields.get("text", "")[:DIGITS],
        "seen": "".join(sorted({digest[:SEEN_DIGITS] for digest in each})),
        "symbols": {name: digest[:DIGITS] for name, digest in fields.get("symbols", {}).items()},
        "unread": _texts(fields.get("unread", ())),
        "open": OpenWork(work.pieces, work.why, work.tries, work.recipe, work.about[:DIGITS]),
        "items": {
            name: tuple((symbol, digest[:DIGITS]) for symbol, digest in map(_earlier_row, rows))
            for name, rows in fields.get("items", {}).items()
        },
        "parts": tuple(_earlier_part(row) for row in fields.get("parts", ())),
    }
    return _checked(State(**fields))


def _checked(state: State) -> State:
    """Return a state; raise ValueError if something in it is no text, or a part has no size."""
    work = state.open
    texts = [state.summary, state.text, state.seen, state.recipe, state.parser, *state.unread]
    texts += [*work.pieces, work.why, work.recipe, work.about]
    for mapping in (state.symbols, state.borrowed):
        texts += [*mapping.keys(), *mapping.values()]
    texts += [text for rows in state.items.values() for row in rows for text in row]
    texts += [digest for _, digest in state.parts]
    if not all(isinstance(text, str) for text in texts) or any(size < 1 for size, _ in state.parts):
        raise ValueError(state)
    return state


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise ValueError(values)
    return tuple(values)


def _open_work(values: Mapping[str, Any]) -> OpenWork:
    pieces, tries = _texts(values.get("pieces", ())), int(values.get("tries", 0))
    return OpenWork(**{**values, "pieces": pieces, "tries": tries})


def _row(digest: str, name: str) -> str:
    return f"{packed(digest)} {name}"


def _unpacked_row(row: str) -> tuple[str, str]:
    """Return the hash and the name in a row."""
    digest, _, name = row.partition(" ")
    return unpacked(digest), name


def _part(row: str) -> tuple[int, str]:
    size, _, digest = row.partition(" ")
    return int(size), unpacked(digest)


def _earlier_row(row: object) -> tuple[str, str]:
    """Return the symbol and the hash of an item; from the cache they come as a pair."""
    if isinstance(row, str):
        digest, _, symbol = row.partition(" ")
        return symbol, digest
    symbol, digest = row  # type: ignore[misc]
    return symbol, digest


def _earlier_part(row: object) -> tuple[int, str]:
    """Return the size and the hash of a part; from the cache they come as a pair."""
    if isinstance(row, str):
        size, _, digest = row.partition(" ")
    else:
        size, digest = row  # type: ignore[misc]
    return int(size), digest
