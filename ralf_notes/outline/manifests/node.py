"""package.json: of npm, yarn, pnpm and bun. Also deno.json."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ralf_notes.outline.manifests.model import Manifest, Script, Start
from ralf_notes.outline.values import as_table, as_text, json_table

_BUILT = re.compile(r"^(?:\./)?(?:dist|lib|build|out|cjs|esm|es|bundles?)/(?:(?:cjs|esm|es|src)/)?")
_MADE = re.compile(r"(?:\./)?(?:dist|build|out|cjs|esm|es|bundles?)/")
"""Matches the path of what is certainly built; sources are in `lib` as well."""
_ENDING = re.compile(r"\.(?:d\.)?[cm]?[jt]sx?$")
_SOURCE_ENDINGS = (".ts", ".tsx", ".mts", ".js", ".mjs", ".jsx")
_SPECIFIER = re.compile(r"^(?:(?:npm|jsr):)?/?(@?[^@/]+(?:/[^@/]+)?)")
_MOST_EXPORTS = 20

_FRAMEWORKS = {
    "next": (
        "Next.js page", "app/layout.tsx", "src/app/layout.tsx", "app/layout.jsx", "app/layout.js",
        "src/app/layout.js", "pages/_app.tsx", "src/pages/_app.tsx", "pages/_app.js",
        "pages/index.tsx", "src/pages/index.tsx", "pages/index.js",
    ),
    "nuxt": ("Nuxt app", "app/app.vue", "app.vue", "src/app.vue", "nuxt.config.ts"),
    "astro": ("Astro page", "src/pages/index.astro", "astro.config.mjs"),
    "@sveltejs/kit": ("SvelteKit page", "src/routes/+layout.svelte", "src/routes/+page.svelte"),
    "@remix-run/react": ("Remix app", "app/root.tsx", "app/root.jsx"),
    "@angular/core": ("Angular app", "src/main.ts"),
    "@nestjs/core": ("NestJS app", "src/main.ts", "main.ts", "src/main.js"),
    "@vue/cli-service": ("Vue app", "src/main.ts", "src/main.js"),
    "vite": (
        "Vite app", "src/main.tsx", "src/main.ts", "src/index.tsx", "src/main.jsx", "src/main.js",
        "index.tsx", "main.tsx", "main.ts",
    ),
    "react-scripts": ("React app", "src/index.tsx", "src/index.js", "src/index.jsx"),
    "expo": ("Expo app", "app/_layout.tsx", "App.tsx", "App.js", "index.js"),
    "react-native": ("React Native app", "index.js", "index.ts", "App.tsx"),
    "electron": ("Electron app", "src/main/index.ts", "src/main.ts", "main.js", "src/main.js"),
}  # fmt: skip
"""By package: what starts with it, and in which files."""


def read_package_json(text: str) -> Manifest:
    """Return what a package.json says.

    Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-json
    """
    values = json_table(text)
    listed = as_table(values.get("dependencies")) | as_table(values.get("peerDependencies"))
    needed = [name for name in listed if not name.startswith("@types/")]
    licence = values.get("license")
    scripts = as_table(values.get("scripts"))
    run = _runner(values)
    return Manifest(
        "node",
        as_text(values.get("name")),
        as_text(values.get("description")),
        as_text(licence) or as_text(as_table(licence).get("type")),
        tuple(_starts(values)),
        tuple(Script(_typed(run, name), as_text(what)) for name, what in scripts.items()),
        tuple(_exports(values)),
        tuple(needed),
        # A private package may have all in devDependencies.
        lists_dependencies=bool(listed or (values and values.get("private") is not True)),
    )


def read_deno_json(text: str) -> Manifest:
    """Return what a deno.json says. Source: https://docs.deno.com/runtime/fundamentals/configuration/"""
    values = json_table(re.sub(r"^[ \t]*+//.*$", "", text, flags=re.MULTILINE))
    exports = values.get("exports")
    starts = (exports,) if isinstance(exports, str) else ()
    tasks = as_table(values.get("tasks"))
    imports = (as_text(each) for each in as_table(values.get("imports")).values())
    packages = (_SPECIFIER.match(each) for each in imports if each.startswith(("npm:", "jsr:")))
    return Manifest(
        "deno",
        as_text(values.get("name")),
        as_text(values.get("description")),
        as_text(values.get("license")),
        tuple(Start("module", sources_of(path)) for path in starts),
        tuple(Script(f"deno task {name}", as_text(what)) for name, what in tasks.items()),
        dependencies=tuple(match[1] for match in packages if match),
    )


