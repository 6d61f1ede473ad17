"""Break the compiler on purpose, one fault at a time, and see that the comparison notices.

Each fault is a change of the source, applied to a copy. `python -m tests.long.policy_faults`
tries them all and prints which were caught; a fault that nobody notices fails the run.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

ROOT: Final = Path(__file__).resolve().parents[2]
POLICY: Final = "src/socialkit/policy/"
FORMULA: Final = "src/socialkit/domain/formula.py"
EMITTER: Final = "src/socialkit/storage/sql/formulas.py"
WORLD: Final = "tests/conformance/policy_world.py"
CAMPAIGN: Final = "tests/conformance/policy_campaign.py"
MODEL: Final = "src/socialkit/policy/default/model.conf"
RULES: Final = "src/socialkit/policy/default/policy.csv"
SECONDS: Final = 300

Probe = Literal["rows", "table", "formulas"]
_SUITES: Final = {
    "table": "tests/unit/policy/test_normative_table.py",
    "formulas": "tests/unit/policy/test_formulas.py",
}


@dataclass(frozen=True)
class Fault:
    """One deliberate mistake: edits of (file, text, its replacement)."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    probe: Probe = "rows"


def _one(name: str, file: str, old: str, new: str, *, probe: Probe = "rows") -> Fault:
    return Fault(name, ((file, old, new),), probe)


