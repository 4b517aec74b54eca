"""Names that stand in a file lead to the files that declare and define them, and to no others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.material.resolving import resolved

C = {
    "src/shop.h": """
        #ifndef SHOP_H
        #include "money.h"
        int shop_open(struct till *till);
        static inline int shop_twice(int x) { return 2 * x; }
        ssize_t snprintf(char *text);
        #endif
    """,
    "src/money.h": """
        #define MOST 5
        struct till { int coins; };
        typedef int (*money_cb)(struct till *);
        extern int counted;
        enum coin { CENT = 1, /* DIME, */ DOLLAR };
        int count(struct till *till);
    """,
    "src/shop.c": '#include "shop.h"\nint shop_open(struct till *till) { return 1; }\n'
    "static int hidden(void) { return 2; }\n",
    "src/other.c": "int count(struct till *till) { return 0; }\nint shop_twice(int x);\n"
    "int hidden(void);\n",
    "src/bare.h": "void use_till(struct till *till);\n",
    "src/bare.c": '#include "money.h"\n#include "bare.h"\n',
}
OPEN = ("src/shop.h", "src/shop.c")
CPP = {
    "db/status.h": """
        namespace db {
        class Status { public: static Status OK(); enum Code { kOk }; };
        enum Kind { kOpen, kShut };
        enum class Way { kIn };
        class Reader { public: virtual int fetch(); };
        int fetch(const Status& status);
        template <class T> T largest(T a);
        }
    """,
    "db/other.h": "namespace other { class Status {}; class Only {}; }\n",
    "db/user.h": '#include "status.h"\n#include "other.h"\n',
    "lib/macros.hpp": "LIB_BEGIN\nclass printer {};\nLIB_END\n",
}


def uses(path: str, text: str, sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the files that a further file of a tree uses, and the names in them."""
    found = resolved(path, {**sources, path: text})
    return {use.path: set(use.names) for use in found.uses}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("struct till t;", {"src/money.h": {"till"}}),
        ("int x = MOST;", {"src/money.h": {"MOST"}}),
        ("int x = DOLLAR;", {"src/money.h": {"DOLLAR"}}),
        ("int x = DIME;", {}),
        ("money_cb f;", {"src/money.h": {"money_cb"}}),
        ("int f(void) { return counted; }", {"src/money.h": {"counted"}}),
        # The source of a function is a use too, if it includes what declares the function.
        ("void f(void) { shop_open(0); }", {path: {"shop_open"} for path in OPEN}),
        ("void f(void) { count(0); }", {"src/money.h": {"count"}}),
        ("void f(void) { shop_twice(0); }", {"src/shop.h": {"shop_twice"}}),
        ("void f(int MOST) { g(MOST); a.till = b->count; }", {}),
        ('/* till */ char *s = "till";', {}),
        ("void f(void) { hidden(); }", {}),
        ("void f(void) { snprintf(0); ssize_t x; }", {}),
    ],
)  # fmt: skip
def test_names_in_c_are_those_of_included_files(text: str, expected: dict[str, set[str]]) -> None:
    found = uses("src/main.c", f'#include "shop.h"\n{text}\n', C)
    assert {path: names for path, names in found.items() if names} == expected


@pytest.mark.parametrize(
    "text",
    [
        "#define SIZE 32 // MOST of each till",
        '#define SIZE "MOST" /* money_cb */',
        "#error MOST is not set",
        "#define OPEN(MOST) f(MOST)",
        "#define NAME(it) it##MOST, MOST##it, #till\nint a = NAME(till);",
        "#define KEY(it, help) KEY_##it\n#define KEYS KEY(MOST, 1) KEY( till , 2)",
        "#define TEXT(it) #it\nchar *s = TEXT(MOST);",
        "#define ALL(it) it(MOST, 1) \\\n  it(till, 2)",
        "#if 0\n// MOST\n#else\n/* till */\n#endif",
    ],
)
def test_what_macros_paste_and_say_is_no_name(text: str) -> None:
    assert uses("src/main.c", f'#include "shop.h"\n{text}\n', C) == {"src/shop.h": set()}


@pytest.mark.parametrize(
    "text",
    [
        "#define SIZE (2 * MOST)",
        "#define KEY(it, size) KEY_##it = size\nenum { KEY(a, MOST) };",
        "#define BOTH(it) it, #it\nint a = BOTH(MOST);",
        "#define KEY(it) KEY_##it\n#undef KEY\n#define KEY(it) f(it)\nint a = KEY(MOST);",
    ],
)
def test_other_names_in_macros_are_uses(text: str) -> None:
    expected = {"src/money.h": {"MOST"}, "src/shop.h": set()}
    assert uses("src/main.c", f'#include "shop.h"\n{text}\n', C) == expected


def test_a_source_uses_the_header_that_declares_its_functions() -> None:
    text = "int shop_shut(void) { return 0; }\nstatic int own(void) { return 0; }\n"
    headers = {"src/shut.h": "int shop_shut(void);\nint own(void);\n"}
    assert uses("src/shut.c", text, headers) == {"src/shut.h": set()}  # though not included
    twin = {**headers, "lib/shut.h": "int shop_shut(void);\n"}
    assert uses("src/shut.c", text, twin) == {}
    assert uses("src/shut.c", '#include "shut.h"\n' + text, twin) == {"src/shut.h": set()}
    assert uses("src/shut.c", text, {**headers, "src/b.c": "int shop_shut(void) {}"}) == {}


def test_a_header_may_leave_out_what_its_users_include() -> None:
    assert uses("src/bare.h", C["src/bare.h"], C) == {"src/money.h": {"till"}}


