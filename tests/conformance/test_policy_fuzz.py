"""Whatever becomes of the files: they mean what stock Casbin says, or are refused with a line."""

import time

import pytest

from socialkit.policy import PolicyError, default_texts, load_policy
from tests.conformance.policy_fuzz import run_fuzz

MODEL, RULES = default_texts()


def test_a_changed_policy_equals_stock_casbin_or_is_refused_with_its_line() -> None:
    tally = run_fuzz(120, seed=1, decisions=2)
    assert tally["refused"] > 40
    assert tally["loaded"] > 15


HUGE = {
    "many rules that say nothing": (MODEL, RULES + "p, x\n" * 100_000),
    "many classes on no side": (MODEL, RULES + "".join(f"g, c{n}, d{n}\n" for n in range(30_000))),
    "a long line": (MODEL, RULES + "p, Z1, insider, see, post, " + "mine & " * 90_000),
    "a long chain": (MODEL, RULES + "".join(f"g, c{n}, c{n + 1}\n" for n in range(20_000))),
    "brackets in brackets": (
        MODEL,
        f"{RULES}p, Z1, insider, see, post, {'(' * 900}mine{')' * 900}, allow",
    ),
    "not not not": (MODEL, f"{RULES}p, Z1, insider, see, post, {'not ' * 900}mine, allow"),
    "a deep condition": (f"{MODEL}odd = {'not ' * 900}r.obj.mine\n", RULES),
    "a deep condition in brackets": (f"{MODEL}odd = {'(' * 900}r.obj.mine{')' * 900}\n", RULES),
    "a long condition": (f"{MODEL}odd = {'r.obj.mine && ' * 9_000}r.obj.mine\n", RULES),
    "more than can be meant": (MODEL, RULES * 200),
}


@pytest.mark.parametrize("what", HUGE)
def test_a_huge_file_is_refused_in_bounded_time(what: str) -> None:
    began = time.thread_time()
    with pytest.raises(PolicyError) as caught:
        load_policy(*HUGE[what])
    assert len(str(caught.value)) < 100_000
    assert len(caught.value.findings) <= 100
    assert time.thread_time() - began < 20
