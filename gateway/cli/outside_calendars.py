"""`textback practitioner calendar`: other calendars of practitioners, whose events block times."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import MOST_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Database, Transaction
    from calendar_store.model.outside_calendars import OutsideCalendar
    from calendar_store.model.practices import Practice
    from gateway.use_cases.outside_calendars import OutsideCalendarView

app = typer.Typer(help="Other calendars: their events are times at which nobody can be booked.")
_ID = Annotated[int, typer.Argument(metavar="ID", min=1, max=MOST_ID, help="As listed.")]
_FROM_INPUT = "-"


@app.command("add")
def add(
    practitioner: Annotated[
        str, typer.Argument(metavar="NAME|ID", help="Whose other calendar it is.")
    ],
    address: Annotated[
        str,
        typer.Argument(
            metavar="ADDRESS", help="Its private iCalendar address; by default it is asked for."
        ),
    ] = _FROM_INPUT,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a calendar; the service reads it every quarter of an hour."""
    from gateway.cli import output, store
    from gateway.use_cases import outside_calendars

    if address == _FROM_INPUT:
        # hidden, since whoever has it reads the calendar
        asked = sys.stdin.isatty()
        address = typer.prompt("address", hide_input=True) if asked else sys.stdin.readline()

    async def work(tx: Transaction) -> tuple[Practice, OutsideCalendarView]:
        where = await store.practice(tx, practice)
        return where, await outside_calendars.add(
            tx, OPERATOR, where, practitioner, address, now=store.now()
        )

    where, made = store.write(config, work)
    if as_json:
        output.document(_document(made, where.timezone))
    else:
        one = made.calendar
        output.line(f"other calendar of {made.practitioner} at {one.host}, id {one.id}")


@app.command("list")
def list_calendars(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the other calendars, when each was read last, and what hinders it."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import outside_calendars
    from gateway.wording.reason_words import in_words

    async def work(tx: Transaction) -> tuple[Practice, Sequence[OutsideCalendarView]]:
        where = await store.practice(tx, practice)
        return where, await outside_calendars.listed(tx, OPERATOR, where, now=store.now())

    where, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document([_document(one, zone) for one in found])
        return
    if not found:
        output.line(f"{where.name}: no other calendars")
        return
    rows = [
        (
            one.practitioner,
            one.calendar.host,
            local(one.calendar.reading.read_at, zone) if one.calendar.reading.read_at else "never",
            str(one.ahead),
            in_words(one.calendar.reading.trouble),
            str(one.calendar.id),
        )
        for one in found
    ]
    headings = ("practitioner", "at", "read", "busy times ahead", "trouble", "id")
    output.table(where.name, headings, rows)


@app.command("read")
def read(
    calendar: Annotated[
        int | None,
        typer.Argument(metavar="ID", min=1, max=MOST_ID, help="As listed; default: all of them."),
    ] = None,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read calendars now, in this command, whether the service runs or not."""
    from gateway.cli import output, store
    from gateway.outside_calendars import reader
    from gateway.use_cases import outside_calendars

    asked = store.settings(config).outside_calendars
    settings = reader.ReaderSettings(asked.every, asked.private_networks)

    async def work(database: Database) -> tuple[Practice, list[OutsideCalendarView]]:
        async with database.read() as tx:
            where = await store.practice(tx, practice)
            chosen = await _chosen(tx, where, calendar)
        for one in chosen:
            await reader.read(database, one, settings, clock=store.now)
        ids = {one.id for one in chosen}
        async with database.read() as tx:
            known = await outside_calendars.listed(tx, OPERATOR, where, now=store.now())
        return where, [one for one in known if one.calendar.id in ids]

    where, found = store.with_database(config, work)
    if as_json:
        output.document([_document(one, where.timezone) for one in found])
    else:
        for one in found:
            output.line(_told(one))
        if not found:
            output.line(f"{where.name}: no other calendars")
    if any(one.calendar.reading.trouble for one in found):
        raise typer.Exit(1)


@app.command("remove")
def remove(
    calendar: _ID,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a calendar; its times can be booked again."""
    from gateway.cli import output, store
    from gateway.use_cases import outside_calendars

    async def work(tx: Transaction) -> None:
        where = await store.practice(tx, practice)
        await outside_calendars.remove(tx, OPERATOR, where, calendar, now=store.now())

    store.write(config, work)
    if as_json:
        output.document({"id": str(calendar), "status": "removed"})
    else:
        output.line(f"removed: {calendar}")


async def _chosen(
    tx: Transaction, where: Practice, calendar: int | None
) -> Sequence[OutsideCalendar]:
    from gateway.cli import store
    from gateway.use_cases import outside_calendars

    if calendar is not None:
        return [await outside_calendars.choose(tx, OPERATOR, where, calendar)]
    found = await outside_calendars.listed(tx, OPERATOR, where, now=store.now())
    return [one.calendar for one in found]


def _told(one: OutsideCalendarView) -> str:
    from gateway.wording.reason_words import in_words

    whose = f"{one.practitioner}, {one.calendar.host}"
    if trouble := one.calendar.reading.trouble:
        return f"{whose}: not read: {in_words(trouble)}"
    return f"{whose}: busy times ahead: {one.ahead}"


def _document(one: OutsideCalendarView, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import instant
    from gateway.wording.reason_words import in_words

    calendar, reading = one.calendar, one.calendar.reading
    since = reading.trouble_since
    return {
        "id": str(calendar.id),
        "practitioner_id": str(calendar.practitioner_id),
        "practitioner": one.practitioner,
        "host": calendar.host,
        "added": instant(calendar.created_at, timezone),
        "read": instant(reading.read_at, timezone) if reading.read_at else None,
        "busy_times_ahead": one.ahead,
        "trouble": in_words(reading.trouble) or None,
        "trouble_since": instant(since, timezone) if since else None,
    }
