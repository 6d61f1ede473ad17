from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tests.django_host.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
