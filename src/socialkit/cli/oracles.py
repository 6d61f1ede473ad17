"""Ask who may do what on live data, for the host; each question is logged."""

from __future__ import annotations

import json
import logging
from typing import Final

import click

from socialkit.cli.surroundings import Opened, with_kit

_log: Final = logging.getLogger("socialkit.audit")


@click.command()
@click.argument("thing")
@click.argument("act")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_kit(policy=True, stored=True)
def who(opened: Opened, *, thing: str, act: str, as_json: bool) -> None:
    """List who may do ACT to THING: their handles, and `anonymous` for everybody.

    ACT is a permission such as post:read; THING as `socialkit policy explain` takes it.
    """
    from socialkit.cli.asking import people_who

    _log.info("the host asks who may %s %s", act, thing)
    found = people_who(opened, act, thing)
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for handle in found:
        click.echo(handle)
    click.echo(f"{len(found):,} may {act} it." if found else f"Nobody may {act} it.")


@click.command()
@click.argument("member")
@click.argument("thing", default="network")
@click.option("--kind", default="network", help="The kind of thing.  [default: network]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_kit(policy=True, stored=True)
def what(opened: Opened, *, member: str, thing: str, kind: str, as_json: bool) -> None:
    """List what MEMBER may do to THING, which is the network unless you name another one."""
    from socialkit.cli.asking import permissions_of

    _log.info("the host asks what %s may do to %s %s", member, kind, thing)
    found = permissions_of(opened, member, kind, thing)
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for permission in found:
        click.echo(permission)
    if not found:
        click.echo(f"{member} may do nothing to it.")
