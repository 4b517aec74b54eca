"""The languages of files: how to recognise, show and parse each of them."""

from __future__ import annotations

import re
from functools import cache

from ralf_notes.outline.languages.known import Language
from ralf_notes.outline.languages.known.formats import FORMATS, REQUIREMENTS, TEXT

__all__ = [
    "FORMATS", "PARSED", "TEXT", "Language", "all_languages", "for_path", "get",
    "shebang_program",
]  # fmt: skip
_C_STYLE = ("//", "/*")

PARSED = (
    Language("python", "Python", ".py .pyi .pyw", ("#",), filenames="sconstruct sconscript wscript",
        shebangs="python pypy uv", grammar="tree_sitter_python", rules="python",
        imports="python:python"),
    Language("javascript", "JavaScript", ".js .mjs .cjs .jsx", _C_STYLE, filenames="jakefile",
        shebangs="node bun", grammar="tree_sitter_javascript", rules="ecmascript",
        imports="javascript:javascript"),
    Language("typescript", "TypeScript", ".ts .mts .cts", _C_STYLE, shebangs="deno ts-node tsx",
        grammar="tree_sitter_typescript:language_typescript", rules="ecmascript",
        imports="javascript:javascript"),
    Language("tsx", "TSX", ".tsx", _C_STYLE, grammar="tree_sitter_typescript:language_tsx",
        rules="ecmascript", imports="javascript:javascript"),
    Language("go", "Go", ".go", _C_STYLE, grammar="tree_sitter_go", rules="go", imports="go:go"),
    Language("rust", "Rust", ".rs", _C_STYLE, shebangs="rust-script", grammar="tree_sitter_rust",
        rules="rust", imports="rust:rust"),
    Language("java", "Java", ".java", _C_STYLE, grammar="tree_sitter_java", rules="jvm",
        imports="jvm:jvm"),
    Language("kotlin", "Kotlin", ".kt .kts", _C_STYLE, shebangs="kotlin",
        grammar="tree_sitter_kotlin", rules="jvm", imports="jvm:jvm"),
    Language("swift", "Swift", ".swift", _C_STYLE, shebangs="swift", grammar="tree_sitter_swift",
        rules="swift", imports="swift:swift"),
    Language("c", "C", ".c .h", _C_STYLE, grammar="tree_sitter_c", rules="c_family",
        imports="c_family:c_family"),
    Language("cpp", "C++",
        ".cc .cpp .cxx .c++ .hh .hpp .hxx .h++ .ipp .inl .tpp .tcc .cppm .ixx .cu .cuh .ino",
        _C_STYLE, grammar="tree_sitter_cpp", rules="c_family", imports="c_family:c_family"),
    Language("c_sharp", "C#", ".cs .csx", _C_STYLE, code_fence="csharp",
        grammar="tree_sitter_c_sharp", rules="c_sharp", imports="csharp:csharp"),
    Language("ruby", "Ruby", ".rb .rake .gemspec .ru .podspec", ("#",),
        filenames="rakefile gemfile vagrantfile podfile guardfile capfile brewfile",
        shebangs="ruby rake", grammar="tree_sitter_ruby", rules="ruby", imports="ruby:ruby"),
    Language("php", "PHP", ".php .phtml .php5 .inc", ("//", "/*", "#"), shebangs="php",
        grammar="tree_sitter_php:language_php", rules="php", imports="php:php"),
    Language("bash", "Shell", ".sh .bash .zsh .ksh .bats .ebuild", ("#",),
        filenames=".bashrc .bash_profile .profile .zshrc .zprofile .zshenv pkgbuild",
        shebangs="sh bash zsh ksh dash ash bats", grammar="tree_sitter_bash", rules="bash",
        imports="further.bash:bash"),
    Language("scala", "Scala", ".scala .sc .sbt .mill", _C_STYLE, grammar="tree_sitter_scala",
        rules="further.scala", imports="jvm:jvm"),
    Language("dart", "Dart", ".dart", _C_STYLE, grammar="tree_sitter_dart",
        rules="further.dart", imports="further.dart:dart"),
    Language("elixir", "Elixir", ".ex .exs", ("#",), shebangs="elixir",
        grammar="tree_sitter_elixir", rules="further.elixir", imports="further.elixir:elixir"),
    Language("lua", "Lua", ".lua", ("--",), shebangs="lua luajit", grammar="tree_sitter_lua",
        rules="further.lua", imports="further.lua:lua"),
    Language("powershell", "PowerShell", ".ps1 .psm1", ("#", "<#"), shebangs="pwsh powershell",
        grammar="tree_sitter_powershell", rules="further.powershell",
        imports="further.powershell:powershell"),
    Language("objectivec", "Objective-C", ".m .mm", _C_STYLE, code_fence="objc",
        grammar="tree_sitter_objc", rules="further.objectivec", imports="c_family:c_family"),
    Language("zig", "Zig", ".zig .zon", ("//",), grammar="tree_sitter_zig",
        rules="further.zig", imports="further.zig:zig"),
    Language("julia", "Julia", ".jl", ("#",), shebangs="julia", grammar="tree_sitter_julia",
        rules="further.julia", imports="further.julia:julia"),
    Language("markdown", "Markdown", ".md .markdown .mdown .mkd .mdx .qmd .rmd", ("<!--",),
        grammar="tree_sitter_markdown", imports="documents:documents"),
)  # fmt: skip
"""The languages that have an outline."""


