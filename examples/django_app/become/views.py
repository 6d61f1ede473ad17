from __future__ import annotations

from functools import partial

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from examples.demo.cast import ABOUT, classes
from examples.demo.sight import Mount, sights
from examples.django_app.accounts.models import User

NETWORKS = (
    ("Brightwater Engineering", "/social", "default"),
    ("Brightwater Community", "/community", "customers"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def become(request: HttpRequest) -> HttpResponse:
    """Show everybody whom one can become; sign in as one of them, or as nobody."""
    if request.method != "POST":
        names = set(User.objects.values_list("username", flat=True))
        context = {"classes": classes(names), "anonymous": ABOUT["anonymous"]}
        return render(request, "become/become.html", context)
    if name := request.POST.get("name"):
        login(request, get_object_or_404(User, username=name))
    else:
        logout(request)
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return redirect(wanted if own else "who")


@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """Say who one is, and what exists for this person in each network."""
    social = request.social  # type: ignore[attr-defined]  # its middleware puts it there
    mounts = [
        Mount(title, address, partial(social.of(network).acting_as_current, read_only=True))
        for title, address, network in NETWORKS
    ]
    return render(request, "become/who.html", {"sights": sights(mounts)})
