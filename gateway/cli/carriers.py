"""`textback carriers`: the state of each carrier, from the running service and from the store.

Only the running service knows its binds and windows. If the service does not run, the command says
so and shows the figures of the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.entry.money import written
from calendar_store.model.statuses import MessageStatus
from gateway.cli.options import ConfigOption, GlobalOptions, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.messages.backlog import QueueDepth
    from calendar_store.messages.spending import CarrierTexts
    from config.checked import Address
    from config.sections import CarrierSettings
    from gateway.cli.json_output import Document

_COUNTED = (
    "parts_last_minute",
    "throttled",
    "refused_wishes",
    "response_seconds",
    "receipts",
    "receipt_seconds",
)
"""Figures that only the running service knows, counted since its start."""
_BILLED = frozenset({MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN})
"""Statuses of messages whose parts the carrier accepted and will bill."""


def carriers(
    context: typer.Context,
    *,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=3650, help="Count so far back.")
    ] = 30,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show binds, windows, throttling, receipts, what waits, and spending."""
    from gateway.cli import json_output, output, store
    from gateway.cli.smarthost_status import NAME, smarthost_document

    if context.invoked_subcommand is not None:
        context.obj = GlobalOptions(config, as_json)
        return
    settings = store.settings(config)
    now = store.now()

    async def work(tx: Transaction) -> tuple[list[CarrierTexts], tuple[QueueDepth, ...], list[str]]:
        from calendar_store.messages import backlog, spending
        from calendar_store.model.statuses import Channel
        from calendar_store.practices import practices

        numbers = [number for one in settings.carriers for number in one.numbers]
        return (
            await spending.by_carrier(tx, now - timedelta(days=days)),
            await backlog.look(tx, now, list(Channel) if settings.mail else [Channel.SMS]),
            await practices.unowned(tx, numbers),
        )

    tallies, waiting, unowned = store.read(config, work)
    running = ask(settings.web.listen)
    shown = [
        _document(one, [t for t in tallies if t.carrier == one.name], running or {})
        | _backlog(one.name, waiting, now)
        | {"unowned_numbers": [number for number in one.numbers if number in unowned]}
        for one in settings.carriers
    ]
    mail = None
    if settings.mail is not None:
        mail = smarthost_document(settings.mail, tallies, running or {})
        mail |= _backlog(NAME, waiting, now)
    if as_json:
        everyone = shown if mail is None else [*shown, mail]
        document = {"running": running is not None, "days": days, "carriers": everyone}
        output.document(document | {"unattributed": _unattributed(waiting)})
        return
    if running is None:
        output.line(
            f"no service on {settings.web.listen} tells how carriers stand; what the store knows:"
        )
    _show_all(shown, mail, days)
    if _unattributed(waiting) and shown:
        output.line(json_output.unattributed(_unattributed(waiting)))


def _show_all(shown: Sequence[Document], mail: Document | None, days: int) -> None:
    from gateway.cli import output
    from gateway.cli.smarthost_status import smarthost_lines

    if not shown:
        output.line("no [[carrier]] in the configuration, so nothing is texted")
    for one in shown:
        _show(one, days)
    if mail is not None:
        for line in smarthost_lines(mail, days, _waits(mail)):
            output.line(line)


def ask(listen: Address) -> Mapping[str, Any] | None:
    """Ask the running service for the state of its carriers.

    Args:
        listen: address and port of the service's pages.

    Returns:
        The state of each carrier by the carrier's name; None if the service does not answer.
    """
    from gateway import running_service

    found = running_service.ask(listen)
    return None if found is None else found.carriers


def _document(
    settings: CarrierSettings, tallies: Sequence[CarrierTexts], running: Mapping[str, Any]
) -> Document:
    by_status: dict[str, int] = {}
    for tally in tallies:
        by_status[tally.status.value] = by_status.get(tally.status.value, 0) + tally.messages
    live = running.get(settings.name, {})
    return {
        "carrier": settings.name,
        "address": ", ".join(map(str, settings.endpoints + settings.receiver_endpoints)),
        "numbers": list(settings.numbers),
        "state": live.get("state"),
        "binds": live.get("binds", []),
        **{key: live.get(key) for key in _COUNTED},
        "health": live.get("health"),
        "configured_binds": settings.binds,
        "window": settings.window,
        "messages": by_status,
        "parts": sum(tally.parts for tally in tallies if tally.status in _BILLED),
        # a string, since a binary fraction is no amount of money
        "cost": written(sum((t.cost for t in tallies), Decimal(0))) if settings.prices else None,
    }