def test_a_source_that_another_includes_uses_what_that_one_includes() -> None:
    whole = {"src/all.m": '#include "money.h"\n#include "shop.h"\n#include "part.c"\n'}
    text = "struct till t; void part(void) { shop_open(&t); }"
    expected = {"src/money.h": {"till"}, **{path: {"shop_open"} for path in OPEN}}
    assert uses("src/part.c", text, {**C, **whole}) == expected
    assert uses("src/other_part.c", text, {**C, **whole}) == {}


def test_a_name_that_no_included_file_declares_is_left_out() -> None:
    assert uses("src/alone.c", "struct till t; int x = MOST;", C) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db::Status f() { return db::Status::OK(); }", {"db/status.h": {"db::Status"}}),
        ("other::Only only;", {"db/other.h": {"other::Only"}}),
        ("using namespace db; Reader reader;", {"db/status.h": {"db::Reader"}}),
        ("int x = db::kOpen;", {"db/status.h": {"db::kOpen"}}),
        ("using namespace db; int x = kShut;", {"db/status.h": {"db::kShut"}}),
        ("using namespace db; int x = kIn + kOk;", {}),
        ("int x = db::fetch(y);", {"db/status.h": {"db::fetch"}}),
        ("int x = db::largest(3);", {"db/status.h": {"db::largest"}}),
        # Which one is meant, the function or an inherited method, is not certain.
        ("int x = fetch(y);", {}),
        ("Status x;", {}),
        ("std::Reader x;", {}),
        ("template <class Reader> void f(Reader r);", {}),
    ],
)
def test_names_in_cpp_are_looked_up_in_their_namespaces(
    text: str, expected: dict[str, set[str]]
) -> None:
    found = uses("db/main.cc", f'#include "user.h"\n{text}\n', CPP)
    assert {path: names for path, names in found.items() if names} == expected


def test_a_namespace_that_a_macro_opens_is_named_like_the_folder() -> None:
    found = uses("main.cc", '#include "lib/macros.hpp"\nlib::printer p; std::printer q;\n', CPP)
    assert found == {"lib/macros.hpp": {"printer"}}


CSHARP = {
    "Shop/Cart.cs": "namespace Shop { public class Cart {} }",
    "Shop/Core/Till.cs": "namespace Shop.Core { public class Till {} }",
    "Shop/Marks.cs": "namespace Marks { class MarkAttribute : Attribute {} }\nclass Guard {}\n",
    "Shop/Shop.csproj": '<Project><ItemGroup><Using Include="Far.Away" /></ItemGroup></Project>',
    "Far/Off.cs": "namespace Far.Away { class Off {} class Maybe<T> {} }",
    "Shop/Adding.cs": "namespace Shop.Adding { static class Adding {\n"
    "static void SellAll(this Cart c) {} static void Sell(this Cart c) {}\n"
    "static void AddRange(this Cart c) {} } }",
    "Shop/Two.cs": "namespace Shop.One { class First {} namespace In { class Inner {} } }\n"
    "namespace Shop.Two { class Second {} }",
}


SELLING_CS = {"Shop/Adding.cs": {"SellAll"}}
MAYBE = {"Far/Off.cs": {"Maybe"}}
TILL = {"Shop/Core/Till.cs": {"Till"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("namespace Shop; using Core; class A { Till t; }", {"Shop/Core/Till.cs": {"Till"}}),
        ("namespace Shop.Web; class A { Guard g; }", {"Shop/Marks.cs": {"Guard"}}),
        ("class A { Off off; }", {"Far/Off.cs": {"Off"}}),
        ("using Maybe = Far.Away.Maybe<int>; class A { Maybe m; }", {"Far/Off.cs": {"Maybe"}}),
        ("using Marks; [Mark] class A {}", {"Shop/Marks.cs": {"MarkAttribute"}}),
        ("using Marks; class A { int Mark; int B() => Mark; }", {}),
        ("namespace Shop.Two.X; class A { Second s; First f; }", {"Shop/Two.cs": {"Second"}}),
        ("using Shop.One.In; class A { Inner s; }", {"Shop/Two.cs": {"Inner"}}),
        ("namespace Shop.One; class A { Cart s; Second t; }", {"Shop/Cart.cs": {"Cart"}}),
        ("using Shop.Adding; class A { int B(C c) => c.SellAll(); }", SELLING_CS),
        ("using Shop.Adding; class A { int B() => new C().Is().SellAll(); }", SELLING_CS),
        # Methods from outside may have these names as well, or nothing brings them here.
        ("using Shop.Adding; class A { int B(C c) { c.Sell(); c.AddRange(); } }", {}),
        ("class A { int B(C c) => c.SellAll(); }", {}),
        ("namespace N { using Maybe = Far.Away.Maybe<int>; class A { Maybe m; } }", MAYBE),
        ("namespace Far.Away.In { using Maybe = Maybe<int>; class A { Maybe m; } }", MAYBE),
        # `global::` counts from the root, whatever the namespace around it has.
        ("namespace Shop; class A { int B() => global::Shop.Core.Till.All; }", TILL),
        ("class A { Type B() => typeof(global::Shop.Core.Till); }", TILL),
        ("class A { object B() => new global::Shop.Core.Till(); }", TILL),
        ("namespace Shop; class A { int B() => Core.Till.All; }", TILL),
        ("namespace Shop; class A { int B() => global::Core.Till.All; }", {}),
    ],
)
def test_names_in_csharp_are_those_of_each_namespace(
    text: str, expected: dict[str, set[str]]
) -> None:
    assert uses("Shop/Main.cs", text, CSHARP) == expected


def test_php_files_may_declare_several_namespaces() -> None:
    tree = {"two.php": "<?php\nnamespace A\\B;\nclass One {}\nnamespace C;\nclass Two {}\n"}
    text = "<?php\nnamespace C;\nclass Main { function run(Two $two, One $one) {} }\n"
    assert uses("main.php", text, tree) == {"two.php": {"Two"}}


