"""Sentences that describe nothing by themselves: they point elsewhere, or back at another."""

from __future__ import annotations

import re

from ralf_notes.patterns import lazily
from ralf_notes.text import sentences

_ADDRESS = r"[<(\[]?(?:https?://|www\.)[^\s]++"
_LONE_ADDRESS = lazily(
    rf"(?:[\w./'-]{{1,200}}(?:\s++[\w./'-]{{1,200}}){{0,3}}\s*+[:–—-]++\s*+"
    r"|(?:source|from|via|ref|docs?|documentation|taken from|copied from|adapted from|based on"
    rf"|inspired by|credits?|original(?:ly)?(?: from)?|reference|link|homepage|website|spec)"
    rf"\s++)?{_ADDRESS}\W*+$",
    re.IGNORECASE,
)
_ELSEWHERE = lazily(
    r"(?:please\s+)?(?:see|refer\s+to|consult|cf\.?)\b(?!\s+(?:if|whether|that)\b)"
    r"|(?:please\s+)?(?:check(?:\s+out)?|visit|read)\s+"
    r"(?:https?:|the\s+(?:documentation|manual|wiki|readme)\b)"
    r"|for\b[^.]{1,120}?(?:,\s*|\s)(?:please\s+)?(?:see|refer\s+to|consult)\b"
    r"(?!\s+(?:if|whether|that)\b)"
    r"|(?:for|to|if)\b[^.]{1,120}?,\s*(?:please\s+)?(?:visit|check|read|go\s+to|look\s+at)\b"
    r"|you\s+can\s+find\b|make\s+sure\s+to\s+(?:check|read)\b"
    r"|(?:more|further|full|additional)\s+(?:info\w*|details?|documentation|about|examples?)\b"
    r"|(?:more|other|further)\b[^.]{1,60}?\bcan\s+be\s+(?:found|seen)\b"
    r"|(?:report|send|file)\s+(?:any\s+)?(?:bugs?|issues?|comments?|feedback|suggestions?)\b"
    r"|the\s+(?:canonical|latest|official|current|original)\s+(?:version|source|copy)\b[^.]{0,80}?"
    r"\s+(?:is|can\s+be\s+found|lives)\s+(?:at|in|on)\b"
    r"|(?:learn|read)\s+more\b|documentation\s+(?:is|can\s+be|at|in)\b",
    re.IGNORECASE,
)
_BACK = lazily(
    r"(?:it|they|these|those|its|their|he|she|both|such|the\s+(?:former|latter|same))\b"
    r"|(?:this|that)\s+(?:is\b(?!\s+(?:an?|the|where|what|how)\b)|(?:means|allows|makes|will|can|also|was|has|way)\b)"
    r"|(?:also|however|otherwise|then|therefore|instead|or|and|but|so|again|next|finally)\b,?",
    re.IGNORECASE,
)
_ASIDE = lazily(
    r"(?:please\s+)?(?:note|n\.?b\.?|remark|warning|caution|caveat|attention|important|disclaimer)\b"
    r"(?:\s*[:!,-]|\s+that\b)|(?:please\s+)?(?:do\s+not|don['’]t|never)\b"
    r"|(?:please\s+)?remember\b|(?:we|you|there[’']s|there\s+is)\s+(?:don[’']t|do\s+not|no)\s+need\b"
    r"|(?:welcome|hi|hey|greetings|congratulations|thank(?:s|\s+you))\b"
    r"|(?:al|even\s+)though\b|because\b|unless\b|unlike\b",
    re.IGNORECASE,
)
_ORIGIN = lazily(
    r"(?:(?:this|the)\s+(?:file|code|script|module|class|function)\s+(?:is|was|has\s+been)\s+|\w+ly\s+)?"
    r"(?:taken|copied|lifted|borrowed|stolen|adapted|cribbed|copy[-\s]?pasted|pasted|vendored|backported)"
    r"\s+(?:and\s+\w+\s+)?(?:\w+ly\s+)?from\b",
    re.IGNORECASE,
)
"""Matches a sentence that only says where a file comes from: `Taken from https://...`"""
_GAP = lazily(r"\n[ \t]*\n\s*")


def points_elsewhere(sentence: str) -> bool:
    """Whether a sentence only says where to look: `See cart.c.`, or nothing but an address."""
    return bool(_ELSEWHERE.match(sentence) or _LONE_ADDRESS.match(sentence))


def points_back(sentence: str) -> bool:
    """Whether a sentence is about something that another one named: `It exits with 1.`"""
    return bool(_BACK.match(sentence))


def is_aside(sentence: str) -> bool:
    """Whether a sentence greets, warns, adds to what one knows or tells only where it comes from:
    `Note that it is slow.`"""
    return bool(_ASIDE.match(sentence) or _ORIGIN.match(sentence))


def without_pointers(text: str) -> str:
    """Return a text from its first sentence on that does not only point elsewhere; '' if none."""
    while text:
        gap = _GAP.search(text)
        paragraph, rest = (text[: gap.start()], text[gap.end() :]) if gap else (text, "")
        own_sentences = sentences(paragraph)
        if not own_sentences or not points_elsewhere(own_sentences[0]):
            return text
        while own_sentences and (
            points_elsewhere(own_sentences[0]) or points_back(own_sentences[0])
        ):
            own_sentences.pop(0)
        text = "\n\n".join(filter(None, (" ".join(own_sentences), rest)))
    return ""
