"""No request about a model that runs elsewhere is sent, unless the user allowed it by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import Model, OllamaServer
from material.command_line import run, work_folder
from material.repository import put

from ralf_notes.models.remote import is_cloud_name

CLOUD = [
    "gpt-oss:120b-cloud", "gpt-oss:cloud", "gpt-oss:CLOUD", "gpt-oss:120b-Cloud", "x:20B-CLOUD",
    "smollm2:135m-cloud", "smollm2:135m:cloud", "me/x:20b-cloud", "me/x:cloud", "x: cloud",
    "x:cloud ", " x:cloud", "x:20b-cloud\t", "registry.ollama.ai/library/x:cloud",
    "registry.ollama.ai/me/x:20b-cloud", "https://registry.ollama.ai/me/x:cloud",
    "localhost:5000/x:cloud", "localhost:5000/me/x:7b-cloud", "hf.co/me/x-GGUF:Q4_K_M-cloud",
    "hf.co/me/x-GGUF:cloud", "x:-cloud", "x:a-b-cloud", "x:cloud-cloud", "x:7b\u200b-cloud",
    "x:ｃｌｏｕｄ", "x:cloud\u200b", "x::cloud", "x:20b-cloud:local", "X:LATEST-CLOUD",
    "x:7b-cLoUd",
]  # fmt: skip
LOCAL = [
    "foo-cloud", "smollm2-cloud:135m", "cloud", "cloud:1b", "my-cloud-model", "x:cloudy", "x:clou",
    "x:cloud-7b", "x:7bcloud", "localhost:5000/foo-cloud", "foo:bar-cloud/baz", "me/cloud", "x:7b",
    "hf.co/me/x-cloud", "", "x", "x:cloud7", "cloud/x:7b",
]  # fmt: skip
SOURCE = "def secret_business():\n    return 1\n"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = work_folder(tmp_path, monkeypatch)
    put(folder / "src/a.py", SOURCE)
    return folder


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    """Give a server that would answer for any of the cloud models, and has a hidden one."""
    stubs = [Model(name, size=400) for name in CLOUD]
    hidden = Model("mine:7b", size=400, remote_host="https://ollama.com:443")
    small = Model("small:1b", size=10**8, context_length=8192)
    with OllamaServer([small, hidden, *stubs]) as running:
        running.cloud = "reachable"
        yield running


def named(server: OllamaServer) -> list[str]:
    """Return the models that requests were about."""
    return [str(request.body["model"]) for request in server.requests if request.body]


@pytest.mark.parametrize("name", CLOUD)
def test_a_cloud_model_is_known_by_its_name(name: str) -> None:
    assert is_cloud_name(name)


@pytest.mark.parametrize("name", LOCAL)
def test_other_names_are_local(name: str) -> None:
    assert not is_cloud_name(name)


@pytest.mark.parametrize("name", [*CLOUD, "mine:7b", "mine:7B", "library/mine:7b"])
def test_a_run_sends_nothing_about_it(server: OllamaServer, name: str) -> None:
    words = ("--host", server.host, "--model", name)
    said = run("generate", "src", "--target-dir", "v", *words, expect=3)
    assert named(server) == []
    assert "ollama.com" in said
    assert "your source would leave this machine" in said
    assert "allow_remote_models" in said
    assert Path("v/src/a.py.md").is_file()  # the facts need no model


@pytest.mark.parametrize("name", ["gpt-oss:120b-cloud", "x:CLOUD", "smollm2:135m:cloud", "mine:7b"])
@pytest.mark.parametrize(
    "words",
    [
        ("check", "src", "--target-dir", "v"),
        ("check", "--deep", "src", "--target-dir", "v"),
        ("tune", "src"),
    ],
    ids=["check", "check --deep", "tune"],
)
def test_no_command_asks_about_it(server: OllamaServer, words: tuple[str, ...], name: str) -> None:
    said = run(*words, "--host", server.host, "--model", name, expect=3)
    assert "allow_remote_models" in said
    assert named(server) == []


def test_the_message_names_the_model_on_the_machine(server: OllamaServer) -> None:
    words = ("--host", server.host, "--model", "gpt-oss:20b-cloud")
    said = run("generate", "src", "--target-dir", "v", *words, expect=3)
    assert "ollama pull gpt-oss:20b" in said


@pytest.mark.parametrize(
    "settings",
    [
        "models: {fast: 'small:1b', quality: 'x:cloud'}\n",
        "models: {fast: 'x:20b-cloud', balanced: 'small:1b'}\nrouting: {file: fast}\n",
        "models: {balanced: 'small:1b', quality: 'mine:7b'}\nrouting: {overview: quality}\n",
        "models: {fast: 'small:1b', quality: 'x:CLOUD'}\n"
        "routing: {folder: fast, overview: fast, rules: ['size > 1 -> quality']}\n",
    ],
)
def test_a_model_of_a_rule_is_refused_too(server: OllamaServer, settings: str) -> None:
    Path("mine.yaml").write_text(settings, encoding="utf-8")
    words = ("--host", server.host, "--config", "mine.yaml")
    run("generate", "src", "--target-dir", "v", *words, expect=3)
    assert named(server) == []


def test_models_lists_it_without_a_request_about_it(server: OllamaServer) -> None:
    listed = run("models", "--host", server.host)
    row = next(line for line in listed.splitlines() if line.startswith("gpt-oss:120b-cloud"))
    assert "runs at ollama.com" in row
    assert set(named(server)) == {"small:1b"}


def test_allowed_by_name_it_is_asked(server: OllamaServer) -> None:
    Path("mine.yaml").write_text("allow_remote_models: ['X:20b-cloud', 'mine:7b']\n", "utf-8")
    server.models["x:20b-cloud"] = Model("x:20b-cloud", size=400, context_length=8192)
    for name in ("x:20b-cloud", "mine:7b"):
        words = ("--host", server.host, "--config", "mine.yaml", "--model", name, "--force")
        run("generate", "src", "--target-dir", "v", *words)
        assert name in named(server)
    words = ("--host", server.host, "--config", "mine.yaml", "--model", "gpt-oss:cloud", "--force")
    run("generate", "src", "--target-dir", "v", *words, expect=3)
    assert "gpt-oss:cloud" not in named(server)
