"""What each file of a folder is, in a noun, and by which name a reader looks for it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Sequence

from ralf_notes.outline import languages
from ralf_notes.outline.languages.known.families import COMPONENTS, ECMASCRIPT
from ralf_notes.patterns import lazily
from ralf_notes.plan.repository.places import is_helper
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind
from ralf_notes.text import cut

_LONGEST_NAME = 40
_HOOK = lazily(r"use[-_A-Z]")
_TYPES = lazily(r"(?:.*\.d\.[cm]?ts|types?\.[cm]?tsx?|.*\.types?\.ts)$")
_STORY = lazily(r"\.stories\.[jt]sx?$")
_TEST_STEM = lazily(
    r"^(?:tests?[_-])|(?:[._-](?:tests?|spec|e2e|cy|unittest)s?)$|(?<=[A-Za-z0-9])(?:Tests?|Spec)$|(?<=[a-z0-9])IT$"
)
_BESIDE_TESTS = lazily(
    r"(?:bootstrap|setup|set_up|helpers?|utils?|support|common|base|fixtures?|mocks?|run|runner|main|index|"
    r"types|constants|config|conftest|material|data)(?:$|[._-])|.*(?:[a-z_](?:TestCase|_helpers?|Helpers?|Utils?"
    r"|_utils?|Fixtures?|Mocks?))$|(?:Abstract|Base)[A-Z]|TestCase$|.*\.(?:config|setup)$|run[-_]?(?:all[-_]?)?tests?$"
)
"""Matches names of what tests use, which is no test itself."""
_SURELY_TEST = lazily(r"test_.*\.py$|(?!run[-_])(?:.*[A-Za-z0-9])?[_.-](?:tests?|spec)\.\w+$")
"""Matches names that only tests have: `test_utils.py`, `utils_spec.rb`, not `test_helper.rb`."""
_MIGRATION = lazily(r"^(?:\d{8,}[_-]|V\d+__|\d{4}_|[0-9a-f]{12}_)(?P<name>.+)$")
_REVISION = lazily(r"(?:^|/)versions/[0-9a-f]{12}_[^/]*\.py$")
"""Matches migrations of Alembic."""
_INNER_ENDING = lazily(
    r"\.(?:test|spec|stories|d|module|e2e|cy|html|xml|txt|js|css|json|blade|min|unit|integration|md|rb|py|yml|"
    r"yaml|change)$"
)
_PARTS = ("page", "layout", "route", "screen", "widget")
_FACES = ("index", "mod", "__init__", "main", "README")
_ROLES_TEXT = """
    controllers models views helpers mailers jobs migrations services components hooks composables
    stores plugins pages layouts routes locales commands handlers serializers factories seeders
    exceptions events listeners providers policies repositories entities schemas workflows adapters
    validators rules widgets screens fixtures snippets templates examples benchmarks packages crates
    apps modules charts libs extensions themes skills
