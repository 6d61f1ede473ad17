"""Publish policies and go back, for the host: nobody's leave is asked, and all of it is logged."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from socialkit.cli.surroundings import Opened, with_kit

if TYPE_CHECKING:
    from socialkit.services.publishing import Press, Published

_BESIDE = ("*.yaml", "*.yml", "tests/**/*.yaml", "tests/**/*.yml")
"""Tests and statements that stand beside a policy."""


def _json(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def _why(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "Why the policy changes; everybody reads it in the history."
    return click.option("--reason", required=True, help=text)(command)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--after", type=int, help="Only if this version is still in force.")
@_why
@_json
@with_kit(stored=True)
def publish(opened: Opened, *, folder: Path, after: int | None, reason: str, as_json: bool) -> None:
    """Publish model.conf and policy.csv of FOLDER, once they have passed every gate."""
    from socialkit.policy.files import read_folder

    model, rules = read_folder(folder)
    files = _beside(folder)
    opened.kit.examine_policy(model, rules, files=files)

    def act(press: Press) -> Published:
        return press.publish(model, rules, reason=reason, files=files, after=after)

    _done(_pressed(opened, act, reason), as_json=as_json)


@click.command()
@click.argument("version", type=int)
@click.option("--reason", default="", help="Why; without it the author's reason.")
@_json
@with_kit(stored=True)
def approve(opened: Opened, *, version: int, reason: str, as_json: bool) -> None:
    """Bring VERSION into force, which somebody else has published."""
    found = _pressed(opened, lambda press: press.approve(version, reason=reason), "approve")
    _done(found, as_json=as_json)


@click.command()
@click.argument("version", type=int)
@_why
@_json
@with_kit(stored=True)
def rollback(opened: Opened, *, version: int, reason: str, as_json: bool) -> None:
    """Go back to VERSION, which was in force before; 0 is what the host falls back to."""
    found = _pressed(opened, lambda press: press.roll_back(version, reason=reason), reason)
    _done(found, as_json=as_json)


@click.command()
@click.option("--to", "version", type=int, default=0, show_default=True, help="The version.")
@_why
@_json
@with_kit(stored=True)
def recover(opened: Opened, *, version: int, reason: str, as_json: bool) -> None:
    """Bring any version into force, past gates and approval: after a lock-out, or damage."""
    found = _pressed(opened, lambda press: press.recover(version, reason=reason), reason)
    _done(found, as_json=as_json)


@click.command()
@_json
@with_kit(stored=True)
def current(opened: Opened, *, as_json: bool) -> None:
    """Say which policy decides, since when, and which one waits for approval."""
    from socialkit.services.policies import state_of

    tools = opened.kit.tools
    with opened.kit.storage.unit(read_only=True) as unit:
        state = state_of(unit, tools)
    if as_json:
        _print(
            {
                "version": state.version,
                "fingerprint": state.fingerprint,
                "stored": state.stored,
                "waiting": state.waiting,
            }
        )
        return
    source = "" if state.stored else ", from files of the host"
    since = "" if state.step is None else f", {state.step.step} at {state.step.at:%Y-%m-%d %H:%M}"
    click.echo(f"Version {state.version} decides ({state.fingerprint}{source}{since}).")
    if state.waiting is not None:
        click.echo(f"Version {state.waiting} waits for approval.")


@click.command()
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@_json
@with_kit(stored=True)
def history(opened: Opened, *, limit: int, as_json: bool) -> None:
    """Tell what was written and what came into force, by whom and why, the newest first."""
    from socialkit.services.policies import history_of

    with opened.kit.storage.unit(read_only=True) as unit:
        entries = history_of(unit, limit=limit)
    if as_json:
        _print([{**dataclasses.asdict(one), "at": one.at.isoformat()} for one in entries])
        return
    for one in entries:
        who = "the host" if one.who is None else f"@{one.who}"
        told = f"{one.at:%Y-%m-%d %H:%M}  {one.version:>4}  {one.what:<11}  {who}"
        click.echo(f"{told}: {' '.join(one.reason.split())}")
    if not entries:
        click.echo("Nothing was published yet.")


def _pressed(opened: Opened, act: Callable[[Press], Published], why: str) -> Published:
    with opened.kit.system(why, network=opened.network) as desk:
        return act(desk.press())


def _done(found: Published, *, as_json: bool) -> None:
    if as_json:
        _print(dataclasses.asdict(found))
    elif found.in_force:
        click.echo(f"Version {found.version} is in force ({found.fingerprint}).")
    else:
        click.echo(f"Version {found.version} waits for the approval of somebody else.")


def _beside(folder: Path) -> dict[str, str]:
    found = (path for pattern in _BESIDE for path in folder.glob(pattern))
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def _print(value: object) -> None:
    click.echo(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False))
