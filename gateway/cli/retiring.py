"""`textback practitioner retire`, `service retire`, and `restore` of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice, Practitioner, Service
    from gateway.use_cases.absence_dealing import Dealing
    from gateway.use_cases.changed_visits import ChangedVisit
    from gateway.use_cases.retiring import (
        RetiredPractitioner,
        RetiredService,
        VisitAhead,
    )

_Untold = Annotated[
    bool, typer.Option("--untold", help="Tell the clients nothing about their appointments.")
]


def retire_practitioner(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Their name or id.")],
    *,
    practice: PracticeOption = None,
    move_to: Annotated[
        list[str] | None,
        typer.Option(
            "--move-to",
            metavar="NAME|ID",
            help="Who takes the appointments ahead, where free then; several in their order.",
        ),
    ] = None,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Cancel the appointments ahead that nobody takes.")
    ] = False,
    untold: _Untold = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Retire a practitioner: booked nowhere from now on; refused while visits are ahead."""
    from gateway.cli import composition, json_output, store
    from gateway.use_cases import practitioners, retiring

    now, channels = store.now(), composition.channels(config)

    async def work(tx: Transaction) -> tuple[Practice, RetiredPractitioner]:
        where = await store.practice(tx, practice)
        known = [
            (await practitioners.show(tx, OPERATOR, where, one, now=now)).practitioner
            for one in (name, *(move_to or ()))
        ]
        who, takers = known[0], [one.id for one in known[1:]]
        ahead = await retiring.visits_of(tx, OPERATOR, where, who.id, now=now)
        decided = _decided(ahead, takers, cancel=cancel, tell=not untold)
        done = await retiring.retire_practitioner(
            tx, OPERATOR, where, str(who.id), decided, channels=channels, now=now
        )
        return where, done

    where, done = store.write(config, work)
    shown = json_output.practitioner(done.practitioner, ())
    del shown["hours"]
    said = f"practitioner {done.practitioner.name} retired, id {done.practitioner.id}"
    _show(said, shown, where, done.dealt, as_json=as_json)


def restore_practitioner(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Their name or id.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a retired practitioner back."""
    from gateway.cli import json_output, store
    from gateway.use_cases import retiring

    async def work(tx: Transaction) -> tuple[Practice, Practitioner]:
        where = await store.practice(tx, practice)
        return where, await retiring.restore_practitioner(
            tx, OPERATOR, where, name, now=store.now()
        )

    where, back = store.write(config, work)
    shown = json_output.practitioner(back, ())
    del shown["hours"]
    _show(f"practitioner {back.name} restored, id {back.id}", shown, where, (), as_json=as_json)


def retire_service(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name or id.")],
    *,
    practice: PracticeOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Appointments ahead take place.")] = False,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Cancel the appointments ahead.")
    ] = False,
    untold: _Untold = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Retire a service: booked nowhere from now on; refused while visits are ahead."""
    from gateway.cli import composition, json_output, store
    from gateway.use_cases import retiring, services

    if keep and cancel:
        raise typer.BadParameter("keep the appointments ahead or cancel them, not both")
    now, channels = store.now(), composition.channels(config)

    async def work(tx: Transaction) -> tuple[Practice, RetiredService]:
        where = await store.practice(tx, practice)
        what = await services.show(tx, OPERATOR, where, name)
        ahead = await retiring.visits_for(tx, OPERATOR, where, what.id, now=now)
        decided = _decided(ahead, (), cancel=cancel, keep=keep, tell=not untold)
        done = await retiring.retire_service(
            tx, OPERATOR, where, str(what.id), decided, channels=channels, now=now
        )
        return where, done

    where, done = store.write(config, work)
    shown = json_output.service(done.service)
    said = f"service {done.service.name} retired, id {done.service.id}"
    _show(said, shown, where, done.dealt, as_json=as_json)


def restore_service(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name or id.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a retired service back."""
    from gateway.cli import json_output, store
    from gateway.use_cases import retiring

    async def work(tx: Transaction) -> tuple[Practice, Service]:
        where = await store.practice(tx, practice)
        return where, await retiring.restore_service(tx, OPERATOR, where, name, now=store.now())

    where, back = store.write(config, work)
    shown = json_output.service(back)
    _show(f"service {back.name} restored, id {back.id}", shown, where, (), as_json=as_json)


def _decided(
    ahead: Sequence[VisitAhead],
    takers: Sequence[int],
    *,
    cancel: bool,
    tell: bool,
    keep: bool = False,
) -> list[Dealing]:
    """Return a decision for each appointment that the options decide about."""
    from gateway.use_cases.absence_dealing import AbsenceDecision, Dealing

    found = []
    for one in ahead:
        visit, free = one.appointment, {who for who, _ in one.free}
        taker = next((who for who in takers if who in free), None)
        if taker is not None:
            decision = AbsenceDecision.MOVE
        elif cancel:
            decision = AbsenceDecision.CANCEL
        elif keep:
            decision = AbsenceDecision.KEEP
        else:
            continue
        practitioner = None if taker is None else str(taker)
        found.append(
            Dealing(visit.id, visit.version, decision, practitioner=practitioner, tell=tell)
        )
    return found


def _show(
    said: str,
    shown: dict[str, Any],
    where: Practice,
    dealt: Sequence[ChangedVisit],
    *,
    as_json: bool,
) -> None:
    from gateway.cli import json_output, output

    if as_json:
        visits = [json_output.appointment(one.appointment, where.timezone) for one in dealt]
        output.document(shown | {"appointments": visits})
        return
    output.line(said)
    for one in dealt:
        visit = one.appointment
        when = json_output.instant(visit.starts_at, where.timezone)
        becomes = "cancelled" if visit.cancelled_at else f"with {visit.practitioner}"
        output.line(f"  {when} {one.client.name}: {becomes}")
