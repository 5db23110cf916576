"""`textback move` and `textback cancel`: change an appointment, or one of a series and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput, SlotTaken
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import (
    FollowingOption,
    OverbookOption,
    SkipOption,
    TellOption,
    VersionOption,
    VisitArgument,
)

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import Appointment
    from calendar_store.model.clients import Client
    from calendar_store.model.practices import Practice
    from gateway.use_cases.series import PlannedVisit
    from gateway.use_cases.telling import ClientTold

    Changed = tuple[Practice, Sequence[Appointment], Client, ClientTold, Sequence[PlannedVisit]]


def cancel(
    appointment: VisitArgument,
    *,
    following: FollowingOption = False,
    tell: TellOption = True,
    version: VersionOption = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cancel an appointment, or one of a series and all that follow."""
    from calendar_store.appointments import agenda
    from calendar_store.clients import clients
    from gateway.cli import composition, store
    from gateway.use_cases import appointment_changes, series_changes

    now, channels = store.now(), composition.channels(config)

    async def work(tx: Transaction) -> Changed:
        where = await store.practice(tx, practice)
        one = await agenda.get(tx, where.id, appointment)
        request = (tx, OPERATOR, where, one.id)
        if following:
            done = await series_changes.cancel_following(
                *request, version=version or one.version, channels=channels, now=now, tell=tell
            )
            client = await clients.get(tx, where.id, one.client_id)
            return where, done.changed, client, done.told, done.left_out
        gone = await appointment_changes.cancel(
            *request, version=version or one.version, channels=channels, now=now, tell=tell
        )
        return where, [gone.appointment], gone.client, gone.told, ()

    _show("cancelled", store.write(config, work), several=following, as_json=as_json)


def move(
    appointment: VisitArgument,
    *,
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="ISO", help="To when; without an offset in its zone."),
    ] = None,
    practitioner: Annotated[
        str | None, typer.Option("--practitioner", metavar="NAME|ID", help="To whom.")
    ] = None,
    following: FollowingOption = False,
    skip_conflicts: SkipOption = False,
    tell: TellOption = True,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Outside the hours too, or years ahead.")
    ] = False,
    overbook: OverbookOption = False,
    version: VersionOption = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Move an appointment, or one of a series and all that follow."""
    from calendar_store.appointments import agenda
    from calendar_store.clients import clients
    from gateway.cli import composition, lost_times, store
    from gateway.cli.moments import moment
    from gateway.use_cases import (
        appointment_changes,
        lost_races,
        practitioner_lookup,
        series_changes,
    )

    if start is None and practitioner is None:
        raise typer.BadParameter("nothing to change; give --start or --practitioner")
    if following and (anyway or overbook):
        raise InvalidInput("a series is moved to free times alone; move one of them with --anyway")
    now, channels = store.now(), composition.channels(config)

    async def asked(tx: Transaction) -> tuple[Practice, Appointment, Any, int | None]:
        where = await store.practice(tx, practice)
        one = await agenda.get(tx, where.id, appointment)
        at = moment(start, where, "--start") if start else one.starts_at
        if practitioner is None:
            return where, one, at, None
        who = await practitioner_lookup.find(tx, OPERATOR, where, practitioner)
        return where, one, at, who.id

    async def work(tx: Transaction) -> Changed:
        where, one, at, who = await asked(tx)
        seen = version or one.version
        if following:
            request = series_changes.SeriesMove(
                *(one.id, seen, at, who), skip_conflicts=skip_conflicts, tell=tell
            )
            all_of_them = await series_changes.move_following(
                tx, OPERATOR, where, request, channels=channels, now=now
            )
            client = await clients.get(tx, where.id, one.client_id)
            return where, all_of_them.changed, client, all_of_them.told, all_of_them.left_out
        done = await appointment_changes.move(
            *(tx, OPERATOR, where, one.id, at),
            version=seen,
            channels=channels,
            now=now,
            practitioner_id=who,
            override=anyway,
            overbook=overbook,
            tell=tell,
        )
        return where, [done.appointment], done.client, done.told, ()

    async def instead(tx: Transaction) -> str:
        where, one, at, who = await asked(tx)
        lost = await lost_races.lost_move(
            *(tx, OPERATOR, where, one.id, at), now=now, practitioner_id=who
        )
        return lost_times.taken(where, lost)

    try:
        done = store.write(config, work)
    except SlotTaken:
        raise SlotTaken(store.read(config, instead)) from None
    _show("moved", done, several=following, as_json=as_json)


def _show(what: str, done: Changed, *, several: bool, as_json: bool) -> None:
    from gateway.cli import output, planned_lines, visit_options

    where, changed, client, told, left_out = done
    zone = where.timezone
    if as_json:
        document = planned_lines.document(where, changed, left_out)
        said = {"told": visit_options.told_document(told, zone)}
        output.document((document if several else document["appointments"][0]) | said)
        return
    for one in changed:
        output.line(visit_options.line(what, one, client, zone))
    for line in planned_lines.lines(where, left_out):
        output.line(line)
    if line := visit_options.told_line(told, zone):
        output.line(line)
