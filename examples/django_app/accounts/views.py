from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from examples.demo.portraits import KEPT, portrait_of


@require_safe
def portrait(_: HttpRequest, name: str) -> HttpResponse:
    """Return the same drawing each time for the same name."""
    headers = {"Cache-Control": KEPT}
    return HttpResponse(portrait_of(name), content_type="image/svg+xml", headers=headers)
