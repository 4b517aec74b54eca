"""What a folder holds, in one sentence made of facts, where no author describes it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.outline import languages
from ralf_notes.outline.mentions.values import decoded
from ralf_notes.plan.repository.conventions import LOCALE, OF_TRANSLATIONS, by_convention
from ralf_notes.plan.repository.known_folders import known_purpose
from ralf_notes.plan.repository.left_out import without_notes
from ralf_notes.plan.repository.nouns import (
    common_role,
    has_role,
    is_beside_tests,
    is_named_test,
    is_parsed,
    noun_of,
    noun_of_language,
    role_of,
    role_of_folders,
    shown_name,
    title_of,
)
from ralf_notes.plan.repository.places import is_helper
from ralf_notes.plan.repository.wording import (
    capitalized,
    fitting,
    is_long,
    part,
    plural,
    some,
    with_article,
)
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind, is_test_folder
from ralf_notes.text import count_of, joined

_KEEPERS = (".gitkeep", ".keep", ".placeholder", ".empty")
"""Files by which Git keeps a folder that is empty."""
_FACES = frozenset(("__init__.py", "conftest.py", "mod.rs", "py.typed", *_KEEPERS))
"""Files that stand for their folder, and say nothing of what is in it."""
_BUILDS = {
    "build.gradle": "Gradle module",
    "build.gradle.kts": "Gradle module",
    "pom.xml": "Maven module",
}
_NAMED_BY_VERBS = "PowerShell file"
"""What has the name of what it does, such as `Get-Theme`, is none of these things."""
_LOCALE = re.compile(rf"{LOCALE}(?:\.lproj)?")
_NO_LETTER = re.compile(r"[-_. ]")
_OF_FACTS = re.compile(
    r"^(?:Defines|Implements|Exports|Adds|Program in|Empty file|Routes:) ?| file\.$"
)
"""Matches sentences on code that are not its author's."""
_SCRIPTS_OF_TESTS = (".t", ".bats")
"""How the names of tests of Perl, Cram and Bats end, some of which no grammar reads."""
_TESTS = "Tests `"
"""How the sentence on a file begins that holds tests, whatever its name is."""
_MOST_GROUPS = 3
_MOST_COUNTED = 2
_FEWEST_TO_LIST = 3
"""With fewer files, what their author says of them is enough."""
_NAMED_BY_TYPE = frozenset(("java", "kotlin", "c_sharp", "swift", "php", "scala", "dart"))
"""Languages in which a file has the name of the type in it."""
_BASES_OF_ALL = frozenset(
    ("object", "Object", "NSObject", "ABC", "Protocol", "Generic", "Enum", "Record", "Equatable",
     "Hashable", "Codable", "Sendable", "Identifiable", "Comparable", "Serializable", "Cloneable",
     "CustomStringConvertible", "CaseIterable", "Decodable", "Encodable", "Parcelable",
     "IDisposable", "Any", "Exception", "Error", "type")
)  # fmt: skip
"""Types that say nothing of what derives from them."""
_FEWEST_OF_BASE = 3
_SURELY_EXAMPLES = 3
"""With more files for each folder of code, a folder of examples has examples in files, too."""
_MOST_TYPES, _FEW_TYPES = 2, 6
"""Types for each file of a folder by which they are told, and so few of all that they may be."""
_FOLDERS_FIRST = 3
"""If its folders hold this many times more files than it does itself, they describe a folder."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A folder, with the files that describe it."""

    path: str
    repository: str
    """The name of the repository."""
    folders: Sequence[str]
    """Right in it."""
    paths: Sequence[str]
    """The files right in it that its note lists."""
    below: Sequence[str]
    """All files below it that have notes."""
    listed: Sequence[str]
    """All files below it that its note and those of its folders list."""
    used: Sequence[str]
    """Files that others use, the most used first: they are named first."""
    top: str
    """The outermost folder that holds nothing but this one, or its own path."""
    is_package: bool
    """Whether a manifest names it as a package, so that its name says nothing of its purpose."""
    left_out: Sequence[tuple[str, str]] = ()
    """The names of the files right in it that have no note, each with the reason."""


