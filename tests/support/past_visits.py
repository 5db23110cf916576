"""Visits of the past written into a store as they would stand there, without the days they took."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from calendar_store.database.connection import Database
from calendar_store.model.actors import BY_TEXT, Actor
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
    StepRule,
)
from calendar_store.schema import appointment_history, appointments, messages, reminders
from tests.support.desk import BY, Desk

_LONG = timedelta(minutes=30)
_CAME = AppointmentStatus.ATTENDED
_INSERTS = {
    name: insert(table)
    for name, table in (
        *(("appointments", appointments), ("history", appointment_history)),
        *(("messages", messages), ("reminders", reminders)),
    )
}


@dataclass(frozen=True, slots=True)
class StoredVisit:
    """A visit as it is to stand in the store.

    Attributes:
        client_id: who came, or did not.
        starts_at: start, UTC.
        ahead: how long before its start it was booked.
        asked: how long before its start its reminder went out; None: it did not.
        confirmed: how long before its start the client confirmed it; None: never.
        cancelled: how long before its start the client cancelled it; None: never.
    """

    client_id: int
    starts_at: datetime
    status: AppointmentStatus = _CAME
    ahead: timedelta = timedelta(days=10)
    by: Actor = BY
    asked: timedelta | None = None
    confirmed: timedelta | None = None
    cancelled: timedelta | None = None
    series_id: int | None = None


@dataclass
class PastVisits:
    """Writes visits of one practice."""

    desk: Desk
    _rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    async def write(self, *visits: StoredVisit) -> list[int]:
        """Write visits; return their ids."""
        database: Database = self.desk.database
        ids = []
        async with database.write() as tx:
            self._rows = {name: [] for name in _INSERTS}
            for one in visits:
                ids.append(tx.ids.new())
                self._add(one, [ids[-1], *(tx.ids.new() for _ in range(4))])
            for name, statement in _INSERTS.items():
                await tx.executemany(statement, self._rows[name])
        return ids

    def _add(self, one: StoredVisit, ids: Sequence[int]) -> None:
        practice, booked = self.desk.practice.id, one.starts_at - one.ahead
        gone = None if one.cancelled is None else one.starts_at - one.cancelled
        self._rows["appointments"].append(
            {
                "practice_id": practice,
                "id": ids[0],
                "client_id": one.client_id,
                "practitioner_id": self.desk.practitioner.id,
                "service_id": None,
                "starts_at": one.starts_at,
                "ends_at": one.starts_at + _LONG,
                "busy_from": one.starts_at,
                "busy_until": one.starts_at + _LONG,
                "status": one.status.value,
                "version": 1,
                "overbooked": True,
                "cancelled_by": BY_TEXT.label if gone else "",
                "cancelled_at": gone,
                "created_at": booked,
                "updated_at": booked,
                "series_id": one.series_id,
            }
        )
        events = [(booked, one.by.label, "booked")]
        if one.confirmed is not None:
            events.append((one.starts_at - one.confirmed, BY_TEXT.label, "confirmed"))
        for version, (at, by, change) in enumerate(events, 1):
            self._rows["history"].append(
                {
                    "practice_id": practice,
                    "id": ids[version],
                    "appointment_id": ids[0],
                    "version": version,
                    "at": at,
                    "by": by,
                    "change": change,
                    "starts_at": one.starts_at,
                    "practitioner_id": self.desk.practitioner.id,
                }
            )
        if one.asked is not None:
            self._ask(one, ids)

    def _ask(self, one: StoredVisit, ids: Sequence[int]) -> None:
        at = one.starts_at - (one.asked or timedelta(0))
        reason: dict[str, Any] = {"reason_code": "", "reason_facts": {}}
        self._rows["messages"].append(
            {
                "practice_id": self.desk.practice.id,
                "id": ids[3],
                "kind": MessageKind.REMINDER.value,
                "channel": Channel.SMS.value,
                "client_id": one.client_id,
                "appointment_id": ids[0],
                "sender": "",
                "recipient": "",
                "text": "",
                "carrier": "",
                "priority": 0,
                "status": MessageStatus.DELIVERED.value,
                "attempt": 1,
                "parts": 1,
                "price": Decimal(0),
                "cost": Decimal(0),
                "refused_by": "",
                "created_at": at,
                "not_before": at,
                "updated_at": at,
                "leased_by": "",
                "awaits_receipt": False,
            }
            | reason
        )
        self._rows["reminders"].append(
            {
                "practice_id": self.desk.practice.id,
                "appointment_id": ids[0],
                "version": 1,
                "step": 1,
                "id": ids[4],
                "channel": Channel.SMS.value,
                "due_at": at,
                "expires_at": one.starts_at,
                "unless_confirmed": False,
                "status": MessageStatus.DELIVERED.value,
                "message_id": ids[3],
                "rule": StepRule.BEFORE.value,
                "before": timedelta(days=1),
                "days": 0,
                "at": time(0),
            }
            | reason
        )