_WITH_SUFFIX = re.compile(r"(dockerfile|makefile|containerfile|justfile)[._-]")
"""Matches the names of variants: `Dockerfile.dev`, `Dockerfile-telemetry`."""


@cache
def _by_name() -> dict[str, Language]:
    """Return one table of extensions, whole names and `#!program`s, which can never be equal."""
    table: dict[str, Language] = {}
    for language in all_languages():
        programs = [f"#!{program}" for program in language.shebangs.split()]
        names = f"{language.extensions} {language.filenames}".split()
        for name in (*names, *programs):
            table.setdefault(name, language)
    return table


def all_languages() -> tuple[Language, ...]:
    """Return every language and format; `text`, the fallback, is the last."""
    return (*PARSED, *FORMATS, REQUIREMENTS, TEXT)


@cache
def get(key: str) -> Language:
    """Return the language with this key. Raises KeyError if there is none."""
    return {language.key: language for language in all_languages()}[key]


def for_path(path: str, first_line: str = "") -> Language:
    """Return the language of a file, by its name, else by its `#!` line, else `text`.

    Args:
        path: with `/`, relative or absolute; only its last part counts.
        first_line: the first line of the file.
    """
    name = path.rpartition("/")[2].lower()
    _, dot, extension = name.rpartition(".")
    candidates = [name]
    if dot:  # `show.blade.php` is no PHP
        candidates += [f".{'.'.join(name.split('.')[-2:])}", f".{extension}"]
    if named := _WITH_SUFFIX.match(name):
        candidates.append(named[1])
    if name.startswith((".env.", "env.")):  # but `env.go` is Go
        candidates.append(".env")
    candidates.append(f"#!{shebang_program(first_line)}")
    table = _by_name()
    if name.startswith(("requirements", "constraints")) and name.endswith((".txt", ".in", ".pip")):
        return REQUIREMENTS
    if name.endswith(".scm") and "/queries/" in f"/{path}":
        return get("query")
    return next((table[each] for each in candidates if each in table), TEXT)


def shebang_program(first_line: str) -> str:
    """Return the program of a `#!` line without path and version (`python`), or ''."""
    if not first_line.startswith("#!") or first_line.startswith("#!["):  # an attribute of Rust
        return ""
    words = first_line[2:].split()
    if words and words[0].rsplit("/", 1)[-1] == "env":
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    return words[0].rsplit("/", 1)[-1].rstrip("0123456789.") if words else ""
