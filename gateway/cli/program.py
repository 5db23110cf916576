"""All commands, put together."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli import (
    alerts,
    bookable,
    booking,
    calendar,
    clients,
    consents,
    demo,
    inbox,
    init,
    messages,
    practices,
    probe,
    replay,
    report,
    route,
    running,
    staff,
    talk,
    unattributed,
    understanding,
    waiting,
    wording,
)
from gateway.cli.options import DEFAULT_CONFIG, GlobalOptions
from gateway.cli.refusals import MISUSED, Answering

_OWNER_ONLY = 0o077
"""The umask of every command: what it writes holds people's data or a secret."""

app = typer.Typer(
    name="textback",
    cls=Answering,
    add_completion=False,
    rich_markup_mode=None,  # plain help is there in half the time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def textback(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="PATH",
            envvar="TEXTBACK_CONFIG",
            help=f"The configuration; default: {DEFAULT_CONFIG}.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Appointments that clients can text back."""
    os.umask(_OWNER_ONLY)
    context.obj = GlobalOptions(config, as_json)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(MISUSED)


app.command()(demo.demo)
app.command()(init.init)
app.command()(running.serve)
app.command()(running.migrate)
app.add_typer(practices.app, name="practice")
app.add_typer(bookable.practitioners_app, name="practitioner")
app.add_typer(bookable.services_app, name="service")
app.add_typer(staff.app, name="staff")
clients.app.command()(consents.stop)
clients.app.command()(consents.start)
app.add_typer(clients.app, name="client")
app.command()(booking.book)
app.add_typer(waiting.app, name="waiting")
app.command()(calendar.calendar)
app.command()(messages.messages)
app.add_typer(alerts.app, name="alerts")
inbox.app.command("unattributed")(unattributed.list_all)
inbox.app.command()(unattributed.assign)
inbox.app.command()(unattributed.dismiss)
app.add_typer(inbox.app, name="inbox")
app.add_typer(wording.app, name="wording")
app.command()(understanding.understand)
app.command()(talk.talk)
route.app.command()(probe.probe)
route.app.command()(replay.replay)
app.add_typer(route.app, name="carriers")
app.add_typer(report.app, name="report")
