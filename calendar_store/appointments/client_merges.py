"""Merge two clients who are one person, and undo it.

All rows of the one become rows of the other: visits, series, the waiting list, offers, messages
both ways, alerts, consent, and kinds of messages that are not wanted. The ids of the rows are
kept, so that exactly these go back. The merged client stays as a row that names the other, and is
found no longer.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from calendar_store import schema
from calendar_store.clients import (
    client_terms,
    clients,
    doubles,
    further_addresses,
    kind_consents,
    muted_kinds,
    parted_consent,
)
from calendar_store.clients.kind_consents import KindStatement
from calendar_store.conversations import inbox
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.messages import after_visits, message_rows
from calendar_store.model.actors import Actor
from calendar_store.model.clients import Client, ClientMerge
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind, MessageKind

_T = schema.client_merges
_CLIENTS = schema.clients
_FOUND_BY_CLIENT: Sequence[Table] = (
    schema.appointments,
    schema.series,
    schema.waiting_list,
    schema.offers,
    schema.alerts,
    schema.consent_events,
    schema.kind_consent_events,
    schema.conversation_notes,
    schema.paper_entries,
)
"""Tables whose rows are found by practice and client."""
_MOVED: Sequence[Table] = (*_FOUND_BY_CLIENT, schema.messages, schema.inbound)
_TAKEN_OVER = ("email", "locale")
"""Fields that the kept client takes over where its own are empty."""


async def merge(
    tx: Transaction, kept: Client, gone: Client, *, by: Actor, now: datetime
) -> ClientMerge:
    """Merge a client into another of the same practice.

    Args:
        tx: a writing transaction.
        kept: the client that stays.
        gone: the client that is merged into it.
        by: the actor.
        now: UTC.

    Raises:
        InvalidInput: if they are the same client, or one of them is erased.
    """
    if kept.id == gone.id:
        raise InvalidInput("choose two clients")
    if kept.is_erased or gone.is_erased:
        raise InvalidInput("an erased client cannot be merged")
    practice_id = kept.practice_id
    moved = await _rows_of(tx, gone)
    refused = await _kinds_refused(tx, (kept, gone))
    await _give(tx, practice_id, moved, kept.id)
    moved["muted_kinds"] = await _move_muted(tx, kept, gone)
    async with doubles.renewed(tx, practice_id, [kept.id, gone.id]):
        moved["taken_over"] = await _take_over(tx, kept, gone)
        await _set(tx, gone, {"merged_into": kept.id})
    moved["kinds_refused"] = await _refuse_kinds(tx, kept, refused, by=by, now=now)
    await client_terms.forget(tx, [(practice_id, gone.id)])
    value = ClientMerge(practice_id, tx.ids.new(), kept.id, gone.id, now, by.label, moved)
    await tx.execute(insert(_T), _row(value))
    await after_visits.recheck(tx, [(practice_id, kept.id)], now)
    # found by the other's numbers as well from now on
    await client_terms.replace(tx, [kept])
    detail = {"merged": str(gone.id), "merge": str(value.id)}
    await _tell(tx, value, ("client.merged", detail), by=by, now=now)
    return value


async def undo(tx: Transaction, value: ClientMerge, *, by: Actor, now: datetime) -> ClientMerge:
    """Give back what moved in a merge; what came later stays with the kept client.

    But what was said since, to and from the number or address of the other, is the other's, and so
    is what was said of consent there, or may have been (`parted_consent`).

    Args:
        tx: a writing transaction.
        value: the merge.
        by: the actor.
        now: UTC.

    Raises:
        InvalidInput: if it is undone already, or the kept client was merged or erased since.
    """
    if value.undone_at is not None:
        raise InvalidInput("this merge is undone already")
    practice_id = value.practice_id
    both = [(practice_id, value.kept_id), (practice_id, value.merged_id)]
    found = await clients.get_many(tx, both)
    kept, gone = (found[one] for one in both)
    if await _is_gone(tx, kept):
        raise InvalidInput("the client was merged or erased since; undo that first")
    moved = dict(value.moved)
    muted = [tuple(one) for one in moved.pop("muted_kinds", [])]
    taken = moved.pop("taken_over", {})
    await kind_consents.delete_events(tx, practice_id, moved.pop("kinds_refused", []))
    await _give(tx, practice_id, moved, gone.id)
    await _muted_back(tx, kept, gone, muted)
    back = {name: "" for name, now_is in taken.items() if getattr(kept, name) == now_is}
    async with doubles.renewed(tx, practice_id, [kept.id, gone.id]):
        if back:
            await _set(tx, kept, back)
        await _set(tx, gone, {"merged_into": None})
    await _give_later(tx, kept, gone, value)
    await after_visits.recheck(tx, both, now)
    undone = (_T.c.practice_id == practice_id) & (_T.c.id == value.id)
    await tx.execute(update(_T).where(undone).values(undone_at=now))
    await client_terms.replace(tx, [kept, gone])
    await _tell(tx, value, ("client.unmerged", {"merge": str(value.id)}), by=by, now=now)
    return await get(tx, practice_id, value.id)


async def get(tx: Transaction, practice_id: int, merge_id: int) -> ClientMerge:
    """Return a merge.

    Raises:
        NotFound: if the practice has none with this id.
    """
    statement = select(_T).where(_T.c.practice_id == practice_id, _T.c.id == merge_id)
    row = (await tx.execute(statement)).first()
    if row is None:
        raise NotFound(f"there is no merge {merge_id} in this practice")
    return _value(row)


async def standing_of(tx: Transaction, practice_id: int, client_id: int) -> tuple[ClientMerge, ...]:
    """Return the merges into a client that are not undone, the newest first."""
    statement = (
        select(_T)
        .where(_T.c.practice_id == practice_id, _T.c.kept_id == client_id)
        .where(_T.c.undone_at.is_(None))
        .order_by(_T.c.id.desc())
    )
    return tuple(_value(row) for row in await tx.execute(statement))


async def _rows_of(tx: Transaction, client: Client) -> dict[str, Any]:
    """Return the ids of a client's rows, by table."""
    practice_id, found = client.practice_id, {}
    for table in _FOUND_BY_CLIENT:
        theirs = (table.c.practice_id == practice_id) & (table.c.client_id == client.id)
        found[table.name] = list((await tx.execute(select(table.c.id).where(theirs))).scalars())
    addresses = [
        (channel, to)
        for channel, to in ((Channel.SMS, client.mobile), (Channel.EMAIL, client.email))
        if to
    ]
    key = (tx, practice_id, client.id, addresses)
    sent = await message_rows.of_client(*key, found["appointments"])
    found["messages"] = [one.id for one in sent]
    found["inbound"] = [one.id for one in await inbox.of_client(*key)]
    return found


