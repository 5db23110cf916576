"""`textback talk`: a conversation in the terminal, or in a pipe, one text a line.

The practice that answers is `rehearsal`'s; it exists only until the command ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from gateway.cli import output
from gateway.cli.moments import moment


def talk(
    *,
    locale: Annotated[
        str, typer.Option("--locale", metavar="L", help="The client's language.")
    ] = "en",
    practice_locale: Annotated[
        str,
        typer.Option("--practice-locale", metavar="L", help="The practice's; default: the same."),
    ] = "",
    practitioner: Annotated[
        bool,
        typer.Option("--practitioner", help="Text from the practitioner's own phone: AGENDA."),
    ] = False,
    now: Annotated[
        str | None,
        typer.Option("--now", metavar="ISO", help="When it begins; default: now."),
    ] = None,
) -> None:
    """Try a conversation: one text a line; nothing is stored and nothing is sent."""
    from gateway.cli.rehearsal import ZONE, Rehearsal

    _require_language(locale, "--locale")
    _require_language(practice_locale or locale, "--practice-locale")
    began = moment(now, ZONE, "--now") if now else datetime.now(UTC)
    rehearsal = Rehearsal.opened(
        locale, practice_locale or locale, began, at_practitioners=practitioner
    )
    _print(rehearsal.remind())
    for text in typer.get_text_stream("stdin", encoding="utf-8", errors="replace"):
        if said := text.strip():
            _print([f"> {said}", *rehearsal.hear(said)])


def _print(lines: Iterable[str]) -> None:
    """Print lines at once: somebody waits for them."""
    for line in lines:
        output.line(line)
    typer.get_text_stream("stdout").flush()


def _require_language(locale: str, option: str) -> None:
    from dialogs.lexicon import lexicons

    if locale not in lexicons():
        known = ", ".join(lexicons())
        raise typer.BadParameter(
            f'"{locale}" is no language that is understood; there are {known}',
            param_hint=f"'{option}'",
        )
