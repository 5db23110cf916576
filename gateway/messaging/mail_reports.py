"""Applies what comes back about a mail to its message: a bounce, or the note of a delay.

The receiver calls this once for each report; a report about a message that has failed already, or
that was delivered, changes nothing.
"""

from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import attempt_outcomes, ledger, outbox
from calendar_store.messages.delivery_status import told
from calendar_store.model.messages import Message
from calendar_store.model.plain import plain
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import FINAL_MESSAGE, MessageStatus, PartStatus
from gateway.messaging.failures import FailureOf
from gateway.messaging.outcomes import follow_up

_LONGEST_SAID = 200
_NO_STATUS = "no status"


@plain
class MailReport:
    """What a delivery report says about one recipient (RFC 3464 §2.3).

    Attributes:
        status: the enhanced status code, as "5.1.1"; "" if the report has none.
        diagnostic: the words of the mail server that reported.
        permanent: whether the mail will never arrive.
    """

    status: str
    diagnostic: str
    permanent: bool

    @property
    def reason(self) -> Reason:
        """The reason to record."""
        code = ReasonCode.MAIL_BOUNCED if self.permanent else ReasonCode.MAIL_DELAYED
        said = " ".join(self.diagnostic.split())[:_LONGEST_SAID]
        return Reason(code, {"status": self.status or _NO_STATUS, "said": said})


async def apply_report(
    tx: Transaction,
    practice_id: int,
    message_id: int,
    report: MailReport,
    now: datetime,
    *,
    failure_of: FailureOf,
) -> Message | None:
    """Record a delivery report: the message fails, with an alert, or its delay is noted.

    Args:
        tx: the transaction; commit it before the report's mail is acknowledged.
        practice_id: the practice that sent the message.
        message_id: the message.
        report: what the report says.
        now: UTC.
        failure_of: the failure category of a reason, for mails.

    Returns:
        The message as it was before, if the report changed or noted something; else None.
    """
    held = await outbox.hold(tx, [(practice_id, message_id)])
    message = held.get((practice_id, message_id))
    if message is None or message.status in FINAL_MESSAGE or not message.attempt:
        return None
    if not report.permanent:
        await outbox.remember(tx, [(message, message.status, report.reason)], now)
        tx.notify(Topic.CALENDAR)
        return message
    failed = attempt_outcomes.Outcome(
        message, MessageStatus.FAILED, report.reason, awaits_receipt=False
    )
    moved = await attempt_outcomes.advance(tx, [failed], now)
    key = (practice_id, message_id)
    copies = (await ledger.of_messages(tx, [key])).get(key, [])
    await ledger.tell(tx, {key: [told(one, PartStatus.FAILED) for one in copies]})
    await follow_up(tx, moved, now, failure_of)
    return message if moved else None
