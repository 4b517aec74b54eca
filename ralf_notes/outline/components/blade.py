"""The PHP in a Blade template, and the classes of the components that it shows.

Source: https://laravel.com/docs/blade
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.formats.documents.templates import COMPONENT
from ralf_notes.outline.model import Import

OPENING = b"<?php "
"""What PHP needs before the first statement: it stands before the text that `code_of` returns."""
_ENDS = {
    b"{{--": b"--}}", b"@verbatim": b"@endverbatim", b"{{": b"}}", b"{!!": b"!!}",
    b"@php": b"@endphp", b"<?php": b"?>", b"<?=": b"?>",
}  # fmt: skip
_NO_CODE = (b"{{--", b"@verbatim")
_WITH_CODE = (
    b"if elseif unless isset empty switch case foreach forelse for while php include includeIf"
    b" includeWhen includeUnless includeFirst each component componentFirst extends can cannot"
    b" canany elsecan elsecannot elsecanany auth guest class style checked selected disabled"
    b" readonly required js json section yield push pushIf pushOnce prepend lang choice props aware"
    b" livewire vite dump dd method error session env slot stack continue break hasSection"
)
"""Directives that take expressions of PHP."""
_OPENS = re.compile(
    rb"\{\{--|@verbatim\b|@(?:\{\{|\{!!|@\w++)|\{\{\{?|\{!!|<\?(?:php\b|=)|@php\b(?![ \t]*\()"
    rb"|(?<![\w@])@(?P<word>%b)[ \t]*+(?=\()" % b"|".join(sorted(_WITH_CODE.split(), reverse=True))
)
_LOOPS = (b"foreach", b"forelse", b"for", b"while")
_PART = re.compile(rb"[()]|\"(?:[^\"\\]|\\.)*+\"?+|'(?:[^'\\]|\\.)*+'?+", re.DOTALL)
_TAG = re.compile(rb"<(?:x-|livewire:)[\w.:-]++(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_BOUND = re.compile(rb"(?<=\s):[\w.-]++=(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)')")
_IMPORTED = re.compile(
    r"@use[ \t]*\([ \t]*[\"']?(?P<kind>function |const )?(?P<used>\\?\w++(?:\\\w++)++)"
    r"(?:\\\{(?P<group>[\w\\, ]+)\})?[\"']?"
    r"(?:[ \t]*,[ \t]*[\"'](?P<local>\w+)[\"'])?[ \t]*\)"
    r"|@inject[ \t]*\([^,()\n]{1,100},[ \t]*[\"']?(?P<injected>\\?\w++(?:\\\w++)*+)"
)
_SHOWN = re.compile(r"<x-([a-z][\w.-]{0,200})(?=[\s/>])|<livewire:([a-z][\w.-]{0,200})")
_LIVEWIRE = re.compile(r"@livewire[ \t]*\([ \t]*[\"']([a-z][\w.-]{0,200})[\"']")


def code_of(source: bytes) -> bytes:
    """Return the PHP of a template as statements, with blanks in place of the rest.

    It is as long as the source, so that all stands where it does there.
    """
    code, text = bytearray(blank(source)), bytearray(source)
    at, missing = 0, set[bytes]()
    while opening := _OPENS.search(source, at):
        start, mark = opening.start(), opening[0]
        if opening["word"]:
            end = _end_of(source, opening.end()) if b")" not in missing else 0
            if end:
                _take(source, code, opening, end)
            else:
                missing.add(b")")
            at = end or opening.end()
            continue
        closing = _ENDS.get(mark[:2] if mark == b"{{{" else mark)
        end = source.find(closing, opening.end()) if closing and closing not in missing else -1
        if closing is None or end < 0:
            missing.update([closing] if closing else ())
            at = opening.end()
            continue
        at = end + len(closing)
        if mark in _NO_CODE:
            text[start:at] = blank(source[start:at])
        else:
            _put(code, source, opening.end(), end)
    for tag in _TAG.finditer(text):
        for bound in _BOUND.finditer(text, *tag.span()):
            kind = "double" if bound["single"] is None else "single"
            _put(code, source, *bound.span(kind))
    return bytes(code)


def _put(code: bytearray, source: bytes, start: int, end: int) -> None:
    """Put a piece of the source into the code, as a statement of its own."""
    code[start - 1 : end + 1] = b";" + source[start:end] + b";"


def _end_of(source: bytes, opening: int) -> int:
    """Return where what a directive takes in brackets ends; 0 if they are never closed."""
    depth = 0
    for part in _PART.finditer(source, opening):
        depth += {b"(": 1, b")": -1}.get(part[0], 0)
        if not depth:
            return part.end()
    return 0


def _take(source: bytes, code: bytearray, directive: re.Match[bytes], end: int) -> None:
    """Put what a directive takes into the code: the head of a loop, or else a list of values."""
    start, opening, word = directive.start(), directive.end(), directive["word"]
    taken = source[opening + 1 : end - 1]
    if word in _LOOPS:
        loop = (b"foreach" if word == b"forelse" else word).ljust(opening - start - 1)
        code[start:end] = b";" + loop + b"(" + taken + b")"
    else:
        code[start:end] = b";" + b" " * (opening - start - 1) + b"[" + taken + b"]"


def imports_of(text: str) -> Iterator[Import]:
    """Yield the classes that a template imports, has injected, or shows as components."""
    for match in _IMPORTED.finditer(text) if "@use" in text or "@inject" in text else ():
        name = (match["used"] or match["injected"]).lstrip("\\")
        local = (match["local"],) if match["local"] else ()
        for part in match["group"].split(",") if match["group"] else ("",):
            whole = f"{name}\\{part.strip()}" if part.strip() else name
            yield Import(whole, (), local, (match["kind"] or "").strip())
    if "<x-" in text or "livewire" in text:
        for match in _SHOWN.finditer(text):
            folder = "View/Components" if match[1] else "Livewire"
            yield _component(folder, match[1] or match[2])
        yield from (_component("Livewire", match[1]) for match in _LIVEWIRE.finditer(text))


def _component(folder: str, name: str) -> Import:
    """Return the import of the class of a component: `Forms/UserCard.php` for `forms.user-card`."""
    parts = (
        "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]", part))
        for part in name.split(".")
    )
    return Import(f"{folder}/{'/'.join(parts)}.php", mark=COMPONENT)
