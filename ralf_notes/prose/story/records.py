"""Ideas to know and where to look for what: asked for, and held to the files that they name.

Where the prose is not in English, its words cannot be compared with those of the source: then only
the names in it count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes.lists.calls import key_of
from ralf_notes.notes.lists.members import own_name
from ralf_notes.notes.prose.story import IDEAS
from ralf_notes.outline.model import Outline
from ralf_notes.patterns import lazily
from ralf_notes.prose import cleaning, filler, questions, sameness
from ralf_notes.prose.answers import AskModel, tally_of
from ralf_notes.prose.items import Claim
from ralf_notes.prose.names import Vocabulary, check_names, code_names
from ralf_notes.prose.reading import read_records
from ralf_notes.prose.story.rivals import Listed, Rivals
from ralf_notes.prose.story.task import Story, StoryTask
from ralf_notes.text import one_line

_LONGEST_TERM, _MOST_OF_TERM = 40, 5
"""Characters and words of a term."""
_LONGEST_TASK, _FEWEST_OF_TASK, _MOST_OF_TASK = 90, 2, 14
_FEWEST_WORDS = 4
_FEWEST_COMMON = 2
"""Words that fit any program: a task with no others still finds its file by them."""
_SHARE_OF_INTRO = 4
"""One part in this many of the room goes to the repository as a whole."""
_ODD = lazily(r"[*|\\<>\[\]#]|:\s|:$|\s·\s")
_TO = lazily(r"^(?:to|how to|you want to|where to)\s+", re.IGNORECASE)
_NUMBER = lazily(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)")
_OF_ANY_TASK = filler.stems(
    "add adapt adjust change configure correct debug define edit extend find fix follow learn look"
    " modify read remove rename replace see understand write where what when which how new another"
    " more turn switch off case way let choose decide improve support"
)


def ask_records(
    task: StoryTask,
    name: str,
    intro: Sequence[str],
    files: Sequence[Listed],
    only: Sequence[str],
    ask: AskModel,
) -> Story:
    """Return the ideas or the tasks that a model names, each with the key of its place.

    Args:
        task: the repository.
        name: of the list, `ideas` or `tasks`.
        intro: lines on the repository as a whole.
        files: those that may be named, the most important ones first.
        only: the paths of those that the items are to be about; empty for all.
        ask: the model.

    Raises PromptTooLong and the other `AskError`s.
    """
    shown = [each for each in files if not only or each.path in only]
    lines = _fitting(intro, task.room // _SHARE_OF_INTRO)
    used = sum(len(line.encode()) + 1 for line in lines)
    of_files = _fitting([each.line for each in shown], task.room - used)
    labels = _labels([each.path for each in shown[: len(of_files)]])
    listed = {labels[each.path]: each for each in shown if each.path in labels}
    if not listed:
        return Story({name: ()})
    about = [label for label, each in listed.items() if each.path in only]
    lines += [f"- {label}: {each.line}" for label, each in listed.items()]
    question = questions.about_list(task.repository, lines, name, about, tuple(listed))
    reply = ask(question, question.task, 0)
    vocabulary = _vocabulary(task, lines, listed.values())
    records = read_records(reply, question).get(name, ())
    check = _idea if name == IDEAS else _task
    rivals = Rivals({each.path: each for each in files})
    judge = _Judge(vocabulary, task.language, question.material, rivals)
    claims = tuple(_distinct(records, listed, judge, check))
    texts = [record.get("says") or record.get("task", "") for record in records]
    checked = [check_names(text, vocabulary) for text in texts]
    return Story({name: claims}, tally_of(reply, checked))


def _labels(paths: Sequence[str]) -> dict[str, str]:
    """Return a short name for each file by its path: its own name, with folders where it has twins.

    A file whose name is too long has none.
    """
    labels = {}
    for path in paths:
        parts = path.split("/")
        ends = ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))
        alone = (end for end in ends if sum(_ends(other, end) for other in paths) == 1)
        label = next(alone, path)  # `app.py` at the root ends as `web/app.py` does
        if len(label) <= questions.LONGEST_PLACE:
            labels[path] = label
    return labels


def _ends(path: str, end: str) -> bool:
    return path == end or path.endswith(f"/{end}")


@dataclass(frozen=True, slots=True)
class _Judge:
    """What a record is held to, beside the file that it names."""

    vocabulary: Vocabulary
    language: str
    shown: str
    rivals: Rivals

    def vocabulary_with(self, file: Listed) -> Vocabulary:
        """Return the names that prose about a file may use: those of its text, too."""
        return self.vocabulary.with_names_of(file.text)

    @property
    def knows_words(self) -> bool:
        """Whether words of the prose can be compared with words of the source."""
        return self.language == filler.LANGUAGE


_Check = Callable[[Mapping[str, str], Listed, _Judge], Claim | None]


def _distinct(
    records: Sequence[Mapping[str, str]], listed: Mapping[str, Listed], judge: _Judge, check: _Check
) -> Iterator[Claim]:
    """Yield the records that stand on their file, each said once."""
    seen: set[str] = set()
    by_path = {each.path: each for each in listed.values()}
    for record in records:
        place = record.get("file", "").strip("` ")
        file = listed.get(place) or by_path.get(place)
        claim = check(record, file, judge) if file is not None else None
        about = claim.text.partition(": ")[0].casefold() if claim is not None else ""
        if claim is not None and about not in seen:
            seen.add(about)
            yield claim


def _idea(record: Mapping[str, str], file: Listed, judge: _Judge) -> Claim | None:
    """Return an idea whose term stands in its file, with the symbol that has its name."""
    term = one_line(record.get("term", "")).strip("`*\"' .:")
    words = filler.stems(term)
    is_term = 1 < len(term) <= _LONGEST_TERM and len(term.split()) <= _MOST_OF_TERM
    if not is_term or _ODD.search(term) or "`" in term:
        return None
    if not _is_in(term, f"{file.path}\n{file.text}"):
        return None
    if judge.rivals.defined_elsewhere(term, file.path):
        return None
    says = cleaning.clean(record.get("says", ""), judge.vocabulary_with(file))
    is_said = len(says.split()) >= _FEWEST_WORDS and "\n" not in says and " · " not in says
    # What the model has said of this file is no copy of the source.
    shown = judge.shown.replace(file.line, "")
    if not is_said or sameness.is_degenerate(says, shown, term) or not _stands(says, file):
        return None
    if judge.knows_words and not _belongs(says, words, file, judge):
        return None
    names = {symbol.name for symbol in file.outline.symbols}
    shown = f"`{term}`" if term in names else term
    return Claim(f"{shown}: {says}", key_of(file.path, _symbol_of(term, says, file.outline)))


def _belongs(says: str, term: frozenset[str], file: Listed, judge: _Judge) -> bool:
    """Whether what is said of a term, whose stems are given, tells something of its file."""
    telling = filler.telling_stems(says)
    words = telling | filler.common_stems(says) | term
    return bool(telling - term) and judge.rivals.fits(words, file.path, term)


def _is_in(term: str, text: str) -> bool:
    """Whether the words of a term stand in a text: `built-in flag` as `builtinFlags`, too."""
    words = filler.stems(text)
    return any(filler.stems(each) <= words for each in (term, term.replace("-", "")))


def _task(record: Mapping[str, str], file: Listed, judge: _Judge) -> Claim | None:
    """Return a task if most of its particular words stand in its file or the file's description."""
    text = _TO.sub("", one_line(record.get("task", "")).strip("* .?!"))
    count = len(text.split())
    is_short = _FEWEST_OF_TASK <= count <= _MOST_OF_TASK and len(text) <= _LONGEST_TASK
    if not is_short or _ODD.search(text) or text.count("`") % 2 or not _stands(text, file):
        return None
    if check_names(text, judge.vocabulary_with(file)).offenders:
        return None
    if not _is_about(text, file, judge):
        return None
    words = (filler.telling_stems(text) | filler.common_stems(text)) - _OF_ANY_TASK
    if judge.knows_words and not judge.rivals.fits(words, file.path, words):
        return None
    is_word = text[:2].istitle() and text[:1].isalpha()
    # In other languages a task may begin with a noun: `Aussehen der Hilfe ändern`.
    is_verb = is_word and judge.knows_words
    return Claim(f"{text[:1].lower()}{text[1:]}" if is_verb else text, key_of(file.path))


