# ruff: noqa: E501 - a tree of files stands on one line
"""What the notes of a repository and of its folders say first: what it is, where it starts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from material.command_line import contents
from material.repository import generate, put

MIT = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software, "
    "subject to: the above copyright notice and this permission notice shall be included.\n"
)
APACHE = "Apache License\nVersion 2.0\n"
EITHER = '[project]\nlicense = "MIT OR Apache-2.0"\n'
BSD = "Redistributions of source code must retain the above copyright notice.\n"
ISC = "Permission to use, copy, modify, and/or distribute this software for any purpose is granted"


def vault_of(tmp_path: Path, sources: dict[str, str]) -> dict[str, str]:
    """Return the notes of a tree called `shop`, by path."""
    for path, text in sources.items():
        put(tmp_path / "shop" / path, text)
    done = generate(tmp_path / "shop", "-o", tmp_path / "vault", "--engine", "none")
    assert done.exit_code == 0
    notes = contents(tmp_path / "vault")
    return {path: data.decode() for path, data in notes.items() if path.endswith(".md")}


def overview(tmp_path: Path, sources: dict[str, str]) -> str:
    return vault_of(tmp_path, sources)["shop/shop.md"]


def described(note: str) -> str:
    match = re.search(r'^description: "(.*)"$', note, re.MULTILINE)
    return match[1] if match else ""


def line(note: str, start: str) -> str:
    """Return the line that starts so, with links by their labels."""
    found = next((each for each in note.splitlines() if each.startswith(start)), "")
    return re.sub(r"\[\[[^|\]]*\|([^\]]*)\]\]", r"\1", found)


def starts(note: str) -> list[str]:
    """Return where a repository starts: the labels of links, or names of files without a note."""
    text = line(note, "- Starts in ").removeprefix("- Starts in ")
    parts = [part for part in re.split(r", (?![^()]*\))", text) if part]
    return [re.sub(r"^`([^`]*)`", r"\1", part) for part in parts]


def below(note: str, heading: str) -> str:
    return note.partition(f"## {heading}\n\n")[2].partition("\n\n")[0]


MAIN = 'if __name__ == "__main__":\n    run()\n'
README = "# Shop\n\nShop sells bread to mills.\n"


# The sentence


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop.gemspec", "Gem::Specification.new do |s|\n  s.summary = \"Sells bread \" \\\n    \"to mills.\"\nend\n"),
        ("shop.gemspec", "Gem::Specification.new do |s|\n  s.summary = 'Sells bread ' +\n    'to mills.'\nend\n"),
        ("shop.gemspec", "Gem::Specification.new do |s|\n  s.summary = <<~TEXT.strip\n    Sells bread\n    to mills.\n  TEXT\nend\n"),
        ("build.gradle", "description = 'Sells bread ' +\n    'to mills.'\n"),
    ],
)  # fmt: skip
def test_a_description_may_stand_on_several_lines(path: str, text: str, tmp_path: Path) -> None:
    assert described(overview(tmp_path, {path: text})) == "Sells bread to mills."


def test_the_manifests_description_comes_first_and_the_readme_adds_to_it(tmp_path: Path) -> None:
    note = overview(
        tmp_path,
        {"README.md": README, "package.json": '{"name": "shop", "description": "A bakery for everyone"}'},
    )  # fmt: skip
    assert described(note) == "A bakery for everyone"
    assert "> A bakery for everyone\n>\n> Shop sells bread to mills." in note


@pytest.mark.parametrize(
    "description",
    ["", "TODO", "Add your description here", "The Shop package.", "A new Flutter project.", "shop monorepo"],
)  # fmt: skip
def test_a_description_that_says_nothing_gives_way_to_the_readme(
    description: str, tmp_path: Path
) -> None:
    manifest = json.dumps({"name": "shop", "description": description})
    assert described(overview(tmp_path, {"README.md": README, "package.json": manifest})) == (
        "Shop sells bread to mills."
    )


def test_of_two_manifests_the_one_of_the_main_language_speaks(tmp_path: Path) -> None:
    sources = {
        "package.json": '{"description": "Tools for the documentation"}',
        "pyproject.toml": '[project]\nname = "shop"\ndescription = "Sells much bread to people"\n',
        "shop/cart.py": "def total():\n    return 1\n" * 30,
    }
    assert described(overview(tmp_path, sources)) == "Sells much bread to people"


def test_a_monorepo_without_words_of_its_own_is_its_main_package(tmp_path: Path) -> None:
    sources = {
        "package.json": '{"private": true, "workspaces": ["packages/*"]}',
        "packages/shop/package.json": '{"name": "@a/shop", "description": "Sells bread by the loaf"}',
        "packages/help/package.json": '{"name": "help", "description": "Helps with many things"}',
    }  # fmt: skip
    assert described(overview(tmp_path, sources)) == "Sells bread by the loaf"


def test_packages_that_repeat_the_advert_of_the_root_speak_for_themselves(tmp_path: Path) -> None:
    notes = vault_of(
        tmp_path,
        {
            "README.md": README,
            "libs/cart/README.md": README,
            "libs/cart/pyproject.toml": '[project]\nname = "cart"\ndescription = "Holds what is bought"\n',
            "libs/till/README.md": README,
            "libs/till/till.py": "def pay():\n    return 1\n",
        },
    )  # fmt: skip
    assert described(notes["shop/libs/cart/cart.md"]) == "Holds what is bought"
    assert described(notes["shop/libs/till/till.md"]) != "Shop sells bread to mills."


# Where to start


def test_commands_of_manifests_come_first_and_scripts_beside_the_product_not_at_all(
    tmp_path: Path,
) -> None:
    note = overview(
        tmp_path,
        {
            "pyproject.toml": '[project]\nname = "shop"\n[project.scripts]\nsell = "shop:main"\n',
            "src/shop/__init__.py": "from shop._sell import main\n",
            "src/shop/_sell.py": "def main():\n    pass\n",
            "src/shop/demo.py": MAIN,
            "scripts/release.py": MAIN,
            "ci/deploy": "#!/bin/sh\nmake\n",
            ".husky/pre-commit": "#!/bin/sh\nmake\n",
            "benchmarks/run.py": MAIN,
            "examples/one.py": MAIN,
        },
    )
    assert starts(note) == ["src/shop/_sell.py (`sell` command)"]


def test_scripts_are_told_where_nothing_else_starts(tmp_path: Path) -> None:
    assert starts(overview(tmp_path, {"scripts/release.py": MAIN})) == ["scripts/release.py"]


@pytest.mark.parametrize(
    ("sources", "start"),
    [
        ({"Cargo.toml": '[package]\nname = "shop"\n', "src/main.rs": "fn main() {}\n"},
         "src/main.rs (`shop` command)"),
        ({"go.mod": "module a.example/shop\n", "cmd/shop/main.go": "package main\n\nfunc main() {}\n"},
         "cmd/shop/main.go"),
        ({"package.json": '{"name": "shop", "bin": "dist/cli.js"}', "src/cli.ts": "run()\n"},
         "src/cli.ts (`shop` command)"),
        ({"package.json": '{"name": "shop", "main": "./lib/index.js"}', "lib/index.js": "x()\n"},
         "lib/index.js (`shop` package)"),
        ({"package.json": '{"scripts": {"dev": "next dev"}}', "app/layout.tsx": "export const a = 1\n"},
         "app/layout.tsx (Next.js page)"),
        ({"composer.json": '{"bin": ["bin/shop"]}', "bin/shop": "#!/usr/bin/env php\n<?php\n"},
         "bin/shop (`shop` command)"),
        ({"public/index.php": "<?php\nrequire 'a';\n"}, "public/index.php (web root)"),
        ({"config.ru": "run Shop\n"}, "config.ru (Rack app)"),
        ({"bin/console": "#!/usr/bin/env php\n<?php\nrun();\n", "bin/phpunit": "#!/usr/bin/env php\n<?php\ntest();\n",
          "README.md": "# Shop\n\n```\n./bin/phpunit\n```\n"}, "bin/console (Symfony commands)"),
        ({"src/Main.scala": "object Main extends OxApp.Simple:\n  def run = 1\n", "src/Cart.scala": "class CartApp extends App\n"},
         "src/Main.scala"),
        ({"Dockerfile": 'FROM a\nCMD ["python", "serve.py"]\n', "serve.py": "run()\n"},
         "serve.py (container)"),
        ({"Dockerfile": "FROM a\nCMD migrate && \\\n  uvicorn --host=0.0.0.0 shop.main:app\n",
          "shop/main.py": "app = made()\n"}, "shop/main.py (container)"),
        ({"Dockerfile": 'FROM a\nENTRYPOINT ["/bin/tini", "--"]\nCMD ["/usr/local/bin/sell.sh"]\n',
          "sell.sh": "echo sold\n"}, "sell.sh (container)"),
        ({"README.md": "# Shop\n\n```\nuvicorn shop.web:app --reload\n```\n", "shop/web.py": "app = made()\n"},
         "shop/web.py"),
        ({"style.css": "/*\nTheme Name: Shop\n*/\n", "functions.php": "<?php\nfunction a() {}\n"},
         "functions.php (WordPress theme)"),
        ({"shop/Chart.yaml": "name: shop\n", "shop/values.yaml": "a: 1\n", "hack/test.sh": "#!/bin/sh\nx\n"},
         "shop/values.yaml (Helm chart)"),
        ({"init.lua": "require('shop')\n", "lua/shop.lua": "return {}\n"}, "init.lua (settings of the editor)"),
        ({"src/Shop/Shop.csproj": '<Project><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>',
          "src/Shop/Program.cs": "Run();\n"}, "src/Shop/Program.cs (program)"),
        ({"app/src/main/AndroidManifest.xml":
          '<manifest xmlns:android="http://schemas.android.com/apk/res/android"><activity android:name="a.b.Main">'
          '<category android:name="android.intent.category.LAUNCHER"/></activity></manifest>',
          "app/src/main/kotlin/a/b/Main.kt": "package a.b\nclass Main\n"},
         "app/src/main/kotlin/a/b/Main.kt (Android app)"),
        ({"pom.xml": "<project><build><mainClass>a.Shop</mainClass></build></project>",
          "src/main/java/a/Shop.java": "package a;\nclass Shop {}\n"},
         "src/main/java/a/Shop.java (main class `Shop`)"),
        ({"Package.swift": 'let p = Package(name: "shop", targets: [.executableTarget(name: "sell")])\n',
          "Sources/sell/main.swift": "run()\n"}, "Sources/sell/main.swift (`sell` command)"),
        ({"package.json": '{"name": "shop", "directories": {"bin": "bin"}}', "install.sh": "#!/bin/sh\nx\n",
          "bin/shop": "#!/usr/bin/env bash\nx\n"}, "bin/shop (`shop` command)"),
        ({"shop.gemspec": "Gem::Specification.new do |s|\n  s.name = 'shop'\n"
          "  s.executables = s.files.grep(%r{^exe/}) { |f| File.basename(f) }\nend\n",
          "exe/shop": "#!/usr/bin/env ruby\nx\n"}, "exe/shop (`shop` command)"),
        ({"bin/shop": "#!/bin/sh\nx\n", "install.sh": "#!/bin/sh\nx\n", "lib/help.sh": "#!/bin/sh\nx\n"},
         "bin/shop"),
        ({"libexec/shop": "#!/bin/sh\nx\n", "libexec/shop-add": "#!/bin/sh\nx\n",
          "libexec/shop-list": "#!/bin/sh\nx\n", "libexec/shop-sell": "#!/bin/sh\nx\n"}, "libexec/shop"),
        ({"src/shop.cc": "int main() { return 0; }\n", "src/cart_perftest.cc": "int main() { return 0; }\n",
          "bin/shop-benchmark.c": "int main() { return 0; }\n"}, "src/shop.cc"),
        ({"shop.php": "<?php\n/**\n * Plugin Name: Shop\n * Description: Sells bread.\n */\n", "inc/a.php": "<?php\nfunction a() {}\n"},
         "shop.php"),
        ({"index.html": "<script src='script/shop.js'></script>\n", "script/shop.js": "run()\n"}, "index.html"),
    ],
)  # fmt: skip
def test_programs_start_where_their_ecosystem_says(
    sources: dict[str, str], start: str, tmp_path: Path
) -> None:
    assert starts(overview(tmp_path, sources)) == [start]


@pytest.mark.parametrize(
    "sources",
    [
        {"src/Shop.Tests.Benchmarks/Program.cs": "Run();\n", "src/Shop/Cart.cs": "class Cart {}\n"},
        {"src/TestApp/Program.cs": "Run();\n", "src/Shop/Cart.cs": "class Cart {}\n"},
        {"Example-iOS/Main.swift": "@main\nstruct A: App {}\n", "Sources/Cart.swift": "class Cart {}\n"},
        {"Sources/Macros/Plug.swift": "@main\nstruct A: CompilerPlugin {}\n", "Sources/B.swift": "class B {}\n"},
        {"src/Shop.Website/Program.cs": "Run();\n", "src/Shop/Cart.cs": "class Cart {}\n"},
        {"bin/console": "#!/usr/bin/env ruby\nx\n", "lib/cart.rb": "class Cart\nend\n"},
        {"src/main/java/a/ProxyFactory.java": "package a;\nclass ProxyFactory {\n"
         "  public static void main(String[] args) {}\n}\n", "src/main/java/a/Cart.java": "package a;\nclass Cart {}\n"},
        {"docs/conf.py": f"#!/usr/bin/env python3\n{MAIN}", "docs/index.rst": "Shop\n====\n"},
        {"testinstall.cc": "int main() { return 0; }\n", "cart.cc": "int cart() { return 1; }\n"},
        {"book/code/a.cpp": "int main() { return 0; }\n", "cart.cpp": "int cart() { return 1; }\n"},
        {"meson/version.py": MAIN, "include/cart.hpp": "int cart();\n"},
        *({f"all/src/{of_build}/a/Load.kt": "package a\nfun main() { load() }\n",
           "core/src/main/kotlin/a/Cart.kt": "package a\nclass Cart\n"}
          for of_build in ("snippet/kotlin", "snippets/java", "jmh/kotlin", "testFixtures/kotlin")),
        {"codestyle.py": MAIN, **{f"src/cart{n}.cpp": "int cart();\n" for n in range(13)}},
        {"badge/package.json": '{"name": "badge"}', "badge/index.js": "run()\n",
         **{f"src/Cart{n}.kt": "class Cart\n" for n in range(13)}},
    ],
)  # fmt: skip
def test_a_library_starts_nowhere(sources: dict[str, str], tmp_path: Path) -> None:
    assert starts(overview(tmp_path, sources)) == []


def test_a_program_that_uses_much_comes_before_a_small_one(tmp_path: Path) -> None:
    note = overview(
        tmp_path,
        {
            "src/aaa.c": "int main(void) { return 0; }\n",
            "src/shopd.c": '#include "a.h"\n#include "b.h"\nint main(void) { return a() + b(); }\n',
            "src/crc.c": "#ifdef CRC_TEST\nint main(void) { return 0; }\n#endif\n",
            "src/a.h": "int a(void);\n",
            "src/b.h": "int b(void);\n",
        },
    )
    assert starts(note) == ["src/shopd.c", "src/aaa.c"]


# Packages, commands, exports


def test_the_overview_opens_the_folders_in_which_the_product_is(tmp_path: Path) -> None:
    def folders(name: str, sources: dict[str, str]) -> list[str]:
        listed = below(overview(tmp_path / name, sources), "Folders")
        return re.sub(r"\[\[[^|\]]*\|([^\]]*)\]\]", r"\1", listed).splitlines()

    manifest = '{"name": "%s", "description": "Sells %s to mills."}'
    packages = {
        f"packages/{name}/package.json": manifest % (name, name) for name in ("flour", "salt")
    }
    sources = {f"packages/{name}/index.js": "export const a = 1;\n" for name in ("flour", "salt")}
    page = {"site/index.js": "export const b = 1;\n" * 9, "site/menu.js": "export const c = 1;\n"}
    assert folders("packages", packages | sources | page)[:4] == [
        "- packages: 2 packages (`flour` and `salt`).",
        "  - flour: Sells flour to mills.",
        "  - salt: Sells salt to mills.",
        "- site: 2 JavaScript files (`index` and `menu`).",
    ]
    deep = "src/main/java/org/shop"
    java = {
        f"{deep}/{name}.java": f"package org.shop;\n/** Weighs {name}. */\npublic class {name} {{ }}\n"
        for name in ("Flour", "Salt")
    }
    tests = {"src/test/java/org/shop/FlourTest.java": "package org.shop;\nclass FlourTest { }\n"}
    assert folders("java", java | tests | {"docs/conf.py": "a = 1\n"})[1:] == [
        "- src: 2 folders (`main` and `test`), mostly Java.",
        "  - main/java/org/shop/: Package `org.shop`: 2 Java files (`Flour` and `Salt`).",
        "    - Flour.java: Weighs Flour.",
        "    - Salt.java: Weighs Salt.",
    ]
    many = {f"{deep}/C{n}.java": f"package org.shop;\npublic class C{n} {{ }}\n" for n in range(50)}
    lines = folders(
        "many", java | many | {f"{deep}/Shop.java": "package org.shop;\nclass Shop { }\n"}
    )
    assert len(lines) == 23 and lines[-1].startswith("    - and 33 more: ")
    assert "    - Shop.java: Defines `Shop`." in lines


def test_packages_are_those_of_the_product(tmp_path: Path) -> None:
    note = overview(
        tmp_path,
        {
            "package.json": '{"dependencies": {"left": "1"}, "devDependencies": {"jest": "1"}}',
            "packages/a/package.json": '{"name": "own", "dependencies": {"right": "1", "left": "1"}}',
            "packages/b/package.json": '{"name": "b", "dependencies": {"own": "1"}}',
            "examples/c/package.json": '{"dependencies": {"react": "1"}}',
            "tests/a.test.js": "import 'chai'\n",
            "src/a.js": "import 'left'\n",
        },
    )
    assert below(note, "Packages") == "`left`, `right`"


def test_packages_of_the_main_language_come_first(tmp_path: Path) -> None:
    note = overview(
        tmp_path,
        {
            "package.json": '{"name": "shop", "dependencies": {"editor": "1"}}',
            "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["flour>=1", "salt"]\n',
            "shop/cart.py": "import flour\n",
            "shop/till.py": "import salt\n",
            "shop/static/editor.js": "import 'editor'\n",
        },
    )
    assert below(note, "Packages") == "`flour`, `salt`, `editor`"


@pytest.mark.parametrize(
    "tools",
    [
        {"Gemfile": "gem 'fastlane'\n"},
        {"Gemfile": "gem 'fastlane'\n", "fastlane/Fastfile": "lane :ship do\nend\n"},
        {"requirements.txt": "mkdocs\n"},
        {"Gemfile": "gem 'fastlane'\n", "scripts/ship.rb": "require 'fastlane'\n"},
    ],
)
def test_packages_of_tools_in_another_language_are_no_packages_of_the_product(
    tmp_path: Path, tools: dict[str, str]
) -> None:
    package = 'dependencies: [.package(url: "https://a.example/mill/flour.git", from: "1.0.0")]'
    note = overview(
        tmp_path,
        {
            "Package.swift": f'import PackageDescription\nlet package = Package(name: "Shop", {package})\n',
            "Sources/Shop/Shop.swift": "public struct Shop {}\n",
            **tools,
        },
    )
    assert below(note, "Packages") == "`flour`"


def test_what_a_few_files_in_another_language_define_is_none_of_the_product(tmp_path: Path) -> None:
    server = "import argparse\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route('/')\ndef a():\n    pass\n\n\nargparse.ArgumentParser().add_argument('--loud')\n"
    code = {f"include/part{number}.h": f"#include <zlib.h>\nint f{number}(void);\n" for number in range(12)}  # fmt: skip
    files = {"bin/serve.py": server, "docs/a.md": "# A\n", ".github/workflows/a.yml": "on: push\njobs: {}\n"}  # fmt: skip
    note = overview(tmp_path, {**files, **code})
    assert below(note, "Packages") == "`zlib`"
    assert "serve.py" not in below(note, "Where to look for what")


def test_packages_of_node_stay_where_only_pages_use_them(tmp_path: Path) -> None:
    note = overview(
        tmp_path,
        {
            "package.json": '{"name": "shop", "dependencies": {"styles": "1"}}',
            "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["flour"]\n',
            "shop/cart.py": "import flour\n",
        },
    )
    assert below(note, "Packages") == "`flour`, `styles`"


def test_a_module_of_go_that_is_called_config_is_a_package(tmp_path: Path) -> None:
    note = overview(
        tmp_path,
        {
            "go.mod": "module a.example/shop\n\nrequire github.com/acme/go-config v1.0.0\n",
            "main.go": 'package main\n\nimport "github.com/acme/go-config"\n\nfunc main() {}\n',
        },
    )
    assert below(note, "Packages") == "`github.com/acme/go-config`"


def test_without_a_manifest_the_imports_of_the_product_count(tmp_path: Path) -> None:
    note = overview(
        tmp_path,
        {
            "shop/cart.py": "import yaml\n",
            "tests/test_cart.py": "import pytest\nimport yaml\n",
            "docs/conf.py": "import sphinx_theme\n",
        },
    )
    assert below(note, "Packages") == "`yaml`"


def test_aliases_of_a_version_catalog_are_the_packages_that_they_mean(tmp_path: Path) -> None:
    note = overview(
        tmp_path,
        {
            "gradle/libs.versions.toml": '[libraries]\nflour-core = { module = "org.mill:flour", version = "1" }\n'
            'salt_sea = { group = "org.sea", name = "salt" }\nyeast = "org.bake:yeast:1.0"\n',
            "build.gradle.kts": "dependencies {\n  implementation(libs.flour.core)\n  api(libs.salt.sea)\n"
            "  api(libs.yeast)\n  api(libs.unknown)\n}\n",
            "src/main/kotlin/Shop.kt": "class Shop\n",
        },
    )  # fmt: skip
    assert "`org.mill:flour`, `org.sea:salt`, `org.bake:yeast`" in note
    assert "unknown" not in below(note, "Packages")


def test_headers_of_systems_are_no_packages(tmp_path: Path) -> None:
    source = "".join(f"#include <{name}>\n" for name in (
        "stdio.h", "sys/types.h", "immintrin.h", "sanitizer/msan_interface.h", "avr/io.h", "util/delay.h",
        "CoreFoundation/CFString.h", "wincrypt.h", "openssl/ssl.h", "zstd.h", "util.h",
    ))  # fmt: skip
    notes = vault_of(
        tmp_path,
        {"src/shop.c": f"{source}int main(void) {{ return 0; }}\n", "src/util.h": "int a(void);\n"},
    )
    assert below(notes["shop/shop.md"], "Packages") == "`openssl`, `zstd`"
    assert "util.h" in notes["shop/src/shop.c.md"]


def test_diagrams_draw_the_product_and_not_what_is_beside_it(tmp_path: Path) -> None:
    notes = vault_of(
        tmp_path,
        {
            "shop/__init__.py": "", "shop/cart.py": "from till import pay\n", "till/__init__.py": "",
            "till/pay.py": "def pay(): pass\n", "tests/double.py": "def served(): pass\n",
            "benchmarks/speed.py": "from tests.double import served\nfrom shop import cart\n",
            "benchmarks/again.py": "from benchmarks import speed\n", "tests/__init__.py": "",
            "benchmarks/__init__.py": "",
        },
    )  # fmt: skip
    assert below(notes["shop/shop.md"], "How the parts use each other").count("-->") <= 1
    assert "benchmarks" not in notes["shop/shop.md"].partition("## How the parts")[2]
    assert "`again.py` uses `speed.py`" in notes["shop/benchmarks/benchmarks.md"]


_CODE = {
    "swift": "struct {name} {{}}\nlet made{name} = {used}()\n",
    "py": "from .{used} import {used}\n\n\ndef {name}():\n    {used}()\n",
}


def test_a_package_is_the_product_whatever_its_name_means_elsewhere(tmp_path: Path) -> None:
    for number, (manifest, text, package, ending, is_product) in enumerate((
        ("pyproject.toml", "[project]\nname = 'build'\n", "src/build", "py", True),
        ("pyproject.toml", "[project]\nname = 'docker'\n", "docker", "py", True),
        ("pyproject.toml", "[project]\nname = 'shop-bench'\nscripts = {bench = 'bench.a:b'}\n", "bench", "py", True),
        ("Package.swift", 'let p = Package(name: "shop", products: [.library(name: "Testing", targets: [])])\n',
         "Sources/Testing", "swift", True),
        ("pyproject.toml", "[project]\nname = 'shop'\nscripts = {docs = 'docs.a:b'}\n", "docs", "py", False),
    )):  # fmt: skip
        files = {
            f"{package}/{name}.{ending}": _CODE[ending].format(name=name, used=used)
            for name, used in (("Ab", "Cd"), ("Cd", "Ab"), ("Ef", "Ab"), ("examples/Gh", "Ab"))
        }
        files |= {f"{package}/__init__.py": ""} if ending == "py" else {}
        files[f"lib/main.{ending}"] = "# None of it is used.\n" if ending == "py" else "// None.\n"
        home = tmp_path / str(number)
        home.mkdir()
        note = overview(home, {manifest: text, **files})
        drawn = note.partition("## How the parts")[2]
        assert "Benchmarks" not in note
        assert ("Ab" in drawn, "examples" in drawn) == (is_product, False), (package, note)


def test_commands_and_exports_of_a_package_stand_in_its_note(tmp_path: Path) -> None:
    manifest = {
        "name": "shop",
        "license": "MIT",
        "exports": {".": "./index.js", "./till": "./till.js", "./package.json": "./package.json"},
        "scripts": {"prebuild": "x", "zap": "zap it", "build": "tsc", "test": "vitest", "prepare": "y",
                    "build:types": "tsc -d"},
    }  # fmt: skip
    note = overview(tmp_path, {"package.json": json.dumps(manifest), "index.js": "x()\n"})
    assert "Repository · JavaScript · `shop` · licence MIT" in note
    assert line(note, "- Imported as") == "- Imported as `shop`, `shop/till`"
    assert below(note, "Commands").splitlines() == [
        "- `npm run build`: `tsc`",
        "- `npm test`: `vitest`",
        "- `npm run zap`: `zap it`",
        "- `npm run build:types`: `tsc -d`",
    ]


def test_hostile_manifests_stay_text(tmp_path: Path) -> None:
    evil = "x]] [[y]] <img src=x> `a` #tag {{b}}"
    note = overview(
        tmp_path,
        {"package.json": json.dumps({"name": evil, "license": evil, "scripts": {evil: evil},
                                     "bin": {evil: "a.js"}, "dependencies": {evil: "1"}}),
         "a.js": "x()\n"},
    )  # fmt: skip
    block = note.partition("ralf:begin")[2]
    outside_code = re.sub(r"(`+).*?\1", "", block)
    assert "[[y]]" not in outside_code
    assert "<img" not in outside_code


# Folders


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({"test_cart.py": "def test_a():\n    pass\n", "test_till.py": "def test_b():\n    pass\n",
          "__init__.py": "", "conftest.py": "x = 1\n"}, "2 tests of cart and till."),
        ({"useCart.ts": "export const a = 1\n", "useTill.ts": "export const b = 1\n",
          "types.ts": "export type A = 1\n"},
         "2 hooks (useCart and useTill) and a file of type definitions (types)."),
        ({"Button.tsx": "export const a = 1\n", "Card.tsx": "export const b = 1\n"},
         "2 components (Button and Card)."),
        ({"index.js": "/** Sums up what a cart holds. */\n\nimport './a'\n", "a.js": "x()\n"},
         "Sums up what a cart holds."),
        ({"__init__.py": '"""What a cart holds."""\n', "a.py": "x = 1\n"}, "What a cart holds."),
        ({"README.rst": "Cart\n====\n\nThe cart of a shop.\n", "a.py": "x = 1\n"}, "The cart of a shop."),
        ({"a.go": "// Package cart holds what is bought.\npackage cart\n", "b.go": "package cart\n"},
         "Package cart holds what is bought."),
    ],
)  # fmt: skip
def test_a_folder_is_described_by_words_or_by_what_it_holds(
    sources: dict[str, str], said: str, tmp_path: Path
) -> None:
    notes = vault_of(tmp_path, {f"inner/cart/{path}": text for path, text in sources.items()})
    assert described(notes["shop/inner/cart/cart.md"]) == said


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({"FileHandler.php": "<?php class FileHandler {}\n", "MailHandler.php": "<?php class MailHandler {}\n",
          "NullHandler.php": "<?php class NullHandler {}\n", "HandlerInterface.php": "<?php interface HandlerInterface {}\n"},
         "3 handlers (FileHandler, MailHandler and NullHandler) and a PHP file (HandlerInterface)."),
        ({"dir.rs": "pub struct Dir;\npub enum Rank { A }\n", "stream.rs": "pub struct Stream;\n", "mod.rs": ""},
         "2 Rust files with the types Dir, Rank and Stream."),
        ({"01.00-Start.ipynb": '{"cells": []}', "01.01-End.ipynb": '{"cells": []}'},
         "2 notebooks (01.00-Start and 01.01-End)."),
        ({"add.1": ".TH add 1\n", "list.1": ".TH list 1\n"}, "2 manual pages (add and list)."),
        ({"cart.html": "<p>a</p>"}, "An HTML file (cart)."),
        ({"__init__.py": ""}, "An empty Python package."),
        ({"__init__.py": "", "commands/a.py": "x = 1\n", "commands/b.py": "x = 1\n"},
         "Folder commands with 2 commands (a and b)."),
        ({"apps.py": "from django.apps import AppConfig\n", "models.py": "from django.db import models\n"},
         "Django app cart: 2 Python files (apps and models)."),
        ({"a.tf": 'resource "x" "y" {}\n', "b.tf": 'variable "z" {}\n'}, "Terraform module: 2 HCL files (a and b)."),
        ({"build.gradle.kts": "plugins {}\n", "src/main/kotlin/a/Cart.kt": "package a\nclass Cart\n",
          "src/main/kotlin/a/Till.kt": "package a\nclass Till\n", "src/main/res/x.xml": "<a/>"},
         "Gradle module: 2 Kotlin files (Cart and Till)."),
        ({"Cart.csproj": "<Project></Project>", "Goods/Cart.cs": "class Cart {}\n", "appsettings.json": "{}"},
         ".NET project: a C# file (Cart)."),
        ({"build.gradle": "// all of it\n", "tool.sh": "ls\n"},
         "A Groovy file (build) and a Shell file (tool)."),
        ({"cart.pc.in": "Name: shop\nDescription: Sells bread.\n", "a.c": "int a;\n"},
         "A C file (a) and a file (cart.pc.in)."),
        ({".keep": ""}, "Empty but for .keep."),
        ({"cart.go": "package cart\n\n// Cart keeps what is bought.\ntype Cart struct{}\n", "till.go": "package cart\n\nvar A int\n"},
         "Cart keeps what is bought."),
        ({"Cart.java": "/** Keeps what is bought. */\nclass Cart {}\n", "A.java": "class A {}\n", "B.java": "class B {}\n"},
         "Keeps what is bought; 3 Java files (A, B and Cart)."),
        ({"Cart.java": f"/** Takes `A`, `B`, `C` and `D`{', and all the goods' * 6}. */\nclass Cart {{}}\n", "A.java": "class A {}\n",
          "B.java": "class B {}\n"}, f"Takes A, B, C and D{', and all the goods' * 6}."),
        ({"cart.go": "package cart\n\n// Put adds goods.\nfunc Put() {}\n", "a.go": "package cart\n", "b.go": "package cart\n"},
         "3 Go files (a, b and cart)."),
        ({"a.ts": "x()\n", "b/c.ts": "x()\n", "b/d.ts": "x()\n"},
         "A TypeScript file (a); folder b with 2 TypeScript files."),
        ({"a.ts": "x()\n", "b/c.pub": "x\n", "b/d.pub": "y\n", "b/e.json": '{"a": 1}', "b/f.json": "{}"},
         "A TypeScript file (a); folder b with 2 JSON files and 2 files."),
        ({"a.ts": "x()\n", "b/.keep": ""}, "A TypeScript file (a); folder b."),
        ({"rules.pro": "-keep class a\n", "a.pbxproj": "// x\n"}, "An Xcode project (a) and a file (rules.pro)."),
        ({f"{'long_name_of_bread' * 2}_{n}.ts": "x()\n" for n in range(9)},
         "9 TypeScript files (long_name_of_breadlong_name_of_bread_0, long_name_of_breadlong_name_of_bread_1,"
         " long_name_of_breadlong_name_of_bread_2 and 6 more)."),
        ({"res/values/strings.xml": "<resources></resources>\n", "res/values-de/strings.xml": "<resources></resources>\n",
          "AndroidManifest.xml": "<manifest/>\n"},
         "An XML file (AndroidManifest); folder res with 2 XML files."),
        ({"validators/bag.ts": "x()\n", "validators/eslint.config.ts": "x()\n"},
         "A TypeScript file (eslint.config) and a validator (bag)."),
        ({"a.svg": "<svg></svg>", "b.png": "", "c.png": ""}, "An SVG image (a); without notes 2 images."),
        ({"a.txt": "x\n", "b/c.ts": "x()\n", "b/d.ts": "x()\n", "b/e.ts": "x()\n", "f/g.ts": "x()\n"},
         "2 folders (b and f), mostly TypeScript; a document (a.txt)."),
    ],
)  # fmt: skip
def test_what_a_folder_holds_is_told_by_what_is_certain(
    sources: dict[str, str], said: str, tmp_path: Path
) -> None:
    notes = vault_of(tmp_path, {f"inner/cart/{path}": text for path, text in sources.items()})
    assert described(notes["shop/inner/cart/cart.md"]) == said


def test_a_folder_is_told_by_the_words_on_the_code_beside_it_that_has_its_name(
    tmp_path: Path,
) -> None:
    sources = {"src/cart.rs": "//! Keeps what is bought.\n", "src/cart/till.rs": "fn pay() {}\n"}
    notes = vault_of(tmp_path, {**sources, "src/lib.rs": "mod cart;\n"})
    assert described(notes["shop/src/cart/cart.md"]) == "Keeps what is bought."


def test_folders_and_files_of_tools_are_listed_last(tmp_path: Path) -> None:
    sources = {".github/a.sh": "ls\n", "src/a.py": "x = 1\n", ".env": "A=1\n", "b.py": "x = 1\n"}
    note = vault_of(tmp_path, sources)["shop/shop.md"]
    assert note.index("src.md") < note.index("_github.md") < note.index("b.py") < note.index("env")


def test_translations_are_counted_by_language(tmp_path: Path) -> None:
    sources = {f"cart/locale/{code}/a.yml": "a: b\n" for code in ("de", "pt_BR", "zh-Hant")}
    notes = vault_of(tmp_path, sources)
    told = described(notes["shop/cart/locale/locale.md"])
    assert told.startswith("Translations into 3 languages (de, pt_BR and zh-Hant)")


@pytest.mark.parametrize(
    ("texts", "licence"),
    [
        ({"LICENSE": MIT}, " · licence MIT"),
        ({"MIT-LICENSE": MIT}, " · licence MIT"),
        (
            {"COPYING": "GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007\n"},
            " · licence GPL-3.0",
        ),
        (
            {"LICENSE": f"{MIT}\nPortions:\nRedistributions of source code must retain this.\n"},
            " · licence MIT",
        ),
        ({"LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE}, " · licence Apache-2.0 (`LICENSE-APACHE`), MIT (`LICENSE-MIT`)"),
        ({"LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE, "pyproject.toml": EITHER}, " · licence MIT OR Apache-2.0"),
        ({"LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE, "mill/pyproject.toml": EITHER}, " · licence MIT OR Apache-2.0"),
        ({"LICENSE": "Dual.\n", "mill/pyproject.toml": EITHER, "a/pyproject.toml": EITHER.replace("Apache", "BSD")}, ""),
        ({"LICENSE-CODE": MIT, "LICENSE-TEXT": "Our own terms. " * 50}, " · licence MIT (`LICENSE-CODE`), `LICENSE-TEXT`"),
        ({"LICENSE": MIT, "LICENSE-THIRD-PARTY": APACHE}, " · licence MIT"),
        ({"LICENSE": MIT, "LICENSE-HEADER": "Written by the millers.\n"}, " · licence MIT"),
        ({"LICENSE": "Attribution-NonCommercial-NoDerivs 3.0 Unported\n"}, " · licence CC-BY-NC-ND-3.0"),
        ({"LICENSE": MIT, "LICENSE_HEADER": MIT}, " · licence MIT"),
        ({"LICENSE": "EUROPEAN UNION PUBLIC LICENCE v. 1.2\n"}, " · licence EUPL-1.2"),
        ({"LICENSE": "Microsoft Public License (Ms-PL)\n"}, " · licence MS-PL"),
        ({"LICENSE": "All rights reserved.\n"}, ""),
        ({"LICENSE": f"{BSD}The name of A may not be used to endorse or promote this.\n"}, " · licence BSD-3-Clause"),
        ({"LICENSE": f"{BSD}All advertising materials must name A.\n"}, ""),
        ({"LICENSE": f"{ISC}.\n"}, " · licence 0BSD"),
        ({"LICENSE": f"{ISC}, provided that the above copyright notice\n"}, " · licence ISC"),
        ({"LICENSE": "Business Source License 1.1\nChange License: Apache License, Version 2.0\n"}, ""),
        ({"LICENSE": f"Portions of this are licensed as follows: b is not open.\n{MIT}"}, ""),
        ({"LICENSE": MIT, "package.json": '{"license": "ISC"}'}, " · licence MIT"),
        ({"pyproject.toml": "[project]\nlicense = {text = 'The Apache Software License, Version 2.0'}\n"}, " · licence Apache-2.0"),
        ({"pyproject.toml": "[project]\nlicense = {text = 'The MIT Licence (MIT)'}\n"}, " · licence MIT"),
        ({"pyproject.toml": "[project]\nlicense = {text = 'Apache Software License'}\n"}, " · licence Apache Software License"),
        ({"package.json": '{"license": "ISC"}'}, ""),  # of the tools around it
        ({"LICENSE": MIT, "package.json": '{"license": "Apache-2.0"}'}, " · licence MIT"),
        ({"LICENSE": MIT, "license.py": "# Apache License, Version 2.0\n"}, " · licence MIT"),
    ],
)  # fmt: skip
def test_the_licence_is_known_by_its_text_unless_a_manifest_names_it(
    texts: dict[str, str], licence: str, tmp_path: Path
) -> None:
    note = overview(tmp_path, {**texts, "a.py": "def f(): pass\n"})
    assert line(note, "Repository · ") == f"Repository · Python{licence}"


MILL = {
    "go.mod": "module a.example/mill/v2\n",
    "main.go": "package main\nfunc main() { read(); sort() }\n",
    **{f"{name}.go": f"package main\nfunc {name}() {{}}\n" for name in ("read", "sort")},
}


def test_an_interface_in_another_language_starts_after_the_program(tmp_path: Path) -> None:
    web = {"web/package.json": '{"name": "mill-web", "bin": "index.js"}', "web/index.js": "run()\n"}
    starts = line(overview(tmp_path, {**MILL, **web}), "- Starts in ")
    assert starts.index("main.go") < starts.index("web/index.js")


def test_a_wrapper_in_another_language_passes_for_nothing_of_the_program(tmp_path: Path) -> None:
    wrapper = {
        "name": "mill", "bin": "index.js", "license": "ISC", "main": "index.js",
        "description": "The mill without its wheel, for JavaScript.",
    }  # fmt: skip
    sources = {**MILL, "npm/package.json": json.dumps(wrapper), "npm/index.js": "run()\n"}
    note = overview(tmp_path / "a", {**sources, "npm/README.md": "# mill\n\nA smaller mill.\n"})
    assert line(note, "- Starts in ") == "- Starts in main.go"
    assert "licence" not in note
    assert described(note) == wrapper["description"]  # nobody else says anything
    assert "A smaller mill" not in note.partition("## Folders")[0]
    beside = {**MILL, "package.json": json.dumps(wrapper), "index.js": "run()\n"}
    note = overview(tmp_path / "b", {**beside, "README.md": "# mill\n\nmill grinds corn.\n"})
    assert described(note) == "mill grinds corn."
    assert "licence" not in note
    assert "for JavaScript" not in note.partition("## Files")[0]
    assert described(overview(tmp_path / "c", beside)) == wrapper["description"]


def test_the_program_with_the_name_of_the_repository_comes_first(tmp_path: Path) -> None:
    sources = {
        "go.mod": "module a.example/shop/v3\n",
        "shop.h": "int main() { return 0; }\n",
        "cmd/list/main.go": "package main\nfunc main() {}\n",
        "cmd/shop/shop.go": "package main\nfunc main() {}\n",
    }
    starts = line(overview(tmp_path, sources), "- Starts in ")
    assert starts == "- Starts in cmd/shop/shop.go, cmd/list/main.go"


def test_languages_are_those_of_the_product(tmp_path: Path) -> None:
    queries = {"a.sql": f"CREATE TABLE a (id INT);\n{'-- a' * 50}\n"}
    tests = {"tests/data/a.lisp": "(a)\n" * 50, "tests/test.sh": "ls\n" * 90}
    code = {"shop.py": "x = 1\n"}
    assert "Repository · SQL" in overview(tmp_path / "1", queries | tests)
    assert "Repository · Python\n" in overview(tmp_path / "2", queries | tests | code)


def test_a_command_stands_once(tmp_path: Path) -> None:
    rule = "all:\n\tcc a.c\n\nship:\n\tcp a b\n"
    names = ("Makefile", "GNUmakefile", "Makefile.win", "rules.mk")
    sources = dict.fromkeys(names[:3], rule) | {"rules.mk": "inner:\n\tcc b.c\n", "a.c": "int a;\n"}
    assert below(overview(tmp_path, sources), "Commands") == "- `make all` · `make ship`"


def test_a_folder_of_documents_is_no_example(tmp_path: Path) -> None:
    sources = {
        "examples/bread/bake.py": "x = 1\n",
        "examples/cake/bake.py": "x = 1\n",
        "examples/words/a.md": "# Bread\n",
    }
    said = described(vault_of(tmp_path, sources)["shop/examples/examples.md"])
    assert said == "2 examples (bread and cake) and 1 folder (words), mostly Python."


def test_a_file_beside_the_folders_of_examples_may_be_a_tool(tmp_path: Path) -> None:
    sources = {f"examples/{name}/bake.py": "x = 1\n" for name in ("bread", "cake")}
    sources |= {"examples/draw.py": "x = 1\n"}
    said = described(vault_of(tmp_path, sources)["shop/examples/examples.md"])
    assert said == "2 examples (bread and cake), mostly Python; a Python file (draw)."


@pytest.mark.parametrize(
    ("description", "readme", "quoted"),
    [
        ("Elegant bread baking in Mills", "Shop is a bread baking kit for mills and towns.", 1),
        ("A cat clone with wings", "A cat clone with syntax highlighting and ovens.", 1),
        ("A bakery for everyone", "Shop sells bread to mills.", 2),
    ],
)
def test_a_description_that_the_readme_repeats_is_quoted_once(
    description: str, readme: str, quoted: int, tmp_path: Path
) -> None:
    manifest = json.dumps({"name": "shop", "description": description})
    note = overview(tmp_path, {"README.md": f"# Shop\n\n{readme}\n", "package.json": manifest})
    assert f"> {readme}" in note
    assert (f"> {description}" in note) == (quoted == 2)


def test_among_the_files_of_a_folder_an_index_has_its_own_name(tmp_path: Path) -> None:
    sources = {"cart/index.ts": "export const a = 1\n", "cart/till.ts": "export const b = 1\n"}
    notes = vault_of(tmp_path, sources)
    assert described(notes["shop/cart/cart.md"]) == "2 TypeScript files (index and till)."


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("cart.rb", "module Shop\n  module Parts\n    class Cart\n      def put; end\n    end\n  end\nend\n",
         "Defines Shop.Parts.Cart with put."),
        ("Tint.java", "public enum Tint {\n  RED,\n  BLUE;\n  public String toString() { return null; }\n}\n",
         "Defines Tint with RED and BLUE."),
        ("bag.rb", "class Bag\n  attr_accessor :room, :price\nend\n", "Defines Bag with room and price."),
        ("Bag.php", "<?php\nclass Bag {\n    public string $room;\n    public int $price = 3;\n}\n",
         "Defines Bag with room and price."),
        ("Bag.kt", "class Bag {\n  private val room = 3\n  fun fill() {}\n  fun pour() {}\n}\n",
         "Defines Bag with fill and pour."),
        ("bag.rs", "pub struct Bag {\n    pub room: usize,\n}\nimpl Bag {\n    pub fn fill(&self) {}\n}\n",
         "Defines Bag with room."),
        ("bag.rs", "pub struct Bag {\n    room: usize,\n}\nimpl Bag {\n    pub fn fill(&self) {}\n}\n",
         "Defines Bag with fill."),
        ("bag.rs", "pub enum Bag {\n    Bag(u8),\n    Empty,\n}\n", "Defines Bag with Bag and Empty."),
        ("bag.go", "package a\n\ntype Bag struct {\n\tRoom string\n\tprice int\n\tFill, Pour func(a int) error\n}\n",
         "Defines Bag with Room, Fill and Pour."),
        ("Bag.swift", "public struct Bag {\n    public private(set) var room = 3\n    fileprivate(set) public var price: Int\n"
         "    private let loaf = 1\n}\n", "Defines Bag with room and price."),
        ("bag.h", "struct Bag {\n  std::vector<int> room{1};\n  void (*fill)(int);\n  const char *name[3];\n};\n",
         "Defines Bag with room, fill and name."),
        ("bag.js", "export class Bag {\n  _find() {}\n  fill() {}\n}\n", "Defines Bag with fill."),
        ("bag.rs", "pub struct Bag;\nimpl Bag {\n    pub fn fill(&self) {}\n}\n", "Defines Bag with fill."),
        ("Bag.java", "public class Bag {\n  public String toString() { return null; }\n}\n", "Defines Bag."),
        ("cart.rb", "module Cart\n  def self.put; end\n  class Item; end\nend\n", "Defines Cart."),
        ("cart.ts", "export class Cart {}\ndeclare module '../shop' {\n  interface Bag { a: 1 }\n}\n",
         "Defines Cart."),
        ("cart.go", "package shop\n\nvar _ Bag = cart{}\n\ntype cart struct{}\n", "Defines cart."),
        ("cart.cc", "namespace shop {\nCart::Cart() {}\nvoid Cart::put(int n) {}\nint sum() { return 1; }\n}\n",
         "Implements shop::Cart and shop::sum."),
        ("cart_test.go", "package shop\n\ntype Material struct{}\n\nfunc TestPut(t *testing.T) {}\n",
         "Tests TestPut."),
        ("tests/test_cart.py", "class Server:\n    pass\n\n\nclass TestPut:\n    pass\n", "Tests TestPut."),
        ("tests/utils.py", "TEST_FOLDER = 1\n\n\ndef served():\n    pass\n", "Defines served and TEST_FOLDER."),
        ("src/test/java/CartTest.java", "public class CartTest {}\n", "Tests CartTest."),
        ("src/test/java/Bag.java", "public class Bag {}\n", "Defines Bag."),
        ("Bag.java", "/** Holds the *whole* {@link Loaf} order. It is new. */\npublic class Bag {}\n",
         "Holds the whole Loaf order."),
        ("bag.dart", "/// What a [Client] carries home.\nclass Bag {}\n", "What a Client carries home."),
        ("bag.py", 'SIZE = 3\n\n\ndef pack():\n    """Fill a bag with bread."""\n',
         "Fill a bag with bread."),
        ("bread_bag.py", 'class BreadBag:\n    """Carries bread."""\n\n\nclass Sack:\n    """Carries flour."""\n',
         "Carries bread."),
        ("bag.py", 'class Sack:\n    """Carries flour."""\n\n\nclass Box:\n    """Carries bread."""\n',
         "Defines Sack and Box."),
        ("bag.sh", "# Taken from https://bread.example/bag.sh\n\nfill() {\n  echo bread\n}\n", "Defines fill."),
        ("Bag.java", "/** See {@link Sack} for bread. */\npublic class Bag {}\n", "Defines Bag."),
        ("Bag.java", "/** Deprecated since the last year of bread. */\nclass Bag {}\n", "Defines Bag."),
        ("bag.c", "#define SIZE 3\n/* Fill a bag. */\nint fill(void) { return 1; }\nint pour(void) { return 2; }\n",
         "Defines fill, pour and SIZE."),
        ("app.config.ts", "export const appConfig = { a: [] }\n", "Defines appConfig."),
        ("fill.js", "export default function (bag, bread) {}\n", "Exports a function of bag and bread."),
        ("fill.js", "export default () => {}\n", "Exports a function."),
        ("fill.js", "export default class {}\n", "Exports a class."),
        ("fill.js", "export default createStore(bags)\n", "Exports what createStore returns."),
        ("Zero.cs", "public static partial class Guards {\n  public static int Zero() => 1;\n}\n",
         "Adds Zero to Guards."),
        ("Program.cs", "using A;\n\nvar bag = new Bag();\nbag.Run();\n", "Program in C#."),
        ("bag.rs", "pub struct Bag;\nimpl From<u8> for Vec<Bag> { fn from(a: u8) -> Self { vec![] } }\n",
         "Defines Bag."),
        ("tests/bags.rs", "#[test]\nfn packs_bread() {}\n\nfn oven() {}\n", "Tests packs_bread."),
        ("bag_test.go", "package shop\n\n// TestPut fills a bag with bread.\nfunc TestPut(t *testing.T) {}\n",
         "Tests TestPut."),
    ],
)  # fmt: skip
def test_a_file_is_told_by_the_names_that_say_most(
    path: str, text: str, said: str, tmp_path: Path
) -> None:
    assert described(vault_of(tmp_path, {path: text})[f"shop/{path}.md"]) == said


def test_what_a_file_passes_on_stands_once(tmp_path: Path) -> None:
    text = (
        "exports.Cart = require('./lib/Cart');\nexports.fill = require('./lib/Cart').fill;\n"
        "exports.gone = require('./gone');\nexports.wrapped = wrap(require('./lib/Cart'));\n"
    )
    sources = {"index.js": text, "lib/Cart.js": "class Cart {}\nmodule.exports = Cart;\n"}
    note = vault_of(tmp_path, sources)["shop/index.js.md"]
    assert described(note) == "Exports Cart, fill and gone."
    assert line(note, "- `Cart`") == "- `Cart`, `fill` from Cart.js"
    assert "exports.gone = require('./gone');\nexports.wrapped = wrap(" in note
    assert "exports.Cart" not in note and "exports.fill" not in note


def test_a_readme_in_a_folder_may_speak_of_itself(tmp_path: Path) -> None:
    text = "# Bread\n\nThis document {} the bread of the mill.\n\n## Orders\n\nThe implementation leaves out rye.\n"
    sources = {f"{verb}/README.md": text.format(verb) for verb in ("specifies", "needs")}
    notes = vault_of(
        tmp_path, {**sources, "specifies/a.go": "package a\n", "needs/a.go": "package a\n"}
    )
    assert (
        described(notes["shop/specifies/specifies.md"])
        == "This document specifies the bread of the mill."
    )
    assert "rye" not in described(notes["shop/needs/needs.md"])


def test_a_folder_with_one_child_speaks_as_the_child(tmp_path: Path) -> None:
    notes = vault_of(
        tmp_path, {"src/shop/__init__.py": '"""Sells bread."""\n', "src/shop/a.py": "x = 1\n"}
    )
    assert described(notes["shop/src/src.md"]) == "Sells bread."


# Work follows change


def test_a_manifest_is_read_once_and_its_change_reaches_the_overview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ralf_notes.outline import manifests

    read: list[str] = []
    real = manifests.read_manifest

    def counted(path: str, text: str) -> manifests.Manifest | None:
        read.append(path)
        return real(path, text)

    monkeypatch.setattr(manifests, "read_manifest", counted)
    sources = {"package.json": '{"description": "Sells bread to all"}', "a.js": "x()\n"}
    assert described(overview(tmp_path, sources)) == "Sells bread to all"
    assert sorted(read) == ["a.js", "package.json"]
    overview(tmp_path, {"a.js": "y()\n"})
    assert read[2:] == ["a.js"]
    changed = overview(tmp_path, {"package.json": '{"description": "Sells rolls to all"}'})
    assert described(changed) == "Sells rolls to all"


@pytest.mark.parametrize(
    ("readme", "said"),
    [
        ("# Anna's dotfiles\n\n## Installation\n\n**Warning:** Fork this first.\n\n### Using Git and the script\n\nYou can clone it.\n", "Anna's dotfiles"),
        ("# Shop\n\n## Bread for mills and for everyone\n\nInstall it:\n", "Bread for mills and for everyone"),
        ("# Shop Community Helm Charts\n\nThis functionality is in beta. The code is provided as-is. Beta features are not subject to any terms.\n", "Shop Community Helm Charts"),
    ],
)  # fmt: skip
def test_neither_a_step_nor_a_state_is_what_a_project_is(
    readme: str, said: str, tmp_path: Path
) -> None:
    assert described(overview(tmp_path, {"README.md": readme, "a.py": "a = 1\n"})) == said


def test_a_motto_that_ends_in_an_ellipsis_gives_way(tmp_path: Path) -> None:
    manifest = '{"name": "shop", "description": "Because you deserve better bread..."}'
    note = overview(tmp_path, {"package.json": manifest, "README.md": README})
    assert described(note) == "Shop sells bread to mills."


LOOP = "for n in range(3):\n    print(n)\n"


@pytest.mark.parametrize(
    ("code", "sources", "said"),
    [
        ("$ python train.py config/fast.py\npython -m pytest\n", {"train.py": LOOP, "sample.py": LOOP, "data/prepare.py": MAIN}, ["train.py", "data/prepare.py"]),
        ("cd shop && source bootstrap.sh\n", {"bootstrap.sh": "cp a b\n", "brew.sh": "#!/bin/bash\nbrew install x\n"}, ["bootstrap.sh"]),
        ("script/bootstrap\n", {"script/bootstrap": "#!/bin/sh\ncp a b\n", "bin/a": "#!/bin/sh\nls\n", "bin/b": "#!/bin/sh\nls\n"}, ["script/bootstrap"]),
        ("shop/data.py   reads bread\nshop/oven.py   bakes it\n", {"shop/data.py": "x = 1\n", "shop/oven.py": "y = 1\n", "main.py": MAIN}, ["main.py"]),
        ("python setup.py install\npython examples/a.py\n./build.sh\n", {"setup.py": LOOP, "examples/a.py": MAIN, "build.sh": "make\n", "main.py": MAIN}, ["main.py"]),
        ("python ../other.py /etc/x.py\nnode https://x.y/z.js\n", {"main.py": MAIN, "other.py": LOOP}, ["main.py"]),
    ],
)  # fmt: skip
def test_what_the_readme_runs_is_where_it_starts(
    code: str, sources: dict[str, str], said: list[str], tmp_path: Path
) -> None:
    readme = f"# Shop\n\nSells bread.\n\n```sh\n{code}```\n"
    assert starts(overview(tmp_path, sources | {"README.md": readme})) == said


def test_a_manifest_that_names_a_start_comes_before_what_the_readme_runs(tmp_path: Path) -> None:
    manifest = '[project]\nname = "shop"\n[project.scripts]\nshop = "shop.cli:main"\n'
    sources = {"pyproject.toml": manifest, "shop/cli.py": "def main(): ...\n", "train.py": LOOP}
    readme = "# Shop\n\n```\npython train.py\n```\n"
    assert starts(overview(tmp_path, sources | {"README.md": readme})) == [
        "shop/cli.py (`shop` command)"
    ]


def test_variants_of_one_thing_have_no_role(tmp_path: Path) -> None:
    sources = {f"src/Mill{kind}Brook.c": "int a;\n" for kind in ("", "Wind", "Water")}
    note = overview(tmp_path, sources | {"README.md": "# Mill\n", "a.c": "int b;\n"})
    assert "brooks" not in note


def test_a_prefix_of_the_project_takes_no_role_away(tmp_path: Path) -> None:
    sources = {f"src/Mill{kind}Service.java": "class A {}\n" for kind in ("Corn", "Wind", "Water")}
    note = overview(tmp_path, sources | {"README.md": "# Mill\n", "A.java": "class B {}\n"})
    assert "3 services" in note


def test_the_program_called_as_the_project_starts_first(tmp_path: Path) -> None:
    main = '#include "a.h"\nint main(void) { return a(); }\n'
    sources = {"src/mill-go.c": main, "src/mill.c": "int main(void) { return 0; }\n"}
    sources |= {"src/a.h": "int a(void);\n", "package.json": '{"name": "mill"}\n'}
    assert starts(overview(tmp_path, sources)) == ["src/mill.c", "src/mill-go.c"]


def test_a_template_of_go_is_one_of_helm_only_in_a_chart(tmp_path: Path) -> None:
    text = '{{ define "up" }}a{{ end }}\n'
    note = overview(tmp_path, {"a.tmpl": text, "templates/b.tpl": text})
    assert "Go templates `up`." in note


def test_a_template_of_another_language_is_none_of_go(tmp_path: Path) -> None:
    texts = {"templates/a.tpl": "<b>{$corn}</b>\n", "templates/b.tpl": "{{corn}} {% block a %}\n"}
    notes = vault_of(tmp_path, texts | {"a.py": "x = 1\n"})
    shown = [described(notes[f"shop/{path}.md"]) for path in texts if f"shop/{path}.md" in notes]
    assert set(shown) <= {"Template."}


# What a file defines
def test_a_program_of_go_is_told_by_all_that_it_defines(tmp_path: Path) -> None:
    text = (
        "package main\n\nvar Version string\n\nfunc main() { grind() }\n\nfunc grind() {}\n\n"
        "type Mill struct{}\n"
    )
    notes = vault_of(tmp_path, {"go.mod": "module a.example/shop\n", "main.go": text})
    assert described(notes["shop/main.go.md"]) == "Defines Mill, main, grind and Version."


def test_what_a_program_of_go_exports_is_told_in_its_authors_words(tmp_path: Path) -> None:
    text = "package main\n\n// Grind grinds corn.\nfunc Grind() { turn() }\n\nfunc turn() {}\n"
    notes = vault_of(tmp_path, {"go.mod": "module a.example/shop\n", "mill.go": text})
    assert described(notes["shop/mill.go.md"]) == "Grind grinds corn."


def test_a_package_of_go_is_told_by_what_it_exports(tmp_path: Path) -> None:
    text = "package mill\n\nfunc Grind() { turn() }\n\nfunc turn() {}\n\nfunc Stop() {}\n"
    notes = vault_of(tmp_path, {"go.mod": "module a.example/shop\n", "mill/mill.go": text})
    assert described(notes["shop/mill/mill.go.md"]) == "Defines Grind and Stop."


def test_methods_for_a_type_of_another_file_of_rust_say_what_a_file_is_for(tmp_path: Path) -> None:
    text = "use crate::Error;\nimpl Error {\n    pub fn new() {}\n}\nstruct VTable {}\nfn drop_it() {}\n"
    files = {"src/lib.rs": "mod error;\npub struct Error;\n", "src/error.rs": text}
    notes = vault_of(tmp_path, {"Cargo.toml": '[package]\nname = "shop"\n', **files})
    assert described(notes["shop/src/error.rs.md"]) == "Implements Error."
    assert described(notes["shop/src/lib.rs.md"]) == "Defines Error."


def test_where_a_program_of_rust_starts_is_told_by_all_that_it_defines(tmp_path: Path) -> None:
    text = "/// Gets corn.\npub fn corn() {}\n\nfn main() { mill() }\n\nfn mill() {}\n"
    notes = vault_of(tmp_path, {"Cargo.toml": '[package]\nname = "shop"\n', "src/main.rs": text})
    assert described(notes["shop/src/main.rs.md"]) == "Defines corn, main and mill."


def test_what_a_file_of_c_asks_of_its_system_is_not_what_it_defines(tmp_path: Path) -> None:
    text = (
        "#define _POSIX_C_SOURCE 200809L\n#ifdef OLD\ntypedef unsigned int uint32_t;\n#endif\n"
        "#include <math.h>\n\nint mill(void) { return 1; }\n"
    )
    notes = vault_of(tmp_path, {"mill.c": text})
    assert described(notes["shop/mill.c.md"]) == "Defines mill."


def test_data_of_a_class_is_told_with_what_implements_it(tmp_path: Path) -> None:
    text = 'const char *Mill::kind = "water";\nint Mill::grind() { return 1; }\nint stones = 2;\n'
    notes = vault_of(tmp_path, {"mill.cc": text})
    assert described(notes["shop/mill.cc.md"]) == "Implements Mill and stones."


def test_a_title_with_code_in_it_stands_in_one_span(tmp_path: Path) -> None:
    notes = vault_of(tmp_path, {"RULES.md": "# `shop` Rules\n\n## Bread\n\n## Corn\n"})
    assert "Document `shop Rules` with the sections `Bread` and `Corn`" in notes["shop/shop.md"]


def test_a_file_named_like_its_folder_is_not_one_of_what_is_in_it(tmp_path: Path) -> None:
    files = {"rules/rules.go": "package rules\n\ntype Rule struct{}\n\nfunc New() {}\n"}
    files |= {"rules/rules_test.go": "package rules\n\nfunc TestNew() {}\n"}
    files |= {"rules/more.go": "package rules\n\nfunc More() {}\n"}
    assert "A rule (`rules`)" not in overview(tmp_path, files)


def test_what_a_module_of_rust_offers_again_is_no_secret(tmp_path: Path) -> None:
    text = "mod inner {\n    /// Grinds.\n    pub fn grind() {}\n}\npub use inner::*;\nmod own { pub fn a() {} }\n"
    note = vault_of(tmp_path, {"arch.rs": text})["shop/arch.rs.md"]
    assert "#### `inner::grind`" in note
    assert "`own`" in note.partition("More")[2]


def test_a_note_in_a_description_is_left_out(tmp_path: Path) -> None:
    about = "Turns corn into flour. Note: it is not sold in winter. Made of oak."
    text = json.dumps({"name": "mill", "description": about})
    note = overview(tmp_path, {"package.json": text, "a.js": "export const a = 1;\n"})
    assert "Turns corn into flour.\n" in note.replace('"', "\n")
    assert "in winter" not in note.partition("## Files")[0]


def test_the_usual_program_of_a_crate_comes_before_what_helps_to_build_it(tmp_path: Path) -> None:
    cargo = """
        [package]
        name = "mill"
        edition = "2021"
        [[bin]]
        name = "mill-completions"
        path = "src/bin/completions.rs"
        """
    sources = {
        "Cargo.toml": '[workspace]\nmembers = ["mill"]\n',
        "mill/Cargo.toml": cargo.replace("        ", ""),
        "mill/src/main.rs": "fn main() {}\n",
        "mill/src/bin/completions.rs": "fn main() {}\n",
        "npm/mill/package.json": '{"name": "mill", "bin": "cli.js"}',
        "npm/mill/cli.js": "run()\n",
    }
    assert line(overview(tmp_path, sources), "- Starts in ") == (
        "- Starts in mill/src/main.rs (`mill` command),"
        " mill/src/bin/completions.rs (`mill-completions` command)"
    )


def test_the_app_that_shows_a_library_is_no_start(tmp_path: Path) -> None:
    activity = """<manifest xmlns:android="http://schemas.android.com/apk/res/android">
        <application><activity android:name="a.milldemo.Start"><intent-filter>
        <category android:name="android.intent.category.LAUNCHER"/></intent-filter></activity>
        </application></manifest>"""
    app = {
        "app/src/main/AndroidManifest.xml": activity,
        "app/src/main/kotlin/a/milldemo/Start.kt": "package a.milldemo\nclass Start\n",
    }
    library = {"mill/src/main/kotlin/a/mill/Mill.kt": "package a.mill\nclass Mill\n"}
    assert not line(overview(tmp_path / "a", {**app, **library}), "- Starts in ")
    assert "Start.kt" in line(overview(tmp_path / "b", app), "- Starts in ")


def test_a_task_of_a_class_without_a_name_is_not_called_do(tmp_path: Path) -> None:
    sources = {"Rakefile": "YARD::Rake::YardocTask.new do |t|\nend\nMill::RakeTask.new do\nend\n"}
    note = overview(tmp_path, {**sources, "a.rb": "def a; end\n"})
    assert "`rake yard`" in note
    assert "rake do" not in note


# What a repository is, and what counts as its product


def test_the_package_of_the_repositorys_name_speaks_for_it(tmp_path: Path) -> None:
    readme = "# Shop - the baker of your street\n\nBaking by hand is a job for machines. Let Shop do it.\n"
    package = '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><Description>{}</Description></PropertyGroup></Project>\n'
    sources = {
        "README.md": readme,
        "src/Shop/Shop.csproj": package.format(
            "A fast and simple baker of bread for small streets."
        ),
        "src/Shop/Cart.cs": "namespace Shop { public class Cart {} }\n",
        "src/Shop.Tool/Shop.Tool.csproj": package.format(
            "Tool that writes recipes for the oven of a shop."
        ),
        "src/Shop.Tool/Till.cs": "namespace Shop { public class Till {} }\n",
    }
    note = overview(tmp_path / "a", sources)
    assert described(note) == "A fast and simple baker of bread for small streets."
    assert "Baking by hand is a job for machines." in note
    del sources["src/Shop/Shop.csproj"]
    assert described(overview(tmp_path / "b", sources)) == "Baking by hand is a job for machines."


def test_a_description_at_the_root_speaks_before_that_of_a_package(tmp_path: Path) -> None:
    sources = {
        "package.json": '{"name": "shop", "description": "Bakes bread for all streets of a town."}',
        "packages/shop/package.json": '{"name": "shop", "description": "The core that weighs flour and salt."}',
        "packages/shop/index.js": "export const a = 1;\n",
    }
    assert described(overview(tmp_path, sources)) == "Bakes bread for all streets of a town."


def test_settings_of_tools_are_no_parts_of_the_product(tmp_path: Path) -> None:
    packages = {
        f"packages/{name}/{path}": text
        for name in ("cart", "till", "oven")
        for path, text in {
            "package.json": f'{{"name": "{name}"}}',
            "rollup.config.js": "import { base } from '../../rollup.config.js';\nexport default base;\n",
            "index.js": "import { bread } from '../bread/index.js';\nexport const sold = bread;\n",
        }.items()
    }
    note = overview(
        tmp_path,
        {
            "package.json": '{"name": "shop", "workspaces": ["packages/*"]}',
            "rollup.config.js": "export const base = { input: 'index.js' };\n",
            "packages/bread/index.js": "export const bread = 1;\n",
            "site/index.js": "import { bread } from '../packages/bread/index.js';\nexport const b = bread;\n",
            **packages,
        },
    )
    assert "bread/index.js" in line(note, "- Most used")
    assert "rollup.config.js" not in line(note, "- Most used")
    assert "`packages` uses `rollup.config.js`" not in note


def test_words_on_the_one_function_of_a_script_do_not_describe_the_script(tmp_path: Path) -> None:
    function = "# Stops the server when all is done.\nstop_server() {\n  kill 1\n}\n"
    notes = vault_of(
        tmp_path,
        {
            "bake.sh": f"#!/bin/bash\nset -e\n\nserver_pid=1\n\n{function}trap stop_server EXIT\n",
            "lib.sh": f"a=1\n\n{function}",
            "sell.sh": "#!/bin/bash\na=1\n\n# Sells bread to all.\nmain() {\n  echo a\n}\nmain\n",
        },
    )
    assert described(notes["shop/bake.sh.md"]) == "Defines stop_server."
    assert described(notes["shop/lib.sh.md"]) == "Stops the server when all is done."
    assert described(notes["shop/sell.sh.md"]) == "Sells bread to all."


@pytest.mark.parametrize(
    ("commands", "told"),
    [
        (["bin/shop", "bin/shop.bat"], ["bin/shop (shop command)"]),
        (["bin/shop.cmd", "bin/shop.php"], ["bin/shop.php (shop.php command)"]),
        (["bin/shop.bat"], ["bin/shop.bat (shop.bat command)"]),
    ],
)
def test_what_only_calls_a_program_on_windows_is_no_start(
    tmp_path: Path, commands: list[str], told: list[str]
) -> None:
    manifest = json.dumps({"name": "a/shop", "bin": commands})
    programs = {
        path: "<?php\n\nrun();\n" for path in commands if not path.endswith((".bat", ".cmd"))
    }
    wrappers = {path: "@php shop %*\n" for path in commands if path.endswith((".bat", ".cmd"))}
    note = overview(tmp_path, {"composer.json": manifest, **programs, **wrappers})
    assert [each.replace("`", "") for each in starts(note)] == told


@pytest.mark.parametrize(
    ("build", "is_made"),
    [({"configure.ac": "AC_INIT\n"}, True), ({"config.h.in": "#undef A\n"}, True), ({}, False)],
)
def test_a_header_that_a_build_makes_is_not_the_one_of_another_platform(
    tmp_path: Path, build: dict[str, str], *, is_made: bool
) -> None:
    sources = {
        "src/shop.c": '#include "config.h"\n#include "cart.h"\nint main(void) { return CART; }\n',
        "src/cart.h": '#include "config.h"\n#define CART 1\n',
        "src/win32/config.h": "#define HAVE_SHOP 1\n",
        "src/win32/till.c": '#include "config.h"\nint till = HAVE_SHOP;\n',
    }
    notes = vault_of(tmp_path, {**sources, **build})
    assert ("win32/config.h" in notes["shop/src/shop.c.md"]) is not is_made
    assert "config.h" in line(notes["shop/src/win32/till.c.md"], "- Uses")
