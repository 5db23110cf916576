"""A practice's bound for a month: staff are told before it and at it, and reminders wait."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from calendar_store.messages import spending
from calendar_store.model.actors import OPERATOR
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, Channel, MessageStatus
from calendar_store.practices import practice_checks, practices, practitioners
from gateway.reminders import caps
from gateway.reminders.caps import Month
from gateway.use_cases import appointment_changes
from gateway.use_cases.telling import UNDO_TIME
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, HALF_HOUR, Desk, mobile
from tests.support.exchange import START
from tests.support.office import Office

MINUTE = timedelta(minutes=1)
WAITS = ReasonCode.WAITS_FOR_MONTH
JANUARY_ENDS_IN_ROME = datetime(2026, 1, 31, 23, tzinfo=UTC)


class Till:
    """A practice with a bound, and what it spent."""

    def __init__(self, exchange):
        self.exchange = exchange
        self.office = Office(exchange.database, exchange.desk.practice.id, exchange.now)

    async def cap(self, text):
        async with self.exchange.database.write() as tx:
            bound = practice_checks.parse_cap(text)
            changed = await practices.change(
                *(tx, self.office.practice_id),
                now=self.exchange.now,
                by=BY,
                monthly_cap=bound,
                quiet_from=None,
                quiet_until=None,
            )
        self.exchange.desk = replace(self.exchange.desk, practice=changed)

    async def pays(self, cost, **changes):
        usual = {"status": MessageStatus.DELIVERED, "cost": Decimal(cost)}
        await self.office.queue(**usual | {"recipient": mobile(99)} | changes)

    async def plans(self, number=1):
        """Book for a client, so that a text about it is due at once, and let the planner run."""
        desk = self.exchange.desk
        client = await desk.client(number=number)
        booked = await desk.book(client, START + number * HALF_HOUR)
        while await self.exchange.planner.step():
            pass
        return booked

    async def looks(self, after=caps.AGAIN_AFTER):
        self.exchange.at(self.exchange.now + after)
        return await self.exchange.planner.step()

    async def texts(self):
        return [m.recipient for m in await self.exchange.desk.messages() if m.text != "See you."]

    async def alerted(self):
        return [alert.kind for alert in await self.exchange.desk.alerts()][::-1]


@pytest.fixture
async def till(exchange):
    till = Till(exchange)
    await till.cap("1")
    return till


async def first_of(till, booked):
    return (await till.exchange.desk.reminders(booked))[0]


async def test_below_four_fifths_nobody_is_troubled(till):
    await till.pays("0.799999")
    await till.plans()
    assert await till.texts() == [mobile(1)]
    assert await till.alerted() == []


async def test_staff_are_told_once_when_the_bound_is_near(till):
    await till.pays("0.8")
    await till.plans(1)
    await till.plans(2)
    assert await till.texts() == [mobile(1), mobile(2)]
    assert await till.alerted() == [AlertKind.CAP_NEAR]


async def test_at_the_bound_reminders_wait_where_staff_see_them(till):
    await till.pays("1")
    booked = await till.plans(1)
    await till.plans(2)
    assert await till.texts() == []
    waiting = await first_of(till, booked)
    assert (waiting.status, waiting.reason.code) == (MessageStatus.PLANNED, WAITS)
    assert waiting.due_at == till.exchange.now + caps.AGAIN_AFTER
    (alert,) = await till.exchange.desk.alerts()
    assert alert.kind is AlertKind.CAP_REACHED
    assert "this month's bound of 1 for texts is reached: reminders wait" in in_words(alert.reason)


async def test_what_waits_is_looked_at_again_and_again_without_another_alert(till):
    await till.pays("1")
    await till.plans()
    assert await till.looks(caps.AGAIN_AFTER - MINUTE) == 0
    for _ in range(3):
        assert await till.looks() == 1
    assert await till.alerted() == [AlertKind.CAP_REACHED]


async def test_a_raised_bound_lets_what_waits_go_and_is_told_of_when_it_is_reached_too(till):
    await till.pays("1")
    booked = await till.plans()
    await till.cap("2")
    await till.looks()
    assert await till.texts() == [mobile(1)]
    sent = await first_of(till, booked)
    assert (sent.status, in_words(sent.reason)) == (MessageStatus.QUEUED, "")
    await till.pays("1")
    await till.plans(2)
    assert await till.alerted() == [AlertKind.CAP_REACHED] * 2


async def test_a_bound_taken_away_lets_what_waits_go(till):
    await till.pays("1")
    await till.plans()
    await till.cap("none")
    await till.looks()
    assert await till.texts() == [mobile(1)]


async def test_a_new_month_begins_in_the_practices_zone_with_nothing_spent(till):
    await till.pays("1")
    desk = till.exchange.desk
    booked = await desk.book(await desk.client(), JANUARY_ENDS_IN_ROME + timedelta(days=1))
    till.exchange.at(JANUARY_ENDS_IN_ROME - MINUTE)
    assert await till.exchange.planner.step() == 2
    # of the two that are due the later is sent
    assert WAITS in {r.reason.code for r in await desk.reminders(booked)}
    await till.looks()
    assert await till.texts() == [mobile(1)]
    assert await till.alerted() == [AlertKind.CAP_REACHED]


async def test_what_waits_into_quiet_hours_waits_until_they_end(till, now):
    await till.pays("1")
    async with till.exchange.database.write() as tx:
        quiet = practice_checks.parse_quiet("10:03-12:00")
        await practices.change(
            *(tx, till.office.practice_id),
            now=now,
            by=BY,
            quiet_from=quiet[0],
            quiet_until=quiet[1],
        )
    booked = await till.plans()
    assert (await first_of(till, booked)).due_at == now + timedelta(hours=2)


async def test_what_waits_until_the_appointment_begins_is_an_alert(till):
    await till.pays("1")
    booked = await till.plans()
    till.exchange.at(booked.starts_at - MINUTE)
    while await till.exchange.planner.step():
        pass
    # the last look is when it begins, and not minutes later
    (waits,) = [r for r in await till.exchange.desk.reminders(booked) if r.reason.code == WAITS]
    assert waits.due_at == booked.starts_at
    await till.looks(MINUTE)
    ended = await till.exchange.desk.reminders(booked)
    why = "this month's bound for texts was reached, and the appointment passed"
    assert {r.status for r in ended} == {MessageStatus.SKIPPED}
    assert [in_words(r.reason) for r in ended if r.id == waits.id] == [why]
    told = [in_words(alert.reason) for alert in await till.exchange.desk.alerts()]
    assert told.count(f"Ada Byron was not reminded: {why}") == 1


async def test_who_texts_is_answered_whatever_was_spent(till):
    await till.plans()
    await till.pays("5")
    (thanks,) = await till.exchange.says("1")
    assert "confirmed" in thanks


async def test_what_is_on_its_way_counts_and_what_never_left_does_not(till):
    price = {"price": Decimal("0.1"), "parts": 3}
    await till.pays("0.1", status=MessageStatus.QUEUED, **price)
    await till.pays("0", status=MessageStatus.SENDING, **price)
    await till.pays("0", status=MessageStatus.SKIPPED, **price)
    await till.pays("0", status=MessageStatus.PLANNED, channel=Channel.EMAIL, **price)
    await till.pays("0.05", status=MessageStatus.FAILED, **price)
    await till.pays("7", created_at=till.exchange.now - timedelta(days=20))
    async with till.exchange.database.read() as tx:
        since = datetime(2025, 12, 31, 23, tzinfo=UTC)
        spent = await spending.committed(tx, till.office.practice_id, since)
    assert spent == Decimal("0.75")


async def test_another_practice_has_its_own_bound(till, now):
    await till.pays("1")
    async with till.exchange.database.write() as tx:
        added = await practices.add(
            tx, name="Studio Bruno", timezone="Europe/Rome", locale="en", sender="+390699000222",
            now=now, monthly_cap=Decimal(1),
        )  # fmt: skip
        bruno = await practitioners.add(tx, added.id, "Bruno", by=BY, now=now)
    other = Desk(till.exchange.database, added, bruno, now)
    await other.book(await other.client("Grace", "Hopper", 9), START)
    await till.plans()
    assert await till.texts() == []
    assert [m.recipient for m in await other.messages()] == [mobile(9)]
    assert await other.alerts() == []


def test_a_batch_fills_the_month_up_to_the_bound_and_no_further(now):
    def costing(number, parts):
        return Office(None, 1, now)._message(number, parts=parts, price=Decimal("0.1"))

    month = Month(Decimal(1), Decimal("0.65"))
    after = caps.fit(month, [costing(1, 2), costing(2, 2), costing(3, 1), costing(4, 1)])
    assert (after.spent, after.waits) == (Decimal("0.95"), {2, 4})
    assert after.reached
    full = caps.fit(month, [costing(1, 3)])
    assert (full.spent, full.near, full.reached) == (Decimal("0.95"), True, False)


@pytest.mark.parametrize("deed", [appointment_changes.cancel, appointment_changes.move])
async def test_what_tells_of_a_change_does_not_wait_for_another_month(till, deed):
    booked = await till.plans()
    await till.pays("1")
    told = len(await till.texts())
    exchange = till.exchange
    to = (booked.starts_at + HALF_HOUR,) if deed is appointment_changes.move else ()
    async with exchange.database.write() as tx:
        await deed(
            *(tx, OPERATOR, exchange.desk.practice, booked.id, *to),
            version=booked.version,
            channels=exchange.channels,
            now=exchange.now,
        )
    await till.looks(UNDO_TIME)
    assert len(await till.texts()) == told + 1
    # a booking waits
    await till.plans(5)
    assert len(await till.texts()) == told + 1
