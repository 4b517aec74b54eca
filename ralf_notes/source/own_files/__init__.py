"""What ralf-notes itself has written: its notes, configurations and reports are never sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

NOTE = "a note of ralf-notes"
CONFIG = "a configuration of ralf-notes"
REPORT = "a report of ralf-notes"
FOR_AGENTS = "a file of ralf-notes for agents"
FOR_VAULT = "a file of ralf-notes for the vault"
BASE_NAME = "ralf-notes.base"
"""The table of all notes, for Obsidian."""
LLMS_NAME = "llms.txt"
"""The way to the notes of a tree, for agents."""
LLMS_FULL_NAME = "llms-full.txt"
"""The notes of a tree in one file, for agents."""
RECORD_NAME = ".ralf-notes.json"
"""The file in a target that keeps where the target lies in its Obsidian vault."""
NOUNS = {
    NOTE: "note",
    CONFIG: "configuration",
    REPORT: "report",
    FOR_AGENTS: "agent file",
    FOR_VAULT: "vault file",
}
"""The reasons why a file is left out as one of ours, each with what it is."""


def counted(reasons: Iterable[str]) -> dict[str, int]:
    """Return how many files are ours, by reason, in the order of `NOUNS`."""
    return summed([Counter(reasons)])


def summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sums of what `counted` returned for several trees, in the same order."""
    total = sum(map(Counter, counts), Counter[str]())
    return {reason: total[reason] for reason in NOUNS if total[reason]}
