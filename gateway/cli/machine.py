"""What the machine at hand says of where it stands: its time zone and its language."""

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
"""What machines that stand in no place are set to; no practice means it."""


def zone(environ: Mapping[str, str], link: Path = _LINK, named: Path = _NAMED) -> str:
    """Return the IANA name of the machine's time zone, the usual one where it has none.

    Args:
        environ: the environment; TZ comes first.
        link: the file that libraries read the zone from, a link to its data.
        named: the file in which Debian keeps its name.
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
    """Return the machine's language if it is one of ours, else the usual one."""
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
