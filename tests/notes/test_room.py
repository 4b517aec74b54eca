"""Room by importance: what a note of a big file shows in full, in one line, and in one block."""

from __future__ import annotations

import re

import pytest

from ralf_notes.notes.kept import Kept
from ralf_notes.notes.layout import note_paths
from ralf_notes.notes.links import Links
from ralf_notes.notes.prose.items import KeptItem
from ralf_notes.notes.render import render_file
from ralf_notes.notes.render.description import description
from ralf_notes.notes.render.facts import FileFacts
from ralf_notes.notes.wording import wording_for
from ralf_notes.outline.imports import Resolved
from ralf_notes.outline.parse import outline
from ralf_notes.source.classify import Kind


def note_of(path: str, text: str, kept: Kept | None = None) -> str:
    placed = note_paths("tree", [path], "name")
    links = Links(placed.files, placed.folders, "wikilink", "")
    facts = FileFacts(
        path, Kind.CODE, "00", outline(path, text), Resolved(path, (), ()), (), "", pending=False
    )
    return render_file(facts, kept or Kept(), links, "", "code", wording_for("English")).body


FILLER = "".join(
    f"    def step_{n}(self, first: int, second: int = {n}) -> int:\n"
    f'        """{"Word " * 60}."""\n'
    for n in range(120)
)


def test_beyond_the_room_a_symbol_has_its_signature_and_first_sentence() -> None:
    text = f'class Big:\n{FILLER}\n\ndef last(x: int) -> str:\n    """Come last. Really."""\n'
    note = note_of("a.py", text)
    assert "### `last`" in note  # a function of the module comes before methods
    # It stands in the section of its class.
    inside = note.partition("### class `Big`")[2].partition("### `last`")[0]
    assert "    def step_119(self, first: int, second: int = 119) -> int" in inside
    assert "`Big.step_119`" not in note
    assert all(f"def step_{n}(" in note for n in range(120))


@pytest.mark.parametrize(("targets", "hidden"), [(150, ""), (151, "- and 1 more")])
def test_the_rows_that_a_table_leaves_out_are_counted(targets: int, hidden: str) -> None:
    text = "".join(f"t{n}: ## Make part {n}.\n\techo {n}\n" for n in range(targets))
    rows = note_of("Makefile", text).partition("## Targets")[2]
    assert rows.count("\n| `t") == 150
    assert [line for line in rows.splitlines() if line.startswith("- ")] == [hidden][: bool(hidden)]


def test_a_first_sentence_is_whole_and_plain() -> None:
    said = (
        "Come after :meth:`~Big.step_1`, see [the end](https://a.b/c), e.g. where the others, as "
        "step No. 5 has it in a.b.c, have come before and where nothing else, i.e. no step at all, "
        "is left to be taken"
    )
    text = f'class Big:\n{FILLER}\n    def last(self):\n        """{said}. Really."""\n'
    lines = note_of("a.py", text).partition("def last")[0].splitlines()[-4:-1]
    shown = " ".join(line.strip().removeprefix("# ") for line in lines)
    plain = said.replace(":meth:`~Big.step_1`", "`step_1`").replace(
        "[the end](https://a.b/c)", "the end"
    )
    assert shown.endswith(f"{plain}.")


def test_each_overload_and_each_field_beyond_the_room_keeps_its_first_sentence() -> None:
    fillers = "".join(f"/** Word. */\nint f{n}(int a);\n" for n in range(200))
    text = (
        f"{fillers}namespace detail {{\nstruct song {{\n  int loud; /**< How loud. Or not. */\n"
        "  int a, b;\n  // How long.\n  int length;\n};\nclass Bird {\npublic:\n"
        "  /// Sings once. Or more.\n  void sing();\n  /// Sings it often.\n  void sing(int n);\n"
        "};\n}\n"
    )
    more = note_of("a.hpp", text).partition("### More")[2]
    assert "int loud  // How loud.\n" in more
    assert "int length  // How long.\n" in more
    assert "void sing();  // Sings once.\n" in more
    assert "void sing(int n);  // Sings it often.\n" in more


def test_one_that_is_too_big_leaves_its_room_to_others() -> None:
    wide = ", ".join(f"argument_number_{n}: dict[str, int] = {{}}" for n in range(30))
    text = "".join(f'def wide_{n}({wide}):\n    """{"Word " * 500}"""\n' for n in range(12))
    note = note_of("a.py", f'{text}\ndef small():\n    """Fit."""\n')
    assert "### `small`" in note


