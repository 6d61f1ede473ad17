"""A dump becomes people and whole threads, each exactly once."""

from __future__ import annotations

from pathlib import Path

import pytest

from socialkit import Invalid, SocialKit
from socialkit.domain.questions import QuestionMove, QuestionState
from socialkit.services.imports import Silence, import_stackexchange
from tests.unit.imports import dumps
from tests.unit.imports.dumps import answer, comment, link, question, user, vote, write_dump
from tests.unit.imports.kits import (
    bring,
    community,
    empty,
    network_kind,
    posts,
    stats,
    thread,
    workplace,
)


@pytest.fixture
def kit() -> SocialKit:
    return community()


def test_a_community_is_made_where_it_is_not_there(tmp_path: Path) -> None:
    kit = empty()
    bring(kit, write_dump(tmp_path / "kites"))
    assert network_kind(kit) == "community"


def test_a_workplace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="belongs into a community") as refused:
        bring(workplace(), write_dump(tmp_path / "kites"))
    assert refused.value.code == "import.network"


def test_names_that_are_one_after_folding_get_numbers(kit: SocialKit, tmp_path: Path) -> None:
    bring(kit, write_dump(tmp_path / "kites"))
    with kit.storage.unit() as unit:
        network = unit.networks.all()[0]
        found = unit.people.by_keys(network.id, {"ana-ruiz", "ana-ruiz-2", "ben", "community-2"})
    names = {key: person.display_name for key, person in found.items()}
    assert names == {
        "ana-ruiz": "Ana Ruiz",
        "ana-ruiz-2": "ana ruiz",
        "ben": "Ben",
        "community-2": "Community",
    }
    assert found["community-2"].member_class == "service"
    assert found["ben"].member_class == "customer"


def test_a_profile_keeps_words_place_and_picture(kit: SocialKit, tmp_path: Path) -> None:
    about = "<p>I fly <b>big</b> kites &amp; call @ben.</p><script>alert(1)</script>"
    more = {"AboutMe": about, "Location": "Vigo", "ProfileImageUrl": "javascript:alert(1)"}
    bring(kit, write_dump(tmp_path / "kites", users=[user(1, "Ana", **more)]))
    with kit.storage.unit() as unit:
        ana = unit.people.by_keys(unit.networks.all()[0].id, {"ana"})["ana"]
    assert (ana.bio, ana.location, ana.avatar_url) == ("I fly big kites & call @ben.", "Vigo", None)


def test_a_question_brings_answers_comments_and_counters(kit: SocialKit, tmp_path: Path) -> None:
    folder = write_dump(
        tmp_path / "kites",
        posts=[
            question(10, AcceptedAnswerId=12),
            answer(11, 10, owner=1),
            answer(12, 10, Body="<p onclick='x()'>Use <a href='javascript:x'>silk</a></p>"),
        ],
        comments=[comment(1, 10, 2, "Which wind?"), comment(2, 12, 1, "Thanks @Ben!")],
        votes=[vote(1, 12, 1)],
    )
    done = bring(kit, folder)
    post, replies, comments = thread(kit, "Question 10?")
    assert (done.questions, done.answers, done.comments, done.skipped) == (1, 2, 2, {})
    assert (post.reply_count, post.answer_count, post.comment_count) == (2, 1, 2)
    assert [reply.comment_count for reply in replies] == [1, 0]
    assert post.tags == ("kite", "wind")
    assert post.baseline_score == 3
    assert post.question_state is QuestionState.SOLVED
    assert post.accepted_reply_id == replies[0].id
    assert "onclick" not in replies[0].body
    assert "javascript" not in replies[0].body
    assert post.last_activity_at == max(comment.created_at for comment in comments)
    assert post.last_voice_id == post.author_id


def test_a_name_in_a_comment_means_an_earlier_voice(kit: SocialKit, tmp_path: Path) -> None:
    folder = write_dump(
        tmp_path / "kites",
        posts=[question(10, owner=1)],
        comments=[comment(1, 10, 2, "Hello @AnaR and @Zoe"), comment(2, 10, 1, "@be no, @ben yes")],
    )
    bring(kit, folder)
    post, _, comments = thread(kit, "Question 10?")
    first, second = sorted(comments, key=lambda found: found.created_at)
    assert first.body == f"Hello @[person:{post.author_id}] and @Zoe"
    assert second.body == f"@be no, @[person:{first.author_id}] yes"


