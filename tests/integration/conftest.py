"""Give integration tests a Django application on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services.databases import BACKENDS, SQLITE

if TYPE_CHECKING:
    from tests.conformance.django_storages import Hosted
    from tests.integration.django_databases import Host


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=[] if name == SQLITE else [getattr(pytest.mark, name)])
        for name in BACKENDS
    ],
)
def django_application(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Hosted, str]]:
    """The application on each database in turn, and the database's address."""
    from tests.integration.django_databases import application

    if request.param == SQLITE:
        url = f"sqlite:///{tmp_path_factory.mktemp('django') / 'host.db'}"
    else:
        url = request.getfixturevalue(f"{request.param}_url")
    with application(request.param, url) as database:
        yield database, url


@pytest.fixture
def django_host(django_application: tuple[Hosted, str]) -> Iterator[Host]:
    """The application without rows."""
    from tests.integration.django_databases import fresh

    with fresh(*django_application) as host:
        yield host


@pytest.fixture(scope="session")
def django_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables of the Django project and nothing in them."""
    from tests.integration.django_hosts import migrate

    file = tmp_path_factory.mktemp("django") / "template.db"
    migrate(file)
    return file
