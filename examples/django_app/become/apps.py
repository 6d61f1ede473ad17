from django.apps import AppConfig


class BecomeConfig(AppConfig):
    name = "examples.django_app.become"
    label = "become"
