"""Draw the arguments of steps: names of what the world holds, and awkward values."""

# ruff: noqa: RUF001 - look-alikes are what is tested
from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st

from socialkit.domain.groups import Audience, GroupRole, JoinMethod, Visibility
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.people import MemberClass, PersonStatus
from socialkit.domain.posts import PostKind, PostState, ReactionKind
from socialkit.domain.questions import QuestionState


def known(kind: str) -> st.SearchStrategy[str]:
    """Draw the name of one of the world's people, groups, posts, replies, comments or requests."""

    def names(machine: Any) -> st.SearchStrategy[str]:
        return st.sampled_from(list(getattr(machine.world, kind)))

    return st.runner().flatmap(names)


def viewer() -> st.SearchStrategy[str]:
    """Draw somebody who asks, strangers included."""
    return st.runner().flatmap(lambda machine: st.sampled_from(machine.world.viewers))


def place() -> st.SearchStrategy[str]:
    """Draw the name of a group, or of a wall."""
    return st.one_of(known("groups"), st.sampled_from(["wall", "club-wall"]))


TEXTS: Final = st.sampled_from(
    ["a", "A", "á", "a\u0301", "ß", "SS", "%", "_", "\\", "'", "🙂", "𝔘", "a ", "pumps", "Pumps"]
)
CLASSES: Final = st.sampled_from([*(one.value for one in MemberClass), "auditor"])
ROLES: Final = st.sampled_from(GroupRole)
VISIBILITIES: Final = st.sampled_from([Visibility.OPEN, Visibility.LISTED, Visibility.SECRET])
JOINS: Final = st.sampled_from(JoinMethod)
AUDIENCES: Final = st.sampled_from(Audience)
STATUSES: Final = st.sampled_from(
    [PersonStatus.ACTIVE, PersonStatus.ACTIVE, PersonStatus.SUSPENDED, PersonStatus.DEACTIVATED]
)
NETWORK_ROLES: Final = st.frozensets(
    st.sampled_from(["admin", "community_manager", "trusted"]), max_size=2
)
KINDS: Final = st.sampled_from(PostKind)
STATES: Final = st.sampled_from([PostState.PUBLISHED, PostState.PUBLISHED, *PostState])
QUESTION_STATES: Final = st.sampled_from(QuestionState)
REACTIONS: Final = st.sampled_from(ReactionKind)
REASONS: Final = st.sampled_from(NoticeReason)
KEYS: Final = st.sampled_from(["key-1", "Key-1", "key-1 ", "ß", "ss"])
ENDS: Final = st.sampled_from(
    [None, timedelta(0), timedelta(microseconds=1), timedelta(hours=1), timedelta(days=30)]
)
"""When something ends, from now on; None means never."""
STEPS: Final = st.sampled_from(
    [timedelta(0), timedelta(microseconds=1), timedelta(hours=1), timedelta(days=40)]
)
SMALL: Final = st.integers(0, 9)
