"""How a model is asked: thinking as its family needs it, and without a schema if need be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from doubles.ollama import unruly
from doubles.ollama.server import Fault, Model, OllamaServer, Request
from material.repository import generate, is_warm_up, repository

from ralf_notes.config.engines import Traits
from ralf_notes.errors import FormatRefused, RalfError, Refused
from ralf_notes.events import Event
from ralf_notes.models import engines
from ralf_notes.models.engines import Ask, LoadedModel, Reply, Runner
from ralf_notes.models.session import Common, Session

ASK = Ask("system", "x = 1\n", {"type": "object"}, 180, 1)
NUM_CTX = 8192
SOURCE = "def f(x):\n    return x\n"


@dataclass
class Fake:
    """An engine that answers each request with a function."""

    say: Callable[[Ask], str | RalfError]
    thinks_aside: bool = False
    asked: list[Ask] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)
    traits: Traits = Traits(name="fake")

    def ask(self, runner: Runner, ask: Ask) -> Reply:
        self.asked.append(ask)
        text = self.say(ask)
        if isinstance(text, RalfError):
            raise text
        return Reply(text, not text, 10, 5, 0.1, 0.1, 0.0, thought=self.thinks_aside)

    def loaded(self) -> tuple[LoadedModel, ...]:
        return ()


def session(
    engine: Fake, name: str = "small:1b", thinks: bool = False, family: str = "llama"
) -> Session:
    model = engines.Model(name, NUM_CTX, 1, thinks=thinks, family=family)
    runner = Runner(name, NUM_CTX, 0.2, "30m")
    return Session(engine, runner, "system", model, common=Common(tell=engine.told.append))


@pytest.mark.parametrize(
    ("name", "thinks", "think", "has_room"),
    [
        ("llama3.2:3b", False, None, False),
        ("qwen3:8b", True, False, False),
        ("gemma4:e4b", True, False, False),
        ("deepseek-r1:8b", True, False, False),
        ("gpt-oss:20b", True, "low", True),
        ("GPT-OSS:120b", True, "low", True),
        ("me/gpt-oss-safeguard:20b", True, "low", True),
        ("hf.co/unsloth/gpt-oss-20b-GGUF:Q4_K_M", False, "low", True),
        ("qwen3:4b-thinking-2507-q4_K_M", True, True, True),
        ("qwen3-vl:8b-thinking", True, True, True),
        ("magistral:24b", True, True, True),
        ("phi4-reasoning:plus", False, None, True),
        ("phi4-mini-reasoning", False, None, True),
        ("qwq:32b", False, None, True),
        ("olmo-3:7b-think", True, True, True),
        ("ministral-3:8b-reasoning", True, True, True),
        ("openthinker:7b", False, None, True),
    ],
)
def test_each_family_is_told_about_thinking_in_its_way(
    name: str, thinks: bool, think: object, has_room: bool
) -> None:
    engine = Fake(lambda ask: "{}")
    used = session(engine, name, thinks)
    used.ask(ASK)
    (asked,) = engine.asked
    assert asked.think == think
    assert (asked.num_predict > ASK.num_predict) == (used.room < NUM_CTX) == has_room
    assert asked.num_predict - ASK.num_predict == NUM_CTX - used.room


def test_the_family_is_known_under_another_name() -> None:
    engine = Fake(lambda ask: "{}")
    session(engine, "mine:latest", True, "gptoss").ask(ASK)
    assert engine.asked[0].think == "low"


def test_thoughts_and_answer_fit_the_window() -> None:
    engine = Fake(lambda ask: "{}")
    used = session(engine, "qwq:32b")
    used.ask(replace(ASK, prompt="x" * 3 * 7000))
    assert 7000 + ASK.num_predict <= 7000 + engine.asked[0].num_predict <= NUM_CTX


def test_where_false_gives_nothing_it_is_left_out_from_then_on() -> None:
    engine = Fake(lambda ask: "" if ask.think is False else "{}")
    used = session(engine, thinks=True)
    assert used.ask(ASK).text == "{}"
    used.ask(ASK)
    assert [ask.think for ask in engine.asked] == [False, None, None]
    assert engine.asked[1].num_predict > ASK.num_predict
    assert len(engine.told) == 1
    assert used.usage().requests == 3


def test_a_model_that_thinks_unasked_gets_room_for_it() -> None:
    engine = Fake(lambda ask: "{}" if ask.num_predict > 1000 else "", thinks_aside=True)
    assert session(engine).ask(ASK).text == "{}"
    assert len(engine.asked) == 2


def test_what_does_not_help_is_tried_once() -> None:
    engine = Fake(lambda ask: "", thinks_aside=True)
    used = session(engine, thinks=True)
    for _ in range(3):
        assert used.ask(ASK).thought
    assert [ask.think for ask in engine.asked] == [False, None, False, False]


def test_one_empty_answer_of_a_model_that_works_changes_nothing() -> None:
    said = ["{}", "", "{}"]
    engine = Fake(lambda ask: said.pop(0))
    used = session(engine, thinks=True)
    for _ in range(3):
        used.ask(ASK)
    assert [ask.think for ask in engine.asked] == [False, False, False]


def test_a_server_that_takes_no_schema_is_asked_without_one() -> None:
    engine = Fake(lambda ask: FormatRefused("no vocabulary") if ask.schema else "summary: It is.")
    used = session(engine)
    for _ in range(3):
        assert used.ask(ASK).text == "summary: It is."
    assert [bool(ask.schema) for ask in engine.asked] == [True, False, False, False]
    assert len(engine.told) == 1
    assert "no vocabulary" in str(engine.told[0])


def test_one_schema_that_is_refused_is_the_files_own_matter() -> None:
    bad = {"type": "object", "properties": {"odd": {}}}

    def says(ask: Ask) -> str | RalfError:
        return FormatRefused("no grammar") if ask.schema == bad else "{}"

    engine = Fake(says)
    used = session(engine)
    for schema in (ASK.schema, bad, ASK.schema):
        used.ask(replace(ASK, schema=schema))
    assert [ask.schema for ask in engine.asked] == [ASK.schema, bad, None, ASK.schema]


def test_a_refusal_without_a_schema_too_is_told() -> None:
    engine = Fake(lambda ask: FormatRefused("no grammar") if ask.schema else Refused("no chat"))
    with pytest.raises(Refused, match="no chat"):
        session(engine).ask(ASK)


# On the double of the server


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", {f"m{n}.py": f"N = {n}\n\n\n{SOURCE}" for n in range(3)})


def document(shop: Path, server: OllamaServer, model: str, expect: int = 0) -> str:
    target = shop.parent / "vault"
    done = generate(shop, "-o", target, "--host", server.host, "--model", model)
    assert done.exit_code == expect, done.stderr
    notes = [path.read_text(encoding="utf-8") for path in target.rglob("m*.py.md")]
    assert expect or all("could not be used" not in note for note in notes)
    assert expect or all("Not summarised yet" not in note for note in notes)
    return done.stderr


def test_gpt_oss_writes_its_notes(shop: Path) -> None:
    with OllamaServer([unruly.gpt_oss()], version="0.33.0") as server:
        document(shop, server, "gpt-oss:20b")
        asked = [r.body or {} for r in server.work if not is_warm_up(r)]
        assert {str(body["think"]) for body in asked} == {"low"}
        assert server.loads() == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "failed to load model vocabulary required for format"),
        (400, "Field 'json_schema': JSON schema conversion failed: Unrecognized schema"),
        (400, "structured outputs are not supported for this model"),
        (500, "invalid JSON schema in format"),
        (500, "failed to create grammar sampler: failed to parse grammar"),
    ],
)
def test_a_model_without_grammar_writes_its_notes(shop: Path, status: int, words: str) -> None:
    def refuses(request: Request) -> Fault | None:
        has_format = bool(request.body) and (request.body or {}).get("format") is not None
        return Fault.status(status, words) if has_format else None

    names = ["f"]

    def says(request: Request) -> str:
        lines = ["Summary: Keeps a number and gives a value back to its caller."]
        described = [f"{name}: Gives the value back that it was called with." for name in names]
        return "\n".join(lines + described)

    with OllamaServer([Model("small:1b")], answer=says) as server:
        server.fault = refuses
        told = document(shop, server, "small:1b")
        assert told.count("without a schema") == 1
        refused = [r for r in server.work if r.status == status]
        assert len(refused) == 1


@pytest.mark.parametrize("loop", [" " * 40, " cat" * 31])
def test_a_loop_is_not_taken_for_a_broken_server(shop: Path, loop: str) -> None:
    """What came before it is used; the rest is asked again at once, with another seed."""

    def loops(request: Request) -> str:
        text = unruly.default_answer(request)
        return text[: len(text) // 2] + loop if request.seed == 1 else text

    with OllamaServer([Model("small:1b")], version="0.33.0", answer=loops) as server:
        document(shop, server, "small:1b")
        seeds = [r.seed for r in server.work if not is_warm_up(r) and "m0.py" in r.user[:20]]
        assert seeds == [1, 2]
