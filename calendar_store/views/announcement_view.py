"""Read model of announcements: what became of each message, and of each visit since."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select

from calendar_store import schema
from calendar_store.appointments import announcements
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.announcements import ToldAppointment
from calendar_store.model.reasons import NO_REASON, Reason, reason_of
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageStatus
from calendar_store.schema.columns import is_now

_R, _M, _V = schema.announcement_recipients, schema.messages, schema.appointments
_C, _P, _I = schema.clients, schema.practitioners, schema.inbound
_ANSWERED = (
    select(func.max(_I.c.received_at))
    .where(_I.c.practice_id == _R.c.practice_id)
    .where(_I.c.channel == _M.c.channel, _I.c.their_address == _M.c.recipient)
    .where(_I.c.received_at > _M.c.created_at)
    .scalar_subquery()
)
_OF_MESSAGE = and_(_M.c.practice_id == _R.c.practice_id, _M.c.id == _R.c.message_id)
_OF_VISIT = and_(_V.c.practice_id == _R.c.practice_id, _V.c.id == _R.c.appointment_id)
_OF_CLIENT = and_(_C.c.practice_id == _V.c.practice_id, _C.c.id == _V.c.client_id)
_WITH = and_(_P.c.practice_id == _V.c.practice_id, _P.c.id == _V.c.practitioner_id)
_ROWS = (
    select(
        _R,
        _M.c.channel,
        _M.c.recipient,
        _M.c.sender,
        _M.c.status.label("message_status"),
        _M.c.reason_code.label("message_reason_code"),
        _M.c.reason_facts.label("message_reason_facts"),
        _M.c.cost,
        _M.c.created_at.label("queued_at"),
        _V.c.client_id,
        _V.c.status.label("visit_status"),
        _V.c.starts_at.label("stands_at"),
        _C.c.first,
        _C.c.last,
        _C.c.mobile,
        _P.c.name.label("practitioner"),
        _ANSWERED.label("answered_at"),
    )
    .select_from(
        _R.join(_V, _OF_VISIT).join(_C, _OF_CLIENT).join(_P, _WITH).outerjoin(_M, _OF_MESSAGE)
    )
    .where(
        _R.c.practice_id == bindparam("b_practice"),
        _R.c.announcement_id == bindparam("b_announcement"),
    )
    .order_by(_R.c.starts_at, _R.c.appointment_id)
)

_COUNTS = (
    select(
        _R.c.announcement_id,
        func.count().label("visits"),
        func.count(_R.c.message_id.distinct()).label("messages"),
        func.sum(case((is_now(_R.c.status, MessageStatus.PLANNED), 1), else_=0)).label("waiting"),
    )
    .where(in_keys(_R.c.practice_id, _R.c.announcement_id))
    .group_by(_R.c.announcement_id)
)


class VisitSince(StrEnum):
    """What became of an appointment since its client was told."""

    STANDS = "stands"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ToldView:
    """One appointment of an announcement, as it is now.

    Attributes:
        told: the row of the announcement.
        client_id: the client.
        client: the client's name.
        mobile: the client's number, to call.
        practitioner: with whom the appointment is now.
        channel: by which the message went; None if there is none.
        sender: our address; "" if there is no message.
        recipient: whom it went to; "" if there is no message.
        status: of the message; of the row while there is none.
        reason: of the message; of the row while there is none.
        cost: what carriers have billed for the message so far; it may tell of several appointments.
        answered_at: when the address wrote last since, UTC; None if it did not.
        since: what became of the appointment.
        stands_at: its start now, UTC.
    """

    told: ToldAppointment
    client_id: int
    client: str
    mobile: str
    practitioner: str
    channel: Channel | None
    sender: str
    recipient: str
    status: MessageStatus
    reason: Reason
    cost: Decimal
    answered_at: datetime | None
    since: VisitSince
    stands_at: datetime


@dataclass(frozen=True, slots=True)
class AnnouncementCounts:
    """How many appointments an announcement tells of, by how many messages, and how many wait."""

    visits: int = 0
    messages: int = 0
    waiting: int = 0


async def load(tx: Transaction, practice_id: int, announcement_id: int) -> list[ToldView]:
    """Return the appointments of an announcement, by start, in one query.

    Args:
        tx: any transaction.
        practice_id: the practice.
        announcement_id: the announcement.
    """
    values = {"b_practice": practice_id, "b_announcement": announcement_id}
    return [_view(row) for row in await tx.execute(_ROWS, values)]


async def counts(
    tx: Transaction, keys: Collection[tuple[int, int]]
) -> dict[int, AnnouncementCounts]:
    """Return the counts of announcements (practice id, id), by announcement."""
    if not keys:
        return {}
    return {
        row.announcement_id: AnnouncementCounts(row.visits, row.messages, int(row.waiting or 0))
        for row in await tx.execute(_COUNTS, key_params(keys))
    }


def _view(row: Any) -> ToldView:
    told = announcements.told(row)
    sent = told.message_id is not None and row.message_status is not None
    # a message that was withdrawn, or in place of which a mail is about to go, is told by the row
    own = not sent or told.status in {MessageStatus.CANCELLED, MessageStatus.PLANNED}
    why = NO_REASON if own else reason_of(row.message_reason_code, row.message_reason_facts)
    return ToldView(
        told,
        row.client_id,
        " ".join(filter(None, (row.first, row.last))),
        row.mobile,
        row.practitioner,
        Channel(row.channel) if sent else None,
        row.sender or "",
        row.recipient or "",
        told.status if own else MessageStatus(row.message_status),
        told.reason if own else why,
        row.cost or Decimal(0),
        row.answered_at,
        _since(row),
        row.stands_at,
    )


def _since(row: Any) -> VisitSince:
    if row.visit_status == AppointmentStatus.CANCELLED:
        return VisitSince.CANCELLED
    return VisitSince.STANDS if row.stands_at == row.starts_at else VisitSince.MOVED
