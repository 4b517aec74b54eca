"""Input that nobody would write is read, or refused with a reason, and never does harm.

`python tests/fuzz.py` runs these and the other property tests for minutes; see CONTRIBUTING.md.
"""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from notes.test_layout import PATHS, SEGMENT, STYLES
from outline.test_outline import GOLDEN, SOURCES, assert_sound

from guarantees.test_user_text import ODD_LINES, TEXTS
from ralf_notes.config.keys import Config
from ralf_notes.config.loading import load_config
from ralf_notes.errors import ConfigError, NoteBlocked
from ralf_notes.models.engines import Reply
from ralf_notes.notes import conflicts, frontmatter, note, vault
from ralf_notes.notes.hidden.line import hidden_line
from ralf_notes.notes.kept import Kept, parse_body
from ralf_notes.notes.layout import note_paths
from ralf_notes.notes.links import Links
from ralf_notes.notes.render import Rendered
from ralf_notes.outline import languages
from ralf_notes.outline.parse import outline
from ralf_notes.plan.staleness import true_prose
from ralf_notes.prose import questions
from ralf_notes.prose.answers import Standard, answer
from ralf_notes.prose.names import Vocabulary, check_names
from ralf_notes.prose.questions import Question
from ralf_notes.source.decode import decode_text

ROOT = Path(__file__).parents[2]
in_a_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

# Frontmatter

OURS: dict[str, frontmatter.Value] = {
    "title": "a.py", "aliases": ("src/a.py",), "description": "Keeps: all.",
    "tags": ("code/python", "code/test"), "source": "src/a.py",
}  # fmt: skip
LINES = st.sampled_from([
    "title: a.py", "title:", "title: *x", "title: &x old # why", "title:\n  folded\n  text",
    "title: [a, b]", "title: |\n  a\n\n  b\n", "'title': \"a.py\"", "? title\n: x", "  title: x",
    "title: !!str a", "title : a", "title: # c\n  x", "description:\n- a\n- b # c",
    "source: {a: b}",
    "aliases: one", "aliases:", "aliases: *x", "aliases: []", "aliases: [ ]",
    "aliases:\n  - &x me",
    "aliases: [\n  me, # c\n  you,\n]", "aliases: {a: b}", "tags: code/rust", "tags: mine, too",
    "tags: [code/rust, code/go, code/java]", "tags: [code/go # c\n  , mine]",
    "tags: &t [&u code/go]",
    "tags:\n- code/go # c\n- mine\n# d\n- code/rust", "tags:\n  -\n  - code/go",
    "tags:\n- - x\n- *x",
    "tags:\n  - &x code/rust\n  - '-'\n  - \"mine\"", "ralf_model: m # c", "ralf_model: &x m",
    "ralf_model:\n- a", "mine: *x", "mine: &x 1", "mine: |\n  tags:\n  - code/go", "# title: x", "",
    "mine: a\u2028title: b", "mine: \"a\n  b\"", "...", "- a", "{a: b}", "\ttabs: 1", "mine:\t1",
    "language: de", "a: 1\na: 2", "%YAML 1.2", "&m mine: 1", "!!map", "mine: \x00",
    "mine: 'a''b' #c",
])  # fmt: skip
FRONTS = st.lists(
    st.tuples(LINES | st.text(alphabet="a:-[]{}#&*!|>'\"%@ \t\n,?", max_size=12),
              st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])).map("".join),
    max_size=6,
).map("".join)  # fmt: skip


@given(FRONTS)
@example("tags: [code/go # c\n  , mine]\n")
@example("ralf_model: &x m\nmine: *x\n")
@example("mine: " + "[" * 400 + "]" * 400 + "\n")
@example("tags: code/rust\n")
@example("description:\n- a\n- b # c\nmine: 1\n")
def test_any_frontmatter_is_kept_current_or_refused(front: str) -> None:
    try:
        merged = frontmatter.merge(front, OURS, "code")
    except NoteBlocked:
        return
    values = frontmatter.values(merged)
    for key, value in OURS.items():
        wanted = {value} if isinstance(value, str) else set(value)
        found = values[key]
        assert wanted <= ({found} if isinstance(found, str) else set(found))
    assert "ralf_model" not in values
    found = values["tags"]
    assert set(found) & frontmatter.own_tags("code") == set(OURS["tags"]) or isinstance(found, str)
    assert frontmatter.merge(merged, OURS, "code") == merged
    assert_users_part_is_kept(front, merged)


