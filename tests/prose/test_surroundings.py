"""What a model is told of where a file stands, and what becomes of prose that names a neighbour."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer, Request, default_answer
from material.command_line import contents, run
from material.repository import generate, put, questions, repository

from ralf_notes.prose.surroundings import Caller, Neighbourhood, UsedSymbol, surroundings_of

SOURCES = {
    "README.md": "# Shop\n\nSells bread over the counter.\n",
    "shop/price.py": "import decimal\n\n\ndef price_of(item):\n"
    "    # Rounds half a cent up, as the till has always done since the first day.\n"
    "    return decimal.Decimal(item.cost).quantize(decimal.Decimal('0.01'), decimal.ROUND_UP)\n",
    "shop/cart.py": "from shop.price import price_of\n\n\ndef total(items):\n"
    "    # The sum over all items that the customer has put into the cart so far, with taxes.\n"
    "    return sum(price_of(item) for item in items) * 1.2\n",
}
LONG = SOURCES["shop/cart.py"] + "\n\n# The till adds up.\n" * 20
USERS = {"shop/cart.py": LONG, "shop/a_till.py": LONG}
PROSE = "Adds up what the customer has put into the cart with `price_of`. Taxes are in the sum."


def asked_about(server: OllamaServer, path: str) -> Request:
    return next(r for r in questions(server) if r.user.startswith(f"{path} (python)"))


def saying(prose: str) -> OllamaServer:
    """Return a server whose model says something certain about the cart."""

    def answer(request: Request) -> str:
        if not request.user.startswith("shop/price.py (python)"):
            return default_answer(request)
        values = json.loads(str(default_answer(request)))
        return json.dumps(values | {"summary": prose})

    return OllamaServer(answer=answer)


def test_a_question_tells_of_the_repository_and_of_the_neighbours(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", SOURCES)
    with OllamaServer() as server:
        assert generate(shop, "-o", tmp_path / "vault", server=server).exit_code == 0
    used, user = asked_about(server, "shop/price.py").user, asked_about(server, "shop/cart.py").user
    assert "\nRepository shop: Sells bread over the counter.\n" in used
    assert "- shop/cart.py, total: return sum(price_of(item) for item in items) * 1.2\n" in used
    assert "It is used by:" in used
    assert "It uses:\n- shop/price.py: def price_of(item)" in user
    # The question stays last, and the source before what is said of others.
    assert user.index("def total") < user.index("It uses:") < user.index('Write "summary"')


def test_what_is_said_of_a_long_type_is_shown_rather_than_its_fields(tmp_path: Path) -> None:
    fields = "".join(f"\tShelf{n} string\n" for n in range(20))
    go = {
        "go.mod": "module shop\n",
        "stock/stock.go": f"package stock\n\n// Stock is what can be sold today.\n"
        f"type Stock struct {{\n{fields}}}\n\n// Shelf is a board.\n"
        "type Shelf struct{ Name string }\n",
        "main.go": 'package main\n\nimport "shop/stock"\n\nfunc main() {\n\tvar all stock.Stock\n'
        "\tvar one stock.Shelf\n\tprintln(all.Shelf1, one.Name)\n}\n" + "// The till.\n" * 40,
    }
    shop = repository(tmp_path / "shop", go)
    with OllamaServer() as server:
        assert generate(shop, "-o", tmp_path / "vault", server=server).exit_code == 0
        (user,) = [r.user for r in questions(server) if r.user.startswith("main.go (go)")]
    assert "- stock/stock.go: type Stock struct - Stock is what can be sold today.\n" in user
    assert "- stock/stock.go: type Shelf struct{ Name string } - Shelf is a board.\n" in user


def test_names_in_a_question_are_not_taken_for_secrets(tmp_path: Path) -> None:
    methods = "".join(
        f"    def {name}(self):\n        return self.o.{name}\n\n"
        for name in ("Key", "ETag", "Size")
    )
    shop = repository(tmp_path / "shop", {"s3.py": f"class s3File:\n{methods}"})
    with OllamaServer() as server:
        assert generate(shop, "-o", tmp_path / "vault", server=server).exit_code == 0
    assert "`s3File.Key`, `s3File.ETag`, `s3File.Size`" in asked_about(server, "s3.py").user


def test_a_used_file_is_asked_about_before_its_users(tmp_path: Path) -> None:
    # The user comes first by its name, and is used as much.
    shop = repository(tmp_path / "shop", SOURCES | USERS)
    with OllamaServer() as server:
        assert generate(shop, "-o", tmp_path / "vault", server=server).exit_code == 0
        places = [r.user.split()[0] for r in questions(server) if "(python)" in r.user]
    assert [*dict.fromkeys(places)] == ["shop/price.py", "shop/a_till.py", "shop/cart.py"]
    note = (tmp_path / "vault/shop/shop/price.py.md").read_text()
    told = asked_about(server, "shop/cart.py").user.splitlines()
    (line,) = [line for line in told if "price_of(item) - " in line]
    assert line.partition(" - ")[2] in note  # what a model has just said of it


def test_a_neighbour_may_be_named_and_its_change_asks_about_nobody_else(tmp_path: Path) -> None:
    shop, vault = repository(tmp_path / "shop", SOURCES), tmp_path / "vault"
    told = "Rounds the price of an item up for `total`, which adds a tax to the sum of the cart."
    with saying(told) as server:
        assert generate(shop, "-o", vault, server=server).exit_code == 0
        linked = told.replace("`total`", "[[shop/shop/cart.py.md|total]]")
        assert linked in (vault / "shop/shop/price.py.md").read_text()
        before, count = contents(vault), len(questions(server))
        cart = SOURCES["shop/cart.py"].replace("1.2", "1.3")
        put(shop / "shop/cart.py", cart)
        assert generate(shop, "-o", vault, server=server).exit_code == 0
        places = [r.user.partition("\n")[0] for r in questions(server)[count:]]
    assert not [place for place in places if place.startswith("shop/price.py")]
    assert linked in (vault / "shop/shop/price.py.md").read_text()
    assert before.keys() == contents(vault).keys()


def test_a_name_of_a_neighbour_counts_as_existing_in_the_score(tmp_path: Path) -> None:
    shop, vault = repository(tmp_path / "shop", SOURCES), tmp_path / "vault"
    told = "Rounds the price of an item up for `total`, which adds a tax to the sum of the cart."
    with saying(told) as server:
        assert generate(shop, "-o", vault, server=server).exit_code == 0
    assert "for [[shop/shop/cart.py.md|total]]," in (vault / "shop/shop/price.py.md").read_text()
    score = json.loads(run("score", vault, "--source", shop, "--json"))
    assert score["total"]["names"]["value"] == 1.0


@pytest.mark.parametrize("engine", ["same cache", "no cache"])
def test_a_sentence_goes_with_the_neighbour_that_it_names(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, vault = repository(tmp_path / "shop", SOURCES), tmp_path / "vault"
    told = "Rounds the price of an item up to a cent. It is added up by `total` of the cart."
    with saying(told) as server:
        assert generate(shop, "-o", vault, server=server).exit_code == 0
        note = vault / "shop/shop/price.py.md"
        assert told.replace("`total`", "[[shop/shop/cart.py.md|total]]") in note.read_text()
    if engine == "no cache":
        monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "other"))
    put(shop / "shop/cart.py", SOURCES["shop/cart.py"].replace("total", "grand_sum"))
    with saying(
        "Rounds the price of an item up to a cent. It is named by `total` still."
    ) as server:
        generate(shop, "-o", vault, server=server)
        asked = [r for r in questions(server) if r.user.startswith("shop/price.py")]
    assert asked  # what has lost a sentence is open work
    text = note.read_text()
    assert "Rounds the price of an item up to a cent." in text
    assert "It is " not in text


def test_both_sides_share_the_room() -> None:
    used = [UsedSymbol(f"a{n}.py", f"def function_{n}(x)", "Does it.") for n in range(40)]
    callers = [Caller(f"b{n}.py", "g", f"x = call_{n}(3)") for n in range(40)]
    both = surroundings_of("Repository x: y", used, callers, 10_000, 1100)
    assert len(both.neighbours.encode()) <= 840
    assert min(len(both.used), len(both.callers)) > 8
    alone = surroundings_of("", used, [], 10_000, 1100)
    assert len(alone.used) > 1.7 * len(both.used)
    assert len(surroundings_of("", used, callers, 600, 1100).neighbours.encode()) <= 300
    assert surroundings_of("", used, callers, 40, 1100).neighbours == ""
    assert surroundings_of("Repository x: y", used, callers, 10_000, 10) == Neighbourhood()


TOLD = (
    "Raise the barrier of the gate for a car.",
    "Count the cars that wait in front of the gate.",
    "Take the ticket of a driver from the reader.",
    "Print a receipt for the driver with the price.",
    "Lower the barrier when the last car is in the yard.",
)
GATE = {
    f"gate/part_{n}.py": f'def step_{n}(x):\n    """{told}"""\n    return x + {n}\n'
    for n, told in enumerate(TOLD)
}
ALONE = "def lamp(colour):\n    switch = colour.upper()\n" + "    switch += 'red'\n" * 30
"""A file without neighbours."""


def test_a_question_shows_the_style_of_the_authors(tmp_path: Path) -> None:
    yard, vault = repository(tmp_path / "yard", GATE | {"lamp.py": ALONE}), tmp_path / "vault"
    with OllamaServer() as server:
        assert generate(yard, "-o", vault, server=server).exit_code == 0
        told = asked_about(server, "lamp.py").user
        shown = [sentence for sentence in TOLD if f"- {sentence}\n" in told]
        assert 1 <= len(shown) <= 2
        assert told.index("def lamp") < told.index(shown[0]) < told.index('Write "summary"')
        # What serves as an example is part of no key, as a neighbour is.
        count = len(questions(server))
        for path, text in GATE.items():
            put(yard / path, text.replace("the", "every"))
        assert generate(yard, "-o", vault, server=server).exit_code == 0
        places = [r.user.partition(" ")[0] for r in questions(server)[count:]]
    assert "lamp.py" not in places


def test_an_example_of_style_is_no_answer(tmp_path: Path) -> None:
    yard, vault = repository(tmp_path / "yard", GATE | {"lamp.py": ALONE}), tmp_path / "vault"

    def copying(request: Request) -> str:
        """Answer with the example, as a small model does."""
        if not request.user.startswith("lamp.py"):
            return str(default_answer(request))
        (said, *_) = [sentence for sentence in TOLD if f"- {sentence}\n" in request.user]
        summary = f"Colours the lamp and the switch. {said}"
        return json.dumps({"summary": summary, "symbols": {"lamp": said}})

    with OllamaServer(answer=copying) as server:
        assert generate(yard, "-o", vault, server=server).exit_code == 0
    note = (vault / "yard/lamp.py.md").read_text()
    assert not [sentence for sentence in TOLD if sentence in note]


@pytest.mark.parametrize("language", ["German", "English"])
def test_few_good_sentences_and_other_languages_show_no_style(
    tmp_path: Path, language: str
) -> None:
    few = dict([*GATE.items()][:2]) if language == "English" else GATE
    yard, config = repository(tmp_path / "yard", few | {"lamp.py": ALONE}), tmp_path / "c.yaml"
    put(config, f"language: {language}\n")
    with OllamaServer() as server:
        done = generate(yard, "-o", tmp_path / "vault", "--config", config, server=server)
        assert done.exit_code == 0
        told = asked_about(server, "lamp.py").user
    assert not [sentence for sentence in TOLD if sentence in told]
