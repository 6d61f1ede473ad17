"""Keep the functions that conditions may call; Casbin is imported only for those of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

Function: TypeAlias = Callable[..., Any]
OF_THE_LANGUAGE: Final = frozenset(
    {
        *(
            "holds",
            "declared",
            "eval",
            "g",
            "g2",
            "timeMatch",
            "regexMatch",
            "ipMatch",
            "globMatch",
        ),
        *("keyMatch", "keyMatch2", "keyMatch3", "keyMatch4", "keyMatch5"),
    }
)
"""Names that mean something already."""


class Functions(Mapping[str, Function]):
    """Be the library's and the host's functions, and behind them Casbin's, by name."""

    def __init__(self, own: Mapping[str, Function]) -> None:
        self._own = dict(own)

    def __getitem__(self, name: str) -> Function:
        found = self._own.get(name)
        return of_casbin()[name] if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter({**of_casbin(), **self._own})

    def __len__(self) -> int:
        return len({**of_casbin(), **self._own})


@lru_cache(maxsize=1)
def of_casbin() -> Mapping[str, Function]:
    """Return the functions that every Casbin model may call."""
    from casbin.model.function import FunctionMap  # noqa: PLC0415 - it takes longer than a load

    return dict(FunctionMap.load_function_map().fm)
