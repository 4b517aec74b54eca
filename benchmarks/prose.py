"""Compares forms of question and answer by figures that need no judge.

    prose.py DATA --server 127.0.0.1:11434 --model NAME [--form NAME]...   a model writes
    prose.py DATA --recorded                                       answers that a person wrote
    prose.py DATA --questions NAME=FOLDER[:VAULT]...               questions find files
    prose.py DATA --derived FOLDER...                          sentences of docstrings find files
    prose.py DATA --answers FOLDER --sources FOLDER                answers recorded as JSON lines

DATA has `deveval_python.jsonl` and `swe_qa_NAME.json` (see README.md). A repository is a checkout
at the commit that its file of questions names; without a vault its facts are written first.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import retrieval
import trees
from prose_variants import Exchange, Variant, between, variants
from retrieval import Method

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "examples")]

from ralf_notes.errors import NoteBlocked  # noqa: E402
from ralf_notes.notes import note  # noqa: E402
from ralf_notes.notes.kept import Kept, parse_body  # noqa: E402
from ralf_notes.outline.parse import outline  # noqa: E402
from ralf_notes.prose import filler  # noqa: E402
from ralf_notes.prose.names import check_names  # noqa: E402
from ralf_notes.prose.summarize import file_vocabulary  # noqa: E402

_LISTS = ("steps", "gotchas")
_NO_HISTORY = shutil.ignore_patterns(".git", ".hg")
_FACTS_ALONE = ("--engine", "none")
_PER_FILE = 10
_HEADS = (
    "form", "requests", "changed", "described", "signature", "with ours", "difference",
    "names raw", "density", "items stand", "answer tokens", "seconds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a tree in one run."""

    kept: Mapping[str, Kept]
    """What the note of each file keeps."""
    exchanges: Sequence[Exchange]
    totals: Mapping[str, float]
    """Of the report."""


