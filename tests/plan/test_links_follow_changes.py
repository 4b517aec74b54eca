"""After a change, links are as if all were resolved anew, though few are."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from material.repository import put

from ralf_notes.config.keys import Config
from ralf_notes.machine.cache import Cache
from ralf_notes.plan import survey, tree_changes
from ralf_notes.plan.neighbours import Neighbours
from ralf_notes.source.walk import walk

NAMES = ("Cart", "Price", "Till", "total", "scan")


@dataclass(frozen=True)
class Text:
    """What a source declares and uses, whatever its language."""

    defines: tuple[str, ...]
    uses: tuple[str, ...]
    imports: tuple[str, ...]
    """Paths of other files."""
    hands_on: tuple[str, ...]
    """Names that it exports of the files that it imports; `*` for all."""
    is_default: bool
    is_other_package: bool
    base: str = ""
    """What its types inherit from, or ''."""
    member: str = "add"
    """Of its types."""
    result: str = "Cart"
    """The type of what its functions and members return."""


def _types(text: Text) -> list[str]:
    return [name for name in text.defines if name[0].isupper()]


def _functions(text: Text) -> list[str]:
    return [name for name in text.defines if not name[0].isupper()]


def _python(path: str, text: Text) -> str:
    lines = []
    for other in text.imports:
        module = other.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        lines += [f"import {module}", f"from {module} import {', '.join(text.uses) or '*'}"]
        if "*" in text.hands_on:
            lines += [f"from {module} import *"]
        lines += [f"from {module} import {name} as {name}" for name in text.hands_on if name != "*"]
        lines += [f"{module}.{name}()" for name in text.uses]
    lines += [f"__all__ = {[*text.hands_on]}"] if text.is_default else []
    method = f"    def {text.member}(self) -> {text.result}:\n        pass\n"
    lines += [f"class {name}({text.base}):\n{method}" for name in _types(text)]
    lines += [f"def {name}() -> {text.result}:\n    pass\n" for name in _functions(text)]
    lines += [f"def main(x: {text.result}):", *(f"    {name}()" for name in text.uses)]
    lines += [f"    {name}().{text.member}().size()" for name in text.uses]
    lines += [f"    x.size()\n    x.add().size()\n    Main().{text.member}()"]
    lines += [f"class Main({text.base or text.result}):\n    pass"]
    return "\n".join(lines) + "\n"


def _typescript(path: str, text: Text) -> str:
    lines = []
    for other in text.imports:
        stem = posixpath.relpath(other, posixpath.dirname(path) or ".").rpartition(".")[0]
        module = stem if stem.startswith(".") else f"./{stem}"
        lines += [f'import Standard, {{ {", ".join(text.uses)} }} from "{module}";']
        for name in text.hands_on:
            what = "*" if name == "*" else f"{{ {name} as {name[::-1]} }}"
            lines += [f'export {what} from "{module}";']
    heir = f" extends {text.base}" if text.base else ""
    method = f"{text.member}(): {text.result} {{ return 1; }}"
    lines += [f"export class {name}{heir} {{ {method} }}" for name in _types(text)]
    lines += [
        f"export function {name}(): {text.result} {{ return 1; }}" for name in _functions(text)
    ]
    lines += [f"export default {text.defines[0]};"] if text.is_default and text.defines else []
    calls = "\n".join(f"  {name}();\n  {name[::-1]}();\n  {name}().add();" for name in text.uses)
    calls += f"\n  x.{text.member}().size();\n  x.add();"
    return "\n".join(lines) + f"\nfunction main(x: {text.result}) {{\n  Standard();\n{calls}\n}}\n"


def _go(path: str, text: Text) -> str:
    package = "other" if text.is_other_package else posixpath.dirname(path).rpartition("/")[2]
    folders = sorted({posixpath.dirname(other) for other in text.imports})
    lines = [f"package {package}", *(f'import "tree/{folder}"' for folder in folders), ""]
    for name in _types(text):
        lines += [f"type {name} struct {{", f"\t{text.base}", "\tSize int", "}"]
        lines += [f"func (c {name}) {text.member.title()}() {text.result} {{ }}"]
    lines += [f"func {name.title()}() {text.result} {{ }}" for name in _functions(text)]
    calls = [name.title() + ("{}" if name[0].isupper() else "()") for name in text.uses]
    calls += [f"{name.title()}().{text.member.title()}().Size" for name in text.uses]
    calls += [f"{folder.rpartition('/')[2]}.{call}" for folder in folders for call in calls]
    head = f"func main(x {text.result}) {{\n\tx.Add()\n\tx.Size().Add()"
    return "\n".join([*lines, head, *(f"\t_ = {call}" for call in calls), "}"]) + "\n"


def _of_packages(head: str, load: str, end: str) -> Callable[[str, Text], str]:
    """Return how a language writes types in packages and uses them."""

    def write(path: str, text: Text) -> str:
        own = "shop.other" if text.is_other_package else "shop.main"
        lines = [head % own] if head else []
        lines += [load % name + end for name in text.hands_on if name != "*"]
        lines += [load % "*" + end] if "*" in text.hands_on and end != " " else []
        for number, name in enumerate(text.defines):
            heir = f" extends {text.base}" if text.base and ";" in end else ""
            method = f"public {text.result} {text.member}() {{ return null; }}" if heir else ""
            lines += [f"class {name.title()}{heir} {{", method, "}"]
            lines += [f"fun {name}{number}() = 1"] if "fun" in load else []
        body = " ".join(
            f"{name.title()} x{n}; x{n}.{text.member}().add();" for n, name in enumerate(text.uses)
        )
        return "\n".join([*lines, f"class Main{len(path)} {{ void run() {{ {body} }} }}"])

    return write


def _ruby(path: str, text: Text) -> str:
    lines = [f"require_relative '{posixpath.basename(other)[:-3]}'" for other in text.imports]
    for name in text.defines:
        lines += ["module Shop"] * text.is_other_package
        lines += [f"class {name.title()}", "end"] + ["end"] * text.is_other_package
    uses = [f"  {name.title()}.new\n  Shop::{name.title()}.new" for name in text.uses]
    return "\n".join([*lines, "def main", *uses, "end"]) + "\n"


def _php(path: str, text: Text) -> str:
    own = "Shop\\Other" if text.is_other_package else "Shop"
    lines = [f"<?php\nnamespace {own};", *(f"use Shop\\{name};" for name in text.hands_on[1:])]
    lines += [f"class {name} {{}}" for name in _types(text)]
    lines += [f"function {name}() {{}}" for name in _functions(text)]
    calls = (f"new {it}();" if it[0].isupper() else f"{it}();" for it in text.uses)
    return "\n".join([*lines, f"function main() {{ {' '.join(calls)} }}"]) + "\n"


def _csharp(path: str, text: Text) -> str:
    own = "Shop.Other" if text.is_other_package else "Shop.Main"
    lines = ["global using Shop.Other;"] if "*" in text.hands_on else []
    lines += ["using Shop.Other;"] if text.is_default else []
    lines += [f"namespace {own};", *(f"public class {it.title()} {{ }}" for it in text.defines)]
    body = " ".join(f"new {it.title()}();" for it in text.uses)
    return "\n".join([*lines, f"class Program {{ void Run() {{ {body} }} }}"]) + "\n"


def _swift(path: str, text: Text) -> str:
    lines = ["import Other"] if text.is_default else []
    lines += [f"public struct {name} {{ var scan = 1 }}" for name in _types(text)]
    lines += [f"public func {name}() {{}}" for name in _functions(text)]
    return "\n".join([*lines, "func main() {", *(f"  {it}()" for it in text.uses), "}"]) + "\n"


def _rust(path: str, text: Text) -> str:
    stems = [posixpath.basename(other).removesuffix(".rs") for other in text.imports]
    lines = [f"use crate::{stem}::{name};" for stem in stems for name in text.uses]
    lines += [f"pub use crate::{stem}::{name};" for stem in stems for name in text.hands_on]
    lines += [f"pub struct {name} {{}}" for name in _types(text)]
    lines += [f"pub fn {name}() {{}}" for name in _functions(text)]
    return "\n".join([*lines, "fn run() {", *(f"    {it}();" for it in text.uses), "}"]) + "\n"


def _c(path: str, text: Text) -> str:
    lines = [f'#include "{posixpath.basename(other)}"' for other in text.imports]
    lines += [f"struct {name} {{ int size; }};" for name in _types(text)]
    lines += [f"int {name}(void);" for name in _functions(text)]
    calls = (f"struct {it} x;" if it[0].isupper() else f"{it}();" for it in text.uses)
    return "\n".join([*lines, "static void run(void) {", *calls, "}"]) + "\n"


WRITERS: dict[str, Callable[[str, Text], str]] = {
    ".py": _python, ".ts": _typescript, ".go": _go, ".rb": _ruby, ".php": _php, ".cs": _csharp,
    ".swift": _swift, ".rs": _rust, ".h": _c,
    ".java": _of_packages("package %s;", "import shop.other.%s", ";"),
    ".kt": _of_packages("package %s", "import shop.other.%s", " "),
}  # fmt: skip
PLACES = {
    ".py": ("shop/__init__.py", "shop/a.py", "shop/b.py", "shop/json.py", "c.py"),
    ".ts": ("web/index.ts", "web/a.ts", "web/utils/b.ts", "web/server/utils/c.ts"),
    ".swift": ("Sources/Main/A.swift", "Sources/Main/B.swift", "Sources/Other/C.swift"),
    ".rs": ("src/lib.rs", "src/a.rs", "src/b.rs"),
}
SETTINGS = {
    "go.mod": "module tree\n", "web/nuxt.config.ts": "export default {}\n",
    "Cargo.toml": '[package]\nname = "tree"\n',
    "Package.swift": 'let p = [.target(name: "Main"), .target(name: "Other")]\n',
}  # fmt: skip


def places(ending: str) -> tuple[str, ...]:
    """Return where the sources of a language are."""
    usual = (f"x/one{ending}", f"x/two{ending}", f"y/one{ending}", f"tests/test_one{ending}")
    return PLACES.get(ending, usual)


def texts(ending: str) -> st.SearchStrategy[Text]:
    """Return sources of a language."""

    def some(values: tuple[str, ...], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.sampled_from(values), unique=True, max_size=most).map(tuple)

    return st.builds(
        Text, some(NAMES), some(NAMES), some(places(ending), 2), some((*NAMES, "*"), 2),
        st.booleans(), st.booleans(), st.sampled_from(("", "Cart", "Price")),
        st.sampled_from(("add", "size")), st.sampled_from(("Cart", "Price", "Till", "Main")),
    )  # fmt: skip


def edits(ending: str) -> st.SearchStrategy[tuple[str, Text | None]]:
    """Return changes: a file with its new source, None for one that goes."""
    text = st.one_of(texts(ending), texts(ending), texts(ending), st.none())
    return st.tuples(st.sampled_from(places(ending)), text)


def links_of(tree: Path, cache: Cache) -> tuple[Neighbours, object]:
    """Survey a tree and keep its links in a cache; return all that it says of them."""
    config = Config(source_paths=[tree], target_dir=tree.parent / "vault")  # type: ignore[arg-type]
    (changes,) = tree_changes.since_last_run(cache, config, walk(config))
    project = survey.survey(changes, cache)
    found = project.neighbours
    files = {
        path: (
            found.resolved(path), found.used_by(path), found.in_use(path), found.symbol_uses(path),
        )
        for path in project.documented
    }  # fmt: skip
    folders = {folder: found.of_folder(folder) for folder in sorted(project.folders)}
    found.keep(project.folders)
    return found, (files, folders, found.links_digest)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("ending", WRITERS)
def test_links_are_those_of_a_fresh_cache(
    ending: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write = WRITERS[ending]
    sources = data.draw(st.fixed_dictionaries({path: texts(ending) for path in places(ending)}))
    changes = data.draw(st.lists(edits(ending), min_size=1, max_size=4))
    written = {path: write(path, text) for path, text in sources.items()}
    tree = tmp_path_factory.mktemp("links") / "tree"
    for path, source in {**SETTINGS, **written}.items():
        put(tree / path, source)
    with Cache(None, print) as kept:
        links_of(tree, kept)
        for path, text in changes:
            if text is None:
                (tree / path).unlink(missing_ok=True)
            else:
                put(tree / path, write(path, text))
            with Cache(None, print) as fresh:
                expected = links_of(tree, fresh)[1]
            assert links_of(tree, kept)[1] == expected
            assert links_of(tree, kept)[1] == expected  # as the rows say


CRATE = {
    "r/Cargo.toml": '[package]\nname = "r"\n',
    "r/src/main.rs": "mod x;\npub fn helper() {}\nfn main() {}\n",
    "r/src/lib.rs": "pub fn helper() {}\n",
    "r/src/x.rs": "use super::helper;\npub fn go() { helper(); }\n",
}
PAGE = {
    "index.html": '<script src="a.js"></script><script src="b.js"></script>\n',
    "a.js": "function go() { shopOpen(); }\n",
    "b.js": "function shopOpen() {}\n",
}


@pytest.mark.parametrize(
    ("sources", "changed"),
    [
        (
            CRATE,
            {
                "r/src/main.rs": CRATE["r/src/main.rs"].removeprefix("mod x;\n"),
                "r/src/lib.rs": "mod x;\n" + CRATE["r/src/lib.rs"],
            },
        ),
        (PAGE, {"b.js": 'import "./a.js";\n' + PAGE["b.js"]}),
        (PAGE, {"index.html": '<script src="a.js"></script>\n'}),
    ],
)
def test_links_follow_what_the_imports_of_others_decide(
    sources: dict[str, str], changed: dict[str, str], tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    for path, source in sources.items():
        put(tree / path, source)
    with Cache(None, print) as kept, Cache(None, print) as fresh:
        before = links_of(tree, kept)[1]
        for path, source in changed.items():
            put(tree / path, source)
        expected = links_of(tree, fresh)[1]
        assert links_of(tree, kept)[1] == expected != before


def test_links_are_kept_when_a_file_without_an_outline_changes(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    put(tree / "a.py", "import b\n\nb.f()\n")
    put(tree / "b.py", "def f():\n    pass\n")
    put(tree / "package-lock.json", '{"lockfileVersion": 2}\n')
    with Cache(None, print) as kept:
        before = links_of(tree, kept)[1]
        put(tree / "package-lock.json", '{"lockfileVersion": 3, "packages": {}}\n')
        assert links_of(tree, kept)[1] == before
        assert links_of(tree, kept)[1] == before  # as the rows say


BEHIND = {
    "base.py": "class Base:\n    def size(self):\n        pass\n",
    "other.py": "class Base:\n    def size(self):\n        pass\n\n\nclass Bag:\n    pass\n",
    "cart.py": "from base import Base\n\n\nclass Cart(Base):\n    pass\n",
    "shop.py": "from cart import Cart as It\n\n\ndef make() -> It:\n    pass\n",
    "user.py": "from shop import make\n\n\ndef run():\n    made = make()\n    made.size()\n",
}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("cart.py", "(Base)", ""),
        ("cart.py", "from base", "from other"),
        ("cart.py", "import Base", "import Other as Base"),
        ("shop.py", "-> It", "-> int"),
        ("shop.py", "from cart import Cart as It", "from other import Bag as It"),
        ("shop.py", "make", "take"),
        ("base.py", "size", "length"),
        ("base.py", "class Base", "class Basis"),
    ],
)
def test_a_use_behind_a_value_follows_files_that_its_user_does_not_name(
    path: str, old: str, new: str, tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    for each, source in BEHIND.items():
        put(tree / each, source)
    with Cache(None, print) as kept:
        before = links_of(tree, kept)
        assert before[0].symbol_uses("user.py").keys() >= {"base.py"}
        put(tree / path, BEHIND[path].replace(old, new))
        with Cache(None, print) as fresh:
            expected = links_of(tree, fresh)[1]
        assert expected != before[1]
        assert links_of(tree, kept)[1] == expected