def test_macros_come_last_and_those_of_an_if_and_its_else_once() -> None:
    text = """
#pragma once
#ifdef A
#  define USE_A 1
#else
#  define USE_A 0
#endif
/* The most. */
#define MOST 9

/** Light the lamp. */
void light(int strength);
"""
    note = note_of("lamp.h", text)
    assert "#define USE_A 1\n#define USE_A 0" in note
    assert note.index("void light(int strength)") < note.index("USE_A")
    assert re.search(r"// The most\.\n#define MOST 9", note)


def test_what_is_declared_and_defined_in_c_has_one_section() -> None:
    note = note_of("a.c", "int f(int x);\n\n/* Add one. */\nint f(int x) { return x + 1; }\n")
    assert re.findall(r"^#+ `f.*", note, re.MULTILINE) == ["### `f`"]
    assert "Add one." in note


@pytest.mark.parametrize("count", [14, 40])
def test_a_signature_is_cut_inside_and_keeps_its_name(count: int) -> None:
    options = "".join(f'@option("--option-{n}", help="{"Words " * 12}")\n' for n in range(count))
    note = note_of("a.py", f'{options}def polish(lamp: str) -> None:\n    """Polish."""\n')
    assert "def polish(lamp: str) -> None" in note
    assert re.search(r"… \d+ more lines", note)


def test_a_long_type_shows_all_its_members() -> None:
    fields = "".join(f"  field_{n}: Record<string, number>;\n" for n in range(400))
    note = note_of("a.ts", f"export interface Wide {{\n{fields}}}\n")
    assert "export interface Wide" in note
    assert all(f"field_{n}:" in note for n in range(400))


def test_a_table_of_parameters_adds_descriptions_or_is_left_out() -> None:
    told = '"""Do.\n\n    Args:\n        a: The first.\n    """'
    assert "| `a` | `int` | `1` | The first. |" in note_of(
        "a.py", f"def f(a: int = 1):\n    {told}"
    )
    assert "\n|" not in note_of("a.py", 'def f(a: int = 1, b: str = "x"):\n    """Do."""\n')


def test_beyond_the_room_a_type_still_has_its_data_in_few_lines() -> None:
    text = "".join(
        f'class Row{n}(\n    TypedDict\n):\n    """{"Word " * 90}."""\n'
        f'    name{n}: str\n    """The name."""\n    sizes{n} = [\n        1,\n    ]\n'
        for n in range(90)
    )
    more = note_of("a.py", text).partition("### More")[2]
    assert "class Row89(TypedDict):" in more
    assert "    name89: str; sizes89 = [ 1, ]\n" in more
    assert "The name" not in more


def test_a_nested_type_gets_room_before_methods() -> None:
    nested = "    class Inner:\n        def last(self): ...\n"
    note = note_of("a.py", f"class Big:\n{FILLER}\n{nested}")
    assert "`Big.Inner`\n" in note.partition("### More")[0]


def test_a_line_of_code_is_whole_and_without_comments_from_its_inside() -> None:
    fillers = "".join(f"/* {'Word ' * 60} */\nstruct s{n} {{ int a; }};\n" for n in range(90))
    text = (
        f"namespace shop {{\n{fillers}"
        "namespace detail {\n"
        "template <typename T>\nstruct has<T, void_t<decltype(read(std::declval<T&>().data())),\n"
        "                    decltype(std::declval<T&>().size())>>\n    : std::true_type {};\n"
        "template <> struct cache<float> {\n  struct result {\n    int value;  // the value\n"
        "    union {\n      int a;\n      int b;\n    } either;\n  };\n};\n"
        "template <typename It>\nauto container_of(It it,  // of an inserter\n"
        "                  int n) ->\n    typename It::container_type& {\n  return it.c;\n}\n"
        "}\n}\n"
    )
    more = note_of("a.hpp", text).partition("### More")[2]
    assert (
        "template <typename T> struct has<T, void_t<decltype(read(std::declval<T&>().data())),"
        " decltype(std::declval<T&>().size())>> : std::true_type\n" in more
    )
    members = "int value  // the value\n        union { int a; int b; } either"
    assert f"    struct result\n        {members}\n" in more
    assert "container_of(It it, int n) -> typename It::container_type&\n" in more


def test_a_comment_that_stands_behind_a_constant_is_not_written_above_it() -> None:
    filler = "".join(f"/* Flag {n}. */\n#define FLAG_{n} {n}\n" for n in range(300))
    text = f"#pragma once\n{filler}#define LAST 1 /* The very\n                 * last one. */\n"
    note = note_of("a.h", text)
    assert "// Flag 7.\n#define FLAG_7 7\n" in note
    assert note.count("last one") == 1


BIG = "".join(f"void f{n}(int {'a' * 800});\n" for n in range(40))
"""Leaves no room in the note of a header."""


