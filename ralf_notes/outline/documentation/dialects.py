"""Documentation comments of each language as light Markdown, with `@param` for parameters."""

from __future__ import annotations

import re
from functools import partial
from textwrap import dedent

from ralf_notes.outline.documentation.html import from_html
from ralf_notes.patterns import lazily
from ralf_notes.text import indentation

_CODE = lazily(
    r"\{@(?:code|literal)\s"
    r"((?:[^{}]{1,2000}+|\{(?:[^{}]{1,500}+|\{[^{}]{0,200}+\}){0,20}+\}){0,40}+)\}"
)
_LINK = lazily(
    r"(?:\[(?P<before>[^\[\]\n]{1,200})\])?\{@(?:link(?:plain|code)?|see|value|systemProperty)\b\s*"
    r"(?P<target>[^\s{}|()]{0,300}(?:\([^(){}]{0,200}\))?)[\s|]*(?P<label>[^{}]{0,300})\}"
)
_NOTHING = lazily(r"\{@(?:inheritDoc|docRoot|snippet)\b[^{}]{0,200}\}", re.IGNORECASE)
_RETURN = lazily(r"\{@return\s+([^{}]{1,500})\}")
_SNIPPET = lazily(r"\{@snippet\b[^\n{}]{0,100}:?[ \t]*\n((?:[^\n]{0,300}\n){1,60}?)[ \t]*\}")
_ONE_LINER = lazily(r"(?<=\S)\s+(?=@(?:param|return|returns|throws|var|deprecated|see)\b)")
_WEB = ("http://", "https://")
_NAME = r"[A-Za-z_][\w.:]{0,100}(?:\(\))?"
_KDOC = lazily(rf"(?<![\w\]`!\\])\[({_NAME})\](?![\[(:])")
_KDOC_LABEL = lazily(rf"(?<![\w\]`!\\])\[([^\[\]\n]{{1,200}})\]\[{_NAME}\]")
_FENCED = lazily(r"(```(?:[^`]++|`(?!``))*+(?:```)?+)")
_RUST_LINK = lazily(r"(?<![\w\]!\\])\[(`[^`\[\]\n]{1,200}`)\](?![\[(:])")
_GO = lazily(
    r"(?<![\w\]`!\\])\[(\*?(?:[A-Z]\w{0,100}|[a-z]\w{0,60}\.[A-Z]\w{0,100})(?:\.\w{1,100})?)\](?![\[(:])"
)
_SCALA_CODE = lazily(r"\{\{\{((?:[^{}]|\{(?!\{\{)|\}(?!\}\})){1,4000}+)\}\}\}")
_SCALA_LINK = lazily(
    r"\[\[([^\s\[\]]{1,200}(?:\[[^\[\]\n]{0,100}\])?)(?:\s+([^\[\]\n]{1,200}))?\]\]"
)
_SCALA_WORDS = (
    (lazily(r"\'\'\'([^\'\n]{1,200})\'\'\'"), r"**\1**"),
    (lazily(r"(?<!\')\'\'([^\'\n]{1,200})\'\'(?!\')"), r"*\1*"),
    (lazily(r"(?<![\w_`])__([^_\n]{1,200})__(?![\w_`])"), r"*\1*"),
    (lazily(r"^[ \t]*={1,6}[ \t]*([^=\n]{1,100})={1,6}[ \t]*$", re.MULTILINE), r"## \1"),
)
_RUST_HIDDEN = lazily(r"\s*#(?: .*|)$")
_RDOC_CODE = lazily(r"(?<![\w+])\+([\w:.#?!=<>\[\]@$&*/-]{1,100})\+(?![\w+])")
_RDOC_LINK = lazily(
    r"(?:\{([^{}\n]{1,200})\}|(?<![\w`])([\w-]{1,60}))\[(https?://[^\]\s]{1,400}|rdoc-\w+:[^\]\s]{1,200})\]"
)
_PRE = lazily(r"<pre\b[^<>\n]*+>\s*+(?:<code>)?\Z")
_PRE_CHARACTERS = 80
_RDOC_TITLE = lazily(r"^={1,6}(?:[ \t]+(?=\S)|(?=[A-Z]))", re.MULTILINE)
_YARD_LINK = lazily(
    r"(?<![\w$#%])\{([A-Z]\w*(?:::[A-Z]\w*){0,9}(?:[#.]\w+[?!=]?)?|[#.]\w+[?!=]?)"
    r"(?:\s+(?!=>)([^{}\n]{1,200}))?\}"
)
_YARD_REFERENCE = lazily(r"^\(see ([\w.:#?!=]{1,100})\)[ \t]*$", re.MULTILINE)
_LUA_TYPE = (
    r"(?:(?:string|number|integer|boolean|table|function|any|nil|thread|userdata)\b"
    r"|(?=[^\s(]{0,100}(?:[|<]|\[\]|\w\?|\w\.\w)|fun\()[A-Za-z_])"
    r"(?:[^\s(),<>]|\([^()\n]{0,200}\)(?::[ ]?[\w|?.]{1,60}+)?|<[^<>\n]{0,200}>){0,60}+"
)
_LUA_SHORT = {"func": "function", "tab": "table", "int": "integer", "bool": "boolean"}
_LUA_TAGS = (
    (
        lazily(rf"^@param[ \t]+(\w+|\.\.\.)(\??)[ \t]+({_LUA_TYPE})(?=\s|\Z)", re.MULTILINE),
        r"@param {\3\2} \1",
    ),
    (
        lazily(r"^@tparam(?:\[[^\[\]\n]{0,60}\])?[ \t]+(\S{1,100})[ \t]+(?=[\w.])", re.MULTILINE),
        r"@param {\1} ",
    ),
    (
        lazily(r"^@treturn(?:\[[^\[\]\n]{0,60}\])?[ \t]+(\S{1,100})", re.MULTILINE),
        r"@return {\1}",
    ),
    (
        lazily(rf"^@return[ \t]+({_LUA_TYPE})(?=\s|\Z)(?:[ \t]+#)?", re.MULTILINE),
        r"@return {\1}",
    ),
    (
        lazily(
            r"^@(?:nodiscard|async|meta|diagnostic|cast|generic|operator|within|section|function|local)"
            r"\b[^\n]*\n?",
            re.MULTILINE,
        ),
        "",
    ),
    (
        lazily(
            r"^@(string|number|func|tab|table|int|integer|bool|boolean|array)"
            r"(?:[ \t]*\[opt[^\[\]\n]{0,60}\])?[ \t]+(\w+|\.\.\.)(?=\s)",
            re.MULTILINE,
        ),
        lambda match: f"@param {{{_LUA_SHORT.get(match[1], match[1])}}} {match[2]}",
    ),
    (lazily(r"@\{([^{}|\n]{1,100})\}"), r"`\1`"),
    (lazily(r"@\{[^{}|\n]{1,100}\|([^{}|\n]{1,100})\}"), r"\1"),
)
"""Tags of LDoc and of LuaCATS, whose types stand before what they are of, or behind it.

Sources: https://stevedonovan.github.io/ldoc/manual/doc.md.html, https://luals.github.io/wiki/annotations
"""
_PHP_WORD = r"[\w\\?-]++"
_PHP_BRACKETS = (
    r"(?:<[^<>\n]*+(?:<[^<>\n]*+>[^<>\n]*+)*+>|\[[^\[\]\n]*+\]|\{[^{}\n]*+\}"
    rf"|\([^()\n]*+\)(?:[ \t]*+:[ \t]*+{_PHP_WORD})?+)"
)
_PHP_UNIT = rf"{_PHP_WORD}(?:[ \t]*+{_PHP_BRACKETS})*+"
_PHP_SPACED = lazily(
    rf"^([ \t]*+@param[ \t]++)({_PHP_UNIT}(?:[ \t]*+(?:[|&,]|\b(?:or|of)\b)[ \t]*+{_PHP_UNIT})*+)"
    r"(?=[ \t]++[&.]*+\$\w)",
    re.MULTILINE,
)
"""Matches a type of PHPDoc, also one with blanks: `array <int, string>`, `int | null`."""
_BEFORE_BRACKET = lazily(r"(?<=[\w\]>])[ \t]++(?=[<(\[{])")
_BULLET = lazily(r"\s*(?:[-*+•]|\d{1,3}[.)]|\[[^\]]+\]|@\w+(?! (?:=|\S{1,2}=|<<)))\s")


