"""`textback waiting`: the waiting list as staff keep it (F16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput, NotFound
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import Appointment, WaitingEntry
    from calendar_store.model.clients import Client
    from calendar_store.model.practices import Practice

app = typer.Typer(help="The waiting list: who would like a time that is not free yet.")


@dataclass(frozen=True, slots=True)
class _Shown:
    """An entry with the names in it.

    Attributes:
        instead: the appointment that would be moved, None where one would be booked.
    """

    entry: WaitingEntry
    client: Client
    practitioner: str
    service: str
    instead: Appointment | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A wish as it was typed."""

    client: str
    appointment: int | None
    new: bool
    first: str | None
    until: str | None
    practitioner: str | None
    service: str | None


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

    now = store.now()
    asked = _Asked(client, appointment, new, first, until, practitioner, service)

    async def work(tx: Transaction) -> tuple[Practice, _Shown]:
        where = await store.practice(tx, practice)
        (entry,) = await _wait(tx, where, asked, now)
        (shown,) = await _shown(tx, where, [entry])
        return where, shown

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
    from calendar_store.appointments import waiting_list
    from gateway.cli import output, store

    async def work(tx: Transaction) -> tuple[Practice, list[_Shown]]:
        where = await store.practice(tx, practice)
        entries = await waiting_list.waiting(tx, where.id, store.now())
        return where, await _shown(tx, where, entries)

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
    entry: Annotated[
        int,
        typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1, help="Of the entry, as listed."),
    ],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an entry off the list; what is on offer to it goes to the next."""
    from calendar_store.appointments import waiting_list
    from gateway.cli import output, store

    async def work(tx: Transaction) -> None:
        where = await store.practice(tx, practice)
        await waiting_list.withdraw(tx, where.id, entry, by=OPERATOR, now=store.now())

    store.write(config, work)
    if as_json:
        output.document({"id": str(entry), "status": "withdrawn"})
    else:
        output.line(f"off the waiting list: {entry}")


async def _wait(
    tx: Transaction, where: Practice, asked: _Asked, now: datetime
) -> tuple[WaitingEntry, ...]:
    """Write what was asked for.

    Raises:
        NotFound: if something named does not exist.
        InvalidInput: if it is not clear which appointment is meant, or the times cannot be.
    """
    from calendar_store.appointments import waiting_list
    from calendar_store.clients import clients
    from calendar_store.practices import practitioners, services
    from gateway.cli.moments import moment

    who = await clients.find(tx, where, asked.client)
    moving = None if asked.new else await _appointment(tx, where, who, asked.appointment, now)
    if moving and (asked.practitioner or asked.service):
        raise InvalidInput("a moved appointment keeps its practitioner and service; or give --new")
    practitioner_id = moving.practitioner_id if moving else None
    service_id = moving.service_id if moving else None
    if asked.practitioner:
        practitioner_id = (await practitioners.find(tx, where.id, asked.practitioner)).id
    if asked.service:
        service_id = (await services.find(tx, where.id, asked.service)).id
    first = moment(asked.first, where.timezone, "--from") if asked.first else now
    last = moving.starts_at if moving else now + where.booking_window
    until = moment(asked.until, where.timezone, "--until") if asked.until else last
    return await waiting_list.wait_for(
        tx,
        where.id,
        who.id,
        [(first, until)],
        by=OPERATOR,
        now=now,
        practitioner_id=practitioner_id,
        service_id=service_id,
        appointment_id=moving.id if moving else None,
    )


async def _appointment(
    tx: Transaction, where: Practice, who: Client, named: int | None, now: datetime
) -> Appointment:
    """Return the appointment to be moved."""
    from calendar_store.appointments import agenda
    from gateway.cli.moments import local

    coming = await agenda.of_clients(tx, [(where.id, who.id)], now, now)
    ahead = [one for one in coming if one.starts_at > now and one.cancelled_at is None]
    found = [one for one in ahead if named in {None, one.id}]
    if len(found) == 1:
        return found[0]
    if named is not None or not ahead:
        what = f"no appointment {named} ahead" if named is not None else "no appointment ahead"
        raise NotFound(f"{who.name} has {what}; give --new to wait for a new one")
    choices = ", ".join(f"{local(one.starts_at, where.timezone)} ({one.id})" for one in ahead)
    raise InvalidInput(f"{who.name} has several appointments: {choices}; give --appointment ID")


async def _shown(tx: Transaction, where: Practice, entries: Sequence[WaitingEntry]) -> list[_Shown]:
    from calendar_store.appointments import agenda
    from calendar_store.clients import clients
    from calendar_store.practices import practitioners, services

    people = await clients.get_many(tx, {(where.id, entry.client_id) for entry in entries})
    working = {one.id: one.name for one in await practitioners.all_practitioners(tx, where.id)}
    kinds = {one.id: one.name for one in await services.all_services(tx, where.id)}
    moving = {(where.id, entry.appointment_id) for entry in entries if entry.appointment_id}
    standing = await agenda.by_ids(tx, moving)
    return [
        _Shown(
            entry,
            people[where.id, entry.client_id],
            working.get(entry.practitioner_id or 0, ""),
            kinds.get(entry.service_id or 0, ""),
            standing.get((where.id, entry.appointment_id or 0)),
        )
        for entry in entries
    ]


def _what(one: _Shown, timezone: str) -> str:
    """Return in words what somebody waits for."""
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


def _document(one: _Shown, timezone: str) -> dict[str, Any]:
    from gateway.cli.documents import identity, instant

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
