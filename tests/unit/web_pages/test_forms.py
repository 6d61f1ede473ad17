from __future__ import annotations

import pytest

from socialkit.errors import Conflict, Invalid
from socialkit.web.pages.forms import Form
from tests.unit.web_pages.town import Page, Town


def test_a_post_is_published_from_the_composer_and_then_read(town: Town) -> None:
    fields = town.page("luis", "/groups/prototype").form("/posts")
    where = town.done("luis", "/posts", **fields | {"body": "New **mould**\r\nnow", "tags": "a, b"})
    page = town.page("ana", where)
    assert "New mould" in page.text
    assert {"/tags/a", "/tags/b", "/groups/prototype"} <= page.links()


def test_a_refused_post_keeps_what_was_typed_and_says_what_was_wrong(town: Town) -> None:
    response = town.post("luis", "/posts", body="Something long", group="prototype", tags="a/b")
    page = Page.of(response)
    assert response.status == 422
    assert page.form("/posts")["body"] == "Something long"
    assert page.form("/posts")["tags"] == "a/b"
    field = next(v for tag, v in page.elements if tag == "input" and v.get("name") == "tags")
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"].split()[0] == "sk-tags-error"
    assert "A tag is one word" in page.text


def test_an_empty_post_is_refused_beside_the_text(town: Town) -> None:
    response = town.post("luis", "/posts", body=" ", group="prototype")
    page = Page.of(response)
    area = next(values for tag, values in page.elements if tag == "textarea")
    assert response.status == 422
    assert area["aria-invalid"] == "true"
    assert "Write something first" in page.text


def test_posting_where_one_may_not_is_refused(town: Town) -> None:
    assert town.post("luis", "/posts", body="Hi", group="guild").status == 403
    assert town.post("eve", "/posts", body="Hi", group="guild").status == 404


def test_checking_says_who_reads_it_and_what_each_name_does(town: Town) -> None:
    response = town.post(
        "luis", "/posts", body="Hi @ana @dan @nobody", group="prototype", intent="check"
    )
    text = Page.of(response).text
    assert response.status == 200
    assert "3 people will see this, 1 of them from outside: Acme." in text
    assert "@ana will be told" in text
    assert "@dan can not read this" in text
    assert "@nobody unknown name" in text
    assert Page.of(response).form("/posts")["body"] == "Hi @ana @dan @nobody"


def test_a_question_is_asked_answered_accepted_and_withdrawn(town: Town) -> None:
    asked = town.done(
        "luis", "/questions/ask", title="Which glue?", group="prototype", directed_to="ana", tags=""
    )
    assert "Waiting for you" in town.page("ana", asked).labels()
    answer = town.done("ana", f"{asked}/replies", body="Epoxy")
    reply = answer.partition("#reply-")[2]
    assert town.page("luis", asked).form(f"{asked}/accept")["reply"] == reply
    town.done("luis", f"{asked}/accept", reply=reply)
    assert "Accepted answer" in town.page("luis", asked).text
    assert asked in town.page("eve", "/questions?list=solved").links()
    town.done("luis", f"{asked}/withdraw")
    assert asked in town.page("eve", "/questions?list=unsolved").links()


def test_a_question_directed_to_somebody_who_can_not_read_it_is_refused(town: Town) -> None:
    response = town.post(
        "luis", "/questions/ask", title="Which glue?", group="prototype", directed_to="dan"
    )
    page = Page.of(response)
    assert response.status == 422
    assert page.form("/questions/ask")["title"] == "Which glue?"
    assert "Nobody by that name can read the question there." in page.text


def test_a_question_is_closed_with_a_reason_and_opened_again(town: Town) -> None:
    address = f"/posts/{town.ids['question']}"
    refused = town.post("luis", f"{address}/close", reason=" ")
    assert refused.status == 422
    assert "Say why the question is closed." in Page.of(refused).text
    town.done("luis", f"{address}/close", reason="No longer needed")
    page = town.page("eve", address)
    assert "No longer needed" in page.text
    assert f"{address}/replies" not in page.actions()
    town.done("luis", f"{address}/reopen")
    assert "Answered" in town.page("eve", address).labels()


def test_a_duplicate_leads_to_the_original_by_its_address(town: Town) -> None:
    copy = town.done("luis", "/questions/ask", title="Which resin then?", group="prototype")
    original = f"/posts/{town.ids['question']}"
    wrong = town.post("luis", f"{copy}/duplicate", of="the other one")
    assert wrong.status == 422
    assert "Give the address of the other question" in Page.of(wrong).text
    town.done("luis", f"{copy}/duplicate", of=f"https://intra.example{original}#replies")
    assert original in town.page("luis", copy).links()


