from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "examples.django_app.helpdesk"
    label = "helpdesk"
    verbose_name = "Help desk"
