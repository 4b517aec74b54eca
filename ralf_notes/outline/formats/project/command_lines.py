"""What programs say about themselves on their command lines: a description, or how they are run."""

from __future__ import annotations

import re

from ralf_notes.patterns import lazily

_SHORT = r"\"(?:[^\"\\\n]|\\.){0,400}+\""
_LITERAL = (
    rf"(?:[rRuU]?(?:\"\"\".{{1,2000}}?\"\"\"|'''.{{1,2000}}?'''|{_SHORT}"
    r"|'(?:[^'\\\n]|\\.){0,400}+'))"
)
_OF_PROGRAM = (
    ".description(",
    r"\bprogram\b(?!\s*[,}])(?:(?!\.(?:command|addCommand)\()[^;]){0,400}?\.description\(\s*"
    rf"(?P<words>{_LITERAL})\s*\)",
)
_OF_PICOCLI = (
    "Command(",
    r"@(?:CommandLine\.)?Command\s*\([^()]{0,400}?\bdescription\s*=\s*[{\[]?\s*"
    rf"(?P<words>{_SHORT})",
)
_DESCRIPTIONS = {
    "python": (
        "ArgumentParser",
        r"\bArgumentParser\([^()]{0,400}?\bdescription\s*=\s*\(?\s*"
        rf"(?P<words>{_LITERAL}(?:\s+{_LITERAL}){{0,9}}+)\s*[,)]",
    ),
    "go": ("cobra.Command", rf"\bcobra\.Command\{{[^{{}}]{{0,400}}?\bShort:\s*(?P<words>{_SHORT})"),
    "rust": (
        "about",
        rf"#\[(?:command|clap)\([^\]]{{0,200}}?\babout\s*=\s*(?P<words>{_SHORT})"
        r"(?=[^{};]{0,400}\b(?:struct|enum)\b)",
    ),
    "php": (
        "Command",
        r"(?:\$signature\s*=[^;]{1,3000}+;.{0,400}?\$description\s*="
        r"|#\[AsCommand\([^\]]{0,400}?\bdescription\s*:|\$defaultDescription\s*=)\s*"
        rf"(?P<words>{_LITERAL})",
    ),
    "swift": (
        "CommandConfiguration",
        rf"\bCommandConfiguration\([^()]{{0,400}}?\babstract:\s*(?P<words>{_LITERAL})",
    ),
    "c_sharp": (
        "Command(",
        r"(?:\[Command\([^\]]{0,400}?\bDescription\s*=|\bnew\s+RootCommand\()\s*"
        rf"(?P<words>{_SHORT})",
    ),
    "java": _OF_PICOCLI,
    "kotlin": _OF_PICOCLI,
    "javascript": _OF_PROGRAM,
    "typescript": _OF_PROGRAM,
}
"""By language: how the usual libraries are told what a program is for, and a part of that, which
most files do not have."""
_USAGE = lazily(r"\busage:[ \t]+(?P<line>[^\n]{1,300})", re.IGNORECASE)
_OF_USAGE = ("bash", "ruby", "python", "perl", "javascript", "fish", "php")
_ITSELF = lazily(
    r"\$\(\s*basename\s+[^()]{1,20}\)|`basename [^`]{1,20}`|\$\{0##\*/\}|\$\{?0\}?|%\(prog\)s"
    r"|\$\{?(?:PROG|PROGNAME|PROGRAM|SCRIPT|SCRIPT_NAME|ME|SELF|scriptname|script|prog|me)\b\}?"
    r"|#\{(?:File\.basename\()?(?:\$0|\$PROGRAM_NAME|__FILE__)\)?\}"
)
"""Matches what stands for the name of a script in the text that it prints."""
_ENDS = ("\\n", "\\t", '"', "'", "`", ";", " >&2", " 1>&2", " &&", " ||", " #")
"""What ends the line in the text of a program, or in what prints it."""
_IN_LITERAL = lazily(_LITERAL, re.DOTALL)
_CODED = lazily(r"\\[uUxN]")
_PUT_IN = lazily(r"[$#%\\]")
"""Matches where something stands for what is known only when the script runs."""
_MOST_CHARACTERS = 100_000
_LONGEST = 100


def described(key: str, text: str) -> str:
    """Return how a program describes itself to those who ask for its help; '' for none.

    Args:
        key: of its language.
        text: of its only file, or of the file that reads its arguments.
    """
    mark, pattern = _DESCRIPTIONS.get(key, ("", ""))
    if not mark or mark not in text:
        return ""
    matches = list(re.finditer(pattern, text[:_MOST_CHARACTERS], re.DOTALL))
    if len(matches) != 1:  # of several, none is about the whole file
        return ""
    pieces = (match[0].lstrip("rRuU") for match in _IN_LITERAL.finditer(matches[0]["words"]))
    words = "".join(piece.strip(piece[0]) for piece in pieces)
    plain = " ".join(words.replace("\\n", " ").replace("\\", "").split())
    is_whole = " " in plain and "%" not in plain and "{" not in plain
    return plain if is_whole and not _CODED.search(words) else ""


def run_as(key: str, path: str, text: str) -> str:
    """Return how a script says that it is run, as one sentence; '' if it does not.

    Args:
        key: of its language.
        path: of it.
        text: of it.
    """
    matches = _USAGE.finditer(text, 0, _MOST_CHARACTERS) if key in _OF_USAGE else ()
    name = path.rpartition("/")[2]
    lines = dict.fromkeys(_called(name, match["line"]) for match in matches)
    line = "".join(lines) if len(lines) == 1 else ""
    return f"Run as `{line}`." if line else ""


def _called(name: str, usage: str) -> str:
    """Return how a script of some name is called, by a line on its usage; '' if that has gaps."""
    line = _ITSELF.sub(name, usage)
    for end in _ENDS:
        line = line.partition(end)[0]
    line = " ".join(line.split()).removeprefix("./")
    is_whole = len(line) <= _LONGEST and not _PUT_IN.search(line)
    return line if is_whole and line.startswith(f"{name} ") else ""
