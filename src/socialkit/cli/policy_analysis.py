"""Prove, compare and tabulate a policy."""

from __future__ import annotations

import dataclasses
import difflib
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
    title,
    write_json,
)
from socialkit.cli.writing import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from socialkit.policy.analysis import Proof
    from socialkit.policy.analysis.changes import Change
    from socialkit.policy.analysis.matrix import Cell

SHIPPED: Final = "shipped"
"""What stands for the policy that is shipped, where a folder is named."""


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


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--exit-code", "exits", is_flag=True, help="End with 1 where the two differ.")
@json_option
def diff(old: str, new: str, *, exits: bool, as_json: bool) -> None:
    """Say who gains and who loses what between the policies of two folders, with examples.

    It is proved over every kind of caller and every state of a thing, so nothing is left out. The
    word `shipped` stands for the policy that is shipped.
    """
    from socialkit.policy.analysis.changes import compare

    before, after = (read_policy(None if one == SHIPPED else Path(one)) for one in (old, new))
    changes = compare(before, after)
    if as_json:
        told = [change.as_json() for change in changes]
        write_json({"old": before.version, "new": after.version, "changes": told})
    else:
        click.echo(_changes(changes))
    end(code=FOUND if changes and exits else 0)


def _changes(changes: Sequence[Change]) -> str:
    if not changes:
        return "The two decide alike, in every state."
    lines: list[str] = []
    heading = ""
    for change in changes:
        verb = good("gain") if change.direction == "gains" else bad("lose")
        above = f"{title(', '.join(change.classes))} {verb}"
        if above != heading:
            lines += ["", above] if lines else [above]
            lines += _consequences(changes, change)
        heading = above
        if not change.follows:
            lines += _change(change)
    return "\n".join(lines)


def _change(change: Change) -> list[str]:
    example = change.after if change.direction == "gains" else change.before
    return [
        f"  {', '.join(change.permissions)}",
        f"      where {change.where}" if change.where != "always" else "      always",
        f"      in {change.states:,} of {counted(change.of, 'state')}",
        f"      for example, {example}",
    ]


def _consequences(changes: Sequence[Change], first: Change) -> list[str]:
    """Return what follows from other changes, in one line for the classes of the first."""
    alike = (first.direction, first.classes)
    follow = [
        permission
        for change in changes
        if change.follows and (change.direction, change.classes) == alike
        for permission in change.permissions
    ]
    return [f"  as a consequence: {', '.join(follow)}"] if follow else []


@click.command()
@folder_argument
@click.option("--who", multiple=True, help="This class alone, such as external; more than once.")
@click.option("--may", multiple=True, help="This permission alone, such as post:read.")
@click.option("--html", "form", flag_value="html", help="Write one page.")
@click.option("--csv", "form", flag_value="csv", help="Write one row for each answer.")
@click.option(
    "--snapshot",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the answers to a CSV file, to be kept with the policy.",
)
@click.option("--check", "checks", is_flag=True, help="Compare with the snapshot instead.")
@json_option
def matrix(
    folder: Path | None,
    who: tuple[str, ...],
    may: tuple[str, ...],
    form: str | None,
    snapshot: Path | None,
    *,
    checks: bool,
    as_json: bool,
) -> None:
    """Say for each class, permission and place: yes, no, or the condition that is left.

    It speaks of callers in good standing and of things that no gate keeps away. With `--snapshot
    FILE --check` it ends with 1 where the answers are no longer those of the file.
    """
    from socialkit.policy.analysis import decisions_of
    from socialkit.policy.analysis.matrix import Matrix, as_csv, as_html

    policy = read_policy(folder)
    _known(may, policy.loaded.vocabulary.permissions, "--may")
    cells = tuple(Matrix(decisions_of(policy)).cells(who=who, permissions=may))
    if not cells:
        raise click.BadParameter(f"Nobody is called {', '.join(who)}.", param_hint="--who")
    if checks and snapshot is None:
        raise click.UsageError("Say which file to compare with: --snapshot FILE.")
    if snapshot is not None:
        _keep(snapshot, as_csv(cells), checks=checks)
    elif as_json:
        write_json([dataclasses.asdict(cell) for cell in cells])
    elif form == "html":
        click.echo(as_html(cells, title=f"Who may do what: policy {policy.version}"), nl=False)
    elif form == "csv":
        click.echo(as_csv(cells), nl=False)
    else:
        click.echo(_matrix(cells))


def _known(given: Sequence[str], known: Sequence[str], option: str) -> None:
    from socialkit.policy.findings import did_you_mean

    for name in given:
        if name not in known:
            hint = did_you_mean(name, known)
            raise click.BadParameter(f"{name} is not declared. {hint}", param_hint=option)


def _keep(file: Path, text: str, *, checks: bool) -> None:
    if not checks:
        file.write_text(text, encoding="utf-8")
        click.echo(f"Wrote {counted(text.count(chr(10)) - 1, 'answer')} to {file}.")
        return
    try:
        kept = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise click.BadParameter(f"There is no file {file}.", param_hint="--snapshot") from None
    changed = [
        line
        for line in difflib.unified_diff(kept, text.splitlines(), lineterm="", n=0)
        if line[0] in "+-" and line[:3] not in {"+++", "---"}
    ]
    for line in changed:
        click.echo(good(line) if line[0] == "+" else bad(line))
    if changed:
        click.echo(f"The answers are not those of {file}. Write it anew if that is meant.")
    else:
        click.echo(f"The answers are those of {file}.")
    end(code=FOUND if changed else 0)


def _matrix(cells: Sequence[Cell]) -> str:
    from socialkit.policy.analysis.matrix import grouped

    lines: list[str] = []
    for (network, who), rows in grouped(cells).items():
        lines.append(("\n" if lines else "") + title(f"{who}, {network}"))
        for answer in ("yes", "no"):
            plain = [p for p, places in rows.items() if set(places.values()) == {answer}]
            if plain:
                told = good("always: ") if answer == "yes" else bad("never:  ")
                lines += textwrap.wrap(
                    ", ".join(plain), 96, initial_indent=f"  {told}", subsequent_indent=" " * 10
                )
        lines += columns([row for p, places in rows.items() for row in _places(p, places)])
    return "\n".join(lines)


def _places(permission: str, places: Mapping[str, str]) -> list[list[str]]:
    """Return a row for each answer, the places with the same one together."""
    if set(places.values()) in ({"yes"}, {"no"}):
        return []
    alike: dict[str, list[str]] = {}
    for place, answer in places.items():
        alike.setdefault(answer, []).append(place)
    return [
        [f"  {permission if at == 0 else ''}", ", ".join(some), answer]
        for at, (answer, some) in enumerate(alike.items())
    ]


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
