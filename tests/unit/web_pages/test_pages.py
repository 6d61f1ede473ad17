from __future__ import annotations

import re
from string import Formatter

import pytest

from socialkit.web.pages import PAGES, PATHS
from socialkit.web.pages.addresses import written
from tests.unit.web_pages.town import HOSTILE, LONG, RTL, VIEWERS, Page, Town

_PARTS = {"tag": "b", "group": "prototype", "person": "dan", "kind": "post"}


def _addresses(town: Town) -> list[str]:
    """Every page that is read, about things that are there and about things that are not."""
    posts = [town.ids["question"], town.ids["hostile"], town.ids["public"], "nonsense"]
    found: list[str] = []
    for route in PAGES:
        if route.method != "GET":
            continue
        name = route.name.removeprefix("pages.")
        wanted = {part for _, part, _, _ in Formatter().parse(PATHS[name]) if part}
        for post in posts if "post" in wanted else posts[:1]:
            text = town.ids["reply" if name.startswith("reply") else "comment"]
            values = {**_PARTS, "post": post, "id": text}
            found.append(written(name, {part: values[part] for part in wanted}))
    return [*found, "/questions?list=solved&group=prototype&tag=x", "/people?text=a&skill=moulds"]


@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_page_is_shown_or_refused_to_every_class_of_viewer(
    old_town: Town, viewer: str
) -> None:
    for address in _addresses(old_town):
        response = old_town.get(viewer, address)
        assert response.status in {200, 303, 401, 403, 404}, (address, response.body.decode())
        assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("viewer", ["ana", "eve", "cus", ""])
def test_no_page_has_a_script_or_style_or_handler_of_its_own(old_town: Town, viewer: str) -> None:
    for address in _addresses(old_town):
        for tag, values in Page.of(old_town.get(viewer, address)).elements:
            assert tag != "style", address
            assert tag != "script" or values.get("src", "").startswith("/static/"), address
            assert not [name for name in values if name.startswith("on") or name == "style"]
            assert not values.get("href", "").lower().startswith(("javascript:", "data:"))


@pytest.mark.parametrize("viewer", ["ana", "luis", "eve", "cus"])
def test_every_link_and_every_form_of_a_page_leads_to_a_route(old_town: Town, viewer: str) -> None:
    table = old_town.app.table
    for address in _addresses(old_town):
        page = Page.of(old_town.get(viewer, address))
        for link in page.links() - {"#sk-main"}:
            if link.startswith("/"):
                found = table.match("GET", re.split(r"[?#]", link)[0])
                assert hasattr(found, "route"), (address, link)
        for action in page.actions():
            assert hasattr(table.match("POST", action), "route"), (address, action)


@pytest.mark.parametrize("viewer", ["ana", "luis", "dan", "eve", "cus", "boss"])
def test_every_link_that_a_page_offers_may_be_followed(old_town: Town, viewer: str) -> None:
    links: set[str] = set()
    for address in _addresses(old_town):
        links |= Page.of(old_town.get(viewer, address)).links()
    for link in sorted(links):
        if link.startswith("/"):
            response = old_town.get(viewer, link.partition("#")[0])
            assert response.status in {200, 303}, (viewer, link)


def test_names_with_markup_are_text(old_town: Town) -> None:
    for address in ("/explore", "/people/dan", "/groups/prototype/requests", "/notifications"):
        response = old_town.get("ana", address)
        assert b"<script>alert" not in response.body
        assert HOSTILE in Page.of(response).text


def test_names_of_other_scripts_and_very_long_ones_are_isolated(old_town: Town) -> None:
    body = old_town.get("ana", "/people").body.decode()
    assert f"<bdi>{RTL}</bdi>" in body
    assert f"<bdi>{LONG}</bdi>" in body


def test_absent_and_forbidden_pages_are_the_same_bytes(old_town: Town) -> None:
    absent = old_town.get("eve", "/groups/no-such-group")
    assert old_town.get("eve", "/groups/plans") == absent
    assert old_town.get("eve", "/groups/guild") == absent
    assert old_town.get("eve", "/people/luisa").body == old_town.get("eve", "/people/nour").body
    assert old_town.get("eve", f"/posts/{old_town.ids['hostile']}").body == absent.body
    assert absent.status == 404


