"""Addresses of servers, by Ollama's rules."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ralf_notes.config.addresses import is_here, server_url
from ralf_notes.config.loading import load_config
from ralf_notes.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("  ", "http://127.0.0.1:11434"),
        ("1.2.3.4", "http://1.2.3.4:11434"),
        (":1234", "http://127.0.0.1:1234"),
        ("1.2.3.4:1234", "http://1.2.3.4:1234"),
        ("example.com", "http://example.com:11434"),
        ("example.com:1234", "http://example.com:1234"),
        ("http://example.com", "http://example.com:80"),
        ("https://example.com", "https://example.com:443"),
        ("http://:1234", "http://127.0.0.1:1234"),
        ("HTTPS://example.com", "https://example.com:443"),
        ("https://example.com:1234", "https://example.com:1234"),
        ("example.com/", "http://example.com:11434"),
        ("example.com:1234/ollama", "http://example.com:1234/ollama"),
        ("https://example.com/a/b/", "https://example.com:443/a/b"),
        ("[::1]", "http://[::1]:11434"),
        ("::1", "http://[::1]:11434"),
        ("[::1]:1234", "http://[::1]:1234"),
        ("http://[::1]", "http://[::1]:80"),
        ("[0001:002:003:0004::1]:1234/", "http://[0001:002:003:0004::1]:1234"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("http://0.0.0.0:1234", "http://127.0.0.1:1234"),
        ("::", "http://[::1]:11434"),
        ("[::]:1234", "http://[::1]:1234"),
        (' "1.2.3.4" ', "http://1.2.3.4:11434"),
        ("fe80::1%eth0", "http://[fe80::1%eth0]:11434"),
        ("[fe80::1%eth0]:1234", "http://[fe80::1%eth0]:1234"),
        ("'::1'", "http://[::1]:11434"),
        ("*:1234", "http://127.0.0.1:1234"),
        ("http://::1", "http://[::1]:80"),
        ("ollama.com", "https://ollama.com:443"),
    ],
)
def test_host_by_the_rules_of_ollama(text: str, url: str) -> None:
    assert server_url(text) == url
    assert server_url(url) == url


@pytest.mark.parametrize(
    "text",
    [
        "a:b",
        "a:",
        "a:-1",
        "a:0",
        "a:65536",
        "[::1]x",
        "[a]",
        "a:b:c",
        "a b",
        "a?b",
        "a\x01b",
        "a\u200bb",
        "[fe80::1%e]:x]:1",
        "fe80::1%eth0]:11434",
        "http://[::1",
        "unix:///x",
        "://",
    ],
)
def test_an_invalid_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="an address such as"):
        server_url(text)


@pytest.mark.parametrize(
    "text",
    ["u:hunter2@a", "http://u:hunter2@a:11434", "https://u:hun/ter2@a", "://hunter2@", "hunter2@a"],
)
def test_a_password_in_an_address_is_told_and_not_shown(text: str) -> None:
    for environ, options in (({"OLLAMA_HOST": text}, {}), ({}, {"host": text})):
        with pytest.raises(ConfigError, match="RALF_API_KEY") as raised:
            load_config(None, options, environ)
        assert "ter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:1", True),
        ("http://127.3.2.1:1", True),
        ("http://[::1]:1", True),
        ("http://[::ffff:127.0.0.1]:1", True),
        ("http://localhost:1", True),
        ("http://10.0.0.1:1", False),
        ("http://[fe80::1%eth0]:1", False),
        ("http://127.example.com:1", False),
    ],
)
def test_an_address_of_this_machine(url: str, here: bool) -> None:
    assert is_here(url) is here


@given(st.text(max_size=30))
@example("[fe80::1%eth0]:11434")
def test_any_text_is_an_address_or_an_error(text: str) -> None:
    try:
        url = server_url(text)
    except ValueError:
        return
    parts = urlsplit(url)
    assert parts.hostname
    assert 0 < (parts.port or 0) < 65536
    assert server_url(url) == url
    assert is_here(url) in (True, False)
