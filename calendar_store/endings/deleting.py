"""Deletes what was kept for its time, in portions, and counts what goes in the same commit.

Each portion is a transaction of the caller's: whoever is killed between two of them has lost
nothing and counted nothing twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    SmallInteger,
    String,
    Table,
    delete,
    func,
    select,
)

from calendar_store import schema
from calendar_store.database import ids
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.endings import RetentionKind

PORTION = 500
"""Rows of the table that a portion goes by; what hangs on them goes with them."""
Counts = dict[str, int]
Bounds = Mapping[RetentionKind, datetime]
"""Before which moment each kind goes; a kind that is kept for good is not in it."""

_S = schema
_UNDER_WAY = ("queued", "sending", "planned")
_OF_VISIT = (
    *(_S.appointment_notes, _S.appointment_history, _S.reminders, _S.message_resends),
    *(_S.announcement_recipients, _S.follow_ups),
)
_OF_MESSAGE = (_S.message_parts, _S.message_history)
_OF_CLIENT = (_S.consent_events, _S.kind_consent_events, _S.muted_kinds, _S.client_terms)
_STAYS = frozenset({"deletions", "audit_cuts", "audit_log", "audit_chain", "practices"})
_FIRST = (
    "logins",
    "staff_tokens",
    "passkeys",
    "recovery_codes",
    "support_grants",
    "support_visits",
    "staff",
)
_CLOCKS = timedelta(hours=2)


async def some_of(
    tx: Transaction,
    kind: RetentionKind,
    practice_id: int,
    bounds: Bounds,
    limit: int = PORTION,
) -> Counts:
    """Delete a portion of a kind; return rows by table, {} where nothing is left.

    Args:
        tx: a writing transaction.
        kind: the kind; the log is cut by `log_cuts`.
        practice_id: the practice.
        bounds: before which moment each kind goes.
        limit: most rows of the table that the portion goes by.
    """
    before = bounds.get(kind)
    if before is None:
        return {}
    if kind is RetentionKind.VISITS:
        return await _visits(tx, practice_id, bounds, before, limit)
    if kind is RetentionKind.MESSAGES:
        return await _messages(tx, practice_id, before, limit)
    if kind is RetentionKind.TEXTS:
        return await _texts(tx, practice_id, before, limit)
    if kind is RetentionKind.CONSENTS:
        return await _consents(tx, practice_id, before, limit)
    return {}


async def due(tx: Transaction, kind: RetentionKind, practice_id: int, before: datetime) -> Counts:
    """Count what would go of a kind, by the tables that it goes by."""
    counts: Counts = {}
    for table, condition in _wanted(kind, practice_id, before):
        counted = select(func.count()).select_from(table).where(condition)
        number = int((await tx.execute(counted)).scalar_one())
        if number:
            counts[table.name] = number
    return counts


def _wanted(
    kind: RetentionKind, practice_id: int, before: datetime
) -> Sequence[tuple[Table, ColumnElement[bool]]]:
    if kind is RetentionKind.VISITS:
        return ((_S.appointments, _old_visits(practice_id, before)),)
    if kind is RetentionKind.MESSAGES:
        return ((_S.messages, _old_messages(practice_id, before)),)
    if kind is RetentionKind.TEXTS:
        return ((_S.inbound, _old_texts(practice_id, before)),)
    if kind is RetentionKind.CONSENTS:
        return tuple((table, _superseded(table, practice_id, before)) for table in _CONSENTS)
    return ()


def _old_visits(practice_id: int, before: datetime) -> ColumnElement[bool]:
    t = _S.appointments.c
    return (t.practice_id == practice_id) & (t.starts_at < before) & (t.ends_at < before)


def _old_messages(practice_id: int, before: datetime) -> ColumnElement[bool]:
    t = _S.messages.c
    # ids grow with time: what is younger is not read
    near = (t.practice_id == practice_id) & (t.id < ids.first_at(before + _CLOCKS))
    return near & (t.created_at < before) & t.status.not_in(_UNDER_WAY)


def _old_texts(practice_id: int, before: datetime) -> ColumnElement[bool]:
    t = _S.inbound.c
    old = (t.practice_id == practice_id) & (t.received_at < before)
    return old & (t.status != "new")


_CONSENTS = (_S.consent_events, _S.kind_consent_events)


def _superseded(table: Table, practice_id: int, before: datetime) -> ColumnElement[bool]:
    """Return the condition of consent that a later word of the same client has replaced."""
    later = table.alias("later")
    about = "channel" if "channel" in table.c else "about"
    same = (
        (later.c.practice_id == table.c.practice_id)
        & (later.c.client_id == table.c.client_id)
        & (later.c[about] == table.c[about])
        & (later.c.id > table.c.id)
    )
    replaced = select(later.c.id).where(same).exists()
    return (table.c.practice_id == practice_id) & (table.c.at < before) & replaced


async def _visits(
    tx: Transaction, practice_id: int, bounds: Bounds, before: datetime, limit: int
) -> Counts:
    t = _S.appointments
    found = select(t.c.id).where(_old_visits(practice_id, before)).order_by(t.c.starts_at)
    visits = list((await tx.execute(found.limit(limit))).scalars())
    counts: Counts = {}
    for table in (*_OF_VISIT, _S.booking_holds, _S.alerts):
        await _hanging(tx, table.c["appointment_id"], practice_id, visits, counts)
    await _hanging(tx, t.c["id"], practice_id, visits, counts)
    if visits:
        return counts
    for table, column in (
        (_S.waiting_list, "ends_at"),
        (_S.offers, "ends_at"),
        (_S.blocks, "ends_at"),
        (_S.booking_holds, "created_at"),
        (_S.imports, "created_at"),
    ):
        old = (table.c.practice_id == practice_id) & (table.c[column] < before)
        await _listed(tx, table, old, limit, counts)
    imports = select(_S.imports.c.id).where(_S.imports.c.practice_id == practice_id)
    for table in (_S.import_rows, _S.import_files):
        orphans = (table.c.practice_id == practice_id) & table.c.import_id.not_in(imports)
        await _listed(tx, table, orphans, limit, counts)
    await _series_and_announcements(tx, practice_id, before, limit, counts)
    await _clients(tx, practice_id, bounds, limit, counts)
    return counts


async def _series_and_announcements(
    tx: Transaction, practice_id: int, before: datetime, limit: int, counts: Counts
) -> None:
    series, visits = _S.series, _S.appointments
    booked = select(visits.c.id).where(
        visits.c.practice_id == practice_id, visits.c.series_id == series.c.id
    )
    over = (series.c.practice_id == practice_id) & (series.c.created_at < before)
    await _listed(tx, series, over & ~booked.exists(), limit, counts)
    told, whom = _S.announcements, _S.announcement_recipients
    left = select(whom.c.appointment_id).where(
        whom.c.practice_id == practice_id, whom.c.announcement_id == told.c.id
    )
    over = (told.c.practice_id == practice_id) & (told.c.ends_at < before)
    await _listed(tx, told, over & ~left.exists(), limit, counts)


async def _clients(
    tx: Transaction, practice_id: int, bounds: Bounds, limit: int, counts: Counts
) -> None:
    """Delete clients of whom nothing is left; whose erasure the log still tells stays, nameless."""
    t, before = _S.clients, bounds[RetentionKind.VISITS]
    old = (t.c.practice_id == practice_id) & (t.c.created_at < before)
    log = bounds.get(RetentionKind.LOG)
    told = t.c.erased_at.is_(None)
    old &= told if log is None else told | (t.c.erased_at < log)
    for table in (_S.appointments, _S.messages, _S.waiting_list, _S.series, _S.offers):
        theirs = (table.c.practice_id == practice_id) & (table.c.client_id == t.c.id)
        old &= ~select(table.c.client_id).where(theirs).exists()
    other = t.alias("other")
    into = (other.c.practice_id == practice_id) & (other.c.merged_into == t.c.id)
    old &= ~select(other.c.id).where(into).exists()
    consents = bounds.get(RetentionKind.CONSENTS)
    for table in _CONSENTS:
        theirs = (table.c.practice_id == practice_id) & (table.c.client_id == t.c.id)
        if consents is not None:
            theirs &= table.c.at >= consents
        old &= ~select(table.c.id).where(theirs).exists()
    found = select(t.c.id).where(old).order_by(t.c.id).limit(limit)
    people = list((await tx.execute(found)).scalars())
    for table in _OF_CLIENT:
        await _hanging(tx, table.c["client_id"], practice_id, people, counts)
    for column in ("one_id", "other_id"):
        await _hanging(tx, _S.client_doubles.c[column], practice_id, people, counts)
    for column in ("kept_id", "merged_id"):
        await _hanging(tx, _S.client_merges.c[column], practice_id, people, counts)
    await _hanging(tx, t.c["id"], practice_id, people, counts)


async def _messages(tx: Transaction, practice_id: int, before: datetime, limit: int) -> Counts:
    t, counts = _S.messages, Counts()
    found = select(t.c.id).where(_old_messages(practice_id, before)).order_by(t.c.id)
    sent = list((await tx.execute(found.limit(limit))).scalars())
    for table in _OF_MESSAGE:
        await _hanging(tx, table.c["message_id"], practice_id, sent, counts)
    await _hanging(tx, _S.received_mails.c["answers_id"], practice_id, sent, counts)
    await _hanging(tx, t.c["id"], practice_id, sent, counts)
    if not sent:
        alerts = _S.alerts.c
        seen = (alerts.practice_id == practice_id) & (alerts.resolved_at < before)
        await _listed(tx, _S.alerts, seen, limit, counts)
    return counts


async def _texts(tx: Transaction, practice_id: int, before: datetime, limit: int) -> Counts:
    t, counts = _S.inbound, Counts()
    found = select(t.c.id).where(_old_texts(practice_id, before)).order_by(t.c.id)
    texts = list((await tx.execute(found.limit(limit))).scalars())
    await _hanging(tx, _S.labelled_examples.c["inbound_id"], practice_id, texts, counts)
    keys = [(one,) for one in texts]
    for table, column in ((_S.received_mails, "inbound_id"), (t, "id")):
        await _gone(tx, table, [column], keys, counts)
    if not texts:
        for table, moment in (
            (_S.conversation_notes, "at"),
            (_S.conversations, "updated_at"),
            (_S.received_mails, "received_at"),
        ):
            old = (table.c.practice_id == practice_id) & (table.c[moment] < before)
            await _listed(tx, table, old, limit, counts)
    return counts


async def _consents(tx: Transaction, practice_id: int, before: datetime, limit: int) -> Counts:
    counts: Counts = {}
    for table in _CONSENTS:
        await _listed(tx, table, _superseded(table, practice_id, before), limit, counts)
    return counts


def whole_tables() -> Sequence[Table]:
    """Return the tables that a whole practice is deleted from, in their order; the log is cut."""
    theirs = [
        one
        for one in reversed(schema.metadata.sorted_tables)
        if "practice_id" in one.c and one.name not in _STAYS
    ]
    by_name = {one.name: one for one in theirs}
    first = [by_name[name] for name in _FIRST]
    return [*first, *(one for one in theirs if one.name not in _FIRST)]


async def some_rows(tx: Transaction, table: Table, practice_id: int, limit: int) -> int:
    """Delete a portion of a practice's rows of a table; return how many there were."""
    counts: Counts = {}
    if table is _S.client_terms:
        # many of each client, and a key that no list of keys is looked up by
        t = table.c
        one = select(t.client_id).where(t.practice_id == practice_id).order_by(t.client_id)
        people = list((await tx.execute(one.distinct().limit(limit))).scalars())
        await _hanging(tx, t.client_id, practice_id, people, counts)
    else:
        await _listed(tx, table, table.c.practice_id == practice_id, limit, counts)
    return counts.get(table.name, 0)


