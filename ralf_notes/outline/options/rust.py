"""Options of Rust's clap and structopt: derived from the fields of a type, or built."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.defaults import shown_default
from ralf_notes.outline.options.option import Option, of_spellings
from ralf_notes.outline.routes.nodes import named, nodes, text_as_written, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_DERIVES = re.compile(
    r"#\s?\[\s?derive\s?\([^()]*\b(?:Parser|Args|Subcommand|StructOpt|Clap)\b[^()]*\)\s?\]"
)
_SETTINGS = ("arg", "clap", "structopt", "command", "group", "cfg_attr")
_NO_OPTION = frozenset(("flatten", "skip", "subcommand", "hide", "hidden", "external_subcommand"))
_RENAMES = re.compile(r'\brename_all\s?=\s?"([\w-]+)"')
_NAMED = re.compile(r'(?<=[(, ])name\s?=\s?"([\w-]+)"')
_OF_COMMAND = ("#[command(", "#[clap(", "#[structopt(")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BUILDS = re.compile(r"(?:\w+::)*Arg::(?:new|with_name)")
_WORDS_JOINED_BY = {"kebab-case": "-", "snake_case": "_", "verbatim": "_", "lower": ""}
"""By the value of `rename_all`: what stands between the words of a field's name."""
_ESCAPE = re.compile(r"\\(?:\r?\n\s*|(.))", re.DOTALL)
_SPACES = {"n": " ", "t": " ", "r": ""}
_SHORT_IN_MACRO = re.compile(r"(?<![\w-])-(\w)(?![\w-])")
_LONG_IN_MACRO = re.compile(r"(?<![\w-])--\"?(\w[\w-]*+)")
_NAME_IN_MACRO = re.compile(r"[<\[](\w[\w-]*+)")


class _Field(NamedTuple):
    """A field of a type that clap fills."""

    name: str
    settings: Mapping[str, str]
    """By setting: the source of its value, '' for a setting without one."""
    doc: str


def options(root: Node, source: bytes) -> Iterator[Option]:
    """Yield the options that a file in Rust defines."""
    if b"clap" not in source and b"structopt" not in source and b"Arg::" not in source:
        return
    texts, commands = _constants(root, source), _commands(root, source)
    for node in nodes(root, "struct_item", "enum_item", "call_expression", "macro_invocation"):
        if _is_in_tests(node, source):
            continue
        if node.type in ("struct_item", "enum_item"):
            yield from _derived(node, source, texts, commands)
            continue
        option = _built(node, source, texts)
        if option is not None:
            yield option


def _is_in_tests(node: Node, source: bytes) -> bool:
    above = node.parent
    while above is not None:
        if above.type == "mod_item":
            name = text_of(above.child_by_field_name("name"), source)
            return name in ("test", "tests") or name.endswith("_tests")
        above = above.parent
    return False


def _constants(root: Node, source: bytes) -> dict[str, str]:
    """Return the texts of the constants of a file, by name."""
    texts: dict[str, str] = {}
    for node in nodes(root, "const_item"):
        text = _text(node.child_by_field_name("value"), source, texts)
        if text is not None:
            texts[text_of(node.child_by_field_name("name"), source)] = text
    return texts


def _text(node: Node | None, source: bytes, texts: Mapping[str, str]) -> str | None:
    """Return the text of a literal, a constant or `concat!`; None for anything else."""
    if node is None:
        return None
    written = text_as_written(node, source)
    if node.type in ("string_literal", "raw_string_literal", "char_literal"):
        return _on_one_line(_unquoted(written))
    if node.type in ("identifier", "scoped_identifier"):
        return texts.get(written.rpartition("::")[2])
    if node.type == "macro_invocation" and written.startswith("concat!"):
        return _on_one_line("".join(map(_unquoted, _strings(node, source))))
    return None


def _strings(node: Node, source: bytes) -> Iterator[str]:
    for each in nodes(node, "string_literal", "raw_string_literal"):
        yield text_as_written(each, source)


def _unquoted(written: str) -> str:
    """Return the text of a literal."""
    if written.startswith("r"):
        return written[1:].strip("#")[1:-1]
    return _ESCAPE.sub(lambda mark: _SPACES.get(mark[1], mark[1] or ""), written[1:-1])


def _on_one_line(text: str) -> str:
    return " ".join(text.split()) if text.strip() else text


# --- derived ------------------------------------------------------------------------------------


def _derived(
    item: Node, source: bytes, texts: Mapping[str, str], commands: Mapping[str, str]
) -> Iterator[Option]:
    """Yield the options of a type that clap fills.

    Args:
        item: a struct, or an enum of commands.
        source: the text of the file.
        texts: of its constants.
        commands: by type, the command whose arguments it holds.
    """
    marks = [text_of(each, source) for each in _attributes_above(item)]
    if not any(map(_DERIVES.search, marks)):
        return
    case = _RENAMES.search(" ".join(marks))
    joined_by = _WORDS_JOINED_BY.get(case[1] if case else "kebab-case")
    if joined_by is None:
        return
    if item.type == "struct_item":
        of_type = commands.get(text_of(item.child_by_field_name("name"), source), "")
        bodies = [(item.child_by_field_name("body"), of_type)]
    else:
        above = commands.get(text_of(item.child_by_field_name("name"), source), "")
        bodies = [
            (each.child_by_field_name("body"), f"{above} {name}".strip())
            for each, name in _variants(item, source)
        ]
    for body, command in bodies:
        if body is not None and body.type == "field_declaration_list":
            for field in _fields(body, source):
                option = _of_field(field, joined_by, texts)
                if option is not None:
                    yield option._replace(command=command)


