"""Asks a model for the story of a repository: how it starts, which ideas to know, where to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ralf_notes.errors import AskError
from ralf_notes.notes.lists.calls import place_of
from ralf_notes.notes.prose.story import START
from ralf_notes.notes.render.facts import FolderFacts
from ralf_notes.plan.around.inside import lines_on_repository
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.story.material import listed_files, running_functions
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose.answers import AskModel
from ralf_notes.prose.asking import Asker
from ralf_notes.prose.items import Claim
from ralf_notes.prose.story.records import ask_records
from ralf_notes.prose.story.steps import ask_steps
from ralf_notes.prose.story.task import Story, StoryTask
from ralf_notes.prose.tally import Tally


def ask_story(
    scope: Scope,
    planned: TreePlan,
    facts: FolderFacts,
    lists: Mapping[str, tuple[str, ...]],
    asker: Asker,
    ask: AskModel,
) -> tuple[Story, tuple[str, ...]]:
    """Return what a model says about a repository, and what failed.

    The steps of the start are about the functions that run then, the rest about the main files.

    Args:
        scope: the run's.
        planned: the tree.
        facts: of the repository.
        lists: what to ask for, each with the keys of its places; empty for all.
        asker: knows how much a request may hold.
        ask: the model.
    """
    model = scope.routing.of_folder("")
    assert model is not None
    claims: dict[str, Sequence[Claim]] = {}
    tally, failures = Tally(), []
    for name, keys in lists.items():
        room = asker.budget(facts.name, model, (name,)).room
        task = StoryTask(facts.name, room, scope.config.language, planned.words)
        try:
            if name == START:
                functions = running_functions(scope, planned, facts)
                story = ask_steps(task, functions, keys, ask)
            else:
                intro = list(lines_on_repository(planned, facts))
                files = list(listed_files(scope, planned, facts))
                only = tuple(dict.fromkeys(place_of(key).path for key in keys))
                story = ask_records(task, name, intro, files, only, ask)
        except AskError as exc:
            failures.append(f"the story of {facts.name}: {exc}")
            continue
        claims |= story.items
        tally += story.tally
    return Story(claims, tally), tuple(failures)
