"""`textback book`: books an appointment or a series, or says why not and names free times."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput, SlotTaken
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import Channel
from gateway.cli import visit_options
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import OverbookOption, SkipOption

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.cli.series import Asked
    from gateway.messaging.channel import Channels
    from gateway.use_cases.booking import Booked, BookingRequest

    UseCase = Callable[..., Awaitable[Booked]]

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
        str | None,
        typer.Option("--start", metavar="ISO", help="When; without an offset in its zone."),
    ] = None,
    at_once: Annotated[
        bool, typer.Option("--now", help="In place of --start: they stand at the desk.")
    ] = False,
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
    overbook: OverbookOption = False,
    tell: Annotated[
        bool | None,
        typer.Option("--tell/--no-tell", help="Tell them; default: as the reminders say."),
    ] = None,
    repeat: Annotated[
        int | None,
        typer.Option("--repeat", metavar="WEEKS", help="Book a series: every so many weeks."),
    ] = None,
    times: Annotated[
        int | None, typer.Option("--times", metavar="N", help="With --repeat: how many.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="D", help="With --repeat: the last day.")
    ] = None,
    skip_conflicts: SkipOption = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="With --repeat: only say what is free.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Book an appointment, or a series of them."""
    from gateway.cli import composition, output, series, store
    from gateway.cli.moments import moment
    from gateway.use_cases import booking, walk_in

    _require_fitting(
        start, repeat, at_once=at_once, of_series=bool(times or until or skip_conflicts or preview)
    )
    now = store.now()
    channels = composition.channels(config)
    duration = _lasting(minutes)

    async def asked(tx: Transaction) -> tuple[Practice, BookingRequest]:
        where = await store.practice(tx, practice)
        starts_at = moment(start, where, "--start") if start else now
        return where, booking.BookingRequest(
            *(client, starts_at, practitioner, service, duration),
            override=anyway,
            overbook=overbook,
            tell=tell,
        )

    if repeat is not None:
        repetition = series.Repetition(repeat, times, until, skip_conflicts=skip_conflicts)
        show = series.preview if preview else series.book
        show(config, asked, repetition, channels, now, as_json=as_json)
        return

    use_case = walk_in.walk_in if at_once else booking.book
    where, done = _booked(config, asked, use_case, channels, now)
    unreached = _unreached(where, done, channels)
    if as_json:
        output.document(_document(where, done, unreached))
        return
    output.line(visit_options.line("booked", done.appointment, done.client, where.timezone))
    if done.appointment.overbooked:
        output.line("  somebody else has that time too")
    if line := _told(where, done, tell, unreached, now):
        output.line(line)


def _booked(
    config: Path | None, asked: Asked, use_case: UseCase, channels: Channels, now: datetime
) -> tuple[Practice, Booked]:
    """Book one appointment.

    Args:
        config: the configuration file.
        asked: returns the practice and the request.
        use_case: what books.
        channels: the channels by which the client may be told.
        now: UTC.

    Raises:
        SlotTaken: names who has the time, and free times.
        InvalidInput: if nobody was named among several practitioners; names them.
    """
    from gateway.cli import lost_times, store
    from gateway.use_cases import lost_races
    from gateway.use_cases.errors import PractitionerUnnamed

    async def work(tx: Transaction) -> tuple[Practice, Booked]:
        where, request = await asked(tx)
        return where, await use_case(tx, OPERATOR, where, request, channels=channels, now=now)

    async def instead(tx: Transaction) -> str:
        where, request = await asked(tx)
        lost = await lost_races.lost_booking(tx, OPERATOR, where, request, now=now)
        return lost_times.taken(where, lost)

    try:
        return store.write(config, work)
    except SlotTaken:
        raise SlotTaken(store.read(config, instead)) from None
    except PractitionerUnnamed as error:
        raise InvalidInput(f"say with whom, by --practitioner: {error.names}") from None


def _unreached(where: Practice, done: Booked, channels: Channels) -> str:
    """Return why texts cannot reach the client of a booking; "" if they can, or none is sent."""
    texts = channels.of(Channel.SMS)
    by_text = not done.told_by or Channel.SMS in done.told_by
    return texts.unreached(where.sender, done.client.mobile) if texts and by_text else ""


def _document(where: Practice, done: Booked, unreached: str) -> dict[str, Any]:
    from gateway.cli import json_output

    untold = {"unreached": unreached or None, "untold": _why_not(done) or None}
    told = {"told": visit_options.told_document(done.told, where.timezone)}
    return json_output.appointment(done.appointment, where.timezone) | untold | told


def _require_fitting(
    start: str | None, repeat: int | None, *, at_once: bool, of_series: bool
) -> None:
    """Refuse options that do not go together."""
    if (start is None) != at_once:
        raise typer.BadParameter("give --start, or --now for somebody who stands at the desk")
    if repeat is None and of_series:
        raise typer.BadParameter("--times, --until and the like go with --repeat")
    if repeat is not None and at_once:
        raise typer.BadParameter("a series begins with --start, not with --now")


def _told(where: Practice, done: Booked, tell: bool | None, unreached: str, now: datetime) -> str:
    """Return what the client hears of a booking, in a line; "" if they are told as usual."""
    if tell:
        return visit_options.told_line(done.told, where.timezone)
    if tell is not None:
        return "  nothing goes out to them"
    if done.appointment.starts_at <= now:
        return "  it has begun: no text goes out about it"
    if unreached:
        return f"but {unreached}"
    why_not = _why_not(done)
    return f"  no {_WHAT[done.untold_by]} goes out to them: {why_not}" if why_not else ""


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
