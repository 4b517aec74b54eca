"""Options that are written as flags: `.option("-p, --port <n>", "where", 80)` of Commander."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.ecmascript.command_modules import command_name
from ralf_notes.outline.options.ecmascript.texts import ScriptTexts, method_of
from ralf_notes.outline.options.option import Option, of_spellings
from ralf_notes.outline.routes.nodes import named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_DEFINES = ("option", "requiredOption")
_CALLED = (b"ption(", b".argument(")
_FLAG = r"--?(?:\w|<secret: \w+>)(?:[\w.:-]|<secret: \w+>)*+"
_FLAGS = re.compile(
    rf"\s*(?P<flags>{_FLAG}(?:\s*[,|/ ]\s*{_FLAG}){{0,4}})\s*(?:[=\s]\s*[<\[{{(].*|[<\[].*)?",
    re.DOTALL,
)
_ONE_FLAG = re.compile(_FLAG)
_PLACE = re.compile(r"[<\[]([\w.-]+)[>\]]")
_LIBRARY = re.compile(
    rb"[\"'](?:commander|@commander-js/[\w-]+|cac|sade|caporal|@caporal/core|vorpal|gluegun)[\"']"
    rb"|\bCommand\b|\bprogram\b"
)
_CAC = re.compile(rb"[\"'](?:cac|sade)[\"']|\bcac\(")
_FUNCTIONS = ("arrow_function", "function_expression", "function")


def may_hold(source: bytes) -> bool:
    """Whether a script may define options by flags."""
    return any(each in source for each in _CALLED) and _LIBRARY.search(source) is not None


def options(root: Node, texts: ScriptTexts) -> Iterator[Option]:
    """Yield the options and arguments that calls define by their flags."""
    commands = _Named(texts, {}, {})
    commands.learn(root)
    found: list[tuple[int, Option]] = []
    for call in nodes(root, "call_expression", "new_expression"):
        arguments = named(call.child_by_field_name("arguments"))
        option = None
        if call.type == "new_expression":
            name = text_of(call.child_by_field_name("constructor"), texts.source)
            if name.rpartition(".")[2] == "Option":
                option = _of_class(call, arguments, texts)
            above = _adding(call, texts)
        else:
            above, method = method_of(call, texts.source)
            if above is not None and method in _DEFINES:
                option = _of_flags(arguments, texts)
            elif above is not None and method == "argument":
                option = _of_place(arguments, texts)
        if option is not None:
            command = commands.of(above)
            found.append((arguments[0].start_byte, option._replace(command=command)))
    # Of a chain of calls the outermost is the last one.
    yield from (option for _, option in sorted(found, key=lambda each: each[0]))


def _of_flags(arguments: list[Node], texts: ScriptTexts) -> Option | None:
    """Return the option of `.option(flags, words, [parse], [default])`."""
    spellings = _spellings(arguments, texts)
    if not spellings:
        return None
    words = texts.words(arguments[1]) if len(arguments) > 1 else ""
    default = texts.default(spellings[-1], _default(arguments[2:], texts))
    return of_spellings(spellings, default, words=words)


def _spellings(arguments: list[Node], texts: ScriptTexts) -> list[str]:
    written = texts.value(arguments[0]) if arguments else None
    match = _FLAGS.fullmatch(written) if written else None
    return _ONE_FLAG.findall(match["flags"]) if match else []


def _default(rest: list[Node], texts: ScriptTexts) -> Node | None:
    """Return the default among the last arguments: behind a function that parses the value."""
    if not rest:
        return None
    if len(rest) > 1:
        first = texts.meant(rest[0])
        is_default = first is not None and first.type in ("string", "number", "true", "false")
        return rest[0] if is_default else rest[1]
    meant = texts.meant(rest[0])
    if meant is None or meant.type in ("identifier", "member_expression", *_FUNCTIONS):
        return None  # a function, as far as this file tells
    return texts.pairs(meant).get("default") if meant.type == "object" else rest[0]


def _of_place(arguments: list[Node], texts: ScriptTexts) -> Option | None:
    """Return the argument of `.argument("<file>", words, [default])`."""
    written = texts.value(arguments[0]) if arguments else None
    match = _PLACE.fullmatch(written) if written else None
    if match is None:
        return None
    words = texts.words(arguments[1]) if len(arguments) > 1 else ""
    default = texts.default(match[1], _default(arguments[2:], texts))
    return Option(match[1].removesuffix("..."), "", default, "", words)


def _of_class(call: Node, arguments: list[Node], texts: ScriptTexts) -> Option | None:
    """Return the option of `new Option(flags, words).default(80).env("PORT")`."""
    spellings = _spellings(arguments, texts)
    said = dict(_said(call, texts))
    if not spellings or "hideHelp" in said:
        return None
    first = {method: next(iter(each), None) for method, each in said.items()}
    return of_spellings(
        spellings,
        texts.default(spellings[-1], first.get("default")),
        texts.value(first.get("env")) or "",
        texts.words(arguments[1]) if len(arguments) > 1 else "",
    )._replace(choices="\n".join(texts.listed(first.get("choices"))))


def _said(made: Node, texts: ScriptTexts) -> Iterator[tuple[str, list[Node]]]:
    """Yield the methods that are called on what a node makes, with their arguments."""
    node = made
    while (member := node.parent) is not None and member.type == "member_expression":
        call = member.parent
        if call is None or call.type != "call_expression":
            return
        method = text_of(member.child_by_field_name("property"), texts.source)
        yield method, named(call.child_by_field_name("arguments"))
        node = call


def _adding(made: Node, texts: ScriptTexts) -> Node | None:
    """Return the command that an option is added to by `command.addOption(...)`."""
    node = made
    while node.parent is not None and node.parent.type in ("member_expression", "call_expression"):
        node = node.parent
    call = node.parent.parent if node.parent is not None else None
    if call is None or call.type != "call_expression":
        return None
    above, method = method_of(call, texts.source)
    return above if method == "addOption" else None


# --- commands -----------------------------------------------------------------------------------


class _Named(NamedTuple):
    """Which names of a script stand for commands, and which chains of calls are about one."""

    texts: ScriptTexts
    by_name: dict[str, str]
    by_call: dict[int, str]
    """By the id of a call: what is known of the chain up to it."""

    def learn(self, root: Node) -> None:
        """Read which names stand for commands: `const add = cli.command("add")`."""
        for node in nodes(root, "variable_declarator"):
            value = node.child_by_field_name("value")
            command = self.of(value) if value is not None else ""
            if command:
                self.by_name[text_of(node.child_by_field_name("name"), self.texts.source)] = command
        self.by_call.clear()

    def of(self, above: Node | None) -> str:
        """Return the command that a chain of calls is about, '' for the program itself."""
        passed: list[int] = []
        command: str | None = None
        while above is not None and above.type == "call_expression" and command is None:
            command = self.by_call.get(above.id)
            passed.append(above.id)
            command = self._made_by(above) if command is None else command
            above, _ = method_of(above, self.texts.source)
        if command is None:
            name = text_of(above, self.texts.source) if above is not None else ""
            command = self.by_name.get(name, "")
        self.by_call.update(dict.fromkeys(passed, command))
        return command

    def _made_by(self, call: Node) -> str | None:
        """Return the command that a call makes, '' for one without a known name, None for none.

        With a description behind the name, Commander takes a command from another file.
        """
        inner, method = method_of(call, self.texts.source)
        if method != "command" or inner is None:
            return None
        arguments = named(call.child_by_field_name("arguments"))
        is_told = len(arguments) > 1 and arguments[1].type != "object"
        if is_told and not _CAC.search(self.texts.source):
            return None
        return command_name(arguments[0], self.texts) if arguments else ""