def _commands(root: Node, source: bytes) -> dict[str, str]:
    """Return the commands whose arguments types of a file hold, by type: `enum Cli { Add(To) }`.

    For an enum of commands it is the command that they are below: `edit` of `edit add`.
    """
    variants: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for item in nodes(root, "enum_item", "struct_item"):
        marks = (text_of(each, source) for each in _attributes_above(item))
        if not any(map(_DERIVES.search, marks)):
            continue
        own = text_of(item.child_by_field_name("name"), source)
        for held in _commands_below(item, source):
            holders[held].add(own)
        for variant, name in _variants(item, source) if item.type == "enum_item" else ():
            body = text_of(variant.child_by_field_name("body"), source)
            if body.startswith("(") and "," not in body:
                of_box = body[1:].rstrip(")>").rpartition("<")[2]
                variants[of_box.rpartition("::")[2]].add((own, name))

    def command_of(held: str, seen: frozenset[str] = frozenset()) -> str:
        if held in seen or len(variants.get(held, ())) != 1:
            return ""
        ((enum, name),) = variants[held]
        return "" if enum in seen else f"{above(enum, seen | {held})} {name}".strip()

    def above(enum: str, seen: frozenset[str] = frozenset()) -> str:
        holder = holders.get(enum, set())
        return command_of(next(iter(holder)), seen | {enum}) if len(holder) == 1 else ""

    return {enum: above(enum) for enum in holders} | {held: command_of(held) for held in variants}


def _commands_below(item: Node, source: bytes) -> Iterator[str]:
    """Yield the enums of further commands that the fields of a struct hold."""
    is_below = False
    body = item.child_by_field_name("body")
    for child in body.named_children if body and item.type == "struct_item" else ():
        if child.type == "attribute_item":
            is_below = is_below or "subcommand" in _settings(child, source)
        elif child.type == "field_declaration":
            if is_below:
                written = text_of(child.child_by_field_name("type"), source)
                yield re.split(r"\W+", written.rstrip("> \n"))[-1]
            is_below = False


def _variants(item: Node, source: bytes) -> Iterator[tuple[Node, str]]:
    """Yield the variants of an enum of commands, each with the name of its command."""
    said = ""
    for child in named(item.child_by_field_name("body")):
        if child.type == "attribute_item":
            text = text_of(child, source)
            name = _NAMED.search(text) if text.startswith(_OF_COMMAND) else None
            said = name[1] if name else said
        elif child.type == "enum_variant":
            name_of_type = text_of(child.child_by_field_name("name"), source)
            yield child, said or _WORD_START.sub("-", name_of_type).lower()
            said = ""


def _attributes_above(item: Node) -> Iterator[Node]:
    above = item.prev_sibling
    while above is not None and (above.type == "attribute_item" or "comment" in above.type):
        if above.type == "attribute_item":
            yield above
        above = above.prev_sibling


def _fields(body: Node, source: bytes) -> Iterator[_Field]:
    """Yield the fields of a list with their settings and the comments that describe them."""
    settings: dict[str, str] = {}
    doc: list[str] = []
    for child in body.named_children:
        text = text_as_written(child, source)
        if child.type == "line_comment" and text.startswith("///"):
            doc.append(text[3:].strip())
        elif child.type == "attribute_item":
            settings |= _settings(child, source)
        elif child.type == "field_declaration":
            name = text_of(child.child_by_field_name("name"), source).removeprefix("r#")
            said = "\n".join(doc).strip().partition("\n\n")[0]
            yield _Field(name, settings, " ".join(said.split()))
            settings, doc = {}, []


def _settings(attribute: Node, source: bytes) -> dict[str, str]:
    """Return what an attribute of clap says: `#[arg(short, long = "to", help("where"))]`."""
    inner = next(iter(named(attribute)), None)
    words = named(inner)
    if not words or text_of(words[0], source) not in _SETTINGS or words[-1].type != "token_tree":
        return {}
    settings: dict[str, str] = {}
    group: list[Node] = []
    for token in [*words[-1].children[1:-1], None]:
        if token is not None and token.type != ",":
            group.append(token)
            continue
        if group:
            name, value = text_of(group[0], source), group[1:]
            if value and value[0].type == "=":
                value = value[1:]
            elif value and value[0].type == "token_tree":
                value = value[0].children[1:-1]
            start, end = (value[0].start_byte, value[-1].end_byte) if value else (0, 0)
            settings[name] = source[start:end].decode("utf-8", "replace")
        group = []
    return settings


