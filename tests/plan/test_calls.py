"""What happens when a program starts: the calls that the overview tells, with a diagram."""

# ruff: noqa: E501  sources of one line each

from __future__ import annotations

import re
from pathlib import Path

import pytest
from material.repository import generate, put, repository

PYTHON = {
    "pyproject.toml": '[project]\nname = "gate"\n\n[project.scripts]\ngate = "gate.app:main"\n',
    "gate/__init__.py": "",
    "gate/app.py": "from gate.door import Door\nfrom gate.tickets import read_all\n\n\n"
    "def main():\n    tickets = read_all()\n    door: Door = make_door(tickets)\n"
    "    door.open()\n\n\n"
    "def make_door(tickets):\n    return Door(tickets)\n\n\ndef unused():\n    read_all()\n",
    "gate/door.py": "class Door:\n"
    "    def __init__(self, tickets):\n        self.tickets = tickets\n\n"
    "    def open(self):\n        return self.tickets\n",
    "gate/tickets.py": "def read_all():\n    return parse(open('tickets').read())\n\n\n"
    "def parse(text):\n    return text.split()\n",
}
GO = {
    "go.mod": "module example.org/gate\n\ngo 1.22\n",
    "main.go": "package main\n\nfunc main() {\n\topenGate(readTickets())\n}\n\n"
    "func openGate(n int) {\n\traise(n)\n}\n",
    "tickets.go": "package main\n\nfunc readTickets() int { return 3 }\n\nfunc raise(n int) {}\n",
}


def told(tmp_path: Path, files: dict[str, str]) -> str:
    """Return what the overview says of the start."""
    root = repository(tmp_path / "gate", files)
    assert generate(root, "-o", tmp_path / "vault", "--engine", "none").exit_code == 0
    text = (tmp_path / "vault/gate/gate.md").read_text(encoding="utf-8")
    text = re.sub(r"\[\[[^\]|#]*#[^\]|]*\|([^\]]*)\]\]", r"`\1`", text)  # links to sections
    return text.partition("## What happens when it starts\n")[2].partition("\n## ")[0]


def test_the_calls_follow_from_the_start_in_their_order(tmp_path: Path) -> None:
    text = told(tmp_path, PYTHON)
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    app = (
        "[[gate/gate/app.py.md|gate/app.py]]"
        if "|gate/app.py]]" in text
        else "[[gate/gate/app.py.md|app.py]]"
    )
    assert lines[0].startswith(f"- `main` in {app} calls `read_all` ([[")
    assert lines[0].index("read_all") < lines[0].index("make_door")
    assert any("`make_door`" in line and "`Door`" in line for line in lines[1:])
    assert any(line.startswith("- `read_all` in") and "`parse`" in line for line in lines)
    assert "unused" not in text
    assert '["app.py: main"]' in text


def test_go_needs_no_import_within_a_package(tmp_path: Path) -> None:
    text = told(tmp_path, GO)
    first = next(line for line in text.splitlines() if line.startswith("- "))
    assert "`openGate`" in first
    assert "`readTickets` ([[" in first
    assert '["tickets.go: raise"]' in text


def test_functions_of_types_are_told_in_rust(tmp_path: Path) -> None:
    """Two types have a function of one name, and a method is called on what one of them makes."""
    files = {
        "Cargo.toml": '[package]\nname = "gate"\n',
        "src/main.rs": "mod door;\nmod tickets;\nuse door::Door;\nuse tickets::Tickets;\n\n"
        "fn main() {\n    let tickets = Tickets::from_args(1);\n"
        "    let mut door = Door::from_args(2);\n    door.open();\n    door.unknown();\n}\n",
        "src/door.rs": "pub struct Door { n: u32 }\n\nimpl Door {\n"
        "    pub fn from_args(n: u32) -> Self { Self { n } }\n\n"
        "    pub fn open(&self) { Self::turn(self.n) }\n\n    fn turn(n: u32) {}\n}\n",
        "src/tickets.rs": "pub struct Tickets { n: u32 }\n\nimpl Tickets {\n"
        "    pub fn from_args(n: u32) -> Self { Tickets { n } }\n}\n",
    }
    text = told(tmp_path, files)
    first = next(line for line in text.splitlines() if line.startswith("- "))
    names = re.findall(r"`(\w+::\w+)`", first)
    assert names == ["Tickets::from_args", "Door::from_args", "Door::open"]
    assert "`Door::turn`" in text


