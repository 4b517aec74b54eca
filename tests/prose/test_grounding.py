"""Tests for `grounding` (and the `sentences` beneath it): what is left of a model's prose."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ralf_notes.notes import markdown
from ralf_notes.prose import sameness
from ralf_notes.prose.cleaning import clean
from ralf_notes.prose.names import Vocabulary, check, code_names, exists
from ralf_notes.text import one_line, sentences

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


def found(text: str) -> list[str]:
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
    assert found(text) == expected


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
    assert found(text) == []


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
    result = check("`Bucket` uses RedisClient. RedisClient.put calls take().", VOCABULARY)
    assert result.names == 4
    assert result.offenders == ("RedisClient", "RedisClient.put")


def test_a_big_source_is_fast() -> None:
    source = SOURCE * 400
    begin = time.perf_counter()
    Vocabulary.of(source)
    assert len(source) > 100_000
    assert time.perf_counter() - begin < 0.2  # about 0.01 s; a busy machine gets some room


# --- sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        (
            "Uses e.g. Redis, i.e. a store. Then stops.",
            ["Uses e.g. Redis, i.e. a store.", "Then stops."],
        ),
        (
            "See bucket.py. It calls a.b() v1.2.3. Done.",
            ["See bucket.py.", "It calls a.b() v1.2.3.", "Done."],
        ),
        (
            "Waits... then goes on. Files, etc. are read.",
            ["Waits... then goes on.", "Files, etc. are read."],
        ),
        ("Reads all, etc. Then stops.", ["Reads all, etc.", "Then stops."]),
        ("It is `a. B` here. take_all works.", ["It is `a. B` here.", "take_all works."]),
        (
            'He said "no." Then left. (Really.) Yes.',
            ['He said "no."', "Then left.", "(Really.)", "Yes."],
        ),
        ("By J. Smith in the U.S. Army.", ["By J. Smith in the U.S. Army."]),
        ("  one\n two \n", ["one two"]),
        ("これは文です。次の文。", ["これは文です。", "次の文。"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab.A!? `e…\n"))
def test_no_text_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


# --- cleaning


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
        ("Here's the description: keeps tokens. I hope this helps!", "Keeps tokens."),
        ("**Summary:** It limits rates. Let me know if you need more.", "It limits rates."),
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
    assert check(cleaned, words).offenders == ()
    assert all(exists(name, words) for name in found(cleaned))
    assert clean(cleaned, words) == cleaned
    assert cleaned.count("`") % 2 == 0
    assert "``" not in cleaned
    assert cleaned == one_line(cleaned) == " ".join(cleaned.split())
    assert markdown.plain(markdown.prose(cleaned)) == cleaned


@pytest.mark.parametrize(
    "piece", ["<", "<%", "{{", "<!--", "`", "[[", "*a", "_a ", "}", "{", "&lt;", "a. ", "\n- "]
)
def test_a_hostile_megabyte_takes_no_time(piece: str) -> None:
    begin = time.perf_counter()
    clean(piece * (1_000_000 // len(piece)), VOCABULARY)
    assert time.perf_counter() - begin < 5


# --- prose that says nothing


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("", "", "empty"),
        ("…!?", "", "empty"),
        ('{"a": [1, 2, {}]}', "", "no prose"),
        ("a the bucket a the bucket a the bucket a the bucket", "", "repeats itself"),
        ("no no no no no no no no no no no no no", "", "repeats itself"),
        ("Bucket.", "Bucket", "only repeats the name"),
        ("The take method.", "Bucket.take", "only repeats the name"),
        ("This function drops full.", "BucketStore.drop_full", "only repeats the name"),
        ("The `HTTPServer` class.", "HTTPServer", "only repeats the name"),
        ("Takes tokens if there are enough.", "Bucket.take", ""),
        ("Decides whether a request may pass, and keeps one bucket per client.", "", ""),
    ],
)
def test_prose_that_says_nothing(text: str, name: str, why: str) -> None:
    assert sameness.is_degenerate(text, name=name) == why


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
    }
    assert list(sameness.distinct(descriptions)) == ["D", "E", "H.take", "H.take#2"]


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
    begin = time.perf_counter()
    sameness.distinct(descriptions)
    assert time.perf_counter() - begin < 2
