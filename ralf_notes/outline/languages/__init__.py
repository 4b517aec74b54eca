"""The languages of files: how to recognise, show and parse each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Its grammar and rules are loaded only when one of its files is parsed."""

    key: str
    title: str
    """As people write it: `C#`, `JavaScript`."""
    extensions: str
    """With the dot, in lower case, separated by blanks; `.d.ts` is covered by `.ts`."""
    comments: tuple[str, ...] = ()
    """Marks that start a comment: `#`, `//`, `--`, `;`, `/*`, `<!--`."""
    code_fence: str = ""
    """What follows the three backticks of a code block, if it is not the key."""
    filenames: str = ""
    """Whole file names, in lower case, separated by blanks."""
    shebangs: str = ""
    """Program names in a `#!` line, without version, separated by blanks."""
    grammar: str = ""
    """Python module of the tree-sitter grammar, with `:function` if that is not `language`; '' when
    nothing parses the language."""
    rules: str = ""
    """Module in `outline/languages` that holds its `Rules`: a constant with the key as its name."""
    imports: str = ""
    """`module:function` in `outline/imports/lookups` that resolves its imports."""
    facts: str = ""
    """`module:function` in `outline/formats` that reads a file of a format without a grammar."""

    @property
    def fence(self) -> str:
        """What follows the three backticks of a code block."""
        return self.code_fence or self.key


_C_STYLE = ("//", "/*")

PARSED = (
    Language(
        "python",
        "Python",
        ".py .pyi .pyw",
        ("#",),
        filenames="sconstruct sconscript wscript",
        shebangs="python pypy uv",
        grammar="tree_sitter_python",
        rules="python",
        imports="python:python",
    ),
    Language(
        "javascript",
        "JavaScript",
        ".js .mjs .cjs .jsx",
        _C_STYLE,
        filenames="jakefile",
        shebangs="node bun",
        grammar="tree_sitter_javascript",
        rules="ecmascript",
        imports="javascript:javascript",
    ),
    Language(
        "typescript",
        "TypeScript",
        ".ts .mts .cts",
        _C_STYLE,
        shebangs="deno ts-node tsx",
        grammar="tree_sitter_typescript:language_typescript",
        rules="ecmascript",
        imports="javascript:javascript",
    ),
    Language(
        "tsx",
        "TSX",
        ".tsx",
        _C_STYLE,
        grammar="tree_sitter_typescript:language_tsx",
        rules="ecmascript",
        imports="javascript:javascript",
    ),
    Language("go", "Go", ".go", _C_STYLE, grammar="tree_sitter_go", rules="go", imports="go:go"),
    Language(
        "rust",
        "Rust",
        ".rs",
        _C_STYLE,
        shebangs="rust-script",
        grammar="tree_sitter_rust",
        rules="rust",
        imports="rust:rust",
    ),
    Language(
        "java",
        "Java",
        ".java",
        _C_STYLE,
        grammar="tree_sitter_java",
        rules="jvm",
        imports="jvm:jvm",
    ),
    Language(
        "kotlin",
        "Kotlin",
        ".kt .kts",
        _C_STYLE,
        shebangs="kotlin",
        grammar="tree_sitter_kotlin",
        rules="jvm",
        imports="jvm:jvm",
    ),
    Language(
        "swift",
        "Swift",
        ".swift",
        _C_STYLE,
        shebangs="swift",
        grammar="tree_sitter_swift",
        rules="swift",
        imports="swift:swift",
    ),
    Language(
        "c",
        "C",
        ".c .h",
        _C_STYLE,
        grammar="tree_sitter_c",
        rules="c_family",
        imports="files:c_family",
    ),
    Language(
        "cpp",
        "C++",
        ".cc .cpp .cxx .c++ .hh .hpp .hxx .h++ .ipp .inl .tpp .cu .cuh",
        _C_STYLE,
        grammar="tree_sitter_cpp",
        rules="c_family",
        imports="files:c_family",
    ),
    Language(
        "c_sharp",
        "C#",
        ".cs .csx",
        _C_STYLE,
        code_fence="csharp",
        grammar="tree_sitter_c_sharp",
        rules="c_sharp",
        imports="csharp:csharp",
    ),
    Language(
        "ruby",
        "Ruby",
        ".rb .rake .gemspec .ru .podspec",
        ("#",),
        filenames="rakefile gemfile vagrantfile podfile guardfile capfile brewfile",
        shebangs="ruby rake",
        grammar="tree_sitter_ruby",
        rules="ruby",
        imports="ruby:ruby",
    ),
    Language(
        "php",
        "PHP",
        ".php .phtml .php5 .inc",
        ("//", "/*", "#"),
        shebangs="php",
        grammar="tree_sitter_php:language_php",
        rules="php",
        imports="php:php",
    ),
    Language(
        "bash",
        "Shell",
        ".sh .bash .zsh .ksh .bats .ebuild",
        ("#",),
        filenames=".bashrc .bash_profile .profile .zshrc .zprofile .zshenv pkgbuild",
        shebangs="sh bash zsh ksh dash ash bats",
        grammar="tree_sitter_bash",
        rules="bash",
        imports="files:bash",
    ),
    Language(
        "scala",
        "Scala",
        ".scala .sc .sbt .mill",
        _C_STYLE,
        grammar="tree_sitter_scala",
        rules="further.functional",
        imports="namespaces:jvm",
        named_freely=True,
    ),
    Language(
        "dart",
        "Dart",
        ".dart",
        _C_STYLE,
        grammar="tree_sitter_dart",
        rules="further.compiled",
        imports="named.further:dart",
    ),
    Language(
        "elixir",
        "Elixir",
        ".ex .exs",
        ("#",),
        shebangs="elixir",
        grammar="tree_sitter_elixir",
        rules="further.functional",
        imports="named.further:elixir",
        named_freely=True,
    ),
    Language(
        "lua",
        "Lua",
        ".lua",
        ("--",),
        shebangs="lua luajit",
        grammar="tree_sitter_lua",
        rules="further.scripts",
        imports="named.further:lua",
    ),
    Language(
        "powershell",
        "PowerShell",
        ".ps1 .psm1",
        ("#",),
        shebangs="pwsh powershell",
        grammar="tree_sitter_powershell",
        rules="further.scripts",
        imports="named.further:powershell",
    ),
    Language(
        "objectivec",
        "Objective-C",
        ".m .mm",
        _C_STYLE,
        code_fence="objc",
        grammar="tree_sitter_objc",
        rules="further.compiled",
        imports="files:c_family",
    ),
    Language(
        "zig",
        "Zig",
        ".zig .zon",
        ("//",),
        grammar="tree_sitter_zig",
        rules="further.compiled",
        imports="named.further:zig",
    ),
    Language(
        "markdown",
        "Markdown",
        ".md .markdown .mdown .mkd .mdx .qmd .rmd",
        ("<!--",),
        grammar="tree_sitter_markdown",
        imports="named.documents:documents",
    ),
)
"""The languages that have an outline."""

