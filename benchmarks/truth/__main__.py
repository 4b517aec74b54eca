"""Are the facts in the notes complete and true? Real packages, beside parsers that are not ours.

python benchmarks/truth [LANGUAGE...]     packages of these languages, or of all; takes minutes
python benchmarks/truth --small           three small packages, seconds: what CI runs
python benchmarks/truth LANGUAGE --source DIR [--notes VAULT]     a tree that is here

Packages come from their registries by the clients that are installed (pip, npm, go, cargo, mvn,
gem, composer). A package that does not come, and a language without an oracle here, is said and
makes no figure: without a network, the program says so and passes. NuGet has no sources, so no
C#; no oracle reads Swift.
"""

from __future__ import annotations

import argparse
import os
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

CHECKOUT = Path(__file__).resolve().parents[2]
LEAST = {"symbols": 0.99, "constructors": 1.0, "data": 0.97}
PLACES = 5  # of each kind of fault that are printed


def main() -> None:
    options = _options()
    total = Figures()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if options.source:
            figures = measured(options.source, options.language[0], home, options.notes)
            report(f"{options.language[0]} {options.source.name}", figures, options.places)
            total.add(figures)
        else:
            for package in SMALL if options.small else PACKAGES:
                if not options.language or package.language in options.language:
                    total.add(of_package(package, home, options.places))
    sys.exit(verdict(total))


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
    report(title, figures, places)
    return figures


def measured(source: Path, language: str, home: Path, vault: Path | None) -> Figures:
    """Document the folder `source`, unless `vault` has its notes, and judge the notes."""
    if vault is None:
        vault = Path(tempfile.mkdtemp(prefix="vault-", dir=home))
        document(source, vault, home)
    endings = oracles.ENDINGS[language]
    notes = [
        note
        for note in notes_of(vault)
        if note.source.endswith(endings) and (source / note.source).is_file()
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


def report(title: str, figures: Figures, places: int) -> None:
    """Print the figures of a tree in one line, and some places of each fault below it."""
    unread = (
        "grammar not here" if figures.broken is None else f"{len(figures.silent)}/{figures.broken}"
    )
    print(
        f"{title}: public symbols {_share(figures.symbols, figures.missing)}, "
        f"constructors with signature {_share(figures.constructors, figures.bare)}, "
        f"data members {_share(figures.data, figures.lost)}, "
        f"invented names {len(figures.invented)}/{figures.names}, "
        f"false links {len(figures.false)}/{figures.links}, "
        f"silent about what the parser lost {unread}",
        flush=True,
    )
    for fault in ("missing", "bare", "lost", "invented", "false", "silent"):
        found = getattr(figures, fault)
        if found and places:
            print(f"  {fault}: {', '.join(found[:places])}{' ...' if found[places:] else ''}")


def verdict(total: Figures) -> int:
    """Print the sum and what it is held against; return the exit code."""
    if total == Figures():
        print("total: nothing could be judged here, so nothing is held against the bounds")
        return 0
    report("total", total, 0)
    shares = {
        "symbols": _part(total.symbols, total.missing),
        "constructors": _part(total.constructors, total.bare),
        "data": _part(total.data, total.lost),
    }
    below = [
        f"{name} {shares[name]:.3f} < {LEAST[name]}" for name in LEAST if shares[name] < LEAST[name]
    ]
    below += [
        f"{name} {len(found)} > 0"
        for name, found in (
            ("invented names", total.invented),
            ("false links", total.false),
            ("silent files", total.silent),
        )
        if found
    ]
    print("bounds: " + ("; ".join(below) if below else "all hold"))
    return 1 if below else 0


def _share(whole: int, absent: list[str]) -> str:
    return f"{whole - len(absent)}/{whole}"


def _part(whole: int, absent: list[str]) -> float:
    return (whole - len(absent)) / whole if whole else 1.0


if __name__ == "__main__":
    main()
