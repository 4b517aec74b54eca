"""The calls that follow from where a program starts, as far as they are certain."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from itertools import islice

from ralf_notes.errors import SourceUnreadable
from ralf_notes.notes.lists.calls import Call, SymbolPlace
from ralf_notes.notes.lists.members import own_name, owner_of
from ralf_notes.outline import parse
from ralf_notes.outline.imports.sightings import CALL
from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.outline.languages.known.families import ECMASCRIPT
from ralf_notes.outline.mentions import UNPLACED
from ralf_notes.plan import survey
from ralf_notes.plan.around.borrowed import digests_of
from ralf_notes.plan.around.calls_in_file import OtherFiles, callable_symbols, calls_in_file
from ralf_notes.plan.around.commands import (
    LANGUAGES,
    REGISTRIES,
    Commands,
    SourceOfCommands,
    registered_commands,
)
from ralf_notes.plan.in_use.choice import UseEntry
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_changes import FORMAT, digest
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import read_content, read_small_file

_MOST_CALLS = 14
_DEEPEST = 3
"""Calls from the start: what is further down belongs to the files."""
_MOST_OF_ONE = 8
_MOST_FILES = 12
_MOST_NEAR = 150
"""Files in which the commands of a program may be registered."""
_LEAST_OF_CODE = 0.1
"""Share of the code that is in the language of its program."""
_RUN_WHEN_LOADED = (*ECMASCRIPT, "python", "ruby", "php", "bash", "lua", "julia", "powershell")
_STARTS = ("main", "Main", "cli", "run", "start", "app", "")
"""Names of functions in which a program starts, the likelier first; '' is outside of all."""


def calls_from_start(scope: Scope, planned: TreePlan) -> tuple[tuple[Call, ...], Commands]:
    """Return the calls that follow from where the program of a repository starts, and its commands.

    The calls go at most three deep; that a program runs a command which it has registered counts as
    one. There are none for a library, and none where no line of the first file is certain to use
    another symbol. The cache keeps them while the files that they are in, and the links between
    files, stay as they are.
    """
    project = planned.project
    entries = project.neighbours.of_folder("").entry_points
    programs = [
        path
        for path, how in _of_one_program(entries, planned.name)
        if _is_program(project, path, how)
    ]
    starts = (*programs, *_loaded(project, programs))
    if not starts:
        return (), ()
    key = digest("calls and commands", FORMAT, planned.name, project.links_digest, *starts)
    row = json.loads(scope.cache.outline(key) or b"null")
    if row is not None and row["files"] == digests_of(project, row["files"]):
        cached_calls = (
            Call(SymbolPlace(*user), SymbolPlace(*used), command)
            for user, used, command in row["calls"]
        )
        cached_commands = ((name, SymbolPlace(*place)) for name, place in row["commands"])
        return tuple(cached_calls), tuple(cached_commands)
    sources = [each for path in _near(project, starts) if (each := _source(scope, project, path))]
    group, commands = registered_commands(sources)
    calls = _Calls(scope, planned, commands)
    chains = (
        tuple(calls.after(start))
        for start in calls.likely_starts(_able_to_run(project, starts, commands), group)
    )
    chosen = next((chain for chain in chains if len(chain) > 1), ())
    row = {
        "files": digests_of(
            project, {*calls.by_file, *calls.uses, *(each.path for each in sources)}
        ),
        "calls": [[astuple(call.user), astuple(call.used), call.command] for call in chosen],
        "commands": [[name, astuple(place)] for name, place in commands],
    }
    scope.cache.put_outline(key, json.dumps(row).encode())
    return chosen, commands


def _of_one_program(entries: Sequence[tuple[str, str]], name: str) -> Iterator[tuple[str, str]]:
    """Yield the places where a program starts that is called like the repository, else all.

    What a tool beside it does is not what happens when the program starts.

    Args:
        entries: path and label of each place, the first one first.
        name: of the repository.
    """
    is_named = bool(entries) and entries[0][1] == f"`{name}` command"
    for path, how in entries:
        if not is_named or how == entries[0][1] or not how.endswith("command"):
            yield path, how


def _able_to_run(project: Project, starts: Sequence[str], commands: Commands) -> Sequence[str]:
    """Return the starts in a language of the commands: a web page beside them runs none of them."""
    languages = {project.files[place.path].language for _, place in commands}
    return [path for path in starts if project.files[path].language in languages] or starts


def _loaded(project: Project, programs: Sequence[str]) -> list[str]:
    """Return the scripts that programs load without naming anything in them: they run then."""
    scripts = (path for path in programs if project.files[path].language in _RUN_WHEN_LOADED)
    uses = (use for path in scripts for use in project.neighbours.resolved(path).uses)
    loaded = dict.fromkeys(use.path for use in uses if not use.names)
    return [path for path in loaded if path in project.files and path not in programs]


def _near(project: Project, starts: Iterable[str]) -> Iterator[str]:
    """Yield the files that may register the commands of a program: where it starts, what that uses.

    In Go these are the other files of their packages, too, elsewhere what the used files use.
    """
    near = (each for path in starts for each in _near_one(project, path))
    code = (path for path in near if not project.neighbours.is_test(path))
    yield from islice(dict.fromkeys(code), _MOST_NEAR)


def _near_one(project: Project, start: str) -> Iterator[str]:
    def used_by(path: str) -> Iterator[str]:
        uses = (use.path for use in project.neighbours.resolved(path).uses)
        return (path for path in uses if path in project.files)

    near = [start, *used_by(start)]
    further = (each for path in near[1:] for each in used_by(path))
    others = LANGUAGES - {"go"}
    yield from (path for path in (*near, *further) if project.files[path].language in others)
    folders = {folder_of(path) for path in near if project.files[path].language == "go"}
    if folders:
        yield from (p for p in project.files if folder_of(p) in folders and p.endswith(".go"))


def _source(scope: Scope, project: Project, path: str) -> SourceOfCommands | None:
    """Return a file that registers commands, None if it does not name such a library."""
    # To mask the secrets of a file takes longer than to see that it names none of the libraries.
    unmasked = read_small_file(project.tree, path) or ""
    if not any(library in unmasked for library in REGISTRIES):
        return None
    try:
        content, outline = survey.read_file(project, path, scope.cache)
    except SourceUnreadable:
        return None
    return SourceOfCommands(path, content.text, outline)


def _is_program(project: Project, path: str, how: str) -> bool:
    """Whether the product is a program that starts in a file.

    A package that is imported does not start, and a tool beside a product is in another language.
    """
    if how:
        return not how.endswith("package")
    sizes: Counter[str] = Counter()
    for file in project.files.values():
        if file.kind is Kind.CODE:
            sizes[file.language] += file.source.size
    return sizes[project.files[path].language] >= _LEAST_OF_CODE * sizes.total()


@dataclass(frozen=True, slots=True)
class _Calls:
    """The calls of one tree. Only the files whose calls are shown are read: it costs most."""

    scope: Scope
    planned: TreePlan
    commands: Commands
    by_file: dict[str, dict[str, list[SymbolPlace]]] = field(default_factory=dict)
    uses: dict[str, Counter[str]] = field(default_factory=dict)
    """By file and symbol: how many symbols of other files it calls."""
    callable_in: dict[str, dict[str, str]] = field(default_factory=dict)

    def likely_starts(
        self, paths: Iterable[str], group: SymbolPlace | None
    ) -> Iterator[SymbolPlace]:
        """Yield where a program may start: in its group of commands, else in one of some files."""
        if group is not None:
            yield group
        paths = tuple(paths)
        for path in paths:
            yield from self.starts_of(path)
        for path in paths if self.commands else ():  # it may do no more than run one of them
            called = self._called(path)
            yield from (SymbolPlace(path, name) for name in _STARTS if not name or name in called)

    def starts_of(self, path: str) -> Iterator[SymbolPlace]:
        """Yield where a program may start in a file, the likeliest place first."""
        names = [each for each in self.of_file(path) if own_name(each) in _STARTS]
        for name in sorted(names, key=lambda each: _STARTS.index(own_name(each))):
            yield SymbolPlace(path, name)

    def after(self, start: SymbolPlace) -> Iterator[Call]:
        """Yield the calls from a place: all of its own, then those of what does most."""
        waiting, seen, count = [(start, 0)], {start}, 0
        while waiting:
            user, depth = max(waiting, key=lambda each: (-each[1], self._size(each[0])))
            waiting.remove((user, depth))
            called = [(used, "") for used in self._chosen_calls(user, _MOST_CALLS - count)]
            for used, command in called + (self._run_from(start) if user == start else []):
                if count == _MOST_CALLS:
                    return
                yield Call(user, used, command)
                count += 1
                if used not in seen and depth + 1 < _DEEPEST:
                    seen.add(used)
                    waiting.append((used, depth + 1))

    def _run_from(self, start: SymbolPlace) -> list[tuple[SymbolPlace, str]]:
        """Return the commands that do most, each with its name, in their order."""
        placed = (each for each in self.commands if each[1].symbol)
        most = sorted(placed, key=lambda each: -self._size(each[1]))[:_MOST_OF_ONE]
        return [(place, name) for name, place in self.commands if (name, place) in most]

    def _chosen_calls(self, user: SymbolPlace, room: int) -> list[SymbolPlace]:
        """Return the calls of a place that are shown, in order: the weightiest for which is room.

        A type of which a method is called says nothing that the method does not.
        """
        called = self.of_file(user.path).get(user.symbol, [])
        owners = {SymbolPlace(place.path, owner_of(place.symbol)) for place in called}
        places = [place for place in called if place not in owners]
        ranked = sorted(places, key=lambda place: self._weight(user, place), reverse=True)
        chosen = {*ranked[: min(_MOST_OF_ONE, room)]}
        return [place for place in places if place in chosen]

    def _weight(self, user: SymbolPlace, used: SymbolPlace) -> int:
        return 2 * (used.path != user.path) + (self._size(used) > 0)

    def _size(self, place: SymbolPlace) -> int:
        """Return how much a place does: its calls, if its file is not read only of other files."""
        if place.path in self.by_file:
            return min(len(self.by_file[place.path].get(place.symbol, ())), _MOST_OF_ONE)
        if place.path not in self.uses:
            entries = (each for used in self._used_by(place.path).values() for each in used)
            self.uses[place.path] = Counter(
                each.function for each in entries if each.standing == CALL
            )
        return min(self.uses[place.path][place.symbol], _MOST_OF_ONE)

    def of_file(self, path: str) -> dict[str, list[SymbolPlace]]:
        """Return what each symbol of a file uses, in the order of the source."""
        if path not in self.by_file:
            is_too_much = len(self.by_file) >= _MOST_FILES
            self.by_file[path] = {} if is_too_much else self._read(path)
        return self.by_file[path]

    def _read(self, path: str) -> dict[str, list[SymbolPlace]]:
        project = self.planned.project
        if project.files[path].language in UNPLACED:
            return {}
        try:
            content = read_content(project.tree, project.files[path].source)
        except SourceUnreadable:
            return {}
        outline = parse.outline(path, content.text)
        others = OtherFiles({}, {}, {})
        for other, used in self._used_by(path).items():
            pairs = [(entry.function, entry.name) for entry in used]
            others.add(other, self._called(other), pairs)
        return calls_in_file(path, content.text.encode(errors="replace"), outline, others)

    def _used_by(self, path: str) -> dict[str, list[UseEntry]]:
        """Return what a file uses of other files, without tests, by the other file."""
        neighbours = self.planned.project.neighbours
        uses = neighbours.symbol_uses(path).items()
        return {other: used for other, used in uses if not neighbours.is_test(other)}

    def _called(self, path: str) -> dict[str, str]:
        """Return what `callable_symbols` does, of a file that other files use."""
        if path not in self.callable_in:
            try:
                outline = survey.outline_of(self.planned.project, path, self.scope.cache)
            except SourceUnreadable:
                return {}
            self.callable_in[path] = callable_symbols(outline)
        return self.callable_in[path]
