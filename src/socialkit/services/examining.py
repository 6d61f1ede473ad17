"""Look at a policy before it may decide: it loads, and no gate has anything against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from socialkit.errors import Invalid
from socialkit.ports.publishing import Candidate, Gate, Objection

LONGEST: Final = 1_000_000
"""Characters of one text of a policy."""


def objections(candidate: Candidate, gates: Iterable[Gate]) -> list[Objection]:
    """Return what all gates have against a candidate; a gate that fails objects."""
    found: list[Objection] = []
    for gate in gates:
        try:
            found += (Objection(gate.name, reason) for reason in gate.objections(candidate))
        except Exception as error:  # noqa: BLE001 - what could not be looked at may not pass
            found.append(Objection(gate.name, f"It failed itself: {error!r}"))
    return found


def fitting(text: str, field: str) -> str:
    """Return a text that may be kept; raise `Invalid` (``policy.text``, ``policy.too_large``)."""
    if not isinstance(text, str) or not text.strip():
        message = "A policy is two texts: that of model.conf and that of policy.csv."
        raise Invalid("policy.text", message, field=field)
    if len(text) > LONGEST:
        message = f"A text of a policy has at most {LONGEST:,} characters; this one has more."
        raise Invalid("policy.too_large", message, field=field, max=LONGEST)
    return text


def fitting_files(files: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return the texts beside a policy by path; raise `Invalid` (``policy.text``, ...)."""
    given = {} if files is None else files
    if not isinstance(given, Mapping):
        message = "The files beside a policy are texts by their paths in its folder."
        raise Invalid("policy.text", message, field="files")
    return {str(path): fitting(text, "files") for path, text in given.items()}


def refused(found: list[Objection]) -> Invalid:
    """Return the refusal of a policy with every reason."""
    lines = [str(one) for one in found]
    message = "\n  ".join(["The policy was not published; the one before stays in force:", *lines])
    return Invalid("policy.objections", message, findings=lines)
