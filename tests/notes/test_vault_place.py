"""A vault around the target is found once: links count from its top, here and where it is not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from material.command_line import contents, run, work_folder

SOURCES = {"shop.py": "import stock\n\nstock.sell()\n", "stock.py": "def sell():\n    pass\n"}
RECORD = ".ralf-notes.json"


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = work_folder(tmp_path, monkeypatch)
    for name, text in SOURCES.items():
        (work / name).write_text(text, encoding="utf-8")
    return work


def vault(folder: Path) -> Path:
    (folder / ".obsidian").mkdir(parents=True)
    return folder


def generate(target: Path, *options: str) -> str:
    return run("generate", ".", "--engine", "none", "--target-dir", target, *options)


def link(target: Path) -> str:
    """Return the link from one note to the other, up to its label."""
    text = (target / "work" / "shop.py.md").read_text(encoding="utf-8")
    before = text[: text.index("stock.py.md")]
    return before[before.rindex("[[") :]


def test_links_count_from_the_nearest_vault_around_the_target(tmp_path: Path) -> None:
    vault(tmp_path / "outer")
    target = vault(tmp_path / "outer" / "Mein Käse") / "my code"
    assert f"Links count from the Obsidian vault {target.parent} (my code)" in generate(target)
    assert link(target) == "[[my code/work/"
    assert json.loads((target / RECORD).read_text(encoding="utf-8")) == {"path_in_vault": "my code"}
    before = contents(target)
    assert generate(target) == ""
    assert contents(target) == before
    assert "links count from the Obsidian vault" in run(
        "check", ".", "--engine", "none", "--target-dir", target
    )


def test_a_vault_that_only_obsidian_knows_of_counts_too(tmp_path: Path, isolated: Path) -> None:
    target = tmp_path / "mine" / "code"
    target.mkdir(parents=True)
    known = isolated / "xdg_config_home" / "obsidian" / "obsidian.json"
    known.parent.mkdir(parents=True)
    known.write_text(json.dumps({"vaults": {"a": {"path": str(tmp_path / "mine")}}}))
    generate(target)
    assert link(target) == "[[code/work/"


def test_a_machine_without_the_vault_writes_the_same(tmp_path: Path) -> None:
    mine = vault(tmp_path / "vault")
    target = mine / "a" / "notes"
    generate(target)
    before = contents(target)
    shutil.move(target, tmp_path / "checkout")
    shutil.rmtree(mine)
    clone = tmp_path / "checkout"
    assert generate(clone, "--force") == ""
    assert contents(clone) == before
    score = run("score", clone, "--source", ".", "--json")
    assert json.loads(score)["total"]["links"]["value"] == 1


def test_a_vault_elsewhere_takes_the_place_of_the_one_that_is_gone(tmp_path: Path) -> None:
    first = vault(tmp_path / "first")
    generate(first / "code")
    assert link(first / "code") == "[[code/work/"
    second = vault(tmp_path / "second")
    shutil.move(first / "code", second / "kode")
    generate(second / "kode")
    assert link(second / "kode") == "[[kode/work/"


def test_a_target_that_is_the_vault_keeps_nothing(tmp_path: Path) -> None:
    target = vault(tmp_path / "vault")
    generate(target)
    assert link(target) == "[[work/"
    assert not (target / RECORD).exists()


def test_a_link_that_leads_into_a_vault_and_one_that_leads_out(tmp_path: Path) -> None:
    mine = vault(tmp_path / "vault")
    (mine / "code").mkdir()
    (tmp_path / "in").symlink_to(mine / "code")
    generate(tmp_path / "in")
    assert link(mine / "code") == "[[code/work/"
    (tmp_path / "real").mkdir()
    (mine / "out").symlink_to(tmp_path / "real")
    generate(mine / "out")
    assert link(tmp_path / "real") == "[[out/work/"


def test_vault_root_decides_where_it_is_given(tmp_path: Path, shop: Path) -> None:
    vault(tmp_path / "vault" / "inner")
    target = tmp_path / "vault" / "inner" / "code"
    file = tmp_path / "mine.yaml"
    file.write_text("source_paths: [work]\nvault_root: vault\ntarget_dir: vault/inner/code\n")
    run("generate", "--config", file, "--engine", "none")
    assert link(target) == "[[inner/code/work/"


@pytest.mark.parametrize(
    "record",
    [
        "", "{", "[]", '{"path_in_vault": 3}', '{"path_in_vault": "../up"}',
        '{"path_in_vault": "/etc"}', '{"path_in_vault": "a]] ![[b"}', '{"path_in_vault": "a\\nb"}',
        '{"path_in_vault": ""}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_record_that_is_damaged_or_hostile_counts_as_none(tmp_path: Path, record: str) -> None:
    target = tmp_path / "notes"
    target.mkdir()
    (target / RECORD).write_text(record, encoding="utf-8")
    generate(target)
    assert link(target) == "[[work/"


def test_relative_links_need_no_vault(tmp_path: Path) -> None:
    target = vault(tmp_path / "vault") / "code"
    Path("ralf-notes.yaml").write_text("links: markdown\n", encoding="utf-8")
    generate(target)
    assert not (target / RECORD).exists()
