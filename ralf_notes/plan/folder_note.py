"""What becomes of a folder's note: its facts, the prose it keeps, whether its summary is stale."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, vault
from ralf_notes.notes.hidden.line import read_sentence
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.render.description import folder_description
from ralf_notes.notes.render.facts import Child, FolderFacts, Opened
from ralf_notes.notes.vault import StoredNote
from ralf_notes.outline import languages
from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.outline.manifests import Manifest
from ralf_notes.paths import all_folders, folders_above
from ralf_notes.plan import earlier_prose
from ralf_notes.plan.around.calls import calls_from_start
from ralf_notes.plan.around.commands import Commands
from ralf_notes.plan.around.core import Inside, opened_in
from ralf_notes.plan.detail.digests import children_digest
from ralf_notes.plan.detail.items import with_items
from ralf_notes.plan.earlier_prose import NoteProse
from ralf_notes.plan.file_note import load_note
from ralf_notes.plan.repository.about import about, by_weight, split
from ralf_notes.plan.repository.entries import OF_NO_PRODUCT, is_product
from ralf_notes.plan.repository.holdings import Holder, holdings
from ralf_notes.plan.repository.places import is_helper
from ralf_notes.plan.repository.wording import some
from ralf_notes.plan.repository.words import is_title, main_package, package_of_name, words_on
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import PARSER
from ralf_notes.plan.story.known_tasks import Repository, known_tasks
from ralf_notes.plan.story.wanted import (
    WantedOfFolder,
    true_story,
    wanted_lists,
    with_todays_digests,
)
from ralf_notes.plan.survey import Project, below
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.plan.tree_changes import digest
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.plan.upgrade import carried_over_folder
from ralf_notes.source.classify import Kind

_Edges = tuple[tuple[str, str], ...]
_MOST_LISTED = 7
_NOTEBOOK = "notebook"
_NO_LANGUAGES = ("text", "ignore")


def plan_folders(scope: Scope, planned: TreePlan) -> TreePlan:
    """Compare the folders of a tree with their notes, once its files have been compared.

    Records the one-sentence description of each folder before any model is asked.

    Args:
        scope: the run's.
        planned: the plan so far; its folders are all those that have notes, deepest first.

    Returns the plan with the folders to examine, and those whose note stays as it is.
    """
    project, descriptions = planned.project, planned.descriptions
    changes = project.changes
    descriptions.sentences.update((file.path, file.sentence) for file in planned.files.values())
    examined, stale, up_to_date = [], set(), set(planned.up_to_date)
    summed_up = set()
    changed = all_folders(planned.files) if planned.files else set()
    for folder in planned.folders:
        key = f"{folder}/"
        row = None if scope.examines_all or folder in changed else changes.note_rows.get(key)
        if row is not None and changes.is_current(key, row.content_digest):
            digests = row.content_digest, row.shown_digest
            if project.is_linked_as_before or digests == folder_digests(scope, planned, folder):
                up_to_date.add(key)
                descriptions.rows[key] = row
                continue
        examined.append(folder)
        changed.update((*folders_above(folder), ""))
        facts = folder_facts(scope, planned, folder)
        try:
            kept = folder_prose(scope, planned, facts, load_folder(scope, planned, folder)).kept
        except NoteBlocked:
            continue
        descriptions.sentences[key] = folder_description(facts, kept)
        if facts.only_child is None and scope.routing.of_folder(folder) is not None:
            summed_up.add(folder)
        if wanted_of_folder(scope, planned, facts, kept) and planned.is_asked(folder):
            stale.add(folder)
    wanted = [file.path for file in planned.files_to_ask()]
    # The root is above everything, even above nothing.
    may_become_stale = summed_up.intersection(all_folders(wanted)) if wanted else set()
    for_later = wanted[planned.limit :] if planned.limit is not None else []
    return replace(
        planned,
        folders=tuple(examined),
        up_to_date=frozenset(up_to_date),
        stale_folders=frozenset(stale),
        folders_to_ask=frozenset((stale | may_become_stale) - planned.waiting_for(for_later)),
    )


def folder_digests(scope: Scope, planned: TreePlan, folder: str) -> tuple[str, str]:
    """Return the digests of what a folder's note says, and of where its links lead."""
    facts = folder_facts(scope, planned, folder)
    folders, files = planned.links.folders, planned.links.files
    places = [folders.get(child.path, "") for child in facts.folders]
    places += [files.get(child.path, "") for child in facts.files]
    places += [folders.get(child.path, "") for child in facts.inner_folders]
    places += [files.get(child.path, "") for child in facts.inner_files]
    places += [files.get(path, "") for path in facts.most_used]
    places += [files.get(path, "") for path, _ in facts.entries]
    places += [files.get(call.used.path, "") for call in facts.calls]
    places += [files.get(path) or folders.get(path[:-1], "") for _, path in facts.tasks]
    settings = planned.project.changes.settings_digest
    has_base = str(planned.links.has_base and not folder)
    return digest(repr(facts)), digest(settings, has_base, repr(facts.edges), *places)


