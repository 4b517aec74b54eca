"""Judges the sentences of an answer one by one, as soon as each is complete."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ralf_notes.prose.cited import Excerpt
from ralf_notes.prose.cited.checking import Judged, judge
from ralf_notes.prose.cited.reading import read
from ralf_notes.prose.cited.request import MOST_SENTENCES
from ralf_notes.search.foreign import language_of
from ralf_notes.search.words import STOP_WORDS, words

_MOST_LOOKS = 100
"""Times that an unfinished answer is read: a server may send pieces without end."""
_REPEATED = "it says again what was said"


@dataclass(slots=True)
class Listener:
    """Hears an answer, and shows each sentence that holds."""

    excerpts: Sequence[Excerpt]
    question: str
    language: str
    """That the answer was asked for in; models often take that of the question instead."""
    show: Callable[[Judged], None]
    """Gets each sentence that holds, once."""
    kept: list[Judged] = field(default_factory=list)
    dropped: list[Judged] = field(default_factory=list)
    first: float = 0.0
    """When the first sentence was shown, by the monotonic clock."""
    _heard: list[str] = field(default_factory=list)
    _looks: int = 0
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def hear(self, piece: str) -> None:
        """Take the next piece of the answer."""
        self._heard.append(piece)
        if "}" in piece and self._looks < _MOST_LOOKS:
            self._looks += 1
            self._judge("".join(self._heard), is_whole=False)

    def finish(self, answer: str) -> None:
        """Take the whole answer; what was heard before it is in it, or was another attempt."""
        self._judge(answer, is_whole=True)

    def _judge(self, answer: str, *, is_whole: bool) -> None:
        for sentence in read(answer, is_whole=is_whole):
            key = " ".join(sentence.text.casefold().split()), sentence.number
            if key in self._seen or len(self._seen) >= 4 * MOST_SENTENCES:
                continue
            self._seen.add(key)
            language = language_of(words(sentence.text).split(), STOP_WORDS) or self.language
            self._take(judge(sentence, self.excerpts, self.question, language))

    def _take(self, judged: Judged) -> None:
        if judged.why:
            self.dropped.append(judged)
        elif any(judged.text == each.text for each in self.kept):
            self.dropped.append(Judged(judged.text, judged.number, _REPEATED))
        else:
            self.kept.append(judged)
            self.first = self.first or time.monotonic()
            self.show(judged)
