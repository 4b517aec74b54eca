"""Tables in text: the columns that their first line names."""

from __future__ import annotations

import csv
import re

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.keys import Key, key_table
from ralf_notes.text import some_named

_LONGEST_HEAD = 20_000
_NUMBER = re.compile(r"(?=[^\d\n]*+\d)[-+\d.,:%eE/]++")


def facts(path: str, text: str) -> Facts:
    """Return the columns of a CSV file; nothing where its first line is data."""
    head = text.partition("\n")[0].strip("\r")
    if len(head) > _LONGEST_HEAD or not head.strip():
        return Facts()
    is_in_tabs = path.lower().endswith(".tsv") or "\t" in head
    most_frequent = ";" if head.count(";") > head.count(",") else ","
    delimiter = "\t" if is_in_tabs else most_frequent
    try:
        names = [name.strip() for name in next(csv.reader([head], delimiter=delimiter))]
    except (csv.Error, StopIteration):
        return Facts()
    is_head = (
        len(set(names)) == len(names) and all(names) and not any(map(_NUMBER.fullmatch, names))
    )
    if not is_head:
        return Facts(about="Table without names of its columns.")
    return Facts(
        f"Table with the {some_named('column', names)}.",
        tables=tables(key_table([Key(name, "") for name in names], "Columns", "column")),
    )
