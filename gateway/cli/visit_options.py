"""Options of the commands that change appointments, and what they print about the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from calendar_store.model.appointments import Appointment
    from calendar_store.model.clients import Client
    from gateway.use_cases.telling import ClientTold

MOST_ID = (1 << 63) - 1

VisitArgument = Annotated[
    int,
    typer.Argument(metavar="ID", min=1, max=MOST_ID, help="The appointment, as calendar shows it."),
]
VersionOption = Annotated[
    int | None,
    typer.Option(
        "--version", metavar="N", min=1, help="Refuse it if the appointment changed since then."
    ),
]
TellOption = Annotated[
    bool, typer.Option("--tell/--no-tell", help="Whether the client is told by text or mail.")
]
FollowingOption = Annotated[
    bool, typer.Option("--following", help="Of a series: this one and all that follow.")
]
SkipOption = Annotated[
    bool,
    typer.Option("--skip-conflicts", help="Of a series: leave out what is not free."),
]
OverbookOption = Annotated[
    bool, typer.Option("--overbook", help="Although somebody else has the time.")
]


def line(what: str, one: Appointment, client: Client, timezone: str) -> str:
    """Return a line about an appointment that was changed."""
    from gateway.cli.moments import local

    when = local(one.starts_at, timezone)
    return f"{what}: {client.name} with {one.practitioner}, {when}, id {one.id}"


def told_line(told: ClientTold, timezone: str) -> str:
    """Return what a client is told, in a line; "" if nobody wanted them told."""
    from gateway.cli.moments import local
    from gateway.wording.reason_words import in_words

    if told.channel is not None and told.at is not None:
        what = {"sms": "a text", "email": "a mail"}[told.channel.value]
        return f"  {what} goes to {told.address}, {local(told.at, timezone)}"
    return f"  nothing goes out to them: {in_words(told.why_not)}" if told.why_not else ""


def told_document(told: ClientTold, timezone: str) -> dict[str, Any]:
    """Return what a client is told."""
    from gateway.cli.json_output import instant
    from gateway.wording.reason_words import in_words

    return {
        "channel": told.channel.value if told.channel else None,
        "address": told.address or None,
        "at": instant(told.at, timezone),
        "why_not": in_words(told.why_not) or None,
    }
