"""`textback alerts resend`, `correct`, `agree`: the acts that mend an alert."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.messages import Message
    from calendar_store.model.reasons import Reason
    from gateway.use_cases.alert_mending import MendingTools

_Alert = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1, help="As textback alerts shows.")
]


class WayName(StrEnum):
    """A channel, on the command line."""

    SMS = "sms"
    EMAIL = "email"


class AgreedHow(StrEnum):
    """How a client has agreed."""

    SPOKEN = "spoken"
    FORM = "form"


def resend(
    alert: _Alert,
    by: Annotated[
        WayName | None, typer.Option("--by", help="Left out: as before, or else the other one.")
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send the message of an alert again."""
    from calendar_store.model.statuses import Channel
    from gateway.cli import store
    from gateway.use_cases import alert_mending

    channel = Channel(by.value) if by else None
    tools = _tools(config)

    async def work(tx: Transaction) -> Message | Reason | None:
        where = await store.practice(tx, practice)
        return await alert_mending.resend(
            tx, OPERATOR, where, alert, channel, tools=tools, now=store.now()
        )

    _told(store.write(config, work), as_json=as_json)


def correct(
    alert: _Alert,
    address: Annotated[str, typer.Argument(metavar="NUMBER|EMAIL", help="The right one.")],
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Correct the number or the mail address of an alert's client, and send it again."""
    from gateway.cli import store
    from gateway.use_cases import alert_mending

    tools = _tools(config)

    async def work(tx: Transaction) -> Message | Reason | None:
        where = await store.practice(tx, practice)
        return await alert_mending.correct(
            tx, OPERATOR, where, alert, address, tools=tools, now=store.now()
        )

    _told(store.write(config, work), as_json=as_json)


def agree(
    alert: _Alert,
    how: Annotated[AgreedHow, typer.Option("--how", help="How they said so.")],
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that the client of an alert has agreed, and send it again."""
    from calendar_store.model.statuses import ConsentHow
    from gateway.cli import store
    from gateway.use_cases import alert_mending

    tools, said = _tools(config), ConsentHow(how.value)

    async def work(tx: Transaction) -> Message | Reason | None:
        where = await store.practice(tx, practice)
        return await alert_mending.agree(
            tx, OPERATOR, where, alert, said, tools=tools, now=store.now()
        )

    _told(store.write(config, work), as_json=as_json)


def _tools(config: object) -> MendingTools:
    from gateway.cli import composition
    from gateway.use_cases.alert_mending import MendingTools

    return MendingTools(composition.tariff(config))  # type: ignore[arg-type]


def _told(sent: Message | Reason | None, *, as_json: bool) -> None:
    from calendar_store.model.reasons import Reason
    from gateway.cli import json_output, output
    from gateway.wording.reason_words import in_words

    if isinstance(sent, Reason):
        why = in_words(sent)
        if as_json:
            output.document({"not_sent": why})
        else:
            output.line(f"noted; nothing can be sent to them: {why}")
        return

    if as_json:
        output.document(json_output.message(sent, "UTC") if sent else {})
    elif sent is None:
        output.line("noted; nothing was left to send")
    else:
        output.line(f"{sent.channel} to {sent.recipient} is queued, id {sent.id}")
