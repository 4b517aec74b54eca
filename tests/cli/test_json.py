"""`--json`: what the commands print follows the published schemas, and is all that they print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from doubles.ollama.server import OllamaServer
from material.repository import generate, put, repository
from typer.testing import CliRunner, Result

from ralf_notes.cli.app import app
from ralf_notes.cli.json_output import VERSIONS

SCHEMAS = Path(__file__).parents[2] / "docs/schemas"
MODEL = ("--model", "small:1b")
FACTS = ("--engine", "none")


@pytest.fixture(scope="module")
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(
        tmp_path / "shop", {"a.py": "def price():\n    return 1\n", "b.py": "import a\na.price()\n"}
    )


def schema(name: str, version: int = 1) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}-{version}.json").read_text(encoding="utf-8"))


def closed(node: Any) -> Any:
    """Return a schema that allows no field which it does not name."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: closed(value) for key, value in node.items()}
    return {"additionalProperties": False, **node} if "properties" in node else node


def checked(text: str, name: str) -> Any:
    data = json.loads(text)
    jsonschema.validate(data, closed(schema(name)), format_checker=jsonschema.FormatChecker())
    return data


def run(*args: str | Path) -> Result:
    result = CliRunner().invoke(app, [*map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def both(*args: str | Path) -> tuple[Result, Any]:
    """Return the result with `--json` and its data, once the exit code is that without."""
    plain, result = run(*args), run(*args, "--json")
    assert result.exit_code == plain.exit_code
    assert result.stderr == plain.stderr
    data = checked(result.stdout, str(args[0]))
    assert data["exit_code"] == result.exit_code
    return result, data


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_the_schemas_are_schemas_of_their_version(path: Path) -> None:
    name, _, version = path.stem.rpartition("-")
    found = schema(name, int(version))
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["properties"]["schema_version"]["const"] == int(version)
    assert name not in VERSIONS or VERSIONS[name] >= int(version)


def test_each_command_has_the_schema_of_its_version() -> None:
    for name, version in VERSIONS.items():
        assert schema(name, version)["title"] == f"ralf-notes {name} --json"


def test_status(shop: Path, tmp_path: Path, server: OllamaServer) -> None:
    vault = tmp_path / "vault"
    args = ("status", shop, "--target-dir", vault, *FACTS)
    _, data = both(*args, "--exit-code")
    assert (data["exit_code"], data["last_run"]) == (5, None)
    assert {row["kind"] for row in data["rows"]} == {"new"}
    generate(shop, "-o", vault, server=server)
    _, data = both(*args, "--exit-code")
    assert (data["exit_code"], data["rows"], data["up_to_date"]) == (0, [], data["notes"])
    assert data["last_run"]["running"] is False
    put(shop / "a.py", "def price():\n    return 2\n")
    (shop / "b.py").unlink()
    note = vault / "shop/a.py.md"
    put(note, note.read_text(encoding="utf-8") + "Mine.\n")
    _, data = both(*args[:-2], *MODEL)
    assert {"changed", "gone", "prose"} <= {row["kind"] for row in data["rows"]}


def test_status_with_a_source_that_failed(shop: Path, tmp_path: Path) -> None:
    _, data = both("status", shop, tmp_path / "none", "-o", tmp_path / "vault", *FACTS)
    assert data["exit_code"] == 1
    assert "none" in data["source_failures"][0]["source"]


def test_models(server: OllamaServer) -> None:
    _, data = both("models", "--host", server.host, *MODEL)
    small = next(each for each in data["models"] if each["name"] == "small:1b")
    assert small["size"] > 0
    assert {each["name"] for each in data["needs"]} >= {"small:1b"}
    assert data["room"] is None or data["room"] > 0


def test_models_of_a_server_without_any() -> None:
    with OllamaServer([]) as empty:
        _, data = both("models", "--host", empty.host)
    assert data["models"] == []
    assert "ollama pull" in data["remarks"][0]


def test_models_of_no_server() -> None:
    result = run("models", "--host", "127.0.0.1:9", "--json")
    assert result.exit_code == 3
    assert result.stdout == ""


def test_check(shop: Path, tmp_path: Path, server: OllamaServer) -> None:
    args = ("check", shop, "-o", tmp_path / "vault", "--host", server.host)
    _, data = both(*args, *MODEL)
    assert {each["level"] for each in data["findings"]} >= {"ok"}
    _, data = both(*args, "--model", "absent:7b")
    assert data["exit_code"] == 3
    error = next(each for each in data["findings"] if each["level"] == "error")
    assert "ollama pull absent:7b" in error["remedy"] + error["what"]


def test_cache(shop: Path, tmp_path: Path) -> None:
    assert both("cache")[1]["exists"] is False
    generate(shop, "-o", tmp_path / "vault", *FACTS)
    _, data = both("cache")
    assert {"records of notes", "outlines"} <= {each["what"] for each in data["holds"]}
    result = run("cache", "--clear", "--json")
    data = checked(result.stdout, "cache")
    assert data["cleared"]
    assert data["size"] > 0
    assert both("cache")[1]["holds"] == []


def test_search(shop: Path, tmp_path: Path) -> None:
    generate(shop, "-o", tmp_path / "vault", *FACTS)
    where = ("--source", shop, "-o", tmp_path / "vault")
    _, data = both("search", "price", *where)
    assert data["results"][0]["note"] == "shop/a.py.md"
    assert (data["results"][0]["symbol"], data["results"][0]["first_line"]) == ("price", 1)
    _, data = both("search", "kumquat", *where)
    assert (data["exit_code"], data["results"]) == (1, [])


def test_score(shop: Path, tmp_path: Path, server: OllamaServer) -> None:
    generate(shop, "-o", tmp_path / "vault", server=server)
    gate = ("--fail-under", "completeness=1.0")
    _, data = both("score", tmp_path / "vault", "--source", shop, *gate)
    assert data["total"]["links"]["value"] == 1


def test_the_report_of_a_run(shop: Path, tmp_path: Path, server: OllamaServer) -> None:
    report = tmp_path / "report.json"
    args = ["generate", shop, tmp_path / "none", "-o", tmp_path / "vault", "--host", server.host]
    result = run(*args, *MODEL, "--report", report, "--fail-under", "links=1")
    data = checked(report.read_text(encoding="utf-8"), "run-report")
    assert data["exit_code"] == result.exit_code == 1
    assert data["quality"]["total"]["links"]["value"] == 1
    assert [usage["model"] for usage in data["models"]] == ["small:1b"]


@pytest.mark.parametrize("command", ["status", "check"])
def test_nothing_in_a_name_acts_at_a_terminal(command: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "odd", {"a\x1b]0;x\x07\u202e.py": "x = 1\n"})
    result = run(command, root, "-o", tmp_path / "va\u202eult", *FACTS, "--json")
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    checked(result.stdout, command)


def test_ask(shop: Path, tmp_path: Path, server: OllamaServer) -> None:
    args = ("ask", "What is the price?", "--source", shop, "-o", tmp_path / "vault", "--json")
    result = run(*args, *FACTS)
    data = checked(result.stdout, "ask")
    assert (result.exit_code, data["model"], data["sentences"]) == (0, None, [])
    assert "return 1" in next(p["text"] for p in data["passages"] if p["symbol"] == "price")
    result = run(*args, "--host", server.host, *MODEL)
    data = checked(result.stdout, "ask")
    assert data["model"] == "small:1b"
    assert len(data["sentences"]) + len(data["dropped"]) > 0
    result = run(*args, "--host", "127.0.0.1:9", *MODEL)
    data = checked(result.stdout, "ask")
    assert result.exit_code == data["exit_code"] == 3
    assert "127.0.0.1:9" in data["problem"]
