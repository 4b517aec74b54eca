"""The double as a server of 0.30 and later: recorded exchanges, and rules tried out."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from doubles.ollama import exchanges, unruly
from doubles.ollama.client import SMALL, Got, ask, loaded, send
from doubles.ollama.exchanges import Record
from doubles.ollama.server import (
    Fault,
    Model,
    OllamaServer,
    Request,
    VirtualClock,
    default_answer,
)

NEW = "0.33.0-rc2"


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer(version=NEW) as double:
        yield double


def options(num_ctx: int = 2048, num_predict: int = 8, **more: Any) -> dict[str, Any]:
    return {"num_ctx": num_ctx, "num_predict": num_predict, **more}


# The recorded exchanges

SEGMENTS: list[tuple[str, int, int, dict[str, Any]]] = [
    ("cloud models, no internet", 1, 23, {}),
    ("cloud switched off", 24, 46, {"cloud": "off"}),
    ("loading, prompts, answers", 47, 198, {"cloud": "off"}),
    ("a runner that dies", 267, 289, {}),
    ("a runner that dies while it loads", 298, 300, {}),
    ("too little memory", 301, 302, {"memory": 150e6}),
    ("too little memory for a buffer", 303, 303, {}),
    ("one slot", 318, 319, {}),
    ("two slots", 320, 321, {"parallel": 2}),
    ("the longest prompt", 326, 338, {}),
    ("cloud and local names", 339, 345, {}),
]  # fmt: skip


def answer_of(record: Record) -> str | Fault:
    """Return what the model says, or what goes wrong: as long as the recorded one."""
    last = record.last
    if "error" in last:
        return next(
            (
                fault
                for words, fault in (
                    ("unexpected EOF", Fault.RUNNER_DIES),
                    ("signal: killed", Fault.DIES_LOADING),
                    ("GGML_ASSERT", Fault.NO_MEMORY),
                )
                if words in last["error"]
            ),
            "",
        )
    if last.get("done_reason") == "length":
        return "The model says more than it was asked for. " * 100
    if last.get("done"):
        said = str(last["response"] if "response" in last else last["message"]["content"])
        return said[:60] or "."
    return '{"a": "' + " " * 100 if "whitespace" in record.name else " cat" * 100


@pytest.mark.parametrize(("what", "first", "last", "settings"), SEGMENTS)
def test_recorded_exchanges(what: str, first: int, last: int, settings: dict[str, Any]) -> None:
    models = exchanges.newly_recorded_models() if last not in (23, 46) else []
    tokens = exchanges.tokens_of
    with OllamaServer(models, version=NEW, tokens=tokens, **settings) as double:
        for record in exchanges.new_records(first, last):
            if record.name == "ps-3s-later":
                double.clock.sleep(3)
            double.answer = lambda request, record=record: answer_of(record)  # type: ignore[misc]
            got = send(double, record.method, record.path, record.content)
            compare(record, got, double)


def compare(record: Record, got: Got, double: OllamaServer) -> None:
    kinds = [str(kind).partition(";")[0] for kind in (got.kind, record.kind)]
    assert (got.status, kinds[0]) == (record.status, kinds[1]), record.name
    if isinstance(record.response, str):
        assert got.text == record.response, record.name
    elif "error" in record.last:
        compare_error(record.last["error"], got.json["error"], record.name)
    else:
        assert list(got.json) == list(record.last), record.name
        compare_numbers(got.json, record.last, record.name)
        compare_listing(got.json, record.last, record.name)
    if record.is_load is not None:
        assert double.requests[-1].loads == int(record.is_load), record.name


def compare_error(theirs: str, mine: str, name: str) -> None:
    if "n_prompt_tokens" not in theirs:
        assert re.sub(r"ts=\d+", "ts=1", mine) == re.sub(r"ts=\d+", "ts=1", theirs), name
        return
    real, made = (json.loads(text)["error"] for text in (theirs, mine))
    assert list(made) == list(real) and made["n_ctx"] == real["n_ctx"], name
    assert made["n_prompt_tokens"] == pytest.approx(real["n_prompt_tokens"], rel=0.03), name
    assert made["message"] == real["message"].replace(
        str(real["n_prompt_tokens"]), str(made["n_prompt_tokens"])
    )


def compare_numbers(mine: dict[str, Any], theirs: dict[str, Any], name: str) -> None:
    assert mine.get("done") == theirs.get("done"), name
    assert mine.get("done_reason") == theirs.get("done_reason"), name
    if theirs.get("done_reason") == "length":
        assert mine["eval_count"] == pytest.approx(theirs["eval_count"], abs=1), name
    if theirs.get("prompt_eval_count", 0) > 200:
        assert mine["prompt_eval_count"] == pytest.approx(theirs["prompt_eval_count"], rel=0.03)
    if theirs.get("eval_count") == 1:
        assert mine["eval_duration"] == theirs["eval_duration"] == 1000, name
    if "load_duration" in theirs:
        was_loaded = theirs["load_duration"] < 6e6
        assert (mine["load_duration"] < 6e6) == was_loaded, name
        assert was_loaded or mine["load_duration"] > 270e6, name


def compare_listing(mine: dict[str, Any], theirs: dict[str, Any], name: str) -> None:
    for made, real in zip(mine.get("models", ()), theirs.get("models", ()), strict=True):
        assert list(made) == list(real), name
        for key in set(real) - {"size", "expires_at", "modified_at"}:
            assert made[key] == real[key], (name, key)
        assert made["size"] == pytest.approx(real["size"], rel=2e-3), name
    if "model_info" in theirs:
        known = theirs["model_info"]
        assert {key: value for key, value in mine["model_info"].items() if key in known} == known
    for key in ("cloud", "capabilities"):
        assert mine.get(key) == theirs.get(key), name
    if "version" in theirs:
        assert mine == theirs


# Loading


def test_shift_is_a_part_of_what_is_loaded(server: OllamaServer) -> None:
    ask(server, "", keep_alive="30m")
    ask(server)
    ask(server, shift=True)
    assert server.loads() == 1
    ask(server, shift=False)
    ask(server, "", keep_alive="30m")  # loading only counts too
    assert server.loads() == 3
    with OllamaServer() as old:
        ask(old)
        ask(old, shift=False)
        assert old.loads() == 1


def test_a_window_beyond_the_models_own_is_that_window(server: OllamaServer) -> None:
    ask(server, options=options(100_000))
    ask(server, options=options(8192))
    assert (server.loads(), server.loaded[0].context_length) == (1, 8192)


def test_durations_of_a_warm_model(server: OllamaServer) -> None:
    first, second = (ask(server, options=options(num_predict=1)).json for _ in "12")
    assert first["load_duration"] > 270e6 and second["load_duration"] < 6e6
    assert second["eval_duration"] == 1000


def test_what_is_listed_does_not_grow_with_the_prompts() -> None:
    with (
        OllamaServer(version=NEW) as keeping,
        OllamaServer(version=NEW, keeps_prompts=False) as other,
    ):
        for double in (keeping, other):
            ask(double, options=options(4096))
            before = send(double, "GET", "/api/ps").json["models"][0]["size"]
            for number in range(20):
                ask(double, f"{number} " * 900, options=options(4096))
            assert send(double, "GET", "/api/ps").json["models"][0]["size"] == before
        assert keeping.resident > before + 20 * 500 * 20_000
        assert other.resident == before
        again = [ask(d, "0 " * 900, options=options(4096)) and d for d in (keeping, other)]
        assert [double.work[-1].evaluated > 100 for double in again] == [False, True]


def test_more_slots_take_more_memory_and_the_window_is_of_each() -> None:
    listings = []
    for slots in (1, 2):
        with OllamaServer(version=NEW, parallel=slots) as double:
            ask(double, options=options())
            listings.append(send(double, "GET", "/api/ps").json["models"][0])
    one, two = listings
    assert one["context_length"] == two["context_length"] == 2048
    assert two["size"] - one["size"] == 2048 * 20_000


def test_an_unloaded_model_is_listed_for_another_moment() -> None:
    with OllamaServer(version=NEW, lingers=1) as double:
        assert isinstance(double.clock, VirtualClock)
        ask(double)
        ask(double, "", keep_alive=0)
        entry = send(double, "GET", "/api/ps").json["models"][0]
        now = double.clock.date(double.clock.now())
        assert exchanges.moment(entry["expires_at"]) <= now
        assert loaded(double) == []


def test_the_date_is_that_of_the_servers_clock(server: OllamaServer) -> None:
    assert isinstance(server.clock, VirtualClock)
    server.clock.advance(86_400)
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request("GET", "/api/ps")
        answer = connection.getresponse()
        answer.read()
    assert answer.headers["Date"] == "Fri, 02 Jan 2026 00:00:00 GMT"


def test_a_fifth_of_what_is_free_stays_free() -> None:
    models = [Model(n, size=400, memory_per_token=0, buffers=0, buffers_per_token=0) for n in "ab"]
    for memory, left in ((850, ["b"]), (950, ["a", "b"])):
        with OllamaServer(models, version=NEW, memory=memory) as double:
            ask(double, model="a")
            ask(double, model="b")
            assert sorted(loaded(double)) == left


def test_a_model_of_mlx_knows_no_window_and_no_format() -> None:
    model = Model("m:mlx", context_length=9000, format="safetensors")
    with OllamaServer([model], version=NEW, answer=lambda request: "Prose.") as double:
        first = ask(double, model="m:mlx", options=options(2048), format={"type": "nonsense"})
        ask(double, model="m:mlx", options=options(4096))
        long = ask(double, "x" * 40_000, model="m:mlx", truncate=False)
    assert (first.json["response"], double.loads()) == ("Prose.", 1)
    assert (long.status, "the model's maximum context length" in long.text) == (500, True)


# Prompts and answers


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("shift", [None, False])
def test_a_prompt_that_is_too_long(server: OllamaServer, stream: bool, shift: bool | None) -> None:
    got = ask(
        server, "word " * 100, truncate=False, shift=shift, stream=stream, options=options(100)
    )
    error = json.loads(got.json["error"])["error"]
    assert (got.status, error["n_ctx"]) == (400, 100) and error["n_prompt_tokens"] > 100
    cut = ask(server, "word " * 100, shift=shift, stream=stream, options=options(100))
    if shift is None:
        assert (cut.status, cut.json["prompt_eval_count"]) == (200, 52)
    else:
        assert (cut.status, "the prompt is longer than the context" in cut.text) == (400, True)


def test_the_longest_prompt_leaves_room_for_one_token(server: OllamaServer) -> None:
    def send_tokens(count: int) -> Got:
        server.tokens = len
        server.answer = lambda request: "xyz"
        return ask(server, "x" * count, raw=True, shift=False, truncate=False, options=options(256))

    assert send_tokens(255).json["eval_count"] == 1
    assert send_tokens(256).status == 400


def test_without_shift_the_answer_ends_with_the_window(server: OllamaServer) -> None:
    server.answer = lambda request: "some word " * 200
    body = {"options": options(200, 900)}
    shifted = ask(server, "word " * 60, **body).json
    ended = ask(server, "word " * 60, shift=False, **body).json
    assert (shifted["eval_count"], shifted["done_reason"]) == (572, "stop")
    assert ended["prompt_eval_count"] + ended["eval_count"] == 200
    assert ended["done_reason"] == "length"


@pytest.mark.parametrize("loop", [" " * 40, " cat" * 31, "\n" * 31, " a.b" * 200])
def test_a_loop_ends_without_done(server: OllamaServer, loop: str) -> None:
    server.answer = lambda request: "It says:" + loop + " and more."
    whole = ask(server).json
    assert (whole["done"], "eval_count" in whole, "more" in whole["response"]) == (False,) * 3
    lines = ask(server, stream=True).lines
    assert not any(line["done"] for line in lines)
    assert "".join(line["response"] for line in lines) == whole["response"]


@pytest.mark.parametrize("text", [" " * 30, " cat" * 30, " cat" * 20 + " dog" * 20])
def test_what_is_no_loop_yet(server: OllamaServer, text: str) -> None:
    server.answer = lambda request: "It says" + text + "and more."
    assert ask(server).json["done"]


def test_the_penalty_that_is_sent_makes_servers_agree(server: OllamaServer) -> None:
    with OllamaServer() as old:
        sent = [ask(d, options={"repeat_penalty": 1.0}).json["response"] for d in (old, server)]
        left_out = [ask(d).json["response"] for d in (old, server)]
    assert sent[0] == sent[1] == left_out[1] != left_out[0]


def test_a_model_that_cannot_stop_thinking() -> None:
    model = Model("gpt-oss:20b", thinking=True, always_thinks=True, thought_tokens=500)
    with OllamaServer([model], version=NEW) as double:
        for think, answers in ((False, False), (None, False), ("high", False), ("low", True)):
            got = ask(double, model="gpt-oss:20b", think=think, options=options(4096, 200)).json
            assert bool(got["response"]) == answers and got["thinking"], think


# Names


@pytest.mark.parametrize(
    "name", ["x:cloud", "x:1b-cloud", "x:CLOUD", "a/x:7b-Cloud", "small:1b:cloud"]
)
def test_a_cloud_that_answers(server: OllamaServer, name: str) -> None:
    server.cloud = "reachable"
    shown = send(server, "POST", "/api/show", json.dumps({"model": name}).encode()).json
    assert "remote_host" not in shown
    assert (ask(server, model=name).status, loaded(server)) == (200, [])


@pytest.mark.parametrize("name", ["small-cloud", "x-cloud:1b", "cloud/x:1b", "x:cloudy"])
def test_names_that_stay(server: OllamaServer, name: str) -> None:
    server.cloud = "reachable"
    assert ask(server, model=name).status == 404


def test_a_name_that_says_local(server: OllamaServer) -> None:
    assert ask(server, model=f"{SMALL}:local").json["model"] == f"{SMALL}:local"
    assert loaded(server) == [SMALL]


# When things go wrong


@pytest.mark.parametrize("stream", [False, True])
def test_those_who_wait_behind_a_runner_that_dies(server: OllamaServer, stream: bool) -> None:
    def dies_when_others_wait(request: Request) -> str | Fault:
        if len(server.loaded) and server.loads() > 1:
            return "fine"
        server.wait_for_queue(3)
        return Fault.RUNNER_DIES

    server.answer = dies_when_others_wait
    got: list[Got] = []
    for thread in at_once([lambda: got.append(ask(server, stream=stream))] * 3):
        thread.join()
    died, *waited = sorted(got, key=lambda each: "unexpected EOF" not in each.text)
    assert (died.status, "unexpected EOF" in died.text) == (200 if stream else 500, True)
    for each in waited:
        error = {"error": "llama-server process no longer running: unknown "}
        assert (each.status, each.json) == (500, error)
    server.answer = lambda request: "fine"
    assert ask(server).status == 200


def test_a_runner_that_dies_while_it_reads(server: OllamaServer) -> None:
    server.answer = lambda request: Fault.DIES_READING if request.number == 0 else "fine"
    assert ask(server, stream=True).status == 500
    assert ask(server).json["load_duration"] > 270e6


@pytest.mark.parametrize("fault", [Fault.DIES_LOADING, Fault.NO_MEMORY])
def test_a_runner_that_does_not_start(server: OllamaServer, fault: Fault) -> None:
    server.answer = lambda request: fault if request.number == 0 else "fine"
    got = ask(server, stream=True)
    assert got.status == 500 and got.json["error"].startswith("llama-server process has terminated")
    assert ask(server).json["response"] == "fine"


def at_once(calls: list[Callable[[], object]]) -> list[threading.Thread]:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    return threads


# Models that do not keep to what was asked


@pytest.mark.parametrize(
    "answer",
    [
        unruly.prose, unruly.lines, unruly.bold_markdown, unruly.headed_markdown, unruly.fenced,
        unruly.blank,
    ],
)  # fmt: skip
def test_answers_that_are_not_the_json_asked_for(
    server: OllamaServer, answer: Callable[[Request], str]
) -> None:
    server.answer = answer
    schema = {"type": "object", "properties": {"summary": {"type": "string"}}}
    text = ask(server, format=schema).json["response"]
    with pytest.raises(ValueError, match=r"Expecting|Extra"):
        json.loads(text)
    obedient = json.loads(default_answer(server.work[0]))["summary"]
    assert (obedient in text) == (answer is not unruly.blank)
