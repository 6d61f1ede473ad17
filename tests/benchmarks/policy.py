"""Measure the policy: loading, plans and checks, with stock Casbin's `enforce()` beside it.

Times are of the processor, and everything runs within one process, so that the numbers mean
something on a busy machine.
Stock Casbin gets the same decision in three ways, with every attribute of the thing worked out
beforehand; the fastest of them counts.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

import casbin
from casbin.model import Model as CasbinModel

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import GroupFacts, PostFacts
from socialkit.policy import CompiledPolicy, StockPolicy, default_texts, load_policy
from socialkit.policy.expressions import read
from socialkit.policy.loaded import Loaded
from socialkit.policy.stock import make_enforcer
from socialkit.policy.whens import read_when
from socialkit.ports.policy import Plan

HERE, ME, WRITER, PLACE = (UUID(int=number) for number in range(1, 5))
CALLER: Final = Caller(
    person_id=ME,
    network_id=HERE,
    network_kind="workplace",
    member_class="employee",
    now=datetime(2026, 3, 1, tzinfo=UTC),
    modules=frozenset({"questions"}),
    roles={PLACE: "member"},
)
STRANGER: Final = Caller(
    person_id=UUID(int=9),
    network_id=HERE,
    network_kind="workplace",
    member_class="external",
    now=CALLER.now,
)
POST: Final = PostFacts(
    id=UUID(int=8),
    network_id=HERE,
    group=GroupFacts(id=PLACE, network_id=HERE, visibility="listed"),
    kind="update",
    state="published",
    audience="group",
    author_id=WRITER,
)
READ: Final = Permission.POST_READ


def many_rules(count: int, seed: int = 1) -> tuple[str, str]:
    """Return the shipped policy with more rules about posts, `count` in all."""
    model, rules = default_texts()
    have = sum(line.startswith("p,") for line in rules.splitlines())
    draw = random.Random(seed)
    who = ["insider", "outsider", "signed-in", "trusted", "admin", "group-member", "group-guest"]
    firms = [f"firm-{number}" for number in range(40)]
    when = ["published", "mine", "locked", "question", "in_open_group", "in_my_place", "archived"]
    cells = sorted(
        {
            f"{' & '.join(some)} & {sign}{last}"
            for some in itertools.permutations(when, 2)
            for last in when
            if last not in some
            for sign in ("", "not ")
        }
    )
    lines = [f"g, {firm}, {side}" for firm in firms for side in ("outsider", "signed-in")]
    drawn = draw.sample(list(itertools.product(who + firms, cells)), count - have)
    lines += [f"p, B{at}, {who}, see, post, {when}, allow" for at, (who, when) in enumerate(drawn)]
    return model, rules + "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one measured thing: the best, and the median, in microseconds."""

    name: str
    best: float
    median: float
    aim: str = ""

    def __str__(self) -> str:
        return f"| {self.name} | {_time(self.best)} | {_time(self.median)} | {self.aim} |"


def _time(micros: float) -> str:
    return f"{micros / 1000:.2f} ms" if micros >= 1000 else f"{micros:.2f} µs"


