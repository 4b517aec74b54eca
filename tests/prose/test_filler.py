"""Filler: summaries that could stand under any file, and good ones that use common words."""

from __future__ import annotations

import pytest

from ralf_notes.prose.filler import (
    ends_clauses_alike,
    goes_in_circles,
    is_empty,
    is_filler,
    only_repeats,
    stems,
    without_empty,
)

SOURCE = """
class TokenBucket:
    '''Limits requests: each takes a token, and tokens drip back at a steady rate.'''
    def take(self, count): ...
    def refill(self, seconds): ...
class Gate:
    def admit(self, client): ...
"""


@pytest.mark.parametrize(
    "summary",
    [
        "This file provides a variety of useful functions that can be used to manage data.",
        "This file is designed to help you create a more efficient and user-friendly application. "
        "It includes a set of tools that can be used to create applications.",
        "This module contains a class that is used to create an object. The object can be used to "
        "store data, and the data can be used by other objects.",
        "It provides a simple and lightweight way to handle requests.",
        "This file contains a list of items, and each of them is an object with a set of clients.",
        "This is a library that allows you to create a bucket. It also allows you to create a "
        "bucket with a bucket.",
        # Of another file: no word of the source is in it.
        "Draws the player's ship and moves it across the night sky.",
    ],
)
def test_filler_is_recognized(summary: str) -> None:
    assert is_filler(summary, SOURCE, "src/bucket.py")


@pytest.mark.parametrize(
    "summary",
    [
        "Limits how many requests each client may send. A bucket fills with tokens at a steady "
        "rate, and a request without a token has to wait.",
        "Token buckets for the gate.",
        "This file holds the rate limiter: `TokenBucket` refills with time, `Gate` admits clients.",
        "A bucket of tokens, and the gate that takes them from clients.",
        # "A list of" and "a set of" are plain words, but in a text that begins as filler does.
        "Takes the data of a list of items for a set of clients and returns the number of tokens.",
        # "The number of" counts something; "a number of" does not.
        "Says for how long each of the requests has to wait for a token: it depends on the number "
        "of requests before it, and on whether there is one at all.",
    ],
)
def test_a_summary_that_says_something_stays(summary: str) -> None:
    assert not is_filler(summary, SOURCE, "src/bucket.py")


def test_signs_of_the_source_carry_something() -> None:
    text = "Defines the buckets {} and how they are then to be used for each of the others."
    assert is_filler(text.format("`all` and `any`"), SOURCE, "src/bucket.py")
    assert not is_filler(text.format("`*` and `?`"), SOURCE, "src/bucket.py")


@pytest.mark.parametrize(
    "summary",
    [
        "Says how often `--most` lets somebody knock, and turns the rest away.",  # a name
        "A number, a text and a value for each key, side by side in pairs.",  # words of any program
    ],
)
def test_a_name_or_some_common_words_tie_a_summary_to_its_source(summary: str) -> None:
    plain = "def number(text): value = store[key]; " + SOURCE
    assert not is_filler(summary, plain, "src/bucket.py")


def test_a_tiny_source_need_not_share_a_word_with_its_summary() -> None:
    assert not is_filler("Starts the development server of the shop.", "main()", "run.py")


@pytest.mark.parametrize(
    ("description", "empty"),
    [
        ("This method is used to get the value of an object.", True),
        ("Returns the data.", True),
        ("Returns the user who granted the authorization.", False),
        ("Removes the first occurrence in place.", False),
    ],
)
def test_a_description_needs_one_word_that_says_something(description: str, empty: bool) -> None:
    assert is_empty(description) is empty


def test_a_word_of_any_program_tells_something_where_the_repository_is_about_it() -> None:
    says = "The name under which the model calls the function."
    assert is_empty(says)
    assert not is_empty(says, "Repository gate: asks language models who may come in.")
    assert is_empty("Returns the model.", "Repository gate: asks language models who may come in.")


@pytest.mark.parametrize(
    ("comment", "name", "thin"),
    [
        ("Start do start.", "Goreman.Start", True),
        ("The User model.", "User", True),
        ("Gets the name.", "Person.get_name", True),
        ("Start the engine.", "Goreman.Start", False),
        ("A user who has paid.", "User", False),
        ("Returns the name, the value, the data, the text and the list of it.", "get", False),
    ],
)
def test_a_comment_that_only_repeats_the_name_is_thin(comment: str, name: str, thin: bool) -> None:
    assert only_repeats(comment, name) is thin


