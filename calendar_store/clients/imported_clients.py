"""Clients as imports find, change and remove them: many at once.

Whoever calls this renews the practice's doubles once all is done (`doubles.rebuild`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, select, update

from calendar_store import schema
from calendar_store.clients import client_terms, clients
from calendar_store.database import audit
from calendar_store.database.bulk import BulkWrite, Values
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.entry import search_terms
from calendar_store.model.actors import Actor
from calendar_store.model.clients import Client
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind

_T = schema.clients
_EVENTS = schema.consent_events
_FIELDS = ("first", "last", "mobile", "email", "locale", "prefers")
_SET = (
    update(_T)
    .where(_T.c.practice_id == bindparam("b_practice"), _T.c.id == bindparam("b_id"))
    .values({name: bindparam(f"b_{name}") for name in (*_FIELDS, "mobile_bad", "email_bad")})
)
_TEXTS = ("first", "last", "mobile", "email", "locale")
_ADD = BulkWrite(
    _T,
    ("id", *_TEXTS, "prefers"),
    same=("practice_id", "created_at", "mobile_bad", "email_bad"),
)
_AGREE = BulkWrite(
    _EVENTS,
    ("id", "client_id", "channel", "kind", "at", "evidence"),
    same=("practice_id", "how", "by"),
)
_BY_IDS = clients.READ.where(in_keys(_T.c.practice_id, _T.c.id), clients.STANDING)
_REMOVE = delete(_T).where(in_keys(_T.c.practice_id, _T.c.id))
_OF_CLIENTS = select(
    _EVENTS.c.client_id, _EVENTS.c.channel, _EVENTS.c.kind, _EVENTS.c.evidence
).where(in_keys(_EVENTS.c.practice_id, _EVENTS.c.client_id))
_LATEST = _OF_CLIENTS.order_by(_EVENTS.c.at, _EVENTS.c.id)
_OF_KINDS = schema.kind_consent_events
_LATEST_OF_KINDS = (
    select(_OF_KINDS.c.client_id, _OF_KINDS.c.about, _OF_KINDS.c.kind, _OF_KINDS.c.evidence)
    .where(in_keys(_OF_KINDS.c.practice_id, _OF_KINDS.c.client_id))
    .order_by(_OF_KINDS.c.at, _OF_KINDS.c.id)
)
_TAKE_BACK = [
    delete(table).where(in_keys(table.c.practice_id, table.c.client_id, table.c.evidence))
    for table in (_EVENTS, _OF_KINDS)
]
_OWN = frozenset(
    {"clients", "client_terms", "consent_events", "kind_consent_events", "import_rows"}
)
"""Tables of clients that go with a client who is removed."""


@dataclass(frozen=True, slots=True)
class KnownClients:
    """Clients of a practice whom rows of a file may mean.

    Attributes:
        by_mobile: by number.
        by_email: by email address.
        consent: present consent by (client id, channel); absent: never asked.
        kinds: what was said last by (client id, kind of messages after visits).
    """

    by_mobile: dict[str, list[Client]]
    by_email: dict[str, list[Client]]
    consent: dict[tuple[int, str], str]
    kinds: dict[tuple[int, str], str] = field(default_factory=dict)


async def known(
    tx: Transaction,
    practice_id: int,
    mobiles: Collection[str],
    emails: Collection[str],
    *,
    consent: bool = True,
) -> KnownClients:
    """Return the standing clients with some numbers and addresses.

    Args:
        tx: any transaction.
        practice_id: the practice.
        mobiles: the numbers.
        emails: the addresses.
        consent: whether their consent is asked for.
    """
    found = KnownClients({}, {}, {})
    ids: set[int] = set()
    for keys, statement, of, name in (
        (mobiles, clients.BY_MOBILES, found.by_mobile, "mobile"),
        (emails, clients.BY_EMAILS, found.by_email, "email"),
    ):
        wanted = [(practice_id, one) for one in keys if one]
        for row in await tx.execute(statement, key_params(wanted)) if wanted else ():
            one = clients.value(row)
            ids.add(one.id)
            of.setdefault(getattr(row, name), []).append(one)
    if ids and consent:
        latest = await tx.execute(_LATEST, key_params([(practice_id, one) for one in ids]))
        found.consent.update({(row.client_id, row.channel): row.kind for row in latest})
        said = await tx.execute(_LATEST_OF_KINDS, key_params([(practice_id, one) for one in ids]))
        found.kinds.update({(row.client_id, row.about): row.kind for row in said})
    return found


async def add(
    tx: Transaction, practice_id: int, entries: Sequence[Mapping[str, Any]], now: datetime
) -> list[int]:
    """Add clients of checked entries; one entry of the log tells of all of an import.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        entries: the fields of each, with the "terms" by which they are found.
        now: UTC.

    Returns:
        The ids, in the order of the entries.
    """
    ids = tx.ids.several(len(entries))
    values: Values = {
        "id": ids,
        **{name: [entry.get(name, "") for entry in entries] for name in _TEXTS},
        "prefers": [entry.get("prefers", Channel.SMS.value) for entry in entries],
    }
    same = {"practice_id": practice_id, "created_at": now}
    await _ADD.run(tx, values, same | {"mobile_bad": False, "email_bad": False})
    terms = [
        (term, client_id)
        for entry, client_id in zip(entries, ids, strict=True)
        for term in _terms(entry)
    ]
    await client_terms.keep_many(tx, practice_id, terms)
    return ids


def _terms(entry: Mapping[str, Any]) -> Iterable[str]:
    known = entry.get("terms")
    if isinstance(known, str):
        return known.split()
    return known or search_terms.terms(entry["first"], entry["last"], entry["mobile"])


async def agree(
    tx: Transaction,
    practice_id: int,
    said: Sequence[tuple[int, Channel, ConsentKind, datetime, str]],
    *,
    how: ConsentHow,
    by: Actor,
) -> None:
    """Record consent that rows tell; one entry of the log tells of all of an import.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        said: client id, channel, kind, since when (not in the future), and evidence of each.
        how: how it was said.
        by: who records it.
    """
    values: Values = {
        "id": tx.ids.several(len(said)),
        "client_id": [one[0] for one in said],
        "channel": [one[1].value for one in said],
        "kind": [one[2].value for one in said],
        "at": [one[3] for one in said],
        "evidence": [one[4] for one in said],
    }
    same = {"practice_id": practice_id, "how": how.value, "by": by.label}
    await _AGREE.run(tx, values, same)
    tx.notify(Topic.CALENDAR)


async def current(tx: Transaction, practice_id: int, ids: Iterable[int]) -> dict[int, Client]:
    """Return clients by id, as they are now; merged and erased ones are absent."""
    keys = [(practice_id, one) for one in set(ids)]
    found = await tx.execute(_BY_IDS, key_params(keys))
    return {row.id: clients.value(row) for row in found}


async def change_many(
    tx: Transaction,
    practice_id: int,
    changed: Sequence[tuple[Client, Client]],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Store changed clients, given as they were and as they are; the log tells both."""
    if not changed:
        return
    await tx.executemany(_SET, [_values(after) for _, after in changed])
    await client_terms.replace(tx, [after for _, after in changed])
    told = [(str(after.id), differences(before, after)) for before, after in changed]
    await audit.record_many(tx, practice_id, told, by=by, action="client.changed", now=now)
    tx.notify(Topic.CALENDAR)


