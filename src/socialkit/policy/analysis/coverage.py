"""Ask whether anybody would notice: change each rule a little, and let proofs and tests judge.

A change that changes no decision in any state is not counted: nobody could notice it. That is
proved, so what is left over is a gap in the proofs and tests and nothing else.
"""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from socialkit.policy.analysis.decisions import Decisions
from socialkit.policy.analysis.proofs import Prover
from socialkit.policy.analysis.space import Space
from socialkit.policy.analysis.statements import Statement
from socialkit.policy.analysis.variants import without_parts
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.findings import PolicyError
from socialkit.policy.loaded import Loaded, Rule
from socialkit.policy.loader import load
from socialkit.policy.suites import Suite, first_failure

How = Literal["left out", "without a condition", "for more people"]
_MARK: Final = "changed-"


@dataclass(frozen=True, slots=True)
class Changed:
    """Be a policy in which one rule is changed or left out."""

    rule: Rule
    how: How
    became: str
    """The rule as it is now; nothing where it was left out."""
    policy: CompiledPolicy
    decisions: Decisions
    differs: frozenset[str]
    """The permissions that are decided differently in some state."""


class Judge(Protocol):
    """Notice what a changed policy does wrong: proofs do, and tests."""

    @property
    @abstractmethod
    def name(self) -> str:
        """Return what the judge is called in a report: `proof`, `test`."""

    @abstractmethod
    def objection(self, changed: Changed) -> str | None:
        """Return the name of a proof or test that fails, or None where all hold."""


class ProofJudge(Judge):
    """Notice by the `always:` statements."""

    name: Final = "proof"

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._statements = tuple(statements)

    def objection(self, changed: Changed) -> str | None:
        """Return the first statement that is false."""
        found = Prover(changed.decisions).broken(self._statements, about=changed.differs)
        return None if found is None else found.name


class SuiteJudge(Judge):
    """Notice by the tests of the policy, as its compiled check answers them."""

    name: Final = "test"

    def __init__(self, suites: Iterable[Suite]) -> None:
        self._suites = tuple(suites)

    def objection(self, changed: Changed) -> str | None:
        """Return the first expectation that is not met."""
        found = first_failure(self._suites, changed.policy)
        return None if found is None else f"{found.test}: {found.said}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Be what became of one change."""

    changed: Changed
    by: str = ""
    """The judge that noticed; nothing where nobody did."""
    objection: str = ""

    @property
    def noticed(self) -> bool:
        """Say whether a proof or a test failed."""
        return bool(self.by)

    def as_json(self) -> dict[str, object]:
        """Return plain values."""
        row = self.changed.rule.row
        return {
            "rule": row.id,
            "line": row.line,
            "how": self.changed.how,
            "became": self.changed.became,
            "noticed_by": self.by or None,
            "objection": self.objection or None,
        }


def coverage(found: Iterable[Changed], *, judges: Sequence[Judge]) -> Iterator[Verdict]:
    """Yield a verdict for each change; nobody objects to the policy as it is."""
    for changed in found:
        verdict = Verdict(changed)
        for judge in judges:
            objection = judge.objection(changed)
            if objection is not None:
                verdict = Verdict(changed, judge.name, objection)
                break
        yield verdict


def changes(model_text: str, rules_text: str, *, policy: CompiledPolicy) -> Iterator[Changed]:
    """Yield every change of a policy that changes a decision in some state, rule by rule.

    `policy` is the one that the two texts describe.
    """
    lines = [
        (rule, how, line) for rule in policy.loaded.rules for how, line in _variants(rule, policy)
    ]
    loaded, made = _loaded_with(model_text, rules_text, [line for _, _, line in lines], policy)
    trial = _Trial(loaded)
    for rule in trial.rules:
        yield from trial.changed(rule, "left out", "", None)
        for old, how, line in lines:
            if old.row.id == rule.row.id and line in made:
                yield from trial.changed(rule, how, line, made[line])


def objection_to(policy: CompiledPolicy, *, judges: Sequence[Judge]) -> str | None:
    """Return what a judge objects to in a policy as it is: coverage would mean nothing then."""
    space = Space(policy.loaded.vocabulary, classes=policy.classes)
    decisions = Decisions(policy.loaded, space)
    everything = frozenset(decisions.permissions)
    rule = policy.loaded.rules[0]
    same = Changed(rule, "left out", "", policy, decisions, everything)
    found = (judge.objection(same) for judge in judges)
    return next((objection for objection in found if objection is not None), None)


