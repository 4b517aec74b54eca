"""Code-like names in prose: finding them, and checking whether the source has them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.prose.names import Vocabulary, check_names, code_names, exists

SOURCE = '''
"""Token bucket rate limiter. See https://gate.example/limits for more."""
class Bucket:
    def take(self, n: int = 1, *, now: float | None = None) -> bool:
        self.tokens -= n
        return time.monotonic() > now
class BucketStore:
    def drop_full(self): self._refill(MAX_AGE)
'''
VOCABULARY = Vocabulary.of(SOURCE, names=["src/limits/bucket.py", "Bucket.take", "std::vector"])


def names_in(text: str) -> list[str]:
    return [name.text for name in code_names(text)]


# --- names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It calls `take` and `Bucket.take()`.", ["take", "Bucket.take()"]),
        ("The os.path.join function, time.monotonic.", ["os.path.join", "time.monotonic"]),
        ("Sets max_age, __init__ and _private.", ["max_age", "__init__", "_private"]),
        ("A BucketStore, an HTTPServer, or camelCase.", ["BucketStore", "HTTPServer"]),
        ("Uses MAX_AGE; parseJson's result", ["MAX_AGE", "parseJson"]),
        ("Call take(), take(n, now) or a.b(c).", ["take()", "take(n, now)", "a.b(c)"]),
        (
            "In src/limits/bucket.py or ./x/y or (bucket.py).",
            ["src/limits/bucket.py", "./x/y", "bucket.py"],
        ),
        ("With --dry-run, @dataclass and $home.", ["--dry-run", "@dataclass", "$home"]),
        ('std::vector and Foo#bar, "some_name".', ["std::vector", "Foo#bar", "some_name"]),
        ("See https://a.example/b_c. Or www.x.y!", ["https://a.example/b_c", "www.x.y"]),
        ("Mail me@example.com", ["me@example.com"]),
        ("GET /users/login", ["/users/login"]),
    ],
)
def test_code_like_names_are_found(text: str, expected: list[str]) -> None:
    assert names_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "E.g. this, i.e. that, etc. in the U.S. at 5 p.m., vs. others.",
        "Version 1.2.3, v2.0, 3.11, 10:30, 24/7, 50%, 0x1F and 2nd.",
        "GitHub, JavaScript, TypeScript, PostgreSQL, macOS, iOS, YouTube, OpenAI, DevOps, Node.js.",
        "README, JSON, HTTP, URLs, APIs, IDs, I/O, TCP/IP, CI/CD and B2B.",
        "And/or, read/write, input/output, client/server, key/value, create/read/update.",
        "A well-known function(s) for file(s); it doesn't stop... The client's token – C++, C#.",
        "A `token bucket` is a phrase.",
        "",
    ],
)
def test_plain_words_are_no_names(text: str) -> None:
    assert names_in(text) == []


@given(st.text())
def test_names_stand_where_they_say(text: str) -> None:
    for name in code_names(text):
        written = text[name.start : name.end]
        assert written == (f"`{name.text}`" if name.ticked else name.text)


# --- vocabulary


EXISTING = """
    Bucket take() Bucket.take self.tokens time.monotonic() drop_full --drop-full _refill MAX_AGE
    bucket.py limits/bucket.py src/limits/bucket.py std::vector take(n,now) @Bucket None 404 GitHub
    monotonic https://gate.example/limits self._refill
"""
MISSING = """
    bucketstore.drop Take RedisClient Bucket.put redis.Redis store.py max_age drop-it() --verbose
    https://evil.example take(x) frobnicate
"""


@pytest.mark.parametrize(
    "name",
    EXISTING.split(),
)
def test_what_is_in_the_source_exists(name: str) -> None:
    assert exists(name, VOCABULARY)


@pytest.mark.parametrize(
    "name",
    MISSING.split(),
)
def test_what_is_not_in_the_source_does_not_exist(name: str) -> None:
    assert not exists(name, VOCABULARY)


def test_a_plain_word_may_differ_in_case() -> None:
    assert exists("bucketstore", VOCABULARY)
    assert not exists("Bucketstore", VOCABULARY)


def test_the_raw_rate_counts_every_occurrence() -> None:
    result = check_names("`Bucket` uses RedisClient. RedisClient.put calls take().", VOCABULARY)
    assert result.names == 4
    assert result.offenders == ("RedisClient", "RedisClient.put")


def test_a_big_source_is_fast() -> None:
    source = SOURCE * 400
    begin = time.perf_counter()
    Vocabulary.of(source)
    assert len(source) > 100_000
    assert time.perf_counter() - begin < 0.2  # about 0.01 s; a busy machine gets some room
