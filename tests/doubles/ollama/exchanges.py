"""The recorded exchanges with a real Ollama server, made whole again to be replayed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from doubles.ollama.runners import Model

_FOLDER = Path(__file__).parents[2] / "testdata" / "ollama"
RECORDS, NEW_RECORDS = _FOLDER / "exchanges.json", _FOLDER / "exchanges-0.33.json"
BYTES_PER_TOKEN, NEW_BYTES_PER_TOKEN = 3220 / 1608, 3220 / 1666
"""Of the repeated line of code that the recorded prompts are made of."""
WEIGHTS = "533be46e54d7969ad3030e341e2af40736c3143137237f1f9d7fbb07fbc67607"
NEW_WEIGHTS = "fd5f44c0b5aff6453726119fc560d73a8a995a55b4a49804bc24b1969ecf1794"
_LINE = "def f123(a, b): return a + b\n"
_SHORTENED = re.compile(r"<(\d+) characters.*>", re.DOTALL)
_MOMENT = re.compile(r"(.*\.\d{1,6})\d*Z")


@dataclass(frozen=True, slots=True)
class Record:
    """One recorded exchange."""

    name: str
    method: str
    path: str
    content: bytes
    """The body as it was sent."""
    status: int
    kind: str
    """The answer's content type."""
    response: Any
    """The answer's JSON, its list of lines (of 0.33: the first and the last), or its text."""
    number: int = 0
    is_load: bool | None = None
    """Whether the runner was another process afterwards; None if that was not recorded."""

    @property
    def last(self) -> Any:
        """The answer's last, or only, object."""
        return self.response[-1] if isinstance(self.response, list) else self.response


def recorded_models() -> list[Model]:
    """Return the models of the recorded server: two names of the same weights, and another."""
    small = Model(
        "smollm2:135m", 98_363_007, 8192, digest=WEIGHTS, parameter_size="134.52M",
        quantization="Q4_1", memory=96_576_768, memory_per_token=23_040,
        layers=30, heads=9, kv_heads=3, vocabulary=49_152,
    )  # fmt: skip
    gemma = Model(
        "gemma:270m", 241_410_208, 32_768, "gemma3",
        "8c8b44daee743a53945d23ba28c9f059cce4b6e7a56d30aaddb8899647b93a32",
        "268.10M", memory=467_313_152 - 20_000 * 2048,
    )  # fmt: skip
    return [small, replace(small, name="smollm2-b:135m"), gemma]


def newly_recorded_models() -> list[Model]:
    """Return the model of the recorded server of 0.33."""
    old = recorded_models()[0]
    return [replace(old, size=98_362_745, digest=NEW_WEIGHTS, buffers=14_362_571)]


def tokens_of(text: str) -> int:
    """Return the tokens that the recorded server of 0.33 counts in a recorded prompt."""
    if text.startswith("cat "):
        return text.count("cat") + 1
    return -int(-len(text.encode()) // NEW_BYTES_PER_TOKEN)


def names() -> list[str]:
    """Return the names of all records, in order."""
    return [raw["name"] for raw in _raw(RECORDS)]


def records(skip: frozenset[str]) -> list[Record]:
    """Return the records of 0.24 in order, without those named."""
    return [_record(raw) for raw in _raw(RECORDS) if raw["name"] not in skip]


def new_records(first: int, last: int) -> list[Record]:
    """Return the records of 0.33 with these numbers, in order."""
    return [_record(raw) for raw in _raw(NEW_RECORDS) if first <= raw["number"] <= last]


def moment(text: str) -> datetime:
    """Return the time that Go wrote, which has up to nine digits after the point."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return datetime.fromisoformat(found[1].ljust(26, "0")).replace(tzinfo=UTC)


def long_text(size: int) -> str:
    """Return a text of so many characters; two with other sizes differ only in their ends."""
    ending = f"\nEnds at {size}." if size < 10_000 else ""
    return (_LINE * (size // len(_LINE) + 1))[: size - len(ending)] + ending


def _raw(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _record(raw: dict[str, Any]) -> Record:
    asked, body = raw["request"], raw["request"]["body"]
    headers = {key.lower(): value for key, value in raw["headers"].items()}
    return Record(
        raw["name"], asked["method"], asked["path"], _content(body),
        raw["status"], headers["content-type"], raw["response"], raw.get("number", 0),
        raw["runner"] == "new process" if "runner" in raw else None,
    )  # fmt: skip


def _content(body: Any) -> bytes:
    if body is None or isinstance(body, str):
        return (body or "").encode()
    return json.dumps(_whole(body)).encode()


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    found = _SHORTENED.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    size = int(found[1])
    return "cat " * (size // 4) if "'cat cat" in value else long_text(size)
