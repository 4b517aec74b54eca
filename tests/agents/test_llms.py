"""`llms.txt` and `llms-full.txt`: what they say, whose they are, and when they are written."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from material.command_line import contents, run
from material.repository import Done, generate, put, repository

INDEX, FULL = "shop/llms.txt", "shop/llms-full.txt"
FILES = {
    "README.md": "# Shop\n\nSells tea by the pound.\n",
    "cart.py": '"""Adds up what a customer buys."""\n\nimport lib.money\n\n\ndef total(): ...\n',
    "lib/money.py": '"""Rounds sums (of money)."""\n\n\ndef rounded(): ...\n',
    "app/[id]/page (1).tsx": "export function Page() { return 1 }\n",
    "tests/test_cart.py": "import cart\n\n\ndef test_total(): cart.total()\n",
    "a b/ü#.py": "from .even import even\n\n\ndef odd(): even()\n",
    "a b/even.py": "def even(): ...\n",
}
SECTION = re.compile(r"^##\s*(.*?)$", re.MULTILINE)
LINK = re.compile(r"-\s*\[(?P<title>[^\]]+)\]\((?P<url>[^\)]+)\)(?::\s*(?P<text>.*))?")


@pytest.fixture(params=["wikilink", "markdown"])
def links(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def again(shop: Path, target: Path, *args: str, code: int = 0, **settings: str) -> Done:
    lines = [f"{key}: {value}\n" for key, value in {"engine": "none", **settings}.items()]
    config = target.with_name("c.yaml")
    put(config, "".join(lines))
    done = generate(shop, "-o", target, "--config", config, *args)
    assert done.exit_code == code
    return done


def parsed(text: str) -> dict[str, list[re.Match[str]]]:
    """Read a file as the specification's own parser does: each line of a section is a link."""
    start, *rest = SECTION.split(text)
    assert re.match(r"# \S.*\n\n> \S.*\n\n", start)
    found = {}
    for name, body in zip(rest[::2], rest[1::2], strict=True):
        found[name] = [LINK.fullmatch(line) for line in body.split("\n") if line.strip()]
        assert all(found[name])
    return found  # type: ignore[return-value]


def test_both_files_are_in_the_reader_s_language(shop: Path, target: Path) -> None:
    again(shop, target, language="German")
    text = (target / INDEX).read_text(encoding="utf-8")
    assert [*parsed(text)] == ["Einstieg", "Ordner", "Dateien", "Optional"]
    assert "Testet `test_total`." in text
    assert "Links zählen ab dieser Datei." in text
    assert "Notes on" not in text
    whole = (target / FULL).read_text(encoding="utf-8")
    assert "shop: alle Notizen" in whole
    assert "\nNotiz: ./" in whole
    assert "\nNote: ./" not in whole


def test_all_notes_are_listed_by_links_that_lead_to_them(
    shop: Path, target: Path, links: str
) -> None:
    again(shop, target, links=links)
    sections = parsed((target / INDEX).read_text(encoding="utf-8"))
    assert [*sections] == ["Start", "Folders", "Files", "Optional"]
    found = {unquote(each["url"]) for rows in sections.values() for each in rows}
    notes = {f"./{path.relative_to(target / 'shop')}" for path in target.rglob("*.md")}
    assert found == notes
    titles = {each["title"]: each["text"] for each in sections["Files"]}
    assert titles["lib/money.py"] == "Rounds sums (of money)."
    assert "app/%5Bid%5D/page (1).tsx" in titles
    optional = [each["title"] for each in sections["Optional"]]
    assert optional == ["README.md", "tests/test_cart.py", "tests/"]


def test_the_full_file_holds_our_text_alone_with_links_that_count_from_it(
    shop: Path, target: Path, links: str
) -> None:
    again(shop, target, links=links)
    note = target / "shop/cart.py.md"
    put(note, note.read_text(encoding="utf-8") + "\nMy own remark on [[x|y]].\n")
    put(shop / "lib/more.py", "def more(): ...\n")
    again(shop, target, links=links)
    text = (target / FULL).read_text(encoding="utf-8")
    assert "def rounded():" in text and "Adds up what a customer buys." in text
    assert "My own remark" not in text
    assert not re.search(r"ralf:|mermaid|\[\[|^tags:", text, re.MULTILINE)
    written = re.findall(r"\]\((\./[^)#]*)", text)
    assert [each for each in written if not re.fullmatch(r"[!-~]+", each)] == []
    addresses = set(map(unquote, written))
    assert "./lib/money.py.md" in addresses
    assert [each for each in addresses if not (target / "shop" / each).exists()] == []


def test_a_link_in_a_table_leads_to_its_note(target: Path, tmp_path: Path) -> None:
    files = {
        "Makefile": "all: ## Bakes.\n\tbake\n",
        "compose.yaml": "services:\n  a:\n    image: b\n",
    }
    shop = repository(tmp_path / "shop", FILES | files)
    again(shop, target)
    table = re.findall(r"^\| .* \|$", (target / FULL).read_text(encoding="utf-8"), re.MULTILINE)
    addresses = re.findall(r"\]\(\./([^)]*)\)", "\n".join(table))
    assert "Makefile.md" in addresses
    assert [each for each in addresses if not (target / "shop" / each).exists()] == []


@pytest.mark.parametrize("path", [INDEX, FULL])
@pytest.mark.parametrize("text", ["# Mine\n", "# shop\n\n> x\n", "", "\xff\0"])
def test_a_file_of_somebody_else_is_never_touched(
    shop: Path, target: Path, path: str, text: str
) -> None:
    put(target / path, text)
    done = again(shop, target)
    assert (target / path).read_text(encoding="utf-8") == text
    assert [line for line in done.stderr.splitlines() if path in line and "llms_txt" in line]
    assert again(shop, target).stderr == ""
    again(shop, target, llms_txt="false")
    assert (target / path).read_text(encoding="utf-8") == text


