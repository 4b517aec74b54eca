"""How well files are found by what people ask: `ralf-notes search` beside plain BM25.

    retrieval.py DATA --repositories FOLDER     one line for each repository, then the gains
    ... --from https://github.com/{owner}/{name}     where to clone what FOLDER lacks
    ... --vault flask=FOLDER                    notes with prose, in place of facts alone

DATA holds questions on repositories (`swe_qa_NAME.json`: the repository, its commit, and for each
question the Python files that its answer names). FOLDER keeps the repositories and their notes.
`source` is our search without notes, `notes` without the code, `both` with all; each is compared
with BM25 over the sources by a paired bootstrap. The weights of search were chosen on the
repositories of TUNED; the others were held out. `prose.py` measures with the functions below.
"""

from __future__ import annotations

import argparse
import ast
import json
import math
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

TUNED = ("flask", "pylint", "conan")
"""The repositories on which the weights of search were chosen."""
WAYS = ("plain", "source", "notes", "both")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_HUMP = re.compile(r"([a-z0-9])([A-Z])")
_HEAD = re.compile(r"(?:async )?def .*?:\s*(?:#[^\n]*)?\n", re.DOTALL)
_SATURATION, _LENGTH = 1.2, 0.75
_DRAWS = 2_000
FEWEST = 5
"""Methods of a project below which nothing has to be found among others."""


@dataclass(frozen=True, slots=True)
class Method:
    """A function of an open-source project, and the sentence that a person wrote about it."""

    project: str
    name: str
    sentence: str
    code: str

    @property
    def signature(self) -> str:
        """The head of its definition."""
        head = _HEAD.search(self.code)
        return head[0] if head else self.code.partition("\n")[0]

    @property
    def bare(self) -> str:
        """Its code without docstring and comments; '' if it is not the Python of today."""
        try:
            tree = ast.parse(self.code)
        except SyntaxError:
            return ""
        for node in ast.walk(tree):
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if is_function and ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        return ast.unparse(tree)


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference, and where 95 of 100 differences of resampled questions lie."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:+.3f} ({self.low:+.3f} to {self.high:+.3f})"


