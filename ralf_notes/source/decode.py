"""From the bytes of a source file to its text."""

from __future__ import annotations

import codecs
import json
from typing import Any

from ralf_notes.text import one_line

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

    The first line names the language, and one above each cell its kind, as in scripts with cells
    (https://jupytext.readthedocs.io/en/latest/formats-scripts.html#the-percent-format). Reads
    nbformat 4 and 3 (https://nbformat.readthedocs.io/en/latest/format_description.html). Any other
    text is returned unchanged.
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
    cells = [cell for each in lists if isinstance(each, list) for cell in each]
    texts = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    language = _kernel_language(notebook, cells)
    head = f"# Jupyter notebook{f', language: {language}' if language else ''}"
    return _without_surrogates("\n\n".join([head, *filter(None, texts)]) + "\n")


def _cell(cell: dict[str, Any]) -> str:
    """Return the text of a cell below a line that says its kind; '' for an empty cell."""
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    kind = cell.get("cell_type")
    mark = "# %%" if kind == "code" else "# %% [markdown]" if kind == "markdown" else "# %% [raw]"
    if kind == "heading":  # of nbformat 3
        level = cell.get("level")
        text = f"{'#' * level if isinstance(level, int) and 1 <= level <= 6 else '#'} {text}"
        mark = "# %% [markdown]"
    return f"{mark}\n{text}" if text.strip() else ""


def _kernel_language(notebook: dict[str, Any], cells: list[Any]) -> str:
    """Return the language of a notebook's code, as the notebook calls it."""
    metadata = notebook.get("metadata")
    tables = (
        [metadata.get(key) for key in ("kernelspec", "language_info")]
        if isinstance(metadata, dict)
        else []
    )
    names = [
        table.get(key)
        for table in tables
        if isinstance(table, dict)
        for key in ("language", "name")
    ]
    names += [cell.get("language") for cell in cells if isinstance(cell, dict)]
    return next(
        (one_line(each)[:60] for each in names if isinstance(each, str) and each.strip()), ""
    )


def _without_surrogates(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON and some encodings allow and UTF-8 does not."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
