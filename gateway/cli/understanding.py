"""`textback understand`: prints how the service understands a text, for a practice in the store.

Without a configuration or a practice, the text is read as by an English-speaking practice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from dialogs.intents import OpenQuestion
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from pathlib import Path

    from calendar_store.database.connection import Transaction
    from dialogs.intents import Understanding

_FROM_INPUT = "-"
_OFFERED = 4
"""Times offered at once; with --question slots, the numbers 1 to 4 can be chosen."""


def understand(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="The text, or - for one a line of the input.")
    ] = _FROM_INPUT,
    *,
    locale: Annotated[
        str | None,
        typer.Option(
            "--locale", metavar="L", help="The client's language; default: the practice's."
        ),
    ] = None,
    question: Annotated[
        OpenQuestion, typer.Option("--question", help="What the client was asked last.")
    ] = OpenQuestion.NONE,
    now: Annotated[
        str | None, typer.Option("--now", metavar="ISO", help="When it is read; default: now.")
    ] = None,
    appointment: Annotated[
        str | None,
        typer.Option("--appointment", metavar="ISO", help="Start of the appointment spoken about."),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option("--timezone", metavar="Z", help="Default: the practice's zone."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="CC", help="Default: the practice's country."),
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what the service makes of a text: one JSON object for each."""
    from calendar_store.entry import locales
    from dialogs.intents import Frame
    from dialogs.understand import understand as understood
    from gateway.cli import output
    from gateway.cli.moments import moment

    del as_json  # there is no other form
    there = _practice(config, practice)
    timezone = timezone or there.timezone
    _require_zone(timezone)
    locale = locales.language(locale) if locale is not None else there.locale
    region = there.region if region is None else region.strip().upper()
    locales.require_country(region)
    here = _There(locale, timezone, region)
    frame = Frame(
        now=moment(now, here, "--now") if now else datetime.now(UTC),
        timezone=timezone,
        locale=locale,
        practice_locale=there.locale if there is not _NOWHERE else locale,
        question=question,
        choices=_OFFERED if question is OpenQuestion.SLOTS else 0,
        appointment=moment(appointment, here, "--appointment") if appointment else None,
        region=region,
    )
    for one in _lines() if text == _FROM_INPUT else [text]:
        output.document(_document(understood(one, frame)))


@dataclass(frozen=True, slots=True)
class _There:
    """The language, time zone and country of a practice that `understand` needs."""

    locale: str
    timezone: str
    region: str


_NOWHERE = _There("en", "UTC", "GB")
"""Used if there is no practice."""


def _practice(config: Path | None, named: str | None) -> _There:
    """Return the store's only practice, or the practice that is named.

    If no practice is named, and there is no configuration or the store does not have exactly one
    practice, return `_NOWHERE`.
    """
    from calendar_store.model.errors import InvalidInput, NotFound
    from gateway.cli import store

    if config is None and named is None and not DEFAULT_CONFIG.exists():
        return _NOWHERE

    async def work(tx: Transaction) -> _There:
        found = await store.practice(tx, named)
        return _There(found.locale, found.timezone, found.region)

    try:
        return store.read(config, work)
    except (NotFound, InvalidInput):
        if named is not None:
            raise
        return _NOWHERE


def _require_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise typer.BadParameter(
            f'there is no time zone "{timezone}"; write it as Europe/Rome',
            param_hint="'--timezone'",
        ) from None


def _lines() -> Iterable[str]:
    """Yield each line of input at once; bytes that are not UTF-8 become replacement characters."""
    for line in typer.get_text_stream("stdin", encoding="utf-8", errors="replace"):
        yield line.rstrip("\r\n")


def _document(found: Understanding) -> dict[str, Any]:
    return {
        "intent": found.intent.value,
        "confidence": found.confidence,
        "evidence": list(found.evidence),
        "choice": found.choice,
        "times": [{"from": t.start.isoformat(), "to": t.end.isoformat()} for t in found.times],
        "also": [intent.value for intent in found.also],
    }
