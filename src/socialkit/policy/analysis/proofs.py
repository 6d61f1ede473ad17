"""Prove statements over every shape of caller and every state of a thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from socialkit.domain.vocabulary import Kind
from socialkit.policy.analysis.decisions import Decisions
from socialkit.policy.analysis.diagrams import EVERYWHERE, NOWHERE
from socialkit.policy.analysis.people import People
from socialkit.policy.analysis.situations import Situation, example
from socialkit.policy.analysis.space import CALLER, Variable
from socialkit.policy.analysis.statements import Facts, Statement
from socialkit.policy.findings import Finding, PolicyError, did_you_mean

_OPEN: Final = ("same_network", "module_on")


@dataclass(frozen=True, slots=True)
class Proof:
    """Be what became of one statement."""

    statement: Statement
    states: int
    """How many states satisfy the premise; with none of them nothing is proved."""
    against: Situation | None = None
    """A state in which the statement is false."""
    beside: Situation | None = None
    """The other side of a comparison that failed."""
    empty: str = ""
    """The permission for which no state satisfies the premise."""

    @property
    def holds(self) -> bool:
        """Say whether the statement is true in every state, and there is one."""
        return self.against is None and not self.empty and self.states > 0

    def as_json(self) -> dict[str, object]:
        """Return plain values."""
        return {
            "name": self.statement.name,
            "line": self.statement.line,
            "holds": self.holds,
            "states": self.states,
            "empty": self.empty or None,
            "counterexample": None if self.against is None else self.against.as_json(),
            "compared_with": None if self.beside is None else self.beside.as_json(),
        }


@dataclass(frozen=True, slots=True)
class _Claim:
    """Be a statement for one permission: in every state of the premise, `expected`."""

    permission: str
    premise: int
    wrong: int
    """The states of the premise in which the statement is false."""
    counts: str
    """The kind whose states are counted: each kind once."""


class Prover:
    """Prove statements about the decisions of one policy."""

    def __init__(self, decisions: Decisions, *, file: str = "proofs.yaml") -> None:
        self._decisions = decisions
        self._space = decisions.space
        self._diagrams = decisions.space.diagrams
        self._people = People(decisions)
        self._file = file

    def prove(self, statements: Iterable[Statement]) -> tuple[Proof, ...]:
        """Return what became of each; raise PolicyError where one speaks of unknown things."""
        known = tuple(statements)
        findings = [finding for statement in known for finding in self._findings(statement)]
        if findings:
            raise PolicyError(findings)
        return tuple(self._proof(statement) for statement in known)

    def broken(
        self, statements: Iterable[Statement], *, about: AbstractSet[str]
    ) -> Statement | None:
        """Return the first statement that does not hold, as far as it speaks of some permissions.

        It is quicker than a proof, for it makes no examples.
        """
        for statement in statements:
            for claim in self._claims(statement, about=about):
                if claim.wrong != NOWHERE or claim.premise == NOWHERE:
                    return statement
        return None

    def _proof(self, statement: Statement) -> Proof:
        states, counted = 0, set[str]()
        for claim in self._claims(statement):
            if claim.premise == NOWHERE:
                return Proof(statement, states, empty=claim.permission)
            if claim.counts not in counted:
                counted.add(claim.counts)
                scope = self._space.scope(self._decisions.kind_of(claim.permission))
                states += self._diagrams.count(claim.premise, scope)
            if claim.wrong != NOWHERE:
                return self._failed(statement, claim, states)
        return Proof(statement, states)

    def _failed(self, statement: Statement, claim: _Claim, states: int) -> Proof:
        against = example(self._decisions, claim.permission, claim.wrong)
        return Proof(statement, states, against, self._beside(statement, claim))

    def _beside(self, statement: Statement, claim: _Claim) -> Situation | None:
        """Return the same state as another class, or another permission, has it."""
        if statement.form == "if-may":
            return next(
                example(self._decisions, then, claim.wrong)
                for then in statement.then
                if self._diagrams.both(claim.wrong, self._decisions.of(then)) != claim.wrong
            )
        if statement.form != "same-as":
            return None
        path = self._diagrams.path(claim.wrong, self._space.preferred())
        number = self._space.caller("member_class").number
        path[number] = self._space.classes.index(statement.same_as)
        cube = {at: frozenset({value}) for at, value in path.items()}
        return example(self._decisions, claim.permission, self._diagrams.cube(cube))

    # -- claims ---------------------------------------------------------------------------

    def _claims(
        self, statement: Statement, *, about: AbstractSet[str] | None = None
    ) -> Iterator[_Claim]:
        for permission in statement.permissions:
            if about is not None and about.isdisjoint({permission, *statement.then}):
                continue
            kind = self._decisions.kind_of(permission)
            premise = self._premise(statement, kind)
            given = self._decisions.of(permission)
            match statement.form:
                case "never":
                    wrong = self._diagrams.both(premise, given)
                case "may":
                    premise = self._diagrams.both(premise, self._gates(statement, kind))
                    wrong = self._diagrams.without(premise, given)
                case "same-as":
                    wrong = self._unlike(statement, premise, given)
                case _:
                    premise = self._diagrams.both(premise, given)
                    allowed = self._diagrams.all_of(map(self._decisions.of, statement.then))
                    wrong = self._diagrams.without(premise, allowed)
            counts = permission if statement.form == "if-may" else kind
            yield _Claim(permission, premise, wrong, counts)

    def _premise(self, statement: Statement, kind: str) -> int:
        found = [self._space.valid(kind)]
        if statement.who:
            found.append(self._people.meant(statement.who, kind))
        if statement.without:
            found.append(self._diagrams.opposite(self._people.meant(statement.without, kind)))
        if statement.network:
            found.append(self._space.where(self._space.caller("network_kind"), {statement.network}))
        if statement.caller is not None:
            found.append(self._fits(statement.caller, kind, of_caller=True))
        if statement.things:
            things = [self._fits(facts, kind, of_caller=False) for facts in statement.things]
            found.append(self._diagrams.any_of(things))
        return self._diagrams.all_of(found)

    def _gates(self, statement: Statement, kind: str) -> int:
        """Return the states in which no gate is closed that the statement does not speak of."""
        said = {name for facts in statement.things for name in facts}
        found = []
        for name in _OPEN:
            attribute = self._space.vocabulary.kinds[kind].attributes.get(name)
            if name not in said and attribute is not None and attribute.is_plain:
                found.append(self._space.where(self._space.attribute(attribute), {True}))
        if "in_good_standing" not in (statement.caller or {}):
            found.append(self._space.where(self._space.caller("in_good_standing"), {True}))
        return self._diagrams.all_of(found)

    def _unlike(self, statement: Statement, premise: int, given: int) -> int:
        """Return the states of the premise in which the other class is answered differently."""
        variable = self._space.caller("member_class")
        other = variable.values.index(statement.same_as)
        theirs = self._diagrams.given(given, {variable.number: other})
        differs = self._diagrams.either(
            self._diagrams.without(given, theirs), self._diagrams.without(theirs, given)
        )
        return self._diagrams.both(premise, differs)

    def _fits(self, facts: Facts, kind: str, *, of_caller: bool) -> int:
        found = EVERYWHERE
        for name, values in facts.items():
            variable = self._caller(name) if of_caller else self._thing(kind, name)
            if variable is not None:
                found = self._diagrams.both(found, self._space.where(variable, values))
        return found if of_caller else self._decisions.settled(found)

    def _caller(self, name: str) -> Variable | None:
        return next((v for v in self._space.caller_variables if v.name == name), None)

    def _thing(self, kind: str, name: str) -> Variable | None:
        owner, _, plain = name.rpartition(".")
        found: Kind | None = self._space.vocabulary.kinds.get(owner or kind)
        if found is None or found.name not in self._space.linked(kind):
            return None
        if plain.startswith("has_"):
            return self._space.presence(found.name, plain.removeprefix("has_"))
        attribute = found.attributes.get(plain)
        if attribute is None or not attribute.is_finite or attribute.constant is True:
            return None
        try:
            return self._space.attribute(attribute)
        except KeyError:
            return None

    # -- what is wrong with a statement ---------------------------------------------------

    def _findings(self, statement: Statement) -> Iterator[Finding]:
        for name in (*statement.who, *statement.without):
            if name not in self._people.names:
                hint = did_you_mean(name, self._people.names)
                yield self._find(statement, "unknown-who", f"{name!r} is nobody.", hint)
        if statement.form == "same-as" and statement.same_as not in self._space.classes:
            hint = did_you_mean(statement.same_as, self._space.classes)
            yield self._find(statement, "unknown-who", f"{statement.same_as!r} is no class.", hint)
        if not statement.permissions:
            yield self._find(statement, "statement", "It names no permission.", "Name one.")
        for name, values in (statement.caller or {}).items():
            known = [v.name for v in self._space.caller_variables]
            yield from self._check(statement, self._caller(name), name, values, CALLER, known)
        for kind in dict.fromkeys(map(self._decisions.kind_of, statement.permissions)):
            yield from self._of_thing(statement, kind)
        yield from self._apart(statement)

    def _of_thing(self, statement: Statement, kind: str) -> Iterator[Finding]:
        for facts in statement.things:
            for name, values in facts.items():
                known = list(self._space.vocabulary.kinds[kind].attributes)
                variable = self._thing(kind, name)
                yield from self._check(statement, variable, name, values, kind, known)

    def _check(
        self,
        statement: Statement,
        variable: Variable | None,
        name: str,
        values: tuple[object, ...],
        kind: str,
        known: list[str],
    ) -> Iterator[Finding]:
        if variable is None:
            reason = f"{name!r} is nothing that differs from one {kind} to the next."
            yield self._find(statement, "unknown-attribute", reason, did_you_mean(name, known))
            return
        for value in values:
            if not any(value == one and type(value) is type(one) for one in variable.values):
                hint = did_you_mean(str(value), map(str, variable.values))
                reason = f"{name} of a {kind} is never {value!r}."
                yield self._find(statement, "never-true", reason, hint)

    def _apart(self, statement: Statement) -> Iterator[Finding]:
        """Yield a finding where `then-may` is about a thing that the first does not belong to."""
        for permission in statement.permissions if statement.form == "if-may" else ():
            linked = self._space.linked(self._decisions.kind_of(permission))
            for then in statement.then:
                if self._decisions.kind_of(then) not in linked:
                    reason = f"{permission} and {then} are about different things."
                    instead = "Compare permissions on a thing, or on what it belongs to."
                    yield self._find(statement, "statement", reason, instead)

    def _find(self, statement: Statement, code: str, reason: str, instead: str) -> Finding:
        told = f"{statement.name!r}: {reason}"
        return Finding(self._file, statement.line, code, told, instead)
