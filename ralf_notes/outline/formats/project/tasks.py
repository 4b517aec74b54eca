"""Tasks of Rake, Gradle, Invoke and Fabric, sessions of nox, environments of tox, and processes of
a Procfile, with what their author says of each.

Sources: https://ruby.github.io/rake/doc/rakefile_rdoc.html, https://tox.wiki/en/latest/config.html,
https://docs.gradle.org/current/userguide/more_about_tasks.html, https://nox.thea.codes/en/stable/,
https://docs.pyinvoke.org/en/stable/, https://devcenter.heroku.com/articles/procfile
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from configparser import Error, RawConfigParser

from ralf_notes.outline.formats import tables
from ralf_notes.outline.formats.keys import comment_of
from ralf_notes.outline.model import Symbol, Table
from ralf_notes.patterns import lazily
from ralf_notes.text import first_sentence

_Row = tuple[str, str, str]
"""The name of a task, what it needs, and what its author says of it."""
_NAME = r"[:\"']?([A-Za-z_][\w:.-]{0,80})[\"']?"
_BLOCK = lazily(r"([ \t]*)namespace[ (]+" + _NAME + r"\)?[ \t]+do\b")
_DESC = lazily(r"[ \t]*desc(?:ription)?[ (=]+([\"'])(.{1,500}?)\1\)?[ \t]*(?:$|[;}])")
_TASK = lazily(r"[ \t]*(?:multi)?task[ (]+" + _NAME + r"(.*)")
_MADE = lazily(r"[ \t]*(?:\w+::)*(\w+Task)\.new\b(?:[ (]+(?!do\b)" + _NAME + ")?")
_NEEDS = lazily(r"(?:=>|^:)[ \t]*(\[[^\]\n]*\]?|%w\S[^\]\n)]*|[:\"']?[\w:.-]+)")
_NEEDED = lazily(r"[A-Za-z_][\w:.-]*")
_USUAL = {"TestTask": "test", "RDocTask": "rdoc", "YardocTask": "yard"}
_OF_TYPE = r"(?:<[^\n>]{1,80}>)?[ (]+"
_GRADLE_TASK = lazily(
    rf"([ \t]*)(?:tasks\.(?:register|create){_OF_TYPE}|task{_OF_TYPE}(?!\w+[.=])){_NAME}"
    r"|([ \t]*)(?:val|def) (\w+) by tasks\.(?:registering|creating)\b"
)
_ON_HEAD = lazily(r"\bdescription[ \t]*+(?:[=:][ \t]*+)?([\"'])(.{1,500}?)\1")
_MOST_LINES = 40
"""Lines of a task of Gradle among which its description is looked for."""
_SECTION = "testenv"
_PROCESS = lazily(r"^(?P<name>[A-Za-z0-9_-]{1,80}):[ \t]+(?P<command>\S[^\n]*)$", re.MULTILINE)
_DECORATED = lazily(
    r"^[ \t]*@(?:\w+\.)*(?P<kind>task|session)\b(?P<rest>[^\n]*(?:\n(?![ \t]*@)[^\n]*){0,20})",
    re.MULTILINE,
)
_OWN_NAME = lazily(r"\bname[ \t]*=[ \t]*([\"'])(?P<name>[\w.:-]+)\1")
_RUNS_TASKS = lazily(r"^[ \t]*(?:from|import)[ \t]+(?:invoke|fabric|nox)\b", re.MULTILINE)


def task_tables(path: str, text: str, symbols: Sequence[Symbol]) -> tuple[Table, ...]:
    """Return the table of the tasks that a file has by its name; none for others.

    Args:
        path: of the file, with `/`.
        text: of the file.
        symbols: what the file defines.
    """
    name = path.rpartition("/")[2]
    if name == "tox.ini":
        return tables(Table("Environments", ("environment", "what it is"), (*_environments(text),)))
    if name.partition(".")[0] == "Procfile":
        processes = [(each["name"], each["command"]) for each in _PROCESS.finditer(text)]
        return tables(Table("Processes", ("process", "command"), tuple(processes)))
    if name.endswith(".py"):
        return tables(_of_python(symbols)) if _RUNS_TASKS.search(text) else ()
    read: Callable[[list[str]], Iterator[_Row]] | None = None
    if name.lower() in ("rakefile", "rakefile.rb") or name.endswith(".rake"):
        read = _rake
    elif name.endswith((".gradle", ".gradle.kts")):
        read = _gradle
    rows: dict[str, _Row] = {}
    for task, needs, words in read(text.splitlines()) if read else ():
        _, needs_before, words_before = rows.get(task, ("", "", ""))
        rows[task] = task, needs_before or needs, words_before or words
    return tables(Table("Tasks", ("task", "needs", "what it is"), tuple(rows.values())))


def _of_python(symbols: Sequence[Symbol]) -> Table:
    """Return the sessions of nox, or the tasks of Invoke and Fabric, in a file of Python."""
    rows: dict[str, tuple[str, str]] = {}
    column = "task"
    for symbol in symbols:
        mark = _DECORATED.search(symbol.signature.partition("def ")[0])
        if mark is None or symbol.kind != "function":
            continue
        column = mark["kind"]
        own_name = _OWN_NAME.search(mark["rest"])
        name = symbol.name if column == "session" else symbol.name.replace("_", "-")
        name = own_name["name"] if own_name else name
        rows[name] = name, first_sentence(symbol.doc)
    title = "Sessions" if column == "session" else "Tasks"
    return Table(title, (column, "what it is"), tuple(rows.values()))


def _rake(lines: list[str]) -> Iterator[_Row]:
    """Yield the tasks of a Rakefile; a namespace ends at an `end` that stands below its start."""
    around: list[tuple[str, str]] = []
    above: list[str] = []
    remark = ""
    for line in lines:
        if line.lstrip().startswith("#"):
            above.append(line)
            continue
        if block := _BLOCK.match(line):
            around.append((block[1], block[2]))
        elif around and line.rstrip() == f"{around[-1][0]}end":
            around.pop()
        elif desc := _DESC.match(line):
            remark = "" if "#{" in desc[2] else desc[2]
            continue
        elif declaration := _rake_task(line):
            task, needs = declaration
            name = ":".join([*(inner for _, inner in around), task])
            yield name, needs, remark or comment_of(above)
            remark = ""
        above = []


def _rake_task(line: str) -> tuple[str, str] | None:
    """Return the task that a line of a Rakefile declares, and what it needs."""
    if made := _MADE.match(line):
        task = made[2] or _USUAL.get(made[1], "")
        return (task, "") if task else None
    match = _TASK.match(line)
    if match is None or not (line[match.start(1) - 1] in ":\"'" or match[1].endswith(":")):
        return None  # the name of a variable
    task, rest = match[1].rstrip(":"), match[2]
    listed = _NEEDS.search(f":{rest}" if match[1].endswith(":") else rest)
    return task, "\n".join(_NEEDED.findall(listed[1].removeprefix("%w"))) if listed else ""


def _gradle(lines: list[str]) -> Iterator[_Row]:
    """Yield the tasks that a build script adds; its description is in the block of a task."""
    above: list[str] = []
    for number, line in enumerate(lines):
        if line.lstrip().startswith(("//", "/*", "*")):
            above.append(line)
            continue
        if match := _GRADLE_TASK.match(line):
            indent = match[1] or match[3] or ""
            words = _in_block(lines[number : number + _MOST_LINES], indent)
            yield match[2] or match[4], "", words or comment_of(above)
        above = []


def _in_block(lines: list[str], indent: str) -> str:
    """Return the description in the block that the first line begins."""
    for line in lines:
        if remark := _ON_HEAD.search(line):
            return remark[2]
        is_end = line.startswith(f"{indent}}}") or "{" not in lines[0]
        if is_end or (line is lines[0] and line.count("{") == line.count("}")):
            break
    return ""


def _environments(text: str) -> Iterator[tuple[str, str]]:
    """Yield the environments of a tox.ini, those that run by default first."""
    parser = RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except Error:
        return
    listed = parser.get("tox", "envlist", fallback="") or parser.get("tox", "env_list", fallback="")
    named = [
        part for line in (listed or "").splitlines() for part in _split(line.partition("#")[0])
    ]
    sections = (each.partition(":")[2] for each in parser.sections() if each.startswith(_SECTION))
    usual = parser.get(_SECTION, "description", fallback="") or ""
    for name in dict.fromkeys((*named, *filter(None, sections))):
        words = parser.get(f"{_SECTION}:{name}", "description", fallback=usual)
        yield name, " ".join((words or "").split())


def _split(listed: str) -> list[str]:
    """Return the parts of a list, whose commas in braces separate nothing: `py{311,312}, lint`."""
    return re.findall(r"(?:[^\s,{}]|\{[^{}]*\})+", listed)
