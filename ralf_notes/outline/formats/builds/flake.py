"""Nix: the inputs and outputs of a flake, and the files that an expression names.

Source: https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blocks_of
from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.model import Import, Table
from ralf_notes.text import some_named

_HIDDEN = re.compile(
    r"(?P<kept>\"(?:[^\"\\]|\\.)*+(?:\"|\\?\Z))|#[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\*?\Z)"
    r"|''(?:[^']++|'(?!')|''[$'\\])*+(?:''|'?\Z)",
    re.DOTALL,
)
_NO_BREAK = re.compile(r"[^\n]")
_DESCRIPTION = re.compile(
    r"^[ \t]*+description\s*+=\s*+\"(?P<words>[^\"$]{1,300}+)\"\s*+;", re.MULTILINE
)
_INPUTS = re.compile(r"(?<![\w.])inputs\s*+=\s*+\{")
_OUTPUTS = re.compile(r"(?<![\w.])outputs\s*+=")
_URL = (
    r"\s*+=\s*+(?:\{\s*+(?:flake\s*+=\s*+\w++\s*+;\s*+)?url\s*+=\s*+)?\"(?P<url>[^\"$]{1,300}+)\""
)
_DOTTED = re.compile(rf"(?<![\w.])inputs\.(?P<name>[\w-]{{1,80}}+)(?:\.url)?+{_URL}")
_INSIDE = re.compile(rf"(?<![\w.-])(?P<name>[\w-]{{1,80}}+)(?:\.url)?+{_URL}")
_OUTPUT = re.compile(
    r"^[ \t]*+(?P<name>(?:packages|legacyPackages|devShells?|apps|checks|formatter|overlays?|lib"
    r"|nixosModules?|nixosConfigurations|darwinModules|darwinConfigurations|homeConfigurations"
    r"|homeModules|homeManagerModules|hydraJobs|templates|defaultPackage|defaultApp)"
    r"(?:\.(?:[\w-]++|\$\{[\w.]++\}|\"[^\"\n]{1,60}+\")){0,4}+)\s*+=(?!=)\s*+(?!\[|with\b)",
    re.MULTILINE,
)
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*+(?:\"|\\?\Z)", re.DOTALL)
_SCOPE = re.compile(r"(?<![\w.-])(?:let|in)(?![\w-])")
_MARK = re.compile(r"[;()\[\]{}]")
_PATH = re.compile(r"(?<![\w./-])(?P<path>\.{1,2}(?:/[\w.+-]++){1,10}+)(?=[\s;)\]}]|\Z)")


def facts(path: str, text: str) -> Facts:
    """Return the facts of a flake, and the files that any expression of Nix names."""
    told = _HIDDEN.sub(_without_comment, text)
    paths = dict.fromkeys(match["path"] for match in _PATH.finditer(told))
    imports = tuple(Import(each) for path in paths for each in (path, f"{path}/default.nix"))
    if path.rpartition("/")[2] != "flake.nix":
        return Facts(imports=imports)
    inputs = dict(_inputs(told))
    start = _OUTPUTS.search(told)
    outputs = dict.fromkeys(_outputs(told, start.end())) if start else {}
    description = _DESCRIPTION.search(told)
    named = f" with the {some_named('output', list(outputs))}" if outputs else ""
    return Facts(
        about=f"Nix flake{named}.",
        purpose=description["words"].strip() if description else None,
        tables=tables(
            Table("Inputs", ("input", "from"), tuple(inputs.items())),
            Table("Outputs", ("output",), tuple((each,) for each in outputs)),
        ),
        imports=imports,
    )


def _without_comment(match: re.Match[str]) -> str:
    return match["kept"] or _NO_BREAK.sub(" ", match[0])


def _without_strings(told: str) -> str:
    """Return a text of the same length without its strings."""
    return _STRING.sub(lambda string: _NO_BREAK.sub(" ", string[0]), told)


def _outputs(told: str, start: int) -> Iterator[str]:
    """Yield the outputs, not what is bound in a `let`, nor what stands inside another output."""
    words = [
        (match.start(), 1 if match[0] == "let" else -1)
        for match in _SCOPE.finditer(_without_strings(told), start)
    ]
    words.reverse()
    lets, end = 0, start
    for match in _OUTPUT.finditer(told, start):
        while words and words[-1][0] < match.start():
            lets += words.pop()[1]
        if match.start() >= end and lets <= 0:
            yield match["name"]
            end = _value_end(told, match.end())


def _value_end(told: str, at: int) -> int:
    """Return where the value that begins at a place ends: at the next `;` outside brackets."""
    depth = 0
    for mark in _MARK.finditer(told, at):
        depth += (mark[0] in "([{") - (mark[0] in ")]}")
        if depth < 0 or (mark[0] == ";" and not depth):
            return mark.start()
    return len(told)


def _inputs(told: str) -> Iterator[tuple[str, str]]:
    for match in _DOTTED.finditer(told):
        yield match["name"], match["url"]
    block = _INPUTS.search(told)
    if block is None:
        return
    blanked = _without_strings(told)
    ends = {each.start: each.end for each in blocks_of(blanked.encode("latin-1", "replace"))}
    end = ends.get(block.end() - 1, len(told))
    for match in _INSIDE.finditer(told, block.end(), end):
        yield match["name"], match["url"]