def holdings(holder: Holder, files: Mapping[str, SurveyedFile]) -> tuple[str, bool]:
    """Return one sentence on what a folder holds, and whether it says what the folder is for.

    Args:
        holder: the folder.
        files: all files of the tree.
    """
    shown = _without_faces(holder.paths, files) or ([] if holder.folders else list(holder.paths))
    children = {path: files[path] for path in holder.paths}
    purpose_by_name = known_purpose(holder.path, holder.repository, children, files)
    purpose = purpose_by_name
    if not purpose and not holder.is_package:
        purpose = by_convention(holder.path, holder.top, holder.below, files)
    if not holder.folders and all(posixpath.basename(path) in _KEEPERS for path in holder.paths):
        return _of_nothing(holder), True
    module = _module(holder, files)
    if module:
        purpose, text = module
    elif not shown and len(holder.folders) > 1:
        text = _of_folders(holder, files)
    elif not shown and holder.folders:
        text = f"folder {some([posixpath.basename(each) for each in holder.folders])} with "
        inside = _without_faces(holder.listed, files) or holder.listed
        text += joined(_groups(holder.path, inside, files, holder.used))
    else:
        text = _of_files(holder, shown, files, folders_first=not purpose)
    if routes := sum(files[path].routes for path in holder.paths):
        text += f"; {count_of(routes, 'route')}"
    if len(holder.left_out) > len(holder.paths):
        text += f"; without notes {without_notes(holder.left_out)}"
    if not purpose:
        words = _words_of_namesake(holder, files)
        sentence = fitting(f"{words}; {text}." if words else f"{capitalized(text)}.", words)
        are_alone = words and (is_long(sentence) or len(holder.below) < _FEWEST_TO_LIST)
        return f"{words}." if are_alone else sentence, bool(words)
    is_one_file = len(holder.below) == 1 == len(holder.paths)  # which may say more than its kind
    tells = bool(purpose_by_name or module or not is_one_file)
    if purpose.lower() == posixpath.basename(holder.path).lower():
        return fitting(f"{capitalized(text)}."), tells
    return fitting(f"{purpose}: {text}."), tells


def _without_faces(paths: Sequence[str], files: Mapping[str, SurveyedFile]) -> list[str]:
    """Return those of some files that say what is in their folders: all that declare types do."""
    return [path for path in paths if posixpath.basename(path) not in _FACES or _types(files[path])]


def _of_nothing(holder: Holder) -> str:
    """Return a sentence on a folder without files that have notes, '' if nothing is in it."""
    if holder.left_out:
        return f"Without notes {without_notes(holder.left_out)}."
    return f"Empty but for `{posixpath.basename(holder.paths[0])}`." if holder.paths else ""


def _words_of_namesake(holder: Holder, files: Mapping[str, SurveyedFile]) -> str:
    """Return what the author says of the code that has the folder's name, without a full stop.

    It is in the folder, or beside it: `store/store.go`, `store.rs` and `store/`.
    """
    name = _NO_LETTER.sub("", posixpath.basename(holder.path)).lower()
    endings = {posixpath.splitext(path)[1] for path in holder.below}
    beside = [f"{holder.path}{ending}" for ending in sorted(endings)]
    for path in (*holder.paths, *beside):
        stem = posixpath.splitext(posixpath.basename(path))[0]
        if _NO_LETTER.sub("", stem).lower() != name or path not in files:
            continue
        words = files[path].sentence if files[path].kind is Kind.CODE else ""
        is_usable = is_parsed(files[path]) and words.endswith(".") and ";" not in words
        # A comment of Go begins with the name that it is about.
        is_about_it = not path.endswith(".go") or words.partition(" ")[0].lower() == name
        if is_usable and is_about_it and not is_long(words) and not _OF_FACTS.search(words):
            return words[:-1]
    return ""


