"""What a description or a step claims of its symbol, and what the source says against it."""

from __future__ import annotations

import time

import pytest

from ralf_notes.outline.parse import outline
from ralf_notes.prose.ground import ground_of
from ralf_notes.prose.items import item_of
from ralf_notes.prose.names.claims import is_false_step, without_false_claims
from ralf_notes.prose.story.rivals import Listed, Rivals

GO = """package oven

import "errors"

type Oven struct {
	Heat  int
	Doors int
}

// Old: deprecated, use Bake.
func (o *Oven) Roast(loaves int) int {
	return o.count(loaves)
}

func (o *Oven) Bake(loaves int) error {
	if o.Heat == 0 {
		return errors.New("cold")
	}
	o.open()
	put(loaves, 24)
	o.shut()
	return nil
}

func (o *Oven) count(loaves int) int {
	o.Doors = loaves
	return 180 * loaves
}

func (o *Oven) open() {
	o.Doors++
}

func (o *Oven) shut() {
	o.Doors--
}

func put(loaves int, deck int) string {
	return name(loaves)
}

func name(loaves int) string {
	return "rye"
}

func (o *Oven) Dry(loaves int) error {
	return nil
}
"""
PYTHON = """class Shop:
    lamps = 48

    def sell(self, bread):
        till = self.open(bread)
        return till or None

    async def open(self, bread) -> str:
        raise LookupError(bread)

    def close(self) -> None:
        self.lamp = self.dim(12)

    def drop(self, bread):
        del self.breads[bread]
        raise till.PyKeyError(bread)

    def drop_all(self):
        raise KeyError
"""


@pytest.mark.parametrize(
    ("symbol", "claim"),
    [
        ("Oven.Bake", "Calls `open` first and then `put` and `shut`."),
        ("Oven.Bake", "Calls `put` before `shut`, but never calls `count`."),
        ("Oven.Bake", "Returns an error if `Heat` is 0."),
        ("Oven.Bake", "Bakes up to 24 loaves with `put`."),
        ("Oven.Bake", "Writes the loaves to a deck without calling `count`."),
        ("Oven.Bake", "Returns the result of the oven."),
        ("Oven.Roast", "A deprecated way to reckon 180 seconds a loaf with `count`."),
        ("Oven.open", "Called with `Oven` and after `shut` by a baker."),
        ("put", "Returns the name of the bread, made with `name`."),
        ("put", "Works together with `Doors`, and along with `Heat`."),
        ("put", "Never returns nil, and does not return an error."),
        ("put", "Not deprecated: takes the place of the deprecated `Roast`."),
        ("Oven", "Is heated to 24 degrees and sets `Doors` with `open`."),
    ],
)
def test_what_the_source_bears_stays(symbol: str, claim: str) -> None:
    assert without_false_claims(claim, symbol, ground_of(GO, outline("oven.go", GO))) == claim


@pytest.mark.parametrize(
    ("symbol", "claim"),
    [
        ("Oven.Bake", "Calls `shut` first and then `open`."),
        ("Oven.Bake", "Puts the loaves in with `put` after `shut` was called."),
        ("Oven.Bake", "Returns true if the bread is done."),
        ("Oven.Bake", "Returns the loaves that were baked."),
        ("Oven.Bake", "Waits for 180 seconds."),
        ("Oven.Bake", "Never calls `open`."),
        ("Oven.Bake", "Counts the loaves with `count`."),
        ("Oven.count", "Returns nil if there are no loaves."),
        ("Oven.count", "Returns an error if there are no loaves."),
        ("Oven.open", "Returns the number of doors."),
        ("put", "Does nothing if `Doors` is 0."),
        ("put", "A deprecated function."),
        ("Oven.Dry", "Calls `Dry` of the wrapped oven."),
    ],
)
def test_what_the_source_contradicts_goes(symbol: str, claim: str) -> None:
    ground = ground_of(GO, outline("oven.go", GO))
    assert without_false_claims(claim, symbol, ground) == ""
    assert without_false_claims(f"Needs loaves. {claim}", symbol, ground) == "Needs loaves."


@pytest.mark.parametrize(
    ("symbol", "claim", "is_borne"),
    [
        ("Shop.sell", "Returns None if nobody calls.", True),
        ("Shop.sell", "Raises `LookupError` if there is none.", True),
        ("Shop.open", "Returns true if there is some.", False),
        ("Shop.open", "Returns the name of the bread.", True),
        ("Shop.close", "Returns the lamp.", False),
        ("Shop.close", "Dims the lamp by 12 steps.", True),
        ("Shop.sell", "Dims the lamp by 12 steps.", False),
        ("Shop.sell", "Is lit by 48 lamps.", True),  # a field of its type
        ("Shop.sell", "Uses `dim` for the lamp.", False),
        ("Shop.sell", "Uses Python 3.12 and 2 hands.", True),
        # Brackets raise the first by themselves, and a binding has a name of its own.
        ("Shop.drop", "Raises `IndexError` for stale bread.", True),
        ("Shop.drop", "Raises `KeyError` for stale bread.", True),
        ("Shop.close", "Raises `KeyError` for stale bread.", False),
    ],
)
def test_results_and_numbers_are_those_of_the_symbol(
    symbol: str, claim: str, is_borne: bool
) -> None:
    ground = ground_of(PYTHON, outline("shop.py", PYTHON))
    assert (without_false_claims(claim, symbol, ground) == claim) == is_borne


