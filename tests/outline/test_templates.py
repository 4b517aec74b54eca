# ruff: noqa: E501 - a template stands on one line
"""Templates of all engines: what they are, and the ones that they extend, include or render."""

from __future__ import annotations

from pathlib import Path

import pytest
from material.command_line import run
from material.repository import repository

from ralf_notes.outline import languages


def note_of(tmp_path: Path, path: str, files: dict[str, str], folder: str = "") -> str:
    source = repository(tmp_path / "tree", files)
    run("generate", source, "--engine", "none", "-o", tmp_path / "vault")
    note = f"{folder}/{folder}.md" if folder else f"{path}.md"
    return (tmp_path / "vault/tree" / note).read_text(encoding="utf-8")


LINKED = [
    # engine, the template, what it says, the other one
    ("ERB", "app/views/carts/show.html.erb", "<%= render 'line', item: %>", "app/views/carts/_line.html.erb"),
    ("ERB", "app/views/carts/show.html.erb", '<%= render(partial: "shared/head") %>', "app/views/shared/_head.html.erb"),
    ("ERB", "app/views/carts/show.html.erb", '<%= render :partial => "shared/head" %>', "app/views/shared/_head.html.erb"),
    ("Haml", "app/views/a/show.html.haml", "= render 'b/c'", "app/views/b/_c.html.haml"),
    ("Slim", "app/views/a/show.html.slim", "== render partial: 'c', locals: { d: 1 }", "app/views/a/_c.html.slim"),
    ("Jbuilder", "app/views/a/index.json.jbuilder", "json.partial! 'a/a', a: @a", "app/views/a/_a.json.jbuilder"),
    ("Blade", "resources/views/home.blade.php", "@extends('layouts.app')", "resources/views/layouts/app.blade.php"),
    ("Blade", "resources/views/home.blade.php", "@includeWhen($a, 'parts.b', ['c' => 1])", "resources/views/parts/b.blade.php"),
    ("Blade", "resources/views/home.blade.php", "<x-form.field/>", "resources/views/components/form/field.blade.php"),
    ("Twig", "templates/home.html.twig", "{% extends 'base.html.twig' %}", "templates/base.html.twig"),
    ("Twig", "templates/a/b.html.twig", "{%- include \"a/_c.html.twig\" -%}", "templates/a/_c.html.twig"),
    ("Jinja", "app/templates/x.j2", '{% from "macros.j2" import field %}', "app/templates/macros.j2"),
    ("Nunjucks", "views/x.njk", "{% import '../parts/y.njk' as y %}", "parts/y.njk"),
    ("Liquid", "sections/x.liquid", "{%- render 'price', a: b -%}", "snippets/price.liquid"),
    ("Handlebars", "src/x.hbs", "{{> parts/row }}", "src/parts/row.hbs"),
    ("Mustache", "x.mustache", "{{>row}}", "row.mustache"),
    ("Pug", "views/x.pug", "extends layout\n\nblock content", "views/layout.pug"),
    ("EJS", "views/x.ejs", "<%- include('partials/head', {a: 1}) %>", "views/partials/head.ejs"),
    ("Razor", "Views/Home/Index.cshtml", '<partial name="_Row" model="x" />', "Views/Shared/_Row.cshtml"),
    ("Razor", "Views/_ViewStart.cshtml", '@{ Layout = "_Layout"; }', "Views/Shared/_Layout.cshtml"),
    ("HTML", "shop/templates/shop/x.html", '{% extends "base.html" %}', "templates/base.html"),
    ("HTML", "layouts/index.html", '{{- partial "head.html" . -}}', "layouts/partials/head.html"),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "path", "text", "other"), LINKED)
def test_links_to_the_template_that_is_named(
    tmp_path: Path, engine: str, path: str, text: str, other: str
) -> None:
    note = note_of(tmp_path, path, {path: f"<p>\n{text}\n", other: "<p>\n"})
    assert f"- Uses [[tree/{other}.md|" in note
    assert f" · {engine}\n" in note


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("<%= render 'form' %>", ("a/_form.html.erb", "b/_form.html.erb")),  # either
        ("<%= render 'gone' %>", ("a/_form.html.erb",)),
        ("<%= render @form %> the form", ("a/_form.html.erb",)),
        ("<%= surrender 'form' %>", ("a/_form.html.erb",)),
        ("<%= render 'show' %>", ("a/_form.html.erb",)),  # itself
    ],
)
def test_leaves_out_what_is_not_certain(tmp_path: Path, text: str, others: tuple[str, ...]) -> None:
    known = {"c/_known.html.erb": "<b>\n", "c/show.html.erb": f"<%= render 'known' %>\n{text}"}
    note = note_of(tmp_path, "c/show.html.erb", known | dict.fromkeys(others, "<p>\n"))
    assert "- Uses [[tree/c/_known.html.erb.md|_known.html.erb]]\n" in note


def test_takes_the_one_of_the_same_format(tmp_path: Path) -> None:
    other = dict.fromkeys(("v/a/_b.text.erb", "v/a/_b.html.erb", "v/a/b.html.erb"), "x\n")
    note = note_of(tmp_path, "v/c.html.erb", {"v/c.html.erb": "<%= render 'a/b' %>\n", **other})
    assert "- Uses [[tree/v/a/_b.html.erb.md|" in note


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["shop.service", "shop@.service", "shop.timer", "shop.socket"])
def test_units_say_what_they_run(tmp_path: Path, name: str, end: str) -> None:
    lines = ("[Unit]", "Description=Sells things", "[Service]", "ExecStart=/bin/sell \\", " --all",
             "Environment=KEY=x9", "User=shop", "[Timer]", "OnCalendar=daily")  # fmt: skip
    note = note_of(tmp_path, name, {name: end.join(lines)})
    kind = name.rpartition(".")[2]
    assert f"*systemd {kind}: Sells things.*" in note
    assert "| `ExecStart` | `/bin/sell --all` |" in note
    assert "| `OnCalendar` | `daily` |" in note
    assert "x9" not in note


def test_kinds_are_told_by_name(tmp_path: Path) -> None:
    names = ("a.html.erb", "b.html.erb", "c.feature", "d.resx", "e.f90")
    note = note_of(tmp_path, "", {f"x/{name}": "one\n" for name in names}, folder="x")
    assert "2 ERB templates (a and b), a Cucumber feature (c), a Fortran file (e)" in note


def test_every_key_and_ending_is_of_one_language() -> None:
    every = languages.all_languages()
    keys = [each.key for each in every]
    endings = [ending for each in every for ending in each.extensions.split()]
    assert len(keys) == len({*keys})
    assert len(endings) == len({*endings})


def test_models_of_dbt_lead_to_the_only_one_of_a_name(tmp_path: Path) -> None:
    text = "select * from {{ ref('stg_cakes') }}, {{ ref('twice') }}, {{ ref('flour') }}\n"
    others = (
        "models/a/stg_cakes.sql",
        "models/a/twice.sql",
        "models/b/twice.sql",
        "seeds/flour.csv",
    )
    files = {"models/cakes.sql": text, **dict.fromkeys(others, "select {{ ref('gone') }}\n")}
    note = note_of(tmp_path, "models/cakes.sql", files)
    assert "[[tree/models/a/stg_cakes.sql.md|" in note
    assert "twice.sql.md" not in note
