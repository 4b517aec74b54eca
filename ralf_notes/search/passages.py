"""What a search finds: a symbol, a note, or lines of a source."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DECORATES = ("@", "#[", "[")
"""How a line begins that stands above a declaration."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a source tree or of its notes that can answer a question."""

    kind: str
    """`symbol`; `note`: what a file's or a folder's note says as a whole; `source`: lines of a
    source that no symbol holds."""
    tree: str
    """The name of the source tree."""
    path: str
    """The path of the source below its root; a folder's ends with `/`, that of the root is ''."""
    note: str
    """The path of the note below the target, '' if there is none."""
    symbol: str
    """Its qualified name, '' if it is no symbol."""
    signature: str
    """As the source writes it, with its line breaks."""
    sentence: str
    """The author's or the model's first sentence on one line, or ''."""
    lines: tuple[int, int]
    """Its first and last line in the source, (0, 0) if it has none."""

    @property
    def shown_lines(self) -> tuple[int, int]:
        """Its first and last line in the file; (0, 0) in a notebook, of which cells are read."""
        return (0, 0) if self.path.endswith(".ipynb") else self.lines

    @property
    def place(self) -> str:
        """Where it is, as editors read it: `path:line`."""
        return self.placed(self.path or "./")

    def placed(self, path: str) -> str:
        """Return where it is, for a reader to whom its file is at `path`."""
        first, _ = self.shown_lines
        return f"{path}:{first}" if first else path

    @property
    def declaration(self) -> str:
        """The line of its signature that names it, below what decorates it."""
        lines = self.signature.split("\n")
        name = re.split(r"[^\w$]", self.symbol)[-1]
        named = (
            each for each in lines if name in each and not each.lstrip().startswith(_DECORATES)
        )
        return next(named, lines[0]).strip()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a question."""

    passage: Passage
    score: float
    """The higher, the better; only comparable within one question."""
