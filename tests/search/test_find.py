"""A question finds the symbols, notes and lines that answer it, whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from material.repository import generate, put, repository
from material.searched import FILES, config_of, found

from ralf_notes.config.keys import Config
from ralf_notes.search import foreign
from ralf_notes.search.find import find
from ralf_notes.search.index import Index, opened
from ralf_notes.search.lines import FoundPlace, places
from ralf_notes.search.texts import text_of
from ralf_notes.search.words import STOP_WORDS, question_words, whole_names, words


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("search") / "shop", FILES)


@pytest.fixture
def config(shop: Path, tmp_path: Path) -> Config:
    return config_of(shop, tmp_path / "vault")


@pytest.fixture(scope="module")
def index(shop: Path) -> Iterator[Index]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RALF_CACHE_DIR", str(shop.parent / "cache"))
        with opened(config_of(shop, shop.parent / "vault")) as one:
            yield one


@pytest.mark.parametrize(
    ("question", "symbol"),
    [
        ("take tokens for a request", "TokenBucket.take"),  # code before its test
        ("TokenBucket", "TokenBucket"),
        ("TokenBucket.take", "TokenBucket.take"),
        ("max_retries", "MAX_RETRIES"),
        ("where is MAX_RETRIES set?", "MAX_RETRIES"),
        ("http server", "HTTPServer2"),
        ("HTTPServer2", "HTTPServer2"),
        ("httpserver2", "HTTPServer2"),
        ("url for", "getURLFor"),
        ("sending requests again when servers are busy", "send"),  # other forms of the words
        ("who uses TokenBucket.take", "TokenBucket.take"),
        ("explain the flow from getURLFor", "getURLFor"),
        ("where would I add a new server?", "HTTPServer2"),
        ("cafe in zurich", "Guide"),
        ("重试", "Guide"),
        ("逻辑", "Guide"),
        ("Wo wird eine Anfrage nach einem Fehlschlag wiederholt?", "send"),
        ("Anfrage wiederholen", "send"),  # nothing holds these words themselves
        ("Où est-ce que la requête est envoyée de nouveau ?", "send"),
        ("¿Dónde está MAX_RETRIES?", "MAX_RETRIES"),
    ],
)
def test_the_best_hit_is_the_symbol_that_is_asked_for(
    index: Index, question: str, symbol: str
) -> None:
    best = find(index, question, 5)[0].passage
    assert best.symbol == symbol
    assert best.lines[0] > 0


def test_a_hit_has_the_place_of_what_it_names_and_its_text(index: Index) -> None:
    best = find(index, "take tokens", 1)[0].passage
    assert best.place == "shop/limits.py:9"
    assert best.sentence == "Take tokens for a request, if there are enough."
    assert "return count > 0" in text_of(index, best)


def test_a_name_that_begins_as_a_question_may_is_no_question(tmp_path: Path) -> None:
    files = {
        "plan.py": "class Plan:\n    def plan(self):\n        return plan(plan)\n",
        "reasons.py": "class Explain:\n    def plan(self):\n        return 1\n",
    }
    with opened(config_of(repository(tmp_path / "x", files), tmp_path / "vault")) as one:
        for name in ("Explain.plan", "explain-plan", "explain plan"):
            assert find(one, name, 1)[0].passage.path == "reasons.py", name


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie werden Fehler behandelt?", "german"),
        ("Fehler in der Konfiguration und im Protokoll", "german"),
        ("Comment la session est-elle enregistrée ?", "french"),
        ("pourquoi échoue-t-il", "french"),
        ("where is the die rolled, and who am I?", ""),
        ("DES key", ""),
        ("how is the EST zone used with DES in LA", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_question_is_told_by_its_small_words(
    question: str, language: str
) -> None:
    assert foreign.language_of(words(question).split(), STOP_WORDS) == language


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Wann wird das Zertifikat erneuert?", "renew"),
        ("Wo wird die Sperre freigegeben?", "release"),
        ("Wie lange bleibt es in der Warteschlange?", "queue"),
        ("Comment le certificat est-il renouvelé ?", "renew"),
        ("Où le verrou est-il libéré ?", "release"),
    ],
)
def test_what_a_question_asks_for_is_looked_for_in_english(question: str, word: str) -> None:
    assert word in question_words(question)


@given(st.text())
@example('AND OR NOT NEAR "*: ^ -( )')
@example("\0")
@example("\ud800")
@example("{code} : a* ^b + c")
@example("'; DROP TABLE files; --")
@example("the of and")
@example("x" * 100_000)
@example("retry " * 10_000)
def test_no_question_fails(index: Index, question: str) -> None:
    hits = find(index, question, 5)
    assert len(hits) <= 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@given(st.sampled_from(["*", '"', ":", "-", "^", " NOT ", " AND ", "(", ")", "\0"]), st.booleans())
def test_no_sign_is_an_operator(index: Index, sign: str, is_before: bool) -> None:
    plain = find(index, "bucket", 5)
    assert find(index, f"{sign}bucket" if is_before else f"bucket{sign}", 5)[:1] == plain[:1]


def test_other_files_that_answer_come_before_the_fifth_hit_of_one(tmp_path: Path) -> None:
    many = "".join(f'def parcel_{n}():\n    """Send a parcel."""\n\n\n' for n in range(30))
    files = {"many.py": many, **{f"other_{n}.py": many[:40] for n in range(4)}}
    root = repository(tmp_path / "post", files)
    paths = [each.path for each in found(config_of(root, tmp_path / "vault"), "send parcel", 8)]
    assert set(paths) == set(files)
    assert len(paths) == 8


def test_a_sentence_is_read_without_the_marks_of_its_dialect(tmp_path: Path) -> None:
    text = '''def mix():
    """Mix with a :class:`bowl.Whisk` and ``flour``."""


def bake(x):
    """@param x: the dough"""
'''
    root = repository(tmp_path / "ice", {"kitchen.py": text})
    config = config_of(root, tmp_path / "vault")
    assert found(config, "mix")[0].sentence == "Mix with a `bowl.Whisk` and `flour`."
    assert found(config, "bake")[0].sentence == ""


@pytest.mark.parametrize("question", ["Shelf.take", "how does Shelf::take work", "shelf#take"])
def test_a_name_with_its_owner_is_found_among_others(tmp_path: Path, question: str) -> None:
    owners = ("Attic", "Bin", "Shelf", "Tray", "Vat")
    files = {f"{each}.py": f"class {each}:\n    def take(self): pass\n" for each in owners}
    root = repository(tmp_path / "ice", files)
    assert found(config_of(root, tmp_path / "vault"), question)[0].symbol == "Shelf.take"


def test_a_title_in_a_text_is_no_name(tmp_path: Path) -> None:
    files = {
        "CHANGELOG.md": "# Themes\n\nMore of them.\n",
        "look.py": 'def themes():\n    """Return the names of all colours."""\n',
    }
    root = repository(tmp_path / "ice", files)
    assert found(config_of(root, tmp_path / "vault"), "themes")[0].path == "look.py"


def test_a_form_feed_ends_no_line(tmp_path: Path) -> None:
    source = "import os\n\f\n# \u2028\ndef knead():\n    return os.name\n"
    root = repository(tmp_path / "ice", {"dough.py": source})
    with opened(config_of(root, tmp_path / "vault")) as index:
        best = find(index, "knead", 1)[0].passage
        assert best.place == "dough.py:4"
        assert text_of(index, best).splitlines() == ["def knead():", "    return os.name"]


def test_a_notebook_has_no_lines_to_open(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": ["def knead():\n", "    return 1\n"]}
    notebook = json.dumps({"cells": [cell], "nbformat": 4, "metadata": {}})
    root = repository(tmp_path / "ice", {"dough.ipynb": notebook})
    with opened(config_of(root, tmp_path / "vault")) as index:
        best = find(index, "knead", 1)[0].passage
        assert best.place == "dough.ipynb"
        assert "return 1" in text_of(index, best)


def test_lines_that_no_symbol_holds_are_found(tmp_path: Path) -> None:
    text = "import os\n" * 40 + "os.environ.setdefault('FLAVOUR', 'vanilla')\n"
    root = repository(tmp_path / "ice", {"main.py": text})
    (best,) = found(config_of(root, tmp_path / "vault"), "vanilla flavour")
    assert best.kind == "source"
    assert best.lines[0] <= 41 <= best.lines[1]


def test_what_the_user_writes_into_a_note_is_found_without_its_secrets(
    shop: Path, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    generate(shop, "-o", vault, "--engine", "none")
    note = vault / "shop/shop/retry.py.md"
    token = "ghp_" + "A1b2C3d4E5f6G7h8I9j0" + "K1l2M3n4O5p6Q7r8"
    put(note, note.read_text(encoding="utf-8") + f"\nAsk Petra about kumquats, token {token}.\n")
    config = config_of(shop, vault)
    with opened(config) as index:
        (hit,) = find(index, "kumquats", 3)
        assert (hit.passage.kind, hit.passage.note) == ("note", "shop/shop/retry.py.md")
        assert "kumquats" in text_of(index, hit.passage)
        assert token not in text_of(index, hit.passage)
        assert not [hit for hit in find(index, token, 9) if hit.passage.path == "shop/retry.py"]


def test_a_file_that_another_process_replaces_meanwhile_ends_no_search(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replaced(index: Index, file: int, *args: object) -> list[FoundPlace]:
        index.db.execute("DELETE FROM symbols WHERE file = ?", (file,))
        index.db.execute("DELETE FROM files WHERE id = ?", (file,))
        return places(index, file, *args)  # type: ignore[arg-type]

    monkeypatch.setattr("ralf_notes.search.find.places", replaced)
    with opened(config) as index:
        assert find(index, "send a request", 3)[0].passage.path == "shop/retry.py"


def test_what_a_note_says_of_a_long_file_counts_as_that_of_a_short_one(tmp_path: Path) -> None:
    code = [f"def step_{n}(value):\n    return value + {n}\n" for n in range(400)]
    others = {f"part{n}.py": text for n, text in enumerate(code[:8])}
    root = repository(tmp_path / "bank", {"long.py": "".join(code), "short.py": code[9], **others})
    vault = tmp_path / "vault"
    generate(root, "-o", vault, "--engine", "none")
    for name in ("long", "short"):
        note = vault / f"bank/{name}.py.md"
        put(note, note.read_text(encoding="utf-8") + "\nConverts currencies twice a day.\n")
    with opened(config_of(root, vault)) as index:
        scores = {hit.passage.path: hit.score for hit in find(index, "converts currencies", 9)}
    assert scores["long.py"] == pytest.approx(scores["short.py"], rel=0.2)


def test_what_a_folder_note_says_is_found(shop: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    generate(shop, "-o", vault, "--engine", "none")
    note = vault / "shop/shop/shop.md"
    put(note, note.read_text(encoding="utf-8") + "\nThe quince department.\n")
    best = found(config_of(shop, vault), "quince department")[0]
    assert (best.kind, best.path, best.note) == ("note", "shop/", "shop/shop/shop.md")


def test_no_secret_of_a_source_is_on_disk_or_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "ghp_" + "A1b2C3d4E5f6G7h8I9j0" + "K1l2M3n4O5p6Q7r8"
    root = repository(tmp_path / "s", {"a.py": f'TOKEN = "{token}"\n', f"{token}.py": "x = 1\n"})
    cache = tmp_path / "cache"
    monkeypatch.setenv("RALF_CACHE_DIR", str(cache))
    shown = found(config_of(root, tmp_path / "vault"), f"TOKEN {token}")
    assert shown
    assert token not in str(shown)
    for file in cache.glob("search-*"):
        assert token.encode() not in file.read_bytes()
        assert token.lower().replace("_", "").encode() not in file.read_bytes()


def test_code_comes_before_a_test_that_says_no_more(tmp_path: Path) -> None:
    text = 'def pour(cup):\n    """Pour tea into a cup."""\n    return cup\n'
    code = f"{text}\n\ndef dry(dish, towel):\n    return dish\n"  # so its words weigh less
    shop = repository(tmp_path / "shop", {"b/tea.py": code, "a/test_tea.py": text})
    best = found(config_of(shop, tmp_path / "vault"), "pour tea into a cup")[0]
    assert best.path == "b/tea.py"


@pytest.mark.parametrize("name", ["Bucket::take", "Bucket.take#2", "Bucket#take"])
def test_a_symbol_is_found_by_its_whole_name_and_its_last_part(name: str) -> None:
    assert whole_names(name) == ("bucket.take", "take")
