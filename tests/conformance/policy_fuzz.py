"""Change the shipped policy at random, as tired people, editors and attackers would."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.policy import PolicyError, default_texts, load_policy
from socialkit.policy.stock import StockPolicy
from tests.unit.policy import cast

MODEL, RULES = default_texts()
SIGNS: Final[tuple[str, ...]] = (
    *"()[]{},;:#=!&|\"'\\ \t\n\r.-_+*/<>@%$",
    *("\ufeff", "\u200b", "\u00a0", "\u2028", "\x00", "\ud800", "а", "е", "р", "ｐ", "ſ", "🙂"),
    *("not ", " & ", " | ", "&&", "||", "==", "eval(p.when)", "r.obj.", "r.sub.", "p.who"),
    *("allow", "deny", "Deny", "Allow", "anything", "True", "None", "0", "1e9", "lambda: "),
    *("__class__", "g(", "g2(", "keyMatch(", "in [", "] in ", " if ", " else ", "p, ", "g, "),
    *("(" * 60, "not " * 60, "r.obj.mine && " * 300, "employee", "group-owner", "outsider"),
)
PEOPLE: Final[tuple[Caller, ...]] = (
    *(cast.caller(name) for name in ("employee", "honorary", "external", "service", "anonymous")),
    *(cast.caller("employee", role=role) for role in ("owner", "moderator", "guest")),
    cast.caller("external", role="guest"),
    cast.holding(cast.caller("employee"), "admin"),
    cast.in_community(cast.caller("customer")),
)
POSTS: Final = tuple(
    cast.post(cast.group(visibility), state=state, author_id=author)
    for visibility in ("open", "listed")
    for state in ("published", "draft", "hidden")
    for author in (cast.ME, cast.SOMEBODY)
)
THINGS: Final[tuple[tuple[Permission, Any], ...]] = (
    *(
        (permission, post)
        for permission in (Permission.POST_READ, Permission.POST_EDIT)
        for post in POSTS
    ),
    *((Permission.REPLY_READ, cast.reply(post)) for post in POSTS),
    *((Permission.GROUP_SEE, cast.group(visibility)) for visibility in ("open", "secret")),
    (Permission.PERSON_READ, cast.person()),
    (Permission.FIELD_READ, cast.profile_field("insiders")),
    (Permission.NETWORK_POST, cast.network()),
)
Change = Callable[[random.Random, str], str]


def _insert(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(SIGNS) + text[at:]


def _remove(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + text[at + draw.choice((1, 1, 2, 5, 40)) :]


def _lines(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    what = draw.randrange(4)
    if what == 0:
        lines.pop(one)
    elif what == 1:
        lines.insert(other, lines[one])
    elif what == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] += lines[other]
    return "\n".join(lines)


def _words(draw: random.Random, text: str) -> str:
    words = text.split(" ")
    words[draw.randrange(len(words))] = draw.choice(words)
    return " ".join(words)


def _cells(draw: random.Random, text: str) -> str:
    cells = text.split(",")
    one, other = draw.randrange(len(cells)), draw.randrange(len(cells))
    cells[one], cells[other] = cells[other], cells[one]
    return ",".join(cells)


def _whole(draw: random.Random, text: str) -> str:
    return draw.choice(
        ("", text * 2, text.upper(), text.replace("\n", "\r\n"), text[: len(text) // 2])
    )


CHANGES: Final[tuple[Change, ...]] = (
    *(_insert, _insert, _insert, _remove, _remove, _lines, _lines, _words, _words, _cells),
    _whole,
)


def mutated(draw: random.Random) -> tuple[str, str]:
    """Return the two texts after one to three changes."""
    model, rules = MODEL, RULES
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        change = draw.choice(CHANGES)
        if draw.random() < 0.4:
            model = change(draw, model)
        else:
            rules = change(draw, rules)
    return model, rules


def try_one(seed: int, *, decisions: int) -> str:
    """Load one mutant; return `loaded` or `refused`. Raises AssertionError where it misbehaves."""
    draw = random.Random(seed)
    model, rules = mutated(draw)
    try:
        policy = load_policy(model, rules)
    except PolicyError as error:
        lines = {"model.conf": model.count("\n") + 1, "policy.csv": rules.count("\n") + 1}
        for found in error.findings:
            assert 1 <= found.line <= lines[found.file] + rules.count("\r"), found
            assert found.reason, found
            assert found.instead, found
        return "refused"
    stock = StockPolicy(policy.loaded)
    for _ in range(decisions):
        caller = draw.choice(PEOPLE)
        permission, thing = draw.choice(THINGS)
        ours, theirs = (each.check(caller, permission, thing) for each in (policy, stock))
        assert ours is theirs, (seed, caller, permission, thing)
    return "loaded"


def run_fuzz(count: int, *, seed: int, decisions: int = 6) -> Counter[str]:
    """Try `count` mutants."""
    return Counter(try_one(seed * 1_000_003 + at, decisions=decisions) for at in range(count))
