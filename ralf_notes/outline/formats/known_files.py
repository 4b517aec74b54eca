"""Files that any reader knows by their names: settings of tools, and wrapper scripts."""

from __future__ import annotations

import re
from dataclasses import replace

from ralf_notes.outline.model import Outline

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
_MODULE = re.compile(
    r"(?:(?P<tool>[a-z-]+?)[.-]conf(?:ig)?|\.(?P<dotted>[a-z-]+)rc)(?:[.-][\w-]+)*\.[cm]?[jt]s"
)
"""Matches the name of such a module: `vite.config.ts`, `karma.conf.js`, `.eslintrc.cjs`."""
_NAMED = {
    ".editorconfig": "EditorConfig settings.",
    ".flake8": "Flake8 settings.",
    ".git-blame-ignore-revs": "Commits that `git blame` passes over.",
    ".pylintrc": "Pylint settings.",
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
}
_ON_ALL = re.compile(r"\b(?:config\w*|settings|builds?|bundles?|rules)\b", re.IGNORECASE)


def told_by_name(path: str, outline: Outline) -> Outline:
    """Return an outline that says what a file is whose name tells that.

    Its first comment is mostly about one of its settings; of a module it counts where it speaks of
    them all.
    """
    name = path.rpartition("/")[2].lower()
    if about := _NAMED.get(name):
        return replace(outline, about=about, purpose="")
    match = _MODULE.fullmatch(name)
    title = _TOOLS.get(match["tool"] or match["dotted"]) if match else None
    if title is None:
        return outline
    purpose = outline.purpose if _ON_ALL.search(outline.purpose) else ""
    return replace(outline, about=f"{title} settings.", purpose=purpose)
