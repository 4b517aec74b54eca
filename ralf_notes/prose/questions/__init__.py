"""Builds the requests to models from the system prompt and the questions, text files beside this.

The material comes first and the question last, so that a server's prompt cache can reuse the
beginning that two requests share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from ralf_notes import control_tokens
from ralf_notes.models.context_window import BYTES_PER_TOKEN
from ralf_notes.models.engines import Ask, strict_object
from ralf_notes.prose.parts import Budget
from ralf_notes.prose.questions.fences import fenced
from ralf_notes.prose.surroundings import LONGEST_LINE, MOST_BYTES, Neighbourhood
from ralf_notes.text import one_line

SUMMARY = 480
"""Longest summary, in characters: a little more than is asked for, as it is cut at a clause."""
OVERVIEW = 700
"""Longest summary of a repository, in characters."""
DESCRIPTION = 195
"""Longest description of one symbol, in characters."""
MOST_ITEMS = {"steps": 6, "gotchas": 4, "start": 6, "ideas": 8, "tasks": 8}
"""The lists that a file or a repository may be asked for, and the most items of each."""
ITEM = 230
"""Longest item of a list, in characters."""
_RECORDS = {"ideas": {"term": 40, "says": 190}, "tasks": {"task": 90}}
"""Lists whose items are objects with a file: their texts, each with its most characters."""
LONGEST_PLACE = 48
"""Characters of the name of a file that an item names."""
_JSON_OVERHEAD = 40
"""Tokens of braces, keys and white space around an answer."""
_TEMPLATE_TOKENS = 48
"""Tokens that a chat template puts around system prompt and message."""
_RETRY_BYTES = 240
"""Room for the names that a first answer invented."""
_MOST_ONLY = 12
"""Symbols that a question about changed ones names."""
_SHARE_AROUND = 6
"""At most one part in this many of the room for source goes to the surroundings of a file."""
_LONGEST_NAME = 120
"""Characters of the name of the symbol around a part: a name of 100 kB would fill the window."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one piece of material."""

    kind: str
    """The text file with its wording: `file`, `part`, `fold`, `group`, `folder` or `overview`."""
    material: str
    task: str
    summary: bool
    """Whether a summary is wanted."""
    symbols: tuple[str, ...] = ()
    """The names that need a description."""
    head: str = ""
    """The part of the task that is about the summary."""
    path: str = ""
    """The file or folder that it is about."""
    lists: tuple[str, ...] = ()
    """The lists of items that are wanted; an answer without them is complete all the same."""
    only: tuple[str, ...] = ()
    """The symbols that the items are to be about; empty for the whole file."""
    places: tuple[str, ...] = ()
    """The files that items may name."""
    surroundings: Neighbourhood = Neighbourhood()
    """Where the file stands. It is sent, and belongs to no key: see `Neighbourhood`."""

    @property
    def pieces(self) -> tuple[str, ...]:
        """Everything that is asked for; '' is the summary."""
        return (*([""] if self.summary else []), *self.symbols)


def system(language: str, instructions: str = "", wording: str = "system") -> str:
    """Return the one system prompt of a run.

    Args:
        language: the language of the prose, e.g. `English`.
        instructions: the user's own instructions, appended.
        wording: the text file with it: `system` for notes, `system_of_answers` for `ask`.
    """
    prompt = _text(wording).format(language=language)
    return f"{prompt}{instructions.strip()}\n" if instructions.strip() else prompt


def prompt_digest(system_prompt: str) -> str:
    """Return the hash of everything that models are sent apart from the material."""
    wordings = [
        "file", "part", "symbols", "fold", "folder", "overview", "group", "retry", "particular",
        *MOST_ITEMS,
    ]  # fmt: skip
    return sha256("\0".join([system_prompt, *map(_text, wordings)]).encode()).hexdigest()


