"""Notes show where a symbol is in use: certain uses only, as harmless lines that seldom change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from material.repository import generate, put, questions, repository

SHOP = {
    "shop/__init__.py": "",
    "shop/price.py": (
        "class Tax:\n    @staticmethod\n    def rate():\n        return 1\n\n\n"
        "def price(a):\n    return a\n\n\ndef unused(a):\n    return price(a)\n"
    ),
    "shop/cart.py": (
        "from shop.price import price, Tax\n\n\n"
        "def total(items):\n    return sum(price(each) for each in items) * Tax.rate()\n"
    ),
    "tests/test_price.py": (
        "from shop.price import price, unused\n\n\n"
        "def test_price():\n    assert price(1) == unused(1)\n"
    ),
}


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as running:
        yield running


def notes_of(folder: Path, files: dict[str, str]) -> Path:
    tree = repository(folder / "tree", files)
    generate(tree, "--target-dir", folder / "vault", "--engine", "none")
    return folder / "vault" / "tree"


def in_use(note: Path, name: str) -> list[str]:
    """Return the items of the list below a symbol."""
    text = note.read_text(encoding="utf-8")
    section = text.partition(f"`{name}`\n")[2].partition("\n#")[0]
    return re.findall(r"^(?:- In use:|  -) (.*)$", section, re.MULTILINE)


def test_a_note_shows_the_function_and_the_line_that_use_a_symbol(tmp_path: Path) -> None:
    note = notes_of(tmp_path, SHOP) / "shop/price.py.md"
    line = "`return sum(price(each) for each in items) * Tax.rate()`"
    shown = f"[[tree/shop/cart.py.md#total|cart.py]], `total`: {line}"
    assert in_use(note, "price") == [shown]  # not the test, nor the file itself
    assert in_use(note, "Tax.rate") == [shown]
    assert in_use(note, "Tax") == [shown]


def test_tests_show_a_use_where_no_code_does(tmp_path: Path) -> None:
    note = notes_of(tmp_path, SHOP) / "shop/price.py.md"
    place = "[[tree/tests/test_price.py.md|test_price.py]], `test_price`"
    assert in_use(note, "unused") == [f"{place}: `assert price(1) == unused(1)`"]
    assert "- Tested by [[tree/tests/test_price.py.md|test_price.py]]" in note.read_text()


C = {
    "till.h": (
        "struct till;\nint till_open(int coins);\nint till_sum(void);\n"
        "#define TILL_SUM() till_sum()\n"
    ),
    "till.c": '#include "till.h"\nint till_open(int coins) { return coins; }\n',
    "main.c": (
        '#include "till.h"\nstatic int shut(void) { return 0; }\n'
        "int main(void) {\n  /* till_open(0) */\n  int opened = till_open(1);\n"
        "  return shut() + TILL_SUM();\n}\n"
    ),
    "other.c": (
        "struct desk { int (*till_open)(int); };\n"
        "int lend(struct desk *desk) { return desk->till_open(2); }\n"
    ),
    "local.c": '#include "till.h"\nint use(int (*till_open)(int)) { return till_open(3); }\n',
}


def test_helpers_of_tests_are_no_tests_of_a_file_where_some_are(tmp_path: Path) -> None:
    user = "from shop.price import price\n\n\ndef {}():\n    return price(1)\n"
    files = {
        "shop/__init__.py": "",
        "shop/price.py": "def price(n):\n    return n\n",
        "tests/conftest.py": user.format("one"),
        "tests/dummies.py": user.format("two"),
        "tests/test_price.py": user.format("test_it"),
    }
    note = notes_of(tmp_path, files) / "shop/price.py.md"
    line = "- Tested by [[tree/tests/test_price.py.md|test_price.py]]\n"
    assert line in note.read_text(encoding="utf-8")
    del files["tests/test_price.py"]
    note = notes_of(tmp_path / "more", files) / "shop/price.py.md"
    assert "dummies.py" in note.read_text(encoding="utf-8").partition("- Tested by")[2]


def test_functions_of_c_are_in_use_where_they_are_defined_or_else_declared(tmp_path: Path) -> None:
    tree = notes_of(tmp_path, C)
    line = "[[tree/main.c.md#main|main.c]], `main`: `int opened = till_open(1);`"
    assert in_use(tree / "till.c.md", "till_open") == [line]
    assert in_use(tree / "till.h.md", "till_open") == []
    assert in_use(tree / "till.h.md", "till_sum") == []  # the macro is of the same file


def test_a_function_of_a_namespace_is_in_use(tmp_path: Path) -> None:
    files = {
        "shop.hpp": "namespace shop { int price(int a); struct Cart { int price(int a); }; }\n",
        "main.cpp": (
            '#include "shop.hpp"\nint total(shop::Cart &cart) {\n'
            "  return cart.price(0) +\n    shop::price(1);\n}\n"
            "bool is_dear(int limit) { return limit > shop::price(2); }\n"
        ),
        "cart.cpp": '#include "shop.hpp"\nint shop::Cart::price(int a) { return a; }\n',
        "local.cpp": '#include "shop.hpp"\nvoid f() { using namespace shop; int price(1); }\n',
        "list.cpp": (
            '#include "shop.hpp"\nusing namespace shop;\nvoid f() { vector<int> price(1); }\n'
        ),
    }
    note = notes_of(tmp_path, files) / "shop.hpp.md"
    assert in_use(note, "shop::price") == [
        "[[tree/main.cpp.md#total|main.cpp]], `total`: `shop::price(1);`",
        "[[tree/main.cpp.md#is_dear|main.cpp]], `is_dear`: "
        "`bool is_dear(int limit) { return limit > shop::price(2); }`",
    ]


def test_scripts_of_a_page_use_each_other(tmp_path: Path) -> None:
    files = {
        "index.html": "<script src='sky.js'></script><script src='ship.js'></script>\n",
        "templates/sky.html": (
            "<script src=\"{{ url_for('static', filename='x/sky.js') }}\"></script>"
        ),
        "static/x/sky.js": "function night() { return 0; }\n",
        "sky.js": "function draw(sky) { return sky; }\n",
        "ship.js": "function fly() {\n  draw('blue');\n}\n",
    }
    tree = notes_of(tmp_path, files)
    line = "[[tree/ship.js.md#fly|ship.js]], `fly`: `draw('blue');`"
    assert in_use(tree / "sky.js.md", "draw") == [line]
    used = "- Used by [[tree/templates/sky.html.md|sky.html]]"
    assert used in (tree / "static/x/sky.js.md").read_text(encoding="utf-8")


def test_markdown_links_lead_to_the_section(tmp_path: Path) -> None:
    tree = repository(tmp_path / "tree", SHOP)
    put(tmp_path / "links.yaml", "links: markdown\n")
    options = ("--engine", "none", "--config", tmp_path / "links.yaml")
    generate(tree, "--target-dir", tmp_path / "vault", *options)
    note = tmp_path / "vault/tree/shop/price.py.md"
    assert in_use(note, "price")[0].startswith("[cart.py](./cart.py.md#total), `total`: ")


@pytest.mark.parametrize(
    "user",
    [
        "from shop.price import price\n\n\ndef f(price):\n    return price(1)\n",
        "from shop.price import price\n\n\ndef f():\n    price = len\n    return price([])\n",
        "try:\n    from shop.price import price\nexcept ImportError:\n"
        "    from shop.other import price\n\n\ndef f():\n    return price(1)\n",
        "from shop.other import price\n\n\ndef f():\n    return price(1)\n",
        "from shop.price import price\n\n\ndef f():\n    return 'price(1)'  # price(1)\n",
        "import shop.price\n\n\ndef f(cart):\n    return cart.price(1)\n",
        "def f():\n    return price(1)\n",
        "from shop.price import price\n\n__all__ = ['price']\n",
    ],
    ids=["parameter", "local", "two", "same-name", "text", "method", "builtin", "handed-on"],
)
def test_what_is_no_certain_use_is_left_out(tmp_path: Path, user: str) -> None:
    other = "def price(a):\n    return -a\n"
    files = {
        "shop/__init__.py": "",
        "shop/price.py": SHOP["shop/price.py"],
        "shop/other.py": other,
        "shop/user.py": user,
    }
    assert in_use(notes_of(tmp_path, files) / "shop/price.py.md", "price") == []


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("src/a.ts", 'import { price as cost } from "./price";\nexport const a = cost(1);\n', "a"),
        ("src/a.ts", 'import * as p from "./price";\nexport const a = p.price(1);\n', "a"),
        ("src/a.ts", 'import cost from "./price";\nexport function b() { return cost(1); }\n', "b"),
        ("src/a.ts", 'import { price } from "./index";\nexport const a = price(1);\n', "a"),
        ("src/a.ts", 'import { price } from "./price";\nexport { price };\n', ""),
        (
            "src/a.ts",
            'import { price } from "./price";\nexport { price as cost } from "./price.js";\n'
            "export const a = price(1);\n",
            "a",
        ),
        (
            "src/a.ts",
            "import { price } from \"./price\";\nexport {type Tax, price} from './price'\n",
            "",
        ),
        (
            "src/a.ts",
            'import { price } from "./price";\nexport const f = (price) => price(1);\n',
            "",
        ),
    ],
    ids=[
        "alias",
        "namespace",
        "default",
        "re-exported",
        "handed-on",
        "handed-on-twice",
        "only-handed-on",
        "parameter",
    ],
)
def test_imports_of_typescript(tmp_path: Path, path: str, text: str, expected: str) -> None:
    files = {
        "src/price.ts": "function price(n: number) { return n; }\n"
        "export { price };\nexport default price;\n",
        "src/index.ts": 'export * from "./price";\n',
        path: text,
    }
    shown = in_use(notes_of(tmp_path, files) / "src/price.ts.md", "price")
    functions = re.findall(r", `(\w+)`: `", " ".join(shown))
    assert functions == ([expected] if expected else [])


def test_packages_of_go(tmp_path: Path) -> None:
    files = {
        "go.mod": "module example.org/m\n\ngo 1.22\n",
        "shop/shop.go": "package shop\n\nfunc New() int { return 1 }\n\nfunc Old() int { return 2 }"
        "\n",
        "shop/own.go": "package shop\n\nfunc Own() int { return Old() }\n",
        "main.go": 'package main\n\nimport till "example.org/m/shop"\n\n'
        "func main() { println(till.New()) }\n\nfunc f(till T) int { return till.Old() }\n",
    }
    note = notes_of(tmp_path, files) / "shop/shop.go.md"
    assert [it.partition(", ")[2] for it in in_use(note, "New")] == [
        "`main`: `func main() { println(till.New()) }`"
    ]
    assert [it.partition(", ")[2] for it in in_use(note, "Old")] == [
        "`Own`: `func Own() int { return Old() }`"
    ]


def test_a_line_is_masked_bounded_and_inert(tmp_path: Path) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    lines = (
        f'    price("{secret}")',
        '    price("`[[x]] <% tp %> %% <script> ```")',
        f"    price({'1 + ' * 100}2)",
    )
    user = "from shop.price import price\n" + "".join(
        f"\n\ndef f{number}():\n{line}\n" for number, line in enumerate(lines)
    )
    files = {name: SHOP[name] for name in ("shop/__init__.py", "shop/price.py")}
    note = notes_of(tmp_path, files | {"shop/user.py": user}) / "shop/price.py.md"
    masked, active, long = in_use(note, "price")
    assert secret not in note.read_text() and "`f0`: `price(" in masked
    assert "``" in active and "<%" not in active
    assert len(long) < 200 and long.endswith("…`")


def test_three_lines_are_shown_of_the_first_files_and_the_rest_is_named(tmp_path: Path) -> None:
    files = {name: SHOP[name] for name in ("shop/__init__.py", "shop/price.py")}
    for name in "gfedcba":
        text = f"from shop.price import price\n\n\ndef {name}1():\n    return price(1)\n"
        files[f"shop/{name}.py"] = f"{text}\n\ndef {name}2():\n    return price(2)\n"
    note = notes_of(tmp_path, files) / "shop/price.py.md"
    *lines, rest = in_use(note, "price")
    assert re.findall(r", `(\w+)`: ", " ".join(lines)) == ["a1", "b1", "c1"]
    assert rest.startswith("also in [[tree/shop/a.py.md|a.py]] (`a2`), ")
    assert rest.endswith(" and more")


def test_a_line_that_moves_rewrites_no_note_and_one_that_changes_asks_no_model(
    tmp_path: Path, server: OllamaServer
) -> None:
    tree, vault = repository(tmp_path / "tree", SHOP), tmp_path / "vault"
    generate(tree, "--target-dir", vault, server=server)
    note = vault / "tree/shop/price.py.md"
    before, asked = note.stat().st_mtime_ns, len(questions(server))

    put(tree / "shop/cart.py", "# Moved\n\n\n" + SHOP["shop/cart.py"])
    generate(tree, "--target-dir", vault, server=server)
    assert note.stat().st_mtime_ns == before

    again = len(questions(server))
    put(tree / "shop/cart.py", SHOP["shop/cart.py"].replace("sum(", "max("))
    generate(tree, "--target-dir", vault, server=server)
    assert "max(price(each)" in in_use(note, "price")[0]
    assert again >= asked
    changed = [request.user for request in questions(server)[again:]]
    assert all("shop/price.py" not in user.partition("\n")[0] for user in changed)


def test_a_receiver_is_no_use_of_its_type(tmp_path: Path) -> None:
    files = {
        "go.mod": "module example.org/m\n\ngo 1.22\n",
        "shop/shop.go": "package shop\n\ntype Cart struct{}\n",
        "shop/add.go": "package shop\n\nfunc (c *Cart) Add(a int) { c.add(a) }\n",
        "shop/sell.go": "package shop\n\nfunc Sell(cart *Cart) int { return 1 }\n",
    }
    note = notes_of(tmp_path, files) / "shop/shop.go.md"
    (only,) = in_use(note, "Cart")
    assert only.startswith("[[tree/shop/sell.go.md#Sell|sell.go]], `Sell`")
    assert "Used by [[tree/shop/add.go.md|add.go]], [[tree/shop/sell.go.md|sell.go]]" in (
        note.read_text(encoding="utf-8")
    )


def test_a_use_that_goes_and_a_use_that_comes_are_told(tmp_path: Path) -> None:
    note = notes_of(tmp_path, SHOP) / "shop/price.py.md"
    user = tmp_path / "tree/shop/cart.py"
    put(user, SHOP["shop/cart.py"].replace("price(each)", "each"))
    generate(tmp_path / "tree", "--target-dir", tmp_path / "vault", "--engine", "none")
    assert "test_price.py" in in_use(note, "price")[0]
    put(user, SHOP["shop/cart.py"])
    generate(tmp_path / "tree", "--target-dir", tmp_path / "vault", "--engine", "none")
    assert "cart.py" in in_use(note, "price")[0]


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (
            "from shop.cart import Cart\n\n\ndef show(cart: Cart) -> None:\n    print(cart)\n\n\n"
            "def make() -> Cart:\n    return Cart()\n",
            ["return Cart()", "def show(cart: Cart) -> None:"],
        ),
        (
            "from shop.cart import Cart\n\nNO_CART = (Cart, None)\n\n\n"
            "def is_cart(it):\n    return isinstance(it, Cart)\n\n\n"
            "def sort(one: 'x', carts: dict[str, Cart]):\n    return {'a': Cart(one)}\n",
            ["return {'a': Cart(one)}", "NO_CART = (Cart, None)", "return isinstance(it, Cart)"],
        ),
    ],
)
def test_calls_come_before_annotations(tmp_path: Path, user: str, expected: list[str]) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/cart.py": "class Cart:\n    pass\n",
        "shop/user.py": user,
    }
    lines = in_use(notes_of(tmp_path, files) / "shop/cart.py.md", "Cart")
    assert [re.findall(r"`([^`]*)`$", line)[0] for line in lines] == expected


def test_code_comes_before_examples_and_these_before_types(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/cart.py": "class Cart:\n    pass\n",
        "benchmarks/a.py": "from shop.cart import Cart\n\nlong_line = Cart()\n",
        "examples/d.py": "from shop.cart import Cart\n\ncart = Cart()\n",
        "shop/b.py": "from shop.cart import Cart\n\n\ndef f(cart: Cart):\n    pass\n",
        "shop/c.py": "from shop.cart import Cart\n\ncart = Cart()\n",
    }
    lines = in_use(notes_of(tmp_path, files) / "shop/cart.py.md", "Cart")
    assert re.findall(r"/(\w+)\.py\.md", " ".join(lines)) == ["c", "d", "a", "b"]


def test_a_module_of_tests_beside_the_code_of_rust_is_shown_only_where_nothing_else_is(
    tmp_path: Path,
) -> None:
    user = (
        "use crate::price::{price, tax};\n\n{code}\n#[cfg(test)]\nmod tests {\n"
        "    use super::*;\n\n    #[test]\n"
        "    fn adds() {\n        assert_eq!(price(1), tax(2));\n    }\n}\n"
    )
    files = {
        "Cargo.toml": '[package]\nname = "shop"\n',
        "src/lib.rs": "mod price;\nmod cart;\nmod till;\n",
        "src/price.rs": "pub fn price(n: u8) -> u8 { n }\npub fn tax(n: u8) -> u8 { n }\n",
        "src/cart.rs": user.replace("{code}", ""),
        "src/till.rs": user.replace("{code}", "fn sum() -> u8 { price(3) }"),
    }
    note = notes_of(tmp_path, files) / "src/price.rs.md"
    assert [it.partition(", ")[2] for it in in_use(note, "price")] == [
        "`sum`: `fn sum() -> u8 { price(3) }`"
    ]
    assert "`tests::adds`" in in_use(note, "tax")[0]


def test_of_lines_that_only_name_a_type_one_is_shown_and_heirs_are(tmp_path: Path) -> None:
    typed = "from shop.cart import Cart\n\n\ndef {}(\n    {},\n):\n    return None\n"
    files = {
        "shop/__init__.py": "",
        "shop/cart.py": "class Cart:\n    pass\n",
        "shop/a.py": typed.format("f", "cart: Cart"),
        "shop/b.py": typed.format("g", "cart: Cart"),
        "shop/c.py": typed.format("h", "cart: Cart") + "\n\nclass Big(Cart):\n    pass\n",
    }
    lines = in_use(notes_of(tmp_path, files) / "shop/cart.py.md", "Cart")
    shown = [re.findall(r"`\u200b?([^`]*)`$", line) for line in lines]
    assert shown == [["class Big(Cart):"], ["cart: Cart,"], []]
    assert lines[2].startswith("also in ") and "/b.py" in lines[2] and "(`h`)" in lines[2]


def many(*names: str) -> str:
    """Return a module with too many functions for a note, of which the last ones have names."""
    doc = "Word " * 60
    functions = (*(f"step_{n}" for n in range(80)), *names)
    return "\n\n".join(f'def {it}(x):\n    """{doc}."""\n    return x\n' for it in functions)


def test_what_others_use_and_a_readme_names_has_room_first(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/big.py": many("rest", "used", "told")}
    assert "### `used`" not in (notes_of(tmp_path, files) / "shop/big.py.md").read_text()
    put(tmp_path / "tree/shop/user.py", "from shop.big import used\n\n\ndef f():\n    used(1)\n")
    put(tmp_path / "tree/README.md", "# Shop\n\nCall `told(1)` or step_79.\n")
    generate(tmp_path / "tree", "--target-dir", tmp_path / "vault", "--engine", "none")
    text = (tmp_path / "vault/tree/shop/big.py.md").read_text()
    assert "### `used`" in text
    assert "### `told`" in text
    assert "### `step_79`" not in text
    # A second user, or another line of the README, moves nothing.
    put(tmp_path / "tree/shop/more.py", "from shop.big import used\n\n\ndef g():\n    used(2)\n")
    generate(tmp_path / "tree", "--target-dir", tmp_path / "vault", "--engine", "none")
    again = (tmp_path / "vault/tree/shop/big.py.md").read_text()
    assert re.findall("^### .*", again, re.MULTILINE) == re.findall("^### .*", text, re.MULTILINE)


def test_a_link_into_a_file_without_room_for_all_leads_to_its_note(tmp_path: Path) -> None:
    user = "from shop.price import price\n\n\n" + many("last").replace("return x", "price(x)")
    files = {"shop/__init__.py": "", "shop/price.py": SHOP["shop/price.py"], "shop/user.py": user}
    line = in_use(notes_of(tmp_path, files) / "shop/price.py.md", "price")[0]
    assert line == "[[tree/shop/user.py.md|user.py]], `step_0`: `price(x)`"  # no section


def test_a_note_with_many_sections_shows_fewer_lines_of_each(tmp_path: Path) -> None:
    names = [f"f{n}" for n in range(65)]
    users = {
        f"shop/{name}.py": "from shop.many import f7\n\n\ndef g():\n    f7(1)\n" for name in "abc"
    }
    many_functions = "".join(f"def {name}(x):\n    return x\n\n\n" for name in names)
    files = {"shop/__init__.py": "", "shop/many.py": many_functions, **users}
    lines = in_use(notes_of(tmp_path, files) / "shop/many.py.md", "f7")
    assert lines[0].endswith("`g`: `f7(1)`")
    assert lines[1].startswith("also in [[tree/shop/b.py.md#") or "b.py]] (`g`), [[" in lines[1]
    assert len(lines) == 2


def test_a_type_written_as_a_string_is_a_use(tmp_path: Path) -> None:
    user = (
        "import typing as t\n\nif t.TYPE_CHECKING:\n    from shop.cart import Cart\n\n\n"
        'def f(a: "Cart"):\n    pass\n\n\n'
        'def g(a: t.Optional["Cart"], b: list["Cart"]):\n    pass\n'
        '\n\ndef h(a):\n    return "Cart"\n'
    )
    files = {
        "shop/__init__.py": "",
        "shop/cart.py": "class Cart:\n    pass\n",
        "shop/user.py": user,
    }
    shown = " ".join(in_use(notes_of(tmp_path, files) / "shop/cart.py.md", "Cart"))
    assert re.findall(r"(?:, |\()`(\w)`", shown) == ["f", "g"]


def test_a_namespace_of_ruby_is_not_in_use_where_it_leads_to_another_file(tmp_path: Path) -> None:
    shop = {
        "lib/shop.rb": "class Shop\n  class Bag\n  end\n\n  def self.open\n  end\nend\n",
        "lib/shop/cart.rb": "class Shop\n  class Cart\n    def self.make\n    end\n  end\nend\n",
        "lib/main.rb": (
            "require 'shop'\n\ndef first\n  Shop::Cart.make\nend\n\n"
            "def second\n  Shop.open\nend\n\ndef third\n  Shop::Bag.new\nend\n"
            "class Shop::Mill\nend\n"
        ),
    }
    note = (notes_of(tmp_path, shop) / "lib/shop.rb.md").read_text(encoding="utf-8")
    assert not re.search(r"In use:(?: .*|(?:\n  - .*)*)Shop::(?:Cart|Mill)", note)
    assert re.search(r"In use:(?: .*|(?:\n  - .*)*)Shop\.open", note)
    assert re.search(r"In use:(?: .*|(?:\n  - .*)*)Shop::Bag\.new", note)


def test_a_member_of_a_partial_type_is_in_use_in_the_part_that_declares_it(tmp_path: Path) -> None:
    head = "namespace Shop;\n\npublic partial class Till\n{\n"
    user = (
        "using Shop;\n\npublic class User\n{\n    public void Go()\n    {\n"
        "        Till.Open();\n        Till.Run(1);\n        Till.Close();\n    }\n}\n"
    )
    files = {
        "Shop.csproj": "<Project></Project>\n",
        "Till.cs": f"{head}    public void Run() {{ }}\n    public static void Close() {{ }}\n}}\n",
        "Till.Static.cs": f"{head}    public static void Run(int to) {{ }}\n"
        "    public static void Open() {{ }}\n}\n".replace("{{ }}", "{ }"),
        "User.cs": user,
    }
    notes = notes_of(tmp_path, files)
    first, second = notes / "Till.cs.md", notes / "Till.Static.cs.md"
    assert [in_use(note, "Till.Run") for note in (first, second)] == [
        [],
        [],
    ]  # which one, who knows
    assert "Till.Open();" in in_use(second, "Till.Open")[0]
    assert "Till.Close();" in in_use(first, "Till.Close")[0]


def test_a_method_behind_a_name_for_several_values_is_none_of_their_type(tmp_path: Path) -> None:
    files = {
        "k/Cart.kt": "package k\n\nclass Cart {\n  fun render() = 1\n}\n",
        "k/User.kt": "package k\n\nfun one(vararg carts: Cart) { carts.render() }\n\n"
        "fun two(cart: Cart) { cart.render() }\n",
        "s/Cart.swift": "public struct Cart {\n    public func render() -> Int { 1 }\n}\n",
        "s/User.swift": "func one(_ carts: Cart...) { carts.render() }\n\n"
        "func two(cart: Cart) { cart.render() }\n",
        "a/Cart.java": "package a;\n\npublic class Cart {\n  public int render() { return 1; }\n"
        "}\n",
        "a/User.java": "package a;\n\nclass User {\n  void one(Cart carts[]) { carts.render(); }\n"
        "  void two(Cart cart) { cart.render(); }\n}\n",
    }
    notes = notes_of(tmp_path, files)
    using = {"k/Cart.kt": "fun two", "s/Cart.swift": "func two", "a/Cart.java": "void two"}
    for path, name in using.items():
        (line,) = in_use(notes / f"{path}.md", "Cart.render")
        assert f"`{name}(" in line


SHOP_IN_C_SHARP = """
namespace Shop;
public class Owner { public static Owner None => new(); }
public class Command { }
"""
CART_IN_C_SHARP = """
using Tools.Marks;
namespace Shop;
[Command("cart")]
public class Cart
{
    public Owner Owner { get; }
    public Cart With(int count) { return new Cart(count, Owner); }
    public string Name() { return Owner.Name.Trim(); }
    public object Answer() { return new { Owner = 3 }; }
    public object Filled() { return new Cart { Owner = 3 }; }
    public Owner Made() { return new Owner(); }
    public object Booked() { return Owner.Add(new OwnerBook()); }
    public void Take(Owner owner) { }
    public object Listed() { return Lists.Of<Owner>(); }
}
"""


def test_a_property_or_an_attribute_of_c_sharp_is_no_use_of_a_type_of_its_name(
    tmp_path: Path,
) -> None:
    files = {"Shop/Shop.cs": SHOP_IN_C_SHARP, "Shop/Cart.cs": CART_IN_C_SHARP}
    note = notes_of(tmp_path, files) / "Shop/Shop.cs.md"
    lines = "\n".join(in_use(note, "Owner"))
    users = {"Cart", "Cart.Made", "Cart.Take", "Cart.Listed"}
    assert {*re.findall(r"`(Cart(?:\.\w+)?)`", lines)} == users
    assert in_use(note, "Command") == []


@pytest.mark.parametrize(
    ("ending", "defined", "user", "line"),
    [
        (
            "php",
            "<?php\nnamespace Shop;\nfunction price(int $a): int { return $a; }\n",
            "<?php\nnamespace Shop;\nclass Cart {\n    function total() { return price(2); }\n}\n",
            "function total() { return price(2); }",
        ),
        (
            "php",
            "<?php\nfunction price(int $a): int { return $a; }\n",
            "<?php\nnamespace Shop;\nfunction total() {\n    return price(2);\n}\n",
            "return price(2);",
        ),
        (
            "kt",
            "package shop.prices\n\nfun price(a: Int) = a\n",
            "package shop\n\nimport shop.prices.price\n\nfun total() = price(2)\n",
            "fun total() = price(2)",
        ),
        (
            "php",
            "<?php\nfunction price(int $a): int { return $a; }\n",
            "<?php\nfunction total($cart) {\n    return $cart->price($price = 1);\n}\n",
            "",
        ),
        (
            "kt",
            "package shop.prices\n\nfun price(a: Int) = a\n",
            "package shop.prices\n\nclass Cart : Base() {\n    fun total() = price(2)\n}\n",
            "",
        ),
    ],
    ids=["namespace", "global", "imported", "method", "inherited"],
)
def test_functions_of_php_and_kotlin_are_in_use_where_they_are_certain(
    tmp_path: Path, ending: str, defined: str, user: str, line: str
) -> None:
    files = {f"shop/price.{ending}": defined, f"shop/Cart.{ending}": user}
    note = notes_of(tmp_path, files) / f"shop/price.{ending}.md"
    shown = in_use(note, "price")
    assert [each.rpartition(": ")[2] for each in shown] == ([f"`{line}`"] if line else [])


@pytest.mark.parametrize(
    ("path", "user", "line"),
    [
        ("src/main.rs", "fn main() {\n    shop::price(1);\n}\n", "shop::price(1);"),
        (
            "src/cart.rs",
            "fn total() -> u8 {\n    crate::price::price(2)\n}\n",
            "crate::price::price(2)",
        ),
        ("src/cart.rs", "fn total() -> u8 {\n    super::price(3)\n}\n", "super::price(3)"),
        ("src/main.rs", "fn main() {\n    other::price(1);\n}\n", ""),
        ("src/main.rs", "fn main() {\n    std::price(1);\n}\n", ""),
        ("src/main.rs", "fn main() {\n    let shop = open();\n    shop.price(1);\n}\n", ""),
    ],
    ids=["crate", "root", "above", "another", "standard", "method"],
)
def test_paths_of_rust_lead_to_what_no_use_binds(
    tmp_path: Path, path: str, user: str, line: str
) -> None:
    files = {
        "Cargo.toml": '[package]\nname = "shop"\nedition = "2021"\n',
        "src/lib.rs": "mod cart;\nmod price;\n\npub use crate::price::price;\n",
        "src/price.rs": "pub fn price(a: u8) -> u8 {\n    a\n}\n",
        path: user,
    }
    shown = in_use(notes_of(tmp_path, files) / "src/price.rs.md", "price")
    assert [each.rpartition(": `")[2].rstrip("`") for each in shown] == ([line] if line else [])


def test_all_names_of_another_module_of_rust_are_known(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": '[package]\nname = "shop"\nedition = "2021"\n',
        "src/lib.rs": "mod cart;\nmod price;\n\nuse crate::price::{Tax, Fee};\n",
        "src/price.rs": "pub struct Tax;\n\nimpl Tax {\n"
        "    pub fn rate() -> u8 {\n        1\n    }\n}\n\npub struct Fee;\n",
        "src/cart.rs": "use super::*;\n\nstruct Fee;\n\nfn total(fee: Fee) -> u8 {\n"
        "    Tax::rate()\n}\n",
    }
    note = notes_of(tmp_path, files) / "src/price.rs.md"
    assert [each.rpartition(": ")[2] for each in in_use(note, "Tax::rate")] == ["`Tax::rate()`"]
    assert in_use(note, "Fee") == []
