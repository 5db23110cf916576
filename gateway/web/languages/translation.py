"""Translates the words of the staff pages into the language of the page that is being answered.

The words stand in English in templates and code. A language is a catalogue beside this file,
`<code>/LC_MESSAGES/textback.po`, which is read where it is first needed: there is no build step,
and an installed package and a checkout hold the same files. What a catalogue lacks stays English.

The language belongs to the request that is answered (a context variable), so that functions deep
below a page need not carry it. Outside of a request it is English: commands and logs.
"""

import gettext as catalogues
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"
"""The language that words in templates and code are written in."""
DOMAIN = "textback"
_FOLDER = Path(__file__).parent
_LANGUAGE: ContextVar[str] = ContextVar("language of the page", default=ENGLISH)


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of all languages: English first, then those with a catalogue."""
    return ENGLISH, *sorted(file.parents[1].name for file in _FOLDER.glob(f"*/*/{DOMAIN}.po"))


@cache
def own_name(language: str) -> str:
    """Return the name of a language in that language, with a capital letter: "Italiano"."""
    name = Locale(language).get_display_name() or language
    return name[:1].upper() + name[1:]


@cache
def catalogue(language: str) -> Catalog:
    """Read the catalogue of a language, as translators write it.

    Raises:
        FileNotFoundError: if the language has no catalogue.
    """
    with (_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


@cache
def _translations(language: str) -> catalogues.NullTranslations:
    if language == ENGLISH:
        return catalogues.NullTranslations()
    compiled = BytesIO()
    # fuzzy entries are guesses of a tool, and are left out
    write_mo(compiled, catalogue(language), use_fuzzy=False)
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)


def prepare() -> None:
    """Read all catalogues, so that no page waits for one."""
    for language in languages():
        _translations(language)


def reader_language() -> str:
    """Return the code of the language of the page that is being answered."""
    return _LANGUAGE.get()


def turn_to(language: str) -> None:
    """Translate into a language from now on, until the block of `read_in` ends.

    Args:
        language: one of `languages()`.
    """
    _LANGUAGE.set(language)


@contextmanager
def read_in(language: str) -> Iterator[None]:
    """Translate into a language within the block.

    Args:
        language: one of `languages()`.
    """
    before = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


def gettext(words: str, **values: object) -> str:
    """Return words in the reader's language.

    Args:
        words: the words in English, with placeholders as "%(name)s".
        values: the values of the placeholders; without any, "%" stands for itself.
    """
    translated = _translations(reader_language()).gettext(words) if words else ""
    return translated % values if values else translated


def ngettext(one: str, several: str, number: int, **values: object) -> str:
    """Return words about a number of things in the reader's language.

    Args:
        one: the words for one thing, in English; "%(num)s" is the number.
        several: the words for several things.
        number: how many things there are.
        values: the values of other placeholders.
    """
    translated = _translations(reader_language()).ngettext(one, several, number)
    return translated % {"num": number, **values}


def language_name(code: str) -> str:
    """Return the name of a language in the reader's language: "Italian", "italiano"."""
    return Locale(code).get_display_name(reader_language()) or code


def mark(words: str) -> str:
    """Return words unchanged: they are translated where they are shown, and collected here."""
    return words
