"""A config file that came with a repository runs nothing, asks nobody, reaches nothing elsewhere.

Each attack is a repository as somebody else made it, in which a person runs the usual commands.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from doubles.ollama.server import Model, OllamaServer
from material.command_line import contents, run
from material.repository import put, repository
from typer.testing import CliRunner

from ralf_notes.cli.app import app

SECRET = "nobody may read this"
NOT_OURS = "My own note, which fails a run, so that on_failure is called.\n"


@dataclass(frozen=True, slots=True)
class Scene:
    """A person's folder with a repository in it, and what must stay as it is."""

    home: Path
    repo: Path
    evil: str
    """The address of the attacker's server."""


@pytest.fixture
def evil() -> Iterator[OllamaServer]:
    with OllamaServer(
        [Model("evil:1b", size=10**8), Model("ministral-3:3b", size=10**8)]
    ) as server:
        yield server


@pytest.fixture(scope="module")
def own() -> Iterator[OllamaServer]:
    with OllamaServer([Model("ministral-3:3b", size=10**8)]) as server:
        yield server


@pytest.fixture
def scene(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, evil: OllamaServer, own: OllamaServer
) -> Scene:
    home, repo = tmp_path / "home", tmp_path / "work" / "gate"
    home.mkdir()
    put(home / "private/diary.py", f'"""{SECRET}"""\n')
    put(tmp_path / "work" / "sibling/private.py", f'"""{SECRET}"""\n')
    for name in [*os.environ]:
        if name.startswith(("RALF_", "OLLAMA_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("RALF_CACHE_DIR", str(home / "cache"))
    monkeypatch.setenv("OLLAMA_HOST", own.host)
    repository(repo, {"src/a.py": "def opens(key):\n    return key\n"})
    put(repo / "vault/gate/src/a.py.md", NOT_OURS)
    put(repo / "notes/gate/src/a.py.md", NOT_OURS)
    monkeypatch.chdir(repo)
    return Scene(home, repo, evil.host)


def commit_all(repo: Path) -> None:
    """Commit what a hostile repository holds: it comes with a clone."""
    if (repo / ".git").is_dir():
        for words in (["add", "-Af"], ["commit", "-qm", "Evil", "--allow-empty"]):
            git = ["git", "-C", str(repo), "-c", "user.name=E", "-c", "user.email=e@example.org"]
            subprocess.run([*git, *words], check=False, capture_output=True)


def command(scene: Scene) -> list[str]:
    return ["sh", "-c", f"touch {scene.home}/owned"]


Attack = Callable[[Scene], Mapping[str, str]]
"""Writes what a hostile repository holds; returns the person's environment."""
ATTACKS: dict[str, Attack] = {}


def attack(make: Attack) -> Attack:
    ATTACKS[make.__name__] = make
    return make


def written(name: str, text: Callable[[Scene], str]) -> None:
    """Add an attack that is one file."""

    def make(scene: Scene) -> Mapping[str, str]:
        put(scene.repo / name.split()[0], text(scene))
        return {}

    ATTACKS[name] = make


def as_json(scene: Scene) -> str:
    return json.dumps(command(scene))


BASE = "source_paths: [src]\ntarget_dir: notes\n"
YAML_FORMS: dict[str, Callable[[Scene], str]] = {
    "a list": lambda s: f"{BASE}on_failure: {as_json(s)}\n",
    "a text": lambda s: f"{BASE}on_failure: touch {s.home}/owned\n",
    "json": lambda s: json.dumps(
        {"source_paths": ["src"], "target_dir": "notes", "on_failure": command(s)}
    ),
    "an escaped key": lambda s: f'{BASE}"on\\x5ffailure": {as_json(s)}\n',
    "a quoted key": lambda s: f"{BASE}'on_failure': {as_json(s)}\n",
    "a complex key": lambda s: f"{BASE}? on_failure\n: {as_json(s)}\n",
    "a tag": lambda s: f"{BASE}on_failure: !!seq {as_json(s)}\n",
    "a tagged key": lambda s: f"{BASE}!!str on_failure: {as_json(s)}\n",
    "an alias": lambda s: (
        f"source_paths: [src]\ntarget_dir: notes\nexclude: &x {as_json(s)}\non_failure: *x\n"
    ),
    "an aliased key": lambda s: f"{BASE}language: &k on_failure\n*k : {as_json(s)}\n",
    "a merge key": lambda s: f"{BASE}<<: {{on_failure: {as_json(s)}}}\n",
    "a merged anchor": lambda s: f"x: &x {{on_failure: {as_json(s)}}}\n{BASE}<<: *x\n",
    "under a table": lambda s: f"{BASE}models: {{on_failure: {as_json(s)}}}\n",
    "in a source": lambda s: (
        f"target_dir: notes\nsource_paths: [{{path: src, on_failure: {as_json(s)}}}]\n"
    ),
    "a byte order mark": lambda s: f"\ufeffon_failure: {as_json(s)}\n{BASE}",
    "a document": lambda s: f"%YAML 1.2\n---\n{BASE}on_failure: {as_json(s)}\n...\n",
    "another case": lambda s: f"{BASE}On_Failure: {as_json(s)}\n",
    "a hyphen": lambda s: f"{BASE}on-failure: {as_json(s)}\n",
    "twice": lambda s: f"{BASE}on_failure: []\non_failure: {as_json(s)}\n",
    "block style": lambda s: f"{BASE}on_failure:\n- touch\n- {s.home}/owned\n",
    "windows lines": lambda s: f"{BASE}on_failure: {as_json(s)}\n".replace("\n", "\r\n"),
    "a python tag": lambda s: (
        f"{BASE}on_failure: !!python/object/apply:os.system ['touch {s.home}/owned']\n"
    ),
}
for form, text in YAML_FORMS.items():
    written(f"ralf-notes.yaml {form}", text)
written("config.yaml a list", YAML_FORMS["a list"])
written("config.yaml json", YAML_FORMS["json"])
written(".ralf-notes.yaml a list", YAML_FORMS["a list"])
written("config.yaml without our keys", lambda s: f"on_failure: {as_json(s)}\n")
TOML_FORMS: dict[str, Callable[[Scene], str]] = {
    "a table": lambda s: f"[tool.ralf-notes]\non_failure = {as_json(s)}\n",
    "dotted": lambda s: f"tool.ralf-notes.on_failure = {as_json(s)}\n",
    "inline": lambda s: f"tool = {{ralf-notes = {{on_failure = {as_json(s)}}}}}\n",
    "quoted": lambda s: f'["tool"."ralf-notes"]\n"on_failure" = {as_json(s)}\n',
    "escaped": lambda s: f'[tool.ralf-notes]\n"on\\u005ffailure" = {as_json(s)}\n',
    "multi-line": lambda s: f'[tool.ralf-notes]\non_failure = """touch {s.home}/owned"""\n',
}
for form, text in TOML_FORMS.items():
    written(f"pyproject.toml {form}", text)
KEYS: dict[str, Callable[[Scene], dict[str, object]]] = {
    "a server": lambda s: {"host": s.evil, "model": "evil:1b"},
    "a server of another kind": lambda s: {"engine": "openai", "host": s.evil, "model": "evil:1b"},
    "a cloud model": lambda s: {"model": "x:cloud", "allow_remote_models": ["x:cloud"]},
    "a scheduler": lambda s: {"scheduler": "tcp://" + s.evil.removeprefix("http://")},
    "a model file": lambda s: {"engine": "embedded", "model": f"{s.home}/evil.gguf"},
    "a source elsewhere": lambda s: {"source_paths": [f"{s.home}/private"]},
    "a source above": lambda s: {"source_paths": ["../sibling"]},
    "a source of the home": lambda s: {"source_paths": ["~/private"]},
    "one source of two elsewhere": lambda s: {"source_paths": ["src", "~/private"]},
    "a mapping elsewhere": lambda s: {"source_paths": [{"path": "../sibling", "name": "src"}]},
    "a target elsewhere": lambda s: {"target_dir": f"{s.home}/owned"},
    "a target above": lambda s: {"target_dir": "../owned"},
    "a target of git": lambda s: {"target_dir": ".git/owned"},
    "a vault elsewhere": lambda s: {"vault_root": str(s.home), "target_dir": f"{s.home}/owned"},
    "a cache that forgets": lambda s: {"cache_size": 1},
    "an hour far away": lambda s: {"start_at": "03:33", "stop_at": "03:34"},
    "edits thrown away": lambda s: {"on_edited": "rebuild"},
}
for form, settings in KEYS.items():
    written(
        f"ralf-notes.yaml {form}",
        lambda s, settings=settings: json.dumps(  # type: ignore[misc]
            {"source_paths": ["src"], "target_dir": "notes", "on_failure": command(s)} | settings(s)
        ),
    )


@attack
def in_a_folder_above(scene: Scene) -> Mapping[str, str]:
    put(scene.repo / "ralf-notes.yaml", YAML_FORMS["a list"](scene))
    return {"CWD": "src"}


@attack
def in_a_nested_repository(scene: Scene) -> Mapping[str, str]:
    repository(scene.repo / "nested", {"ralf-notes.yaml": YAML_FORMS["a list"](scene)})
    return {"CWD": "nested"}


@attack
def beyond_the_repository(scene: Scene) -> Mapping[str, str]:
    put(scene.repo.parent / "ralf-notes.yaml", YAML_FORMS["a list"](scene))
    return {}


@attack
def a_link_to_another_file_of_the_repository(scene: Scene) -> Mapping[str, str]:
    put(scene.repo / "docs/x.yaml", YAML_FORMS["a list"](scene))
    (scene.repo / "ralf-notes.yaml").symlink_to("docs/x.yaml")
    return {}


@attack
def a_linked_source(scene: Scene) -> Mapping[str, str]:
    (scene.repo / "lib").symlink_to(scene.home / "private")
    put(scene.repo / "ralf-notes.yaml", "source_paths: [src, lib]\ntarget_dir: notes\n")
    return {}


@attack
def a_linked_target(scene: Scene) -> Mapping[str, str]:
    (scene.repo / "out").symlink_to(scene.home)
    put(scene.repo / "ralf-notes.yaml", "source_paths: [src]\ntarget_dir: out/owned\n")
    return {}


def forged_trust(scene: Scene, state: Path) -> None:
    """Write a record as `ralf-notes trust` would, where the repository can put one."""
    put(scene.repo / "ralf-notes.yaml", YAML_FORMS["a list"](scene))
    digest = hashlib.sha256((scene.repo / "ralf-notes.yaml").read_bytes()).hexdigest()
    key = hashlib.sha256(str(scene.repo).encode()).hexdigest()[:16]
    record = {"folder": str(scene.repo), "files": {"ralf-notes.yaml": digest}}
    put(state / f"trust/{key}.json", json.dumps(record))


@attack
def its_own_record_of_trust_in_a_state_directory_in_it(scene: Scene) -> Mapping[str, str]:
    forged_trust(scene, scene.repo / ".state")
    return {"RALF_STATE_DIR": str(scene.repo / ".state")}


@attack
def its_own_record_in_a_relative_state_directory(scene: Scene) -> Mapping[str, str]:
    forged_trust(scene, scene.repo / ".state")
    return {"RALF_STATE_DIR": ".state"}


@attack
def its_own_record_where_the_home_is_the_repository(scene: Scene) -> Mapping[str, str]:
    forged_trust(scene, scene.repo / ".local/state/ralf-notes")
    return {"HOME": str(scene.repo)}


@attack
def the_users_config_where_the_home_is_the_repository(scene: Scene) -> Mapping[str, str]:
    for folder in (".config", "Library/Application Support"):
        text = YAML_FORMS["a list"](scene)
        put(scene.repo / folder / "ralf-notes/config.yaml", text)
    return {"HOME": str(scene.repo)}


@attack
def the_users_config_in_a_relative_config_directory(scene: Scene) -> Mapping[str, str]:
    put(scene.repo / "etc/ralf-notes/config.yaml", YAML_FORMS["a list"](scene))
    return {"XDG_CONFIG_HOME": "etc"}


@attack
def its_own_record_in_an_archive_outside_of_git(scene: Scene) -> Mapping[str, str]:
    shutil.rmtree(scene.repo / ".git")
    forged_trust(scene, scene.repo / ".state")
    return {"RALF_STATE_DIR": str(scene.repo / ".state")}


@attack
def the_users_config_in_an_archive_outside_of_git(scene: Scene) -> Mapping[str, str]:
    shutil.rmtree(scene.repo / ".git")
    put(scene.repo / "etc/ralf-notes/config.yaml", YAML_FORMS["a list"](scene))
    return {"XDG_CONFIG_HOME": str(scene.repo / "etc")}


@attack
def files_that_look_like_a_git_folder(scene: Scene) -> Mapping[str, str]:
    config = f"[core]\n\trepositoryformatversion = 0\n\tworktree = {scene.home}\n"
    config += f"\tbare = false\n\tfsmonitor = touch {scene.home}/owned\n"
    files = {"HEAD": "ref: refs/heads/main\n", "config": config, "refs/x": "", "objects/x": ""}
    for name, text in files.items():
        put(scene.repo / "evil" / name, text)
    put(scene.repo / "ralf-notes.yaml", "source_paths: [src, evil]\ntarget_dir: evil\n")
    return {}


@attack
def a_trash_that_is_a_link(scene: Scene) -> Mapping[str, str]:
    (scene.repo / "vault/.trash").symlink_to(scene.home / "private")
    put(scene.repo / "ralf-notes.yaml", BASE + "target_dir: vault\n".replace("target_dir", "# "))
    return {}


@attack
def a_record_that_others_can_write(scene: Scene) -> Mapping[str, str]:
    state = scene.home / "shared"
    forged_trust(scene, state)
    for record in state.rglob("*.json"):
        record.chmod(0o666)
    return {"RALF_STATE_DIR": str(state)}


@attack
def what_was_trusted_before_it_changed(scene: Scene) -> Mapping[str, str]:
    put(scene.repo / "ralf-notes.yaml", BASE + "seed: 7\n")
    run("trust")
    put(scene.repo / "ralf-notes.yaml", YAML_FORMS["a list"](scene))
    return {}


@attack
def what_is_trusted_in_another_place(scene: Scene) -> Mapping[str, str]:
    text = YAML_FORMS["a list"](scene)
    put(scene.home / "mine/ralf-notes.yaml", text)
    run("trust", scene.home / "mine/ralf-notes.yaml")
    put(scene.repo / "ralf-notes.yaml", text)
    return {}


@attack
def a_link_to_what_is_trusted(scene: Scene) -> Mapping[str, str]:
    put(scene.home / "mine/ralf-notes.yaml", YAML_FORMS["a list"](scene))
    run("trust", scene.home / "mine/ralf-notes.yaml")
    (scene.repo / "ralf-notes.yaml").symlink_to(scene.home / "mine/ralf-notes.yaml")
    return {}


@attack
def a_table_in_a_pyproject_whose_table_was_trusted(scene: Scene) -> Mapping[str, str]:
    put(scene.repo / "pyproject.toml", "[tool.ralf-notes]\nseed = 7\n")
    run("trust")
    put(scene.repo / "pyproject.toml", TOML_FORMS["a table"](scene))
    return {}


README = ("generate", ".", "--engine", "none", "--target-dir", "vault")
COMMANDS = (README, ("generate",), ("check",), ("status",), ("tune", "--files", "1"), ("cache",))


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_gets_through(
    scene: Scene, evil: OllamaServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    environ = dict(ATTACKS[name](scene))
    commit_all(scene.repo)
    monkeypatch.chdir(scene.repo / environ.pop("CWD", ""))
    outside = contents(scene.home / "private") | contents(scene.repo.parent / "sibling")
    git = contents(scene.repo / ".git")
    for args in COMMANDS:
        done = CliRunner().invoke(app, args, env=environ)
        assert done.exception is None or isinstance(done.exception, SystemExit)
        assert not (scene.home / "owned").exists(), (args, done.output)
        assert not (scene.repo.parent / "owned").exists()
    assert evil.requests == []
    assert contents(scene.repo / ".git") == git
    assert contents(scene.home / "private") | contents(scene.repo.parent / "sibling") == outside
    notes = b"".join(contents(scene.repo).values())
    assert SECRET.encode() not in notes


def test_there_are_many_attacks() -> None:
    assert len(ATTACKS) >= 60


REFUSED = {
    "a merge key", "a merged anchor", "under a table", "in a source", "another case", "a hyphen",
    "twice", "a python tag",
}  # fmt: skip
"""Forms that are no configuration at all."""


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *(("ralf-notes.yaml", form) for form in YAML_FORMS if form not in REFUSED),
        *(("pyproject.toml", form) for form in TOML_FORMS),
    ],
)
def test_the_same_file_does_what_it_says_once_a_person_trusts_it(
    scene: Scene, own: OllamaServer, name: str, form: str
) -> None:
    """The attacks are real: they would get through."""
    put(scene.repo / name, {**YAML_FORMS, **TOML_FORMS}[form](scene))
    assert run("trust").startswith("Trusted as it is now")
    run(*README, expect=1)
    assert (scene.home / "owned").exists()
    (scene.home / "owned").unlink()
    run("trust", "--remove")
    run(*README, expect=1)
    assert not (scene.home / "owned").exists()
    run(*README, "--config", name, expect=1)
    assert (scene.home / "owned").exists()
