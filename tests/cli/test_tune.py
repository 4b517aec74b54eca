"""`tune` measures models on the user's own files and recommends settings; it changes no notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml
from doubles.ollama.answers import answer_to
from doubles.ollama.server import (
    Fault,
    Model,
    OllamaServer,
    Request,
    Speeds,
    VirtualClock,
    default_answer,
)
from doubles.openai import MODEL as OPENAI
from doubles.openai import OpenAIServer
from material.command_line import configure, contents, load, run, work_folder
from material.repository import repository

from ralf_notes.cli.commands.tune import figures, tune
from ralf_notes.cli.commands.tune.figures import Measurement, ModelFigures
from ralf_notes.config.engines import ENGINES, Traits
from ralf_notes.config.keys import Config
from ralf_notes.config.loading import load_config
from ralf_notes.machine import hardware
from ralf_notes.models.engines import Ask, LoadedModel, Reply, Runner
from ralf_notes.models.engines import Model as InstalledModel
from ralf_notes.models.opening import open_engine
from ralf_notes.prose.tally import Tally

SLOW, FAST = Model("slow:3b", size=3 * 10**8), Model("fast:1b", size=10**8)
SPEEDS = {
    SLOW.name: Speeds(prompt_tokens_per_second=300, answer_tokens_per_second=40),
    FAST.name: Speeds(prompt_tokens_per_second=750, answer_tokens_per_second=100),
}
PASTE = "Paste this into ralf-notes.yaml, in place of its lines for these keys:"


def python_file(functions: int) -> str:
    body = "    total = 0\n    for item in items:\n        total += len(item)\n    return total\n"
    return "\n\n".join(f"def measure_{n}(items):\n{body}" for n in range(functions)) + "\n"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = work_folder(tmp_path, monkeypatch)
    sizes = {"a.py": 1, "b.py": 2, "c.py": 3, "d.py": 5, "e.py": 9, "f.py": 20}
    repository(work / "src", {name: python_file(size) for name, size in sizes.items()})
    return work


Serve = Callable[..., OllamaServer]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Return a function that makes a server on whose clock the tool measures."""

    def make(**settings: Any) -> OllamaServer:
        clock = VirtualClock()
        monkeypatch.setattr(tune, "monotonic", clock.now)
        settings = {"models": [SLOW, FAST], "speeds_of": SPEEDS} | settings
        return OllamaServer(clock=clock, **settings)

    return make


def tuned(server: OllamaServer, *args: str, expect: int = 0) -> str:
    return run("tune", "src", "--host", server.host, *args, expect=expect)


def rows(output: str) -> list[dict[str, str]]:
    """Return the rows of the table, each by heading."""
    lines = output.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("MODEL "))
    headings = [(h, lines[at].index(h)) for h in tune.HEADINGS]
    ends = [start for _, start in headings[1:]] + [None]
    cut = [
        {name: line[start:end].strip() for (name, start), end in zip(headings, ends, strict=True)}
        for line in lines[at + 1 :]
    ]
    return list(takewhile(lambda row: row["NUM_CTX"].isdigit(), cut))


def number(cell: str) -> float:
    return float(cell.split()[0].rstrip("%"))


def pasted(output: str) -> Any:
    """Return the settings to paste."""
    return yaml.safe_load(output.partition(PASTE)[2])


# What it measures


def test_the_speeds_are_those_of_the_server(serve: Serve) -> None:
    with serve() as server:
        table = rows(tuned(server))
    assert {row["MODEL"] for row in table} == {SLOW.name, FAST.name}
    for row in table:
        speeds = SPEEDS[row["MODEL"]]
        assert number(row["READS"]) == pytest.approx(speeds.prompt_tokens_per_second, rel=0.05)
        assert number(row["WRITES"]) == pytest.approx(speeds.answer_tokens_per_second, rel=0.05)
        assert number(row["LOAD"]) == pytest.approx(speeds.load_seconds, rel=0.2)


def test_the_slower_model_is_slower_by_the_right_factor(serve: Serve) -> None:
    with serve() as server:
        output = tuned(server)
    assert f"{SLOW.name} takes 2.5 times as long for a file as {FAST.name}." in output
    times = {row["MODEL"]: number(row["PER FILE"]) for row in rows(output)}
    assert times[SLOW.name] / times[FAST.name] == pytest.approx(2.5, rel=0.05)


