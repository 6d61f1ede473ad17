"""Serve posts, their threads, and reactions."""

from __future__ import annotations

from socialkit.services.session import Session
from socialkit.services.views import (
    CommentView,
    PostView,
    ReadersView,
    ReplyView,
    RevisionView,
    ThreadView,
)
from socialkit.web.api.answers import Count
from socialkit.web.api.asked import Paging, Place
from socialkit.web.api.rows import listing, read, write
from socialkit.web.api.sent import NewComment, NewPost, NewText, PostEdit
from socialkit.web.http import Request
from socialkit.web.routes import Params


def _publish(me: Session, request: Request, _params: Params) -> PostView:
    """Publish an update in a group, or on the wall."""
    fields = request.sent(NewPost).model_dump()
    return me.posts.publish(fields.pop("body"), **fields)


def _get(me: Session, _request: Request, params: Params) -> PostView:
    """Show a post without its thread."""
    return me.posts.get(params["post"])


def _thread(me: Session, request: Request, params: Params) -> ThreadView:
    """Show a post with a page of its replies, the oldest first."""
    return me.posts.thread(params["post"], **request.asked(Paging).model_dump())


def _edit(me: Session, request: Request, params: Params) -> PostView:
    """Change a post; what was there is kept."""
    fields = request.sent(PostEdit).model_dump(exclude_unset=True)
    return me.posts.edit(params["post"], version=request.version, **fields)


def _delete(me: Session, _request: Request, params: Params) -> None:
    """Take a post out of every list, with its thread."""
    me.posts.delete(params["post"])


def _hide(me: Session, _request: Request, params: Params) -> None:
    """Take a post away from its readers, as a moderator."""
    me.posts.hide(params["post"])


def _restore(me: Session, _request: Request, params: Params) -> PostView:
    """Bring a hidden or deleted post back, as a moderator."""
    return me.posts.restore(params["post"])


def _lock(me: Session, _request: Request, params: Params) -> PostView:
    """Close a thread for replies, as a moderator."""
    return me.posts.lock(params["post"])


def _unlock(me: Session, _request: Request, params: Params) -> PostView:
    """Open a locked thread again, as a moderator."""
    return me.posts.lock(params["post"], locked=False)


def _readers(me: Session, request: Request, _params: Params) -> ReadersView:
    """Say who would see a new post there."""
    return me.posts.readers(**request.asked(Place).model_dump())


def _history(me: Session, _request: Request, params: Params) -> tuple[RevisionView, ...]:
    """List what a post was before each edit, the oldest first."""
    return me.posts.history(params["post"])


def _follow(me: Session, _request: Request, params: Params) -> None:
    """Follow a thread."""
    me.follows.post(params["post"])


def _unfollow(me: Session, _request: Request, params: Params) -> None:
    """Stop following a thread."""
    me.follows.unfollow_post(params["post"])


def _reply(me: Session, request: Request, params: Params) -> ReplyView:
    """Reply to a post."""
    return me.replies.add(params["post"], request.sent(NewText).body)


def _get_reply(me: Session, _request: Request, params: Params) -> ReplyView:
    """Show a reply without its comments."""
    return me.replies.get(params["reply"])


def _edit_reply(me: Session, request: Request, params: Params) -> ReplyView:
    """Change the text of a reply."""
    return me.replies.edit(params["reply"], request.sent(NewText).body, version=request.version)


def _delete_reply(me: Session, _request: Request, params: Params) -> None:
    """Take a reply away from its readers."""
    me.replies.delete(params["reply"])


def _comment(me: Session, request: Request, params: Params) -> CommentView:
    """Comment on a post, or on one of its replies."""
    sent = request.sent(NewComment)
    return me.comments.add(params["post"], sent.body, reply=sent.reply)


def _get_comment(me: Session, _request: Request, params: Params) -> CommentView:
    """Show a comment."""
    return me.comments.get(params["comment"])


def _edit_comment(me: Session, request: Request, params: Params) -> CommentView:
    """Change the text of a comment."""
    return me.comments.edit(params["comment"], request.sent(NewText).body, version=request.version)


def _delete_comment(me: Session, _request: Request, params: Params) -> None:
    """Take a comment away from its readers."""
    me.comments.delete(params["comment"])


