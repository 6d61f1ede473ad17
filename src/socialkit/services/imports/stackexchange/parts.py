"""Describe the files of a dump: which there are, and what is taken from each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from socialkit.errors import Invalid

Cell: TypeAlias = str | int | None
_INTEGERS: Final = 1 << 63


def moment(text: str) -> datetime:
    """Return the moment that a dump writes without a zone; it means UTC."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _number(text: str) -> int:
    number = int(text)
    if not -_INTEGERS <= number < _INTEGERS:
        raise ValueError(text)
    return number


def _moment_text(text: str) -> str:
    return moment(text).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Field:
    """Be one attribute that is taken from a row."""

    attribute: str
    column: str
    read: Callable[[str], Cell]
    required: bool = False


def _id(attribute: str, column: str, *, required: bool = True) -> Field:
    return Field(attribute, column, _number, required)


def _at(attribute: str, column: str, *, required: bool = False) -> Field:
    return Field(attribute, column, _moment_text, required)


def _words(attribute: str, column: str, *, required: bool = False) -> Field:
    return Field(attribute, column, str, required)


@dataclass(frozen=True, slots=True)
class Part:
    """Be one file of a dump."""

    file: str
    root: str
    table: str
    fields: tuple[Field, ...]
    required: bool = True
    only: tuple[str, str] | None = None
    """Take those rows alone whose attribute of this name has this value."""

    def take(self, line: int, attributes: Mapping[str, str], path: Path) -> tuple[Cell, ...] | None:
        """Return what is taken from a row, or None for a row that is not wanted.

        Raises `Invalid` (``import.row``) with file, line and attribute.
        """
        if self.only is not None and attributes.get(self.only[0]) != self.only[1]:
            return None
        return tuple(self._cell(field, line, attributes, path) for field in self.fields)

    def _cell(self, field: Field, line: int, attributes: Mapping[str, str], path: Path) -> Cell:
        text = attributes.get(field.attribute)
        if text is None:
            if field.required:
                raise self.refusal(line, f"the row has no {field.attribute}", path)
            return None
        try:
            return field.read(text)
        except (ValueError, OverflowError) as error:
            reason = f"{field.attribute} holds {text!r:.60}, which can not be read"
            raise self.refusal(line, reason, path) from error

    def refusal(self, line: int, reason: str, path: Path) -> Invalid:
        """Return the error that names a row."""
        message = f"{path}, line {line}: {reason}. Repair the file, then repeat the import."
        return Invalid("import.row", message, file=path.name, line=line)


USERS: Final = Part(
    "Users.xml",
    "users",
    "user",
    (
        _id("Id", "id"),
        _at("CreationDate", "created", required=True),
        _words("DisplayName", "name"),
        _words("Location", "location"),
        _words("AboutMe", "about"),
        _words("ProfileImageUrl", "avatar"),
    ),
)
POSTS: Final = Part(
    "Posts.xml",
    "posts",
    "post",
    (
        _id("Id", "id"),
        _id("PostTypeId", "kind"),
        _id("ParentId", "parent", required=False),
        _at("CreationDate", "created", required=True),
        _id("OwnerUserId", "owner", required=False),
        _id("Score", "score", required=False),
        _words("Title", "title"),
        _words("Body", "body"),
        _words("Tags", "tags"),
        _at("LastEditDate", "edited"),
        _at("ClosedDate", "closed"),
        _id("AcceptedAnswerId", "accepted", required=False),
    ),
)
COMMENTS: Final = Part(
    "Comments.xml",
    "comments",
    "comment",
    (
        _id("Id", "id"),
        _id("PostId", "post"),
        _at("CreationDate", "created", required=True),
        _id("UserId", "owner", required=False),
        _id("Score", "score", required=False),
        _words("Text", "body"),
    ),
)
LINKS: Final = Part(
    "PostLinks.xml",
    "postlinks",
    "link",
    (
        _id("Id", "id"),
        _id("PostId", "post"),
        _id("RelatedPostId", "related"),
        _id("LinkTypeId", "kind"),
    ),
)
VOTES: Final = Part(
    "Votes.xml",
    "votes",
    "vote",
    (
        _id("Id", "id"),
        _id("PostId", "post"),
        _id("VoteTypeId", "kind"),
        _at("CreationDate", "created"),
    ),
)
HISTORY: Final = Part(
    "PostHistory.xml",
    "posthistory",
    "closing",
    (_id("Id", "id"), _id("PostId", "post"), _words("Comment", "reason")),
    required=False,
    only=("PostHistoryTypeId", "10"),
)
PARTS: Final = (USERS, POSTS, COMMENTS, LINKS, VOTES, HISTORY)
"""Every file that is read, in this order. Questions carry their tags: Tags.xml is not needed."""


def find_parts(folder: Path) -> dict[Part, Path]:
    """Return the files of a dump that are there.

    Raises `Invalid` (``import.folder``, ``import.missing``) naming every file that must be there
    and is not.
    """
    if not folder.is_dir():
        message = f"{folder} is no folder. Name the folder into which the dump was unpacked."
        raise Invalid("import.folder", message)
    found = {part: folder / part.file for part in PARTS if (folder / part.file).is_file()}
    missing = [part.file for part in PARTS if part.required and part not in found]
    if missing:
        none = found.keys() <= {HISTORY}
        what = "has none of the files of a dump:" if none else "has no"
        message = f"{folder} {what} {', '.join(missing)}. Unpack the whole dump there."
        raise Invalid("import.missing", message, files=missing)
    return found
