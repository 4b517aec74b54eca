"""The kind of a file, by its path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.source.classify import Kind, kind_by_path

KINDS = {
    "code": "a.py src/x.go Makefile Dockerfile CMakeLists.txt q.scm t.j2 page.html run secrets.py "
    "credentials.go "
    "contest.py src/latest.java attestation.ts testing/util.py .eslintrc.js README.py "
    "src/jvmMain/kotlin/FunSpec.kt src/Api/OpenSpec.php src/main/java/ParameterizedTest.java "
    "src/main/java/org/x/test/Context.java src/commonMain/kotlin/test/Assert.kt",
    "docs": "README README.md docs/x.rst LICENSE LICENSE-MIT notes.txt CHANGELOG a.adoc tests/R.md",
    "test": "tests/a.py test_a.py a_test.go a.test.ts a.spec.tsx FooTest.java x_spec.rb "
    "conftest.py src/__tests__/a.js spec/a.rb FooTests/Bar.swift src/test/java/A.java tests.py "
    "src/commonTest/kotlin/FunSpec.kt src/jvmTest/kotlin/Util.kt Shop.Test/Cart.cs CartSpec.scala "
    "test/src/main/java/org/x/Mock.java",
    "data": "a.csv a.json a.yml pyproject.toml a.sql n.ipynb fixtures/a.py tests/testdata/a.go "
    "x/__snapshots__/a.snap requirements-dev.txt .gitignore .env.example go.mod tests/words.txt "
    "id_rsa.pub id_ed25519.pub credentials.example.json prod.tfvars.example secretary.json",
}
SKIPPED = {
    "vendored": "vendor/a.go x/node_modules/y/z.js third_party/a.c",
    "lock file": "package-lock.json poetry.lock Cargo.lock go.sum yarn.lock uv.lock sub/bun.lockb",
    "minified": "a.min.js b.js.map c.min.css",
    "binary": "a.png b.so c.zip x.pyc f.woff2 m.gguf",
    "secrets": ".env .env.local .envrc prod.env vendor/.env a.pem "
    "s.key id_rsa id_ed25519 id_rsa.old id_ecdsa_sk x.p8 x.p12 x.pfx x.jks x.keystore x.ppk x.kdbx "
    ".netrc .npmrc .pypirc .pgpass "
    ".git-credentials aws/credentials credentials.json app-secrets.yaml secrets.prod.toml "
    "client_secret_1.json service-account.json prod.tfvars a.tfstate kubeconfig",
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [(path, (kind, "")) for kind, names in KINDS.items() for path in names.split()]
    + [(path, ("skipped", reason)) for reason, names in SKIPPED.items() for path in names.split()],
)
def test_kind_by_path(path: str, expected: tuple[str, str]) -> None:
    assert kind_by_path(path) == expected


@given(st.text())
def test_any_path_has_a_kind_and_a_reason_only_if_skipped(path: str) -> None:
    kind, reason = kind_by_path(path)
    assert bool(reason) == (kind is Kind.SKIPPED)
