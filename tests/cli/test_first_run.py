"""A first `generate` without configuration and target asks at a terminal; else it names ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from doubles.ollama.server import Model, OllamaServer
from material.command_line import contents, run, run_on_terminal, work_folder

from ralf_notes.config.keys import Config
from ralf_notes.config.loading import load_config


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = work_folder(tmp_path, monkeypatch)
    monkeypatch.delenv("CI", raising=False)
    (work / "shop.py").write_text('"""Sells bread."""\n', encoding="utf-8")
    return work


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    models = [Model("small:1b", size=10**8), Model("medium:1b", size=2 * 10**8)]
    with OllamaServer(models=models) as running:
        yield running


def kept() -> Config:
    return load_config(None, {}, {}).config


def words(output: str) -> str:
    """Return what a terminal shows, as if it were one long line."""
    return " ".join(output.split())


def test_enter_takes_the_defaults_and_the_answers_are_kept(
    shop: Path, server: OllamaServer
) -> None:
    keys, env = "\n\n\n", {"OLLAMA_HOST": server.host}
    output = run_on_terminal("generate", "--max-time", "1s", keys=keys, env=env, expect=0)
    beside = shop.parent / "work-notes"
    assert "[../work-notes]" in output
    assert output.index("medium:1b") < output.index("small:1b") < output.index("facts only")
    assert (beside / "work" / "shop.py.md").is_file()
    assert (kept().target_dir, kept().model) == (Path("../work-notes"), "medium:1b")
    assert [each.path for each in kept().source_paths] == [Path()]
    again = run_on_terminal("generate", "--engine", "none")
    assert "Folder for the notes" not in again


def test_a_model_is_chosen_by_number_and_nothing_has_to_be_kept(
    shop: Path, server: OllamaServer
) -> None:
    keys, env = "../n\n7\n3\nn\n", {"OLLAMA_HOST": server.host}
    output = run_on_terminal("generate", ".", keys=keys, env=env)
    assert "7 is none of them" in words(output)
    assert (shop.parent / "n" / "work" / "shop.py.md").is_file()
    assert [*contents(shop)] == ["shop.py"]
    assert not any("chat" in request.path for request in server.requests)


@pytest.mark.parametrize("models", [None, []])
def test_without_a_model_there_are_facts_and_the_way_to_prose(
    shop: Path, server: OllamaServer, models: list[Model] | None
) -> None:
    server.stop()
    with OllamaServer(models=models or []) as other:
        host = server.host if models is None else other.host
        output = run_on_terminal("generate", keys="\n\n\n", env={"OLLAMA_HOST": host})
    assert ("ollama serve" if models is None else "ollama pull ministral-3:3b") in words(output)
    assert ("has no models yet" in words(output)) is (models is not None)
    assert kept().engine == "none"
    assert (shop.parent / "work-notes" / "work" / "shop.py.md").is_file()


def test_a_folder_that_cannot_hold_the_notes_is_asked_for_again(shop: Path) -> None:
    keys = ".\n..\nshop.py\nvault\nn\n"
    output = run_on_terminal("generate", "--engine", "none", keys=keys)
    assert words(output).count("among its own files") == 2
    assert "shop.py is not a folder" in words(output)
    assert (shop / "vault" / "work" / "shop.py.md").is_file()


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_who_cancels_has_written_nothing(shop: Path, key: str) -> None:
    before = contents(shop.parent)
    typed = {"keys": f"../other\n{key}", "after": "[../work-notes]"}
    output = run_on_terminal("generate", "--engine", "none", **typed, expect=130)
    assert "nothing was written" in words(output)
    assert contents(shop.parent) == before


def test_a_dry_run_asks_and_keeps_nothing(shop: Path) -> None:
    output = run_on_terminal("generate", "--engine", "none", "--dry-run", keys="\n")
    assert "Keep the answers" not in output
    assert contents(shop.parent) == {"work/shop.py": (shop / "shop.py").read_bytes()}


@pytest.mark.parametrize(("options", "env"), [([], {"CI": "true"}), (["--quiet"], {}), ([], None)])
def test_where_nobody_can_answer_the_error_names_the_ways(
    options: list[str], env: Mapping[str, str] | None
) -> None:
    if env is None:
        output = run("generate", ".", *options, expect=2)
    else:
        output = run_on_terminal("generate", ".", *options, env=env, expect=2)
    for way in ("ralf-notes init", "--engine none", "--target-dir"):
        assert way in words(output)
    assert "Folder for the notes" not in output


def test_a_dumb_terminal_is_asked_in_plain_words(shop: Path) -> None:
    output = run_on_terminal("generate", "--engine", "none", keys="\nn\n", env={"TERM": "dumb"})
    assert "\x1b" not in output
    assert (shop.parent / "work-notes" / "work" / "shop.py.md").is_file()


def test_a_run_that_asks_nothing_loads_no_questions() -> None:
    options, env = ("generate", ".", "--engine", "none"), {"PYTHONPROFILEIMPORTTIME": "1"}
    Path("ralf-notes.yaml").write_text("target_dir: notes\n", encoding="utf-8")
    loaded = run_on_terminal(*options, env=env)
    assert "ralf_notes.run.generate" in loaded
    assert "ralf_notes.models.engines.hints" not in loaded


# What a person sees at the end


@pytest.mark.parametrize(
    ("env", "shows_link"),
    [
        ({"TERM": "xterm-kitty", "TERM_PROGRAM": "", "TMUX": ""}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "dumb", "TERM_PROGRAM": "vscode"}, False),
    ],
)
def test_notes_in_a_vault_are_a_click_away(
    shop: Path, env: Mapping[str, str], shows_link: bool
) -> None:
    (shop.parent / "Mein Käse" / ".obsidian").mkdir(parents=True)
    options = ("--engine", "none", "--target-dir", "../Mein Käse/code")
    output = run_on_terminal("generate", ".", *options, env=env)
    note = quote(str(shop.parent / "Mein Käse" / "code" / "work" / "work.md"), safe="")
    address = f"obsidian://open?path={note}"
    link = f"\x1b]8;;{address}\x1b\\Open it in Obsidian\x1b]8;;\x1b\\"
    assert (link if shows_link else f"Open it in Obsidian: {address}") in words(output)
    (shop / "new.py").write_text('"""New."""\n', encoding="utf-8")
    assert "obsidian://" not in run("generate", ".", *options)


def test_after_facts_a_person_is_told_how_to_add_prose(shop: Path, server: OllamaServer) -> None:
    (shop / "gate.py").write_text("def open_gate(key):\n    return key\n", encoding="utf-8")
    command = ("generate", ".", "--target-dir", "notes", "--engine")
    way = "the same command with --engine ollama"
    assert way in words(run_on_terminal(*command, "none"))
    assert way not in words(run_on_terminal(*command, "none"))  # it wrote nothing
    env = {"OLLAMA_HOST": server.host}
    run(*command, "ollama", "--model", "small:1b", env=env)
    (shop / "new.py").write_text('"""New."""\n', encoding="utf-8")
    assert way not in words(run_on_terminal(*command, "none"))
    (shop / "other.py").write_text('"""Other."""\n', encoding="utf-8")
    assert way not in run(*command[:3], "elsewhere", "--engine", "none")


def test_notes_in_no_vault_get_the_way_to_one(shop: Path) -> None:
    output = run_on_terminal("generate", ".", "--engine", "none", "--target-dir", "notes")
    assert f"Open folder as vault, and choose {shop / 'notes'}" in words(output)


@pytest.mark.parametrize("is_missing", ["server", "model"])
def test_what_is_missing_is_told_at_once_and_the_ways_out_are_last(
    shop: Path, server: OllamaServer, is_missing: str
) -> None:
    if is_missing == "server":
        server.stop()
    env = {"OLLAMA_HOST": server.host, "RALF_SERVER_WAIT": "0"}
    options = ("--target-dir", "notes", "--model", "absent:3b")
    for _ in range(2):  # the first run, and a later one
        lines = run("generate", ".", *options, env=env, expect=3).splitlines()
        told = next(
            number for number, line in enumerate(lines) if "absent" in line or "no server" in line
        )
        facts = [number for number, line in enumerate(lines) if "with facts from the code" in line]
        assert all(told < number for number in facts)
        assert ("ollama serve" if is_missing == "server" else "ollama pull absent:3b") in lines[-1]
        assert "--engine none" in lines[-1]
        assert (shop / "notes" / "work" / "shop.py.md").is_file()
