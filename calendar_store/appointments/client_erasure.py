"""Erase a person: names, addresses and texts go; visits, costs and consent stay without the name.

What stays says nothing about whom it was: when visits were, what messages cost, and that consent
was given and withdrawn, which the practice has to be able to show (GDPR, art. 7 (1) and 17 (3)
(b)). The number of a signed form stays with the consent; a client's own words do not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, null, or_, select, update
from sqlalchemy.sql.dml import Delete, Update

from calendar_store import schema
from calendar_store.appointments import waiting_list
from calendar_store.clients import client_terms, clients, doubles
from calendar_store.database import audit, audit_chain
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.clients import Client
from calendar_store.model.statuses import (
    Channel,
    ConsentHow,
    InboundStatus,
    MessageStatus,
    WaitingStatus,
)

_NO_REASON: Mapping[str, Any] = {"reason_code": "", "reason_facts": {}}
_UNSENT = (MessageStatus.QUEUED.value, MessageStatus.PLANNED.value)
_WAITS = (WaitingStatus.WAITING.value, WaitingStatus.OFFERED.value)
_NOBODY: Mapping[str, Any] = {
    **dict.fromkeys(("first", "last", "mobile", "email", "locale"), ""),
    **dict.fromkeys(("mobile_bad", "email_bad"), False),
}


@dataclass(frozen=True, slots=True)
class OfClient:
    """The ids of what belongs to a client, and the addresses that the client ever had.

    Attributes:
        visits: ids of appointments.
        sent: ids of messages to the client.
        received: ids of what the client wrote.
        addresses: (channel, address) pairs.
    """

    visits: Sequence[int]
    sent: Sequence[int]
    received: Sequence[int]
    addresses: Collection[tuple[Channel, str]]


async def erase(
    tx: Transaction, client: Client, theirs: OfClient, *, reason: str, by: Actor, now: datetime
) -> None:
    """Erase a client, and those who were merged into the client.

    Args:
        tx: a writing transaction.
        client: the client.
        theirs: what belongs to the client.
        reason: why, for the audit log.
        by: the actor.
        now: UTC.
    """
    people = [client.id, *await _merged_into(tx, client)]
    await _erase_sent(tx, client.practice_id, theirs.sent)
    await _erase_received(tx, theirs.received, now)
    await _erase_addresses(tx, client, people, theirs)
    await _erase_notes_and_alerts(tx, client.practice_id, people, theirs, by=by, now=now)
    await _erase_choices(tx, client.practice_id, people)
    await _leave_waiting_list(tx, client, by, now)
    await _erase_people(tx, client.practice_id, people, now)
    await _erase_audit(tx, client.practice_id, people)
    await audit.record(
        *(tx, client.practice_id),
        by=by,
        action="client.erased",
        subject=str(client.id),
        now=now,
        detail={"reason": reason},
    )
    tx.notify(Topic.CALENDAR)


async def _merged_into(tx: Transaction, client: Client) -> list[int]:
    """Return the clients that were merged into a client, also by way of others."""
    table, found, new = schema.clients, [], [client.id]
    while new:
        into = (table.c.practice_id == client.practice_id) & table.c.merged_into.in_(new)
        new = list((await tx.execute(select(table.c.id).where(into))).scalars())
        found += new
    return found


async def _erase_sent(tx: Transaction, practice_id: int, ids: Sequence[int]) -> None:
    messages, history = schema.messages, schema.message_history
    keys = [(practice_id, one) for one in ids]
    waits = update(messages).where(messages.c.status.in_(_UNSENT))
    await _each(tx, waits.values(status=MessageStatus.CANCELLED.value), messages, keys)
    emptied = update(messages).values(text="", recipient="", **_NO_REASON)
    await _each(tx, emptied, messages, keys)
    # what a mail server or a carrier answered may name the address
    told = update(history).values(**_NO_REASON)
    await _each(tx, told, history, keys, ("practice_id", "message_id"))
    bounces = schema.received_mails
    named = {"from_address": "", "subject": "", "message_id": "", "attachments": []}
    await _each(tx, update(bounces).values(**named), bounces, keys, ("practice_id", "answers_id"))


async def _erase_received(tx: Transaction, ids: Sequence[int], now: datetime) -> None:
    inbound, parts, mails = schema.inbound, schema.inbound_parts, schema.received_mails
    keys = [(one,) for one in ids]
    new = update(inbound).where(inbound.c.status == InboundStatus.NEW.value)
    done = new.values(status=InboundStatus.DONE.value, handled_at=now)
    await _each(tx, done, inbound, keys, ("id",))
    emptied = {
        "text": "",
        "raw": b"",
        "their_address": "",
        "understood": null(),
        "calendar": null(),
    }
    await _each(tx, update(inbound).values(**emptied), inbound, keys, ("id",))
    await _each(tx, delete(parts), parts, keys, ("inbound_id",))
    named = {"from_address": "", "subject": "", "message_id": "", "attachments": []}
    await _each(tx, update(mails).values(**named), mails, keys, ("inbound_id",))


async def _erase_addresses(
    tx: Transaction, client: Client, people: Sequence[int], theirs: OfClient
) -> None:
    """Erase what is kept by address, but for addresses that other clients have."""
    practice_id = client.practice_id
    holds = schema.booking_holds
    visits = [(practice_id, one) for one in theirs.visits]
    await _each(tx, delete(holds), holds, visits, ("practice_id", "appointment_id"))
    alone = []
    for channel, address in theirs.addresses:
        found = await clients.by_addresses(tx, [practice_id], channel, [address])
        others = [one for one in found.get((practice_id, address), ()) if one.id not in people]
        if not others:
            alone.append((practice_id, channel.value, address))
    by_address = ("practice_id", "channel", "address")
    await _each(tx, delete(schema.opt_outs), schema.opt_outs, alone, by_address)
    await _each(tx, delete(holds), holds, alone, by_address)
    theirs_alone = ("practice_id", "channel", "their_address")
    for table in (schema.conversations, schema.conversation_marks, schema.conversation_notes):
        await _each(tx, delete(table), table, alone, theirs_alone)


async def _erase_notes_and_alerts(
    tx: Transaction,
    practice_id: int,
    people: Sequence[int],
    theirs: OfClient,
    *,
    by: Actor,
    now: datetime,
) -> None:
    notes, alerts = schema.appointment_notes, schema.alerts
    visits = [(practice_id, one) for one in theirs.visits]
    await _each(tx, delete(notes), notes, visits, ("practice_id", "appointment_id"))
    written, examples = schema.conversation_notes, schema.labelled_examples
    about_them = (written.c.practice_id == practice_id) & written.c.client_id.in_(people)
    await tx.execute(delete(written).where(about_them))
    texts = [(practice_id, one) for one in theirs.received]
    await _each(tx, delete(examples), examples, texts, ("practice_id", "inbound_id"))
    about = or_(alerts.c.client_id.in_(people), alerts.c.inbound_id.in_(list(theirs.received)))
    of_client = (alerts.c.practice_id == practice_id) & about
    is_open = of_client & alerts.c.resolved_at.is_(None)
    seen = update(alerts).where(is_open).values(resolved_at=now, resolved_by=by.label)
    await tx.execute(seen)
    await tx.execute(update(alerts).where(of_client).values(**_NO_REASON))


async def _erase_choices(tx: Transaction, practice_id: int, people: Sequence[int]) -> None:
    events, muted = schema.consent_events, schema.muted_kinds
    of_people = (events.c.practice_id == practice_id) & events.c.client_id.in_(people)
    own_words = of_people & (events.c.how != ConsentHow.FORM.value)
    await tx.execute(update(events).where(own_words).values(evidence=""))
    of_kinds = schema.kind_consent_events
    of_people = (of_kinds.c.practice_id == practice_id) & of_kinds.c.client_id.in_(people)
    own_words = of_people & (of_kinds.c.how != ConsentHow.FORM.value)
    await tx.execute(update(of_kinds).where(own_words).values(evidence=""))
    whose = (muted.c.practice_id == practice_id) & muted.c.client_id.in_(people)
    await tx.execute(delete(muted).where(whose))
    # what files of imports said of them
    rows = schema.import_rows
    of_people = (rows.c.practice_id == practice_id) & rows.c.client_id.in_(people)
    await tx.execute(update(rows).where(of_people).values(cells=[], entry={}, changes={}))
    # what was written of them on paper
    copied = schema.paper_entries
    of_people = (copied.c.practice_id == practice_id) & copied.c.client_id.in_(people)
    await tx.execute(update(copied).where(of_people).values(name="", phone="", words="", reason=""))


async def _leave_waiting_list(tx: Transaction, client: Client, by: Actor, now: datetime) -> None:
    for entry in await waiting_list.all_of_client(tx, client.practice_id, client.id):
        if entry.status.value in _WAITS:
            await waiting_list.withdraw(tx, client.practice_id, entry.id, by=by, now=now)


async def _erase_people(
    tx: Transaction, practice_id: int, people: Sequence[int], now: datetime
) -> None:
    table, merges = schema.clients, schema.client_merges
    these = (table.c.practice_id == practice_id) & table.c.id.in_(people)
    async with doubles.renewed(tx, practice_id, people):
        await tx.execute(update(table).where(these).values(**_NOBODY, erased_at=now))
    await client_terms.forget(tx, [(practice_id, one) for one in people])
    into = (merges.c.practice_id == practice_id) & merges.c.kept_id.in_(people)
    await tx.execute(update(merges).where(into).values(moved={}))


async def _erase_audit(tx: Transaction, practice_id: int, people: Sequence[int]) -> None:
    """Empty the details of entries about the people: names and numbers of before and after."""
    table = schema.audit_log
    about = (table.c.practice_id == practice_id) & table.c.subject.in_([str(one) for one in people])
    of_clients = table.c.action.startswith("client.", autoescape=True)
    # a worker that seals these entries at the same time would seal the details that go
    await audit_chain.hold(tx, practice_id)
    theirs = list((await tx.execute(select(table.c.id).where(about, of_clients))).scalars())
    keys = [(practice_id, one) for one in theirs]
    await _each(tx, update(table).values(detail={}), table, keys)
    await audit_chain.forget(tx, keys)


async def _each(
    tx: Transaction,
    statement: Update | Delete,
    table: Table,
    keys: Sequence[tuple[Any, ...]],
    columns: Sequence[str] = ("practice_id", "id"),
) -> None:
    """Run a statement for the rows with keys, found by an index."""
    if keys:
        named = [table.c[column] for column in columns]
        await tx.execute(statement.where(in_keys(*named)), key_params(keys))
