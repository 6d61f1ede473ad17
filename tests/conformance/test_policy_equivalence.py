"""Check, list and audience say what stock Casbin says, row by row, on every database."""

import pytest

from tests.conformance.policy_campaign import dishonest, run_campaign

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:simpleeval")

ROWS = 20_000
SEED = 2
LEAST_PLANS = 500
LEAST_AUDIENCES = 1_000
LEAST_DECISIONS_OF_EACH_CONSTRUCT = 700
CONSTRUCTS = 32


def test_every_answer_is_what_stock_casbin_says(database_url: str) -> None:
    tally = run_campaign(database_url, seed=SEED, rows=ROWS)
    assert tally.rows >= ROWS
    assert len(tally.plans) >= LEAST_PLANS
    assert tally.audiences >= LEAST_AUDIENCES
    assert len(tally.constructs) >= CONSTRUCTS
    assert (
        dishonest(tally, constructs=tally.constructs, at_least=LEAST_DECISIONS_OF_EACH_CONSTRUCT)
        == []
    )
