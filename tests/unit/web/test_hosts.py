"""What hosts share: the same query, form, language and origin, whoever reads them."""

import pytest

from socialkit.errors import Forbidden
from socialkit.web.crossing import refuse_cross_site
from socialkit.web.http import Fields, Headers, Request
from socialkit.web.languages import best_language


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("es", "es"),
        ("fr;q=0.3, pt-BR;q=0.9, de;q=0.9", "pt-BR"),
        ("de;q=0.5, es", "es"),
        ("*", "en"),
        ("es;q=0, de;q=0.001", "de"),
        ('"><script>, de', "de"),
        ("es;q=x, de", "de"),
        ("es;level=1", "en"),
        ("x" * 9, "en"),
        (",".join(["a;q=0.1"] * 500) + ",es", "a"),
    ],
)
def test_the_language_is_the_one_that_is_wanted_most(header: str, expected: str) -> None:
    assert best_language(header) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", []),
        (b"a=1&b=&c", [("a", "1"), ("b", ""), ("c", "")]),
        (b"a=x+y%20z&a=2", [("a", "x y z"), ("a", "2")]),
        (b"a=%C3%A9&b=%ff&c=%zz", [("a", "é"), ("b", "�"), ("c", "%zz")]),
        (b"&&=1", [("", "1")]),
    ],
)
def test_fields_are_read_alike(text: bytes, expected: list[tuple[str, str]]) -> None:
    fields = Fields.read(text)
    assert [(name, value) for name in fields for value in fields.every(name)] == expected


def test_far_too_many_fields_are_not_even_read() -> None:
    assert len(Fields.read(b"&".join(b"%d=" % n for n in range(100_000)))) == Fields.MOST


@pytest.mark.parametrize(
    ("origin", "refused"),
    [
        ("https://a.example", False),
        ("https://b.a.example", False),
        ("http://a.example", True),
        ("https://example", True),
        ("https://evil-example", True),
        ("https://a.example.evil", True),
    ],
)
def test_a_star_stands_for_the_names_below_a_domain(origin: str, *, refused: bool) -> None:
    request = Request("POST", "/posts", headers=Headers({"Origin": origin}), origin="https://own")
    if not refused:
        return refuse_cross_site(request, {"https://*.example"})
    with pytest.raises(Forbidden):
        refuse_cross_site(request, {"https://*.example"})
    return None
