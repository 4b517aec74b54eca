"""Facts of formats: variants that the golden notes do not show, and files that mean harm."""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

import json
import time
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.outline import formats, languages
from ralf_notes.outline.model import Outline
from ralf_notes.outline.parse import outline
from ralf_notes.source import secrets
from ralf_notes.source.decode import notebook_source


def of(path: str, text: str) -> Outline:
    return outline(path, dedent(text).lstrip("\n"))


def table(path: str, text: str, title: str) -> list[tuple[str, ...]]:
    return [row for each in of(path, text).tables if each.title == title for row in each.rows]


def notebook(*cells: tuple[str, str], **metadata: object) -> str:
    made = [{"cell_type": kind, "source": source} for kind, source in cells]
    return notebook_source(json.dumps({"cells": made, "metadata": metadata, "nbformat": 4}))


# --- notebooks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kernel", "code", "language", "names"),
    [
        ({}, "def f(): ...", "python", ["f"]),
        ({"kernelspec": {"language": "python"}}, "class A: ...", "python", ["A"]),
        ({"language_info": {"name": "julia"}}, "f(x) = x", "julia", ["f"]),
        ({"language_info": {"name": "sas"}}, "data a; run;", "notebook", []),
        ({"kernelspec": {"language": "R"}}, "f <- function(x) x", "r", []),
        (
            {"kernelspec": {"name": "deno", "language": "typescript"}},
            "function f() {}",
            "typescript",
            ["f"],
        ),
        ({"kernelspec": {"language": "scala"}}, "def f(x: Int) = x", "scala", ["f"]),
    ],
)
def test_code_of_a_notebook_is_in_the_language_of_its_kernel(
    kernel: dict[str, object], code: str, language: str, names: list[str]
) -> None:
    found = outline("n.ipynb", notebook(("markdown", "# Title"), ("code", code), **kernel))
    assert found.language == language
    assert [s.name for s in found.symbols] == ["Title", *names]


def test_what_a_notebook_belongs_to_is_not_what_it_is_about() -> None:
    words = ("markdown", "This is a companion notebook for the book."), ("markdown", "## Mills")
    found = outline("n.ipynb", notebook(*words))
    assert (found.about, found.purpose) == ("Jupyter notebook in Python: `Mills`.", "")


def test_magics_of_ipython_are_no_python() -> None:
    cells = [
        "%load_ext x\nimport a",
        "!pip install \\\n  b",
        "%%html\n<b>import c</b>",
        "%%time\nimport d",
        "df.head?",
        "files = !ls\nimport e",
    ]
    found = outline("n.ipynb", notebook(*(("code", cell) for cell in cells)))
    assert [each.module for each in found.imports] == ["a", "d", "e"]
    assert found.unread == ()


def test_what_markdown_cells_quote_is_no_code() -> None:
    found = outline(
        "n.ipynb", notebook(("markdown", "```python\nimport a\n```"), ("raw", "import b"))
    )
    assert found.imports == ()


# --- SQL --------------------------------------------------------------------------------------

SQL = {
    "mysql": ("CREATE TABLE `a`.`b` (\n `id` int -- key\n) ENGINE=InnoDB;", [("table", "a.b")]),
    "t-sql": (
        "CREATE TABLE [dbo].[Users] (Id INT)\nGO\nCREATE VIEW dbo.V AS SELECT 1\nGO",
        [("table", "dbo.Users"), ("view", "dbo.V")],
    ),
    "oracle": ("create or replace force view v as select 1 from dual;", [("view", "v")]),
    "materialized": ("CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1;", [("view", "m")]),
    "temporary": ("CREATE TEMP TABLE t (x int);", [("table", "t")]),
    "routine with a body": (
        "CREATE PROCEDURE p()\nBEGIN\n  IF 1 THEN CREATE TABLE no (x int); END IF;\n  CASE x WHEN 1 THEN 2 END;\nEND;\nCREATE TABLE yes (x int);",
        [("function", "p"), ("table", "yes")],
    ),
    "in a text": (
        "INSERT INTO t VALUES ('CREATE TABLE x (a int);');\n-- CREATE TABLE y (a int);\n/* CREATE TABLE z (a int); */",
        [],
    ),
    "enum": (
        "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE DOMAIN d AS int;",
        [("enum", "mood"), ("type", "d")],
    ),
    "trigger": (
        "CREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW BEGIN UPDATE y SET a=1; END;",
        [("function", "t")],
    ),
    "definer": ("CREATE DEFINER=`root`@`localhost` PROCEDURE `p`() SELECT 1;", [("function", "p")]),
    "unicode": ("CREATE TABLE größe (maß int);", [("table", "größe")]),
    "not ended": ("CREATE TABLE a (x int, y text", [("table", "a")]),
}


