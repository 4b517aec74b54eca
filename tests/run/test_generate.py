"""`generate` with a server: what it asks, what it writes, what a second run leaves alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import (
    Fault,
    OllamaServer,
    Request,
    byte_tokens,
    default_answer,
)
from material.command_line import contents, run
from material.repository import asked_names, generate, is_warm_up, put, questions, repository

LIMITS = '''"""Rate limits, shared by all workers of a host."""

from app.clock import now


class Bucket:
    """One client's allowance."""

    def take(self, count: int = 1) -> bool:
        self.left -= count
        return self.left >= 0

    def refill(self) -> None:
        self.left = now() * 2


def _private() -> None:
    pass
'''
CLOCK = """def now() -> float:
    return 1.0


def later(seconds: float) -> float:
    return now() + seconds
"""
TESTED = """from app.limits import Bucket


def test_take():
    assert Bucket
"""
FILES = {
    "README.md": "# Gate\n\nKeeps out what comes too often.\n",
    "app/__init__.py": "",
    "app/clock.py": CLOCK,
    "app/limits.py": LIMITS,
    "data/rows.csv": "a,b\n1,2\n",
    "tests/test_limits.py": TESTED,
    "logo.png": b"\x89PNG\r\n\x1a\n\0\0",
}


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


@pytest.fixture(autouse=True)
def no_waiting(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return repository(tmp_path / "gate", FILES)


def test_every_request_is_alike_and_the_model_is_loaded_once(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    put(gate / "app/big.py", "\n\n".join(f"def f{n}():\n    return {n}" for n in range(800)))
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    bodies = [r.body for r in server.work if r.body]
    assert is_warm_up(server.work[0])
    assert sum(map(is_warm_up, server.work)) == 1
    assert len({b["options"]["num_ctx"] for b in bodies}) == 1
    assert {b["keep_alive"] for b in bodies} == {"30m"}
    assert {b["messages"][0]["content"] for b in bodies} == {bodies[0]["messages"][0]["content"]}
    assert all(b["truncate"] is False and b["shift"] is False for b in bodies)
    assert all("keep_alive" not in b["options"] for b in bodies)
    assert all(b.get("think") in (None, False) for b in bodies)
    assert server.loads() == 1
    assert done.report["models"][0]["loads"] == 1
    assert [row["coverage"] for row in done.report["files"] if row["requests"]] == [
        1.0 for row in done.report["files"] if row["requests"]
    ]


def test_the_notes_say_what_is_known(gate: Path, tmp_path: Path, server: OllamaServer) -> None:
    generate(gate, "-o", tmp_path / "vault", server=server)
    vault = tmp_path / "vault" / "gate"
    limits = (vault / "app/limits.py.md").read_text(encoding="utf-8")
    assert "> Rate limits, shared by all workers of a host." in limits
    assert "[[gate/app/clock.py.md|clock.py]] (`now`)" in limits
    assert "[[gate/tests/test_limits.py.md|test_limits.py]]" in limits
    assert "#### `Bucket.take`" in limits
    assert "count: int = 1" in limits
    assert "`_private` (private)" in limits
    assert 'ralf_model: "small:1b"' in limits
    overview = (vault / "gate.md").read_text(encoding="utf-8")
    assert "> Keeps out what comes too often." in overview
    assert "`logo.png`: binary" in overview
    assert not (vault / "logo.png.md").exists()
    assert "ralf_model" not in (vault / "data/rows.csv.md").read_text(encoding="utf-8")


def test_a_second_run_asks_nothing_writes_nothing_says_nothing(
    gate: Path, tmp_path: Path, server: OllamaServer, isolated: Path
) -> None:
    generate(gate, "-o", tmp_path / "vault", server=server)
    before = contents(tmp_path / "vault")
    stats = {p: os.stat(p).st_mtime_ns for p in (tmp_path / "vault").rglob("*.md")}
    count = len(server.requests)
    again = generate(gate, "-o", tmp_path / "vault", server=server)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    assert len(server.requests) == count
    (isolated / "cache" / "cache.sqlite").unlink()
    without_cache = generate(gate, "-o", tmp_path / "vault", server=server)
    assert (without_cache.exit_code, without_cache.stderr) == (0, "")
    assert len(server.requests) == count
    assert contents(tmp_path / "vault") == before
    assert {p: os.stat(p).st_mtime_ns for p in stats} == stats


def test_a_change_in_one_function_asks_about_it_alone(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    text = "\n\n".join(f"def f{n}(x):\n    return x * {n} + {n * 7}\n" for n in range(60))
    put(gate / "app/many.py", text)
    generate(gate, "-o", tmp_path / "vault", server=server)
    before = contents(tmp_path / "vault")
    count = len(questions(server))
    put(gate / "app/many.py", text.replace("x * 30 + 210", "x * 30 - 1"))
    generate(gate, "-o", tmp_path / "vault", server=server)
    new = questions(server)[count:]
    assert [asked_names(r) for r in new] == [["f30"]]
    assert new[0].user.startswith("Part of app/many.py")  # with a sentence on this part
    after = contents(tmp_path / "vault")
    changed = {path for path in after if after[path] != before.get(path)}
    assert sorted(changed) == ["gate/app/many.py.md", "gate/llms-full.txt"]


def test_a_new_file_asks_for_itself_and_its_folders(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    generate(gate, "-o", tmp_path / "vault", server=server)
    count = len(questions(server))
    put(gate / "app/more.py", "def more():\n    return 1\n")
    generate(gate, "-o", tmp_path / "vault", server=server)
    about = [r.user.partition("\n")[0] for r in questions(server)[count:]]
    assert about[:2] == ["app/more.py (python)", "app"]


def test_engine_none_writes_facts_and_keeps_prose(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    first = generate(gate, "-o", tmp_path / "vault", "--engine", "none")
    assert first.exit_code == 0
    note = tmp_path / "vault/gate/app/clock.py.md"
    assert "Not summarised yet" not in note.read_text(encoding="utf-8")
    generate(gate, "-o", tmp_path / "vault", server=server)
    with_prose = note.read_text(encoding="utf-8")
    generate(gate, "-o", tmp_path / "vault", "--engine", "none")
    assert note.read_text(encoding="utf-8") == with_prose
    assert server.loads() == 1


def test_a_prompt_that_the_server_finds_too_long_is_split(gate: Path, tmp_path: Path) -> None:
    lines = (f'def f{n}():\n    """Return {n}."""\n    return {n}\n' for n in range(150))
    put(gate / "app/dense.py", "\n\n".join(lines))
    with OllamaServer(tokens=byte_tokens(0.4)) as server:
        done = generate(gate, "-o", tmp_path / "vault", server=server)
        assert done.exit_code == 0, done.stderr
        assert any(r.status == 400 for r in server.requests)
        assert done.row("app/dense.py")["coverage"] == 1.0
        whole = (gate / "app/dense.py").read_text(encoding="utf-8")
        sent = "".join(r.user for r in server.work if r.status == 200)
        assert all(line in sent for line in whole.splitlines())


@pytest.mark.parametrize("fault", [Fault.RUNNER_DIES, Fault.SERVER_DIES])
def test_a_server_that_dies_in_mid_answer_is_asked_again(
    gate: Path, tmp_path: Path, server: OllamaServer, fault: Fault
) -> None:
    def dies_once(request: Request) -> Fault | None:
        third = request.path == "/api/chat" and sum(r.path == "/api/chat" for r in server.requests)
        if third == 3 and fault is Fault.SERVER_DIES:
            return Fault.status(503)
        return fault if third == 3 else None

    server.fault = dies_once
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    assert all(row["coverage"] in (None, 1.0) for row in done.report["files"])


@pytest.mark.parametrize(
    "answer", ["not json", "{", '{"summary": ""}', '{"summary": 1}', "[]", "💥" * 999]
)
def test_an_answer_that_cannot_be_used_is_asked_again_once_and_left_out(
    gate: Path, tmp_path: Path, answer: str
) -> None:
    def says(request: Request) -> str:
        return answer if "app/clock.py" in request.user else default_answer(request)

    with OllamaServer(answer=says) as server:
        done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    row = done.row("app/clock.py")
    assert (row["requests"], row["retries"], row["coverage"]) == (2, 1, 1.0)
    assert row["dropped"] == 3
    assert row["unanswered"] in done.stderr
    note = (tmp_path / "vault/gate/app/clock.py.md").read_text(encoding="utf-8")
    assert "could not be used" in note
    assert "💥" not in note


def test_an_answer_that_cannot_be_used_is_no_matter_of_a_note_that_its_author_describes(
    gate: Path, tmp_path: Path
) -> None:
    def says(request: Request) -> str:
        return "not json" if "app/limits.py" in request.user else default_answer(request)

    with OllamaServer(answer=says) as server:
        done = generate(gate, "-o", tmp_path / "vault", server=server)
    note = (tmp_path / "vault/gate/app/limits.py.md").read_text(encoding="utf-8")
    assert "> Rate limits, shared by all workers of a host." in note
    assert "could not be used" not in note
    assert done.row("app/limits.py")["unanswered"]


def test_names_that_do_not_exist_are_named_once_and_then_left_out(
    gate: Path, tmp_path: Path
) -> None:
    def invents(request: Request) -> str:
        text = "It calls `frobnicate_all` first. Then later() waits for a while."
        return json.dumps({"summary": text, "symbols": dict.fromkeys(asked_names(request), text)})

    with OllamaServer(answer=invents) as server:
        done = generate(gate, "-o", tmp_path / "vault", server=server)
        retries = [r for r in server.work if "frobnicate_all" in r.user]
    assert done.exit_code == 0
    assert retries
    assert done.row("app/clock.py")["raw_name_rate"] < 1
    notes = "".join(t.decode() for t in contents(tmp_path / "vault").values())
    assert "frobnicate" not in notes
    assert "Then `later()` waits for a while." in notes


def test_five_failures_in_a_row_stop_the_run(gate: Path, tmp_path: Path) -> None:
    for number in range(8):
        put(gate / f"app/m{number}.py", f"def f{number}():\n    return {number}\n")
    with OllamaServer() as server:
        server.fault = lambda r: Fault.status(400) if r.path == "/api/chat" else None
        done = generate(gate, "-o", tmp_path / "vault", server=server)
        asked = sum(r.path == "/api/chat" for r in server.requests)
    assert done.exit_code == 3
    assert "5 requests in a row failed" in done.stderr
    assert asked == 6
    assert (tmp_path / "vault/gate/app/limits.py.md").exists()


def test_a_missing_model_is_reported_with_the_command_that_gets_it(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    done = generate(gate, "-o", tmp_path / "vault", "--host", server.host, "--model", "smal:1b")
    assert done.exit_code == 3
    assert "ollama pull smal:1b" in done.stderr
    assert done.stderr.index("small:1b") < done.stderr.index("ministral-3:3b")
    assert server.work == []
    facts = (tmp_path / "vault/gate/app/limits.py.md").read_text(encoding="utf-8")
    assert "## " in facts  # the facts need no model


def test_a_server_that_has_no_models_yet_is_reported(gate: Path, tmp_path: Path) -> None:
    with OllamaServer(models=[]) as server:
        done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 3
    assert "which has no models yet. Get it with: ollama pull small:1b" in done.stderr


def test_without_a_server_both_ways_out_are_named(gate: Path, tmp_path: Path) -> None:
    with OllamaServer() as server:
        host = server.host
    done = generate(gate, "-o", tmp_path / "vault", "--host", host)
    assert done.exit_code == 3
    for way in ("ollama serve", "--engine embedded", "--engine none"):
        assert way in done.stderr
    assert "Traceback" not in done.stderr
    # What is missing is reported before the facts are written, and they are written all the same.
    assert done.stderr.index("no server answers") < done.stderr.index("notes written with")
    assert (tmp_path / "vault/gate/gate.md").exists()


@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.HTML])
def test_a_server_that_is_not_ollama_is_reported(gate: Path, tmp_path: Path, fault: Fault) -> None:
    with OllamaServer() as server:
        server.fault = lambda r: fault
        done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 3
    assert "not Ollama" in done.stderr


def test_a_cloud_model_is_refused_unless_allowed(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    args = [gate, "-o", tmp_path / "vault", "--host", server.host, "--model", "cloud:1b"]
    done = generate(*args)
    assert done.exit_code == 3
    assert "allow_remote_models" in done.stderr
    config = tmp_path / "config.yaml"
    config.write_text("allow_remote_models: [cloud:1b]\n", encoding="utf-8")
    assert generate(*args, "--config", config).exit_code == 0


def test_keep_alive_0_unloads_after_the_run_not_during_it(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    generate(gate, "-o", tmp_path / "vault", "--keep-alive", "0", server=server)
    assert server.loads() == 1
    assert server.loaded == []
    keeps = [r.body["keep_alive"] for r in server.work if r.body]
    assert keeps[-1] == 0
    assert 0 not in keeps[:-1]


def test_a_dry_run_calls_nothing_and_writes_nothing(gate: Path, tmp_path: Path) -> None:
    with OllamaServer() as server:
        host = server.host
    done = generate(gate, "-o", tmp_path / "vault", "--host", host, "--dry-run")
    assert done.exit_code == 0, done.stderr
    assert "app/limits.py" in done.stdout
    assert "logo.png: binary" in done.stdout
    assert "tokens" in done.stdout
    assert not (tmp_path / "vault").exists()


def test_a_dry_run_after_a_run_counts_what_is_unchanged(gate: Path, tmp_path: Path) -> None:
    options = (gate, "-o", tmp_path / "vault", "--engine", "none")
    generate(*options)
    put(gate / "app/clock.py", CLOCK.replace("1.0", "2.0"))
    done = generate(*options, "--dry-run")
    assert "changed (1):\n  app/clock.py\n" in done.stdout
    assert "failed" not in done.stdout


def test_a_dry_run_obeys_the_limit(gate: Path, tmp_path: Path, server: OllamaServer) -> None:
    options = (gate, "-o", tmp_path / "vault", "--dry-run")
    assert "1 file to ask about" in generate(*options, "--limit", "1", server=server).stdout
    assert "0 files to ask about" in generate(*options, "--limit", "0", server=server).stdout


def test_a_report_that_cannot_be_written_is_refused_before_the_work(
    gate: Path, tmp_path: Path
) -> None:
    vault, report = tmp_path / "vault", tmp_path / "nowhere/r.json"
    output = run("generate", gate, "-o", vault, "--engine", "none", "--report", report, expect=2)
    assert "there is no folder" in output
    assert not vault.exists()


def test_limit_asks_about_the_most_used_files(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    generate(gate, "-o", tmp_path / "vault", "--limit", "1", server=server)
    files = [r.user.partition("\n")[0] for r in questions(server) if "(" in r.user[:40]]
    assert files == ["app/clock.py (python)"]
    note = (tmp_path / "vault/gate/README.md.md").read_text(encoding="utf-8")
    assert "Not summarised yet" in note


def test_a_repository_of_unreadable_files_is_described_as_that(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "music/song.bin").write_bytes(bytes(range(256)) * 8)
    generate(tmp_path / "music", "-o", tmp_path / "vault", "--engine", "none")
    note = (tmp_path / "vault/music/music.md").read_text(encoding="utf-8")
    assert 'description: "No file in it has a note."' in note and "`song.bin`: binary" in note


def test_a_limit_counts_the_files_of_all_sources(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    other = tmp_path / "other"
    put(other / "one.py", CLOCK)
    put(other / "two.py", CLOCK)
    options = (gate, other, "-o", tmp_path / "vault", "--limit", "4")
    generate(*options, server=server)
    asked = {r.user.partition("\n")[0] for r in questions(server) if "(python)" in r.user[:40]}
    assert asked == {"app/clock.py (python)", "app/limits.py (python)", "one.py (python)"}
    generate(*options, server=server)
    assert "two.py (python)" in {r.user.partition("\n")[0] for r in questions(server)}


def test_a_limit_leaves_folders_for_the_run_that_finishes_their_files(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    put(gate / "done/one.py", CLOCK)
    put(gate / "done/two.py", CLOCK)
    for name in "abc":
        put(gate / f"app/{name}.py", "from done import one, two\n\nNOW = one.now() + two.now()\n")
    options = (gate, "-o", tmp_path / "vault", "--limit", "2")
    planned = generate(*options, "--dry-run", server=server).stdout
    assert "2 files to ask about" in planned and "2 folders" in planned
    generate(*options, server=server)
    subjects = [r.user.partition("\n")[0] for r in questions(server)]
    assert subjects == ["done/one.py (python)", "done/two.py (python)", "done", "gate"]
    generate(gate, "-o", tmp_path / "vault", server=server)
    rest = [r.user.partition("\n")[0] for r in questions(server)[4:]]
    assert "app" in rest and "done" not in rest


def test_a_limit_of_no_file_asks_about_no_folder_either(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    options = (gate, "-o", tmp_path / "vault", "--limit", "0")
    planned = generate(*options, "--dry-run", server=server).stdout
    assert "0 files to ask about" in planned and "folder" not in planned.partition("then ")[2]
    generate(*options, server=server)
    assert questions(server) == []


def test_force_asks_again(gate: Path, tmp_path: Path, server: OllamaServer) -> None:
    generate(gate, "-o", tmp_path / "vault", server=server)
    count = len(questions(server))
    generate(gate, "-o", tmp_path / "vault", "--force", server=server)
    assert len(questions(server)) == 2 * count


def test_the_users_text_stays_and_an_edited_block_is_left_alone(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    generate(gate, "-o", tmp_path / "vault", server=server)
    note = tmp_path / "vault/gate/app/clock.py.md"
    text = note.read_text(encoding="utf-8") + "\nMy own words.\n"
    note.write_text(text, encoding="utf-8")
    put(gate / "app/clock.py", CLOCK.replace("1.0", "2.0"))
    generate(gate, "-o", tmp_path / "vault", server=server)
    assert note.read_text(encoding="utf-8").endswith("\nMy own words.\n")
    edited = note.read_text(encoding="utf-8").replace("## Symbols", "## My symbols")
    note.write_text(edited, encoding="utf-8")
    put(gate / "app/clock.py", CLOCK.replace("1.0", "3.0"))
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0
    assert done.row("app/clock.py")["state"] == "edited"
    assert note.read_text(encoding="utf-8") == edited


def test_a_foreign_file_in_the_way_is_a_failure_of_that_note(
    gate: Path, tmp_path: Path, server: OllamaServer
) -> None:
    put(tmp_path / "vault/gate/app/clock.py.md", "my own note\n")
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 1
    assert "not a note of ralf-notes" in done.stderr
    assert (tmp_path / "vault/gate/app/clock.py.md").read_text(encoding="utf-8") == "my own note\n"
    assert (tmp_path / "vault/gate/app/limits.py.md").exists()


def test_quiet_shows_failures_only(gate: Path, tmp_path: Path, server: OllamaServer) -> None:
    done = generate(gate, "-o", tmp_path / "vault", "--quiet", server=server)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    (gate / "app/clock.py").write_bytes(b"def now():\n    return 3\n")
    put(tmp_path / "vault/gate/new.py.md", "mine")
    put(gate / "new.py", "x = 1\n")
    done = generate(gate, "-o", tmp_path / "vault", "--quiet", server=server)
    assert done.exit_code == 1
    assert "new.py" in done.stderr


def test_ctrl_c_keeps_what_is_finished(gate: Path, tmp_path: Path, server: OllamaServer) -> None:
    from ralf_notes.models.engines.ollama import Ollama

    asked = []
    real = Ollama.ask

    def ask(self: Ollama, *args: object) -> object:
        asked.append(args)
        if len(asked) == 5:  # the warm-up, a tiny JSON, two files
            raise KeyboardInterrupt
        return real(self, *args)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ollama, "ask", ask)
        done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 130
    finished = [row for row in done.report["files"] if row["requests"]]
    assert len(finished) == 2
    count = len(questions(server))
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0
    again = {r.user for r in questions(server)[count:]}
    assert not again & {r.user for r in questions(server)[:count]}


def test_the_target_inside_a_source_does_not_document_itself(
    gate: Path, server: OllamaServer
) -> None:
    generate(gate, "-o", gate / "notes", server=server)
    count = len(contents(gate / "notes"))
    generate(gate, "-o", gate / "notes", server=server)
    assert len(contents(gate / "notes")) == count
    assert not (gate / "notes/gate/notes").exists()


def test_a_file_as_target_is_refused(gate: Path, tmp_path: Path, server: OllamaServer) -> None:
    put(tmp_path / "vault", "a file")
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 4
    assert "is a file" in done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "with space.py", "hash#tag.py", "brackets[id].py", "pipe|.py", "colon:.py", 'quote".py',
        "new\nline.py", "😀.py", "é" * 124 + ".py", "CON.py", "a%%b.py", "100%.py", "_[[x]].py",
    ],
)  # fmt: skip
def test_odd_names_get_a_note_that_is_linked(
    tmp_path: Path, server: OllamaServer, name: str
) -> None:
    root = repository(tmp_path / "odd", {name: "def f():\n    return 1\n", "z.py": "x = 1\n"})
    done = generate(root, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    note = done.row(name)["note"]
    assert (tmp_path / "vault" / note).is_file()
    overview = (tmp_path / "vault/odd/odd.md").read_text(encoding="utf-8")
    assert f"[[{note}|" in overview


def test_names_that_differ_only_in_case_get_two_notes(tmp_path: Path, server: OllamaServer) -> None:
    root = repository(tmp_path / "odd", {"a.py": "x = 1\n", "A.py": "y = 2\n"})
    done = generate(root, "-o", tmp_path / "vault", server=server)
    notes = {row["note"].casefold() for row in done.report["files"]}
    assert len(notes) == 2


def test_a_file_that_vanishes_or_cannot_be_read_fails_alone(
    gate: Path, tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ralf_notes.config.keys import Config
    from ralf_notes.source.walk import Walk, walk

    def walk_and_delete(config: Config) -> Walk:
        walked = walk(config)
        (gate / "app/clock.py").unlink()
        return walked

    monkeypatch.setattr("ralf_notes.run.generate.walk", walk_and_delete)
    done = generate(gate, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 1
    assert "app/clock.py" in done.stderr
    assert (tmp_path / "vault/gate/app/limits.py.md").exists()
