"""Grounds a model's prose: every code-like name in it exists, and it says something of its own."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ralf_notes.prose.sentences import (
    finished,
    flowing,
    is_finished,
    sentences,
    without_filler,
    without_markup,
)

__all__ = [
    "Check",
    "Name",
    "Vocabulary",
    "check",
    "clean",
    "distinct",
    "exists",
    "is_degenerate",
    "names",
    "sentences",
    "vocabulary",
]

# --- names ------------------------------------------------------------------------------------

# Plain words that look like code.
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
# Words that languages share: in backticks they claim nothing about the source.
_COMMON_TEXT = """
    True False None true false null nil undefined self this super int str bool float double char
    byte bytes string list dict map set tuple array object void any async await return yield if else
    for while try except catch finally raise throw import export class def function fn func const
    let var static public private protected with in not and or is JSON YAML TOML XML HTML CSS CSV
    SQL HTTP HTTPS URL URI UTC UTF ASCII API CLI README
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_IDENTIFIER = re.compile(r"\b[^\W\d]\w*")
_STRING_ESCAPE = re.compile(r"\\[0abfnrtv]")  # the `n` of `\n` is no name
_CAMEL = re.compile(r"_*(?:[a-z]+\d*[A-Z]|[A-Z]+\d*[a-z][a-z\d]*[A-Z]|[A-Z]{2,}[a-z]{2,})\w*")
_URL = re.compile(r"(?:[A-Za-z][A-Za-z\d+.-]*://|www\.)[^\s`\"'<>()\[\]{}|]+")
_TOKEN = re.compile(
    rf"`(?P<ticked>[^`]+)`|(?P<url>{_URL.pattern})"
    r"|(?P<chunk>[^\s`\"“”„«»‘’,;!?()\[\]{}<>|*=…]+"
    r"(?:\((?!(?:s|es|ies)\))(?:[^()`\s]|(?<=,)[ ])*\))?)"
)
_NUMBER = re.compile(r"[vV]?\d[\d.,:%+/-]*[A-Za-z]{0,2}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ALTERNATIVES = re.compile(r"[^\W_]+(?:-[^\W_]+)*(?:/[^\W_]+(?:-[^\W_]+)*)+")
_PHRASE = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)+")
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


@dataclass(frozen=True, slots=True)
class Check:
    """How well prose is grounded: the rate is `1 - len(offenders) / names`."""

    names: int
    """Code-like names, each occurrence counted."""
    offenders: tuple[str, ...]
    """The names that do not exist, one entry for each occurrence."""


def vocabulary(*texts: str, names: Iterable[str] = ()) -> Vocabulary:
    """Return all identifiers of the texts (comments included), and the names with their parts.

    names: qualified names, paths, modules: `Bucket.take`, `src/limits/bucket.py`, `java.util.List`.
    """
    words: set[str] = set()
    for text in texts:
        words.update(_IDENTIFIER.findall(text), _URL.findall(text))
    for name in names:
        words.update((name, name.rpartition("/")[2]), _IDENTIFIER.findall(name))
    return Vocabulary(frozenset(words), frozenset(map(str.lower, words)))


def exists(name: str, vocabulary: Vocabulary) -> bool:
    """Return whether a name stands in the vocabulary, as a whole or each identifier of it.

    Case counts, but a plain word in lower case (`bucket`) also stands for one in another case
    (`Bucket`). `--dry-run` is there as `dry_run` too. What has no identifier in it (`404`) exists.
    """
    bare = name.strip("` ").removesuffix("()")
    if bare in vocabulary.words or bare in _PLAIN:
        return True
    if _URL.fullmatch(bare):
        return False
    if bare.lstrip("-").replace("-", "_") in vocabulary.words:
        return True
    if bare.isalpha() and bare.islower() and bare in vocabulary.folded:
        return True
    parts = _IDENTIFIER.findall(_STRING_ESCAPE.sub(" ", bare))
    return all(part in vocabulary.words or part in _COMMON for part in parts)


@lru_cache(maxsize=64)  # each pass of cleaning looks at the same sentences again
def names(text: str) -> tuple[Name, ...]:
    """Return the code-like names in prose, in order.

    These are: what is in backticks, dotted names, snake_case, CamelCase, `name()`, paths, options,
    decorators, URLs. Not: abbreviations (e.g., U.S.), numbers and versions, words that only look
    like code (GitHub, and/or), a phrase of plain words in backticks.
    """
    return tuple(name for match in _TOKEN.finditer(text) for name in _names_of(match))


