import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialkit.domain.handles import (
    MAX_NAME,
    RESERVED,
    check_handle,
    check_line,
    check_slug,
    check_text,
    fold,
    name_end,
    plain_line,
    suggest_handle,
    suggest_slug,
)
from socialkit.errors import Invalid
from tests.unit.text.archive import cases

# Profiles of RFC 8265 are stricter or looser here and there; these inputs are not compared.
LEFT_OUT_REASONS = {
    "DISALLOWED/has_compat": "we store the compatible form instead of refusing",
    "DISALLOWED/old_hangul_jamo": "old Korean letters are letters",
    "DISALLOWED/bidi_rule": "our names may hold digits of right-to-left scripts alone",
    "DISALLOWED/exceptions": "lengthening marks are letters to Unicode",
}


def refused(text: str) -> str:
    with pytest.raises(Invalid) as caught:
        check_handle(text)
    return caught.value.code


def never(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana", "ANA"),
        ("SS", "ß"),
        ("ﬁn", "FIN"),
        ("ａｎａ", "ana"),
        ("a\u200bn\u00ada", "ana"),
        ("é", "e\u0301"),
        ("Ω", "\u2126"),
        ("ς", "Σ"),
        ("a\u034fb", "ab"),
    ],
)
def test_names_that_are_read_alike_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text(max_size=12))
def test_folding_twice_changes_nothing(text: str) -> None:
    key = fold(text)
    assert fold(key) == key
    assert key == unicodedata.normalize("NFKC", key)


@given(st.text(max_size=6))
def test_case_and_width_never_make_a_second_name(text: str) -> None:
    assert fold(text.casefold()) == fold(text)
    assert fold(unicodedata.normalize("NFKD", text)) == fold(text)


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "Ana.María_7-b",
        "Иван",
        "李小龍",
        "さくらTanaka",
        "김민준kim",
        "महात्मा",
        "علي٣",
        "x" * MAX_NAME,
    ],
)
def test_names_of_all_scripts_are_handles(name: str) -> None:
    assert check_handle(name) == unicodedata.normalize("NFKC", name)
    assert check_slug(name) == check_handle(name)


def test_a_handle_is_kept_in_its_normal_form_with_its_case() -> None:
    assert check_handle("Ａｎａ") == "Ana"
    assert check_handle("Jose\u0301") == "José"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "handle.empty"),
        ("x" * 51, "handle.too_long"),
        ("a b", "handle.character"),
        ("a\u00a0b", "handle.character"),
        ("a\tb", "handle.character"),
        ("a\u200bb", "handle.character"),
        ("a\ud800", "handle.character"),
        ("a@b", "handle.character"),
        ("a/b", "handle.character"),
        ("😀", "handle.character"),
        ("ﷺ", "handle.character"),
        (".a", "handle.edge"),
        ("a-", "handle.edge"),
        ("_a", "handle.edge"),
        ("\u0301a", "handle.edge"),
        ("pаypal", "handle.mixed_scripts"),
        ("αlpha", "handle.mixed_scripts"),
        ("さくрa", "handle.mixed_scripts"),
        ("1٣", "handle.mixed_scripts"),
        ("All", "handle.reserved"),
        ("ｅｖｅｒｙｏｎｅ", "handle.reserved"),
        ("NULL", "handle.reserved"),
        ("thread", "handle.reserved"),
        ("someone", "handle.reserved"),
    ],
)
def test_what_is_no_handle_is_refused_with_its_own_code(text: str, code: str) -> None:
    assert refused(text) == code


def test_a_refused_slug_speaks_of_the_slug() -> None:
    with pytest.raises(Invalid) as caught:
        check_slug("a b")
    assert caught.value.code == "slug.character"
    assert "slug" in caught.value.message
    assert caught.value.params == {"position": 2}


def test_reserved_words_are_folded_and_name_the_mass_mentions() -> None:
    assert {fold(word) for word in RESERVED} == RESERVED
    assert {"all", "everyone", "here", "admin", "me", "null", "thread", "someone"} <= RESERVED


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Ana María López", "ana-maría-lópez"),
        ("  O'Brien & Sons  ", "o-brien-sons"),
        ("Иван Петров", "иван-петров"),
        ("محمد علي", "محمد-علي"),
        ("李 小龍", "李-小龍"),
        ("Иван Smith", "иван"),
        ("", "member"),
        ("😀😀", "member"),
        ("\u202e\u200b", "member"),
        ("--..", "member"),
        ("\ud800", "member"),
        ("Admin", "admin-2"),
        ("1 ٣", "1"),
        ("٣ ۳", "member"),
        ("\u0301a", "a"),
        ("x" * 80, "x" * 50),
        ("ﬁsh\u200b", "fish"),
    ],
)
def test_a_handle_is_suggested_for_any_name(name: str, handle: str) -> None:
    assert suggest_handle(name, never) == handle


