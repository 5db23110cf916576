"""An appointment that staff change, and what its client is sent about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from calendar_store.model.actors import OPERATOR
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.practices import practices
from gateway.channels.mail.mail_channel import MailChannel
from gateway.use_cases import appointment_changes, booking
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.telling import ClientTold
from tests.support.desk import BY, Desk
from tests.support.exchange import START, Exchange

HOUR = timedelta(hours=1)
OURS, ADA = "calendar@example.org", "ada@example.org"
BOTH = (Channel.SMS, Channel.EMAIL)


class MessagedVisit:
    """An appointment that staff change, and what its client is sent.

    Attributes:
        one: the appointment as it is now.
        told: what the client is told of the last change.
    """

    one: Appointment
    told: ClientTold

    def __init__(self, exchange: Exchange, client: Client) -> None:
        self.exchange, self.client = exchange, client

    async def booked(self) -> Self:
        """Book it, and let what the policy says about that be sent."""
        self.one = await self.exchange.desk.book(self.client, START)
        await self.sent()
        return self

    async def booked_by_staff(self, start: datetime = START + 2 * HOUR) -> Self:
        """Book another appointment at the desk, told; it is the one that is changed next."""
        exchange = self.exchange
        asked = BookingRequest(str(self.client.id), start, "Aurora", tell=True)
        async with exchange.database.write() as tx:
            done = await booking.book(
                *(tx, OPERATOR, exchange.desk.practice, asked),
                channels=exchange.channels,
                now=exchange.now,
            )
        self.one, self.told = done.appointment, done.told
        return self

    async def does(self, deed: Any, *more: Any, **named: Any) -> Self:
        """Let staff change it by a use case."""
        exchange = self.exchange
        async with exchange.database.write() as tx:
            done = await deed(
                *(tx, OPERATOR, exchange.desk.practice, self.one.id, *more),
                version=self.one.version,
                channels=exchange.channels,
                now=exchange.now,
                **named,
            )
        self.one, self.told = done.appointment, done.told
        return self

    async def moves(self, to: datetime = START + 2 * HOUR, **named: Any) -> Self:
        """Move it."""
        return await self.does(appointment_changes.move, to, **named)

    async def cancels(self, **named: Any) -> Self:
        """Cancel it."""
        return await self.does(appointment_changes.cancel, **named)

    async def planned(self, after: timedelta = timedelta(0)) -> list[Message]:
        """Let time pass and the planner run; return the messages that wait to be sent."""
        self.exchange.at(self.exchange.now + after)
        while await self.exchange.planner.step():
            pass
        found = await self.exchange.desk.messages()
        return [one for one in found if one.status is MessageStatus.QUEUED]

    async def sent(self, after: timedelta = timedelta(0)) -> list[tuple[MessageKind, Channel, str]]:
        """Let time pass and the planner run; return (kind, channel, text) of what it queued."""
        before = {one.id for one in await self.exchange.desk.messages()}
        await self.planned(after)
        new = [one for one in await self.exchange.desk.messages() if one.id not in before]
        await self.exchange.taken()
        return [(one.kind, one.channel, one.text) for one in new]


async def visit_of(
    desk: Desk,
    *,
    agreed: Sequence[Channel] = BOTH,
    prefers: Channel = Channel.SMS,
    mail: bool = True,
    policy: str = "booked, 2h",
) -> MessagedVisit:
    """Return a visit of a client who agreed to some channels, at a practice with some reminders."""
    beside = [MailChannel(OURS)] if mail else []
    exchange = Exchange(desk.steps_of(policy), beside=beside)
    async with desk.database.write() as tx:
        steps = exchange.desk.steps
        await practices.set_steps(tx, desk.practice.id, steps, by=BY, now=desk.now)
    client = await desk.client(email=ADA, agreed=agreed, prefers=prefers)
    return await MessagedVisit(exchange, client).booked()
