"""Check a policy, explain its decisions, and find the commands of published ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from socialkit.cli.finding import BAD_INPUT, Commands
from socialkit.cli.policy_analysis import diff, matrix, prove
from socialkit.cli.policy_coverage import coverage
from socialkit.cli.policy_files import export, export_default, fmt, sql, vocabulary
from socialkit.cli.policy_reading import (
    FOUND,
    end,
    finding_as_json,
    folder_argument,
    json_option,
    read_policy,
    warn,
    write_json,
)
from socialkit.cli.surroundings import Opened, with_kit

if TYPE_CHECKING:
    from socialkit.ports.policy import Explanation, NearMiss, RuleHit

_LIVING: Final = {
    "approve": ("socialkit.cli.publishing:approve", "Bring into force what somebody published."),
    "current": ("socialkit.cli.publishing:current", "Say which policy decides."),
    "history": ("socialkit.cli.publishing:history", "Tell what was published, by whom and why."),
    "publish": ("socialkit.cli.publishing:publish", "Publish the policy of a folder."),
    "recover": ("socialkit.cli.publishing:recover", "Bring any version into force, unasked."),
    "rollback": ("socialkit.cli.publishing:rollback", "Go back to an earlier version."),
    "what": ("socialkit.cli.oracles:what", "List what somebody may do to something."),
    "who": ("socialkit.cli.oracles:who", "List who may do something to something."),
}


@click.group(cls=Commands, places=_LIVING)
def group() -> None:
    """Check, publish and explain policies."""


for _command in (
    coverage,
    diff,
    export,
    export_default,
    fmt,
    matrix,
    prove,
    sql,
    vocabulary,
):
    group.add_command(_command)


@group.command()
@folder_argument
@click.option("--strict", is_flag=True, help="End with 1 where there is a warning.")
@click.option(
    "--notes", is_flag=True, help="Tell also what is no mistake, such as idle guardrails."
)
@json_option
def check(folder: Path | None, *, strict: bool, notes: bool, as_json: bool) -> None:
    """Load model.conf and policy.csv of FOLDER, or the shipped ones, and name every mistake.

    Rules that change nothing, and conditions that no rule uses, are warnings, each with its proof.
    """
    from socialkit.policy.doubts import Doubts
    from socialkit.policy.findings import PolicyError

    try:
        policy = read_policy(folder)
    except PolicyError as refused:
        if not as_json:
            raise
        write_json({"right": False, "mistakes": list(map(finding_as_json, refused.findings))})
        end(code=BAD_INPUT)
        return
    doubts = Doubts(policy)
    found, told = doubts.findings(), doubts.notes() if notes or as_json else ()
    if as_json:
        write_json(
            {
                "right": True,
                "version": policy.version,
                "rules": len(policy.loaded.rules),
                "warnings": list(map(finding_as_json, found)),
                "notes": list(map(finding_as_json, told)),
            }
        )
    else:
        for doubt in found:
            click.echo(f"{warn('Warning:')} {doubt}", err=True)
        for note in told:
            click.echo(f"Note: {note}", err=True)
        rules = len(policy.loaded.rules)
        click.echo(f"The policy is right: {rules} rules, version {policy.version}.")
    end(code=FOUND if found and strict else 0)


@group.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="One file of tests, instead of those in FOLDER/tests; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def test(folder: Path | None, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Run the tests of the policy in FOLDER, or of the shipped one, on three engines.

    Stock Casbin, the compiled check and the SQL filter must all answer as expected. Ends with 1
    where a test fails, with 2 where the policy or a test is not written right.
    """
    from socialkit.cli.suites import run_policy_tests
    from socialkit.policy.suites import as_values, told

    report = run_policy_tests(folder, files=files)
    if as_json:
        click.echo(json.dumps(as_values(report, rules_file="policy.csv"), indent=2))
    else:
        for line in told(report, rules_file="policy.csv"):
            click.echo(line)
    if report.failures:
        click.get_current_context().exit(1)


@group.command()
@click.argument("who")
@click.argument("act")
@click.argument("thing")
@with_kit(policy=True, stored=True)
def explain(opened: Opened, who: str, act: str, thing: str) -> None:
    """Say whether WHO may do ACT to THING, which rules decide, and what else is but one fact away.

    WHO is a handle, the host's key of a user, or `anonymous`. ACT is a permission such as
    post:read. THING is the id of a post, reply or comment, the id or short name of a group, the
    handle or id of a person, or `network`.
    """
    from socialkit.cli.asking import explanation

    click.echo(_told(explanation(opened, who, act, thing), f"{who} {act} {thing}"))


def _told(reasons: Explanation, question: str) -> str:
    lines = [f"{'ALLOWED' if reasons.allowed else 'DENIED'}: {question}"]
    if reasons.closed_gates:
        lines.append("Gates that no rule opens were closed:")
        lines += [f"  {gate}" for gate in reasons.closed_gates]
    lines += _rules("Decided by:", reasons.deciding)
    if not reasons.allowed and not reasons.deciding and not reasons.closed_gates:
        lines.append("No rule allows it.")
    lines += _near(reasons.near_misses)
    return "\n".join(lines)


def _rules(title: str, hits: Sequence[RuleHit]) -> list[str]:
    told = [_line(hit.line, hit.rule, hit.comment) for hit in hits]
    return [title, *told] if told else []


def _near(misses: Sequence[NearMiss]) -> list[str]:
    told = [
        f"{_line(miss.line, miss.rule, miss.comment)}\n    missing: {miss.missing}"
        for miss in misses
    ]
    return ["One fact away:", *told] if told else []


def _line(line: int, rule: str, comment: str) -> str:
    return f"  policy.csv:{line}  {rule}" + (f"  # {comment}" if comment else "")
