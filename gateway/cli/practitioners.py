"""`textback practitioner`: the commands that add and change practitioners."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, OverruleOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice, Practitioner, WeeklyHours
    from gateway.cli.json_output import Document
    from gateway.use_cases.errors import LeavesOutside
    from gateway.use_cases.practitioners import KnownPractitioner, Worked

app = typer.Typer(help="Practitioners: who can be booked.")

_HOURS = Annotated[
    str | None,
    typer.Option(
        "--hours", help='Weekly hours, as "mon-fri 09:00-13:00,14:00-18:00; sat 09:00-12:00".'
    ),
]
_MOBILE_HELP = "Their own phone, from which AGENDA is answered"


@app.command("add")
def add_practitioner(
    name: Annotated[str, typer.Argument(help="As clients know them.")],
    *,
    practice: PracticeOption = None,
    hours: _HOURS = None,
    mobile: Annotated[
        str, typer.Option("--mobile", metavar="+NUMBER", help=f"{_MOBILE_HELP}.")
    ] = "",
    overrule: OverruleOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a practitioner, with their weekly hours."""
    from gateway.cli import store
    from gateway.use_cases import practitioners

    async def work(tx: Transaction) -> Worked:
        return await practitioners.add(
            tx,
            OPERATOR,
            await store.practice(tx, practice),
            name,
            now=store.now(),
            mobile=mobile,
            week=hours,
            overrule=overrule,
        )

    added, week = store.write(config, work)
    without = "" if week else "; without hours nobody can book them by text"
    _show_practitioner(f"added, id {added.id}{without}", added, week, as_json=as_json)


@app.command("list")
def list_practitioners(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the practitioners with their hours, the retired ones last."""
    from gateway.cli import json_output, output, store
    from gateway.use_cases import practitioners

    async def work(tx: Transaction) -> tuple[Practice, list[KnownPractitioner]]:
        where = await store.practice(tx, practice)
        return where, await practitioners.listed(tx, OPERATOR, where, now=store.now())

    where, found = store.read(config, work)
    if as_json:
        output.document([_document(one) for one in found])
        return
    if not found:
        output.line(f"{where.name}: no practitioners yet; textback practitioner add adds one")
        return
    rows = [
        (
            one.practitioner.name,
            json_output.week(one.week) or "no hours",
            "retired" if one.practitioner.retired_at else _does(one),
            str(one.practitioner.id),
        )
        for one in found
    ]
    output.table(where.name, ("practitioner", "hours", "does", "id"), rows)


@app.command("show")
def show_practitioner(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Their name or id.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one practitioner: phone, hours, services, and whether they are retired."""
    from gateway.cli import json_output, output, store
    from gateway.cli.moments import local
    from gateway.use_cases import practitioners

    async def work(tx: Transaction) -> tuple[Practice, KnownPractitioner]:
        where = await store.practice(tx, practice)
        return where, await practitioners.show(tx, OPERATOR, where, name, now=store.now())

    where, one = store.read(config, work)
    if as_json:
        output.document(_document(one))
        return
    who = one.practitioner
    retired = f", retired {local(who.retired_at, where.timezone)}" if who.retired_at else ""
    output.line(f"practitioner {who.name}, id {who.id}{retired}")
    output.line(f"phone: {who.mobile or 'none'}")
    output.line(f"hours: {json_output.week(one.week) or 'none'}")
    output.line(f"does: {_does(one)}")


def _does(one: KnownPractitioner) -> str:
    if one.is_everything:
        return "everything"
    return ", ".join(each.name for each in one.does) or "nothing"


def _document(one: KnownPractitioner) -> Document:
    from gateway.cli import json_output

    shown = json_output.practitioner(one.practitioner, one.week)
    return shown | {"services": [each.name for each in one.does]}


@app.command("set")
def set_practitioner(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Their name or id.")],
    *,
    practice: PracticeOption = None,
    rename: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="As clients know them.")
    ] = None,
    hours: _HOURS = None,
    mobile: Annotated[
        str | None,
        typer.Option("--mobile", metavar="+NUMBER|none", help=f"{_MOBILE_HELP}; or none."),
    ] = None,
    anyway: Annotated[
        bool,
        typer.Option("--anyway", help="Set hours that leave appointments outside of them."),
    ] = False,
    overrule: OverruleOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is given, leave the rest."""
    from gateway.cli import store
    from gateway.use_cases import practitioners
    from gateway.use_cases.errors import LeavesOutside

    if hours is None and mobile is None and rename is None:
        raise typer.BadParameter("nothing to set; give at least one option")
    now = store.now()

    async def work(tx: Transaction) -> Worked:
        return await practitioners.change(
            tx,
            OPERATOR,
            await store.practice(tx, practice),
            name,
            now=now,
            mobile="" if mobile == "none" else mobile,
            week=hours,
            override=agreed,
            name=rename,
            overrule=overrule,
        )

    agreed = anyway
    try:
        changed, week = store.write(config, work)
    except LeavesOutside as left:
        agreed = _asked_whether(left)
        if not agreed:
            raise
        changed, week = store.write(config, work)
    _show_practitioner(f"set, id {changed.id}", changed, week, as_json=as_json)


def _asked_whether(left: LeavesOutside) -> bool:
    """Ask whether to change the hours all the same; return False if input is no terminal."""
    if not sys.stdin.isatty():
        return False
    from gateway.cli import output

    output.complaint(f"{left}.")
    return typer.confirm("Change the hours all the same? The appointments stay", default=False)


def _show_practitioner(
    done: str, whose: Practitioner, week: Sequence[WeeklyHours], *, as_json: bool
) -> None:
    from gateway.cli import json_output, output

    if as_json:
        output.document(json_output.practitioner(whose, week))
    else:
        output.line(f"practitioner {whose.name} {done}")
