"""What is known of a language or a format: how to recognise, show and parse its files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Its grammar and rules are loaded only when one of its files is parsed."""

    key: str
    title: str
    """As people write it: `C#`, `JavaScript`."""
    extensions: str
    """With the dot, in lower case, separated by blanks; `.d.ts` is covered by `.ts`."""
    comments: tuple[str, ...] = ()
    """Marks that start a comment: `#`, `//`, `--`, `;`, `/*`, `<!--`."""
    code_fence: str = ""
    """What follows the three backticks of a code block, if it is not the key."""
    filenames: str = ""
    """Whole file names, in lower case, separated by blanks."""
    shebangs: str = ""
    """Program names in a `#!` line, without version, separated by blanks."""
    grammar: str = ""
    """Python module of the tree-sitter grammar, with `:function` if that is not `language`; '' when
    nothing parses the language."""
    rules: str = ""
    """Module in `outline/languages` that holds its `Rules`: a constant with the key as its name."""
    imports: str = ""
    """`module:function` in `outline/imports/lookups` that resolves its imports."""
    noun: str = ""
    """What one of its files is, if it is not a file in a language: `ERB template`."""
    facts: str = ""
    """`module:function` in `outline/formats` that reads a file of a format without a grammar."""

    @property
    def fence(self) -> str:
        """What follows the three backticks of a code block."""
        return self.code_fence or self.key