def main() -> None:
    options = _options()
    if options.questions:
        _ask_for_files(options.data, options.questions)
    if options.derived:
        _ask_with_docstrings(options)
    if options.answers:
        _judge_answers(options.answers, options.sources)
    if options.recorded:
        _print_table([["bakery, by hand", *_figures(_recorded(), [])]])
    if options.server:
        _compare(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--server")
    parser.add_argument("--model", default="smollm2:135m")
    parser.add_argument("--form", action="append", help="a form to try; all without it")
    parser.add_argument("--card", default="", help="temperature=0.2,top_p=0.9")
    parser.add_argument("--projects", type=int, default=2)
    parser.add_argument("--methods", type=int, default=20, help="of each project")
    parser.add_argument("--recorded", action="store_true")
    parser.add_argument("--questions", nargs="+", metavar="NAME=FOLDER[:VAULT]")
    parser.add_argument("--derived", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--most", type=int, default=40, help="sentences of each repository")
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--sources", type=Path, default=Path())
    return parser.parse_args()


# --- a model writes ---------------------------------------------------------------------------


def _compare(options: argparse.Namespace) -> None:
    """Print a line of figures for each form, on functions that a person has described."""
    card = {
        key: float(value)
        for key, _, value in (p.partition("=") for p in options.card.split(","))
        if key
    }
    forms = variants(card)
    asked = retrieval.methods(options.data, options.projects, options.methods)
    print(f"{options.model}: {len(asked)} functions of {options.projects} projects", flush=True)
    rows = []
    for name in options.form or forms:
        with tempfile.TemporaryDirectory() as folder:
            tree = _tree_of(asked, Path(folder) / "functions")
            written = write(tree, Path(folder), options.server, options.model, forms[name])
        rows.append([name, *_figures(written, asked)])
        print("  ".join(rows[-1]), flush=True)
    _print_table(rows)


def _tree_of(asked: Sequence[Method], root: Path) -> Path:
    """Write functions as files of a git work tree, ten to a file; return it."""
    for path, some in _files_of(asked).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("\n\n".join(m.bare.rstrip() for m in some) + "\n", "utf-8")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def _files_of(asked: Sequence[Method]) -> dict[str, list[Method]]:
    by_project: defaultdict[str, list[Method]] = defaultdict(list)
    for method in asked:
        by_project[method.project].append(method)
    return {
        f"{project}/part_{start // _PER_FILE}.py": each[start : start + _PER_FILE]
        for project, each in by_project.items()
        for start in range(0, len(each), _PER_FILE)
    }


def write(tree: Path, home: Path, server: str, model: str, form: Variant) -> Written:
    """Run ralf-notes on a tree, with a server that changes its requests."""
    vault, report = home / "vault", home / "report.json"
    with between(server, form) as (address, exchanges):
        more = ("--host", address, "--model", model, "--quiet", "--report", str(report))
        command = trees.command(tree, vault, *more)
        subprocess.run(command, check=False, env=trees.environment(home))
    totals = json.loads(report.read_text("utf-8"))["totals"]
    return Written(_kept(vault / tree.name), exchanges, totals)


def _kept(vault: Path) -> dict[str, Kept]:
    """Return what the notes of files keep, by source path."""
    found = {}
    for path in vault.rglob("*.md"):
        try:
            document = note.take_apart(path.read_text("utf-8"))
        except NoteBlocked:
            continue
        if "language" in document.front:
            found[path.relative_to(vault).as_posix().removesuffix(".md")] = parse_body(
                document.body
            )
    return found


def _recorded() -> Written:
    """Return what becomes of the bakery with the answers that were written by hand."""
    import replay
    import yaml
    from doubles.ollama.server import Model, OllamaServer

    answers = yaml.safe_load((ROOT / "examples/answers.yaml").read_text("utf-8"))
    models = [Model("by-hand", size=2_000_000_000, context_length=8192)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        double = OllamaServer(models=models, answer=lambda each: replay.answer(each, answers))
        server = stack.enter_context(double)
        tree = folder / "bakery"
        subprocess.run(["cp", "-r", str(ROOT / "examples/bakery"), str(tree)], check=True)
        return write(tree, folder, server.host, "by-hand", Variant("one object"))


def _figures(written: Written, asked: Sequence[Method]) -> list[str]:
    """Return the cells of a form after its name."""
    said = {
        method.name: written.kept[path].symbols.get(method.name, "")
        for path, some in _files_of(asked).items()
        if path in written.kept
        for method in some
    }
    bare = retrieval.reciprocal_ranks(asked, lambda m: m.signature)
    ours = retrieval.reciprocal_ranks(asked, lambda m: f"{m.signature} {said.get(m.name, '')}")
    carrying = [
        filler.density(kept.summary, path) for path, kept in written.kept.items() if kept.summary
    ]
    offered = sum(len(e.answer.get(name, ())) for e in written.exchanges for name in _LISTS)
    standing = sum(
        1 for k in written.kept.values() for name in _LISTS for i in k.items.get(name, ()) if i.text
    )
    names, invented = (int(written.totals[key]) for key in ("names", "invented"))
    return [
        str(len(written.exchanges)),
        str(sum(each.is_changed for each in written.exchanges)),
        f"{sum(map(bool, said.values()))} of {len(asked)}" if asked else "-",
        _mean(bare),
        _mean(ours),
        str(retrieval.difference(ours, bare)) if asked else "-",
        f"{names - invented} of {names}",
        _mean([part / whole for part, whole in carrying]),
        f"{standing} of {offered}",
        str(sum(each.answer_tokens for each in written.exchanges)),
        f"{sum(each.seconds for each in written.exchanges):.0f}",
    ]


def _mean(values: Sequence[float]) -> str:
    return f"{sum(values) / len(values):.3f}" if values else "-"


def _print_table(rows: Iterable[Sequence[str]]) -> None:
    print(f"| {' | '.join(_HEADS)} |")
    print(f"|{' --- |' * len(_HEADS)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


# --- questions find files -----------------------------------------------------------------------


def _ask_for_files(data: Path, repositories: Sequence[str]) -> None:
    """Print how well source, notes, and both together lead to the files that answer questions."""
    ranks: dict[str, list[float]] = {"source": [], "notes": [], "both": []}
    for each in repositories:
        name, _, place = each.partition("=")
        folder, _, vault = place.partition(":")
        root = Path(folder).resolve()
        with tempfile.TemporaryDirectory() as home:
            notes = Path(vault) if vault else _documented(root, Path(home), _FACTS_ALONE)
            texts = _texts_of(root, notes)
        _count(
            name, ranks, texts, retrieval.questions(data / f"swe_qa_{name}.json", texts["source"])
        )
    _print_differences(ranks)


def _ask_with_docstrings(options: argparse.Namespace) -> None:
    """Print how well sentences that authors wrote, and that are taken out, lead to their files.

    With a server its model writes the prose of the notes, else they have facts alone.
    """
    server = ("--host", options.server, "--model", options.model)
    writer = server if options.server else _FACTS_ALONE
    ranks: dict[str, list[float]] = {"source": [], "notes": [], "both": []}
    for folder in options.derived:
        with tempfile.TemporaryDirectory() as home:
            root = Path(home) / folder.resolve().name
            shutil.copytree(folder, root, symlinks=True, ignore=_NO_HISTORY)
            subprocess.run(["git", "init", "-q", str(root)], check=True)
            asked = retrieval.held_out(root, options.most)
            texts = _texts_of(root, _documented(root, Path(home), writer))
        _count(root.name, ranks, texts, asked)
    _print_differences(ranks)


def _count(
    name: str,
    ranks: Mapping[str, list[float]],
    texts: Mapping[str, Mapping[str, str]],
    asked: Sequence[tuple[str, frozenset[str]]],
) -> None:
    """Add the reciprocal ranks of the questions on one repository, and print their means."""
    of_one = {}
    for key, documents in texts.items():
        index = retrieval.Index(documents)
        of_one[key] = [1 / index.rank_of(question, right) for question, right in asked]
        ranks[key].extend(of_one[key])
    print(f"{name}: {len(asked)} questions", _means(of_one), flush=True)


def _print_differences(ranks: Mapping[str, Sequence[float]]) -> None:
    print(f"all: {len(ranks['source'])} questions", _means(ranks))
    for key in ("notes", "both"):
        print(f"{key} - source: {retrieval.difference(ranks[key], ranks['source'])}")


def _means(ranks: Mapping[str, Sequence[float]]) -> str:
    return ", ".join(f"{key} {_mean(values)}" for key, values in ranks.items())


def _documented(root: Path, home: Path, writer: Sequence[str]) -> Path:
    """Write the notes of a tree; return their vault.

    Args:
        root: the tree.
        home: where ralf-notes keeps what it needs, and where the vault will be.
        writer: the options that name who writes the prose.
    """
    vault = home / "vault"
    command = trees.command(root, vault, *writer, "--quiet")
    subprocess.run(command, check=False, env=trees.environment(home))
    return vault


def _texts_of(root: Path, vault: Path) -> dict[str, dict[str, str]]:
    """Return by path the source of each Python file of a tree, its note, and both together."""
    source = {
        path.relative_to(root).as_posix(): path.read_text("utf-8", "replace")
        for path in root.rglob("*.py")
        if not any(part.startswith(".") for part in path.relative_to(root).parts)
    }
    notes = {path: _note_of(vault / root.name / f"{path}.md") for path in source}
    both = {path: f"{text}\n{notes[path]}" for path, text in source.items()}
    return {"source": source, "notes": notes, "both": both}


def _note_of(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


# --- recorded answers ---------------------------------------------------------------------------


def _judge_answers(answers: Path, sources: Path) -> None:
    """Print for each file of answers what the checks of names and of filler say of it."""
    for path in sorted(answers.glob("*.jsonl")):
        names = invented = refused = 0
        densities = []
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            found = next(iter(sorted(sources.glob(f"*/{row['path']}"))), None)
            answer = row.get("answer") or _loaded(row.get("text", ""))
            if found is None or not found.is_file() or not answer.get("summary"):
                continue
            text = found.read_text("utf-8", "replace")
            made = outline(row["path"], text)
            check = check_names(answer["summary"], file_vocabulary(row["path"], made, text))
            names, invented = names + check.names, invented + len(check.offenders)
            part, whole = filler.density(answer["summary"], row["path"])
            densities.append(part / max(whole, 1))
            refused += filler.is_filler(answer["summary"], text, row["path"])
        print(
            f"{path.stem}: {len(densities)} summaries, names raw {names - invented} of {names}, "
            f"density {_mean(densities)}, refused as filler {refused}"
        )


def _loaded(text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


if __name__ == "__main__":
    main()
