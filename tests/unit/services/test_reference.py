"""The reference pages say what the code says: every code, every noun, every verb."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

import pytest

from socialkit import Session, SocialKit, errors
from socialkit.services.system import SystemDesk
from tests.unit.services.test_arguments import NOUNS, service

ROOT: Final = Path(__file__).parents[3]
REFERENCE: Final = ROOT / "docs" / "reference"
SOURCE: Final = ROOT / "src" / "socialkit"
KINDS: Final = frozenset(
    name for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, errors.SocialKitError)
)  # fmt: skip
CODE: Final = re.compile(r"[a-z]+[a-z_]*(?:\.[a-z_]+)?")
SECTION: Final = r"^## `{}`\n(.*?)(?=^## |\Z)"
BLANKS: Final = {"kind": ("handle", "slug"), "where": ("body", "query")}
"""What stands in the blanks of codes that are put together."""


def raised(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the code that each error of a module is made with."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.args and node.func.id in KINDS - {"SocialKitError"}:
            yield node.args[0]


def constants(tree: ast.Module) -> Iterator[str]:
    """Yield the codes that stand in tables of a module: the first of a pair of texts."""
    for node in ast.walk(tree):
        pair = node.elts if isinstance(node, ast.Tuple) and len(node.elts) == 2 else [None]
        first = pair[0].value if isinstance(pair[0], ast.Constant) else None
        if isinstance(first, str) and "." in first and CODE.fullmatch(first):
            yield first


def spelled(code: ast.expr) -> Iterator[str]:
    """Yield every code that an expression can be."""
    if isinstance(code, ast.Constant):
        yield str(code.value)
    elif isinstance(code, ast.JoinedStr):
        blank, *rest = code.values
        assert isinstance(blank, ast.FormattedValue)
        assert isinstance(blank.value, ast.Name)
        if all(isinstance(part, ast.Constant) for part in rest):
            tail = "".join(str(part.value) for part in rest if isinstance(part, ast.Constant))
            yield from (word + tail for word in BLANKS[blank.value.id])


def codes() -> set[str]:
    """Return every code that is raised anywhere in the package."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        expressions = list(raised(tree))
        found.update(code for one in expressions for code in spelled(one))
        if any(isinstance(one, ast.Starred) for one in expressions):
            found.update(constants(tree))
    return found


def described() -> list[str]:
    """Return the codes that have a section, in the order of the page."""
    return re.findall(r"^## `([^`]+)`$", (REFERENCE / "errors.md").read_text(), re.MULTILINE)


def test_every_code_that_is_raised_has_a_section() -> None:
    assert codes() - set(described()) == set()


def test_codes_stand_in_order_and_once() -> None:
    assert described() == sorted(set(described()))


def test_every_section_says_what_it_means_and_what_to_do() -> None:
    page = (REFERENCE / "errors.md").read_text()
    for section in page.split("\n## ")[1:]:
        assert re.search(r"`(Invalid|NotFound|Forbidden|Conflict|Unavailable|Conf\w+)`\.", section)
        assert "**What to do:**" in section


def test_every_code_of_the_page_occurs_in_the_source() -> None:
    text = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    made = {f"{word}." for words in BLANKS.values() for word in words}
    stale = [c for c in described() if f'"{c}"' not in text and not c.startswith(tuple(made))]
    assert stale == []


def verbs(kind: type) -> dict[str, str]:
    """Return the public verbs of a class with their arguments as they are called."""
    return {
        name: ", ".join(
            f"{'*' * (p.kind is p.VAR_KEYWORD) * 2}{p.name}"
            + ("" if p.default is p.empty else f"={p.default!s}")
            for p in list(inspect.signature(member).parameters.values())[1:]
        )
        for name, member in vars(kind).items()
        if inspect.isfunction(member) and not name.startswith("_")
    }


@pytest.mark.parametrize(
    ("heading", "kind"),
    [*((f"me.{noun}", service(noun)) for noun in NOUNS), ("kit.system", SystemDesk),
     ("SocialKit", SocialKit)],
)  # fmt: skip
def test_the_page_names_every_verb_with_its_arguments(heading: str, kind: type) -> None:
    page = (REFERENCE / "python-api.md").read_text()
    match = re.search(
        rf"^## `{re.escape(heading)}`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL
    )
    assert match is not None, heading
    rows = dict(re.findall(r"^\| `(\w+)\((.*?)\)` \| \S.* \|$", match[1], re.MULTILINE))
    assert rows == verbs(kind)


def test_the_nouns_are_all_that_a_session_offers() -> None:
    offered = [n for n, m in vars(Session).items() if isinstance(m, cached_property)]
    assert tuple(offered) == NOUNS
