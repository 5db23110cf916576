"""Mails to a practice's administrators about its end, in the language of each of them."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from babel import dates

from calendar_store.database.connection import Transaction
from calendar_store.entry.locales import language
from calendar_store.messages import outbox
from calendar_store.model.errors import InvalidInput
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, MessageKind, Role
from calendar_store.practices import staff
from gateway.links.links import Links
from gateway.messaging.addresses import our_address
from gateway.messaging.channel import Channels
from gateway.messaging.compose import Envelope, compose_message

_OF_USE = timedelta(days=7)
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
    channel = channels.of(Channel.EMAIL)
    if channel is None:
        return 0
    messages: list[Message] = []
    for member in await staff.all_staff(tx, practice.id):
        if member.role is not Role.ADMIN:
            continue
        text = told(member.locale or practice.locale, practice, about, days)
        page = f"\n\n{links.pages}{PATH}" if links else ""
        sender = our_address(channels, practice, Channel.EMAIL)
        messages.append(
            compose_message(
                *(tx.ids, MessageKind.ACCOUNT, f"{text}{page}"),
                Envelope(practice.id, sender, member.email),
                channel=channel,
                now=now,
                way=channel.way(sender, member.email, now),
                expires_at=now + _OF_USE,
            )
        )
    await outbox.enqueue(tx, messages)
    return len(messages)


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
