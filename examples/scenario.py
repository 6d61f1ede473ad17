"""One journey through a host with the story in it, over HTTP alone, as every class of member.

    python -m examples.scenario http://127.0.0.1:8765

Each expectation is a sentence. The last line says how many held; the exit code is 0 where all did.
The host must offer `/become` (a form with `name`), `/projects/CODE`, and socialkit below
`/social` (the workplace) and `/community`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

from examples.visitor import Answer, Visitor, kind_of_page

OK: Final = 200
NOWHERE: Final = "0190a5b0-0000-7000-8000-000000000000"
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


class Expectations:
    """Keep what was expected, and say at once what did not hold."""

    def __init__(self) -> None:
        self.held = 0
        self.failed: list[str] = []

    def expect(self, sentence: str, *, that: bool, seen: object = "") -> None:
        """Expect something; `seen` is shown where it does not hold."""
        if that:
            self.held += 1
            return
        self.failed.append(sentence)
        print(f"NOT SO: {sentence}" + (f"\n        seen: {seen}" if seen != "" else ""), flush=True)

    def equal(self, sentence: str, found: object, wanted: object) -> None:
        """Expect two values to be equal."""
        self.expect(sentence, that=found == wanted, seen=f"{found!r}, wanted {wanted!r}")


class Journey:
    """Hold the visitors and what they expect."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.say = Expectations()
        self.seen: set[str] = set()
        self._visitors: dict[str | None, Visitor] = {}

    def as_(self, name: str | None) -> Visitor:
        """Return the visitor who is signed in as somebody, or as nobody."""
        if name not in self._visitors:
            self._visitors[name] = Visitor(self.base, name)
        return self._visitors[name]

    # ── small questions ───────────────────────────────────────────────────────────────────

    def slugs(self, name: str | None, prefix: str = "/social") -> set[str]:
        """Return the groups that exist for somebody."""
        found = self.as_(name).api("GET", f"{prefix}/groups?limit=100")
        return {group["slug"] for group in found.items}

    def handles(self, name: str | None, prefix: str = "/social") -> set[str]:
        """Return the people who exist for somebody."""
        found = self.as_(name).api("GET", f"{prefix}/people?limit=100")
        return {person["handle"] for person in found.items}

    def posts(self, name: str | None, prefix: str = "/social") -> list[dict[str, object]]:
        """Return everything that somebody can read, newest first."""
        return self.as_(name).api("GET", f"{prefix}/feeds/explore?limit=100").items

    def counts(self, name: str) -> dict[str, int]:
        """Return the numbers of somebody's question queue."""
        found: dict[str, int] = self.as_(name).api("GET", "/social/counts/questions").json
        return found

    def unread(self, name: str) -> int:
        """Return the number on somebody's badge."""
        return int(self.as_(name).api("GET", "/social/counts/notifications").json["unread"])

    def post_id(self, name: str, title: str) -> str:
        """Return the id of a post by its title, as somebody who can read it."""
        return next(str(post["id"]) for post in self.posts(name) if post["title"] == title)

    def same(self, sentence: str, one: Answer, other: Answer) -> None:
        """Expect a refusal and an absence to be the same answer, byte for byte."""
        self.say.equal(f"{sentence}: the status is 404", one.status, 404)
        self.say.equal(f"{sentence}: the statuses are equal", one.status, other.status)
        self.say.expect(f"{sentence}: the bytes are equal", that=one.body == other.body)
        self.say.equal(f"{sentence}: the headers are equal", _kept(one), _kept(other))


def _kept(answer: Answer) -> dict[str, str]:
    return {
        name: value for name, value in answer.headers.items() if name not in {"date", "set-cookie"}
    }


# ── who sees what ─────────────────────────────────────────────────────────────────────────


def external(go: Journey) -> None:
    """One group, its people, its content, and nothing else."""
    say = go.say
    say.equal("The external sees exactly one group", go.slugs("carla"), {"prototype-x"})
    members = go.as_("carla").api("GET", "/social/groups/prototype-x/members?limit=100").items
    co_members = {member["person"]["handle"] for member in members}
    say.equal(
        "The external sees co-members and the sponsor, and nobody else",
        go.handles("carla"),
        co_members | {"daniel"},
    )
    places = {post["place"]["slug"] for post in go.posts("carla")}  # type: ignore[index]
    say.equal("The external reads posts of that group alone", places, {"prototype-x"})
    suggested = go.as_("carla").api(
        "GET", "/social/mentions/suggestions?group=prototype-x&limit=20"
    )
    names = {person["handle"] for person in suggested.items}
    say.expect(
        "Autocomplete offers the external only co-members", that=names <= co_members, seen=names
    )
    say.expect("Autocomplete offers the external somebody", that=bool(names))
    for prefix, kind in (("peter", "another external"), ("maya", "the managing director")):
        found = go.as_("carla").api(
            "GET", f"/social/mentions/suggestions?group=prototype-x&prefix={prefix}"
        )
        say.equal(f"Autocomplete does not know {kind} for the external", found.items, [])
    readers = go.as_("carla").api("GET", "/social/readers?group=prototype-x").json
    say.equal(
        "The external gets a reader count over visible people", readers["people"], len(co_members)
    )