TYPED = """class Till:
    def find(self, bread) -> "Bread":
        if bread not in self.all:
            raise KeyError(bread)
        return self.all[bread]

    def seek(self, bread) -> "Bread":
        return self.all.get(bread)

    def look(self, bread) -> "Bread | None":
        return self.all[bread]

    def show(self, bread) -> str:
        return self.all[bread].label()


class Lamp:
    def __init__(self, price):
        super().__init__(price)
        self.lit(price)
        self.turn(price)

    def lit(self, price) -> None: ...

    def show(self, price) -> str:
        return print_it(price)
"""


@pytest.mark.parametrize(
    ("symbol", "claim", "is_borne"),
    [
        ("Till.find", "Returns `None` if there is no such bread.", False),
        ("Till.find", "Looks it up and returns None if there is none.", False),
        ("Till.find", "By default, the lookup returns None.", True),  # of something else
        ("Till.seek", "Returns `None` if there is no such bread.", True),  # its type is wrong
        ("Till.look", "Returns `None` if there is no such bread.", True),
        ("Lamp.lit", "Returns `False` if it is dark.", False),
        ("Till.show", "Calls `print_it` with the bread.", False),  # another one of its name does
        ("Lamp.show", "Calls `print_it` with the price.", True),
        # What it inherits is not known, but its own text has an order.
        ("Lamp.__init__", "Calls `turn` before `lit` is called.", False),
        ("Lamp.__init__", "Calls `lit` before `turn` is called.", True),
        ("Lamp.__init__", "Sets `price` with `frame`.", True),
    ],
)
def test_a_type_and_a_text_that_inherits_tell_what_they_can(
    symbol: str, claim: str, is_borne: bool
) -> None:
    ground = ground_of(TYPED, outline("till.py", TYPED))
    assert (without_false_claims(claim, symbol, ground) == claim) == is_borne


@pytest.mark.parametrize(
    ("returned", "is_borne"), [("Loaf", False), ("Option<Loaf>", True), ("T", True)]
)
def test_only_an_option_of_rust_is_nothing(returned: str, is_borne: bool) -> None:
    text = f"fn bake(n: u32) -> {returned} {{\n    oven(n)\n}}\n"
    claim = "Returns `None` if the oven is cold."
    kept = without_false_claims(claim, "bake", ground_of(text, outline("oven.rs", text)))
    assert (kept == claim) == is_borne


RUST = """pub struct Oven { lit: Cell<bool>, heat: u8 }

impl Oven {
    pub fn heat(mut self, heat: u8) -> Self {
        self.heat = heat;
        self
    }

    pub fn light<W: Write>(&self, out: W) -> io::Result<()> {
        self.lit.set(true);
        out.write(b"lit")
    }

    pub fn label(&self) -> String {
        self.name.clone()
    }
}
"""


@pytest.mark.parametrize(
    ("symbol", "claim", "is_borne"),
    [
        ("Oven::heat", "Sets the `heat` of the oven.", True),  # its field and its parameter
        ("Oven::light", "Sets `lit` to true.", True),
        ("Oven::light", "Sets `lit` back to false.", False),
        ("Oven::light", "Returns the number of bytes.", False),
        ("Oven::light", "Lights it and returns how many lamps are on.", False),
        ("Oven::light", "Lights it and returns `false` if it is broken.", False),
        ("Oven::light", "Returns an error if it is broken.", True),
        ("Oven::light", "Returns an empty result.", True),
        ("Oven::light", "Keeps the lamps whose switch returns true.", True),  # of something else
        ("Oven::label", "Returns the name of the oven, or `None` if it has none.", False),
        ("Oven::label", "Returns the name of the oven or the street.", True),
    ],
)
def test_what_rust_returns_and_sets_is_compared(symbol: str, claim: str, is_borne: bool) -> None:
    ground = ground_of(RUST, outline("oven.rs", RUST))
    assert (without_false_claims(claim, symbol, ground) == claim) == is_borne