class Index:
    """Documents by key, ranked for a query (Okapi BM25, k1 1.2, b 0.75)."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._counts = {key: Counter(words(text)) for key, text in documents.items()}
        self._lengths = {key: sum(counts.values()) for key, counts in self._counts.items()}
        self._mean = sum(self._lengths.values()) / max(len(documents), 1) or 1
        self._found_in = Counter(word for counts in self._counts.values() for word in counts)

    def rank_of(self, query: str, right: Iterable[str]) -> int:
        """Return the rank of the best of some documents, from 1; of equals the mean rank."""
        asked = sorted(set(words(query)))
        scores = {key: self._score(asked, key) for key in self._counts}
        best = max(scores[key] for key in right)
        above = sum(score > best for score in scores.values())
        return above + 1 + (sum(score == best for score in scores.values()) - 1) // 2

    def ranked(self, query: str) -> list[str]:
        """Return all documents, best first."""
        asked = sorted(set(words(query)))
        return sorted(self._counts, key=lambda key: -self._score(asked, key))

    def _score(self, query: Sequence[str], key: str) -> float:
        counts, length = self._counts[key], self._lengths[key]
        norm = _SATURATION * (1 - _LENGTH + _LENGTH * length / self._mean)
        return sum(
            self._weight(word) * counts[word] * (_SATURATION + 1) / (counts[word] + norm)
            for word in query
            if word in counts
        )

    def _weight(self, word: str) -> float:
        found, every = self._found_in[word], len(self._counts)
        return math.log(1 + (every - found + 0.5) / (found + 0.5))


def words(text: str) -> list[str]:
    """Return words of two letters or more in lower case, names split at their humps."""
    parts = (
        _HUMP.sub(r"\1 \2", word).replace("_", " ").lower().split() for word in _WORD.findall(text)
    )
    return [part for each in parts for part in each if len(part) > 1]


def methods(data: Path, projects: int, per_project: int) -> list[Method]:
    """Return the functions of some projects with different names that a note can describe.

    Args:
        data: the folder with `deveval_python.jsonl`.
        projects: how many, those with the most functions first.
        per_project: the first so many of each.
    """
    by_project: defaultdict[str, dict[str, Method]] = defaultdict(dict)
    for line in (data / "deveval_python.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        is_shown = not row["name"].startswith("_") and row["code"].startswith("def ")
        if is_shown and row["human"].strip():
            method = Method(row["group"], row["name"], row["human"], row["code"])
            if method.bare:
                by_project[row["group"]].setdefault(row["name"], method)
    largest = sorted(by_project.values(), key=lambda each: -len(each))[:projects]
    chosen = [[*each.values()][:per_project] for each in largest if len(each) >= FEWEST]
    return [method for each in chosen for method in each]


def reciprocal_ranks(asked: Sequence[Method], document: Callable[[Method], str]) -> list[float]:
    """Return for each method 1 / the rank at which its sentence finds it in its project."""
    by_project: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for method in asked:
        by_project[method.project][method.name] = document(method)
    indexes = {project: Index(texts) for project, texts in by_project.items()}
    return [1 / indexes[m.project].rank_of(m.sentence, [m.name]) for m in asked]


def questions(path: Path, files: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    """Return questions on a repository whose answers name one to four of some files of it."""
    there = tuple(files)
    asked = []
    for row in json.loads(path.read_text("utf-8"))["questions"]:
        named = row["files"]
        right = frozenset(f for f in there for n in named if f == n or f.endswith(f"/{n}"))
        if 1 <= len(right) <= 4:
            asked.append((row["question"], right))
    return asked


def held_out(root: Path, most: int) -> list[tuple[str, frozenset[str]]]:
    """Take sentences of authors out of a tree of Python files; return each with its file.

    They are the first sentences of docstrings of public functions and classes: what a person says
    of them. With `...` in its place nobody has said it.

    Args:
        root: the tree, which is changed.
        most: sentences of the tree; three of a file at most. Hashes choose them.
    """
    found: list[tuple[str, str, ast.Constant]] = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if not re.search(r"(?:^|/)(?:tests?|docs?|examples?|vendor|_vendor)/|(?:^|/)test_", name):
            found += [(name, *each) for each in sorted(_described(path), key=_chance)[:3]]
    chosen = sorted(found, key=_chance)[:most]
    for name in {name for name, *_ in chosen}:
        _without(root / name, [node for of, _, node in chosen if of == name])
    return [(sentence, frozenset({name})) for name, sentence, _ in chosen]


def _described(path: Path) -> Iterator[tuple[str, ast.Constant]]:
    """Yield the first sentences of docstrings of a file, each with its place."""
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        said = (ast.get_docstring(node) or "").partition("\n\n")[0]
        sentence = re.split(r"(?<=[.!?])\s", " ".join(said.split()))[0]
        if not node.name.startswith("_") and 6 <= len(sentence.split()) <= 30:
            first = node.body[0]
            assert isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            yield sentence, first.value


def _without(path: Path, nodes: Iterable[ast.Constant]) -> None:
    """Put `...` in the place of some docstrings."""
    lines = path.read_bytes().split(b"\n")
    for node in sorted(nodes, key=lambda node: -node.lineno):
        end = node.end_lineno or node.lineno
        before = lines[node.lineno - 1][: node.col_offset]
        after = lines[end - 1][node.end_col_offset :]
        lines[node.lineno - 1 : end] = [before + b"..." + after]
    path.write_bytes(b"\n".join(lines))


def _chance(row: tuple[Any, ...]) -> str:
    return sha256("\0".join(str(each) for each in row[:-1]).encode()).hexdigest()


def difference(ours: Sequence[float], theirs: Sequence[float]) -> Interval:
    """Return the mean difference of two figures of the same questions, by a paired bootstrap."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    chance, count = random.Random(1), len(differences)
    means = sorted(sum(chance.choices(differences, k=count)) / count for _ in range(_DRAWS))
    low, high = means[_DRAWS // 40], means[-_DRAWS // 40]
    return Interval(sum(differences) / count, low, high)


# --- the program --------------------------------------------------------------------------------


@dataclass(slots=True)
class Measured:
    """What came of the questions on a repository, by way of searching."""

    reciprocal: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    recall: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    milliseconds: list[float] = field(default_factory=list)
    """CPU time of each question that all of ours was asked."""

    def add(self, way: str, ranked: Sequence[str], right: frozenset[str]) -> None:
        """Add where the right files of a question were found."""
        first = next((1 / at for at, path in enumerate(ranked, 1) if path in right), 0.0)
        self.reciprocal[way].append(first)
        self.recall[way].append(len(right.intersection(ranked[:5])) / len(right))

    def extend(self, other: Measured) -> None:
        """Add the questions of another repository."""
        for way in WAYS:
            self.reciprocal[way] += other.reciprocal[way]
            self.recall[way] += other.recall[way]
        self.milliseconds += other.milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--repositories", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--from", dest="origin", default="https://github.com/{owner}/{name}")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--vault", action="append", default=[], metavar="NAME=FOLDER")
    options = parser.parse_args()
    os.environ["RALF_CACHE_DIR"] = str(options.repositories / "cache")
    vaults = dict(each.split("=", 1) for each in options.vault)
    everything, held_back = Measured(), Measured()
    print(f"| repository | questions | {' | '.join(f'{way}: MRR, @5' for way in WAYS)} | ms |")
    print(f"|{' --- |' * (len(WAYS) + 3)}")
    for path in sorted(options.data.glob("swe_qa_*.json")):
        name = path.stem.removeprefix("swe_qa_")
        if options.only and name not in options.only:
            continue
        root = _work_tree(json.loads(path.read_text("utf-8")), options)
        if root is None:
            continue
        vault = Path(vaults.get(name) or _facts_of(root, options.repositories / "vaults" / name))
        measured = _measured(path, root, vault)
        everything.extend(measured)
        if name not in TUNED:
            held_back.extend(measured)
        _print_row(f"{name}{'' if name in TUNED else ' (held out)'}", measured)
    for title, measured in (("all", everything), ("held out", held_back)):
        _print_gains(title, measured)


