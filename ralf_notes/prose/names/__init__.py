"""Finds code-like names in prose, and checks whether they exist in a source."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from ralf_notes.outline.languages import TEXT, for_path
from ralf_notes.patterns import lazily
from ralf_notes.prose.markup import without_markup
from ralf_notes.prose.names.well_known import COMMON, PLAIN, TOOLS, is_well_known

_IDENTIFIER = lazily(r"\b[^\W\d]\w*")
_ESCAPE = lazily(
    r"\\(?:[0abfnrtv]|[bBdDsSwW](?!\w)|u\{?[\da-fA-F]{2,6}\}?|U[\da-fA-F]{8}|x[\da-fA-F]{2})"
    r"|\(\?[aimsux-]{1,6}[:)]"
)
"""Matches letters that stand for characters, and are no names: in `\\n`, `\\d`, `(?x)`."""
_PLACEHOLDER = lazily(r"(?<![\w<])<[a-z][\w -]{0,40}+>(?=[\w./-])|(?<=/)<[a-z][\w -]{0,40}+>")
"""Matches what stands for any word in a path: `jobs/<name>_job.rb`; not `Vec<item>`, `<main>`."""
_CAMEL = lazily(r"_*(?:[a-z]+\d*[A-Z]|[A-Z]+\d*[a-z][a-z\d]*[A-Z]|[A-Z]{2,}[a-z]{2,})\w*")
URL = lazily(r"(?:[A-Za-z][A-Za-z\d+.-]{0,30}://|www\.)[^\s`\"'<>()\[\]{}|]+")
_TOKEN = lazily(
    rf"`(?P<ticked>[^`]+)`|(?P<url>{URL.pattern})"
    r"|(?P<word>[^\s`\"“”„«»‘’,;!?()\[\]{}<>|*=…]+"
    r"(?:\((?!(?:s|es|ies)\))(?:[^()`\s]|(?<=,)[ ])*\))?)"
)
_END_BACKWARDS = lazily(r"(?:s?'|[.:/\\~+^&%#-])*+")
_AFTER_URL = ".,;:!?"
_MEMBER = lazily(r"(?<!\w)([^\W\d]\w*+)(?:(?:\r?\n[ \t]*+)?\??\.|::|->|#)(?=([^\W\d]\w*+))")
"""Matches a name and its member, which may follow on the next line."""
_SELF = frozenset({"self", "this", "cls", "super"})
_PIECE = r"[\w.@-]{1,80}+"
_FILE = lazily(
    rf"(?<![\w.@-])(?:(?:{_PIECE}/){{0,20}}[\w@-]{{0,80}}+(?:\.[\w-]{{1,80}}+){{1,9}}"
    rf"|{_PIECE}(?:/{_PIECE}){{1,20}}/?|[A-Z][a-z]{{1,40}}file)"
)
_PATH_BELOW = lazily(rf"(?:\.{{1,2}}/)*((?:{_PIECE}/){{1,20}}[\w@.-]*\w\.[A-Za-z]\w{{0,4}})")
"""Matches a relative path of a file in a folder."""
_AS_WRITTEN = lazily(rf"(?<![\w.@/-])(?:\.{{0,2}}/)?(?:{_PIECE}/){{1,20}}[\w@.-]*\w")
"""Matches a path in a text."""
_PAIR = lazily(r"([\w.-]++)(?::(?!:)|=)([\w.-]++)")
_CONSTANT = lazily(r"[A-Z][A-Z\d_]+")
_COMMAND = lazily(r"[a-z][a-z\d]*(?:-[a-z\d]+)*")
_FAMILY = lazily(r"(\w{0,60})\*(\w{0,60})")
"""Matches what stands for names that begin or end alike: `with_*`."""
_LEAST_ALIKE = 3
"""Characters that two names share which are alike."""
_ON_RESULT = lazily(r"[)\]}]\s{0,80}\??\.([^\W\d]\w*+)")
"""Matches the member of what an expression gives: `new Shop({...}).open`."""
_CALL = lazily(r"([^\W\d]\w*)\(([\w, ]+)\)")
_FLAG = lazily(r"-[A-Za-z]")
_OPTION = lazily(r"--[a-z][a-z\d]*(?:-[a-z\d]+)*")
_MOST_PIECES = 3
"""Pieces between underscores that a proper name may join: `AppleScript` of `run_apple_script`."""
_NUMBER = lazily(r"[vV]?\d[\d.,:%+/-]*[A-Za-z]{0,2}")
_INITIALS = lazily(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ALTERNATIVES = lazily(r"[^\W_]+(?:-[^\W_]+)*(?:/[^\W_]+(?:-[^\W_]+)*)+")
PHRASE = lazily(r"[^\W\d_]+(?:[ -][^\W\d_]+)+")
_HYPHENATED = lazily(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+)+(?![\w-])")
_COMPOUND = lazily(
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
    """Identifiers, qualified names, words with hyphens, file names and URLs, as written."""
    folded: frozenset[str]
    """The same in lower case."""
    pieces: frozenset[str] = frozenset()
    """What stands between underscores in those with some, in lower case; neighbours joined, too."""
    pairs: frozenset[tuple[str, str]] = frozenset()
    """Names and their members as they stand in the source: `a.b`, `a::b`, `a->b`."""
    plain: frozenset[str] = frozenset()
    """Proper names such as `ShopKeeper` that stand in comments and strings, but not in code."""
    elsewhere: Container[str] = field(default=frozenset(), compare=False)
    """The words that stand anywhere in the repository: enough for names of files and commands.

    The paths of its files have a slash in front, and so have their ends: `/src/a.py`, `/a.py`.
    """
    is_whole: bool = False
    """Whether the prose is about the repository as a whole, whose names are all its own."""

    @classmethod
    def of(
        cls,
        *texts: str,
        names: Iterable[str] = (),
        code: Iterable[str] | None = None,
        elsewhere: Container[str] = frozenset(),
        is_whole: bool = False,
    ) -> Vocabulary:
        """Return the identifiers in some texts, comments included, and some names and their parts.

        Args:
            texts: what a model was shown.
            names: qualified names, paths, modules: `Bucket.take`, `src/bucket.py`,
                `java.util.List`.
            code: names in the texts that are code, with their members; None if all names are.
            elsewhere: the words of the whole repository.
            is_whole: whether the prose is about all of it.
        """
        words: set[str] = set()
        pairs: set[tuple[str, str]] = set()
        for text in texts:
            urls = (url.rstrip(_AFTER_URL) for url in URL.findall(text))
            words.update(_IDENTIFIER.findall(text), _HYPHENATED.findall(text), urls)
            pairs.update((match[1], match[2]) for match in _MEMBER.finditer(text))
            pairs.update(("", member) for member in _ON_RESULT.findall(text))
            words.update(_AS_WRITTEN.findall(text) if "/" in text else ())
        proper_names = frozenset(filter(is_proper, words)) if code is not None else frozenset()
        for name in names:
            parts = _IDENTIFIER.findall(name)
            words.update((name, name.rpartition("/")[2]), parts)
            pairs.update(pairwise(parts))
        folded = frozenset(map(str.lower, words))
        pieces = frozenset(piece for word in folded if "_" in word for piece in _pieces_of(word))
        plain = proper_names.difference(*map(_IDENTIFIER.findall, code or ()))
        return cls(frozenset(words), folded, pieces, frozenset(pairs), plain, elsewhere, is_whole)

    def with_names_of(self, text: str) -> Vocabulary:
        """Return the same with the names in a text."""
        more = Vocabulary.of(text)
        return replace(
            self,
            words=self.words | more.words,
            folded=self.folded | more.folded,
            pieces=self.pieces | more.pieces,
            pairs=self.pairs | more.pairs,
        )


@dataclass(frozen=True, slots=True)
class NameCheck:
    """How many code-like names prose has, and which of them do not exist."""

    names: int
    """Code-like names, each occurrence counted."""
    offenders: tuple[str, ...]
    """The names that do not exist, one entry for each occurrence."""


def is_proper(word: str) -> bool:
    """Whether a word is the name of a type as code writes it: `ShopKeeper`."""
    return word[0].isupper() and _CAMEL.fullmatch(word) is not None


def _pieces_of(word: str) -> Iterator[str]:
    """Yield what stands between underscores, alone and joined: `apple`, `applescript`."""
    pieces = word.split("_")
    for first in range(len(pieces)):
        for last in range(first, min(first + _MOST_PIECES, len(pieces))):
            yield "".join(pieces[first : last + 1])


def exists(name: str, vocabulary: Vocabulary, *, is_ticked: bool = True) -> bool:
    """Whether the vocabulary has a name, or everybody knows it.

    Case matters, but a plain word in lower case (`bucket`) also matches one in another case
    (`Bucket`), and `--dry-run` also matches `dry_run` and `dryRun`. A member must be one of what
    it follows: `redis.sub` does not exist because `redis` and `sub` do. A name without an
    identifier (`404`) exists. Names of files, commands, options and constants may stand anywhere
    in the repository.

    Args:
        name: as the prose has it, with or without backticks.
        vocabulary: the names that exist.
        is_ticked: whether it stands in backticks: then it is meant as a name of this source.
    """
    bare = name.strip("` ").removesuffix("()")
    if bare in vocabulary.words or is_well_known(bare):
        return True
    return not _is_in_wrong_folder(bare, vocabulary) and (
        _stands_here(bare, vocabulary)
        or _stands_elsewhere(bare, vocabulary, is_ticked)
        or _is_command(bare, vocabulary)
        or _is_setting(bare, vocabulary)
        or _is_call_with_known(bare, vocabulary)
        or ("*" in bare and len(members_of_family(bare, vocabulary.words)) > 1)
    )


def members_of_family(bare: str, words: Iterable[str]) -> list[str]:
    """Return the words that text such as `with_*` stands for, in order."""
    match = _FAMILY.fullmatch(bare)
    if match is None or len(bare) <= _LEAST_ALIKE:
        return []
    begin, end = match.groups()
    longer = (word for word in words if len(word) >= len(bare))
    return sorted(word for word in longer if word.startswith(begin) and word.endswith(end))


def identifiers_in(name: str) -> list[str]:
    """Return the identifiers in the text of a name, without letters that stand for characters."""
    return _IDENTIFIER.findall(_ESCAPE.sub(" ", name))


def _is_call_with_known(bare: str, vocabulary: Vocabulary) -> bool:
    """Whether text calls something of the source with types of the repository: `Cached(Store)`."""
    match = _CALL.fullmatch(bare)
    if match is None or match[1] not in vocabulary.words:
        return False
    values = match[2].replace(",", " ").split()
    return all(
        exists(value, vocabulary) or (is_proper(value) and value in vocabulary.elsewhere)
        for value in values
    )


def _is_in_wrong_folder(bare: str, vocabulary: Vocabulary) -> bool:
    """Whether a path ends in a file of the repository that has another path."""
    match = _PATH_BELOW.fullmatch(bare)
    if match is None or f"/{match[1]}" in vocabulary.elsewhere:
        return False
    return f"/{match[1].rpartition('/')[2]}" in vocabulary.elsewhere


def _is_command(bare: str, vocabulary: Vocabulary) -> bool:
    """Whether text is a command of a tool, with an option or a flag, whose operands exist.

    `python -m flask`, `pip install -r requirements.txt`, `shop --open`: a well-known tool, its
    subcommand and flags of one letter are no names of the source; another tool and its options
    stand in the repository.
    """
    tool, *words = bare.split()
    options = [word for word in words if _FLAG.fullmatch(word) or _OPTION.fullmatch(word)]
    if not options or not (tool in TOOLS or _is_elsewhere(tool, _COMMAND, vocabulary)):
        return False
    if tool in TOOLS and words[0].isalpha() and words[0].islower():
        del words[0]
    operands = [word for word in words if not _FLAG.fullmatch(word) and word != "."]
    return all(exists(word, vocabulary) for word in operands)


def _is_setting(bare: str, vocabulary: Vocabulary) -> bool:
    """Whether text gives a name a value, as `color=red` and `views:gt` do, and both exist."""
    match = _PAIR.fullmatch(bare)
    return match is not None and all(exists(part, vocabulary) for part in match.groups())


def _is_elsewhere(bare: str, shape: re.Pattern[str], vocabulary: Vocabulary) -> bool:
    return shape.fullmatch(bare) is not None and bare in vocabulary.elsewhere


def _stands_here(bare: str, vocabulary: Vocabulary) -> bool:
    """Whether a name, with its parts and its case as they may be, is one of the source."""
    if URL.fullmatch(bare):
        return False
    if _as_identifiers(bare) & vocabulary.words:
        return True
    if bare.isalpha() and bare.islower() and bare in vocabulary.folded:
        return True
    is_word = bare.isalpha() and len(bare) >= _LEAST_ALIKE
    if is_word and bare.isupper() and bare.lower() in vocabulary.words:
        return True  # `SADD`, a command that the source sends with `sadd`
    fixed = _PLACEHOLDER.sub(" ", bare) if "<" in bare else bare
    parts = identifiers_in(fixed)
    if not all(part in vocabulary.words or part in COMMON for part in parts):
        return False
    return all(
        (first, second) in vocabulary.pairs or _is_owner(first, second, vocabulary)
        for first, second in _MEMBER.findall(bare.partition("(")[0])
    )


def _as_identifiers(bare: str) -> set[str]:
    """Return how code may write an option: `dry_run` and `dryRun` for `--dry-run`."""
    first, *more = bare.lstrip("-").split("-")
    camel = {first + "".join(map(str.capitalize, more))} if _OPTION.fullmatch(bare) else set()
    return {"_".join((first, *more)), *camel}


def _is_owner(owner: str, member: str, vocabulary: Vocabulary) -> bool:
    """Whether a type of the source may have a member: something there has one of its name.

    The source may have the member of an object whose type only a compiler knows.
    """
    is_type = owner[:1].isupper() or owner in _SELF
    return is_type and any(pair[1] == member for pair in vocabulary.pairs)


def _stands_elsewhere(bare: str, vocabulary: Vocabulary, is_ticked: bool) -> bool:
    """Whether a name is of a kind that need not be the source's own, and is known.

    These are files, constants, commands, options, and proper names without backticks:
    `package.json`, `npx`.
    """
    has_piece = bare.lower() in vocabulary.pieces or bare.lower() in vocabulary.folded
    if not is_ticked and has_piece and _CAMEL.fullmatch(bare):
        return True  # `HTTPAuth` of `flask_httpauth`
    if not is_ticked and bare[-1:] == "s" and bare[:-1] in vocabulary.words:
        return True  # more than one `ETag`
    shapes = (_CONSTANT, _COMMAND, _OPTION, *(() if is_ticked else (_CAMEL,)))
    if any(_is_elsewhere(bare, shape, vocabulary) for shape in shapes):
        return True
    is_symbol = bare.isidentifier() and ("_" in bare or _CAMEL.fullmatch(bare) is not None)
    if vocabulary.is_whole and is_symbol and bare in vocabulary.elsewhere:
        return True
    if "_" in bare and _is_package(bare, vocabulary):
        return True
    return _may_be_file(bare, vocabulary) and bare.rstrip("/") in vocabulary.elsewhere


def _is_package(bare: str, vocabulary: Vocabulary) -> bool:
    """Whether the repository has a name in both ways, as code and as a package: `till-cli`."""
    is_code = bare in vocabulary.elsewhere
    return is_code and _is_elsewhere(bare.replace("_", "-"), _COMMAND, vocabulary)


def _may_be_file(bare: str, vocabulary: Vocabulary) -> bool:
    """Whether a name may be that of a file: `run.py`, but not `process.exit`."""
    if not _FILE.fullmatch(bare):
        return False
    is_dotted = "." in bare and "/" not in bare
    return not is_dotted or for_path(bare) is not TEXT or f"/{bare}" in vocabulary.elsewhere


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
            url = url.rstrip(_AFTER_URL)
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
        if match[0] not in PLAIN
        and match[0].strip("_")
        and ("_" in match[0] or _CAMEL.fullmatch(match[0]))
    ]
    is_shaped = any(shape.fullmatch(bare) for shape in (_NUMBER, _INITIALS, _ALTERNATIVES))
    if not bare or bare in PLAIN or (is_shaped and not parts):
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
    offenders = tuple(
        name.text for name in names if not exists(name.text, vocabulary, is_ticked=name.ticked)
    )
    return NameCheck(len(names), offenders)
