"""`textback doctor`: looks at everything that the service needs, and says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.options import ConfigOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gateway.cli.json_output import Document
    from gateway.doctor.findings import Examination, Finding

_WITHIN, _LEAST = 7.5, 2.0
"""Seconds for all of the command, and for the checks at least."""
_MARKS = {"fine": "ok", "hint": "hint", "warning": "WARN", "trouble": "WRONG"}


def doctor(
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
    """Look at all that the service needs, in ten seconds; changes nothing and sends nothing.

    Exit code 0 if nothing is wrong, 1 if somebody has to see to something.
    """
    from gateway.cli import output
    from gateway.cli.refusals import REFUSED

    told = _examined(config, resolver, address or [])
    if as_json:
        output.document(
            {
                "green": not told.bad,
                "at": told.at.isoformat(),
                "seconds": told.seconds,
                "findings": [_document(one) for one in told.findings],
            }
        )
    else:
        _show(told)
    if told.bad:
        raise typer.Exit(REFUSED)


def _examined(config: Path | None, resolver: str | None, addresses: Sequence[str]) -> Examination:
    import sys
    import time
    from functools import partial

    began = time.monotonic()

    from config.choices import LogLevel
    from config.errors import ConfigError
    from config.log import configure
    from config.sections import LogSettings
    from gateway import running_service
    from gateway.cli import store
    from gateway.cli.given_servers import ip_addresses, server
    from gateway.doctor.bounded import run_bounded
    from gateway.doctor.examination import WITHIN, examine
    from gateway.doctor.examined import ExamRequest
    from gateway.doctor.findings import Area, Examination, FindingCode, Level, found
    from gateway.doctor.service_check import configuration, programs

    # what goes wrong is told in lines, so that it need not be logged
    configure(LogSettings(level=LogLevel.ERROR), sys.stderr)
    given = server(resolver), ip_addresses(addresses)
    now = store.now()
    try:
        settings = store.settings(config)
    except ConfigError as error:
        broken = [
            found(Area.CONFIG, Level.TROUBLE, FindingCode.CONFIG_BROKEN, facts={"said": line})
            for line in error.lines
        ]
        return Examination(now, 0.0, (*broken, programs()))
    asked = ExamRequest(
        settings,
        now,
        partial(running_service.ask, settings.web.listen),
        resolver=given[0],
        addresses=given[1],
    )
    also = [*configuration(store.config_file(config), settings.store.url), programs()]
    # a slow machine takes seconds to load the program, which the checks have less then
    left = max(_LEAST, min(WITHIN, _WITHIN - (time.monotonic() - began)))
    return run_bounded(examine(asked, also=also, seconds=left))


def _show(told: Examination) -> None:
    from gateway.cli import output

    for one in told.findings:
        output.line(_line(one))
    output.line("")
    bad = len(told.bad)
    counted = "1 thing is" if bad == 1 else f"{bad} things are"
    output.line(f"{counted} wrong" if bad else "nothing is wrong")


def _line(one: Finding) -> str:
    from gateway.wording.doctor_remedies import remedy
    from gateway.wording.doctor_words import what

    where = f"{one.where}: " if one.where else ""
    do = remedy(one)
    return f"{_MARKS[one.level]:<5}  {one.area:<9} {where}{what(one)}{f'; {do}' if do else ''}"


def _document(one: Finding) -> Document:
    from gateway.wording.doctor_remedies import remedy
    from gateway.wording.doctor_words import what

    return {
        "area": one.area.value,
        "level": one.level.value,
        "code": one.code.value,
        "where": one.where or None,
        "words": what(one),
        "do": remedy(one) or None,
    }