def test_an_external_sees_one_group_and_its_people_alone(old_town: Town) -> None:
    assert "/groups/prototype" in old_town.page("eve", "/groups").links()
    assert not {"/groups/guild", "/groups/plans"} & old_town.page("eve", "/groups").links()
    people = old_town.page("eve", "/people").links()
    assert {"/people/ana", "/people/luis", "/people/eve"} <= people
    assert not {"/people/dan", "/people/nour", "/people/lea"} & people


def test_people_from_outside_are_marked_with_a_word_and_their_organisation(old_town: Town) -> None:
    thread = old_town.page("luis", f"/posts/{old_town.ids['question']}")
    assert "Outside · Acme" in thread.text
    assert "Here now: Acme (1)" in old_town.page("luis", "/groups/prototype").text


def test_a_community_marks_the_team_and_not_its_customers(old_town: Town) -> None:
    members = old_town.page("cus", "/groups/manuals/members").text
    assert "Boss Team" in members
    assert "Outside" not in old_town.page("cus", "/people").text


def test_a_stranger_reads_what_is_public_and_gets_no_form(old_town: Town) -> None:
    thread = old_town.page("(club)", f"/posts/{old_town.ids['public']}")
    assert "Where is the manual?" in thread.text
    assert thread.actions() == set()
    assert old_town.get("(club)", "/").headers["Location"] == "/explore"


def test_forms_are_offered_only_to_those_who_may_send_them(old_town: Town) -> None:
    question = old_town.ids["question"]
    asker = old_town.page("luis", f"/posts/{question}").actions()
    guest = old_town.page("eve", f"/posts/{question}").actions()
    steering = {f"/posts/{question}/{act}" for act in ("accept", "close", "duplicate", "delete")}
    assert steering <= asker
    assert not steering & guest
    assert f"/posts/{question}/replies" in guest
    assert f"/posts/{question}/reopen" not in asker
    assert f"/replies/{old_town.ids['reply']}/delete" in guest


@pytest.mark.parametrize("address", ["/groups/new", "/groups/prototype/edit", "/people/ana/edit"])
def test_a_form_that_one_may_not_send_is_not_shown_either(old_town: Town, address: str) -> None:
    assert old_town.get("eve", address).status == 403


def test_it_is_said_whose_turn_it_is(old_town: Town) -> None:
    address = f"/posts/{old_town.ids['question']}"
    assert "Waiting for you" in old_town.page("luis", address).labels()
    assert "Waiting for Luis Sá" in old_town.page("ana", address).labels()


def test_a_page_has_one_main_heading_and_the_language(old_town: Town) -> None:
    for address in _addresses(old_town):
        page = Page.of(old_town.get("ana", address))
        tags = [tag for tag, _ in page.elements]
        assert tags.count("h1") == 1, address
        assert page.elements[0][1]["lang"] == "en"


def test_a_language_from_right_to_left_turns_the_page(old_town: Town) -> None:
    body = old_town.get("ana", "/people", locale="ar").body.decode()
    assert '<html lang="ar" dir="rtl">' in body


def test_pages_of_a_list_follow_one_another(town: Town) -> None:
    with town.kit.acting_as("luis") as me:
        for number in range(25):
            me.posts.publish(f"note {number}")
    first = town.page("luis", "/explore")
    more = next(link for link in first.links() if "cursor=" in link)
    second = town.page("luis", more)
    posts = [
        {p for p in page.links() if p.startswith("/posts/") and "#" not in p}
        for page in (first, second)
    ]
    assert posts[0]
    assert posts[1]
    assert not posts[0] & posts[1]


def test_the_queue_shows_counts_that_equal_its_lists(old_town: Town) -> None:
    for name, count in (("unanswered", 0), ("unsolved", 1), ("directed-to-me", 1), ("solved", 0)):
        page = old_town.page("ana", f"/questions?list={name}")
        shown = {p for p in page.links() if p.startswith("/posts/")}
        assert len(shown) == count, name
    text = old_town.page("ana", "/questions").text
    assert "Unanswered 0 Unsolved 1 For you 1 Solved 0" in text


def test_a_page_that_shows_an_error_does_not_need_the_database(old_town: Town) -> None:
    page = Page.of(old_town.get("ana", "/no/such/page"))
    assert "There is nothing here that you can see." in page.text
    assert "/explore" in page.links()
