"""Nothing is lost at a kill: at any change on disk, at any request, at any time.

    python tests/guarantees/test_kill.py [RANDOM] [SEED]

kills a run before every change that it makes on disk in turn, during every request, and at some
random times (50), and prints how many kills were survived.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from material.crash_scene import Scene, check_edits, check_next_run, check_vault, scene

pytestmark = pytest.mark.slow

IN_CI = 10
SEED = 1


def kill_at_change(made: Scene, number: int) -> None:
    """Kill before one change on disk."""
    ended = made.run(kill_at=number)
    assert ended.was_killed, ended.output


def kill_at_request(made: Scene, number: int) -> None:
    """Kill while one request is being answered; 0 is the warm-up."""
    assert made.run_until(number, lambda pid: os.kill(pid, signal.SIGKILL)).was_killed


def kill_at_time(made: Scene, seconds: float) -> None:
    """Kill after some time; it may have ended by then."""
    pid = made.start()
    killer = threading.Timer(seconds, _kill, (pid,))
    killer.start()
    made.forking.end()
    killer.cancel()
    killer.join()


def kill_beside_an_editor(made: Scene, number: int) -> None:
    """Kill before one change on disk, while an editor saves each note just before the run does."""
    assert made.run(kill_at=number, edits=True).was_killed


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("kill")) as made:
        yield made


def _some_changes(count: int) -> list[float]:
    """Return where in a run to kill it: one place in each of its equal stretches."""
    chance = random.Random(SEED)
    return [(n + chance.random()) / count for n in range(count)]


@pytest.mark.parametrize("share", _some_changes(IN_CI - 4))
def test_a_kill_at_a_change_on_disk_loses_nothing(gate: Scene, share: float) -> None:
    gate.reset()
    kill_at_change(gate, 1 + int(share * len(gate.changes)))
    check_vault(gate)
    check_next_run(gate)


@pytest.mark.parametrize("share", _some_changes(4))
def test_a_kill_during_a_request_loses_nothing(gate: Scene, share: float) -> None:
    gate.reset()
    kill_at_request(gate, int(share * (1 + len(gate.asked))))
    check_vault(gate)
    check_next_run(gate)


@pytest.fixture(scope="module")
def edited(gate: Scene) -> int:
    """Return how many changes a run makes while an editor saves each note."""
    gate.reset()
    ended = gate.run(edits=True)
    assert (ended.status, ended.output) == (0, "")
    check_edits(gate, gate.edited_lines())
    return len(ended.changes)


@pytest.mark.parametrize("share", _some_changes(IN_CI))
def test_a_kill_loses_nothing_that_an_editor_saves_meanwhile(
    gate: Scene, edited: int, share: float
) -> None:
    gate.reset()
    kill_beside_an_editor(gate, 1 + int(share * (edited - 20)))  # the order is not always the same
    check_edits(gate, gate.edited_lines())


def main(times: int = 50, seed: int = SEED) -> None:
    """Kill at every change, at every request and at random times; print what was survived."""
    chance = random.Random(seed)
    failed = []
    with tempfile.TemporaryDirectory() as folder, scene(Path(folder)) as made:
        kills: list[tuple[Callable[[Scene, Any], None], float]] = []
        kills += [(kill_at_change, n + 1) for n in range(len(made.changes))]
        kills += [(kill_at_request, n) for n in range(1 + len(made.asked))]
        made.reset()
        beside = len(made.run(edits=True).changes) - 20
        kills += [(kill_beside_an_editor, n + 1) for n in range(beside)]
        kills += [(kill_at_time, chance.uniform(0, made.seconds)) for _ in range(times)]
        for number, (kill, where) in enumerate(kills, 1):
            made.reset()
            try:
                kill(made, where)
                if kill is kill_beside_an_editor:
                    check_edits(made, made.edited_lines())
                    continue
                check_vault(made)
                check_next_run(made)
            except AssertionError:
                failed.append(f"{kill.__name__} {where}: {traceback.format_exc()}")
            if number % 20 == 0:
                print(f"{number - len(failed)} of {number} survived", flush=True)
        print(
            f"survived {len(kills) - len(failed)} of {len(kills)} kills: {len(made.changes)} at "
            f"changes, {1 + len(made.asked)} at requests, {beside} beside an editor, {times} at "
            f"random times, seed {seed}"
        )
    print(*failed, sep="\n")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
