from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from examples.django_app.accounts.models import User
from examples.django_app.helpdesk.forms import NoteForm, TicketForm, WorkForm
from examples.django_app.helpdesk.lists import chosen, lists_of
from examples.django_app.helpdesk.models import FIRST, Ticket
from examples.django_app.helpdesk.requests import SignedIn
from examples.django_app.helpdesk.rooms import open_discussion, teams_for
from socialkit.errors import SocialKitError


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Greet strangers, and bring everybody else to where they work."""
    if not isinstance(request.user, User):
        return render(request, "helpdesk/welcome.html")
    customer = request.user.kind == User.Kind.CUSTOMER
    return redirect("/community/" if customer else "helpdesk:tickets")


@require_safe
@login_required
def tickets(request: SignedIn) -> HttpResponse:
    """List tickets: those of one of the lists, and of one team, with some words in them."""
    choice = chosen(request.GET)
    found = choice.of(Ticket.objects.visible_to(request.user), request.user)
    said = Count("notes", filter=notes_for(request.user))
    rows = found.select_related("team", "requester", "assignee").annotate(said=said)
    context = {
        "choice": choice,
        "lists": lists_of(request.user, choice),
        "teams": teams_for(request),
        # Counting groups the rows, and Django keeps no default order for grouped rows.
        "tickets": rows.order_by(*FIRST)[:100],
    }
    return render(request, "helpdesk/tickets.html", context)


@login_required
def new_ticket(request: SignedIn) -> HttpResponse:
    """Ask a team for something."""
    form = TicketForm(request.POST or None, teams=teams_for(request), initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        form.instance.requester = request.user
        made = form.save()
        messages.success(request, f"Ticket {made.pk} is open. {made.team} will look at it.")
        return redirect(made)
    return render(request, "helpdesk/new.html", {"form": form})


@require_safe
@login_required
def ticket(request: SignedIn, number: int) -> HttpResponse:
    """Show one ticket, with what the team talks about beside it."""
    found = seen(request, number)
    staff = request.user.kind == User.Kind.STAFF
    context = {
        "ticket": found,
        "notes": found.notes.filter(notes_for(request.user, "")).select_related("author"),
        "note_form": NoteForm(user=request.user),
        "work_form": WorkForm(instance=found) if staff else None,
    }
    return render(request, "helpdesk/ticket.html", context)


@require_POST
@login_required
def work(request: SignedIn, number: int) -> HttpResponse:
    """Say who works on a ticket, and how far it is."""
    found = seen(request, number)
    form = WorkForm(request.POST, instance=found)
    if request.user.kind == User.Kind.STAFF and form.is_valid():
        found.changed_at = timezone.now()
        form.save()
        messages.success(request, "Saved.")
    return redirect(found)


@require_POST
@login_required
def note(request: SignedIn, number: int) -> HttpResponse:
    """Write on a ticket."""
    found = seen(request, number)
    form = NoteForm(request.POST, user=request.user)
    form.instance.ticket, form.instance.author = found, request.user
    if form.is_valid():
        form.save()
        Ticket.objects.filter(pk=found.pk).update(changed_at=timezone.now())
    else:
        messages.error(request, "Write something first.")
    return redirect(found)


@require_POST
@login_required
def discuss(request: SignedIn, number: int) -> HttpResponse:
    """Open a thread about a ticket in the group of its team."""
    found = seen(request, number)
    if found.discussion_id is None and found.team.room_id is not None:
        try:
            open_discussion(found, request)
        except SocialKitError as error:
            messages.error(request, error.message)
    return redirect(f"{found.get_absolute_url()}#talk")


@require_safe
@login_required
def teams(request: SignedIn) -> HttpResponse:
    """List the teams that one may ask."""
    unfinished = Count("tickets", filter=~Q(tickets__state=Ticket.State.DONE), distinct=True)
    found = teams_for(request).select_related("lead", "room")
    return render(request, "helpdesk/teams.html", {"teams": found.annotate(unfinished=unfinished)})


@require_safe
@login_required
def team(request: SignedIn, slug: str) -> HttpResponse:
    """Show one team: its people, its tickets, its room."""
    mine = teams_for(request).select_related("lead", "room")
    found = get_object_or_404(mine, slug=slug)
    visible = found.tickets.visible_to(request.user).unfinished()
    context = {
        "team": found,
        "members": found.members.order_by("first_name"),
        "tickets": visible.select_related("team", "requester", "assignee"),
    }
    return render(request, "helpdesk/team.html", context)


def seen(request: SignedIn, number: int) -> Ticket:
    """Return a ticket that the user may see, or answer 404."""
    visible = Ticket.objects.visible_to(request.user)
    whole = visible.select_related("team__lead", "team__room", "requester", "assignee")
    return get_object_or_404(whole, pk=number)


def notes_for(user: User, prefix: str = "notes__") -> Q:
    """Return what chooses the notes that a user may read."""
    return Q() if user.kind == User.Kind.STAFF else Q(**{f"{prefix}inside": False})
