"""Make networks with their wall, and show them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.groups import Audience, Group, JoinMethod, Purpose, Visibility
from socialkit.domain.handles import check_line, check_slug, fold
from socialkit.domain.networks import Module, Network, NetworkKind
from socialkit.domain.things import network_facts
from socialkit.errors import Conflict, Invalid
from socialkit.ports.storage import UnitOfWork
from socialkit.services.context import Context, Toolbox
from socialkit.services.drafts import WALL
from socialkit.services.views import NetworkStats, NetworkView
from socialkit.services.words import word, yes


class Networks:
    """Offer the caller's own network."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def current(self) -> NetworkView:
        """Return the network that the caller acts in, without name to whoever left it."""
        context = self._context
        facts = network_facts(context.network)
        network = context.network
        if context.shut:
            return NetworkView(network.id, "", "", network.kind, (), ())
        modules = tuple(sorted(module.value for module in network.modules))
        can = context.can("network", facts)
        return NetworkView(network.id, network.slug, network.name, network.kind, modules, can)

    def stats(self) -> NetworkStats:
        """Return the figures of the network to those whom the policy lets see them."""
        context = self._context
        context.demand(Permission.NETWORK_SEE_FIGURES, network_facts(context.network))
        return counted(context.unit, context.network.id)


def counted(unit: UnitOfWork, network_id: UUID) -> NetworkStats:
    """Count what a network holds."""
    counts = unit.networks.counts(network_id)
    return NetworkStats(
        people=counts.people,
        groups=counts.groups,
        posts=counts.posts,
        questions=counts.questions,
        answers=counts.answers,
        solved=counts.solved,
        comments=counts.comments,
        skipped=dict(counts.skipped),
    )


def create_network(
    unit: UnitOfWork,
    tools: Toolbox,
    *,
    slug: str,
    name: str,
    kind: NetworkKind | str = NetworkKind.WORKPLACE,
    public: bool = False,
    modules: Collection[Module | str] = tuple(Module),
) -> Network:
    """Keep a new network with its wall; `public` opens the wall of a community to everybody.

    Raises `Invalid` (``slug.*``, ``network.public``), `Conflict` (``network.slug_taken``).
    """
    chosen = word(NetworkKind, kind, field="kind")
    if public and chosen is not NetworkKind.COMMUNITY:
        message = "Only a community can be read by the public; a workplace can not."
        raise Invalid("network.public", message, field="public")
    yes(public, field="public")
    _refuse_taken(unit, check_slug(slug))
    now = tools.clock.now()
    network = Network(
        id=tools.ids.new(),
        slug=check_slug(slug),
        name=_name(name),
        kind=chosen,
        wall_id=tools.ids.new(),
        modules=frozenset(word(Module, module, field="modules") for module in modules),
        created_at=now,
    )
    wall = Group(
        id=network.wall_id,
        network_id=network.id,
        visibility=Visibility.WALL,
        slug=WALL,
        slug_key=fold(WALL),
        name=network.name,
        purpose=Purpose.INTEREST,
        join_method=JoinMethod.INVITATION,
        reach=Audience.PUBLIC if public else Audience.NETWORK,
        created_at=now,
    )
    unit.networks.add(network)
    unit.groups.add(wall)
    return network


def _refuse_taken(unit: UnitOfWork, slug: str) -> None:
    if unit.networks.find_by_slug(slug) is not None:
        message = (
            f"There is a network '{slug}' already. Use that one, or choose another short name."
        )
        raise Conflict("network.slug_taken", message, field="slug", network=slug)


def _name(name: str) -> str:
    text = " ".join(check_line(name, field="name", max_length=100).split())
    if not text:
        raise Invalid("network.name", "A network needs a name.", field="name")
    return text