def load_folder(scope: Scope, planned: TreePlan, folder: str) -> StoredNote | None:
    """Return the note of a folder, whether or not it has followed its folder yet.

    Raises NoteBlocked when it is not ours.
    """
    key = f"{folder}/"
    if key not in planned.stored_notes:
        moved = planned.orphans.moves.get(key)
        stored = load_note(scope, planned.layout.folders[folder], moved)
        if stored is None:
            return None
        planned.stored_notes[key] = stored
    return planned.stored_notes[key]


def wanted_of_folder(
    scope: Scope, planned: TreePlan, facts: FolderFacts, kept: Kept
) -> WantedOfFolder:
    """Return what to ask a model about a folder, whose note holds what `folder_prose` returns."""
    if scope.routing.of_folder(facts.path) is None:
        return WantedOfFolder()
    asks_summary = needs_summary(scope, facts, kept)
    lists = wanted_lists(scope, planned, facts, kept, asks_summary=asks_summary)
    return WantedOfFolder(asks_summary, lists)


def needs_summary(scope: Scope, facts: FolderFacts, kept: Kept) -> bool:
    """Whether to ask for a folder's summary: it does not describe the children it has now."""
    if facts.only_child is not None:
        return False
    model = scope.routing.of_folder(facts.path)
    if model is None:
        return False
    about = summary_digest(facts)
    is_stale = scope.asks_again(kept, model) or kept.state.summary != about
    return is_stale or bool(scope.due(kept.state, about, model))


def folder_prose(
    scope: Scope, planned: TreePlan, facts: FolderFacts, stored: StoredNote | None
) -> NoteProse:
    """Return the prose of a folder's note, or earlier prose that describes its current children."""
    prose, about = NoteProse.of_note(stored), summary_digest(facts)
    for side in stored.prose if stored is not None else ():
        if side.state.summary == about:  # of a git conflict, the side that is true
            prose = replace(prose, kept=side)
            break
    if prose.kept.state.parser != PARSER:
        is_same = _is_untouched(planned, facts.path)
        kept = carried_over_folder(prose.kept, about, is_same_source=is_same)
        if is_same:
            kept = with_todays_digests(scope, planned, facts, kept)
        prose = replace(prose, kept=kept)
    if scope.routing.of_folder(facts.path) is None:
        return prose
    if prose.kept.state.summary != about:
        recalled = earlier_prose.recall(scope.cache, facts.name, f"{facts.path}/", about)
        prose = recalled or prose
    elif _names_what_was_renamed(planned, facts, prose.kept.summary):
        prose = replace(prose, kept=with_items(Kept(), prose.kept.items))
    return replace(prose, kept=true_story(scope, planned, facts, prose.kept))


