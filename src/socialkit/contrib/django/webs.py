"""Make what answers requests, of the settings and of the project's templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings as project
from django.http import QueryDict
from django.shortcuts import resolve_url

from socialkit.contrib.django.asking import CURRENT
from socialkit.contrib.django.conf import settings
from socialkit.contrib.django.enrolling import welcome_of
from socialkit.contrib.django.pages import host_context, host_environment, host_layout
from socialkit.kit import SocialKit
from socialkit.web.application import WebApp
from socialkit.web.http import Request
from socialkit.web.problems import TYPE_BASE
from socialkit.web.settings import WebSettings


def make_web(kit: SocialKit) -> WebApp:
    """Return what answers requests to one network; prefixes come with each request."""
    known = settings()
    origins = known.trusted_origins
    layout = host_layout(known.base_template) if known.base_template else None
    return WebApp(
        kit,
        settings=WebSettings(
            base_template=None if layout else known.base_template,
            sign_in=sign_in_address,
            trusted_origins={
                origin.rstrip("/").lower()
                for origin in (project.CSRF_TRUSTED_ORIGINS if origins is None else origins)
            },
            problem_base=known.problem_base or TYPE_BASE,
            content_policy=_additions,
            pages=known.pages,
        ),
        environment=host_environment,
        page_context=host_context,
        layout=layout,
        welcome=partial(_welcome, kit),
    )


def sign_in_address() -> str:
    """Return the log-in page with the way back to the page at hand."""
    parts = urlsplit(resolve_url(settings().sign_in or project.LOGIN_URL))
    query = QueryDict(parts.query, mutable=True)
    query["next"] = CURRENT.get().get_full_path()
    return urlunsplit(parts._replace(query=query.urlencode(safe="/")))


def _additions(_: Request) -> Mapping[str, Sequence[str]] | None:
    chosen = settings().content_policy
    return chosen(CURRENT.get()) if callable(chosen) else chosen


def _welcome(kit: SocialKit, subject: str, network: str) -> bool:
    welcome = welcome_of(kit, CURRENT.get())
    return welcome is not None and welcome(subject, network)
