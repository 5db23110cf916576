"""Practitioners, services and the waiting list: entered, found, kept apart."""

from datetime import datetime, timedelta

import pytest

from calendar_store.appointments import waiting_list
from calendar_store.clients import clients
from calendar_store.clients.new_client import NewClient
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import WaitingStatus
from calendar_store.practices import practices, practitioners, services
from tests.support.actors import named

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)


@pytest.fixture
async def other(database, now):
    async with database.write() as tx:
        return await practices.add(
            tx, name="Studio Bruno", timezone="Europe/Rome", locale="it", sender="48222", now=now
        )


async def test_a_practitioner_is_found_by_name_or_id_within_the_practice(
    database, practice, other, aurora, now
):
    async with database.write() as tx:
        for wanted in ("Aurora", "aurora ", str(aurora.id)):
            assert await practitioners.find(tx, practice.id, wanted) == aurora
        with pytest.raises(NotFound, match='no practitioner "Aurra"; did you mean Aurora'):
            await practitioners.find(tx, practice.id, "Aurra")
        for wanted in ("Aurora", str(aurora.id)):
            with pytest.raises(NotFound):
                await practitioners.find(tx, other.id, wanted)
        with pytest.raises(NotFound):
            await practitioners.get(tx, other.id, aurora.id)
        with pytest.raises(InvalidInput, match='already a practitioner "Aurora"'):
            await practitioners.add(tx, practice.id, " Aurora", by=named("ada"), now=now)
        same = await practitioners.add(tx, other.id, "Aurora", by=named("ada"), now=now)
        assert await practitioners.all_practitioners(tx, other.id) == (same,)


async def test_a_service_is_kept_with_its_lengths(database, practice, other, now):
    async with database.write() as tx:
        added = await services.add(
            tx,
            practice.id,
            "First visit",
            duration=HOUR,
            buffer_before=QUARTER,
            buffer_after=2 * QUARTER,
            safe_to_name=True,
            by=named("ada"),
            now=now,
        )
        assert await services.get(tx, practice.id, added.id) == added
        assert await services.find(tx, practice.id, "first visit") == added
        assert await services.all_services(tx, other.id) == ()
        with pytest.raises(NotFound):
            await services.get(tx, other.id, added.id)
        with pytest.raises(InvalidInput, match='already a service "First visit"'):
            await services.add(
                tx, practice.id, "First visit", duration=HOUR, by=named("ada"), now=now
            )


@pytest.mark.parametrize(
    "lengths",
    [
        {"duration": timedelta(0)},
        {"duration": -HOUR},
        {"duration": timedelta(seconds=90)},
        {"duration": HOUR, "buffer_before": -QUARTER},
        {"duration": HOUR, "buffer_after": timedelta(seconds=1)},
        {"duration": 24 * HOUR, "buffer_after": QUARTER},
    ],
)
async def test_lengths_that_no_appointment_can_have_are_refused(database, practice, now, lengths):
    async with database.write() as tx:
        with pytest.raises(InvalidInput, match="an appointment"):
            await services.add(tx, practice.id, "Visit", **lengths, by=named("ada"), now=now)


async def test_who_came_first_waits_first_until_the_time_is_over(
    database, practice, other, aurora, now
):
    entered = [NewClient(first, "B.", "347 123 4567") for first in ("Ada", "Marie")]
    async with database.write() as tx:
        ada, marie = await clients.add_many(tx, practice, entered, by=named("ada"), now=now)
        joined = [
            await waiting_list.join(
                tx,
                practice.id,
                client.id,
                starts_at=now + HOUR,
                ends_at=now + hours * HOUR,
                practitioner_id=aurora.id,
                by=named("ada"),
                now=now,
            )
            for client, hours in ((marie, 3), (ada, 2))
        ]
        assert await waiting_list.waiting(tx, practice.id, now) == tuple(joined)
        assert await waiting_list.waiting(tx, practice.id, now + 2 * HOUR) == (joined[0],)
        assert await waiting_list.waiting(tx, other.id, now) == ()
        with pytest.raises(NotFound):
            await waiting_list.withdraw(tx, other.id, joined[0].id, by=named("ada"), now=now)
        await waiting_list.withdraw(tx, practice.id, joined[0].id, by=named("ada"), now=now)
        assert await waiting_list.waiting(tx, practice.id, now) == (joined[1],)
        with pytest.raises(NotFound, match="nobody waits under"):
            await waiting_list.withdraw(tx, practice.id, joined[0].id, by=named("ada"), now=now)
    assert joined[0].status == WaitingStatus.WAITING


async def test_a_wait_that_cannot_be_is_refused(database, practice, other, now):
    async with database.write() as tx:
        entered = NewClient("Ada", "Byron", "347 123 4567")
        ada = await clients.add(tx, practice, entered, by=named("ada"), now=now)

        async def join(place, starts_at, ends_at):
            await waiting_list.join(
                tx, place.id, ada.id, starts_at=starts_at, ends_at=ends_at, by=named("ada"), now=now
            )

        with pytest.raises(InvalidInput, match="ends after it starts"):
            await join(practice, now + 2 * HOUR, now + HOUR)
        with pytest.raises(InvalidInput, match="still to come"):
            await join(practice, now - 2 * HOUR, now - HOUR)
        with pytest.raises(InvalidInput, match="has no time zone"):
            await join(practice, datetime(2026, 1, 13), now + HOUR)  # noqa: DTZ001 (refused)
        with pytest.raises(NotFound):
            await join(other, now + HOUR, now + 2 * HOUR)
