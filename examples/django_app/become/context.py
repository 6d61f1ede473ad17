from __future__ import annotations

from django.http import HttpRequest

from examples.django_app.become.mounting import is_mounted


def demo(_: HttpRequest) -> dict[str, object]:
    """Tell the layout whether this is the demo."""
    return {"demo": is_mounted()}
