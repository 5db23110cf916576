"""Clients who wait for an earlier time, and what the waiting list offers them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import MessageKind
from calendar_store.schema import offers, waiting_list
from tests.support.desk import HALF_HOUR
from tests.support.exchange import START, Exchange

FRIDAY = START + timedelta(days=1)
"""When those who wait have their appointments; the time that becomes free is START."""


async def let_wait(
    exchange: Exchange,
    number: int = 1,
    first: str = "Ada",
    *,
    starts_at: datetime = FRIDAY,
    **changes: Any,
) -> Appointment:
    """Book for a client and let them wait for an earlier time."""
    client = await exchange.desk.client(first, "Byron", number, **changes)
    booked = await exchange.desk.book(client, starts_at + (number - 1) * HALF_HOUR)
    await exchange.says("put me on the waiting list", number)
    return booked


async def offered(exchange: Exchange) -> list[tuple[str, str]]:
    """Let the worker run; return the offers that it wrote, as (number, text)."""
    before = {m.id for m in await exchange.desk.messages()}
    while await exchange.waiting_list.step():
        pass
    return [
        (m.recipient, m.text)
        for m in await exchange.desk.messages()
        if m.id not in before and m.kind is MessageKind.OFFER
    ]


async def offer_statuses(exchange: Exchange) -> list[str]:
    """Return how each offer stands, oldest first."""
    async with exchange.database.read() as tx:
        rows = await tx.execute(select(offers).order_by(offers.c.id))
        return [row.status for row in rows]


async def entry_statuses(exchange: Exchange) -> list[str]:
    """Return how each entry of the waiting list stands, oldest first."""
    async with exchange.database.read() as tx:
        rows = await tx.execute(select(waiting_list).order_by(waiting_list.c.id))
        return [row.status for row in rows]
