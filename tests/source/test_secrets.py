"""Secrets: none reaches a model, a note, the report or the cache; all other text stays."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer, Request, default_answer
from hypothesis import given, settings
from hypothesis import strategies as st
from material.command_line import contents
from material.repository import asked_names, generate, put, questions, repository
from material.seeded_secrets import FORMATS, Seeded, seeded, sources

from ralf_notes.notes.note import END, begin
from ralf_notes.source import secrets
from ralf_notes.source.classify import kind_by_path
from ralf_notes.source.decode import notebook_source
from ralf_notes.source.reading import read_content
from ralf_notes.source.walk import SourceFile, Tree
from ralf_notes.text import ZERO_WIDTH

SECRETS = seeded(204)
PLACEHOLDER = "<secret: "


@pytest.fixture(autouse=True)
def no_waiting(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")


def leaked(text: str, secrets: Iterable[Seeded] = SECRETS) -> list[str]:
    """Return the secrets, or pieces of them, that a text shows, escaped by Markdown or not."""
    plain = text.replace("\\", "").replace(ZERO_WIDTH, "")
    return [p for s in secrets for p in s.pieces if p in text or p in plain]


def strings(value: object) -> Iterator[str]:
    """Yield all strings in JSON, keys as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *strings(item))
    elif isinstance(value, Sequence):
        for item in value:
            yield from strings(item)


# --- a whole run ------------------------------------------------------------------------------


def echoes(request: Request) -> str:
    """Answer with every secret that the request shows."""
    seen = " ".join(leaked(request.user)) or "nothing"
    return _says(request, f"It logs in to the service with {seen} and goes on.")


def knows(request: Request) -> str:
    """Answer with secrets of the corpus, whether or not the request shows any."""
    short = [s for s in SECRETS if len(s.written) < 100]  # what is longer than an answer is cut
    secret = short[request.number % len(short)]
    return _says(request, f"It logs in with {secret.name} = '{secret.written}' and goes on.")


def _says(request: Request, text: str) -> str:
    if not request.schema:
        return text  # the warm-up
    answer = json.loads(str(default_answer(request)))
    symbols = {name: f"{text} See {n}." for n, name in enumerate(asked_names(request))}
    return json.dumps(answer | {"summary": text} | ({"symbols": symbols} if symbols else {}))


@pytest.mark.parametrize("answer", [echoes, knows])
def test_no_seeded_secret_reaches_the_model_a_note_the_report_or_the_cache(
    tmp_path: Path, isolated: Path, answer: Callable[[Request], str]
) -> None:
    files = sources(SECRETS)
    all_sources = "\n".join(files.values())
    assert all(any(piece in all_sources for piece in secret.pieces) for secret in SECRETS)
    assert len({s.format for s in SECRETS}) == len(FORMATS) == 12
    root = repository(tmp_path / "gate", files)
    put(tmp_path / "ralf.yaml", "prose_for: [code, docs, test, data]\n")
    with OllamaServer(answer=answer) as server:
        args = [root, "-o", tmp_path / "vault", "--config", tmp_path / "ralf.yaml"]
        done = generate(*args, server=server)
        assert done.exit_code == 0, done.stderr
        requested = [text for r in server.requests for text in strings(r.body)]
        about = {r.user.partition(" (")[0] for r in questions(server)}
        notes = contents(tmp_path / "vault")
        count = len(server.requests)
        again = generate(*args, server=server)
        assert (again.exit_code, len(server.requests)) == (0, count)
    assert contents(tmp_path / "vault") == notes
    assert about >= set(files)
    assert sum(text.count(PLACEHOLDER) for text in requested) >= len(SECRETS)
    assert [leak for text in requested for leak in leaked(text)] == []
    assert {path.removesuffix(".md").removeprefix("gate/") for path in notes} >= set(files)
    assert [leak for data in notes.values() for leak in leaked(data.decode())] == []
    assert [leak for text in strings(done.report) for leak in leaked(text)] == []
    cached = b"".join(contents(isolated / "cache").values())
    assert PLACEHOLDER.encode() in cached
    assert [p for s in SECRETS for p in s.pieces if p.encode() in cached] == []


