"""Settings of the host project; the environment says where its databases are.

`DJANGO_HOST_DATABASE` is the address of `default` (an SQLAlchemy address, as the fixtures give
it), `DJANGO_HOST_POSTGRES` and `DJANGO_HOST_MARIADB` those of the two aliases of these names, which
are absent where the variable is.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

from tests.django_host.databases import database

BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = "a key for tests alone"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.django_host.urls"
USE_TZ = True
TIME_ZONE = "Europe/Madrid"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_URL = "/static/"
LOGIN_URL = "/admin/login/"

_FILE = Path(tempfile.gettempdir()) / f"socialkit-django-{os.getpid()}.db"
DATABASES: dict[str, dict[str, Any]] = {
    "default": database(os.environ.get("DJANGO_HOST_DATABASE", f"sqlite:///{_FILE}")),
}
for _alias in ("postgres", "mariadb"):
    if _url := os.environ.get(f"DJANGO_HOST_{_alias.upper()}"):
        DATABASES[_alias] = database(_url)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "socialkit.contrib.django",
    "tests.django_host.people",
    "tests.django_host.tickets",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "socialkit.contrib.django.middleware.SocialKitMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
SOCIALKIT: dict[str, Any] = {}
