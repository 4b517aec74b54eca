"""A line of a docstring as Markdown: emphasis and code stay, links become text, nothing acts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ralf_notes.notes.markdown import address_in, code_span, escape_inline
from ralf_notes.patterns import lazily

_INLINE = lazily(
    r"""
    (?P<role>:[\w+.:-]{1,60}:)?(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)(?P<link>__?(?!\w))?
  | \{@(?:code|literal)\s++(?P<literal>[^{}]++)\}
  | \{@(?:link(?:plain|code)?|see|inheritDoc)\b\s*+(?P<target>[^\s{}|]*+)[\s|]*+(?P<label>[^{}]*+)\}
  | (?<![\w)\]])!?
      \[(?P<text>(?=[^\]])[^\[\]\n]{0,300}+(?:\[[^\[\]\n]{0,100}+\][^\[\]\n]{0,100}+){0,5}+)\]
      (?:\((?P<goal>[^()\s]{1,500}(?:\([^()\s]{0,100}\)[^()\s]{0,200})?)(?:\s+"[^"\n]{0,200}")?\)
        |\[(?P<reference>[^\[\]\n]{0,100})\])?+
  | <?(?P<url>https?://[^\s<>`"\\\]\[{}|]{1,500})>?
  | (?<![\w*\\])(?P<strong>\*\*\*?)(?=[^\s*])(?P<bold>[^*\n]{1,300})(?<=[^\s*])(?P=strong)(?![\w*])
  | (?<![\w*\\/])(?P<em>\*)(?=[^\s*])(?P<sloped>[^*\n]{1,300})(?<=[^\s*])\*(?![\w*/])
  | (?<![\w_\\])(?P<under>_|__(?!\w+__))(?=[^\s_])
      (?P<low>[^_\n]{1,300})(?<=[^\s_])(?P=under)(?![\w_(])
    """,
    re.VERBOSE,
)
_WEB = ("http://", "https://")
_MOST_DEPTH = 3


def inline_markdown(line: str, goals: Mapping[str, str], depth: int = 0) -> str:
    """Return a line of a docstring as Markdown.

    Args:
        line: a line without line ends.
        goals: the addresses that `[name]: address` defines elsewhere in the docstring, by name.
        depth: how many marks of emphasis are around it.
    """
    pieces, at = [], 0
    for match in _INLINE.finditer(line):
        shown = _markdown_for(match, goals, depth)
        if shown is None:
            continue
        pieces += [escape_inline(line[at : match.start()]), shown]
        at = match.end()
    return "".join(pieces) + escape_inline(line[at:])


def _markdown_for(match: re.Match[str], goals: Mapping[str, str], depth: int) -> str | None:
    """Return what stands for a match, None if it is only text."""
    if match["url"]:
        return _address(match)
    if match["text"]:
        return _link(match, goals, depth)
    if body := match["bold"] or match["sloped"] or match["low"]:
        mark = "*" * len(match["strong"] or match["em"] or match["under"])
        inner = inline_markdown(body, goals, depth + 1) if depth < _MOST_DEPTH else ""
        is_open = inner and not inner[0].isspace() and "*" not in (inner[0], inner[-1])
        return f"{mark}{inner}{mark}" if is_open else None
    return _code(match)


def _code(match: re.Match[str]) -> str:
    """Return the code span of backticks, of a role, or of a tag."""
    code = str(match["code"] or match["literal"] or match["target"] or "").strip()
    is_reference = match["link"] or match["role"]
    if match["label"]:
        return escape_inline(match["label"].strip())
    if is_reference and (title := _title_of(code)):
        goal = code[len(title) :].strip(" <>")
        is_web = bool(match["link"]) and goal.startswith(_WEB)
        return f"{escape_inline(title)} ({code_span(goal)})" if is_web else escape_inline(title)
    if is_reference:  # Sphinx shows the last part of `~a.b`, and does not link `!a`
        code = code.rpartition(".")[2] if code.startswith("~") else code.removeprefix("!")
    return code_span(code)


def _address(match: re.Match[str]) -> str:
    """Return an address whole and copyable, and the punctuation after it as text."""
    url, after = address_in(match["url"])
    closing = "" if match[0].startswith("<") or not match[0].endswith(">") else ">"
    return code_span(url) + escape_inline(after + closing)


def _link(match: re.Match[str], goals: Mapping[str, str], depth: int) -> str | None:
    """Return the text of a link, and its address if that is one of the web."""
    text = match["text"]
    goal = match["goal"] or goals.get((match["reference"] or text).lower(), "")
    if depth >= _MOST_DEPTH or not (goal or (text.startswith("`") and text.endswith("`"))):
        return None
    shown = inline_markdown(text, goals, depth + 1)
    is_web = goal.startswith(_WEB) and goal != text
    return f"{shown} ({code_span(goal)})" if is_web else shown


def _title_of(reference: str) -> str:
    """Return the words of a reference with a target, `title <target>`; '' for any other."""
    title, _, target = reference.rpartition("<")
    is_target = len(target) > 1 and target.find(">") == len(target) - 1
    return title.rstrip() if is_target else ""
