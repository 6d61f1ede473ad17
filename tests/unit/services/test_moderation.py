"""Moderators take replies and comments away, and bring them back."""

from __future__ import annotations

import pytest

from socialkit import Conflict, Forbidden, NotFound, SocialKit


@pytest.fixture
def kit() -> SocialKit:
    made = SocialKit.open("memory:")
    with made.system("set up") as desk:
        desk.create_network("Pumps")
        for subject in ("ann", "bob", "cat"):
            desk.enrol(subject, subject.title())
    with made.acting_as("ann") as me:
        me.groups.found("Rig", visibility="listed")
        for name in ("bob", "cat"):
            me.memberships.add("rig", name)
    return made


def ask(kit: SocialKit) -> tuple[str, str]:
    """Ask as bob, answer as cat, accept; return the ids."""
    with kit.acting_as("bob") as me:
        question = me.questions.ask("Which seal?", group="rig")
    with kit.acting_as("cat") as me:
        answer = me.questions.answer(question.id, "The green one")
        me.comments.add(question.id, "Mind the gasket", reply=answer.id)
    with kit.acting_as("bob") as me:
        me.questions.accept(question.id, answer.id)
    return str(question.id), str(answer.id)


def test_a_hidden_answer_is_gone_for_its_readers_and_no_longer_accepted(kit: SocialKit) -> None:
    question, answer = ask(kit)
    with kit.acting_as("ann") as me:
        me.replies.hide(answer)
    with kit.acting_as("bob") as me:
        thread = me.posts.thread(question)
        assert thread.replies == ()
        assert thread.post.question is not None
        assert thread.post.question.state == "open"
        assert (thread.post.reply_count, thread.post.comment_count) == (0, 0)
        with pytest.raises(NotFound):
            me.replies.get(answer)


def test_a_restored_answer_is_back_with_its_comments_but_not_accepted(kit: SocialKit) -> None:
    question, answer = ask(kit)
    with kit.acting_as("ann") as me:
        me.replies.hide(answer)
        me.replies.restore(answer)
    with kit.acting_as("bob") as me:
        thread = me.posts.thread(question)
        assert [len(reply.comments) for reply in thread.replies] == [1]
        assert thread.post.question is not None
        assert thread.post.question.state == "answered"
        assert (thread.post.reply_count, thread.post.comment_count) == (1, 1)


def test_a_comment_is_hidden_and_restored(kit: SocialKit) -> None:
    question, answer = ask(kit)
    with kit.acting_as("ann") as me:
        comment = me.posts.thread(question).replies[0].comments[0].id
        me.comments.hide(comment)
        with pytest.raises(Conflict):
            me.comments.hide(comment)
    with kit.acting_as("bob") as me:
        assert me.posts.thread(question).replies[0].comments == ()
        assert me.posts.get(question).comment_count == 0
    with kit.acting_as("ann") as me:
        me.comments.restore(comment)
        assert me.posts.get(question).comment_count == 1
        assert str(me.replies.get(answer).id) == answer


def test_members_can_not_moderate(kit: SocialKit) -> None:
    _, answer = ask(kit)
    with kit.acting_as("bob") as me, pytest.raises(Forbidden):
        me.replies.hide(answer)
