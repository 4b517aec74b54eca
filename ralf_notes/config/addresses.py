"""The server's address, in any form that `OLLAMA_HOST` allows, and the network that it is in."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

DEFAULT_HOST = "http://127.0.0.1:11434"
HOST_EXPECTED = "an address such as 127.0.0.1:11434 or https://example.com/ollama"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ADDRESS = re.compile(r"(?:([^:\[\]]*)|\[([^\[\]]+)\])(?::([0-9]{1,6}))?")


def server_url(text: str) -> str:
    """Complete an address by Ollama's own rules.

    No scheme means http and port 11434; a scheme without a port means the scheme's own port. Ollama
    replaces an invalid port by the default one; here it is an error.
    Source: `Host` in https://github.com/ollama/ollama/blob/main/envconfig/config.go

    Args:
        text: Such as ``, `0.0.0.0`, `example.com:1234/path`, `[::1]:11434`, `https://example.com`.

    Returns:
        A URL with scheme, host and port, without a slash at its end.

    Raises:
        ValueError: if it is no address; its text says what is allowed.
    """
    text = text.strip().strip("\"'").strip()
    if not text:
        return DEFAULT_HOST
    if text == "ollama.com":
        return "https://ollama.com:443"
    scheme, has_scheme, rest = text.partition("://")
    scheme, rest = (scheme.lower(), rest) if has_scheme else ("http", text)
    if scheme not in _DEFAULT_PORTS or any(char.isspace() or char in "?#@\\" for char in rest):
        raise ValueError(HOST_EXPECTED)
    address, _, path = rest.partition("/")
    port = _DEFAULT_PORTS[scheme] if has_scheme else 11434
    host = address.removeprefix("[").removesuffix("]")
    if not _ip(host):  # `host`, `host:port`, `:port` or `[::1]:port`
        match = _ADDRESS.fullmatch(address)
        name, bracketed, digits = match.groups() if match else ("", "", None)
        if match is None or (bracketed and not _ip(bracketed)):
            raise ValueError(HOST_EXPECTED)
        host = bracketed or name or "127.0.0.1"
        port = port if digits is None else int(digits)
        if not 1 <= port <= 65535:
            raise ValueError(f"{HOST_EXPECTED}, with a port from 1 to 65535")
    path = path.strip("/")
    return f"{scheme}://{_reachable(host)}:{port}" + (f"/{path}" if path else "")


def is_private(url: str) -> bool:
    """Whether all addresses of a server are on this machine or in a private network.

    Private addresses are those that are not routed on the internet, such as 10.0.0.0/8,
    192.168.0.0/16, 100.64.0.0/10 (Tailscale), fd00::/8.
    Source: https://www.iana.org/assignments/iana-ipv4-special-registry

    Args:
        url: As `server_url` returns it. A name that does not resolve is not private.
    """
    parts = urlsplit(url)
    try:
        infos = socket.getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    addresses = [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in infos]
    return bool(addresses) and not any(address.is_global for address in addresses)


def is_here(url: str) -> bool:
    """Whether a server's URL names this machine."""
    name = urlsplit(url).hostname or ""
    return name in ("localhost", "::1") or name.startswith("127.")


def _reachable(host: str) -> str:
    """Return a host as a URL writes it; 0.0.0.0 and ::, for listening alone, become loopback."""
    ip = _ip(host)
    if ip is None:
        return host
    if ip.is_unspecified:
        return "127.0.0.1" if ip.version == 4 else "[::1]"
    return host if ip.version == 4 else f"[{host}]"


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
