"""What clients decide about messages on their own pages, each with its evidence.

Stopping takes effect at once and needs no reason; messages start again only by consent that is
recorded. An opt-out by web covers the address, as one by text does; consent is the client's alone.

Who books by web proves one address by a code, and may enter anybody's as the other: there they can
neither stop what its owner gets nor agree in the owner's name (`proved`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.clients import clients, consent, muted_kinds
from calendar_store.clients.consent import ConsentStatement
from calendar_store.database.connection import Transaction
from calendar_store.messages import after_visits, attempt_outcomes, message_rows, suppression
from calendar_store.model import follow_ups
from calendar_store.model.actors import BY_WEB, Actor, require_own
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import (
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
)
from gateway.use_cases.consent_changes import standing

EVERY = (Channel.SMS, Channel.EMAIL)
KINDS = muted_kinds.MUTABLE
_WORD = "web"
"""The word recorded with an opt-out on a page, in place of a client's own word."""
_STOPPED = frozenset({ReasonCode.OPTED_OUT_BY, ReasonCode.CONSENT_WITHDRAWN})


def address(client: Client, channel: Channel) -> str:
    """Return the address of a client on a channel; "" for none."""
    return client.mobile if channel is Channel.SMS else client.email


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """What a client says about messages to them.

    Attributes:
        actor: who says it: the client.
        client: the client.
        evidence: which page or request said so.
        now: UTC.
    """

    actor: Actor
    client: Client
    evidence: str
    now: datetime

    def __post_init__(self) -> None:
        """Refuse a statement about somebody else.

        Raises:
            NotPermitted: if the actor is another client.
        """
        require_own(self.actor, self.client.practice_id, self.client.id)


async def proved(tx: Transaction, client: Client) -> frozenset[Channel]:
    """Return the channels on which a client has a say over the address.

    A client who came by the booking page has it where they have agreed to messages: by the code,
    or to staff. Addresses of other clients were entered by staff or by the records system.

    Args:
        tx: any transaction.
        client: the client.
    """
    events = await consent.history(tx, client.practice_id, client.id)
    if not events or events[0].by != BY_WEB.label:
        return frozenset(EVERY)
    return frozenset(one.channel for one in events if one.kind is ConsentKind.GRANTED)


async def stop(tx: Transaction, said: OwnStatement, channels: Sequence[Channel]) -> None:
    """Stop messages to a client; what is stopped already stays so, without another record.

    Args:
        tx: a writing transaction.
        said: the statement.
        channels: the channels to stop; those without an address as well.
    """
    client = said.client
    why_not = await standing(tx, client)
    new = [each for each in channels if why_not[each].code not in _STOPPED]
    theirs = await proved(tx, client)
    await _record(tx, said, new, ConsentKind.WITHDRAWN)
    await after_visits.recheck(tx, [(client.practice_id, client.id)], said.now)
    for channel in new:
        recipient = (client.practice_id, channel, address(client, channel))
        if not recipient[2]:
            continue
        if channel not in theirs or await _kept_by_others(tx, client, channel):
            await _hold_back(tx, client, channel, said.now)
        else:
            await consent.opt_out(tx, [(*recipient, _WORD)], said.now)
            await suppression.to_recipients(tx, [recipient], Reason(ReasonCode.OPTED_OUT), said.now)


async def allow(tx: Transaction, said: OwnStatement, channels: Sequence[Channel]) -> None:
    """Record that a client wants messages.

    Args:
        tx: a writing transaction.
        said: the statement.
        channels: the channels; those without an address of theirs, and those on which messages
            are allowed already, are left out.
    """
    client = said.client
    why_not = await standing(tx, client)
    theirs = await proved(tx, client)
    new = [each for each in channels if why_not[each] and each in theirs and address(client, each)]
    await _record(tx, said, new, ConsentKind.GRANTED)
    await consent.opt_in(tx, [(client.practice_id, each, address(client, each)) for each in new])


async def prefer(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    client: Client,
    *,
    wanted: Collection[tuple[Channel, MessageKind]],
    channels: Collection[Channel],
    prefers: Channel | None,
    locale: str,
    now: datetime,
) -> Client:
    """Store a client's preferences.

    Args:
        tx: a writing transaction.
        actor: the client.
        practice: the practice.
        client: the client.
        wanted: the kinds of messages that the client wants, by channel.
        channels: the channels that the form showed; kinds of others stay as they are.
        prefers: the channel preferred; None keeps it.
        locale: the client's language; "" keeps it.
        now: UTC.

    Returns:
        The client after the change.

    Raises:
        NotPermitted: if the actor is another client.
        InvalidInput: if the language is not one of ours.
    """
    require_own(actor, client.practice_id, client.id)
    # a kind that needs consent of its own, and is wanted on no channel, is not muted but withdrawn
    chosen = {kind for _, kind in wanted}
    shown = {
        (channel, kind)
        for channel in channels
        for kind in KINDS
        if kind in chosen or kind not in follow_ups.KINDS
    }
    key = (client.practice_id, client.id)
    await muted_kinds.mute(tx, {(*key, *one) for one in shown - set(wanted)}, by=actor, now=now)
    await muted_kinds.unmute(tx, {(*key, *one) for one in shown & set(wanted)}, by=actor, now=now)
    await after_visits.recheck(tx, [key], now)
    changes: dict[str, str | Channel] = {}
    if prefers is not None and prefers is not client.prefers and address(client, prefers):
        changes["prefers"] = prefers
    if locale and locale != client.locale:
        changes["locale"] = locale
    if not changes:
        return client
    return await clients.change(tx, practice, client.id, by=actor, now=now, **changes)


async def _record(
    tx: Transaction, said: OwnStatement, channels: Sequence[Channel], kind: ConsentKind
) -> None:
    client, by = said.client, said.actor
    statements = [
        ConsentStatement(client.id, one, kind, ConsentHow.WEB, by, said.now, said.evidence)
        for one in channels
    ]
    await consent.record(tx, client.practice_id, statements, now=said.now)


async def _kept_by_others(tx: Transaction, client: Client, channel: Channel) -> bool:
    """Tell whether somebody else with the number agrees to texts: they keep theirs.

    A mailbox has one reader who asks for no more mails, whoever else may have the address.
    """
    if channel is Channel.EMAIL:
        return False
    practice = client.practice_id
    shared = await clients.by_mobiles(tx, [practice], [client.mobile])
    others = [one for one in shared.get((practice, client.mobile), ()) if one.id != client.id]
    return bool(await consent.allowed(tx, [(practice, one.id, channel) for one in others]))


async def _hold_back(tx: Transaction, client: Client, channel: Channel, now: datetime) -> None:
    """Suppress queued messages to this client; others keep the address."""
    recipient = (channel, address(client, channel))
    queued = [
        one
        for one in await message_rows.listed(tx, client.practice_id, recipient=recipient)
        if one.client_id == client.id and one.status is MessageStatus.QUEUED
    ]
    withdrawn = Reason(ReasonCode.CONSENT_WITHDRAWN)
    outcomes = [attempt_outcomes.Outcome(one, MessageStatus.SKIPPED, withdrawn) for one in queued]
    await attempt_outcomes.advance(tx, outcomes, now)
