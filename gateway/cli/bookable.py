"""`textback practitioner` and `textback service`: who can be booked, and for what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database import Transaction
    from calendar_store.values import Practitioner, Service, WeeklyHours

practitioners_app = typer.Typer(help="Practitioners: who can be booked.")
services_app = typer.Typer(help="Services: what somebody can be booked for.")


@practitioners_app.callback()
def _practitioners() -> None:
    """Keep `add` a command of its own name, alone as it is."""


@services_app.callback()
def _services() -> None:
    """Keep `add` a command of its own name, alone as it is."""


@practitioners_app.command("add")
def add_practitioner(
    name: Annotated[str, typer.Argument(help="As clients know them.")],
    *,
    practice: PracticeOption = None,
    hours: Annotated[
        str | None,
        typer.Option(
            "--hours",
            help='Weekly hours, as "mon-fri 09:00-13:00,14:00-18:00; sat 09:00-12:00".',
        ),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a practitioner, with their weekly hours."""
    from calendar_store import hours as weekly
    from calendar_store import hours_text, practitioners
    from gateway.cli import documents, output, store

    now = store.now()

    async def work(tx: Transaction) -> tuple[Practitioner, tuple[WeeklyHours, ...]]:
        where = await store.practice(tx, practice)
        added = await practitioners.add(tx, where.id, name, by=store.BY, now=now)
        week = hours_text.parse(hours, added.id) if hours is not None else ()
        if week:
            await weekly.set_week(tx, where.id, added.id, week, by=store.BY, now=now)
        return added, week

    added, week = store.write(config, work)
    if as_json:
        output.document(documents.practitioner(added, week))
    else:
        without = "" if week else "; without hours nobody can book them by text"
        output.line(f"practitioner {added.name} added, id {added.id}{without}")


@services_app.command("add")
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
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a service."""
    from calendar_store import services
    from gateway.cli import documents, output, store

    async def work(tx: Transaction) -> Service:
        where = await store.practice(tx, practice)
        return await services.add(
            tx,
            where.id,
            name,
            duration=timedelta(minutes=minutes),
            buffer_before=timedelta(minutes=buffer_before),
            buffer_after=timedelta(minutes=buffer_after),
            safe_to_name=safe_to_name,
            by=store.BY,
            now=store.now(),
        )

    added = store.write(config, work)
    if as_json:
        output.document(documents.service(added))
    else:
        named = "may be named" if added.safe_to_name else "is never named"
        output.line(
            f"service {added.name} added, {minutes} minutes, {named} in messages, id {added.id}"
        )
