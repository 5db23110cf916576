"""`textback client stop` and `start`: record that a client opted out of messages, or opted in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel, ConsentHow
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.wording.reason_words import in_words

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.clients import Client
    from calendar_store.model.messages import Message
    from calendar_store.model.reasons import Reason

    ConsentChange = Callable[..., Awaitable[Message | None]]


class Which(StrEnum):
    """The channels that a choice is about."""

    SMS = "sms"
    EMAIL = "email"
    ALL = "all"


class How(StrEnum):
    """How a client told staff about the choice."""

    SPOKEN = ConsentHow.SPOKEN
    FORM = ConsentHow.FORM


_Client = Annotated[str, typer.Argument(metavar="MOBILE|ID", help="Whose choice it is.")]
_Evidence = Annotated[
    str, typer.Option("--evidence", metavar="E", help="What proves it: the number of the form.")
]


def stop(
    client: _Client,
    *,
    channel: Annotated[Which, typer.Option("--channel", help="What is stopped.")] = Which.ALL,
    how: Annotated[How, typer.Option("--how", help="How they said so.")] = How.SPOKEN,
    evidence: _Evidence = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a client nothing more; one text confirms it."""
    from gateway.use_cases import consent_changes

    done = _do(consent_changes.stop, client, (channel, how, evidence), practice, config)
    _show("stopped", channel, *done, as_json=as_json)


def start(
    client: _Client,
    *,
    how: Annotated[How, typer.Option("--how", help="How they agreed.")],
    channel: Annotated[Which, typer.Option("--channel", help="What they agreed to.")] = Which.SMS,
    evidence: _Evidence = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write to a client, again or at last; one text confirms it."""
    from gateway.use_cases import consent_changes

    done = _do(consent_changes.start, client, (channel, how, evidence), practice, config)
    _show("started", channel, *done, as_json=as_json)


def _do(
    act: ConsentChange, client: str, said: tuple[Which, How, str], practice: str | None, config: Any
) -> tuple[Client, dict[Channel, Reason], Message | None]:
    from calendar_store.clients import clients
    from gateway.cli import composition, store
    from gateway.use_cases import consent_changes

    which, how, evidence = said
    channels = consent_changes.EVERY if which is Which.ALL else (Channel(which),)
    wish = consent_changes.ConsentRequest(channels, ConsentHow(how), evidence)
    tariff = composition.tariff(config)

    async def work(tx: Transaction) -> tuple[Client, dict[Channel, Reason], Message | None]:
        where = await store.practice(tx, practice, even_suspended=True)
        found = await clients.find(tx, where, client)
        confirmed = await act(tx, OPERATOR, where, found, wish, tariff=tariff, now=store.now())
        return found, await consent_changes.standing(tx, found), confirmed

    return store.write(config, work)


def _show(
    done: str,
    which: Which,
    client: Client,
    standing: dict[Channel, Reason],
    confirmed: Message | None,
    *,
    as_json: bool,
) -> None:
    from gateway.cli import json_output, output

    if as_json:
        output.document(
            json_output.client(client)
            | {channel.value: in_words(why) or "agreed" for channel, why in standing.items()}
            | {"confirmed": confirmed.text if confirmed else None}
        )
        return
    output.line(f"{which} {done} for {client.name}, id {client.id}")
    for channel, why in standing.items():
        output.line(f"  {channel:<6} {in_words(why) or 'agreed'}")
    told = " ".join(confirmed.text.split()) if confirmed else "no text could confirm it"
    output.line(f"  {told}")
