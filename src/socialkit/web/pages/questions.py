"""Show the queue of questions, and take new ones."""

from __future__ import annotations

from typing import Final

from socialkit.domain.feeds import QuestionList
from socialkit.errors import Conflict, Invalid
from socialkit.services.session import Session
from socialkit.web.http import Html, Redirect, Request
from socialkit.web.pages.addresses import path
from socialkit.web.pages.catalogues import N_, words_for
from socialkit.web.pages.composing import CHECK, checked, draft_for
from socialkit.web.pages.feeds import tags_on
from socialkit.web.pages.forms import Form
from socialkit.web.pages.framing import frame_of, show
from socialkit.web.pages.once import once
from socialkit.web.routes import Params

_TABS: Final = (
    (QuestionList.UNANSWERED, N_("Unanswered"), "unanswered"),
    (QuestionList.UNSOLVED, N_("Unsolved"), "unsolved"),
    (QuestionList.DIRECTED_TO_ME, N_("For you"), "directed_to_me"),
    (QuestionList.SOLVED, N_("Solved"), "solved"),
)
_EMPTY: Final = {
    QuestionList.UNANSWERED: N_("Every question has an answer"),
    QuestionList.UNSOLVED: N_("Nothing is unsolved"),
    QuestionList.DIRECTED_TO_ME: N_("Nobody waits for you"),
    QuestionList.SOLVED: N_("Nothing is solved yet"),
}
_FIELDS: Final = ("title", "body", "group", "audience", "directed_to", "tags")


def queue(me: Session, request: Request, params: Params) -> Html:
    """Show one list of questions, with the number of entries of each."""
    words, query, frame = words_for(request.locale), request.query, frame_of(me)
    group, tag = query.get("group") or None, query.get("tag") or None
    which = _which(query.get("list", ""), signed_in=frame.signed_in)
    counts = me.questions.counts(group=group, tag=tag)
    page = me.questions.list(which, group=group, tag=tag, cursor=query.get("cursor"))
    tabs = [
        (name.value, words.gettext(label), getattr(counts, field))
        for name, label, field in _TABS
        if frame.signed_in or name is not QuestionList.DIRECTED_TO_ME
    ]
    return show(
        me,
        "queue.html",
        frame=frame,
        page=page,
        which=which.value,
        tabs=tabs,
        counts=counts,
        group=None if group is None else me.groups.get(group),
        tag=tag,
        tags=tags_on(page),
        asks=bool(draft_for(me, frame, Form(), question=True).places),
        empty_title=words.gettext(_EMPTY[which]),
        empty_text=words.gettext("Other lists have more."),
    )


def ask_form(me: Session, request: Request, params: Params) -> Html:
    """Show the form of a new question."""
    return _asking(me, Form.asked(request))


def ask(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Ask a question, or say first who will see it."""
    form = Form.sent(request)
    try:
        if form.text("intent") == CHECK:
            return _asking(me, form, check=True)
        return once(me, request, lambda: _asked(me, form))
    except (Invalid, Conflict) as error:
        return _asking(me, form.refused(error, _FIELDS))


def _asked(me: Session, form: Form) -> Redirect:
    post = me.questions.ask(
        form.text("title"),
        body=form.lines("body"),
        group=form.given("group"),
        directed_to=form.given("directed_to"),
        tags=form.words("tags"),
        audience=form.given("audience"),
    )
    return Redirect(path("thread", post=post.id))


def _asking(me: Session, form: Form, *, check: bool = False) -> Html:
    frame = frame_of(me)
    draft = draft_for(me, frame, form, question=True)
    if check:
        draft = checked(me, draft)
    return show(me, "ask.html", frame=frame, status=form.status, draft=draft)


def _which(name: str, *, signed_in: bool) -> QuestionList:
    """Return the list that a browser asks for; the first one where it asks for none of them."""
    known = {tab.value: tab for tab, _, _ in _TABS}
    which = known.get(name, QuestionList.UNANSWERED)
    hidden = which is QuestionList.DIRECTED_TO_ME and not signed_in
    return QuestionList.UNANSWERED if hidden else which