@pytest.mark.parametrize("dialect", SQL)
def test_sql_of_many_dialects(dialect: str) -> None:
    text, expected = SQL[dialect]
    assert [(s.kind, s.name) for s in of("x.sql", text).symbols] == expected


def test_the_title_of_a_part_describes_no_table() -> None:
    text = "/*****\n  Create Tables\n*****/\nCREATE TABLE a (x int);\n-- Sings.\nCREATE TABLE b (x int);"
    assert [symbol.doc for symbol in of("x.sql", text).symbols] == ["", "Sings."]


def test_a_definition_inside_another_stands_at_the_margin() -> None:
    text = "message A {\n  enum B {\n    C = 0;\n  }\n  B b = 1;\n}\n"
    assert of("x.proto", text).symbols[1].signature == "enum B {\n  C = 0;\n}"


def test_the_comment_of_a_target_stands_above_its_declaration_as_phony() -> None:
    text = (
        "# Sings.\n.PHONY: sing\nsing:\n\tx\n\n# Of many.\n.PHONY: hum shout\nhum:\n\tx\n"
        "# Not this.\n.PHONY: other\nshout:\n\tx\n"
    )
    assert table("Makefile", text, "Targets") == [
        ("sing", "Sings."),
        ("hum", ""),
        ("shout", ""),
    ]


RAKE = """
desc "Builds the site"
task :build => [:clean, "assets"] do
end
namespace :db do
  desc 'Moves the tables'
  task migrate: :environment do
  end
end
# Cleans all.
multitask :clean
Rake::TestTask.new(:spec) do |t|
end
task default: %w[spec build]
def named(name, other)
  desc "Runs #{other}"
  task name, Rake.application[other].arg_names => other
end
desc "Packs #{VERSION}"
task "pack"
"""
GRADLE = """
task hello {
    description = 'Says hello'
}
// Packs it.
task pack(type: Zip) { }
tasks.register<Copy>("copyDocs") {
    from("docs")
    description = "Copies the docs"
}
val sign by tasks.registering(Sign::class) { description = "Signs" }
tasks.named("test") { description = "No" }
"""
TOX = """
[tox]
env_list = py{311,312}, style  # all

[testenv]
description = Runs the tests
commands = pytest

[testenv:style]
description =
    Looks at
    the style
"""
TASKS = {
    "Rakefile": [
        ("build", "clean\nassets", "Builds the site"),
        ("db:migrate", "environment", "Moves the tables"),
        ("clean", "", "Cleans all."),
        ("spec", "", ""),
        ("default", "spec\nbuild", ""),
        ("pack", "", ""),
    ],
    "build.gradle": [
        ("hello", "Says hello"),
        ("pack", "Packs it."),
        ("copyDocs", "Copies the docs"),
        ("sign", "Signs"),
    ],
    "tox.ini": [("py{311,312}", "Runs the tests"), ("style", "Looks at the style")],
}


@pytest.mark.parametrize(("path", "text"), [*zip(TASKS, (RAKE, GRADLE, TOX), strict=True)])
def test_tasks_of_rake_gradle_and_tox_have_their_authors_words(path: str, text: str) -> None:
    made, title = outline(path, text), "Environments" if path == "tox.ini" else "Tasks"
    assert [each.title for each in made.tables] == [title]
    assert list(made.tables[0].rows) == TASKS[path]


def test_foreign_keys_of_migrations_refer_to_their_table() -> None:
    text = "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b_id, c) REFERENCES s.b (id, c);"
    assert table("x.sql", text, "Refers to") == [("a", "b_id\nc", "s.b(id, c)")]


