"""The server's address, in any form that `OLLAMA_HOST` allows, and the network that it is in."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

_OLLAMA_PORT = 11434
DEFAULT_HOST = f"http://127.0.0.1:{_OLLAMA_PORT}"
HOST_EXPECTED = "an address such as 127.0.0.1:11434 or https://example.com/ollama"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_USER = (
    "an address such as 127.0.0.1:11434, without user and password: a key for the server goes "
    "into the environment variable RALF_API_KEY"
)
_ADDRESS = re.compile(r"(?:([^:\[\]]*)|\[([^\[\]]+)\])(?::([0-9]{1,6}))?")
_USER = re.compile(r"(\w+://)?\S*@")


def server_url(text: str) -> str:
    """Complete an address by Ollama's own rules.

    No scheme means http and port 11434; a scheme without a port means the scheme's own port. Ollama
    replaces an invalid port by the default one; here it is an error.
    Source: `Host` in https://github.com/ollama/ollama/blob/main/envconfig/config.go

    Args:
        text: such as ``, `0.0.0.0`, `example.com:1234/path`, `[::1]:11434`, `https://example.com`.

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
    if "@" in rest:
        raise ValueError(_NO_USER)
    is_odd = any(char.isspace() or not char.isprintable() or char in "?#\\" for char in rest)
    if scheme not in _DEFAULT_PORTS or is_odd:
        raise ValueError(HOST_EXPECTED)
    address, _, path = rest.partition("/")
    port = _DEFAULT_PORTS[scheme] if has_scheme else _OLLAMA_PORT
    is_bracketed = address.startswith("[") and address.endswith("]")
    host = address[1:-1] if is_bracketed else address
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


def without_user(text: str) -> str:
    """Return an address for a message, without the user and password that it may hold."""
    return _USER.sub(lambda match: f"{match[1] or ''}***@", text)


def is_private(url: str) -> bool:
    """Whether all addresses of a server are on this machine or in a private network.

    Private addresses are those that are not routed on the internet, such as 10.0.0.0/8,
    192.168.0.0/16, 100.64.0.0/10 (Tailscale), fd00::/8.
    Source: https://www.iana.org/assignments/iana-ipv4-special-registry

    Args:
        url: as `server_url` returns it. A name that does not resolve is not private.
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
    ip = _ip(name)
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return name == "localhost" or (ip is not None and (mapped or ip).is_loopback)


def _reachable(host: str) -> str:
    """Return a host as a URL writes it; 0.0.0.0 and ::, for listening alone, become loopback."""
    ip = _ip(host)
    if host == "*":
        return "127.0.0.1"
    if ip is None:
        return host
    if ip.is_unspecified:
        return "127.0.0.1" if ip.version == 4 else "[::1]"
    return host if ip.version == 4 else f"[{host}]"


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        # A zone, such as %eth0, may be any text to Python.
        return None if re.search(r"%[^\w.-]|%.*[^\w.-]", text) else ipaddress.ip_address(text)
    except ValueError:
        return None
