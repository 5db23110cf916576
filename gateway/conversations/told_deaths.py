"""What follows when a client is told to have died, or somebody of a family is."""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.clients import consent
from calendar_store.database.connection import Transaction
from calendar_store.messages import after_visits, suppression
from calendar_store.model.appointments import Appointment
from calendar_store.model.conversations import Inbound
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import TO_CLIENTS, ConsentKind
from gateway.conversations.consent_effects import HOW


async def write_no_more(
    tx: Transaction,
    key: tuple[int, int],
    visits: Sequence[Appointment],
    told: Inbound,
    now: datetime,
) -> None:
    """Stop all messages to a client who has died; others of the family keep their number.

    Args:
        tx: the transaction of the turn.
        key: practice and client id.
        visits: the client's appointments ahead.
        told: the text that told it.
        now: UTC.
    """
    practice_id, client_id = key
    for channel in TO_CLIENTS:
        await consent.record_of_number(
            *(tx, practice_id, [client_id], ConsentKind.WITHDRAWN),
            word=told.text,
            now=now,
            channel=channel,
            how=HOW[told.key.channel],
        )
    died = Reason(ReasonCode.CLIENT_DIED)
    theirs = [(one.practice_id, one.id) for one in visits]
    await suppression.about_appointments(tx, theirs, died, now)
    await after_visits.hold_back_of(tx, [key], died, now)


async def respect(tx: Transaction, family: Sequence[tuple[int, int]], now: datetime) -> None:
    """Hold back messages after visits to everybody of a family of whom a death was told.

    Nobody is asked to book before staff have found out who it is.

    Args:
        tx: the transaction of the turn.
        family: practice and client id of all who share the number or address.
        now: UTC.
    """
    await after_visits.hold_back_of(tx, family, Reason(ReasonCode.DEATH_TOLD), now)
