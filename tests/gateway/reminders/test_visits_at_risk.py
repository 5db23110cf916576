"""A second reminder by policy goes to visits that are likely to be missed, and to no others."""

from datetime import timedelta

import pytest

from calendar_store.messages import replanning
from calendar_store.model.statuses import AppointmentStatus, MessageKind
from calendar_store.practices import reminder_steps, reminder_text
from gateway.wording.reason_words import in_words
from tests.support import known_practice
from tests.support.desk import BY
from tests.support.past_visits import PastVisits, StoredVisit

DAY = timedelta(days=1)
POLICY = "2d, 4h risk 15"


@pytest.fixture(scope="module")
def model():
    return known_practice.learnt()


@pytest.fixture
async def risky(exchange):
    """A client who has missed two of the last five visits."""
    return await _client(exchange, "Ada", 1, missed=2)


@pytest.fixture
async def faithful(exchange):
    return await _client(exchange, "Marie", 2, missed=0)


async def _client(exchange, first, number, *, missed):
    desk = exchange.desk
    client = await desk.client(first, "Byron", number)
    await PastVisits(desk).write(
        *(
            StoredVisit(
                client.id,
                desk.now - (20 + 10 * at) * DAY,
                AppointmentStatus.NO_SHOW if at < missed else AppointmentStatus.ATTENDED,
            )
            for at in range(5)
        )
    )
    return client


async def _reminded(exchange, *people):
    """Book for clients, let all their reminders fall due; return who got how many, and why not."""
    start = exchange.desk.now + 20 * DAY
    desk = exchange.desk.steps_of(POLICY)
    visits = [
        await desk.book(one, start + at * timedelta(hours=2)) for at, one in enumerate(people)
    ]
    hour = timedelta(hours=1)
    for at in (start - 2 * DAY, start - 2 * DAY + 2 * hour, start - 4 * hour, start - 2 * hour):
        exchange.at(at)
        while await exchange.planner.step():
            pass
    sent = [one for one in await desk.messages() if one.kind is MessageKind.REMINDER]
    told = [[one for one in sent if one.client_id == who.id] for who in people]
    why = [
        [in_words(r.reason) for r in await desk.reminders(visit) if r.reason] for visit in visits
    ]
    return [len(some) for some in told], why


async def test_it_rings_where_the_risk_is_and_says_why_not_elsewhere(
    exchange, model, risky, faithful
):
    await known_practice.keep(exchange.desk, model, exchange.desk.now)
    counts, why = await _reminded(exchange, risky, faithful)
    assert counts == [2, 1]
    assert why[0] == []
    (said,) = why[1]
    assert said.startswith("not sent: it is missed with a chance of ")
    assert said.endswith("%, and this message is for 15% or more")
    assert await exchange.desk.alerts() == []


async def test_while_too_little_is_known_it_rings_for_who_missed_one_lately(
    exchange, risky, faithful
):
    counts, why = await _reminded(exchange, risky, faithful)
    assert counts == [2, 1]
    assert why[1] == ["not sent: too little is known of the risk, and no visit was missed lately"]


@pytest.mark.parametrize("line", ["1d, 2h? risk 20", "email 1d risk 5, 20h?", "1d@10:00 risk 99"])
def test_the_share_is_written_in_the_line_of_steps(line):
    assert reminder_text.written(reminder_text.steps(line)) == line


@pytest.mark.parametrize("line", ["booked risk 20", "2h risk", "2h risk 100", "2h risk x"])
def test_what_makes_no_sense_is_refused(line):
    with pytest.raises(Exception, match="risk"):
        reminder_text.steps(line)


async def test_a_changed_share_holds_for_what_is_planned(exchange, risky):
    desk = exchange.desk
    visit = await desk.steps_of("2d").book(risky, desk.now + 20 * DAY)
    async with desk.database.write() as tx:
        steps = reminder_text.steps("2d risk 30")
        await reminder_steps.set_steps(tx, desk.practice.id, steps, by=BY, now=desk.now)
        await replanning.replan(tx, desk.practice, steps, desk.now)
    (planned, *_) = [r for r in await desk.reminders(visit) if r.status == "planned"]
    assert planned.min_risk == 30
