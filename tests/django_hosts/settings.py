"""Settings of the tests' Django project; see `pointed` for where its databases are."""

from __future__ import annotations

from typing import Any, Final

import pymysql

pymysql.install_as_MySQLdb()  # type: ignore[no-untyped-call] # mysqlclient needs a compiler

_SQLITE: Final = "django.db.backends.sqlite3"
_POSTGRES: Final = "django.db.backends.postgresql"
_MARIADB: Final = "django.db.backends.mysql"

SECRET_KEY = "of tests"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, dict[str, Any]] = {
    "default": {"ENGINE": _SQLITE, "NAME": ":memory:"},
    "sqlite": {"ENGINE": _SQLITE, "NAME": ":memory:"},
    "postgres": {"ENGINE": _POSTGRES, "NAME": "absent"},
    "mariadb": {"ENGINE": _MARIADB, "NAME": "absent"},
    "oracle": {"ENGINE": "django.db.backends.dummy"},
}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
]
