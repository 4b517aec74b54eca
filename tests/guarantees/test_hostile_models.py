"""A model whose every answer is an attack: its words are plain text in notes, or left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doubles.ollama.server import OllamaServer
from material.active_content import Place, defects
from material.attacks import ATTACKS, REPLIES, SHAPES
from material.command_line import contents
from material.hostile import Outcome, attack_with_answers
from material.repository import generate, questions

from ralf_notes.notes import note
from ralf_notes.notes.kept import parse_body


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """A vault whose prose is by a hostile model; `hostile.py` tries every attack in every shape."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RALF_CACHE_DIR", str(folder / "cache"))
        patch.setenv("RALF_SERVER_WAIT", "0")
        yield attack_with_answers(folder, ["in a sentence"])


def test_nothing_of_an_answer_is_active_in_a_note(hostile: Outcome) -> None:
    assert hostile.tried == len(ATTACKS) + len(REPLIES)
    assert hostile.notes > hostile.tried
    assert hostile.through == ()


def test_attacks_come_as_far_as_the_notes(hostile: Outcome) -> None:
    """About half of the sentences are kept; without them the other tests would prove nothing."""
    said = [prose for text in notes(hostile).values() for prose in prose_of(text)]
    assert len(said) > hostile.tried / 2
    assert sum("`" in prose for prose in said) > 10
    assert max(map(len, said)) < 10_000


def test_no_note_grows_with_what_a_model_says(hostile: Outcome) -> None:
    assert (
        max(
            len(text)
            for path, text in notes(hostile).items()
            if "/f" in path and "x.py" not in path
        )
        < 10_000
    )
    assert max(len(text) for path, text in notes(hostile).items() if "x.py" in path) < 20_000


def test_nothing_is_written_outside_the_target(hostile: Outcome) -> None:
    assert {path.name for path in hostile.root.parent.iterdir()} == {"gate", "vault", "cache"}
    assert {path.name for path in hostile.target.iterdir()} == {"gate"}


def test_a_second_run_asks_only_about_what_was_answered_unusably(hostile: Outcome) -> None:
    """The test has its own cache, so the prose is read back from the notes."""
    before = notes(hostile)
    open_notes = {path for path, text in before.items() if '"o":{' in text}
    assert 5 < len(open_notes) < len(REPLIES)
    unread = {path for path, text in before.items() if "were not read" in text}
    open_notes |= {path for path in unread if path.endswith(".py.md")}
    with OllamaServer() as server:
        again = generate(hostile.root, "-o", hostile.target, server=server)
        asked = {r.user.split("\n")[0].partition(" (")[0] for r in questions(server)}
        assert {f"gate/{path}.md" for path in asked if path.endswith(".py")} == open_notes
        generate(hostile.root, "-o", hostile.target, server=server)
        count = len(server.work)
        assert generate(hostile.root, "-o", hostile.target, server=server).exit_code == 0
        assert len(server.work) == count
    after = notes(hostile)
    assert again.exit_code == 0, again.stderr
    changed = {path for path in before if after[path] != before[path] and path.endswith(".py.md")}
    assert changed == open_notes


@pytest.mark.parametrize("shape", ["alone"])
def test_the_judge_finds_attacks_that_nobody_escaped(hostile: Outcome, shape: str) -> None:
    """Most of them: hidden text and instructions to a model do not mark a note."""
    path, text = next(item for item in notes(hostile).items() if item[0].endswith("/f0.py.md"))
    body = note.take_apart(text).body
    found = 0
    for attack in ATTACKS.values():
        said = SHAPES[shape](attack)
        raw = body.replace("\nPart of", f"\n{said}\n\nPart of", 1)
        front = text[: text.index("<!-- ralf:begin")]
        found += bool(defects(front + note.block(raw), Place(path, [*notes(hostile)])))
    assert found > len(ATTACKS) / 2


def notes(outcome: Outcome) -> dict[str, str]:
    files = contents(outcome.target).items()
    return {path: data.decode() for path, data in files if path.endswith(".md")}


def prose_of(text: str) -> list[str]:
    kept = parse_body(note.take_apart(text).body)
    return [prose for prose in (kept.summary, *kept.symbols.values()) if prose]