def _module(holder: Holder, files: Mapping[str, SurveyedFile]) -> tuple[str, str] | None:
    """Return what kind of module of a build a folder is, and the code in it; None for others."""
    names = {posixpath.basename(path) for path in holder.paths}
    kind = next((_BUILDS[name] for name in sorted(names) if name in _BUILDS), "")
    if any(name.endswith(".csproj") for name in names):
        kind = ".NET project"
    inner = [path for path in holder.below if files[path].kind in (Kind.CODE, Kind.TEST)]
    parsed = [path for path in inner if is_parsed(files[path]) and not files[path].manifest]
    code = [path for path in parsed if not is_helper(path) and not path.endswith(".gradle.kts")]
    folders = {posixpath.basename(each) for each in holder.folders}
    if not (holder.path and kind and code) or (kind != ".NET project" and "src" not in folders):
        return None
    return kind, joined(_groups(holder.path, code, files, holder.used))


def _of_files(
    holder: Holder,
    shown: Sequence[str],
    files: Mapping[str, SurveyedFile],
    *,
    folders_first: bool,
) -> str:
    """Return the files right in a folder as part of a sentence, and the folders in it."""
    if [posixpath.basename(path) for path in shown] == ["__init__.py"]:
        is_empty = not files[shown[0]].source.size
        return f"{'an empty' if is_empty else 'a'} Python package"
    may_be_tools = _may_be_tools(holder, files)
    parts = _groups(holder.path, shown, files, holder.used, may_be_tools=may_be_tools)
    if not holder.folders:
        return joined(parts)
    inner = len(holder.below) - len(holder.paths)
    is_inner = len(holder.folders) > 1 and inner >= _FOLDERS_FIRST * len(shown)
    if folders_first and (is_inner or may_be_tools):
        return f"{_of_folders(holder, files)}; {joined(parts)}"
    inside = some([posixpath.basename(each) for each in holder.folders])
    if len(holder.folders) > 1:
        return f"{joined(parts)}; folders {inside}"
    own_paths = {*holder.paths}
    inner_paths = [path for path in holder.listed if path not in own_paths]
    counts = _counts(holder.path, _without_faces(inner_paths, files), files)
    text = f"{joined(parts)}; folder {inside}"
    return f"{text} with {joined(counts)}" if counts else text


def _of_folders(holder: Holder, files: Mapping[str, SurveyedFile]) -> str:
    """Return the folders in a folder as part of a sentence."""
    noun = role_of_folders(holder.path, holder.below) or "folder"
    direct = set(holder.paths)
    inner = [path for path in holder.below if path not in direct]
    shown, papers = _with_code(holder, inner, files) if noun == "example" else (holder.folders, [])
    names = some([posixpath.basename(each) for each in shown])
    count = len(shown)
    written_in = (files[path].language for path in inner)
    # Templates and the like have a noun of their own; `app` of Rails is Ruby, not mostly ERB.
    titles = Counter(title_of(key) for key in written_in if not languages.get(key).noun)
    title = titles.most_common(1)[0][0] if titles else ""
    code = [path for path in inner if files[path].kind in (Kind.CODE, Kind.TEST)]
    papers_in = {title_of(files[path].language) for path in inner if files[path].kind is Kind.DOCS}
    is_mostly = title and titles[title] * 2 > len(inner) and not (code and title in papers_in)
    if _is_of_translations(holder):
        text = f"translations into {count} languages ({names})"
    elif len(code) > 1 and all(files[path].kind is Kind.TEST for path in code):
        text = f"tests in {count_of(count, 'folder')} ({names})"
    else:
        text = f"{count} {plural(noun) if count > 1 else noun} ({names})"
    if papers:
        text += f" and {count_of(len(papers), 'folder')} ({some(papers)})"
    return f"{text}, mostly {title}" if is_mostly else text


def _is_of_translations(holder: Holder) -> bool:
    """Whether each folder in a folder is called by a language into which something is put."""
    is_named = posixpath.basename(holder.path).lower() in OF_TRANSLATIONS
    names = (posixpath.basename(each) for each in holder.folders)
    return is_named and all(_LOCALE.fullmatch(name) for name in names)