def _react(me: Session, _request: Request, params: Params) -> Count:
    """React to a post, reply or comment; say how many reactions it has now."""
    return Count(me.reactions.add(params["kind"], params["target"], reaction=params["reaction"]))


def _unreact(me: Session, _request: Request, params: Params) -> Count:
    """Take a reaction back; say how many reactions the thing has now."""
    return Count(me.reactions.remove(params["kind"], params["target"], reaction=params["reaction"]))


def _post_again(me: Session, known: str) -> PostView:
    return me.posts.get(known)


def _reply_again(me: Session, known: str) -> ReplyView:
    return me.replies.get(known)


def _comment_again(me: Session, known: str) -> CommentView:
    return me.comments.get(known)


_ONE = "/posts/{post}"
_REACTION = "/reactions/{kind}/{target}/{reaction}"


def _hide_reply(me: Session, _request: Request, params: Params) -> None:
    """Take a reply away from its readers, as a moderator."""
    me.replies.hide(params["reply"])


def _restore_reply(me: Session, _request: Request, params: Params) -> ReplyView:
    """Bring a hidden or deleted reply back, as a moderator."""
    return me.replies.restore(params["reply"])


def _hide_comment(me: Session, _request: Request, params: Params) -> None:
    """Take a comment away from its readers, as a moderator."""
    me.comments.hide(params["comment"])


def _restore_comment(me: Session, _request: Request, params: Params) -> CommentView:
    """Bring a hidden or deleted comment back, as a moderator."""
    return me.comments.restore(params["comment"])


ROUTES = (
    write(
        "POST",
        "/posts",
        "posts.publish",
        _publish,
        PostView,
        body=NewPost,
        again=_post_again,
        created=True,
    ),
    read(_ONE, "posts.get", _get, PostView),
    write("PATCH", _ONE, "posts.edit", _edit, PostView, body=PostEdit),
    write("DELETE", _ONE, "posts.delete", _delete),
    read(f"{_ONE}/thread", "posts.thread", _thread, ThreadView, query=Paging),
    write("POST", f"{_ONE}/hide", "posts.hide", _hide),
    write("POST", f"{_ONE}/restore", "posts.restore", _restore, PostView, again=_post_again),
    write("PUT", f"{_ONE}/lock", "posts.lock", _lock, PostView),
    write("DELETE", f"{_ONE}/lock", "posts.unlock", _unlock, PostView),
    read("/readers", "posts.readers", _readers, ReadersView, query=Place),
    listing(f"{_ONE}/history", "posts.history", _history, RevisionView),
    write("PUT", f"{_ONE}/follow", "posts.follow", _follow),
    write("DELETE", f"{_ONE}/follow", "posts.unfollow", _unfollow),
    write(
        "POST",
        f"{_ONE}/replies",
        "replies.add",
        _reply,
        ReplyView,
        body=NewText,
        again=_reply_again,
        created=True,
    ),
    read("/replies/{reply}", "replies.get", _get_reply, ReplyView),
    write("PATCH", "/replies/{reply}", "replies.edit", _edit_reply, ReplyView, body=NewText),
    write("DELETE", "/replies/{reply}", "replies.delete", _delete_reply),
    write("POST", "/replies/{reply}/hide", "replies.hide", _hide_reply),
    write(
        "POST",
        "/replies/{reply}/restore",
        "replies.restore",
        _restore_reply,
        ReplyView,
        again=_reply_again,
    ),
    write(
        "POST",
        f"{_ONE}/comments",
        "comments.add",
        _comment,
        CommentView,
        body=NewComment,
        again=_comment_again,
        created=True,
    ),
    read("/comments/{comment}", "comments.get", _get_comment, CommentView),
    write(
        "PATCH", "/comments/{comment}", "comments.edit", _edit_comment, CommentView, body=NewText
    ),
    write("DELETE", "/comments/{comment}", "comments.delete", _delete_comment),
    write("POST", "/comments/{comment}/hide", "comments.hide", _hide_comment),
    write(
        "POST",
        "/comments/{comment}/restore",
        "comments.restore",
        _restore_comment,
        CommentView,
        again=_comment_again,
    ),
    write("PUT", _REACTION, "reactions.add", _react, Count),
    write("DELETE", _REACTION, "reactions.remove", _unreact, Count),
)
