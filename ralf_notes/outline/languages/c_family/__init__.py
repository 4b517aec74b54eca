"""Rules of C and C++."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Block
from ralf_notes.outline.documentation.doxygen import doxygen
from ralf_notes.outline.languages.c_family.certainty import certain
from ralf_notes.outline.languages.c_family.conditionals import without_torn_branches
from ralf_notes.outline.languages.c_family.heads import without_conditions
from ralf_notes.outline.languages.c_family.hidden import unknown_lines
from ralf_notes.outline.languages.c_family.literals import lexed
from ralf_notes.outline.languages.c_family.macros import without_macros
from ralf_notes.outline.languages.c_family.spellings import respelled, usual_respelled
from ralf_notes.outline.model import Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words, plain_kind

if TYPE_CHECKING:
    from tree_sitter import Node

_DOCUMENTS = re.compile(r"//|/\*")
_OVER_GAPS = re.compile(r"//[/!]|/\*")
_TYPEDEF = re.compile(
    r"typedef\s+(?:(?!(?:struct|union|enum)\b)\w+\s+)*+(struct|union|enum)\b[^;{]*+\{"
)
_TEST = re.compile(
    rb"^[ \t]*+(?:(?:TYPED_)?TEST(?:_F|_P)?+\s*+\(\s*+(\w++)\s*+,\s*+(\w++)\s*+\)"
    rb"|(?:TEMPLATE_)?(?:TEST_CASE(?:_METHOD|_FIXTURE)?|SCENARIO(?:_METHOD)?)\s*+\(\s*+"
    rb"(?:(?P<fixture>\w++)\s*+,\s*+)?+\"(?P<title>[^\"\n]++)\"[^\n{};]*+"
    rb"|BOOST_(?:AUTO|FIXTURE|DATA|PARAM)_TEST_CASE\s*+\(\s*+(?P<case>\w++)[^\n{};]*+)\s*+\{",
    re.MULTILINE,
)
_TEMPLATE_ARGUMENTS = re.compile(r"(?<!operator)<[^<>]*>(?=\s*::)")


_MARKS = ("*", "&", "(")
_COMPLEX = re.compile(r"operator|::|[<~]")
_COMMENT = re.compile(r"//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?")
_NUMBER = re.compile(r"#\d+")
_DECLARATOR = re.compile(
    r"(?!operator\b)\w+\s*[\[(]|(?:(?!operator\b)\w+::)*+(?!operator\b)\w+\s*[\[{]"
)
_DECLARED = re.compile(r"\w+(?:(?:<[^<>]*>)?::\w+)*")
_CONVERSION = re.compile(r"\boperator\s++(?=[A-Za-z_:])")
_MOST_ARGUMENTS = 40
"""Characters of the arguments of a specialisation that are part of its name."""
_FRIEND = re.compile(rb"\bfriend\s[^;{}]*\Z")
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".inl", ".tpp", ".cuh")
_STATIC = re.compile(rb"#[ \t]*+define[ \t]++(\w++)[ \t]++static\b")
_OPEN_SECTIONS = ("public", "signal", "Q_SIGN")
"""How the names of open sections begin; the last two are Qt's, whose signals all may await."""
_NEVER_NAMES = frozenset((
    "if", "else", "for", "while", "do", "switch", "case", "default", "return", "sizeof", "goto",
    "catch",
    "struct", "class", "union", "enum", "template", "operator", "typedef", "throw", "try",
))  # fmt: skip


def _declared(text: str) -> str:
    """Return the name of what a declarator such as `*a[3]`, `(*a)(int)`, `*A::b{0}` declares."""
    inside = text.lstrip("*& ").removeprefix("(")
    words = _DECLARED.findall(re.split(r"[\[(){]", inside)[0])
    return words[-1] if words and words[-1] not in _NEVER_NAMES else ""


