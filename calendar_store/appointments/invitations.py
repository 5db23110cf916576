"""What became of the calendar invitations to appointments: sent, out of date, brought up to date.

Messages by which staff tell of a change are planned here as well: a mail is both.

An invitation that was mailed is corrected after every move, cancellation and restoration, whoever
made it: a mail of its own is planned with the change, in its transaction. Where an answer by mail
carries the current invitation, that mail is not needed.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages import reminders
from calendar_store.messages.reminders import Settled
from calendar_store.model.appointments import Appointment
from calendar_store.model.practices import ReminderStep
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.reminder_policy import BY_STAFF, DueStep
from calendar_store.model.statuses import Channel, MessageStatus, StepRule
from calendar_store.model.telling import Telling
from calendar_store.schema import appointments
from calendar_store.schema import reminders as planned
from calendar_store.schema.columns import is_now

_UPDATE = ReminderStep(0, StepRule.CHANGED, Channel.EMAIL)
"""The step of a correction; the steps of a practice's policy are numbered from 1."""
_TOLD_BY_TEXT = ReminderStep(BY_STAFF, StepRule.CHANGED, Channel.SMS)
"""The step of a text by which staff tell of a change."""
_SAID = Reason(ReasonCode.SAID_BY_ANSWER)
_INVITED = (
    select(appointments.c.practice_id, appointments.c.id)
    .where(in_keys(appointments.c.practice_id, appointments.c.id))
    .where(appointments.c.invited)
    .order_by(appointments.c.practice_id, appointments.c.id)
)
_MARK = (
    update(appointments)
    .where(in_keys(appointments.c.practice_id, appointments.c.id))
    .where(~appointments.c.invited)
    .values(invited=True)
)
_OUTDATED = (
    select(planned)
    .where(in_keys(planned.c.practice_id, planned.c.appointment_id))
    .where(planned.c.rule == StepRule.CHANGED)
    .where(is_now(planned.c.status, MessageStatus.PLANNED))
    .with_for_update()
)

Key = tuple[int, int]
"""Practice id and appointment id."""


async def plan_updates(
    tx: Transaction,
    changed: Iterable[Appointment],
    now: datetime,
    telling: Mapping[Key, Telling] | None = None,
) -> None:
    """Plan a mail with the current invitation for appointments just moved, cancelled or restored.

    Where staff want the client told, the message that tells is planned too; where they do not, not
    even an invitation is corrected.

    Args:
        tx: the transaction of the changes; what was planned before is cancelled already.
        changed: the appointments as they are now.
        now: UTC. The invitation to an appointment that has begun is left as it is.
        telling: what staff say, by appointment; an appointment that is missing was changed by its
            client.
    """
    said = telling or {}
    ahead = {(one.practice_id, one.id): one for one in changed if one.starts_at > now}
    if not ahead:
        return
    # read again: an invitation may have been mailed since the change was decided
    rows = await tx.execute(_INVITED, key_params(sorted(ahead)))
    invited = {(row.practice_id, row.id) for row in rows}
    planned: list[tuple[Appointment, DueStep]] = []
    for key, one in ahead.items():
        told = said.get(key)
        if told is not None and told.afresh:
            # a client who was never told of it has no invitation: the booking is told
            continue
        at = told.at if told else now
        if told and told.channel is Channel.SMS:
            planned.append((one, DueStep(_TOLD_BY_TEXT, at)))
        by_mail = told is not None and told.channel is Channel.EMAIL
        if by_mail or (key in invited and (told is None or _is_told(told))):
            planned.append((one, DueStep(_UPDATE, at)))
    await reminders.add(tx, planned)


def _is_told(telling: Telling) -> bool:
    """Tell whether the client is told, be it of several appointments together."""
    return telling.channel is not None or telling.why_not.code is ReasonCode.SAID_TOGETHER


async def mark_invited(tx: Transaction, keys: Collection[Key]) -> None:
    """Record that invitations to appointments are mailed; their version stays.

    Args:
        tx: the transaction that queues the mails.
        keys: (practice id, appointment id) of the appointments.
    """
    if keys:
        await tx.execute(_MARK, key_params(sorted(keys)))


async def said_by_answer(tx: Transaction, keys: Collection[Key]) -> set[Key]:
    """Settle the planned corrections of appointments: answers by mail carry their invitations.

    Args:
        tx: the transaction that queues the answers.
        keys: (practice id, appointment id) of the appointments.

    Returns:
        The keys of those whose invitation was out of date.
    """
    if not keys:
        return set()
    rows = await tx.execute(_OUTDATED, key_params(sorted(keys)))
    found = [reminders.value(row) for row in rows]
    await reminders.settle(tx, [Settled(one, MessageStatus.SKIPPED, _SAID) for one in found])
    return {(one.practice_id, one.appointment_id) for one in found}
