"""Cleans a model's prose: whole sentences, only names that exist, no markup and no filler."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from ralf_notes.patterns import lazily
from ralf_notes.prose.markup import without_markup
from ralf_notes.prose.names import PHRASE, URL, Vocabulary, code_names, exists
from ralf_notes.prose.names.well_known import COMMON, TOOLS
from ralf_notes.text import sentences

# Each pass removes a layer (HTML written as entities, a list in a list); real prose needs two.
_PASSES = 20
_END_MARK = lazily(r"[.!?…。！？][\"'”’»)\]`]*$")
_CLAUSE_END = lazily(r"[,;:–—]\s|\s[-–—]\s")
_GAP = lazily(r"([\s,;:(–—-]+)")
_DANGLING_TEXT = """
    a an the and or but of to in on for with by from as at that which is are if when whether its
    this each any be it
"""
_DANGLING = frozenset(_DANGLING_TEXT.split())
# Words about the answer itself: `Here is the summary:`
_OPENING = (
    r"(?:sure|certainly|of course|absolutely|okay|ok|great|yes|no problem"
    r"|natürlich|selbstverständlich|gerne?|bien sûr|avec plaisir|certainement|d['’]accord)"
)
_FILLER = lazily(
    rf"{_OPENING}[!.,\s]*$|i hope\b|let me know\b|feel free\b|as an ai\b|as a language model\b"
    r"|i(?:'m| am) (?:sorry|unable|happy)\b|i (?:cannot|can't|will|have)\b"
    r"|please\b"
    r"|ich (?:hoffe|kann (?:leider )?nicht)\b|lass(?:en sie)? (?:mich|es mich) wissen\b"
    r"|als (?:ki|sprachmodell)\b|j['’]espère\b|n['’]hésitez pas\b|en tant qu['’]ia\b"
    r"|(?:if|do) you (?:have|need|want) (?:any|more|further|help|me|to know)\b"
    r"|(?:here|below)(?:'s|’s| is| are)\b"
    r"(?:[^.]*:$|.*\b(?:summary|description|overview|explanation)\b)"
    r"|[,;:)\]}]"  # the end of a sentence that has lost its start
    r"|(?:user|system|assistant):|(?:your|the) task is\b|ignore (?:all|the|previous)\b",
    re.IGNORECASE,
)
_FILLER_START = lazily(
    rf"(?:{_OPENING}\b[!,.:]*\s+)?"
    r"(?:here(?:'s|’s| is| are)|below is|the following is|hier (?:ist|sind|folgt)|voici)\b"
    r"[^:.`]{0,80}:\s+"
    rf"|{_OPENING}[!,.:]+\s+"
    r"|(?:summary|description|answer|response|output|purpose|overview|explanation|assistant"
    r"|zusammenfassung|beschreibung|antwort|zweck|überblick|résumé|réponse|aperçu)\s*:\s+"
    r"|(?:in summary|in short|in conclusion|overall|to summarize|zusammengefasst|en résumé)\s*,\s+",
    re.IGNORECASE,
)

_IN_ADDITION = lazily(
    r"(?:also|additionally|in addition|moreover|furthermore|de plus|en outre|par ailleurs), ",
    re.IGNORECASE,
)
"""Matches the beginning of a sentence that goes on about the one before it."""
_ALSO = lazily(
    r"((?:it|this|they|these|this \w+)(?: \w+)??"
    r"|(?:es|sie|er|diese[rs]? \w+) \w+|(?:il|elle|ils|elles|ce \w+|cette \w+) \w+)"
    r" (?:also|auch|außerdem|zudem|ferner|aussi|également)\b(?!,)",
    re.IGNORECASE,
)
_ALSO_FIRST = lazily(r"(?:Außerdem|Zudem|Ferner|Auch) (\w+) (er|es|sie)\b")
"""Matches a German beginning; without its first word, verb and subject change places."""


def without_also(text: str) -> str:
    """Return prose whose first sentence adds to none: `It also sorts.` becomes `It sorts.`

    No sentence stands before it: there was none, or it was dropped.
    """
    start = _IN_ADDITION.match(text)
    bare = text[start.end() :] if start else text
    if german := _ALSO_FIRST.match(bare):
        bare = f"{german[2]} {german[1]}{bare[german.end() :]}"
    match = _ALSO.match(bare)
    bare = f"{match[1]}{bare[match.end() :]}" if match else bare
    return bare[:1].upper() + bare[1:] if bare != text else text


def clean(text: str, vocabulary: Vocabulary, *, cut: bool = False) -> str:
    """Return a model's prose as one line of sentences whose code-like names all exist; or ''.

    Markup, template tokens, JSON and filler are removed, and names that exist get backticks. A
    sentence is dropped if one of its names does not exist, if it says nothing new, or if it is the
    last of several and unfinished. Clean prose stays as it is.

    Args:
        text: the prose.
        vocabulary: the names that exist.
        cut: whether the text ended at a cap, so that its last word may be incomplete.
    """
    cleaned = _clean_once(text, vocabulary, cut)
    for _ in range(_PASSES):
        again = _clean_once(cleaned, vocabulary, False)
        if again == cleaned:
            return cleaned
        cleaned = again
    return ""


def _clean_once(text: str, vocabulary: Vocabulary, cut: bool) -> str:
    def is_grounded(part: str) -> bool:
        names = code_names(part)
        return all(exists(name.text, vocabulary, is_ticked=name.ticked) for name in names)

    candidates = sentences(_flowing(without_markup(text), is_grounded, cut))
    if len(candidates) == 1:
        candidates = [_finished(candidates[0], cut)]
    elif candidates and not _END_MARK.search(candidates[-1]):
        candidates = candidates[:-1]
    clean_sentences: list[str] = []
    words_before: list[set[str]] = []
    for sentence in candidates:
        start = _FILLER_START.match(sentence)
        bare = sentence[start.end() :] if start else sentence
        if _FILLER.match(bare):
            continue
        if start and re.match(r"[a-z]+(?=[\s,.])", bare):  # a plain word, not a name
            bare = bare[0].upper() + bare[1:]
        ticked = _with_ticks(bare, vocabulary)
        words = set(re.findall(r"\w+", ticked.lower()))
        is_news = not any(words <= earlier for earlier in words_before)
        if re.search(r"[^\W\d_]{2}", ticked) and is_grounded(ticked) and is_news:
            clean_sentences.append(ticked)
            words_before.append(words)
    return " ".join(clean_sentences)


def _with_ticks(sentence: str, vocabulary: Vocabulary) -> str:
    """Return a sentence with backticks around names that exist, and none around plain words."""

    def ticked(match: re.Match[str]) -> str:
        name = match[1]
        is_word = name.isalpha() and name.islower()
        has_own = name in vocabulary.words or name in COMMON
        is_other_case = is_word and not has_own and name in vocabulary.folded
        # `cargo test` is a command, `tile-super` a class of the page, `the bucket` is no name.
        is_name = name.split()[0] in TOOLS or name in vocabulary.words
        is_phrase = PHRASE.fullmatch(name) is not None and not is_name
        return name if is_other_case or is_phrase else f"`{name}`"

    sentence = re.sub(r"`([^`]+)`", ticked, sentence)
    for name in reversed(code_names(sentence)):
        beside = sentence[max(name.start - 1, 0) : name.start] + sentence[name.end : name.end + 1]
        is_code = not name.ticked and "`" not in beside and not URL.fullmatch(name.text)
        is_code = is_code and name.text not in vocabulary.plain
        if is_code and exists(name.text, vocabulary):
            sentence = f"{sentence[: name.start]}`{name.text}`{sentence[name.end :]}"
    return sentence


def _finished(sentence: str, cut: bool) -> str:
    """Return a sentence with an end mark; a cut one ends after its last complete clause or word."""
    if _END_MARK.search(sentence):
        return sentence
    if cut:
        ends = [match.start() for match in _CLAUSE_END.finditer(sentence)]
        last_word = max(sentence.rfind(" "), 0) or len(sentence)
        sentence = sentence[: ends[-1] if ends and ends[-1] > len(sentence) // 2 else last_word]
    if sentence.count("`") % 2:
        sentence = sentence.rpartition("`")[0]
    sentence = _without_dangling(sentence)
    return f"{sentence}." if sentence and not _END_MARK.search(sentence) else sentence


def _without_dangling(sentence: str) -> str:
    """Return a sentence without words at its end that cannot end one, such as `the` and `of`."""
    pieces = _GAP.split(sentence)  # word, gap, word, ...
    while len(pieces) > 1 and (not pieces[-1] or pieces[-1].lower() in _DANGLING):
        del pieces[-2:]
    return "".join(pieces)


# --- lines ------------------------------------------------------------------------------------

_ITEM = lazily(r"\s*(?:[-*+•–]|[0-9]{1,3}[.)])\s+(?=\S)")
_HEADING = lazily(r"\s*#{1,6}\s+")
_NOISE = lazily(
    r"\s*+(?:[|].*|[\s|:=*_#>-]*|\W*(?:summary|description|overview|purpose|explanation)\W*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or an item of a list, on one line."""

    text: str
    is_item: bool


