"""A running demo, and people in front of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.demos import started
from tests.browser.people import PATIENCE, Invite, Somebody
from tests.browser.seeded import seeded


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, started as anybody starts it."""
    with started("flask", seeded(tmp_path_factory)) as base:
        yield base


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """The machine's own Chromium; while it is open an event loop runs, which Django refuses."""
    expect.set_options(timeout=PATIENCE)
    options = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=options)
        yield opened
        opened.close()


@pytest.fixture
def invite(browser: Browser, demo: str) -> Iterator[Invite]:
    """A function that seats somebody; when the test ends, nobody has seen an error."""
    seated: list[Somebody] = []

    def sit(name: str | None, **options: Any) -> Somebody:
        who = Somebody.sits_down(name, demo, browser.new_context(**options))
        seated.append(who)
        return who

    yield sit
    troubles = [trouble for who in seated for trouble in who.troubles]
    for who in seated:
        who.context.close()
    assert troubles == []
