"""Options of programs in JavaScript and TypeScript, where the source names them."""

from __future__ import annotations

import pytest

from ralf_notes.outline.parse import outline


def _told(path: str, text: str) -> list[str]:
    return [
        " | ".join(cell for cell in row if cell)
        for table in outline(path, text).tables
        if table.title == "Options"
        for row in table.rows
    ]


COMMANDER = """
const { Command, Option } = require('commander');
const PORT = 80, LEVELS = ['low', 'high'];
const program = new Command();
program
  .name('shop')
  .version('1.0.0', '-v, --version')
  .option('-p, --port <number>', 'where to ' + 'listen', parseInt, PORT)
  .option('--no-color', `without "colour" of ${kind}`)
  .option('-d, --dir [path]', 'where', process.cwd())
  .option('-x')
  .requiredOption('--pass-word <text>', 'who it is', 'letmein-99')
  .option(made, 'made up')
  .option(`--${made}`, 'made up')
  .addOption(new Option('-l, --level <level>').choices(LEVELS).default('low').env('SHOP_LEVEL'))
  .addOption(new Option('--hidden', 'not shown').hideHelp())
  .option('--parse <x>', 'parsed', toNumber)
  // .option('--in-a-comment', 'no')
const sell = program.command('sell <thing>').description('sells');
sell.argument('<thing>', 'what to sell').option('--price <n>', 'for how much', (x) => +x, 3);
program.command('buy [things...]').alias('b').option('--less', ['cheap', 'or', 'not'].join(' '))
  .action((things) => things.option('no', 'option'));
program.command('start', 'of another file').option('--of-program');
console.log(".option('--in-a-string')");
"""


@pytest.mark.parametrize("path", ["cli.js", "cli.ts", "cli.mjs"])
def test_options_of_commander_have_flags_words_default_and_command(path: str) -> None:
    assert _told(path, COMMANDER) == [
        "--port | -p | 80 | where to listen",
        '--no-color | without "colour" of …',
        "--dir | -d | process.cwd() | where",
        "-x",
        "--pass-word | who it is",
        "--level | -l | 'low' | low\nhigh | SHOP_LEVEL",
        "--parse | parsed",
        "sell | thing | what to sell",
        "sell | --price | 3 | for how much",
        "buy | --less | cheap or not",
        "--of-program",
    ]
    assert _told("cli.test.js", COMMANDER) == []


def test_options_of_cac_take_their_default_from_an_object() -> None:
    text = """
import cac from 'cac'
const cli = cac('shop')
cli.command('dev [root]', 'start it').option('--port <port>', 'where', { default: 80 })
cli.option('-c|--config <file>', 'read it', { type: [String] })
"""
    assert _told("cli.ts", text) == ["dev | --port | 80 | where", "--config | -c | read it"]


YARGS = """
import yargs from 'yargs'
const described = { type: 'string', describe: 'what', alias: ['n', 'title'] }
yargs(argv)
  .command(['serve [port]', '$0'], 'starts it', (yargs) => {
    yargs.positional('port', { describe: 'where', default: 5000 })
      .option('open', { type: 'boolean', desc: 'open it', choices: ['a', 1] })
  }, (argv) => { run(argv) })
  .option('name', described)
  .options({
    v: { alias: 'verbose', description: `say ${much}`, default: false },
    'api-key': { default: 'letmein-99' },
    hidden: { hidden: true },
    made: shape,
    [computed]: { describe: 'no' },
  })
  .option('bare')
"""


def test_options_of_yargs_are_read_from_what_describes_them() -> None:
    assert _told("cli.ts", YARGS) == [
        "--name | -n\n--title | what",
        "serve | port | 5000 | where",
        "serve | --open | a\n1 | open it",
        "--verbose | -v | say …",
        "--api-key",
    ]


def test_options_of_parse_args_of_node_have_their_short_names() -> None:
    text = """
import { parseArgs } from 'node:util'
const { values } = parseArgs({ args, options: { port: { type: 'string', short: 'p', default: '80' },
  'dry-run': { type: 'boolean' } } })
"""
    assert _told("cli.ts", text) == ["--port | -p | '80'", "--dry-run"]


