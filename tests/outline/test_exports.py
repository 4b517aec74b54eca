"""What a file exports of others: `export ... from`, `__all__`, `pub use`, `module.exports`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from material.resolving import resolved

from ralf_notes.outline.parse import outline


def exported(path: str, sources: Mapping[str, str]) -> list[str]:
    """Return what a file of a tree exports of others, as `name < origin @ source`."""
    return [
        f"{one.name} < {one.origin} @ {one.source if one.is_file else f'({one.source})'}"
        for one in resolved(path, sources).exports
    ]


def test_ecmascript_exports_lead_to_the_file_that_defines_each_name() -> None:
    sources = {
        "src/index.ts": (
            'import Card, { type Kind as Sort } from "./card"\n'
            'import * as icons from "./icons"\n'
            'export * from "./types"\n'
            'export * as tools from "./tools"\n'
            'export { open, default as Panel, shut as close } from "./barrel"\n'
            'export type { Options } from "./types"\n'
            "export { Card, Sort, icons, own }\n"
            'export { z } from "zod"\n'
            "const own = 1\n"
        ),
        "src/card.ts": "export default class Card {}\nexport type Kind = 1\n",
        "src/icons.ts": "export const Cross = 1\n",
        "src/types.ts": "export interface Options {}\n",
        "src/tools.ts": "export const saw = 1\n",
        "src/barrel.ts": (
            'export { default } from "./panel"\n'
            'export * from "./door"\n'
            'export { lock as shut } from "./lock"\n'
        ),
        "src/panel.tsx": "export default class Panel {}\n",
        "src/door.ts": "export const open = () => 1\n",
        "src/lock.ts": "export function lock() {}\n",
    }
    assert exported("src/index.ts", sources) == [
        "* < * @ src/types.ts",
        "tools < * @ src/tools.ts",
        "open < open @ src/door.ts",
        "Panel < default @ src/panel.tsx",
        "close < lock @ src/lock.ts",
        "Options < Options @ src/types.ts",
        "Card < default @ src/card.ts",
        "Sort < Kind @ src/card.ts",
        "icons < * @ src/icons.ts",
        "z < z @ (zod)",
    ]


def test_commonjs_hands_on_modules_and_their_properties() -> None:
    sources = {
        "index.js": (
            'var app = require("./app")\nconst { Router, make: create } = require("./router")\n'
            "exports = module.exports = build\nexports.app = app\nexports.Router = Router\n"
            'exports.create = create\nexports.View = require("./view")\n'
            'exports.send = require("./view").send\nfunction build() {}\n'
        ),
        "all.js": 'module.exports = require("./app")\n',
        "some.js": (
            'const view = require("./view")\n'
            'module.exports = { view, b: require("./app"), ...require("./router"), n: 1 }\n'
        ),
        "merged.js": 'Object.assign(exports, require("./app"), require("./view"))\n',
        "app.js": "exports.use = function () {}\n",
        "router.js": "exports.Router = class {}\nexports.make = () => 1\n",
        "view.js": "exports.send = () => 1\n",
    }
    assert exported("index.js", sources) == [
        "app < * @ app.js",
        "Router < Router @ router.js",
        "create < make @ router.js",
        "View < * @ view.js",
        "send < send @ view.js",
    ]
    assert exported("all.js", sources) == ["* < * @ app.js"]
    assert exported("some.js", sources) == [
        "view < * @ view.js",
        "b < * @ app.js",
        "* < * @ router.js",
    ]
    assert exported("merged.js", sources) == ["* < * @ app.js", "* < * @ view.js"]


def test_python_exports_what_all_lists_however_it_is_put_together() -> None:
    sources = {
        "shop/__init__.py": (
            "from . import bags, tools\nfrom .cart import *\nfrom .dice import Dice as Die, roll\n"
            "from os import path\n"
            '__all__ = ["Die", *tools.__all__, "path"] + ["bags"]\n'
            '__all__ += ("Cart", "_secret")\n__all__.extend(["lost"])\n'
        ),
        "shop/bags.py": "def pack(): ...\n",
        "shop/tools.py": "def saw(): ...\n",
        "shop/cart.py": "from .deep import *\ndef _secret(): ...\n",
        "shop/deep.py": "class Cart: ...\n",
        "shop/dice.py": "class Dice: ...\ndef roll(): ...\n",
    }
    assert exported("shop/__init__.py", sources) == [
        "bags < * @ shop/bags.py",
        "Die < Dice @ shop/dice.py",
        "Cart < Cart @ shop/deep.py",
        "_secret < _secret @ shop/cart.py",
    ]


def test_python_package_without_all_exports_its_own_imports() -> None:
    sources = {
        "shop/__init__.py": (
            "import os\nfrom shop.cart import Cart, _hidden\nfrom .dice import roll\n"
            "from typing import Any\ntry:\n    from .fast import speed\n"
            "except ImportError:\n    from .slow import speed\n"
            "def late():\n    from .dice import other\n"
        ),
        "shop/cart.py": "class Cart: ...\n",
        "shop/dice.py": "def roll(): ...\n",
        "shop/fast.py": "speed = 1\n",
        "shop/slow.py": "speed = 2\n",
        "shop/user.py": "from .cart import Cart\n",
    }
    assert exported("shop/__init__.py", sources) == [
        "Cart < Cart @ shop/cart.py",
        "roll < roll @ shop/dice.py",
        "speed < speed @ shop/fast.py",
        "speed < speed @ shop/slow.py",
    ]
    assert exported("shop/user.py", sources) == []


@pytest.mark.parametrize(
    ("binding", "source"),
    [
        ("def zone(): ...\n", "shop/__init__.py"),
        ("from .area import area\nzone = area\n", "shop/__init__.py"),
        ("from .zone import zone\n", "shop/zone.py"),
        ("from shop.zone import other as zone\n", "shop/zone.py"),
    ],
)
def test_a_name_of_a_package_comes_before_its_module_of_that_name(
    binding: str, source: str
) -> None:
    sources = {
        "shop/__init__.py": f"from .zone import other\n{binding}",
        "shop/zone.py": "def zone(): ...\ndef other(): ...\n",
        "shop/area.py": "def area(): ...\n",
        "desk/__init__.py": "from shop import zone\n__all__ = ['zone']\n",
        "user.py": "import shop\nshop.zone()\n",
        "lender.py": "from shop import zone\nzone.zone()\n",
    }
    origin = "other" if " as " in binding else "zone"
    assert exported("desk/__init__.py", sources) == [f"zone < {origin} @ {source}"]
    for user in ("user.py", "lender.py"):
        names = {use.path: set(use.names) for use in resolved(user, sources).uses}
        assert names == {"shop/__init__.py": {"zone"}, source: {origin}}


@pytest.mark.parametrize("binding", ["", "from . import zone\n", "from shop import zone\n"])
def test_a_module_that_its_package_only_hands_on_is_a_module(binding: str) -> None:
    sources = {
        "shop/__init__.py": binding,
        "shop/zone.py": "def zone(): ...\n",
        "user.py": "from shop import zone\nzone.zone()\n",
    }
    names = {use.path: set(use.names) for use in resolved("user.py", sources).uses}
    assert names == {"shop/zone.py": {"zone"}}


def test_what_all_does_not_list_is_private() -> None:
    text = (
        'from . import more\n__all__ = ["Level"]\n__all__ += more.__all__ + ["buy"]\n'
        '__all__.append("sell")\n'
        "class Level: ...\ndef buy(): ...\ndef sell(): ...\ndef helper(): ...\n"
    )
    found = {symbol.name: symbol.public for symbol in outline("shop.py", text).symbols}
    assert found == {"Level": True, "buy": True, "sell": True, "helper": False}


@pytest.mark.parametrize(
    "listing",
    ["[name for name in dir() if name != 'os']", "sorted(globals())", "other.__all__", "[]"],
)
def test_a_computed_all_hides_nothing(listing: str) -> None:
    found = outline("a.py", f"import other\n__all__ = {listing}\ndef show(): ...\n").symbols
    assert [symbol.public for symbol in found] == [True]


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("#[macro_export]\n", True),
        ("/// Rings.\n#[macro_export(local_inner_macros)]\n", True),
        ("#[macro_export]\n/// Rings.\n///\n/// ```\n/// if ring!() { 1 }\n/// ```\n", True),
        ("#[macro_export] // as tests use it\n/* { } */\n", True),
        ('#[macro_export]\n#[cfg(feature = "bell")]\n', True),
        ('#[cfg_attr(feature = "bell", macro_export)]\n', True),
        ("", False),
        ("/// Not `#[macro_export]`.\n", False),
        ("#[macro_export]\nmacro_rules! other { () => {} }\n", False),
        ("#[macro_export]\nmacro_rules! other {\n    () => {};\n}\n/// Rings.\n", False),
    ],
)
def test_a_macro_of_rust_is_exported_by_any_attribute_above_it(above: str, expected: bool) -> None:
    found = {
        each.name: each.public
        for each in outline("a.rs", f"{above}macro_rules! ring {{ () => {{}} }}\n").symbols
    }
    assert found["ring"] is expected


def test_rust_exports_are_public_uses() -> None:
    sources = {
        "Cargo.toml": '[package]\nname = "shop"\n[dependencies]\nserde = "1"\n',
        "src/lib.rs": (
            "mod cart;\nmod deep;\npub use cart::{Cart, self, Bag as Sack};\n"
            "pub use crate::deep::*;\npub(crate) use deep::hidden;\nuse deep::own;\n"
            "pub use serde::Serialize;\n"
        ),
        "src/cart.rs": "pub struct Cart;\npub use crate::deep::Bag;\n",
        "src/deep.rs": "pub struct Bag;\n",
    }
    assert exported("src/lib.rs", sources) == [
        "Cart < Cart @ src/cart.rs",
        "cart < * @ src/cart.rs",
        "Sack < Bag @ src/deep.rs",
        "* < * @ src/deep.rs",
        "Serialize < Serialize @ (serde)",
    ]


def test_files_that_take_all_of_each_other_end() -> None:
    sources = {
        "a.ts": 'export * from "./b"\nexport { x, y } from "./b"\n',
        "b.ts": 'export * from "./a"\nexport { x } from "./a"\n',
    }
    assert exported("a.ts", sources) == [
        "* < * @ b.ts",
        "x < x @ b.ts",
        "y < y @ b.ts",
    ]
