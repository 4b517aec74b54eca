"""A streamed answer of `/v1/chat/completions`, and whether it can be trusted.

Source of the stream: https://platform.openai.com/docs/api-reference/chat-streaming
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ralf_notes.errors import FormatRefused, PromptTooLong, Refused, Transient
from ralf_notes.models.engines import Ask, Reply, unheard
from ralf_notes.models.engines.http import Stream
from ralf_notes.models.engines.http.body import json_object
from ralf_notes.models.engines.http.refusals import words_of

_RUN = re.compile(r"[A-Za-z\x80-\U0010ffff]+(?:'[A-Za-z\x80-\U0010ffff]+)?|[0-9]+")
"""A piece of text that is one token or more: tokenizers split at blanks, at signs, and between
letters and digits. Some take `don't` or a tag such as `</div>` as one, so signs are not counted."""

_SPARE_PIECES = 16
_NONSENSE = 10**12
"""A count of tokens or of milliseconds that cannot be true."""


@dataclass(slots=True)
class StreamedAnswer:
    """The part of an answer that has arrived."""

    text: list[str] = field(default_factory=list)
    thought: bool = False
    pieces: int = 0
    """Pieces of text or of thought."""
    finish: str = ""
    done: bool = False
    usage: Mapping[str, Any] = field(default_factory=dict)
    timings: Mapping[str, Any] = field(default_factory=dict)
    """llama.cpp's own; other servers send none."""
    prompt_seconds: float = 0.0
    answer_seconds: float = 0.0

    def add(self, event: Mapping[str, Any]) -> None:
        """Add one event of the stream; what it has in place of the common fields is passed over."""
        self.done = self.done or bool(event.get("done"))
        self.usage = _mapping(event.get("usage")) or self.usage
        self.timings = _mapping(event.get("timings")) or self.timings
        choices = event.get("choices")
        for choice in map(_mapping, choices if isinstance(choices, list) else ()):
            delta = _mapping(choice.get("delta"))
            if delta.get("content"):
                self.text.append(str(delta["content"]))
                self.pieces += 1
            if delta.get("reasoning_content") or delta.get("reasoning"):
                self.thought = True
                self.pieces += 1
            self.finish = str(choice.get("finish_reason") or self.finish)


def streamed_answer(
    stream: Stream,
    timeout: float,
    most: int,
    hear: Callable[[str], None] = unheard,
    clock: Callable[[], float] = time.perf_counter,
) -> StreamedAnswer:
    """Read an answer to its end.

    Args:
        stream: the answer as it comes.
        timeout: seconds without a token, once the first has come, after which it has stalled.
        most: tokens, the cap that was asked for.
        hear: gets each piece of the answer.
        clock: seconds; never goes back.

    Raises PromptTooLong, Refused or Transient for an error inside the answer, Transient if it has
    no end, and Refused if it goes on far beyond its cap.
    """
    answer, begun, first = StreamedAnswer(), clock(), None
    pieces = heard = 0
    for event in _events(stream):
        answer.add(event)
        if answer.pieces > 2 * most + _SPARE_PIECES:  # one piece has a token or more
            raise Refused(f"the server does not end its answer at max_tokens ({most})")
        if answer.pieces > pieces:
            pieces, first = answer.pieces, first or clock()
            stream.wait_at_most(timeout)
            hear("".join(answer.text[heard:]))
            heard = len(answer.text)
    if not answer.finish or not (answer.usage or answer.done):
        raise Transient("the server's answer ended before it was complete")
    ended = clock()
    answer.prompt_seconds = (first or ended) - begun
    answer.answer_seconds = ended - (first or ended)
    return answer


