"""Plain text: visible characters, single lines, sentences, and counts of things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from ralf_notes.patterns import lazily

ZERO_WIDTH = "\u200b"

_BRACKET = lazily(r"[\[\]{}]")
_MOST_BRACKETS = 200

_LINE_ENDS = lazily("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Default_Ignorable_Code_Point of Unicode 17.0 (DerivedCoreProperties.txt), without the characters
# that `_SELECTORS` and `_JOINERS` decide about; then the other characters that show nothing:
# controls, surrogates, format characters of category Cf, the blank of Braille, an empty notehead.
_HIDDEN = lazily(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe03-\ufe0d\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
    "\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\ufffb\u2800\U0001d159\U00013430-\U0001343f]"
)
# A selector counts after what it changes: an emoji, a Han character or a sign, a Mongolian letter.
_SELECTORS = lazily(
    "(?<![#*0-9\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff])"
    "[\ufe0e\ufe0f]"
    "|(?<=[#*0-9])[\ufe0e\ufe0f](?!\u20e3)"
    "|(?<![\u2190-\u2bff\u3000-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\ufe00-\ufe02]"
    "|(?<![\u1820-\u18aa])[\u180b-\u180d\u180f]"
)
# Joiners are part of emoji and of scripts such as Persian and Hindi; elsewhere they only hide text.
_JOINED = (
    "\u0590-\u1cff\u2190-\u2bff\u3030\u303d\ua800-\uabff\ufb1d-\ufdff\ufe0e\ufe0f\ufe70-\ufefc"
    "\U00010840-\U00011fff\U0001e900-\U0001e95f\U0001f000-\U0001faff"
)
_JOINERS = lazily(f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")


def has_deep_brackets(text: str) -> bool:
    """Whether over 200 brackets are open at once, which a YAML parser takes quadratic time for."""
    depth = deepest = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest > _MOST_BRACKETS


def visible(text: str) -> str:
    """Return the text without invisible characters; line ends become `\\n`, tabs stay.

    Joiners and variation selectors stay where scripts and emoji need them: single, and between or
    after characters that they change.
    Source: https://www.unicode.org/Public/17.0.0/ucd/DerivedCoreProperties.txt
    """
    return _replaced("", text)


def hidden_as(mark: str, text: str) -> str:
    """Return the text with a mark in place of each invisible character, line end and tab."""
    return _replaced(mark, _LINE_ENDS.sub(mark, re.sub("[\t\n]", mark, text)))


def _replaced(mark: str, text: str) -> str:
    if text.isascii() and text.replace("\n", "").isprintable():
        return text  # true of nearly all texts: it saves the searches
    text = _HIDDEN.sub(mark, _LINE_ENDS.sub("\n", text))
    # Joiners come last: what is beside one must be there to stay.
    return text if text.isascii() else _JOINERS.sub(mark, _SELECTORS.sub(mark, text))


def one_line(text: str) -> str:
    """Return the visible text, with line ends and tabs as spaces."""
    if text.isascii() and text.isprintable():
        return text
    return visible(text).replace("\n", " ").replace("\t", " ")


_SENTENCE_END = lazily(r"[.!?…][\"'”’»)\]*_`]*(?=\s|$)|[。！？]")
_BEFORE = r"(?<![^\s(\[\"'/])"
_ABBREVIATION = lazily(
    rf"{_BEFORE}(?:e\.?g|i\.?e|vs|cf|ca|approx|incl|resp|al|fig|nr|eq|ch|vol|mr|mrs|dr|prof|st|a\.k\.a"
    r"|w\.r\.t|z\.b|d\.h|(?:[^\W\d_]\.)*[^\W\d_])\.$",
    re.IGNORECASE,
)
# These may or may not end a sentence: the next word decides.
_OPEN = lazily(
    rf"\.\.\.$|…$|{_BEFORE}(?:etc|no|sec|ms|max|min|avg|misc|dept|corp|inc|ltd|jr|sr)\.$",
    re.IGNORECASE,
)
_CONTINUES = lazily(r"\s*(?:[^\W\d_A-Z][^\W\d_]*\b(?![_(]|\.\w)|\d)")
_LONGEST_ABBREVIATION = 20
_TICKS = lazily("`+")
_LONGEST_SENTENCE = 240


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, with single blanks for white space.

    No sentence ends inside backticks or after an abbreviation (`e.g.`) or an initial. After `...`,
    `etc.` or a closing bracket it continues if a word in lower case or a number follows; after a
    remark such as `(free!)` in any case.
    """
    text = " ".join(text.split())
    all_ticks, ticks = len(_TICKS.findall(text)), 0
    done: list[str] = []
    start = at = 0
    for end in _SENTENCE_END.finditer(text):
        ticks += len(_TICKS.findall(text, at, end.end()))
        at, mark = end.end(), end.start() + 1
        if ticks % 2 and ticks < all_ticks:  # an odd last backtick opens no code
            continue
        first = max(start, mark - _LONGEST_ABBREVIATION)
        is_closing = at > mark  # a bracket or quote, which may be in the middle of a sentence
        if not is_closing and _ABBREVIATION.search(text, first, mark):
            continue
        if (is_closing or _OPEN.search(text, first, mark)) and _CONTINUES.match(text, at):
            continue
        if text[mark - 1 : at] in ("!)", "?)") and text.rfind("(", start, mark) > start + 1:
            continue  # a remark in its middle: `in the form of (free!) Jupyter notebooks`
        done.append(text[start:at].strip())
        start = at
    rest = text[start:].strip()
    return [*done, rest] if rest else done


