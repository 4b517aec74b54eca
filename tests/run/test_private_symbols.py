"""Private symbols: asked about in programs and scripts; their author's words are shown anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer, Request
from material.command_line import contents
from material.repository import generate, put, questions, repository

MAIN = """package main

type procInfo struct {
	name string
}

// startProcs starts all processes. It waits for them.
func startProcs(procs []procInfo) {
	for _, proc := range procs {
		proc.spawn()
	}
}

func (p procInfo) spawn() {
	run(p.name)
}

// stop proc.
func stopProc(name string) {
	kill(name)
}

func helper(name string) string {
	return name + "!"
}
"""
LIBRARY = '''"""Keeps loaves."""


def shelve(loaf):
    """Put a loaf on the shelf."""
    return _place(loaf)


def _place(loaf):
    # Looks for the first free place.
    return places[loaf]


def _clean(shelf):
    """Wipe the shelf *well*. Then dry it."""
    return shelf
'''


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return repository(
        tmp_path / "tree", {"proc.go": MAIN, "shelf.py": LIBRARY, "go.mod": "module x\n"}
    )


def symbols(request: Request) -> list[str]:
    properties: Mapping[str, Mapping[str, Mapping[str, object]]] = (
        (request.body or {}).get("format") or {}
    ).get("properties", {})
    return [*properties.get("symbols", {}).get("properties", {})]


def asked(server: OllamaServer) -> dict[str, list[str]]:
    return {r.user.split()[0]: symbols(r) for r in questions(server) if symbols(r)}


def private(note: Path) -> list[str]:
    """Return the lines about private symbols in a note."""
    _, _, rest = note.read_text(encoding="utf-8").partition("- Private:\n")
    return [line.strip() for line in re.match(r"(?:  - .*\n)*", rest)[0].splitlines()]  # type: ignore[index]


def test_all_that_a_program_defines_is_described(tree: Path, tmp_path: Path) -> None:
    vault, note = tmp_path / "vault", tmp_path / "vault/tree/proc.go.md"
    with OllamaServer() as server:
        assert generate(tree, "-o", vault, server=server).exit_code == 0
        # The comment of `stopProc` repeats its name.
        assert asked(server) == {"proc.go": ["procInfo", "procInfo.spawn", "stopProc", "helper"]}
    lines = private(note)
    assert [line.split(":")[0] for line in lines] == [
        "- `procInfo`", "- `procInfo.spawn`", "- `stopProc`", "- `helper`",
    ]  # fmt: skip
    assert all("*" not in line for line in lines)
    # What its author describes stands with its comment among the signatures.
    signatures = note.read_text(encoding="utf-8").partition("```go\n")[2].partition("\n```\n")[0]
    assert "// startProcs starts all processes." in signatures
    before = contents(vault)
    put(tree / "proc.go", MAIN.replace('name + "!"', 'name + "?"'))
    with OllamaServer() as server:
        assert generate(tree, "-o", vault, server=server).exit_code == 0
        assert asked(server) == {"proc.go": ["helper"]}
    assert private(note)[:3] == lines[:3]
    put(tree / "proc.go", MAIN)
    with OllamaServer() as server:
        assert generate(tree, "-o", vault, server=server).exit_code == 0
        assert questions(server) == []
    assert contents(vault) == before


def test_of_a_library_the_authors_words_are_shown(tree: Path, tmp_path: Path) -> None:
    assert generate(tree, "-o", tmp_path / "vault", "--engine", "none").exit_code == 0
    note = tmp_path / "vault/tree/shelf.py.md"
    assert private(note) == ["- `_clean`: *Wipe the shelf \\*well\\*.*"]
    assert "\n- `_place` (private)\n" in note.read_text()


def test_the_tests_of_rust_inside_a_file_are_told_apart(tmp_path: Path) -> None:
    source = """pub fn bake() {}

fn heat() {}

mod inner {
    #[cfg(test)]
    mod checks {
        use super::*;

        fn loaf() {}

        mod warm {
            #[test]
            fn bakes_when_warm() {}
        }

        #[tokio::test]
        async fn bakes_at_night() {}
    }
}
"""
    tree = repository(tmp_path / "tree", {"src/oven.rs": source, "Cargo.toml": "[package]\n"})
    assert generate(tree, "-o", tmp_path / "vault", "--engine", "none").exit_code == 0
    text = (tmp_path / "vault/tree/src/oven.rs.md").read_text(encoding="utf-8")
    assert "\n- `heat`, `inner`, `inner::checks::loaf` (private)\n" in text
    assert "\n- Tests `bakes_when_warm`, `bakes_at_night`.\n" in text


def test_where_there_are_very_many_all_are_named(tmp_path: Path) -> None:
    functions = "".join(
        f"static int step_{n}(int x) {{\n    return x + {n};\n}}\n\n" for n in range(300)
    )
    tree = repository(
        tmp_path / "tree", {"tool.c": f"{functions}int main(void) {{\n    return 0;\n}}\n"}
    )
    with OllamaServer() as server:
        assert generate(tree, "-o", tmp_path / "vault", server=server).exit_code == 0
        count = sum(len(symbols(request)) for request in questions(server))
    note = tmp_path / "vault/tree/tool.c.md"
    text = note.read_text().partition("<!-- ralf:state")[0]
    assert 30 < len(private(note)) <= count < 60
    assert {f"step_{n}" for n in range(300)} <= {*re.findall(r"\b(step_\d+)\b", text)}
    assert len(text) < 30_000


def test_what_weighs_most_has_a_line_and_the_rest_is_named(tmp_path: Path) -> None:
    small = "".join(f"func (s shop) get{n}() int {{\n\treturn s.v{n}\n}}\n\n" for n in range(60))
    big = "func (s shop) restock() {\n" + "\ts.order(s.loaves)\n" * 30 + "}\n"
    source = (
        f"package main\n\ntype shop struct {{\n\tv int\n}}\n\n{small}{big}\nfunc main() {{\n}}\n"
    )
    tree = repository(tmp_path / "tree", {"main.go": source, "go.mod": "module x\n"})
    vault, note = tmp_path / "vault", tmp_path / "vault/tree/main.go.md"
    with OllamaServer() as server:
        assert generate(tree, "-o", vault, server=server).exit_code == 0
        names = [name for request in questions(server) for name in symbols(request)]
    assert "shop.restock" in names and len(names) < 60
    text = note.read_text(encoding="utf-8")
    methods = re.findall(r"^    - `shop\.(\w+)`: ", text, re.MULTILINE)
    assert "restock" in methods and {f"shop.{name}" for name in methods} <= {*names}
    assert "\n  - `shop`: " in text
    before = contents(vault)
    with OllamaServer() as server:  # what has no line is not asked about later either
        assert generate(tree, "-o", vault, server=server).exit_code == 0
        assert questions(server) == []
    assert contents(vault) == before
    put(tree / "main.go", source.replace("return s.v1\n", "return s.v1 + 0\n"))
    with OllamaServer() as server:
        assert generate(tree, "-o", vault, server=server).exit_code == 0
        assert [*asked(server).values()] == [["shop.get1"]]
