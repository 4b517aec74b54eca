"""Estimates of time: by this machine's last rates of a model, else by a default that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer, Request, Speeds, default_answer
from material.repository import MODEL, generate, repository

FACTOR = 1.5
"""How far an estimate may be off for a tree of the same kind: the promise of docs/guarantees.md."""
UNITS = {"s": 1, "min": 60, "h": 3600}


def tree(root: Path, count: int, name: str) -> Path:
    """Make a tree of modules whose names and texts are its own, so that no answer is kept."""
    text = (
        '"""The {n} {name} of a shop."""\n\n\n'
        "def sell_{name}_{n}(price: int) -> int:\n    return price * {n}\n"
    )
    files = {f"{name}/m{n}.py": text.format(n=n, name=name) for n in range(count)}
    return repository(root / name, files)


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    speeds = Speeds(prompt_tokens_per_second=100.0, answer_tokens_per_second=5.0, load_seconds=7.0)
    with OllamaServer(speeds=speeds) as double:
        yield double


def planned(source: Path, server: OllamaServer, *options: str) -> tuple[float, str]:
    """Return the seconds that a dry run expects, and the line that says so."""
    done = generate(source, "-o", source.parent / "v", "--dry-run", *options, server=server)
    line = done.stdout.splitlines()[-1]
    amounts = re.findall(r"(\d+) (s|min|h)\b", line.partition(": ")[2])
    return sum(int(number) * UNITS[unit] for number, unit in amounts), line


def took(source: Path, server: OllamaServer, *options: str) -> float:
    """Run, and return the seconds of the double's clock that the requests took."""
    before = server.busy_seconds
    generate(source, "-o", source.parent / f"vault-{source.name}", *options, server=server)
    return server.busy_seconds - before


def test_after_one_run_the_next_estimate_is_right_within_a_factor(
    tmp_path: Path, server: OllamaServer
) -> None:
    first, second = tree(tmp_path, 12, "apples"), tree(tmp_path, 20, "pears")
    _, line = planned(first, server)
    assert f"at 250 tokens/s, a default: {MODEL} has not run on this machine yet." in line
    took(first, server)
    expected, line = planned(second, server)
    assert re.search(f", as {MODEL} ran last: 1[0-9][0-9] tokens/s read and 5 written.$", line)
    assert 1 / FACTOR < expected / took(second, server) < FACTOR


def test_folders_that_take_the_sentence_of_their_only_child_are_not_announced(
    tmp_path: Path, server: OllamaServer
) -> None:
    sell = '"""Sells."""\n\n\ndef sell(price: int) -> int:\n    return price * 2\n'
    buy = '"""Buys."""\n\n\ndef buy(price: int) -> int:\n    return price * 3\n'
    files = {"src/shop/sell.py": sell, "src/shop/buy.py": buy}
    source = repository(tmp_path / "goods", files)
    done = generate(source, "-o", tmp_path / "v", server=server)
    asked = [row["path"] for row in done.report["folders"] if row["requests"]]
    assert asked == ["src/shop", ""]
    assert "2 files and 2 folders to ask the model about" in done.stderr


def test_rates_are_of_one_model_on_one_server(tmp_path: Path, server: OllamaServer) -> None:
    took(tree(tmp_path, 8, "apples"), server)
    other = tree(tmp_path, 8, "pears")
    assert "a default" not in planned(other, server)[1]
    assert "a default: other:1b has not run" in planned(other, server, "--model", "other:1b")[1]
    with OllamaServer() as elsewhere:
        assert "a default" in planned(other, elsewhere)[1]
    assert planned(other, server, "--engine", "none")[1] == "No model is asked."


def test_rates_with_several_requests_at_once_are_kept_apart(
    tmp_path: Path, server: OllamaServer
) -> None:
    took(tree(tmp_path, 8, "apples"), server, "--parallel", "2")
    other = tree(tmp_path, 8, "pears")
    one_at_a_time, line = planned(other, server)
    assert "a default" not in line  # the rates of two at a time are the nearest that there are
    took(tree(tmp_path, 8, "plums"), server)
    assert planned(other, server)[0] >= planned(other, server, "--parallel", "2")[0]
    assert one_at_a_time > 0


@pytest.mark.parametrize("is_retried", [False, True], ids=["usable", "retried"])
def test_a_big_file_in_a_run_does_not_make_the_rest_dearer(
    tmp_path: Path, is_retried: bool
) -> None:
    """What is fixed in a question counts for each question, and not for each file."""
    big = "\n\n".join(
        f"def weigh_{n}(crate: int) -> int:\n    return crate * {n}" for n in range(500)
    )
    calls = "\n".join(f"    weigh_{n}(price)" for n in range(5))
    small = "from .big import *\n\n\ndef sell_{n}(price: int) -> int:\n{calls}\n    return {n}\n"
    files = {f"shop/m{n}.py": small.format(n=n, calls=calls) for n in range(20)}
    source = repository(tmp_path / "shop", {"shop/big.py": big, **files})
    answer = bad_about_the_big_one if is_retried else default_answer
    with OllamaServer(keeps_prompts=False, answer=answer) as server:
        generate(source, "-o", tmp_path / "v", "--limit", "2", server=server)
        rest = tokens_to_read(planned(source, server)[1])
        done = generate(source, "-o", tmp_path / "v", server=server)
    rows = [*done.report["files"], *done.report["folders"]]
    assert 1 / FACTOR < rest / sum(row["prompt_tokens"] for row in rows) < FACTOR


def tokens_to_read(line: str) -> int:
    """Return how many tokens to read an estimate names."""
    return int(line.removeprefix("About ").partition(" ")[0].replace(",", ""))


def bad_about_the_big_one(request: Request) -> str:
    """Name in each first answer about a part what is nowhere, so that it is asked again."""
    text = default_answer(request)
    is_first = request.user.startswith("Part of") and "nowhere_to_be" not in request.user
    lie = '"summary": "It calls `nowhere_to_be()`. '
    return text.replace('"summary": "', lie) if is_first else text


@pytest.mark.parametrize("text", ["", "[]", '{"1": {"reading": 0}}', '{"1": 3}', "nonsense"])
def test_a_record_that_cannot_be_read_counts_as_none(
    tmp_path: Path, server: OllamaServer, state: Path, text: str
) -> None:
    took(tree(tmp_path, 6, "apples"), server)
    for record in (state / "rates").iterdir():
        record.write_text(text)
    assert "a default" in planned(tree(tmp_path, 6, "pears"), server)[1]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RALF_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture(autouse=True)
def no_waiting(impatient: None, state: Path) -> None:
    """Wait for nothing, and keep the rates of each test apart."""
