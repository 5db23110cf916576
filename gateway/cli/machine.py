"""The time zone and language of this machine, used as defaults by `textback init`."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from calendar_store.entry import locales
from calendar_store.model.errors import InvalidInput

USUAL_ZONE, USUAL_LANGUAGE = "Europe/Rome", "en"
_LINK, _NAMED = Path("/etc/localtime"), Path("/etc/timezone")
_ZONES = "zoneinfo/"
_NOWHERE = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "GMT"})
"""Zones of machines that are set to no place; a practice is never in one of them."""


def zone(environ: Mapping[str, str], link: Path = _LINK, named: Path = _NAMED) -> str:
    """Return the IANA name of the machine's time zone; `USUAL_ZONE` if the machine has none.

    Args:
        environ: the environment; its TZ has precedence.
        link: the link to the zone's data, which libraries read.
        named: the file that holds the zone's name on Debian.
    """
    for name in _zones(environ, link, named):
        try:
            locales.require_zone(name)
        except InvalidInput:
            continue
        if name not in _NOWHERE:
            return name
    return USUAL_ZONE


def language(environ: Mapping[str, str]) -> str:
    """Return the machine's language if the service supports it, else `USUAL_LANGUAGE`."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = environ.get(variable, "").partition(".")[0].partition("@")[0]
        if not locale:
            continue
        try:
            return locales.language(locale)
        except InvalidInput:
            return USUAL_LANGUAGE
    return USUAL_LANGUAGE


def _zones(environ: Mapping[str, str], link: Path, named: Path) -> Iterator[str]:
    if environ.get("TZ"):
        yield environ["TZ"].removeprefix(":")
    with suppress(OSError, UnicodeDecodeError):
        yield named.read_text(encoding="utf-8").strip()
    yield os.path.realpath(link).rpartition(_ZONES)[2]
