"""Sum up the cost of texts, in the currency of the carriers' prices.

Each sum is one statement. Ids increase with time, so the messages written since a moment are found
by a range of each practice's primary key.
"""

from collections.abc import Collection, Sequence
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
from calendar_store.schema import clients, messages, practices, reminders
from calendar_store.schema.columns import Money

_M = messages.c
_TAKEN = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN)
_ON_ITS_WAY = (MessageStatus.QUEUED, MessageStatus.SENDING)
_NOT_SENT = (MessageStatus.SKIPPED, MessageStatus.CANCELLED)
_TELLING = 7
"""Number of leading characters, plus sign included, that determine a number's country.

Several countries share one calling code, so the code alone is not enough.
"""

_BEGINS = func.substr(_M.recipient, 1, _TELLING)


# plain integers in millionths, as stored: a product of two Money columns would be no amount
_PAID = type_coerce(_M.cost, BigInteger)
_ATTEMPT = _M.parts * type_coerce(_M.price, BigInteger)

_NAMED: dict[By, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    By.PRACTICE: (func.min(practices.c.name), practices.c.id),
    # one number represents all numbers with the same beginning: they have the same country
    By.DESTINATION: (func.min(_M.recipient), _BEGINS),
    By.CARRIER: (func.min(_M.carrier), _M.carrier),
}


@dataclass(frozen=True, slots=True)
class CarrierTexts:
    """Totals over the messages of one carrier with one status.

    Attributes:
        carrier: the carrier's name; None before a carrier is chosen.
        status: the status.
        messages: number of messages.
        parts: number of parts.
        cost: total cost.
    """

    carrier: str | None
    status: MessageStatus
    messages: int
    parts: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class MailedReminder:
    """A reminder that went by mail.

    Attributes:
        sender: the practice's number.
        mobile: the client's number, to which a text would have gone.
        text: the text.
    """

    sender: str
    mobile: str
    text: str


async def by_carrier(tx: Transaction, since: datetime) -> list[CarrierTexts]:
    """Count the messages written since a moment, and sum up their cost, by carrier and status.

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
        # by each practice's keys: the index knows no time
        .where(_M.practice_id.in_(select(practices.c.id)), _M.id >= ids.since(since))
        .where(_M.created_at >= since)
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
    """Sum up the cost of texts.

    Args:
        tx: any transaction.
        by: grouping of the sums.
        practice_ids: the practices whose texts are counted.
        since: earliest time of writing, UTC.
        until: end of the period, exclusive, UTC; None: up to now.

    Returns:
        The sums, highest cost first. Texts that no carrier accepted and that cost nothing are not
        counted.
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
    """Return the cost of a practice's texts, plus the expected cost of texts not yet sent.

    Args:
        tx: any transaction.
        practice_id: the practice.
        since: earliest time of writing, UTC.
    """
    going = case((_M.status.in_(_ON_ITS_WAY), _ATTEMPT), else_=0)
    statement = (
        select(type_coerce(func.coalesce(func.sum(_PAID + going), 0), Money))
        .where(_M.practice_id == practice_id, _M.channel == Channel.SMS)
        .where(_M.id >= ids.since(since), _M.created_at >= since)
    )
    found: Decimal = (await tx.execute(statement)).scalar_one()
    return found


async def parts(
    tx: Transaction, practice_id: int, kinds: Collection[MessageKind], since: datetime
) -> int:
    """Count the parts of texts of some kinds, and of automatic answers to strangers.

    Texts that were not sent, and will not be, do not count.

    Args:
        tx: any transaction.
        practice_id: the practice.
        kinds: kinds of texts to count; whether they count towards a bound is the caller's decision.
        since: earliest time of writing, UTC.
    """
    counted = or_(_M.kind.in_(kinds), _to_stranger(practice_id, Channel.SMS))
    statement = select(func.coalesce(func.sum(_M.parts), 0)).where(
        *_written(practice_id, Channel.SMS, since), counted
    )
    return int((await tx.execute(statement)).scalar_one())


async def answers_to_strangers(
    tx: Transaction, practice_id: int, channel: Channel, since: datetime
) -> int:
    """Count the automatic answers sent, or being sent, to addresses that belong to no client.

    Args:
        tx: any transaction.
        practice_id: the practice.
        channel: the channel of the answers.
        since: earliest time of writing, UTC.
    """
    statement = (
        select(func.count())
        .select_from(messages)
        .where(*_written(practice_id, channel, since), _to_stranger(practice_id, channel))
    )
    return int((await tx.execute(statement)).scalar_one())


async def reminded_by_mail(
    tx: Transaction,
    practice_ids: Sequence[int],
    since: datetime,
    until: datetime | None = None,
) -> list[MailedReminder]:
    """Return the reminders that went by mail, with what a text in their place would have been.

    A mail that a text followed all the same has saved nothing and is left out.

    Args:
        tx: any transaction.
        practice_ids: the practices whose mails are counted.
        since: earliest time of writing, UTC.
        until: end of the period, exclusive, UTC; None: up to now.
    """
    written = [_M.id >= ids.since(since), _M.created_at >= since]
    if until is not None:
        written.append(_M.created_at < until)
    theirs, text = reminders.alias(), messages.alias()
    followed = exists().where(
        theirs.c.practice_id == reminders.c.practice_id,
        theirs.c.appointment_id == reminders.c.appointment_id,
        theirs.c.version == reminders.c.version,
        theirs.c.unless_confirmed,
        text.c.practice_id == theirs.c.practice_id,
        text.c.id == theirs.c.message_id,
        text.c.id > _M.id,
        text.c.channel == Channel.SMS,
        text.c.status.in_(_TAKEN),
    )
    statement = (
        select(practices.c.sender, clients.c.mobile, _M.text)
        .join_from(messages, practices, practices.c.id == _M.practice_id)
        .join(clients, and_(clients.c.practice_id == _M.practice_id, clients.c.id == _M.client_id))
        .join(
            reminders,
            and_(
                reminders.c.practice_id == _M.practice_id,
                reminders.c.appointment_id == _M.appointment_id,
                reminders.c.message_id == _M.id,
            ),
        )
        .where(in_keys(_M.practice_id), *written, _M.channel == Channel.EMAIL)
        .where(_M.status.in_(_TAKEN), ~followed)
    )
    rows = await tx.execute(statement, key_params([(one,) for one in practice_ids]))
    return [MailedReminder(row.sender, row.mobile, row.text) for row in rows]


def _written(
    practice_id: int, channel: Channel, since: datetime
) -> tuple[ColumnElement[bool], ...]:
    return (
        _M.practice_id == practice_id,
        _M.id >= ids.since(since),
        _M.created_at >= since,
        _M.channel == channel,
        _M.status.not_in(_NOT_SENT),
    )


def _to_stranger(practice_id: int, channel: Channel) -> ColumnElement[bool]:
    address = clients.c.mobile if channel is Channel.SMS else clients.c.email
    is_client = exists().where(clients.c.practice_id == practice_id, address == _M.recipient)
    return and_(_M.kind == MessageKind.REPLY, _M.client_id.is_(None), ~is_client)


def together(some: Sequence[Spent]) -> list[Spent]:
    """Add up the sums with the same name; return the sums, highest cost first."""
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
