"""`textback understand`: what the service makes of a text, without a store or a configuration."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from dialogs.intents import OpenQuestion
from gateway.cli.options import JsonOption

if TYPE_CHECKING:
    from dialogs.intents import Understanding

_FROM_INPUT = "-"
_OFFERED = 4
"""Times offered at once; with --question slots, so many numbers can be chosen."""


def understand(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="The text, or - for one a line of the input.")
    ] = _FROM_INPUT,
    *,
    locale: Annotated[
        str, typer.Option("--locale", metavar="L", help="The client's language.")
    ] = "en",
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
        str, typer.Option("--timezone", metavar="Z", help="The practice's zone.")
    ] = "UTC",
    region: Annotated[
        str, typer.Option("--region", metavar="CC", help="The practice's country.")
    ] = "GB",
    as_json: JsonOption = False,
) -> None:
    """Say what the service makes of a text: one JSON object for each."""
    from dialogs.intents import Frame
    from dialogs.understand import understand as understood
    from gateway.cli import output
    from gateway.cli.moments import moment

    del as_json  # there is no other form
    _require_zone(timezone)
    frame = Frame(
        now=moment(now, timezone, "--now") if now else datetime.now(UTC),
        timezone=timezone,
        locale=locale,
        practice_locale=locale,
        question=question,
        choices=_OFFERED if question is OpenQuestion.SLOTS else 0,
        appointment=moment(appointment, timezone, "--appointment") if appointment else None,
        region=region.upper(),
    )
    for one in _lines() if text == _FROM_INPUT else [text]:
        output.document(_document(understood(one, frame)))


def _require_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise typer.BadParameter(
            f'there is no time zone "{timezone}"; write it as Europe/Rome',
            param_hint="'--timezone'",
        ) from None


def _lines() -> Iterable[str]:
    """Yield the input's texts as they come; bytes that are not UTF-8 become question marks."""
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
