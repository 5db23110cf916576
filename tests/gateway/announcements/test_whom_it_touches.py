"""Whom an announcement touches, whom it was told to, and what it costs before and after."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from calendar_store.appointments import appointments
from calendar_store.messages import attempt_outcomes
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.actors import OPERATOR
from calendar_store.model.announcements import Occasion
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.practices import hours, practitioners
from gateway.use_cases import absences
from gateway.use_cases.absences import AbsenceRequest
from tests.support.announcing import Teller
from tests.support.desk import BY
from tests.support.exchange import Exchange

FRIDAY = date(2026, 1, 16)
ROME = ZoneInfo("Europe/Rome")


PRICES = {"39": Decimal("0.045"), "3933311": Decimal("0.061"), "": Decimal("0.09")}
NAMES = (
    *("Ada", "Grace Hopper Murray the longest of all", "Łucja", "Анна Каренина", "Ελένη", "Zoë"),
    *("Seán", "אסתר", "Jo", "Maximiliana Theodora", "Bo", "😀 Al", "{first}", "Nguyễn"),
)


def at(day, hour, minute=0):
    start = datetime.combine(day, time(hour), ROME) + timedelta(minutes=minute)
    return start.astimezone(UTC)


@pytest.fixture
def teller(exchange):
    return Teller(Exchange(exchange.desk, PRICES))


async def cost(teller):
    """What the texts that wait are going to cost."""
    found = [m for m in await teller.exchange.desk.messages() if m.channel is Channel.SMS]
    return sum((m.parts * m.price for m in found), Decimal(0))


async def test_a_visit_that_lasts_into_the_time_is_touched(teller):
    desk = teller.exchange.desk
    client = await desk.client()
    begun = await desk.book(client, at(FRIDAY, 10, 30), duration=timedelta(hours=1))
    await desk.book(client, at(FRIDAY, 10), duration=timedelta(minutes=30))
    since = {"since": time(11), "practitioner": "Aurora"}
    found = await teller.looks(FRIDAY, Occasion.AWAY, choice=since)
    assert [one.appointment.id for one in found.visits] == [begun.id]
    assert (await teller.looks(FRIDAY, Occasion.LATE, choice=since)).visits == ()


async def test_a_visit_over_midnight_is_touched_by_both_days(teller):
    desk = teller.exchange.desk
    thursday = date(2026, 1, 15)
    night = await desk.book(await desk.client(), at(thursday, 23, 30), duration=timedelta(hours=1))
    for day in (thursday, FRIDAY):
        assert [one.appointment.id for one in (await teller.looks(day)).visits] == [night.id]
    assert (await teller.looks(date(2026, 1, 17))).visits == ()


async def test_who_was_told_is_told_no_second_time_once_confirmed(teller):
    desk = teller.exchange.desk
    visit = await desk.book(await desk.client(), at(FRIDAY, 10))
    await teller.tells(FRIDAY, [visit], Occasion.LATE)
    await desk.change(appointments.confirmed(await desk.appointment(visit)))
    found = await teller.looks(FRIDAY, Occasion.LATE)
    assert found.visits[0].told_at is not None
    assert found.chosen == frozenset()
    with pytest.raises(Exception, match="told the same"):
        await teller.begins(FRIDAY, [await desk.appointment(visit)], Occasion.LATE)


async def test_who_was_not_reached_can_be_told_again(teller):
    desk = teller.exchange.desk
    visit = await desk.book(await desk.client(), at(FRIDAY, 10))
    await teller.tells(FRIDAY, [visit])
    async with desk.database.write() as tx:
        waits = [m for m in await desk.messages() if m.status is MessageStatus.QUEUED]
        lost = [Outcome(m, MessageStatus.FAILED, NO_REASON) for m in waits]
        await attempt_outcomes.advance(tx, lost, desk.now)
    found = await teller.looks(FRIDAY)
    assert found.chosen == {visit.id}
    assert len(await teller.tells(FRIDAY, [await desk.appointment(visit)])) == 1


@pytest.mark.parametrize("occasion", [Occasion.CLOSED, Occasion.AWAY, Occasion.LATE])
async def test_the_cost_before_is_the_cost_after(teller, occasion):
    desk = teller.exchange.desk
    async with desk.database.write() as tx:
        second = await practitioners.add(tx, desk.practice.id, "Łukasz", by=BY, now=desk.now)
    visits = []
    for number in range(26):
        name = NAMES[number % len(NAMES)]
        # every fifth shares a number with the one before
        client = await desk.client(name, number=number - (number % 5 == 4))
        hour, half = 9 + number // 4, number // 2 % 2 * 30
        who = second if number % 2 and occasion is Occasion.CLOSED else None
        starts = at(FRIDAY, 9, 15 * number) if who is None else at(FRIDAY, hour, half)
        quarter = timedelta(minutes=15)
        visits.append(await desk.book(client, starts, practitioner=who, duration=quarter))
    before = await teller.looks(FRIDAY, occasion)
    texts = await teller.tells(FRIDAY, visits, occasion)
    assert (before.texts, before.cost) == (len(texts), await cost(teller))
    assert before.cost > 0


async def test_beyond_those_looked_at_one_by_one_costly_letters_count_where_they_are(
    teller, monkeypatch
):
    from gateway.use_cases import telling_clients

    monkeypatch.setattr(telling_clients, "_EXACT", 3)
    desk, visits = teller.exchange.desk, []
    for number in range(14):
        client = await desk.client(NAMES[number], number=number)
        starts = at(FRIDAY, 9, 15 * number)
        visits.append(await desk.book(client, starts, duration=timedelta(minutes=15)))
    before = await teller.looks(FRIDAY)
    await teller.tells(FRIDAY, visits)
    # the times of the others are not looked for: some letter more or less
    assert abs(before.cost - await cost(teller)) <= Decimal("0.061") * 2


async def test_what_was_stopped_costs_nothing(teller):
    desk = teller.exchange.desk
    visit = await desk.book(await desk.client(), at(FRIDAY, 10))
    announced = await teller.begins(FRIDAY, [visit])
    await teller.sent()
    await teller.stops(announced)
    assert (await teller.progress(announced)).cost == 0


async def test_a_day_of_shorter_hours_is_closed_with_the_others(teller):
    desk = teller.exchange.desk
    visit = await desk.book(await desk.client(), at(FRIDAY, 10))
    shorter = AbsenceRequest(FRIDAY, FRIDAY, hours="09:00-12:00")
    async with desk.database.write() as tx:
        await absences.add(tx, OPERATOR, desk.practice, shorter, now=desk.now)
    await teller.begins(FRIDAY, [visit], closes=True)
    async with desk.database.read() as tx:
        found = await hours.exceptions(tx, desk.practice.id, [], FRIDAY, FRIDAY)
    assert [(one.first, one.last, one.opens) for one in found] == [(FRIDAY, FRIDAY, None)]
    assert (await teller.looks(FRIDAY)).is_closed
