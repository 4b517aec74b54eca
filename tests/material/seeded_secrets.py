"""Secrets made by chance, in the formats that real ones have, and sources that hold them."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_ALNUM = string.ascii_letters + string.digits
_UPPER = string.ascii_uppercase + string.digits
_HEX = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Seeded:
    """One secret."""

    format: str
    name: str
    """What a variable is called that holds it."""
    written: str
    """As it stands in a source, e.g. within a URL."""
    value: str
    """What must be seen nowhere: of a key of several lines, the lines."""

    @property
    def pieces(self) -> list[str]:
        """Return the texts by which it is known again: itself, and the halves of a long one."""
        lines = [line for line in self.value.split("\n") if len(line) >= 8 and " " not in line]
        halves = [h for line in lines if len(line) >= 24 for h in (line[:12], line[-12:])]
        return [*lines, *(half for half in halves if not half.startswith(_KNOWN))]


_KNOWN = ("https://", "eyJhbGciOiJI")


def seeded(count: int, seed: int = 1) -> list[Seeded]:
    """Return so many secrets, of all formats in turn."""
    chance = random.Random(seed)
    formats = list(FORMATS)
    return [_make(formats[n % len(formats)], chance) for n in range(count)]


def _make(kind: str, chance: random.Random) -> Seeded:
    name, make = FORMATS[kind]
    written, value = make(chance)
    return Seeded(kind, name, written, value)


def _text(chance: random.Random, length: int, characters: str = _ALNUM) -> str:
    while True:
        text = "".join(chance.choice(characters) for _ in range(length))
        if length < 8 or any(c.isdigit() for c in text):
            return text


def _plain(make: Callable[[random.Random], str]) -> Callable[[random.Random], tuple[str, str]]:
    def both(chance: random.Random) -> tuple[str, str]:
        made = make(chance)
        return made, made

    return both


def _base64(chance: random.Random, size: int) -> str:
    return base64.b64encode(chance.randbytes(size)).decode()


def _url64(chance: random.Random, size: int) -> str:
    return base64.urlsafe_b64encode(chance.randbytes(size)).decode().rstrip("=")


def _slack(chance: random.Random) -> str:
    digits = string.digits
    if chance.random() < 0.5:
        return (
            f"xox{'b'}-{_text(chance, 11, digits)}-{_text(chance, 12, digits)}-{_text(chance, 24)}"
        )
    path = f"T{_text(chance, 8, _UPPER)}/B{_text(chance, 8, _UPPER)}/{_text(chance, 24)}"
    return f"https://hooks.{'slack'}.com/services/{path}"


def _jwt(chance: random.Random) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": _text(chance, 8), "iat": 1516239022})
    coded = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*coded, _url64(chance, 32)])


def _private_key(chance: random.Random) -> tuple[str, str]:
    kind = chance.choice(["RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", "", "PGP "])
    title = f"{kind}{'PRIVATE'} KEY{' BLOCK' if kind == 'PGP ' else ''}"
    body = _base64(chance, 48 * chance.randint(3, 8))
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    head = ["Proc-Type: 4,ENCRYPTED", ""] if kind == "RSA " else []
    whole = "\n".join([f"-----BEGIN {title}-----", *head, *lines, f"-----END {title}-----"])
    return whole, "\n".join(lines)


def _url(chance: random.Random) -> tuple[str, str]:
    password = _text(chance, 14, _ALNUM + "-_.!")
    form = chance.choice(
        [
            "postgres{c}//app:{p}@db.internal:5432/app",
            "mongodb+srv{c}//app:{p}@cluster0.internal/app?retryWrites=true",
            "amqp{c}//guest:{p}@broker:5672/%2f",
            "redis{c}//:{p}@cache:6379/0",
            "https{c}//deploy:{p}@git.internal/app.git",
            "jdbc:postgresql{c}//db.internal/app?user=app&password={p}",
            "Server=tcp:db.internal,1433;User ID=app;Password={p};Encrypt=True;",
        ]
    )
    return form.format(c=":", p=password), password


def _azure(chance: random.Random) -> tuple[str, str]:
    key = _base64(chance, 64)
    account = "DefaultEndpointsProtocol=https;AccountName=app;" + "AccountKey"
    return f"{account}={key};EndpointSuffix=core.windows.net", key


def _password(chance: random.Random) -> str:
    return _text(chance, 14, _ALNUM + "!-_.%+=") + _text(chance, 1) + chance.choice(string.digits)


def _service(chance: random.Random) -> str:
    kinds: Sequence[Callable[[], str]] = (
        lambda: f"npm{'_'}{_text(chance, 36)}",
        lambda: f"S{'G'}.{_url64(chance, 16)}.{_url64(chance, 32)}",
        lambda: f"S{'K'}{_text(chance, 32, _HEX)}",
        lambda: f"AI{'za'}{_text(chance, 35)}",
        lambda: f"sk{'-'}proj-{_text(chance, 48)}",
        lambda: f"pypi-AgEIcHlwaS5vcmc{_url64(chance, 80)}",
    )
    return chance.choice(kinds)()


FORMATS: Mapping[str, tuple[str, Callable[[random.Random], tuple[str, str]]]] = {
    "AWS access key": ("key_id", _plain(lambda r: f"AK{'IA'}{_text(r, 16, _UPPER)}")),
    "AWS secret key": ("aws_secret_access_key", _plain(lambda r: _text(r, 40, _ALNUM + "/+"))),
    "GitHub token": ("origin", _plain(lambda r: f"gh{r.choice('pousr')}_{_text(r, 36)}")),
    "GitLab token": ("mirror", _plain(lambda r: f"gl{'pat'}-{_text(r, 20)}")),
    "Slack token": ("channel", _plain(_slack)),
    "Stripe key": ("billing", _plain(lambda r: f"sk{'_'}live_{_text(r, 24)}")),
    "JSON Web Token": ("bearer", _plain(_jwt)),
    "private key": ("identity", _private_key),
    "password in a URL": ("dsn", _url),
    "Azure storage key": ("storage", _azure),
    "password": ("db_password", _plain(_password)),
    "service token": ("mailer", _plain(_service)),
}
"""Format -> the name that it is given in a source, and what makes it: as written, and its value."""


# --- sources ----------------------------------------------------------------------------------

_PYTHON = (
    '{NAME}_{n} = "{w}"',
    'def step_{n}({name}: str = "{w}") -> None:\n    """Do step {n}."""',
    'def step_{n}() -> None:\n    """Log in.\n\n    {name}: {w}\n    """',
    "# {name} = {w}",
    'client_{n} = connect(user="app", {name}="{w}", retries=3)',
    '{NAME}_{n} = (\n    "{w}"\n)',
    "class Step{n}:\n    {name} = '{w}'  # pragma: allowlist secret",
    'SETTINGS_{n} = {{"user": "app", "{name}": "{w}"}}',
    'FOUND_{n} = os.getenv("{NAME}", "{w}")',
)
_LANGUAGES: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "app/steps.py": ('"""Steps."""\n\nimport os\n', _PYTHON, ""),
    "web/steps.ts": (
        "",
        (
            'export const {name}{n} = "{w}";',
            'export function step{n}({name}: string = "{w}"): void {{}}',
            "/** Logs in with {name}: {w} */\nexport function step{n}(): void {{}}",
            "const client{n} = connect({{ user: 'app', {name}: '{w}' }});",
            "// {name}={w}",
        ),
        "",
    ),
    "cmd/steps.go": (
        "package steps\n",
        (
            'const {name}{n} = "{w}"',
            'var {name}{n} string = "{w}"',
            "// Step{n} logs in with {name}: {w}\nfunc Step{n}() {{}}",
            'func Step{n}() {{\n\t{name} := "{w}"\n\t_ = {name}\n}}',
            'var client{n} = Connect(Options{{User: "app", {name}: `{w}`}})',
        ),
        "",
    ),
    "src/Steps.java": (
        "class Steps {\n",
        (
            '    static final String {NAME}_{n} = "{w}";',
            "    /** Logs in with {name}: {w} */\n    void step{n}() {{}}",
            '    void step{n}() {{ client.set("{name}", "{w}"); }}',
        ),
        "}\n",
    ),
    "src/steps.rs": (
        "",
        ('pub const {NAME}_{n}: &str = "{w}";', "/// {name}: {w}\nfn s{n}() {{}}"),
        "",
    ),
    "deploy/steps.yaml": (
        "",
        (
            "{name}_{n}: {w}",
            '- {name}: "{w}"',
            "# {name}: {w}",
            "step{n}:\n  env:\n    {NAME}: '{w}'",
        ),
        "",
    ),
    "deploy/steps.sh": (
        "#!/bin/sh\n",
        ('export {NAME}="{w}"', "{NAME}_{n}='{w}'", "login --{name}={w}", "# {name}: {w}"),
        "",
    ),
    "deploy/steps.properties": ("", ("app.{name}={w}", "{name}_{n} = {w}"), ""),
    "docs/steps.md": (
        "# Steps\n\nHow to log in.\n",
        ("- {name}: `{w}`", "```sh\nexport {NAME}={w}\n```", "## Step {n}\n\nSet {name} to {w}."),
        "",
    ),
}


def sources(secrets: Sequence[Seeded]) -> dict[str, str]:
    """Return sources that hold the secrets: several languages, in several positions."""
    paths = [*_LANGUAGES, "web/steps.json", "lab/steps.ipynb"]
    shares = {path: secrets[at :: len(paths)] for at, path in enumerate(paths)}
    found = {path: _source(path, shares[path]) for path in _LANGUAGES}
    found["web/steps.json"] = json.dumps(
        {f"{s.name}_{n}": s.written for n, s in enumerate(shares["web/steps.json"])}, indent=2
    )
    cells = [_snippet(_PYTHON, n, s) for n, s in enumerate(shares["lab/steps.ipynb"])]
    found["lab/steps.ipynb"] = json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": c.splitlines(keepends=True), "outputs": []}
                for c in cells
            ],
            "nbformat": 4,
        }
    )
    return found


def _source(path: str, secrets: Sequence[Seeded]) -> str:
    head, templates, tail = _LANGUAGES[path]
    snippets = (_snippet(templates, n, secret) for n, secret in enumerate(secrets))
    return f"{head}\n{chr(10).join(f'{s}{chr(10)}' for s in snippets)}{tail}"


def _snippet(templates: Sequence[str], n: int, secret: Seeded) -> str:
    # What has lines stands in a text of several lines; elsewhere its lines are run together.
    template = templates[n % len(templates)]
    written = secret.written
    if "\n" in written:
        written = (
            written.replace("\n", "\\n") if _in_quotes(template) else _as_comment(template, written)
        )
    return template.format(n=n, name=secret.name, NAME=secret.name.upper(), w=written)


def _in_quotes(template: str) -> bool:
    return any(f"{quote}{{w}}{quote}" in template for quote in "\"'`")


def _as_comment(template: str, written: str) -> str:
    line = next(line for line in template.split("\n") if "{w}" in line)
    mark = next((m for m in ("# ", "/// ", "// ") if line.lstrip().startswith(m)), "    ")
    return written.replace("\n", f"\n{mark}")
