"""Extensions of browsers and editors."""

from __future__ import annotations

from ralf_notes.outline.manifests.model import Manifest, Start
from ralf_notes.outline.values import as_text, inner, json_table, texts

_MESSAGE = "__MSG"


def read_extension(text: str) -> Manifest:
    """Return what a manifest.json says about an extension of a browser or an editor.

    Source: https://developer.mozilla.org/en-US/docs/Mozilla/Add-ons/WebExtensions/manifest.json
    """
    values = json_table(text)
    is_known = "version" in values and ("manifest_version" in values or "minAppVersion" in values)
    if not is_known:
        return Manifest("extension")
    name, description = as_text(values.get("name")), as_text(values.get("description"))
    background = inner(values, "background")
    popup = [inner(values, key).get("default_popup") for key in ("action", "browser_action")]
    scripts = texts(background.get("scripts"))
    pages = (background.get("service_worker"), background.get("page"), *scripts[-1:])
    starts = [
        Start(label, tuple(place for path in paths for place in _places(as_text(path))))
        for label, paths in (
            ("background of the extension", pages),
            ("popup of the extension", popup),
        )
        if any(paths)
    ]
    return Manifest(
        "extension",
        "" if name.startswith(_MESSAGE) else name,
        "" if description.startswith(_MESSAGE) else description,
        starts=tuple(starts),
    )


def _places(path: str) -> tuple[str, ...]:
    """Return where a file of an extension may be: its manifest may be copied beside it."""
    plain = path.lstrip("./")
    outside = (f"{up}{folder}{plain}" for up in ("../", "../../") for folder in ("src/", ""))
    return (plain, f"src/{plain}", f"*/{plain}", *outside) if plain else ()