def test_functions_that_differ_by_their_names_alone_share_their_signature() -> None:
    commands = "".join(f"void command{n}(client *c);\n" for n in range(60))
    more = note_of("a.h", f"{BIG}{commands}int ping(client *c);\n").partition("### More")[2]
    assert "\nvoid …(client *c);\n    command" in more
    assert "command59\n" in more and "void command59(" not in more
    assert "\nint ping(client *c);\n" in more and "\nvoid f39(int …" in more


def test_of_a_very_big_type_beyond_the_room_the_names_of_its_data_are_left() -> None:
    rows = "".join(f"    unsigned long long *field_of_it_{n}, other_{n};\n" for n in range(400))
    more = note_of("a.h", f"{BIG}struct server {{\n{rows}}};\n").partition("### More")[2]
    assert "struct server\n    field_of_it_0, other_0; field_of_it_1, other_1;" in more
    assert all(f"field_of_it_{n}, other_{n}" in " ".join(more.split()) for n in range(400))


def test_a_member_of_c_that_has_members_keeps_its_name_and_theirs_beyond_the_room() -> None:
    big = "".join(f"/** Word {'word ' * 60}. */\nint step_{n}(int a, int b);\n" for n in range(160))
    inside = "".join(
        f"        /** No. {n} is first. */\n        char *part_{n};\n" for n in range(5)
    )
    nested = f"    /** What works. */\n    struct {{\n{inside}    }} buffer;\n"
    text = f"{big}struct box {{\n    /** Its size. */\n    int size;\n{nested}}};\n"
    note = note_of("a.h", text)
    assert "    int size  // Its size." in note
    assert "struct { part_0; part_1; part_2; part_3; part_4; } buffer  // What works." in note


def test_of_a_long_macro_beyond_the_room_its_call_is_left() -> None:
    long = "".join(f"    do_something({n}); \\\n" for n in range(20))
    macro = f"#define RUN(a, b) do {{ \\\n{long}}} while (0)\n"
    assert "\n#define RUN(a, b) …\n" in note_of("a.h", BIG + macro).partition("### More")[2]


def test_a_step_links_the_last_part_of_a_name_of_cpp_to_its_section() -> None:
    text = "namespace re { class Prog { public: /* Makes it. */ int Compile(int a); }; }\n"
    kept = Kept(items={"steps": (KeptItem("`Compile` makes it.", "re::Prog::Compile", "00"),)})
    note = note_of("a.h", text, kept)
    step = note.partition("## How it works")[2].partition("\n## ")[0]
    assert "1. [[tree/a.h.md#re Prog Compile|Compile]] makes it.\n" in step


def test_hidden_types_that_public_signatures_name_are_shown() -> None:
    text = (
        "/** What it needs. */\ntype Props = Base & { name: string }\n"
        "interface Base { size: number }\ntype Other = { a: string }\n"
        "export function Form(props: Props) { let other: Other }\n"
        "function help(other: Other) {}\n"
    )
    more = note_of("a.tsx", text).partition("### More")[2]
    shown = (
        "// What it needs.\ntype Props = Base & { name: string }\ninterface Base { size: number }"
    )
    assert f"\n```tsx\n{shown}\n```\n" in more
    assert "\n- `Other`, `help` (private)\n" in more


def test_beyond_the_room_a_property_stands_in_the_code_of_its_class_as_one() -> None:
    heat = (
        "    @property\n    def heat(self) -> int:\n        return self._heat\n\n"
        "    @heat.setter\n    def heat(self, heat: int) -> None:\n        self._heat = heat\n"
    )
    note = note_of("a.py", f"class Oven:\n    decks = 2\n\n{FILLER}\n{heat}")
    code = note.partition("```python\n")[2].partition("```")[0]
    assert code.startswith("class Oven:\n    decks = 2\n")
    assert code.endswith("    @property\n    def heat(self) -> int:\n")
    assert code.count("heat(self") == 1


def test_type_variables_and_logs_come_last_in_the_sentence_on_a_file() -> None:
    text = (
        "T = TypeVar('T')\nT_co = TypeVar('T_co')\nlog = logging.getLogger()\n"
        "HEAT = 180\nclass Oven: ...\nclass Deck: ...\n"
    )
    sentence = description("a.py", outline("a.py", text), Kind.CODE, Kept())
    assert sentence.startswith("Defines `Oven`, `Deck`, `HEAT`, ")


