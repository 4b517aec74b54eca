"""What the double of an Ollama server says: plain prose, and JSON that obeys a schema."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_WORD = re.compile(r"(?<![^\W_])[a-z]{4,12}(?![^\W_])")
_TYPES = {"object", "array", "string", "integer", "number", "boolean", "null"}
_VERBS = (
    "keeps", "collects", "checks", "prepares", "returns", "compares", "orders", "gathers",
    "passes", "counts", "joins", "turns", "holds", "reads", "writes", "finds", "builds",
    "shares", "limits", "marks", "merges", "splits", "sends", "stores",
)  # fmt: skip
_ADJECTIVES = (
    "given", "current", "incoming", "stored", "short", "known", "open", "single", "whole",
    "first", "last", "plain", "missing", "latest", "shared", "small", "sorted", "matching",
    "earlier", "remaining", "common", "empty", "final", "useful",
)  # fmt: skip
_NOUNS = (
    "values", "items", "entries", "records", "lines", "results", "parts", "names", "steps",
    "requests", "settings", "messages", "limits", "pieces", "rows", "answers", "fields",
    "numbers", "groups", "words", "tasks", "paths", "states", "events",
)  # fmt: skip
_ENDS = (
    "so that the caller can go on",
    "before the next one starts",
    "when there is something to do",
    "and leaves the others alone",
    "as long as there is room",
    "in the order of their arrival",
    "without a change to the input",
    "until nothing is left",
    "for the rest of the program",
    "and says when that fails",
)


def is_schema(schema: object) -> bool:
    """Say whether the server could make a grammar of it."""
    if not isinstance(schema, Mapping):
        return False
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    return all(k is None or k in _TYPES for k in kinds) and all(map(is_schema, _below(schema)))


def unknown_reference(schema: object) -> str:
    """Return a local `$ref` of a schema that leads nowhere, or ''."""

    def leads_nowhere(node: object) -> str:
        if isinstance(node, list):
            return next(filter(None, map(leads_nowhere, node)), "")
        if not isinstance(node, Mapping):
            return ""
        reference = node.get("$ref")
        if isinstance(reference, str):
            try:
                _resolve(reference, schema)  # type: ignore[arg-type]
            except (KeyError, TypeError):
                return reference
        return next(filter(None, map(leads_nowhere, node.values())), "")

    return leads_nowhere(schema)


def _below(schema: Mapping[str, Any]) -> list[object]:
    below: list[object] = list(schema.get("properties", {}).values())
    below += [schema["items"]] if isinstance(schema.get("items"), Mapping) else []
    return [*below, *schema.get("anyOf", ()), *schema.get("oneOf", ())]


def answer_to(prompt: str, seed: object, schema: object) -> str:
    """Return the same answer for the same prompt, seed and schema; other keys get other text.

    A schema may have type, properties, items, enum, const, anyOf, oneOf, local $ref, and the limits
    minLength, maxLength, minItems, maxItems, minimum and maximum. All properties are filled in.
    """
    salt = f"{seed} {hashlib.sha256(prompt.encode()).hexdigest()}"
    if isinstance(schema, Mapping):
        value = _value(schema, salt, schema)
        if isinstance(value, dict) and "summary" in value:
            most = schema["properties"]["summary"].get("maxLength", 200)
            source = prompt.rpartition("```")[0] or prompt  # not the words of the question
            value["summary"] = about(source, prose(salt, 0, most - 80), salt)
        return json.dumps(value, ensure_ascii=False)
    if schema == "json":
        return json.dumps({"text": _sentence(salt)})
    return prose(salt, 200, 400)


def about(material: str, summary: str, salt: str) -> str:
    """Return a summary that ends with words of what it is about, as a model's has some."""
    longest = sorted({*_WORD.findall(material)}, key=lambda word: (-len(word), word))[:12]
    if not longest:
        return summary
    words = dict.fromkeys(_pick(longest, f"{salt} {number}") for number in range(4))
    return f"{summary} It deals with {' and '.join(words)}."


def _value(schema: Mapping[str, Any], salt: str, root: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return _value(_resolve(schema["$ref"], root), salt, root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return _pick(schema["enum"], salt)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return _value(choices[0], salt, root)
    return _typed(schema, salt, root)


def _typed(schema: Mapping[str, Any], salt: str, root: Mapping[str, Any]) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            properties = schema.get("properties", {})
            return {k: _value(v, f"{salt}/{k}", root) for k, v in properties.items()}
        case "array":
            items, count = schema.get("items", {"type": "string"}), _array_length(schema)
            return [_value(items, f"{salt}/{i}", root) for i in range(count)]
        case "string":
            return prose(salt, schema.get("minLength", 0), schema.get("maxLength", 200))
        case "integer" | "number":
            return min(schema.get("maximum", 9e9), max(schema.get("minimum", 1), 1))
        case "boolean":
            return True
    return None


def _array_length(schema: Mapping[str, Any]) -> int:
    least = int(schema.get("minItems", 0))
    return int(min(schema.get("maxItems", max(least, 2)), max(least, 2)))


def _resolve(reference: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = root
    for key in reference.removeprefix("#/").split("/"):
        found = found[key]
    return dict(found)


def prose(salt: str, least: int, most: int) -> str:
    """Return whole sentences of plain words, at least and at most so many characters."""
    text = _sentence(salt)
    number = 0
    while len(text) < least:
        number += 1
        text += " " + _sentence(f"{salt} {number}")
    if len(text) <= most:
        return text
    cut = text[: max(0, most - 1)]
    whole = cut.rpartition(" ")[0] + "."
    return whole if least <= len(whole) and len(whole) > 1 else (cut + ".")[:most]


def _sentence(salt: str) -> str:
    first, second = _pick(_VERBS, salt + "a"), _pick(_VERBS, salt + "b")
    one = f"{_pick(_ADJECTIVES, salt + 'c')} {_pick(_NOUNS, salt + 'd')}"
    other = f"{_pick(_ADJECTIVES, salt + 'e')} {_pick(_NOUNS, salt + 'f')}"
    end = _pick(_ENDS, salt + "g")
    return f"{first.capitalize()} the {one} and {second} the {other} {end}."


def _pick(choices: Sequence[Any], salt: str) -> Any:
    digest = hashlib.blake2b(salt.encode(), digest_size=8).digest()
    return choices[int.from_bytes(digest, "big") % len(choices)]
