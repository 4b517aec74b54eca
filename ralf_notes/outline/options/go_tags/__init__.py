"""Options that struct tags of Go describe: of Kong, go-arg and go-flags.

Which library reads a struct is told by an import, or by tags that only one library has. A struct
counts where the file shows that it is given to the library as it is, not below a prefix of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.options.go_tags import go_arg, go_flags, kong
from ralf_notes.outline.options.go_tags.structs import GoStructs, structs_of
from ralf_notes.outline.options.option import Option
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

_TAGGED = (b'help:"', b'long:"', b'arg:"', b'short:"', b'/go-arg"')
_IMPORTS = lazily(
    rb'"github\.com/(?:(alecthomas/kong)|(alexflint/go-arg)|(?:jessevdk|umputun)/(go-flags))'
    rb'(?:/v\d+)?"'
)
_OTHERS = lazily(rb'[`\s](?:flag|conf|opts|cli|usage):"')
"""Matches tags of libraries that are not read here, some of which have `help`, too."""
_ONLY_OF_KONG = lazily(rb'[`\s](?:cmd|embed|negatable|envprefix|xor):"|[`\s]arg:"(?:"|\s)')
_ONLY_OF_GO_ARG = lazily(rb'[`\s]arg:"(?:-{1,2}\w|positional|subcommand)')
_ONLY_OF_GO_FLAGS = (b' description:"', b'long:"')
"""Stand in one line of go-flags."""
_READERS: tuple[Callable[[GoStructs], Iterator[Option]], ...] = (
    kong.options,
    go_arg.options,
    go_flags.options,
)


def options(root: Node, source: bytes) -> Iterator[Option]:
    """Yield the options that the structs of a file in Go describe."""
    if not any(each in source for each in _TAGGED):
        return
    known = {at for groups in _IMPORTS.findall(source) for at, one in enumerate(groups) if one}
    if not known and not _OTHERS.search(source):
        known = set(_told_by_tags(source))
    if len(known) == 1:
        yield from _READERS[known.pop()](structs_of(root, source))


def _told_by_tags(source: bytes) -> Iterator[int]:
    """Yield the places in `_READERS` of the libraries that alone have tags as a file has them."""
    if _ONLY_OF_KONG.search(source):
        yield 0
    if _ONLY_OF_GO_ARG.search(source):
        yield 1
    last, first = _ONLY_OF_GO_FLAGS
    if last in source and any(first in each and last in each for each in source.split(b"\n")):
        yield 2