def hidden_is_absent(go: Journey) -> None:
    """What one may not see answers as what is not there."""
    secret = go.post_id("maya", "Bid for the harbour desalination plant")
    listed = go.post_id("peter", "Site survey in Hamburg")
    public = go.post_id("ana", "The new title block")
    for name, what, path in (
        ("carla", "an open group", "/social/groups/skid-40"),
        ("carla", "another listed group", "/social/groups/hansa-waterworks"),
        ("carla", "a secret group", "/social/groups/tender-desk"),
        ("ana", "a secret group", "/social/groups/tender-desk"),
        ("tomas", "an unreadable thread of a listed group", f"/social/posts/{listed}"),
        ("ana", "a thread of a secret group", f"/social/posts/{secret}"),
        ("carla", "a thread that insiders read", f"/social/posts/{public}"),
        ("carla", "a person", "/social/people/maya"),
        ("peter", "an external of another group", "/social/people/carla"),
        ("rosa", "nothing of the workplace", "/community/groups/skid-40"),
        (None, "a trusted area", "/community/groups/early-firmware"),
    ):
        visitor, absent = go.as_(name), _absent(path)
        by = f"For {visitor.name} {what} is as if it did not exist"
        go.same(f"{by}, in the API", visitor.api("GET", path), visitor.api("GET", absent))
        go.same(f"{by}, as a page", visitor.get(path), visitor.get(absent))


def _absent(path: str) -> str:
    head, _, last = path.rpartition("/")
    return f"{head}/{NOWHERE if len(last) == len(NOWHERE) else 'nothing-here-' + 'x' * len(last)}"


def nothing_at_all(go: Journey) -> None:
    """Former, suspended, ended, service: everything is empty, and every write is refused."""
    thread = go.post_id("ana", "Why we write here now")
    for name, who in (
        ("bernd", "A former employee"),
        ("paul", "A suspended employee"),
        ("yusuf", "An external whose stay has ended"),
        ("rigbot", "A service"),
    ):
        visitor = go.as_(name)
        go.say.equal(f"{who} sees no group", go.slugs(name), set())
        go.say.equal(f"{who} reads no post", go.posts(name), [])
        go.say.expect(
            f"{who} sees nobody else", that=go.handles(name) <= {name}, seen=go.handles(name)
        )
        go.say.equal(f"{who} has no notice", go.unread(name), 0)
        refused = visitor.api("GET", f"/social/posts/{thread}")
        go.say.equal(f"{who} can not open a thread of the wall", refused.status, 404)
        written = visitor.api("POST", "/social/posts", {"body": "Am I still here?"})
        go.say.expect(f"{who} can not post", that=written.status in {403, 404}, seen=written.status)
        replied = visitor.api("POST", f"/social/posts/{thread}/replies", {"body": "Hello?"})
        go.say.equal(f"{who} can not reply", replied.status, 404)


def administrators(go: Journey) -> None:
    """An admin manages every group and reads no content of closed ones."""
    say, tomas = go.say, go.as_("tomas")
    say.expect(
        "The administrator sees the card of a secret group", that="tender-desk" in go.slugs("tomas")
    )
    members = tomas.api("GET", "/social/groups/tender-desk/members")
    say.equal("The administrator sees who is in a secret group", members.status, OK)
    inside = tomas.api("GET", "/social/groups/tender-desk/posts")
    say.equal("The administrator reads nothing in a secret group", inside.items, [])
    listed = tomas.api("GET", "/social/groups/prototype-x/posts")
    say.equal(
        "The administrator reads nothing in a listed group without being in it", listed.items, []
    )
    say.expect("An honorary employee sees the open groups", that="skid-40" in go.slugs("martin"))
    status = go.as_("martin").api("GET", "/social/network/stats").status
    say.equal("An honorary employee gets no figures of the network", status, 403)
    say.equal(
        "The administrator gets figures", tomas.api("GET", "/social/network/stats").status, OK
    )


