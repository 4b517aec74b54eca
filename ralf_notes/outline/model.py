"""The outline of a file: its symbols and imports, as values."""

from __future__ import annotations

from dataclasses import dataclass, field

from ralf_notes.outline.mentions import NO_MENTIONS, Mentions


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function, as the source writes it."""

    name: str
    type: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One named definition of a file."""

    name: str
    """Qualified, and unique in the file: `Bucket.take`, and `Usage#2` for a second section."""
    kind: str
    """One of KINDS."""
    signature: str
    """Its source without the body but with decorators and line breaks, dedented."""
    doc: str
    """The author's docstring or doc comment in full, without marks or indentation, or ''."""
    public: bool
    """Whether it is public by the rules of its language."""
    parameters: tuple[Parameter, ...]
    start: int
    """Byte offset in the text's UTF-8 bytes, where its decorators or doc comment start."""
    end: int
    digest: str
    """Hash of its own text without nested symbols; it does not depend on white space."""
    parent: str = ""
    """The name of the enclosing symbol, or ''."""
    head: int = 0
    """How many lines of the signature stand above the data of a type; 0 where it has no data."""
    parts: tuple[int, ...] = ()
    """The lines of the signature, from 0, at which further overloads begin."""
    data: tuple[str, ...] = ()
    """The names of the data that a type offers: fields, constants, the members of an enum."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a file, before it is resolved."""

    module: str
    """As the source writes it: `..limits.bucket`, `./x`, `crate::a`, `java.io.File`, `"x.h"`."""
    names: tuple[str, ...] = ()
    """The names that are imported from it; empty for the module as a whole."""
    local: tuple[str, ...] = ()
    """What the file calls `names`, or the module if there are none; empty if as they are."""
    mark: str = ""
    """Words that say how, sorted: `static`, `global`, `function`, `const`, `export`; or ''."""


@dataclass(frozen=True, slots=True)
class Export:
    """A name that a file offers but another one defines, before that one is found."""

    name: str
    """As others import it from this file; `*` for all that the module offers."""
    module: str
    """As in `Import`: the module that it comes from."""
    origin: str = ""
    """Its name in that module; `*` where the name stands for the module as a whole."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Lines that the grammar could not parse. What they define may be missing in the outline."""

    symbol: str
    """The symbol that they are in or follow, or ''."""
    inside: bool
    """Whether they are in it."""
    lines: int


@dataclass(frozen=True, slots=True)
class Table:
    """Facts of one kind that a file states: its routes, its jobs, the columns of its data."""

    title: str
    columns: tuple[str, ...]
    """Their headings. What is below `what it is` is text, everything else is code."""
    rows: tuple[tuple[str, ...], ...]
    """A cell of code holds one value a line, or ''."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What the parser knows about one file."""

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
    """Hash of the text outside all symbols; it does not depend on white space."""
    size: int
    """The length of the text in UTF-8, in bytes."""
    unread: tuple[Unread, ...] = ()
    """What the grammar could not parse."""
    exports: tuple[Export, ...] = ()
    """What it offers of other files: `export ... from`, `pub use`, the imports in `__all__`."""
    aliases: tuple[tuple[str, str], ...] = ()
    """Other names by which others import its definitions, each with its own: `default`, `Cart`."""
    about: str = ""
    """One sentence that says what the file is, with code in backticks; '' where only its language
    is known."""
    tables: tuple[Table, ...] = ()
    """What else its readers look for."""
    is_entry: bool = False
    """Whether the program starts in this file: it has a main function, `__main__` or a shebang."""
    packages: tuple[tuple[int, int, str], ...] = ()
    """Where each package or namespace starts and ends, and its name; empty if all is in one."""
    unparsed: str = ""
    """Why the file counts as plain text though its language has a grammar, or ''."""
    routing: str = ""
    """What it says of routers, as `routes.mounting` writes it: other files decide its paths."""
    known: frozenset[str] = field(default=frozenset(), kw_only=True, compare=False, repr=False)
    """The names of those of its symbols that other files use, or a README names; only known of a
    file whose symbols are too many for a note."""
    mentions: Mentions = field(default=NO_MENTIONS, kw_only=True, compare=False, repr=False)
    """The names that stand in it; empty in an outline from the cache, which keeps them apart."""

    @property
    def unread_lines(self) -> int:
        """How many lines the grammar could not parse."""
        return sum(each.lines for each in self.unread)


SUITES = " › "
"""What stands between the titles of nested suites of tests."""
FUNCTIONS = frozenset(("function", "method"))
MARKDOWN = "markdown"
"""The language whose symbols are headings: words, not code."""
ROUTINES = FUNCTIONS | {"constructor"}
"""Kinds of symbols that have a body of statements."""
CLASSES = frozenset(("class", "interface", "trait", "struct", "enum", "union", "record"))
TYPES = CLASSES | {"object", "category"}
"""Kinds of symbols that have members."""
DECLARED_TYPES = CLASSES | {"type", "module"}
"""Kinds of symbols that a file is named for, rather than for its functions and values."""
HOLDERS = TYPES | {"module"}
"""Kinds of symbols whose name is the first part of the names of others: `Shop::Cart`."""
KINDS = (
    "class", "interface", "trait", "struct", "enum", "union", "record", "type", "service",
    "message", "table", "view", "module", "object", "category", "function", "method",
    "constructor", "property", "macro", "constant", "variable", "section",
)  # fmt: skip
"""The kinds of symbols."""