# --- settings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "about"),
    [
        (".github/workflows/a.yml", "on: push\njobs: {}\n", "GitHub workflow, run on `push`."),
        (
            ".github/workflows/a.yml",
            "name: A\non: [push, pull_request]\njobs: {b: {runs-on: x}}\n",
            "GitHub workflow `A`, run on `push` and `pull_request`, with the job `b`.",
        ),
        (
            "compose.prod.yaml",
            "services: {web: {image: a}}\n",
            "Docker Compose file of the service `web`.",
        ),
        ("stack.yml", "services: {web: {build: .}}\n", "Docker Compose file of the service `web`."),
        ("x.yaml", "swagger: '2.0'\ninfo: {title: T}\npaths: {}\n", "Swagger description of `T`."),
        ("x.json", '{"openapi": "3.1.0", "info": {"title": "T"}}', "OpenAPI description of `T`."),
        ("x.yml", "- hosts: web\n  tasks: []\n", "Ansible playbook for `web`."),
        (
            "x.yml",
            "- name: A.\n  a.b.c: {}\n- include_tasks: b.yml\n",
            "Ansible tasks: `A` and `b.yml`.",
        ),
        ("tasks/x.yml", "- name: A\n  apt: {}\n", "Ansible tasks: `A`."),
        ("x.yml", "- name: A\n  apt: {}\n", "List of `A`."),
        (
            "x.yml",
            "- name: A\n  url: b\n  when: c\n- name: D\n  e: f\n  g: h\n",
            "List of `A` and `D`.",
        ),
        ("x.yml", "a: 1\n", "YAML with the key `a`."),
        ("x.yml", "a: [\nb: 2\n", "YAML with the keys `a` and `b`."),
        (
            "tsconfig.json",
            '{\n  // comment\n  "extends": "./b.json",\n}',
            "TypeScript settings with the key `extends`.",
        ),
        (
            "x.toml",
            'a = [\n  {b="]", c=1},\n  "d = e",\n]\nf = """\ng = 1\n"""\nh = "# [" # {\n[i]\nj = 1\n',
            "TOML with `a`, `f`, `h` and `i`.",
        ),
        ("Cargo.toml", '[package]\nname = "a"\n', "Manifest of the crate `a`."),
        (
            "Dockerfile.dev",
            "from alpine as a\ncmd sh\n",
            "Container image that is built from `alpine` and runs `sh`.",
        ),
        ("GNUmakefile", "a::\n\ttrue\nB ?= c\n", "Makefile with the target `a`."),
        (
            "Makefile",
            '$(warning "no linter in $(PATH), run: curl | sh")\nall: $(X:.c=.o)\n',
            "Makefile with the target `all`.",
        ),
        (
            "a.csproj",
            '<Project Sdk="x"><TargetFramework>net8.0</TargetFramework></Project>',
            "Project of .NET for `net8.0`.",
        ),
        (
            "pom.xml",
            "<project><parent><artifactId>no</artifactId></parent><artifactId>a</artifactId></project>",
            "Maven project `a`.",
        ),
        (
            "x.xml",
            "<?xml version='1.0'?>\n<!-- <no> -->\n<resources/>",
            "XML with the root element `resources`.",
        ),
        ("x.html", "<html><title>A &amp; b</title><h1>One</h1></html>", "HTML page `A & b`."),
        (
            "versions.tf",
            'terraform {\n  required_version = ">= 1"\n  required_providers {\n    aws = {\n'
            '      source = "hashicorp/aws"\n    }\n    mill = "~> 2"\n  }\n}\n',
            "Terraform that requires `terraform`, `aws` and `mill`.",
        ),
        (".env.sample", "A=secret\nexport B=2\n", "Environment with the variables `A` and `B`."),
    ],
)
def test_what_a_file_is(path: str, text: str, about: str) -> None:
    found = of(path, text)
    assert found.about == about
    assert "secret" not in repr(found.tables)


