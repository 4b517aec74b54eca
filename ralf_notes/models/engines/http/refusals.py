"""Turns a server's refusal into one of our errors: by its status more than by its wording.

The words decide in four cases alone, in which the status says nothing: no memory, a prompt that is
too long, a `format` that the server cannot keep to, and a server that is not installed completely.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from ralf_notes.errors import (
    EngineError,
    FormatRefused,
    OutOfMemory,
    PromptTooLong,
    RalfError,
    Refused,
    Transient,
)
from ralf_notes.models.engines.http.key import KEY_VARIABLE
from ralf_notes.text import cut

_LONGEST = 300
"""Characters of a server's words in a message."""
_MEMORY = re.compile(
    r"insufficient (?:memory|v?ram|system resources)|out[ -]of[ -](?:device |host |gpu )?memory"
    r"|not enough (?:\w+ )?(?:memory|v?ram)|more (?:\w+ )?memory|no available memory"
    r"|(?:unable|failed|cannot|can't|could not) (?:to )?alloc|attempting to allocate"
    r"|outof(?:device|host)?memory|kiogpu|(?:cuda|hip)malloc|bad_alloc|enomem|mem_buffer != null"
    r"|memory allocation (?:failed|failure|error)"
)
_INSTALL = re.compile(
    r"binary not found|executable file not found|exec format error|error loading shared librar"
    r"|library not loaded"
    r"|error starting \S{1,200}: .{0,400}(?:no such file|permission denied|not found)"
)
_FORMAT = re.compile(
    r"json[ _-]?schema|(?:invalid|unsupported|unrecognized|bad) (?:json )?(?:schema|format)"
    r"|grammar|required for format|response[ _]format|structured output|guided[ _](?:json|decoding)"
)
_WINDOW = re.compile(
    r"context[ _-]?(?:window|length|size)|n_ctx|max_model_len|model length|max_tokens"
)
_TEXT = re.compile(r"tokens?\b|prompt|(?:input|sequence) length|input is")
_EXCESS = re.compile(
    r"exceed|too (?:long|large|many|big)|(?:long|larg|great|bigg)er than|more than|overflow"
    r"|not fit|n't fit|truncat"
)
_BOUND = re.compile(r"maximum|at most|only|limit|reached|at least|too small|ran out")
_NOT_OURS = re.compile(r"context (?:deadline|cancel)|rate.?limit|quota|per (?:minute|hour|day)")
"""Words of Go and of providers that look like a prompt that is too long."""
_TOKENS = re.compile(r"(\d[\d,]{0,9})[ -]tokens?\b|(?:length|size|window|n_ctx)\D{1,12}(\d{2,9})")
_CLOUD = re.compile(
    r"(?:lookup|https://|at) ?ollama\.com(?!/(?:download|library))|ollama cloud|remote model"
)
_TLS = re.compile(r"to (?:an )?https (?:server|port)|speaking plain http to an ssl")
"""Words of Go, nginx and Apache for a request without TLS to a port with TLS."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a server said instead of an answer."""

    status: int
    """Of HTTP; 200 for an object that is no answer, 0 for an error in the middle of one."""
    words: str
    """One line."""
    counts: tuple[int, int] = (0, 0)
    """Tokens of the prompt and of the context window, if the server says them."""
    retry_after: str = ""
    """The header: seconds, or a date."""


def error_for(refusal: Refusal, host: str, has_key: bool) -> RalfError:
    """Return the error that a server's refusal means.

    Args:
        refusal: the refusal.
        host: the server's URL.
        has_key: whether a key was sent.
    """
    status, words, low = refusal.status, refusal.words, refusal.words.lower()
    if _CLOUD.search(low) and (status == 0 or status >= 400):
        return EngineError(_cloud(status, words))
    if status in (401, 403, 407):
        return EngineError(_key_is_wrong(status, words, host, has_key=has_key))
    if status == 400 and _TLS.search(low):
        safe = host.replace("http://", "https://", 1)
        return EngineError(f"the server at {host} speaks TLS. Name it so: {safe}")
    by_words = _by_words(refusal, host)
    if by_words is not None:
        return by_words
    if status in (408, 425, 429) or status == 0 or status >= 500:
        return Transient(f"the server said{_in_brackets(status)}: {words}", _seconds(refusal))
    return Refused(f"the server said{_in_brackets(status)}: {words}")


