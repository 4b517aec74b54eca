"""Options and environment variables that a program reads, where its source names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ralf_notes.outline.parse import outline
from tests.material.command_line import run

GO = """package main
import (
	"flag"
	"os"
	"github.com/spf13/cobra"
)
var port = flag.Int("port", 8080, "the `port` to listen on")
// os.Getenv("IN_A_COMMENT")
func main() {
	flag.DurationVar(&wait, "wait", 3*time.Second, "how long " +
		"to wait")
	flag.Int("n", 0, "how many")
	flag.Var(&headers, "header", "a header")
	flag.Func("level", "the level", func(s string) error { return nil })
	flag.String(name(), "", "made up")
	slog.String("no", "option")
	cmd.Flags().StringVarP(&name, "name", "n", "", "who")
	cmd.PersistentFlags().CountP("verbose", "v", "more words")
	println(os.Getenv("APP_TOKEN"), "os.Getenv(\\"IN_A_STRING\\")")
	home, ok := os.LookupEnv(
		"APP_HOME")
}
"""
URFAVE = """package cmd
import "github.com/urfave/cli/v2"
const ofPort = "port"
var flags = []cli.Flag{
	&cli.StringFlag{Name: "listen", Aliases: []string{"l"}, Value: ":80", Usage: "where",
		EnvVars: []string{"LISTEN", "ADDRESS"}},
	cli.BoolFlag{Name: "quiet, q", EnvVar: "QUIET,SILENT"},
	&cli.IntFlag{Name: ofPort, Usage: "where to " + "go", Sources: cli.NewValueSourceChain(
		cli.EnvVar("PORT"), toml.TOML("port", file))},
	&cli.StringFlag{Name: made},
}
"""


def _rows(path: str, text: str, title: str) -> list[tuple[str, ...]]:
    return [
        row for table in outline(path, text).tables if table.title == title for row in table.rows
    ]


def test_options_of_flag_and_pflag_have_name_default_and_help() -> None:
    assert _rows("main.go", GO, "Options") == [
        ("--port", "", "8080", "the port to listen on"),
        ("--wait", "", "3*time.Second", "how long to wait"),
        ("-n", "", "", "how many"),
        ("--header", "", "", "a header"),
        ("--level", "", "", "the level"),
        ("--name", "-n", "", "who"),
        ("--verbose", "-v", "", "more words"),
    ]
    assert not _rows("main.go", GO.replace('"flag"', "").replace("cobra", "x"), "Options")
    assert not outline("main_test.go", GO).tables


PUT_TOGETHER = """package cli
import (
	"flag"
	"fmt"
	"log/slog"
	"strings"
	"example.org/names"
)
const (
	portFlag = "port"
	portHelp = `where to ` + "listen"
	name     = "shadowed"
)
func bind(f *flag.FlagSet, config *Config, name string) {
	f.IntVar(&config.Port, portFlag, 80, portHelp)
	f.Bool(portFlag+"-only", false, "only the "+portHelp)
	f.String("file", "", fmt.Sprintf("read %s, at 100%% or by %d", file, 3))
	f.String("by", "", "one of: "+strings.Join(ways, ", "))
	f.String("bare", "", helpOf("bare"))
	f.String(otherFlag, "", "named in another file")
	f.String(names.Level, "", "named in another package")
	f.String(name, "", "made up")
	config.Set("no", "option", "here")
	config.String("no", "option", "here")
	strings.Count("a", "b")
	slog.String("no", x, "option")
	config.flags.String("password", "letmein-99", "who it is")
}
"""


def test_options_whose_words_are_put_together_have_their_rows() -> None:
    assert _rows("main.go", PUT_TOGETHER, "Options") == [
        ("--port", "80", "where to listen"),
        ("--port-only", "", "only the where to listen"),
        ("--file", "", "read …, at 100% or by …"),
        ("--by", "", "one of: …"),
        ("--bare", "", ""),
        ("otherFlag", "", "named in another file"),
        ("names.Level", "", "named in another package"),
        ("--password", "", "who it is"),
    ]


@pytest.mark.parametrize("name", ["secretKey", "password"])
def test_an_option_whose_default_is_masked_keeps_its_row(name: str) -> None:
    call = f'{name} = flag.String("<secret: password>", "<secret: password>", "how to enter")'
    rows = _rows("main.go", f'package main\nimport "flag"\nvar {call}\n', "Options")
    assert rows == [("--<secret: password>", '"<secret: password>"', "how to enter")]


def test_options_of_urfave_name_the_variables_that_give_them_too() -> None:
    assert _rows("cmd.go", URFAVE, "Options") == [
        ("--listen", "-l", '":80"', "LISTEN\nADDRESS", "where"),
        ("--quiet", "-q", "", "QUIET\nSILENT", ""),
        ("--port", "", "", "PORT", "where to go"),
    ]


PYTHON = '''
import os
from os import environ, getenv
"""os.environ["IN_A_STRING"]"""
DEBUG = os.environ.get("DEBUG", False)  # os.getenv("IN_A_COMMENT")
HOST = os.getenv(
    'HOST',
    "localhost",
)
PORT = int(getenv("PORT") or 8000)
PORTS = os.getenv("PORTS", "80" + more)
SECRET = environ["SECRET_KEY"], environ.get("DB_PASSWORD", "letmein-99")
os.environ["SET"] = "1"
del os.environ["REMOVED"]
os.environ.setdefault("SETTINGS", default="app.settings")
same = f"{os.environ['HOME']}" == os.environ["LANG"] == getenv(made_up)
WORKERS_NAME: Final = "WORKERS"
workers, fresh = os.getenv(WORKERS_NAME, 4), os.environ[BUILT] if "CI" not in os.environ else 1
BUILT = "MADE_" + up
def app(request): return request.environ["PATH_INFO"], request.environ.get("HTTP_HOST")
'''
SCRIPT = """
const { PORT = 3000, HOST: host = 'localhost', TLS, ...rest } = process.env
// process.env.IN_A_COMMENT
console.log('process.env.IN_A_STRING', `process.env.IN_TEXT ${process.env.LEVEL}`)
const mode = process.env.NODE_ENV === 'production', key = process.env["API_KEY"] ?? 'letmein-99'
const url = import.meta.env.VITE_URL || "/api", dev = import.meta.env.DEV
const same = process.env.SAME || 'a' === b, LEVEL_NAME = 'LEVEL_OF', of = process.env[LEVEL_NAME]
const ways = process.env.WAYS || 'a' + b, cut = process.env.CUT?.split(',')
process.env.SET = '1'; delete process.env.REMOVED; process.env.hasOwnProperty('x')
Deno.env.get("DENO_DIR") || "/deno"
"""
PHP = """<p>getenv('IN_TEXT')</p>
<?php // getenv('IN_A_COMMENT')
return ['name' => env('APP_NAME', 'Laravel'), 'debug' => (bool) env('APP_DEBUG', false),
  'home' => getenv("HOME") ?: '/root', 'to' => $_ENV['TO'] ?? 'all', 'no' => $this->env('NO', 1),
  'text' => 'env("IN_A_STRING")', 'key' => env('APP_KEY'), 'at' => env('AT', storage_path('a'))];
