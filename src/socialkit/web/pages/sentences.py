"""Say in one sentence why somebody is told of something, however many people did it."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import NullTranslations
from typing import Final

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from socialkit.domain.notifications import NoticeReason
from socialkit.services.views import NoticeView, PersonRef
from socialkit.web.pages.addresses import path
from socialkit.web.pages.catalogues import NN_, words_of
from socialkit.web.pages.wording import place_name

_SENTENCES: Final[Mapping[NoticeReason, tuple[str, str]]] = {
    NoticeReason.MENTIONED: NN_(
        "%(who)s mentioned you in %(thing)s", "%(who)s mentioned you in %(thing)s"
    ),
    NoticeReason.DIRECTED_QUESTION: NN_(
        "%(who)s asked you: %(thing)s", "%(who)s asked you: %(thing)s"
    ),
    NoticeReason.ACCEPTED: NN_(
        "%(who)s accepted your answer to %(thing)s", "%(who)s accepted your answer to %(thing)s"
    ),
    NoticeReason.ANSWER: NN_("%(who)s answered %(thing)s", "%(who)s answered %(thing)s"),
    NoticeReason.REPLY: NN_(
        "%(who)s replied to you in %(thing)s", "%(who)s replied to you in %(thing)s"
    ),
    NoticeReason.REQUEST: NN_("%(who)s asked to join %(place)s", "%(who)s asked to join %(place)s"),
    NoticeReason.DECISION: NN_(
        "%(who)s decided about your request to join %(place)s",
        "%(who)s decided about your request to join %(place)s",
    ),
    NoticeReason.ADDED: NN_("%(who)s added you to %(place)s", "%(who)s added you to %(place)s"),
    NoticeReason.FOLLOWED_THREAD: NN_(
        "%(who)s wrote in %(thing)s, which you follow",
        "%(who)s wrote in %(thing)s, which you follow",
    ),
    NoticeReason.FOLLOWED_PERSON: NN_(
        "%(who)s, whom you follow, posted %(thing)s", "%(who)s, whom you follow, posted %(thing)s"
    ),
}


@pass_context
def notice_line(context: Context, notice: NoticeView) -> Markup:
    """Return the sentence of an entry: `Ana and 4 others answered “Which resin?”`."""
    words = words_of(context)
    thing = notice.post_title or words.gettext("something")
    marked = Markup("<strong><bdi>{}</bdi></strong>")
    text = words.ngettext(*_SENTENCES[notice.reason], 1 + _others(notice))
    return Markup(text) % {  # noqa: S704 - catalogues are ours; every name is escaped
        "who": _who(words, notice),
        "thing": marked.format(thing),
        "place": marked.format(place_name(context, notice.group)),
    }


def notice_path(notice: NoticeView) -> str:
    """Return the path to what a notice is about, below the mount."""
    if notice.post_id is None:
        if notice.group is None:
            return path("notices")
        page = "group.requests" if notice.reason is NoticeReason.REQUEST else "group"
        return path(page, group=notice.group.slug)
    if notice.comment_id is not None:
        return path("thread", post=notice.post_id, fragment=f"comment-{notice.comment_id}")
    fragment = "" if notice.reply_id is None else f"reply-{notice.reply_id}"
    return path("thread", post=notice.post_id, fragment=fragment)


def _others(notice: NoticeView) -> int:
    return max(notice.people - 1, 0)


def _who(words: NullTranslations, notice: NoticeView) -> Markup:
    names = [_name(words, actor) for actor in notice.actors] or [_name(words, None)]
    others = _others(notice)
    if others <= 0:
        return names[0]
    if others == 1:
        text = words.gettext("%(first)s and %(second)s")
        return Markup(text) % {"first": names[0], "second": names[1]}  # noqa: S704 - as above
    text = words.ngettext("%(first)s and %(num)s other", "%(first)s and %(num)s others", others)
    return Markup(text) % {"first": names[0], "num": others}  # noqa: S704 - as above


def _name(words: NullTranslations, actor: PersonRef | None) -> Markup:
    name = words.gettext("someone") if actor is None or actor.id is None else actor.name
    return Markup("<strong><bdi>{}</bdi></strong>").format(name)
