"""`textback message`: sends a message about an appointment again that did not arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import NotFound
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import MOST_ID

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.messages import Message
    from calendar_store.model.practices import Practice

app = typer.Typer(help="Messages: send one again that did not arrive.")


@app.callback()
def message() -> None:
    """Messages: send one again that did not arrive."""


@app.command("resend")
def resend(
    message_id: Annotated[
        int,
        typer.Argument(metavar="ID", min=1, max=MOST_ID, help="As messages and calendar show it."),
    ],
    *,
    appointment: Annotated[
        int | None,
        typer.Option(
            "--appointment",
            metavar="ID",
            min=1,
            max=MOST_ID,
            help="The appointment, where a reminder never became a message.",
        ),
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a message about an appointment again: it failed, expired or was skipped."""
    from calendar_store.messages import message_rows
    from gateway.cli import composition, json_output, output, store
    from gateway.use_cases import message_resend

    channels = composition.channels(config)

    async def work(tx: Transaction) -> tuple[Practice, Message]:
        where = await store.practice(tx, practice)
        about = appointment
        if about is None:
            found = await message_rows.by_ids(tx, where.id, [message_id])
            about = found[0].appointment_id if found else None
        if about is None:
            raise NotFound(f"there is no message {message_id} about one appointment")
        return where, await message_resend.resend(
            *(tx, OPERATOR, where, about, message_id), channels=channels, now=store.now()
        )

    where, sent = store.write(config, work)
    if as_json:
        document = json_output.message(sent, where.timezone)
        output.document(document | {"repeats": str(message_id)})
    else:
        output.line(f"{sent.channel} to {sent.recipient} is queued, id {sent.id}")
