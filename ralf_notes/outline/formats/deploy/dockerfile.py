"""Dockerfiles: the stages with their images, what the container runs, its ports and arguments.

Source: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.keys import comment_of
from ralf_notes.outline.model import Import, Table
from ralf_notes.text import some_of

_INSTRUCTION = re.compile(r"[ \t]*([A-Za-z]{2,20})[ \t]+(.*)", re.DOTALL)
_FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+[Aa][Ss]\s+(\S+))?")
_ARGUMENT = re.compile(r"([A-Za-z_]\w*)(?:=(\"[^\"\n]*\"|\S*))?")
_HEREDOC = re.compile(r"<<-?[\"']?([A-Za-z_]\w{0,60})[\"']?")
_ON_IMAGE = re.compile(r"\b(?:docker|image|container|build)", re.IGNORECASE)
_SHOWN = ("WORKDIR", "USER", "EXPOSE", "VOLUME", "ENTRYPOINT", "CMD", "HEALTHCHECK", "STOPSIGNAL")
_ESCAPE = re.compile(r"^#[ \t]*escape[ \t]*=[ \t]*`", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class _Stage:
    image: str
    name: str
    comment: str
    settings: list[tuple[str, str]] = field(default_factory=list)


def facts(_path: str, text: str) -> Facts:
    """Return the facts of a Dockerfile."""
    stages: list[_Stage] = []
    arguments: dict[str, tuple[str, str, str]] = {}
    copied: list[str] = []
    instructions = list(_instructions(text))
    for word, rest, comment in instructions:
        if word == "FROM" and (match := _FROM.match(rest)):
            stages.append(_Stage(match[1], match[2] or "", comment))
        elif word == "ARG" and (match := _ARGUMENT.match(rest)):
            row = match[1], (match[2] or "").strip('"'), comment
            arguments[match[1]] = max(arguments.get(match[1], row), row, key=lambda r: r[1:])
        elif stages and word in _SHOWN:
            stages[-1].settings.append((word, " ".join(rest.split())))
        elif word in ("COPY", "ADD") and "--from=" not in rest:
            copied += [part for part in rest.split()[:-1] if not part.startswith("--")]
    first_word, _, first_comment = instructions[0] if instructions else ("", "", "")
    is_of_first = first_word == "FROM" or not _ON_IMAGE.search(first_comment)
    many = len(stages) > 1
    runs = tuple(
        (stage.name or str(number) if many else "", word, rest)
        for number, stage in enumerate(stages)
        for word, rest in _last(stage.settings)
    )
    rows = tuple((s.name or str(n), s.image, s.comment) for n, s in enumerate(stages))
    return Facts(
        about=_about(stages),
        purpose="" if first_comment and is_of_first else None,
        tables=tables(
            Table("Stages", ("stage", "image", "what it is"), rows),
            Table("Container", ("stage", "setting", "value"), runs),
            Table("Arguments", ("argument", "default", "what it is"), tuple(arguments.values())),
        ),
        imports=tuple(Import(f"./{each}") for each in dict.fromkeys(copied) if _is_file(each)),
    )


def _about(stages: Sequence[_Stage]) -> str:
    names = {stage.name.lower() for stage in stages if stage.name}
    bases = (stage.image for stage in stages if stage.image.lower() not in names)
    images = list(dict.fromkeys(image.partition("@sha256:")[0] for image in bases))
    if not images:
        return "Dockerfile."
    settings = dict(stages[-1].settings)
    last = settings.get("ENTRYPOINT") or settings.get("CMD", "")
    runs = f" and runs `{last.replace('`', ' ')}`" if last and len(last) < 80 else ""
    return f"Container image that is built from {some_of(images, 3)}{runs}."


def _is_file(written: str) -> bool:
    return (
        not written.startswith(("/", "$", "[", "http", "<<", '"'))
        and "*" not in written
        and written != "."
    )


def _last(settings: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the settings of a stage; of those that replace each other, the last one."""
    many = ("EXPOSE", "VOLUME")
    shown = {
        word if word not in many else f"{word} {value}": (word, value) for word, value in settings
    }
    return list(shown.values())


def _instructions(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each instruction: its word, what follows in full, the comment above it."""
    mark = "`" if _ESCAPE.search(text[:500]) else "\\"
    above: list[str] = []
    lines = iter(text.splitlines())
    for line in lines:
        stripped = line.strip()
        if stripped.startswith("#"):
            above.append(stripped)
            continue
        parts = [stripped]
        while parts[-1].endswith(mark):
            parts[-1] = parts[-1][:-1]
            following = next((each for each in lines if not each.lstrip().startswith("#")), None)
            if following is None:
                break
            parts.append(following.strip())
        whole = " ".join(parts)
        for heredoc in (
            _HEREDOC.finditer(whole) if whole[:4].upper() in ("RUN ", "COPY", "ADD ") else ()
        ):
            next((each for each in lines if each.strip() == heredoc[1]), None)
        if match := _INSTRUCTION.match(whole):
            yield match[1].upper(), match[2].strip(), comment_of(above)
        above = []