FURTHER = {
    "scala/Cart.scala": "package shop\nclass Cart\nobject sum { def apply(x: Int) = x }\n"
    "object other { def total = 1 }\n",
    "scala/total.scala": "package shop\nobject total\n",
    "dart/lib/shop.dart": "export 'src/cart.dart';\nexport 'src/till.dart' show Till;\n",
    "dart/lib/src/cart.dart": "part 'line.dart';\nclass Cart {}\nint twice(int a) => 2 * a;\n",
    "dart/lib/src/line.dart": "part of 'cart.dart';\nclass Line { Cart? cart; }\n",
    "dart/lib/src/till.dart": "import 'cart.dart';\nclass Till {}\n",
    "elixir/cart.ex": "defmodule Shop.Cart do\n  def add(x), do: x\nend\n",
    "elixir/till.ex": "defmodule Shop.Till do\nend\ndefmodule Shop.Till.Open do\nend\n",
    "zig/shop.zig": 'pub const cart = @import("cart.zig");\npub const Till = struct {};\n',
    "zig/cart.zig": "pub const Line = struct {};\npub fn add() void {}\n",
    "zig/build.zig": 'const m = b.addModule("market", .{ .root_source_file = b.path("shop.zig") })',
    "ps/Cart.ps1": "function Add-Line { 1 }\nclass Till { [int] $x }\nfunction go { 2 }\n",
    "objc/Cart.h": "@interface Cart : NSObject\n- (void)add;\n@end\n",
    "objc/Shop.h": '#import "Cart.h"\n',
    "objc/Old.h": "#define instancetype id\n@interface NSDate (Old)\n- (void)age;\n@end\n",
    "lua/shop.lua": "local M = {}\nfunction M.add() end\nM.sell = function() end\n"
    "function M:count() end\nlocal function hidden() end\nreturn M\n",
    "lua/all.lua": "function everywhere() end\n",
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("scala/A.scala", "package shop\nclass A(c: Cart)", {"scala/Cart.scala": {"Cart"}}),
        ("scala/A.scala", "class A(c: shop.Cart)", {"scala/Cart.scala": {"Cart"}}),
        ("scala/A.scala", "package shop\nclass A { sum(3) }", {"scala/Cart.scala": {"sum"}}),
        ("scala/A.scala", "package shop\nclass A { total + 1 }", {}),
        ("scala/A.scala", 'package shop\nclass A { s"Cart"; def f(sum: Int) = sum }', {}),
        (
            "scala/p.scala",
            "package object shop { val c = new Cart }",
            {"scala/Cart.scala": {"Cart"}},
        ),
        (
            "dart/lib/a.dart",
            "import 'shop.dart';\nCart c = Cart();",
            {"dart/lib/src/cart.dart": {"Cart"}},
        ),
        (
            "dart/lib/a.dart",
            "import 'shop.dart' as s;\ns.Line l;",
            {"dart/lib/src/line.dart": {"Line"}},
        ),
        ("dart/lib/a.dart", "import 'shop.dart' as s;\nLine l; // Cart", {}),
        ("dart/lib/a.dart", "import 'src/till.dart';\nCart c;", {}),
        (
            "dart/lib/src/line.dart",
            FURTHER["dart/lib/src/line.dart"],
            {"dart/lib/src/cart.dart": {"Cart"}},
        ),
        (
            "elixir/a.ex",
            "defmodule A do\n  def f, do: Shop.Cart.add(1)\nend",
            {"elixir/cart.ex": {"Shop.Cart"}},
        ),
        (
            "elixir/a.ex",
            "defmodule A do\n  alias Shop.Till, as: T\n  def f, do: T.Open.x()\nend",
            {"elixir/till.ex": {"Shop.Till", "Shop.Till.Open"}},
        ),
        ("elixir/a.ex", 'defmodule A do\n  def f, do: "Shop.Cart" <> Cart.x()\nend', {}),
        (
            "zig/a.zig",
            'const shop = @import("shop.zig");\nfn f() void { shop.cart.add(); }',
            {"zig/shop.zig": {"cart"}, "zig/cart.zig": {"add"}},
        ),
        (
            "zig/a.zig",
            'const std = @import("std"); const shop = @import("shop.zig");\n'
            "fn f() void { shop.cart.add(); }",
            {"zig/shop.zig": {"cart"}, "zig/cart.zig": {"add"}},
        ),
        (
            "zig/a.zig",
            'const m = @import("market");\nfn f(t: m.Till) void {}',
            {"zig/shop.zig": {"Till"}},
        ),
        (
            "zig/a.zig",
            'const Line = @import("cart.zig").Line;\nfn f(t: Line) void {}',
            {"zig/cart.zig": {"Line"}},
        ),
        ("ps/A.ps1", "add-line -Name x; [Till]::new()", {"ps/Cart.ps1": {"add-line", "Till"}}),
        ("ps/A.ps1", "go; 'Add-Line'; $Till", {}),
        (
            "objc/A.m",
            '#import "Shop.h"\n@implementation A\n- (void)f { [Cart new]; }\n@end',
            {"objc/Cart.h": {"Cart"}},
        ),
        ("objc/A.m", "@implementation A\n- (void)f { [Cart new]; }\n@end", {}),
        (
            "objc/A.m",
            '#import "Old.h"\n@implementation A\n- (instancetype)f:(NSDate *)d {}\n@end',
            {},
        ),
        (
            "lua/a.lua",
            'local shop = require("shop")\nfunction f() shop.add(1) shop:count() shop.hidden() end',
            {"lua/shop.lua": {"add", "count"}},
        ),
        ("lua/a.lua", 'local sell = require "shop".sell', {"lua/shop.lua": {"sell"}}),
        (
            "lua/a.lua",
            'local ok, shop = pcall(require, "shop")\nif ok then shop.sell() end',
            {"lua/shop.lua": {"sell"}},
        ),
        ("lua/a.lua", "everywhere()", {"lua/all.lua": {"everywhere"}}),
        ("lua/a.lua", "local everywhere = 1\neverywhere() -- add", {}),
    ],
)
def test_names_in_further_languages(path: str, text: str, expected: dict[str, set[str]]) -> None:
    found = uses(path, f"{text}\n", FURTHER)
    assert {used: names for used, names in found.items() if names} == expected


