"""`textback talk`: simulates a conversation in the terminal or in a pipe, one text a line.

`simulator_practice` makes the practice that answers; it exists only until the command ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.errors import InvalidInput
from gateway.cli import output
from gateway.cli.moments import moment
from gateway.cli.options import ConfigOption
from gateway.use_cases.practice_settings import EXPLAINED, read_all

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from dialogs.simulator.practice import SimulatedPractice


_NOTHING_BOOKED = Annotated[
    bool, typer.Option("--nothing-booked", help="Nobody has an appointment yet.")
]
_SERVICES = Annotated[
    list[str] | None,
    typer.Option(
        "--service", metavar="NAME=MINUTES", help="What can be booked; may be given several times."
    ),
]
_SAFE = Annotated[
    bool, typer.Option("--safe-to-name", help="Messages may name the services given.")
]
_HOURS = Annotated[
    str | None,
    typer.Option(
        "--hours", metavar="HOURS", help='Everybody\'s weekly hours, as "mon-fri 09:00-13:00".'
    ),
]


def talk(
    *,
    locale: Annotated[
        str | None,
        typer.Option(
            "--locale", metavar="L", help="The client's language; default: the practice's."
        ),
    ] = None,
    practice_locale: Annotated[
        str | None,
        typer.Option(
            "--practice-locale", metavar="L", help="The practice's; default: the client's, or en."
        ),
    ] = None,
    family: Annotated[
        bool, typer.Option("--family", help="Three clients share the number.")
    ] = False,
    nothing_booked: _NOTHING_BOOKED = False,
    no_reminder: Annotated[
        bool, typer.Option("--no-reminder", help="The reminder has not gone out yet.")
    ] = False,
    practitioner: Annotated[
        bool,
        typer.Option("--practitioner", help="Text from the practitioner's own phone: AGENDA."),
    ] = False,
    practice: Annotated[
        str | None,
        typer.Option(
            "--practice",
            metavar="NAME|ID",
            help="Talk with this practice of the store, which is only read; default: a sample.",
        ),
    ] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", metavar="Z")] = None,
    hours: _HOURS = None,
    service: _SERVICES = None,
    safe_to_name: _SAFE = False,
    notice: Annotated[
        str | None, typer.Option("--notice", metavar="2h", help=EXPLAINED["notice"])
    ] = None,
    window: Annotated[
        str | None, typer.Option("--window", metavar="60d", help=EXPLAINED["window"])
    ] = None,
    undo: Annotated[
        str | None, typer.Option("--undo", metavar="1h", help=EXPLAINED["undo"])
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="CC", help=EXPLAINED["region"])
    ] = None,
    now: Annotated[
        str | None,
        typer.Option("--now", metavar="ISO", help="When it begins; default: now."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Try a conversation: one text a line; nothing is stored and nothing is sent."""
    from gateway.cli import simulator_practice as setting
    from gateway.cli.simulator import Rehearsal

    _require_language(locale, "--locale")
    _require_language(practice_locale, "--practice-locale")
    entered = {"notice": notice, "window": window, "undo": undo, "region": region}
    own = {"locale": practice_locale, "timezone": timezone}
    policies = _policies(entered) | {name: value for name, value in own.items() if value}
    settings = setting.SimulatorSettings(policies, hours, service or (), safe_to_name)
    found = setting.sample(locale or "en") if practice is None else _stored(practice, config)
    simulated = setting.with_settings(found, settings)
    began = moment(now, simulated.practice, "--now") if now else datetime.now(UTC)
    theirs = locale or simulated.practice.locale
    booked = not nothing_booked
    simulated = setting.with_clients(simulated, theirs, began, family=family, booked=booked)
    own_phone = setting.own_phone(simulated) if practitioner else setting.NUMBER
    rehearsal = Rehearsal(simulated, own_phone, began)
    if not no_reminder:
        _print(rehearsal.remind())
    for text in typer.get_text_stream("stdin", encoding="utf-8", errors="replace"):
        if said := text.strip():
            _print([f"> {said}", *rehearsal.hear(said)])


def _policies(entered: dict[str, str | None]) -> dict[str, Any]:
    """Return the policies that were given, as fields of `Practice`."""
    given, wrong = read_all({one: text for one, text in entered.items() if text is not None})
    if wrong:
        raise InvalidInput(next(iter(wrong.values())))
    return given


def _stored(name_or_id: str, config: Path | None) -> SimulatedPractice:
    """Return a simulated copy of a practice in the store."""
    from gateway.cli import simulator_practice, store

    now = store.now()

    async def work(tx: Transaction) -> SimulatedPractice:
        return await simulator_practice.of_store(tx, name_or_id, now)

    return store.read(config, work)


def _print(lines: Iterable[str]) -> None:
    """Print lines and flush the output: a person or a program waits for them."""
    for line in lines:
        output.line(line)
    typer.get_text_stream("stdout").flush()


def _require_language(locale: str | None, option: str) -> None:
    from dialogs.languages.lexicon import lexicons

    if locale is not None and locale not in lexicons():
        known = ", ".join(lexicons())
        raise typer.BadParameter(
            f'"{locale}" is no language that is understood; there are {known}',
            param_hint=f"'{option}'",
        )