def message(question: Question, task: str) -> str:
    """Return the message to a model: the material, then the task, without control tokens.

    Servers put the message into the model's chat template and look for control tokens in the result
    (llama.cpp's `tokenize_input_prompts` with `parse_special`, Ollama's `BytePairEncoding.Encode`),
    so a source could end the user's turn and begin one of the system. A space breaks each token.
    """
    repository, around = question.surroundings.repository, question.surroundings.shown
    place, blank, source = question.material.partition("\n\n")
    before = f"{place}\n{repository}" if repository else place
    after = f"{fenced(around)}\n\n" if around else ""
    return control_tokens.broken(before + blank + source + after + task)


def request(system: str, question: Question, task: str, seed: int) -> Ask:
    """Return the request that asks a model a question."""
    return Ask(system, message(question, task), schema(question), num_predict(question), seed)


def about_file(
    path: str, language: str, text: str, symbols: Sequence[str], summary: bool
) -> Question:
    """Return the question about a file that is sent whole."""
    path = _safe_name(path)
    material = f"{path} ({language})\n\n{fenced(text)}\n\n"
    return _question("file", path, material, symbols, summary)


def about_part(
    path: str, inside: str, text: str, symbols: Sequence[str], summary: bool
) -> Question:
    """Return the question about one part of a file; `inside` is the symbol around its beginning."""
    path, around = _safe_name(path), _safe_name(inside)
    short = around if len(around) <= _LONGEST_NAME else f"{around[:_LONGEST_NAME]}…"
    place = f", inside {short}" if inside else ""
    material = f"Part of {path}{place}\n\n{fenced(text)}\n\n"
    return _question("part", path, material, symbols, summary)


def about_notes(kind: str, path: str, lines: Iterable[str]) -> Question:
    """Return the question that sums up several notes; kind: fold, group, folder or overview."""
    path, notes = _safe_name(path), fenced("\n".join(lines))
    return _question(kind, path, f"{path}\n\n{notes}\n\n", (), summary=True)


def about_list(
    path: str,
    lines: Iterable[str],
    name: str,
    only: Sequence[str] = (),
    places: Sequence[str] = (),
) -> Question:
    """Return the question that asks for a list about a repository alone, and for no summary.

    Args:
        path: the name of the repository.
        lines: what the model reads.
        name: the list, which is the kind of the question as well.
        only: the symbols or files that the items are to be about; empty for all.
        places: the files that items may name.
    """
    path, shown = _safe_name(path), fenced("\n".join(lines))
    question = Question(name, f"{path}\n\n{shown}\n\n", "", summary=False, path=path)
    question = replace(question, places=tuple(places))
    return with_lists(question, (name,), only)


def retry(question: Question, offenders: Iterable[str], *, was_filler: bool = False) -> str:
    """Return the task of a second attempt, with what was wrong with the first one.

    Args:
        question: about what the first attempt has not answered.
        offenders: names that do not exist.
        was_filler: whether the first answer could stand under any file.
    """
    names = ", ".join(sorted(offenders))[: _RETRY_BYTES - 120]
    task = _task(question.head, question.symbols, question.summary) if question.head else ""
    faults = _text("retry").format(names=names) if names else ""
    return (task or question.task) + faults + (_text("particular") if was_filler else "")


def schema(question: Question) -> Mapping[str, Any]:
    """Return the JSON Schema of the answer: its keys are the real names, its lengths are capped."""
    properties: dict[str, Any] = {}
    if question.summary:
        longest = longest_summary(question.kind)
        properties["summary"] = {"type": "string", "minLength": 1, "maxLength": longest}
    for name in question.lists:
        item: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": ITEM}
        if name in _RECORDS:
            texts = {k: {"type": "string", "maxLength": m} for k, m in _RECORDS[name].items()}
            item = strict_object(
                {**texts, "file": {"type": "string", "enum": list(question.places)}}
            )
        properties[name] = {"type": "array", "items": item, "maxItems": MOST_ITEMS[name]}
    if question.symbols:
        description = {"type": "string", "minLength": 1, "maxLength": DESCRIPTION}
        properties["symbols"] = strict_object(dict.fromkeys(question.symbols, description))
    return strict_object(properties)