async def _give(tx: Transaction, practice_id: int, rows: dict[str, Any], client_id: int) -> None:
    for table in _MOVED:
        if not (ids := rows.get(table.name)):
            continue
        # the rows are of the practice: their ids were read under it
        statement = update(table).values(client_id=client_id)
        if table is schema.inbound:
            keys = key_params([(one,) for one in ids])
            await tx.execute(statement.where(in_keys(table.c.id)), keys)
        else:
            keys = key_params([(practice_id, one) for one in ids])
            await tx.execute(statement.where(in_keys(table.c.practice_id, table.c.id)), keys)


async def _give_later(tx: Transaction, kept: Client, gone: Client, value: ClientMerge) -> None:
    """Give the parted client what was said since the merge by an address of theirs alone."""
    theirs = {(Channel.SMS, gone.mobile), (Channel.EMAIL, gone.email)}
    others = {(Channel.SMS, kept.mobile), (Channel.EMAIL, kept.email)}
    further = await further_addresses.of_clients(tx, [(kept.practice_id, kept.id)])
    others |= set(further.get((kept.practice_id, kept.id), ()))
    # texts tell who has said it: before they are given
    await parted_consent.give_back(tx, kept, gone, theirs=theirs, others=others, since=value.id)
    for table, address in (
        (schema.messages, schema.messages.c.recipient),
        (schema.inbound, schema.inbound.c.their_address),
    ):
        for channel, to in sorted(theirs - others):
            later = (table.c.practice_id == kept.practice_id) & (table.c.client_id == kept.id)
            by_them = (table.c.channel == channel) & (address == to) & (table.c.id > value.id)
            if to:
                await tx.execute(update(table).where(later, by_them).values(client_id=gone.id))


