"""Random policies in Casbin's own grammar, each noting which constructs it uses."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.conformance.policy_world import (
    BADGES,
    CLASSES,
    HOSTILE,
    LANGUAGES,
    PATHS,
    PLACE_KINDS,
    REALMS,
    ROLES,
    STATES,
    VISIBILITIES,
)

EFFECTS: Final = {
    "allow-override": "some(where (p.eft == allow))",
    "deny-override": "some(where (p.eft == allow)) && !some(where (p.eft == deny))",
    "priority": "priority(p.eft) || deny",
}
_DENIES: Final = {"allow-override": 0.3, "deny-override": 0.18, "priority": 0.3}
_PLAIN: Final = (
    "r.sub.in_good_standing && r.kind == p.what && g2(r.act, p.may) && "
    "(g(r.sub.member_class, p.who) || g(r.obj.my_role, p.who) || p.who in r.sub.badges) && "
    "eval(p.when)"
)
_BY_REALM: Final = (
    "r.kind == p.what && r.sub.in_good_standing && g2(r.act, p.may) && "
    "(g3(r.sub.member_class, p.who, r.obj.realm) || g(r.obj.my_role, p.who)) && "
    "(g4(r.obj.path, p.which) || keyMatch(r.obj.path, p.which)) && eval(p.when)"
)
_ENUMS: Final = {
    "state": STATES,
    "visibility": VISIBILITIES,
    "place_kind": PLACE_KINDS,
    "my_role": ROLES,
}


@dataclass(frozen=True)
class RandomPolicy:
    """A policy as texts, with what it is made of."""

    effect: str
    model_text: str
    rules_text: str
    conditions: dict[str, str]
    constructs: dict[str, frozenset[str]]
    """For each kind of thing, the constructs that its rules use."""


def both_ends_differ(one: str, other: str) -> bool:
    """Be a function of the host's own: over enums and constants, it may do anything."""
    return one[:1] != other[:1] or one[-1:] != other[-1:]


FUNCTIONS: Final[dict[str, Callable[..., bool]]] = {"bothEndsDiffer": both_ends_differ}


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_SAFE: Final = tuple(text for text in HOSTILE if "!" not in text and ";" not in text)


