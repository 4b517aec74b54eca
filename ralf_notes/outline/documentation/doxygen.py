"""Comments of Doxygen as light Markdown, with `@param` for parameters.

Source: https://www.doxygen.nl/manual/commands.html
"""

from __future__ import annotations

import re
from textwrap import dedent

from ralf_notes.outline.documentation.html import from_html
from ralf_notes.patterns import lazily

_CODE = lazily(
    r"(?P<before>(?:(?<=\n)|\A)[ \t]*+|)[@\\](?P<kind>code|verbatim)\b"
    r"(?:\{\.?(?P<language>[\w+-]++)\})?"
    r"(?P<body>(?:[^@\\]|[@\\](?!(?:end)?(?P=kind)\b))*+)[@\\]end(?P=kind)\b"
    r"(?P<behind>[ \t]*+(?=\S))?"
)
_LINE_OF_CODE = lazily(
    r"^[ \t]*[@\\](?P<end>end)?(?:code|verbatim)\b(?:\{\.?([\w+-]++)\})?[ \t]*$", re.MULTILINE
)
"""Matches a mark of code that has no other mark."""
_FENCED = lazily(r"((?<![^\n])[ \t]*+```(?:[^`]++|`(?!``))*+(?:```)?+)")
_INSIDE = lazily(
    r"(?<=\S)[ \t]++(?=[@\\](?:brief|short|details|note|warning|attention|remarks?|since|deprecated"
    r"|todo|bug|pre|post|invariant|see|sa|t?param(?:\[[a-z, ]+\])?|returns?|result|retval|throws?"
    r"|exception|relates(?:also)?|ingroup|hideinitializer)[ \t]++[^\s.,;:)])"
)
"""Matches before a command that begins a paragraph, wherever it stands."""
_SMALL_WORD = r"(?:an?|the|of|is|are|to|for|that|in|with|and|when|if|which)"
_SIGNATURE = r"(?:\([^()]{0,600}+(?:\([^()]{0,200}+\)[^()]{0,600}+){0,9}+\))"
_QUALIFIERS = (
    r"(?:[ \t]*+(?:const|noexcept|volatile|override|final|&{1,2}|=[ \t]*+(?:0|default|delete)"
    r"|->[ \t]*+[\w:<>]++)(?![\w]))*+"
)
_NAMED = lazily(
    r"^[ \t]*+[@\\](?:"
    r"(?:class|struct|union|enum|interface|protocol|concept|namespace|category)[ \t]++"
    r"(?:(?=[\w:~$.]*?(?:[A-Z_\d]|::))|(?=[a-z]++[ \t]*+(?:\n|\Z|[A-Z<\"-][\w<\"/. \t-])))"
    r"[\w:~$.]++(?:<[^<>\n]*+>)?+(?:[ \t]++(?=\S{0,100}\.[hH])[<\"]?[\w./+-]++[>\"]?)*+"
    rf"|(?:fn|def|overload)[ \t]++[^\n()]{{0,200}}+(?:\(\))?+{_SIGNATURE}{_QUALIFIERS}"
    r"|def[ \t]++\w++"
    rf"|(?:fn|var|typedef|property)[ \t]++(?![^\n]{{0,400}}?\b{_SMALL_WORD}[ \t]++[A-Za-z])"
    r"(?:\w++(?=[ \t]++[-–][ \t])|[^\n]++)"
    r")[ \t]*+;?[ \t]*+(?:[-–:][ \t]++)?(?:\n|\Z)?",
    re.MULTILINE,
)
"""Matches what names the declaration below: `\\var int size`, `\\class Cart "shop/cart.h"`."""
_ORDERS = lazily(
    r"^[ \t]*+[@\\](?:[{}]|(?:end)?(?:cond|internal|if|ifnot|else|elseif|parblock)\b[^\n]*+"
    r"|(?:hide|show)initializer\b|(?:nosubgrouping|call(?:er)?graph|tableofcontents|pure|static"
    r"|overload|endif|hideinheritancegraph|htmlonly|endhtmlonly)[ \t]*+$"
    r"|(?:ingroup|image|snippet\w*|include\w*|dontinclude|skip\w*|until|line|headerfile|extends"
    r"|implements|name|xrefitem|anchor)\b[^\n]*+"
    r"|(?:relate[sd](?:also)?|memberof|related)\b[ \t]++[\w:]++)[ \t]*+\n?",
    re.MULTILINE,
)
"""Matches an order to Doxygen, which tells readers nothing."""
_OF_THEME = lazily(r"[@\\]m_(deprecated_)?[a-z_]++(?:\{[^{}\n]*+\})?+[ \t]*+")
"""Matches an order to m.css, a theme of Doxygen. Source: https://mcss.mosra.cz/documentation/doxygen/"""
_WORD = r"(?:[^\s,;`()]|\([^\s()`]*\))"
_TARGET = r"[\w:~#-]+(?:<[^<>\n`]{1,100}>)?(?:\([^()\n`]{0,200}\))?"
_INLINE = (
    (lazily(rf"(?<!\w)[@\\][cp]\s+({_WORD}*(?:[^\s,;.:()`]|\([^\s()`]*\)))"), r"`\1`"),
    (lazily(r"(?<!\w)[@\\](?:a|e|em)\s+([\w:~]+)"), r"*\1*"),
    (lazily(r"(?<!\w)[@\\]b\s+([\w:~]+)"), r"**\1**"),
    (lazily(r"(?<!\w)[@\\](?:sub)?ref\s+[\w:~#().-]+\s+\"([^\"\n]{1,200})\""), r"\1"),
    (
        lazily(r"(?<!\w)[@\\]link\s+[\w:~#()<>.-]+[ \t]+([^@\\\n`]{1,200}?)[ \t]*[@\\]endlink\b"),
        r"\1",
    ),
    (lazily(rf"(?<!\w)[@\\](?:(?:sub)?ref|link)\s+({_TARGET})"), r"`\1`"),
    (
        lazily(
            r"(?<!\w)[@\\](?:f\$(?P<formula>[^`\n@\\]{1,300}+(?:[@\\](?!f\$)[^`\n@\\]{0,300}+){0,20}+)"
            r"[@\\]f\$|(?:cb|[a-z]{2,8}(?=\s))(?:\{\.?[\w+-]++\})?(?P<code>\s[^@\\`\n]{1,200}+)[@\\]ce\b)"
        ),
        lambda match: f"`{(match['formula'] or match['code']).strip()}`",
    ),  # m.css shows code of several languages as `@cpp true @ce`
    (lazily(r"[@\\]end(?:link|rst)\b|^[@\\]rst\b", re.MULTILINE), ""),
    (lazily(r"^([ \t]*)[@\\](?:li|arg)\s+", re.MULTILINE), r"\1- "),
    (lazily(r"^([ \t]*)-#[ \t]+", re.MULTILINE), r"\g<1>1. "),
    (lazily(r"[@\\]n(?=\s|$)"), "\n"),
    (lazily(r"^[ \t]*[@\\](?:(?:sub)*section|page)[ \t]+\w+[ \t]+(?=\S)", re.MULTILINE), "## "),
)
_GAP = lazily(r"\n{3,}")
_ENTRY = lazily(r"\s*[@\\](?:t?param|returns?|result|retval|throws?|exception)\b")


