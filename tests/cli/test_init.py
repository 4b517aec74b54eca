"""`init` writes a first config file: from the machine, from a person's answers, or defaults."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from doubles.ollama.server import Model, OllamaServer
from material.command_line import run, run_on_terminal, work_folder

from ralf_notes.cli.commands import first_run, init
from ralf_notes.config.keys import Config
from ralf_notes.config.loading import load_config
from ralf_notes.errors import UsageError
from ralf_notes.models.engines import Engine
from ralf_notes.models.opening import open_engine


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return work_folder(tmp_path, monkeypatch)


@pytest.fixture
def home() -> Path:
    return Path.home()


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    small, medium = Model("small:1b", size=10**8), Model("medium:1b", size=2 * 10**8)
    with OllamaServer(models=[small, medium]) as running:
        yield running


@dataclass
class Person:
    """Gives these answers in turn, then accepts the defaults."""

    answers: Sequence[str] = ()
    times: int = 0
    shown: list[str] = field(default_factory=list)

    def ask(self, question: str, default: str) -> str:
        number, self.times = self.times, self.times + 1
        return (self.answers[number] if number < len(self.answers) else "") or default

    def confirm(self, question: str, *, default: bool = False) -> bool:
        self.shown.append(question)
        return default

    def tell(self, line: str) -> None:
        self.shown.append(line)

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        self.shown.append(f"{what} ...")
        yield


def by_config(config: Config) -> Engine:
    return open_engine(config, {})


def interview(work: Path, person: Person, host: str) -> Config:
    """Let a person answer; return the configuration that the written file holds."""
    environ = {"OLLAMA_HOST": host, "HOME": str(Path.home())}
    environ["APPDATA"] = str(Path.home() / "AppData" / "Roaming")
    file = work / "ralf-notes.yaml"
    init.write_config(file, first_run.answers_for_file(work, environ, by_config, person))
    return load_config(file, {}, {}).config


def vault(folder: Path, *notes: str) -> Path:
    (folder / ".obsidian").mkdir(parents=True)
    for name in notes:
        (folder / name).write_text("mine", encoding="utf-8")
    return folder


LISTS = {
    "macos": "Library/Application Support/obsidian/obsidian.json",
    "linux": ".config/obsidian/obsidian.json",
    "flatpak": ".var/app/md.obsidian.Obsidian/config/obsidian/obsidian.json",
    "snap": "snap/obsidian/current/.config/obsidian/obsidian.json",
    "windows": "AppData/Roaming/obsidian/obsidian.json",
}
"""Where Obsidian keeps its list of vaults, below the home folder."""


def register(file: Path, *vaults: Path, opened: Path | None = None) -> None:
    """Write the list of vaults that Obsidian keeps, the one that was opened last at the end."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = {
        f"{number:016x}": {"path": str(path), "ts": number}
        | ({"open": True} if path == opened else {})
        for number, path in enumerate(vaults, 1_700_000_000_000)
    }
    file.write_text(json.dumps({"vaults": rows}, ensure_ascii=False), encoding="utf-8")


# Without a terminal


def test_without_a_terminal_the_defaults_are_written(server: OllamaServer) -> None:
    output = run("init", env={"OLLAMA_HOST": server.host})
    assert "ralf-notes check" in output
    assert "ralf-notes generate" in output
    assert load_config(None, {}, {}).config == Config.model_validate(init.defaults(Path()))
    assert server.requests == []


def test_the_file_documents_every_key() -> None:
    run("init")
    text = Path("ralf-notes.yaml").read_text(encoding="utf-8")
    for key in Config.model_fields:
        assert f"\n{key}:" in text or f"\n# {key}:" in text
    assert text.count("\n## ") > len(Config.model_fields)


def test_what_it_writes_is_enough_for_a_run(work: Path) -> None:
    (work / "a.py").write_text("A = 1\n", encoding="utf-8")
    run("init")
    run("generate", "--engine", "none")
    assert (work.parent / "work-notes" / "work" / "a.py.md").is_file()