@pytest.mark.parametrize(
    "text",
    [
        "import x from 'commander'\nselect.option('red', 'Red')\nselect.option('a - b', 'x')\n",
        "select.option('--red', 'Red')\n",
        "new Option('red', 'Red')\n",
        "const program = 1; new Option('red')\nf.argument('file')\nf.argument('<b>x</b>', 'x')\n",
        "chart.option('of', { default: 1 })\n",
        "parseArgs(argv, { options: { no: {} } })\n",
    ],
)
def test_what_only_looks_like_an_option_is_none(text: str) -> None:
    assert _told("cli.ts", text) == []


def test_an_option_whose_name_is_masked_keeps_its_row() -> None:
    text = "program.option('--<secret: password> <text>', 'enter', '<secret: password>')\n"
    assert _told("cli.js", text) == ["--<secret: password> | '<secret: password>' | enter"]


AS_MODULES = {
    "exports.js": """
exports.command = 'serve [port]'
exports.describe = 'Serve files'
exports.builder = {
  port: { describe: 'where', default: 8080, alias: 'p' },
  open: { type: 'boolean' },
}
""",
    "named.mjs": """
export const command = ['serve [port]', '$0'];
export const builder = (y) =>
  y.option('port', { describe: 'where', default: 8080, alias: 'p' })
    .option('open', { count: true });
""",
    "object.ts": """
import type { CommandModule } from 'cli'
const settings: CommandModule = {
  command: 'serve [port]',
  builder(y) {
    const options = {
      port: { describe: dedent`
        where
      `, default: 8080, alias: 'p' },
      open: {},
    };
    return y.options(options);
  },
};
""",
    "short.cjs": """
const command = 'serve';
const builder = { port: { desc: 'where', default: 8080, alias: ['p'] }, open: { boolean: true } };
module.exports = { command, builder, handler };
""",
}


@pytest.mark.parametrize("path", AS_MODULES)
def test_a_command_of_yargs_may_be_a_module_or_an_object(path: str) -> None:
    assert _told(path, AS_MODULES[path]) == ["--port | -p | 8080 | where", "--open"]


def test_options_of_yargs_are_named_with_the_command_of_their_builder() -> None:
    text = """
import yargs from 'yargs'
yargs.command({ command: 'buy', builder: { much: { type: 'number' } } })
  .command({ command: 'sell', builder: (y) => y.option('much', { desc: 'how much' }) })
"""
    assert _told("a.js", text) == ["buy | --much", "sell | --much | how much"]


def test_options_of_yargs_are_read_from_calls_for_each_piece() -> None:
    text = """
const argv = require('yargs')
  .alias('m', 'map').alias('output', ['o', 'out'])
  .describe('map', 'Make ' + 'a map')
  .describe({ poll: 'Use polling', output: 'Where to write', help: 'Show this' })
  .boolean(['map', 'poll']).default('poll', 100).default({ output: 'dist' })
  .describe('mode', 'How').choices('mode', ['a', 'b'])
  .default('untold', 1).option('port', { desc: 'where' }).describe('port', 'here')
  .argv
"""
    assert _told("a.js", text) == [
        "--map | -m | Make a map",
        "--poll | 100 | Use polling",
        "--output | -o\n--out | 'dist' | Where to write",
        "--mode | a\nb | How",
        "--port | where",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "module.exports = { command: 'make', builder: { name: { first: 'x' } } };",
        "module.exports = { command, builder: { port: { type: 'number' } } };",
        "exports.builder = { port: { type: 'number' } };",
        "suite.describe('map', 'Make a map').alias('m', 'map');",
    ],
)
def test_what_only_looks_like_a_command_of_yargs_has_no_options(text: str) -> None:
    assert _told("a.js", text) == []


def test_a_name_means_the_innermost_constant_around_it() -> None:
    text = """
import yargs from 'yargs'
const words = 'outside'
function one() { const words = 'inside'; yargs.option('a', { desc: words }) }
function two() { yargs.option('b', { desc: words }) }
function three(words) { yargs.option('c', { desc: words }) }
function four() { let words = 'changed'; yargs.option('d', { desc: words }) }
const five = words => yargs.option('e', { desc: words })
"""
    assert _told("a.js", text) == ["-a | inside", "-b | outside", "-c", "-d", "-e"]
