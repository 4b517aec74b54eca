"""The languages that files are written in: how a file is recognised, shown and parsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ralf_notes.outline.languages.words import WORDS


@dataclass(frozen=True, slots=True)
class Language:
    """One language, without its grammar: that is loaded by `languages.grammar` when needed."""

    key: str
    title: str
    """As people write it: `C#`, `JavaScript`."""
    fence: str
    """What follows the three backticks of a code block."""
    extensions: tuple[str, ...] = ()
    """With the dot, in lower case; `.d.ts` is covered by `.ts`."""
    filenames: tuple[str, ...] = ()
    """Whole file names, in lower case."""
    shebangs: tuple[str, ...] = ()
    """Program names in a `#!` line, without version."""
    grammar: str = ""
    """Python module of the tree-sitter grammar, or '' when nothing parses the language."""
    grammar_function: str = "language"
    comments: tuple[str, ...] = ()
    """Marks that start a comment: `#`, `//`, `--`, `;`, `/*`, `<!--`."""
    keywords: frozenset[str] = frozenset()
    """Words of the language, its common builtins and standard types."""


_C_STYLE = ("//", "/*")
_ANY_STYLE = ("#", "//", "--", ";", "/*")


def _parsed(
    key: str,
    title: str,
    extensions: str,
    comments: tuple[str, ...] = _C_STYLE,
    *,
    fence: str = "",
    filenames: str = "",
    shebangs: str = "",
    grammar: str = "",
    function: str = "language",
) -> Language:
    return Language(
        key=key,
        title=title,
        fence=fence or key,
        extensions=tuple(extensions.split()),
        filenames=tuple(filenames.split()),
        shebangs=tuple(shebangs.split()),
        grammar=grammar or f"tree_sitter_{key}",
        grammar_function=function,
        comments=comments,
        keywords=WORDS.get(key, frozenset()),
    )


def _format(
    key: str,
    title: str,
    extensions: str,
    comments: tuple[str, ...] = (),
    *,
    fence: str | None = None,
    filenames: str = "",
    shebangs: str = "",
) -> Language:
    return Language(
        key=key,
        title=title,
        fence=key if fence is None else fence,
        extensions=tuple(extensions.split()),
        filenames=tuple(filenames.split()),
        shebangs=tuple(shebangs.split()),
        comments=comments,
    )


_TYPESCRIPT = "tree_sitter_typescript"

PARSED = (
    _parsed(
        "python",
        "Python",
        ".py .pyi .pyw",
        ("#",),
        filenames="sconstruct sconscript wscript",
        shebangs="python pypy uv",
    ),
    _parsed(
        "javascript",
        "JavaScript",
        ".js .mjs .cjs .jsx",
        filenames="jakefile",
        shebangs="node bun",
    ),
    _parsed(
        "typescript",
        "TypeScript",
        ".ts .mts .cts",
        grammar=_TYPESCRIPT,
        function="language_typescript",
        shebangs="deno ts-node tsx",
    ),
    _parsed("tsx", "TSX", ".tsx", grammar=_TYPESCRIPT, function="language_tsx"),
    _parsed("go", "Go", ".go"),
    _parsed("rust", "Rust", ".rs", shebangs="rust-script"),
    _parsed("java", "Java", ".java"),
    _parsed("kotlin", "Kotlin", ".kt .kts", shebangs="kotlin"),
    _parsed("swift", "Swift", ".swift", shebangs="swift"),
    _parsed("c", "C", ".c .h"),
    _parsed("cpp", "C++", ".cc .cpp .cxx .c++ .hh .hpp .hxx .h++ .ipp .inl .tpp .cu .cuh"),
    _parsed("c_sharp", "C#", ".cs .csx", fence="csharp"),
    _parsed(
        "ruby",
        "Ruby",
        ".rb .rake .gemspec .ru .podspec",
        ("#",),
        filenames="rakefile gemfile vagrantfile podfile guardfile capfile brewfile",
        shebangs="ruby rake",
    ),
    _parsed(
        "php",
        "PHP",
        ".php .phtml .php5 .inc",
        ("//", "/*", "#"),
        function="language_php",
        shebangs="php",
    ),
    _parsed(
        "bash",
        "Shell",
        ".sh .bash .zsh .ksh .bats .ebuild",
        ("#",),
        filenames=".bashrc .bash_profile .profile .zshrc .zprofile .zshenv pkgbuild",
        shebangs="sh bash zsh ksh dash ash bats",
    ),
    _parsed("markdown", "Markdown", ".md .markdown .mdown .mkd .mdx .qmd .rmd", ("<!--",)),
)
"""The languages that have an outline."""

FORMATS = (
    _format("yaml", "YAML", ".yaml .yml .cff", ("#",), filenames=".clang-format .clang-tidy"),
    _format("toml", "TOML", ".toml", ("#",), filenames="pipfile cargo.lock poetry.lock uv.lock"),
    _format("json", "JSON", ".json .jsonc .json5 .geojson .webmanifest .ipynb", _C_STYLE),
    _format("sql", "SQL", ".sql .ddl .psql .plsql", ("--", "/*")),
    _format("html", "HTML", ".html .htm .xhtml", ("<!--",)),
    _format("xml", "XML", ".xml .xsd .xsl .xslt .plist .csproj .props .svg .pom", ("<!--",)),
    _format("css", "CSS", ".css", ("/*",)),
    _format("scss", "Sass", ".scss .sass .less", _C_STYLE),
    _format("vue", "Vue", ".vue", ("<!--",), fence="html"),
    _format("svelte", "Svelte", ".svelte", ("<!--",), fence="html"),
    _format(
        "dockerfile",
        "Dockerfile",
        ".dockerfile .containerfile",
        ("#",),
        filenames="dockerfile containerfile",
    ),
    _format(
        "makefile",
        "Makefile",
        ".mk .mak .make",
        ("#",),
        filenames="makefile gnumakefile bsdmakefile",
        shebangs="make",
    ),
    _format("cmake", "CMake", ".cmake", ("#",), filenames="cmakelists.txt"),
    _format("rst", "reStructuredText", ".rst .rest"),
    _format("asciidoc", "AsciiDoc", ".adoc .asciidoc", ("//",)),
    _format(
        "ini",
        "INI",
        ".ini .cfg .conf .properties .env .service",
        ("#", ";"),
        filenames=".editorconfig .gitconfig .env .npmrc .pylintrc .flake8",
    ),
    _format(
        "ignore",
        "Ignore list",
        ".gitignore",
        ("#",),
        fence="text",
        filenames=".gitignore .dockerignore .npmignore .gitattributes codeowners",
    ),
    _format("csv", "CSV", ".csv .tsv", fence="text"),
    _format("diff", "Diff", ".diff .patch"),
    _format("proto", "Protocol Buffers", ".proto", _C_STYLE),
    _format("graphql", "GraphQL", ".graphql .gql", ("#",)),
    _format("hcl", "HCL", ".tf .hcl .tfvars", ("#", "//", "/*")),
    _format("lua", "Lua", ".lua", ("--",), shebangs="lua"),
    _format("perl", "Perl", ".pl .pm", ("#",), shebangs="perl"),
    _format("r", "R", ".r", ("#",), shebangs="Rscript"),
    _format("julia", "Julia", ".jl", ("#",), shebangs="julia"),
    _format("scala", "Scala", ".scala .sc .sbt", _C_STYLE),
    _format("groovy", "Groovy", ".groovy .gradle", _C_STYLE, filenames="jenkinsfile"),
    _format("dart", "Dart", ".dart", _C_STYLE),
    _format("elixir", "Elixir", ".ex .exs", ("#",), shebangs="elixir"),
    _format("haskell", "Haskell", ".hs", ("--",), shebangs="runhaskell"),
    _format("clojure", "Clojure", ".clj .cljs .cljc .edn", (";",)),
    _format("lisp", "Lisp", ".lisp .el .scm .rkt", (";",)),
    _format("objectivec", "Objective-C", ".m .mm", _C_STYLE),
    _format("zig", "Zig", ".zig", ("//",)),
    _format("nix", "Nix", ".nix", ("#",)),
    _format("fish", "Fish", ".fish", ("#",), shebangs="fish"),
    _format("powershell", "PowerShell", ".ps1 .psm1 .psd1", ("#",), shebangs="pwsh"),
    _format("batch", "Batch", ".bat .cmd", fence="bat"),
    _format("awk", "AWK", ".awk", ("#",), shebangs="awk gawk"),
    _format("latex", "LaTeX", ".tex .sty .cls .bib", fence="latex"),
    _format("jinja", "Jinja", ".j2 .jinja .jinja2", fence="text"),
)
"""Formats with a name and a fence of their own, but no outline."""

TEXT = Language("text", "Text", "text", (".txt",), comments=_ANY_STYLE)


@cache
def _by_key() -> dict[str, Language]:
    return {language.key: language for language in all_languages()}


@cache
def _by_name() -> dict[str, Language]:
    """Extensions, whole names and `#!program`s in one table: no two kinds of key can clash."""
    table: dict[str, Language] = {}
    for language in all_languages():
        programs = (f"#!{program}" for program in language.shebangs)
        for name in (*language.extensions, *language.filenames, *programs):
            table.setdefault(name, language)
    return table


def all_languages() -> tuple[Language, ...]:
    """Return every language and format; `text`, the fallback, is the last."""
    return (*PARSED, *FORMATS, TEXT)


def get(key: str) -> Language:
    """Return the language with this key; raise KeyError when there is none."""
    return _by_key()[key]


def for_path(path: str, first_line: str = "") -> Language:
    """Return the language of a file, by its name, else by its `#!` line, else `text`.

    path: with `/`, relative or absolute; only its last part counts.
    first_line: the first line of the file; read only when the name says nothing.
    """
    table = _by_name()
    for name in _candidates(path.rsplit("/", 1)[-1].lower()):
        if name in table:
            return table[name]
    return table.get(f"#!{shebang_program(first_line)}", TEXT)


def _candidates(name: str) -> Iterator[str]:
    """Yield what may be in the table: the name, its extension, its stem (`Dockerfile.dev`)."""
    stem, dot, extension = name.rpartition(".")
    yield name
    if dot:
        yield f".{extension}"
    if stem in ("dockerfile", "makefile", "containerfile"):
        yield stem


def shebang_program(first_line: str) -> str:
    """Return the program of a `#!` line without path and version (`python`), or ''."""
    if not first_line.startswith("#!") or first_line.startswith("#!["):  # an attribute of Rust
        return ""
    words = first_line[2:].split()
    if words and words[0].rsplit("/", 1)[-1] == "env":
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    return words[0].rsplit("/", 1)[-1].rstrip("0123456789.") if words else ""
