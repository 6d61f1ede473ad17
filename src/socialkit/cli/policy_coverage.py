"""Ask whether the proofs and tests of a policy would notice a change of a rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from socialkit.cli.policy_reading import (
    FOUND,
    bad,
    columns,
    end,
    folder_argument,
    good,
    json_option,
    read_policy,
    read_proofs,
    write_json,
)
from socialkit.cli.writing import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from socialkit.policy.analysis.coverage import Judge, Verdict
    from socialkit.policy.compiler import CompiledPolicy


@click.command()
@folder_argument
@click.option("--all", "tells_all", is_flag=True, help="Tell also what was noticed, and by what.")
@json_option
def coverage(folder: Path | None, *, tells_all: bool, as_json: bool) -> None:
    """Change each rule of FOLDER a little, and ask whether a proof or a test notices.

    Each rule is left out; each loses one condition; each is made for more people. Changes that
    decide nothing differently in any state are not counted. End with 1 where a change goes
    unnoticed.
    """
    from socialkit.errors import ConfigurationError
    from socialkit.policy.analysis.coverage import changes, objection_to
    from socialkit.policy.analysis.coverage import coverage as cover
    from socialkit.policy.files import default_texts, read_folder

    policy = read_policy(folder)
    model, rules = default_texts() if folder is None else read_folder(folder)
    judges = _judges(policy, folder)
    objection = objection_to(policy, judges=judges)
    if objection is not None:
        message = f"'{objection}' fails for the policy as it is. Correct that first."
        raise ConfigurationError("policy.not_sound", message)
    verdicts = tuple(cover(changes(model, rules, policy=policy), judges=judges))
    missed = [verdict for verdict in verdicts if not verdict.noticed]
    if as_json:
        told = [verdict.as_json() for verdict in verdicts]
        write_json({"version": policy.version, "unnoticed": len(missed), "changes": told})
    else:
        click.echo(_told(verdicts if tells_all else missed, verdicts))
    end(code=FOUND if missed else 0)


def _judges(policy: CompiledPolicy, folder: Path | None) -> list[Judge]:
    """Return the proofs and the tests of a policy; both have to hold of it as it is."""
    from socialkit.policy import default_folder
    from socialkit.policy.analysis import read_statements
    from socialkit.policy.analysis.coverage import ProofJudge, SuiteJudge
    from socialkit.policy.suites import FOLDER, read_suites

    text, name = read_proofs(folder, None)
    statements = read_statements(text, vocabulary=policy.loaded.vocabulary, file=name)
    files = sorted(((folder or default_folder()) / FOLDER).glob("*.yaml"))
    judges: list[Judge] = [ProofJudge(statements)]
    return [*judges, SuiteJudge(read_suites(files, policy=policy))] if files else judges


def _told(shown: Sequence[Verdict], verdicts: Sequence[Verdict]) -> str:
    rows = [
        [
            f"policy.csv:{verdict.changed.rule.row.line}",
            verdict.changed.rule.row.id,
            verdict.changed.how,
            _noticed(verdict),
        ]
        for verdict in shown
    ]
    lines = columns(rows)
    noticed = sum(verdict.noticed for verdict in verdicts)
    by = {name: sum(v.by == name for v in verdicts) for name in sorted({v.by for v in verdicts})}
    told = ", ".join(f"{number} by a {name}" for name, number in by.items() if name)
    lines.append(f"{noticed} of {counted(len(verdicts), 'change')} are noticed: {told or 'none'}.")
    return "\n".join(lines)


def _noticed(verdict: Verdict) -> str:
    if verdict.noticed:
        return good(f"noticed by the {verdict.by} '{verdict.objection}'")
    became = f": {verdict.changed.became.partition(', ')[2]}" if verdict.changed.became else ""
    return bad(f"nobody notices{became}")
