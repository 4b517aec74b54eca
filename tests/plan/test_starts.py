# ruff: noqa: E501 - a tree of files stands on one line
"""Where a reader starts: in programs, also of less common kinds, else in the file to open first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plan.test_overview import below, overview, starts

EXTENSION = {
    "manifest_version": 2, "version": "1", "name": "Shop", "description": "__MSG_extShortDesc__",
    "background": {"page": "background.html"}, "browser_action": {"default_popup": "popup.html"},
}  # fmt: skip
SPRING = (
    "import org.springframework.boot.SpringApplication;\n"
    "public class AppRun {\n    public static void main(String[] a) { SpringApplication.run(AppRun.class); }\n}\n"
)
NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": ["bread = 1\\n"]}]})
MAIN = "public class Pack {\n    public static void main(String[] a) {}\n}\n"


@pytest.mark.parametrize(
    ("sources", "starting"),
    [
        ({"src/main/java/a/AppRun.java": SPRING, "src/main/java/a/Pack.java": MAIN},
         ["src/main/java/a/AppRun.java"]),
        ({"src/main/java/a/Checksum.java": "import picocli.CommandLine;\nimport picocli.CommandLine.Command;\n"
          "@Command\npublic class Checksum {\n    public static void main(String[] a) { new CommandLine(new Checksum()).execute(a); }\n}\n",
          "src/main/java/a/Pack.java": MAIN}, ["src/main/java/a/Checksum.java"]),
        ({"mix.exs": "def project do [app: :shop] end\ndef application do [mod: {Shop.Application, []}] end\n",
          "lib/shop/application.ex": "defmodule Shop.Application do\nend\n"}, ["lib/shop/application.ex (application)"]),
        ({"Cargo.toml": '[workspace]\nmembers = ["shop-cli", "xtask"]\n', "shop-cli/Cargo.toml": '[package]\nname = "shop"\n',
          "shop-cli/src/main.rs": "fn main() {}\n", "xtask/Cargo.toml": '[package]\nname = "xtask"\n',
          "xtask/src/main.rs": "fn main() {}\n"}, ["shop-cli/src/main.rs (`shop` command)"]),
        ({"pubspec.yaml": "name: shop\n", "lib/shop.dart": "class Shop {}\n", "lib/src/a.dart": "class A {}\n"},
         ["lib/shop.dart (`shop` package)"]),
        ({"tasks/main.yml": "- name: bake\n  shell: ls\n", "meta/main.yml": "galaxy_info:\n  author: a\n"},
         ["tasks/main.yml (Ansible role)"]),
        ({"site.yml": "- hosts: ovens\n  tasks: []\n", "other.yml": "- hosts: mills\n  tasks: []\n"},
         ["site.yml (Ansible playbook)"]),
        ({"main.tf": 'resource "x" "y" {}\n', "variables.tf": 'variable "z" {}\n'}, ["main.tf (Terraform module)"]),
        ({"plugin/shop.lua": "x = 1\n", "lua/shop/init.lua": "return {}\n"}, ["plugin/shop.lua (editor plugin)"]),
        ({f"{name}.ipynb": NOTEBOOK for name in ("02_till", "01_cart", "10_shop")}, ["01_cart.ipynb (notebook)"]),
        ({f"{name}.ipynb": NOTEBOOK for name in ("01_cart", "02_till", "index")}, ["index.ipynb (notebook)"]),
        ({"package.json": '{"private": true, "dependencies": {"@nestjs/core": "1"}}', "src/main.ts": "run()\n",
          "src/shop.ts": "export class Shop {}\n"}, ["src/main.ts (NestJS app)"]),
        ({"index.html": "<script>sell()</script>\n", "style.css": "a {}\n"}, ["index.html"]),
        ({"index.html": "<script src='build/shop.min.js'></script>\n", "js/shop.js": "sell()\n"}, ["index.html"]),
        ({"index.html": "<p>About it.</p>\n", "src/cart.rs": "fn sell() {}\n"}, []),
        ({"src/main.cpp": "#include <Arduino.h>\nvoid setup(void) {\n}\nvoid loop() {\n}\n", "src/till.cpp": "namespace till {\nvoid setup() {\n}\nvoid loop() {\n}\n}\n"},
         ["src/main.cpp"]),
        ({"index.html": '<script src="js/shop.js"></script>', "js/shop.js": "sell()\n",
          "dev-server.js": "#!/usr/bin/env node\nserve()\n", "package.json": '{"private": true}'}, ["index.html"]),
        ({"package.json": '{"name": "shop", "main": "build/shop.min.js"}', "build/shop.min.js": "a()\n",
          "build/shop.js": "a()\n", "src/Shop.js": "export const a = 1\n"}, ["src/Shop.js (`shop` package)"]),
        ({"package.json": '{"name": "shop", "module": "./dist/shop.mjs", "exports": {".": {"import": "./dist/shop.mjs", "require": "./index.js"}}}',
          "dist/shop.mjs": "a()\n", "index.js": "a()\n"}, ["index.js (`shop` package)"]),
        ({"package.json": '{"name": "shop", "bin": "bin/shop"}', "bin/shop": "#!/usr/bin/env node\nrequire('../lib/core')\n",
          "lib/core.js": "#!/usr/bin/env node\nmodule.exports = 1\n"}, ["bin/shop (`shop` command)"]),
        ({"config.ru": "run Shop\n", "bin/rails": "#!/usr/bin/env ruby\n", "bin/thrust": "#!/usr/bin/env ruby\nx\n",
          "app/models/a.rb": "class A\nend\n"}, ["config.ru (Rack app)"]),
        ({"shop.sh": "#!/bin/sh\n_sell() { :; }\n_sell\n",
          **{f"ovens/{name}.sh": f"#!/bin/sh\n{name}_bake() {{ _sell; }}\n" for name in ("a", "b", "c")}}, ["shop.sh"]),
        ({"manifest.json": json.dumps(EXTENSION), "background.html": '<script src="a.js"></script>', "popup.html": "<p>a</p>",
          "a.js": "x()\n"}, ["popup.html (popup of the extension)", "background.html (background of the extension)"]),
    ],
)  # fmt: skip
def test_what_a_reader_opens_first(
    sources: dict[str, str], starting: list[str], tmp_path: Path
) -> None:
    assert starts(overview(tmp_path, sources)) == starting


def test_languages_of_products_come_before_those_of_their_looks(tmp_path: Path) -> None:
    sources = {"shop.css": "a { color: red }\n" * 90, "shop.py": "x = 1\n"}
    assert "Repository · Python, CSS\n" in overview(tmp_path, sources)


def test_a_file_that_sets_up_a_machine_is_not_what_a_product_is_written_in(tmp_path: Path) -> None:
    machine = 'Vagrant.configure("2") do |config|\n  config.vm.box = "debian"\nend\n'
    sources = {"shop.py": "a = 1\n", "page.html": "<p>bread</p>\n" * 40, "Vagrantfile": machine}
    assert "Repository · Python, HTML, Ruby\n" in overview(tmp_path, sources)


@pytest.mark.parametrize(
    ("sources", "title"),
    [
        ({f"{name}.ipynb": NOTEBOOK for name in ("a", "b")} | {"tests/a.sh": "ls\n"}, "Jupyter notebook"),
        ({"tasks/main.yml": "- name: bake\n  shell: ls\n", "meta/main.yml": "a: b\n"}, "YAML"),
    ],
)  # fmt: skip
def test_a_product_without_code_has_a_language(
    sources: dict[str, str], title: str, tmp_path: Path
) -> None:
    assert f"Repository · {title}" in overview(tmp_path, sources)


def test_commands_are_told_by_their_authors_and_those_of_nothing_left_out(tmp_path: Path) -> None:
    sources = {
        "Makefile": "# Runs all tests of `shop`. Slow.\ntest: a\n\ttrue\n\nlint: ## Looks at [style](x)\n\ttrue\n\nbake:\n\ttrue\n",
        "package.json": json.dumps({"scripts": {"test": 'echo "Error: no test specified" && exit 1', "dev": "echo gone"}}),
        "mix.exs": 'def project do [app: :shop] end\ndefp aliases do\n  [\n    setup: ["deps.get", "ecto.setup"],\n'
        '    "ecto.setup": ["ecto.create"],\n    seeds: "run seeds.exs"\n  ]\nend\n',
    }  # fmt: skip
    lines = below(overview(tmp_path, sources), "Commands").splitlines()
    assert "- `make test`: Runs all tests of `shop`." in lines
    assert "- `make lint`: Looks at \\[style\\](x)" in lines
    assert "- `mix setup`: `deps.get, ecto.setup`" in lines
    assert "- `mix seeds`: `run seeds.exs`" in lines
    assert lines[-1] == "- also `make bake`"
    assert not any("npm test" in each for each in lines)
