"""Find the commands of a shell script, which may be functions and scripts of other files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import ParsedFile
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

_RUNNING = frozenset(
    ("run", "trap", "exec", "command", "time", "nohup", "eval", "bash", "sh", "zsh", "sudo")
)
"""Commands whose first argument is a command, or a script; `run` is of bats."""
_FOLDERS = lazily(
    r"^(?:(?!\$\{?(?:HOME|PREFIX|DESTDIR|TMPDIR|TMP)\b)(?:\$\{[^}]*\}|\$\w+|\$\(.*\))/)++"
)
_COMMAND = lazily(r"(?:\$/)?[\w.@+:][\w.:@+/-]{1,199}")


def command_names(nodes: Iterable[Node], file: ParsedFile) -> set[str]:
    """Return the names and paths of the commands of a script.

    A path that begins with variables begins with `$/` instead: they hold its folder.
    """
    texts = (file.text(word) for node in nodes for word in _words(node, file))
    names = (
        _FOLDERS.sub("$/", text.replace('"', "").replace("'", ""), count=1)
        for text in texts
        if len(text) < 300
    )
    return {name for name in names if _COMMAND.fullmatch(name)}


def _words(command: Node, file: ParsedFile) -> Iterator[Node]:
    """Yield the name of a command, and its first argument if that is a command as well."""
    name = command.child_by_field_name("name")
    if name:
        yield name
        if file.text(name) in _RUNNING:
            yield from command.children_by_field_name("argument")[:1]
