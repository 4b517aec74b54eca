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
    begin = time.process_time()
    Vocabulary.of(source)
    assert len(source) > 100_000
    assert time.process_time() - begin < 0.2  # about 0.01 s


# --- members, and names from elsewhere


@pytest.mark.parametrize(
    ("source", "name", "is_there"),
    [
        ("import re\nre.compile(x)\ndef sub(): ...", "re.compile", True),
        ("import re\nre.compile(x)\ndef sub(): ...", "re.sub", False),
        ("class Error: ...\nif __name__ == '__main__': ...", "__main__.Error", False),
        ("auto x = std::move(y); vector v;", "std::move", True),
        ("auto x = std::move(y); vector v;", "std::vector", False),
        ("store->close();", "store.close()", True),
        ("from shop import Cart\ndef pay(cart): cart.empty()", "Cart.empty", True),
        ("from shop import Cart\ndef pay(cart): cart.empty()", "Cart.refill", False),
        ("a?.b?.c", "a.b.c", True),
        ("a.b; b.c; c.d", "a.c", False),
    ],
)
def test_a_member_exists_only_of_what_has_it(source: str, name: str, is_there: bool) -> None:
    assert exists(name, Vocabulary.of(source)) is is_there


def test_a_name_that_the_parser_knows_has_its_members() -> None:
    vocabulary = Vocabulary.of("", names=["Bucket.take", "gate.limits.Limit"])
    assert exists("Bucket.take()", vocabulary)
    assert exists("limits.Limit", vocabulary)
    assert not exists("gate.Bucket", vocabulary)


def test_what_stands_for_names_or_for_characters_is_known() -> None:
    source = (
        "def with_bread(x): ...\ndef with_salt(x): ...\nno_salt = Shop({'a': 1})\n    .open(door)\n"
        "conn.sadd(key)\n"
    )
    vocabulary = Vocabulary.of(source, elsewhere=frozenset({"SaltStore"}))
    there = r"with_* *_salt \d \W+ (?x) \u{1f4a9} \U0001f4a9 yyyy-MM-dd %H:%M Shop.open"
    there += " with_salt(SaltStore) CommonJS SADD"
    missing = r"without_* salt_* w* \dough (?Pname) d.m m.ss.x Shop.shut with_salt(PepperStore)"
    missing += " bake(SaltStore) SREM WITH_SALT"
    assert [name for name in there.split() if not exists(name, vocabulary)] == []
    assert [name for name in missing.split() if exists(name, vocabulary)] == []


ELSEWHERE = frozenset(
    {"pnpm-lock.yaml", "npx", "lint-staged", "MAX_WAIT", "QueueRunner", "serve_all"}
    | {"--open-late", "shop", "queue.stop", "/src/shop/till.py", "/shop/till.py", "/till.py"}
)


@pytest.mark.parametrize(
    ("prose", "offenders"),
    [
        ("It reads `pnpm-lock.yaml`.", ()),
        ("It reads pnpm-lock.yaml.", ()),
        ("It reads `yarn.lock`.", ("yarn.lock",)),
        ("It runs `npx` and `lint-staged`.", ()),
        ("It runs `pipx`.", ("pipx",)),
        ("It waits for `MAX_WAIT` seconds.", ()),
        ("It waits for `MIN_WAIT` seconds.", ("MIN_WAIT",)),
        ("It feeds the QueueRunner.", ()),
        # In backticks it is meant as a name of this very source.
        ("It feeds the `QueueRunner`.", ("QueueRunner",)),
        ("It calls `serve_all()`.", ("serve_all()",)),
        ("It calls `queue.stop`.", ("queue.stop",)),
        ("It calls serve_all.", ("serve_all",)),
        ("It stops at `SIGINT` or Ctrl+C.", ()),
        ("It looks it up in the `PATH`.", ()),
        ("It answers with `202 Accepted`.", ()),
        ("It answers with `202 Fine`.", ("202 Fine",)),
        ("It runs in O(n).", ()),
        ("It depends on `--open-late`.", ()),
        ("It depends on --open-early.", ("--open-early",)),
        ("It is printed by `shop --open-late`.", ()),
        ("It is printed by `shop --open-early`.", ("shop --open-early",)),
        ("It is printed by `stall --open-late`.", ("stall --open-late",)),
    ],
)
def test_files_constants_and_commands_may_stand_anywhere_in_the_repository(
    prose: str, offenders: tuple[str, ...]
) -> None:
    vocabulary = Vocabulary.of("x = 1", elsewhere=ELSEWHERE)
    assert check_names(prose, vocabulary).offenders == offenders


@pytest.mark.parametrize(
    ("path", "is_there"),
    [
        ("`src/shop/till.py`", True),
        ("shop/till.py", True),
        ("./shop/till.py", True),
        ("`bakery/till.py`", False),
        ("../bakery/till.py", False),
        # No file of the repository: the source puts such a path together.
        ("`bakery/oven.py`", True),
    ],
)
def test_a_file_of_the_repository_has_its_own_path(path: str, is_there: bool) -> None:
    source = "open(join('bakery', 'oven.py')); import shop.till; open('till.py')"
    vocabulary = Vocabulary.of(source, names=["src/shop.py"], elsewhere=ELSEWHERE)
    assert exists(path, vocabulary) is is_there


