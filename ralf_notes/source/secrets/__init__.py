"""Secrets in a text -> marked placeholders; the lines stay as many, all other text as it is.

What finds them: detect-secrets' plugins, and `credentials` for what those leave out. Text without
secrets comes back byte for byte, and masked text is masked no further.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ralf_notes.source.secrets import credentials, private_keys
from ralf_notes.source.secrets.credentials import Span
from ralf_notes.text import ZERO_WIDTH

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
    from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin

VERSION = 1
"""Of the rules: it grows whenever the same text would be masked otherwise."""

_PLACEHOLDER = re.compile(r"<secret: [^<>\n]{1,40}>")
_UNSEEN = re.compile(rf"\\(?=[!-/:-@\[-`{{-~])|{ZERO_WIDTH}|^<!-- ralf:state .* -->$", re.MULTILINE)
"""Of a note: what stands there for Markdown, and the hashes."""
_RUN = re.compile(r"[A-Za-z0-9_+/=.~-]{16,}")
"""What a token is at least: detect-secrets' expressions are tried on lines that have such a run."""
_TELLING = re.compile(
    r"(?=[A-Za-z_+-]{0,60}[0-9])[A-Za-z0-9_+-]{16}"
    r"|A[KS]IA|ABIA|ACCA|gh[oprsu]_|github_pat_|gl[a-z]+-|xox|[prs]k_(?:live|test)_|eyJ|hooks\.slack|SG\.|npm_|sk-|AIza|hf_|whsec_"
)
"""Of a run: that it is no mere word or path."""
_LONGEST_LINE = 4000
"""Characters of a line that are searched at a time: some expressions take quadratic time."""
_OVERLAP = 400

