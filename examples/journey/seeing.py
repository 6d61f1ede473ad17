"""Who sees what: one class of member after another."""

from __future__ import annotations

from examples.journey.expectations import NOWHERE, OK, Journey


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
