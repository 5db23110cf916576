"""Bad numbers: marked after several failures, until a text is delivered or received.

The last texts to a number decide; no counter is kept. A number that somebody reported as not our
client's stays marked, whatever is delivered to it. Email addresses are judged in `bad_emails`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from calendar_store.clients import bad_addresses
from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.messages import delivery_history, suppression
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.actors import SERVICE
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel, MessageStatus
from gateway.messaging.failures import Failure, FailureOf

IN_A_ROW = 3
"""How many texts in a row have to fail: a single receipt may be wrong."""

_MARKED = Reason(ReasonCode.NUMBER_MARKED_BAD)
_Key = tuple[int, str]


async def judge(
    tx: Transaction, lost: Iterable[Outcome], now: datetime, failure_of: FailureOf
) -> None:
    """Mark the numbers that have failed often enough as bad, and alert staff.

    Args:
        tx: the transaction that recorded the outcomes of the texts.
        lost: the outcomes of texts that did not arrive.
        now: UTC.
        failure_of: the channel's failure category of a reason.
    """
    suspects = {_key(one.message): one for one in lost if _is_the_numbers_fault(one, failure_of)}
    if not suspects:
        return
    last = await delivery_history.last(tx, suspects, IN_A_ROW)
    heard = await delivery_history.heard(tx, suspects)
    for key, outcome in suspects.items():
        if not _bad(last.get(key, []), heard.get(key), failure_of):
            continue
        marked = await bad_addresses.mark_bad_number(tx, *key, by=SERVICE, now=now)
        if marked:
            recipients = [(key[0], Channel.SMS, key[1])]
            await suppression.to_recipients(tx, recipients, _MARKED, now)
            await alerts.raise_all(tx, [_alert(tx, outcome, marked, now)])


async def work(
    tx: Transaction, addresses: Iterable[tuple[int, Channel, str]], now: datetime
) -> None:
    """Remove the marks from addresses that a message was delivered to or received from.

    Args:
        tx: the transaction that recorded the delivery or the message.
        addresses: (practice, channel, address).
        now: UTC.
    """
    known = set(addresses)
    numbers = {(one, address) for one, channel, address in known if channel is Channel.SMS}
    emails = {(one, address) for one, channel, address in known if channel is Channel.EMAIL}
    await bad_addresses.clear_bad_numbers(tx, numbers, by=SERVICE, now=now)
    await bad_addresses.clear_bad_emails(tx, emails, by=SERVICE, now=now)


def _key(message: Message) -> _Key:
    return message.practice_id, message.recipient


def _is_the_numbers_fault(one: Outcome, failure_of: FailureOf) -> bool:
    return one.message.channel is Channel.SMS and failure_of(one.reason) is Failure.NUMBER


def _bad(last: Sequence[Message], heard: datetime | None, failure_of: FailureOf) -> bool:
    """Tell whether the last texts all failed by the number, and no text came from it since."""
    return len(last) == IN_A_ROW and all(
        fate.status is not MessageStatus.DELIVERED
        and failure_of(fate.reason) is Failure.NUMBER
        and (heard is None or fate.created_at > heard)
        for fate in last
    )


def _alert(tx: Transaction, outcome: Outcome, marked: Sequence[Client], now: datetime) -> Alert:
    message = outcome.message
    ids = [client.id for client in marked]
    facts = {
        "count": IN_A_ROW,
        "why": outcome.reason,
        "clients": tuple(client.name for client in marked),
        "client_id": ids[0],
    }
    return Alert(
        practice_id=message.practice_id,
        id=tx.ids.new(),
        kind=AlertKind.BAD_NUMBER,
        reason=Reason(ReasonCode.NUMBER_FAILS, facts),
        at=now,
        client_id=message.client_id if message.client_id in ids else ids[0],
        appointment_id=message.appointment_id,
        message_id=message.id,
    )