RUST = {
    "Cargo.toml": '[workspace]\nmembers = ["core", "face"]\n',
    "core/Cargo.toml": '[package]\nname = "shop-core"\nedition = "2021"\n',
    "old/Cargo.toml": '[package]\nname = "old"\n',
    "old/src/main.rs": "mod a;\ntype Found = i32;\n",
    "core/src/lib.rs": "#[macro_use]\nmod messages;\npub mod cart;\nmod till;\n",
    "core/src/messages.rs": "#[macro_export]\nmacro_rules! told { () => {} }\n",
    "core/src/cart.rs": "pub(crate) use crate::till::Till;\nuse crate::till::Coin;\n"
    "pub struct Cart;\nmod lines;\n",
    "core/src/cart/lines.rs": "use super::*;\nfn f(c: Coin) {}\n",
    "core/src/till.rs": "pub struct Till;\npub struct Coin;\n",
    "core/tests/all.rs": "mod util;\nmod deep;\nmod beside;\n",
    "core/tests/util.rs": "pub struct Helper;\n",
    "core/tests/deep/mod.rs": "mod inner;\n",
    "core/tests/deep/inner.rs": "use crate::util::Helper;\n",
    "face/Cargo.toml": '[package]\nname = "face"\n[dependencies]\nshop-core = {path = "../core"}\n',
    "face/src/lib.rs": "pub extern crate shop_core as base;\n",
    "both/Cargo.toml": '[package]\nname = "both"\n',
    "both/src/lib.rs": "pub struct Byte;\n",
    "both/src/main.rs": "mod tests;\nmod deep;\nstruct Offset;\n",
    "both/src/deep/mod.rs": "mod more;\n",
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("core/src/a.rs", "fn f() { told!(); }", {"core/src/messages.rs"}),
        ("core/src/a.rs", "fn f() { crate::told!(); let told = 1; }", {"core/src/messages.rs"}),
        ("core/src/cart/a.rs", "mod t {\n use super::Coin;\n fn f(c: Coin) {}\n}", set()),
        ("core/src/cart/a.rs", "mod t {\n use super::super::Cart;\n}", {"core/src/cart.rs"}),
        (
            "core/src/cart/a.rs",
            "mod t { mod u {\n use super::Cart;\n use super::super::Cart as C;\n} }",
            set(),
        ),
        ("core/src/a.rs", "use other::told;\nfn f() { told!(); }", set()),
        ("core/src/a.rs", "fn f(told: u8) { g(told); }", set()),
        ("old/src/a.rs", "use Found;\nfn f() -> Found {}", {"old/src/main.rs"}),
        ("core/src/a.rs", "use Found;\nfn f() -> Found {}", set()),
        ("face/src/a.rs", "use shop_core::cart::Coin;", {"core/src/cart.rs"}),
        ("core/src/a.rs", "use crate::cart::Till;", {"core/src/cart.rs", "core/src/till.rs"}),
        ("core/src/cart/lines.rs", RUST["core/src/cart/lines.rs"], {"core/src/till.rs"}),
        ("core/tests/deep/inner.rs", RUST["core/tests/deep/inner.rs"], {"core/tests/util.rs"}),
        ("core/tests/beside.rs", "use crate::util::Helper;", {"core/tests/util.rs"}),
        ("face/src/a.rs", "use crate::base::cart::Cart;", {"core/src/cart.rs"}),
        ("face/examples/a.rs", "use face::base::cart::Cart;", {"core/src/cart.rs"}),
        # A library and a program in one folder: the module is the program's.
        ("both/src/tests.rs", "use super::*;\nfn f() -> Offset {}", {"both/src/main.rs"}),
        ("both/src/deep/more.rs", "use super::super::Offset;", {"both/src/main.rs"}),
    ],
)
def test_names_in_rust_lead_on_over_what_files_bind(
    path: str, text: str, expected: set[str]
) -> None:
    found = uses(path, f"{text}\n", RUST)
    assert {used for used, names in found.items() if names} >= expected
    assert expected or not any(found.values())


TARGETS = {
    "Cargo.toml": '[package]\nname = "coins"\nedition = "2021"\n[dependencies]\nrand = "1"\n',
    "src/lib.rs": "mod coins;\npub use coins::Coin;\npub mod rand;\n",
    "src/coins.rs": "pub struct Coin;\n",
    "src/rand.rs": "pub struct Dice;\n",
    "benches/coins.rs": "fn main() {}\npub struct Coin;\n",
    "benches/rand.rs": "pub struct Rng;\n",
    "benches/other.rs": "pub struct Rng;\n",
    "benches/all.rs": "mod other;\n",
    "src/bin/rand.rs": "pub struct Rng;\n",
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("benches/coins.rs", "use coins::Coin;\nfn f(c: Coin) {}", {"src/coins.rs"}),
        ("benches/till.rs", "use coins::Coin;\nfn f(c: Coin) {}", {"src/coins.rs"}),
        ("benches/till.rs", "fn f() { coins::Coin::new() }", {"src/coins.rs"}),
        ("benches/till.rs", "use rand::Rng;\nfn f(r: Rng) {}", set()),
        ("src/bin/till.rs", "use rand::Rng;\nfn f(r: Rng) {}", set()),
        ("benches/till.rs", "use other::Rng;\nfn f(r: Rng) {}", set()),
        ("benches/all.rs", "mod other;\nuse other::Rng;\nfn f(r: Rng) {}", {"benches/other.rs"}),
        ("benches/till.rs", "mod coins;\nuse coins::Coin;\nfn f(c: Coin) {}", {"benches/coins.rs"}),
        # In the library the module goes before the crate of its name.
        ("src/lib.rs", "pub mod rand;\nuse rand::Dice;\nfn f(d: Dice) {}", {"src/rand.rs"}),
    ],
)  # fmt: skip
def test_a_file_of_benches_is_a_crate_of_its_own(path: str, text: str, expected: set[str]) -> None:
    """Beside `benches/coins.rs`, `use coins::Coin` means the crate, not the file."""
    found = uses(path, f"{text}\n", TARGETS)
    assert {used for used, names in found.items() if names and used != "src/lib.rs"} == expected


