"""Files whose names tell what they are: manifests, settings of tools, wrapper scripts, licences.

Also the main file of a plugin or theme for WordPress, which its header tells.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ralf_notes.outline.formats.project.tasks import task_tables
from ralf_notes.outline.manifests import is_manifest, read_manifest
from ralf_notes.outline.model import Outline, Table
from ralf_notes.patterns import lazily
from ralf_notes.text import some_named, some_of

_TOOLS = {
    "astro": "Astro", "ava": "AVA", "babel": "Babel", "build": "Build", "capacitor": "Capacitor",
    "commitlint": "commitlint", "cypress": "Cypress", "docusaurus": "Docusaurus",
    "drizzle": "Drizzle Kit", "esbuild": "esbuild", "eslint": "ESLint", "gatsby": "Gatsby",
    "jest": "Jest", "karma": "Karma", "knip": "Knip", "lint-staged": "lint-staged",
    "lintstaged": "lint-staged", "metro": "Metro", "mocha": "Mocha", "next": "Next.js",
    "nuxt": "Nuxt", "nyc": "nyc", "playwright": "Playwright", "postcss": "PostCSS",
    "prettier": "Prettier", "protractor": "Protractor", "quasar": "Quasar",
    "release": "semantic-release", "rollup": "Rollup", "rspack": "Rspack", "stylelint": "Stylelint",
    "svelte": "Svelte", "tailwind": "Tailwind CSS", "tsdown": "tsdown", "tsup": "tsup",
    "uno": "UnoCSS", "unocss": "UnoCSS", "vite": "Vite", "vitest": "Vitest", "vue": "Vue CLI",
    "wdio": "WebdriverIO", "webpack": "webpack",
}  # fmt: skip
"""By the first part of the name of a module with its settings: the title of a tool."""
_MODULE = lazily(
    r"(?:(?P<tool>[a-z]{2,20}(?:-[a-z]{2,20})?)[.-]conf(?:ig)?|\.(?P<dotted>[a-z]{2,20})rc)"
    r"(?:[.-]\w+)*\.[cm]?[jt]s"
)
"""Matches the name of such a module: `vite.config.ts`, `karma.conf.js`, `.eslintrc.cjs`."""
_NAMED = {
    ".editorconfig": "EditorConfig settings.",
    ".flake8": "Flake8 settings.",
    ".git-blame-ignore-revs": "Commits that `git blame` passes over.",
    ".pylintrc": "Pylint settings.",
    "build.gradle": "Gradle build script.",
    "build.gradle.kts": "Gradle build script.",
    "gemfile": "Gems that the project needs.",
    "gruntfile.js": "Grunt settings.",
    "gulpfile.js": "gulp settings.",
    "gulpfile.mjs": "gulp settings.",
    "gulpfile.ts": "gulp settings.",
    "gradlew": "Wrapper script that runs the project's version of Gradle.",
    "gradlew.bat": "Wrapper script that runs the project's version of Gradle.",
    "mvnw": "Wrapper script that runs the project's version of Maven.",
    "mvnw.cmd": "Wrapper script that runs the project's version of Maven.",
    "mypy.ini": "mypy settings.",
    "pytest.ini": "pytest settings.",
    "rakefile": "Rake tasks.",
    "settings.gradle": "Gradle settings.",
    "settings.gradle.kts": "Gradle settings.",
}
_SCRIPTS = {
    "artisan": "Runs the commands of Laravel.",
    "asgi.py": "Entry point for ASGI servers.",
    "config.ru": "Starts the app with Rack.",
    "fabfile.py": "Tasks of Fabric.",
    "manage.py": "Runs the commands of Django.",
    "noxfile.py": "Sessions of nox.",
    "setup.py": "Setup script of a Python package.",
    "wsgi.py": "Entry point for WSGI servers.",
}
"""By name: what a script is for, if its author does not say it."""
_LICENCE = lazily(r"(?:(?:un)?licen[cs]e|copying)(?:[-_.][\w.-]+)?\.(?:md|markdown|rst|adoc)")
_PACKAGES = {
    "arduino": "Arduino library", "cmake": "CMake project", "gem": "gem", "gradle": "Gradle build",
    "pod": "pod", "python": "Python project", "swift": "Swift package",
    "wordpress": "WordPress theme",
}  # fmt: skip
"""By ecosystem: what a manifest is of, which says no more itself."""
_LABELS = lazily(r"^#(?![^\n]*\.\n)[^\n]*\n(?:[^#\n][^\n]*\n|\n)(?s:.{0,4000}?)\n#")
"""Matches requirements in groups, each below its label."""
_PLUGIN = lazily(r"^[ \t*#]*(?:Plugin|Theme) Name:[ \t]*\S", re.MULTILINE)
_DESCRIPTION = lazily(r"^[ \t*#]*Description:[ \t]*(?P<said>\S[^\n]*)", re.MULTILINE)
_MOST_OF_HEADER = 8192
_ON_ALL = lazily(r"\b(?:config\w*|settings|builds?|bundles?|rules)\b", re.IGNORECASE)


def tool_of(path: str) -> str:
    """Return the title of the tool whose settings a module of JavaScript is, by its name; or ''."""
    match = _MODULE.fullmatch(path.rpartition("/")[2].lower())
    return _TOOLS.get(match["tool"] or match["dotted"], "") if match else ""


def outline_by_name(path: str, text: str, outline: Outline) -> Outline:
    """Return an outline that says what a file is, if its name shows that.

    Its first comment is mostly about one of its settings; of a module it counts where it speaks of
    them all.

    Args:
        path: of the file, with `/`.
        text: of the file.
        outline: what else is known of it.
    """
    name = path.rpartition("/")[2].lower()
    if tasks := task_tables(path, text, outline.symbols):
        others = (table for table in outline.tables if table.title != "Keys")
        outline = replace(outline, tables=(*others, *tasks), about=_of_tasks(name, tasks[0]))
    if name.endswith((".gradle", ".gradle.kts")):
        outline = _of_gradle(name, text, outline)
    if manifest := _of_manifest(path, text):
        return replace(outline, about=manifest[0], purpose=manifest[1])
    if about := _NAMED.get(name):
        return replace(outline, about=outline.about if tasks else about, purpose="")
    if not (tasks or outline.purpose) and (about := _SCRIPTS.get(name)):
        return replace(outline, about=about)
    if _LICENCE.fullmatch(name):
        return replace(outline, about="Terms of the licence.", purpose="")
    is_label = outline.language == "requirements" and _LABELS.search(text)
    if outline.language == "ignore" or is_label:  # a comment there is about the lines below it
        return replace(outline, purpose="")
    if outline.language == "php" and _PLUGIN.search(text, 0, _MOST_OF_HEADER):
        return _of_wordpress(text, outline)
    title = tool_of(path)
    if not title:
        return outline
    purpose = outline.purpose if _ON_ALL.search(outline.purpose) else ""
    return replace(outline, about=f"{title} settings.", purpose=purpose)


def _of_tasks(name: str, tasks: Table) -> str:
    """Return what a file is whose tasks are known."""
    names = [row[0] for row in tasks.rows]
    if name == "tox.ini":
        return f"tox with the {some_named('environment', names)}."
    if tasks.title == "Processes":
        return f"Procfile that starts {some_of(names)}."
    if tasks.title == "Sessions":
        return f"nox with the {some_named('session', names)}."
    if name.endswith(".py"):
        program = "Fabric" if name == "fabfile.py" else "Invoke"
    else:
        program = "Gradle" if "gradle" in name else "Rake"
    return f"{program} with the {some_named('task', names)}."


def _of_gradle(name: str, text: str, outline: Outline) -> Outline:
    """Return the outline of a script of Gradle with what it says about the build."""
    from ralf_notes.outline.formats.builds.gradle import gradle_tables

    found = gradle_tables(name, text)
    about = outline.about or "Gradle build script." if found else outline.about
    return replace(outline, tables=(*found, *outline.tables), about=about)


def _of_manifest(path: str, text: str) -> tuple[str, str] | None:
    """Return what a manifest is of, and the description in it; None for others."""
    if not is_manifest(path):
        return None
    manifest = read_manifest(path, text)
    kind = _PACKAGES.get(manifest.ecosystem) if manifest else None
    if not manifest or not manifest.name or not kind:
        return None
    return f"Manifest of the {kind} `{manifest.name}`.", manifest.description


def _of_wordpress(text: str, outline: Outline) -> Outline:
    """Return the outline of the file by which WordPress loads a plugin.

    Source: https://developer.wordpress.org/plugins/plugin-basics/header-requirements/
    """
    description = _DESCRIPTION.search(text, 0, _MOST_OF_HEADER)
    purpose = description["said"].strip() if description else outline.purpose
    return replace(outline, purpose=purpose, is_entry=True)
