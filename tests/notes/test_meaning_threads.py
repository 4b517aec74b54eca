"""Notes are read by several threads at once, from the first one on."""

from __future__ import annotations

import importlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from markdown_it.ruler import Ruler

from ralf_notes.notes.meaning import blocks

BODY = "# A\n\ntext\n\n- a\n- b\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"


def kinds() -> list[str]:
    return [token.type for token in blocks.blocks(BODY)]


def test_a_thread_reads_well_while_another_makes_the_parser_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = kinds()
    importlib.reload(blocks)  # no thread has read a note yet
    compile_rules, beside = Ruler.__compile__, []

    def compile_slowly(self: Ruler) -> None:
        if not beside:  # markdown-it shows the empty lists before it fills them
            beside.append(None)
            self.__cache__ = {}
            with ThreadPoolExecutor(1) as executor:
                beside[0] = executor.submit(kinds).result()
        compile_rules(self)

    monkeypatch.setattr(Ruler, "__compile__", compile_slowly)

    assert kinds() == expected
    assert beside == [expected]
