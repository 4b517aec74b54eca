# ruff: noqa: E501 - a tree of files stands on one line
"""What a folder is for, where a convention of a language, a framework or a tool says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plan.test_overview import described, vault_of

JAVA = "package a;\npublic class {} {{}}\n"
PAGE = "<p>bread</p>\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {}\n"


@pytest.mark.parametrize(
    ("sources", "folder", "said"),
    [
        ({"src/main/java/org/mill/Cart.java": JAVA.format("Cart"), "src/main/java/org/mill/Till.java": JAVA.format("Till")},
         "src/main/java/org", "Package org.mill: 2 Java files (Cart and Till)."),
        ({"src/main/java/a/Cart.java": JAVA.format("Cart"), "src/main/java/b/Till.java": JAVA.format("Till"),
          "src/main/java/b/Oven.java": JAVA.format("Oven")}, "src/main/java/b", "Package b: 2 Java files (Oven and Till)."),
        ({"src/main/resources/a.properties": "a = 1\n", "src/main/resources/b.sql": "SELECT 1;\n"},
         "src/main/resources", "Resources that are packed with the code: an INI file (a) and an SQL file (b)."),
        ({"app.xcassets/Contents.json": '{"info": 1}', "app.xcassets/a.imageset/Contents.json": '{"info": 1}'},
         "app.xcassets/a.imageset", "Picture in several sizes: a JSON file (Contents)."),
        ({"cmd/shop/main.go": "package main\n\nfunc main() {}\n", "cmd/shop/flags.go": "package main\n\nvar a = 1\n"},
         "cmd", "Program shop: 2 Go files (flags and main)."),
        ({"go.mod": "module a\n", "internal/a.go": "package internal\n", "internal/b.go": "package internal\n"},
         "internal", "Code that only this module may import: 2 Go files (a and b)."),
        ({"internal/a.go": "package internal\n", "internal/b.go": "package internal\n"}, "internal", "2 Go files (a and b)."),
        ({"templates/a.html": PAGE, "templates/b.html": PAGE, "c/templates/a.conf.j2": "{{ a }}\n", "c/templates/b.j2": "{{ b }}\n"},
         "templates", "HTML templates: 2 HTML files (a and b)."),
        ({"templates/a.conf.j2": "{{ a }}\n", "templates/b.j2": "{{ b }}\n"}, "templates", "2 Jinja templates (a.conf and b)."),
        ({"examples/cake/bake.py": "a = 1\n", "examples/cake/sell.py": "b = 1\n", "examples/bun/a.py": "c = 1\n"},
         "examples/cake", "Example: 2 Python files (bake and sell)."),
        ({"docs/a.md": "# A\n", "docs/b.md": "# B\n", "docs/conf.py": "a = 1\n"},
         "docs", "Documentation: 2 documents (a and b) and a Python file (conf)."),
        ({"docs/a.py": "a = 1\n", "docs/b.py": "a = 1\n", "docs/c.md": "# A\n"}, "docs", "2 Python files (a and b) and a document (c)."),
        ({"k/a.yaml": POD.format("a"), "k/b.yaml": POD.format("b")}, "k", "Kubernetes manifests: 2 YAML files (a and b)."),
        ({"public/a.html": PAGE, "public/b.html": PAGE, "package.json": '{"name": "x"}'},
         "public", "Files that are served as they are: 2 HTML files (a and b)."),
        ({"public/a.html": PAGE, "public/b.html": PAGE}, "public", "2 HTML files (a and b)."),
        ({"benchmarks/a.py": '"""Times the mill."""\n'}, "benchmarks", "Times the mill."),
        ({"lang/de/a.yml": "a: b\n", "lang/de/b.yml": "a: b\n"}, "lang/de", "Texts in the language de: 2 YAML files (a and b)."),
        ({"app/src/main/AndroidManifest.xml": "<manifest/>", "app/src/main/res/layout/a.xml": "<a/>",
          "app/src/main/res/layout/b.xml": "<a/>", "app/src/main/res/values/c.xml": "<a/>"},
         "app/src/main/res/layout", "Android layouts: 2 XML files (a and b)."),
        ({"m/env.py": "a = 1\n", "m/script.py.mako": "${a}\n", "m/versions/2b017edaa91f_add_bread.py": "b = 1\n",
          "m/versions/37f06a334dbf_drop_bread.py": "c = 1\n"}, "m/versions", "2 migrations (add_bread and drop_bread)."),
    ],
)  # fmt: skip
def test_a_convention_says_what_a_folder_is_for(
    sources: dict[str, str], folder: str, said: str, tmp_path: Path
) -> None:
    notes = vault_of(tmp_path, sources)
    assert described(notes[f"shop/{folder}/{folder.rpartition('/')[2]}.md"]) == said


def test_a_catalog_of_translations_says_its_language_and_how_much_is_done(tmp_path: Path) -> None:
    head = '# SOME DESCRIPTIVE TITLE.\nmsgid ""\nmsgstr ""\n"Language: es\\n"\n\n'
    done = 'msgid "bread"\nmsgstr "pan"\n\n'
    sources = {"a.po": f'{head}{done}msgid "mill"\nmsgstr ""\n', "b.po": head + done * 2}
    sources |= {"c.pot": head + 'msgid "bread"\nmsgstr ""\n' * 2, "d/fr/LC_MESSAGES/a.po": done * 2}
    notes = vault_of(tmp_path, sources)
    overview = notes["shop/shop.md"]
    assert "Translation into `es`: 1 of 2 messages." in overview
    assert "Translation into `es`: 2 messages." in overview
    assert "Template for translations of 2 messages." in overview


def test_a_folder_lists_a_thousand_files_and_counts_the_others(tmp_path: Path) -> None:
    sources = {f"cakes/cake_{n:04}.txt": f"Cake {n}\n" for n in range(1_004)}
    note = vault_of(tmp_path, sources | {"cakes/till.py": "a = 1\n"})["shop/cakes/cakes.md"]
    items = [each for each in note.splitlines() if each.startswith("- ")]
    assert len(items) == 1_001
    assert items[-1] == "- and 5 more: `cake*.txt` (4)"


RULE = "from base import Rule\n\n\nclass {0}({1}):\n    pass\n"
TYPED = "export class {0} extends Command {{}}\n"
ROUTES = 'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/{0}")\ndef show_{0}():\n    return []\n'


@pytest.mark.parametrize(
    ("sources", "folder", "said"),
    [
        ({f"rules/{n}.py": RULE.format(n.title(), "Rule") for n in ("yeast", "salt", "rye")},
         "rules", "3 rules (rye, salt and yeast)."),
        ({f"baking/{n}.py": RULE.format(n.title(), "base.Rule") for n in ("yeast", "salt", "rye")},
         "baking", "3 Python files with subtypes of Rule (Rye, Salt and Yeast)."),
        ({"baking/rule.py": "class Rule:\n    pass\n\n\nclass Oven:\n    pass\n"} | {f"baking/{n}.py": RULE.format(n.title(), "Rule") + "\n\nclass Extra:\n    pass\n" for n in ("yeast", "salt", "rye")},
         "baking", "3 Python files with subtypes of Rule (Rye, Salt and Yeast) and a Python file (rule) with the types Rule and Oven."),
        ({f"baking/{n}.ts": TYPED.format(n) for n in ("Bake", "Knead", "Rise", "Eat", "Pay")},
         "baking", "5 TypeScript files with subtypes of Command (Bake, Eat, Knead, Pay and 1 more)."),
        ({f"baking/{n}.py": RULE.format(n.title(), n.title() + "Base") for n in ("yeast", "salt", "rye")},
         "baking", "3 Python files with the types Rye, Salt and Yeast."),
        ({f"baking/{n}.py": RULE.format(n.title(), "object") for n in ("yeast", "salt", "rye")},
         "baking", "3 Python files with the types Rye, Salt and Yeast."),
        ({f"web/{n}.py": ROUTES.format(n) for n in ("cakes", "buns")}, "web", "2 Python files (buns and cakes); 2 routes."),
        ({f"routes/{n}.py": ROUTES.format(n) + ROUTES.format(f"more_{n}") for n in ("cakes", "buns")}, "routes", "2 Python files (buns and cakes); 4 routes."),
        ({f"components/{n}.vue": "<template><p/></template>\n" for n in ("shop/Cart", "shop/Till", "mill/Oven", "mill/Flour")},
         "components", "2 folders (mill and shop), mostly Vue."),
        ({f"components/{n}.tsx": "export const A = () => <p/>;\n" for n in ("till/Till", "my-cart/MyCart", "oven/index")},
         "components", "3 components (my-cart, oven and till), mostly TSX."),
        ({f"routes/{n}": "<p>a</p>\n" for n in ("+page.svelte", "+layout.svelte", "Hero.svelte")},
         "routes", "2 routes (+layout and +page) and a component (Hero)."),
        ({f"packages/{n}.py": "a = 1\n" for n in ("till", "cart")}, "packages", "2 Python files (cart and till)."),
        ({f"views/{n}.pug": "p bread\np cake\n" for n in ("layout", "page")}, "views", "2 Pug templates (layout and page)."),
        ({f"css/{n}.css": "p { color: red }\n" for n in ("screen", "reset")}, "css", "2 style sheets (reset and screen)."),
        ({"cmd/shop/main.go": "package main\n\nfunc main() {}\n"}, "cmd", "Program shop: a Go file (main)."),
        ({"exe/shop": "#!/usr/bin/env ruby\nrequire 'shop'\nShop.start(ARGV)\n"}, "exe", "A Ruby file (shop)."),
        ({"src/index.ts": "/**\n * Export HAP\n */\nimport type { A } from './a';\nexport type B = A['x'];\n", "src/a.ts": "export type A = { x: 1 };\n"},
         "src", "2 TypeScript files with the types A and B."),
        ({f"src/{name}.ts": "".join(f"export class {name}{part} {{}}\n" for part in "RSTU") for name in ("Ab", "Cd")},
         "src", "2 TypeScript files (Ab and Cd)."),
    ],
)  # fmt: skip
def test_a_folder_without_a_convention_tells_what_its_files_have_in_common(
    sources: dict[str, str], folder: str, said: str, tmp_path: Path
) -> None:
    notes = vault_of(tmp_path, sources | {"README.md": "# Shop\n\nSells bread.\n"})
    assert described(notes[f"shop/{folder}/{folder}.md"]) == said


def test_files_that_hold_tests_are_tests_whatever_their_names(tmp_path: Path) -> None:
    case = "namespace A {{\n  [TestClass]\n  public class When{0} {{\n    [TestMethod]\n    public void Works() {{}}\n  }}\n}}\n"
    plain = "namespace A {{\n  public class When{0} {{\n    [Fact]\n    public void Works() {{}}\n  }}\n}}\n"
    notes = vault_of(
        tmp_path,
        {
            "src/Shop.Tests/Shop.Tests.csproj": '<Project Sdk="Microsoft.NET.Sdk"></Project>\n',
            "src/Shop.Tests/CartTests.cs": "namespace A { public class CartTests { [Test] public void Adds() {} } }\n",
            "src/Shop.Tests/WhenPaying.cs": case.format("Paying"),
            "src/Shop.Tests/WhenBaking.cs": plain.format("Baking"),
            "src/Shop.Tests/Classes/Bread.cs": "namespace A { public class Bread {} }\n",
            "src/Shop/Till.cs": "namespace A { public class Till {} }\n",
        },
    )
    said = described(notes["shop/src/Shop.Tests/Shop.Tests.md"])
    assert said == ".NET project: 3 tests of Cart, WhenBaking and WhenPaying and a C# file (Bread)."
    assert described(notes["shop/src/Shop.Tests/WhenPaying.cs.md"]) == "Tests WhenPaying."
    assert described(notes["shop/src/Shop.Tests/WhenBaking.cs.md"]) == "Tests WhenBaking."
    assert described(notes["shop/src/Shop.Tests/Classes/Bread.cs.md"]) == "Defines Bread."


def test_scripts_that_no_grammar_reads_can_be_tests(tmp_path: Path) -> None:
    notes = vault_of(
        tmp_path,
        {"tests/color.t": "Setup:\n\n  $ . setup.sh\n", "tests/width.t": "Setup:\n\n  $ a\n", "tests/setup.sh": "a=1\n",
         "lib/a.t": "1\n", "lib/b.t": "2\n"},
    )  # fmt: skip
    assert (
        described(notes["shop/tests/tests.md"])
        == "2 tests of color and width and a Shell file (setup)."
    )
    assert "test" not in described(notes["shop/lib/lib.md"])


def test_a_file_that_stands_for_its_folder_counts_if_it_declares_types(tmp_path: Path) -> None:
    notes = vault_of(
        tmp_path,
        {
            "Cargo.toml": '[package]\nname = "shop"\n',
            "src/main.rs": "mod db;\nmod web;\n\nfn main() {}\n",
            "src/db/mod.rs": "mod row;\npub struct Store {}\n",
            "src/db/row.rs": "pub struct Row {}\n",
            "src/db/page.rs": "pub struct Page {}\n",
            "src/web/mod.rs": "mod a;\nmod b;\n",
            "src/web/a.rs": "pub struct A {}\n",
            "src/web/b.rs": "pub struct B {}\n",
        },
    )
    said = described(notes["shop/src/db/db.md"])
    assert said == "3 Rust files with the types Store, Page and Row."
    assert described(notes["shop/src/web/web.md"]) == "2 Rust files with the types A and B."