def _names_what_was_renamed(planned: TreePlan, facts: FolderFacts, summary: str) -> bool:
    """Whether a summary names a child that has another name now, which its digest does not hold."""
    names = {posixpath.basename(child.path) for child in (*facts.folders, *facts.files)}
    moved = [each.source for path, each in planned.orphans.moves.items() if path != each.source]
    before = (posixpath.split(source.rstrip("/")) for source in moved)
    return any(f == facts.path and name not in names and name in summary for f, name in before)


def _is_untouched(planned: TreePlan, folder: str) -> bool:
    """Whether the notes of all files below a folder are about the sources as they are."""
    return all(
        file.status in ("unchanged", "edited") and not file.wanted
        for path in below(planned.project.documented, folder)
        if (file := planned.files.get(path))
    )


def summary_digest(facts: FolderFacts) -> str:
    """Return the digest of what a folder's summary is about."""
    children = (*facts.folders, *facts.files, *facts.inner_folders, *facts.inner_files)
    return children_digest(child.description.replace("`", "") for child in children)


def _inner(project: Project, folder: str) -> list[Manifest]:
    """Return the manifests of the packages of the product below the repository."""
    if folder:
        return []
    below_root = project.neighbours.manifests_below("").items()
    is_beside = project.neighbours.product.is_beside
    return [each for path, each in below_root if "/" in path and not is_beside(folder_of(path))]


def _beside(project: Project, folder: str) -> list[str]:
    """Return the names of the files without notes in a folder, then those at the root."""
    return [
        posixpath.basename(name)
        for each in (folder, "")
        for name, _ in project.left_out.get(each, ())
    ]


def folder_facts(scope: Scope, planned: TreePlan, folder: str) -> FolderFacts:
    """Return what a folder's note says besides its prose; computed anew if its children changed."""
    project = planned.project
    paths = planned.children.get(folder, ((), ()))[1]
    folders, files = _children(scope, planned, folder)
    inside = opened_in(project, planned.children, folder)
    opened = tuple(_opened(scope, planned, each) for each in inside)
    unread = _unread(planned, folder, paths)
    last = planned.folder_facts.get(folder)
    now = folders, files, opened, unread
    if last is not None and now == (last.folders, last.files, last.opened, last.unread):
        return last
    links = project.neighbours.of_folder(folder)
    titles = _languages(project, folder)
    manifests = by_weight(project.neighbours.manifests_in(folder), titles)
    name = posixpath.basename(folder) or planned.name
    purpose = _purpose(project, folder, name, paths, titles, manifests)
    holdings = ("", False) if purpose else _holdings(planned, folder, links.most_used)
    calls, commands = ((), ()) if folder else calls_from_start(scope, planned)
    core, edges = _core(project, inside, links.edges)
    planned.folder_facts[folder] = FolderFacts(
        path=folder,
        name=planned.name,
        purpose=purpose,
        holdings=holdings[0],
        holdings_tell=holdings[1],
        about=about(manifests, titles, _beside(project, folder), _inner(project, folder)),
        folders=folders,
        files=files,
        most_used=links.most_used,
        entries=links.entry_points,
        languages=titles,
        packages=links.packages,
        edges=edges,
        unread=unread,
        pending=scope.routing.of_folder(folder) is not None,
        calls=calls,
        program_commands=commands,
        core=core,
        opened=opened,
        tasks=() if folder else _tasks(project, links.entry_points, commands),
    )
    return planned.folder_facts[folder]


def _core(project: Project, opened: Sequence[Inside], edges: _Edges) -> tuple[str, _Edges]:
    """Return the folder whose children the diagram of another one shows, '' for itself; its edges.

    Args:
        project: the tree.
        opened: the folders that the note opens, the heaviest first.
        edges: which child of the folder of the note uses which.
    """
    if not opened or opened[0].beyond:
        return "", edges
    inner = project.neighbours.of_folder(opened[0].path).edges
    return (opened[0].path, inner) if inner and len(inner) >= len(edges) else ("", edges)