@pytest.mark.parametrize(
    ("path", "text", "about", "purpose"),
    [
        ("web/vite.config.ts", "// one port\nexport default {}\n", "Vite settings.", ""),
        (".eslintrc.cjs", "module.exports = { a: 1 }\n", "ESLint settings.", ""),
        ("karma.conf-ci.js", "module.exports = f => 1\n", "Karma settings.", ""),
        (
            "rollup.config.mjs",
            "/* Builds one bundle for browsers. */\n\nimport a from 'a'\nexport default a()\n",
            "Rollup settings.",
            "Builds one bundle for browsers.",
        ),
        (
            "gradlew",
            "#!/bin/sh\n\n# Add default JVM options here.\ndie() { exit 1; }\n",
            "Wrapper script that runs the project's version of Gradle.",
            "",
        ),
        (
            "Package.swift",
            "// swift-tools-version:5.5\n// The swift-tools-version declares it.\n"
            'let p = Package(name: "Mill")\n',
            "Manifest of the Swift package `Mill`.",
            "",
        ),
        (
            "mill.gemspec",
            "Gem::Specification.new do |s|\n  s.name = 'mill'\n  s.summary = 'Grinds.'\nend\n",
            "Manifest of the gem `mill`.",
            "Grinds.",
        ),
        (
            "CMakeLists.txt",
            "# NAME: CMakeLists.txt #\nproject(mill)\n",
            "Manifest of the CMake project `mill`.",
            "",
        ),
        ("LICENSE.md", "Mill is free software.\n", "Terms of the licence.", ""),
        (".gitignore", "# Our handy list\n\na\n", "", ""),
        (
            "mill.php",
            "<?php\n/*\nPlugin Name: Mill\nDescription: Grinds corn.\n*/\nadd_action('a', 'b');\n",
            "",
            "Grinds corn.",
        ),
        (
            "codecov.yml",
            "# comment spam, as anybody can look\ncomment: false\n",
            "Codecov settings with the key `comment`.",
            "",
        ),
        (
            "compose.yml",
            "# version is gone now\n\nservices: {web: {image: a}}\n",
            "Docker Compose file of the service `web`.",
            "",
        ),
        (
            "compose.yml",
            "# Runs the mill with all that it needs.\n\nservices: {web: {image: a}}\n",
            "Docker Compose file of the service `web`.",
            "Runs the mill with all that it needs.",
        ),
        (".editorconfig", "# editorconfig.org\n[*]\na = 1\n", "EditorConfig settings.", ""),
        ("mill.config.ts", "export default {}\n", "", ""),
    ],
)
def test_a_file_is_what_its_name_tells(path: str, text: str, about: str, purpose: str) -> None:
    found = of(path, text)
    assert (found.about, found.purpose) == (about, purpose)


def test_an_alias_is_the_value_of_its_anchor() -> None:
    text = """
        x-base: &base {image: a, ports: ["1:1"]}
        services:
          web: {<<: *base, command: run}
          db: *base
    """
    assert table("compose.yml", text, "Services") == [
        ("web", "a", "1:1", "run"),
        ("db", "a", "1:1", ""),
    ]


def test_secrets_in_facts_are_masked() -> None:
    token = "ghp_0123456789abcdef0123456789abcdef0123"
    cases = {
        "compose.yml": f"services:\n  web:\n    image: a\n    command: run --token {token}\n",
        "package.json": json.dumps({"name": "a", "scripts": {"b": f"run {token}"}}),
        "main.tf": f'variable "a" {{\n  default = "{token}"\n}}\n',
        "Makefile": f"a: ## uses {token}\n\ttrue\n",
    }
    for path, text in cases.items():
        found = outline(path, secrets.mask(text, path))
        assert token not in repr(found)
        assert found.tables, path


# --- files that mean harm -----------------------------------------------------------------------


def bomb(levels: int) -> str:
    lines = ["a0: &a0 {x: 1, y: 2}"]
    lines += [
        f"a{n}: &a{n} {{l: [*a{n - 1}, *a{n - 1}], <<: [*a{n - 1}, *a{n - 1}]}}"
        for n in range(1, levels)
    ]
    return "\n".join([*lines, f"services: *a{levels - 1}", ""])


