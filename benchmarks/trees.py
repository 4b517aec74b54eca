"""Source trees made for a benchmark, and the environment in which it runs the tool."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

_CHECKOUT = Path(__file__).parent.parent
_WORDS = (
    "limit",
    "bucket",
    "clock",
    "token",
    "route",
    "cache",
    "frame",
    "reader",
    "writer",
    "status",
)
_PER_FOLDER = 20
_LANGUAGES = ("py", "go", "py", "ts")
"""The languages of one folder after the other."""
_AUTHOR = ["-c", "user.name=A", "-c", "user.email=a@example.org"]


def make(root: Path, files: int, functions: int = 4, per_folder: int = 40) -> Path:
    """Make a git work tree of Python files that import each other; return it.

    Args:
        root: where.
        files: how many.
        functions: in each file; one takes about 250 bytes.
        per_folder: files in one folder.
    """
    chance = random.Random(1)
    root.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for number in range(files):
        folder = root / f"pkg{number // per_folder:05}"
        folder.mkdir(exist_ok=True)
        text = _file(number, functions, per_folder, chance)
        (folder / f"mod{number:06}.py").write_text(text, encoding="utf-8")
    return root


def _file(number: int, functions: int, per_folder: int, chance: random.Random) -> str:
    other = chance.randrange(max(number, 1))
    lines = [f'"""Keeps the {chance.choice(_WORDS)} of number {number}."""', ""]
    lines.append(f"from pkg{other // per_folder:05}.mod{other:06} import run_{other}_0")
    for index in range(functions):
        word = chance.choice(_WORDS)
        lines += [
            "",
            "",
            f"def run_{number}_{index}({word}: int, times: int = {index}) -> int:",
            f'    """Return the {word} after some steps."""',
            f"    {word}_total = {word} * times + {chance.randrange(10_000)}",
            f"    for step in range({word}_total):",
            f"        {word}_total -= step + {chance.randrange(1000)}",
            f"    return {word}_total",
        ]
    return "\n".join(lines) + f"\n\n\nNEXT = run_{other}_0\n"


def make_code(root: Path, files: int) -> Path:
    """Make a committed git work tree that looks like a real one; return it.

    Folders of 20 hold Python, Go or TypeScript, and a README that is one of the 20. A file imports
    two others of its folder and one of an earlier folder of its language, and names what they
    declare. Some names are declared once, others in every file.

    Args:
        root: where.
        files: how many, with the READMEs; a go.mod comes beside them.
    """
    chance = random.Random(2)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / "go.mod").write_text("module tree\n\ngo 1.22\n", encoding="utf-8")
    for number in range(files):
        folder = number // _PER_FOLDER
        path = root / code_path(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        if number % _PER_FOLDER == 0:
            word = chance.choice(_WORDS)
            text = f"# Part {folder}\n\nKeeps the {word} of area {folder // 10}.\n"
        else:
            write = {"py": _python, "go": _go, "ts": _typescript}[path.suffix[1:]]
            text = write(number, _imported(number, chance), chance)
        path.write_text(text, encoding="utf-8")
    for arguments in (["add", "-A"], [*_AUTHOR, "commit", "-q", "-m", "All of it"]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)
    return root


def code_path(number: int) -> str:
    """Return the path of a file of `make_code`; every twentieth is a README."""
    folder = number // _PER_FOLDER
    name = f"mod{number}.{_LANGUAGES[folder % len(_LANGUAGES)]}"
    name = name if number % _PER_FOLDER else "README.md"
    return f"area{folder // 10}/part{folder}/{name}"


def _imported(number: int, chance: random.Random) -> list[int]:
    """Return the files that one imports: two before it in its folder, and one of a folder before.

    Half of the latter are of the first folder of the language, whose files so are widely used.
    """
    folder, place = divmod(number, _PER_FOLDER)
    near = [folder * _PER_FOLDER + other for other in range(max(1, place - 2), place)]
    step = len(_LANGUAGES)
    if folder < step:
        return near
    earlier = (
        folder % step if chance.random() < 0.5 else chance.randrange(folder % step, folder, step)
    )
    return [*near, earlier * _PER_FOLDER + chance.randrange(1, _PER_FOLDER)]


def _module(number: int) -> str:
    return code_path(number).rpartition(".")[0]


def _python(number: int, imported: list[int], chance: random.Random) -> str:
    lines = [f'"""Keeps the {chance.choice(_WORDS)} of number {number}."""', "", "import json"]
    for other in imported:
        lines.append(f"from {_module(other).replace('/', '.')} import Store{other}, run_{other}_0")
    lines += ["", "", f"class Store{number}:"]
    lines += ["    def __init__(self, size: int) -> None:", "        self.size = size", ""]
    lines += ["    def load(self, text: str) -> dict:", "        return json.loads(text)", ""]
    lines += [
        "    def close(self) -> None:",
        '        """Let go of all."""',
        "        self.size = 0",
    ]
    for index in range(4):
        word = chance.choice(_WORDS)
        lines += ["", "", f"def run_{number}_{index}({word}: int, times: int = {index}) -> int:"]
        lines += [f'    """Return the {word} after some steps."""'] * (index % 2)
        lines += [f"    {word}_total = {word} * times + {chance.randrange(10_000)}"]
        for other in imported[index : index + 1]:
            lines += [
                f"    store = Store{other}({word})",
                f"    {word}_total += run_{other}_0(store.size)",
            ]
        lines += [f"    return {word}_total"]
    return "\n".join(lines) + "\n"


def _go(number: int, imported: list[int], chance: random.Random) -> str:
    package = _module(number).split("/")[1]
    others = sorted(
        {_module(other).rpartition("/")[0] for other in imported}
        - {_module(number).rpartition("/")[0]}
    )
    lines = [f"// Package {package} keeps the {chance.choice(_WORDS)}.", f"package {package}", ""]
    lines += [f'import "tree/{path}"' for path in others]
    lines += ["", f"type Store{number} struct {{", "\tsize int", "}", ""]
    lines += [f"func (s *Store{number}) Close() {{", "\ts.size = 0", "}"]
    for index in range(4):
        word = chance.choice(_WORDS)
        lines += ["", f"// Run{number}x{index} returns the {word} after some steps."] * (
            index % 2
        ) or [""]
        lines += [
            f"func Run{number}x{index}({word} int) int {{",
            f"\ttotal := {word} + {chance.randrange(10_000)}",
        ]
        for other in imported[index : index + 1]:
            home = _module(other).split("/")[1]
            call = f"Run{other}x0" if home == package else f"{home}.Run{other}x0"
            lines += [f"\ttotal += {call}(total)"]
        lines += ["\treturn total", "}"]
    return "\n".join(lines) + "\n"


def _typescript(number: int, imported: list[int], chance: random.Random) -> str:
    lines = [
        f'import {{ Store{other}, run{other}x0 }} from "../../{_module(other)}";'
        for other in imported
    ]
    lines += ["", f"export class Store{number} {{", "  constructor(public size: number) {}", ""]
    lines += ["  close(): void {", "    this.size = 0;", "  }", "}"]
    for index in range(4):
        word = chance.choice(_WORDS)
        lines += [""] + [f"/** Returns the {word} after some steps. */"] * (index % 2)
        lines += [f"export function run{number}x{index}({word}: number): number {{"]
        lines += [f"  let total = {word} + {chance.randrange(10_000)};"]
        for other in imported[index : index + 1]:
            lines += [f"  total += run{other}x0(new Store{other}({word}).size);"]
        lines += ["  return total;", "}"]
    return "\n".join(lines) + "\n"


def environment(home: Path, checkout: Path = _CHECKOUT) -> dict[str, str]:
    """Return an environment with a home, a cache and compiled modules of its own, no settings.

    Args:
        home: where these are.
        checkout: the one whose package is run; by default this one.
    """
    settings = ("RALF_", "OLLAMA_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(settings)} | {
        "HOME": str(home),
        "RALF_CACHE_DIR": str(home / "cache"),
        "PYTHONPATH": str(checkout),
        # As an installed package has them; the first run of each benchmark writes them.
        "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", str(home / "compiled")),
    }


def command(source: Path, target: Path, *options: str) -> list[str]:
    """Return the command line of one run of `generate`."""
    arguments = ["-m", "ralf_notes", "generate", str(source), "--target-dir", str(target)]
    return [sys.executable, *arguments, *options]
