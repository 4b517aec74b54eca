"""The estimate of a model's memory beside what a real Ollama reported when it was loaded.

The model is SmolLM2-135M on Ollama 0.24, at three context windows; the figures were recorded once
(`tests/testdata/ollama/exchanges.json`), so no server is needed. It ran without a GPU: there
`/api/ps` counts weights and KV cache alone, and the buffers have nothing to be compared with.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ralf_notes.models import memory
from ralf_notes.models.engines import LoadedModel, Model, architecture_of

RECORDS = Path(__file__).parent.parent / "tests" / "testdata" / "ollama" / "exchanges.json"
MODEL = "smollm2:135m"
MOST = 2.0
"""Percent."""


def main() -> None:
    records = json.loads(RECORDS.read_text(encoding="utf-8"))
    model, taken = described(records), loaded(records)
    smallest = taken[min(taken)]
    worst = 0.0
    for num_ctx, there in sorted(taken.items()):
        need = memory.need(model, num_ctx)
        known = memory.need(model, num_ctx, [smallest])
        errors = [error(each.weights + each.cache, there.size) for each in (need, known)]
        worst = max(worst, *map(abs, errors))
        print(
            f"num_ctx {num_ctx}: weights {mb(need.weights)} + KV cache {mb(need.cache)} = "
            f"{mb(need.weights + need.cache)}, reported {mb(there.size)}: {errors[0]:+.1f} %; "
            f"from what it took at {smallest.context_length}: {errors[1]:+.1f} %; "
            f"buffers beside it, not reported: {mb(need.buffers)}"
        )
    print(f"largest error: {worst:.1f} % (at most {MOST:.0f} %)")
    sys.exit(worst > MOST)


def described(records: list[dict[str, Any]]) -> Model:
    """Return the model as the server described it."""
    answers = {record["name"]: record.get("response") for record in records}
    listed = next(each for each in answers["tags"]["models"] if each["name"] == MODEL)
    info = answers["show"]["model_info"]
    return Model(
        MODEL, info["llama.context_length"], listed["size"], architecture=architecture_of(info)
    )


def loaded(records: list[dict[str, Any]]) -> dict[int, LoadedModel]:
    """Return what the model took in all that `/api/ps` ever said, by context window."""
    looks = [
        r["response"]["models"] for r in records if r.get("request", {}).get("path") == "/api/ps"
    ]
    found = [each for look in looks for each in look if each["name"] == MODEL]
    return {each["context_length"]: LoadedModel(MODEL, each["size"], each["context_length"], "")
            for each in found}  # fmt: skip


def error(estimate: int, real: int) -> float:
    """Return how far an estimate is off, in percent."""
    return 100 * (estimate - real) / real


def mb(size: int) -> str:
    """Return a number of bytes in words."""
    return f"{size / 1e6:.1f} MB"


if __name__ == "__main__":
    main()
