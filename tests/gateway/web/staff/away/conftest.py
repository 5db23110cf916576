"""Visits of a practitioner who is away, and a second practitioner."""

from datetime import timedelta

import pytest

from calendar_store.practices import hours, practitioners
from gateway.use_cases import absences
from gateway.use_cases.absences import AbsenceRequest
from tests.support.desk import BY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def bruno(desk):
    async with desk.database.write() as tx:
        added = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
        week = hours.parse("mon-fri 09:00-18:00", added.id)
        await hours.set_week(tx, desk.practice.id, added.id, week, by=BY, now=desk.now)
    return added


@pytest.fixture
async def visits(desk, bruno, now, clock):
    """Three visits of tomorrow with Aurora, who is ill."""
    people = [
        await desk.client(first, last, number)
        for number, (first, last) in enumerate(
            [("Ada", "Byron"), ("Grace", "Hopper"), ("Marie", "Curie")], 1
        )
    ]
    booked = [await desk.book(one, now + DAY + n * HOUR) for n, one in enumerate(people)]
    async with desk.database.write() as tx:
        day = (now + DAY).date()
        asked = AbsenceRequest(day, day, "Aurora", reason="ill")
        await absences.add(tx, BY, desk.practice, asked, now=now - DAY)
    clock.forward(timedelta(minutes=1))
    return booked
