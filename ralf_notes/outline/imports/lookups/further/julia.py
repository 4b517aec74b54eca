"""Julia: files that others include, and modules of the packages of a tree."""

from __future__ import annotations

from collections.abc import Iterator

from ralf_notes.outline.imports.tree import Hit, Lookup, Outside, TreeIndex, Use, beside
from ralf_notes.outline.model import Import

_JULIA_STANDARD = frozenset((
    "Base", "Core", "Main", "ArgTools", "Artifacts", "Base64", "CRC32c", "Dates", "DelimitedFiles",
    "Distributed", "Downloads", "FileWatching", "Future", "InteractiveUtils", "LazyArtifacts",
    "LibCURL", "LibGit2", "Libdl", "LinearAlgebra", "Logging", "Markdown", "Mmap", "Pkg", "Printf",
    "Profile", "REPL", "Random", "SHA", "Serialization", "SharedArrays", "Sockets", "SparseArrays",
    "Statistics", "SuiteSparse", "TOML", "Tar", "Test", "UUIDs", "Unicode",
))  # fmt: skip
"""https://docs.julialang.org/en/v1/stdlib/"""


def julia(tree: TreeIndex) -> Lookup:
    """Return the lookup for `include("cart.jl")`, and for modules of packages in the tree."""
    packages = {
        path.rpartition("/")[2].removesuffix(".jl"): path
        for path in tree.ordered
        if path.endswith(".jl") and f"/{path}".endswith(f"/src/{path.rpartition('/')[2]}")
    }

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        if item.module.startswith("./"):
            if file := beside(tree, importer, item.module):
                yield Use(file)
            return
        top = item.module.partition(".")[0].strip()
        if top in packages and packages[top] != importer:
            yield Use(packages[top])
        elif top and top not in _JULIA_STANDARD and top not in packages:
            yield Outside(top)

    return Lookup(lookup)