def doxygen(text: str) -> str:
    """Return a comment with Doxygen's commands as Markdown with `@param`."""
    if "\\" in text or "@" in text:
        text = _LINE_OF_CODE.sub(_fence, _CODE.sub(_block, text))
        parts = _FENCED.split(text) if "```" in text else [text]
        text = "".join(part if "```" in part else _in_words(part) for part in parts)
        text = _with_ends(text.strip("\n"))
    return from_html(text)


def _block(match: re.Match[str]) -> str:
    """Return code between two marks as a fence, or as a code span within a line."""
    body = match["body"].rstrip()
    if "\n" not in body and not ("\n" in match["body"] and match["before"]):
        words = body.strip()
        behind = match["behind"] or ""
        return f"{match['before']}`{words}`{behind}" if words and "`" not in words else match[0]
    lead = "" if match.start() == 0 or match.string[match.start() - 1] == "\n" else "\n"
    end = "" if match["behind"] is None else "\n"
    return f"{lead}```{match['language'] or ''}\n{dedent(body.strip(chr(10)))}\n```{end}"


def _fence(match: re.Match[str]) -> str:
    return "```" if match["end"] else f"```{match[2] or ''}"


def _in_words(text: str) -> str:
    """Return words, without code, whose commands are Markdown or begin lines."""
    text = _ORDERS.sub("", _NAMED.sub("", _INSIDE.sub("\n", text)))
    if "m_" in text:
        text = _OF_THEME.sub(lambda match: "@deprecated " if match[1] else "", text)
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return _GAP.sub("\n\n", text) if "\n\n\n" in text else text


def _with_ends(text: str) -> str:
    """Return a comment with a tag before each paragraph that follows a parameter or a result.

    Both end at an empty line: https://www.doxygen.nl/manual/commands.html#cmdparam. An indented
    paragraph may be meant as a part of them.
    """
    lines: list[str] = []
    is_entry = is_below = False
    for line in text.split("\n"):
        if line.lstrip().startswith(("@", "\\")):
            is_entry, is_below = bool(_ENTRY.match(line)), False
        elif not line.strip():
            is_below = is_entry
        elif is_below and not line[:1].isspace():
            lines.append("@details")
            is_entry = is_below = False
        lines.append(line)
    return "\n".join(lines)
