"""Records a carrier's receipts: maps their states to message statuses."""

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
"""Message status by the state in a receipt; intermediate states (§5.2.28) are not here."""


async def record_receipts(
    tx: Transaction, came: Sequence[DeliveryReceipt], carrier: CarrierConfig, now: datetime
) -> list[attempt_outcomes.Outcome]:
    """Record a carrier's receipts; receipts of intermediate states or without an id are ignored.

    Args:
        tx: transaction; has to be committed before the receipts are acknowledged.
        came: the decoded receipts.
        carrier: the carrier that sent them.
        now: UTC.

    Returns:
        The new statuses of messages, each with the message as it was before.
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