def test_what_only_hands_a_name_on_is_no_use_of_rust() -> None:
    """`cursor.rs` is named, `unix.rs` defines it; `sys.rs` is of no interest between them."""
    tree = {
        "Cargo.toml": '[package]\nname = "term"\n',
        "src/lib.rs": "pub mod cursor;\n",
        "src/cursor.rs": "mod sys;\npub use sys::position;\n",
        "src/cursor/sys.rs": "mod unix;\npub use self::unix::position;\n",
        "src/cursor/sys/unix.rs": "pub fn position() {}\n",
    }
    found = uses("examples/a.rs", "use term::cursor::position;\n", tree)
    assert found == {"src/cursor.rs": {"position"}, "src/cursor/sys/unix.rs": {"position"}}


def test_powershell_finds_a_file_however_its_name_is_written() -> None:
    assert [*uses("ps/A.ps1", ". $PSScriptRoot\\cart.PS1\n", FURTHER)] == ["ps/Cart.ps1"]


SHELL = {
    "bin/shop": '#!/bin/bash\nsource "$ROOT/$LIB/shop/cart.sh"\nsource "$ROOT/lib/shop/till.sh"\n',
    "lib/shop/cart.sh": "add() { :; }\ncart_total() { :; }\n",
    "lib/shop/till.sh": "open() { :; }\n",
    "lib/free.sh": "free_all() { :; }\npg_dump() { :; }\ndocker-compose() { :; }\n",
    "libexec/shop-list": "#!/bin/bash\necho 1\n",
    "test/helper.bash": "check() { :; }\n",
    "test/a.bats": 'load helper\n@test "adds" {\n  run check 1\n}\n',
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("lib/shop/till.sh", "trap add EXIT", {"lib/shop/cart.sh": {"add"}}),
        ("lib/shop/till.sh", "x=$(cart_total)", {"lib/shop/cart.sh": {"cart_total"}}),
        ("lib/shop/till.sh", "open() { :; }; open; echo add; add=1", {}),
        ("test/a.bats", SHELL["test/a.bats"], {"test/helper.bash": {"check"}}),
        # Nothing says that these are sourced: only a name that no program has is certain.
        ("a.sh", "free_all; add; open", {"lib/free.sh": {"free_all"}}),
        ("a.sh", "pg_dump; docker-compose up; echo free_all", {}),
        ("libexec/shop-a", "#!/bin/sh\nexec shop-list", {"libexec/shop-list": set()}),
        ("a.sh", "shop-list", {}),
        ("a.sh", 'bash "$HERE/lib/free.sh"; "$HOME/bin/shop"', {"lib/free.sh": set()}),
        ("a.sh", '# shellcheck source="lib/free.sh"\n. /opt/free.sh', {"lib/free.sh": set()}),
        ("a.sh", "./bin/shop; /usr/bin/lib/free.sh", {"bin/shop": set()}),
    ],
)  # fmt: skip
def test_commands_of_shell_scripts(path: str, text: str, expected: dict[str, set[str]]) -> None:
    assert uses(path, f"{text}\n", SHELL) == expected


RUBY = {
    "lib/shop.rb": "module Shop; end\n",
    "lib/shop/cart.rb": "module Shop\n  MOST = 1\nend\nmodule Shop\n  class Cart; end\nend\n",
    "lib/shop/till.rb": "module Shop\n  class Till; end\nend\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The module of the class is opened twice in its file.
        ("Shop::Cart.new", {"lib/shop/cart.rb": {"Shop::Cart"}}),
        ("autoload :Cart, 'shop/cart'", {"lib/shop/cart.rb": {"Shop::Cart"}}),
        ('autoload :Till, "#{__dir__}/shop/till"', {"lib/shop/till.rb": {"Shop::Till"}}),
        (
            "autoload :Till, File.expand_path('shop/till', __dir__)",
            {"lib/shop/till.rb": {"Shop::Till"}},
        ),
        ("module Shop\n  autoload :Till\nend", {"lib/shop/till.rb": {"Shop::Till"}}),
        ("module Shop\n  helpers :Till, 'shop/till'\nend", {"lib/shop/till.rb": {"Shop::Till"}}),
        ("module Shop\n  helpers :Till, 'a text'\nend", {}),
        ("validates :till, 'shop/till'", {}),
    ],
)
def test_constants_of_ruby_that_are_named_by_symbols(
    text: str, expected: dict[str, set[str]]
) -> None:
    found = uses("lib/main.rb", f"{text}\n", RUBY)
    assert {path: names for path, names in found.items() if names} == expected


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("File.expand_path('../shop/cart', __FILE__)", {"lib/shop/cart.rb"}),
        ("File.expand_path('shop/cart', __dir__)", {"lib/shop/cart.rb"}),
        ("File.join(__dir__, 'shop/cart')", {"lib/shop/cart.rb"}),
        ("path_of('shop/cart')", set()),
    ],
)
def test_required_paths_of_ruby_may_be_counted_from_the_file(
    argument: str, expected: set[str]
) -> None:
    assert uses("lib/main.rb", f"require {argument}\n", RUBY).keys() == expected


