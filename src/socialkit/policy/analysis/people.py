"""Tell which callers a name means: a class, a side, a bundle of them, or a role."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from socialkit.policy.analysis.decisions import Decisions
from socialkit.policy.analysis.diagrams import NOWHERE


class People:
    """Know the names of one policy, and whom each of them means in which states."""

    def __init__(self, decisions: Decisions) -> None:
        self._space: Final = decisions.space
        self._links = decisions.loaded.links.get("g")
        namespaces = decisions.loaded.vocabulary.namespaces
        self._group_roles = frozenset() if namespaces is None else namespaces.group_roles
        linked = self._links.names if self._links is not None else frozenset()
        self.names: Final = frozenset(
            {*self._space.classes, *self._space.roles, *self._group_roles, *linked}
        )

    def meant(self, names: Iterable[str], kind: str) -> int:
        """Return the states in which any of the names means the caller of such a thing."""
        return self._space.diagrams.any_of([self._one(name, kind) for name in names])

    def classes(self, name: str) -> tuple[str, ...]:
        """Return the classes that a name means."""
        return tuple(one for one in self._space.classes if self._is(one, name))

    def _is(self, part: str, whole: str) -> bool:
        return part == whole or (self._links is not None and self._links.linked(part, whole))

    def _one(self, name: str, kind: str) -> int:
        space = self._space
        found = [space.where(space.caller("member_class"), self.classes(name))]
        found += [
            space.where(space.caller(role), {True}) for role in space.roles if self._is(role, name)
        ]
        found.append(self._by_place(name, kind))
        return space.diagrams.any_of(found)

    def _by_place(self, name: str, kind: str) -> int:
        role = self._space.vocabulary.kinds[kind].attributes.get("my_role")
        if role is None or not role.is_plain:
            return NOWHERE
        meant = {one for one in self._group_roles if self._is(one, name)}
        return self._space.where(self._space.attribute(role), meant)