def test_an_edit_stays_and_git_may_change_line_ends(shop: Path, target: Path) -> None:
    again(shop, target)
    ours = (target / INDEX).read_text(encoding="utf-8")
    put(target / INDEX, ours.replace("\n", "\r\n"))
    assert "blocked" not in run("status", shop, "-o", target, "--engine", "none")
    put(target / INDEX, ours.replace("Sells", "Sold"))
    put(shop / "b.py", "def b(): ...\n")
    done = again(shop, target)
    assert "Sold" in (target / INDEX).read_text(encoding="utf-8") and INDEX in done.stderr


def test_the_setting_takes_both_away_and_brings_them_back_with_the_same_bytes(
    shop: Path, target: Path
) -> None:
    again(shop, target)
    before = contents(target)
    again(shop, target, llms_txt="false")
    assert not (target / INDEX).exists() and not (target / FULL).exists()
    again(shop, target)
    now = {path: data for path, data in contents(target).items() if ".trash" not in path}
    assert now == before


def test_they_come_back_when_somebody_deletes_them(shop: Path, target: Path) -> None:
    again(shop, target)
    before = contents(target)
    (target / INDEX).unlink()
    assert INDEX in run("status", shop, "-o", target, "--engine", "none")
    dry = run("generate", shop, "-o", target, "--engine", "none", "--dry-run")
    assert INDEX in dry and not (target / INDEX).exists()
    done = again(shop, target)
    assert contents(target) == before
    assert f"For agents: {INDEX}" in done.stderr


def test_runs_with_and_without_a_cache_write_the_same(
    shop: Path, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(shop, target)
    put(shop / "lib/money.py", '"""Rounds sums up."""\n\n\ndef rounded(): ...\n')
    again(shop, target)
    with_cache = contents(target)
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "other cache"))
    done = again(shop, target)
    assert contents(target) == with_cache and "For agents" not in done.stderr
    again(shop, target.with_name("second"))
    assert contents(target.with_name("second")) == with_cache
    assert b"Rounds sums up." in with_cache[INDEX] and b"Rounds sums up." in with_cache[FULL]


def test_two_trees_have_their_own(shop: Path, target: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "bank", {"vault.py": '"""Keeps gold."""\nx = 1\n'})
    generate(shop, other, "-o", target, "--engine", "none")
    assert "Keeps gold." in (target / "bank/llms.txt").read_text(encoding="utf-8")
    assert "Keeps gold." not in (target / INDEX).read_text(encoding="utf-8")


def test_both_are_bounded_and_say_what_is_left_out(target: Path, tmp_path: Path) -> None:
    lines = "".join(f"    def method_{n}(self, argument: int) -> str: ...\n" for n in range(60))
    files = {
        f"part{n:03}.py": f'"""Does the work of number {n}."""\n\n\nclass C{n}:\n{lines}'
        for n in range(300)
    }
    generate(repository(tmp_path / "shop", files), "-o", target, "--engine", "none")
    index, full = (target / INDEX).read_bytes(), (target / FULL).read_bytes()
    assert 15_000 < len(index) <= 16_000 + 100
    assert 350_000 < len(full) <= 400_000 + 100
    left = re.search(rb" (\d+) of 300 notes are not listed here", index)
    assert left and index.count(b"\n- ") == 301 - int(left[1])
    left = re.search(rb" (\d+) of 301 notes are not in this file", full)
    assert left and full.count(b"\nNote: ./") == 301 - int(left[1])


def test_what_is_used_comes_before_benchmarks_and_the_code_of_documents(
    target: Path, tmp_path: Path
) -> None:
    files = {
        "bench/speed.py": "from shop.core import total\n\n\ndef run(): total()\n",
        **{
            f"shop/{name}.py": f"from shop.core import total\n\n\ndef {name}(): total()\n"
            for name in ("sell", "buy", "lend", "rent")
        },
        "shop/core.py": "def total(): ...\n",
        "docs/conf.py": "project = 'shop'\n",
        **{f"docs/{name}.md": f"# {name}\n\nSays how to {name}.\n" for name in ("buy", "sell")},
    }
    again(repository(tmp_path / "shop", files), target)
    sections = parsed((target / INDEX).read_text(encoding="utf-8"))
    assert [each["title"] for each in sections["Folders"]] == ["shop/", "bench/"]
    assert "docs/conf.py" in [each["title"] for each in sections["Optional"]]


def test_in_a_repository_they_are_no_sources(shop: Path) -> None:
    again(shop, shop / "notes")
    subprocess.run(["git", "-C", str(shop), "add", "-A"], check=True)
    again(shop, shop / "notes")
    assert not (shop / "notes/shop/notes").exists()


def test_active_text_of_a_source_is_broken(target: Path, tmp_path: Path) -> None:
    text = '"""<|im_start|>system [INST] ](x) [[b]] <!-- ralf-notes:begin --> \u202e."""\nx = 1\n'
    files = {"a.py": text, "<|im_start|>.py": text}
    generate(repository(tmp_path / "shop", files), "-o", target, "--engine", "none")
    for path in (INDEX, FULL):
        shown = (target / path).read_text(encoding="utf-8")
        assert not re.search(r"<\|im_start\|>|\[INST\]|\[\[|<!-- ralf-notes:|\u202e", shown)
