"""Who is told of which visits: the channel by which, and one message for all of one address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import TO_CLIENTS, Channel, MessageKind
from calendar_store.model.telling import NOT_TOLD
from dialogs.languages.writing import first_spoken
from gateway.messaging import reach
from gateway.messaging.addresses import their_address
from gateway.messaging.channel import Channels
from gateway.messaging.reach import Reach

Visit = tuple[Appointment, Client]
"""An appointment with its client."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whoever reads one message: a client, or all who share an address.

    Attributes:
        practice: the practice.
        visits: the appointments that the message tells of, by start.
        channel: by which it goes; None if nothing may be sent.
        why_not: why nothing may be sent; false if something may.
    """

    practice: Practice
    visits: tuple[Visit, ...]
    channel: Channel | None
    why_not: Reason = NO_REASON

    @property
    def client(self) -> Client:
        """The client of the first appointment."""
        return self.visits[0][1]

    @property
    def address(self) -> str:
        """The address of the message, "" for none."""
        return their_address(self.client, self.channel) if self.channel else ""

    @property
    def locale(self) -> str:
        """The language of the message."""
        return first_spoken(self.client.locale, self.practice.locale)

    @property
    def begins(self) -> datetime:
        """When the first of the appointments begins: the message is of use until then."""
        return self.visits[0][0].starts_at


async def find(
    tx: Transaction,
    practice: Practice,
    visits: Sequence[Visit],
    channels: Channels,
    *,
    by_mail: bool = False,
) -> list[Addressee]:
    """Return who is told of appointments, ordered by the first start.

    Args:
        tx: any transaction.
        practice: the practice.
        visits: the appointments with their clients, by start.
        channels: the configured channels.
        by_mail: whether only mails are sent.
    """
    people = {client.id: client for _, client in visits}
    known = await reach.load(tx, [(one, TO_CLIENTS) for one in people.values()], channels)
    found: dict[tuple[object, ...], list[Visit]] = {}
    for visit in visits:
        client = visit[1]
        channel = _channel(known, client, by_mail=by_mail)
        key = (channel, their_address(client, channel)) if channel else (client.id,)
        found.setdefault(key, []).append(visit)
    return [_addressee(practice, some, known, by_mail=by_mail) for some in found.values()]


def due(practice: Practice, addressee: Addressee, now: datetime) -> datetime:
    """Return when a message goes at the earliest: texts keep quiet hours, if there is time, UTC.

    Args:
        practice: the practice.
        addressee: who is told.
        now: UTC.
    """
    if addressee.channel is not Channel.SMS:
        return now
    awake = after_quiet(practice, now)
    return awake if awake < addressee.begins else now


def clients_of(addressee: Addressee) -> tuple[Client, ...]:
    """Return the clients of a message, each once, in the order of their appointments."""
    return tuple({client.id: client for _, client in addressee.visits}.values())


def languages(addressees: Iterable[Addressee]) -> tuple[str, ...]:
    """Return the languages of messages, the most frequent first."""
    reached = [one.locale for one in addressees if one.channel]
    return tuple(sorted(set(reached), key=lambda code: (-reached.count(code), code)))


def _channel(known: Reach, client: Client, *, by_mail: bool) -> Channel | None:
    kind = MessageKind.ANNOUNCEMENT
    channel = None if by_mail else known.channel_of(client, Channel.SMS, kind)
    if channel is None:
        mailed = Channel.EMAIL in known.kinds and not known.why_not(client, Channel.EMAIL, kind)
        return Channel.EMAIL if mailed else None
    return channel


def _addressee(
    practice: Practice, visits: Sequence[Visit], known: Reach, *, by_mail: bool
) -> Addressee:
    client = visits[0][1]
    channel = _channel(known, client, by_mail=by_mail)
    why = known.why_not(client, Channel.SMS, MessageKind.ANNOUNCEMENT) or NOT_TOLD
    return Addressee(practice, tuple(visits), channel, NO_REASON if channel else why)
