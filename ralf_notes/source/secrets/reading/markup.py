# ruff: noqa: E501 - a pattern stands on one line
"""Values that tags, attributes or fields beside a name hold: XML, and `name: X, value: Y`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.names import SecretName
from ralf_notes.source.secrets.reading.expressions import Value, values_after
from ralf_notes.source.secrets.reading.literals import literal_at
from ralf_notes.source.secrets.reading.settings import bare_value
from ralf_notes.source.secrets.reading.syntax import Syntax
from ralf_notes.source.secrets.values import Tie

_IN_TAG = lazily(r"<[\w:.-]*\Z")
_NAME_TAG = lazily(r"<(?:[\w.:-]*name|key|id|string)>\s*+[\w.:/-]*\Z", re.IGNORECASE)
_TAG_END = lazily(r"""[\w:.-]{0,100}+(?:\s[^<>]{0,200})?(?<!/)>""")
_NEXT_TAG = lazily(r"\s{0,200}+</[\w:.-]{1,100}+>\s{0,200}+<[\w:.-]{1,100}+(?:\s[^<>]{0,200})?>")
_CONTENT = lazily(r"\s*+(?:<!\[CDATA\[)?(?P<value>[^<\]]{1,8000}+)(?:\]\]>)?\s{0,200}+</")
_NAMED = lazily(
    r"""["']?(?:name|key|id|variable|env|param|property|field|ref|field_name|varname|label|option|header
    |param_name|param-name|parameterkey|parameter_name|setting|k|attribute|env_name|secretname|type)
    ["']?\s*+(?:[:=]|=>)\s*\\*["'`]?[\w.:/$@-]{0,48}\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_FIELD = lazily(r"""[a-zA-Z]["']?\s*+(?:=>|[:=])\s*\\*["'`]?[\w.:/$@-]{0,48}\Z""")
_SIBLING = lazily(
    r"""["'`]?[ \t]*+(?:(?:[,;]|(?=[\s}]))[^{}<>;]{0,240}?)??(?<![\w-])["']?(?:value|default|val|content|defaultvalue
    |default_value|parametervalue|initial|secret|data|string|v|initialvalue)["']?\s*+(?:[:=]|=>)\s*+(?=\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE = lazily(
    r"""(?<![\w-])["']?(?:value|default|val|content|parametervalue)["']?\s*+(?:[:=]|=>)\s*+(?=["'])""",
    re.IGNORECASE,
)
_FIELD_TAG = lazily(r"""[ \t]+[\w.*\[\]]+[ \t]+`[^`\n]*\bdefault\w*:"(?P<value>[^"`\n]+)\"""")
"""The tag of a field of Go."""
_ITEM = lazily(r"\n[ \t]*+(?:-[ \t]|\n)|[{}<>]")


def tagged_values(text: str, name: SecretName, syntax: Syntax) -> Iterator[Value]:
    """Yield the values that a tag with the name encloses, or that a field beside the name has."""
    before = text[max(0, name.start - 90) : name.start]
    may_be_tag = "<" in before
    is_tag = may_be_tag and bool(_IN_TAG.search(before))
    is_attribute = bool(_FIELD.search(before[-60:])) and bool(_NAMED.search(before))
    if is_tag or is_attribute or (may_be_tag and _NAME_TAG.search(before)):
        pattern = _TAG_END if is_tag or is_attribute else _NEXT_TAG
        yield from _enclosed(text, name, pattern)
    if tag := _FIELD_TAG.match(text, name.end):
        yield Value((tag.span("value"),), Tie.ASSIGNED)
    is_option = before.endswith("-") and before.rstrip("-").endswith(('("', "('"))
    if is_attribute or is_option or is_tag:
        yield from _beside(text, name, syntax)


def _enclosed(text: str, name: SecretName, tag: re.Pattern[str]) -> Iterator[Value]:
    """Yield what stands behind a tag: that of the name, or the one after it."""
    end = tag.match(text, name.end + (text[name.end : name.end + 1] in ("'", '"')))
    content = _CONTENT.match(text, end.end()) if end else None
    if content and content["value"].strip():
        start, stop = content.span("value")
        while text[start].isspace():
            start += 1
        while text[stop - 1].isspace():
            stop -= 1
        yield Value(((start, stop),), Tie.SETTING)


def _beside(text: str, name: SecretName, syntax: Syntax) -> Iterator[Value]:
    """Yield the value of the field `value` or `default` beside the field that has the name."""
    sibling = _SIBLING.match(text, name.end, min(len(text), name.end + 320))
    if sibling and not _ITEM.search(text, name.end, sibling.end()):
        if literal_at(text, sibling.end(), syntax):
            yield from values_after(text, sibling.end(), syntax, Tie.ASSIGNED)
        elif syntax.is_settings and (piece := bare_value(text, sibling.end(), name, syntax)):
            yield Value((piece,), Tie.SETTING)
    first = max(0, name.start - 320)
    for earlier in _BEFORE.finditer(text, first, name.start):
        if not _ITEM.search(text, earlier.end(), name.start):
            yield from values_after(text, earlier.end(), syntax, Tie.ASSIGNED)
            return
