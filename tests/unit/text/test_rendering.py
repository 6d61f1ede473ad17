import pytest

from socialkit.domain.bodies import BodyFormat
from socialkit.errors import Invalid
from socialkit.text import MarkdownText
from tests.unit.text.people import everyone, nobody
from tests.unit.text.reading import assert_safe, read

TEXT = MarkdownText()


def shown(body: str, body_format: BodyFormat = BodyFormat.MARKDOWN) -> str:
    html = TEXT.render(body, names=everyone, format=body_format)
    assert_safe(html)
    return html


def test_markdown_becomes_html() -> None:
    assert shown("# A *b* ~~c~~ `d`") == "<h1>A <em>b</em> <s>c</s> <code>d</code></h1>\n"
    assert shown("- a\n- b") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"


def test_html_in_markdown_is_shown_as_text() -> None:
    assert shown("<b onclick=x>a</b>") == "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>\n"
    assert shown("<script>\nalert(1)\n</script>").startswith("<p>&lt;script&gt;")


def test_links_say_that_users_made_them() -> None:
    rel = 'rel="noopener noreferrer nofollow ugc"'
    assert shown("[a](https://b.org)") == f'<p><a href="https://b.org" {rel}>a</a></p>\n'
    assert f'<a href="/local" {rel}>' in shown("[a](/local)")


def test_bare_web_addresses_become_links_without_the_punctuation_around_them() -> None:
    links = [
        attributes["href"]
        for _, attributes in read(
            shown(
                "See https://a.org/x_y_z, (http://b.org/(c)), **HTTPS://d.org** and http://e.org?f=1&g!\n"
                "`https://no.org` xhttp://no.org http:// http://!! ftp://no.org [https://f.org](/g)"
            )
        ).found
        if "href" in attributes
    ]
    assert links == [
        "https://a.org/x_y_z",
        "http://b.org/(c)",
        "HTTPS://d.org",
        "http://e.org?f=1&g",
        "/g",
    ]


def test_dangerous_addresses_are_no_links() -> None:
    for address in (
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///x",
    ):
        for body in (
            f"[a]({address})",
            f"![a]({address})",
            f"<{address}>",
            f"[a]: {address}\n\n[a]",
        ):
            assert all(
                (attributes.get("href") or "").startswith("http") or "href" not in attributes
                for _, attributes in read(shown(body)).found
            )


def test_an_image_is_a_link_to_it_and_its_text_inside_a_link() -> None:
    assert ">a *b*</a>" in shown("![a \\*b\\*](https://c.org/d.png)")
    assert ">https://c.org/d.png</a>" in shown("![](https://c.org/d.png)")
    inside = shown("[![a](https://c.org/d.png)](https://e.org)")
    assert inside.count("<a ") == 1
    assert ">a</a>" in inside


def test_columns_are_aligned_by_classes_and_never_by_styles() -> None:
    html = shown("|a|b|c|\n|:-|:-:|-|\n|1|2|3|")
    assert '<th class="sk-align-left">a</th>' in html
    assert '<td class="sk-align-center">2</td>' in html
    assert "<td>3</td>" in html


def test_foreign_html_keeps_what_questions_and_answers_are_made_of() -> None:
    html = (
        '<h2>T</h2><p>a<br>b <em>c</em> <a href="https://d.org" title="t">e</a></p><pre><code>'
        'x &lt; y</code></pre><ul><li>f</li></ul><ol start="3"><li>g</li></ol><blockquote><p>h</p>'
        "</blockquote><table><tbody><tr><td>i</td></tr></tbody></table><hr><sup>j</sup><kbd>k</kbd>"
    )
    clean = TEXT.clean_html(html)
    assert clean == html.replace('title="t"', 'title="t" rel="noopener noreferrer nofollow ugc"')
    assert shown(clean, BodyFormat.HTML) == clean


def test_foreign_html_loses_everything_that_runs_loads_or_styles() -> None:
    clean = TEXT.clean_html(
        "<script>x</script><style>y</style><p id=a class=b style=c onclick=d>e</p>"
        "<iframe src=f></iframe><form><input name=g></form><!-- k -->"
        "<svg onload=h><a href='javascript:i'>j</a></svg>"
        "<span class='sk-mention'>l</span><object data=m></object><base href=n><meta http-equiv=o>"
    )
    assert_safe(clean)
    assert "".join(read(clean).words) == "el"


