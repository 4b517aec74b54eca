"""Recognizes what ralf-notes has written, by its name or by its text."""

from __future__ import annotations

import json
import re

from ralf_notes.patterns import lazily
from ralf_notes.source.own_files import (
    BASE_NAME,
    CONFIG,
    FOR_AGENTS,
    FOR_VAULT,
    LLMS_FULL_NAME,
    LLMS_NAME,
    NOTE,
    RECORD_NAME,
    REPORT,
)
from ralf_notes.source.own_files.fences import fence_after

_CONFIG_NAMES = frozenset(("ralf-notes.yaml", ".ralf-notes.yaml"))
_MARK = "ralf:begin"
_BEGIN_LINE = lazily(r"<!--[ \t]*ralf:begin[ \t]+sum=[0-9a-f]{8}\b.*-->")
_END_LINE = lazily(r"<!--[ \t]*ralf:end\b.*-->")
_REPORT_START = lazily(r'\{\s*"schema_version":\s*\d+,\s*"exit_code":\s*\d+,\s*"stopped":')
_REPORT_KEYS = ("missed_gates", "passed_over", "broken_links", "exit_code", "stopped", "totals")
"""Keys of a report, those that hardly anything else has first."""
_BASE_START = lazily(r"# ralf-notes writes this file \(sum=[0-9a-f]{8}\)")
_LLMS_LINE = lazily(r"^<!-- ralf-notes writes this file \(sum=[0-9a-f]{8}\)", re.MULTILINE)
_SUMMARY_START = lazily(r"## ralf-notes: \S")
_CONFIG_KEY = lazily(r"^(?:source_paths|target_dir)[ \t]*:", re.MULTILINE)


def reason_by_name(name: str) -> str:
    """Return why a file with this name is one of ours, or ''."""
    if name in _CONFIG_NAMES:
        return CONFIG
    return FOR_VAULT if name in (RECORD_NAME, BASE_NAME) else ""


def reason_by_text(path: str, text: str) -> str:
    """Return why a file with this text is one of ours, or ''.

    A text that only quotes our marker, in a fence or within a line, is not one of our notes.
    """
    name = path.rpartition("/")[2]
    if name.endswith(".md"):
        if _is_note(text):
            return NOTE
        return REPORT if _SUMMARY_START.match(text) else ""
    if name.endswith(".json"):
        return REPORT if _is_report(text) else ""
    if name.endswith(".base"):
        return FOR_VAULT if _BASE_START.match(text) else ""
    if name in (LLMS_NAME, LLMS_FULL_NAME):
        return FOR_AGENTS if _LLMS_LINE.search(text) else ""
    # Its earlier name, which other programs use as well.
    is_config = name == "config.yaml" and _CONFIG_KEY.search(text)
    return CONFIG if is_config else ""


def _is_report(text: str) -> bool:
    """Whether a text is the report of a run, in whatever order a formatter put its keys."""
    if _REPORT_START.match(text):
        return True
    if not all(f'"{key}"' in text for key in _REPORT_KEYS):
        return False
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.keys() >= {*_REPORT_KEYS}


def _is_note(text: str) -> bool:
    """Whether a text has our block, which begins outside of a fence."""
    if _MARK not in text:
        return False
    fence, has_begun = "", False
    for line in text.removeprefix("\ufeff").splitlines():
        if has_begun:
            if _END_LINE.match(line):
                return True
        elif fence != (after := fence_after(fence, line)):
            fence = after
        elif not fence:
            has_begun = _BEGIN_LINE.match(line) is not None
    return False
