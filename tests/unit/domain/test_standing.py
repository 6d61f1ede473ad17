"""An account may act, or its owner is told why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from socialkit.domain.people import (
    MemberClass,
    Person,
    PersonStatus,
    Standing,
    in_good_standing,
    standing,
)

NOW = datetime(2031, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NETWORK, ANN, EVE = UUID(int=1), UUID(int=2), UUID(int=3)


def person(person_id: UUID, **fields: object) -> Person:
    known: dict[str, object] = {
        "id": person_id,
        "network_id": NETWORK,
        "account_id": person_id,
        "handle": "x",
        "handle_key": "x",
        "display_name": "X",
        "name_key": "x",
        "member_class": MemberClass.EMPLOYEE.value,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Person.model_validate(known | fields)


SPONSOR = person(ANN)
GUEST = person(EVE, member_class="external", sponsor_id=ANN)


@pytest.mark.parametrize(
    ("who", "sponsor", "expected"),
    [
        (SPONSOR, None, Standing.GOOD),
        (GUEST, SPONSOR, Standing.GOOD),
        (GUEST, None, Standing.NO_SPONSOR),
        (GUEST.evolve(sponsor_id=None), None, Standing.NO_SPONSOR),
        (GUEST, SPONSOR.evolve(member_class="honorary"), Standing.NO_SPONSOR),
        (GUEST, SPONSOR.evolve(status=PersonStatus.SUSPENDED), Standing.NO_SPONSOR),
        (GUEST, SPONSOR.evolve(ends_at=NOW), Standing.NO_SPONSOR),
        (GUEST, SPONSOR.evolve(network_id=EVE), Standing.NO_SPONSOR),
        (GUEST.evolve(ends_at=NOW), SPONSOR, Standing.ENDED),
        (GUEST.evolve(starts_at=NOW + DAY), SPONSOR, Standing.NOT_BEGUN),
        (GUEST.evolve(status=PersonStatus.SUSPENDED), SPONSOR, Standing.SUSPENDED),
        (SPONSOR.evolve(status=PersonStatus.DEACTIVATED), None, Standing.DEACTIVATED),
        (SPONSOR.evolve(member_class="former"), None, Standing.LEFT),
        (GUEST.evolve(member_class="former"), None, Standing.NO_SPONSOR),
    ],
)
def test_standing_says_why_an_account_may_not_act(
    who: Person, sponsor: Person | None, expected: Standing
) -> None:
    assert standing(who, sponsor=sponsor, now=NOW) is expected
    passes = in_good_standing(who, sponsor=sponsor, now=NOW)
    assert passes is (expected in {Standing.GOOD, Standing.LEFT})
