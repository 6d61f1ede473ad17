"""Promise what the ports say of networks, accounts, people and the directory."""

# ruff: noqa: D102, PT012 - a test's name is its sentence; units of work are opened where they must fail
from __future__ import annotations

import pytest

from socialkit.domain.people import Person
from socialkit.domain.posts import PostKind, PostState
from socialkit.errors import Conflict
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.testing.factories import Factory
from socialkit.testing.storage.base import MICROSECOND, TEXTS, Promises
from socialkit.testing.world import World


def add_person(unit: UnitOfWork, world: World, handle: str, **fields: object) -> Person:
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
            person = add_person(
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
                add_person(unit, world, f"h-{n}", display_name=text, bio=text, skills=(text,))
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
                text: add_person(unit, world, f"handle-{number}", handle_key=text)
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
