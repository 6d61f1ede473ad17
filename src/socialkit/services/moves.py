"""Make moves in the life of a question: the table says when, the facts say where to."""

from __future__ import annotations

from uuid import UUID

from socialkit.domain.events import EventName
from socialkit.domain.posts import Post
from socialkit.domain.questions import MOVES, QuestionMove, QuestionState, Transition, derive
from socialkit.errors import Conflict, Invalid
from socialkit.services.context import Context


class Moves:
    """Keep a locked question's facts, the state that they make, and the move that was made."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def make(
        self,
        post: Post,
        move: QuestionMove,
        *,
        reason: str | None = None,
        **facts: object,
    ) -> Post:
        """Change `facts` of the question by `move` and return it as it is kept now.

        Raises `Conflict` (``question.move``) where the table does not allow the move.
        """
        state = check_move(post, move)
        return self._keep(state, _settled(post.evolve(**facts)), move, reason)

    def answered(self, post: Post, after: Post, reply_id: UUID, move: QuestionMove) -> Post:
        """Keep a question whose answers changed; losing the accepted one withdraws it."""
        state = check_move(post, move)
        if move is QuestionMove.RETRACT and post.accepted_reply_id == reply_id:
            after = after.evolve(accepted_reply_id=None, accepted_by=None, accepted_at=None)
        return self._keep(state, _settled(after), move, None)

    def _keep(
        self, before: QuestionState, after: Post, move: QuestionMove, reason: str | None
    ) -> Post:
        context = self._context
        context.unit.posts.save(after)
        transition = Transition(
            id=context.new_id(),
            post_id=after.id,
            move=move,
            before=before,
            after=QuestionState(after.question_state or before),
            actor_id=context.caller.person_id,
            reason=reason,
            at=context.now,
        )
        context.unit.posts.add_transition(transition)
        context.record(EventName.QUESTION_MOVED, post_id=after.id, move=move.value)
        return after


def check_move(post: Post, move: QuestionMove) -> QuestionState:
    """Return the state of the question; raise where it is none or the table refuses the move."""
    if post.question_state is None:
        raise Invalid("question.kind", "This post is not a question.", field="post")
    if post.question_state not in MOVES[move]:
        state = post.question_state.value
        message = f"A question that is {state} can not be moved by '{move.value}'."
        raise Conflict("question.move", message, state=state, move=move.value)
    return post.question_state


def _settled(post: Post) -> Post:
    state = derive(
        answers=post.answer_count,
        accepted=post.accepted_reply_id is not None,
        closed=post.closed_at is not None,
        duplicate=post.duplicate_of_id is not None,
    )
    return post.evolve(question_state=state)
