import pytest

from socialkit.domain.bodies import BodyFormat
from socialkit.errors import Invalid
from socialkit.text import MarkdownText
from tests.unit.text.people import ANA, LUIS, RESINS, everyone, handles, nobody
from tests.unit.text.reading import assert_safe, mentions, read

TEXT = MarkdownText()
LITERAL = f"@[person:{ANA.id}]"
PEOPLE = {"ana": ANA, "luis": LUIS, "resins": RESINS}


def names(body: str, body_format: BodyFormat = BodyFormat.MARKDOWN) -> list[str]:
    return [span.text for span in TEXT.find_mentions(body, format=body_format)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("@ana", ["ana"]),
        ("hi @ana, @luis; and (@resins)!", ["ana", "luis", "resins"]),
        ("@ana... @luis. @a.b-c_d-", ["ana", "luis", "a.b-c_d"]),
        ("@ana's and @luis: hello", ["ana", "luis"]),
        ('@"Ana María" and @"x"', ["Ana María", "x"]),
        ("**@ana** _@luis_ ~~@resins~~", ["ana", "luis", "resins"]),
        ("@josé @Иван @李小龍 @महात्मा @علي", ["josé", "Иван", "李小龍", "महात्मा", "علي"]),
        ("# @ana\n\n> - @luis\n>   @resins", ["ana", "luis", "resins"]),
        ("[@ana] and [@luis", ["ana", "luis"]),
        ("|@ana|`@b`|\n|-|-|\n|@luis|@resins|extra @x|", ["ana", "luis", "resins"]),
        ("@ana_smith_jones", ["ana_smith_jones"]),
    ],
)
def test_a_name_after_an_at_sign_is_found(body: str, expected: list[str]) -> None:
    assert names(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "`@ana`",
        "```\n@ana\n```",
        "~~~ @ana\n@ana\n~~~",
        "    @ana",
        "> \t    @ana",
        "[@ana](https://example.org)",
        "[x](https://example.org/@ana)",
        '[x](/y "@ana")',
        "[@ana]\n\n[@ana]: /x",
        "![@ana](/x.png)",
        "<https://example.org/@ana>",
        "https://example.org/@ana",
        "https://example.org/(@ana)",
        "ana@example.org",
        "<ana@example.org>",
        "a.b+@ana",
        "@@ana",
        "@ana@example.org",
        "/@ana",
        "\\@ana",
        "&#64;ana",
        "@",
        "@ ana",
        "@-",
        "@.ana",
        '@""',
        '@" ana"',
        '@"two\nlines"',
        "@http://example.org",
        "@ana/team",
        "@" + "x" * 51,
        LITERAL,
    ],
)
def test_what_only_looks_like_a_mention_is_none(body: str) -> None:
    assert names(body) == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_span_marks_the_very_characters_that_were_typed(line_end: str) -> None:
    body = line_end.join(
        ["`@no` @ana a@b @luis", ">\t> @resins @ana", "", "1. # @luis", "", "@luis  "]
    )
    spans = TEXT.find_mentions(body)
    typed = [body[span.start : span.end] for span in spans]
    assert typed == ["@ana", "@luis", "@resins", "@ana", "@luis", "@luis"]
    assert [span.start for span in spans] == sorted({span.start for span in spans})


def test_a_quoted_name_says_that_it_was_quoted() -> None:
    plain, quoted = TEXT.find_mentions('@ana @"ana"')
    assert (plain.quoted, quoted.quoted) == (False, True)
    assert (quoted.start, quoted.end) == (5, 11)


def test_mentions_are_found_in_the_plain_text_of_html_only() -> None:
    body = (
        '<p>@ana <code>@luis</code> <a href="/@x">@resins</a></p><pre>@ana</pre><b>@luis</b> @ a@b'
    )
    assert names(body, BodyFormat.HTML) == ["ana", "luis"]


def test_ten_thousand_mentions_are_capped() -> None:
    body = "@ana " * 10_000
    assert len(TEXT.find_mentions(body)) == 1_000
    assert len(TEXT.find_mentions(body, limit=7)) == 7
    assert TEXT.encode("@ana " * 1_500, PEOPLE).count(str(ANA.id)) == 1_000


def test_mentions_are_stored_by_id_and_shown_with_the_name_of_today() -> None:
    stored = TEXT.encode('Hi @ana and @"luis", see @resins and @ghost.', PEOPLE)
    assert "@ana" not in stored
    assert TEXT.stored_mentions(stored) == (ANA, LUIS, RESINS)
    html = TEXT.render(stored, names=everyone)
    assert html == (
        '<p>Hi <a class="sk-mention" href="/person/ana">@Ana María</a> and '
        '<a class="sk-mention" href="/person/luis">@Luis &lt;b&gt;</a>, see '
        '<a class="sk-mention" href="/group/resins">@Resins &amp; Glue</a> and @ghost.</p>\n'
    )


def test_whom_the_reader_may_not_see_is_someone_without_id_or_link() -> None:
    stored = TEXT.encode("Ask @ana!", PEOPLE)
    assert TEXT.render(stored, names=nobody) == "<p>Ask someone!</p>\n"
    assert TEXT.render(stored, names=nobody, someone="alguien") == "<p>Ask alguien!</p>\n"
    assert TEXT.excerpt(stored, names=nobody) == "Ask someone!"
    assert TEXT.decode(stored, lambda _: None) == "Ask someone!"


