"""Look at every rule for every permission: find mistakes, and what plans depend on."""

from __future__ import annotations

from socialkit.domain.attributes import Attribute
from socialkit.domain.formula import Formula, OneOf
from socialkit.policy.evaluate import Evaluator, Request
from socialkit.policy.findings import Finding, Unsupported
from socialkit.policy.loaded import Loaded, Rule


class Survey:
    """Look at every rule; those on the lines to `skip` were refused already."""

    def __init__(self, loaded: Loaded, file: str, *, skip: frozenset[int] = frozenset()) -> None:
        self._loaded = loaded
        self._file = file
        self._rules = tuple(rule for rule in loaded.rules if rule.row.line not in skip)
        self._asks: dict[str, set[str]] = {}

    def run(self) -> list[Finding]:
        """Fill `relevant` and `folded`; return what is wrong."""
        findings: list[Finding] = []
        own: dict[str, set[str]] = {}
        for permission in self._loaded.vocabulary.permissions:
            own[permission] = set()
            self._asks[permission] = set()
            self._loaded.relevant[permission] = tuple(
                rule
                for rule in self._rules
                if self._speaks(rule, permission, own[permission], findings)
            )
        findings += self._idle()
        findings += self._circles()
        if not findings:
            for permission in own:
                reached = self._reached(permission)
                folded = frozenset().union(*(own[other] for other in reached))
                self._loaded.folded[permission] = folded
        return findings

    def _idle(self) -> list[Finding]:
        """Return the rules whose action is not one of their kind: they can never apply."""
        at_work = {rule.row.line for rules in self._loaded.relevant.values() for rule in rules}
        return [
            self._never_applies(rule)
            for rule in self._rules
            if rule.row.line not in at_work and not self._addressed(rule)
        ]

    def _addressed(self, rule: Rule) -> bool:
        """Say whether the rule speaks of some permission, leaving aside its own conditions."""
        may, what = rule.row.cells.get("may"), rule.row.cells.get("what")
        return may is None or what is None or bool(self._kinds_of(may, {what}))

    def _never_applies(self, rule: Rule) -> Finding:
        may, what = rule.row.cells.get("may", ""), rule.row.cells.get("what", "")
        kinds = sorted(self._kinds_of(may, set(self._loaded.vocabulary.kinds)))
        reason = f"Rule {rule.row.id}: {may!r} is nothing that is done with a {what}."
        instead = f"It is done with: {', '.join(kinds)}." if kinds else "Correct the action."
        return Finding(self._file, rule.row.line, "never-applies", reason, instead)

    def _kinds_of(self, may: str, kinds: set[str]) -> set[str]:
        """Return those kinds that have an action which is, or is part of, `may`."""
        links = self._loaded.links.get("g2")
        found = set()
        for permission, kind in self._loaded.vocabulary.kind_of.items():
            meant = permission == may if links is None else links.linked(permission, may)
            if meant and kind in kinds:
                found.add(kind)
        return found

    def _speaks(
        self, rule: Rule, permission: str, taken: set[str], findings: list[Finding]
    ) -> bool:
        loaded = self._loaded
        kind = loaded.vocabulary.kind_of[permission]

        def answer(attribute: Attribute) -> Formula:
            if attribute.delegation is not None:
                self._asks[permission].add(attribute.delegation.permission)
            return OneOf(attribute, frozenset({True}))

        evaluator = Evaluator(
            loaded.vocabulary,
            loaded.functions,
            loaded.links,
            answer,
            thorough=True,
            taken=taken,
        )
        request = Request(loaded.vocabulary.probe, permission, kind, rule.row.cells)
        try:
            if not evaluator.applies(rule.free, request):
                return False
            evaluator.formula(rule.tree, request)
        except Unsupported as refusal:
            findings.append(refusal.at(self._file, rule.row.line, where=f"Rule {rule.row.id}"))
        return True

    def _reached(self, permission: str) -> set[str]:
        reached, waiting = set[str](), [permission]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self._asks[name]
        return reached

    def _circles(self) -> list[Finding]:
        found = []
        for permission, asked in self._asks.items():
            if any(permission in self._reached(other) for other in asked):
                reason = f"The answer to {permission} would need the answer to {permission}."
                instead = "Leave `readable` and the like out of the rules that decide them."
                found.append(Finding(self._file, 1, "circle", reason, instead))
        return found
