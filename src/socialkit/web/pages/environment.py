"""Make the Jinja2 environment in which the pages are rendered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup

from socialkit.domain.posts import ReactionKind
from socialkit.services.views import SOMEONE, NoticeView
from socialkit.web.pages import faces, moves, sentences, times, wording
from socialkit.web.pages.addresses import written
from socialkit.web.pages.catalogues import gettext, known_locale, locale_of, ngettext

BUILT_IN: Final = "builtin"
"""The folder at which our own template is found, whatever the host puts in front of it."""
_CURRENT: Final = Markup(' aria-current="page"')


def environment(
    *,
    loader: BaseLoader | None = None,
    globals: Mapping[str, object] | None = None,  # noqa: A002 - what Jinja2 calls them
) -> Environment:
    """Return an environment whose templates lie under `socialkit/`.

    `loader` is the host's own: a template that it has goes before ours, and its layout is found
    there; ours stays at `builtin/socialkit/...`, to be extended block by block. `globals` are names
    that the host's templates use. Without a host an unknown name is an error; with one it is what
    Jinja2 makes of it, since a layout may rely on that.
    """
    ours = PackageLoader("socialkit.web.pages")
    hosts = [] if loader is None else [loader]
    made = Environment(
        loader=ChoiceLoader([*hosts, ours, PrefixLoader({BUILT_IN: ours})]),
        autoescape=True,
        undefined=StrictUndefined if loader is None else Undefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(globals or {})
    made.globals.update(_GLOBALS)
    made.filters.update(wording.FILTERS)
    made.filters.update(_FILTERS)
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


@pass_context
def url(
    context: Context,
    name: str,
    *,
    query: Mapping[str, object] | None = None,
    fragment: str = "",
    **params: str,
) -> str:
    """Return the address of a page, with the prefix at which the pages are mounted."""
    return _address(context, written(name, params, query=query, fragment=fragment))


@pass_context
def here(context: Context, **changes: str | None) -> str:
    """Return the address of this very page with other values in its query; None takes one away."""
    request = context["sk_request"]
    asked = {name: request.query[name] for name in request.query} | changes
    rest = urlencode({key: value for key, value in asked.items() if value})
    return _address(context, request.path + (f"?{rest}" if rest else ""))


@pass_context
def current(context: Context, name: str, **params: str) -> Markup:
    """Return the attribute that marks the link to the page that is shown."""
    return _CURRENT if context["sk_request"].path == written(name, params) else Markup("")


@pass_context
def asset(context: Context, name: str) -> str:
    """Return the address of the stylesheet or the script."""
    return str(context["site"].assets[name])


@pass_context
def direction(context: Context) -> str:
    """Return `rtl` where the language of the page is written from right to left, else `ltr`."""
    order = known_locale(locale_of(context)).character_order
    return "rtl" if order == "right-to-left" else "ltr"


@pass_context
def notice_href(context: Context, notice: NoticeView) -> str:
    """Return the address of what a notice is about."""
    return _address(context, sentences.notice_path(notice))


@pass_context
def once_key(context: Context) -> str:
    """Return a fresh key for a form that makes a thing; see `pages.once`."""
    return str(context["me"].context.new_id())


def tab_mark(shown: str, name: str) -> Markup:
    """Return the attribute that marks the tab that is shown."""
    return _CURRENT if shown == name else Markup("")


def trusted(html: str) -> Markup:
    """Take over the HTML of a view's field that ends in `html`: the text port made it safe."""
    return Markup(html)  # noqa: S704 - sanitised by the text port; a test reads every template for it


def _address(context: Context, below: str) -> str:
    return str(context["site"].address(below))


_GLOBALS: Final[Mapping[str, object]] = {
    "sk_asset": asset,
    "sk_audience_title": wording.audience_title,
    "sk_current": current,
    "sk_direction": direction,
    "sk_group_face": faces.group_face,
    "sk_here": here,
    "sk_hue": faces.hue,
    "sk_initials": faces.initials,
    "sk_move_line": moves.move_line,
    "nobody": SOMEONE,
    "sk_notice_href": notice_href,
    "sk_notice_line": sentences.notice_line,
    "sk_once": once_key,
    "sk_offered": moves.offered,
    "sk_plural_forms": wording.plural_forms,
    "sk_post_label": wording.post_label,
    "sk_problem_text": wording.problem_text,
    "sk_problem_title": wording.problem_title,
    "reaction_kinds": tuple(kind.value for kind in ReactionKind),
    "sk_readers_line": wording.readers_line,
    "sk_reply_count": wording.reply_count,
    "sk_reply_label": wording.reply_label,
    "sk_since_line": wording.since_line,
    "sk_tab_mark": tab_mark,
    "sk_turn_line": moves.turn_line,
    "sk_url": url,
}
_FILTERS: Final[Mapping[str, object]] = {
    "ago": times.ago,
    "full_time": times.full_time,
    "iso": times.iso,
    "trusted": trusted,
}
