"""Bytes of a source file -> its text."""

from __future__ import annotations

import codecs
import json
from typing import Any

# The longer ones first: a UTF-32 mark begins like a UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> str | None:
    """Return the text of `data` without a byte order mark, line endings as they are.

    UTF-8, UTF-16 and UTF-32 by their marks, else UTF-8, else what charset-normalizer finds.
    Returns None when it is no text: NUL bytes, or nothing that decodes it.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\0" in data:
        return None
    text = _strictly(data, "utf-8")
    return _guess(data) if text is None else text


def notebook_source(text: str) -> str:
    """Return the source of a Jupyter notebook's cells, outputs left out.

    Reads nbformat 4 and 3 (https://nbformat.readthedocs.io/en/latest/format_description.html).
    Text that is no notebook comes back as it is.
    """
    try:
        cells = _cells(json.loads(text))
    except (ValueError, RecursionError):
        return text
    if cells is None:
        return text
    return _without_surrogates("\n\n".join(filter(None, map(_cell_source, cells))))


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guess(data: bytes) -> str | None:
    damaged = data.decode("utf-8", errors="replace")
    bad = damaged.count("\ufffd")
    valid = sum(not character.isascii() for character in damaged) - bad
    if valid > bad:
        return damaged  # UTF-8 with a few broken bytes: another encoding would garble the rest
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else _without_surrogates(str(best))


def _cells(notebook: Any) -> list[Any] | None:
    if not isinstance(notebook, dict):
        return None
    sheets = notebook.get("worksheets", [notebook])
    if not isinstance(sheets, list):
        return None
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    found = [cell for cells in lists if isinstance(cells, list) for cell in cells]
    return found if any(isinstance(cells, list) for cells in lists) else None


def _cell_source(cell: Any) -> str:
    if not isinstance(cell, dict):
        return ""
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _without_surrogates(text: str) -> str:
    """Replace half surrogate pairs, which JSON and some encodings let through and UTF-8 refuses."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
