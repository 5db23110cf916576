"""`textback alerts`: lists alerts for staff, and marks alerts as seen to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli import alert_mending
from gateway.cli.options import ConfigOption, GlobalOptions, JsonOption, PracticeOption
from gateway.wording.reason_words import in_words

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.clients import Client
    from calendar_store.model.conversations import Alert
    from calendar_store.model.practices import Practice

app = typer.Typer(help="Alerts: what needs a person.")

app.command("resend")(alert_mending.resend)
app.command("correct")(alert_mending.correct)
app.command("agree")(alert_mending.agree)

_LARGEST_ID = (1 << 63) - 1


@app.callback(invoke_without_command=True)
def alerts(
    context: typer.Context,
    *,
    practice: PracticeOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that somebody has seen to.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=10_000)] = 200,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what needs a person: emergencies, then clients, then others; the newest first."""
    # a subcommand reads these options
    context.obj = GlobalOptions(config, as_json)
    if context.invoked_subcommand is not None:
        return
    from calendar_store.clients import clients
    from calendar_store.conversations import alerts as raised
    from calendar_store.conversations import unattributed
    from gateway.cli import json_output, output, store

    async def work(
        tx: Transaction,
    ) -> tuple[Practice, list[Alert], Mapping[tuple[int, int], Client], int]:
        where = await store.practice(tx, practice)
        look = raised.listed if everything else raised.open_of
        found = await look(tx, where.id, limit)
        keys = [(where.id, one.client_id) for one in found if one.client_id is not None]
        nobodys = await unattributed.count(tx)
        return where, found, await clients.get_many(tx, keys), nobodys

    where, found, people, nobodys = store.read(config, work)
    if as_json:
        output.document([json_output.alert(one, where.timezone) for one in found])
        return
    if nobodys:
        output.line(json_output.unattributed(nobodys))
    if not found:
        output.line(f"{where.name}: nothing needs a person")
    else:
        rows = [_row(one, people, where.timezone) for one in found]
        output.table(where.name, ("id", "when", "why", "client", "words", "seen to"), rows)


@app.command()
def seen(
    context: typer.Context,
    alert: Annotated[
        int, typer.Argument(metavar="ID", min=1, max=_LARGEST_ID, help="As textback alerts shows.")
    ],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Mark an alert as seen to."""
    from gateway.cli import output, store
    from gateway.use_cases.alerts import see_to

    named = practice or (context.parent.params.get("practice") if context.parent else None)

    async def work(tx: Transaction) -> Practice:
        where = await store.practice(tx, named)
        await see_to(tx, OPERATOR, where.id, alert, now=store.now())
        return where

    where = store.write(config, work)
    if as_json:
        output.document({"id": str(alert), "practice_id": str(where.id), "seen_by": OPERATOR.label})
    else:
        output.line(f"alert {alert} of {where.name} is seen to")


def _row(one: Alert, people: Mapping[tuple[int, int], Client], timezone: str) -> Sequence[str]:
    from gateway.cli.moments import local
    from gateway.wording.glyphs import ALERT

    sign = ALERT[one.kind]
    client = people.get((one.practice_id, one.client_id or 0))
    seen_to = f"{local(one.resolved_at, timezone)} {one.resolved_by}" if one.resolved_at else ""
    return [
        str(one.id),
        local(one.at, timezone),
        f"{sign.glyph} {sign.word}",
        f"{client.name}\n{client.mobile}" if client else "",
        in_words(one.reason),
        seen_to,
    ]
