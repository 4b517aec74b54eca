"""Mask secrets in a text: replace each by a placeholder, and keep all other text and line ends.

A vendor's format, a place such as a URL, or a name such as `password` gives them away. Text without
secrets stays the same byte for byte, and masked text is not masked again.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets import plugins, private_keys
from ralf_notes.source.secrets.formats import known_tokens
from ralf_notes.source.secrets.named import Span, named_values
from ralf_notes.source.secrets.places import placed_secrets
from ralf_notes.source.secrets.tables import tabled_secrets
from ralf_notes.text import ZERO_WIDTH

VERSION = 4
"""Raise it whenever the same text would be masked differently."""

_IN_TEXT = "<secret: {}>"
_IN_NOTE = f"<{ZERO_WIDTH}secret: {{}}>"
"""`_IN_TEXT` as it is escaped in Markdown."""
_PLACEHOLDER = lazily(r"<secret: [^<>\n]{1,40}>")
_UNSEEN = lazily(rf"\\(?=[!-/:-@\[-`{{-~])|{ZERO_WIDTH}|^<!-- ralf:state .* -->$", re.MULTILINE)
"""The parts of a note that are there for Markdown alone, and its line of hashes."""
_IN_TOKENS = frozenset(b"_+/=.~-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_MARKED = bytes(ord("x" if each in _IN_TOKENS else " ") for each in range(256))
_DIGITS = bytes(ord("0" if chr(each).isdecimal() else " ") for each in range(256))
_SHORTEST_RUN = b"x" * 16
"""Part of every token: the formats are tried only on lines with such a run."""
_TOKEN_LIKE = lazily(r"(?=[A-Za-z_+-]{0,60}[0-9])[A-Za-z0-9_+-]{16}")
"""Matches in a run that is more than a word or a path."""
_PREFIXED = lazily(
    r"(?<![A-Za-z0-9])(?:A[KS]IA|ABIA|ACCA|gh[oprsu]_|github_pat_|gl[a-z]+-|xox|[prs]k_(?:live|test)_|eyJ"
    r"|hooks\.|SG\.|npm_|sk-|AIza|hf_|whsec_)|Q~"
)
"""The beginning of tokens that may have no digit, and what stands in one of short parts."""
_LONGEST_LINE = 4000
"""How many characters of a line to search at a time: some patterns take quadratic time."""
_OVERLAP = 400


def mask(text: str, path: str = "") -> str:
    """Return a text with `<secret: ...>` in place of each secret.

    A comment that allows a secret (`pragma: allowlist secret`) has no effect: a source must not
    unmask itself.

    Args:
        text: a file, a prompt, an answer or a note.
        path: the path of the file, if any: in some files, passwords need no quotes.
    """
    text = private_keys.mask_private_keys(text, _IN_TEXT.format("private key"))
    while spans := _unmasked(_secrets(text, path), text):
        text = _replaced(text, spans, _IN_TEXT)
    return text


def mask_note(body: str) -> str:
    """Return the body of a note with its secrets masked, also those that are escaped in Markdown.

    The hidden line of hashes stays as it is.
    """
    body = private_keys.mask_private_keys(body, _IN_NOTE.format("private key"))
    while spans := _unmasked(_secrets(seen := _UNSEEN.sub("", body), ""), seen):
        # The place in the body of each character that a reader sees.
        places: list[int] = []
        at = 0
        for match in _UNSEEN.finditer(body):
            places += range(at, match.start())
            at = match.end()
        places += range(at, len(body) + 1)
        body = _replaced(body, [(places[a], places[b], of) for a, b, of in spans], _IN_NOTE)
    return body


def mask_json(text: str) -> str:
    """Return JSON with the secrets in its strings masked; mask what is not JSON as text."""
    if mask(text) == text:
        return text
    try:
        return json.dumps(mask_values(json.loads(text)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return mask(text)


def mask_values(value: Any) -> Any:
    """Return values of JSON with the secrets in their strings masked; the keys stay."""
    if isinstance(value, dict):
        return {key: mask_values(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_values(item) for item in value]
    return mask(value) if isinstance(value, str) else value


def prepare() -> None:
    """Import the plugins of detect-secrets. Call it before threads use this module.

    Its modules import each other in circles, which threads must not enter at several places.
    """
    plugins.prepare()


def _replaced(text: str, spans: Iterable[Span], placeholder: str) -> str:
    parts, at = [], 0
    for start, end, label in spans:
        parts += [text[at:start], placeholder.format(label)]
        at = end
    return "".join([*parts, text[at:]])


def _unmasked(spans: Iterable[Span], text: str) -> list[Span]:
    """Join the spans that overlap, and leave out those that are masked already."""
    joined: list[Span] = []
    for start, end, label in sorted(spans, key=itemgetter(0)):
        if joined and start < joined[-1][1]:
            first, last, name = joined[-1]
            joined[-1] = first, max(last, end), name
        elif start < end:
            joined.append((start, end, label))
    if not joined:
        return joined
    masked = [match.span() for match in _PLACEHOLDER.finditer(text)]
    ends = [end for _, end in masked]
    after = [*masked, (len(text), len(text))]
    return [span for span in joined if after[bisect_right(ends, span[0])][0] >= span[1]]


# --- search -----------------------------------------------------------------------------------


def _secrets(text: str, path: str) -> Iterator[Span]:
    """Yield the secrets of a text, first those with the most exact labels."""
    if "<secret: " in text:
        text = _PLACEHOLDER.sub(lambda masked: "\0" * len(masked[0]), text)
    lower = text.lower()
    if len(lower) != len(text):  # the lower case of `İ` is two characters
        lower = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    lines = _token_lines(text)
    yield from _in_lines(text, lines, _by_shape)
    yield from placed_secrets(text, lower, path)
    yield from named_values(text, lower, path)
    yield from tabled_secrets(text, lower, path)
    yield from _in_lines(text, lines, plugins.by_entropy)


def _by_shape(line: str) -> Iterator[Span]:
    yield from known_tokens(line)
    yield from plugins.by_shape(line)


def _in_lines(
    text: str, lines: Iterable[tuple[int, int]], search: Callable[[str], Iterator[Span]]
) -> Iterator[Span]:
    """Yield what a search finds in some lines, with its place in the text."""
    for start, end in lines:
        for a, b, label in search(text[start:end]):
            yield start + a, start + b, label


def _token_lines(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each line that may hold a token; cut long ones into pieces."""
    runs = [*_runs(text)]
    has_prefixed = _PREFIXED.search(" ".join([text[start:end] for start, end, _ in runs]))
    lines: dict[int, int] = {}
    searched = 0
    for start, end, has_digit in runs:
        if start < searched:
            continue
        is_like = has_digit and _TOKEN_LIKE.search(text, start, end)
        if not is_like and not (has_prefixed and _PREFIXED.search(text, start, end)):
            continue
        line_end = text.find("\n", start)
        searched = len(text) if line_end < 0 else line_end
        lines |= _pieces(text.rfind("\n", 0, start) + 1, searched)
    return list(lines.items())


def _runs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the start and end of each run that is long enough, and whether a digit is in it.

    To look for bytes takes a third of the time of a pattern.
    """
    plain = text.encode("ascii", "replace")  # one byte for each character
    marked, digits = plain.translate(_MARKED), plain.translate(_DIGITS)
    digit = -1
    start = marked.find(_SHORTEST_RUN)
    while start >= 0:
        end = marked.find(b" ", start)
        end = len(marked) if end < 0 else end
        if digit < start:
            digit = digits.find(b"0", start)
            digit = len(digits) if digit < 0 else digit
        yield start, end, digit < end
        start = marked.find(_SHORTEST_RUN, end)


def _pieces(start: int, end: int) -> dict[int, int]:
    """Return a line's start and end, or those of overlapping pieces of a long line."""
    if end - start <= _LONGEST_LINE:
        return {start: end}
    step = _LONGEST_LINE - _OVERLAP
    return {at: min(at + _LONGEST_LINE, end) for at in range(start, end, step)}