HARMFUL = {
    "compose.yml": [
        bomb(60),
        "services: " + "[" * 50_000,
        "- " * 50_000,
        "a: " * 3000,
        "&a [*a]",
        "services: &s\n  a: *s\n",
    ],
    "x.json": ["[" * 100_000, '{"a":' * 50_000, '{"scripts": 1, "bin": [], "dependencies": "x"}'],
    "package.json": [
        '{"name": [], "scripts": {"a": {}}, "bin": {"a": []}, "workspaces": {"packages": [1]}}',
        "[]",
        "1",
    ],
    "pyproject.toml": [
        "[project]\nname = 1\ndependencies = 'x'\n",
        "a." * 5000 + "b = 1\n",
        "a." * 50_000 + "b = 1\n",
        "x = " + "[" * 5000,
    ],
    "x.sql": [
        "CREATE TABLE " * 2000,
        "(" * 50_000,
        "$$" * 3000,
        "CREATE FUNCTION a " + "BEGIN " * 5000,
    ],
    "x.proto": ["message A {" * 5000, "}" * 5000, "/*" * 5000],
    "x.graphql": ["type A {" * 5000, '"""' * 5001, "union A = " + "| B\n" * 5000],
    "x.tf": [
        'resource "a" "b" {' * 3000,
        "x = <<EOF\n" * 3000,
        '"${' * 5000,
        '"${"' * 5000,
        '"${{"' * 5000,
        '"${a"${{"b"' * 3000,
    ],
    "Dockerfile": ["FROM a \\\n" * 5000, "RUN <<EOF\n" * 3000, "FROM\n" * 3000],
    "Makefile": ["a: \\\n" * 5000, ":" * 5000, "a " * 5000 + ": b\n"],
    "justfile": ["a " * 5000 + ":\n", "a b='" * 3000],
    "Rakefile": ["task :a => [" * 3000, "namespace :a do\n" * 5000, "desc 'a" * 3000],
    "build.gradle": ["task a {\n" * 5000, "tasks.register<" * 3000, "description 'a" * 3000],
    "tox.ini": ["[testenv:a]\n" * 5000, "[tox]\nenvlist = " + "{a," * 5000, "[a\n" * 5000],
    "x.rst": ["=\n" * 5000, "a\n=\n\n" * 2000, "`a <" * 5000],
    "x.adoc": ["= a\n" * 5000, "----\n" * 5001, "link:" * 5000],
    "x.css": ["--a: " * 5000, "/*" * 5000, "@import '" * 3000],
    "x.csv": ["a," * 9000, '"' * 5001, ";" * 5000],
    "requirements.txt": ["a==1 \\\n" * 5000, "-r " * 3000],
    "go.mod": ["require (\n" * 5000, "a v1 => b\n" * 3000],
    "x.ini": ["[" * 5000, "a=" * 5000],
    "x.html": ["<h1>" * 5000, "<a href=" * 5000, "<!--" * 5000, "<title>" * 3000],
    "x.xml": ["<a " * 5000, "<!--" * 5000, "<!DOCTYPE a [<!ENTITY b 'c'>]>" * 2000],
    "pom.xml": ["<parent>" * 5000, "<dependency>" * 5000, "<modules>" * 5000],
    "a.csproj": ["<Project>" + '<PackageReference Include="' * 3000],
    "_helpers.tpl": ['{{ define "' * 3000, "{{/*" * 5000],
}


@pytest.mark.parametrize("path", HARMFUL)
def test_no_file_crashes_the_run_or_takes_long(path: str) -> None:
    for text in HARMFUL[path]:
        begun = time.process_time()
        found = outline(path, text)
        assert time.process_time() - begun < 5, text[:40]
        assert (
            sum(len(cell) for each in found.tables for row in each.rows for cell in row)
            < 20 * len(text) + 1000
        )


READ = sorted({language.key for language in languages.all_languages() if language.facts})
PIECES = ["services:", "jobs:", "on:", "  a:", "{", "}", "[", "]", '"', "'", ":", "=", "- ", "#", "\n", "\t", "CREATE TABLE a (", "FROM a AS b", "message A {", "type A {", 'resource "a" "b" {', "{{", "}}", "<<EOF", "*a", "&a", "<<: *a", "apiVersion: 1\nkind: A\n", "openapi: 3\npaths:\n", "é"]  # fmt: skip


@pytest.mark.parametrize("key", READ)
@given(parts=st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40))
def test_no_text_is_too_odd(key: str, parts: list[str]) -> None:
    language = languages.get(key)
    endings = [f"x{each}" for each in language.extensions.split()]
    path = [*endings, *language.filenames.split(), "requirements.txt"][0]
    found = formats.facts_of(language, path, "".join(parts))
    for each in found.tables:
        assert all(len(row) == len(each.columns) for row in each.rows)


INVOKE = '''
from invoke import task

@task(pre=[clean])
def build_docs(c, open=False):
    """Build the docs. Takes long."""

@task(name="all")
def everything(c):
    pass

def helper(c):
    """Help."""
'''
NOX = '''
import nox

@nox.session(python=["3.12"])
def unit_tests(session):
    """Run the tests."""

@nox.session(
    name="check-types",
    python="3.12",
)
@nox.parametrize(name="corn")
def types(session):
    pass
'''


