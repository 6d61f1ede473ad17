"""Ask engines: each answers the same questions about one scene in its own way."""

from __future__ import annotations

import copy
from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Final, Protocol

from casbin.util.expression import SimpleEval

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import Thing
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.loaded import Loaded, Rule
from socialkit.policy.stock import StockPolicy
from socialkit.policy.suites.scenes import Asked, Scene
from socialkit.ports.policy import Policy


class Engine(Protocol):
    """Answer questions about one scene."""

    name: str

    @abstractmethod
    def allows(self, asked: Asked) -> bool:
        """Say whether it is allowed."""


class CheckEngine(Engine):
    """Ask a policy's single check."""

    def __init__(self, policy: Policy, scene: Scene, *, name: str = "compiled check") -> None:
        self.name = name
        self._policy = policy
        self._scene = scene

    def allows(self, asked: Asked) -> bool:
        """Say what the check says."""
        caller = self._scene.caller(asked.who, asked.at)
        return self._policy.check(caller, Permission(asked.permission), self._scene.facts(asked))


class RememberingStock(StockPolicy):
    """Decide by stock `enforce()`, many times over: every text is parsed once.

    For each permission it is given the rules that could speak of it: those whose parts about
    neither caller nor thing (`r.kind == p.what && g2(r.act, p.may)`) stock Casbin's own
    evaluator finds true. Answers are remembered, because a reply asks for those of its post.
    """

    def __init__(self, loaded: Loaded) -> None:
        super().__init__(loaded)
        self._answers: dict[tuple[Caller, str, Thing], bool] = {}
        self._rules: dict[str, list[list[str]]] = {}
        parse = self._enforcer._get_expression  # noqa: SLF001 - there is no public way
        self._parsed = _ParsedOnce(parse)
        self._enforcer._get_expression = self._parsed  # noqa: SLF001 - the same

    def check(self, caller: Caller, permission: Permission, thing: Thing) -> bool:
        """Say what stock Casbin says; an error, or a value nobody declared, is a denial."""
        key = (caller, permission.value, thing)
        if key not in self._answers:
            self._answers[key] = super().check(caller, permission, thing)
        return self._answers[key]

    def _enforce(self, caller: object, permission: str, thing: object) -> bool:
        rules = self._of(permission)
        if not rules:
            return False
        # One answer may need another one of a different permission, so nothing is kept here.
        enforcer = _own_enforcer(self._enforcer)
        enforcer.model["p"]["p"].policy = rules
        request = self.request(caller, permission, thing)
        self._parsed.depth += 1
        try:
            return bool(enforcer.enforce(*request))
        finally:
            self._parsed.depth -= 1

    def _of(self, permission: str) -> list[list[str]]:
        if permission not in self._rules:
            loaded = self.loaded
            kind = loaded.vocabulary.kind_of[permission]
            self._rules[permission] = [
                list(rule.casbin)
                for rule in loaded.rules
                if _speaks(rule, loaded, permission, kind)
            ]
        return self._rules[permission]


class _ParsedOnce:
    """Keep Casbin's evaluators by text; a decision inside another one has evaluators of its own."""

    def __init__(self, parse: Callable[[str, dict[str, Any]], Any]) -> None:
        self._parse = parse
        self._evaluators: dict[tuple[int, str], Any] = {}
        self.depth = 0
        """How many decisions are under way."""

    def __call__(self, text: str, functions: dict[str, Any]) -> Any:
        """Return an evaluator of the text."""
        key = (self.depth, text)
        if key not in self._evaluators:
            self._evaluators[key] = self._parse(text, functions)
        return self._evaluators[key]


def _own_enforcer(enforcer: Any) -> Any:
    """Return an enforcer whose rules can be set without touching the other one's."""
    own = copy.copy(enforcer)
    own.model = copy.copy(enforcer.model)
    own.model.model = {**enforcer.model.model, "p": {"p": copy.copy(enforcer.model["p"]["p"])}}
    return own


def _speaks(rule: Rule, loaded: Loaded, permission: str, kind: str) -> bool:
    names = {
        "r": _Names({"act": permission, "kind": kind}),
        "p": _Names(rule.row.cells),
    }
    for part in rule.free:
        evaluator = SimpleEval("", dict(loaded.functions))
        evaluator.ast_parsed_value = part
        if evaluator.eval(dict(names)) is False:
            return False
    return True


class _Names:
    """Show the cells of a rule, or the parts of a request, as attributes."""

    def __init__(self, values: Any) -> None:
        self.__dict__.update(values)


EngineMaker = Callable[[Scene], Engine]


def without_storage(policy: CompiledPolicy) -> tuple[EngineMaker, ...]:
    """Return the makers of the two engines that need no database."""
    stock: Final = RememberingStock(policy.loaded)
    return (
        lambda scene: CheckEngine(stock, scene, name="stock Casbin"),
        lambda scene: CheckEngine(policy, scene),
    )
