"""The table of all notes for Obsidian: what it says, and whose it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from material.command_line import contents, run
from material.repository import Done, generate, put, repository
from ruamel.yaml import YAML

from ralf_notes.config.keys import Config
from ralf_notes.notes.obsidian.base import base_text
from ralf_notes.notes.obsidian.place import VaultPlace

BASE = "ralf-notes.base"
SEGMENT = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="/\0\n"), min_size=1, max_size=12
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "Mine/.obsidian").mkdir(parents=True)
    return repository(tmp_path / "shop", {"a.py": "x = 1\n", "lib/b.py": "y = 1\n"})


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "Mine/code notes"


def again(shop: Path, target: Path, *args: str) -> Done:
    done = generate(shop, "-o", target, "--engine", "none", *args)
    assert done.exit_code == 0
    return done


def put_config(folder: Path, text: str) -> Path:
    put(folder / "c.yaml", text)
    return folder / "c.yaml"


def change(shop: Path) -> None:
    path = shop / "a.py"
    put(path, path.read_text(encoding="utf-8") + "more = 1\n")


@given(st.lists(SEGMENT, min_size=1, max_size=3), st.sampled_from(["code", "a/b", "ü"]))
def test_it_is_yaml_for_any_place(names: list[str], tags: str) -> None:
    prefix = "/".join(names)
    config = Config(target_dir=Path("v"), tags_prefix=tags)
    text = base_text(config, VaultPlace(f"{prefix}/", Path("v"), origin="set"))
    values = yaml.safe_load(text)
    assert values == YAML(typ="safe").load(text)
    said = values["filters"]["and"]
    assert json.loads(said[0].removeprefix("file.hasTag(").removesuffix(")")) == tags
    assert json.loads(said[-1].removeprefix("file.inFolder(").removesuffix(")")) == prefix
    assert [view["name"] for view in values["views"]] == [
        "All notes", "By language", "By model", "Not read by a model",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "names"),
    [("Deutsch", ("Alle Notizen", "Worum es geht")), ("fr", ("Toutes les notes", "De quoi il")),
     ("Klingon", ("All notes", "What it is"))],
)  # fmt: skip
def test_it_speaks_the_readers_language(language: str, names: tuple[str, str]) -> None:
    config = Config(target_dir=Path("v"), language=language)
    values = yaml.safe_load(base_text(config, VaultPlace("", Path("v"), origin="set")))
    assert values["views"][0]["name"] == names[0]
    assert values["properties"]["description"]["displayName"].startswith(names[1])


def test_a_target_in_a_vault_has_it_and_its_columns_are_properties_of_notes(
    shop: Path, target: Path
) -> None:
    again(shop, target)
    values = yaml.safe_load((target / BASE).read_text(encoding="utf-8"))
    assert 'file.inFolder("code notes")' in values["filters"]["and"]
    front = yaml.safe_load((target / "shop/a.py.md").read_text(encoding="utf-8").split("---\n")[1])
    used = {column for view in values["views"] for column in view["order"]}
    assert {name.removeprefix("note.") for name in used if name.startswith("note.")} <= {
        *front, "ralf_model",
    }  # fmt: skip
    tag = re.search(r'hasTag\("(.*)"\)', values["filters"]["and"][0])
    assert tag and any(each.startswith(f"{tag[1]}/") for each in front["tags"])
    before = contents(target)
    assert "nothing" not in again(shop, target).stdout
    assert contents(target) == before


@pytest.mark.parametrize("where", ["no vault", "links"])
def test_without_a_vault_or_wikilinks_there_is_none(where: str, shop: Path, tmp_path: Path) -> None:
    if where == "no vault":
        again(shop, tmp_path / "notes")
        assert not (tmp_path / "notes" / BASE).exists()
        return
    config = put_config(tmp_path, "links: markdown\n")
    again(shop, tmp_path / "Mine/notes", "--config", str(config))
    assert not (tmp_path / "Mine/notes" / BASE).exists()


@pytest.mark.parametrize(
    "edit",
    [lambda text: text + "# mine\n", lambda text: text.replace("Language", "Sprache"),
     lambda text: yaml.safe_dump(yaml.safe_load(text))],
    ids=["comment", "value", "as Obsidian saves it"],
)  # fmt: skip
def test_what_somebody_changed_stays(
    edit: Callable[[str], str], shop: Path, target: Path, tmp_path: Path
) -> None:
    again(shop, target)
    path = target / BASE
    mine = edit(path.read_text(encoding="utf-8"))
    path.write_text(mine, encoding="utf-8")
    change(shop)
    config = put_config(tmp_path, "tags_prefix: source\n")
    again(shop, target, "--config", str(config))
    assert path.read_text(encoding="utf-8") == mine


@pytest.mark.parametrize("is_other_machine", [False, True])
def test_what_somebody_deleted_stays_away(
    is_other_machine: bool,
    shop: Path,
    target: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    again(shop, target)
    (target / BASE).unlink()
    if is_other_machine:
        monkeypatch.setenv("RALF_STATE_DIR", str(tmp_path / "state"))
        monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "cache"))
    change(shop)
    again(shop, target)
    assert not (target / BASE).exists()


def test_it_follows_the_settings_and_goes_to_the_trash_with_the_wikilinks(
    shop: Path, target: Path, tmp_path: Path
) -> None:
    again(shop, target)
    config = put_config(tmp_path, "tags_prefix: source\n")
    again(shop, target, "--config", str(config))
    text = (target / BASE).read_text(encoding="utf-8")
    assert 'hasTag(\\"source\\")' in text
    put_config(tmp_path, "links: markdown\n")
    again(shop, target, "--config", str(config))
    assert not (target / BASE).exists()
    assert text in [data.decode() for path, data in contents(target).items() if ".trash" in path]


def test_another_file_in_its_place_stays(shop: Path, target: Path) -> None:
    put(target / BASE, "views:\n  - type: table\n    name: mine\n")
    again(shop, target)
    assert "name: mine" in (target / BASE).read_text(encoding="utf-8")


def test_status_and_a_dry_run_tell_of_it(shop: Path, target: Path) -> None:
    args = (shop, "-o", target, "--engine", "none")
    assert BASE in run("generate", *args, "--dry-run", "--verbose")
    assert not target.exists()
    assert f"  {BASE}" in run("status", *args, "--verbose")
    again(shop, target)
    assert BASE not in run("status", *args, "--exit-code")


def test_it_is_no_source(shop: Path, target: Path, tmp_path: Path) -> None:
    again(shop, target)
    generate(tmp_path / "Mine", "-o", tmp_path / "other", "--engine", "none")
    assert not [path for path in contents(tmp_path / "other") if "ralf-notes.base" in path]
