"""A client with several visits that are dealt with at once is told of all by one message."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import SlotTaken
from calendar_store.model.statuses import AppointmentStatus, MessageStatus
from calendar_store.practices import hours, practitioners
from gateway.use_cases import absence_dealing, absences, retiring, series_changes
from gateway.use_cases.absence_dealing import Dealing
from gateway.use_cases.absence_decisions import AbsenceDecision
from gateway.use_cases.absences import AbsenceRequest
from gateway.use_cases.telling import UNDO_TIME
from tests.support.desk import BY
from tests.support.exchange import Exchange

ROME = ZoneInfo("Europe/Rome")
TUESDAY = date(2026, 1, 20)
CANCEL, MOVE = AbsenceDecision.CANCEL, AbsenceDecision.MOVE
CANCELLED = AppointmentStatus.CANCELLED


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ROME)


@pytest.fixture
async def bruno(exchange: Exchange):
    desk = exchange.desk
    async with desk.database.write() as tx:
        added = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
        week = hours.parse("mon-fri 09:00-18:00", added.id)
        await hours.set_week(tx, desk.practice.id, added.id, week, by=BY, now=desk.now)
    return added


@pytest.fixture
async def visits(exchange: Exchange, bruno):
    """Three visits of Ada with Bruno on three days, and one of Grace."""
    desk = exchange.desk
    ada, grace = await desk.client(), await desk.client("Grace", "Hopper", 2)
    days = [TUESDAY + timedelta(days=one) for one in range(3)]
    found = [await desk.book(ada, at(day, 10), practitioner=bruno) for day in days]
    return [*found, await desk.book(grace, at(TUESDAY, 12), practitioner=bruno)]


async def told(exchange: Exchange) -> list[str]:
    exchange.at(exchange.now + UNDO_TIME)
    while await exchange.planner.step():
        pass
    return sorted(one.text for one in await exchange.desk.messages())


def named(text: str, *visits) -> bool:
    days = [f"{one.starts_at.astimezone(ROME).day} Jan" for one in visits]
    return all(day in text for day in days) and text.count(" Jan") == len(days)


async def test_who_has_three_visits_with_a_leaver_gets_one_text(exchange: Exchange, visits) -> None:
    desk = exchange.desk
    async with desk.database.write() as tx:
        done = await retiring.retire_practitioner(
            *(tx, OPERATOR, desk.practice, "Bruno"),
            [Dealing(one.id, one.version, CANCEL) for one in visits],
            channels=exchange.channels,
            now=exchange.now,
        )
    assert {one.appointment.status for one in done.dealt} == {CANCELLED}
    assert {one.told.address for one in done.dealt[:3]} == {done.dealt[0].client.mobile}
    texts = await told(exchange)
    assert len(texts) == 2
    assert sum(named(one, *visits[:3]) for one in texts) == 1
    # the other client's is the usual one
    assert sum(named(one, visits[3]) for one in texts) == 1


async def test_what_is_moved_and_what_is_cancelled_are_two_texts(
    exchange: Exchange, visits
) -> None:
    first, second, third, _ = visits
    desk = exchange.desk
    async with desk.database.write() as tx:
        away = AbsenceRequest(TUESDAY, TUESDAY + timedelta(days=2), "Bruno")
        await absences.add(tx, OPERATOR, desk.practice, away, now=exchange.now)
    before = await told(exchange)
    asked = [
        Dealing(first.id, first.version, MOVE, practitioner="Aurora"),
        Dealing(second.id, second.version, CANCEL),
        Dealing(third.id, third.version, MOVE, practitioner="Aurora"),
    ]
    dealt = await absence_dealing.deal_with_each(
        *(desk.database, OPERATOR, desk.practice, asked),
        channels=exchange.channels,
        clock=exchange.clock,
    )
    assert [one.asked for one in dealt] == asked
    assert all(one.refused is None for one in dealt)
    new = [one for one in await told(exchange) if one not in before]
    moved, cancelled = sorted(new, key=lambda one: -one.count(" Jan"))
    assert named(moved, first, third)
    assert "Aurora" in moved
    assert named(cancelled, second)


async def test_one_that_is_refused_leaves_the_others_of_its_client_together(
    exchange: Exchange, visits
) -> None:
    first, second, third, _ = visits
    desk = exchange.desk
    await desk.book(await desk.client("Lise", number=3), second.starts_at)
    async with desk.database.write() as tx:
        away = AbsenceRequest(TUESDAY, TUESDAY + timedelta(days=2), "Bruno")
        await absences.add(tx, OPERATOR, desk.practice, away, now=exchange.now)
    before = await told(exchange)
    dealt = await absence_dealing.deal_with_each(
        *(desk.database, OPERATOR, desk.practice),
        [Dealing(one.id, one.version, MOVE, practitioner="Aurora") for one in visits[:3]],
        channels=exchange.channels,
        clock=exchange.clock,
    )
    assert [isinstance(one.refused, SlotTaken) for one in dealt] == [False, True, False]
    new = [one for one in await told(exchange) if one not in before]
    assert len(new) == 1
    assert named(new[0], first, third)
    assert (await desk.appointment(second)).practitioner == "Bruno"


async def test_who_is_not_to_be_told_is_not_told_together_either(
    exchange: Exchange, visits
) -> None:
    desk = exchange.desk
    before = await told(exchange)
    dealings = [Dealing(one.id, one.version, CANCEL, tell=False) for one in visits]
    async with desk.database.write() as tx:
        await retiring.retire_practitioner(
            *(tx, OPERATOR, desk.practice, "Bruno", dealings),
            channels=exchange.channels,
            now=exchange.now,
        )
    assert await told(exchange) == before


async def test_what_is_taken_back_at_once_nobody_hears_of(exchange: Exchange, visits) -> None:
    desk = exchange.desk
    before = await told(exchange)
    await exchange.taken()
    async with desk.database.write() as tx:
        done = await absence_dealing.cancel_all(
            *(tx, OPERATOR, desk.practice),
            [Dealing(one.id, one.version, CANCEL) for one in visits[:3]],
            channels=exchange.channels,
            now=exchange.now,
        )
    async with desk.database.write() as tx:
        back = await series_changes.undo(
            *(tx, OPERATOR, desk.practice),
            [(one.appointment.id, one.appointment.version) for one in done],
            channels=exchange.channels,
            now=exchange.now,
        )
    assert [one.told.channel for one in back] == [None] * 3
    (held,) = [one for one in await told(exchange) if one not in before]
    (said,) = [one for one in await desk.messages() if one.text == held]
    assert said.status is MessageStatus.CANCELLED
    assert (await desk.appointment(visits[0])).status is AppointmentStatus.BOOKED
