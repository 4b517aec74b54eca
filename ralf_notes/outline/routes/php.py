"""Routes of Laravel, Symfony and Slim.

Sources: https://laravel.com/docs/routing, https://symfony.com/doc/current/routing.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.routes import WebRoute, joined
from ralf_notes.outline.routes.nodes import literal, named, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = {word: word.upper() for word in ("get", "post", "put", "patch", "delete", "options")} | {
    "any": "ANY",
    "map": "",
    "match": "",
    "view": "GET",
    "redirect": "ANY",
}
_CALLS = ("scoped_call_expression", "member_call_expression")
_PREFIX = re.compile(r"(?:::|->)\s*prefix\(\s*['\"]([^'\"\n]{0,200})['\"]\s*\)")
_CONTROLLER = re.compile(r"\[\s*\\?([\w\\]+)::class\s*,\s*['\"](\w+)['\"]\s*\]")
_SYMFONY = re.compile(
    r"#?\[?\s*\\?(?:Route|Annotation\\Route)\s*\(\s*(?:path:\s*)?['\"]([^'\"\n]{0,300})['\"](.*)",
    re.DOTALL,
)
_VERBS = re.compile(r"methods:\s*(?:\[([^\]]*)\]|(['\"]\w+['\"]))")
_DEEPEST = 60


def routes(root: Node, source: bytes) -> Iterator[WebRoute]:
    """Yield the routes of a file in PHP."""
    for call in nodes(root, *_CALLS):
        yield from _called(call, source)
    for node in nodes(root, "method_declaration"):
        yield from _attributed(node, source)


def _called(call: Node, source: bytes) -> Iterator[WebRoute]:
    word = text_of(call.child_by_field_name("name"), source)
    receiver = call.child_by_field_name("scope") or call.child_by_field_name("object")
    first = text_of(receiver, source)
    if not re.match(r"(?:\\?[\w\\]*Route\b|\$(?:app|router|group|this->router)\b)", first):
        return
    arguments = [
        named(each)[-1] for each in named(call.child_by_field_name("arguments")) if named(each)
    ]
    path = literal(arguments[0] if arguments else None, source)
    if path is None:
        return
    prefix = _prefixes(call, first, source)
    handler = _handler(arguments[1], source) if len(arguments) > 1 else ""
    whole = f"/{joined(prefix, path).strip('/')}"
    if word in _METHODS and len(arguments) > 1 and word not in ("map", "match"):
        yield WebRoute(_METHODS[word], whole, handler)
    elif word in ("resource", "apiResource") and handler:
        yield WebRoute("RESOURCE" if word == "resource" else "API RESOURCE", whole, handler)


def _prefixes(call: Node, first: str, source: bytes) -> str:
    """Return the prefixes of the groups around a route, and its own."""
    own_prefix = _PREFIX.search(first)
    prefix = own_prefix[1] if own_prefix else ""
    above = call.parent
    for _ in range(_DEEPEST):
        if above is None:
            break
        if above.type in _CALLS and text_of(above.child_by_field_name("name"), source) == "group":
            head = text_of(above.child_by_field_name("object"), source)
            if match := _PREFIX.search(head):
                prefix = joined(match[1], prefix)
            arguments = named(above.child_by_field_name("arguments"))
            slim = literal(
                named(arguments[0])[-1] if arguments and named(arguments[0]) else None, source
            )
            prefix = joined(slim, prefix) if slim is not None and not match else prefix
        above = above.parent
    return prefix


def _handler(node: Node, source: bytes) -> str:
    text = text_of(node, source)
    if match := _CONTROLLER.match(text):
        return f"{match[1].rpartition(chr(92))[2]}@{match[2]}"
    if text.endswith("::class"):
        return text.removesuffix("::class").rpartition("\\")[2]
    return literal(node, source) or ""


def _attributed(node: Node, source: bytes) -> Iterator[WebRoute]:
    owner = node.parent.parent if node.parent is not None else None
    prefix = next((path for path, _ in _attributes(owner, source)), "") if owner is not None else ""
    name = text_of(node.child_by_field_name("name"), source)
    holder = text_of(owner.child_by_field_name("name"), source) if owner is not None else ""
    for path, verbs in _attributes(node, source):
        for verb in verbs or ["ANY"]:
            yield WebRoute(verb, joined(prefix, path) or "/", f"{holder}::{name}")


def _attributes(node: Node, source: bytes) -> Iterator[tuple[str, list[str]]]:
    listed = node.child_by_field_name("attributes")
    for attribute in nodes(listed, "attribute") if listed is not None else ():
        if match := _SYMFONY.match(text_of(attribute, source)):
            verbs = _VERBS.search(match[2])
            methods = re.findall(r"['\"](\w+)['\"]", verbs[1] or verbs[2]) if verbs else []
            yield match[1], [each.upper() for each in methods]
