"""A double of an Ollama server on a real socket, with the real one's state and errors.

`version` tells which one it is like: up to 0.29, or 0.30 and later, where the engine is another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from doubles.ollama.clock import Clock, RealClock, VirtualClock, http_date, timestamp
from doubles.ollama.defaults import Speeds, default_answer, default_models
from doubles.ollama.descriptions import listed, running, shown
from doubles.ollama.generation import of_version, version_numbers
from doubles.ollama.http_server import JSON, Exchange, Listener
from doubles.ollama.names import Cloud, find_model, refuse_cloud, tagged, without_suffix
from doubles.ollama.refusal import Refusal
from doubles.ollama.request_queue import Queue
from doubles.ollama.requests import (
    RUNNER_DIED,
    WAITED_FOR_IT,
    Fault,
    Job,
    Request,
    parse_body,
    parse_job,
    user_text,
)
from doubles.ollama.runners import (
    Event,
    Memory,
    Model,
    Runner,
    byte_tokens,
)
from doubles.ollama.work import Work, ending, fit_answer, fit_prompt, pieces, said

__all__ = [
    "Clock", "Event", "Fault", "Model", "OllamaServer", "RealClock", "Request",
    "Runner", "Speeds", "VirtualClock", "byte_tokens", "default_answer", "default_models",
]  # fmt: skip

Answer = Callable[[Request], str | Fault]

_METHODS = {
    "/": "GET", "/api/version": "GET", "/api/tags": "GET", "/api/ps": "GET", "/api/status": "GET",
    "/api/show": "POST", "/api/generate": "POST", "/api/chat": "POST",
}  # fmt: skip
_FIRST_WITH_CLOUD_NAMES = (0, 18)


class OllamaServer:
    """The double. A context manager: it listens on `host` from enter to exit.

    `answer` makes the text of each answer, or says what goes wrong; `fault` is asked first on every
    request of any path. Both may be set at any time. Time is `clock`'s: by default a virtual one,
    which work moves on at once. Requests to generate text are served in order, `parallel` at once
    (the real one's OLLAMA_NUM_PARALLEL).
    """

    def __init__(
        self,
        models: Sequence[Model] | None = None,
        *,
        clock: Clock | None = None,
        speeds: Speeds | None = None,
        answer: Answer | None = None,
        fault: Callable[[Request], Fault | None] = lambda request: None,
        tokens: Callable[[str], int] | None = None,
        max_loaded_models: int = 3,
        memory: float = float("inf"),
        default_num_ctx: int = 4096,
        lines: int = 8,
        version: str = "0.24.0",
        parallel: int = 1,
        speeds_of: Mapping[str, Speeds] | None = None,
        cloud: Cloud = "unreachable",
        keeps_prompts: bool = True,
        lingers: int = 0,
    ) -> None:
        """Make a server that does not listen yet.

        `tokens` counts the tokens of a text (default: a token is 3.5 bytes); `memory` is in bytes;
        `lines` is how many lines a streamed answer is sent in, at most; `speeds_of` has the models
        that are faster or slower than `speeds`. With `parallel` requests at once, time is right on
        a real clock only. `cloud` is how it stands with ollama.com, to which names such as
        `x:cloud` are sent on; `keeps_prompts` is off with LLAMA_ARG_CACHE_RAM=0 (0.30 and later);
        `lingers` is how many looks at /api/ps still list a model that was just unloaded.
        """
        self.models = {m.name: m for m in (default_models() if models is None else models)}
        self.clock: Clock = clock or VirtualClock()
        self.generation = of_version(version)
        self.speeds = speeds or Speeds(warm_seconds=self.generation.warm_seconds)
        self.speeds_of = dict(speeds_of or {})
        self.answer: Answer = answer or default_answer
        self.fault = fault
        self.tokens = tokens or byte_tokens(3.5)
        self.default_num_ctx = default_num_ctx
        self.lines = lines
        self.version = version
        self.requests: list[Request] = []
        self.busy_seconds = 0.0
        """Time on the clock in which it worked, waiting for nobody."""
        self.cloud, self.lingers = cloud, lingers
        self._keeps_prompts = keeps_prompts and self.generation.is_new
        self._memory = Memory(self.clock, max_loaded_models, memory, self.generation, parallel)
        self._socket = Listener(self._serve, lambda: http_date(self.clock))
        self._queue = Queue(parallel)
        self._bereft: set[int] = set()
        """The requests whose runner died while they waited for it."""

    # What a test asks and does

    @property
    def host(self) -> str:
        """The URL of the server; the same after it died and was started again."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._socket.port

    @property
    def loaded(self) -> list[Runner]:
        """The models in memory, the one that stays longest first."""
        return self._memory.loaded()

    @property
    def resident(self) -> int:
        """The bytes that its runners really hold: with the prompts that they keep."""
        return sum(
            runner.size + sum(map(self.tokens, runner.saved)) * runner.model.memory_per_token
            for runner in self.loaded
        )

    @property
    def events(self) -> list[Event]:
        """All that happened to the memory, in order."""
        self._memory.loaded()
        return self._memory.events

    @property
    def work(self) -> list[Request]:
        """The requests to generate text, in order."""
        return [r for r in self.requests if r.path in ("/api/generate", "/api/chat")]

    def loads(self, model: str = "") -> int:
        """Return how often the model (or: any) was loaded."""
        return sum(e.kind == "load" and model in ("", e.model) for e in self._memory.events)

    def wait_for_requests(self, count: int) -> None:
        """Return when so many requests have arrived."""
        self._queue.wait_for(lambda: len(self.requests) >= count, f"{count} requests")

    def wait_for_queue(self, count: int) -> None:
        """Return when so many requests to generate are under way, the one at work included."""
        self._queue.wait_for(
            lambda: len(self._queue.numbers) >= count, f"{count} requests under way"
        )

    def wait_for_hang(self) -> None:
        """Return when a request hangs."""
        self._queue.wait_for(lambda: bool(self._queue.hanging), "a request that hangs")

    def release(self) -> None:
        """Let the requests that hang now go on."""
        self._queue.release()

    # Start and stop

    def __enter__(self) -> OllamaServer:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self.stop()
        if self._socket.errors and kind is None:
            raise self._socket.errors[0]

    def start(self) -> None:
        """Listen; after the server died or stopped: on the same port, with nothing loaded."""
        self.stop()
        self._socket.open()

    def stop(self) -> None:
        """Stop listening and end all connections."""
        self._socket.cut()
        self._socket.join()
        self._memory.clear()

    # One request

    def _serve(self, http: Exchange) -> None:
        raw = http.body()
        request = self._arrive(http.command, http.path, raw)
        try:
            fault = self.fault(request)
            if fault is None or self._goes_on(http, request, fault):
                self._route(http, request, raw)
        except Refusal as refusal:
            self._close(request, refusal.status)
            http.end(refusal.status, {"error": refusal.text})

    def _arrive(self, method: str, path: str, raw: bytes) -> Request:
        try:
            body = parse_body(raw)
        except Refusal:
            body = None
        with self._queue.changed:
            number = len(self.requests)
            asked = Request(number, method, path, body, user_text(body), self.clock.now())
            penalty = asked.options.get("repeat_penalty", self.generation.repeat_penalty)
            request = replace(asked, repeat_penalty=penalty)
            self.requests.append(request)
            self._queue.changed.notify_all()
        return request

    def _close(self, request: Request, status: int, work: Work | None = None) -> None:
        """Keep what came of the request: before the client can know it."""
        made = work or Work()
        self.requests[request.number] = replace(
            request,
            status=status,
            loads=made.loads,
            evaluated=made.evaluated,
            prompt_tokens=made.prompt_tokens,
            answer_tokens=made.answer_tokens,
            done_reason=made.done_reason,
        )

    def _route(self, http: Exchange, request: Request, raw: bytes) -> None:
        allowed = _METHODS.get(request.path)
        if request.path == "/api/status" and not self.generation.is_new:
            allowed = None
        if allowed != request.method:
            status, text = (405, "method not allowed") if allowed else (404, "page not found")
            self._close(request, status)
            http.send(status, "text/plain", f"{status} {text}".encode())
        elif request.path in ("/api/generate", "/api/chat"):
            self._generate(http, request, parse_body(raw))
        elif request.path == "/":
            self._close(request, 200)
            http.send(200, "text/plain; charset=utf-8", b"Ollama is running")
        else:
            told = self._tell(request.path, raw)
            self._close(request, 200)
            http.end(200, told)

    def _tell(self, path: str, raw: bytes) -> dict[str, Any]:
        since = timestamp(self.clock, 0)
        match path:
            case "/api/version":
                return {"version": self.version}
            case "/api/tags":
                listing = [listed(m, since, self.generation) for m in self.models.values()]
                return {"models": listing}
            case "/api/ps":
                return {"models": [running(runner, self.clock) for runner in self._listed()]}
            case "/api/status":
                source = "env" if self.cloud == "off" else "none"
                return {"cloud": {"disabled": self.cloud == "off", "source": source}}
        body = parse_body(raw)
        name = str(body.get("model") or body.get("name") or "")
        model = self._in_the_cloud(path, name)
        missing = tagged(without_suffix(name)[0])
        return shown(model or find_model(name, self.models, missing), since, self.generation)

    def _listed(self) -> list[Runner]:
        """Return the runners that /api/ps lists: for a moment, those too that were unloaded."""
        leaving = self._memory.unloaded if self.lingers > 0 else []
        self.lingers -= bool(leaving)
        return [*self.loaded, *leaving]

    def _in_the_cloud(self, path: str, name: str) -> Model | None:
        """Return the model whose name is sent on to ollama.com, None for a local one."""
        base, source = without_suffix(name)
        if source != "cloud" or version_numbers(self.version) < _FIRST_WITH_CLOUD_NAMES:
            return None
        refuse_cloud(path, self.cloud)
        return Model(base, context_length=131_072)

    def _generate(self, http: Exchange, request: Request, body: Mapping[str, Any]) -> None:
        name = str(body.get("model") or "")
        elsewhere = self._in_the_cloud(request.path, name)
        models = self.models
        if elsewhere:
            far = replace(elsewhere, remote_host="https://ollama.com:443")
            models = {without_suffix(name)[0]: far}
        job = parse_job(request.path, body, models, self.default_num_ctx, self.generation)
        work = Work()
        status, last = 200, None
        with self._turn(request.number):
            try:
                if request.number in self._bereft:
                    raise Refusal(500, WAITED_FOR_IT)
                last = self._work(http, request, job, work)
            except Refusal as refusal:
                status, last = refusal.status, {"error": refusal.text}
        if last is not None:
            self._close(request, status, work)
            if status == 200 and work.is_looped:
                return http.end_loop(last, stream=job.stream)
            # Loading and unloading are told in one object, streaming or not.
            http.end(status, last, stream=job.stream and status == 200 and bool(job.prompt))
        return None

    @contextmanager
    def _turn(self, number: int) -> Iterator[None]:
        with self._queue.turn(number):
            if not self._socket.alive:
                raise ConnectionAbortedError
            began = self.clock.now()
            try:
                yield
            finally:
                self.busy_seconds += self.clock.now() - began

    # One answer

    def _work(
        self, http: Exchange, request: Request, job: Job, work: Work
    ) -> dict[str, Any] | None:
        """Return the last object of the answer, or None when a fault has answered."""
        if not job.prompt and job.keep_alive == 0:
            self._memory.unload(job.model)
            return self._no_answer(job, work, "unload")
        work.prompt_tokens = self.tokens(job.prompt) if job.prompt else 0
        answer = self.answer(request) if job.prompt and self._fits(job, work) else ""
        if isinstance(answer, Fault) and answer.at_the_door:
            self._goes_on(http, request, answer)
            return None
        with self._runner(job, work):
            if not job.prompt:
                return self._no_answer(job, work, "load")
            if job.model.format == "gguf":
                self.generation.refuse_format(job.schema)
            self._refuse_long(job, work)
            self._evaluate(job, work)
            self._write(http, request, job, work, answer)
        seconds = self.clock.now() - request.time
        return ending(job, work, self._moment(), seconds, self.generation)

    def _fits(self, job: Job, work: Work) -> bool:
        try:
            self._refuse_long(job, work)
        except Refusal:
            return False
        return True

    def _refuse_long(self, job: Job, work: Work) -> None:
        tokens, window = work.prompt_tokens, job.window
        if job.model.format != "gguf" and tokens > window:
            text = f"input length ({tokens} tokens) exceeds the model's maximum context length"
            raise Refusal(500, f"{text} ({window} tokens)")
        self.generation.refuse_long(tokens, window, truncate=job.truncate, shift=job.shift)

    def _no_answer(self, job: Job, work: Work, reason: str) -> dict[str, Any]:
        work.done_reason = reason
        return {**said(job, self._moment(), "", done=True), "done_reason": reason}

    @contextmanager
    def _runner(self, job: Job, work: Work) -> Iterator[None]:
        """Have the model in memory; one that runs elsewhere needs none."""
        if job.model.remote_host:
            yield
            return
        began = self.clock.now()
        runner, fresh = self._memory.acquire(job.model, job.options, job.keep_alive)
        work.runner, work.loads = runner, int(fresh)
        try:
            speeds = self._speeds(job)
            self._rest(speeds.warm_seconds + fresh * speeds.load_seconds)
            work.load_seconds = self.clock.now() - began
            yield
        finally:
            self._memory.release(runner, job.keep_alive)

    def _evaluate(self, job: Job, work: Work) -> None:
        prompt = fit_prompt(job, work, self.tokens, self.generation)
        began = self.clock.now()
        self._rest(work.evaluated / self._speeds(job).prompt_tokens_per_second)
        work.prompt_seconds = self.clock.now() - began
        if work.runner:
            work.runner.evaluates(prompt, saves=self._keeps_prompts)

    def _write(
        self, http: Exchange, request: Request, job: Job, work: Work, answer: str | Fault
    ) -> None:
        fault = answer if isinstance(answer, Fault) else None
        fit_answer(job, work, self._text(request, answer), self.tokens, self.generation)
        if fault and fault.kind == "dies reading":
            self._break_off(http, work, fault)
        parts = pieces(job, work, self.lines)
        before = _pieces_before(fault, len(parts))
        began = self.clock.now()
        self._speak(http, job, work, parts[:before])
        if fault:
            self._break_off(http, work, fault)
        self._speak(http, job, work, parts[before:])
        work.answer_seconds = self.clock.now() - began
        if work.runner:
            # What was shifted out of the window is gone from the prompt cache too.
            shifted = work.prompt_tokens + work.answer_tokens > job.window + 1
            work.runner.cached = "" if shifted else work.runner.cached + work.text

    def _text(self, request: Request, answer: str | Fault) -> str:
        if isinstance(answer, Fault):
            return (answer.kind == "stall" and answer.text) or default_answer(request)
        return answer

    def _speak(
        self, http: Exchange, job: Job, work: Work, parts: Sequence[tuple[str, str]]
    ) -> None:
        """Take the time that these pieces take, and send them if the answer is streamed."""
        # The first token comes out of the evaluation of the prompt.
        seconds = (work.answer_tokens - 1) / self._speeds(job).answer_tokens_per_second
        each = seconds / max(1, len(work.thinking) + len(work.text))
        if not job.stream:
            return self._rest(each * sum(len(thought) + len(text) for thought, text in parts))
        due = self.clock.now()
        for thought, text in parts:
            due += each * (len(thought) + len(text))
            self._rest(due - self.clock.now())
            http.line(said(job, self._moment(), text, thinking=thought))
        return None

    def _speeds(self, job: Job) -> Speeds:
        return self.speeds_of.get(job.model.name, self.speeds)

    def _moment(self) -> str:
        return timestamp(self.clock, self.clock.now())

    def _rest(self, seconds: float) -> None:
        if seconds > 0:
            self.clock.sleep(seconds)

    # What goes wrong

    def _goes_on(self, http: Exchange, request: Request, fault: Fault) -> bool:
        """Do what goes wrong before there is an answer; say whether the request goes on."""
        if fault.kind == "hang":
            self._queue.hang(http.connection)
            return True
        if fault.kind == "server dies":
            self._die()
        self._close(request, fault.code)
        if fault.kind in ("status", "dies loading"):
            http.end(fault.code, {"error": fault.text})
        else:
            http.send(
                fault.code, "text/html" if fault.kind == "html" else JSON, fault.text.encode()
            )
        return False

    def _break_off(self, http: Exchange, work: Work, fault: Fault) -> None:
        """Do what goes wrong in mid-answer."""
        if fault.kind == "server dies":
            self._die()
        if fault.kind in ("hang", "stall"):
            return self._queue.hang(http.connection)
        if work.runner:
            self._memory.drop(work.runner, "die")
        if self.generation.is_new:
            with self._queue.changed:
                self._bereft.update(self._queue.numbers[self._queue.slots :])
        raise Refusal(500, RUNNER_DIED)

    def _die(self) -> None:
        self._socket.cut()
        self._memory.clear()
        raise ConnectionAbortedError


def _pieces_before(fault: Fault | None, count: int) -> int:
    """Return how many pieces of an answer are said before it goes wrong."""
    return 0 if fault is Fault.HANG else (count + 1) // 2 if fault else count
