"""The routes inside a Django project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.django_hosts import browser, enrol, migrate, project, user

API = "/social/api/v1"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("django") / "template.db"
    migrate(file)
    return file


@pytest.fixture
def people(template: Path, tmp_path: Path) -> Iterator[dict[str, Any]]:
    with project(template, tmp_path):
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
