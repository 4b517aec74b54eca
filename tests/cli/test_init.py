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
from ralf_notes.errors import EngineError, UsageError
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
    agrees: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    def ask(self, question: str, default: str) -> str:
        number = len(self.asked)
        self.asked[question] = default
        return (self.answers[number] if number < len(self.answers) else "") or default

    def confirm(self, question: str, *, default: bool = False) -> bool:
        self.shown.append(question)
        return self.agrees

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
    around = init.look_around(work, environ, by_config, person)
    file = work / "ralf-notes.yaml"
    init.write_config(file, init.interview(around, work, person))
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
    assert (work / "vault" / "work" / "a.py.md").is_file()


def test_notes_that_are_beside_the_sources_stay_the_target(work: Path) -> None:
    (work / "a.py").write_text("A = 1\n", encoding="utf-8")
    run("generate", ".", "--engine", "none", "--target-dir", "../work-notes")
    run("init")
    assert load_config(None, {}, {}).config.target_dir == Path("../work-notes")
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


# The interview


def test_the_defaults_come_from_the_machine(work: Path, server: OllamaServer) -> None:
    config = interview(work, Person(), server.host)
    assert [source.path for source in config.source_paths] == [work]
    assert config.target_dir == work / "vault"
    assert (config.engine, config.model, config.host) == ("ollama", "medium:1b", server.host)


def test_the_answers_are_written(work: Path, server: OllamaServer) -> None:
    answers = ("src, docs/guide", "notes", "ollama", "small:1b")
    config = interview(work, Person(answers), server.host)
    assert [source.path for source in config.source_paths] == [work / "src", work / "docs/guide"]
    assert config.target_dir == work / "notes"
    assert config.model == "small:1b"


@pytest.mark.parametrize("name", ["my notes: #1", "Grüße/💡", "a'b\"c", "- x", "yes", "{a}", "007"])
def test_odd_names_come_back_as_they_were(work: Path, server: OllamaServer, name: str) -> None:
    config = interview(work, Person((name, name)), server.host)
    assert [source.path for source in config.source_paths] == [work / name]
    assert config.target_dir == work / name


def test_the_source_is_the_git_work_tree_around(work: Path, server: OllamaServer) -> None:
    subprocess.run(["git", "init", "-q", str(work)], check=True)
    below = work / "a" / "b"
    below.mkdir(parents=True)
    around = init.look_around(below, {"OLLAMA_HOST": server.host}, by_config, Person())
    assert around.source == "../.."
    of_work = init.look_around(work, {"OLLAMA_HOST": server.host}, by_config, Person())
    assert of_work.source == "."


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
            around = init.look_around(work, environ, opened, person)
            init.interview(around, work, person)
    assert any("takes the connection but gives no answer" in line for line in person.shown)


def test_a_wrong_answer_is_a_usage_error(work: Path, server: OllamaServer) -> None:
    with pytest.raises(UsageError, match=r"engine.*gpt"):
        interview(work, Person(("", "", "gpt")), server.host)
    with pytest.raises(UsageError, match="OLLAMA_HOST"):
        interview(work, Person(), "http://a b")


# Vaults


@pytest.mark.parametrize("list_of", [*LISTS])
def test_a_personal_vault_gets_a_folder_of_its_own(
    work: Path, home: Path, server: OllamaServer, list_of: str
) -> None:
    mine = vault(home / "Vaults" / "Mein Käse", "diary.md")
    register(home / LISTS[list_of], mine)
    person = Person()
    config = interview(work, person, server.host)
    assert config.target_dir == mine / "code"
    shown = "\n".join(person.shown)
    assert "notes of your own" in shown
    assert str(mine / "code") in shown
    assert f"{mine}-code" in shown


def test_a_vault_around_the_current_folder_comes_first(
    work: Path, home: Path, server: OllamaServer
) -> None:
    register(home / LISTS["linux"], vault(home / "Documents" / "Other", "diary.md"))
    vault(work.parent, "diary.md")
    person = Person()
    assert interview(work, person, server.host).target_dir == work.parent / "code"
    assert any("Other" in line for line in person.shown)


def test_the_open_vault_comes_before_the_latest_and_one_that_is_gone_not_at_all(
    work: Path, home: Path, server: OllamaServer
) -> None:
    early, opened = vault(home / "early", "a.md"), vault(home / "opened", "a.md")
    latest, gone = vault(home / "latest", "a.md"), home / "gone"
    register(home / LISTS["linux"], early, gone, opened, latest, opened=opened)
    person = Person()
    assert interview(work, person, server.host).target_dir == opened / "code"
    others = [line for line in person.shown if line.startswith("Obsidian vault: ")][:2]
    assert others == [f"Obsidian vault: {latest}", f"Obsidian vault: {early}"]


def test_an_empty_vault_is_the_target_itself(work: Path, home: Path, server: OllamaServer) -> None:
    empty = vault(home / "Obsidian" / "Code")
    register(home / LISTS["linux"], empty)
    config = interview(work, Person(), server.host)
    assert (config.target_dir, config.vault_root) == (empty, None)


@pytest.mark.parametrize("agrees", [False, True])
def test_a_personal_vault_as_the_target_gets_a_warning(
    work: Path, home: Path, server: OllamaServer, agrees: bool
) -> None:
    mine = vault(home / "Documents" / "Notes", "diary.md")
    person = Person(("", "~/Documents/Notes"), agrees=agrees)
    config = interview(work, person, server.host)
    assert any("notes of its own" in line for line in person.shown)
    assert config.target_dir == (mine if agrees else mine / "code")


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
    assert interview(work, Person(), server.host).target_dir == work / "vault"


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
        assert interview(work, Person(), server.host).model == "small:1b"


def test_a_cloud_model_is_not_written(work: Path, server: OllamaServer) -> None:
    with pytest.raises(EngineError, match="allow_remote_models"):
        interview(work, Person(("", "", "", "x:20b-cloud")), server.host)
    assert not (work / "ralf-notes.yaml").exists()


def test_a_server_without_models_gets_the_default_one(work: Path) -> None:
    with OllamaServer(models=[]) as server:
        person = Person()
        assert interview(work, person, server.host).model == "ministral-3:3b"
    assert any("ollama pull ministral-3:3b" in line for line in person.shown)


def test_without_a_server_the_embedded_engine_is_offered_if_installed(
    work: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.stop()
    config = interview(work, Person(), server.host)
    assert (config.engine, config.model) == ("embedded", None)
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    person = Person()
    config = interview(work, person, server.host)
    assert (config.engine, config.model) == ("ollama", "ministral-3:3b")
    assert any("ollama serve" in line for line in person.shown)


# On a terminal


def test_a_terminal_is_asked_and_enter_takes_the_defaults(
    work: Path, home: Path, server: OllamaServer
) -> None:
    mine = vault(home / "Documents" / "Notes", "diary.md")
    register(home / "xdg_config_home" / "obsidian" / "obsidian.json", mine)
    output = run_on_terminal("init", keys="\n\n\n\n", env={"OLLAMA_HOST": server.host})
    config = load_config(None, {}, {}).config
    assert config.target_dir == mine / "code"
    assert config.model == "medium:1b"
    assert "ralf-notes check" in output


def test_yes_asks_nothing(server: OllamaServer) -> None:
    run("init", "--yes", env={"OLLAMA_HOST": server.host})
    assert server.requests == []
