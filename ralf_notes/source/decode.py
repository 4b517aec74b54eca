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


def decode_text(data: bytes) -> str | None:
    """Return the text of `data` without a byte order mark, line endings as they are.

    The encoding is UTF-8, UTF-16 or UTF-32 by its mark, else UTF-8, else what charset-normalizer
    finds. Returns None for what is not text: it has NUL bytes, or nothing decodes it.
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
    A text that is no notebook is returned unchanged.
    """
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        return text
    # nbformat 3 has its cells in worksheets.
    sheets = notebook.get("worksheets", [notebook]) if isinstance(notebook, dict) else None
    if not isinstance(sheets, list):
        return text
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    if not any(isinstance(cells, list) for cells in lists):
        return text
    cells = [cell for cells in lists if isinstance(cells, list) for cell in cells]
    return _without_surrogates("\n\n".join(filter(None, map(_cell_source, cells))))


def _cell_source(cell: Any) -> str:
    if not isinstance(cell, dict):
        return ""
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


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


def _without_surrogates(text: str) -> str:
    """Replace halves of surrogate pairs: JSON and some encodings allow them, UTF-8 does not."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
