"""Takes a model's reasoning and its template's channels off an answer. Pure, and linear in time."""

from __future__ import annotations

import re

from ralf_notes.patterns import lazily

_WORDS = r"think|thinking|thought|thoughts|reasoning|reason|analysis|reflection|scratchpad"
_OPEN = lazily(
    rf"<(?:seed:)?(?:{_WORDS})>|\[THINK\]|<\|begin_of_(?:thought|thinking)\|>|◁think▷"
    r"|<\|?channel\|?>\s*(?:analysis|commentary|thought|thinking)\b[^\S\n]*(?:<\|message\|>)?"
    r"|<unused94>(?:thought)?|^Thinking(?: Process)?(?:\.\.\.|:)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSE = lazily(
    rf"</(?:seed:)?(?:{_WORDS})>|\[/THINK\]|<\|end_of_(?:thought|thinking)\|>|◁/think▷"
    r"|<\|?channel\|?>\s*final\b[^\S\n]*(?:<\|message\|>)?|<channel\|>|<unused95>"
    r"|^\.\.\.\s?done thinking\.?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SOLUTION = lazily(
    r"</?(?:answer|solution|response|output|final)>|<\|(?:begin|end)_of_solution\|>|</?tool_call>",
    re.IGNORECASE,
)
_TOKEN = lazily(
    r"<\|?(?:im_start|start_of_turn|start_header_id|turn)\|?>[^\S\n]*(?:assistant|model)?\n?"
    r"|<\|(?:start|end|message|return|call|eot_id|im_end|endoftext|end_header_id|eom_id)\|>"
    r"|<(?:end_of_turn|turn\||eos|bos)>|\[/?INST\]|</?s>|<\|assistant\|>"
)
_ALOUD = lazily(
    r"\W*(?:(?:ok|okay|alright|hmm+|wait|first|now|so|well|right)\b,?\s+(?:so\s+)?"
    r"(?:i|we|let|the\s+(?:user|task|prompt|question)|looking)\b"
    r"|let(?:'s|’s|\s+me|\s+us)\b|(?:we|i)\s+(?:need|have|should|must|will|am|are|want|see|can)\b"
    r"|i(?:'ll|’ll|'m|’m)\b|(?:the\s+user|user)\s+(?:wants|asks|is|has|provided|gave)\b)",
    re.IGNORECASE,
)


def without_reasoning(text: str) -> str:
    """Return an answer without what a model thought before it, and without control tokens.

    After the last mark that ends a thought stands the answer. A thought that does not end is all
    of the rest.
    """
    end = 0
    for closing in _CLOSE.finditer(text):
        end = closing.end()
    text = text[end:]
    if opening := _OPEN.search(text):
        text = text[: opening.start()]
    return _TOKEN.sub("\n", _SOLUTION.sub("\n", text)).strip()


def is_reasoning(text: str) -> bool:
    """Whether an answer without marks begins as a thought said aloud: `Okay, so we need`."""
    return _ALOUD.match(text) is not None


def is_open_thought(text: str) -> bool:
    """Whether an answer ends within its reasoning."""
    last = max((closing.end() for closing in _CLOSE.finditer(text)), default=0)
    return _OPEN.search(text, last) is not None or (not last and is_reasoning(text))
