"""Rules of Python."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ralf_notes.outline.definitions import Captures, Definition, ParsedFile
from ralf_notes.outline.definitions.members import Block
from ralf_notes.outline.documentation.styles import without_directives
from ralf_notes.outline.model import Export, Import, Parameter
from ralf_notes.outline.rules import (
    NO_COMMENT,
    Rules,
    field_parameter,
    first_field,
    plain_kind,
    short_assignment,
    statements_in,
)
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

_LITERAL = lazily(r"(?is)^[rubf]*(\"\"\"|'''|\"|')(.*)\1$")
_MAIN = lazily(
    rb"^if\s+__name__\s*==\s*['\"]__main__['\"]"
    rb"|^\w+(?:[ \t]*:[^=\n]{1,80})?[ \t]*=[ \t]*(?:\w+\.)?"
    rb"(?:FastAPI|Flask|Starlette|Quart|Sanic|Litestar|create_app)\(",
    re.MULTILINE,
)
"""Matches where a program starts: when it is run, or what a server of the web is given."""
_CONSTANT = lazily(r"_*[A-Z]")
_FORM_FEED = lazily(r"^\\f$", re.MULTILINE)
_ITEM = lazily(r"[-*+] |\d+[.)] ")
_VALUES = ("constant", "variable")
_SPECIAL = lazily(r"__\w+__$")
_STATIC = lazily(r"@\s*(?:\w+\.)*staticmethod\b")
_BRANCHES = ("block", "if_statement", "else_clause", "elif_clause", "try_statement",
             "except_clause", "finally_clause", "with_statement")  # fmt: skip
_SETS_UP = (b"__init__", b"__post_init__")
_SEVERAL = ("pattern_list", "tuple_pattern", "list_pattern")
_BASE = lazily(r"[(,]\s*([A-Za-z]\w*)(?=\s*[,)])")
"""A base of a class; one that begins with `_` stays hidden, as its authors want it."""
_PROPERTY = lazily(
    r"^@\s*(?:[\w.]*\bcached_property|property|\w+\.(?:setter|getter|deleter))\b", re.MULTILINE
)
_MODULE_NAME = lazily(r"\w++(?:\.\w++)++\.?[-=~\s]*+")


def _definitions(matches: Sequence[Captures], source: bytes) -> Iterator[Captures]:
    """Yield the matches of the query, and what each `__init__` assigns to `self` as members.

    Values of a script, which nobody can import, are no constants of the module.
    """
    for captures in matches:
        if "constant" in captures and _is_of_script(captures["constant"][0], source):
            continue
        yield captures
        function = captures.get("function", [None])[0]
        if function and function.type == "function_definition":
            name = captures["name"][0]
            if source[name.start_byte : name.end_byte] in _SETS_UP and _is_in_class(function):
                yield from _attributes(captures["body"][0], source)


def _is_of_script(statement: Node, source: bytes) -> bool:
    """Whether a statement stands right below `if __name__ == "__main__":`."""
    around = statement.parent
    branch = around.parent if around and around.type == "block" else None
    condition = first_field(branch, "condition") if branch else None
    if condition is None:
        return False
    return b"__main__" in source[condition.start_byte : condition.end_byte]


def _is_in_class(function: Node) -> bool:
    """Whether a function is a method of a class that is not inside another function."""
    around = function.parent
    is_method = False
    while around and around.type != "function_definition":
        is_method = is_method or around.type == "class_definition"
        around = around.parent
    return is_method and around is None


def _attributes(body: Node, source: bytes) -> Iterator[Captures]:
    """Yield the assignments to attributes of `self` in a body, also those in its branches."""
    for node in statements_in(body, _BRANCHES):
        if node.type == "expression_statement":
            for name in _assigned(node, source):
                yield {"member": [node], "name": [name], "promoted": [node]}


def _assigned(statement: Node, source: bytes) -> Iterator[Node]:
    """Yield the names of the attributes of `self` that a statement assigns to."""
    value = statement.named_children[0] if statement.named_children else None
    while value and value.type == "assignment":
        left = first_field(value, "left")
        targets = left.named_children if left and left.type in _SEVERAL else (left,)
        for target in targets:
            owner = first_field(target, "object") if target else None
            name = first_field(target, "attribute") if target else None
            if owner and name and source[owner.start_byte : owner.end_byte] == b"self":
                yield name
        value = first_field(value, "right")


def docstring(literal: str) -> str:
    """Return the text of a docstring without quotes and indentation (PEP 257)."""
    quoted = _LITERAL.match(literal.strip())
    # A backslash joins two lines, mostly so that the text may begin below the quotes.
    written = quoted[2].replace("\r\n", "\n").removeprefix("\\\n") if quoted else ""
    text = inspect.cleandoc(written).strip()
    return without_directives(_without_marks_of_click(text) if "\\" in text else text)


def _without_marks_of_click(text: str) -> str:
    """Return a docstring without what only click reads: lines to be kept, and all behind `\\f`.

    Source of behaviour: https://click.palletsprojects.com/en/stable/documentation/
    """
    shown = []
    for paragraph in _FORM_FEED.split(text, maxsplit=1)[0].rstrip().split("\n\n"):
        kept = paragraph.removeprefix("\\b").lstrip("\n")
        is_marked = kept != paragraph and bool(kept) and not _ITEM.match(kept)
        shown.append(f"```\n{kept}\n```" if is_marked else kept)
    return "\n\n".join(filter(None, shown))


def _doc(definition: Definition, file: ParsedFile) -> str:
    body = definition.node("body")
    for child in body.named_children[:4] if body else ():
        if child.type != "comment":
            return _docstring_of(child, file)
    node = definition.node(definition.kind)
    below = node.next_named_sibling if node and not body else None
    return _docstring_of(below, file) if below else ""


def _docstring_of(statement: Node, file: ParsedFile) -> str:
    """Return the docstring that a statement is, or ''."""
    if statement.type != "expression_statement" or statement.named_child_count != 1:
        return ""
    string = statement.named_children[0]
    return docstring(file.text(string)) if string.type == "string" else ""


def _kind(definition: Definition, file: ParsedFile) -> str:
    kind = plain_kind(definition, file)
    if kind == "constant":
        return "constant" if _CONSTANT.match(definition.name) else "variable"
    if kind != "method":
        return kind
    if definition.name in ("__init__", "__new__"):
        return "constructor"
    head = file.slice(definition.start, definition.name_start)
    return "property" if _PROPERTY.search(head) else "method"


def _public(definition: Definition, file: ParsedFile) -> bool:
    """Whether it is in `__all__`, else by its name; a value is reached without `__all__`, too."""
    is_listed = definition.name in file.exports
    if file.exports and definition.parent is None and definition.kind not in _VALUES:
        return is_listed
    is_plain = not definition.name.startswith("_") or bool(_SPECIAL.match(definition.name))
    return is_plain or is_listed


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    is_first = _has_receiver(node, file)
    for child in node.named_children:
        if child.type == "typed_parameter":
            name, kind = child.named_children[0], first_field(child, "type")
            parameter = Parameter(file.text(name), file.text(kind))
        else:
            parameter = field_parameter(child, file)
        if child.type != "comment":
            if not is_first:
                yield parameter
            is_first = False


def _has_receiver(parameters: Node, file: ParsedFile) -> bool:
    """Whether the first parameter is the object or the class that a method is called on."""
    function = parameters.parent
    above = function.parent if function else None
    decorators = above if above and above.type == "decorated_definition" else None
    block = decorators.parent if decorators else above
    while block and block.type in _BRANCHES:
        block = block.parent
    if not block or block.type != "class_definition":
        return False
    texts = (file.text(child) for child in decorators.children) if decorators else ()
    return not any(_STATIC.match(text) for text in texts)


def _imports(node: Node, file: ParsedFile) -> Iterable[Import]:
    children = node.children_by_field_name("name")
    names = [file.text(first_field(child, "name") or child) for child in children]
    aliases = [file.text(first_field(child, "alias")) for child in children]
    if node.type == "import_statement":
        return [
            Import(name, local=(alias,) if alias else ())
            for name, alias in zip(names, aliases, strict=True)
        ]
    if any(child.type == "wildcard_import" for child in node.named_children):
        names = ["*"]
    module = file.text(first_field(node, "module_name")) or "__future__"
    local = [alias or name for name, alias in zip(names, aliases, strict=False)]
    return [Import("".join(module.split()), tuple(names), tuple(local) if any(aliases) else ())]


def _exports(file: ParsedFile) -> Iterator[Export]:
    """Yield the imports that the file offers: those in `__all__`, else those of its own package."""
    imported = [each for node in file.imports for each in _imported_names(node, file)]
    modules = {each.name: _inner(each) for each in imported}
    for node in file.listed:
        for name in re.findall(r"\b(\w+)\.__all__\b", file.text(node)):
            if name in modules:
                yield Export("*", modules[name])
    here = file.path.rpartition("/")[2].partition(".")[0] == "__init__"
    package = file.path.split("/")[-2:-1] if here else []
    names = {definition.name for definition in file.definitions if not definition.parent}
    for each in imported:
        is_own = each.module.startswith(".") or each.module.split(".")[:1] == package
        is_offered = here and is_own and not each.name.startswith("_")
        if each.name == "*" or (each.name in file.exports if file.exports else is_offered):
            names.add(each.name)
            yield each
    if "*" in names:
        yield from (Export(name, "", name) for name in sorted(file.exports - names))


def _imported_names(node: Node, file: ParsedFile) -> Iterator[Export]:
    """Yield the names that a `from` import binds in the module."""
    top = node.parent
    while top and top.type not in ("function_definition", "class_definition"):
        top = top.parent
    if node.type != "import_from_statement" or top:  # or the import is inside a definition
        return
    module = "".join(file.text(first_field(node, "module_name")).split())
    if any(child.type == "wildcard_import" for child in node.named_children):
        yield Export("*", module)
    for child in node.children_by_field_name("name"):
        origin = file.text(first_field(child, "name") or child)
        yield Export(file.text(first_field(child, "alias")) or origin, module, origin)


def _inner(imported: Export) -> str:
    """Return the module that an imported name is."""
    module = imported.module
    return f"{module}{imported.origin}" if module.endswith(".") else f"{module}.{imported.origin}"


_WORDS = """
    False None True and as assert async await break case class continue def del elif else except
    finally for from global if import in is lambda match nonlocal not or pass raise return try
    while with yield self cls __init__ __main__ __name__ __file__ __all__ __doc__ __enter__ __exit__
    __call__ __iter__ __next__ __repr__ __str__ __eq__ __hash__ __len__ __getitem__ __setitem__
    __getattr__ __setattr__ __new__ __post_init__ __slots__ __dict__ __class__ __version__
    abs all any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex
    delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals
    hasattr hash help hex id input int isinstance issubclass iter len list locals map max memoryview
    min next object oct open ord pow print property range repr reversed round set setattr slice
    sorted staticmethod str sum super tuple type vars zip
    ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError
    ConnectionError ConnectionRefusedError ConnectionResetError EOFError Exception ExceptionGroup
    FileExistsError FileNotFoundError GeneratorExit IOError ImportError IndentationError IndexError
    InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
    ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError
    OverflowError PermissionError RecursionError RuntimeError RuntimeWarning StopAsyncIteration
    StopIteration SyntaxError SystemExit TimeoutError TypeError UnicodeDecodeError
    UnicodeEncodeError UnicodeError UserWarning ValueError Warning DeprecationWarning
    ZeroDivisionError Any Callable ClassVar Counter Ellipsis Enum Final Generator Generic Iterable
    Iterator Literal Mapping NamedTuple Optional OrderedDict Path Protocol Sequence TypeVar
    TypedDict Union abstractmethod asyncio contextmanager dataclass dataclasses datetime deque
    defaultdict functools itertools json logging namedtuple os pathlib re sys typing
"""


def _purpose(text: str) -> str:
    """Return what a module says about itself; nothing if it is only its own name: `shop.cart.`"""
    text_of_module = docstring(text)
    return "" if _MODULE_NAME.fullmatch(text_of_module) else text_of_module


PYTHON = Rules(
    public=_public,
    bases=_BASE,
    imports=_imports,
    exports=_exports,
    matches=_definitions,
    shown=short_assignment,
    documents=NO_COMMENT,
    data_documents=lazily(r"#(?!!)"),
    comment="#",
    block=Block("", ""),
    kind=_kind,
    parameters=_parameters,
    doc=_doc,
    purpose=_purpose,
    is_entry=lambda _, file: bool(_MAIN.search(file.source)),
    words=_WORDS,
)
