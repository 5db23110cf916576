"""Where and in which language: time zones, countries and languages checked as they are entered.

What knows them is imported where something is entered: commands that only show need none of it.
"""

import zoneinfo

from calendar_store.model.errors import InvalidInput

LOCALES = ("en", "it", "es", "fr", "de", "pt")
"""The languages that clients are written to."""

_LOOKS_LIKE = 60
"""Likeness, of 100, from which a time zone is suggested in place of one that does not exist."""


def language(locale: str) -> str:
    """Return the language of a locale, one of `LOCALES`.

    Args:
        locale: as "it", "it_IT" or "it-IT".

    Raises:
        InvalidInput: if it is no locale, or of another language.
    """
    from babel import Locale, UnknownLocaleError

    try:
        found = Locale.parse(locale.strip().replace("-", "_")).language
    except (UnknownLocaleError, ValueError):
        found = ""
    if found not in LOCALES:
        raise InvalidInput(f'the language "{locale}" is not one of {", ".join(LOCALES)}')
    return found


def require_zone(name: str) -> None:
    """Refuse a time zone that does not exist.

    Args:
        name: an IANA name, as "Europe/Rome".

    Raises:
        InvalidInput: if there is none; the message suggests the likest.
    """
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        from rapidfuzz import process

        found = process.extractOne(name, zoneinfo.available_timezones(), score_cutoff=_LOOKS_LIKE)
        hint = found[0] if found else "Europe/Rome"
        raise InvalidInput(f'there is no time zone "{name}"; write it as {hint}') from error


def require_country(region: str) -> None:
    """Refuse a country that does not exist, or has no numbering plan.

    Args:
        region: two letters of ISO 3166-1.

    Raises:
        InvalidInput: if there is none.
    """
    from phonenumbers import SUPPORTED_REGIONS

    if region not in SUPPORTED_REGIONS:
        raise InvalidInput(f'"{region}" is no country; write its two letters, as IT')


def country_of_zone(timezone: str) -> str:
    """Return the ISO country of a time zone, "" where it belongs to none.

    Raises:
        InvalidInput: if there is no such time zone.
    """
    from babel.core import get_global

    require_zone(timezone)
    return str(get_global("zone_territories").get(timezone, ""))


def country_name(region: str) -> str:
    """Return an ISO country in English words, "" for "" and for one that has no name."""
    from babel import Locale

    return str(Locale("en").territories.get(region, "")) if region else ""
