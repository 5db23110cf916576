"""Translates refusals, whose texts use cases and the store make in English.

A catalogue holds such a text with numbers in place of its values, as the code writes it (see
`extraction`): "there is no client {0} in this practice". A text is found again by its fixed words;
of several that fit, the one with the most fixed words counts. Values that are themselves words of
the catalogue, as "service", are translated too, and so are reasons (`gateway.wording`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from gateway.web.languages.translation import ENGLISH, catalogue, gettext, mark, reader_language
from gateway.wording.reason_words import READ, is_worded_in, sentences

_PLACE = re.compile(r"\{(\w+)\}")

THINGS = (
    mark("practice"),
    mark("practitioner"),
    mark("service"),
    mark("client"),
    mark("language"),
    mark("client's first name"),
    mark("client's last name"),
    mark("member of staff"),
    mark("practice in messages"),
    mark("number"),
    mark("mobile number"),
    mark("is a number that is given to nobody"),
    mark("has no country code"),
    mark("has begun"),
    mark("has not begun yet"),
    mark("; did you mean {0}?"),
    mark("a PDF"),
    mark("a picture"),
    mark("a database"),
    mark("a program"),
    mark("a mail"),
    mark("a text document"),
    mark("a Numbers document"),
    mark("a data file of Outlook"),
    mark("a text for programs, JSON"),
    mark("an address book as LDIF"),
    mark("an archive"),
)
"""Values of refusals that are words themselves."""


def refusal(error: Exception | str) -> str:
    """Return the text of a refusal in the reader's language; in English where that is not known.

    Args:
        error: an error of the store or of a use case, or its text.
    """
    text = str(error)
    language = reader_language()
    if language == ENGLISH or not text:
        return text
    said = _translated(text, language)
    if said == text and text.endswith("."):
        # some edges end the text of an error with a full stop
        return _translated(text[:-1], language) + "."
    return said


def _translated(text: str, language: str) -> str:
    known = gettext(text) if text else ""
    if known != text:
        return known
    for pattern, places, becomes in _patterns(language):
        if found := pattern.fullmatch(text):
            values = [_translated(value, language) for value in found.groups()]
            return _filled(becomes, dict(zip(places, values, strict=True)))
    return text


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], text)


@cache
def _patterns(language: str) -> Sequence[tuple[re.Pattern[str], tuple[str, ...], str]]:
    """Return pattern, numbers of its values, and translation; the most fixed words first."""
    return [
        (re.compile(_regex(text), re.DOTALL), tuple(_PLACE.findall(text)), becomes)
        for text, becomes in sorted(
            [*_with_places(language), *_reasons(language)], key=lambda one: -_fixed(one[0])
        )
    ]


def _with_places(language: str) -> Iterator[tuple[str, str]]:
    for message in catalogue(language):
        words, becomes = message.id, message.string
        if not isinstance(words, str) or not isinstance(becomes, str):
            continue  # words about a number of things
        if becomes and not message.fuzzy and _PLACE.search(words) and _fixed(words):
            yield words, becomes


def _reasons(language: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences of reasons in English and in a language, without those with moments."""
    if not is_worded_in(language):
        return
    said = dict(_flat(sentences(language)))
    for name, text in _flat(sentences(READ)):
        if name in said and _fixed(text) and ":%" not in text + said[name]:
            yield text, said[name]


def _flat(table: Mapping[str, Any], of: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield f"{of} {name}", value
        else:
            yield from _flat(value, name)


def _fixed(text: str) -> int:
    """Return the number of letters outside of the places of values."""
    return sum(letter.isalpha() for letter in _PLACE.sub("", text))


def _regex(text: str) -> str:
    fixed = _PLACE.split(text)[::2]
    return "(.*)".join(re.escape(part) for part in fixed)
