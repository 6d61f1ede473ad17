"""Say what stands between a policy that somebody wrote and the one that decides."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import Any, Protocol, TypeAlias

from socialkit.domain.vocabulary import Vocabulary
from socialkit.ports.policy import Policy

Load: TypeAlias = Callable[[str, str], Policy]
"""Makes a policy of the texts of `model.conf` and `policy.csv`; raises `ConfigurationError`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Be a policy that somebody wants to publish; it was loaded without a finding."""

    model: str
    rules: str
    policy: Policy
    in_force: Policy
    """What decides now, and goes on deciding where a gate objects."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What else its folder holds, such as tests and statements: texts by path in the folder."""


@dataclass(frozen=True, slots=True, order=True)
class Objection:
    """Be one reason why a policy may not come into force."""

    gate: str
    reason: str
    """What is wrong, where, and what to do."""

    def __str__(self) -> str:
        return f"{self.gate}: {self.reason}"


class Gate(Protocol):
    """Look at a policy before it is published; every gate is asked, so that all reasons show."""

    @property
    @abstractmethod
    def name(self) -> str:
        """Return one word, by which an author knows who objects."""

    @abstractmethod
    def objections(self, candidate: Candidate) -> Iterable[str]:
        """Return every reason against it; none lets it pass. An error counts as an objection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPolicy:
    """Say that policies are kept in the database, where people publish them: `policy=` of a kit."""

    fallback: Policy | PathLike[str] | str | None = None
    """What decides before anything was published: a policy, a folder, or None for the shipped."""
    poll_seconds: float = 5.0
    """How long a process may go on with a version after another one came into force."""
    approval: bool = False
    """Whether somebody else than the author has to approve what was published."""
    strict: bool = False
    """Whether what `socialkit policy check` warns of keeps a policy out, too."""
    gates: tuple[Gate, ...] = ()
    """What a policy has to pass besides the gates of the library."""
    vocabulary: Vocabulary | None = None
    """What the host adds to the words of policies."""
    functions: Mapping[str, Callable[..., Any]] | None = None
    """The host's functions for conditions, by name."""
    publishers: str | None = None
    """Slug of the network whose people publish; needed where a database has several networks."""
