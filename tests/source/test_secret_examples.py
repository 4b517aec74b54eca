"""Made-up passwords of tests and documentation stay; what may be real is masked there, too."""

from __future__ import annotations

import pytest

from ralf_notes.source import secrets

PLACES = ("tests/test_a.py", "spec/a_spec.rb", "src/test/java/A.java", "docs/a.rst", "README.md",
          "examples/app/a.js", "a.test.ts", "pkg/a_test.go", "test/fixtures/a.yaml")  # fmt: skip
MADE_UP = (
    "lulz", "koala", "newpass", "hunter2", "foo0", "test123456", "pass4321", "new_user123",
    "Forge123", "original", "bobspw", "joespw", "easternLongNeckTurtle", "minio123",
    "$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG",
    "pbkdf2:sha256:50000$TCI4GzcX$0de171a4f4dac32e3364c7ddc7c14f3e2fa61f2d17574483f7ffbb431b4acb2f",
)  # fmt: skip
"""What nobody would call a leak in a test, and may be one elsewhere."""
FILLERS = ("1234567", "987654321", "654321", "qwerty123", "asdfqwer1234asdf", "zzzzzzzz", "asdf",
           "12341234", "00112233445566778899aabbccddeeff",
           "0123456789abcdef0123456789abcdef")  # fmt: skip
"""What is no secret anywhere: it counts, repeats or follows a row of keys."""
REAL = ("Winter93", "Sommer2024!", "x9Kq2vPz", "aaroZmOk", "Tr0ub4dor&3", "qwhzkvbn",
        "p7Xw2LmQ9sTz", "summer2024",
        "md5Xk29Lm", "correct horse battery staple", "S3cr3t-Kx91")  # fmt: skip
"""What may be a password wherever it stands."""


@pytest.mark.parametrize("path", PLACES)
def test_a_made_up_password_stays_in_a_test_and_is_masked_elsewhere(path: str) -> None:
    for value in MADE_UP:
        text = f'login("bob", password = "{value}")\n'
        assert secrets.mask(text, path) == text
        assert value not in secrets.mask(text, "app/login.py"), value


@pytest.mark.parametrize("path", (*PLACES, "a.py"))
def test_what_may_be_real_is_masked_wherever_it_stands(path: str) -> None:
    for value in REAL:
        assert value not in secrets.mask(f'password = "{value}"\n', path), value


@pytest.mark.parametrize("path", (*PLACES, "a.py", "config/app.yaml"))
def test_what_counts_or_repeats_is_no_secret_anywhere(path: str) -> None:
    for value in FILLERS:
        for text in (f'password = "{value}"\n', f'api_key: "{value}"\n'):
            assert secrets.mask(text, path) == text


def test_the_password_in_a_header_or_url_is_judged_for_itself() -> None:
    known = 'auth = "Basic dXNlcm5hbWU6cGFzc3dvcmQ="\nurl = "postgres://app:app@db/app"\n'
    assert secrets.mask(known, "a.py") == known
    word = 'auth = "Basic dXNlcjprb2FsYQ=="\nurl = "https://u:koala@host/"\n'
    assert secrets.mask(word, "tests/a.py") == word
    assert secrets.mask(word, "a.py").count("<secret: ") == 2
    real = 'auth = "Basic Ym9iOng5S3EydlB6NzdMbQ=="\nurl = "https://u:x9Kq2vPz@host/"\n'
    assert secrets.mask(real, "tests/a.py").count("<secret: ") == 2


ORDINARY = {
    "a.html": (
        '<label for="password" class="sr-only">Password</label>',
        '<input id="password" name="custom_pass" placeholder="Password" required>',
        "<user name='bob' password='{{ x }}'/><user name='password' authorities='ROLE_A,ROLE_B'/>",
        "Stopword: <span class=\"searchq\">",
    ),
    "Chart.yaml": (
        "image: docker.io/x/sealed-secrets-controller:0.31.0-debian-12-r0",
        "credentials:\n  image:\n    tag: 1.33.4-debian-12-r0",
    ),
    "a.java": ('SecretKey key = newSecretKey("PBKDF2WithHmacSHA256");',),
    "a.json": ('{"tokenizer.merges": "d0cbac1fcc9dcf03724b8db5c9bfb593ae1cf68fb9bc72eb1d"}',),
    "CHANGELOG.md": ("* [mongo] add ALLOW_EMPTY_PASSWORD=yes if url=x (#2091)",),
    "a.mdx": ("URL=http://h/v1 PROVIDER_API_KEY= PROVIDER_WIRE_API=responses MODEL=x run",),
    "a.rb": (
        "user.encrypted_password = ''\nassert_not user.password?('654321')\nend\n\ntest 'x' do",
        "error_per_key = 100000.0/first_set_max_id",
    ),
    "a.php": (
        "// the MAC of the password (won't match the cookie):\n$a->with('my-pass')->and('b');\n",
        "'password' => '--password='.$connection['password'],",
    ),
    "a.go": (
        'privateKeyBlock, err := ssh.Marshal(key, "")\nkeyPath := join(home, ".x", "id_ed25519")\n',
    ),
}  # fmt: skip
"""What names of secrets stand with in public repositories, and is none."""


@pytest.mark.parametrize("path", ORDINARY)
def test_what_is_no_value_of_the_name_stays(path: str) -> None:
    for text in ORDINARY[path]:
        assert secrets.mask(text, path) == text