KOTLIN = {
    "settings.gradle": "",
    "other/settings.gradle.kts": "",
    "src/Shop.kt": "package shop\nclass Shop { class Line }\n",
    "src/Sell.kt": "package shop\nfun Shop.sellAll() {}\nfun Int.add() {}\n",
    "src/Line.kt": "package shop\nclass Line\nclass Own\n",
    "src/Till.kt": "package till\nfun String.openTill() {}\n"
    "val String.isOpen: Boolean\n  get() = true\n",
    "src/Tried.kt": "package till\nfun tried(f: () -> Int) {}\nfun String.tried(f: () -> Int) {}\n",
    "other/src/Far.kt": "package shop\nclass Far\n",
    "src/Oven.kt": "package till\ninterface Oven { fun stop() }\nfun Oven.bakeAll() {}\n",
}
SELLING = {"src/Shop.kt": {"Shop"}, "src/Sell.kt": {"sellAll"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fun f(shop: Shop) { shop.sellAll() }", SELLING),
        ("fun f() { sellAll(); g().sellAll() }", {"src/Sell.kt": {"sellAll"}}),
        # These are words that methods from outside may have as well.
        ("fun f(a: List) { a.add(1) }", {}),
        ("import till.tried\nfun f() = tried { 1 }", {"src/Tried.kt": {"tried"}}),
        ("import till.bakeAll\nfun f() { g().bakeAll() }", {"src/Oven.kt": {"bakeAll"}}),
        ("import till.*\nfun f(s: String) { s.openTill() }", {"src/Till.kt": {"openTill"}}),
        ("import till.*\nfun f(s: String) = s.isOpen", {"src/Till.kt": {"isOpen"}}),
        ("fun f(s: String) { s.openTill() }", {}),
        ("fun sellAll() {}\nfun f() { sellAll() }", {}),
        # All that is in a class comes before what is in the package.
        ("import shop.Shop.*\nfun f(l: Line) {}", {"src/Shop.kt": {"Line", "Shop"}}),
        ("fun f(l: Line) {}", {"src/Line.kt": {"Line"}}),
        # Another build has its own package.
        ("fun f(far: Far) {}", {}),
        # The grammar does not know these annotations; their words are no names all the same.
        ('@Deprecated("Use Line")\nannotation class A', {}),
        ('@Old(message = "or Own", by = Shop::class)\ninterface A {}', {"src/Shop.kt": {"Shop"}}),
    ],
)
def test_kotlin_knows_extensions_nested_types_and_builds(
    text: str, expected: dict[str, set[str]]
) -> None:
    assert uses("src/Main.kt", f"package shop\n{text}\n", KOTLIN) == expected


HIDING = {
    "src/Own.kt": "package shop\nprivate fun log(x: Int) = 1\n"
    "private fun String.shoutLoud() = 1\n"
    "private class Slip {\n  class Line\n}\nprivate val LIMIT = 1\n"
    "private typealias Text = String\nclass Kind(val shownName: String, private val ownName: Int)\n"
    "fun Int.ownName() = 1\n"
    "val Int.shownName get() = 1\nfun Int.kindOf() = 1\nenum class Sort { A; val kindOf = 1 }\n"
    "class Till private constructor() {\n  companion object {\n"
    "    private fun List<Int>.lastOrNull(n: Int) = n\n    fun List<Int>.allOfThem() = 1\n  }\n}\n"
    "var openCount = 1\n  private set\nprivate fun twice(a: Int) = a\nfun twice(a: Long) = a\n",
    "src/Slip.java": "package shop;\nclass Outer {\n  private static class Inner { }\n"
    "  static class Known { }\n}\n",
    "Sources/Shop/Own.swift": "private func logLine() {}\nfileprivate struct Slip {}\n"
    "private let LIMIT = 1\nprivate(set) var openCount = 1\nstruct Till { private init() {} }\n",
    "net/Own.cs": "namespace Shop;\nfile class Slip { }\nclass Profile { }\n",
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("src/A.kt", "fun f() { log(2) }", set()),
        ("src/A.kt", 'fun f() { "a".shoutLoud() }', set()),
        ("src/A.kt", "fun f(s: Slip, l: Slip.Line): Text = LIMIT", set()),
        ("src/A.kt", "fun f() { listOf(1).lastOrNull() }", set()),
        ("src/A.kt", "fun f() { listOf(1).allOfThem() }", {"allOfThem"}),
        # What may be a property of a class is not certain.
        ("src/A.kt", "fun f() { g().shownName; g().kindOf() }", set()),
        ("src/A.kt", "fun f() { g().ownName() }", {"ownName"}),
        ("src/A.kt", "fun f() { Till(); openCount; twice(1) }", {"Till", "openCount", "twice"}),
        ("src/A.java", "class A { Inner i; }", set()),
        ("src/A.java", "class A { Outer.Known k; }", {"Outer"}),
        ("Sources/Shop/A.swift", "func f(s: Slip) { logLine(); g(LIMIT) }", set()),
        ("Sources/Shop/A.swift", "func f(t: Till) { g(openCount) }", {"Till", "openCount"}),
        ("net/A.cs", "namespace Shop;\nclass A { Slip s; Profile p; }", {"Profile"}),
    ],
)  # fmt: skip
def test_what_is_private_is_known_to_its_own_file_alone(
    path: str, text: str, expected: set[str]
) -> None:
    text = f"package shop{';' * path.endswith('.java')}\n{text}" if "src/" in path else text
    found = uses(path, f"{text}\n", HIDING)
    assert {name for names in found.values() for name in names} == expected


