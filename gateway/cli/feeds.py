"""`textback practitioner feed`: private addresses at which calendars show the appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.feeds import FeedNames
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.use_cases.feeds import FeedView

app = typer.Typer(help="Calendar feeds: a private address with a practitioner's appointments.")


@app.command("make")
def make(
    practitioner: Annotated[
        str, typer.Argument(metavar="NAME|ID", help="Whose appointments are shown.")
    ],
    *,
    names: Annotated[
        FeedNames, typer.Option("--names", help="How clients are named.")
    ] = FeedNames.INITIALS,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a feed; its address is shown this once."""
    from gateway.cli import output, store
    from gateway.use_cases import feeds

    public_url = store.settings(config).web.public_url

    async def work(tx: Transaction) -> tuple[Practice, FeedView, str]:
        where = await store.practice(tx, practice)
        made, token = await feeds.make(tx, OPERATOR, where, practitioner, names, now=store.now())
        return where, made, token

    where, made, token = store.write(config, work)
    address = f"{public_url.rstrip('/')}/feed/{token}.ics"
    if as_json:
        output.document(_document(made, where.timezone) | {"address": address})
        return
    output.line(f"calendar feed of {made.practitioner}, id {made.feed.id}; shown this once:")
    output.line(address)


@app.command("list")
def list_feeds(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the feeds whose addresses are valid, and when each was read last."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import feeds

    async def work(tx: Transaction) -> tuple[Practice, list[FeedView]]:
        where = await store.practice(tx, practice)
        return where, await feeds.listed(tx, OPERATOR, where)

    where, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document([_document(one, zone) for one in found])
        return
    if not found:
        output.line(f"{where.name}: no calendar feeds")
        return
    rows = [
        (
            one.practitioner,
            one.feed.names.value,
            local(one.feed.read_at, zone) if one.feed.read_at else "never",
            str(one.feed.id),
        )
        for one in found
    ]
    output.table(where.name, ("practitioner", "names", "read", "id"), rows)


@app.command("revoke")
def revoke(
    feed: Annotated[
        int,
        typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1, help="Of the feed, as listed."),
    ],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Revoke the address of a feed, at once and for ever."""
    from gateway.cli import output, store
    from gateway.use_cases import feeds

    async def work(tx: Transaction) -> None:
        where = await store.practice(tx, practice)
        await feeds.revoke(tx, OPERATOR, where, feed, now=store.now())

    store.write(config, work)
    if as_json:
        output.document({"id": str(feed), "status": "revoked"})
    else:
        output.line(f"revoked: {feed}")


def _document(one: FeedView, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import instant

    return {
        "id": str(one.feed.id),
        "practitioner_id": str(one.feed.practitioner_id),
        "practitioner": one.practitioner,
        "names": one.feed.names.value,
        "made": instant(one.feed.created_at, timezone),
        "read": instant(one.feed.read_at, timezone) if one.feed.read_at else None,
    }
