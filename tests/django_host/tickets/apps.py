from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tests.django_host.tickets"
    label = "tickets"
    default_auto_field = "django.db.models.BigAutoField"