def test_posts_without_an_owner_have_no_author(kit: SocialKit, tmp_path: Path) -> None:
    bring(
        kit,
        write_dump(
            tmp_path / "kites",
            posts=[question(10, owner=None), answer(11, 10, owner=99)],
            comments=[comment(1, 10, None, "Who asks?")],
        ),
    )
    post, replies, comments = thread(kit, "Question 10?")
    authors = {post.author_id, replies[0].author_id, comments[0].author_id}
    assert (authors, post.answer_count, post.question_state) == ({None}, 1, QuestionState.ANSWERED)


def test_a_closed_question_says_why_and_a_duplicate_of_what(kit: SocialKit, tmp_path: Path) -> None:
    at = "2024-03-04T10:00:00.000"
    folder = write_dump(
        tmp_path / "kites",
        posts=[question(10), question(20, ClosedDate=at), question(30, ClosedDate=at)],
        links=[link(1, 20, 10)],
        history=[
            {"Id": 1, "PostHistoryTypeId": 10, "PostId": 30, "Comment": "103"},
            {"Id": 2, "PostHistoryTypeId": 2, "PostId": 30, "Comment": "not looked at"},
        ],
    )
    bring(kit, folder)
    found = posts(kit)
    original, duplicate, closed = (found[f"Question {n}?"] for n in (10, 20, 30))
    assert duplicate.duplicate_of_id == original.id
    assert duplicate.question_state is QuestionState.DUPLICATE
    assert (closed.question_state, closed.close_reason) == (
        QuestionState.CLOSED,
        "needs details or clarity",
    )
    with kit.storage.unit() as unit:
        moves = [move.move for move in unit.posts.transitions(duplicate.id)]
    assert moves == [QuestionMove.MARK_DUPLICATE]


def test_acceptance_and_closing_are_moves_in_their_order(kit: SocialKit, tmp_path: Path) -> None:
    folder = write_dump(
        tmp_path / "kites",
        posts=[
            question(10, AcceptedAnswerId=11, ClosedDate="2024-03-04T10:00:00.000"),
            answer(11, 10),
        ],
        votes=[vote(1, 11, 1)],
    )
    bring(kit, folder)
    post = posts(kit)["Question 10?"]
    with kit.storage.unit() as unit:
        moves = [(m.move, m.before, m.after) for m in unit.posts.transitions(post.id)]
    assert moves == [
        (QuestionMove.CLOSE, QuestionState.ANSWERED, QuestionState.CLOSED),
        (QuestionMove.ACCEPT, QuestionState.CLOSED, QuestionState.CLOSED),
    ]
    assert post.question_state is QuestionState.CLOSED


def test_every_row_that_is_left_out_has_a_reason(kit: SocialKit, tmp_path: Path) -> None:
    folder = write_dump(
        tmp_path / "kites",
        posts=[
            question(10, AcceptedAnswerId=77, ClosedDate="2024-03-04T10:00:00.000"),
            answer(11, 99),
            {**question(12), "PostTypeId": 5},
            question(13, Body="x" * 70_000),
            question(14),
        ],
        comments=[comment(1, 12, 1, "On a wiki"), comment(2, 98, 1, "On nothing")],
        votes=[vote(1, 98, 2), vote(2, 12, 2), vote(3, 10, 5)],
        links=[link(1, 10, 97), link(2, 14, 10), link(3, 10, 10), link(4, 10, 14, kind=1)],
    )
    done = bring(kit, folder)
    assert done.skipped == {
        "acceptance of an answer that is not there": 1,
        "answer to a question that is not there": 1,
        "comment on a post that is not there": 1,
        "comment on a post that was left out": 1,
        "duplicate link from or to a question that is not there": 1,
        "duplicate link of a question that is not closed": 1,
        "duplicate link of a question to itself": 1,
        "link that does not mark a duplicate": 1,
        "post that is neither question nor answer": 1,
        "post with a body above 64 KiB": 1,
        "vote on a post that is not there": 1,
        "vote on a post that was left out": 1,
        "vote that is neither up, down nor acceptance": 1,
    }
    assert stats(kit).skipped == done.skipped
    assert posts(kit)["Question 10?"].question_state is QuestionState.CLOSED


