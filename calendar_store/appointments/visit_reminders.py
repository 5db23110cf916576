"""Keep the reminders of an appointment in step with it: plan them, or cancel those of before.

Called in the transaction that books, moves, cancels or restores the appointment.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from calendar_store.appointments import invitations
from calendar_store.clients import clients, consent
from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.messages import after_visits, reminders, suppression
from calendar_store.model.appointments import Appointment
from calendar_store.model.conversations import Alert
from calendar_store.model.practices import Practice, ReminderStep
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.reminder_policy import DueStep
from calendar_store.model.statuses import AlertKind, AppointmentStatus, Channel
from calendar_store.model.telling import AppointmentKey, Telling
from calendar_store.model.transitions import Transition

_OUTDATED = (
    ("cancelled", Reason(ReasonCode.APPOINTMENT_CANCELLED)),
    ("moved", Reason(ReasonCode.APPOINTMENT_MOVED)),
    ("restored", Reason(ReasonCode.APPOINTMENT_CHANGED)),
)
"""Changes after which messages and invitations are out of date, each with the reason."""
_CORRECTED = frozenset(name for name, _ in _OUTDATED)
_COMES = Reason(ReasonCode.FOLLOWED_BY_VISIT)
_CAME = Reason(ReasonCode.VISIT_NOT_MISSED)


async def follow(
    tx: Transaction,
    changed: Sequence[tuple[Appointment, Transition]],
    policies: Mapping[int, tuple[Practice, Sequence[ReminderStep]]],
    now: datetime,
    telling: Mapping[AppointmentKey, Telling] | None = None,
) -> None:
    """Cancel what changes make untrue, and plan the reminders of what stands.

    Args:
        tx: the transaction of the changes.
        changed: the appointments as they are now, each with its change.
        policies: practice and reminder steps by practice id.
        now: UTC.
        telling: what staff say of the changes that they made.
    """
    for name, reason in _OUTDATED:
        keys = [(c.was.practice_id, c.was.id) for _, c in changed if c.name == name]
        await reminders.cancel(tx, keys, reason)
        await suppression.about_appointments(tx, keys, reason, now)
    comes = [(a.practice_id, a.client_id) for a, made in changed if made.name == "restored"]
    await after_visits.hold_back_of(tx, comes, _COMES, now)
    came = [(a.practice_id, a.id) for a, made in changed if made.name == "unmarked"]
    await after_visits.hold_back_missed(tx, came, _CAME, now)
    corrected = (one for one, made in changed if made.name in _CORRECTED)
    await invitations.plan_updates(tx, corrected, now, telling)
    for appointment, made in changed:
        if made.name not in ("moved", "restored"):
            continue
        practice, steps = policies[appointment.practice_id]
        told = (telling or {}).get((appointment.practice_id, appointment.id))
        # a client who chose the time has just got an answer that states it
        answered = told is None and appointment.status is AppointmentStatus.CONFIRMED
        await plan(tx, practice, steps, appointment, now, answered=answered, telling=told)


async def plan(
    tx: Transaction,
    practice: Practice,
    steps: Sequence[ReminderStep],
    appointment: Appointment,
    now: datetime,
    *,
    answered: bool,
    telling: Telling | None = None,
    booked: bool = False,
) -> None:
    """Plan the reminders of an appointment; alert staff if quiet hours leave no reminder.

    Args:
        tx: the transaction that books, moves or restores it.
        practice: the practice.
        steps: its reminder policy.
        appointment: the appointment as it is now.
        now: UTC.
        answered: whether an answer to the client states the appointment now.
        telling: whether staff want the client told; None: as the policy says.
        booked: whether it was just booked.
    """
    planned = await reminders.plan_for(
        *(tx, practice, steps, [appointment], now),
        answered=answered,
        telling=telling,
        booked=booked,
    )
    is_told = answered or (telling is not None and telling.channel is not None)
    if not is_told:
        await _say_quiet(tx, practice, appointment, planned[appointment.id], now)


async def plan_booked(
    tx: Transaction,
    practice: Practice,
    steps: Sequence[ReminderStep],
    booked: Sequence[Appointment],
    now: datetime,
) -> None:
    """Plan the reminders of many appointments just booked, of whom nobody is told now."""
    telling = Telling(None, now)
    planned = await reminders.plan_for(
        *(tx, practice, steps, booked, now), telling=telling, booked=True
    )
    for one in booked:
        await _say_quiet(tx, practice, one, planned[one.id], now)


async def _say_quiet(
    tx: Transaction,
    practice: Practice,
    appointment: Appointment,
    planned: Sequence[DueStep],
    now: datetime,
) -> None:
    """Alert staff where quiet hours leave no reminder to somebody who could be reminded."""
    why_not = {due.why_not.code for due in planned}
    if ReasonCode.NONE in why_not or ReasonCode.QUIET_UNTIL_START not in why_not:
        return
    client = await clients.get(tx, practice.id, appointment.client_id)
    addresses = {Channel.SMS: client.mobile, Channel.EMAIL: client.email}
    recipients = [(practice.id, client.id, *one) for one in addresses.items()]
    if len(await consent.gate(tx, recipients)) < len(recipients):
        why = Reason(ReasonCode.QUIET_UNTIL_START)
        told = Reason(ReasonCode.NO_TEXT_ABOUT_IT, {"client": client.name, "why": why})
        alert = Alert(
            *(practice.id, tx.ids.new(), AlertKind.NOT_DELIVERED, told, now),
            client_id=client.id,
            appointment_id=appointment.id,
        )
        await alerts.raise_all(tx, [alert])