def test_a_question_is_directed_to_somebody_else(town: Town) -> None:
    address = f"/posts/{town.ids['question']}"
    refused = town.post("luis", f"{address}/direct", to="dan")
    assert "Nobody by that name" in Page.of(refused).text
    town.done("luis", f"{address}/direct", to="@eve")
    assert "Directed to Eve Cast" in town.page("luis", address).text


def test_comments_replies_and_posts_are_written_changed_and_taken_away(town: Town) -> None:
    thread, reply = f"/posts/{town.ids['question']}", f"/replies/{town.ids['reply']}"
    comment = town.done("luis", f"{reply}/comments", body="How long?").partition("#comment-")[2]
    form = town.page("luis", f"/comments/{comment}/edit").form(f"/comments/{comment}/edit")
    assert form == {"version": "1", "body": "How long?"}
    town.done("luis", f"/comments/{comment}/edit", **form | {"body": "How hot?"})
    town.done("eve", f"{reply}/edit", body="Take PEEK.", version="1")
    text = town.page("ana", thread).text
    assert "How hot?" in text
    assert "Take PEEK." in text
    town.done("luis", f"/comments/{comment}/delete")
    town.done("eve", f"{reply}/delete")
    assert "How hot?" not in town.page("eve", thread).text
    assert "Take PEEK." not in town.page("luis", thread).text
    assert "Deleted" in town.page("ana", thread).labels()


def test_a_stale_edit_is_refused_and_keeps_what_was_typed(town: Town) -> None:
    address = f"/posts/{town.ids['question']}/edit"
    form = town.page("luis", address).form(address)
    town.done("luis", address, **form | {"title": "Which resin, really?"})
    response = town.post("luis", address, **form | {"title": "Mine"})
    assert response.status == 412
    assert Page.of(response).form(address)["title"] == "Mine"
    assert "Which resin?" in town.page("luis", f"/posts/{town.ids['question']}/history").text


def test_an_empty_comment_opens_its_form_with_the_error(town: Town) -> None:
    thread = f"/posts/{town.ids['question']}"
    response = town.post("luis", f"{thread}/comments", body="")
    page = Page.of(response)
    assert response.status == 422
    assert "Write something first" in page.text
    assert any(tag == "details" and "open" in values for tag, values in page.elements)


def test_a_reaction_is_given_once_and_taken_back(town: Town) -> None:
    address = f"/reactions/reply/{town.ids['reply']}"
    thread = f"/posts/{town.ids['question']}"
    assert town.page("luis", thread).form(address)["change"] == "add"
    town.done("luis", address, reaction="like", change="add")
    assert town.page("luis", thread).form(address)["change"] == "remove"
    town.done("luis", address, reaction="like", change="remove")
    assert town.page("luis", thread).form(address)["change"] == "add"


def test_a_group_is_founded_changed_archived_and_brought_back(town: Town) -> None:
    form = town.page("luis", "/groups/new").form("/groups/new")
    where = town.done(
        "luis",
        "/groups/new",
        **form | {"name": "Gears", "visibility": "listed", "purpose": "project"},
    )
    edit = f"{where}/edit"
    values = town.page("luis", edit).form(edit) | {"name": "Gears & cams"}
    choices = {
        "visibility": "open",
        "purpose": "support",
        "join_method": "direct",
        "reach": "network",
    }
    town.done("luis", edit, **values | choices)
    assert "Gears & cams" in town.page("dan", where).text
    town.done("luis", f"{where}/archive")
    assert "archived, read-only" in town.page("luis", where).text
    town.done("luis", f"{where}/restore")
    assert "archived, read-only" not in town.page("luis", where).text


def test_letting_externals_in_is_offered_to_those_alone_who_may(town: Town) -> None:
    assert "externals_allowed" in town.page("ana", "/groups/new").form("/groups/new")
    assert "externals_allowed" not in town.page("luis", "/groups/new").form("/groups/new")
    refused = town.post(
        "luis",
        "/groups/new",
        name="G",
        visibility="open",
        purpose="project",
        externals_allowed="yes",
    )
    assert refused.status == 403


def test_a_group_without_a_name_is_refused_with_what_was_typed(town: Town) -> None:
    response = town.post("luis", "/groups/new", name="", about="Gears", visibility="x", purpose="y")
    assert response.status == 422
    assert Page.of(response).form("/groups/new")["about"] == "Gears"


