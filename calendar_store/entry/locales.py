"""Check entered languages, time zones and countries, and look up country names.

The libraries with this data are imported inside the functions, so that commands that only show data
do not load them.
"""

import zoneinfo

from calendar_store.model.errors import InvalidInput

LOCALES = ("en", "it", "es", "fr", "de", "pt")
"""The languages of messages to clients."""

_LOOKS_LIKE = 60
"""Least similarity (0 to 100) at which an existing time zone is suggested for an unknown one."""


def language(locale: str) -> str:
    """Return the language of a locale, one of `LOCALES`.

    Args:
        locale: a locale, as "it", "it_IT" or "it-IT".

    Raises:
        InvalidInput: if the text is no locale, or its language is not in `LOCALES`.
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
        InvalidInput: if there is no such time zone; the message suggests the most similar one.
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
        InvalidInput: if there is no such country.
    """
    from phonenumbers import SUPPORTED_REGIONS

    if region not in SUPPORTED_REGIONS:
        raise InvalidInput(f'"{region}" is no country; write its two letters, as IT')


def country_of_zone(timezone: str) -> str:
    """Return the ISO country of a time zone; "" if the zone belongs to no country.

    Raises:
        InvalidInput: if there is no such time zone.
    """
    from babel.core import get_global

    require_zone(timezone)
    return str(get_global("zone_territories").get(timezone, ""))


def country_name(region: str) -> str:
    """Return the English name of an ISO country; "" for "" and for an unknown country."""
    from babel import Locale

    return str(Locale("en").territories.get(region, "")) if region else ""