def tagged(text: str, language: str = "") -> str:
    """Return Javadoc, JSDoc, TSDoc or PHPDoc: inline tags and HTML as Markdown."""
    if "\n" not in text:
        text = _ONE_LINER.sub("\n", text)
    if "{@" in text:
        text = _SNIPPET.sub(r"```\n\1```", text) if "{@snippet" in text else text
        text = _CODE.sub(_code_span, text)
        text = _NOTHING.sub("", _RETURN.sub(r"Returns \1", _LINK.sub(_link, text)))
    return from_html(text, language).strip()


def _code_span(match: re.Match[str]) -> str:
    code = match[1]
    if _PRE.search(match.string, max(0, match.start() - _PRE_CHARACTERS), match.start()):
        return match[0]  # `from_html` makes it a block
    return f"`{' '.join(code.split())}`" if "`" not in code else f"`` {' '.join(code.split())} ``"


def _link(match: re.Match[str]) -> str:
    """Return the label of a link, or its target as code."""
    if match[0] == "{@value}":
        return "its value"
    target, label = match["target"], (match["label"] or match["before"] or "").strip()
    if target.startswith(_WEB):
        return f"[{label}]({target})" if label else target
    before = "" if match["label"] or not match["before"] or label else match["before"]
    return before + (label or f"`{target.lstrip('#').replace('#', '.')}`")


