"""A practice that has learnt how likely its visits are missed, without the years that it took."""

from datetime import datetime, timedelta

from calendar_store.model.clients import Client
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import no_show_models
from gateway.no_show.fitting import fitted
from gateway.no_show.model import NoShowModel
from tests.support.desk import Desk
from tests.support.past_visits import PastVisits, StoredVisit
from tests.support.visit_world import counted, visits

_DAY = timedelta(days=1)


def learnt(seed: int = 1, number: int = 15_000, usual: float = -3.3) -> NoShowModel:
    """Return what a practice of the known world has learnt."""
    return fitted({0: counted(visits(seed, number, usual))})


async def keep(desk: Desk, model: NoShowModel, now: datetime) -> None:
    """Store a model as the practice's."""
    async with desk.database.write() as tx:
        await no_show_models.keep(
            *(tx, desk.practice.id, model.as_json(), model.visits), now=now, due_at=now + _DAY
        )


async def risky_visit(desk: Desk, client: Client, starts_at: datetime) -> int:
    """Write a visit of a client who has missed two of the last five; return its id."""
    past = [
        StoredVisit(
            client.id,
            desk.now - (20 + 10 * at) * _DAY,
            AppointmentStatus.NO_SHOW if at < 2 else AppointmentStatus.ATTENDED,
        )
        for at in range(5)
    ]
    *_, visit = await PastVisits(desk).write(
        *past, StoredVisit(client.id, starts_at, AppointmentStatus.BOOKED, 40 * _DAY)
    )
    return visit


async def safe_visit(desk: Desk, client: Client, starts_at: datetime) -> int:
    """Write a visit of a client who has always come, booked yesterday; return its id."""
    past = [StoredVisit(client.id, desk.now - (20 + 10 * at) * _DAY) for at in range(5)]
    *_, visit = await PastVisits(desk).write(
        *past, StoredVisit(client.id, starts_at, AppointmentStatus.BOOKED, 2 * _DAY)
    )
    return visit
