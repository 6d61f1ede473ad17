"""Policy tests are read strictly, asked of every engine, and told so that one sees what to do."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from socialkit.cli import main
from socialkit.policy import CompiledPolicy
from socialkit.policy.suites import (
    Asked,
    CheckEngine,
    Engine,
    RememberingStock,
    Report,
    Scene,
    SuiteError,
    as_values,
    first_failure,
    judge,
    plain,
    read_suite,
    told,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:simpleeval")

CAST = """\
people:
  ana: employee
  vera: {class: external, sponsor: ana}
groups:
  deal: {kind: listed, externals: yes, members: {ana: owner, vera: guest}}
posts:
  offer: {in: deal, by: ana}
tests:
"""


def suite_of(test: str, *, cast: str = CAST) -> str:
    lines = "\n".join(f"    {line}" for line in test.splitlines())
    return f"{cast}  - name: It holds\n{lines}\n"


def run(text: str, policy: CompiledPolicy) -> Report:
    stock = RememberingStock(policy.loaded)
    engines = (
        plain(lambda scene: CheckEngine(stock, scene, name="stock Casbin")),
        plain(lambda scene: CheckEngine(policy, scene)),
    )
    return judge([read_suite(text, "t.yaml", policy=policy)], policy, engines=engines)


REFUSED = {
    "": "t.yaml:1: suite-shape: The file is empty.",
    "people: [": "suite-syntax",
    "- one\n- two\n": "t.yaml:1: suite-shape: The file needs lines",
    "people: {ana: employee}\n": "There is no test in this file.",
    "poeple: {ana: employee}\n": "Did you mean 'people'?",
    "network: workspace\n": "'workspace' is no kind of network. Did you mean 'workplace'?",
    "wall: all\n": "'all' is no audience of a wall.",
    "modules: [question]\n": "Did you mean 'questions'?",
    "at: yesterday\n": "'yesterday' is no date. Write 2026-06-30",
    "people: {ana: employe}\n": "Did you mean 'employee'?",
    "people: {ana: anonymous}\n": "'anonymous' is no class of this policy",
    "people: {ana: {sponsor: bob}}\n": "'ana' has no class.",
    "people: {ana: {class: employee, role: [admin]}}\n": "Did you mean 'roles'?",
    "people: {ana: {class: employee, roles: [boss]}}\n": "'boss' is no role in a network",
    "people: {vera: {class: external, sponsor: ana}}\n": "'ana' is no sponsor of this file.",
    "people: {ana: {class: employee, account: off}}\n": "'off' is no state of an account",
    "people: {anonymous: employee}\n": "'anonymous' means something already",
    "people: {ana: employee, ana: customer}\n": "'ana' is already there on line 1",
    "people: {ana: employee}\ngroups: {ana: {}}\n": "'ana' stands on line 1",
    "people: {a: &x employee, b: *x}\n": "repeats something by reference",
    "people: {a: !!python/name:os.system x}\n": "is no plain value",
    "groups: {g: {kind: closed}}\n": "'closed' is no kind of group",
    "groups: {g: {kind: listed, offers: public}}\n": "offers its posts to its members alone",
    "groups: {g: {archived: maybe}}\n": "it is yes or no",
    "groups: {g: {members: {zoe: owner}}}\n": "'zoe' is no member of this file",
    "posts: {p: {in: nowhere}}\n": "'nowhere' is no group of this file",
    "posts: {p: {state: lost}}\n": "'lost' is no state of it",
    "replies: {r: {by: nobody}}\n": "`to` is missing.",
    "replies: {r: {to: p}}\nposts: {p: {}}\ntests: []\n": "There is no test",
    "comments: {c: {on: nothing}}\n": "'nothing' is no post or reply of this file",
    "people: {ana: employee}\nfields: {f: {of: ana, shown-to: all}}\n": "visibility of a field",
    "people: {ana: employee}\nsets: {ana: [ana]}\n": "'ana' means something already",
}
BAD_TESTS = {
    "who: vara\nsees: {posts: offer}": "Did you mean 'vera'?",
    "who: vera": "The test expects nothing.",
    "sees: {posts: offer}": "`sees` needs `who`.",
    "who: vera\nsees: {post: offer}": "Did you mean 'posts'?",
    "who: vera\nsees: {posts: ofer}": "Did you mean 'offer'?",
    "who: vera\ncan: {raed: offer}": "Did you mean 'read'?",
    "who: vera\ncan: {reply: deal}": "'reply' is nothing that is done with a group",
    "who: vera\ncan: {read: []}": "`read` names nothing.",
    "who: vera\ncna: {read: offer}": "Did you mean 'can'?",
    "who: vera\ncan: {read: offer}\nbecause: R44": "'R44' is no rule of this policy",
    "who: vera\ncan: {read: offer}\nbecause: {reply: R4}": "expects nothing about 'reply'",
    "allowed: {read: ana}": "`allowed` needs `about`.",
    "about: offer\nallowed: {read: [{ana: x}]}": "needs names",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_a_word_that_means_nothing_in_the_cast_is_refused(
    policy: CompiledPolicy, text: str, reason: str
) -> None:
    with pytest.raises(SuiteError) as caught:
        read_suite(text, "t.yaml", policy=policy)
    assert reason in str(caught.value)


@pytest.mark.parametrize(("test", "reason"), BAD_TESTS.items())
def test_a_word_that_means_nothing_in_a_test_is_refused(
    policy: CompiledPolicy, test: str, reason: str
) -> None:
    with pytest.raises(SuiteError) as caught:
        read_suite(suite_of(test), "t.yaml", policy=policy)
    assert reason in str(caught.value)
    assert caught.value.findings[0].line >= 9


GOOD = """\
who: vera
sees: {posts: offer, groups: all, memberships: all}
can: {reply: offer, "post:react": [offer]}
cannot: {remove: ana in deal, administer: network}
because: {reply: T2}"""


def test_what_holds_passes(policy: CompiledPolicy) -> None:
    report = run(suite_of(GOOD), policy)
    assert (report.failures, report.tests, report.decisions) == ([], 1, 8)
    assert "All right: 1 test, 8 decisions" in "\n".join(told(report, rules_file="p.csv"))


@pytest.mark.parametrize(
    ("test", "what", "said"),
    [
        ("who: vera\nsees: {posts: none}", "wrong", "vera can not read: post 'offer'."),
        ("who: vera\ncannot: {reply: offer}", "wrong", "vera can not reply: post 'offer'."),
        ("who: vera\ncan: {post: deal}", "wrong", "vera can post: group 'deal'."),
        ("about: offer\nallowed: {read: [ana]}", "wrong", "vera can not read: post 'offer'."),
        ("who: vera\ncan: {reply: offer}\nbecause: T1", "because", "because of T1."),
        ("who: vera\ncannot: {post: network}\nbecause: a gate", "because", "because of a gate."),
    ],
)
def test_what_does_not_hold_is_told_with_its_line_and_its_rule(
    policy: CompiledPolicy, test: str, what: str, said: str
) -> None:
    report = run(suite_of(test), policy)
    (failure,) = report.failures
    assert failure.what == what
    text = "\n".join(told(report, rules_file="policy.csv"))
    assert said in text
    assert "FAILED t.yaml:1" in text
    assert "Why:" in text
    (values,) = as_values(report, rules_file="policy.csv")["failures"]
    assert (values["what"], values["file"]) == (what, "t.yaml")


class Contrary(Engine):
    """An engine that answers the opposite."""

    name = "contrary"

    def __init__(self, policy: CompiledPolicy, scene: Scene) -> None:
        self._right = CheckEngine(policy, scene)

    def allows(self, asked: Asked) -> bool:
        return not self._right.allows(asked)


def test_engines_that_disagree_fail_loudly_whatever_was_expected(policy: CompiledPolicy) -> None:
    @contextmanager
    def contrary(scene: Scene) -> Iterator[Engine]:
        yield Contrary(policy, scene)

    suites = [read_suite(suite_of("who: vera\ncan: {read: offer}"), "t.yaml", policy=policy)]
    right = plain(lambda scene: CheckEngine(policy, scene))
    report = judge(suites, policy, engines=(right, contrary))
    text = "\n".join(told(report, rules_file="policy.csv"))
    assert report.disagreements == 1
    assert "THE ENGINES DISAGREE: this is a mistake in socialkit" in text
    assert "compiled check: yes, contrary: no" in text


def test_a_last_day_counts_to_its_end(policy: CompiledPolicy) -> None:
    cast = CAST.replace("sponsor: ana}", "sponsor: ana, ends: 2026-05-31}")
    last = run(suite_of("who: vera\nat: 2026-05-31 23:59\nsees: {posts: offer}", cast=cast), policy)
    after = run(suite_of("who: vera\nat: 2026-06-01 00:00\nsees: {posts: none}", cast=cast), policy)
    assert last.failures == after.failures == []


def test_the_fast_path_finds_the_first_expectation_that_is_not_met(policy: CompiledPolicy) -> None:
    text = suite_of("who: vera\ncan: {read: offer, post: deal}")
    suite = read_suite(text, "t.yaml", policy=policy)
    found = first_failure([suite], policy)
    assert found is not None
    assert found.said == "vera can post"
    assert first_failure([suite], policy, permissions={"post:read"}) is None


def test_stock_casbin_asked_often_says_what_it_says_once(policy: CompiledPolicy) -> None:
    suite = read_suite(suite_of(GOOD), "t.yaml", policy=policy)
    from socialkit.policy import StockPolicy

    slow = CheckEngine(StockPolicy(policy.loaded), suite.scene)
    fast = CheckEngine(RememberingStock(policy.loaded), suite.scene)
    asked = [decision.asked for each in suite.expectations for decision in each.decisions]
    assert [fast.allows(one) for one in asked] == [slow.allows(one) for one in asked]


def test_the_command_ends_as_the_tests_do(tmp_path: Path) -> None:
    good, bad, slip = tmp_path / "good.yaml", tmp_path / "bad.yaml", tmp_path / "slip.yaml"
    good.write_text(suite_of("who: vera\nsees: {posts: offer}"), encoding="utf-8")
    bad.write_text(suite_of("who: vera\nsees: {posts: none}"), encoding="utf-8")
    slip.write_text(suite_of("who: vera\nsee: {posts: none}"), encoding="utf-8")
    results = {
        file.stem: CliRunner().invoke(main, ["policy", "test", "--file", str(file), "--json"])
        for file in (good, bad, slip)
    }
    codes = {name: result.exit_code for name, result in results.items()}
    assert codes == {"good": 0, "bad": 1, "slip": 2}
    assert json.loads(results["good"].stdout)["passed"] is True
    answers = json.loads(results["bad"].stdout)["failures"][0]["answers"]
    assert answers == {"stock Casbin": True, "compiled check": True, "SQL": True}
    assert "The tests are refused for 1 reason" in results["slip"].stderr


def test_a_folder_without_tests_says_where_they_belong(tmp_path: Path) -> None:
    from socialkit.policy import default_texts

    for name, text in zip(("model.conf", "policy.csv"), default_texts(), strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["policy", "test", str(tmp_path)])
    assert result.exit_code == 2
    assert "There is no *.yaml in" in result.stderr
