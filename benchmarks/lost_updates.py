"""Counts the lines that editors lose while runs change the same notes.

    python benchmarks/lost_updates.py [SECONDS] [--without exchange|links] [--package FOLDER]

Four editors append numbered lines to notes, each in its own notes and in its own way, as fast as
they can, while one run after another changes all notes. An editor never overwrites a line of its
own: what is missing in the end was lost by a run. `--package` names the folder of another version
to compare with.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import multiprocessing
import os
import pkgutil
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FILES = 40
SOURCE = """\
\"\"\"Version {version} of file {number}.\"\"\"


def f(a: int = {version}):
    \"\"\"Do.\"\"\"
"""


def append(path: Path, line: str) -> bool:
    """Append to the file that is there, as a shell's `>>` does."""
    with open(path, "a", encoding="utf-8") as file:
        file.write(line)
    return True


def rewrite(path: Path, line: str) -> bool:
    """Read all, then write all to the same file, as simple editors do."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text + line, encoding="utf-8")
    return True


def rename(path: Path, line: str) -> bool:
    """Write another file and rename it, as vim and most editors do."""
    text = path.read_text(encoding="utf-8")
    other = path.with_name(f".{path.name}.swp")
    other.write_text(text + line, encoding="utf-8")
    os.rename(other, path)
    return True


def process(path: Path, line: str) -> bool:
    """Write to the same file if its time is still the one that was read, as Obsidian does."""
    before = path.stat().st_mtime_ns
    text = path.read_text(encoding="utf-8")
    if path.stat().st_mtime_ns != before:
        return False
    path.write_text(text + line, encoding="utf-8")
    return True


EDITORS: tuple[Callable[[Path, str], bool], ...] = (append, rewrite, rename, process)


def edit(number: int, notes: list[Path], log: Path, until: float) -> None:
    """Append lines to notes in one way until a time; keep a list of those that were saved."""
    chance, save, count = random.Random(number), EDITORS[number], 0
    with open(log, "w", encoding="utf-8") as saved:
        while time.time() < until:
            path = chance.choice(notes)
            line = f"{save.__name__}-{count:06d}\n"
            with suppress(FileNotFoundError):
                if save(path, line):
                    saved.write(f"{path.name} {line}")
                    count += 1
            time.sleep(chance.uniform(0, 0.004))


def change(root: Path, version: int) -> None:
    for number in range(FILES):
        text = SOURCE.format(version=version, number=number)
        (root / f"m{number}.py").write_text(text, encoding="utf-8")


def run(folder: Path, without: str) -> int:
    """Run once, in a process of its own; return the exit code."""
    running = multiprocessing.get_context("fork").Process(target=generate, args=(folder, without))
    running.start()
    running.join()
    return running.exitcode or 0


def generate(folder: Path, without: str) -> None:
    """Run, perhaps as on a file system that lacks something."""
    from ralf_notes.__main__ import main as command_line

    def unsupported(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    if without:
        from ralf_notes.machine import renaming

        renaming.exchange = unsupported
        if without == "links":
            os.link = unsupported
    os.environ |= {"RALF_CACHE_DIR": str(folder / "cache"), "HOME": str(folder)}
    os.environ |= {"RALF_STATE_DIR": str(folder / "state")}
    with open(folder / "out", "w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    tree, vault = str(folder / "tree"), str(folder / "vault")
    sys.argv = ["ralf-notes", "generate", tree, "-o", vault, "--engine", "none", "--quiet"]
    command_line()


def import_all(package: str) -> None:
    """Import a version, so that each run begins at once."""
    sys.path.insert(0, package)
    import ralf_notes

    for module in pkgutil.walk_packages(ralf_notes.__path__, "ralf_notes."):
        if not module.name.endswith(("__main__", ".embedded")):
            importlib.import_module(module.name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=30.0)
    parser.add_argument("--without", choices=["exchange", "links"], default="")
    parser.add_argument("--package", default=str(Path(__file__).parents[1]))
    options = parser.parse_args()
    import_all(options.package)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tree").mkdir()
        change(folder / "tree", 0)
        run(folder, options.without)
        notes = [folder / f"vault/tree/m{number}.py.md" for number in range(FILES)]
        until, logs = time.time() + options.seconds, []
        editors = []
        for number in range(len(EDITORS)):
            logs.append(folder / f"log{number}")
            mine = notes[number :: len(EDITORS)]
            args = (number, mine, logs[-1], until)
            editors.append(multiprocessing.Process(target=edit, args=args))
            editors[-1].start()
        runs, codes = 0, []
        while time.time() < until - 1:
            runs += 1
            change(folder / "tree", runs)
            codes.append(run(folder, options.without))
        for editor in editors:
            editor.join()
        report(folder, logs, runs, codes)


def report(folder: Path, logs: list[Path], runs: int, codes: list[int]) -> None:
    """Print how many lines each editor saved, and how many of them are gone."""
    trash = "".join(p.read_text(errors="replace") for p in (folder / "vault/.trash").rglob("*.md"))
    lost_of_all = saved_of_all = 0
    for log in logs:
        saved = [each.split(" ") for each in log.read_text(encoding="utf-8").splitlines()]
        texts = {
            name: set((folder / "vault/tree" / name).read_text(encoding="utf-8").splitlines())
            for name in {name for name, _ in saved}
        }
        lost = [line for name, line in saved if line not in texts[name]]
        kept = sum(f"{line}\n" in trash for line in lost)
        way = saved[0][1].partition("-")[0] if saved else "?"
        print(f"{way}: {len(lost)} of {len(saved)} lines lost, {kept} of them in .trash")
        lost_of_all += len(lost) - kept
        saved_of_all += len(saved)
    others = sorted({code for code in codes if code})
    left = [*(folder / "vault").rglob(".ralf-*")]
    print(f"all: {lost_of_all} of {saved_of_all} lines lost in {runs} runs, other codes: {others}")
    print(f"temporary files left: {len(left)}")
    sys.exit(bool(lost_of_all))


if __name__ == "__main__":
    main()
