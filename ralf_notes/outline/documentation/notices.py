"""Comments that describe nothing: licences, lines for tools, labels, drawn titles."""

from __future__ import annotations

import re
from functools import lru_cache

from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.pointing import without_pointers
from ralf_notes.outline.documentation.tags import is_placeholder
from ralf_notes.patterns import lazily

_LICENCE = lazily(
    r"copyright\s*(?:\(c\)|©|&copy;|[0-9]{4}|holders?\b|notice|by\b)|(?-i:Copyright\s+[A-Z])"
    r"|\(c\)\s*[0-9]{4}|©\s*[0-9]{4}"
    r"|SPDX-|licen[cs]ed?\s+(?:under|to\s+the)\b|all\s+rights\s+reserved|permission\s+is\s+hereby\s+granted"
    r"|apache\s+licen[cs]e|gnu\s+(?:lesser\s+|affero\s+)?general\s+public|mit\s+licen[cs]e|bsd.style\s+licen[cs]e"
    r"|(?:bsd|isc|zlib|boost)(?:[ -][\w-]{1,8}){0,2}[ -]licen[cs]e"
    r"|distributed\s+under\s+the\s[^.\n]{0,40}licen[cs]e"
    r"|\b(?:this|the\s(?:code|software|program)|released|placed?|dedicated?|put|provided)\b[^.]{0,60}"
    r"\b(?:in|into|to|is|be)\s+(?:the\s+)?public\s+domain\b|\n[ \t]*public\s+domain\W?\s*(?:\n|\Z)"
    r"|mozilla\s+public\s+licen[cs]e|th(?:e|is)\s+software\s+is\s+provided"
    r"|permission\s+is\s+granted\s+to\s+anyone|this\s+(?:source\s+)?file\s+is\s+part\s+of|redistribution\s+and\s+use\s+in\s+source"
    r"|free\s+software\W{0,3}\s*you\s+(?:can|may)\s+redistribute"
    r"|\bis\s+pleased\s+to\s+support\s+the\s+open[ -]source\s+community\b"
    r"|(?:full|see\s+the)\s+(?:copyright|licen[cs]e)|@licen[cs]e\b|@copyright\b",
    re.IGNORECASE,
)
_OF_LICENCES = (
    "licen", "copyright", "(c)", "©", "spdx-", "rights", "permission", "software is", "general",
    "redistribute", "part", "source", "domain",
)  # fmt: skip
"""One of these is in all that `_LICENCE` matches. Most comments have none: to look for these takes
a tenth of the time."""
_PRAGMA = lazily(
    r"^(?:-\*-|vim?:|ex:\s*set|coding[:=]|@ts-|ts-(?:ignore|expect|nocheck|check)|@flow\b|@jsx"
    r"|@generated|@diagnostic\b|<reference|noqa\b|type:\s*ignore|fmt:\s*(?:on|off|skip)|pragma:|nosec\b|nolint"
    r"|go:\w|\+build |cgo |frozen[_-]string[_-]literal:|encoding:|warn[_-]indent:"
    r"|shareable_constant_value:|typed:\s*\w+$|swift-tools|(?:minimum )?typescript version: \d"
    r"|=[ \t]*(?:require|link|depend_on|stub)(?:_\w+)?[ \t]|= require_self$"
    r"|sourceMappingURL|#(?:end)?region\b|!/|\$Id\b|(?:c8|v8|istanbul) ignore"
    r"|(?:indent|tab)[ _-](?:type|size|width|style)\s*[:=]\s*\w+$"
    r"|shellcheck [\w-]+=|(?:syntax|escape|check)[ \t]*=[ \t]*\S+$"
    r"|(?:eslint|jshint|jslint|tslint|stylelint|prettier|biome|pylint|flake8|mypy|ruff|pyright|yapf"
    r"|isort|clang-format|clang-tidy|shellcheck|rubocop|phpcs|swiftlint|swift-format|ktlint|rustfmt"
    r"|swiftformat|golangci-lint|yamllint|ansible-lint|hadolint|checkov|tfsec|tflint|dprint|deno-lint"
    r"|deno-fmt|oxlint|detekt|sqlfluff|luacheck|stylua|phpstan|perltidy|perlcritic|markdownlint|cspell"
    r"|spell-checker|codespell|jscpd|semgrep|nosonar|codeql|gitleaks|zizmor|actionlint|nbqa|autopep8"
    r"|pycodestyle|gofumpt|djlint|html-validate|htmlhint|buildifier|nolintlint|skipcq|noinspection|resharper"
    r"|editorconfig-checker)"
    r"(?:-\w|:|=| (?:disable|enable|ignore|skip|off|on)\b)"
    r"|(?:yaml-language-server|kate|sublime|jEdit|indent-tabs-mode|tab-width)\s*:"
    r"|[;:]?\$?(?:xml:)?schema\s*[:=]\s*\S+$|@?schema\s+\S+://\S+$|<\?xml-model\b|language=\w+$"
    r"|@formatter:|/// script$|\| [^|]*$|> using |\w+ pragma:|cppcheck-suppress|coverity\["
    r"|ignore_for_file:"
    r"|(?-i:DEPS \S+:|[A-Z]{2,}[-:]O(?:FF|N)$)|.{0,80}PVS-Studio[ ,]"
    r"|(?:cython|distutils|rbs_inline|scalafmt):"
    # Tools have names in small letters; `Cache: on` tells people of a setting.
    r"|(?-i:(?!default\b)[a-z][\w-]*:(?: (?:ignore|disabled?|enabled?|skip|off|on)$"
    r"|(?:ignore|disable|enable|skip|suppress|inline|off|on)\b[\w:-]*(?:\s|$))))",
    re.IGNORECASE,
)
"""Matches a line for a tool: modelines of editors, orders to linters, the schema of the file."""
_ON_ORDERS = lazily(r"(?:(?:dis|en)able|suppress|ignor(?:e|ing))", re.IGNORECASE)
"""Matches words on such a line that stand beside it: `Disabled "Declare separately": https://...`"""
_LONE_PRAGMA = lazily(
    r"(?:eslint |globals? |exported |jslint |jshint |pragma |(?:end)?region\b|MARK:|type: |NOLINT)"
)
"""These are words of people, too: they are for tools if nothing else is in the comment."""
_DECLARED_TYPE = lazily(
    r"^[ \t/*]*+@(?:typedef\s+(?:\{(?s:.){1,2000}?\}\s*)?|callback\s+)[\w$]", re.MULTILINE
)
"""Matches in a comment that declares a type of JSDoc, and thus describes nothing below it."""
_SECTION_OF_LUA = lazily(r"^[ \t]*--+[ \t]*@section\b", re.MULTILINE)
_TYPE_OF_LUA = lazily(r"^[ \t]*---@(?:class|alias|enum)\b", re.MULTILINE)
_GROUP = lazily(r"[ \t/*!\n]*+[@\\](?:defgroup|addtogroup|weakgroup|mainpage|page|dir)\b")
"""Matches how a comment of Doxygen begins that stands for itself: a group of symbols, a page."""
# Tags without a text of their own: they are for tools, and say nothing to a reader.
_BARE_TAG = lazily(
    r"^[@\\](?:(?:private|public|protected|internal|hidden|ignore|nodoc|noindex|static|instance|readonly"
    r"|override|inheritdoc|final|abstract|async|generator|constant|const|default|export|function|func"
    r"|method|class|constructor|interface|enum|mixin|namespace|event|global|inner|virtual|sealed"
    r"|alpha|beta|public ?api|codeCoverageIgnore|runInSeparateProcess|test|coversNothing)\s*"
    r"|(?:api|access|visibility|!visibility|!group|!endgroup|memberof!?|author|authors|package|subpackage"
    r"|category|copyright|licen[cs]e|version|ingroup|addtogroup|defgroup|name|kind|lends|alias|augments"
    r"|classmod|submodule|extends|implements|mixes|mixin|phpstan-\S+|psalm-\S+|template|implements|extends)(?:\s.*)?"
    r"|[{}])$"
    r"|^@!(?!attribute|method)\w+.*$|^:(?:nodoc|nocov|startdoc|stopdoc|enddoc|notnew|yields):.*$|^\{@inheritDoc\}$|^@hide$",
    re.IGNORECASE,
)
_LABEL = lazily(
    r"(?:module|file|public|private|internal|local|static|helper|utility|forward|type|class|global|external"
    r"|function|constant|variable|instance|prototype|the|main|some|misc\w*+|other|exported|default|\s)*"
    r"(?:dependenc(?:y|ies)|exports?|variables?|vars|imports?|includes?|constants?|consts|globals?|helpers?"
    r"|utilit(?:y|ies)|utils?|requires?|prototypes?|declarations?|definitions?|types?|typedefs?|macros?"
    r"|functions?|methods?|fields?|members?|properties|accessors|getters|setters|constructors?"
    r"|interfaces?|classes|enums?|structs?|implementation|internals?|api)"
    r"(?: (?:functions?|methods?|variables?|types?|declarations?|macros?|and \w+))?\s*[.:]?"
    r"|imports?[ \t]+-[ \t][^\n]*"
    r"|[\w+./-]+\.\w{1,4}:?",  # `// bio.c`, above what that defines
    re.IGNORECASE,
)
# A line that begins or ends with something drawn, or opens a box.
_DRAWN = lazily(
    r"^(?:/[/*!]+|[#;*]+|--)?[ \t]*[-=~+_#*─━═]{3,}|[-=~+_#*─━═]{3,}[ \t]*(?:\*?/)?$|^/{5,}",
    re.MULTILINE,
)
_MAY_BE_DRAWN = lazily(r"[-=~+_#*─━═]{3}|/{5}")
"""Part of all that `_DRAWN` matches; most comments have none."""
_DRAWING = lazily(r"[-=~+_#*/─━═]{2,}")
_BANNER_WORDS = 6
_DOC_MARK_OF_LUA = lazily(r"^[ \t]*---(?=[ \t]*[\w@|{(])", re.MULTILINE)
"""Three dashes that begin a doc comment; they draw nothing."""
_LONGEST_LABEL = 60
_OF_FILES = ("#!", "//!", "/*!")
_LEAST_WORDS = 3
_NO_WORDS = lazily(
    r"^[^\w\n]*(?:(?:TODO|FIXME|XXX|HACK|BUG|MARK|SAFETY|REVIEW)\b|@\w)|^[^\w\n]*\w*$"
    r"|[;{}]$|\s[=!+-]?=\s|^[\w.]+\([^()]*\)$|^(?:import|return|public|private|else|if \()\b",
    re.MULTILINE,
)
_MARK = lazily(r"[#@]?__\w+__")
_LONGEST_MARK = 120
_WORD = lazily(r"[^\W\d_]{2}")
_XCODE = lazily(
    r"(?:^[ \t]*[\w+ .-]{1,80}\.\w{1,6}[ \t]*\n)(?:^[ \t]*\n){0,3}"
    r"(?:^[ \t]*[\w+ .-]{1,60}[ \t]*\n)?(?:^[ \t]*\n){0,3}"
    r"(?=[ \t]*Created (?:by|on)\b)^[^\n]*(?:\n[ \t]*Copyright[^\n]*)?(?:\n|\Z)",
    re.MULTILINE,
)
"""Matches the header that Xcode and other editors write: names of file, project and person."""
_CODE = lazily(
    r"#[ \t]*(?:include|define|if|ifdef|pragma)\b|(?:var|let|const|import|return)\b[^\n]*;$"
    r"|\$(?:LOAD_PATH|:)(?:\.\w|[ \t]*<<)"
    r"|desc[ \t]+[\"'][^\n]*[\"']$|(?:export[ \t]+)?(?:interface|type|enum|struct)\b[^\n]*[={};]$"
    r"|\w+(?:::\w+)*\.\w+ do(?: \|[^\n]*\|)?$",
    re.M,
)
"""Matches a line of code that a comment turns off."""
_TURNED_OFF = lazily(r"^\$\w+[ \t]*=(?![=>])", re.MULTILINE)
"""Matches where an assignment of PowerShell, PHP or Perl begins that a comment turns off. One of an
example is indented, or between marks."""
_DEFINITION = lazily(r"^#[ \t]*define\b", re.MULTILINE)
_NAMES = lazily(r"[\w+.-]+\.\w{1,6}\n\s*[\w.-]+")
"""Matches the names of a file and a project."""
_MARKS = lazily(
    r"^!\$\*UTF8\*\$!$|^[^\n]*\bEditorConfig is awesome\b.*$|^created by https?:.*$"
    r"|^be sure to restart your server when you modify this file\.?$"
    r"|^lines starting with '#' are comments\.?$|^\w[^\n]*\bgitignore\.io\b.*$"
    r"|^(?:generated (?:on|at)\b|(?:created|generated) (?:with|using|from) https?:).*$"
    r"|^\$[A-Za-z]+:[^\n]*\$$",  # of RCS and CVS: `$OpenBSD: poll.c,v 1.2 2002/06/25 ...$`
    re.IGNORECASE | re.MULTILINE,
)
"""Matches lines that programs put at the top of files."""
_OF_TEMPLATE = lazily(
    r"these are supported funding model platforms"
    r"|for most projects, this (?:\w+ )?file will not need"
    r"|(?:this file (?:is|was) )?auto-?generated\W{1,3}do not edit"
    r"|this is an example [\w.-]+ (?:config(?:uration)? )?file with (?:some )?sane defaults"
    r"|this is an? (?:json|yaml|toml|ini|xml)(?: format)?(?: config(?:uration)?)? file\W*$"
    r"|un-?comment (?:this|th[eo]se|the|to|one|if|and)\b|(?:a )?helm chart for kubernetes\W*$",
    re.IGNORECASE | re.MULTILINE,
)
"""Matches how a text begins that a tool puts into each new file of its kind."""
_HEADING = lazily(
    r"^(?:description|synopsis|overview|name|summary|abstract|purpose|usage)[ \t]*:?[ \t]*\n\s*"
    r"|^(?:summary|description|purpose|synopsis):[ \t]+(?=\S)"
    r"|^usage:[^\n]*\n[ \t]*\n\s*(?=[A-Z])",
    re.IGNORECASE,
)
"""A heading, or a label, of the words that follow."""
_OF_MANUAL = lazily(r"^[ \t]*DESCRIPTION:?[ \t]*\n\s*", re.MULTILINE)
"""The heading, in a header like a manual page, below which the words stand; `SYNOPSIS` has code."""
_HEADING_OF_LICENCE = lazily(r"\n[ \t]*(?:LICEN[CS]E|COPYRIGHT):?\s*\Z")
_OF_TYPES = lazily(r"^@(?:type|typedef|satisfies|import)\b.*\n?", re.MULTILINE)
_MADE_BY = lazily(
    r"^(?:(?:auto-?)?generated|exported|uploaded|created|drawn)\s+(?:by|with|using|to|from):?\s+"
    r"(?=[^\n]*\b(?:svg|visio|inkscape|illustrator|sketch|figma|icomoon|fontello|gimp|photoshop|"
    r"blender|draw\.io|export)\b).*\n?|^generator:.*\n?|^(?:designed\s+and\s+)?developed\s+by\b.*\n?",
    re.IGNORECASE | re.MULTILINE,
)
"""Which program drew a picture, or who wrote the file."""
_MODELINE = lazily(
    r"(?:(?<![ \t])[ \t]++)?+-\*-[^\n]*?-\*-[ \t]*+"
    r"|(?<![ \t])[ \t]++vim?:[^=\n]{0,100}+=[^\n]*+"
    r"|^local variables:.*\Z",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_ADDRESS = lazily(r"^[ \t]*<?https?://\S+>?[ \t]*$", re.MULTILINE)
_BADGES = lazily(
    r"(?:\[?!\[[^\[\]\n]*\](?:\([^()\n]*\))?(?:\[[^\[\]\n]*\])?\]?(?:\([^()\n]*\)|\[[^\[\]\n]*\])?"
    r"|<br\s*/?>|&\w+;|\[[^\[\]\n]+\]:[ \t]+\S+[^\n]*|\s)+"
)
"""Matches pictures, which mostly tell of builds and versions, above the first words."""
_ART = lazily(r"^(?=(?:[^\w\n]*[_|/\\]){4})[^A-Za-z0-9\n]{6,}", re.MULTILINE)
"""Matches what of a line is drawn, such as the letters of a name, left of words or alone."""
_EMPTY_CODE = lazily(r"^[ \t]*[@\\]code\b[^\n]*+\s*+(?:[@\\]endcode\b[ \t]*+\n?|\Z)", re.MULTILINE)
"""Matches what is left where a name was drawn in a block of code."""
_FILE_NAME = lazily(r"^[\w./-]+\.\w{1,4}(?:\s*(?:-{1,3}|[:–—])[ \t]+(?=\S)|[ \t]*(?=\n|$))")
_FORM = lazily(
    r"^[^\w\n]*(?:(?:file(?: ?names?)?|(?:\w+ ){0,3}authors?|begin|created|creation|date|version"
    r"|maintainers?|modifications?|expanded|extended|contributors?|translators?"
    r"|(?:\w+ ){0,3}(?:written|modified)"
    r"|copyright|disclaimer|modified|last modified|e-?mail|licen[cs]e)\b\s*(?:on|by)?\s*:"
    r"|version [0-9]|(?:original(?:ly)?|initial(?:ly)?) (?:\w+ ){0,2}by (?-i:[A-Z])"
    r"|(?:\w{5,12} )?by .*@|based on (?:software|code|ideas|work) (?:by|from)\b"
    r"|(?:change ?log|change history|history)\s*:?\s*$|public domain(?: code)?\W{0,9}$).*\n?",
    re.IGNORECASE | re.MULTILINE,
)
"""A line of a form at the top of a file, such as `Author: ...`, which says nothing about it."""
_HOLDER = lazily(
    r"^[A-Z][\w.]*+(?: [A-Z][\w.]*+){1,3},? (?:19|20)\d\d ?[-–] ?(?:19|20)\d\d$(?:\n[^\n]+)*+\n*+",
    re.MULTILINE,
)
"""Matches a paragraph that says at first who holds the rights: `Anna Bell 2010-2015`."""
_TASK = lazily(r"(?:TODO|FIXME|XXX|HACK)\b(?![ -](?:app|item|list))(?:[^\n]+\n?)*+\s*+")
"""Matches a paragraph on what is to be done, which an app of tasks is not."""
_ONLY_TAGS = lazily(r"(?:@\w[^\n]*+(?:\n\s*+|\Z))++")
_VERSION_TITLE = lazily(
    r"^[^\n.]{1,60}?[ \t(,-]v(?:ersion|er\.?)?[ \t]*[0-9][\w.-]*+\)?[ \t]*+(?:\n\s*+|\Z)",
    re.IGNORECASE,
)
"""Matches the name of a project and its version: `parser - version 1.15`."""
_REMARK = lazily(
    r"!\w+|[\w.-]+[ \t]+v?\d+(?:\.\d+)+\w*|(?:bug ?|hot)?fix(?:es)? (?:for|of)\b[^\n]*"
    r"|name:[ \t]*[\w.-]+\.\w{1,4}[^\w\n]*"
    r"|(?:[\w.+-]++\n\s*+)+[\w.+-]++[ \t]++v?\d[\w.]*+",
    re.IGNORECASE,
)
"""Matches a text that is a build constraint, names with a version, what a repair was for, or the
name of a file."""
_METHODS = lazily(r"(?:[A-Z][\w:]*[#.]\w+[?!]?(?:,\s*|\s+and\s+|$))+")
"""Matches names of methods alone, which a comment gives for what is loaded below it:
`String#camelize, String#underscore`."""
_COLUMN = lazily(r"(?<=[^\s.!?:])(?: {2,}|\t)(?=\S)")
"""Matches what stands between the heads of columns: `Type   Name   ID   Shell`."""
_LEAST_COLUMNS = 4
_OWN_TITLE = lazily(r"#{1,3}[ \t]{1,20}+([^\s#][^\n#]{0,59}?)[ \t#]{0,60}\n\s*+(?=\S)")
_PROJECT = lazily(
    r"([\w.+-]+)(?:[ \t]*\(<?https?://[^\s()]+\)|[ \t]+-{1,3}[ \t])"
    r"|(?!(?:purpose|descri\w+|summary|synopsis|brief|about|abstract|overview|title|notes?|todo|usage"
    r"|contents?|module|file\w*|program|function|class|what|warning|example|library|test)\b)"
    r"([\w.+-]+):[ \t]",
    re.IGNORECASE,
)
"""Matches the name of a project above a licence, with its page or with what it is."""
_PROJECT_PAGE = lazily(
    r"^[^\w\n]{0,20}+(?:(?:project|official|more|code)[ -])?(?:web ?site|home ?page|forum|issues?"
    r"|projects?|wiki|docs|documentation|repository|licen[cs]e|download|support)\b[^:\n]{0,30}:\s*https?://",
    re.IGNORECASE | re.MULTILINE,
)
"""A line on where a project is at home: `Website: https://...`."""
_MOST_PAGES = 1
"""Of a header that may be about its file: those of a project name more."""
_TITLE = lazily(r"(?:[A-Z][\w.+-]*+[ \t]*+){1,4}")
"""Matches a few words in capitals above a licence: `OwnTracks Recorder`."""
_FILE_TAG = lazily(
    r"^[ \t]*[@\\](?:file|fileoverview|mainpage|overview|packageDocumentation|module)\b[ \t]*"
    r"(?:[\w./-]+\.\w{1,4}(?=[ \t]*$|[ \t]+[@\\]brief\b)[ \t]*)?",
    re.MULTILINE,
)
_EXPOSED = lazily(r"\s*+Exposes?\s++(?:the\s++)?`([\w$.]++)`")
"""Above what a module of Node hands on: ``Expose `Application` class.``"""
_BRIEF = lazily(r"^[ \t]*[@\\](?:brief|description|desc|summary)\b[ \t]*", re.MULTILINE)


def is_notice(text: str) -> bool:
    """Whether the text of a comment describes nothing: a licence, a label, or only for tools."""
    return is_licence(text) or is_label(text)


def is_licence(text: str) -> bool:
    """Whether the text of a comment is a licence, or says who holds the rights."""
    lowered = text.lower()
    return any(words in lowered for words in _OF_LICENCES) and bool(_LICENCE.search(text))


def is_label(text: str) -> bool:
    """Whether the text of a comment only names what follows: `Module dependencies.`"""
    words = without_pragmas(text)
    return not words or (len(words) <= _LONGEST_LABEL and bool(_LABEL.fullmatch(words)))


def is_banner(comment: str) -> bool:
    """Whether a comment is the drawn title of a part of a file: `// ---- helpers ----`."""
    if _is_between_marks(comment):
        return True
    if not _MAY_BE_DRAWN.search(comment):
        return False
    if not _DRAWN.search(_MODELINE.sub("", _DOC_MARK_OF_LUA.sub("", comment))):
        return False
    words = _DRAWING.sub(" ", comment_text(comment)).split()
    return len(words) <= _BANNER_WORDS and not "".join(words[-1:]).endswith((".", "!", "?"))


def _is_between_marks(comment: str) -> bool:
    """Whether a comment is one line such as `## Keys ##`."""
    words = comment.split()
    mark = words[0] if len(words) > 2 and words[0] == words[-1] else ""
    return mark.strip("#/") == "" and len(mark) > 1 and "\n" not in comment.strip()


def has_drawn_top(comment: str) -> bool:
    """Whether a block of words has something drawn above them alone, as zlib begins each comment.

    `/* ====== \\n * Send a stored block \\n */`
    """
    if not comment.startswith("/*") or len(comment_text(comment).split()) < _LEAST_WORDS:
        return False
    first, *rest = comment.split("\n")
    return bool(_DRAWN.search(first)) and not any(map(_DRAWN.search, rest))


def describes(comment: str) -> bool:
    """Whether a plain comment right above a definition is words about it, in a language that has
    doc comments: not code, not a task, not the title of a part of the file."""
    if comment.startswith(_OF_FILES):
        return False
    words = without_pragmas(comment_text(comment))
    is_short = len(words.split()) < _LEAST_WORDS
    return not (is_short or _NO_WORDS.search(words) or is_notice(words))


def is_for_tools(comment: str) -> bool:
    """Whether a comment is a mark for a tool and nothing else, such as `/*#__PURE__*/`."""
    if len(comment) > _LONGEST_MARK:
        return False
    words = comment_text(comment)
    return bool(_MARK.fullmatch(words) or (words and not without_pragmas(words)))


def declares_type(comment: str) -> bool:
    """Whether a comment of JSDoc declares a type, and so describes nothing that is below it."""
    has_tag = "@typedef" in comment or "@callback" in comment
    return has_tag and _DECLARED_TYPE.search(comment) is not None


def declares_lua_type(comment: str) -> bool:
    """Whether a comment of LuaCATS declares a type, and so says nothing of its file."""
    return "---@" in comment and _TYPE_OF_LUA.search(comment) is not None


def is_of_group(comment: str) -> bool:
    """Whether a comment of Doxygen or LDoc tells of a group of symbols or a page."""
    is_section = "@section" in comment and _SECTION_OF_LUA.search(comment) is not None
    return is_section or _GROUP.match(comment) is not None


def is_about_file(comment: str) -> bool:
    """Whether a comment says with a tag that it is about the file: `@file`, `@fileoverview`."""
    return bool(_FILE_TAG.search(comment_text(comment)))


def exposes_another(comment: str, name: str) -> bool:
    """Whether a comment says that something else than what has this name is handed on."""
    exposed = _EXPOSED.match(comment_text(comment)) if "Expose" in comment else None
    return exposed is not None and exposed[1].rpartition(".")[2] != name.rpartition(".")[2]


@lru_cache(maxsize=1024)  # a comment is asked first whether it says anything
def without_pragmas(text: str) -> str:
    """Return the text of a comment without the lines for linters, compilers and other tools."""
    lines = text.split("\n")
    if len(lines) == 1 and _LONE_PRAGMA.match(text):
        return ""
    plain = (
        line for line in lines if not _PRAGMA.match(line.strip()) and not _BARE_TAG.match(line)
    )
    return "\n".join(plain).strip()


def about_file(text: str, stem: str) -> str:
    """Return what the text of an opening comment says about its file; '' for a licence.

    The lines above a licence count, such as `adler32.c -- compute the checksum` in zlib, but not
    those about the whole project: `git-flow -- A collection of extensions` in each of its files.

    Args:
        text: the text of the comment.
        stem: the name of the file up to its first dot.
    """
    text = _ART.sub("", _XCODE.sub("", text))
    licence = _LICENCE.search(text)
    if licence and _is_of_project(text, stem):
        return ""
    if licence:
        text = text[: text.rfind("\n", 0, licence.start()) + 1]
        text = _HEADING_OF_LICENCE.sub("", text)
    if "SYNOPSIS" in text and (words := _OF_MANUAL.search(text)):
        text = text[words.end() :]
    text = _EMPTY_CODE.sub("", text)
    without_orders = without_pragmas(text)
    if without_orders != text.strip() and _ON_ORDERS.match(without_orders):
        return ""
    text = _MODELINE.sub("", without_orders)
    if "`" not in text and "<" not in text:
        text = _TURNED_OFF.split(text, maxsplit=1)[0]
    text = _BRIEF.sub("", _FILE_TAG.sub("", _OF_TYPES.sub("", text))).strip()
    text = _MADE_BY.sub("", _FORM.sub("", _HOLDER.sub("", text)))
    text = _FILE_NAME.sub("", text.lstrip()).strip()
    if task := _TASK.match(text):
        text = text[task.end() :]
    text = _without_own_name(_MARKS.sub("", text).strip(), stem)
    text = without_pointers(_HEADING.sub("", _VERSION_TITLE.sub("", text) if licence else text))
    if badges := _BADGES.match(text):
        text = text[badges.end() :]
    names = _ADDRESS.sub("", text).strip()
    is_title = bool(licence) and (
        len(names.split()) < 2
        or _is_other_title(names, stem)
        or _NAMES.fullmatch(names) is not None
        or _is_project(text, stem)
    )
    is_drawn = not _WORD.search(text) or bool(_CODE.match(text) or _DEFINITION.search(text))
    is_remark = is_label(text) or is_placeholder(text) or _REMARK.fullmatch(text) is not None
    is_remark = is_remark or _METHODS.fullmatch(text) is not None
    columns = 0 if "\n" in text else 1 + len(_COLUMN.findall(text))
    is_remark = is_remark or columns >= _LEAST_COLUMNS or _OF_TEMPLATE.match(text) is not None
    says_nothing = is_title or is_drawn or is_remark or _ONLY_TAGS.fullmatch(text)
    return "" if says_nothing else text


def _without_own_name(text: str, stem: str) -> str:
    """Return a text without a title that only repeats the name of the file: `# Event`."""
    title = _OWN_TITLE.match(text)
    return text[title.end() :] if title and _squeezed(title[1].strip()) == _squeezed(stem) else text


def _is_of_project(text: str, stem: str) -> bool:
    """Whether a header names the home of a project, and not its file."""
    # The pattern with the name is another one for each file: few headers hold enough pages for it.
    if len(_PROJECT_PAGE.findall(text)) <= _MOST_PAGES:
        return False
    return re.search(rf"\b{re.escape(stem)}\b", text, re.IGNORECASE) is None


def _is_project(text: str, stem: str) -> bool:
    """Whether a text begins with the name of a project that is not the file's own."""
    named = _PROJECT.match(text)
    name = _squeezed(named[1] or named[2]) if named else ""
    return bool(name) and not name.startswith(_squeezed(stem))


def _is_other_title(text: str, stem: str) -> bool:
    """Whether a text is a title in capitals that does not have the file's own name."""
    return _TITLE.fullmatch(text) is not None and _squeezed(stem) not in _squeezed(text)


def _squeezed(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")
