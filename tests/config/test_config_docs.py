"""The example, the schema and the reference are generated from the keys and agree with them."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ralf_notes.config import docs
from ralf_notes.config.keys import Config, ModelsConfig, RoutingConfig, SourceConfig
from ralf_notes.config.loading import load_config

EXAMPLE_FILE = docs.SCHEMA_FILE.parents[2] / "config.example.yaml"


def from_yaml(text: str) -> Config:
    file = Path("config.yaml")
    file.write_text(text, encoding="utf-8")
    return load_config(file, {}, {}).config


def uncommented(text: str) -> dict[str, object]:
    """Return the example with all its keys switched on."""
    lines = (line.removeprefix("# ") for line in text.splitlines() if not line.startswith("##"))
    values = yaml.safe_load("\n".join(line for line in lines if "$schema=" not in line))
    assert isinstance(values, dict)
    return values


def test_the_example_lists_every_key_with_its_default() -> None:
    values = uncommented(EXAMPLE_FILE.read_text(encoding="utf-8"))
    assert list(values) == list(Config.model_fields)
    given = {"source_paths", "target_dir"}
    defaults = Config().model_dump(mode="json")
    assert {key: values[key] for key in values if key not in given} == {
        key: value for key, value in defaults.items() if key not in given
    }


def test_the_example_is_a_config_as_it_is_and_with_all_keys_on() -> None:
    text = EXAMPLE_FILE.read_text(encoding="utf-8")
    expected = Config(source_paths=["."], target_dir="vault")  # type: ignore[arg-type]
    assert from_yaml(text) == expected
    assert from_yaml(yaml.safe_dump(uncommented(text))) == expected


def test_every_key_is_explained() -> None:
    for model in (Config, SourceConfig, ModelsConfig, RoutingConfig):
        assert [key for key, field in model.model_fields.items() if not field.description] == []
    assert "0 unloads it after the run; -1 keeps it" in (
        Config.model_fields["keep_alive"].description or ""
    )


def test_example_schema_and_reference_are_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package" / "config").mkdir(parents=True)
    shipped = docs.SCHEMA_FILE
    monkeypatch.setattr(docs, "SCHEMA_FILE", tmp_path / "package" / "config" / shipped.name)
    docs.main()
    remedy = "write them anew: python -m ralf_notes.config.docs"
    assert json.loads(docs.SCHEMA_FILE.read_text(encoding="utf-8")) == json.loads(
        shipped.read_text(encoding="utf-8")
    ), remedy
    generated = (tmp_path / EXAMPLE_FILE.name).read_text(encoding="utf-8").splitlines()
    committed = EXAMPLE_FILE.read_text(encoding="utf-8").splitlines()
    assert generated[1:] == committed[1:], remedy
    page = Path("docs") / "configuration.md"
    assert (tmp_path / page).read_text(encoding="utf-8") == (EXAMPLE_FILE.parent / page).read_text(
        encoding="utf-8"
    ), remedy


def test_the_reference_explains_every_key() -> None:
    page = docs.reference()
    assert re.findall("^## (.*)$", page, re.MULTILINE) == list(Config.model_fields)
    for model in (SourceConfig, ModelsConfig, RoutingConfig):
        assert all(f"| `{key}` |" in page for key in model.model_fields)


def test_the_example_names_a_schema_that_is_there() -> None:
    first = EXAMPLE_FILE.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (EXAMPLE_FILE.parent / first.partition("=")[2]).is_file()


def test_a_file_that_is_made_here_names_no_path_of_this_machine() -> None:
    assert "schema=" not in docs.example({"target_dir": "vault"})


def test_the_schema_accepts_the_example_and_refuses_what_we_refuse() -> None:
    validator = jsonschema.Draft202012Validator(docs.json_schema())
    validator.check_schema(docs.json_schema())
    assert validator.is_valid(uncommented(EXAMPLE_FILE.read_text(encoding="utf-8")))
    assert validator.is_valid({"source_paths": ["a", {"path": "b", "name": "B"}]})
    for wrong in (
        {"kep_alive": "5m"},
        {"keep_alive": "abc"},
        {"engine": "olama"},
        {"source_paths": [{"name": "x"}]},
        {"num_ctx": 5},
        {"warm_up": "yes"},
    ):
        assert not validator.is_valid(wrong), wrong


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_TEXTS, st.lists(_TEXTS.filter(bool), max_size=3))
def test_what_the_example_is_given_is_read_back(text: str, globs: list[str]) -> None:
    given = {"target_dir": Path("a b"), "instructions": text, "exclude": globs}
    config = from_yaml(docs.example(given))
    assert config == Config(target_dir="a b", instructions=text, exclude=globs)  # type: ignore[arg-type]


def test_keys_are_described_where_only_bytecode_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_source(_: object) -> str:
        raise OSError

    schema = docs.json_schema()
    for field in Config.model_fields.values():
        monkeypatch.setattr(field, "description", None)
    monkeypatch.setattr("inspect.getsource", no_source)
    assert importlib.reload(docs).json_schema() == schema