async def _move_muted(tx: Transaction, kept: Client, gone: Client) -> list[list[str]]:
    """Give the kept client what the other does not want; return the channels and kinds."""
    table = schema.muted_kinds
    both = await muted_kinds.load(tx, [(one.practice_id, one.id) for one in (kept, gone)])
    theirs = sorted(one[2:] for one in both if one[1] == gone.id)
    new = [one for one in theirs if (kept.practice_id, kept.id, *one) not in both]
    await _add_muted(tx, kept, new)
    whose = (table.c.practice_id == gone.practice_id) & (table.c.client_id == gone.id)
    await tx.execute(delete(table).where(whose))
    return [
        [channel.value, kind.value, "" if one in new else "had"]
        for one in theirs
        for channel, kind in [one]
    ]


async def _muted_back(
    tx: Transaction, kept: Client, gone: Client, muted: Sequence[tuple[str, ...]]
) -> None:
    table = schema.muted_kinds
    for channel, kind, had in muted:
        if not had:
            one = (table.c.channel == channel) & (table.c.kind == kind)
            whose = (table.c.practice_id == kept.practice_id) & (table.c.client_id == kept.id)
            await tx.execute(delete(table).where(whose, one))
    await _add_muted(tx, gone, [one[:2] for one in muted])


async def _add_muted(tx: Transaction, client: Client, some: Sequence[tuple[str, ...]]) -> None:
    rows = [
        {"practice_id": client.practice_id, "client_id": client.id}
        | {"channel": str(channel), "kind": str(kind)}
        for channel, kind in some
    ]
    await tx.executemany(insert(schema.muted_kinds), rows)


async def _kinds_refused(tx: Transaction, people: Sequence[Client]) -> set[MessageKind]:
    """Return the kinds of messages that one of some people has agreed to once, and stopped."""
    keys = [(one.practice_id, one.id) for one in people]
    agreed = await kind_consents.standing(tx, keys)
    said = {
        (*key, one.about)
        for one in await kind_consents.history(tx, keys)
        for key in [(one.practice_id, one.client_id)]
    }
    return {kind for *_, kind in said - agreed}


async def _refuse_kinds(
    tx: Transaction, kept: Client, refused: Collection[MessageKind], *, by: Actor, now: datetime
) -> list[int]:
    """Withdraw what the one agrees to and the other does not; return the ids of the statements."""
    agreed = {kind for *_, kind in await kind_consents.standing(tx, [(kept.practice_id, kept.id)])}
    said = [
        KindStatement(kept.id, kind, ConsentKind.WITHDRAWN, ConsentHow.STAFF, by, now)
        for kind in sorted(agreed.intersection(refused))
    ]
    return [one.id for one in await kind_consents.record(tx, kept.practice_id, said, now=now)]


async def _take_over(tx: Transaction, kept: Client, gone: Client) -> dict[str, str]:
    """Fill empty fields of the kept client from the other; return what was taken over."""
    taken = {
        name: getattr(gone, name)
        for name in _TAKEN_OVER
        if getattr(gone, name) and not getattr(kept, name)
    }
    if taken:
        bad = {"email_bad": gone.email_bad} if "email" in taken else {}
        await _set(tx, kept, taken | bad)
    return taken


async def _set(tx: Transaction, client: Client, values: dict[str, Any]) -> None:
    one = (_CLIENTS.c.practice_id == client.practice_id) & (_CLIENTS.c.id == client.id)
    await tx.execute(update(_CLIENTS).where(one).values(values))


async def _is_gone(tx: Transaction, client: Client) -> bool:
    one = (_CLIENTS.c.practice_id == client.practice_id) & (_CLIENTS.c.id == client.id)
    statement = select(_CLIENTS.c.id).where(one, clients.STANDING)
    return (await tx.execute(statement)).first() is None


async def _tell(
    tx: Transaction,
    value: ClientMerge,
    done: tuple[str, dict[str, str]],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Record an action and its details in the audit log."""
    action, detail = done
    await audit.record(
        *(tx, value.practice_id),
        by=by,
        action=action,
        subject=str(value.kept_id),
        now=now,
        detail=detail,
    )
    tx.notify(Topic.CALENDAR)


def _row(value: ClientMerge) -> dict[str, Any]:
    return {
        "practice_id": value.practice_id,
        "id": value.id,
        "kept_id": value.kept_id,
        "merged_id": value.merged_id,
        "at": value.at,
        "by": value.by,
        "moved": dict(value.moved),
        "undone_at": value.undone_at,
    }


def _value(row: Any) -> ClientMerge:
    return ClientMerge(
        *(row.practice_id, row.id, row.kept_id, row.merged_id, row.at, row.by, row.moved),
        row.undone_at,
    )