@pytest.mark.parametrize(
    ("description", "in_circles"),
    [
        ("Adds the duration of a note to the note's duration and the duration of the note.", True),
        ("Serves pages of the server that serves pages to a server which serves pages.", True),
        ("Returns the duration of a note: that of its beat, doubled once for each dot.", False),
        ("`_render` sends `before_render`, renders, and sends `after_render`.", False),
        ("Reads a note, then writes a note.", False),
        ("Ticket of tickets.", False),  # too few words to tell
    ],
)
def test_a_description_does_not_say_the_same_words_again(
    description: str, in_circles: bool
) -> None:
    assert goes_in_circles(description) is in_circles


def test_what_the_author_or_the_repository_says_anyway_is_no_summary() -> None:
    author = "A bucket of tokens that limits the requests of each client."
    copy = "The requests of each client are limited by a bucket of tokens."
    more = "A bucket of tokens that drip back steadily, so that clients wait for their turn."
    assert is_filler(copy, SOURCE, "src/limits.py", author=author)
    assert not is_filler(copy, SOURCE, "src/limits.py")
    assert not is_filler(more, SOURCE, "src/limits.py", author=author)
    hollow = "This file is a repository of gates that are available for anyone to use."
    assert is_filler(hollow, SOURCE, "__init__.py", repository="Repository gates: gates for all.")


def test_a_noun_before_another_is_no_stock_beginning() -> None:
    summary = (
        "An example client that shows how long a request can wait for a token when there is one"
        " and when there is not, or when it is not known whether there will be."
    )
    assert not is_filler(summary, SOURCE, "src/example.py")
    assert is_filler(summary.replace("An example client", "This example"), SOURCE, "src/a.py")


def test_a_summary_may_use_a_word_of_the_repository_s_line() -> None:
    summary = (
        "A script that counts the requests of each client and makes them wait for a token of the"
        " bucket, so that no client takes more of them than the others; it prints what was"
        " refused, and it is used as a command."
    )
    known = "Repository gates: where requests wait."
    assert not is_filler(summary, SOURCE, "src/gates.py", repository=known)


@pytest.mark.parametrize(
    ("summary", "rest"),
    [
        ("Sorts loaves. This file is a code that tells us what it is.", "Sorts loaves."),
        ("This file is a code. It provides `bake`.", "It provides `bake`."),
        ("This file keeps loaves. It is warm.", "This file keeps loaves. It is warm."),
        ("This file is a code.", "This file is a code."),
    ],
)
def test_a_sentence_of_a_summary_without_a_word_that_tells_goes(summary: str, rest: str) -> None:
    assert without_empty(summary) == rest


def test_a_plural_has_the_stem_of_its_word() -> None:
    assert stems("settings mappings handlers") == stems("setting mapping handler")


def test_a_stock_beginning_needs_more_than_one_word_that_tells() -> None:
    assert is_filler("This is a wedding.", "wedding = 3", "shop/orders.py")
    assert not is_filler("This is where weddings get their cakes.", "wedding; cakes", "orders.py")


@pytest.mark.parametrize(
    "text",
    [
        "The errors are for the server. It is used by the server to keep track of requests, and it "
        "is also used by the client to keep track of requests.",
        "It has a web server that can serve web pages, which makes a server that can serve web "
        "pages.",
        "Lists the songs of the old band or the songs of the old band.",
    ],
)
def test_a_sentence_in_a_loop_is_recognized(text: str) -> None:
    assert ends_clauses_alike(text)


@pytest.mark.parametrize(
    "text",
    [
        "Returns a mutable reference to the song if there is one, else adds the song and returns a "
        "mutable reference to that.",
        "Holds the first elements of the given slices, the second elements of the given slices.",
        "This may be an issue when using threads, but is no issue when using processes.",
        "Opens the songs of the old band. Closes the songs of the old band.",
        "Reads config files, writes config files.",
    ],
)
def test_a_sentence_that_sets_two_things_apart_stays(text: str) -> None:
    assert not ends_clauses_alike(text)


@pytest.mark.parametrize(
    ("description", "empty"),
    [
        ("This is a special function that is used to check the sessions of the chat.", True),
        ("This is a utility class that allows you to set a cookie.", True),
        ("It is a method used to bake rye.", True),
        ("This is the function that the oven calls on each tick.", False),
        ("A function that is used to bake rye when the oven is cold.", False),
    ],
)
def test_a_description_that_begins_with_its_kind_says_too_little(
    description: str, empty: bool
) -> None:
    assert is_empty(description) is empty
