"""Promise what the ports say of lists of people."""

# ruff: noqa: D102 - a test's name is its sentence
from __future__ import annotations

from datetime import timedelta

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.handles import fold
from socialkit.domain.people import Person, PersonStatus
from socialkit.domain.things import post_facts
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.ports.storage.records import PeopleFilter, PersonRecord
from socialkit.testing.plans import plan_of
from socialkit.testing.storage.audiences import audience_of
from socialkit.testing.storage.base import MICROSECOND, SECOND, TEXTS, Promises, walk
from socialkit.testing.storage.oracle import readable_people
from socialkit.testing.storage.people import add_person
from socialkit.testing.world import World


class DirectoryPromises(Promises):
    """Promise what `PersonLists` says."""

    def test_each_viewer_gets_exactly_the_people_that_the_policy_lets_them_read(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            for name in world.viewers:
                found = _listed(unit, world, name)
                assert {record.person.id for record in found} == readable_people(
                    unit, world, name
                ), name

    def test_people_are_listed_newest_first_and_counted(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            caller = world.caller(unit, "ann")
            plan = plan_of(caller, Permission.PERSON_READ)
            found = _listed(unit, world, "ann", limit=3)
            assert unit.directory.count(caller, plan, PeopleFilter()) == len(found)
        keys = [(record.person.created_at, record.person.id.bytes) for record in found]
        assert keys == sorted(keys, reverse=True)

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": PersonStatus.SUSPENDED},
            {"status": PersonStatus.DEACTIVATED},
            {"starts_at": SECOND},
            {"ends_at": timedelta()},
            {"member_class": "external"},
            {"member_class": "external", "sponsor_id": "gus"},
            {"member_class": "external", "sponsor_id": "lea"},
            {"sponsor_id": "eve"},
        ],
        ids=str,
    )
    def test_people_who_are_not_in_good_standing_are_not_listed(
        self, storage: Storage, world: World, fields: dict[str, object]
    ) -> None:
        with storage.unit() as unit:
            person = add_person(unit, world, "new", **_resolved(world, fields))
            assert person.id not in {r.person.id for r in _listed(unit, world, "ann")}
            caller = world.caller(unit, "ann")
            plan = plan_of(caller, Permission.PERSON_READ)
            assert person.id in unit.directory.visible(caller, plan, [person.id])

    def test_dates_are_exact_to_the_microsecond(self, storage: Storage, world: World) -> None:
        now = world.make.now()
        with storage.unit() as unit:
            begun = add_person(unit, world, "begun", starts_at=now, ends_at=now + MICROSECOND)
            add_person(unit, world, "early", starts_at=now + MICROSECOND)
            add_person(unit, world, "late", ends_at=now)
            found = {record.person.handle for record in _listed(unit, world, "ann")}
            assert begun.handle in found
            assert not found & {"early", "late"}

    def test_a_record_tells_what_relates_the_person_to_the_viewer(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            unit.follows.add(world.make.follow(world.people["bob"], world.people["ivy"]))
            found = {r.person.handle: r for r in _listed(unit, world, "bob")}
            club = {r.person.handle: r for r in _listed(unit, world, "cus")}
        assert found["ann"].shares_group
        assert not found["dan"].shares_group
        assert found["ivy"].followed
        assert not found["ann"].followed
        assert not found["ann"].public_author
        assert club["sue"].public_author
        assert not club["tru"].public_author

    def test_an_expired_membership_relates_nobody(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            ended = world.make.membership(
                world.groups["C"], world.people["dan"], expires_at=world.make.now()
            )
            unit.memberships.put(ended)
            found = {r.person.handle: r for r in _listed(unit, world, "dan")}
        assert not found["cat"].shares_group

    def test_visible_people_are_those_that_the_plan_allows_whatever_their_standing(
        self, storage: Storage, world: World
    ) -> None:
        ids = [person.id for person in world.people.values()]
        with storage.unit(read_only=True) as unit:
            for name in world.viewers:
                caller = world.caller(unit, name)
                plan = plan_of(caller, Permission.PERSON_READ)
                found = unit.directory.visible(caller, plan, ids)
                expected = readable_people(unit, world, name, standing=False)
                assert set(found) == expected, name
                assert all(record.person.id == key for key, record in found.items())
                assert unit.directory.visible(caller, plan, []) == {}

    def test_text_is_found_folded_and_literally(self, storage: Storage, world: World) -> None:
        names = {f"h-{number}": f"x{other}y" for number, other in enumerate(TEXTS)}
        with storage.unit() as unit:
            for handle, name in names.items():
                add_person(unit, world, handle, display_name=name)
            for text in TEXTS:
                found = _listed(unit, world, "ann", PeopleFilter(text=f"X{text}"))
                expected = {h for h, name in names.items() if fold(f"X{text}") in fold(name)}
                handles = {record.person.handle for record in found}
                assert handles - world.people.keys() == expected, text

    def test_text_is_found_in_handles_too(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            add_person(unit, world, "quiet_one", display_name="Somebody")
            found = _listed(unit, world, "ann", PeopleFilter(text="T_ON"))
        assert [record.person.handle for record in found] == ["quiet_one"]

    @pytest.mark.parametrize("name", ["department", "organisation", "skill"])
    def test_filters_compare_folded_text_as_a_whole(
        self, storage: Storage, world: World, name: str
    ) -> None:
        field, wrap = ("skills", True) if name == "skill" else (name, False)
        with storage.unit() as unit:
            for number, text in enumerate(TEXTS):
                value = f"{text}z"
                add_person(
                    unit, world, f"h-{number}", **{field: ("other", value) if wrap else value}
                )
            for text in TEXTS:
                wanted = f"{text}Z"
                found = _listed(unit, world, "ann", PeopleFilter(**{name: wanted}))  # type: ignore[arg-type]  # each of the three is a text
                expected = {
                    f"h-{n}" for n, other in enumerate(TEXTS) if fold(f"{other}z") == fold(wanted)
                }
                assert {record.person.handle for record in found} == expected, wanted

    def test_filters_by_group_and_manager_narrow_and_add_up(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            ann, group = world.people["ann"], world.groups["O"]
            led = add_person(unit, world, "led", manager_id=ann.id)
            add_person(unit, world, "led-too", manager_id=ann.id)
            unit.memberships.put(world.make.membership(group, led))
            gone = world.make.membership(group, world.people["dan"], expires_at=world.make.now())
            unit.memberships.put(gone)
            members = _listed(unit, world, "ann", PeopleFilter(group_id=group.id))
            both = _listed(unit, world, "ann", PeopleFilter(group_id=group.id, manager_id=ann.id))
            none = _listed(unit, world, "ann", PeopleFilter(text="led", department="Sales"))
        assert {r.person.handle for r in members} == {"ann", "bob", "ivy", "led"}
        assert [r.person for r in both] == [led]
        assert not none

    def test_people_are_found_by_folded_name_and_ordered_by_id(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            first = add_person(unit, world, "one", display_name="Straße")
            second = add_person(unit, world, "two", display_name="STRASSE")
            add_person(unit, world, "gone", display_name="strasse", status=PersonStatus.SUSPENDED)
            add_person(unit, world, "three", display_name="Strasse 3")
            caller = world.caller(unit, "ann")
            plan = plan_of(caller, Permission.PERSON_READ)
            found = unit.directory.named(caller, plan, ["strasse", "nobody"])
            stranger = world.caller(unit, "eve")
            hidden = unit.directory.named(
                stranger, plan_of(stranger, Permission.PERSON_READ), ["strasse"]
            )
        assert found == {"strasse": (first, second)}
        assert hidden == {}

    def test_departments_are_counted_over_the_people_of_the_list(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            for name in ("ann", "eve", "anon"):
                caller = world.caller(unit, name)
                plan = plan_of(caller, Permission.PERSON_READ)
                counted: dict[str, int] = {}
                for record in _listed(unit, world, name):
                    if (department := record.person.department) is not None:
                        counted[department] = counted.get(department, 0) + 1
                assert unit.directory.departments(caller, plan) == counted

    def test_suggestions_begin_with_the_prefix_and_can_read_and_be_seen(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            for number, text in enumerate(TEXTS):
                add_person(unit, world, f"h-{number}", display_name=f"q{text}")
            add_person(unit, world, "qfar", display_name="Far", status=PersonStatus.SUSPENDED)
            near = add_person(unit, world, "qnear", display_name="Near")
            everybody = _everybody(unit, world)
            for prefix in ["q", *(fold(f"q{text}") for text in TEXTS)]:
                expected = sorted(
                    (p for p in everybody if _begins(p, prefix)),
                    key=lambda p: (p.name_key, p.id.bytes),
                )
                assert list(_suggested(unit, world, "ann", prefix)) == expected, prefix
            assert near in _suggested(unit, world, "ann", "qne")
            assert len(_suggested(unit, world, "ann", "q", limit=3)) == 3

    def test_nobody_is_suggested_whom_the_author_may_not_see(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            found = {person.handle for person in _suggested(unit, world, "eve", "", post="G-group")}
        assert found == {"bob", "eve", "lea"}


def _resolved(world: World, fields: dict[str, object]) -> dict[str, object]:
    """Return the fields with steps turned into moments and names into ids."""
    resolved = dict(fields)
    for name, value in fields.items():
        if isinstance(value, timedelta):
            resolved[name] = world.make.now() + value
        elif name == "sponsor_id":
            resolved[name] = world.people[str(value)].id
    return resolved


def _begins(person: Person, prefix: str) -> bool:
    return person.handle_key.startswith(prefix) or person.name_key.startswith(prefix)


def _listed(
    unit: UnitOfWork,
    world: World,
    name: str,
    wanted: PeopleFilter | None = None,
    *,
    limit: int = 100,
) -> list[PersonRecord]:
    caller = world.caller(unit, name)
    plan = plan_of(caller, Permission.PERSON_READ)

    chosen = wanted or PeopleFilter()
    return walk(lambda page: unit.directory.page(caller, plan, chosen, page), limit=limit)


def _everybody(unit: UnitOfWork, world: World) -> list[Person]:
    return [record.person for record in _listed(unit, world, "ann")]


def _suggested(
    unit: UnitOfWork,
    world: World,
    name: str,
    prefix: str,
    *,
    post: str = "O-network",
    limit: int = 100,
) -> tuple[Person, ...]:
    caller = world.caller(unit, name)
    thing = world.posts[post]
    audience = audience_of(unit, caller, post_facts(thing, world.place_of(thing)))
    plan = plan_of(caller, Permission.PERSON_READ)
    return unit.directory.suggest(caller, plan, audience, prefix, limit=limit)
