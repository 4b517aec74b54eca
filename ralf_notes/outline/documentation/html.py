"""HTML and XML in documentation comments as light Markdown: Javadoc, PHPDoc, XML docs of C#."""

from __future__ import annotations

import re
from html import unescape
from itertools import zip_longest
from textwrap import dedent

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})((?:\s[^<>]{0,400})?)/?>")
_VALUE = re.compile(r"\b(?:cref|name|href|langword)\s*=\s*[\"']?(?:[A-Z]:)?([^\"'>]*)")
_INSIDE_CODE = re.compile(r"</?(?:code|b|i|em|strong|span|a|font|tt)\b[^<>]{0,200}>")
_CODE_TAG = re.compile(r"^\s*\{@code\s?(.*)\}\s*$", re.DOTALL)
_SPAN = re.compile(r"`[^`\n]+`")
_KEPT = re.compile("\ue000(\\d+)\ue001")
_BLANKS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "c": "`", "tt": "`",
           "kbd": "`", "samp": "`", "var": "*", "cite": "*", "dfn": "*"}  # fmt: skip
_BREAKS = {"p": "\n\n", "para": "\n\n", "br": "\n", "hr": "\n\n", "div": "\n\n", "section": "\n\n",
           "blockquote": "\n\n", "summary": "\n\n", "remarks": "\n\n", "value": "\n\n",
           "dl": "\n\n",
           "example": "\n\n", "center": "\n\n", "details": "\n\n"}  # fmt: skip
_ENTRIES = {"param": "@param {} ", "typeparam": "@typeParam {} ", "exception": "@throws {} ",
            "returns": "@return ", "permission": "@throws {} ", "seealso": "@see `{}`"}  # fmt: skip
_DROPPED = frozenset(("span", "font", "sup", "sub", "u", "small", "big", "inheritdoc", "thead",
                      "tbody",  "a", "term", "description", "listheader", "include",
                      "img", "completionlist", "body", "html"))  # fmt: skip
_WITHOUT_END = frozenset(("p", "para", "br", "hr", "li", "item", "dt", "dd", "tr", "td", "th",
                          "img", "see", "inheritdoc", "ul", "ol", "dl",
                          "thead", "tbody"))  # fmt: skip
"""Tags that need no end, or whose end authors forget: any other that has neither an end nor
attributes is a placeholder."""
_ANGLES = str.maketrans("{}", "<>")
_MOST_DEPTH = 8
_LISTS = ("ul", "ol", "list")
_ITEMS = ("li", "item", "dt")
_CELLS = ("td", "th")


def from_html(text: str, language: str = "") -> str:
    """Return a comment with HTML or XML as Markdown; unknown tags such as `<T>` stay.

    Args:
        text: the text of the comment. Code in backticks stays as it is, and so does a placeholder:
            `Set the key to <value>`.
        language: the name of its language in a fenced block.
    """
    if "<" not in text and "&" not in text:
        return text
    parts: list[str] = []

    def keep(match: re.Match[str]) -> str:
        parts.append(match[0])
        return f"\ue000{len(parts) - 1}\ue001"

    text = _SPAN.sub(keep, _fences_kept(_fenced(text.replace("\ue000", ""), language), parts))
    writer = _Writer()
    at = 0
    tags = list(_TAG.finditer(text))
    ended = {tag[2].lower() for tag in tags if tag[1]}
    for tag, below in zip_longest(tags, tags[1:]):
        writer.text(text[at : tag.start()])
        name = tag[2].lower()
        if name == "see" and below and _is_labelled(tag, below):
            at = tag.end()
            continue
        is_tag = name in ended or name in _WITHOUT_END or tag[3] or tag[0].endswith("/>")
        if not is_tag or not writer.tag(name, tag[3], is_end=bool(tag[1])):
            writer.text(tag[0])
        at = tag.end()
    writer.text(text[at:])
    shown = _BLANKS.sub("\n\n", writer.result())
    while _KEPT.search(shown):
        shown = _KEPT.sub(lambda match: parts[int(match[1])], shown)
    return shown.strip()


def _is_labelled(tag: re.Match[str], below: re.Match[str]) -> bool:
    """Whether words stand for a reference: `<see cref="Door">the door</see>`."""
    is_open = not tag[1] and not tag[0].endswith("/>") and "href" not in tag[3]
    words = tag.string[tag.end() : below.start()]
    return is_open and below[1] == "/" and below[2] == tag[2] and bool(words.strip())


def _fenced(text: str, language: str) -> str:
    """Return the text with `<pre>`, and `<code>` over several lines, as fenced code."""
    pieces, at = [], 0
    ends = {name: text.rfind(f"</{name}>") for name in ("pre", "code")}
    for opening in re.finditer(r"<(pre|code)\b[^<>\n]{0,200}>", text):
        if opening.start() < at or ends[opening[1]] < opening.end():
            continue
        end = text.find(f"</{opening[1]}>", opening.end())
        body = text[opening.end() : end]
        if opening[1] == "code" and "\n" not in body:
            continue
        pieces += [text[at : opening.start()], "\n\n", _fence(body, language), "\n\n"]
        at = end + len(opening[1]) + 3
    return "".join([*pieces, text[at:]])


def _fence(body: str, language: str) -> str:
    inner = _CODE_TAG.match(body.replace("<code>", "").replace("</code>", ""))
    code = inner[1] if inner else unescape(_INSIDE_CODE.sub("", body))
    ticks = "````" if "```" in code else "```"
    return f"{ticks}{language}\n{dedent(code.expandtabs(4)).strip(chr(10)).rstrip()}\n{ticks}"


