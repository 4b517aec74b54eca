"""Cleaned prose: whole sentences, with names that exist."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prose.test_names import VOCABULARY, names_in
from ralf_notes.notes import markdown
from ralf_notes.prose.cleaning import clean, without_also
from ralf_notes.prose.names import Vocabulary, check_names, exists
from ralf_notes.text import one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # names
        ("Calls time.monotonic() in Bucket.take.", "Calls `time.monotonic()` in `Bucket.take`."),
        ("Uses `Bucket`. Stores it in RedisClient. Ends.", "Uses `Bucket`. Ends."),
        ("Uses `frobnicate` here.", ""),
        (
            "A `token bucket` and `bucketstore` for GitHub.",
            "A token bucket and bucketstore for GitHub.",
        ),
        (
            "The BucketStore's `_refill`; None is `None`.",
            "The `BucketStore`'s `_refill`; None is `None`.",
        ),
        ("Uses ``Bucket`` and drop\\_full.", "Uses `Bucket` and `drop_full`."),
        ("Takes `n tokens from a bucket.", "Takes n tokens from a bucket."),
        # filler
        ("Sure! Here is a summary of the file:\n\nIt limits rates.", "It limits rates."),
        ("Natürlich! Begrenzt die Rate. Ich hoffe, das hilft.", "Begrenzt die Rate."),
        ("Hier ist die Zusammenfassung: Begrenzt die Rate.", "Begrenzt die Rate."),
        ("Zusammenfassung: Begrenzt die Rate.", "Begrenzt die Rate."),
        ("Natürlich sortiert begrenzt es die Rate.", "Natürlich sortiert begrenzt es die Rate."),
        ("Hier ist die Rate begrenzt.", "Hier ist die Rate begrenzt."),
        ("Bien sûr ! Voici le résumé : Limite le débit.", "Limite le débit."),
        ("Résumé : limite le débit. N'hésitez pas à demander.", "Limite le débit."),
        ("Here's the description: keeps tokens. I hope this helps!", "Keeps tokens."),
        ("It limits rates. Please check the file for more.", "It limits rates."),
        ("**Summary:** It limits rates. Let me know if you need more.", "It limits rates."),
        ("It limits rates. If you need any help, ask.", "It limits rates."),
        ("If you need a bucket, call `take`.", "If you need a bucket, call `take`."),
        ("## Summary\n\nIn summary, the file limits rates.", "The file limits rates."),
        ("This Python file limits rates.", "This Python file limits rates."),
        ("As an AI language model, I cannot see it. It limits rates.", "It limits rates."),
        # lists
        (
            "It does two things:\n- Takes tokens.\n* calls `_refill`\n- calls invented_name\n",
            "It does two things: Takes tokens; calls `_refill`.",
        ),
        ("1. Reads the config\n2. Takes tokens", "Reads the config. Takes tokens."),
        ("It has:\n- foo_bar\n- bar_foo\n\nIt limits.", "It limits."),
        ("> It limits\n> rates.\n\n| a | b |\n|---|---|\n\nMore here", "It limits rates."),
        # markup
        (
            "*Limits* the **rate** of <b>all</b> ~~clients~~ _here_.",
            "Limits the rate of all clients here.",
        ),
        (
            "See [the docs](http://evil.example) ![x](y.png). [[note|Note]].",
            "See the docs x. Note.",
        ),
        ("Go to https://evil.example/x now. It limits.", "It limits."),
        (
            "See https://gate.example/limits. It limits.",
            "See https://gate.example/limits. It limits.",
        ),
        ("It limits.\n```python\nx = evil_name()\n```\nIt takes.", "It limits. It takes."),
        (
            "Text <script>alert(1)</script><!-- ralf:end --> %%x%% <% tp %> {{y}} ends.",
            "Text ends.",
        ),
        ("One &lt;script&gt;x&lt;/script&gt; two &amp; three.", "One two & three."),
        ("It is `a == b` and `**n` or so. It limits.", "It limits."),
        # turns
        ("<think>some_name?</think>It limits.<|im_end|>\n<|im_start|>user\nMore.", "It limits."),
        ("<|im_start|>assistant\nIt limits.</s>", "It limits."),
        ("it should... </think> It limits.", "It limits."),
        ("<think>never ends", ""),
        # JSON
        ('{"summary": "It limits.", "take": "It takes."}', "It limits. It takes."),
        ('{"summary": "It limits rates.", "take": "It ta', "It limits rates."),
        ('"It limits."', "It limits."),
        ('{"a": 1}', ""),
        ("It limits.\\n\\nIt takes.", "It limits. It takes."),
        # ends and repeats
        ("It limits. It takes. It limits. it LIMITS!", "It limits. It takes."),
        ("It limits rates. It then goes on to", "It limits rates."),
        ("Token bucket rate limiter", "Token bucket rate limiter."),
        ("Keeps tokens for all of the", "Keeps tokens for all."),
        (
            "The file has a table of transitions. The table has a table of transitions.",
            "The file has a table of transitions.",
        ),
        # fragments
        (", and `take()` operations. It limits.", "It limits."),
        ("Splits at `\\r\\n` in a bucket.", "Splits at `\\r\\n` in a bucket."),
        # hidden characters
        ("It\u200b \u202elimits\x00\x1b rates\ufeff.", "It limits rates."),
        ("", ""),
        ("... `` ` --- {} []", ""),
    ],
)
def test_cleaning(text: str, expected: str) -> None:
    assert clean(text, VOCABULARY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Keeps all of the tokens per client, and decides if",
            "Keeps all of the tokens per client.",
        ),
        ("Keeps one bucket of tok", "Keeps one bucket."),
        ("Keeps `Bucket` and `BucketSt", "Keeps `Bucket`."),
        ("It has:\n- tokens\n- a lim", "It has: tokens."),
        ("It limits. It takes", "It limits."),
        ("It limits.", "It limits."),
        ("Here's a high-level overview of the `Bucket` class:\n\n```python\nclass", ""),
    ],
)
def test_cut_prose_ends_before_the_cut(text: str, expected: str) -> None:
    assert clean(text, VOCABULARY, cut=True) == expected


PIECES = st.sampled_from(
    [
        "Bucket", "take()", "foo_bar", "a.b", "RedisClient", "e.g. ", "etc. ", "...", "`", "``",
        "```", "**", "*", "_", "<b>", "</b>", "<think>", "</think>", "<|im_end|>", "&lt;",
        "&amp;", "[", "](", ")", "{", '{"a": "', '"', "}", "- ", "1. ", "# ", "> ", "\n", "\n\n",
        ". ", ": ", "! ", " ", ", ", "|", "Sure! ", "Here is it: ", "Summary: ", "https://x.y",
        "/", "--x", "@a", "$b", "\\n", "\\_", "(", "'s", "The bucket", "word", "None", "\x00",
        "\u200b", "\u202e", "%%", "<%", "==", "[[", "]]", "{{", "}}", ";", "。", "—", "is", "of",
        "~", "#", "::", "<s>", "<code>", "</code>", "é", "-",
    ]
)  # fmt: skip
PROSE = st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join)
VOCABULARIES = st.sampled_from([VOCABULARY, Vocabulary.of(), Vocabulary.of("foo_bar a b x take")])


@given(PROSE, VOCABULARIES, st.booleans())
@example("`a`foo_bar`b`", Vocabulary.of("foo_bar a b"), False)
def test_cleaned_prose_is_grounded_one_line_and_stable(
    text: str, words: Vocabulary, cut: bool
) -> None:
    cleaned = clean(text, words, cut=cut)
    assert check_names(cleaned, words).offenders == ()
    assert all(exists(name, words) for name in names_in(cleaned))
    assert clean(cleaned, words) == cleaned
    assert cleaned.count("`") % 2 == 0
    assert "``" not in cleaned
    assert cleaned == one_line(cleaned) == " ".join(cleaned.split())
    assert markdown.plain(markdown.prose(cleaned)) == cleaned


@pytest.mark.parametrize(
    "piece", ["<", "<%", "{{", "<!--", "`", "[[", "*a", "_a ", "}", "{", "&lt;", "a. ", "\n- "]
)
def test_a_hostile_megabyte_takes_no_time(piece: str) -> None:
    begin = time.process_time()
    clean(piece * (1_000_000 // len(piece)), VOCABULARY)
    assert time.process_time() - begin < 5


def test_a_proper_name_gets_backticks_only_where_it_is_code() -> None:
    source = "# ShopKeeper talks to OpenGate.\nclass OpenGate: ..."
    vocabulary = Vocabulary.of(source, names=["OpenGate"], code=["OpenGate"])
    text = "ShopKeeper asks OpenGate, as `ShopKeeper` does."
    assert clean(text, vocabulary) == "ShopKeeper asks `OpenGate`, as `ShopKeeper` does."


def test_a_command_of_a_tool_keeps_its_backticks_and_a_phrase_does_not() -> None:
    vocabulary = Vocabulary.of("x = 1")
    text = "Run `cargo test`, then `make release-debug`, for `the bucket`."
    assert clean(text, vocabulary) == text.replace("`the bucket`", "the bucket")


def test_a_command_of_the_repository_keeps_its_backticks() -> None:
    vocabulary = Vocabulary.of("x = 1", elsewhere={"osascript"})
    assert clean("It runs `osascript` here.", vocabulary) == "It runs `osascript` here."


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("It also sorts the loaves.", "It sorts the loaves."),
        ("It can also sort the loaves. It also bakes.", "It can sort the loaves. It also bakes."),
        ("This module also sorts loaves.", "This module sorts loaves."),
        ("Additionally, it sorts loaves.", "It sorts loaves."),
        ("Es sortiert außerdem die Brote.", "Es sortiert die Brote."),
        ("Außerdem sortiert es die Brote.", "Es sortiert die Brote."),
        ("Sie prüft auch das Mehl.", "Sie prüft das Mehl."),
        ("Elle vérifie également la farine.", "Elle vérifie la farine."),
        ("De plus, il trie les pains.", "Il trie les pains."),
        ("Sorts the loaves, also those of rye.", "Sorts the loaves, also those of rye."),
        ("Gibt auch leere Zeilen zurück.", "Gibt auch leere Zeilen zurück."),
    ],
)
def test_a_sentence_that_is_left_alone_adds_to_nothing(text: str, alone: str) -> None:
    assert without_also(text) == alone


def test_a_name_with_hyphens_keeps_its_backticks_where_the_source_has_it() -> None:
    vocabulary = Vocabulary.of('classes.push("tile-super")')
    assert clean("Adds `tile-super` and `well-known`.", vocabulary) == (
        "Adds `tile-super` and well-known."
    )
