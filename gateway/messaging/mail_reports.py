"""Applies delivery reports about mails to their messages: a bounce, or the note of a delay.

A report about a message that has failed already, or that was never sent, changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import attempt_outcomes, ledger, outbox
from calendar_store.messages.delivery_status import Copy, told
from calendar_store.model.plain import plain
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import FINAL_MESSAGE, Channel, MessageStatus, PartStatus
from gateway.messaging.failures import FailureOf
from gateway.messaging.outcomes import follow_up

_LONGEST_SAID = 200
_BY_MAIL = frozenset({Channel.EMAIL, Channel.FAX})
"""A fax is a mail where a gateway makes it a fax."""


@plain
class MailReport:
    """What a delivery report says about a mail (RFC 3464 §2.3).

    Attributes:
        practice_id: the practice that sent the message.
        message_id: the message.
        permanent: whether the mail will never arrive.
        status: the enhanced status code, as "5.1.1"; "" if the report has none.
        diagnostic: the words of the mail server that reported.
        given_up: whether the mail server gave up after it tried in vain for some time; of a
            report that is not permanent.
    """

    practice_id: int
    message_id: int
    permanent: bool
    status: str
    diagnostic: str
    given_up: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the mail will not arrive any more."""
        return self.permanent or self.given_up

    @property
    def key(self) -> tuple[int, int]:
        """Practice and message."""
        return self.practice_id, self.message_id

    @property
    def reason(self) -> Reason:
        """The reason to record."""
        temporary = ReasonCode.MAIL_GIVEN_UP if self.given_up else ReasonCode.MAIL_DELAYED
        code = ReasonCode.MAIL_BOUNCED if self.permanent else temporary
        said = " ".join(self.diagnostic.split())[:_LONGEST_SAID]
        return Reason(code, {"status": self.status, "said": said})


async def apply_reports(
    tx: Transaction, reports: Sequence[MailReport], now: datetime, *, failure_of: FailureOf
) -> list[attempt_outcomes.Outcome]:
    """Record delivery reports: messages fail, with what follows from it, or a delay is noted.

    A bounce of a mail that waits for its second attempt ends it: both copies have one fate.

    Args:
        tx: the transaction; commit it before the mails with the reports are acknowledged.
        reports: what the reports say.
        now: UTC.
        failure_of: the failure category of a reason, for mails.

    Returns:
        The messages that failed, each as it was before.
    """
    held = await outbox.hold(tx, {one.key for one in reports})
    standing = {
        key: message
        for key, message in held.items()
        if message.channel in _BY_MAIL and message.attempt and message.status not in FINAL_MESSAGE
    }
    bounced = {one.key: one for one in reports if one.is_final and one.key in standing}
    delayed = {
        one.key: one
        for one in reports
        if not one.is_final and one.key in standing and one.key not in bounced
    }
    if delayed:
        notes = [(standing[key], standing[key].status, one.reason) for key, one in delayed.items()]
        await outbox.remember(tx, notes, now)
        tx.notify(Topic.CALENDAR)
    failed = [
        attempt_outcomes.Outcome(
            standing[key], MessageStatus.FAILED, one.reason, awaits_receipt=False
        )
        for key, one in bounced.items()
    ]
    moved = await attempt_outcomes.advance(tx, failed, now)
    ledgers = await ledger.of_messages(tx, set(bounced))
    await ledger.tell(tx, {key: _lost(copies) for key, copies in ledgers.items()})
    await follow_up(tx, moved, now, failure_of)
    return moved


def _lost(copies: Sequence[Copy]) -> list[Copy]:
    return [told(one, PartStatus.FAILED) for one in copies]
