"""Mask secrets in a text: replace each by a placeholder, and keep all other text and line ends.

The plugins of detect-secrets find them, and `credentials` finds more. Text without secrets stays
the same byte for byte, and masked text is not masked again.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ralf_notes.source.secrets import credentials, private_keys
from ralf_notes.source.secrets.credentials import Span
from ralf_notes.text import ZERO_WIDTH

if TYPE_CHECKING:
    from detect_secrets.plugins.base import RegexBasedDetector
    from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin

VERSION = 1
"""Raise it whenever the same text would be masked differently."""

_IN_TEXT = "<secret: {}>"
_IN_NOTE = f"<{ZERO_WIDTH}secret: {{}}>"
"""`_IN_TEXT` as it is escaped in Markdown."""
_PLACEHOLDER = re.compile(r"<secret: [^<>\n]{1,40}>")
_UNSEEN = re.compile(rf"\\(?=[!-/:-@\[-`{{-~])|{ZERO_WIDTH}|^<!-- ralf:state .* -->$", re.MULTILINE)
"""The parts of a note that are there for Markdown alone, and its line of hashes."""
_RUN = re.compile(r"[A-Za-z0-9_+/=.~-]{16,}")
"""Part of every token: detect-secrets' patterns are tried only on lines with such a run."""
_TOKEN_LIKE = re.compile(
    r"(?=[A-Za-z_+-]{0,60}[0-9])[A-Za-z0-9_+-]{16}"
    r"|A[KS]IA|ABIA|ACCA|gh[oprsu]_|github_pat_|gl[a-z]+-|xox|[prs]k_(?:live|test)_|eyJ|hooks\.slack|SG\.|npm_|sk-|AIza|hf_|whsec_"
)
"""Matches in a run that is more than a word or a path."""
_LONGEST_LINE = 4000
"""How many characters of a line to search at a time: some patterns take quadratic time."""
_OVERLAP = 400

_UNUSED = frozenset(
    (
        "IPPublicDetector",  # an address is no secret
        "BasicAuthDetector",  # finds only some of the passwords in URLs
        "PrivateKeyDetector",  # finds only the first line of a key
    )
)
"""Plugins of detect-secrets that we do not use."""
_BLANKS = re.compile(r"(?<=\S)[ \t]{20,}")
"""The time of some patterns grows with the cube of the blanks between a name and its value."""
_NAMES = ("key", "pw", "pass", "token", "secret")
_SIGNS = {
    "CloudantDetector": (*_NAMES, "cloudant"),
    "IbmCloudIamDetector": _NAMES,
    "IbmCosHmacDetector": _NAMES,
    "SoftlayerDetector": (*_NAMES, "softlayer"),
    "ArtifactoryDetector": ("akc", "ap"),
    "MailchimpDetector": ("-us",),
    "NpmDetector": ("_authtoken",),
    "SlackDetector": ("xox", "slack"),
    "StripeDetector": ("k_live_",),
}
"""For the slowest plugins: a line has one of these, in lower case, or they find nothing in it."""
_NEED_DIGITS = frozenset({"Artifactory Credentials", "Cloudant Credentials"})
"""The patterns of these also match words."""
_SHORTEST_GROUP = 12
"""A group of a pattern that matches fewer characters is not the secret but its prefix."""
_NAMED = re.compile(
    r"pass|pwd|secret|token|key|auth|cred|salt|sign|cookie|session|bearer|webhook", re.IGNORECASE
)
_HASH_NAMED = re.compile(
    r"sha-?\d|md5|digest|hash|checksum|integrity|fingerprint|etag|commit|revision|\brev\b|uuid"
    r"|public|\bssh-",
    re.IGNORECASE,
)


def mask(text: str, path: str = "") -> str:
    """Return a text with `<secret: ...>` in place of each secret.

    A comment that allows a secret (`pragma: allowlist secret`) has no effect: a source must not
    unmask itself.

    Args:
        text: A file, a prompt, an answer or a note.
        path: The path of the file, if any: in some files, passwords need no quotes.
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
    from detect_secrets.filters import heuristic  # noqa: F401
    from detect_secrets.plugins import keyword  # noqa: F401

    _plugins()


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
    lines = _token_lines(text)
    if not lines and not credentials.may_hold_any(text):
        return
    yield from _in_lines(text, lines, _by_shape)
    yield from credentials.assigned_secrets(text, path)
    named = (piece for line in credentials.named_lines(text) for piece in _pieces(*line).items())
    yield from _in_lines(text, named, _by_keyword)
    yield from _in_lines(text, lines, _by_entropy)


def _in_lines(
    text: str, lines: Iterable[tuple[int, int]], search: Callable[[str], Iterator[Span]]
) -> Iterator[Span]:
    """Yield what a search finds in some lines, with its place in the text."""
    for start, end in lines:
        for a, b, label in search(text[start:end]):
            yield start + a, start + b, label


def _token_lines(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each line that may hold a token; cut long ones into pieces."""
    lines: dict[int, int] = {}
    searched = 0
    for run in _RUN.finditer(text):
        if run.start() < searched or not _TOKEN_LIKE.search(run[0]):
            continue
        start = text.rfind("\n", 0, run.start()) + 1
        end = text.find("\n", run.start())
        searched = len(text) if end < 0 else end
        lines |= _pieces(start, searched)
    return list(lines.items())


