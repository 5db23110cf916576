"""Records outcomes of messages, and what follows: alerts, fallback messages, bad numbers.

Every channel passes the outcomes of its attempts to `record_attempts`, and the changes by its
delivery reports to `follow_up`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.database.ids import Ids
from calendar_store.messages import (
    account_links,
    attempt_outcomes,
    late_responses,
    one_receipt,
    receipts,
    rerouting,
    suppression,
)
from calendar_store.model.actors import SERVICE
from calendar_store.model.conversations import Alert
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, MessageStatus
from gateway.messaging import (
    bad_emails,
    bad_numbers,
    fallback_announcements,
    fallback_email,
    fallback_text,
)
from gateway.messaging.compose import UNTOLD
from gateway.messaging.failures import FailureOf

_BAD = frozenset({MessageStatus.FAILED, MessageStatus.EXPIRED, MessageStatus.UNKNOWN})
_TAKEN = frozenset({MessageStatus.ACCEPTED, MessageStatus.DELIVERED})


async def record_attempts(
    tx: Transaction,
    outcomes: Sequence[attempt_outcomes.Outcome],
    now: datetime,
    *,
    failure_of: FailureOf,
    reports_once: bool = False,
    afterwards: Sequence[attempt_outcomes.Outcome] = (),
) -> list[attempt_outcomes.Outcome]:
    """Record the outcomes of attempts, and apply the receipts that came before the outcome.

    Args:
        tx: the transaction.
        outcomes: of leased messages.
        now: UTC.
        failure_of: the channel's failure category of a reason.
        reports_once: whether the carrier sends one receipt for a whole text.
        afterwards: parts that the carrier accepted after another outcome was recorded.

    Returns:
        The outcomes that these receipts give.
    """
    if not (outcomes or afterwards):
        return []
    moved = await attempt_outcomes.record(tx, outcomes, now)
    in_time = {id(one) for one in moved}
    late = [one for one in outcomes if id(one) not in in_time]
    moved += await late_responses.settle(tx, late, now)
    moved += await late_responses.taken_after_all(tx, afterwards, now)
    elsewhere = [(one.message, one.instead) for one in moved if one.instead is not None]
    await rerouting.move(tx, elsewhere, None, now)
    await suppression.recheck_requeued(tx, [one.message for one in outcomes if one.retry_at], now)
    early = await receipts.match_parked(tx, [*outcomes, *afterwards], now)
    if reports_once:
        early += await one_receipt.arrived_before(tx, outcomes, now)
    await follow_up(tx, [*moved, *early], now, failure_of)
    return early


async def follow_up(
    tx: Transaction,
    settled: Sequence[attempt_outcomes.Outcome],
    now: datetime,
    failure_of: FailureOf,
) -> None:
    """Do what the outcomes require: alerts, fallback messages, marks of bad numbers.

    A message that is tried again is not lost yet; a message that expired, failed or stayed unknown
    is lost. What went or is lost keeps no link into an account.

    Args:
        tx: the transaction that changed the messages.
        settled: the outcomes of the messages that changed.
        now: UTC.
        failure_of: the channel's failure category of a reason.
    """
    lost = [one for one in settled if one.status in _BAD and one.retry_at is None]
    arrived = [one.message for one in settled if one.status is MessageStatus.DELIVERED]
    taken = [one.message for one in settled if one.status in _TAKEN]
    await account_links.forget(tx, [*(one.message for one in lost), *taken])
    feared = {(one.practice_id, one.id) for one in taken if one.status in _BAD}
    await alerts.withdraw(tx, feared, by=SERVICE, now=now)
    by_email = await fallback_email.plan(tx, [one.message for one in lost], now)
    by_email |= await fallback_announcements.plan(tx, lost, now)
    by_text = await fallback_text.plan(tx, lost, now, failure_of)
    await fallback_email.recall(tx, arrived, now)
    # who waits for a code asks for another one, or calls: staff could not do anything about it
    told = [one for one in lost if one.message.kind not in UNTOLD]
    await alerts.raise_all(tx, [_alert(tx.ids, one, by_email, by_text, now) for one in told])
    await bad_numbers.judge(tx, lost, now, failure_of)
    held = await bad_emails.judge(tx, lost, now, failure_of)
    await fallback_text.in_place_of(tx, held, now)
    reached = {(one.practice_id, one.channel, one.recipient) for one in arrived}
    await bad_numbers.work(tx, reached, now)


def _alert(
    ids: Ids,
    lost: attempt_outcomes.Outcome,
    by_email: Collection[tuple[int, int]],
    by_text: Collection[tuple[int, int]],
    now: datetime,
) -> Alert:
    message = lost.message
    reason = lost.reason
    if (message.practice_id, message.id) in by_text:
        reason = Reason(ReasonCode.TEXT_PLANNED, {"why": reason})
    if (message.practice_id, message.id) in by_email:
        reason = Reason(ReasonCode.EMAIL_PLANNED, {"why": reason})
    return Alert(
        practice_id=message.practice_id,
        id=ids.new(),
        kind=AlertKind.NOT_DELIVERED,
        reason=reason,
        at=now,
        client_id=message.client_id,
        appointment_id=message.appointment_id,
        message_id=message.id,
    )
