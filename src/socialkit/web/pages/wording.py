"""Say the words of the domain in the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from socialkit.services.views import GroupRef, MemberView, PostView, ReadersView, ReplyView
from socialkit.web.pages.catalogues import N_, NN_, locale_of, words_of
from socialkit.web.pages.catalogues import plural_forms as forms_of
from socialkit.web.pages.times import day
from socialkit.web.problems import Problem

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "state_name": {
        "open": N_("Open"),
        "answered": N_("Answered"),
        "solved": N_("Solved"),
        "closed": N_("Closed"),
        "duplicate": N_("Duplicate"),
    },
    "audience_name": {
        "group": N_("group only"),
        "network": N_("everyone here"),
        "public": N_("public"),
    },
    "visibility_name": {
        "open": N_("Open group"),
        "listed": N_("Listed group"),
        "secret": N_("Secret group"),
        "wall": N_("Wall"),
    },
    "purpose_name": {
        "department": N_("department"),
        "project": N_("project"),
        "interest": N_("interest"),
        "support": N_("support"),
    },
    "role_name": {
        "owner": N_("owner"),
        "moderator": N_("moderator"),
        "member": N_("member"),
        "guest": N_("guest"),
    },
    "class_name": {
        "employee": N_("employee"),
        "honorary": N_("honorary employee"),
        "external": N_("external"),
        "customer": N_("customer"),
        "former": N_("former"),
        "service": N_("service"),
    },
    "life_name": {
        "draft": N_("Draft"),
        "scheduled": N_("Scheduled"),
        "held": N_("Held for a moderator"),
        "hidden": N_("Hidden from readers"),
        "removed": N_("Removed"),
        "deleted": N_("Deleted"),
    },
    "outcome_name": {
        "told": N_("will be told"),
        "cannot-read": N_("can not read this"),
        "unknown": N_("unknown name"),
    },
    "reaction_name": {
        "like": N_("Like"),
        "thanks": N_("Thanks"),
        "insight": N_("Insight"),
        "celebrate": N_("Celebrate"),
    },
}
_PLURALS: Final = {
    "readers": NN_("{number} person will see this", "{number} people will see this"),
    "outsiders": NN_("{number} of them from outside", "{number} of them from outside"),
    "suggestions": NN_("{number} suggestion", "{number} suggestions"),
}
_TITLES: Final = {
    401: N_("Sign in first"),
    403: N_("This is not for you to do"),
    404: N_("Not found"),
    409: N_("That does not fit any more"),
    412: N_("Somebody was quicker"),
    503: N_("Not right now"),
}


def _named(kind: str) -> Callable[[Context, str], str]:
    names = _NAMES[kind]

    @pass_context
    def name(context: Context, value: str) -> str:
        """Return the name of a word of the domain; one that an author added stays as it is."""
        known = names.get(value)
        return value if known is None else words_of(context).gettext(known)

    return name


FILTERS: Final = {kind: _named(kind) for kind in _NAMES}
"""The filters that name the words of the domain."""


@pass_context
def plural_forms(context: Context, name: str) -> str:
    """Return the plural forms of a text that the script fills, as JSON."""
    return forms_of(locale_of(context), *_PLURALS[name])


@pass_context
def readers_line(context: Context, view: ReadersView) -> str:
    """Say who will see a post: people, those from outside among them, their organisations."""
    words = words_of(context)
    line = words.ngettext(*_PLURALS["readers"], view.people).replace("{number}", str(view.people))
    if not view.outsiders:
        return f"{line}."
    outside = words.ngettext(*_PLURALS["outsiders"], view.outsiders)
    line += ", " + outside.replace("{number}", str(view.outsiders))
    return line + (f": {', '.join(view.organisations)}." if view.organisations else ".")


@pass_context
def post_label(context: Context, post: PostView) -> str:
    """Return what a thread is called: its title, or who wrote it."""
    if post.title:
        return post.title
    return words_of(context).gettext("Post by %(name)s") % {"name": post.author.name}


@pass_context
def reply_label(context: Context, reply: ReplyView) -> str:
    """Return what a reply is called."""
    text = N_("Accepted answer by %(name)s") if reply.accepted else N_("Reply by %(name)s")
    return words_of(context).gettext(text) % {"name": reply.author.name}


@pass_context
def reply_count(context: Context, post: PostView) -> str:
    """Say how many replies, or answers, a post has."""
    words, number = words_of(context), post.reply_count
    if post.question is not None:
        return words.ngettext("%(num)s answer", "%(num)s answers", number) % {"num": number}
    return words.ngettext("%(num)s reply", "%(num)s replies", number) % {"num": number}


@pass_context
def audience_title(context: Context, post: PostView) -> str:
    """Say in a sentence who reads a post; its place may narrow the audience that it has."""
    words = words_of(context)
    if post.audience == "public":
        return words.gettext("Everybody reads this, signed in or not.")
    if post.audience == "network" and post.place.visibility in {"wall", "open"}:
        return words.gettext("Everyone in the network reads this.")
    text = words.gettext("Members of %(group)s read this, and nobody else.")
    return text % {"group": post.place.name}


@pass_context
def since_line(context: Context, member: MemberView) -> str:
    """Say since when, and until when, somebody is a member."""
    words = words_of(context)
    text = words.gettext("since %(day)s") % {"day": day(context, member.joined_at)}
    if member.expires_at is None:
        return text
    return text + " · " + words.gettext("until %(day)s") % {"day": day(context, member.expires_at)}


@pass_context
def problem_title(context: Context, problem: Problem) -> str:
    """Return the heading of an error page."""
    usual = N_("The server made a mistake") if problem.status >= 500 else N_("That did not work")  # noqa: PLR2004
    return words_of(context).gettext(_TITLES.get(problem.status, usual))


@pass_context
def problem_text(context: Context, problem: Problem) -> str:
    """Return what an error page says."""
    return words_of(context).gettext(problem.detail)


def place_name(context: Context, ref: GroupRef | None) -> str | Markup:
    """Return the name of a place as it stands in a sentence."""
    words = words_of(context)
    if ref is None:
        return words.gettext("a group")
    return words.gettext("the wall") if ref.visibility == "wall" else ref.name
