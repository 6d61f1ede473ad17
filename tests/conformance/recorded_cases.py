"""Replay decisions that stock Casbin's own tests made, with policies as their authors wrote them.

A recorded request is made of plain texts, and its model may leave the effect of a rule out. So
each is first put into the words of this library, by rules that change no meaning:

- `r.sub` becomes `r.sub.name`; `r.obj`, `r.dom` become `r.obj.name`, `r.obj.dom`;
- a definition of rules without `eft` gets it, with `allow` in every row;
- a row that stands twice is written once;
- a request without `sub` or `obj` gets one that no rule looks at.

Roles with dates are refused; they are then written as the refusal says: an end belongs to the
membership, and the clock is passed in. Those are counted apart.
"""

import json
import re
import sys
import tarfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from socialkit.domain.attributes import Attribute, AttributeType
from socialkit.domain.attributes import Path as Read
from socialkit.domain.vocabulary import Kind, Vocabulary
from socialkit.policy import CompiledPolicy, PolicyError, StockPolicy, load_policy
from socialkit.policy.stock import make_enforcer

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
MEMBER: Final = "policy/pycasbin_decisions.json"
NOW: Final = datetime(2026, 3, 1, tzinfo=UTC)
"""The moment for which ends of roles are looked at."""
LEAST_EQUAL: Final = 95

_KIND: Final = "thing"
_WORD: Final = re.compile(r"\b([rp])_(\w+)")
_PARTS: Final = {"sub": "r.sub.name", "act": "r.act", "obj": "r.obj.name", "dom": "r.obj.dom"}
_QUOTED: Final = re.compile(r"'([^']*)'")
_ROLES: Final = re.compile(r"\(.*\)")
_ALWAYS: Final = "_"


@dataclass(frozen=True)
class Asking:
    """Who asks: a name, and nothing else."""

    name: str


@dataclass(frozen=True)
class Thing:
    """What is asked about."""

    name: str
    dom: str


@dataclass(frozen=True)
class Replayed:
    """One recorded decision and what became of it."""

    number: int
    test: str
    outcome: str
    """`equal`, `rewritten` (equal, written as the refusal says), `different`, or a code."""
    told: str = ""


def recorded(folder: Path = DATA) -> list[dict[str, Any]]:
    """Return the recorded decisions; raise FileNotFoundError where the data is not there."""
    for archive in sorted(folder.glob("*.tar.xz")):
        with tarfile.open(archive) as opened:
            if MEMBER in opened.getnames() and (file := opened.extractfile(MEMBER)) is not None:
                found: list[dict[str, Any]] = json.load(file)
                return found
    raise FileNotFoundError(folder)


def replay(cases: list[dict[str, Any]]) -> list[Replayed]:
    """Decide every recorded request again."""
    return [_replay(number, case) for number, case in enumerate(cases, 1)]


def _replay(number: int, case: dict[str, Any]) -> Replayed:
    test = case["test"].rpartition("::")[2]
    try:
        return Replayed(number, test, _outcome(case, rewritten=False))
    except PolicyError as error:
        codes = sorted({finding.code for finding in error.findings})
        told = error.findings[0].reason
    if codes == ["temporal-roles"] and _has_dates(case):
        return Replayed(number, test, _outcome(case, rewritten=True), told)
    return Replayed(number, test, ", ".join(codes), told)


def _outcome(case: dict[str, Any], *, rewritten: bool) -> str:
    policy = _policy(case, rewritten=rewritten)
    names = _tokens(case["model"]["r"]["r"]["value"])
    given = dict(zip(names, case["request"], strict=True))
    caller, thing = Asking(given.get("sub", "")), Thing(given.get("obj", ""), given.get("dom", ""))
    action = given["act"]
    answers = {
        policy.check(caller, action, thing),  # type: ignore[arg-type]
        policy.plan(caller, action).holds(thing, caller),  # type: ignore[arg-type]
        _stock(policy, caller, action, thing),
    }
    if answers != {case["result"]}:
        return "different"
    return "rewritten" if rewritten else "equal"


def _stock(policy: CompiledPolicy, caller: Any, action: str, thing: Any) -> bool:
    request = StockPolicy(policy.loaded).request(caller, action, thing)
    return bool(make_enforcer(policy.loaded).enforce(*request))


# -- into the words of this library -----------------------------------------------------------


def _policy(case: dict[str, Any], *, rewritten: bool) -> CompiledPolicy:
    model = case["model"]
    roles = model.get("g", {})
    rows = {
        name: _links(entry["policy"], dated=rewritten and "(" in entry["value"])
        for name, entry in roles.items()
    }
    return load_policy(
        _model_text(model, dated=rewritten),
        _rules_text(model["p"]["p"], rows),
        vocabulary=_vocabulary(case),
    )


