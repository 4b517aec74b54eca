"""The names that stand in a file are found in every language that looks names up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.outline import parse
from ralf_notes.outline.mentions import decode, encode
from ralf_notes.outline.parse import outline

SOURCES = {
    "a.swift": (
        """import Skipped
        class Own: Base, Proto { // Comment
            let held: Field
            func run(for way: Method, _ all: [Item]) -> Result {
                let zed = Zed(); zed.stop(); Quick.go(); print("Text \\(shown)")
                return free(label: Value)
            }
            enum Kind { case one(Inner), two }
        }
        extension Other where Element == Gen {}""",
        "Base Proto Field Method Item Result Zed Quick.go shown free Value Inner Other Gen",
        "Own Skipped Comment Text zed zed.stop held label way one",
    ),
    "a.kt": (
        """package shop
        import skipped.Name
        class Own(val part: Part): Base(), Proto {
            val held: Field = make()
            fun run(way: Method): Result { val zed = helper(named = Kind.ONE); return zed.stop() }
        }
        fun Other.go(): Int = call("Text $shown ${inner.value}")""",
        "Part Base Proto Field make Method Result helper Kind.ONE Other call inner.value",
        "Own Skipped Name Text zed zed.stop named way held",
    ),
    "a.cs": (
        """using Skipped;
        namespace Shop;
        class Own : Base, IProto {
            public Color Shade { get; set; }
            Result Run<T>(Part part) where T : Bound {
                var zed = new Zed(); zed.Stop(); Quick.Go(); return new Item { Name = Kind.One };
            }
            [Mark(typeof(Marked))] void Stop() => Log($"Text {shown}");
        }""",
        "Base IProto Color Result Part Bound Zed Quick.Go Item Kind.One MarkAttribute Marked shown",
        "Own Skipped Shop Text zed zed.Stop Name Shade part T Mark",
    ),
    "A.java": (
        """package shop;
        import skipped.Name;
        @Mark class Own<T extends Bound> extends Base implements Proto {
            Field held = new Zed();
            Result run(Part part) throws Broken { Local it = Quick.go("Text"); return (Cast) it; }
        }""",
        "Mark Bound Base Proto Field Zed Result Part Broken Local Quick.go Cast",
        "Own Name Text T held part it run",
    ),
    "a.go": (
        """package shop
        import "skipped"
        type Own struct { Base; field Field; other *pkg.Type }
        func (o Own) Run(store store.Store) (res Result) {
            zed := helper("Text"); store.Do(); return Item{Key: Value}
        }
        func Next() { zed.Stop() }""",
        "Base Field pkg.Type store.Store Result helper Item Value zed.Stop",
        "skipped Text Key store.Do res field other zed",
    ),
    "a.php": (
        """<p>Outside</p><?php
        namespace Shop;
        use Skipped\\Name;
        class Own extends Base implements Proto {
            use Mixin; private Field $held;
            function run(Part $part): Result {
                return "Text" . Quick::go() . helper($part->prop->deep) . Ns\\Deep::X;
            }
        }""",
        "Base Proto Mixin Field Part Result Quick.go helper Ns\\Deep.X .prop.deep",
        "Own Name Text Outside held part run prop",
    ),
    "a.py": (
        """import skipped
        class Own(Base, metaclass=Meta):
            field: Field = default()
            def run(self, part: Part, *, way=Way) -> Result:
                zed = helper(part, named=Value)
                return zed.stop(mod.attr.deep, f"Text {shown}")
        """,
        "Base Meta Field default Part Way Result helper Value mod.attr.deep shown",
        "Own skipped Text zed zed.stop named part metaclass",
    ),
    "a.ts": (
        """import { Skipped } from './x'
        class Own<T extends Bound> extends Base implements Proto {
            field: Field = make()
            run(part: Part): Result { const zed = helper({ key: value, short }); return zed.stop() }
        }
        type Both = One | `Text ${shown}`""",
        "Bound Base Proto Field make Part Result helper value short One",
        "Skipped Text zed zed.stop key part",
    ),
    "a.rs": (
        """use skipped::Name;
        struct Own { field: Field }
        impl Proto for Own {
            fn run(&self, part: Part) -> Result {
                let zed = helper("Text"); zed.stop(); crate::deep::Item::new()
            }
        }""",
        "Field Proto Part Result helper crate.deep.Item.new",
        "Name Text zed zed.stop field part",
    ),
    "a.rb": (
        """class Outer::Own < Base
          include Mixin
          def run(part)
            Shop::Cart.new(part).stop(:Symbol, 'Text', "#{Shown.it}")
          end
        end""",
        "Outer Base Mixin Shop.Cart.new .stop Shown.it",
        "Own Symbol Text",
    ),
}


@pytest.mark.parametrize("path", SOURCES)
def test_names_stand_in_code_but_not_in_texts_imports_and_local_names(path: str) -> None:
    text, there, not_there = SOURCES[path]
    chains = {*outline(path, text).mentions.chains}
    assert {*there.split()} - chains == set()
    assert {*not_there.split()} & chains == set()


def test_each_name_is_told_with_its_symbol_and_its_first_places() -> None:
    text = "def f():\n    m.go(1)\n    m.go(2)\n\n\nclass A:\n    def g(self):\n        m.go(3)\n"
    result = outline("a.py", text)
    standing = [it for it in result.mentions.standing if it.chain == "m.go"]
    names = [result.symbols[it.symbol].name for it in standing]
    places = [it.offsets for it in standing]
    assert names == ["f", "A.g"]
    assert places == [(text.index("m.go(1"), text.index("m.go(2")), (text.index("m.go(3"),)]


def test_a_local_name_means_another_until_its_own_declaration_ends() -> None:
    text = "package p\n\nfunc f() {\n\tcart := cart.New()\n\tcart.Add()\n}\n"
    assert "cart.New" in outline("a.go", text).mentions.chains
    assert "cart.Add" not in outline("a.go", text).mentions.chains


@given(st.sampled_from([*SOURCES]), st.data())
def test_any_source_has_mentions_that_a_cache_gives_back(path: str, data: st.DataObject) -> None:
    text = SOURCES[path][0]
    at = data.draw(st.integers(0, len(text)))
    piece = data.draw(
        st.text(max_size=8) | st.sampled_from(["é.ü", "\u00a0", "a\u2028b", "$", "::"])
    )
    found = outline(path, text[:at] + piece + text[at:]).mentions
    assert decode(encode(found)) == replace(found, standing=())


@pytest.mark.parametrize(
    ("path", "one"),
    [
        ("a.py", "def f%d(x):\n    return x\n\n\nclass C%d:\n    y = f(1)\n"),
        ("a.go", "func f%d(x int) {\n}\n\ntype T%d struct {\n\ta int\n}\n"),
        ("a.ts", "function f%d(x) { return x }\nclass C%d { m() {} }\n"),
        ("a.js", "function f%d(x) { return x }\nclass C%d { m() {} }\n"),
        ("A.java", "class A%d { void f%d(int a) {} }\n"),
        ("A.cs", "class A%d { void F%d(int a) {} }\n"),
        ("a.php", "<?php function f%d($a) { return 1; } class C%d { } ?>\n"),
        ("a.rb", "def f%d(a)\n  a\nend\n\nclass C%d\nend\n"),
        ("a.swift", "class A%d { func f%d(a: Int) {} }\n"),
    ],
)
def test_many_small_definitions_are_not_too_much_work(path: str, one: str) -> None:
    text = "".join(one.replace("%d", str(number)) for number in range(1500))
    parsed = outline(path, text)
    assert not parsed.unparsed
    assert len(parsed.symbols) >= 3000


def test_what_is_said_of_values_is_the_same_each_time() -> None:
    lines = [
        f"class C{n}:\n    def __init__(self, size: int):\n        self.size = size"
        for n in range(9)
    ]
    text = "\n\n".join(lines)
    assert len({parse.outline("a.py", text).mentions.values for _ in range(20)}) == 1


def test_what_a_value_came_from_does_not_stand_where_the_value_does() -> None:
    made = outline(
        "a.py", "def f(c: Cart):\n    line = c.first.copy()\n    line.price()\n    c.last.price()\n"
    )
    assert {"Cart:first:copy", "Cart:first:copy()::price", "Cart:last:price"} <= {
        *made.mentions.typed
    }


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rb", "def cart\n  raise ::Shop::Empty, 1\nend\n"),
        ("a.rb", "class Cart\n  include ::Shop::Empty\nend\n"),
        ("a.cpp", "int cart() { return ::Shop::Empty(); }\n"),
        ("a.cpp", "void cart() { throw ::Shop::Empty(1); }\n"),
        ("a.php", "<?php function cart() { return Shop::Empty(); }\n"),
    ],
)
def test_a_name_of_the_whole_program_does_not_go_on_with_the_word_before(
    path: str, text: str
) -> None:
    chains = outline(path, text).mentions.chains
    assert "Shop.Empty" in chains
    assert not any(
        chain.startswith(("raise.", "include.", "return.", "throw.")) for chain in chains
    )
