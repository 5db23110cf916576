"""`textback messages`: lists messages, each with the history of its delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.wording.reason_words import in_words

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.messages import Message, MessageEvent
    from calendar_store.model.practices import Practice
    from calendar_store.model.statuses import Channel, MessageStatus


def messages(
    *,
    practice: PracticeOption = None,
    client: Annotated[
        str | None,
        typer.Option("--client", metavar="MOBILE|ID", help="Only what went to them."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=10_000)] = 50,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show messages with their history, the newest first."""
    from calendar_store.clients import clients
    from calendar_store.messages import message_rows
    from calendar_store.model.statuses import TO_CLIENTS
    from gateway.cli import json_output, output, store
    from gateway.messaging.addresses import their_address

    async def work(
        tx: Transaction,
    ) -> tuple[Practice, list[Message], Mapping[int, list[MessageEvent]]]:
        where = await store.practice(tx, practice)
        whom: list[tuple[Channel, str] | None] = [None]
        if client is not None:
            theirs = await clients.find(tx, where, client)
            addresses = ((channel, their_address(theirs, channel)) for channel in TO_CLIENTS)
            whom = [one for one in addresses if one[1]]
        found = [
            message
            for to in whom
            for message in await message_rows.listed(tx, where.id, recipient=to, limit=limit)
        ]
        found = sorted(found, key=lambda one: one.id, reverse=True)[:limit]
        return where, found, await message_rows.histories(tx, where.id, [one.id for one in found])

    where, found, histories = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document(
            [
                json_output.message(one, zone)
                | {"history": [json_output.event(e, zone) for e in histories.get(one.id, ())]}
                for one in found
            ]
        )
        return
    if not found:
        output.line(f"{where.name}: no message yet")
    for one in found:
        _show(one, histories.get(one.id, ()), zone)


def _show(message: Message, history: Sequence[MessageEvent], timezone: str) -> None:
    from calendar_store.messages import account_links
    from gateway.cli import output
    from gateway.cli.moments import local
    from gateway.wording.glyphs import MESSAGE

    def shown(status: MessageStatus) -> str:
        return f"{MESSAGE[status].glyph} {MESSAGE[status].word}"

    status = shown(message.status)
    output.line(f"{message.channel} {message.kind} to {message.recipient}  {status}  {message.id}")
    output.line(f"  {' '.join(account_links.told(message).split())}")
    for event in history:
        facts = (
            local(event.at, timezone),
            shown(event.status),
            f"attempt {event.attempt}" if event.attempt else "",
            event.carrier,
            in_words(event.reason),
        )
        output.line(f"    {'  '.join(filter(None, facts))}")
