"""Rules of Ruby."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from textwrap import dedent
from typing import TYPE_CHECKING

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.definitions import Captures, Definition, ParsedFile
from ralf_notes.outline.definitions.members import Block
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.documentation.above import line_before
from ralf_notes.outline.model import SUITES, Import, Parameter
from ralf_notes.outline.rules import Rules, first_field, head_words, plain_kind, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

_SPEC = re.compile(rb"\b(?:describe|context|it|specify|test)[ \t(]*+[\"'A-Z:]")
_SUITES = frozenset(("describe", "context", "feature", "shared_examples", "shared_context"))
_TESTS = frozenset(("it", "specify", "test", "scenario", "should"))
_PASSED = frozenset(("block_body", "body_statement", "class", "module", "program"))
_LONGEST_SUITE = 300
_BESIDE = re.compile(
    r"""File\.(?:expand_path\(\s*["'](?P<path>[\w./-]+)["'],\s*
    (?:__dir__|File\.dirname\(__FILE__\)|(?P<file>__FILE__))
    |join\(\s*(?:__dir__|File\.dirname\(__FILE__\)),\s*["'](?P<joined>[\w./-]+)["'])\s*\)$""",
    re.VERBOSE,
)
"""A path that is counted from the folder of the file, or from the file itself."""
_HERE = re.compile(r"^#\{(?:__dir__|File\.dirname\(__FILE__\))\}/")
_ENDLESS = re.compile(
    rb"^(?P<head>[ \t]*+(?:\w++[ \t]++)?def[ \t]++(?:self\.)?\w++[?!]?"
    rb"(?:\([^()\n]*\))?[ \t]*+=[ \t]++)"
    rb"(?P<cut>[a-z]\w*+[ \t]++[^\s=+*/<>|&?.-][^\n]*+(?:(?<=,)\n[^\n]*+){0,9}+)$",
    re.MULTILINE,
)
"""An endless method that is a call without brackets, which tears the class around it:
`def price = raise NotImplementedError, 'no price'`."""
_FORWARDED = re.compile(rb",\s*&[ \t]*$", re.MULTILINE)
"""A block that is passed on without a name, to a call without brackets: `tag.div class: "x", &`."""
_OPENS = re.compile(rb"\bdo\b|[{(\[,\\]\s*$")
_HEREDOC = re.compile(r"<<[-~]?([\"'`]?)(?P<mark>[A-Z_a-z]\w*)\1[.\w()]*$")
_MOST_LINES, _MOST_OF_TEXT = 3, 1_000
_OF_COMMANDS = frozenset(
    ("desc", "long_desc", "method_option", "method_options", "option", "options", "map", "hide")
)
"""What Thor reads above the method of a command."""
_BETWEEN = ("comment", "heredoc_body")
_MOST_OF_COMMAND = 20
_PLAIN = re.compile(r"'[^'\\]*+'|\"(?:[^\"\\#]|#(?!\{))*+\"", re.DOTALL)
"""Matches a string without anything that is computed."""
_HIDING = frozenset(("private", "protected", "private_class_method", "private_constant"))


_OF_DIRECTIVE = re.compile(
    r"^@!(?:attribute|method)\b[ \t]*(?:\[\w*\])?([^\n(]*)[^\n]*\n?"
    r"((?:[ \t]+[^\s][^\n]*(?:\n|\Z)|[ \t]*\n(?=[ \t]+\S)){0,100})",
    re.MULTILINE,
)


def _readings(source: bytes) -> Iterator[bytes]:
    """Yield the source, then without what the grammar does not know at the end of a line."""
    yield source
    yield _FORWARDED.sub(lambda match: blank(match[0]), _ENDLESS.sub(_with_nil, source))


def _with_nil(match: re.Match[bytes]) -> bytes:
    is_whole = not _OPENS.search(match["cut"])
    return match["head"] + b"nil" + blank(match["cut"][3:]) if is_whole else match[0]


def _matches(matches: Sequence[Captures], source: bytes) -> Iterator[Captures]:
    """Yield the matches; of a method of another object than the class around it, with that.

    Members in a refinement are left out: they are those of the class that it refines.
    """
    refined = [*_refinements(matches, source)] if b"refine" in source else []
    for match in matches:
        member = match["member"][0] if refined and "member" in match else None
        if member and any(each.start_byte < member.start_byte < each.end_byte for each in refined):
            continue
        if any(source.startswith(b"class=", node.start_byte) for node in match.get("class", ())):
            continue  # an attribute of HTML in a text that the grammar does not know
        for node in match.pop("of", ()):
            if node.type == "constant" and _own_text(node, source) != _around(node, source):
                match = {**match, "receiver": [node]}
        yield match


def _refinements(matches: Sequence[Captures], source: bytes) -> Iterator[Node]:
    """Yield the blocks of `refine String do ... end`."""
    for scope in (node for match in matches for node in match.get("scope", ())):
        if _of_block(scope, source) == b"refine":
            yield scope


def _of_block(block: Node, source: bytes) -> bytes:
    """Return the name of the method that a block is given to; b"" for a block of a class."""
    method = first_field(block.parent, "method") if block.parent else None
    return _own_text(method, source) if method else b""


def _around(node: Node, source: bytes) -> bytes:
    """Return the name of the class or module around a node, without those that it is in."""
    around = node.parent
    while around and around.type not in ("class", "module"):
        around = around.parent
    name = first_field(around, "name") if around else None
    return _own_text(name, source).rpartition(b"::")[2] if name else b""


def _own_text(node: Node, source: bytes) -> bytes:
    return source[node.start_byte : node.end_byte]


def _shown(definition: Definition, text: str, file: ParsedFile) -> str:
    """Return a signature with the `class << self`, `class_methods` or `refine` around its method.

    A constant has the first lines of the text that stands below it.
    """
    if definition.kind in ("member", "constant") and (heredoc := _HEREDOC.search(text)):
        return f"{text}{_text_below(definition, heredoc['mark'], file)}"
    scope = definition.scope.node("scope") if definition.scope else None
    if scope is None or definition.kind not in ("method", "function"):
        return text
    if scope.type == "singleton_class":
        return f"class << {file.text(first_field(scope, 'value'))}; {text}"
    word, call = _of_block(scope, file.source), scope.parent
    if call and word == b"refine":
        return f"refine {file.text(first_field(call, 'arguments')).strip('()')} do; {text}"
    return f"class_methods do; {text}" if word == b"class_methods" else text


def _text_below(definition: Definition, mark: str, file: ParsedFile) -> str:
    """Return the first lines of a text that ends with a mark on a line of its own."""
    start = file.source.find(b"\n", definition.declared[1]) + 1
    written = file.slice(start, start + _MOST_OF_TEXT).split("\n") if start else []
    lines = list(takewhile(lambda line: line.strip() != mark, written))
    shown = [line.rstrip() for line in lines[:_MOST_LINES]]
    if len(lines) > len(shown):
        shown.append("…")
    return "\n".join(["", *shown, mark]) if shown else ""


def _public(definition: Definition, file: ParsedFile) -> bool:
    words = head_words(definition, file)
    if "accessor" in definition.captures:  # `private attr_reader :name`
        before = line_before(file.source, definition.declared[0]) or b""
        words |= frozenset(before.decode("utf-8", "replace").split())
    if (definition.owner, definition.name) in file.hidden or words & _HIDING:
        return False
    has_access = definition.kind == "method" or "accessor" in definition.captures
    is_exempt = words & {"self", "public"} or definition.name == "initialize"
    return bool(not has_access or is_exempt) or definition.access not in _HIDING


def _description(definition: Definition, file: ParsedFile) -> str:
    """Return what Thor prints of a command: `desc "add NAME", "Add a name"` above its method."""
    node = definition.node("method") if b"desc" in file.source else None
    node = node.prev_named_sibling if node else None
    for _ in range(_MOST_OF_COMMAND):
        word = file.text(first_field(node, "method")) if node and node.type == "call" else ""
        if node is None or (node.type not in _BETWEEN and word not in _OF_COMMANDS):
            return ""
        arguments = first_field(node, "arguments")
        if word == "desc" and arguments:
            written = [file.text(each) for each in arguments.named_children]
            is_plain = len(written) > 1 and _PLAIN.fullmatch(written[1])
            return unquoted(written[1]) if is_plain else ""
        node = node.prev_named_sibling
    return ""


def _told(text: str, definition: Definition, _file: ParsedFile) -> str:
    """Return a comment without what it says of attributes and methods that Ruby makes later.

    YARD's `@!attribute` above the attribute itself describes it. Source:
    https://rubydoc.info/gems/yard/file/docs/Tags.md#List_of_Available_Directives
    """
    if "@!" not in text:
        return text
    name = definition.name.replace("#", ".").rpartition(".")[2]

    def own(match: re.Match[str]) -> str:
        return dedent(match[2]) if name in re.findall(r"\w+[?!=]?", match[1]) else ""

    return _OF_DIRECTIVE.sub(own, text)


def _kind(definition: Definition, file: ParsedFile) -> str:
    if definition.kind == "method" and definition.parent is None:
        return "function" if not definition.owner else "method"
    if definition.kind == "method" and definition.name == "initialize":
        return "constructor"
    return plain_kind(definition, file)


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        name, value = first_field(child, "name"), file.text(first_field(child, "value"))
        if child.type == "optional_parameter":
            yield Parameter(file.text(name), "", value)
        elif child.type == "keyword_parameter":
            yield Parameter(f"{file.text(name)}:", "", value)
        elif child.type != "comment":
            yield Parameter(file.text(child))


def _imports(node: Node, file: ParsedFile) -> Iterable[Import]:
    if node.type == "argument_list":  # of `autoload :Cart, "shop/cart"`
        constant, *place = (file.text(each) for each in node.named_children)
        path = _path(place[0]) if place else constant
        call = first_field(node.parent, "method") if node.parent else None
        is_known = file.text(call) == "autoload"
        name = constant.removeprefix(":")
        return [Import(path, (name,), mark="autoload" if is_known else "named")] if path else []
    arguments = first_field(node, "arguments")
    path = _path(file.text(arguments.named_children[0])) if arguments else ""
    relative = file.text(first_field(node, "method")) == "require_relative"
    return [Import(f"./{path}" if relative and not path.startswith(".") else path)] if path else []


def _path(written: str) -> str:
    """Return the path that an argument of `require` or `autoload` means; '' for a computed one."""
    if written.startswith(("'", '"')):
        return _HERE.sub("./", unquoted(written))
    match = _BESIDE.match(written)
    if match is None:
        return ""
    path = match["path"] or match["joined"]
    if match["file"]:  # counted from the file as if it were a folder
        return f"./{path[3:]}" if path.startswith("../") else ""
    return f"./{path}"


def _tests(root: Node, source: bytes) -> Iterator[tuple[str, str]]:
    """Yield the titles of the tests of RSpec or Minitest, each with those of the suites around it.

    Args:
        root: the root of the syntax tree.
        source: the text of the file.
    """
    waiting = [(root, "")] if _SPEC.search(source) else []
    while waiting:
        node, suite = waiting.pop()
        word, title, block = _block_of(node, source)
        if word in _TESTS and block:
            yield suite, title
            continue
        if word in _SUITES and block and len(suite) < _LONGEST_SUITE:
            suite = f"{suite}{SUITES}{title}" if suite else title
        inner = block if block else node
        if block or node is root or node.type in _PASSED:
            waiting += [(child, suite) for child in reversed(inner.named_children)]


def _block_of(node: Node, source: bytes) -> tuple[str, str, Node | None]:
    """Return the method, the first argument and the block of a call such as `it("adds") { }`."""
    block = first_field(node, "block") if node.type == "call" else None
    method, arguments = first_field(node, "method"), first_field(node, "arguments")
    first = arguments.named_children[0] if arguments and arguments.named_children else None
    if block is None or method is None:
        return "", "", None
    title = source[first.start_byte : first.end_byte].decode("utf-8", "replace") if first else ""
    word = source[method.start_byte : method.end_byte].decode("utf-8", "replace")
    return word, " ".join(unquoted(title).split()), block if title else None


_WORDS = """
    BEGIN END alias and begin break case class def defined? do else elsif end ensure false for if in
    module next nil not or redo rescue retry return self super then true undef unless until when
    while yield __FILE__ __LINE__ __method__ attr_accessor attr_reader attr_writer extend include
    initialize lambda private prepend proc protected public puts raise require require_relative
    loop freeze new Array BasicObject Class Comparable Dir ENV Enumerable Enumerator Exception File
    Float Hash IO Integer Kernel KeyError Module NameError NilClass NoMethodError Numeric Object
    Proc Range Regexp Set StandardError String StringIO Struct Symbol Thread Time ArgumentError
    IndexError RuntimeError TypeError NotImplementedError ActiveRecord ActiveSupport to_s to_h to_a
    to_i to_sym each map select reject inject
"""

RUBY = Rules(
    told=_told,
    markup=dialects.rdoc,
    public=_public,
    readings=_readings,
    matches=_matches,
    shown=_shown,
    rename=lambda name: name.removeprefix(":"),
    comment="#",
    block=Block("", "end"),
    imports=_imports,
    doc=_description,
    describes_above=True,
    documents=re.compile(r"#(?!!)"),
    kind=_kind,
    parameters=_parameters,
    tests=_tests,
    words=_WORDS,
)
