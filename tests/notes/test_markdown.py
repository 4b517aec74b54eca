"""Text that was made safe for a note, as a renderer shows it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from ralf_notes.notes import markdown
from ralf_notes.notes.quotes import quote
from ralf_notes.text import ZERO_WIDTH, one_line, visible

NASTY = (
    "a [link](http://evil.example/x) and [ref] and [ref][1] and [ref]: http://x.y",
    "![image](https://evil.example/x.png) ![[embed]] [[wikilink|alias]] [^1] ^[inline note]",
    "http://a.b https://a.b/c?d=e ftp://x.y www.example.com me@example.com obsidian://open?vault=x",
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "<!-- c --> <?php ?> <https://a.b> <a@b.c>",
    "&lt;b&gt; &#60; &#x3c; &copy; &nbsp; AT&T",
    "*a* **b** _c_ __d__ ***e*** ~~f~~ ~g~ ==h== `i` ``j`` snake_case _private __init__ a_ _b",
    "# heading", "## heading ##", "text ##", "#tag #a/b word#tag ##tag C# #", "####### seven",
    "- item", "+ item", "* item", "1. item", "2) item", "-", "---", "- - -",
    "***", "___", "===", "=",
    "- [ ] task", "> quote", "> [!note] callout", "[!note]", ": definition",
    "!!! danger", "??? x",
    "| a | b |", "a|b", "|---|---|", ":--", "--:", r"\|", r"\\|", "\\", "a\\",
    r"\*", r"C:\new\*\[x]",
    "    indented", "\tindented", "trailing  ", "trailing\\ ", "~~~", "```",
    "```dataviewjs", "$$",
    "%% comment %%", "%%%", "$math$ $$math$$ $HOME costs 5$ or 6$", "text ^block-id", "x^2 ^",
    "<% tp.file.title %> <%* x %> {{title}} {% raw %} {: .c onclick=x } {#id} { .c }",
    "key:: value", "[key:: value] (key:: value)", "std::vector<int>",
    "= this.file", "$= dv.pages()",
    ":tada: :+1: 12:30:45 a:b:c", "--8<-- 'secret.txt'", "<!-- ralf:begin sum=1 -->",
    "Ünïcödé_名前_x 名前_ _名前 🎉 «_a_» “_b_”", "\xa0nbsp\xa0", "\u3000ideographic",
    "", " ", "`", "a`b",
)  # fmt: skip

ALPHABET = st.sampled_from([*"\\`*_{}[]()#+-.!|<>&~$^=%:@/ \"'\n\t0a1b.wé名🎉\xa0", "www.", "http"])
TEXT = st.lists(st.sampled_from(NASTY) | st.text() | ALPHABET, max_size=12).map("".join)


def renderers() -> list[MarkdownIt]:
    gfm = MarkdownIt("gfm-like")
    # Obsidian, GitHub and Quartz link text with a scheme, `www.` or `@`, but not a bare `foo.py`.
    gfm.linkify.set({"fuzzy_link": False})  # type: ignore[union-attr]
    extended = MarkdownIt("gfm-like")
    extended.linkify.set({"fuzzy_link": False})  # type: ignore[union-attr]
    for plugin in (footnote_plugin, dollarmath_plugin, deflist_plugin, tasklists_plugin):
        extended.use(plugin)
    extended.use(attrs_plugin).use(attrs_block_plugin)
    return [MarkdownIt("commonmark"), gfm, extended]


RENDERERS = renderers()
PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]


def shown(tokens: list[Token]) -> str:
    """Return the text of the only inline token, which must contain nothing but plain text."""
    inlines = [token for token in tokens if token.type == "inline"]
    assert len(inlines) <= 1
    children = [child for token in inlines for child in token.children or []]
    assert {child.type for child in children} <= {"text"}
    return "".join(child.content for child in children).replace(ZERO_WIDTH, "")


def blocks(tokens: list[Token]) -> list[str]:
    assert not any(token.attrs for token in tokens if token.type not in ("th_open", "td_open"))
    return [token.type for token in tokens]


@given(TEXT)
@pytest.mark.parametrize("renderer", RENDERERS)
def test_escaped_text_renders_as_itself_in_a_paragraph(renderer: MarkdownIt, text: str) -> None:
    tokens = renderer.parse(markdown.escape(text))
    assert shown(tokens) == one_line(text)
    assert blocks(tokens) in (PARAGRAPH, [])


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("renderer", RENDERERS)
def test_nasty_text_renders_as_itself(renderer: MarkdownIt, text: str) -> None:
    assert shown(renderer.parse(markdown.escape(text))) == one_line(text)


@given(TEXT.filter(lambda text: one_line(text) != ""))
@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize(
    ("before", "kind"), [("# ", "heading"), ("- ", "list_item"), ("> ", "blockquote")]
)
def test_escaped_text_renders_as_itself_in_other_blocks(
    before: str, kind: str, renderer: MarkdownIt, text: str
) -> None:
    tokens = renderer.parse(before + markdown.escape(text))
    assert shown(tokens) == one_line(text)
    assert f"{kind}_open" in blocks(tokens)
    assert len([name for name in blocks(tokens) if name.endswith("_open")]) <= 3


@given(TEXT, TEXT)
@pytest.mark.parametrize("renderer", RENDERERS[1:])
def test_escaped_text_renders_as_itself_in_a_table(
    renderer: MarkdownIt, text: str, other: str
) -> None:
    row = f"| {markdown.escape(text)} | {markdown.escape(other)} |"
    tokens = renderer.parse(f"| a | b |\n|---|---|\n{row}")
    cells = [token for token in tokens if token.type == "inline"][2:]
    assert [shown([cell]) for cell in cells] == [one_line(text), one_line(other)]


@given(TEXT, TEXT)
@pytest.mark.parametrize("renderer", RENDERERS)
def test_lines_that_follow_each_other_stay_one_paragraph(
    renderer: MarkdownIt, text: str, other: str
) -> None:
    source = f"word {markdown.escape(text)}\n{markdown.escape(other)}"
    tokens = renderer.parse(source)
    assert blocks(tokens) == PARAGRAPH
    kinds = {child.type for child in tokens[1].children or []}
    assert kinds <= {"text", "softbreak"}


@given(TEXT)
def test_unescape_is_the_inverse(text: str) -> None:
    line = one_line(text)
    assert markdown.plain(markdown.escape(line)) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[note]]", r"\[\[note\]\]"),
        ("#tag", "\\#\u200btag"),
        ("a #tag", "a #\u200btag"),
        ("%%hidden%%", "%\u200b%hidden%\u200b%"),
        ("==mark==", "=\u200b=mark=\u200b="),
        ("a ^id", "a ^\u200bid"),
        ("<% tp %>", "<\u200b% tp %>"),
        ("{{x}} {% x %}", "\\{\\{x}} \\{\u200b% x %}"),
        ("key:: value", "key:\u200b: value"),
        ("see http://a.b", "see http:\u200b//a.b"),
        ("www.a.b a@b.c", "www\u200b.a.b a\u200b@b.c"),
        ("<img src=x>", "<\u200bimg src=x>"),
        ("a &lt; b", "a &\u200blt; b"),
    ],
)
def test_what_other_tools_than_commonmark_read_is_broken(text: str, expected: str) -> None:
    assert markdown.escape(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Keeps one token bucket per client (in memory), and decides: may it pass?",
        'snake_case, x = y + z - 1, a > b, a < b, 50%, R&D, it\'s 10:30, C++ or C#. "Quoted"!',
    ],
)
def test_plain_prose_stays_as_it_is(text: str) -> None:
    assert markdown.escape(text) == text


# --- code


@given(TEXT)
@example("= this.x")
@example("$= dv.x")
@example(" a ")
@example("`a``b")
@pytest.mark.parametrize("renderer", RENDERERS[:2])
def test_a_code_span_shows_exactly_its_text(renderer: MarkdownIt, text: str) -> None:
    line = one_line(text)
    span = markdown.code_span(text)
    assert markdown.un_code_span(span) == line
    children = [child for token in renderer.parse(f"a {span} b") for child in token.children or []]
    if line:
        assert [child.type for child in children] == ["text", "code_inline", "text"]
        assert children[1].content.replace(ZERO_WIDTH, "") == line
        assert not children[1].content.strip().startswith(("=", "$="))
        assert "<%" not in children[1].content


@given(TEXT.filter(lambda text: one_line(text) != ""))
def test_code_in_a_table_cell(text: str) -> None:
    tokens = RENDERERS[1].parse(f"| a | b |\n|---|---|\n| {markdown.code_cell(text)} | x |")
    cell = [token for token in tokens if token.type == "inline"][2]
    assert [child.type for child in cell.children or []] == ["code_inline"]
    assert (cell.children or [])[0].content.replace(ZERO_WIDTH, "") == one_line(text)


@given(
    st.lists(TEXT | st.sampled_from(["```", "`````", "~~~", "<!-- ralf:end -->"])).map("\n".join)
)
def test_a_fence_holds_all_of_the_code(code: str) -> None:
    tokens = RENDERERS[0].parse(markdown.fence(code, "python"))
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].info == "python"
    expected = visible(code).rstrip("\n")
    assert tokens[0].content.replace(ZERO_WIDTH, "").rstrip("\n") == expected


@pytest.mark.parametrize("make", [markdown.escape, markdown.code_span, markdown.prose, quote])
def test_no_marker_can_be_forged(make) -> None:  # type: ignore[no-untyped-def]
    for marker in ("<!-- ralf:end -->", "<!--ralf:begin sum=1", "`<!-- ralf:end -->`"):
        assert "<!--" not in make(marker)
        assert "<!--" not in markdown.fence(f"x\n{marker}", "")


# --- prose


@given(TEXT)
@example("`take` and `= this.x`, then `a|b`.")
@example("back\\`take`")
@example("#`take`")
def test_plain_is_the_inverse_of_prose(text: str) -> None:
    line = one_line(text)
    assert markdown.plain(markdown.prose(line)) == line


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4), TEXT)
@pytest.mark.parametrize("renderer", RENDERERS)
def test_prose_has_code_spans_and_text(
    renderer: MarkdownIt, pairs: list[tuple[str, str]], tail: str
) -> None:
    words = [one_line(text).replace("`", "") for text, _ in pairs]
    names = [one_line(name).replace("`", "").strip() or "name" for _, name in pairs]
    tail = one_line(tail).replace("`", "")
    text = "".join(f"{word} `{name}` " for word, name in zip(words, names, strict=True)) + tail
    tokens = renderer.parse(markdown.prose(text))
    children = tokens[1].children or []
    assert blocks(tokens) == PARAGRAPH
    assert {child.type for child in children} <= {"text", "code_inline"}
    spans = [child.content for child in children if child.type == "code_inline"]
    assert [span.replace(ZERO_WIDTH, "") for span in spans] == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At https://a.b/c. Then", "At `https://a.b/c`. Then"),
        ("(see http://a.b/c_(d))", "(see `http://a.b/c_(d)`)"),
        ("`https://a.b` and `x`", "`https://a.b` and `x`"),
        ("ftp://a.b", "ftp:\u200b//a.b"),
    ],
)
def test_addresses_in_a_description_can_be_copied(text: str, expected: str) -> None:
    assert markdown.sentence(text) == expected


def test_prose_stays_readable() -> None:
    text = "`Bucket` keeps snake_case names; see `take()`, [x](y) and <b>."
    expected = "`Bucket` keeps snake_case names; see `take()`, \\[x\\](y) and <\u200bb>."
    assert markdown.prose(text) == expected
