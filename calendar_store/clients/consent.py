"""Consent events and opt-outs: record them, and decide who may be written to.

Consent events are stored per client and channel: the latest event is the present state. Opt-outs
are stored per practice, channel and address: a STOP covers everybody who shares the number,
whoever sent it, until a START comes from the same number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select

from calendar_store import schema
from calendar_store.clients import consent_statements
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import insert_or_replace
from calendar_store.model.actors import CLIENT, Actor
from calendar_store.model.clients import ConsentEvent
from calendar_store.model.moments import require_aware
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind

Candidate = tuple[int, int, Channel, str]
"""The recipient of a message not yet sent: practice id, client id, channel, address."""

_EVENTS = schema.consent_events
_STOPS = schema.opt_outs
_STOP_WORDS = select(_STOPS.c.practice_id, _STOPS.c.channel, _STOPS.c.address, _STOPS.c.word).where(
    in_keys(_STOPS.c.practice_id, _STOPS.c.channel, _STOPS.c.address)
)
_START = delete(_STOPS).where(
    _STOPS.c.practice_id == bindparam("b_practice"),
    _STOPS.c.channel == bindparam("b_channel"),
    _STOPS.c.address == bindparam("b_address"),
)
_CLIENTS = schema.clients
_OF_CLIENT = and_(
    _EVENTS.c.practice_id == _CLIENTS.c.practice_id, _EVENTS.c.client_id == _CLIENTS.c.id
)
# the latest event counts, by the time when it was said, not by the time when it was entered
_STANDING = (
    select(
        _CLIENTS.c.practice_id,
        _CLIENTS.c.id.label("client_id"),
        _CLIENTS.c.mobile,
        _CLIENTS.c.mobile_bad,
        _CLIENTS.c.email_bad,
        _EVENTS.c.channel,
        _EVENTS.c.kind,
    )
    .select_from(_CLIENTS.outerjoin(_EVENTS, _OF_CLIENT))
    .where(in_keys(_CLIENTS.c.practice_id, _CLIENTS.c.id))
    .order_by(_EVENTS.c.at, _EVENTS.c.id)
)
_HISTORY = select(
    _EVENTS.c.practice_id,
    _EVENTS.c.id,
    _EVENTS.c.client_id,
    _EVENTS.c.channel,
    _EVENTS.c.kind,
    _EVENTS.c.how,
    _EVENTS.c.by,
    _EVENTS.c.at,
    _EVENTS.c.evidence,
).order_by(_EVENTS.c.at, _EVENTS.c.id)


@dataclass(frozen=True, slots=True)
class ConsentStatement:
    """A statement about consent, before it is stored.

    Attributes:
        client_id: the client.
        channel: the channel.
        kind: granted or withdrawn.
        how: how the statement was made: spoken, on a form, by text …
        by: the actor who records the statement: a member of staff, or the client.
        at: when the statement was made, aware.
        evidence: proof of the statement: the received text, the number of the form.
    """

    client_id: int
    channel: Channel
    kind: ConsentKind
    how: ConsentHow
    by: Actor
    at: datetime
    evidence: str = ""


async def record(
    tx: Transaction,
    practice_id: int,
    said: Sequence[ConsentStatement],
    *,
    now: datetime,
    logged: bool = True,
) -> tuple[ConsentEvent, ...]:
    """Store statements about consent of one or more clients.

    Args:
        tx: a writing transaction.
        practice_id: the clients' practice.
        said: the statements.
        now: time of recording, aware.
        logged: whether the log tells of each; one entry tells of all of an import.

    Returns:
        The stored events.

    Raises:
        InvalidInput: if a statement's time is in the future.
    """
    events = tuple(_event(tx, practice_id, one, now) for one in said)
    await tx.executemany(insert(_EVENTS), [_row(event) for event in events])
    if logged:
        each = zip(said, events, strict=True)
        told = [(one.by, event, {"channel": event.channel.value}) for one, event in each]
        await consent_statements.log(tx, practice_id, told, now)
    tx.notify(Topic.CALENDAR)
    return events


async def record_of_number(
    tx: Transaction,
    practice_id: int,
    client_ids: Sequence[int],
    kind: ConsentKind,
    *,
    word: str,
    now: datetime,
    channel: Channel = Channel.SMS,
    how: ConsentHow = ConsentHow.SMS,
) -> None:
    """Record the consent of all clients who share a number, changed by one STOP or START.

    Args:
        tx: a writing transaction.
        practice_id: the clients' practice.
        client_ids: all clients of the practice with this number.
        kind: whether consent is granted or withdrawn.
        word: the text received, as evidence.
        now: when the text came, aware.
        channel: the channel of the consent.
        how: how the text was received.
    """
    said = [
        ConsentStatement(client_id, channel, kind, how, CLIENT, now, word)
        for client_id in client_ids
    ]
    await record(tx, practice_id, said, now=now)


async def opt_out(
    tx: Transaction, stops: Sequence[tuple[int, Channel, str, str]], now: datetime
) -> None:
    """Store opt-outs: from now on no message is sent to these addresses.

    Args:
        tx: a writing transaction.
        stops: (practice id, channel, address, word sent) of each opt-out.
        now: time of the opt-outs, aware.
    """
    at = require_aware(now, "the time of an opt-out")
    rows = {
        stop[:3]: {
            "practice_id": stop[0],
            "channel": stop[1].value,
            "address": stop[2],
            "word": stop[3],
            "at": at,
        }
        for stop in stops
    }
    await insert_or_replace(tx, _STOPS, list(rows.values()))
    tx.notify(Topic.CALENDAR)


async def opt_in(tx: Transaction, starts: Sequence[tuple[int, Channel, str]]) -> None:
    """Delete the opt-outs of addresses, given as (practice id, channel, address)."""
    rows = [{"b_practice": one[0], "b_channel": one[1], "b_address": one[2]} for one in starts]
    await tx.executemany(_START, rows)
    tx.notify(Topic.CALENDAR)


async def stopped(
    tx: Transaction, recipients: Iterable[tuple[int, Channel, str]]
) -> set[tuple[int, Channel, str]]:
    """Return the (practice id, channel, address) `recipients` that have opted out."""
    rows = await tx.execute(_STOP_WORDS, key_params(list(recipients)))
    return {(row.practice_id, Channel(row.channel), row.address) for row in rows}


async def allowed(
    tx: Transaction, wanted: Iterable[tuple[int, int, Channel]]
) -> set[tuple[int, int, Channel]]:
    """Return the (practice id, client id, channel) keys in `wanted` with present consent.

    Opt-outs are not checked; `gate` checks consent and opt-outs.
    """
    asked = set(wanted)
    standing = await _standing(tx, {key[:2] for key in asked})
    return {
        (practice_id, client_id, channel)
        for practice_id, client_id, channel in asked
        if standing.kind((practice_id, client_id), channel) == ConsentKind.GRANTED
    }


async def gate(tx: Transaction, candidates: Iterable[Candidate]) -> dict[Candidate, Reason]:
    """Return the recipients that may not be written to, and why.

    Args:
        tx: any transaction.
        candidates: the recipients to check.

    Returns:
        The reason for each refused recipient; a recipient that is absent may be written to.
    """
    asked = set(candidates)
    standing = await _standing(tx, {candidate[:2] for candidate in asked})
    stops = await _stop_words(tx, asked)
    reasons = {one: _why_not(one, standing, stops.get((one[0], *one[2:]), "")) for one in asked}
    return {one: reason for one, reason in reasons.items() if reason}


async def history(tx: Transaction, practice_id: int, client_id: int) -> tuple[ConsentEvent, ...]:
    """Return all consent events of a client, in order of time."""
    rows = await tx.execute(
        _HISTORY.where(_EVENTS.c.practice_id == practice_id, _EVENTS.c.client_id == client_id)
    )
    return tuple(_value(row) for row in rows)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The present consent, numbers and bad addresses of clients, by (practice id, client id)."""

    bad: dict[tuple[int, int], dict[Channel, bool]]
    mobile: dict[tuple[int, int], str]
    latest: dict[tuple[tuple[int, int], str], str]

    def kind(self, client: tuple[int, int], channel: Channel) -> str:
        return self.latest.get((client, channel.value), "")


