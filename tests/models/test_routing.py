"""Several models in one run: who is asked what, in which order, and how often each is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.runners import Model
from doubles.ollama.server import OllamaServer
from material.command_line import contents, run
from material.repository import Done, generate, is_warm_up, put, questions, repository

from ralf_notes.machine import hardware

FAST, BALANCED, QUALITY = "fast:1b", "balanced:3b", "quality:7b"
MODELS = [Model(FAST, 1_000_000_000), Model(BALANCED, 3_000_000_000), Model(QUALITY, 7_000_000_000)]
BIG = "\n\n".join(
    f"def f{n}(x):\n    return [x, {n}, {n + 1}, {n + 2}, {n + 3}]" for n in range(900)
)
FILES = {
    "app/used.py": "def used():\n    return 1\n",
    "app/a.py": "from app.used import used\n\n\ndef a():\n    return used()\n",
    "app/b.py": "from app.used import used\n\n\ndef b():\n    return used()\n",
    "app/big.py": BIG,
    "lib/c.py": "def c():\n    return 3\n",
    "lib/d.py": "def d():\n    return 4\n",
}
ALL = "models: {fast: fast:1b, balanced: balanced:3b, quality: quality:7b}\n"


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer(models=MODELS) as double:
        yield double


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return repository(tmp_path / "app", FILES)


def memory_of(monkeypatch: pytest.MonkeyPatch, gigabytes: float) -> None:
    """Give this machine so much memory beside what its system keeps."""
    total = int(gigabytes * 1e9) + hardware.RESERVE
    monkeypatch.setattr(hardware, "memory", lambda: hardware.Memory(total, total))


@pytest.fixture(autouse=True)
def big_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    memory_of(monkeypatch, 100)


def routed(app: Path, server: OllamaServer, settings: str, *options: str) -> Done:
    """Run with some settings, on a window that most files fit."""
    config = app.parent / "config.yaml"
    put(config, f"host: {server.host}\nnum_ctx: 4096\n{settings}")
    return generate(app, "-c", config, "-o", app.parent / "vault", *options)


def asked(server: OllamaServer) -> list[tuple[str, str]]:
    """Return the model and the material's first line of each question, in order."""
    return [
        (str(request.body["model"]), request.user.partition("\n")[0])
        for request in questions(server)
        if request.body
    ]


def stretches(server: OllamaServer) -> list[str]:
    """Return the models in the order of their work, each as often as it takes its turn."""
    order: list[str] = []
    for model, _ in asked(server):
        if order[-1:] != [model]:
            order.append(model)
    return order


def test_each_tier_does_its_own_in_one_stretch(app: Path, server: OllamaServer) -> None:
    done = routed(app, server, ALL)
    assert done.exit_code == 0, done.stderr
    assert stretches(server) == [FAST, BALANCED, QUALITY]
    by_model: dict[str, set[str]] = {}
    for model, first_line in asked(server):
        by_model.setdefault(model, set()).add(first_line)
    assert by_model[FAST] == {"Part of app/big.py"}
    assert by_model[BALANCED] >= {"app/a.py (python)", "app/used.py (python)", "app/big.py"}
    assert by_model[QUALITY] == {"app/app", "app", "lib"} - {"app/app"}
    assert [server.loads(model.name) for model in MODELS] == [1, 1, 1]
    assert [usage["loads"] for usage in done.report["models"]] == [1, 1, 1]


def test_the_notes_say_who_wrote_them(app: Path, server: OllamaServer) -> None:
    routed(app, server, ALL)
    vault = app.parent / "vault/app"
    for path, model in [
        ("app/a.py.md", BALANCED),
        ("app/big.py.md", f"{FAST}, {BALANCED}"),
        ("lib/lib.md", QUALITY),
        ("app.md", QUALITY),
    ]:
        assert f'ralf_model: "{model}"' in (vault / path).read_text(encoding="utf-8")
    status = run("status", app, "-c", app.parent / "config.yaml", "-o", app.parent / "vault")
    assert "older" not in status


def test_a_second_run_asks_nothing(app: Path, server: OllamaServer) -> None:
    routed(app, server, ALL)
    before, count = contents(app.parent / "vault"), len(server.work)
    assert routed(app, server, ALL, "--refresh", "all").exit_code == 0
    assert (contents(app.parent / "vault"), len(server.work)) == (before, count)


@pytest.mark.parametrize(
    ("models", "order"),
    [
        ("models: {fast: fast:1b}\n", [FAST]),
        ("models: {quality: quality:7b}\n", [QUALITY]),
        ("models: {fast: fast:1b, quality: quality:7b}\n", [FAST, QUALITY]),
        ("models: {balanced: balanced:3b, quality: quality:7b}\n", [BALANCED, QUALITY]),
        (f"model: {BALANCED}\n" + ALL, [BALANCED]),
    ],
)
def test_a_tier_that_is_not_given_is_done_by_the_nearest(
    app: Path, server: OllamaServer, models: str, order: list[str]
) -> None:
    assert routed(app, server, models).exit_code == 0
    assert stretches(server) == order


