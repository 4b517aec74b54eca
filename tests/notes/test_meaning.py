"""What formatters do to a block changes neither its meaning nor what is read from it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.notes import note
from ralf_notes.notes.kept import is_pending, parse_body
from ralf_notes.notes.meaning.printing import in_our_style
from ralf_notes.notes.meaning.sums import meaning, meaning_sum

NOTES = sorted((Path(__file__).parents[1] / "testdata/notes").rglob("*.md"))
BODIES = [
    note.take_apart(text).body
    for text in (path.read_text(encoding="utf-8") for path in NOTES)
    if "<!-- ralf:begin" in text
]
MADE = """\
# src/a\\_b.py

> Keeps *out* what `comes` too often, and \\*more\\* of it. It goes on for a while, so that a
> formatter can break its lines elsewhere.
>
> - first: one \\_private\\_ thing
> - second
>
> 1. one
> 2. two
>
> ```
> x = {'a': 1}
> ```

*Not summarised yet.*

Part of [[shop/src/__init__/a.md|__init__]] · Python · [source](https://example.org/a_b?c=1&d=2)

## How it works

*Steps that a model wrote.*

1. `Gate` looks at the ticket that somebody shows at the window beside it.
2. It lets a guest in.

## Ideas to know

- **bar of a gate**: A bar lets nobody in. · [[shop/src/b.py.md|b.py]]

## Symbols

### class `Gate`

```ts
const gate = (x) => { return x }
```

It opens a `gate_way` for the café, 5 \\* 3 times… and “quotes” what 名前 is.

| parameter | type | what it is |
| --- | --- | --- |
| `a` | `int \\| None` | the first \\| one |
| `long_name` | `str` | |

### More

- Private:
  - `_open`: Lifts the bar of the gate for a guest who has shown a ticket.
  - `_close`: Lowers it.
  - `_lock`: *Locks it, says its author.*
- `_x` (private)

## Links

- Uses [[shop/src/b.py.md|b.py]] (`f`), [[shop/c.py.md|c.py]]
- Used by `d.py`

<!-- ralf:state {"v":1,"items":{"steps":["ab Gate","cd "],"ideas":["ef src/b.py"]}} -->
"""
BODIES.append(MADE)


def outside_code(change: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that changes the text outside of fenced code."""

    def changed(body: str) -> str:
        parts = re.split(r"(^(?:> )?```.*?^(?:> )?```$)", body, flags=re.DOTALL | re.MULTILINE)
        return "".join(part if at % 2 else change(part) for at, part in enumerate(parts))

    return changed


def lines(change: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that changes each line outside of fenced code."""
    return outside_code(lambda text: "\n".join(map(change, text.split("\n"))))


def aligned(text: str) -> str:
    """Pad the cells of tables, as Prettier does."""

    def table(match: re.Match[str]) -> str:
        rows = [re.split(r"(?<!\\)\|", row)[1:-1] for row in match[0].strip().split("\n")]
        width = max(len(cell.strip()) for row in rows for cell in row)
        return "".join(
            "|" + "|".join(
                f" {'-' * width if number == 1 else cell.strip():{width}} " for cell in row
            ) + "|\n"
            for number, row in enumerate(rows)
        )  # fmt: skip

    return re.sub(r"(?:^\|.*\|\n)+", table, text, flags=re.MULTILINE)


def wrapped(line: str) -> str:
    """Break a paragraph's lines after each third word."""
    if re.match(r"[#|<>\-\d]|\s|$", line) or "`" in line or "[" in line:
        return line
    words = line.split(" ")
    return "\n".join(" ".join(words[at : at + 3]) for at in range(0, len(words), 3))


def setext(line: str) -> str:
    match = re.fullmatch(r"(#{1,2}) (.*)", line)
    return f"{match[2]}\n{'=-'[len(match[1]) - 1] * 8}" if match else line


FORMATTERS: dict[str, Callable[[str], str]] = {
    "a blank line at the top": lambda body: f"\n\n{body}",
    "no blank line at the end": lambda body: body.rstrip("\n"),
    "more blank lines": outside_code(lambda text: text.replace("\n\n", "\n\n\n\n")),
    "blanks at the ends of lines": lines(lambda line: f"{line}  " if line[:1] != "|" else line),
    "aligned tables": aligned,
    "tight tables": outside_code(lambda text: re.sub(r"^\| --- (.*)$", lambda m: m[0].replace(
        " --- ", "-"), text, flags=re.MULTILINE)),
    "stars for lists": lines(lambda line: re.sub(r"^((?:> )?)- ", r"\1* ", line)),
    "pluses for lists": lines(lambda line: re.sub(r"^- ", "+ ", line)),
    "loose lists": outside_code(lambda text: re.sub(r"\n( *- )", r"\n\n\1", text)),
    "wide marks of lists": lines(lambda line: re.sub(
        r"^( *)(-|\d\.) (?=\S)", lambda m: f"{m[1] * 2}{m[2]:4}", line)),
    "stars for inner lists": lines(lambda line: re.sub(r"^( +)- ", r"\1* ", line)),
    "broken lines in lists": lines(lambda line: re.sub(
        r"^( *)(- |\d\. )(.* )(\w+ \w+\.)$", lambda m: (
            f"{m[1]}{m[2]}{m[3].rstrip()}\n{m[1]}{' ' * len(m[2])}{m[4]}"), line)),
    "numbers with brackets": lines(lambda line: re.sub(r"^((?:> )?\d)\.", r"\1)", line)),
    "all numbers one": lines(lambda line: re.sub(r"^((?:> )?)\d\.", r"\g<1>1.", line)),
    "underscores for emphasis": lines(lambda line: re.sub(
        r"(?<![\\*\w])\*(\w[^*\\]*\w\.?)\*(?![*\w])", r"_\1_", line)),
    "underscores for strong emphasis": lines(lambda line: re.sub(
        r"(?<![\\*\w])\*\*(\w[^*\\]*\w)\*\*(?![*\w])", r"__\1__", line)),
    "headings closed": lines(lambda line: re.sub(r"^(#+) (.*)$", r"\1 \2 \1", line)),
    "headings underlined": lines(setext),
    "tildes for fences": lambda body: re.sub(r"^((?:> )?)```", r"\1~~~", body, flags=re.MULTILINE),
    "longer fences": lambda body: re.sub(r"^((?:> )?)```", r"\1`````", body, flags=re.MULTILINE),
    "lines broken": lines(wrapped),
    "quotes without a blank": lines(lambda line: re.sub(r"^> (?=\w)", ">", line)),
    "lazy quotes": lambda body: body.replace("\n> formatter can", "\nformatter can"),
    "escapes that mean nothing": lines(
        lambda line: line if "`" in line else re.sub(r"(?<=\w)([(:;])(?= )", r"\\\1", line)),
    "fewer escapes": lambda body: body.replace("a\\_b", "a_b"),
    "windows": lambda body: body.replace("\n", "\r\n"),
    "an ellipsis of dots": lambda body: body.replace("…", "..."),
    "typewriter quotes": lambda body: body.replace("“", '"').replace("”", '"'),
    "blanks around East Asian words": lambda body: body.replace("名前 is", "名前is"),
    "code formatted": lambda body: body.replace(
        "const gate = (x) => { return x }", "const gate = x => {\n  return x;\n};"),
    "a link renamed": lambda body: body.replace("shop/src/b.py.md", "elsewhere/b"),
    "brackets escaped": lambda body: body.replace(
        "[[shop/c.py.md|c.py]]", r"\[\[shop/c.py.md|c.py\]\]"),
}  # fmt: skip
OF_TEXT = {"an ellipsis of dots", "typewriter quotes", "blanks around East Asian words"}
"""What the prose then has, too."""


@pytest.mark.parametrize("name", FORMATTERS)
def test_a_formatter_changes_no_meaning_and_nothing_that_is_read(name: str) -> None:
    count = 0
    for body in BODIES:
        formatted = note.unified(FORMATTERS[name](body))
        count += formatted != note.unified(body) or name == "windows"
        assert meaning(formatted) == meaning(body)
        again = in_our_style(formatted)
        assert name in OF_TEXT or parse_body(again) == parse_body(body)
        assert is_pending(again) == is_pending(body)
    assert count


def test_all_of_it_together_changes_no_meaning() -> None:
    apart = {"tildes for fences", "longer fences", "tight tables", "lazy quotes", "windows",
             "headings closed", "blanks at the ends of lines"}  # fmt: skip
    formatters = [each for name, each in FORMATTERS.items() if name not in apart]
    for body in BODIES:
        formatted = body
        for each in formatters:
            formatted = each(formatted)
        assert meaning(formatted) == meaning(body)


@pytest.mark.parametrize(
    ("signature", "formatted"),
    [
        ("total(currency = 'EUR')", 'total((currency = "EUR"));'),
        ("total(a, b = 1, c = f())", "total(a, (b = 1), (c = f()));"),
    ],
)
def test_a_signature_that_prettier_takes_for_a_call_is_the_same(
    signature: str, formatted: str
) -> None:
    assert meaning(f"```js\n{signature}\n```\n") == meaning(f"```js\n{formatted}\n```\n")
    assert meaning(f"```js\n{signature}\n```\n") != meaning("```js\ntotal()\n```\n")


WORD = re.compile(r"\w+")


@given(st.sampled_from(BODIES), st.sampled_from([*FORMATTERS]), st.integers(0, 2**32))
def test_each_change_of_a_word_changes_the_meaning(body: str, name: str, seed: int) -> None:
    chance = random.Random(seed)
    formatted = note.unified(FORMATTERS[name](body))
    places = [m for m in WORD.finditer(formatted) if not in_target(formatted, m)]
    place = chance.choice(places)
    other = chance.choice(["", "other", place[0] + "x", place[0][:-1] + "q" + place[0][-1:]])
    edited = formatted[: place.start()] + other + formatted[place.end() :]
    if chance.random() < 0.5:  # the formatter comes again
        edited = f"\n{edited}"
    number = re.compile(r"(?:> *)?\d+[.)]")
    line = edited[edited.rfind("\n", 0, place.start()) + 1 :].partition("\n")[0]
    if not number.match(line):  # the numbers of a list are the formatter's
        assert meaning_sum(edited) != meaning_sum(body), (place[0], other)


def in_target(text: str, match: re.Match[str]) -> bool:
    """Whether a word is in the target of a link, which Obsidian changes."""
    spans = [m.span() for m in re.finditer(r"\\?\[\\?\[[^\]|]*\||\]\([^)]*\)", text)]
    return any(start <= match.start() < end for start, end in spans)


@pytest.mark.parametrize(("old", "new"), [
    ("*out*", "out"), ("## Symbols", "### Symbols"), ("- second\n", ""), ("> - second", "> second"),
    ("Part of", "> Part of"), ("|b.py]]", "|c.py]]"), ("[[shop/c.py.md|c.py]]", "c.py"),
    ("`gate_way`", "gate_way"), ("`gate_way`", "`gate way`"), ("'a': 1", "'a': 2"),
    ("```ts", "```js"), ("first: one", "first one"),
    ("return x", "return y"), ("=> {", "= {"), ("[source]", "[code]"), ('"v":1', '"v":2'),
    ("| `a` |", "| a |"), (" café", " cafe"), ("\n\nIt opens", " It opens"),
    ("`int \\| None`", "`int`"), ("5 \\* 3", "5 3"), ("*Not summarised yet.*", ""),
])  # fmt: skip
def test_what_a_person_changes_changes_the_meaning(old: str, new: str) -> None:
    assert old in MADE
    assert meaning_sum(MADE.replace(old, new, 1)) != meaning_sum(MADE)


LINES = """\
Words here.|more of it|- an item|- `code`: what it is|  - further in|    - deeper|> quoted|>
> - item|> ```|# head|## head ##|```py|```|````|  ```|~~~|---|===|<b>|<!-- a remark -->|<!-- open
-->|[a]: /b|[[a;b]]: c|[a](b)|1. one|15 more|*Nothing.*|* * *|**Bold** text|    code|||
-|\ta|é|\\# no head
; a ; b ;|; --- ; --- ;|; a \\; b ; c ;""".replace("\n", "|").split("|")


@given(st.lists(st.sampled_from([line.replace(";", "|") for line in LINES]), max_size=12))
def test_what_is_read_without_the_parser_means_what_it_means_to_the_parser(
    lines: list[str],
) -> None:
    body = "\n".join(lines)
    # HTML before it leaves all of it to the parser.
    by_parser = meaning(f"<br>\n\n{body}", with_targets=True)
    assert by_parser == f"<br>\n{meaning(body, with_targets=True)}".rstrip("\n")
