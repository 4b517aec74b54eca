"""Rules of Java and Kotlin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.brackets import blank
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.languages.readings import kotlin
from ralf_notes.outline.model import CLASSES, Import, Parameter
from ralf_notes.outline.rules import EXTENDED, Rules, field_parameter, head_words, marked_public

if TYPE_CHECKING:
    from tree_sitter import Node

_DOCUMENTS = re.compile(r"/\*\*|///")
_IMPORT = re.compile(r"import (?:(?P<mark>static|module) )?(?P<module>.+?)(?: as (?P<alias>\w+))?")
_ANNOTATIONS = re.compile(
    rb"(?:@[\w.:]++(?:\((?:[^()]|\((?:[^()]|\([^()]{0,500}+\)){0,500}+\)){0,1000}+\))?+\s++)++"
    rb"(?=((?:\w++\s++){0,6}?(?:class|interface|object|typealias)\b)?)"
)
_SOFT_MODIFIER = re.compile(
    rb"\b(?:annotation|actual|expect)(?=\s++(?:\w++\s++){0,5}?(?:class|interface|object|typealias)\s)"
)
_SHORT_BODY = re.compile(
    rb"(\b(?:class|interface|object)\b[^{}\n]{0,200}+"
    rb"\{[^{}\n]{0,200}?\b(?:val|var)\b[^{}\n]{0,200}?) \}"
)
_OF_FIELDS = frozenset(("Getter", "Setter"))
_OF_TYPES = _OF_FIELDS | {"Data", "Value"}
"""Annotations of Lombok that let others reach the fields of a type."""
_STORED = frozenset(("Entity", "Embeddable", "MappedSuperclass", "ConfigurationProperties"))
"""Annotations of types whose fields name columns of a table, or keys of a configuration."""
_BOUND = frozenset((
    "Column", "ConfigProperty", "ElementCollection", "Embedded", "EmbeddedId", "Id", "JoinColumn",
    "JsonProperty", "ManyToMany", "ManyToOne", "OneToMany", "OneToOne", "Option", "Parameter",
    "Parameters", "SerializedName", "Value",
))  # fmt: skip
"""Annotations that give a field its value from outside: a table, a setting, an argument."""
_CLOSED = re.compile(r"@(Getter|Setter)\([^()]{0,100}\b(?:NONE|PRIVATE)\b")
_ANNOTATION = re.compile(r"@(?:\w++\.)*+(\w++)")
_HEAD_BYTES = 2_000
_IMPORT_BYTES = 20_000
_DEFAULT = re.compile(r"(?<!\s)\s++=(?!=)\s*")


def _imports(node: Node, file: ParsedFile) -> Iterable[Import]:
    written = _IMPORT.fullmatch(" ".join(file.text(node).split()).rstrip("; "))
    if written is None:
        return []
    local = (written["alias"],) if written["alias"] else ()
    return [Import(written["module"].replace(" ", ""), (), local, written["mark"] or "")]


def _java_parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "spread_parameter":
            kind, _, name = file.text(child).rpartition("...")
            yield Parameter(name.strip(), kind.strip() + "...")
        elif child.type == "formal_parameter":
            yield field_parameter(child, file)


def _java_public(definition: Definition, file: ParsedFile) -> bool:
    """Whether it is marked as open, or is a field that an annotation opens.

    Lombok makes getters and setters for fields, by which their names are part of what others see
    (https://projectlombok.org/features/). Tables and settings name fields, too.
    """
    if marked_public(definition, file):
        return True
    if definition.kind != "member" or definition.parent is None:
        return False
    words = head_words(definition, file)
    if "static" not in words and _is_bound(definition, file):
        return True
    closed = {*_CLOSED.findall(file.slice(definition.declared[0], definition.name_start))}
    marks = (words & _OF_FIELDS) - closed or (head_words(definition.parent, file) & _OF_TYPES)
    if not marks or "static" in words or "Getter" in closed:
        return False
    return file.source.find(b"lombok", 0, _IMPORT_BYTES) >= 0


def _is_bound(definition: Definition, file: ParsedFile) -> bool:
    """Whether a field is tied to a column, a setting or an argument, by its name or annotations."""
    if "transient" in head_words(definition, file):
        return False
    annotations = _annotations(definition, file)
    if "Transient" in annotations or definition.parent is None:
        return False
    return bool(annotations & _BOUND or _annotations(definition.parent, file) & _STORED)


def _annotations(definition: Definition, file: ParsedFile) -> set[str]:
    """Return the names of the annotations of a definition, without their packages."""
    start = definition.declared[0]
    head = file.slice(start, min(definition.name_start, start + _HEAD_BYTES))
    return {*_ANNOTATION.findall(head)}


def _kotlin_parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    """Read parameters whose defaults and `vararg` are nodes beside them in the list."""
    pieces: list[str] = []
    for child in node.children[1:]:
        if child.type in (",", ")"):
            if pieces:
                name, _, rest = " ".join(pieces).partition(":")
                kind, _, default = _DEFAULT.sub("\0", rest, count=1).partition("\0")
                words = name.split() or ["_"]
                vararg = "vararg " if "vararg" in words else ""
                yield Parameter(words[-1], vararg + kind.strip(), default.strip())
            pieces = []
        elif "comment" not in child.type:
            pieces.append(file.text(child))


def _kotlin_public(definition: Definition, file: ParsedFile) -> bool:
    """Whether it is not marked as private or internal, nor is the companion that it is in."""
    words = set(head_words(definition, file))
    if companion := definition.scope:
        words.update(file.slice(*companion.declared).partition("companion")[0].split())
    return not words & {"private", "internal"}


def _companions(definition: Definition, file: ParsedFile) -> Iterator[str]:
    """Yield the head of a companion that has a name or a type: `companion object Factory`."""
    body = definition.node("body") if definition.kind in CLASSES else None
    for node in body.named_children if body else ():
        if node.type != "companion_object":
            continue
        inside = [child for child in node.children if child.type == "class_body"]
        head = file.slice(node.start_byte, inside[0].start_byte if inside else node.end_byte)
        words = head.split()
        if words[-2:] != ["companion", "object"] and not {"private", "internal"} & {*words}:
            yield " ".join(words)


def _kotlin_readings(source: bytes) -> Iterator[bytes]:
    """Yield the source with `public` in place of annotations and soft keywords of types.

    The grammar takes `@A(1) annotation class B` and `@A interface B { ... }` for an expression, and
    does not know `object A { val b = 1 }` and `enum class A { B; val c = 1 }` on one line.
    """

    def as_public(match: re.Match[bytes]) -> bytes:
        word = b"public "
        is_long = len(match[0]) > len(word) and b"\n" not in match[0][: len(word)]
        if match[1] is None or not is_long:
            return match[0]
        return word + blank(match[0][len(word) :])

    source = _SOFT_MODIFIER.sub(
        lambda match: b"public".ljust(len(match[0])), _ANNOTATIONS.sub(as_public, source)
    )
    yield from kotlin.readings(_SHORT_BODY.sub(lambda match: match[0][:-2] + b"\n}", source))


_JAVA_WORDS = """
    abstract assert boolean break byte case catch char class const continue default do double else
    enum extends false final finally float for goto if implements import instanceof int interface
    long native new null package permits private protected public record return sealed short static
    strictfp super switch synchronized this throw throws transient true try var void volatile while
    yield String Object Integer Long Double Float Boolean Byte Short Character Number Math System
    Thread Runnable Callable Class Enum Exception RuntimeException Error Throwable Iterable Iterator
    Collection Collections List ArrayList LinkedList Map HashMap TreeMap LinkedHashMap
    ConcurrentHashMap Set HashSet TreeSet Deque ArrayDeque Queue Optional Stream Collectors Arrays
    Objects StringBuilder Override Deprecated FunctionalInterface SuppressWarnings Comparable
    Comparator Function Supplier Consumer Predicate BiFunction Future CompletableFuture
    ExecutorService AutoCloseable Closeable InputStream OutputStream IOException File Path Files
    Duration Instant LocalDate LocalDateTime UUID BigDecimal BigInteger NullPointerException
    IllegalArgumentException IllegalStateException IndexOutOfBoundsException
    UnsupportedOperationException InterruptedException main args toString equals hashCode
"""

_KOTLIN_WORDS = """
    abstract actual annotation as break by catch class companion const constructor continue
    crossinline data do dynamic else enum expect external false field final finally for fun get if
    import in infix init inline inner interface internal is it lateinit noinline null object open
    operator out override package private protected public reified return sealed set super suspend
    tailrec this throw true try typealias val value var vararg when where while Any Array Boolean
    Byte Char Double Float Int Long Nothing Number Short String Unit List MutableList Map MutableMap
    Set MutableSet Sequence Pair Triple Exception Throwable IllegalArgumentException
    IllegalStateException Iterable Iterator Comparable Lazy Result Regex Flow StateFlow
    CoroutineScope Job Deferred JvmStatic JvmField JvmOverloads println listOf mapOf setOf
    mutableListOf mutableMapOf let run also apply with require check error lazy main
"""

JAVA = Rules(
    markup=dialects.java,
    public=_java_public,
    bases=EXTENDED,
    imports=_imports,
    documents=_DOCUMENTS,
    parameters=_java_parameters,
    is_entry=starting.in_java,
    words=_JAVA_WORDS,
)
KOTLIN = Rules(
    markup=dialects.kdoc,
    public=_kotlin_public,
    imports=_imports,
    documents=_DOCUMENTS,
    parameters=_kotlin_parameters,
    heads=_companions,
    readings=_kotlin_readings,
    is_entry=starting.in_kotlin,
    words=_KOTLIN_WORDS,
)