def _backlog(carrier: str, waiting: Sequence[QueueDepth], now: datetime) -> Document:
    """Return the number of messages queued for a carrier, and the age of the oldest in seconds."""
    from calendar_store.messages.backlog import QueueKind

    queued = [one for one in waiting if (one.queue, one.carrier) == (QueueKind.OUTBOX, carrier)]
    oldest = [one.since for one in queued if one.since is not None]
    age = max(0, round((now - min(oldest)).total_seconds())) if oldest else None
    return {"queued": sum(one.count for one in queued), "oldest_queued_seconds": age}


def _unattributed(waiting: Sequence[QueueDepth]) -> int:
    """Return the number of texts that wait and belong to no practice."""
    from calendar_store.messages.backlog import QueueKind

    return sum(one.count for one in waiting if one.queue is QueueKind.UNATTRIBUTED)


def _show(one: Document, days: int) -> None:
    """Print a carrier's state in lines: a table would need too many columns."""
    from gateway.cli import output

    output.line(f"{one['carrier']}  {one['address']}  {one['state'] or 'not running'}")
    configured = f"{one['configured_binds']} configured, window {one['window']}"
    for line in [_bind(bind) for bind in one["binds"]] or [configured]:
        output.line(f"  bind      {line}")
    for line in _health(one["health"] or {}):
        output.line(f"  health    {line}")
    for words in one["refused_wishes"] or ():
        output.line(f"  refused   {words}")
    for number in one["unowned_numbers"]:
        output.line(f"  number    {number} belongs to no practice; see textback practice list")
    output.line(f"  parts     {'; '.join(_parts(one)) or 'not told'}")
    output.line(f"  receipts  {'; '.join(_receipts(one)) or 'none told'}")
    output.line(f"  waiting   {_waits(one)}")
    counts = ", ".join(f"{count} {status}" for status, count in one["messages"].items())
    cost = f", {one['cost']}" if one["cost"] else ", no prices"
    output.line(f"  {f'{days} days':<9} {counts or 'no messages'}: {one['parts']} parts{cost}")


def _bind(bind: Mapping[str, Any]) -> str:
    flying = f", {bind['in_flight']} of {bind['window']} in flight" if bind["window"] else ""
    trouble = f": {bind['words']}" if bind["words"] else ""
    where = f" at {bind['address']}" if bind.get("address") else ""
    return f"{bind['name']} {bind['state']}{where}{flying}{trouble}"


def _health(health: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a carrier is left out, and for which numbers; nothing for a healthy carrier."""
    if health.get("down"):
        yield "down: what waits goes over another carrier where there is one"
    for destination, why in health.get("poor", {}).items():
        numbers = f"numbers that begin with +{destination}" if destination else "all numbers"
        yield f"left out for {numbers} until {why['until'][11:16]} UTC: {why['words']}"


def _parts(one: Document) -> Iterator[str]:
    if one["parts_last_minute"] is not None:
        yield f"{one['parts_last_minute']} in the last minute"
        yield f"throttled {one['throttled']} times"
    yield from _spread("answered in", one["response_seconds"])


def _receipts(one: Document) -> Iterator[str]:
    counts = [f"{count} {state}" for state, count in (one["receipts"] or {}).items()]
    if counts:
        yield ", ".join(counts)
    yield from _spread("after", one["receipt_seconds"])


def _spread(words: str, seconds: Mapping[str, float | None] | None) -> Iterator[str]:
    """Yield the median and the 95th percentile in words; nothing if there are no figures."""
    if seconds and seconds["median"] is not None and seconds["p95"] is not None:
        yield f"{words} {_length(seconds['median'])}, 95% in {_length(seconds['p95'])}"


def _length(seconds: float) -> str:
    for unit, size in (("h", 3600), ("min", 60), ("s", 1)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds * 1000:.0f} ms"


def _waits(one: Document) -> str:
    oldest = one["oldest_queued_seconds"]
    return f"{one['queued']}, the oldest for {_length(oldest)}" if one["queued"] else "nothing"
