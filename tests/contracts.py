"""An import contract of our own: each third-party package has its owners.

The stock `forbidden` contract wants every module that it names to exist, and forgets a
package that nobody listed. This one asks the opposite question: who may import this?
"""

import sys
from collections.abc import Iterator
from typing import Final

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ROOT: Final = "socialkit"
EVERYBODY: Final = "*"


class OwnersContract(Contract):
    """Refuse an import of a third-party package by a module that is not its owner."""

    type_name = "owners"
    owners = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001
        """Find every import of an outside package by a stranger."""
        lines: list[str] = self.contract_options["owners"]
        owners = dict(_read(line) for line in lines)
        strangers = sorted(_strangers(graph, owners))
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each import that is not allowed."""
        for importer, package, allowed in check.metadata["strangers"]:
            output.print_error(f"{importer} imports {package}; {allowed}.")


def _read(line: str) -> tuple[str, tuple[str, ...]]:
    package, _, names = line.partition(":")
    return package.strip(), tuple(name.strip() for name in names.split(",") if name.strip())


def _strangers(
    graph: ImportGraph, owners: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, str]]:
    for package in _outside(graph):
        allowed = owners.get(package, ())
        for importer in graph.find_modules_that_directly_import(package):
            if not _owns(importer, allowed):
                yield importer, package, _explain(allowed)


def _outside(graph: ImportGraph) -> Iterator[str]:
    for module in graph.modules:
        if graph.is_module_squashed(module) and module not in sys.stdlib_module_names:
            yield module


def _owns(importer: str, allowed: tuple[str, ...]) -> bool:
    if EVERYBODY in allowed:
        return True
    packages = [f"{ROOT}.{name}" for name in allowed]
    return any(importer == name or importer.startswith(f"{name}.") for name in packages)


def _explain(allowed: tuple[str, ...]) -> str:
    if allowed:
        return "only " + ", ".join(allowed) + " may"
    return "nobody may: give it an owner in pyproject.toml and a numbered decision"
