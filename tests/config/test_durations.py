"""`keep_alive` in forms that Go and the server accept."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ralf_notes.config.durations import in_words, keep_alive_seconds, normalise_keep_alive


@pytest.mark.parametrize(
    ("value", "sent", "seconds"),
    [
        ("30m", "30m", 1800),
        ("1h30m", "1h30m", 5400),
        ("1.5h", "1.5h", 5400),
        ("300ms", "300ms", 0.3),
        (" 5s ", "5s", 5),
        (3600, 3600, 3600),
        (1.5, 1.5, 1.5),
        ("5", 5, 5),
        ("1.5", 1.5, 1.5),
        (0, 0, 0),
        ("0", 0, 0),
        ("-0", 0, 0),
        ("0s", 0, 0),
        ("0h0m", 0, 0),
        (-1, -1, math.inf),
        ("-1", -1, math.inf),
        (-0.5, -1, math.inf),
        ("-1s", -1, math.inf),
        ("-1m", -1, math.inf),
    ],
)
def test_keep_alive(value: object, sent: object, seconds: float) -> None:
    normal = normalise_keep_alive(value)
    assert (normal, type(normal)) == (sent, type(sent))
    assert keep_alive_seconds(normal) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "value",
    [
        *("abc", "", " ", "5x", "m", ".", "1 h", "1h-5m", "--1", "1e3", "٣m", "1_0"),
        *(True, None, [], math.nan, math.inf, 10**400, 1e10),
        *("9" * 400, "9" * 400 + "h", "3000000h"),
    ],
)
def test_keep_alive_that_a_server_refuses_is_refused_here(value: object) -> None:
    with pytest.raises(ValueError, match=r"0 \(unload after the run\) or -1 \(keep forever\)"):
        normalise_keep_alive(value)


_GO_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6} | {
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}


def go_accepts(text: str) -> bool:
    """Read a duration character by character, as Go's documentation has it; no overflow."""
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return True
    if not rest:
        return False
    total = 0.0
    while rest:
        amount = rest[: len(rest) - len(rest.lstrip("0123456789."))]
        rest = rest[len(amount) :]
        unit = rest[: len(rest) - len(rest.lstrip("nuµμmsh"))]
        rest = rest[len(unit) :]
        if amount.count(".") > 1 or not amount.strip(".") or unit not in _GO_UNITS:
            return False
        total += float(amount) * _GO_UNITS[unit]
    return total < 2**63


_DURATIONS = st.lists(
    st.sampled_from(["1", "0", "90", ".5", "2.", ".", "1.25", "9" * 30, "-", "+", " ", "x", "٣"])
    | st.sampled_from(sorted(_GO_UNITS)),
    max_size=6,
).map("".join)


@settings(max_examples=1000)
@given(_DURATIONS | st.text(max_size=6) | st.integers() | st.floats())
def test_what_is_accepted_is_a_number_or_a_duration_to_go(value: str | float) -> None:
    try:
        normal = normalise_keep_alive(value)
    except ValueError:
        if isinstance(value, str):
            assert not go_accepts(value) or keep_alive_is_huge(value)
        return
    assert normalise_keep_alive(normal) == normal
    assert not isinstance(normal, bool)
    assert go_accepts(normal) if isinstance(normal, str) else math.isfinite(normal)


def keep_alive_is_huge(text: str) -> bool:
    """Whether a duration is within a few percent of Go's own limit."""
    return any(len(part) > 6 for part in text.replace(".", " ").split())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (99.4, "99 s"),
        (100, "2 min"),
        (5999, "1 h 40 min"),
        (math.inf, "forever"),
    ],
)
def test_a_span_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
