"""SQL: tables with their columns, views, functions, indexes, references, and changes of migrations.

Only what the first words of a statement say is asked, so no dialect needs to be known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.drafts import Draft, symbols_of
from ralf_notes.outline.formats.schemas import dbt
from ralf_notes.outline.formats.schemas.sql_statements import (
    ROUTINE_WORDS,
    SqlStatement,
    SqlToken,
    statements,
)
from ralf_notes.outline.model import Table
from ralf_notes.text import some_named, some_of

_KINDS = {
    "table": "table", "view": "view", "function": "function", "procedure": "function",
    "proc": "function", "trigger": "function", "type": "type", "domain": "type", "enum": "enum",
    "macro": "function",
}  # fmt: skip
_BEFORE_KIND = frozenset([
    "or", "replace", "alter", "temp", "temporary", "global", "local", "unlogged", "external",
    "materialized", "unique", "recursive", "definer", "editionable", "noneditionable", "force",
    "foreign", "constraint", "virtual", "clustered", "nonclustered", "fulltext", "spatial",
    "transient", "secure", "algorithm", "sql", "security", "invoker", "undefined", "merge",
    "temptable", "aggregate", "dynamic", "iceberg", "snapshot", "columnar", "concurrently",
    "public", "only",
])  # fmt: skip
_BEFORE_NAME = frozenset(["if", "not", "exists", "concurrently", "only"])
_LISTED = ("index", "schema", "database", "extension", "sequence", "role", "user", "policy", "rule")


def facts(_path: str, text: str) -> Facts:
    """Return the facts of a file in SQL, or of a template of it."""
    return dbt.facts(text) if dbt.is_dbt(text) else _of_statements(text)


def _of_statements(text: str) -> Facts:
    drafts: list[Draft] = []
    indexes: list[tuple[str, ...]] = []
    references: list[tuple[str, str, str]] = []
    changes: list[tuple[str, str, str]] = []
    others: list[tuple[str, str]] = []
    comments: dict[str, str] = {}
    selects = False
    for statement in statements(text):
        words = [token.low for token in statement.tokens[:12]]
        if words[0] == "create":
            kind, name, at = _created(statement.tokens)
            if kind in _KINDS and name:
                drafts.append(_draft(kind, name, statement, text))
            elif kind == "index":
                rule = "UNIQUE" if "unique" in words[:at] else ""
                indexes.append((rule, *_index(statement.tokens, name, at)))
            elif kind in _LISTED and name:
                others.append((kind, name))
            if kind == "table":
                references += _references(statement.tokens[at:], name)
        elif words[0] in ("alter", "drop", "insert", "update", "delete", "truncate", "rename"):
            changes.append(_change(statement.tokens, text))
            if words[:2] == ["alter", "table"]:
                name, at = _name(statement.tokens, 2)
                references += _references(statement.tokens[at:], name)
        elif words[:2] == ["comment", "on"]:
            comments.update(_comment_on(statement.tokens))
        selects = selects or words[0] in ("select", "with")
    drafts = [_with_comment(each, comments) for each in drafts]
    made = {each.name.lower() for each in drafts}
    changes = [each for each in changes if each[1] and each[1].lower() not in made]
    return Facts(
        about=_about(drafts, changes, selects),
        symbols=symbols_of(drafts, text),
        tables=tables(
            Table("Refers to", ("table", "columns", "to"), tuple(dict.fromkeys(references))),
            Table("Indexes", ("kind", "index", "table", "columns"), tuple(indexes)),
            Table("Changes", ("statement", "of", "how"), tuple(dict.fromkeys(changes))),
            Table("Other objects", ("kind", "name"), tuple(others)),
        ),
    )


def _about(drafts: Sequence[Draft], changes: Sequence[tuple[str, str, str]], selects: bool) -> str:
    parts: list[str] = []
    for kind, noun in (("table", "table"), ("view", "view"), ("function", "function")):
        names = [each.name for each in drafts if each.kind == kind]
        if names and len(parts) < 2:
            parts.append(f"the {some_named(noun, names, 5)}")
    if parts:
        return f"SQL that creates {' and '.join(parts)}."
    changed = list(dict.fromkeys(of for _, of, _ in changes if of))
    if changed:
        return f"SQL that changes {some_of(changed)}."
    return "SQL query." if selects else ""


def _created(tokens: Sequence[SqlToken]) -> tuple[str, str, int]:
    """Return what a CREATE statement creates: the kind, the name, and where the rest begins."""
    at = 1
    while at < min(len(tokens), 20) and (
        tokens[at].low in _BEFORE_KIND or tokens[at].kind != "word"
    ):
        at += 1
        if at < len(tokens) and tokens[at - 1].low == "definer":
            while at < len(tokens) - 1 and tokens[at].low not in (*ROUTINE_WORDS, "view", "sql"):
                at += 1
    kind = tokens[at].low if at < len(tokens) else ""
    name, after = _name(tokens, at + 1)
    if kind == "type" and any(token.low == "enum" for token in tokens[after : after + 2]):
        kind = "enum"
    return kind, name, after


def _name(tokens: Sequence[SqlToken], at: int) -> tuple[str, int]:
    """Return the qualified name at a place without quotes, and where it ends."""
    while at < len(tokens) and tokens[at].low in _BEFORE_NAME:
        at += 1
    parts = []
    while at < len(tokens) and tokens[at].kind in ("word", "name"):
        parts.append(tokens[at].name)
        at += 1
        if at < len(tokens) and tokens[at].text == ".":
            at += 1
        else:
            break
    return ".".join(parts), at


def _draft(kind: str, name: str, statement: SqlStatement, text: str) -> Draft:
    """Return a table with its columns, the query of a view, the head of a routine."""
    first, end = statement.tokens[0].start, statement.end
    if kind in ROUTINE_WORDS:
        end = next(
            (
                t.start
                for t in statement.tokens[3:]
                if t.low in ("as", "begin", "is", "language") or t.text.startswith("$")
            ),
            end,
        )
    signature = text[first:end].rstrip()
    return Draft(_KINDS[kind], name, signature, statement.start, statement.end, statement.comment)


def _index(tokens: Sequence[SqlToken], name: str, at: int) -> tuple[str, str, str]:
    if name.lower() == "on":  # PostgreSQL names it itself
        name, at = "", at - 1
    while at < len(tokens) and tokens[at].low != "on":
        at += 1
    table, at = _name(tokens, at + 1)
    return name, table, "\n".join(_columns(tokens, at))


def _columns(tokens: Sequence[SqlToken], at: int) -> list[str]:
    """Return the first names of the items in the next brackets."""
    while at < len(tokens) and tokens[at].text != "(":
        if tokens[at].text in (",", ";", ")"):
            return []
        at += 1
    names, depth, is_first = [], 0, True
    for token in tokens[at:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            break
        if depth == 1 and token.text == ",":
            is_first = True
        elif is_first and token.kind in ("word", "name"):
            names.append(token.name)
            is_first = False
    return names


def _references(tokens: Sequence[SqlToken], table: str) -> Iterator[tuple[str, str, str]]:
    """Yield the columns of a table that refer to another one, and to which."""
    base = 1 if tokens and tokens[0].text == "(" else 0  # where items are separated
    depth, item = 0, 0
    for at, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == base and (token.text == "," or (token.text == "(" and base)):
            item = at + 1
        if token.low == "references":
            target, after = _name(tokens, at + 1)
            to = (
                ", ".join(_columns(tokens, after))
                if after < len(tokens) and tokens[after].text == "("
                else ""
            )
            yield table, "\n".join(_referring(tokens[item:at])), f"{target}({to})" if to else target


def _referring(item: Sequence[SqlToken]) -> list[str]:
    """Return the columns of a foreign key: those in its brackets, or the column that has it."""
    for at, token in enumerate(item):
        if token.low == "foreign":
            return _columns(item, at)
    skipped = ("add", "column", "if", "not", "exists")
    first = next((t for t in item if t.kind in ("word", "name") and t.low not in skipped), None)
    return [first.name] if first else []


def _change(tokens: Sequence[SqlToken], text: str) -> tuple[str, str, str]:
    """Return the verb of a statement, what it changes, and how, in short."""
    verb = tokens[0].low
    skipped = {
        "alter": 2, "drop": 2, "insert": 1, "update": 1, "delete": 1, "truncate": 1, "rename": 2,
    }[verb]  # fmt: skip
    at = skipped
    while at < len(tokens) - 1 and tokens[at].low in (
        "into",
        "from",
        "table",
        "ignore",
        "if",
        "exists",
        "only",
        "view",
        "overwrite",
        "not",
    ):
        at += 1
    name, after = _name(tokens, at)
    kind = f" {tokens[1].low}" if verb in ("alter", "drop", "rename") and len(tokens) > 1 else ""
    how = ""
    if verb == "alter" and after < len(tokens):
        how = " ".join(text[tokens[after].start : tokens[-1].end].split())
    return f"{verb}{kind}".upper(), name, how


def _comment_on(tokens: Sequence[SqlToken]) -> dict[str, str]:
    """Return what `COMMENT ON TABLE x IS '...'` says, by the name with its kind."""
    if len(tokens) < 5 or tokens[-1].kind != "text":
        return {}
    name, _ = _name(tokens, 3)
    words = tokens[-1].text
    plain = words[1:-1].replace("''", "'") if words.startswith("'") else words
    return {f"{tokens[2].low} {name.lower()}": plain.strip()}


def _with_comment(draft: Draft, comments: dict[str, str]) -> Draft:
    """Return a definition with what COMMENT ON says about it and its columns."""
    prefix = f"column {draft.name.lower()}."
    own_comment = comments.get(f"{draft.kind} {draft.name.lower()}", "")
    lines = (
        [
            f"- {key[len(prefix) :]}: {words}"
            for key, words in comments.items()
            if key.startswith(prefix)
        ]
        if draft.kind in ("table", "view")
        else []
    )
    doc = "\n\n".join(filter(None, [draft.doc, own_comment, "\n".join(lines)]))
    return replace(draft, doc=doc)
