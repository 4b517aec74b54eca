"""Notes as text: what a note keeps is read back exactly, and the user's text stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import note
from ralf_notes.notes.hidden.line import hidden_line
from ralf_notes.notes.hidden.state import State
from ralf_notes.notes.kept import parse_body
from ralf_notes.notes.render import Rendered

LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=200)
STATES = st.builds(
    State,
    summary=st.text("0123456789abcdef", max_size=8),
    text=st.text("0123456789abcdef", max_size=8),
    seen=st.text("0123456789abcdef", max_size=60),
    symbols=st.dictionaries(
        LINES.filter(bool), st.text("0123456789abcdef", min_size=8, max_size=8)
    ),
    unread=st.lists(LINES.filter(bool), max_size=3).map(tuple),
    recipe=st.text("0123456789abcdef", max_size=8),
    items=st.dictionaries(
        st.sampled_from(["steps", "gotchas"]),
        st.lists(
            st.tuples(st.just("") | LINES, st.text("0123456789abcdef", max_size=8)), max_size=3
        ).map(tuple),
    ),
    borrowed=st.dictionaries(LINES.filter(bool), LINES.filter(bool), max_size=2),
)
RENDERED = Rendered(
    {"title": "a.py", "tags": ("code/python",), "source": "a.py"}, "# a.py\n\nText.\n"
)


def text_of(rendered: Rendered, document: note.Document | None = None) -> str:
    """Return the text of a note that is new, or takes the place of a document."""
    frame = note.framed(document, rendered.properties, "code")
    return note.joined(frame, rendered.body)


@given(STATES)
def test_a_state_is_read_back(state: State) -> None:
    line = hidden_line(state)
    assert "\n" not in line
    assert line.count("-->") == 1
    assert parse_body(f"# x\n\n{line}\n").state == state


@given(LINES.filter(lambda t: "ralf:" not in t), LINES.filter(lambda t: "ralf:" not in t))
def test_text_around_the_block_stays_byte_for_byte(before: str, after: str) -> None:
    first = text_of(RENDERED)
    head, _, tail = first.partition("---\n<!--")
    text = f"{head}---\n{before}\n<!--{tail}{after}"
    changed = Rendered(RENDERED.properties, "# a.py\n\nOther text.\n")
    again = text_of(changed, note.take_apart(text))
    assert again == text.replace("Text.", "Other text.").replace(
        note.begin(RENDERED.body), note.begin(changed.body)
    )


@given(st.text(max_size=300), st.sampled_from(["\n", "\r\n"]))
def test_any_file_is_ours_or_refused_never_changed_by_reading(text: str, newline: str) -> None:
    text = text.replace("\r", "").replace("\n", newline)
    try:
        document = note.take_apart(text)
    except NoteBlocked:
        return
    assert text_of(RENDERED, document).endswith(document.after)


def test_windows_line_endings_stay() -> None:
    text = text_of(RENDERED).replace("\n", "\r\n") + "mine\r\n"
    document = note.take_apart(text)
    assert not document.edited
    assert text_of(RENDERED, document) == text


def test_a_renamed_link_is_no_edit_of_the_block() -> None:
    rendered = Rendered({}, "# a\n\nSee [[x/b.py.md|b.py]] and [c](./c.py.md).\n")
    text = text_of(rendered)
    renamed = text.replace("x/b.py.md", "y/z.py.md").replace("./c.py.md", "../d.md")
    assert not note.take_apart(renamed).edited
    assert note.take_apart(text.replace("See", "Look at")).edited


@pytest.mark.parametrize(
    "text",
    [
        "just a note of mine\n",
        "---\ntitle: x\n---\n",
        f"<!-- ralf:begin sum=00000000 -->\n{note.END}\n<!-- ralf:begin sum=00000000 -->\n",
        f"{note.END}\n<!-- ralf:begin sum=00000000 -->\n",
        "<!-- ralf:begin sum=00000000 -->\nno end\n",
    ],
)
def test_what_is_not_a_whole_note_of_ours_is_refused(text: str) -> None:
    with pytest.raises(NoteBlocked):
        note.take_apart(text)