def _pieces(start: int, end: int) -> dict[int, int]:
    """Return a line's start and end, or those of overlapping pieces of a long line."""
    if end - start <= _LONGEST_LINE:
        return {start: end}
    step = _LONGEST_LINE - _OVERLAP
    return {at: min(at + _LONGEST_LINE, end) for at in range(start, end, step)}


# --- detect-secrets ---------------------------------------------------------------------------
# Only the patterns of its plugins are used. Its own scan reports no columns, has settings that are
# global to the process, and may ask a service whether a secret is valid.


def _by_shape(line: str) -> Iterator[Span]:
    """Yield the tokens that their shape alone gives away."""
    yield from credentials.known_tokens(line)
    line = _BLANKS.sub(lambda blanks: "\0" * len(blanks[0]), line)
    lower = line.lower()
    for plugin in _plugins()[0]:
        signs = _SIGNS.get(type(plugin).__name__)
        if signs is not None and not any(sign in lower for sign in signs):
            continue
        for pattern in plugin.denylist:
            for match in pattern.finditer(line):
                if span := _token(plugin, line, match):
                    yield span


def _token(plugin: RegexBasedDetector, line: str, match: re.Match[str]) -> Span | None:
    """Return the secret in the match of a plugin's pattern, without the text around it."""
    groups = [n for n, text in enumerate(match.groups(), 1) if len(text or "") >= _SHORTEST_GROUP]
    start, end = match.span(groups[0] if groups else 0)
    token = credentials.TOKEN.search(line, start, end)
    if token is None or not credentials.is_varied(token["token"]):
        return None
    if plugin.secret_type in _NEED_DIGITS and not credentials.is_random(token["token"], least=16):
        return None
    is_valid = getattr(plugin, "is_formally_valid", None)
    if is_valid is not None and not is_valid(match[0]):
        return None
    return *token.span("token"), plugin.secret_type


def _by_entropy(line: str) -> Iterator[Span]:
    """Yield quoted strings of high entropy that follow what may be the name of a secret."""
    if '"' not in line and "'" not in line:
        return
    from detect_secrets.filters import heuristic

    for plugin in _plugins()[1]:
        for match in plugin.regex.finditer(line):
            value = match[2]
            before = line[max(0, match.start() - 80) : match.start()]
            if (
                len(value) >= 16
                and _NAMED.search(before)
                and not _HASH_NAMED.search(before)
                and plugin.calculate_shannon_entropy(value) > plugin.entropy_limit
                and not heuristic.is_sequential_string(value)
                and credentials.is_random(value, least=16)
            ):
                yield *match.span(2), "high entropy string"


def _by_keyword(line: str) -> Iterator[Span]:
    """Yield all matches of the keyword plugin's patterns; the plugin itself takes one per line."""
    if '"' not in line and "'" not in line:
        return
    from detect_secrets.plugins import keyword

    for pattern, group in keyword.QUOTES_REQUIRED_DENYLIST_REGEX_TO_GROUP.items():
        for match in pattern.finditer(line):
            if credentials.is_secret(match[group]):
                yield *match.span(group), "key or token"


@cache
def _plugins() -> tuple[tuple[RegexBasedDetector, ...], tuple[HighEntropyStringsPlugin, ...]]:
    """Return the plugins that look for shapes, and the plugins that look for high entropy."""
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
    from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin

    classes: Iterable[type[BasePlugin]] = get_mapping_from_secret_type_to_class().values()
    plugins = [each() for each in classes if each.__name__ not in _UNUSED]
    shapes = (plugin for plugin in plugins if isinstance(plugin, RegexBasedDetector))
    entropy = (plugin for plugin in plugins if isinstance(plugin, HighEntropyStringsPlugin))
    return tuple(shapes), tuple(entropy)