def test_the_digest_in_a_note_is_of_the_real_bytes(tmp_path: Path) -> None:
    first, second = (s.value for s in seeded(24) if s.format == "GitHub token")
    root = repository(tmp_path / "gate", {"a.py": f'ORIGIN = "{first}"\n'})
    args = [root, "-o", tmp_path / "vault", "--engine", "none"]
    generate(*args)
    before = contents(tmp_path / "vault")["gate/a.py.md"]
    put(root / "a.py", f'ORIGIN = "{second}"\n')
    assert generate(*args).row("a.py")["state"] == "changed"
    after = contents(tmp_path / "vault")["gate/a.py.md"]
    differing = [a for a, b in zip(before.split(b"\n"), after.split(b"\n"), strict=True) if a != b]
    assert [line.split()[1] for line in differing] == [b"ralf:begin", b"ralf:state"]


def test_a_change_of_a_secret_alone_asks_nothing(tmp_path: Path) -> None:
    first, second = (s.value for s in seeded(24) if s.format == "GitLab token")
    root = repository(tmp_path / "gate", {"a.py": f'def pull(key="{first}"):\n    return key\n'})
    with OllamaServer() as server:
        generate(root, "-o", tmp_path / "vault", server=server)
        count = len(questions(server))
        put(root / "a.py", f'def pull(key="{second}"):\n    return key\n')
        generate(root, "-o", tmp_path / "vault", server=server)
        assert len(questions(server)) == count > 0


def test_a_secret_in_a_file_name_or_a_folders_name_is_not_shown(tmp_path: Path) -> None:
    secret = next(s for s in SECRETS if s.format == "GitHub token")
    files = {f"{secret.value}.py": "A = 1\n", f"{secret.value}/b.py": "B = 1\n", "c.py": "C = 1\n"}
    root = repository(tmp_path / "gate", files)
    put(tmp_path / "summary.md", "")
    with OllamaServer() as server:
        summary = ["--summary", tmp_path / "summary.md"]
        done = generate(root, "-o", tmp_path / "vault", *summary, server=server)
        requested = [text for r in server.requests for text in strings(r.body)]
    assert done.exit_code == 0, done.stderr
    notes = contents(tmp_path / "vault")
    assert "gate/c.py.md" in notes
    job_summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert job_summary
    shown = [
        job_summary,
        *requested,
        *notes,
        *(data.decode() for data in notes.values()),
        *strings(done.report),
    ]
    assert [leak for text in shown for leak in leaked(text, [secret])] == []
    assert b"secrets" in notes["gate/gate.md"]


def test_prose_of_a_version_that_masked_nothing_is_masked_and_the_users_text_is_not(
    tmp_path: Path,
) -> None:
    ours, theirs = (s.value for s in seeded(24) if s.format == "Stripe key")
    root = repository(tmp_path / "gate", {"a.py": "def pay():\n    return 1\n"})
    args = [root, "-o", tmp_path / "vault"]
    with OllamaServer() as server:
        generate(*args, server=server)
    path = tmp_path / "vault/gate/a.py.md"
    front, _, rest = path.read_text(encoding="utf-8").partition("<!-- ralf:begin")
    body, _, _ = rest.partition("\n")[2].partition(END)
    pays = body.replace(
        "### `pay`", f"### `pay`\n\nIt pays with sk\\_live\\_{ours[8:]} at once.", 1
    )
    assert pays != body
    front = front.replace("---\n", f'---\nnote: "{theirs}"\n', 1)
    put(path, f"{front}Mine: {theirs}\n{begin(pays)}\n{pays}{END}\nMine: {theirs}\n")
    put(root / "a.py", "def pay():\n    return 1\n\n\nX = 2\n")
    generate(*args, "--engine", "none")
    text = path.read_text(encoding="utf-8")
    assert leaked(text, [s for s in seeded(24) if s.value == ours]) == []
    assert f"<{ZERO_WIDTH}secret: Stripe" in text
    assert text.count(theirs) == 3
    assert text.endswith(f"\nMine: {theirs}\n")
    generate(*args, "--engine", "none", "--exclude", "none.py")
    assert path.read_text(encoding="utf-8") == text


def test_a_description_that_the_model_is_told_of_a_child_is_masked(
    tmp_path: Path, isolated: Path
) -> None:
    secret = next(s for s in SECRETS if s.format == "Stripe key")
    root = repository(tmp_path / "gate", {"a/a.py": "A = 1\n", "b/b.py": "B = 1\n"})
    generate(root, "-o", tmp_path / "vault", "--engine", "none")
    path = tmp_path / "vault/gate/a/a.md"
    text = path.read_text(encoding="utf-8")
    described = text.replace('\ndescription: "', f'\ndescription: "Pays with {secret.value}. ', 1)
    assert described != text
    put(path, described)
    (isolated / "cache" / "cache.sqlite").unlink()  # else the cache tells of the child
    with OllamaServer() as server:
        generate(root / "b", "-o", tmp_path / "vault", server=server)
        prompts = [r.user for r in questions(server) if "Pays with" in r.user]
    assert prompts
    assert [leak for text in prompts for leak in leaked(text, [secret])] == []


