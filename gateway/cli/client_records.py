"""`textback client list`, `find` and `show`: the clients of a practice, and one client's card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import AppointmentStatus
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.wording.reason_words import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from calendar_store.database.connection import Transaction
    from calendar_store.model.clients import Client
    from gateway.use_cases.client_card import ClientCard

ClientArgument = Annotated[str, typer.Argument(metavar="MOBILE|ID", help="Whose record it is.")]
_LimitOption = Annotated[
    int, typer.Option("--limit", metavar="N", min=1, max=100_000, help="Most clients to print.")
]
_COUNTED = (AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW, AppointmentStatus.CANCELLED)


def list_all(
    *,
    after: Annotated[
        str | None, typer.Option("--after", metavar="ID", help="The last one of the page before.")
    ] = None,
    limit: _LimitOption = 50,
    former: Annotated[
        bool, typer.Option("--former", help="Those who come no longer, instead.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List clients by last name."""
    from gateway.cli import store
    from gateway.use_cases import client_card, client_retiring

    if after is not None and not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise typer.BadParameter("--after takes the id of a client")

    async def work(tx: Transaction) -> tuple[Client, ...]:
        where = await store.practice(tx, practice)
        if former:
            return await client_retiring.listed(tx, OPERATOR, where, limit=limit)
        last = None if after is None else int(after)
        return await client_card.listed(tx, OPERATOR, where, after=last, limit=limit)

    _print(store.read(config, work), as_json=as_json)


def find(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="Parts of the name, or of the number.")
    ],
    *,
    limit: _LimitOption = 20,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find clients by parts of their names in any order, or by digits of their number."""
    from gateway.cli import store
    from gateway.use_cases import client_search

    async def work(tx: Transaction) -> tuple[Client, ...]:
        where = await store.practice(tx, practice)
        return await client_search.search(tx, OPERATOR, where, " ".join(words), limit)

    _print(store.read(config, work), as_json=as_json)


def show(
    client: ClientArgument,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a client's card: visits, messages, consent; that it was read is recorded."""
    from calendar_store.clients import clients
    from gateway.cli import json_output, output, store
    from gateway.use_cases import client_card, client_readings, stored_about

    async def work(tx: Transaction) -> ClientCard:
        where, now = await store.practice(tx, practice), store.now()
        found = await clients.find(tx, where, client)
        card = await client_card.load(tx, OPERATOR, where, found.id, now=now)
        await client_readings.record(tx, OPERATOR, where.id, [found.id], now=now)
        return card

    card = store.write(config, work)
    if as_json:
        document = stored_about.as_json(card.stored)
        document["client"] = json_output.client(card.client)
        document["consent"] = {
            channel.value: in_words(why) or "agreed" for channel, why in card.refused.items()
        }
        document["consent"] |= {
            kind.value: "agreed" if agrees else "not agreed" for kind, agrees in card.agrees.items()
        }
        document["visits"] = {status.value: card.count(status) for status in _COUNTED}
        output.document(document)
        return
    for line in _lines(card):
        output.line(line)


def form(
    client: ClientArgument,
    *,
    file: Annotated[Path, typer.Option("--file", metavar="PATH", help="Where the PDF is written.")],
    language: Annotated[
        str, typer.Option("--language", metavar="L", help="Default: the client's language.")
    ] = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the form of consent to messages as a PDF, to be signed."""
    from calendar_store.clients import clients
    from calendar_store.entry import locales
    from calendar_store.model.errors import InvalidInput
    from gateway.cli import output, store
    from gateway.use_cases import client_readings, consent_form, consent_of_kinds
    from gateway.use_cases.consent_form import ConsentForm

    wanted = locales.language(language) if language else ""

    async def work(tx: Transaction) -> ConsentForm:
        where, now = await store.practice(tx, practice), store.now()
        found = await clients.find(tx, where, client)
        await client_readings.record(tx, OPERATOR, where.id, [found.id], now=now)
        kinds = await consent_of_kinds.sent_by(tx, where.id)
        return consent_form.make(*(OPERATOR, where, found), now=now, language=wanted, kinds=kinds)

    made = store.write(config, work)
    try:
        file.write_bytes(made.pdf)
    except OSError as error:
        raise InvalidInput(f"{file} cannot be written: {error.strerror}") from error
    if as_json:
        told = {"file": str(file), "number": made.number, "language": made.language}
        output.document(told)
        return
    output.line(f"form {made.number} in {made.language} written to {file}")


def _lines(card: ClientCard) -> list[str]:
    from gateway.wording import glyphs

    client, zone = card.client, card.stored.practice.timezone
    record = ", ".join(f"{card.count(one)} {glyphs.APPOINTMENT[one].word}" for one in _COUNTED)
    return [
        f"{client.name}, {client.mobile}, {client.email or 'no email'}, id {client.id}",
        *(["  a former client"] if client.retired_at else []),
        *(
            f"  {channel.value:<6} {in_words(why) or 'agreed'}"
            for channel, why in card.refused.items()
        ),
        *(
            f"  {kind.value:<9} {'agreed' if agrees else 'not agreed'}"
            for kind, agrees in card.agrees.items()
        ),
        f"  visits {record}",
        *(
            f"  {_at(one.starts_at, zone)} {one.practitioner}, "
            f"{glyphs.APPOINTMENT[one.status].word}"
            for one in (*card.ahead, *card.before)
        ),
        f"  {len(card.stored.messages)} messages sent, {len(card.stored.received)} received",
    ]


def _at(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _print(found: Sequence[Client], *, as_json: bool) -> None:
    from gateway.cli import json_output, output

    if as_json:
        output.document([json_output.client(one) for one in found])
        return
    rows = [(one.name, one.mobile, one.email, str(one.id)) for one in found]
    output.table("", ("name", "mobile", "email", "id"), rows)
