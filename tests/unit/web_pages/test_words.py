from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from markupsafe import Markup

from socialkit.domain.groups import Visibility
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.questions import QuestionMove
from socialkit.services.views import SOMEONE, GroupRef, NoticeView, PersonRef
from socialkit.web.http import Request, Site
from socialkit.web.pages import environment, path
from socialkit.web.pages.catalogues import LOCALES, known_locale, plural_forms, words_for
from socialkit.web.pages.faces import hue, initials
from socialkit.web.pages.moves import _DONE
from socialkit.web.pages.sentences import _SENTENCES

POST = UUID(int=7)
GROUP = GroupRef(UUID(int=9), "resins", "Resins", Visibility.OPEN, externals_allowed=False)


def person(number: int, name: str) -> PersonRef:
    return PersonRef(UUID(int=number), f"h{number}", name)


ANA, LUIS, MEI = person(1, "Ana"), person(2, "Luis"), person(3, "Mei")


SHOWN = 3  # an entry names three people at most


def notice(
    *actors: PersonRef,
    total: int,
    reason: NoticeReason = NoticeReason.ANSWER,
    title: str = "Which?",
) -> NoticeView:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    return NoticeView(
        id=UUID(int=5),
        reason=reason,
        actors=actors,
        people=total if len(actors) == SHOWN else len(actors),
        total=total,
        post_id=POST,
        post_title=title,
        reply_id=None,
        comment_id=None,
        group=GROUP,
        created_at=moment,
        seen=False,
        read=False,
    )


def said(view: NoticeView) -> Markup:
    template = environment().from_string("{{ sk_notice_line(notice) }}")
    shown = template.render(notice=view, sk_request=Request("GET", "/"), site=Site())
    return Markup(shown)  # noqa: S704 - the tests look for what was escaped


@pytest.mark.parametrize(
    ("actors", "total", "sentence"),
    [
        ((ANA,), 1, "Ana answered Which?"),
        ((ANA,), 4, "Ana answered Which?"),
        ((ANA, LUIS), 2, "Ana and Luis answered Which?"),
        ((ANA, LUIS, MEI), 3, "Ana and 2 others answered Which?"),
        ((ANA, LUIS, MEI), 5, "Ana and 4 others answered Which?"),
        ((SOMEONE, ANA), 2, "someone and Ana answered Which?"),
        ((), 1, "someone answered Which?"),
    ],
)
def test_a_notice_says_who_did_it_however_many_they_are(
    actors: tuple[PersonRef, ...], total: int, sentence: str
) -> None:
    assert said(notice(*actors, total=total)).striptags() == sentence


def test_markup_in_names_and_titles_of_a_notice_is_text() -> None:
    line = said(notice(person(1, "<b>%(x)s"), total=1, title="<script>{{ 1 }} %s"))
    assert "<b>" not in line
    assert "<script>" not in line
    assert line.striptags() == "<b>%(x)s answered <script>{{ 1 }} %s"


def test_every_reason_and_every_move_has_a_sentence() -> None:
    assert set(_SENTENCES) == set(NoticeReason)
    assert set(_DONE) == set(QuestionMove)
    for reason in NoticeReason:
        assert said(notice(ANA, total=1, reason=reason)).striptags().startswith("Ana")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ana", "A"),
        ("ana maria lind", "AL"),
        ("نور الدين", "نا"),
        ("<script> x", "SX"),
        ("!!!", "?"),
        ("", "?"),
        ("Élodie d'Arc", "ÉD"),
    ],
)
def test_initials_are_letters_of_the_name(name: str, expected: str) -> None:
    assert initials(person(1, name)) == expected


def test_somebody_whom_one_may_not_see_has_no_initials_and_always_one_colour() -> None:
    assert initials(SOMEONE) == "?"
    assert hue(SOMEONE) == hue(PersonRef(None, None, "Public author"))
    assert hue(ANA) == hue(person(1, "Renamed"))


def test_paths_are_quoted_and_empty_queries_left_out() -> None:
    assert path("tag", tag="a/b?c") == "/tags/a%2Fb%3Fc"
    assert path("queue", query={"group": None, "tag": "x y"}) == "/questions?tag=x+y"
    assert path("thread", post=POST, fragment="replies").endswith("#replies")
    with pytest.raises(KeyError):
        path("nowhere")


def test_plural_forms_follow_the_language() -> None:
    assert set(json.loads(plural_forms("en", "{number} a", "{number} b"))) == {"one", "other"}
    assert {"one", "few", "many"} <= set(json.loads(plural_forms("ru", "a", "b")))
    assert json.loads(plural_forms("vi", "a", "b")) == {"other": "b"}


@pytest.mark.parametrize("locale", ["", "../../etc", "xx-yy-zz", "e" * 500, "en_US.UTF-8"])
def test_nonsense_for_a_locale_is_english(locale: str) -> None:
    assert known_locale(locale).language == "en"


def test_the_template_of_the_catalogues_holds_every_text_of_the_pages() -> None:
    keywords = DEFAULT_KEYWORDS | {"N_": None, "NN_": (1, 2)}
    methods = [("*.py", "python"), ("templates/**.html", "jinja2")]
    found = {text for _, _, text, _, _ in extract_from_dir(LOCALES.parent, methods, {}, keywords)}
    with (LOCALES / "socialkit.pot").open("rb") as file:
        known = {message.id for message in read_po(file) if message.id}
    assert {text if isinstance(text, str) else tuple(text) for text in found} == known


def test_a_translated_catalogue_is_used_for_its_language(tmp_path: Path) -> None:
    catalogue = Catalog(locale="es")
    catalogue.add(("%(num)s reply", "%(num)s replies"), ("%(num)s respuesta", "%(num)s respuestas"))
    catalogue.add("Explore", "Explorar")
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "socialkit.mo").open("wb") as file:
        write_mo(file, catalogue)
    words = Translations.load(tmp_path, ["es"], "socialkit")
    assert words.gettext("Explore") == "Explorar"
    assert words.ngettext("%(num)s reply", "%(num)s replies", 2) == "%(num)s respuestas"
    assert words_for("es").gettext("not in any catalogue") == "not in any catalogue"