# --- masking ----------------------------------------------------------------------------------


def test_every_seeded_secret_is_masked_in_every_source() -> None:
    for seed in range(5):
        planted = seeded(204, seed)
        for path, text in sources(planted).items():
            text = notebook_source(text) if path.endswith(".ipynb") else text
            masked = secrets.mask(text, path)
            assert masked.count("\n") == text.count("\n")
            assert leaked(masked, planted) == [], path
            assert secrets.mask(masked, path) == masked


def test_no_service_is_asked_about_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    monkeypatch.setattr("socket.socket.connect", lambda *to: calls.append(to))
    monkeypatch.setattr("requests.Session.request", lambda *to, **more: calls.append(to))
    for path, text in sources(SECRETS).items():
        secrets.mask(text, path)
    assert calls == []


def test_masked_sources_parse_as_before() -> None:
    text = sources(SECRETS)["app/steps.py"].replace("os.getenv", "getenv")
    before, after = ast.parse(text), ast.parse(secrets.mask(text, "app/steps.py"))
    assert [type(node) for node in ast.walk(before)] == [type(node) for node in ast.walk(after)]
    data = sources(SECRETS)["web/steps.json"]
    assert list(json.loads(secrets.mask(data, "a.json"))) == list(json.loads(data))


def test_only_the_secret_is_replaced() -> None:
    password = next(s.value for s in SECRETS if s.format == "password")
    line = "db = connect('db.internal', user='app', password='{}', retries=3)  # pragma: allowlist"
    assert secrets.mask(line.format(password)) == line.format("<secret: password>")
    url = "postgres://app:{}@db.internal:5432/app"
    assert secrets.mask(url.format("Winter93")) == url.format("<secret: password>")
    call = "curl -s -u app:{} https://example.org"
    assert secrets.mask(call.format("Winter93")) == call.format("<secret: password>")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'password = getpass("Password: ")'),
        ("a.py", 'password = os.environ["DB_PASSWORD"]'),
        ("a.py", 'DSN = "postgres://app:{password}@db/app"'),
        ("a.py", 'for key, token in zip(names, ("key", "token", "secret_name")):'),
        ("a.py", 'PASSWORD_FIELD = "password_field"\nraise Error("wrong password: try again")'),
        ("a.py", "token_type = 'Bearer'\nmax_tokens = 4096\nsecret_key = settings.SECRET_KEY"),
        ("a.py", 'if line.startswith("-----BEGIN PRIVATE KEY-----"):\n    return key(line)'),
        ("a.yaml", "password: ${DB_PASSWORD}\ntoken: {{ secrets.TOKEN }}\nkey: *default_key"),
        ("a.yaml", "secretKeyRef:\n  name: db-secret\n  key: password\npassword:\n  type: string"),
        (
            "a.json",
            '{"sha": "da39a3ee5e6b4b0d3255bfef95601890afd80709", "integrity": "sha512-aGk="}',
        ),
        ("a.md", "See https://example.org/a@b and git@github.com:app/app.git, user@example.org."),
        ("a.md", "The token is sent in a header. Password: at least 12 characters."),
        ("a.py", 'ID = "123e4567-e89b-12d3-a456-426614174000"'),
        ("a.sh", "export PWD=/home/app\nTOKEN=$(cat token)\nKEY=$API_KEY"),
    ],
)
def test_text_that_is_not_a_secret_stays(path: str, text: str) -> None:
    assert secrets.mask(text, path) == text


def test_a_password_without_quotes_is_one_in_settings_only() -> None:
    line = "db_password: swordfish"
    assert secrets.mask(line, "deploy/app.yaml") == "db_password: <secret: password>"
    assert secrets.mask(line, "docs/a.md") == line


