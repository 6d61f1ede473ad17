"""Two hosts on one database: what is posted in one appears in the other."""

from __future__ import annotations

from examples.journey.expectations import OK, Journey


def there_and_back(one: Journey, other: Journey) -> None:
    """Cross in both directions."""
    cross(one, other, author="ana", reader="luis", word="seal")
    cross(other, one, author="luis", reader="ana", word="resin")


def cross(here: Journey, there: Journey, *, author: str, reader: str, word: str) -> None:
    """Post in one host, and read it, its notice and the number on the badge in the other."""
    say, name = here.say, f"{here.host.what} to {there.host.what}"
    writer, finder = here.as_(author), there.as_(reader)
    before = there.unread(reader)
    text = f"From {name}: the new {word} is here, @{reader}."
    sent = writer.submit("/social/posts", body=text, group="prototype-x", intent="send")
    say.equal(f"From {name}: the post is sent by a form", sent.status, 303)
    newest = there.posts(reader)[0]
    say.expect(
        f"From {name}: it is there at once", that=f"the new {word} is" in str(newest["html"])
    )
    say.equal(
        f"From {name}: both hosts say the same of it",
        finder.api("GET", f"/social/posts/{newest['id']}").body,
        here.as_(reader).api("GET", f"/social/posts/{newest['id']}").body,
    )
    say.equal(f"From {name}: the badge counts it", there.unread(reader), before + 1)
    page = finder.get(there.host.shared)
    say.equal(f"From {name}: the host's own page shows it", str(newest["id"]) in page.text, True)  # noqa: FBT003
    say.equal(f"From {name}: and the badge", page.badge, before + 1)
    opened = finder.get(f"/social/posts/{newest['id']}")
    say.equal(f"From {name}: its page opens", opened.status, OK)
    replied = finder.submit(f"/social/posts/{newest['id']}/replies", body="Good, I come over.")
    say.equal(f"From {name}: a reply goes back", replied.status, 303)
    thread = writer.get(f"/social/posts/{newest['id']}").text
    say.expect(f"From {name}: and is read here", that="Good, I come over." in thread)
    finder.submit("/social/notifications/read")
    say.equal(f"From {name}: read there is read here", here.unread(reader), 0)
