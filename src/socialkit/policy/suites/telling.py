"""Tell the outcome of policy tests: to people in sentences, to programs as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from socialkit.policy.suites.judging import Failure, Report
from socialkit.ports.policy import NearMiss, RuleHit

MOST_NEAR_MISSES: Final = 4


def told(report: Report, *, rules_file: str) -> Iterator[str]:
    """Yield the lines of a report: each failure, then one line with the sums."""
    for failure in report.failures:
        yield from _failure(failure, rules_file)
        yield ""
    yield _sums(report)


def as_values(report: Report, *, rules_file: str) -> dict[str, Any]:
    """Return a report as values that JSON can hold."""
    return {
        "tests": report.tests,
        "decisions": report.decisions,
        "engines": list(report.engines),
        "disagreements": report.disagreements,
        "passed": not report.failures,
        "failures": [_values(failure, rules_file) for failure in report.failures],
    }


def _sums(report: Report) -> str:
    engines = ", ".join(report.engines)
    asked = f"{_counted(report.tests, 'test')}, {_counted(report.decisions, 'decision')}"
    if not report.failures:
        return f"All right: {asked}, each on {engines}."
    wrong = _counted(len(report.failures), "decision")
    text = f"{wrong} not as expected, of {asked}, each on {engines}."
    if report.disagreements:
        text += f" THE ENGINES DISAGREE about {_counted(report.disagreements, 'decision')}."
    return text


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _failure(failure: Failure, rules_file: str) -> Iterator[str]:
    expectation = failure.expectation
    yield f"FAILED {expectation.file}:{expectation.line}: {expectation.test}"
    if failure.what == "disagreement":
        yield "  THE ENGINES DISAGREE: this is a mistake in socialkit, not in the policy."
        yield "  Please report it with the policy and this test."
    yield f"  {_expected(failure)}"
    yield f"  {_answers(failure)}"
    yield from _reasons(failure, rules_file)


def _expected(failure: Failure) -> str:
    asked, expected = failure.decision.asked, failure.decision.expected
    kind, _, verb = asked.permission.partition(":")
    thing = f"{kind} {asked.thing!r}" if kind != asked.thing else f"the {kind}"
    may = "can" if expected else "can not"
    text = f"Expected: {asked.who} {may} {verb}: {thing}"
    if failure.what == "because":
        return f"{text}, because of {' and '.join(failure.expectation.because)}."
    return f"{text}."


def _answers(failure: Failure) -> str:
    said = {answer.allowed for answer in failure.answers}
    if len(said) > 1:
        parts = (f"{answer.engine}: {_yes(answer.allowed)}" for answer in failure.answers)
        return f"Said:     {', '.join(parts)}."
    engines = ", ".join(answer.engine for answer in failure.answers)
    return f"Said:     {_yes(failure.answers[0].allowed)} ({engines})."


def _yes(allowed: bool) -> str:  # noqa: FBT001 - an answer, not an option
    return "yes" if allowed else "no"


def _reasons(failure: Failure, rules_file: str) -> Iterator[str]:
    reasons = failure.reasons
    if reasons.closed_gates:
        yield f"Why:      a gate that no rule opens is closed: {', '.join(reasons.closed_gates)}."
    elif not reasons.deciding:
        yield "Why:      no rule speaks for it."
    for hit in reasons.deciding:
        yield f"Why:      {hit.effect} by {_rule(hit, rules_file)}"
    if not reasons.allowed and not reasons.closed_gates:
        for miss in reasons.near_misses[:MOST_NEAR_MISSES]:
            yield f"Almost:   {_rule(miss, rules_file)}"
            yield f"          missing: {miss.missing}"


def _rule(rule: RuleHit | NearMiss, rules_file: str) -> str:
    comment = f"  # {rule.comment}" if rule.comment else ""
    return f"{rules_file}:{rule.line}  {rule.rule}{comment}"


def _values(failure: Failure, rules_file: str) -> dict[str, Any]:
    asked, expectation, reasons = failure.decision.asked, failure.expectation, failure.reasons
    return {
        "what": failure.what,
        "test": expectation.test,
        "file": expectation.file,
        "line": expectation.line,
        "who": asked.who,
        "permission": asked.permission,
        "thing": asked.thing,
        "at": asked.at.isoformat(),
        "expected": failure.decision.expected,
        "because": list(expectation.because),
        "answers": {answer.engine: answer.allowed for answer in failure.answers},
        "deciding": [_rule_values(hit, rules_file) for hit in reasons.deciding],
        "closed_gates": list(reasons.closed_gates),
        "almost": [
            {**_rule_values(miss, rules_file), "missing": miss.missing}
            for miss in reasons.near_misses
        ],
    }


def _rule_values(rule: RuleHit | NearMiss, rules_file: str) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "file": rules_file,
        "line": rule.line,
        "comment": rule.comment,
    }