@pytest.mark.parametrize(
    ("path", "text", "columns", "rows"),
    [
        ("tasks.py", INVOKE, ("task", "what it is"), [("build-docs", "Build the docs."), ("all", "")]),
        ("noxfile.py", NOX, ("session", "what it is"), [("unit_tests", "Run the tests."), ("check-types", "")]),
        ("Procfile.dev", "web: rails s -p 3000\n# x: y\ncss: yarn watch\n", ("process", "command"),
         [("web", "rails s -p 3000"), ("css", "yarn watch")]),
        ("tasks.py", INVOKE.replace("invoke", "celery"), (), []),
    ],
)  # fmt: skip
def test_tasks_of_python_and_processes_are_facts(
    path: str, text: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    tables = outline(path, text).tables
    assert [(table.columns, list(table.rows)) for table in tables] == (
        [(columns, rows)] if columns else []
    )


def test_the_label_of_a_group_of_requirements_says_nothing_of_the_file() -> None:
    labelled = "# Runtime dependencies of shop\nsphinx\n\n# Tests\npytest\n"
    assert not outline("requirements_dev.txt", labelled).purpose
    whole = "# Runtime dependencies of shop\nsphinx\n"
    assert outline("requirements_dev.txt", whole).purpose == "Runtime dependencies of shop"


# --- R ----------------------------------------------------------------------------------------

R = """#' Bakes a cake
#'
#' @description
#' Needs an oven of \\pkg{mill}.
#' @param .flour,sugar \\[`numeric`]\\cr in grams,
#'   sieved
#' @return A [cake()].
#' @examples
#' bake(1)
#' @export
bake <- function(.flour, sugar = "}",
                 top = c("(", ")")) {
  inner <- function(x) x  # "}
  inner(.flour)
}

`[.cake` <- function(x, i) x[[i]]
eat = function(x)
  x + 1

size <- \\(x) nchar(x)
not_one <- lapply(x, function(y) y)
source("R/mill.R")
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("opening", ["", "# \u00e9\u4e2d\n"])
def test_functions_of_r(end: str, opening: str) -> None:
    text = (opening + R).replace("\n", end)
    found = of("R/cake.R", text)
    assert [each.name for each in found.symbols] == ["bake", "[.cake", "eat", "size"]
    bake = found.symbols[0]
    assert bake.signature.startswith("bake <- function(.flour, sugar")
    assert bake.signature.endswith('top = c("(", ")"))')
    assert bake.doc.startswith("Bakes a cake\n\nNeeds an oven of mill.")
    assert "- `.flour,sugar`: [`numeric`] in grams, sieved" in bake.doc
    assert bake.doc.endswith("Returns: A [cake()].")
    assert text.encode()[bake.start : bake.end].endswith(b"}")
    assert not found.purpose or opening
    assert [each.module for each in found.imports] == ["R/mill.R"]


@pytest.mark.parametrize(
    "text",
    ["f <- function(" * 20_000, "#' a\n" * 50_000, "f <- function(x) {\n" * 20_000, "a <- '" + "x" * 500_000,
     "f <- function(x) x\n" * 20_000, "A <- R6Class(\n" * 20_000, "A <- R6Class(" + "a = 1, " * 40_000 + ")",
     "A <- R6Class(" + "private = list(), a = function() 1, " * 10_000 + ")", "setMethod('a', 'b'\n" * 20_000,
     "A <- R6Class('A', list(a = function() 1))\n" * 5_000],
)  # fmt: skip
def test_r_that_means_harm_takes_no_time(text: str) -> None:
    start = time.process_time()
    of("a.R", text)
    assert time.process_time() - start < 5


# --- dbt --------------------------------------------------------------------------------------

MACROS = """{# Cents to euros; {{ ref('no') }} #}
{%- macro euros(column, precision=round(2, (1))) -%}
    ({{ column }} / 100)::numeric({{ precision }})
{%- endmacro %}

{% macro other() %}a{% endmacro %}
"""


def test_macros_of_dbt() -> None:
    found = of("macros/money.sql", MACROS)
    assert found.about == "dbt with the macros `euros` and `other`."
    euros, other = found.symbols
    assert euros.signature == "macro euros(column, precision=round(2, (1)))"
    assert euros.doc == "Cents to euros; {{ ref('no') }}"
    assert MACROS[euros.start : euros.end].endswith("{%- endmacro %}")
    assert not other.doc
    assert not found.imports


def test_models_of_dbt_say_what_they_select_from() -> None:
    text = """
    {{ config(materialized='table') }}
    with a as (select * from {{ ref('stg_cakes') }}), b as (select * from {{ ref("mill", "flour") }})
    select * from {{ source('shop', 'raw_cakes') }} join {{ ref('stg_cakes') }}
    """
    found = of("models/cakes.sql", text)
    assert found.about == "dbt query of `stg_cakes`, `flour` and `shop.raw_cakes`."
    assert [each.module for each in found.imports] == ["stg_cakes", "flour"]


@pytest.mark.parametrize(
    "text", ["SELECT ref('a');", "SELECT 1; -- {{ a }}", "CREATE TABLE {{ a }} (id INT);"]
)
def test_sql_that_is_no_template_of_dbt(text: str) -> None:
    assert "dbt" not in of("a.sql", text).about or "{" in text


@pytest.mark.parametrize(
    "text", ["{% macro a(" * 30_000, "{#" * 100_000, "{{ ref(" * 60_000, "{% macro a(((" + "(" * 200_000]
)  # fmt: skip
def test_dbt_that_means_harm_takes_no_time(text: str) -> None:
    start = time.process_time()
    of("a.sql", text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("first", "purpose"),
    [
        ("# syntax = docker/dockerfile:1\n\n# Keep in step with the Gemfile\nARG RUBY=3.4\n", ""),
        ("# Builds the image of the shop.\nARG RUBY=3.4\n", "Builds the image of the shop."),
        ("# The shop.\n\nARG RUBY=3.4\n", "The shop."),
    ],
)
def test_a_comment_on_the_first_argument_of_a_dockerfile_is_not_its_purpose(
    first: str, purpose: str
) -> None:
    assert outline("Dockerfile", f"{first}FROM ruby:$RUBY\n").purpose == purpose


def test_a_schema_is_told_by_its_types_before_its_plumbing() -> None:
    text = (
        "directive @hot on FIELD\n\nscalar Date\n\ntype Cart {\n  bread: Int\n}\n\nunion A = Cart\n"
    )
    about = outline("a.graphql", text).about
    assert about == "GraphQL schema with `Cart`, `A`, `@hot` and `Date`."


def test_a_module_of_terraform_says_its_version() -> None:
    text = 'module "net" {\n  source  = "shop/net/aws"\n  version = "5.8.1"\n}\n'
    (table,) = outline("a.tf", text).tables
    assert dict(zip(table.columns, table.rows[0], strict=False))["version"] == "5.8.1"


def test_an_index_that_is_unique_says_so() -> None:
    text = "CREATE UNIQUE INDEX a ON cart (bread);\nCREATE INDEX unique_b ON cart (cake);\n"
    (table,) = outline("a.sql", text).tables
    assert [row[table.columns.index("kind")] for row in table.rows] == ["UNIQUE", ""]


ROLE = """---
# Not about the file.
- name: Install.
  ansible.builtin.apt: {name: nginx}
  when: [a is defined, b]
- block:
    - import_tasks: certs.yml
    - include_tasks: "{{ os }}.yml"
      when: os
  rescue:
    - name: Tell.
      debug: {msg: "no"}
"""
PLAYBOOK = """# The whole site.
- hosts: web
  roles: [common, {role: nginx}]
  tasks:
    - name: Reload.
      service: {name: nginx}
- import_playbook: db.yml
"""


def test_files_of_tasks_say_what_runs_when() -> None:
    assert table("roles/web/tasks/main.yml", ROLE, "Tasks") == [
        ("Install.", "apt", "a is defined and b"),
        ("certs.yml", "import_tasks", ""),
        ("include_tasks", "", "os"),
        ("Tell.", "debug", ""),
    ]
    read = of("roles/web/tasks/main.yml", ROLE)
    assert [each.module for each in read.imports] == ["./certs.yml"]
    assert not read.purpose


def test_playbooks_say_hosts_roles_and_tasks() -> None:
    assert table("site.yml", PLAYBOOK, "Roles") == [("common",), ("nginx",)]
    assert table("site.yml", PLAYBOOK, "Tasks") == [("Reload.", "service")]
    read = of("site.yml", PLAYBOOK)
    assert [each.module for each in read.imports] == ["./db.yml"]
    assert read.purpose == "The whole site."


def test_anchors_of_tasks_make_no_endless_work() -> None:
    lines = ["- block: &a0 [{name: A, apt: {}}, {}, x]"]
    lines += [f"- block: &a{n} [{{block: *a{n - 1}}}, {{block: *a{n - 1}}}]" for n in range(1, 40)]
    assert len(table("tasks/main.yml", "\n".join(lines), "Tasks")) == 1000


CLASSES_OF_R = """
#' A baker
Baker <- R6::R6Class("Baker",
  inherit = Person,
  public = list(
    loaves = NULL,
    #' @description Bakes.
    #' @param n how many
    bake = function(n = list(a = 1)) {
      lapply(n, FUN = function(i) i)
    }
  ),
  private = list(secret = 1, hide = function() 1),
  active = list(full = function() TRUE)
)
setClass("Cake", representation(flour = "numeric"), contains = "Food")
setGeneric("eat", function(x, ...) standardGeneric("eat"))
setMethod("eat", "Cake", function(x) x)
`%+%` <- function(a, b) a
"""


def test_classes_and_generics_of_r() -> None:
    symbols = of("R/bakery.R", CLASSES_OF_R).symbols
    assert [(each.kind, each.name, each.signature) for each in symbols] == [
        ("class", "Baker", 'Baker <- R6::R6Class("Baker", inherit = Person)\n    loaves = NULL'),
        ("method", "Baker.bake", "bake = function(n = list(a = 1))"),
        ("method", "Baker.full", "full = function()"),
        ("class", "Cake", 'setClass("Cake", contains = "Food")\n    flour = "numeric"'),
        ("function", "eat", 'setGeneric("eat", function(x, ...)'),
        ("function", "eat,Cake-method", 'setMethod("eat", "Cake", function(x)'),
        ("function", "%+%", "`%+%` <- function(a, b)"),
    ]
    assert (symbols[0].doc, symbols[1].doc) == ("A baker", "Bakes.\n\n- `n`: how many")


def locals_of(text: str) -> list[str]:
    tables = outline("a.tf", text).tables
    return [row[0] for table in tables if table.title == "Locals" for row in table.rows]


@pytest.mark.parametrize(
    "value",
    [
        '"[${join(", ", formatlist("\\"%s\\"", local.b))}]"',
        'base64encode(file("x",\n    {\n      c = "[${join(", ", f("\\"%s\\"", d))}]"\n\n      e = 1\n    }\n  ))',
        'merge(\n    { c = 1 },\n\n    { d = 2 },\n  )',
        'merge({\n    c = 1\n  }, local.d,\n  {\n    e = 2\n  })',
        'flatten([\n    for k in x : {\n      c = k\n    }\n  ])',
        '"$${c} %{ if d }{%{ endif }"',
        '"${c ? "{" : "}"}"',
        '"${jsonencode({ c = "{" })}"',
        '"$ {c} % }"',
        "[\n\n    1,\n  ]",
    ],
)  # fmt: skip
def test_locals_of_terraform_are_those_of_the_block_and_no_others(value: str) -> None:
    text = f'locals {{\n  a = {value}\n  z = 1\n}}\n\nresource "r" "s" {{\n  y = 2\n}}\n'
    assert locals_of(text) == ["a", "z"]
    table = next(table for table in outline("a.tf", text).tables if table.title == "Resources")
    assert table.rows == (("r.s",),)


def test_a_comment_on_the_first_block_of_terraform_is_not_on_the_file() -> None:
    text = '# Checks the range.\nresource "a" "b" {}\n'
    assert outline("a.tf", text).purpose == "Checks the range."
    assert outline("a.tf", f'{text}\nresource "a" "c" {{}}\n').purpose == ""
    apart = text.replace("\n", "\n\n", 1)
    assert outline("a.tf", f'{apart}\nresource "a" "c" {{}}\n').purpose == "Checks the range."
    both = f'# The network.\n\n{text}\nresource "a" "c" {{}}\n'
    assert outline("a.tf", both).purpose == "The network."


def test_a_recipe_for_each_system_is_told_once() -> None:
    text = "[unix]\ntest *args:\n  a\n\n[windows]\ntest *args:\n  b\n\nlint: test\n  c\n"
    made = outline("justfile", text)
    assert made.about == "Justfile with the recipes `test` and `lint`."
    assert [row[0] for row in made.tables[0].rows] == ["test", "lint"]