def _with_code(
    holder: Holder, inner: Sequence[str], files: Mapping[str, SurveyedFile]
) -> tuple[list[str], list[str]]:
    """Return the folders in a folder of examples, and the names of those of documents alone."""
    start = len(holder.path) + 1 if holder.path else 0
    coded = {path[start:].partition("/")[0] for path in inner if files[path].kind is not Kind.DOCS}
    names = {each: posixpath.basename(each) for each in holder.folders}
    shown = [each for each, name in names.items() if name in coded]
    if not shown:
        return list(holder.folders), []
    return shown, [name for name in names.values() if name not in coded]


def _may_be_tools(holder: Holder, files: Mapping[str, SurveyedFile]) -> bool:
    """Whether the code right in a folder of examples may serve the examples in its folders."""
    if role_of(holder.path) != "example" or not holder.folders:
        return False
    own_paths = {*holder.paths}
    inner = [path for path in holder.below if path not in own_paths]
    coded, _ = _with_code(holder, inner, files)
    code = [path for path in holder.paths if is_parsed(files[path])]
    return len(code) <= _SURELY_EXAMPLES * len(coded)


def _groups(
    folder: str,
    paths: Sequence[str],
    files: Mapping[str, SurveyedFile],
    used: Sequence[str],
    *,
    may_be_tools: bool = False,
) -> list[str]:
    """Return the kinds of some files as parts of a sentence, the most frequent kind first.

    Args:
        folder: that they are told of.
        paths: of the files.
        files: all files of the tree.
        used: files that others use.
        may_be_tools: whether it is not certain that they are what their folder is named after.
    """
    rank = {path: number for number, path in enumerate(used)}
    in_order = sorted(paths, key=lambda path: (rank.get(path, len(rank)), path))
    kinds = _kinds(folder, in_order, files, may_be_tools=may_be_tools)
    told = (_parts(noun, group, folder, files) for noun, group in kinds[:_MOST_GROUPS])
    return [*(part for parts in told for part in parts), *_others(kinds[_MOST_GROUPS:])]


def _counts(folder: str, paths: Sequence[str], files: Mapping[str, SurveyedFile]) -> list[str]:
    """Return the kinds of some files as parts of a sentence without their names."""
    kinds = _kinds(folder, paths, files)
    parts = [
        f"{len(group)} {plural(noun)}" if len(group) > 1 else with_article(noun)
        for noun, group in kinds[:_MOST_COUNTED]
    ]
    return [*parts, *_others(kinds[_MOST_COUNTED:])]


