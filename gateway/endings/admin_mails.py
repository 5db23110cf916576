"""Mails to a practice's administrators about its end, in the language of each of them."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel import dates

from calendar_store.database.connection import Transaction
from calendar_store.entry.locales import language
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from gateway.links.links import Links
from gateway.messaging import admin_mails
from gateway.messaging.channel import Channels

_FOLDER = Path(__file__).parent / "words"
PATH = "/ending"
"""The page where administrators see what follows, and download copies."""


async def send(
    tx: Transaction,
    channels: Channels,
    practice: Practice,
    about: tuple[str, str],
    *,
    links: Links | None,
    days: Mapping[str, date],
    now: datetime,
) -> int:
    """Put a mail to each administrator into the outbox; return how many there are.

    Args:
        tx: a writing transaction.
        channels: the configured channels; without mails nothing is sent.
        practice: the practice.
        about: names of the first sentence, and of the rest.
        links: knows where the pages are; None: the mail has no link.
        days: the days that they name.
        now: UTC.
    """
    page = f"\n\n{links.pages}{PATH}" if links else ""

    def written(locale: str) -> str:
        return f"{told(locale, practice, about, days)}{page}"

    return await admin_mails.send(tx, channels, practice, written, now=now)


def told(locale: str, practice: Practice, about: tuple[str, str], days: Mapping[str, date]) -> str:
    """Return what is told, in a language: a line, and a paragraph below it."""
    code = _code(locale)
    shown = {name: dates.format_date(day, "d MMMM y", locale=code) for name, day in days.items()}
    words = _words(code)
    return "\n\n".join(words[name].format(practice=practice.name, **shown) for name in about)


def _code(locale: str) -> str:
    try:
        return language(locale)
    except InvalidInput:
        return "en"


@cache
def _words(code: str) -> Mapping[str, str]:
    return tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