def _is_about(text: str, file: Listed, judge: _Judge) -> bool:
    """Whether a task is about a file: half of its particular words, or else all others, are there.

    A word that fits any program is a particular one in the name of a file, as in `version.rb`; some
    of them are together in what is said of it, if most of the task stands there or in the file.
    """
    in_name = filler.stems(file.path.rpartition("/")[2].partition(".")[0])
    in_line = filler.stems(file.line)
    source = in_name | in_line | filler.stems(file.text)
    named = filler.stems(text) & in_name
    common = filler.common_stems(text) - _OF_ANY_TASK
    if not judge.knows_words:
        particular = filler.stems(" ".join(name.text for name in code_names(text)))
    elif particular := filler.telling_stems(text) - _OF_ANY_TASK:
        particular |= named
        # `Change the layout of the help text`, where the text of the help is written.
        all_words = particular | common & in_line
        is_most = 2 * len(all_words & source) > len(all_words)
        if len(common & in_line) >= _FEWEST_COMMON and is_most:
            return True
    else:
        # `Change how the help text looks`, `Change the output format`
        common |= named
        return len(common) >= _FEWEST_COMMON and common <= source
    return bool(particular) and 2 * len(particular & source) >= len(particular)


def _stands(text: str, file: Listed) -> bool:
    """Whether the numbers in a text stand in a file."""
    return all(
        re.search(rf"(?<![\w.]){re.escape(number)}(?!\w)", file.text)
        for number in _NUMBER.findall(text)
    )


def _symbol_of(term: str, says: str, outline: Outline) -> str:
    """Return the symbol that a term means, by its name or one in its sentence; or ''."""
    words = filler.stems(term)
    last = {symbol.name: own_name(symbol.name) for symbol in outline.symbols}
    for name, bare in last.items():
        if name == term or filler.stems(bare) == words:
            return name
    names = {name.text.removesuffix("()") for name in code_names(says)}
    return next((name for name, bare in last.items() if name in names or bare in names), "")


def _fitting(lines: Sequence[str], room: int) -> list[str]:
    """Return the first lines that together fit into a number of bytes."""
    fitting = []
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        fitting.append(line)
    return fitting


def _vocabulary(task: StoryTask, lines: Sequence[str], listed: Collection[Listed]) -> Vocabulary:
    names = [symbol.name for each in listed for symbol in each.outline.symbols]
    own_words = [task.repository, *(each.path for each in listed), *names]
    return Vocabulary.of(*lines, names=own_words, elsewhere=task.elsewhere)
