"""State what holds for every text, and let Hypothesis look for one for which it does not."""

from hypothesis import given
from hypothesis import strategies as st

from socialkit.domain.bodies import BodyFormat, MentionTarget
from socialkit.text import MarkdownText
from tests.unit.text.people import ANA, LUIS, RESINS, everyone, handles, nobody
from tests.unit.text.reading import assert_safe, mentions

TEXT = MarkdownText()
PEOPLE = {"ana": ANA, "luis": LUIS, "resins": RESINS}
PIECES = st.sampled_from(
    [
        *(
            "@ana",
            '@"luis"',
            "@resins",
            "@ghost",
            "@",
            "#tag",
            "#",
            f"@[person:{ANA.id}]",
            "@[group:",
        ),
        *(
            "`",
            "``",
            "```\n",
            "*",
            "**",
            "_",
            "~~",
            "[",
            "](",
            "]",
            ")",
            "![",
            "<",
            ">",
            "\\",
            "|",
            "&",
        ),
        *(
            "\n",
            "\n\n",
            "    ",
            "\t",
            "> ",
            "- ",
            "1. ",
            "# ",
            "|-|-|\n",
            "---\n",
            "[ana]: /x\n",
            "]: /y ",
        ),
        *(
            "https://a.org/",
            "javascript:",
            "a@b.org",
            "<a href=",
            "<script>",
            " onclick=x",
            '"',
            "'",
        ),
        *(
            "</a>",
            "<b>",
            "</b>",
            "<img src=x alt=",
            "<code>",
            "&lt;",
            "&#64;",
            "&quot;",
            "<!--",
            "-->",
        ),
        *(
            "\r\n",
            "\r",
            "\0",
            "\ufdd00\ufdd1",
            "\u2060",
            "\u200d",
            "\u202e",
            "é",
            "漢字",
            "😀",
            " ",
            "word",
        ),
    ]
)
BODIES = st.lists(PIECES | st.text(max_size=3), max_size=25).map("".join)
FORMATS = st.sampled_from(BodyFormat)


@given(BODIES, FORMATS)
def test_nothing_that_runs_or_loads_is_ever_shown(body: str, body_format: BodyFormat) -> None:
    for stored in (body, TEXT.encode(body, PEOPLE, format=body_format)):
        assert_safe(TEXT.render(stored, names=everyone, format=body_format))


@given(BODIES)
def test_cleaned_html_is_safe_names_nobody_and_stays_as_it_is(body: str) -> None:
    clean = TEXT.clean_html(body)
    assert_safe(clean)
    assert TEXT.stored_mentions(clean) == ()
    assert mentions(TEXT.render(clean, names=everyone, format=BodyFormat.HTML)) == []


@given(BODIES, FORMATS)
def test_stored_mentions_are_exactly_those_that_were_found(
    body: str, body_format: BodyFormat
) -> None:
    if body_format is BodyFormat.HTML:
        body = TEXT.clean_html(body)
    found = TEXT.find_mentions(body, format=body_format)
    known = [PEOPLE[span.text] for span in found if span.text in PEOPLE]
    stored = TEXT.encode(body, PEOPLE, format=body_format)
    assert TEXT.stored_mentions(stored) == tuple(dict.fromkeys(known))
    shown = TEXT.render(stored, names=everyone, format=body_format)
    assert mentions(shown) == [f"/{target.kind}/{handles(target)}" for target in known]


@given(BODIES)
def test_a_span_is_what_was_typed(body: str) -> None:
    end = 0
    for span in TEXT.find_mentions(body):
        assert span.start >= end
        typed = f'@"{span.text}"' if span.quoted else f"@{span.text}"
        assert body[span.start : span.end] == typed
        end = span.end


@given(BODIES)
def test_saving_what_an_editor_was_given_changes_nothing(body: str) -> None:
    stored = TEXT.encode(body, PEOPLE)
    edited = TEXT.decode(stored, handles)
    assert TEXT.encode(edited, PEOPLE) == stored
    assert TEXT.decode(TEXT.encode(edited, PEOPLE), handles) == edited


@given(BODIES, FORMATS)
def test_a_reader_who_may_see_nobody_gets_no_id(body: str, body_format: BodyFormat) -> None:
    clean = body.replace(str(ANA.id), "")
    stored = TEXT.encode(clean, PEOPLE, format=body_format)
    for shown in (
        TEXT.render(stored, names=nobody, format=body_format),
        TEXT.excerpt(stored, names=nobody, format=body_format, length=1_000),
        TEXT.decode(stored, lambda _: None),
    ):
        assert not any(str(target.id) in shown for target in PEOPLE.values())
        assert "sk-mention" not in shown


@given(BODIES, st.integers(min_value=1, max_value=60))
def test_an_excerpt_keeps_its_length(body: str, length: int) -> None:
    def longest(target: MentionTarget) -> None:
        assert target == ANA

    assert len(TEXT.excerpt(body, names=longest, length=length)) <= length
