"""Records consent and opt-outs that clients tell staff, each with the actor and the evidence.

One message confirms a change, a text to whoever may get texts, else a mail; nothing else is sent
after a stop. A client decides only for themselves: a family's number gets texts until nobody who
has the number agrees to texts any more.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.clients import clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.database.connection import Transaction
from calendar_store.messages import (
    after_visits,
    attempt_outcomes,
    message_rows,
    outbox,
    suppression,
)
from calendar_store.model.actors import Actor
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import (
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
)
from dialogs.wording.rendering import Facts, render
from gateway import policies
from gateway.messaging.addresses import conversation, their_address
from gateway.messaging.compose import Envelope, compose_message
from gateway.use_cases.consent_rules import refuse_older, require_recording, require_told
from gateway.use_cases.tariff import Tariff

EVERY = (Channel.SMS, Channel.EMAIL)
_BY_STAFF = "staff"
"""The word recorded with an opt-out by staff, in place of a client's own word."""


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A client's statement about messages, as staff record it.

    Attributes:
        channels: the channels that the statement is about.
        how: spoken, or on a form.
        evidence: proof of the statement, "" if there is none.
        at: when it was made, aware, as a form is dated; None for now.
    """

    channels: tuple[Channel, ...]
    how: ConsentHow
    evidence: str = ""
    at: datetime | None = None


async def stop(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    client: Client,
    wish: ConsentRequest,
    *,
    tariff: Tariff,
    now: datetime,
) -> Message | None:
    """Stop messages to a client on some channels.

    Args:
        tx: a writing transaction.
        actor: who records the statement.
        practice: the client's practice.
        client: the client.
        wish: the client's statement.
        tariff: the channels with their carriers and prices.
        now: UTC.

    Returns:
        The message that confirms the stop; None if none may be sent, or it would be untrue.

    Raises:
        NotPermitted: if the actor may not record consent.
        NotFound: if the client does not belong to the practice.
    """
    require_recording(actor, practice, client)
    last = {channel: await _last_of(tx, client, channel) for channel in wish.channels}
    # a family whose number stays in use cannot be told that the number gets no more texts
    by = await _confirming(tx, client, tariff)
    confirms = by is not None and last.get(by, True)
    await _record(tx, actor, client, wish, ConsentKind.WITHDRAWN, now=now)
    await after_visits.recheck(tx, [(practice.id, client.id)], now)
    for channel in wish.channels:
        address = their_address(client, channel)
        if address and last[channel]:
            await consent.opt_out(tx, [(practice.id, channel, address, _BY_STAFF)], now)
            recipients = [(practice.id, channel, address)]
            await suppression.to_recipients(tx, recipients, Reason(ReasonCode.OPTED_OUT), now)
        elif address:
            await _hold_back(tx, client, (channel, address), now)
    if by is None or not confirms:
        return None
    return await _confirmed(tx, practice, client, by, _stopped(wish), tariff=tariff, now=now)


async def start(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    client: Client,
    wish: ConsentRequest,
    *,
    tariff: Tariff,
    now: datetime,
) -> Message | None:
    """Allow messages to a client again; the arguments are those of `stop`.

    Raises:
        InvalidInput: if `how` is neither spoken nor on a form, the client has no address, or
            stopped messages after they agreed.
    """
    require_recording(actor, practice, client)
    require_told(wish.how)
    reached = tuple(channel for channel in wish.channels if their_address(client, channel))
    if not reached:
        raise InvalidInput(f"{client.name} has no email address; add it first")
    agreed = ConsentRequest(reached, wish.how, wish.evidence, wish.at)
    await _refuse_older(tx, client, agreed)
    await _record(tx, actor, client, agreed, ConsentKind.GRANTED, now=now)
    starts = [(practice.id, channel, their_address(client, channel)) for channel in reached]
    await consent.opt_in(tx, starts)
    channel = await _confirming(tx, client, tariff)
    if channel is None:
        return None
    name = "opted_in" if Channel.SMS in reached else "emails_started"
    return await _confirmed(tx, practice, client, channel, name, tariff=tariff, now=now)


async def standing(tx: Transaction, client: Client) -> dict[Channel, Reason]:
    """Return why nothing may be sent to a client, by channel; a false reason if it may be."""
    candidates = {
        channel: (client.practice_id, client.id, channel, their_address(client, channel))
        for channel in EVERY
    }
    refused = await consent.gate(tx, candidates.values())
    return {channel: refused.get(one, NO_REASON) for channel, one in candidates.items()}


def _stopped(wish: ConsentRequest) -> str:
    if wish.channels == (Channel.EMAIL,):
        return "emails_stopped"
    return "opted_out" if wish.channels == (Channel.SMS,) else "all_stopped"


async def _confirming(tx: Transaction, client: Client, tariff: Tariff) -> Channel | None:
    """Return the channel by which a change is confirmed: SMS before email; None for none."""
    refused = await standing(tx, client)
    mails = {Channel.EMAIL} & tariff.channels.kinds
    return next((one for one in (Channel.SMS, *mails) if not refused[one]), None)


async def _record(
    tx: Transaction,
    actor: Actor,
    client: Client,
    wish: ConsentRequest,
    kind: ConsentKind,
    *,
    now: datetime,
) -> None:
    said = [
        ConsentStatement(client.id, channel, kind, wish.how, actor, wish.at or now, wish.evidence)
        for channel in wish.channels
    ]
    await consent.record(tx, client.practice_id, said, now=now)


async def _refuse_older(tx: Transaction, client: Client, wish: ConsentRequest) -> None:
    if wish.at is None:
        return
    for event in await consent.history(tx, client.practice_id, client.id):
        later = event.kind is ConsentKind.WITHDRAWN and event.at > wish.at
        if later and event.channel in wish.channels:
            refuse_older(event.at)


async def _last_of(tx: Transaction, client: Client, channel: Channel) -> bool:
    """Tell whether no other client who shares the address agrees to messages."""
    practice, address = client.practice_id, their_address(client, channel)
    shared = await clients.by_addresses(tx, [practice], channel, [address])
    others = [one for one in shared.get((practice, address), ()) if one.id != client.id]
    return not await consent.allowed(tx, [(practice, one.id, channel) for one in others])


async def _hold_back(
    tx: Transaction, client: Client, address: tuple[Channel, str], now: datetime
) -> None:
    """Suppress queued messages to this client; others keep the (channel, address)."""
    queued = [
        one
        for one in await message_rows.listed(tx, client.practice_id, recipient=address)
        if one.client_id == client.id and one.status is MessageStatus.QUEUED
    ]
    withdrawn = Reason(ReasonCode.CONSENT_WITHDRAWN)
    outcomes = [attempt_outcomes.Outcome(one, MessageStatus.SKIPPED, withdrawn) for one in queued]
    await attempt_outcomes.advance(tx, outcomes, now)


async def _confirmed(
    tx: Transaction,
    practice: Practice,
    client: Client,
    kind: Channel,
    name: str,
    *,
    tariff: Tariff,
    now: datetime,
) -> Message | None:
    _, ours, theirs = conversation(tariff.channels, practice, client, kind)
    channel, way = tariff.of(kind), tariff.way(ours, theirs, kind)
    if channel is None or way is None:
        return None
    own = (await policies.load(tx, [practice.id]))[practice.id].templates
    facts = Facts(practice, client, by_mail=kind is Channel.EMAIL)
    text = render(name, client.locale or practice.locale, facts, own)
    envelope = Envelope(practice.id, ours, theirs, client.id)
    message = compose_message(
        *(tx.ids, MessageKind.STAFF, text, envelope), channel=channel, now=now, way=way
    )
    await outbox.enqueue(tx, [message])
    return message
