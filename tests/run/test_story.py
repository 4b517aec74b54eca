"""The story of a repository: asked for, held to its sources, kept, and asked again by pieces."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from doubles.ollama.server import Model, OllamaServer, Request, default_answer
from material.command_line import contents
from material.repository import MODEL, generate, put, questions, repository

FILES = {
    "pyproject.toml": '[project]\nname = "gate"\n\n[project.scripts]\ngate = "gate.app:main"\n',
    "gate/__init__.py": "",
    "gate/app.py": '"""The command line of the gate."""\n\n'
    "from gate.door import Door\nfrom gate.tickets import read_all\n\nLIMIT = 40\n\n\n"
    "def main():\n    tickets = read_all()\n    door = Door(tickets)\n"
    "    return door.open(LIMIT)\n",
    "gate/door.py": '"""The door and its motor."""\n\n\nclass Door:\n    """Lets people in."""\n\n'
    "    def __init__(self, tickets):\n        self.tickets = tickets\n\n"
    "    def open(self, limit):\n        return len(self.tickets) < limit\n",
    "gate/tickets.py": '"""Tickets as visitors show them."""\n\n\n'
    "def read_all():\n    return parse(open('tickets').read())\n\n\n"
    "def parse(text):\n    return text.split()\n",
}
START = (
    "`main` reads all tickets with `read_all`.",
    "`read_all` takes the file `tickets` and cuts it with `parse`.",
    "`main` makes a `Door` and opens it for at most `LIMIT` visitors.",
)
IDEAS = (
    {"term": "Door", "file": "door.py", "says": "Lets people in while there are tickets below."},
    {"term": "tickets", "file": "tickets.py", "says": "What visitors show, one word for each."},
)
TASKS = (
    {"task": "Change how many visitors the door lets in", "file": "door.py"},
    {"task": "read tickets in another form", "file": "tickets.py"},
)
STORY = ("start", "ideas", "tasks")


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return repository(tmp_path / "gate", FILES)


def telling(**lists: Sequence[object]) -> OllamaServer:
    """Return a server whose model tells this story; what is not given is empty."""

    def answer(request: Request) -> str:
        names = [name for name in _properties(request) if name in STORY]
        if not names:
            return default_answer(request)
        return json.dumps({name: list(lists.get(name, ())) for name in names})

    return OllamaServer(models=[Model(MODEL, 900_000_000, 8192)], answer=answer)


def asked(server: OllamaServer) -> list[str]:
    """Return the lists of the story that the server was asked for."""
    return [name for r in questions(server) for name in _properties(r) if name in STORY]


def _properties(request: Request) -> Mapping[str, object]:
    return dict(((request.body or {}).get("format") or {}).get("properties", {}))


def section(vault: Path, heading: str) -> list[str]:
    """Return what the model has told in a section of the overview."""
    text = (vault / "gate/gate.md").read_text(encoding="utf-8")
    lines = text.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines()
    told = ("1", "2", "3", "4", "- **", "| ")
    return [line for line in lines if line.startswith(told) and "---" not in line]


def steps(vault: Path) -> list[str]:
    return section(vault, "What happens when it starts")


def test_the_overview_tells_the_start_the_ideas_and_where_to_look(
    gate: Path, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    with telling(start=START, ideas=IDEAS, tasks=TASKS) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        assert sorted(asked(server)) == sorted(STORY)
        (request,) = [r for r in questions(server) if "start" in _properties(r)]
    assert "return parse(open('tickets').read())" in request.user
    first, second, third = steps(vault)
    assert first == (
        "1. [[gate/gate/app.py.md#main|main]] reads all tickets with"
        " [[gate/gate/tickets.py.md#read_all|read_all]]."
    )
    assert second.startswith("2. [[gate/gate/tickets.py.md#read_all|read_all]] takes the file")
    assert "[[gate/gate/door.py.md#class Door|Door]]" in third
    assert section(vault, "Ideas to know") == [
        "- **`Door`**: Lets people in while there are tickets below. ·"
        " [[gate/gate/door.py.md#class Door|door.py]]",
        "- **tickets**: What visitors show, one word for each. ·"
        " [[gate/gate/tickets.py.md|tickets.py]]",
    ]
    rows = section(vault, "Where to look for what")
    assert (
        "| change how many visitors the door lets in | [[gate/gate/door.py.md\\|door.py]] |" in rows
    )
    assert "| read tickets in another form | [[gate/gate/tickets.py.md\\|tickets.py]] |" in rows


def test_a_task_in_words_of_any_program_and_a_term_in_two_words_are_told(
    gate: Path, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    help_text = '"""Prints the help text."""\n\nBUILTIN_FLAGS = 2\n\n\ndef render(max_width): ...\n'
    put(gate / "gate/usage.py", help_text)
    by_path = {"term": "usage", "file": "usage.py", "says": "Shows the help text of each command."}
    idea = {
        "term": "built-in flags",
        "file": "usage.py",
        "says": "What each gate has in `max_width`.",
    }
    tasks = [
        {"task": "Change how the help text looks", "file": "usage.py"},
        {"task": "Change the help output", "file": "usage.py"},
        {"task": "Change the layout of the help text", "file": "usage.py"},
        {"task": "Change the layout of the error text", "file": "usage.py"},
        {"task": "Change the layout and colors of the help text", "file": "usage.py"},
    ]
    with telling(ideas=[idea, by_path], tasks=tasks) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
    told, other = section(vault, "Ideas to know")
    assert "**built-in flags**" in told
    assert "**usage**" in other  # a word of the file's name
    rows = section(vault, "Where to look for what")[1:]
    assert [row.split(" | ")[0] for row in rows] == [
        "| change how the help text looks",
        "| change the layout of the help text",
    ]


def test_a_word_of_any_program_is_particular_in_the_name_of_a_file(
    gate: Path, tmp_path: Path
) -> None:
    put(gate / "gate/version.py", '"""What users see of the release."""\n\nNUMBER = 3\n')
    put(gate / "CHANGES.md", "# News\n\nEvery version of the gate.\n")
    tasks = [
        {"task": "Publish a new version", "file": "version.py"},
        {"task": "Publish a new type", "file": "version.py"},
        {"task": "Find out what changed between versions", "file": "CHANGES.md"},
        {"task": "Find out what changed between objects", "file": "CHANGES.md"},
    ]
    with telling(tasks=tasks) as server:
        assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
    rows = section(tmp_path / "vault", "Where to look for what")[1:]
    assert [row.split(" | ")[0] for row in rows] == [
        "| publish a new version",
        "| find out what changed between versions",
    ]


def test_an_idea_may_say_what_the_model_has_said_of_its_file(gate: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    with telling(ideas=IDEAS[:1]) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        (request,) = [r for r in questions(server) if "ideas" in _properties(r)]
    lines = dict(re.findall(r"^- ([\w.]+): (.*?)(?: \(|$)", request.user, re.MULTILINE))
    said, of_other = lines["door.py"], lines["tickets.py"]
    assert min(len(said.split()), len(of_other.split())) > 8
    ideas = [
        {"term": "Door", "file": "door.py", "says": said},
        {"term": "motor", "file": "door.py", "says": of_other},
    ]
    with telling(ideas=ideas) as server:
        assert generate(gate, "-o", vault, "--force", server=server).exit_code == 0
    (told,) = section(vault, "Ideas to know")
    assert told.startswith(f"- **`Door`**: {said} ·")


def test_a_task_may_lead_to_a_style_sheet(gate: Path, tmp_path: Path) -> None:
    put(gate / "web/style/page.css", ".ticket { color: red }\n")
    tasks = [{"task": "Change the color of a ticket or something else", "file": "page.css"}]
    with telling(tasks=tasks) as server:
        assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
    (_, row) = section(tmp_path / "vault", "Where to look for what")
    assert "page.css.md" in row


def test_a_step_may_name_a_method_whose_type_is_not_shown(gate: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    main = "from gate.door import Gate\n\n\ndef main():\n    return Gate(len('ab')).open()\n"
    put(gate / "gate/app.py", main)
    door = "from gate.base import Base\n\n\nclass Gate(Base):\n    def open(self):\n"
    put(gate / "gate/door.py", f"{door}        return super().open()\n")
    put(gate / "gate/base.py", "class Base:\n    def open(self):\n        return 1\n")
    step = "`Base.open` lets people in."
    with telling(start=["`main` opens a `Gate`.", step, "`Base.close` shuts it."]) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
    assert steps(vault)[1:] == [
        "2. [[gate/gate/base.py.md#Base.open|Base.open]] lets people in.",
    ]


@pytest.mark.parametrize("links", ["wikilink", "markdown"])
def test_a_second_run_asks_nothing_and_writes_nothing(
    gate: Path, tmp_path: Path, links: str
) -> None:
    vault, config = tmp_path / "vault", tmp_path / "ralf.yaml"
    put(config, f"source_paths: [{gate}]\ntarget_dir: {vault}\nlinks: {links}\n")
    with telling(start=START, ideas=IDEAS, tasks=TASKS) as server:
        assert generate("--config", config, server=server).exit_code == 0
        count, before = len(questions(server)), contents(vault)
        assert generate("--config", config, server=server).exit_code == 0
        assert len(questions(server)) == count
    assert contents(vault) == before
    put(gate / "gate/extra.py", '"""Something else."""\n\nSPARE = 1\n')
    assert generate("--config", config, "--engine", "none").exit_code == 0
    text = (vault / "gate/gate.md" if links == "wikilink" else vault / "gate/README.md").read_text()
    assert "What visitors show, one word for each." in text
    assert "read tickets in another form" in text


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("start", "The gate starts and everything is read before that."),  # no name
        ("start", "`main` waits for 90 seconds before `read_all`."),  # no such number
        ("start", "`main` asks `GateKeeper` for `read_all`."),  # no such name
        ("ideas", {"term": "barrier", "file": "door.py", "says": "Keeps people out."}),
        ("ideas", {"term": "Door", "file": "wall.py", "says": "Lets people in with tickets."}),
        ("ideas", {"term": "Door", "file": "door.py", "says": "Calls `raise_barrier` for them."}),
        ("ideas", {"term": "Door", "file": "door.py", "says": "Lets 12 people in at a time."}),
        ("ideas", {"term": "Door", "file": "door.py"}),
        ("ideas", {"term": "Door", "file": "app.py", "says": "Lets people in with tickets."}),
        ("ideas", {"term": "tickets", "file": "door.py", "says": "What visitors show, or parse."}),
        ("tasks", {"task": "change the colour of the website", "file": "door.py"}),
        ("tasks", {"task": "change", "file": "door.py"}),
        ("tasks", {"task": "call `raise_barrier` of the door", "file": "door.py"}),
        ("tasks", {"task": "change how the door opens", "file": "tickets.py"}),
        ("tasks", "open the door"),
    ],
)  # fmt: skip
def test_what_does_not_stand_on_the_sources_is_left_out(
    gate: Path, tmp_path: Path, name: str, item: object
) -> None:
    vault = tmp_path / "vault"
    with telling(**{name: [item]}) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
    headings = ("What happens when it starts", "Ideas to know", "Where to look for what")
    text = (vault / "gate/gate.md").read_text(encoding="utf-8")
    told = str(item.get("says") or item.get("task") if isinstance(item, dict) else item)
    assert told not in text.replace("`", "")
    assert "Written by a model" not in text
    assert all(section(vault, heading) == [] or name != "start" for heading in headings[:2])


def test_a_change_of_one_function_asks_only_for_what_stood_on_it(
    gate: Path, tmp_path: Path
) -> None:
    vault = tmp_path / "vault"
    with telling(start=START, ideas=IDEAS, tasks=TASKS) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
    tickets = FILES["gate/tickets.py"]
    put(gate / "gate/tickets.py", tickets.replace("return parse(open", "return parse(1 and open"))
    new = "`read_all` opens `tickets` only if it may, and cuts it with `parse`."
    with telling(start=[START[0].replace("all", "many"), new]) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        assert asked(server) == ["start"]
        (request,) = [r for r in questions(server) if "start" in _properties(r)]
        assert "only of `read_all`" in request.user
    first, second, third = steps(vault)
    assert "reads all tickets" in first
    assert "only if it may" in second
    assert "at most" in third
    assert len(section(vault, "Ideas to know")) == 2
    with telling() as server:
        before = contents(vault)
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        assert questions(server) == []
    assert contents(vault) == before


def test_an_idea_goes_with_its_file_and_a_task_with_its_outline(gate: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    with telling(start=START, ideas=IDEAS, tasks=TASKS) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
    put(gate / "gate/door.py", FILES["gate/door.py"].replace("class Door:", "class Door(Wall):"))
    other = {"term": "limit", "file": "door.py", "says": "How many tickets the door lets in."}
    with telling(ideas=[other]) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        assert sorted(asked(server)) == ["ideas", "tasks"]
        (request,) = [r for r in questions(server) if "ideas" in _properties(r)]
        assert "- door.py: " in request.user
        assert "- tickets.py: " not in request.user
    assert any("How many tickets" in line for line in section(vault, "Ideas to know"))
    assert len(section(vault, "Ideas to know")) == 2
    rows = section(vault, "Where to look for what")
    assert not any("visitors" in row for row in rows)
    assert any("another form" in row for row in rows)


def test_a_file_at_the_root_may_have_the_name_of_another(gate: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    put(gate / "app.py", "LIMIT = 3\n\n\ndef limit_of(day):\n    return LIMIT\n")
    ideas = [
        {"term": "limit", "file": "app.py", "says": "How many visitors a day may have."},
        {"term": "main", "file": "gate/app.py", "says": "The command line that opens the door."},
    ]
    with telling(ideas=ideas) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
    first, second = section(vault, "Ideas to know")
    assert "[[gate/app.py.md" in first
    assert "[[gate/gate/app.py.md" in second


def test_what_stands_on_a_renamed_file_follows_it(gate: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    with telling(start=START, ideas=IDEAS, tasks=TASKS) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
    (gate / "gate/door.py").rename(gate / "gate/gateway.py")
    app = FILES["gate/app.py"].replace("gate.door", "gate.gateway")
    put(gate / "gate/app.py", app)
    with telling() as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        assert "ideas" not in asked(server)
    ideas = section(vault, "Ideas to know")
    assert any("[[gate/gate/gateway.py.md#class Door|gateway.py]]" in line for line in ideas)
    rows = section(vault, "Where to look for what")
    assert any("[[gate/gate/gateway.py.md\\|gateway.py]]" in row for row in rows)


def test_a_tiny_model_is_not_asked_for_a_story(gate: Path, tmp_path: Path) -> None:
    with OllamaServer(models=[Model(MODEL, 100_000_000, 8192)]) as server:
        for _ in range(2):
            assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
        assert asked(server) == []


def test_brief_notes_tell_no_story(gate: Path, tmp_path: Path) -> None:
    config = tmp_path / "brief.yaml"
    put(config, f"source_paths: [{gate}]\ntarget_dir: {tmp_path / 'vault'}\ndetail: brief\n")
    with telling(start=START) as server:
        assert generate("--config", config, server=server).exit_code == 0
        assert asked(server) == []


def test_the_overview_may_name_what_stands_anywhere_in_the_repository(
    gate: Path, tmp_path: Path
) -> None:
    put(gate / "parts/deep/inner/lock.py", "def turn_key(): ...\n")
    put(gate / "parts/deep/inner/bolt.py", "def slide_bolt(): ...\n")
    true, false = "In the end `turn_key` locks the door.", "In the end `break_key` opens it again."

    def answer(request: Request) -> str:
        if "summary" not in _properties(request):
            return default_answer(request)
        return json.dumps(json.loads(default_answer(request)) | {"summary": f"{true} {false}"})

    with OllamaServer(models=[Model(MODEL, 900_000_000, 8192)], answer=answer) as server:
        generate(gate, "-o", tmp_path / "vault", server=server)
    notes = contents(tmp_path / "vault")
    telling = [path for path, text in notes.items() if b"turn_key` locks" in text]
    assert "gate/gate.md" in telling
    assert "gate/parts/deep/inner/lock.py.md" in telling
    assert "gate/parts/deep/inner/bolt.py.md" not in telling
    assert not any(b"break_key" in text for text in notes.values())


def test_commands_of_the_program_keep_their_backticks_in_the_overview(
    gate: Path, tmp_path: Path
) -> None:
    app = "import argparse\n\n\ndef main():\n    parser = argparse.ArgumentParser()\n"
    app += (
        "    sub = parser.add_subparsers()\n    sub.add_parser('open')\n    parser.parse_args()\n"
    )
    put(gate / "gate/app.py", app)
    said = "In the end `gate open` lifts `the door` for people."

    def answer(request: Request) -> str:
        if "This is what the repository" not in request.user:
            return default_answer(request)
        return json.dumps(json.loads(default_answer(request)) | {"summary": said})

    with OllamaServer(models=[Model(MODEL, 900_000_000, 8192)], answer=answer) as server:
        generate(gate, "-o", tmp_path / "vault", server=server)
    text = (tmp_path / "vault/gate/gate.md").read_text(encoding="utf-8")
    assert "In the end `gate open` lifts the door for people." in text
