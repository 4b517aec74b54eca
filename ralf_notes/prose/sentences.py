"""Turns what a model wrote into plain sentences: no markup, template tokens, JSON or filler."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ralf_notes.text import visible

# --- sentences --------------------------------------------------------------------------------

_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:e\.?g|i\.?e|vs|cf|ca|approx|incl|resp|al|fig|no|nr|mr|mrs|dr|prof|st|a\.k\.a"
    r"|w\.r\.t|z\.b|d\.h|(?:[^\W\d_]\.)*[^\W\d_])\.$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’»)\]`]))\s+|(?<=[。！？])\s*")
_CONTINUES = re.compile(r"[^\W\d_A-Z][^\W\d_]*\b(?![_.(])")
_END = re.compile(r"[.!?…。！？][\"'”’»)\]`]*$")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, white space folded.

    None ends inside backticks, after an abbreviation (`e.g.`, `i.e.`) or an initial, or after `...`
    and `etc.` where the next word begins in lower case.
    """
    text = " ".join(text.split())
    done, start = [], 0
    for match in _BREAK.finditer(text):
        head = text[start : match.start()]
        if head and _ends_sentence(head, text[match.end() : match.end() + 80]):
            done.append(head)
            start = match.end()
    return [*done, text[start:]] if text[start:] else done


def _ends_sentence(head: str, tail: str) -> bool:
    if head.count("`") % 2 or _ABBREVIATION.search(head[-20:]):
        return False
    is_open = head.endswith(("...", "…", "etc."))
    return not (is_open and _CONTINUES.match(tail))


def is_finished(sentence: str) -> bool:
    """Return whether the sentence has its end mark."""
    return bool(_END.search(sentence))


_CLAUSE_END = re.compile(r"[,;:–—]\s|\s[-–—]\s")
_DANGLING = re.compile(
    r"(?:[\s,;:(–—-]+(?:a|an|the|and|or|but|of|to|in|on|for|with|by|from|as|at|that|which|is|are|if|when"
    r"|whether|its|this|each|any|be|it))*[\s,;:(–—-]*$",
    re.IGNORECASE,
)


def finished(sentence: str, *, cut: bool) -> str:
    """Return the sentence with an end mark; a cut one ends after its last whole clause or word."""
    if is_finished(sentence):
        return sentence
    if cut:
        ends = [match.start() for match in _CLAUSE_END.finditer(sentence)]
        last_word = max(sentence.rfind(" "), 0) or len(sentence)
        end = ends[-1] if ends and ends[-1] > len(sentence) // 2 else last_word
        sentence = sentence[:end]
    if sentence.count("`") % 2:
        sentence = sentence.rpartition("`")[0]
    sentence = _DANGLING.sub("", sentence)
    return f"{sentence}." if sentence and not is_finished(sentence) else sentence


# --- markup -----------------------------------------------------------------------------------

# A model's prose is capped at some hundred characters; no pattern here has to bear a megabyte.
_LONGEST = 20_000

_THOUGHT = re.compile(
    r"<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE
)
_THOUGHT_END = re.compile(r"\A.*</(?:think|thinking|thought|reasoning)>", re.DOTALL | re.IGNORECASE)
_TURN = re.compile(
    r"<\|?(?:im_start|start_of_turn|start_header_id)\|?>\s*(?:system|user|assistant|model)?"
    r"|\[/?INST\]|<</?SYS>>|</?s>|<(?:bos|eos|end_of_turn)>|<\|[\w ]{1,30}\|>"
)
_JSON_START = re.compile(r"\A\s*(?:[{\[]\s*)+\"(?:[\w .#-]*\"\s*:\s*[\[{\s]*\"?)?")
_JSON_KEY = re.compile(r"\"\s*,\s*\"[\w .#-]+\"\s*:\s*\"")
_FENCED = re.compile(r"(?:```|~~~).*?(?:```|~~~|\Z)", re.DOTALL)
_SPAN = re.compile(r"(`+)([^\s`](?:[^`\n]*[^\s`])?)\1(?!`)|`+")
_HTML = (
    r"</?(?:a|abbr|article|b|base|body|blockquote|br|button|code|del|details|div|em|embed|font|footer"
    r"|form|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|link|mark|meta|object|ol|p"
    r"|pre|s|script|section|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|template"
    r"|textarea|th|thead|title|tr|u|ul|video)\b[^<>]*>"
)
_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\\[nrt](?![a-z_])"), "\n"),
    (re.compile(r"\\(?=\")"), ""),
    (re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE), " "),
    (re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL), " "),
    (
        re.compile(r"%%.{0,1000}?%%|<%.{0,1000}?%>|\{\{.{0,1000}?\}\}|\{%.{0,1000}?%\}", re.DOTALL),
        " ",
    ),
    (re.compile(_HTML, re.IGNORECASE), " "),
    (re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]"), r"\1"),
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"\[\^[^\[\]\s]*\]"), ""),
    (re.compile(r"\*\*+|~~|==(?=\w)|(?<=\w)=="), ""),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*?[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\W_])([^_\n]*[^\W_])_(?!\w)"), r"\1"),
)


