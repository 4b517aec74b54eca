"""Go, TypeScript, JavaScript, Ruby and PHP by parsers of their own, in small programs.

Go by `go/ast`, TypeScript and JavaScript by TypeScript's compiler, Ruby by Ripper (what macros
define is not seen), PHP by npm's `php-parser`.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import by_lines
from facts import Fact, NoOracle
from packages import NPM_HASTE, NotFetched, run

HERE = Path(__file__).parent
BY_NODE = {
    "declared.js": "typescript@5.6.3",
    "declared_php.js": "php-parser@3.2.5",
}


def go(root: Path, files: list[str], tools: Path) -> list[Fact]:
    """Return what Go files declare; `tools` is the folder in which the program is built."""
    _needs("go")
    program = tools / "go" / "declared"
    if not program.exists():
        program.parent.mkdir(parents=True)
        shutil.copy(HERE / "declared.go", program.parent)
        (program.parent / "go.mod").write_text("module declared\n\ngo 1.21\n")
        run(["go", "build", "-o", str(program), "."], program.parent)
    return _facts(run([str(program)], root, "\n".join(files)))


def by_node(root: Path, files: list[str], tools: Path, program: str) -> list[Fact]:
    """Return what a program of `BY_NODE` says; the parser that it needs comes into `tools`."""
    _needs("node")
    _needs("npm")
    home = tools / program
    if not home.exists():
        home.mkdir(parents=True)
        shutil.copy(HERE / program, home)
        try:
            command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *NPM_HASTE]
            run([*command, "--prefix", str(home), BY_NODE[program]], home)
        except NotFetched as error:
            shutil.rmtree(home)
            raise NoOracle(str(error)) from None
    return _facts(run(["node", str(home / program)], root, "\n".join(files)))


def ruby(root: Path, files: list[str]) -> list[Fact]:
    """Return what Ruby files declare."""
    _needs("ruby")
    rows = _rows(run(["ruby", str(HERE / "declared.rb")], root, "\n".join(files)))
    texts = {file: (root / file).read_text(encoding="utf-8", errors="replace") for file in files}
    lines = {file: text.split("\n") for file, text in texts.items()}
    return [
        Fact(
            file,
            tuple(name),
            kind,
            public,
            by_lines.comment_above(lines[file], line, "ruby") if line else "",
        )
        for file, name, kind, public, line in rows
    ]


def _needs(program: str) -> None:
    if not shutil.which(program):
        raise NoOracle(f"{program} is not installed")


def _facts(printed: str) -> list[Fact]:
    rows = _rows(printed)
    return [Fact(file, tuple(name), kind, public, doc) for file, name, kind, public, doc in rows]


def _rows(printed: str) -> list[list]:
    return [json.loads(line) for line in printed.splitlines()]
