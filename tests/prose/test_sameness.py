"""Useless prose is recognized, and descriptions that are the same are left out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.prose import sameness


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("", "", "empty"),
        ("…!?", "", "empty"),
        ('{"a": [1, 2, {}]}', "", "no prose"),
        ("a the bucket a the bucket a the bucket a the bucket", "", "repeats itself"),
        ("no no no no no no no no no no no no no", "", "repeats itself"),
        ("The bucket to use for the bucket to use.", "", "repeats itself"),
        ("The limit of a bucket, by its size, is the limit of a bucket.", "", "repeats itself"),
        ("A bucket made with Python-Python.", "", "repeats itself"),
        ("Maps names of buckets to names of buckets that fill-in fill.", "", ""),
        ("Bucket.", "Bucket", "only repeats the name"),
        ("The take method.", "Bucket.take", "only repeats the name"),
        ("This function drops full.", "BucketStore.drop_full", "only repeats the name"),
        ("The `HTTPServer` class.", "HTTPServer", "only repeats the name"),
        ("Returns `zip`.", "Zip.extension", "only repeats the name"),
        ("Returns `.zip`.", "Zip.extension", ""),  # a value, and no name
        ("Adds `--zip`.", "Zip.add", ""),
        ("Takes tokens if there are enough.", "Bucket.take", ""),
        ("Decides whether a request may pass, and keeps one bucket per client.", "", ""),
    ],
)
def test_prose_that_says_nothing(text: str, name: str, why: str) -> None:
    assert sameness.is_degenerate(text, name=name) == why


@pytest.mark.parametrize(
    ("text", "is_loop"),
    [
        ("Fills a bucket. It drops what is full. It drops what is full.", True),
        ("It drops what is full, then fills it. Empties it. It drops what is full,", True),
        ("It fills a bucket that fills a bucket that fills a bucket that fills a bucket.", True),
        (f"Fills a bucket and drops what is full.{' round' * 40}", False),
        ("Fills a bucket. Drops it. Fills a cup. Drops it.", False),
        ("It fills the bucket with water first. It fills the bucket with sand last.", False),
    ],
)
def test_a_text_that_goes_round_in_a_loop_is_recognized(text: str, is_loop: bool) -> None:
    assert sameness.goes_round(text) == is_loop


def test_copied_source_is_no_prose() -> None:
    source = (
        "# Buckets are refilled by elapsed time, so no background task is needed here.\nx = 1\n"
    )
    copied = "Buckets are refilled by elapsed time, so no background task is needed."
    own = "Refills buckets by the time that went by, which needs no task in the background."
    assert sameness.is_degenerate(copied, source) == "copies the source"
    assert sameness.is_degenerate(own, source) == ""


def test_descriptions_that_are_alike_go() -> None:
    same = "Keeps the state of the connection between the client and the server."
    descriptions = {
        "A": same,
        "B": same.upper(),
        "C.get": "The get method.",
        "C.put": "The `put` method!",
        "D": "Decodes a frame.",
        "E": "Encodes a frame.",
        "F": f"{same} Really so, in the end of it all, as one, by two, or three.",
        "G": f"{same} Really so, in the end of it all, as one, by two, or four.",
        "H.take": "Takes tokens.",
        "H.take#2": "Takes tokens.",
        "I.open": "Emits `open` in place of the click.",
        "I.shut": "Emits `shut` in place of the click.",
    }
    left = ["D", "E", "H.take", "H.take#2", "I.open", "I.shut"]
    assert list(sameness.distinct(descriptions)) == left


@given(
    st.dictionaries(st.text(alphabet="abc.#", max_size=3), st.text(alphabet="ab c", max_size=12))
)
def test_what_is_left_is_distinct_and_as_it_was(descriptions: dict[str, str]) -> None:
    left = sameness.distinct(descriptions)
    assert left.items() <= descriptions.items()
    assert sameness.distinct(left) == left


def test_three_hundred_descriptions_are_fast() -> None:
    words = [f"word{n}" for n in range(40)]
    descriptions = {f"s{n}": " ".join([*words[n % 20 :], str(n * 7), str(n)]) for n in range(300)}
    begin = time.process_time()
    sameness.distinct(descriptions)
    assert time.process_time() - begin < 2
