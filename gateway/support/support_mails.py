"""Mails to a practice's administrators about support, in the language of each of them."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import dates

from calendar_store.database.connection import Transaction
from calendar_store.entry.locales import language
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.practices.support_grants import SupportGrant
from calendar_store.practices.support_visits import SupportVisit
from gateway.links.links import Links
from gateway.messaging import admin_mails
from gateway.messaging.channel import Channels

PATH = "/support"
"""The page where access is ended, and visits are read."""
_FOLDER = Path(__file__).parent / "words"


async def tell_of_visit(
    tx: Transaction,
    channels: Channels,
    practice: Practice,
    visit: SupportVisit,
    counts: Mapping[str, int],
    *,
    links: Links | None,
    now: datetime,
) -> int:
    """Put the report of a visit into the outbox, for each administrator; return how many there are.

    It names no client: who was looked at stands on the page that it leads to.

    Args:
        tx: a writing transaction.
        channels: the configured channels; without mails nothing is sent.
        practice: the practice.
        visit: the visit, which is over.
        counts: of "pages", "clients" and "changes".
        links: knows where the pages are; None: the mail has no link.
        now: UTC.
    """
    about = ("visit", "counts", *(("unasked",) if visit.reason else ()))
    until = visit.ended_at or visit.seen_at
    moments = {"since": visit.began_at, "until": until}
    facts = {"who": visit.email, "reason": visit.reason, **counts}
    page = f"{links.pages}{PATH}/visits/{visit.id}" if links else ""
    told = partial(_told, practice, about, {**facts, **moments}, page)
    return await admin_mails.send(tx, channels, practice, told, now=now)


async def tell_of_breaking_in(
    tx: Transaction,
    channels: Channels,
    practice: Practice,
    grant: SupportGrant,
    *,
    links: Links | None,
    now: datetime,
) -> int:
    """Put a mail that support has opened the practice unasked into the outbox, at once."""
    moments = {"since": grant.granted_at, "until": grant.expires_at}
    facts = {"who": grant.email, "reason": grant.reason}
    page = f"{links.pages}{PATH}" if links else ""
    told = partial(_told, practice, ("opened", "why", "end"), {**facts, **moments}, page)
    return await admin_mails.send(tx, channels, practice, told, now=now)


def _told(
    practice: Practice,
    about: tuple[str, ...],
    facts: Mapping[str, object],
    page: str,
    locale: str,
) -> str:
    code, zone = _code(locale), ZoneInfo(practice.timezone)
    shown = {
        name: dates.format_datetime(value.astimezone(zone), "d MMMM, HH:mm", locale=code)
        if isinstance(value, datetime)
        else value
        for name, value in facts.items()
    }
    words = _words(code)
    lines = [words[one].format(practice=practice.name, **shown) for one in about]
    return "\n\n".join(filter(None, (*lines, page)))


def _code(locale: str) -> str:
    try:
        code = language(locale)
    except InvalidInput:
        return "en"
    return code if (_FOLDER / f"{code}.toml").exists() else "en"


@cache
def _words(code: str) -> Mapping[str, str]:
    return tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
