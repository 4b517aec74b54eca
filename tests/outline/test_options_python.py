"""Options and arguments of programs in Python, where the source names them."""

from __future__ import annotations

import pytest

from ralf_notes.outline.parse import outline


def _rows(text: str) -> list[dict[str, str]]:
    return [
        {name: cell for name, cell in zip(table.columns, row, strict=True) if cell}
        for table in outline("shop/cli.py", text).tables
        if table.title == "Options"
        for row in table.rows
    ]


def _told(text: str) -> list[str]:
    return [" | ".join(row.values()) for row in _rows(text)]


ARGPARSE = '''
import argparse
import os
PORT = 8000
HELP = "where " 'to listen'
WAYS = ["fast", "slow"]
parser = argparse.ArgumentParser(description="A shop.")
parser.add_argument("-p", "--port", type=int, default=PORT, help=f"{HELP} (%(default)s, 100%%)")
parser.add_argument("--way", choices=WAYS, help="one of {}".format(", ".join(WAYS)))
parser.add_argument("--dry-run", "--simulate", "-n", action="store_true", default=False)
parser.add_argument("--color", action=argparse.BooleanOptionalAction, help="with \\"colour\\"")
parser.add_argument("-x")
parser.add_argument("--" + name, help="made up")
parser.add_argument(f"--{name}", help="made up")
parser.add_argument("--hidden", help=argparse.SUPPRESS)
parser.add_argument("--host", default=os.environ.get("SHOP_HOST", "localhost"), help=_("""the
    host"""))
parser.add_argument("--password", default="letmein-99", help="who %s is" % you)
parser.add_argument("--made", default=default_of(1), help=help_of("made"))
# parser.add_argument("--in-a-comment")
text = 'parser.add_argument("--in-a-string")'
group = parser.add_mutually_exclusive_group()
group.add_argument("--all", action="store_true", help="all of them")
parser.add_argument_group("more").add_argument("--more", default=(1, 2))
add = group.add_argument
add("--again", help="by another name")
parser.add_argument("file", nargs="*", default="-", help="what to sell")
subs = parser.add_subparsers()
sell = subs.add_parser("sell", help="sell it")
sell.add_argument("--price", help="for how much")
with subs.add_parser("buy") as buy:
    buy.add_argument("thing", help="what to buy")
    buy.add_argument("--price", help="for how much")
for name in ("a", "b"):
    each = subs.add_parser(name)
    each.add_argument("--each")
'''


def test_options_of_argparse_have_names_default_choices_and_help() -> None:
    assert _told(ARGPARSE) == [
        "--port | -p | 8000 | where to listen (8000, 100%)",
        "--way | fast\nslow | one of …",
        "--dry-run | --simulate\n-n",
        '--color | --no-color | with "colour"',
        "-x",
        '--host | "localhost" | SHOP_HOST | the host',
        "--password | who … is",
        "--made | default_of(1)",
        "--all | all of them",
        "--more | (1, 2)",
        "--again | by another name",
        'file | "-" | what to sell',
        "sell | --price | for how much",
        "buy | thing | what to buy",
        "buy | --price | for how much",
        "--each",
    ]
    assert _rows(ARGPARSE)[5]["environment"] == "SHOP_HOST"
    assert not outline("shop/test_cli.py", ARGPARSE).tables


def test_a_parser_that_another_file_makes_is_known_by_its_name_or_its_type() -> None:
    text = """
class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("shop_id", type=int)
        parser.add_argument("--delete", action="store_true", help="remove it")
def bind(to: ArgumentParser, more):
    to.add_argument("--to")
    more.add_argument("--unknown")
    browser.add_argument("--unknown")
"""
    assert _told(text) == ["shop_id", "--delete | remove it", "--to"]


@pytest.mark.parametrize(
    "text",
    [
        'options = webdriver.ChromeOptions()\noptions.add_argument("--headless")\n',
        'chrome_options.add_argument("--headless")\n',
        'import argparse\noptions = Options()\noptions.add_argument("--headless")\n',
        'menu.add_option("Start", run)\n',
        'import argparse\np = webdriver.Options()\np.add_argument("--headless")\n',
        'import click\nstyle.option("--no")\nclick.secho("--no")\n',
        'import typer\nprice = Option("--no")\ndef f(a: int = 1): pass\n',
        'from other import option\nclick = 1\n@option("--no")\ndef f(): pass\n',
    ],
)
def test_what_only_looks_like_an_option_is_none(text: str) -> None:
    assert not outline("shop/cli.py", text).tables


