"""Every page, for every class of member; what pages and API say; what is wrong on purpose."""

from __future__ import annotations

from typing import Final

from examples.journey.expectations import OK, Journey
from examples.visitor import Visitor, kind_of_page

PAGES: Final = frozenset(
    f"/social{path}"
    for path in (
        "",
        "/explore",
        "/following",
        "/tags/NAME",
        "/posts/ID",
        "/posts/ID/edit",
        "/questions",
        "/questions/ask",
        "/groups",
        "/groups/new",
        "/groups/NAME",
        "/groups/NAME/edit",
        "/groups/NAME/members",
        "/groups/NAME/request",
        "/groups/NAME/requests",
        "/people",
        "/people/NAME",
        "/people/NAME/edit",
        "/notifications",
    )
)
"""Every kind of page that a link leads to."""


def pages_and_api_agree(go: Journey) -> None:
    """A page shows what the API lists."""
    for name, prefix in (
        ("ana", "/social"),
        ("carla", "/social"),
        ("rosa", "/community"),
        (None, "/community"),
    ):
        visitor = go.as_(name)
        listed = [
            f"{prefix}/posts/{p['id']}" for p in visitor.api("GET", f"{prefix}/feeds/explore").items
        ]
        links = visitor.get(f"{prefix}/explore").page.links
        shown = list(dict.fromkeys(link for link in links if link in set(listed)))
        go.say.equal(f"{visitor.name}'s page of posts is the API's list", shown, listed)
        extra = {link for link in links if kind_of_page(link).endswith("/posts/ID")} - set(listed)
        go.say.equal(f"{visitor.name}'s page links to nothing else", extra, set())
        groups = {link.rpartition("/")[2] for link in visitor.get(f"{prefix}/groups").page.links
                  if kind_of_page(link) == f"{prefix}/groups/NAME"}  # fmt: skip
        missing = go.slugs(name, prefix) ^ groups
        go.say.equal(f"{visitor.name}'s page of groups is the API's list", missing, set())
    unanswered = go.counts("samuel")["unanswered"]
    text = go.as_("samuel").get("/social/questions").text
    go.say.expect(
        "The queue's page shows the API's count",
        that=f'sk-count">{unanswered}<' in text,
        seen=unanswered,
    )


def host_pages(go: Journey) -> None:
    """The host's own pages carry the social layer."""
    say, ana, host = go.say, go.as_("ana"), go.host
    shared = ana.get(host.shared)
    say.equal("What the host keeps has a page", shared.status, OK)
    newest = ana.api("GET", "/social/groups/prototype-x/posts?limit=1").items[0]["id"]
    say.expect("It shows what its group says", that=newest in shared.text)
    say.equal("The partner's own is there", go.as_("carla").get(host.shared).status, OK)
    say.equal("Another one is not", go.as_("carla").get(host.closed).status, 404)
    social = ana.get("/social/").text
    say.expect("Social pages sit in the host's own layout", that=host.mark in social)
    policy = ana.get("/social/").headers.get("content-security-policy", "")
    say.expect("They allow no inline script", that="script-src 'self'" in policy, seen=policy)


def every_page(go: Journey) -> None:
    """Every link that a page offers leads somewhere, for every class of member."""
    for name, prefix in (
        ("ana", "/social"),
        ("daniel", "/social"),
        ("tomas", "/social"),
        ("martin", "/social"),
        ("carla", "/social"),
        ("bernd", "/social"),
        ("rosa", "/community"),
        ("ines", "/community"),
        (None, "/community"),
    ):
        walk(go, go.as_(name), prefix)
    go.say.equal("Every kind of page was visited", sorted(PAGES - go.seen), [])


def walk(go: Journey, visitor: Visitor, prefix: str, each: int = 2) -> None:
    """Follow the links of a network, a few of each kind."""
    waiting, known, taken = [f"{prefix}/explore"], set[str](), dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        answer = visitor.get(path)
        go.seen.add(kind_of_page(path))
        empty = visitor.name == "bernd"
        if answer.status in {302, 303}:
            waiting.append(answer.page.path(answer.headers["location"]))
            continue
        fine = answer.status == OK or (empty and answer.status in {403, 404})
        go.say.expect(
            f"{visitor.name} can follow the link to {path}", that=fine, seen=answer.status
        )
        for link in answer.page.links if answer.status == OK else ():
            kind = kind_of_page(link)
            inside = link == prefix or link.startswith(f"{prefix}/")
            if inside and link not in known and taken.get(kind, 0) < each:
                known.add(link)
                taken[kind] = taken.get(kind, 0) + 1
                waiting.append(link)


def bad_input(go: Journey) -> None:
    """Whatever is wrong gets a clear answer, and nothing is half done."""
    say, ana = go.say, go.as_("ana")
    for sentence, path, sent, wanted in (
        ("An unknown field is refused", "/social/posts", {"body": "x", "colour": "red"}, 422),
        ("An empty text is refused", "/social/posts", {"body": "  "}, 422),
        ("A text that is too long is refused", "/social/posts", {"body": "x" * 70_000}, 422),
        ("A wrong type is refused", "/social/posts", {"body": 7}, 422),
        ("A question without a title is refused", "/social/questions", {"title": ""}, 422),
        (
            "A group that is not there is not found",
            "/social/posts",
            {"body": "x", "group": "no"},
            404,
        ),
    ):
        before = len(go.posts("ana"))
        answer = ana.api("POST", path, sent)
        say.equal(sentence, answer.status, wanted)
        say.expect(f"{sentence}, with words", that=bool(answer.json.get("detail")))
        say.equal(f"{sentence}, and nothing is kept", len(go.posts("ana")), before)
    say.equal(
        "A page marker of one's own making is refused",
        ana.api("GET", "/social/feeds/home?cursor=abc").status,
        400,
    )
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "cross-site",
    }
    crossed = ana.send("POST", "/social/posts", b"body=From+elsewhere&intent=send", headers)
    say.equal("A write that another site started is refused", crossed.status, 403)
    once = {"body": "Sent twice, kept once."}
    first = ana.api("POST", "/social/posts", once, Idempotency_Key="journey-1")
    again = ana.api("POST", "/social/posts", once, Idempotency_Key="journey-1")
    say.equal("The same write sent twice is kept once", first.json["id"], again.json["id"])
