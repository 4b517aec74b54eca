"""Go by `go/ast` and TypeScript and JavaScript by TypeScript's compiler, in small programs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from facts import Fact, NoOracle
from packages import NotFetched, run

HERE = Path(__file__).parent
COMPILER = "typescript@5.6.3"


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


def script(root: Path, files: list[str], tools: Path) -> list[Fact]:
    """Return what TypeScript and JavaScript files declare; the compiler comes into `tools`."""
    _needs("node")
    _needs("npm")
    home = tools / "node"
    if not home.exists():
        home.mkdir(parents=True)
        shutil.copy(HERE / "declared.js", home)
        try:
            command = ["npm", "install", "--silent", "--no-audit", "--no-fund", COMPILER]
            run([*command, "--prefix", str(home)], home)
        except NotFetched as error:
            shutil.rmtree(home)
            raise NoOracle(str(error)) from None
    return _facts(run(["node", str(home / "declared.js")], root, "\n".join(files)))


def _needs(program: str) -> None:
    if not shutil.which(program):
        raise NoOracle(f"{program} is not installed")


def _facts(printed: str) -> list[Fact]:
    rows = [json.loads(line) for line in printed.splitlines()]
    return [Fact(file, tuple(name), kind, public) for file, name, kind, public in rows]
