"""Say what the core needs of text: find and store mentions, and show bodies safely."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from socialkit.domain.bodies import (
    MAX_MENTIONS,
    SOMEONE,
    BodyFormat,
    MentionSpan,
    MentionTarget,
    MentionView,
)

MentionNames: TypeAlias = Callable[[MentionTarget], MentionView | None]
"""Return how one reader sees a mention, or None for what they may not see."""
MentionHandles: TypeAlias = Callable[[MentionTarget], str | None]
"""Return what an author types today for a mention, or None for what they may not see."""


class TextRenderer(Protocol):
    """Read bodies as people type them, store mentions by id, and show bodies to one reader.

    A *typed* body holds names (`@ana`); a *stored* one holds tokens (`@[person:<uuid>]`).
    Every token of a stored body was put there by `encode`: text that only looks like a token
    is made inert by `encode` and by `clean_html`. Bodies above 64 KiB of UTF-8 are refused
    (`Invalid`, code `body.too_long`) by every method.
    """

    @abstractmethod
    def find_mentions(
        self,
        body: str,
        *,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002 - the word of the product
        limit: int = MAX_MENTIONS,
    ) -> tuple[MentionSpan, ...]:
        """Return the mentions of a typed body in their order, at most `limit`.

        Code, links, addresses and e-mail addresses hold none.
        """
        ...

    @abstractmethod
    def find_tags(
        self,
        body: str,
        *,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002
        limit: int = MAX_MENTIONS,
    ) -> tuple[str, ...]:
        """Return the `#tags` of a body without `#`, each once whatever its case, in their order."""
        ...

    @abstractmethod
    def encode(
        self,
        body: str,
        resolved: Mapping[str, MentionTarget],
        *,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002
    ) -> str:
        """Return the stored form of a typed body.

        `resolved` maps the `text` of found mentions to what they mean; others stay as typed.
        Raise `Invalid` (`body.too_long`) when the stored form is above 64 KiB.
        """
        ...

    @abstractmethod
    def stored_mentions(self, body: str) -> tuple[MentionTarget, ...]:
        """Return whom a stored body mentions, each once, in their order."""
        ...

    @abstractmethod
    def decode(self, body: str, handles: MentionHandles, *, someone: str = SOMEONE) -> str:
        """Return a stored body for editing, with the names of today.

        A mention that `handles` does not know becomes the plain word `someone` and is a
        mention no more once the text is saved.
        """
        ...

    @abstractmethod
    def render(
        self,
        body: str,
        *,
        names: MentionNames,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002
        someone: str = SOMEONE,
    ) -> str:
        """Return safe HTML of a stored body for one reader.

        A mention is `<a class="sk-mention" href="...">@name</a>`, or the word `someone`.
        """
        ...

    @abstractmethod
    def excerpt(
        self,
        body: str,
        *,
        names: MentionNames,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002
        length: int = 200,
        someone: str = SOMEONE,
    ) -> str:
        """Return the beginning of a stored body as plain text, at most `length` characters.

        It is cut between words and then ends in `…`. It is text, not HTML: escape it.
        """
        ...

    @abstractmethod
    def clean_html(self, html: str) -> str:
        """Return foreign HTML as it may be stored: allowed elements only, images as links."""
        ...
