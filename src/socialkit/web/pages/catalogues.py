"""Find the texts of a language: every text that a person reads goes through here."""

from __future__ import annotations

import json
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.support import Translations
from jinja2 import pass_context
from jinja2.runtime import Context

DOMAIN: Final = "socialkit"
LOCALES: Final = Path(__file__).parent / "locale"
"""Compiled catalogues lie in `locale/<language>/LC_MESSAGES/socialkit.mo`."""
DEFAULT: Final = "en"
_TRIED: Final = range(101)


@lru_cache(maxsize=64)
def words_for(locale: str) -> NullTranslations:
    """Return the texts of a locale, or those that stand in the templates."""
    return Translations.load(LOCALES, [str(known_locale(locale))], DOMAIN)


@lru_cache(maxsize=256)
def known_locale(locale: str) -> Locale:
    """Return the locale that a host or a browser names (`es`, `pt-BR`); English for nonsense."""
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale.parse(DEFAULT)


def locale_of(context: Context) -> str:
    """Return the locale in which a template is shown."""
    return str(context["sk_request"].locale)


def words_of(context: Context) -> NullTranslations:
    """Return the texts in which a template is shown."""
    return words_for(locale_of(context))


@pass_context
def gettext(context: Context, message: str) -> str:
    """Return the text in the language of the page."""
    return words_of(context).gettext(message)


@pass_context
def ngettext(context: Context, singular: str, plural: str, number: int) -> str:
    """Return the text for this number in the language of the page."""
    return words_of(context).ngettext(singular, plural, number)


def N_(text: str) -> str:  # noqa: N802 - the name by which extraction knows such texts
    """Mark a text for translation that is looked up later."""
    return text


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - as above
    """Mark a text with a plural for translation that is looked up later."""
    return singular, plural


@lru_cache(maxsize=256)
def plural_forms(locale: str, singular: str, plural: str) -> str:
    """Return one text for each plural category of a language, as JSON for the script.

    The script chooses with `Intl.PluralRules` and puts the number in place of `{number}`.
    """
    words, rule = words_for(locale), known_locale(locale).plural_form
    forms: dict[str, str] = {}
    for number in _TRIED:
        forms.setdefault(str(rule(number)), words.ngettext(singular, plural, number))
    forms.setdefault("other", words.gettext(plural))
    return json.dumps(forms, ensure_ascii=False, sort_keys=True)
