"""Views of the host that use the social layer themselves."""

from typing import Any

from asgiref.sync import sync_to_async
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from socialkit.contrib.django import social
from socialkit.errors import ConfigurationError


def name_of(request: Any) -> str:
    with request.social.acting_as_current(read_only=True) as me:
        assert social.person == me.person
        return str(social.people.me().name)


def name(request: HttpRequest) -> HttpResponse:
    return HttpResponse(name_of(request))


def undone(request: Any) -> HttpResponse:
    """What is written inside the host's transaction goes with it."""
    with transaction.atomic():
        with request.social.acting_as_current() as me:
            me.posts.publish("Never kept")
        transaction.set_rollback(True)
    with request.social.acting_as_current(read_only=True) as me:
        return HttpResponse(str(len(me.feeds.home().items)))


async def name_async(request: HttpRequest) -> HttpResponse:
    return HttpResponse(await sync_to_async(name_of)(request))


async def name_wrong(request: HttpRequest) -> HttpResponse:
    try:
        return HttpResponse(name_of(request))
    except ConfigurationError as error:
        return HttpResponse(error.message)


urlpatterns = [
    path("name", name),
    path("undone", undone),
    path("name-async", name_async),
    path("name-wrong", name_wrong),
    path("social/", include("socialkit.contrib.django.urls")),
]
