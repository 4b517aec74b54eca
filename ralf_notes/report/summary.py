"""The results of a run, or its plan, in lines for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ralf_notes.config.durations import in_words
from ralf_notes.config.engines import short_name
from ralf_notes.errors import EngineError, Interrupted
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.machine.rates import TOKENS_PER_SECOND
from ralf_notes.report.report import Estimate, FileRow, PlanRow, Report
from ralf_notes.source import own_files
from ralf_notes.text import count_of, files_and_folders, joined

if TYPE_CHECKING:
    from ralf_notes.models.usage import Usage

_STATES = (
    "new", "moved", "changed", "unchanged", "edited", "blocked", "skipped", "failed", "removed",
    "kept",
)  # fmt: skip
_FACTS_ONLY = "--engine none"
_MOST_NAMED = 5
"""The most paths in one line."""


def summary_lines(report: Report, *, is_watched: bool = False) -> Iterator[str]:
    """Yield the results of a run; nothing if there was nothing to do.

    Args:
        report: of the run.
        is_watched: whether a person waits for it; a log names the overview and the files for
            agents if all notes are new.
    """
    rows = [row for row in report.rows if row.note]
    written = sum(row.written for row in rows)
    if written or any(row.tally.requests for row in rows):
        rest = f", {len(rows) - written} unchanged" if len(rows) > written else ""
        yield f"{count_of(written, 'note')} written{rest}, in {_span(report.seconds)}."
    for usage in report.models:
        yield _usage_line(usage)
    tally = report.tally
    if tally.names:
        rate = 100 * (1 - tally.invented / tally.names)
        yield (
            f"Names in the model's first answers that exist: {rate:.1f} % of {tally.names}; "
            "in the notes: 100 %."
        )
    if tally.dropped:
        dropped = count_of(tally.dropped, "piece")
        filler = f", {tally.filler} of them as filler" if tally.filler else ""
        yield f"{dropped} of prose left out: the model's answers could not be used{filler}."
    unanswered = [row for row in rows if row.unanswered]
    if unanswered:
        reasons = ", ".join(dict.fromkeys(row.unanswered for row in unanswered))
        yield (
            f"{count_of(len(unanswered), 'note')} without all of its prose: the answer was "
            f"{reasons}. The next run asks again; ralf-notes status lists them."
        )
    yield from _unread_lines(rows)
    edited = [row.path for row in rows if row.state == "edited"]
    if edited:
        yield f"Edited by hand, so left alone: {_some(edited)} (--overwrite-edited replaces them)."
    yield from _housekeeping_lines(report)
    yield from (f"A gate was missed: {why}." for why in report.missed)
    is_told = is_watched or written == len(rows)
    if report.for_agents and (is_told or not written):  # all notes stay: they are the news
        paths = [f"{path} ({gigabytes(size)})" for path, size in report.for_agents]
        yield f"For agents: {_some(paths, report.prefix)}."
    if written and report.open_first and is_told:
        yield f"Open {report.target}/{report.open_first}"
    yield from _rest_lines(report)
    if report.stopped:
        yield from _stopped_lines(report)


def _rest_lines(report: Report) -> Iterator[str]:
    """Yield what failed, and what is left: beyond `--limit`, or as the run was stopped."""
    if report.failures:
        yield f"Failed: {_some([path for path, _ in report.failures])}. The next run tries again."
    files, folders = (sum(row.left for row in rows) for rows in (report.files, report.folders))
    if rest := files_and_folders(files, folders):
        them = "it" if files + folders == 1 else "them"
        yield f"Left for the next run: {rest}. The same command goes on with {them}."


def _stopped_lines(report: Report) -> Iterator[str]:
    """Yield why a run stopped; where a server or a model is missing, the ways out come last."""
    if report.exit_code == Interrupted.exit_code:
        yield f"Stopped early: {report.stopped}; nothing is lost"
        return
    what, _, remedy = report.stopped.partition(". ")
    if report.exit_code != EngineError.exit_code or not remedy:
        yield f"Stopped early: {report.stopped}"
        return
    yield f"Stopped early: {what}."
    remedy = remedy if remedy.endswith(".") else f"{remedy}."
    yield remedy if _FACTS_ONLY in remedy else f"{remedy} Or stay with the facts: {_FACTS_ONLY}."


def own_files_line(counts: Iterable[tuple[str, int]]) -> str:
    """Return how many files are no sources because ralf-notes wrote them.

    Args:
        counts: pairs of a reason, one of `own_files.NOUNS`, and a number; at least one.
    """
    listed = [count_of(count, own_files.NOUNS[what]) for what, count in counts]
    return f"{joined(listed)} of ralf-notes left out: what it wrote is no source."


def ending_lines(report: Report) -> Iterator[str]:
    """Yield how a run ended, for a person who waits for it: if it had nothing to do, too."""
    yield from _left_out(report)
    yield from summary_lines(report, is_watched=True)
    if report.has_worked or report.exit_code or report.stopped:
        return
    stay = ("edited", "blocked", "failed")
    rows = [row for row in report.rows if row.note and row.state not in stay]
    notes = report.up_to_date or len(rows)
    are = "is" if notes == 1 else "are"
    yield f"{count_of(notes, 'note')} {are} up to date ({_span(report.seconds)})."


def _left_out(report: Report) -> Iterator[str]:
    """Yield what a run that wrote notes left out, each with the command that brings or shows it."""
    if not any(row.written for row in report.rows) or report.stopped:
        return
    if report.facts_only:
        yield "Facts only so far: the same command with --engine ollama adds a model's prose."
    skipped = sum(row.state == "skipped" for row in report.files)
    others = skipped - sum(count for _, count in report.own_files)  # ours have a line of their own
    if others > 0:
        left_out = count_of(others, "file")
        yield f"{left_out} without a note: the same command with --dry-run says why."


def _span(seconds: float) -> str:
    """Return how long a run took, in words."""
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 10 else in_words(seconds)


def _unread_lines(rows: Sequence[FileRow]) -> Iterator[str]:
    """Yield how much of the sources the parser could not read, if the run wrote notes."""
    unread = [row.unread_lines for row in rows if row.unread_lines]
    if unread and any(row.written for row in rows):
        yield (
            f"{count_of(sum(unread), 'line')} of {count_of(len(unread), 'file')} could not be read "
            "by the parser; the notes say where. ralf-notes status lists the files."
        )


def _usage_line(usage: Usage) -> str:
    """Return how much one model was used."""
    facts = []
    if usage.loads:
        facts.append(f"loaded {usage.loads}× ({usage.load_seconds:.1f} s)")
    elif usage.requests and usage.counts_loads:
        # Without an answer, or with an engine that reports no loads, nobody knows.
        facts.append("was loaded already")
    memory, before = usage.memory_after, usage.memory_before
    if memory:
        has_grown = before and memory > 1.05 * before
        grown = f" ({gigabytes(before)} at the start)" if has_grown else ""
        besides = "" if usage.counts_prompts else ", earlier prompts not counted"
        facts.append(f"{gigabytes(memory)}{grown} in memory{besides}")
    facts.append(count_of(usage.requests, "request"))
    read, written = (
        f" at {rate:.0f}/s" if rate else "" for rate in (usage.reading_rate, usage.writing_rate)
    )
    facts.append(f"{count_of(usage.prompt_tokens, 'token')} read{read}")
    facts.append(f"{usage.answer_tokens} written{written}")
    reasons = "".join(f"; loaded again: {why}" for why in dict.fromkeys(usage.reloads))
    return f"{short_name(usage.model)}: {', '.join(facts)}{reasons}."


def _housekeeping_lines(report: Report) -> Iterator[str]:
    """Yield the lines about notes whose source was moved, deleted, or is a note itself.

    Paths count from the top of the vault, as links do.
    """
    if report.moved:
        moved = [f"{report.prefix}{old} -> {report.prefix}{new}" for old, new in report.moved]
        whose = "its source" if len(moved) == 1 else "their sources"
        yield f"{count_of(len(moved), 'note')} followed {whose}: {_some(moved)}."
    for link in report.broken_links:
        yield f"Your link to {link.link} in {link.note} leads nowhere now: the note is {link.now}"
    if report.removed:
        removed = count_of(len(report.removed), "note")
        why = "with no source, or with nothing to say,"
        yield f"{removed} {why} moved to .trash: {_some(report.removed, report.prefix)}."
    kept_notes = ("Kept although the source was deleted", report.kept)
    passed_over = ("Not removed by --prune", report.passed_over)
    for what, rows in (kept_notes, passed_over):
        for why in dict.fromkeys(why for _, why in rows):
            paths = [path for path, reason in rows if reason == why]
            yield f"{what}, because {why}: {_some(paths, report.prefix)}."
    if any(what == own_files.NOTE for what, _ in report.own_files):
        yield own_files_line(report.own_files)


def plan_lines(report: Report) -> Iterator[str]:
    """Yield a run's plan: the files of each state, the turns of the models, two lines of totals.

    Files that would not change are only counted.
    """
    groups: dict[str, list[PlanRow]] = {state: [] for state in _STATES}
    for row in report.plan:
        groups[row.state].append(row)
    for state, rows in groups.items():
        if rows and state != "unchanged":
            yield f"{state} ({len(rows)}):"
            for row in rows:
                cost = f" [{count_of(row.parts, 'part')}, about {row.tokens} tokens]"
                why = f": {row.why}" if row.why else ""
                yield f"  {row.path}{cost if row.tokens else ''}{why}"
    if len({turn.model for turn in report.routing}) > 1:
        yield "models, in this order:"
        for turn in report.routing:
            time = f", about {in_words(turn.seconds)}" if turn.seconds else ""
            again = "; comes back: loads again if not all models fit" if turn.is_return else ""
            yield f"  {turn.model}: {count_of(turn.count, turn.task)}{time}{again}"
    to_ask_about = [row for row in report.plan if row.tokens]
    without_note = ("skipped", "removed", "kept")
    of_files = [row for row in report.plan if row.tree and row.state not in without_note]
    if report.own_files:
        yield own_files_line(report.own_files)
    files, unchanged = count_of(len(of_files), "file"), len(groups["unchanged"])
    parts = count_of(sum(row.parts for row in to_ask_about), "part")
    to_ask = f"{count_of(len(to_ask_about), 'file')} to ask about in {parts}"
    folders = f", then {count_of(report.folders_to_ask, 'folder')}" if report.folders_to_ask else ""
    yield f"{files}, {unchanged} unchanged; {to_ask}{folders}."
    yield _estimate_line(report.estimate)


def _estimate_line(estimate: Estimate) -> str:
    """Return how long a plan takes, and how that is known."""
    if not estimate.models:
        return "No model is asked."
    tokens = f"{estimate.read:,} tokens to read and {estimate.written:,} to write"
    of_model = short_name(estimate.models[0])
    if estimate.unknown:
        names = ", ".join(short_name(name) for name in estimate.unknown)
        has = "has" if len(estimate.unknown) == 1 else "have"
        rate = f"{TOKENS_PER_SECOND} tokens/s, a default: {names} {has} not run on this machine yet"
        return f"About {tokens}: {in_words(estimate.seconds)} at {rate}."
    rates = f"{estimate.reading:.0f} tokens/s read and {estimate.writing:.0f} written"
    return f"About {tokens}: {in_words(estimate.seconds)}, as {of_model} ran last: {rates}."


def _some(paths: Sequence[str], prefix: str = "") -> str:
    """Return the first paths, each below a prefix, and the number of the others."""
    more = len(paths) - _MOST_NAMED
    return ", ".join(f"{prefix}{path}" for path in paths[:_MOST_NAMED]) + (
        f" and {more} more" if more > 0 else ""
    )
