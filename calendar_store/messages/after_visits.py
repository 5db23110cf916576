"""Suppress messages after visits that are of no use any more, or not wanted by their clients."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from calendar_store.clients import kind_consents
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages.attempt_outcomes import Outcome, advance
from calendar_store.messages.message_rows import value
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AppointmentStatus, MessageKind, MessageStatus
from calendar_store.schema import appointments, clients, follow_ups, messages, muted_kinds
from calendar_store.schema.calendar import not_cancelled
from calendar_store.schema.columns import is_now

_Key = tuple[int, int]
_A = appointments
_LATER = appointments.alias("later")
_NOT_SENT = or_(
    is_now(messages.c.status, MessageStatus.QUEUED),
    is_now(messages.c.status, MessageStatus.PLANNED),
)
_ALL = (
    select(messages)
    .join(
        follow_ups,
        and_(
            follow_ups.c.practice_id == messages.c.practice_id,
            follow_ups.c.message_id == messages.c.id,
        ),
    )
    .join(
        _A,
        and_(
            _A.c.practice_id == follow_ups.c.practice_id,
            _A.c.id == follow_ups.c.appointment_id,
        ),
    )
)
_UNSENT = _ALL.where(_NOT_SENT).with_for_update(of=messages)
_OF_CLIENTS = in_keys(_A.c.practice_id, _A.c.client_id)
_OF_MESSAGES = in_keys(messages.c.practice_id, messages.c.id)
OF_CLIENTS = _UNSENT.where(_OF_CLIENTS)
OF_MISSED = _UNSENT.where(
    in_keys(_A.c.practice_id, _A.c.id), follow_ups.c.kind == MessageKind.FOLLOW_UP
)

_ALTERED = or_(
    and_(
        follow_ups.c.kind == MessageKind.FOLLOW_UP,
        _A.c.status != AppointmentStatus.NO_SHOW,
    ),
    exists().where(
        _LATER.c.practice_id == _A.c.practice_id,
        _LATER.c.client_id == _A.c.client_id,
        _LATER.c.starts_at > _A.c.starts_at,
        not_cancelled(_LATER),
    ),
)
_GONE = exists().where(
    clients.c.practice_id == _A.c.practice_id,
    clients.c.id == _A.c.client_id,
    or_(
        clients.c.retired_at.is_not(None),
        clients.c.merged_into.is_not(None),
        clients.c.erased_at.is_not(None),
    ),
)
_MUTED = exists().where(
    muted_kinds.c.practice_id == _A.c.practice_id,
    muted_kinds.c.client_id == _A.c.client_id,
    muted_kinds.c.channel == messages.c.channel,
    muted_kinds.c.kind == follow_ups.c.kind,
)
_AGREED = kind_consents.stands(_A.c.practice_id, _A.c.client_id, follow_ups.c.kind)
_UNWANTED: Sequence[tuple[ColumnElement[bool], Reason]] = (
    (_ALTERED, Reason(ReasonCode.APPOINTMENT_CHANGED)),
    (_GONE, Reason(ReasonCode.NO_SUCH_CLIENT)),
    (_MUTED, Reason(ReasonCode.CLIENT_MUTED)),
    (~_AGREED, Reason(ReasonCode.KIND_NOT_AGREED)),
)
"""When a message after a visit is of no use any more, or not wanted, each with the reason."""
UNWANTED_OF = [(OF_CLIENTS.where(when), reason) for when, reason in _UNWANTED]
UNWANTED_AMONG = [(_UNSENT.where(_OF_MESSAGES, when), reason) for when, reason in _UNWANTED]
UNWANTED_LEASED = [(_ALL.where(_OF_MESSAGES, when), reason) for when, reason in _UNWANTED]


async def hold_back_of(
    tx: Transaction, keys: Iterable[_Key], reason: Reason, now: datetime
) -> None:
    """Suppress unsent messages after visits to (practice id, client id) `keys`.

    They have booked again, come no longer, or have died.
    """
    await _hold_back(tx, OF_CLIENTS, keys, reason, now)


async def hold_back_missed(
    tx: Transaction, keys: Iterable[_Key], reason: Reason, now: datetime
) -> None:
    """Suppress unsent messages about (practice id, appointment id) `keys` having been missed."""
    await _hold_back(tx, OF_MISSED, keys, reason, now)


async def recheck(tx: Transaction, keys: Iterable[_Key], now: datetime) -> None:
    """Suppress unsent messages after visits to (practice id, client id) `keys` if not wanted now.

    They have muted the kind or withdrawn their consent, came or booked again, come no longer, or
    are one person with somebody of whom that is so.
    """
    wanted = sorted(set(keys))
    for statement, reason in UNWANTED_OF:
        await _hold_back(tx, statement, wanted, reason, now)


async def requeued(tx: Transaction, keys: Sequence[_Key], now: datetime) -> None:
    """Suppress those of requeued messages, (practice id, id) `keys`, that are not wanted now."""
    for statement, reason in UNWANTED_AMONG:
        await _hold_back(tx, statement, keys, reason, now)


async def leaving(tx: Transaction, leased: Sequence[Message], now: datetime) -> list[Message]:
    """Return leased messages without those after visits that are not wanted any more.

    It is the last look before messages leave: what a client said while another transaction queued
    the message was recorded without a sight of it.

    Args:
        tx: the transaction that has leased the messages.
        leased: the messages.
        now: UTC.
    """
    after = {(one.practice_id, one.id): one for one in leased if one.kind in KINDS}
    gone = set[_Key]()
    for statement, reason in UNWANTED_LEASED if after else ():
        rows = await tx.execute(statement, key_params(sorted(after.keys() - gone)))
        held = [after[row.practice_id, row.id] for row in rows]
        gone |= {(one.practice_id, one.id) for one in held}
        # what is under way is queued before it is cancelled: it may have been sent otherwise
        await advance(tx, [Outcome(one, MessageStatus.QUEUED) for one in held], now)
        await advance(tx, [Outcome(one, MessageStatus.CANCELLED, reason) for one in held], now)
    return [one for one in leased if (one.practice_id, one.id) not in gone]


async def _hold_back(
    tx: Transaction,
    statement: Select[Any],
    keys: Iterable[_Key],
    reason: Reason,
    now: datetime,
) -> None:
    if wanted := list(keys):
        held = [value(row) for row in await tx.execute(statement, key_params(wanted))]
        await advance(tx, [Outcome(m, MessageStatus.CANCELLED, reason) for m in held], now)
