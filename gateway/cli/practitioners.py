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
    from calendar_store.model.practices import Practitioner, WeeklyHours
    from gateway.use_cases.errors import LeavesOutside
    from gateway.use_cases.practitioners import Worked

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


@app.command("set")
def set_practitioner(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Their name or id.")],
    *,
    practice: PracticeOption = None,
    hours: _HOURS = None,
    mobile: Annotated[
        str | None,
        typer.Option("--mobile", metavar="+NUMBER|none", help=f"{_MOBILE_HELP}; or none."),
    ] = None,
    anyway: Annotated[
        bool,
        typer.Option("--anyway", help="Set hours that leave appointments outside of them."),
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is given, leave the rest."""
    from gateway.cli import store
    from gateway.use_cases import practitioners
    from gateway.use_cases.errors import LeavesOutside

    if hours is None and mobile is None:
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
