"""Which paragraph of a README says what the project is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from ralf_notes.outline.documentation.pointing import points_back, points_elsewhere
from ralf_notes.outline.documentation.words import without_name
from ralf_notes.outline.readmes.blocks import (
    BREAK,
    LINK_BEGIN,
    LINK_END,
    ReadmeBlock,
    plain,
    without_links,
)
from ralf_notes.outline.readmes.phrases import (
    ADVERT,
    ARTICLE,
    BESIDE_THE_NATURE,
    BESIDE_THE_POINT,
    CJK,
    CONNECTIVE,
    DANGLING,
    ENUMERATION,
    EPIGRAPH,
    FIRST_PERSON,
    GENERIC,
    HAS_QUALITY,
    IS,
    IS_A,
    LETTERS,
    LICENSED,
    METADATA,
    NAMED,
    NOTICE,
    NOTICE_HEADING,
    NOUN,
    OF_NAME,
    OF_SERVICE,
    PHRASE,
    SECTION_OF_PURPOSE,
    SECTION_OF_USE,
    SELF,
    STRUCK,
    SURELY_SELF,
    TAIL,
    TRANSLATED,
    WELCOME,
)
from ralf_notes.patterns import lazily
from ralf_notes.text import sentences

_MOST_BLOCKS = 60
_MOST_CANDIDATES = 12
_MOST_BEFORE_MOTTO = 6
"""Headings and paragraphs, such as badges, that may stand above a motto."""
_LONGEST = 1200
_LEAST = 10
"""A sentence of a lower score is about something else."""
_OF_FIRST = 60
_LESS_FOR_NEXT = 8
"""The score of the first paragraph, and how much less each further one has. All other weights are
to be read beside these two."""
_OF_TAIL = 62
"""That of what stands in a title behind the name: a little more than that of a first paragraph
which is not worded as a description."""
_OF_MOTTO = 20
_OF_TITLE, _OF_INNER_TITLE = 1, 30
_FOR_WHAT_IT_IS, _FOR_PHRASE = 40, 20
"""Of the first paragraph below the title: `A library for ...`, `Fast parsing of ...`."""
_FOR_PURPOSE = 10
"""Of a section such as `About`."""
_LESS_IN_SECTION, _LESS_ON_USE, _LESS_ON_NEEDS = 14, 60, 80
"""In another section; in one about use; there, of a sentence on what something uses."""
_LESS_FOR_NAME_IN_SECTION = 20
_LESS_ON_ANOTHER = 50
_LESS_FOR_QUOTE = 30
_FOR_NAME, _FOR_SOME_NAME = 40, 30
"""Of a sentence that begins with the project's name, or with what looks like a name."""
_FOR_SELF, _FOR_SURELY_SELF, _FOR_QUALITY = 22, 46, 6
"""Of one that begins with `It` or `This project`; surely about the project; only praise."""
_FOR_DEFINITION, _FOR_TAGLINE = 8, 16
"""Of one that says `is a`; of a line below the title, or one that begins as a definition does."""
_LESS_FOR_AUTHOR, _LESS_FOR_FEW_WORDS = 20, 20
_MOST_OF_LABEL = 16
"""Characters in which the label of a notice stands, which all lines below it belong to."""
_BY_ITSELF = lazily(r"it(?:'s|\s+is)\s+(?:an?|the)\b|these\s+(?!are\s+not\b)\w", re.IGNORECASE)
"""Matches how a paragraph may begin that is about its heading."""
_COMMAND = lazily(r"`[a-z][\w./-]*\s[^`]+`")
"""Matches a heading that is a command line: what is below says what that does."""
_OF_SOMEBODY = lazily(r"(?:(?:my|our|\w+['’]s?)\s+\w+|\S+\s+dotfiles)$", re.IGNORECASE)
"""Matches a title that says whose a thing is: `Anna's dotfiles`."""
_OF_FOLDER = lazily(r"th(?:is|e) (?:directory|folder)\b", re.IGNORECASE)
_PICTURES_AT_END = lazily(r"(?<=[\w)])\s*+[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f]+\s*$")
"""Matches emojis behind the last word of a line."""
_FEWEST_WORDS = 4
"""A sentence of fewer says little of what it is about: `Fast and simple.`"""
_WHAT_IS = lazily(
    r"what(?:'s|\s+is|\s+are)\s+(?:an?\s+|the\s+)?(?!this\b|it\b|that\b)(?P<what>[^?]+)",
    re.IGNORECASE,
)
"""Matches a heading that asks what something is."""
_LINK_AT_END = lazily(
    r"(?<=\w)\s+[-–—|•]\s*(?:live\s+)?(?:demo|docs|documentation|website|playground)[.!]?$",
    re.IGNORECASE,
)
_LEADS_TO_LIST = lazily(
    r"(?P<said>(?:.{2,60}?\b(?:is|are)\s+)?an?\s.{4,200}?),?\s+(?:that|which|with(?:\s+the)?)\s+(?:following\s+)?"
    r"(?:features?|includes?|has|is|are|supports?|offers?|contains?)(?:\s+the\s+following)?"
    r"(?:\s+features?)?\s*:$",
    re.IGNORECASE,
)
"""Matches a sentence that says what something is before it lists what it can do."""
_TELL_NOTHING = frozenset(("this", "it", "is", "an", "the", "and", "my", "our", "simple"))
_USES = lazily(r"(?:this|the) \w+ (?:uses|requires|needs|follows)\b", re.IGNORECASE)
"""Matches how a sentence begins that below `Tests` is about these."""
_OF_ANOTHER = lazily(rf"{LINK_BEGIN}(?P<name>[^{LINK_BEGIN}{LINK_END}]*){LINK_END}\s+(?:is|are)\b")
"""Matches how a sentence begins on what a link leads to."""
_OF_FILES = lazily(
    r"(?:each|every|all(?:\s+of)?(?:\s+(?:the|these))?|these|the|most)\s+(?:[\w-]+\s+){0,2}"
    r"(?:files?|scripts?|programs?|examples?|tests?|modules?|packages?|folders?|director(?:y|ies)|"
    r"sub\w+|notebooks?|images?|templates?|tools?|benchmarks?|components?|classes|types)\b"
    r"|these\s+are\s+(?!not\b)"
    r"|this\s+(?:readme|document|page|file)\s+(?:describes|documents|explains|specifies|defines)\s+"
    r"(?:the|an?|all|how)\s+(?!(?:to|steps?|process|installation|build|release|changes|purpose)\b)",
    re.IGNORECASE,
)
_OF_PART = lazily(
    r"(?:this|the)\s+(?:[\w`.-]+\s+)?(?:implementation|configuration|setup)\b", re.IGNORECASE
)
"""Matches how a sentence in a section begins that is about what the section is about."""


