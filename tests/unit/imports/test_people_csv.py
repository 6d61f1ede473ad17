"""People come from a CSV file all together, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from socialkit import Invalid, SocialKit
from socialkit.domain.people import Person
from tests.unit.imports.kits import bring_people, community, stats, workplace

HEADER = "subject,name,handle,title,department,manager,skills,location"
Write = Callable[..., Path]


@pytest.fixture
def kit() -> SocialKit:
    return workplace()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(*lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
        file = tmp_path / "people.csv"
        file.write_bytes("\r\n".join([header, *lines, ""]).encode(encoding))
        return file

    return write_file


def person(kit: SocialKit, handle: str) -> Person:
    with kit.storage.unit() as unit:
        return unit.people.by_keys(unit.networks.all()[0].id, {handle})[handle]


def refused(kit: SocialKit, file: Path) -> tuple[str, list[str]]:
    with pytest.raises(Invalid) as error:
        bring_people(kit, file)
    assert stats(kit).people == 0
    found = error.value.params.get("problems", [])
    assert isinstance(found, list)
    return error.value.code, [str(line) for line in found]


def test_people_come_with_managers_and_skills(kit: SocialKit, write: Write) -> None:
    file = write(
        "u-1,Ana Ruiz,,Director,Works,,resins;  kites ;Resins,Vigo",
        'u-2,"Luis ""Lucho"" Paz",lucho,Engineer,Works,u-1,,',
        "u-3,Zoe,,,,lucho,,",
    )
    done = bring_people(kit, file)
    ana, luis, zoe = (person(kit, handle) for handle in ("ana-ruiz", "lucho", "zoe"))
    assert (done.added, done.changed, done.unchanged) == (3, 0, 0)
    assert (ana.skills, ana.manager_id, ana.member_class) == (("resins", "kites"), None, "employee")
    assert (luis.display_name, luis.manager_id, luis.location) == ('Luis "Lucho" Paz', ana.id, None)
    assert zoe.manager_id == luis.id


def test_a_community_takes_customers(write: Write) -> None:
    kit = community()
    bring_people(kit, write("u-1,Ana,,,,,,"))
    assert person(kit, "ana").member_class == "customer"


def test_a_second_import_changes_what_changed_and_nobody_twice(
    kit: SocialKit, write: Write
) -> None:
    bring_people(kit, write("u-1,Ana,,Director,,,a;b,", "u-2,Luis,,,,u-1,,"))
    before = person(kit, "luis")
    done = bring_people(kit, write("u-1,Ana,,,,,b,", "u-2,Luis,,,,u-1,,", "u-3,Zoe,,,,,,"))
    assert (done.added, done.changed, done.unchanged) == (1, 1, 1)
    assert (person(kit, "ana").title, person(kit, "ana").skills) == (None, ("b",))
    assert person(kit, "luis") == before


def test_a_column_that_is_not_there_leaves_its_field_alone(kit: SocialKit, write: Write) -> None:
    bring_people(kit, write("u-1,Ana,,Director,,,a,", "u-2,Luis,,,,u-1,,"))
    bring_people(kit, write("u-2,Luis Paz", header="subject,name"))
    luis = person(kit, "luis")
    assert (luis.display_name, luis.manager_id) == ("Luis Paz", person(kit, "ana").id)


def test_people_are_known_again_by_handle_or_email(kit: SocialKit, write: Write) -> None:
    with kit.system("a test") as desk:
        desk.enrol("u-1", "Ana", handle="ana")
    bring_people(kit, write("ana,Ana Ruiz", header="handle,name"))
    bring_people(kit, write("luis@example.org,Luis", header="email,name"))
    done = bring_people(kit, write("luis@example.org,Luis Paz", header="email,name"))
    assert (done.changed, stats(kit).people) == (1, 2)
    assert person(kit, "ana").display_name == "Ana Ruiz"


def test_managers_may_be_in_the_network_already(kit: SocialKit, write: Write) -> None:
    bring_people(kit, write("u-1,Ana,boss,,,,,"))
    bring_people(kit, write("u-2,Luis,,,,boss,,", "u-3,Zoe,,,,u-1,,"))
    boss = person(kit, "boss").id
    assert {person(kit, "luis").manager_id, person(kit, "zoe").manager_id} == {boss}


def test_all_bad_rows_are_named_at_once_and_nothing_is_kept(kit: SocialKit, write: Write) -> None:
    file = write(
        "u-1,,,,,,,",
        "u-2,Luis,not a handle,,,,,",
        "",
        "u-3,Zoe,,,,nobody,,",
        "u-3,Zoe,,,,,,",
        ",Eve,,,,,,",
        "u-6,Max,,,,,,,one too many",
        "u-7,Kim,kim,,,,,",
        "u-8,Kim,KIM,,,,,",
        f"u-9,Ann,,{'x' * 101},,,,",
    )
    code, problems = refused(kit, file)
    assert code == "import.rows"
    assert [problem.split(":")[0] for problem in problems] == [
        f"line {line}" for line in (2, 3, 5, 6, 7, 8, 10, 11)
    ]
    assert problems[2] == "line 5: nobody is known as the manager 'nobody'"
    assert problems[3] == "line 6: 'u-3' stands on line 5 already"
    assert problems[6] == "line 10: the handle 'KIM' stands on line 9 already"


def test_managers_in_a_circle_are_named_with_their_lines(kit: SocialKit, write: Write) -> None:
    _, problems = refused(
        kit,
        write("u-1,Ana,,,,u-3,,", "u-2,Luis,,,,u-1,,", "u-3,Zoe,,,,u-2,,", "u-4,Max,,,,u-4,,"),
    )
    assert problems == [
        "line 2: managers in a circle: Ana → Zoe → Luis → Ana (lines 2, 4, 3)",
        "line 5: managers in a circle: Max → Max (line 5)",
    ]


def test_a_circle_through_somebody_outside_the_file_is_found(kit: SocialKit, write: Write) -> None:
    bring_people(kit, write("u-1,Ana,,,,,,", "u-2,Luis,,,,u-1,,"))
    told = r"circle: Ana → Luis → Ana \(line 2; in the network: @luis\)"
    with pytest.raises(Invalid, match=told):
        bring_people(kit, write("u-1,Ana,,,,u-2,,"))


def test_a_handle_of_somebody_else_is_refused(kit: SocialKit, write: Write) -> None:
    bring_people(kit, write("u-1,Ana,ana,,,,,"))
    with pytest.raises(Invalid, match="line 2: the handle 'ana' is somebody else's"):
        bring_people(kit, write("u-2,Luis,ana,,,,,"))


def test_a_class_that_needs_a_sponsor_is_refused(kit: SocialKit, write: Write) -> None:
    _, problems = refused(kit, write("u-1,Ana,external", header="subject,name,class"))
    assert "socialkit people add" in problems[0]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Employee", "did you mean 'employee'?"),
        ("costumer", "did you mean 'customer'?"),
        ("boss", "only employee or customer"),
    ],
)
def test_a_class_that_is_not_known_gives_a_hint(
    kit: SocialKit, write: Write, name: str, told: str
) -> None:
    _, problems = refused(kit, write(f"u-1,Ana,{name}", header="subject,name,class"))
    assert told in problems[0]
    assert "sponsor" not in problems[0]


def test_a_short_row_is_refused_instead_of_emptying_fields(kit: SocialKit, write: Write) -> None:
    header = "subject,name,title"
    bring_people(kit, write("u-1,Ana,Director", header=header))
    with pytest.raises(Invalid, match="line 3: 2 cells, but the header names 3 columns"):
        bring_people(kit, write("u-1,Ana,Director", "u-2,Luis", header=header))
    assert person(kit, "ana").title == "Director"


@pytest.mark.parametrize(
    ("column", "cell"), [("time_zone", "Europe/Atlantis"), ("locale", "Spanish"), ("locale", "e")]
)
def test_zones_and_locales_are_checked(
    kit: SocialKit, write: Write, column: str, cell: str
) -> None:
    _, problems = refused(kit, write(f"u-1,Ana,{cell}", header=f"subject,name,{column}"))
    assert problems[0].startswith("line 2: ")
    bring_people(kit, write("u-1,Ana,UTC,pt-BR", header="subject,name,time_zone,locale"))
    assert person(kit, "ana").locale == "pt-BR"


def test_a_customer_belongs_to_no_workplace(kit: SocialKit, write: Write) -> None:
    _, problems = refused(kit, write("u-1,Ana,customer", header="subject,name,class"))
    assert "This network is a workplace" in problems[0]


def test_no_import_changes_a_class(kit: SocialKit, write: Write) -> None:
    bring_people(kit, write("u-1,Ana", header="subject,name"))
    with pytest.raises(Invalid, match="which no import changes"):
        bring_people(kit, write("u-1,Ana,customer", header="subject,name,class"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_read(kit: SocialKit, write: Write, encoding: str) -> None:
    bring_people(kit, write("u-1;José Ñandú", header="subject;name", encoding=encoding))
    assert person(kit, "josé-ñandú").display_name == "José Ñandú"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"subject,name\nu-1,Ana\nu-2,Jos\xe9\n", "import.encoding", "line 3: this is not UTF-8"),
        (b"", "import.csv", "is empty"),
        (b'subject,name\nu-1,Ana\nu-2,"Luis\n', "import.csv", "line 3: the row can not be read"),
        (b"subject,nmae\n", "import.columns", r"'nmae' is not known \(did you mean 'name'\?\)"),
        (b"name\nAna\n", "import.columns", "no column 'subject', 'email' or 'handle'"),
        (b"subject,name,name\n", "import.columns", "'name' stands there twice"),
    ],
)
def test_a_file_that_can_not_be_read_is_named_with_its_line(
    kit: SocialKit, tmp_path: Path, data: bytes, code: str, words: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(data)
    with pytest.raises(Invalid, match=words) as error:
        bring_people(kit, file)
    assert error.value.code == code


def test_a_file_that_is_not_there_is_named(kit: SocialKit, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="can not be read"):
        bring_people(kit, tmp_path / "none.csv")


def test_same_names_get_numbers_in_the_order_of_the_file(kit: SocialKit, write: Write) -> None:
    bring_people(kit, write(*(f"u-{number},Ana,,,,,," for number in range(30))))
    with kit.storage.unit() as unit:
        keys = {"ana", *(f"ana-{number}" for number in range(2, 31))}
        assert len(unit.people.by_keys(unit.networks.all()[0].id, keys)) == 30
