"""Write small dumps of a made-up site about kites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

Row = Mapping[str, object]
DAY: Final = "2024-03-01T10:00:00.000"


def user(number: int, name: str, **more: object) -> Row:
    return {"Id": number, "CreationDate": DAY, "DisplayName": name, **more}


def question(number: int, owner: int | None = 1, **more: object) -> Row:
    return _post(number, 1, owner, Title=f"Question {number}?", Tags="<kite><wind>", **more)


def answer(number: int, parent: int, owner: int | None = 2, **more: object) -> Row:
    return _post(number, 2, owner, ParentId=parent, **more)


def _post(number: int, kind: int, owner: int | None, **more: object) -> Row:
    row = {
        "Id": number,
        "PostTypeId": kind,
        "CreationDate": f"2024-03-02T10:{number % 60:02}:00.000",
        "Score": number % 7,
        "Body": f"<p>Text {number}</p>",
    }
    return {**row, **({} if owner is None else {"OwnerUserId": owner}), **more}


def comment(number: int, post: int, owner: int | None, text: str) -> Row:
    row = {
        "Id": number,
        "PostId": post,
        "Score": 1,
        "Text": text,
        "CreationDate": f"2024-03-03T10:{number % 60:02}:00.000",
    }
    return row if owner is None else {**row, "UserId": owner}


def vote(number: int, post: int, kind: int) -> Row:
    return {
        "Id": number,
        "PostId": post,
        "VoteTypeId": kind,
        "CreationDate": "2024-03-05T00:00:00.000",
    }


def link(number: int, post: int, related: int, kind: int = 3) -> Row:
    row = {"Id": number, "PostId": post, "RelatedPostId": related, "LinkTypeId": kind}
    return {**row, "CreationDate": DAY}


PEOPLE: Final = (user(1, "Ana Ruiz"), user(2, "Ben"), user(3, "ana  ruiz"), user(-1, "Community"))


def write_dump(
    folder: Path,
    *,
    users: Iterable[Row] = PEOPLE,
    posts: Iterable[Row] = (),
    comments: Iterable[Row] = (),
    votes: Iterable[Row] = (),
    links: Iterable[Row] = (),
    history: Iterable[Row] | None = None,
) -> Path:
    """Write the files of a dump into a new folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {"Users": users, "Posts": posts, "Comments": comments, "Votes": votes}
    files = {**parts, "PostLinks": links} | ({} if history is None else {"PostHistory": history})
    for name, rows in files.items():
        lines = [f"  <row {_attributes(row)} />" for row in rows]
        root = name.lower()
        text = "\n".join(
            ['<?xml version="1.0" encoding="utf-8"?>', f"<{root}>", *lines, f"</{root}>"]
        )
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    return folder


def _attributes(row: Row) -> str:
    return " ".join(f"{name}={quoteattr(str(value))}" for name, value in row.items())
