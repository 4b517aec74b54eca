"""`status` shows which notes differ from their sources; it asks no model and writes nothing."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from material.command_line import configure, contents, run, work_folder

STALE = 5
FACTS = ("--engine", "none", "--target-dir", "vault")
"""Options of runs without a model."""


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = work_folder(tmp_path, monkeypatch)
    write("src/a.py", "def first(x):\n    return x\n")
    write("src/deep/b.py", "def second(y):\n    return y\n")
    return folder


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as running:
        yield running


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def status(*args: str, expect: int = 0) -> dict[str, list[str]]:
    """Return the paths shown, by the first word of their heading, and the total.

    The lines about the last run and of a verdict are left out: other tests check them.
    """
    lines = run("status", "src", *args, expect=expect).splitlines()
    if lines[-1].startswith("ralf-notes: "):
        lines.pop()
    if lines[-1].startswith("Last run: "):
        lines.pop()
    shown: dict[str, list[str]] = {"total": [lines.pop()]}
    kind = "total"
    for line in lines:
        if line.startswith("  "):
            shown[kind].append(line.strip())
        else:
            kind = line.split()[0].rstrip(":")
            shown[kind] = []
    return shown


def is_up_to_date(shown: dict[str, list[str]], notes: int) -> bool:
    return shown == {"total": [f"{notes} of {notes} notes in vault are up to date."]}


def verdict(*args: str, expect: int = STALE) -> str:
    """Return the last line of a check of the facts."""
    return run("status", "src", *args, "--exit-code", expect=expect).splitlines()[-1]


def note_of(path: str) -> Path:
    return Path("vault", f"{path}.md")


# Sources and notes


def test_before_the_first_run_all_is_new(work: Path) -> None:
    before = contents(work)
    shown = status(*FACTS)
    assert shown["new"] == ["src: a.py", "src: deep/b.py", "src: deep/", "src: ./"]
    assert shown["total"] == ["0 of 4 notes in vault are up to date."]
    assert contents(work) == before


def test_after_a_run_all_is_up_to_date() -> None:
    run("generate", "src", *FACTS)
    assert is_up_to_date(status(*FACTS, "--exit-code"), notes=4)


def test_without_the_cache_it_says_the_same(server: OllamaServer) -> None:
    configure(f"host: {server.host}\nmodel: small:1b\ntarget_dir: vault\n")
    run("generate", "src")
    configure(f"host: {server.host}\nmodel: ministral-3:3b\ntarget_dir: vault\n")
    run("generate", "src")  # changes nothing, and remembers that
    quick = status()
    shutil.rmtree(os.environ["RALF_CACHE_DIR"])
    assert status() == quick
    assert len(quick["older"]) == 3  # the folder of one file has no prose of its own


def test_notes_are_counted_alike_with_and_without_a_change() -> None:
    Path("src/pictures").mkdir()
    Path("src/pictures/a.txt").write_text(" \n", encoding="utf-8")
    run("generate", "src", *FACTS)
    notes = len([*Path("vault").rglob("*.md")])
    assert notes == 5  # with that of the folder of pictures
    assert is_up_to_date(status(*FACTS), notes)
    write("src/new.py", "N = 1\n")
    assert status(*FACTS)["total"] == [f"{notes} of {notes + 1} notes in vault are up to date."]


def test_a_dry_run_is_not_the_last_run() -> None:
    run("generate", "src", *FACTS)
    before = run("status", "src", *FACTS)
    assert "4 notes written." in before
    run("generate", "src", *FACTS, "--dry-run")
    assert run("status", "src", *FACTS) == before


def test_after_a_run_without_a_model_missing_prose_is_told_as_what_a_model_would_add() -> None:
    run("generate", "src", *FACTS)
    output = run("status", "src", "--target-dir", "vault")
    assert "prose missing or out of date: the next run with a model asks for it (" in output
    assert "4 of 4 notes in vault have facts that are up to date." in output
    assert "The last run asked no model (--engine none)." in output
    named = run("status", "src", "--target-dir", "vault", "--engine", "ollama")
    assert "the next run asks the model (" in named


@pytest.mark.parametrize("silent", ["src/odd.dtd", "src/talk.cast"])
def test_a_file_of_which_only_a_model_could_say_something_is_not_stale(
    silent: str, server: OllamaServer
) -> None:
    write(silent, "some words of a kind that no parser knows\n" * 40)
    run("generate", "src", *FACTS)
    assert not note_of(silent).exists()
    shown = run("status", "src", "--target-dir", "vault")
    path = silent.removeprefix("src/")
    assert f"  src: {path} (no note yet: the parser has nothing to say)" in shown.splitlines()
    assert "new: " not in shown
    assert "4 of 4 notes in vault have facts that are up to date." in shown
    assert is_up_to_date(status("--target-dir", "vault", "--exit-code"), notes=4)
    configure(f"host: {server.host}\nmodel: small:1b\ntarget_dir: vault\n")
    run("generate", "src")
    assert note_of(silent).exists()
    assert is_up_to_date(status("--exit-code"), notes=5)


def test_the_options_of_a_run_on_a_server_do_for_status_too(server: OllamaServer) -> None:
    options = ("--engine", "openai", "--target-dir", "vault", "--model", "m")
    run("generate", "src", *FACTS)
    asked = len(server.requests)
    assert "4 notes in vault" in status(*options, "--host", f"{server.host}/v1")["total"][0]
    assert len(server.requests) == asked
    assert "--host" in run("status", "src", *options, expect=2)


def test_a_changed_source_is_stale() -> None:
    run("generate", "src", *FACTS)
    write("src/a.py", "def first(x, y):\n    return x + y\n")
    shown = status(*FACTS, "--exit-code", expect=STALE)
    assert shown["changed"] == ["src: a.py"]
    assert shown["total"] == ["3 of 4 notes in vault are up to date."]
    assert status(*FACTS)["changed"] == ["src: a.py"]


def test_a_new_source_is_stale() -> None:
    run("generate", "src", *FACTS)
    write("src/new.py", "N = 1\n")
    assert status(*FACTS, "--exit-code", expect=STALE)["new"] == ["src: new.py"]


def test_the_notes_of_a_source_that_is_gone_are_stale(work: Path) -> None:
    run("generate", "src", *FACTS)
    shutil.rmtree(work / "src" / "deep")
    gone = status(*FACTS, "--exit-code", expect=STALE)["gone"]
    too_many = "2 of 4 notes would go at once; --prune removes them"
    assert gone == [
        f"src: deep/b.py ({too_many}; note: src/deep/b.py.md)",
        f"src: deep/ ({too_many}; note: src/deep/deep.md)",
    ]


def test_the_note_of_a_source_that_is_skipped_now_is_kept() -> None:
    run("generate", "src", *FACTS)
    write("src/c.py", "N = 1\n")
    run("generate", "src", *FACTS)
    configure("max_file_size: 20\n")
    kept = status(*FACTS)["kept"]
    assert any("a.py (is skipped now, too large" in line for line in kept)


def test_notes_of_others_and_notes_that_were_moved_are_not_gone(work: Path) -> None:
    run("generate", "src", *FACTS)
    write("vault/src/mine.md", "My own note.\n")
    note_of("src/a.py").rename(work / "vault" / "src" / "renamed.md")
    shown = status(*FACTS)
    assert "gone" not in shown
    assert shown["new"] == ["src: a.py"]


def test_an_edited_note_is_shown_but_not_stale() -> None:
    run("generate", "src", *FACTS)
    note = note_of("src/a.py")
    text = note.read_text(encoding="utf-8")
    note.write_text(text.replace("first", "erste"), encoding="utf-8")
    shown = status(*FACTS, "--exit-code")
    assert shown["edited"] == ["src: a.py"]


def test_what_the_user_writes_below_changes_nothing() -> None:
    run("generate", "src", *FACTS)
    with note_of("src/a.py").open("a", encoding="utf-8") as file:
        file.write("\nMy own words.\n")
    assert is_up_to_date(status(*FACTS, "--exit-code"), notes=4)


def test_a_file_of_others_in_the_way_is_blocked() -> None:
    write("vault/src/a.py.md", "My own note.\n")
    (line,) = status(*FACTS)["blocked"]
    assert line.startswith("src: a.py (")


def test_only_the_named_part_of_a_tree_is_compared(work: Path) -> None:
    run("generate", "src", *FACTS)
    write("src/a.py", "def other():\n    return 1\n")
    assert "changed" in status(*FACTS)
    output = run("status", "src/deep", "--exclude", "a.py", *FACTS)
    assert "a.py" not in output.replace("deep/a.py", "")


def test_long_lists_are_cut_unless_verbose() -> None:
    for number in range(20):
        write(f"src/n{number:02}.py", "N = 1\n")
    assert "and 14 more" in "\n".join(status(*FACTS)["new"] + [run("status", "src", *FACTS)])
    assert len(status(*FACTS, "-v")["new"]) == 24


# Prose


def test_notes_without_prose_wait_for_the_model(server: OllamaServer) -> None:
    run("generate", "src", *FACTS)
    shown = status("--target-dir", "vault")
    assert "src: a.py" in shown["prose"]
    assert "new" not in shown
    assert server.requests == []


def test_after_a_run_with_a_model_no_prose_waits_and_no_server_is_asked(
    server: OllamaServer,
) -> None:
    configure(f"host: {server.host}\nmodel: small:1b\ntarget_dir: vault\n")
    run("generate", "src")
    server.stop()
    assert is_up_to_date(status("--exit-code"), notes=4)


def test_prose_that_is_no_longer_true_waits(server: OllamaServer) -> None:
    configure(f"host: {server.host}\nmodel: small:1b\ntarget_dir: vault\n")
    run("generate", "src")
    write("src/a.py", "def first(x, y, z):\n    return x + y + z\n")
    shown = status()
    assert shown["changed"] == ["src: a.py"]
    assert "src: a.py" in shown["prose"]
    assert "src: deep/b.py" not in shown["prose"]


@pytest.mark.parametrize(
    "change", ["model: ministral-3:3b", "model: small:1b\ninstructions: For beginners."]
)
def test_older_prose_is_shown_but_not_stale(server: OllamaServer, change: str) -> None:
    here = f"host: {server.host}\ntarget_dir: vault\n"
    configure(f"{here}model: small:1b\n")
    run("generate", "src")
    assert "older" not in status()
    configure(f"{here}{change}\n")
    assert is_up_to_date(status("--exit-code"), notes=4)
    shown = status()
    assert any("a.py" in line for line in shown["older"])
    assert shown["total"] == ["4 of 4 notes in vault are up to date."]


# Failures


def test_a_missing_source_is_reported_and_the_others_are_compared() -> None:
    run("generate", "src", *FACTS)
    output = run("status", "src", "nowhere", *FACTS, expect=1)
    assert "nowhere: it does not exist" in output
    assert "4 of 4 notes" in output


def test_nothing_to_compare_is_a_usage_error() -> None:
    assert "nowhere" in run("status", "nowhere", *FACTS, expect=2)
    assert "--target-dir" in run("status", "src", "--engine", "none", expect=2)


# The check


def test_a_target_alone_is_compared_with_the_sources_of_its_last_run(tmp_path: Path) -> None:
    run("generate", "src", *FACTS)
    assert "4 of 4 notes in vault have facts that are up to date." in run("status", "-o", "vault")
    write("src/a.py", "def other(x):\n    return x\n")
    told = run("status", "-o", "vault", "--exit-code", expect=STALE)
    assert "changed since the note was written (1):" in told
    remedy = shlex.split(told.splitlines()[-1].partition("up to date: ")[2])
    run(*remedy[1:])
    run("status", "-o", "vault", "--exit-code")
    assert "no run on this target is recorded here" in run(
        "status", "-o", str(tmp_path / "none"), expect=2
    )


def test_sources_of_the_configuration_are_compared_with_a_target_of_the_command_line() -> None:
    run("generate", "src", *FACTS)
    configure("source_paths: [src/deep]\ntarget_dir: elsewhere\n")
    assert "  deep: b.py\n  deep: ./\n" in run("status", "-o", "vault")


def test_the_check_names_the_command_that_mends_it_and_the_folder_to_commit(work: Path) -> None:
    run("generate", "src", *FACTS)
    Path("src/a.py").write_text("def other():\n    pass\n", encoding="utf-8")
    command = "ralf-notes generate src --engine none"
    mends = f"{command} --target-dir vault"
    said = "ralf-notes: 1 note is stale. Bring it up to date:"
    assert verdict(*FACTS) == f"{said} {mends}"
    (work / ".git").mkdir()
    assert verdict(*FACTS) == f"{said} {mends}, and commit vault/"
    assert verdict(*FACTS, "--exclude", "*.md") == (
        f"{said} {command} --exclude '*.md' --target-dir vault, and commit vault/"
    )
    configure("target_dir: vault\n")
    assert verdict() == f"{said} {command}, and commit vault/"


def test_the_check_repeats_what_the_environment_says_of_notes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"LANGUAGE": "German", "TARGET_DIR": "my vault", "MODEL": "x:1b"}.items():
        monkeypatch.setenv(f"RALF_{name}", value)
    command = "RALF_LANGUAGE=German ralf-notes generate src --engine none --target-dir 'my vault'"
    assert verdict() == f"ralf-notes: 4 notes are stale. Bring them up to date: {command}"


def test_the_check_says_prune_where_a_run_would_remove_nothing_without_it() -> None:
    for number in range(20):
        write(f"src/many/m{number}.py", f"N = {number}\n")
    run("generate", "src", *FACTS)
    shutil.rmtree("src/many")
    assert verdict(*FACTS).endswith("--engine none --target-dir vault --prune")
    run("generate", "src", *FACTS, "--prune")
    assert is_up_to_date(status(*FACTS, "--exit-code"), notes=4)


def test_the_check_is_silent_about_prose(tmp_path: Path) -> None:
    run("generate", "src", *FACTS)
    Path("src/a.py").write_text("def other():\n    pass\n", encoding="utf-8")
    assert "prose" in status("--target-dir", "vault")
    shown = run("status", "src", "--target-dir", "vault", "--exit-code", expect=STALE)
    assert "prose" not in shown
    assert "3 of 4 notes in vault are up to date." in shown


def test_the_verdict_is_appended_to_a_summary(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    for _ in range(2):
        check = ("status", "src", *FACTS, "--exit-code", "--summary", file)
        run(*check, expect=STALE if not file.exists() else 0)
        run("generate", "src", *FACTS)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("## ralf-notes: 4 notes are stale\n")
    assert "| `src/deep/b.py` | new |" in text
    assert text.endswith("## ralf-notes: the facts of 4 notes are up to date\n\n")
