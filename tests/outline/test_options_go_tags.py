"""Options that struct tags of Go describe: of Kong, go-arg and go-flags."""

from __future__ import annotations

from ralf_notes.outline.parse import outline

KONG = """package cmd
type Settings struct { Port int `env:"PORT" default:"80" help:"of a file, not of a program"` }
type LogFlags struct { Level string `help:"how much" enum:"low,high"` }
type AddCmd struct {
	Globals
	LogFlags   `prefix:"log-"`
	Mode       string   `prefix:"cursor." name:"mode" default:"a\\\\n" env:"A,B"`
	Files      []string `arg:"" help:"what, by ${env} or ${default}" default:"x"`
	NoColorTTY bool     `negatable:"" default:"true" kong:"short='n',help='no, never'"`
	Height     int      `help:"rows" default:"${height}"`
	Secret     string   `hidden:"" help:"nobody sees it"`
	Skipped    bool     `kong:"-" help:"no option"`
	Inner      struct { Deep bool `help:"not shown"` } `cmd:"" hidden:""`
	Remove     struct {
		Force bool `help:"really" short:"f" aliases:"yes,F"`
	} `cmd:"" help:"removes"`
}
"""
GO_ARG = """package main
import "github.com/alexflint/go-arg"
type addCmd struct { Item string `arg:"positional,required" help:"what"` }
func main() {
	var args struct {
		Input   string `arg:"positional"`
		Port    int    `arg:"-p,--listen-port,env:APP_PORT" default:"80" help:"where"`
		Verbose bool   `arg:"-v,help:more words"`
		Only    string `arg:"-o,--"`
		Skipped string `arg:"-"`
		Plain   bool
		Add     *addCmd `arg:"subcommand:add"`
	}
	arg.MustParse(&args)
}
"""
GO_FLAGS = """package main
type StoreGroup struct {
	Type string `long:"type" env:"TYPE" choice:"disk" choice:"ram" default:"disk" description:"on"`
}
type options struct {
	Listen string     `short:"l" long:"listen" env:"LISTEN" description:"on which\\nport"`
	Store  StoreGroup `group:"store" namespace:"store" env-namespace:"STORE"`
	Rest   struct { Paths []string `positional-arg-name:"path"` } `positional-args:"yes"`
	Loose  bool
}
"""


def _rows(text: str) -> list[tuple[str, ...]]:
    return [
        row
        for table in outline("cmd/options.go", text).tables
        if table.title == "Options"
        for row in table.rows
    ]


def test_options_of_struct_tags_have_the_names_that_each_library_gives_them() -> None:
    assert _rows(KONG) == [
        ("", "--log-level", "", "", "low\nhigh", "", "how much"),
        ("", "--cursor.mode", "", '"a\\n"', "", "A\nB", ""),
        ("", "files", "", '"x"', "", "", "what, by … or x"),
        ("", "--no-color-tty", "-n\n--no-no-color-tty", "true", "", "", "no, never"),
        ("", "--height", "", "", "", "", "rows"),
        ("remove", "--force", "-f\n--yes\n-F", "", "", "", "really"),
    ]
    assert _rows(GO_ARG) == [
        ("", "input", "", "", "", ""),
        ("", "--listen-port", "-p", "80", "APP_PORT", "where"),
        ("", "--verbose", "-v", "", "", "more words"),
        ("", "-o", "", "", "", ""),
        ("", "--plain", "", "", "", ""),
        ("add", "item", "", "", "", "what"),
    ]
    assert _rows(GO_FLAGS) == [
        ("--listen", "-l", "", "", "LISTEN", "on which port"),
        ("--store.type", "", '"disk"', "disk\nram", "STORE_TYPE", "on"),
        ("path", "", "", "", "", ""),
    ]


def test_structs_that_no_known_library_reads_have_no_options() -> None:
    for text in (
        # Another library has such tags, too.
        'package a\ntype Cmd struct { A string `flag:"-a" help:"x" env:"A"`; B int `cmd:""` }\n',
        # It may stand below a prefix of a struct in another file.
        'package a\nimport "github.com/alecthomas/kong"\n'
        'type Log struct { Level string `help:"x"` }\nvar _ kong.Context\n',
        # Two libraries are imported: which one reads the struct is not told.
        'package a\nimport (\n\t"github.com/alecthomas/kong"\n\t"github.com/alexflint/go-arg"\n)\n'
        'type AddCmd struct { Level string `help:"x" arg:""` }\n',
        'package a\ntype Row struct { Name string `json:"name" short:"n"` }\n',
    ):
        assert not _rows(text), text
