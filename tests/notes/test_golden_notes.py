"""Golden notes: for each language a small source tree, and the vault that a run makes of it.

Run as a script, it writes the vaults again: python tests/notes/test_golden_notes.py
"""

from __future__ import annotations

import io
import json
import os
import posixpath
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest
import yaml
from doubles.ollama.answers import about, prose
from doubles.ollama.server import OllamaServer, Request
from markdown_it import MarkdownIt
from markdown_it.token import Token
from material.command_line import contents
from material.repository import asked_names, generate, repository
from ruamel.yaml import YAML

from ralf_notes.notes import frontmatter, note
from ralf_notes.notes.kept import Kept, parse_body
from ralf_notes.outline import languages

GOLDEN = Path(__file__).parents[1] / "testdata" / "notes"
CASES = sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir())
NOTES = sorted(path.relative_to(GOLDEN).as_posix() for path in GOLDEN.glob("*/vault/**/*.md"))
AGAIN = "if intended: python tests/notes/test_golden_notes.py"

_MARKER = re.compile(
    r"<!-- ralf:(begin sum=[0-9a-f]{8} text=[0-9a-f]{8}"
    r"|end - what you write below stays yours|state \{.*\}) -->"
)
_WIKILINK = re.compile(r"(?<!\\)\[\[([^\]|]*)(?:\|[^\]]*)?\]\]")
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_TOLD = {
    "What happens when it starts": re.compile(r"^- .* calls (.*)$", re.MULTILINE),
    "How the parts use each other": re.compile(r"^- `.*` uses (`.*`)$", re.MULTILINE),
}
"""By the heading above a diagram: how its edges are told in words."""
_MERMAID = re.compile(r'n\d+\["[^"`<>]+"\]|n\d+ --> n\d+')


def test_every_language_has_a_case() -> None:
    assert {*CASES} >= {language.key for language in languages.PARSED} | {"text", "formats"}


@pytest.mark.parametrize("case", CASES)
def test_notes_are_as_recorded(case: str, tmp_path: Path) -> None:
    made = texts(vault_of(case, tmp_path))
    expected = texts(GOLDEN / case / "vault")
    assert list(made) == list(expected), AGAIN
    for path, text in made.items():
        assert text == expected[path], f"{path}: {AGAIN}"


# Properties of every golden note


@pytest.mark.parametrize("path", NOTES)
def test_frontmatter_is_yaml_of_any_reader(path: str) -> None:
    front = (GOLDEN / path).read_text(encoding="utf-8").split("---\n")[1]
    strict = YAML(typ="safe")
    strict.allow_duplicate_keys = False
    values = strict.load(front)
    assert values == yaml.safe_load(front) == dict(strict.load(io.StringIO(front)))
    assert list(values) == [key for key in frontmatter.KEYS if key in values]
    assert {"description", "tags", "source"} <= {*values}
    assert all(isinstance(tag, str) and tag.startswith("code/") for tag in values["tags"])
    assert values["description"].endswith((".", "…", "!", "?"))


@pytest.mark.parametrize("path", NOTES)
def test_every_link_leads_to_a_note(path: str) -> None:
    vault = GOLDEN / path.partition("/vault/")[0] / "vault"
    at = path.partition("/vault/")[2]
    style = "markdown" if path.startswith("markdown_links/") else "wikilink"
    assert [kind for kind, _ in links(path)] == [style for _ in links(path)]
    for kind, target in links(path):
        below = target if kind == "wikilink" else posixpath.join(posixpath.dirname(at), target)
        assert (vault / posixpath.normpath(below)).is_file(), target


_TO_SECTION = re.compile(r"\[\[([^\]|#]+)#([^\]|]+)\|")


@pytest.mark.parametrize("path", NOTES)
def test_every_link_to_a_section_leads_to_a_heading(path: str) -> None:
    vault = GOLDEN / path.partition("/vault/")[0] / "vault"
    for target, section in _TO_SECTION.findall((GOLDEN / path).read_text(encoding="utf-8")):
        text = (vault / target).read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        # As Obsidian compares them: without punctuation.
        assert _words(section) in map(_words, headings)


def _words(heading: str) -> list[str]:
    return re.findall(r"\w+", heading)


@pytest.mark.parametrize("case", CASES)
def test_every_note_is_linked_from_another(case: str) -> None:
    notes = [path for path in NOTES if path.startswith(f"{case}/vault/")]
    linked = {
        posixpath.normpath(
            target if kind == "wikilink" else posixpath.join(posixpath.dirname(at), target)
        )
        for path in notes
        for at in [path.partition("/vault/")[2]]
        for kind, target in links(path)
    }
    assert linked == {path.partition("/vault/")[2] for path in notes}