def test_a_generic_type_in_a_signature_is_not_called(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": '[package]\nname = "gate"\n',
        "src/main.rs": "mod door;\nuse door::{Door, Guard};\n\n"
        "fn main() {\n    let guard = Guard::on_duty(1);\n    open(guard);\n}\n\n"
        "fn open(guard: Guard<u32>) -> Door<u32> {\n    check(guard)\n}\n\n"
        "fn check(guard: Guard<u32>) -> Door<u32> {\n    todo!()\n}\n",
        "src/door.rs": "pub struct Door<T> { n: T }\n\npub struct Guard<T> { n: T }\n\n"
        "impl<T> Guard<T> {\n    pub fn on_duty(n: T) -> Self { Self { n } }\n}\n",
    }
    lines = [line for line in told(tmp_path, files).splitlines() if line.startswith("- ")]
    called = [re.findall(r"`([\w:]+)`", line.partition(" calls ")[2]) for line in lines]
    assert called == [["Guard::on_duty", "open"], ["check"]]


def test_methods_are_told_where_a_program_works_in_them(tmp_path: Path) -> None:
    """On a new object, on itself; `store.get` is no `Door.get`, and an annotation calls nothing."""
    files = {
        "pyproject.toml": '[project]\nname = "gate"\n\n[project.scripts]\ngate = "gate.app:main"\n',
        "gate/__init__.py": "",
        "gate/store.py": "store = {}\n",
        "gate/app.py": "from gate.door import Door, Guard\nfrom gate.store import store\n\n\n"
        "def main(name=store.get('name'), of: Guard = None):\n"
        "    Guard(len(name), [1]).watch()\n    Door.get(name)\n",
        "gate/door.py": "class Door:\n    @classmethod\n    def get(cls, name):\n"
        "        return cls(name)\n\n\nclass Guard:\n    def watch(self):\n        self.sleep()\n\n"
        "    def sleep(self):\n        return 3\n",
    }
    lines = [line for line in told(tmp_path, files).splitlines() if line.startswith("- ")]
    called = re.findall(r"`([\w.]+)`", lines[0].partition(" calls ")[2])
    assert called == ["Guard.watch", "Door.get"]
    assert lines[1].endswith(" calls `Guard.sleep`")


@pytest.mark.parametrize("path", ["gate/door.py", "gate/app.py"])
def test_a_library_has_no_start(tmp_path: Path, path: str) -> None:
    library = {name: text for name, text in PYTHON.items() if name != "pyproject.toml"}
    assert told(tmp_path, {path: library[path], "README.md": "# Gate\n\nA library.\n"}) == ""


def test_the_calls_are_those_of_the_sources_as_they_are(tmp_path: Path) -> None:
    before = told(tmp_path, PYTHON)
    put(
        tmp_path / "gate/gate/tickets.py",
        "def read_all():\n    return load()\n\n\ndef load(): ...\n",
    )
    after = told(tmp_path, {})
    assert "parse" in before
    assert "parse" not in after
    assert "load" in after


def test_a_package_that_is_imported_does_not_start(tmp_path: Path) -> None:
    files = {
        "package.json": '{"name": "gate", "main": "index.js"}',
        "index.js": 'import { turn } from "./motor.js";\n\nexport function run() {\n  turn();\n'
        "  stop();\n}\nfunction stop() {\n  turn();\n}\nrun();\n",
        "motor.js": "export function turn() {}\n",
    }
    assert told(tmp_path, files) == ""


def test_a_tool_in_another_language_does_not_start_the_product(tmp_path: Path) -> None:
    many = "\n".join(f"int f{n}(void) {{ return {n}; }}" for n in range(400))
    files = {
        "lib.c": many,
        "start.py": "#!/usr/bin/env python\n\n\ndef main():\n    read()\n    write()\n\n\n"
        "def read(): ...\n\n\ndef write(): ...\n\n\nif __name__ == '__main__':\n    main()\n",
    }
    assert told(tmp_path, files) == ""
    assert "`read`" in told(tmp_path, {"lib.c": "int f(void) { return 1; }\n"})


