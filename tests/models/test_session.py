"""One run's use of a model: loads counted, retries only where they help, the breaker, warm-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer, Request
from material.command_line import load
from material.repository import MODEL, generate, is_warm_up, questions, repository

from ralf_notes.config.engines import Traits
from ralf_notes.errors import (
    BreakerOpen,
    EngineError,
    OutOfMemory,
    PromptTooLong,
    RalfError,
    Refused,
    ServerDown,
    Transient,
)
from ralf_notes.events import Event, Warned
from ralf_notes.models.engines import Ask, LoadedModel, Model, Reply, Runner
from ralf_notes.models.engines.ollama import Ollama
from ralf_notes.models.session import Attempts, Common, Session
from ralf_notes.prose.asking import send
from ralf_notes.prose.questions import Question, request

QUESTION = Question("file", "a.py\n\nx = 1\n\n", "Write.", summary=True)
ASK = request("system", QUESTION, "Write.", 1)
RUNNER = Runner(MODEL, 4096, 0.2, "30m")
REPLY = Reply("{}", False, 100, 20, 1.0, 2.0, 0.03)


@dataclass
class Fake:
    """An engine that fails as planned, on a clock of its own."""

    fails: list[RalfError] = field(default_factory=list)
    asked: list[Ask] = field(default_factory=list)
    now: float = 0.0
    pauses: list[float] = field(default_factory=list)
    unloaded: list[str] = field(default_factory=list)
    traits: Traits = Traits(name="fake")

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        self.asked.append(ask)
        if self.fails:
            raise self.fails.pop(0)
        return REPLY

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def version(self) -> str:
        return "1"

    def models(self) -> tuple[Model, ...]:
        return ()

    def show(self, name: str) -> Model:
        return Model(name, 4096, 1)

    def loaded(self) -> tuple[LoadedModel, ...]:
        return ()

    def unload(self, model: str) -> None:
        self.unloaded.append(model)
        if self.fails:
            raise self.fails.pop(0)

    def close(self) -> None:
        """Nothing is held."""


def session(
    engine: Fake, tell: Callable[[Event], None] = lambda event: None, **options: float
) -> Session:
    common = Common(tell, clock=lambda: engine.now, sleep=engine.sleep)
    attempts = Attempts(**options)  # type: ignore[arg-type]
    return Session(engine, RUNNER, "system", attempts=attempts, common=common)


# Retries


def test_what_may_pass_is_sent_again_with_growing_pauses() -> None:
    engine = Fake([Transient("busy"), Transient("busy")])
    assert session(engine, retries=2).ask(ASK) == REPLY
    assert engine.pauses == [1.0, 2.0]
    assert len({(ask.prompt, ask.seed) for ask in engine.asked}) == 1


@pytest.mark.parametrize(("wished", "paused"), [(0.0, 1.0), (0.5, 1.0), (30.0, 30.0), (1e9, 45.0)])
def test_a_server_says_when_to_ask_again_and_is_obeyed_up_to_a_bound(
    wished: float, paused: float
) -> None:
    engine = Fake([Transient("slow down", wished)])
    assert session(engine, retries=1, server_wait=45).ask(ASK) == REPLY
    assert engine.pauses == [paused]


@pytest.mark.parametrize("failure", [Transient("busy"), OutOfMemory("full"), ServerDown("gone")])
def test_nothing_is_sent_again_once_the_time_of_the_run_is_over(failure: RalfError) -> None:
    engine = Fake([failure] * 9)
    one = session(engine, retries=5, server_wait=1000)
    one.is_out_of_time = lambda: engine.now >= 3
    with pytest.raises(RalfError):
        one.ask(ASK)
    assert engine.pauses == [1.0, 2.0]


def test_lack_of_memory_may_pass_and_ends_the_run_if_it_does_not() -> None:
    engine = Fake([OutOfMemory("full")] * 2)
    assert session(engine, retries=2).ask(ASK) == REPLY
    engine = Fake([OutOfMemory("full")] * 9)
    with pytest.raises(OutOfMemory):
        session(engine, retries=2).ask(ASK)
    assert len(engine.asked) == 3


def test_after_the_last_retry_the_failure_is_the_files() -> None:
    engine = Fake([Transient("busy")] * 9)
    with pytest.raises(Transient):
        session(engine, retries=2).ask(ASK)
    assert len(engine.asked) == 3


@pytest.mark.parametrize("error", [Refused("no"), PromptTooLong("long"), EngineError("gone")])
def test_what_does_not_pass_is_never_sent_again(error: RalfError) -> None:
    engine = Fake([error])
    with pytest.raises(type(error)):
        session(engine, retries=5).ask(ASK)
    assert (len(engine.asked), engine.pauses) == (1, [])


def test_a_second_attempt_uses_the_next_seed() -> None:
    engine = Fake()
    used = session(engine, seed=7)
    send(used, QUESTION, "Write.", 0)
    send(used, QUESTION, "Write again.", 1)
    assert [ask.seed for ask in engine.asked] == [7, 8]
    assert [ask.system for ask in engine.asked] == ["system"] * 2
    assert engine.asked[0].prompt.endswith("Write.")


def test_a_server_that_is_gone_is_waited_for() -> None:
    engine = Fake([ServerDown("refused")] * 4)
    assert session(engine, retries=0, server_wait=60).ask(ASK) == REPLY
    assert sum(engine.pauses) == 15


@pytest.mark.parametrize(("times", "told"), [(1, 0), (4, 1)])
def test_that_a_server_is_gone_is_told_once_unless_it_is_back_at_once(
    times: int, told: int
) -> None:
    engine, events = Fake([ServerDown("no server answers. Start it")] * times), list[Event]()
    assert session(engine, events.append, retries=0, server_wait=60).ask(ASK) == REPLY
    said = [event.text for event in events if isinstance(event, Warned)]
    assert said == ["no server answers. Waiting up to 60 s for it (server_wait)."] * told


def test_a_server_that_stays_away_ends_the_run() -> None:
    engine = Fake([ServerDown("refused")] * 99)
    with pytest.raises(BreakerOpen, match="the server is gone"):
        session(engine, server_wait=60).ask(ASK)
    assert sum(engine.pauses) == 60


def test_a_server_that_is_back_at_the_last_moment_is_asked() -> None:
    engine = Fake([ServerDown("refused")] * 6)
    assert session(engine, retries=0, server_wait=60).ask(ASK) == REPLY
    assert engine.pauses[-1] == 29


# The breaker


def failing(used: Session, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Refused):
            used.ask(ASK)


def test_five_failures_in_a_row_open_the_breaker() -> None:
    used = session(Fake([Refused("disk full")] * 5))
    failing(used, 4)
    with pytest.raises(BreakerOpen, match="disk full"):
        used.ask(ASK)


def test_a_success_in_between_starts_the_count_again() -> None:
    engine = Fake([Refused("no")] * 4)
    used = session(engine)
    failing(used, 4)
    used.ask(ASK)
    engine.fails = [Refused("no")] * 4
    failing(used, 4)


def test_prompts_that_are_too_long_are_the_files_own_matter() -> None:
    used = session(Fake([PromptTooLong("long")] * 20))
    for _ in range(20):
        with pytest.raises(PromptTooLong):
            used.ask(ASK)


def test_looks_at_the_memory_that_are_slow_to_fail_become_rare() -> None:
    engine = Fake()
    looks: list[float] = []

    def slow() -> tuple[LoadedModel, ...]:
        looks.append(engine.now)
        engine.now += 20
        raise EngineError("drip")

    engine.loaded = slow  # type: ignore[method-assign]
    used = session(engine)
    for _ in range(100):
        assert used.in_memory() is None
        engine.now += 60
    assert looks == [0.0, 1220.0, 2440.0, 3660.0, 4880.0, 6100.0][: len(looks)]
    assert 4 <= len(looks) <= 6


def test_unloading_from_a_server_that_is_gone_is_no_failure() -> None:
    engine = Fake([ServerDown("refused")])
    session(engine).unload()
    assert engine.unloaded == [MODEL]


# Loads, as the double of the server counts them


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


@pytest.fixture
def on_server(server: OllamaServer) -> Iterator[Session]:
    engine = Ollama(server.host)
    yield Session(engine, RUNNER, "system")
    engine.close()


def test_a_cold_model_is_loaded_once(server: OllamaServer, on_server: Session) -> None:
    warmed = on_server.warm_up()
    assert (warmed.was_loaded, warmed.problem) == (False, "")
    for _ in range(3):
        on_server.ask(ASK)
    usage = on_server.usage()
    assert (usage.loads, usage.reloads, usage.requests) == (1, (), 4)
    assert usage.load_seconds > 0.3
    assert server.loads() == 1
    assert usage.memory_before == usage.memory_after > 0


def test_a_warm_model_is_not_loaded(server: OllamaServer, on_server: Session) -> None:
    load(server.host, MODEL, 4096, "30m")
    assert on_server.warm_up().was_loaded
    on_server.ask(ASK)
    assert (on_server.usage().loads, server.loads()) == (0, 1)


def test_a_model_that_is_warm_with_another_window_is_loaded(
    server: OllamaServer, on_server: Session
) -> None:
    load(server.host, MODEL, 2048, "30m")
    assert not on_server.warm_up().was_loaded
    assert on_server.usage().loads == 1


def test_a_model_that_another_client_pushed_out_is_loaded_twice_and_the_report_says_why() -> None:
    with OllamaServer(max_loaded_models=1) as server:
        engine = Ollama(server.host)
        used = Session(engine, RUNNER, "system")
        used.warm_up()
        used.ask(ASK)
        load(server.host, "ministral-3:3b", 4096, "30m")
        used.ask(ASK)
        usage = used.usage()
        engine.close()
        assert server.loads(MODEL) == 2
    assert usage.loads == 2
    assert len(usage.reloads) == 1


def test_a_model_that_another_client_uses_with_another_window_is_reported(
    server: OllamaServer, on_server: Session
) -> None:
    on_server.warm_up()
    on_server.ask(ASK)
    load(server.host, MODEL, 2048, "30m")
    on_server.ask(ASK)
    assert (on_server.usage().loads, server.loads()) == (2, 3)
    assert on_server.usage().reloads


def test_without_a_warm_up_the_first_question_is_the_load(
    server: OllamaServer, on_server: Session
) -> None:
    for _ in range(3):
        on_server.ask(ASK)
    assert (on_server.usage().loads, on_server.usage().reloads) == (1, ())


# The same on the command line


@pytest.fixture
def gate(tmp_path: Path, impatient: None) -> Path:
    text = "def f():\n    return 1\n"
    return repository(tmp_path / "gate", {"a.py": text, "b.py": text.replace("1", "2")})


def chats(fault: Fault, count: int) -> Callable[[Request], Fault | None]:
    """Return what fails the first requests to a model, so many of them."""
    left = [fault] * count
    return lambda request: left.pop() if request.path == "/api/chat" and left else None


def test_a_failed_warm_up_is_a_warning_and_the_run_goes_on(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    server.fault = chats(Fault.status(500, "CUDA error"), 1)
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0
    assert "CUDA error" in done.stderr
    assert "arm-up" in done.stderr
    assert done.report["models"][0]["loads"] == 1
    assert done.row("a.py")["coverage"] == 1.0


def test_no_warm_up_sends_none(gate: Path, tmp_path: Path, server: OllamaServer) -> None:
    done = generate(gate, "-o", tmp_path / "vault", "--no-warm-up", server=server)
    assert done.exit_code == 0
    assert not any(map(is_warm_up, server.work))
    assert done.report["models"][0]["loads"] == server.loads() == 1


@pytest.mark.parametrize("status", [400, 404, 409])
def test_what_the_server_refuses_is_sent_once(
    gate: Path, tmp_path: Path, server: OllamaServer, status: int
) -> None:
    server.fault = lambda r: Fault.status(status, "it cannot") if "a.py (" in r.user[:20] else None
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    about = [r for r in questions(server) if r.user.startswith("a.py (")]
    assert (done.exit_code, len(about)) == (1, 1)
    assert "it cannot" in done.row("a.py")["error"]
    assert done.row("b.py")["coverage"] == 1.0
    note = (tmp_path / "vault/gate/a.py.md").read_text(encoding="utf-8")
    assert "## Not read" in note


@pytest.mark.parametrize("asked", [0, 1, 3])
@pytest.mark.parametrize("parallel", ["1", "3"])
def test_a_model_that_is_removed_in_mid_run_ends_the_run_with_the_line_to_type(
    tmp_path: Path, server: OllamaServer, impatient: None, asked: int, parallel: str
) -> None:
    text = "def f():\n    return 1\n"
    shop = repository(tmp_path / "shop", {f"m{n}.py": f"{text}\nN = {n}\n" for n in range(8)})

    def remove(request: Request) -> None:
        if request.path == "/api/chat" and len(questions(server)) >= asked:
            server.models.pop(MODEL, None)

    server.fault = remove
    done = generate(shop, "-o", tmp_path / "v", "--parallel", parallel, server=server)
    assert done.exit_code == 3
    assert done.stderr.count(f"ollama pull {MODEL}") == 1
    assert f"ollama pull {MODEL}" in done.report["stopped"]
    assert done.report["warnings"] == []
    assert [row["path"] for row in done.report["files"] if row["error"]] == []
    assert len(questions(server)) <= asked + int(parallel)
    assert (tmp_path / "v/shop/m7.py.md").is_file()
    if asked == 0:
        assert "loaded" not in done.stderr


def test_a_full_queue_is_asked_again(gate: Path, tmp_path: Path, server: OllamaServer) -> None:
    server.fault = chats(Fault.status(503), 3)
    done = generate(gate, "-o", tmp_path / "vault", "--no-warm-up", server=server)
    assert done.exit_code == 1  # two retries are not enough
    assert [row["path"] for row in done.report["files"] if row["error"]] == ["a.py"]
    server.fault = chats(Fault.status(503), 2)
    done = generate(gate, "-o", tmp_path / "vault", "--no-warm-up", "--force", server=server)
    assert done.exit_code == 0, done.stderr
    assert all(row["coverage"] == 1.0 for row in done.report["files"])
