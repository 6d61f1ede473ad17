"""Take the small acts on a thread: one button each, back to the thread afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from socialkit.errors import Conflict, Invalid
from socialkit.services.session import Session
from socialkit.services.views import CommentView, ReplyView
from socialkit.web.http import Html, Redirect, Request
from socialkit.web.pages.addresses import path
from socialkit.web.pages.forms import Form
from socialkit.web.pages.threads import shown
from socialkit.web.routes import Params

_ID: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def delete(me: Session, request: Request, params: Params) -> Redirect:
    """Take a thread out of every list."""
    me.posts.delete(params["post"])
    return Redirect(path("home"))


def hide(me: Session, request: Request, params: Params) -> Redirect:
    """Take a thread away from its readers; a moderator still sees it."""
    me.posts.hide(params["post"])
    return _back(params)


def restore(me: Session, request: Request, params: Params) -> Redirect:
    """Bring a hidden thread back."""
    me.posts.restore(params["post"])
    return _back(params)


def lock(me: Session, request: Request, params: Params) -> Redirect:
    """Close a thread for replies, or open it again."""
    me.posts.lock(params["post"], locked=request.form.get("locked") != "no")
    return _back(params)


def follow(me: Session, request: Request, params: Params) -> Redirect:
    """Follow a thread."""
    me.follows.post(params["post"])
    return _back(params)


def unfollow(me: Session, request: Request, params: Params) -> Redirect:
    """Stop following a thread."""
    me.follows.unfollow_post(params["post"])
    return _back(params)


def read(me: Session, request: Request, params: Params) -> Redirect:
    """Mark everything about a thread as read."""
    me.notifications.mark_thread_read(params["post"])
    return _back(params)


def delete_reply(me: Session, request: Request, params: Params) -> Redirect:
    """Take a reply away."""
    post = me.replies.get(params["id"]).post_id
    me.replies.delete(params["id"])
    return Redirect(path("thread", post=post))


def delete_comment(me: Session, request: Request, params: Params) -> Redirect:
    """Take a comment away."""
    post = me.comments.get(params["id"]).post_id
    me.comments.delete(params["id"])
    return Redirect(path("thread", post=post))


def hide_reply(me: Session, request: Request, params: Params) -> Redirect:
    """Take a reply away from its readers; a moderator still sees it."""
    me.replies.hide(params["id"])
    return _back_to_reply(me.replies.get(params["id"]))


def restore_reply(me: Session, request: Request, params: Params) -> Redirect:
    """Bring a hidden reply back."""
    return _back_to_reply(me.replies.restore(params["id"]))


def hide_comment(me: Session, request: Request, params: Params) -> Redirect:
    """Take a comment away from its readers; a moderator still sees it."""
    me.comments.hide(params["id"])
    return _back_to_comment(me.comments.get(params["id"]))


def restore_comment(me: Session, request: Request, params: Params) -> Redirect:
    """Bring a hidden comment back."""
    return _back_to_comment(me.comments.restore(params["id"]))


def react(me: Session, request: Request, params: Params) -> Redirect:
    """React to a post, reply or comment, or take that back."""
    form, kind, thing = Form.sent(request), params["kind"], params["id"]
    change = me.reactions.remove if form.text("change") == "remove" else me.reactions.add
    change(kind, thing, reaction=form.text("reaction"))
    if kind == "post":
        return Redirect(path("thread", post=thing))
    if kind == "reply":
        return _back_to_reply(me.replies.get(thing))
    return _back_to_comment(me.comments.get(thing))


# -- questions -----------------------------------------------------------------------------------


def accept(me: Session, request: Request, params: Params) -> Redirect:
    """Accept an answer."""
    me.questions.accept(params["post"], request.form.get("reply", ""))
    return _back(params)


def withdraw(me: Session, request: Request, params: Params) -> Redirect:
    """Take back the acceptance."""
    me.questions.withdraw(params["post"])
    return _back(params)


def reopen(me: Session, request: Request, params: Params) -> Redirect:
    """Open a closed question again."""
    me.questions.reopen(params["post"])
    return _back(params)


def close(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Close a question, with a reason."""
    form = Form.sent(request, id="steer")
    post = params["post"]
    return _steered(
        me, request, params, form, lambda: me.questions.close(post, reason=form.text("reason"))
    )


def duplicate(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Mark a question as a duplicate of the one whose address was typed."""
    form = Form.sent(request, id="steer")
    found = _ID.findall(form.text("of"))
    original = found[-1] if found else ""

    def mark() -> object:
        if not original:
            message = "Give the address of the other question, as your browser shows it."
            raise Invalid("question.original", message, field="of")
        return me.questions.mark_duplicate(params["post"], of=original)

    return _steered(me, request, params, form, mark)


def direct(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Direct a question to somebody, or to nobody."""
    form = Form.sent(request, id="steer")
    post = params["post"]
    return _steered(
        me, request, params, form, lambda: me.questions.direct(post, to=form.given("to"))
    )


def _steered(
    me: Session, request: Request, params: Params, form: Form, act: Callable[[], object]
) -> Html | Redirect:
    try:
        act()
    except (Invalid, Conflict) as error:
        return shown(me, request, params["post"], _placed(form, error))
    return _back(params)


def _placed(form: Form, error: Invalid | Conflict) -> Form:
    refused = form.refused(error, ("reason", "of", "to"))
    if error.params.get("field") == "directed_to":
        return Form(form.values, {"to": error.message}, id=form.id, status=refused.status)
    return refused


def _back_to_reply(view: ReplyView) -> Redirect:
    return Redirect(path("thread", post=view.post_id, fragment=f"reply-{view.id}"))


def _back_to_comment(view: CommentView) -> Redirect:
    return Redirect(path("thread", post=view.post_id, fragment=f"comment-{view.id}"))


def _back(params: Params) -> Redirect:
    return Redirect(path("thread", post=params["post"]))