def test_a_suffix_is_offered_when_the_name_is_taken() -> None:
    taken = {"ana", "ana-2"}
    assert suggest_handle("Ana", taken.__contains__) == "ana-3"
    long = "x" * MAX_NAME
    assert suggest_handle(long, {long}.__contains__) == "x" * 48 + "-2"


def test_a_slug_is_suggested_in_the_same_way() -> None:
    assert suggest_slug("Prototype X", never) == "prototype-x"
    assert suggest_slug("!", never) == "group"


@given(st.text(max_size=70), st.sets(st.sampled_from(["member", "member-2", "a", "ß", "ss"])))
def test_every_suggestion_is_a_free_handle(name: str, taken: set[str]) -> None:
    keys = {fold(handle) for handle in taken}
    handle = suggest_handle(name, lambda candidate: fold(candidate) in keys)
    assert check_handle(handle) == handle
    assert fold(handle) not in keys


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ana.b, c", "ana.b"),
        ("ana...", "ana"),
        ("-ana", ""),
        ("", ""),
        ("x" * 51, ""),
        ("x" * 50 + " y", "x" * 50),
        ("नमस्ते दुनिया", "नमस्ते"),
        ("می\u200cخواهم x", "می\u200cخواهم"),
    ],
)
def test_the_end_of_a_name_is_found_in_a_sentence(text: str, name: str) -> None:
    assert text[: name_end(text, 0)] == name


def test_text_is_brought_to_its_normal_form() -> None:
    assert (
        check_text("e\u0301\r\nb\rc\u2028d", field="bio", max_length=9, multiline=True)
        == "é\nb\nc\nd"
    )
    assert check_text("👨\u200d👩 \u202bא", field="title", max_length=9) == "👨\u200d👩 \u202bא"


@pytest.mark.parametrize(
    "text", ["a\0", "\x1b[0m", "\x7f", "\x85", "\ud800", "\ufdd0", "\uffff", "\U0010ffff"]
)
@pytest.mark.parametrize("multiline", [True, False])
def test_text_with_characters_that_are_none_is_refused(text: str, *, multiline: bool) -> None:
    with pytest.raises(Invalid) as caught:
        check_text(text, field="bio", max_length=99, multiline=multiline)
    assert caught.value.code == "text.character"
    assert caught.value.params["field"] == "bio"


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\r", "a\u2029b"])
def test_a_single_line_holds_no_line_break(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_text(text, field="title", max_length=99)
    assert caught.value.code == "text.character"


def test_text_over_its_limit_is_refused_with_both_numbers() -> None:
    with pytest.raises(Invalid) as caught:
        check_text("abcd", field="title", max_length=3)
    assert caught.value.code == "text.too_long"
    assert caught.value.params == {"field": "title", "length": 4, "limit": 3}


def test_names_of_the_standard_for_user_names_are_treated_alike() -> None:
    compared = 0
    for case in cases("unicode/precis_golden.json"):
        if case["profile"] != "UsernameCaseMapped" or case["error"] in LEFT_OUT_REASONS:
            continue
        try:
            ours = check_handle(case["input"])
        except Invalid:
            continue  # our grammar is narrower: it refuses what stands there as punctuation
        assert case["output"] is not None, case
        assert fold(ours) == fold(case["output"])
        compared += 1
    assert compared >= 60


def test_every_input_of_the_standard_folds_once_and_for_all() -> None:
    for case in cases("unicode/precis_golden.json"):
        assert fold(fold(case["input"])) == fold(case["input"])


DECEPTIVE = [
    *("a\u202eb", "\u202aa", "\u2066a\u2069", "a\u200f", "\u200e", "a\u061c", "so\u00adft"),
    *("a\u200bb", "a\ufeff", "a\u2060b", "a\u180eb", "\u3164", "a\U000e0061", "a\ufff9b"),
    *("ad\u200dmin", "\u200ca", "a \u200db", "\u0645\u200d\u200d\u06cc"),
]
HONEST = [
    *(
        "Ana",
        "Zoë",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\u05d3\u05e0\u05d4",
    ),
    *("\U0001f469\u200d\U0001f4bb Ana", "Ana \u2764\ufe0f", "\u845b\U000e0100"),
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
]


@pytest.mark.parametrize("text", DECEPTIVE)
def test_a_line_that_deceives_is_refused_and_a_body_is_not(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_line(text, field="name", max_length=50)
    assert refusal.value.code == "text.character"
    assert check_text(text, field="body", max_length=50, multiline=True)
    assert check_line(plain_line(text), field="name", max_length=50) == plain_line(text)


@pytest.mark.parametrize("text", HONEST)
def test_scripts_and_emoji_keep_the_joiners_that_they_need(text: str) -> None:
    assert check_line(text, field="name", max_length=50) == text