"""
_ROLES = {name: re.sub(r"ies$", "y", name).removesuffix("s") for name in _ROLES_TEXT.split()} | {
    "libs": "library",
    "migrate": "migration",
    "middleware": "middleware",
    "middlewares": "middleware",
    "styles": "style sheet",
    "issue_template": "issue template",
    "changelog.d": "change note",
    "newsfragments": "change note",
    ".changeset": "change note",
}
"""By the name of a folder: what each file in it is."""
_OF_FOLDERS = ("app", "chart", "crate", "package")
"""Roles that only a folder has."""
_OFTEN_OF_FOLDERS = (
    *_OF_FOLDERS, "benchmark", "example", "extension", "library", "locale", "module", "plugin",
    "service", "skill", "theme",
)  # fmt: skip
_BY_ENDING = {
    "ipynb": "notebook", "po": "translation", "pot": "template of translations",
    "arb": "translation",
    "strings": "translation", "xliff": "translation", "xlf": "translation", "ftl": "translation",
    "ino": "Arduino sketch", "svg": "SVG image", "dtd": "DTD", "snap": "snapshot", "bats": "test",
    "patch": "patch", "diff": "patch", "tpl": "template", "tmpl": "template",
}  # fmt: skip
_BY_NAME = {"codeowners": "list of owners", ".gitattributes": "list of attributes for Git"}
_MANUAL = lazily(r"\w[\w.+-]*\.[1-8]$")
_SHORT_FORMS = {
    "ext": "extension",
    "impl": "implementation",
    "ctrl": "controller",
    "repo": "repository",
}
_NO_ROLE = frozenset(
    ("test", "tests", "spec", "util", "utils", "file", "files", "main", "type", "types", "data",
     "base", "helpers", "config", "example", "page", "options", "index", "common", "core", "class")
)  # fmt: skip
_WORD = lazily(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_FEWEST_OF_ROLE = 3
_SHORTEST_ROLE = 4


def role_of(folder: str) -> str:
    """Return what each thing in a folder is by the folder's name, or ''."""
    return _ROLES.get(posixpath.basename(folder).lower(), "")


def role_of_folders(folder: str, below: Sequence[str]) -> str:
    """Return what each folder in a folder is by the folder's name, or ''.

    `components/Button` with `Button.vue` in it is a component, `components/blog` holds some.

    Args:
        folder: their folder.
        below: the files in and below it.
    """
    role = role_of(folder)
    if not role or role in _OFTEN_OF_FOLDERS:
        return role
    faces: dict[str, bool] = {}
    for path in below:
        inner, _, name = path.removeprefix(f"{folder}/").partition("/")
        stem = name.partition(".")[0]
        if name:
            faces[inner] = faces.get(inner, False) or stem in _FACES or _is_same(stem, inner)
    return role if all(faces.values()) else ""


def _is_same(stem: str, folder: str) -> bool:
    """Whether a file has its folder's name, however its words are put together."""
    first, second = (re.sub(r"[\W_]", "", name).lower() for name in (stem, folder))
    return first == second


def is_parsed(file: SurveyedFile) -> bool:
    """Whether a grammar reads the file."""
    return bool(languages.get(file.language).grammar)


def is_named_test(path: str, file: SurveyedFile) -> bool:
    """Whether a file is called a test, not only among tests."""
    if file.kind is not Kind.TEST or not is_parsed(file):
        return False
    stem = posixpath.basename(path).rpartition(".")[0]
    return _TEST_STEM.search(stem) is not None and not is_beside_tests(path)


def is_beside_tests(path: str) -> bool:
    """Whether a file among tests is by its name what tests use: helpers, material."""
    name = posixpath.basename(path)
    is_sure = _SURELY_TEST.match(name)
    return not is_sure and _BESIDE_TESTS.match(name.rpartition(".")[0]) is not None


def noun_of(path: str, file: SurveyedFile) -> str:
    """Return what a file is, in the singular."""
    name = posixpath.basename(path)
    if by_name := _BY_NAME.get(name.lower()) or _BY_ENDING.get(name.rpartition(".")[2].lower()):
        return by_name
    if _REVISION.search(path):
        return "migration"
    role = role_of(posixpath.dirname(path))
    if file.kind is Kind.DOCS:
        return role if role in ("issue template", "change note", "skill") else "document"
    if _MANUAL.fullmatch(name) and not is_parsed(file):
        return "manual page"
    if file.language in ECMASCRIPT and (part := _of_script(name, file, role)):
        return part
    if role and (_is_of_role(path, file, role) or role in ("workflow", "locale", "schema")):
        return role
    return noun_of_language(file)


def noun_of_language(file: SurveyedFile) -> str:
    """Return what a file is by its language alone."""
    if file.language in ("css", "scss"):
        return "style sheet"
    if noun := languages.get(file.language).noun:
        return noun
    title = title_of(file.language)
    if title.endswith(("file", "list")):
        return title if title.endswith("file") else title.lower()
    return f"{title} file" if title else "file"