$_ENV['SET'] = 1;
"""
RUBY = """
# ENV["IN_A_COMMENT"]
port ENV.fetch("PORT", 3000)
workers ENV.fetch('WORKERS') { 2 }
ENV["RAILS_ENV"] ||= "test"
ENV["SET"] = "1"
level = ENV['LEVEL'] || "info"
puts "ENV['IN_A_STRING'] #{ENV['HOME']}", MY_ENV["NO"], MY::ENV["NO"]
root = ENV.fetch("ROOT") { Dir.pwd }
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("main.go", GO),
        ("a.rs", 'fn f() { env::var("APP_TOKEN"); std::env::var_os("APP_HOME"); env::var(x); }'),
        ("a.c", 'void f(void) { getenv ("APP_TOKEN"); secure_getenv( "APP_HOME"); }\n'),
        ("a.cpp", 'void f() { std::getenv("APP_TOKEN"); qgetenv("APP_HOME"); getenv(x); }\n'),
    ],
)
def test_environment_variables_are_told_by_the_names_that_the_code_reads(
    path: str, text: str
) -> None:
    assert _rows(path, text, "Environment variables") == [("APP_TOKEN",), ("APP_HOME",)]


@pytest.mark.parametrize(
    ("path", "text", "rows"),
    [
        (
            "settings.py",
            PYTHON,
            "DEBUG False, HOST 'localhost', PORT 8000, PORTS, SECRET_KEY, DB_PASSWORD,"
            " SETTINGS 'app.settings', HOME, LANG, WORKERS 4, CI",
        ),
        (
            "hosts.py",
            'import environ\nenv = environ.Env()\nenv.read_env("x")\n'
            'A, B = env("A"), env.bool("B", default=False)\n',
            "A, B False",
        ),
        (
            "of.py",
            "from decouple import config\nA = config('A', default=1, cast=int)\nb = x.config('B')"
            "\n",
            "A 1",
        ),
        (
            "server.ts",
            SCRIPT,
            "LEVEL, NODE_ENV, API_KEY, VITE_URL '/api', SAME, LEVEL_OF, WAYS, CUT,"
            " DENO_DIR '/deno', PORT 3000, HOST 'localhost', TLS",
        ),
        (
            "App.vue",
            "<template><p>process.env.NO</p></template>\n<script>\n"
            "export default { url: import.meta.env.VITE_URL || '/' }\n</script>\n",
            "VITE_URL '/'",
        ),
        (
            "app.php",
            PHP,
            "APP_NAME 'Laravel', APP_DEBUG false, HOME '/root', TO 'all', APP_KEY, AT",
        ),
        ("puma.rb", RUBY, "PORT 3000, WORKERS 2, RAILS_ENV 'test', LEVEL 'info', HOME, ROOT"),
        (
            "A.java",
            'class A { String a = System.getenv("HOME"), '
            'b = System.getenv().getOrDefault("B", "b"), '
            'c = "System.getenv(\\"IN_A_STRING\\")"; }\n',
            "HOME, B 'b'",
        ),
        ("a.kt", 'val a = System.getenv("A") ?: "a"\nval b = System.getenv()["B"]\n', "A 'a', B"),
        (
            "A.cs",
            'class A { string a = Environment.GetEnvironmentVariable("A") ?? "a"; }\n',
            "A 'a'",
        ),
        (
            "B.cs",
            'class B { const string Name = "A";\n'
            "string a = Environment.GetEnvironmentVariable(Name); }\n",
            "A",
        ),
        (
            "a.go",
            'package a\nconst (\n\tofA = "A"\n)\nvar a, b = os.Getenv(OfB), os.Getenv(ofA)\n',
            "A",
        ),
        ("a.scala", 'val a = sys.env.getOrElse("A", "a") + sys.env("B")\n', "A 'a', B"),
        ("a.swift", 'let a = ProcessInfo.processInfo.environment["A"] ?? "a"\n', "A 'a'"),
        ("a.dart", "final a = Platform.environment['A'] ?? 'a';\n", "A 'a'"),
        ("a.ex", 'a = System.get_env("A", "a") <> System.fetch_env!("B")\n', "A 'a', B"),
        ("a.lua", 'local a = os.getenv("A") or "a"\n', "A 'a'"),
    ],
)
def test_environment_variables_have_their_defaults_where_these_are_literals(
    path: str, text: str, rows: str
) -> None:
    table = _rows(path, text, "Environment variables")
    assert ", ".join(" ".join(row).strip().replace('"', "'") for row in table) == rows


