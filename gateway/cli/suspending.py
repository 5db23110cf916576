"""`textback practice suspend` and `reactivate`: thirty days' notice, its plan, and its undo."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption

if TYPE_CHECKING:
    from pathlib import Path

    from calendar_store.database.connection import Transaction
    from calendar_store.model.endings import Suspension
    from gateway.use_cases.suspending import AdminMails, SuspensionPlan

PracticeArgument = Annotated[str, typer.Argument(metavar="PRACTICE", help="Its name or id.")]


def suspend(
    practice: PracticeArgument,
    *,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="The first day, 30 days ahead at least."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the notice back.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give notice to suspend a practice, take it back, or show what happens on which day."""
    from gateway.cli import store
    from gateway.use_cases import suspending

    telling = _telling(config)

    async def work(tx: Transaction) -> SuspensionPlan | None:
        where = await store.practice(tx, practice, even_suspended=True)
        now = store.now()
        if undo:
            await suspending.take_back(tx, OPERATOR, where, telling, now=now)
            return None
        if first is not None:
            return await suspending.give_notice(tx, OPERATOR, where, _day(first), telling, now=now)
        return await suspending.plan(tx, OPERATOR, where, now=now)

    made = (store.write if undo or first is not None else store.read)(config, work)
    _show(made, undone=undo, as_json=as_json)


def reactivate(
    practice: PracticeArgument, *, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """End a suspension: pages change things again, reminders of visits ahead go on."""
    from gateway.cli import output, store
    from gateway.use_cases import suspending

    async def work(tx: Transaction) -> Suspension:
        where = await store.practice(tx, practice, even_suspended=True)
        return await suspending.reactivate(tx, OPERATOR, where, now=store.now())

    ended = store.write(config, work)
    if as_json:
        output.document({"practice": str(ended.practice_id), "state": "reactivated"})
        return
    output.line("at work again; reminders of visits ahead go on")


def _telling(config: Path | None) -> AdminMails:
    from gateway.cli import composition, store
    from gateway.links.links import Links
    from gateway.use_cases.suspending import AdminMails

    # for the address of the pages alone: nothing is signed
    links = Links(store.settings(config).web.public_url, [b""])
    return AdminMails(composition.channels(config), links)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f'"{text}" is no day; write it as 2026-12-31') from error


def _show(made: SuspensionPlan | None, *, undone: bool, as_json: bool) -> None:
    from gateway.cli import output

    if as_json:
        output.document(_document(made))
        return
    if made is None:
        said = "the notice is taken back: all works as always" if undone else "no notice stands"
        output.line(said)
        return
    state = made.standing.state.value if made.standing else "planned"
    output.line(f"{made.practice.name}: {state}, from {made.first_day}")
    for day in made.told[:-1]:
        output.line(f"  {day}  administrators are told by mail and alert")
    output.line(f"  {made.first_day}  nothing is sent or changed any more; a whole copy is made")
    output.line(f"  {made.copies_until}  the copy lies ready until then")
    deleted = made.deleted_after
    output.line(f"  {deleted}  everything is deleted" if deleted else "  nothing is deleted")
    output.line("  until the first day the notice can be taken back: --undo")


def _document(made: SuspensionPlan | None) -> dict[str, object]:
    if made is None:
        return {"state": "none"}
    return {
        "practice": made.practice.name,
        "state": made.standing.state.value if made.standing else "planned",
        "from": str(made.first_day),
        "told": [str(day) for day in made.told],
        "copies_until": str(made.copies_until),
        "deleted_after": str(made.deleted_after) if made.deleted_after else None,
    }
