"""Spending: what texts came to, told apart by practice, destination and carrier."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from calendar_store.database import ids
from calendar_store.entry.money import By, Spent
from calendar_store.messages import spending
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.practices import practices
from tests.support.desk import Desk
from tests.support.office import Office

DELIVERED = MessageStatus.DELIVERED


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


@pytest.fixture
async def other(database, now):
    async with database.write() as tx:
        return await practices.add(
            tx, name="Studio Bruno", timezone="UTC", locale="en", sender="+390699000222", now=now
        )


def priced(price="0.045", parts=1, status=DELIVERED, to="+393471234567", **changes):
    cost = Decimal(0) if status is MessageStatus.SKIPPED else Decimal(price) * parts
    return {
        "price": Decimal(price),
        "parts": parts,
        "cost": cost,
        "status": status,
        "recipient": to,
        **changes,
    }


async def _spent(office, by, since=None, until=None, ids=None):
    async with office.database.read() as tx:
        return await spending.spent(tx, by, ids or [office.practice_id], since or office.now, until)


async def test_sums_are_exact_whatever_their_number(office):
    await office.queue(300, **priced("0.1"))
    await office.queue(**priced("0.000001", parts=7))
    assert await _spent(office, By.CARRIER) == [Spent("primary", 301, 307, Decimal("30.000007"))]


async def test_destinations_are_countries_in_words_the_dearest_first(office):
    for to, price in (
        ("+393471234567", "0.045"),
        ("+393381234567", "0.045"),
        ("+12025550143", "0.01"),
        ("+14165550143", "0.02"),
        ("+447400123456", "0.04"),
        # Guernsey and Jersey share the United Kingdom's code
        ("+447797123456", "0.3"),
        ("48215", "0"),
    ):
        await office.queue(**priced(price, to=to))
    found = await _spent(office, By.DESTINATION)
    assert [(one.name, one.messages, one.cost) for one in found] == [
        ("Jersey", 1, Decimal("0.3")),
        ("Italy", 2, Decimal("0.09")),
        ("United Kingdom", 1, Decimal("0.04")),
        ("Canada", 1, Decimal("0.02")),
        ("United States", 1, Decimal("0.01")),
        ("no country", 1, Decimal(0)),
    ]


async def test_practices_are_told_apart_and_see_only_what_they_may(office, other):
    await office.queue(2, **priced())
    await office.queue(**priced("0.5", practice_id=other.id))
    both = await _spent(office, By.PRACTICE, ids=[office.practice_id, other.id])
    assert [(one.name, one.messages, one.cost) for one in both] == [
        ("Studio Bruno", 1, Decimal("0.5")),
        ("Studio Aurora", 2, Decimal("0.09")),
    ]
    assert await _spent(office, By.PRACTICE, ids=[other.id]) == both[:1]


async def test_only_what_a_carrier_took_is_spent(office):
    await office.queue(**priced(status=MessageStatus.SKIPPED))
    await office.queue(**priced(status=MessageStatus.QUEUED, cost=Decimal(0)))
    await office.queue(**priced(status=MessageStatus.FAILED, cost=Decimal(0)))
    await office.queue(**priced(channel=Channel.EMAIL))
    assert await _spent(office, By.CARRIER) == []
    # refused by the phone and not by the carrier, it is billed; and so is a first of two attempts
    await office.queue(**priced(status=MessageStatus.FAILED))
    await office.queue(**priced(status=MessageStatus.QUEUED))
    assert [one.messages for one in await _spent(office, By.CARRIER)] == [2]


async def test_a_span_of_time_is_kept_to(office):
    day = timedelta(days=1)
    for days in (-1, 0, 1, 2):
        await office.queue(**priced(created_at=office.now + days * day))
    end = office.now + 2 * day
    assert (await _spent(office, By.CARRIER, office.now, end))[0].messages == 2


def test_identities_since_a_moment_leave_out_what_is_older():
    moment = datetime(2026, 11, 24, 15, tzinfo=UTC)
    source = ids.Ids(node=1023)
    hour = timedelta(hours=1)
    assert ids.since(moment - 2 * hour) < ids.since(moment)
    assert ids.since(datetime(2020, 1, 1, tzinfo=UTC)) == 0
    made = source.new()
    at = datetime.now(UTC)
    assert ids.since(at) < made < ids.since(at + 2 * hour)


async def test_parts_are_counted_by_kind_and_answers_to_strangers_beside_them(office, practice):
    client = await Desk(office.database, practice, None, office.now).client()
    for kind, parts in ((MessageKind.REMINDER, 1), (MessageKind.OFFER, 2), (MessageKind.STAFF, 4)):
        await office.queue(**priced(parts=parts, kind=kind, to=client.mobile))
    await office.queue(**priced(parts=8, kind=MessageKind.REPLY, to=client.mobile))
    await office.queue(**priced(parts=16, kind=MessageKind.REPLY, to="+393489999999"))
    skipped = MessageStatus.SKIPPED
    await office.queue(**priced(parts=32, kind=MessageKind.REMINDER, status=skipped))
    async with office.database.read() as tx:
        of_kinds = [
            await spending.parts(tx, office.practice_id, kinds, office.now)
            for kinds in ([MessageKind.REMINDER], [MessageKind.REMINDER, MessageKind.STAFF])
        ]
        later = await spending.parts(
            tx, office.practice_id, list(MessageKind), office.now + timedelta(seconds=1)
        )
    assert of_kinds == [1 + 16, 1 + 4 + 16]
    assert later == 0
