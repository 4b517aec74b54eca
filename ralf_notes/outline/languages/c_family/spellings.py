"""Rewrites, at the same length, what the grammars of C and C++ cannot read wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.languages.c_family.forms import cuts, form_edits
from ralf_notes.outline.languages.c_family.literals import Lexed
from ralf_notes.outline.languages.c_family.preprocessed import (
    Edit,
    directive_edits,
    enumerator_edits,
)

_KEYWORDS = (
    rb"const|volatile|restrict|_\w+|struct|class|union|enum|unsigned|signed|long|short|int|char|void"
    rb"|float|double|bool|new|delete|sizeof|typename|template|operator|and|or|not|xor|bitand|bitor"
    rb"|and_eq|or_eq|xor_eq|not_eq|in|override|final|noexcept|static|inline|virtual|mutable|return"
    rb"|if|else|for|while|do|case|default|goto|throw|using|requires|auto|decltype|typeof|this|co_\w+"
)
_Cut = tuple[bytes, re.Pattern[bytes]]
"""What a source must hold to have it at all, which is quick to find, and what to blank."""
_BOTH: tuple[_Cut, ...] = (
    # The macro of a cast: `(struct state FAR *)`.
    (
        b"*",
        re.compile(
            rb"(?P<cut>[A-Z](?<=\w [A-Z])(?<!const .)(?<!volatile .)[A-Z_]++)"
            rb"(?=[ \t]*+\*[*\s]*+\))"
        ),
    ),
    # `typedef int (__interrupt __far *hook)();`: several of these.
    (b"__", re.compile(rb"\(\s*+(?P<cut>(?:__\w++\s++)++__\w++)(?=\s*+\*[\s*]*+\w++\s*+\)\s*+\()")),
    # Whether a pointer may be null: `char *_Nonnull name`, `T* absl_nullable get()`.
    (b"onnull", re.compile(rb"(?<![\w.>])(?P<cut>(?:\w*_)?[Nn]onnull)\b(?!\s*+[(=;])")),
    (
        b"ullab",
        re.compile(
            rb"(?<![\w.>])(?P<cut>(?:\w*_)?(?:[Nn]ullable|nullability_unknown))\b(?!\s*+[(=;])"
        ),
    ),
    # Another macro between a `*` and a name.
    (
        b";",
        re.compile(
            rb"[*&]\s*+(?P<cut>(?!(?:" + _KEYWORDS + rb")\b)[A-Za-z_]\w*+)\s++"
            rb"(?!(?:" + _KEYWORDS + rb")\b)"
            rb"(?=(?:[A-Za-z_]\w*+::)*+[A-Za-z_]\w*+\s*+[(;=,)\[])"
        ),
    ),
    # A macro before a parameter: `f(__unused int a, _In_ BYTE *b)`.
    (
        b")",
        re.compile(
            rb"[(,]\s*+(?P<cut>__[a-z]\w*+|_[A-Z][a-z]\w*+_(?:\([^()]*+\))?+|[A-Z_][A-Z0-9_]++)"
            rb"(?=\s++(?!(?:const|volatile|restrict)\s*+[*&]|(?:sizeof|defined|and|or)\b)"
            rb"[A-Za-z_][\w:]*+(?:[\s*&]++(?:\w++[\s*&]++){0,3}+\w++\s*+[,)\[=]|\s*+\(\s*+\*))"
        ),
    ),
    # A macro behind the type of a parameter: `f(int __unused a, char __user *b)`.
    (
        b")",
        re.compile(
            rb"[(,]\s*+(?:(?:const|volatile|struct|enum|union|unsigned|signed)\s++)*+[A-Za-z_][\w:]*+"
            rb"(?:\s*+[*&]++\s*+|\s++)(?P<cut>__[A-Za-z]\w*+|[A-Z][A-Z0-9]*+_[A-Z0-9_]++)"
            rb"(?=\s++(?:const\s++)?[*&\s]*+(?:const\s++)?[A-Za-z_]\w*+\s*+[,)\[=])"
        ),
    ),
    # Attributes where the grammars know none: `void __attribute__((a)) (*f)(void)`.
    (
        b"__attribute__",
        re.compile(
            rb"(?<=[\w)\]])\s*+(?P<cut>__attribute__\s*+\(\s*+\((?:[^(){};]++|\((?:[^(){};]++|\([^(){};]*+\))*+\))*+"
            rb"\)\s*+\))(?=\s*+(?:\(\s*+\*|[;=,]|__attribute__))"
        ),
    ),
    # Attributes inside of a declaration: `enum [[nodiscard]] E { A [[deprecated]] };`
    (b"[[", re.compile(rb"(?<=[\w)])\s*+(?P<cut>(?:\[\[[^\[\]{};]*+\]\]\s*+)++)")),
    # A macro behind a declaration: `int f(void) _attr_warn_unused_;`
    (b")", re.compile(rb"\)\s++(?P<cut>_\w++)(?=\s*+;)")),
    # `extern int a __asm("label");`
    (b"__asm", re.compile(rb"(?<=\w)\s++(?P<cut>__asm(?:__)?\s*+\(\s*+\))(?=\s*+[;,])")),
    # `struct __align__(8) pair {`
    (
        b"__",
        re.compile(
            rb"\b(?:struct|class|union|enum)\s++(?P<cut>__\w++__\s*+\([^(){};]*+\))(?=\s*+[\w{])"
        ),
    ),
    # `int :4;`: bits without a name.
    (b":", re.compile(rb"[;{]\s*+(?:\w++\s++){0,3}?\w++\s*+(?P<cut>:\s*+\d++)(?=\s*+;)")),
    # `if MAYBE_CONSTEXPR (a)`
    (b"if", re.compile(rb"if(?<=\bif)\s++(?P<cut>[A-Z_][A-Z0-9_]++)(?=\s*+\()")),
)
_PLUS: tuple[_Cut, ...] = (
    # `f(enable_if_t<is_so<T>::value>* = nullptr)`: a parameter without a name.
    (b">", re.compile(rb">(?P<cut>(?:\s*+[*&]++|\s++)\s*+=\s*+(?:0|nullptr))(?=\s*+[,)])")),
    (
        b"*",
        re.compile(
            rb"[(,]\s*+(?:const\s++)?\w[\w:]*+(?P<cut>\s*+[*&]++\s++=\s*+(?:0|NULL|nullptr))(?=\s*+[,)])"
        ),
    ),
    # `a->*member`, `a.*member`: where a pointer to a member leads.
    (b"*", re.compile(rb"(?<=[\w)\]])(?:->|\.)(?P<cut>\*)(?=\s*+\w)")),
    # CUDA: `[=] __device__ (int a) { }`
    (
        b"]",
        re.compile(
            rb"\](?P<cut>(?:\s*+__(?:device|host|noinline|forceinline)__){1,4}+)(?=\s*+[({])"
        ),
    ),
    # Qt: `emit changed(a);`
    (b"emit", re.compile(rb"(?<![\w.>])(?P<cut>emit)(?=[ \t]++[\w:>-]++\()")),
    # `a->~List<T>();`
    (b"~", re.compile(rb"(?:->|\.)~\w++(?P<cut><[^<>;(){}]*+>)(?=\s*+\()")),
    # `max PREVENT_MACRO_SUBSTITUTION (a, b)`
    (b"PREVENT", re.compile(rb"\w\s++(?P<cut>\w*PREVENT\w*_SUBSTITUTION\w*+)")),
    # `enum : unsigned { A }`
    (b"enum", re.compile(rb"\benum(?P<cut>\s*+:[\w\s:]{1,200}+)(?=\{)")),
    # `x.operator[](0)`
    (
        b"operator",
        re.compile(
            rb"(?:\.|->)\s*+operato(?P<cut>r\s*+(?:\[\s*+\]|\(\s*+\)|[^\w\s(\[;]{1,3}+))(?=\s*+\()"
        ),
    ),
    # `f(typename T::value_type())`
    (b"typename", re.compile(rb"[(,]\s*+(?P<cut>typename)\b(?=[\w\s:]++[({])")),
    # `auto operator=(const A&) -> A& = delete;`
    (b"->", re.compile(rb"->[\w\s:&*<>,]{1,200}+(?P<cut>=\s*+(?:delete|default))(?=\s*+;)")),
    # Qt: `public slots:`
    (b"slots", re.compile(rb"\b(?P<cut>slots)(?=\s*+:(?!:))")),
    (b"Q_SLOTS", re.compile(rb"\b(?P<cut>Q_SLOTS)(?=\s*+:(?!:))")),
    # Google Benchmark: `BENCHMARK(sorts)->Range(1, 8);`
    (
        b"BENCHMARK",
        re.compile(
            rb"(?:^|(?<=\n))(?P<cut>BENCHMARK\w*+\([^(){};]*+\)(?:\s*+->\s*+\w++\((?:[^(){};]|\([^(){};]*+\))*+\))++\s*+;)"
        ),
    ),
    # CUDA: `add<<<blocks, threads>>>(a, b);`
    (b"<<<", re.compile(rb"(?P<cut><<<[^;{}<>]*+>>>)(?=\s*+\()")),
    # Modules: `export module a.b;`, `import <vector>;`, `export int f();`
    (b"module", re.compile(rb"(?:^|(?<=\n))[ \t]*+(?P<cut>(?:export\s++)?module\b[^\n(=;]*+;)")),
    (b"import", re.compile(rb"(?:^|(?<=\n))[ \t]*+(?P<cut>(?:export\s++)?import\b[^\n(=;]*+;)")),
    (b"export", re.compile(rb"(?:^|(?<=\n))[ \t]*+(?P<cut>export)(?=\s++[\w\[])")),
    # Explicit instantiations, which define nothing.
    (b"extern", re.compile(rb"(?P<cut>\bextern\s++template\b[^;{}]{0,400}+;)")),
    (b"template", re.compile(rb"(?:^|(?<=\n))[ \t]*+(?P<cut>template\s++(?!<)[^;{}]{0,400}+;)")),
)
_CALLED_AS = re.compile(
    rb"\(\s*+(?P<cut>(?:[A-Z_][A-Z0-9_]++|__\w++))(?=\s*+\*[\s*]*+\w++\s*+\)\s*+\()"
)
"""How a function is called: `typedef int (WINAPI *hook)(int a);`"""
_TYPE_ARGUMENT = re.compile(rb"va_arg\s*+\([^,()]*+(?P<cut>,[^,();]*+)(?=\))")
"""An argument that is a type: `va_arg(list, char *)`."""
_FUNCTION_TYPE = re.compile(
    rb"\btypedef\b[^;(){}]{1,200}\(\s*+(?P<cut>[A-Z_][A-Z0-9_]++)(?=\s++\w++\s*+\)\s*+\()"
)
"""A macro with a `*` in it: `typedef void (APIENTRYP HOOK)(int a);`"""
_AROUND_TYPE = re.compile(
    rb"[(,]\s*+(?P<head>[A-Z_][A-Z0-9_]++\s*+\()[\w\s:<>*&]++(?P<tail>\))(?=\s*+\w++\s*+[,)])"
)
"""A parameter with a macro around its type: `RVREF (T) value`."""
_BEHIND_CALL = re.compile(rb"\)(?=\s++[A-Za-z_]\w*+\s*+[=;\[])")
_TYPE_MACRO = re.compile(
    rb"(?:[;{}]|\b(?:static|extern|const))\s*+"
    rb"(?P<cut>[A-Z_][A-Z0-9_]++[ \t]*+\([^(),;{}]*+,[^();{}]*+\))\Z"
)
"""A macro of several arguments in place of a type: `static LIST_HEAD(, job) jobs;`"""
_LONGEST_TYPE = 120
_LABEL = re.compile(rb"(?<=[;{}])\s*+(?P<cut>(?!Q_SIGNALS)_*[A-Z][A-Z0-9_]{2,}+\s*+:)(?!:)")
"""A macro in place of `public:` or `private:`."""
_CONVERSION = re.compile(
    rb"\boperator\s++(?P<cut>(?:(?:unsigned|signed|long|short|int|char|double)\s++)++"
    rb"(?:unsigned|signed|long|short|int|char|double))(?=[\s*&]*+\()"
)
"""A conversion to a type of several words."""
_SIGNALS = re.compile(rb"\b(?:signals|Q_SIGNALS)\b(?=\s*+:(?!:))")
_EMPTY = re.compile(rb"=[ \t]*+(\{\s*+\})(?=\s*+[,)])")
"""An empty list as the default of a parameter, which the grammar of C++ does not know."""
_MACRO_BEHIND = re.compile(
    rb" (?<=[\w>] )\s*+(?:[A-Z][A-Z0-9]*+_[A-Z0-9_]++|__[a-z]\w++)(?=\s*+[,)])"
)
_TYPE_AND_NAME = re.compile(rb"[(,][^(),;{}]*[\w>][*&\s]++\w++\s++\Z")
"""What stands before the macro of a parameter: `f(int a MAYBE_UNUSED, char *b MAYBE_UNUSED)`."""
_LONGEST_PARAMETER = 80
_TEMPLATE = re.compile(rb"\btemplate\s*+<")
_ANGLE = re.compile(rb"[<>]=|->|[<>();{}]")
_PLAIN = b"class T"
_LONGEST_TEMPLATE = 1_500
"""Bytes of a list of template parameters."""


def usual_respelled(text: Lexed) -> Lexed:
    """Return a source with only that rewritten which many sources in C have."""
    return _edited(text, _usual_edits(text))


def respelled(text: Lexed, language: str) -> Lexed:
    """Return a source with what the grammar cannot read rewritten at the same length.

    Args:
        text: the source.
        language: `c` or `cpp`.
    """
    return _edited(text, (*_usual_edits(text), *_edits(text, language)))


def _edited(text: Lexed, all_edits: Iterable[Edit]) -> Lexed:
    edits = list(all_edits)
    if not edits:
        return text
    source, code = bytearray(text.source), bytearray(text.code)
    for start, new in edits:
        source[start : start + len(new)] = new
        code[start : start + len(new)] = new
    return Lexed(bytes(source), bytes(code), text.directives)


def _usual_edits(text: Lexed) -> Iterator[Edit]:
    if b"va_arg" in text.code:
        for argument in _TYPE_ARGUMENT.finditer(text.code):
            yield argument.start("cut"), blank(argument["cut"])
    for called in _CALLED_AS.finditer(text.code):
        yield called.start("cut"), blank(called["cut"])
    yield from directive_edits(text)


def _edits(text: Lexed, language: str) -> Iterator[Edit]:
    code = text.code
    for needed, pattern in (*_BOTH, *(_PLUS if language == "cpp" else ())):
        yield from cuts(code, needed, pattern)
    yield from form_edits(text, language)
    yield from enumerator_edits(text)
    yield from _type_edits(code)
    for behind in _MACRO_BEHIND.finditer(code):
        start = behind.start() + 1
        if _TYPE_AND_NAME.search(code, max(0, start - _LONGEST_PARAMETER), start):
            yield start, blank(behind[0][1:])
    if language == "cpp":
        yield from _cpp_edits(code)


def _type_edits(code: bytes) -> Iterator[Edit]:
    """Yield the edits of macros in place of a type, or around one."""
    for of_function in _FUNCTION_TYPE.finditer(code):
        yield of_function.start("cut"), b"*".ljust(len(of_function["cut"]))
    for around in _AROUND_TYPE.finditer(code):
        for group in ("head", "tail"):
            yield around.start(group), blank(around[group])
    for call in _BEHIND_CALL.finditer(code):
        if queue := _TYPE_MACRO.search(code, max(0, call.end() - _LONGEST_TYPE), call.end()):
            yield queue.start("cut"), b"int".ljust(len(queue["cut"]))


def _cpp_edits(code: bytes) -> Iterator[Edit]:
    for default in _EMPTY.finditer(code):
        yield default.start(1), b"0" + blank(default[1][1:])
    for conversion in _CONVERSION.finditer(code):
        yield conversion.start("cut"), b"int".ljust(len(conversion["cut"]))
    for signals in _SIGNALS.finditer(code):
        yield signals.start(), b"public".ljust(len(signals[0]))
    for label in _LABEL.finditer(code):
        is_private = b"PRIVATE" in label["cut"]
        yield label.start("cut"), (b"private:" if is_private else b"").ljust(len(label["cut"]))
    end = 0
    for template in _TEMPLATE.finditer(code):
        # A template among the parameters of another one is gone with these.
        if template.start() >= end and (edit := _plain_parameters(code, template.end())):
            end = edit[0] + len(edit[1])
            yield edit


def _plain_parameters(code: bytes, start: int) -> Edit | None:
    """Return the edit that leaves one plain parameter of a template, for conditions among them.

    The grammar cannot read many of them: `template <class T, ENABLE_IF(is_so<T>::value)>`.
    """
    depth, parentheses = 1, 0
    for mark in _ANGLE.finditer(code, start, start + _LONGEST_TEMPLATE):
        text = mark[0]
        if text in b"()":
            parentheses += 1 if text == b"(" else -1
        elif text in b";{}":
            return None
        elif not parentheses and len(text) == 1:
            depth += 1 if text == b"<" else -1
            if depth == 0:
                inside = code[start : mark.start()]
                is_long = len(inside.strip()) > len(_PLAIN)
                return (start, _PLAIN + blank(inside[len(_PLAIN) :])) if is_long else None
    return None
