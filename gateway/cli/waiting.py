"""`textback waiting`: the commands that add, list and withdraw entries of the waiting list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.use_cases.waiting_list import WaitingView

app = typer.Typer(help="The waiting list: who would like a time that is not free yet.")

EntryArgument = Annotated[
    int,
    typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1, help="Of the entry, as listed."),
]


@app.command("add")
def add(
    *,
    client: Annotated[str, typer.Option("--client", metavar="MOBILE|ID", help="Who waits.")],
    appointment: Annotated[
        int | None,
        typer.Option(
            "--appointment",
            metavar="ID",
            min=1,
            max=(1 << 63) - 1,
            help="To be moved; default: the only one ahead.",
        ),
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Wait for a new appointment; nothing is moved.")
    ] = False,
    first: Annotated[
        str | None, typer.Option("--from", metavar="ISO", help="Not before; default: now.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="ISO",
            help="Before; default: the appointment, or as far ahead as clients may book.",
        ),
    ] = None,
    practitioner: Annotated[
        str | None,
        typer.Option("--practitioner", metavar="NAME|ID", help="With --new: with whom only."),
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="NAME|ID", help="With --new: what for.")
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a client wait for an earlier time, or for a new one."""
    from gateway.cli import output, store
    from gateway.cli.moments import moment
    from gateway.use_cases import waiting_list

    now = store.now()

    async def work(tx: Transaction) -> tuple[Practice, WaitingView]:
        where = await store.practice(tx, practice)
        asked = waiting_list.WaitingRequest(
            client,
            new=new,
            appointment=appointment,
            first=moment(first, where, "--from") if first else None,
            until=moment(until, where, "--until") if until else None,
            practitioner=practitioner,
            service=service,
        )
        return where, await waiting_list.add(tx, OPERATOR, where, asked, now=now)

    where, added = store.write(config, work)
    if as_json:
        output.document(_document(added, where.timezone))
        return
    output.line(
        f"waiting: {added.client.name}, {_what(added, where.timezone)}, id {added.entry.id}"
    )


@app.command("list")
def list_waiting(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show who waits, the first to come first."""
    from gateway.cli import output, store
    from gateway.use_cases import waiting_list

    async def work(tx: Transaction) -> tuple[Practice, list[WaitingView]]:
        where = await store.practice(tx, practice)
        return where, await waiting_list.listed(tx, OPERATOR, where, now=store.now())

    where, waits = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document([_document(one, zone) for one in waits])
        return
    if not waits:
        output.line(f"{where.name}: nobody waits")
        return
    rows = [
        (one.client.name, _what(one, zone), one.entry.status.value, str(one.entry.id))
        for one in waits
    ]
    output.table(where.name, ("client", "waits", "status", "id"), rows)


@app.command("withdraw")
def withdraw(
    entry: EntryArgument,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an entry off the list; what is on offer to it goes to the next."""
    from gateway.cli import output, store
    from gateway.use_cases import waiting_list

    async def work(tx: Transaction) -> None:
        where = await store.practice(tx, practice)
        await waiting_list.withdraw(tx, OPERATOR, where, entry, now=store.now())

    store.write(config, work)
    if as_json:
        output.document({"id": str(entry), "status": "withdrawn"})
    else:
        output.line(f"off the waiting list: {entry}")


@app.command("restore")
def restore(
    entry: EntryArgument,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put an entry back that was taken off the list."""
    from gateway.cli import output, store
    from gateway.use_cases import waiting_list

    async def work(tx: Transaction) -> tuple[Practice, WaitingView]:
        where = await store.practice(tx, practice)
        back = await waiting_list.restore(tx, OPERATOR, where, entry, now=store.now())
        return where, back

    where, back = store.write(config, work)
    if as_json:
        output.document(_document(back, where.timezone))
    else:
        output.line(f"on the waiting list again: {back.client.name}, id {entry}")


def _what(one: WaitingView, timezone: str) -> str:
    """Return in words which time, practitioner and service an entry waits for."""
    from gateway.cli.moments import local

    first, until = local(one.entry.starts_at, timezone), local(one.entry.ends_at, timezone)
    parts = [f"{first} to {until}"]
    if one.practitioner:
        parts.append(f"with {one.practitioner}")
    if one.service:
        parts.append(f"for {one.service}")
    if one.instead:
        parts.append(f"instead of {local(one.instead.starts_at, timezone)}")
    return ", ".join(parts)


def _document(one: WaitingView, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import identity, instant

    return {
        "id": str(one.entry.id),
        "client_id": str(one.client.id),
        "client": one.client.name,
        "from": instant(one.entry.starts_at, timezone),
        "until": instant(one.entry.ends_at, timezone),
        "practitioner": one.practitioner or None,
        "service": one.service or None,
        "appointment_id": identity(one.entry.appointment_id),
        "status": one.entry.status.value,
    }