@pytest.mark.parametrize("target", ["../work-notes", "vault"])
def test_the_target_is_where_notes_are_already(work: Path, target: str) -> None:
    (work / "a.py").write_text("A = 1\n", encoding="utf-8")
    run("generate", ".", "--engine", "none", "--target-dir", target)
    run("init")
    assert load_config(None, {}, {}).config.target_dir == Path(target)
    assert "1 unchanged" in run("generate", "--engine", "none", "--dry-run")


def test_an_existing_file_stays_unless_forced() -> None:
    file = Path("ralf-notes.yaml")
    file.write_text("seed: 7\n", encoding="utf-8")
    assert "--force" in run("init", expect=2)
    assert file.read_text(encoding="utf-8") == "seed: 7\n"
    run("init", "--force")
    assert load_config(None, {}, {}).config.seed == Config().seed


def test_a_folder_or_a_file_can_be_named() -> None:
    Path("sub").mkdir()
    assert "--config sub/ralf-notes.yaml" in run("init", "sub")
    run("init", "mine.yaml")
    assert Path("sub/ralf-notes.yaml").is_file()
    assert Path("mine.yaml").is_file()
    assert not Path("ralf-notes.yaml").exists()


def test_a_place_that_cannot_be_written_is_an_error() -> None:
    assert "cannot be written" in run("init", "nowhere/ralf-notes.yaml", expect=2)


# The questions, which are those of a first run


def test_the_defaults_come_from_the_machine(work: Path, server: OllamaServer) -> None:
    config = interview(work, Person(), server.host)
    assert [source.path for source in config.source_paths] == [work]
    assert config.target_dir == work / "../work-notes"
    assert (config.engine, config.model, config.host) == ("ollama", "medium:1b", server.host)


def test_the_answers_are_written(work: Path, server: OllamaServer) -> None:
    config = interview(work, Person(("notes", "2")), server.host)
    assert config.target_dir == work / "notes"
    assert config.model == "small:1b"


@pytest.mark.parametrize("name", ["my notes: #1", "Grüße/💡", "a'b\"c", "- x", "yes", "{a}", "007"])
def test_odd_names_come_back_as_they_were(work: Path, server: OllamaServer, name: str) -> None:
    assert interview(work, Person((name,)), server.host).target_dir == work / name


def test_the_source_is_the_git_work_tree_around(work: Path, server: OllamaServer) -> None:
    subprocess.run(["git", "init", "-q", str(work)], check=True)
    below = work / "a" / "b"
    below.mkdir(parents=True)
    for folder, source in ((below, "../.."), (work, ".")):
        environ = {"OLLAMA_HOST": server.host}
        settings = first_run.answers_for_file(folder, environ, by_config, Person())
        assert settings["source_paths"] == [source]


