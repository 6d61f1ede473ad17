"""Compare what engines answer with what tests expect."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from socialkit.domain.actions import Permission
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.suites.engines import CheckEngine, Engine
from socialkit.policy.suites.reasons import Reasons
from socialkit.policy.suites.scenes import Scene
from socialkit.policy.suites.suites import Decision, Expectation, Suite
from socialkit.ports.policy import Explanation

What: TypeAlias = Literal["wrong", "disagreement", "because"]
OpenEngine: TypeAlias = Callable[[Scene], AbstractContextManager[Engine]]
"""Opens one engine for one scene, and closes it in the end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Be what one engine said."""

    engine: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """Be one decision that is not as expected, or about which engines disagree."""

    what: What
    expectation: Expectation
    decision: Decision
    answers: tuple[Answer, ...]
    reasons: Explanation


@dataclass(slots=True)
class Report:
    """Be the outcome of many tests."""

    tests: int = 0
    decisions: int = 0
    engines: tuple[str, ...] = ()
    failures: list[Failure] = field(default_factory=list)

    @property
    def disagreements(self) -> int:
        """Return about how many decisions engines disagree."""
        return sum(failure.what == "disagreement" for failure in self.failures)


def judge(
    suites: Iterable[Suite], policy: CompiledPolicy, *, engines: Sequence[OpenEngine]
) -> Report:
    """Ask every engine every question of the suites, and return what is not as expected."""
    report, reasons = Report(), Reasons(policy)
    for suite in suites:
        report.tests += suite.tests
        with ExitStack() as stack:
            opened = [stack.enter_context(open_engine(suite.scene)) for open_engine in engines]
            report.engines = tuple(engine.name for engine in opened)
            for expectation in suite.expectations:
                _judge(expectation, reasons, suite.scene, opened, report)
    return report


def first_failure(
    suites: Iterable[Suite],
    policy: CompiledPolicy,
    *,
    permissions: Collection[str] | None = None,
) -> Expectation | None:
    """Return the first expectation that a policy does not meet, by its compiled check alone.

    It is for asking many changed policies whether some test notices the change. `permissions`
    are those that the change can touch; nothing else is asked.
    """
    reasons = Reasons(policy)
    for suite in suites:
        check = CheckEngine(policy, suite.scene)
        for expectation in suite.expectations:
            for decision in expectation.decisions:
                if permissions is not None and decision.asked.permission not in permissions:
                    continue
                as_expected = check.allows(decision.asked) is decision.expected
                if not as_expected or not _is_why(expectation, decision, reasons, suite.scene):
                    return expectation
    return None


def plain(make: Callable[[Scene], Engine]) -> OpenEngine:
    """Return a maker of engines that have nothing to close."""
    return lambda scene: nullcontext(make(scene))


def _judge(
    expectation: Expectation,
    reasons: Reasons,
    scene: Scene,
    engines: Sequence[Engine],
    report: Report,
) -> None:
    for decision in expectation.decisions:
        report.decisions += 1
        answers = tuple(Answer(engine.name, engine.allows(decision.asked)) for engine in engines)
        what = _failed(expectation, decision, answers, reasons, scene)
        if what is not None:
            why = explained(decision, reasons.policy, scene)
            report.failures.append(Failure(what, expectation, decision, answers, why))


def _failed(
    expectation: Expectation,
    decision: Decision,
    answers: tuple[Answer, ...],
    reasons: Reasons,
    scene: Scene,
) -> What | None:
    said = {answer.allowed for answer in answers}
    if len(said) > 1:
        return "disagreement"
    if said != {decision.expected}:
        return "wrong"
    return None if _is_why(expectation, decision, reasons, scene) else "because"


def explained(decision: Decision, policy: CompiledPolicy, scene: Scene) -> Explanation:
    """Return the reasons of a decision."""
    asked = decision.asked
    caller = scene.caller(asked.who, asked.at)
    return policy.explain(caller, Permission(asked.permission), scene.facts(asked))


def _is_why(expectation: Expectation, decision: Decision, reasons: Reasons, scene: Scene) -> bool:
    """Say whether everything that `because` names is among the reasons."""
    if not expectation.because or (not decision.expected and _lists(expectation)):
        return True
    asked = decision.asked
    caller = scene.caller(asked.who, asked.at)
    return reasons.are(
        expectation.because, caller, Permission(asked.permission), scene.facts(asked)
    )


def _lists(expectation: Expectation) -> bool:
    """Say whether the expectation is about everybody, so that reasons are for whom it allows."""
    return any(decision.expected for decision in expectation.decisions)
