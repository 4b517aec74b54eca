"""Builds the one request that asks a model to answer a question from numbered excerpts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from ralf_notes import control_tokens
from ralf_notes.models.context_window import BYTES_PER_TOKEN
from ralf_notes.models.engines import Ask, strict_object
from ralf_notes.prose.cited import Excerpt
from ralf_notes.prose.questions.fences import fenced
from ralf_notes.source import secrets
from ralf_notes.text import one_line

MOST_SENTENCES = 6
LONGEST = 280
"""Characters of a sentence."""
_JSON_OVERHEAD = 40
"""Characters of the keys and signs around each sentence."""
_TEMPLATE_TOKENS = 64
"""Tokens that a chat template puts around system prompt and message, and JSON around the answer."""


def request(
    system_prompt: str,
    question: str,
    excerpts: Sequence[Excerpt],
    seed: int,
    hear: Callable[[str], None],
) -> Ask:
    """Return the request that asks a question about some excerpts.

    Args:
        system_prompt: that of answers.
        question: on one line.
        excerpts: what the answer may stand on; the first has number 1.
        seed: of the answer.
        hear: gets the answer piece by piece.
    """
    prompt = message(question, excerpts)
    return Ask(system_prompt, prompt, schema(len(excerpts)), num_predict(), seed, hear=hear)


def message(question: str, excerpts: Sequence[Excerpt]) -> str:
    """Return the message to a model: the excerpts, then the question, masked, no control tokens.

    All that comes from the repository, names included, stands inside of the fences.
    """
    passages = "".join(f"{_numbered(n, each)}\n" for n, each in enumerate(excerpts, 1))
    task = _text("task").format(question=one_line(question), most=MOST_SENTENCES)
    return control_tokens.broken(secrets.mask(passages + task))


def schema(count: int) -> Mapping[str, Any]:
    """Return the JSON Schema of an answer from this many excerpts: it can cite no others."""
    passage = {"type": "integer", "enum": [*range(1, count + 1)]}
    text = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    sentence = strict_object({"passage": passage, "text": text})
    return strict_object(
        {"sentences": {"type": "array", "items": sentence, "maxItems": MOST_SENTENCES}}
    )


def num_predict() -> int:
    """Return the cap on the answer, in tokens."""
    return MOST_SENTENCES * (LONGEST + _JSON_OVERHEAD) // BYTES_PER_TOKEN


def room(num_ctx: int, system_prompt: str, question: str) -> int:
    """Return how many bytes of excerpts a request may hold.

    Args:
        num_ctx: context window, in tokens.
        system_prompt: that of answers.
        question: on one line.
    """
    fixed = len(system_prompt.encode()) + len(message(question, ()).encode())
    return (num_ctx - num_predict() - _TEMPLATE_TOKENS) * BYTES_PER_TOKEN - fixed


def size(excerpt: Excerpt) -> int:
    """Return how many bytes an excerpt takes in a message."""
    return len(_numbered(99, excerpt).encode(errors="replace")) + 1


def _numbered(number: int, excerpt: Excerpt) -> str:
    return f"Passage {number}:\n{fenced(excerpt.shown)}\n"


@cache
def _text(name: str) -> str:
    return (resources.files(__name__.rpartition(".")[0]) / f"{name}.txt").read_text("utf-8")
