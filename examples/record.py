"""Records the pictures of the documentation: real notes in a real browser, a real terminal.

make pictures                     needs tmux and Chromium (CHROMIUM names its program)

A note is a page in Chromium, with a style that resembles Obsidian's reading view: Obsidian itself
is not photographed. A terminal is a tmux session of 80 columns; its screen is kept as it was, with
its colours. Each picture is there for light and for dark pages.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

import yaml
from draw import HERE, PICTURES, VAULT, WIKILINK
from markdown_it import MarkdownIt
from PIL import Image
from playwright.sync_api import Browser, BrowserType, sync_playwright
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from rich import terminal_theme
from rich.console import Console
from rich.text import Text

WORK = Path("/tmp/shop")
NOTE = "bakery/bakery/plan.py.md"
WIDTH, HEIGHT = 760, 1040
"""Of a picture of a note, in CSS pixels: it is as wide as a page of the site."""
COLUMNS, LINES = 80, 24
SCHEMES = ("light", "dark")
THEMES = {"light": terminal_theme.DEFAULT_TERMINAL_THEME, "dark": terminal_theme.DIMMED_MONOKAI}
CODE = {"light": "default", "dark": "github-dark"}
_FRONT = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
SVG_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>The terminal after the commands</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""As rich has it, without its fonts: they would be fetched from elsewhere."""
STYLE = """
:root { --ink: #2e2e2e; --muted: #7a7a7a; --line: #e3e3e3; --page: #fff; --code: #f6f6f6;
  --link: #6b3fd6; color-scheme: light }
:root.dark { --ink: #dcddde; --muted: #9a9a9a; --line: #3a3a3a; --page: #1e1e1e; --code: #2a2a2a;
  --link: #a98ff5; color-scheme: dark }
body { margin: 0; padding: 28px 40px; background: var(--page); color: var(--ink);
  font: 15px/1.5 Inter, "Noto Sans", "DejaVu Sans", sans-serif }
a { color: var(--link); text-decoration: none }
h1 { font-size: 27px; margin: 10px 0 } h2 { font-size: 20px; margin: 22px 0 8px }
h3 { font-size: 17px; margin: 18px 0 6px } h4 { font-size: 15px; margin: 14px 0 6px }
p, ul, ol, pre, table { margin: 8px 0 } ul, ol { padding-left: 24px } blockquote {
  margin: 8px 0; padding-left: 14px; border-left: 2px solid var(--link) }
code { font: 13px "DejaVu Sans Mono", monospace; background: var(--code); border-radius: 4px;
  padding: 1px 4px } pre { background: var(--code); border-radius: 6px; padding: 10px 14px }
pre code { background: none; padding: 0; font-size: 12px } table { border-collapse: collapse }
td, th { border: 1px solid var(--line); padding: 4px 10px; text-align: left; font-size: 14px }
.properties { border: 0; margin: 0 0 14px } .properties td { border: 0; padding: 2px 10px 2px 0;
  font-size: 13px } .properties td:first-child { color: var(--muted); width: 110px }
"""


