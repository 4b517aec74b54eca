"""Files of JavaScript and TypeScript that hold the settings of a tool, by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ralf_notes.outline.definitions import ParsedFile
from ralf_notes.outline.model import Symbol

_FILE = re.compile(
    r"(?:^|/)(?:\.?(?P<tool>[a-z][a-z-]*)(?:\.[a-z-]+)*\.config|\.(?P<rc>[a-z][a-z-]*)rc)\.[cm]?[jt]s$"
)
_OFFERED = re.compile(r"export\s+(?!default\b)(?:async\s+|abstract\s+)?(?:function|class)\b")
_TITLES = {
    "astro": "Astro", "babel": "Babel", "commitlint": "commitlint", "cypress": "Cypress",
    "drizzle": "Drizzle", "eslint": "ESLint", "jest": "Jest", "karma": "Karma",
    "lint-staged": "lint-staged", "lintstaged": "lint-staged", "metro": "Metro",
    "next": "Next.js", "nuxt": "Nuxt", "playwright": "Playwright", "postcss": "PostCSS",
    "prettier": "Prettier", "quasar": "Quasar", "remix": "Remix", "rollup": "Rollup",
    "semantic-release": "semantic-release", "stylelint": "Stylelint", "svelte": "Svelte",
    "tailwind": "Tailwind CSS", "tsdown": "tsdown", "tsup": "tsup", "uno": "UnoCSS",
    "unocss": "UnoCSS", "vite": "Vite", "vitest": "Vitest", "vue": "Vue", "webpack": "webpack",
}  # fmt: skip


def settings(symbols: Sequence[Symbol], file: ParsedFile) -> str:
    """Return a sentence on a file that configures a tool; '' for one that defines more."""
    match = _FILE.search(file.path)
    tool = (match["tool"] or match["rc"]) if match else ""
    is_more = any(map(_OFFERED.match, (symbol.signature for symbol in symbols)))
    return f"Settings of {_TITLES[tool]}." if tool in _TITLES and not is_more else ""
