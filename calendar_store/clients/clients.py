"""Clients: add, find and change them.

Several clients of a practice may share a number (a family), and one person may be a client of
several practices; neither practice sees the other's row.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import insert, select, tuple_, update

from calendar_store import schema
from calendar_store.clients import client_terms, doubles
from calendar_store.clients.new_client import NewClient, checked
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.entry import locales, numbers
from calendar_store.model.actors import Actor
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel

_T = schema.clients
_FIELDS = tuple(field.name for field in fields(Client))
READ = select(*(_T.c[name] for name in _FIELDS)).order_by(_T.c.last, _T.c.first, _T.c.id)
_ADD = insert(_T)
_MOST_MERGED = 20
"""Clients merged one into the next that are followed."""
_BY_IDS = READ.add_columns(_T.c.merged_into).where(in_keys(_T.c.practice_id, _T.c.id))
STANDING = _T.c.merged_into.is_(None) & _T.c.erased_at.is_(None)
"""The condition that a client was neither merged into another nor erased."""
BY_MOBILES = READ.where(in_keys(_T.c.practice_id, _T.c.mobile), STANDING)
BY_EMAILS = READ.where(in_keys(_T.c.practice_id, _T.c.email), STANDING)
"""Clients by their own addresses."""
_EVERY_MOBILE = READ.add_columns(_T.c.merged_into).where(
    in_keys(_T.c.practice_id, _T.c.mobile), _T.c.erased_at.is_(None)
)
_EVERY_EMAIL = READ.add_columns(_T.c.merged_into).where(
    in_keys(_T.c.practice_id, _T.c.email), _T.c.erased_at.is_(None)
)
"""Clients by their addresses, also those who were merged into others."""
_LISTED = STANDING & _T.c.retired_at.is_(None)
"""The condition that a client stands in lists: a standing one who is no former client."""
_LARGEST_ID = (1 << 63) - 1
_ID = re.compile("[0-9]{1,19}")


async def add(
    tx: Transaction, practice: Practice, entered: NewClient, *, by: Actor, now: datetime
) -> Client:
    """Add a client; consent to messages is recorded separately, with `consent.record`.

    Args:
        tx: a writing transaction.
        practice: the practice.
        entered: the fields as entered.
        by: the actor, for the audit log.
        now: time of the change, aware.

    Raises:
        InvalidInput: if a field is invalid.
    """
    (client,) = await add_many(tx, practice, [entered], by=by, now=now)
    return client


async def add_many(
    tx: Transaction, practice: Practice, entered: Sequence[NewClient], *, by: Actor, now: datetime
) -> tuple[Client, ...]:
    """Add several clients, all or none.

    Raises:
        InvalidInput: if a field of one of the clients is invalid.
    """
    some = [checked(practice, each) for each in entered]
    created_at = require_aware(now, "the time of a change")
    values = tuple(
        Client(
            practice.id,
            tx.ids.new(),
            *(one.first, one.last, one.mobile, one.email, one.locale, one.prefers),
        )
        for one in some
    )
    rows = [{**_row(value), "created_at": created_at} for value in values]
    await tx.executemany(_ADD, rows)
    await client_terms.keep(tx, values)
    await doubles.added(tx, practice.id, values)
    subjects = [(str(value.id), {"name": value.name}) for value in values]
    await audit.record_many(tx, practice.id, subjects, by=by, action="client.added", now=now)
    return values


async def get(tx: Transaction, practice_id: int, client_id: int) -> Client:
    """Return one client of the practice; of one that was merged into another, the other.

    So links and ids of before a merge lead to the same person.

    Raises:
        NotFound: if the practice has no client with that id.
    """
    found = await _by_id(tx, practice_id, client_id)
    if found is None:
        raise NotFound(f"there is no client {client_id} in this practice")
    return found


async def _by_id(tx: Transaction, practice_id: int, client_id: int) -> Client | None:
    """Return a client, or the one that this client was merged into; None if there is none."""
    wanted: int | None = client_id
    for _ in range(_MOST_MERGED):
        rows = list(await tx.execute(_BY_IDS, key_params([(practice_id, wanted)])))
        if not rows:
            break
        (row,) = rows
        wanted = row.merged_into
        if wanted is None:
            return value(row)
    return None


async def get_many(
    tx: Transaction, keys: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], Client]:
    """Return clients by (practice id, client id); missing clients are absent."""
    wanted = list(set(keys))
    if not wanted:
        return {}
    rows = await tx.execute(_BY_IDS, key_params(wanted))
    found = {(row.practice_id, row.id): value(row) for row in rows}
    return {key: found[key] for key in wanted if key in found}


async def find(tx: Transaction, practice: Practice, mobile_or_id: str) -> Client:
    """Return the client with a mobile number or an id.

    Args:
        tx: any transaction.
        practice: the practice.
        mobile_or_id: a number, with or without the country code, or an id.

    Raises:
        NotFound: if the practice has no such client.
        InvalidInput: if the input is no number, or several clients share the number; the message
            lists the clients.
    """
    wanted = mobile_or_id.strip()
    if _ID.fullmatch(wanted) and int(wanted) <= _LARGEST_ID:
        found = await _by_id(tx, practice.id, int(wanted))
        if found is not None and found.is_erased:
            raise NotFound(f"client {found.id} was erased")
        if found is not None:
            return found
    number = numbers.mobile(wanted, practice.region)
    alike = (await by_mobiles(tx, [practice.id], [number])).get((practice.id, number), ())
    if not alike:
        raise NotFound(f"no client of {practice.name} has the number {number}")
    if len(alike) > 1:
        choices = ", ".join(f"{client.name} ({client.id})" for client in alike)
        raise InvalidInput(f"several clients share {number}: {choices}; give the id")
    return alike[0]


async def by_mobiles(
    tx: Transaction, practice_ids: Iterable[int], mobiles: Iterable[str]
) -> dict[tuple[int, str], tuple[Client, ...]]:
    """Return the clients of practices that have one of the given numbers.

    A number of somebody who was merged into a client is a further number of that client.

    Args:
        tx: any transaction.
        practice_ids: the practices to search.
        mobiles: numbers, E.164.

    Returns:
        By (practice id, number), the clients ordered by name; a pair without clients is absent.
    """
    pairs = list(product(set(practice_ids), set(mobiles)))
    rows = (await tx.execute(_EVERY_MOBILE, key_params(pairs))).all()
    return await _standing_for(tx, [((row.practice_id, row.mobile), row) for row in rows])


async def by_emails(
    tx: Transaction, practice_ids: Iterable[int], emails: Iterable[str]
) -> dict[tuple[int, str], tuple[Client, ...]]:
    """Return the clients of practices that have one of the given email addresses.

    As with numbers, an address of somebody who was merged into a client is that client's as well.

    Args:
        tx: any transaction.
        practice_ids: the practices to search.
        emails: addresses in lower case, as they are stored.

    Returns:
        By (practice id, address), the clients ordered by name; a pair without clients is absent.
    """
    pairs = [(one, email) for one, email in product(set(practice_ids), set(emails)) if email]
    rows = (await tx.execute(_EVERY_EMAIL, key_params(pairs))).all() if pairs else []
    return await _standing_for(tx, [((row.practice_id, row.email), row) for row in rows])


async def _standing_for(
    tx: Transaction, rows: Sequence[tuple[tuple[int, str], Any]]
) -> dict[tuple[int, str], tuple[Client, ...]]:
    """Return clients by their keys; in place of one who was merged, who stands for them."""
    found: dict[tuple[int, str], tuple[Client, ...]] = {}
    merged: set[tuple[int, str]] = set()
    for key, row in rows:
        one: Client | None = value(row)
        if row.merged_into is not None:
            one = await _by_id(tx, row.practice_id, row.merged_into)
            merged.add(key)
        if one is not None and not one.is_erased and one not in found.get(key, ()):
            found[key] = (*found.get(key, ()), one)
    for key in merged & found.keys():
        found[key] = tuple(sorted(found[key], key=lambda one: (one.last, one.first, one.id)))
    return found


async def by_addresses(
    tx: Transaction, practice_ids: Iterable[int], channel: Channel, addresses: Iterable[str]
) -> dict[tuple[int, str], tuple[Client, ...]]:
    """Return the clients with addresses of a channel; see `by_mobiles` and `by_emails`."""
    find = by_mobiles if channel is Channel.SMS else by_emails
    return await find(tx, practice_ids, addresses)


async def page(
    tx: Transaction, practice_id: int, *, after: Client | None = None, limit: int = 50
) -> tuple[Client, ...]:
    """Return a practice's clients by name, a page at a time.

    Args:
        tx: any transaction.
        practice_id: the practice.
        after: the last client of the page before; None for the first page.
        limit: most clients to return.
    """
    statement = READ.where(_T.c.practice_id == practice_id, _LISTED).limit(limit)
    if after is not None:
        statement = statement.where(
            tuple_(_T.c.last, _T.c.first, _T.c.id) > (after.last, after.first, after.id)
        )
    return tuple(value(row) for row in await tx.execute(statement))


async def change(
    tx: Transaction, practice: Practice, client_id: int, *, by: Actor, now: datetime, **changes: Any
) -> Client:
    """Change fields of a client; entering an address removes the mark that it is bad.

    Args:
        tx: a writing transaction.
        practice: the practice.
        client_id: the client.
        by: the actor, for the audit log.
        now: time of the change, aware.
        changes: new values by field name of `NewClient`.

    Returns:
        The client after the change.

    Raises:
        NotFound: if the practice has no such client.
        InvalidInput: if a value is invalid.
    """
    before = await get(tx, practice.id, client_id)
    entered = NewClient(
        *(before.first, before.last, before.mobile, before.email, before.locale, before.prefers)
    )
    new = checked(practice, replace(entered, **changes))
    after = Client(
        practice.id,
        client_id,
        *(new.first, new.last, new.mobile, new.email, new.locale, new.prefers),
        # entering the same number again confirms that the number is right
        mobile_bad=before.mobile_bad and "mobile" not in changes,
        email_bad=before.email_bad and "email" not in changes,
        retired_at=before.retired_at,
    )
    old, row = _row(before), _row(after)
    changed = {name: value for name, value in row.items() if value != old[name]}
    if changed:
        async with doubles.renewed(tx, practice.id, [client_id]):
            await tx.execute(_one(practice.id, client_id).values(changed))
        await client_terms.replace(tx, [after])
        detail = {name: [old[name], value] for name, value in changed.items()}
        await audit.record(
            tx,
            practice.id,
            by=by,
            action="client.changed",
            subject=str(client_id),
            now=now,
            detail=detail,
        )
        tx.notify(Topic.CALENDAR)
    return after


async def set_locale(
    tx: Transaction,
    practice_id: int,
    client_ids: Sequence[int],
    locale: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Set the language of clients.

    Raises:
        InvalidInput: if the language is not one of `locales.LOCALES`.
    """
    language = locales.language(locale)
    of_ids = (_T.c.practice_id == practice_id) & _T.c.id.in_(client_ids)
    await tx.execute(update(_T).where(of_ids).values(locale=language))
    subjects = [(str(client_id), {"locale": language}) for client_id in client_ids]
    await audit.record_many(tx, practice_id, subjects, by=by, action="client.locale", now=now)


def _one(practice_id: int, client_id: int) -> Any:
    return update(_T).where(_T.c.practice_id == practice_id, _T.c.id == client_id)


def _row(value: Client) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _FIELDS} | {"prefers": value.prefers.value}


_CHANNELS = {channel.value: channel for channel in Channel}


def value(row: Any) -> Client:
    """Convert a row to a client; the row begins with the columns of `READ`."""
    practice_id, client_id, first, last, mobile, email, locale, prefers, *rest = row
    mobile_bad, email_bad, retired_at, *_ = rest
    name = (first, last, mobile, email, locale)
    bad = (mobile_bad, email_bad)
    return Client(practice_id, client_id, *name, _CHANNELS[prefers], *bad, retired_at)
