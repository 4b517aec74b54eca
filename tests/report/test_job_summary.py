"""`generate --summary` appends the results of a run, as Markdown without active content."""

from __future__ import annotations

from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from material.command_line import run, work_folder
from material.repository import MODEL, put

from ralf_notes.report.job_summary import error_summary, job_summary
from ralf_notes.report.report import FileRow, PlanRow, Report

FACTS = ("generate", "src", "--engine", "none", "--target-dir", "vault", "--summary", "summary.md")


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = work_folder(tmp_path, monkeypatch)
    put(folder / "src/a.py", "def first(x):\n    return x\n")
    return folder


def summary() -> str:
    return Path("summary.md").read_text(encoding="utf-8")


def test_it_is_appended_to_what_other_steps_wrote(work: Path) -> None:
    put(work / "summary.md", "## Tests\n\nall passed\n\n")
    run(*FACTS)
    text = summary()
    assert text.startswith("## Tests\n\nall passed\n\n## ralf-notes: done\n\n- 2 notes written")
    assert "- Open vault/src/src.md\n" in text
    assert "### Changed notes (2)\n\n- `src/a.py.md` (new)\n- `src/src.md` (new)\n" in text
    run(*FACTS)
    assert summary() == f"{text}## ralf-notes: nothing to do\n\n"


def test_it_shows_the_model_and_what_it_took() -> None:
    with OllamaServer() as server:
        model = ("--engine", "ollama", "--host", server.host, "--model", MODEL)
        run("generate", "src", *FACTS[4:], *model)
    assert f"- {MODEL}: loaded 1×" in summary()


def test_it_shows_failures_with_their_reasons(work: Path) -> None:
    put(work / "vault/src/a.py.md", "My own.\n")
    run(*FACTS, "nowhere", expect=1)
    text = summary()
    assert text.startswith("## ralf-notes: done, but 2 failed\n")
    assert "| failed | why |\n| --- | --- |\n| `nowhere` | it does not exist" in text
    assert "| `a.py` | " in text


def test_it_shows_an_error_before_the_run_and_the_exit_code_stays() -> None:
    output = run("generate", "nowhere", *FACTS[2:], expect=2)
    assert "nowhere: it does not exist" in output
    assert summary().startswith("## ralf-notes: nothing was done\n\nthere is nothing to document")


def test_a_dry_run_shows_the_plan() -> None:
    run(*FACTS, "--dry-run")
    assert summary().startswith("## ralf-notes: what a run would do\n\n```text\nnew (3):\n  a.py\n")
    assert "  src/llms.txt: for agents\n" in summary() and "\n1 file, 0 unchanged" in summary()


def test_a_summary_that_cannot_be_written_is_an_error_unless_one_came_before(work: Path) -> None:
    (work / "summary.md").mkdir()
    assert "--summary summary.md: cannot be written" in run(*FACTS, expect=1)
    assert (work / "vault/src/a.py.md").exists()
    assert "nowhere: it does not exist" in run("generate", "nowhere", *FACTS[2:], expect=2)


def test_long_lists_are_cut_and_say_so() -> None:
    rows = tuple(FileRow("t", f"{n}.py", "new", f"{n}.md", written=True) for n in range(70))
    failed = tuple((f"{n}", "x" * 9999) for n in range(60))
    text = job_summary(Report(files=rows, source_failures=failed))
    assert "### Changed notes (70)" in text
    assert text.count(".md` (new)") == 50
    assert text.endswith("\n\nand 20 more\n\n")
    assert "and 10 more" in text
    plan = tuple(PlanRow("t", f"{n}.py", "new", "", 1, 10) for n in range(1000))
    assert "1000 files to ask about" in job_summary(Report(plan=plan))
    for one in (job_summary(Report(plan=plan)), text, error_summary("x" * 2_000_000)):
        assert len(one.encode()) < 200_000, "GitHub takes 1 MiB"


@given(st.text(), st.text(), st.text())
@example("", "", "0.PW")
def test_nothing_in_it_is_active(path: str, why: str, stopped: str) -> None:
    parser = MarkdownIt("gfm-like")
    # GitHub links no bare domains such as `0.pw`.
    parser.linkify.set({"fuzzy_link": False})  # type: ignore[union-attr]
    row = FileRow("t", path, "failed", f"{path}.md", written=True, error=why)
    report = Report(target=path, open_first=why, files=(row,), stopped=stopped)
    for text in (job_summary(report), error_summary(why)):
        tokens = parser.parse(text)
        kinds = {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}
        assert not kinds & {"html_block", "html_inline", "link_open", "image", "em_open"}
        assert sum(t.type == "heading_open" for t in tokens) == text.count("## ralf-notes") + (
            "### Changed notes (1)" in text
        )
