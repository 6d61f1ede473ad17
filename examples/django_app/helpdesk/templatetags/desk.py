"""Small words for the templates of the help desk."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def here(context: template.Context, address: str) -> SafeString:
    """Mark the link that leads to where one is."""
    request = context.get("request")
    inside = request is not None and request.path.startswith(address)
    return mark_safe(' aria-current="page"' if inside else "")  # noqa: S308 - two constants
