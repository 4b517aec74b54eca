"""What a change to one thing costs, beside a run in which nothing changed and `git status`.

python benchmarks/change.py [FILES...]           default: 1000 10000
python benchmarks/change.py --server [FILES...]  with a model, on the tests' double of a server
python benchmarks/change.py --checkout DIR       measure the package of another checkout

Each change is made to an up-to-date vault, and then the run is timed. The next round changes other
files of the same kind, so nothing needs to be restored except the edited note. `git status` runs
before each timed command. Figures are medians of the rounds. CPU seconds stand beside wall seconds,
because other work on the machine adds little to them.

A run with a change imports what a run without one does not: parsers, templates, the engine. Their
cost is measured alone: `-X importtime` lists what each of the two runs imports on a tree of five
files, and a bare Python process imports each list. The bound allows for the difference.

With `--server` the double answers at once, and the time that it is busy is subtracted. If `repomix`
is on PATH, a first run without a model is compared with the time that `repomix` takes to pack the
same tree.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

import trees

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from doubles.ollama.server import OllamaServer, RealClock, Speeds

MODEL = "small:1b"
AT_ONCE = Speeds(0, 0, math.inf, math.inf)
MOST_OF_NOTHING = 3.0
"""Times a run without a change that a run with one may take, not counting its imports."""
MOST_OF_SMALL = 1.5
"""Times the same change in the smallest tree."""
MOST_OF_REPOMIX = 1.5
MOST_MEMORY = 1.5
IMPORT_ROUNDS = 7
FOLDER = 20
"""Files in a folder of the tree."""
SHARED = 4
"""The first folders of the tree: many others import them."""
ADDED = "\n\ndef added_{number}(count: int) -> int:\n    return count + {number}\n"
IMPORTED = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s+([\w.]+)$", re.MULTILINE)
IMPORT = """
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ImportError:
        pass
"""


@dataclass(frozen=True, slots=True)
class Tree:
    """A source tree, its vault, and how the command is run on them."""

    source: Path
    target: Path
    environment: Mapping[str, str]
    server: OllamaServer | None

    def command(self, name: str, *options: str) -> list[str]:
        """Return the command line of `generate` or `status`; OLLAMA_HOST names the server."""
        engine = ["--model", MODEL] if self.server else ["--engine", "none"]
        where = [str(self.source), "--target-dir", str(self.target)]
        return [sys.executable, "-m", "ralf_notes", name, *where, *engine, *options]

    def generate(self) -> list[str]:
        return self.command("generate", "--quiet")

    def status(self) -> list[str]:
        return self.command("status")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one process took."""

    seconds: float
    """Of wall time, without the time in which the server was busy."""
    cpu: float
    """Seconds of CPU, its children's included."""
    peak: float
    """Resident memory in MB."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one tree, by what was done: the medians of the rounds."""

    taken: Mapping[str, Taken]

    def seconds(self, what: str) -> float:
        return self.taken[what].seconds


Change = Callable[[Tree, int], None]


def change_body(tree: Tree, number: int) -> None:
    path = tree.source / trees.code_path(number)
    text = re.sub(r"\* times \+ (\d+)", r"* times + 1\1", path.read_text(encoding="utf-8"), count=1)
    path.write_text(text, encoding="utf-8")


def add_function(tree: Tree, number: int) -> None:
    with (tree.source / trees.code_path(number)).open("a", encoding="utf-8") as file:
        file.write(ADDED.format(number=number))


def add_file(tree: Tree, number: int) -> None:
    path = (tree.source / trees.code_path(number)).with_name(f"new{number}.py")
    module = trees.code_path(number).removesuffix(".py").replace("/", ".")
    text = (
        f"from {module} import Store{number}\n\n{ADDED.format(number=number)}\nStore{number}(1)\n"
    )
    path.write_text(text, encoding="utf-8")


def rename_file(tree: Tree, number: int) -> None:
    """Rename the last file of a folder, which no other of its folder imports."""
    path = tree.source / trees.code_path(number // FOLDER * FOLDER + FOLDER - 1)
    path.rename(path.with_name(f"renamed{number}.py"))


def edit_note(tree: Tree, number: int) -> None:
    """Edit the generated block of a file's note."""
    note = note_of(tree, number)
    text = note.read_text(encoding="utf-8").replace("\n# ", "\nMy words.\n\n# ", 1)
    note.write_text(text, encoding="utf-8")


def note_of(tree: Tree, number: int) -> Path:
    return tree.target / tree.source.name / f"{trees.code_path(number)}.md"


CHANGES: Mapping[str, Change] = {
    "one function changed": change_body,
    "one function added": add_function,
    "one file added": add_file,
    "one file renamed": rename_file,
    "one note edited by hand": edit_note,
}


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as folder, served(options.server) as server:
        home = Path(folder)
        environment = trees.environment(home, options.checkout.resolve())
        if server:
            environment["OLLAMA_HOST"] = server.host
        imports = import_seconds(new_tree(home / "imports", 5, environment, server))
        figures = {}
        for files in options.files:
            tree = new_tree(home / str(files), files, environment, server)
            figures[files] = measure(tree, options.rounds)
            show(files, figures[files])
    sys.exit(not all([*bounds(figures, imports)]))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--server", action="store_true", help="with a model")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--checkout", type=Path, default=Path(__file__).parent.parent)
    options = parser.parse_args()
    least = FOLDER * (SHARED + 2 * (len(CHANGES) + 1) * options.rounds)
    if min(options.files) < least:
        parser.error(f"{options.rounds} rounds of changes need {least} files")
    return options


