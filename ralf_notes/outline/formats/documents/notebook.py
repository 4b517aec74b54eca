"""Jupyter notebooks, as `source.decode` writes them down: cells below lines that say their kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CELL = re.compile(rb"^# %%(?: \[(markdown|raw)\])?\n", re.MULTILINE)
_HEAD = re.compile(rb"# Jupyter notebook(?:, language: ([^\n]{1,60}))?\n")
_NOT_NEWLINE = re.compile(rb"[^\n]")
_KERNELS = {
    "python": "python", "ipython": "python", "python3": "python", "sage": "python",
    "javascript": "javascript", "typescript": "typescript", "deno": "typescript", "go": "go",
    "rust": "rust", "java": "java", "kotlin": "kotlin", "swift": "swift", "c": "c", "c++": "cpp",
    "c++11": "cpp", "c++14": "cpp", "c++17": "cpp", "c++20": "cpp", "c#": "c_sharp",
    "csharp": "c_sharp", "polyglot-notebook": "c_sharp", "ruby": "ruby", "php": "php",
    "bash": "bash", "scala": "scala", "r": "r", "julia": "julia", "haskell": "haskell",
    "elixir": "elixir", "lua": "lua", "powershell": "powershell", "sql": "sql",
}  # fmt: skip
# Magics of IPython: lines and cells that are no Python. Of the cells below `%%time`, only the first
# line is none. Source: https://ipython.readthedocs.io/en/stable/interactive/magics.html
_CELL_MAGIC = re.compile(rb"\s*%%(\w+)[^\n]*")
_STAYS_PYTHON = (b"time", b"timeit", b"capture", b"prun", b"memit", b"mprun", b"lprun", b"debug")
_LINE_MAGIC = re.compile(
    rb"^[ \t]*+(?:[%!?](?:[^\n]*\\\n)*+[^\n]*|[\w.]++\?{1,2}[ \t]*$|[\w, ]++=[ \t]*[%!][^\n]*)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Notebook:
    """The cells of a notebook, each kind in a text of the notebook's length with blanks between."""

    language: str
    """The key of the language of its code; '' for one that we do not know."""
    kernel: str
    """The language as the notebook calls it."""
    code: bytes
    words: bytes
    """Its cells in Markdown."""


def cells_of(source: bytes) -> Notebook:
    """Take the text of a notebook apart."""
    head = _HEAD.match(source)
    kernel = (head[1] or b"").decode("utf-8", "replace").strip() if head else ""
    language = _KERNELS.get(kernel.lower(), "" if kernel else "python")
    code: list[bytes] = []
    words: list[bytes] = []
    at, kind = 0, b"raw"
    for mark in [*_CELL.finditer(source), None]:
        end = mark.start() if mark else len(source)
        cell = source[at:end]
        blank = _blank(cell)
        if kind:
            code.append(blank)
        else:
            code.append(_python(cell) if language == "python" else cell)
        words.append(cell if kind == b"markdown" else blank)
        if mark:
            at, kind = mark.end(), mark[1] or b""
            code.append(_blank(mark[0]))
            words.append(_blank(mark[0]))
    return Notebook(language, kernel, b"".join(code), b"".join(words))


def _blank(text: bytes) -> bytes:
    return _NOT_NEWLINE.sub(b" ", text)


def _python(cell: bytes) -> bytes:
    """Return a cell of IPython without what is no Python."""
    if magic := _CELL_MAGIC.match(cell):
        if magic[1] not in _STAYS_PYTHON:
            return _blank(cell)
        cell = _blank(cell[: magic.end()]) + cell[magic.end() :]
    return _LINE_MAGIC.sub(lambda match: _blank(match[0]), cell)
