from __future__ import annotations

from django.urls import path

from examples.django_app.helpdesk import views

app_name = "helpdesk"
urlpatterns = [
    path("", views.index, name="index"),
    path("tickets/", views.tickets, name="tickets"),
    path("tickets/new/", views.new_ticket, name="new"),
    path("tickets/<int:number>/", views.ticket, name="ticket"),
    path("tickets/<int:number>/work/", views.work, name="work"),
    path("tickets/<int:number>/notes/", views.note, name="note"),
    path("tickets/<int:number>/discuss/", views.discuss, name="discuss"),
    path("teams/", views.teams, name="teams"),
    path("teams/<slug:slug>/", views.team, name="team"),
]
