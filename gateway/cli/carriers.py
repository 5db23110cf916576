"""`textback carriers`: how the carriers stand, asked of the running service and of the store.

The service alone knows its binds and windows; when it does not run, that is said, and the figures
of the store are shown all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.statuses import MessageStatus
from gateway.cli.options import Asked, ConfigOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database import Transaction
    from config.checked import Address
    from config.sections import CarrierSettings
    from gateway.cli.documents import Document

_ASK_SECONDS = 2.0
"""How long the running service may take to answer: it is on this machine or near it."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (listened on, never by us)
_BILLED = frozenset({MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN})
"""Statuses of messages whose parts the carrier took, and will ask money for."""


@dataclass(frozen=True, slots=True)
class _Tally:
    """Messages of one carrier in one status to numbers that begin alike."""

    carrier: str
    status: MessageStatus
    begins: str
    messages: int
    parts: int


def carriers(
    context: typer.Context,
    *,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=3650, help="Count so far back.")
    ] = 30,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show binds, windows, throttling, receipts and spending."""
    from gateway.cli import output, store

    if context.invoked_subcommand is not None:
        context.obj = Asked(config, as_json)
        return
    settings = store.settings(config)
    longest = max((len(p) for one in settings.carriers for p in one.prices), default=0)
    since = store.now() - timedelta(days=days)

    async def work(tx: Transaction) -> list[_Tally]:
        return await _tallies(tx, since, longest)

    tallies = store.read(config, work)
    running = ask(settings.web.listen)
    shown = [
        _document(one, [t for t in tallies if t.carrier == one.name], running or {})
        for one in settings.carriers
    ]
    if as_json:
        output.document({"running": running is not None, "days": days, "carriers": shown})
        return
    if running is None:
        output.line(
            f"no service on {settings.web.listen} tells how carriers stand; what the store knows:"
        )
    if not shown:
        output.line("no [[carrier]] in the configuration, so nothing is texted")
        return
    headings = ("carrier", "address", "state", "binds", f"messages, {days} days", "parts", "cost")
    output.table("", headings, [_row(one) for one in shown])


async def _tallies(tx: Transaction, since: datetime, longest: int) -> list[_Tally]:
    """Count messages by carrier, status and the digits that prices depend on."""
    from sqlalchemy import func, select

    from calendar_store.schema import messages
    from calendar_store.statuses import Channel

    # the digits after the plus; a price stands under at most `longest` of them
    begins = func.substr(messages.c.recipient, 2, longest).label("begins")
    statement = (
        select(
            messages.c.carrier,
            messages.c.status,
            begins,
            func.count().label("messages"),
            func.sum(messages.c.parts).label("parts"),
        )
        .where(messages.c.channel == Channel.SMS, messages.c.created_at >= since)
        .group_by(messages.c.carrier, messages.c.status, begins)
    )
    return [
        _Tally(row.carrier, MessageStatus(row.status), row.begins, row.messages, int(row.parts))
        for row in await tx.execute(statement)
    ]


def ask(listen: Address) -> Mapping[str, Any] | None:
    """Return how the running service says each carrier stands, by name; None if it is silent."""
    host = _EVERYWHERE.get(listen.host, listen.host)
    connection = HTTPConnection(host, listen.port, timeout=_ASK_SECONDS)
    try:
        connection.request("GET", "/status")
        answer = json.loads(connection.getresponse().read())
        return {one["carrier"]: one for one in answer["carriers"]}
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        # whatever listens there does not speak as the service does
        return None
    finally:
        connection.close()


def _document(
    settings: CarrierSettings, tallies: Sequence[_Tally], running: Mapping[str, Any]
) -> Document:
    by_status: dict[str, int] = {}
    for tally in tallies:
        by_status[tally.status.value] = by_status.get(tally.status.value, 0) + tally.messages
    billed = [tally for tally in tallies if tally.status in _BILLED]
    live = running.get(settings.name, {})
    return {
        "carrier": settings.name,
        "address": f"{settings.host}:{settings.port}",
        "numbers": list(settings.numbers),
        "state": live.get("state"),
        "binds": live.get("binds", []),
        "configured_binds": settings.binds,
        "window": settings.window,
        "messages": by_status,
        "parts": sum(tally.parts for tally in billed),
        # a string, since a binary fraction is no amount of money
        "cost": str(_cost(settings.prices, billed)) if settings.prices else None,
    }


def _cost(prices: Mapping[str, Decimal], billed: Sequence[_Tally]) -> Decimal:
    return sum((_price(prices, tally.begins) * tally.parts for tally in billed), Decimal(0))


def _price(prices: Mapping[str, Decimal], begins: str) -> Decimal:
    """Return the price of a part: the longest prefix that fits counts; none was never sent."""
    fitting = [prefix for prefix in prices if begins.startswith(prefix)]
    return prices[max(fitting, key=len)] if fitting else Decimal(0)


def _row(one: Document) -> list[str]:
    binds = one["binds"]
    return [
        one["carrier"],
        one["address"],
        one["state"] or "not running",
        "\n".join(map(_bind, binds))
        or f"{one['configured_binds']} configured, window {one['window']}",
        "\n".join(f"{count} {status}" for status, count in one["messages"].items()) or "none",
        str(one["parts"]),
        one["cost"] or "no prices",
    ]


def _bind(bind: Mapping[str, Any]) -> str:
    trouble = f": {bind['words']}" if bind["words"] else ""
    return f"{bind['name']} {bind['state']}, {bind['in_flight']} of {bind['window']}{trouble}"