def _model_text(model: dict[str, Any], *, dated: bool) -> str:
    columns = _tokens(model["p"]["p"]["value"])
    columns += [] if "eft" in columns else ["eft"]
    roles = [
        f"{name} = {_ROLES.sub('', entry['value']).rstrip(', ') if dated else entry['value']}"
        for name, entry in model.get("g", {}).items()
    ]
    return "\n".join(
        [
            "[request_definition]",
            "r = sub, act, obj",
            "[policy_definition]",
            f"p = {', '.join(columns)}",
            *(["[role_definition]", *roles] if roles else []),
            "[policy_effect]",
            f"e = {model['e']['e']['value'].replace('p_eft', 'p.eft')}",
            "[matchers]",
            f"m = {_matcher(model['m']['m']['value'])}",
        ]
    )


def _matcher(text: str) -> str:
    return _WORD.sub(lambda w: _PARTS[w[2]] if w[1] == "r" else f"p.{w[2]}", text)


def _rules_text(definition: dict[str, Any], links: dict[str, list[list[str]]]) -> str:
    has_effect = "eft" in _tokens(definition["value"])
    rules = [[*row, *([] if has_effect else ["allow"])] for row in definition["policy"]]
    lines = [["p", *row] for row in rules]
    lines += [[name, *row] for name, rows in links.items() for row in rows]
    return "\n".join(dict.fromkeys(", ".join(line) for line in lines)) + "\n"


def _links(rows: list[list[str]], *, dated: bool) -> list[list[str]]:
    """Return the links; with `dated`, those that hold now, without their dates."""
    if not dated:
        return rows
    return [row[:-2] for row in rows if _begun(row[-2]) and not _over(row[-1])]


def _has_dates(case: dict[str, Any]) -> bool:
    """Tell whether the rows say when they hold; else a function did, which was not recorded."""
    rows = case["model"]["g"]["g"]["policy"]
    return any({*row[-2:]} != {_ALWAYS} for row in rows)


def _begun(moment: str) -> bool:
    return moment == _ALWAYS or _moment(moment) <= NOW


def _over(moment: str) -> bool:
    return moment != _ALWAYS and _moment(moment) <= NOW


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def _vocabulary(case: dict[str, Any]) -> Vocabulary:
    """Return a vocabulary in which names of things are the values that the case speaks of."""
    model, request = case["model"], case["request"]
    given = dict(zip(_tokens(model["r"]["r"]["value"]), request, strict=True))
    cells = {cell for row in _rows(model) for cell in row}
    names = {given.get("obj", ""), *cells, *_QUOTED.findall(model["m"]["m"]["value"])}
    attributes = (
        Attribute(_KIND, "name", AttributeType.ENUM, "", Read("name"), values=tuple(sorted(names))),
        Attribute(_KIND, "dom", AttributeType.TEXT, "", Read("dom")),
    )
    action = given["act"]
    return Vocabulary(
        kinds={_KIND: Kind(_KIND, MappingProxyType({a.name: a for a in attributes}))},
        permissions=(action,),
        kind_of={action: _KIND},
        foldable=frozenset({"name"}),
        parameters=frozenset(),
        probe=Asking(given.get("sub", "")),
    )


def _rows(model: dict[str, Any]) -> list[list[str]]:
    links = [row for entry in model.get("g", {}).values() for row in entry["policy"]]
    return [*model["p"]["p"]["policy"], *links]


def _tokens(text: str) -> list[str]:
    return [token.strip() for token in text.split(",")]


# -- the report -------------------------------------------------------------------------------


def summary(replayed: list[Replayed]) -> str:
    """Return both counts, and every refusal with its reason."""
    counts = Counter(one.outcome for one in replayed)
    equal, rewritten = counts["equal"], counts["rewritten"]
    refused = [one for one in replayed if one.outcome not in {"equal", "rewritten", "different"}]
    lines = [
        f"recorded decisions  {len(replayed)}",
        f"equal               {equal + rewritten}",
        f"  {equal:>3}  as written",
        f"  {rewritten:>3}  written as the refusal of the original says",
        f"refused             {len(refused)}",
        f"different           {counts['different']}",
    ]
    why = Counter((one.outcome, one.told) for one in refused)
    lines += [f"  {count:>3}  {code}: {told}" for (code, told), count in sorted(why.items())]
    wrong = (one for one in replayed if one.outcome == "different")
    lines += [f"  DIFFERENT  {one.number} {one.test}" for one in wrong]
    return "\n".join(lines)


def main() -> int:
    """Print what became of each recorded decision; end with 1 where one differs."""
    try:
        cases = recorded()
    except FileNotFoundError:
        sys.stdout.write(f"SKIPPED: there is no recorded data in {DATA}. Nothing was compared.\n")
        return 0
    replayed = replay(cases)
    sys.stdout.write(f"{summary(replayed)}\n")
    outcomes = Counter(one.outcome for one in replayed)
    enough = outcomes["equal"] + outcomes["rewritten"] >= LEAST_EQUAL
    return int(bool(outcomes["different"]) or not enough)


if __name__ == "__main__":
    sys.exit(main())
