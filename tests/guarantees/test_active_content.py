"""The judge of notes is judged: a good note has no defect, and each kind of bad one is caught."""

from __future__ import annotations

import re

import pytest
from material.active_content import Place, defects
from material.command_line import contents
from material.repository import generate, repository

from ralf_notes.notes import note

FILES = {
    "app/a.py": '"""Keeps `rows`.\n\nFor all."""\n\ndef f(rows: int = 1):\n    """Count them."""\n',
    "app/b.py": "from app.a import f\n\n\nclass B:\n    size = 1\n",
    "web/c.py": "import app.b\n",
    "README.md": "# Gate\n\nKeeps **rows** of <b>clients</b>.\n",
}
AT = "gate/app/a.py.md"


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("judged")
    root = repository(folder / "gate", FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RALF_CACHE_DIR", str(folder / "cache"))
        for style in ("wikilink", "markdown"):
            (folder / "config.yaml").write_text(
                f"links: {style}\nsource_url: 'https://example.org/{{path}}'\n"
            )
            target = folder / style
            done = generate(
                root, "-o", target, "--engine", "none", "--config", folder / "config.yaml"
            )
            assert done.exit_code == 0, done.stderr
    found = contents(folder / "wikilink") | {
        f"md/{path}": data for path, data in contents(folder / "markdown").items()
    }
    return {path: data.decode() for path, data in found.items() if path.endswith(".md")}


def place(vault: dict[str, str], path: str) -> Place:
    return Place(path, vault, "https://example.org/")


def test_our_own_notes_have_no_defect(vault: dict[str, str]) -> None:
    assert any("```mermaid" in text for text in vault.values())
    assert any("](./" in text for text in vault.values())
    for path, text in vault.items():
        assert defects(text, place(vault, path)) == [], path


BAD = {
    "link": ["[x](https://evil.example)", "[x](../../up.md)", "[x](javascript:alert)", "[x](/a)"],
    "autolink": ["<https://evil.example>", "https://evil.example", "<a@evil.example>"],
    "URL": ["obsidian://open?x", "www.evil.example", "HTTPS://evil.example"],
    "address": ["a@evil.example"],
    "reference": ["[evil]: https://evil.example"],
    "inline": [
        "![x](https://evil.example/p.png)",
        "a <b>x</b>",
        "~~x~~",
        "$x$",
        "a <!-- x -->",
        "- [ ] x",
    ],
    "HTML": ["<script>x</script>", "<!-- x -->", "<div>", "<!--"],
    "marker": ["<!--RALF:END-->", '<!-- ralf:state {"v":1} -->'],
    "markers": ["<!-- ralf:end -->", "<!-- ralf:begin sum=0 -->"],
    "fence": [
        "```dataviewjs\nx\n```",
        "~~~dataview\nx\n~~~",
        "> ```tasks\n> x\n> ```",
        "```base\n```",
    ],
    "mermaid": ["```mermaid\nflowchart LR\n  click n1 x\n```", "> ```mermaid\n> x\n> ```"],
    "query": ["a `= this.x` b", "`$= dv.x`", "`` =x``"],
    "Templater": ["<% x %>", "`<% x %>`", "```\n<%* x %>\n```"],
    "wikilink": ["[[evil]]", "![[gate/app/b.py.md]]", "[[gate/app/a.py.md]]", "[[evil|b]]"],
    "comment": ["%% x", "a %%x%% b"],
    "tag": ["#evil", "(#evil)", "a \\#evil"],
    "callout": ["> [!note] x", "> \\[!note\\] x"],
    "block id": ["x ^evil", "^evil"],
    "block": ["---", "    x", "$$\nx\n$$", "Term\n: x"],
    "heading": ["# x", "## x", "### x", "> # x", "x\n===", "#### `x` y", "- ## Links"],
    "highlight": ["==x=="],
    "field": ["evil:: x", "[evil:: x]"],
    "footnote": ["x[^1]"],
    "emoji": [":tada:"],
    "Liquid": ["{% x %}", "{{ x }}", "{: .x }"],
    "table": ["| x |\n| --- |\n| y |"],
    "hidden": [
        "a\u202eb",
        "a\u200eb",
        "a\x1bb",
        "a\xadb",
        "a\u200db",
        "a\U000e0041b",
        "a\u2028b",
        "\u0085",
    ],
}


@pytest.mark.parametrize(("kind", "bad"), [(k, b) for k, texts in BAD.items() for b in texts])
def test_a_defect_in_the_text_is_caught(vault: dict[str, str], kind: str, bad: str) -> None:
    text = vault[AT]
    front = text[: text.index("<!-- ralf:begin")]
    body = note.take_apart(text).body.replace("\nPart of", f"\n{bad}\n\nPart of", 1)
    assert bad in body
    found = defects(front + note.block(body), place(vault, AT))
    assert kind in {defect.partition(":")[0] for defect in found}, found


FRONTS = {
    "another key": ("language:", "cssclasses: x\nlanguage:"),
    "twice": ("language:", 'source: "x"\nlanguage:'),
    "a list": ('language: "python"', 'language: ["python"]'),
    "no string": ('language: "python"', "language: 1"),
    "a block": ('language: "python"', "language: |\n  python"),
    "another tag": ('tags: ["code/python"]', 'tags: ["code/python", "evil"]'),
    "a link": ('language: "python"', 'language: "[[a.py]]"'),
    "a URL": ('language: "python"', 'language: "https://evil.example"'),
    "an image": ('language: "python"', 'language: "![x](y)"'),
    "HTML": ('language: "python"', 'language: "<img src=x>"'),
    "a query": ('language: "python"', 'language: "`= this.x`"'),
    "Templater": ('language: "python"', 'language: "<% x %>"'),
    "hidden": ('language: "python"', 'language: "a\\u202e.py"'),
    "no YAML": ('language: "python"', 'language: "a.py'),
}


@pytest.mark.parametrize("name", FRONTS)
def test_a_defect_in_the_frontmatter_is_caught(vault: dict[str, str], name: str) -> None:
    there, bad = FRONTS[name]
    assert vault[AT].count(there) == 1
    assert defects(vault[AT].replace(there, bad), place(vault, AT))


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [
        (r"\Z", "\n[[mine]]\n"),
        (r"(?=<!-- ralf:begin)", "mine\n"),
        (r"<!-- ralf:end", "<!-- ralf:END"),
        (r"Count", "Count all"),
        (r"<!-- ralf:state.*\n", ""),
        (r'"h":"', '"n":["AAAA <b>"],"h":"'),
        (r"<!-- ralf:state", "<!-- ralf:state x"),
    ],
)
def test_a_forged_marker_is_caught(vault: dict[str, str], pattern: str, bad: str) -> None:
    text = re.sub(pattern, lambda _: bad, vault[AT], count=1)
    assert text != vault[AT]
    assert defects(text, place(vault, AT))


def test_a_click_in_a_diagram_is_caught(vault: dict[str, str]) -> None:
    path, text = next(item for item in vault.items() if "```mermaid" in item[1])
    for bad in ('  click n1 "https://evil.example"\n', '  n9["`x`"]\n', '  n9["x" onclick]\n'):
        body = note.take_apart(text).body.replace("  n1 -->", f"{bad}  n1 -->", 1)
        front = text[: text.index("<!-- ralf:begin")]
        assert defects(front + note.block(body), place(vault, path))
