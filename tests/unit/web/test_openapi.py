from __future__ import annotations

from socialkit.web.api import ROUTES
from tests.unit.web.checking import described, wrong_answers
from tests.unit.web.site import SiteUnderTest


def refs(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if "$ref" in value else set()
        return own.union(*(refs(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(refs(item) for item in value))
    return set()


def test_the_document_describes_each_row_once(site: SiteUnderTest) -> None:
    document = described(site)
    assert document["openapi"] == "3.1.0"
    found = {
        operation["operationId"]: (method.upper(), path)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert found == {row.name: (row.method, row.path) for row in ROUTES}


def test_every_reference_leads_to_a_schema(site: SiteUnderTest) -> None:
    document = described(site)
    parts = document["components"]["schemas"]
    assert {ref.removeprefix("#/components/schemas/") for ref in refs(document)} == set(parts)


def test_every_operation_says_what_it_does_and_needs(site: SiteUnderTest) -> None:
    for path, methods in described(site)["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            named = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
            assert all(f"{{{name}}}" in path for name in named)
            assert len(named) == path.count("{")
            assert "default" in operation["responses"]


def test_models_of_bodies_refuse_unknown_fields(site: SiteUnderTest) -> None:
    parts = described(site)["components"]["schemas"]
    for row in ROUTES:
        if row.body is not None:
            assert parts[row.body.__name__]["additionalProperties"] is False


def test_answers_are_as_the_document_says(site: SiteUnderTest) -> None:
    for path in ("/me", "/network", "/people", "/groups", "/feeds/explore", "/questions", "/nix"):
        site.send("ann", "GET", path)
    site.send("ann", "GET", f"/posts/{site.post('O-question')}/thread")
    site.send("ann", "GET", f"/groups/{site.group('O')}/members")
    site.send("ann", "POST", "/posts", body={"foo": 1})
    site.send("ann", "POST", "/posts", body={"body": "x"})
    assert wrong_answers(site) == []