FAULTS: Final = (
    # -- caches ------------------------------------------------------------------------------
    _one(
        "a plan shared by callers of every shape",
        f"{POLICY}compiler.py",
        "    return attrgetter(*sorted(names))",
        "    return lambda _: ()",
    ),
    _one(
        "a cache key that lacks an attribute",
        f"{POLICY}survey.py",
        "self._loaded.folded[permission] = folded",
        'self._loaded.folded[permission] = folded - {"badges"}',
    ),
    Fault(
        "the same, with its alarm switched off",
        (
            (
                f"{POLICY}survey.py",
                "self._loaded.folded[permission] = folded",
                'self._loaded.folded[permission] = folded - {"badges"}',
            ),
            (
                f"{POLICY}compiler.py",
                "if not taken <= self._loaded.folded[permission]:",
                "if not taken:",
            ),
        ),
    ),
    _one(
        "a delegated plan's attributes are not in the key",
        f"{POLICY}survey.py",
        "                waiting += self._asks[name]",
        "                waiting += ()",
        probe="table",
    ),
    Fault(
        "an id baked into a plan",
        (
            (
                f"{POLICY}evaluate.py",
                "            return Late(name, name in known.collections)",
                (
                    "            if self._rules.thorough or name in known.collections:\n"
                    "                return Late(name, name in known.collections)\n"
                    "            return getattr(self._request.caller, name)"
                ),
            ),
            (f"{POLICY}comparisons.py", "    if wanted is None:\n", "    if False:\n"),
            (f"{POLICY}comparisons.py", "    if type(value) is not wanted:", "    if False:"),
        ),
    ),
    # -- effects -----------------------------------------------------------------------------
    _one(
        "denies are ignored",
        f"{POLICY}compiler.py",
        "all_of([allowed, negate(any_of(formula for allows, formula in rules if not allows))])",
        "allowed",
    ),
    _one(
        "priority is reversed",
        f"{POLICY}compiler.py",
        "in reversed(rules):",
        "in rules:",
    ),
    _one(
        "the priority column is ignored",
        f"{POLICY}rows.py",
        "            self.rules.sort(key=_priority)",
        "            self.rules.sort(key=lambda rule: 0)",
    ),
    _one(
        "an earlier deny does not hold against a later allow",
        f"{POLICY}compiler.py",
        "all_of([negate(formula), decided])",
        "decided",
    ),
    # -- audience ----------------------------------------------------------------------------
    _one(
        "a deny is lost in the audience",
        f"{POLICY}audience.py",
        "                return negate(self.settle(part, thing))",
        "                return ALWAYS",
    ),
    _one(
        "the audience of a thing outside the vocabulary is not empty",
        f"{POLICY}audience.py",
        "        settler.inspect(thing, kind)",
        "        settler.inspect",
    ),
    _one(
        "the audience forgets the linked thing's vocabulary",
        f"{POLICY}audience.py",
        "            self.inspect(other, delegation.kind)",
        "            self.inspect",
    ),
    _one(
        "an unknown author is everybody in the audience",
        f"{POLICY}audience.py",
        "                return NEVER if value is None else CallerIs(parameter, value)",
        "                return ALWAYS if value is None else CallerIs(parameter, value)",
    ),
    _one(
        "the audience answers an absent link with no",
        f"{POLICY}audience.py",
        "            return _truth(delegation.when_absent)",
        "            return NEVER",
    ),
    _one(
        "only the last shape of a branch counts",
        f"{POLICY}audience.py",
        "            merged.setdefault(residual, set()).add(shape)",
        "            merged[residual] = {shape}",
    ),
    # -- NULL --------------------------------------------------------------------------------
    _one(
        "a negated list of texts skips NULL",
        EMITTER,
        "return sa.or_(column.is_(None), differs) if attribute.nullable else differs",
        "return differs",
    ),
    _one(
        "a NULL guard is dropped from a negated comparison with the caller",
        EMITTER,
        "return sa.not_(sa.func.coalesce(self.emit(part), sa.false()))",
        "return sa.not_(self.emit(part))",
    ),
    _one(
        "NULL is forgotten as a value",
        EMITTER,
        "            parts.append(column.is_(None))",
        "            parts.append(sa.false())",
    ),
    _one(
        "a negated list with NULL in it lets NULL through",
        EMITTER,
        "            return sa.and_(column.is_not(None), differs)",
        "            return sa.or_(column.is_(None), differs)",
    ),
    _one(
        "two NULLs differ",
        EMITTER,
        "return sa.or_(one == other, sa.and_(one.is_(None), other.is_(None)))",
        "return one == other",
    ),
    _one(
        "a value does not differ from a NULL on the left",
        EMITTER,
        "            parts.append(sa.and_(one.is_(None), other.is_not(None)))",
        "            parts.append(sa.false())",
    ),
    _one(
        "a value does not differ from a NULL on the right",
        EMITTER,
        "            parts.append(sa.and_(other.is_(None), one.is_not(None)))",
        "            parts.append(sa.false())",
    ),
    _one(
        "an anonymous caller owns what has no author",
        f"{POLICY}codegen.py",
        'return f"({local} is not None and {local} == caller.{parameter})"',
        'return f"({local} == caller.{parameter})"',
    ),
    # -- order and prefix --------------------------------------------------------------------
    _one(
        "off by one in a negated ordering",
        FORMULA,
        '{"<": ">=", "<=": ">", ">": "<=", ">=": "<"}',
        '{"<": ">", "<=": ">=", ">": "<", ">=": "<="}',
    ),
    _one(
        "a constant in front does not turn the comparison",
        f"{POLICY}evaluate.py",
        'ast.Lt: ("<", ">"),',
        'ast.Lt: ("<", "<"),',
    ),
    _one(
        "a prefix by LIKE",
        EMITTER,
        "sa.func.substr(column, 1, len(prefix)) == prefix",
        'column.like(prefix + "%")',
    ),
    _one(
        "a prefix keeps its star",
        f"{POLICY}comparisons.py",
        "StartsWith(attribute, pattern[:star])",
        "StartsWith(attribute, pattern[: star + 1])",
    ),
    # -- logic -------------------------------------------------------------------------------
    _one(
        "De Morgan is forgotten",
        FORMULA,
        "            return any_of(map(negate, parts))",
        "            return all_of(map(negate, parts))",
    ),
    _one(
        "a conjunction unites the sets of its parts",
        FORMULA,
        "so_far.values & part.values if conjunction",
        "so_far.values | part.values if conjunction",
    ),
    _one(
        "a part informs its siblings the wrong way round",
        FORMULA,
        "left = possible & part.values if conjunction else possible - part.values",
        "left = possible - part.values if conjunction else possible & part.values",
    ),
    _one(
        "an exhausted disjunction is never true",
        FORMULA,
        "            return NEVER if conjunction else ALWAYS\n        inside",
        "            return NEVER\n        inside",
        probe="formulas",
    ),
    _one(
        "the wrong alternative is dropped as covered",
        FORMULA,
        "needless = any(_implies(part, other) for other in others)",
        "needless = any(_implies(other, part) for other in others)",
    ),
    _one(
        "what only the first alternative has is pulled out",
        FORMULA,
        "all(part in other for other in split[1:])",
        "any(part in other for other in split[1:])",
    ),
    _one(
        "a contradiction among parts is always true",
        FORMULA,
        "        return zero\n    dual",
        "        return unit\n    dual",
    ),
    _one(
        "the other branch of a conditional expression forgets its test",
        f"{POLICY}evaluate.py",
        "all_of([negate(test), no])",
        "no",
    ),
    _one(
        "a chained comparison stops after its first pair",
        f"{POLICY}evaluate.py",
        "            parts.append(part)\n            left = right",
        "            parts = parts or [part]\n            left = right",
    ),
    # -- roles and functions -----------------------------------------------------------------
    _one(
        "a text that no link names counts as linked",
        f"{POLICY}evaluate.py",
        "        return negate(found) if default else found",
        "        return negate(found)",
    ),
    _one(
        "links are not followed",
        f"{POLICY}roles.py",
        "return reach is not None and reach.has(part, whole)",
        "return False",
    ),
    _one(
        "the domain of a link is ignored",
        f"{POLICY}roles.py",
        "reach = self._reach.get(domain)",
        "reach = self._reach.get(min(self._reach, default=()))",
    ),
    _one(
        "a function is asked for the first case alone",
        f"{POLICY}evaluate.py",
        "cases = list(itertools.product(*domains))",
        "cases = list(itertools.product(*domains))[:1]",
    ),
    # -- delegation --------------------------------------------------------------------------
    _one(
        "an absent link is answered with no in Python",
        f"{POLICY}codegen.py",
        "                return absent",
        "                return False",
    ),
    _one(
        "a linked row outside the vocabulary counts in SQL",
        EMITTER,
        "return how.within(to_clause(inner, how.to))",
        "return how.within(_emitter_of(how.to).emit(inner))",
    ),
    _one(
        "a negated delegation is not negated",
        EMITTER,
        "            case Via():\n                return sa.not_(self.emit(part))",
        "            case Via():\n                return self.emit(part)",
    ),
    # -- guards and mappings -----------------------------------------------------------------
    _one(
        "rows outside the vocabulary come out of SQL",
        EMITTER,
        "return sa.and_(_emitter_of(mapping).emit(formula), *guards(mapping))",
        "return _emitter_of(mapping).emit(formula)",
    ),
    _one(
        "a missing number passes the guard",
        EMITTER,
        "        return None if attribute.nullable else column.is_not(None)",
        "        return None",
    ),
    _one(
        "values outside the vocabulary pass the check",
        f"{POLICY}codegen.py",
        '        return [*lines, f"    if {wrong}: return False"]',
        "        return lines",
    ),
    _one(
        "the derived guard is dropped",
        EMITTER,
        "        case Derived(_, guard):\n            return guard",
        "        case Derived(_, _):\n            return None",
    ),
    _one(
        "expiry is checked in Python only",
        WORLD,
        "        sa.or_(membership.c.expires_at.is_(None), membership.c.expires_at > "
        'sa.bindparam("now")),\n',
        "",
    ),
    _one(
        "expiry is checked in SQL only",
        WORLD,
        "        and (row.expires_at is None or row.expires_at > NOW)\n",
        "",
    ),
    _one(
        "a role of one place counts in things without a place",
        WORLD,
        "return sa.or_(item.c.place_id.is_(None), sa.not_(_in_places(",
        "return sa.and_(item.c.place_id.is_not(None), sa.not_(_in_places(",
    ),
    # -- the shipped policy ------------------------------------------------------------------
    *(
        _one(f"the gate {gate!r} is removed", MODEL, old, new, probe="table")
        for gate, old, new in (
            ("good standing", "m = r.sub.in_good_standing && ", "m = "),
            ("same network", "r.obj.same_network && ", ""),
            ("module", "r.obj.module_on && ", ""),
            ("declared class", "declared(r.sub) && ", ""),
        )
    ),
    *(
        _one(f"the deny {rule} is removed", RULES, f"p, {rule},", f"# p, {rule},", probe="table")
        for rule in ("X1", "X2", "X4", "X5", "X6", "Y2", "Y4", "X9")
    ),
)