@pytest.mark.parametrize(
    "body",
    [
        f"plain {LITERAL}",
        f"`{LITERAL}` and @luis",
        f"[{LITERAL}](/x)",
        f'@"luis" {LITERAL}',
        f"@{LITERAL} \\{LITERAL} *{LITERAL}*",
        f"@luis{LITERAL}@luis",
        f"    {LITERAL}",
        "@[person:@luis]",
    ],
)
def test_a_typed_token_names_nobody(body: str) -> None:
    stored = TEXT.encode(body, {"luis": LUIS})
    assert ANA not in TEXT.stored_mentions(stored)
    assert "/person/ana" not in mentions(TEXT.render(stored, names=everyone))
    assert TEXT.decode(stored, handles).count(LITERAL) == body.count(LITERAL)


def test_a_token_in_foreign_html_names_nobody() -> None:
    for html in (f"<p>{LITERAL}</p>", LITERAL.replace("[", "&#91;"), f"@<b></b>{LITERAL[1:]}"):
        stored = TEXT.clean_html(html)
        assert TEXT.stored_mentions(stored) == ()
        assert mentions(TEXT.render(stored, names=everyone, format=BodyFormat.HTML)) == []


def test_a_mention_in_foreign_html_is_stored_and_shown_like_any_other() -> None:
    stored = TEXT.encode(TEXT.clean_html("<p>Hi @ana<br>"), PEOPLE, format=BodyFormat.HTML)
    assert TEXT.stored_mentions(stored) == (ANA,)
    shown = TEXT.render(stored, names=everyone, format=BodyFormat.HTML)
    assert mentions(shown) == ["/person/ana"]


def test_a_mention_where_no_link_may_stand_is_shown_as_a_name() -> None:
    token = TEXT.encode("@ana", PEOPLE)
    for body in (f"`{token}`", f"[{token}](/x)", f'[x](/y "{token}")', f"[x](/{token})"):
        html = TEXT.render(body, names=everyone)
        assert mentions(html) == []
        assert_safe(html)
        assert str(ANA.id) not in html


def test_nobody_can_type_the_sign_that_stands_for_a_mention() -> None:
    body = "@\ufdd00\ufdd1 @ana `\ufdd00\ufdd1` &#xFDD0;0&#xFDD1;"
    html = TEXT.render(TEXT.encode(body, PEOPLE), names=everyone)
    assert mentions(html) == ["/person/ana"]
    foreign = TEXT.clean_html("@&#xFDD0;0&#xFDD1; @ana")
    stored = TEXT.encode(foreign, PEOPLE, format=BodyFormat.HTML)
    shown = TEXT.render(stored, names=everyone, format=BodyFormat.HTML)
    assert mentions(shown) == ["/person/ana"]


def test_editing_shows_what_was_typed() -> None:
    body = "Hi **@ana**, `@luis` @resins's\n\n> @luis."
    stored = TEXT.encode(body, PEOPLE)
    assert TEXT.decode(stored, handles) == body
    assert TEXT.encode(TEXT.decode(stored, handles), PEOPLE) == stored


def test_editing_quotes_a_name_that_would_not_be_read_back_alone() -> None:
    stored = TEXT.encode('@"ana"s @"luis"/x @"resins"', PEOPLE)
    assert TEXT.decode(stored, handles) == '@"ana"s @"luis"/x @resins'
    renamed = TEXT.decode(stored, lambda _: 'Ana "the\nBoss" <x>')
    assert renamed.startswith('@"Ana the Boss x"s ')


def test_signs_of_emphasis_around_a_mention_mean_the_same_once_it_is_stored() -> None:
    for body in ("**@ana**s", "a**@ana**", "_@ana_", "*@ana*."):
        stored = TEXT.render(TEXT.encode(body, PEOPLE), names=everyone)
        typed = TEXT.render(body, names=everyone)
        tags = [[tag for tag, _ in read(html).found if tag != "a"] for html in (stored, typed)]
        assert tags[0] == tags[1]


def test_a_body_that_its_tokens_make_too_long_is_refused() -> None:
    body = "@ana " * 900 + "x" * 30_000
    with pytest.raises(Invalid) as refused:
        TEXT.encode(body, PEOPLE)
    assert refused.value.code == "body.too_long"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("#resin and #Resin, #90 #a-b.", ("resin", "a-b")),
        ("#naïve (#漢字) **#b**", ("naïve", "漢字", "b")),
        ("`#no` [#no](/x) https://example.org/#no a#no &#35;no ##no \\#no", ()),
        ("# heading\n\n> - #tag", ("tag",)),
        ("no sign", ()),
    ],
)
def test_tags_are_found_like_mentions(body: str, expected: tuple[str, ...]) -> None:
    assert TEXT.find_tags(body) == expected


def test_tags_are_found_in_html() -> None:
    body = "<p>#a <code>#b</code> #c # 1 #2</p>"
    assert TEXT.find_tags(body, format=BodyFormat.HTML) == ("a", "c")