_NO_SECRETS = frozenset({"IPPublicDetector"})
_DONE_BETTER = frozenset({"BasicAuthDetector", "PrivateKeyDetector"})
"""Of a private key only the first line is found, of a password in a URL only some."""
_BLANKS = re.compile(r"(?<=\S)[ \t]{20,}")
"""Some expressions take time with the third power of the blanks between a name and its value."""
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
"""What a line must have, in lower case, for the expressions that take longest to have a chance."""
_NEED_DIGITS = frozenset({"Artifactory Credentials", "Cloudant Credentials"})
"""Their expressions match words as well."""
_SHORTEST_GROUP = 12
"""A shorter group of an expression is a prefix of the secret, not the secret."""
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

    A comment that allows a secret (`pragma: allowlist secret`) is not heeded: a source must not
    unmask itself.

    Args:
        text: of a file, a prompt, an answer or a note.
        path: of the file, if it is one: it tells whether a password needs quotes.
    """
    text = private_keys.masked(text, _in_text("private key"))
    while spans := _new(_found(text, path), text):
        text = _replaced(text, spans, _in_text)
    return text


def mask_note(body: str) -> str:
    """Return the body of a note with its secrets masked, whether or not Markdown escapes them.

    The hidden line of hashes stays as it is.
    """
    body = private_keys.masked(body, _in_note("private key"))
    while spans := _new(_found(seen := _UNSEEN.sub("", body), ""), seen):
        places = _places(body)
        body = _replaced(body, [(places[a], places[b], of) for a, b, of in spans], _in_note)
    return body


def mask_json(text: str) -> str:
    """Return JSON with the secrets in its strings masked; what is none is masked as text."""
    if mask(text) == text:
        return text
    try:
        return json.dumps(mask_values(json.loads(text)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return mask(text)


def mask_values(value: Any) -> Any:
    """Return JSON's values with the secrets in their strings masked, the keys as they are."""
    if isinstance(value, dict):
        return {key: mask_values(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_values(item) for item in value]
    return mask(value) if isinstance(value, str) else value


def _in_text(label: str) -> str:
    return f"<secret: {label}>"


def _in_note(label: str) -> str:
    """Return what Markdown makes of `_in_text` when it is escaped."""
    return f"<{ZERO_WIDTH}secret: {label}>"


def _places(body: str) -> list[int]:
    """Return where each character of a note stands that is left without escapes and hashes."""
    places: list[int] = []
    at = 0
    for match in _UNSEEN.finditer(body):
        places += range(at, match.start())
        at = match.end()
    return [*places, *range(at, len(body) + 1)]


def _found(text: str, path: str) -> Iterator[Span]:
    """Yield what is found, what names a secret best first; what is masked finds nothing."""
    if "<secret: " in text:
        text = _PLACEHOLDER.sub(lambda masked: "\0" * len(masked[0]), text)
    lines = _telling_lines(text)
    if not lines and not credentials.may_hold_any(text):
        return
    yield from _shifted(text, lines, _by_shape)
    yield from credentials.found(text, path)
    named = (piece for line in credentials.named_lines(text) for piece in _pieces(*line).items())
    yield from _shifted(text, named, _by_keyword)
    yield from _shifted(text, lines, _by_entropy)


def _shifted(
    text: str, lines: Iterable[tuple[int, int]], search: Callable[[str], Iterator[Span]]
) -> Iterator[Span]:
    """Yield what is found in some lines, by its place in the text."""
    for start, end in lines:
        for a, b, label in search(text[start:end]):
            yield start + a, start + b, label


def _new(spans: Iterable[Span], text: str) -> list[Span]:
    """Return the spans joined where they overlap, without those that are masked already."""
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


def _replaced(text: str, spans: Iterable[Span], placeholder: Callable[[str], str]) -> str:
    parts, at = [], 0
    for start, end, label in spans:
        parts += [text[at:start], placeholder(label)]
        at = end
    return "".join([*parts, text[at:]])


def _telling_lines(text: str) -> list[tuple[int, int]]:
    """Return where the lines are in which a token may stand, long ones in overlapping pieces."""
    found: dict[int, int] = {}
    done = 0
    for run in _RUN.finditer(text):
        if run.start() < done or not _TELLING.search(run[0]):
            continue
        start = text.rfind("\n", 0, run.start()) + 1
        end = text.find("\n", run.start())
        done = len(text) if end < 0 else end
        found |= _pieces(start, done)
    return list(found.items())


def _pieces(start: int, end: int) -> dict[int, int]:
    if end - start <= _LONGEST_LINE:
        return {start: end}
    step = _LONGEST_LINE - _OVERLAP
    return {at: min(at + _LONGEST_LINE, end) for at in range(start, end, step)}


# --- detect-secrets ---------------------------------------------------------------------------
# Its own scan is not used: it tells no columns, its settings are global to the process, and it may
# ask a service whether a secret is valid. What is used of a plugin is what it looks for.


def _by_shape(line: str) -> Iterator[Span]:
    yield from credentials.tokens(line)
    line = _BLANKS.sub(lambda blanks: "\0" * len(blanks[0]), line)
    lower = line.lower()
    for plugin in _regex_plugins():
        signs = _SIGNS.get(type(plugin).__name__)
        if signs is not None and not any(sign in lower for sign in signs):
            continue
        for pattern in plugin.denylist:
            for match in pattern.finditer(line):
                if span := _token(plugin, line, match):
                    yield span


def _token(plugin: RegexBasedDetector, line: str, match: re.Match[str]) -> Span | None:
    """Return the secret that an expression of a plugin found, without what stands around it."""
    groups = [n for n, text in enumerate(match.groups(), 1) if len(text or "") >= _SHORTEST_GROUP]
    start, end = match.span(groups[0] if groups else 0)
    found = credentials.TOKEN.search(line, start, end)
    if found is None or not credentials.is_varied(found["token"]):
        return None
    if plugin.secret_type in _NEED_DIGITS and not credentials.is_random(found["token"], least=16):
        return None
    is_valid = getattr(plugin, "is_formally_valid", None)
    if is_valid is not None and not is_valid(match[0]):
        return None
    return *found.span("token"), plugin.secret_type


def _by_entropy(line: str) -> Iterator[Span]:
    if '"' in line or "'" in line:
        for plugin in _entropy_plugins():
            yield from _random(plugin, line)


def _random(plugin: HighEntropyStringsPlugin, line: str) -> Iterator[Span]:
    """Yield the quoted strings of high entropy that a telling name stands before."""
    from detect_secrets.filters import heuristic

    for match in plugin.regex.finditer(line):
        value = match[2]
        before = line[max(0, match.start() - 80) : match.start()]
        if (
            len(value) >= 16
            and _is_named(before)
            and plugin.calculate_shannon_entropy(value) > plugin.entropy_limit
            and not heuristic.is_sequential_string(value)
            and credentials.is_random(value, least=16)
        ):
            yield *match.span(2), "high entropy string"


def _by_keyword(line: str) -> Iterator[Span]:
    """Yield what the keyword plugin finds, its regexes alone: it looks for one secret a line."""
    if '"' not in line and "'" not in line:
        return
    from detect_secrets.plugins import keyword

    for pattern, group in keyword.QUOTES_REQUIRED_DENYLIST_REGEX_TO_GROUP.items():
        for match in pattern.finditer(line):
            if credentials.is_secret(match[group]):
                yield *match.span(group), "key or token"


def _is_named(before: str) -> bool:
    return bool(_NAMED.search(before)) and not _HASH_NAMED.search(before)


@cache
def _plugins() -> tuple[BasePlugin, ...]:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    classes: Collection[type[BasePlugin]] = get_mapping_from_secret_type_to_class().values()
    unused = _NO_SECRETS | _DONE_BETTER
    return tuple(each() for each in classes if each.__name__ not in unused)


@cache
def _regex_plugins() -> tuple[RegexBasedDetector, ...]:
    from detect_secrets.plugins.base import RegexBasedDetector

    return tuple(plugin for plugin in _plugins() if isinstance(plugin, RegexBasedDetector))


@cache
def _entropy_plugins() -> tuple[HighEntropyStringsPlugin, ...]:
    from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin

    return tuple(plugin for plugin in _plugins() if isinstance(plugin, HighEntropyStringsPlugin))
