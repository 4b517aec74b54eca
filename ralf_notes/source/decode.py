"""From the bytes of a source file to its text."""

from __future__ import annotations

import codecs
import json

# UTF-32 before UTF-16, because its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode_text(data: bytes) -> str | None:
    """Return the text of `data` without a byte order mark, line endings as they are.

    The encoding is UTF-8, UTF-16 or UTF-32 if the data starts with its mark, else UTF-8, else the
    one that charset-normalizer guesses. Returns None for data that is not text: data that has NUL
    bytes, or that no encoding fits.
    """
    marked = ((mark, encoding) for mark, encoding in _MARKS if data.startswith(mark))
    mark, encoding = next(marked, (b"", "utf-8"))
    if not mark and b"\0" in data:
        return None
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        if mark:
            return None
    damaged = data.decode("utf-8", errors="replace")
    bad = damaged.count("\ufffd")
    valid = sum(not character.isascii() for character in damaged) - bad
    if valid > bad:
        return damaged  # UTF-8 with a few broken bytes: another encoding would garble the rest
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else _without_surrogates(str(best))


def notebook_source(text: str) -> str:
    """Return the source of a Jupyter notebook's cells, without their outputs.

    Reads nbformat 4 and 3 (https://nbformat.readthedocs.io/en/latest/format_description.html).
    Any other text is returned unchanged.
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
    texts = []
    for cell in (cell for cells in lists if isinstance(cells, list) for cell in cells):
        source = cell.get("source", cell.get("input", "")) if isinstance(cell, dict) else ""
        lines = source if isinstance(source, list) else [source]
        texts.append("".join(line for line in lines if isinstance(line, str)))
    return _without_surrogates("\n\n".join(filter(None, texts)))


def _without_surrogates(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON and some encodings allow and UTF-8 does not."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
