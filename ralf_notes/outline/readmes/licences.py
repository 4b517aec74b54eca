"""Which licence a file such as LICENSE holds or a manifest names, if it is one that many use."""

from __future__ import annotations

import re

from ralf_notes.outline import languages
from ralf_notes.outline.manifests.model import Manifest
from ralf_notes.patterns import lazily

ECOSYSTEM = "licence"
"""The ecosystem of the text of a licence, which is no package."""
_NAMED = lazily(
    r"(?:(?:un|(?:mit|bsd|apache)-)?licen[cs]e|copying)(?:[-_.][\w.-]+)?(?:\.(?:md|markdown|rst|txt))?",
    re.IGNORECASE,
)
_WORDS = ("text", "markdown", "rst", "asciidoc", "html")
"""What a licence is written in; a source with such a name may be about licences."""
_MOST_CHARACTERS = 3000
"""What a text says first is its licence; code of others may have theirs below."""
_TEXTS = (
    ("AGPL-3.0", r"gnu affero general public license version 3"),
    ("LGPL-3.0", r"gnu lesser general public license version 3"),
    ("LGPL-2.1", r"gnu lesser general public license version 2\.1"),
    ("GPL-3.0", r"gnu general public license version 3"),
    ("GPL-2.0", r"gnu general public license version 2"),
    ("Apache-2.0", r"apache license version 2\.0"),
    ("MPL-2.0", r"mozilla public license version 2\.0"),
    ("EPL-2.0", r"eclipse public license - v 2\.0"),
    ("EUPL-1.2", r"european union public licence v\.? ?1\.2"),
    ("MS-PL", r"microsoft public license"),
    ("WTFPL", r"do what the fuck you want to public license version 2"),
    ("Unlicense", r"this is free and unencumbered software released into the public domain"),
    ("CC0-1.0", r"cc0 1\.0 universal"),
    ("CC-BY-NC-ND-4.0", r"attribution-noncommercial-noderiv(?:ative)?s 4\.0 international"),
    ("CC-BY-NC-SA-4.0", r"attribution-noncommercial-sharealike 4\.0 international"),
    ("CC-BY-NC-4.0", r"attribution-noncommercial 4\.0 international"),
    ("CC-BY-ND-4.0", r"attribution-noderiv(?:ative)?s 4\.0 international"),
    ("CC-BY-NC-ND-3.0", r"attribution-noncommercial-noderiv(?:ative)?s 3\.0 unported"),
    ("CC-BY-NC-SA-3.0", r"attribution-noncommercial-sharealike 3\.0 unported"),
    ("CC-BY-NC-3.0", r"attribution-noncommercial 3\.0 unported"),
    ("CC-BY-SA-3.0", r"attribution-sharealike 3\.0 unported"),
    ("CC-BY-SA-4.0", r"attribution-sharealike 4\.0 international"),
    ("CC-BY-4.0", r"attribution 4\.0 international"),
    ("BSL-1.0", r"boost software license - version 1\.0"),
    ("BSD-3-Clause", r"redistributions of source code must retain .{1,1200}? endorse or promote"),
    ("BSD-2-Clause", r"redistributions of source code must retain"),
    (
        "MIT",
        r"permission is hereby granted free of charge to any person obtaining a copy of this"
        r" software.{1,700}? the above copyright notice and this permission notice",
    ),
    (
        "ISC",
        r"permission to use copy modify and(?:/or)? distribute this software for any purpose"
        r" .{1,100}? provided that the above copyright notice",
    ),
    ("0BSD", r"permission to use copy modify and(?:/or)? distribute this software for any purpose"),
    ("Zlib", r"this software is provided \W?as-is\W? without any express or implied warranty"),
)
"""By SPDX identifier: words of a licence. Of two at one place the first counts."""
_NAMES = (
    ("MIT", r"mit(?: license)?"),
    ("Apache-2.0", r"apache(?: software)?(?: license)? (?:version |v ?)?2(?:\.0)?"),
    (
        "BSD-3-Clause",
        r"(?:new bsd|revised bsd|modified bsd|bsd 3 clause|3 clause bsd)(?: license)?",
    ),
    ("BSD-2-Clause", r"(?:simplified bsd|bsd 2 clause|2 clause bsd)(?: license)?"),
    ("ISC", r"isc(?: license)?"),
    ("MPL-2.0", r"(?:mozilla public license|mpl) (?:version |v ?)?2(?:\.0)?"),
    ("EPL-1.0", r"(?:eclipse public license|epl) (?:version |v ?)?1(?:\.0)?"),
    ("EPL-2.0", r"(?:eclipse public license|epl) (?:version |v ?)?2(?:\.0)?"),
    ("BSL-1.0", r"boost software license (?:version )?1\.0"),
    ("Unlicense", r"unlicense"),
    ("Zlib", r"zlib(?: license)?"),
)
"""By SPDX identifier: the words by which manifests call a licence. `GPL version 3` is in none of
them: it does not tell whether later versions hold as well."""
_IN_BRACKETS = lazily(r"\([^()]*+\)")
_BETWEEN_WORDS = lazily(r"[\s,;-]+")
_IN_PART = lazily(
    r"\bdual\b|business source license|commons clause|licensed as follows|advertising materials"
)
"""Stands where one of these licences is not all: with another, later, or with other conditions."""
_OF_OTHERS = lazily(
    r"third|3rd|part(?:y|ies)\b|vendor|dependenc|header|template|bundled|contrib|fonts?\b|icons?\b",
    re.IGNORECASE,
)
"""Matches names of files with the licences of others, or with what is put above sources."""
_FEWEST_CHARACTERS = 400
"""Of a licence of its own: a shorter text refers to others."""
_MARKUP = lazily(r"[*_#>`,=]+")


def licence_of(path: str, text: str) -> Manifest | None:
    """Return which licence a file holds, '' for a text that few use; None for another file.

    Args:
        path: of the file.
        text: of the file.
    """
    name = path.rpartition("/")[2]
    if not _NAMED.fullmatch(name) or languages.for_path(path).key not in _WORDS:
        return None
    if _OF_OTHERS.search(name):
        return None
    words = " ".join(_MARKUP.sub(" ", text[:_MOST_CHARACTERS]).lower().split())
    unknown = Manifest(ECOSYSTEM) if len(words) >= _FEWEST_CHARACTERS else None
    if _IN_PART.search(words):
        return unknown
    matches = ((name, re.search(pattern, words)) for name, pattern in _TEXTS)
    places = {name: match.start() for name, match in matches if match}
    first = min(places, key=lambda name: places[name], default="")
    return Manifest(ECOSYSTEM, licence=first) if first else unknown


def spdx_name(licence: str) -> str:
    """Return the SPDX identifier of a licence that a manifest names by its words, else the words.

    Source: https://spdx.org/licenses/
    """
    words = _BETWEEN_WORDS.sub(
        " ", _IN_BRACKETS.sub(" ", licence.lower()).replace("licence", "license")
    )
    words = words.strip().removeprefix("the ")
    return next((name for name, pattern in _NAMES if re.fullmatch(pattern, words)), licence)
