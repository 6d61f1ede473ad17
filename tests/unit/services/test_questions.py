"""The life of a question, walked from the table of moves."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

import pytest

from socialkit import Conflict, Forbidden, NotFound, Session
from socialkit.domain.questions import MOVES, QuestionMove, QuestionState
from socialkit.services.views import PostView, QuestionView
from tests.unit.services.world import World, refused


def state_of(world: World, question: UUID) -> QuestionView:
    with world.acting_as("ann") as me:
        view = me.posts.get(question).question
    assert view is not None
    return view


def settle(world: World, act: Callable[[Session], object], who: str = "dan") -> None:
    with world.acting_as(who) as me:
        act(me)


def answered(world: World, question: UUID) -> UUID:
    return world.reply("bob", question).id


def in_state(world: World, state: QuestionState) -> tuple[UUID, UUID]:
    """Return a question of dan on the wall in this state, and the answer of bob to it."""
    question = world.ask("dan").id
    answer = answered(world, question)
    if state is QuestionState.OPEN:
        settle(world, lambda me: me.replies.delete(answer), "bob")
    elif state is QuestionState.SOLVED:
        settle(world, lambda me: me.questions.accept(question, answer))
    elif state is QuestionState.CLOSED:
        settle(world, lambda me: me.questions.close(question, reason="Old"))
    elif state is QuestionState.DUPLICATE:
        original = world.ask("cat").id
        settle(world, lambda me: me.questions.mark_duplicate(question, of=original))
    assert state_of(world, question).state is state
    return question, answer


def make(world: World, move: QuestionMove, question: UUID, answer: UUID) -> None:
    other = world.ask("cat", "Another").id if move is QuestionMove.MARK_DUPLICATE else question
    acts: dict[QuestionMove, tuple[str, Callable[[Session], object]]] = {
        QuestionMove.ANSWER: ("cat", lambda me: me.questions.answer(question, "Maybe")),
        QuestionMove.RETRACT: ("bob", lambda me: me.replies.delete(answer)),
        QuestionMove.ACCEPT: ("dan", lambda me: me.questions.accept(question, answer)),
        QuestionMove.WITHDRAW: ("dan", lambda me: me.questions.withdraw(question)),
        QuestionMove.CLOSE: ("dan", lambda me: me.questions.close(question, reason="Old")),
        QuestionMove.MARK_DUPLICATE: (
            "dan",
            lambda me: me.questions.mark_duplicate(question, of=other),
        ),
        QuestionMove.REOPEN: ("dan", lambda me: me.questions.reopen(question)),
        QuestionMove.DIRECT: ("dan", lambda me: me.questions.direct(question, to="ivy")),
    }
    who, act = acts[move]
    settle(world, act, who)


LEADS_TO: Final[dict[tuple[QuestionState, QuestionMove], QuestionState]] = {
    (QuestionState.OPEN, QuestionMove.ANSWER): QuestionState.ANSWERED,
    (QuestionState.ANSWERED, QuestionMove.RETRACT): QuestionState.OPEN,
    (QuestionState.SOLVED, QuestionMove.RETRACT): QuestionState.OPEN,
    (QuestionState.ANSWERED, QuestionMove.ACCEPT): QuestionState.SOLVED,
    (QuestionState.SOLVED, QuestionMove.WITHDRAW): QuestionState.ANSWERED,
    (QuestionState.CLOSED, QuestionMove.REOPEN): QuestionState.ANSWERED,
    (QuestionState.DUPLICATE, QuestionMove.REOPEN): QuestionState.ANSWERED,
    **{(s, QuestionMove.CLOSE): QuestionState.CLOSED for s in MOVES[QuestionMove.CLOSE]},
    **{
        (s, QuestionMove.MARK_DUPLICATE): QuestionState.DUPLICATE
        for s in MOVES[QuestionMove.MARK_DUPLICATE]
    },
}
"""Where a move leads that changes the state; every other allowed move leaves it as it was."""


@pytest.mark.parametrize("state", QuestionState)
@pytest.mark.parametrize("move", QuestionMove)
def test_every_move_from_every_state_is_as_the_table_says(
    world: World, state: QuestionState, move: QuestionMove
) -> None:
    question, answer = in_state(world, state)
    gone = state is QuestionState.OPEN and move in {QuestionMove.RETRACT, QuestionMove.ACCEPT}
    if gone:
        with pytest.raises((NotFound, Forbidden)):
            make(world, move, question, answer)
        return
    before = state_of(world, question)
    if state not in MOVES[move]:
        with pytest.raises(Conflict) as refusal:
            make(world, move, question, answer)
        assert refusal.value.code == "question.move"
        assert state_of(world, question) == before
        return
    make(world, move, question, answer)
    assert state_of(world, question).state is LEADS_TO.get((state, move), state)


@pytest.mark.parametrize("state", QuestionState)
def test_can_offers_the_moves_of_the_state_alone(world: World, state: QuestionState) -> None:
    question, _ = in_state(world, state)
    with world.acting_as("dan") as me:
        can = set(me.posts.get(question).can)
    for verb, move in {
        "reply": QuestionMove.ANSWER, "accept": QuestionMove.ACCEPT, "close": QuestionMove.CLOSE,
        "reopen": QuestionMove.REOPEN, "direct": QuestionMove.DIRECT,
        "mark-duplicate": QuestionMove.MARK_DUPLICATE,
    }.items():  # fmt: skip
        assert (verb in can) is (state in MOVES[move]), verb


def test_each_move_is_kept_with_who_when_and_why(world: World) -> None:
    question, _ = in_state(world, QuestionState.CLOSED)
    with world.acting_as("cat") as me:
        moves = me.questions.transitions(question)
    assert [(m.move.value, m.before.value, m.after.value, m.reason) for m in moves] == [
        ("answer", "open", "answered", None),
        ("close", "answered", "closed", "Old"),
    ]
    assert [m.actor.handle for m in moves] == ["bob", "dan"]
    assert moves[0].at < moves[1].at


def test_closing_a_solved_question_keeps_its_answer_and_reopening_finds_it(world: World) -> None:
    question, answer = in_state(world, QuestionState.SOLVED)
    make(world, QuestionMove.CLOSE, question, answer)
    assert state_of(world, question).accepted_reply_id == answer
    make(world, QuestionMove.REOPEN, question, answer)
    view = state_of(world, question)
    assert (view.state, view.closed_at, view.close_reason) == (QuestionState.SOLVED, None, None)


def test_another_answer_can_be_accepted_in_place_of_the_first(world: World) -> None:
    question, answer = in_state(world, QuestionState.SOLVED)
    better = world.reply("cat", question, "Better").id
    settle(world, lambda me: me.questions.accept(question, better))
    assert state_of(world, question).accepted_reply_id == better
    with world.acting_as("ann") as me:
        thread = me.posts.thread(question)
    assert [(r.id, r.accepted) for r in thread.replies] == [(better, True), (answer, False)]
    assert world.reasons("cat")[0] == "accepted"


def test_accepting_the_same_answer_again_changes_and_tells_nothing(world: World) -> None:
    question, answer = in_state(world, QuestionState.SOLVED)
    before = world.unread("bob")
    settle(world, lambda me: me.questions.accept(question, answer))
    with world.acting_as("dan") as me:
        assert len(me.questions.transitions(question)) == 2
    assert world.unread("bob") == before


def test_one_own_answer_can_be_accepted_and_tells_nobody(world: World) -> None:
    question = world.ask("dan").id
    own = world.reply("dan", question).id
    assert state_of(world, question).state is QuestionState.OPEN
    assert state_of(world, question).turn.value == "answerers"
    settle(world, lambda me: me.questions.accept(question, own))
    assert state_of(world, question).state is QuestionState.SOLVED
    assert world.unread("dan") == 0


def test_taking_the_accepted_answer_away_withdraws_the_acceptance(world: World) -> None:
    question, answer = in_state(world, QuestionState.SOLVED)
    world.reply("cat", question)
    make(world, QuestionMove.RETRACT, question, answer)
    view = state_of(world, question)
    assert (view.state, view.accepted_reply_id, view.accepted_at) == (
        QuestionState.ANSWERED, None, None,
    )  # fmt: skip
    assert view.answer_count == 1


def test_the_turn_goes_back_when_the_only_answer_is_taken_away(world: World) -> None:
    question = world.ask("dan", directed_to="cat").id
    assert state_of(world, question).turn.value == "assignee"
    answer = answered(world, question)
    assert state_of(world, question).turn.value == "asker"
    make(world, QuestionMove.RETRACT, question, answer)
    assert state_of(world, question).turn.value == "assignee"


def test_the_turn_follows_the_last_comment_too(world: World) -> None:
    question = world.ask("dan").id
    answered(world, question)
    with world.acting_as("dan") as me:
        mine = me.comments.add(question, "And at night?").id
    assert state_of(world, question).turn.value == "answerers"
    settle(world, lambda me: me.comments.delete(mine))
    assert state_of(world, question).turn.value == "asker"


def test_who_settles_is_the_asker_or_a_moderator_and_nobody_else(world: World) -> None:
    settle(world, lambda me: me.memberships.join("open-field"))
    question = world.ask("dan", group="open-field").id
    answer = answered(world, question)
    for who in ("bob", "cat", "joe", "lea"):
        for act in (
            lambda me: me.questions.accept(question, answer),
            lambda me: me.questions.close(question, reason="No"),
            lambda me: me.questions.direct(question, to="ann"),
        ):
            assert refused(world.acting_as(who), act)[:2] == ("Forbidden", "forbidden")
    settle(world, lambda me: me.questions.accept(question, answer), "ivy")
    settle(world, lambda me: me.questions.withdraw(question), "max")


def test_an_answer_of_another_thread_is_nothing_here(world: World) -> None:
    question, other = world.ask("dan").id, world.ask("dan").id
    answer = answered(world, other)
    secret = world.reply("bob", world.posts["S"]).id
    for reply in (answer, secret, question):
        told = refused(
            world.acting_as("dan"), lambda me, r: me.questions.accept(question, r), reply
        )
        assert told[:2] == ("NotFound", "not_found")


def test_the_first_mistakes_with_a_question_are_named(world: World) -> None:
    update = world.publish("dan").id
    question = world.ask("dan").id
    for code, act in {
        "title.empty": lambda me: me.questions.ask("  "),
        "question.kind": lambda me: me.questions.answer(update, "Yes"),
        "question.reason": lambda me: me.questions.close(question, reason=" "),
        "question.duplicate": lambda me: me.questions.mark_duplicate(question, of=question),
        "question.directed_to": lambda me: me.questions.direct(question, to="nobody-here"),
        "word.unknown": lambda me: me.questions.list("newest"),
        "text.too_long": lambda me: me.questions.ask("x" * 201),
    }.items():
        assert refused(world.acting_as("dan"), act)[:2] == ("Invalid", code)
    told = refused(
        world.acting_as("dan"), lambda me: me.questions.mark_duplicate(question, of=update)
    )
    assert told[:2] == ("Invalid", "question.kind")


def test_a_duplicate_needs_an_original_that_the_asker_reads(world: World) -> None:
    hidden = world.ask("ann", "Hidden", group="court").id
    settle(world, lambda me: me.memberships.join("open-field"))
    question = world.ask("dan", group="open-field").id
    told = refused(
        world.acting_as("ann"), lambda me: me.questions.mark_duplicate(question, of=hidden)
    )
    assert told[:2] == ("Invalid", "question.duplicate")


def test_duplicates_never_go_round_in_a_circle(world: World) -> None:
    first, second = world.ask("dan").id, world.ask("dan").id
    settle(world, lambda me: me.questions.mark_duplicate(first, of=second))
    told = refused(world.acting_as("dan"), lambda me: me.questions.mark_duplicate(second, of=first))
    assert told[:2] == ("Invalid", "question.duplicate")


def test_a_directed_question_tells_one_reader_and_others_may_still_answer(world: World) -> None:
    question = world.ask("dan", directed_to="@Cat")
    assert world.reasons("cat")[0] == "directed-question"
    with world.acting_as("cat") as me:
        listed = me.questions.list("directed-to-me").items
        assert [q.id for q in listed] == [question.id]
        assert me.questions.counts().directed_to_me == 1
        me.questions.direct(question.id, to="ivy")
    assert world.reasons("ivy")[0] == "directed-question"
    with world.acting_as("cat") as me:
        assert me.questions.counts().directed_to_me == 0
        assert "direct" not in me.posts.get(question.id).can
    answered(world, question.id)


def test_directing_to_the_same_person_again_tells_them_nothing_new(world: World) -> None:
    question = world.ask("dan", directed_to="cat")
    settle(world, lambda me: me.questions.direct(question.id, to="cat"))
    with world.acting_as("cat") as me:
        assert me.notifications.list().items[0].total == 1


@pytest.mark.parametrize("name", ["dan", "hal", "gus", "nobody", "cus"])
def test_whoever_can_not_read_there_is_nobody(world: World, name: str) -> None:
    told = refused(
        world.acting_as("bob"),
        lambda me: me.questions.ask("Why?", group="shadow", directed_to=name),
    )
    nobody = refused(
        world.acting_as("bob"),
        lambda me: me.questions.ask("Why?", group="shadow", directed_to="zzz"),
    )
    assert told == nobody


def test_an_outsider_directs_questions_to_co_members_alone(world: World) -> None:
    with world.acting_as("hal") as me:
        me.groups.edit("guesthouse", externals_allowed=True)
        me.memberships.add("open-field", "hal", role="owner")
        me.groups.edit("open-field", externals_allowed=True)
        me.memberships.add("open-field", "eve", role="guest")
        me.memberships.remove("guesthouse", "eve")
    told = refused(
        world.acting_as("eve"),
        lambda me: me.questions.ask("Why?", group="open-field", directed_to="bob"),
    )
    assert told[:2] == ("Invalid", "question.directed_to")
    assert world.ask("eve", group="open-field", directed_to="ann").question is not None


def test_lists_and_counts_of_the_queue_are_equal(world: World) -> None:
    for state in QuestionState:
        in_state(world, state)
    with world.acting_as("joe") as me:
        counts = me.questions.counts()
        for name in ("unanswered", "unsolved", "directed-to-me", "solved"):
            listed = me.questions.list(name, limit=100).items
            assert len(listed) == getattr(counts, name.replace("-", "_")), name
        assert counts.solved == 1
    with world.acting_as("eve") as me:
        assert me.questions.counts().unsolved == 0


def test_a_module_that_is_off_is_not_there(world: World) -> None:
    with world.kit.system("another network", network="quiet") as desk:
        desk.create_network("Quiet", modules=())
        desk.enrol("u-q", "Quentin")
    for act in (
        lambda me: me.questions.ask("Why?"),
        lambda me: me.posts.start("question", "", group=None, title="Why?", tags=(), audience=None),
    ):
        told = refused(world.kit.acting_as("u-q", network="quiet"), act)
        assert told[:2] == ("NotFound", "not_found")


def test_only_a_question_is_directed(world: World) -> None:
    def act(me: Session) -> PostView:
        return me.posts.start(
            "update", "Hi", group=None, title=None, tags=(), audience=None, directed_to="ann"
        )

    assert refused(world.acting_as("dan"), act)[1] == "question.kind"
