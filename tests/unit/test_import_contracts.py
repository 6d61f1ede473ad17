"""The contract about third-party packages finds what it has to find."""

import pytest
from grimp import ImportGraph

from tests.contracts import OwnersContract


def strangers(owners: list[str], importer: str, package: str) -> list[tuple[str, str, str]]:
    """Check one import against a list of owners."""
    graph = ImportGraph()
    graph.add_module(importer)
    graph.add_module(package, is_squashed=True)
    graph.add_import(importer=importer, imported=package, line_number=1, line_contents="import")
    contract = OwnersContract("owners", {}, {"owners": owners})
    found: list[tuple[str, str, str]] = contract.check(graph, verbose=False).metadata["strangers"]
    return found


def test_an_owner_and_its_modules_may_import_their_package() -> None:
    assert strangers(["flask: contrib.flask"], "socialkit.contrib.flask.mount", "flask") == []
    assert strangers(["flask: web, contrib.flask"], "socialkit.contrib.flask", "flask") == []


@pytest.mark.parametrize("importer", ["domain.posts", "contrib.flaskish", "contrib", "web"])
def test_a_stranger_is_named_with_those_who_may(importer: str) -> None:
    found = strangers(["flask: contrib.flask"], f"socialkit.{importer}", "flask")
    assert found == [(f"socialkit.{importer}", "flask", "only contrib.flask may")]


def test_a_package_without_an_owner_is_refused_to_everybody() -> None:
    [(_, package, reason)] = strangers(["flask: web"], "socialkit.web", "requests")
    assert package == "requests"
    assert "nobody may" in reason


def test_a_star_lets_everybody_in_and_the_standard_library_needs_no_owner() -> None:
    assert strangers(["pydantic: *"], "socialkit.domain.posts", "pydantic") == []
    assert strangers([], "socialkit.domain.posts", "json") == []
