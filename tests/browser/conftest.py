"""A running demo, and people in front of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.people import PATIENCE, Invite, Somebody
from tests.browser.seeded import seeded

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, started as anybody starts it."""
    folder = seeded(tmp_path_factory)
    words = [sys.executable, "-m", "examples.flask_app", "--port", "0", "--data", str(folder)]
    paths = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield address_in(server)
        finally:
            server.terminate()


def address_in(server: subprocess.Popen[str]) -> str:
    """Read what the demo prints until it says where it is."""
    told = ""
    for line in server.stdout or ():
        told += line
        if found := re.search(r"Open (http://\S+)/become", line):
            return found.group(1)
    message = f"The demo did not start. It said: {told}"
    raise RuntimeError(message)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """The machine's own Chromium."""
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
