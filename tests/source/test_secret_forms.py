# ruff: noqa: E501 - a case stands on one line
"""Secrets in the forms in which sources write them, vendors' tokens, and what is no secret."""

from __future__ import annotations

import json
import random
import re
import time
from base64 import urlsafe_b64encode

import pytest
from material import further_secret_forms
from material.secret_forms import FORMS, Form, filled
from material.vendor_tokens import TOKENS, token

from ralf_notes.source import secrets


def left(form: Form) -> list[str]:
    """Return the pieces of a form's secret that masking leaves."""
    masked = secrets.mask(form.text, form.path)
    assert masked.count("\n") == form.text.count("\n"), form
    assert secrets.mask(masked, form.path) == masked, form
    return [piece for piece in form.pieces if piece in masked]


@pytest.mark.parametrize("path", FORMS)
def test_a_secret_is_masked_whole_in_every_form(path: str) -> None:
    forms = [form for seed in (1, 2, 3) for form in filled({path: FORMS[path]}, seed)]
    assert [(form.text, pieces) for form in forms if (pieces := left(form))] == []


@pytest.mark.parametrize("path", further_secret_forms.FORMS)
def test_a_secret_is_masked_whole_in_forms_that_were_written_without_the_code(path: str) -> None:
    forms = {path: further_secret_forms.FORMS[path]}
    filled_in = [form for seed in (1, 2, 3) for form in filled(forms, seed)]
    assert [(form.text, pieces) for form in filled_in if (pieces := left(form))] == []


@pytest.mark.parametrize("vendor", TOKENS)
def test_a_vendors_token_is_masked_under_a_neutral_name(vendor: str) -> None:
    chance = random.Random(3)
    for made in (token(pattern, chance) for pattern in TOKENS[vendor] for _ in range(5)):
        for text in (f'origin = "{made}"', f"see {made} there", f"origin: {made}\n"):
            masked = secrets.mask(text)
            secret = re.sub(r"^https?://[^/]*/", "", made)
            assert secret[-12:] not in masked, masked


def test_a_web_token_without_a_signature_is_masked() -> None:
    parts = (
        {"alg": "HS256", "typ": "JWT"},
        {"sub": "1234567890", "name": "Ada", "iat": 1516239022},
    )
    shown = ".".join(urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
    masked = secrets.mask(f"origin: {shown}\n")
    assert shown[:20] not in masked
    assert shown[-12:] not in masked


CHANCE, UUID = "pX7kq2Lz9Rt4Wm8Nc3Vb6Hy1", "3f2b8c1e-9a4d-4e6f-8b21-7c5d0e9fa312"
HEX = "9f86d081884c7d659a2feaa0c55ad015"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        *((f"{name} {sign} {quote}{CHANCE}{quote}", CHANCE)
          for name in ("Token", "API key", "password") for sign in ("-", "–", "—", "→", "->", "=>")
          for quote in ("'", "`", "")),
        (f"- **token** — {UUID}", UUID),
        (f"password => {CHANCE[:10]}", CHANCE[:10]),
        (f"https://api.corp.io/v1/x?key={UUID}", UUID),
        (f"https://api.corp.io/v1/x?a=b&key={HEX}&c=d", HEX),
        (f"https://app.corp.io/api/run?code={CHANCE}{CHANCE}==", CHANCE),
        *((f"curl https://{host}/{value}", value)
          for host in ("chat.corp.io/hooks", "n8n.corp.io/webhook", "x.io/api/v2/bot/hook",
                       "hook.eu1.make.com", "webhook.site", "corp.io/hooks/ci/main")
          for value in (UUID, CHANCE, HEX) if host != "webhook.site" or value == UUID),
        (f"https://rocket.corp.io/hooks/{CHANCE[:17]}/{CHANCE}", CHANCE),
        (f"https://mainnet.infura.io/v3/{HEX}", HEX),
        (f"wss://eth-mainnet.g.alchemy.com/v2/{CHANCE}", CHANCE),
        (f"https://hc-ping.com/{UUID}", UUID),
        (f"https://events.pagerduty.com/integration/{HEX}/enqueue", HEX),
        (f"https://maker.ifttt.com/trigger/door/with/key/{CHANCE}", CHANCE),
        (f"Cookie: PHPSESSID={HEX}; theme=dark", HEX),
        (f"curl -b 'laravel_session={CHANCE}' https://x.io", CHANCE),
        (f"gh secret set DEPLOY --body {CHANCE}", CHANCE),
        (f"$ vault login {CHANCE}", CHANCE),
    ],
)  # fmt: skip
def test_what_running_text_and_addresses_give_away_is_masked(text: str, secret: str) -> None:
    for path in ("a.md", ""):
        assert secret not in secrets.mask(f"See there:\n{text}\n", path)


