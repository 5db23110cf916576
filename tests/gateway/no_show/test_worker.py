"""Every night each practice learns from its own visits, once among all processes."""

import random
from datetime import timedelta

import pytest

from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import no_show_models, practices
from gateway.no_show import risks
from gateway.no_show.worker import NoShowLearner
from gateway.use_cases import visit_risks
from tests.support.desk import BY
from tests.support.pages import Clock
from tests.support.past_visits import StoredVisit

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def learner(database, clock):
    return NoShowLearner(database, clock)


async def kept(desk):
    async with desk.database.read() as tx:
        return await no_show_models.get(tx, desk.practice.id)


async def test_a_practice_is_learnt_of_at_once_and_then_every_night(learner, desk, clock, now):
    assert await kept(desk) is None
    assert await learner.step()
    assert (await kept(desk)).fitted_at == now
    assert not await learner.step()
    clock.forward(16 * HOUR)  # one in the morning in Rome
    assert not await learner.step()
    clock.forward(HOUR)
    assert await learner.step()
    assert (await kept(desk)).fitted_at == now + 17 * HOUR
    assert not await learner.step()
    clock.forward(DAY)
    assert await learner.step()


async def test_each_practice_is_learnt_of_by_itself(learner, desk, past, now):
    async with desk.database.write() as tx:
        await practices.add(
            *(tx,),
            name="Studio Beta",
            timezone="America/New_York",
            locale="en",
            sender="+390699000222",
            now=now,
        )
    ada = (await desk.client()).id
    await past.write(StoredVisit(ada, now - 9 * DAY, AppointmentStatus.NO_SHOW))
    assert await learner.step()
    assert await learner.step()
    assert not await learner.step()
    assert (await kept(desk)).rows == 1


async def test_what_another_process_has_begun_is_left_to_it_for_a_while(learner, desk, clock, now):
    async with desk.database.write() as tx:
        taken = await no_show_models.claim(tx, now, until=now + HOUR)
    assert taken == desk.practice.id
    assert not await learner.step()
    assert await kept(desk) is None
    # it has ended on its way
    clock.forward(HOUR)
    assert await learner.step()
    assert await kept(desk) is not None


@on_sqlite
async def test_from_the_store_to_a_number(learner, desk, past, now):
    """Clients who miss every third visit, and clients who never do, told apart by their visits."""
    rng = random.Random(3)
    people = [(await desk.client("Ada", f"Byron {n}", n)).id for n in range(40)]
    written = []
    for at in range(12_000):
        who = rng.randrange(40)
        missed = rng.random() < (0.3 if who < 8 else 0.04)
        status = AppointmentStatus.NO_SHOW if missed else AppointmentStatus.ATTENDED
        written.append(
            StoredVisit(people[who], now - 2 * DAY - (12_000 - at) * HOUR, status, 7 * DAY)
        )
    await past.write(*written)
    coming = await past.write(
        *(StoredVisit(one, now + DAY, AppointmentStatus.BOOKED, 7 * DAY) for one in people)
    )
    assert await learner.step()
    async with desk.database.read() as tx:
        model = await risks.model_of(tx, desk.practice.id)
        found = await risks.of_visits(tx, desk.practice, coming, now)
        day = await visit_risks.of_day(tx, BY, desk.practice, now=now)
    assert model.visits > 11_000
    told = [found[one].percent for one in coming]
    assert sum(told[:8]) / 8 > 2 * sum(told[8:]) / 32
    assert sum(told) / 40 == pytest.approx(100 * model.missed / model.visits, abs=3)
    assert (day.of, day.is_known, day.usual) == (40, True, round(100 * model.missed / model.visits))
    assert {one.appointment.client_id for one in day.visits} <= set(people[:8]) | {
        one for one, share in zip(people, told, strict=True) if share >= day.least
    }
    assert day.visits[0].risk.percent == max(told)