def test_the_files_are_of_typical_sizes(serve: Serve) -> None:
    with serve() as server:
        (line,) = [x for x in tuned(server, "-m", FAST.name).splitlines() if "Files:" in x]
        (one,) = [
            x for x in tuned(server, "-m", FAST.name, "--files", "1").splitlines() if "Files:" in x
        ]
        asked = {name for name in "abcdef" for r in server.work if r.user.startswith(f"{name}.py")}
    names = [part.split()[0] for part in line.removeprefix("Files: ").split(", ")]
    assert len(names) == 4
    assert {"a.py", "f.py"} <= {*names}
    assert {f"{name}.py" for name in asked} == {*names}
    assert one.count(".py") == 1
    assert "a.py" not in one and "f.py" not in one


def answers_of(bad: str, text: Callable[[Request], str]) -> Callable[[Request], str]:
    """Return a function that answers questions about files, badly for one model."""

    def answer(request: Request) -> str:
        asked = (request.schema or {}) if isinstance(request.schema, dict) else {}
        is_question = "summary" in asked.get("properties", {})
        is_bad = request.body and request.body["model"] == bad
        return text(request) if is_question and is_bad else default_answer(request)

    return answer


def test_broken_answers_and_retries_are_counted(serve: Serve) -> None:
    broken = answers_of(SLOW.name, lambda request: '{"summary": "It keeps')
    with serve(answer=broken) as server:
        output = tuned(server)
    figures = {row["MODEL"]: (row["JSON"], row["RETRIES"]) for row in rows(output)}
    assert figures[FAST.name] == ("100%", "0%")
    assert figures[SLOW.name] == ("0%", "100%")
    assert pasted(output)["model"] == FAST.name


def test_invented_names_are_counted(serve: Serve) -> None:
    def text(request: Request) -> str:
        answer = yaml.safe_load(default_answer(request))
        return str({**answer, "summary": "It calls `nowhere_else` to gather the values."}).replace(
            "'", '"'
        )

    with serve(answer=answers_of(FAST.name, text)) as server:
        output = tuned(server)
    figures = {row["MODEL"]: row["INVENTED"] for row in rows(output)}
    assert figures == {SLOW.name: "0%", FAST.name: "100%"}
    assert pasted(output)["models"] == {"fast": FAST.name, "quality": SLOW.name}


def test_nothing_is_changed_and_nothing_is_remembered(
    serve: Serve, work: Path, isolated: Path
) -> None:
    before = contents(work)
    with serve() as server:
        first = tuned(server, "-m", FAST.name)
        count = len(server.work)
        assert tuned(server, "-m", FAST.name) == first
        assert len(server.work) == 2 * count
        assert server.loaded == []
    assert contents(work) == before
    assert not (isolated / "cache").exists()


def test_a_model_that_was_loaded_stays(serve: Serve) -> None:
    with serve() as server:
        load(server.host, FAST.name, 4096, "30m")
        tuned(server)
        assert [runner.model.name for runner in server.loaded] == [FAST.name]


