"""Promise what the ports say of networks, accounts, people and the directory."""

# ruff: noqa: D102, PT012 - a test's name is its sentence; units of work are opened where they must fail
from __future__ import annotations

from datetime import timedelta

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.handles import fold
from socialkit.domain.people import Person, PersonStatus
from socialkit.domain.posts import PostKind, PostState
from socialkit.domain.things import post_facts
from socialkit.errors import Conflict
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.ports.storage.records import PeopleFilter, PersonRecord
from socialkit.testing.factories import Factory
from socialkit.testing.plans import plan_of
from socialkit.testing.storage.audiences import audience_of
from socialkit.testing.storage.base import MICROSECOND, SECOND, TEXTS, Promises, walk
from socialkit.testing.storage.oracle import readable_people
from socialkit.testing.world import World


def _add(unit: UnitOfWork, world: World, handle: str, **fields: object) -> Person:
    """Keep a new employee of the workplace."""
    account = world.make.account()
    person = world.make.person(world.network, account, handle=handle, **fields)
    unit.people.add_account(account)
    unit.people.add(person)
    return person


class NetworkPromises(Promises):
    """Promise what `NetworkStore` says."""

    def test_a_network_comes_back_as_it_went_in(self, storage: Storage, world: World) -> None:
        with storage.unit(read_only=True) as unit:
            assert unit.networks.find(world.network.id) == world.network
            assert unit.networks.find_by_slug("club") == world.club
            assert unit.networks.find(world.wall.id) is None
            assert unit.networks.find_by_slug("nobody") is None

    def test_a_saved_network_replaces_the_former_one(self, storage: Storage, world: World) -> None:
        changed = world.club.evolve(name="Club of friends", modules=frozenset())
        with storage.unit() as unit:
            unit.networks.save(changed)
        with storage.unit(read_only=True) as unit:
            assert unit.networks.find(world.club.id) == changed

    def test_every_network_is_returned_by_slug(self, storage: Storage, world: World) -> None:
        with storage.unit(read_only=True) as unit:
            assert unit.networks.all() == (world.club, world.network)

    def test_a_slug_in_use_is_refused(self, storage: Storage, world: World, make: Factory) -> None:
        twin, _ = make.network(world.network.slug)
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.networks.add(twin)
        assert refusal.value.code == "network.slug_taken"

    def test_slugs_are_compared_code_point_for_code_point(
        self, storage: Storage, make: Factory
    ) -> None:
        networks = [make.network(text)[0] for text in TEXTS]
        with storage.unit() as unit:
            for network in networks:
                unit.networks.add(network)
        with storage.unit(read_only=True) as unit:
            for network in networks:
                assert unit.networks.find_by_slug(network.slug) == network

    def test_counts_are_of_published_things_and_of_all_people(
        self, storage: Storage, world: World
    ) -> None:
        asked = world.posts["O-question"]
        with storage.unit() as unit:
            unit.posts.save(asked.evolve(accepted_reply_id=world.replies["O-question-plain"].id))
            unit.imports.skip(world.network.id, "one", {"1": "no author", "2": "no body"})
            unit.imports.skip(world.network.id, "other", {"1": "no author"})
            counts = unit.networks.counts(world.network.id)
            elsewhere = unit.networks.counts(world.club.id)
        published = [
            post
            for post in world.posts.values()
            if post.network_id == world.network.id and post.state is PostState.PUBLISHED
        ]
        questions = [post for post in published if post.kind is PostKind.QUESTION]
        assert counts.people == sum(
            person.network_id == world.network.id for person in world.people.values()
        )
        assert (counts.posts, counts.questions) == (len(published), len(questions))
        assert counts.answers == 4
        assert counts.solved == 1
        assert counts.comments == len(world.comments)
        assert counts.skipped == {"no author": 2, "no body": 1}
        assert (elsewhere.questions, elsewhere.skipped) == (0, {})


