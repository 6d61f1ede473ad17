from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "examples.django_app.accounts"
    label = "accounts"