def test_a_server_of_the_engine_openai_is_measured_with_its_own_window() -> None:
    with OpenAIServer("llama.cpp", window=4096) as server:
        output = run("tune", "src", "--engine", "openai", "--host", server.host, "--model", OPENAI)
        settings = pasted(output)
        assert server.questions
    assert [(row["MODEL"], row["NUM_CTX"]) for row in rows(output)] == [(OPENAI, "4096")]
    Path("mine.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    config = load_config(Path("mine.yaml"), {}, {}).config
    assert (config.engine, config.host, config.model) == ("openai", server.host, OPENAI)


@dataclass
class InProcess:
    """An engine in this process: one request at a time, model files."""

    size: int = 10**8
    asked: list[Runner] = field(default_factory=list)
    traits: Traits = ENGINES["embedded"]

    def version(self) -> str:
        return "1"

    def models(self) -> tuple[InstalledModel, ...]:
        return (self.show("models/mine.gguf"),)

    def show(self, name: str) -> InstalledModel:
        return InstalledModel(name, 8192, self.size)

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        self.asked.append(runner)
        return Reply(answer_to(ask.prompt, ask.seed, ask.schema), False, 100, 41, 0.5, 2.0, 0.0)

    def loaded(self) -> tuple[LoadedModel, ...]:
        return ()

    def unload(self, model: str) -> None:
        self.asked.clear()

    def close(self) -> None:
        assert self.asked == [], "the model was left in memory"


def test_an_engine_in_the_process_is_measured(work: Path) -> None:
    config = Config.model_validate({"source_paths": ["src"], "engine": "embedded"})
    lines: list[str] = []
    done = tune.tune(config, tune.TuneOptions(), lambda config: InProcess(), lines.append)
    (row,) = (dict(zip(tune.HEADINGS, row, strict=True)) for row in done.rows)
    assert (row["MODEL"], row["READS"], row["WRITES"]) == ("mine.gguf", "200 t/s", "20 t/s")
    assert (done.settings["engine"], done.settings["num_ctx"]) == ("embedded", 4096)
    assert done.settings["model"] == str(work / "models" / "mine.gguf")


# Context windows


BIG = Model("big:3b", size=10**9, context_length=32_768)


@pytest.fixture
def big_files(work: Path) -> None:
    repository(work / "src", {f"big{n}.py": python_file(200 + n) for n in range(30)})


def test_each_window_is_measured_in_one_stretch(serve: Serve, big_files: None) -> None:
    with serve(models=[BIG]) as server:
        output = tuned(server, "-m", BIG.name, "--files", "3")
        windows = [r.body["options"]["num_ctx"] for r in server.work if r.user and r.body]
    assert [row["NUM_CTX"] for row in rows(output)] == ["4096", "8192", "16384"]
    assert windows == sorted(windows)
    assert server.loads() == 3
    assert [row["BEST"] for row in rows(output)] == ["", "", "best"]
    assert pasted(output)["num_ctx"] == 16384


def test_a_window_beyond_what_files_need_or_the_model_has_is_not_tried(
    serve: Serve, work: Path
) -> None:
    with serve() as server:
        assert {row["NUM_CTX"] for row in rows(tuned(server))} == {"4096"}
    repository(work / "src", {f"big{n}.py": python_file(200 + n) for n in range(30)})
    with serve() as server:
        output = tuned(server, "-m", FAST.name, "--files", "1")
    assert [row["NUM_CTX"] for row in rows(output)] == ["4096", "8192"]


def test_a_window_that_does_not_fit_the_memory_is_not_recommended(
    serve: Serve, big_files: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = BIG.size + 9000 * BIG.memory_per_token
    total = hardware.RESERVE + room
    monkeypatch.setattr(hardware, "memory", lambda: hardware.Memory(total, total))
    with serve(models=[BIG]) as server:
        output = tuned(server, "-m", BIG.name, "--files", "1")
    assert [row["BEST"] for row in rows(output)] == ["", "best", ""]
    assert pasted(output)["num_ctx"] == 8192


def test_a_window_that_the_server_cannot_load_is_reported(serve: Serve, big_files: None) -> None:
    room = BIG.size + 9000 * BIG.memory_per_token
    with serve(models=[BIG], memory=room) as server:
        output = tuned(server, "-m", BIG.name, "--files", "1")
    assert pasted(output)["num_ctx"] == 8192
    assert f"{BIG.name}, num_ctx 16384: " in output
    assert "requires more system memory" in output


# How long it takes


def test_it_says_first_what_it_will_do(serve: Serve) -> None:
    lines: dict[str, int] = {}
    with serve() as server:
        config = Config.model_validate({"source_paths": ["src"], "host": server.host})

        def tell(line: str) -> None:
            lines.setdefault(line, len(server.work))

        tune.tune(config, tune.TuneOptions(), lambda c: open_engine(c, {}), tell)
    before = "\n".join(line for line, requests in lines.items() if not requests)
    for words in ("f.py", SLOW.name, FAST.name, "num_ctx 4096", "8 questions", "--seconds"):
        assert words in before


def test_it_ends_when_its_time_is_over(serve: Serve) -> None:
    with serve() as server:
        long = tuned(server)
        took = server.clock.now()
        begun = server.clock.now()
        output = tuned(server, "--seconds", "0")
    assert server.clock.now() - begun < took / 2
    assert "there was time for 1 of 4 files" in output
    assert "there was time" not in long
    assert {row["MODEL"] for row in rows(output)} == {SLOW.name, FAST.name}
    assert "models" in pasted(output)


# Which models


def test_missing_models_are_reported_with_their_pull_lines(serve: Serve) -> None:
    with serve() as server:
        output = tuned(server, "-m", "nope:1b", "-m", FAST.name, "-m", "none:2b", expect=3)
        assert server.work == []
    assert "ollama pull nope:1b" in output
    assert "ollama pull none:2b" in output


def test_the_models_of_the_configuration_are_measured(serve: Serve) -> None:
    configure(f'models: {{fast: "{FAST.name}"}}\n')
    with serve() as server:
        assert {row["MODEL"] for row in rows(tuned(server))} == {FAST.name}
        assert {row["MODEL"] for row in rows(tuned(server, "-m", SLOW.name))} == {SLOW.name}


def test_otherwise_all_models_that_fit_and_write_are_measured(serve: Serve) -> None:
    others = [
        Model("huge:1b", size=10**16),
        Model("cloud:1b", size=10**9, remote_host="https://ollama.com:443"),
        Model("nomic-embed-text:latest", size=3 * 10**8),
    ]
    with serve(models=[FAST, *others]) as server:
        assert {row["MODEL"] for row in rows(tuned(server))} == {FAST.name}


def test_a_model_of_the_configuration_does_not_override_what_is_pasted(serve: Serve) -> None:
    configure("model: old:1b\n")
    with serve() as server:
        settings = pasted(tuned(server, "-m", SLOW.name, "-m", FAST.name))
    assert settings["model"] is None
    assert settings["models"] == {"fast": FAST.name, "quality": SLOW.name}


def test_without_a_model_server_engine_or_file_it_says_what_to_do(serve: Serve, work: Path) -> None:
    with serve(models=[]) as server:
        assert "ollama pull" in tuned(server, expect=3)
    assert "ollama serve" in tuned(server, expect=3)
    assert "--engine" in run("tune", "src", "--engine", "none", expect=2)
    repository(work / "empty", {"data.csv": "1,2\n"})
    with serve() as server:
        assert "prose_for" in run("tune", "empty", "--host", server.host, expect=2)


def test_models_that_fail_are_reported(serve: Serve) -> None:
    def answer(request: Request) -> str | Fault:
        is_bad = request.body and request.body["model"] == SLOW.name
        return Fault.status(500, "cannot do that") if is_bad else default_answer(request)

    with serve(answer=answer) as server:
        output = tuned(server)
        assert f"{SLOW.name}, num_ctx 4096: the server said (500): cannot do that" in output
        assert pasted(output)["model"] == FAST.name
        assert "cannot do that" in tuned(server, "-m", SLOW.name, expect=3)


# What it recommends


def test_what_it_prints_is_a_configuration(serve: Serve) -> None:
    with serve() as server:
        output = tuned(server)
    text = output.partition(PASTE)[2]
    Path("mine.yaml").write_text(text, encoding="utf-8")
    config = load_config(Path("mine.yaml"), {}, {}).config
    assert config.model_names == {"fast": FAST.name, "quality": SLOW.name}
    assert (config.num_ctx, config.keep_alive) == (4096, "30m")


def test_a_keep_alive_of_ones_own_stays(serve: Serve) -> None:
    configure("keep_alive: -1  # forever\n")
    with serve() as server:
        assert pasted(tuned(server))["keep_alive"] == -1


def measured(name: str, seconds: float, broken: int, size: int = 1) -> ModelFigures:
    measurement = Measurement(name, 4096, files=1, size=1000, seconds=seconds,
                      tally=Tally(requests=10, broken=broken))  # fmt: skip
    return ModelFigures(name, size, (measurement,), measurement)


@pytest.mark.parametrize(
    ("models", "tiers"),
    [
        ([("a", 1, 0)], {"": "a"}),
        ([("a", 1, 0), ("b", 2, 3)], {"": "a"}),
        ([("a", 1, 3), ("b", 2, 0)], {"fast": "a", "quality": "b"}),
        ([("a", 1, 5), ("b", 2, 3), ("c", 3, 0)], {"fast": "a", "balanced": "b", "quality": "c"}),
        ([("a", 1, 5), ("b", 4, 3), ("c", 3, 0)], {"fast": "a", "quality": "c"}),
        ([], {}),
    ],
)
def test_models_get_the_tiers_that_their_figures_are_for(
    models: Iterable[tuple[str, float, int]], tiers: Mapping[str, str]
) -> None:
    assert figures.choice([measured(*model) for model in models]) == tiers
