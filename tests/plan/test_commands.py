"""The commands of a program, as it registers them: their names, and what follows from each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from material.repository import generate, repository

MANIFEST = '[project]\nname = "gate"\n\n[project.scripts]\ngate = "gate.cli:{entry}"\n'
CLICK = {
    "pyproject.toml": MANIFEST.format(entry="cli"),
    "gate/__init__.py": "",
    "gate/cli.py": "import click\nfrom gate.door import lift, drop\n\n\n"
    "@click.group()\ndef cli():\n    pass\n\n\n"
    '@cli.command(name="open")\n@click.option("-n", "--name")\ndef open_it(name):\n    lift(name)\n'
    "    drop(name)\n\n\n"
    "@cli.command()\ndef shut_all():\n    drop(1)\n\n\n"
    "@cli.command()\ndef odd_command():\n    drop(1)\n\n\n"
    '@cli.group("tickets")\ndef of_tickets():\n    pass\n\n\n'
    '@of_tickets.command("list")\ndef list_them():\n    pass\n',
    "gate/door.py": "def lift(x): ...\n\n\ndef drop(x): ...\n",
}
TYPER = {
    "pyproject.toml": MANIFEST.format(entry="main"),
    "gate/__init__.py": "",
    "gate/cli.py": "import typer\nfrom gate.door import lift, drop\n\napp = typer.Typer()\n\n\n"
    '@app.command("open")\ndef open_it(name: str):\n    lift(name)\n    drop(name)\n\n\n'
    "@app.command()\ndef shut(name: str):\n    drop(name)\n\n\n"
    "def main():\n    app()\n",
    "gate/door.py": CLICK["gate/door.py"],
}
COBRA = {
    "go.mod": "module example.org/gate\n\ngo 1.22\n",
    "main.go": 'package main\n\nimport "example.org/gate/cmd"\n\n'
    "func main() {\n\tcmd.Execute()\n}\n",
    "cmd/root.go": 'package cmd\n\nimport "github.com/spf13/cobra"\n\n'
    'var rootCmd = &cobra.Command{\n\tUse: "gate [door]",\n}\n\n'
    "func Execute() {\n\trootCmd.Execute()\n}\n",
    "cmd/open.go": 'package cmd\n\nimport "github.com/spf13/cobra"\n\n'
    'var openCmd = &cobra.Command{\n\tUse:   "open NAME",\n\tRunE: runOpen,\n}\n\n'
    "func init() {\n\trootCmd.AddCommand(openCmd, newShutCmd())\n}\n\n"
    "func runOpen(c *cobra.Command, args []string) error {\n\tlift()\n\treturn nil\n}\n\n"
    "func lift() {}\n",
    "cmd/shut.go": 'package cmd\n\nimport "github.com/spf13/cobra"\n\n'
    'func newShutCmd() *cobra.Command {\n\treturn &cobra.Command{\n\t\tUse: "shut",\n\t}\n}\n',
}
KONG = {
    "go.mod": "module example.org/gate\n\ngo 1.22\n",
    "main.go": 'package main\n\nimport "github.com/alecthomas/kong"\n\n'
    "func main() {\n\tctx := kong.Parse(&CLI{})\n\tctx.Run()\n}\n",
    "cli.go": 'package main\n\nimport "example.org/gate/door"\n\ntype CLI struct {\n'
    '\tOpenDoor OpenCmd `cmd:"" help:"Open it."`\n\tShut door.Options `cmd:"" help:"Shut it."`\n'
    '\tDebug Debug `cmd:"" hidden:"" help:"For us."`\n'
    '\tTicket struct {\n\t\tList struct{} `cmd:"" help:"All."`\n\t} `cmd:"" name:"tickets"`\n}\n\n'
    'type Debug struct {\n\tDump struct{} `cmd:"" help:"All of it."`\n}\n\n'
    'type OpenCmd struct {\n\tWide bool `help:"As wide as it goes."`\n}\n\n'
    "func (o *OpenCmd) Run() error {\n\treturn nil\n}\n",
    "door/options.go": 'package door\n\ntype Options struct {\n\tHard bool `help:"Hard."`\n}\n',
}


def start(tmp_path: Path, files: dict[str, str]) -> str:
    """Return what the overview says of the start of a program."""
    root = repository(tmp_path / "gate", files)
    assert generate(root, "-o", tmp_path / "vault", "--engine", "none").exit_code == 0
    text = (tmp_path / "vault/gate/gate.md").read_text(encoding="utf-8")
    return text.partition("## What happens when it starts\n")[2].partition("\n## ")[0]


def commands(text: str) -> str:
    """Return the line with the commands."""
    lines = [line for line in text.splitlines() if line.startswith("Commands, as")]
    return lines[0] if lines else ""


def test_commands_of_kong_are_told_without_the_hidden_ones(tmp_path: Path) -> None:
    text = start(tmp_path, KONG)
    assert re.findall(r"(?<=[|`])[\w -]+(?=\]\]|`)", commands(text)) == [
        "open-door", "shut", "tickets list"
    ]  # fmt: skip
    assert "cli.go.md#OpenCmd.Run|open-door" in text


def test_commands_of_click_have_the_names_of_their_groups_in_front(tmp_path: Path) -> None:
    text = start(tmp_path, CLICK)
    line = commands(text)
    assert "[[gate/gate/cli.py.md#open_it|open]]" in line
    assert "|shut-all]]" in line
    assert "|tickets list]]" in line
    assert "odd" not in line  # `odd` or `odd-command`: that depends on the version of Click
    assert '["cli.py: open_it"]' in text
    assert "`lift`" in text.replace("|lift]]", "`lift`")


def test_the_calls_of_a_typer_program_go_on_at_its_commands(tmp_path: Path) -> None:
    text = start(tmp_path, TYPER)
    assert "|open]]" in commands(text)
    assert "|shut]]" in commands(text)
    assert '["door.py: lift"]' in text
    assert '["cli.py: main"]' in text


def test_commands_of_cobra_are_found_in_the_files_of_their_package(tmp_path: Path) -> None:
    text = start(tmp_path, COBRA)
    line = commands(text)
    assert "|open]]" in line.replace("`open`", "|open]]")
    assert "shut" in line
    assert "gate [" not in line
    assert '["open.go: runOpen"]' in text


def test_the_page_of_a_web_app_runs_no_command_of_its_server(tmp_path: Path) -> None:
    page = {
        "web/package.json": '{"name": "web", "scripts": {"dev": "vite"},'
        ' "dependencies": {"vite": "5"}}',
        "web/index.html": '<script type="module" src="/src/main.ts"></script>',
        "web/src/main.ts": "import { lower } from './door'\n\nlower()\n",
        "web/src/door.ts": "export function lower() { return higher() }\n\n"
        "export function higher() {}\n",
    }
    text = start(tmp_path, {**COBRA, **page})
    assert "open" in commands(text)
    assert '["main.go: main"]' in text
    assert "main.ts" not in text


def test_what_a_program_of_cobra_does_without_a_command_is_told(tmp_path: Path) -> None:
    root = COBRA["cmd/root.go"].replace('[door]",\n', '[door]",\n\tRunE: watch,\n')
    watch = "\nfunc watch(c *cobra.Command, args []string) error {\n\tlook()\n\treturn nil\n}\n"
    text = start(tmp_path, COBRA | {"cmd/root.go": f"{root}{watch}\nfunc look() {{}}\n"})
    assert "gate" in commands(text)
    assert '["root.go: look"]' in text


@pytest.mark.parametrize(
    "change",
    [
        ("app = typer.Typer()", "app = typer.Typer()\nother = typer.Typer()"),  # which is it?
        ("import typer\n", "import mytyper as typer\n"),
    ],
)
def test_what_is_not_certain_is_no_command(tmp_path: Path, change: tuple[str, str]) -> None:
    files = TYPER | {"gate/cli.py": TYPER["gate/cli.py"].replace(*change)}
    assert commands(start(tmp_path, files)) == ""


def test_a_group_on_something_unknown_gives_its_commands_no_name(tmp_path: Path) -> None:
    script = (
        "import click\nfrom flask import Blueprint\n\nbp = Blueprint('cli', __name__)\n\n\n"
        "@bp.cli.group()\ndef tickets():\n    pass\n\n\n"
        "@tickets.command('list')\ndef list_them():\n    pass\n"
    )
    files = CLICK | {"gate/cli.py": script, "pyproject.toml": MANIFEST.format(entry="tickets")}
    assert commands(start(tmp_path, files)) == ""


def shown(text: str) -> list[str]:
    """Return the names of the commands, sorted: a linked name is what its link shows."""
    line = commands(text).partition(": ")[2]
    return sorted(re.sub(r"\[\[[^|]*\|([^\]]*)\]\]", r"\1", line).replace("`", "").split(", "))


def test_groups_of_click_and_typer_reach_over_files(tmp_path: Path) -> None:
    click = CLICK | {
        "gate/cli.py": "import click\nfrom gate import tickets\n"
        "from gate.more import ring as bell\n\n\n"
        "@click.group()\ndef cli():\n    pass\n\n\n"
        "cli.add_command(tickets.tickets)\ncli.add_command(bell)\n",
        "gate/tickets.py": "import click\n\n\n@click.group()\ndef tickets():\n    pass\n\n\n"
        "@tickets.command()\ndef sell():\n    pass\n",
        "gate/more.py": "import click\n\n\n@click.command()\ndef ring():\n    pass\n\n\n"
        "@click.command()\ndef unused():\n    pass\n",
    }
    assert shown(start(tmp_path / "1", click)) == ["ring", "tickets sell"]
    typer = TYPER | {
        "gate/cli.py": "import typer\nfrom gate import tickets\n"
        "from gate.more import app as more\n\n"
        'app = typer.Typer()\napp.add_typer(tickets.app, name="tickets")\napp.add_typer(more)\n\n\n'
        "def main():\n    app()\n",
        "gate/tickets.py": "import typer\n\napp = typer.Typer()\n\n\n"
        "@app.command()\ndef sell():\n    pass\n",
        "gate/more.py": "import typer\n\napp = typer.Typer()\n\n\n"
        "@app.command()\ndef ring():\n    pass\n",
    }
    assert shown(start(tmp_path / "2", typer)) == ["ring", "tickets sell"]


OF_OTHERS = {
    "argparse": (
        {
            "pyproject.toml": MANIFEST.format(entry="main"),
            "gate/__init__.py": "",
            "gate/cli.py": "import argparse\nfrom gate.door import lift, drop\n\n\n"
            "def main():\n    parser = argparse.ArgumentParser()\n"
            '    sub = parser.add_subparsers(dest="what")\n'
            '    p = sub.add_parser("open", help="Open it")\n    p.set_defaults(func=open_it)\n'
            '    p = sub.add_parser("tickets")\n    of = p.add_subparsers()\n'
            '    of.add_parser("sell").set_defaults(func=sell)\n'
            '    for name in ("a", "b"):\n        sub.add_parser(name)\n'
            "    args = parser.parse_args()\n    args.func(args)\n\n\n"
            "def open_it(args):\n    lift(1)\n    drop(1)\n\n\ndef sell(args):\n    drop(1)\n",
            "gate/door.py": CLICK["gate/door.py"],
        },
        ["a", "b", "open", "tickets sell"],
        '["cli.py: open_it"]',
    ),
    "clap": (
        {
            "Cargo.toml": '[package]\nname = "gate"\nversion = "0.1.0"\n',
            "src/main.rs": "mod cli;\nuse clap::Parser;\nuse cli::{Cli, Commands};\n\n"
            "fn main() {\n    let cli = Cli::parse();\n    match cli.command {\n"
            "        Commands::OpenIt { name } => open_it(name),\n"
            "        Commands::Tickets(args) => todo!(),\n        _ => {}\n    }\n}\n\n"
            "fn open_it(name: String) {\n    lift(name)\n}\n\nfn lift(name: String) {}\n",
            "src/cli.rs": "use clap::{Args, Parser, Subcommand};\n\n#[derive(Parser)]\n"
            "#[command(version)]\npub struct Cli {\n    #[command(subcommand)]\n"
            "    pub command: Commands,\n}\n\n#[derive(Subcommand)]\npub enum Commands {\n"
            "    /// Opens it; (see Gate).\n    OpenIt { name: String },\n"
            '    #[command(name = "shut", about = "Shuts (it)")]\n    Close,\n'
            "    Tickets(TicketArgs),\n    #[command(external_subcommand)]\n"
            "    Other(Vec<String>),\n}\n\n#[derive(Args)]\npub struct TicketArgs {\n"
            "    #[command(subcommand)]\n    what: Option<TicketCommands>,\n}\n\n"
            "#[derive(Subcommand)]\npub enum TicketCommands {\n    Sell,\n}\n",
        },
        ["open-it", "shut", "tickets sell"],
        '["src/main.rs: open_it"]',
    ),
    "commander": (
        {
            "package.json": '{"name": "gate", "version": "1.0.0", "bin": {"gate": "cli.js"}}',
            "cli.js": "#!/usr/bin/env node\nconst { Command } = require('commander')\n"
            "const { lift } = require('./door')\n\nconst program = new Command()\n\n"
            "function open(name) {\n  lift(name)\n}\n\n"
            "program.command('open <name>').description('Opens (it').action(open)\n"
            "const tickets = program.command('tickets')\n"
            "tickets.command('sell').action(() => lift(1))\n"
            "table.command('no')\nprogram.parse()\n",
            "door.js": "exports.lift = function lift(x) {}\n",
        },
        ["open", "tickets sell"],
        '["cli.js: open"]',
    ),
    "yargs": (
        {
            "package.json": '{"name": "gate", "version": "1.0.0", "bin": {"gate": "cli.js"}}',
            "cli.js": "#!/usr/bin/env node\nconst yargs = require('yargs')\n"
            "const { lift } = require('./door')\n\nfunction open(argv) {\n  lift(argv.name)\n}\n\n"
            "yargs(process.argv)\n  .command('open [name]', 'Opens it', {}, open)\n"
            "  .command('tickets', 'All', (y) => y.command('sell', 'One', {}, () => {}))\n"
            "  .command('$0', 'Default')\n  .parse()\n",
            "door.js": "exports.lift = function lift(x) {}\n",
        },
        ["open", "tickets sell"],
        '["cli.js: open"]',
    ),
}


@pytest.mark.parametrize("library", OF_OTHERS)
def test_commands_of_other_libraries(tmp_path: Path, library: str) -> None:
    files, names, edge = OF_OTHERS[library]
    text = start(tmp_path, files)
    assert shown(text) == names
    assert edge in text


def test_types_of_one_name_in_several_files_are_told_apart(tmp_path: Path) -> None:
    head = "use clap::{Parser, Subcommand};\n\n#[derive(Parser)]\n"
    sub = "    #[command(subcommand)]\n    what: "
    files = {
        "Cargo.toml": OF_OTHERS["clap"][0]["Cargo.toml"],
        "src/main.rs": "mod lock;\nmod sell;\n" + head + "struct Args {\n"
        f"{sub}Command,\n}}\n\n"
        "#[derive(Parser)]\nenum Command {\n    Lock(lock::Args),\n    Sell(sell::Args),\n"
        '    #[command(name = NAMED)]\n    Odd,\n    #[command(name = "z.two")]\n    Two,\n}\n\n'
        "fn main() {\n    Args::parse();\n}\n",
        "src/lock.rs": head + "pub struct Args {\n" + sub + "Of,\n}\n\n#[derive(Subcommand)]\n"
        "enum Of {\n    Turn,\n}\n",
        "src/sell.rs": head + "pub struct Args {\n" + sub + "Option<Of>,\n}\n\n"
        "#[derive(Subcommand)]\n"
        "enum Of {\n    #[command(hide = true)]\n    Cheap,\n}\n",
    }
    assert shown(start(tmp_path, files)) == ["lock turn", "sell", "z.two"]


@pytest.mark.parametrize(
    ("known", "later"),
    [
        ('("a", "b")', "LATER.items()"),
        ("add_parser(name)", "add_parser(later.name, help=later.help)"),
        ("add_parser(name)", 'add_parser(f"{name}-all")'),
    ],
)
def test_names_that_only_a_run_of_argparse_knows_leave_all_commands_out(
    tmp_path: Path, known: str, later: str
) -> None:
    """Some of the commands would pass for all."""
    cli = OF_OTHERS["argparse"][0]["gate/cli.py"].replace(known, later)
    files = OF_OTHERS["argparse"][0] | {"gate/cli.py": cli}
    generate(repository(tmp_path / "gate", files), "-o", tmp_path / "vault", "--engine", "none")
    overview = (tmp_path / "vault/gate/gate.md").read_text(encoding="utf-8")
    assert "as the program registers them" not in overview


def test_functions_that_are_given_the_subparsers_of_argparse_add_commands(tmp_path: Path) -> None:
    cli = (
        "import argparse\n\n\ndef add_open(subparsers):\n"
        '    p: argparse.ArgumentParser = subparsers.add_parser(\n        "open"\n    )\n'
        '    of = p.add_subparsers()\n    of.add_parser("wide")\n\n\n'
        'def add_odd(others):\n    others.add_parser("odd")\n\n\n'
        "def main():\n    shared = argparse.ArgumentParser(add_help=False)\n"
        "    parser = argparse.ArgumentParser()\n    subparsers = parser.add_subparsers()\n"
        "    add_open(subparsers)\n    add_odd(subparsers)\n    parser.parse_args()\n"
    )
    files = OF_OTHERS["argparse"][0] | {"gate/cli.py": cli}
    assert shown(start(tmp_path, files)) == ["open wide"]