def _name(text: str) -> str:
    """Return a name without template arguments, or '' for a keyword, which broken syntax gives.

    The arguments of a specialisation stay (`hash<Point>`) unless they are long.
    """
    if "/" in text:
        text = " ".join(_COMMENT.sub(" ", text).split()).replace(" >", ">")
    has_brackets = ("[" in text or "(" in text) and not _COMPLEX.search(text)
    if text[:1] in _MARKS or has_brackets or _DECLARATOR.match(text):
        return _declared(text)
    if conversion := _CONVERSION.search(text):
        text = text.partition("(")[0].strip() if "(" not in text[: conversion.start()] else text
    if text in _NEVER_NAMES:
        return ""
    before, operator, _ = text.partition("operator")
    if operator and before.count("<") == before.count(">"):
        return _TEMPLATE_ARGUMENTS.sub("", text)
    name, arguments, depth = "", "", 0
    for character in text:
        depth += character == "<"
        if depth:
            arguments += character
        else:
            name += ("" if character == ":" else arguments) + character
            arguments = ""
        depth -= character == ">"
    name = name.strip().rpartition(" ")[2]  # broken syntax: `std::string to_string`
    is_short = len(arguments) <= _MOST_ARGUMENTS and "(" not in arguments
    return name + (arguments if is_short else "")


def _readings(source: bytes, language: str) -> Iterator[bytes]:
    """Yield the source without macros and torn branches, then with one branch per condition."""
    text = lexed(source)
    whole = without_torn_branches(text, language)
    first = text if whole == source else lexed(whole)
    if language == "c":  # most of its files have nothing to spell in another way
        yield without_macros(usual_respelled(first), language)
    yield without_macros(respelled(first, language), language)
    shorter = without_torn_branches(text, language, all_in_blocks=True)
    if shorter != whole:
        yield without_macros(respelled(lexed(shorter), language), language)


def _imports(node: Node, file: ParsedFile) -> Iterable[Import]:
    return [Import(file.text(first_field(node, "path")))]


def _c_public(definition: Definition, file: ParsedFile) -> bool:
    """Whether other files see it; what is `static` in a header is there for them."""
    if file.path.endswith(_HEADERS):
        return True
    return _words_for_static(file.source).isdisjoint(head_words(definition, file))


@lru_cache(maxsize=1)
def _words_for_static(source: bytes) -> frozenset[str]:
    """Return the words that make a function local: `#define local static`.

    A header often defines `local` and `STATIC`, which mean nothing else before a declaration.
    """
    defined = (word.decode() for word in _STATIC.findall(source)) if b"static" in source else ()
    return frozenset(("static", "local", "STATIC", "LOCAL", *defined))


def _c_kind(definition: Definition, file: ParsedFile) -> str:
    if definition.kind != "type" or file.source[definition.name_start] == ord("*"):
        return definition.kind
    typedef = _TYPEDEF.match(file.slice(*definition.declared))
    return typedef[1] if typedef else definition.kind


def _cpp_kind(definition: Definition, file: ParsedFile) -> str:
    kind = plain_kind(definition, file)
    stem = "::".join(filter(None, (definition.owner, definition.name)))
    owner, _, name = _NUMBER.sub("", stem).rpartition("::")
    if kind not in ("function", "method") or not owner:
        return _c_kind(definition, file)
    if name == _name(owner.rpartition("::")[2]).partition("<")[0]:
        return "constructor"
    inside = "::" in definition.name
    return "method" if inside else kind


def _cpp_public(definition: Definition, file: ParsedFile) -> bool:
    """Whether its access section is public; outside classes, whether nothing makes it local."""
    parent = definition.parent
    if _FRIEND.search(file.source, max(0, definition.start - 60), definition.name_start):
        return True
    if parent and parent.kind in ("class", "struct", "union"):
        default = "private" if parent.kind == "class" else "public"
        return (definition.access or default).startswith(_OPEN_SECTIONS)
    return definition.access != "private" and _c_public(definition, file)


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    """Split each parameter, such as `const char *names[]`, into its name and its type."""
    for child in node.named_children:
        if child.type == "identifier":
            yield Parameter(file.text(child))
        elif child.type == "variadic_parameter":
            yield Parameter("...")
        elif child.type != "comment" and file.text(child) != "void":
            default = first_field(child, "default_value")
            # The name is the identifier at the end of the declarators; the rest is the type.
            name = first_field(child, "declarator")
            while name and name.type != "identifier":
                inner = first_field(name, "declarator")
                children = name.named_children
                name = inner or (children[-1] if children else None)
            start, end = child.start_byte, default.start_byte if default else child.end_byte
            kind = file.slice(start, end)
            if name:
                kind = file.slice(start, name.start_byte) + file.slice(name.end_byte, end)
            kind = " ".join(kind.split()).removesuffix("=").strip()
            kind = kind if kind.count("(") >= kind.count(")") else kind.rstrip(")")
            value = file.text(default).strip()
            value = "{}" if value == "{" or (default and not value) else value
            yield Parameter(file.text(name) if name else "_", kind, value)