def kdoc(text: str) -> str:
    """Return KDoc: links in brackets as code."""
    return tagged(_without_brackets(text), "kotlin")


_DART_ORDER = lazily(
    r"^[ \t]*\{@(?:template|endtemplate|macro|category|subCategory|tool|end-tool|youtube|animation"
    r"|image|inject-html|end-inject-html|canonicalFor|hideConstantImplementations)\b"
    r"[^{}\n]{0,200}\}[ \t]*\n?",
    re.MULTILINE,
)
"""Matches a line that tells dartdoc where words come from or go to."""


def _without_brackets(text: str) -> str:
    """Return a text with names in brackets as code, or with the labels that stand for them."""
    return _KDOC.sub(r"`\1`", _KDOC_LABEL.sub(r"\1", text))


def dartdoc(text: str) -> str:
    """Return a comment of dartdoc: links in brackets as code, no orders to the tool.

    Source: https://dart.dev/tools/doc-comments/references
    """
    if "{@" in text:
        text = _DART_ORDER.sub("", text).strip("\n")
    if "[" not in text:
        return text
    parts = _FENCED.split(text)
    return "".join(part if part.startswith("```") else _without_brackets(part) for part in parts)


def scaladoc(text: str) -> str:
    """Return Scaladoc: links in two brackets, code in three braces, bold in three quotes."""
    if "{{{" in text:
        text = _SCALA_CODE.sub(_scala_code, text)
    if "[[" in text:
        text = _SCALA_LINK.sub(_scala_link, text)
    parts = _FENCED.split(text)
    return tagged("".join(part if "```" in part else _scala_words(part) for part in parts), "scala")


def _scala_words(text: str) -> str:
    for pattern, replacement in _SCALA_WORDS:
        text = pattern.sub(replacement, text)
    return text


