"""The map of a file that is read in parts: shown, kept, and asked again part by part."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer, Request, default_answer
from material.command_line import contents
from material.repository import generate, put, questions, repository

from ralf_notes.notes import note


def function(number: int, value: int = 3) -> str:
    lines = "".join(f"    value_{n} = transform_{number}(value, {n})\n" for n in range(30))
    body = f"{lines}    return value_{value}\n\n\n"
    return f"def f{number}(x):\n    '''Bakes the bread of oven {number}.'''\n{body}"


TEXT = '"""All ovens."""\n\n' + "".join(map(function, range(60)))
CHANGED = TEXT.replace(function(30), function(30, value=7))
NOTE = "ovens/ovens.py.md"


@pytest.fixture
def ovens(tmp_path: Path) -> Path:
    return repository(tmp_path / "ovens", {"ovens.py": TEXT})


@pytest.fixture
def vault(tmp_path: Path, ovens: Path) -> Path:
    with OllamaServer() as server:
        assert generate(ovens, "-o", tmp_path / "vault", server=server).exit_code == 0
    return tmp_path / "vault"


def rows(vault: Path) -> list[str]:
    """Return the map in the note of the ovens: its sentences, each with the names below it."""
    _, _, rest = (vault / NOTE).read_text(encoding="utf-8").partition("## Parts\n")
    section = rest.partition("\n## ")[0]
    return [
        row.strip() for row in section.replace("\n   - ", " | ").splitlines() if row[:1].isdigit()
    ]


def asked(server: OllamaServer) -> list[Request]:
    return [r for r in questions(server) if "ovens.py" in r.user.partition("\n")[0]]


def again(
    ovens: Path, vault: Path, answer: Callable[[Request], str] = default_answer, code: int = 0
) -> list[Request]:
    """Return what a further run asks about the file."""
    with OllamaServer(answer=answer) as server:
        assert generate(ovens, "-o", vault, server=server).exit_code == code
        return asked(server)


def test_each_part_is_shown_with_its_sentence_and_its_symbols(ovens: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    with OllamaServer() as server:
        assert generate(ovens, "-o", vault, server=server).exit_code == 0
        *parts, fold = asked(server)
    assert "notes on the parts" in fold.user
    shown = rows(vault)
    assert len(parts) == len(shown) > 4
    for number, (part, row) in enumerate(zip(parts, shown, strict=True), 1):
        sentence = json.loads(default_answer(part))["summary"]
        assert row.startswith(f"{number}. {sentence} | ")
        first = next(n for n in range(60) if f"def f{n}(x)" in part.user)
        assert f"#f{first}|f{first}]]" in row
        assert f"- {sentence}" in fold.user
    before = contents(vault)
    assert again(ovens, vault) == []
    assert contents(vault) == before


def test_a_change_asks_about_its_part_alone_whatever_the_window(
    ovens: Path, vault: Path, tmp_path: Path
) -> None:
    before = rows(vault)
    config = tmp_path / "small.yaml"
    put(config, f"source_paths: [{ovens}]\ntarget_dir: {vault}\nnum_ctx: 6144\n")
    with OllamaServer() as server:
        assert generate("--config", config, server=server).exit_code == 0
        assert asked(server) == []
    put(ovens / "ovens.py", CHANGED)
    (request,) = again(ovens, vault)
    assert request.user.startswith("Part of ovens.py")
    assert "return value_7" in request.user
    changed = [
        at for at, (old, new) in enumerate(zip(before, rows(vault), strict=True)) if old != new
    ]
    assert len(changed) == 1
    put(ovens / "ovens.py", TEXT)  # the note's earlier prose is in the cache
    assert again(ovens, vault) == []
    assert rows(vault) == before


def test_a_summary_asked_anew_sends_what_changed_and_the_sentences_of_the_rest(
    ovens: Path, vault: Path
) -> None:
    new = "def preheat(oven):\n    return oven.heat\n\n\n"
    put(ovens / "ovens.py", CHANGED.replace("def f30", f"{new}def f30"))
    part, fold = again(ovens, vault)
    assert "def preheat" in part.user
    sentences = [row.partition(" ")[2].partition(" | ")[0] for row in rows(vault)]
    assert all(f"- {sentence}" in fold.user for sentence in sentences)


def test_parts_that_moved_are_found(ovens: Path, vault: Path) -> None:
    """Two edits far from each other: what is between them is as it was, at another place."""
    before = rows(vault)
    edited = CHANGED.replace(function(2), function(2, value=9)).replace(
        "oven 2.", "the second oven."
    )
    put(ovens / "ovens.py", edited.replace(function(50), function(50, value=8)))
    requests = again(ovens, vault)
    assert [r.user[:7] for r in requests] == ["Part of"] * 3
    kept = [old for old, new in zip(before, rows(vault), strict=True) if old == new]
    assert len(kept) == len(before) - 3


def test_without_a_model_the_sentences_stay_and_are_true_again_later(
    ovens: Path, vault: Path
) -> None:
    put(ovens / "ovens.py", CHANGED)
    sentences = [row.partition(" | ")[0] for row in rows(vault)]
    assert generate(ovens, "-o", vault, "--engine", "none").exit_code == 0
    assert [row.partition(" | ")[0] for row in rows(vault)] == sentences
    (request,) = again(ovens, vault)
    assert "return value_7" in request.user


def test_a_part_about_which_nothing_usable_came_is_open_work(ovens: Path, vault: Path) -> None:
    def silent(request: Request) -> str:
        return "{}" if request.user.startswith("Part of") else (default_answer(request))

    put(ovens / "ovens.py", CHANGED)
    for _ in range(3):
        assert again(ovens, vault, silent, code=1)
        assert sum("Nothing is said" in row for row in rows(vault)) == 1
    assert again(ovens, vault, silent) == []  # tried in three runs
    put(ovens / "ovens.py", CHANGED + "# The end.\n")
    assert again(ovens, vault)
    assert not any("*" in row for row in rows(vault))


def test_a_sentence_that_is_refused_is_not_asked_for_again(ovens: Path, vault: Path) -> None:
    def inventing(request: Request) -> str:
        if not request.user.startswith("Part of"):
            return default_answer(request)
        values = json.loads(default_answer(request))
        return json.dumps(values | {"summary": "It calls `frobnicate_all` for the ovens."})

    put(ovens / "ovens.py", CHANGED)
    assert len(again(ovens, vault, inventing)) == 2  # once more, with the name
    assert sum("could not be used" in row for row in rows(vault)) == 1
    assert again(ovens, vault) == []


def test_a_note_of_an_earlier_version_has_no_map_until_its_summary_is_asked(
    ovens: Path, vault: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document = note.take_apart((vault / NOTE).read_text())
    head, _, rest = document.body.partition("## Parts\n")
    body = head + "## " + rest.partition("\n## ")[2]
    body = body.replace(body[body.index(',"q":[') : body.index("]", body.index('"q":[')) + 1], "")
    put(vault / NOTE, note.joined(document, body))
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "other"))
    assert again(ovens, vault) == []
    assert rows(vault) == []
    put(ovens / "ovens.py", CHANGED + "def last():\n    return 1\n")
    assert len(again(ovens, vault)) > 5
    assert len(rows(vault)) > 4
