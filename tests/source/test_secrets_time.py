# ruff: noqa: E501 - a table of texts
"""Masking takes linear time on whatever a source holds: a file of 2 MB must not stop a run."""

from __future__ import annotations

import time

import pytest

from ralf_notes.source.secrets import mask

pytestmark = pytest.mark.slow

_CHARACTERS = 10_000
_MOST_SECONDS = 2.5
"""Of processor time: what is bounded takes up to 0.6."""

_UNITS = [
    *"\"'`=:\\<>,[({|&#*+-./@~%!? \n\t0aA",
    "a=", "a:b ", "aA", '"+', '\\"', "\\n", "X-", "a@", "a://", "${", "<%", "{%", "{{", "f'", "r#\"",
    "password", "password ", "password=", "password: ", "password,", "password(", "password=[",
    'password="', 'password="a"+', 'password = ["a", "b", ', '"password":', '\\"password\\":',
    'set("password", ', 'os.getenv("password", ', "password=<<EOF\n", "password: |\n", "PASSWORD_",
    "key: |\n", "salt=", "token=", "secret: ", "[secrets]\n", "---\nkind: Secret\ndata:\n  a: b\n",
    "jdbc:oracle:", "https://a:", "https://h/?password=", "Authorization: Bearer ", "curl -u ",
    "<password>", '<add key="password" value=', "</a><a>", "| password | a |\n", "-|-\n",
    'password,"a",',
    "QmFzZTY0cnVuMTIz", "-----BEGIN", "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----\n",
    "lorem ipsum dolor ", '{"a":', "'''", '"""', "/*", "// a\n", "ghp_", "AKIA", "eyJ", "sk-", "密码",
]  # fmt: skip


@pytest.mark.parametrize("path", ["a.py", "a.yaml", "a.csv", "a.sh"])
def test_no_text_takes_long_to_mask(path: str) -> None:
    mask("password = 'x'")  # what is loaded at the first call does not count
    slow = {unit: taken for unit in _UNITS if (taken := _seconds(unit, path)) > _MOST_SECONDS}
    assert slow == {}


def _seconds(unit: str, path: str) -> float:
    """Return the processor time of masking a text that repeats a unit and ends with a secret."""
    text = unit * (_CHARACTERS // len(unit)) + '"x9Kq2vPz"\n'
    start = time.thread_time()
    mask(text, path)
    return time.thread_time() - start


def test_a_text_that_only_speaks_of_private_keys_stays() -> None:
    for text in ("PRIVATE KEY", "A PRIVATE KEY starts with -----BEGIN PRIVATE KEY-----.\n" * 3):
        assert mask(text) == text


def test_a_long_name_of_an_algorithm_takes_no_time() -> None:
    mask("password = 'x'")
    start = time.thread_time()
    mask(f'password = "{"sha-" * 27}!"\n', "a.py")
    assert time.thread_time() - start < _MOST_SECONDS
