"""Steps of how a file works: asked for, held to the source, kept, and asked again one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from doubles.ollama.server import Model, OllamaServer, Request, default_answer
from material.command_line import contents
from material.repository import MODEL, generate, put, questions, repository

SOURCE = '''"""The gate."""

LIMIT = 40


def open_gate(name):
    """Open the gate for somebody."""
    if find_ticket(name):
        raise_barrier(name)
        return LIMIT
    return None


def find_ticket(name):
    """Find the ticket of somebody."""
    tickets = read_tickets()
    return tickets.get(name)


def read_tickets():
    """Read all tickets."""
    with open("tickets.json") as stream:
        return json_of(stream)


def raise_barrier(name):
    """Raise the barrier."""
    motor = start_motor(LIMIT)
    return motor.turn(name)
'''
STEPS = (
    "`open_gate` looks for a ticket with `find_ticket` and then calls `raise_barrier`.",
    "`find_ticket` reads all of them with `read_tickets`.",
    "`raise_barrier` lets `start_motor` turn as far as `LIMIT` says.",
)


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    more = "\n".join(
        f"def spare_{n}(x):\n    '''Adds wheels to the boot.'''\n    return x + {n}\n"
        for n in range(40)
    )
    return repository(tmp_path / "gate", {"gate.py": SOURCE + "\n\n" + more})


def saying(steps: Sequence[str], **more: object) -> OllamaServer:
    """Return a server whose model writes these steps."""

    def answer(request: Request) -> str:
        if "steps" not in _properties(request):
            return default_answer(request)
        values = json.loads(str(default_answer(request)))
        return json.dumps(values | {"steps": list(steps), **more})

    return OllamaServer(models=[Model(MODEL, 900_000_000, 8192)], answer=answer)


def asked_for_steps(server: OllamaServer, since: int = 0) -> list[Request]:
    return [r for r in questions(server)[since:] if "steps" in _properties(r)]


def _properties(request: Request) -> Mapping[str, object]:
    return dict(((request.body or {}).get("format") or {}).get("properties", {}))


def linked(name: str) -> str:
    return f"[[gate/gate.py.md#{name}|{name}]]"


def section(note: Path, heading: str = "How it works") -> list[str]:
    """Return the lines of the list of a section of a note."""
    _, _, rest = note.read_text(encoding="utf-8").partition(f"## {heading}\n")
    lines = rest.partition("\n## ")[0].splitlines()
    return [line for line in lines if line[:1].isdigit() or line.startswith("- ")]


def test_steps_stand_in_the_note_each_with_a_link_to_its_symbol(gate: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    with saying(STEPS) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        assert len(asked_for_steps(server)) == 1
    assert section(vault / "gate/gate.py.md") == [
        f"1. {linked('open_gate')} looks for a ticket with {linked('find_ticket')} and then calls"
        f" {linked('raise_barrier')}.",
        f"2. {linked('find_ticket')} reads all of them with {linked('read_tickets')}.",
        f"3. {linked('raise_barrier')} lets `start_motor` turn as far as `LIMIT` says.",
    ]
    assert "Written by a model" in (vault / "gate/gate.py.md").read_text()
    before = contents(vault)
    with saying(()) as server:
        assert generate(gate, "-o", vault, "--force", server=server).exit_code == 0
    assert section(vault / "gate/gate.py.md") == []
    assert before != contents(vault)


@pytest.mark.parametrize(
    "step",
    [
        "The guard walks around the tower with a ticket.",  # no name, and words of elsewhere
        "`open_gate` waits for 90 seconds and calls `raise_barrier`.",  # no such number
        "`open_gate` asks `GateKeeper` for a ticket.",  # no such name
        "`spare_39` is called by `open_gate` before all others.",  # far from each other
        "`read_tickets` looks at `LIMIT`, and `start_motor` turns by it.",  # in another function
    ],
)
def test_what_does_not_stand_on_the_source_is_left_out(
    gate: Path, tmp_path: Path, step: str
) -> None:
    with saying((step, STEPS[1])) as server:
        assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
    (line,) = section(tmp_path / "vault/gate/gate.py.md")
    assert line.startswith("1. [[gate/gate.py.md#find_ticket|find_ticket]] reads")


def test_a_step_without_a_name_stands_on_the_function_of_the_step_before(
    gate: Path, tmp_path: Path
) -> None:
    goes_on = "The motor turns for that name as far as it goes."
    elsewhere = "The motor of the barrier needs a lot of oil."
    with saying((elsewhere, STEPS[2], goes_on, STEPS[1], elsewhere)) as server:
        assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
    lines = section(tmp_path / "vault/gate/gate.py.md")
    assert lines[1] == f"2. {goes_on} · {linked('raise_barrier')}"
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("step", "symbol"),
    [
        ("The barrier goes up as the motor starts and turns.", "raise_barrier"),
        ("All tickets are read from a JSON stream.", "read_tickets"),
    ],
)
def test_a_first_step_without_a_name_stands_where_most_of_its_words_do(
    gate: Path, tmp_path: Path, step: str, symbol: str
) -> None:
    with saying((step,)) as server:
        assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
    assert section(tmp_path / "vault/gate/gate.py.md") == [f"1. {step} · {linked(symbol)}"]


SHED = """class Shed:
    def __init__(self, spades: Rack):
        self.names = sorted(spades)

    def lend(self, spade):
        if spade not in self.names:
            raise LookupError("lent in summer, not in winter")
        return Loan(spade)

