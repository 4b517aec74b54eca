"""How much prose helps to find functions that their authors did not describe.

    described.py DATA        one line for each project, then the gain

DATA has `codereval_java.jsonl` (see README.md): functions of open-source projects without comments,
for each a sentence that a person wrote and a summary that a model wrote. Each function is a file;
the sentence is the question, the summary the prose of its note. `source` is our search without
notes, `prose` with these; what prose counts was chosen on the projects with `(tuned)` alone.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from retrieval import FEWEST, difference

sys.path.insert(0, str(Path(__file__).parent.parent))

from ralf_notes.config.keys import Config
from ralf_notes.search import find
from ralf_notes.search.index import opened

_NOTE = """---
source: "{path}"
ralf_model: "recorded"
---
<!-- ralf:begin sum=0 -->
# {name}

{summary}

Java

## Symbols

### `Item.{name}`

{sentence}

<!-- ralf:end - what you write below stays yours -->
"""


def main() -> None:
    by_project = _functions(Path(sys.argv[1]))
    gathered: dict[bool, tuple[list[float], list[float]]] = {True: ([], []), False: ([], [])}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RALF_CACHE_DIR"] = f"{folder}/cache"
        for at, project in enumerate(sorted(by_project)):
            is_tuned = at % 2 == 0
            ranks = _ranks(Path(folder, project), by_project[project])
            for figures, new in zip(gathered[is_tuned], ranks, strict=True):
                figures += new
            _print(f"{project}{' (tuned)' if is_tuned else ''}", *ranks)
    _print("all tuned", *gathered[True])
    _print("held out", *gathered[False])


def _functions(data: Path) -> dict[str, dict[str, Mapping[str, str]]]:
    """Return by project and name the functions of projects that have enough of them."""
    found: defaultdict[str, dict[str, Mapping[str, str]]] = defaultdict(dict)
    for line in (data / "codereval_java.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["human"].strip():
            found[row["group"]].setdefault(row["name"], row)
    return {project: rows for project, rows in found.items() if len(rows) >= FEWEST}


def _ranks(folder: Path, rows: Mapping[str, Mapping[str, str]]) -> tuple[list[float], list[float]]:
    """Return for each function 1 / the rank of its file, without notes and with prose."""
    root, vault = folder / "tree", folder / "vault"
    for name, row in rows.items():
        path = _path(name)
        code = f"class Item {{\n{row['code']}}}\n"
        sentence = re.split(r"(?<=\.)\s", row["summary"])[0]
        note = _NOTE.format(path=path, name=name, summary=row["summary"], sentence=sentence)
        for file, text in ((root / path, code), (vault / "tree" / f"{path}.md", note)):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    return _reciprocal(root, folder / "none", rows), _reciprocal(root, vault, rows)


def _reciprocal(root: Path, target: Path, rows: Mapping[str, Mapping[str, str]]) -> list[float]:
    found = []
    with opened(Config(source_paths=(str(root),), target_dir=target)) as index:
        for name, row in rows.items():
            ranked = [file.path for file in find.ranked_files(index, row["human"])]
            files = [path for path in ranked if path.endswith(".java")]
            right = _path(name)
            found.append(1 / (1 + files.index(right)) if right in files else 0.0)
    return found


def _path(name: str) -> str:
    return f"src/{name[0].upper()}{name[1:]}.java"


def _print(title: str, source: Sequence[float], prose: Sequence[float]) -> None:
    count = len(source)
    means = f"source {sum(source) / count:.3f}, prose {sum(prose) / count:.3f}"
    print(f"{title}: {count} questions, {means}, {difference(prose, source)}", flush=True)


if __name__ == "__main__":
    main()
