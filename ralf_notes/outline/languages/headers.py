"""Which language a file is written in, where its name does not say: most are of the family of C."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline import languages
from ralf_notes.outline.languages import Language
from ralf_notes.patterns import lazily

_CPP_HEADER = lazily(
    r"^[ \t]*(?:namespace\s+\w|class\s+\w+[^;\n]*$|template\s*<|using\s+\w|public:|private:"
    r"|enum (?:class|struct)\s+\w)"
    r"|^(?![ \t]*(?://|#))[^\n\"/]*\w::~?\w",
    re.MULTILINE,
)
_CPP_INCLUDE = lazily(r"^[ \t]*#[ \t]*include[ \t]*<[\w/]+>", re.MULTILINE)
"""A header without an ending, as those of C++ and Qt: `<string>`, `<QString>`."""
_LINGUIST = lazily(r"\s*<(?:\?xml\b|!DOCTYPE TS>|TS\b)")
"""Begins translations of Qt, whose files end in `.ts` as those of TypeScript do."""
_OBJECTIVE_C = lazily(
    r"^@(?:interface|protocol|class|implementation)\s+\w|^#import\s", re.MULTILINE
)
_SIGN_OF_CPP = lazily(
    rb"::|\w\s*+&\s*+\w*+\s*+[,)]|\w\{[^{}\n;]*+\};|\)\s*+const\b"
    rb"|\w\s*+=[^;={},)]*+[,)]|\w<[\w:, *]++>\s*+\w|\"C\"|~\w++\("
    rb"|\b(?:template|class|namespace|constexpr|nullptr|operator|alignas|virtual|using)\b"
)
"""What no C reads: a reference, a default of a parameter or member, a method that is `const`,
arguments of a template."""
_SIGN_OF_OBJECTIVE_C = lazily(rb"@\w|\bNS_\w|\b(?:id|instancetype)\b|\bNS[A-Z]\w")
_OTHERS = {
    ("c", ".h"): (("cpp", _SIGN_OF_CPP), ("objectivec", _SIGN_OF_OBJECTIVE_C)),
    ("cpp", ".h"): (("objectivec", _SIGN_OF_OBJECTIVE_C),),
    ("objectivec", ".mm"): (("cpp", _SIGN_OF_CPP),),
    ("objectivec", ".h"): (("cpp", _SIGN_OF_CPP),),
}


def written_in(language: Language, path: str, text: str) -> Language:
    """Return the language that a file seems to be written in, by its first signs.

    Args:
        language: the language that its name says.
        path: its path.
        text: its text.
    """
    if language.key == "typescript" and _LINGUIST.match(text):
        return languages.get("xml")
    if language.key != "c" or not path.endswith(".h"):
        return language
    if _OBJECTIVE_C.search(text):
        return languages.get("objectivec")
    # What is there for both languages may include such a header where C++ reads it.
    includes = "__cplusplus" not in text and _CPP_INCLUDE.search(text)
    is_cpp = includes or _CPP_HEADER.search(_without_block_comments(text))
    return languages.get("cpp") if is_cpp else language


def _without_block_comments(text: str) -> str:
    """Return a source without its block comments, which may talk of another language."""
    first, *others = text.split("/*")
    pieces = [first]
    for piece in others:
        end = piece.find("*/")
        is_comment = end >= 0 and not pieces[-1].endswith("/")  # `//****` begins none
        pieces.append(piece[end + 2 :] if is_comment else piece)
    return "".join(pieces)


def also_written_in(language: Language, path: str, unread: list[bytes]) -> Iterator[Language]:
    """Yield the languages that a file may be written in after all.

    Args:
        language: the language that it was read as.
        path: its path.
        unread: the lines that could not be read.
    """
    ending = path[path.rfind(".") :]
    for key, sign in _OTHERS.get((language.key, ending), ()):
        if any(map(sign.search, unread)):
            yield languages.get(key)
