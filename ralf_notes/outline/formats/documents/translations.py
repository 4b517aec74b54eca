"""Catalogs of translations by gettext: the language, and how many messages are translated.

Source: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

import re

from ralf_notes.outline.formats import Facts

_LANGUAGE = re.compile(
    r'^"Language: *([A-Za-z]{2,3}(?:[-_@][\w]{2,10}){0,2})(?: *\\n)?"', re.MULTILINE
)
_PLACE = re.compile(r"(?:^|[/.-])([a-z]{2,3}(?:[_@-][A-Za-z]{2,10})?)(?:/LC_MESSAGES/[^/]+)?\.po$")
_MESSAGE = re.compile(r'^msgid "', re.MULTILINE)
_TRANSLATED = re.compile(r'^msgstr(?:\[0\])? "(?:[^"\n]|"\n"[^"\n])', re.MULTILINE)
_FUZZY = re.compile(r"^#,[^\n]*\bfuzzy\b", re.MULTILINE)


def facts(path: str, text: str) -> Facts:
    """Return into which language a catalog translates, and how much of it."""
    count = max(len(_MESSAGE.findall(text)) - 1, 0)  # the first one is the header
    if not count:
        return Facts()
    messages = f"{count} messages" if count > 1 else "1 message"
    if path.endswith(".pot"):
        return Facts(f"Template for translations of {messages}.", purpose="")
    match = _LANGUAGE.search(text) or _PLACE.search(path)
    done = max(len(_TRANSLATED.findall(text)) - 1 - len(_FUZZY.findall(text)), 0)
    how_much = messages if done >= count else f"{done} of {messages}"
    into = f" into `{match[1]}`" if match else ""
    return Facts(f"Translation{into}: {how_much}.", purpose="")