def without_markup(text: str) -> str:
    """Return a model's text without template tokens, JSON, HTML and Markdown; code spans stay.

    A link becomes its text, a fenced block goes. Backticks come out in pairs, within a line.
    """
    text = _without_json(_without_turns(visible(html.unescape(text[:_LONGEST]))))
    spans: list[str] = []

    def stash(match: re.Match[str]) -> str:
        if not match[2]:
            return ""
        spans.append(f"`{match[2]}`")
        return f"\x00{len(spans) - 1}\x00"

    text = re.sub(r"<code>([^<>`\n]+)</code>", r"`\1`", _FENCED.sub("\n\n", text))
    text = _SPAN.sub(stash, re.sub(r"\\([_*`\[\]#])", r"\1", text))
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return re.sub("\x00([0-9]+)\x00", lambda match: spans[int(match[1])], text)


def _without_turns(text: str) -> str:
    """Return the model's own turn: no thoughts, and nothing of a turn that it made up."""
    text = _THOUGHT_END.sub("", _THOUGHT.sub("", text))
    return next((turn for turn in _TURN.split(text) if turn.strip()), "")


def _without_json(text: str) -> str:
    if text.lstrip()[:1] in ("{", "[", '"'):
        try:
            return "\n\n".join(_strings(json.loads(text)))
        except (ValueError, RecursionError):
            return _without_broken_json(text)
    return text


def _without_broken_json(text: str) -> str:
    if start := _JSON_START.match(text):
        text = _JSON_KEY.sub("\n\n", text[start.end() :].rstrip("{}[], \t\n").removesuffix('"'))
    return text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


# --- lines ------------------------------------------------------------------------------------

_ITEM = re.compile(r"\s*(?:[-*+•–]|[0-9]{1,3}[.)])\s+(?=\S)")
_HEADING = re.compile(r"\s*#{1,6}\s+")
_NOISE = re.compile(
    r"\s*(?:[|].*|[\s|:=*_#>-]*|\W*(?:summary|description|overview|purpose|explanation)\W*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or an item of a list, on one line."""

    text: str
    is_item: bool


def flowing(text: str, keep: Callable[[str], bool], *, cut: bool) -> str:
    """Return text of several lines as sentences: a list joins the line that leads to it.

    keep: says of an item whether it stays.
    """
    blocks = _blocks(text)
    if cut and len(blocks) > 1 and blocks[-1].is_item:
        blocks = blocks[:-1]
    done: list[str] = []
    for is_item, group in groupby(blocks, key=lambda block: block.is_item):
        texts = [block.text for block in group]
        if is_item:
            done[-1:] = _listed(done[-1:], [text for text in texts if keep(text)])
        else:
            done += map(_closed, texts)
    if blocks and not blocks[-1].is_item:
        done[-1] = blocks[-1].text  # whether it is whole is for others to say
    return " ".join(done)


def _blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    is_open = False
    for line in text.split("\n"):
        line = re.sub(r"^\s*(?:>\s*)+", "", line)
        heading = _HEADING.match(line)
        if _NOISE.fullmatch(line) or (heading and not is_finished(line.rstrip())):
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
    return text if is_finished(text) or text.endswith(":") else f"{text.rstrip(',;')}."


def _listed(lead: list[str], items: list[str]) -> list[str]:
    if not lead or not lead[0].endswith(":"):
        return lead + [_closed(item.rstrip(":")) for item in items]
    if all(len(sentences(item)) == 1 for item in items):
        listed = "; ".join(item.rstrip(".,;:") for item in items)
        return [f"{lead[0]} {listed}."] if items else []
    return [f"{lead[0][:-1]}.", *map(_closed, items)]


# --- filler -----------------------------------------------------------------------------------

_OPENING = r"(?:sure|certainly|of course|absolutely|okay|ok|great|yes|no problem)"
_FILLER = re.compile(
    rf"{_OPENING}[!.,\s]*$|i hope\b|let me know\b|feel free\b|as an ai\b|as a language model\b"
    r"|i(?:'m| am) (?:sorry|unable|happy)\b|i (?:cannot|can't|will|have)\b"
    r"|please (?:provide|let|feel)\b|(?:if|do) you (?:have|need|want)\b"
    r"|(?:here|below)(?:'s|’s| is| are)\b"
    r"(?:[^.]*:$|.*\b(?:summary|description|overview|explanation)\b)"
    r"|[,;:)\]}]"  # the end of something that is lost
    r"|(?:user|system|assistant):|(?:your|the) task is\b|ignore (?:all|the|previous)\b",
    re.IGNORECASE,
)
_FILLER_START = re.compile(
    rf"(?:{_OPENING}\b[!,.:]*\s+)?"
    r"(?:here(?:'s|’s| is| are)|below is|the following is)\b[^:.`]{0,80}:\s+"
    rf"|{_OPENING}[!,.:]+\s+"
    r"|(?:summary|description|answer|response|output|purpose|overview|explanation|assistant)\s*:\s+"
    r"|(?:in summary|in short|in conclusion|overall|to summarize)\s*,\s+",
    re.IGNORECASE,
)


def without_filler(sentence: str) -> str:
    """Return the sentence without words about the answer itself (`Here is the summary:`); or ''."""
    start = _FILLER_START.match(sentence)
    bare = sentence[start.end() :] if start else sentence
    if _FILLER.match(bare):
        return ""
    is_plain = re.match(r"[a-z]+(?=[\s,.])", bare)
    return bare[0].upper() + bare[1:] if start and is_plain else bare