def checked(answer: StreamedAnswer, ask: Ask, num_ctx: int) -> Reply:
    """Return an answer as a reply, if the whole prompt was read and the schema obeyed.

    Args:
        answer: the complete answer.
        ask: the request.
        num_ctx: the run's context window, in tokens.

    Raises PromptTooLong when the server has, or may have, cut the prompt silently; Refused when it
    does not report how much it read, FormatRefused when the answer does not obey the schema.
    """
    text = "".join(answer.text)
    cut = answer.finish == "length"
    _check_read_whole(_count(answer.usage, "prompt_tokens"), ask, num_ctx)
    if answer.thought and not text:
        raise Refused(
            "the model thinks and never came to its answer: start the server without thinking "
            "(llama-server --reasoning-budget 0), or choose another model"
        )
    if ask.schema is not None and not cut and not _obeys(text, ask.schema):
        raise FormatRefused(
            "the answer is not the JSON that was asked for: the server ignores response_format "
            "(json_schema). A newer version of it, or another model format, may obey it."
        )
    return Reply(
        text=text,
        cut=cut,
        prompt_tokens=_count(answer.usage, "prompt_tokens"),
        answer_tokens=_count(answer.usage, "completion_tokens"),
        prompt_seconds=_seconds(answer.timings, "prompt_ms", answer.prompt_seconds),
        answer_seconds=_seconds(answer.timings, "predicted_ms", answer.answer_seconds),
        load_seconds=0.0,
    )


def least_tokens(text: str) -> int:
    """Return the least number of tokens that any tokenizer in use makes of a text."""
    return sum(1 for _ in _RUN.finditer(text))


def _check_read_whole(tokens: int, ask: Ask, num_ctx: int) -> None:
    """Raise PromptTooLong unless the server has read enough tokens for the whole prompt."""
    if not tokens:
        raise Refused(
            "the server does not report how much of the prompt it read (stream_options "
            "include_usage), so it might cut prompts silently: a newer version may report it"
        )
    if tokens + ask.num_predict > num_ctx:
        # What a server cut fills the window; what fits it leaves room for the answer.
        raise PromptTooLong(
            f"a prompt of {tokens} tokens and an answer of up to {ask.num_predict} do not fit the "
            f"context window of {num_ctx} tokens"
        )
    least = least_tokens(ask.system) + least_tokens(ask.prompt)
    if tokens < least:
        raise PromptTooLong(
            f"the server read {tokens} tokens of a prompt that has {least} at least: it cuts "
            "prompts silently"
        )


def _events(stream: Stream) -> Iterator[dict[str, Any]]:
    """Yield the objects of a stream of server-sent events; {"done": True} is its end.

    Source: https://html.spec.whatwg.org/multipage/server-sent-events.html

    Raises what `Stream.failed` returns for an error, or for an answer that is no stream.
    """
    strange: list[bytes] = []
    for line in stream.lines:
        name, _, data = line.decode(errors="replace").strip().partition(":")
        if name not in ("data", "error") or not data.strip():
            if line.strip() and name.strip() and len(strange) < 9:
                strange.append(line)
            continue
        if data.strip() == "[DONE]":
            yield {"done": True}
            return
        event = json_object(data)
        if event is None:
            raise Refused(f"the server's answer is not JSON with an object: {words_of(data)[0]}")
        if name == "error" or event.get("error"):
            raise stream.failed(_status_of(event), data.encode())
        yield event
        strange = []
    if strange:
        raise stream.failed(200, b"".join(strange))


def _status_of(event: Mapping[str, Any]) -> int:
    """Return the status in an error inside an answer; 0 if it has none."""
    code = _mapping(event.get("error")).get("code")
    return code if isinstance(code, int) and 400 <= code < 600 else 0


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _obeys(text: str, schema: Mapping[str, Any]) -> bool:
    """Whether a text is a JSON object with the keys that a schema requires."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and set(schema.get("required", ())) <= set(answer)


def _count(usage: Mapping[str, Any], key: str) -> int:
    value = usage.get(key)
    return value if isinstance(value, int) and 0 < value < _NONSENSE else 0


def _seconds(timings: Mapping[str, Any], key: str, measured: float) -> float:
    value = timings.get(key)
    if isinstance(value, int | float) and 0 <= value < _NONSENSE:
        return value / 1000
    return measured
