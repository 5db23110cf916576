"""Postpones reminders of a practice whose number no carrier has, until the number is configured.

The configuration is often completed some minutes after the first booking, so reminders due in the
meantime are not given up. Staff are told once a day, and also of reminders that waited in vain.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment
from calendar_store.model.conversations import Alert
from calendar_store.model.practices import Practice
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind

WAITS = ReasonCode.WAITS_FOR_CARRIER

AGAIN_AFTER = timedelta(minutes=1)
"""How often a waiting reminder is tried: a restart of the service reads the configuration."""
_TOLD_AGAIN_AFTER = timedelta(days=1)


def retry_at(practice: Practice, appointment: Appointment, now: datetime) -> datetime:
    """Return the next try: outside quiet hours, and at the appointment's start at the latest."""
    return min(after_quiet(practice, now + AGAIN_AFTER), appointment.starts_at)


async def tell(tx: Transaction, practices: Iterable[Practice], now: datetime) -> None:
    """Alert the staff of practices that their texts wait, and what has to be done.

    Args:
        tx: the transaction that postpones the reminders.
        practices: the practices.
        now: UTC.
    """
    for practice in {one.id: one for one in practices}.values():
        reason = Reason(ReasonCode.TEXTS_WAIT_FOR_CARRIER, {"number": practice.sender})
        kind, since = AlertKind.OUTAGE, now - _TOLD_AGAIN_AFTER
        if (kind, reason) not in await alerts.reasons_since(tx, practice.id, [kind], since):
            await alerts.raise_all(tx, [Alert(practice.id, tx.ids.new(), kind, reason, now)])
