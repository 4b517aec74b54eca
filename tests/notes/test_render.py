"""Notes from any facts and prose: what they keep can be read back from their text."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from material.command_line import contents
from material.repository import generate, put, repository

from ralf_notes.notes import frontmatter, note
from ralf_notes.notes.hidden.state import State
from ralf_notes.notes.kept import Kept, parse_body
from ralf_notes.notes.layout import note_paths
from ralf_notes.notes.links import Links
from ralf_notes.notes.lists.about import About
from ralf_notes.notes.lists.calls import Call, SymbolPlace
from ralf_notes.notes.lists.chosen import describable
from ralf_notes.notes.prose.items import LISTS, KeptItem
from ralf_notes.notes.prose.parts import KeptPart
from ralf_notes.notes.prose.private import private_symbols
from ralf_notes.notes.render import render_file, render_folder
from ralf_notes.notes.render.facts import Child, FileFacts, FolderFacts
from ralf_notes.notes.wording import Wording, every_wording
from ralf_notes.outline.imports import Resolved, Use
from ralf_notes.outline.manifests import Script
from ralf_notes.outline.model import KINDS, Outline, Parameter, Symbol
from ralf_notes.plan.detail.items import with_items
from ralf_notes.prose import cleaning
from ralf_notes.prose.names import Vocabulary
from ralf_notes.source.classify import Kind
from ralf_notes.text import ZERO_WIDTH, one_line, visible

NASTY = (
    "# heading", "> quote", "- item", "```", "~~~", "---", "| a | b |", "<!-- ralf:end", "-->",
    "<!-- ralf:begin sum=00000000 -->", '<!-- ralf:state {"v":1} -->', "[[link|alias]]", "![[x]]",
    "<% tp %>", "`= this.x`", "= this.x", "%%", "$x$", "#tag", "<b>", "&amp;", "`take`", "take()",
    "Bucket.take", "*Not summarised yet.*", "Part of", "### `x`", "\\", "``", "{{ x }}", "{% x %}",
    "Args:\n    n: what | it is\n", ":param x: y", "@param {a} b - c", "Returns:", "\n\n",
    "\n    x = 1\n", "\n@param x y\n", "\n- Parameter x: y\n", "\n@example\n",
    "This keeps one bucket for each client.", "Drops what is full. Says so.",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(NASTY) | st.text(max_size=12), max_size=8).map(" ".join)
LINE = TEXT.map(one_line)
NAME = st.from_regex(r"[^\W\d]\w{0,8}", fullmatch=True)
QUALIFIED = st.lists(NAME, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([".", "::", "#"]).map(lambda mark: mark.join(parts))
) | LINE.filter(str.strip)
PATH = st.lists(LINE.map(lambda t: t.replace("/", "")).filter(str.strip), min_size=1, max_size=3)
HEX = st.text("0123456789abcdef", min_size=8, max_size=8)
PARAMETER = st.builds(Parameter, LINE.filter(bool), LINE, LINE)
VOCABULARY = Vocabulary.of("Bucket take client", names=["Bucket.take", "app/limits.py"])
SAID = st.lists(st.sampled_from(NASTY) | st.text(max_size=12), max_size=4).map(" ".join)
NAMED = ("take", "Bucket", "Bucket.take", "take()", "client", "app/limits.py", "limits.py")
PROSE = SAID.map(lambda text: cleaning.clean(text, VOCABULARY) or "Keeps one row.")
# Cleaning takes time, more so on a busy machine.
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    names = draw(st.lists(QUALIFIED, max_size=5, unique=True))
    symbols = []
    for name in names:
        parent = draw(st.sampled_from(["", *(s.name for s in symbols)]))
        symbols.append(
            Symbol(
                name,
                draw(st.sampled_from(KINDS)),
                draw(TEXT),
                draw(TEXT),
                draw(st.booleans()),
                tuple(draw(st.lists(PARAMETER, max_size=2))),
                0,
                0,
                draw(HEX),
                parent,
            )
        )
    language = draw(st.sampled_from(["python", "cpp", "markdown", "text"]))
    return Outline(language, draw(TEXT), tuple(symbols), (), "", draw(HEX), draw(st.integers(0, 9)))


def _ends(text: str) -> bool:
    """Whether a text ends as items do: cleaned prose ends with a mark."""
    return text[-1:] in (".", "!", "?")


@st.composite
def file_notes(draw: st.DrawFn) -> tuple[FileFacts, Kept, Links]:
    path, other = draw(st.lists(PATH.map("/".join), min_size=2, max_size=2, unique=True))
    facts = FileFacts(
        path=path,
        kind=draw(st.sampled_from([Kind.CODE, Kind.DOCS, Kind.TEST, Kind.DATA])),
        digest=draw(HEX),
        outline=draw(outlines()),
        resolved=Resolved(
            path,
            (Use(other, tuple(draw(st.lists(LINE.filter(bool), max_size=2)))),),
            tuple(draw(st.lists(LINE.filter(bool), max_size=2))),
        ),
        used_by=(other,),
        source_url=draw(st.sampled_from(["", "https://example.org/a%20b"])),
        pending=draw(st.booleans()),
        outdated=tuple(
            draw(
                st.lists(st.lists(LINE.filter(bool), min_size=1, max_size=3).map(tuple), max_size=2)
            )
        ),
        named=dict.fromkeys(draw(st.lists(st.sampled_from(NAMED) | LINE, max_size=3)), other),
    )
    shown = [symbol.name for symbol in describable(facts.outline, facts.kind)]
    if facts.kind is not Kind.TEST:
        shown += [s.name for s in private_symbols(facts.outline, facts.kind).lines]
    described = {name: draw(PROSE) for name in shown if draw(st.booleans())}
    kept = Kept(draw(st.just("") | PROSE), described, draw(STATE))
    symbols = ["", *(symbol.name for symbol in facts.outline.symbols)]
    item = st.builds(KeptItem, PROSE.filter(_ends), st.sampled_from(symbols), HEX)
    fallen = st.builds(KeptItem, st.just(""), st.sampled_from(symbols), st.just(""))
    lists = {name: tuple(draw(st.lists(item | fallen, max_size=3))) for name in LISTS}
    read = st.builds(KeptPart, st.integers(1, 9), HEX.filter(bool), st.just("") | PROSE)
    parts = draw(st.lists(read | st.builds(KeptPart, st.integers(1, 9)), max_size=3))
    return facts, with_items(kept, lists).with_parts(parts), _links(draw, path, other)


@st.composite
def folder_notes(draw: st.DrawFn) -> tuple[FolderFacts, Kept, Links]:
    path, other = draw(st.lists(PATH.map("/".join), min_size=2, max_size=2, unique=True))
    folder = draw(st.sampled_from(["", path.rpartition("/")[0]]))
    facts = FolderFacts(
        path=folder,
        name=draw(LINE.filter(str.strip)),
        purpose=draw(TEXT),
        folders=(),
        files=(Child(path, draw(PROSE)), Child(other, draw(LINE))),
        most_used=(path,),
        entries=((other, draw(st.sampled_from(["", "`gate` command"]))),),
        languages=("Python",),
        packages=tuple(draw(st.lists(LINE.filter(bool), max_size=2))),
        edges=((path, other),),
        unread=((draw(LINE.filter(bool)), draw(LINE)),),
        pending=draw(st.booleans()),
        holdings=draw(PROSE),
        about=About(
            draw(LINE),
            draw(LINE),
            (Script(draw(LINE), draw(LINE), draw(LINE)),),
            (draw(LINE),),
        ),
        named=dict.fromkeys(draw(st.lists(st.sampled_from(NAMED) | LINE, max_size=3)), other),
        calls=(Call(SymbolPlace(path, draw(LINE)), SymbolPlace(other, draw(LINE))),),
    )
    return facts, Kept(draw(st.just("") | PROSE), {}, draw(STATE)), _links(draw, path, other)


STATE = st.builds(
    State,
    summary=st.just("") | HEX,
    text=HEX,
    seen=HEX,
    symbols=st.dictionaries(QUALIFIED, HEX, max_size=3),
    unread=st.lists(LINE.filter(bool), max_size=2).map(tuple),
    recipe=HEX,
)


def _links(draw: st.DrawFn, *paths: str) -> Links:
    style = draw(st.sampled_from(["wikilink", "markdown"]))
    placed = note_paths("tree", paths, "name")
    return Links(placed.files, placed.folders, style, draw(st.sampled_from(["", "in/vault"])))


@SLOW
@given(file_notes(), st.sampled_from(every_wording()))
def test_a_files_prose_is_read_back(made: tuple[FileFacts, Kept, Links], say: Wording) -> None:
    facts, kept, links = made
    rendered = render_file(facts, kept, links, "small:1b", "code", say)
    assert parse_body(rendered.body) == kept
    assert_sound(note.joined(note.framed(None, rendered.properties, "code"), rendered.body), kept)


@SLOW
@given(folder_notes(), st.sampled_from(every_wording()))
def test_a_folders_prose_is_read_back(made: tuple[FolderFacts, Kept, Links], say: Wording) -> None:
    facts, kept, links = made
    rendered = render_folder(facts, kept, links, "small:1b", "code", say)
    assert parse_body(rendered.body) == kept
    assert_sound(note.joined(note.framed(None, rendered.properties, "code"), rendered.body), kept)


def assert_sound(text: str, kept: Kept) -> None:
    """Check that a note is one of ours, that its frontmatter is YAML and that its text is inert."""
    document = note.take_apart(text)
    assert not document.edited
    assert (document.before, document.after) == ("", "\n")
    assert parse_body(document.body) == kept
    read = frontmatter.values(document.front)
    for key, value in yaml.safe_load(document.front).items():
        shown, expected = (
            "\n".join(v) if isinstance(v, list | tuple) else v for v in (read[key], value)
        )
        assert shown.replace(ZERO_WIDTH, "") == expected.replace(ZERO_WIDTH, "")
    tokens = MarkdownIt("commonmark").parse(text.split("---\n", 2)[2])
    html = [token.content for token in tokens if token.type == "html_block"]
    assert all(line.startswith("<!-- ralf:") for block in html for line in block.splitlines())
    inner = [child.type for token in tokens for child in token.children or ()]
    assert "html_inline" not in inner
    assert "image" not in inner


def test_an_overload_and_an_odd_operator_keep_their_prose() -> None:
    names = ("operator `x`", "take#2", "a|b", "` ")
    symbols = tuple(Symbol(n, "function", f"f({n})", "", True, (), 0, 0, "00", "") for n in names)
    outline = Outline("cpp", "", symbols, (), "", "00", 9)
    facts = FileFacts("a.cpp", Kind.CODE, "00", outline, Resolved("", (), ()), (), "", False)
    kept = Kept("One. Two.", {name: f"Says {at}." for at, name in enumerate(names)}, State("00"))
    links = Links({"a.cpp": "t/a.cpp.md"}, {"": "t/t.md"}, "wikilink")
    assert parse_body(render_file(facts, kept, links, "m", "code", every_wording()[0]).body) == kept


# A whole run on nasty docstrings

ASCII_NAME = st.from_regex(re.compile(r"\w{1,8}", re.ASCII), fullmatch=True)
DOCSTRING = TEXT.map(lambda text: repr(visible(text)))


@settings(SLOW, max_examples=12)
@given(
    st.lists(st.tuples(ASCII_NAME, DOCSTRING), min_size=1, max_size=4),
    TEXT,
    DOCSTRING,
)
def test_any_docstring_survives_a_run_and_a_second_one_writes_nothing(
    functions: list[tuple[str, str]], readme: str, purpose: str
) -> None:
    body = "".join(f"def f_{name}():\n    {doc}\n\n\n" for name, doc in functions)
    files = {"a.py": f"{purpose}\n\n\n{body}", "README.md": readme, "b/notes.txt": readme}
    with tempfile.TemporaryDirectory() as folder:
        root = repository(Path(folder) / "tree", {})
        for path, text in files.items():
            put(root / path, text.encode(errors="replace"))
        vault = Path(folder) / "vault"
        done = generate(root, "-o", vault, "--engine", "none")
        assert done.exit_code == 0, done.stderr
        first = contents(vault)
        again = generate(root, "-o", vault, "--engine", "none", "--exclude", "nothing-of-it")
        assert not any(row["written"] for row in again.report["files"])
        assert contents(vault) == first
        for text in (data.decode() for path, data in first.items() if path.endswith(".md")):
            assert_sound(text, parse_body(note.take_apart(text).body))


@pytest.mark.parametrize("style", ["wikilink", "markdown"])
def test_a_link_is_never_to_a_note_that_is_not_there(style: str) -> None:
    outline = Outline("python", "", (), (), "", "00", 9)
    resolved = Resolved("a.py", (Use("gone.py", ()), Use("b.py", ())), ())
    facts = FileFacts("a.py", Kind.CODE, "00", outline, resolved, ("left.py",), "", False)
    links = Links({"a.py": "t/a.py.md", "b.py": "t/b.py.md"}, {"": "t/t.md"}, style)
    body = render_file(facts, Kept(), links, "", "code", every_wording()[0]).body
    assert "`gone.py`" in body
    assert "`left.py`" in body
    assert len(re.findall(r"\[\[t/b\.py\.md\||\]\(\./b\.py\.md\)", body)) == 1


@pytest.mark.parametrize(
    "aside",
    [
        "Note that this is slow.",
        "Welcome, friend!",
        "NB: keep in step with the schema.",
        "Warning! Edit nothing here.",
        "Although this is a class, its methods are static.",
        "Don't import this from outside.",
    ],
)
def test_an_aside_is_quoted_and_is_no_description(aside: str, tmp_path: Path) -> None:
    comment = f"// {aside}\nclass Help {{}}\nmodule.exports = {{ Help }};\n"
    root = repository(
        tmp_path / "tree",
        {
            "help.js": f"const a = require('a');\n\n{comment}",
            "top.py": f'"""{aside}"""\n\nONE = 1\n\n\ndef two():\n    return ONE\n',
            "hooks.yaml": f"# {aside}\n\nhooks: 1\n",
        },
    )
    vault = tmp_path / "vault"
    assert generate(root, "-o", vault, "--engine", "none").exit_code == 0
    for path in ("help.js", "top.py", "hooks.yaml"):
        text = (vault / f"tree/{path}.md").read_text(encoding="utf-8")
        description = frontmatter.values(note.take_apart(text).front)["description"]
        assert description.startswith(("Defines ", "YAML with "))
        assert f"> {aside}" in text or f"// {aside}" in text


@pytest.mark.parametrize(
    ("path", "text", "description"),
    [
        (
            "a.py",
            "from b import C, D, E\n__all__ = ['C', 'D', 'E', 'f', 'g']\n\n"
            "def f(): ...\ndef g(): ...\n",
            "Defines f and g.",
        ),
        (
            "a.py",
            "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    import b\n\nRYE = 1\n",
            "Defines RYE.",
        ),
        ("b/__init__.py", "from .c import *\nlist = ('c',)\n", "Exports everything of .c."),
        (
            "b/__init__.py",
            "from .c import A, B, C, D, E, F\ndef g(): ...\n",
            "Exports A, B, C, D, E and F.",
        ),
        (
            "artisan",
            "#!/usr/bin/env php\n<?php\ndefine('A', 1);\n",
            "Runs the commands of Laravel.",
        ),
        ("manage.py", '"""Our own words."""\nimport os\n\nos.main()\n', "Our own words."),
        (
            "setup.py",
            "from setuptools import setup\n\nREADME = 1\nsetup(name='shop')\n",
            "Manifest of the Python project shop.",
        ),
        ("setup.py", "import s\n\nREADME = 1\ns.setup()\n", "Setup script of a Python package."),
    ],
)
def test_what_a_file_is_for_comes_before_what_it_offers_of_others(
    path: str, text: str, description: str, tmp_path: Path
) -> None:
    root = repository(tmp_path / "tree", {path: text})
    vault = tmp_path / "vault"
    assert generate(root, "-o", vault, "--engine", "none").exit_code == 0
    written = (vault / f"tree/{path}.md").read_text(encoding="utf-8")
    front = frontmatter.values(note.take_apart(written).front)
    assert front["description"].replace(ZERO_WIDTH, "") == description


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("tests/CartTests.swift", "class CartTests: XCTestCase {{\n  func {}() {{}}\n}}\n"),
        ("tests/test_cart.py", "class CartTests:\n    def {}(self):\n        pass\n"),
        ("tests/CartTests.php", "<?php\nclass CartTests {{\n  public function {}() {{}}\n}}\n"),
    ],
)
@pytest.mark.parametrize(
    ("name", "is_test"),
    [("testEmpties", True), ("test_empties", True), ("emptiesTest", True), ("testempties", True),
     ("it_empties", True), ("setUp", False), ("runTests", False), ("__allTests", False),
     ("createTest", False),
     ("iterate", False), ("itShouldSkip", False)],
)  # fmt: skip
def test_a_test_is_known_by_its_name(
    tmp_path: Path, path: str, source: str, name: str, is_test: bool
) -> None:
    root = repository(tmp_path / "shop", {path: source.format(name)})
    generate(root, "--engine", "none", "--target-dir", tmp_path / "vault")
    text = (tmp_path / "vault/shop" / f"{path}.md").read_text("utf-8")
    assert (f"  - `{name}`" in text) == is_test
