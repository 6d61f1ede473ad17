from __future__ import annotations

from django.urls import URLPattern, path

from examples.django_app.become import views
from examples.django_app.become.mounting import is_mounted


def demo_pages() -> list[URLPattern]:
    """Return the pages of the demo; none unless its own runner has mounted them."""
    if not is_mounted():
        return []
    return [path("become", views.become, name="become"), path("who", views.who, name="who")]