@pytest.mark.parametrize("path", NOTES)
def test_diagrams_are_drawn_and_told(path: str) -> None:
    tokens, text = tokens_of(path), (GOLDEN / path).read_text(encoding="utf-8")
    heading = ""
    for token, after in pairwise(tokens):
        if token.type == "heading_open":
            heading = after.content
        if token.type != "fence" or token.info != "mermaid":
            continue
        first, *lines = token.content.splitlines()
        assert first == "flowchart LR"
        assert all(_MERMAID.fullmatch(line.strip()) for line in lines), lines
        declared = {line.split("[")[0].strip() for line in lines if "[" in line}
        edges = [line.strip().split(" --> ") for line in lines if "-->" in line]
        assert {end for edge in edges for end in edge} == declared
        in_words = _TOLD[heading].findall(text)
        assert len(edges) == sum(len(used.split(", ")) for used in in_words) <= 20


@pytest.mark.parametrize("path", NOTES)
def test_there_is_no_html_but_the_markers(path: str) -> None:
    html = [t for t in flat(tokens_of(path)) if t.type.startswith("html_")]
    assert all(_MARKER.fullmatch(line) for t in html for line in t.content.strip().splitlines())
    assert len(html) >= 2


@pytest.mark.parametrize("path", NOTES)
def test_headings_are_unique_and_skip_no_level(path: str) -> None:
    tokens = tokens_of(path)
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    titles = [
        tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"
    ]
    assert levels[0] == 1
    assert 1 not in levels[1:]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len({*titles}) == len(titles), titles


@pytest.mark.parametrize("path", NOTES)
def test_tables_have_all_their_cells_and_no_line_is_untidy(path: str) -> None:
    body = note.take_apart((GOLDEN / path).read_text(encoding="utf-8")).body
    bare = re.sub(r"^(`{3,}).*?^\1$", "code", body, flags=re.MULTILINE | re.DOTALL)
    assert "\n\n\n\n" not in bare
    assert not re.search(r"[ \t]$", body, re.MULTILINE)
    rows = [line for line in bare.splitlines() if line.startswith("|")]
    for block in re.findall(r"(?:^\|.*\n)+", bare, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}
        assert len(widths) == 1, block
    tables = sum(token.type == "tr_open" for token in tokens_of(path))
    assert tables == len(rows) - sum(set(row) <= set("|- ") for row in rows)


@pytest.mark.parametrize("path", NOTES)
def test_the_prose_is_read_back_from_the_note(path: str) -> None:
    document = note.take_apart((GOLDEN / path).read_text(encoding="utf-8"))
    kept = parse_body(document.body)
    assert not document.edited
    assert kept != Kept() or "ralf_model" not in document.front
    assert set(kept.symbols) <= set(kept.state.symbols)


# The run


def vault_of(case: str, work: Path) -> Path:
    """Write the vault for the sources of a case, and return its folder."""
    source = GOLDEN / case / "source"
    root = repository(work / case, contents(source))
    config = GOLDEN / case / "config.yaml"
    options = ["--config", config] if config.exists() else []
    with OllamaServer(answer=scripted) as server:
        done = generate(root, "-o", work / "vault", *options, server=server)
    assert done.exit_code == 0, done.stderr
    return work / "vault"


def scripted(request: Request) -> str:
    """Return an answer that depends only on the material, not on the wording of the question."""
    place = request.user.partition("\n")[0]
    descriptions = {name: prose(f"{place} {name}", 0, 120) for name in asked_names(request)}
    answer: dict[str, object] = {"symbols": descriptions} if descriptions else {}
    if "summary" in (request.schema or {}).get("properties", {}):
        material = request.user.partition("End of ")[0]
        answer["summary"] = about(material, prose(place, 0, 120), place)
    return json.dumps(answer)


def texts(folder: Path) -> dict[str, str]:
    """Return the files of a vault, by path, but for those that hold the notes once more."""
    return {
        path: data.decode()
        for path, data in sorted(contents(folder).items())
        if not path.endswith("llms-full.txt")
    }


def tokens_of(path: str) -> list[Token]:
    """Return the tokens of a Markdown parser for a note without its frontmatter."""
    text = (GOLDEN / path).read_text(encoding="utf-8").split("---\n", 2)[2]
    return MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)


def flat(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens, and the tokens inside them."""
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def links(path: str) -> list[tuple[str, str]]:
    """Return the style and the target of each link of a note, except links to the source."""
    targets = []
    for token in flat(tokens_of(path)):
        if token.type == "inline":
            plain = _CODE_SPAN.sub("", token.content)
            found = (target.partition("#")[0] for target in _WIKILINK.findall(plain))
            targets += [("wikilink", target) for target in found]
        if token.type == "link_open" and not str(token.attrs["href"]).startswith("https://"):
            target = str(token.attrs["href"]).partition("#")[0]
            targets.append(("markdown", unquote(target)))
    return targets


def rewrite() -> None:
    """Write the vaults of all cases again."""
    for case in CASES:
        shutil.rmtree(GOLDEN / case / "vault", ignore_errors=True)
        with tempfile.TemporaryDirectory() as work:
            os.environ["RALF_CACHE_DIR"] = f"{work}/cache"
            vault, repeated = vault_of(case, Path(work)), shutil.ignore_patterns("llms-full.txt")
            shutil.copytree(vault, GOLDEN / case / "vault", ignore=repeated)


if __name__ == "__main__":
    sys.exit(rewrite())
