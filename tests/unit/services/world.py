"""The fixture world, made by services alone: every class of member and every kind of place."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from socialkit import Session, SocialKit, SocialKitError
from socialkit.clock import FixedClock
from socialkit.ports.policy import Policy
from socialkit.services.views import PostView, ReplyView

START: Final = datetime(2031, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)
WORKS: Final = "default"
CLUB: Final = "club"
WORKERS: Final = (
    "ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ivy", "joe", "kim", "lea", "max",
    "bot",
)  # fmt: skip
CLUBBERS: Final = ("sue", "cus", "tru", "adi")
ANON: Final = "anon"
CLUB_ANON: Final = "club-anon"
EVERYBODY: Final = (*WORKERS, ANON, *CLUBBERS, CLUB_ANON)


@dataclass(slots=True)
class World:
    """Hold a kit with its clock, and the ids of what was put into it, by name.

    `ann` owns O, C and S; `bob` is in S and owns G; `cat` is in C; `dan` and `joe` are in no group;
    `eve` is external and a guest of G; `fay` was removed from S; `gus` is deactivated; `hal` is
    admin; `ivy` moderates O; `kim` asked to join C; `lea` is honorary and in G; `max` is community
    manager; `bot` is a service. In the community `sue` manages, `adi` is admin, `cus` is a
    customer and `tru` a trusted one.
    """

    kit: SocialKit
    clock: FixedClock
    people: dict[str, UUID] = field(default_factory=dict)
    groups: dict[str, UUID] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)

    def later(self, **step: float) -> datetime:
        """Move the clock by a `timedelta` of these arguments."""
        return self.clock.advance(timedelta(**step))

    @contextmanager
    def acting_as(self, name: str, *, read_only: bool = False) -> Iterator[Session]:
        """Act as a viewer, a second after whatever happened before."""
        self.later(seconds=1)
        network = CLUB if name in {*CLUBBERS, CLUB_ANON} else WORKS
        subject = None if name in {ANON, CLUB_ANON} else f"u-{name}"
        with self.kit.acting_as(subject, network=network, read_only=read_only) as me:
            yield me

    def publish(self, name: str, body: str = "Hello", **fields: object) -> PostView:
        """Publish as a viewer."""
        with self.acting_as(name) as me:
            return me.posts.publish(body, **fields)  # type: ignore[arg-type]

    def ask(self, name: str, title: str = "Which resin?", **fields: object) -> PostView:
        """Ask as a viewer."""
        with self.acting_as(name) as me:
            return me.questions.ask(title, **fields)  # type: ignore[arg-type]

    def reply(self, name: str, post: UUID, body: str = "So it is") -> ReplyView:
        """Reply as a viewer."""
        with self.acting_as(name) as me:
            return me.replies.add(post, body)

    def unread(self, name: str) -> int:
        """Count a viewer's unread notices, and see that the list says the same."""
        with self.acting_as(name) as me:
            listed = me.notifications.list(unread_only=True, limit=100).items
            assert me.notifications.unread() == len(listed)
            return len(listed)

    def reasons(self, name: str) -> list[str]:
        """Return the reasons of a viewer's unread notices, the newest first."""
        with self.acting_as(name) as me:
            return [n.reason.value for n in me.notifications.list(unread_only=True).items]


Answer = tuple[str, str, str, str]


def refusal(act: Callable[[], object]) -> Answer:
    """Return everything that a caller learns from a refusal; fail where nothing is refused."""
    try:
        act()
    except SocialKitError as error:
        return (type(error).__name__, error.code, error.message, repr(error.params))
    msg = "nothing was refused"
    raise AssertionError(msg)


def refused(
    session: AbstractContextManager[Session], act: Callable[..., object], *things: object
) -> Answer:
    """Return the refusal of an act on these things, in a unit of its own."""

    def attempt() -> None:
        with session as me:
            act(me, *things)

    return refusal(attempt)


def build(url: str, policy: Policy | None = None) -> World:
    """Make the world on an empty storage."""
    clock = FixedClock(START)
    world = World(SocialKit.open(url, policy=policy, clock=clock), clock)
    _people(world)
    _groups(world)
    _posts(world)
    return world