def test_images_of_foreign_html_become_links() -> None:
    clean = TEXT.clean_html(
        '<p><img src="https://a.org/b.png?c=1&amp;d=2" alt="e &quot;f&quot;"> <img src="https://a.org/g">'
        '<a href="/h"><img src="i.png" alt="j"></a><img src="javascript:k" alt="l"></p>'
    )
    assert_safe(clean)
    hrefs = [attributes["href"] for tag, attributes in read(clean).found if tag == "a"]
    assert hrefs == ["https://a.org/b.png?c=1&d=2", "https://a.org/g", "/h"]
    assert "".join(read(clean).words) == 'e "f" https://a.org/gjl'


def test_halves_of_surrogate_pairs_are_replaced() -> None:
    assert TEXT.clean_html("<b>\ud800</b>") == "<b>\ufffd</b>"
    assert shown("a\udfff") == "<p>a\ufffd</p>\n"


def test_cleaning_twice_changes_nothing() -> None:
    once = TEXT.clean_html('<p>a<img src="/x" alt="&lt;b>"> @[person:x <b>c <i>d</b> e</i>')
    assert TEXT.clean_html(once) == once


def test_stored_html_is_sanitised_again_when_it_is_shown() -> None:
    assert shown("<p onclick=a>b<script>c</script></p>", BodyFormat.HTML) == "<p>b</p>"


def test_a_body_above_the_limit_is_refused_by_every_method() -> None:
    body = "é" * 32_769
    for call in (
        lambda: TEXT.find_mentions(body),
        lambda: TEXT.find_tags(body),
        lambda: TEXT.encode(body, {}),
        lambda: TEXT.decode(body, lambda _: None),
        lambda: TEXT.stored_mentions(body),
        lambda: TEXT.render(body, names=nobody),
        lambda: TEXT.excerpt(body, names=nobody),
        lambda: TEXT.clean_html(body),
        lambda: TEXT.clean_html("&" * 65_000),
    ):
        with pytest.raises(Invalid) as refused:
            call()
        assert refused.value.code == "body.too_long"
        assert refused.value.params["limit"] == 65_536


@pytest.mark.parametrize(
    ("body", "length", "expected"),
    [
        ("# One\n\n- *two* `three`\n- [four](/x)\n\n> five", 100, "One two three four five"),
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 7, "one…"),
        ("unbreakable", 5, "unbr…"),
        ("a < b & c", 50, "a < b & c"),
        ("  \n\n ", 50, ""),
        ("|a|b|\n|-|-|\n|c|d|", 50, "a b c d"),
        ("```\ncode here\n```", 50, "code here"),
    ],
)
def test_an_excerpt_is_plain_text_cut_between_words(body: str, length: int, expected: str) -> None:
    assert TEXT.excerpt(body, names=everyone, length=length) == expected


def test_an_excerpt_of_html_holds_its_words_alone() -> None:
    body = "<p>One <b>t</b>wo</p><p>three &amp; <code>four</code></p>"
    assert TEXT.excerpt(body, names=everyone, format=BodyFormat.HTML) == "One two three & four"


def test_nesting_without_end_is_harmless() -> None:
    for body in (">" * 60_000, "- " * 30_000, "[" * 60_000, "*" * 60_000, "((" * 30_000):
        shown(body)
    for html in (
        "<b>" * 6_000,
        "<blockquote><p>" * 2_000,
        "<table><tr><td>" * 1_500,
        "<b></p>" * 3_000,
    ):
        shown(html, BodyFormat.HTML)
        assert_safe(TEXT.clean_html(html))


def test_paragraphs_without_closing_tags_are_not_taken_for_nesting() -> None:
    assert TEXT.clean_html("<p>a" * 200).count("<p>") == 200


def test_a_text_too_costly_to_read_is_shown_as_it_was_typed() -> None:
    body = "[a](b\n" * 9_000 + "<b>"
    html = shown(body)
    assert html.startswith("<p>[a](b<br>[a](b<br>")
    assert html.endswith("&lt;b&gt;</p>")