def test_private_symbols_alone_have_no_heading_of_their_own() -> None:
    text = '"""A script."""\nLIMIT = 3\n\n\ndef _open(x):\n    """Open the gate."""\n'
    note = note_of("a.py", text)
    assert "## Symbols\n\n- Private:\n  - `_open`: *Open the gate.*\n\n### Constants" in note
    assert "### More" in note_of("a.py", f"{text}\n\ndef close(x):\n    return x\n")


@pytest.mark.parametrize(
    ("doc", "said"),
    [
        ("```compile_fail\nuse shop::Cart;\n{ cart.open(6); }\n```", ""),
        ("```\nuse shop::Cart;\n```\n\n```\nb\n```\nOpens the gate. Wide.", "Opens the gate."),
        ("# Examples\n\n```\nuse shop::Cart;\n```", ""),
        ("Opens the gate.\n\n```\nuse shop::Cart;\n```", "Opens the gate."),
    ],
)
def test_code_in_a_comment_is_no_sentence(doc: str, said: str) -> None:
    lines = "".join(f"/// {line}\n" for line in doc.split("\n"))
    note = note_of("a.rs", f"pub fn shut() {{}}\n{lines}fn open_gate() {{}}\n")
    assert ("Opens the gate." in note) is bool(said)
    assert "`open_gate`" in note
    assert "use shop" not in note
    assert "Wide" not in note


def test_what_a_twin_says_in_the_same_words_is_quoted_once() -> None:
    long = '"""Send it.\n\n        The way is chosen by the weight."""'
    parameters = "".join(f"        option_{n}: int,\n" for n in range(6))
    methods = (
        f"    def send(\n        self,\n{parameters}    ) -> int:\n        {long}\n"
        f'    def close(self):\n        """Close it."""\n'
        f"    def wait(self):\n        {long}\n"
    )
    note = note_of("lib/a.py", f"class One:\n{methods}\nclass Two:\n{methods}")
    assert note.startswith("# a.py\n")  # its folder is said below
    assert note.count("chosen by the weight") == 1
    assert note.count("> Send it.") == 4
    assert note.count("> Close it.") == 2
    assert ") -> int:  # parameters and description as in One.send" in note
    assert "def wait(self):  # description as in One.send" in note


@pytest.mark.parametrize(
    ("path", "text", "shown", "names"),
    [
        (
            "Oven.java",
            "/** Bakes bread. */\nfinal class Oven {\n  /** Heats up. */\n  void heat() {}\n"
            "  private int left() { return 1; }\n"
            "  private class Door {\n    void open() {}\n  }\n}\n",
            ["final class Oven  // Bakes bread.", "    void heat()  // Heats up."],
            ["Oven.left", "Oven.Door", "Oven.Door.open"],
        ),
        (
            "Oven.cs",
            "internal static class Oven {\n  public static void Heat() {}\n"
            "  static int Left() => 1;\n}\n",
            ["internal static class Oven", "    public static void Heat()"],
            ["Oven.Left"],
        ),
        (
            "Oven.kt",
            "internal class Oven {\n  fun heat() {}\n  private fun left() = 1\n}\n",
            ["internal class Oven", "    fun heat()"],
            ["Oven.left"],
        ),
    ],
)
def test_where_nothing_is_public_what_the_package_may_use_is_shown(
    path: str, text: str, shown: list[str], names: list[str]
) -> None:
    note = note_of(path, text)
    block = note.partition("## Symbols\n\n")[2].partition("\n```\n")[0].splitlines()[1:]
    assert [line for line in block if line != "// Oven"] == shown
    assert "- " + ", ".join(f"`{name}`" for name in names) + " (private)" in note
    beside_public = note_of(path, text + "\npublic interface Shown {}\n")
    assert "heat()" not in beside_public.lower().replace("`", "")


@pytest.mark.parametrize(
    ("path", "text", "shown"),
    [
        (
            "main.go",
            "package main\n\n// Bakes bread.\nfunc bake(heat int) error { return nil }\n\n"
            "type oven struct {\n\theat int\n}\n\nfunc (o oven) open() {}\n\n"
            "func main() { bake(1) }\n\n"
            "const warm = 3\n",
            [
                "func bake(heat int) error  // Bakes bread.",
                "type oven struct",
                "    func (o oven) open()",
                "func main()",
            ],
        ),
        (
            "src/main.rs",
            "fn bake(heat: u8) -> bool { true }\n\nfn main() { bake(1); }\n",
            ["fn bake(heat: u8) -> bool", "fn main()"],
        ),
        (
            "bake.c",
            "static int bake(int heat) { return heat; }\n\n"
            "int main(int argc, char **argv) { return bake(argc); }\n",
            ["static int bake(int heat)"],
        ),
    ],
)
def test_a_program_shows_the_signatures_of_what_it_is_made_of(
    path: str, text: str, shown: list[str]
) -> None:
    symbols = note_of(path, text).partition("## Symbols\n")[2].splitlines()
    assert [line for line in shown if line in symbols] == shown


