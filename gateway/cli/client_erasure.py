"""`textback client export` and `erase`: all that is stored about a person, and its erasure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.client_records import ClientArgument
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import Appointment
    from calendar_store.model.clients import Client
    from gateway.use_cases.client_erasure import ClientExport


def export(
    client: ClientArgument,
    *,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="PATH", help="Write it there, as JSON.")
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print all that is stored about a client; that it was exported is recorded."""
    from calendar_store.clients import clients
    from calendar_store.model.errors import InvalidInput
    from gateway.cli import output, store
    from gateway.use_cases import client_erasure

    async def work(tx: Transaction) -> ClientExport:
        where = await store.practice(tx, practice, even_suspended=True)
        found = await clients.find(tx, where, client)
        return await client_erasure.export(tx, OPERATOR, where, found.id, now=store.now())

    document = store.write(config, work).as_json()
    readable = json.dumps(document, ensure_ascii=False, indent=2)
    if file is not None:
        try:
            file.write_text(readable + "\n", encoding="utf-8")
        except OSError as error:
            raise InvalidInput(f"{file} cannot be written: {error.strerror}") from error
        if as_json:
            output.document({"file": str(file)})
        else:
            output.line(f"written to {file}")
    elif as_json:
        output.document(document)
    else:
        for line in readable.splitlines():
            output.line(line)


def erase(
    client: ClientArgument,
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar="WHY", help="Recorded; must not name the client.")
    ],
    cancel_visits: Annotated[
        bool, typer.Option("--cancel-visits", help="Cancel visits to come, without a message.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase a client for good: visits stay, without a name."""
    from calendar_store.clients import clients
    from gateway.cli import composition, output, store
    from gateway.use_cases import client_erasure

    channels = composition.channels(config)

    async def work(tx: Transaction) -> tuple[Client, tuple[Appointment, ...]]:
        where = await store.practice(tx, practice, even_suspended=True)
        found = await clients.find(tx, where, client)
        cancelled = await client_erasure.erase(
            *(tx, OPERATOR, where, found.id, reason),
            channels=channels,
            now=store.now(),
            cancel_visits=cancel_visits,
        )
        return found, cancelled

    found, cancelled = store.write(config, work)
    if as_json:
        ids = [str(one.id) for one in cancelled]
        output.document({"erased": str(found.id), "cancelled": ids})
        return
    output.line(f"client {found.id} erased, {len(cancelled)} visits cancelled")
