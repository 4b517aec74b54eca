"""Are the facts in the notes complete and true? Real packages, beside parsers that are not ours.

python benchmarks/truth [LANGUAGE...]     packages of these languages, or of all; takes minutes
python benchmarks/truth --small           three small packages, seconds: what CI runs
python benchmarks/truth LANGUAGE --source DIR [--notes VAULT]     a tree that is here

Packages come from their registries by the clients that are installed (pip, npm, go, cargo, mvn,
apt-get). A package that does not come, and a language without an oracle here, is said and makes no
figure: without a network, the program says so and passes. Oracles: `ast`, TypeScript's compiler,
`go/ast`, Ripper and `php-parser` are parsers; universal-ctags (C, C++, C#, Java, Kotlin, Rust,
Bash) and the lines of Swift are weaker: look at the places before you believe a difference.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import grammars
import oracles
from facts import NoOracle
from judging import Figures, judge
from packages import PACKAGES, SMALL, NotFetched, Package, fetch
from shown import notes_of
from table import HEADING, faults, row, verdict

CHECKOUT = Path(__file__).resolve().parents[2]
PLACES = 5  # of each kind of fault that are printed


def main() -> None:
    options = _options()
    total = Figures()
    print(HEADING, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if options.source:
            figures = measured(options.source, options.language[0], home, options.notes)
            _print(f"{options.language[0]} {options.source.name}", figures, options.places)
            total.add(figures)
        else:
            for package in SMALL if options.small else PACKAGES:
                if not options.language or package.language in options.language:
                    total.add(of_package(package, home, options.places))
    print(row("total", total) if total != Figures() else "")
    below = verdict(total)
    print(below.text)
    sys.exit(below.code)


def _is_in(language: str, file: Path) -> bool:
    """Whether a file is in a language: by its ending, or a script without one by its first line."""
    if language != "bash" or file.suffix:
        return file.name.endswith(oracles.ENDINGS[language])
    with file.open("rb") as opened:
        return re.match(rb"#!.*\b(?:ba|da|k)?sh\b", opened.readline(200)) is not None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("language", nargs="*", metavar="LANGUAGE")
    parser.add_argument("--small", action="store_true", help="three small packages")
    parser.add_argument("--source", type=Path, help="judge this folder instead of packages")
    parser.add_argument("--notes", type=Path, help="the notes of it, if they are there already")
    parser.add_argument("--places", type=int, default=PLACES, help="faults printed of each kind")
    options = parser.parse_args()
    if options.source and len(options.language) != 1:
        parser.error("--source takes one LANGUAGE")
    return options


def of_package(package: Package, home: Path, places: int) -> Figures:
    """Fetch, document and judge one package; empty figures if it cannot be had or judged."""
    title = f"{package.language} {package.name} {package.version}"
    place = home / "packages" / package.name.replace("/", "+").replace(":", "+")
    try:
        figures = measured(fetch(package, place), package.language, home, None)
    except (NotFetched, NoOracle) as error:
        print(f"{title}: not judged: {error}", flush=True)
        return Figures()
    _print(title, figures, places)
    return figures


def _print(title: str, figures: Figures, places: int) -> None:
    print("\n".join([row(title, figures), *faults(figures, places)]), flush=True)


def measured(source: Path, language: str, home: Path, vault: Path | None) -> Figures:
    """Document the folder `source`, unless `vault` has its notes, and judge the notes."""
    if vault is None:
        vault = Path(tempfile.mkdtemp(prefix="vault-", dir=home))
        document(source, vault, home)
    notes = [
        note
        for note in notes_of(vault)
        if (source / note.source).is_file() and _is_in(language, source / note.source)
    ]
    files = sorted(note.source for note in notes)
    if not files:
        return Figures(symbols=1, missing=["no file has a note"])
    facts = oracles.facts(source, files, language, home / "tools")
    return judge(language, source, notes, facts, grammars.broken(source, files, language))


def document(source: Path, vault: Path, home: Path) -> None:
    """Write the notes of a folder, without a model and with no settings of this computer."""
    command = [sys.executable, "-m", "ralf_notes", "generate", str(source), "--quiet"]
    command += ["--engine", "none", "--target-dir", str(vault)]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("RALF_")}
    places = {"RALF_CACHE_DIR": str(home / "cache"), "PYTHONPATH": str(CHECKOUT)}
    subprocess.run(command, check=True, cwd=home, env=settings | places)


if __name__ == "__main__":
    main()
