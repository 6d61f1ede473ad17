"""Write what rules may speak of: people, permissions, attributes, conditions."""

from __future__ import annotations

from collections.abc import Iterator

from socialkit.domain.attributes import Attribute
from socialkit.policy.loaded import Loaded


def reference(loaded: Loaded) -> str:
    """Return the words that the rules of one policy may use, as Markdown."""
    return "\n".join([*_callers(loaded), *_conditions(loaded), *_kinds(loaded)]) + "\n"


def as_values(loaded: Loaded) -> dict[str, object]:
    """Return the same as plain values."""
    vocabulary = loaded.vocabulary
    return {
        "caller": {name: sorted(some) for name, some in vocabulary.caller_values.items()},
        "classes": sorted(loaded.classes),
        "people": sorted(_names(loaded, "g")),
        "actions": sorted(_names(loaded, "g2")),
        "conditions": {name: entry.value for name, entry in loaded.model.conditions.items()},
        "kinds": {
            kind.name: {
                "permissions": [p for p, k in vocabulary.kind_of.items() if k == kind.name],
                "attributes": {a.name: _attribute(a) for a in kind.attributes.values()},
            }
            for kind in vocabulary.kinds.values()
        },
    }


def _attribute(attribute: Attribute) -> dict[str, object]:
    return {
        "type": attribute.type.value,
        "values": list(attribute.values),
        "may_be_empty": attribute.nullable,
        "answer_to": None if attribute.delegation is None else attribute.delegation.permission,
        "meaning": attribute.doc,
    }


def _names(loaded: Loaded, definition: str) -> set[str]:
    return {
        name
        for row in loaded.link_rows
        if row.definition == definition
        for name in row.names[:2]
        if ":" not in name
    }


def _callers(loaded: Loaded) -> Iterator[str]:
    yield "# What rules may speak of"
    yield ""
    yield "## who"
    yield ""
    for name, values in sorted(loaded.vocabulary.caller_values.items()):
        yield f"- `r.sub.{name}`: {_listed(values)}"
    yield f"- classes that this policy declares: {_listed(loaded.classes)}"
    yield f"- names for `who`: {_listed(_names(loaded, 'g'))}"
    yield f"- bundles for `may`: {_listed(_names(loaded, 'g2'))}"


def _conditions(loaded: Loaded) -> Iterator[str]:
    yield ""
    yield "## when"
    yield ""
    yield "| condition | means |"
    yield "| --- | --- |"
    for name, entry in loaded.model.conditions.items():
        yield f"| `{name}` | `{entry.value.replace('|', chr(92) + '|')}` |"


def _kinds(loaded: Loaded) -> Iterator[str]:
    vocabulary = loaded.vocabulary
    for kind in vocabulary.kinds.values():
        permissions = [p for p, k in vocabulary.kind_of.items() if k == kind.name]
        yield ""
        yield f"## {kind.name}"
        yield ""
        yield f"Permissions: {_listed(permissions)}."
        yield ""
        yield "| attribute | type | values | meaning |"
        yield "| --- | --- | --- | --- |"
        for attribute in kind.attributes.values():
            values = ", ".join(f"`{value}`" for value in attribute.values)
            yield f"| `{attribute.name}` | {attribute.type} | {values} | {attribute.doc} |"


def _listed(names: set[str] | frozenset[str] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