def test_files_of_one_name_are_told_apart_in_diagrams_and_where_a_symbol_is_in_use(
    tmp_path: Path,
) -> None:
    files = {
        "package.json": '{"name": "gate", "bin": "./cli.js"}',
        "cli.js": "#!/usr/bin/env node\nimport {start} from './util.js';\n"
        "import {unlock} from './door/util.js';\n\n"
        "export function main() {\n  start();\n  unlock();\n}\n\nmain();\n",
        "util.js": "export function start() {\n  return 1;\n}\n",
        "door/util.js": "import {start} from '../util.js';\n\n"
        "export function unlock() {\n  return start();\n}\n",
    }
    text = told(tmp_path, files)
    assert re.findall(r'\["(.*)"\]', text) == [
        "cli.js: main", "util.js: start", "door/util.js: unlock",
    ]  # fmt: skip
    note = (tmp_path / "vault/gate/util.js.md").read_text(encoding="utf-8")
    assert "|door/util.js]], `unlock`: `return start();`" in note


def test_what_a_program_only_loads_starts_it(tmp_path: Path) -> None:
    files = {
        "package.json": '{"name": "gate", "bin": "./cli.js"}',
        "cli.js": "#!/usr/bin/env node\nif (process.argv.length > 1) {\n"
        "  await import('./implementation.js');\n}\n",
        "implementation.js": "#!/usr/bin/env node\nimport {start, stop} from './door.js';\n\n"
        "start();\nstop();\n",
        "door.js": "export function start() {}\n\nexport function stop() {}\n",
    }
    text = told(tmp_path, files)
    assert "|implementation.js]] calls `start` (" in text
    assert '["door.js: stop"]' in text


def test_a_module_of_rust_runs_nothing_when_it_is_declared(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": '[package]\nname = "gate"\n',
        "src/main.rs": 'mod config;\n\nfn main() {\n    println!("a");\n}\n',
        "src/config.rs": "pub struct Comma(pub u8);\n\nimpl Comma {\n"
        "    pub fn get(self) -> u8 {\n        self.0\n    }\n}\n\n"
        "pub struct Config {\n    comma: u8,\n}\n\nimpl Config {\n"
        "    pub fn new(c: Option<Comma>) -> Config {\n        let comma = Comma(1);\n"
        "        Config { comma: comma.0 }\n    }\n}\n",
    }
    assert told(tmp_path, files) == ""


def test_a_method_calls_others_of_its_type_but_not_in_words(tmp_path: Path) -> None:
    files = {
        "pom.xml": "<project><artifactId>gate</artifactId></project>",
        "src/main/java/gate/Main.java": "package gate;\n\npublic class Main {\n"
        "    public static void main(String[] args) {\n        // shut() comes later\n"
        '        open("shut()");\n        Bell.ring();\n    }\n\n'
        "    static void open(String how) {\n        Bell.ring();\n    }\n\n"
        "    static void shut() {\n        Bell.ring();\n    }\n}\n",
        "src/main/java/gate/Bell.java": "package gate;\n\npublic class Bell {\n"
        "    static void ring() {\n    }\n}\n",
    }
    text = told(tmp_path, files)
    assert "`Main.main` in" in text
    assert "Main.open" in text
    assert "shut" not in text
    script = {
        "pyproject.toml": '[project]\nname = "gate"\n\n[project.scripts]\ngate = "app:Gate.run"\n',
        "app.py": "from door import lift\n\n\nclass Gate:\n    def run(self):\n"
        '        """Call self.shut() afterwards."""\n        lift()\n        self.open()\n\n'
        "    def open(self):\n        lift()\n\n    def shut(self):\n        lift()\n",
        "door.py": "def lift():\n    return 1\n",
    }
    text = told(tmp_path / "python", script)
    assert "`Gate.open`" in text
    assert "shut" not in text


def test_a_module_of_rust_is_called_by_its_name(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": '[package]\nname = "gate"\n',
        "src/main.rs": "mod bell;\nmod door;\n\nfn main() {\n    door::open(1);\n"
        "    bell::ring();\n}\n",
        "src/door.rs": "pub fn open(count: u8) -> u8 {\n    count\n}\n",
        "src/bell.rs": "pub fn ring() {}\n",
    }
    text = told(tmp_path, files)
    assert "calls `open` (" in text
    assert "`ring` (" in text


