"""Name the people and groups of the text tests."""

from uuid import UUID

from socialkit.domain.bodies import MentionKind, MentionTarget, MentionView

ANA = MentionTarget(kind=MentionKind.PERSON, id=UUID("01890000-0000-7000-8000-00000000000a"))
LUIS = MentionTarget(kind=MentionKind.PERSON, id=UUID("01890000-0000-7000-8000-00000000000b"))
RESINS = MentionTarget(kind=MentionKind.GROUP, id=UUID("01890000-0000-7000-8000-00000000000c"))

_LABELS = {ANA: "Ana María", LUIS: "Luis <b>", RESINS: "Resins & Glue"}
_HANDLES = {ANA: "ana", LUIS: "luis", RESINS: "resins"}


def everyone(target: MentionTarget) -> MentionView | None:
    """See everybody."""
    return MentionView(label=_LABELS[target], href=f"/{target.kind}/{_HANDLES[target]}")


def nobody(_: MentionTarget) -> MentionView | None:
    """See nobody, as an outsider does."""
    return None


def handles(target: MentionTarget) -> str | None:
    """Type today's handle of everybody."""
    return _HANDLES[target]
