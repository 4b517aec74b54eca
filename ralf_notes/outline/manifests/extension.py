"""Extensions of browsers and editors: their manifest, and the messages that it refers to."""

from __future__ import annotations

import re

from ralf_notes.outline.manifests.model import Manifest, Start
from ralf_notes.outline.manifests.reading import all_words, inner, words
from ralf_notes.outline.values import as_table, json_table

MESSAGES = "messages"
"""The ecosystem of what describes an extension beside its manifest."""
_MESSAGE = "__MSG"
_OF_WHOLE = re.compile(
    r"(?:ext(?:ension)?|app|addon|manifest|plugin)?_?(?:short)?_?desc(?:ription)?", re.I
)
_LONGEST = 300


def read_extension(text: str) -> Manifest:
    """Return what a manifest.json says about an extension of a browser or an editor.

    Source: https://developer.mozilla.org/en-US/docs/Mozilla/Add-ons/WebExtensions/manifest.json
    """
    values = json_table(text)
    is_known = "version" in values and ("manifest_version" in values or "minAppVersion" in values)
    if not is_known:
        return Manifest("extension")
    name, description = words(values.get("name")), words(values.get("description"))
    background = inner(values, "background")
    popup = [inner(values, key).get("default_popup") for key in ("action", "browser_action")]
    scripts = all_words(background.get("scripts"))
    pages = (background.get("service_worker"), background.get("page"), *scripts[-1:])
    starts = (("background of the extension", pages), ("popup of the extension", popup))
    return Manifest(
        "extension",
        "" if name.startswith(_MESSAGE) else name,
        "" if description.startswith(_MESSAGE) else description,
        starts=tuple(
            Start(
                label, tuple(each for path in filter(None, paths) for each in _places(words(path)))
            )
            for label, paths in starts
            if any(paths)
        ),
    )


def _places(path: str) -> tuple[str, ...]:
    """Return where a file of an extension may be: its manifest may be copied beside it."""
    plain = path.lstrip("./")
    outside = (f"{up}{folder}{plain}" for up in ("../", "../../") for folder in ("src/", ""))
    return (plain, f"src/{plain}", f"*/{plain}", *outside) if plain else ()


def read_messages(text: str) -> Manifest:
    """Return how the English messages of an extension describe it.

    Source: https://developer.chrome.com/docs/extensions/reference/api/i18n
    """
    for key, value in json_table(text).items():
        message = words(as_table(value).get("message"))
        if _OF_WHOLE.fullmatch(key) and 0 < len(message) <= _LONGEST:
            return Manifest(MESSAGES, description=message)
    return Manifest(MESSAGES)
