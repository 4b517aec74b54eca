"""Finds code-like names in prose, and checks whether they exist in a source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ralf_notes.prose.markup import without_markup

# Proper names and plain words that look like code.
_PLAIN_TEXT = """
    GitHub GitLab BitBucket JavaScript TypeScript CoffeeScript ECMAScript ActionScript PowerShell
    PostgreSQL MySQL SQLite NoSQL MongoDB MariaDB DynamoDB CouchDB GraphQL RabbitMQ OpenAPI MacOS
    macOS iOS iPadOS watchOS tvOS iPhone iPad YouTube LinkedIn WordPress OpenAI ChatGPT DevOps
    DevTools PyPI NumPy SciPy PyTorch TensorFlow JUnit PyTest FastAPI LaTeX MathJax BibTeX WebSocket
    WebSockets WebAssembly WebGL OpenGL OAuth OAuth2 OpenID gRPC LibreOffice OpenSSL OpenSSH FreeBSD
    OpenBSD NetBSD PhD eBPF eBook CamelCase camelCase PascalCase snake_case Node.js Vue.js Next.js
    Nuxt.js React.js Express.js D3.js Three.js ASP.NET VB.NET
"""
_PLAIN = frozenset(_PLAIN_TEXT.split())
# Words that many languages share: in backticks they say nothing about the source.
_COMMON_TEXT = """
    True False None true false null nil undefined self this super int str bool float double char
    byte bytes string list dict map set tuple array object void any async await return yield if else
    for while try except catch finally raise throw import export class def function fn func const
    let var static public private protected with in not and or is JSON YAML TOML XML HTML CSS CSV
    SQL HTTP HTTPS URL URI UTC UTF ASCII API CLI README
