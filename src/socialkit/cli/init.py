"""Make what a new installation needs: a schema, a network, its first administrator."""

from __future__ import annotations

import click

from socialkit.cli.surroundings import Opened, with_kit
from socialkit.domain.groups import Audience
from socialkit.domain.networks import Network, NetworkKind
from socialkit.domain.people import NetworkRole, Person
from socialkit.errors import Invalid
from socialkit.services.system import SystemDesk


@click.command()
@click.option("--name", help="The name of the network.  [default: its short name]")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in NetworkKind]),
    help="[default: workplace]",
)
@click.option("--public", is_flag=True, help="Anybody may read the wall of this community.")
@click.option("--admin", required=True, help="The host's own key of the first administrator.")
@click.option("--admin-name", help="The administrator's name.  [default: the key]")
@with_kit(create=True)
def init(
    opened: Opened,
    *,
    name: str | None,
    kind: str | None,
    public: bool,
    admin: str,
    admin_name: str | None,
) -> None:
    """Make a network and its first administrator; repeat it, and what is there stays."""
    if opened.url is not None:
        _make_schema(opened)
    with opened.kit.system("socialkit init", network=opened.network) as desk:
        if desk.unit.networks.find_by_slug(opened.network) is None:
            wanted = kind or NetworkKind.WORKPLACE
            made = desk.create_network(name or opened.network, kind=wanted, public=public)
            click.echo(f"Made the {made.kind.value} network '{made.slug}'.")
        else:
            _check_same(desk, name, kind, public=public)
        click.echo(_administrator(desk, opened.network, admin, admin_name or admin))


def _make_schema(opened: Opened) -> None:
    from socialkit.cli.db import upgraded

    revision = upgraded(opened, beside=opened.beside)
    if revision is not None:
        click.echo(f"Made the schema ({revision}).")


def _check_same(desk: SystemDesk, name: str | None, kind: str | None, *, public: bool) -> None:
    """Say what is there; refuse what was asked for where that is something else."""
    network = desk.network()
    opened = _is_public(desk)
    if kind is not None and network.kind != kind:
        raise _there(network, "network.kind", f"it is a {network.kind.value}, not a {kind}")
    if public and not opened:
        raise _there(network, "network.public", "it is not open to the public")
    if name is not None and network.name != " ".join(name.split()):
        raise _there(network, "network.name", f"its name is '{network.name}'")
    kept = "is there already, open to the public" if opened else "is there already"
    click.echo(f"The {network.kind.value} network '{network.slug}' {kept}.")


def _is_public(desk: SystemDesk) -> bool:
    wall = desk.unit.groups.find(desk.inside().caller, desk.network().wall_id)
    return wall is not None and wall.group.reach is Audience.PUBLIC


def _there(network: Network, code: str, what: str) -> Invalid:
    message = (
        f"The network '{network.slug}' is there already, and {what}; it was left as it is. "
        "Leave the option out, or choose another short name with --network."
    )
    return Invalid(code, message, network=network.slug)


def _administrator(desk: SystemDesk, network: str, subject: str, name: str) -> str:
    identity = desk.unit.people.identify(network, subject)
    if identity is None:
        person = desk.enrol(subject, name, roles=[NetworkRole.ADMIN.value])
        return f"Made {person.display_name} (@{person.handle}) its administrator."
    return _promoted(desk, identity.person)


def _promoted(desk: SystemDesk, person: Person) -> str:
    if NetworkRole.ADMIN in person.network_roles:
        return f"{person.display_name} (@{person.handle}) is its administrator already."
    if person.member_class != "employee":
        message = f"Only an employee can be an administrator; @{person.handle} is not one."
        raise Invalid("person.role", message, field="admin")
    roles = person.network_roles | {NetworkRole.ADMIN.value}
    desk.unit.people.save(person.evolve(network_roles=roles, updated_at=desk.inside().now))
    return f"{person.display_name} (@{person.handle}) is its administrator now."
