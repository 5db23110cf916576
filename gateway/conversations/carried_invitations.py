"""Lets answers by mail carry the invitation to their appointment where it is new to the client.

An answer that confirms, books or changes an appointment carries it, unless the client has it: then
no further mail has to correct the invitation. So does the answer to a calendar that has answered an
invitation which is out of date.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from calendar_store.appointments import agenda, invitations
from calendar_store.database.connection import Transaction
from calendar_store.model.messages import Message
from calendar_store.model.statuses import STANDING, Channel, MessageStatus

Key = tuple[int, int]
"""Practice id and appointment id."""


@dataclass(frozen=True, slots=True)
class AnswerToSend:
    """An answer that a turn writes.

    Attributes:
        message: the answer.
        changed: the turn confirms, books or changes the appointment of the answer.
        outdated: the turn answers a calendar whose invitation is out of date.
    """

    message: Message
    changed: bool = False
    outdated: bool = False


async def carried(tx: Transaction, answers: Sequence[AnswerToSend]) -> list[Message]:
    """Return the messages of answers, those marked that carry an invitation.

    Args:
        tx: the transaction that queues the answers; the turns' changes are written already.
        answers: in order. One that goes to others of a family than the client of the appointment
            carries none.
    """
    # of several answers about an appointment the last one carries it
    last = {_key(one.message): one for one in answers if _may_carry(one)}
    if not last:
        return [one.message for one in answers]
    visits = await agenda.by_ids(tx, set(last))
    theirs = {
        key: visit
        for key, visit in visits.items()
        if visit.client_id == last[key].message.client_id
    }
    corrected = await invitations.said_by_answer(tx, set(theirs))
    stand = {key for key, visit in theirs.items() if visit.status in STANDING}
    new = {key for key in stand if last[key].outdated or not theirs[key].invited} | corrected
    await invitations.mark_invited(tx, new & stand)
    carrying = {last[key].message.id for key in new}
    return [replace(one.message, invites=one.message.id in carrying) for one in answers]


def _may_carry(answer: AnswerToSend) -> bool:
    mail = answer.message
    tells = mail.appointment_id is not None and (answer.changed or answer.outdated)
    return tells and mail.channel is Channel.EMAIL and mail.status is MessageStatus.QUEUED


def _key(mail: Message) -> Key:
    return mail.practice_id, mail.appointment_id or 0