def test_people_join_leave_ask_and_are_let_in(town: Town) -> None:
    town.done("dan", "/groups/guild/join")
    assert "/groups/guild" in town.page("dan", "/groups?list=mine").links()
    town.done("dan", "/groups/guild/leave")
    assert "/groups/guild/join" in town.page("dan", "/groups/guild").actions()
    town.done("dan", "/groups/prototype/withdraw")
    town.done("dan", "/groups/prototype/request", message="Please")
    again = town.post("dan", "/groups/prototype/request", message="Please!")
    assert again.status in {403, 409}
    page = town.page("ana", "/groups/prototype/requests")
    decide = next(action for action in page.actions() if action.endswith("/decide"))
    town.done("ana", decide, decision="accept", reason="Welcome")
    assert "you are member" in town.page("dan", "/groups/prototype").text


def test_members_are_added_changed_and_removed(town: Town) -> None:
    members = "/groups/prototype/members"
    town.done("ana", members, person="lea", role="member")
    town.done("ana", f"{members}/lea/role", role="moderator")
    refused = town.post("ana", f"{members}/eve/role", role="member")
    assert refused.status == 422
    assert "can only be guests" in Page.of(refused).text
    town.done("ana", f"{members}/lea/remove")
    assert "/people/lea" not in town.page("ana", members).links()
    last = town.post("ana", f"{members}/ana/remove")
    assert last.status == 409
    assert "A group needs an owner" in Page.of(last).text
    unknown = town.post("ana", members, person="nour", role="king")
    assert Page.of(unknown).form(members)["person"] == "nour"


def test_a_profile_is_changed_and_a_wrong_field_is_named(town: Town) -> None:
    address = "/people/luis/edit"
    form = town.page("luis", address).form(address)
    wrong = town.post("luis", address, **form | {"handle": "a b"})
    assert wrong.status == 422
    assert Page.of(wrong).form(address)["handle"] == "a b"
    town.done("luis", address, **form | {"skills": "moulds, flow analysis", "bio": "Hi\r\nthere"})
    page = town.page("ana", "/people/luis")
    assert "flow analysis" in page.text
    assert "/people/luis" in town.page("ana", "/people?skill=flow+analysis").links()


def test_people_and_threads_are_followed_and_left(town: Town) -> None:
    town.done("dan", "/people/luis/follow")
    assert "/people/luis/unfollow" in town.page("dan", "/people/luis").actions()
    town.done("dan", "/people/luis/unfollow")
    thread = f"/posts/{town.ids['hostile']}"
    town.done("luis", f"{thread}/follow")
    assert f"{thread}/unfollow" in town.page("luis", thread).actions()
    town.done("luis", f"{thread}/unfollow")
    assert f"{thread}/follow" in town.page("luis", thread).actions()


def test_a_moderator_locks_hides_and_brings_back_a_thread(town: Town) -> None:
    thread = f"/posts/{town.ids['question']}"
    town.done("ana", f"{thread}/lock", locked="yes")
    assert f"{thread}/replies" not in town.page("eve", thread).actions()
    town.done("ana", f"{thread}/lock", locked="no")
    assert f"{thread}/replies" in town.page("eve", thread).actions()
    town.done("ana", f"{thread}/hide")
    assert town.get("eve", thread).status == 404
    assert "Hidden from readers" in town.page("ana", thread).text
    town.done("ana", f"{thread}/restore")
    town.done("luis", f"{thread}/delete")
    assert town.get("eve", thread).status == 404


def test_a_moderator_hides_and_brings_back_replies_and_comments(town: Town) -> None:
    thread = f"/posts/{town.ids['question']}"
    for address, text in (
        (f"/comments/{town.ids['comment']}", "Dry it."),
        (f"/replies/{town.ids['reply']}", "Take PPS."),
    ):
        assert f"{address}/hide" not in town.page("luis", thread).actions()
        town.done("ana", f"{address}/hide")
        assert text not in town.page("luis", thread).text
        assert f"{address}/restore" in town.page("ana", thread).actions()
        town.done("ana", f"{address}/restore")
        assert text in town.page("luis", thread).text


def test_notices_are_seen_read_and_counted(town: Town) -> None:
    page = town.page("ana", "/notifications")
    one = next(a for a in page.actions() if a.endswith("/read") and a != "/notifications/read")
    before = page.text.count("Mark as read")
    town.done("ana", "/notifications/seen")
    town.done("ana", one)
    assert town.page("ana", "/notifications").text.count("Mark as read") == before - 1
    town.done("ana", f"/posts/{town.ids['question']}/read")
    town.done("ana", "/notifications/read")
    assert "All quiet" in town.page("ana", "/notifications?unread=yes").text


