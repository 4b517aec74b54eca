"""What a model reads about the inside of a folder, and which names of it the model may use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.notes.render.facts import Child, FolderFacts
from ralf_notes.outline.model import MARKDOWN
from ralf_notes.outline.readmes import is_readme
from ralf_notes.outline.readmes.beginning import beginning
from ralf_notes.plan import survey
from ralf_notes.plan.file_note import load_note
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose.names import Vocabulary, code_names
from ralf_notes.source.reading import read_content

_README_BYTES = 1_500
_MOST_NAMES = 8
_MOST_EDGES = 12
_MOST_COMMANDS = 8
_WORTH_NAMING = frozenset({"function", "class", "interface", "struct", "enum", "trait", "type"})


def folder_lines(scope: Scope, planned: TreePlan, facts: FolderFacts) -> list[str]:
    """Return what the model reads of a folder, a line for each thing.

    These are the author's words, the summary and the public names of each child, and how the
    children use each other; of a repository also the beginning of its README, its commands, and
    the calls that follow from its start.
    """
    return list(_lines(scope, planned, facts))


def _lines(scope: Scope, planned: TreePlan, facts: FolderFacts) -> Iterator[str]:
    if facts.path:
        yield from _purpose(facts)
    else:
        yield from lines_on_repository(planned, facts)
    inside = f"{facts.core or facts.path}/".lstrip("/")
    for child in (*facts.folders, *facts.inner_folders):
        description = _description_of(scope, planned, child, f"{child.path}/")
        yield f"- {child.path.removeprefix(inside)}/: {description}"
    for child in (*facts.files, *facts.inner_files):
        yield f"- {child.path.removeprefix(inside)}: {_file(scope, planned, child)}"
    for user, used in facts.edges[:_MOST_EDGES]:
        yield f"{user.removeprefix(inside)} uses {used.removeprefix(inside)}."


def folder_vocabulary(
    scope: Scope, planned: TreePlan, facts: FolderFacts, lines: Iterable[str]
) -> Vocabulary:
    """Return the names that a folder's summary may use: those in its children's notes.

    Args:
        scope: the run's.
        planned: the tree.
        facts: of the folder.
        lines: its `folder_lines`.
    """
    names = [facts.path, facts.name]
    code = [name.text for line in lines for name in code_names(line) if name.ticked]
    for child in (*facts.files, *facts.inner_files):
        if child.path in planned.files:
            outline = survey.outline_of(planned.project, child.path, scope.cache)
            symbols = [symbol.name for symbol in outline.symbols]
            names += symbols
            if outline.language != MARKDOWN:
                code += symbols
    names += _command_lines(facts)
    children = (*facts.folders, *facts.files, *facts.inner_folders, *facts.inner_files)
    paths = [child.path for child in children]
    texts = (*lines, facts.purpose, *paths)
    whole = not facts.path
    return Vocabulary.of(*texts, names=names, code=code, elsewhere=planned.words, is_whole=whole)


def _command_lines(facts: FolderFacts) -> Iterator[str]:
    """Yield how the commands of a program are called: `shop sell`."""
    named = [name.text for _, how in facts.entries for name in code_names(how) if name.ticked]
    for program in dict.fromkeys((facts.name, *named)):
        yield from (f"{program} {command}" for command, _ in facts.program_commands)


def file_line(scope: Scope, planned: TreePlan, path: str) -> str:
    """Return what a model reads of a file that may stand anywhere in the tree."""
    sentence = planned.descriptions.sentence(path) or planned.project.files[path].sentence
    return _file(scope, planned, Child(path, sentence))


def _file(scope: Scope, planned: TreePlan, child: Child) -> str:
    names = ", ".join(_public_names(scope, planned, child.path))
    return f"{_description_of(scope, planned, child, child.path)}{f' ({names})' if names else ''}"


def _purpose(facts: FolderFacts) -> Iterator[str]:
    if facts.purpose:
        yield " ".join(facts.purpose.split())


def lines_on_repository(planned: TreePlan, facts: FolderFacts) -> Iterator[str]:
    """Yield what a model reads of a repository as a whole."""
    yield from _purpose(facts)
    if readme := _readme(planned):
        yield f"README: {readme}"
    if facts.languages:
        yield f"Languages: {', '.join(facts.languages)}."
    if commands := [each.typed for each in facts.about.commands[:_MOST_COMMANDS]]:
        yield f"Commands: {', '.join(commands)}."
    for path, how in facts.entries:
        yield f"It starts in {path}{f' ({how})' if how else ''}."
    if names := [name for name, _ in facts.program_commands]:
        yield f"Commands of the program: {', '.join(names)}."
    for call in facts.calls:
        user, used = call.user, call.used
        yield f"{user.path} {user.symbol} calls {used.symbol} of {used.path}."


def _readme(planned: TreePlan) -> str:
    """Return the beginning of the README on one line, or ''."""
    project = planned.project
    path = next((p for p in sorted(project.files) if "/" not in p and is_readme(p)), None)
    if path is None:
        return ""
    try:
        text = read_content(project.tree, project.files[path].source).text
    except SourceUnreadable:
        return ""
    return beginning(text, _README_BYTES)


def _description_of(scope: Scope, planned: TreePlan, child: Child, key: str) -> str:
    """Return the sentence on a file or folder, and what its summary says beyond it.

    `key` is its path; a folder's ends with a slash.
    """
    summaries = planned.descriptions.summaries
    if key not in summaries:
        places = planned.layout.folders if key.endswith("/") else planned.layout.files
        note = places.get(child.path)
        try:
            stored = load_note(scope, note, None) if note else None
        except NoteBlocked:
            stored = None
        summaries[key] = stored.prose[0].summary if stored is not None and stored.prose else ""
    return _joined(child.description, summaries[key])


def _joined(description: str, summary: str) -> str:
    """Return what is said first, and what the summary says beyond it."""
    if summary.startswith(description):
        return summary
    return f"{description} {summary}".strip()


def _public_names(scope: Scope, planned: TreePlan, path: str) -> list[str]:
    try:
        outline = survey.outline_of(planned.project, path, scope.cache)
    except (SourceUnreadable, KeyError):
        return []
    public = (s for s in outline.symbols if s.public and not s.parent and s.kind in _WORTH_NAMING)
    return [symbol.name for symbol in public][:_MOST_NAMES]
