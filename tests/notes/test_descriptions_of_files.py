"""The sentence on a file without words of its own."""

from __future__ import annotations

import pytest

from ralf_notes.notes.kept import Kept
from ralf_notes.notes.render.description import description
from ralf_notes.outline.parse import outline
from ralf_notes.source.classify import Kind

VALUES = "".join(f"/** The number {n}. */\nexport const n{n} = {n}\n\n" for n in range(4))
NOTHING = "/** Does nothing. */\nexport const nothing = () => {}\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("numbers.ts", NOTHING, "Does nothing."),
        ("numbers.ts", VALUES + NOTHING, "Defines `nothing`, `n0`, `n1`, `n2` and `n3`."),
        (
            "Mark.java",
            "public @interface Mark {\n  String[] names();\n  int order();\n  int ANY = -1;\n}\n",
            "Defines `Mark` with `names` and `order`.",
        ),
    ],
)
def test_a_file_is_described_by_what_it_is_about(path: str, text: str, expected: str) -> None:
    assert description(path, outline(path, text), Kind.CODE, Kept()) == expected