def test_what_a_test_reads_is_nothing_that_a_user_can_set(tmp_path: Path) -> None:
    for folder in ("app", "tests", "tests/fixtures"):
        (tmp_path / "a" / folder).mkdir(parents=True)
        text = 'import os\nHOST = os.environ["HOST"]\n'
        (tmp_path / "a" / folder / "hosts.py").write_text(text)
    run("generate", tmp_path / "a", "-o", tmp_path / "v", "--engine", "none")
    of_app, of_test, of_fixture = (
        (tmp_path / "v" / "a" / folder / "hosts.py.md").read_text()
        for folder in ("app", "tests", "tests/fixtures")
    )
    assert "Environment variables" in of_app
    assert "| `HOST` |" in of_app
    assert "Environment variables" not in of_test + of_fixture


def test_a_header_of_c_whose_comment_talks_of_cpp_is_c() -> None:
    text = "/* Useful for strings,\n   or for C++ std::string_view. */\nint parse(const char *s);\n"
    assert outline("ini.h", text).language == "c"
    assert outline("ini.h", f"{text}int Ini::parse();\n").language == "cpp"
    banner = "//*****\n// Strings\n//*****\nclass Ini {\n  int parse();\n};\n"
    assert outline("ini.h", banner).language == "cpp"
    assert outline("ini.h", f"/* Strings. */\n{banner}/* End. */\n").language == "cpp"


