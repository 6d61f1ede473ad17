"""Addresses of the help desk, and where socialkit is mounted."""

from __future__ import annotations

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from examples.django_app.become.urls import demo_pages
from socialkit.contrib.django.urls import mount

urlpatterns = [
    path("", include("examples.django_app.helpdesk.urls")),
    path("", include("examples.django_app.accounts.urls")),
    path("admin/", admin.site.urls),
    path("favicon.ico", RedirectView.as_view(url=static("desk/mark.svg"))),
    path("social/", include("socialkit.contrib.django.urls")),
    path("community/", mount("customers")),
    *demo_pages(),
]
