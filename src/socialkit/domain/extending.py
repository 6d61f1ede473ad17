"""Let a host add attributes and kinds of thing to what rules may speak of."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from socialkit.domain import readers
from socialkit.domain.attributes import Attribute, AttributeType, Foreign, Reader, Value
from socialkit.domain.vocabulary import PLACE_ROLES, VOCABULARY, Kind, Vocabulary
from socialkit.errors import ConfigurationError

LISTED: Final = frozenset({"group", "post", "reply", "comment", "person"})
"""The kinds of which the library itself makes lists."""


@dataclass(frozen=True, slots=True)
class OwnAttribute:
    """Be a fact that the host knows about things of one kind; rules read `r.obj.<name>`.

    Without `values` it is a flag. A thing of which the host knows nothing, or something that is
    not among the values, counts as `otherwise`: False for a flag, else the last of the values.
    """

    kind: str
    name: str
    read: Callable[[Any], Value]
    """Takes the facts of a thing, which have an `id`; an error denies."""
    in_sql: Callable[[Any, list[Any]], Any] | None = None
    """Takes the column of the thing's id and some values, never `otherwise`; returns "one of
    these is its value" as a clause, best `id.in_(select(...))`. Only a memory kit needs none."""
    values: tuple[str, ...] = ()
    otherwise: Value = None
    doc: str = "The host knows it."


@dataclass(frozen=True, slots=True)
class OwnKind:
    """Be a kind of thing of the host, with what may be done with it.

    Its things are the host's objects. Give those attributes that need the caller by `flags`.
    """

    name: str
    verbs: tuple[str, ...]
    flags: Mapping[str, Reader] = field(default_factory=dict)
    """Name -> `read(thing, caller)`, which answers True or False."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of a field of the thing -> the texts that it can hold."""
    network: str = "network_id"
    """The field with the id of the network that the thing belongs to."""
    group: str | None = None
    """The field with the `GroupFacts` of the place in which it stands, if it stands in one."""


def extended(
    *,
    attributes: Iterable[OwnAttribute] = (),
    kinds: Iterable[OwnKind] = (),
    vocabulary: Vocabulary = VOCABULARY,
) -> Vocabulary:
    """Return a vocabulary with more attributes and kinds.

    Raises `ConfigurationError` (``policy.extension``) with everything that is wrong.
    """
    attributes, kinds = tuple(attributes), tuple(kinds)
    wrong = [*_wrong_kinds(kinds, vocabulary), *_wrong_attributes(attributes, kinds, vocabulary)]
    if wrong:
        message = "The vocabulary can not be extended: " + " ".join(wrong)
        raise ConfigurationError("policy.extension", message)
    found = {**vocabulary.kinds, **{kind.name: _kind(kind) for kind in kinds}}
    for own in attributes:
        old = found[own.kind]
        added = {**old.attributes, own.name: _attribute(own)}
        found[own.kind] = Kind(own.kind, MappingProxyType(added))
    more = {f"{kind.name}:{verb}": kind.name for kind in kinds for verb in kind.verbs}
    return replace(
        vocabulary,
        kinds=MappingProxyType(found),
        permissions=(*vocabulary.permissions, *more),
        kind_of=MappingProxyType({**vocabulary.kind_of, **more}),
    )


def check_mapped(vocabulary: Vocabulary) -> None:
    """Raise `ConfigurationError` (``policy.extension``) where a list in SQL lacks a builder."""
    missing = sorted(
        f"{kind.name}.{attribute.name}"
        for kind in vocabulary.kinds.values()
        if kind.name in LISTED
        for attribute in kind.attributes.values()
        if attribute.foreign is not None and attribute.foreign.in_sql is None
    )
    if missing:
        message = (
            f"Lists in SQL need to know {', '.join(missing)}. Give the attribute "
            "`in_sql=lambda id, values: id.in_(select(...))`."
        )
        raise ConfigurationError("policy.extension", message, attributes=missing)


# -- building ---------------------------------------------------------------------------------


