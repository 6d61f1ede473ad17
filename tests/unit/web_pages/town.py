"""A small town on memory storage: one viewer of every class, and a browser without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from socialkit import SocialKit
from socialkit.clock import FixedClock
from socialkit.policy import load_default
from socialkit.ports.policy import Policy
from socialkit.web.application import WebApp
from socialkit.web.http import Fields, Headers, Request, Response

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> \"Bo\" & 'Co'"
RTL = "نور الدين"
LONG = "Wolfeschlegelsteinhausen" * 4
VIEWERS = {
    "ana": "default",
    "luis": "default",
    "dan": "default",
    "lea": "default",
    "eve": "default",
    "gone": "default",
    "nobody": "default",
    "": "default",
    "boss": "club",
    "cus": "club",
    "tru": "club",
    "(club)": "club",
}
"""Subject and network: an admin, a member, an employee in no group, an honorary employee, an
external, one who left, a user of the host without a person, a stranger; then a community's."""


@dataclass
class Page(HTMLParser):
    """What a page holds: its elements, its forms with their fields, its text."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    forms: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._area: str | None = None

    @classmethod
    def of(cls, response: Response) -> Page:
        page = cls()
        page.feed(response.body.decode())
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.elements.append((tag, values))
        if tag == "form":
            self.forms.append((values.get("method", "get"), values.get("action", ""), {}))
        elif tag == "input" and self.forms and values.get("name"):
            self.forms[-1][2].setdefault(values["name"], values.get("value", ""))
        elif tag == "textarea":
            self._area = values.get("name")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._area and self.forms:
            self.forms[-1][2][self._area] = data.removeprefix("\n")

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def form(self, action: str) -> dict[str, str]:
        """Return the fields of the form that is sent to `action`."""
        found = [fields for _, target, fields in self.forms if target == action]
        assert found, f"no form for {action} in {[target for _, target, _ in self.forms]}"
        return found[0]

    def actions(self) -> set[str]:
        return {target for method, target, _ in self.forms if method == "post"}

    def links(self) -> set[str]:
        return {values["href"] for tag, values in self.elements if tag == "a" and "href" in values}

    def labels(self) -> list[str]:
        return [text.strip() for text in self.texts if text.strip()]


@dataclass
class Town:
    """The kit, the application, and the ids of what was made."""

    kit: SocialKit
    app: WebApp
    clock: FixedClock
    ids: dict[str, str] = field(default_factory=dict)

    def get(self, viewer: str, address: str, *, locale: str = "en") -> Response:
        return self._send("GET", viewer, address, {}, locale)

    def post(self, viewer: str, address: str, **fields: str) -> Response:
        return self._send("POST", viewer, address, fields, "en")

    def page(self, viewer: str, address: str) -> Page:
        response = self.get(viewer, address)
        assert response.status == 200, (response.status, response.body.decode())
        return Page.of(response)

    def done(self, viewer: str, address: str, **fields: str) -> str:
        """Send a form that is taken; return where it leads."""
        response = self.post(viewer, address, **fields)
        assert response.status == 303, (response.status, Page.of(response).text)
        return response.headers["Location"]

    def _send(
        self, method: str, viewer: str, address: str, fields: dict[str, str], locale: str
    ) -> Response:
        parts = urlsplit(address)
        kind = {"content-type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        self.clock.advance(timedelta(seconds=1))
        request = Request(
            method=method,
            path=parts.path,
            query=Fields(parse_qsl(parts.query, keep_blank_values=True)),
            headers=Headers(kind),
            form=Fields(fields.items()),
            identity=None if viewer in {"", "(club)"} else viewer,
            network=VIEWERS.get(viewer, "default"),
            locale=locale,
            origin="https://intra.example",
        )
        return self.app.handle(request)


@cache
def policy() -> Policy:
    return load_default()


def build() -> Town:
    """Make the town: a workplace with a group that has externals, and a public community."""
    clock = FixedClock(START)
    kit = SocialKit.open("memory:", clock=clock, policy=policy())
    town = Town(kit, WebApp(kit), clock)
    _workplace(town)
    _community(town)
    return town


def _workplace(town: Town) -> None:
    with town.kit.system("test") as desk:
        desk.create_network("Works")
    with town.kit.system("test") as desk:
        desk.enrol("ana", "Ana Lind", handle="ana", roles=["admin"], fields={"bio": "*Resins*"})
        desk.enrol("luis", "Luis Sá", handle="luis", fields={"skills": ["moulds"]})
        desk.enrol("dan", HOSTILE, handle="dan", fields={"department": HOSTILE, "title": RTL})
        desk.enrol("rtl", RTL, handle="nour")
        desk.enrol("long", LONG, handle="long")
        desk.enrol("lea", "Lea", handle="lea", member_class="honorary", sponsor="ana")
        desk.enrol("gone", "Gone", handle="gone", member_class="former")
        desk.enrol(
            "eve",
            "Eve Cast",
            handle="eve",
            member_class="external",
            sponsor="ana",
            organisation="Acme",
            purpose="Supply",
            ends_at=START + timedelta(days=90),
        )
    with town.kit.acting_as("ana") as me:
        me.groups.found("Prototype", visibility="listed", externals_allowed=True, about="**X**")
        me.groups.found("Guild")
        me.groups.found("Plans", visibility="secret")
        me.memberships.add("prototype", "luis")
        me.memberships.add("prototype", "eve", role="guest")
    with town.kit.acting_as("dan") as me:
        me.requests.make("prototype", message=HOSTILE)
        post = me.posts.publish(f"{HOSTILE} @ana", title=HOSTILE, tags=["<b>"])
        town.ids["hostile"] = str(post.id)
    with town.kit.acting_as("luis") as me:
        asked = me.questions.ask(
            "Which resin?", body="**Hot** @ana @eve", group="prototype", directed_to="ana"
        )
        town.ids["question"] = str(asked.id)
    with town.kit.acting_as("eve") as me:
        reply = me.replies.add(asked.id, "Take PPS.")
        town.ids["reply"] = str(reply.id)
        town.ids["comment"] = str(me.comments.add(asked.id, "Dry it.", reply=reply.id).id)


def _community(town: Town) -> None:
    with town.kit.system("test", network="club") as desk:
        desk.create_network("Club", kind="community", public=True)
    with town.kit.system("test", network="club") as desk:
        desk.enrol("boss", "Boss", handle="boss", roles=["admin"])
        desk.enrol("cus", "Cus", handle="cus", member_class="customer")
        desk.enrol("tru", "Tru", handle="tru", member_class="customer", roles=["trusted"])
    with town.kit.acting_as("boss", network="club") as me:
        me.groups.found("Manuals", reach="public")
    with town.kit.acting_as("cus", network="club") as me:
        post = me.questions.ask("Where is the manual?", group="manuals", audience="public")
        town.ids["public"] = str(post.id)