def test_what_is_private_hides_a_public_twin_from_its_own_file_alone() -> None:
    tree = {"A.kt": "private class Slip\n", "B.kt": "class Slip\n", "C.kt": "private class Slip\n"}
    assert uses("D.kt", "fun f(s: Slip) {}\n", tree) == {"B.kt": {"Slip"}}
    assert uses("A.kt", "private class Slip\nfun f(s: Slip) {}\n", tree) == {}


def test_packages_that_a_project_uses_are_none_of_each_file() -> None:
    tree = {"A.csproj": "<Project/>", "Usings.cs": "global using Far.Off;\nglobal using Shop;\n"}
    assert resolved("Main.cs", {**tree, "Main.cs": "class A {}\n"}).packages == ()
    assert resolved("Usings.cs", tree).packages == ("Far.Off", "Shop")


@pytest.mark.parametrize(
    ("named", "package"),
    [
        ('<PackageReference Include="Bench" />', "Bench"),
        ('<PackageReference Version="1.0" Include="bench.attributes.more"/>', "Bench.Attributes"),
        ('<PackageReference\n  Include="bench">1</PackageReference>', "bench"),
        ('<PackageReference Include="Ben" /><Other Include="Bench" />', "Bench.Attributes"),
        ("", "Bench.Attributes"),
    ],
)
def test_a_namespace_of_csharp_belongs_to_the_package_that_a_project_names(
    named: str, package: str
) -> None:
    tree = {
        "a/A.csproj": f"<Project><ItemGroup>{named}</ItemGroup></Project>",
        "a/Main.cs": "using Bench.Attributes;\nusing System.Text;\nclass A {}\n",
    }
    assert resolved("a/Main.cs", tree).packages == (package,)


SWIFT = {
    "App/App.xcodeproj/project.pbxproj": "",
    "App/Main.swift": "class Main {}\n",
    "App/Main+Mode.swift": "extension Main { enum Mode { case a } }\n",
    "App/views/List.swift": "class List {}\nfunc value() {}\n",
    "Examples/One/First.swift": "class First {}\n",
    "Examples/Two/Second.swift": "class Second {}\n",
    "Lib/Package.swift": 'let it: Target = .target(name: "Lib")\nit.path = "code"\n',
    "Lib/code/Shop.swift": "public class Shop {}\ntypealias Color = NSColor\n",
    "Only/Package.swift": 'let package = Package(targets: [.target(name: "Only")])\n',
    "Only/Sources/Till.swift": "public class Till {}\n",
    "Only/Sources/Open.swift": "public func open(_ a: Int) {}\nclass A { func open() {} }\n",
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("App/views/A.swift", "let m: Main", {"App/Main.swift"}),
        ("App/A.swift", "let m = Main.Mode.a", {"App/Main.swift", "App/Main+Mode.swift"}),
        ("App/A.swift", "let m: List", {"App/views/List.swift"}),
        ("App/AppTests/A.swift", "let m: List", set()),
        ("App/AppTests/A.swift", "@testable import App\nlet m: List", {"App/views/List.swift"}),
        ("Examples/One/A.swift", "let a: First; let b: Second", {"Examples/One/First.swift"}),
        ("App/A.swift", "import Lib\nlet s: Shop", {"Lib/code/Shop.swift"}),
        ("App/A.swift", "import Lib\nlet s: Color", {"Lib/code/Shop.swift"}),
        ("App/A.swift", "protocol P { associatedtype M: Main }", {"App/Main.swift"}),
        ("App/A.swift", "import Lib\nimport SwiftUI\nlet s: Color", set()),
        ("App/A.swift", "import Only\nlet s: Till", {"Only/Sources/Till.swift"}),
        ("App/A.swift", "let s: Shop", set()),
        ("App/A.swift", "import Only\nlet s = try Only.open(1)", {"Only/Sources/Open.swift"}),
        ("App/A.swift", "let s = Only.open(1)", set()),
        ("App/A.swift", "import Lib\nlet s = Lib.open(1)", set()),
        ("App/A.swift", "func f() { value() }", {"App/views/List.swift"}),
        ("App/A.swift", "func f() { g(X<Int>(value: 3)) }", set()),
        ("App/A.swift", "func f() { switch a { case let .b(value): g(value) } }", set()),
    ],
)
def test_applications_of_swift_are_modules_too(path: str, text: str, expected: set[str]) -> None:
    assert uses(path, f"{text}\n", SWIFT).keys() == expected


def test_tests_beside_an_application_of_xcode_may_be_compiled_with_it() -> None:
    tree = {
        "Shop.xcodeproj/project.pbxproj": "",
        "Shop/Till.swift": "class Till {}\n",
        "Bank/Coin.swift": "class Coin {}\n",
    }
    text = "import XCTest\nlet a: Till; let b: Coin\n"
    assert uses("ShopTests/A.swift", text, tree).keys() == {"Shop/Till.swift"}
    assert uses("ShopUITests/A.swift", text, tree).keys() == set()
    assert uses("ShopTests/A.swift", f"import Bank\n{text}", tree).keys() == {"Bank/Coin.swift"}


def test_a_module_from_outside_holds_nothing_of_a_swift_module_without_a_name() -> None:
    tree = {"Log.swift": "func log(_ a: Double) {}\n", "Demo.swift": "class Demo {}\n"}
    text = "import Foundation\nlet a = Foundation.log(2)\n"
    assert uses("A.swift", text, tree).keys() == set()


