"""What a host developer gets back, as a type checker sees it."""

from __future__ import annotations

from typing import assert_type

from socialkit import Session, SocialKit
from socialkit.paging import Page
from socialkit.services.views import (
    GroupView,
    MentionCheck,
    NoticeView,
    PersonView,
    PostView,
    QueueCounts,
    ReadersView,
    ReplyView,
    ThreadView,
)


def answers_of_a_session(me: Session) -> None:
    """Never called: mypy checks it."""
    assert_type(me.groups.found("Pumps"), GroupView)
    assert_type(me.groups.list(), Page[GroupView])
    assert_type(me.people.me(), PersonView)
    assert_type(me.posts.publish("hello"), PostView)
    assert_type(me.posts.thread("id"), ThreadView)
    assert_type(me.posts.readers(), ReadersView)
    assert_type(me.questions.ask("which?"), PostView)
    assert_type(me.questions.answer("id", "that"), ReplyView)
    assert_type(me.questions.counts(), QueueCounts)
    assert_type(me.feeds.home(), Page[PostView])
    assert_type(me.mentions.check("@ann"), tuple[MentionCheck, ...])
    assert_type(me.notifications.list(), Page[NoticeView])
    assert_type(me.notifications.unread(), int)


def test_a_kit_hands_out_sessions() -> None:
    kit = SocialKit.open("memory:")
    with kit.system("set up") as desk:
        desk.create_network("Pumps & Co")
        desk.enrol("1", "Ann")
    with kit.acting_as(1) as me:
        assert_type(me, Session)
        assert me.people.me().name == "Ann"