def _scala_link(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target.startswith(_WEB):
        return f"[{label}]({target})" if label else target
    return label or f"`{target}`"


def _scala_code(match: re.Match[str]) -> str:
    code = dedent(match[1].strip("\n")).rstrip()
    start = match.string.rfind("\n", 0, match.start()) + 1
    lead = "\n" if match.string[start : match.start()].strip() else ""
    return f"{lead}```scala\n{code}\n```" if "\n" in match[1] else f"`{code.strip()}`"


def rustdoc(text: str) -> str:
    """Return documentation of Rust: links in brackets as code, without hidden lines of examples."""
    lines, is_code, is_rust = [], False, False
    for line in text.split("\n"):
        mark = line.strip()
        if mark.startswith(("```", "~~~")):
            is_code = not is_code
            is_rust = is_code and mark.strip("`~ ").partition(",")[0] in (
                "", "rust", "no_run", "ignore", "should_panic", "compile_fail")  # fmt: skip
            indent = line[: len(line) - len(line.lstrip())]
            lines.append(f"{indent}```rust" if is_rust else line.replace("~~~", "```"))
        elif is_code:
            lines += [] if is_rust and _RUST_HIDDEN.match(line) else [line]
        else:
            line = _RUST_LINK.sub(r"\1", line)
            lines.append(_KDOC.sub(r"`\1`", _KDOC_LABEL.sub(r"\1", line)))
    return "\n".join(lines)


def godoc(text: str) -> str:
    """Return a doc comment of Go: without the blank that begins its lines, links as code."""
    lines = text.split("\n")
    if all(line[:1] in ("", " ", "\t") for line in lines[1:]):
        lines = [line.removeprefix(" ") for line in lines]
    is_code = [line[:1] in ("\t", " ") for line in lines]
    shown = [
        line if code else _GO.sub(r"`\1`", line) for line, code in zip(lines, is_code, strict=True)
    ]
    return _indented_code("\n".join(shown), "go", least=1)


def rdoc(text: str) -> str:
    """Return RDoc or YARD as Markdown with `@param`."""
    if "(see " in text:
        text = _YARD_REFERENCE.sub(r"@see \1", text)
    text = _RDOC_TITLE.sub("## ", _RDOC_CODE.sub(r"`\1`", text))
    text = _RDOC_LINK.sub(lambda match: f"[{match[1] or match[2]}]({match[3]})", text)
    text = _YARD_LINK.sub(lambda match: match[2] or f"`{match[1].lstrip('#')}`", text)
    return from_html(_indented_code(text, "ruby", least=2), "ruby")


def _indented_code(text: str, language: str, least: int) -> str:
    """Return the text with paragraphs that are indented, and are no items, as fenced code."""
    blocks = re.split(r"(\n[ \t]*\n)", text)
    shown: list[str] = []
    is_in_items = False
    for block in blocks:
        lines = [line for line in block.split("\n") if line.strip()]
        indented = lines and all(indentation(line) >= least for line in lines)
        if not lines:
            shown.append(block)
        elif not indented or is_in_items or _BULLET.match(lines[0]) or "```" in text:
            is_in_items = bool(_BULLET.match(lines[0])) or (is_in_items and bool(indented))
            shown.append(block)
        else:
            shown.append(f"```{language}\n{block.strip(chr(10))}\n```")
    return re.sub(rf"\n```(\n[ \t]*\n)```{language}\n", r"\1", "".join(shown))


def luadoc(text: str) -> str:
    """Return a comment of Lua as Markdown with `@param`."""
    for pattern, replacement in _LUA_TAGS if "@" in text else ():
        text = pattern.sub(replacement, text)
    return from_html(text)


def php(text: str) -> str:
    """Return PHPDoc, in which the name of a parameter is what begins with `$`, as Markdown.

    Types with blanks outside of brackets get braces, or their first word would look like the name.
    """
    if "$" in text:
        text = _PHP_SPACED.sub(_braced_type, text)
    return tagged(text, "php")


def _braced_type(match: re.Match[str]) -> str:
    written = _BEFORE_BRACKET.sub("", match[2])
    return f"{match[1]}{{{written}}}" if len(match[2].split()) > 1 else match[0]


java = partial(tagged, language="java")
