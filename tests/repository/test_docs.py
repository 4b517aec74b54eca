"""The documentation holds: its links lead somewhere, its commands exist, the sample is current."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from material.command_line import contents

from ralf_notes.cli.app import app
from ralf_notes.notes.kept import parse_body

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")])
MARKDOWN = MarkdownIt("commonmark").enable("table")
COMMANDS = typer.main.get_group(app).commands
_SHELLS = {"sh", "bash", "console"}
_ELSEWHERE = re.compile(r"[a-z]+:")
each_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix()
)


@cache
def tokens_of(page: Path) -> list[Token]:
    """Return the tokens of a page's Markdown."""
    return MARKDOWN.parse(page.read_text(encoding="utf-8"))


def inline(page: Path) -> Iterator[Token]:
    """Yield the pieces of text of a page: words, links, code spans."""
    for token in tokens_of(page):
        yield from token.children or ()


def slugs(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub and MkDocs make them."""
    tokens = tokens_of(page)
    titles = [tokens[at + 1].content for at, it in enumerate(tokens) if it.type == "heading_open"]
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower()) for title in titles}


# Links


@each_page
def test_links_and_pictures_lead_to_files(page: Path) -> None:
    for token in inline(page):
        target = str(token.attrGet("href") or token.attrGet("src") or "")
        if not target or _ELSEWHERE.match(target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert page.parent == ROOT or found.is_relative_to(DOCS), f"{target}: not in the site"
        is_scheme = token.type == "image" and anchor in ("only-dark", "only-light")
        assert not anchor or is_scheme or anchor in slugs(found), target


def test_every_page_can_be_reached() -> None:
    def pages(entry: object) -> Iterator[str]:
        if isinstance(entry, str):
            yield entry
        else:
            inner = entry if isinstance(entry, list) else list(dict(entry).values())  # type: ignore[call-overload]
            for each in inner:
                yield from pages(each)

    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    assert sorted(pages(nav)) == [
        page.relative_to(DOCS).as_posix() for page in PAGES if DOCS in page.parents
    ]


def test_the_readme_leads_to_the_pages() -> None:
    linked = {str(token.attrGet("href")) for token in inline(ROOT / "README.md")}
    pages = {f"docs/{page.name}" for page in DOCS.glob("*.md")}
    assert pages - linked == set()


def test_the_readme_is_short_and_starts_with_what_does_all_by_itself() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 100
    for command in (
        "make demo",
        "make test",
        "uv tool install .",
        "pipx install .",
        "pip install .",
    ):
        assert any(line.startswith(command) for line in lines[:40]), command
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\ndemo: $(VENV)/demo\n" in targets
    assert "\ntest: $(VENV)/test\n" in targets


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", DOCS / "index.md"], ids=lambda path: path.name
)
def test_what_is_pasted_in_a_clone_does_not_document_the_clone(page: Path) -> None:
    lines = [
        line
        for token in tokens_of(page)
        if token.type == "fence"
        for line in token.content.splitlines()
    ]
    runs = [line for line in lines if "ralf-notes generate" in line]
    assert runs
    for line in runs:
        assert line.startswith("cd ~/src/") or " ~/src/" in line or "--target-dir" in line, line


def test_the_readme_names_tests_of_its_guarantees() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    guarantees = text.partition("## Guarantees")[2].partition("\n## ")[0]
    assert guarantees.count("\n- ") == 6
    named = re.findall(r"`(tests/[^`]+)`", guarantees)
    assert len(named) >= 6
    assert [path for path in named if not (ROOT / path).is_file()] == []


# Command lines


def command_lines(page: Path) -> Iterator[str]:
    """Yield the command lines of ralf-notes in a page's shell samples."""
    for token in tokens_of(page):
        if token.type == "fence" and token.info in _SHELLS:
            lines = token.content.replace("\\\n", " ").splitlines()
            commands = (line.rpartition("&& ")[2] for line in lines)
            yield from (line for line in commands if line.startswith("ralf-notes "))


def spans(page: Path) -> Iterator[str]:
    """Yield the code spans of a page that begin with ralf-notes and a command."""
    for token in inline(page):
        if token.type == "code_inline" and token.content.startswith("ralf-notes "):
            yield token.content


@each_page
def test_command_lines_are_understood(page: Path) -> None:
    for line in command_lines(page):
        _, name, *words = shlex.split(line, comments=True)
        try:
            COMMANDS[name].make_context(name, words)
        except Exception as error:  # of Typer's parser, whatever it is built on
            raise AssertionError(f"{line}: {error}") from error


@each_page
def test_commands_and_options_in_the_text_exist(page: Path) -> None:
    for span in spans(page):
        name, *words = span.split()[1:]
        if name == "COMMAND":
            continue
        assert name in COMMANDS, span
        assert options(words) <= known_options(name), span


def options(words: list[str]) -> set[str]:
    return {word.partition("=")[0] for word in words if word.startswith("-")}


def known_options(name: str) -> set[str]:
    parameters = COMMANDS[name].params
    named = {option for it in parameters for option in (*it.opts, *it.secondary_opts)}
    return {*named, "--help", "-h"}


def test_options_beside_a_command_in_a_table_are_its_own() -> None:
    listed = set()
    for page in PAGES:
        for row in page.read_text(encoding="utf-8").splitlines():
            found = re.match(r"\| `ralf-notes ([a-z]+)\b", row)
            if found:
                listed |= {found[1]} if page.name == "commands.md" else set()
                codes = re.findall(r"`(-[^`]*)`", row)
                assert options([word.split()[0] for word in codes]) <= known_options(found[1]), row
    assert listed == set(COMMANDS)


def test_there_are_command_lines_to_look_at() -> None:
    used = [line.split()[1] for page in PAGES for line in command_lines(page)]
    assert {"generate", "check", "init", "schedule", "status", "score"} <= {*used}
    assert len([span for page in PAGES for span in spans(page)]) > 20


# Guarantees


def promises() -> list[str]:
    text = (DOCS / "guarantees.md").read_text(encoding="utf-8")
    return re.split(r"^- (?=\*\*)", text, flags=re.MULTILINE)[1:]


def test_every_guarantee_names_tests_that_exist() -> None:
    assert len(promises()) > 20
    for promise in promises():
        tests = re.findall(r"`(tests/\w+/test_\w+\.py)`", promise)
        assert tests, promise
        assert [test for test in tests if not (ROOT / test).is_file()] == [], promise


@each_page
def test_files_that_are_named_exist(page: Path) -> None:
    for token in inline(page):
        if token.type == "code_inline" and re.fullmatch(
            r"(tests|benchmarks|ralf_notes|examples)/[\w./-]+\.\w+", token.content
        ):
            assert (ROOT / token.content).exists(), token.content


def test_the_figures_of_the_page_on_trust_are_those_of_the_benchmarks() -> None:
    measured = (ROOT / "benchmarks/README.md").read_text(encoding="utf-8").replace("/", " of ")
    page = (DOCS / "trust.md").read_text(encoding="utf-8")
    figures = re.findall(r"[\d,]+ of [\d,]*\d|[\d.]+ (?:ms|MB)\b", page)
    assert len(figures) > 12
    assert [each for each in figures if each not in measured] == []


# The sample vault


def test_the_sample_vault_is_current(tmp_path: Path) -> None:
    replay = [sys.executable, ROOT / "examples" / "replay.py", tmp_path / "vault"]
    subprocess.run(replay, check=True, capture_output=True)
    assert contents(tmp_path / "vault") == contents(ROOT / "examples" / "vault")


def test_nothing_that_the_sample_says_is_refused() -> None:
    answers = yaml.safe_load((ROOT / "examples/answers.yaml").read_text(encoding="utf-8"))
    vault = ROOT / "examples" / "vault" / "bakery"
    for place, said in answers.items():
        is_folder = (ROOT / "examples" / "bakery" / place).is_dir()
        note = vault / place / f"{Path(place).name or 'bakery'}.md"
        body = (note if is_folder else vault / f"{place}.md").read_text(encoding="utf-8")
        kept = parse_body(body.partition("-->\n")[2])
        bare = [text.replace("`", "") for text in (kept.summary, *kept.symbols.values())]
        bare += [item.text.replace("`", "") for item in kept.items.get("steps", ())]
        shown = [said["summary"], *(said.get("steps", ()) if "steps" in kept.items else ())]
        shown += [text for name, text in said.get("symbols", {}).items() if name in kept.symbols]
        for text in shown:
            assert " ".join(text.split()).replace("`", "") in bare, (place, text)
