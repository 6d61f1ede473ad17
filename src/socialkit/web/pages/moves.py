"""Say what may be done with a question now, whose turn it is, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from socialkit.domain.questions import MOVES, QuestionMove, Turn
from socialkit.services.views import PersonRef, PostView, TransitionView
from socialkit.web.pages.catalogues import N_, words_of

_VERBS: Final = {QuestionMove.WITHDRAW: "accept"}
_DONE: Final = {
    QuestionMove.ANSWER: N_("%(who)s answered"),
    QuestionMove.RETRACT: N_("%(who)s took an answer back"),
    QuestionMove.ACCEPT: N_("%(who)s accepted an answer"),
    QuestionMove.WITHDRAW: N_("%(who)s withdrew the acceptance"),
    QuestionMove.CLOSE: N_("%(who)s closed the question"),
    QuestionMove.MARK_DUPLICATE: N_("%(who)s marked it as a duplicate"),
    QuestionMove.REOPEN: N_("%(who)s opened it again"),
    QuestionMove.DIRECT: N_("%(who)s directed the question"),
}


@dataclass(frozen=True, slots=True)
class TurnLine:
    """Say whose turn it is."""

    text: str
    yours: bool = False


def offered(post: PostView, move: str) -> bool:
    """Tell whether the viewer may make this move and the state table allows it now."""
    wanted = QuestionMove(move)
    if post.question is None or _VERBS.get(wanted, wanted.value) not in post.can:
        return False
    return post.question.state in MOVES[wanted]


@pass_context
def turn_line(context: Context, post: PostView, viewer: PersonRef | None) -> TurnLine:
    """Return the words for whose turn it is; empty where it is nobody's."""
    words, question = words_of(context), post.question
    if question is None or question.turn is Turn.NOBODY:
        return TurnLine("")
    directed = question.directed_to
    if question.turn is Turn.ASKER:
        if post.mine:
            return TurnLine(words.gettext("Waiting for you"), yours=True)
        if post.author.id is None:
            return TurnLine(words.gettext("Waiting for whoever asked"))
        return TurnLine(words.gettext("Waiting for %(name)s") % {"name": post.author.name})
    if question.turn is Turn.ASSIGNEE and directed is not None:
        if viewer is not None and directed.id == viewer.id:
            return TurnLine(words.gettext("Waiting for you"), yours=True)
        return TurnLine(words.gettext("Waiting for %(name)s") % {"name": directed.name})
    return TurnLine(words.gettext("Waiting for an answer"))


@pass_context
def move_line(context: Context, transition: TransitionView) -> Markup:
    """Say in a sentence what somebody did with a question."""
    who = Markup("<bdi>{}</bdi>").format(transition.actor.name)
    return Markup(words_of(context).gettext(_DONE[transition.move])) % {"who": who}  # noqa: S704 - catalogues are ours; Markup escapes the name
