"""Show lists of posts, and take new ones."""

from __future__ import annotations

from collections import Counter
from typing import Final

from socialkit.domain.feeds import QuestionList
from socialkit.domain.networks import Module
from socialkit.errors import Conflict, Invalid
from socialkit.paging import Page
from socialkit.services.session import Session
from socialkit.services.views import PostView
from socialkit.web.http import Html, Redirect, Request
from socialkit.web.pages.addresses import path
from socialkit.web.pages.catalogues import words_for
from socialkit.web.pages.composing import CHECK, Draft, checked, draft_for
from socialkit.web.pages.forms import Form
from socialkit.web.pages.framing import Frame, frame_of, show
from socialkit.web.pages.once import once
from socialkit.web.routes import Params

_FIELDS: Final = ("body", "title", "tags", "group", "audience")
_WAITING: Final = 5
_TAGS: Final = 20


def home(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Show posts of the viewer's groups and of the wall; strangers get what is public."""
    if me.person is None:
        return Redirect(path("explore"))
    words, frame = words_for(request.locale), frame_of(me)
    draft, page = draft_for(me, frame, Form()), me.feeds.home(cursor=request.query.get("cursor"))
    return show(
        me,
        "home.html",
        frame=frame,
        heading=words.gettext("Home"),
        page=page,
        draft=draft,
        asks=_asks(frame, draft),
        tags=tags_on(page),
        waiting=_waiting(me, frame),
        empty_title=words.gettext("It is quiet here"),
        empty_text=words.gettext("Join a group, or write the first post."),
    )


def explore(me: Session, request: Request, params: Params) -> Html:
    """Show everything that the viewer may read."""
    words = words_for(request.locale)
    page = me.feeds.explore(cursor=request.query.get("cursor"))
    return show(
        me,
        "home.html",
        heading=words.gettext("Explore"),
        page=page,
        draft=None,
        asks=False,
        tags=tags_on(page),
        waiting=(),
        empty_title=words.gettext("Nothing that you can read yet"),
        empty_text=words.gettext("What others write for you appears here."),
    )


def following(me: Session, request: Request, params: Params) -> Html:
    """Show posts by people whom the viewer follows."""
    words = words_for(request.locale)
    return show(
        me,
        "home.html",
        heading=words.gettext("Following"),
        page=me.feeds.following(cursor=request.query.get("cursor")),
        draft=None,
        asks=False,
        tags=(),
        waiting=(),
        empty_title=words.gettext("You follow nobody who wrote something"),
        empty_text=words.gettext("Follow people on their profiles."),
    )


def tag(me: Session, request: Request, params: Params) -> Html:
    """Show the posts that carry a tag."""
    words, name = words_for(request.locale), params["tag"]
    page = me.feeds.tag(name, cursor=request.query.get("cursor"))
    return show(
        me,
        "home.html",
        heading=f"#{name}",
        page=page,
        draft=None,
        asks=False,
        tags=tags_on(page),
        waiting=(),
        empty_title=words.gettext("Nothing that you can read has this tag"),
        empty_text="",
    )


def tags(me: Session, request: Request, params: Params) -> Html:
    """Show the most used tags of everything that the viewer may read."""
    return show(me, "tags.html", tags=me.feeds.tags())


def tags_on(page: Page[PostView]) -> tuple[tuple[str, int], ...]:
    """Return the tags of the posts of one page, the most frequent first: no read is needed."""
    return tuple(Counter(tag for post in page.items for tag in post.tags).most_common(_TAGS))


def publish(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Publish a post, or say first who will see it; a refused one is shown with what was typed."""
    form = Form.sent(request)
    try:
        if form.text("intent") == CHECK:
            return _composer(me, checked(me, draft_for(me, frame_of(me), form)))
        return once(me, request, lambda: _published(me, form))
    except (Invalid, Conflict) as error:
        refused = form.refused(error, _FIELDS)
        return _composer(me, draft_for(me, frame_of(me), refused))


def _published(me: Session, form: Form) -> Redirect:
    post = me.posts.publish(
        form.lines("body"),
        group=form.given("group"),
        title=form.given("title"),
        tags=form.words("tags"),
        audience=form.given("audience"),
    )
    return Redirect(path("thread", post=post.id))


def _composer(me: Session, draft: Draft) -> Html:
    return show(me, "compose.html", status=draft.form.status, draft=draft)


def _asks(frame: Frame, draft: Draft) -> bool:
    questions = Module.QUESTIONS.value in frame.modules
    return questions and bool(draft.places or any("ask" in group.can for group in frame.groups))


def _waiting(me: Session, frame: Frame) -> tuple[PostView, ...]:
    if Module.QUESTIONS.value not in frame.modules:
        return ()
    return me.questions.list(QuestionList.DIRECTED_TO_ME, limit=_WAITING).items
