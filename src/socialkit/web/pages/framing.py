"""Put a page into its frame: what surrounds every page for one viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from socialkit.domain.actions import Permission
from socialkit.domain.networks import NetworkKind
from socialkit.domain.people import Standing
from socialkit.errors import forbidden
from socialkit.services.presenting import person_ref
from socialkit.services.session import Session
from socialkit.services.views import PersonRef, PlaceView, Verbs
from socialkit.web.http import Html
from socialkit.web.pages.forms import OK

OWN_GROUPS: Final = 12
"""How many of the viewer's groups every page names."""
_SHOWN: Final[WeakKeyDictionary[Session, Frame]] = WeakKeyDictionary()
"""What is being shown in each open session, so that the host's layout asks nothing again."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Be what every page shows around its content."""

    network: str
    """Its name; empty for somebody whom it is closed to."""
    workplace: bool
    modules: frozenset[str]
    person: PersonRef | None
    groups: tuple[PlaceView, ...]
    """The viewer's own groups, the latest first, at most 12."""
    unread: int
    standing: Standing | None = None
    """Why the viewer's account may not act; None where it may."""

    @property
    def signed_in(self) -> bool:
        """Tell whether somebody is signed in."""
        return self.person is not None


def frame_of(me: Session) -> Frame:
    """Return the frame of the viewer."""
    network, person = me.context.network, me.person
    ref = None if person is None else person_ref(person)
    return Frame(
        network="" if me.context.shut else network.name,
        workplace=network.kind is NetworkKind.WORKPLACE,
        modules=frozenset(module.value for module in network.modules),
        person=ref,
        groups=() if ref is None else me.groups.places(limit=OWN_GROUPS),
        unread=0 if ref is None else me.notifications.unread(),
        standing=None if me.standing is Standing.GOOD else me.standing,
    )


def show(
    me: Session,
    template: str,
    *,
    frame: Frame | None = None,
    status: int = OK,
    **context: object,
) -> Html:
    """Return a page in its frame; `template` is a name below `socialkit/`."""
    known = _SHOWN[me] = frame or frame_of(me)
    return Html(f"socialkit/{template}", {"frame": known, **context}, status)


def frame_shown(me: Session) -> Frame:
    """Return the frame of the page that is being shown, for what stands in the host's layout."""
    return _SHOWN.get(me) or frame_of(me)


def demand(can: Verbs, permission: Permission) -> None:
    """Raise `Forbidden` unless `can` has the verb: nobody gets a form that they can not send."""
    if permission.verb not in can:
        raise forbidden(permission)