def test_a_key_without_its_end_and_one_in_a_comment_are_masked() -> None:
    key = next(s for s in SECRETS if s.format == "private key")
    cut = "\n".join(key.written.split("\n")[:-1])
    assert leaked(secrets.mask(f"{cut}\n\nMore text.\n"), [key]) == []
    assert secrets.mask(f"{cut}\n\nMore text.\n").endswith("\n\nMore text.\n")
    comment = "\n".join(f"// {line}" for line in key.written.split("\n"))
    assert leaked(secrets.mask(comment), [key]) == []


def test_a_very_long_line_is_searched_whole_and_soon() -> None:
    token = next(s.value for s in SECRETS if s.format == "npm token" or "npm" in s.value)
    text = json.dumps([f"https://example.org/{n}/x{n}y" for n in range(3000)] + [f"k:{token}"])
    assert token not in secrets.mask(text)
    assert secrets.mask(text).count(PLACEHOLDER) == 1


def test_a_token_is_seen_wherever_it_stands_in_a_long_line() -> None:
    token = next(s.value for s in SECRETS if "npm" in s.value)
    texts = [f"{'a, ' * (before // 3)}{token}{', b' * 2000}" for before in range(3300, 4200, 15)]
    assert not any(token in secrets.mask(text) for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        f"cl_key{' ' * 3000}x0123456789abcdef",
        f"password{'1' * 30}x = 'a'\n" * 20,
        f"-----BEGIN PRIVATE KEY-----\n{'+' * 15_000}!\n",
        f"password:{' ' * 5000}:{'=' * 2000}",
        "://" * 3000 + ":" * 3000 + "@" * 300,
        f"secret{'_key' * 2000} = '{'a1B' * 3000}",
        f"x = '{'eyJ' * 3000}.{'0a' * 3000}'",
        f"Private-Lines: 9\n{'A' * 9000}!",
        f"token {'%s{' * 2000}1a",
    ],
)
def test_no_text_makes_masking_slow(text: str) -> None:
    begun = time.process_time()
    secrets.mask(text)
    secrets.mask(text, "a.yaml")
    secrets.mask_note(text)
    assert time.process_time() - begun < 2


texts = st.text(st.sampled_from("ab\n\r \"'`=:/@-_.{}<>$%0Z9é") | st.characters(), max_size=200)
pieces = st.sampled_from([s.written for s in SECRETS])
names = st.sampled_from(["password = '", "token: ", '"api_key": "', "://u:", "# secret=", ""])


@settings(max_examples=150, deadline=None)
@given(st.lists(texts | pieces | names, max_size=6).map("".join), st.sampled_from(["", "a.yaml"]))
def test_masking_keeps_the_number_of_lines_and_leaves_masked_text(text: str, path: str) -> None:
    masked = secrets.mask(text, path)
    assert masked.count("\n") == text.count("\n")
    assert secrets.mask(masked, path) == masked
    note = secrets.mask_note(text)
    assert note.count("\n") == text.count("\n")
    assert secrets.mask_note(note) == note


words = st.text(
    st.characters(categories=["Ll", "Zs"]) | st.sampled_from("\n\r\t.,;()"), max_size=300
)


@settings(max_examples=100, deadline=None)
@given(words)
def test_text_without_secrets_stays_byte_for_byte(text: str) -> None:
    assert secrets.mask(text) == text
    assert secrets.mask_note(text) == text


def test_what_is_read_is_masked_and_its_digest_is_not(tmp_path: Path) -> None:
    secret = next(s for s in SECRETS if s.format == "GitHub token")
    (tmp_path / "a.py").write_text(f'X = "{secret.value}"\n', encoding="utf-8")
    file = SourceFile("a.py", 0, 0, *kind_by_path("a.py"))
    content = read_content(Tree(tmp_path, "r", (file,), frozenset({"a.py"})), file)
    assert content.text == 'X = "<secret: GitHub Token>"\n'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.service", "ExecStart=/bin/x --password=sail0rs.kn0t | tee `y`\n"),
        ("compose.yaml", "command: ./x --db-password=sail0rs.kn0t\n"),
        ("a.yaml", 'args: ["--api-key=9f8a7d6c5b4e3f2a1b0c"]\n'),
    ],
)
def test_an_option_with_a_secret_is_masked_wherever_it_stands(path: str, text: str) -> None:
    masked = secrets.mask(text, path)
    assert "<secret: " in masked
    assert "sail0rs" not in masked
    assert "9f8a" not in masked


def test_an_option_with_a_reference_stays() -> None:
    text = "command: x --db-password=$DB --token=<token> --password={{ x }}\n"
    assert secrets.mask(text, "compose.yaml") == text
