"""`textback waiting times`, `offer`, `offers`, `take-back`: offers that staff make by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.waiting import EntryArgument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import Offer, Slot
    from calendar_store.model.practices import Practice
    from gateway.use_cases.waiting_offers import OfferView


def times(
    entry: EntryArgument,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show free times that would suit an entry of the list."""
    from gateway.cli import output, store
    from gateway.cli.json_output import instant
    from gateway.cli.moments import local
    from gateway.use_cases import waiting_offers

    async def work(tx: Transaction) -> tuple[Practice, Sequence[Slot]]:
        where = await store.practice(tx, practice)
        return where, await waiting_offers.times(tx, OPERATOR, where, entry, now=store.now())

    where, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document(
            [
                {"start": instant(one.starts_at, zone), "practitioner": one.practitioner}
                for one in found
            ]
        )
        return
    if not found:
        output.line("no free time suits")
        return
    rows = [(local(one.starts_at, zone), one.practitioner) for one in found]
    output.table(where.name, ("start", "with"), rows)


def offer(
    entry: EntryArgument,
    *,
    start: Annotated[str, typer.Option("--start", metavar="ISO", help="The time to offer.")],
    practitioner: Annotated[
        str, typer.Option("--practitioner", metavar="NAME|ID", help="With whom.")
    ] = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Offer a free time to who waits, by text or mail; their answer books it."""
    from gateway.cli import composition, output, store
    from gateway.cli.moments import local, moment
    from gateway.use_cases import waiting_offers

    channels = composition.channels(config)

    async def work(tx: Transaction) -> tuple[Practice, OfferView]:
        where = await store.practice(tx, practice)
        asked = waiting_offers.OfferRequest(entry, moment(start, where, "--start"), practitioner)
        made = await waiting_offers.offer(
            tx, OPERATOR, where, asked, channels=channels, now=store.now()
        )
        return where, made

    where, made = store.write(config, work)
    zone = where.timezone
    if as_json:
        output.document(_document(made.offer, zone) | {"client": made.client, "text": made.text})
        return
    until = local(made.offer.expires_at, zone)
    output.line(
        f"offered to {made.client}: {local(made.offer.starts_at, zone)} with"
        f" {made.practitioner}, until {until}, id {made.offer.id}"
    )
    output.line(made.text)


def offers(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the offers that were made last, and what became of each."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import waiting_offers

    async def work(tx: Transaction) -> tuple[Practice, list[OfferView]]:
        where = await store.practice(tx, practice)
        return where, await waiting_offers.latest(tx, OPERATOR, where)

    where, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document([_document(one.offer, zone) | {"client": one.client} for one in found])
        return
    if not found:
        output.line(f"{where.name}: nothing was offered yet")
        return
    rows = [
        (
            one.client,
            f"{local(one.offer.starts_at, zone)}, with {one.practitioner}",
            one.offer.status.value,
            str(one.offer.id),
        )
        for one in found
    ]
    output.table(where.name, ("client", "time", "status", "id"), rows)


def take_back(
    offer: Annotated[
        int,
        typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1, help="Of the offer, as listed."),
    ],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an open offer back; the client waits again."""
    from gateway.cli import output, store
    from gateway.use_cases import waiting_offers

    async def work(tx: Transaction) -> tuple[Practice, Offer]:
        where = await store.practice(tx, practice)
        closed = await waiting_offers.take_back(tx, OPERATOR, where, offer, now=store.now())
        return where, closed

    where, closed = store.write(config, work)
    if as_json:
        output.document(_document(closed, where.timezone))
    else:
        output.line(f"taken back: {offer}")


def _document(one: Offer, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import instant

    return {
        "id": str(one.id),
        "entry_id": str(one.entry_id),
        "client_id": str(one.client_id),
        "practitioner_id": str(one.practitioner_id),
        "start": instant(one.starts_at, timezone),
        "end": instant(one.ends_at, timezone),
        "status": one.status.value,
        "until": instant(one.expires_at, timezone),
    }