def assert_users_part_is_kept(front: str, merged: str) -> None:
    """Check with another YAML parser that the user's properties mean the same."""
    try:
        before = yaml.load(front, Loader=yaml.BaseLoader) or {}
    except (yaml.YAMLError, RecursionError):
        return  # stricter than we are, and than Obsidian
    after = yaml.load(merged, Loader=yaml.BaseLoader)
    if "*" not in front:
        assert theirs(after) == theirs(before)
    for key in ("tags", "aliases"):
        items = before.get(key) or []
        for item in items if isinstance(items, list) else [items]:
            assert not isinstance(item, str) or item in (
                "",
                *frontmatter.own_tags("code"),
                *after[key],
            )


def theirs(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if key not in frontmatter.ALL_KEYS}


# Notes

BLOCK = note.block("# a\n\nText of ours.\n").encode()
PIECES = ODD_LINES | TEXTS | st.sampled_from([
    BLOCK, BLOCK + b"\n", *BLOCK.splitlines(keepends=True), b"\n<!-- ralf:end -->",
    b"---\ntitle: a\n---\n", b"<<<<<<< a\n", b"=======\n", b">>>>>>> b\n", b"||||||| c\n", b"\n",
])  # fmt: skip
NEW = Rendered(OURS, "# a\n\nOther text.\n")