@dataclass(frozen=True, slots=True)
class _Offer:
    text: str
    score: int


def chosen(blocks: Iterable[ReadmeBlock], name: str = "", *, is_inner: bool = False) -> str:
    """Return the paragraph that says best what the project is, '' if none does.

    Args:
        blocks: the headings and paragraphs of a README.
        name: of the project, where no title tells it.
        is_inner: whether it is about a folder of a project, whose files it may describe.
    """
    without_notices = list(_without_notices(list(islice(blocks, _MOST_BLOCKS))))
    candidates = _candidates(without_notices, name, is_inner=is_inner)
    title = _title(without_notices)
    worth = (each for each in candidates if each.score >= _LEAST or each.text == title)
    best = max(worth, key=lambda each: each.score, default=_Offer("", 0))
    return title if _says_more(title, best.text) else best.text[:_LONGEST]


def _title(blocks: list[ReadmeBlock]) -> str:
    """Return the title of a README: its first heading of the first level, else its first of all.

    One such as `Usage` is the heading of a section.
    """
    headings = [(block.level, plain(block.text)) for block in blocks if block.level]
    title = next((words for level, words in headings if level == 1), "")
    first = headings[0][1] if headings and not title else ""
    is_of_section = SECTION_OF_PURPOSE.match(first) or (
        SECTION_OF_USE.search(first) and _is_one_name(first)
    )
    title = title if is_of_section else title or first
    opening = plain(blocks[0].text) if blocks and blocks[0].is_tagline else ""
    return title or (opening if TAIL.match(opening) else "")  # `nnn - The missing file manager`


def _says_more(title: str, words: str) -> bool:
    """Whether a title has each word that tells something of a description, and more of them."""
    of_title, of_words = (
        {word.lower() for word in LETTERS.findall(each)} - _TELL_NOTHING for each in (title, words)
    )
    is_part = words.lower() in title.lower()
    return bool(of_words) and of_words < of_title and not is_part and not _is_one_name(title)


