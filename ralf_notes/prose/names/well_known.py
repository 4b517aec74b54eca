"""Names that prose may use wherever it likes: everybody knows them, whatever the source is."""

from __future__ import annotations

from http import HTTPStatus

from ralf_notes.patterns import lazily

# Proper names and plain words that look like code.
_PLAIN_TEXT = """
    GitHub GitLab BitBucket JavaScript TypeScript CoffeeScript ECMAScript ActionScript PowerShell
    PostgreSQL MySQL SQLite NoSQL MongoDB MariaDB DynamoDB CouchDB GraphQL RabbitMQ OpenAPI MacOS
    macOS iOS iPadOS watchOS tvOS iPhone iPad YouTube LinkedIn WordPress OpenAI ChatGPT DevOps
    DevTools PyPI NumPy SciPy PyTorch TensorFlow JUnit PyTest FastAPI LaTeX MathJax BibTeX WebSocket
    WebSockets WebAssembly WebGL WebRTC OpenGL OpenCV OAuth OAuth2 OpenID gRPC LibreOffice OpenSSL
    OpenSSH FreeBSD OpenBSD NetBSD PhD eBPF eBook CamelCase camelCase PascalCase snake_case Node.js
    Vue.js Next.js Nuxt.js React.js Express.js D3.js Three.js Socket.IO ASP.NET VB.NET GeoJSON
    FFmpeg DuckDB mTLS uWSGI WSGI ASGI WiFi ReadMe VSCode IntelliJ AppImage CMake kB KiB
    MiB GiB TiB kHz MHz GHz mAh CommonJS reStructuredText AsciiDoc CPython IPython PyPy RubyGems
    JSONPath XPath SemVer OCaml LuaJIT JSDoc JavaDoc PHPDoc NaN WebKit OpenCL DirectX DoS DDoS
"""
PLAIN = frozenset(_PLAIN_TEXT.split())
# Words that many languages share: in backticks they say nothing about the source.
_COMMON_TEXT = """
    True False None true false null nil undefined self this super int str bool float double char
    byte bytes string list dict map set tuple array object void any async await return yield if else
    for while try except catch finally raise throw import export class def function fn func const
    let var static public private protected with in not and or is JSON YAML TOML XML HTML CSS CSV
    SQL HTTP HTTPS URL URI UTC UTF ASCII API CLI README
"""
COMMON = frozenset(_COMMON_TEXT.split())
# Programs that run, build or install the source of others.
_TOOLS_TEXT = """
    python python3 pip pip3 uv npm npx yarn pnpm node deno bun go cargo make cmake docker git bash
    sh java mvn gradle ruby bundle rake gem php composer dotnet swift curl
"""
TOOLS = frozenset(_TOOLS_TEXT.split())
# Of systems, protocols and tools. No files of a project and no names of libraries: a source that
# has nothing of the kind would get them.
_OF_SYSTEMS_TEXT = """
    PATH HOME USER SHELL TMPDIR EDITOR DISPLAY LANG PWD PYTHONPATH GOPATH JAVA_HOME NODE_ENV
    HTTP_PROXY HTTPS_PROXY NO_PROXY SIGINT SIGTERM SIGKILL SIGHUP SIGQUIT SIGCHLD SIGPIPE
    SIGSEGV SIGUSR1 SIGUSR2 SIGALRM SIGSTOP SIGTSTP EOF EINTR EAGAIN ENOENT EEXIST EPIPE stdin
    stdout stderr sudo cron localhost 127.0.0.1 0.0.0.0 ::1 /dev/null /tmp /etc GET HEAD POST
    PUT PATCH DELETE OPTIONS CONNECT TRACE Authorization Accept Cookie Location Content-Type
    Content-Length User-Agent Set-Cookie Cache-Control application/json text/html text/plain
    multipart/form-data utf-8 UTF-8 utf8 ascii latin-1 base64 gzip sha256 SHA-256 md5 MD5 RSA
    AES HMAC JWT TLS SSL SSH FTP TCP UDP DNS IP LRU FIFO LIFO UUID ISO-8601 RFC POSIX Unix
    Ctrl+C Ctrl-C Ctrl+D Ctrl-D Ctrl+Z O(1) O(n) O(n²) O(n^2) SELECT INSERT UPDATE JOIN WHERE
    NULL TODO FIXME
"""
_OF_SYSTEMS = frozenset(_OF_SYSTEMS_TEXT.split()) | {"O(log n)", "O(n log n)"}
_STATUSES = frozenset(f"{status.value} {status.phrase}" for status in HTTPStatus)


_FIELD = r"(?:[yY]{2,4}|M{1,4}|[dD]{1,2}|H{1,2}|h{1,2}|m{1,2}|s{1,2}|S{1,9}|%[A-Za-z])"
_DATE_PATTERN = lazily(
    rf"(?=.*?(?:yy|YY|MM|dd|DD|HH|hh|mm|ss|SS|%)){_FIELD}(?:[-/.:, T]{{1,2}}{_FIELD})+"
)
"""Matches how dates are to be written: `yyyy-MM-dd`, `%H:%M`."""


def is_well_known(name: str) -> bool:
    """Whether everybody knows a name: GitHub, `PATH`, `SIGINT`, `404 Not Found`, `HH:mm`."""
    is_word = name in PLAIN or name in _OF_SYSTEMS or name in _STATUSES
    return is_word or _DATE_PATTERN.fullmatch(name) is not None
