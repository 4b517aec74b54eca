"""The block for `AGENTS.md`: the file around it stays, and only a person can name the file."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.command_line import contents, run
from material.repository import Done, generate, put, repository

from ralf_notes.agents.agents_md import file
from ralf_notes.agents.agents_md.block import BEGIN, END, with_block
from ralf_notes.errors import NoteBlocked
from ralf_notes.notes.disk.staging import Staged

BLOCK = f"{BEGIN}\n\n## Notes\n\n- `a`\n\n{END}"
OTHER = f"{BEGIN}\n\n## Other\n\n- `b`\n\n{END}"
LINE = st.sampled_from(
    [
        "",
        "text",
        "# T",
        "```",
        "~~~py",
        "<!-- x -->",
        "---",
        "\u2028",
        "- a",
        "  ",
        "\x0c",
        "é",
        "\x85",
    ]
)
TEXT = st.builds(
    lambda bom, lines, newline, end: bom + newline.join(lines) + end * newline,
    st.sampled_from(["", "\ufeff"]), st.lists(LINE, max_size=6), st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 2),
)  # fmt: skip


@given(TEXT)
def test_all_around_the_block_stays_byte_for_byte(text: str) -> None:
    try:
        first = with_block(text, BLOCK)
    except NoteBlocked:
        return  # the text ends in an open fence, in which the block would be code
    assert first.startswith(text) and with_block(first, BLOCK) == first
    again = with_block(first, OTHER)
    at = first.index("<!-- ralf-notes:begin")
    assert again[:at] == first[:at]
    assert again.partition(END)[2] == first.partition(END)[2]
    assert with_block(again, BLOCK) == first


@given(TEXT, TEXT)
def test_text_that_comes_after_the_block_stays_too(before: str, after: str) -> None:
    try:
        text = with_block(before, BLOCK) + after
        changed = with_block(text, OTHER)
    except NoteBlocked:
        return
    assert changed.startswith(before) and changed.endswith(after) and "## Other" in changed


def test_a_block_that_a_formatter_has_wrapped_stays_as_it_is() -> None:
    block = BLOCK.replace("- `a`", "- `a` is where the notes on every file of the tree begin")
    text = with_block("# Agents\n", block).replace("where the", "where\n  the")
    assert with_block(text, block) == text


BROKEN = {
    "one more in a block of code": f"{with_block('', BLOCK)}\n```\n{BEGIN}\n```\n",
    "no end": f"{BEGIN}\nx\n",
    "no begin": f"x\n{END}\n",
    "turned": f"{END}\nx\n{BEGIN}\n",
    "doubled": f"{with_block('', BLOCK)}\n{with_block('', BLOCK)}",
    "in a fence": f"```md\n{with_block('', BLOCK)}```\n",
    "in a line": f"see {BEGIN} and {END}\n",
    "edited": with_block("", BLOCK).replace("`a`", "`mine`"),
    "conflict": with_block("", BLOCK).replace("- `a`", "<<<<<<< a\n- `a`\n=======\n>>>>>>> b"),
    "nested": with_block("", BLOCK).replace("- `a`", f"{BEGIN}\n{END}"),
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", {"a.py": "def f(): ...\n"})


def keeping(shop: Path, file: str | Path = "AGENTS.md", *args: str, **settings: str) -> Done:
    """Run with a config that a person names, which names the file."""
    config = shop.parent / "c.yaml"
    values = {"engine": "none", "source_paths": f"[{shop}]", "target_dir": f"{shop}/notes"}
    values |= {"agents_file": str(shop / file), **settings}
    put(config, "".join(f"{key}: {value}\n" for key, value in values.items()))
    done = generate("--config", config, *args)
    assert done.exit_code == 0
    return done


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_left_alone_and_told(shop: Path, text: str) -> None:
    put(shop / "AGENTS.md", text)
    done = keeping(shop)
    assert (shop / "AGENTS.md").read_text(encoding="utf-8") == text
    assert "agents_file" in done.stderr and "--agents-block" in done.stderr


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\0", b"a\0b", b"caf\xe9", b"x" * 1_000_001],
    ids=["utf-16", "zero byte", "latin-1", "too long"],
)
def test_what_is_no_text_is_left_alone(shop: Path, data: bytes) -> None:
    put(shop / "AGENTS.md", data)
    assert "agents_file" in keeping(shop).stderr
    assert (shop / "AGENTS.md").read_bytes() == data


@pytest.mark.parametrize("data", [None, b"", b"# Mine\r\n\r\ntext", b"\xef\xbb\xbf# Mine\n"])
def test_the_file_gets_the_block_once(shop: Path, data: bytes | None) -> None:
    if data is not None:
        put(shop / "AGENTS.md", data)
    keeping(shop)
    now = (shop / "AGENTS.md").read_bytes()
    assert now.startswith(data or b"<!-- ralf-notes:begin")
    assert b"notes/shop/shop.md" in now and (shop / "notes/shop/shop.md").exists()
    ends = b"\r\n" if b"\r\n" in (data or b"") else b"\n"
    assert now.count(ends) == now.count(b"\n")
    before = contents(shop)
    assert keeping(shop).stderr == "" and contents(shop) == before


def test_the_block_follows_the_settings(shop: Path) -> None:
    put(shop / "AGENTS.md", "# Mine\n")
    keeping(shop)
    keeping(shop, llms_txt="false", links="markdown")
    text = (shop / "AGENTS.md").read_text(encoding="utf-8")
    assert "llms.txt" not in text and "notes/shop/README.md" in text and text.startswith("# Mine\n")


def outside(shop: Path) -> Path:
    return shop.parent / "AGENTS.md"


def linked(shop: Path) -> Path:
    put(shop.parent / "real.md", "x\n")
    os.symlink(shop.parent / "real.md", shop / "LINK.md")
    return shop / "LINK.md"


def through_a_folder(shop: Path) -> Path:
    (shop.parent / "elsewhere").mkdir()
    os.symlink(shop.parent / "elsewhere", shop / "in")
    return shop / "in/AGENTS.md"


def read_only(shop: Path) -> Path:
    put(shop / "AGENTS.md", "x\n")
    (shop / "AGENTS.md").chmod(0o444)
    return shop / "AGENTS.md"


def of_git(shop: Path) -> Path:
    return shop / ".git/hooks.md"


def code(shop: Path) -> Path:
    return shop / "a.py"


def a_note(shop: Path) -> Path:
    return shop / "notes/shop/x.md"


def a_folder(shop: Path) -> Path:
    (shop / "d.md").mkdir()
    return shop / "d.md"


def below_no_folder(shop: Path) -> Path:
    return shop / "no/such/AGENTS.md"


def with_an_open_fence(shop: Path) -> Path:
    put(shop / "OPEN.md", "# Mine\n\n```sh\nmake\n")
    return shop / "OPEN.md"


@pytest.mark.parametrize(
    "place",
    [
        outside, linked, through_a_folder, read_only, of_git, code, a_note, a_folder,
        below_no_folder, with_an_open_fence,
    ],
)  # fmt: skip
def test_other_places_are_refused(shop: Path, place: Callable[[Path], Path]) -> None:
    file = place(shop)
    before = file.read_bytes() if file.is_file() else None
    assert "agents_file" in keeping(shop, file).stderr
    assert (file.read_bytes() if file.is_file() else None) == before


def test_a_config_that_nobody_trusts_names_no_file(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(shop / "ralf-notes.yaml", "source_paths: [.]\ntarget_dir: notes\nagents_file: AGENTS.md\n")
    monkeypatch.chdir(shop)
    done = generate("--engine", "none")
    assert "cannot set agents_file" in done.stderr and not (shop / "AGENTS.md").exists()
    run("trust")
    generate("--engine", "none")
    assert (shop / "AGENTS.md").exists()


def test_a_dry_run_and_the_printed_block_write_nothing(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping(shop, "AGENTS.md", "--dry-run")
    assert not (shop / "AGENTS.md").exists() and not (shop / "notes").exists()
    monkeypatch.chdir(shop)
    config = shop.parent / "c.yaml"
    shown = run("generate", "--config", config, "--agents-block")
    assert not (shop / "AGENTS.md").exists() and not (shop / "notes").exists()
    keeping(shop)
    kept = (shop / "AGENTS.md").read_text(encoding="utf-8")
    assert re.sub(r" sum=\w+", "", kept) == shown and len(kept) < 1_500


def test_the_commands_in_the_block_are_ours(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    keeping(shop)
    text = (shop / "AGENTS.md").read_text(encoding="utf-8")
    for command in re.findall(r"`ralf-notes ([^`]+)`", text):
        name, *args = shlex.split(command)
        assert run(name, "--help")
        assert "--config" not in args or Path(args[args.index("--config") + 1]).exists()


def test_what_a_killed_run_left_beside_the_file_goes(shop: Path) -> None:
    old, new, theirs = b"# Mine\n", b"# Mine\n\nblock\n", b"# Saved meanwhile\n"
    put(shop / "AGENTS.md", new)
    put(shop / ".ralf-0123abcd.tmp", b"half of a bl")
    exchanged = Staged.of("AGENTS.md", old, new).name(".ralf-89abcdef.tmp")
    put(shop / exchanged, theirs)
    keeping(shop)
    assert (shop / "AGENTS.md").read_bytes().startswith(theirs)
    assert not [*shop.glob(".ralf-*")]


def test_what_another_program_saves_meanwhile_stays(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(shop / "AGENTS.md", "# Ours\n")
    as_it_is, calls = file.block_text, []

    def interrupted(*args: Any) -> str:
        if not calls:  # between the first look at the file and the change of it
            put(shop / "AGENTS.md", "# Theirs\n")
        calls.append(args)
        return as_it_is(*args)

    monkeypatch.setattr(file, "block_text", interrupted)
    keeping(shop)
    assert (shop / "AGENTS.md").read_text(encoding="utf-8").startswith("# Theirs\n\n<!-- ralf")
