"""The files of a commit, read from git's objects: no branch is checked out, nothing is written."""

from __future__ import annotations

import os
import subprocess
import tempfile
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

from ralf_notes.errors import SourceUnreadable
from ralf_notes.source import git
from ralf_notes.source.listing import FileStat, Listing, ask_linguist, toplevel
from ralf_notes.source.roots import Place, path_below


class Objects:
    """The contents of a repository's objects, by one `git cat-file --batch` for all threads.

    The process starts with the first call of `read`, and ends with this object or the program.
    """

    def __init__(self, root: str) -> None:
        """Prepare to read from the repository of a work tree, or from a bare one."""
        self._root = root
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stop: Callable[[], object] = bool

    def read(self, blob: str) -> bytes:
        """Return the bytes of a blob by its id. Raises `SourceUnreadable` if git cannot read it."""
        with self._lock:
            try:
                process = self._running()
                assert process.stdin is not None and process.stdout is not None
                # One object, as in git-cat-file(1), "BATCH OUTPUT".
                process.stdin.write(f"{blob}\n".encode())
                process.stdin.flush()
                header = process.stdout.readline().split()
                if len(header) != 3:
                    raise ValueError("no such object")
                data = process.stdout.read(int(header[2]) + 1)
                if len(data) != int(header[2]) + 1:
                    raise ValueError("cut short")
                return data[:-1]
            except (OSError, ValueError) as error:
                self._end()
                raise SourceUnreadable(
                    f"git cannot read its content ({blob[:12]}): git fsck shows what is missing"
                ) from error
            except BaseException:  # a signal: the rest of this answer would begin the next one
                self._end()
                raise

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                git.command(self._root, "cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=git.environment(),
                # Ctrl-C must not reach it: the run still has notes to finish.
                process_group=0,
            )
            self._stop = weakref.finalize(self, _kill, self._process)
        return self._process

    def _end(self) -> None:
        """End the process; the next call of `read` starts another."""
        self._process = None
        self._stop()


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    with process:  # closes its pipes, and waits
        pass


# --- places -----------------------------------------------------------------------------------


def locate_in_commit(source: Path, ref: str) -> Place:
    """Find a source path in a commit. It need not exist on disk.

    Its tree is the work tree around it, or the folder of a bare repository. Raises
    `SourceUnreadable` if there is no repository, no such ref, or no such path in the commit.
    """
    if not git.is_installed():
        raise SourceUnreadable("its ref needs git, which is not installed: install git")
    path = os.path.realpath(source)
    if os.path.basename(path) == ".git":
        path = os.path.dirname(path)
    folder = path
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    try:
        root = _root(folder)
    except git.NoRepository:
        raise SourceUnreadable(
            f"it is in no git repository, so there is no ref {ref}: leave out ref"
        ) from None
    below = path_below(root, path) or ""
    commit = _resolve(root, ref)
    kind = "tree"
    if below:
        answer = git.attempt(root, "cat-file", "-t", f"{commit}:{below}")
        kind = answer.stdout.decode().strip()
    if kind not in ("tree", "blob"):
        raise SourceUnreadable(f"there is no {below} in {ref}")
    return Place(path, kind == "tree", root, commit)


def _root(folder: str) -> str:
    """Return the work tree around a folder or around its `.git`, or the bare repository."""
    answer = git.ask(
        folder, "rev-parse", "--is-inside-work-tree", "--is-bare-repository", "--absolute-git-dir"
    )
    in_work_tree, is_bare, path = os.fsdecode(answer.stdout.removesuffix(b"\n")).split("\n", 2)
    if in_work_tree == "true":
        return toplevel(folder) or folder
    git_dir = os.path.realpath(path)
    has_work_tree = is_bare != "true" and os.path.basename(git_dir) == ".git"
    return os.path.dirname(git_dir) if has_work_tree else git_dir


def _resolve(root: str, ref: str) -> str:
    """Return the id of the commit that a ref names."""
    answer = git.attempt(root, "rev-parse", "--verify", "-q", f"{ref}^{{commit}}")
    if answer.returncode == 0:
        return answer.stdout.decode().strip()
    remotes = git.attempt(
        root, "for-each-ref", "--format=%(refname:lstrip=2)", f"refs/remotes/*/{ref}"
    )
    remote = next(iter(os.fsdecode(remotes.stdout).splitlines()), "")
    hint = f"write ref: {remote}" if remote else "git fetch gets the commits of the remote"
    raise SourceUnreadable(
        f"it has no commit called {ref}: {hint}; git branch -a and git tag list them all"
    )


# --- files ------------------------------------------------------------------------------------


def list_commit(root: str, commit: str) -> Listing:
    """List the regular files of a commit, each with its size and the id of its blob.

    Symbolic links and submodules are left out. Raises `SourceUnreadable`.
    """
    listing = Listing()
    answer = git.ask(root, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
    for line in os.fsdecode(answer.stdout).split("\0")[:-1]:
        about, _, path = line.partition("\t")
        mode, _, blob, size = about.split()
        if mode.startswith("100"):
            listing.files[path] = FileStat(int(size))
            listing.blobs[path] = blob
    return listing


def linguist_in_commit(
    root: str, commit: str, blobs: Mapping[str, str], objects: Objects
) -> dict[str, str]:
    """Return what `linguist_in_folder` does, but from the `.gitattributes` of a commit."""
    names = (path for path in blobs if path.endswith(".gitattributes"))
    texts = {path: objects.read(blobs[path]).decode(errors="replace") for path in names}
    if not any("linguist-" in text for text in texts.values()):
        return {}
    # Only git 2.40 or later reads attributes from a commit; every git reads them from an index.
    with tempfile.TemporaryDirectory(prefix="ralf-") as folder:
        extra = {"GIT_INDEX_FILE": os.path.join(folder, "index")}
        git.ask(root, "-c", "core.splitIndex=false", "read-tree", commit, extra=extra)
        return ask_linguist(root, blobs, texts, "--cached", extra=extra)


def not_listed(root: str, commit: str) -> dict[str, bool]:
    """Return the paths in a commit that `list_commit` leaves out, with True for submodules."""
    answer = git.ask(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    entries = (line.partition("\t") for line in os.fsdecode(answer.stdout).split("\0")[:-1])
    return {
        path: about.startswith("160000")
        for about, _, path in entries
        if not about.startswith("100")
    }
