"""The SQLite file that everything is kept in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = Path(__file__).parent.parent / "schema.sql"


@contextmanager
def open_store(path: Path) -> Iterator[sqlite3.Connection]:
    is_new = not path.exists()
    connection = sqlite3.connect(path)
    try:
        if is_new:
            connection.executescript(SCHEMA.read_text())
        with connection:
            yield connection
    finally:
        connection.close()
