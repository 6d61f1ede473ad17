"""Look at HTML as a browser does, to check what may run or load."""

import re
from html.parser import HTMLParser

# Browsers drop these before they look for a scheme.
_IGNORED = re.compile(r"\A[\x00-\x20]+|[\t\r\n]")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_ELEMENTS = frozenset(
    {"a", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h1", "h2", "h3", "h4"}
    | {"h5", "h6", "hr", "i", "kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table"}
    | {"tbody", "td", "th", "thead", "tr", "ul"}
)
_ATTRIBUTES = {
    "a": {"href", "title", "rel", "class"},
    "ol": {"start"},
    "td": {"class"},
    "th": {"class"},
}


class Reader(HTMLParser):
    """Collect the elements, the links and the text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def mentions(html: str) -> list[str | None]:
    """Return the addresses of the mentions in some HTML."""
    return [at.get("href") for tag, at in read(html).found if at.get("class") == "sk-mention"]


def assert_safe(html: str) -> None:
    """Fail where an element, an attribute or an address is not on the list of the test's own."""
    for tag, attributes in read(html).found:
        assert tag in _ELEMENTS, (tag, html)
        assert set(attributes) <= _ATTRIBUTES.get(tag, set()), (tag, attributes, html)
        if tag == "a":
            _assert_safe_link(attributes, html)
        else:
            assert (attributes.get("class") or "sk-").startswith("sk-"), html


def _assert_safe_link(attributes: dict[str, str | None], html: str) -> None:
    if attributes.get("class") == "sk-mention":
        return
    assert "class" not in attributes, html
    assert attributes["rel"] == "noopener noreferrer nofollow ugc", html
    scheme = _SCHEME.match(_IGNORED.sub("", attributes.get("href") or ""))
    assert not scheme or scheme[1].lower() in {"http", "https", "mailto"}, html
