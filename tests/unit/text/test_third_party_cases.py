"""Try cases that others wrote: CommonMark's examples, mentions, and naughty strings."""

import re
from contextlib import suppress
from typing import Any

import pytest
from markdown_it import MarkdownIt

from socialkit.domain.bodies import BodyFormat
from socialkit.domain.handles import check_handle, check_text, fold, suggest_handle
from socialkit.errors import Invalid
from socialkit.text import MarkdownText
from tests.unit.text.archive import cases
from tests.unit.text.people import ANA, everyone, handles
from tests.unit.text.reading import assert_safe, mentions, read

TEXT = MarkdownText()

# Sections of CommonMark whose examples are about what we do on purpose in another way.
LEFT_OUT_SECTIONS = {
    "HTML blocks": "HTML in Markdown is text here",
    "Raw HTML": "HTML in Markdown is text here",
    "Images": "an image becomes a link here",
}
LEFT_OUT_EXAMPLES = {
    "uses HTML": re.compile(r"<[a-zA-Z/!?](?![^>]*:|[^>]*@)"),
    "uses an image": re.compile(r"!\["),
    "has a bare web address, which is a link here": re.compile(
        r"(?<![<(])https?://|<https?://\S+\s"
    ),
}

# Mentions of another service whose handles are ASCII and at most 15 characters long.
LEFT_OUT_MENTIONS = {
    "の@username": "letters of all scripts may stand in a handle, so the sentence goes on in it",
    "@aliceìnheiro": "accented letters may stand in a handle",
    "RT": "a letter before `@` makes an address of it here, whatever the letters are",
    "@github.com": "a dot may stand in a handle; whether somebody has it is asked later",
    "@_abc": "a handle never begins with a mark",
}
LEFT_OUT_TAGS = {
    "＃": "only the ASCII sign begins a tag",
    "～": "wave dashes are no letters",
    "〜": "wave dashes are no letters",
    "־": "Hebrew punctuation is no letter",
    "·": "the middle dot is no letter",
    "་": "the Tibetan tsheg is no letter",
    "〃": "the ditto mark is no letter",
}


def comparable(html: str) -> tuple[list[str], list[str]]:
    """Return what a reader gets of some HTML: its elements and its words."""
    reader = read(html)
    return [tag for tag, _ in reader.found], "".join(reader.words).split()


def left_out(example: dict[str, Any]) -> str | None:
    """Return why an example is not compared, or None."""
    if reason := LEFT_OUT_SECTIONS.get(example["section"]):
        return reason
    found = (why for why, sign in LEFT_OUT_EXAMPLES.items() if sign.search(example["markdown"]))
    return next(found, None)


def test_every_example_of_commonmark_is_rendered_safe() -> None:
    for example in cases("text/commonmark.json"):
        assert_safe(TEXT.render(example["markdown"], names=everyone))


def test_the_examples_of_commonmark_read_as_the_plain_parser_shows_them() -> None:
    plain = MarkdownIt("commonmark", {"html": False})
    compared = 0
    for example in cases("text/commonmark.json"):
        if left_out(example):
            continue
        expected = plain.render(example["markdown"])
        shown = TEXT.render(example["markdown"], names=everyone)
        assert comparable(shown) == comparable(expected), example["example"]
        compared += 1
    assert compared >= 490


def test_mentions_of_a_rendering_pipeline_are_found_as_there() -> None:
    tried = 0
    for case in cases("mentions/html_pipeline_mentions.json"):
        if case["suite"] != "mention_filter_test.rb" or _is_left_out(case["text"]):
            continue  # the other suite is about teams `@org/team`, a form that is not ours
        html = case["format"] == "html"
        body = TEXT.clean_html(case["text"]) if html else case["text"]
        if "&#x" in case["text"]:
            continue  # there the typed entity is kept; cleaning makes the letter of it here
        spans = TEXT.find_mentions(body, format=BodyFormat(case["format"]))
        assert list(dict.fromkeys(s.text for s in spans)) == case["expected_mentions"], case["name"]
        tried += 1
    assert tried >= 20


def test_mentions_of_a_service_of_short_messages_are_found_as_there() -> None:
    tried = 0
    for case in cases("mentions/twitter_text_extract.yml")["tests"]["mentions"]:
        if not _is_left_out(case["text"]):
            found = [span.text for span in TEXT.find_mentions(case["text"])]
            assert found == case["expected"], case["description"]
            tried += 1
    assert tried >= 16


def test_places_of_mentions_are_the_same_as_there() -> None:
    for case in cases("mentions/twitter_text_extract.yml")["tests"]["mentions_with_indices"]:
        if not _is_left_out(case["text"]):
            found = [
                {"screen_name": span.text, "indices": [span.start, span.end]}
                for span in TEXT.find_mentions(case["text"])
            ]
            assert found == case["expected"]


def test_tags_of_a_service_of_short_messages_are_found_as_there() -> None:
    tried = 0
    tests = cases("mentions/twitter_text_extract.yml")["tests"]
    for case in tests["hashtags"] + tests["hashtags_from_astral"]:
        if not any(sign in case["text"] for sign in LEFT_OUT_TAGS):
            found = dict.fromkeys(map(fold, TEXT.find_tags(case["text"])))
            assert found == dict.fromkeys(map(fold, case["expected"])), case["description"]
            tried += 1
    assert tried >= 55


def _is_left_out(text: str) -> bool:
    return any(sign.casefold() in text.casefold() for sign in LEFT_OUT_MENTIONS)


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    return [str(string) for string in cases("text/blns.json")]


def test_naughty_strings_are_rendered_safe_in_every_format(naughty: list[str]) -> None:
    for string in naughty:
        for body in (string, f"@ana {string} @ana", f"- {string}\n\n> {string}"):
            stored = TEXT.encode(body, {"ana": ANA})
            assert_safe(TEXT.render(stored, names=everyone))
            assert_safe(TEXT.render(stored, names=everyone, format=BodyFormat.HTML))
            clean = TEXT.clean_html(body)
            assert_safe(clean)
            assert TEXT.stored_mentions(clean) == ()
            assert set(mentions(TEXT.render(stored, names=everyone))) <= {"/person/ana"}


def test_naughty_strings_come_back_as_they_were_typed(naughty: list[str]) -> None:
    for string in naughty:
        assert TEXT.decode(TEXT.encode(string, {"ana": ANA}), handles) == string
        assert len(TEXT.excerpt(string, names=everyone, length=20)) <= 20
        TEXT.find_tags(string)


def test_naughty_strings_are_names_or_refused(naughty: list[str]) -> None:
    for string in naughty:
        assert fold(fold(string)) == fold(string)
        suggested = suggest_handle(string, lambda _: False)
        assert check_handle(suggested) == suggested
        for check in (check_handle, lambda text: check_text(text, field="name", max_length=80)):
            with suppress(Invalid):
                check(string)
