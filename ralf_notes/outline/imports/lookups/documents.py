"""Files that documents, settings, styles and schemas name by their path.

Only a file of the tree becomes a link; what leads out of it, or to nothing, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from ralf_notes.outline.formats.documents.templates import MARK
from ralf_notes.outline.imports.lookups.further.templates import templates
from ralf_notes.outline.imports.tree import (
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    ancestors,
    first,
    folder_of,
    join,
    suffix_index,
    under,
    with_suffix,
)
from ralf_notes.outline.model import Import

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z\d+.-]*:|//")
_PAGES = (
    "{}", "{}.md", "{}.mdx", "{}.rst", "{}/README.md", "{}/readme.md", "{}/index.md",
    "{}/index.rst", "{}/index.mdx",
)  # fmt: skip
_FILES = (
    "{}", "{}/action.yml", "{}/action.yaml", "{}/Dockerfile", "{}/kustomization.yaml",
    "{}/Taskfile.yml", "{}/Taskfile.yaml", "{}.json", "{}/tsconfig.json", "{}/docker-compose.yml",
    "{}/compose.yaml",
)  # fmt: skip
_SHEETS = (".css", ".scss", ".sass", ".less")


def _file_at(tree: TreeIndex, importer: str, written: str, forms: Iterable[str]) -> str | None:
    """Return the file that a path in a file leads to; a path that begins with `/` is the tree's."""
    if not written or _ADDRESS.match(written):
        return None
    folder = "" if written.startswith("/") else folder_of(importer)
    path = join(folder, written.lstrip("/"))
    if path is None:
        return None
    return first(tree, (form.replace("{}", path).lstrip("/") for form in forms))


def on_page(tree: TreeIndex, page: str, address: str) -> str | None:
    """Return the file that an address in a page leads to; any folder above may be a site's root."""
    path = re.split(r"[?#]", address.strip(), maxsplit=1)[0]
    if not path.startswith("/") or path.startswith("//"):
        return _file_at(tree, page, path, _FILES)
    inside = path.lstrip("/")
    above = ancestors(folder_of(page))
    return first(tree, (under(root, at + inside) for root in above for at in ("", "public/")))


def pages(tree: TreeIndex) -> Lookup:
    """Return the lookup for what a page loads, shows and links to."""
    by_name = templates(tree).imports

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        if item.mark == MARK:
            yield from by_name(importer, item) if by_name else ()
        elif file := on_page(tree, importer, item.module):
            yield Use(file)

    return Lookup(lookup)


def documents(tree: TreeIndex) -> Lookup:
    """Return the lookup for links of Markdown, reStructuredText and AsciiDoc."""

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        written = item.module.strip().removeprefix("<").removesuffix(">")
        path = unquote(re.split(r"[?#]", written, maxsplit=1)[0])
        above = [f"{folder}/" for folder in ancestors(folder_of(importer)) if folder]
        # A site's root may be a folder of the tree, as that of Sphinx, VitePress or Antora is.
        starts = [""]
        if path.startswith("/"):
            starts += [f"/{folder}" for folder in above]
        elif importer.endswith((".adoc", ".asciidoc")):
            starts += [f"/{folder}" for folder in above if folder.endswith("/pages/")]
        for start in starts:
            written = f"{start}{path.lstrip('/')}" if start else path
            if file := _file_at(tree, importer, written, _PAGES):
                yield Use(file)
                return

    return Lookup(lookup)


def files(tree: TreeIndex) -> Lookup:
    """Return the lookup for paths in settings: from the file or, with `/`, from the root."""

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        written = item.module.strip()
        name = importer.rpartition("/")[2].lower()
        file = _file_at(tree, importer, written, _FILES)
        if not file and name.startswith(("dockerfile", "containerfile")):
            # Its paths start at the context of the build, which is often the root.
            file = _file_at(tree, importer, f"/{written.removeprefix('./')}", ("{}",))
        if file:
            yield Use(file)

    return Lookup(lookup)


def styles(tree: TreeIndex) -> Lookup:
    """Return the lookup for `@import` and `@use`: with or without an ending, or a `_` in front."""

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        folder, _, name = item.module.rpartition("/")
        start = f"{folder}/" if folder else ""
        forms = [item.module] if "." in name else []
        forms += [f"{start}{mark}{name}{end}" for end in _SHEETS for mark in ("", "_")]
        forms += [f"{item.module}/{mark}index{end}" for end in _SHEETS for mark in ("", "_")]
        sheets = (_file_at(tree, importer, form, ("{}",)) for form in forms)
        file = next(filter(None, sheets), None)
        if file:
            yield Use(file)

    return Lookup(lookup)


def proto(tree: TreeIndex) -> Lookup:
    """Return the lookup for `import` of Protocol Buffers, whose paths start at any folder above."""
    index = suffix_index(path for path in tree.ordered if path.endswith(".proto"))

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        path = item.module.strip()
        above = (join(folder, path) or "" for folder in ancestors(folder_of(importer)))
        file = first(tree, above)
        if file is None and ".." not in path:
            unique = with_suffix(index, path, 2)
            file = unique[0] if len(unique) == 1 else None
        if file:
            yield Use(file)
        elif not path.startswith(("google/protobuf/", "/", ".")) and "/" in path:
            yield Outside(path.rpartition("/")[0])

    return Lookup(lookup)


def terraform(tree: TreeIndex) -> Lookup:
    """Return the lookup for the folder of a module, which its main file stands for."""

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        folder = join(folder_of(importer), item.module)
        if folder is None or folder == folder_of(importer):
            return
        start = f"{folder}/" if folder else ""
        names = ("main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md")
        if file := first(tree, (f"{start}{name}" for name in names)):
            yield Use(file)

    return Lookup(lookup)
