"""The commands of a program, as it registers them: their names, and what follows from each."""

from __future__ import annotations

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