def _attribute(own: OwnAttribute) -> Attribute:
    otherwise = _otherwise(own)
    known = frozenset[object](own.values or (True, False))

    def read(thing: Any, caller: object) -> Value:  # noqa: ARG001 - every reader has two
        if getattr(thing, "id", None) is None:
            return otherwise
        value = own.read(thing)
        return value if value in known else otherwise

    return Attribute(
        own.kind,
        own.name,
        AttributeType.ENUM if own.values else AttributeType.BOOL,
        own.doc,
        read,
        values=own.values,
        foreign=Foreign(own.in_sql, otherwise),
    )


def _otherwise(own: OwnAttribute) -> Value:
    if own.otherwise is not None:
        return own.otherwise
    return own.values[-1] if own.values else False


def _kind(own: OwnKind) -> Kind:
    gate = readers.same_network(own.network)
    always = readers.constantly(value=True)
    found = [
        _of(own, "same_network", gate, relative=True),
        _of(own, "module_on", always, constant=True),
        _role(own),
        *(_of(own, name, read, relative=True) for name, read in own.flags.items()),
        *(
            Attribute(own.name, name, AttributeType.ENUM, "", readers.field(name), values=values)
            for name, values in own.choices.items()
        ),
    ]
    return Kind(own.name, MappingProxyType({attribute.name: attribute for attribute in found}))


def _of(own: OwnKind, name: str, read: Reader, **more: Any) -> Attribute:
    return Attribute(own.name, name, AttributeType.BOOL, "", read, **more)


def _role(own: OwnKind) -> Attribute:
    values = tuple(PLACE_ROLES.values())
    doc = "The caller's live role in the place; `none` without one."
    if own.group is None:
        nobody = readers.constantly("none")
        return Attribute(
            own.name, "my_role", AttributeType.ENUM, doc, nobody, values=values, constant="none"
        )
    read = readers.my_role(own.group)
    return Attribute(
        own.name, "my_role", AttributeType.ENUM, doc, read, values=values, relative=True
    )


# -- mistakes ---------------------------------------------------------------------------------


def _wrong_kinds(kinds: tuple[OwnKind, ...], vocabulary: Vocabulary) -> Iterator[str]:
    names = [kind.name for kind in kinds]
    for kind in kinds:
        if not _is_name(kind.name):
            yield f"{kind.name!r} is no name for a kind: write letters, digits and _."
        if kind.name in vocabulary.kinds or names.count(kind.name) > 1:
            yield f"There is already a kind {kind.name!r}; choose another name."
        if not kind.verbs:
            yield f"Nothing is done with a {kind.name}: give it `verbs`."
        for name, values in kind.choices.items():
            yield from _wrong_values(f"{kind.name}.{name}", values)
        taken = {"same_network", "module_on", "my_role"}
        for name in (*kind.flags, *kind.choices):
            if not _is_name(name) or name in taken:
                yield f"{kind.name}.{name} can not be called so; choose another name."
            taken.add(name)


def _wrong_attributes(
    attributes: tuple[OwnAttribute, ...], kinds: tuple[OwnKind, ...], vocabulary: Vocabulary
) -> Iterator[str]:
    taken = {(kind.name, name) for kind in vocabulary.kinds.values() for name in kind.attributes}
    for own in attributes:
        where = f"{own.kind}.{own.name}"
        if own.kind not in vocabulary.kinds:
            hint = "give it `flags` or `choices`" if own.kind in {k.name for k in kinds} else "none"
            known = ", ".join(sorted(vocabulary.kinds))
            yield f"{where}: there is no shipped kind {own.kind!r} ({hint}); there are: {known}."
        if not _is_name(own.name):
            yield f"{where}: write letters, digits and _, and no _ in front."
        if (own.kind, own.name) in taken:
            yield f"There is already an attribute {where}; choose another name."
        taken.add((own.kind, own.name))
        if own.values:
            yield from _wrong_values(where, own.values)
        if _otherwise(own) not in (own.values or (True, False)):
            yield f"{where}: {own.otherwise!r} is not among the values."


def _wrong_values(where: str, values: tuple[object, ...]) -> Iterator[str]:
    if not isinstance(values, tuple) or len(set(values)) < max(len(values), 2):
        yield f"{where}: give at least two different values, as a tuple."
    elif not all(isinstance(value, str) and value for value in values):
        yield f"{where}: every value is a text."


def _is_name(name: str) -> bool:
    return name.isidentifier() and not name.startswith("_") and not keyword.iskeyword(name)