def misfits(fault: Fault) -> list[str]:
    """Return the edits whose text is not exactly once in the source."""
    texts = {file: (ROOT / file).read_text(encoding="utf-8") for file, _, _ in fault.edits}
    return [f"{old!r} in {file}" for file, old, _ in fault.edits if texts[file].count(old) != 1]


def copy_with(fault: Fault, folder: Path) -> None:
    """Copy what a probe needs and apply the edits."""
    if misfits(fault):
        raise LookupError(f"{fault.name} no longer fits the source: {misfits(fault)}")
    for part in ("src", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for file, old, new in fault.edits:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")


def is_caught(fault: Fault, *, rows: int) -> bool:
    """Say whether the probe fails once the fault is in."""
    with tempfile.TemporaryDirectory(prefix="fault-") as name:
        folder = Path(name)
        copy_with(fault, folder)
        done = subprocess.run(
            _command(fault, rows, folder),
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{folder / 'src'}:{folder}"},
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    return done.returncode != 0


def _command(fault: Fault, rows: int, folder: Path) -> list[str]:
    if fault.probe in _SUITES:
        suite = ["-x", "-q", "-p", "no:cacheprovider", _SUITES[fault.probe]]
        return [sys.executable, "-m", "pytest", *suite, f"--basetemp={folder / 'tmp'}"]
    campaign = ["tests.long.policy_equivalence", "--database", "sqlite", "--rows", str(rows)]
    return [sys.executable, "-m", *campaign, "--only-differences"]


def run(faults: Iterable[Fault], *, rows: int) -> list[str]:
    """Try faults one after the other; return the names of those that nobody noticed."""
    missed = []
    for fault in faults:
        caught = is_caught(fault, rows=rows)
        print(f"{'caught' if caught else 'MISSED'}  {fault.name}", flush=True)
        if not caught:
            missed.append(fault.name)
    return missed


def main() -> int:
    """Try every fault; the exit code tells whether one was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--name", default="", help="only faults whose name has this in it")
    given = parser.parse_args()
    chosen = [fault for fault in FAULTS if given.name in fault.name]
    missed = run(chosen, rows=given.rows)
    print(f"{len(chosen) - len(missed)} of {len(chosen)} caught")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
