"""Notes, configurations and reports of ralf-notes are never sources, and are counted."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from material.command_line import contents, run, run_on_terminal, work_folder

SOURCE = '"""Sells bread."""\n\n\ndef sell() -> int:\n    """Sell one."""\n    return 1\n'
MARKER = "<!-- ralf:begin sum=51d2c0a4 text=9e0c11aa -->"
END = "<!-- ralf:end - what you write below stays yours -->"


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with notes of its own, of an earlier run with another target."""
    work = work_folder(tmp_path, monkeypatch)
    for name in ("shop.py", "stock.py"):
        (work / "src").mkdir(exist_ok=True)
        (work / "src" / name).write_text(SOURCE, encoding="utf-8")
    return work


def generate(target: str, *options: str) -> str:
    return run("generate", ".", "--engine", "none", "--target-dir", target, *options)


@pytest.mark.parametrize("in_git", [False, True])
@pytest.mark.parametrize("links", ["wikilink", "markdown"])
def test_notes_of_another_target_are_left_out(shop: Path, links: str, in_git: bool) -> None:
    Path("ralf-notes.yaml").write_text(f"links: {links}\n", encoding="utf-8")
    if in_git:
        subprocess.run(["git", "init", "--quiet"], check=True)
    generate("notes", "--report", "report.json", "--summary", "summary.md")
    count = len(list(Path("notes").rglob("*.md")))
    first = min(Path("notes/work/src").glob("*.py.md"))
    first.rename("mine.md")  # wherever it is, and whatever surrounds our block
    text = Path("mine.md").read_text(encoding="utf-8").partition("---\n")[2]
    Path("mine.md").write_text(f"\ufeffMy words.\r\n\n{text}", encoding="utf-8")
    if in_git:
        subprocess.run(["git", "add", "--all"], check=True)

    said = f"{count} notes, 1 configuration, 2 reports and 2 agent files of ralf-notes left out"
    plan = generate("other", "--dry-run")
    assert said in plan
    assert "notes/work" not in plan
    assert said in generate("other", "--report", str(shop.parent / "second.json"))
    assert {name for name in contents(Path("other")) if name.endswith(".py.md")} == {
        "work/src/shop.py.md", "work/src/stock.py.md",
    }  # fmt: skip
    assert not any("notes" in name for name in contents(Path("other")))
    assert json.loads((shop.parent / "second.json").read_text())["own_files"] == count + 5
    status = ("status", ".", "--engine", "none", "--target-dir", "other")
    assert said in run(*status)
    Path("src/new.py").write_text(SOURCE, encoding="utf-8")
    assert said in run(*status)


@pytest.mark.parametrize(
    "text",
    [
        f"# How\n\n```markdown\n{MARKER}\nfacts\n{END}\n```\n",
        f"# How\n\n~~~~\n```\n{MARKER}\nfacts\n{END}\n```\n~~~~\n",
        f"# How\n\nOur block begins with `{MARKER}`\nand ends with\n{END}\n",
        f"# How\n\n    {MARKER}\n    {END}\n",
        f"# How\n\n{MARKER}\n\nIt never ends.\n",
        "# How\n\n<!-- ralf:begin -->\n" + END + "\n",
    ],
)
def test_a_text_that_quotes_the_marker_is_a_source(text: str) -> None:
    Path("HOW.md").write_text(text, encoding="utf-8")
    assert "left out" not in generate("notes")
    assert Path("notes/work/HOW.md.md").is_file()


@pytest.mark.parametrize(
    ("name", "text", "is_ours"),
    [
        ("config.yaml", "source_paths: [.]\ntarget_dir: vault\n", True),
        ("config.yaml", "baseURL: https://example.org\n", False),
        (".ralf-notes.yaml", "links: markdown\n", True),
        ("answer.json", '{"schema_version": 1, "exit_code": 0, "items": []}\n', False),
    ],
)
def test_configurations_and_reports(name: str, text: str, is_ours: bool) -> None:
    Path(name).write_text(text, encoding="utf-8")
    assert ("of ralf-notes left out" in generate("notes", "--dry-run")) == is_ours


@pytest.mark.parametrize("indent", [None, 4])
def test_a_report_that_a_formatter_reordered_is_ours(indent: int | None) -> None:
    generate("notes", "--report", "report.json")
    data = json.loads(Path("report.json").read_text(encoding="utf-8"))
    text = json.dumps(data, sort_keys=True, indent=indent)
    Path("report.json").write_text(text, encoding="utf-8")
    Path("about.json").write_text(json.dumps({"report": data}), encoding="utf-8")
    assert "1 report and 2 agent files of ralf-notes left out" in generate("other", "--dry-run")


def test_a_table_of_all_notes_is_ours_whatever_its_name() -> None:
    Path("Vault/.obsidian").mkdir(parents=True)
    generate("Vault/code")
    Path("Vault/code/ralf-notes.base").rename("All notes.base")
    Path("mine.base").write_text("views:\n  - type: table\n", encoding="utf-8")
    plan = generate("other", "--dry-run")
    assert "2 vault files of ralf-notes left out" in plan
    assert "All notes.base" not in plan
    assert "mine.base" in plan


def test_they_are_no_files_without_a_note() -> None:
    generate("notes")
    Path("LICENSE").write_text("MIT License\n", encoding="utf-8")
    options = ("generate", ".", "--engine", "none", "--target-dir", "other")
    shown = run_on_terminal(*options, env={"COLUMNS": "200"})
    assert "4 notes and 2 agent files of ralf-notes left out" in shown
    assert "1 file without a note: " in shown


def test_a_source_that_is_all_notes_says_so() -> None:
    generate("notes")
    output = run("generate", "notes", "--engine", "none", "--target-dir", "of_notes")
    assert "4 notes and 2 agent files of ralf-notes left out" in output
