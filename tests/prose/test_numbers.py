"""Numbers in prose: one that the model was not shown takes its sentence with it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer, Request, default_answer
from material.repository import generate, repository

from ralf_notes.prose.names.numbers import numbers_in, without_unknown_numbers

_COMMENT = re.compile(r"<!--[^>]*-->")
SHOWN = """
release = '0.4.17'
limit = 40; wait(10_000); share = 0.2; version = '3.11'; sha256(key); retries=3; ip='127.0.0.1'
"""


@pytest.mark.parametrize(
    "sentence",
    [
        "It waits for 10 seconds, or for 10,000 ms.",
        "A share of 20% goes back, 0.2 of all.",
        "It tells what changed in 0.4 and in 0.4.17, and in all of 0.4.x.",
        "It needs Python 3.11 and hashes with SHA-256, in 256 bits.",
        "It writes UTF-8 as RFC 2616 says, over HTTP/1.1 and IPv4.",
        "It tries three times, then `retry_after_99` tells.",
        "Up to 40 entries are kept, on 127.0.0.1 only.",
    ],
)
def test_a_number_that_was_shown_stays_in_whatever_unit(sentence: str) -> None:
    assert without_unknown_numbers(f"{sentence} It ends.", SHOWN) == f"{sentence} It ends."


@pytest.mark.parametrize(
    "sentence",
    [
        "It bakes 100 pounds of rye.",
        "Up to 41 entries are kept.",
        "It needs Python 3.12.",
        "It tells what changed in 0.5.",
        "It waits for 12 seconds.",
        "The file has 222 lines, 1,500 words.",
    ],
)
def test_a_number_that_was_not_shown_takes_its_sentence_with_it(sentence: str) -> None:
    assert without_unknown_numbers(f"{sentence} It ends.", SHOWN) == "It ends."


def test_names_have_no_numbers() -> None:
    text = "`f(7)` calls v2 of `a_8`, base64 and x86, U+2026, 9 times and -5 times."
    assert numbers_in(text) == ["9", "5"]


def test_summaries_and_descriptions_are_held_to_it(tmp_path: Path) -> None:
    """Of files, and of the folders above them."""
    text = "LIMIT = 40\n\n\ndef fill(jar):\n    return jar[:LIMIT]\n"
    jars = repository(tmp_path / "jars", {"jars/fill.py": text, "jars/other.py": "x = 1\n"})
    said = "Fills a jar with at most 40 sweets from the limit. It holds 77 more in the jars."

    def answer(request: Request) -> str:
        if not (request.body or {}).get("format"):
            return default_answer(request)
        values = json.loads(str(default_answer(request)))
        values |= {"summary": said} if "summary" in values else {}
        values |= {"symbols": dict.fromkeys(values.get("symbols", {}), said)}
        return json.dumps(values)

    with OllamaServer(answer=answer) as server:
        assert generate(jars, "-o", tmp_path / "vault", server=server).exit_code == 0
    notes = [path.read_text() for path in (tmp_path / "vault").rglob("*.md")]
    assert any("at most 40 sweets" in note for note in notes)
    shown = [_COMMENT.sub("", note) for note in notes]  # the digests in comments have any digits
    assert not any("77" in note for note in shown)
