"""Asks a model for one tiny JSON, before it is asked about sources: some servers give none."""

from __future__ import annotations

from hashlib import sha256

from ralf_notes.errors import AskError
from ralf_notes.machine.cache import Cache, EntryKind
from ralf_notes.models.engines import Ask, strict_object
from ralf_notes.models.session import Session
from ralf_notes.prose.reading import has_json_object, why_unusable

_PROMPT = 'Answer with this JSON object and nothing else: {"ready": true}\n'
_SCHEMA = strict_object({"ready": {"type": "boolean"}})
_TABLE = "gave JSON"
_CAP = 48
"""Tokens of the answer; the object has about 7."""


def problem(session: Session) -> str:
    """Ask for a tiny JSON object; return why none came, in words that fit after "it was", or ''.

    Raises EngineError when the server or the model is gone.
    """
    try:
        reply = session.ask(Ask(session.system, _PROMPT, _SCHEMA, _CAP, session.seed))
    except AskError as exc:
        return f"an error: {exc}"
    return "" if has_json_object(reply.text) else why_unusable(reply, {})


def remembered_problem(session: Session, cache: Cache) -> str:
    """Return the same; a model that has given JSON once is asked again after an update only."""
    model = session.model
    about_model = (session.engine.version(), model.name, model.digest, str(model.size), _PROMPT)
    key = sha256("\0".join(about_model).encode(errors="surrogatepass")).hexdigest()
    if cache.row(EntryKind.MODEL, _TABLE, key) is not None:
        return ""
    why = problem(session)
    if not why:
        cache.put_rows(EntryKind.MODEL, _TABLE, [(key, "json")])
    return why


def warning(model: str, why: str) -> str:
    """Return what to tell about a model that gave no JSON."""
    return (
        f"{model} gives no JSON though it was asked for it: the answer was {why}. The server does "
        "not hold this model to a schema, or the model only thinks. What it writes in lines or "
        "Markdown is used all the same; if it is not, choose another model or update the server"
    )
