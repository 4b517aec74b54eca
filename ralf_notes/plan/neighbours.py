"""Which files of a tree use which, and a summary of these links for each folder."""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, field, replace
from itertools import chain

from ralf_notes.notes.lists.in_use import InUse
from ralf_notes.outline import imports
from ralf_notes.outline.formats.known_files import tool_of
from ralf_notes.outline.imports import Resolved
from ralf_notes.outline.manifests import Manifest, decode
from ralf_notes.outline.readmes import is_readme
from ralf_notes.outline.readmes.licences import ECOSYSTEM as OF_LICENCE
from ralf_notes.outline.routes.mounting import Mounted
from ralf_notes.paths import folders_above
from ralf_notes.plan.in_use import choice
from ralf_notes.plan.links.tree_links import TreeLinks
from ralf_notes.plan.repository import entries, packages
from ralf_notes.plan.repository.places import Product, product_of
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind

_MOST_LISTED = 7
_MOST_IN_DETAIL = 20
_SETTINGS = frozenset(("cmake", "meson", "starlark", "json", "toml", "xml", "ini", "requirements"))
"""Languages of files that name parts of a product and are none."""


@dataclass(frozen=True, slots=True)
class FolderLinks:
    """A summary of the links of a folder's files."""

    most_used: tuple[str, ...]
    """Files in it that more than one other uses, the most used first."""
    entry_points: tuple[tuple[str, str], ...]
    """Where programs start: the file, and how it is started (`httpx` command), or ''."""
    packages: tuple[str, ...]
    """Packages from outside, the most used first."""
    edges: tuple[tuple[str, str], ...]
    """Which child uses which: most links first; among equals, those of children with most links."""
    in_detail: tuple[str, ...] = ()
    """For the whole tree: the most used files, of which notes say more; more than are listed."""


