"""Check that hostile repeats cost no more than long prose, by counting calls, not seconds."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from socialkit.domain.bodies import BodyFormat
from socialkit.text import MarkdownText
from socialkit.text.renderer import MAX_BYTES
from tests.unit.text.people import ANA, everyone

TEXT = MarkdownText()
HOSTILE = [
    *("[", "![", "[a](", "![a](", "[[a]", "[a](<b", '[a](b "', "[a]: b\n", "[a]: <b>\n", '[x]: "'),
    *("*", "_", "**a", "*a_", "a**b", "***a", "~~a", "`", "``a", "`a ``b ", "<", "<a@b.c>", "<!--"),
    *(
        "> ",
        "- ",
        "* a\n",
        "1) \n",
        "# a\n",
        "a\n=\n",
        "a|b\n-|-\n",
        "|",
        "|a\n-|\n",
        "```\n",
        "\n",
    ),
    *(
        "@",
        "@a ",
        '@"a',
        "@a.",
        "*@",
        "#a ",
        "http://",
        "http://a)",
        "&",
        "&amp;",
        "\\",
        "😀",
        "\0",
    ),
    *("<b>", "<b></p>", "<table><tr><td>", "<a href=x>", "<img src=x>", '<b x="', "<p><b>", "&lt;"),
    *(
        "> - ",
        "- > ",
        "-\ta\n",
        "\n**a** ![",
        "`a` > > a\n",
        "a\n\n",
        "* * *\n",
        "    a\n",
        "a  \n",
    ),
    *(
        "|" * 50 + "\n" + "|-" * 50 + "\n",
        "|a|b|\n|-|-|\n|x|y|\n",
        "- a\n  - b\n",
        "> " * 30 + "a\n",
    ),
    *("a ", "@[person:", f"@[person:{ANA.id}]"),
]


def calls_of(work: Callable[[], object]) -> int:
    """Count the function calls of `work`, Python's and C's."""
    counted = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def repeated(pattern: str, size: int) -> str:
    text = pattern * (size // len(pattern.encode()) + 1)
    return text.encode()[:size].decode(errors="ignore")


@pytest.mark.parametrize("pattern", HOSTILE)
def test_work_grows_no_faster_than_the_text(pattern: str) -> None:
    for body_format in BodyFormat:
        small, large = (
            calls_of(lambda: _everything(repeated(pattern, size), body_format))  # noqa: B023
            for size in (500, 4_000)
        )
        assert large <= 8 * small * 1.5 + 2_000


@pytest.mark.parametrize("pattern", HOSTILE)
def test_the_longest_text_causes_no_more_calls_than_the_budget_allows(pattern: str) -> None:
    body = repeated(pattern, MAX_BYTES)
    assert calls_of(lambda: TEXT.render(body, names=everyone)) < 550_000


def test_the_longest_article_is_within_the_budget() -> None:
    section = (
        "## What we found in week 12\n\n"
        + "Prose of an ordinary kind - with *stress*, `code`. " * 9
        + "See [the report](https://a.example/b).\n\n- one point\n- another point, for @ana\n\n"
        "> What somebody said.\n\n```\ncode - *as it is*\n```\n\n"
    )
    html = TEXT.render(repeated(section, MAX_BYTES), names=everyone)
    assert html.count("<h2>") > 80
    assert html.count("<blockquote>") > 80


def _everything(body: str, body_format: BodyFormat) -> None:
    TEXT.find_mentions(body, format=body_format)
    TEXT.render(body, names=everyone, format=body_format)
    TEXT.decode(body, lambda _: None)
    TEXT.encode(body, {})
    TEXT.clean_html(body[:10_000])
