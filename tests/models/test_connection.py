"""The way to a server: TLS, keys, redirects, and an environment that has no say in it.

The certificates in `testdata/tls` are signed by the authority in `ca.pem`, whose key is lost;
`self.pem` is signed by itself.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.evil import MODEL, EvilServer
from material.command_line import run, work_folder

from ralf_notes.errors import EngineError
from ralf_notes.models.engines.http import key
from ralf_notes.models.engines.ollama import Ollama
from ralf_notes.models.engines.openai import OpenAI

TLS = Path(__file__).parents[1] / "testdata" / "tls"
KEY = "sk-not-to-be-seen-4711"
ENGINES = [Ollama, OpenAI]


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, impatient: None) -> Path:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "RALF_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RALF_SERVER_WAIT", "0")
    folder = work_folder(tmp_path, monkeypatch)
    (folder / "src").mkdir()
    (folder / "src" / "a.py").write_text("def a(x):\n    return x + 1\n", encoding="utf-8")
    return folder


@pytest.fixture
def secure() -> Iterator[EvilServer]:
    with EvilServer(certificate=TLS / "good.pem") as server:
        yield server


def generate(server: EvilServer, *args: str, expect: int = 0, engine: str = "ollama") -> str:
    named = ("--engine", engine, "--host", server.host, "--model", MODEL)
    return run("generate", "src", "--target-dir", "vault", *named, *args, expect=expect)


# Certificates


@pytest.mark.parametrize("engine", ["ollama", "openai"])
def test_an_authority_of_ones_own_is_trusted_by_its_file(
    secure: EvilServer, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "ca.pem"))
    generate(secure, engine=engine)
    assert any(asked.path.endswith(("chat", "completions")) for asked in secure.asked)


def test_an_authority_of_ones_own_is_trusted_by_its_folder(
    secure: EvilServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # The name that OpenSSL looks for: the hash of the authority's name.
    (tmp_path / "f20e0b1e.0").write_bytes((TLS / "ca.pem").read_bytes())
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert Ollama(secure.host).version() == "0.31.1"


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        ("good", r"authority is not known on this machine.*SSL_CERT_FILE"),
        ("self", r"self-signed.*SSL_CERT_FILE"),
        ("expired", r"expired.*(renew|clock)"),
        ("early", r"not valid yet.*clock"),
        ("other", r"not for this IP address|for another host name"),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_wrong_with_a_certificate_is_told(
    certificate: str,
    words: str,
    engine: type[Ollama] | type[OpenAI],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if certificate not in ("good", "self"):
        monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "ca.pem"))
    with (
        EvilServer(certificate=TLS / f"{certificate}.pem") as server,
        pytest.raises(EngineError, match=words) as raised,
    ):
        engine(server.host).version()
    assert server.host in str(raised.value)
    assert server.asked == []


def test_a_certificate_for_another_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "ca.pem"))
    with EvilServer(certificate=TLS / "other.pem") as server:
        host = f"https://localhost:{server.port}"
        with pytest.raises(EngineError, match="for another host name"):
            Ollama(host).version()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SSL_CERT_FILE", "/no/such/file.pem", r"SSL_CERT_FILE is .*: No such file"),
        ("SSL_CERT_FILE", __file__, r"SSL_CERT_FILE is .*: it holds no certificate"),
        ("SSL_CERT_DIR", "/no/such/folder", r"SSL_CERT_DIR is .*: there is no such folder"),
    ],
)
def test_a_variable_that_leads_to_no_certificate_is_told(
    secure: EvilServer, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(EngineError, match=words):
        Ollama(secure.host).version()


def test_a_certificate_is_told_at_once_though_a_server_is_waited_for(
    secure: EvilServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALF_SERVER_WAIT", "3600")
    assert "certificate" in generate(secure, expect=3)


@pytest.mark.parametrize("kind", ["a TLS alert", "wants TLS"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_server_that_speaks_tls_is_named_so(
    kind: str, engine: type[Ollama] | type[OpenAI]
) -> None:
    with EvilServer(kind) as server:
        safe = server.host.replace("http", "https")
        with pytest.raises(EngineError, match=f"speaks TLS. Name it so: {safe}"):
            engine(server.host).version()


def test_a_server_that_does_not_speak_tls_is_named_so() -> None:
    with EvilServer() as server:
        host = server.host.replace("http", "https")
        with pytest.raises(
            EngineError, match=f"does not speak TLS. Name it without: {server.host}"
        ):
            Ollama(host).version()


# Keys


@pytest.mark.parametrize("engine", ["ollama", "openai"])
def test_a_key_opens_the_way_and_is_shown_nowhere(
    work: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    with EvilServer(wants_key=KEY) as server:
        refused = generate(server, engine=engine, expect=3)
        assert "wants a key (401)" in refused
        assert "RALF_API_KEY" in refused
        monkeypatch.setenv("RALF_API_KEY", "wrong-key-0815")
        assert "refuses the key (401)" in generate(server, engine=engine, expect=3)
        monkeypatch.setenv("RALF_API_KEY", KEY)
        output = generate(server, "--verbose", "--debug", engine=engine)
        output += run("models", "--engine", engine, "--host", server.host)
    written = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in work.parent.rglob("*")
        if path.is_file()
    )
    assert KEY not in output + written
    assert "wrong-key-0815" not in written


def test_the_key_of_ollama_com_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", KEY)
    with EvilServer() as server:
        generate(server)
        assert server.asked
        assert not any("Authorization" in asked.headers for asked in server.asked)


def test_a_key_follows_no_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALF_API_KEY", KEY)
    with EvilServer("redirects") as server:
        told = generate(server, expect=3)
    assert "302" in told
    assert "http://example.com/elsewhere" in told
    assert len(server.asked) == 1


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "nonsense"])
def test_a_key_does_not_cross_the_internet_unencrypted(address: str) -> None:
    with pytest.raises(EngineError, match="without https") as raised:
        key.check_way(address, "http://example.com:80")
    assert "RALF_API_KEY" in str(raised.value)


def test_the_address_that_is_connected_to_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    with EvilServer() as server:
        real = socket.create_connection
        monkeypatch.setattr(key, "check_way", lambda address, host: seen.append(address))
        seen: list[str] = []
        monkeypatch.setattr(
            "socket.create_connection", lambda _, timeout: real(("127.0.0.1", server.port))
        )
        Ollama("http://ollama.example:80", api_key=KEY).version()
    assert seen == ["127.0.0.1"]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "fe80::1%eth0", "100.64.0.1"])
def test_a_key_may_be_sent_within_a_private_network(address: str) -> None:
    key.check_way(address, "http://example.com:80")


# Addresses


@pytest.mark.parametrize("tail", ["/v1", "/api", "/api/chat", "/v1/chat/completions"])
def test_a_tail_of_the_address_that_does_not_belong_there_is_named(tail: str) -> None:
    with EvilServer() as server, pytest.raises(EngineError) as raised:
        Ollama(server.host + tail).version()
    assert f"without {tail}: {server.host} " in str(raised.value)


# The environment


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NO_PROXY", "localhost,127.0.0.1,fd07:b51a:cc66:f0::/64"),
        ("no_proxy", "::1,[::1],fd00::/8,*.local,.example.com,*"),
        ("NO_PROXY", "[::1"),
        ("ALL_PROXY", "socks5h://127.0.0.1:1080"),
        ("all_proxy", "socks4://127.0.0.1:1080"),
        ("HTTP_PROXY", "http://proxy:notaport"),
        ("http_proxy", "socks5://127.0.0.1:9"),
        ("https_proxy", "ftp://x"),
        ("HTTPS_PROXY", "http://[::1"),
        ("SSL_CERT_FILE", "/no/such/file"),
        ("SSL_CERT_DIR", "/no/such/folder"),
        ("SSLKEYLOGFILE", "/no/such/folder/keys"),
        ("REQUESTS_CA_BUNDLE", "/no/such/file"),
        ("CURL_CA_BUNDLE", "/no/such/file"),
        ("OLLAMA_HOST", "::1"),
        ("OLLAMA_HOST", "fe80::1%eth0"),
        ("OLLAMA_HOST", '"127.0.0.1:11434"'),
        ("OLLAMA_HOST", "127.0.0.1:11434 "),
        ("OLLAMA_HOST", "http://u:p@h"),
        ("OLLAMA_API_KEY", "schlüssel\n"),
    ],
)
def test_the_environment_does_not_matter_to_the_import_of_the_package(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for module in [*sys.modules]:
        if module.partition(".")[0] == "ollama" or module.endswith("engines.ollama.package"):
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setenv(name, value)
    before = os.environ
    from ralf_notes.models.engines.ollama import package

    package = __import__(package.__name__, fromlist=["ChatResponse"])
    assert package.ChatResponse.__module__ == "ollama._types"
    assert os.environ is before
    assert os.environ[name] == value


@pytest.mark.parametrize("command", ["generate", "check", "models", "status", "tune", "init"])
def test_no_command_heeds_a_proxy(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "socks5h://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "fd07:b51a:cc66:f0::/64")
    with EvilServer() as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        args = {"models": (), "init": ("--yes",), "status": ("src", "--target-dir", "vault")}
        usual = ("src", "--target-dir", "vault", "--model", MODEL)
        usual = ("src", "--model", MODEL) if command == "tune" else usual
        run(command, *args.get(command, usual))
