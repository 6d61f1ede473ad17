"""Check how a project wired socialkit, and say what to write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Final, TypeAlias

from django.apps import apps
from django.conf import settings as project
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.db import connections
from django.template import TemplateDoesNotExist, TemplateSyntaxError, loader
from django.utils.module_loading import import_string

from socialkit.contrib.django.conf import NAME, given, mistakes
from socialkit.contrib.django.kits import for_writes
from socialkit.domain.people import MemberClass
from socialkit.errors import ConfigurationError
from socialkit.ports.publishing import StoredPolicy

Found: TypeAlias = Iterator[CheckMessage]
_APP: Final = "socialkit.contrib.django"
_OWN: Final = f"{_APP}.middleware.SocialKitMiddleware"
_BLOCKS: Final = frozenset({"title", "head", "content"})
_VENDORS: Final = frozenset({"sqlite", "postgresql", "mysql"})
_NEEDY: Final = frozenset({MemberClass.EXTERNAL.value, MemberClass.HONORARY.value})


def register() -> None:
    """Offer the checks to Django."""
    for check in (_keys, _classes, _databases, _policies, _layouts, _identities, _mounts):
        checks.register(_told(check), _APP)


def _told(check: Callable[[], Found]) -> Callable[..., list[CheckMessage]]:
    def run(app_configs: object, **_: object) -> list[CheckMessage]:  # noqa: ARG001 - Django's words
        return list(check())

    return run


def _error(number: int, message: str, hint: str) -> Error:
    return Error(message, hint=hint, id=f"socialkit.E{number:03}")


def _caution(number: int, message: str, hint: str) -> Caution:
    return Caution(message, hint=hint, id=f"socialkit.W{number:03}")


def _keys() -> Found:
    for mistake in mistakes():
        yield _error(mistake.number, mistake.message, mistake.hint)


def _classes() -> Found:
    chosen = given().get("CLASS")
    for name in chosen.values() if isinstance(chosen, Mapping) else (chosen,):
        if isinstance(name, str) and name in _NEEDY:
            yield _error(
                4,
                f"{NAME}['CLASS'] is '{name}', and such people need a sponsor.",
                "Write a function PROFILE that returns Newcomer(..., sponsor=...) for each user.",
            )
        elif name is not None and (not isinstance(name, str) or name not in _declared()):
            hint = f"Write one of: {', '.join(_declared())}."
            yield _error(4, f"{NAME}['CLASS'] is '{name}', which is no class of people.", hint)


def _declared() -> tuple[str, ...]:
    """Return the classes of the policy in force; of the shipped ones where it can not be read."""
    folder = given().get("POLICY")
    usual = tuple(c.value for c in MemberClass if c is not MemberClass.ANONYMOUS)
    if not isinstance(folder, str | Path):
        return usual
    from socialkit.policy import load_folder

    try:
        return tuple(sorted(load_folder(Path(folder)).classes))
    except ConfigurationError:
        return usual


def _databases() -> Found:
    alias = given().get("DATABASE")
    if not isinstance(alias, str | None):
        return
    if alias is not None and alias not in connections:
        hint = f"Write one of the aliases in DATABASES: {', '.join(sorted(connections))}."
        yield _error(5, f"{NAME}['DATABASE'] names '{alias}', which is not in DATABASES.", hint)
        return
    host: Any = connections[alias or for_writes()]
    if host.vendor not in _VENDORS:
        yield _error(
            6,
            f"The database '{host.alias}' is of the kind '{host.vendor}'.",
            f"Name one on SQLite, PostgreSQL, MariaDB or MySQL in {NAME}['DATABASE'].",
        )
    entry = host.settings_dict
    immediate = entry.get("OPTIONS", {}).get("transaction_mode")
    if host.vendor == "sqlite" and entry.get("ATOMIC_REQUESTS") and not immediate:
        yield _caution(
            1,
            f"Requests at once will fail with 'database is locked': '{host.alias}' is SQLite with "
            "ATOMIC_REQUESTS and deferred transactions.",
            'Write "OPTIONS": {"transaction_mode": "IMMEDIATE"} for it in DATABASES.',
        )


def _policies() -> Found:
    if not {"POLICY", "VOCABULARY", "FUNCTIONS"} & given().keys():
        return
    from socialkit.policy import load_chosen

    folder, *added = (given().get(key) for key in ("POLICY", "VOCABULARY", "FUNCTIONS"))
    if isinstance(folder, StoredPolicy):
        folder = folder.fallback
    if folder is not None and not isinstance(folder, str | PathLike):
        return
    try:
        vocabulary, functions = (import_string(w) if isinstance(w, str) else w for w in added)
    except ImportError:
        return
    try:
        load_chosen(folder, vocabulary=vocabulary, functions=functions)
    except ConfigurationError as error:
        hint = "Look at the line that is named, or copy the policy that is shipped and change that."
        yield _error(7, f"The policy in {NAME}['POLICY'] can not be used: {error.message}", hint)


def _layouts() -> Found:
    name = given().get("BASE_TEMPLATE")
    if not isinstance(name, str):
        return
    try:
        base: Any = loader.get_template(name)
    except TemplateDoesNotExist:
        hint = "Name a template as `{% extends %}` does, such as 'base.html'."
        yield _error(8, f"{NAME}['BASE_TEMPLATE'] names '{name}', which is not found.", hint)
        return
    except TemplateSyntaxError as error:
        yield _error(8, f"{NAME}['BASE_TEMPLATE'] can not be read: {error}", "Correct it.")
        return
    if hasattr(base.backend, "env"):
        return
    missing = _BLOCKS - _blocks(base.template)
    if missing:
        names = ", ".join(sorted(missing))
        hint = "Add {% block title %}{% endblock %} and so on where the pages are to put theirs."
        yield _error(9, f"The template '{name}' has no block named: {names}.", hint)


def _blocks(template: Any) -> set[str]:
    """Return the blocks of a template and of those that it extends by a fixed name."""
    from django.template.loader_tags import BlockNode, ExtendsNode

    found = {node.name for node in template.nodelist.get_nodes_by_type(BlockNode)}
    for node in template.nodelist.get_nodes_by_type(ExtendsNode):
        parent = node.parent_name.var
        if isinstance(parent, str):
            found |= _blocks(template.engine.get_template(parent))
    return found


def _identities() -> Found:
    if "IDENTITY" not in given():
        if not apps.is_installed("django.contrib.auth"):
            hint = f"Add 'django.contrib.auth' to INSTALLED_APPS, or write {NAME}['IDENTITY']."
            yield _error(10, "Nothing says who is signed in.", hint)
        elif not _has("django.contrib.auth.middleware.AuthenticationMiddleware"):
            hint = (
                "Add 'django.contrib.auth.middleware.AuthenticationMiddleware' to MIDDLEWARE, or "
                f"write {NAME}['IDENTITY']."
            )
            yield _error(10, "Nothing says who is signed in: requests have no user.", hint)
    yield from _user_key()
    if not _has(_OWN):
        hint = f"Add '{_OWN}' to MIDDLEWARE, after the one of authentication."
        yield _caution(2, "Requests have no `request.social`.", hint)
    if not _has("django.middleware.csrf.CsrfViewMiddleware"):
        hint = "Add 'django.middleware.csrf.CsrfViewMiddleware' to MIDDLEWARE."
        yield _caution(3, "Your own forms are not protected against other sites.", hint)


def _user_key() -> Found:
    key = given().get("USER_KEY", "pk")
    if key == "pk" or not isinstance(key, str) or not apps.is_installed("django.contrib.auth"):
        return
    model = get_user_model()
    unique = {f.name for f in model._meta.get_fields() if getattr(f, "unique", False)}
    if key not in unique:
        hint = f"Name a field of {model.__name__} that is unique: {', '.join(sorted(unique))}."
        yield _error(11, f"{NAME}['USER_KEY'] names '{key}', which tells no users apart.", hint)


def _mounts() -> Found:
    if not getattr(project, "ROOT_URLCONF", None):
        return  # a project of workers or scripts
    from socialkit.contrib.django.mounts import networks

    try:
        mounted = networks()
    except Exception:  # noqa: BLE001 - what is wrong with the addresses, Django's own checks tell
        return
    if not mounted:
        hint = 'Write path("social/", include("socialkit.contrib.django.urls")) in your urls.py.'
        yield _caution(4, "The pages and the API are not mounted, and links lead nowhere.", hint)


def _has(middleware: str) -> bool:
    """Tell whether this middleware, or one made of it, is installed."""
    if middleware in project.MIDDLEWARE:
        return True
    wanted = import_string(middleware)
    return any(_made_of(name, wanted) for name in project.MIDDLEWARE)


def _made_of(name: str, wanted: type) -> bool:
    try:
        found = import_string(name)
    except ImportError:
        return False
    return isinstance(found, type) and issubclass(found, wanted)
