# ruff: noqa: E501 - a tree of files stands on one line
"""Where to look for what: the rows of an overview that follow from facts alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from material.command_line import contents
from material.repository import generate, put

HEADING = {
    "English": "Where to look for what",
    "German": "Wo man was findet",
    "French": "Où chercher quoi",
}
MAIN = 'if __name__ == "__main__":\n    run()\n'
ROUTES = 'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/cakes")\ndef cakes():\n    return []\n'
OPTIONS = 'import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument("--heat")\n'
BASE = {
    "main.py": MAIN,
    "CONTRIBUTING.md": "# Help\n\nBring flour.\n",
    "tests/test_shop.py": "def test_it():\n    pass\n",
}


def overview(tmp_path: Path, sources: dict[str, str], language: str = "English") -> str:
    for path, text in sources.items():
        put(tmp_path / "shop" / path, text)
    settings, place = tmp_path / "settings.yaml", tmp_path / "vault"
    put(settings, f"language: {language}\nlinks: markdown\n")
    done = generate(tmp_path / "shop", "-o", place, "--engine", "none", "--config", settings)
    assert done.exit_code == 0
    return contents(place)["shop/README.md"].decode()


def rows(note: str, language: str = "English") -> dict[str, str]:
    """Return by what a reader wants the label of the link, or the name, where to look."""
    section = note.partition(f"## {HEADING[language]}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (.+?) \| (.+) \|$", section, re.MULTILINE)[2:]
    return {
        task: re.sub(r"^\[(.*)\]\(.*\)$|`", r"\1", place).replace("\\", "") for task, place in cells
    }


def test_a_small_program_says_where_it_starts_and_where_its_tests_are(tmp_path: Path) -> None:
    assert rows(overview(tmp_path, BASE)) == {
        "follow the program from its start": "main.py",
        "change or add a test": "tests/",
        "contribute a change": "CONTRIBUTING.md",
    }


@pytest.mark.parametrize(
    ("sources", "task", "place"),
    [
        ({"shop/cli.py": OPTIONS, "scripts/x.py": OPTIONS.replace("heat", "no")}, "change one of its options", "shop/cli.py"),
        ({"shop/web.py": ROUTES}, "change a route", "shop/web.py"),
        ({"shop/web/a.py": ROUTES, "shop/web/b.py": ROUTES}, "change a route", "shop/web/"),
        ({"prisma/schema.prisma": "model Cake {\n  id Int @id\n}\n"}, "change the tables of the database", "prisma/schema.prisma"),
        ({"db/tables.sql": "CREATE TABLE cakes (id int);\n"}, "change the tables of the database", "db/tables.sql"),
        ({"db/migrate/20240101000000_add_cakes.rb": "class AddCakes < ActiveRecord::Migration[7.0]\n  def change\n  end\nend\n"}, "add a migration of the database", "db/migrate/"),
        ({".env.example": "OVEN=hot\nFLOUR=rye\n"}, "set the environment variables", ".env.example"),
        ({"shop/locale/de.json": '{"cake": "Kuchen"}', "shop/locale/fr.json": '{"cake": "gateau"}'}, "change a translation", "shop/locale/"),
        ({".github/workflows/ci.yml": "on: push\njobs:\n  bake:\n    runs-on: x\n"}, "see what runs for each change", ".github/workflows/ci.yml"),
        ({".gitlab-ci.yml": "bake:\n  script: make\n"}, "see what runs for each change", ".gitlab-ci.yml"),
        ({"Makefile": "all: ## Bake all.\n\tbake\n"}, "change how it is built", "Makefile"),
        ({"compose.yaml": "services:\n  oven:\n    image: oven\n"}, "run it in containers", "compose.yaml"),
        ({"shop/options.py": "from pydantic_settings import BaseSettings\n\n\nclass Options(BaseSettings):\n    oven: str\n"}, "change a setting", "shop/options.py"),
        ({"manage.py": MAIN, "shop/settings.py": "DEBUG = True\n", "shop/urls.py": "urlpatterns = []\n"}, "change a setting", "shop/settings.py"),
        ({"appsettings.json": '{"Oven": {"Heat": 200}}'}, "change a setting", "appsettings.json"),
        ({"site.yml": "- hosts: all\n", "defaults/main.yml": "oven: hot\n", "tasks/main.yml": "- ping:\n"}, "change a setting", "defaults/main.yml"),
        ({"shop/models.py": "from django.db import models\n\n\nclass Cake(models.Model):\n    pass\n"}, "change a model", "shop/models.py"),
        ({"api/shop.proto": 'syntax = "proto3";\nservice Shop {\n  rpc Bake (A) returns (A);\n}\nmessage A {}\n'}, "change the interface that others call", "api/shop.proto"),
        ({"examples/cake.py": "x = 1\n"}, "see how it is used", "examples/"),
        ({"examples/cake/bake.py": "x = 1\n", "examples/pie/bake.py": "x = 2\n"}, "see how it is used", "examples/"),
    ],
)  # fmt: skip
def test_what_is_certain_has_a_row(
    sources: dict[str, str], task: str, place: str, tmp_path: Path
) -> None:
    assert rows(overview(tmp_path, BASE | sources)).get(task) == place


@pytest.mark.parametrize(
    ("sources", "task"),
    [
        ({"a/web.py": ROUTES, "b/web.py": ROUTES, "c/web.py": ROUTES}, "change a route"),
        ({"tests/web.py": ROUTES}, "change a route"),
        ({"a/cli.py": OPTIONS, "b/cli.py": OPTIONS, "c/x.py": "", "c/y.py": ""}, "change one of its options"),
        ({"scripts/bake.py": OPTIONS}, "change one of its options"),
        ({"examples/.env.example": "OVEN=hot\n"}, "change a setting"),
        ({"shop/settings.py": "DEBUG = True\n"}, "change a setting"),
        ({"shop/locale/de.json": '{"cake": "Kuchen"}'}, "change a translation"),
        ({"a/schema.prisma": "model A {\n  id Int @id\n}\n", "b/schema.prisma": "model A {\n  id Int @id\n}\n"}, "change the tables of the database"),
    ],
)  # fmt: skip
def test_what_is_not_certain_has_none(sources: dict[str, str], task: str, tmp_path: Path) -> None:
    assert task not in rows(overview(tmp_path, BASE | sources))


def test_routes_of_rails_and_tests_of_dotnet_have_rows(tmp_path: Path) -> None:
    rails = {
        "config/routes.rb": 'Rails.application.routes.draw do\n  get "/cakes", to: "cakes#index"\nend\n',
        "app/models/cake.rb": "class Cake < ApplicationRecord\nend\n",
        "app/models/bun.rb": "class Bun < ApplicationRecord\nend\n",
    }
    shown = rows(overview(tmp_path / "rails", BASE | rails))
    assert shown["change a route"] == "config/routes.rb"
    assert shown["change a model"] == "app/models/"
    tests = "namespace A;\npublic class CartTests { [Fact] public void Works() {} }\n"
    dotnet = {
        "Shop.Tests/CartTests.cs": tests,
        "Shop.Tests/TillTests.cs": tests,
        ".travis.yml": "language: c\n",
    }
    shown = rows(overview(tmp_path / "dotnet", {"main.py": MAIN} | dotnet))
    assert shown["change or add a test"] == "Shop.Tests/"


def test_fewer_than_three_things_make_no_table_and_more_than_eight_no_row(tmp_path: Path) -> None:
    assert HEADING["English"] not in overview(tmp_path / "few", {"main.py": MAIN})
    many = {
        "shop/web.py": ROUTES,
        "prisma/schema.prisma": "model Cake {\n  id Int @id\n}\n",
        ".env.example": "OVEN=hot\nFLOUR=rye\n",
        ".gitlab-ci.yml": "bake:\n  script: make\n",
        "Makefile": "all: ## Bake all.\n\tbake\n",
        "compose.yaml": "services:\n  oven:\n    image: oven\n",
        "examples/cake.py": "x = 1\n",
    }
    shown = rows(overview(tmp_path / "many", BASE | many))
    assert len(shown) == 8
    assert [*shown][:2] == ["follow the program from its start", "change a route"]


@pytest.mark.parametrize("language", ["German", "French"])
def test_the_rows_are_in_the_readers_language(language: str, tmp_path: Path) -> None:
    note = overview(tmp_path, BASE, language)
    assert len(rows(note, language)) == 3
    assert not {*rows(overview(tmp_path / "english", BASE))} & {*rows(note, language)}
