"""Somebody with a browser that has cookies and no scripts: the standard library alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    address: str

    @property
    def text(self) -> str:
        """Return the page."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """Return what the API says."""
        return json.loads(self.body)

    @property
    def items(self) -> list[Any]:
        """Return the entries of a list of the API; a refusal has none."""
        return list(self.json.get("items", ())) if self.status == 200 else []  # noqa: PLR2004

    @property
    def badge(self) -> int:
        """Return the number on the page's badge; 0 where there is none."""
        _, _, rest = self.text.partition('class="sk-badge">')
        digits = rest[:4].partition("<")[0].rstrip("+")
        return int(digits) if digits.isdigit() else 0

    @property
    def page(self) -> Page:
        """Return what the page offers."""
        page = Page(self.address)
        page.feed(self.text)
        return page


class Page(HTMLParser):
    """The links of a page, its hidden fields, and the numbers of its badges."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.hidden: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link or a hidden field."""
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and found.get("href"):
            self.links.append(self.path(found["href"]))
        if tag == "input" and found.get("type") == "hidden":
            self.hidden.setdefault(found.get("name", ""), found.get("value", ""))

    def path(self, href: str) -> str:
        """Return the path that a link leads to, or nothing where it leaves the site."""
        whole = urlsplit(urldefrag(urljoin(self.address, href)).url)
        if whole.netloc != urlsplit(self.address).netloc:
            return ""
        return whole.path + (f"?{whole.query}" if whole.query else "")


class Stay(HTTPRedirectHandler):
    """Do not follow redirects: where they lead is part of the answer."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


class Visitor:
    """One browser, signed in as one person or as nobody."""

    def __init__(self, base: str, name: str | None = None) -> None:
        self.base = base.rstrip("/")
        self.name = name or "anonymous"
        self._jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._jar), Stay())
        self._hidden: dict[str, str] = {}
        if name is not None:
            self._become(name)

    def get(self, path: str, **query: object) -> Answer:
        """Ask for a page."""
        asked = f"?{urlencode(query)}" if query else ""
        return self.send("GET", path + asked)

    def submit(self, path: str, **fields: str) -> Answer:
        """Send a form, as the page's own button would: with the host's hidden fields."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.base,
            "Sec-Fetch-Site": "same-origin",
        }
        return self.send("POST", path, urlencode(self._hidden | fields).encode(), headers)

    def api(self, method: str, path: str, sent: object = None, **headers: str) -> Answer:
        """Ask the JSON API below a prefix: `api("GET", "/social/groups")`."""
        prefix, _, rest = path.removeprefix("/").partition("/")
        body = None if sent is None else json.dumps(sent).encode()
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            more["Content-Type"] = "application/json"
        if method != "GET" and (token := self._cookie("csrftoken")):
            more["X-CSRFToken"] = token
        return self.send(method, f"/{prefix}/api/v1/{rest}", body, more)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send a request and return the answer, whatever its status."""
        address = self.base + path
        asked = Request(address, data=body, headers=headers or {}, method=method)  # noqa: S310
        try:
            with self._opener.open(asked, timeout=60) as came:
                return _answer(came, address)
        except HTTPError as refused:
            with refused:
                return _answer(refused, address)

    def _become(self, name: str) -> None:
        self._learn()
        answer = self.submit("/become", name=name)
        if answer.status not in {302, 303}:
            message = f"Nobody can become {name} at {self.base}: status {answer.status}."
            raise RuntimeError(message)
        self._learn()

    def _learn(self) -> None:
        """Note the fields that every form of the host carries; they change with the log-in."""
        hidden = self.get("/become").page.hidden
        self._hidden = {key: value for key, value in hidden.items() if "csrf" in key}

    def _cookie(self, name: str) -> str | None:
        return next((cookie.value for cookie in self._jar if cookie.name == name), None)


def _answer(came: HTTPResponse | HTTPError, address: str) -> Answer:
    headers = {name.lower(): value for name, value in came.headers.items()}
    return Answer(int(came.status or 0), headers, came.read(), address)


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def kind_of_page(path: str) -> str:
    """Return the path with ids, names and queries taken out: pages of one kind have one."""
    plain = _ID.sub("ID", path.partition("?")[0])
    plain = re.sub(r"/(groups|people|tags)/(?!new\b)[^/]+", r"/\1/NAME", plain)
    return plain.rstrip("/") or "/"
