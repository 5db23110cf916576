"""What a browser keeps of the calendar for when there is no line: today and the next four weeks.

It is what the day page shows its reader: who comes when, and what is free. Phone numbers are there
for those who may read the records of clients.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from calendar_store.database import signing_keys
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice, Service
from calendar_store.practices import practices, services
from calendar_store.views import day_rows, range_view
from calendar_store.views.range_view import CalendarRange
from gateway.use_cases import booking_choices
from gateway.use_cases.booking_choices import BookingChoices

DAYS = 29
"""Today, and four weeks."""
_MARGIN = timedelta(seconds=5)
"""A change may be committed some time after the moment that it bears."""


@dataclass(frozen=True, slots=True)
class OfflineDays:
    """The days, as they were read.

    Attributes:
        practice: whose they are.
        as_of: what was changed later may not be in them, UTC.
        known: the days.
        people: who comes, by id.
        services: all of the practice, by id, also those that are not offered any more.
        choices: what is to be booked.
        phones: whether phone numbers are shown.
    """

    practice: Practice
    as_of: datetime
    known: CalendarRange
    people: Mapping[int, Client]
    services: Mapping[int, Service]
    choices: BookingChoices
    phones: bool


async def load(tx: Transaction, actor: Actor, practice_id: int, now: datetime) -> OfflineDays:
    """Return the days that a browser keeps.

    Args:
        tx: any transaction.
        actor: who reads them.
        practice_id: the practice.
        now: UTC, from before the transaction began.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice_id)
    practice = await practices.get(tx, practice_id)
    today = now.astimezone(ZoneInfo(practice.timezone)).date()
    known = await range_view.load(tx, practice, today, DAYS, people=False)
    ids = {one.client_id for one in known.visits}
    return OfflineDays(
        practice,
        now - _MARGIN,
        known,
        await day_rows.clients(tx, practice.id, ids) if ids else {},
        {one.id: one for one in await services.all_services(tx, practice.id)},
        await booking_choices.load(tx, actor, practice),
        actor.may(Permission.READ_CLIENTS, practice.id),
    )


async def entry_keys(database: Database, owner: str, now: datetime) -> Sequence[str]:
    """Return the keys by which a browser seals what somebody writes without a line.

    Only the log-in of its writer gets them, so that nobody else reads what waits in a browser. The
    first one seals; the others belong to former keys of the store.

    Args:
        database: the store.
        owner: what names the writer.
        now: UTC.
    """
    known = await signing_keys.load(database, now)
    about = b"offline entries\0" + owner.encode()
    return [hmac.new(key, about, sha256).hexdigest() for key in known]