def differences(before: Client, after: Client) -> dict[str, list[str]]:
    """Return old and new value of each field that differs, by name."""
    return {
        name: [str(getattr(before, name)), str(getattr(after, name))]
        for name in _FIELDS
        if getattr(before, name) != getattr(after, name)
    }


async def remove(tx: Transaction, practice_id: int, some: Sequence[Client]) -> None:
    """Remove clients who were never more than a row of a file, with the consent it told.

    One entry of the log tells of all of an import.
    """
    keys = [(practice_id, one.id) for one in some]
    if not keys:
        return
    await client_terms.forget(tx, keys)
    for table in (_EVENTS, _OF_KINDS):
        gone = delete(table).where(in_keys(table.c.practice_id, table.c.client_id))
        await tx.execute(gone, key_params(keys))
    await tx.execute(_REMOVE, key_params(keys))
    tx.notify(Topic.CALENDAR)


async def take_back_consent(
    tx: Transaction, practice_id: int, some: Collection[tuple[int, str]]
) -> None:
    """Delete the consent of (client id, evidence) that an import told by mistake."""
    if some:
        keys = [(practice_id, client_id, evidence) for client_id, evidence in some]
        for statement in _TAKE_BACK:
            await tx.execute(statement, key_params(keys))
        tx.notify(Topic.CALENDAR)


async def consents(tx: Transaction, practice_id: int, ids: Collection[int]) -> dict[int, list[str]]:
    """Return the evidence of all that clients have said of consent, by client."""
    found: dict[int, list[str]] = {}
    for statement in (_LATEST, _LATEST_OF_KINDS):
        rows = await tx.execute(statement, key_params([(practice_id, one) for one in ids]))
        for row in rows:
            found.setdefault(row.client_id, []).append(row.evidence)
    return found


async def in_use(
    tx: Transaction, practice_id: int, ids: Collection[int], since_id: int
) -> dict[int, str]:
    """Return which clients something else belongs to, each with the name of its table.

    Args:
        tx: any transaction.
        practice_id: the practice.
        ids: the clients: those of one import were made one after the other.
        since_id: an id made before the clients: what is theirs is younger.
    """
    found: dict[int, str] = {}
    wanted = set(ids)
    if not wanted:
        return found
    span = {"b_practice": practice_id, "b_first": min(wanted), "b_last": max(wanted)}
    for statement, is_bounded, name in _REFERRING:
        bound = span | {"b_since": since_id} if is_bounded else span
        for one in (await tx.execute(statement, bound)).scalars():
            if one in wanted:
                found.setdefault(one, name)
    return found


def _referring() -> list[tuple[Select[Any], bool, str]]:
    """Return a statement for every table with a column of clients, so that new tables count.

    A range of clients is read, by an index, or of what is younger than an import: almost nothing
    belongs to those whom it has added, so that looking for each of them would take the most time.
    Who was merged stands in the table of merges.
    """
    found = []
    for table in schema.metadata.sorted_tables:
        for column in table.columns:
            if column.name not in {"client_id", "kept_id", "merged_id"} or table.name in _OWN:
                continue
            if "practice_id" not in table.c:
                continue
            young = table.c.get("id")
            statement = select(column).where(
                table.c.practice_id == bindparam("b_practice"),
                column.between(bindparam("b_first"), bindparam("b_last")),
                *(() if young is None else (young > bindparam("b_since"),)),
            )
            found.append((statement.distinct(), young is not None, table.name))
    return found


_REFERRING = _referring()


def _values(client: Client) -> dict[str, Any]:
    return {
        "b_practice": client.practice_id,
        "b_id": client.id,
        **{f"b_{name}": getattr(client, name) for name in _FIELDS if name != "prefers"},
        "b_prefers": client.prefers.value,
        "b_mobile_bad": client.mobile_bad,
        "b_email_bad": client.email_bad,
    }