def test_a_name_that_stands_for_several_parsers_stands_for_the_last_one_before_a_call() -> None:
    text = """
import argparse
def main():
    p = argparse.ArgumentParser()
    s = p.add_subparsers()
    p = s.add_parser("sell")
    p.add_argument("--price")
    p = s.add_parser("buy").add_argument_group("more")
    p.add_argument("--less")
    deep = s.add_parser("stock").add_subparsers()
    deep.add_parser("count").add_argument("--deep")
def other(p):
    p.add_argument("--other")
class Own(argparse.ArgumentParser):
    def __init__(self):
        self.add_argument("--own")
"""
    assert _told(text) == [
        "sell | --price", "buy | --less", "stock count | --deep", "--other", "--own",
    ]  # fmt: skip


def test_configargparse_names_the_variable_that_gives_an_option_too() -> None:
    text = (
        'p = configargparse.ArgumentParser()\np.add_argument("--to", env_var="SHOP_TO", help="x")\n'
    )
    assert _told(f"import configargparse\n{text}") == ["--to | SHOP_TO | x"]


def test_options_of_optparse() -> None:
    text = """
from optparse import OptionParser, OptionGroup, make_option
parser = OptionParser()
parser.add_option("-f", "--file", dest="file", default="a.txt", metavar="FILE",
                  help="read from FILE "
                       "(%default)")
more = OptionGroup(parser, "More")
more.add_option("-v", action="count", default=None, help='talk more')
listed = [make_option("--one", help="the one")]
"""
    assert _told(text) == [
        '--file | -f | "a.txt" | read from FILE (a.txt)',
        "-v | talk more",
        "--one | the one",
    ]


CLICK = """
import click
from click import (
    option as opt,  # its name
    argument,
)
LEVELS = ("low", "high")
json_option = click.option("--json", "as_json", is_flag=True, help="as JSON")
@click.group()
@click.option("--debug/--no-debug", " /-D", default=False)
def cli(debug): ...
@cli.command()
@click.option("-n", "--name", "who", default="you", show_default=True, help="who it is",
              envvar=["SHOP_NAME", "NAME"])
@opt("--level", type=click.Choice(LEVELS), envvar="LEVEL", required=True)
@argument("files", nargs=-1)
@json_option
def sell_all(who): ...
@cli.command("buy", help="buy it")
@click.option(made, help="made up")
@click.option("--count", type=int, help=help_of("count"))
@click.argument("thing", default="tea")
def buy_cmd(count): ...
@cli.command
@click.option("--last")
def last_command(last): ...
"""


def test_options_of_click_have_their_command() -> None:
    assert _told(CLICK) == [
        "--json | as JSON",
        "--debug | --no-debug\n-D",
        'sell-all | --name | -n | "you" | SHOP_NAME\nNAME | who it is',
        "sell-all | --level | low\nhigh | LEVEL",
        "sell-all | files",
        "buy | --count",
        'buy | thing | "tea"',
        "--last",
    ]


TYPER = """
from typing import Annotated, Optional
import typer
app = typer.Typer()
@app.command("sell")
def sell_it(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="who buys")],
    count: Annotated[int, typer.Option("--count", "-c", help="how many", envvar="COUNT")] = 3,
    is_fresh: bool = typer.Option(True, help="only fresh ones"),
    gift: bool = typer.Option(False, "--gift/--no-gift", "-g/-G"),
    price: Optional[float] = None,
    quick: Annotated[
        Optional[bool], typer.Option()] = None,
    *,
    shop: str,
): ...
def helper(plain: int = 3): ...
@app.callback()
def main(verbose: bool = typer.Option(..., "--verbose")): ...
def shared(to: str = typer.Option("", "--shared", help="shared by commands")): ...
def alone(run_by: int = 3): ...
typer.run(alone)
"""


def test_options_of_typer_are_the_parameters_of_its_commands() -> None:
    assert _told(TYPER) == [
        "sell | name | who buys",
        "sell | --count | -c | 3 | COUNT | how many",
        "sell | --is-fresh | --no-is-fresh | True | only fresh ones",
        "sell | --gift | --no-gift\n-g\n-G",
        "sell | --price",
        "sell | --quick | --no-quick",
        "sell | shop",
        "--verbose",
        "--shared | shared by commands",
        "--run-by | 3",
    ]


def test_an_option_whose_name_or_default_is_masked_keeps_its_row() -> None:
    text = (
        "import argparse\nparser = argparse.ArgumentParser()\n"
        'parser.add_argument("--<secret: password>", default="<secret: password>", help="enter")\n'
    )
    assert _told(text) == ['--<secret: password> | "<secret: password>" | enter']
