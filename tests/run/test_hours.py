"""When a run may work: windows of the day, waits that survive sleep and clock changes, ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from material.command_line import configure, run, work_folder

from ralf_notes.errors import OutOfTime
from ralf_notes.run.nights.hours import Clock, Deadline, Hours, Window

EVENING = datetime(2026, 3, 28, 20)
between = Window.between


@dataclass
class Wall:
    """A wall clock whose time passes only while something sleeps."""

    seconds: float = 0.0
    begin: datetime = EVENING
    jump: Callable[[datetime], timedelta] = lambda shown: timedelta()
    """How far somebody has set the clock from what it would show."""
    naps: list[float] = field(default_factory=list)
    oversleep: float = 0.0
    """Seconds that the machine sleeps on after the first nap."""
    lines: list[str] = field(default_factory=list)
    """What a waiting run prints."""

    def now(self) -> datetime:
        shown = self.begin + timedelta(seconds=self.seconds)
        return shown + self.jump(shown)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds + (0 if self.naps else self.oversleep)
        self.naps.append(seconds)

    @property
    def clock(self) -> Clock:
        return Clock(self.now, lambda: self.seconds, self.sleep)


def spring(shown: datetime) -> timedelta:
    """At 02:00 the clock is put to 03:00."""
    return timedelta(hours=shown >= datetime(2026, 3, 29, 2))


def autumn(shown: datetime) -> timedelta:
    """At 03:00 the clock is put back to 02:00."""
    return timedelta(hours=-(shown >= datetime(2026, 3, 29, 3)))


def begin(window: Window, wall: Wall, max_time: float | None = None) -> Deadline | None:
    """Begin a run as soon as it may begin; return when it has to end."""
    window.wait(wall.clock, wall.lines.append)
    return window.deadline(max_time, wall.clock)


@pytest.mark.parametrize(
    ("start", "stop", "now", "goes"),
    [
        ("02:00", "06:00", "02:00:00", True),
        ("02:00", "06:00", "05:59:59", True),
        ("02:00", "06:00", "06:00:00", False),
        ("02:00", "06:00", "01:59:59", False),
        ("22:00", "06:00", "23:00:00", True),
        ("22:00", "06:00", "05:00:00", True),
        ("22:00", "06:00", "22:00:00", True),
        ("22:00", "06:00", "06:00:00", False),
        ("22:00", "06:00", "12:00:00", False),
        (None, "06:00", "12:00:00", True),
        ("02:00", None, "01:59:59", False),
        ("02:00", None, "02:00:07", True),
        ("02:00", None, "02:59:59", True),
        ("02:00", None, "03:00:00", False),
        (None, None, "12:00:00", True),
    ],
)
def test_a_run_that_begins_inside_its_window_goes_at_once(
    start: str | None, stop: str | None, now: str, goes: bool
) -> None:
    wall = Wall(begin=datetime.combine(EVENING, time.fromisoformat(now)))
    assert between(start, stop).holds(wall.now()) is goes
    begin(between(start, stop), wall)
    assert (wall.naps == []) is goes


def test_outside_it_waits_for_the_next_start_in_short_naps() -> None:
    wall = Wall()
    end = begin(between("02:00", "06:00"), wall)
    assert wall.now() == datetime(2026, 3, 29, 2)
    assert max(wall.naps) <= 60
    assert wall.lines == ["waiting until 02:00 tomorrow (--now begins at once)"]
    assert end is not None
    assert (end.stop, end.seconds_left) == (datetime(2026, 3, 29, 6), 4 * 3600)


def test_a_run_that_does_not_wait_ends_with_the_next_window() -> None:
    wall = Wall()
    end = between("02:00", "06:00").deadline(None, wall.clock)
    assert end is not None
    assert end.stop == datetime(2026, 3, 29, 6)


def test_without_any_limit_there_is_no_end() -> None:
    assert begin(between(None, None), Wall()) is None
    assert begin(between("20:00", None), Wall()) is None


@pytest.mark.parametrize(
    ("stop", "asleep_hours", "begins"),
    [
        ("06:00", 7.5, datetime(2026, 3, 29, 3, 30)),  # wakes inside the window
        ("06:00", 12, datetime(2026, 3, 30, 2)),  # slept through all of it: the next night
        (None, 12, datetime(2026, 3, 29, 8)),  # no end is missed: as soon as it wakes
    ],
)
def test_a_machine_that_sleeps_begins_when_it_wakes_inside(
    stop: str | None, asleep_hours: float, begins: datetime
) -> None:
    wall = Wall(oversleep=asleep_hours * 3600)
    begin(between("02:00", stop), wall)
    late = wall.now() - begins
    assert timedelta() <= late <= timedelta(minutes=1)


@pytest.mark.parametrize(
    ("start", "stop", "jump", "begins"),
    [
        ("02:30", "06:00", spring, datetime(2026, 3, 29, 3)),  # there is no 02:30 that night
        ("02:30", None, spring, datetime(2026, 3, 29, 3)),
        ("02:30", "06:00", autumn, datetime(2026, 3, 29, 2, 30)),  # the first of two
        ("02:30", None, autumn, datetime(2026, 3, 29, 2, 30)),
        ("02:00", "03:00", spring, datetime(2026, 3, 30, 2)),  # a night without such an hour
    ],
)
def test_clock_changes_are_survived(
    start: str, stop: str | None, jump: Callable[[datetime], timedelta], begins: datetime
) -> None:
    wall = Wall(jump=jump)
    begin(between(start, stop), wall)
    late = wall.now() - begins
    assert timedelta() <= late <= timedelta(minutes=1)


def test_an_hour_that_comes_twice_ends_with_its_first_end() -> None:
    wall = Wall(jump=autumn)
    end = begin(between("02:00", "02:30"), wall)
    assert end is not None
    wall.seconds += 1800
    with pytest.raises(OutOfTime, match="the window ended at 02:30"):
        end.check()


def test_a_machine_that_slept_beyond_the_end_stops_when_it_wakes() -> None:
    wall = Wall(begin=datetime(2026, 3, 29, 5))
    end = begin(between("02:00", "06:00"), wall)
    assert end is not None
    end.check()
    wall.seconds += 5 * 3600
    with pytest.raises(OutOfTime, match="06:00"):
        end.check()


def test_the_longest_time_counts_work_and_not_the_wait() -> None:
    wall = Wall()
    end = begin(between("02:00", "06:00"), wall, 3600)
    assert end is not None
    assert end.seconds_left == 3600
    wall.seconds += 3599
    end.check()
    with pytest.raises(OutOfTime, match="max_time"):
        end.check(reserve=5)


TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))


@given(st.none() | TIMES, st.none() | TIMES, MOMENTS)
def test_whenever_it_is_started_it_begins_inside_and_has_time(
    start: time | None, stop: time | None, now: datetime
) -> None:
    if start == stop:
        return
    hours, wall = Window(start, stop), Wall(begin=now)
    end = begin(hours, wall)
    assert hours.holds(wall.now())
    assert wall.now() - now < timedelta(days=1, minutes=1)
    assert (end is None) is (stop is None)
    if end is not None and end.stop is not None:
        assert timedelta() < end.stop - wall.now() <= timedelta(days=1)
        before = end.stop - timedelta(microseconds=1)
        assert hours.holds(before) or start is None
        assert not hours.holds(end.stop) or start is None


# Configured hours


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return work_folder(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("start_at: 25:00", "ralf-notes.yaml:1: start_at: found \"25:00\", expected a time of day"),
        ("start_at: 2", "start_at: found 2, expected a time of day such as 02:00"),
        ("stop_at: soon", "a time of day"),
        ("start_at: 2:00\nstop_at: 02:00", "ralf-notes.yaml:2: stop_at: found \"02:00\", expected"),
        ("max_time: 0", "max_time: found 0, expected a duration such as 4h"),
        ("max_time: -1h", "a duration such as 4h"),
        ("on_failure: 'mail \"me'", "on_failure: found \"mail \\\"me\", expected a command"),
        ("on_failure: 5", "expected a command"),
    ],
)  # fmt: skip
def test_a_value_that_is_no_time_is_refused_with_an_example(
    work: Path, text: str, message: str
) -> None:
    configure(text, work / "ralf-notes.yaml")
    assert message in run("generate", ".", "-o", "vault", "--engine", "none", expect=2)


def test_options_are_checked_like_keys(work: Path) -> None:
    output = run("generate", ".", "-o", "vault", "--max-time", "soon", expect=2)
    assert '--max-time: found "soon", expected a duration such as 4h' in output


@given(
    st.floats(1, 20_000, allow_nan=False), st.floats(1, 20_000, allow_nan=False),
    st.floats(1e-9, 0.1, allow_nan=False), st.floats(0, 100, allow_nan=False),
)  # fmt: skip
def test_the_reason_is_what_ended_it_though_time_passes_between_two_looks(
    window: float, max_time: float, tick: float, reserve: float
) -> None:
    assume(abs(window - max_time) > 1)
    wall = Wall()

    def look() -> float:
        wall.seconds += tick
        return wall.seconds

    clock = Clock(lambda: wall.begin + timedelta(seconds=look()), look, wall.sleep)
    stop = wall.begin + timedelta(seconds=window)
    deadline = Deadline(clock, 0.0, stop, max_time)
    wall.seconds = max(0.0, min(window, max_time) - reserve + 0.001)
    reason = "max_time is over" if max_time < window else f"the window ended at {stop:%H:%M}"
    with pytest.raises(OutOfTime, match=f"^{reason}$"):
        deadline.check(reserve)


def test_folders_get_the_time_that_questions_take_and_at_most_half_of_all() -> None:
    wall = Wall()
    hours = Hours(Deadline(wall.clock, 0.0, seconds=100.0))
    with hours.timed():
        wall.sleep(10)
    hours.reserve_for(2)
    assert 20 <= hours.reserve < 50
    hours.reserve_for(50)
    assert hours.reserve == 50