"""
COMMON = frozenset(_COMMON_TEXT.split())
_IDENTIFIER = re.compile(r"\b[^\W\d]\w*")
_STRING_ESCAPE = re.compile(r"\\[0abfnrtv]")  # the `n` of `\n` is not a name
_CAMEL = re.compile(r"_*(?:[a-z]+\d*[A-Z]|[A-Z]+\d*[a-z][a-z\d]*[A-Z]|[A-Z]{2,}[a-z]{2,})\w*")
URL = re.compile(r"(?:[A-Za-z][A-Za-z\d+.-]{0,30}://|www\.)[^\s`\"'<>()\[\]{}|]+")
_TOKEN = re.compile(
    rf"`(?P<ticked>[^`]+)`|(?P<url>{URL.pattern})"
    r"|(?P<word>[^\s`\"“”„«»‘’,;!?()\[\]{}<>|*=…]+"
    r"(?:\((?!(?:s|es|ies)\))(?:[^()`\s]|(?<=,)[ ])*\))?)"
)
_END_BACKWARDS = re.compile(r"(?:s?'|[.:/\\~+^&%#-])*+")
_NUMBER = re.compile(r"[vV]?\d[\d.,:%+/-]*[A-Za-z]{0,2}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ALTERNATIVES = re.compile(r"[^\W_]+(?:-[^\W_]+)*(?:/[^\W_]+(?:-[^\W_]+)*)+")
PHRASE = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)+")
_COMPOUND = re.compile(
    r"""
    --[^\W\d_][\w-]*                            # option
  | [@$][^\W\d][\w.]*                           # decorator, variable
  | [\w.+-]+@[\w-]+\.[\w.-]+                    # address
  | \.{0,2}/[\w.@-]+(?:/[\w.@-]*)*              # path or route
  | [\w.@-]+(?:/[\w.@-]*)+
  | (?:\.?[^\W\d]\w*(?:-\w+)*(?:(?:\.|::|\#)[^\W\d][\w-]*)+)(?:\([^()]*\))?  # dotted, file
  | [^\W\d]\w*\([^()]*\)                        # call
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """One code-like name in prose."""

    text: str
    """As written, without backticks."""
    start: int
    """Offset in the prose; backticks are inside the span."""
    end: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that prose may use."""

    words: frozenset[str]
    """Identifiers, qualified names, file names and URLs, as written."""
    folded: frozenset[str]
    """The same in lower case."""

    @classmethod
    def of(cls, *texts: str, names: Iterable[str] = ()) -> Vocabulary:
        """Return the identifiers in some texts, comments included, and some names and their parts.

        names: qualified names, paths, modules: `Bucket.take`, `src/bucket.py`, `java.util.List`.
        """
        words: set[str] = set()
        for text in texts:
            words.update(_IDENTIFIER.findall(text), URL.findall(text))
        for name in names:
            words.update((name, name.rpartition("/")[2]), _IDENTIFIER.findall(name))
        return cls(frozenset(words), frozenset(map(str.lower, words)))


@dataclass(frozen=True, slots=True)
class NameCheck:
    """How many code-like names prose has, and which of them do not exist."""

    names: int
    """Code-like names, each occurrence counted."""
    offenders: tuple[str, ...]
    """The names that do not exist, one entry for each occurrence."""


def exists(name: str, vocabulary: Vocabulary) -> bool:
    """Return whether the vocabulary has a name: the whole of it, or each identifier in it.

    Case matters, but a plain word in lower case (`bucket`) also matches one in another case
    (`Bucket`), and `--dry-run` also matches `dry_run`. A name without an identifier (`404`) exists.
    """
    bare = name.strip("` ").removesuffix("()")
    if bare in vocabulary.words or bare in _PLAIN:
        return True
    if URL.fullmatch(bare):
        return False
    if bare.lstrip("-").replace("-", "_") in vocabulary.words:
        return True
    if bare.isalpha() and bare.islower() and bare in vocabulary.folded:
        return True
    parts = _IDENTIFIER.findall(_STRING_ESCAPE.sub(" ", bare))
    return all(part in vocabulary.words or part in COMMON for part in parts)


@lru_cache(maxsize=64)  # each pass of cleaning reads the same sentences again
def code_names(text: str) -> tuple[Name, ...]:
    """Return the code-like names in prose, in order.

    These are text in backticks, dotted names, snake_case, CamelCase, `name()`, paths, options,
    decorators and URLs, but no abbreviations (e.g., U.S.), numbers and versions, words that only
    look like code (GitHub, and/or), or phrases of plain words in backticks.
    """
    names: list[Name] = []
    for match in _TOKEN.finditer(text):
        if ticked := match["ticked"]:
            if not PHRASE.fullmatch(ticked.strip()):
                names.append(Name(ticked, match.start(), match.end(), ticked=True))
        elif url := match["url"]:
            url = url.rstrip(".,;:!?")
            names.append(Name(url, match.start(), match.start() + len(url), ticked=False))
        else:
            names += _names_in_word(match["word"], match.start())
    return tuple(names)


def _names_in_word(word: str, start: int) -> Iterator[Name]:
    """Yield the names in a run of characters without blanks that begins at `start`."""
    bare = word.lstrip("'~+^&%\\:#")
    start += len(word) - len(bare)
    # Backwards, so that a run of signs is read once.
    bare = bare[: len(bare) - _END_BACKWARDS.match(bare[::-1]).end()]  # type: ignore[union-attr]
    parts = [
        match
        for match in _IDENTIFIER.finditer(bare)
        if match[0] not in _PLAIN
        and match[0].strip("_")
        and ("_" in match[0] or _CAMEL.fullmatch(match[0]))
    ]
    is_shaped = any(shape.fullmatch(bare) for shape in (_NUMBER, _INITIALS, _ALTERNATIVES))
    if not bare or bare in _PLAIN or (is_shaped and not parts):
        return
    if _COMPOUND.fullmatch(bare):
        yield Name(bare, start, start + len(bare), ticked=False)
        return
    for part in parts:
        yield Name(part[0], start + part.start(), start + part.end(), ticked=False)


def check_names(text: str, vocabulary: Vocabulary) -> NameCheck:
    """Return how many code-like names prose has, and which of them do not exist.

    Args:
        text: the prose, raw or cleaned; names in markup (a tag, the target of a link) do not count.
        vocabulary: the names that exist.
    """
    names = code_names(without_markup(text))
    offenders = tuple(name.text for name in names if not exists(name.text, vocabulary))
    return NameCheck(len(names), offenders)
