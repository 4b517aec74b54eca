"""The configuration: where it comes from, what it allows, and how it refuses the rest."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ralf_notes.config.keys import Config
from ralf_notes.config.loading import load_config
from ralf_notes.errors import ConfigError, UsageError


def from_yaml(text: str, **options: object) -> Config:
    file = Path("config.yaml")
    file.write_text(text, encoding="utf-8")
    return load_config(file, options, {}).config


def error_of(text: str, **options: object) -> str:
    with pytest.raises(ConfigError) as caught:
        from_yaml(text, **options)
    assert caught.value.exit_code == 2
    message = str(caught.value)
    assert message.splitlines() == [message]
    return message


# Where values come from


def test_without_any_source_all_is_default() -> None:
    loaded = load_config(None, {}, {})
    assert loaded.config == Config()
    assert loaded.file is None


def test_later_layers_override_earlier_ones() -> None:
    file = Path("mine.yaml")
    file.write_text("model: a\nseed: 2\nretries: 3\n", encoding="utf-8")
    environ = {"RALF_MODEL": "b", "RALF_SEED": "4"}
    config = load_config(file, {"model": "c", "seed": None, "exclude": []}, environ).config
    assert (config.model, config.seed, config.retries, config.timeout) == ("c", 4, 3, 60)


def test_false_and_zero_are_given_options() -> None:
    config = from_yaml("warm_up: true\nretries: 1\n", warm_up=False, retries=0)
    assert (config.warm_up, config.retries) == (False, 0)


def test_the_file_here_comes_before_the_users_and_a_named_one_before_both() -> None:
    users = platformdirs.user_config_path("ralf-notes", appauthor=False) / "config.yaml"
    users.parent.mkdir(parents=True)
    users.write_text("model: users", encoding="utf-8")
    assert load_config(None, {}, {}).file == users
    here = Path("ralf-notes.yaml")
    here.write_text("language: here", encoding="utf-8")
    assert load_config(None, {}, {}).file == here
    named = Path("named.yaml")
    named.write_text("model: named", encoding="utf-8")
    loaded = load_config(named, {}, {})
    assert (loaded.file, loaded.config.model) == (named, "named")


def test_paths_in_a_file_count_from_its_folder_and_options_from_here(own_folder: Path) -> None:
    folder = own_folder / "elsewhere"
    folder.mkdir()
    file = folder / "config.yaml"
    file.write_text(
        "source_paths: [src, {path: lib, name: L}, ~/x]\n"
        "target_dir: vault/notes\nvault_root: vault\nengine: embedded\nmodel: m.gguf\n",
        encoding="utf-8",
    )
    config = load_config(file, {}, {}).config
    home = Path("~/x").expanduser()
    assert [source.path for source in config.sources()] == [folder / "src", folder / "lib", home]
    assert config.target() == folder / "vault" / "notes"
    assert config.model_name == str(folder / "m.gguf")
    options = {"source_paths": [Path("src")], "target_dir": Path("vault") / "out"}
    config = load_config(file, {**options, "vault_root": "vault"}, {}).config
    assert [source.path for source in config.sources()] == [Path("src")]
    assert config.target() == Path("vault/out")


@pytest.mark.parametrize(
    ("variable", "text", "key", "value"),
    [
        ("OLLAMA_HOST", "0.0.0.0", "host", "http://127.0.0.1:11434"),
        ("RALF_MODEL", "123", "model", "123"),
        ("RALF_TARGET_DIR", "vault", "target_dir", Path("vault")),
        ("RALF_KEEP_ALIVE", "-1", "keep_alive", -1),
        ("RALF_WARM_UP", "false", "warm_up", False),
        ("RALF_NUM_CTX", "8192", "num_ctx", 8192),
        ("RALF_TIMEOUT", "1.5", "timeout", 1.5),
        ("RALF_MAX_FILE_SIZE", "5 kB", "max_file_size", 5000),
        ("RALF_LANGUAGE", "no", "language", "no"),
        ("RALF_LINKS", "", "links", "wikilink"),
    ],
)
def test_environment(variable: str, text: str, key: str, value: object) -> None:
    assert getattr(load_config(None, {}, {variable: text}).config, key) == value


def test_our_host_variable_comes_before_that_of_ollama() -> None:
    environ = {"OLLAMA_HOST": "one", "RALF_HOST": "two"}
    assert load_config(None, {}, environ).config.host == "http://two:11434"
    assert load_config(None, {"host": "three"}, environ).config.host == "http://three:11434"


def test_a_wrong_variable_or_option_is_named() -> None:
    with pytest.raises(ConfigError, match=r'^environment: RALF_SEED: found "x", expected a whole'):
        load_config(None, {}, {"RALF_SEED": "x"})
    with pytest.raises(
        ConfigError, match=r'^--keep-alive: found "5x", expected auto, or a duration'
    ):
        load_config(None, {"keep_alive": "5x"}, {})
    with pytest.raises(ConfigError, match=r'^environment: OLLAMA_HOST: found "a b", expected an'):
        load_config(None, {}, {"OLLAMA_HOST": "a b"})


# What a file may say


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "~", "seed:\nexclude:\n"])
def test_an_empty_file_or_value_is_the_default(text: str) -> None:
    assert from_yaml(text) == Config()


def test_a_byte_order_mark_is_ignored() -> None:
    file = Path("config.yaml")
    file.write_bytes(b"\xef\xbb\xbfseed: 5\r\nretries: 1\r\n")
    config = load_config(file, {}, {}).config
    assert (config.seed, config.retries) == (5, 1)


@pytest.mark.parametrize(
    "text", ["22:00", "no", "on", "Yes", "1e3", "2024-01-01", "0x10", "010", "1_000", ".inf", "="]
)
def test_what_older_yaml_turns_into_other_things_stays_text(text: str) -> None:
    assert from_yaml(f"instructions: {text}").instructions == text


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("warm_up: false", "warm_up", False),
        ("seed: 7", "seed", 7),
        ("temperature: 0.75", "temperature", 0.75),
        ("temperature: 1", "temperature", 1.0),
        ("model: ''", "model", None),
        ("num_ctx: 2048", "num_ctx", 2048),
        ("max_file_size: 1 MB", "max_file_size", 1_000_000),
        ("max_file_size: 500 kB", "max_file_size", 500_000),
        ("max_file_size: 5MB", "max_file_size", 5_000_000),
        ("max_file_size: 12", "max_file_size", 12),
        ("prose_for: []", "prose_for", ()),
        ("include: ['*.py', docs]", "include", ("*.py", "docs")),
        ("allow_remote_models: ['a:1b-cloud']", "allow_remote_models", ("a:1b-cloud",)),
        ("source_url: 'vscode://file{root}/{path}'", "source_url", "vscode://file{root}/{path}"),
        ("tags_prefix: docs/code", "tags_prefix", "docs/code"),
        ("instructions: |\n  One.\n  Two.\n", "instructions", "One.\nTwo.\n"),
        ("exclude: &x [a]\ninclude: *x", "include", ("a",)),
    ],
)
def test_values(text: str, key: str, value: object) -> None:
    assert getattr(from_yaml(text), key) == value


def test_sources_keep_their_own_names_and_patterns() -> None:
    config = from_yaml("source_paths:\n- a\n- {path: b, name: B, include: ['*.c'], exclude:}\n")
    first, second = config.sources()
    assert (first.path, first.name, first.include) == (Path("a"), "", ())
    assert (second.path, second.name, second.include) == (Path("b"), "B", ("*.c",))


def test_a_config_is_a_value() -> None:
    config = from_yaml("source_paths: [a, {path: b}]\nexclude: [x]\n")
    assert hash(config) == hash(from_yaml("source_paths: [a, b]\nexclude: [x]\n"))
    with pytest.raises(ValidationError):
        config.seed = 2


# How a file is refused


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "\n\nkeep_alive: abc",
            'config.yaml:3: keep_alive: found "abc", expected auto, or a duration such as 30m, '
            "1h30m, 3600 (seconds), 0 (unload after the run) or -1 (keep forever)",
        ),
        ("kep_alive: 5m", "config.yaml:1: kep_alive: unknown key; did you mean keep_alive?"),
        ("target-dir: x", "config.yaml:1: target-dir: unknown key; did you mean target_dir?"),
        ("port: 1", "config.yaml:1: port: unknown key, expected one of source_paths, target_dir"),
        ("seed: 1\nlinks: wikilink\nseed: 2", "config.yaml:3: seed: given twice, first in line 1"),
        ("source_paths: [{path: a, path: b}]", "config.yaml:1: path: given twice"),
        ("warm_up: yes", 'found "yes", expected true or false (not yes, no, on or off)'),
        ("seed: true", "seed: found true, expected a whole number"),
        ("seed: 1.5", "seed: found 1.5, expected a whole number"),
        ("timeout: 22:00", 'timeout: found "22:00", expected a number of seconds'),
        ("timeout: 0", "timeout: found 0, expected a number of seconds, more than 0"),
        ("timeout: .inf", 'timeout: found ".inf"'),
        ("retries: -1", "retries: found -1, expected a whole number from 0 to 10"),
        ("temperature: 3", "temperature: found 3, expected a number from 0 to 2"),
        ("num_ctx: 511", "num_ctx: found 511, expected auto or a whole number of tokens, 512"),
        ("num_ctx: true", "num_ctx: found true, expected auto"),
        ("num_ctx: {}", "num_ctx: found a mapping, expected auto"),
        ("max_file_size: true", "max_file_size: found true, expected a size such as 500 kB"),
        ("max_file_size: 5 apples", 'max_file_size: found "5 apples", expected a size'),
        ("max_file_size: 0", "max_file_size: found 0, expected a size"),
        ("engine: olama", 'engine: found "olama", expected one of ollama, openai, embedded, none'),
        ("prose_for: [code, foo]", 'prose_for[1]: found "foo", expected one of code, docs, test'),
        ("exclude: x", 'exclude: found "x", expected a list of patterns'),
        ("exclude:\n- a\n- 3", "config.yaml:3: exclude[1]: found 3, expected a pattern"),
        ("engine: openai", "--host: not given, expected the address of your server such as"),
        ("source_paths: src", 'source_paths: found "src", expected a list of paths'),
        ("source_paths: [3]", "source_paths[0]: found 3, expected a path, or a mapping"),
        ("source_paths:\n- name: x", "config.yaml:2: source_paths[0].path: not given, expected"),
        (
            "source_paths:\n- path: a\n  incldue: [b]",
            "config.yaml:3: source_paths[0].incldue: unknown key; did you mean include?",
        ),
        ("source_paths: [{path: a, name: ../b}]", "expected a folder's name"),
        ("target_dir: ''", 'target_dir: found "", expected a path'),
        ("target_dir: [a]", "target_dir: found a list, expected a path"),
        ("target_dir: ~nobody-has-this-name/x", "there is no such user"),
        ("target_dir: a\nvault_root: b", "config.yaml:2: vault_root: found"),
        ("model: a.gguf", 'model: found "a.gguf", expected a name such as ministral-3:3b'),
        ("engine: embedded\nmodel: a:3b", "config.yaml:2: model: found "),
        ("model: 3", "model: found 3, expected a model's name"),
        ("host: ftp://a", 'host: found "ftp://a", expected an address'),
        ("host: a:port", 'host: found "a:port", expected an address'),
        ("host: a:99999", "with a port from 1 to 65535"),
        ("host: 5", "host: found 5, expected an address"),
        ("source_url: 'https://a/{file}'", "expected a URL with {path}"),
        ("source_url: 'https://a/{path!r}'", "expected a URL with {path}"),
        ("source_url: 'https://a/{path'", "expected a URL with {path}"),
        ("source_url: 'here/{path}'", "expected a URL with {path}"),
        (
            "source_url: 'javascript:alert(1)//{path}'",
            "expected a URL whose scheme is one of https,",
        ),
        (
            "source_url: 'JavaScript:alert(1)//{path}'",
            "expected a URL whose scheme is one of https,",
        ),
        ("source_url: 'data:text/html,{path}'", "expected a URL whose scheme is one of https,"),
        ("source_url: 'vbscript:x{path}'", "expected a URL whose scheme is one of https,"),
        ("tags_prefix: 'a b'", 'tags_prefix: found "a b", expected a tag'),
        ("tags_prefix: '12'", 'tags_prefix: found "12", expected a tag'),
        ("language: ''", 'language: found "", expected the name of a language'),
        ("a: 1\nseed: x", "config.yaml:1: a: unknown key"),
        ("a: 1\nseed: x\nlinks: y", '; config.yaml:3: links: found "y"'),
        ('"a\\nb": 1', 'config.yaml:1: "a\\nb": unknown key'),
    ],
)
def test_a_wrong_key_or_value_is_one_line_with_place_and_remedy(text: str, words: str) -> None:
    assert words in error_of(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("seed: 1\nexclude: *.py", "config.yaml:2: not YAML: "),
        ("exclude: *.py", 'needs quotes, such as "*.py"'),
        ("exclude: [*py]", 'needs quotes, such as "*.py"'),
        ("exclude: !important", "a text that starts with ! needs quotes"),
        ("exclude: !!python/name:os.system x", "a text that starts with ! needs quotes"),
        ("tags_prefix: %x", "a text that starts with % needs quotes"),
        ("tags_prefix: @x", "a text that starts with @ needs quotes"),
        ("\tseed: 1", "config.yaml:1: not YAML: found character '\\t'"),
        ("exclude:\n\t- a", "config.yaml:2:"),
        ("exclude:\n\t- a", "indent with spaces, not tabs"),
        ("instructions: a: b", 'a text with ": " in it needs quotes'),
        ("seed 1\nretries: 2", "a key ends in a colon"),
        ('instructions: "a', "a quote is not closed"),
        ("exclude: [a", "a bracket is not closed"),
        ("seed: 1\n---\nseed: 2", "config.yaml:2: not YAML"),
        ("seed: 1\nmodel: \x00", "config.yaml:2: not YAML: the character"),
        ("- a", "config.yaml:1: found a list, expected lines such as `target_dir: vault`"),
        ("\nhello", 'config.yaml:2: found the text "hello", expected lines such as'),
        ("? [a]\n: b", "found a list as a key, expected a name"),
        ("x: &a [*a]", "nested too deep"),
        ("[" * 5000, "nested too deep"),
    ],
)
def test_invalid_yaml_is_one_line_with_place_and_remedy(text: str, words: str) -> None:
    assert words in error_of(text)


def test_a_file_that_is_not_utf8() -> None:
    file = Path("config.yaml")
    file.write_bytes("seed: 1\nlanguage: Français".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"^config\.yaml:2: not UTF-8 \(byte 0xe7\)"):
        load_config(file, {}, {})


def test_a_named_file_that_is_missing_a_folder_or_unreadable(own_folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"nope\.yaml: there is no such file; `ralf-notes init`"):
        load_config(Path("nope.yaml"), {}, {})
    with pytest.raises(ConfigError, match=r"this is a folder, expected a config file"):
        load_config(own_folder, {}, {})
    with pytest.raises(ConfigError, match=r": cannot be read: "):
        load_config(Path("n" * 5000), {}, {})


def test_a_missing_target_or_source_is_reported_when_it_is_needed() -> None:
    with pytest.raises(UsageError, match="--target-dir"):
        Config().target()
    with pytest.raises(UsageError, match="Name one after the command"):
        Config().sources()


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("a:-[]{}#&*!|>'\"%@` \t\n0\\,?é\x07\u2028"), max_size=40))
@example('"\\u2028": 1')
def test_any_text_is_a_config_or_one_line(text: str) -> None:
    file = Path("any.yaml")
    file.write_text(text, encoding="utf-8", newline="")
    try:
        assert load_config(file, {}, {}).config == Config()
    except ConfigError as exc:
        assert str(exc).splitlines() == [str(exc)]


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_ITEMS = _SCALARS | st.dictionaries(st.sampled_from(["path", "name", "x"]), _SCALARS, max_size=2)
_VALUES = _ITEMS | st.lists(_ITEMS, max_size=2)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(Config.model_fields)), _VALUES, max_size=3))
@example({"max_file_size": math.inf})
@example({"keep_alive": 10**400})
@example({"host": "[::1"})
@example({"exclude": "\x85"})
@example({"target_dir": "a\nb", "vault_root": "c\nd"})
def test_any_value_is_accepted_or_refused_in_one_line(options: dict[str, object]) -> None:
    try:
        hash(load_config(None, options, {}).config)
    except ConfigError as exc:
        assert str(exc).splitlines() == [str(exc)]


# What follows from the values


def test_the_model_by_engine() -> None:
    assert Config().model_name == "ministral-3:3b"
    assert Config(model="qwen3:8b").model_name == "qwen3:8b"
    assert Config(engine="embedded").model_name == ""
    assert Config(engine="embedded", model="a/b.GGUF").model_name == str(Path("a/b.GGUF"))
    assert Config(engine="none").model_name == ""


def test_the_folder_note_follows_the_links() -> None:
    assert Config().folder_note_style == "name"
    assert Config(links="markdown").folder_note_style == "readme"
    assert Config(links="markdown", folder_note="index").folder_note_style == "index"


def test_a_vault_may_be_the_target_or_hold_it() -> None:
    vault = Path("vault")
    for target in (vault, vault / "code", Path(os.curdir) / "vault" / "x"):
        assert Config(target_dir=target, vault_root=vault).vault_root == vault


def test_the_keys_load_nothing_of_the_walk() -> None:
    code = "import sys, ralf_notes.config.loading; print(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert "ralf_notes.config.keys" in done.stdout.split()
    assert [name for name in done.stdout.split() if "ralf_notes.source" in name] == []
