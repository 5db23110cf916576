"""`textback client consent`: what a client agrees to, and consent to messages after visits."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import ConsentHow, ConsentKind, MessageKind
from gateway.cli.consents import How
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.wording.reason_words import in_words

if TYPE_CHECKING:
    from datetime import datetime

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.use_cases.client_card import ClientCard


class Kinds(StrEnum):
    """The messages after visits that a choice is about."""

    MISSED = "missed"
    RECALL = "recall"
    BOTH = "both"


_OF = {
    Kinds.MISSED: (MessageKind.FOLLOW_UP,),
    Kinds.RECALL: (MessageKind.RECALL,),
    Kinds.BOTH: (MessageKind.FOLLOW_UP, MessageKind.RECALL),
}
_WORDS = {MessageKind.FOLLOW_UP: Kinds.MISSED, MessageKind.RECALL: Kinds.RECALL}


def consent(
    client: Annotated[str, typer.Argument(metavar="MOBILE|ID", help="Whose consent it is.")],
    *,
    agrees: Annotated[
        Kinds | None, typer.Option("--agrees", help="To which messages after visits they agree.")
    ] = None,
    stops: Annotated[
        Kinds | None, typer.Option("--stops", help="Which of them they want no longer.")
    ] = None,
    how: Annotated[How, typer.Option("--how", help="How they said so.")] = How.SPOKEN,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DAY", help="When: 2026-11-24; default now.")
    ] = None,
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="E", help="What proves it: the form's number.")
    ] = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a client agrees to; record consent to messages after visits, or its end."""
    from calendar_store.clients import clients
    from gateway.cli import store
    from gateway.use_cases import client_card, client_readings, consent_of_kinds
    from gateway.use_cases.consent_of_kinds import KindRequest

    if agrees is not None and stops is not None:
        raise typer.BadParameter("give --agrees or --stops, not both")

    async def work(tx: Transaction) -> ClientCard:
        where, now = await store.practice(tx, practice, even_suspended=True), store.now()
        found = await clients.find(tx, where, client)
        at = _at(date, where, now)
        key = (tx, OPERATOR, where, found)
        if agrees is not None:
            wish = KindRequest(_OF[agrees], ConsentHow(how), evidence, at)
            await consent_of_kinds.give(*key, wish, now=now)
        if stops is not None:
            wish = KindRequest(_OF[stops], ConsentHow(how), evidence, at)
            await consent_of_kinds.withdraw(*key, wish, now=now)
        if agrees is None and stops is None:
            await client_readings.record(tx, OPERATOR, where.id, [found.id], now=now)
        return await client_card.load(tx, OPERATOR, where, found.id, now=now)

    _tell(store.write(config, work), as_json=as_json)


def _at(written: str | None, where: Practice, now: datetime) -> datetime | None:
    """Return noon of a day in the practice's zone; None for today."""
    from datetime import time
    from zoneinfo import ZoneInfo

    from calendar_store.model import local_time
    from calendar_store.model.errors import InvalidInput
    from gateway.cli import moments

    if written is None:
        return None
    day, zone = moments.day(written, where, "--date"), ZoneInfo(where.timezone)
    today = now.astimezone(zone).date()
    if day > today:
        raise InvalidInput("consent cannot be given in the future; enter when it was given")
    return None if day == today else local_time.moment(day, time(12), zone)


def _tell(card: ClientCard, *, as_json: bool) -> None:
    from gateway.cli import json_output, output

    client = card.client
    said = {channel.value: in_words(why) or "agreed" for channel, why in card.refused.items()}
    kinds = {_WORDS[kind].value: agrees for kind, agrees in card.agrees.items()}
    if as_json:
        history = [
            {
                "messages": _WORDS[one.about].value,
                "kind": one.kind.value,
                "how": one.how.value,
                "by": one.by,
                "at": json_output.instant(one.at),
                "evidence": one.evidence,
            }
            for one in card.stored.of_kinds
        ]
        output.document(json_output.client(client) | said | kinds | {"history": history})
        return
    output.line(f"{client.name}, id {client.id}")
    for channel, why in said.items():
        output.line(f"  {channel:<6} {why}")
    for kind, agrees in kinds.items():
        output.line(f"  {kind:<6} {'agreed' if agrees else 'not agreed'}")
    for one in card.stored.of_kinds:
        verb = "agreed" if one.kind is ConsentKind.GRANTED else "stopped"
        about = _WORDS[one.about].value
        output.line(f"  {one.at:%Y-%m-%d} {about} {verb}, {one.how.value}, {one.by}")
