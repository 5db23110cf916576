"""What texts cost: sums over messages, in the currency of the carriers' prices (F10).

A sum is one statement. Identities rise with time, so what was written since a moment is found by
a range of each practice's primary key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    type_coerce,
)

from calendar_store.database import ids
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.entry import locales, numbers
from calendar_store.entry.money import By, Spent
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.schema import clients, messages, practices
from calendar_store.schema.columns import Money

_M = messages.c
_TAKEN = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN)
_ON_ITS_WAY = (MessageStatus.QUEUED, MessageStatus.SENDING)
_NOT_SENT = (MessageStatus.SKIPPED, MessageStatus.CANCELLED)
_BY_ITSELF = (MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.OFFER)
_TELLING = 7
"""Characters of a number that tell its country, the plus included: countries share codes."""

_BEGINS = func.substr(_M.recipient, 1, _TELLING)


# in millionths, as they are kept: a product of typed amounts would be none
_PAID = type_coerce(_M.cost, BigInteger)
_ATTEMPT = _M.parts * type_coerce(_M.price, BigInteger)

_NAMED: dict[By, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    By.PRACTICE: (func.min(practices.c.name), practices.c.id),
    # one number of those that begin alike stands for them: its country is theirs
    By.DESTINATION: (func.min(_M.recipient), _BEGINS),
    By.CARRIER: (func.min(_M.carrier), _M.carrier),
}


@dataclass(frozen=True, slots=True)
class CarrierTexts:
    """The texts of a carrier that have one status.

    Attributes:
        carrier: its name, None before one is chosen.
        status: the status.
        messages: how many.
        parts: their parts.
        cost: what they came to.
    """

    carrier: str | None
    status: MessageStatus
    messages: int
    parts: int
    cost: Decimal


async def by_carrier(tx: Transaction, since: datetime) -> list[CarrierTexts]:
    """Count the texts written since a moment, by carrier and status, with what they cost.

    Args:
        tx: the transaction.
        since: the moment, UTC.
    """
    statement = (
        select(
            _M.carrier,
            _M.status,
            func.count().label("messages"),
            func.sum(_M.parts).label("parts"),
            func.sum(_M.cost).label("cost"),
        )
        .where(_M.channel == Channel.SMS, _M.created_at >= since)
        .group_by(_M.carrier, _M.status)
    )
    return [
        CarrierTexts(row.carrier, MessageStatus(row.status), row.messages, int(row.parts), row.cost)
        for row in await tx.execute(statement)
    ]


async def spent(
    tx: Transaction,
    by: By,
    practice_ids: Sequence[int],
    since: datetime,
    until: datetime | None = None,
) -> list[Spent]:
    """Sum up what practices' texts cost.

    Args:
        tx: any transaction.
        by: what to tell apart.
        practice_ids: whose texts.
        since: those written since then,
        until: and before then, UTC; None up to now.

    Returns:
        The dearest first. A text that no carrier took is not among them.
    """
    name, group = _NAMED[by]
    written = [_M.id >= ids.since(since), _M.created_at >= since]
    if until is not None:
        written.append(_M.created_at < until)
    statement = (
        select(
            name.label("name"),
            func.count().label("messages"),
            func.sum(_M.parts).label("parts"),
            func.sum(_M.cost).label("cost"),
        )
        .join_from(messages, practices, practices.c.id == _M.practice_id)
        .where(in_keys(_M.practice_id), *written, _M.channel == Channel.SMS)
        .where(or_(_M.status.in_(_TAKEN), _M.cost != Decimal(0)))
        .group_by(group)
    )
    rows = await tx.execute(statement, key_params([(one,) for one in practice_ids]))
    found = [Spent(row.name, row.messages, int(row.parts), row.cost) for row in rows]
    return together([_in_words(one) for one in found] if by is By.DESTINATION else found)


async def committed(tx: Transaction, practice_id: int, since: datetime) -> Decimal:
    """Return what a practice's texts have cost, with what those on their way are going to.

    Args:
        tx: any transaction.
        practice_id: whose texts.
        since: those written since then, UTC.
    """
    going = case((_M.status.in_(_ON_ITS_WAY), _ATTEMPT), else_=0)
    statement = (
        select(type_coerce(func.coalesce(func.sum(_PAID + going), 0), Money))
        .where(_M.practice_id == practice_id, _M.channel == Channel.SMS)
        .where(_M.id >= ids.since(since), _M.created_at >= since)
    )
    found: Decimal = (await tx.execute(statement)).scalar_one()
    return found


async def unasked(tx: Transaction, practice_id: int, since: datetime) -> int:
    """Return how many parts of texts a practice sent, or is sending, but for clients' answers.

    Args:
        tx: any transaction.
        practice_id: whose texts.
        since: those written since then, UTC.
    """
    counted = or_(_M.kind.in_(_BY_ITSELF), _to_stranger(practice_id))
    statement = select(func.coalesce(func.sum(_M.parts), 0)).where(
        *_of_sms(practice_id, since), counted
    )
    return int((await tx.execute(statement)).scalar_one())


async def answers_to_strangers(tx: Transaction, practice_id: int, since: datetime) -> int:
    """Return how many automatic answers went to numbers of no client, or are going there.

    Args:
        tx: any transaction.
        practice_id: whose answers.
        since: those written since then, UTC.
    """
    statement = (
        select(func.count())
        .select_from(messages)
        .where(*_of_sms(practice_id, since), _to_stranger(practice_id))
    )
    return int((await tx.execute(statement)).scalar_one())


def _of_sms(practice_id: int, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        _M.practice_id == practice_id,
        _M.id >= ids.since(since),
        _M.created_at >= since,
        _M.channel == Channel.SMS,
        _M.status.not_in(_NOT_SENT),
    )


def _to_stranger(practice_id: int) -> ColumnElement[bool]:
    is_client = exists().where(
        clients.c.practice_id == practice_id, clients.c.mobile == _M.recipient
    )
    return and_(_M.kind == MessageKind.REPLY, _M.client_id.is_(None), ~is_client)


def together(some: Sequence[Spent]) -> list[Spent]:
    """Return what was spent under each name as one, the dearest first."""
    sums: dict[str, Spent] = {}
    for one in some:
        before = sums.get(one.name, Spent(one.name, 0, 0, Decimal(0)))
        sums[one.name] = Spent(
            one.name,
            before.messages + one.messages,
            before.parts + one.parts,
            before.cost + one.cost,
        )
    return sorted(sums.values(), key=lambda one: (-one.cost, -one.parts, one.name))


def _in_words(one: Spent) -> Spent:
    country = locales.country_name(numbers.region_of(one.name))
    return Spent(country or "no country", one.messages, one.parts, one.cost)