def _without_notices(blocks: list[ReadmeBlock]) -> Iterator[ReadmeBlock]:
    """Yield the blocks but for sections on what has become of the project.

    One that nothing follows holds all that is said.
    """
    level = 0
    for number, block in enumerate(blocks):
        if block.level and (not level or block.level <= level):
            is_notice = NOTICE_HEADING.match(plain(block.text)) is not None
            following = (each.level for each in blocks[number + 1 :])
            level = block.level if is_notice and block.level in following else 0
        if not level:
            yield block


def says_nothing(sentence: str, names: tuple[str, ...] = ()) -> bool:
    """Whether a sentence is an advert, a pointer elsewhere or an instruction, not a description.

    Args:
        sentence: plain text.
        names: what the project calls itself: a sentence about it may begin with any word.
    """
    is_about_it = _starts_with(sentence, names)
    if is_about_it and IS_A.search(sentence[:120]):  # as of a bot for such a service
        sentence = OF_SERVICE.sub("chat", sentence)
    is_other = not is_about_it and BESIDE_THE_POINT.match(sentence)
    return bool(is_other) or points_elsewhere(sentence) or is_no_description(sentence)


def is_no_description(sentence: str) -> bool:
    """Whether a sentence, however it begins, cannot describe anything."""
    words = len(LETTERS.findall(sentence)) + len(CJK.findall(sentence)) // 2
    return (
        words < 2
        or "{{" in sentence
        or bool(ADVERT.search(sentence))
        or bool(METADATA.match(sentence))
        or bool(LICENSED.match(sentence))
        or len(TRANSLATED.findall(sentence)) > 1
        or sentence.endswith(("?", ":", "...", "…"))
        or sentence.startswith(("(", ",", ";", "@", "...", "…"))
        or bool(DANGLING.search(sentence))
    )


def _candidates(blocks: list[ReadmeBlock], name: str, *, is_inner: bool) -> Iterator[_Offer]:
    """Yield what the headings and paragraphs offer, then the title."""
    title = _title(blocks)
    names = _names(title or name)
    section, position = "", 0
    is_of_command = False
    for number, block in enumerate(blocks):
        if block.level:
            is_early = position == 0 and number < _MOST_BEFORE_MOTTO and not section
            yield from _of_heading(block, title, may_be_motto=is_early and not is_inner)
            words = plain(block.text)
            is_of_command = words != title and bool(_COMMAND.fullmatch(block.text.strip()))
            section = "" if words == title else words
            continue
        for piece in () if is_of_command else _pieces(block):
            text = _described(piece, names, block.before_list, is_inner=is_inner)
            if text and position < _MOST_CANDIDATES:
                if _is_of_whole(sentences(text)[0], section, position, names, is_inner=is_inner):
                    yield _Offer(text, _score(text, piece, block, section, position, names))
                position += 1
    if title and not is_no_description(title) and not _is_one_name(title):
        yield _Offer(title, _OF_INNER_TITLE if is_inner else _OF_TITLE)


def _of_heading(block: ReadmeBlock, title: str, *, may_be_motto: bool) -> Iterator[_Offer]:
    """Yield what a heading says of the project beside its name, if it does."""
    words = plain(block.text)
    match = TAIL.match(words) if words == title else None
    if match and not says_nothing(match["tail"]):
        yield _Offer(f"{match['tail'][0].upper()}{match['tail'][1:]}", _OF_TAIL)
    elif may_be_motto and block.level > 1 and _is_motto(block):
        yield _Offer(words, _OF_MOTTO)


def _is_one_name(title: str) -> bool:
    """Whether a title is the name of a thing, or what any README may be called."""
    is_short = len(title.split()) < 3 and not _OF_SOMEBODY.match(title)
    return is_short or bool(SECTION_OF_USE.match(title))


def _is_motto(block: ReadmeBlock) -> bool:
    """Whether a heading below the title is a sentence about the project."""
    words = plain(block.text)
    is_link = not without_links(block.text).strip(" .!|•·")
    return (
        len(LETTERS.findall(words)) >= 4 and not is_link and not says_nothing(words)
        and not (SECTION_OF_USE.search(words) and not ARTICLE.match(words))
        and not SECTION_OF_PURPOSE.match(words)
    )  # fmt: skip