def _names_of(match: re.Match[str]) -> Iterator[Name]:
    if ticked := match["ticked"]:
        if not _PHRASE.fullmatch(ticked.strip()):
            yield Name(ticked, match.start(), match.end(), True)
    elif url := match["url"]:
        url = url.rstrip(".,;:!?")
        yield Name(url, match.start(), match.start() + len(url), False)
    else:
        yield from _names_of_chunk(match["chunk"], match.start())


def _names_of_chunk(chunk: str, start: int) -> Iterator[Name]:
    token = chunk.lstrip("'~+^&%\\:#")
    start += len(chunk) - len(token)
    token = re.sub(r"(?:'s?|[.:/\\~+^&%#-])+$", "", token)
    if _is_plain(token):
        return
    if _COMPOUND.fullmatch(token):
        yield Name(token, start, start + len(token), False)
        return
    for match in _IDENTIFIER.finditer(token):
        if _is_code_word(match[0]):
            yield Name(match[0], start + match.start(), start + match.end(), False)


def _is_plain(token: str) -> bool:
    if not token or token in _PLAIN:
        return True
    is_shaped = any(shape.fullmatch(token) for shape in (_NUMBER, _INITIALS, _ALTERNATIVES))
    return is_shaped and not any(map(_is_code_word, _IDENTIFIER.findall(token)))


def _is_code_word(word: str) -> bool:
    if word in _PLAIN or not word.strip("_"):
        return False
    return "_" in word or bool(_CAMEL.fullmatch(word))


def check(text: str, vocabulary: Vocabulary) -> Check:
    """Return how many code-like names the prose has, and which of them do not exist.

    text: as the model wrote it, or cleaned; names in markup (a tag, a link's target) do not count.
    """
    found = names(without_markup(text))
    offenders = tuple(name.text for name in found if not exists(name.text, vocabulary))
    return Check(len(found), offenders)


# --- cleaning ---------------------------------------------------------------------------------


def clean(text: str, vocabulary: Vocabulary, *, cut: bool = False) -> str:
    """Return a model's prose as one line of sentences whose code-like names all exist; or ''.

    Markup, template tokens, JSON and filler go; names that exist get backticks; a sentence with a
    name that does not exist goes, so does one that says nothing new, and an unfinished one at the
    end where another stands before it. Cleaning what is clean changes nothing.

    cut: the text ended at a cap, so its last word may be half a word.
    """
    cleaned = _clean_once(text, vocabulary, cut)
    for _ in range(_PASSES):
        again = _clean_once(cleaned, vocabulary, False)
        if again == cleaned:
            return cleaned
        cleaned = again
    return ""


# Each pass takes a layer away (HTML written as entities, a list in a list); real prose needs two.
_PASSES = 20


def _clean_once(text: str, vocabulary: Vocabulary, cut: bool) -> str:
    def is_grounded(part: str) -> bool:
        return all(exists(name.text, vocabulary) for name in names(part))

    kept: list[str] = []
    for sentence in _whole(flowing(without_markup(text), is_grounded, cut=cut), cut):
        ticked = _with_ticks(without_filler(sentence), vocabulary)
        if re.search(r"[^\W\d_]{2}", ticked) and is_grounded(ticked) and _is_news(ticked, kept):
            kept.append(ticked)
    return " ".join(kept)


def _is_news(sentence: str, said: list[str]) -> bool:
    """Return whether the sentence has a word that no single sentence before it has already."""
    words = set(re.findall(r"\w+", sentence.lower()))
    return not any(words <= set(re.findall(r"\w+", before.lower())) for before in said)


def _whole(text: str, cut: bool) -> list[str]:
    """Return the sentences that are whole; a single one is given an end."""
    split = sentences(text)
    if len(split) > 1:
        return split if is_finished(split[-1]) else split[:-1]
    return [finished(sentence, cut=cut) for sentence in split]


def _with_ticks(sentence: str, vocabulary: Vocabulary) -> str:
    """Put names that exist in backticks, and take those around plain words away."""
    sentence = re.sub(r"`([^`]+)`", lambda match: _ticked(match[1], vocabulary), sentence)
    for name in reversed(names(sentence)):
        beside = sentence[max(name.start - 1, 0) : name.start] + sentence[name.end : name.end + 1]
        is_code = not name.ticked and "`" not in beside and not _URL.fullmatch(name.text)
        if is_code and exists(name.text, vocabulary):
            sentence = f"{sentence[: name.start]}`{name.text}`{sentence[name.end :]}"
    return sentence