def test_a_page_tells_that_it_was_read_only_where_something_is_unread(town: Town) -> None:
    thread = f"/posts/{town.ids['question']}"
    assert f"{thread}/read" in town.page("ana", thread).actions()
    assert "/notifications/seen" in town.page("ana", "/notifications").actions()
    town.done("ana", "/notifications/seen")
    town.done("ana", "/notifications/read")
    assert f"{thread}/read" not in town.page("ana", thread).actions()
    assert "/notifications/seen" not in town.page("ana", "/notifications").actions()


def test_a_picture_stands_on_the_initials_that_show_where_it_does_not_load(town: Town) -> None:
    form = town.page("luis", "/people/luis/edit").form("/people/luis/edit")
    town.done("luis", "/people/luis/edit", **form | {"avatar_url": "https://a.example/l.png?a=b&c"})
    elements = town.page("ana", "/people/luis").elements
    pictures = [values for tag, values in elements if tag == "img"]
    assert pictures[0]["src"] == "https://a.example/l.png?a=b&c"
    assert pictures[0]["alt"] == ""
    assert ("span", "sk-avatar sk-huge") in [
        (tag, values.get("class", "").partition(" sk-hue")[0]) for tag, values in elements
    ]


def test_reading_a_page_changes_nothing(town: Town) -> None:
    before = town.page("ana", "/notifications?unread=yes").text
    town.get("ana", f"/posts/{town.ids['question']}")
    town.get("ana", "/notifications")
    assert town.page("ana", "/notifications?unread=yes").text == before


@pytest.mark.parametrize("error", [Invalid("a.b", "Wrong", field="x"), Conflict("a.c", "Late")])
def test_an_error_without_a_field_of_the_form_stands_above_it(error: Invalid | Conflict) -> None:
    form = Form({"name": "n"}).refused(error, ("name",))
    assert form.message == error.message
    assert form.errors == {}
    assert form.failed


def test_numbers_words_and_lines_are_read_as_people_type_them() -> None:
    form = Form({"n": "12", "m": "1_2", "big": "9" * 20, "w": "a, b  c", "l": "x\r\ny"})
    assert (form.number("n"), form.number("m"), form.number("big"), form.number("no")) == (
        12,
        None,
        None,
        None,
    )
    assert form.words("w") == ["a", "b", "c"]
    assert form.words("w", ",") == ["a", "b  c"]
    assert form.lines("l") == "x\ny"


def _made(town: Town) -> tuple[int, int, int]:
    with town.kit.system("a test") as desk:
        counts = desk.stats()
    return counts.posts, counts.comments, counts.groups


@pytest.mark.parametrize(
    ("page", "action", "fields"),
    [
        ("/", "/posts", {"body": "Only once"}),
        ("/questions/ask", "/questions/ask", {"title": "Only once?", "body": ""}),
        ("/posts/{question}", "/posts/{question}/replies", {"body": "Only once"}),
        ("/posts/{question}", "/posts/{question}/comments", {"body": "Only once"}),
        (
            "/groups/new",
            "/groups/new",
            {"name": "Only once", "visibility": "open", "purpose": "project"},
        ),
    ],
)
def test_a_form_that_is_sent_twice_makes_one_thing(
    town: Town, page: str, action: str, fields: dict[str, str]
) -> None:
    page, action = page.format(**town.ids), action.format(**town.ids)
    before = sum(_made(town))
    form = town.page("luis", page).form(action) | fields
    assert form["once"]
    first, second = (town.done("luis", action, **form) for _ in range(2))
    assert first == second
    assert sum(_made(town)) <= before + 1
    again = town.done("luis", action, **town.page("luis", page).form(action) | fields)
    assert again != first


def test_a_form_from_the_history_with_another_text_makes_a_thing_of_its_own(town: Town) -> None:
    form = town.page("luis", "/").form("/posts")
    first = town.done("luis", "/posts", **form | {"body": "One"})
    assert town.done("luis", "/posts", **form | {"body": "Two"}) != first
    assert town.done("luis", "/posts", **form | {"body": "One"}) == first


def test_a_refused_form_can_be_sent_again_with_its_key(town: Town) -> None:
    form = town.page("luis", "/").form("/posts") | {"body": "Kept", "tags": "a/b"}
    assert town.post("luis", "/posts", **form).status == 422
    assert town.post("luis", "/posts", **form).status == 422
    town.done("luis", "/posts", **form | {"tags": "a"})