def _pieces(block: ReadmeBlock) -> Iterator[str]:
    """Yield the parts of a paragraph that breaks divide, unless a sentence goes on after one.

    None of a notice, whose label stands before the first.
    """
    if NOTICE.search(plain(block.text)[:_MOST_OF_LABEL]):
        return
    pieces: list[str] = []
    for part in block.text.split(BREAK):
        words = plain(part)
        if pieces and words[:1].islower() and not words.startswith("by "):
            pieces[-1] = f"{pieces[-1]} {part}"
        elif words:
            pieces.append(part)
    yield from pieces if block.is_tagline else [_joined(pieces)]


def _joined(pieces: list[str]) -> str:
    """Return lines of a paragraph as its text: a picture at the end of one ends its sentence."""
    ended = (_PICTURES_AT_END.sub(".", piece) for piece in pieces[:-1])
    return " ".join((*ended, *pieces[-1:]))


def _is_of_whole(
    first: str, section: str, position: int, names: tuple[str, ...], *, is_inner: bool
) -> bool:
    """Whether a sentence is about what the README is about, and not about its section.

    Args:
        first: the sentence, the first of its paragraph.
        section: the heading that it stands below, '' for the title.
        position: how many paragraphs before it say something.
        names: what the project calls itself.
        is_inner: whether the README is about a folder of a project.
    """
    if not section:
        return True
    if not is_inner and _OF_FOLDER.match(first):
        return False
    is_first_name = NAMED.match(first) and not (is_inner and position)
    is_of_itself = SELF.match(first) and not _OF_PART.match(first)
    is_worded = _is_of_purpose(section, names) or is_first_name or is_of_itself
    return bool(is_worded or CJK.search(first)) or _starts_with(first, names)


def _is_of_purpose(section: str, names: tuple[str, ...]) -> bool:
    """Whether a section says what the project is, and not what something else is."""
    question = _WHAT_IS.match(section.replace("`", ""))
    known = tuple(name.lower().replace("`", "") for name in names)
    is_other = question and known and not question["what"].lower().startswith(known)
    return bool(SECTION_OF_PURPOSE.match(section)) and not is_other


def _described(piece: str, names: tuple[str, ...], before_list: bool, *, is_inner: bool) -> str:
    """Return a paragraph from its first sentence that says something; '' if none does."""
    if STRUCK.search(piece) or _is_list_of_links(piece) or EPIGRAPH.fullmatch(plain(piece)):
        return ""
    words = without_name(plain(piece).strip(" -–—•·|*_"), names)
    texts = sentences(WELCOME.sub(r"\g<name> is \g<what>", words, count=1))
    if texts and before_list and _is_complete(texts[-1], names):
        texts[-1] = f"{ENUMERATION.sub('', texts[-1])}."
    while texts and texts[-1].endswith(":"):
        if match := _LEADS_TO_LIST.match(texts[-1]):
            texts[-1] = f"{match['said']}."
            break
        is_definition = _starts_with(texts[0], names) and IS_A.search(texts[0])
        if len(texts) == 1 and is_definition and not before_list:
            return f"{texts[0][:-1].rstrip()}."
        texts.pop()
    if texts and (NOTICE.search(texts[0]) or (is_inner and FIRST_PERSON.match(texts[0]))):
        return ""
    is_praise = len(texts) > 1 and len(texts[0].split()) < _FEWEST_WORDS
    if is_praise and _starts_with(texts[1], names):
        texts.pop(0)
    is_whole = True
    while texts and not (is_inner and _is_of_files(texts[0])) and says_nothing(texts[0], names):
        texts.pop(0)
        is_whole = False
    if texts and points_back(texts[0]) and not (is_whole and _BY_ITSELF.match(texts[0])):
        return ""
    rest = takewhile(lambda sentence: not says_nothing(sentence, names), texts[1:])
    words = _LINK_AT_END.sub("", " ".join((*texts[:1], *rest)))
    return CONNECTIVE.sub(lambda match: match["next"].upper(), words, count=1)


def _is_complete(sentence: str, names: tuple[str, ...]) -> bool:
    """Whether a sentence says what the project is, before a list goes on with examples."""
    is_about = SELF.match(sentence) or _starts_with(sentence, names)
    return bool(is_about and ENUMERATION.search(sentence))


