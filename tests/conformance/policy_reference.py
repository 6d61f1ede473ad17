"""What a policy means: stock Casbin, fed with the raw rows by readers that share no code.

A rule of this project that stock Casbin does not have is written down here: a thing with a
value outside the vocabulary is denied; a comparison with something that the caller does not
have is false; an error is a denial.
"""

import re
from collections.abc import Callable
from typing import Any

import casbin
from casbin.model import Model
from casbin.util.expression import SimpleEval

from tests.conformance.policy_world import (
    LANGUAGES,
    PLACE_KINDS,
    ROLES,
    STATES,
    VISIBILITIES,
    Member,
    Row,
)

_WORD = re.compile(r"[A-Za-z_]\w*|[&|]")


class Denied(Exception):
    """A value that nobody declared."""


class Nothing:
    """What a caller does not have: equal to nothing at all."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1


class Asking:
    """The caller as rules see one."""

    def __init__(self, member: Member) -> None:
        self.member_class = member.member_class
        self.badges = member.badges
        self.in_good_standing = member.in_good_standing
        self.person_id = Nothing() if member.person_id is None else member.person_id
        self.mentor_id = Nothing() if member.mentor_id is None else member.mentor_id
        self.follows = member.follows


def _declared(value: Any, values: tuple[str, ...]) -> Any:
    if value not in values:
        raise Denied(value)
    return value


def _present(value: Any) -> Any:
    if value is None:
        raise Denied(value)
    return value


class SeenItem:
    """An item as rules see one; looking at it at all means looking at everything."""

    def __init__(self, row: Row, member: Member) -> None:
        self.author_id = row.author_id
        self.editor_id = row.editor_id
        self.state = _declared(row.state, STATES)
        self.visibility = _declared(row.visibility, VISIBILITIES)
        self.archived = {0: False, 1: True}[_present(row.archived)]
        self.pinned = row.pinned
        self.score = _present(row.score)
        self.path = _present(row.path)
        self.title = row.title
        self.realm = _present(row.realm)
        self.language = None if row.language is None else _declared(row.language, LANGUAGES)
        kind = "nowhere" if row.place is None else row.place.kind
        self.place_kind = _declared(kind, PLACE_KINDS)
        self.mine = member.person_id is not None and row.author_id == member.person_id
        self.my_role = _declared(member.roles.get(row.place_id, "none"), ROLES)


class SeenNote:
    """A note as rules see one."""

    def __init__(self, row: Row, member: Member, ask: Callable[[str, Row], bool]) -> None:
        self.author_id = row.author_id
        self.state = _declared(row.state, STATES)
        self.mine = member.person_id is not None and row.author_id == member.person_id
        self.my_role = "none"
        self._row = row
        self._ask = ask

    @property
    def item_readable(self) -> bool:
        return self._row.item is not None and self._ask("item:read", self._row.item)

    @property
    def item_usable(self) -> bool:
        return self._row.item is None or self._ask("item:use", self._row.item)

    @property
    def readable(self) -> bool:
        return self._ask("note:read", self._row)


class _ParsedOnce:
    """Casbin's own parsing, kept by text; each evaluation has its own evaluator."""

    def __init__(self, parse: Callable[[str, dict[str, Any]], Any]) -> None:
        self._parse = parse
        self._trees: dict[str, Any] = {}

    def __call__(self, text: str, functions: dict[str, Any]) -> Any:
        if text not in self._trees:
            self._trees[text] = self._parse(text, functions).ast_parsed_value
        evaluator = SimpleEval("", functions)
        evaluator.ast_parsed_value = self._trees[text]
        return evaluator


class Reference:
    """Stock Casbin with one policy."""

    def __init__(
        self,
        model_text: str,
        rules_text: str,
        conditions: dict[str, str],
        functions: dict[str, Any],
    ) -> None:
        model = Model()
        model.load_model_from_text(model_text)
        self.enforcer = casbin.Enforcer(model)
        rows = [_cells(line) for line in rules_text.splitlines() if line.strip()]
        for kind, *cells in rows:
            if kind == "p":
                at = [t.removeprefix("p_") for t in model["p"]["p"].tokens].index("when")
                cells[at] = _in_full(cells[at], conditions)
            model[kind[0]][kind].policy.append(cells)
        model.sort_policies_by_priority()
        self.enforcer.build_role_links()
        for name, function in functions.items():
            self.enforcer.add_function(name, function)
        # The same text is parsed once, not for each row; Casbin evaluates it each time.
        parse = self.enforcer._get_expression  # noqa: SLF001 - there is no public way
        self.enforcer._get_expression = _ParsedOnce(parse)  # noqa: SLF001 - the same
        self._answers: dict[tuple[int, str, int], bool] = {}

    def decide(self, member: Member, permission: str, row: Row) -> bool:
        """Return stock Casbin's answer, kept so that delegation asks once."""
        key = (id(member), permission, id(row))
        if key not in self._answers:
            self._answers[key] = self._decide(member, permission, row)
        return self._answers[key]

    def _decide(self, member: Member, permission: str, row: Row) -> bool:
        kind = permission.partition(":")[0]
        try:
            seen: object
            if kind == "item":
                seen = SeenItem(row, member)
            else:
                seen = SeenNote(row, member, lambda asked, other: self.decide(member, asked, other))
        except (Denied, KeyError):
            return False
        return bool(self.enforcer.enforce(Asking(member), permission, kind, seen))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(",")]


def _in_full(when: str, conditions: dict[str, str]) -> str:
    """Put each condition, in parentheses, in the place of its name."""
    words = {"not": " not ", "&": " and ", "|": " or "}
    return _WORD.sub(lambda w: words.get(w[0]) or f"({conditions[w[0]]})", when)
