"""Ansible: playbooks, and files of tasks or handlers.

Source: https://docs.ansible.com/ansible/latest/reference_appendices/playbooks_keywords.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.keys import Key, key_table
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.model import Import, Table
from ralf_notes.outline.values import as_list, as_table, as_text, texts
from ralf_notes.text import some_of

_OF_TASKS = frozenset((
    "when", "register", "loop", "loop_control", "notify", "listen", "changed_when",
    "failed_when", "until", "retries", "become", "become_user", "delegate_to", "delegate_facts",
    "ignore_errors", "ignore_unreachable", "no_log", "run_once", "check_mode",
    "any_errors_fatal", "local_action", "module_defaults",
))  # fmt: skip
"""Keywords that only tasks and blocks have."""
_OF_OTHERS_TOO = frozenset((
    "name", "vars", "tags", "environment", "args", "become_method", "become_flags", "become_exe",
    "connection", "remote_user", "port", "timeout", "delay", "poll", "async", "throttle",
    "collections", "debugger", "diff", "action",
))  # fmt: skip
_BLOCKS = ("block", "rescue", "always")
_OF_PLAYS = ("pre_tasks", "tasks", "post_tasks", "handlers")
_BUILT_IN = ("ansible.builtin.", "ansible.legacy.")
_READS_FILE = ("include_tasks", "import_tasks", "include_vars", "import_playbook", "include")
_FOLDERS = ("/tasks/", "/handlers/")
_MOST = 1000
"""Tasks; anchors of YAML can make any number of a few lines."""


def is_playbook(entries: Sequence[Mapping[str, Value]]) -> bool:
    """Whether the entries of a list are plays."""
    return bool(entries) and all("hosts" in each or _playbook_of(each) for each in entries)


def is_tasks(path: str, entries: Sequence[Mapping[str, Value]]) -> bool:
    """Whether the entries of a list are tasks: each calls one module, and nothing else has that."""
    if not entries or not all(map(_is_task, entries)):
        return False
    modules = [_module(each) for each in entries]
    is_placed = any(folder in f"/{path}" for folder in _FOLDERS)
    return is_placed or any(
        module.count(".") >= 2 or not _OF_TASKS.isdisjoint(entry)
        for module, entry in zip(modules, entries, strict=True)
    )


def playbook(_path: str, entries: Sequence[Mapping[str, Value]]) -> Facts:
    """Return the facts of a playbook: its plays, their roles and tasks, what it imports."""
    plays = [
        Key(as_text(each.get("hosts")) or _playbook_of(each), as_text(each.get("name")))
        for each in entries
    ]
    roles = [
        as_text(role) or as_text(as_table(role).get("role")) or as_text(as_table(role).get("name"))
        for each in entries
        for role in as_list(each.get("roles"))
    ]
    tasks = [
        as_table(task) for each in entries for part in _OF_PLAYS for task in as_list(each.get(part))
    ]
    return Facts(
        f"Ansible playbook for {some_of(list(dict.fromkeys(key.name for key in plays)))}.",
        tables=tables(
            key_table(plays, "Plays", "hosts"),
            Table("Roles", ("name",), tuple((role,) for role in dict.fromkeys(roles) if role)),
            _tasks(tasks),
        ),
        imports=tuple(_imports([*entries, *tasks])),
    )


def tasks(_path: str, entries: Sequence[Mapping[str, Value]]) -> Facts:
    """Return the facts of a file of tasks or handlers."""
    table = _tasks(entries)
    return Facts(
        f"Ansible tasks: {some_of([row[0].rstrip('.') for row in table.rows])}.",
        tables=tables(table),
        imports=tuple(_imports(entries)),
    )


def _tasks(entries: Iterable[Mapping[str, Value]]) -> Table:
    rows = []
    for task in islice(_flat(entries), _MOST):
        module = _module(task)
        shown = module
        for prefix in _BUILT_IN:
            shown = shown.removeprefix(prefix)
        name = as_text(task.get("name")) or _file_of(task) or shown
        rows.append((name, "" if name == shown else shown, " and ".join(texts(task.get("when")))))
    return Table("Tasks", ("task", "module", "when"), tuple(row for row in rows if row[0]))


def _flat(entries: Iterable[Mapping[str, Value]]) -> Iterator[Mapping[str, Value]]:
    """Yield the tasks of a list, and in place of each block those in it."""
    for entry in entries:
        inner = [task for part in _BLOCKS for task in as_list(entry.get(part))]
        if tasks_in := [task for task in map(as_table, inner) if task]:
            yield from _flat(tasks_in)
        elif entry:
            yield entry


def _is_task(entry: Mapping[str, Value]) -> bool:
    return bool(as_list(entry.get("block"))) or bool(_module(entry))


def _module(task: Mapping[str, Value]) -> str:
    """Return the module that a task calls, or '' if it does not call exactly one."""
    own = [
        key
        for key in task
        if key not in _OF_TASKS and key not in _OF_OTHERS_TOO and not key.startswith("with_")
    ]
    if len(own) == 1 and own[0].replace(".", "").replace("_", "").isalnum():
        return own[0]
    called = as_text(task.get("local_action")) or as_text(task.get("action"))
    return called.split()[0] if called and not own else ""


def _playbook_of(entry: Mapping[str, Value]) -> str:
    """Return the playbook that an entry imports, '' if it imports none."""
    names = ("import_playbook", *(f"{prefix}import_playbook" for prefix in _BUILT_IN))
    return next((text for name in names if (text := as_text(entry.get(name)))), "")


def _file_of(task: Mapping[str, Value]) -> str:
    """Return the file that a task or play reads, '' if that is known only at run time."""
    for prefix in ("", *_BUILT_IN):
        for name in _READS_FILE:
            value = task.get(prefix + name)
            if file := as_text(value) or as_text(as_table(value).get("file")):
                return "" if "{{" in file else file.split()[0]
    return ""


def _imports(entries: Iterable[Mapping[str, Value]]) -> Iterator[Import]:
    for task in islice(_flat(entries), _MOST):
        if file := _file_of(task):
            yield Import(f"./{file}")
