"""`textback absence deal`: deals with an appointment that lies in an absence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import TellOption, VersionOption, VisitArgument
from gateway.use_cases.absence_decisions import AbsenceDecision

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.use_cases.changed_visits import ChangedVisit


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
            starts_at=moment(start, where.timezone, "--start") if start else None,
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
