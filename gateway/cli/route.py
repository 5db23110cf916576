"""`textback carriers route`: shows the carrier and cost of a text to a number; sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli import carriers
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.refusals import REFUSED
from gateway.wording.reason_words import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.channels.sms.routing.dry_run import CarrierChoice
    from gateway.cli.json_output import Document

app = typer.Typer(callback=carriers.carriers, invoke_without_command=True)


@app.command()
def route(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Whom a text would go to.")],
    *,
    sender: Annotated[
        str | None,
        typer.Option("--sender", metavar="NUMBER", help="From which; default: the practice's."),
    ] = None,
    practice: PracticeOption = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="What, to count its parts.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show over which carrier a text would go, what it would cost, and why not over the others."""
    from calendar_store.entry import numbers
    from gateway.channels.sms.routing.dry_run import RouteReport, choices
    from gateway.channels.sms.routing.routes import routes_of
    from gateway.cli import output, store

    settings = store.settings(config)
    ours, region = _sender(config, sender, practice)
    theirs = numbers.e164(number, region)
    running = carriers.ask(settings.web.listen)
    told = RouteReport({name: one.get("health", {}) for name, one in (running or {}).items()})
    routes = routes_of(settings.carriers, told)
    found = choices(routes, told, ours, theirs, store.now())
    parts = _parts(text) if text is not None else None
    refused = "" if any(one.taken for one in found) else in_words(routes.why_none(ours))
    if as_json:
        answer = {
            "sender": ours,
            "recipient": theirs,
            "running": running is not None,
            "parts": parts,
            "refused": refused or None,
            "carriers": [_document(one, parts, told=running is not None) for one in found],
        }
        output.document(answer)
    else:
        if running is None:
            output.line(f"no service on {settings.web.listen} tells how carriers do")
        _show(found, f"to {theirs} from {ours}", parts, told=running is not None)
        if refused:
            output.line(f"no text can go there: {refused}")
    if refused:
        raise typer.Exit(REFUSED)


def _sender(config: Path | None, sender: str | None, named: str | None) -> tuple[str, str | None]:
    """Return the sender's number, and the country of numbers written without a country code."""
    from calendar_store.entry import numbers
    from gateway.cli import store

    if sender is not None:
        ours = numbers.sender(sender)
        return ours, numbers.region_of(ours) or None

    async def work(tx: Transaction) -> Practice:
        return await store.practice(tx, named)

    found = store.read(config, work)
    return found.sender, found.region


def _parts(text: str) -> int:
    from gateway.channels.sms.text.parts import count_parts
    from gateway.channels.sms.text.replacements import replace_costly_characters

    return count_parts(replace_costly_characters(text))[0]


def _document(one: CarrierChoice, parts: int | None, *, told: bool) -> Document:
    from calendar_store.entry.money import written

    price = None if one.way is None else one.way.price
    return {
        "carrier": one.carrier,
        "taken": one.taken,
        # strings, since a binary fraction is no amount of money
        "price": None if price is None else written(price),
        "cost": None if price is None or parts is None else written(price * parts),
        "health": one.standing.name.lower() if told and one.way is not None else None,
        "why_not": one.why or None,
    }


def _show(found: Sequence[CarrierChoice], title: str, parts: int | None, *, told: bool) -> None:
    from gateway.cli import output

    if not found:
        output.line("no [[carrier]] in the configuration, so nothing is texted")
        return
    counted = "" if parts is None else f", {parts} part{'' if parts == 1 else 's'}"
    headings = ("carrier", "a part", "the text", "health", "")
    rows = []
    for one in found:
        shown = _document(one, parts, told=told)
        verdict = " · ".join(filter(None, ("taken" if one.taken else "", one.why)))
        row = (one.carrier, shown["price"], shown["cost"], shown["health"], verdict)
        rows.append([cell or "–" for cell in row])
    output.table(f"{title}{counted}", headings, rows)