@pytest.mark.parametrize("is_first_run", [True, False])
def test_a_server_that_hangs_is_named_while_it_is_awaited(work: Path, is_first_run: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        host = f"127.0.0.1:{hanging.getsockname()[1]}"
        environ, person = {"OLLAMA_HOST": host, "HOME": str(Path.home())}, Person()

        def opened(config: Config) -> Engine:
            assert config.engine != "ollama" or f"http://{host}" in person.shown[-1]
            return open_engine(config, {}, 0.01)

        if is_first_run:
            first_run.answers({"host": host}, environ, opened, person, may_keep=False)
        else:
            first_run.answers_for_file(work, environ, opened, person)
    assert any("takes the connection but gives no answer" in line for line in person.shown)


def test_an_address_that_is_none_is_a_usage_error(work: Path) -> None:
    with pytest.raises(UsageError, match="OLLAMA_HOST"):
        interview(work, Person(), "http://a b")


# Vaults


def named_vaults(work: Path, host: str) -> list[str]:
    """Return the vaults that a person is told of, in order."""
    person = Person()
    interview(work, person, host)
    prefix = "Obsidian vault: "
    lines = [line for line in person.shown if line.startswith(prefix)]
    return [line.removeprefix(prefix).partition(" (a folder")[0] for line in lines]


@pytest.mark.parametrize("list_of", [*LISTS])
def test_a_vault_that_obsidian_knows_is_named(
    work: Path, home: Path, server: OllamaServer, list_of: str
) -> None:
    mine = vault(home / "Vaults" / "Mein Käse", "diary.md")
    register(home / LISTS[list_of], mine)
    assert named_vaults(work, server.host) == [str(mine)]


def test_a_vault_around_the_current_folder_comes_first(
    work: Path, home: Path, server: OllamaServer
) -> None:
    other = vault(home / "Documents" / "Other", "diary.md")
    register(home / LISTS["linux"], other)
    vault(work.parent, "diary.md")
    assert named_vaults(work, server.host) == [str(work.parent), str(other)]


def test_the_open_vault_comes_before_the_latest_and_one_that_is_gone_not_at_all(
    work: Path, home: Path, server: OllamaServer
) -> None:
    early, opened = vault(home / "early", "a.md"), vault(home / "opened", "a.md")
    latest, gone = vault(home / "latest", "a.md"), home / "gone"
    register(home / LISTS["linux"], early, gone, opened, latest, opened=opened)
    assert named_vaults(work, server.host) == [str(opened), str(latest), str(early)]


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", '{"vaults": []}', '{"vaults": {"a": 1, "b": {}, "c": {"path": 3}}}',
        '{"vaults": {"a": {"path": "relative"}, "b": {"path": ""}, "c": {"path": "/a\\u0000b"}}}',
        '{"vaults": {"a": {"path": "/nowhere", "ts": "late"}}}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_list_of_vaults_counts_as_empty(
    work: Path, home: Path, server: OllamaServer, text: str
) -> None:
    file = home / LISTS["linux"]
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    vault(home / "Documents", "diary.md")  # places are not guessed
    assert named_vaults(work, server.host) == []


# Engine and model


def test_a_model_that_does_not_fit_is_not_offered(work: Path) -> None:
    models = [
        Model("huge:1b", size=10**16),
        Model("cloud:1b", size=10**9, remote_host="https://ollama.com:443"),
        Model("gpt-oss:120b-cloud", size=10**9),
        Model("gpt-oss:CLOUD", size=10**9),
        Model("nomic-embed-text:latest", size=3 * 10**8),
        Model("small:1b", size=10**8),
    ]
    with OllamaServer(models=models) as server:
        person = Person()
        assert interview(work, person, server.host).model == "small:1b"
    assert not any(name in "".join(person.shown).lower() for name in ("huge", "cloud", "embed"))


def test_a_model_that_is_not_offered_is_not_written(work: Path, server: OllamaServer) -> None:
    person = Person(("", "x:20b-cloud"))
    assert interview(work, person, server.host).model == "medium:1b"
    assert any("x:20b-cloud is none of them" in line for line in person.shown)


def test_a_server_without_models_says_how_to_get_one(work: Path) -> None:
    with OllamaServer(models=[]) as server:
        person = Person()
        assert interview(work, person, server.host).engine == "none"
    assert any("ollama pull ministral-3:3b" in line for line in person.shown)


def test_without_a_server_the_embedded_engine_is_offered_if_installed(
    work: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.stop()
    assert interview(work, Person(), server.host).engine == "none"
    assert interview(work, Person(("", "2")), server.host).engine == "embedded"
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    person = Person(("", "2"))
    assert interview(work, person, server.host).engine == "none"
    assert any("ollama serve" in line for line in person.shown)


# On a terminal


def test_a_terminal_is_asked_and_enter_takes_the_defaults(
    work: Path, home: Path, server: OllamaServer
) -> None:
    mine = vault(home / "Documents" / "Notes", "diary.md")
    register(home / "xdg_config_home" / "obsidian" / "obsidian.json", mine)
    output = run_on_terminal("init", keys="\n\n", env={"OLLAMA_HOST": server.host})
    config = load_config(None, {}, {}).config
    assert config.target_dir == Path("../work-notes")
    assert config.model == "medium:1b"
    assert "Obsidian vault:" in output
    assert "ralf-notes check" in output


def test_yes_asks_nothing(server: OllamaServer) -> None:
    run("init", "--yes", env={"OLLAMA_HOST": server.host})
    assert server.requests == []