ARGPARSE = """import argparse
from optparse import OptionParser
FILE = "--file"
def main(argv, chrome):
    parser = argparse.ArgumentParser()
    add = parser.add_argument
    parser.add_argument("-v", "--verbose", action="store_true", help="tell " "more")
    parser.add_argument(FILE, default="a.txt", help=f"of {kind}, by default %(default)s (100%%)")
    add("--color", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--hidden", help=argparse.SUPPRESS)
    parser.add_argument("--" + made)
    parser.add_argument("--token", default="s3cr3tpassw0rd", help=_("whose"))
    commands = parser.add_subparsers()
    each = commands.add_parser("bake")
    each.add_argument("loaf", nargs="+", help="%d of %s" % (1, LOAVES))
    heat = each.add_argument_group("heat")
    heat.add_argument("--degrees", type=int, default=180)
    each = commands.add_parser("sell")
    each.add_argument("--to", help="{} only".format(who))
    chrome.add_argument("--headless")
    OptionParser().add_option("-o", "--old", dest="old", help="as before")
"""
CLICK = """import click
from click import option
shared = click.option("--dry", is_flag=True, help="only say so")
@click.group()
def cli(): ...
@cli.command()
@shared
@click.option("--shout/--quiet", " /-q", default=False, help="how loud")
@click.option("-n", "--name", "who", envvar=["NAME", "WHO"], default="all")
@click.argument("src", nargs=-1)
def make_it(shout, who, src): ...
@cli.command("sell", help="x")
@option("--secret", hidden=True)
@option("--price", default=5)
def sell_it(price): ...
@elsewhere.option("--no", "option")
def other(): ...
"""
TYPER = """import typer
app = typer.Typer()
@app.command("make-it")
def make(ctx: typer.Context, name: str, loud: bool = False,
         count: int = typer.Option(3, "--count", "-c", help="how many", envvar="COUNT"),
         to: Annotated[str, typer.Option(help="where " "to")] = "here",
         gone: str = typer.Option(None, hidden=True)): ...
@app.command()
def bake_cake(slow: Annotated[bool, typer.Option("--slow/--fast")] = True): ...
def no_command(heat: int = 180): ...
"""


def test_options_of_argparse_and_optparse_are_read_with_their_commands() -> None:
    assert _rows("cli.py", ARGPARSE, "Options") == [
        ("", "--verbose", "-v", "", "tell more"),
        ("", "--file", "", '"a.txt"', "of …, by default a.txt (100%)"),
        ("", "--color", "--no-color", "", ""),
        ("", "--token", "", "", "whose"),
        ("bake", "loaf", "", "", "… of …"),
        ("bake", "--degrees", "", "180", ""),
        ("sell", "--to", "", "", "… only"),
        ("", "--old", "-o", "", "as before"),
    ]


def test_options_of_click_are_read_with_their_commands() -> None:
    assert _rows("cli.py", CLICK, "Options") == [
        ("", "--dry", "", "", "", "only say so"),
        ("make-it", "--shout", "--quiet\n-q", "", "", "how loud"),
        ("make-it", "--name", "-n", '"all"', "NAME\nWHO", ""),
        ("make-it", "src", "", "", "", ""),
        ("sell", "--price", "", "5", "", ""),
    ]


def test_options_of_typer_are_the_parameters_of_its_commands() -> None:
    assert _rows("cli.py", TYPER, "Options") == [
        ("make-it", "name", "", "", "", ""),
        ("make-it", "--loud", "--no-loud", "", "", ""),
        ("make-it", "--count", "-c", "3", "COUNT", "how many"),
        ("make-it", "--to", "", '"here"', "", "where to"),
        ("bake-cake", "--slow", "--fast", "True", "", ""),
    ]


DERIVED = """use clap::{Args, Parser, Subcommand};
const VARIABLE: &str = "OVEN_HEAT";
/// Bakes.
#[derive(Parser, Debug)]
#[command(version, about)]
struct Cli {
    /// What to bake,
    /// in order.
    ///
    /// In full: more words.
    loaves: Vec<String>,
    #[arg(short, long, default_value_t = 180, env = VARIABLE)]
    oven_heat: u8,
    #[clap(long = "fan", short = 'F', help("with \\
        the fan"), env)]
    r#use_fan: bool, // inside
    #[arg(long, hide = true)]
    secret: bool,
    #[command(subcommand)]
    command: Command,
}
#[derive(Subcommand)]
#[clap(rename_all = "snake_case")]
enum Command {
    SellAll { #[arg(long)] low_price: bool },
    #[command(name = "eat")]
    EatIt(Box<EatArgs>),
}
#[derive(Args)]
struct EatArgs { #[arg(long, default_value = "now")] when: String }
#[derive(Debug)]
struct Plain { #[arg(long)] no: bool }
#[cfg(test)]
mod tests {
    #[derive(Parser)]
    struct T { #[arg(long)] tested: bool }
}
"""
BUILT = """use clap::{arg, Arg, Command};
fn cli() -> Command {
    Command::new("oven")
        .arg(Arg::new("heat").short('H').long("heat").help("how \\
            hot").default_value("180").env("HEAT"))
        .arg(Arg::with_name("loaf").required(true).help(concat!("what ", "to bake")))
        .arg(Arg::new("no").long("no").hide(true))
        .arg(Arg::new("made").long(made()))
        .arg(arg!(-c --config <FILE> "where it is").required(false))
        .arg(arg!([name] "who"))
}
"""


