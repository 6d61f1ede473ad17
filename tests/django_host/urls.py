"""Where the host's pages are."""

from django.contrib import admin
from django.urls import include, path

from socialkit.contrib.django.urls import mount

urlpatterns = [
    path("admin/", admin.site.urls),
    path("social/", include("socialkit.contrib.django.urls")),
    path("club/", mount("club")),
]
