"""`textback service`: the commands that add and change services."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, OverruleOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice, Service

app = typer.Typer(help="Services: what somebody can be booked for.")

_DoneByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--done-by",
        metavar="NAME|ID",
        help="Who does it, once for each practitioner; everybody for all of them.",
    ),
]
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
    done_by: _DoneByOption = None,
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
        done_by=tuple(_named(done_by) or ()),
    )

    async def work(tx: Transaction) -> Service:
        where = await store.practice(tx, practice)
        return await services.add(tx, OPERATOR, where, entered, now=store.now(), overrule=overrule)

    _show_service("added", store.write(config, work), as_json=as_json)


@app.command("list")
def list_services(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the services, the retired ones last."""
    from gateway.cli import json_output, output, store
    from gateway.use_cases import services

    async def work(tx: Transaction) -> tuple[Practice, list[Service], dict[int, str]]:
        where = await store.practice(tx, practice)
        found = await services.listed(tx, OPERATOR, where)
        return where, found, await _names(tx, where)

    where, found, names = store.read(config, work)
    if as_json:
        output.document([json_output.service(one) for one in found])
        return
    if not found:
        output.line(f"{where.name}: no services yet; textback service add adds one")
        return
    rows = [
        (
            one.name,
            str(json_output.minutes(one.duration)),
            f"{json_output.minutes(one.buffer_before)}+{json_output.minutes(one.buffer_after)}",
            "retired" if one.retired_at else _booked(one),
            _people(one, names),
            str(one.id),
        )
        for one in found
    ]
    headings = ("service", "minutes", "buffers", "booked", "done by", "id")
    output.table(where.name, headings, rows)


@app.command("show")
def show_service(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name or id.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one service: lengths, how it is booked, who does it, whether it is retired."""
    from gateway.cli import json_output, output, store
    from gateway.cli.moments import local
    from gateway.use_cases import services

    async def work(tx: Transaction) -> tuple[Practice, Service, dict[int, str]]:
        where = await store.practice(tx, practice)
        return where, await services.show(tx, OPERATOR, where, name), await _names(tx, where)

    where, one, names = store.read(config, work)
    if as_json:
        output.document(json_output.service(one))
        return
    retired = f", retired {local(one.retired_at, where.timezone)}" if one.retired_at else ""
    output.line(f"service {one.name}, id {one.id}{retired}")
    output.line(
        f"minutes: {json_output.minutes(one.duration)}, before:"
        f" {json_output.minutes(one.buffer_before)}, after: {json_output.minutes(one.buffer_after)}"
    )
    output.line(f"in messages: {'may be named' if one.safe_to_name else 'is never named'}")
    output.line(f"booked: {_booked(one)}")
    output.line(f"done by: {_people(one, names)}")


async def _names(tx: Transaction, where: Practice) -> dict[int, str]:
    """Return the names of the practitioners by id."""
    from gateway.cli import store
    from gateway.use_cases import practitioners

    found = await practitioners.listed(tx, OPERATOR, where, now=store.now())
    return {one.practitioner.id: one.practitioner.name for one in found}


def _people(one: Service, names: dict[int, str]) -> str:
    return ", ".join(names[who] for who in one.done_by) or "everybody"


def _booked(one: Service) -> str:
    ways = [way for way, open_ in (("text", one.by_text), ("web", one.by_web)) if open_]
    return f"by {' and '.join(ways)}" if ways else "by staff alone"


def _named(done_by: list[str] | None) -> list[str] | None:
    """Return the practitioners named by --done-by; [] for everybody, None for no option."""
    if done_by is None:
        return None
    everybody = [one for one in done_by if one.casefold() == "everybody"]
    if everybody and len(done_by) > 1:
        raise typer.BadParameter("name practitioners or everybody, not both")
    return [] if everybody else done_by


@app.command("set")
def set_service(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name or id.")],
    *,
    practice: PracticeOption = None,
    rename: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="As staff know it.")
    ] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", help="How long the client is there.")
    ] = None,
    buffer_before: Annotated[
        int | None, typer.Option("--buffer-before", metavar="MINUTES", help="Blocked before it.")
    ] = None,
    buffer_after: Annotated[
        int | None, typer.Option("--buffer-after", metavar="MINUTES", help="Blocked after it.")
    ] = None,
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
    done_by: _DoneByOption = None,
    overrule: OverruleOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is given, leave the rest; appointments that are booked stay as they are."""
    from gateway.cli import store
    from gateway.use_cases import services

    given: dict[str, Any] = {
        "name": rename,
        "duration": None if minutes is None else _lasting(minutes),
        "buffer_before": None if buffer_before is None else _lasting(buffer_before),
        "buffer_after": None if buffer_after is None else _lasting(buffer_after),
        "safe_to_name": safe_to_name,
        "by_text": by_text,
        "by_web": by_web,
    }
    changes = {what: value for what, value in given.items() if value is not None}
    people = _named(done_by)
    if not changes and people is None:
        raise typer.BadParameter("nothing to set; give at least one option")

    async def work(tx: Transaction) -> Service:
        where = await store.practice(tx, practice)
        return await services.change(
            *(tx, OPERATOR, where, name, changes),
            now=store.now(),
            overrule=overrule,
            done_by=people,
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