def _c_parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    """Return the parameters of C, whose definitions may declare them after the parentheses."""
    names = [file.text(child) for child in node.named_children if child.type != "comment"]
    definition = node.parent
    while definition and definition.type.endswith("declarator"):
        definition = definition.parent
    body = first_field(definition, "body") if definition else None
    if body is None or not names or not all(name.isidentifier() for name in names):
        yield from _parameters(node, file)
        return
    declarations = file.slice(node.end_byte, body.start_byte).split(";")
    types: dict[str, str] = {}
    for declaration in declarations:
        first, *others = declaration.split(",")
        base = re.match(r"(?:\s*(?:(?:struct|union|enum)\s+)?\w+\b(?=[\s*]+[\w(*]))*", first)
        shared = base[0] if base else ""
        for declarator in (first[len(shared) :], *others):
            for name in re.findall(r"[^\W\d]\w*", declarator)[:1]:
                types[name] = " ".join(f"{shared} {declarator.replace(name, '', 1)}".split())
    for name in names:
        if name != "void":
            yield Parameter(name, types.get(name, ""))


def _tests(_root: Node, source: bytes) -> Iterator[tuple[str, str]]:
    """Yield the tests that macros of GoogleTest, Catch2, doctest and Boost.Test define."""
    for test in _TEST.finditer(source) if b"TEST" in source or b"SCENARIO" in source else ():
        suite, name = test[1] or test["fixture"], test[2] or test["title"] or test["case"]
        yield (suite or b"").decode("utf-8", "replace"), name.decode("utf-8", "replace")


_C_WORDS = """
    auto break case char const continue default define do double else enum extern float for goto
    if ifdef ifndef include inline int long register restrict return short signed sizeof static
    struct switch typedef union unsigned void volatile while bool true false NULL FILE EOF errno
    size_t ssize_t ptrdiff_t intptr_t uintptr_t int8_t int16_t int32_t int64_t uint8_t uint16_t
    uint32_t uint64_t va_list stdin stdout stderr malloc calloc realloc free memcpy memset memmove
    strlen strcmp strncmp strcpy strcat printf fprintf snprintf fopen fclose fread fwrite assert
    main argc argv
"""

_CPP_WORDS = (
    _C_WORDS
    + """
    alignas alignof and catch char16_t char32_t char8_t class co_await co_return co_yield concept
    const_cast consteval constexpr constinit decltype delete dynamic_cast explicit export final
    friend import module mutable namespace new noexcept not nullptr operator or override private
    protected public reinterpret_cast requires static_assert static_cast template this thread_local
    throw try typeid typename using virtual wchar_t std string string_view vector map set array
    deque list pair tuple optional variant any function unique_ptr shared_ptr weak_ptr make_unique
    make_shared unordered_map unordered_set mutex lock_guard unique_lock thread atomic future
    promise ostream istream iostream stringstream cout cin cerr endl exception runtime_error
    logic_error invalid_argument out_of_range begin end size move forward initializer_list span
"""
)

C = Rules(
    overloads=False,
    markup=doxygen,
    public=_c_public,
    rename=_name,
    readings=partial(_readings, language="c"),
    matches=certain,
    hidden=unknown_lines,
    shown=without_conditions,
    imports=_imports,
    documents=_DOCUMENTS,
    looks_up=True,
    has_briefs=True,
    over_gaps=_OVER_GAPS,
    kind=_c_kind,
    parameters=_c_parameters,
    is_entry=starting.in_c,
    words=_C_WORDS,
)
CPP = Rules(
    block=Block(" {", "};"),
    markup=doxygen,
    public=_cpp_public,
    imports=_imports,
    separator="::",
    rename=_name,
    readings=partial(_readings, language="cpp"),
    matches=certain,
    hidden=unknown_lines,
    shown=without_conditions,
    documents=_DOCUMENTS,
    looks_up=True,
    has_briefs=True,
    over_gaps=_OVER_GAPS,
    kind=_cpp_kind,
    parameters=_parameters,
    is_entry=starting.in_c,
    tests=_tests,
    words=_CPP_WORDS,
)
