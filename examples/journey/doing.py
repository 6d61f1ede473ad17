"""What people do: name somebody, ask, answer, accept, read their notices."""

from __future__ import annotations

from examples.journey.expectations import Journey


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
    shown = ana.get(go.host.shared).badge
    go.say.equal("The host's own page shows the same number", shown, go.unread("ana"))
    ana.submit("/social/notifications/read")
    go.say.equal("Reading everything empties the badge", go.unread("ana"), 0)
