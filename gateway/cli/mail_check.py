"""`textback mail check`: says what is missing for mails to arrive and to come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.options import ConfigOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway.channels.mail.checking.findings import MailFinding
    from gateway.cli.json_output import Document

_MARKS = {"fine": "ok", "hint": "hint", "wrong": "WRONG", "unknown": "WRONG"}


def check(
    *,
    resolver: Annotated[
        str | None,
        typer.Option(
            "--resolver", metavar="HOST:PORT", help="DNS server; default: this machine's."
        ),
    ] = None,
    address: Annotated[
        list[str] | None,
        typer.Option(
            "--address", metavar="IP", help="From which mails leave, where that is not in DNS."
        ),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check smarthost, clock, SPF, DKIM, DMARC, reverse name and the way back; sends nothing."""
    import asyncio

    from calendar_store.model.errors import NotFound
    from gateway.channels.mail.checking.findings import BAD
    from gateway.channels.mail.checking.mail_check import MailCheck, check_mail
    from gateway.cli import output, store
    from gateway.cli.given_servers import ip_addresses, server
    from gateway.cli.refusals import REFUSED

    settings = store.settings(config)
    if settings.mail is None:
        raise NotFound("there is no [mail] in the configuration, so nothing is mailed")
    asked = MailCheck(
        settings=settings.mail,
        public_url=str(settings.web.public_url),
        resolver=server(resolver),
        addresses=ip_addresses(address or []),
        now=store.now(),
    )
    found = asyncio.run(check_mail(asked))
    bad = [one for one in found if one.kind in BAD]
    if as_json:
        output.document(
            {
                "sender": settings.mail.address,
                "wrong": len(bad),
                "findings": [_document(one) for one in found],
            }
        )
    else:
        _show(found, len(bad))
    if bad:
        raise typer.Exit(REFUSED)


def _show(found: Sequence[MailFinding], bad: int) -> None:
    from gateway.cli import output

    for one in found:
        output.line(f"{_MARKS[one.kind]:<5}  {one.subject:<9}  {one.words}")
        if one.record:
            output.line(f"{'':<18}add: {one.record}")
    output.line("")
    counted = "1 thing is" if bad == 1 else f"{bad} things are"
    output.line(f"{counted} wrong" if bad else "nothing is wrong")


def _document(one: MailFinding) -> Document:
    return {
        "subject": one.subject,
        "kind": one.kind.value,
        "words": one.words,
        "record": one.record or None,
    }