def test_the_option_model_overrides_all(app: Path, server: OllamaServer) -> None:
    assert routed(app, server, ALL, "--model", FAST).exit_code == 0
    assert stretches(server) == [FAST]


def test_rules_decide_by_kind_size_and_use(app: Path, server: OllamaServer) -> None:
    put(app / "tests/test_a.py", "def test_a():\n    assert 1\n")
    rules = (
        "routing:\n  rules:\n    - kind: test -> none\n    - used_by >= 2 -> quality\n"
        "    - size > 30 kB -> fast\nprose_for: [code, test]\n"
    )
    done = routed(app, server, ALL + rules)
    assert done.exit_code == 0, done.stderr
    who = {line: model for model, line in asked(server)}
    assert who["app/used.py (python)"] == QUALITY
    assert who["app/big.py"] == who["Part of app/big.py"] == FAST
    assert who["lib/c.py (python)"] == BALANCED
    assert "tests/test_a.py (python)" not in who
    assert stretches(server) == [FAST, BALANCED, QUALITY]


def test_none_leaves_a_task_to_nobody(app: Path, server: OllamaServer) -> None:
    done = routed(app, server, ALL + "routing: {folder: none, overview: none}\n")
    assert done.exit_code == 0, done.stderr
    assert stretches(server) == [FAST, BALANCED]
    folder = (app.parent / "vault/app/lib/lib.md").read_text(encoding="utf-8")
    assert "Not summarised yet" not in folder
    assert "ralf_model" not in folder


def test_the_plan_says_who_would_be_asked_and_which_model_comes_back(
    app: Path, server: OllamaServer
) -> None:
    done = routed(app, server, ALL + "routing: {part: quality}\n", "--dry-run")
    lines = done.stdout.partition("models, in this order:\n")[2].splitlines()
    assert [line.split(":")[0].strip() + ":" + line.split(":")[1] for line in lines[:4]] == [
        QUALITY, BALANCED, QUALITY, QUALITY,
    ]  # fmt: skip
    assert "parts" in lines[0]
    assert "6 files, about" in lines[1]
    assert "2 folders, about" in lines[2]
    assert "; comes back: loads again if not all models fit" in lines[2]
    assert "comes back" not in lines[1] + lines[3]
    assert server.work == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [("used_by -> fast", "used_by >= 5 -> quality"), ("kind: nothing -> fast", "kind: test"),
     ("size > big -> fast", "size > 200 kB"), ("used_by > 2 -> best", "-> quality")],
)  # fmt: skip
def test_an_invalid_rule_is_reported(
    app: Path, server: OllamaServer, rule: str, words: str
) -> None:
    done = routed(app, server, f"{ALL}routing: {{rules: ['{rule}']}}\n")
    assert done.exit_code == 2
    assert words in done.stderr
    assert "config.yaml:4: routing.rules[0]" in done.stderr


# Warm-up


def warm_ups(server: OllamaServer) -> list[str]:
    return [str(r.body["model"]) for r in server.work if r.body and is_warm_up(r)]


def test_models_that_fit_together_are_warmed_at_the_start_the_biggest_first(
    app: Path, server: OllamaServer
) -> None:
    done = routed(app, server, ALL)
    assert warm_ups(server) == [QUALITY, BALANCED, FAST]
    assert all(is_warm_up(request) for request in server.work[:3])
    assert done.stderr.count("loaded in") == 3 or done.stderr.count("loaded") >= 3


def test_a_model_that_does_not_fit_is_warmed_when_its_turn_comes(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory_of(monkeypatch, 9)  # for quality alone, or for fast and balanced
    with OllamaServer(models=MODELS, memory=9e9) as server:
        done = routed(app, server, ALL)
        assert done.exit_code == 0, done.stderr
        assert warm_ups(server) == [BALANCED, FAST, QUALITY]
        assert is_warm_up(server.work[0]) and is_warm_up(server.work[1])
        assert not is_warm_up(server.work[2])
        assert [server.loads(model.name) for model in MODELS] == [1, 1, 1]


def test_all_missing_models_are_named_before_any_work(app: Path, server: OllamaServer) -> None:
    models = "models: {fast: gone:1b, balanced: balanced:3b, quality: lost:7b}\n"
    done = routed(app, server, models)
    assert done.exit_code == 3
    assert "ollama pull gone:1b" in done.stderr
    assert "ollama pull lost:7b" in done.stderr
    assert server.work == []
    assert (app.parent / "vault").exists()  # the facts need no model
