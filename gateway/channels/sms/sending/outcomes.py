"""What becomes of messages: responses and receipts turned into statuses and alerts for staff."""

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog

from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.database.ids import Ids
from calendar_store.messages import (
    attempt_outcomes,
    late_responses,
    one_receipt,
    receipts,
    received_receipts,
    rerouting,
    suppression,
)
from calendar_store.model.actors import SERVICE
from calendar_store.model.conversations import Alert
from calendar_store.model.statuses import AlertKind, MessageStatus
from gateway.channels.sms.sending import bad_numbers, fallback_email
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.failures import unknown_code
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, ReceiptState

_log = structlog.get_logger(__name__)

RECEIPT_MEANS: dict[ReceiptState, MessageStatus] = {
    ReceiptState.DELIVERED: MessageStatus.DELIVERED,
    ReceiptState.EXPIRED: MessageStatus.EXPIRED,
    ReceiptState.DELETED: MessageStatus.FAILED,
    ReceiptState.UNDELIVERABLE: MessageStatus.FAILED,
    ReceiptState.REJECTED: MessageStatus.FAILED,
    ReceiptState.SKIPPED: MessageStatus.FAILED,
    ReceiptState.UNKNOWN: MessageStatus.UNKNOWN,
}
"""What a receipt's state makes of a message; states on the way (§5.2.28) are not here."""

MAX_ATTEMPTS = 8
"""After so many attempts a message is given up, unless a carrier is left that was not asked yet."""
ATTEMPTS_EACH = 3
"""After so many attempts a healthy carrier is asked instead of one that refuses for the moment."""

_BAD = frozenset({MessageStatus.FAILED, MessageStatus.EXPIRED, MessageStatus.UNKNOWN})
_TAKEN = frozenset({MessageStatus.ACCEPTED, MessageStatus.DELIVERED})


async def record_attempts(
    tx: Transaction,
    outcomes: Sequence[attempt_outcomes.Outcome],
    now: datetime,
    *,
    reports_once: bool = False,
    afterwards: Sequence[attempt_outcomes.Outcome] = (),
) -> list[attempt_outcomes.Outcome]:
    """Record what attempts came to, with the receipts that were waiting for it.

    Args:
        tx: the transaction.
        outcomes: of leased messages.
        now: UTC.
        reports_once: whether their carrier sends one receipt for a whole text.
        afterwards: parts that were taken after their attempt had come to another outcome.

    Returns:
        What those receipts made of their messages.
    """
    if not (outcomes or afterwards):
        return []
    moved = await attempt_outcomes.record(tx, outcomes, now)
    in_time = {id(one) for one in moved}
    late = [one for one in outcomes if id(one) not in in_time]
    moved += await late_responses.settle(tx, late, now)
    moved += await late_responses.taken_after_all(tx, afterwards, now)
    elsewhere = [(one.message, one.instead) for one in moved if one.instead is not None]
    await rerouting.move(tx, elsewhere, "", now)
    await suppression.overtaken(tx, [one.message for one in outcomes if one.again_at], now)
    early = await receipts.match_parked(tx, [*outcomes, *afterwards], now)
    if reports_once:
        early += await one_receipt.arrived_before(tx, outcomes, now)
    await follow_up(tx, [*moved, *early], now)
    return early


async def record_receipts(
    tx: Transaction, came: Sequence[DeliveryReceipt], carrier: CarrierConfig, now: datetime
) -> list[attempt_outcomes.Outcome]:
    """Record a carrier's receipts; those on the way and those without an id change nothing.

    Args:
        tx: commit it before the receipts are acknowledged.
        came: as decoded.
        carrier: who sent them.
        now: UTC.

    Returns:
        What they made of messages, each as it stood before.
    """
    final = [
        received_receipts.Receipt(
            carrier.name,
            one.message_key,
            RECEIPT_MEANS[one.state],
            one.words,
            carrier.reports_once,
            one.source,
            one.destination,
            one.received_at,
        )
        for one in came
        if one.state in RECEIPT_MEANS and one.message_key
    ]
    for one in came:
        code = unknown_code(one.state, one.error, carrier.error_codes)
        if code:
            _log.info("an error code of no table", carrier=carrier.name, code=code, state=one.state)
    if not final:
        return []
    moved = await receipts.record(tx, final, now)
    await follow_up(tx, moved, now)
    return moved


async def follow_up(
    tx: Transaction, settled: Sequence[attempt_outcomes.Outcome], now: datetime
) -> None:
    """Do what the fates of messages call for: alerts, the second channel, numbers judged (F8).

    A message that is tried again is not lost yet; one that expired, failed or stayed unknown is.

    Args:
        tx: the transaction that moved the messages.
        settled: those that moved.
        now: UTC.
    """
    lost = [one for one in settled if one.status in _BAD and one.again_at is None]
    arrived = [one.message for one in settled if one.status is MessageStatus.DELIVERED]
    taken = [one.message for one in settled if one.status in _TAKEN]
    feared = {(one.practice_id, one.id) for one in taken if one.status in _BAD}
    await alerts.withdraw(tx, feared, by=SERVICE, now=now)
    by_email = await fallback_email.plan(tx, [one.message for one in lost], now)
    await fallback_email.recall(tx, arrived, now)
    await alerts.raise_all(tx, [_alert(tx.ids, one, by_email, now) for one in lost])
    await bad_numbers.judge(tx, lost, now)
    await bad_numbers.works(tx, {(one.practice_id, one.recipient) for one in arrived}, now)


def _alert(
    ids: Ids, lost: attempt_outcomes.Outcome, by_email: Collection[tuple[int, int]], now: datetime
) -> Alert:
    message = lost.message
    planned = (message.practice_id, message.id) in by_email
    return Alert(
        practice_id=message.practice_id,
        id=ids.new(),
        kind=AlertKind.NOT_DELIVERED,
        words=f"{lost.words}; an email is planned" if planned else lost.words,
        at=now,
        client_id=message.client_id,
        appointment_id=message.appointment_id,
        message_id=message.id,
    )