def test_a_second_import_changes_nothing(kit: SocialKit, tmp_path: Path) -> None:
    folder = write_dump(
        tmp_path / "kites",
        posts=[question(10), answer(11, 10)],
        comments=[comment(1, 11, 1, "Thanks @ben")],
    )
    first = bring(kit, folder)
    before = (stats(kit), thread(kit, "Question 10?"))
    second = bring(kit, folder)
    assert first.new > 0
    assert second.new == 0
    assert (stats(kit), thread(kit, "Question 10?")) == before


def test_a_later_dump_adds_threads_and_names_what_it_can_not_add(
    kit: SocialKit, tmp_path: Path
) -> None:
    bring(kit, write_dump(tmp_path / "kites", posts=[question(10), answer(11, 10)]))
    later = write_dump(
        tmp_path / "later",
        users=[*dumps.PEOPLE, user(4, "Ben")],
        posts=[question(10), answer(11, 10), answer(12, 10), question(13, owner=4)],
        comments=[comment(1, 10, 1, "New")],
    )
    done = bring(kit, later)
    post, replies, _ = thread(kit, "Question 10?")
    assert done.skipped == {"answer or comment to a thread that was imported before": 2}
    assert (post.reply_count, len(replies)) == (1, 1)
    assert (stats(kit).questions, stats(kit).people) == (2, 5)


class Stop(Silence):
    """Stop an import at the beginning of its threads."""

    def begin(self, phase: str, total: int) -> None:  # noqa: ARG002 - as in the port
        if phase == "threads":
            raise KeyboardInterrupt


def test_a_later_dump_that_was_stopped_leaves_old_threads_whole(
    kit: SocialKit, tmp_path: Path
) -> None:
    bring(kit, write_dump(tmp_path / "kites", posts=[question(10), answer(11, 10)]))
    posts_later = [question(10), answer(11, 10), answer(12, 10)]
    later = write_dump(tmp_path / "later", posts=posts_later)
    with pytest.raises(KeyboardInterrupt):
        import_stackexchange(later, storage=kit.storage, tools=kit.tools, progress=Stop())
    bring(kit, later)
    post, replies, _ = thread(kit, "Question 10?")
    assert (post.reply_count, len(replies), stats(kit).answers) == (1, 1, 1)


def test_two_sites_need_two_sources(kit: SocialKit, tmp_path: Path) -> None:
    bring(kit, write_dump(tmp_path / "kites"))
    other = {"CreationDate": "2020-01-01T00:00:00.000"}
    folder = write_dump(tmp_path / "boats", users=[{**user(1, "Zoe"), **other}])
    with pytest.raises(Invalid, match="--source"):
        bring(kit, folder)
    bring(kit, folder, source="boats")
    assert stats(kit).people == 5


def test_a_handle_that_a_member_has_already_is_left_to_them(kit: SocialKit, tmp_path: Path) -> None:
    with kit.system("a test") as desk:
        desk.enrol("u-1", "Ben", member_class="customer")
    folder = write_dump(tmp_path / "kites")
    bring(kit, folder)
    bring(kit, folder)
    with kit.storage.unit() as unit:
        found = unit.people.by_keys(unit.networks.all()[0].id, {"ben", "ben-2"})
    assert found["ben"].member_class == "customer"
    assert len(found) == 2
    assert stats(kit).people == 5


def test_characters_that_no_text_may_hold_are_replaced(kit: SocialKit, tmp_path: Path) -> None:
    folder = write_dump(
        tmp_path / "kites",
        users=[user(1, "A\u0085na")],
        posts=[question(10, Body="<p>a\u009fb @[person:00000000-0000-0000-0000-000000000000]</p>")],
    )
    bring(kit, folder)
    post = posts(kit)["Question 10?"]
    assert "a\ufffdb" in post.body
    assert kit.tools.text.stored_mentions(post.body) == ()