async def practice_itself(tx: Transaction, practice_id: int) -> None:
    """Delete the row of a practice of which nothing else is left."""
    await tx.execute(delete(_S.practices).where(_S.practices.c.id == practice_id))


async def _hanging(
    tx: Transaction,
    column: Column[Any],
    practice_id: int,
    of_ids: Sequence[int],
    counts: Counts,
) -> None:
    """Delete rows by a column of theirs that names some of a practice's things."""
    keys = [(practice_id, one) for one in of_ids]
    await _gone(tx, column.table, ["practice_id", column.name], keys, counts)


async def _listed(
    tx: Transaction, table: Table, condition: ColumnElement[bool], limit: int, counts: Counts
) -> None:
    """Delete the first rows with a condition, by their keys; all of them where keys are odd."""
    key = list(table.primary_key)
    plain = all(type(one.type) in {BigInteger, Integer, SmallInteger, String} for one in key)
    if not plain:
        done = await tx.execute(delete(table).where(condition))
        _count(counts, table, done.rowcount)
        return
    found = select(*key).where(condition).order_by(*key).limit(limit)
    keys = [tuple(row) for row in await tx.execute(found)]
    await _gone(tx, table, [one.name for one in key], keys, counts)


async def _gone(
    tx: Transaction,
    table: Table,
    columns: Sequence[str],
    keys: Sequence[tuple[Any, ...]],
    counts: Counts,
) -> None:
    if keys:
        named = [table.c[name] for name in columns]
        done = await tx.execute(delete(table).where(in_keys(*named)), key_params(keys))
        _count(counts, table, done.rowcount)


def _count(counts: Counts, table: Table, number: int) -> None:
    if number > 0:
        counts[table.name] = counts.get(table.name, 0) + number