@given(st.lists(PIECES, max_size=12).map(b"".join))
@settings(parent=in_a_folder)
@example(b"<<<<<<< a\n" + BLOCK + b"\n=======\n" + BLOCK + b"\n>>>>>>> b\n")
@example(b"\xef\xbb\xbf" + BLOCK.partition(b"\n")[0] + b"\n" + BLOCK)
@example(b"\xef\xbb\xbf" + BLOCK)
def test_any_file_is_ours_in_parts_or_left_alone(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    config = Config(target_dir=tmp_path, on_edited="rebuild")
    try:
        document = vault.read_document(tmp_path, "a.md")
        assert document is not None
        vault.save(tmp_path, "a.md", NEW, config)
    except NoteBlocked:
        assert path.read_bytes() == data
        return
    after = path.read_bytes()
    for text in (document.before, document.after):
        part = text.encode(errors="surrogateescape")
        assert part in data
        assert part in after
    if document.other_body is None:
        parts = (document.opening, document.front, document.closing, document.before)
        assert data.startswith("".join(parts).encode(errors="surrogateescape"))
    assert not vault.save(tmp_path, "a.md", NEW, config).written


@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_the_sides_of_any_text_have_no_conflict(data: bytes) -> None:
    text = data.decode(errors="surrogateescape")
    both = conflicts.sides(text)
    for side in both or ():
        assert not conflicts.has_conflict(side)
        assert len(side) < len(text)


STATES = st.dictionaries(
    st.sampled_from(["v", "summary", "text", "seen", "symbols", "unread", "recipe", "x"]),
    st.just(1) | st.text(max_size=3) | st.lists(st.text(max_size=3) | st.integers(), max_size=2)
    | st.dictionaries(st.text(max_size=3), st.text(max_size=3) | st.none(), max_size=2),
).map(json.dumps)  # fmt: skip


@given(STATES | st.text())
@example('{"v": 1, "summary": {}}')
@example('{"v": 1, "summary": "", "text": "", "seen": {"": null}}')
@example('{"a":' + "[" * 100_000 + "}")
def test_any_hidden_line_is_a_state(text: str) -> None:
    found = parse_body(f"# a\n\nText.\n\nPart of x\n\n<!-- ralf:state {text} -->\n").state
    true_prose(outline("a.py", "def f():\n    return 1\n"), Kept("", {}, found))
    assert parse_body(f"# a\n\n{hidden_line(found)}\n").state == found


# Configuration

EXAMPLE = (ROOT / "config.example.yaml").read_bytes()


@st.composite
def mangled(draw: st.DrawFn, data: bytes) -> bytes:
    """Return some bytes with pieces taken out, doubled, moved or replaced."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 200)))
        piece = draw(st.sampled_from([b"", data[start:end] * 2]) | st.binary(max_size=6))
        data = data[:start] + piece + data[end:]
    return data


@given(st.binary(max_size=60) | mangled(EXAMPLE) | mangled(EXAMPLE.replace(b"# ", b"")))
@settings(parent=in_a_folder)
def test_any_bytes_are_a_config_or_one_line(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(data)
    try:
        assert isinstance(load_config(file, {}, {}).config, Config)
    except ConfigError as exc:
        assert str(exc).splitlines() == [str(exc)]


# Answers of a model

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["summary", "symbols", "f", "g", ""]) | st.text(), inner)
    ),
    max_leaves=8,
)
WORDS = st.lists(
    st.sampled_from(["Keeps", "`f`", "g()", "made_up_name", "the rows", ". ", " ", "<b>", "[x](y)",
                     "[[z]]", "![[z]]", "<% x %>", "`= this`", "<!-- ralf:end -->", "```", "\n\n",
                     "#tag", "%%", "<script>", "\u202e", "\0", "\ud800", "dataviewjs"])
    | st.text(max_size=6),
    max_size=20,
).map(" ".join)  # fmt: skip
SAID = st.builds(lambda a, b: json.dumps({"summary": a, "symbols": {"f": b}}), WORDS, WORDS)
ANSWERS = st.text() | JSON.map(json.dumps) | SAID | SAID.flatmap(
    lambda text: st.integers(0, len(text)).map(lambda end: text[:end])
)  # fmt: skip


@given(ANSWERS, ANSWERS)
@example("[" * 100_000, "")
@example('{"summary": ' + "1" * 5000 + "}", "")
def test_any_answer_gives_grounded_prose_or_none(first: str, second: str) -> None:
    def ask(question: Question, task: str, attempt: int) -> Reply:
        return Reply((first, second)[attempt], False, 1, 1, 0.1, 0.1, 0.0)

    asked = questions.about_file("a.py", "python", "def f(): ...\ndef g(): ...\n", ("f", "g"), True)
    vocabulary = Vocabulary.of(asked.material, names=("f", "g"))
    said = answer(asked, ask, Standard(vocabulary))
    assert set(said.symbols) <= {"f", "g"}
    for text in (said.summary, *said.symbols.values()):
        assert check_names(text, vocabulary).offenders == ()
        assert text == " ".join(text.split())
        text.encode()


# Links


@given(SEGMENT, PATHS.filter(bool), STYLES, st.data())
def test_any_link_leads_to_its_note(
    name: str, paths: list[str], style: str, data: st.DataObject
) -> None:
    placed = note_paths(name, paths, style)
    path = data.draw(st.sampled_from(paths))
    at = data.draw(st.sampled_from([*placed.files.values(), *placed.folders.values()]))
    label = data.draw(st.text(max_size=8))
    wanted = placed.files[path]
    wiki = Links(placed.files, placed.folders, "wikilink").file(at, path, label)
    target, _, shown = wiki.removeprefix("[[").removesuffix("]]").partition("|")
    assert (wiki[:2], target, wiki[-2:]) == ("[[", wanted, "]]")
    assert shown
    assert not set(shown) & set("[]|\n\r")
    plain = Links(placed.files, placed.folders, "markdown").file(at, path, label)
    url = plain[plain.rindex("](") + 2 : -1]
    assert url.startswith(("./", "../"))
    assert not set(url) & set(" ()<>\n\r\\")
    assert posixpath.normpath(posixpath.join(posixpath.dirname(at), unquote(url))) == wanted


# Sources


@pytest.mark.parametrize("language", languages.PARSED, ids=lambda one: one.key)
@given(data=st.data())
def test_any_bytes_of_a_source_have_a_sound_outline(
    language: languages.Language, data: st.DataObject
) -> None:
    files = [path for path in SOURCES if path.startswith(f"{language.key}/")]
    path = data.draw(st.sampled_from(files))
    text = decode_text(data.draw(st.binary(max_size=200) | mangled((GOLDEN / path).read_bytes())))
    if text is not None:
        assert_sound(outline(path, text), text)