def _tasks(
    project: Project, entries: Sequence[tuple[str, str]], commands: Commands
) -> tuple[tuple[str, str], ...]:
    """Return where the facts of a repository say that a reader has to look for what."""
    paths = sorted(path for path in (*project.covered, *project.silent) if path in project.files)
    places = [place.path for _, place in commands]
    return known_tasks(
        Repository(paths, project.files, entries, places, project.neighbours.product)
    )


def _unread(planned: TreePlan, folder: str, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return what right in a folder was not read, with the reasons; paths: its files with notes."""
    unread = list(planned.project.left_out.get(folder, ()))
    for path in paths:
        reasons = planned.descriptions.unread_of(path)
        unread += [(posixpath.basename(path), reason) for reason in reasons]
    return tuple(unread)


def _children(
    scope: Scope, planned: TreePlan, folder: str
) -> tuple[tuple[Child, ...], tuple[Child, ...]]:
    """Return the folders and the files right in a folder, with their descriptions."""
    return _described(scope, planned, *planned.children.get(folder, ((), ())))


def _described(
    scope: Scope, planned: TreePlan, folders: Iterable[str], files: Iterable[str]
) -> tuple[tuple[Child, ...], tuple[Child, ...]]:
    return (
        tuple(Child(path, sentence_of(scope, planned, f"{path}/")) for path in folders),
        tuple(Child(path, sentence_of(scope, planned, path)) for path in files),
    )


def _opened(scope: Scope, planned: TreePlan, inside: Inside) -> Opened:
    """Return a folder that the note of another one opens, with descriptions."""
    child = Child(inside.path, sentence_of(scope, planned, f"{inside.path}/"))
    beyond = tuple(posixpath.basename(path) for path in inside.beyond)
    return Opened(child, *_described(scope, planned, inside.folders, inside.files), beyond)


def sentence_of(scope: Scope, planned: TreePlan, path: str) -> str:
    """Return the description of a child; for one that this run leaves alone, from its note."""
    sentence = planned.descriptions.sentence(path)
    if sentence is None:
        notes = planned.links.folders if path.endswith("/") else planned.links.files
        try:
            document = vault.read_document(scope.target, notes[path.removesuffix("/")])
            shown = frontmatter.values(document.front).get("description") if document else ""
            description = (read_sentence(document.body) if document else "") or shown
        except NoteBlocked:
            description = ""
        sentence = description if isinstance(description, str) else ""
        planned.descriptions.sentences[path] = sentence
    return sentence


def _purpose(
    project: Project,
    folder: str,
    name: str,
    paths: Sequence[str],
    titles: Sequence[str],
    manifests: Mapping[str, Manifest],
) -> str:
    """Return what the authors say about a folder or the repository, or ''.

    Args:
        project: the tree.
        folder: its path, '' for the repository.
        name: what it is called.
        paths: of the files in it.
        titles: of the languages below it, the main one first.
        manifests: those right in it, by path, in the order in which they speak for it.
    """
    own, others = split(manifests, titles)
    product = project.neighbours.product
    if not folder and not any(each.description for each in own.values()):
        of_product, _ = split(project.neighbours.manifests_below(""), titles)
        own |= package_of_name(name, of_product, product)
    purpose = words_on(folder, project.files, (own, others), [name], product, paths)
    if not folder and (not purpose or is_title(purpose)):
        return _words_on_main_package(project, name, titles, is_titled=bool(purpose)) or purpose
    return purpose


def _words_on_main_package(
    project: Project, name: str, titles: Sequence[str], *, is_titled: bool
) -> str:
    """Return what the authors say about the package that a repository is about, or ''.

    Args:
        project: the tree.
        name: of the repository.
        titles: of its languages, the main one first.
        is_titled: whether the repository has a title: only a package in a folder of its name says
            more.
    """
    neighbours = project.neighbours
    of_product, others = split(neighbours.manifests_below(""), titles)
    folder = main_package(name, of_product, neighbours.product)
    if not folder and not is_titled:
        wrapper = main_package(name, others, neighbours.product)
        beside = {path: each for path, each in others.items() if folder_of(path) == wrapper}
        return words_on("", {}, ({}, beside), [name], neighbours.product) if wrapper else ""
    if not folder or (is_titled and posixpath.basename(folder) != name):
        return ""
    inner_titles = _languages(project, folder)
    manifests = by_weight(neighbours.manifests_in(folder), inner_titles)
    own_and_others = split(manifests, inner_titles)
    return words_on(folder, project.files, own_and_others, [name], neighbours.product)


def _holdings(planned: TreePlan, folder: str, most_used: Sequence[str]) -> tuple[str, bool]:
    """Return a sentence on what a folder holds, and whether it says what the folder is for."""
    project = planned.project
    subfolders, paths = planned.children.get(folder, ((), ()))
    shown = [path for path in paths if path in project.files]
    listed = sorted(path for path in _paths_below(planned, folder) if path in project.files)
    inside = below(project.covered, folder) or listed
    left_out = project.left_out.get(folder, ())
    top = _top_of(planned, folder)
    holder = Holder(
        folder, project.tree.name, subfolders, shown, inside, listed, most_used, top,
        folder in project.neighbours.product.named, left_out,
    )  # fmt: skip
    if not (inside or subfolders):
        return "No file in it has a note.", False
    if not inside:
        return f"Folders {some([posixpath.basename(each) for each in subfolders])}.", False
    return holdings(holder, project.files)


def _paths_below(planned: TreePlan, folder: str) -> Iterator[str]:
    """Yield the files below a folder that its note and those of its folders list."""
    waiting = [folder]
    while waiting:
        folders, paths = planned.children.get(waiting.pop(), ((), ()))
        yield from paths
        waiting += folders


def _top_of(planned: TreePlan, folder: str) -> str:
    """Return the outermost folder that holds nothing but a folder, or that one."""
    while folder:
        above = posixpath.dirname(folder)
        folders, files = planned.children.get(above, ((), ()))
        if not above or files or len(folders) != 1:
            break
        folder = above
    return folder


def _is_of_ansible(path: str, file: SurveyedFile) -> bool:
    """Whether a file is a playbook or the tasks of a role."""
    is_in_role = path.split("/")[-2:-1] in (["tasks"], ["handlers"])
    return file.language == "yaml" and (is_in_role or file.sentence.startswith("Ansible "))


def _languages(project: Project, folder: str) -> tuple[str, ...]:
    """Return the languages of the code below a folder, most bytes first; none of tests alone.

    Those in which the product is written come first. SQL, notebooks and YAML of Ansible count where
    the product is written in nothing else.
    """
    major = set[str]()
    sizes: dict[Kind, Counter[str]] = {Kind.CODE: Counter(), Kind.TEST: Counter()}
    queries = Counter[str]()
    is_of_code = False
    product = project.neighbours.product
    for path in below(project.covered, folder):
        file = project.files[path]
        language = languages.get(_NOTEBOOK if path.endswith(".ipynb") else file.language)
        title = language.title
        if file.language not in OF_NO_PRODUCT and not is_helper(path):
            major.add(title)
        if language.noun:  # a template, which is no language
            continue
        if language.key != _NOTEBOOK and file.kind in sizes and language.key not in _NO_LANGUAGES:
            sizes[file.kind][title] += file.source.size
            is_of_code = is_of_code or is_product(path, file, product)
        elif language.key in ("sql", _NOTEBOOK) or _is_of_ansible(path, file):
            queries[title] += file.source.size
    counted = (sizes[Kind.CODE] if is_of_code else sizes[Kind.CODE] + queries) or sizes[Kind.TEST]
    in_order = [title for title, _ in counted.most_common()]
    # A style sheet may be longer than the program that it is of, and a Vagrantfile is no program.
    in_order.sort(key=lambda title: is_of_code and title not in major)
    return tuple(in_order[:_MOST_LISTED])