FORMATS = (
    Language(
        "yaml",
        "YAML",
        ".yaml .yml .cff",
        ("#",),
        filenames=".clang-format .clang-tidy",
        facts="yaml_kinds:facts",
        imports="named.documents:files",
    ),
    Language(
        "toml",
        "TOML",
        ".toml",
        ("#",),
        filenames="pipfile cargo.lock poetry.lock uv.lock",
        facts="toml_kinds:facts",
    ),
    Language(
        "json",
        "JSON",
        ".json .jsonc .json5 .geojson .webmanifest",
        _C_STYLE,
        facts="json_kinds:facts",
        imports="named.documents:files",
    ),
    Language("notebook", "Jupyter notebook", ".ipynb", ("#",), code_fence="text"),
    Language("sql", "SQL", ".sql .ddl .psql .plsql", ("--", "/*"), facts="schemas.sql:facts"),
    Language("html", "HTML", ".html .htm .xhtml", ("<!--",)),
    Language("xml", "XML", ".xml .xsd .xsl .xslt .plist .csproj .props .svg .pom", ("<!--",)),
    Language(
        "css",
        "CSS",
        ".css",
        ("/*",),
        facts="documents.styles:facts",
        imports="named.documents:styles",
    ),
    Language(
        "scss",
        "Sass",
        ".scss .sass .less",
        _C_STYLE,
        facts="documents.styles:facts",
        imports="named.documents:styles",
    ),
    Language("vue", "Vue", ".vue", ("<!--",), code_fence="html"),
    Language("svelte", "Svelte", ".svelte", ("<!--",), code_fence="html"),
    Language(
        "dockerfile",
        "Dockerfile",
        ".dockerfile .containerfile",
        ("#",),
        filenames="dockerfile containerfile",
        facts="deploy.dockerfile:facts",
        imports="named.documents:files",
    ),
    Language(
        "makefile",
        "Makefile",
        ".mk .mak .make",
        ("#",),
        filenames="makefile gnumakefile bsdmakefile",
        shebangs="make",
        facts="project.makefile:makefile",
        imports="named.documents:files",
    ),
    Language(
        "just",
        "Justfile",
        ".just",
        ("#",),
        code_fence="makefile",
        filenames="justfile .justfile",
        shebangs="just",
        facts="project.makefile:justfile",
        imports="named.documents:files",
    ),
    Language(
        "gomod",
        "Go module",
        "",
        ("//",),
        code_fence="text",
        filenames="go.mod",
        facts="project.packages:go_mod",
    ),
    Language(
        "gotemplate",
        "Go template",
        ".tpl .gotmpl .tmpl",
        (),
        code_fence="text",
        facts="deploy.kubernetes:template",
    ),
    Language("cmake", "CMake", ".cmake", ("#",), filenames="cmakelists.txt"),
    Language(
        "rst",
        "reStructuredText",
        ".rst .rest",
        facts="documents.markup:rst",
        imports="named.documents:documents",
    ),
    Language(
        "asciidoc",
        "AsciiDoc",
        ".adoc .asciidoc .asc",
        ("//",),
        facts="documents.markup:asciidoc",
        imports="named.documents:documents",
    ),
    Language(
        "ini",
        "INI",
        ".ini .cfg .conf .properties .env .service",
        ("#", ";"),
        filenames=".editorconfig .gitconfig .env .npmrc .pylintrc .flake8",
        facts="plain_settings:facts",
    ),
    Language(
        "ignore",
        "Ignore list",
        ".gitignore",
        ("#",),
        code_fence="text",
        filenames=".gitignore .dockerignore .npmignore .gitattributes codeowners",
    ),
    Language("csv", "CSV", ".csv .tsv", code_fence="text", facts="documents.csv_columns:facts"),
    Language("diff", "Diff", ".diff .patch"),
    Language(
        "proto",
        "Protocol Buffers",
        ".proto",
        _C_STYLE,
        facts="schemas.proto:facts",
        imports="named.documents:proto",
    ),
    Language(
        "graphql",
        "GraphQL",
        ".graphql .gql .graphqls",
        ("#",),
        facts="schemas.graphql:facts",
        imports="named.documents:files",
    ),
    Language(
        "hcl",
        "HCL",
        ".tf .hcl .tfvars .tofu .nomad",
        ("#", "//", "/*"),
        facts="deploy.terraform:facts",
        imports="named.documents:terraform",
    ),
    Language("perl", "Perl", ".pl .pm", ("#",), shebangs="perl"),
    Language("r", "R", ".r", ("#",), shebangs="Rscript"),
    Language("julia", "Julia", ".jl", ("#",), shebangs="julia"),
    Language("groovy", "Groovy", ".groovy .gradle", _C_STYLE, filenames="jenkinsfile"),
    Language("haskell", "Haskell", ".hs", ("--",), shebangs="runhaskell"),
    Language("clojure", "Clojure", ".clj .cljs .cljc .edn", (";",)),
    Language("query", "Tree-sitter query", "", (";",), code_fence="scheme"),
    Language("lisp", "Lisp", ".lisp .el .scm .rkt", (";",)),
    Language("nix", "Nix", ".nix", ("#",)),
    Language("fish", "Fish", ".fish", ("#",), shebangs="fish"),
    Language("psd1", "PowerShell data", ".psd1", ("#",), code_fence="powershell"),
    Language("batch", "Batch", ".bat .cmd", code_fence="bat"),
    Language("awk", "AWK", ".awk", ("#",), shebangs="awk gawk"),
    Language("latex", "LaTeX", ".tex .sty .cls .bib"),
    Language("jinja", "Jinja", ".j2 .jinja .jinja2", code_fence="text"),
)
"""Formats with a name and a fence of their own, but no outline."""

REQUIREMENTS = Language(
    "requirements",
    "Python requirements",
    "",
    ("#",),
    code_fence="text",
    facts="project.packages:requirements",
    imports="named.documents:files",
)
"""Files such as `requirements-dev.txt`, known by the beginning of their name."""
TEXT = Language("text", "Text", ".txt", ("#", "//", "--", ";", "/*"))


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
        path: With `/`, relative or absolute; only its last part counts.
        first_line: The first line of the file.
    """
    name = path.rpartition("/")[2].lower()
    _, dot, extension = name.rpartition(".")
    candidates = [name, f".{extension}" if dot else ""]
    first = name.partition(".")[0]
    if first in ("dockerfile", "makefile", "containerfile", "justfile"):  # `Dockerfile.dev`
        candidates.append(first)
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