def words_of(text: str) -> tuple[str, tuple[int, int]]:
    """Return the words in the body of a refusal as one line, and the two counts if it has them.

    Each server has a form of its own: `{"error": "..."}`, `{"error": {"message": ...}}`,
    `{"object": "error", "message": ...}`, `{"detail": ...}`, and Ollama's with JSON in a string.
    """
    value: Any = text
    counts, code = (0, 0), ""
    for _ in range(6):
        if isinstance(value, str) and value.lstrip().startswith("{"):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                break
        if not isinstance(value, dict):
            break
        counts = max(counts, (_count(value, "n_prompt_tokens"), _count(value, "n_ctx")))
        code = next((value[k] for k in ("code", "type") if isinstance(value.get(k), str)), code)
        if value.get("signin_url"):
            return "sign in at ollama.com", counts
        keys = ("error", "message", "detail", "error_description")
        inner = next((value[key] for key in keys if value.get(key)), None)
        if inner is None:
            break
        value = inner
    try:
        words = value if isinstance(value, str) else json.dumps(value)
    except (ValueError, RecursionError):
        words = ""
    words += f" ({code})" if "context" in code and code not in words else ""
    line = " ".join(words[: 20 * _LONGEST].split()) or "nothing"
    return cut(line, _LONGEST), counts


def _by_words(refusal: Refusal, host: str) -> RalfError | None:
    """Return the error where the words say more than the status, else None."""
    status, words, low = refusal.status, refusal.words, refusal.words.lower()
    if status not in (0, 200, 400, 413, 422) and status < 500:
        return None
    if _MEMORY.search(low):
        return OutOfMemory(
            f"the machine of the server lacks memory for the model: {words}. Use a smaller num_ctx "
            "or a smaller model, set parallel to 1, or close other programs and models there"
        )
    if _INSTALL.search(low):
        return EngineError(
            f"the server at {host} is not installed completely: {words}. Install it anew"
        )
    if _FORMAT.search(low):
        return FormatRefused(
            "the server cannot keep this model's answers to a format. It said"
            f"{_in_brackets(status)}: {words}"
        )
    if _is_too_long(status, low) or 0 < refusal.counts[1] <= refusal.counts[0]:
        return PromptTooLong(words, *(refusal.counts if refusal.counts[1] else _counts(low)))
    return None


def _is_too_long(status: int, low: str) -> bool:
    if status == 413:
        return True
    if status > 500 or _NOT_OURS.search(low):
        return False
    if _WINDOW.search(low):
        return bool(_EXCESS.search(low) or _BOUND.search(low))
    return bool(_TEXT.search(low) and _EXCESS.search(low))


def _counts(low: str) -> tuple[int, int]:
    """Return the tokens of a prompt and of the window in a server's words, or (0, 0)."""
    numbers = [int((a or b).replace(",", "")) for a, b in _TOKENS.findall(low)]
    sizes = {number for number in numbers if number > 0}
    return (max(sizes), min(sizes)) if len(sizes) > 1 else (0, 0)


def _count(value: dict[str, Any], key: str) -> int:
    number = value.get(key)
    return number if isinstance(number, int) and 0 < number < 10**9 else 0


def _seconds(refusal: Refusal) -> float:
    """Return after how many seconds the server wants to be asked again; 0 if it does not say."""
    text = refusal.retry_after.strip()
    if text.isascii() and text.isdecimal() and len(text) < 9:
        return float(text)
    try:
        at = parsedate_to_datetime(text)
        return max((at - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0.0


def _key_is_wrong(status: int, words: str, host: str, *, has_key: bool) -> str:
    how = "refuses the key" if has_key else "wants a key"
    other = " It may also refuse the host name that it is called by." if status == 403 else ""
    return (
        f"the server at {host} {how} ({status}): {words}. "
        f"Set the environment variable {KEY_VARIABLE}: no file and no option holds it.{other}"
    )


def _cloud(status: int, words: str) -> str:
    return (
        f"the server would have to ask ollama.com{_in_brackets(status)}: {words}. Names that end "
        "in cloud run there, not on your machine: choose a local model"
    )


def _in_brackets(status: int) -> str:
    return f" ({status})" if status not in (0, 200) else ""
