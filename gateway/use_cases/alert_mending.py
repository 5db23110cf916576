"""What mends an alert about a message that did not reach a client, and does it at once.

It is sent again, by the other channel if need be; the number is corrected first, or consent that
the client gives on the phone is recorded first. What is mended is seen to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows, reminders
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import (
    STANDING,
    TO_CLIENTS,
    AlertKind,
    AppointmentStatus,
    Channel,
    ConsentHow,
    MessageKind,
    MessageStatus,
)
from gateway.links.links import Links
from gateway.messaging import reach
from gateway.messaging.addresses import their_address
from gateway.messaging.reach import Reach
from gateway.use_cases import client_records, consent_changes, message_resend
from gateway.use_cases.consent_changes import ConsentRequest
from gateway.use_cases.message_resend import NotSendable
from gateway.use_cases.tariff import Tariff

_AGAIN = frozenset(
    {MessageStatus.FAILED, MessageStatus.EXPIRED, MessageStatus.UNKNOWN, MessageStatus.SKIPPED}
)
_REPEATED = frozenset({MessageKind.BOOKED, MessageKind.CHANGED, MessageKind.REMINDER})
_UNAGREED = frozenset({ReasonCode.NO_CONSENT})


@dataclass(frozen=True, slots=True)
class AlertActs:
    """The acts that may mend an alert.

    Attributes:
        resend: the channels by which the message can be sent again, that of before first.
        correct: whether the client's number or address is wrong, and which: a channel; else None.
        agree: the channel for which the client has to agree first; None where that is not it.
        write: the channel by which staff can write to the client; None for none.
        phone: the client's number, to call; "" for none.
    """

    resend: tuple[Channel, ...] = ()
    correct: Channel | None = None
    agree: Channel | None = None
    write: Channel | None = None
    phone: str = ""


NO_ACTS = AlertActs()


@dataclass(frozen=True, slots=True)
class MendingTools:
    """What an act of mending needs beside the alert.

    Attributes:
        tariff: the channels with their carriers and prices.
        links: makes the links in texts; None: texts have none.
    """

    tariff: Tariff
    links: Links | None = field(default=None, repr=False)


async def acts(
    tx: Transaction, practice: Practice, found: Sequence[Alert], tariff: Tariff, now: datetime
) -> Mapping[int, AlertActs]:
    """Return what may mend each alert, by its id; alerts about nobody have no acts.

    Args:
        tx: any transaction.
        practice: the practice of the alerts.
        found: the alerts.
        tariff: the channels with their carriers and prices.
        now: UTC.
    """
    people = await clients.get_many(tx, [(practice.id, a.client_id) for a in found if a.client_id])
    visits = await agenda.by_ids(
        tx, [(practice.id, a.appointment_id) for a in found if a.appointment_id]
    )
    ids = [one.message_id for one in found if one.message_id]
    sent = {one.id: one for one in await message_rows.by_ids(tx, practice.id, ids)} if ids else {}
    known = await reach.load(tx, [(one, TO_CLIENTS) for one in people.values()], tariff.channels)
    return {
        alert.id: _acts(
            alert,
            people[practice.id, alert.client_id],
            visits.get((practice.id, alert.appointment_id or 0)),
            sent.get(alert.message_id or 0),
            known,
            now,
        )
        for alert in found
        if (practice.id, alert.client_id or 0) in people and alert.client_id
    }


def _acts(  # noqa: PLR0917 (all that is known of one alert)
    alert: Alert,
    client: Client,
    visit: Appointment | None,
    message: Message | None,
    known: Reach,
    now: datetime,
) -> AlertActs:
    first = message.channel if message else Channel.SMS
    kind = message.kind if message else MessageKind.REMINDER
    others = (one for one in TO_CLIENTS if one is not first)
    ways = [
        one
        for one in (first, *others)
        if one in known.kinds and their_address(client, one) and not known.refusal(client, one)
    ]
    of_use = visit is not None and visit.starts_at > now and _says_what_holds(visit, kind)
    undelivered = alert.kind is AlertKind.NOT_DELIVERED and kind in _REPEATED
    refused = known.refusal(client, first).code
    return AlertActs(
        resend=tuple(ways) if of_use and undelivered else (),
        correct=_wrong(alert, client, first),
        agree=first if refused in _UNAGREED else None,
        write=ways[0] if ways else None,
        phone=client.mobile,
    )


def _says_what_holds(visit: Appointment, kind: MessageKind) -> bool:
    """Tell whether a message is true of a visit: of a cancelled one, that it is cancelled is."""
    cancelled = visit.status is AppointmentStatus.CANCELLED
    return visit.status in STANDING or (cancelled and kind is MessageKind.CHANGED)


def _wrong(alert: Alert, client: Client, channel: Channel) -> Channel | None:
    """Return the channel whose address of the client is wrong, None where none is known to be."""
    of_number = alert.kind in {AlertKind.BAD_NUMBER, AlertKind.WRONG_NUMBER} or client.mobile_bad
    if channel is Channel.SMS and (of_number or alert.kind is AlertKind.NOT_DELIVERED):
        return Channel.SMS
    return Channel.EMAIL if channel is Channel.EMAIL and client.email_bad else None


async def resend(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    alert_id: int,
    by: Channel | None,
    *,
    tools: MendingTools,
    now: datetime,
) -> Message:
    """Send the message of an alert again, and mark the alert as seen to.

    Args:
        tx: a writing transaction.
        actor: who sends it.
        practice: the practice.
        alert_id: the alert.
        by: the channel; None for the one of before, or else another one.
        tools: the channels and links.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not write to clients, or see to alerts.
        NotFound: if the practice has no such open alert, or it is about no message.
        InvalidInput: if nothing may be sent to the client, or the message is of no use any more.
        Stale: if the service is answering the client at this moment.
    """
    require(actor, Permission.SEE_TO_ALERTS, practice)
    alert = await alerts.get_open(tx, practice.id, alert_id)
    return await _send(tx, actor, practice, alert, by, tools=tools, now=now)


async def correct(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    alert_id: int,
    address: str,
    *,
    tools: MendingTools,
    now: datetime,
) -> Message | Reason | None:
    """Correct the number of an alert's client, or the mail address if it has an @ in it.

    The message is then sent again, if it is still of use.

    Returns:
        The new message; why none can be sent now, and then the alert stays open; None if none is of
        use.

    Raises:
        NotPermitted: if the actor may not correct clients, or see to alerts.
        NotFound: if the practice has no such open alert, or it is about no client.
        InvalidInput: if the number is invalid or another client's, or no carrier reaches it.
    """
    require(actor, Permission.SEE_TO_ALERTS, practice)
    alert = await alerts.get_open(tx, practice.id, alert_id)
    client = await _client(tx, practice, alert)
    by = Channel.EMAIL if "@" in address else Channel.SMS
    changed = await client_records.correct(
        *(tx, actor, practice, str(client.id)),
        {"email" if by is Channel.EMAIL else "mobile": address},
        why_unreached=tools.tariff.why_unreached,
        now=now,
    )
    await _require_theirs(tx, practice, changed, by)
    return await _send_or_see_to(tx, actor, practice, alert, by, tools=tools, now=now)


async def agree(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    alert_id: int,
    how: ConsentHow,
    *,
    tools: MendingTools,
    now: datetime,
) -> Message | Reason | None:
    """Record that the client of an alert has agreed to messages, and send the message again.

    Returns:
        The new message; why none can be sent now, and then the alert stays open; None if none is of
        use.

    Raises:
        NotPermitted: if the actor may not record consent, or see to alerts.
        NotFound: if the practice has no such open alert, or it is about no client.
        InvalidInput: if `how` is neither spoken nor on a form.
    """
    require(actor, Permission.SEE_TO_ALERTS, practice)
    alert = await alerts.get_open(tx, practice.id, alert_id)
    client = await _client(tx, practice, alert)
    by = await _channel(tx, practice, alert)
    wish = ConsentRequest((by,), how)
    await consent_changes.start(tx, actor, practice, client, wish, tariff=tools.tariff, now=now)
    return await _send_or_see_to(tx, actor, practice, alert, by, tools=tools, now=now)


async def _client(tx: Transaction, practice: Practice, alert: Alert) -> Client:
    if alert.client_id is None:
        raise NotFound("this alert is about no client")
    return await clients.get(tx, practice.id, alert.client_id)


async def _require_theirs(tx: Transaction, practice: Practice, client: Client, by: Channel) -> None:
    """Refuse an address of somebody else: what is sent to it at once would tell of the visit."""
    address = their_address(client, by)
    find = clients.by_mobiles if by is Channel.SMS else clients.by_emails
    alike = (await find(tx, [practice.id], [address])).get((practice.id, address), ())
    others = [one.name for one in alike if one.id != client.id]
    if others:
        raise InvalidInput(
            f"{address} is of {', '.join(others)}; if they share it, enter it on the client's own"
            " page"
        )


async def _channel(tx: Transaction, practice: Practice, alert: Alert) -> Channel:
    """Return the channel of an alert's message."""
    ids = [alert.message_id] if alert.message_id else []
    sent = await message_rows.by_ids(tx, practice.id, ids) if ids else []
    return sent[0].channel if sent else Channel.SMS


