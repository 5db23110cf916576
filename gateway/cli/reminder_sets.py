"""`textback practice reminders`: the reminders of all visits, of a service, of a practitioner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import ReminderStep
    from gateway.use_cases.reminder_sets import ReminderChange, ReminderSet

app = typer.Typer(help="Reminders: those of all visits, and others for a service or practitioner.")

_SERVICE = Annotated[
    str, typer.Option("--service", metavar="NAME|ID", help="Only for visits of this service.")
]
_PRACTITIONER = Annotated[
    str,
    typer.Option("--practitioner", metavar="NAME|ID", help="Only for visits with this one."),
]


@app.command("list")
def list_all(
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the reminders; for a visit the most exact ones hold, as a whole."""
    from gateway.cli import output, store
    from gateway.use_cases import reminder_sets

    async def work(tx: Transaction) -> Sequence[ReminderSet]:
        found = await store.practice(tx, practice)
        return await reminder_sets.listed(tx, OPERATOR, found.id)

    listed = [_document(one) for one in store.read(config, work)]
    if as_json:
        output.document(listed)
        return
    rows = [[one["service"] or "all", one["practitioner"] or "all", one["steps"]] for one in listed]
    output.table("", ("service", "practitioner", "reminders"), rows)


@app.command("set")
def set_steps(
    steps: Annotated[
        str,
        typer.Argument(
            metavar="STEPS", help='When they go out, as "booked, 2d, 1d@10:00, 2h?", or none.'
        ),
    ],
    *,
    service: _SERVICE = "",
    practitioner: _PRACTITIONER = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set the reminders of all visits, or of a service, a practitioner, or both together."""
    from calendar_store.practices import reminder_text

    wanted = reminder_text.steps(steps)
    made = _changed(config, practice, (service, practitioner), wanted)
    _show(made, as_json=as_json)


@app.command()
def clear(
    *,
    service: _SERVICE = "",
    practitioner: _PRACTITIONER = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take out the reminders of a service or practitioner, so that the less exact ones hold."""
    if not (service or practitioner):
        raise InvalidInput("say for whom: --service, --practitioner, or both")
    made = _changed(config, practice, (service, practitioner), None)
    _show(made, as_json=as_json)


def _changed(
    config: Path | None,
    practice: str | None,
    whose: tuple[str, str],
    steps: Sequence[ReminderStep] | None,
) -> ReminderChange:
    from gateway.cli import store
    from gateway.use_cases import reminder_sets

    async def work(tx: Transaction) -> ReminderChange:
        found = await store.practice(tx, practice)
        scope = await reminder_sets.find_scope(
            tx, OPERATOR, found.id, service=whose[0], practitioner=whose[1]
        )
        return await reminder_sets.change(tx, OPERATOR, found.id, scope, steps, now=store.now())

    return store.write(config, work)


def _show(made: ReminderChange, *, as_json: bool) -> None:
    from calendar_store.practices import reminder_text
    from gateway.cli import output

    before = None if made.before is None else reminder_text.written(made.before)
    if as_json:
        after = None if made.after is None else _document(made.after)
        output.document({"before": before, "after": after, "replanned": made.replanned})
        return
    if made.after is not None:
        named = [name for name in (made.after.service, made.after.practitioner) if name]
        whose = " with ".join(named) or "all visits"
        output.line(f"reminders of {whose}: {reminder_text.written(made.after.steps)}")
    elif before is None:
        output.line("these visits had no reminders of their own")
    else:
        output.line(f"taken out: {before}; the reminders of the other visits hold now")
    if replanned := made.replanned:
        ahead = f"{replanned} appointment{'' if replanned == 1 else 's'} ahead"
        output.line(f"the reminders of {ahead} were planned anew")


def _document(one: ReminderSet) -> dict[str, Any]:
    from calendar_store.practices import reminder_text

    return {
        "service": one.service,
        "practitioner": one.practitioner,
        "steps": reminder_text.written(one.steps),
    }
