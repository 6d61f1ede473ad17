"""Settings of the help desk. What socialkit needs is marked with its name."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from examples.django_app.databases import database

BASE = Path(__file__).resolve().parent

# ── what differs from place to place ──────────────────────────────────────────────────────
DATABASES = {
    "default": database(os.environ.get("BRIGHTWATER_DATABASE", f"sqlite:///{BASE / 'desk.db'}"))
}
SECRET_KEY = os.environ.get("BRIGHTWATER_SECRET_KEY") or get_random_secret_key()
ALLOWED_HOSTS = os.environ.get("BRIGHTWATER_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
DEBUG = False
LOG_LEVEL = os.environ.get("BRIGHTWATER_LOG", "WARNING")

# ── the project ───────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "socialkit.contrib.django",  # socialkit
    "examples.django_app.accounts",
    "examples.django_app.helpdesk",
    "examples.django_app.become",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "examples.django_app.content_policy.ContentPolicyMiddleware",
    "socialkit.contrib.django.middleware.SocialKitMiddleware",  # socialkit
]
SOCIALKIT = {
    "IDENTITY": "examples.django_app.accounts.identity.subject",
    "USER_KEY": "username",
    "PROFILE": "examples.django_app.accounts.identity.newcomer",
    "POLICY": os.environ.get("BRIGHTWATER_POLICY", str(BASE.parent / "policy")),
    "BASE_TEMPLATE": "base.html",
}

ROOT_URLCONF = "examples.django_app.urls"
WSGI_APPLICATION = "examples.django_app.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "examples.django_app.become.context.demo",
            ]
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "helpdesk:index"
LOGOUT_REDIRECT_URL = "helpdesk:index"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": LOG_LEVEL}},
    "root": {"handlers": ["console"]},
}
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE / "static"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
