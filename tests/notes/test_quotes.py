"""An author's docstring as a quote: code stays code, text stays text, and nothing is active."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from material.active_content import QUOTED_FENCES

from notes.test_markdown import PARAGRAPH, RENDERERS, TEXT
from ralf_notes.notes.quotes import quote

DOC = """\
[!note] One bucket, see :class:`~gate.limits.Bucket`, ``take`` and `put`.

Two lines
that belong together, {@link Bucket#take} or {@code a<b>}.

Example::

    b = Bucket()

    b.take()

* one
* two
  goes on
1. first

>>> Bucket().take()
True

Args:
    n: How many.
    *rest (int): More
        of them.

Parameters
----------
x : int

:param x: An x.
@return nothing

```dataviewjs
<% tp %>
```
Unclosed:

~~~rust,ignore
let x = "```";
"""

QUOTED = """\
> \\[!\u200bnote\\] One bucket, see `Bucket`, `take` and `put`.
>
> Two lines
> that belong together, `Bucket#take` or `a<b>`.
>
> Example:
>
> ```
> b = Bucket()
>
> b.take()
> ```
>
> - one
> - two
>   goes on
> 1. first
>
> ```python
> >>> Bucket().take()
> True
> ```
>
> Args:
>
> - n: How many.
> - \\*rest (int): More
>   of them.
>
> **Parameters**
>
> x : int
>
> - :param x: An x.
> - @return nothing
>
> ```
> <\u200b% tp %>
> ```
>
> Unclosed:
>
> ````rust
> let x = "```";
> ````"""


def test_a_docstring_is_quoted() -> None:
    assert quote(DOC) == QUOTED


def test_a_long_docstring_says_that_it_goes_on() -> None:
    assert quote("one\ntwo\nthree", max_lines=2) == "> one\n> two …"
    assert quote("one\ntwo", max_lines=2) == "> one\n> two"
    example = "One.\n\n## Examples\n\nSo:\n\n```rust\na();\nb();\nc();\nd();\ne();\n```"
    assert quote(example, max_lines=8) == "> One. …"
    assert "c();" in quote(example, max_lines=11)
    cut_inside = "One.\n\n```rust\na();\nb();\n\nc();\nd(\n    e,\n\n    f,\n);\n```"
    assert quote(cut_inside, max_lines=9).endswith("> c();\n> ```\n>\n> …")
    one_block = "One.\n\n```py\ndef f():\n    a\n    b\n    c\n\n    d\n    e\n```"
    assert quote(one_block, max_lines=9).endswith(">     c\n> ```\n>\n> …")
    in_code = "x\n\n>>> a\nb\nc"
    assert quote(in_code, max_lines=4) == "> x\n>\n> ```python\n> >>> a\n> b\n> ```\n>\n> …"


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        (":meth:`!close` of :py:mod:`a.b`", "> `close` of `a.b`"),
        ("see `the docs <http://x.y>`_ and `spec`__", "> see the docs (`http://x.y`) and `spec`"),
        ("see `the docs\n<http://x.y>`_ on it", "> see the docs (`http://x.y`) on it"),
        ("see `the\ndocs <http://x.y>`__.", "> see the docs (`http://x.y`)."),
        ("see :ref:`the docs\n<docs>`, twice", "> see the docs, twice"),
        ("see ``shop(1,\n2)`` and `a`", "> see `shop(1, 2)` and `a`"),
        ("- see `shop\n  cart` now", "> - see `shop cart` now"),
        ("`a` and `b` and\n`c`", "> `a` and `b` and\n> `c`"),
        ("call `shop' and\n`cart' here", "> call \\`shop' and\n> \\`cart' here"),
        ("a ` stray\nand `b`", "> a \\` stray\n> and `b`"),
        ("an `open one\n\nand `b`", "> an \\`open one\n>\n> and `b`"),
        ("an `open one\n- and b` too", "> an \\`open one\n>\n> - and b\\` too"),
        (
            "See [the\n  docs](https://a.b), **be\n  bold** and\ngo.",
            "> See the docs (`https://a.b`), **be bold** and\n> go.",
        ),
        ("- see [the\n  docs](https://a.b)\n- b", "> - see the docs (`https://a.b`)\n> - b"),
        ("{@link Foo the foo} {@literal <b>}", "> the foo `<b>`"),
        ("a ` lonely tick and :role: words", "> a \\` lonely tick and :\u200brole: words"),
        (" \n", ""),
        ("**bold**, *sloped*, _low_ and `code`", "> **bold**, *sloped*, *low* and `code`"),
        ("__init__, snake_case, a * b, *args", "> \\_\\_init\\_\\_, snake_case, a \\* b, \\*args"),
        ("See https://a.b/c_d(e)?f=1. So", "> See `https://a.b/c_d(e)?f=1`. So"),
        ("[the spec](https://a.b) and [`Foo`](#foo)", "> the spec (`https://a.b`) and `Foo`"),
        ("As [spec] says.\n\n[spec]: https://a.b", "> As spec (`https://a.b`) says."),
        ("x[0](y), [optional]", "> x\\[0\\](y), \\[optional\\]"),
        ("- a\n  - b\n    c\n- d", "> - a\n>   - b\n>     c\n> - d"),
        ("- a\n\n  b", "> - a\n>\n>   b"),
        ("| a | b |\n|---|:-:|\n| 1 |", "> | a | b |\n> | --- | --- |\n> | 1 |  |"),
        ("a/\n├── b\n└── c", "> ```\n> a/\n> ├── b\n> └── c\n> ```"),
        ("key     what\nname    more", "> ```\n> key     what\n> name    more\n> ```"),
    ],
)
def test_roles_and_tags_become_code_spans(doc: str, expected: str) -> None:
    assert quote(doc) == expected


INERT = {"text", "softbreak", "code_inline", "strong_open", "strong_close", "em_open", "em_close"}
QUOTE_BLOCKS = {"blockquote", "paragraph", "bullet_list", "ordered_list", "list_item", "table",
                "thead", "tbody", "tr", "th", "td"}  # fmt: skip


@example("| a | b |\n|---|---|\n| <b> | [[c]] ![d](e) |\n\n**<i>** _[[x]]_ *`= this`*")
@example("\n~~~C:\\new\\*\\[x]")
@given(st.lists(TEXT | st.text(alphabet=" \n-=~`>:#x.", max_size=12), max_size=8).map("\n".join))
@pytest.mark.parametrize("renderer", RENDERERS)
def test_nothing_in_a_quote_is_active(renderer: MarkdownIt, doc: str) -> None:
    tokens = renderer.parse(f"{quote(f'start{doc}')}\n\nafter")
    assert [token.type for token in tokens[-3:]] == PARAGRAPH
    assert tokens[0].type == "blockquote_open"
    assert tokens[-4].type == "blockquote_close"
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= QUOTE_BLOCKS | {"inline", "fence"}
    assert {child.type for token in tokens for child in token.children or []} <= INERT
    fences = [token.info for token in tokens if token.type == "fence"]
    assert {""} | QUOTED_FENCES >= set(fences)
