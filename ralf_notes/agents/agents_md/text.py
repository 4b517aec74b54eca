"""What the block for `AGENTS.md` says: where the notes are, and how to search them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from ralf_notes.agents.agents_md.block import BEGIN, END
from ralf_notes.config.keys import Config
from ralf_notes.notes.layout import note_paths, segment
from ralf_notes.notes.markdown import code_span
from ralf_notes.source.own_files import LLMS_NAME
from ralf_notes.source.walk import Tree

_MOST_TREES = 5


def block_text(config: Config, trees: Sequence[Tree], file: Path | None, folder: Path) -> str:
    """Return the block, with both markers, without a line break at its end.

    Args:
        config: names the vault.
        trees: what is documented.
        file: of the configuration, None if it has none.
        folder: where the block is to stand: its paths count from there.
    """
    target = _relative(config.target(), folder)
    names = sorted(tree.name for tree in trees)
    lines = [
        f"Notes on the code are in {code_span(f'{target}/')}, one for each file and folder: "
        "symbols with signatures, what uses what, what a file is for. Names and links come from a "
        "parser. Read the note on a file before the file; where they differ, the file is right.",
        "",
    ]
    for name in names[:_MOST_TREES]:
        overview = note_paths(name, ["x"], config.folder_note_style).folders[""]
        listed = f"; list of the notes: {code_span(f'{target}/{segment(name)}/{LLMS_NAME}')}"
        start = code_span(f"{target}/{overview}")
        lines.append(f"- Start with {start}{listed if config.llms_txt else ''}")
    if names:
        example = code_span(f"{target}/{segment(names[0])}/src/main.py.md")
        lines.append(f"- The note on {code_span('src/main.py')} would be {example}")
    options = _options(config, file, folder)
    lines += [
        f"- Search by a question or a name: {code_span(f'ralf-notes search {options}QUESTION')}",
        f"- The same as an MCP server: {code_span(f'ralf-notes mcp {options}'.rstrip())}",
        "- Do not edit the notes: `ralf-notes generate` writes them after the code has changed",
    ]
    return "\n\n".join([BEGIN, "## Notes on this code", "\n".join(lines), END])


def _options(config: Config, file: Path | None, folder: Path) -> str:
    """Return the options that the commands need where the block stands."""
    if file is not None and file.parent.resolve() in (folder.resolve(), *folder.resolve().parents):
        return ""
    if file is not None:
        return f"--config {shlex.quote(_relative(file, folder))} "
    return f"--target-dir {shlex.quote(_relative(config.target(), folder))} "


def _relative(path: Path, folder: Path) -> str:
    """Return a path as it counts from a folder, with `/`."""
    return os.path.relpath(os.path.realpath(path), os.path.realpath(folder)).replace(os.sep, "/")
