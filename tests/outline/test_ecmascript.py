"""JavaScript and TypeScript: what is bound to a name is found, however it is bound."""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

import pytest

from ralf_notes.outline.model import Symbol
from ralf_notes.outline.parse import outline


def symbols(text: str, path: str = "") -> dict[str, Symbol]:
    path = path or ("a.tsx" if "<p/>" in text else "a.ts")
    return {symbol.name: symbol for symbol in outline(path, text).symbols}


def words(symbol: Symbol) -> str:
    return f"{'+' if symbol.public else '-'}{symbol.kind}"


WRAPPED = [
    ("const A = React.memo(function A(p) { return 1 })\nexport { A }", {"A": "+function"}),
    ("const A = forwardRef<X, Y>((p, ref) => <p/>)\nexport { A as B }", {"A": "+function"}),
    ("const A = memo(forwardRef((p, ref) => <p/>))\nexport default A", {"A": "+function"}),
    ("const A = () => 1\nexport default observer(A)", {"A": "+function"}),
    ("function A() {}\nexport default connect(a, b)(withX(A))", {"A": "+function"}),
    ("function A() {}\nexport default createStore(A)", {"A": "+function", "default": "+constant"}),
    ("const A = { a: 1 }\nexport default fixed(A)", {"A": "+constant", "default": "+constant"}),
    ("export default React.memo(function A(p) {})", {"default": "+function"}),
    ("export default async () => {}", {"default": "+function"}),
    ("export default class extends B {}", {"default": "+class"}),
    ("export default { a: 1 }", {"default": "+constant"}),
    ("const config = { a: 1 }\nexport default config satisfies Config", {"config": "+constant"}),
    ("function a() {}\nfunction b() {}\nfunction c() {}\nexport default { a, x: b }", {"a": "+function", "b": "+function", "c": "-function", "default": "+constant"}),
    ("export const get = createThunk('a/b', async (id) => { return 1 })", {"get": "+function"}),
    ("export const useStore = create<State>()(persist((set) => ({}), {}))", {"useStore": "+function"}),
    ("export const parse = <Parser>((text) => text)", {"parse": "+function"}),
    ("export const parse = ((text) => text) satisfies Parser", {"parse": "+function"}),
    ("export const parse = ((text) => text) as unknown as Parser", {"parse": "+function"}),
    ("export const sum = list.map((n) => n).reduce((a, b) => a + b)", {"sum": "+constant"}),
    ("export const Box = styled.div`color: red`", {"Box": "+constant"}),
    ("export const Box = styled(Inner)<Props>`color: red`", {"Box": "+constant"}),
    ("export const Page = lazy(() => import('./page'))", {"Page": "+function"}),
    ("export const Name = class extends Base { run() {} }", {"Name": "+class", "Name.run": "+method"}),
    ("const styles = cva('a')\nconst other = cva('b')\nexport { styles }", {"styles": "+constant"}),
    ("export const { a, b: c, d = 1, ...e } = slice.actions", {"a": "+constant", "c": "+constant", "d": "+constant", "e": "+constant"}),
    ("export const [Provider, useIt] = createContext()", {"Provider": "+constant", "useIt": "+constant"}),
    ("const { A, B } = make()\nexport { A }", {"A": "+constant"}),
    ("export let count = 0, open = () => 1", {"count": "+constant", "open": "+function"}),
    ("const Inner = memo(() => <p/>)\nexport function Outer() {}", {"Inner": "-function", "Outer": "+function"}),
    ("export function Card() {}\nCard.Title = function () {}\nCard.size = 3", {"Card": "+function", "Card.Title": "+function"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRAPPED)
def test_exported_values_are_symbols(text: str, expected: dict[str, str]) -> None:
    assert {name: words(symbol) for name, symbol in symbols(text).items()} == expected


COMMONJS = [
    ("exports.a = 1", {"a": "+constant"}),
    ("exports.a = function () {}, 1", {}),
    ("exports.b = memo(function () {})", {"b": "+function"}),
    ("exports.C = class { d() {} }", {"C": "+class", "C.d": "+method"}),
    ("function a() {}\nfunction b() {}\nexports.a = a", {"a": "+function", "b": "-function"}),
    ("function a() {}\nexports.b = a", {"a": "+function", "b": "+constant"}),
    ("exports = module.exports = build\nfunction build() {}", {"build": "+function"}),
    ("var app = exports = module.exports = {}\napp.use = function use(fn) {}", {"app": "+constant", "app.use": "+method"}),
    ("module.exports = exports = function build() {}\nexports.x = 2", {"build": "+function", "x": "+constant"}),
    ("module.exports = { open: function () {}, close() {}, MAX: 5, a, 'b-c': () => 1, get d() { return 1 } }", {"open": "+function", "close": "+function", "MAX": "+constant", "b-c": "+function", "d": "+function"}),
    ("req.get =\nreq.header = function header(name) {}\nmodule.exports = req\nvar req = {}", {"req.get": "+method", "req": "+constant"}),
    ("function A() {}\nA.prototype = { b: function () {}, c: 1 }\nmodule.exports = A", {"A": "+function", "A.b": "+method"}),
    ("function A() {}\nObject.assign(A.prototype, { b() {}, c: () => 1 })", {"A": "+function", "A.b": "+method", "A.c": "+method"}),
    ("$.extend($.fn, { tip: function (o) {} })\n$.fn.tap = function () {}", {"$.fn.tip": "+method", "$.fn.tap": "+method"}),
    ("jQuery.fn.extend({ css: function (name) {} })", {"jQuery.fn.css": "+method"}),
    ("Object.defineProperty(exports, 'a', { get: function () {} })", {"a": "+property"}),
    ("Object.assign(exports, { a() {} }, { b: 1 })", {"a": "+function", "b": "+constant"}),
    ("this.open = function () {}", {"this.open": "+method"}),
    ("window.Shop = Shop\nfunction Shop() {}\nfunction help() {}", {"Shop": "+function", "help": "-function"}),
    ('Object.defineProperty(exports, "__esModule", { value: true })\nexports.a = exports.b = void 0\nexports.a = () => 1', {"a": "+function"}),
    ("module.exports = Object.freeze({ x: 1, y() {} })", {"x": "+constant", "y": "+function"}),
    ("module.exports = Helper.create({ a() {}, b: function () {} })", {"a": "+function", "b": "+function"}),
    ("module.exports = View.extend({ a() {} })", {"a": "+function"}),
    ("module.exports = axios.create({ a: () => 1 })", {}),
    ("Shop.register('clock', { width: 1, start() {}, stop: () => 1 })", {"clock.start": "+method", "clock.stop": "+method"}),
    ("Vue.component('cart', { props: ['a'], methods: { add(a) {} } })", {"cart.add": "+method"}),
    ("registerBlockType('shop/cart', { edit: (a) => 1 })", {"shop/cart.edit": "+method"}),
    ("$.ajax('/cart', { success: function () {} })\nit('x', { y() {} })", {}),
    ("function f() { Shop.register('clock', { start() {} }) }", {"f": "+function"}),
    ("Shop.register('clock', { width: 1 })", {}),
    ("Vue.mixin({ created() {} })\n_.mixin({ a() {} })", {"_.a": "+method"}),
    ("function A(a) {}\nA.prototype.b = function () {}\nfunction make(a) {\n  if (!a) {\n    return new A({})\n  }\n}\nmodule.exports = make", {"A": "+function", "A.b": "+method", "make": "+function"}),
    ("class A { b() {} }\nfunction make(a) {\n  return new A()\n}\nmodule.exports = a", {"A": "-class", "A.b": "-method", "make": "-function"}),
    ("class A { run() {} }\nclass B {}\nmodule.exports = new A()", {"A": "+class", "A.run": "+method", "B": "-class"}),
    ("var f = function (a) {}", {"f": "+function"}),
    ("var shut\nshut = function () {}\nmodule.exports = { shut: shut }", {"shut": "+function"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), COMMONJS)
@pytest.mark.parametrize("path", ["a.js", "a.ts"])
def test_assigned_values_are_symbols(path: str, text: str, expected: dict[str, str]) -> None:
    assert {name: words(symbol) for name, symbol in symbols(text, path).items()} == expected


AROUND = [
    "(function () {\n%s\n})()",
    "(function () {\n%s\n}())",
    ";(function ($) {\n%s\n})(jQuery);",
    "!function () {\n%s\n}()",
    "(() => {\n%s\n})()",
    "(async function () {\n%s\n})()",
    "(function () {\n%s\n}).call(this)",
    "define(['a'], function (a) {\n%s\n})",
    "define('name', ['a'], (a) => {\n%s\n})",
    "$(function () {\n%s\n})",
    "jQuery(document).ready(function ($) {\n%s\n})",
    "(function (root, factory) { root.x = factory() })(this, function () {\n%s\n})",
    "var lib = (function () {\n%s\n})()",
    "var lib = lib || (function () {\n%s\n})()",
]


@pytest.mark.parametrize("around", AROUND)
def test_what_a_wrapper_holds_is_the_scripts_own(around: str) -> None:
    inner = "function Shop() { function no() {} }\nShop.prototype.open = function () {}\nvar f = () => 1"
    found = symbols(around.replace("%s", inner), "a.js")
    assert {"Shop", "Shop.open", "f"} <= set(found)
    assert "no" not in found


@pytest.mark.parametrize("returned", ["{ open: open, shut }", "open"])
def test_what_a_wrapper_returns_is_public_and_the_rest_is_not(returned: str) -> None:
    text = f"var shop = (function () {{ function open() {{}}\nfunction shut() {{}}\nfunction help() {{}}\nreturn {returned} }})()"
    found = symbols(text, "a.js")
    assert found["open"].public
    assert found["shut"].public == ("shut" in returned)
    assert not found["help"].public


@pytest.mark.parametrize(
    "text", ["[1].map(function () { function x() {} })", "on('a', () => { function x() {} })", "const o = { m() { exports.x = function () {} } }"]
)  # fmt: skip
def test_what_is_inside_another_function_is_nobodys(text: str) -> None:
    assert symbols(text, "a.js") == {}


@pytest.mark.parametrize("path", ["a.ts", "a.tsx"])
@pytest.mark.parametrize(
    "around", ["{{ {} }}", "if (a) {{ {} }}", "try {{ }} catch {{ {} }}", "for (;;) {{ {{ {} }} }}"]
)
def test_what_only_a_block_sees_is_nobodys(path: str, around: str) -> None:
    inner = "const MOST = 1; type _t = 2; interface I {} class C {} enum E { A }"
    shown = symbols(around.format(inner) + " export const a = 1", path)
    assert set(shown) == {"a"}


def test_what_a_script_defines_in_a_branch_is_seen_outside() -> None:
    text = "if (a) { function f() {} var g = function () {}; exports.h = function () {} }"
    assert set(symbols(text, "a.js")) == {"f", "g", "h"}


def test_declared_things_are_public() -> None:
    text = (
        "declare function e(): e.App\n"
        "declare namespace e {\n  interface App { use(): void }\n  function make(): App\n}\n"
        "export = e\n"
        'declare module "x/y" { function f(): void }\n'
        "declare global { interface Window { shop: App } }\n"
        "interface Own {}\n"
    )
    found = {name: words(symbol) for name, symbol in symbols(text, "a.d.ts").items()}
    assert found == {
        "e": "+function",
        "e.App": "+interface",
        "e.make": "+function",
        "x/y": "+module",
        "x/y.f": "+function",
        "Window": "+interface",
        "Own": "-interface",
    }


def test_signatures_hold_fields_with_their_docs() -> None:
    text = (
        "export class Size {\n  /** In pixels. */\n  width: number = 0\n  static readonly most = 9\n"
        "  private secret = 1\n  #hidden = 2\n  declare protected other: number\n"
        f"  table = {{ a: '{'x' * 200}' }}\n  run = () => 1\n}}\n"
    )
    found = symbols(text, "a.ts")
    assert found["Size"].signature == (
        "export class Size {\n    // In pixels.\n    width: number = 0\n"
        "    static readonly most = 9\n    declare protected other: number\n"
        f"    table = {{ a: '{'x' * 200}' }}\n}}"
    )
    assert set(found) == {"Size", "Size.run"}
    javascript = symbols("class A {\n  // no\n  static x = 1\n  #y = 2\n}", "a.js")
    assert javascript["A"].signature == "class A {\n    // no\n    static x = 1\n}"


OBJECTS = """
/** Talks to the server. */
export const api = {
  base: "/v1",
  /** Gets. */
  get(path: string): Promise<Response> { return fetch(path) },
  post: async (path: string, body?: unknown) => { },
  users: { list: () => 1, limit: 3 },
  ...others,
  get size() { return 1 }, set size(v) {},
};
export const slice = createSlice({
  name: "todo",
  reducers: { add(state, action) {}, remove: (state, { id }) => {} },
});
export const frozen = Object.freeze({ run() {} });
export const settings = { a: 1, b: { c: 2 } };
const hidden = { run() {} };
"""


def test_functions_of_an_exported_object_are_its_members() -> None:
    found = symbols(OBJECTS, "a.ts")
    assert list(found) == [
        "api", "api.get", "api.post", "api.users", "api.users.list", "api.size", "slice",
        "slice.reducers", "slice.reducers.add", "slice.reducers.remove", "frozen", "frozen.run",
        "settings",
    ]  # fmt: skip
    assert all(symbol.public for symbol in found.values())
    assert found["api"].kind == "object" and found["api"].doc == "Talks to the server."
    assert found["api"].signature == ('export const api = {\n    base: "/v1",\n    ...others,\n}')
    assert found["api.get"].doc == "Gets." and found["api.get"].kind == "method"
    assert [each.name for each in found["api.post"].parameters] == ["path", "body?"]
    assert found["api.users"].signature == "users: {\n    limit: 3\n}"
    assert found["slice"].signature == 'export const slice = createSlice({\n    name: "todo",\n})'
    assert found["frozen"].signature == "export const frozen = Object.freeze({ … })"
    assert found["settings"].kind == "constant"


def test_names_under_which_a_file_exports_its_own_definitions_are_shown() -> None:
    found = symbols(
        "function make(a: A): B { return 1 }\nclass Inner {}\nconst plain = { a: 1 }\n"
        "export { make as create, Inner as Outer, plain as 'the config' }\nexport default make\n",
        "a.ts",
    )
    assert found["make"].signature == (
        "function make(a: A): B\nexport { make as create }\nexport default make"
    )
    assert found["Inner"].signature == "class Inner\nexport { Inner as Outer }"
    assert found["plain"].signature.endswith("export { plain as 'the config' }")


def test_a_name_of_a_prototype_stands_for_its_type() -> None:
    found = symbols(
        "function Search() {}\nconst proto = Search.prototype\nproto.append = function (a) {}\n"
        "lib.fn = lib.prototype = { ready(fn) {} }\nfunction lib() {}\n"
        "Search.prototype = Object.assign(Object.create(Base.prototype), { draw(c) {} })\n"
        "export { Search, lib }\n",
        "a.js",
    )
    assert set(found) == {"Search", "Search.append", "Search.draw", "lib", "lib.ready"}
    assert all(symbol.public for symbol in found.values())


def test_what_is_declared_in_a_namespace_is_public() -> None:
    text = (
        "declare namespace Deno {\n  export function open(path: string): void;\n"
        "  interface FileLike { fd: number }\n  export const errors: string[];\n}\n"
        "interface Own { a: 1 }\n"
    )
    assert all(symbol.public for symbol in symbols(text, "a.d.ts").values())
    text = "export namespace App {\n  export function open() {}\n  function shut() {}\n}\n"
    found = symbols(text, "a.ts")
    assert {name for name, each in found.items() if each.public} == {"App", "App.open"}


def test_overloads_and_accessors_are_one_symbol() -> None:
    text = (
        "/** Goes over. */\nexport function over(a: string): string\n"
        "/** More. */\nexport function over(a: number, b: number): number\n"
        "export function over(a: any): any { return inner(a) }\n"
        "declare function other(): void\n"
        "export class A {\n  get area(): number { return 1 }\n  run(a: string): void\n"
        "  run(a: any): void {}\n  set area(value: number) {}\n  static run(z: 1): void {}\n}\n"
    )
    found = symbols(text, "a.ts")
    assert set(found) == {"over", "other", "A", "A.area", "A.run"}
    assert found["over"].signature == (
        "export function over(a: string): string\n"
        "/** More. */\nexport function over(a: number, b: number): number"
    )
    assert found["over"].doc == "Goes over."
    assert [each.name for each in found["over"].parameters] == ["a", "b"]
    assert "inner(a)" in text.encode()[found["over"].start : found["over"].end].decode()
    assert found["A.area"].signature == "get area(): number\nset area(value: number)"
    assert found["A.area"].kind == "property"
    assert found["A.run"].signature == "run(a: string): void\nstatic run(z: 1): void"


def test_parameters_of_a_wrapped_function_are_shown_where_the_wrapper_keeps_them() -> None:
    found = symbols(
        "export const A = memo(forwardRef((props: P, ref) => 1))\n"
        "export const useB = create((set) => ({}))\n"
    )
    assert [each.name for each in found["A"].parameters] == ["props", "ref"]
    assert found["useB"].parameters == ()
    assert found["A"].signature == "export const A = memo(forwardRef((props: P, ref) =>"


def test_a_field_without_a_class_that_the_grammar_could_read_is_no_error() -> None:
    text = (
        "export interface I { m(a: number): void; p: string }\n"
        'import d, * as ns from "y";\n(  /** m doc */\n */\n}\n  // handles\n'
        "export abstract class Foo<T> extends Bar implements Baz {\n"
        "  handler = (e: Event) => { };\n  @dec() get v(): number { return 1 }\n  // handles\n\n"
        "export enum E { A }\n  private readonly x: number = 1;"
    )
    assert "I" in [symbol.name for symbol in outline("x.ts", text).symbols]


def test_a_call_around_a_function_is_another_name_of_it() -> None:
    made = outline(
        "each.js", "/** Goes on. */\nfunction each(a) {}\nexport default later(each, 3)\n"
    )
    assert [symbol.name for symbol in made.symbols] == ["each"]
    assert made.symbols[0].signature == "function each(a)\nexport default later(each, 3)"
    assert made.aliases == (("default", "each"),)


def test_types_in_comments_are_a_table_and_describe_nothing_below() -> None:
    made = outline(
        "queue.js",
        "/**\n * A queue of jobs.\n * @typedef {Iterable} Queue\n * @property {number} [room=1] - how\n"
        " * many fit\n */\n/** @callback Done\n * @param {Error} err\n * @returns {void} */\n\n"
        "/** @typedef {{ a: { b: string } }} Shape */\nexport function fill() {}\n"
        "/** Says it. */\nexport function say() {}\n",
    )
    (table,) = made.tables
    assert table.rows == (
        ("Queue", "Iterable", "", "A queue of jobs."),
        ("Queue.room", "number", "1", "how many fit"),
        ("Done", "function", "", ""),
        ("Done.err", "Error", "", ""),
        ("Done()", "void", "", ""),
        ("Shape", "{ a: { b: string } }", "", ""),
    )
    assert (made.purpose, [symbol.doc for symbol in made.symbols]) == ("", ["", "Says it."])


def test_what_a_function_returns_is_no_member_of_the_type_that_its_comment_declares() -> None:
    made = outline(
        "context.js",
        "/**\n * @typedef Context\n * @property {boolean} error\n *\n * @param {number} at\n"
        " * @returns {Context}\n */\nexport function context(at) {}\n",
    )
    (table,) = made.tables
    assert table.rows == (("Context", ""), ("Context.error", "boolean"))


FIELDS = """
export class Oven extends Box {
  declared = 1;

  constructor(options) {
    super();
    /** How warm it gets. */
    this.heat = options.heat || 200;
    if (options.fan) {
      this.fan = true;
    } else {
      this.fan = false;
    }
    this.first = this.second = 0; // two at once
    this.declared = 2;
    this._hidden = 3;
    this.#secret = 4;
    this.bake = (bread) => bread;
    this.open = this.open.bind(this);
    other.heat = 5;
    later(() => { this.late = 6; });
  }

  open() { this.isOpen = true; }
}
"""


def test_what_a_constructor_sets_on_this_are_the_fields_of_a_class() -> None:
    (oven, *_) = outline("oven.js", FIELDS).symbols
    assert oven.signature.splitlines() == [
        "export class Oven extends Box {",
        "    declared = 1;",
        "    // How warm it gets.",
        "    this.heat = options.heat || 200",
        "    this.fan = true",
        "    // two at once",
        "    this.first = this.second = 0",
        "}",
    ]
    (typed, *_) = outline("oven.ts", FIELDS).symbols
    assert "this." not in typed.signature


def test_what_a_module_exports_in_parentheses_is_told() -> None:
    text = "var utils = (module.exports = {\n  /** Quiets. */\n  quiet: function (a) {},\n});\n"
    made = {each.name: each for each in outline("a.js", text).symbols}
    assert made["utils.quiet"].public and made["utils.quiet"].doc == "Quiets."


def test_functions_and_constants_of_objects_that_scripts_share_are_told() -> None:
    text = """
    var shop = shop || {};
    shop.Cart = function (a) {};
    shop.Cart.prototype.add = function (b) {};
    shop.text = { trim: function (c) {}, width: 3 };
    """
    made = {each.name: each.kind for each in outline("a.js", text).symbols}
    assert made["shop.Cart"] == "function" and made["shop.Cart.add"] == "method"
    assert "shop.text.trim" in made and "shop.text.width" not in made
    text = "const lib = {};\nmodule.exports = lib;\nlib.LIMIT = 3;\nlib.other = 4;\n"
    made = {each.name: each.kind for each in outline("a.js", text).symbols}
    assert made["lib.LIMIT"] == "constant" and "lib.other" not in made


@pytest.mark.parametrize(
    ("maker", "is_reached"),
    [
        ("module.exports = opts => new Shop(opts);", True),
        ("exports.make = (a, b) => new Shop(a, b);", True),
        ("module.exports.make = function (a) { return new Shop(a) };", True),
        ("export default (opts) => new Shop(opts)", True),
        ("export function make(opts) {\n  return new Shop(opts)\n}", True),
        ("const make = () => new Shop();\nexports.sell = () => make();", False),
        ("export function run() {\n  const a = new Shop()\n}", False),
    ],
)
def test_others_reach_the_class_that_an_exported_function_makes(
    maker: str, is_reached: bool
) -> None:
    symbols = outline("a.js", f"class Shop {{\n  sell() {{}}\n}}\n\n{maker}\n").symbols
    public = {symbol.name for symbol in symbols if symbol.public}
    assert ({"Shop", "Shop.sell"} <= public) is is_reached


OVEN_FUNCTION = """
/** Bakes. */
function Oven(options) {
  if (!(this instanceof Oven)) return new Oven(options);
  /** How hot it is. */
  this.heat = options.heat || 200;
  if (options.fan) { this.fan = true; } else { this.fan = false; }
  this._hidden = 3;
  this.bake = function (bread) {};
  later(function () { this.late = 6; });
}
"""


@pytest.mark.parametrize(
    "sign", ["Oven.prototype.open = function () {}", "new Oven()", "util.inherits(Oven, Base)"]
)
def test_what_a_function_that_makes_objects_sets_on_this_are_its_fields(sign: str) -> None:
    oven = symbols(f"{OVEN_FUNCTION}{sign};\nmodule.exports = Oven;\n", "a.js")["Oven"]
    assert oven.signature.startswith("function Oven(options) {\n    // How hot it is.\n")
    assert oven.data == ("heat", "fan")
    assert (oven.kind, [each.name for each in oven.parameters]) == ("function", ["options"])


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        ("function oven()", "new oven()"),  # by its name, none that makes objects
        ("function Oven()", "Oven()"),
        ("function Oven()", "new Ovens()"),
        ("function Oven()", "shop.Oven.prototype.open = 1"),
    ],
)
def test_a_function_that_may_be_called_without_new_has_no_fields(head: str, rest: str) -> None:
    oven = symbols(f"{head} {{ this.heat = 1; }}\n{rest};\n", "a.js")
    assert [each.signature for each in oven.values() if not each.parent] == [head]


@pytest.mark.parametrize(
    "written",
    [
        "util.inherits(Oven, Stove)",
        "inherits(Oven, require('events').EventEmitter)",
        "require('util').inherits(exports.Oven, shop.Stove)",
        "Object.setPrototypeOf(Oven.prototype, Stove.prototype)",
        "Oven.prototype = Object.create(Stove.prototype)",
        "Oven.prototype = new Stove()",
        "Oven.prototype.__proto__ = Stove.prototype",
    ],
)
def test_what_a_function_inherits_from_is_told_with_it(written: str) -> None:
    text = f"exports.Oven = function Oven() {{}}\n{written};\n"
    expected = f"exports.Oven = function Oven()\n{written}"
    assert symbols(text, "a.js")["Oven"].signature == expected


@pytest.mark.parametrize(
    "written",
    [
        "Oven.prototype = Object.create(null)",
        "Oven.prototype = { open: function () {} }",
        "Oven.prototype.shut = Stove.prototype.shut",
        "Stove.prototype = new Oven()",
        "inherits(Oven.prototype, Stove)",
        "if (a) { inherits(Oven, Stove); }",
    ],
)
def test_what_is_no_inheritance_is_not_told_as_such(written: str) -> None:
    oven = symbols(f"function Oven() {{}}\n{written};\nexports.Oven = Oven;\n", "a.js")["Oven"]
    assert oven.signature == "function Oven()"


@pytest.mark.parametrize("owner", ["exports", "module.exports"])
def test_a_method_of_the_prototype_of_an_export_is_one_of_that(owner: str) -> None:
    text = f"{owner}.Oven = function () {{}};\n{owner}.Oven.prototype.open = function (a) {{}};\n"
    assert {name: words(each) for name, each in symbols(text, "a.js").items()} == {
        "Oven": "+function",
        "Oven.open": "+method",
    }
