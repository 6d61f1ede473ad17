from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from examples.django_app.accounts import views

urlpatterns = [
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("portraits/<slug:name>.svg", views.portrait, name="portrait"),
]
