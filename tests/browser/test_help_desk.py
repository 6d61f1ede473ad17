"""The help desk in a browser: the pages' script sends Django's token, and nothing is too wide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demos import started
from tests.browser.people import Somebody
from tests.browser.test_accessibility import serious, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = (
    "/tickets/",
    "/tickets/1042/",
    "/tickets/new/",
    "/teams/it/",
    "/social/",
    "/social/questions",
    "/become",
    "/who",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the help desk."""
    with started("django", tmp_path_factory.mktemp("desk") / "data") as base:
        yield base


@pytest.fixture
def ana(browser: Browser, desk: str) -> Iterator[Somebody]:
    """Ana, who sees no error while the test lasts."""
    who = Somebody.sits_down(None, desk, browser.new_context())
    who.becomes("ana")
    yield who
    who.context.close()
    assert who.troubles == []


def test_a_thread_on_the_ticket_s_page_takes_a_reaction_and_an_answer(ana: Somebody) -> None:
    page = ana.goes("/tickets/1042/")
    talk = page.locator("#talk")
    likes = talk.get_by_role("button", name="Like").first
    likes.click()
    expect(likes).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(talk.get_by_role("button", name="Like").first).to_have_attribute("aria-pressed", "true")
    talk.get_by_placeholder("Write an answer").fill("Hot it is 0.04 mm.")
    talk.get_by_role("button", name="Answer", exact=True).click()
    ana.goes("/tickets/1042/")
    expect(page.locator("#talk")).to_contain_text("Hot it is 0.04 mm.")


def test_a_name_is_picked_from_autocomplete_and_the_page_says_who_is_told(ana: Somebody) -> None:
    page = ana.goes("/social/groups/prototype-x")
    text = page.get_by_placeholder("Share something")
    text.press_sequentially("On the table, @car")
    ana.suggestions().filter(has_text="Carla Jensen").click()
    expect(page.locator(".sk-outcomes")).to_contain_text("@carla will be told")


def test_a_ticket_is_opened_and_noted_on(ana: Somebody) -> None:
    page = ana.goes("/tickets/new/")
    page.get_by_label("Team").select_option(label="IT desk")
    page.get_by_label("Title").fill("Second screen stays dark")
    page.get_by_label("What is needed").fill("Since this morning.")
    page.get_by_role("button", name="Open the ticket").click()
    expect(page.get_by_role("status")).to_contain_text("is open")
    page.get_by_placeholder("Write a note").fill("Another cable does not help.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".hd-paper").nth(1)).to_contain_text("Another cable does not help.")


def test_axe_finds_nothing_serious(ana: Somebody) -> None:
    found = []
    for path in PAGES:
        ana.goes(path)
        found += serious(ana)
    assert found == []


def test_no_page_is_wider_than_a_telephone(ana: Somebody) -> None:
    ana.page.set_viewport_size({"width": 390, "height": 844})
    found = []
    for path in PAGES:
        ana.goes(path)
        found += too_wide(ana)
    assert found == []
