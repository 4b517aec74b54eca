"""Reads answers of other forms than the JSON asked for: other JSON, lines, Markdown. Pure.

Only text about names that were asked for is taken, so that nothing is invented. All of it is
cleaned and checked afterwards like any answer. The time grows linearly with the text.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from ralf_notes.patterns import lazily

_SUMMARY = lazily(
    r"(?:the |a )?(?:short |brief |file |folder |overall )*(?:summary|overview|purpose)"
    r"(?: of (?:the|this) [a-z]{1,20})?"
)
_TEXT_KEYS = (
    "description", "summary", "text", "sentence", "purpose", "explanation", "doc", "docstring",
    "desc", "what it does", "value", "content",
)  # fmt: skip
_NAME_KEYS = ("name", "symbol", "function", "method", "class", "identifier", "key", "title", "id")
_MOST_TRIES = 12
"""Places in a text where JSON may begin."""
_JSON_START = lazily(r"[{\[](?=\s*[\"{\[])|\A\"(?=\s*[{\[])")
_KIND = lazily(
    r"(?:the\s+)?(?:function|method|class|constant|variable|symbol|struct|type|interface|enum"
    r"|property|field)\s+",
    re.IGNORECASE,
)
_ARGUMENTS = lazily(r"(?<!\s)\s*\(.*\Z", re.DOTALL)


@dataclass(slots=True)
class AnswerTexts:
    """The texts that an answer gives, by name; the summary has the name ''."""

    symbols: Mapping[str, str]
    """The forms in which the names asked for may be written, and the name that is meant."""
    summary: bool
    """Whether a summary was asked for."""
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether there is a text for everything that was asked for."""
        return self.texts.keys() >= {*self.symbols.values(), *([""] if self.summary else [])}

    def key(self, written: str, *, in_symbols: bool = False) -> str | None:
        """Return the name that is meant, None if it was not asked for.

        Args:
            written: how the answer writes it.
            in_symbols: whether only symbols can be meant, even by the name `summary`.
        """
        bare = " ".join(written.split()).strip("`*_\"'“”‘’ ") if len(written) < 1000 else ""
        if self.summary and not in_symbols and _SUMMARY.fullmatch(bare.casefold()):
            return ""
        for form in (written, bare, _plain(bare)):
            if form in self.symbols:
                return self.symbols[form]
        return None

    def put(self, key: str, text: str) -> None:
        """Keep a text, unless there is one for this name."""
        if text.strip():
            self.texts.setdefault(key, text.strip())


def forms(names: Iterable[str]) -> dict[str, str]:
    """Return the forms in which an answer may write names: without a class, in lower case.

    A form that may mean two of the names means neither.
    """
    names = tuple(names)
    meant: dict[str, set[str]] = {}
    for name in names:
        base = name.partition("#")[0]
        last = re.split(r"[.]|::", base)[-1]
        for form in (base, last, base.casefold(), last.casefold()):
            meant.setdefault(form, set()).add(name)
    clear = {form: min(which) for form, which in meant.items() if form and len(which) == 1}
    return clear | {name: name for name in names}


def _plain(written: str) -> str:
    """Return a name without its kind, arguments and marks, in lower case."""
    bare = _ARGUMENTS.sub("", _KIND.sub("", written, count=1))
    return bare.strip("`*_\"' :").casefold()


# --- JSON -----------------------------------------------------------------------------------------


def read_json(value: object, answer_texts: AnswerTexts) -> None:
    """Take the texts from a JSON value of any form: nested, flat, or a list of records."""
    waiting: deque[tuple[object, bool]] = deque([(value, False)])
    while waiting:
        value, in_symbols = waiting.popleft()
        if isinstance(value, str):
            waiting.extend((each, in_symbols) for each in _json_in(value))
        elif isinstance(value, list):
            waiting.extend((each, in_symbols) for each in value)
        elif isinstance(value, dict):
            if _read_record(value, answer_texts):
                continue
            for key, inner in value.items():
                meant, text = answer_texts.key(key, in_symbols=in_symbols), _text_of(inner)
                if meant is not None and text:
                    answer_texts.put(meant, text)
                else:
                    waiting.append((inner, in_symbols or key == "symbols"))


def _json_in(text: str) -> Iterator[object]:
    """Yield what a text holds that is JSON itself; it is shorter than the text."""
    if text.lstrip()[:1] in ("{", "["):
        with suppress(ValueError, RecursionError):
            yield json.loads(text)


def _read_record(record: Mapping[str, object], answer_texts: AnswerTexts) -> bool:
    """Take the text of an object that says its name, as in `{"name": ..., "description": ...}`."""
    folded = {key.casefold(): value for key, value in record.items()}
    text = _text_of(folded)
    for name_key in _NAME_KEYS:
        name = folded.get(name_key)
        meant = answer_texts.key(name) if isinstance(name, str) else None
        if meant is not None and text and text != name:
            answer_texts.put(meant, text)
            return True
    return False


def _text_of(value: object) -> str:
    """Return the text that a value is or holds, or ''."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        folded = {str(key).casefold(): inner for key, inner in value.items()}
        texts = (folded.get(key) for key in _TEXT_KEYS)
        return next((text for text in texts if isinstance(text, str) and text.strip()), "")
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return " ".join(value)
    return ""


def json_values(
    text: str, begins: re.Pattern[str] = _JSON_START, most: int = _MOST_TRIES
) -> Iterator[object]:
    """Yield the JSON objects and lists in a text, in order; of one that is cut, what is in it.

    Args:
        text: an answer.
        begins: matches where one may begin.
        most: places that are tried.
    """
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(most):
        start = begins.search(text, at)
        if start is None:
            return
        try:
            value, at = decoder.raw_decode(text, start.start())
            yield value
        except (ValueError, RecursionError):
            at = start.end()


# The possessive forms and the limit for keys keep the time linear: without it, a text of nothing
# but quotes takes hours.
_PAIR = lazily(
    r"""
    (?: "(?P<double>(?:[^"\\\n]|\\.){0,300})" | '(?P<single>(?:[^'\\\n]|\\.){0,300})'
      | (?<![\w.])(?P<bare>[\w.$]{1,300}+) )
    \s*+ : \s*+
    (?: "(?P<text>(?:[^"\\]|\\.)*+)(?:"|\Z)
      | '(?P<other>(?:[^'\\\n]|\\.|(?<=\w)'(?=\w))*+)(?:'|\Z)
      | “(?P<curly>[^”]*+)(?:”|\Z) )
    """,
    re.DOTALL | re.VERBOSE,
)


def read_pairs(text: str, answer_texts: AnswerTexts) -> None:
    """Take pairs of texts from what was meant to be JSON, or Python: `{'f': 'It opens.',}`.

    What stands after the word "symbols" is about symbols, even if one of them is called summary.
    """
    head, mark, rest = text.partition('"symbols"')
    for part, in_symbols in ((head, False), (rest, bool(mark))):
        for match in _PAIR.finditer(part):
            key = match["double"] or match["single"] or match["bare"] or ""
            written = match["text"] or match["other"] or match["curly"] or ""
            meant = answer_texts.key(_unquoted(key), in_symbols=in_symbols)
            if meant is not None:
                answer_texts.put(meant, _unquoted(written))


def _unquoted(text: str) -> str:
    """Return a quoted text without its escapes."""
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text.rstrip("\\").replace("\\'", "'").replace('\\"', '"')