def measured(
    name: str, way: Callable[[], object], *, calls: int, aim: str = "", rounds: int = 25
) -> Row:
    """Measure a call in rounds of `calls`."""
    times = []
    for _ in range(rounds):
        began = time.thread_time()
        for _ in range(calls):
            way()
        times.append((time.thread_time() - began) / calls * 1e6)
    times.sort()
    return Row(name, times[0], times[len(times) // 2], aim)


def loaded_anew(texts: tuple[str, str]) -> CompiledPolicy:
    """Load a policy as if nothing had been read before."""
    read.cache_clear()
    read_when.cache_clear()
    return load_policy(*texts)


def _first_plan(loaded: Loaded, permission: Permission) -> Plan:
    return CompiledPolicy(loaded).plan(CALLER, permission)


def first_plans(texts: tuple[str, str]) -> Row:
    """Measure first plans of the largest permissions, with an empty cache; return the slowest."""
    loaded = load_policy(*texts).loaded
    rows = [
        measured(
            str(permission),
            partial(_first_plan, loaded, permission),
            calls=1,
            rounds=3,
        )
        for permission in (READ, Permission.COMMENT_REACT, Permission.REPLY_COMMENT)
    ]
    slowest = max(rows, key=lambda row: row.median)
    return Row(f"first plan, the slowest ({slowest.name})", slowest.best, slowest.median, "5 ms")


# -- stock Casbin -----------------------------------------------------------------------------


def stock_ways(policy: CompiledPolicy) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Yield ways in which stock Casbin decides whether `CALLER` reads `POST`."""
    loaded = policy.loaded
    request = ("sub", "act", "kind", "obj")
    stock = StockPolicy(loaded)
    attributes = loaded.vocabulary.kinds["post"].attributes
    values = {
        name: stock.read(attribute, POST, CALLER)
        for name, attribute in attributes.items()
        if name != "readable"
    }
    given = {"sub": CALLER, "act": str(READ), "kind": "post", "obj": SimpleNamespace(**values)}
    arguments = [given[name] for name in request]

    whole = make_enforcer(loaded)
    yield "enforce(), every rule", lambda: bool(whole.enforce(*arguments))

    some = make_enforcer(loaded)
    kept = [list(rule.casbin) for rule in loaded.relevant[READ]]
    some.model["p"]["p"].policy[:] = kept
    yield "enforce(), rules of the permission alone", lambda: bool(some.enforce(*arguments))

    one = one_matcher(policy)
    yield "enforce(), all of them in one matcher", lambda: bool(one.enforce(*arguments))


def one_matcher(policy: CompiledPolicy) -> Any:
    """Return an enforcer whose matcher holds the rules of the permission as one expression."""
    loaded = policy.loaded
    texts: dict[str, list[str]] = {"allow": [], "deny": []}
    for rule in loaded.relevant[READ]:
        text = loaded.model.matcher.value
        for name, cell in zip(loaded.model.columns, rule.casbin, strict=True):
            text = text.replace(f"eval(p.{name})", f"({cell})").replace(f"p.{name}", f'"{cell}"')
        texts[rule.row.effect].append(f"({text})")
    model = CasbinModel()
    model.add_def("r", "r", "sub, act, kind, obj")
    model.add_def("p", "p", "name, eft")
    model.add_def("g", "g", "_, _")
    model.add_def("g", "g2", "_, _")
    model.add_def("e", "e", "some(where (p.eft == allow))")
    allow, deny = (" || ".join(texts[effect]) or "False" for effect in ("allow", "deny"))
    model.add_def("m", "m", f"({allow}) && !({deny})")
    enforcer = casbin.Enforcer(model)
    for row in loaded.link_rows:
        enforcer.model["g"][row.definition].policy.append(list(row.names))
    enforcer.build_role_links()
    enforcer.model["p"]["p"].policy.append(["all", "allow"])
    for name, function in loaded.functions.items():
        if name not in loaded.links:
            enforcer.add_function(name, function)
    return enforcer


# -- tables -----------------------------------------------------------------------------------


def table(texts: tuple[str, str], *, load_aim: str) -> Iterator[Row]:
    """Yield the rows of one policy."""
    yield measured("load and compile", lambda: loaded_anew(texts), calls=1, aim=load_aim)
    yield first_plans(texts)
    policy = load_policy(*texts)
    yield measured("cached plan", lambda: policy.plan(CALLER, READ), calls=2000, aim="2 µs")
    for name, caller in (("a member", CALLER), ("an outsider, denied", STRANGER)):
        policy.check(caller, READ, POST)
        yield measured(
            f"point check, {name}",
            partial(policy.check, caller, READ, POST),
            calls=2000,
            aim="5 µs",
        )


def against_stock(texts: tuple[str, str]) -> Iterator[str]:
    """Yield rows that compare a check with each way of stock Casbin, pair by pair."""
    policy = load_policy(*texts)
    expected = policy.check(CALLER, READ, POST)
    for name, way in stock_ways(policy):
        if way() is not expected:
            raise SystemExit(f"{name} decides otherwise.")
        stock = measured(name, way, calls=3)
        ours = measured("check", lambda: policy.check(CALLER, READ, POST), calls=2000)
        yield (
            f"| {name} | {_time(stock.best)} | {_time(stock.median)} |"
            f" {stock.median / ours.median:,.0f} ({stock.best / ours.best:,.0f}) |"
        )


def printed(title: str, header: str, rows: Sequence[object]) -> None:
    """Print one table."""
    columns = header.count("|") - 1
    print(f"\n{title}\n\n{header}\n|{' --- |' * columns}")
    for row in rows:
        print(row)


def main() -> None:
    """Print the tables."""
    gc.freeze()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000, help="the large policy (%(default)s)")
    parser.add_argument("--no-stock", action="store_true", help="leave stock Casbin out")
    options = parser.parse_args()
    shipped, large = default_texts(), many_rules(options.rules)
    began = time.thread_time()
    loaded_anew(shipped)
    print(f"The first load of this process took {(time.thread_time() - began) * 1000:.1f} ms.")
    header = "| What | best | median | aim |"
    printed("The shipped policy", header, list(table(shipped, load_aim="15 ms")))
    printed(f"{options.rules:,} rules", header, list(table(large, load_aim="150 ms")))
    if not options.no_stock:
        header = "| Stock Casbin | best | median | times slower than a check (of the best) |"
        printed("The shipped policy", header, list(against_stock(shipped)))
        printed(f"{options.rules:,} rules", header, list(against_stock(large)))


if __name__ == "__main__":
    main()
