"""Name every page and every form in one table."""

from __future__ import annotations

from typing import Final

from socialkit.domain.networks import Module
from socialkit.web.pages import (
    acts,
    feeds,
    groups,
    members,
    notices,
    people,
    questions,
    threads,
)
from socialkit.web.pages.addresses import PATHS
from socialkit.web.routes import Handler, Route

_QUESTIONS: Final = Module.QUESTIONS.value


def _page(name: str, handler: Handler, *, module: str | None = None) -> Route:
    return Route("GET", PATHS[name], f"pages.{name}", module, handler, page=True)


def _form(name: str, handler: Handler, *, module: str | None = None) -> Route:
    """Return the row of a form: a redirect answers it, or the page with what is wrong."""
    return Route(
        "POST", PATHS[name], f"pages.{name}.send", module, handler, read_only=False, page=True
    )


PAGES: Final[tuple[Route, ...]] = (
    _page("home", feeds.home),
    _page("explore", feeds.explore),
    _page("following", feeds.following),
    _page("tags", feeds.tags),
    _page("tag", feeds.tag),
    _form("publish", feeds.publish),
    _page("thread", threads.thread),
    _page("thread.history", threads.history),
    _page("thread.edit", threads.edit_form),
    _form("thread.edit", threads.edit),
    _form("thread.reply", threads.reply),
    _form("thread.comment", threads.comment),
    _form("thread.delete", acts.delete),
    _form("thread.hide", acts.hide),
    _form("thread.restore", acts.restore),
    _form("thread.lock", acts.lock),
    _form("thread.follow", acts.follow),
    _form("thread.unfollow", acts.unfollow),
    _form("thread.read", acts.read),
    _page("reply.edit", threads.edit_reply_form),
    _form("reply.edit", threads.edit_reply),
    _form("reply.delete", acts.delete_reply),
    _form("reply.hide", acts.hide_reply),
    _form("reply.restore", acts.restore_reply),
    _form("reply.comment", threads.comment_on_reply),
    _page("comment.edit", threads.edit_comment_form),
    _form("comment.edit", threads.edit_comment),
    _form("comment.delete", acts.delete_comment),
    _form("comment.hide", acts.hide_comment),
    _form("comment.restore", acts.restore_comment),
    _form("react", acts.react),
    _page("queue", questions.queue, module=_QUESTIONS),
    _page("ask", questions.ask_form, module=_QUESTIONS),
    _form("ask", questions.ask, module=_QUESTIONS),
    _form("question.accept", acts.accept, module=_QUESTIONS),
    _form("question.withdraw", acts.withdraw, module=_QUESTIONS),
    _form("question.close", acts.close, module=_QUESTIONS),
    _form("question.reopen", acts.reopen, module=_QUESTIONS),
    _form("question.duplicate", acts.duplicate, module=_QUESTIONS),
    _form("question.direct", acts.direct, module=_QUESTIONS),
    _page("groups", groups.groups),
    _page("group.new", groups.new_form),
    _form("group.new", groups.found),
    _page("group", groups.group),
    _page("group.edit", groups.edit_form),
    _form("group.edit", groups.edit),
    _form("group.archive", groups.archive),
    _form("group.restore", groups.restore),
    _page("group.members", members.members),
    _form("group.members", members.add),
    _form("group.join", members.join),
    _form("group.leave", members.leave),
    _page("group.request", members.request_form),
    _form("group.request", members.make_request),
    _form("group.withdraw", members.withdraw_request),
    _page("group.requests", members.requests),
    _form("member.role", members.change_role),
    _form("member.remove", members.remove),
    _form("request.decide", members.decide),
    _page("people", people.people),
    _page("person", people.person),
    _page("person.edit", people.edit_form),
    _form("person.edit", people.edit),
    _form("person.follow", people.follow),
    _form("person.unfollow", people.unfollow),
    _page("notices", notices.notices),
    _form("notices.seen", notices.seen),
    _form("notices.read", notices.read_all),
    _form("notice.read", notices.read),
)
"""Every page (`GET`) and every form (`POST`), mounted by the web core in this order."""