def _fences_kept(text: str, kept: list[str]) -> str:
    """Return the text with a mark in place of each fenced block."""
    lines: list[str] = []
    block: list[str] = []
    mark = ""
    for line in text.split("\n"):
        opening = line.strip()
        if mark:
            block.append(line)
            if opening.startswith(mark) and not opening.strip("`"):
                kept.append("\n".join(block))
                lines.append(f"\ue000{len(kept) - 1}\ue001")
                mark = ""
        elif opening.startswith("```"):
            mark = "````" if opening.startswith("````") else "```"
            block = [line]
        else:
            lines.append(line)
    return "\n".join([*lines, *(block if mark else ())])


class _Writer:
    """Writes Markdown, tag by tag."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._lists: list[str] = []
        self._rows: list[list[str]] | None = None
        self._links: list[str] = []
        self._entries: list[str] = []
        self._is_entry = False

    def text(self, text: str) -> None:
        """Write text; inside items, cells and entries it is one line."""
        if not text:
            return
        text = unescape(text)
        if self._rows is not None:
            if self._rows and self._rows[-1]:
                self._rows[-1][-1] += text.replace("\n", " ").replace("|", "\\|")
            return
        if self._lists or self._is_entry:
            folded = " ".join(text.split())
            leading = " " if text[:1].isspace() and self._is_inside_line() else ""
            right = " " if text[-1:].isspace() and folded else ""
            self._out.append(f"{leading}{folded}{right}")
        else:
            self._out.append(text)

    def tag(self, name: str, attributes: str, *, is_end: bool) -> bool:
        """Write what a tag stands for; return whether it is known."""
        value = _VALUE.search(attributes)
        value_text = unescape(value[1]).strip() if value else ""
        if value and value[0].startswith("cref"):  # `cref="List{T}"`
            value_text = value_text.translate(_ANGLES)
        is_link = name == "a" or (name == "see" and (is_end or "href" in attributes))
        if name in _AROUND:
            self._write(_AROUND[name])
        elif is_link:
            self._link(value_text, is_end)
        elif name in ("see", "paramref", "typeparamref") or (
            name == "seealso" and self._goes_on()  # in a sentence
        ):
            self._write(f"`{value_text}`" if value_text else "")
        elif name in _ENTRIES:
            self._entry(name, value_text, is_end)
        else:
            return self._block(name, is_end)
        return True

    def _block(self, name: str, is_end: bool) -> bool:
        """Write what a tag of a block stands for; return whether it is known."""
        if name == "term" and is_end:
            self._out.append(": ")
        elif name in _LISTS or name in _ITEMS or name == "dd":
            self._item(name, is_end)
        elif name in ("table", "tr", *_CELLS):
            self._table(name, is_end)
        elif name in _BREAKS:
            self._out.append(" " if self._lists or self._is_entry else _BREAKS[name])
        elif re.fullmatch(r"h[1-6]", name):
            self._out.append("\n\n" if is_end else "\n\n## ")
        else:
            return name in _DROPPED
        return True

    def result(self) -> str:
        """Return what was written: the text, then the entries."""
        if self._is_entry:
            self._out, self._entries = self._entries, self._out
        return "".join([*self._out, "\n\n", *self._entries])

    def _entry(self, name: str, value_text: str, is_end: bool) -> None:
        """Write a tag such as `@param`, which ends where the next one begins: so it comes last."""
        if self._is_entry:
            self._out, self._entries = self._entries, self._out
            self._is_entry = False
        if not is_end:
            self._out, self._entries = self._entries, self._out
            self._is_entry = True
            self._out.append("\n" + _ENTRIES[name].format(value_text))

    def _goes_on(self) -> bool:
        return bool(self._out and self._out[-1].rpartition("\n")[2].strip())

    def _is_inside_line(self) -> bool:
        last = self._out[-1][-1:] if self._out else ""
        return not last.isspace()

    def _write(self, mark: str) -> None:
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += mark
        elif self._rows is None:
            self._out.append(mark)

    def _link(self, goal: str, is_end: bool) -> None:
        if not is_end:
            self._links.append(goal)
            self._write("[" if goal else "")
        elif self._links and (goal := self._links.pop()):
            self._write(f"]({goal})")

    def _item(self, name: str, is_end: bool) -> None:
        if name in _LISTS and not is_end:
            self._lists.append(name)
            self._out.append("" if len(self._lists) > 1 else "\n\n")
        elif name in _LISTS:
            self._lists = self._lists[:-1]
            self._out.append("" if self._lists else "\n\n")
        elif name == "dd":
            self._out.append("" if is_end else ": ")
        elif not is_end:
            depth = min(max(len(self._lists) - 1, 0), _MOST_DEPTH)
            mark = "1." if self._lists[-1:] == ["ol"] else "-"
            self._out.append(f"\n{'   ' * depth}{mark} ")

    def _table(self, name: str, is_end: bool) -> None:
        if name == "table" and not is_end:
            self._rows = []
        elif name == "table":
            rows = [row for row in self._rows or () if row]
            self._rows = None
            width = max(map(len, rows), default=0)
            lines = [f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in rows]
            rule = ["| " + " | ".join(["---"] * width) + " |"]
            self._out.append("\n\n" + "\n".join([*lines[:1], *rule, *lines[1:]]) + "\n\n")
        elif self._rows is not None and not is_end:
            if name == "tr":
                self._rows.append([])
            elif self._rows:
                self._rows[-1].append("")