def _ticked(name: str, vocabulary: Vocabulary) -> str:
    is_word = name.isalpha() and name.islower()
    is_known = name in vocabulary.words or name in _COMMON
    is_other_case = is_word and not is_known and exists(name, vocabulary)
    return name if is_other_case or _PHRASE.fullmatch(name) else f"`{name}`"


# --- prose that says nothing ------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_COPY_RUN = 8
_EMPTY_WORDS_TEXT = """
    a an the this that it its is are of for in to and or with by as on method function class
    constant variable attribute property module file type interface struct enum field parameter
    symbol object value name constructor defines defined define represents returns return
    description summary called named
"""
_EMPTY_WORDS = frozenset(_EMPTY_WORDS_TEXT.split())


def is_degenerate(text: str, source: str = "", name: str = "") -> str:
    """Return why the prose is of no use, or '' if it may be.

    source: what the model was shown; prose that mostly stands there verbatim is no summary.
    name: the symbol that is described; prose that only says its name says nothing.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    letters = sum(character.isalpha() for character in text)
    if not words or not letters:
        return "empty"
    if letters < 0.5 * len("".join(text.split())):
        return "no prose"
    if _loops(words):
        return "repeats itself"
    if name and not _stems(words) - _EMPTY_WORDS - _name_words(name):
        return "only repeats the name"
    return "copies the source" if source and _copied_share(words, source) >= 0.6 else ""


def _loops(words: list[str]) -> bool:
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    most = max(triples.values(), default=0)
    is_repeated = most >= 3 and most * 3 >= 0.3 * len(words)
    return is_repeated or (len(words) >= 12 and len(set(words)) < 0.35 * len(words))


def _stems(words: Iterable[str]) -> set[str]:
    return {word if word in _EMPTY_WORDS else word.removesuffix("s") for word in words}


def _name_words(name: str) -> set[str]:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+", name)
    whole = _WORD.findall(name)
    return _stems(part.lower() for part in [*parts, *whole])


def _copied_share(words: list[str], source: str) -> float:
    """Return the share of the words that stand in runs which the source has verbatim."""
    runs = _runs(source)
    copied: set[int] = set()
    for at in range(len(words) - _COPY_RUN + 1):
        if tuple(words[at : at + _COPY_RUN]) in runs:
            copied.update(range(at, at + _COPY_RUN))
    return len(copied) / len(words)


@lru_cache(maxsize=2)
def _runs(source: str) -> frozenset[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(source)]
    return frozenset(zip(*(words[shift:] for shift in range(_COPY_RUN)), strict=False))


def distinct(descriptions: Mapping[str, str]) -> dict[str, str]:
    """Return the descriptions without those that are (nearly) the same for different symbols.

    A symbol's own name and case count for nothing: `The put method.` is `The get method.` again.
    Overloads (`take`, `take#2`) may share theirs.
    """
    tokens = {name: _tokens(name, text) for name, text in descriptions.items()}
    groups: dict[frozenset[str], list[str]] = defaultdict(list)
    for name, found in tokens.items():
        groups[found].append(name)
    alike: set[frozenset[str]] = set()
    for found, group in groups.items():
        if len({name.partition("#")[0] for name in group}) > 1:
            alike.add(found)
    ordered = sorted(groups, key=len)
    for at, found in enumerate(ordered):
        for other in _as_long(ordered, at):
            if _are_near(found, other):
                alike |= {found, other}
    return {name: text for name, text in descriptions.items() if tokens[name] not in alike}


def _tokens(name: str, text: str) -> frozenset[str]:
    own = {name.lower(), name.rpartition(".")[2].partition("#")[0].lower()}
    words = re.findall(r"[\w.]*\w", text.lower())
    return frozenset("@" if word in own else word for word in words)


_NEAR = 0.9


def _as_long(ordered: list[frozenset[str]], at: int) -> Iterator[frozenset[str]]:
    """Yield those after `at` that are not too long to be near."""
    for other in ordered[at + 1 :]:
        if len(other) * _NEAR > len(ordered[at]):
            return
        yield other


def _are_near(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _NEAR * (len(one) + len(other) - shared)
