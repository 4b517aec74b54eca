"""The formats: files with facts of their own, or at least a name, that no grammar reads."""

from __future__ import annotations

from ralf_notes.outline.languages.known import Language
from ralf_notes.outline.languages.known.named import NAMED_ONLY

_C_STYLE = ("//", "/*")

FORMATS = (
    Language("yaml", "YAML", ".yaml .yml .cff", ("#",), filenames=".clang-format .clang-tidy",
        facts="yaml_kinds:facts", imports="documents:files"),
    Language("toml", "TOML", ".toml", ("#",), filenames="pipfile cargo.lock poetry.lock uv.lock",
        facts="toml_kinds:facts"),
    Language("json", "JSON", ".json .jsonc .json5 .geojson .webmanifest", _C_STYLE,
        facts="json_kinds:facts", imports="documents:files"),
    Language("notebook", "Jupyter notebook", ".ipynb", ("#",), code_fence="text"),
    Language("sql", "SQL", ".sql .ddl .psql .plsql", ("--", "/*"), facts="schemas.sql:facts",
        imports="further.templates:models"),
    Language("html", "HTML", ".html .htm .xhtml", ("<!--",), facts="documents.pages:facts",
        imports="documents:pages"),
    Language("xml", "XML",
        ".xml .xsd .xsl .xslt .plist .csproj .fsproj .vbproj .props .targets .svg .pom", ("<!--",),
        facts="xml_kinds:facts", imports="documents:files"),
    Language("css", "CSS", ".css", ("/*",), facts="documents.styles:facts",
        imports="documents:styles"),
    Language("scss", "Sass", ".scss .sass .less", _C_STYLE, facts="documents.styles:facts",
        imports="documents:styles"),
    *(
        Language(
            key,
            title,
            f".{key}",
            ("//", "/*", "<!--"),
            code_fence="ts",
            rules="ecmascript",
            imports="javascript:javascript",
        )
        for key, title in (("vue", "Vue"), ("svelte", "Svelte"), ("astro", "Astro"))
    ),
    Language("dockerfile", "Dockerfile", ".dockerfile .containerfile", ("#",),
        filenames="dockerfile containerfile", facts="deploy.dockerfile:facts",
        imports="documents:files"),
    Language("makefile", "Makefile", ".mk .mak .make", ("#",),
        filenames="makefile gnumakefile bsdmakefile", shebangs="make",
        facts="project.makefile:makefile", imports="documents:files"),
    Language("just", "Justfile", ".just", ("#",), code_fence="makefile",
        filenames="justfile .justfile", shebangs="just", facts="project.makefile:justfile",
        imports="documents:files"),
    Language("gomod", "Go module", "", ("//",), code_fence="text", filenames="go.mod",
        facts="project.packages:go_mod"),
    Language("gotemplate", "Template", ".tpl .gotmpl .tmpl .gohtml", (), code_fence="text",
        noun="template", facts="deploy.kubernetes:template"),
    Language("cmake", "CMake", ".cmake", ("#",), filenames="cmakelists.txt",
        facts="builds.cmake:facts", imports="further.cmake:modules"),
    Language("rst", "reStructuredText", ".rst .rest", facts="documents.markup:rst",
        imports="documents:documents"),
    Language("asciidoc", "AsciiDoc", ".adoc .asciidoc .asc", ("//",),
        facts="documents.markup:asciidoc", imports="documents:documents"),
    Language("ini", "INI", ".ini .cfg .conf .properties .env", ("#", ";"),
        filenames=".editorconfig .gitconfig .env .npmrc .pylintrc .flake8",
        facts="plain_settings:facts"),
    Language("systemd", "systemd unit", ".service .socket .timer .mount .automount .slice",
        ("#", ";"), code_fence="ini", noun="systemd unit", facts="deploy.systemd:facts"),
    Language("ignore", "Ignore list", ".gitignore", ("#",), code_fence="text",
        filenames=".gitignore .dockerignore .npmignore .gitattributes codeowners"),
    Language("csv", "CSV", ".csv .tsv", code_fence="text", facts="documents.csv_columns:facts"),
    Language("gettext", "Translation", ".po .pot", ("#",), code_fence="text",
        facts="documents.translations:facts"),
    Language("diff", "Diff", ".diff .patch"),
    Language("proto", "Protocol Buffers", ".proto", _C_STYLE, facts="schemas.proto:facts",
        imports="documents:proto"),
    Language("graphql", "GraphQL", ".graphql .gql .graphqls", ("#",), facts="schemas.graphql:facts",
        imports="documents:files"),
    Language("hcl", "HCL", ".tf .hcl .tfvars .tofu .nomad", ("#", "//", "/*"),
        facts="deploy.terraform:facts", imports="documents:terraform"),
    Language("perl", "Perl", ".pl .pm", ("#",), shebangs="perl"),
    Language("r", "R", ".r", ("#",), shebangs="Rscript", facts="scripts.r:facts",
        imports="documents:files"),
    Language("groovy", "Groovy", ".groovy .gradle", _C_STYLE, filenames="jenkinsfile",
        facts="deploy.jenkins:facts"),
    Language("haskell", "Haskell", ".hs", ("--",), shebangs="runhaskell"),
    Language("clojure", "Clojure", ".clj .cljs .cljc .edn", (";",)),
    Language("query", "Tree-sitter query", "", (";",), code_fence="scheme"),
    Language("lisp", "Lisp", ".lisp .el .scm .rkt", (";",)),
    Language("nix", "Nix", ".nix", ("#",)),
    Language("fish", "Fish", ".fish", ("#",), shebangs="fish"),
    Language("psd1", "PowerShell data", ".psd1", ("#", "<#"), code_fence="powershell"),
    Language("batch", "Batch", ".bat .cmd", code_fence="bat"),
    Language("awk", "AWK", ".awk", ("#",), shebangs="awk gawk"),
    Language("latex", "LaTeX", ".tex .sty .cls .bib"),
    *NAMED_ONLY,
)  # fmt: skip
"""Formats with a name and a fence of their own, but no outline."""

REQUIREMENTS = Language(
    "requirements",
    "Python requirements",
    "",
    ("#",),
    code_fence="text",
    facts="project.packages:requirements",
    imports="documents:files",
)
"""Files such as `requirements-dev.txt`, known by the beginning of their name."""
TEXT = Language("text", "Text", ".txt", ("#", "//", "--", ";", "/*"))
