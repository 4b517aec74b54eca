"""What a folder holds that has no notes: pictures, sounds, archives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ralf_notes.plan.repository.wording import plural, with_article
from ralf_notes.text import joined

_ENDINGS = {
    "image": "png jpg jpeg jpe gif bmp tif tiff webp avif heic heif ico icns psd ai eps xcf svg",
    "font": "ttf otf ttc woff woff2 eot",
    "sound": "mp3 wav ogg oga opus flac aac m4a wma aiff mid midi",
    "video": "mp4 m4v mov avi mkv webm wmv flv mpg mpeg ogv",
    "archive": "zip tar gz tgz bz2 tbz xz txz zst lz lz4 7z rar jar war whl egg gem deb rpm nupkg",
    "PDF": "pdf",
    "database": "db sqlite sqlite3 mdb",
}
_NOUNS = {ending: noun for noun, endings in _ENDINGS.items() for ending in endings.split()}
_OF_REASONS = {
    "generated": "generated file", "minified": "minified file", "vendored": "file of others",
    "lock file": "lock file", "too large": "large file",
}  # fmt: skip
_MOST_GROUPS = 3


def without_notes(unread: Iterable[tuple[str, str]]) -> str:
    """Return how many files of a folder have no notes, as part of a sentence; '' for none.

    Args:
        unread: their names, each with the reason.
    """
    nouns: Counter[str] = Counter()
    for name, reason in unread:
        noun = _NOUNS.get(name.rpartition(".")[2].lower())
        nouns[noun or _OF_REASONS.get(reason, "binary file" if reason == "binary" else "file")] += 1
    return joined(
        [
            f"{count} {plural(noun)}" if count > 1 else with_article(noun)
            for noun, count in nouns.most_common(_MOST_GROUPS)
        ]
    )
