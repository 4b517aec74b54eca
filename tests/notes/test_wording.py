"""Headings and set phrases in the reader's language: the tables, and notes that change theirs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import pytest
from doubles.ollama.server import Model, OllamaServer, Request, default_answer
from material.command_line import contents
from material.repository import MODEL, generate, put, questions, repository

from ralf_notes.notes import render
from ralf_notes.notes.wording import Wording, every_wording, wording_for
from ralf_notes.notes.wording.facts import translated
from ralf_notes.outline.parse import outline

ENGLISH, *OTHERS = every_wording()
CASES = Path(__file__).parents[1] / "testdata" / "notes"
TEMPLATES = Path(render.__file__).parent / "templates"
STANDING_ALONE = ("steps", "gotchas", "pending", "unusable")


def placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("say", OTHERS, ids=lambda say: say.language)
def test_no_table_lacks_a_phrase_or_a_placeholder(say: Wording) -> None:
    assert say.phrases.keys() == ENGLISH.phrases.keys()
    wrong = [
        key
        for key, text in say.phrases.items()
        if placeholders(text) != placeholders(ENGLISH.phrases[key])
    ]
    assert not wrong
    assert {"English", "German", "French"} <= {each.language.title() for each in every_wording()}


@pytest.mark.parametrize("say", every_wording(), ids=lambda say: say.language)
def test_remarks_are_told_from_prose_in_every_language(say: Wording) -> None:
    for key in STANDING_ALONE:
        remark = say(f"remarks.{key}")
        assert remark.startswith("*") and remark.endswith("*")
    assert say("remarks.outdated", names="`x`").startswith("*")
    assert say("remarks.unparsed", why="x").startswith("*")
    headings = [text for key, text in say.phrases.items() if key.startswith("headings.")]
    assert not any("`" in each for each in headings)


@pytest.mark.parametrize(
    "name", ["German", "german", "Deutsch", "de", "DE", "de-AT", "de_CH", "Swiss German"]
)
def test_a_language_has_the_names_that_users_write(name: str) -> None:
    assert wording_for(name).language == "german"


@pytest.mark.parametrize("name", ["Klingon", "Danish", "de l'anglais", "Middle"])
def test_a_language_without_a_table_has_english_headings(name: str) -> None:
    assert wording_for(name) is ENGLISH


def test_templates_hold_no_words_of_their_own() -> None:
    for template in TEMPLATES.glob("*.j2"):
        text = re.sub(
            r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", template.read_text("utf-8"), flags=re.DOTALL
        )
        assert not re.search(r"[A-Za-z]", text), template


SENTENCES = (
    (
        "Defines `a`, `b` and more.",
        "Definiert `a`, `b` u. a.",
        "Définit `a`, `b` et d’autres.",
    ),
    (
        "Makefile with the target `run`.",
        "Makefile mit dem Ziel `run`.",
        "Makefile avec la cible `run`.",
    ),
    (
        "SQL that creates the tables `a` and `b` and the view `c`.",
        "SQL-Skript, das die Tabellen `a` und `b` und die Sicht `c` anlegt.",
        "Script SQL qui crée les tables `a` et `b` et la vue `c`.",
    ),
    (
        "3 Python files (`a`, `b` and `c`) and an HTML file (`d`); folders `x` and `y`.",
        "3 Python-Dateien (`a`, `b` und `c`) und eine HTML-Datei (`d`); Ordner `x` und `y`.",
        "3 fichiers Python (`a`, `b` et `c`) et un fichier HTML (`d`) ; dossiers `x` et `y`.",
    ),
    (
        "2 Go files with the types `A` and 2 more, a test of `a` and 4 other files.",
        "2 Go-Dateien mit den Typen `A` und 2 weitere, ein Test für `a` und 4 weitere Dateien.",
        "2 fichiers Go avec les types `A` et 2 de plus, un test de `a` et 4 autres fichiers.",
    ),
    (
        "Defines `A` with `b`, `c` and more.",
        "Definiert `A` mit `b`, `c` u. a.",
        "Définit `A` avec `b`, `c` et d’autres.",
    ),
    (
        "Keeps what is bought; 3 Java files (`a`, `b` and `c`).",
        "Keeps what is bought; 3 Java-Dateien (`a`, `b` und `c`).",
        "Keeps what is bought ; 3 fichiers Java (`a`, `b` et `c`).",
    ),
    ("Empty but for `.keep`.", "Leer bis auf `.keep`.", "Vide, hormis `.keep`."),
    ("Without notes 3 images.", "Ohne Notiz: 3 Bilder.", "Sans note : 3 images."),
    ("An empty Python package.", "Ein leeres Python-Paket.", "Un paquet Python vide."),
    (
        "No file in it has a note.",
        "Zu keiner Datei darin gibt es eine Notiz.",
        "Aucun fichier n’y a de note.",
    ),
    (
        "Settings of Visual Studio Code: 2 JSON files (`a` and `b`); without notes an image.",
        "Einstellungen für Visual Studio Code: 2 JSON-Dateien (`a` und `b`); ohne Notiz: ein Bild.",
        "Réglages de Visual Studio Code : 2 fichiers JSON (`a` et `b`) ; sans note : une image.",
    ),
    (
        "3 timers (`a`, `b` and `c`).",
        "3 Dateien „timers“ (`a`, `b` und `c`).",
        "3 fichiers « timers » (`a`, `b` et `c`).",
    ),
    (
        "Tests in 2 folders (`a` and `b`), mostly Go.",
        "Tests in 2 Ordnern (`a` und `b`), überwiegend Go.",
        "Tests dans 2 dossiers (`a` et `b`), surtout du Go.",
    ),
    ("What an author says of `x`.", "What an author says of `x`.", "What an author says of `x`."),
)


@pytest.mark.parametrize(("english", "german", "french"), SENTENCES)
def test_sentences_of_facts_are_translated_as_a_whole(
    english: str, german: str, french: str
) -> None:
    assert translated(english, wording_for("de")) == german
    assert translated(english, wording_for("fr")) == french
    assert translated(english, ENGLISH) == english


def test_what_the_parser_says_of_files_has_a_form_in_the_tables() -> None:
    say = wording_for("German")
    unknown = []
    for path in (each for each in CASES.glob("*/source/**/*") if each.is_file()):
        found = outline(path.as_posix(), path.read_text("utf-8", "replace"))
        unknown += (
            [found.about] if found.about and translated(found.about, say) == found.about else []
        )
        for table in found.tables:
            words = [f"titles.{table.title}", *(f"columns.{each}" for each in table.columns)]
            unknown += [word for word in words if word not in say.phrases]
    assert not unknown


SOURCES = {
    "README.md": "# Gate\n\nOpens.\n",
    "lib/gate.py": (
        "LIMIT = 40\n\n\ndef open_gate(name):\n    return find_ticket(name) or LIMIT\n\n\n"
        "def find_ticket(name):\n    '''Find the ticket.'''\n"
        "    return read_tickets().get(name)\n"
    ),
    "lib/mast.py": "from lib.gate import open_gate\n\n\ndef lower(x):\n    return open_gate(x)\n",
    "web/a.sql": "CREATE TABLE gates (id INT);\n",
}
STEP = "`open_gate` looks for a ticket with `find_ticket`."


def answer(request: Request) -> object:
    """Answer as a model that describes the steps of a file."""
    properties = ((request.body or {}).get("format") or {}).get("properties", {})
    if "steps" not in properties:
        return default_answer(request)
    return json.dumps(json.loads(str(default_answer(request))) | {"steps": [STEP]})


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    more = "".join(
        f"\n\ndef spare_{n}(x):\n    '''Adds {n}.'''\n    return x + {n}\n" for n in range(60)
    )
    return repository(tmp_path / "gate", SOURCES | {"lib/gate.py": SOURCES["lib/gate.py"] + more})


def setting(tree: Path, language: str) -> Path:
    path = tree.parent / "settings.yaml"
    path.write_text(f"language: {language}\n", "utf-8")
    return path


def test_another_language_asks_nothing_and_loses_nothing(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, note = tmp_path / "vault", tmp_path / "vault/gate/lib/gate.py.md"
    with OllamaServer(models=[Model(MODEL, 900_000_000, 8192)], answer=answer) as server:
        first = generate(tree, "-o", vault, "--config", setting(tree, "English"), server=server)
        assert first.exit_code == 0, first.stderr
        text = note.read_text("utf-8")
        assert "## How it works" in text
        put(note, text + "\nMine.\n")
        before, asked = contents(vault), len(questions(server))
        for language, heading in (("German", "So funktioniert es"), ("fr", "Fonctionnement")):
            config = setting(tree, language)
            done = generate(tree, "-o", vault, "--config", config, server=server)
            assert done.exit_code == 0, done.stderr
            text = note.read_text("utf-8")
            assert f"## {heading}\n" in text
            assert text.count("looks for a ticket") == 1
            assert text.endswith("\nMine.\n")
            now = contents(vault)
            generate(tree, "-o", vault, "--config", config, "--exclude", "nothing", server=server)
            assert contents(vault) == now
        assert len(questions(server)) == asked
        # Without the cache, and for a part of the tree alone.
        monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "other"))
        assert generate(tree / "web", "-o", vault, "--config", config, server=server).exit_code == 0
        overview = (vault / "gate/gate.md").read_text("utf-8")
        assert " : Script SQL qui crée la table `gates`." in overview
        back = generate(tree, "-o", vault, "--config", setting(tree, "English"), server=server)
        assert back.exit_code == 0
        assert contents(vault) == before
        assert len(questions(server)) == asked
