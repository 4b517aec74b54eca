"""What keeping a model warm is worth: cold, by a window for each file, and ours.

    python benchmarks/warm.py
    python benchmarks/warm.py --host 127.0.0.1:11434 --model qwen2.5-coder:3b --files 6

The first is `headline.py`: 3 and 100 files on the tests' double, with bounds. The second asks a
live Ollama server. There all three ways ask the same questions about the same files of our own
package, with the same caps, and begin with the model unloaded. Other clients of the server spoil
the figures.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import headline

from ralf_notes.config import addresses
from ralf_notes.models.context_window import BYTES_PER_TOKEN
from ralf_notes.models.engines import Ask, Reply, Runner
from ralf_notes.models.engines.ollama import Ollama
from ralf_notes.prose import questions

ROOT = Path(__file__).parent.parent
LARGEST = 8000
"""Bytes of the largest file."""
LEAST_LOAD = 0.2
"""Seconds: to find a loaded model takes less, to load one takes longer."""
DEFAULT_KEEP_ALIVE = "5m"
"""The server's own, written out."""
SYSTEM = questions.system("English")


def main() -> None:
    given = _arguments()
    if given.model:
        _live(given)
    else:
        headline.main()


def _live(given: argparse.Namespace) -> None:
    engine = Ollama(addresses.server_url(given.host))
    asks = [_question(path) for path in _samples(given.files)]
    # The one context window of a run: a power of two that holds every file.
    whole = max(4096, 1 << (max(map(_window, asks)) - 1).bit_length())
    ours = Runner(given.model, whole, 0.2, "30m")
    default = replace(ours, keep_alive=DEFAULT_KEEP_ALIVE)
    print(f"{given.model}, {len(asks)} files, num_ctx {whole}")
    ways = (
        ("cold: unloaded before each file", _cold(engine, default, asks)),
        ("default keep_alive, num_ctx by file", _sized(engine, default, asks)),
        ("ours: warm-up, keep_alive, one num_ctx", _ours(engine, ours, asks)),
    )
    totals = [_measured(engine, given.model, name, replies) for name, replies in ways]
    print(
        f"ours takes {totals[2] / totals[0]:.2f} of the time of cold, "
        f"{totals[2] / totals[1]:.2f} of that of the defaults"
    )
    engine.unload(given.model)
    engine.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--host", default="")
    parser.add_argument("--model", default="", help="default: the tests' double, no model")
    parser.add_argument("--files", type=int, default=6)
    return parser.parse_args()


def _samples(count: int) -> list[Path]:
    """Return files of our package, of sizes that lie evenly between small and `LARGEST`."""
    files = sorted((ROOT / "ralf_notes").glob("*.py"), key=lambda path: path.stat().st_size)
    fitting = [path for path in files if 500 < path.stat().st_size <= LARGEST]
    step = max(1, len(fitting) // count)
    chosen = fitting[::step][:count]
    # As they come in a tree: not by size.
    return sorted(chosen)


def _question(path: Path) -> Ask:
    text = path.read_text(encoding="utf-8")
    asked = questions.about_file(path.relative_to(ROOT).as_posix(), "python", text, (), True)
    schema, cap = questions.schema(asked), questions.num_predict(asked)
    return Ask(SYSTEM, asked.material + asked.task, schema, cap, 1)


def _window(ask: Ask) -> int:
    """Return the context window that one request needs, in tokens."""
    return len((ask.system + ask.prompt).encode()) // BYTES_PER_TOKEN + ask.num_predict


def _cold(engine: Ollama, runner: Runner, asks: Sequence[Ask]) -> Iterator[Reply]:
    for ask in asks:
        engine.unload(runner.model)
        yield engine.ask(runner, ask)


def _sized(engine: Ollama, runner: Runner, asks: Sequence[Ask]) -> Iterator[Reply]:
    """Ask as a simple script does: a window just as large as the file needs."""
    for ask in asks:
        yield engine.ask(replace(runner, num_ctx=_window(ask)), ask)


def _ours(engine: Ollama, runner: Runner, asks: Sequence[Ask]) -> Iterator[Reply]:
    yield engine.ask(runner, Ask(SYSTEM, "Ready?", None, 1, 1))
    for ask in asks:
        yield engine.ask(runner, ask)


def _measured(engine: Ollama, model: str, name: str, replies: Iterator[Reply]) -> float:
    """Print what one way comes to; return its wall time in seconds."""
    engine.unload(model)
    begun = time.perf_counter()
    done = list(replies)
    seconds = time.perf_counter() - begun
    loads = [reply.load_seconds for reply in done if reply.load_seconds >= LEAST_LOAD]
    print(
        f"{name}: {seconds:.1f} s; {len(loads)} loads, {sum(loads):.1f} s; "
        f"prompts {sum(reply.prompt_seconds for reply in done):.1f} s, "
        f"answers {sum(reply.answer_seconds for reply in done):.1f} s "
        f"({sum(reply.answer_tokens for reply in done)} tokens)",
        flush=True,
    )
    return seconds


if __name__ == "__main__":
    main()
