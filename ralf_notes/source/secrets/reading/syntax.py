# ruff: noqa: E501 - a table of words stands on one line
"""What the kind of a file says about its strings, and about values without quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.letters import word_set


@dataclass(frozen=True, slots=True)
class Syntax:
    """How values are written in a kind of file."""

    family: str = ""
    """`yaml`, `ini`, `shell`... for files of settings; `code`; `docs`; empty if it is not known."""
    escapes: str = "\"'"
    """The quotes in which a backslash escapes."""
    spans_lines: bool = False
    """Whether a string in plain quotes may go on in the next line."""

    @property
    def is_settings(self) -> bool:
        """Whether values need no quotes."""
        return self.family in _SETTINGS

    @property
    def is_data(self) -> bool:
        """Whether a string stands for itself: nothing in the file is computed."""
        return self.family in _DATA


_SETTINGS = word_set("yaml toml ini properties shell docker hcl make batch nginx")
_DATA = word_set("yaml toml ini properties json xml csv docker")

_FAMILIES = {
    "yaml": "yaml yml cff eyaml sls",
    "toml": "toml",
    "ini": "ini cfg conf cnf cf config editorconfig desktop service container reg inf npmrc pgpass",
    "properties": "properties",
    "shell": "sh bash zsh ksh fish csh tcsh env envrc ebuild bats bash_profile bashrc zshrc profile",
    "docker": "dockerfile containerfile",
    "hcl": "tf tfvars hcl nomad tofu",
    "make": "mk mak make",
    "batch": "bat cmd",
    "nginx": "nginx vhost",
    "json": "json json5 jsonc webmanifest har jsonl ndjson tfstate avsc",
    "xml": "xml html htm xhtml plist csproj vbproj fsproj props targets nuspec xaml xsd xsl svg"
    " jsp cshtml vue svelte wsdl storyboard resx iml",
    "csv": "csv tsv psv",
    "sql": "sql psql mysql pgsql plsql ddl dml cql hql",
    "docs": "md markdown rst txt adoc asciidoc org tex textile mdx",
    "powershell": "ps1 psm1 psd1",
    "basic": "vb vbs bas pas dpr fs fsx f90 adb ads",
    "nix": "nix",
    "lines": "php rb erb rake gemspec pl pm t rs ex exs clj cljs edn el lisp r jl lua ml",
    "code": "py pyi pyw ipynb js mjs cjs jsx ts mts cts tsx go java kt kts swift c h cc cpp cxx hpp hh m"
    " mm cs scala groovy gradle dart zig nim cr d proto graphql gql sol hs elm erl",
}
"""Family -> the endings of its files. `lines` is code whose strings may hold line ends."""
_FAMILY = {ending: family for family, endings in _FAMILIES.items() for ending in endings.split()}
_NAMES = lazily(
    r"(?P<docker>dockerfile|containerfile)|(?P<make>(?:gnu)?makefile)|(?P<shell>\.env)"
    r"|(?P<lines>gemfile|rakefile|vagrantfile|podfile|fastfile)|(?P<code>jenkinsfile)"
    r"|(?P<ini>\.netrc|\.npmrc|\.pypirc|\.gitconfig)",
    re.IGNORECASE,
)
_NO_MATTER = word_set("example sample dist template tmpl tpl j2 jinja in local bak orig")
"""Endings that say nothing of what is in a file."""
_ESCAPES = {
    "yaml": '"', "toml": '"', "shell": '"', "docker": '"', "ini": "", "properties": "", "make": "",
    "batch": "", "xml": "", "csv": "", "sql": "", "powershell": "", "basic": "",
}  # fmt: skip
_SPANS_LINES = frozenset(["yaml", "shell", "sql", "powershell", "lines", "xml", "csv"])


@lru_cache(maxsize=1024)
def of_path(path: str) -> Syntax:
    """Return the syntax of a file, by its name alone."""
    name = path.rpartition("/")[2].lower()
    family = ""
    if named := _NAMES.match(name):
        family = named.lastgroup or ""
    else:
        endings = name.split(".")[1:]
        while len(endings) > 1 and endings[-1] in _NO_MATTER:
            endings.pop()
        family = _FAMILY.get(endings[-1], "") if endings else ""
        if not family and endings and endings[-1] in ("example", "sample", "dist"):
            family = "ini"
    return Syntax(family, _ESCAPES.get(family, "\"'"), family in _SPANS_LINES)