{filling}

    def mend(self, spade):
        if spade not in self.names:
            raise LookupError("mended in summer, not in winter")
        return oil(spade)
"""


def test_a_sentence_about_several_functions_or_the_constructor_is_held_to_them(
    tmp_path: Path,
) -> None:
    filling = "".join(f"    def shelf_{n}(self):\n        return {n}\n\n" for n in range(60))
    shed = repository(tmp_path / "shed", {"shed.py": SHED.format(filling=filling)})
    true = (
        "The constructor sorts the spades by their size.",
        "`lend` and `mend` refuse every spade in winter.",
        "It sorts its spades in `O(n)`.",
        "Whatever the `Rack` holds, a loan is refused in winter, not in summer.",
    )
    false = (
        "The constructor paints a bench.",
        "`lend` and `mend` paint a bench.",
        "`lend` paints the bench of a neighbour.",
    )
    with saying((*false, *true)) as server:
        assert generate(shed, "-o", tmp_path / "vault", server=server).exit_code == 0
    lines = section(tmp_path / "vault/shed/shed.py.md")
    link = "[[shed/shed.py.md#Shed.{0}|{0}]]"
    assert lines == [
        f"1. {true[0]} · [[shed/shed.py.md#Shed.__init__|Shed.__init__]]",
        f"2. {link.format('lend')} and {link.format('mend')} refuse every spade in winter.",
        f"3. {true[2]} · [[shed/shed.py.md#Shed.__init__|Shed.__init__]]",
        f"4. {true[3]} · [[shed/shed.py.md#Shed.lend|Shed.lend]]",
    ]


SCRIPT = """import os
import yard


def lamp(number):
    return yard.light(number)


if not os.path.exists("trams.json"):
    print("no trams")
    raise SystemExit(1)

if os.environ["NIGHT"] != "short":
    lamps = []
{filling}
    yard.hush(lamps)
