"""R: functions and classes at the left margin with their roxygen comments, and sourced files.

Sources: https://roxygen2.r-lib.org/articles/formatting.html, https://r6.r-lib.org and
https://adv-r.hadley.nz/s4.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ralf_notes.outline.brackets import blank, blocks_of, without_strings
from ralf_notes.outline.formats import Facts
from ralf_notes.outline.formats.drafts import Draft, symbols_of
from ralf_notes.outline.model import Import

_BLANK = rb"[ \t\r\n]*+"
_NAME = rb"[A-Za-z.][\w.]{0,100}+"
_FUNCTION = rb"(?:function[ \t]*+|\\)\("
_DEFINED = re.compile(
    rb"^(?P<name>" + _NAME + rb"|`[^`\n]{1,100}+`|\"[^\"\n]{1,100}+\")[ \t]*+(?:<-|=)" + _BLANK +
    rb"(?:(?P<function>" + _FUNCTION + rb")"
    rb"|(?P<class>(?:\w++::)?(?:R6Class|setRefClass|setClass)[ \t]*+\())"
    rb"|^(?P<call>set(?:RefClass|Class|Generic|Method)[ \t]*+\()",
    re.MULTILINE,
)  # fmt: skip
_STRING = re.compile(r"\s*+[\"'](?P<text>[^\"'\n]{1,100}+)[\"']\s*+,?")
_METHOD = re.compile(rb"(?<![\w.$])(" + _NAME + rb")[ \t]*+=" + _BLANK + _FUNCTION)
_PRIVATE = re.compile(rb"(?<![\w.])private[ \t]*+=" + _BLANK + rb"list[ \t]*+\(")
_BASE = re.compile(r"\b(?:inherit|contains)\s*+=\s*+(?:[\"'][\w.]++[\"']|[\w.:]++)")
_MOST_OF_HEAD = 300
_S4_FUNCTION = re.compile(rb"function[ \t]*+\(")
_CLASS = re.compile(r"[\"']([\w.]{1,100})[\"']")
_FIELD = re.compile(
    rb"[(,]" + _BLANK + rb"(?P<field>(?P<name>" + _NAME + rb")[ \t]*+=[^,(){}]{0,200}+)(?=[,)(])"
)
_OF_CLASSES = frozenset(
    b"inherit classname public private active cloneable class portable parent_env contains slots"
    b" lock_objects lock_class representation prototype validity fields methods where".split()
)
"""Arguments of what makes a class: no fields."""
_DOC = re.compile(r"(?:^[ \t]*#'[^\n]*\n)+(?=[ \t]*\Z)", re.MULTILINE)
_MARK = re.compile(r"^[ \t]*#'[ ]?", re.MULTILINE)
_TAG = re.compile(r"^@(?P<tag>\w+)[ \t]*", re.MULTILINE)
_TOLD = ("title", "description", "details")
_MACRO = re.compile(r"\\(?:code|link|pkg|emph|strong|file)\{([^{}\n]{0,200})\}|\\cr\b|\\([\[\]])")
_SOURCED = re.compile(r"^source\([ \t]*[\"']([^\"'\n]{1,200})[\"']", re.MULTILINE)
_MOST_OF_DOC = 8_000


def facts(_path: str, text: str) -> Facts:
    """Return the facts of a script or a file of a package in R."""
    is_documented = text.lstrip().startswith("#'")  # that is about what stands below it
    return Facts(
        purpose="" if is_documented else None,
        symbols=symbols_of(list(_definitions(text)), text),
        imports=tuple(Import(match[1]) for match in _SOURCED.finditer(text)),
    )


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    code: bytes
    """A byte for each character, so that places in it are places in the text; without strings."""
    ends: Mapping[int, int]
    """By the place of each opening bracket: that of the closing one."""


def _definitions(text: str) -> Iterator[Draft]:
    """Yield the functions and classes at the left margin of a source, and the methods of these."""
    raw = text.encode("latin-1", "replace")
    code = without_strings(raw, ("#",))
    source = _Source(text, code, {block.start: block.end for block in blocks_of(code)})
    before = count = 0
    for match in _DEFINED.finditer(raw):
        closing = source.ends.get(match.end() - 1)
        if closing is None or match.start() < before:
            continue
        start, doc = _documented(text, before, match.start())
        if match["function"]:
            name = match["name"].decode("latin-1").strip('`"')
            before = _end(source, closing)
            signature = text[match.start() : closing + 1]
            drafts = [Draft("function", name, signature, start, before, doc)]
        else:
            before = closing + 1
            drafts = _called(source, match, Draft("class", "", "", start, before, doc))
        for draft in drafts:
            yield replace(draft, parent=None if draft.parent is None else count)
        count += len(drafts)


def _documented(text: str, before: int, at: int) -> tuple[int, str]:
    """Return where a definition with the comment right above it begins, and what that says."""
    comment = _DOC.search(text[max(before, at - _MOST_OF_DOC) : at])
    return (at - len(comment[0]), _told(_MARK.sub("", comment[0]))) if comment else (at, "")


def _end(source: _Source, closing: int) -> int:
    """Return the place after the body of a function whose parameters end at a bracket."""
    code, body = source.code, closing + 1
    while body < len(code) and code[body : body + 1].isspace():
        body += 1
    line_end = code.find(b"\n", body)
    return source.ends.get(body, (len(code) if line_end < 0 else line_end) - 1) + 1


def _called(source: _Source, match: re.Match[bytes], draft: Draft) -> list[Draft]:
    """Return what a call defines: a class with its methods, or a generic or a method of S4.

    Args:
        source: the source.
        match: of `_DEFINED`, up to the bracket of the call.
        draft: the class, as yet without name and signature.
    """
    title = _STRING.match(source.text, match.end())
    assigned = match["name"].decode("latin-1") if match["name"] else ""
    name = assigned or (title["text"] if title else "")
    if not name:
        return []
    if match["call"] and not match["call"].startswith((b"setClass", b"setRef")):
        return [_of_s4(source, match, replace(draft, kind="function", name=name))]
    methods = list(_methods(source, match.end(), draft.end))
    base = _BASE.search(source.text, match.end(), min(draft.end, match.end() + _MOST_OF_HEAD))
    inherited = f", {base[0]}" if base else ""
    call = source.text[match.start() : match.end()]
    head = " ".join(f'{call}"{title["text"] if title else name}"{inherited})'.split())
    fields = (f"    {each}" for each in _fields(source, methods, match.end(), draft.end))
    return [replace(draft, name=name, signature="\n".join((head, *fields)), head=1), *methods]


def _of_s4(source: _Source, match: re.Match[bytes], draft: Draft) -> Draft:
    """Return a generic by its name, a method by that of R's manuals: `price,Cart-method`."""
    function = _S4_FUNCTION.search(source.code, match.end(), draft.end)
    closing = source.ends.get(function.end() - 1) if function else None
    signature = source.text[match.start() : closing + 1 if closing else match.end()]
    name = draft.name
    if match["call"].startswith(b"setMethod"):
        between = source.text[match.end() : function.start() if function else draft.end]
        name += f",{','.join(_CLASS.findall(between)[1:])}-method"
    return replace(draft, name=name, signature=signature)


