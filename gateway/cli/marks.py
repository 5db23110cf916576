"""`textback mark` and `textback undo`: marks of an appointment, and what is taken back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput, SlotTaken
from calendar_store.model.statuses import AppointmentStatus
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import VersionOption, VisitArgument

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from calendar_store.appointments.agenda import AppointmentEvent
    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import Appointment
    from calendar_store.model.practices import Practice
    from gateway.messaging.channel import Channels
    from gateway.use_cases.changed_visits import ChangedVisit


class Mark(StrEnum):
    """What an appointment can be marked as."""

    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NO_SHOW = "no-show"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not-arrived"


_STATUSES = {
    Mark.CONFIRMED: AppointmentStatus.CONFIRMED,
    Mark.ATTENDED: AppointmentStatus.ATTENDED,
    Mark.NO_SHOW: AppointmentStatus.NO_SHOW,
}


def mark(
    appointment: VisitArgument,
    mark: Annotated[Mark, typer.Argument(help="As what.")],
    *,
    version: VersionOption = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Mark an appointment: confirmed, attended, missed, arrived."""
    from calendar_store.appointments import agenda
    from gateway.cli import json_output, output, store
    from gateway.use_cases import appointment_marks

    now = store.now()

    async def work(tx: Transaction) -> tuple[Practice, Appointment]:
        where = await store.practice(tx, practice)
        one = await agenda.get(tx, where.id, appointment)
        seen = version or one.version
        about = (tx, OPERATOR, where, one.id)
        if mark in _STATUSES:
            status = _STATUSES[mark]
            return where, await appointment_marks.mark(*about, status, version=seen, now=now)
        if mark is Mark.ARRIVED:
            return where, await appointment_marks.arrive(*about, version=seen, now=now)
        back = appointment_marks.take_arrival_back
        return where, await back(*about, version=seen, now=now)

    where, done = store.write(config, work)
    if as_json:
        output.document(json_output.appointment(done, where.timezone))
    else:
        output.line(f"marked as {mark.value}: {_named(done, where.timezone)}")


def undo(
    appointment: VisitArgument,
    *,
    version: VersionOption = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Undo a booking, a cancellation, a move or a mark of a moment ago."""
    from gateway.cli import composition, json_output, lost_times, output, store, visit_options
    from gateway.use_cases import lost_races

    now, channels = store.now(), composition.channels(config)

    async def work(tx: Transaction) -> tuple[Practice, ChangedVisit]:
        where = await store.practice(tx, practice)
        return where, await _undone(tx, where, (appointment, version), channels, now)

    async def instead(tx: Transaction) -> str:
        where = await store.practice(tx, practice)
        lost = await lost_races.lost_undo(tx, OPERATOR, where, appointment, now=now)
        return lost_times.taken(where, lost) if lost and lost.faster else ""

    try:
        where, done = store.write(config, work)
    except SlotTaken as error:
        raise SlotTaken(store.read(config, instead) or str(error)) from None
    zone = where.timezone
    if as_json:
        told = {"told": visit_options.told_document(done.told, zone)}
        output.document(json_output.appointment(done.appointment, zone) | told)
        return
    output.line(visit_options.line("as before", done.appointment, done.client, zone))
    if line := visit_options.told_line(done.told, zone):
        output.line(line)


async def _undone(
    tx: Transaction,
    where: Practice,
    seen: tuple[int, int | None],
    channels: Channels,
    now: datetime,
) -> ChangedVisit:
    """Undo the last change of an appointment, of a version if one is named."""
    from calendar_store.appointments import agenda
    from calendar_store.clients import clients
    from gateway.use_cases import appointment_marks, undoing
    from gateway.use_cases.changed_visits import ChangedVisit

    number, version = seen
    one = await agenda.get(tx, where.id, number)
    about, named = (tx, OPERATOR, where, one.id), version or one.version
    events = await agenda.history(tx, where.id, one.id)
    match events[-1].change if events else "":
        case "cancelled":
            return await undoing.restore(*about, version=named, channels=channels, now=now)
        case "moved":
            return await undoing.move_back(*about, version=named, channels=channels, now=now)
        case "booked":
            return await undoing.unbook(*about, version=named, channels=channels, now=now)
        case "arrived" if _walked_in(events):
            return await undoing.unbook(*about, version=named, channels=channels, now=now)
        case "arrived":
            back = await appointment_marks.take_arrival_back(*about, version=named, now=now)
        case "attended" | "no_show":
            back = await undoing.unmark(*about, version=named, now=now)
        case _:
            raise InvalidInput("there is nothing to undo; the appointment stands as it was")
    return ChangedVisit(back, await clients.get(tx, where.id, back.client_id))


def _walked_in(events: Sequence[AppointmentEvent]) -> bool:
    """Tell whether somebody was booked and arrived in one act, as who walks in."""
    return [event.change for event in events] == ["booked", "arrived"] and (
        events[0].at == events[1].at
    )


def _named(one: Appointment, timezone: str) -> str:
    from gateway.cli.moments import local

    return f"{local(one.starts_at, timezone)} with {one.practitioner}, id {one.id}"
