"""`textback risk`: visits that are likely to be missed, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import MOST_ID

if TYPE_CHECKING:
    from calendar_store.database.connection import Database
    from calendar_store.model.appointments import Appointment
    from calendar_store.model.practices import Practice
    from gateway.no_show.reasons import VisitRisk
    from gateway.use_cases.visit_risks import RiskyDay, RiskyVisit


def risk(
    visit: Annotated[
        int | None,
        typer.Argument(
            metavar="ID", min=1, max=MOST_ID, help="One visit; default: those of a day."
        ),
    ] = None,
    *,
    day: Annotated[
        str | None, typer.Option("--day", metavar="DAY", help="Default: tomorrow.")
    ] = None,
    least: Annotated[
        int | None,
        typer.Option(
            "--least",
            metavar="PERCENT",
            min=1,
            max=99,
            help="From which chance on; default: twice the practice's usual.",
        ),
    ] = None,
    learn: Annotated[
        bool, typer.Option("--learn", help="Learn from the past visits first, not at night.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show visits that are likely to be missed, with the reasons; tomorrow's by default."""
    from gateway.cli import store
    from gateway.cli.moments import day as read_day
    from gateway.no_show import worker
    from gateway.use_cases import visit_risks

    if visit is not None and (day is not None or least is not None):
        raise typer.BadParameter("give a visit's id, or --day and --least, not both")

    async def work(database: Database) -> None:
        async with database.read() as tx:
            where = await store.practice(tx, practice)
        if learn:
            await worker.learn(database, where, store.now())
        async with database.read() as tx:
            if visit is not None:
                one, found = await visit_risks.by_id(tx, OPERATOR, where, visit, now=store.now())
                _tell_one(where, one, found, as_json=as_json)
                return
            asked = read_day(day, where, "--day") if day is not None else None
            told = await visit_risks.of_day(
                tx, OPERATOR, where, now=store.now(), day=asked, least=least
            )
            _tell_day(where, told, as_json=as_json)

    store.with_database(config, work)


def _tell_one(where: Practice, one: Appointment, found: VisitRisk | None, *, as_json: bool) -> None:
    from gateway.cli import output
    from gateway.cli.json_output import instant
    from gateway.cli.moments import local

    if as_json:
        start = instant(one.starts_at, where.timezone)
        output.document({"id": str(one.id), "start": start, "risk": _document(found)})
        return
    when = local(one.starts_at, where.timezone)
    if found is None:
        output.line(f"{when}: {one.status.said}, nothing to be missed any more")
        return
    why = _why(found)
    output.line(f"{when}: {_chance(found)}{f': {why}' if why else ''}")


def _tell_day(where: Practice, found: RiskyDay, *, as_json: bool) -> None:
    from gateway.cli import output
    from gateway.cli.moments import local

    if as_json:
        output.document(
            {
                "day": f"{found.day}",
                "visits_ahead": found.of,
                "least_percent": found.least if found.is_known else None,
                "usual_percent": found.usual,
                "learnt_from": found.learnt_from,
                "visits": [_visit(where, one) for one in found.visits],
            }
        )
        return
    shares = f"{found.least} % or more; usual: {found.usual} %"
    known = shares if found.is_known else "too little known for numbers; who missed one lately"
    heading = f"{where.name}, {found.day:%a %-d %b %Y}: {known}"
    if not found.visits:
        output.line(f"{heading}: none of {found.of}")
        return
    rows = [
        (
            local(one.appointment.starts_at, where.timezone)[-5:],
            one.client.name,
            one.client.mobile,
            one.appointment.practitioner,
            f"{one.risk.percent} %" if one.risk.percent else "–",
            _why(one.risk),
            str(one.appointment.id),
        )
        for one in found.visits
    ]
    headings = ("start", "client", "mobile", "practitioner", "chance", "why", "id")
    output.table(heading, headings, rows)


def _chance(found: VisitRisk) -> str:
    if found.percent is None:
        return f"too little known for a number, after {found.visits} visits"
    return f"missed with a chance of {found.percent} %"


def _why(found: VisitRisk) -> str:
    from gateway.wording.reason_words import in_words

    told = [
        in_words(one.reason) if one.raises or found.percent is None else f"({in_words(one.reason)})"
        for one in found.reasons
    ]
    return "; ".join(told)


def _visit(where: Practice, one: RiskyVisit) -> dict[str, Any]:
    from gateway.cli.json_output import instant

    return {
        "id": str(one.appointment.id),
        "start": instant(one.appointment.starts_at, where.timezone),
        "client_id": str(one.client.id),
        "client": one.client.name,
        "mobile": one.client.mobile,
        "practitioner": one.appointment.practitioner,
        "risk": _document(one.risk),
    }


def _document(found: VisitRisk | None) -> dict[str, Any] | None:
    from gateway.wording.reason_words import in_words

    if found is None:
        return None
    return {
        "percent": found.percent,
        "learnt_from": found.visits,
        "reasons": [
            {
                "code": one.reason.code.value,
                "words": in_words(one.reason),
                "log_odds": round(one.change, 2) if found.percent else None,
            }
            for one in found.reasons
        ],
    }