class _Maker:
    """Make expressions for one kind of thing, noting the constructs."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.used: set[str] = set()

    def note(self, construct: str, text: str) -> str:
        self.used.add(construct)
        return text

    def sign(self) -> str:
        return self.rng.choice(("==", "!="))

    def membership(self) -> str:
        return self.rng.choice(("in", "not in"))

    def listed(self, values: tuple[str, ...], most: int = 3) -> str:
        chosen = self.rng.sample(values, self.rng.randint(1, min(most, len(values))))
        return "[" + ", ".join(map(quoted, chosen)) + "]"

    def expression(self, atoms: Sequence[Callable[["_Maker"], str]], depth: int) -> str:
        if depth == 0 or self.rng.random() < 0.35:
            return self.rng.choice(atoms)(self)
        one = self.expression(atoms, depth - 1)
        choice = self.rng.randrange(8)
        if choice == 0:
            return self.note("negation", f"!({one})")
        other = self.expression(atoms, depth - 1)
        if choice == 1:
            test = self.rng.choice(atoms)(self)
            return self.note("conditional expression", f"({one} if {test} else {other})")
        if choice <= 4:
            return self.note("conjunction", f"({one} && {other})")
        return self.note("disjunction", f"({one} || {other})")


def _enum_compared(m: _Maker) -> str:
    name = m.rng.choice(sorted(_ENUMS))
    return m.note("enum compared", f"r.obj.{name} {m.sign()} {quoted(m.rng.choice(_ENUMS[name]))}")


def _enum_listed(m: _Maker) -> str:
    name = m.rng.choice(sorted(_ENUMS))
    word = m.membership()
    return m.note(f"enum {word} list", f"r.obj.{name} {word} {m.listed(_ENUMS[name])}")


def _bool(m: _Maker) -> str:
    return m.note(
        "truth value",
        m.rng.choice(("r.obj.archived", "r.obj.archived != True", "r.obj.mine", "not r.obj.mine")),
    )


def _nullable_bool(m: _Maker) -> str:
    value = m.rng.choice(("True", "False", "None"))
    return m.note("nullable truth value", f"r.obj.pinned {m.sign()} {value}")


def _nullable_enum(m: _Maker) -> str:
    if m.rng.random() < 0.5:
        return m.note("enum tested for None", f"r.obj.language {m.sign()} None")
    word = m.membership()
    return m.note("nullable enum in list", f"r.obj.language {word} {m.listed(LANGUAGES)}")


def _number(m: _Maker) -> str:
    sign = m.rng.choice(("<", "<=", ">", ">=", "==", "!="))
    limit = m.rng.randint(-3, 5)
    if m.rng.random() < 0.4:
        return m.note("number first", f"{limit} {sign} r.obj.score")
    return m.note("number compared", f"r.obj.score {sign} {limit}")


def _chain(m: _Maker) -> str:
    text = f"{m.rng.randint(-3, 0)} <= r.obj.score < {m.rng.randint(2, 6)}"
    return m.note("chained comparison", text)


def _caller_id(m: _Maker) -> str:
    name = m.rng.choice(("author_id", "editor_id"))
    who = m.rng.choice(("person_id", "mentor_id"))
    sides = [f"r.obj.{name}", f"r.sub.{who}"]
    m.rng.shuffle(sides)
    return m.note("caller's id", f"{sides[0]} {m.sign()} {sides[1]}")


def _id_missing(m: _Maker) -> str:
    return m.note("id tested for None", f"r.obj.author_id {m.sign()} None")


def _collection(m: _Maker) -> str:
    name = m.rng.choice(("author_id", "editor_id"))
    return m.note("caller's collection", f"r.obj.{name} {m.membership()} r.sub.follows")


def _two_columns(m: _Maker) -> str:
    ids, texts = ("editor_id", "author_id"), (("title", "path"), ("realm", "title"))
    one, other = ids if m.rng.random() < 0.6 else m.rng.choice(texts)
    return m.note("two attributes", f"r.obj.{one} {m.sign()} r.obj.{other}")


def _text(m: _Maker) -> str:
    name = m.rng.choice(("title", "path", "realm"))
    values = {"title": _SAFE, "path": PATHS, "realm": REALMS}[name]
    if m.rng.random() < 0.5:
        return m.note("text compared", f"r.obj.{name} {m.sign()} {quoted(m.rng.choice(values))}")
    listed = m.listed(values, most=5)
    if name == "title" and m.rng.random() < 0.4:
        listed = listed[:-1] + ", None]"
    return m.note("text in list", f"r.obj.{name} {m.membership()} {listed}")


def _text_missing(m: _Maker) -> str:
    return m.note("text tested for None", f"r.obj.title {m.sign()} None")


def _prefix(m: _Maker) -> str:
    patterns = ("a*", "/wiki/*", "*", "a", "", "/wik*x", "A*", "é*", "🦊*", "a%*", "a_*", "doc*")
    call = f"keyMatch(r.obj.path, {quoted(m.rng.choice(patterns))})"
    if m.rng.random() < 0.3:
        return m.note("negated prefix", f"!{call}")
    return m.note("prefix", call)


def _function(m: _Maker) -> str:
    name = m.rng.choice(sorted(_ENUMS))
    call, patterns = m.rng.choice(
        (
            ("regexMatch", (".*e.*", "^c", "(open|none)$", "p")),
            ("globMatch", ("*", "n*", "*e*", "?pen", "guest")),
            ("keyMatch2", ("c", "o*", "*", "none")),
            ("bothEndsDiffer", ("member", "open", "draft", "guest")),
        )
    )
    text = f"{call}(r.obj.{name}, {quoted(m.rng.choice(patterns))})"
    return m.note("function over enum", text)


def _two_enums(m: _Maker) -> str:
    one, other = m.rng.sample(sorted(_ENUMS), 2)
    return m.note("function over two enums", f"bothEndsDiffer(r.obj.{one}, r.obj.{other})")


def _role(m: _Maker) -> str:
    return m.note("role of the row", f"g(r.obj.my_role, {quoted(m.rng.choice(ROLES[:-1]))})")


def _caller(m: _Maker) -> str:
    return m.note(
        "folded caller",
        m.rng.choice(
            (
                'r.sub.member_class == "staff"',
                'r.sub.member_class != "partner"',
                'r.sub.member_class in ["staff", "customer"]',
                '"expert" in r.sub.badges',
                '"steward" not in r.sub.badges',
                'regexMatch(r.sub.member_class, "^[sp]")',
            )
        ),
    )


def _constant(m: _Maker) -> str:
    return m.note("constant", m.rng.choice(("True", "1 == 1", '"a" == "b"', "not False")))


def _note_state(m: _Maker) -> str:
    if m.rng.random() < 0.5:
        return m.note("enum compared", f"r.obj.state {m.sign()} {quoted(m.rng.choice(STATES))}")
    word = m.membership()
    return m.note(f"enum {word} list", f"r.obj.state {word} {m.listed(STATES)}")


def _asked(m: _Maker) -> str:
    name = m.rng.choice(("item_readable", "item_usable"))
    if m.rng.random() < 0.3:
        return m.note("delegation negated", f"!r.obj.{name}")
    return m.note("delegation", f"r.obj.{name}")


def _note_mine(m: _Maker) -> str:
    return m.note("truth value", m.rng.choice(("r.obj.mine", "r.obj.mine == False")))


def _note_caller(m: _Maker) -> str:
    return m.note("caller's id", f"r.obj.author_id {m.sign()} r.sub.{m.rng.choice(_WHO)}")


_WHO: Final = ("person_id", "mentor_id")
ITEM_ATOMS: Final = [
    _enum_compared,
    _enum_compared,
    _enum_listed,
    _enum_listed,
    _bool,
    _nullable_bool,
    _nullable_enum,
    _number,
    _number,
    _chain,
    _caller_id,
    _caller_id,
    _id_missing,
    _collection,
    _two_columns,
    _two_columns,
    _text,
    _text,
    _text_missing,
    _prefix,
    _function,
    _two_enums,
    _role,
    _caller,
    _constant,
]
NOTE_ATOMS: Final = [_note_state, _note_state, _asked, _asked, _note_mine, _note_caller, _caller]


def random_policy(rng: random.Random, *, effect: str) -> RandomPolicy:
    """Return a policy that the loader accepts."""
    by_realm = rng.random() < 0.2
    ordered = effect == "priority" and rng.random() < 0.5
    makers = {"item": _Maker(rng), "note": _Maker(rng)}
    conditions = _conditions(rng, makers)
    rules = _rules(rng, by_realm=by_realm, ordered=ordered, effect=effect)
    if by_realm:
        makers["item"].note("roles by a text of the row", "")
        makers["item"].note("bundles of a text of the row", "")
    if ordered:
        makers["item"].note("priority column", "")
    return RandomPolicy(
        effect=effect,
        model_text=_model(effect, conditions, by_realm=by_realm, ordered=ordered),
        rules_text="\n".join([*rules, *_links(rng, by_realm=by_realm)]) + "\n",
        conditions=conditions,
        constructs={kind: frozenset(maker.used) for kind, maker in makers.items()},
    )


def _conditions(rng: random.Random, makers: dict[str, _Maker]) -> dict[str, str]:
    depths = (1, 1, 2, 2, 3)
    items = {f"i{n}": makers["item"].expression(ITEM_ATOMS, rng.choice(depths)) for n in range(5)}
    notes = {f"n{n}": makers["note"].expression(NOTE_ATOMS, rng.choice(depths)) for n in range(3)}
    return {"anything": "True", **items, **notes}


def _when(rng: random.Random, kind: str) -> str:
    letter, count = ("i", 5) if kind == "item" else ("n", 3)
    names = [f"{letter}{rng.randrange(count)}" for _ in range(3)]
    return rng.choice(
        (
            f"{names[0]}",
            f"{names[0]}",
            f"not {names[0]}",
            f"{names[0]} | {names[1]}",
            f"{names[0]} & not {names[1]}",
            f"({names[0]} | {names[1]}) & {names[2]}",
            f"not ({names[0]} & {names[1]})",
            "anything",
        )
    )


def _rules(rng: random.Random, *, by_realm: bool, ordered: bool, effect: str) -> list[str]:
    count = rng.randint(4, 8)
    lines = []
    for number in range(count):
        kind = "item" if by_realm or rng.random() < 0.6 else "note"
        who = rng.choice((*CLASSES, "anyone", "anyone", "inside", *BADGES, *ROLES[:-1]))
        deny = rng.random() < _DENIES[effect]
        cells = [
            *([str(rng.randint(1, 6))] if ordered else []),
            who,
            rng.choice(("read", "read", "use")),
            kind,
            *([rng.choice(("wiki", "docs", "a*", "*", "*", "/wik*"))] if by_realm else []),
            _when(rng, kind),
            "deny" if deny else "allow",
        ]
        lines.append(f"p, rule{number}, " + ", ".join(cells))
    everyone = ["anyone", "read", *(["item", "*"] if by_realm else ["item"]), "i0 | i1"]
    first = ["3"] if ordered else []
    lines.append(", ".join(["p", "all-items", *first, *everyone, "allow"]))
    if not by_realm:
        cells = [*first, "anyone", "read", "note", "n0 | n1", "allow"]
        lines.append(", ".join(["p", "all-notes", *cells]))
    return _without_repetition(lines)


def _without_repetition(lines: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for line in lines:
        seen.setdefault(line.split(",", 2)[2], line)
    return list(seen.values())


def _links(rng: random.Random, *, by_realm: bool) -> list[str]:
    links = ["g2, item:read, read", "g2, note:read, read", "g2, item:use, use", "g2, note:use, use"]
    if rng.random() < 0.6:
        links.append("g2, use, read")
    if rng.random() < 0.6:
        links.append("g2, read, use")
    pairs = [
        ("staff", "inside"),
        ("partner", "inside"),
        ("inside", "anyone"),
        ("partner", "anyone"),
        ("customer", "anyone"),
        ("stranger", "anyone"),
        ("owner", "moderator"),
        ("moderator", "member"),
        ("member", "guest"),
        ("guest", "anyone"),
    ]
    links += [f"g, {part}, {whole}" for part, whole in pairs if rng.random() < 0.8]
    if by_realm:
        for part, whole in pairs[:6]:
            realms = rng.sample([realm for realm in REALMS if realm], 3)
            links += [f"g3, {part}, {whole}, {realm}" for realm in realms]
        links += [f"g4, {text}, {rng.choice(('wiki', 'docs'))}" for text in ("a", "🦊x", "a_b")]
        links += ["g4, docs, wiki"]
    return links


def _model(effect: str, conditions: dict[str, str], *, by_realm: bool, ordered: bool) -> str:
    priority = "priority, " if ordered else ""
    which = "which, " if by_realm else ""
    roles = "g = _, _\ng2 = _, _\n" + ("g3 = _, _, _\ng4 = _, _\n" if by_realm else "")
    lines = [
        "[request_definition]\nr = sub, act, kind, obj\n",
        f"[policy_definition]\np = id, {priority}who, may, what, {which}when, eft\n",
        f"[role_definition]\n{roles}",
        f"[policy_effect]\ne = {EFFECTS[effect]}\n",
        f"[matchers]\nm = {_BY_REALM if by_realm else _PLAIN}\n",
        "[conditions]",
        *(f"{name} = {text}" for name, text in conditions.items()),
    ]
    return "\n".join(lines) + "\n"
