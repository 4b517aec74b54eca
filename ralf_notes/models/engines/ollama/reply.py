"""A streamed answer of `/api/chat`, as a whole.

Source of the stream: https://github.com/ollama/ollama/blob/main/docs/api.md
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from ralf_notes.errors import Refused, Transient
from ralf_notes.models.engines import Reply, unheard
from ralf_notes.models.engines.http import Stream
from ralf_notes.models.engines.http.body import json_object
from ralf_notes.models.engines.http.refusals import words_of
from ralf_notes.models.engines.ollama.package import ChatResponse

_SPARE_PARTS = 64
"""Parts of an answer beside its tokens."""
_LONGEST = 10**15
"""Nanoseconds: eleven days."""


def whole_reply(
    stream: Stream, timeout: float, most: int, hear: Callable[[str], None] = unheard
) -> Reply:
    """Read an answer to its end.

    A stream that ends properly, but without a last line, is the server's way to end a loop: it
    does so after some 30 equal tokens. A connection that breaks raises Transient.
    Source: https://github.com/ollama/ollama/blob/main/llm/llama_server.go

    Args:
        stream: the answer as it comes.
        timeout: seconds without a token, once the first has come, after which it has stalled.
        most: tokens, the cap that was asked for.
        hear: gets the text of each part.

    Raises Transient if there was no part at all, Refused if it goes on far beyond its cap or is no
    answer, and what `Stream.failed` returns for an error inside it.
    """
    pieces: list[str] = []
    thought, last = False, None
    for count, part in enumerate(_parts(stream)):
        if count > 2 * most + _SPARE_PARTS:  # each part has a token or more
            raise Refused(f"the server does not end its answer at num_predict ({most})")
        pieces.append(part.message.content or "")
        thought = thought or bool(part.message.thinking)
        last = part
        hear(pieces[-1])
        if part.done:
            break
        stream.wait_at_most(timeout)
    if last is None:
        raise Transient("the server's answer ended before it began")
    return _reply("".join(pieces), last, thought=thought)


def _parts(stream: Stream) -> Iterator[ChatResponse]:
    """Yield the parts of an answer; raise what stands in place of one."""
    for line in stream.lines:
        if not line.strip():
            continue
        part = json_object(line)
        if part is None:
            words, _ = words_of(line[:1000].decode(errors="replace"))
            raise Refused(f"the server does not speak Ollama's API. Its answer is: {words}")
        if part.get("error"):
            raise stream.failed(0, json.dumps(part).encode())
        try:
            yield ChatResponse(**part)
        except (ValueError, TypeError) as exc:
            first = str(exc).partition("\n")[2].partition("\n")[0]
            raise Refused(f"the server's answer is not as Ollama's API says: {first}") from exc


def _reply(text: str, last: ChatResponse, *, thought: bool) -> Reply:
    return Reply(
        text=text,
        cut=not last.done or last.done_reason == "length",
        prompt_tokens=max(last.prompt_eval_count or 0, 0),
        answer_tokens=max(last.eval_count or 0, 0),
        prompt_seconds=_seconds(last.prompt_eval_duration),
        answer_seconds=_seconds(last.eval_duration),
        load_seconds=_seconds(last.load_duration),
        thought=thought,
    )


def _seconds(nanoseconds: int | None) -> float:
    return min(max(nanoseconds or 0, 0), _LONGEST) / 1e9
