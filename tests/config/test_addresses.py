"""Addresses of servers, by Ollama's rules."""

from __future__ import annotations

import pytest

from ralf_notes.config.addresses import server_url


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
        "u:p@a",
        "unix:///x",
        "://",
    ],
)
def test_an_invalid_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="an address such as"):
        server_url(text)