_UNDERLINED = lazily(
    r"(?:([-=~^\"*#+])\1{2,}[ \t]*\n)?[ \t]*(?P<title>\S[^\n]*)\n"
    r"[ \t]*([-=~^\"*#+])\3{2,}[ \t]*(?:\n\s*|\Z)"
)
"""A title in reStructuredText or Markdown, with a line below and perhaps one above it."""

_ITEM = lazily(r"\n[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]+(?=\S)")
"""The end of a paragraph that a list follows without an empty line."""
_NUMBER = lazily(r"\A\d{1,2}[.)][ \t]+(?=\S)")
"""The number of the first item of a list, which is no sentence."""


_NEW_SENTENCE = lazily(
    r"(?<=[\w)\"'`])[ \t]*\n[ \t]*(?=(?:A|All|Allows?|Also|An|Are|As|At|Because|But|By|Can"
    r"|Contains?|Currently|Does|Each|Every|Features|Fixes|For|Handles?|However|If|In|Is|It|Its|Makes?|Must|No"
    r"|Not|Note|On|Only|Otherwise|Please|Provides?|Requires?|Returns?|See|Should|Since|Some"
    r"|Supports?|Takes?|Terms|That|The|There|These|They|This|Those|To|Use[ds]?|We|When|Whenever"
    r"|Will|With|Without|Works|You)\b)"
)
"""Matches the end of a line below which a word has a capital that only begins a sentence."""
_GOES_ON = lazily(
    r"\b(?:an?|and|are|as|at|be|between|but|by|called|for|from|if|in|into|is|its?|like|of|on|or|than|that|the"
    r"|their|this|to|was|when|where|which|with|without|your)$"
)
_LEAST_OF_SENTENCE = 3
_NARROW = 60
"""Authors break lines later than here, unless all lines of the paragraph are shorter."""


def _first_of_lines(paragraph: str) -> str:
    """Return a paragraph up to a line end that an author has put for a full stop.

    There, the next word begins a sentence, and would have fitted on the line.
    """
    width = max(_NARROW, *map(len, paragraph.split("\n"))) if "\n" in paragraph else 0
    for match in _NEW_SENTENCE.finditer(paragraph, 0, 2 * _LONGEST_SENTENCE):
        above = paragraph[: match.start()]
        word = paragraph[match.end() :].split(None, 1)[0]
        is_early = len(above) - above.rfind("\n") + len(word) <= width
        if is_early and len(above.split()) >= _LEAST_OF_SENTENCE and not _GOES_ON.search(above):
            return above
    return paragraph


def first_sentence(text: str, most: int = _LONGEST_SENTENCE) -> str:
    """Return the first sentence of a text's first paragraph, and `…` for its end if it is long.

    An underlined title, which often repeats the name of a module, counts only if no text follows.
    Where an author has a line end for a full stop, the sentence ends there.

    Args:
        most: its most characters.
    """
    text = visible(text).strip()
    if title := _UNDERLINED.match(text):
        below = text[title.end() :]
        text = title["title"] if not below or below.startswith((":", "..")) else below
    paragraph = _ITEM.split(re.split(r"\n\s*\n", text, maxsplit=1)[0], maxsplit=1)[0]
    paragraph = _first_of_lines(_NUMBER.sub("", paragraph, count=1))
    sentence = next(iter(sentences(paragraph)), "")
    if len(sentence) <= most:
        return sentence
    beginning = sentence[: most - 1]
    return (beginning.rpartition(" ")[0] or beginning).rstrip(" ,;:") + "…"


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters, with `…` in place of its end if it is longer."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def first_paragraph(text: str) -> str:
    """Return the first paragraph of a text."""
    return text.strip().partition("\n\n")[0]


def indentation(line: str) -> int:
    """Return how many blanks a line begins with."""
    return len(line) - len(line.lstrip())


def short_sum(text: str) -> str:
    """Return a hash of a text in 8 digits, by which our own files show that nobody changed them."""
    return sha256(text.encode(errors="surrogateescape")).hexdigest()[:8]


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an `s` unless the number is 1."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def files_and_folders(files: int, folders: int) -> str:
    """Return how many there are of both, without what there is none of."""
    counts = ((files, "file"), (folders, "folder"))
    return " and ".join(count_of(number, noun) for number, noun in counts if number)


def some_named(noun: str, names: Sequence[str], most: int = 6) -> str:
    """Return names as `some_of` does, after a noun that takes an `s` unless there is one name."""
    return f"{noun}{'' if len(names) == 1 else 's'} {some_of(names, most)}"


def some_of(names: Sequence[str], most: int = 6) -> str:
    """Return names in backticks as part of a sentence, with `and more` for those beyond `most`."""
    shown = [f"`{one_line(name).replace('`', '')}`" for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and more"
    return joined(shown)


def joined(parts: Sequence[str]) -> str:
    """Return parts of a sentence with commas and `and`."""
    *first, last = parts or [""]
    return f"{', '.join(first)} and {last}" if first else last
