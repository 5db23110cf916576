"""`textback service`: the commands that add and change services."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, OverruleOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Service

app = typer.Typer(help="Services: what somebody can be booked for.")

_OUT_OF_BOUNDS = 10_000
"""Minutes; more than the longest allowed service or buffer."""


@app.command("add")
def add_service(
    name: Annotated[str, typer.Argument(help="As staff know it.")],
    *,
    minutes: Annotated[int, typer.Option("--minutes", help="How long the client is there.")],
    practice: PracticeOption = None,
    buffer_before: Annotated[
        int, typer.Option("--buffer-before", metavar="MINUTES", help="Blocked before it.")
    ] = 0,
    buffer_after: Annotated[
        int, typer.Option("--buffer-after", metavar="MINUTES", help="Blocked after it.")
    ] = 0,
    safe_to_name: Annotated[
        bool,
        typer.Option("--safe-to-name", help="Its name says nothing confidential in a message."),
    ] = False,
    not_by_text: Annotated[
        bool, typer.Option("--not-by-text", help="Clients cannot book it by text.")
    ] = False,
    not_by_web: Annotated[
        bool, typer.Option("--not-by-web", help="Clients cannot book it on the web page.")
    ] = False,
    overrule: OverruleOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a service."""
    from gateway.cli import store
    from gateway.use_cases import services

    entered = services.NewService(
        name,
        _lasting(minutes),
        _lasting(buffer_before),
        _lasting(buffer_after),
        safe_to_name=safe_to_name,
        by_text=not not_by_text,
        by_web=not not_by_web,
    )

    async def work(tx: Transaction) -> Service:
        where = await store.practice(tx, practice)
        return await services.add(tx, OPERATOR, where, entered, now=store.now(), overrule=overrule)

    _show_service("added", store.write(config, work), as_json=as_json)


@app.command("set")
def set_service(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name or id.")],
    *,
    practice: PracticeOption = None,
    safe_to_name: Annotated[
        bool | None,
        typer.Option(
            "--safe-to-name/--not-safe-to-name", help="Whether a message may have its name."
        ),
    ] = None,
    by_text: Annotated[
        bool | None,
        typer.Option("--by-text/--not-by-text", help="Whether clients may book it by text."),
    ] = None,
    by_web: Annotated[
        bool | None,
        typer.Option("--by-web/--not-by-web", help="Whether clients may book it on the web page."),
    ] = None,
    overrule: OverruleOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is given, leave the rest."""
    from gateway.cli import store
    from gateway.use_cases import services

    given = {"safe_to_name": safe_to_name, "by_text": by_text, "by_web": by_web}
    changes = {what: value for what, value in given.items() if value is not None}
    if not changes:
        raise typer.BadParameter("nothing to set; give at least one option")

    async def work(tx: Transaction) -> Service:
        where = await store.practice(tx, practice)
        return await services.change(
            tx, OPERATOR, where, name, changes, now=store.now(), overrule=overrule
        )

    _show_service("set", store.write(config, work), as_json=as_json)


def _lasting(minutes: int) -> timedelta:
    """Return minutes as a `timedelta`.

    An invalid number stays invalid, but is limited so that `timedelta` cannot overflow.
    """
    return timedelta(minutes=max(-_OUT_OF_BOUNDS, min(minutes, _OUT_OF_BOUNDS)))


def _show_service(done: str, service: Service, *, as_json: bool) -> None:
    from gateway.cli import json_output, output

    if as_json:
        output.document(json_output.service(service))
        return
    named = "may be named" if service.safe_to_name else "is never named"
    ways = [way for way, open_ in (("text", service.by_text), ("web", service.by_web)) if open_]
    booked = f"clients book it by {' and '.join(ways)}" if ways else "only staff book it"
    minutes = service.duration // timedelta(minutes=1)
    output.line(
        f"service {service.name} {done}, {minutes} minutes, {named} in messages, {booked},"
        f" id {service.id}"
    )