def test_short_forms_leave_out_attributes_and_keep_what_they_are_above() -> None:
    text = """
/// What a person types.
#[derive(Debug, Parser)]
#[command(
    about = "Bakes (slowly) [in an oven]",
    long_about = LONG,
)]
struct Order {
    /// The bread to bake.
    #[arg(
        short, long,
        help("which [one] (of many"),
    )]
    bread: Option<String>,
    #[serde(default)]
    heat: u8,
    plain: bool,
}

#[derive(Debug)]
enum Failure {
    #[error("too (hot")]
    Hot,
    #[error(
        "too cold: {0}",
    )]
    Cold(u8),
}

fn main() {}
"""
    block = note_of("src/main.rs", text).partition("## Symbols\n\n")[2].partition("\n```\n")[0]
    assert block.splitlines()[1:] == [
        "struct Order  // What a person types.",
        "    bread: Option<String>  // The bread to bake.",
        "    heat: u8; plain: bool",
        "enum Failure",
        "    Hot; Cold(u8)",
        "fn main()",
    ]


def test_words_about_the_fields_of_a_variant_are_none_about_the_variant() -> None:
    text = """\
enum Shape {
    /// A box.
    Rect {
        /// How wide.
        width: f64,
        height: f64, // How high.
    },
    Poly {
        /// Corners.
        points: Vec<Point>,
        closed_by_the_last_line: bool,
        filled_with_a_colour_of_its_own: Option<Colour>,
    },
    Unit, // One.
}

fn main() {}
"""
    block = note_of("src/main.rs", text).partition("## Symbols\n\n")[2].partition("\n```\n")[0]
    assert block.splitlines()[1:-1] == [
        "enum Shape",
        "    Rect { width: f64, height: f64 }  // A box.",
        "    Poly { points, closed_by_the_last_line, filled_with_a_colour_of_its_own }",
        "    Unit  // One.",
    ]


@pytest.mark.parametrize(
    ("path", "text", "member"),
    [
        (
            "src/main.rs",
            'enum Failure {\n    Hot,\n    #[error("cold")] Cold([u8; 4])\n}\n\nfn main() {}\n',
            "Cold([u8; 4])",
        ),
        (
            "Oven.kt",
            'internal class Oven {\n    @Json(name = "x") val racks: List<Int> = listOf()\n}\n',
            "val racks: List<Int>",
        ),
    ],
)
def test_a_member_beside_its_attribute_on_a_line_stays(path: str, text: str, member: str) -> None:
    assert member in note_of(path, text).partition("## Symbols\n")[2]


def test_methods_for_the_types_of_others_are_not_what_a_file_of_rust_defines() -> None:
    text = (
        "impl From<u8> for other::Heat {\n    fn from(x: u8) -> Self { todo!() }\n}\n\n"
        "pub struct Oven;\n"
    )
    assert description("oven.rs", outline("oven.rs", text), Kind.CODE, Kept()) == "Defines `Oven`."


@pytest.mark.parametrize(
    ("path", "line", "more"),
    [
        ("a.sql", "CREATE TABLE cake_{n} (id int);\n", "`cake*`"),
        ("a.h", "#define CAKE_{n} {n}\n", "`CAKE*`"),
        ("a.go", "func BakeCake{n}() {}\n", "`Bake*`"),
    ],
)
def test_beyond_five_thousand_lines_symbols_are_counted(path: str, line: str, more: str) -> None:
    count = 5_300
    text = "".join(line.replace("{n}", str(n)) for n in range(count))
    note = note_of(path, ("package a\n" if path == "a.go" else "") + text)
    [(left_out, groups)] = re.findall(r"^- and (\d+) more: (.*)$", note, re.MULTILINE)
    assert groups == f"{more} ({left_out})"
    shown = {int(n) for n in re.findall(r"(?i)cake_?(\d+)\b", note)}
    assert len(shown) + int(left_out) == count
    assert len(shown) >= 5_000


def test_beyond_five_thousand_private_names_are_counted() -> None:
    text = "".join(f"static int bake_{n}(int a) {{ return {n}; }}\n" for n in range(5_300))
    note = note_of("a.c", f"{text}int offered(int a) {{ return 1; }}\n")
    [left_out] = re.findall(r"^- and (\d+) more: `bake\*` \(\1\)$", note, re.MULTILINE)
    assert len(set(re.findall(r"`bake_(\d+)`", note))) + int(left_out) == 5_300
