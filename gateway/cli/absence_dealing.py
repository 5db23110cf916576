"""`textback absence show` and `deal`: the appointments in an absence, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import MOST_ID, TellOption, VersionOption, VisitArgument
from gateway.use_cases.absence_decisions import AbsenceDecision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import Slot
    from calendar_store.model.practices import Practice
    from gateway.use_cases.absences import Absence
    from gateway.use_cases.changed_visits import ChangedVisit
    from gateway.use_cases.dealing_list import DealingList


def show(
    absence: Annotated[int, typer.Argument(metavar="ID", min=1, max=MOST_ID, help="As listed.")],
    *,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, max=1000, help="Appointments at most.")
    ] = 100,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an absence with the appointments in it: whom to call, and the nearest free times."""
    from gateway.cli import absences as listing
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import absences, dealing_list
    from gateway.use_cases.absences import AbsenceChoice

    now = store.now()

    async def work(tx: Transaction) -> tuple[Practice, Absence, DealingList]:
        where = await store.practice(tx, practice)
        one = await absences.one_absence(tx, OPERATOR, where, absence, now=now)
        which = AbsenceChoice(absence)
        found = await dealing_list.load(tx, OPERATOR, where, now=now, which=which, most=most)
        return where, one, found

    where, one, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        document = listing.document(one, zone)
        for told, visit in zip(document["in_the_way"], found.visits, strict=False):
            told |= {"same": _slots(visit.same, zone), "others": _slots(visit.others, zone)}
        output.document(document)
        return
    because = f" ({one.exception.reason})" if one.exception.reason else ""
    output.line(f"{listing.days(one.exception)}{because}, id {one.exception.id}")
    for visit in found.visits:
        booked = visit.appointment
        told = f"{visit.client.name} {visit.client.mobile} with {booked.practitioner}"
        output.line(f"  in the way: {local(booked.starts_at, zone)} {told}, id {booked.id}")
        for slot in (*visit.same, *visit.others):
            output.line(f"    free: {local(slot.starts_at, zone)} with {slot.practitioner}")
    if found.total > len(found.visits):
        output.line(f"  and {found.total - len(found.visits)} more")


def _slots(slots: Sequence[Slot], zone: str) -> list[dict[str, str | None]]:
    from gateway.cli.json_output import instant

    return [
        {
            "start": instant(slot.starts_at, zone),
            "practitioner_id": str(slot.practitioner_id),
            "practitioner": slot.practitioner,
        }
        for slot in slots
    ]


def deal(
    appointment: VisitArgument,
    decision: Annotated[AbsenceDecision, typer.Argument(help="What becomes of it.")],
    *,
    start: Annotated[
        str | None, typer.Option("--start", metavar="ISO", help="With move: to when.")
    ] = None,
    practitioner: Annotated[
        str | None, typer.Option("--practitioner", metavar="NAME|ID", help="With move: to whom.")
    ] = None,
    tell: TellOption = True,
    version: VersionOption = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Deal with an appointment in an absence: keep it, cancel it, or move it."""
    from calendar_store.appointments import agenda
    from gateway.cli import composition, json_output, output, store, visit_options
    from gateway.cli.moments import moment
    from gateway.use_cases import absence_dealing

    channels = composition.channels(config)

    async def work(tx: Transaction) -> tuple[Practice, ChangedVisit]:
        where = await store.practice(tx, practice)
        one = await agenda.get(tx, where.id, appointment)
        asked = absence_dealing.Dealing(
            *(one.id, version or one.version, decision),
            starts_at=moment(start, where, "--start") if start else None,
            practitioner=practitioner,
            tell=tell,
        )
        return where, await absence_dealing.deal(
            tx, OPERATOR, where, asked, channels=channels, now=store.now()
        )

    where, done = store.write(config, work)
    zone = where.timezone
    if as_json:
        told = {"told": visit_options.told_document(done.told, zone)}
        output.document(json_output.appointment(done.appointment, zone) | told)
        return
    words = {"keep": "kept", "cancel": "cancelled", "move": "moved"}[decision.value]
    output.line(visit_options.line(words, done.appointment, done.client, zone))
    if line := visit_options.told_line(done.told, zone):
        output.line(line)
