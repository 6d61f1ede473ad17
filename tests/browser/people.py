"""Somebody in front of a browser, who notices every error that the page reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

PATIENCE = 20_000
"""Milliseconds; a busy machine is no slow page."""


@dataclass
class Somebody:
    """One person with one window."""

    name: str | None
    base: str
    context: BrowserContext
    page: Page
    troubles: list[str] = field(default_factory=list)

    @classmethod
    def sits_down(cls, name: str | None, base: str, context: BrowserContext) -> Somebody:
        """Open a window, signed in as somebody."""
        context.set_default_timeout(PATIENCE)
        who = cls(name, base, context, context.new_page())
        who.page.on("console", who.notice)
        who.page.on("pageerror", lambda error: who.troubles.append(str(error)))
        if name is not None:
            context.request.post(f"{base}/become", form={"name": name}, max_redirects=0)
        return who

    def becomes(self, name: str) -> None:
        """Become somebody with a click, as the demo offers it."""
        self.page.goto(f"{self.base}/become")
        self.page.locator(f'button[value="{name}"]').click()
        self.page.wait_for_url("**/who")

    def notice(self, message: ConsoleMessage) -> None:
        """Keep errors and warnings of the console; a violated content policy is one of them."""
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.type} at {self.page.url}: {message.text}")

    def goes(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(self.base + path)
        return self.page

    def opens_thread(self, title: str) -> None:
        """Follow the link of a thread."""
        self.page.get_by_role("link", name=title).first.click()
        expect(self.page.locator("#sk-thread-title")).to_have_text(title)

    def badge(self) -> int:
        """Read the number in the host's own navigation."""
        self.goes("/projects/PX")
        found = self.page.locator(".bw-bar sk-badge:not([hidden]) .sk-badge")
        return int(found.inner_text()) if found.count() else 0

    def queue(self, name: str) -> int:
        """Read the number of a list of the question queue."""
        self.goes("/social/questions")
        tab = self.page.locator(".sk-tabs a", has_text=re.compile(name)).first
        return int(tab.locator(".sk-count").inner_text())

    def suggestions(self) -> Locator:
        """Return what autocomplete offers now."""
        return self.page.locator(".sk-suggestions:not([hidden]) [role=option]")


Invite = Callable[..., Somebody]