def community(go: Journey) -> None:
    """Customers in the community, strangers at its window, nobody of them in the workplace."""
    say = go.say
    say.equal(
        "A stranger sees the public groups", go.slugs(None, "/community"), {"pumps", "panels"}
    )
    audiences = {post["audience"] for post in go.posts(None, "/community")}
    say.equal("A stranger reads public posts alone", audiences, {"public"})
    say.equal("A stranger has no directory", go.handles(None, "/community"), set())
    say.equal("A stranger reads nothing of the workplace", go.posts(None), [])
    say.equal("A stranger sees no group of the workplace", go.slugs(None), set())
    written = go.as_(None).api("POST", "/community/posts", {"body": "Hello", "group": "pumps"})
    refused = written.status in {401, 403}
    say.expect("A stranger can not write", that=refused, seen=written.status)
    say.equal(
        "A customer has no place in the workplace",
        go.as_("ben").api("GET", "/social/groups").status,
        403,
    )
    trusted = go.as_("rosa").api("GET", "/community/groups/early-firmware/posts").items
    say.expect("A trusted customer reads the trusted area", that=len(trusted) >= 2, seen=trusted)  # noqa: PLR2004
    plain = go.as_("ben").api("GET", "/community/groups/early-firmware/posts").items
    say.equal("Another customer does not", plain, [])
    asked = go.as_("ben").api(
        "POST", "/community/questions", {"title": "Which filter bag for wort?", "group": "pumps"}
    )
    say.equal("A customer asks a question", asked.status, 201)
    path = f"/community/posts/{asked.json['id']}"
    say.equal("The moderator hides it", go.as_("ines").api("POST", f"{path}/hide").status, 204)
    say.equal("Then another customer does not find it", go.as_("rosa").api("GET", path).status, 404)
    say.equal(
        "The moderator brings it back", go.as_("ines").api("POST", f"{path}/restore").status, OK
    )
    say.equal(
        "Then everybody in the community reads it", go.as_("rosa").api("GET", path).status, OK
    )


# ── what people do ────────────────────────────────────────────────────────────────────────


def mention(go: Journey) -> None:
    """Know who will read, name somebody, and have them told."""
    say, ana = go.say, go.as_("ana")
    readers = ana.api("GET", "/social/readers?group=prototype-x").json
    members = ana.api("GET", "/social/groups/prototype-x/members?limit=100").items
    say.equal("The reader count is the number of members", readers["people"], len(members))
    say.equal("It counts the external", readers["outsiders"], 1)
    say.equal("It names the organisation", readers["organisations"], ["Nordseal"])
    text = "Shaft 4 is measured: 0.02 mm. @carla please have a look, @peter and @nobody-of-us too."
    checks = ana.api("POST", "/social/mentions/check", {"body": text, "group": "prototype-x"}).items
    outcomes = {check["text"]: check["outcome"] for check in checks}
    wanted = {"carla": "told", "peter": "cannot-read", "nobody-of-us": "unknown"}
    say.equal("Before posting, each name is told apart", outcomes, wanted)
    before = {name: go.unread(name) for name in ("carla", "peter", "luis")}
    sent = ana.submit("/social/posts", body=text, group="prototype-x", intent="send")
    say.equal("The form posts and leads on", sent.status, 303)
    say.equal("The external is told once", go.unread("carla"), before["carla"] + 1)
    say.equal("Who can not read is not told", go.unread("peter"), before["peter"])
    say.equal("Who was not named is not told", go.unread("luis"), before["luis"])
    newest = go.posts("carla")[0]
    say.expect("The external reads the post", that="0.02 mm" in str(newest["html"]))
    say.expect(
        "The name is a link for whoever sees the person",
        that="/people/carla" in str(newest["html"]),
    )
    say.expect(
        "The name of somebody unseen is no link", that="/people/peter" not in str(newest["html"])
    )


