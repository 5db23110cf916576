"""Consent to kinds of messages that need one of their own: those after a visit.

It says nothing of channels, whose consent (`consent`) has to stand besides. Whoever withdraws the
consent to a channel has withdrawn this one too, and gives it anew: START does not bring it back.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
)

from calendar_store import schema
from calendar_store.clients import clients, consent_statements
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.clients import KindConsentEvent
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.statuses import ConsentHow, ConsentKind, MessageKind

KindConsent = tuple[int, int, MessageKind]
"""Practice id, client id and kind of messages."""

_T = schema.kind_consent_events
_CHANNELS = schema.consent_events
_CLIENTS = schema.clients


@dataclass(frozen=True, slots=True)
class KindStatement:
    """A statement about a kind of messages, before it is stored.

    Attributes:
        client_id: the client.
        about: the kind of messages.
        kind: granted or withdrawn.
        how: how the statement was made.
        by: the actor who records it: a member of staff, or the client.
        at: when it was made, aware.
        evidence: proof of the statement.
    """

    client_id: int
    about: MessageKind
    kind: ConsentKind
    how: ConsentHow
    by: Actor
    at: datetime
    evidence: str = ""


def stands(
    practice: ColumnElement[Any], client: ColumnElement[Any], about: ColumnElement[Any] | str
) -> ColumnElement[bool]:
    """Return the condition that a client has agreed to a kind, and stopped nothing since.

    Args:
        practice: the column of the practice.
        client: the column of the client.
        about: the column of the kind, or its value.
    """
    given = _T.alias("given")
    return (
        select(given.c.id)
        .where(_of(given, practice, client), given.c.about == about, *_holds(given))
        .exists()
    )


def _holds(given: FromClause) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a statement is a consent, and that nothing was stopped since."""
    later, stopped = _T.alias("taken"), _CHANNELS.alias("stopped")
    of_given = (given.c.practice_id, given.c.client_id)
    withdrawn = ConsentKind.WITHDRAWN.value
    taken = select(later.c.id).where(
        _of(later, *of_given),
        later.c.about == given.c.about,
        later.c.kind == withdrawn,
        _is_later(later, given),
    )
    silenced = select(stopped.c.id).where(
        _of(stopped, *of_given), stopped.c.kind == withdrawn, _is_later(stopped, given)
    )
    granted = given.c.kind == ConsentKind.GRANTED.value
    return granted, ~taken.exists(), ~silenced.exists()


def _of(table: FromClause, practice: Any, client: Any) -> ColumnElement[bool]:
    which = table.c.id if table is _CLIENTS else table.c.client_id
    return and_(table.c.practice_id == practice, which == client)


def _is_later(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    # by the time when it was said, as consent to a channel
    return or_(one.c.at > other.c.at, and_(one.c.at == other.c.at, one.c.id > other.c.id))


_STANDING = {
    kind: select(_CLIENTS.c.practice_id, _CLIENTS.c.id).where(
        in_keys(_CLIENTS.c.practice_id, _CLIENTS.c.id),
        stands(_CLIENTS.c.practice_id, _CLIENTS.c.id, kind.value),
    )
    for kind in KINDS
}
_GIVEN = _T.alias("given")
_COUNTED = select(func.count()).select_from(
    select(_GIVEN.c.client_id)
    .distinct()
    .join(_CLIENTS, _of(_CLIENTS, _GIVEN.c.practice_id, _GIVEN.c.client_id))
    .where(
        _GIVEN.c.practice_id == bindparam("b_practice"),
        _GIVEN.c.about == bindparam("b_about"),
        *_holds(_GIVEN),
        clients.STANDING,
        _CLIENTS.c.retired_at.is_(None),
    )
    .limit(bindparam("b_most", type_=BigInteger))
    .subquery()
)
_HISTORY = select(_T).where(in_keys(_T.c.practice_id, _T.c.client_id)).order_by(_T.c.at, _T.c.id)


async def record(
    tx: Transaction,
    practice_id: int,
    said: Sequence[KindStatement],
    *,
    now: datetime,
    logged: bool = True,
) -> tuple[KindConsentEvent, ...]:
    """Store statements about kinds of messages of one or more clients.

    Args:
        tx: a writing transaction.
        practice_id: the clients' practice.
        said: the statements.
        now: time of recording, aware.
        logged: whether the log tells of each; one entry tells of all of an import.

    Raises:
        InvalidInput: if a statement's time is in the future.
    """
    events = tuple(_event(tx, practice_id, one, now) for one in said)
    await tx.executemany(insert(_T), [_row(event) for event in events])
    if logged:
        each = zip(said, events, strict=True)
        told = [(one.by, event, {"about": event.about.value}) for one, event in each]
        await consent_statements.log(tx, practice_id, told, now)
    if events:
        tx.notify(Topic.CALENDAR)
    return events


async def standing(tx: Transaction, some: Iterable[tuple[int, int]]) -> set[KindConsent]:
    """Return the kinds to which (practice id, client id) `some` agree at present.

    Consent to a channel, opt-outs and muted kinds are not checked.
    """
    keys = key_params(sorted(set(some)))
    return {
        (row.practice_id, row.id, kind)
        for kind, statement in _STANDING.items()
        for row in await tx.execute(statement, keys)
    }


async def counted(tx: Transaction, practice_id: int, most: int) -> Mapping[MessageKind, int]:
    """Return how many of a practice's clients agree to each kind: `most` for that many or more."""
    found = {}
    for kind in KINDS:
        values = {"b_practice": practice_id, "b_about": kind.value, "b_most": most}
        found[kind] = (await tx.execute(_COUNTED, values)).scalar_one()
    return found


async def history(
    tx: Transaction, some: Collection[tuple[int, int]]
) -> tuple[KindConsentEvent, ...]:
    """Return all that (practice id, client id) `some` said of kinds, in order of time."""
    if not some:
        return ()
    return tuple(_value(row) for row in await tx.execute(_HISTORY, key_params(some)))


async def delete_events(tx: Transaction, practice_id: int, ids: Collection[int]) -> None:
    """Delete statements that were recorded by mistake."""
    if ids:
        keys = key_params([(practice_id, one) for one in ids])
        await tx.execute(delete(_T).where(in_keys(_T.c.practice_id, _T.c.id)), keys)
        tx.notify(Topic.CALENDAR)


def _event(
    tx: Transaction, practice_id: int, said: KindStatement, now: datetime
) -> KindConsentEvent:
    at = consent_statements.said_at(said.at, now)
    return KindConsentEvent(
        practice_id,
        tx.ids.new(),
        *(said.client_id, said.about, said.kind, said.how, said.by.label, at, said.evidence),
    )


def _row(event: KindConsentEvent) -> dict[str, Any]:
    return consent_statements.row_of(event) | {"about": event.about.value}


def _value(row: Any) -> KindConsentEvent:
    return KindConsentEvent(
        row.practice_id,
        row.id,
        row.client_id,
        MessageKind(row.about),
        *consent_statements.said_in(row),
    )
