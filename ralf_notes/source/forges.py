"""The web page of a file, by the git remote of its repository and its default branch."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from ralf_notes.source import git

_PREFERRED = ("upstream", "origin")
"""Of a fork, `upstream` counts: it is the one that everybody who works on it has in common."""
_BRANCHES = ("main", "master")
_WEB = ("https", "http")
_SCP = re.compile(r"(?:[^@/\s]+@)?(?P<host>[\w.-]+\.[\w-]+):(?!/?/)(?P<path>[^\s]+)$")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_SSH_HOSTS = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
    "ssh.dev.azure.com": "dev.azure.com",
}
"""Hosts that only answer ssh, where other ports are closed."""
_PAGES = {
    "github": "{site}/blob/{branch}/{{path}}",
    "gitlab": "{site}/-/blob/{branch}/{{path}}",
    "gitea": "{site}/src/branch/{branch}/{{path}}",
    "bitbucket": "{site}/src/{branch}/{{path}}",
    "sourcehut": "{site}/tree/{branch}/item/{{path}}",
    "azure": "{site}?path=/{{path}}&version=GB{branch}",
}
"""The address of a file's page on each kind of server, as these servers write their own links."""
_KINDS = (
    ("dev.azure.com", "azure"), ("bitbucket.org", "bitbucket"), ("sr.ht", "sourcehut"),
    ("codeberg", "gitea"), ("gitea", "gitea"), ("forgejo", "gitea"), ("gitlab", "gitlab"),
    ("github", "github"), ("gitee.com", "github"),
)  # fmt: skip
"""What stands in the name of a host, and the kind of server that it then is."""
_SIGNS = (
    (".gitlab-ci.yml", "gitlab"), (".forgejo/", "gitea"), (".gitea/", "gitea"),
)  # fmt: skip
"""Files of a tree that only one kind of server reads."""


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a repository is on the web."""

    scheme: str
    host: str
    """With its port, without user and password."""
    path: str
    """Of the repository, percent-encoded."""


def page_template(root: str, paths: Iterable[str]) -> str:
    """Return the address of a file's page, with `{path}` in it; '' if it is not known.

    It names the default branch, not the commit or branch that is checked out, so that it is the
    same in every clone and after every commit.

    Args:
        root: the top of a git work tree, or a bare repository.
        paths: the files of the tree, which may tell what kind of server it is on.
    """
    try:
        addresses = _addresses(root)
        for remote in _in_order(addresses):
            site = _site(addresses[remote])
            kind = _kind(site, paths) if site else ""
            if site and kind:
                branch = _default_branch(root, remote, site)
                return _PAGES[kind].format(
                    site=f"{site.scheme}://{site.host}/{site.path}", branch=quote(branch)
                )
    except git.NoRepository:
        pass
    return ""


def _addresses(root: str) -> dict[str, str]:
    """Return the address of each remote, as its config has it.

    `git remote -v` would show it as `insteadOf` on this machine rewrites it.
    """
    answer = git.attempt(root, "config", "-z", "--local", "--get-regexp", r"^remote\..*\.url$")
    addresses: dict[str, str] = {}
    for entry in os.fsdecode(answer.stdout).split("\0"):
        key, _, address = entry.partition("\n")
        addresses.setdefault(key[len("remote.") : -len(".url")], address)
    return {name: address for name, address in addresses.items() if name and address}


def _in_order(addresses: Mapping[str, str]) -> list[str]:
    """Return the names of the remotes that count, the first first."""
    preferred = [name for name in _PREFERRED if name in addresses]
    return preferred or (list(addresses) if len(addresses) == 1 else [])


def _site(address: str) -> _Site | None:
    """Return where the repository of an address is on the web; None for a path on this machine."""
    scheme, user_host, path = "https", "", ""
    if scp := _SCP.match(address):
        user_host, path = scp["host"], scp["path"]
    else:
        with suppress(ValueError):
            parts = urlsplit(address)
            written = parts.scheme.lower().removeprefix("git+")
            if written in ("ssh", "git", *_WEB) and parts.hostname:
                is_web = written in _WEB
                scheme = written if is_web else "https"
                port = f":{parts.port}" if is_web and parts.port else ""
                user_host, path = f"{parts.hostname}{port}", parts.path
    host, colon, port = user_host.lower().partition(":")
    host = _SSH_HOSTS.get(host, host)
    names = [unquote(each) for each in path.strip("/").removesuffix(".git").split("/")]
    if host == "dev.azure.com" and names[0] == "v3" and len(names) == 4:
        names = [*names[1:3], "_git", names[3]]
    is_plain = all(each not in ("", ".", "..") and each.isprintable() for each in names)
    if not _HOST.fullmatch(host) or "." not in host or not is_plain or len(names) < 2:
        return None
    return _Site(scheme, f"{host}{colon}{port}", "/".join(quote(each, safe="~") for each in names))


def _kind(site: _Site, paths: Iterable[str]) -> str:
    """Return which kind of server a site is: by its name, else by files that only one reads."""
    for part, kind in _KINDS:
        if part in site.host:
            return kind
    if site.path.count("/") > 1:  # groups in groups
        return "gitlab"
    for path in paths:
        for sign, kind in _SIGNS:
            if path == sign or (sign.endswith("/") and path.startswith(sign)):
                return kind
    return ""


def _default_branch(root: str, remote: str, site: _Site) -> str:
    """Return the branch that the server shows first; `HEAD`, which servers know, if it is unknown.

    A clone knows it (`origin/HEAD`). What CI checks out may hold one commit and no branch: then
    its variables tell.
    """
    remotes = dict.fromkeys((remote, *_PREFERRED))
    answer = git.attempt(
        root, "for-each-ref", "--format=%(refname) %(symref)",
        *(f"refs/remotes/{each}/{name}" for each in remotes for name in ("HEAD", *_BRANCHES)),
        *(f"refs/heads/{name}" for name in _BRANCHES),
    )  # fmt: skip
    refs = dict(line.partition(" ")[::2] for line in os.fsdecode(answer.stdout).splitlines())
    for each in remotes:
        if symref := refs.get(f"refs/remotes/{each}/HEAD"):
            return symref.removeprefix(f"refs/remotes/{each}/")
    branches = [f"refs/remotes/{each}/{name}" for each in remotes for name in _BRANCHES]
    if here := next((ref for ref in branches if ref in refs), ""):
        return here.rpartition("/")[2]
    if named := _branch_of_ci(site):
        return named
    return next((name for name in _BRANCHES if f"refs/heads/{name}" in refs), "HEAD")


def _branch_of_ci(site: _Site) -> str:
    """Return the default branch as the variables of GitLab CI or GitHub Actions tell it, or ''.

    Source: https://docs.gitlab.com/ci/variables/predefined_variables/ and
    https://docs.github.com/en/webhooks/webhook-events-and-payloads
    """
    path = unquote(site.path).lower()
    if os.environ.get("CI_PROJECT_PATH", "").lower() == path:
        return os.environ.get("CI_DEFAULT_BRANCH", "")
    if os.environ.get("GITHUB_REPOSITORY", "").lower() != path:
        return ""
    try:
        with open(os.environ["GITHUB_EVENT_PATH"], encoding="utf-8") as event:
            return str(json.load(event)["repository"]["default_branch"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