def test_options_of_clap_are_read_from_the_fields_of_derived_types() -> None:
    assert _rows("cli.rs", DERIVED, "Options") == [
        ("", "loaves", "", "", "", "What to bake, in order."),
        ("", "--oven-heat", "-o", "180", "OVEN_HEAT", ""),
        ("", "--fan", "-F", "", "USE_FAN", "with the fan"),
        ("sell-all", "--low_price", "", "", "", ""),
        ("eat", "--when", "", '"now"', "", ""),
    ]


def test_what_clap_is_told_to_call_a_field_names_the_settings_behind_it() -> None:
    text = """use clap::Parser;
#[derive(Parser)]
struct Cli {
    #[arg(id = "tray", long, short, env)]
    trays: Vec<String>,
    #[clap(long, name = "loaf")]
    loaves: Vec<String>,
    #[arg(id = "bin")]
    bins: String,
    #[arg(id = made(), long)]
    made: String,
}
"""
    assert _rows("cli.rs", text, "Options") == [
        ("--tray", "-t", "tray"), ("--loaves", "", ""), ("bin", "", ""),
    ]  # fmt: skip


def test_options_of_clap_are_read_where_they_are_built() -> None:
    assert _rows("cli.rs", BUILT, "Options") == [
        ("--heat", "-H", '"180"', "HEAT", "how hot"),
        ("loaf", "", "", "", "what to bake"),
        ("--config", "-c", "", "", "where it is"),
        ("name", "", "", "", "who"),
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "import argparse\ndriver.options.add_argument('--headless')\n"),
        ("a.py", "import click\nparser.option('--no')\n"),
        ("test_a.py", "import argparse\nparser.add_argument('--no')\n"),
        ("a.rs", "#[derive(Parser)]\nstruct Cli { no: u8 }\n"),
        ("a.rs", "use clap::Parser;\n#[derive(Parser)]\n#[clap(rename_all = \"Train-Case\")]\n"
         "struct Cli { #[arg(long)] no: u8 }\n"),
    ],
)  # fmt: skip
def test_what_is_no_option_for_sure_is_left_out(path: str, text: str) -> None:
    assert _rows(path, text, "Options") == []


NESTED = """use clap::{{Args, Parser, Subcommand}};

#[derive(Parser)]
struct Cli {{
    #[command(subcommand)]
    command: Commands,
}}

#[derive(Subcommand)]
enum Commands {{
    Sell(Sell),
    Edit(Edit),
}}

#[derive(Args)]
struct Sell {{
    #[arg(long)]
    price: u32,
}}

#[derive(Args)]
struct Edit {{
    #[arg(long)]
    dry: bool,
    #[command(subcommand)]
    what: {held},
}}

#[derive(Subcommand)]
enum EditWhat {{
    Add {{ name: String }},
    #[command(name = "take")]
    Remove(Gone),
}}

#[derive(Args)]
struct Gone {{
    #[arg(long)]
    all: bool,
}}
"""


@pytest.mark.parametrize("held", ["EditWhat", "Option<EditWhat>", "Option<Box<shop::EditWhat>>"])
def test_commands_of_rust_that_lie_in_another_one_are_called_in_full(held: str) -> None:
    rows = _rows("cli.rs", NESTED.format(held=held), "Options")
    assert [row[:2] for row in rows] == [
        ("sell", "--price"),
        ("edit", "--dry"),
        ("edit add", "name"),
        ("edit take", "--all"),
    ]


def test_commands_of_rust_that_lie_in_several_keep_their_own_names() -> None:
    twice = NESTED.format(held="EditWhat").replace(
        "    price: u32,\n", "    price: u32,\n    #[command(subcommand)]\n    what: EditWhat,\n"
    )
    rows = _rows("cli.rs", twice, "Options")
    assert [row[0] for row in rows] == ["sell", "edit", "add", "take"]


def test_commands_of_rust_that_hold_themselves_have_their_own_names() -> None:
    text = (
        "use clap::{Args, Subcommand};\n\n#[derive(Subcommand)]\n"
        "enum Step { Next(Steps), Stop { at: u32 } }\n\n"
        "#[derive(Args)]\nstruct Steps {\n    #[arg(long)]\n    count: u32,\n"
        "    #[command(subcommand)]\n    step: Option<Step>,\n}\n"
    )
    rows = _rows("cli.rs", text, "Options")
    assert [row[:2] for row in rows] == [("stop", "at"), ("next", "--count")]
