"""What the parser knows about one file, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function, as written in the source."""

    name: str
    type: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One named definition of a file."""

    name: str
    """Qualified, unique in the file: `Bucket.take`; a second one is `Bucket.take#2`."""
    kind: str
    """One of KINDS."""
    signature: str
    """As written, without the body, decorators included; dedented, line breaks kept."""
    doc: str
    """The author's docstring or doc comment in full, without marks and indentation; or ''."""
    public: bool
    """By the language's own rule."""
    parameters: tuple[Parameter, ...]
    start: int
    """Byte offset in the text's UTF-8 bytes; decorators and the doc comment above are included."""
    end: int
    digest: str
    """Hash of its own text: nested symbols are left out, blank space is folded."""
    parent: str = ""
    """The name of the enclosing symbol, or ''."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a file, before it is resolved."""

    module: str
    """As the language writes it: `..limits.bucket`, `./x`, `crate::a`, `java.io.File`, `"x.h"`."""
    names: tuple[str, ...] = ()
    """What is imported from it by name; empty for the module as a whole."""


@dataclass(frozen=True, slots=True)
class Outline:
    """All that the parser knows about one file."""

    language: str
    """Key of the language in `outline.languages`; `text` when nothing parses it."""
    purpose: str
    """The file's own opening docstring or comment (no licence, shebang or pragma), or ''."""
    symbols: tuple[Symbol, ...]
    """In source order; a nested symbol follows its parent."""
    imports: tuple[Import, ...]
    package: str
    """The package or namespace that the file declares, or ''."""
    text_digest: str
    """Hash of the text outside all symbols, blank lines left out."""
    size: int
    """Bytes of the text in UTF-8."""
    is_entry: bool = False
    """The program starts in this file: it has a main function, `__main__` or a shebang."""


KINDS = (
    "class",
    "interface",
    "trait",
    "struct",
    "enum",
    "union",
    "record",
    "type",
    "module",
    "function",
    "method",
    "constructor",
    "property",
    "macro",
    "constant",
    "variable",
    "section",
)
"""The kinds of symbols."""