class _Trial:
    """Put changed rules in the place of others, one at a time."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self.rules: Final = tuple(r for r in loaded.rules if not r.row.id.startswith(_MARK))
        base = Decisions(loaded, Space(loaded.vocabulary, classes=loaded.classes))
        self._base = base.with_rules(self._relevant(self.rules, {}))

    def changed(self, rule: Rule, how: How, became: str, made: Rule | None) -> Iterator[Changed]:
        """Yield the policy with `made` in the place of a rule, if that decides anything else.

        It keeps the id and the line, so that whoever asks for reasons finds the rule again.
        """
        row = rule.row
        new = made and dataclasses.replace(
            made, row=dataclasses.replace(made.row, id=row.id, line=row.line, comment=row.comment)
        )
        rules = tuple(r for old in self.rules for r in ((new,) if old is rule else (old,)) if r)
        relevant = self._relevant(rules, {id(made): new} if new else {})
        decisions = self._base.with_rules(relevant)
        differs = frozenset(filter(lambda p: self._differs(decisions, p), decisions.permissions))
        if differs:
            version = f"{self._loaded.version} {row.id} {how} {became}"
            loaded = dataclasses.replace(
                self._loaded, rules=rules, relevant=relevant, version=version
            )
            yield Changed(rule, how, became, CompiledPolicy(loaded), decisions, differs)

    def _differs(self, decisions: Decisions, permission: str) -> bool:
        if decisions.of(permission) == self._base.of(permission):
            return False
        return decisions.possible(permission) != self._base.possible(permission)

    def _relevant(
        self, rules: tuple[Rule, ...], renamed: Mapping[int, Rule]
    ) -> dict[str, tuple[Rule, ...]]:
        """Return the rules for each permission, each at the place that it has among all."""
        places = {id(rule): at for at, rule in enumerate(rules)}
        return {
            permission: tuple(
                sorted(
                    (r for one in some if id(r := renamed.get(id(one), one)) in places),
                    key=lambda r: places[id(r)],
                )
            )
            for permission, some in self._loaded.relevant.items()
        }


# -- making the changes --------------------------------------------------------------------


def _variants(rule: Rule, policy: CompiledPolicy) -> Iterator[tuple[How, str]]:
    """Yield the rule without each of its conditions, and for each wider group of people."""
    cells = rule.row.cells
    for when in without_parts(cells.get("when", "")):
        yield "without a condition", _row(policy, {**cells, "when": when})
    for part, whole in _links(policy.loaded):
        if part == cells.get("who"):
            yield "for more people", _row(policy, {**cells, "who": whole})


def _links(loaded: Loaded) -> list[tuple[str, str]]:
    return [row.names[:2] for row in loaded.link_rows if row.definition == "g"]  # type: ignore[misc]


def _row(policy: CompiledPolicy, cells: Mapping[str, str]) -> str:
    return ", ".join(cells[name] for name in policy.loaded.model.columns)


def _loaded_with(
    model_text: str, rules_text: str, lines: Sequence[str], policy: CompiledPolicy
) -> tuple[Loaded, dict[str, Rule]]:
    """Return the policy with all changed rules added, and those by their text.

    A changed rule that the loader refuses, for instance because it says what another rule says
    already, is left out.
    """
    known = {_bare(_row(policy, rule.row.cells)) for rule in policy.loaded.rules}
    kept = [line for line in dict.fromkeys(lines) if _bare(line) not in known]
    kept = list({_bare(line): line for line in kept}.values())
    loaded, kept = _refusing_some(model_text, rules_text, kept, policy)
    by_id = {rule.row.id: rule for rule in loaded.rules}
    texts = {_bare(line): by_id[f"{_MARK}{at}"] for at, line in enumerate(kept)}
    return loaded, {line: texts[_bare(line)] for line in lines if _bare(line) in texts}


def _refusing_some(
    model_text: str, rules_text: str, lines: list[str], policy: CompiledPolicy
) -> tuple[Loaded, list[str]]:
    """Load the policy with those of the lines that the loader takes, and return these."""
    old = rules_text.splitlines()
    added = [f"p, {_MARK}{at}, {_bare(line)}" for at, line in enumerate(lines)]
    text = "\n".join([*old, *added, ""])
    try:
        return load(model_text, text, vocabulary=policy.loaded.vocabulary), lines
    except PolicyError as refused:
        wrong = {finding.line - len(old) - 1 for finding in refused.findings}
        fewer = [line for at, line in enumerate(lines) if at not in wrong]
        if len(fewer) == len(lines):
            raise
        return _refusing_some(model_text, rules_text, fewer, policy)


def _bare(line: str) -> str:
    """Return a row without its id, which stands first."""
    return line.partition(", ")[2]
