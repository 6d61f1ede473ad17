"""Put mentions into a body that was made safe without them, as one reader may see them.

Before parsing, each token becomes a sign that nobody can type (two noncharacters around a
number); after sanitising, each sign becomes a link or the word for someone. So no name goes
through the parser, and no mark-up of a user can imitate a mention.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final

from socialkit.domain.bodies import MentionTarget, MentionView
from socialkit.ports.text import MentionNames
from socialkit.text import sanitising, tokens

_SIGN: Final = re.compile("@?\ufdd0([0-9]+)\ufdd1")


class Weaver:
    """Hide the mentions of one body, and show them again in what became of it."""

    def __init__(self, names: MentionNames, someone: str) -> None:
        self._names = names
        self._someone = someone
        self._targets: dict[MentionTarget, int] = {}
        self._views: list[MentionView | None] = []

    def hide(self, body: str) -> str:
        """Return a stored body with signs for its tokens."""
        return tokens.replace(sanitising.RESERVED.sub("\ufffd", body), self._sign)

    def html(self, html: str) -> str:
        """Return sanitised HTML with each sign shown: a link, or a name where none may stand."""
        if not self._views:
            return html
        parts: list[str] = []
        position = 0
        for text, start, plain in sanitising.pieces(html):
            parts += (_SIGN.sub("", html[position:start]), self._shown(text, link=plain))
            position = start + len(text)
        return "".join(parts)

    def text(self, text: str) -> str:
        """Return plain text with each sign shown as a name."""
        return sanitising.RESERVED.sub("", _SIGN.sub(lambda sign: self._name(sign[1]), text))

    def _sign(self, target: MentionTarget, _: int) -> str:
        index = self._targets.setdefault(target, len(self._targets))
        if index == len(self._views):
            self._views.append(self._names(target))
        return f"@\ufdd0{index}\ufdd1"

    def _shown(self, text: str, *, link: bool) -> str:
        show = self._link if link else self._escaped
        return _SIGN.sub(lambda sign: show(sign[1]), text)

    def _link(self, index: str) -> str:
        view = self._views[int(index)]
        if view is None:
            return escape(self._someone)
        return f'<a class="sk-mention" href="{escape(view.href)}">@{escape(view.label)}</a>'

    def _escaped(self, index: str) -> str:
        return escape(self._name(index))

    def _name(self, index: str) -> str:
        view = self._views[int(index)]
        return self._someone if view is None else f"@{view.label}"
