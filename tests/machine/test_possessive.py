"""Possessive repetitions mean the same on every Python that is supported."""

from __future__ import annotations

import re
from re import _compiler  # type: ignore[attr-defined]

import pytest

import ralf_notes  # noqa: F401 - mends patterns where Python is older than 3.11.5
from ralf_notes.machine import possessive


@pytest.mark.parametrize("is_mended", [False, True])
def test_a_possessive_repetition_is_a_greedy_one_that_gives_nothing_back(
    monkeypatch: pytest.MonkeyPatch, is_mended: bool
) -> None:
    monkeypatch.setattr(_compiler, "_compile", _compiler._compile)
    if is_mended:
        possessive.mend()
    re.purge()
    assert re.fullmatch("(?:ab?c)*+", "a") is None
    assert re.findall("(?:(?!C).)++", "ABC") == ["AB"]
    assert re.fullmatch("(?i:a(?:b*+c){2,3}+)d", "AbCcd")
    assert re.fullmatch("a*+a", "aaa") is None
    re.purge()
