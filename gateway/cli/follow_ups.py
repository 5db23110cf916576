"""`textback follow-up`: messages after a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import MessageKind
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.use_cases.follow_ups import AfterVisits, WrittenAfter

    _Shown = tuple[AfterVisits, Mapping[MessageKind, int]]

app = typer.Typer(help="Messages after a visit: one was missed, or the last was months ago.")
_OFF = "none"


@app.command("set")
def set_wanted(
    *,
    hours: Annotated[
        str | None,
        typer.Option(
            "--missed", metavar="HOURS|none", help="Hours after the start of a missed visit."
        ),
    ] = None,
    months: Annotated[
        str | None,
        typer.Option("--recall", metavar="MONTHS|none", help="Months after the last visit."),
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Choose what is written; what is not named stays as it is. Off by default."""
    from gateway.cli import store
    from gateway.use_cases import consent_of_kinds, follow_ups
    from gateway.use_cases.follow_ups import AfterVisits

    async def work(tx: Transaction) -> _Shown:
        where = await store.practice(tx, practice)
        before = await follow_ups.wanted(tx, OPERATOR, where.id)
        chosen = AfterVisits(
            before.hours if hours is None else _number(hours, "--missed"),
            before.months if months is None else _number(months, "--recall"),
        )
        await follow_ups.choose(tx, OPERATOR, where.id, chosen, now=store.now())
        return chosen, await consent_of_kinds.counted(tx, where.id)

    _tell(*store.write(config, work), as_json=as_json)


@app.command("show")
def show(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show what is written after visits."""
    from gateway.cli import store
    from gateway.use_cases import consent_of_kinds, follow_ups

    async def work(tx: Transaction) -> _Shown:
        where = await store.practice(tx, practice)
        wanted = await follow_ups.wanted(tx, OPERATOR, where.id)
        return wanted, await consent_of_kinds.counted(tx, where.id)

    _tell(*store.read(config, work), as_json=as_json)


@app.command("list")
def list_written(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the newest messages after visits, and why some were not sent."""
    from gateway.cli import output, store
    from gateway.cli.json_output import instant
    from gateway.cli.moments import local
    from gateway.use_cases import follow_ups
    from gateway.wording.reason_words import in_words

    async def work(tx: Transaction) -> tuple[Practice, Sequence[WrittenAfter]]:
        where = await store.practice(tx, practice)
        return where, await follow_ups.written(tx, OPERATOR, where.id)

    where, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document([_document(each, instant(each.one.due_at, zone)) for each in found])
        return
    if not found:
        output.line(f"{where.name}: no messages after visits")
        return
    rows = [
        (
            local(each.one.due_at, zone),
            each.one.kind.value,
            each.client,
            each.one.status.value,
            in_words(each.one.reason),
        )
        for each in found
    ]
    output.table(where.name, ("due", "kind", "client", "status", "why"), rows)


def _number(text: str, option: str) -> int | None:
    if text.strip().casefold() == _OFF:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise typer.BadParameter(f'"{text}" is no number, and not none', param_hint=f"'{option}'")
    return int(text)


def _tell(found: AfterVisits, agreed: Mapping[MessageKind, int], *, as_json: bool) -> None:
    from gateway.cli import output

    after_missed, recalled = agreed[MessageKind.FOLLOW_UP], agreed[MessageKind.RECALL]
    if as_json:
        wanted = {"missed_hours": found.hours, "recall_months": found.months}
        counts = {"missed_agreed": after_missed, "recall_agreed": recalled}
        output.document(wanted | counts)
        return
    missed = "nothing" if found.hours is None else f"a text {found.hours} h later"
    recall = "nothing" if found.months is None else f"a text after {found.months} months"
    output.line(f"after a missed visit: {missed}; clients who agreed: {after_missed}")
    output.line(f"after the last visit: {recall}; clients who agreed: {recalled}")


def _document(each: WrittenAfter, due: Any) -> dict[str, Any]:
    from gateway.wording.reason_words import in_words

    one = each.one
    return {
        "id": str(one.id),
        "kind": one.kind.value,
        "client_id": str(one.client_id),
        "client": each.client,
        "appointment_id": str(one.appointment_id),
        "due": due,
        "status": one.status.value,
        "why": in_words(one.reason) or None,
        "message_id": str(one.message_id) if one.message_id else None,
    }