def test_what_a_crate_hands_on_is_called_by_its_program_and_no_tool_starts_it(
    tmp_path: Path,
) -> None:
    files = {
        "Cargo.toml": '[package]\nname = "gate"\nedition = "2021"\n\n[workspace]\n'
        'members = ["tools/count"]\n',
        "src/main.rs": "fn main() {\n    gate::run(1);\n}\n",
        "src/lib.rs": "mod run;\n\npub use crate::run::run;\n",
        "src/run.rs": "pub fn run(count: u8) {\n    lift(count)\n}\n\nfn lift(count: u8) {}\n",
        "tools/count/Cargo.toml": '[package]\nname = "count"\nedition = "2021"\n',
        "tools/count/src/main.rs": "fn main() {\n    add(1);\n}\n\nfn add(n: u8) {}\n",
    }
    text = told(tmp_path, files)
    assert "`run` in" in text
    assert "`lift`" in text
    files["src/main.rs"] = 'fn main() {\n    println!("open");\n}\n'
    assert told(tmp_path / "plain", files) == ""


def called_by_main(tmp_path: Path, files: dict[str, str]) -> list[str]:
    """Return what the overview says that `main` calls."""
    lines = told(tmp_path, files).splitlines()
    line = next(line for line in lines if re.match(r"- `?(?:\[\[[^|]*\|)?main", line))
    return re.findall(r"`([\w.:]+)`", line.partition(" calls ")[2])


def test_what_a_decorator_calls_its_function_does_not(tmp_path: Path) -> None:
    app = (
        "from gate.marks import Mark, keep, once\nfrom gate.tickets import read_all\n\n\n"
        "@once(Mark(), 'main')\n@keep(Mark(), domain=1)\ndef main():\n    read_all()\n    keep(1)\n"
    )
    marks = (
        "class Mark: pass\n\n\ndef keep(x, domain=0): return x\n\n\ndef once(x, name): return x\n"
    )
    assert called_by_main(tmp_path, {**PYTHON, "gate/app.py": app, "gate/marks.py": marks}) == [
        "read_all",
        "keep",
    ]


@pytest.mark.parametrize(
    "files",
    [
        {
            **GO,
            "main.go": "package main\n\nfunc main() {\n\tdoor := Door{Number: 1}\n\tif limit != ready {\n"
            "\t\tdoor.Number = 2\n\t}\n\topenGate(door)\n}\n\nfunc openGate(door Door) { raise() }\n\nfunc raise() {}\n\nfunc ready() bool { return true }\n",
            "door.go": "package main\n\ntype Door struct {\n\tNumber int\n}\n",
        },
        {
            "Cargo.toml": '[package]\nname = "gate"\n',
            "src/main.rs": "mod door;\nuse door::{open_gate, Door};\n\nfn main() {\n"
            "    let door = Door { number: 1 };\n    open_gate(door);\n}\n",
            "src/door.rs": "pub struct Door { pub number: u32 }\n\npub fn open_gate(door: Door) { raise() }\n\nfn raise() {}\n",
        },
    ],
)  # fmt: skip
def test_filling_a_struct_is_no_call(tmp_path: Path, files: dict[str, str]) -> None:
    assert called_by_main(tmp_path, files) in (["openGate"], ["open_gate"])


def test_a_comparison_is_no_call(tmp_path: Path) -> None:
    app = (
        "from gate.tickets import parse, read_all\n\n\n"
        "def main():\n    if parse != 1 or parse == 2:\n        read_all()\n"
    )
    assert called_by_main(tmp_path, {**PYTHON, "gate/app.py": app}) == ["read_all"]


def test_where_room_is_short_what_does_most_is_told(tmp_path: Path) -> None:
    """The commands of a program take most of the room."""
    commands = "".join(f"@cli.command()\ndef do_{n}():\n    read_{n}()\n\n\n" for n in range(7))
    serve = "".join(f"    read_{n}()\n" for n in range(8))
    reads = "".join(f"def read_{n}():\n    return {n}\n\n\n" for n in range(7))
    files = {
        "pyproject.toml": '[project]\nname = "gate"\n\n[project.scripts]\ngate = "gate.app:cli"\n',
        "gate/__init__.py": "",
        "gate/app.py": "import click\n\nfrom gate.reads import *\n"
        "from gate.reads import read_0, read_1, read_2, read_3, read_4, read_5, read_6, read_7\n\n\n"
        f"@click.group()\ndef cli():\n    pass\n\n\n{commands}@cli.command()\ndef serve():\n{serve}",
        "gate/reads.py": f"from gate.door import Door\n\n\n{reads}def read_7():\n    return Door()\n",
        "gate/door.py": "class Door: pass\n",
    }
    text = told(tmp_path, files)
    line = next(line for line in text.splitlines() if line.startswith("- `serve`"))
    assert "`read_7`" in line
    assert len(re.findall(r"`read_\d`", line)) == 6