def sources_of(path: str) -> tuple[str, ...]:
    """Return the files that a path of a manifest may mean: it often names what a build makes.

    What is built may be kept beside its source, which comes first.
    """
    plain = posixpath.normpath(path)
    stem = _ENDING.sub("", plain).removesuffix(".min")
    inside = _ENDING.sub("", _BUILT.sub("", plain)).removesuffix(".min")
    source = f"src/{inside}", f"src/{inside[:1].upper()}{inside[1:]}"
    stems = dict.fromkeys((stem, f"{stem}/index", *source, inside, f"src/{inside}/index"))
    files = [f"{each}{ending}" for each in stems for ending in _SOURCE_ENDINGS]
    is_built = _BUILT.match(plain) is not None
    first = [file for file in files if is_built and file.startswith(source)]
    return tuple(dict.fromkeys((*first, plain, *files)))


def _starts(values: Mapping[str, Any]) -> Iterator[Start]:
    """Yield where its commands, its package and its app start."""
    name, commands = as_text(values.get("name")), values.get("bin")
    if isinstance(commands, str):
        commands = {name.rpartition("/")[2]: commands}
    for command, path in as_table(commands).items():
        if isinstance(path, str):
            yield Start(f"`{command}` command", sources_of(path))
    folder = as_text(as_table(values.get("directories")).get("bin"))
    if folder and name:
        program = name.rpartition("/")[2]
        yield Start(f"`{program}` command", sources_of(posixpath.join(folder, program)))
    apps = list(_apps(values))
    yield from apps
    is_private = values.get("private") is True
    if is_private and apps:
        return
    paths = [as_text(values.get(key)) for key in ("source", "main", "module")]
    paths += [] if is_private else _faces(values.get("exports"))
    # What is built may be kept in the tree, too; a reader looks for its source.
    paths = sorted(filter(None, paths), key=lambda path: _MADE.match(path) is not None)
    if not paths and name and not is_private and not commands:
        paths = ["index.js"]
    if paths:
        files = [file for path in paths for file in sources_of(path)]
        kind = "private package" if is_private else "package"
        yield Start(f"`{name}` {kind}" if name else kind, tuple(dict.fromkeys(files)))


def _apps(values: Mapping[str, Any]) -> Iterator[Start]:
    """Yield where its app starts, by the framework that it needs or that its scripts run."""
    needed = {*as_table(values.get("dependencies")), *as_table(values.get("devDependencies"))}
    for command in as_table(values.get("scripts")).values():
        needed.update(as_text(command).split())
    for package, (label, *files) in _FRAMEWORKS.items():
        if package in needed:
            yield Start(label, tuple(files))


def _face(exports: object) -> str:
    """Return the file behind the entry `.` of `exports`, through its conditions."""
    for _ in range(6):
        if isinstance(exports, str):
            return exports
        conditions = as_table(exports)
        keys = (".", "source", "import", "module", "default", "require", "node", "browser", "types")
        exports = next((conditions[key] for key in keys if key in conditions), None)
    return ""


def _faces(exports: object) -> list[str]:
    """Return the files behind the entry `.` of `exports`: what most get first."""
    entry = as_table(exports).get(".")
    return [_face(exports), *map(as_text, as_table(entry).values())]


def _exports(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names by which a package that others can install is imported."""
    name, exports = as_text(values.get("name")), as_table(values.get("exports"))
    if not name or not any(key.startswith(".") for key in exports):
        return
    for key in list(exports)[:_MOST_EXPORTS]:
        if key.startswith(".") and not key.endswith(("package.json", "*", ".css")):
            yield f"{name}{key[1:]}"


def _runner(values: Mapping[str, Any]) -> str:
    """Return the program that runs the scripts: the one that the manifest names, else npm."""
    manager = as_text(values.get("packageManager")).partition("@")[0]
    return manager if manager in ("yarn", "pnpm", "bun") else "npm"


def _typed(runner: str, script: str) -> str:
    """Return what is typed to run a script."""
    if runner == "yarn" or (runner in ("npm", "pnpm") and script in ("test", "start")):
        return f"{runner} {script}"
    return f"{runner} run {script}"