async def _standing(tx: Transaction, clients: set[tuple[int, int]]) -> _Standing:
    standing = _Standing({}, {}, {})
    if not clients:
        return standing
    for row in await tx.execute(_STANDING, key_params(clients)):
        client = (row.practice_id, row.client_id)
        standing.bad[client] = {Channel.SMS: row.mobile_bad, Channel.EMAIL: row.email_bad}
        standing.mobile[client] = row.mobile
        if row.channel is not None:
            standing.latest[client, row.channel] = row.kind
    return standing


async def _stop_words(
    tx: Transaction, candidates: set[Candidate]
) -> dict[tuple[int, Channel, str], str]:
    keys = [(one[0], one[2].value, one[3]) for one in candidates]
    if not keys:
        return {}
    rows = await tx.execute(_STOP_WORDS, key_params(keys))
    return {(row.practice_id, Channel(row.channel), row.address): row.word for row in rows}


def _why_not(candidate: Candidate, standing: _Standing, stop_word: str) -> Reason:
    practice_id, client_id, channel, address = candidate
    client = (practice_id, client_id)
    if client not in standing.bad:
        return Reason(ReasonCode.NO_SUCH_CLIENT)
    sms = channel == Channel.SMS
    if not address:
        return Reason(ReasonCode.NO_MOBILE if sms else ReasonCode.NO_EMAIL)
    if stop_word:
        return Reason(ReasonCode.OPTED_OUT_BY, {"word": stop_word})
    # a further number of theirs works although their own one does not
    if standing.bad[client][channel] and not (sms and address != standing.mobile[client]):
        return Reason(ReasonCode.WRONG_NUMBER if sms else ReasonCode.EMAIL_BOUNCED)
    kind = standing.kind(client, channel)
    if kind == ConsentKind.WITHDRAWN:
        return Reason(ReasonCode.CONSENT_WITHDRAWN)
    return NO_REASON if kind == ConsentKind.GRANTED else Reason(ReasonCode.NO_CONSENT)


def _event(
    tx: Transaction, practice_id: int, said: ConsentStatement, now: datetime
) -> ConsentEvent:
    at = consent_statements.said_at(said.at, now)
    return ConsentEvent(
        practice_id,
        tx.ids.new(),
        *(said.client_id, said.channel, said.kind, said.how, said.by.label, at, said.evidence),
    )


def _row(event: ConsentEvent) -> dict[str, Any]:
    return consent_statements.row_of(event) | {"channel": event.channel.value}


def _value(row: Any) -> ConsentEvent:
    return ConsentEvent(
        row.practice_id,
        row.id,
        row.client_id,
        Channel(row.channel),
        *consent_statements.said_in(row),
    )