def _is_of_role(path: str, file: SurveyedFile, role: str) -> bool:
    """Whether a file is what its folder is named after: what builds an example is none.

    Nor is one of the folder's own name, which stands for all of them: `rules/rules.go`.
    """
    folder, _, name = path.rpartition("/")
    is_all = name.partition(".")[0].lower() == posixpath.basename(folder).lower()
    is_built = role != "example" or not (file.manifest or is_helper(path))
    is_one = role != "route" or file.routes < 2  # else it states many of them
    is_setting = name.rpartition(".")[0].endswith(".config")
    is_other = is_all or is_setting or role in _OF_FOLDERS
    return is_parsed(file) and is_built and is_one and not is_other


def _of_script(name: str, file: SurveyedFile, role: str) -> str:
    """Return what a file of JavaScript or TypeScript is by its name, or ''."""
    if _TYPES.match(name):
        return "file of type definitions"
    if _STORY.search(name):
        return "story"
    if _HOOK.match(name):
        return "hook"
    if file.language in ("tsx", *COMPONENTS) or name.endswith(".jsx"):
        stem = name.partition(".")[0]
        if file.language == "svelte" and role == "route" and not name.startswith("+"):
            return "component"
        return stem if stem in _PARTS else role if role in _PARTS else "component"
    return ""


def title_of(language: str) -> str:
    """Return the title of a language, '' for plain text."""
    title = languages.get(language).title
    return "" if language == "text" else title.removesuffix(" file")


def shown_name(path: str, folder: str, *, is_test: bool) -> str:
    """Return the name of a file as a reader looks for it: what a test tests, a document's title.

    A file that stands for its folder has the folder's name, except among that folder's own files.
    """
    name = posixpath.basename(path)
    stem = name if " " in name else _INNER_ENDING.sub("", name.rpartition(".")[0]) or name
    inner, key = posixpath.dirname(path), languages.for_path(path).key
    is_part = stem in _PARTS and key in (*ECMASCRIPT, *COMPONENTS)
    if is_part or (stem in _FACES and inner != folder):
        return posixpath.basename(inner) or stem
    if is_test:
        stem = _TEST_STEM.sub("", stem) or stem
    elif _is_known_by_ending(name) and key == "text":
        stem = name
    elif match := _MIGRATION.match(stem):
        stem = match["name"]
    return cut(stem, _LONGEST_NAME)


def _is_known_by_ending(name: str) -> bool:
    """Whether the ending of a name says more than its noun does."""
    is_manual = _MANUAL.fullmatch(name) is not None
    return not is_manual and name.rpartition(".")[2].lower() not in _BY_ENDING


def common_role(names: Sequence[str]) -> str:
    """Return the word that most of some names end with, as a noun in lower case; '' if none.

    `FileHandler`, `MailHandler` and `NullHandler` are handlers.
    """
    words = [_WORD.findall(name) for name in dict.fromkeys(names)]
    ends = Counter(each[-1].lower() for each in words if len(each) > 1)
    word, count = ends.most_common(1)[0] if ends else ("", 0)
    is_common = count >= _FEWEST_OF_ROLE and count * 3 >= len(words) * 2
    if not is_common or len(word) < _SHORTEST_ROLE - 1 or word in _NO_ROLE or not word.isalpha():
        return ""
    firsts = {each[0].lower() for each in words if each}
    if len(firsts) == 1 and any(
        len(each) == 2 and each[1].lower() == word for each in words
    ):  # a thing and its variants
        return ""
    role = _SHORT_FORMS.get(word, word)
    return "" if len(role) < _SHORTEST_ROLE or role.endswith(("s", "ed", "ing")) else role


def has_role(name: str, role: str) -> bool:
    """Whether a name ends with the word for a role."""
    words = _WORD.findall(name)
    last = words[-1].lower() if len(words) > 1 else ""
    return _SHORT_FORMS.get(last, last) == role