@pytest.mark.parametrize(
    ("name", "is_there"),
    [
        ("app/jobs/<name>_job.rb", True),
        ("jobs/<job name>_job.rb", True),
        ("app/jobs/<name>", True),
        ("app/tasks/<name>_job.rb", False),
        ("app/jobs/<name>_task.rb", False),
        # No placeholders: what is inside is a name.
        ("List<row>", False),
        ("<row>", False),
    ],
)
def test_a_path_may_have_a_placeholder_for_what_the_source_puts_in(
    name: str, is_there: bool
) -> None:
    vocabulary = Vocabulary.of("class List { open('app/jobs', `${file}_job.rb`) }")
    assert exists(name, vocabulary) is is_there


@pytest.mark.parametrize(
    ("name", "is_there"),
    [
        ("till_rs", True),
        ("till_core", False),
        ("queue_rs", False),
        ("src/shop", True),
        ("src/shop/", True),
        ("src/bakery", False),
        ("`pay_all`", False),
    ],
)
def test_packages_and_folders_of_the_repository_may_be_named_in_any_file(
    name: str, is_there: bool
) -> None:
    repository = {"till-rs", "till_rs", "till_core", "queue-rs", "src/shop", "pay_all"}
    assert exists(name, Vocabulary.of("x = 1", elsewhere=repository)) is is_there


@pytest.mark.parametrize(
    ("name", "is_there"),
    [
        ("--dry-run", True),
        ("--keep-all-logs", True),
        ("--dry-walk", False),
        ("--dry", False),
        ("dry-run", False),
    ],
)
def test_an_option_may_be_written_as_code_has_it(name: str, is_there: bool) -> None:
    assert exists(name, Vocabulary.of("{ dryRun: true, keep_all_logs }")) is is_there


def test_prose_about_the_whole_repository_may_use_each_of_its_names() -> None:
    vocabulary = Vocabulary.of("- till.py: Pays.", elsewhere={"pay_all", "PayDesk"}, is_whole=True)
    text = "`PayDesk` calls `pay_all()`, `pay_none()` and `desk.pay_all`."
    assert check_names(text, vocabulary).offenders == ("pay_none()", "desk.pay_all")


def test_a_path_that_the_source_names_exists_wherever_files_of_its_name_are() -> None:
    repository = {"index.html", "/views/index.html", "/index.html"}
    text = "To replace this page, create public/index.html."
    vocabulary = Vocabulary.of(text, elsewhere=repository)
    assert exists("public/index.html", vocabulary)
    assert not exists("public/index.html", Vocabulary.of("page", elsewhere=repository))
    assert not exists("pub/index.html", vocabulary)


@pytest.mark.parametrize(
    ("name", "is_there"),
    [
        ("views:gt", True),
        ("color=red", True),
        ("port=8080", True),
        ("views:huge", False),
        ("views::gt", False),
        ("Views:gt", False),
    ],
)
def test_a_name_with_a_value_exists_if_both_do(name: str, is_there: bool) -> None:
    text = "color = 'red' if op == 'gt' else port"
    assert exists(name, Vocabulary.of(text, elsewhere={"views"})) == is_there


def test_a_product_may_be_written_as_its_package_is_not() -> None:
    vocabulary = Vocabulary.of("from flask_httpauth import HTTPBasicAuth")
    assert check_names("Uses Flask-HTTPAuth.", vocabulary).offenders == ()
    assert check_names("Uses Flask-SQLAlchemy.", vocabulary).offenders == ("SQLAlchemy",)
    vocabulary = Vocabulary.of("def run_apple_script(): ...")
    assert check_names("Runs an AppleScript.", vocabulary).offenders == ()
    assert check_names("Runs a RunScript.", vocabulary).offenders == ("RunScript",)


def test_an_address_may_end_a_sentence_in_source_and_prose() -> None:
    vocabulary = Vocabulary.of("# The rules are at https://gate.example/rules.")
    assert check_names("See https://gate.example/rules for more.", vocabulary).offenders == ()


def test_a_member_may_stand_on_the_next_line() -> None:
    text = "let most = self.options\n    .run_bounds\n    .max\n    .unwrap_or(3);"
    assert exists("run_bounds.max", Vocabulary.of(text))
    assert not exists("options.max", Vocabulary.of(text))


@pytest.mark.parametrize(
    ("command", "is_there"),
    [
        ("python -m shop", True),
        ("python -m stock", False),
        ("pip install -r requirements.txt", True),
        ("pip install -r missing.txt", False),
        ("serve -m shop", False),  # no tool that everybody knows
        ("docker run -p db_of_ours", False),
    ],
)
def test_a_command_of_a_known_tool_exists_with_its_operands(command: str, is_there: bool) -> None:
    vocabulary = Vocabulary.of(
        "from .cli import main", names=["src/shop/__main__.py"], elsewhere={"requirements.txt"}
    )
    assert exists(f"`{command}`", vocabulary) is is_there


def test_more_than_one_of_a_name_exists_as_a_word() -> None:
    text = "Compares ETags, BucketStores and drops HTTPServers; `BucketStores` is no class."
    vocabulary = Vocabulary.of("class BucketStore:\n    ETag = 1\n")
    assert check_names(text, vocabulary).offenders == ("HTTPServers", "BucketStores")
