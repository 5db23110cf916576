"""Messages after visits: what a practice wants, which visits lead to one, and what became of it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select, update

from calendar_store.clients import kind_consents
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.upserts import insert_new_rows
from calendar_store.model.actors import Actor
from calendar_store.model.follow_ups import FollowUp, FollowUpPolicy
from calendar_store.model.reasons import NO_REASON, Reason, reason_of
from calendar_store.model.statuses import AppointmentStatus, MessageKind, MessageStatus
from calendar_store.schema import appointments, clients, follow_up_policies, follow_ups
from calendar_store.schema.calendar import not_cancelled
from calendar_store.schema.columns import Instant, ReasonFacts, is_now

_P = follow_up_policies
_T = follow_ups
_A = appointments
_LATER = appointments.alias("later")
_OTHER = appointments.alias("other")
_CAME = (AppointmentStatus.ATTENDED, AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED)
"""Statuses of a visit of the past that took place; not everybody marks who came."""
_KNOWN = exists().where(
    _T.c.practice_id == _A.c.practice_id,
    _T.c.appointment_id == _A.c.id,
    _T.c.kind == bindparam("b_kind"),
)
_CANDIDATES = (
    select(_A.c.id, _A.c.client_id, _A.c.starts_at)
    .where(
        _A.c.practice_id == bindparam("b_practice"),
        _A.c.starts_at > bindparam("b_since"),
        _A.c.starts_at <= bindparam("b_until"),
        ~_KNOWN,
        kind_consents.stands(_A.c.practice_id, _A.c.client_id, bindparam("b_kind")),
    )
    .order_by(_A.c.starts_at, _A.c.id)
)
_FOLLOWED = exists().where(
    _LATER.c.practice_id == _A.c.practice_id,
    _LATER.c.client_id == _A.c.client_id,
    _LATER.c.starts_at >= _A.c.starts_at,
    # of two at the same time, one
    or_(_LATER.c.starts_at > _A.c.starts_at, _LATER.c.id > _A.c.id),
    not_cancelled(_LATER),
)
_WRITTEN = exists().where(
    _OTHER.c.practice_id == _A.c.practice_id,
    _OTHER.c.client_id == _A.c.client_id,
    _OTHER.c.id != _A.c.id,
    _T.c.practice_id == _OTHER.c.practice_id,
    _T.c.appointment_id == _OTHER.c.id,
    _T.c.kind == bindparam("b_kind"),
    _T.c.status == MessageStatus.QUEUED.value,
    _T.c.created_at > _A.c.starts_at,
)
_OF_VISITS = select(_A.c.id).where(in_keys(_A.c.practice_id, _A.c.id))
FOLLOWED_OF = _OF_VISITS.where(_FOLLOWED)
WRITTEN_OF = _OF_VISITS.where(_WRITTEN)
MISSED = _CANDIDATES.where(_A.c.status == AppointmentStatus.NO_SHOW.value)
"""Missed visits within some time that have led to no message yet."""
LAST = _CANDIDATES.where(
    _A.c.status.in_([one.value for one in _CAME]),
    ~_FOLLOWED,
)
"""Visits within some time after which their clients had no other and have none ahead."""
_SETTLE = (
    update(_T)
    .where(_T.c.practice_id == bindparam("b_practice"), _T.c.id == bindparam("b_id"))
    .values(
        status=bindparam("b_status"),
        reason_code=bindparam("b_code"),
        reason_facts=bindparam("b_facts", type_=ReasonFacts),
        message_id=bindparam("b_message"),
        due_at=bindparam("b_due", type_=Instant),
    )
)


async def policies(tx: Transaction, practice_id: int | None = None) -> list[FollowUpPolicy]:
    """Return what practices want written, of one practice or of all."""
    statement = select(_P).order_by(_P.c.practice_id, _P.c.kind)
    if practice_id is not None:
        statement = statement.where(_P.c.practice_id == practice_id)
    return [
        FollowUpPolicy(row.practice_id, MessageKind(row.kind), row.after, row.since)
        for row in await tx.execute(statement)
    ]


async def set_policy(
    tx: Transaction,
    practice_id: int,
    kind: MessageKind,
    after: timedelta | None,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Store what a practice wants written; `after` None: nothing of this kind."""
    await tx.execute(delete(_P).where(_P.c.practice_id == practice_id, _P.c.kind == kind.value))
    if after is not None:
        row = {"practice_id": practice_id, "kind": kind.value, "after": after}
        await tx.execute(insert(_P), row | {"since": now, "set_by": by.label})


