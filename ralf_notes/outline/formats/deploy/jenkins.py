"""Jenkins: the stages of a pipeline, its parameters, and the libraries that it loads.

Source: https://www.jenkins.io/doc/book/pipeline/syntax/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blocks_of, without_strings
from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.model import Table
from ralf_notes.text import some_named

_STAGE = re.compile(
    r"\bstage[ \t]*+\(\s*+(?:name:\s*)?(?P<quote>[\"'])(?P<name>[^\"'\n]{1,150}+)(?P=quote)"
    r"\s*+\)\s*+\{"
)
_PIPELINE = re.compile(r"^[ \t]*+(?:pipeline|node)\b[^\n{]{0,80}\{", re.MULTILINE)
_PARAMETER = re.compile(
    r"\b(?P<type>string|booleanParam|choice|text|password|credentials|file)[ \t]*+\(?\s*+"
    r"(?P<rest>(?:\w++\s*+:\s*+(?:\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|\[[^\]]{0,500}\]|[\w.]++)\s*+,?\s*+)++)"
)
_ARGUMENT = re.compile(
    r"(\w++)\s*+:\s*+(?:\"((?:[^\"\\\n]|\\.)*+)\"|'((?:[^'\\\n]|\\.)*+)'|(\w++))"
)
_LIBRARY = re.compile(r"@Library\(\s*\[?([^)\n]{1,300})\)")
_QUOTED = re.compile(r"[\"']([^\"'\n]+)[\"']")


def facts(path: str, text: str) -> Facts:
    """Return the facts of a Jenkinsfile: its stages, its parameters, and shared libraries."""
    is_named = "jenkinsfile" in path.rpartition("/")[2].lower()
    if not is_named and not (_PIPELINE.search(text) and "stage" in text):
        return Facts()
    stages = list(_stages(text))
    block = text.find("parameters")
    inputs = tuple(_parameters(text[block:])) if block >= 0 else ()
    libraries = [name for match in _LIBRARY.finditer(text) for name in _QUOTED.findall(match[1])]
    names = [name for name, _ in stages]
    return Facts(
        about=f"Jenkins pipeline with the {some_named('stage', names)}."
        if names
        else "Jenkins pipeline.",
        tables=tables(
            Table("Inputs", ("input", "type", "default", "what it is"), inputs),
            Table("Stages", ("stage", "of"), tuple(stages)),
            Table("Includes", ("from",), tuple((each,) for each in libraries)),
        ),
    )


def _stages(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each stage, and of the one around it."""
    code = without_strings(text.encode("latin-1", "replace"), ("//", "/*"))
    ends = {block.start: block.end for block in blocks_of(code)}
    around: list[tuple[str, int]] = []
    for match in _STAGE.finditer(text):
        end = ends.get(match.end() - 1)
        if end is None or not code[match.start() : match.start() + 1].strip():
            continue
        while around and around[-1][1] < match.start():
            around.pop()
        yield match["name"], around[-1][0] if around else ""
        around.append((match["name"], end))


def _parameters(text: str) -> Iterator[tuple[str, str, str, str]]:
    for match in _PARAMETER.finditer(text):
        told = {
            key: double or single or word
            for key, double, single, word in _ARGUMENT.findall(match["rest"])
        }
        if name := told.get("name"):
            yield name, match["type"], told.get("defaultValue", ""), told.get("description", "")
