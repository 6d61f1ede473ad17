"""What has no exact meaning, or would be skipped in silence, is refused with line and reason."""

import pickle
from itertools import pairwise
from pathlib import Path

import pytest

from socialkit.policy import PolicyError, default_texts, load_default, load_folder, load_policy
from tests.conformance.policy_random import FUNCTIONS
from tests.conformance.policy_world import WORLD_VOCABULARY

MODEL, RULES = default_texts()
RULE = "p, Z9, insider, see, post,"


def refused(model_text: str, rules_text: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        load_policy(model_text, rules_text)
    assert all(finding.instead for finding in caught.value.findings), "every refusal has a way out"
    return caught.value


def with_condition(expression: str) -> tuple[str, str]:
    """The default policy with one more condition, and one more rule that uses it."""
    return f"{MODEL}\nodd = {expression}\n", f"{RULES}\np, Z1, insider, see, post, odd, allow\n"


def with_model(old: str, new: str) -> tuple[str, str]:
    assert old in MODEL
    return MODEL.replace(old, new), RULES


def with_rows(*lines: str) -> tuple[str, str]:
    return MODEL, RULES + "\n".join(lines) + "\n"


EXPRESSIONS = [
    ('r.obj.stat == "published"', "unknown-attribute", "Did you mean 'state'"),
    ('r.obj.state == "publishd"', "never-true", "did you mean 'published'"),
    ('"publishd" == r.obj.state', "never-true", "did you mean 'published'"),
    ('r.obj.state in ["published", "gone"]', "never-true", "never 'gone'"),
    ('r.obj.locked == "yes"', "never-true", "locked is bool"),
    ("r.obj.locked == 1", "never-true", "locked is bool"),
    ("r.obj.state == None", "never-true", "never empty"),
    ("r.obj.state", "not-a-condition", "neither true nor false"),
    ("r.sub.member_class", "not-a-condition", "neither true nor false"),
    ('r.obj.state > "draft"', "ordering", "only whole numbers"),
    ("r.obj.locked + 1 == 2", "not-kept", "BinOp"),
    ("r.obj.delete()", "method-call", "calls a method"),
    ("r.obj.group.id == 1", "too-deep", "more than one step"),
    ('r.obj["state"] == "draft"', "not-kept", "Subscript"),
    ("r.obj.__class__ == 1", "private", "is private"),
    ("[x for x in [1]] == [1]", "not-kept", "ListComp"),
    ("(lambda: True)()", "method-call", "calls a method"),
    ('"pub" in r.obj.state', "collection", "collection of the thing"),
    ('r.obj.state in "published"', "substring", "part of a text"),
    ('timeMatch("_", "_")', "clock", "reads the clock"),
    ("frobnicate(r.obj.state)", "unknown-function", "no function that is registered"),
    ("regexMatch(r.obj.state)", "function-failed", "failed"),
    ("r.sub.person_id == 3", "late", "while compiling"),
    ("r.sub.nickname == 3", "unknown-attribute", "no attribute of a caller"),
    ("r.sub.now == 3", "unknown-attribute", "no attribute of a caller"),
    ('r.obj.state == "a&&b"', "rewritten-text", "Casbin rewrites"),
    ('r.obj.state == "p.x"', "rewritten-text", "Casbin rewrites"),
    ("r.obj.locked&&r.obj.mine", "glued-operator", "spaces"),
    ("r.obj.locked; r.obj.mine", "one-expression", "first alone"),
    ("r.obj.state ==", "syntax", "can not be read"),
    ("r.obj == 3", "comparison", "as a whole"),
    ("r.obj.locked & r.obj.mine", "not-kept", "Write && or || here"),
    ("(r.obj.locked) == (r.obj.mine && r.obj.archived)", "comparison", "compares a condition"),
    ("holds(r.obj)", "argument", "the whole thing"),
    ("nobody == 1", "unknown-name", "no name"),
    ("published && r.obj.locked", "unknown-name", "conditions can not use one another"),
    ('r.sub.network_kind == "workplce"', "never-true", "Did you mean 'workplace'"),
    ('r.sub.member_class in ["external", "custmer"]', "never-true", "Did you mean 'customer'"),
    ('"admn" in r.sub.network_roles', "never-true", "Did you mean 'admin'"),
    ('g(r.obj.my_role, "group-ownr")', "unknown-who", "Did you mean 'group-owner'"),
    ('holds(r.sub, "trustd")', "unknown-who", "Did you mean 'trusted'"),
    ('g2(r.act, "wirte")', "unknown-action", "Did you mean 'write'"),
    ("r.act.x == 1", "too-deep", "more than one step"),
    ("p.nothing == 1", "unknown-column", "no column"),
    ("r.obj.locked == 1.5", "constant", "whole number"),
    ("r.obj.readable", "circle", "would need the answer"),
    ("g(r.obj.readable, 'x')", "argument", "itself an answer"),
]


@pytest.mark.parametrize(("expression", "code", "reason"), EXPRESSIONS)
def test_an_expression_without_an_exact_meaning_is_refused(
    expression: str, code: str, reason: str
) -> None:
    error = refused(*with_condition(expression))
    assert code in {finding.code for finding in error.findings}
    assert reason.lower() in str(error).lower()


WORLD_EXPRESSIONS = [
    ("r.obj.author_id > 3", "ordering", "author_id may be empty"),
    ("r.obj.title > r.obj.path", "ordering", "title may be empty"),
    ("r.obj.score > 1 + 1", "not-kept", "BinOp"),
    ("r.obj.score > r.obj.score", "ordering", "only whole numbers"),
    ('r.obj.score == "3"', "never-true", "score is int"),
    ("r.obj.score == None", "never-true", "never empty"),
    ("r.obj.author_id == 3", "id", "names one thing or person"),
    ("r.obj.author_id == r.obj.title", "comparison", "compares id with text"),
    ("r.obj.state == r.obj.visibility", "comparison", "compares enum"),
    ("r.obj.state == r.sub.person_id", "comparison", "with the caller's"),
    ("r.obj.author_id == r.sub.follows", "comparison", "Use `in`"),
    ("r.obj.author_id in r.sub.person_id", "late", "for a list"),
    ("r.sub.person_id in [1]", "collection", "collection"),
    ('regexMatch(r.obj.path, "^a")', "free-text", "the text can be anything"),
    ('globMatch(r.obj.path, "a*")', "free-text", "the text can be anything"),
    ('keyMatch2(r.obj.path, "/a/:b")', "free-text", "the text can be anything"),
    ('keyMatch("a", r.obj.path)', "free-text", "the text can be anything"),
    ('keyMatch(r.obj.title, "a*")', "argument", "may be empty"),
    ('regexMatch(r.obj.language, "e")', "argument", "may be empty"),
    ('g(r.obj.title, "x")', "argument", "may be empty"),
    ('g(r.obj.score, "x")', "argument", "needs a text"),
    ("g(r.sub.person_id, 'x')", "argument", "caller's own id"),
    ("bothEndsDiffer(r.obj.state)", "function-failed", "failed"),
    ("r.sub.member_class == 3", "never-true", "different types"),
    ("[r.obj.state] == r.obj.state", "list", "something else than constants"),
    ("-r.obj.score == 3", "arithmetic", "calculates"),
]


@pytest.mark.parametrize(("expression", "code", "reason"), WORLD_EXPRESSIONS)
def test_a_comparison_that_a_list_can_not_repeat_is_refused(
    expression: str, code: str, reason: str
) -> None:
    model = (
        "[request_definition]\nr = sub, act, kind, obj\n[policy_definition]\n"
        "p = id, may, what, when, eft\n[role_definition]\ng = _, _\n[policy_effect]\n"
        "e = some(where (p.eft == allow))\n[matchers]\n"
        "m = r.kind == p.what && r.act == p.may && eval(p.when)\n[conditions]\n"
    )
    with pytest.raises(PolicyError) as caught:
        load_policy(
            f"{model}odd = {expression}\n",
            "p, A, item:read, item, odd, allow\n",
            vocabulary=WORLD_VOCABULARY,
            functions=FUNCTIONS,
        )
    assert [finding.code for finding in caught.value.findings] == [code]
    assert all(finding.instead for finding in caught.value.findings)
    assert reason in str(caught.value)


ROWS = [
    (f"{RULE} published, Allow", "unknown-effect", "Did you mean 'allow'"),
    (f"{RULE} published, deny # for now", "trailing-comment", "own line"),
    (f"{RULE} publshed, allow", "unknown-condition", "Did you mean 'published'"),
    (f"{RULE} published allow", "row-width", "5 cells"),
    (f"{RULE} , allow", "empty-cell", "empty"),
    (f"{RULE} published ^ mine, allow", "when", "'^' does not belong"),
    (f"{RULE} published &, allow", "when", "missing behind '&'"),
    (f"{RULE} & published, allow", "when", "missing at the beginning"),
    (
        f"{RULE} published && mine, allow",
        "when",
        "'&&' does not belong in 'published && mine'. Write `&`",
    ),
    (f"{RULE} published || mine, allow", "when", "Write `|`"),
    (f"{RULE} published and mine, allow", "when", "Write `&`"),
    (f"{RULE} published OR mine, allow", "when", "Write `|`"),
    (f"{RULE} !published, allow", "when", "Write `not`"),
    (f"{RULE} published mine, allow", "when", "Nothing joins 'published' and 'mine'"),
    (f"{RULE} published not mine, allow", "when", "Nothing joins 'published' and 'not'"),
    (f"{RULE} published & not, allow", "when", "missing behind 'not'"),
    (f"{RULE} (), allow", "when", "missing behind '('"),
    (f"{RULE} published (mine), allow", "when", "Nothing joins"),
    (f"{RULE} state == published, allow", "when", "stand in [conditions] of model.conf"),
    (f"{RULE} (published, allow", "brackets", "do not match"),
    ("p2, R1, insider, see, post, published, deny", "unknown-row", "skip the line"),
    ("P, R1, insider, see, post, published, deny", "unknown-row", "Did you mean 'p'"),
    ("p, R1, insider, see, group, always, allow", "repeated-id", "taken by line"),
    (
        "p, Z1, insider, see, post, (published | mine) & for_the_network & in_workplace, allow",
        "repeated-row",
        "same as line",
    ),
    ("p, Z1, insidr, see, post, published, allow", "unknown-who", "Did you mean 'insider'"),
    ("p, Z1, former, see, post, published, allow", "unknown-who", "is nobody"),
    ("p, Z1, insider, se, post, published, allow", "unknown-action", "Did you mean 'see'"),
    ("p, Z1, insider, see, pst, published, allow", "unknown-kind", "Did you mean 'post'"),
    ("p, Z1, admn, see, post, published, allow", "unknown-who", "Did you mean 'admin'"),
    ("p, Z1, group-ownr, see, post, published, allow", "unknown-who", "mean 'group-owner'"),
    ("p, Z1, insider, react, group, always, allow", "never-applies", "done with: comment, post"),
    ("p, Z1, insider, post:read, group, always, allow", "never-applies", "done with: post"),
    ("g2, post:raed, see", "unknown-action", "Did you mean 'post:read'"),
    ("g2, post:react, raect", "unknown-action", "Did you mean 'react'"),
    ("g2, answer, wirte", "unknown-action", "Did you mean 'write'"),
    ("g2, wirte, anything", "unknown-action", "Did you mean 'write'"),
    ("g2, post:react, post:raed", "unknown-action", "Did you mean 'post:read'"),
    ("g2, post:react, oddities", "unknown-action", "Write a rule for it"),
    ("g, employee, signed-inn", "unknown-who", "Did you mean 'signed-in'"),
    ("g, employe, insider", "unknown-who", "Did you mean 'employee'"),
    ("g, employee, colleagues", "unknown-who", "Write a rule for it"),
    ("g, admn, trusted", "across-namespaces", "Did you mean 'admin'"),
    ("g, group-owner, group-membr", "across-namespaces", "Did you mean 'group-member'"),
    ("g, former, insider", "never-declared", "reaches nothing"),
    ("g, auditor, anyone", "class-side", "exactly one of"),
    ("g, employee, outsider", "class-side", "insider and outsider"),
    ("g, insider, outsider", "two-sides", "may not be part of another side"),
    ("g, partner, group-member", "across-namespaces", "rights of the other"),
    ("g, trusted, employee", "across-namespaces", "rights of the other"),
    ("g, group-owner, admin", "across-namespaces", "rights of the other"),
    ("g, insider", "row-width", "1 cells"),
]


@pytest.mark.parametrize(("line", "code", "reason"), ROWS)
def test_a_row_that_casbin_would_misread_is_refused(line: str, code: str, reason: str) -> None:
    error = refused(*with_rows(line))
    found = [finding for finding in error.findings if finding.code == code]
    assert found
    assert reason in str(error)
    assert max(finding.line for finding in found) >= len(RULES.splitlines()) or code == "class-side"


MODELS = [
    ("[policy_effect]", "[policy_efect]", "unknown-section", "Did you mean 'policy_effect'"),
    ("[matchers]", "[conditions]", "repeated-section", "second time"),
    ("g2 = _, _", "g2 = _, _\ng3 = _, _, (_, _)", "temporal-roles", "forgets"),
    ("g2 = _, _", "g2 = _, _\nrole = _, _", "role-definition", "can be kept"),
    ("e = some", "e2 = some(where (p.eft == deny))\ne = some", "several-definitions", "second"),
    ("when, eft", "when, effect", "effect-column", "never applies a deny"),
    ("r = sub, act, kind, obj", "r = sub, what, obj", "request-definition", "Write"),
    ("p = id, who", "p = id, id", "policy-definition", "different names"),
    (
        "some(where (p.eft == allow)) && !some(where (p.eft == deny))",
        "!some(where (p.eft == deny))",
        "policy-effect",
        "allows everything that no rule denies",
    ),
    (
        "some(where (p.eft == allow)) && !some(where (p.eft == deny))",
        "subjectPriority(p.eft) || deny",
        "policy-effect",
        "none of the effects",
    ),
    ("mine              = r.obj.mine", "mine = r.obj.mine # own", "trailing-comment", "own line"),
    ("locked            = r.obj.locked", "mine = r.obj.locked", "repeated-name", "already"),
    ("always            = True", "always", "not-an-entry", "name = value"),
    ("p = id, who, may, what, when, eft", "", "missing-definition", "does not define 'p'"),
]


@pytest.mark.parametrize(("old", "new", "code", "reason"), MODELS)
def test_a_model_that_casbin_would_misread_is_refused(
    old: str, new: str, code: str, reason: str
) -> None:
    error = refused(*with_model(old, new))
    assert code in {finding.code for finding in error.findings}
    assert reason in str(error)


def test_an_empty_policy_is_refused() -> None:
    assert "empty-policy" in str(refused(MODEL, "# nothing here\n"))


def test_the_tenth_hop_between_roles_is_refused_and_the_ninth_is_not() -> None:
    names = ["employee", *(f"step{n}" for n in range(9))]
    links = [f"g, {part}, {whole}" for part, whole in pairwise(names)]
    load_policy(*with_rows(*links, "p, Z1, step8, found, network, always, allow"))
    error = refused(
        *with_rows(*links, "g, step8, step9", "p, Z1, step9, found, network, always, allow")
    )
    assert {finding.code for finding in error.findings} == {"role-depth"}


def test_an_author_can_add_a_class_that_names_its_side() -> None:
    rule = "p, Z1, auditor, found, network, always, allow"
    load_policy(*with_rows("g, auditor, outsider", rule))


def test_every_reason_is_reported_at_once_in_the_order_of_the_file() -> None:
    error = refused(*with_rows("p2, x", f"{RULE} nonsense, allow", "g, former, insider"))
    assert [finding.code for finding in error.findings] == [
        "unknown-row",
        "unknown-condition",
        "never-declared",
    ]
    assert "3 reasons" in str(error)
    assert error.code == "policy_refused"


def test_a_refusal_says_file_line_reason_and_remedy() -> None:
    error = refused(*with_rows(f"{RULE} publshed, allow"))
    line = len(RULES.splitlines()) + 1
    assert str(error.findings[0]) == (
        f"policy.csv:{line}: unknown-condition: Rule Z9: 'publshed' is no condition of the model. "
        "Did you mean 'published'?"
    )


def test_a_refusal_survives_pickling() -> None:
    error = refused(*with_rows("p2, x"))
    assert pickle.loads(pickle.dumps(error)).findings == error.findings  # noqa: S301


def test_a_folder_without_the_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load_folder(tmp_path)
    assert [finding.code for finding in caught.value.findings] == ["unreadable", "unreadable"]


def test_a_folder_with_the_shipped_files_is_the_shipped_policy(tmp_path: Path) -> None:
    (tmp_path / "model.conf").write_text(MODEL)
    (tmp_path / "policy.csv").write_text(RULES)
    assert load_folder(tmp_path).version == load_default().version


def test_a_condition_is_checked_although_no_rule_uses_it() -> None:
    error = refused(f'{MODEL}\nodd = r.obj.state == "publishd"\n', RULES)
    (finding,) = error.findings
    assert (finding.file, finding.line) == ("model.conf", len(MODEL.splitlines()) + 2)
    assert "did you mean 'published'" in finding.reason


def test_a_condition_over_attributes_that_nothing_has_together_is_refused() -> None:
    error = refused(f'{MODEL}\nodd = r.obj.locked && r.obj.visibility == "everyone"\n', RULES)
    assert "no kind of thing has together" in str(error)


def test_a_name_in_the_matcher_that_nothing_knows_is_refused() -> None:
    error = refused(*with_model("g(r.obj.my_role, p.who)", 'g(r.obj.my_role, "group-ownr")'))
    assert "Did you mean 'group-owner'" in str(error)


def saved(folder: Path, *, model: bytes | None = None, rules: bytes | None = None) -> Path:
    (folder / "model.conf").write_bytes(MODEL.encode() if model is None else model)
    (folder / "policy.csv").write_bytes(RULES.encode() if rules is None else rules)
    return folder


def test_what_editors_do_to_a_file_changes_nothing(tmp_path: Path) -> None:
    def written(text: str) -> bytes:
        lines = (f"\t{line} \t " for line in text.splitlines())
        return b"\xef\xbb\xbf" + "\r\n".join(lines).encode()

    continued = MODEL.replace(" \\\n", " ")
    folder = saved(tmp_path, model=written(continued), rules=written(RULES.replace(", ", ",\t")))
    there, shipped = load_folder(folder).loaded, load_default().loaded
    assert [rule.casbin for rule in there.rules] == [rule.casbin for rule in shipped.rules]
    plain = saved(tmp_path, rules=b"\xef\xbb\xbf" + RULES.replace("\n", "\r\n").encode())
    assert load_folder(plain).version == load_default().version


UNREADABLE = [
    (b"# one\n# caf\xe9\n", 2, "The byte 0xe9 is not part of a UTF-8 text. Save the file as UTF-8"),
    ("# one\n".encode("utf-16"), 1, "UTF-16"),
    (b"# one\r\np, R1\x00, a\n", 2, "'\\x00' in column 6"),
    ("# one\n\np, R1, in\u200bsider\n".encode(), 3, "'\\u200b' in column 10"),
    ("# one\u2028p, R1\n".encode(), 1, "'\\u2028'"),
]


@pytest.mark.parametrize(("content", "line", "reason"), UNREADABLE)
def test_a_file_that_is_no_plain_text_is_refused_with_its_line(
    tmp_path: Path, content: bytes, line: int, reason: str
) -> None:
    for name in ("policy.csv", "model.conf"):
        given = {"rules": content} if name == "policy.csv" else {"model": content}
        with pytest.raises(PolicyError) as caught:
            load_folder(saved(tmp_path, **given))
        (finding,) = caught.value.findings
        assert (finding.file, finding.line) == (str(tmp_path / name), line)
        assert reason in str(finding)


def test_a_mistake_in_what_speaks_of_neither_caller_nor_thing_is_refused_for_each_rule() -> None:
    rules = "p, A, item:read, item, 1 == 'x', allow\np, B, item:read, item, 1 == 'x', deny\n"
    model = (
        "[request_definition]\nr = sub, act, kind, obj\n[policy_definition]\n"
        "p = id, may, what, when, eft\n[policy_effect]\ne = some(where (p.eft == allow))\n"
        "[matchers]\nm = r.kind == p.what && r.act == p.may && eval(p.when)\n"
    )
    with pytest.raises(PolicyError) as caught:
        load_policy(model, rules, vocabulary=WORLD_VOCABULARY)
    assert [(found.line, found.code) for found in caught.value.findings] == [
        (1, "never-true"),
        (2, "never-true"),
    ]
