"""No code span of a note starts what a plugin reads in code spans."""

from __future__ import annotations

import re

import pytest
import yaml
from markdown_it import MarkdownIt
from material.plugin_code import FORMS, READERS, reader_of

from ralf_notes.notes import frontmatter, markdown
from ralf_notes.text import one_line

SHOWN = (
    "Bucket.take", "std::vector", "dict[str, int]", "list[0]", "http://x/y",
    "C::f", "x -> y", "a == b", "fn(a, b)", "{a, b}", "[a]", "#include", "$count", "@decorator",
    "a.b:c::d", "--flag=1", "ARGV", "button", "::f", ":name", "T[]", "(x)", "*args",
    "golang:1.23", "ruby:3.3-alpine", "db:migrate", "appcache:update", "a:b:c", "python:3.12/x@sha",
    "/:id", "/users/:id", "\u2026/:id",
)  # fmt: skip


def test_the_forms_are_many_and_each_is_active_as_it_stands() -> None:
    assert len(FORMS) >= 250
    assert len(READERS) >= 10


@pytest.mark.parametrize("make", [markdown.code_span, lambda text: markdown.prose(f"`{text}`")])
def test_no_reader_acts_on_a_code_span(make: object) -> None:
    assert callable(make)
    through = []
    for form in FORMS:
        tokens = MarkdownIt("commonmark").parse(make(form))
        spans = [c.content for t in tokens for c in t.children or () if c.type == "code_inline"]
        through += [form for span in spans if reader_of(span)]
    assert through == []


@pytest.mark.parametrize("form", FORMS[::7])
def test_a_broken_code_span_is_read_back(form: str) -> None:
    span = markdown.code_span(form)
    assert markdown.code_span(markdown.un_code_span(span)) == span


@pytest.mark.parametrize("name", SHOWN)
def test_ordinary_code_is_shown_as_it_is(name: str) -> None:
    assert "\u200b" not in markdown.code_span(name)


def test_no_property_holds_a_code_span() -> None:
    through = []
    for form in FORMS:
        merged = frontmatter.merge("", {"title": one_line(f"`{form}`")}, "code")
        assert frontmatter.values(merged)["title"] == one_line(f"`{form}`")
        shown = yaml.safe_load(merged)["title"]
        spans = re.findall(r"`([^`]+)`", shown)
        through += [form for span in spans if reader_of(span)]
    assert through == []
