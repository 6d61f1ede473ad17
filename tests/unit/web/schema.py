"""Check JSON against the part of JSON Schema that the OpenAPI document uses; refuse other words."""

from __future__ import annotations

from typing import Any

_KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_TELLING = {"title", "description", "default", "format", "minimum", "maximum"}
_KNOWN = {
    *_TELLING,
    *("$ref", "type", "enum", "const", "anyOf", "items", "prefixItems"),
    *("maxItems", "minItems"),
    *("properties", "required", "additionalProperties", "propertyNames"),
}


def faults(
    value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$"
) -> list[str]:
    """Return what is wrong with a value, each with its place."""
    if unknown := set(schema) - _KNOWN:
        return [f"{at}: the schema has unknown words {unknown}"]
    if "$ref" in schema:
        part = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return faults(value, part, document, at)
    if "anyOf" in schema:
        tries = [faults(value, option, document, at) for option in schema["anyOf"]]
        return [] if [] in tries else [f"{at}: nothing fits: {tries}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    if not _is_of(value, schema.get("type")):
        return [f"{at}: {value!r} is no {schema.get('type')}"]
    if isinstance(value, dict):
        return _in_object(value, schema, document, at)
    if isinstance(value, list):
        return _in_list(value, schema, document, at)
    return []


def _is_of(value: Any, kind: str | list[str] | None) -> bool:
    kinds = [kind] if isinstance(kind, str) else kind or list(_KINDS)
    if isinstance(value, bool):
        return "boolean" in kinds
    return any(isinstance(value, _KINDS[name]) for name in kinds if name != "boolean")


def _in_object(
    value: dict[str, Any], schema: dict[str, Any], document: dict[str, Any], at: str
) -> list[str]:
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
    for name, item in value.items():
        place = f"{at}.{name}"
        if name in known:
            found += faults(item, known[name], document, place)
        elif isinstance(rest, dict):
            found += faults(item, rest, document, place)
        elif known:
            found.append(f"{place}: not in the schema")
    return found


def _in_list(
    value: list[Any], schema: dict[str, Any], document: dict[str, Any], at: str
) -> list[str]:
    first = schema.get("prefixItems", [])
    found: list[str] = []
    for number, item in enumerate(value):
        part = first[number] if number < len(first) else schema.get("items", {})
        found += faults(item, part, document, f"{at}[{number}]")
    return found