def question(go: Journey) -> None:
    """Ask, answer, accept, and watch the queue."""
    say, ana, luis = go.say, go.as_("ana"), go.as_("luis")
    before, his = go.counts("ana"), go.counts("luis")
    told, hers = go.unread("luis"), go.unread("ana")
    asked = ana.submit(
        "/social/questions/ask",
        title="Which primer holds on novolac?",
        body="The label must stay on at 90 °C.",
        group="materials",
        directed_to="luis",
        tags="resin",
        intent="send",
    )
    say.equal("The question is asked by a form", asked.status, 303)
    post = go.post_id("ana", "Which primer holds on novolac?")
    now = go.counts("ana")
    say.equal("One more is unanswered", now["unanswered"], before["unanswered"] + 1)
    say.equal(
        "One more is directed to him",
        go.counts("luis")["directed_to_me"],
        his["directed_to_me"] + 1,
    )
    say.equal("He is told", go.unread("luis"), told + 1)
    answered = luis.submit(f"/social/posts/{post}/replies", body="A two-part epoxy one, thin coat.")
    say.equal("He answers by a form", answered.status, 303)
    say.equal("The unanswered queue drops", go.counts("ana")["unanswered"], before["unanswered"])
    say.equal("The unsolved one does not yet", go.counts("ana")["unsolved"], before["unsolved"] + 1)
    say.equal("She is told of the answer", go.unread("ana"), hers + 1)
    reply = ana.api("GET", f"/social/posts/{post}/thread").json["replies"][0]["id"]
    other = go.as_("samuel").submit(f"/social/posts/{post}/accept", reply=reply)
    say.expect("Nobody else accepts for her", that=other.status in {403, 404}, seen=other.status)
    say.equal(
        "She accepts by a form", ana.submit(f"/social/posts/{post}/accept", reply=reply).status, 303
    )
    after = go.counts("ana")
    say.equal("The unsolved queue drops", after["unsolved"], before["unsolved"])
    say.equal("One more is solved", after["solved"], before["solved"] + 1)
    say.equal(
        "It is no longer directed to him",
        go.counts("luis")["directed_to_me"],
        his["directed_to_me"],
    )
    say.expect("He is told of the acceptance", that=go.unread("luis") > told)
    state = luis.api("GET", f"/social/posts/{post}").json["question"]["state"]
    say.equal("The question is solved", state, "solved")


def badge(go: Journey) -> None:
    """The number on the badge is the length of the list, on every page."""
    for name in ("ana", "luis", "carla", "samuel", "maya"):
        visitor, number = go.as_(name), go.unread(name)
        unread = visitor.api("GET", "/social/notifications?unread_only=true&limit=100").items
        go.say.equal(f"The badge of {name} equals the list", number, len(unread))
    go.say.expect("Somebody has something to read", that=go.unread("carla") > 0)
    ana = go.as_("ana")
    shown = _badge_of(ana.get("/projects/PX"))
    go.say.equal("The host's own page shows the same number", shown, go.unread("ana"))
    ana.submit("/social/notifications/read")
    go.say.equal("Reading everything empties the badge", go.unread("ana"), 0)


def _badge_of(answer: Answer) -> int:
    _, _, rest = answer.text.partition('class="sk-badge">')
    digits = rest[:4].partition("<")[0].rstrip("+")
    return int(digits) if digits.isdigit() else 0


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
    """The tracker's own pages carry the social layer."""
    say, ana = go.say, go.as_("ana")
    project = ana.get("/projects/PX")
    say.equal("A project has a page", project.status, OK)
    newest = ana.api("GET", "/social/groups/prototype-x/posts?limit=1").items[0]["id"]
    say.expect("It shows what its group says", that=newest in project.text)
    say.equal("The partner's own project is there", go.as_("carla").get("/projects/PX").status, OK)
    say.equal("Another project is not", go.as_("carla").get("/projects/S40").status, 404)
    social = ana.get("/social/").text
    say.expect(
        "Social pages sit in the host's own layout", that="bw-bar" in social or "host-bar" in social
    )
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


PARTS: Final[tuple[Callable[[Journey], None], ...]] = (
    external,
    hidden_is_absent,
    nothing_at_all,
    administrators,
    community,
    mention,
    question,
    badge,
    pages_and_api_agree,
    host_pages,
    every_page,
    bad_input,
)


def journey(base: str) -> int:
    """Make the journey at an address; return 0 where every expectation held."""
    go, began = Journey(base), time.monotonic()
    for part in PARTS:
        before, start = len(go.say.failed), time.monotonic()
        try:
            part(go)
        except (LookupError, ValueError, OSError, StopIteration, RuntimeError) as error:
            go.say.expect(
                f"The part '{part.__name__}' comes to its end", that=False, seen=repr(error)
            )
        mark = "ok" if len(go.say.failed) == before else "FAILED"
        took = f"{time.monotonic() - start:.1f} s"
        print(f"{mark:7}{part.__name__.replace('_', ' '):22}{took:>8}", flush=True)
    seconds = time.monotonic() - began
    total = go.say.held + len(go.say.failed)
    print(f"{go.say.held} of {total} expectations hold ({seconds:.0f} s).")
    return 1 if go.say.failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit(__doc__)
    sys.exit(journey(sys.argv[1]))
