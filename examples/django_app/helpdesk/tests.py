"""The help desk: its own rules, and what it does together with the social layer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from examples.django_app.accounts.models import User
from examples.django_app.helpdesk.models import Note, Team, Ticket
from socialkit.contrib.django import kit
from socialkit.contrib.django.models import Group, Post
from socialkit.errors import Conflict
from socialkit.testing.django import SocialKitMixin

PASSWORD = "a long enough password"  # noqa: S105 - of nobody


class HelpDeskTest(SocialKitMixin, TestCase):
    """A firm of three, a team, and one ticket of each kind of requester."""

    tomas: User
    ana: User
    carla: User
    team: Team
    ours: Ticket
    theirs: Ticket

    @classmethod
    def setUpTestData(cls) -> None:
        with kit().system("the tests begin") as desk:
            desk.create_network("Brightwater Engineering")
            desk.enrol("tomas", "Tomas Lindqvist", handle="tomas", roles=["admin"])
        cls.tomas = cls.user("tomas", is_staff=True, is_superuser=True)
        cls.ana = cls.user("ana")
        cls.carla = cls.user("carla", kind=User.Kind.PARTNER)
        cls.team = Team.objects.create(slug="it", name="IT desk", about="Laptops.", lead=cls.tomas)
        cls.team.members.set([cls.tomas, cls.ana])
        cls.ours = cls.ticket("Laptop does not wake up", cls.ana)
        cls.theirs = cls.ticket("Drawing of the seal chamber", cls.carla)

    @staticmethod
    def user(name: str, **more: Any) -> User:
        return User.objects.create_user(name, first_name=name.capitalize(), **more)

    @classmethod
    def ticket(cls, title: str, requester: User) -> Ticket:
        return Ticket.objects.create(title=title, body="…", team=cls.team, requester=requester)

    def with_a_room(self) -> Group:
        """Give the team its room, as an administrator does."""
        self.client.force_login(self.tomas)
        self.client.get(reverse("helpdesk:index"))
        fields = {"name": "IT desk", "slug": "it", "about": "Laptops.", "lead": self.tomas.pk}
        members = {"members": [self.tomas.pk]}
        address = reverse("admin:helpdesk_team_change", args=[self.team.pk])
        self.assertRedirects(
            self.client.post(address, fields | members), reverse("admin:helpdesk_team_changelist")
        )
        group: Group = Group.objects.get(slug="it")
        return group


class TicketsTest(HelpDeskTest):
    def test_a_password_signs_in_and_nobody_signs_in_without_one(self) -> None:
        sent = {"username": "ana", "password": ""}
        self.assertEqual(self.client.post(reverse("login"), sent).status_code, 200)
        self.ana.set_password(PASSWORD)
        self.ana.save()
        sent["password"] = PASSWORD
        self.assertRedirects(
            self.client.post(reverse("login"), sent), "/", fetch_redirect_response=False
        )

    def test_staff_see_every_ticket_and_a_partner_their_own(self) -> None:
        self.client.force_login(self.ana)
        self.assertContains(self.client.get("/tickets/"), self.theirs.title)
        self.client.force_login(self.carla)
        shown = self.client.get("/tickets/")
        self.assertContains(shown, self.theirs.title)
        self.assertNotContains(shown, self.ours.title)
        self.assertEqual(self.client.get(self.ours.get_absolute_url()).status_code, 404)

    def test_what_colleagues_say_among_themselves_stays_there(self) -> None:
        Note.objects.create(ticket=self.theirs, author=self.ana, body="Not yet.", inside=True)
        self.client.force_login(self.carla)
        self.assertNotContains(self.client.get(self.theirs.get_absolute_url()), "Not yet.")
        self.client.post(
            reverse("helpdesk:note", args=[self.theirs.pk]), {"body": "Thanks.", "inside": "on"}
        )
        self.assertFalse(Note.objects.get(body="Thanks.").inside)

    def test_a_partner_can_not_change_the_state(self) -> None:
        self.client.force_login(self.carla)
        self.client.post(reverse("helpdesk:work", args=[self.theirs.pk]), {"state": "done"})
        self.theirs.refresh_from_db()
        self.assertEqual(self.theirs.state, Ticket.State.NEW)

    def test_the_list_takes_as_many_statements_however_long_it_is(self) -> None:
        self.client.force_login(self.ana)
        self.client.get("/tickets/")
        with CaptureQueriesContext(connection) as few:
            self.client.get("/tickets/")
        self.assertLess(len(few), 25)
        for number in range(30):
            self.ticket(f"Ticket {number}", self.ana)
        with self.assertNumQueries(len(few)):
            self.client.get("/tickets/")

    def test_the_one_click_log_in_of_the_demo_does_not_exist(self) -> None:
        for path in ("/become", "/who"):
            self.assertEqual(self.client.get(path).status_code, 404)
            self.assertEqual(self.client.post(path, {"name": "ana"}).status_code, 404)


class RoomsTest(HelpDeskTest):
    def test_a_colleague_becomes_a_person_at_first_sight_and_a_partner_does_not(self) -> None:
        self.client.force_login(self.ana)
        self.assertEqual(self.client.get("/social/api/v1/me").json()["handle"], "ana")
        self.client.force_login(self.carla)
        self.assertEqual(self.client.get("/social/api/v1/me").status_code, 403)

    def test_a_partner_may_ask_the_teams_whose_group_exists_for_them(self) -> None:
        self.with_a_room()
        self.client.force_login(self.carla)
        self.assertNotContains(self.client.get("/teams/"), "IT desk")
        with kit().acting_as("tomas") as me:
            me.groups.edit("it", externals_allowed=True)
        with kit().system("a partner is let in") as desk:
            desk.enrol(
                "carla",
                "Carla Jensen",
                member_class="external",
                sponsor="tomas",
                organisation="Nordseal",
                purpose="Seals",
                ends_at=timezone.now() + timedelta(days=30),
            )
        with kit().acting_as("tomas") as me:
            me.memberships.add("it", "carla-jensen", role="guest")
        self.assertContains(self.client.get("/teams/"), "IT desk")

    def test_a_team_that_is_saved_in_the_admin_gets_its_group(self) -> None:
        room = self.with_a_room()
        self.team.refresh_from_db()
        self.assertEqual(self.team.room, room)
        self.assertContains(self.client.get("/social/groups/it"), "Laptops.")

    def test_where_the_group_can_not_be_founded_the_team_is_not_saved_and_one_reads_why(
        self,
    ) -> None:
        self.with_a_room()
        fields = {"name": "x", "slug": "new", "about": "…", "lead": self.tomas.pk, "members": []}
        answer = self.client.post(reverse("admin:helpdesk_team_add"), fields, follow=True)
        self.assertContains(answer, 'class="error"')
        self.assertFalse(Team.objects.filter(slug="new").exists())
        self.assertFalse(Group.objects.filter(name="x").exists())

    def test_a_ticket_is_taken_to_the_group_and_shows_what_is_said_there(self) -> None:
        self.with_a_room()
        self.client.post(reverse("helpdesk:discuss", args=[self.ours.pk]))
        self.ours.refresh_from_db()
        asked = self.ours.discussion
        assert asked is not None
        self.assertIn("post:published", [event.name for event in self.socialkit.events()])
        with kit().acting_as("tomas") as me:
            me.replies.add(asked.pk, "Which dock is it?")
        self.assertContains(self.client.get(self.ours.get_absolute_url()), "Which dock is it?")

    def test_the_question_and_the_ticket_are_kept_together_or_not_at_all(self) -> None:
        self.with_a_room()
        stale = Conflict("ticket.stale", "Somebody else was quicker.")
        with mock.patch.object(Ticket, "save", side_effect=stale):
            self.client.post(reverse("helpdesk:discuss", args=[self.ours.pk]))
        self.assertFalse(Post.objects.filter(title=self.ours.title).exists())
