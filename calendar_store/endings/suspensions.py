"""Notices of suspension: given, taken back, begun, and ended by the operator."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.name_locks import hold
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.endings import (
    STANDING_SUSPENSIONS,
    Suspension,
    SuspensionState,
)
from calendar_store.model.moments import require_aware
from calendar_store.schema import practices, suspensions

_T = suspensions
_COLUMNS = (
    *(_T.c.practice_id, _T.c.id, _T.c.first_day, _T.c.starts_at, _T.c.state, _T.c.given_at),
    *(_T.c.given_by, _T.c.told_days, _T.c.ended_at, _T.c.ended_by),
)
_READ = select(*_COLUMNS)
_STANDS = _T.c.state.in_([one.value for one in STANDING_SUSPENSIONS])
NOT_TOLD = 9999
"""`told_days` of a notice of which nobody was told yet."""


async def standing(tx: Transaction, practice_id: int) -> Suspension | None:
    """Return the notice or suspension that stands for a practice; None for none."""
    one = _READ.where(_T.c.practice_id == practice_id, _STANDS)
    row = (await tx.execute(one)).first()
    return None if row is None else _value(row)


async def held(tx: Transaction, practice_id: int) -> Suspension | None:
    """Return what stands for a practice, which nobody else changes until the commit."""
    await hold(tx, [f"suspension of {practice_id}"])
    return await standing(tx, practice_id)


async def all_standing(tx: Transaction) -> Sequence[Suspension]:
    """Return all notices and suspensions that stand, the one that begins first, first."""
    rows = await tx.execute(_READ.where(_STANDS).order_by(_T.c.starts_at, _T.c.id))
    return [_value(row) for row in rows]


async def latest(tx: Transaction, practice_id: int) -> Suspension | None:
    """Return the last notice of a practice, whatever became of it."""
    rows = _READ.where(_T.c.practice_id == practice_id).order_by(_T.c.id.desc()).limit(1)
    row = (await tx.execute(rows)).first()
    return None if row is None else _value(row)


async def give(
    tx: Transaction,
    practice_id: int,
    first_day: date,
    starts_at: datetime,
    *,
    by: Actor,
    now: datetime,
    state: SuspensionState = SuspensionState.NOTICE,
) -> Suspension:
    """Write a notice; the caller holds the practice's, and there is none that stands."""
    value = Suspension(
        *(practice_id, tx.ids.new(), first_day, starts_at, state),
        *(require_aware(now, "the time of a notice"), by.label, NOT_TOLD),
    )
    row = {
        "practice_id": practice_id,
        "id": value.id,
        "first_day": first_day,
        "starts_at": starts_at,
        "state": state.value,
        "given_at": value.given_at,
        "given_by": value.given_by,
        "told_days": value.told_days,
        "ended_at": None,
        "ended_by": "",
    }
    await tx.execute(insert(_T), row)
    await audit.record(
        *(tx, practice_id),
        by=by,
        action="practice.notice_given",
        subject=str(first_day),
        now=now,
    )
    tx.notify(Topic.CALENDAR)
    return value


async def note_told(tx: Transaction, one: Suspension, days: int) -> None:
    """Note that administrators were told some days before."""
    await tx.execute(_one(one).values(told_days=days))


async def end(
    tx: Transaction, one: Suspension, state: SuspensionState, *, by: Actor, now: datetime
) -> None:
    """Write that a notice was taken back, or that the practice was reactivated."""
    await tx.execute(_one(one).values(state=state.value, ended_at=now, ended_by=by.label))
    await tx.execute(
        update(practices).where(practices.c.id == one.practice_id).values(suspended_at=None)
    )
    undone = state is SuspensionState.UNDONE
    await audit.record(
        *(tx, one.practice_id),
        by=by,
        action="practice.notice_undone" if undone else "practice.reactivated",
        subject=str(one.first_day),
        now=now,
    )
    tx.notify(Topic.CALENDAR, Topic.REMINDERS, Topic.FREED, Topic.ANNOUNCEMENTS)


async def begin(tx: Transaction, one: Suspension, *, by: Actor, now: datetime) -> None:
    """Write that a suspension has begun; the practice's pages read only from now on."""
    await tx.execute(_one(one).values(state=SuspensionState.SUSPENDED.value))
    await tx.execute(
        update(practices).where(practices.c.id == one.practice_id).values(suspended_at=now)
    )
    await audit.record(
        *(tx, one.practice_id),
        by=by,
        action="practice.suspended",
        subject=str(one.first_day),
        now=now,
    )
    tx.notify(Topic.CALENDAR)


async def begin_now(tx: Transaction, practice_id: int, *, by: Actor, now: datetime) -> None:
    """Suspend a practice that has just come in with a copy."""
    one = await give(tx, practice_id, now.date(), now, by=by, now=now)
    await note_told(tx, one, 0)
    await begin(tx, one, by=by, now=now)


def _one(one: Suspension) -> Any:
    return update(_T).where(_T.c.practice_id == one.practice_id, _T.c.id == one.id)


def _value(row: Any) -> Suspension:
    return replace(Suspension(*row), state=SuspensionState(row.state))
