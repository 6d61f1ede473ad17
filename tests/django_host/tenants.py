"""Addresses of a project whose prefix holds a part that only the request knows."""

from django.urls import include, path

urlpatterns = [path("t/<slug:tenant>/social/", include("socialkit.contrib.django.urls"))]
