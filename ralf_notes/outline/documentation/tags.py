"""Tags of Javadoc, JSDoc, KDoc, PHPDoc, YARD and Doxygen: parameters, results and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent, indent

from ralf_notes.patterns import lazily

# Javadoc, JSDoc, KDoc, PHPDoc, YARD, Doxygen: a tag at the start of a line.
_PARAMETER_TAGS = frozenset((
    "param", "arg", "argument", "property", "prop", "tparam", "typeparam", "template",
    "yieldparam",
))  # fmt: skip
_ERROR_TAGS = frozenset(("throw", "throws", "exception", "raise", "raises"))
_RESULT_TAGS = {
    **dict.fromkeys(("return", "returns", "result", "retval"), "Returns"),
    "yieldreturn": "The block returns",
}
_TEXT_TAGS = frozenset(("brief", "details", "summary", "description", "desc", "remark", "remarks",
                        "short", "par", "classdesc", "var", "inheritdoc"))  # fmt: skip
_TITLES = {
    "deprecated": "Deprecated", "see": "See", "sa": "See", "since": "Since", "note": "Note",
    "warning": "Warning", "attention": "Attention", "todo": "To do", "default": "Default",
    "defaultvalue": "Default", "pre": "Before", "post": "Afterwards", "invariant": "Always",
    "yield": "Yields", "yields": "Yields", "fires": "Emits",
    "emits": "Emits", "type": "Type", "sample": "Sample", "receiver": "Receiver", "bug": "Bug",
    "apinote": "API note", "implspec": "Implementation", "implnote": "Implementation note",
    "privateremarks": "Remark", "requires": "Requires", "link": "See", "abstract": "Abstract",
    "copydoc": "See", "copybrief": "See", "copydetails": "See",
    "constructor": "Constructor",
}  # fmt: skip
_TYPED_TAGS = frozenset(("type", "yield", "yields", "yieldreturn"))
_EXAMPLE_TAGS = frozenset(("example", "usage"))
_CODE_TAGS = frozenset(("type", "default", "defaultvalue"))
_REFERRING_TAGS = frozenset(("see", "sa", "sample", "copydoc", "copybrief", "copydetails"))
_SKIPPED_TAGS = frozenset(
    ("author", "authors", "version", "package", "category", "suppress", "hide", "api", "date",
     "copyright", "license", "serial", "internal", "template-implements", "template-extends",
     "template-use", "private", "group", "groupname", "groupdesc", "groupprio")
)  # fmt: skip
_MODIFIERS = frozenset((
    "private", "protected", "public", "internal", "hidden", "ignore", "readonly", "static",
    "override", "async", "inner", "instance", "global",
))  # fmt: skip
"""Tags with no words of their own: `@private Counts coins.` describes what stands below it."""
_NAMING_TAGS = frozenset(("class", "struct", "union", "enum", "interface", "protocol", "namespace",
                          "def", "fn", "typedef", "headerfile", "constructor"))  # fmt: skip
"""Tags of Doxygen and JSDoc that say what is described, as the code below them does."""
_KNOWN_TAGS = frozenset((*_PARAMETER_TAGS, *_ERROR_TAGS, *_RESULT_TAGS, *_TEXT_TAGS, *_TITLES,
                         *_EXAMPLE_TAGS, *_SKIPPED_TAGS, *_NAMING_TAGS, "option",
                         "overload"))  # fmt: skip
_TAG = lazily(r"(?:@|\\)(\w+(?:-[a-z]+)*)(?![\w(.])[ \t]*")
_REFERENCE = lazily(r"\(see ([\w.:#?!=]+)\)")
"""What YARD has in place of words that stand elsewhere: `@param (see Shop#open)`."""
_OF_TOOLS = lazily(r"(?:phpstan|psalm|phan)-")
"""Begins tags that say for one tool what other tags say for people."""
_VARIANT = lazily(r"(?<=\w)-(?:covariant|contravariant|read|write|out)$")
_NAMED = lazily(r"[\w:.~<>$]*+(?:[ \t]++[<\"]?[\w./]*\.h\w*+[>\"]?)*+[ \t]*+")
"""Matches what such a tag names: `Cart`, `shop::Cart cart.h`; a sentence is words for readers."""
_CODE_INDENT = 4
_CAPTION = lazily(r"\s*<caption>([^<\n]{0,200})</caption>")
_TYPE_BEFORE = (
    r"(?:[^\s<>{}()]++|<(?:[^\n<>]|<(?:[^\n<>]|<[^\n<>]*+>)*+>)*+>|\{[^\n{}]*+\}"
    r"|\((?:[^\n()]|\([^\n()]*+\))*+\)(?: ?: )?+)++"
)
"""Matches a type of PHPDoc, in whose brackets blanks may stand: `callable(int, int): bool`."""
_TAG_PARAMETER = lazily(
    r"(?:\[(?:in|out|in,\s*out)\]\s*)?(?:\{(?P<braced>(?:[^{}\n]|\{[^{}\n]*\})*)\}\s*)?"
    rf"(?:(?P<before>{_TYPE_BEFORE})\s+(?=[&.]*\$))?"
    r"(?:\[(?P<listed>(?:[A-Z{#]|nil\b|true\b|false\b)(?:[^\]=\n]|=>)*)\]\s+(?=\w))?"
    r"(?P<name>[\[<$&*.]*[^\W\d][\w.]*|\.\.\.(?=\s|$))"
    r"(?:(?<=\w)\s*=\s*(?P<default>(?:[^\[\]\n]|\[[^\[\]\n]*\]){0,200})\]|\S*)\s*"
    r"(?:\[(?P<after>(?:[A-Z]|#[a-z_]|nil\b|true\b|false\b)[^\]\n]*)\]\s*)?(?:[-–:]\s+)?(?P<text>.*)",
    re.DOTALL,
)
_OPTIONAL = lazily(r"\b(?:optional|defaults?)\b", re.IGNORECASE)
_LONGEST_TYPE = 80
_ANYTHING = ("*", "any")
"""Types of JSDoc that say nothing."""
_TAG_TYPE = lazily(r"^\s*(?:\{(?:[^{}\n]|\{[^{}\n]*\})*\}|\[[^\[\]\n]*\](?!\())\s*")
_PART_OF_TYPE = (
    r"\??\\?[A-Za-z_$][\w\\]*+(?:<[^\n<>]*+(?:<[^\n<>]*+>[^\n<>]*+)*+>|\{[^{}\n]*+\})?(?:\[\])*+"
)
_BARE_TYPE = lazily(
    r"^\s*(?:(?=[^\s<]*(?:[\\|<]|\w\[\]))|(?=(?:array|object|list)\{)|(?=(?:int|string|bool|float"
    r"|array|mixed|null|self|static|void|callable|iterable|object|\$this)(?:\s*$|\s+[A-Z])))"
    rf"{_PART_OF_TYPE}(?:[|&]{_PART_OF_TYPE})*+(?=\s|$)\s*"
)
"""Matches the type of a result in PHPDoc, which has no brackets around it."""
_OPTION = lazily(r"(\w+)\s+(?:\[[^\]\n]*\]\s+)?:?(\w+)\s*(.*)", re.DOTALL)
_RETVAL = lazily(r"(?<!\S)(\S++)\s++(?=\S)")
_NAME = lazily(r"[\w.:#]+(?:\([\w., <>\[\]]*\))?$")
_TAG_ERROR = lazily(
    r"(?:[{\[`]{0,2}(?!(?:If|When|An?|The|On|In)\s)([\w.\\:]*[A-Z][\w.\\:]*(?:\|[\w.\\:]+)*+)[}\]`]{0,2}(?:\s+|$))?(.*)",
    re.DOTALL,
)
_BLOCKS = lazily(r"\n[ \t]*\n|\n[ \t]*(?:[-*•]|\d+[.)])\s|```")
_PLACEHOLDER = lazily(
    # `Add a comment.` may be what a function does, `Add a comment here.` is not.
    r"(?P<task>(?:TODO|FIXME|TBD)\b[:\s]*)?(?:add|write|insert|enter|fill in|put|your)\s"
    r"[^.\n]{0,40}\b(?:descriptions?|docs?|documentation|docstrings?|comments?|summary)"
    r"(?(task)(?: here)?| here)\W*"
    r"|[\W_]*(?:TODO|FIXME|TBD|N/A|description|summary|type|missing (?:description|docs?)"
    r"|todo\W+(?:documentation|document(?: me| this)?|describe(?: me| this)?))[\W_]*",
    re.IGNORECASE,
)
"""Matches what a template put where words should stand: `_description_`, `TODO: add docs.`"""
_METHOD = lazily(r"((?:[\w\\|?$<>,\[\]{}:&-]++ )*+\w++\((?:[^()`]|\([^()`]*+\))*+\)) ?+([^`]*)")
"""Matches a method that PHPDoc declares: `static User|null find(int $id) Finds one.`"""
_DASH = lazily(r"\A\s*+[-–]\s++")


def is_placeholder(text: str) -> bool:
    """Whether a text only says that somebody should write one."""
    return bool(_PLACEHOLDER.fullmatch(text.strip()))


@dataclass(frozen=True, slots=True)
class ParameterDoc:
    """What a docstring says about one parameter."""

    text: str
    type: str = ""
    """As its author wrote it, on one line; '' if there is none."""


def read_tags(doc: str) -> tuple[list[str], dict[str, ParameterDoc], list[str]]:
    """Return what a docstring with tags says.

    Returns:
        Its paragraphs, results last; its parameters; and its examples.
    """
    (_, first), *pieces = ((tag, "" if is_placeholder(body) else body) for tag, body in _tags(doc))
    text, results = [first.strip()], []
    parameters: dict[str, ParameterDoc] = {}
    examples: list[str] = []
    for tag, body in pieces:
        name = _plain_name(tag)
        named = _TAG_PARAMETER.match(body.strip()) if name in _PARAMETER_TAGS else None
        error = _TAG_ERROR.match(body.strip()) if name in _ERROR_TAGS else None
        option = _OPTION.match(body.strip()) if name == "option" else None
        if named:
            own_name = named["name"].lstrip("[<$&*.:").rstrip(".") or named["name"]
            parameters[own_name] = _described(named)
        elif option:
            parameters[f"{option[1]}[:{option[2]}]"] = ParameterDoc(on_one_line(option[3]))
        elif name == "retval":
            results.append("Returns " + folded(_RETVAL.sub(r"`\1`: ", body, count=1)))
        elif name in _RESULT_TAGS:
            own, apart = _own_words(body)
            results.append(_returned(own, _RESULT_TAGS[name]))
            text += apart
        elif name == "overload":
            text.append(_overloaded(body, parameters))
        elif error:
            results.append(raises(error[1] or "", error[2]))
        elif name in _MODIFIERS and not (any(text) and body.strip()):
            text += _behind_modifier(body)
        elif name not in _SKIPPED_TAGS and (paragraph := _paragraph_for(tag, body)):
            (examples if name in _EXAMPLE_TAGS else text).append(paragraph)
    return [*text, *results], parameters, examples


def _overloaded(body: str, parameters: dict[str, ParameterDoc]) -> str:
    """Return the words for an overload, which in YARD has tags of its own.

    Args:
        body: what follows the tag: a signature, and what is below it.
        parameters: gets those that only the overload describes.
    """
    signature, _, rest = body.strip().partition("\n")
    (words, *results), own, _ = read_tags(dedent(rest))
    for name, each in own.items():
        parameters.setdefault(name, each)
    shown = f"`{signature}`" if signature else ""
    told = folded(" ".join(filter(None, (words, *results))))
    return f"{shown}: {told}" if shown and told else shown or told


def _behind_modifier(body: str) -> list[str]:
    """Return the words behind a tag that needs none, without a type; none if tags are there."""
    words = _TAG_TYPE.sub("", body, count=1).strip()
    return [words] if words and not words.startswith("@") else []


def _plain_name(tag: str) -> str:
    """Return the name of a tag without case and variants: `property` for `property-read`."""
    return _VARIANT.sub("", tag.lower())


def _described(parameter: re.Match[str]) -> ParameterDoc:
    """Return what a tag says about a parameter, with the default that it names.

    JSDoc marks one that may be left out: `{string} [name]`, `{string=} name`.
    """
    text, default = without_placeholder(parameter["text"]), on_one_line(parameter["default"])
    types = (parameter[group] for group in ("braced", "before", "listed", "after"))
    kind = next(filter(None, types), "")
    shown = f"default `{default}`" if default and "`" not in default else ""
    may_lack = parameter["braced"] and (parameter["name"][:1] == "[" or kind.endswith("="))
    if may_lack and not default and not _OPTIONAL.search(text):
        shown = "optional"
    description = f"{text} ({shown})" if text and shown else text or shown
    return ParameterDoc(description, type_from_docs(kind.removesuffix("=")))


def type_from_docs(written: str | None) -> str:
    """Return a type from a docstring, for a code span; '' for one that has no place there."""
    shown = on_one_line(written)
    fits = "`" not in shown and len(shown) <= _LONGEST_TYPE and shown not in _ANYTHING
    return shown if fits else ""


def _own_words(body: str) -> tuple[str, list[str]]:
    """Return what belongs to a result, and what else stands below it.

    That is a paragraph which begins at the margin, under a type without words.
    """
    head, gap, rest = body.partition("\n\n")
    kind = _TAG_TYPE.match(head) if gap and rest.lstrip("\n")[:1].strip() else None
    is_type = kind is not None and not head[kind.end() :].strip()
    return (head, [rest.strip()]) if is_type else (body, [])


def _returned(body: str, title: str) -> str:
    """Return the words for a result: its type as code, and its description.

    Args:
        body: what stands behind the tag.
        title: the words in front.
    """
    kind = _TAG_TYPE.match(body) or _BARE_TYPE.match(body)
    rest = _DASH.sub("", body[kind.end() :] if kind else body, count=1)
    if reference := _REFERENCE.fullmatch(rest.strip()):
        return f"{title}: see `{reference[1].lstrip('#').replace('#', '.')}`"
    description = "" if is_placeholder(rest) else folded(rest)
    named = on_one_line(kind[0]) if kind else ""
    named = named[1:-1].strip() if named[:1] in ("[", "{") else named
    is_code = "`" not in named
    if not description:
        is_nothing = named.lower() in ("", "void", "undefined", "none", "nothing")
        return f"{title}: `{named}`" if not is_nothing and is_code else ""
    shown = f" `{named}`" if is_code and named not in ("", "void", *_ANYTHING) else ""
    return f"{title}{shown}: {description}"


def _tags(doc: str) -> list[tuple[str, str]]:
    """Return each tag with the text after it, the text before the first one with the tag ''."""
    pieces: list[tuple[str, list[str]]] = [("", [])]
    is_code = False
    for line in doc.split("\n"):
        written = line.lstrip()
        is_fence = written.startswith(("```", "~~~"))
        is_code = is_code != is_fence
        is_text = not (is_code or is_fence) and len(line) - len(written) < _CODE_INDENT
        is_text = is_text and not (pieces[-1][0] == "overload" and line[:1].isspace())
        match = _TAG.match(written) if is_text else None
        is_known = match and _plain_name(match[1]) in _KNOWN_TAGS
        if match and (is_known or (line[:1] == "@" and pieces[-1][0].lower() not in _EXAMPLE_TAGS)):
            pieces.append((match[1], [written[match.end() :]]))
        else:
            pieces[-1][1].append(line)
    return [(tag, "\n".join(lines).rstrip("\n")) for tag, lines in pieces]


def _paragraph_for(tag: str, body: str) -> str:
    """Return what stands for a tag that is about neither parameters, results nor errors."""
    name = tag.lower()
    if reference := _REFERENCE.fullmatch(body.strip()):
        return f"See: `{reference[1].lstrip('#').replace('#', '.')}`"
    if _OF_TOOLS.match(name):
        return ""
    first, _, rest = body.partition("\n")
    if name in _NAMING_TAGS and (name == "fn" or _NAMED.fullmatch(first)):
        return rest.strip()
    if name in _TEXT_TAGS:
        return (_TAG_TYPE.sub("", body, count=1) if name == "var" else body).strip()
    if name in _EXAMPLE_TAGS:
        caption = _CAPTION.match(body)
        title, code = (caption[1], body[caption.end() :]) if caption else _titled(body)
        if "```" in code:
            return f"{title}:\n\n{code.strip()}"
        return f"{title}::\n\n{indent(dedent(code).strip(), '    ')}" if code.strip() else ""
    if title := _TITLES.get(name, ""):
        if name in _TYPED_TAGS and (kind := _TAG_TYPE.match(body)) and body[kind.end() :].strip():
            return f"{title} `{kind[0].strip()[1:-1]}`: {folded(body[kind.end() :])}"
        words = folded(body if _BLOCKS.search(body) else _DASH.sub("", body, count=1))
        is_code = name in _CODE_TAGS or (name in _REFERRING_TAGS and _NAME.match(words))
        if is_code and words and "`" not in words:
            words = f"`{words.strip('{}').lstrip('#').replace('#', '.')}`"
        return f"{title}: {words}" if words else f"{title}."
    return _paragraph_as_written(tag, on_one_line(body))


def _paragraph_as_written(tag: str, line: str) -> str:
    """Return what stands for a tag that has no title; a method that PHPDoc declares is code."""
    declared = _METHOD.fullmatch(line) if tag == "method" else None
    if declared is None:
        return f"@{tag} {line}"
    return f"`{declared[1]}`: {declared[2]}" if declared[2] else f"`{declared[1]}`"


def _titled(body: str) -> tuple[str, str]:
    """Return the title of an example, which YARD has on the line of the tag, and its code."""
    first, _, rest = body.partition("\n")
    lines = [line for line in rest.split("\n") if line.strip()]
    is_title = first.strip() and lines and all(line[:2] == "  " for line in lines)
    return (first.strip(), rest) if is_title else ("Example", body)


def folded(text: str) -> str:
    """Return a text on one line, unless it has several paragraphs, a list or code."""
    text = text.strip()
    return dedent(text) if _BLOCKS.search(text) else on_one_line(text)


def raises(name: str, text: str) -> str:
    """Return the words for an error that a function raises."""
    what = f"Raises `{name}`" if name else "Raises"
    description = without_placeholder(_DASH.sub("", text, count=1))
    return f"{what}: {description}" if description else what


def without_placeholder(text: str | None) -> str:
    """Return the description of a parameter or an error on one line; '' for a placeholder."""
    line = on_one_line(text)
    return "" if is_placeholder(line) else line


def on_one_line(text: str | None) -> str:
    """Return a text with single blanks for white space."""
    return " ".join((text or "").split())
