"""Mark the numbers and email addresses of clients as bad: nothing is sent to them any more."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, update

from calendar_store import schema
from calendar_store.clients import clients
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.clients import Client
from calendar_store.model.statuses import Channel

_T = schema.clients
_SAID_WRONG = exists().where(
    schema.inbound.c.practice_id == _T.c.practice_id,
    schema.inbound.c.channel == Channel.SMS,
    schema.inbound.c.their_address == _T.c.mobile,
    schema.inbound.c.received_at >= _T.c.created_at,
    schema.inbound.c.intent == "wrong_number",
)
_BAD_BUT_THEIRS = clients.BY_MOBILES.where(_T.c.mobile_bad, ~_SAID_WRONG)


async def mark_bad_number(
    tx: Transaction, practice_id: int, mobile: str, *, by: Actor, now: datetime
) -> tuple[Client, ...]:
    """Mark a number as bad.

    No message is sent to a bad number until the number is changed, or until a message is delivered
    to it or received from it.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        mobile: the number, E.164; all clients with this number are marked.
        by: the actor, for the audit log.
        now: time of the change, aware.

    Returns:
        The clients that were marked now, by name; clients marked before are left out.
    """
    everybody = (await clients.by_mobiles(tx, [practice_id], [mobile])).get(
        (practice_id, mobile), ()
    )
    # whose further number it is has another one, to which messages go
    theirs = (client for client in everybody if client.mobile == mobile)
    good = tuple(client for client in theirs if not client.mobile_bad)
    await _set_bad(tx, good, Channel.SMS, bad=True, by=by, now=now)
    return good


async def clear_bad_numbers(
    tx: Transaction, numbers: Collection[tuple[int, str]], *, by: Actor, now: datetime
) -> None:
    """Remove the bad-number mark from numbers that work after all.

    A number stays marked if its owner has texted that the number is not our client's.

    Args:
        tx: a writing transaction.
        numbers: (practice id, number in E.164) pairs.
        by: the actor, for the audit log.
        now: time of the change, aware.
    """
    if numbers:
        rows = await tx.execute(_BAD_BUT_THEIRS, key_params(numbers))
        theirs = [clients.value(row) for row in rows]
        await _set_bad(tx, theirs, Channel.SMS, bad=False, by=by, now=now)


async def mark_bad_emails(
    tx: Transaction, emails: Collection[tuple[int, str]], *, by: Actor, now: datetime
) -> tuple[Client, ...]:
    """Mark email addresses as bad, until they are changed or a mail is received from them.

    Args:
        tx: a writing transaction.
        emails: (practice id, address) pairs; all clients with these addresses are marked.
        by: the actor, for the audit log.
        now: time of the change, aware.

    Returns:
        The clients that were marked now; clients marked before are left out.
    """
    good = [one for one in await _with_emails(tx, emails) if not one.email_bad]
    await _set_bad(tx, good, Channel.EMAIL, bad=True, by=by, now=now)
    return tuple(good)


async def clear_bad_emails(
    tx: Transaction, emails: Collection[tuple[int, str]], *, by: Actor, now: datetime
) -> tuple[Client, ...]:
    """Remove the mark from email addresses that work after all; see `mark_bad_emails`.

    Returns:
        The clients that were marked.
    """
    bad = [one for one in await _with_emails(tx, emails) if one.email_bad]
    await _set_bad(tx, bad, Channel.EMAIL, bad=False, by=by, now=now)
    return tuple(bad)


async def _with_emails(tx: Transaction, emails: Collection[tuple[int, str]]) -> list[Client]:
    if not emails:
        return []
    return [
        clients.value(row) for row in await tx.execute(clients.BY_EMAILS, key_params(list(emails)))
    ]


async def _set_bad(
    tx: Transaction,
    some: Sequence[Client],
    channel: Channel,
    *,
    bad: bool,
    by: Actor,
    now: datetime,
) -> None:
    sms = channel is Channel.SMS
    action = f"client.{'number' if sms else 'email'}_{'bad' if bad else 'good'}"
    column = "mobile_bad" if sms else "email_bad"
    for practice_id in dict.fromkeys(client.practice_id for client in some):
        ids = [client.id for client in some if client.practice_id == practice_id]
        of_ids = (_T.c.practice_id == practice_id) & _T.c.id.in_(ids)
        await tx.execute(update(_T).where(of_ids).values({column: bad}))
        whom: list[tuple[str, dict[str, str]]] = [(str(client_id), {}) for client_id in ids]
        await audit.record_many(tx, practice_id, whom, by=by, action=action, now=now)
        tx.notify(Topic.CALENDAR)
