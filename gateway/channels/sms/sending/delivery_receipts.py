"""What a carrier's receipts make of messages: their states and codes, as statuses and words."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from calendar_store.database.connection import Transaction
from calendar_store.messages import attempt_outcomes, receipts, received_receipts
from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.failures import failure_of, unknown_code
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, ReceiptState
from gateway.messaging.outcomes import follow_up

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
            one.reason,
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
    await follow_up(tx, moved, now, failure_of)
    return moved
