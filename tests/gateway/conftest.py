"""What the tests of the workers share: an exchange of texts at a practice that speaks English."""

from datetime import date, time, timedelta

import pytest

from calendar_store.practices import hours, practices, practitioners, services
from tests.support.desk import BY, Desk
from tests.support.exchange import Exchange
from tests.support.performers import Setting
from tests.support.simulated_performer import Simulated
from tests.support.stored_performer import Stored

SERVICES = (("Check-up", 30, 0, True), ("Massage", 60, 15, False))
"""Name, minutes, minutes blocked afterwards, and whether a message may name it."""
AWAY = (
    ("", (date(2026, 1, 20), date(2026, 1, 21)), None),
    ("Bruno", (date(2026, 1, 13), date(2026, 1, 13)), (time(10), time(11, 15))),
)
"""Whose hours do not hold on which days, and what holds instead; "" is the whole practice."""


@pytest.fixture
async def desk(database, practice, aurora, now):
    async with database.write() as tx:
        english = await practices.change(
            tx, practice.id, now=now, by=BY, locale="en", address="Via Roma 1"
        )
    return Desk(database, english, aurora, now)


@pytest.fixture
def exchange(desk):
    return Exchange(desk)


@pytest.fixture
async def both(exchange):
    """The simulator, and the service with the same practice in its store."""
    practice, now = exchange.desk.practice, exchange.now
    async with exchange.database.write() as tx:
        bruno = await practitioners.add(tx, practice.id, "Bruno", by=BY, now=now)
        week = hours.parse("mon-fri 08:00-24:00; sat 00:00-03:00", bruno.id)
        await hours.set_week(tx, practice.id, bruno.id, week, by=BY, now=now)
        for who, days, instead in AWAY:
            await hours.add_exception(
                *(tx, practice.id),
                first=days[0],
                last=days[1],
                practitioner_id=bruno.id if who else None,
                hours=instead,
                by=BY,
                now=now,
            )
        kinds = [
            await services.add(
                *(tx, practice.id, name),
                duration=timedelta(minutes=minutes),
                buffer_after=timedelta(minutes=after),
                safe_to_name=safe,
                by=BY,
                now=now,
            )
            for name, minutes, after, safe in SERVICES
        ]
        everybody = await practitioners.all_practitioners(tx, practice.id)
        ids = [one.id for one in everybody]
        until = now.date() + timedelta(days=90)
        weekly, exceptions = await hours.load(tx, practice.id, ids, now.date(), until)
    setting = Setting(practice, everybody, tuple(kinds), tuple(weekly), tuple(exceptions), now)
    return Simulated(setting), Stored(setting, exchange)