SCRIPTS = {
    "utils.js": "export default { trim() {} };\n",
    "cart.js": "export default class Cart {}\nexport const most = 5;\n",
    "index.js": "export { default as Shop } from './utils.js';\n",
    "all.d.ts": "declare namespace Market { function open(): void }\ninterface Window { m: 1 }\n",
    "plain.d.ts": "interface Stall { open: boolean }\ntype Dict = Record<string, Stall>\n"
    "interface CanvasRenderingContext2D { more: 1 }\n",
    "module.d.ts": "declare namespace Other {}\nexport interface Own {}\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import utils from './utils.js';\nutils.trim();", {"utils.js": {"utils"}}),
        ("import { default as own } from './utils.js';", {"utils.js": {"own"}}),
        ("const { default: own } = require('./utils.js');", {"utils.js": {"own"}}),
        # What has a name where it is defined goes by that one.
        ("import C, { most } from './cart.js';\nnew C(most);", {"cart.js": {"Cart", "most"}}),
        ("export { default as Utils } from './utils.js';", {"utils.js": {"Utils"}}),
        ("export { default } from './utils.js';", {"utils.js": set()}),
        ("Market.open();", {"all.d.ts": {"Market"}}),
        ("/** @type {Dict} */ let a = Stall; CanvasRenderingContext2D;", {"plain.d.ts": {"Stall"}}),
        ("function f(Market) { Market.open(); window.m; new Window(); Other.x; }", {}),
    ],
)
def test_names_of_default_exports_and_of_what_is_declared_for_all(
    text: str, expected: dict[str, set[str]]
) -> None:
    assert uses("main.js", f"{text}\n", SCRIPTS) == expected


PAGE = {
    "game/index.html": (
        "<script src='js/ship.js?v=2'></script><script src='js/sky.js'></script>\n"
        "<script src='/js/main.js'></script><script src='js/lib.js'></script>"
    ),
    "other/index.html": "<script src='../game/js/main.js'></script><script src='own.js'></script>",
    "game/js/ship.js": "class Ship {}\nfunction launch(speed) {}\nvar game = {};\n"
    "game.Pilot = function () {};\nwindow.Fuel = { burn() {} };\n",
    "game/js/sky.js": "function draw() {}\nfunction launch() {}\n",
    "game/js/lib.js": "import x from './x.js';\nfunction bound() {}\n",
    "game/js/alone.js": "function lonely() {}\n",
    "other/own.js": "function own() {}\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("new Ship();", {"game/js/ship.js": {"Ship"}}),
        ("new game.Pilot().go();", {"game/js/ship.js": {"game.Pilot"}}),
        ("Fuel.burn();", {"game/js/ship.js": {"Fuel.burn"}}),
        ("draw(); own();", {"game/js/sky.js": {"draw"}, "other/own.js": {"own"}}),
        # It is not certain which of two scripts is meant; other files are on no page, or modules.
        ("launch(); lonely(); bound();", {}),
        ("function f(draw) { draw(); }\nfunction own() {}\nown();", {}),
    ],
)
def test_scripts_of_a_page_share_what_they_declare(
    text: str, expected: dict[str, set[str]]
) -> None:
    assert uses("game/js/main.js", f"{text}\n", PAGE) == expected
    elsewhere = uses("game/js/alone.js", f"{text}\n", {**PAGE, "game/js/main.js": ""})
    assert elsewhere == {}


PYTEST = {
    "tests/conftest.py": "@pytest.fixture\ndef shop(): ...\n@fixture\ndef till(shop): ...\n",
    "tests/deep/conftest.py": "@pytest.fixture\ndef shop(): ...\n",
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("tests/test_a.py", "def test_it(shop): ...", {"tests/conftest.py": {"shop"}}),
        ("tests/deep/test_a.py", "def test_it(shop): ...", {"tests/deep/conftest.py": {"shop"}}),
        ("tests/test_a.py", "class TestA:\n  def test_it(self, till): ...",
         {"tests/conftest.py": {"till"}}),
        ("tests/test_a.py", "@pytest.fixture\ndef own(till): ...", {"tests/conftest.py": {"till"}}),
        ("tests/test_a.py", "def shop(): ...\ndef test_it(shop): ...", {}),
        ("tests/test_a.py", "def helper(shop): ...", {}),
        ("test_a.py", "def test_it(shop): ...", {}),
    ],
)  # fmt: skip
def test_tests_use_the_fixtures_above_them(
    path: str, text: str, expected: dict[str, set[str]]
) -> None:
    assert uses(path, f"{text}\n", PYTEST) == expected


@pytest.mark.parametrize(
    "written",
    [
        "__dirname + '/../lib/cart'",
        '__dirname + "/../lib/cart.js"',
        "path.join(__dirname, '..', 'lib', 'cart')",
        "path.resolve(__dirname, '../lib/cart')",
        "`${__dirname}/../lib/cart`",
    ],
)
def test_a_required_path_that_counts_from_its_own_folder_is_known(written: str) -> None:
    tree = {"lib/cart.js": "exports.sell = function (a) {};\n"}
    whole = f"const cart = require({written});\ncart.sell(1);\n"
    assert uses("test/a.js", whole, tree) == {"lib/cart.js": set()}
    named = f"const {{ sell }} = require({written});\nsell(1);\n"
    assert uses("test/a.js", named, tree) == {"lib/cart.js": {"sell"}}


@pytest.mark.parametrize(
    "written",
    [
        "__dirname + 'x/../../lib/cart'",
        "__dirname + '/../lib/' + name",
        "path.join(__dirname, '..', name)",
        "path.resolve(__dirname, '/lib/cart')",
        "path.join(root, __dirname, 'cart')",
        "make(__dirname, '../lib/cart')",
        "`${__dirname}/../lib/${name}`",
        "`${root}/${__dirname}/../lib/cart`",
    ],
)
def test_a_required_path_that_is_not_known_before_it_runs_is_none(written: str) -> None:
    tree = {"lib/cart.js": "exports.sell = function (a) {};\n"}
    text = f"const cart = require({written});\ncart.sell(1);\n"
    assert uses("test/a.js", text, tree) == {}
    assert resolved("test/a.js", {**tree, "test/a.js": text}).packages == ()
