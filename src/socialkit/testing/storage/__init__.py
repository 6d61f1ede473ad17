"""State every promise of the storage ports as a test, for the author of a storage to inherit."""

from socialkit.testing.storage.activity import ActivityPromises, ImportPromises
from socialkit.testing.storage.audiences import AudiencePromises
from socialkit.testing.storage.directory import DirectoryPromises
from socialkit.testing.storage.groups import GroupPromises, MembershipPromises, RequestPromises
from socialkit.testing.storage.notices import NoticePromises
from socialkit.testing.storage.people import NetworkPromises, PersonPromises
from socialkit.testing.storage.policies import PolicyPromises
from socialkit.testing.storage.posts import ListPromises, PagingPromises, PostPromises
from socialkit.testing.storage.races import RacePromises
from socialkit.testing.storage.threads import ReactionPromises, ThreadPromises
from socialkit.testing.storage.units import ReadOnlyPromises, UnitPromises


class StorageSuite(
    UnitPromises,
    ReadOnlyPromises,
    NetworkPromises,
    PersonPromises,
    DirectoryPromises,
    AudiencePromises,
    GroupPromises,
    MembershipPromises,
    RequestPromises,
    PostPromises,
    ListPromises,
    PagingPromises,
    ThreadPromises,
    ReactionPromises,
    NoticePromises,
    ActivityPromises,
    ImportPromises,
    PolicyPromises,
    RacePromises,
):
    """Inherit this in a class named `Test...` and give a fixture `storage`: empty, and fresh.

    The fixture is asked once for each test, and everything that it keeps may be thrown away.
    """


__all__ = ["StorageSuite"]