class PersonPromises(Promises):
    """Promise what `PersonStore` says."""

    def test_a_person_comes_back_as_it_went_in(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            person = _add(
                unit,
                world,
                "Zoë",
                display_name="Zoë 🙂 %_\\",
                skills=("B", "a", "B c"),
                interests=("ß", "ss"),
                ask_about=("pumps",),
                network_roles=frozenset({"admin", "trusted"}),
                sponsor_id=world.people["ann"].id,
                manager_id=world.people["bob"].id,
                starts_at=world.make.now(),
                ends_at=world.make.now() + MICROSECOND,
                bio="Line\nline \U0001f600",
                organisation="Søns & Co",
                purpose="To help",
                title="Dr",
                department="R&D",
                location="Ærø",
                time_zone="Europe/Copenhagen",
                locale="da",
                avatar_url="https://example.org/a.png",
            )
        with storage.unit(read_only=True) as unit:
            assert unit.people.find(person.id) == person

    def test_text_comes_back_code_point_for_code_point(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            people = [
                _add(unit, world, f"h-{n}", display_name=text, bio=text, skills=(text,))
                for n, text in enumerate(TEXTS)
            ]
        with storage.unit(read_only=True) as unit:
            for person in people:
                assert unit.people.find(person.id) == person

    def test_nobody_has_an_unknown_id(self, storage: Storage, world: World) -> None:
        with storage.unit(read_only=True) as unit:
            assert unit.people.find(world.network.id) is None

    def test_accounts_are_found_by_subject_and_unknown_ones_are_left_out(
        self, storage: Storage, make: Factory
    ) -> None:
        accounts = {text: make.account(text) for text in TEXTS}
        with storage.unit() as unit:
            for account in accounts.values():
                unit.people.add_account(account)
        with storage.unit(read_only=True) as unit:
            assert unit.people.find_accounts([*TEXTS, "unknown"]) == accounts
            assert unit.people.find_accounts([]) == {}

    @pytest.mark.usefixtures("world")
    def test_a_subject_in_use_is_refused(self, storage: Storage, make: Factory) -> None:
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.people.add_account(make.account("host-ann"))
        assert refusal.value.code == "account.taken"

    def test_a_subject_is_identified_with_network_and_sponsor(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            eve = unit.people.identify("works", "host-eve")
            ann = unit.people.identify("works", "host-ann")
            assert unit.people.identify("club", "host-ann") is None
            assert unit.people.identify("works", "host-nobody") is None
            assert unit.people.identify("nowhere", "host-ann") is None
        assert eve is not None
        assert (eve.network, eve.person) == (world.network, world.people["eve"])
        assert eve.sponsor == world.people["bob"]
        assert ann is not None
        assert ann.sponsor is None

    def test_one_account_has_a_face_in_each_network(self, storage: Storage, world: World) -> None:
        ann = world.people["ann"]
        face = ann.evolve(id=world.make.ids.new(), network_id=world.club.id)
        with storage.unit() as unit:
            unit.people.add(face)
        with storage.unit(read_only=True) as unit:
            found = unit.people.identify("club", "host-ann")
            assert found is not None
            assert found.person == face
            assert unit.people.by_accounts(world.club.id, [ann.account_id]) == {
                ann.account_id: face
            }
            assert unit.people.by_accounts(world.network.id, [ann.account_id, face.id]) == {
                ann.account_id: ann
            }

    def test_a_handle_key_in_use_is_refused(
        self, storage: Storage, world: World, make: Factory
    ) -> None:
        account = make.account()
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.people.add_account(account)
            unit.people.add(make.person(world.network, account, handle="ANN"))
        assert refusal.value.code == "person.handle_taken"

    def test_a_handle_key_is_free_in_another_network(self, storage: Storage, world: World) -> None:
        account = world.make.account()
        twin = world.make.person(world.club, account, handle="ann")
        with storage.unit() as unit:
            unit.people.add_account(account)
            unit.people.add(twin)
            assert unit.people.by_keys(world.club.id, ["ann"]) == {"ann": twin}
            assert unit.people.by_keys(world.network.id, ["ann"]) == {"ann": world.people["ann"]}

    def test_a_second_person_of_an_account_in_a_network_is_refused(
        self, storage: Storage, world: World
    ) -> None:
        twin = world.people["ann"].evolve(id=world.make.ids.new(), handle="x", handle_key="x")
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.people.add(twin)
        assert refusal.value.code == "person.exists"

    def test_handle_keys_are_compared_code_point_for_code_point(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            people = {
                text: _add(unit, world, f"handle-{number}", handle_key=text)
                for number, text in enumerate(TEXTS)
            }
        with storage.unit(read_only=True) as unit:
            assert unit.people.by_keys(world.network.id, [*TEXTS, "unknown"]) == people

    def test_many_people_are_kept_at_once(self, storage: Storage, world: World) -> None:
        accounts = [world.make.account() for _ in range(300)]
        people = [world.make.person(world.network, account) for account in accounts]
        with storage.unit() as unit:
            unit.people.add_many(accounts, people)
        with storage.unit(read_only=True) as unit:
            ids = [account.id for account in accounts]
            found = unit.people.by_accounts(world.network.id, ids)
        assert set(found.values()) == set(people)

    def test_of_many_people_none_is_kept_where_one_is_refused(
        self, storage: Storage, world: World
    ) -> None:
        accounts = [world.make.account() for _ in range(3)]
        handles = ["fresh", "ann", "fresh-2"]
        people = [
            world.make.person(world.network, account, handle=handle)
            for account, handle in zip(accounts, handles, strict=True)
        ]
        with storage.unit() as unit:
            with pytest.raises(Conflict) as refusal, unit.atomic():
                unit.people.add_many(accounts, people)
            assert unit.people.by_keys(world.network.id, ["fresh", "fresh-2"]) == {}
            assert unit.people.find_accounts([account.subject for account in accounts]) == {}
        assert refusal.value.code == "person.handle_taken"

    def test_a_saved_person_gets_the_next_version(self, storage: Storage, world: World) -> None:
        changed = world.people["ann"].evolve(bio="New", handle="Ann2", handle_key="ann2")
        with storage.unit() as unit:
            saved = unit.people.save(changed)
            assert saved == changed.evolve(version=2)
            assert unit.people.find(changed.id) == saved
            assert unit.people.by_keys(world.network.id, ["ann", "ann2"]) == {"ann2": saved}

    def test_a_person_of_another_version_is_stale(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            unit.people.save(world.people["ann"].evolve(bio="First"))
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.people.save(world.people["ann"].evolve(bio="Second"))
        assert refusal.value.code == "stale"

    def test_a_handle_in_use_is_refused_when_saving_too(
        self, storage: Storage, world: World
    ) -> None:
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.people.save(world.people["ann"].evolve(handle="Bob", handle_key="bob"))
        assert refusal.value.code == "person.handle_taken"


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
            person = _add(unit, world, "new", **_resolved(world, fields))
            assert person.id not in {r.person.id for r in _listed(unit, world, "ann")}
            caller = world.caller(unit, "ann")
            plan = plan_of(caller, Permission.PERSON_READ)
            assert person.id in unit.directory.visible(caller, plan, [person.id])

    def test_dates_are_exact_to_the_microsecond(self, storage: Storage, world: World) -> None:
        now = world.make.now()
        with storage.unit() as unit:
            begun = _add(unit, world, "begun", starts_at=now, ends_at=now + MICROSECOND)
            _add(unit, world, "early", starts_at=now + MICROSECOND)
            _add(unit, world, "late", ends_at=now)
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
                _add(unit, world, handle, display_name=name)
            for text in TEXTS:
                found = _listed(unit, world, "ann", PeopleFilter(text=f"X{text}"))
                expected = {h for h, name in names.items() if fold(f"X{text}") in fold(name)}
                handles = {record.person.handle for record in found}
                assert handles - world.people.keys() == expected, text

    def test_text_is_found_in_handles_too(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            _add(unit, world, "quiet_one", display_name="Somebody")
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
                _add(unit, world, f"h-{number}", **{field: ("other", value) if wrap else value})
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
            led = _add(unit, world, "led", manager_id=ann.id)
            _add(unit, world, "led-too", manager_id=ann.id)
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
            first = _add(unit, world, "one", display_name="Straße")
            second = _add(unit, world, "two", display_name="STRASSE")
            _add(unit, world, "gone", display_name="strasse", status=PersonStatus.SUSPENDED)
            _add(unit, world, "three", display_name="Strasse 3")
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
                _add(unit, world, f"h-{number}", display_name=f"q{text}")
            _add(unit, world, "qfar", display_name="Far", status=PersonStatus.SUSPENDED)
            near = _add(unit, world, "qnear", display_name="Near")
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
