"""Makes text safe in a note: what it says is shown, and none of it becomes active.

A note is read by Obsidian (with Dataview and Templater, perhaps), GitHub, Quartz and MkDocs. Where
all of them honour a backslash, a backslash it is. Quartz looks for links, tags and highlights in
text that is already unescaped, and Python-Markdown knows no backslash before `<`, so what those
read is broken by a zero-width space, which no text has that came through `visible`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from textwrap import dedent

from ralf_notes.text import ZERO_WIDTH, one_line, visible

_ACTIVE = re.compile(
    r"""
    (?P<slash>
        \\(?=[!-/:-@\[-`{-~]|$)             # a backslash that would escape, or break the line
      | [`*\[\]{~$|]
      | (?<!\w)_++ | _++(?![^\W_])          # no emphasis inside a word
      | (?<![^\s#])\#(?=\#*(?:\s|$))        # marks that open or close a heading
    )
  | (?P<after>
        <(?=[A-Za-z/!?%-])                  # HTML, Templater, MkDocs snippets
      | &(?=\#?\w+;)                        # entity
      | \#(?=[\w/-]|[^\x00-\x7f]) | \^(?=\S)  # tag; block id, footnote
      | %(?=%) | =(?==)                     # comment; highlight
      | (?<=\[)!(?=[\w-])                   # callout: Quartz looks for it in unescaped text
      | :(?=:|//|[a-z+-][\w+-]*:)           # Dataview field; link; emoji
      | (?i:www)(?=\.)
    )
  | (?P<before> (?<=[\w.+-])@(?=\w) | (?<=\{)% )  # address; Liquid and Jinja
    """,
    re.VERBOSE,
)
_BLOCK_START = re.compile(
    r"""^(?: (?=[>\#] | [-+](?:\s|$) | -[-:\s]*$ | =[=\u200b\s]*$ | !!!)
           | [0-9]{1,9}(?=[.)](?:\s|$)) )""",
    re.VERBOSE,
)
_ODD_START = re.compile(r"^(?=\s|:(?:[\s-]|$)|\?\?\?)|(?<=\s)$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def escape(text: str) -> str:
    """Return Markdown that renders as exactly this line of plain text, wherever it stands.

    Source: CommonMark 0.31 section 2.4 and the GFM spec; for the rest see the module's docstring.
    """
    return _guard(_escape_inline(one_line(text)))


def unescape(markdown: str) -> str:
    """Return the text that `escape` was given."""
    return _ESCAPED.sub(r"\1", markdown.replace(ZERO_WIDTH, ""))


def _escape_inline(line: str) -> str:
    return _ACTIVE.sub(_inert, line)


def _inert(match: re.Match[str]) -> str:
    if match.lastgroup == "slash":
        return "".join(f"\\{character}" for character in match[0])
    return match[0] + ZERO_WIDTH if match.lastgroup == "after" else ZERO_WIDTH + match[0]


def _guard(markdown: str) -> str:
    """Keep the start of a line from opening a block, and blanks at its ends from being lost."""
    return _ODD_START.sub(ZERO_WIDTH, _BLOCK_START.sub(r"\g<0>\\", markdown))


# --- code -------------------------------------------------------------------------------------

# Templater reads the whole file, code included, and so does the search for our own markers.
_IN_CODE = re.compile(r"<(?=%|!--\s*ralf:)", re.IGNORECASE)


def code_span(text: str) -> str:
    """Return a code span that shows exactly this text, on one line; nothing for no text.

    What Dataview would run as an inline query (`= this.x`, `$= dv.x`) is only shown.
    """
    code = _code(one_line(text))
    if not code:
        return ""
    if re.match(r"\s*\$?=", code):
        code = ZERO_WIDTH + code
    ticks = "`" * _free_length(code, "`", 1)
    pad = " " if _needs_pad(code) else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"


def un_code_span(markdown: str) -> str:
    """Return the text that `code_span` was given."""
    code = markdown[(ticks := len(markdown) - len(markdown.lstrip("`"))) : len(markdown) - ticks]
    if code[:1] == code[-1:] == " " and code.strip(" "):
        code = code[1:-1]
    return code.replace(ZERO_WIDTH, "")


def _needs_pad(code: str) -> bool:
    is_stripped = code[0] == code[-1] == " " and bool(code.strip(" "))
    return "`" in (code[0], code[-1]) or is_stripped


def _code(text: str) -> str:
    return _IN_CODE.sub(f"<{ZERO_WIDTH}", text)


def _free_length(text: str, character: str, least: int) -> int:
    """Return the smallest length of a run of the character that the text does not have."""
    if character not in text:
        return least
    runs = {len(run) for run in re.findall(f"{re.escape(character)}+", text)}
    return next(length for length in range(least, len(runs) + least + 1) if length not in runs)


def fence(code: str, language: str) -> str:
    """Return a fenced block of the code; `language` is one of our own, it is not escaped."""
    body = _code(visible(code)).rstrip("\n")
    longest = max((len(run) for run in re.findall("`+", body)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}\n{body}\n{ticks}"


def table_cell(text: str) -> str:
    """Return plain text for a cell of a table."""
    return escape(text)


def code_cell(text: str) -> str:
    """Return a code span for a cell of a table, where a `|` is escaped even in code."""
    return code_span(text).replace("|", "\\|")


# --- prose ------------------------------------------------------------------------------------

_TICKED = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_PROSE_TOKEN = re.compile(rf"(?P<span>`[^`]+`)|\\(?P<escaped>[!-/:-@\[-`{{-~])|{ZERO_WIDTH}")


def prose(text: str) -> str:
    """Return one line of cleaned prose as Markdown: backticked names are code, the rest is text."""
    parts = _TICKED.split(one_line(text))
    spans = (code_span(part) if at % 2 else _escape_inline(part) for at, part in enumerate(parts))
    return _guard("".join(spans))


def plain(markdown: str) -> str:
    """Return the prose that `prose` was given."""
    return _PROSE_TOKEN.sub(_plain_token, markdown)


def _plain_token(match: re.Match[str]) -> str:
    if span := match["span"]:
        return f"`{un_code_span(span)}`"
    return match["escaped"] or ""


# --- frontmatter ------------------------------------------------------------------------------

_YAML_SPECIAL = re.compile(
    "[^ -~\xa0-\xac\xae-\u061b\u061d-\u180d\u180f-\u1fff"
    "\u2010-\u2027\u2070-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd]"
)


def frontmatter_string(text: str) -> str:
    """Return the text as a double-quoted YAML scalar on one line, which reads back identically.

    Source: YAML 1.2.2 section 5.7; `\\u` and `\\U` mean the same in YAML 1.1.
    """
    quoted = json.dumps(text, ensure_ascii=False)
    quoted = re.sub(r"<(?=[%!])|\{(?=[{%])", lambda match: f"\\x{ord(match[0]):02x}", quoted)
    return _YAML_SPECIAL.sub(_yaml_escape, quoted)


def _yaml_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# --- quotes -----------------------------------------------------------------------------------

# An author's fence may ask for a renderer (`dataviewjs`, `mermaid`), so only these names are kept.
_FENCE_LANGUAGES_TEXT = """
    bash c console cpp csharp css diff go html ini java javascript js json jsx kotlin php python rb
    rs ruby rust scala sh shell sql swift text toml ts tsx typescript xml yaml yml
"""
_FENCE_LANGUAGES = frozenset(_FENCE_LANGUAGES_TEXT.split())
_FENCE = re.compile(r"\s*(`{3,}(?!.*`)|~{3,})\s*([\w+-]*)")
_UNDERLINE = re.compile(r"""\s*([-=~^"*#])\1{2,}\s*$""")
_TITLE = re.compile(r"#{1,6} +(\w[^#*`]*?)\s*#*$")
_BULLET = re.compile(r"\s*(?:[-*+•]|([0-9]{1,9}[.)]))\s+(?=\S)")
# `:param x: ...`, `@param x ...`, and below a line such as `Args:` also `x (int): ...`
_FIELD = re.compile(r"\s*(?::\w[^:`]*:|@\w+)(?:\s|$)")
_ENTRY = re.compile(r"\s+\*{0,2}\w[\w.]*(?: \([^)]*\))?: ")
_INLINE = re.compile(
    r"""
    (?P<role>:[\w+.:-]+:)?(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)(?P<link>__?(?!\w))?
  | \{@(?:code|literal)\s+(?P<literal>[^{}]+)\}
  | \{@link(?:plain)?\s+(?P<target>[^\s{}]+)\s*(?P<label>[^{}]*)\}
    """,
    re.VERBOSE,
)


def quote(doc: str, max_lines: int = 0) -> str:
    """Return an author's docstring as a block quote, code in it as code, all else as plain text.

    Nothing is returned for a docstring without text.
    max_lines: lines of the docstring that are shown; what is longer ends in `…`. 0 shows all.
    """
    lines = visible(doc).expandtabs(4).strip("\n").split("\n")
    is_cut = 0 < max_lines < len(lines)
    shown: list[str] = []
    for line in _quoted_lines(lines[:max_lines] if is_cut else lines):
        if line or (shown and shown[-1]):
            shown.append(line)
    shown = [line for block in shown for line in block.split("\n")]
    while shown and not shown[-1]:
        shown.pop()
    if is_cut:
        shown += ["", "…"]
    return "\n".join(f"> {line}".rstrip() for line in shown)


def _quoted_lines(lines: list[str]) -> Iterator[str]:
    """Yield Markdown lines; a block of code comes as one string, so that its blank lines stay."""
    at, in_item = 0, False
    while at < len(lines):
        line = lines[at]
        was_item, in_item = in_item, False
        if code := _code_at(lines, at):
            at, block = code
            yield from ("", block, "")
        elif title := _title_at(lines, at):
            yield from ("", f"**{_inline(title)}**", "")
            at += 1
        elif line.strip() and at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]):
            yield from ("", f"**{_inline(line.strip())}**", "")
            at += 2
        elif item := _item(line):
            yield from (item,) if was_item else ("", item)
            at, in_item = at + 1, True
        else:
            in_item = was_item and line.startswith(" ")
            yield f"  {_paragraph_line(line)}" if in_item else _paragraph_line(line)
            at += 1


def _title_at(lines: list[str], at: int) -> str:
    """Return the text of a Markdown heading that stands alone, or nothing if there is none."""
    around = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
    found = _TITLE.match(lines[at])
    return found[1] if found and not any(map(str.strip, around)) else ""


def _item(line: str) -> str:
    """Return the line as an item of a list, or nothing if it is none."""
    if bullet := _BULLET.match(line):
        return f"{bullet[1] or '-'} {_guard(_inline(line[bullet.end() :].rstrip()))}"
    is_field = _FIELD.match(line) or _ENTRY.match(line)
    return f"- {_guard(_inline(line.strip()))}" if is_field else ""


def _paragraph_line(line: str) -> str:
    text = line.strip()
    if text == "::":
        return ""
    return _guard(_inline(text[:-1] if text.endswith("::") else text))


def _inline(line: str) -> str:
    """Return a line of a docstring as Markdown: code spans, roles and `{@code}` as code spans."""
    done, at = [], 0
    for match in _INLINE.finditer(line):
        done += [_escape_inline(line[at : match.start()]), _inline_code(match)]
        at = match.end()
    return "".join(done) + _escape_inline(line[at:])


def _inline_code(match: re.Match[str]) -> str:
    if match["label"]:
        return _escape_inline(match["label"].strip())
    code = str(match["code"] or match["literal"] or match["target"]).strip()
    if match["link"] or match["role"]:
        if titled := re.fullmatch(r"(.+?)\s*<[^<>]+>", code):
            return _escape_inline(titled[1])
        code = code.rpartition(".")[2] if code.startswith("~") else code.removeprefix("!")
    return code_span(code)


def _code_at(lines: list[str], at: int) -> tuple[int, str] | None:
    """Return the line after the block of code that starts here, and the block as a fence."""
    if opening := _FENCE.match(lines[at]):
        return _fenced(lines, at, opening[1], opening[2].lower())
    if lines[at].lstrip().startswith(">>>"):
        end = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
        return end, _dedented_fence(lines[at:end], "python")
    least = _literal_indent(lines, at)
    if least and _indent(lines[at]) >= least:
        outside = (n for n in range(at, len(lines)) if lines[n].strip())
        end = next((n for n in outside if _indent(lines[n]) < least), len(lines))
        return end, _dedented_fence(lines[at:end], "")
    return None


def _fenced(lines: list[str], at: int, mark: str, language: str) -> tuple[int, str]:
    def closes(line: str) -> bool:
        text = line.strip()
        return text.startswith(mark) and not text.strip(mark[0])

    end = next((n for n in range(at + 1, len(lines)) if closes(lines[n])), len(lines))
    known = language if language in _FENCE_LANGUAGES else ""
    return end + 1, _dedented_fence(lines[at + 1 : end], known)


def _literal_indent(lines: list[str], at: int) -> int:
    """Return the indentation from which a line after a blank one is code; 0 where none can be."""
    if at == 0 or lines[at - 1].strip() or not lines[at].strip():
        return 0
    before = next((line for line in reversed(lines[:at]) if line.strip()), "")
    if _BULLET.match(before) or _FIELD.match(before):
        return 0
    return _indent(before) + (1 if before.rstrip().endswith("::") else 4)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _dedented_fence(lines: list[str], language: str) -> str:
    return fence(dedent("\n".join(lines)), language)
