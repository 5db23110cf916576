"""Reminders that are for visits at risk alone: which of them are sent now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from gateway.no_show import risks
from gateway.no_show.reasons import VisitRisk
from gateway.reminders.due_reminders import DueReminder


async def narrow(
    tx: Transaction, dues: Sequence[DueReminder], now: datetime
) -> Sequence[DueReminder]:
    """Return due reminders; those for visits at risk alone have a reason where there is none.

    While too little is known for a number, they go to clients who have missed a visit lately.

    Args:
        tx: any transaction.
        dues: the reminders, of any practices.
        now: UTC.
    """
    asked: dict[int, list[DueReminder]] = {}
    for due in dues:
        if due.reminder.min_risk and not due.why_not:
            asked.setdefault(due.reminder.practice_id, []).append(due)
    reasons: dict[int, Reason] = {}
    for some in asked.values():
        visits = {due.appointment.id for due in some}
        found = await risks.of_visits(tx, some[0].policy.practice, visits, now)
        reasons |= {
            due.reminder.id: _why_not(found[due.appointment.id], due.reminder.min_risk)
            for due in some
        }
    return [replace(due, why_not=reasons.get(due.reminder.id, due.why_not)) for due in dues]


def _why_not(risk: VisitRisk, least: int) -> Reason:
    if risk.percent is None:
        return NO_REASON if risk.has_missed else Reason(ReasonCode.RISK_UNKNOWN)
    if risk.percent >= least:
        return NO_REASON
    return Reason(ReasonCode.RISK_BELOW, {"percent": risk.percent, "least": least})
