"""Find what a policy says in vain: rules that change nothing, and names that nobody uses.

Nothing here is refused: the policy means what it means. An author who reads such a warning has
most likely written something else than was wanted. Every warning is proved over all states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from socialkit.policy.analysis.decisions import Decisions
from socialkit.policy.analysis.redundancy import Idle, Redundancy
from socialkit.policy.analysis.space import Space
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.findings import Finding
from socialkit.policy.whens import words


class Doubts:
    """Look at a policy that was found right."""

    def __init__(self, policy: CompiledPolicy) -> None:
        self._loaded = policy.loaded
        self._model_file = policy.loaded.model.file
        self._rules_file = policy.loaded.file
        self._idle: tuple[Idle, ...] | None = None

    def findings(self) -> tuple[Finding, ...]:
        """Return the warnings, in the order of the files."""
        return tuple(sorted((*self._unused(), *self._vain())))

    def notes(self) -> tuple[Finding, ...]:
        """Return what is worth knowing and no mistake: guardrails, classes without a line."""
        return tuple(sorted((*self._guards(), *self._undeclared())))

    # -- names ----------------------------------------------------------------------------

    def _unused(self) -> Iterator[Finding]:
        model = self._loaded.model
        used = {
            name for rule in self._loaded.rules for name in words(rule.row.cells.get("when", ""))
        }
        for name, entry in model.conditions.items():
            if name not in used:
                reason = f"No rule uses the condition {name!r}."
                yield self._doubt(self._model_file, entry.line, "unused", reason, "Remove it.")
        for name in model.roles:
            if f"{name}(" not in model.matcher.value and not (name == "g" and self._holds()):
                reason = f"The matcher never asks {name}()."
                instead = f"Use it there, or remove it with its `{name}` lines."
                yield self._doubt(self._model_file, model.matcher.line, "unused", reason, instead)

    def _holds(self) -> bool:
        return "holds(" in self._loaded.model.matcher.value

    def _undeclared(self) -> Iterator[Finding]:
        known = self._loaded.vocabulary.caller_values.get("member_class", frozenset())
        if self._loaded.vocabulary.namespaces is not None:
            for name in sorted(known - self._loaded.classes):
                reason = f"No line says who a {name!r} is; people of that class may do nothing."
                instead = f"Write a line such as `g, {name}, outsider`, if that is not meant."
                yield self._doubt(self._rules_file, 1, "undeclared-class", reason, instead)

    # -- rules ----------------------------------------------------------------------------

    def _vain(self) -> Iterator[Finding]:
        for idle in self._all_idle():
            rule = idle.rule.row
            if idle.why != "guard":
                reason, instead = _told(idle)
                code = "never-matches" if idle.why == "nobody" else idle.why
                yield self._doubt(self._rules_file, rule.line, code, reason, instead)

    def _guards(self) -> Iterator[Finding]:
        for idle in self._all_idle():
            if idle.why == "guard":
                rule, how = idle.rule.row, _by(idle.by)
                reason = f"Rule {rule.id} denies nothing that {how or 'any rule'} "
                reason += "does not deny already." if how else "allows; it guards against new ones."
                yield self._doubt(
                    self._rules_file, rule.line, "guard", reason, "Keep it, if meant."
                )

    def _all_idle(self) -> tuple[Idle, ...]:
        """Return the idle rules; none where the state space of callers is not known."""
        if self._idle is None:
            self._idle = ()
            if self._loaded.vocabulary.namespaces is not None:
                links = self._loaded.links.get("g")
                names = links.names if links is not None else frozenset()
                space = Space(self._loaded.vocabulary, classes=names & self._loaded.classes)
                self._idle = tuple(Redundancy(Decisions(self._loaded, space)).idle())
        return self._idle

    @staticmethod
    def _doubt(file: str, line: int, code: str, reason: str, instead: str) -> Finding:
        return Finding(file, line, code, reason, instead)


def _told(idle: Idle) -> tuple[str, str]:
    """Return what is wrong with an idle rule, and what to do."""
    rule = idle.rule.row
    if idle.why == "nobody":
        who, what = rule.cells.get("who", ""), rule.cells.get("what", "thing")
        reason = (
            f"Rule {rule.id} can never match: nobody is ever {who!r} where a {what} is asked about."
        )
        return reason, "Name somebody who can be: a class, or a role that such a thing knows."
    if idle.why == "never-matches":
        reason = f"Rule {rule.id} can never match, whoever asks about whatever thing."
        return reason, "Look at its conditions: they exclude each other, or nobody is meant."
    if idle.why == "always-denied":
        reason = f"Rule {rule.id} changes nothing: all that it allows is denied by {_by(idle.by)}."
        return reason, "Remove it, or narrow the deny."
    others = f", and the rest denied by {_by(idle.denied_by)}" if idle.denied_by else ""
    covered = _by(idle.by) or "others"
    reason = f"Rule {rule.id} changes nothing: all that it says is said by {covered}{others}."
    return reason, "Remove it; or, if it should say more, correct it."


def _by(rules: Sequence[str]) -> str:
    """Return ids as words: `A`, `A and B`, `A, B and C`."""
    *others, last = rules or ("",)
    return f"{', '.join(others)} and {last}" if others else last