def _flowing(text: str, keep: Callable[[str], bool], cut: bool) -> str:
    """Return text of several lines as sentences: a list joins the line that introduces it.

    Args:
        text: the lines.
        keep: returns whether to keep an item of a list.
        cut: whether the text ended at a cap; then the last item is dropped.
    """
    blocks = _blocks(text)
    if cut and len(blocks) > 1 and blocks[-1].is_item:
        blocks = blocks[:-1]
    done: list[str] = []
    for is_item, group in groupby(blocks, key=lambda block: block.is_item):
        texts = [block.text for block in group]
        items = [text for text in texts if keep(text)] if is_item else []
        if not is_item:
            done += map(_closed, texts)
        elif not done or not done[-1].endswith(":"):
            done += [_closed(item.rstrip(":")) for item in items]
        elif any(len(sentences(item)) != 1 for item in items):
            done[-1:] = [f"{done[-1][:-1]}.", *map(_closed, items)]
        else:
            listed = "; ".join(item.rstrip(".,;:") for item in items)
            done[-1:] = [f"{done[-1]} {listed}."] if items else []
    if blocks and not blocks[-1].is_item:
        done[-1] = blocks[-1].text  # unchanged: the caller checks whether it is finished
    return " ".join(done)


def _blocks(text: str) -> list[_Block]:
    """Return the paragraphs and items of a text, without headings and lines without content."""
    blocks: list[_Block] = []
    is_open = False
    for line in text.split("\n"):
        line = re.sub(r"^\s*(?:>\s*)+", "", line)
        heading = _HEADING.match(line)
        if _NOISE.fullmatch(line) or (heading and not _END_MARK.search(line.rstrip())):
            is_open = False
            continue
        item = _ITEM.match(line)
        mark = item or heading
        bare = " ".join(line[mark.end() if mark else 0 :].split())
        if is_open and not item:
            blocks[-1] = _Block(f"{blocks[-1].text} {bare}", blocks[-1].is_item)
        else:
            blocks.append(_Block(bare, bool(item)))
        is_open = True
    return blocks


def _closed(text: str) -> str:
    """Return a paragraph with an end mark, so that another one can follow."""
    return text if _END_MARK.search(text) or text.endswith(":") else f"{text.rstrip(',;')}."
