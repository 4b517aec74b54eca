"""Imports lead to files of the tree, never out of it, in every language that has an outline."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.outline.imports import Declarations, Resolved, Use, folder_edges, index, used_by
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import

LANGUAGES = {
    "py": "python", "pyi": "python", "js": "javascript", "mjs": "javascript", "ts": "typescript",
    "tsx": "tsx", "go": "go", "rs": "rust", "java": "java", "kt": "kotlin", "cs": "c_sharp",
    "c": "c", "h": "c", "cpp": "cpp", "hpp": "cpp", "rb": "ruby", "php": "php", "sh": "bash",
    "swift": "swift", "scala": "scala", "md": "markdown",
}  # fmt: skip


def facts(
    path: str,
    *imports: Import,
    package: str = "",
    types: tuple[str, ...] = (),
    values: tuple[str, ...] = (),
    is_test: bool = False,
) -> Declarations:
    language = LANGUAGES.get(path.rpartition(".")[2], "text")
    return Declarations(
        path, language, package, imports, types=types, values=values, is_test=is_test
    )


def resolve(
    importer: str,
    module: str,
    *names: str,
    tree: Iterable[str | Declarations],
    configs: Mapping[str, str] | None = None,
) -> Resolved:
    """Resolve one import of a file in a tree."""
    return resolve_names(importer, Import(module, names), tree=tree, configs=configs)


def resolve_names(
    importer: str,
    *imports: Import,
    tree: Iterable[str | Declarations],
    configs: Mapping[str, str] | None = None,
    chains: tuple[str, ...] = (),
    package: str = "",
) -> Resolved:
    """Resolve a file in which some names stand."""
    texts = configs or {}
    files = [it if isinstance(it, Declarations) else facts(it) for it in (*tree, *texts)]
    user = facts(importer, *imports, package=package)
    return index([*files, user], texts.get).resolve(user, Mentions(chains))


def used(result: Resolved) -> dict[str, tuple[str, ...]]:
    return {use.path: use.names for use in result.uses}


# The same for all languages


def test_uses_are_merged_sorted_and_never_the_file_itself() -> None:
    user = facts(
        "pkg/a.py",
        Import("pkg.c", ("Z",)),
        Import("pkg.b", ("Y", "X")),
        Import("pkg.c", ("A", "Z")),
        Import("pkg.a"),
        Import("requests"),
        Import("attr"),
        Import("requests.adapters"),
    )
    files = [user, *map(facts, ("pkg/__init__.py", "pkg/b.py", "pkg/c.py"))]
    result = index(files, {}.get).resolve(user)
    assert result == Resolved(
        "pkg/a.py",
        (Use("pkg/b.py", ("X", "Y")), Use("pkg/c.py", ("A", "Z"))),
        ("attr", "requests"),
    )


def test_cycles_are_resolved_both_ways() -> None:
    one, two = facts("a.py", Import("b")), facts("b.py", Import("a"))
    resolver = index([one, two], {}.get)
    assert used_by(map(resolver.resolve, (one, two))) == {"a.py": ("b.py",), "b.py": ("a.py",)}


def test_languages_without_imports_use_nothing() -> None:
    assert resolve("a.nix", "./x.md", tree=["x.md"]) == Resolved("a.nix", (), ())


def test_used_by_lists_the_users_sorted() -> None:
    resolved = [
        Resolved("z.py", (Use("a.py"), Use("b.py")), ()),
        Resolved("m.py", (Use("a.py", ("x",)),), ()),
    ]
    assert used_by(resolved) == {"a.py": ("m.py", "z.py"), "b.py": ("z.py",)}


EDGES = [
    Resolved("src/api/a.py", (Use("src/core/x.py"), Use("src/core/y.py"), Use("lib/z.py")), ()),
    Resolved("src/api/b.py", (Use("src/api/a.py"), Use("src/main.py"), Use("srcx/q.py")), ()),
    Resolved("src/main.py", (Use("src/api/a.py"),), ()),
    Resolved("lib/z.py", (Use("src/main.py"),), ()),
]


def test_edges_join_the_direct_children_of_a_folder() -> None:
    assert folder_edges(EDGES, "src") == {
        ("src/api", "src/core"): 2,
        ("src/api", "src/main.py"): 1,
        ("src/main.py", "src/api"): 1,
    }


def test_edges_of_the_root_join_its_folders() -> None:
    assert folder_edges(EDGES, "") == {("lib", "src"): 1, ("src", "lib"): 1, ("src", "srcx"): 1}


def test_edges_can_go_deeper() -> None:
    assert folder_edges(EDGES, "src", depth=2) == {
        ("src/api/a.py", "src/core/x.py"): 1,
        ("src/api/a.py", "src/core/y.py"): 1,
        ("src/api/b.py", "src/api/a.py"): 1,
        ("src/api/b.py", "src/main.py"): 1,
        ("src/main.py", "src/api/a.py"): 1,
    }


# Python

PYTHON = (
    "setup.py", "src/gate/__init__.py", "src/gate/app.py", "src/gate/limits/__init__.py",
    "src/gate/limits/bucket.py", "src/gate/stubs.pyi", "src/space/part/mod.py",
    "tests/helpers.py", "tests/test_app.py", "scripts/logging.py", "scripts/run.py",
)  # fmt: skip


@pytest.mark.parametrize(
    ("importer", "module", "names", "expected"),
    [
        ("tests/test_app.py", "gate", (), {"src/gate/__init__.py": ()}),
        ("tests/test_app.py", "gate.limits.bucket", (), {"src/gate/limits/bucket.py": ()}),
        ("tests/test_app.py", "gate", ("app",), {"src/gate/app.py": ()}),
        ("tests/test_app.py", "gate", ("VERSION",), {"src/gate/__init__.py": ("VERSION",)}),
        (
            "tests/test_app.py",
            "gate",
            ("app", "VERSION"),
            {"src/gate/app.py": (), "src/gate/__init__.py": ("VERSION",)},
        ),
        ("tests/test_app.py", "gate.app", ("run",), {"src/gate/app.py": ("run",)}),
        ("tests/test_app.py", "gate.app", ("*",), {"src/gate/app.py": ()}),
        ("tests/test_app.py", "gate.stubs", ("T",), {"src/gate/stubs.pyi": ("T",)}),
        ("tests/test_app.py", "space.part", ("mod",), {"src/space/part/mod.py": ()}),
        ("tests/test_app.py", "space.part.mod", ("f",), {"src/space/part/mod.py": ("f",)}),
        ("tests/test_app.py", "helpers", (), {"tests/helpers.py": ()}),
        ("tests/test_app.py", "tests.helpers", ("h",), {"tests/helpers.py": ("h",)}),
        ("src/gate/app.py", ".", ("limits",), {"src/gate/limits/__init__.py": ()}),
        ("src/gate/app.py", ".limits.bucket", ("B",), {"src/gate/limits/bucket.py": ("B",)}),
        ("src/gate/limits/bucket.py", "..app", ("run",), {"src/gate/app.py": ("run",)}),
        ("src/gate/limits/bucket.py", "..", ("app",), {"src/gate/app.py": ()}),
        ("src/gate/__init__.py", ".", ("VERSION",), {}),
        ("src/gate/app.py", "....setup", (), {}),
        ("src/gate/app.py", ".....setup", (), {}),
        ("src/gate/app.py", "gate._speedups", ("fast",), {}),
        ("scripts/run.py", "logging", (), {"scripts/logging.py": ()}),
        ("src/gate/app.py", "logging", (), {}),
    ],
)
def test_python(
    importer: str, module: str, names: tuple[str, ...], expected: dict[str, tuple[str, ...]]
) -> None:
    result = resolve(importer, module, *names, tree=PYTHON)
    assert (used(result), result.packages) == (expected, ())


def test_python_outside_packages_go_by_their_top_name() -> None:
    assert resolve("a.py", "google.cloud.storage", tree=[]).packages == ("google",)
    assert resolve("a.py", "collections.abc", tree=[]).packages == ()
    assert resolve("a.py", "__future__", "annotations", tree=[]).packages == ()


def test_python_programs_of_django_run_in_the_folder_of_their_commands() -> None:
    tree = ["demo/__init__.py", "demo/manage.py", "demo/shop/__init__.py", "demo/shop/models.py"]
    result = resolve("demo/shop/admin.py", "shop.models", "Cart", tree=tree)
    assert (used(result), result.packages) == ({"demo/shop/models.py": ("Cart",)}, ())
    assert (
        used(resolve("demo/shop/admin.py", "shop.models", "Cart", tree=tree[:1] + tree[2:])) == {}
    )


def test_python_scripts_in_a_folder_with_init_import_each_other() -> None:
    tasks = replace(facts("web/tasks.py"), values=("send",))
    views = facts("web/views.py", Import("tasks", ("send",)), Import("yaml"))
    main = facts("web/main.py", Import("tasks"), Import("types"))
    others = (facts(f"web/{name}.py") for name in ("__init__", "yaml", "types"))
    tree = [tasks, views, main, facts("other/a.py", Import("tasks")), *others]
    resolver = index(tree, {}.get)
    assert used(resolver.resolve(views)) == {"web/tasks.py": ("send",), "web/yaml.py": ()}
    assert used(resolver.resolve(main)) == {"web/tasks.py": ()}
    assert used(resolver.resolve(tree[3])) == {}
    package = facts("test_web.py", Import("web.views"))
    resolver = index([*tree, package], {}.get)  # an import uses the folder as a package
    assert resolver.resolve(views).packages == ("tasks", "yaml")


def test_python_takes_the_nearest_of_two_roots() -> None:
    tree = [f"{top}/src/{file}" for top in ("one", "two") for file in ("conf/__init__.py", "m.py")]
    assert used(resolve("one/tests/t.py", "conf", tree=tree)) == {"one/src/conf/__init__.py": ()}
    assert used(resolve("two/tests/t.py", "conf", tree=tree)) == {"two/src/conf/__init__.py": ()}
    assert used(resolve("two/tests/t.py", "m", tree=tree)) == {"two/src/m.py": ()}


def test_python_modules_inside_packages_are_no_top_level_modules() -> None:
    tree = ["pkg/__init__.py", "pkg/yaml.py"]
    result = resolve("pkg/a.py", "yaml", tree=tree)
    assert (result.uses, result.packages) == ((), ("yaml",))


def test_python_packages_without_init_do_not_hide_the_standard_library() -> None:
    inside = facts("src/orbit/box/inbox.py", Import("types", ("A",)), Import("orbit.mail", ("M",)))
    mail = facts("src/orbit/mail.py", Import("queue"), Import("json"))
    tree = [inside, mail, *map(facts, ("src/orbit/queue.py", "src/orbit/box/types.py"))]
    resolver = index(tree, {}.get)
    assert used(resolver.resolve(inside)) == {"src/orbit/mail.py": ("M",)}
    assert used(resolver.resolve(mail)) == {}


def test_python_folder_of_scripts_does_not_hide_a_package_of_the_same_name() -> None:
    result = resolve("app.py", "torch", "nn", tree=["examples/torch/train.py"])
    assert (result.uses, result.packages) == ((), ("torch",))


# JavaScript and TypeScript

TYPESCRIPT = (
    "web/src/main.ts", "web/src/a.ts", "web/src/b.tsx", "web/src/types.d.ts", "web/src/old.js",
    "web/src/ui/index.tsx", "web/src/data.json", "web/src/App.vue", "web/src/x.esm.mjs",
    "web/gen/api.ts", "packages/core/src/index.ts", "packages/core/src/deep/tool.ts",
    "packages/core/src/secret.ts", "packages/core/src/old.d.ts",
)  # fmt: skip
CONFIGS = {
    "tsconfig.base.json": '{"compilerOptions": {"paths": {"base/*": ["./web/gen/*"]}}}',
    "web/tsconfig.json": """{
        // written by hand
        "extends": "../tsconfig.base", /* local */
        "compilerOptions": {
            "baseUrl": "./src",
            "paths": {"@/*": ["./*"], "@gen/*": ["nowhere/*", "../gen/*"], "~main": ["main.ts"],},
        },
    }""",
    "web/package.json": json.dumps({"name": "web", "imports": {"#gen/*": "./gen/*.ts"}}),
    "packages/core/tsconfig.json": '{"extends": ["./missing.json", "../../tsconfig.base.json"]}',
    "packages/core/package.json": json.dumps(
        {
            "name": "@acme/core",
            "main": "./dist/index.js",
            "exports": {
                ".": {
                    "types@<5.4": "./src/old.d.ts",
                    "import": "./dist/index.js",
                    "default": None,
                },
                "./tools/*": {"import": "./src/deep/*.ts"},
                "./built/*": "./dist/deep/*.js",
            },
        }
    ),
}


@pytest.mark.parametrize(
    ("importer", "module", "expected"),
    [
        ("web/src/main.ts", "./a", "web/src/a.ts"),
        ("web/src/main.ts", "./a.js", "web/src/a.ts"),
        ("web/src/main.ts", "./b.js", "web/src/b.tsx"),
        ("web/src/main.ts", "./b.jsx", "web/src/b.tsx"),
        ("web/src/main.ts", "./types", "web/src/types.d.ts"),
        ("web/src/main.ts", "./old", "web/src/old.js"),
        ("web/src/main.ts", "./x.esm", "web/src/x.esm.mjs"),
        ("web/src/main.ts", "./ui", "web/src/ui/index.tsx"),
        ("web/src/main.ts", "./ui/", "web/src/ui/index.tsx"),
        ("web/src/main.ts", "./data.json", "web/src/data.json"),
        ("web/src/main.ts", "./App.vue?raw", "web/src/App.vue"),
        ("web/src/main.ts", "../gen/api", "web/gen/api.ts"),
        ("web/src/ui/index.tsx", "..", None),
        ("web/src/ui/index.tsx", "../../../../a", None),
        ("web/src/main.ts", "../../../../../web/src/a", None),
        ("web/src/main.ts", "@/ui", "web/src/ui/index.tsx"),
        ("web/src/main.ts", "@gen/api", "web/gen/api.ts"),
        ("web/src/ui/index.tsx", "~main", "web/src/main.ts"),
        ("web/src/ui/index.tsx", "a", "web/src/a.ts"),
        ("web/src/ui/index.tsx", "#gen/api", "web/gen/api.ts"),
        ("packages/core/src/index.ts", "base/api", "web/gen/api.ts"),
        ("web/src/main.ts", "@acme/core", "packages/core/src/index.ts"),
        ("web/src/main.ts", "@acme/core/tools/tool", "packages/core/src/deep/tool.ts"),
        ("web/src/main.ts", "@acme/core/secret", "packages/core/src/secret.ts"),
        ("web/src/main.ts", "@acme/core/nothing", None),
        ("web/src/main.ts", "@acme/core/built/tool", "packages/core/src/deep/tool.ts"),
        ("web/src/main.ts", "../../packages/core", "packages/core/src/index.ts"),
        ("web/src/main.ts", "../../packages/core/dist/index.js", "packages/core/src/index.ts"),
        ("web/src/main.ts", "../../packages/core/dist/index.d.ts", "packages/core/src/index.ts"),
        ("web/src/main.ts", "/etc/passwd", None),
        ("web/src/main.ts", "virtual:pages", None),
        ("web/src/main.ts", "node:fs/promises", None),
        ("web/src/main.ts", "fs/promises", None),
        ("web/src/main.ts", "path", None),
    ],
)
def test_typescript(importer: str, module: str, expected: str | None) -> None:
    result = resolve(importer, module, "x", tree=TYPESCRIPT, configs=CONFIGS)
    assert used(result) == ({expected: ("x",)} if expected else {})
    assert result.packages == ()


def test_javascript_outside_packages_keep_their_scope() -> None:
    assert resolve("a.js", "react-dom/client", tree=[]).packages == ("react-dom",)
    assert resolve("a.js", "@scope/pkg/sub", tree=[]).packages == ("@scope/pkg",)


def test_a_package_is_not_the_index_file_at_the_root() -> None:
    """A file beside the settings is found for `baseUrl`, and nothing is for a package."""
    tree, configs = (
        ["index.js", "a.js"],
        {"tsconfig.json": '{"compilerOptions": {"baseUrl": "./"}}'},
    )
    assert resolve("b.js", "express", tree=tree, configs=configs).packages == ("express",)
    assert used(resolve("b.js", "a", tree=tree, configs=configs)) == {"a.js": ()}
    assert not used(resolve("b.js", "./lost", tree=tree))
    assert not used(resolve("b.js", "./dist/lost.js", tree=tree))


def test_a_script_gets_the_script_beside_a_file_of_types() -> None:
    tree = ["lib/a.js", "lib/a.d.ts", "lib/only.d.ts"]
    assert used(resolve("b.js", "./lib/a", tree=tree)) == {"lib/a.js": ()}
    assert used(resolve("b.ts", "./lib/a", tree=tree)) == {"lib/a.d.ts": ()}
    assert used(resolve("b.js", "./lib/only", tree=tree)) == {"lib/only.d.ts": ()}


def test_javascript_at_slash_is_the_source_folder_without_any_tsconfig() -> None:
    result = resolve(
        "app/src/views/v.js",
        "@/store",
        tree=["app/src/store.js"],
        configs={"app/package.json": "{}"},
    )
    assert used(result) == {"app/src/store.js": ()}


def test_typescript_paths_may_be_in_a_config_beside() -> None:
    configs = {
        "tsconfig.json": '{"files": [], "references": [{"path": "./tsconfig.app.json"}]}',
        "tsconfig.app.json": """{"extends": "./tsconfig.json",
            "compilerOptions": {"paths": {"$lib/*": ["./lib/*"]}}}""",
    }
    result = resolve("src/a.ts", "$lib/b", tree=["lib/b.ts"], configs=configs)
    assert used(result) == {"lib/b.ts": ()}


# Go

GO = [
    facts("go/cmd/gate/main.go", package="main"),
    facts("go/limits/store.go", package="limits", types=("Store",)),
    facts("go/limits/limits.go", package="limits", values=("New", "twin")),
    facts("go/limits/limits_windows.go", package="limits", values=("twin",)),
    facts("go/limits/limits_test.go", package="limits_test", values=("Helper",), is_test=True),
    facts("go/limits/in_test.go", package="limits", values=("Fake",), is_test=True),
    facts("go/v2/zeta.go", package="gate", values=("Run",)),
    facts("go/onlytests/x_test.go", package="onlytests", values=("X",), is_test=True),
    facts("go/tools/gen/gen.go", package="gen", values=("Gen",)),
]
GO_MODS = {
    "go/go.mod": "// the service\nmodule example.com/gate // v1\n\ngo 1.22\n\n"
    "require (\n\tgithub.com/aws/aws-sdk-go v1.44.0\n\tgolang.org/x/net v0.1.0 // indirect\n)\n"
    "require github.com/spf13/cobra v1.8.0\n",
    "go/tools/go.mod": "module example.com/gate/tools\n",
}


@pytest.mark.parametrize(
    ("module", "chain", "file", "packages"),
    [
        ("example.com/gate/limits", "limits.Store.Take", "go/limits/store.go", ()),
        ("example.com/gate/limits", "limits.New", "go/limits/limits.go", ()),
        ("example.com/gate/limits", "limits", None, ()),
        ("example.com/gate/limits", "Store", None, ()),
        ("example.com/gate/limits", "other.Store", None, ()),
        ("example.com/gate/limits", ".limits.Store", None, ()),
        ("example.com/gate/limits", "limits.twin", None, ()),
        ("example.com/gate/limits", "limits.Fake", None, ()),
        ("example.com/gate/limits", "limits_test.Helper", None, ()),
        ("example.com/gate/v2", "gate.Run", "go/v2/zeta.go", ()),
        ("example.com/gate/tools/gen", "gen.Gen", "go/tools/gen/gen.go", ()),
        ("example.com/gate/onlytests", "onlytests.X", None, ()),
        ("example.com/gate/../gate/limits", "limits.New", None, ()),
        ("example.com/gateway", "", None, ("example.com/gateway",)),
        ("github.com/aws/aws-sdk-go/service/s3", "", None, ("github.com/aws/aws-sdk-go",)),
        ("golang.org/x/net/html", "", None, ("golang.org/x/net",)),
        ("gopkg.in/yaml.v3", "", None, ("gopkg.in/yaml.v3",)),
        ("net/http", "http.Get", None, ()),
        ("C", "C.free", None, ()),
    ],
)
def test_go_imports_lead_to_the_files_that_declare_what_is_used(
    module: str, chain: str, file: str | None, packages: tuple[str, ...]
) -> None:
    result = resolve_names(
        "go/cmd/gate/main.go", Import(module), tree=GO, configs=GO_MODS, chains=(chain,)
    )
    assert [use.path for use in result.uses] == ([file] if file else [])
    assert result.packages == packages


@pytest.mark.parametrize(
    ("local", "chain", "is_found"),
    [("l", "l.New", True), ("l", "limits.New", False), (".", "New", True), ("_", "New", False)],
)
def test_go_imports_may_have_a_name_of_their_own(local: str, chain: str, is_found: bool) -> None:
    result = resolve_names(
        "go/cmd/gate/main.go",
        Import("example.com/gate/limits", local=(local,)),
        tree=GO,
        configs=GO_MODS,
        chains=(chain,),
    )
    assert used(result) == ({"go/limits/limits.go": ("New",)} if is_found else {})


def test_go_files_of_a_package_need_no_import() -> None:
    chains = ("New", "Store", "Fake", "x.twin", ".New", "Helper")
    result = resolve_names(
        "go/limits/more.go", tree=GO, configs=GO_MODS, chains=chains, package="limits"
    )
    assert used(result) == {"go/limits/limits.go": ("New",), "go/limits/store.go": ("Store",)}
    outside = resolve_names(
        "go/v2/more.go", tree=GO, configs=GO_MODS, chains=chains, package="limits"
    )
    assert outside.uses == ()


# Rust

RUST = (
    "gate/src/lib.rs", "gate/src/main.rs", "gate/src/limits.rs", "gate/src/limits/bucket.rs",
    "gate/src/net/mod.rs", "gate/src/net/tcp.rs", "gate/src/bin/tool.rs", "gate/tests/it.rs",
    "gate/tests/common/mod.rs", "my-util/src/lib.rs", "my-util/src/text.rs",
)  # fmt: skip
CARGO = {
    "Cargo.toml": '[workspace]\nmembers = ["gate", "my-util"]\n'
    '[workspace.dependencies]\nserde = "1"\n',
    "gate/Cargo.toml": '[package]\nname = "gate"\n[dependencies]\nmy-util = {path = "../my-util"}\n'
    '[target."cfg(unix)".dependencies]\nnix-like = "1"\n',
    "my-util/Cargo.toml": '[package]\nname = "my-util"\n',
}


@pytest.mark.parametrize(
    ("importer", "module", "names", "expected"),
    [
        ("gate/src/lib.rs", "mod limits", (), {"gate/src/limits.rs": ()}),
        ("gate/src/lib.rs", "self::limits", (), {"gate/src/limits.rs": ()}),
        ("gate/src/lib.rs", "mod net", (), {"gate/src/net/mod.rs": ()}),
        ("gate/src/limits.rs", "mod bucket", (), {"gate/src/limits/bucket.rs": ()}),
        ("gate/src/net/mod.rs", "mod tcp", (), {"gate/src/net/tcp.rs": ()}),
        ("gate/src/net/tcp.rs", "crate::limits", ("Rate",), {"gate/src/limits.rs": ("Rate",)}),
        ("gate/src/net/tcp.rs", "crate::limits::Rate", (), {"gate/src/limits.rs": ("Rate",)}),
        ("gate/src/net/tcp.rs", "crate::limits", ("bucket",), {"gate/src/limits/bucket.rs": ()}),
        ("gate/src/net/tcp.rs", "crate::limits::bucket::*", (), {"gate/src/limits/bucket.rs": ()}),
        ("gate/src/net/tcp.rs", "crate::Error", (), {"gate/src/lib.rs": ("Error",)}),
        ("gate/src/net/tcp.rs", "super::Conn", (), {"gate/src/net/mod.rs": ("Conn",)}),
        ("gate/src/net/tcp.rs", "super::super::limits", (), {"gate/src/limits.rs": ()}),
        ("gate/src/limits/bucket.rs", "super::Rate", (), {"gate/src/limits.rs": ("Rate",)}),
        ("gate/src/limits/bucket.rs", "super", ("*",), {}),
        ("gate/src/lib.rs", "super::Thing", (), {}),
        ("gate/src/lib.rs", "limits::Rate", (), {"gate/src/limits.rs": ("Rate",)}),
        ("gate/src/main.rs", "gate::limits", ("Rate",), {"gate/src/limits.rs": ("Rate",)}),
        ("gate/src/bin/tool.rs", "gate::run", (), {"gate/src/lib.rs": ("run",)}),
        ("gate/src/bin/tool.rs", "crate::Local", (), {}),
        ("gate/tests/it.rs", "mod common", (), {"gate/tests/common/mod.rs": ()}),
        ("gate/src/lib.rs", "my_util::text::wrap", (), {"my-util/src/text.rs": ("wrap",)}),
        ("gate/src/lib.rs", "my_util as u", (), {"my-util/src/lib.rs": ()}),
        ("gate/src/net/tcp.rs", "super::super::super::super::x", (), {"gate/src/lib.rs": ("x",)}),
        ("gate/src/lib.rs", "std::collections", ("HashMap",), {}),
        ("gate/src/lib.rs", "Kind::*", (), {}),
        ("gate/src/lib.rs", "inline_module::f", (), {}),
    ],
)
def test_rust(
    importer: str, module: str, names: tuple[str, ...], expected: dict[str, tuple[str, ...]]
) -> None:
    result = resolve(importer, module, *names, tree=RUST, configs=CARGO)
    assert (used(result), result.packages) == (expected, ())


def test_rust_outside_crates_are_those_that_cargo_asks_for() -> None:
    assert resolve("gate/src/lib.rs", "serde::de", tree=RUST, configs=CARGO).packages == ("serde",)
    assert resolve("gate/src/lib.rs", "::nix_like", tree=RUST, configs=CARGO).packages == (
        "nix_like",
    )
    assert resolve("a.rs", "serde::de", tree=[]).packages == ("serde",)
    assert resolve("a.rs", "Kind::One", tree=[]).packages == ()


# Java and Kotlin

JVM = [
    facts("app/src/main/java/com/acme/App.java", package="com.acme", types=("App",)),
    facts(
        "app/src/main/java/com/acme/net/Client.java",
        package="com.acme.net",
        types=("Client", "Client.Builder"),
    ),
    facts(
        "app/src/main/kotlin/com/acme/text/Strings.kt", package="com.acme.text", values=("wrap",)
    ),
    facts("demo/src/main/java/com/acme/net/Client.java", package="com.acme.net", types=("Client",)),
    facts("demo/src/main/java/com/acme/net/Server.java", package="com.acme.net", types=("Server",)),
    *(facts(f"many/{name}.java", package="com.acme.many", types=(name,)) for name in "ABCDEFG"),
]


@pytest.mark.parametrize(
    ("importer", "module", "names", "expected"),
    [
        ("app/A.java", "com.acme.net.Client", (), {JVM[1].path: ("Client",)}),
        ("demo/A.java", "com.acme.net.Client", (), {JVM[3].path: ("Client",)}),
        ("app/A.java", "com.acme.net", ("Client",), {JVM[1].path: ("Client",)}),
        ("app/A.java", "com.acme.net.Client.Builder", (), {JVM[1].path: ("Client",)}),
        ("app/A.java", "com.acme.net.Client.*", (), {JVM[1].path: ("Client",)}),
        ("app/A.java", "com.acme.net.*", (), {}),
        ("app/A.kt", "com.acme.text.wrap", (), {JVM[2].path: ("wrap",)}),
        ("app/A.kt", "com.acme.text.unknown", (), {}),
        ("app/A.kt", "kotlin.math.max", (), {}),
        ("app/A.java", "java.util.List", (), {}),
        ("app/A.java", "javax.inject.Inject", (), {}),
    ],
)
def test_java_and_kotlin(
    importer: str, module: str, names: tuple[str, ...], expected: dict[str, tuple[str, ...]]
) -> None:
    result = resolve(importer, module, *names, tree=JVM)
    assert (used(result), result.packages) == (expected, ())


@pytest.mark.parametrize(
    ("package", "module", "chain", "expected"),
    [
        ("com.acme", "com.acme.many.*", "C.make", {"many/C.java": ("C",)}),
        ("com.acme", "com.acme.many.*", "c.C", {}),
        ("com.acme.many", "", "C", {"many/C.java": ("C",)}),
        ("com.acme.other", "", "C", {}),
        ("com.acme.many", "org.other.C", "C", {}),
        ("com.acme", "", "com.acme.many.C.make", {"many/C.java": ("C",)}),
        ("com.acme", "com.acme.net.*", "Client", {JVM[1].path: ("Client",)}),
        ("com.acme", "com.acme.net.*", "Server", {JVM[4].path: ("Server",)}),
    ],
)
def test_java_names_of_the_package_and_of_wildcards(
    package: str, module: str, chain: str, expected: dict[str, tuple[str, ...]]
) -> None:
    imports = [Import(module)] if module else []
    result = resolve_names("app/A.java", *imports, tree=JVM, chains=(chain,), package=package)
    assert used(result) == expected


def test_kotlin_names_that_several_platforms_declare_lead_to_the_common_one() -> None:
    tree = [
        facts(f"okio/src/{platform}Main/kotlin/okio/Path.kt", package="okio", types=("Path",))
        for platform in ("common", "jvm", "native")
    ]
    elsewhere = resolve("fake/src/commonMain/kotlin/fake/A.kt", "okio.Path", tree=tree)
    assert used(elsewhere) == {tree[0].path: ("Path",)}
    test = "okio/src/jvmMain/kotlin/okio/Use.kt"
    beside = resolve_names(test, tree=tree, chains=("Path",), package="okio")
    assert used(beside) == {tree[1].path: ("Path",)}
    twins = [facts(f"x/{name}.kt", package="x", values=("twin",)) for name in "ab"]
    assert resolve("y/C.kt", "x.twin", tree=twins).uses == ()


def test_what_comes_with_scala_is_no_package() -> None:
    for module in ("scala.util.matching.Regex", "collection.immutable.TreeMap"):
        assert resolve("A.scala", module, tree=JVM).packages == ()
    assert resolve("A.scala", "cats.effect.IO", tree=JVM).packages == ("cats.effect",)


def test_a_folder_of_headers_of_the_tree_is_no_library() -> None:
    tree = ["include/gate/api.h", "src/a.c"]
    assert resolve("src/a.c", "<gate/built-config.h>", tree=tree).packages == ()
    assert resolve("src/a.c", "<openssl/ssl.h>", tree=tree).packages == ("openssl",)


def test_java_outside_packages_are_named_without_the_class() -> None:
    assert resolve("A.java", "org.slf4j.Logger", tree=JVM).packages == ("org.slf4j",)
    assert resolve("A.java", "org.junit.jupiter.api.Test", tree=JVM).packages == (
        "org.junit.jupiter",
    )
    assert resolve("A.java", "com.other.Thing", tree=JVM).packages == ("com.other",)
    assert resolve("A.java", "org.junit.*", tree=JVM).packages == ("org.junit",)
    assert resolve("A.kt", "kotlinx.coroutines.launch", tree=JVM).packages == (
        "kotlinx.coroutines",
    )


# C#

CSHARP = [
    facts("src/Net/Client.cs", package="Acme.Net", types=("Client", "Client.Options")),
    facts("src/Net/Server.cs", package="Acme.Net", types=("Server",)),
    facts("src/Net/Parts.cs", package="Acme.Net", types=("Server", "Twin")),
    facts("src/Net/Twins.cs", package="Acme.Net", types=("Twin",)),
    facts("src/Marks.cs", package="Acme", types=("SlowAttribute",)),
    facts("src/Polyfill.cs", package="System", types=("Index",)),
    facts("src/Whole.cs", package="Acme", types=("Whole",)),
    facts("src/Whole.Part.cs", package="Acme", types=("Whole", "Whole.Part")),
    *(facts(f"src/Big/F{n}.cs", package="Acme.Big", types=(f"F{n}",)) for n in range(9)),
]


@pytest.mark.parametrize(
    ("package", "item", "chain", "expected"),
    [
        ("", Import("Acme.Net"), "Client", ["src/Net/Client.cs"]),
        ("", Import("Acme.Net"), "Other", []),
        ("", Import("Acme.Big"), "F3.Make", ["src/Big/F3.cs"]),
        ("", Import("System"), "Console.WriteLine", []),
        ("", Import("Acme.Net.Client", mark="static"), "Make", ["src/Net/Client.cs"]),
        ("", Import("Acme.Net.Client", local=("C",)), "C", ["src/Net/Client.cs"]),
        ("", Import("Acme.Net"), "Server", ["src/Net/Server.cs"]),
        ("", Import("Acme.Net"), "Twin", []),
        ("Acme.Net.Inner", None, "Client", ["src/Net/Client.cs"]),
        ("Acme", None, "Net.Client.Make", ["src/Net/Client.cs"]),
        ("Acme", None, "Client", []),
        ("Acme.Net", None, "Slow", []),
        ("", Import("System"), "Index", []),
        ("System", None, "Index", ["src/Polyfill.cs"]),
        ("Acme", None, "Whole.Part.Make", ["src/Whole.Part.cs", "src/Whole.cs"]),
        ("Acme", None, "Whole.Make", ["src/Whole.cs"]),
        ("Other", None, "Acme.Net.Client", ["src/Net/Client.cs"]),
        ("Acme", None, "x.Client", []),
    ],
)
def test_csharp_names_lead_to_the_file_that_declares_them(
    package: str, item: Import | None, chain: str, expected: list[str]
) -> None:
    imports = [item] if item else []
    result = resolve_names("a.cs", *imports, tree=CSHARP, chains=(chain,), package=package)
    assert list(used(result)) == expected


def test_csharp_parts_of_a_type_see_what_is_nested_in_others() -> None:
    user = facts("src/Whole.More.cs", package="Acme", types=("Whole",))
    result = index([*CSHARP, user], {}.get).resolve(user, Mentions(("Part", "Whole")))
    assert used(result) == {"src/Whole.Part.cs": ("Part",)}


def test_csharp_usings_of_one_file_can_hold_for_its_project() -> None:
    usings = facts("app/Usings.cs", Import("Acme.Net", mark="global"))
    tree = [*CSHARP, usings, facts("app/app.csproj"), facts("other/other.csproj")]
    assert list(used(resolve_names("app/A.cs", tree=tree, chains=("Client",)))) == [CSHARP[0].path]
    assert resolve_names("other/A.cs", tree=tree, chains=("Client",)).uses == ()


def test_csharp_outside_packages() -> None:
    assert resolve("a.cs", "Acme", tree=CSHARP) == Resolved("a.cs", (), ())
    assert resolve("a.cs", "System.Text.Json", tree=CSHARP).packages == ()
    assert resolve("a.cs", "Newtonsoft.Json.Linq", tree=CSHARP).packages == ("Newtonsoft.Json",)


# C and C++

C_TREE = (
    "lib/src/a.c", "lib/src/a.h", "lib/include/gate/api.h", "lib/include/util.h", "other/util.h",
    "third/deep/only.hpp", "x/dup.h", "y/dup.h", "lib/src/sub/b.cpp", "lib/src/stdio.h",
    "include/util.h",
)  # fmt: skip


@pytest.mark.parametrize(
    ("importer", "module", "expected"),
    [
        ("lib/src/a.c", '"a.h"', "lib/src/a.h"),
        ("lib/src/sub/b.cpp", '"../a.h"', "lib/src/a.h"),
        ("lib/src/sub/b.cpp", '"a.h"', "lib/src/a.h"),
        ("lib/src/a.c", "<gate/api.h>", "lib/include/gate/api.h"),
        ("lib/src/a.c", '"gate/api.h"', "lib/include/gate/api.h"),
        ("lib/src/a.c", '"util.h"', "lib/include/util.h"),
        ("lib/src/a.c", '"only.hpp"', "third/deep/only.hpp"),
        ("lib/src/a.c", "<deep/only.hpp>", "third/deep/only.hpp"),
        ("lib/src/a.c", '"dup.h"', None),
        ("lib/src/a.c", '"../../../../lib/src/a.h"', None),
        ("lib/src/a.c", '"generated/config.h"', None),
        ("lib/src/a.c", "<stdio.h>", None),
        ("lib/src/a.c", "<emmintrin.h>", None),
        ("Sources/gate/util.h", "<util.h>", "include/util.h"),
        ("lib/src/a.c", "<vector>", None),
        ("lib/src/a.c", "<sys/types.h>", None),
        ("lib/src/a.c", "CONFIG_HEADER", None),
        ("lib/src/a.c", '"/usr/include/a.h"', None),
    ],
)
def test_includes(importer: str, module: str, expected: str | None) -> None:
    result = resolve(importer, module, tree=C_TREE)
    assert used(result) == ({expected: ()} if expected else {})
    assert result.packages == ()


def test_includes_from_outside_are_named_by_their_folder() -> None:
    assert resolve("a.cpp", "<boost/asio.hpp>", tree=C_TREE).packages == ("boost",)
    assert resolve("a.c", "<zlib.h>", tree=C_TREE).packages == ("zlib",)


# Ruby

RUBY = (
    "lib/gate.rb", "lib/gate/limits.rb", "spec/spec_helper.rb", "gems/util/lib/util/text.rb",
    "lib/gate/json.rb", "config/boot.rb", "gems/util/test/fake_app/boot.rb", "gems/a/test/twin.rb",
    "gems/b/test/twin.rb",
)  # fmt: skip


@pytest.mark.parametrize(
    ("importer", "module", "expected"),
    [
        ("lib/gate.rb", "./gate/limits", "lib/gate/limits.rb"),
        ("lib/gate/limits.rb", "../gate.rb", "lib/gate.rb"),
        ("lib/gate/limits.rb", "./../gate", "lib/gate.rb"),
        ("lib/gate.rb", "../../../gate", None),
        ("spec/gate_spec.rb", "gate/limits", "lib/gate/limits.rb"),
        ("spec/models/m_spec.rb", "spec_helper", "spec/spec_helper.rb"),
        ("lib/gate.rb", "util/text", "gems/util/lib/util/text.rb"),
        ("bin/run.rb", "config/boot", "config/boot.rb"),
        ("lib/gate/limits.rb", "json", None),
        ("test/helper.rb", "fake_app/boot", "gems/util/test/fake_app/boot.rb"),
        ("gems/a/test/x_test.rb", "twin", "gems/a/test/twin.rb"),
        ("test/helper.rb", "twin", None),
        ("spec/helper.rb", "fake_app/boot", None),
        ("lib/gate.rb", "fake_app/boot", None),
        ("lib/gate/limits.rb", "gate/native_extension", None),
    ],
)
def test_ruby(importer: str, module: str, expected: str | None) -> None:
    result = resolve(importer, module, tree=RUBY)
    assert used(result) == ({expected: ()} if expected else {})
    assert result.packages == ()


def test_ruby_outside_gems_go_by_their_first_part() -> None:
    assert resolve("a.rb", "active_support/core_ext", tree=RUBY).packages == ("active_support",)


CONSTANTS = [
    facts("app/models/recipe.rb", types=("Recipe", "Recipe.Step")),
    facts("app/models/shop/html_page.rb", types=("Shop", "Shop.HTMLPage")),
    facts("app/models/shop/cart.rb", types=("Shop", "Shop.Cart")),
    facts("lib/errors.rb", types=("Broken", "Twin")),
    facts("lib/more.rb", types=("Twin",)),
    facts("lib/ext.rb", types=("String", "ActiveRecord", "ActiveRecord.Base")),
    facts("spec/fakes.rb", types=("FakeCook",), is_test=True),
    facts("app/mod/base.rb", types=("Mod.Base",)),
    facts("app/push.rb", types=("Push",)),
    facts("app/push/job.rb", types=("Push.Job",)),
]


@pytest.mark.parametrize(
    ("own", "chain", "expected"),
    [
        ((), "Recipe.find", ["app/models/recipe.rb"]),
        ((), "Recipe.Step.new", ["app/models/recipe.rb"]),
        ((), "Shop.HTMLPage", ["app/models/shop/html_page.rb"]),
        (("Shop", "Shop.Till"), "Cart.new", ["app/models/shop/cart.rb"]),
        (("Other", "Other.Till"), "Cart.new", []),
        ((), "Broken", ["lib/errors.rb"]),
        ((), "Twin", []),
        ((), "String", []),
        ((), "ActiveRecord.Base", []),
        ((), ".Recipe", []),
        ((), "FakeCook", []),
        (("Recipe",), "Recipe", []),
        (("Mod.Till",), "Mod.Base", ["app/mod/base.rb"]),
        ((), "Push.Job", ["app/push.rb", "app/push/job.rb"]),
    ],
)
def test_ruby_constants_need_no_require(
    own: tuple[str, ...], chain: str, expected: list[str]
) -> None:
    user = facts("app/x.rb", types=own)
    resolver = index([*CONSTANTS, user], {}.get)
    assert list(used(resolver.resolve(user, Mentions((chain,))))) == expected


# PHP

PHP = [
    facts("src/Http/Kernel.php", package="Acme\\Http"),
    facts("src/functions.php", package="Acme", values=("helper",)),
    facts("src/Http/Header.php", package="Acme\\Http", types=("Header",)),
    facts("src/globals.php", values=("tap",)),
    facts("tests/KernelTest.php", package="Acme\\Tests"),
    facts("legacy/Old.php", package="Legacy", types=("Old",)),
    facts("src/bootstrap.php"),
]
COMPOSER = {
    "composer.json": json.dumps(
        {
            "autoload": {"psr-4": {"Acme\\": "src/"}},
            "autoload-dev": {"psr-4": {"Acme\\Tests\\": ["tests/", "../outside/"]}},
        }
    )
}


@pytest.mark.parametrize(
    ("module", "names", "expected", "packages"),
    [
        ("Acme\\Http\\Kernel", (), {"src/Http/Kernel.php": ("Kernel",)}, ()),
        ("\\Acme\\Http\\Kernel", (), {"src/Http/Kernel.php": ("Kernel",)}, ()),
        ("Acme\\Http", ("Kernel",), {"src/Http/Kernel.php": ("Kernel",)}, ()),
        ("Acme\\Tests\\KernelTest", (), {"tests/KernelTest.php": ("KernelTest",)}, ()),
        ("Legacy\\Old", (), {"legacy/Old.php": ("Old",)}, ()),
        ("Acme\\helper", (), {"src/functions.php": ("helper",)}, ()),
        ("Acme\\Gone", (), {}, ()),
        ("Symfony\\Component\\Yaml\\Yaml", (), {}, ("Symfony\\Component",)),
        ("Monolog\\Logger", (), {}, ("Monolog",)),
        ("DateTime", (), {}, ()),
        ("PgSql\\Result", (), {}, ()),
        ("Random\\Engine\\Secure", (), {}, ()),
        ("./bootstrap.php", (), {"src/bootstrap.php": ()}, ()),
        ("/bootstrap.php", (), {"src/bootstrap.php": ()}, ()),
        ("/../legacy/Old.php", (), {"legacy/Old.php": ()}, ()),
        ("legacy/Old.php", (), {"legacy/Old.php": ()}, ()),
        ("../../../etc/passwd", (), {}, ()),
        ("/vendor/autoload.php", (), {}, ()),
    ],
)
def test_php(
    module: str,
    names: tuple[str, ...],
    expected: dict[str, tuple[str, ...]],
    packages: tuple[str, ...],
) -> None:
    result = resolve("src/index.php", module, *names, tree=PHP, configs=COMPOSER)
    assert (used(result), result.packages) == (expected, packages)


@pytest.mark.parametrize(
    ("package", "item", "chain", "expected"),
    [
        ("Acme\\Http", None, "Header.make", ["src/Http/Header.php"]),
        ("Acme", None, "Header", []),
        ("Acme", None, "Http\\Header", ["src/Http/Header.php"]),
        ("Other", None, "\\Acme\\Http\\Header", ["src/Http/Header.php"]),
        ("Other", Import("Acme\\Http", local=("H",)), "H\\Header", ["src/Http/Header.php"]),
        ("Acme\\Http", Import("Other\\Header"), "Header", []),
        ("Acme\\Http", None, "tap", ["src/globals.php"]),
        ("Acme\\Http", None, ".tap", []),
        ("Acme", None, "helper", ["src/functions.php"]),
    ],
)
def test_php_names_of_the_namespace(
    package: str, item: Import | None, chain: str, expected: list[str]
) -> None:
    imports = [item] if item else []
    result = resolve_names("src/x.php", *imports, tree=PHP, chains=(chain,), package=package)
    assert list(used(result)) == expected


# Bash and Swift


@pytest.mark.parametrize(
    "module",
    [
        "./lib.sh",
        "lib.sh",
        '"$HERE/lib.sh"',
        "${BASH_SOURCE%/*}/lib.sh",
        '"$(dirname "$0")/lib.sh"',
        "$(cd $(dirname $0) && pwd)/lib.sh",
        "../bin/lib.sh",
    ],
)
def test_bash(module: str) -> None:
    tree = ["bin/lib.sh", "lib/lib.sh"]
    assert used(resolve("bin/run.sh", module, tree=tree)) == {"bin/lib.sh": ()}


@pytest.mark.parametrize("module", ["/etc/profile", "~/.bashrc", "../../../x.sh", "$X", ""])
def test_bash_sources_from_elsewhere_are_left_out(module: str) -> None:
    assert resolve("bin/run.sh", module, tree=["x.sh"]) == Resolved("bin/run.sh", (), ())


SWIFT = [
    facts("Sources/Gate/Api.swift", types=("Api",)),
    facts("Sources/Gate/Twin.swift", types=("Twin",)),
    facts("Sources/Gate/Twins.swift", types=("Twin",)),
    facts("lib/Text.swift", types=("Text",), values=("wrap",)),
    facts("Demo/Demo/Screen.swift", types=("Screen",)),
    facts("Demo/Other/Panel.swift", types=("Panel",)),
    facts("Demo/Demo.xcodeproj/project.pbxproj"),
]
SWIFT_CONFIG = {
    "Package.swift": """let package = Package(name: "Gate", targets: [
        .target(name: "Gate"), .target(
            name: "Util", dependencies: [.product(name: "Log", package: "log")], path: "lib"),
        .testTarget(name: "GateTests", dependencies: ["Gate"])])"""
}


@pytest.mark.parametrize(
    ("user", "module", "chain", "expected"),
    [
        ("Sources/Gate/Sub/Use.swift", "", "Api.make", ["Sources/Gate/Api.swift"]),
        ("Sources/Gate/Use.swift", "", "Text", []),
        ("Sources/Gate/Use.swift", "", "Twin", []),
        ("Sources/Gate/Use.swift", "Util", "Text", ["lib/Text.swift"]),
        ("Sources/Gate/Use.swift", "Util", "wrap", ["lib/Text.swift"]),
        ("Sources/Gate/Use.swift", "Util", ".wrap", []),
        ("Tests/GateTests/T.swift", "Gate", "Api", ["Sources/Gate/Api.swift"]),
        ("Tests/GateTests/T.swift", "", "Api", []),
        ("Demo/Demo/App.swift", "", "Screen", ["Demo/Demo/Screen.swift"]),
        ("Demo/Demo/App.swift", "", "Panel", []),
        ("Demo/Demo/App.swift", "", "Api", []),
    ],
)
def test_swift_names_of_a_module(user: str, module: str, chain: str, expected: list[str]) -> None:
    imports = [Import(module)] if module else []
    result = resolve_names(user, *imports, tree=SWIFT, configs=SWIFT_CONFIG, chains=(chain,))
    assert list(used(result)) == expected


def test_swift_folders_that_a_target_of_xcode_compiles_together_see_each_other() -> None:
    files = ("App/Main.swift", "Shared/Cart.swift", "Shared/Till.swift", "Tv/Till.swift")
    tree = [facts(path, types=(path[:-6].replace("/", ""),)) for path in files]
    phases = (("Main.swift", "Cart.swift"), ("Till.swift",))
    project = "".join(
        "\t\tA1 /* Sources */ = {\n\t\t\tisa = PBXSourcesBuildPhase;\n\t\t\tfiles = (\n"
        + "".join(f"\t\t\t\tB2 /* {name} in Sources */,\n" for name in names)
        + "\t\t\t);\n\t\t};\n"
        for names in phases
    )
    manifest = "Shop.xcodeproj/project.pbxproj"

    def uses(user: str, *names: str) -> list[str]:
        whole = [*tree, facts(manifest)]
        result = resolve_names(user, tree=whole, configs={manifest: project}, chains=names)
        return [*used(result)]

    names = ("AppMain", "SharedCart", "SharedTill", "TvTill")
    assert uses("App/Main.swift", *names) == ["Shared/Cart.swift", "Shared/Till.swift"]
    assert uses("Tv/Till.swift", *names) == []


def test_swift_package_without_a_target_in_its_text() -> None:
    manifest = 'let package = Package(name: "Gate", targets: [target, testTarget])'
    result = resolve_names(
        "Sources/Gate/Use.swift",
        tree=SWIFT,
        configs={"Package.swift": manifest},
        chains=("Api.make",),
    )
    assert list(used(result)) == ["Sources/Gate/Api.swift"]


def test_swift_outside_modules() -> None:
    user = "Tests/GateTests/T.swift"
    assert resolve(user, "Foundation", tree=SWIFT).packages == ()
    assert resolve(user, "Alamofire", tree=SWIFT).packages == ("Alamofire",)
    assert resolve("Sources/Gate/Api.swift", "Gate", tree=SWIFT).uses == ()


# Odd input

BROKEN = ("", "{", "[]", '"text"', "null", "module", "[package", "[" * 5000, '{"a":' * 5000)
PIECES = st.sampled_from(
    [".", "..", "/", "\\", "::", "\"", "<", ">", "*", "@", "#", "$", "{", "(", "`", "?", ":", " ",
     "a", "b", "crate", "super", "self", "mod ", "pkg", "x.h", "src", "com", "acme", "node:", "é",
     "\0", "\n", "\ud800"]
)  # fmt: skip
MODULES = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40)
EVERY = [
    *(f"src/pkg/a.{ending}" for ending in LANGUAGES),
    *(f"a/b.{ending}" for ending in LANGUAGES),
    "pkg/__init__.py", "src/lib.rs", "index.ts", "README", "a", "x.h",
]  # fmt: skip
EVERY_FACTS = [facts(it, package="com.acme" if "src" in it else "") for it in EVERY]
EVERY_CONFIG = {**CONFIGS, **GO_MODS, **CARGO, **COMPOSER}
RESOLVER = index([*EVERY_FACTS, *map(facts, EVERY_CONFIG)], EVERY_CONFIG.get)


@given(st.sampled_from(EVERY), MODULES, st.lists(MODULES, max_size=3))
def test_any_module_string_stays_in_the_tree(path: str, module: str, names: list[str]) -> None:
    result = RESOLVER.resolve(facts(path, Import(module, tuple(names))))
    places = [use.path for use in result.uses]
    assert set(places) <= {*EVERY, *EVERY_CONFIG}
    assert path not in places
    assert places == sorted(set(places))
    assert list(result.packages) == sorted(set(result.packages))
    assert all(result.packages)


@pytest.mark.parametrize("text", BROKEN)
def test_broken_config_files_say_nothing(text: str) -> None:
    configs = dict.fromkeys(EVERY_CONFIG, text)
    files = [facts("web/src/main.ts", Import("./a")), facts("web/src/a.ts"), *map(facts, configs)]
    result = index(files, configs.get).resolve(files[0])
    assert used(result) == {"web/src/a.ts": ()}


CONFIG_KEYS = [
    "name", "main", "exports", "imports", ".", "./x", "*", "compilerOptions", "paths", "baseUrl",
    "extends", "references", "autoload", "psr-4",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | MODULES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(CONFIG_KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, MODULES)
def test_config_files_of_any_shape_do_no_harm(value: object, module: str) -> None:
    names = ("tsconfig.json", "package.json", "composer.json", "jsconfig.json")
    configs = dict.fromkeys(names, json.dumps(value))
    users = [facts(f"src/a.{ending}", Import(module)) for ending in ("ts", "php")]
    resolver = index([*users, *map(facts, configs)], configs.get)
    for user in users:
        assert {use.path for use in resolver.resolve(user).uses} <= {
            "src/a.ts",
            "src/a.php",
            *names,
        }


def test_a_config_file_that_cannot_be_read_says_nothing() -> None:
    user = facts("a/a.go", Import("example.com/x/b"))
    result = index([user, facts("go.mod"), facts("b/b.go")], lambda path: None).resolve(user)
    assert result == Resolved("a/a.go", (), ("example.com/x/b",))


def test_many_files_of_the_same_name_cost_no_quadratic_time() -> None:
    ways = {
        "utils.py": "utils", "config.h": '"config.h"', "main.rb": "main", "index.ts": "../f1",
        "Main.java": "com.acme.Main", "m.php": "Acme\\m",
    }  # fmt: skip
    packages = {"Main.java": "com.acme", "m.php": "Acme"}
    files = [
        facts(f"top{n % 50}/f{n}/{name}", Import(module), package=packages.get(name, ""))
        for n in range(5_000)
        for name, module in ways.items()
    ]
    user = [facts(f"else{n}/z.py", Import("utils")) for n in range(5_000)]
    start = time.process_time()
    resolver = index([*files, *user], {}.get)
    resolved = [resolver.resolve(file) for file in (*files, *user)]
    assert time.process_time() - start < 10  # 35,000 files; a quadratic scan takes minutes
    assert all(result.uses for result in resolved[-5_000:])
