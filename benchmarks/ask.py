"""Whether the sentences of `ralf-notes ask` hold: checked again here, by other means.

`python benchmarks/ask.py FOLDER` asks the questions of `ask/answers.yaml` about the repositories
that are cloned in FOLDER, of a double that gives the answers written there. With `--server` and
`--model`, a real model answers. `--vaults FOLDER` has notes to use; without it, facts are written.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from doubles.ollama.server import Model, OllamaServer, Request

QUESTIONS = Path(__file__).parent / "ask/answers.yaml"
BY_HAND = "by-hand:7b"
_CODE = re.compile(r"`([^`]+)`|\b(\w+(?:[._:]+\w+)+|\w*[a-z\d][A-Z]\w*|[A-Za-z]+\d*_\w+)(?:\(\))?")
_WORD = re.compile(r"[^\W\d_]\w*")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")
_HTTPS = ("GitHub", "GitLab")
"""Proper names that look like code."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--vaults", type=Path)
    parser.add_argument("--server")
    parser.add_argument("--model")
    parser.add_argument("--most", type=int, default=99, help="questions of each repository")
    parser.add_argument("--show", action="store_true", help="print the answers")
    given = parser.parse_args()
    total: Counter[str] = Counter()
    firsts: list[float] = []
    data = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    for name, of_repository in data.items():
        counts: Counter[str] = Counter()
        with (
            tempfile.TemporaryDirectory() as folder,
            answering(of_repository, given.server) as host,
        ):
            source = given.folder / name
            vault = (given.vaults or Path(folder)) / name
            if not vault.exists():
                ralf("generate", source, "-o", vault, "--engine", "none", "--quiet")
            for each in of_repository["questions"][: given.most]:
                told = ask(each["question"], source, vault, host, given.model or BY_HAND)
                firsts += [told["first_sentence_seconds"]] if told["first_sentence_seconds"] else []
                counts += judged(told, vault, each)
                if given.show:
                    show(told)
        report(name, counts)
        total += counts
    report("all", total)
    if firsts:
        middle = sorted(firsts)[len(firsts) // 2]
        print(f"first sentence after {middle:.2f} s (median), {max(firsts):.2f} s at most")
    sys.exit(total["held"] < total["printed"])


@contextmanager
def answering(of_repository: dict[str, Any], server: str | None) -> Iterator[str]:
    """Yield the address of what answers: a real server, or a double with the written answers."""
    if server:
        yield server
        return
    answers = {each["question"]: each["answer"] for each in of_repository["questions"]}

    def answer(request: Request) -> str:
        said = next(said for question, said in answers.items() if question in request.user)
        return json.dumps({"sentences": [cited(request.user, *each) for each in said]})

    with OllamaServer([Model(BY_HAND, context_length=8192)], answer=answer) as double:
        yield double.host


def cited(prompt: str, text: str, mark: str) -> dict[str, object]:
    """Return a sentence as a model writes it: with the number of the passage that has its mark."""
    parts = re.split(r"^Passage (\d+):\n", prompt, flags=re.MULTILINE)
    found = (int(n) for n, body in zip(parts[1::2], parts[2::2], strict=True) if mark in body)
    return {"passage": next(found, 1), "text": text}


def ralf(*args: str | Path) -> str:
    """Run the command line, and return what it prints."""
    command = [sys.executable, "-P", "-m", "ralf_notes", *map(str, args)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout


def ask(question: str, source: Path, vault: Path, host: str, model: str) -> dict[str, Any]:
    """Return what `ask` prints as JSON."""
    options = ("--source", source, "-o", vault, "--host", host, "--model", model, "--json")
    told: dict[str, Any] = json.loads(ralf("ask", question, *options))
    if told["problem"]:
        print(f"{question} {told['problem']}")
    return told


def judged(told: dict[str, Any], vault: Path, asked: dict[str, Any]) -> Counter[str]:
    """Return the counts of one answer."""
    passages = {each["number"]: each for each in told["passages"]}
    held = [holds(each["text"], passages[each["passage"]], vault) for each in told["sentences"]]
    for each, it_holds in zip(told["sentences"], held, strict=True):
        each["sign"] = "+" if it_holds else "!"
    return Counter(
        {
            "questions": 1,
            "answered": bool(told["sentences"]),
            "printed": len(held),
            "held": sum(held),
            "dropped": len(told["dropped"]),
            "said": len(asked["answer"]),
            "prompt": told["prompt_tokens"],
            "answer": told["answer_tokens"],
        }
    )


def holds(text: str, passage: dict[str, Any], vault: Path) -> bool:
    """Whether all code-like names and numbers of a sentence stand in the file that it cites, on
    the lines that it cites, read again from disk."""
    if passage["kind"] == "note":
        shown = (vault / passage["note"]).read_text(encoding="utf-8")
    else:
        first, last = passage["lines"]
        lines = Path(passage["file"]).read_text(encoding="utf-8").split("\n")
        shown = "\n".join(lines[first - 1 : last])
    shown += f"\n{passage['path']} {passage['symbol'] or ''}"
    words = {*_WORD.findall(shown)}
    parts = {part.lower() for word in words for part in (word, *word.split("_"))}
    for match in _CODE.finditer(text):
        name = match[1] or match[2]
        for word in _WORD.findall(name):
            if word not in words and word.lower() not in parts and word not in _HTTPS:
                return False
    numbers = {*map(float, re.findall(r"\d+(?:\.\d+)?", shown.replace("_", "")))}
    return all(float(number) in numbers for number in _NUMBER.findall(text.replace(",", "")))


def show(told: dict[str, Any]) -> None:
    print(f"\n{told['question']}")
    places = {
        p["number"]: p["note"] if p["kind"] == "note" else p["path"] for p in told["passages"]
    }
    for each in told["sentences"]:
        print(f"  {each['sign']} {each['text']} [{places[each['passage']]}]")
    for each in told["dropped"]:
        print(f"  - {each['text']} ({each['why']})")


def report(name: str, counts: Counter[str]) -> None:
    share = counts["held"] / counts["printed"] if counts["printed"] else 0.0
    print(
        f"{name}: {counts['answered']} of {counts['questions']} questions answered, "
        f"{counts['printed']} sentences printed, {share:.3f} of them hold, "
        f"{counts['dropped']} dropped; {counts['prompt'] / max(counts['questions'], 1):.0f} tokens "
        f"read and {counts['answer'] / max(counts['questions'], 1):.0f} written for a question"
    )


if __name__ == "__main__":
    main()