@pytest.mark.parametrize(
    ("returned", "is_borne"), [("Promise<void>", False), ("Promise<Loaf>", True), ("Task", True)]
)
def test_what_is_awaited_may_be_nothing(returned: str, is_borne: bool) -> None:
    text = f"export async function bake(n: number): {returned} {{\n  await oven(n)\n}}\n"
    claim = "Returns the loaf that was baked."
    kept = without_false_claims(claim, "bake", ground_of(text, outline("oven.ts", text)))
    assert (kept == claim) == is_borne


@pytest.mark.parametrize(
    ("step", "is_false"),
    [
        ("`Bake` calls `open` and then `shut`.", False),
        ("`Bake` calls `shut` first and then `open`.", True),
        ("`Oven.Bake` raises `Doors` by 180.", True),
        ("The `Heat` is read, then `shut` comes before `open`.", False),  # of something else
    ],
)
def test_a_step_is_held_to_its_subject(step: str, is_false: bool) -> None:
    assert is_false_step(step, "Oven.Bake", ground_of(GO, outline("oven.go", GO))) == is_false


def test_a_step_may_begin_with_a_key_that_a_function_has_as_its_name() -> None:
    text = 'def bake(bread):\n    if bread["salt"] and bread["oil"]:\n        stir()\n\n\n'
    text += "def salt():\n    pour()\n    sieve()\n"
    ground = ground_of(text, outline("oven.py", text))
    assert not is_false_step("`salt` is stirred in unless `oil` is there.", "bake", ground)
    bare = ground_of(text.replace('"', ""), outline("oven.py", text.replace('"', "")))
    assert is_false_step("`salt` is stirred in unless `oil` is there.", "bake", bare)


KITCHEN = '''
def open_shop(calendar):
    """Unlock the front door and switch the lights on."""
    door = calendar.door_of_today()
    door.unlock()
    for lamp in lamps():
        lamp.switch(True)


def bake_rolls(dough, oven):
    """Divide dough into pieces, let them rise and bake them."""
    pieces = [dough.cut(60) for _ in range(dough.weight // 60)]
    rest(pieces, minutes=20)
    oven.heat(220)
    return [oven.bake(piece) for piece in pieces]


def rest(pieces, minutes):
    wait(minutes)
    for piece in pieces:
        piece.rise()


def serve(customer):
    return customer.name
'''


@pytest.mark.parametrize(
    ("sentence", "subjects"),
    [
        ("cuts the dough into pieces, which rise before they are baked.", {"bake_rolls", "rest"}),
        ("unlocks the door of the day and switches every lamp on.", {"open_shop"}),
        ("divides `dough` and heats the `oven` for the rolls.", {"bake_rolls"}),
        # Too little to tell: nobody can know of which function this is.
        ("takes a while.", {"open_shop", "bake_rolls", "rest", "serve"}),
        ("calls `rest` for the pieces.", {"bake_rolls"}),
        ("goes on after `wait`.", {"bake_rolls", "rest"}),  # one calls the other
    ],
)
def test_a_step_is_refused_if_another_function_does_what_it_tells(
    sentence: str, subjects: set[str]
) -> None:
    ground = ground_of(KITCHEN, outline("kitchen.py", KITCHEN))
    functions = [name for name in ground.symbols if f"`{name}`" not in sentence]
    steps = {name: f"`{name}` {sentence}" for name in functions}
    assert {name for name, step in steps.items() if item_of(step, ground, step)} == subjects


def test_a_term_is_of_the_file_that_has_it_as_a_field_too() -> None:
    options = "export type Options = {\n\treadonly mostLoaves?: number;\n};\n"
    texts = {
        "oven.ts": "class Oven {\n\tget mostLoaves() {\n\t\treturn 3;\n\t}\n}\n",
        "options.ts": options,
        "shop.ts": "new Oven({\n\tmostLoaves: 4,\n});\n",
    }
    files = {p: Listed(p, "", text, outline(p, text)) for p, text in texts.items()}
    elsewhere = {p for p in texts if Rivals(files).defined_elsewhere("mostLoaves", p)}
    assert elsewhere == {"shop.ts"}


def test_reading_a_big_file_for_claims_takes_linear_time() -> None:
    """Each function leads to all others, and each description names a call and a number."""

    def seconds(count: int) -> float:
        calls = (f"func bake{i}() {{\n\tbake{(i + 1) % count}({i})\n}}\n" for i in range(count))
        text = "package oven\n\n" + "".join(calls)
        ground = ground_of(text, outline("oven.go", text))
        begun = time.process_time()
        for i in range(count):
            without_false_claims(f"Calls `bake{i}` for {i} loaves.", f"bake{i}", ground)
        return time.process_time() - begun

    assert seconds(1600) < 4 * seconds(800)


def test_what_a_neighbour_was_shown_to_have_counts() -> None:
    ground = ground_of(GO, outline("oven.go", GO), "- shop.go: const most = 512")
    assert without_false_claims("Bakes at most 512 loaves.", "Oven.Bake", ground)
