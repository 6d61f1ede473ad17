"""Say what a request carries once somebody is signed in."""

from __future__ import annotations

from django.http import HttpRequest

from examples.django_app.accounts.models import User
from socialkit.contrib.django.middleware import Social


class SignedIn(HttpRequest):
    """A request behind `login_required`, with what the middleware put on it."""

    user: User  # never anonymous here
    social: Social
