"""Serve questions: asking, the moves of their life, and the queue."""

from __future__ import annotations

from typing import Final

from socialkit.domain.networks import Module
from socialkit.paging import Page
from socialkit.services.session import Session
from socialkit.services.views import PostView, QueueCounts, ReplyView, TransitionView
from socialkit.web.api.asked import QueuePaging, QueueWanted
from socialkit.web.api.rows import listing, read, write
from socialkit.web.api.sent import (
    Acceptance,
    Addressee,
    Closing,
    Duplicate,
    NewQuestion,
    NewText,
)
from socialkit.web.http import Request
from socialkit.web.routes import Params


def _ask(me: Session, request: Request, _params: Params) -> PostView:
    """Ask a question in a group, or on the wall."""
    fields = request.sent(NewQuestion).model_dump()
    return me.questions.ask(fields.pop("title"), **fields)


def _list(me: Session, request: Request, _params: Params) -> Page[PostView]:
    """List one list of the question queue, newest first."""
    fields = request.asked(QueuePaging).model_dump()
    return me.questions.list(fields.pop("list"), **fields)


def _counts(me: Session, request: Request, _params: Params) -> QueueCounts:
    """Count each list of the question queue."""
    return me.questions.counts(**request.asked(QueueWanted).model_dump())


def _answer(me: Session, request: Request, params: Params) -> ReplyView:
    """Answer a question."""
    return me.questions.answer(params["question"], request.sent(NewText).body)


def _accept(me: Session, request: Request, params: Params) -> PostView:
    """Accept an answer, in place of the one accepted before."""
    return me.questions.accept(params["question"], request.sent(Acceptance).reply)


def _withdraw(me: Session, _request: Request, params: Params) -> PostView:
    """Take back the acceptance."""
    return me.questions.withdraw(params["question"])


def _close(me: Session, request: Request, params: Params) -> PostView:
    """Close a question for answers, with a reason."""
    return me.questions.close(params["question"], reason=request.sent(Closing).reason)


def _duplicate(me: Session, request: Request, params: Params) -> PostView:
    """Mark a question as a duplicate of another one."""
    return me.questions.mark_duplicate(params["question"], of=request.sent(Duplicate).of)


def _reopen(me: Session, _request: Request, params: Params) -> PostView:
    """Open a closed question, or a duplicate, again."""
    return me.questions.reopen(params["question"])


def _direct(me: Session, request: Request, params: Params) -> PostView:
    """Direct a question to a person who can read it, or to nobody."""
    return me.questions.direct(params["question"], to=request.sent(Addressee).person)


def _transitions(me: Session, _request: Request, params: Params) -> tuple[TransitionView, ...]:
    """List the moves of a question, the oldest first."""
    return me.questions.transitions(params["question"])


def _again(me: Session, known: str) -> PostView:
    return me.posts.get(known)


def _answer_again(me: Session, known: str) -> ReplyView:
    return me.replies.get(known)


_ON: Final = Module.QUESTIONS.value
_ONE: Final = "/questions/{question}"

ROUTES = (
    listing("/questions", "questions.list", _list, PostView, query=QueuePaging, module=_ON),
    write(
        "POST",
        "/questions",
        "questions.ask",
        _ask,
        PostView,
        body=NewQuestion,
        module=_ON,
        again=_again,
        created=True,
    ),
    read(
        "/counts/questions",
        "questions.counts",
        _counts,
        QueueCounts,
        query=QueueWanted,
        module=_ON,
    ),
    write(
        "POST",
        f"{_ONE}/answers",
        "questions.answer",
        _answer,
        ReplyView,
        body=NewText,
        module=_ON,
        again=_answer_again,
        created=True,
    ),
    write(
        "PUT",
        f"{_ONE}/accepted",
        "questions.accept",
        _accept,
        PostView,
        body=Acceptance,
        module=_ON,
    ),
    write("DELETE", f"{_ONE}/accepted", "questions.withdraw", _withdraw, PostView, module=_ON),
    write(
        "POST",
        f"{_ONE}/close",
        "questions.close",
        _close,
        PostView,
        body=Closing,
        module=_ON,
        again=_again,
    ),
    write(
        "POST",
        f"{_ONE}/duplicate",
        "questions.mark_duplicate",
        _duplicate,
        PostView,
        body=Duplicate,
        module=_ON,
        again=_again,
    ),
    write(
        "POST",
        f"{_ONE}/reopen",
        "questions.reopen",
        _reopen,
        PostView,
        module=_ON,
        again=_again,
    ),
    write(
        "PUT",
        f"{_ONE}/directed-to",
        "questions.direct",
        _direct,
        PostView,
        body=Addressee,
        module=_ON,
    ),
    listing(
        f"{_ONE}/transitions", "questions.transitions", _transitions, TransitionView, module=_ON
    ),
)