def _people(world: World) -> None:
    with world.kit.system("make the fixture world") as desk:
        desk.create_network("Works")
        for name in ("ann", "bob", "cat", "dan", "fay", "gus", "ivy", "joe", "kim"):
            world.people[name] = desk.enrol(f"u-{name}", f"{name.title()} Smith", handle=name).id
        world.people["hal"] = desk.enrol("u-hal", "Hal", handle="hal", roles={"admin"}).id
        world.people["max"] = desk.enrol(
            "u-max", "Max", handle="max", roles={"community_manager"}
        ).id
        world.people["eve"] = desk.enrol(
            "u-eve",
            "Eve Umbra",
            handle="eve",
            member_class="external",
            sponsor="u-bob",
            organisation="Umbra",
            purpose="Pumps",
            ends_at=world.clock.now() + timedelta(days=90),
        ).id
        world.people["lea"] = desk.enrol(
            "u-lea", "Lea", handle="lea", member_class="honorary", sponsor="u-ann"
        ).id
        world.people["bot"] = desk.enrol(
            "u-bot", "Bot", handle="bot", member_class="service", sponsor="u-ann"
        ).id
    with world.kit.system("make the fixture world", network=CLUB) as desk:
        desk.create_network("Club", kind="community", public=True)
        for name, member_class, roles in (
            ("sue", "employee", {"community_manager"}),
            ("adi", "employee", {"admin"}),
            ("cus", "customer", set[str]()),
            ("tru", "customer", {"trusted"}),
        ):
            world.people[name] = desk.enrol(
                f"u-{name}", name.title(), handle=name, member_class=member_class, roles=roles
            ).id


def _groups(world: World) -> None:
    with world.acting_as("ann") as me:
        world.groups["O"] = me.groups.found("Open field", slug="open-field").id
        world.groups["C"] = me.groups.found("Court", slug="court", visibility="listed").id
        me.memberships.add("open-field", "ivy", role="moderator")
        me.memberships.add("open-field", "gus")
        me.memberships.add("court", "cat")
    with world.acting_as("hal") as me:
        world.groups["S"] = me.groups.found("Shadow", slug="shadow", visibility="secret").id
        me.memberships.add("shadow", "ann", role="owner")
        me.memberships.add("shadow", "bob")
        me.memberships.add("shadow", "fay")
        me.memberships.leave("shadow")
        world.groups["G"] = me.groups.found(
            "Guesthouse", slug="guesthouse", visibility="listed", externals_allowed=True
        ).id
        me.memberships.add("guesthouse", "bob", role="owner")
        me.memberships.add("guesthouse", "lea")
        me.memberships.add("guesthouse", "eve", role="guest")
        me.memberships.leave("guesthouse")
        me.people.set_status("gus", "deactivated")
    with world.acting_as("ann") as me:
        me.memberships.remove("shadow", "fay")
    with world.acting_as("cat") as me:
        world.groups["X"] = me.groups.found("Xenon", slug="xenon").id
        me.memberships.add("xenon", "bob")
    with world.acting_as("kim") as me:
        me.requests.make("court", message="Let me in")
    with world.acting_as("adi") as me:
        world.groups["public"] = me.groups.found("Public square", slug="square", reach="public").id
        world.groups["open"] = me.groups.found("Open yard", slug="yard").id
        world.groups["trusted"] = me.groups.found(
            "Trusted area", slug="area", visibility="listed", trusted_area=True
        ).id
        for slug in ("square", "yard", "area"):
            me.memberships.add(slug, "sue", role="owner")
            me.memberships.leave(slug)


def _posts(world: World) -> None:
    for name, author, group, audience in (
        ("wall", "ann", None, None),
        ("O", "ann", "open-field", None),
        ("O-group", "ann", "open-field", "group"),
        ("C", "ann", "court", None),
        ("S", "ann", "shadow", None),
        ("G", "bob", "guesthouse", None),
        ("X", "cat", "xenon", None),
        ("club-wall", "sue", None, None),
        ("open", "sue", "yard", None),
        ("public", "sue", "square", "public"),
        ("trusted", "sue", "area", None),
    ):
        post = world.publish(author, f"Words in {name}", group=group, audience=audience)
        world.posts[name] = post.id
    with world.acting_as("cat") as me:
        me.groups.archive("xenon")
