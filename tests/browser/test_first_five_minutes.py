"""What the tutorial promises, with a mouse and with keys alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Invite, Somebody

pytestmark = pytest.mark.browser


def test_a_name_is_picked_from_autocomplete_and_its_owner_is_told(invite: Invite) -> None:
    ana, carla = invite("ana"), invite("carla")
    before = carla.badge()
    page = ana.goes("/social/")
    page.get_by_label("In", exact=True).select_option(label="Prototype X")
    readers = page.locator(".sk-readers")
    expect(readers).to_contain_text("11 people")
    expect(readers).to_contain_text("Nordseal")
    text = page.get_by_placeholder("Share something")
    text.press_sequentially("Shaft 5 is on the table, @car")
    ana.suggestions().filter(has_text="Carla Jensen").click()
    expect(text).to_have_value("Shaft 5 is on the table, @carla ")
    expect(page.locator(".sk-outcomes")).to_contain_text("@carla will be told")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".sk-body a", has_text="Carla Jensen").first).to_be_visible()
    assert carla.badge() == before + 1
    carla.goes("/social/notifications")
    expect(carla.page.locator(".sk-note").first).to_contain_text("Ana Ruiz mentioned you")


def test_a_question_is_asked_answered_and_accepted_and_the_queue_follows(invite: Invite) -> None:
    ana, luis = invite("ana"), invite("luis")
    title = "Which glue holds a label on novolac?"
    unanswered, solved, his = ana.queue("Unanswered"), ana.queue("Solved"), luis.queue("For you")
    ask(ana, title)
    assert ana.queue("Unanswered") == unanswered + 1
    assert luis.queue("For you") == his + 1
    answer(luis, title, "A two-part epoxy glue, and roughen the surface first.")
    assert ana.queue("Unanswered") == unanswered
    accept(ana, title)
    assert ana.queue("Solved") == solved + 1
    luis.goes("/social/notifications")
    expect(luis.page.locator(".sk-note").first).to_contain_text("accepted your answer")


def ask(who: Somebody, title: str) -> None:
    """Ask a question of Luis, who is picked from the list."""
    page = who.goes("/social/questions/ask")
    page.get_by_label("Question", exact=True).fill(title)
    page.get_by_label("In", exact=True).select_option(label="Materials and resins")
    addressee = page.get_by_role("combobox", name="Directed to")
    addressee.press_sequentially("lui")
    who.suggestions().filter(has_text="Luis Ferrer").click()
    expect(addressee).to_have_value("luis")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#sk-thread-title")).to_have_text(title)
    expect(page.locator(".sk-main")).to_contain_text("Waiting for Luis Ferrer")


def answer(who: Somebody, title: str, text: str) -> None:
    """Answer a question that waits for this person."""
    page = who.goes("/social/questions?list=directed-to-me")
    who.opens_thread(title)
    expect(page.locator(".sk-main")).to_contain_text("Waiting for you")
    page.locator("#sk-reply").fill(text)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".sk-reply")).to_contain_text(text)


def accept(who: Somebody, title: str) -> None:
    """Accept the answer from the notice about it."""
    page = who.goes("/social/notifications")
    page.locator(".sk-note-link", has_text=title).first.click()
    page.get_by_role("button", name="Accept this answer").click()
    expect(page.locator(".sk-accepted-mark")).to_be_visible()
    expect(page.locator(".sk-state-solved").first).to_be_visible()


def test_the_external_sees_one_group_and_nobody_else(invite: Invite) -> None:
    carla = invite("carla")
    page = carla.goes("/social/groups")
    expect(page.locator(".sk-main .sk-tile .sk-title")).to_have_text(["Prototype X"])
    carla.goes("/social/people")
    expect(page.locator(".sk-grid .sk-tile")).to_have_count(11)
    expect(page.get_by_text("Maya Okafor")).to_have_count(0)
    for hidden in ("/social/groups/skid-40", "/social/people/maya", "/projects/S40"):
        assert page.request.get(carla.base + hidden).status == 404
    carla.goes("/social/groups/prototype-x")
    page.get_by_role("link", name="Ask a question here").click()
    text = page.locator("textarea[name=body]")
    text.press_sequentially("@may")
    page.wait_for_timeout(600)
    expect(carla.suggestions()).to_have_count(0)
    text.fill("")
    text.press_sequentially("@an")
    expect(carla.suggestions().filter(has_text="Ana Ruiz")).to_be_visible()


def test_the_page_of_numbers_says_what_each_sees(invite: Invite) -> None:
    numbers = {}
    somebody = invite(None)
    page = somebody.page
    for name in ("ana", "carla", "bernd"):
        somebody.becomes(name)
        panel = page.locator('[data-network="/social"]')
        numbers[name] = int(panel.locator("[data-count=groups]").inner_text())
    assert numbers == {"ana": 11, "carla": 1, "bernd": 0}


def test_a_post_is_written_and_sent_with_keys_alone(invite: Invite) -> None:
    ana = invite("ana")
    page = ana.goes("/social/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type("No mouse was harmed, @lu")
    expect(ana.suggestions().first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    chosen = ana.suggestions().and_(page.locator("[aria-selected=true]"))
    expect(chosen).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_value(re.compile(r"No mouse was harmed, @lu\w+ $"))
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.sk-post").first).to_contain_text("No mouse was harmed")


def test_everything_needed_works_without_javascript(invite: Invite) -> None:
    samuel = invite("samuel", java_script_enabled=False)
    page = samuel.goes("/social/questions/ask")
    page.get_by_label("Question", exact=True).fill("Where do the slings hang?")
    page.get_by_label("In", exact=True).select_option(label="Workshop")
    page.locator("textarea[name=body]").fill("The yellow ones, @ewan knows.")
    page.get_by_role("button", name="Check readers").click()
    expect(page.locator(".sk-readers")).to_contain_text("people")
    expect(page.locator(".sk-outcomes")).to_contain_text("will be told")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#sk-thread-title")).to_have_text("Where do the slings hang?")
