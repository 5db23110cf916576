"""`textback book`: books an appointment, or says why not and names the nearest free times."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput, SlotTaken
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import Channel
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.use_cases.booking import Booked, BookingRequest

_WHOLE_DAY = 24 * 60

_NOT_AGREED = {
    Channel.SMS: "they have not agreed to texts; record it with: textback client start",
    Channel.EMAIL: (
        "they have not agreed to mails; record it with: textback client start --channel email"
    ),
}
"""Our words for missing consent, with the command that helps."""
_WHAT = {Channel.SMS: "text", Channel.EMAIL: "mail"}


def book(
    *,
    client: Annotated[str, typer.Option("--client", metavar="MOBILE|ID", help="Who comes.")],
    start: Annotated[
        str,
        typer.Option("--start", metavar="ISO", help="When; without an offset in its zone."),
    ],
    practitioner: Annotated[
        str | None,
        typer.Option("--practitioner", metavar="NAME|ID", help="Whom to; may be left out if one."),
    ] = None,
    minutes: Annotated[
        int | None,
        typer.Option("--minutes", help="How long; default: as the service, or 30."),
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="NAME|ID", help="What for.")
    ] = None,
    anyway: Annotated[
        bool,
        typer.Option(
            "--anyway",
            help="Book outside the practitioner's hours too, years ahead, or what began today.",
        ),
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Book an appointment."""
    from gateway.cli import composition, json_output, lost_times, output, store
    from gateway.cli.moments import local, moment
    from gateway.use_cases import booking, lost_races
    from gateway.use_cases.errors import PractitionerUnnamed

    now = store.now()
    channels = composition.channels(config)
    texts = channels.of(Channel.SMS)
    duration = _lasting(minutes)

    async def asked(tx: Transaction) -> tuple[Practice, BookingRequest]:
        where = await store.practice(tx, practice)
        starts_at = moment(start, where.timezone, "--start")
        return where, booking.BookingRequest(
            client, starts_at, practitioner, service, duration, override=anyway
        )

    async def work(tx: Transaction) -> tuple[Practice, Booked]:
        where, request = await asked(tx)
        return where, await booking.book(tx, OPERATOR, where, request, channels=channels, now=now)

    async def instead(tx: Transaction) -> str:
        where, request = await asked(tx)
        lost = await lost_races.lost_booking(tx, OPERATOR, where, request, now=now)
        return lost_times.taken(where, lost)

    try:
        where, done = store.write(config, work)
    except SlotTaken:
        raise SlotTaken(store.read(config, instead)) from None
    except PractitionerUnnamed as error:
        raise InvalidInput(f"say with whom, by --practitioner: {error.names}") from None
    booked, why_not = done.appointment, _why_not(done)
    by_text = not done.told_by or Channel.SMS in done.told_by
    unreached = texts.unreached(where.sender, done.client.mobile) if texts and by_text else ""
    if as_json:
        untold = {"unreached": unreached or None, "untold": why_not or None}
        output.document(json_output.appointment(booked, where.timezone) | untold)
        return
    when = local(booked.starts_at, where.timezone)
    output.line(f"booked: {done.client.name} with {booked.practitioner}, {when}, id {booked.id}")
    if booked.starts_at <= now:
        output.line("  it has begun: no text goes out about it")
    elif unreached:
        output.line(f"but {unreached}")
    elif why_not:
        output.line(f"  no {_WHAT[done.untold_by]} goes out to them: {why_not}")


def _why_not(done: Booked) -> str:
    """Return why the client is not told of a booking; "" if they are told."""
    from gateway.wording.reason_words import in_words

    agreed = done.untold.code is not ReasonCode.NO_CONSENT
    return in_words(done.untold) if agreed else _NOT_AGREED[done.untold_by]


def _lasting(minutes: int | None) -> timedelta | None:
    if minutes is None:
        return None
    if not 0 < minutes <= _WHOLE_DAY:
        raise InvalidInput(f"--minutes {minutes} cannot be; give 1 to {_WHOLE_DAY}")
    return timedelta(minutes=minutes)