def _is_of_files(sentence: str) -> bool:
    """Whether a sentence says something of the files of a folder."""
    return bool(_OF_FILES.match(sentence)) and not is_no_description(sentence)


def _is_list_of_links(piece: str) -> bool:
    """Whether a paragraph is little but links."""
    inside = sum(len(part.partition(LINK_END)[0]) for part in piece.split(LINK_BEGIN)[1:])
    outside = len(LETTERS.findall(without_links(piece)))
    return inside > 0 and (outside < 2 or (outside < 4 and inside > 3 * len(plain(piece)) / 4))


def _score(
    text: str, piece: str, block: ReadmeBlock, section: str, position: int, names: tuple[str, ...]
) -> int:
    """Return how well a paragraph says what the project is, by its place and its words."""
    first = sentences(text)[0]
    score = _OF_FIRST - _LESS_FOR_NEXT * position
    score += _wording(first, names, is_tagline=block.is_tagline and not section)
    if not section and position == 0 and ARTICLE.match(first) and NOUN.match(first):
        score += _FOR_WHAT_IT_IS
    if not section and position == 0 and PHRASE.match(first):
        score += _FOR_PHRASE
    is_of_purpose = section and _is_of_purpose(section, names)
    if section and not is_of_purpose and _starts_with(first, names):
        score -= _LESS_FOR_NAME_IN_SECTION
    if is_of_purpose:
        score += _FOR_PURPOSE
    elif section and SECTION_OF_USE.search(section):
        score -= _LESS_ON_NEEDS if _USES.match(first) else _LESS_ON_USE
    elif section:
        score -= _LESS_IN_SECTION
    another = _OF_ANOTHER.match(piece.lstrip())
    if another and names and another["name"].lower() not in {name.lower() for name in names}:
        score -= _LESS_ON_ANOTHER
    if piece.lstrip().startswith(("“", '"')) and block.is_tagline:  # what somebody said of it
        score -= _LESS_FOR_QUOTE
    return score


def _wording(first: str, names: tuple[str, ...], *, is_tagline: bool) -> int:
    """Return how much a sentence is worded as one that says what something is."""
    score = _FOR_DEFINITION if IS_A.search(first[:120]) else 0
    if _starts_with(first, names):
        score += 0 if BESIDE_THE_NATURE.search(first) else _FOR_NAME
    elif NAMED.match(first) and not SELF.match(first):
        score += _FOR_SOME_NAME
    elif SELF.match(first) and HAS_QUALITY.match(first):
        score += _FOR_QUALITY
    elif SELF.match(first):
        score += _FOR_SURELY_SELF if SURELY_SELF.match(first) else _FOR_SELF
    elif is_tagline or (ARTICLE.match(first) and (NOUN.match(first) or IS_A.search(first))):
        score += _FOR_TAGLINE
    if FIRST_PERSON.match(first) or OF_NAME.search(first):
        score -= _LESS_FOR_AUTHOR
    if len(first.split()) < _FEWEST_WORDS and not CJK.search(first):
        score -= _LESS_FOR_FEW_WORDS
    return score


def _names(title: str) -> tuple[str, ...]:
    """Return the names that a project may call itself, by the title of its README."""
    title = re.split(r"\s[-–—|]\s|:\s|\(", title)[0].strip(" `*_.!")
    title = re.sub(r"^(?:the|about|what is|welcome to)\s+", "", title, flags=re.IGNORECASE)
    names = [title]
    while (shorter := GENERIC.sub("", names[-1]).strip()) and shorter != names[-1]:
        names.append(shorter)
    words = title.split()
    names += [
        " ".join(words[:count])
        for count in range(len(words) - 1, 0, -1)
        if words[count] != "in"  # `JSON in Java` is not JSON
    ]
    return tuple(dict.fromkeys(name for name in names if len(name) > 1))


def _starts_with(sentence: str, names: tuple[str, ...]) -> bool:
    """Whether a sentence begins with a name of the project and a verb."""
    start = re.sub(
        r"^(?:the\s+)?", "", sentence.replace("`", "").replace("*", ""), flags=re.IGNORECASE
    )
    lowered = start.lower()
    for name in names:
        spelled = name.lower().replace("`", "")
        for spelling in (spelled, spelled.replace("-", " "), spelled.replace(" ", "-")):
            if lowered.startswith(spelling) and re.match(IS, start[len(spelling) :], re.IGNORECASE):
                return True
    return False
