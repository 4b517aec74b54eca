"""What a model reads for the story of a repository: its running functions, its main files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ralf_notes.errors import SourceUnreadable
from ralf_notes.notes.lists.calls import Call, SymbolPlace, key_of
from ralf_notes.notes.render.facts import FolderFacts
from ralf_notes.plan import survey
from ralf_notes.plan.around.inside import file_line
from ralf_notes.plan.repository.entries import is_product
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.survey import Project
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose.story.rivals import Listed
from ralf_notes.prose.story.steps import Running
from ralf_notes.source.classify import Kind

_MOST_LISTED = 24
_OF_LOOKS = ("css", "scss")
_OF_TOOLS = (
    ".editor",
    ".eslint",
    ".prettier",
    ".stylelint",
    ".pre-commit",
    ".rubocop",
    ".golangci",
)
"""Begin the names of settings that no idea of a repository stands in."""
_MOST_BYTES = 200_000
"""Bytes of a file that ideas may be compared with."""


def running_functions(scope: Scope, planned: TreePlan, facts: FolderFacts) -> Iterator[Running]:
    """Yield the functions that follow from the start of a repository: first those that call."""
    in_order = _in_order(facts.calls)
    users = dict.fromkeys(call.user for call in facts.calls)
    for place in (*users, *(place for place in in_order if place not in users)):
        try:
            content, outline = survey.read_file(planned.project, place.path, scope.cache)
        except (SourceUnreadable, KeyError):
            continue
        data = content.text.encode(errors="replace")
        source = _source(data, place.symbol, [(s.name, s.start, s.end) for s in outline.symbols])
        if source:
            key, number = key_of(place.path, place.symbol), in_order.index(place)
            yield Running(key, place.path, place.symbol, outline.language, source, number)


def _in_order(calls: Sequence[Call]) -> list[SymbolPlace]:
    """Return the places of some calls as they run: what a place calls follows right after it."""
    used: dict[SymbolPlace, list[SymbolPlace]] = {}
    for call in calls:
        used.setdefault(call.user, []).append(call.used)
    ordered: dict[SymbolPlace, None] = {}
    waiting = [calls[0].user] if calls else []
    while waiting:
        place = waiting.pop()
        if place not in ordered:
            ordered[place] = None
            waiting += reversed(used.get(place, ()))
    return list(ordered)


def _source(data: bytes, symbol: str, spans: list[tuple[str, int, int]]) -> str:
    """Return the text of a symbol; for '' what stands outside of all symbols."""
    if symbol:
        return next((_text(data[a:b]) for name, a, b in spans if name == symbol), "")
    pieces, at = [], 0
    for _, start, end in sorted(spans, key=lambda span: span[1:]):
        pieces.append(data[at : max(start, at)])
        at = max(at, end)
    return _text(b"".join([*pieces, data[at:]]))


def _text(data: bytes) -> str:
    return data.decode(errors="replace").strip("\n")


def listed_files(scope: Scope, planned: TreePlan, facts: FolderFacts) -> Iterator[Listed]:
    """Yield the files that ideas and tasks may name, those that matter most first."""
    for path in _main_files(planned, facts):
        try:
            content, outline = survey.read_file(planned.project, path, scope.cache)
        except SourceUnreadable:
            continue
        line = file_line(scope, planned, path)
        is_code = planned.project.files[path].kind is Kind.CODE
        yield Listed(path, line, content.text[:_MOST_BYTES], outline, is_code)


def _weight(project: Project, path: str) -> int:
    """Return how much a file matters: twice as many users count as twice as many bytes."""
    users, size = project.neighbours.users(path), project.files[path].source.size
    return users.bit_length() + size.bit_length()


def _main_files(planned: TreePlan, facts: FolderFacts) -> list[str]:
    """Return the files that matter: of the start, the most used ones, code, looks, the others."""
    project = planned.project
    starts = [path for path, _ in facts.entries]
    running = [place.path for call in facts.calls for place in (call.user, call.used)]
    with_notes = [path for path in planned.links.files if path in project.files]
    code = [
        path
        for path in with_notes
        if is_product(path, project.files[path], project.neighbours.product)
    ]
    looks = [path for path in with_notes if project.files[path].language in _OF_LOOKS]
    product = frozenset(code)
    for paths in (code, looks):
        paths.sort(key=lambda path: (-_weight(project, path), path.count("/"), path))
    noted = planned.layout.files  # of a licence or an ignore list there is no note
    beside = [child.path for child in facts.files if child.path in {*noted} - product]
    others = [path for path in beside if not path.startswith(_OF_TOOLS)]
    chosen = dict.fromkeys((*starts, *running, *facts.most_used, *code, *looks))
    room = _MOST_LISTED - min(len(others), _MOST_LISTED // 4)
    return [*[*chosen][:room], *(path for path in others if path not in chosen)][:_MOST_LISTED]