async def _send_or_see_to(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    alert: Alert,
    by: Channel,
    *,
    tools: MendingTools,
    now: datetime,
) -> Message | Reason | None:
    """Send the message of an alert again if it is of use, and mark the alert as seen to.

    What is of use and cannot be sent leaves the alert open: the client does not know yet.
    """
    try:
        async with tx.savepoint():
            return await _send(tx, actor, practice, alert, by, tools=tools, now=now)
    except NotSendable as error:
        return error.reason
    except (InvalidInput, NotFound):
        await alerts.resolve(tx, practice.id, alert.id, by=actor, now=now)
        return None


async def _send(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    alert: Alert,
    by: Channel | None,
    *,
    tools: MendingTools,
    now: datetime,
) -> Message:
    if alert.appointment_id is None:
        raise NotFound("this alert is about no message that could be sent again")
    message = await message_resend.resend(
        *(tx, actor, practice, alert.appointment_id),
        await _repeated(tx, practice, alert),
        channels=tools.tariff.channels,
        now=now,
        links=tools.links,
        by=by,
    )
    await alerts.resolve(tx, practice.id, alert.id, by=actor, now=now)
    return message


async def _repeated(tx: Transaction, practice: Practice, alert: Alert) -> int:
    """Return the id of an alert's message, or of the last reminder that never became one."""
    if alert.message_id is not None:
        return alert.message_id
    planned = await reminders.of_appointments(tx, practice.id, [alert.appointment_id or 0])
    lost = [one for one in planned if one.status in _AGAIN]
    if not lost:
        raise NotFound("this alert is about no message that could be sent again")
    last = max(lost, key=lambda one: one.due_at)
    return last.message_id or last.id
