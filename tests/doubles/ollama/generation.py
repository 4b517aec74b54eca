"""How an Ollama server up to 0.29 differs from one of 0.30 and later, which runs llama-server.

Observed on 0.24.0 and 0.33.0-rc2; the recorded exchanges are in `testdata/ollama`.
Source: https://github.com/ollama/ollama/blob/v0.33.0-rc2/server/sched.go, .../llm/llama_server.go
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doubles.ollama.answers import is_schema, unknown_reference
from doubles.ollama.refusal import Refusal

_TOO_LONG = "the input length exceeds the context length"
_NO_SHIFT = (
    "the prompt is longer than the context length currently available to the model; shorten the "
    "prompt, adjust the context length in settings, or use a model with a longer context length"
)
_BATCHES = ((32768, 2048), (4096, 1024), (0, 512))
"""Tokens that 0.30 evaluates in one go, by the window that is exceeded."""
_NUM_KEEP = 4
_LOOP = re.compile(r"(?:^|(?<=\s))(\S+)(?:\s+\1){30}(?!\S)|\s{31}")


@dataclass(frozen=True, slots=True)
class Generation:
    """The rules of one generation of servers."""

    is_new: bool
    """Whether it is 0.30 or later."""
    warm_seconds: float
    """The `load_duration` of a model that is in memory."""
    one_token_nanoseconds: int
    """The `eval_duration` of an answer of one token; 0: left out."""
    repeat_penalty: float
    """The default."""

    def launched_with(
        self, options: Mapping[str, int], longest: int, shift: bool
    ) -> dict[str, int]:
        """Return the options that the runner of a request is started with.

        Args:
            options: of the request, defaults filled in.
            longest: the model's own context length.
            shift: whether the request allows old context to be shifted out.
        """
        if not self.is_new:
            return dict(options)
        window = min(options["num_ctx"], longest)
        batch = options["num_batch"] or self.batch(window)
        return {**options, "num_ctx": window, "num_batch": batch, "shift": int(shift)}

    def batch(self, window: int) -> int:
        """Return how many tokens of a prompt are evaluated in one go."""
        return next(b for least, b in _BATCHES if window > least) if self.is_new else 512

    def longest_prompt(self, window: int) -> int:
        """Return how many tokens a prompt may have."""
        return window - 1 if self.is_new else window

    def longest_answer(self, window: int, prompt_tokens: int) -> int:
        """Return after how many tokens an answer without `shift` ends."""
        return window - prompt_tokens + (not self.is_new)

    def kept(self, window: int) -> int:
        """Return how many tokens are left of a prompt that is cut."""
        return window - (window - _NUM_KEEP) // 2 if self.is_new else window

    def refuse_long(self, tokens: int, window: int, *, truncate: bool, shift: bool) -> None:
        """Raise Refusal if a prompt is too long and must not be cut."""
        if tokens <= self.longest_prompt(window):
            return
        if not self.is_new:
            if not truncate:
                raise Refusal(400, _TOO_LONG)
        elif not truncate:
            text = (
                f"request ({tokens} tokens) exceeds the available context size ({window} tokens), "
                "try increasing it"
            )
            counts = {"n_prompt_tokens": tokens, "n_ctx": window}
            raise _runners_words(text, "exceed_context_size_error", counts)
        elif not shift:
            raise Refusal(400, _NO_SHIFT)

    def refuse_format(self, schema: object) -> None:
        """Raise Refusal if no grammar can be made of a format."""
        if schema in (None, "json"):
            return
        if self.is_new and isinstance(schema, str):
            expected = 'expected "json" or a valid JSON Schema object'
            raise Refusal(500, f"invalid format: {json.dumps(json.dumps(schema))}; {expected}")
        if not self.is_new and not is_schema(schema):
            raise Refusal(500, "invalid JSON schema in format")
        written = json.dumps(schema, separators=(",", ":"))
        missing = unknown_reference(schema)
        if missing:
            name = missing.rpartition("/")[2]
            problem = f"Error resolving ref {missing}: {name} not in {written}"
        elif not is_schema(schema):
            problem = f"Unrecognized schema: {written}"
        else:
            return
        where = "Field 'json_schema': \"json_schema\": JSON schema conversion failed:\n"
        raise _runners_words(where + problem, "invalid_request_error", {})

    def loop_end(self, text: str) -> int | None:
        """Return where an answer ends since the same token came 31 times; None if it does not."""
        found = _LOOP.search(text) if self.is_new else None
        return found.end() if found else None


OLD = Generation(is_new=False, warm_seconds=0.03, one_token_nanoseconds=0, repeat_penalty=1.1)
NEW = Generation(is_new=True, warm_seconds=0.001, one_token_nanoseconds=1000, repeat_penalty=1.0)


def of_version(version: str) -> Generation:
    """Return the generation of a version such as `0.33.0-rc2`."""
    return NEW if version_numbers(version) >= (0, 30) else OLD


def version_numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version: major and minor."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])


def _runners_words(message: str, kind: str, more: Mapping[str, Any]) -> Refusal:
    """Return what the runner says: JSON, which the server passes on as a string."""
    error = {"code": 400, "message": message, "type": kind, **more}
    return Refusal(400, json.dumps({"error": error}, separators=(",", ":")))
