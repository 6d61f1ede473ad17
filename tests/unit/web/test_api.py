from __future__ import annotations

import json

import pytest

from socialkit.web.answering import adapter
from socialkit.web.api import ROUTES
from socialkit.web.http import Response
from tests.unit.web.site import SiteUnderTest, code, read

VIEWERS = ("ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "kim", "lea", "max", "bot")


def items(response: Response) -> list[dict[str, object]]:
    assert response.status == 200, response
    found = read(response)["items"]
    assert isinstance(found, list)
    return found


def test_one_sees_oneself(site: SiteUnderTest) -> None:
    me = read(site.send("ann", "GET", "/me"))
    assert me["handle"] == "ann"
    assert me["is_me"] is True


def test_lists_come_in_pages_that_hold_each_row_once(site: SiteUnderTest) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = read(site.send("ann", "GET", "/feeds/explore", query=query))
        assert set(page) == {"items", "next"}
        seen += [str(item["id"]) for item in page["items"]]  # type: ignore[attr-defined]
        cursor = page["next"]  # type: ignore[assignment]
    whole = items(site.send("ann", "GET", "/feeds/explore", query={"limit": "100"}))
    assert seen == [item["id"] for item in whole]
    assert len(seen) == len(set(seen)) > 2


def test_an_external_sees_their_one_group_and_nobody_else(site: SiteUnderTest) -> None:
    assert [g["slug"] for g in items(site.send("eve", "GET", "/groups"))] == ["group-g"]
    handles = {p["handle"] for p in items(site.send("eve", "GET", "/people"))}
    assert handles == {"eve", "bob", "lea"}


def test_a_question_goes_from_asked_to_solved(site: SiteUnderTest) -> None:
    asked = site.send(
        "dan", "POST", "/questions", body={"title": "Which resin?", "directed_to": "ann"}
    )
    assert asked.status == 201
    question = read(asked)
    address = f"/questions/{question['id']}"
    before = read(site.send("dan", "GET", "/counts/questions"))
    answer = read(site.send("ann", "POST", f"{address}/answers", body={"body": "The blue one."}))
    solved = site.send("dan", "PUT", f"{address}/accepted", body={"reply": answer["id"]})
    assert read(solved)["question"]["state"] == "solved"  # type: ignore[index]
    after = read(site.send("dan", "GET", "/counts/questions"))
    assert after["solved"] == before["solved"] + 1  # type: ignore[operator]
    assert after["unanswered"] == before["unanswered"] - 1  # type: ignore[operator]
    moves = [m["move"] for m in items(site.send("dan", "GET", f"{address}/transitions"))]
    assert moves == ["answer", "accept"]
    reasons = [n["reason"] for n in items(site.send("ann", "GET", "/notifications"))]
    assert {"directed_question", "accepted"} <= set(reasons) or len(reasons) == 2
    closed = site.send("dan", "POST", f"{address}/close", body={"reason": "Done."})
    assert read(closed)["question"]["state"] == "closed"  # type: ignore[index]
    again = site.send("dan", "POST", f"{address}/close", body={"reason": "Done."})
    assert again.status == 409
    assert code(again) == "question.move"
    reopened = site.send("dan", "POST", f"{address}/reopen")
    assert read(reopened)["question"]["state"] == "solved"  # type: ignore[index]
    withdrawn = site.send("dan", "DELETE", f"{address}/accepted")
    assert read(withdrawn)["question"]["state"] == "answered"  # type: ignore[index]


def test_the_unread_count_is_the_list(site: SiteUnderTest) -> None:
    site.send("ann", "POST", "/posts", body={"body": "Hello @dan"})
    count = read(site.send("dan", "GET", "/counts/notifications"))["unread"]
    listed = items(site.send("dan", "GET", "/notifications", query={"unread_only": "true"}))
    assert count == len(listed) == 1
    assert site.send("dan", "POST", "/notifications/seen").status == 204
    assert read(site.send("dan", "GET", "/counts/notifications"))["unseen"] == 0
    read_one = site.send(
        "dan", "POST", "/notifications/read", body={"notice": str(listed[0]["id"])}
    )
    assert read_one.status == 204
    assert read(site.send("dan", "GET", "/counts/notifications"))["unread"] == 0


def test_a_group_is_founded_joined_and_left(site: SiteUnderTest) -> None:
    founded = site.send("dan", "POST", "/groups", body={"name": "Pumps"})
    assert founded.status == 201
    address = f"/groups/{read(founded)['slug']}"
    assert read(site.send("cat", "PUT", f"{address}/membership"))["my_role"] == "member"
    assert read(site.send("cat", "GET", address))["member_count"] == 2
    role = site.send("dan", "PATCH", f"{address}/members/cat", body={"role": "moderator"})
    assert role.status == 200
    roles = {m["role"] for m in items(site.send("cat", "GET", f"{address}/members"))}
    assert roles == {"owner", "moderator"}
    assert site.send("dan", "DELETE", f"{address}/members/cat").status == 204
    alone = site.send("dan", "DELETE", f"{address}/membership")
    assert (alone.status, code(alone)) == (409, "group.last_owner")
    assert read(site.send("dan", "POST", f"{address}/archive"))["archived"] is True


def test_a_request_to_join_is_made_and_decided(site: SiteUnderTest) -> None:
    address = f"/groups/{site.group('C')}"
    made = site.send("dan", "PUT", f"{address}/request", body={"message": "Please"})
    assert read(made)["state"] == "pending"
    assert site.send("dan", "PUT", f"{address}/request", body={}).status == 409
    waiting = items(site.send("ann", "GET", f"{address}/requests"))
    assert {r["person"]["handle"] for r in waiting} == {"dan", "kim"}  # type: ignore[index]
    decided = site.send(
        "ann", "PUT", f"/requests/{read(made)['id']}/decision", body={"accept": True}
    )
    assert read(decided)["state"] == "accepted"
    assert read(site.send("dan", "GET", address))["my_role"] == "member"
    assert site.send("kim", "DELETE", f"{address}/request").status == 204


def test_a_thread_has_replies_comments_and_reactions(site: SiteUnderTest) -> None:
    post = read(site.send("ann", "POST", "/posts", body={"body": "News", "tags": ["pumps"]}))
    address = f"/posts/{post['id']}"
    reply = read(site.send("dan", "POST", f"{address}/replies", body={"body": "Good"}))
    comment = site.send(
        "cat", "POST", f"{address}/comments", body={"body": "Indeed", "reply": reply["id"]}
    )
    assert comment.status == 201
    count = site.send("dan", "PUT", f"/reactions/post/{post['id']}/like")
    assert read(count) == {"count": 1}
    assert read(site.send("dan", "PUT", f"/reactions/post/{post['id']}/like")) == {"count": 1}
    assert site.send("dan", "PUT", f"/reactions/post/{post['id']}/hate").status == 422
    assert site.send("dan", "PUT", f"/reactions/cat/{post['id']}/like").status == 422
    thread = read(site.send("dan", "GET", f"{address}/thread"))
    assert [r["id"] for r in thread["replies"]] == [reply["id"]]  # type: ignore[attr-defined]
    assert site.send("dan", "DELETE", f"/reactions/post/{post['id']}/like").status == 200
    assert site.send("cat", "DELETE", f"/comments/{read(comment)['id']}").status == 204
    assert site.send("ann", "PUT", f"{address}/lock").status in {200, 403}
    assert {"tag": "pumps", "count": 2} in items(site.send("ann", "GET", "/tags"))


def test_before_posting_one_learns_who_reads_and_who_is_told(site: SiteUnderTest) -> None:
    readers = read(site.send("bob", "GET", "/readers", query={"group": "group-g"}))
    assert (readers["people"], readers["outsiders"]) == (3, 1)
    checked = site.send(
        "bob", "POST", "/mentions/check", body={"body": "@eve @cat @zzz", "group": "group-g"}
    )
    outcomes = {str(c["text"]): c["outcome"] for c in items(checked)}
    assert len(set(outcomes.values())) == 3
    names = items(
        site.send("bob", "GET", "/mentions/suggestions", query={"prefix": "e", "group": "group-g"})
    )
    assert [n["handle"] for n in names] == ["eve"]


def test_the_profile_and_its_posts(site: SiteUnderTest) -> None:
    edited = site.send("dan", "PATCH", "/me", body={"title": "Buyer", "skills": ["resins"]})
    assert read(edited)["title"] == "Buyer"
    assert read(site.send("cat", "GET", "/people/dan"))["skills"] == ["resins"]
    assert site.send("cat", "PUT", "/people/dan/follow").status == 204
    assert read(site.send("cat", "GET", "/people/dan"))["followed"] is True
    site.send("dan", "POST", "/posts", body={"body": "Mine"})
    assert len(items(site.send("cat", "GET", "/feeds/following"))) == 1
    assert len(items(site.send("cat", "GET", "/people/dan/posts"))) == 1
    assert site.send("cat", "DELETE", "/people/dan/follow").status == 204
    assert items(site.send("cat", "GET", "/departments"))
    assert read(site.send("cat", "GET", "/counts/people"))["count"] == len(
        items(site.send("cat", "GET", "/people", query={"limit": "100"}))
    )


def test_an_admin_adds_people_and_suspends_them(site: SiteUnderTest) -> None:
    added = site.send("hal", "POST", "/people", body={"subject": "n1", "display_name": "New One"})
    assert added.status == 201
    handle = read(added)["handle"]
    status = site.send("hal", "PUT", f"/people/{handle}/status", body={"status": "suspended"})
    assert status.status == 200
    refused = site.send("dan", "POST", "/people", body={"subject": "n2", "display_name": "X"})
    assert (refused.status, code(refused)) == (403, "forbidden")


@pytest.mark.parametrize("viewer", [*VIEWERS, "anon"])
def test_no_route_fails_for_any_class_of_viewer(site: SiteUnderTest, viewer: str) -> None:
    """Each row once: the answer is a success or a problem with a known status, never a fault."""
    values = {
        "person": "ann",
        "group": site.group("O"),
        "post": site.post("O-question"),
        "question": site.post("O-question"),
        "reply": str(site.world.replies["O-question-plain"].id),
        "comment": str(next(iter(site.world.comments.values())).id),
        "request": str(site.world.requests["kim"].id),
        "kind": "post",
        "target": site.post("O-question"),
        "reaction": "like",
    }
    bodies = _bodies(site)
    for route in ROUTES:
        path = route.path.removeprefix("/api/v1").format(**values)
        query = {"tag": "pumps"} if route.name == "feeds.tag" else None
        response = site.send(viewer, route.method, path, body=bodies.get(route.name), query=query)
        assert response.status < 500, (route.name, response)
        if response.status < 400:
            assert response.status == route.status
        elif response.status not in {401, 403, 404, 409, 422}:
            pytest.fail(f"{route.name}: {response}")
        if viewer in {"gus", "anon"}:
            assert response.status >= 400 or not _has_rows(response), (route.name, response)


def _has_rows(response: Response) -> bool:
    found = json.loads(response.body) if response.body else {}
    return bool(found.get("items")) or any(
        isinstance(value, int) and value for name, value in found.items() if name != "cap"
    )


def _bodies(site: SiteUnderTest) -> dict[str, object]:
    reply = str(site.world.replies["O-question-plain"].id)
    return {
        "people.add": {"subject": "n9", "display_name": "Nine"},
        "people.status": {"status": "active"},
        "me.edit": {"title": "T"},
        "people.edit": {"title": "T"},
        "groups.found": {"name": "Found"},
        "groups.edit": {"about": "About"},
        "memberships.add": {"person": "dan"},
        "memberships.change_role": {"role": "member"},
        "requests.make": {"message": "m"},
        "requests.decide": {"accept": False},
        "posts.publish": {"body": "b"},
        "posts.edit": {"body": "b"},
        "replies.add": {"body": "b"},
        "replies.edit": {"body": "b"},
        "comments.add": {"body": "b"},
        "comments.edit": {"body": "b"},
        "questions.ask": {"title": "t"},
        "questions.answer": {"body": "b"},
        "questions.accept": {"reply": reply},
        "questions.close": {"reason": "r"},
        "questions.mark_duplicate": {"of": site.post("S-question")},
        "questions.direct": {"person": "bob"},
        "mentions.check": {"body": "@bob"},
    }


def test_every_view_of_the_table_can_be_written() -> None:
    for route in ROUTES:
        if route.response is not None:
            adapter(route.response)
