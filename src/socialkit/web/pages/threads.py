"""Show a thread, and take what people write and do in it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.errors import Conflict, Invalid
from socialkit.services.replies import Comments, Replies
from socialkit.services.session import Session
from socialkit.services.views import CommentView, PostView, ReplyView
from socialkit.web.http import Html, Redirect, Request
from socialkit.web.pages.addresses import path
from socialkit.web.pages.catalogues import N_, words_for
from socialkit.web.pages.forms import Form
from socialkit.web.pages.framing import demand, show
from socialkit.web.pages.once import once
from socialkit.web.routes import Params

REPLIES: Final = 100
"""How many replies one page shows: links to a reply find it on the first page nearly always."""
_EDITED: Final = ("title", "body", "tags")


def thread(me: Session, request: Request, params: Params) -> Html:
    """Show a post with its replies."""
    return shown(me, request, params["post"], Form())


def shown(me: Session, request: Request, post: UUID | str, form: Form) -> Html:
    """Show a thread with a form that may have been refused."""
    view = me.posts.thread(post, limit=REPLIES, cursor=request.query.get("cursor"))
    moves = () if view.post.question is None else me.questions.transitions(view.post.id)
    return show(me, "thread.html", status=form.status, thread=view, transitions=moves, form=form)


def history(me: Session, request: Request, params: Params) -> Html:
    """Show what a post was before each edit."""
    revisions = me.posts.history(params["post"])
    return show(me, "history.html", post=me.posts.get(params["post"]), revisions=revisions)


def reply(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Reply to a post; for a question this is an answer."""
    form = Form.sent(request, id="reply")
    try:
        done = once(me, request, lambda: _replied(me, params["post"], form))
    except (Invalid, Conflict) as error:
        return shown(me, request, params["post"], form.refused(error, ("body",)))
    me.notifications.mark_thread_read(params["post"])
    return done


def _replied(me: Session, post: str, form: Form) -> Redirect:
    view = me.replies.add(post, form.lines("body"))
    return Redirect(path("thread", post=view.post_id, fragment=f"reply-{view.id}"))


def comment(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Comment on a post."""
    return _commented(me, request, params["post"], None)


def comment_on_reply(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Comment on a reply."""
    return _commented(me, request, me.replies.get(params["id"]).post_id, params["id"])


def _commented(
    me: Session, request: Request, post: UUID | str, under: str | None
) -> Html | Redirect:
    form = Form.sent(request, id=f"comment-{under or post}")

    def add() -> Redirect:
        view = me.comments.add(post, form.lines("body"), reply=under)
        return Redirect(path("thread", post=view.post_id, fragment=f"comment-{view.id}"))

    try:
        return once(me, request, add)
    except (Invalid, Conflict) as error:
        return shown(me, request, post, form.refused(error, ("body",)))


# -- editing -------------------------------------------------------------------------------------


def edit_form(me: Session, request: Request, params: Params) -> Html:
    """Show the form in which an author changes a post."""
    view = me.posts.get(params["post"])
    demand(view.can, Permission.POST_EDIT)
    values = {
        "title": view.title or "",
        "body": view.source or "",
        "tags": " ".join(view.tags),
        "version": str(view.version),
    }
    return _post_form(me, request, view, Form(values))


def edit(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Change a post."""
    form = Form.sent(request)
    try:
        view = me.posts.edit(
            params["post"],
            version=form.number("version"),
            title=form.text("title"),
            body=form.lines("body"),
            tags=form.words("tags"),
        )
    except (Invalid, Conflict) as error:
        view = me.posts.get(params["post"])
        return _post_form(me, request, view, form.refused(error, _EDITED))
    return Redirect(path("thread", post=view.id))


def _post_form(me: Session, request: Request, view: PostView, form: Form) -> Html:
    words = words_for(request.locale)
    return show(
        me,
        "edit_text.html",
        status=form.status,
        form=form,
        heading=words.gettext(N_("Edit the question") if view.question else N_("Edit the post")),
        name="thread.edit",
        params={"post": view.id},
        post=view.id,
        fragment="",
        has_title=True,
        has_tags=True,
        question=view.question is not None,
    )


def edit_reply_form(me: Session, request: Request, params: Params) -> Html:
    """Show the form in which an author changes a reply."""
    view = me.replies.get(params["id"])
    demand(view.can, Permission.REPLY_EDIT)
    return _text_form(me, request, view, _filled(view))


def edit_reply(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Change a reply."""
    return _edit_text(me, request, me.replies, params["id"])


def edit_comment_form(me: Session, request: Request, params: Params) -> Html:
    """Show the form in which an author changes a comment."""
    view = me.comments.get(params["id"])
    demand(view.can, Permission.COMMENT_EDIT)
    return _text_form(me, request, view, _filled(view))


def edit_comment(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Change a comment."""
    return _edit_text(me, request, me.comments, params["id"])


def _filled(view: ReplyView | CommentView) -> Form:
    return Form({"body": view.source or "", "version": str(view.version)})


def _edit_text(
    me: Session, request: Request, texts: Replies | Comments, key: str
) -> Html | Redirect:
    form = Form.sent(request)
    try:
        view = texts.edit(key, form.lines("body"), version=form.number("version"))
    except (Invalid, Conflict) as error:
        return _text_form(me, request, texts.get(key), form.refused(error, _EDITED))
    return Redirect(path("thread", post=view.post_id, fragment=f"{_kind(view)}-{view.id}"))


def _kind(view: ReplyView | CommentView) -> str:
    return "reply" if isinstance(view, ReplyView) else "comment"


def _text_form(me: Session, request: Request, view: ReplyView | CommentView, form: Form) -> Html:
    words, kind = words_for(request.locale), _kind(view)
    return show(
        me,
        "edit_text.html",
        status=form.status,
        form=form,
        heading=words.gettext(N_("Edit the reply") if kind == "reply" else N_("Edit the comment")),
        name=f"{kind}.edit",
        params={"id": view.id},
        post=view.post_id,
        fragment=f"{kind}-{view.id}",
        has_title=False,
        has_tags=False,
        question=False,
    )