"""


def test_steps_of_a_script_stand_outside_of_all_functions(tmp_path: Path) -> None:
    filling = "\n".join(f"    lamps.append(lamp({n}))" for n in range(30))
    files = {"main.py": SCRIPT.format(filling=filling), "yard.py": "def hush(lamps):\n    pass\n"}
    project = repository(tmp_path / "gate", files)
    config, vault = tmp_path / "full.yaml", tmp_path / "vault"
    put(config, f"source_paths: [{project}]\ntarget_dir: {vault}\ndetail: full\n")
    steps = (
        "Without `trams.json` it prints a message.",
        "It prints that there are no trams, and exits with 1.",
        "Unless `NIGHT` is short, `yard.hush` gets all lamps.",  # in the block that it opens
        "The lamps are washed with water every week.",
    )
    with saying(steps) as server:
        assert generate("--config", config, server=server).exit_code == 0
    lines = section(vault / "gate/main.py.md")
    assert [line.partition(" ")[2].partition(",")[0] for line in lines] == [
        "Without `trams.json` it prints a message.",
        "It prints that there are no trams",
        "Unless `NIGHT` is short",
    ]


def test_a_member_named_with_its_owner_carries_a_step_and_is_no_file(tmp_path: Path) -> None:
    source = "class Gate:\n" + "".join(
        f"    def {name}(self):\n        return self.bar + {at}\n" + "\n" * 400
        for at, name in enumerate(("open", "close", "lift", "sink", "turn"))
    )
    project = repository(tmp_path / "gate", {"gate.py": source, "main.py": "from gate import Gate"})
    steps = ("`Gate.open` lets somebody in.", "`Gate.steal` takes the bar away.")
    with saying(steps) as server:
        run = generate(project, "-o", tmp_path / "vault", server=server)
        assert run.exit_code == 0
    (line,) = section(tmp_path / "vault/gate/gate.py.md")
    assert "gate.py.md#Gate.open|" in line


FILLING = "".join(f"    wheels.append(rim({n}))\n" for n in range(30))
DEPOT = f'''"""The depot."""

from yard import shunt


class Depot:
    """Where the trams sleep."""

    lamp: str
    siren: str
    axle: str

    def init(self, tram):
        """Prepare a tram."""
        tram.check(self.axle)
        return self.lamp

    def wake(self, tram):
        """Wake a tram."""
        tram.switch(self.lamp)
{FILLING.replace("    ", "        ")}
        tram.sound(self.siren)
        return shunt(tram)


def night(depot):
    """Put all trams to bed."""
{FILLING}
    return hush(depot)


def hush(depot):
    """Make it quiet."""
    return depot.siren.mute()
'''


def test_a_step_is_linked_to_the_function_it_is_about_however_it_names_it(tmp_path: Path) -> None:
    files = {
        "depot.py": DEPOT,
        "yard.py": "from depot import hush\n\n\ndef shunt(tram):\n    return tram.push()\n\n\n"
        "def whistle(tram):\n    return hush(tram.bell)\n",
    }
    steps = {
        "`init` checks the axle.": "Depot.init",  # named as a word of a language
        "`wake` switches the `lamp` on and ends with the `siren`.": "Depot.wake",
        "It ends with `shunt`, the `lamp` is still on.": "Depot.wake",  # of the step before
        "`night` goes on to `hush`, and that mutes the `siren`.": "night",
        "The `siren` falls silent with `mute`.": "hush",  # and not where the type has the field
        "`whistle` ends with `hush`.": "hush",  # as a line of the neighbour shows
    }
    project = repository(tmp_path / "tram", files)
    with saying([*steps]) as server:
        assert generate(project, "-o", tmp_path / "vault", server=server).exit_code == 0
    note = (tmp_path / "vault/tram/depot.py.md").read_text()
    state = note.partition('"steps":[')[2].partition("]")[0]
    assert [row.partition(" ")[2] for row in json.loads(f"[{state}]")] == [*steps.values()]


def test_what_a_step_does_by_a_function_need_not_stand_in_that_function(
    gate: Path, tmp_path: Path
) -> None:
    by_it = "The barrier goes up with `raise_barrier`."
    false = "`find_ticket` lets somebody in with `raise_barrier`."
    with saying((by_it, false)) as server:
        assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
    (line,) = section(tmp_path / "vault/gate/gate.py.md")
    assert line == f"1. The barrier goes up with {linked('raise_barrier')}."


def test_a_change_of_one_function_asks_for_its_own_steps_alone(gate: Path, tmp_path: Path) -> None:
    vault, note = tmp_path / "vault", tmp_path / "vault/gate/gate.py.md"
    text = (gate / "gate.py").read_text()
    with saying(STEPS) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
    put(gate / "gate.py", text.replace("tickets.get(name)", "tickets.get(name.strip())"))
    new = "`find_ticket` strips the name before it asks `tickets` for it."
    # What stands on another symbol does not count: it was not asked about.
    with saying((STEPS[2].replace("lets", "makes"), new)) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        (request,) = [r for r in questions(server) if r.user.startswith("gate.py")]
        assert "only of `find_ticket`" in request.user
        assert "summary" not in _properties(request)
    first, second, third = section(note)
    assert "looks for a ticket" in first
    assert "strips the name" in second
    assert "turn as far" in third
    before = contents(vault)
    with saying(STEPS) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        assert questions(server) == []
    assert contents(vault) == before


def test_a_small_file_of_a_brief_note_has_no_steps(gate: Path, tmp_path: Path) -> None:
    put(gate / "tiny.py", "def tiny(x):\n    return x\n")
    config = tmp_path / "brief.yaml"
    put(config, f"source_paths: [{gate}]\ntarget_dir: {tmp_path / 'brief'}\ndetail: brief\n")
    with saying(STEPS) as server:
        assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
        assert [r.user.split()[0] for r in asked_for_steps(server)] == ["gate.py"]
        count = len(questions(server))
        assert generate("--config", config, server=server).exit_code == 0
        assert asked_for_steps(server, count) == []


def test_the_twenty_most_used_files_have_steps_however_small(tmp_path: Path) -> None:
    files = {f"used_{n:02}.py": f"def used_{n:02}(x):\n    return x\n" for n in range(24)}
    imports = "".join(f"from used_{n:02} import used_{n:02}\n" for n in range(24))
    calls = "".join(f"    used_{n:02}(x)\n" for n in range(24))
    users = {f"{name}.py": f"{imports}\n\ndef {name}(x):\n{calls}" for name in ("one", "two")}
    tree = repository(tmp_path / "tree", files | users)
    with saying(()) as server:
        assert generate(tree, "-o", tmp_path / "vault", server=server).exit_code == 0
        asked = [r.user.split()[0] for r in asked_for_steps(server)]
    assert sorted(asked) == [f"used_{n:02}.py" for n in range(20)]


def test_full_detail_adds_what_to_know_before_a_change(gate: Path, tmp_path: Path) -> None:
    config, vault = tmp_path / "full.yaml", tmp_path / "vault"
    put(config, f"source_paths: [{gate}]\ntarget_dir: {vault}\ndetail: full\n")
    gotcha = "`open_gate` returns `LIMIT` and nothing of what `raise_barrier` returns."
    with saying(STEPS, gotchas=[gotcha, "Beware of the dog and the cat."]) as server:
        assert generate("--config", config, server=server).exit_code == 0
    assert len(section(vault / "gate/gate.py.md")) == 3
    (line,) = section(vault / "gate/gate.py.md", "Before you change it")
    assert line == (
        f"- {linked('open_gate')} returns `LIMIT` and nothing of what {linked('raise_barrier')}"
        " returns."
    )


def test_without_a_model_steps_stay(gate: Path, tmp_path: Path) -> None:
    vault, note = tmp_path / "vault", tmp_path / "vault/gate/gate.py.md"
    with saying(STEPS) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
    before = section(note)
    put(gate / "other.py", "x = 1\n")
    assert generate(gate, "-o", vault, "--engine", "none").exit_code == 0
    assert section(note) == before


def test_a_tiny_model_is_not_asked_for_steps(gate: Path, tmp_path: Path) -> None:
    models = [Model(MODEL, 100_000_000, 8192)]
    with OllamaServer(models=models) as server:
        for _ in range(2):
            assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
        assert asked_for_steps(server) == []
        assert [r.user.split()[0] for r in questions(server)].count("gate.py") == 1


def test_a_file_that_is_read_in_parts_has_steps_too(gate: Path, tmp_path: Path) -> None:
    vault, note = tmp_path / "vault", tmp_path / "vault/gate/gate.py.md"
    more = "".join(
        f"def wheel_{n}(x):\n    '''Adds wheels to the boot.'''\n    return x + {n}\n\n\n"
        for n in range(400)
    )
    put(gate / "gate.py", f"{SOURCE}\n\n{more}")
    with saying((*STEPS, "`wheel_399` is called by `open_gate`.")) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        (fold,) = asked_for_steps(server)
        parts = [r for r in questions(server) if r.user.startswith("Part of gate.py")]
    assert "These are notes on the parts of gate.py" in fold.user
    assert "(open_gate, find_ticket, " in fold.user
    assert len(parts) > 1 and len(section(note)) == 3
    before = contents(vault)
    with saying(STEPS) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        assert questions(server) == []
    assert contents(vault) == before
    changed = SOURCE.replace("tickets.get(name)", "tickets.get(name.strip())")
    put(gate / "gate.py", f"{changed}\n\n{more}")
    new = "`find_ticket` strips the name before it asks `tickets` for it."
    with saying((STEPS[2], new)) as server:
        assert generate(gate, "-o", vault, server=server).exit_code == 0
        (request,) = [r for r in questions(server) if "gate.py" in r.user.partition("\n")[0]]
        assert request.user.startswith("Part of gate.py")
        assert "only of `find_ticket`" in request.user
    first, second, third = section(note)
    assert ("looks for" in first, "strips" in second, "turn as far" in third) == (True,) * 3


def test_a_number_may_stand_in_what_was_told_of_a_neighbour(tmp_path: Path) -> None:
    client = "from shop.wire import PORT, dial\n\n\ndef call(host):\n    return dial(host, PORT)\n"
    wire = "PORT = 7835\n\n\ndef dial(host, port):\n    return host, port\n"
    others = "".join(f"\n\ndef spare_{n}(x):\n    return x + {n}\n" for n in range(60))
    shop = repository(tmp_path / "shop", {"shop/wire.py": wire, "shop/client.py": client + others})
    true = "`call` reaches the host at port 7835 with `dial`."
    with saying((true, "`call` reaches the host at port 7836 with `dial`.")) as server:
        assert generate(shop, "-o", tmp_path / "vault", server=server).exit_code == 0
    (line,) = section(tmp_path / "vault/shop/shop/client.py.md")
    assert "7835" in line


def test_a_name_of_the_language_tells_where_it_stands_in_few_places(
    gate: Path, tmp_path: Path
) -> None:
    refuses = "def refuse(name):\n    raise NotImplementedError(name)\n"
    put(gate / "gate.py", (gate / "gate.py").read_text() + f"\n\n{refuses}")
    true = "`NotImplementedError` greets all who come late."
    with saying((STEPS[0], true, "`KeyError` greets all who come early.")) as server:
        assert generate(gate, "-o", tmp_path / "vault", server=server).exit_code == 0
    lines = section(tmp_path / "vault/gate/gate.py.md")
    assert lines[1:] == [f"2. {true} · {linked('refuse')}"]


@pytest.mark.parametrize(("case", "is_linked"), [("Server", False), ("Remote", True)])
def test_a_name_that_the_file_has_itself_leads_to_no_neighbour(
    tmp_path: Path, case: str, is_linked: bool
) -> None:
    main = f"use crate::server::Server;\n\nenum Command {{\n    Local,\n    {case},\n}}\n\n"
    main += f"mod server;\n\nfn main() {{\n    Command::{case};\n    Server::start(3);\n}}\n"
    others = "".join(f"\nfn spare_{n}(x: u8) -> u8 {{\n    x + {n}\n}}\n" for n in range(60))
    server = "pub struct Server;\n\nimpl Server {\n    pub fn start(port: u16) {}\n}\n"
    files = {"Cargo.toml": '[package]\nname = "shop"\n', "src/server.rs": server}
    shop = repository(tmp_path / "shop", files | {"src/main.rs": main + others})
    with saying(("`main` takes `Server` and calls `start`.",)) as model:
        assert generate(shop, "-o", tmp_path / "vault", server=model).exit_code == 0
    (line,) = section(tmp_path / "vault/shop/src/main.rs.md")
    assert ("[[shop/src/server.rs.md|Server]]" in line) is is_linked
    assert ("`Server`" in line) is not is_linked
