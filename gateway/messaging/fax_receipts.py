"""Applies what a mail-to-fax gateway says of a fax to its message: it arrived, or it did not.

A receipt of a fax that has failed already, or that was never sent, changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import attempt_outcomes, ledger, outbox
from calendar_store.messages.delivery_status import told
from calendar_store.model.plain import plain
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import FINAL_MESSAGE, Channel, MessageStatus, PartStatus
from gateway.messaging.failures import FailureOf
from gateway.messaging.outcomes import follow_up

_LONGEST_SAID = 200


@plain
class FaxReceiptWords:
    """Words by which a gateway's receipts are known, in any case.

    Attributes:
        delivered: of a fax that arrived.
        failed: of a fax that did not; they count more, as in "not delivered".
    """

    delivered: tuple[str, ...]
    failed: tuple[str, ...]

    def status_of(self, subject: str, text: str) -> MessageStatus | None:
        """Return DELIVERED or FAILED; None where the words say neither.

        The subject counts first: below it a gateway may quote what it was sent.
        """
        for said in (subject.casefold(), text.casefold()):
            if any(one.casefold() in said for one in self.failed):
                return MessageStatus.FAILED
            if any(one.casefold() in said for one in self.delivered):
                return MessageStatus.DELIVERED
        return None


@plain
class FaxReceipt:
    """What a gateway says of a fax.

    Attributes:
        practice_id: the practice that sent the message.
        message_id: the message.
        status: DELIVERED or FAILED; None where its words are not known.
        said: its words, on one line.
    """

    practice_id: int
    message_id: int
    status: MessageStatus | None
    said: str

    @property
    def reason(self) -> Reason:
        """The reason to record."""
        if self.status is MessageStatus.DELIVERED:
            return NO_REASON
        said = " ".join(self.said.split())[:_LONGEST_SAID]
        return Reason(ReasonCode.FAX_SAID, {"said": said})


async def apply_fax_receipts(
    tx: Transaction, receipts: Sequence[FaxReceipt], now: datetime, *, failure_of: FailureOf
) -> None:
    """Record receipts; words that are not known are noted in the message's history.

    Args:
        tx: the transaction; commit it before the mails are acknowledged.
        receipts: what the gateway says, in the order in which it came.
        now: UTC.
        failure_of: the failure category of a reason.
    """
    held = await outbox.hold(tx, {(one.practice_id, one.message_id) for one in receipts})
    outcomes, notes = {}, []
    for one in receipts:
        message = held.get((one.practice_id, one.message_id))
        if message is None or message.channel is not Channel.FAX or not message.attempt:
            continue
        if message.status in FINAL_MESSAGE:
            continue
        if one.status is None:
            notes.append((message, message.status, one.reason))
        else:
            outcomes[message.practice_id, message.id] = attempt_outcomes.Outcome(
                message, one.status, one.reason, awaits_receipt=False
            )
    if notes:
        await outbox.remember(tx, notes, now)
        tx.notify(Topic.CALENDAR)
    moved = await attempt_outcomes.advance(tx, list(outcomes.values()), now)
    ledgers = await ledger.of_messages(tx, set(outcomes))
    news = {
        key: [told(one, PartStatus(outcomes[key].status.value)) for one in copies]
        for key, copies in ledgers.items()
    }
    await ledger.tell(tx, news)
    await follow_up(tx, moved, now, failure_of)