def _others(kinds: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """Return how many other files there are as part of a sentence, if there are any."""
    count = sum(len(group) for _, group in kinds)
    return [count_of(count, "other file")] if count else []


def _kinds(
    folder: str,
    paths: Sequence[str],
    files: Mapping[str, SurveyedFile],
    *,
    may_be_tools: bool = False,
) -> list[tuple[str, list[str]]]:
    """Return what some files are, each noun with its files: the most frequent first."""
    has_named_tests = any(is_named_test(path, files[path]) for path in paths)
    by_noun: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        is_test = _is_test(path, folder, files[path], has_named_tests=has_named_tests)
        noun = "test" if is_test else noun_of(path, files[path])
        noun = noun_of_language(files[path]) if may_be_tools and noun == "example" else noun
        by_noun[noun].append(path)
    groups = {key: group for noun, each in by_noun.items() for key, group in _by_role(noun, each)}
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def _by_role(noun: str, paths: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield a group of files as those that are named for what they are, and the others."""
    stems = {path: posixpath.basename(path).partition(".")[0] for path in paths}
    has_roles = noun.endswith(" file") and noun != _NAMED_BY_VERBS
    role = common_role(list(stems.values())) if has_roles else ""
    if role:
        named = [path for path in paths if has_role(stems[path], role)]
        yield role, named
        paths = [path for path in paths if not has_role(stems[path], role)]
    if paths:
        yield noun, paths


def _is_test(path: str, folder: str, file: SurveyedFile, *, has_named_tests: bool) -> bool:
    """Whether a file counts as a test among the others of its folder."""
    if file.kind is not Kind.TEST:
        return False
    if path.endswith(_SCRIPTS_OF_TESTS):
        return True
    if not is_parsed(file):
        return False
    if has_named_tests:
        return is_named_test(path, file) or file.sentence.startswith(_TESTS)
    return is_test_folder(posixpath.basename(folder)) and not is_beside_tests(path)


def _parts(
    noun: str, paths: Sequence[str], folder: str, files: Mapping[str, SurveyedFile]
) -> list[str]:
    """Return a group of files as parts of a sentence; those whose types share a base come first."""
    base = _common_base(paths, files) if noun.endswith(" file") else ""
    if not base:
        return [_part(noun, paths, folder, files)]
    heirs = {path: _heirs(files[path], base) for path in paths if base in _bases(files[path])}
    types = dict.fromkeys(name for names in heirs.values() for name in names)
    by_type = all(heirs.values()) and files[paths[0]].language not in _NAMED_BY_TYPE
    shown = some(
        list(types) if by_type else [shown_name(path, folder, is_test=False) for path in heirs]
    )
    others = [path for path in paths if path not in heirs]
    rest = [_part(noun, others, folder, files)] if others else []
    return [f"{len(heirs)} {plural(noun)} with subtypes of `{base}` ({shown})", *rest]


def _part(noun: str, paths: Sequence[str], folder: str, files: Mapping[str, SurveyedFile]) -> str:
    """Return a group of files as part of a sentence: by their role, their types or their names."""
    names = [shown_name(path, folder, is_test=noun == "test") for path in paths]
    if not noun.endswith(" file"):
        return part(noun, names)
    types = list(dict.fromkeys(name for path in paths for name in _types(files[path])))
    # Of many types, the few that have room say less than the names of the files.
    is_told_by_types = len(types) <= max(len(paths) * _MOST_TYPES, _FEW_TYPES) or len(paths) == 1
    is_named_by_type = files[paths[0]].language in _NAMED_BY_TYPE
    if len(types) >= max(len(paths), 2) and is_told_by_types and not is_named_by_type:
        shown = some(types)
        if len(paths) == 1:
            return f"{part(noun, names)} with the types {shown}"
        return f"{len(paths)} {plural(noun)} with the types {shown}"
    return part(noun, names)


def _common_base(paths: Sequence[str], files: Mapping[str, SurveyedFile]) -> str:
    """Return the type from which most of some files derive a type of theirs; '' if there is none.

    What types of all kinds derive from says nothing of them.
    """
    if len(paths) < _FEWEST_OF_BASE:
        return ""
    bases = Counter(base for path in paths for base in _bases(files[path]))
    base, count = min(bases.items(), key=lambda each: (-each[1], each[0]), default=("", 0))
    return base if count >= _FEWEST_OF_BASE and count * 3 >= len(paths) * 2 else ""


def _bases(file: SurveyedFile) -> set[str]:
    """Return the types that those of a file derive from."""
    return {base for bases in _derived(file).values() for base in bases} - _BASES_OF_ALL


def _heirs(file: SurveyedFile, base: str) -> list[str]:
    """Return the types at the top of a file that derive from one."""
    derived = _derived(file)
    return [name for name in _types(file) if base in derived.get(name, ())]


def _derived(file: SurveyedFile) -> dict[str, set[str]]:
    """Return the types of a file, each with the own names of those that it derives from."""
    declared = file.declarations() if file.types and file.kind is not Kind.TEST else None
    bases = decoded(declared.typed)[0] if declared else {}
    return {name: {base.rpartition(".")[2] for base in each} for name, each in bases.items()}


def _types(file: SurveyedFile) -> list[str]:
    """Return the types at the top of a file that are not marked as private."""
    if file.kind is Kind.TEST:
        return []
    names = [name for name in file.types if "." not in name and not name.startswith("_")]
    if file.language == "rust":  # its modules are among them, such as `tests`
        return [name for name in names if name[:1].isupper()]
    return names
