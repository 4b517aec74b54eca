"""`benchmarks/truth` sees each fault that it counts, on a tree whose truth is known."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from material.repository import put

TRUTH = Path(__file__).parents[2] / "benchmarks" / "truth"
SHOP = {
    "shop/cart.py": """class Cart:
    limit = 20

    def __init__(self, owner: str) -> None:
        self.owner = owner

    def add(self, item: str) -> None:
        'Put an item on top.'
        self.items = [item]


def empty() -> Cart:
    return Cart("nobody")
""",
    "shop/stock.py": "def count(kind: str) -> int:\n    return len(kind)\n",
    "shop/till.py": "from shop.cart import empty\n\n\ndef pay() -> None:\n    empty().add('pie')\n",
}
SWIFT = """public struct Cart {
    /// Who pays.
    @available(iOS 14, *)
    public let owner: String
    let items: [String]
    public init(owner: String) { var local = 1; self.owner = owner }
}
public extension Cart {
    func total() -> Int { switch items.count { case 0: return 0; default: return 1 } }
    private func hidden() {}
}
public enum Kind { // enum Comment
    case small
}
struct Inner { public let count = 0 }
"""
TRUE = ["5/5", "1/1", "1/1", "1/1", "1/1", "0/6", "0/1", "0/0", "0/20"]
COLUMNS = [
    "symbols", "constructors", "data members", "docs", "uses linked", "invented", "false links",
    "silent files", "lines unread",
]  # fmt: skip
# What is done to a note -> the figure that changes.
FAULTS = {
    "a method is lost": ("cart", r"#### `Cart\.add`\n```.*?```\n", "", "symbols", "4/5"),
    "a function is only named": ("stock", r"```.*?```\n", "", "symbols", "4/5"),
    "a constructor is lost": (
        "cart", r"#### `Cart\.__init__`\n```.*?```\n", "", "constructors", "0/1",
    ),
    "a field is lost": ("cart", "    limit = 20\n", "", "data members", "0/1"),
    "a doc is lost": ("cart", "> Put an item on top.\n", "", "docs", "0/1"),
    "a name is made up": ("stock", "### `count`", "### `tally`", "invented", "1/6"),
    "a link leads elsewhere": ("till", r"(Uses.*/)cart\.py", r"\1stock.py", "false links", "1/1"),
    "a use has no link": ("till", r"- Uses .*\n", "", "uses linked", "0/1"),
}  # fmt: skip


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("documented")
    for file, text in SHOP.items():
        put(home / "tree" / file, text)
    command = [sys.executable, "-m", "ralf_notes", "generate", str(home / "tree"), "--quiet"]
    subprocess.run([*command, "--engine", "none", "--target-dir", str(home / "vault")], check=True)
    return home


def judged(source: Path, vault: Path, language: str = "python") -> tuple[int, str]:
    command = [sys.executable, str(TRUTH), language, "--source", str(source)]
    run = subprocess.run([*command, "--notes", str(vault)], capture_output=True, encoding="utf-8")
    assert not run.stderr
    return run.returncode, run.stdout


def figures(printed: str) -> dict[str, str]:
    """The figures of the first tree that a run prints, by their columns."""
    heading, row, *_ = printed.splitlines()
    assert all(column in heading for column in COLUMNS)
    return dict(zip(COLUMNS, row.removeprefix("python tree").split(), strict=True))


def test_true_notes_pass(documented: Path) -> None:
    code, printed = judged(documented / "tree", documented / "vault")
    assert figures(printed) == dict(zip(COLUMNS, TRUE, strict=True))
    assert (code, printed.splitlines()[-1]) == (0, "bounds: all hold")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_counted_and_fails(fault: str, documented: Path, tmp_path: Path) -> None:
    name, pattern, instead, column, figure = FAULTS[fault]
    vault = tmp_path / "vault"
    shutil.copytree(documented / "vault", vault)
    (note,) = vault.rglob(f"{name}.py.md")
    before = note.read_text(encoding="utf-8")
    after = re.sub(pattern, instead, before, count=1, flags=re.DOTALL)
    assert after != before
    note.write_text(after, encoding="utf-8")
    code, printed = judged(documented / "tree", vault)
    assert code == 1
    assert figures(printed)[column] == figure
    assert "all hold" not in printed


def test_what_a_parser_loses_is_silent_until_the_note_says_so(
    documented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(TRUTH))
    from facts import Fact
    from judging import judge
    from shown import notes_of

    facts = [Fact("shop/stock.py", ("lost",), "function", True)]
    (note,) = [n for n in notes_of(documented / "vault") if n.source == "shop/stock.py"]
    says = type(note)(
        note.path, note.source, f"{note.text}\n*9 lines could not be read by the parser.*"
    )
    for shown, silent, unread in ((note, ["shop/stock.py"], 0), (says, [], 9)):
        found = judge("python", documented / "tree", [shown], facts, {"shop/stock.py"})
        assert (found.silent, found.unread) == (silent, unread)
        assert found.missing == ["shop/stock.py:lost"]


def test_lines_of_swift_tell_what_is_public_where_it_is_declared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(TRUTH))
    import by_lines

    put(tmp_path / "Cart.swift", SWIFT)
    facts = by_lines.facts(tmp_path, ["Cart.swift"])
    assert {(fact.kind, ".".join(fact.name)) for fact in facts if fact.public} == {
        ("type", "Cart"), ("data", "Cart.owner"), ("constructor", "Cart.init"),
        ("method", "Cart.total"), ("type", "Kind"), ("data", "Kind.small"),
    }  # fmt: skip
    assert [fact.doc for fact in facts if fact.name == ("Cart", "owner")] == ["    /// Who pays."]


def test_no_notes_at_all_fail(documented: Path, tmp_path: Path) -> None:
    code, printed = judged(documented / "tree", tmp_path)
    assert code == 1
    assert "missing: no file has a note" in printed


def test_without_clients_nothing_is_judged_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    run = subprocess.run(
        [sys.executable, str(TRUTH), "go", "typescript"], capture_output=True, encoding="utf-8"
    )
    assert run.returncode == 0
    assert "go github.com/google/uuid v1.6.0: not judged: go is not installed\n" in run.stdout
    assert "npm is not installed" in run.stdout
    assert run.stdout.endswith("so nothing is held against the bounds\n")
