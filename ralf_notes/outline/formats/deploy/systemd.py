"""Units of systemd: what each is, what it runs and when.

Source: https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html
"""

from __future__ import annotations

import re

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.model import Table

_LINE = re.compile(r"^[ \t]*+([A-Z]\w{1,60})[ \t]*+=[ \t]*+((?:[^\\\n]|\\\n|\\.)*+)", re.MULTILINE)
_SHOWN = frozenset(
    ("ExecStart", "ExecStartPre", "ExecStartPost", "ExecReload", "ExecStop", "Type", "User",
     "WorkingDirectory", "Restart", "After", "Requires", "Wants", "BindsTo", "WantedBy",
     "OnCalendar", "OnBootSec", "OnUnitActiveSec", "Unit", "ListenStream", "ListenDatagram",
     "What", "Where", "EnvironmentFile", "Accept", "Also", "Slice")
)  # fmt: skip


def facts(path: str, text: str) -> Facts:
    """Return the facts of a unit; what its environment holds is never shown."""
    kind = path.rpartition(".")[2].lower()
    description = ""
    rows: dict[str, list[str]] = {}
    for match in _LINE.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        name, value = match[1], " ".join(match[2].replace("\\\n", " ").split())
        if name == "Description":
            description = description or value.rstrip(".")
        elif name in _SHOWN:  # an empty value takes back the ones before it
            rows[name] = [*rows.get(name, ()), value] if value else []
    return Facts(
        about=f"systemd {kind}: {description}." if description else f"systemd {kind}.",
        purpose="" if description else None,
        tables=tables(
            Table(
                "Unit",
                ("setting", "value"),
                tuple((name, value) for name, values in rows.items() for value in values),
            )
        ),
    )
