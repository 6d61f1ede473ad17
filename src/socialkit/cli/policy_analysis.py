"""Prove, compare and tabulate a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from socialkit.cli.policy_reading import (
    FOUND,
    bad,
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

    from socialkit.policy.analysis import Proof


@click.command()
@folder_argument
@click.option(
    "--proofs",
    "file",
    type=click.Path(path_type=Path),
    help="The statements.  [default: proofs.yaml of the folder, or those that are shipped]",
)
@json_option
def prove(folder: Path | None, file: Path | None, *, as_json: bool) -> None:
    """Prove the `always:` statements about the policy of FOLDER, or about the shipped one.

    Each is tried on every kind of caller and in every state of a thing. End with 1 where one is
    false, or speaks of nothing.
    """
    from socialkit.policy.analysis import prove as prove_all

    policy = read_policy(folder)
    text, name = read_proofs(folder, file)
    proofs = prove_all(policy, text, file=name)
    failed = [proof for proof in proofs if not proof.holds]
    if as_json:
        statements = [proof.as_json() for proof in proofs]
        write_json({"version": policy.version, "holds": not failed, "statements": statements})
    else:
        click.echo(_proofs(proofs, name))
    end(code=FOUND if failed else 0)


def _proofs(proofs: Sequence[Proof], file: str) -> str:
    width = max((len(f"{proof.states:,}") for proof in proofs), default=0)
    lines = [line for proof in proofs for line in _proof(proof, width, file)]
    failed = sum(not proof.holds for proof in proofs)
    states = sum(proof.states for proof in proofs)
    if failed:
        lines.append(bad(f"{counted(failed, 'statement')} of {len(proofs)} failed."))
    else:
        lines.append(f"{counted(len(proofs), 'statement')} hold in {counted(states, 'state')}.")
    return "\n".join(lines)


def _proof(proof: Proof, width: int, file: str) -> list[str]:
    mark = good("holds ") if proof.holds else bad("FAILED")
    lines = [f"{mark}  {proof.states:>{width},} states  {proof.statement.name}"]
    place = f"{file}:{proof.statement.line}"
    if proof.empty:
        lines.append(f"        {place}: no state at all fits what it says of {proof.empty}.")
    if proof.against is not None:
        lines.append(f"        {place}: for example, {proof.against}")
    if proof.beside is not None:
        lines.append(f"        whereas {proof.beside}")
    return lines