def main() -> None:
    """Record all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with _work_folder() as work:
        facts = work / "facts"
        shutil.copytree(
            HERE / "bakery", work / "bakery", ignore=shutil.ignore_patterns("__pycache__")
        )
        _run(["generate", str(work / "bakery"), "--engine", "none", "--target-dir", str(facts)])
        record_terminal(work)
        with sync_playwright() as driver, _launched(driver.chromium) as browser:
            record_note(browser, VAULT / NOTE, "note")
            record_note(browser, facts / NOTE, "facts")


@contextmanager
def _work_folder() -> Iterator[Path]:
    """Yield a folder whose name a reader may see: the recorded terminal shows it."""
    if WORK.exists():
        raise SystemExit(
            f"{WORK} is there already; the pictures are recorded in a folder of that name"
        )
    WORK.mkdir()
    try:
        yield WORK
    finally:
        shutil.rmtree(WORK)


# A note


def record_note(browser: Browser, path: Path, name: str) -> None:
    """Take a picture of the top of a note, for light and for dark pages."""
    for scheme in SCHEMES:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2)
        page.set_content(note_page(path.read_text(encoding="utf-8"), scheme))
        drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        # Few colours: a palette makes the file a third, and no letter less sharp.
        small = drawn.quantize(64, dither=Image.Dither.NONE)
        small.convert("RGB").save(PICTURES / f"{name}-{scheme}.webp", lossless=True, method=6)
        page.close()


def note_page(note: str, scheme: str) -> str:
    """Return a note as a page: its properties as a table, its links as links."""
    front = _FRONT.match(note)
    assert front
    body = re.sub(r"<!--.*?-->\n?", "", note[front.end() :])
    body = WIKILINK.sub(lambda link: f"[{_plain(link[2])}](<{link[1]}>)", body)
    markdown = MarkdownIt("commonmark", {"highlight": _highlighted(scheme)}).enable("table")
    style = f"{STYLE}{HtmlFormatter(style=CODE[scheme]).get_style_defs('pre')}"
    style += "pre, pre .err { background: var(--code) !important; border: 0 }"
    rows = _properties(yaml.safe_load(front[1]))
    return (
        f'<html class="{scheme}"><style>{style}</style><body><table class="properties">'
        f"{''.join(rows)}</table>{markdown.render(body)}</body></html>"
    )


def _plain(text: str) -> str:
    return re.sub(r"([_*\[\]])", r"\\\1", text.replace("\\", ""))


def _highlighted(scheme: str) -> object:
    def highlighted(code: str, language: str, _: str) -> str:
        if not language or language == "mermaid":
            return ""
        formatter = HtmlFormatter(style=CODE[scheme], nowrap=True)
        return highlight(code, get_lexer_by_name(language, stripnl=False), formatter)

    return highlighted


def _properties(front: Mapping[str, object]) -> Iterator[str]:
    for key, value in front.items():
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        yield f"<tr><td>{escape(key)}</td><td>{escape(text)}</td></tr>"


def _launched(chromium: BrowserType) -> Browser:
    program = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    return chromium.launch(executable_path=program, args=["--no-sandbox"])


# A terminal


def record_terminal(work: Path) -> None:
    """Run the first commands of a new user in a terminal, and keep its screen."""
    (work / "bin").mkdir()
    program = work / "bin" / "ralf-notes"
    command = shlex.join([sys.executable, "-P", "-m", "ralf_notes"])
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    lines = (
        "ralf-notes generate bakery --engine none --target-dir notes",
        "ralf-notes status bakery --engine none --target-dir notes",
        "echo '# New.' >> bakery/bakery/oven.py",
        "ralf-notes status bakery --target-dir notes --exit-code",
    )
    screen = _screen(work, lines)
    for scheme in SCHEMES:
        console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
        console.print(Text.from_ansi(screen), soft_wrap=False)
        drawn = console.export_svg(
            title="ralf-notes", theme=THEMES[scheme], code_format=SVG_FORMAT, unique_id="terminal"
        )
        (PICTURES / f"terminal-{scheme}.svg").write_text(drawn, encoding="utf-8")


def _screen(work: Path, lines: Sequence[str]) -> str:
    """Return the screen of a terminal after some command lines, with its colours."""
    home = work / "home"
    home.mkdir()
    path = f"{work / 'bin'}:{os.environ['PATH']}"
    pythonpath = os.environ.get("PYTHONPATH", str(HERE.parent))
    environ = {"HOME": str(home), "PATH": path, "PS1": "$ ", "PYTHONPATH": pythonpath}
    given = ["env", *(f"{key}={value}" for key, value in environ.items())]
    size = ["-x", str(COLUMNS), "-y", str(LINES)]
    shell = ["bash", "--norc", "--noprofile"]
    tmux = ["tmux", "-L", f"ralf-notes-{os.getpid()}", "-f", "/dev/null"]
    subprocess.run([*tmux, "new", "-d", *size, "-c", str(work), *given, *shell], check=True)
    try:
        _wait_for_prompt(tmux)
        for line in lines:
            subprocess.run([*tmux, "send-keys", "-l", line], check=True)
            subprocess.run([*tmux, "send-keys", "Enter"], check=True)
            _wait_for_prompt(tmux)
        shown = subprocess.run(
            [*tmux, "capture-pane", "-ep"], check=True, capture_output=True, encoding="utf-8"
        ).stdout
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
    return shown.rstrip().removesuffix("$").rstrip() + "\n"


def _wait_for_prompt(tmux: Sequence[str]) -> None:
    """Wait until the last line of the terminal is a prompt without a command, twice in a row."""
    seen = 0
    for _ in range(600):
        time.sleep(0.2)
        text = subprocess.run(
            [*tmux, "capture-pane", "-p"], check=True, capture_output=True, encoding="utf-8"
        ).stdout
        seen = seen + 1 if text.rstrip().splitlines()[-1:] == ["$"] else 0
        if seen == 2:
            return
    raise SystemExit("the command in the terminal does not end")


def _run(args: Sequence[str]) -> None:
    subprocess.run([sys.executable, "-P", "-m", "ralf_notes", *args], check=True)


if __name__ == "__main__":
    main()