def _methods(source: _Source, start: int, end: int) -> Iterator[Draft]:
    """Yield the functions that a class has, without its private ones."""
    private = _PRIVATE.search(source.code, start, end)
    hidden = range(private.end(), source.ends.get(private.end() - 1, end)) if private else range(0)
    before = start
    for match in _METHOD.finditer(source.code, start, end):
        closing = source.ends.get(match.end() - 1)
        if closing is None or match.start() < before:
            continue
        line = source.text.rfind("\n", 0, match.start()) + 1
        first, doc = _documented(source.text, before, line)
        before = _end(source, closing)
        if match.start() not in hidden:
            signature = source.text[match.start() : closing + 1]
            first = first if doc else match.start()
            yield Draft("method", match[1].decode(), signature, first, before, doc, parent=0)


def _fields(source: _Source, methods: Sequence[Draft], start: int, end: int) -> Iterator[str]:
    """Yield the fields of a class as they are written, without private ones."""
    opening = start - 1
    code = bytearray(source.code[opening:end])
    for method in methods:
        first, last = method.start - opening, method.end - opening
        code[first:last] = blank(bytes(code[first:last]))
    private = _PRIVATE.search(bytes(code))
    for match in _FIELD.finditer(bytes(code), 0, private.start() if private else len(code)):
        if match["name"] not in _OF_CLASSES:
            first, last = match.span("field")
            yield " ".join(source.text[opening + first : opening + last].split())


def _told(comment: str) -> str:
    """Return the words of a roxygen comment on a function and what it takes and returns."""
    first, *parts = _TAG.split(comment.replace("\r", ""))
    told = [first.strip()]
    for tag, words in zip(parts[::2], parts[1::2], strict=True):
        name, _, meaning = " ".join(words.split()).partition(" ")
        if tag == "param":
            told.append(f"- `{name}`: {meaning}")
        elif tag.startswith("return"):
            told.append(f"Returns: {name} {meaning}")
        elif tag in _TOLD:
            told.append(words.strip())
    text = "\n\n".join(filter(None, told))
    return _MACRO.sub(lambda match: match[1] or match[2] or "", text)