def _of_field(field: _Field, joined_by: str, texts: Mapping[str, str]) -> Option | None:
    """Return what a field is on the command line.

    Args:
        field: of a type that clap fills.
        joined_by: what stands between the words of its name on the command line.
        texts: of the constants of the file.
    """
    settings = field.settings
    if settings.keys() & _NO_OPTION:
        return None
    said = _texts_said(field, joined_by, texts)
    dashes = {"long": "--", "short": "-"}
    if any(key in said and not said[key] for key in dashes):
        return None
    spellings = [f"{dash}{said[key]}" for key, dash in dashes.items() if key in said]
    place = said.get("name") or field.name
    defaults = (settings.get(f"default_value{end}", "") for end in ("", "_t", "_os"))
    shown = _shown(field.name, next(filter(None, defaults), ""))
    words = said.get("help") or field.doc
    return of_spellings(spellings or [place], shown, said.get("env") or "", words)


def _texts_said(field: _Field, joined_by: str, texts: Mapping[str, str]) -> dict[str, str | None]:
    """Return the texts that a field's settings say or stand for, None for one that is not known.

    `id = "to"`, or `name` of earlier versions, names the settings behind it in place of the field.
    """
    name: str | None = joined_by.join(filter(None, field.name.split("_")))
    of_environment: str | None = field.name.upper()
    said: dict[str, str | None] = {}
    for key, written in field.settings.items():
        if key in ("id", "name"):
            said["name"] = name = of_environment = _value(written, texts)
        elif written and key in ("long", "short", "env", "help"):
            said[key] = _value(written, texts)
        elif key in ("long", "short"):
            said[key] = name[: 1 if key == "short" else None] if name else None
        elif key == "env":
            said[key] = of_environment
    return said


def _value(written: str, texts: Mapping[str, str]) -> str | None:
    """Return the text of a setting that is a literal or a constant of the file."""
    if written[:1] in "\"'" or re.match(r'r#*"', written):
        return _on_one_line(_unquoted(written))
    return texts.get(written.rpartition("::")[2])


def _shown(name: str, default: str) -> str:
    text = " ".join(default.split())
    return "" if text in ("false", "None", "Default::default()") else shown_default(name, text)


# --- built --------------------------------------------------------------------------------------


def _built(node: Node, source: bytes, texts: Mapping[str, str]) -> Option | None:
    """Return the option that is built: `Arg::new("to").long("to").help("where")`, `arg!(...)`."""
    is_macro = node.type == "macro_invocation"
    made = text_of(node.child_by_field_name("macro" if is_macro else "function"), source)
    if made.rpartition("::")[2] != "arg" if is_macro else not _BUILDS.fullmatch(made):
        return None
    said = dict(_said(node, source))
    if said.keys() & {"hide", "hidden"}:
        return None
    texts_said = {method: _text(value, source, texts) for method, value in said.items()}
    if is_macro:
        spellings, words = _of_macro(node, source)
    else:
        long, short = (texts_said.get(method) for method in ("long", "short"))
        spellings, words = [f"--{long}"] if long else [], ""
        spellings += [f"-{short}"] if short else []
        if ("long" in said and not long) or ("short" in said and not short):
            return None
        name = _text(next(iter(named(node.child_by_field_name("arguments"))), None), source, texts)
        spellings = spellings or ([name] if name else [])
    if not spellings:
        return None
    told = (texts_said.get(method) for method in ("help", "about", "long_help"))
    default = text_of(said.get("default_value"), source)
    words = next(filter(None, told), "") or words
    shown = _shown(spellings[0].lstrip("-"), default)
    return of_spellings(spellings, shown, texts_said.get("env") or "", words)


def _said(node: Node, source: bytes) -> Iterator[tuple[str, Node]]:
    """Yield the methods that are called on what a node builds, each with its first argument."""
    field = node.parent
    while field is not None and field.type == "field_expression" and field.parent is not None:
        call = field.parent
        if call.type != "call_expression":
            return
        arguments = named(call.child_by_field_name("arguments"))
        if arguments:
            yield text_of(field.child_by_field_name("field"), source), arguments[0]
        field = call.parent


def _of_macro(macro: Node, source: bytes) -> tuple[list[str], str]:
    """Return the spellings and the words of `arg!(-c --config <FILE> "where it is")`."""
    written = text_as_written(macro, source).rstrip(" \n)")
    words = next(iter([*_strings(macro, source)][-1:]), "")
    if not written.endswith(words):
        words = ""
    marks = written.removesuffix(words).partition("!")[2][1:]
    long, short = _LONG_IN_MACRO.search(marks), _SHORT_IN_MACRO.search(marks)
    spellings = [f"--{long[1]}"] if long else []
    spellings += [f"-{short[1]}"] if short else []
    if not spellings and (name := _NAME_IN_MACRO.search(marks)):
        spellings = [name[1]]
    return spellings, _on_one_line(_unquoted(words)) if words else ""
