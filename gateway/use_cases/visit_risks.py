"""Which visits of a day are likely to be missed, and why, for staff who may read the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import STANDING
from calendar_store.views import day_rows
from gateway.no_show import risks
from gateway.no_show.model import NoShowModel
from gateway.no_show.reasons import VisitRisk

_DAY = timedelta(days=1)
_LEAST = 5
"""Percent; below this, a visit is no risk wherever less is usual."""
_TIMES = 2
"""How many times as likely as usual a visit is missed that is shown without a choice."""


@dataclass(frozen=True, slots=True)
class RiskyVisit:
    """A visit, who comes, and how likely it is missed."""

    appointment: Appointment
    client: Client
    risk: VisitRisk


@dataclass(frozen=True, slots=True)
class RiskyDay:
    """The visits of a day that are likely to be missed.

    Attributes:
        day: the local day.
        visits: the most likely first; while too little is known, those of clients who have missed
            a visit lately.
        of: how many visits of the day are still to come.
        least: from which chance on visits are shown, percent.
        usual: the practice's usual chance, percent; None if too little is known.
        learnt_from: how many visits of the past were learnt from.
        is_known: whether enough is known for a number.
    """

    day: date
    visits: Sequence[RiskyVisit]
    of: int
    least: int
    usual: int | None
    learnt_from: int
    is_known: bool


async def of_visit(
    tx: Transaction, actor: Actor, practice: Practice, appointment: Appointment, *, now: datetime
) -> VisitRisk | None:
    """Return how likely a visit is missed; None if it does not stand, or has begun.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    if appointment.status not in STANDING or appointment.starts_at <= now:
        return None
    found = await risks.of_visits(tx, practice, [appointment.id], now)
    return found.get(appointment.id)


async def by_id(
    tx: Transaction, actor: Actor, practice: Practice, appointment_id: int, *, now: datetime
) -> tuple[Appointment, VisitRisk | None]:
    """Return a visit with how likely it is missed, as `of_visit`.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        NotFound: if the practice has no such visit.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    one = await agenda.get(tx, practice.id, appointment_id)
    return one, await of_visit(tx, actor, practice, one, now=now)


async def of_day(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    *,
    now: datetime,
    day: date | None = None,
    least: int | None = None,
) -> RiskyDay:
    """Return the visits of a day that are likely to be missed.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        now: UTC; visits that have begun are left out.
        day: the local day; None: tomorrow.
        least: from which chance on, percent; None: twice the practice's usual.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        InvalidInput: if `least` is no share.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    if least is not None and not 1 <= least <= 99:
        raise InvalidInput(f"{least} is no share; give 1 to 99 percent")
    zone = ZoneInfo(practice.timezone)
    day = day or now.astimezone(zone).date() + _DAY
    model = await risks.model_of(tx, practice.id)
    since, until = (local_time.midnight(one, zone) for one in (day, day + _DAY))
    ahead = [
        one
        for one in await agenda.between(tx, practice.id, since, until)
        if one.status in STANDING and one.starts_at > now
    ]
    found = await risks.of_visits(tx, practice, [one.id for one in ahead], now, model=model)
    usual = _usual(model)
    from_on = least or max(_LEAST, _TIMES * (usual or 0))
    chosen = [one for one in ahead if _is_shown(found[one.id], from_on)]
    chosen.sort(key=lambda one: (-(found[one.id].chance or 0), one.starts_at, one.id))
    people = await day_rows.clients(tx, practice.id, [one.client_id for one in chosen])
    return RiskyDay(
        day,
        [RiskyVisit(one, people[one.client_id], found[one.id]) for one in chosen],
        len(ahead),
        from_on,
        usual,
        model.visits if model else 0,
        usual is not None,
    )


def _usual(model: NoShowModel | None) -> int | None:
    usual = model.usual if model else None
    return None if usual is None else max(1, round(100 * usual))


def _is_shown(risk: VisitRisk, least: int) -> bool:
    if risk.percent is None:
        return risk.has_missed
    return risk.percent >= least
