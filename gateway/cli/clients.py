"""`textback client`: the commands that add and correct clients, with consent to messages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import ConsentHow
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.clients import Client

app = typer.Typer(help="Clients: who comes.")


class Consent(StrEnum):
    """Forms of consent that staff may record."""

    SPOKEN = ConsentHow.SPOKEN
    FORM = ConsentHow.FORM


@app.command()
def add(
    *,
    first: Annotated[str, typer.Option("--first", metavar="F", help="First name.")],
    last: Annotated[str, typer.Option("--last", metavar="L", help="Last name.")],
    mobile: Annotated[
        str, typer.Option("--mobile", metavar="M", help="Without a country: the practice's.")
    ],
    practice: PracticeOption = None,
    email: Annotated[str, typer.Option("--email", metavar="E", help="If there is one.")] = "",
    locale: Annotated[
        str, typer.Option("--locale", metavar="L", help="Their language; default: the practice's.")
    ] = "",
    consent: Annotated[
        Consent | None,
        typer.Option("--consent", help="How they agreed to messages; without it none is sent."),
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also a second person of the same name and number.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a client, with their consent to messages."""
    from calendar_store.clients.new_client import NewClient
    from gateway.cli import composition, json_output, output, store
    from gateway.cli.reach import unreached
    from gateway.use_cases import client_records

    reached = unreached(composition.channels(config))
    entered = NewClient(first, last, mobile, email, locale)

    async def work(tx: Transaction) -> Client:
        return await client_records.add(
            tx,
            OPERATOR,
            await store.practice(tx, practice),
            entered,
            why_unreached=reached,
            now=store.now(),
            consented=ConsentHow(consent) if consent else None,
            override=anyway,
        )

    added = store.write(config, work)
    agreed_to = client_records.channels(added) if consent else []
    channels = [channel.value for channel in agreed_to]
    if as_json:
        output.document(json_output.client(added) | {"consent": channels})
        return
    agreed = f"agreed to {' and '.join(channels)}" if channels else "no messages without consent"
    output.line(f"client {added.name} added, {added.mobile}, {agreed}, id {added.id}")


@app.command("set")
def correct(
    client: Annotated[
        str,
        typer.Argument(metavar="CLIENT", help="Their mobile, or the id where several share it."),
    ],
    *,
    practice: PracticeOption = None,
    mobile: Annotated[
        str | None,
        typer.Option("--mobile", metavar="M", help="Also the same again, to say that it is right."),
    ] = None,
    email: Annotated[
        str | None, typer.Option("--email", metavar="E", help='"" for none any more.')
    ] = None,
    first: Annotated[str | None, typer.Option("--first", metavar="F", help="First name.")] = None,
    last: Annotated[str | None, typer.Option("--last", metavar="L", help="Last name.")] = None,
    locale: Annotated[
        str | None,
        typer.Option("--locale", metavar="L", help='Their language; "": the practice\'s.'),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Correct what is given, leave the rest."""
    from gateway.cli import composition, json_output, output, store
    from gateway.cli.reach import unreached
    from gateway.use_cases import client_records

    entered = {"mobile": mobile, "email": email, "first": first, "last": last, "locale": locale}
    changes = {name: value for name, value in entered.items() if value is not None}
    if not changes:
        raise typer.BadParameter("nothing to set; give at least one option")

    reached = unreached(composition.channels(config))

    async def work(tx: Transaction) -> Client:
        return await client_records.correct(
            tx,
            OPERATOR,
            await store.practice(tx, practice),
            client,
            changes,
            why_unreached=reached,
            now=store.now(),
        )

    changed = store.write(config, work)
    if as_json:
        output.document(json_output.client(changed))
        return
    bad = " (marked as bad: nothing is sent to it)" if changed.mobile_bad else ""
    email_shown = changed.email or "no email"
    output.line(f"client {changed.name} set, {changed.mobile}{bad}, {email_shown}, id {changed.id}")
