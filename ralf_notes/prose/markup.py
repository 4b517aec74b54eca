"""Removes the markup from a model's text: template tokens, JSON, HTML, Markdown. Pure."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from ralf_notes.patterns import lazily
from ralf_notes.text import visible

# A model's prose is capped at a few hundred characters; a longer text would only cost time.
_LONGEST = 20_000

_THOUGHT = lazily(r"<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT_END = lazily(r"\A.*</(?:think|thinking|thought|reasoning)>", re.DOTALL | re.IGNORECASE)
_TURN = lazily(
    r"<\|?(?:im_start|start_of_turn|start_header_id)\|?>\s*(?:system|user|assistant|model)?"
    r"|\[/?INST\]|<</?SYS>>|</?s>|<(?:bos|eos|end_of_turn)>|<\|[\w ]{1,30}\|>"
)
_JSON_START = lazily(r"\A\s*(?:[{\[]\s*)+\"(?:[\w .#-]*\"\s*:\s*[\[{\s]*\"?)?")
_JSON_KEY = lazily(r"\"\s*,\s*\"[\w .#-]+\"\s*:\s*\"")
_FENCED = lazily(r"(?:```|~~~).*?(?:```|~~~|\Z)", re.DOTALL)
_SPAN = lazily(r"(`+)([^\s`](?:[^`\n]*[^\s`])?)\1(?!`)|`+")
_HTML = (
    r"</?(?:a|abbr|article|b|base|body|blockquote|br|button|code|del|details|div|em|embed|font|footer"
    r"|form|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|link|mark|meta|object|ol|p"
    r"|pre|s|script|section|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|template"
    r"|textarea|th|thead|title|tr|u|ul|video)\b[^<>]*>"
)
_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (lazily(r"\\[nrt](?![a-z_])"), "\n"),
    (lazily(r"\\(?=\")"), ""),
    (lazily(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE), " "),
    (lazily(r"<!--.*?(?:-->|\Z)", re.DOTALL), " "),
    (
        lazily(r"%%.{0,1000}?%%|<%.{0,1000}?%>|\{\{.{0,1000}?\}\}|\{%.{0,1000}?%\}", re.DOTALL),
        " ",
    ),
    (lazily(_HTML, re.IGNORECASE), " "),
    (lazily(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]"), r"\1"),
    (lazily(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (lazily(r"\[\^[^\[\]\s]*\]"), ""),
    (lazily(r"\*\*+|~~|==(?=\w)|(?<=\w)=="), ""),
    (lazily(r"(?<![\w*])\*(?=[^\s*])([^*\n]*?[^\s*])\*(?![\w*])"), r"\1"),
    (lazily(r"(?<!\w)_(?=[^\W_])([^_\n]*[^\W_])_(?!\w)"), r"\1"),
)


def without_markup(text: str) -> str:
    """Return a model's text without template tokens, JSON, HTML and Markdown; code spans stay.

    A link becomes its text, and a fenced block is removed. Backticks that remain are in pairs on
    one line.
    """
    text = visible(html.unescape(text[:_LONGEST]))
    text = _THOUGHT_END.sub("", _THOUGHT.sub("", text))
    # The first turn is the model's own; it invented any further ones.
    text = _without_json(next((turn for turn in _TURN.split(text) if turn.strip()), ""))
    spans: list[str] = []

    def stashed(match: re.Match[str]) -> str:
        if not match[2]:
            return ""
        spans.append(f"`{match[2]}`")
        return f"\x00{len(spans) - 1}\x00"

    text = re.sub(r"<code>([^<>`\n]+)</code>", r"`\1`", _FENCED.sub("\n\n", text))
    text = _SPAN.sub(stashed, re.sub(r"\\([_*`\[\]#])", r"\1", text))
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return re.sub("\x00([0-9]+)\x00", lambda match: spans[int(match[1])], text)


def _without_json(text: str) -> str:
    """Return a text; if it is JSON, or was meant to be, only its strings."""
    if text.lstrip()[:1] not in ("{", "[", '"'):
        return text
    try:
        return "\n\n".join(_strings(json.loads(text)))
    except (ValueError, RecursionError):
        if start := _JSON_START.match(text):
            end = text[start.end() :].rstrip("{}[], \t\n").removesuffix('"')
            return _JSON_KEY.sub("\n\n", end)
        return text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
