"""The double behaves like the real server: recorded exchanges are replayed, rules are tried out."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import jsonschema  # type: ignore[import-untyped,unused-ignore]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doubles.ollama.answers import answer_to, is_schema
from doubles.ollama.client import SMALL, Got, ask, loaded, read, send
from doubles.ollama.clock import FOREVER, parse_duration
from doubles.ollama.exchanges import (
    BYTES_PER_TOKEN,
    Record,
    moment,
    names,
    recorded_models,
    records,
)
from doubles.ollama.process import server_process
from doubles.ollama.server import (
    Fault,
    Model,
    OllamaServer,
    RealClock,
    Request,
    Speeds,
    VirtualClock,
    byte_tokens,
    default_models,
)

_IN_BETWEEN = "asked in the milliseconds in which the runner was being unloaded"
NOT_REPLAYED = {
    "ps-keep_alive-'0'": _IN_BETWEEN,
    "ps-keep_alive-'5'": _IN_BETWEEN,
    "ps-keep_alive-'abc'": _IN_BETWEEN,
    "ps-keep_alive-''": _IN_BETWEEN,
    "four-at-once": "no single request: test_requests_at_once_are_served_in_order",
    "one-slot-server-dies-mid-stream": "no answer: test_a_dying_server_cuts_the_stream",
    "one-slot-server-gone": "no answer: test_a_dying_server_cuts_the_stream",
}
REPLAYED = records(frozenset(NOT_REPLAYED))


def kinds(server: OllamaServer) -> list[str]:
    return [event.kind for event in server.events]


def at_once(calls: list[Callable[[], object]]) -> list[threading.Thread]:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    return threads


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


@pytest.fixture
def clock(server: OllamaServer) -> VirtualClock:
    assert isinstance(server.clock, VirtualClock)
    return server.clock


# The recorded exchanges


def recorded_server(max_loaded_models: int) -> OllamaServer:
    return OllamaServer(
        recorded_models(),
        tokens=byte_tokens(BYTES_PER_TOKEN),
        answer=recorded_answer,
        max_loaded_models=max_loaded_models,
    )


def recorded_answer(request: Request) -> str | Fault:
    if "story" in request.user:
        return Fault.RUNNER_DIES
    if request.schema:
        return answer_to(request.user, request.seed, request.schema)
    return "The model says more than it was asked for. " * 100


def test_every_record_is_replayed_or_named() -> None:
    assert set(NOT_REPLAYED) < set(names())
    assert len(names()) == len(set(names())) == len(REPLAYED) + len(NOT_REPLAYED) == 94


@pytest.mark.parametrize("one_slot", [False, True])
def test_recorded_exchanges(one_slot: bool) -> None:
    chosen = [r for r in REPLAYED if r.name.startswith("one-slot") == one_slot]
    assert len(chosen) == (9 if one_slot else 78)
    last_answer = ""
    with recorded_server(1 if one_slot else 3) as double:
        for record in chosen:
            if record.name == "ps-3s-later":
                double.clock.sleep(3)
            if record.name == "tags":
                double.models.pop("gemma:270m")
            got = send(double, record.method, record.path, record.content)
            compare(record, got, double.requests[-1])
            compare_loaded(record, got, double, last_answer)
            last_answer = created_at(record) or last_answer


def created_at(record: Record) -> str:
    return record.last.get("created_at", "") if isinstance(record.last, dict) else ""


def compare(record: Record, got: Got, request: Request) -> None:
    assert (got.status, got.kind) == (record.status, record.kind), record.name
    if isinstance(record.response, str):
        assert got.text == record.response, record.name
    elif "error" in record.last:
        assert got.json == record.last, record.name
    else:
        compare_fields(record, got)
        compare_numbers(record, got)
        compare_load(record, got, request)
    if isinstance(record.response, list):
        assert set(got.lines[0]) == set(record.response[0]), record.name
        assert len(got.lines) > 2, record.name


def compare_fields(record: Record, got: Got) -> None:
    assert list(got.json) == list(record.last), record.name
    for mine, theirs in zip(got.json.get("models", ()), record.last.get("models", ()), strict=True):
        assert list(mine) == list(theirs), record.name
    if record.name == "show":
        mine, theirs = got.json["model_info"], record.last["model_info"]
        assert {key: theirs[key] for key in mine} == mine
        assert got.json["capabilities"] == record.last["capabilities"]
    if record.name == "version":
        assert got.json == record.last


def compare_numbers(record: Record, got: Got) -> None:
    mine, theirs = got.json, record.last
    assert mine.get("done_reason") == theirs.get("done_reason"), record.name
    if theirs.get("done_reason") == "length":
        assert mine["eval_count"] == theirs["eval_count"], record.name
    if theirs.get("prompt_eval_count", 0) > 1000:
        assert mine["prompt_eval_count"] == pytest.approx(theirs["prompt_eval_count"], rel=0.03)
    if theirs.get("prompt_eval_count") == 2048:
        assert mine["prompt_eval_count"] == 2048, record.name
        assert mine["prompt_eval_duration"] > 6e9, record.name


def compare_load(record: Record, got: Got, request: Request) -> None:
    if "load_duration" in record.last:
        real = record.last["load_duration"] > 200e6
        assert (got.json["load_duration"] > 200e6, request.loads) == (real, int(real)), record.name


def compare_loaded(record: Record, got: Got, double: OllamaServer, last_answer: str) -> None:
    if record.path != "/api/ps":
        return
    for mine, theirs in zip(got.json["models"], record.last["models"], strict=True):
        for key in ("name", "digest", "size", "context_length", "details"):
            assert mine[key] == theirs[key], record.name
        left = moment(mine["expires_at"]) - double.clock.date(double.clock.now())
        real = moment(theirs["expires_at"]) - moment(last_answer)
        # Answers that were errors are not counted: the tests' own pauses are in the real figure.
        assert left.total_seconds() == pytest.approx(real.total_seconds(), abs=2), record.name


# Loading


def test_what_is_loaded_and_with_what(server: OllamaServer) -> None:
    ask(server, options={"num_ctx": 2048})
    ask(server, options={"num_ctx": 2048, "temperature": 1.5, "seed": 4, "num_predict": 3})
    assert (server.loads(SMALL), server.work[0].loads, server.work[1].loads) == (1, 1, 0)
    ask(server, options={"num_ctx": 2048, "num_thread": 2})
    assert kinds(server) == ["load", "replace", "load"]
    assert [runner.context_length for runner in server.loaded] == [2048]


def test_a_name_is_the_same_with_latest() -> None:
    with OllamaServer([Model("plain:latest")]) as double:
        assert ask(double, model="plain").status == 200
        assert ask(double, model="plain:latest").status == 200
        assert (loaded(double), double.loads()) == (["plain:latest"], 1)


def test_keep_alive_runs_from_the_end_of_the_answer(
    server: OllamaServer, clock: VirtualClock
) -> None:
    ask(server, keep_alive="1m")
    clock.advance(59.9)
    assert loaded(server) == [SMALL]
    ask(server)
    clock.advance(59.9)
    assert loaded(server) == [SMALL]
    clock.advance(0.2)
    assert loaded(server) == []
    assert kinds(server) == ["load", "expire"]


def test_left_out_on_a_fresh_load_it_is_five_minutes(
    server: OllamaServer, clock: VirtualClock
) -> None:
    ask(server, keep_alive="1h")
    ask(server, options={"num_ctx": 512})
    assert server.loaded[0].expires == pytest.approx(clock.now() + 300)


def test_zero_unloads_after_the_answer(server: OllamaServer) -> None:
    assert ask(server, keep_alive=0).json["response"]
    assert loaded(server) == []
    ask(server, "", keep_alive="1h")
    assert ask(server, "", keep_alive=0).json["done_reason"] == "unload"
    assert kinds(server) == ["load", "unload", "load", "unload"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1h30m", 5400), ("-1.5s", -1.5), ("0", 0), ("+.5m", 30), ("100ms", 0.1), ("2µs", 2e-6)],
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("1d", 'time: unknown unit "d" in duration "1d"'),
        ("1h30", 'time: missing unit in duration "1h30"'),
        ("-", 'time: invalid duration "-"'),
        (".s", 'time: invalid duration ".s"'),
        ("60 m", 'time: unknown unit " m" in duration "60 m"'),
    ],
)
def test_wrong_durations(server: OllamaServer, text: str, error: str) -> None:
    got = ask(server, keep_alive=text)
    assert (got.status, got.json, server.loads()) == (400, {"error": error}, 0)


def test_a_negative_keep_alive_is_for_ever(server: OllamaServer, clock: VirtualClock) -> None:
    ask(server, keep_alive=-1)
    clock.advance(FOREVER / 2)
    assert loaded(server) == [SMALL]


def test_other_weights_evict_when_one_model_may_be_loaded() -> None:
    with OllamaServer(max_loaded_models=1) as double:
        ask(double, keep_alive=-1)
        ask(double, model="ministral-3:3b")
        assert loaded(double) == ["ministral-3:3b"]
        assert kinds(double) == ["load", "evict", "load"]
        assert ask(double).json["load_duration"] > 200e6
        assert double.loads(SMALL) == 2


def test_memory_that_is_full_evicts_what_stays_shortest() -> None:
    models = [Model(name, size=100, memory_per_token=0) for name in ("a:1", "b:1", "c:1")]
    with OllamaServer(models, memory=250) as double:
        ask(double, model="a:1", keep_alive="1m")
        ask(double, model="b:1", keep_alive="1h")
        ask(double, model="c:1")
        assert sorted(loaded(double)) == ["b:1", "c:1"]


def test_a_model_that_never_fits_is_refused() -> None:
    with OllamaServer(memory=2 * 2**30) as double:
        got = ask(double, model="ministral-3:3b")
        text = "model requires more system memory (3.2 GiB) than is available (2.0 GiB)"
        assert (got.status, got.json["error"]) == (500, text)
        assert (loaded(double), double.loads()) == ([], 0)


def test_a_model_that_runs_elsewhere_loads_nothing(server: OllamaServer) -> None:
    shown = send(server, "POST", "/api/show", b'{"model": "cloud:1b"}').json
    assert shown["remote_host"] == "https://ollama.com:443"
    assert ask(server, model="cloud:1b").status == 200
    assert loaded(server) == []


def test_default_models() -> None:
    assert {m.name: m.context_length for m in default_models()} == {
        "small:1b": 8192, "ministral-3:3b": 262_144, "cloud:1b": 131_072,
    }  # fmt: skip


# Prompts and answers


def test_the_prompt_cache_saves_what_the_prompts_share(server: OllamaServer) -> None:
    shared = "words " * 500
    first, again, other = (ask(server, p).json for p in (shared, shared, shared + "ending"))
    assert first["prompt_eval_count"] == again["prompt_eval_count"] < other["prompt_eval_count"]
    evaluated = [request.evaluated for request in server.work]
    assert evaluated[0] == first["prompt_eval_count"] and evaluated[1] == 1
    assert 1 <= evaluated[2] <= 12
    assert again["prompt_eval_duration"] * 100 < first["prompt_eval_duration"]
    ask(server, shared, options={"num_ctx": 2048})
    assert server.work[-1].evaluated == first["prompt_eval_count"]


def test_a_prompt_between_spoils_the_cache(server: OllamaServer) -> None:
    for prompt in ("one " * 100, "two " * 100, "one " * 100):
        ask(server, prompt)
    assert server.work[2].evaluated > 100


@pytest.mark.parametrize("stream", [False, True])
def test_too_long_is_an_error_only_on_demand(server: OllamaServer, stream: bool) -> None:
    options = {"num_ctx": 100, "num_predict": 5}
    refused = ask(server, "word " * 100, truncate=False, stream=stream, options=options)
    assert (refused.status, refused.kind) == (400, "application/json; charset=utf-8")
    assert refused.json == {"error": "the input length exceeds the context length"}
    cut = ask(server, "word " * 100, stream=stream, options=options)
    assert (cut.status, cut.json["prompt_eval_count"]) == (200, 100)
    assert server.loads() == 1


def test_without_shift_the_answer_ends_with_the_window() -> None:
    options = {"num_ctx": 200, "num_predict": 900}
    with OllamaServer(answer=lambda request: "word " * 400) as double:
        shifted = ask(double, "word " * 60, options=options).json
        ended = ask(double, "word " * 60, options=options, shift=False).json
    assert (shifted["eval_count"], shifted["done_reason"]) == (572, "stop")
    assert ended["prompt_eval_count"] + ended["eval_count"] == 201
    assert ended["done_reason"] == "length"
    assert double.work[1].evaluated == ended["prompt_eval_count"]


def test_time_passes_as_the_work_takes() -> None:
    speeds = Speeds(2.0, 0.5, 100, 10)
    with OllamaServer(speeds=speeds, answer=lambda request: "x" * 35) as double:
        got = ask(double, "y" * 350, raw=True).json
    assert got["load_duration"] == 2_500_000_000
    assert (got["prompt_eval_count"], got["prompt_eval_duration"]) == (100, 1_000_000_000)
    assert (got["eval_count"], got["eval_duration"]) == (10, 900_000_000)
    assert got["total_duration"] == 4_400_000_000
    assert double.busy_seconds == pytest.approx(4.4)


def test_a_stream_says_the_same_as_a_whole_answer(server: OllamaServer) -> None:
    whole = ask(server).json["response"]
    lines = ask(server, stream=True).lines
    assert "".join(line["response"] for line in lines) == whole
    assert [line["done"] for line in lines] == [False] * 8 + [True]


def test_chat_answers_with_a_message(server: OllamaServer) -> None:
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
    body = json.dumps({"model": SMALL, "messages": messages}).encode()
    got = send(server, "POST", "/api/chat", body)
    assert got.lines[0]["message"]["role"] == "assistant"
    assert "context" not in got.json
    assert server.work[0].user == "Hi"


def test_a_model_that_thinks_says_so_unless_told_not_to() -> None:
    with OllamaServer([Model("deep:1b", thinking=True)]) as double:
        assert ask(double, model="deep:1b").json["thinking"]
        assert ask(double, model="deep:1b", think=True, stream=True).lines[0]["thinking"]
        assert "thinking" not in ask(double, model="deep:1b", think=False).json


SCHEMAS = st.recursive(
    st.one_of(
        st.builds(
            lambda least, more: {"type": "string", "minLength": least, "maxLength": least + more},
            st.integers(0, 300), st.integers(0, 300),
        ),
        st.builds(lambda names: {"enum": names}, st.lists(st.text(), min_size=1)),
        st.sampled_from([{"type": t} for t in ("string", "integer", "number", "boolean", "null")]),
    ),
    lambda inner: st.one_of(
        st.builds(
            lambda p: {"type": "object", "properties": p, "required": list(p)},
            st.dictionaries(st.text(), inner, max_size=5),
        ),
        st.builds(
            lambda items, least, more: {
                "type": "array", "items": items, "minItems": least, "maxItems": least + more,
            },
            inner, st.integers(0, 3), st.integers(0, 3),
        ),
        st.builds(lambda choices: {"anyOf": choices}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)  # fmt: skip


@settings(deadline=None)  # a busy machine is no defect
@given(SCHEMAS, st.text(), st.integers())
def test_answers_obey_their_schema(schema: dict[str, Any], prompt: str, seed: int) -> None:
    answer = answer_to(prompt, seed, schema)
    assert is_schema(schema)
    jsonschema.validate(json.loads(answer), schema)
    assert answer == answer_to(prompt, seed, schema)


def test_each_key_gets_words_of_its_own() -> None:
    keys = [f"symbol{i}" for i in range(300)]
    schema = {"type": "object", "properties": {k: {"type": "string"} for k in keys}}
    answers = [json.loads(answer_to(p, s, schema)) for p, s in (("a", 1), ("a", 2), ("b", 1))]
    said = [text for answer in answers for text in answer.values()]
    assert len(set(said)) == len(said) == 900
    assert all(text.replace(" ", "").rstrip(".").isalpha() for text in said)


# When things go wrong


def test_requests_at_once_are_served_in_order(server: OllamaServer) -> None:
    server.answer = lambda request: Fault.HANG if request.user == "0" else "x" * 350
    threads = at_once([lambda: ask(server, "0")])
    server.wait_for_hang()
    totals: dict[str, int] = {}

    def note(prompt: str) -> None:
        totals[prompt] = ask(server, prompt).json["total_duration"]

    for number in "123":
        threads += at_once([lambda number=number: note(number)])  # type: ignore[misc]
        server.wait_for_queue(1 + int(number))
    server.release()
    for thread in threads:
        thread.join()
    assert [request.user for request in server.work] == ["0", "1", "2", "3"]
    assert totals["1"] < totals["2"] < totals["3"]
    assert totals["3"] - totals["2"] == pytest.approx(1.7e9, rel=0.1)


def test_other_paths_answer_while_a_model_hangs(server: OllamaServer) -> None:
    server.answer = lambda request: Fault.HANG
    threads = at_once([lambda: ask(server)])
    server.wait_for_hang()
    assert loaded(server) == [SMALL]
    assert server.requests[0].status == 0
    server.release()
    threads[0].join()
    assert server.requests[0].status == 200


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.STALL])
def test_a_client_that_gives_up_makes_room(server: OllamaServer, fault: Fault) -> None:
    server.answer = lambda request: fault if len(server.work) == 1 else "fine"
    body = json.dumps({"model": SMALL, "prompt": "x"}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=0.05)
    with closing(connection), pytest.raises(TimeoutError):
        read(connection, "POST", "/api/generate", body)
    assert ask(server).json["response"] == "fine"


def test_a_stall_comes_after_some_lines(server: OllamaServer) -> None:
    server.answer = lambda request: Fault.STALL
    body = json.dumps({"model": SMALL, "prompt": "x"}).encode()
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)) as connection:
        connection.request("POST", "/api/generate", body)
        answer = connection.getresponse()
        lines = [json.loads(answer.readline()) for _ in range(4)]
        server.wait_for_hang()
        server.release()
        lines += [json.loads(line) for line in answer.read().splitlines()]
    assert [line["done"] for line in lines] == [False] * 8 + [True]


@pytest.mark.parametrize("stream", [False, True])
def test_a_dying_runner_is_loaded_again(server: OllamaServer, stream: bool) -> None:
    server.answer = lambda request: Fault.RUNNER_DIES if len(server.work) == 1 else "fine"
    died = ask(server, stream=stream)
    error = {"error": "an error was encountered while running the model: unexpected EOF"}
    assert (died.status, died.json) == (200 if stream else 500, error)
    assert len(died.lines) == (5 if stream else 1)
    assert loaded(server) == []
    assert ask(server).json["load_duration"] > 200e6
    assert kinds(server) == ["load", "die", "load"]


def test_a_dying_server_cuts_the_stream(server: OllamaServer) -> None:
    server.answer = lambda request: Fault.SERVER_DIES if len(server.work) == 1 else "fine"
    with pytest.raises(http.client.IncompleteRead) as cut:
        ask(server, stream=True)
    assert b'"done":false' in cut.value.partial
    with pytest.raises(ConnectionRefusedError):
        ask(server)
    host = server.host
    server.start()
    assert server.host == host
    assert ask(server).json["response"] == "fine"
    assert server.loads() == 2


def test_a_dying_server_says_nothing_when_not_streaming(server: OllamaServer) -> None:
    server.answer = lambda request: Fault.SERVER_DIES
    with pytest.raises(http.client.RemoteDisconnected):
        ask(server)


@pytest.mark.parametrize(
    ("fault", "status", "kind", "text"),
    [
        (Fault.status(503), 503, "application/json", "server busy"),
        (Fault.status(500, "boom"), 500, "application/json", "boom"),
        (Fault.HTML, 200, "text/html", "<h1>"),
        (Fault.GARBAGE, 200, "application/json", "no JSON"),
    ],
)
def test_answers_that_are_none(
    server: OllamaServer, fault: Fault, status: int, kind: str, text: str
) -> None:
    server.answer = lambda request: fault
    got = ask(server)
    assert (got.status, got.kind.split(";")[0]) == (status, kind) and text in got.text
    assert (server.loads(), server.requests[0].status) == (0, status)
    server.fault = lambda request: fault if request.path == "/api/version" else None
    assert text in send(server, "GET", "/api/version").text
    assert send(server, "GET", "/api/tags").status == 200


def test_an_error_in_an_answer_is_the_tests_own() -> None:
    def wrong(request: Request) -> str:
        raise ZeroDivisionError

    double = OllamaServer(answer=wrong)
    with (
        pytest.raises(ZeroDivisionError),
        double,
        pytest.raises(http.client.RemoteDisconnected),
    ):
        ask(double)


def test_it_stops_while_requests_hang() -> None:
    ended: list[object] = []

    def give_up(double: OllamaServer) -> None:
        try:
            ask(double)
        except (http.client.HTTPException, OSError) as error:
            ended.append(error)

    with OllamaServer(answer=lambda request: Fault.HANG) as double:
        threads = at_once([lambda: give_up(double)] * 3)
        double.wait_for_queue(3)
        double.wait_for_hang()
    for thread in threads:
        thread.join()
    assert len(ended) == 3


# The socket and the clock


def test_one_connection_serves_many_requests(server: OllamaServer) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        body = json.dumps({"model": SMALL, "prompt": "x"}).encode()
        connection.connect()
        socket = connection.sock
        for path, method in (("/api/generate", "POST"), ("/api/ps", "GET"), ("/nope", "GET")):
            read(connection, method, path, body if method == "POST" else b"")
            assert connection.sock is socket


def test_the_real_clock_takes_real_time() -> None:
    clock = RealClock()
    with OllamaServer(clock=clock, speeds=Speeds().times(100)) as double:
        before = clock.now()
        got = ask(double, stream=True).json
        wall = clock.now() - before
    assert 0.005 < double.busy_seconds <= wall
    assert got["load_duration"] >= 3.8e6
    assert got["total_duration"] <= wall * 1e9


def test_in_a_process_of_its_own() -> None:
    with server_process(Speeds().times(100)) as process:
        port = int(process.host.rpartition(":")[2])
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            body = json.dumps({"model": SMALL, "prompt": "Say hello."}).encode()
            assert read(connection, "POST", "/api/generate", body).json["done"]
    assert (process.loads, [request.user for request in process.requests]) == (1, ["Say hello."])
    assert process.busy_seconds > 0.005


def test_the_ollama_client_understands_it(server: OllamaServer) -> None:
    import ollama

    client = ollama.Client(server.host)
    try:
        parts = list(client.chat(SMALL, [{"role": "user", "content": "Hi"}], stream=True))
        with pytest.raises(ollama.ResponseError) as missing:
            client.generate("nope:1b", "Hi")
        running = client.ps().models
    finally:
        client._client.close()
    assert parts[-1].done_reason == "stop" and parts[-1].prompt_eval_count
    assert missing.value.status_code == 404
    assert [(model.name, model.context_length) for model in running] == [(SMALL, 4096)]
