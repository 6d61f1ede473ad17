"""The routes inside a Django project."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.django_hosts import browser, enrol, kit, project, user

from django.conf import settings  # isort: skip
from django.core.exceptions import BadRequest  # isort: skip
from django.db import connections  # isort: skip
from django.test import AsyncClient, Client, RequestFactory, override_settings  # isort: skip
from django.urls import resolve, reverse  # isort: skip

from socialkit.contrib.django.views import answer  # isort: skip

API = "/social/api/v1"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def people(django_template: Path, tmp_path: Path) -> Iterator[dict[str, Any]]:
    with project(django_template, tmp_path):
        found = {
            "ann": user("ann", first_name="Ann", last_name="Arbor"),
            "dan": user("dan", first_name="Dan", last_name="Dare"),
        }
        enrol(found)
        yield found


def test_the_api_answers_below_the_prefix(people: dict[str, Any]) -> None:
    response = browser(people["ann"]).get(f"{API}/me")
    assert response.status_code == 200
    assert response.json()["handle"] == "ann"
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Cache-Control"] == "private, no-store"


def test_links_lead_below_the_prefix_and_below_the_path_of_the_host(people: dict[str, Any]) -> None:
    client = browser(people["ann"])
    made = client.post(f"{API}/posts", {"body": "Hi @dan"}, content_type="application/json")
    assert made.status_code == 201
    assert 'href="/social/people/dan"' in made.json()["html"]
    below = client.get("/social/explore", SCRIPT_NAME="/intra")
    page = below.content.decode()
    assert 'href="/intra/social/groups"' in page
    assert 'href="/intra/social/people/dan"' in page
    assert 'href="/social/' not in page


def test_other_methods_and_paths_get_problems_and_not_the_pages_of_django(
    people: dict[str, Any],
) -> None:
    client = browser(people["ann"])
    refused = client.put(f"{API}/posts")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "POST"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert client.options(f"{API}/posts").headers["Allow"] == "POST"
    assert client.get(f"{API}/nothing/here").json()["code"] == "not_found"
    assert client.head(f"{API}/me").content == b""
    assert client.post("/social/static/0/socialkit.css").headers["Allow"] == "GET, HEAD"
    assert client.get("/social/no/such/page").status_code == 404


def test_a_form_of_a_page_writes_and_redirects_to_this_site_alone(people: dict[str, Any]) -> None:
    client = browser(people["ann"])
    sent = client.post("/social/posts", "body=From+a+form", content_type=FORM)
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith("/social/")
    assert "From a form" in client.get("/social/").content.decode()
    crossing = client.post(
        "/social/posts", "body=Evil", content_type=FORM, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert crossing.status_code == 403
    assert "Evil" not in client.get("/social/").content.decode()


@pytest.mark.usefixtures("people")
def test_routes_of_the_host_are_not_hidden() -> None:
    assert browser().get("/admin/login/").status_code == 200
    assert browser().get("/social").status_code == 301
    assert resolve("/social/groups/x").url_name == "pages_group"
    decided = reverse("socialkit:requests_decide", kwargs={"request": "1"})
    assert decided == f"{API}/requests/1/decision"
    assert reverse("club:groups_get", args=["x"]) == "/club/api/v1/groups/x"


def test_two_networks_know_nothing_of_each_other(people: dict[str, Any]) -> None:
    with kit("club").system("tests") as desk:
        desk.create_network("Club", kind="community")
        desk.enrol(str(people["ann"].pk), "Ann of the club", handle="ann")
    client = browser(people["ann"])
    post = send(client, f"{API}/posts", body="inside, @ann").json()
    assert 'href="/social/people/ann"' in post["html"]
    other = send(client, "/club/api/v1/posts", body="outside, @ann").json()
    assert 'href="/club/people/ann"' in other["html"]
    assert client.get("/club/api/v1/me").json()["name"] == "Ann of the club"
    assert client.get(f"/club/api/v1/posts/{post['id']}").status_code == 404
    assert client.get("/club/api/v1/openapi.json").json()["servers"] == [{"url": "/club"}]


def test_a_prefix_may_hold_what_only_the_request_knows(people: dict[str, Any]) -> None:
    with override_settings(ROOT_URLCONF="tests.django_host.tenants"):
        client = browser(people["ann"])
        page = client.get("/t/blue/social/").content.decode()
        assert 'action="/t/blue/social/posts"' in page
        made = send(client, "/t/blue/social/api/v1/posts", body="Hi @dan")
        assert 'href="/t/blue/social/people/dan"' in made.json()["html"]


def test_a_write_with_a_session_needs_the_token_of_django(people: dict[str, Any]) -> None:
    client = browser(people["ann"], csrf=True)
    refused = send(client, f"{API}/posts", body="x")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    page = client.post("/social/posts", "body=x", content_type=FORM)
    assert page.status_code == 403
    assert 'class="sk"' in page.content.decode()
    token = token_in(client.get("/social/").content.decode())
    assert token
    sent = client.post("/social/posts", f"body=x&csrfmiddlewaretoken={token}", content_type=FORM)
    assert sent.status_code == 303
    allowed = send(client, f"{API}/posts", {"X-CSRFToken": token}, body="y")
    assert allowed.status_code == 201
    wrong = send(client, f"{API}/posts", {"X-CSRFToken": token, "Origin": "https://evil"}, body="z")
    assert wrong.status_code == 403


@pytest.mark.usefixtures("people")
def test_a_write_without_a_session_is_held_to_its_origin() -> None:
    client = browser(csrf=True)
    assert send(client, f"{API}/posts", body="x").json()["code"] == "sign_in"
    crossing = send(client, f"{API}/posts", {"Origin": "https://evil.example"}, body="x")
    assert crossing.json()["code"] == "cross_site"


def test_tokens_work_without_the_middleware_of_django(people: dict[str, Any]) -> None:
    without = [name for name in settings.MIDDLEWARE if "csrf" not in name]
    with override_settings(MIDDLEWARE=without):
        client = browser(people["ann"], csrf=True)
        assert send(client, f"{API}/posts", body="x").status_code == 403
        token = token_in(client.get("/social/").content.decode())
        assert send(client, f"{API}/posts", {"X-CSRFToken": token}, body="x").status_code == 201


def test_bodies_are_read_as_far_as_they_may_be(people: dict[str, Any]) -> None:
    client = browser(people["ann"])
    large = client.post("/social/posts", "body=" + "x" * 600_000, content_type=FORM)
    assert large.status_code == 413
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        small = client.post("/social/posts", "body=longer-than-ten", content_type=FORM)
        assert small.status_code == 413
    endless = Endless()
    request = RequestFactory().generic("POST", f"{API}/posts", content_type="application/json")
    request.META.pop("CONTENT_LENGTH", None)
    setattr(request, "_stream", endless)  # noqa: B010 - as ASGI gives it
    request.user = people["ann"]
    assert answer(request, "/api/v1/posts", network=None).status_code == 413
    assert endless.read_bytes < 600_000
    token = token_in(client.get("/social/").content.decode())
    form = f"body=In+chunks&csrfmiddlewaretoken={token}".encode()
    chunked = RequestFactory().generic("POST", "/social/posts", form, content_type=FORM)
    chunked.META.pop("CONTENT_LENGTH", None)
    setattr(chunked, "_stream", io.BytesIO(form))  # noqa: B010 - as above
    chunked.user = people["ann"]
    chunked.COOKIES.update({name: morsel.value for name, morsel in client.cookies.items()})
    assert answer(chunked, "/posts", network=None).status_code == 303
    assert chunked.body == form


def test_a_client_that_hangs_up_is_no_fault(people: dict[str, Any]) -> None:
    request = RequestFactory().post(f"{API}/posts", "{}", content_type="application/json")
    setattr(request, "_stream", Broken())  # noqa: B010 - the socket is gone
    request.user = people["ann"]
    with pytest.raises(BadRequest):
        answer(request, "/api/v1/posts", network=None)


def test_behind_a_proxy_the_origin_is_the_one_of_the_browser(people: dict[str, Any]) -> None:
    proxied = {
        "X-Forwarded-Host": "intra.example",
        "X-Forwarded-Proto": "https",
        "Origin": "https://intra.example",
    }
    client = browser(people["ann"])
    assert send(client, f"{API}/posts", proxied, body="x").status_code == 403
    with override_settings(
        USE_X_FORWARDED_HOST=True, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")
    ):
        assert send(client, f"{API}/posts", proxied, body="x").status_code == 201


@pytest.mark.usefixtures("people")
def test_an_unknown_host_is_refused_by_django() -> None:
    with override_settings(ALLOWED_HOSTS=["intra.example"]):
        assert browser().get("/social/explore", headers={"Host": "evil"}).status_code == 400


@pytest.mark.usefixtures("people")
def test_a_stranger_is_sent_to_the_log_in_page_and_back() -> None:
    sent = browser().get("/social/notifications?cursor=x")
    assert sent.status_code == 302
    assert sent.headers["Location"] == "/admin/login/?next=/social/notifications%3Fcursor%3Dx"
    assert browser().get(f"{API}/me").status_code == 401


def test_an_inactive_user_is_a_stranger(people: dict[str, Any]) -> None:
    client = browser(people["dan"])
    assert client.get(f"{API}/me").status_code == 200
    type(people["dan"]).objects.filter(pk=people["dan"].pk).update(is_active=False)
    assert client.get(f"{API}/me").status_code == 401


def test_requests_in_one_transaction_work_and_keep_nothing_of_what_failed(
    people: dict[str, Any],
) -> None:
    connections["default"].settings_dict["ATOMIC_REQUESTS"] = True
    try:
        client = browser(people["ann"])
        assert send(client, f"{API}/posts", body="kept").status_code == 201
        assert send(client, f"{API}/posts", body="x", group="nowhere").status_code == 404
        wall = client.get("/social/").content.decode()
    finally:
        connections["default"].settings_dict["ATOMIC_REQUESTS"] = False
    assert "kept" in wall


def test_a_view_of_the_host_acts_as_whoever_is_signed_in(people: dict[str, Any]) -> None:
    with override_settings(ROOT_URLCONF="tests.django_host.own"):
        client = browser(people["dan"])
        assert client.get("/name").content == b"Dan Dare"
        undone = client.get("/undone")
        assert undone.content == b"0"
        assert asyncio.run(asked_async("/name-async", people["dan"])) == b"Dan Dare"
        assert b"Dan Dare" in asyncio.run(asked_async("/social/", people["dan"]))
        told = asyncio.run(asked_async("/name-wrong", people["dan"]))
        assert b"sync_to_async" in told


async def asked_async(path: str, who: Any) -> bytes:
    client = AsyncClient()
    await client.aforce_login(who)
    found = await client.get(path)
    return bytes(found.content)


class Endless(io.RawIOBase):
    """A body that never ends."""

    read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.read_bytes += size
        return b"x" * size


class Broken(io.RawIOBase):
    """A body whose sender is gone."""

    def read(self, size: int = -1) -> bytes:
        raise OSError(size)


def token_in(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    return found[1]


def send(client: Client, path: str, headers: dict[str, str] | None = None, **body: Any) -> Any:
    return client.post(path, body, content_type="application/json", headers=headers or {})
