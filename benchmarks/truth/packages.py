"""Which packages are judged, and how each comes from its registry: by its own client."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 180  # seconds for one command
PIP = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--retries=1", "--timeout=15"]
NPM_HASTE = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000"]
"""Without a network, each client says so in seconds."""


class NotFetched(Exception):
    """Why a package is not here: its client is not installed, or its registry does not answer."""


@dataclass(frozen=True)
class Package:
    language: str
    client: str
    name: str
    version: str
    inside: str = ""
    """The folder of the sources, where a package holds more than them; `*` is any one name."""


SMALL = (
    Package("python", "pip", "click", "8.1.7"),
    Package("typescript", "npm", "immer", "10.1.1", "src"),
    Package("go", "go", "github.com/google/uuid", "v1.6.0"),
)
PACKAGES = (
    *SMALL,
    Package("python", "pip", "httpx", "0.27.2"),
    Package("javascript", "npm", "express", "4.19.2"),
    Package("go", "go", "github.com/spf13/cobra", "v1.8.1"),
    Package("rust", "cargo", "either", "1.13.0"),
    Package("java", "mvn", "com.google.code.gson:gson", "2.11.0"),
    Package("kotlin", "mvn", "com.squareup.okio:okio-jvm", "3.9.0"),
    Package("c", "cargo", "libz-sys", "1.1.20", "src/zlib"),
    Package("cpp", "npm", "node-addon-api", "8.2.1"),
    Package("bash", "npm", "bats", "1.11.0"),
    Package("csharp", "sdist", "pythonnet", "3.0.5", "src/runtime"),
    Package("swift", "npm", "@capacitor/ios", "6.2.0", "Capacitor"),
    Package(
        "ruby", "apt-get", "ruby-rack", "of Debian", "usr/share/rubygems-integration/all/gems/*/lib"
    ),
    Package("php", "apt-get", "php-guzzlehttp-psr7", "of Debian", "usr/share/php"),
)


def fetch(package: Package, home: Path) -> Path:
    """Return the folder of the package's sources, below the empty folder `home`.

    Raises:
        NotFetched: its client is missing, refuses or has no network.
    """
    if package.client not in ("pip", "sdist") and not shutil.which(package.client):
        raise NotFetched(f"{package.client} is not installed")
    home.mkdir(parents=True)
    came = CLIENTS[package.client](package, home)
    if not package.inside:
        return came
    for folder in sorted(came.glob(package.inside)):
        return folder
    raise NotFetched(f"{package.name} has no folder {package.inside}")


def _pip(package: Package, home: Path) -> Path:
    # A wheel holds the same modules as the source archive, and nothing has to be built for it.
    wanted = f"{package.name}=={package.version}"
    run([*PIP, "--only-binary=:all:", wanted], home)
    return _unpacked(home, "*.whl")


def _npm(package: Package, home: Path) -> Path:
    run(["npm", "pack", "--silent", *NPM_HASTE, f"{package.name}@{package.version}"], home)
    return _unpacked(home, "*.tgz")


def _go(package: Package, home: Path) -> Path:
    (home / "go.mod").write_text("module judged\n")
    wanted = f"{package.name}@{package.version}"
    run(["go", "mod", "download", wanted], home)
    kept = run(["go", "mod", "download", "-json", wanted], home)
    folder = json.loads(kept)["Dir"]
    # The module cache cannot be written to; a copy can be removed afterwards.
    shutil.copytree(folder, home / "tree", copy_function=shutil.copyfile)
    for path in [home / "tree", *(home / "tree").rglob("*")]:
        path.chmod(0o755)
    return home / "tree"


def _cargo(package: Package, home: Path) -> Path:
    (home / "src").mkdir()
    (home / "src" / "lib.rs").write_text("")
    (home / "Cargo.toml").write_text(
        '[package]\nname = "judged"\nversion = "0.0.0"\nedition = "2021"\n'
        f'[dependencies]\n{package.name} = "={package.version}"\n'
    )
    run(["cargo", "vendor", "--quiet", "vendor"], home)
    return home / "vendor" / package.name


def _mvn(package: Package, home: Path) -> Path:
    wanted = f"-Dartifact={package.name}:{package.version}:jar:sources"
    run(["mvn", "-q", "-B", "dependency:copy", wanted, f"-DoutputDirectory={home}"], home)
    return _unpacked(home, "*-sources.jar")


def _sdist(package: Package, home: Path) -> Path:
    wanted = f"{package.name}=={package.version}"
    run([*PIP, "--no-binary=:all:", wanted], home)
    return _unpacked(home, "*.tar.gz") / f"{package.name}-{package.version}"


def _apt(package: Package, home: Path) -> Path:
    """The version is that of the release of Debian or Ubuntu which is installed here."""
    run(["apt-get", "download", "-q", package.name], home)
    archives = sorted(home.glob("*.deb"))
    if not archives:
        raise NotFetched("apt-get: no package came")
    run(["dpkg-deb", "-x", str(archives[0]), "tree"], home)
    return home / "tree"


CLIENTS: dict[str, Callable[[Package, Path], Path]] = {
    "pip": _pip,
    "npm": _npm,
    "go": _go,
    "cargo": _cargo,
    "mvn": _mvn,
    "sdist": _sdist,
    "apt-get": _apt,
}


def run(command: list[str], folder: Path, given: str = "") -> str:
    """Return what a command prints; raise NotFetched with its last line if it fails."""
    try:
        done = subprocess.run(
            command, cwd=folder, input=given, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise NotFetched(f"{command[0]} did not end in {PATIENCE} s") from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no reason").splitlines()
        raise NotFetched(f"{command[0]}: {said[-1][:160]}")
    return done.stdout


def _unpacked(home: Path, pattern: str) -> Path:
    """Unpack the one archive in `home` and return the folder with its files."""
    archives = sorted(home.glob(pattern))
    if not archives:
        raise NotFetched(f"no file {pattern} came")
    tree = home / "tree"
    if archives[0].suffix in (".tgz", ".gz"):
        with tarfile.open(archives[0]) as archive:
            archive.extractall(tree, filter="data")
        return tree / "package" if (tree / "package").is_dir() else tree
    with zipfile.ZipFile(archives[0]) as archive:
        archive.extractall(tree)
    return tree
