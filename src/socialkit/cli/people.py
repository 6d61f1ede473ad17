"""Add people one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click

from socialkit.cli.surroundings import Opened, with_kit


@click.group()
def group() -> None:
    """Add people; `socialkit import people` brings many at once."""


@group.command()
@click.argument("subject")
@click.argument("display_name", metavar="NAME")
@click.option("--class", "member_class", help="[default: employee; in a community: customer]")
@click.option("--handle", help="[default: made of the name]")
@click.option(
    "--sponsor", help="The subject of the employee who answers for somebody from outside."
)
@click.option("--organisation", help="Where somebody from outside comes from.")
@click.option("--purpose", help="What somebody from outside is here for.")
@click.option(
    "--ends",
    "ends_at",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day (UTC) of somebody from outside.",
)
@click.option("--role", "roles", multiple=True, help="A role in the network; may be repeated.")
@click.option("--title", help="What the person does.")
@click.option("--department", help="Where in the company.")
@with_kit()
def add(
    opened: Opened,
    subject: str,
    display_name: str,
    *,
    member_class: str | None,
    ends_at: datetime | None,
    roles: Sequence[str],
    title: str | None,
    department: str | None,
    **outsider: str | None,
) -> None:
    """Add a person with this NAME for the user whom the host knows as SUBJECT."""
    with opened.kit.system("socialkit people add", network=opened.network) as desk:
        community = desk.network().kind == "community"
        person = desk.enrol(
            subject,
            display_name,
            member_class=member_class or ("customer" if community else "employee"),
            handle=outsider["handle"],
            sponsor=outsider["sponsor"],
            organisation=outsider["organisation"],
            purpose=outsider["purpose"],
            ends_at=None if ends_at is None else ends_at.replace(tzinfo=UTC) + timedelta(days=1),
            roles=roles,
            fields={"title": title, "department": department},
        )
    click.echo(f"Added {person.display_name} as @{person.handle} ({person.member_class}).")
