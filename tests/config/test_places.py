"""Which config file counts: from the working directory up to the top of its repository."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from ralf_notes.config.files import places
from ralf_notes.config.loading import LoadedConfig, load_config
from ralf_notes.errors import ConfigError

OURS = ("ralf-notes.yaml", ".ralf-notes.yaml", "pyproject.toml", "config.yaml")


def put(path: str | Path, text: str | bytes) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def config(name: str, target: str = "notes") -> str:
    """Return a config of ours in the form of a file of this name."""
    is_toml = name.endswith(".toml")
    return f'[tool.ralf-notes]\ntarget_dir = "{target}"\n' if is_toml else f"target_dir: {target}\n"


def git_init(folder: str | Path) -> None:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)


def load() -> LoadedConfig:
    return load_config(None, {}, {})


def users(text: str) -> Path:
    folder = platformdirs.user_config_path("ralf-notes", appauthor=False)
    return put(folder / "config.yaml", text)


# The order


def test_in_one_folder_the_first_name_counts_and_the_others_are_told() -> None:
    users("target_dir: users\n")
    for number, name in enumerate(reversed(OURS)):
        put(name, config(name, f"by{number}"))
        loaded = load()
        assert loaded.file == Path(name)
        assert loaded.config.target_dir == Path(f"by{number}")
        if number:
            (notice,) = loaded.notices
            assert notice.startswith(f"{name} counts; ")
            assert all(other in notice for other in OURS[-number:])


def test_a_folder_comes_before_those_above_it_and_the_top_is_the_last(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = own_folder / "repo"
    (top / "a" / "b").mkdir(parents=True)
    git_init(top)
    put(own_folder / "ralf-notes.yaml", "target_dir: beyond\n")
    monkeypatch.chdir(top / "a" / "b")
    assert load().file is None
    put(top / "config.yaml", "target_dir: top\n")
    assert load().file == Path("../../config.yaml")
    assert load().config.target_dir == Path("../../top")
    put(top / "a" / "pyproject.toml", config("pyproject.toml", "middle"))
    assert load().file == Path("../pyproject.toml")
    put(top / "a" / "b" / ".ralf-notes.yaml", "target_dir: here\n")
    assert load().file == Path(".ralf-notes.yaml")


def test_outside_of_git_only_the_working_directory_is_looked_in(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("ralf-notes.yaml", "target_dir: above\n")
    (own_folder / "below").mkdir()
    monkeypatch.chdir("below")
    assert load().file is None


@pytest.mark.parametrize("inner", ["folder", "file", "link", "nothing in it"])
def test_a_nested_repository_is_the_limit_whatever_its_git_is(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, inner: str
) -> None:
    git_init(own_folder)
    put("ralf-notes.yaml", "target_dir: outer\n")
    nested = own_folder / "nested"
    nested.mkdir()
    if inner == "folder":
        git_init(nested)
    elif inner == "file":  # as in a submodule and a linked work tree
        put(nested / ".git", "gitdir: ../.git/modules/nested\n")
    elif inner == "link":
        (nested / ".git").symlink_to("nowhere")
    else:
        (nested / ".git").mkdir()
    monkeypatch.chdir(nested)
    assert load().file is None


def test_without_git_on_the_path_it_is_the_same(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_init(own_folder)
    put("ralf-notes.yaml", "target_dir: notes\n")
    (own_folder / "sub").mkdir()
    monkeypatch.chdir("sub")
    monkeypatch.setenv("PATH", "")
    assert load().config.target_dir == Path("../notes")


def test_a_working_directory_that_was_deleted_has_no_config(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = own_folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert load().file is None
    assert load_config(None, {"target_dir": Path("/x")}, {}).config.target_dir == Path("/x")


# A config.yaml of another program


@pytest.mark.parametrize(
    "text",
    [
        "baseURL: https://example.org/\ntitle: My Hugo site\n",
        "model:\n  name: bert\n  target_dir: out\ntrain: {epochs: 3}\n",
        "openapi: 3.0.0\npaths: {}\n",
        "a: 1\n---\nb: 2\n",
        "value: !Ref Bucket\n",
        "{{ if .x }}\na: {{ .y }}\n{{ end }}\n",
        "{% for x in y %}\n{% endfor %}\n",
        "# target_dir: notes\nname: x\n",
        "text: |\n  target_dir: x\nmore: [source_paths]\n",
        "- target_dir\n- source_paths\n",
        "target_dirs: x\nsource_paths_: []\n",
        "",
        "just words about target_dir",
        "\t target_dir",
        "key: [unclosed\n target_dir: x\n",
    ],
)
def test_another_programs_config_yaml_is_passed_over_with_one_line(text: str) -> None:
    put("config.yaml", text)
    loaded = load()
    assert loaded.file is None
    (notice,) = loaded.notices
    assert notice.startswith("config.yaml is passed over")
    assert "\n" not in notice
    ours = put("ralf-notes.yaml", "target_dir: notes\n")
    assert load().file == ours
    assert load().notices == (), "beside one of ours, nobody asks about it"


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\x00target_dir: x", b"\0" * 100, b"a" * 200_000])
def test_what_cannot_be_ours_is_passed_over(data: bytes) -> None:
    put("config.yaml", data)
    loaded = load()
    assert loaded.file is None
    assert len(loaded.notices) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("target_dir: notes\nsource_path: [.]\n", "did you mean source_paths"),
        ("source_paths: [.\n", "config.yaml:"),
        ("source_paths: [.]\nexclude: *.py\n", 'needs quotes, such as "*.py"'),
        ('"target_dir": notes\nseeed: 1\n', "did you mean seed"),
        ("{target_dir: notes, lnks: x}", "did you mean links"),
    ],
)
def test_a_typo_in_a_config_yaml_of_ours_is_an_error(text: str, message: str) -> None:
    put("config.yaml", text)
    with pytest.raises(ConfigError, match=r"^config\.yaml:[0-9]+: ") as caught:
        load()
    assert message in str(caught.value)


# pyproject.toml


@pytest.mark.parametrize(
    "text",
    [
        '[tool.ralf-notes]\ntarget_dir = "n"\nlinks = "markdown"\n',
        '[project]\nname = "x"\n\n[ tool . "ralf-notes" ]\ntarget_dir = "n"\nlinks = "markdown"\n',
        'tool.ralf-notes.target_dir = "n"\ntool.ralf-notes.links = "markdown"\n',
        'tool = {ralf-notes = {target_dir = "n", links = "markdown"}}\n',
        '[tool]\nralf-notes.target_dir = "n"\nralf-notes."links" = "markdown"\r\n',
    ],
)
def test_our_table_in_any_form_counts(text: str) -> None:
    put("pyproject.toml", text)
    loaded = load()
    assert loaded.file == Path("pyproject.toml")
    assert (loaded.config.target_dir, loaded.config.links) == (Path("n"), "markdown")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "tagret_dir = 'x'",
            "pyproject.toml: tool.ralf-notes.tagret_dir: unknown key; did you mean",
        ),
        ("exclude = 'x'", 'pyproject.toml: tool.ralf-notes.exclude: found "x", expected a list of'),
        ("source_paths = [{name = 'x'}]", "tool.ralf-notes.source_paths[0].path: not given"),
        ("source_paths = [3]", "tool.ralf-notes.source_paths[0]: found 3, expected a path"),
        ("links = 2020-01-01", 'tool.ralf-notes.links: found "2020-01-01", expected one of'),
        ("links = 'a\\", "pyproject.toml: not TOML: "),
        ("a = 1\na = 2", "pyproject.toml: not TOML: "),
        (f"x = {'[' * 5000}", "pyproject.toml: not TOML"),
        (f"a{'.a' * 200} = 1", "pyproject.toml:2: a key of over 100 parts"),
        (f"include = {'[' * 9}{']' * 9}", "nested too deep"),
        (f"seed = {'9' * 6000}", "not TOML that can be read"),
    ],
)
def test_an_error_in_our_table_names_file_and_key(text: str, message: str) -> None:
    put("pyproject.toml", f"[tool.ralf-notes]\n{text}\n")
    with pytest.raises(ConfigError) as caught:
        load()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["tool.ralf-notes = 3", "[[tool.ralf-notes]]\nseed = 1"])
def test_our_name_without_a_table_is_an_error(text: str) -> None:
    put("pyproject.toml", text)
    with pytest.raises(ConfigError, match=r"^pyproject\.toml: tool\.ralf-notes: expected a table"):
        load()


@pytest.mark.parametrize(
    "text",
    [
        '[project]\ndependencies = ["ralf-notes"]\n',
        "not toml at all, ralf-notes\n",
        f'[project]\nx{".x" * 90_000} = "ralf-notes"\n',
        "[tool.ralf-notes-more]\nx = 1\n",
        "tool = 5 # ralf-notes\n",
    ],
)
def test_a_pyproject_without_our_table_is_not_looked_at_further(text: str) -> None:
    put("pyproject.toml", text)
    begun = time.process_time()
    assert load().file is None
    assert load().notices == ()
    assert time.process_time() - begun < 5, "no time that grows with the square"


def test_a_pyproject_that_is_named_needs_our_table() -> None:
    with pytest.raises(ConfigError, match=r"there is no table \[tool\.ralf-notes\]"):
        load_config(put("pyproject.toml", "[tool.other]\n"), {}, {})
    put("pyproject.toml", "[tool.ralf-notes]\nseed = 3\n")
    assert load_config(Path("pyproject.toml"), {}, {}).config.seed == 3


# What else may lie there


@pytest.fixture
def deadline() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < 30


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize(
    "kind", ["pipe", "folder", "device", "link out", "link to git", "dangling"]
)
def test_what_is_no_file_of_the_repository_is_passed_over(
    own_folder: Path, name: str, kind: str
) -> None:
    git_init(own_folder)
    put(own_folder.parent / "private.yaml", config(name))
    put(own_folder / ".git" / "ours.yaml", config(name))
    make = {
        "pipe": os.mkfifo,
        "folder": os.mkdir,
        "device": lambda path: os.symlink("/dev/zero", path),
        "link out": lambda path: os.symlink("../private.yaml", path),
        "link to git": lambda path: os.symlink(".git/ours.yaml", path),
        "dangling": lambda path: os.symlink("nowhere", path),
    }[kind]
    make(name)
    loaded = load()
    assert loaded.file is None
    (notice,) = loaded.notices
    assert notice.startswith(f"{name} is passed over: ")
    assert "--config" in notice


def test_a_link_within_the_repository_is_followed_and_paths_count_from_the_link(
    own_folder: Path,
) -> None:
    git_init(own_folder)
    put("settings/ralf.yaml", "target_dir: notes\n")
    os.symlink("settings/ralf.yaml", "ralf-notes.yaml")
    assert load().config.target_dir == Path("notes")


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize(
    "text",
    [
        "exclude: [" + "[]," * 30_000 + "]",
        "x: &a [" + "1," * 40 + "]\n"
        + "".join(f"y{n}: &b{n} [{('*a,' if not n else f'*b{n - 1},') * 90}]\n" for n in range(4)),
        "x: &a {k: *a}\n",
        "a" * 200_000,
        "{" * 50_000,
        "%YAML 9.9\n---\n",
    ],
)  # fmt: skip
def test_a_file_of_ours_that_is_a_bomb_is_one_line(text: str) -> None:
    put("ralf-notes.yaml", text)
    with pytest.raises(ConfigError, match=r"^ralf-notes\.yaml") as caught:
        load()
    assert str(caught.value).splitlines() == [str(caught.value)]


def test_a_file_of_another_user_is_passed_over_unless_the_folder_is_theirs(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_init(own_folder)
    (own_folder / "mine").mkdir()
    put("ralf-notes.yaml", "target_dir: notes\n")
    real, stranger = os.stat, os.getuid() + 1000

    def stat(path: str | Path, **more: object) -> os.stat_result:
        status = list(real(path, **more))  # type: ignore[call-overload]
        owner = owners.get(Path(path).name)
        return os.stat_result([*status[:4], status[4] if owner is None else owner, *status[5:]])

    owners = {"ralf-notes.yaml": stranger}
    monkeypatch.setattr(places.os, "stat", stat)
    (notice,) = load().notices
    assert "it belongs to another user" in notice
    assert load().file is None
    owners[""] = stranger  # the working directory
    assert load().file == Path("ralf-notes.yaml")


# The user's own


def test_the_users_own_file_is_trusted_wherever_the_run_is(own_folder: Path) -> None:
    git_init(own_folder)
    own = users("engine: none\n")
    loaded = load()
    assert (loaded.file, loaded.config.engine, loaded.warning) == (own, "none", "")


def test_in_the_users_config_directory_it_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    own = users("engine: none\ntarget_dir: x\n")
    monkeypatch.chdir(own.parent)
    assert load().config.engine == "none"


def test_where_the_home_is_the_repository_what_git_tracks_is_not_the_users(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_init(own_folder)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(own_folder))
    users("seed: 77\nlinks: markdown\n")
    assert load().config.seed == 77, "it was written here"
    subprocess.run(["git", "add", "-A"], check=True)
    loaded = load()
    assert loaded.config.seed != 77 and loaded.config.links == "markdown"
    assert "cannot set seed; if you trust it" in loaded.warning


def test_a_link_in_the_users_directory_is_the_users_wherever_it_leads(own_folder: Path) -> None:
    git_init(own_folder)
    put("dotfiles/ralf.yaml", "engine: none\n")
    users("").unlink()
    users_file = platformdirs.user_config_path("ralf-notes", appauthor=False) / "config.yaml"
    users_file.symlink_to(own_folder / "dotfiles" / "ralf.yaml")
    subprocess.run(["git", "add", "-A"], check=True)
    assert load().config.engine == "none"


@pytest.mark.parametrize("home", ["", ".", "~", "here"])
def test_a_home_that_is_no_absolute_path_is_nobodys(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, home)
    for base in ("", "~", "here", ".config", "~/.config", "here/.config"):
        for middle in ("ralf-notes", "Library/Application Support/ralf-notes"):
            put(own_folder / base / middle / "config.yaml", "engine: none\n")
    assert load().config.engine == "ollama"