async def candidates(
    tx: Transaction, policy: FollowUpPolicy, since: datetime, until: datetime, limit: int
) -> list[tuple[int, int, datetime]]:
    """Return (visit, client, start) of visits that lead to a message and have led to none.

    Args:
        tx: any transaction.
        policy: what the practice wants.
        since: visits that start after this moment, UTC.
        until: and not after this one, UTC.
        limit: most visits.
    """
    statement = MISSED if policy.kind is MessageKind.FOLLOW_UP else LAST
    values = {"b_practice": policy.practice_id, "b_kind": policy.kind.value}
    rows = await tx.execute(statement.limit(limit), values | {"b_since": since, "b_until": until})
    return [(row.id, row.client_id, row.starts_at) for row in rows]


async def plan(tx: Transaction, new: Sequence[FollowUp]) -> None:
    """Store planned messages; those of visits that have one of the kind already are left out."""
    await insert_new_rows(tx, _T, [_row(one) for one in new])


async def next_due(tx: Transaction) -> datetime | None:
    """Return when the next message is due, UTC; None if none is planned."""
    statement = select(func.min(_T.c.due_at)).where(is_now(_T.c.status, MessageStatus.PLANNED))
    found: datetime | None = (await tx.execute(statement)).scalar_one_or_none()
    return found


async def claim_due(tx: Transaction, now: datetime, limit: int) -> list[FollowUp]:
    """Return messages that are due, locked until this transaction ends, oldest first."""
    statement = (
        select(_T)
        .where(is_now(_T.c.status, MessageStatus.PLANNED), _T.c.due_at <= now)
        .order_by(_T.c.due_at, _T.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_value(row) for row in await tx.execute(statement)]


async def settle(
    tx: Transaction,
    one: FollowUp,
    status: MessageStatus,
    *,
    reason: Reason = NO_REASON,
    message_id: int | None = None,
    due_at: datetime | None = None,
) -> None:
    """Write what became of a message.

    Args:
        tx: the transaction that has claimed it.
        one: the message.
        status: QUEUED, SKIPPED, or PLANNED if it waits.
        reason: why it was skipped, or waits.
        message_id: the queued message.
        due_at: with PLANNED, when it is tried again, UTC.
    """
    values: dict[str, Any] = {"b_practice": one.practice_id, "b_id": one.id}
    values |= {"b_status": status.value, "b_message": message_id}
    values |= {"b_code": reason.code, "b_facts": reason.facts_as_json()}
    await tx.execute(_SETTLE, values | {"b_due": due_at or one.due_at})


async def followed(tx: Transaction, keys: Collection[tuple[int, int]]) -> set[int]:
    """Return those of (practice id, visit id) `keys` after which the client had or has another."""
    return {row.id for row in await tx.execute(FOLLOWED_OF, key_params(keys))}


async def written_since(
    tx: Transaction, kind: MessageKind, keys: Collection[tuple[int, int]]
) -> set[int]:
    """Return those of (practice id, visit id) `keys` since which the client was written this kind.

    That was after another visit: two records were one person's.
    """
    values = key_params(keys) | {"b_kind": kind.value}
    return {row.id for row in await tx.execute(WRITTEN_OF, values)}


async def gone(tx: Transaction, practice_id: int, client_ids: Sequence[int]) -> set[int]:
    """Return those of some clients who come no longer: retired, merged or erased."""
    c = clients.c
    there = select(c.id).where(
        and_(c.practice_id == practice_id, c.id.in_(list(client_ids))),
        c.retired_at.is_(None),
        c.merged_into.is_(None),
        c.erased_at.is_(None),
    )
    return set(client_ids) - {row.id for row in await tx.execute(there)}


async def listed(tx: Transaction, practice_id: int, limit: int) -> list[FollowUp]:
    """Return a practice's messages after visits, the newest first."""
    statement = select(_T).where(_T.c.practice_id == practice_id)
    rows = await tx.execute(statement.order_by(_T.c.id.desc()).limit(limit))
    return [_value(row) for row in rows]


def _row(one: FollowUp) -> dict[str, Any]:
    return {
        "practice_id": one.practice_id,
        "id": one.id,
        "kind": one.kind.value,
        "client_id": one.client_id,
        "appointment_id": one.appointment_id,
        "due_at": one.due_at,
        "status": one.status.value,
        "message_id": one.message_id,
        "reason_code": one.reason.code,
        "reason_facts": one.reason.facts_as_json(),
        "created_at": one.created_at,
    }


def _value(row: Any) -> FollowUp:
    return FollowUp(
        *(row.practice_id, row.id, MessageKind(row.kind), row.client_id, row.appointment_id),
        *(row.due_at, MessageStatus(row.status), row.created_at),
        reason_of(row.reason_code, row.reason_facts),
        row.message_id,
    )
