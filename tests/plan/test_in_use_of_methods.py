"""Notes show where methods are in use that stand behind a value whose type is certain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from material.repository import generate, put, repository

CART_PY = (
    "class Base:\n    def close(self) -> None: ...\n\n\n"
    "class Cart(Base):\n    def __enter__(self) -> 'Cart':\n        return self\n\n"
    "    def add(self, n): ...\n\n    def copy(self) -> 'Cart': ...\n\n\n"
    "def make() -> Cart:\n    return Cart()\n\n\nEMPTY = Cart()\n"
)
IMPORT = "from shop.cart import EMPTY, Cart, make\n\n\n"
PYTHON = {
    "parameter": "def f(cart: Cart) -> None:\n    cart.add(1)\n",
    "optional": "def f(cart: 'Cart | None' = None) -> None:\n    cart.add(1)\n",
    "made": "def f() -> None:\n    cart = Cart()\n    cart.add(1)\n",
    "returned": "def f() -> None:\n    cart = make()\n    cart.add(1)\n",
    "of a method": "def f(other: Cart) -> None:\n    cart = other.copy()\n    cart.add(1)\n",
    "entered": "def f() -> None:\n    with make() as cart:\n        cart.add(1)\n",
    "of a module": "def f() -> None:\n    EMPTY.add(1)\n",
    "field": "class F:\n    def __init__(self, cart: Cart):\n        self.cart = cart\n\n"
    "    def f(self):\n        self.cart.add(1)\n",
    "heir": "class F(Cart):\n    def f(self):\n        self.add(1)\n",
    "above": "class F(Cart):\n    def add(self, n):\n        super().add(1)\n",
}
UNSURE = {
    "no type": "def f(cart) -> None:\n    cart.add(1)\n",
    "two types": "def f(cart: Cart) -> None:\n    cart = other()\n    cart.add(1)\n",
    "union": "def f(cart: 'Cart | dict') -> None:\n    cart.add(1)\n",
    "list": "def f(carts: list[Cart]) -> None:\n    carts.add(1)\n",
    "other": "def f(cart: Cart) -> None:\n    g = lambda cart: cart.add(1)\n",
    "own": "class F(Cart):\n    def add(self, n): ...\n\n    def f(self):\n        self.add(1)\n",
}


def notes_of(folder: Path, files: dict[str, str]) -> Path:
    tree = repository(folder / "tree", files)
    generate(tree, "--target-dir", folder / "vault", "--engine", "none")
    return folder / "vault" / "tree"


def users(note: Path, name: str) -> list[str]:
    """Return the functions that the section of a symbol names."""
    section = note.read_text().partition(f"`{name}`\n")[2].partition("\n#")[0]
    return re.findall(r"^(?:- In use:|  -) \S+(?: \S+)*?, `([\w.:]+)`", section, re.M)


@pytest.mark.parametrize("user", PYTHON.values(), ids=PYTHON.keys())
def test_values_of_known_type(tmp_path: Path, user: str) -> None:
    files = {"shop/__init__.py": "", "shop/cart.py": CART_PY, "shop/user.py": IMPORT + user}
    assert users(notes_of(tmp_path, files) / "shop/cart.py.md", "Cart.add")


@pytest.mark.parametrize("user", UNSURE.values(), ids=UNSURE.keys())
def test_values_of_no_certain_type_are_left_out(tmp_path: Path, user: str) -> None:
    files = {"shop/__init__.py": "", "shop/cart.py": CART_PY, "shop/user.py": IMPORT + user}
    assert users(notes_of(tmp_path, files) / "shop/cart.py.md", "Cart.add") == []


def test_a_method_of_a_type_above_in_another_file(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/base.py": "class Base:\n    def close(self): ...\n",
        "shop/cart.py": "from shop.base import Base\n\n\nclass Cart(Base):\n    pass\n",
        "shop/user.py": "from shop.cart import Cart\n\n\ndef f(cart: Cart):\n    cart.close()\n",
    }
    notes = notes_of(tmp_path, files)
    assert users(notes / "shop/base.py.md", "Base.close") == ["f"]
    # It names nothing of that file: no link says that it uses it.
    assert "base.py" not in (notes / "shop/user.py.md").read_text()


OTHERS = {
    "Cart.java": (
        "package a;\npublic class Cart { public void add() {} }\n",
        "User.java",
        "package a;\nclass User { private final Cart cart = new Cart();\n"
        "void f() {\n cart.add();\n } }\n",
        "Cart.add",
    ),
    "Cart.cs": (
        "namespace A;\npublic class Cart { public void Add() {} }\n",
        "User.cs",
        "namespace A;\nclass User { void f(Cart cart) {\n cart.Add();\n } }\n",
        "Cart.Add",
    ),
    "Cart.kt": (
        "package a\nclass Cart { fun add() {} }\n",
        "User.kt",
        "package a\nclass User(private val cart: Cart) {\n fun f() {\n  cart.add()\n } }\n",
        "Cart.add",
    ),
    "Cart.php": (
        "<?php\nnamespace A;\nclass Cart { public function add() {} }\n",
        "User.php",
        "<?php\nnamespace A;\nclass User { function __construct(private Cart $cart) {}\n"
        "function f() {\n $this->cart->add();\n } }\n",
        "Cart::add",
    ),
    "cart.go": (
        "package a\n\ntype Cart struct{}\n\nfunc NewCart() (*Cart, error) { return nil, nil }\n\n"
        "func (c *Cart) Add() {}\n",
        "user.go",
        "package a\n\nfunc f() {\n\tcart, _ := NewCart()\n\tcart.Add()\n}\n",
        "Cart.Add",
    ),
    "cart.ts": (
        "export class Cart { add() {} }\n",
        "user.ts",
        'import { Cart } from "./cart";\nexport function f(cart: Cart) {\n  cart.add();\n}\n',
        "Cart.add",
    ),
    "cart.rb": (
        "class Cart\n  def add\n  end\nend\n",
        "user.rb",
        "require_relative 'cart'\n\nclass User\n  def f\n    cart = Cart.new\n    cart.add\n  end\n"
        "end\n",
        "Cart#add",
    ),
    "Cart.swift": (
        "public class Cart { public func add() {} }\n",
        "User.swift",
        "class User {\n  func f(_ cart: Cart) {\n    cart.add()\n  }\n}\n",
        "Cart.add",
    ),
}


@pytest.mark.parametrize("path", OTHERS)
def test_values_in_other_languages(tmp_path: Path, path: str) -> None:
    text, user, using, name = OTHERS[path]
    note = notes_of(tmp_path, {f"src/{path}": text, f"src/{user}": using}) / f"src/{path}.md"
    found = users(note, name) or users(note, name.replace("#", "."))
    assert [each.replace("::", ".").rpartition(".")[2] for each in found] == ["f"]


def test_a_type_of_the_library_is_none_that_is_imported_beside_it(tmp_path: Path) -> None:
    files = {
        "src/a/Cart.java": "package a;\npublic class Cart { public int size() { return 1; } }\n",
        "src/b/User.java": "package b;\nimport a.Cart;\nimport java.util.ArrayList;\n"
        "class User { private ArrayList<Cart> carts;\n int f() { return carts.size(); } }\n",
    }
    assert users(notes_of(tmp_path, files) / "src/a/Cart.java.md", "Cart.size") == []


def test_each_member_of_a_chain_is_in_use(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/cart.py": "class Line:\n    def price(self): ...\n\n\n"
        "class Cart:\n    @property\n    def first(self) -> Line:\n        return Line()\n",
        "shop/user.py": "from shop.cart import Cart\n\n\ndef f(c: Cart):\n    c.first.price()\n",
    }
    note = notes_of(tmp_path, files) / "shop/cart.py.md"
    assert users(note, "Cart.first") == users(note, "Line.price") == ["f"]


def test_a_member_of_ruby_that_is_set_is_another_method(tmp_path: Path) -> None:
    files = {
        "lib/shop.rb": "module Shop\n  def self.size\n  end\nend\n",
        "lib/main.rb": "require_relative 'shop'\n\ndef f\n  Shop.size = 3\nend\n\n"
        "def g\n  Shop.size == 3\nend\n",
    }
    note = notes_of(tmp_path, files) / "lib/shop.rb.md"
    found = users(note, "Shop.size")
    assert [each.rpartition(".")[2] for each in found] == ["g"]


EDITS = {
    "the user": ("shop/user.py", "from shop.cart import Cart\n\n\ndef g(c: Cart):\n    c.add()\n"),
    "the type": (
        "shop/cart.py",
        "class Cart:\n    def add(self): ...\n\n    def close(self): ...\n",
    ),
    "the type above": ("shop/base.py", "class Base:\n    def open(self): ...\n"),
    "another user": (
        "shop/more.py",
        "from shop.cart import Cart\n\n\ndef h():\n    Cart().close()\n",
    ),
}


@pytest.mark.parametrize(("path", "text"), EDITS.values(), ids=EDITS.keys())
def test_after_an_edit_notes_are_those_of_a_first_run(tmp_path: Path, path: str, text: str) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/base.py": "class Base:\n    def close(self): ...\n\n    def open(self): ...\n",
        "shop/cart.py": "from shop.base import Base\n\n\n"
        "class Cart(Base):\n    def add(self): ...\n",
        "shop/user.py": "from shop.cart import Cart\n\n\n"
        "def f(c: Cart):\n    c.close()\n    c.add()\n",
    }
    edited = notes_of(tmp_path / "edited", files)
    put(tmp_path / "edited/tree" / path, text)
    tree = tmp_path / "edited/tree"
    generate(tree, "--target-dir", tmp_path / "edited/vault", "--engine", "none")
    fresh = notes_of(tmp_path / "fresh", files | {path: text})
    for note in sorted(fresh.rglob("*.md")):
        same = edited / note.relative_to(fresh)
        assert same.read_text() == note.read_text(), same
