"""Links of documents lead to files of the tree, in every form, and never elsewhere."""

from __future__ import annotations

import pytest

from ralf_notes.outline.imports import Declarations, index
from ralf_notes.outline.parse import outline

TREE = (
    "docs/guide.md", "docs/my file.md", "docs/a(b).md", "docs/api/README.md", "src/helm.py",
    "docs/page.mdx", "README.md", "docs/tables.sql", "docs/intro.rst", "docs/part.adoc",
)  # fmt: skip

LEADS = {
    "[a](../src/helm.py)": "src/helm.py",
    "[a](./my%20file.md)": "docs/my file.md",
    "[a](<my file.md>)": "docs/my file.md",
    "[a](a(b).md)": "docs/a(b).md",
    '[a](../src/helm.py "Title")': "src/helm.py",
    "[a](../src/helm.py#L10-L20)": "src/helm.py",
    "[a](../src/helm.py?raw=1)": "src/helm.py",
    "[a][ref]\n\n[ref]: ../src/helm.py": "src/helm.py",
    "[ref][]\n\n[ref]: <../src/helm.py> 'Title'": "src/helm.py",
    "[![badge](x.svg)](../src/helm.py)": "src/helm.py",
    "# Title [a](../src/helm.py)": "src/helm.py",
    "- item\n  - [a](../src/helm.py)": "src/helm.py",
    "> [a](../src/helm.py)": "src/helm.py",
    "| a |\n| --- |\n| [a](../src/helm.py) |": "src/helm.py",
    '<p><a href="../src/helm.py">a</a></p>': "src/helm.py",
    "Text <a class='x' href='../src/helm.py'>a</a>": "src/helm.py",
    "[a](/src/helm.py)": "src/helm.py",
    "[a](/tables.sql)": "docs/tables.sql",
    "[a](api/)": "docs/api/README.md",
    "[a](api)": "docs/api/README.md",
    "[a](page)": "docs/page.mdx",
    "`x` and [a](../src/helm.py)": "src/helm.py",
}
LEADS_NOWHERE = (
    "`[a](../src/helm.py)`",
    "```\n[a](../src/helm.py)\n```",
    "    [a](../src/helm.py)",
    "\\[a\\](../src/helm.py)",
    "[a](https://example.org/src/helm.py)",
    "[a](//example.org/src/helm.py)",
    "[a](mailto:a@src/helm.py)",
    "[a](#helm)",
    "[a](../../src/helm.py)",
    "[a](../../../../etc/passwd)",
    "[a](missing.md)",
    "[a](guide.md)",
    "../src/helm.py",
)


def uses(path: str, text: str) -> list[str]:
    found = outline(path, text)
    files = [Declarations(each, "text") for each in TREE if each != path]
    user = Declarations(path, found.language, imports=found.imports)
    return [use.path for use in index([*files, user], {}.get).resolve(user).uses]


@pytest.mark.parametrize("text", LEADS)
def test_a_link_leads_to_its_file(text: str) -> None:
    assert uses("docs/guide.md", f"{text}\n") == [LEADS[text]]


@pytest.mark.parametrize("text", LEADS_NOWHERE)
def test_what_leads_elsewhere_is_no_link(text: str) -> None:
    assert uses("docs/guide.md", f"{text}\n") == []


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("docs/page.mdx", "import X from './guide.md'\n\n# Page\n", "docs/guide.md"),
        ("docs/intro.rst", "See `the helm <../src/helm.py>`_.\n", "src/helm.py"),
        ("docs/intro.rst", ".. include:: guide.md\n", "docs/guide.md"),
        ("docs/intro.rst", ".. literalinclude:: ../src/helm.py\n   :lines: 1-3\n", "src/helm.py"),
        ("docs/intro.rst", "See :doc:`guide`.\n", "docs/guide.md"),
        ("docs/intro.rst", ".. _helm: ../src/helm.py\n", "src/helm.py"),
        ("docs/guide.md", "See [x](intro)\n", "docs/intro.rst"),
        ("docs/part.adoc", "link:../src/helm.py[the helm]\n", "src/helm.py"),
        ("docs/part.adoc", "include::guide.md[]\n", "docs/guide.md"),
        ("docs/part.adoc", "https://example.org/src/helm.py[x]\n", None),
    ],
)
def test_other_markup(path: str, text: str, expected: str | None) -> None:
    assert uses(path, text) == ([expected] if expected else [])
