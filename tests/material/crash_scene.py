"""A vault with a user's text in it, changed sources, and runs that are cut short."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from doubles.ollama.server import OllamaServer, Request, default_answer

from material.command_line import contents
from material.incidents import Ended, Runs, runs
from material.repository import MODEL, put, questions, repository
from ralf_notes.notes import note

_OLD = {
    "README.md": "# Gate\n\nKeeps out what comes too often.\n",
    "app/__init__.py": '"""The gate itself."""\n',
    "app/clock.py": "import time\n\n\ndef now():\n    return time.time()\n",
    "app/limits.py": "from app import clock\n\n\ndef take(n):\n    return n + clock.now()\n"
    "\n\ndef give(n):\n    return -n\n",
    "app/big.py": "".join(f"def f{n}(x):\n    return x * {n}\n\n\n" for n in range(40)),
    "docs/guide.md": "# Guide\n\nHow to open the gate.\n",
    "data/rows.csv": "a,b\n1,2\n",
    "app/was.py": "def was(a, b):\n    return [a, b]\n",
    "app/gone.py": "def gone(a):\n    return {a: a}\n",
}
_NEW = {
    "app/limits.py": _OLD["app/limits.py"].replace("return -n", "return -n - 1"),
    "app/big.py": "".join(f"def f{n}(x):\n    return x - {n * (n < 20)}\n\n\n" for n in range(40)),
    "app/deep/new.py": "from app import limits\n\n\ndef new():\n    return limits.take(1)\n",
    "README.md": _OLD["README.md"] + "\nAnd lets in the rest.\n",
    "app/deep/is.py": _OLD["app/was.py"],
}
_DELETED = ("app/was.py", "app/gone.py")
_BY_USER = (
    b"Above.",
    b"Below.",
    b"## Mine",
    b"Kept.",
    b"Moved.",
    b"My own note.",
    b"rating: 5",
    b'"mine"',
)


@dataclass(slots=True)
class Scene:
    """A vault with a user's text in it, and sources that have changed since."""

    folder: Path
    forking: Runs
    server: OllamaServer
    versions: dict[str, set[bytes]] = field(default_factory=dict)
    """What each note may be: as it was, or as a run that was not killed has ever left it."""
    old: dict[str, bytes] = field(default_factory=dict)
    final: dict[str, bytes] = field(default_factory=dict)
    """The vault after a run that was not killed."""
    asked: list[tuple[str, int, str]] = field(default_factory=list)
    changes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    def start(
        self,
        kill_at: int = 0,
        keep: Path | None = None,
        obey: bool = False,
        quiet: bool = True,
        edits: bool = False,
    ) -> int:
        """Start a run; return its process id."""
        log = self.folder / "log"
        shutil.rmtree(log, ignore_errors=True)
        log.mkdir()
        args = ["generate", self.folder / "gate", "-o", self.vault, "--host", self.server.host]
        options = ["--model", MODEL, *(["--quiet"] if quiet else [])]
        return self.forking.start(
            [*map(str, args), *options], log, kill_at=kill_at, keep=keep, obey=obey, edits=edits
        )

    def run(self, kill_at: int = 0, keep: Path | None = None, edits: bool = False) -> Ended:
        """Run to the end, or until it kills itself."""
        self.start(kill_at, keep, edits=edits)
        return self.forking.end()

    def edited_lines(self) -> list[bytes]:
        """Return the lines that an editor saved during the last run that had one."""
        return (self.folder / "log" / "edits").read_bytes().splitlines(keepends=True)

    def run_until(
        self,
        number: int,
        happen: Callable[[int], object],
        obey: bool = False,
        quiet: bool = True,
    ) -> Ended:
        """Run, and have something happen during the request with a number; 0 is the warm-up.

        What happens is given the process id of the run.
        """
        running: Future[int] = Future()
        due = iter([number])

        def answer(request: Request) -> str:
            if sum(1 for r in self.server.work if r.user) > number and next(due, None) is not None:
                happen(running.result())
            return default_answer(request)

        self.server.answer = answer
        running.set_result(self.start(obey=obey, quiet=quiet))
        ended = self.forking.end()
        self.server.answer = default_answer
        assert next(due, None) is None
        return ended

    def reset(self) -> None:
        """Have vault and cache as they were before the sources changed."""
        for name in ("vault", "cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            # A folder on a disk of its own is there still, and empty.
            shutil.copytree(self.folder / "before" / name, self.folder / name, dirs_exist_ok=True)
        self.server.requests.clear()

    def asked_now(self) -> list[tuple[str, int, str]]:
        """Return the questions since the last reset, in order."""
        # Of a process killed while it sent a request, a torn one arrives.
        return [_identity(request) for request in questions(self.server) if request.user]


def _identity(request: Request) -> tuple[str, int, str]:
    return request.user, request.seed, json.dumps(request.schema)


@contextmanager
def scene(folder: Path) -> Iterator[Scene]:
    """Make the scene, and see what a run does that nobody kills."""
    names = ("RALF_", "OLLAMA_", "XDG_", "GIT_")
    environ = {k: v for k, v in os.environ.items() if not k.startswith(names)} | {
        "HOME": str(folder),
        "RALF_CACHE_DIR": str(folder / "cache"),
        "RALF_STATE_DIR": str(folder / "state"),
        "RALF_NUM_CTX": "2048",
        "RALF_ON_EDITED": "rebuild",
    }
    with runs(environ) as forking, OllamaServer() as server:
        made = Scene(folder, forking, server)
        repository(folder / "gate", _OLD)
        first = made.run()
        assert (first.status, first.output) == (0, "")
        _write_as_a_user(made.vault)
        repository(folder / "gate", _NEW)
        for path in _DELETED:
            (folder / "gate" / path).unlink()
        for name in ("vault", "cache"):
            shutil.copytree(folder / name, folder / "before" / name)
        _learn(made)
        yield made


def _write_as_a_user(vault: Path) -> None:
    limits = vault / "gate/app/limits.py.md"
    text = limits.read_text(encoding="utf-8").replace("\ntags: [", '\nrating: 5\ntags: ["mine", ')
    limits.write_text(text.replace("<!-- ralf:begin", "Above.\n\n<!-- ralf:begin") + "\nBelow.\n")
    big = vault / "gate/app/big.py.md"
    big.write_bytes(big.read_bytes().replace(b"\n", b"\r\n") + b"\r\n## Mine\r\n\r\nbig\r\n")
    clock = vault / "gate/app/clock.py.md"
    clock.write_text(clock.read_text(encoding="utf-8").replace("def now", "def then") + "Kept.\n")
    was = vault / "gate/app/was.py.md"
    was.write_text(was.read_text(encoding="utf-8") + "Moved.\n")
    put(vault / "gate/mine.md", "My own note.\n")
    put(vault / ".obsidian/app.json", "{}\n")


def _learn(made: Scene) -> None:
    keep = made.folder / "keep"
    keep.mkdir()
    made.reset()
    made.old = contents(made.vault)
    begun = time.perf_counter()
    whole = made.run(keep=keep)
    made.seconds = time.perf_counter() - begun
    assert (whole.status, whole.output) == (0, "")
    made.changes, made.final, made.asked = whole.changes, contents(made.vault), made.asked_now()
    assert b"Moved." in made.final["gate/app/deep/is.py.md"]
    assert {"gate/app/was.py.md", "gate/app/gone.py.md"} <= {*made.old} - {*made.final}
    made.versions = {path: {data} for path, data in made.old.items()}
    for line in (keep / "names").read_text(encoding="utf-8").splitlines():
        name, _, place = line.partition(" ")
        if Path(place).is_relative_to(made.vault):
            path = Path(place).relative_to(made.vault).as_posix()
            made.versions.setdefault(path, set()).add((keep / name).read_bytes())
    assert len(made.asked) == len({*made.asked}) >= 8
    assert sum(len(found) > 1 for found in made.versions.values()) > 5


# What has to hold after a kill


def check_vault(made: Scene) -> None:
    """Every note is an old or a new one whole, and the user's text is all there."""
    for path, data in contents(made.vault).items():
        if _is_temporary(path):
            continue
        assert data in made.versions[path], path
        if path in made.old and path.endswith(".md") and path != "gate/mine.md":
            _check_note(made.old[path].decode(), data.decode())
    assert {*made.old} & {*made.final} <= {*contents(made.vault)}
    there = b"".join(contents(made.vault).values())
    assert [text for text in _BY_USER if text not in there] == []


def _check_note(old: str, now: str) -> None:
    before, after = note.take_apart(old), note.take_apart(now)
    assert (after.before, after.after) == (before.before, before.after)
    assert not after.edited or old == now
    for line in ("rating: 5", '"mine"'):
        assert (line in after.front) == (line in before.front)


def _is_temporary(path: str) -> bool:
    return path.rpartition("/")[2].startswith(".ralf-")


def check_next_run(made: Scene) -> None:
    """The next run finishes what the killed one began, and asks nothing that was answered."""
    first = made.asked_now()
    done = made.run()
    assert (done.status, done.output) == (0, "")
    assert contents(made.vault) == made.final
    assert [*(made.folder / "state").rglob("*.tmp")] == []
    both = made.asked_now()
    assert {*both} == {*made.asked}
    # The last question of the killed run may be asked again: its answer had not arrived.
    answered = first[:-1]
    assert [asked for asked in answered if both.count(asked) > 1] == []
    assert len(both) - len({*both}) <= 1


def check_edits(made: Scene, lines: list[bytes]) -> None:
    """What an editor saved during a killed run is in the notes after the next one, once."""
    done = made.run()
    assert (done.status, done.output) == (0, "")
    notes = b"".join(data for path, data in contents(made.vault).items() if "/." not in f"/{path}")
    assert [line for line in lines if notes.count(line) != 1] == []
    assert [path for path in contents(made.vault) if _is_temporary(path)] == []
    assert [text for text in _BY_USER if text not in notes] == []
