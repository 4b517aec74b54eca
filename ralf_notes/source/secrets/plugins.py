"""The plugins of detect-secrets: only their patterns are used.

Its own scan reports no columns, has settings that are global to the process, and may ask a service
whether a secret is valid.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.examples import is_filler
from ralf_notes.source.secrets.named import Span
from ralf_notes.source.secrets.values import is_random, is_varied

if TYPE_CHECKING:
    from detect_secrets.plugins.base import RegexBasedDetector
    from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin

_UNUSED = frozenset(
    (
        "IPPublicDetector",  # an address is no secret
        "BasicAuthDetector",  # finds only some of the passwords in URLs
        "PrivateKeyDetector",  # finds only the first line of a key
    )
)
"""Plugins of detect-secrets that we do not use."""
_BLANKS = lazily(r"(?<=\S)[ \t]{20,}")
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
_TOKEN = lazily(
    r"""[\s=:"']{0,40}(?:AccountKey=)?(?P<token>[^\s"'`,;<>\\]{8,})""",
)
"""The secret itself, in a match that includes its name."""
_NAMED = lazily(
    r"pass|pwd|secret|token(?!i[sz]|s?[._-]?(?:embd|embed|type|count))|key|auth|cred|salt|sign|cookie|session|bearer|webhook",
    re.IGNORECASE,
)
_HASH_NAMED = lazily(
    r"sha-?\d|md5|digest|hash|checksum|integrity|fingerprint|etag|commit|revision|\brev\b|uuid"
    r"|public|\bssh-",
    re.IGNORECASE,
)


def prepare() -> None:
    """Import detect-secrets, before threads use it."""
    _plugins()


@contextmanager
def _without_requests() -> Iterator[None]:
    """Provide an empty `requests` while detect-secrets is imported, which then has no client.

    It needs one only to ask a service whether a secret is valid, which we never do. The client
    takes as long to import as all the rest of it, and 8 MB.
    """
    if "requests" in sys.modules:
        yield
        return
    empty = ModuleType("requests")
    empty.Response = object  # type: ignore[attr-defined] # its plugins name it as a result
    sys.modules["requests"] = empty
    try:
        yield
    finally:
        del sys.modules["requests"]


def by_shape(line: str) -> Iterator[Span]:
    """Yield the tokens that their shape alone gives away."""
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
    token = _TOKEN.search(line, start, end)
    if token is None or not is_varied(token["token"]):
        return None
    if plugin.secret_type in _NEED_DIGITS and not is_random(token["token"], least=16):
        return None
    is_valid = getattr(plugin, "is_formally_valid", None)
    if is_valid is not None and not is_valid(match[0]):
        return None
    return *token.span("token"), plugin.secret_type


def by_entropy(line: str) -> Iterator[Span]:
    """Yield quoted strings of high entropy that follow what may be the name of a secret."""
    if '"' not in line and "'" not in line:
        return
    _, plugins = _plugins()
    from detect_secrets.filters import heuristic

    for plugin in plugins:
        for match in plugin.regex.finditer(line):
            value = match[2]
            before = line[max(0, match.start() - 80) : match.start()]
            if (
                len(value) >= 16
                and _NAMED.search(before)
                and not _HASH_NAMED.search(before)
                and plugin.calculate_shannon_entropy(value) > plugin.entropy_limit
                and not heuristic.is_sequential_string(value)
                and not is_filler(value)
                and is_random(value, least=16)
            ):
                yield *match.span(2), "high entropy string"


@cache
def _plugins() -> tuple[tuple[RegexBasedDetector, ...], tuple[HighEntropyStringsPlugin, ...]]:
    """Return the plugins that look for shapes, and the plugins that look for high entropy."""
    with _without_requests():
        from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
        from detect_secrets.filters import heuristic  # noqa: F401
        from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
        from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin

        classes: Iterable[type[BasePlugin]] = get_mapping_from_secret_type_to_class().values()
    plugins = [each() for each in classes if each.__name__ not in _UNUSED]
    shapes = (plugin for plugin in plugins if isinstance(plugin, RegexBasedDetector))
    entropy = (plugin for plugin in plugins if isinstance(plugin, HighEntropyStringsPlugin))
    return tuple(shapes), tuple(entropy)
