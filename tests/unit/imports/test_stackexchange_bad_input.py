"""A dump that is not whole is refused with file and line, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from socialkit import Invalid, SocialKit
from tests.unit.imports.dumps import answer, question, user, write_dump
from tests.unit.imports.kits import bring, community, stats

Harm = Callable[[Path], object]


def _cut(folder: Path) -> None:
    file = folder / "Posts.xml"
    file.write_bytes(file.read_bytes()[:-40])


def _swap(folder: Path) -> None:
    (folder / "Posts.xml").write_bytes((folder / "Users.xml").read_bytes())


def _bomb(folder: Path) -> None:
    text = '<!DOCTYPE posts [<!ENTITY a "aaaa">]>\n<posts><row Id="1" Body="&a;"/></posts>'
    (folder / "Posts.xml").write_text(text)


def _rewrite(old: str, new: str) -> Harm:
    def harm(folder: Path) -> None:
        file = folder / "Posts.xml"
        file.write_text(file.read_text().replace(old, new, 1))

    return harm


HARMS: dict[str, tuple[Harm, str, str]] = {
    "half a file": (_cut, "import.xml", r"Posts\.xml, line 4: this is not whole XML"),
    "an empty file": (lambda f: (f / "Posts.xml").write_bytes(b""), "import.xml", r"line 1"),
    "another file": (_swap, "import.root", r"holds <users>, not <posts>"),
    "a document type": (_bomb, "import.xml", r"line 1: the file declares a document type"),
    "a number that is none": (
        _rewrite('Id="10"', 'Id="ten"'),
        "import.row",
        r"Posts\.xml, line 3: Id holds 'ten', which can not be read",
    ),
    "a number without end": (
        _rewrite('Score="3"', f'Score="{"9" * 40}"'),
        "import.row",
        r"line 3: Score",
    ),
    "a date that is none": (
        _rewrite("2024-03-02T10:10:00.000", "yesterday"),
        "import.row",
        r"line 3: CreationDate holds 'yesterday'",
    ),
    "a row without id": (
        _rewrite('Id="11"', 'No="11"'),
        "import.row",
        r"line 4: the row has no Id",
    ),
    "an id twice": (
        _rewrite('Id="11"', 'Id="10"'),
        "import.row",
        r"line 4: Id 10 stands here a second time",
    ),
    "a missing file": (
        lambda f: (f / "Votes.xml").unlink(),
        "import.missing",
        r"has no Votes\.xml\. Unpack the whole dump there",
    ),
}


@pytest.mark.parametrize("name", HARMS)
def test_a_broken_dump_is_named_and_resumes_after_repair(name: str, tmp_path: Path) -> None:
    harm, code, words = HARMS[name]
    kit: SocialKit = community()
    posts = [question(10), answer(11, 10)]
    folder = write_dump(tmp_path / "kites", posts=posts)
    harm(folder)
    with pytest.raises(Invalid, match=words) as refused:
        bring(kit, folder)
    assert refused.value.code == code
    assert stats(kit).people == 0
    bring(kit, write_dump(folder, posts=posts))
    assert (stats(kit).questions, stats(kit).answers) == (1, 1)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="is no folder") as refused:
        bring(community(), tmp_path / "nothing")
    assert refused.value.code == "import.folder"


def test_a_folder_without_a_dump_names_each_file_once(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="none of the files of a dump") as refused:
        bring(community(), tmp_path)
    assert refused.value.message.count("Users.xml") == 1


def test_a_user_without_a_name_is_numbered(tmp_path: Path) -> None:
    kit = community()
    bring(kit, write_dump(tmp_path / "kites", users=[user(7, "  ")]))
    with kit.storage.unit() as unit:
        found = unit.people.by_keys(unit.networks.all()[0].id, {"user-7"})
    assert found["user-7"].display_name == "user 7"