@pytest.mark.parametrize(
    "text",
    [
        "password → next field", "Token - 'the current token'", "token -> `access_token`",
        "password - at least 8 characters", "Secret — my-secret-name", "token - 4096",
        "secret → k8s/prod-1/db", "Token – v1.2.3-rc1", "`password` → `new_password1`",
        "token → viewModel2.onToken()", "token - OAuth2", "Key → Cmd+Shift+P1",
        "https://x.io/docs?key=my-page-name", "https://usehooks.com/hooks/useLocalStorage",
        "https://docs.x.io/webhook/configuration-reference-guide", f"https://x.io/item?id={UUID}",
        f"hook/{CHANCE}", "See hooks/use-something-very-long-2.ts", "cookie: session=your-session",
        f"https://api.github.com/repos/a/b/hooks/1234567890123456 {UUID}",
        f"https://github.com/a/git-hooks/commit/{HEX}", f"https://git.a.io/b/hooks/-/blob/{HEX}/c.md",
        f"https://github.com/a/webhooks/compare/{HEX}...main",
        f"https://raw.githubusercontent.com/a/hooks/{HEX}/b.sh",
    ],
)  # fmt: skip
def test_arrows_dashes_and_addresses_that_hide_nothing_stay(text: str) -> None:
    for path in ("a.md", ""):
        assert secrets.mask(text, path) == text


ORDINARY = {
    "a.go": (
        'c.Request("/?appkey=test-appkey", "/?bar2=foo")',
        'if json.Password != "123" {',
        'fields := []string{"username", "password", "first_name"}',
    ),
    "a.conf": (
        "location / {\n  proxy_pass http://127.0.0.1:8000/;\n}",
        "fastcgi_pass unix:/run/php.sock;",
    ),
    "package.json": ('{"dependencies": {"pbkdf2-password": "1.2.1", "jsonwebtoken": "^9.0.2"}}',),
    "a.py": (
        'if password == "valid":\n    pass',
        'password = "changeme"',
        'token = "<your-token>"',
        'secret = "xxxxxxxx"',
        'password = os.environ["DB_PASSWORD"]',
        'password: str = Field(description="The password of the user")',
        'label = {"password": "Enter your password"}',
        'TOKEN_RE = re.compile(r"[A-Za-z0-9_]{20,40}")',
        'user.check_password(request.form["password"])\n    app.logger.info("%s logged in", name)',
    ),
    "a.ts": (
        "interface Login { password: string; accessToken: OAuth2AccessToken }",
        '<input type="password" name="password" autocomplete="current-password" />',
        "expect(screen.getByTestId('password-input')).toBeVisible()",
    ),
    "locale/de.yaml": (
        "password: Passwort\npassword_hint: Mindestens 8 Zeichen\nenter_password: Bitte Passwort eingeben",
    ),
    "locale/fr.json": ('{"password": "Mot de passe", "token": "Jeton", "key": "Touche"}',),
    "a.yaml": (
        "password: ${DB_PASSWORD}\ntoken: {{ .Values.token | b64enc }}",
        "tokens:\n  - name: ci\n    role: admin",
        "secretKeyRef:\n  name: db-secret\n  key: password",
        "algorithms: {key: Ed25519, other: RS256}",
    ),
    "a.xml": ('<xs:attribute name="password" type="xs:string">', "<w>pass</w>\n<w>pinger</w>"),
    "a.php": (
        "'password' => ['required', 'min:8', 'string|max:10'],",
        "'secret' => env('AWS_SECRET_ACCESS_KEY'),",
    ),
}
"""What names of secrets stand with, and is none."""


@pytest.mark.parametrize("path", ORDINARY)
def test_what_is_no_secret_stays(path: str) -> None:
    for text in ORDINARY[path]:
        assert secrets.mask(text, path) == text


GROWING = {
    "names": "token ",
    "names with operators": "token = ",
    "nested collections": '{"token": ',
    "a list of strings": 'tokens = ["a1b2c3d4e5", ',
    "brackets": "password(",
    "open strings": 'password = "',
    "joined strings": "secret = 'a1' + ",
    "blanks": "password:          ",
    "equal signs": "password=",
    "urls": "://u:p",
    "tables": "| password | a1b2c3 |\n",
    "blocks": "passwords:\n  - a\n",
    "escaped quotes": 'password = \\"',
    "commands": "curl -u mysql -p ",
    "statements": "insert into t (password) values (",
    "suffixes": "secret_key_",
    "dots": "token.",
    "tags": "<password>",
    "base64": "aB3dE5fG7hJ9kL1m",
    "headers": "Authorization: Bearer ",
    "hooks": "https://a.io/hooks/",
    "hooks in a row": "hooks/",
    "keys in queries": "https://a.io/?key=",
    "arrows": "password → ",
    "dashes": "token - ",
}


@pytest.mark.parametrize("what", GROWING)
def test_the_time_grows_no_faster_than_the_text(what: str) -> None:
    def seconds(count: int, path: str) -> float:
        text = GROWING[what] * (count // len(GROWING[what]))
        begun = time.process_time()
        secrets.mask(text, path)
        return time.process_time() - begun

    for path in ("", "a.yaml"):
        short = min(seconds(2_000, path) for _ in range(2))
        assert min(seconds(8_000, path) for _ in range(2)) < 10 * short + 0.05


def test_a_second_head_in_a_table_without_outer_bars_names_columns_too() -> None:
    rows = "a | password\n--|--\nb | Xk29!fdQ81zz\nc | api_key\n--|--\nd | 8fK2jd93kQpz71mNv0Wq\n"
    masked = secrets.mask(rows, "a.md")
    assert "Xk29!fdQ81zz" not in masked
    assert "8fK2jd93kQpz71mNv0Wq" not in masked
