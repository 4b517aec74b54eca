"""Sentences of facts in the reader's language.

Facts are in English wherever they are compared, kept, or shown to a model, so that another language
changes none of them. A note puts them into its language as it is rendered: the English table says
of which forms they are, and the table of the other language has the same forms. What is in none of
them, such as the words of an author or a model, stays as it is. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, partial, reduce
from string import Formatter

from ralf_notes.notes.wording import ENGLISH, Wording, wording_for

_NAME = r"`[^`]+`"
_WORDS = r"[^`();,:]+?"
_PATTERNS = {
    "name": _NAME,
    "names": rf"{_NAME}(?:, {_NAME})*(?: and (?:{_NAME}|more|\d+ more))?",
    "count": r"\d+",
    "noun": rf"an? {_WORDS}",
    "nouns": _WORDS,
    "title": _WORDS,
    "kind": _WORDS,
    "word": r"[a-z]{4,}",
    "words": r"[^;]+",
}
"""By placeholder: what it stands for. Another one stands for any text."""
_GROUPS = {"kind": "kinds", "noun": "nouns", "nouns": "nouns", "purpose": "purposes"}
"""By placeholder: the group of forms that its text is of, if it is of any."""
_SERIES = frozenset(("parts", "with", "creates", "does", "left_out"))
"""Placeholders whose text is a series of forms of the group of that name."""
_BETWEEN = re.compile(r", | and ")
_CLAUSE = re.compile(r"(?:[^`;]|`[^`]*`|;(?! )|`)++")
"""Matches up to the next `; ` outside of code."""
_MORE = re.compile(r" and (?:(?P<count>\d+) )?more$")
_TWO_STOPS = re.compile(r"(?<!\.)\.\.$")
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


def translated(sentence: str, say: Wording) -> str:
    """Return a sentence of facts in the reader's language; any other text as it is."""
    if say.language == ENGLISH:
        return sentence
    return _of_facts(sentence, say.language)


def labels_translated(labels: str, say: Wording) -> str:
    """Return how a file is started, in the reader's language."""
    return ", ".join(translated(label, say) for label in labels.split(", "))


@lru_cache(maxsize=4096)  # a sentence stands in the note of a file and in that of its folder
def _of_facts(sentence: str, language: str) -> str:
    say = wording_for(language)
    # First what is the most definite: a fact may be any word with a full stop.
    text = _on_folder(sentence, say) or _in("facts", sentence, say)
    text = text or _in("named_after", sentence, say) or sentence
    return _TWO_STOPS.sub(".", text)  # a list may end with an abbreviation: `u. a.`


def _in(group: str, text: str, say: Wording) -> str:
    """Return a text that has one of the forms of a group, in another language; '' for others."""
    for key, pattern in _forms(group):
        if match := pattern.fullmatch(text):
            values = {name: _filled(name, value, say) for name, value in match.groupdict().items()}
            if all(values.values()):
                return say(key, **values)
    return ""


def _filled(name: str, text: str, say: Wording) -> str:
    """Return the text of a placeholder in another language, '' if it is in none of its forms."""
    if name == "names":
        return _names(text, say)
    if name in _SERIES:
        return _series(name, text, say)
    if name == "clauses":
        parts = [part.removeprefix(" ") for part in _CLAUSE.findall(text)]
        clauses = [_in("clauses", part, say) for part in parts]
        return reduce(partial(_after, say), clauses) if all(clauses) else ""
    if name == "kind":
        return _in("kinds", text, say) or text
    return _in(_GROUPS[name], text, say) if name in _GROUPS else text


def _after(say: Wording, first: str, last: str) -> str:
    return say("lists.clauses", first=first, last=last)


def _on_folder(sentence: str, say: Wording) -> str:
    """Return a sentence on what a folder holds in another language, '' for another sentence."""
    text = _in("folders", f"{sentence[:1].lower()}{sentence[1:]}", say)
    text = text or _in("folders", sentence, say)
    return f"{text[:1].upper()}{text[1:]}"


def _names(text: str, say: Wording) -> str:
    """Return names in backticks with the words between them."""
    more = _MORE.search(text)
    names = re.findall(_NAME, text)
    if not more:
        return say.joined(names)
    shown = ", ".join(names)
    return (
        say("lists.names_and_count", names=shown, count=more["count"])
        if more["count"]
        else say("lists.names_and_more", names=shown)
    )


def _series(group: str, text: str, say: Wording) -> str:
    """Return parts with commas and `and` between them; '' if one is in no form of the group."""
    parts, at = [], 0
    while at < len(text):
        part, end = next(_parts_at(group, text, at, say), ("", at))
        if not part:
            return ""
        parts.append(part)
        between = _BETWEEN.match(text, end)
        at = between.end() if between else end
        if end < len(text) and not between:
            return ""
    return say.joined(parts)


def _parts_at(group: str, text: str, at: int, say: Wording) -> Iterator[tuple[str, int]]:
    """Yield what a text has at a place, in each form that fits, and where it ends."""
    for key, pattern in _forms(group, r"(?=, | and |$)"):
        if match := pattern.match(text, at):
            values = {name: _filled(name, value, say) for name, value in match.groupdict().items()}
            if all(values.values()):
                yield say(key, **values), match.end()


@cache
def _forms(group: str, end: str = "") -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the key and the pattern of each form of a group, the most definite first.

    Args:
        end: a pattern of what has to follow.
    """
    english: Mapping[str, str] = wording_for(ENGLISH).phrases
    forms = {key: text for key, text in english.items() if key.startswith(f"{group}.")}
    # A form for any word comes last.
    ordered = sorted(forms.items(), key=lambda form: ("{word}" in form[1], -len(_fixed(form[1]))))
    return tuple((key, re.compile(_pattern(text) + end)) for key, text in ordered)


def _fixed(form: str) -> str:
    """Return the text of a form outside of its placeholders."""
    return "".join(text for text, *_ in Formatter().parse(form))


def _pattern(form: str) -> str:
    # `a {title} file` may be `an HTML file`.
    pattern = re.sub(r"^an?\\ ", r"an?\\ ", re.escape(form))
    return _PLACEHOLDER.sub(
        lambda match: f"(?P<{match[1]}>{_PATTERNS.get(match[1], '.+')})", pattern
    )
