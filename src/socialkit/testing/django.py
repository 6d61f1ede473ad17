"""Let a Django project's own tests see what socialkit recorded, inside their transactions.

`class MyTest(SocialKitMixin, TestCase)` gives `self.socialkit`, a `SocialKitSeen`. Suites of pytest
write `pytest_plugins = ["socialkit.testing.django_plugin"]` instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from socialkit.contrib.django.kits import kit
from socialkit.kit import SocialKit
from socialkit.testing.seen import Seen


class SocialKitSeen(Seen):
    """Show events and notices of the open transaction of the project, committed or not."""

    def __init__(self, network: str | None = None, *, alias: str | None = None) -> None:
        self._network = network
        self._alias = alias
        super().__init__()

    @contextmanager
    def opened(self) -> Iterator[SocialKit]:
        """Give the kit of the network."""
        yield kit(self._network, self._alias)


class SocialKitMixin:
    """Stand in front of Django's `TestCase`; `self.socialkit` shows what the test records.

    What `setUpTestData` recorded is not shown. Another network: `socialkit_network = "club"`.
    """

    socialkit: SocialKitSeen
    socialkit_network: str | None = None
    socialkit_alias: str | None = None

    def setUp(self) -> None:
        """Note what is there already."""
        parent: Any = super()
        parent.setUp()
        self.socialkit = SocialKitSeen(self.socialkit_network, alias=self.socialkit_alias)
