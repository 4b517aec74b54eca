"""TLS to a server: which certificates are trusted, and what to do about one that is not."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress

import certifi

from ralf_notes.errors import EngineError, ServerDown

_FILE, _FOLDER = "SSL_CERT_FILE", "SSL_CERT_DIR"
_TRUST = f"Save the certificate of its authority to a file and set {_FILE} to that path"
# The numbers are those of OpenSSL: https://docs.openssl.org/3.0/man1/openssl-verification-options/
_REMEDIES = {
    9: "It is not valid yet: is the clock of this machine right?",
    10: "It has expired: renew it on the server; or is the clock of this machine wrong?",
    18: f"It is self-signed, so no authority vouches for it. Set {_FILE} to a file with it",
    19: f"Its authority is not known on this machine. {_TRUST}",
    20: f"Its authority is not known on this machine. {_TRUST}",
    21: f"The server does not send the certificates between its own and its authority's. {_TRUST}",
    62: "It is for another host name: name the server as the certificate does",
    64: "It is not for this IP address: name the server as the certificate does",
}


def wrapped(plain: socket.socket, name: str, host: str) -> ssl.SSLSocket:
    """Return a connection inside TLS.

    Args:
        plain: the open connection.
        name: the host name that the certificate must be for.
        host: the server's URL, for messages.

    Raises EngineError that says what is wrong with the certificate, or with the way of speaking.
    """
    try:
        return _context(os.environ).wrap_socket(plain, server_hostname=name.partition("%")[0])
    except ssl.SSLCertVerificationError as exc:
        raise EngineError(_about_certificate(exc, host, os.environ)) from exc
    except TimeoutError as exc:
        raise ServerDown(
            f"the server at {host} takes the connection but says nothing in TLS. If it speaks "
            f"none, name it without: {host.replace('https://', 'http://', 1)}"
        ) from exc
    except ssl.SSLError as exc:
        raise EngineError(_about_protocol(exc, host)) from exc
    except ValueError as exc:  # a name that no certificate can hold
        raise EngineError(f"no safe connection to {host}: {exc}") from exc


def _context(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Return what is trusted: the system's authorities, or those that the environment names.

    `ssl.create_default_context` is not used, as it writes to SSLKEYLOGFILE and, from Python 3.13
    on, refuses authorities of one's own that lack a field.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(["http/1.1"])
    context.load_default_certs()  # honours both variables, and passes over what is not there
    if not (environ.get(_FILE) or environ.get(_FOLDER)):
        with suppress(OSError):  # not every Python knows where the system's are
            context.load_verify_locations(certifi.where())
    return context


def _about_certificate(
    exc: ssl.SSLCertVerificationError, host: str, environ: Mapping[str, str]
) -> str:
    why = exc.verify_message or str(exc)
    remedy = _REMEDIES.get(exc.verify_code, _TRUST)
    return f"the certificate of {host} is not trusted: {why}. {remedy}{_unusable(environ)}"


def _unusable(environ: Mapping[str, str]) -> str:
    """Return a sentence about variables that lead to no certificate, or ''."""
    file, folder = environ.get(_FILE, ""), environ.get(_FOLDER, "")
    if file:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
        except OSError as exc:
            why = exc.strerror if type(exc) is not ssl.SSLError else "it holds no certificate"
            return f". {_FILE} is {file}: {why or exc}"
    if folder and not any(os.path.isdir(each) for each in folder.split(os.pathsep)):
        return f". {_FOLDER} is {folder}: there is no such folder"
    return ""


def _about_protocol(exc: ssl.SSLError, host: str) -> str:
    if exc.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"):
        plain = host.replace("https://", "http://", 1)
        return f"the server at {host} does not speak TLS. Name it without: {plain}"
    return f"no safe connection to {host}: {exc.reason or exc}"
