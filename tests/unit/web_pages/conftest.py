from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.web_pages.town import Town, build


@pytest.fixture
def town() -> Iterator[Town]:
    made = build()
    yield made
    made.kit.close()


@pytest.fixture(scope="module")
def old_town() -> Iterator[Town]:
    """A town that tests only look at."""
    made = build()
    yield made
    made.kit.close()
