"""Bad email addresses: marked at the first mail that comes back for good because of the address.

A mail server that says so knows it, and a practice that goes on mailing to addresses that do not
exist is soon taken for a sender of spam. The mark goes when staff enter an address, or when a mail
is received from it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from calendar_store.clients import bad_addresses
from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.messages import suppression
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.actors import SERVICE
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel, MessageStatus
from gateway.messaging.failures import Failure, FailureOf

_MARKED = Reason(ReasonCode.EMAIL_MARKED_BAD)
_Key = tuple[int, str]


async def judge(
    tx: Transaction, lost: Iterable[Outcome], now: datetime, failure_of: FailureOf
) -> list[Message]:
    """Mark the addresses from which mails came back for good, and alert staff once for each.

    Args:
        tx: the transaction that recorded the outcomes of the mails.
        lost: the outcomes of messages that did not arrive.
        now: UTC.
        failure_of: the channel's failure category of a reason.

    Returns:
        The other mails to these addresses, which waited and are not sent any more.
    """
    came_back = {
        (one.message.practice_id, one.message.recipient): one
        for one in lost
        if one.message.channel is Channel.EMAIL
        and one.status is MessageStatus.FAILED
        and failure_of(one.reason) is Failure.NUMBER
    }
    if not came_back:
        return []
    marked: dict[_Key, list[Client]] = {}
    for client in await bad_addresses.mark_bad_emails(tx, came_back, by=SERVICE, now=now):
        marked.setdefault((client.practice_id, client.email), []).append(client)
    recipients = [(practice, Channel.EMAIL, address) for practice, address in marked]
    held = await suppression.to_recipients(tx, recipients, _MARKED, now)
    await alerts.raise_all(
        tx, [_alert(tx, came_back[key], some, now) for key, some in marked.items()]
    )
    return held


async def recant(tx: Transaction, addresses: Collection[_Key], now: datetime) -> None:
    """Remove the marks from addresses that were refused by a mistake of the smarthost.

    Args:
        tx: a transaction, after the one that marked them.
        addresses: (practice id, address).
        now: UTC.
    """
    if not addresses:
        return
    good = await bad_addresses.clear_bad_emails(tx, addresses, by=SERVICE, now=now)
    ids = {(client.practice_id, client.id) for client in good}
    wrong = [
        (alert.practice_id, alert.id)
        for alert in await alerts.open_of_kind(tx, AlertKind.BAD_NUMBER)
        if alert.reason.code is ReasonCode.EMAIL_FAILS
        and (alert.practice_id, alert.reason.facts["client_id"]) in ids
    ]
    await alerts.resolve_all(tx, wrong, by=SERVICE, now=now)


def _alert(tx: Transaction, outcome: Outcome, marked: Sequence[Client], now: datetime) -> Alert:
    message = outcome.message
    ids = [client.id for client in marked]
    facts = {
        "why": outcome.reason,
        "clients": tuple(client.name for client in marked),
        "client_id": ids[0],
    }
    return Alert(
        practice_id=message.practice_id,
        id=tx.ids.new(),
        kind=AlertKind.BAD_NUMBER,
        reason=Reason(ReasonCode.EMAIL_FAILS, facts),
        at=now,
        client_id=message.client_id if message.client_id in ids else ids[0],
        appointment_id=message.appointment_id,
        message_id=message.id,
    )