def _work_tree(data: Mapping[str, Any], options: argparse.Namespace) -> Path | None:
    """Return the work tree of a repository at its commit, cloned if need be; None without it."""
    owner, _, name = data["repository"].partition("/")
    root = Path(options.repositories) / name
    if not root.exists():
        origin = options.origin.format(owner=owner, name=name)
        clone = ("git", "clone", "-q", "--no-checkout", origin, str(root))
        checkout = ("git", "-C", str(root), "checkout", "-q", data["commit"])
        if any(subprocess.run(each).returncode for each in (clone, checkout)):
            print(f"{data['repository']}@{data['commit']} cannot be had from {origin}")
            return None
    there = subprocess.run(
        ("git", "-C", str(root), "rev-parse", "HEAD"), capture_output=True, text=True
    ).stdout
    if not there.startswith(data["commit"]):
        print(f"{data['repository']} is at {there[:9]}, not at {data['commit']}")
    return root


def _facts_of(root: Path, vault: Path) -> Path:
    if not vault.exists():
        command = (sys.executable, "-m", "ralf_notes", "generate", str(root), "--engine", "none")
        subprocess.run((*command, "-o", str(vault), "--quiet"), check=False)
    return vault


def _measured(path: Path, root: Path, vault: Path) -> Measured:
    """Ask the questions of a file about a repository, in each way."""
    from ralf_notes.config.keys import Config
    from ralf_notes.search import find
    from ralf_notes.search.index import opened

    sources = {
        file.relative_to(root).as_posix(): file.read_text("utf-8", "replace")
        for file in sorted(root.rglob("*.py"))
        if not any(part.startswith(".") for part in file.relative_to(root).parts)
    }
    asked = questions(path, sources)
    measured, plain = Measured(), Index(sources)
    for question, right in asked:
        measured.add("plain", plain.ranked(question), right)
    whole = dict(find.FILE_WEIGHTS)
    of_notes = whole | {"docs": 1.0, "facts": 1.0, "code": 0.0}
    ways = (("source", vault / "none", whole), ("notes", vault, of_notes), ("both", vault, whole))
    for way, target, weights in ways:
        find.FILE_WEIGHTS.update(weights)
        with opened(Config(source_paths=(str(root),), target_dir=target)) as index:
            for question, right in asked:
                ranked = [file.path for file in find.ranked_files(index, question)]
                if way == "both":
                    begun = time.process_time()
                    find.find(index, question, 8)
                    measured.milliseconds.append((time.process_time() - begun) * 1000)
                measured.add(way, [each for each in ranked if each in sources], right)
    find.FILE_WEIGHTS.update(whole)
    return measured


def _print_row(name: str, measured: Measured) -> None:
    cells = (f"{_mean(measured.reciprocal[way])}, {_mean(measured.recall[way])}" for way in WAYS)
    milliseconds = sum(measured.milliseconds) / max(len(measured.milliseconds), 1)
    count = len(measured.milliseconds)
    print(f"| {name} | {count} | {' | '.join(cells)} | {milliseconds:.0f} |", flush=True)


def _print_gains(title: str, measured: Measured) -> None:
    if not measured.milliseconds:
        return
    _print_row(title, measured)
    for ours, theirs in (("both", "plain"), ("both", "source"), ("source", "plain")):
        for what, figures in (("MRR", measured.reciprocal), ("recall@5", measured.recall)):
            gain = difference(figures[ours], figures[theirs])
            print(f"{title}: {ours} - {theirs}, {what}: {gain}")


def _mean(values: Sequence[float]) -> str:
    return f"{sum(values) / max(len(values), 1):.3f}"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    main()