@contextmanager
def served(with_server: bool) -> Iterator[OllamaServer | None]:
    if not with_server:
        yield None
        return
    with OllamaServer(clock=RealClock(), speeds=AT_ONCE) as server:
        yield server


def new_tree(
    home: Path, files: int, environment: Mapping[str, str], server: OllamaServer | None
) -> Tree:
    home.mkdir()
    return Tree(trees.make_code(home / "tree", files), home / "vault", environment, server)


def run(tree: Tree, command: list[str]) -> Taken:
    """Run a command to its end; it must succeed."""
    busy = tree.server.busy_seconds if tree.server else 0.0
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=tree.environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    busy = tree.server.busy_seconds - busy if tree.server else 0.0
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Taken(seconds - busy, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def import_seconds(tree: Tree) -> dict[str, float]:
    """Return how many seconds of imports a change adds to a run, by command; print them."""
    differences = {}
    for name, command in (("generate", tree.generate()), ("status", tree.status())):
        run(tree, tree.generate())
        without = imported(tree, command)
        add_function(tree, 1)
        with_change = imported(tree, command)
        pairs = [(bare(tree, without), bare(tree, with_change)) for _ in range(IMPORT_ROUNDS)]
        differences[name] = statistics.median(more - less for less, more in pairs)
        print(f"imports that a change adds to {name}: {shown(differences[name])}")
    return differences


def imported(tree: Tree, command: list[str]) -> list[str]:
    """Run a command; return the modules that it imports."""
    traced = [command[0], "-X", "importtime", *command[1:]]
    done = subprocess.run(traced, env=tree.environment, check=True, capture_output=True, text=True)
    return IMPORTED.findall(done.stderr)


def bare(tree: Tree, modules: list[str]) -> float:
    return run(tree, [sys.executable, "-c", IMPORT, *modules]).seconds


def measure(tree: Tree, rounds: int) -> Measured:
    """Run the command for the first time, then without and with each change, round by round."""
    taken: dict[str, list[Taken]] = {"first run": [run(tree, tree.generate())]}
    if shutil.which("repomix") and tree.server is None:
        output = str(tree.target.with_name("packed.xml"))
        pack = ["repomix", str(tree.source), "--quiet", "--output", output]
        taken["repomix packs the tree"] = [run(tree, pack)]

    def timed(what: str, command: list[str]) -> None:
        git = ["git", "-C", str(tree.source), "status", "--porcelain"]
        taken.setdefault("git status", []).append(run(tree, git))
        taken.setdefault(what, []).append(run(tree, command))

    numbers = middle_files(tree)
    for _ in range(rounds):
        timed("nothing changed", tree.generate())
        timed("status, nothing changed", tree.status())
        for what, change in CHANGES.items():
            number = next(numbers)
            before = note_of(tree, number).read_bytes()
            change(tree, number)
            timed(what, tree.generate())
            if change is edit_note:
                note_of(tree, number).write_bytes(before)
                run(tree, tree.generate())
        change_body(tree, next(numbers))
        timed("status, one function changed", tree.status())
        run(tree, tree.generate())
    return Measured({what: median(each) for what, each in taken.items()})


def median(taken: list[Taken]) -> Taken:
    return Taken(*(statistics.median(values) for values in zip(*map(astuple, taken), strict=True)))


def middle_files(tree: Tree) -> Iterator[int]:
    """Yield Python files from the middle of folders, after the folders that many others import."""
    for folder in range(SHARED, len([*tree.source.glob("area*/part*")]), 2):
        yield folder * FOLDER + FOLDER // 2


def show(files: int, figures: Measured) -> None:
    """Print the figures of one tree."""
    nothing, git = figures.seconds("nothing changed"), figures.seconds("git status")
    print(f"\n{f'{files} files':30}{'wall':>10}{'cpu':>10}  x nothing changed  x git status")
    for what, taken in figures.taken.items():
        ratios = f"{taken.seconds / nothing:19.1f}{taken.seconds / git:14.1f}"
        print(f"  {what:28}{shown(taken.seconds):>10}{shown(taken.cpu):>10}{ratios}")
    print(f"  peak memory of the first run: {figures.taken['first run'].peak:.0f} MB", flush=True)


def bounds(figures: Mapping[int, Measured], imports: Mapping[str, float]) -> Iterator[bool]:
    """Print each bound and whether it holds."""
    small, big = figures[min(figures)], figures[max(figures)]
    print(f"\nBounds, {max(figures)} files:")
    for command, prefix in (("generate", ""), ("status", "status, ")):
        one, nothing = f"{prefix}one function changed", f"{prefix}nothing changed"
        most = MOST_OF_NOTHING * big.seconds(nothing) + imports[command]
        what = f"{MOST_OF_NOTHING:g} x {nothing} + imports"
        yield holds(one, big.seconds(one), most, what)
        if big is not small:
            most = MOST_OF_SMALL * small.seconds(one)
            what = f"{MOST_OF_SMALL} x the same in {min(figures)} files"
            yield holds(one, big.seconds(one), most, what)
    if "repomix packs the tree" in big.taken:
        most = MOST_OF_REPOMIX * big.seconds("repomix packs the tree")
        yield holds("first run", big.seconds("first run"), most, f"{MOST_OF_REPOMIX} x repomix")
    ratio = big.taken["first run"].peak / small.taken["first run"].peak
    print(f"  peak memory of the first run: {ratio:.2f} x, at most {MOST_MEMORY}")
    yield ratio <= MOST_MEMORY


def holds(name: str, seconds: float, most: float, what: str) -> bool:
    verdict = "holds" if seconds <= most else "is missed"
    print(f"  {name}: {shown(seconds)}, at most {shown(most)} ({what}): {verdict}")
    return seconds <= most


def shown(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 10 else f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    main()