@dataclass(slots=True)
class Neighbours:
    """The links of one tree's files, resolved or read when they are asked for."""

    links: TreeLinks
    files: Mapping[str, SurveyedFile]
    below: Callable[[str], Iterable[str]]
    """Returns the files below a folder that have notes."""
    _folders: dict[str, FolderLinks] = field(default_factory=dict)
    _all_readmes: list[str] | None = None
    _manifests: dict[str, dict[str, Manifest]] | None = None
    """By folder, then by path."""
    _product: Product | None = None

    @property
    def links_digest(self) -> str:
        """The digest of the links, and of what else notes show of other files."""
        return self.links.summary().links

    def resolved(self, path: str) -> Resolved:
        """Return what a file uses."""
        return self.links.of(path).resolved

    def used_by(self, path: str) -> tuple[str, ...]:
        """Return the files that use a file: code first, then tests; each sorted."""
        return self.links.of(path).used_by

    def in_use(self, path: str) -> dict[str, InUse]:
        """Return where other files use the symbols of a file, by name."""
        return choice.decode(self.links.in_use(path))

    def symbol_uses(self, path: str) -> dict[str, list[choice.UseEntry]]:
        """Return which symbols of other files a file uses, by the other file."""
        return choice.entries_by_file(json.loads(self.links.uses(path) or "{}"))

    def in_use_digest(self, path: str) -> str:
        """Return the digest of where other files use the symbols of a file."""
        return self.links.of(path).in_use

    def mounted(self, path: str) -> Mounted | None:
        """Return where the routers are that a file names; None where nothing is known."""
        encoded = self.links.of(path).mounted
        if not encoded:
            return None
        prefixes, others = json.loads(encoded)
        return Mounted({name: (*each,) for name, each in prefixes.items()}, tuple(others))

    def names_in_code(self, path: str) -> tuple[str, ...]:
        """Return the names that stand in the code of a file, not in a comment or a string."""
        return self.links.sources.names_in(path)[0].chains

    def known_names(self, path: str) -> frozenset[str]:
        """Return the symbols of a file that others use or a README above it names.

        Only of a file whose symbols are too many for a note; none of any other.
        """
        if not self.files[path].crowded:
            return frozenset()
        used = (
            use.names
            for user in self.used_by(path)
            for use in self.resolved(user).uses
            if use.path == path
        )
        folders = {*folders_above(path), ""}
        readmes = (each for each in self._readmes() if each.rpartition("/")[0] in folders)
        named = (self.links.sources.names_in(each)[0].chains for each in readmes)
        return frozenset(chain(self.in_use(path), *used, *named))

    def _readmes(self) -> list[str]:
        """Return the READMEs of the tree."""
        if self._all_readmes is None:
            self._all_readmes = [path for path in self.files if is_readme(path)]
        return self._all_readmes

    def is_test(self, path: str) -> bool:
        """Whether a file is a test."""
        return self.files[path].kind is Kind.TEST

    def users(self, path: str) -> int:
        """Return how many files of code use a file; for a test, also how many tests."""
        kinds = (Kind.CODE, Kind.TEST) if self.is_test(path) else (Kind.CODE,)
        return sum(self.files[user].kind in kinds for user in self.used_by(path))

    def of_folder(self, folder: str) -> FolderLinks:
        """Return a summary of the links of a folder's files."""
        if folder not in self._folders:
            row = self.links.folder(folder)
            if row is None:
                self._folders[folder] = self._count(folder)
            else:
                most_used, starts, packages, edges, in_detail = json.loads(row)
                self._folders[folder] = FolderLinks(
                    tuple(most_used), _pairs(starts), tuple(packages), _pairs(edges),
                    tuple(in_detail),
                )  # fmt: skip
        return self._folders[folder]

    def manifests_in(self, folder: str) -> Mapping[str, Manifest]:
        """Return what the manifests right in a folder say, by path."""
        if self._manifests is None:
            self._manifests = {}
            for path in sorted(path for path, file in self.files.items() if file.manifest):
                manifest = decode(self.files[path].manifest)
                if manifest is not None:
                    self._manifests.setdefault(path.rpartition("/")[0], {})[path] = manifest
        return self._manifests.get(folder, {})

    def manifests_below(self, folder: str) -> dict[str, Manifest]:
        """Return what the manifests in and below a folder say, by path, its own first."""
        at_top = self.manifests_in(folder)
        start = f"{folder}/" if folder else ""
        places = sorted(self._manifests or {}, key=lambda place: (place.count("/"), place))
        inner = (place for place in places if place != folder and place.startswith(start))
        return {
            **at_top,
            **{path: each for place in inner for path, each in self.manifests_in(place).items()},
        }

    @property
    def product(self) -> Product:
        """Which folders are the product's."""
        if self._product is None:
            self._product = product_of(self.manifests_below(""), self.files)
        return self._product

    def keep(self, folders: Collection[str]) -> None:
        """Write the links into the cache, unless it has them already.

        Args:
            folders: all folders of the tree that have notes.
        """
        self.links.keep(folders, lambda folder: json.dumps(astuple(self.of_folder(folder))))

    def _count(self, folder: str) -> FolderLinks:
        paths = list(self.below(folder))
        # Tests are drawn only in their own folders: elsewhere, packages would look cyclic.
        has_code = any(self.files[path].kind is Kind.CODE for path in paths)
        left_out = (Kind.DOCS, Kind.TEST) if has_code else (Kind.DOCS,)
        shown = [path for path in paths if self.files[path].kind not in left_out]
        if any(entries.is_product(path, self.files[path], self.product) for path in shown):
            shown = self.product.below(shown, folder)
        shown_paths = frozenset(shown)
        resolved = [_only(self.resolved(path), shown_paths) for path in shown]
        used = [(self.users(path), path) for path in shown if not _is_of_tools(self.files[path])]
        # Of equally used ones the biggest comes first, as far as a small edit does not change that.
        sizes = {path: self.files[path].source.size.bit_length() for path in shown}
        most_used = sorted((-users, -sizes[path], path) for users, path in used if users > 1)
        starts: tuple[tuple[str, str], ...] = ()
        outside: tuple[str, ...] = ()
        own_manifests = self.manifests_in(folder).values()
        if not folder or any(each.ecosystem != OF_LICENCE for each in own_manifests):
            # Elsewhere no note shows them.
            manifests = self.manifests_below(folder)
            for above in (folder, *folders_above(folder), ""):  # where Gradle's catalogs are
                manifests |= self.manifests_in(posixpath.join(above, "gradle"))
            used_there = {path: self.resolved(path) for path in paths}
            starts = entries.entry_points(paths, self.files, manifests, used_there, self.product)
            outside = packages.packages(paths, self.files, manifests, used_there, self.product)
        # Manifests and settings name parts of the product; they are none themselves.
        parts = (each for each in resolved if is_part(self.files[each.path]))
        edges = imports.folder_edges(parts, folder)
        busy: Counter[str] = Counter()
        for (user, use), weight in edges.items():
            busy[user] += weight
            busy[use] += weight
        return FolderLinks(
            tuple(path for *_, path in most_used[:_MOST_LISTED]),
            starts,
            outside,
            tuple(sorted(edges, key=lambda e: (-edges[e], -busy[e[0]] - busy[e[1]], e))),
            () if folder else tuple(path for *_, path in most_used[:_MOST_IN_DETAIL]),
        )


def is_part(file: SurveyedFile) -> bool:
    """Whether a file is a part that uses others, and no manifest or settings."""
    return not _is_of_tools(file) and file.language not in _SETTINGS


def _is_of_tools(file: SurveyedFile) -> bool:
    """Whether a file is a manifest, or a module that only a tool such as a bundler reads."""
    return bool(file.manifest) or bool(tool_of(file.source.path))


def _only(resolved: Resolved, shown: Collection[str]) -> Resolved:
    """Return what a file uses of the files that a summary shows."""
    return replace(resolved, uses=tuple(use for use in resolved.uses if use.path in shown))


def _pairs(values: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    """Return pairs of texts that JSON has kept as lists."""
    return tuple((first, second) for first, second in values)