def longest_summary(kind: str) -> int:
    """Return the most characters of the summary that a kind of question asks for."""
    return OVERVIEW if kind == "overview" else SUMMARY


def num_predict(question: Question) -> int:
    """Return the cap on the answer, in tokens."""
    names = sum(len(name.encode()) for name in question.symbols)
    summary = longest_summary(question.kind) * question.summary
    characters = summary + (DESCRIPTION + 12) * len(question.symbols) + names
    characters += lists_size(question.lists)
    return characters // BYTES_PER_TOKEN + _JSON_OVERHEAD


def lists_size(lists: Iterable[str]) -> int:
    """Return the most characters that the items of some lists take in an answer."""
    return sum(MOST_ITEMS[name] * (_item_size(name) + 6) + 12 for name in lists)


def _item_size(name: str) -> int:
    texts = _RECORDS.get(name)
    return sum(texts.values()) + LONGEST_PLACE + 12 * (len(texts) + 1) if texts else ITEM


def with_lists(question: Question, lists: Sequence[str], only: Sequence[str]) -> Question:
    """Return a question that asks for lists of items as well."""
    names = ", ".join(f"`{_safe_name(name)[:_LONGEST_NAME]}`" for name in only[:_MOST_ONLY])
    about = f", only of {names}" if names else ""
    wording = "".join(_text(name).format(about=about, path=question.path) for name in lists)
    return replace(
        question, task=question.task + wording, lists=tuple(lists), only=tuple(only[:_MOST_ONLY])
    )


def budget(num_ctx: int, system_prompt: str, path: str, lists: Sequence[str] = ()) -> Budget:
    """Return how much a request about one file may hold beside its fixed text.

    Args:
        num_ctx: context window, in tokens.
        system_prompt: the run's system prompt.
        path: the file's path, which is part of both material and task.
        lists: the lists of items that are asked for.
    """
    longest = max(len(_text(name).encode()) for name in ("file", "part", "fold", "overview"))
    fixed = len(system_prompt.encode()) + longest + len(_text("symbols").encode()) + _RETRY_BYTES
    fixed += 4 * len(path.encode()) + OVERVIEW
    fixed += lists_size(lists) + sum(len(_text(name).encode()) for name in lists)
    fixed += _MOST_ONLY * (_LONGEST_NAME + 4) if lists else 0
    window = (num_ctx - _TEMPLATE_TOKENS - _JSON_OVERHEAD) * BYTES_PER_TOKEN
    # In a small window the source has precedence.
    around = min(LONGEST_LINE + MOST_BYTES, max(window - fixed, 0) // _SHARE_AROUND)
    return Budget(max(window - fixed - around, 3 * DESCRIPTION), DESCRIPTION, around)


def _safe_name(name: str) -> str:
    """Return a path or a symbol's name that is safe outside a fence: one line, no backticks."""
    return one_line(name).replace("`", "'")


def _question(
    name: str, path: str, material: str, symbols: Sequence[str], summary: bool
) -> Question:
    head = _text(name).format(path=path)
    return Question(
        name, material, _task(head, symbols, summary), summary, tuple(symbols), head, path
    )


def _task(head: str, symbols: Sequence[str], summary: bool) -> str:
    """Return what is asked for, in words: a server may not hold the model to the schema.

    Args:
        head: what the summary is to say.
        symbols: the names that need a description.
        summary: whether a summary is wanted.
    """
    names = ", ".join(f"`{_safe_name(name)[:_LONGEST_NAME]}`" for name in symbols)
    task = head if summary else ""
    return task + (_text("symbols").format(names=names) if symbols else "")


@cache
def _text(name: str) -> str:
    return (resources.files(__name__) / f"{name}.txt").read_text(encoding="utf-8")
