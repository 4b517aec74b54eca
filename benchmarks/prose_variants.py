"""Forms of question and answer: a server between ralf-notes and the real one that changes requests.

So each form is tried with all that ralf-notes does around it: parts, retries, checks, notes.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

Body = dict[str, Any]
_AROUND = re.compile(
    r"(`{3,})\n(?:It uses:|It is used by:|How the authors)[\s\S]*?\n\1\n\n(?=End of |Write )"
)
_STYLE = re.compile(r"\n?How the authors [^\n]*\n(?:- [^\n]*\n)+(?=`{3})")
_REPOSITORY = re.compile(r"(?<=\n)Repository [^\n]*\n")
_SYMBOLS = re.compile(r'(Write "symbols": [^`\n]*: )`[^\n]*`\.')
_SUMMARY = re.compile(r'End of [^\n]*Write "summary"[^\n]*\n')
_JSON = re.compile(r"Answer with one JSON object.*?for each name\. ", re.DOTALL)
_LINES = (
    "Answer in lines and nothing else: first `summary: ` and the text, then for each name a line "
    "`name: sentence`; an item of a list is a line that begins with the name of the list. "
)
_SECONDS = 1800


@dataclass(slots=True)
class Exchange:
    """A question with a schema, and what the model answered."""

    answer: Body
    answer_tokens: int
    prompt_tokens: int
    seconds: float
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """A form of question and answer."""

    name: str
    change: Callable[[Body], Body] = lambda body: body
    at_once: int = 0
    """Symbols that one request asks about; 0 for all."""
    in_lines: bool = False
    """Whether the answer is lines instead of a JSON object."""


def variants(card: Mapping[str, float]) -> dict[str, Variant]:
    """Return all forms by name; card: the sampling that the model's card recommends."""
    forms = [
        Variant("one object"),
        Variant("8 symbols a request", at_once=8),
        Variant("lines", in_lines=True),
        Variant("no neighbours", lambda body: _without(body, _AROUND)),
        Variant("no example", lambda body: _without(body, _STYLE)),
        Variant("no repository line", lambda body: _without(body, _REPOSITORY)),
        Variant("temperature 0", lambda body: _with_options(body, {"temperature": 0.0})),
        Variant("temperature 0.4", lambda body: _with_options(body, {"temperature": 0.4})),
    ]
    if card:
        forms.append(Variant("the card's sampling", lambda body: _with_options(body, card)))
    return {form.name: form for form in forms}


@contextmanager
def between(upstream: str, variant: Variant) -> Iterator[tuple[str, list[Exchange]]]:
    """Run a server in front of another; yield its address, and the exchanges as they happen."""
    exchanges: list[Exchange] = []
    host = urlsplit(upstream if "://" in upstream else f"http://{upstream}").netloc

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*_send(host, "GET", self.path, b""))

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.loads(data or b"{}")
            if self.path == "/api/chat" and "format" in body:
                self._answer(*_asked(host, body, variant, exchanges))
            else:
                self._answer(*_send(host, "POST", self.path, data))

        def _answer(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", exchanges
    finally:
        server.shutdown()
        server.server_close()


def _asked(host: str, body: Body, variant: Variant, exchanges: list[Exchange]) -> tuple[int, bytes]:
    """Ask the real server in the form of a variant; return the answer in the form asked for."""
    merged: Body = {}
    last: Body = {}
    totals = dict.fromkeys(
        ("eval_count", "prompt_eval_count", "eval_duration", "prompt_eval_duration"), 0
    )
    is_changed = False
    for piece in _pieces(body, variant.at_once):
        sent = variant.change(copy.deepcopy(piece)) | {"stream": False}
        sent = _in_lines(sent) if variant.in_lines else sent
        is_changed |= sent != body | {"stream": False}
        status, data = _send(host, "POST", "/api/chat", json.dumps(sent).encode())
        if status != 200:
            return status, data
        last = json.loads(data)
        text = last.get("message", {}).get("content", "")
        merged = _merged(
            merged, _of_lines(text, piece["format"]) if variant.in_lines else _loaded(text)
        )
        totals = {key: value + last.get(key, 0) for key, value in totals.items()}
    seconds = (totals["eval_duration"] + totals["prompt_eval_duration"]) / 1e9
    exchanges.append(
        Exchange(merged, totals["eval_count"], totals["prompt_eval_count"], seconds, is_changed)
    )
    message = last["message"] | {"content": json.dumps(merged)}
    return 200, json.dumps(last | totals | {"message": message, "done": True}).encode() + b"\n"


def _pieces(body: Body, at_once: int) -> Iterator[Body]:
    """Yield a request as several, each about so many symbols; the first has all else."""
    properties = body["format"].get("properties", {})
    names = [*properties.get("symbols", {}).get("properties", {})]
    if not at_once or len(names) <= at_once:
        yield body
        return
    for start in range(0, len(names), at_once):
        some = names[start : start + at_once]
        piece = copy.deepcopy(body)
        symbols = piece["format"]["properties"]["symbols"]
        symbols["properties"] = {name: symbols["properties"][name] for name in some}
        symbols["required"] = some
        user = piece["messages"][-1]
        listed = ", ".join(f"`{name}`" for name in some)
        user["content"] = _SYMBOLS.sub(rf"\g<1>{listed}.", user["content"])
        if start:
            piece["format"]["properties"] = {"symbols": symbols}
            piece["format"]["required"] = ["symbols"]
            user["content"] = _SUMMARY.sub("", user["content"])
        yield piece


def _merged(one: Body, other: Body) -> Body:
    symbols = {**one.get("symbols", {}), **other.get("symbols", {})}
    return {**one, **other} | ({"symbols": symbols} if symbols else {})


def _loaded(text: str) -> Body:
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _without(body: Body, pattern: re.Pattern[str]) -> Body:
    user = body["messages"][-1]
    user["content"] = pattern.sub("", user["content"], count=1)
    return body


def _with_options(body: Body, options: Mapping[str, float]) -> Body:
    return body | {"options": {**body["options"], **options}}


def _in_lines(body: Body) -> Body:
    system = body["messages"][0]
    system["content"] = _JSON.sub(_LINES, system["content"])
    return {key: value for key, value in body.items() if key != "format"}


def _of_lines(text: str, schema: Body) -> Body:
    """Return the lines of an answer as the object of a schema."""
    properties = schema.get("properties", {})
    names = properties.get("symbols", {}).get("properties", {})
    answer: Body = {}
    for line in text.splitlines():
        key, colon, said = line.strip("-*• ").partition(":")
        key, said = key.strip("`\"' "), said.strip()
        if not (colon and said):
            continue
        if key in names:
            answer.setdefault("symbols", {}).setdefault(key, said)
        elif properties.get(key, {}).get("type") == "array":
            answer.setdefault(key, []).append(said)
        elif key in properties:
            answer.setdefault(key, said)
    return answer


def _send(host: str, method: str, path: str, data: bytes) -> tuple[int, bytes]:
    connection = HTTPConnection(host, timeout=_SECONDS)
    try:
        connection.request(method, path, data or None, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
