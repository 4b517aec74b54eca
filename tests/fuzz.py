"""Run the property tests for minutes, on new cases each time, and say what they found.

    python tests/fuzz.py [--minutes 10] [GROUP...]

Each group runs in pytest processes of its own, one after another with another seed, until its time
is up; so a crash of a parser in C counts as a find too. Exits with 1 when something was found.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent
ANY = "guarantees/test_any_input.py::test_any_"
GROUPS = {
    "notes": (
        "guarantees/test_user_text.py::test_the_users_bytes_survive_a_new_block",
        f"{ANY}file_is_ours_in_parts_or_left_alone", f"{ANY}hidden_line_is_a_state",
        "guarantees/test_any_input.py::test_the_sides_of_any_text_have_no_conflict",
        "notes/test_note.py", "notes/test_frontmatter.py",
    ),
    "runs": ("guarantees/test_user_text.py::test_the_users_bytes_survive_a_run",),
    "frontmatter": (f"{ANY}frontmatter_is_kept_current_or_refused",),
    "config": (f"{ANY}bytes_are_a_config_or_one_line", "config/"),
    "paths": ("notes/test_layout.py", "source/test_classify.py", "source/test_reading.py"),
    "splitting": (
        "prose/test_parts.py", "prose/test_summarize.py::test_any_text_is_read_to_its_last_byte",
    ),
    "prose": (
        f"{ANY}answer_gives_grounded_prose_or_none", "prose/test_cleaning.py",
        "prose/test_names.py", "prose/test_sameness.py",
    ),
    "markdown": ("notes/test_markdown.py", "notes/test_render.py"),
    "links": (f"{ANY}link_leads_to_its_note", "outline/test_imports.py"),
    "outlines": (
        f"{ANY}bytes_of_a_source_have_a_sound_outline",
        "outline/test_outline.py::test_any_text_has_a_sound_outline",
    ),
}  # fmt: skip
_CASES = re.compile(r"(\d+) passing(?: examples?)?, (\d+) failing")


@dataclass(frozen=True, slots=True)
class Round:
    """One process of pytest."""

    cases: int
    found: str
    """Its output if something failed, else ''."""


def rounds(group: str, minutes: float) -> Iterator[Round]:
    """Run a group's property tests again and again until its time is up, at least once."""
    end = time.monotonic() + 60 * minutes
    seed = int(time.time())
    while True:
        seed += 1
        yield run(GROUPS[group], seed)
        if time.monotonic() >= end:
            return


def run(tests: tuple[str, ...], seed: int) -> Round:
    """Run tests once with a seed; of whole modules the property tests alone."""
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "hypothesis",
        "--hypothesis-show-statistics", f"--hypothesis-seed={seed}",
        *(str(TESTS / test) for test in tests),
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=TESTS.parent, capture_output=True, encoding="utf-8", errors="replace",
        env={**os.environ, "HYPOTHESIS_PROFILE": "fuzz"},
    )  # fmt: skip
    cases = sum(int(ran) + int(failed) for ran, failed in _CASES.findall(done.stdout))
    if done.returncode == 0:
        return Round(cases, "")
    return Round(cases, f"seed {seed}, exit {done.returncode}\n{done.stdout}{done.stderr}")


def main() -> int:
    """Run the groups that are named, else all; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10, help="for each group (default: 10)")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    asked = parser.parse_args()
    if unknown := set(asked.groups) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    failed = 0
    for group in asked.groups or GROUPS:
        begun, cases = time.monotonic(), 0
        found = ""
        for each in rounds(group, asked.minutes):
            cases, found = cases + each.cases, each.found
            if found:
                break
        minutes = (time.monotonic() - begun) / 60
        failed += bool(found)
        result = "FOUND" if found else "nothing found"
        print(f"{group}: {cases} cases in {minutes:.1f} minutes, {result}")
        print(found, end="", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
