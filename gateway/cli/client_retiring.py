"""`textback client retire` and `restore`: who comes no longer, or again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.client_records import ClientArgument
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.clients import Client
    from calendar_store.model.practices import Practice
    from gateway.use_cases.client_retiring import RetiredClient


def retire(
    client: ClientArgument,
    *,
    cancel_visits: Annotated[
        bool, typer.Option("--cancel-visits", help="Cancel the appointments ahead, and say so.")
    ] = False,
    untold: Annotated[
        bool, typer.Option("--untold", help="Tell the client nothing about their appointments.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Retire a client who comes no longer: in no list and no search; data and consent stay."""
    from calendar_store.clients import clients
    from gateway.cli import composition, json_output, output, store
    from gateway.use_cases import client_retiring

    channels = composition.channels(config)

    async def work(tx: Transaction) -> tuple[Practice, RetiredClient]:
        where = await store.practice(tx, practice)
        found = await clients.find(tx, where, client)
        done = await client_retiring.retire(
            *(tx, OPERATOR, where, found.id),
            channels=channels,
            now=store.now(),
            cancel_visits=cancel_visits,
            tell=not untold,
        )
        return where, done

    where, done = store.write(config, work)
    gone = [json_output.appointment(one.appointment, where.timezone) for one in done.cancelled]
    if as_json:
        output.document(json_output.client(done.client) | {"appointments": gone})
        return
    output.line(f"client {done.client.name} retired, id {done.client.id}")
    for one in done.cancelled:
        when = json_output.instant(one.appointment.starts_at, where.timezone)
        output.line(f"  {when} with {one.appointment.practitioner}: cancelled")


def restore(
    client: ClientArgument,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a former client back; a new appointment does it, too."""
    from calendar_store.clients import clients
    from gateway.cli import json_output, output, store
    from gateway.use_cases import client_retiring

    async def work(tx: Transaction) -> Client:
        where = await store.practice(tx, practice)
        found = await clients.find(tx, where, client)
        return await client_retiring.restore(tx, OPERATOR, where, found.id, now=store.now())

    back = store.write(config, work)
    if as_json:
        output.document(json_output.client(back))
        return
    output.line(f"client {back.name} restored, id {back.id}")
