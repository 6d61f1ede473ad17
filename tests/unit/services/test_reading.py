"""What people read: who would see a post, threads by the page, the org chart, figures."""

import pytest

from socialkit import Conflict
from tests.unit.services.world import World, refused


def test_readers_are_counted_before_posting_by_side_and_organisation(world: World) -> None:
    with world.acting_as("bob") as me:
        readers = me.posts.readers(group="guesthouse")
        assert (readers.people, readers.outsiders, readers.organisations) == (3, 1, ("Umbra",))
        assert me.posts.readers(group="shadow").people == 2
        assert me.posts.readers().outsiders == 0
    with world.acting_as("eve") as me:
        assert me.posts.readers(group="guesthouse").people == 3
    for who, group in (("dan", "court"), ("eve", None), ("dan", "xenon")):
        told = refused(world.acting_as(who), lambda me, g: me.posts.readers(group=g), group)
        assert told[:2] == ("Forbidden", "forbidden")
    told = refused(world.acting_as("ann"), lambda me: me.posts.readers(audience="public"))
    assert told[:2] == ("Invalid", "post.audience")
    told = refused(world.acting_as("ann"), lambda me: me.posts.readers(audience="group"))
    assert told[:2] == ("Invalid", "post.audience")


def test_the_accepted_answer_leads_the_first_page_and_is_not_repeated(world: World) -> None:
    question = world.ask("dan").id
    answers = [world.reply("bob", question, f"Answer {number}").id for number in range(5)]
    with world.acting_as("dan") as me:
        me.questions.accept(question, answers[4])
        seen, cursor = [], None
        while True:
            page = me.posts.thread(question, limit=2, cursor=cursor)
            seen += [reply.id for reply in page.replies]
            if (cursor := page.cursor) is None:
                break
    assert seen == [answers[4], *answers[:4]]


def test_the_org_chart_goes_up_to_the_first_person_out_of_sight(world: World) -> None:
    with world.kit.storage.unit() as unit:
        for person, manager in (("dan", "cat"), ("cat", "ann"), ("ann", "dan"), ("eve", "bob")):
            record = unit.people.find(world.people[person])
            assert record is not None
            unit.people.save(record.evolve(manager_id=world.people[manager]))
    with world.acting_as("joe") as me:
        assert [ref.handle for ref in me.people.chain("dan")] == ["cat", "ann", "dan"]
        assert [person.handle for person in me.people.reports("ann").items] == ["cat"]
        above = me.people.get("dan").manager
        assert above is not None
        assert above.handle == "cat"
    with world.acting_as("eve") as me:
        assert me.people.chain("bob") == ()
        assert me.people.reports("bob").items == ()
        assert [ref.handle for ref in me.people.chain("eve")] == ["bob"]


def test_an_answer_for_insiders_is_not_accepted_while_outsiders_read_the_question(
    world: World,
) -> None:
    for group, outsiders in (("guesthouse", True), ("shadow", False)):
        question = world.ask("bob", group=group).id
        answer = world.reply("bob", question).id
        with world.acting_as("bob") as me:
            record = me.context.unit.threads.find_reply(me.context.caller, answer)
            assert record is not None
            me.context.unit.threads.save_reply(record.reply.evolve(insiders_only=True))
        if outsiders:
            assert answer not in thread(world, "eve", question)
            with pytest.raises(Conflict) as refusal, world.acting_as("bob") as me:
                me.questions.accept(question, answer)
            assert refusal.value.code == "question.insiders_only"
        else:
            with world.acting_as("bob") as me:
                me.questions.accept(question, answer)


def thread(world: World, who: str, post: object) -> set[object]:
    with world.acting_as(who) as me:
        return {reply.id for reply in me.posts.thread(str(post)).replies}


def test_figures_are_for_those_whom_the_policy_names(world: World) -> None:
    with world.acting_as("hal") as me:
        assert me.networks.stats().people == 14
    for who in ("ann", "eve"):
        assert refused(world.acting_as(who), lambda me: me.networks.stats())[1] == "forbidden"


def test_a_suspended_moderator_and_a_removed_author_change_nothing(world: World) -> None:
    post = world.publish("cat", "Mine", group="court").id
    with world.acting_as("ann") as me:
        me.memberships.remove("court", "cat")
        me.posts.hide(post)
    with world.acting_as("hal") as me:
        me.people.set_status("ivy", "suspended")
    assert (
        refused(world.acting_as("cat"), lambda me: me.posts.edit(post, body="x"))[0] == "NotFound"
    )
    told = refused(world.acting_as("ivy"), lambda me: me.posts.hide(world.posts["O"]))
    assert told[0] == "NotFound"


def test_a_hidden_post_is_read_by_its_author_and_moderators_alone(world: World) -> None:
    post = world.publish("ivy", "Doubtful", group="open-field").id
    with world.acting_as("ann") as me:
        me.posts.hide(post)
    with world.acting_as("ivy") as me:
        assert me.posts.get(post).state.value == "hidden"
    assert refused(world.acting_as("dan"), lambda me: me.posts.get(post))[0] == "NotFound"
    with world.acting_as("ann") as me:
        assert me.posts.restore(post).state.value == "published"
        with pytest.raises(Conflict):
            me.posts.restore(post)
