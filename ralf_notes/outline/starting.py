"""Whether a program starts in a file, by the rules of its language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ralf_notes.outline.definitions import ParsedFile
    from ralf_notes.outline.model import Symbol

_SWIFT = re.compile(rb"^[ \t]*@(?:main|NSApplicationMain|UIApplicationMain)\b", re.MULTILINE)
_SWIFT_STATEMENT = re.compile(
    rb"^(?:(?:if|for|while|switch|guard|do|repeat|try|await|_|let[ \t]+_)\b"
    rb"|[A-Za-z_]\w{0,99}+[.(<!?]"
    rb"|[A-Za-z_]\w{0,99}+[ \t]*+[-+*]?=[^=])",
    re.MULTILINE,
)
"""Matches statements outside of all declarations, which begin their lines."""
_PLUGIN = re.compile(rb"[^{]*\b(?:Compiler|Command|BuildTool)Plugin\b")
_C_MAIN = re.compile(rb"^(?:int|void)[ \t]++main[ \t]*+\([^;{]{0,200}+[{\n]", re.MULTILINE)
_OF_ARDUINO = frozenset(("void setup()", "void loop()"))
_MOST_MAINS = 20
_CONDITION = re.compile(
    r"^[ \t]*#[ \t]*(?P<word>if|ifdef|ifndef|elif|else|endif)\b(?P<rest>.*)$", re.M
)
_FOR_A_TRIAL = re.compile(
    r"TEST|BENCH|DEMO|EXAMPLE|STANDALONE|DEBUG|_MAIN\b|\bMAIN\b|^\s*0\s*$", re.IGNORECASE
)
_OF_MACHINES = re.compile(
    r"WIN|APPLE|MAC|LINUX|UNIX|BSD|POSIX|MSC|MINGW|GNU|ANDROID|__\w+|HAVE_|USE_|ENABLE|CONFIG|UNICODE"
    r"|BUILD|CLI|SERVER|\b1\b",
    re.IGNORECASE,
)
"""Matches conditions under which a program is built for some machine or in some form."""
_JAVA = re.compile(
    r"\bvoid\s+main\s*\(\s*(?:(?:final\s+)?String\s*(?:\[\s*\]|\.\.\.)\s*\w+|(?:final\s+)?String\s+\w+\[\])?\s*\)"
)
_LISTENS = re.compile(
    rb"^(?:await[ \t]+)?\w+\.listen\("
    rb"|^(?:const[ \t]+\w+[ \t]*=[ \t]*)?(?:Bun|Deno)\.serve\(",
    re.MULTILINE,
)
_RUNS_MAIN = re.compile(rb"^(?:void |await )?(?P<name>main|bootstrap)\(\)", re.MULTILINE)
"""Matches where a script calls its main function: Nest's command line makes `bootstrap();`."""
_C_SHARP = re.compile(r"\bstatic\b[^(]*\bMain\s*\(")
_BEFORE_STATEMENTS = re.compile(
    r"\s+|//[^\n]*|/\*(?:(?!\*/).)*\*/|\#[^\n]*"
    r"|(?:global\s+)?using\s+(?:(?:static|unsafe)\s+)*(?:@?\w+\s*=[^;{}]*|@?[\w.:]+\s*(?:<[^;{}]*)?);"
    r"|extern\s+alias\s+\w+\s*;|\[\s*(?:assembly|module)\s*:[^\]]*\]",
    re.DOTALL,
)
_DECLARES = re.compile(
    r"(?:\[|(?:namespace|public|internal|private|protected|static|sealed|abstract|partial|class|struct|"
    r"interface|enum|record|delegate|file|unsafe|readonly|ref)\b)"
)


def with_main(symbols: Sequence[Symbol], _file: ParsedFile) -> bool:
    """Whether there is a top-level function `main`."""
    return any(symbol.name == "main" and symbol.kind == "function" for symbol in symbols)


def in_c(symbols: Sequence[Symbol], file: ParsedFile) -> bool:
    """Whether there is a function `main`, not only one that a macro for tests turns on.

    The framework of Arduino has the `main` that calls `setup`, then `loop` again and again.
    """
    top = (each.signature for each in symbols if each.name in ("setup", "loop"))
    if {signature.replace("(void)", "()") for signature in top} >= _OF_ARDUINO:
        return True
    mains = [each.start for each in symbols if each.name == "main" and each.kind == "function"]
    # Where branches of `#if` tear a function, the parser may find none.
    mains = mains or [match.start() for match in _C_MAIN.finditer(file.source)]
    return any(not _is_for_a_trial(file.slice(0, start)) for start in mains[:_MOST_MAINS])


def in_swift(symbols: Sequence[Symbol], file: ParsedFile) -> bool:
    """Whether a type is marked as the one that starts the program, or statements stand at the top.

    A plug-in of a build is no program; only `main.swift` can hold such statements.
    """
    marks = (file.source[mark.end() : mark.end() + 300] for mark in _SWIFT.finditer(file.source))
    if any(not _PLUGIN.match(below) for below in marks) or with_main(symbols, file):
        return True
    is_main = file.path.rpartition("/")[2] == "main.swift"
    return is_main and _SWIFT_STATEMENT.search(file.source) is not None


def in_java(symbols: Sequence[Symbol], _file: ParsedFile) -> bool:
    """Whether there is a method `main` as the launcher finds it: static, or of an instance.

    Source: https://openjdk.org/jeps/512
    """
    return any(
        "main" in each.signature  # far quicker than the pattern, which few signatures match
        and _JAVA.search(each.signature)
        and "private" not in each.signature.partition("(")[0].split()
        and each.parent.count(".") == 0
        for each in symbols
    )


def in_ecmascript(symbols: Sequence[Symbol], file: ParsedFile) -> bool:
    """Whether a statement at the top lets a server listen, or calls the file's main function."""
    if _LISTENS.search(file.source) is not None:
        return True
    call = _RUNS_MAIN.search(file.source)
    return call is not None and any(each.name == call["name"].decode() for each in symbols)


def in_kotlin(symbols: Sequence[Symbol], file: ParsedFile) -> bool:
    """Whether there is a function `main`, at the top or static in an object."""
    if with_main(symbols, file):
        return True
    return any(s.name.endswith(".main") and "@JvmStatic" in s.signature for s in symbols)


def in_c_sharp(symbols: Sequence[Symbol], file: ParsedFile) -> bool:
    """Whether there is a static `Main`, or statements at the top of the file."""
    if any(_C_SHARP.search(symbol.signature) for symbol in symbols):
        return True
    text, at = file.slice(0, len(file.source)).removeprefix("\ufeff"), 0
    while match := _BEFORE_STATEMENTS.match(text, at):
        at = match.end()
    return at < len(text) and text[at] not in "/}" and not _DECLARES.match(text, at)


def _is_for_a_trial(before: str) -> bool:
    """Whether a place is in a part that is compiled only for tests, by the text before it."""
    conditions = filter(str.strip, _open_conditions(_CONDITION.finditer(before)))
    return any(_FOR_A_TRIAL.search(each) or not _OF_MACHINES.search(each) for each in conditions)


def _open_conditions(directives: Iterable[re.Match[str]]) -> list[str]:
    """Return the conditions that hold after some directives, '' for those that say `not`."""
    stack: list[str] = []
    for each in directives:
        word = each["word"]
        if word in ("if", "ifdef"):
            stack.append("" if each["rest"].lstrip().startswith("!") else each["rest"])
        elif word == "ifndef":
            stack.append("")
        elif stack and word == "endif":
            stack.pop()
        elif stack:
            stack[-1] = each["rest"] if word == "elif" else ""
    return stack
