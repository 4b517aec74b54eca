"""What goes to PyPI: true metadata, a README that stands alone, one place for the version."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

from doubles.github_action import read
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RELEASE = read(ROOT / ".github/workflows/release.yml")
CI = read(ROOT / ".github/workflows/ci.yml")


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_types_are_part_of_the_package() -> None:
    assert "Typing :: Typed" in PYPROJECT["project"]["classifiers"]
    assert (ROOT / "ralf_notes/py.typed").is_file()


def test_only_versions_of_python_that_ci_tries_are_named() -> None:
    tried = CI["jobs"]["test"]["strategy"]["matrix"]["python"]
    named = re.findall(r"Python :: (3\.\d+)\b", "\n".join(PYPROJECT["project"]["classifiers"]))
    assert set(named) <= set(tried)
    assert PYPROJECT["project"]["requires-python"] == f">={tried[0]}"
    assert f"--python {tried[0]}" in str(CI["jobs"]["lowest"])


def test_the_version_stands_in_one_place() -> None:
    assert "version" in PYPROJECT["project"]["dynamic"]
    place = text_of(PYPROJECT["tool"]["hatch"]["version"]["path"])
    assert len(re.findall(r'^__version__ = "\d+\.\d+\.\d+"$', place, re.MULTILINE)) == 1


def test_links_and_pictures_of_the_readme_lead_somewhere_on_pypi() -> None:
    text = text_of("README.md")
    hook = PYPROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]
    for each in hook["substitutions"]:
        text = re.sub(each["pattern"], each["replacement"], text)
    tokens = [one for each in MarkdownIt().parse(text) for one in each.children or ()]
    targets = [str(it.attrGet("href") or it.attrGet("src") or "") for it in tokens]
    html = re.findall(r'(?:src|srcset|href)="([^"]+)"', text)
    found = [each for each in (*targets, *html) if each]
    assert len(found) > 10
    assert [each for each in found if not re.match("https?:|#", each)] == []
    pictures = [str(it.attrGet("src")) for it in tokens if it.type == "image"]
    assert all("raw.githubusercontent.com/OWNER/" in each for each in pictures)


def test_the_page_on_releases_names_every_file_with_the_owner() -> None:
    page = text_of("docs/releasing.md")
    command = ["git", "grep", "-lE", r"\bOWNER/ralf-notes", "--", ".", ":!tests", ":!CHANGELOG.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    files = set(done.stdout.split()) - {"docs/releasing.md"}
    assert "pyproject.toml" in files
    assert [each for each in files if f"`{each}`" not in page] == []


def test_only_the_job_that_publishes_may_and_it_runs_nothing_of_ours() -> None:
    assert RELEASE["permissions"] == {"contents": "read"}
    assert "permissions" not in RELEASE["jobs"]["build"]
    publish = RELEASE["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["environment"]["name"] == "pypi"
    assert all("run" not in step for step in publish["steps"])
    assert list(RELEASE["on"]) == ["push"]
