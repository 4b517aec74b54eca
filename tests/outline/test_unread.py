"""What the grammar could not parse is counted, by the symbol that it is in or follows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.outline.model import Unread
from ralf_notes.outline.parse import outline
from ralf_notes.outline.rules import rules_for
from tests.material.command_line import run


@pytest.mark.parametrize(
    ("path", "text", "symbols"),
    [
        ("A.java", "class A {\n  void one() {}\n  void two( { }\n}\n}}}\nclass B {}\n", {"A", "B"}),
        ("a.py", "def a():\n    pass\n\ndef b(:\n    pass\n\ndef c():\n    pass\n", {"a", "c"}),
        ("a.go", "package a\nfunc A() {}\nfunc (\nfunc C() {}\n", {"A"}),
        ("a.rb", "def a\nend\n)))\ndef b\nend\n", {"a", "b"}),
        ("a.ts", "export function a() {}\n@@@@\nexport function b() {}\n", {"a", "b"}),
    ],
)
def test_lines_with_errors_are_counted_and_the_rest_is_there(
    path: str, text: str, symbols: set[str]
) -> None:
    made = outline(path, text)
    assert symbols <= {symbol.name for symbol in made.symbols}
    assert 0 < sum(each.lines for each in made.unread) < text.count("\n")


def test_a_file_that_parses_has_none() -> None:
    assert not outline("a.py", "def a():\n    return [\n        1,\n    ]\n").unread


def test_errors_are_placed_by_the_symbol() -> None:
    text = "struct a {\n  x = @ ;\n};\n\n@@\n"
    assert outline("a.c", text).unread == (Unread("a", True, 1), Unread("a", False, 1))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.c", "int f(void) {\n  x = @ ;\n  return 1;\n}\nint g(void) { return 2; }\n"),
        ("a.cc", "A::A(int a)\n    : b(a) {\n  x = @ ;\n}\nint g() { return 2; }\n"),
        ("A.java", "class A {\n  void f() {\n    x = @@ ;\n  }\n  void g() {}\n}\n"),
        ("a.go", "package a\nfunc f() {\n\tx := @\n}\nfunc g() {}\n"),
        ("a.c", "void f(int a);\nvoid f(int a) {\n  SET(a, NEW);\n}\nint g(void) { return 2; }\n"),
        ("a.c", "int e(int a);\nint e(int a) {\n  x = @ ;\n}\nint g(void) { return 2; }\n"),
    ],
)
def test_what_hides_no_definition_is_not_counted(path: str, text: str) -> None:
    made = outline(path, text)
    assert made.symbols[-1].name.endswith("g")
    assert not made.unread


def test_what_may_declare_a_member_is_counted_inside_a_function() -> None:
    made = outline("a.js", "class A {\n  constructor() {\n    this.x = @@ ;\n  }\n}\n")
    assert made.unread


def unread_tree(folder: Path) -> Path:
    """Write a source with lines that the parser cannot read, and one without; return the folder."""
    source = folder / "src"
    source.mkdir()
    (source / "a.c").write_text("struct f {\n  int x;\n  @ ;\n};\n\n@@\n@@\n")
    (source / "b.c").write_text("int g(void) {\n  return 1;\n}\n")
    return source


def test_the_note_says_what_could_not_be_read(tmp_path: Path) -> None:
    run("generate", unread_tree(tmp_path), "--engine", "none", "-o", tmp_path / "vault")
    note = (tmp_path / "vault/src/a.c.md").read_text()
    assert "*In `f`, 1 line could not be read by the parser; after `f`, 2 lines. What they" in note
    assert "could not be read" not in (tmp_path / "vault/src/b.c.md").read_text()


def test_report_status_and_score_count_what_could_not_be_read(tmp_path: Path) -> None:
    source, vault = unread_tree(tmp_path), tmp_path / "vault"
    options = (source, "--engine", "none", "-o", vault, "--report", tmp_path / "report.json")
    done = run("generate", *options)
    assert "3 lines of 1 file could not be read by the parser" in done
    for name in ("b.c", "c.c"):  # the second run writes another note
        report = json.loads((tmp_path / "report.json").read_text())
        unread = {row["path"]: row["unread_lines"] for row in report["files"]}
        assert {path: lines for path, lines in unread.items() if lines} == {"a.c": 3}
        assert name in unread
        assert report["totals"]["unread_lines"] == 3
        assert report["totals"]["files_with_unread_lines"] == 1
        (source / "c.c").write_text("int h(void);\n")
        run("generate", *options)
    for text in ("int h(void);\n", "int i(void);\n"):  # nothing changed, then one file
        (source / "c.c").write_text(text)
        shown = run("status", source, "--engine", "none", "-o", vault)
        assert "lines that the parser could not read" in shown
        assert "a.c (3 lines)" in shown
        assert "b.c (" not in shown
    score = json.loads(run("score", vault, "--source", source, "--json"))
    assert (score["total"]["parsed"]["whole"], score["total"]["parsed"]["part"]) == (11, 8)
    assert {"metric": "parsed", "note": "src/a.c.md", "what": "2 lines after f"} in score["defects"]


@pytest.mark.parametrize(
    ("path", "text", "symbols"),
    [
        (
            "Picker.kt",
            "package a\nclass Picker {\n  fun pick(x: Any) = when (x) {\n    is Int if x > 0 -> 1\n"
            "    else -> 2\n  }\n  fun back() = 0\n}\nfun last() = 1\n",
            {"Picker", "Picker.pick", "Picker.back", "last"},
        ),
        (
            "Context.kt",
            "class Lines {\n  context(log: Log)\n  fun write(x: Int) {}\n  fun read() {}\n}\n",
            {"Lines", "Lines.read"},
        ),
        (
            "Strings.kt",
            'fun ref() {\n  val x = $$"a $id"\n  call("$x")\n}\n\nclass After { fun go() {} }\n',
            {"ref", "After", "After.go"},
        ),
        (
            "A.java",
            "class A {\n  void one() { x = y match { A(int b) -> 1; }; }\n  void two() {}\n}\n",
            {"A", "A.one", "A.two"},
        ),
        (
            "a.rs",
            "impl A {\n  fn one() { let x: <{ 3 }> = do yeet { 1 }; }\n}\npub fn last() {}\n",
            {"last"},
        ),
    ],
)
def test_what_the_grammar_does_not_know_hides_no_other_definition(
    path: str, text: str, symbols: set[str]
) -> None:
    made = outline(path, text)
    assert symbols <= {symbol.name for symbol in made.symbols}
    assert sum(each.lines for each in made.unread) < 4


@pytest.mark.parametrize(
    ("path", "text", "symbols"),
    [
        ("a.kt", "fun f(x: Any) = when (x) {\n  is Int if x > 0 -> 1\n  else -> 2\n}\n", ["f"]),
        ("a.kt", "context(log: Log)\nfun write(x: Int) {}\nfun read() {}\n", ["write", "read"]),
        ("a.kt", 'val a = $$"a $id"\nfun f() = 1\n', ["a", "f"]),
        (
            "a.kt",
            "class A\n@Inject\ninternal constructor(val a: Int) {\n  fun f() {}\n}\n",
            ["A", "A.f"],
        ),
        (
            "a.kt",
            "class A {\n  class B<T : C<T>>\n  @Inject\n  private constructor(val b: T) :\n   D {\n"
            "    fun f() {}\n  }\n  class G\n  constructor() : H()\n  fun g() {}\n}\n",
            ["A", "A.B", "A.B.f", "A.G", "A.g"],
        ),
        (
            "a.ts",
            "interface A {\n  <B>(b: B): B\n  <\n    C\n  >(c: C): C\n}\ninterface D { d: 1 }\n",
            ["A", "D"],
        ),
        (
            "a.ts",
            "export type * from './b'\nexport interface A<out T,\n  in out U extends T> { a: T }\n",
            ["A"],
        ),
        (
            "a.kt",
            "inline fun <\n  reified T : (A) // first\n    -> R,\n  R,\n  A : List<R>,\n"
            "> f(x: T): R = 1\n"
            '@Suppress("X")\nactual typealias B<T> = (T)\n  -> Int\nfun g() = 1\n',
            ["f", "B", "g"],
        ),
        (
            "A.cs",
            "class A {\n  void F() {\n#if X\n    if (x) {\n#else\n    if (y) {\n#endif\n    }\n"
            "  }\n  void G() {}\n}\n",
            ["A", "A.F", "A.G"],
        ),
        ("a.swift", "func f() { g(.success(()), x: ()); return () }\nfunc g() {}\n", ["f", "g"]),
        (
            "a.swift",
            "#if swift(>=5.9)\nstruct A: B {\n#else\nstruct A: C {\n#endif\n  func f() {}\n}\n"
            "func g() {}\n",
            ["A", "A.f", "g"],
        ),
        (
            "a.swift",
            "class A {\n  func f(_ a: __owned B) {}\n  @_lifetime(borrow self)\n  func g() {}\n}\n",
            ["A", "A.f", "A.g"],
        ),
        (
            "a.swift",
            "import B\n#if compiler(<6.2)\npublic struct A {}\n#else\npublic struct A {\n"
            "  public var b: Int { 1 }\n}\nextension A {\n"
            "  public subscript(c: Int) -> Int {\n    @inline(__always)\n    borrow { d }\n"
            "    mutate { &d }\n  }\n  public func e() {}\n}\n#endif\n",
            ["A", "A.b", "A.subscript", "A.e"],
        ),
        (
            "a.swift",
            "struct A {\n  var b: C {\n    unsafeAddress { d }\n"
            "    unsafeMutableAddress { d }\n  }\n"
            "  var e: C {\n    _read { yield f }\n  }\n  var g: C { yielding borrow { h } }\n"
            "  var i: Span<C> {\n    borrowing get { k }\n  }\n  func j() { borrow { l } }\n}\n"
            "protocol M {\n  subscript(n: Int) -> C { borrow mutate }\n  var o: C { borrow }\n}\n",
            ["A", "A.b", "A.e", "A.g", "A.i", "A.j", "M", "M.subscript"],
        ),
        (
            "a.kt",
            "annotation class A(val of: Array<Int> = [], val on: Boolean)\n"
            'class B(tags: C) : Tags by tags, Named {\n  val a: Int\n    @JvmName("a")\n'
            "    get() = 1\n  fun f() {}\n}\n",
            ["A", "B", "B.a", "B.f"],
        ),
        (
            "a.kt",
            "interface A {\n  var a: Int\n    @JvmSynthetic inline get() = 1\n"
            "    @JvmSynthetic inline set(value) {}\n}\nvar A.b: Int?\n"
            "  @JvmSynthetic inline get() = null\n  @X(1) @Y inline set(value) { f(value) }\n"
            "class C {\n  lateinit var d: Int\n    @Inject protected set\n  fun e() {}\n}\n",
            ["A", "A.a", "b", "C", "C.e"],
        ),
        (
            "a.ps1",
            "Get-Module Shop, Cart | Remove-Module\nImport-Module $PSScriptRoot\\lib\\Shop.psm1\n"
            "if ($a.Length -lt 50KB) { }\nMock Write-Host { }\n[Flags()]\nenum Mode { A = 1 }\n"
            "function Open-Shop {\n  param([ScriptBlock]$With = {}, $And)\n"
            '  f -All:$And "a, b"\n}\n',
            ["Mode", "Open-Shop"],
        ),
        (
            "a.ps1",
            'Select-Object Name, @{n = "A"; e = {$_.A}}, Size,\n  Date\n'
            "{ { } | Should -Throw } | f\n"
            "Export-Excel $env:temp\\a.xlsx\n[Suppress('A', '')]\n$a = [System.Func`1]\n"
            '$a.Invoke(1, $b -bor $c)\nIt "a" -ForEach @("b", "c") { }\n'
            "function Get-Cart { 1 }\n",
            ["Get-Cart"],
        ),
        (
            "a.swift",
            "public protocol A {\n  associatedtype B: C, D.E\n"
            "  associatedtype F: G<H, I>, J where F.K == Int\n  func f()\n}\n",
            ["A", "A.f"],
        ),
        (
            "a.sh",
            'one() {\n  a="${b[${c:1:1}]}"\n  b[(-1)]=$((10#$a))\n}\n'
            "two() { coproc it (cat); }\nthree() {\n  coproc it { cat; }\n}\n",
            ["one", "two", "three"],
        ),
        (
            "a.sh",
            'one() {\n  [ "$1" = - ] && a=b\n  if [ "$1" != -- ]; then c; fi\n}\n'
            'two() {\n  [ "$1" = - -o "$1" == + ]\n  [[ $1 == -- && $2 = - || $3 = -- ]]\n}\n'
            "three() {\n  case $1 in (*\\]) ;; *) d; esac\n  case $1 in *[!0-9]*\\]) ;; esac\n}\n"
            "unsetenv() { :; }\nfunction unset_all { :; }\n"
            "unset-it () {\n  unset a; unsetenv b\n}\n",
            ["one", "two", "three", "unsetenv", "unset_all", "unset-it"],
        ),
    ],
)
def test_what_is_rewritten_for_the_grammar_is_read_whole(
    path: str, text: str, symbols: list[str]
) -> None:
    made = outline(path, text)
    assert [symbol.name for symbol in made.symbols] == symbols
    assert not made.unread


@pytest.mark.parametrize(
    ("path", "text", "symbols"),
    [
        ("a.swift", "func a() {}\n#if false\nfunc b() {}\n#endif\nfunc c() {}\n", ["a", "c"]),
        ("a.swift", "#if false\nfunc a() {}\n#else\nfunc b() {}\n#endif\n", ["b"]),
        (
            "a.swift",
            "#if false // later\nfunc a() {}\n#elseif D\nfunc b() {}\n#else\n"
            "func c() {}\n#endif\n",
            ["b", "c"],
        ),
        (
            "a.swift",
            "#if false\n#if D\nfunc a() {}\n#else\nfunc b() {}\n#endif\n#endif\n"
            "func c() {}\n",
            ["c"],
        ),
        ("a.swift", "#if D\n#if false\nfunc a() {}\n#endif\nfunc b() {}\n#endif\n", ["b"]),
        ("a.swift", "#if false || D\nfunc a() {}\n#endif\n", ["a"]),
        ("a.swift", "#if falseAlarm\nfunc a() {}\n#endif\n", ["a"]),
        ("a.swift", "// #if false\nfunc a() {}\n// #endif\n", ["a"]),
        ("a.swift", "#if false\nfunc a() {}\n", ["a"]),
        ("a.cs", "class A {\n#if false\n  void B() {}\n#endif\n  void C() {}\n}\n", ["A", "A.C"]),
        (
            "a.cs",
            "class A {\n  #if false\n  void B() {}\n  #else\n  void C() {}\n  #endif\n"
            "}\n",
            ["A", "A.C"],
        ),
    ],
)  # fmt: skip
def test_what_is_never_compiled_is_told_of_no_language(
    path: str, text: str, symbols: list[str]
) -> None:
    made = outline(path, text)
    assert [symbol.name for symbol in made.symbols] == symbols
    assert not made.unread


def test_a_branch_that_is_left_out_is_said() -> None:
    text = (
        "struct A {\n#if X\n  func b() {}\n#else\n  func b() { c() }\n  func d( ? ) {}\n"
        "  func e() {}\n#endif\n  func f() {}\n}\n"
    )
    made = outline("a.swift", text)
    assert [each.name for each in made.symbols] == ["A", "A.b", "A.f"]
    assert sum(each.lines for each in made.unread) == 2  # not the twin of `b`


@given(st.text(alphabet='ab <>(){}\n$"if->context.class constructor#else;@[=], \\', max_size=60))
def test_readings_have_the_length_and_the_lines_of_the_source(text: str) -> None:
    for rules in map(rules_for, ("kotlin", "typescript", "c_sharp", "powershell", "swift")):
        assert rules.readings
        for reading in rules.readings(text.encode()):
            assert len(reading) == len(text.encode())


def test_a_pattern_with_brackets_hides_no_function_of_bash() -> None:
    text = (
        'one() {\n  a="${1##*[}" b=${a/)*}\n}\ntwo() {\n  c="${a/ \'[X/2]\'}"\n'
        '  d="${c#"${c%%[![:space:]]*}"}"\n}\nthree() {\n'
        '  e="${d/$\'/:\'*}" f=${#e}\n}\n# Last.\nfour() {\n  echo "${g%%(*}"\n}\n'
    )
    made = outline("a.sh", text)
    assert [symbol.name for symbol in made.symbols] == ["one", "two", "three", "four"]
    assert made.symbols[-1].doc == "Last."
    assert not made.unread


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("a.c", "int a;\nHT_PROTOTYPE(map, entry, node)\nint b(void);\n", 1),
        ("a.c", "LOOP_DEFINE(prepare, PREPARE)\nint b(void) { return 1; }\n", 1),
        ("a.cc", "NB_MODULE(shop, m) {\n  m.def(1);\n\n  // two\n  m.def(2);\n}\nint b();\n", 1),
        ("a.cc", "SPACE(shop) {\nint f(int a) {\n  return a;\n}\n}\nint b();\n", 5),
        (
            "a.c",
            "#if A\nint f(int a) {\n#else\nint g(long a) {\n#endif\n  return 1;\n}\n",
            1,
        ),
        ("a.c", 'int a(void);\nEXPORT_SYMBOL(a);\nMODULE_LICENSE("GPL");\nBEGIN_DECLS\n', 0),
        ("a.cc", "class A {\n  Q_OBJECT\n  DISALLOW_COPY(A);\n public:\n  int b();\n};\n", 0),
        (
            "a.cc",
            "TEST(Clock, Ticks) {\n  // Why.\n  EXPECT_EQ(one(2), three(4));\n}\nint b();\n",
            0,
        ),
        ("a.cc", "void sorts(State& s) {}\nBENCHMARK(sorts)->Range(1, 8)->Unit(kMicro);\n", 0),
        ("a.cc", "END_MAP()\nBOOST_DATA_TEST_CASE(a, b::c(3), d) { }\n", 0),
        ("a.c", "#if 0\nHT_PROTOTYPE(map, entry)\nint dead(int a);\n#endif\nint b(void);\n", 0),
        ("a.c", "#if 0 || A\nHT_PROTOTYPE(map, entry)\n#endif\nint b(void);\n", 1),
    ],
)
def test_what_a_macro_may_define_is_unread_unless_it_is_known(
    path: str, text: str, lines: int
) -> None:
    assert sum(each.lines for each in outline(path, text).unread) == lines


def test_what_no_compiler_reads_is_no_definition() -> None:
    text = (
        "#if 0\nint dead(int a);\n#else\nint b(void);\n#endif\n"
        "#if 0\nstruct c { int d; };\n#endif\n"
    )
    assert [symbol.name for symbol in outline("a.h", text).symbols] == ["b"]


def test_lists_of_bsd_and_called_types_are_types() -> None:
    text = (
        "/** All jobs. */\nTAILQ_HEAD(jobs, job);\nRB_HEAD (tree, node);\n"
        "typedef int (WINAPI *hook)(void);\n"
    )
    made = outline("a.h", text)
    found = [(each.kind, each.name, each.signature) for each in made.symbols]
    assert found == [
        ("struct", "jobs", "TAILQ_HEAD(jobs, job)"),
        ("struct", "tree", "RB_HEAD (tree, node)"),
        ("type", "hook", "typedef int (WINAPI *hook)(void);"),
    ]
    assert (made.symbols[0].doc, made.unread) == ("All jobs.", ())


def test_tests_of_c_plus_plus_are_named() -> None:
    text = (
        'TEST_F(Clock, Ticks) {}\nTEST_CASE("can be wound", "[clock]") {}\n'
        'TEST_CASE_METHOD(Clock, "stops") {}\nTEMPLATE_TEST_CASE("rings", "[a]", int) {}\n'
        "BOOST_FIXTURE_TEST_CASE(runs, Clock) {}\nBOOST_AUTO_TEST_CASE(chimes) {}\n"
    )
    (table,) = outline("clock_test.cc", text).tables
    assert table.rows == (
        ("Clock", "Ticks"),
        ("", "can be wound"),
        ("Clock", "stops"),
        ("", "rings"),
        ("", "runs"),
        ("", "chimes"),
    )


def test_loops_and_defaults_of_shells_tear_no_function() -> None:
    text = (
        "one() {\n  for each do\n    echo $each\n  done\n}\n"
        "two() {\n  for ((a[0]; a[0] < 3; a[0]++)); do\n"
        "    case ${a[0]} in [0-7]) b ;; esac\n  done\n}\n"
        "three() {\n  echo one\n}\n"
    )
    made = outline("a.sh", text)
    assert [symbol.name for symbol in made.symbols] == ["one", "two", "three"]
    assert not made.unread


MACROS = """
bitflags! {
    /// What is held.
    #[derive(Debug)]
    pub struct Keys: u8 {
        /// The left one.
        const LEFT = 0b1;
        const BOTH = Self::LEFT.bits()
            | 2;
    }
}
lazy_static! {
    pub static ref NAMES: Vec<&'static str> = vec![];
}
pin_project! {
    pub struct Later<'a, T> {
        #[pin]
        pub inner: &'a T,
    }
}
cfg_if! {
    if #[cfg(unix)] {
        pub fn unix() {}
    } else if #[cfg(windows)] {
        pub fn windows() {}
    } else {
        pub fn other() { let brace = '{'; }
    }
}
impl Keys { pub fn count(self) -> u8 { 1 } }
fn body() {
    make! { pub struct Local { a: u8 } }
}
macro_rules! make { ($n:ident) => {
    bitflags! { pub struct Never: u8 { const A = 1; } }
} }
"""


def test_items_in_the_braces_of_a_macro_of_rust_are_those_of_the_file() -> None:
    made = outline("a.rs", MACROS)
    public = {symbol.name for symbol in made.symbols if symbol.public}
    assert public == {"Keys", "Keys::count", "NAMES", "Later", "unix", "windows", "other"}
    keys = next(symbol for symbol in made.symbols if symbol.name == "Keys")
    assert keys.doc == "What is held."
    assert "pub struct Keys: u8 {\n    /// The left one.\n    const LEFT = 0b1;" in keys.signature
    assert not made.unread


@pytest.mark.parametrize(
    "inner",
    [
        'pub enum E {\n  Io(err: io::Error) {\n    from()\n    display("x {}", err)\n  }\n}',
        "fn make() -> *mut u8 {\n  null()\n} ?= ptr::null_mut()",
    ],
)
def test_a_macro_with_a_syntax_of_its_own_hides_nothing(inner: str) -> None:
    made = outline("a.rs", f"dsl! {{\n{inner}\n}}\npub fn b() {{}}\n")
    assert {symbol.name for symbol in made.symbols} == {"b"} and not made.unread


def test_methods_of_a_type_that_a_macro_of_its_name_makes_are_public() -> None:
    text = (
        "macro_rules! Hue { () => { pub enum Hue {} } }\nHue!();\nimpl Hue { pub fn name() {} }\n"
    )
    made = outline("a.rs", text)
    assert {symbol.name for symbol in made.symbols if symbol.public} == {"Hue::name"}
