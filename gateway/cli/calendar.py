"""`textback calendar`: shows appointments, each with the status of every message about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from calendar_store.model.statuses import MessageStatus
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.wording.reason_words import in_words

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from calendar_store.views.day_view import Badge, DayEntry
    from gateway.cli.json_output import Document
    from gateway.use_cases.papers import MadePaper


def calendar(
    *,
    practice: PracticeOption = None,
    begin: Annotated[
        str | None,
        typer.Option("--from", metavar="D", help="First day, as 2026-11-24; default: today."),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=366, help="How many days.")
    ] = 7,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show appointments with the fate of every message."""
    from calendar_store.views import day_view
    from gateway.cli import moments, output, paper_lines, store
    from gateway.use_cases import papers

    async def work(tx: Transaction) -> tuple[Practice, date, list[DayEntry], MadePaper | None]:
        where = await store.practice(tx, practice)
        asked = moments.day(begin, where, "--from") if begin else None
        first = asked or store.now().astimezone(ZoneInfo(where.timezone)).date()
        paper = await papers.last(tx, where.id, store.now())
        return where, first, await day_view.load(tx, where, first, days), paper

    where, first, entries, paper = store.read(config, work)
    if as_json:
        shown = [_document(entry, where.timezone) for entry in entries]
        about = {"practice": where.name, "from": first.isoformat(), "appointments": shown}
        output.document(about | ({"paper": paper_lines.document(paper, where)} if paper else {}))
        return
    last = first + timedelta(days=days - 1)
    span = f"{first:%a %-d %b %Y}" + (f" to {last:%a %-d %b %Y}" if days > 1 else "")
    if paper:
        output.line(paper_lines.told(paper, where))
    if not entries:
        output.line(f"{where.name}: no appointments, {span}")
        return
    headings = ("when", "client", "with", "status", "messages", "id")
    rows = [_row(entry, where.timezone) for entry in entries]
    output.table(f"{where.name}: {span}, {where.timezone}", headings, rows)


def _row(entry: DayEntry, timezone: str) -> list[str]:
    from gateway.cli.moments import span
    from gateway.wording import glyphs

    appointment = entry.appointment
    sign = glyphs.of_appointment(entry)
    return [
        span(appointment.starts_at, appointment.ends_at, timezone),
        entry.client.name,
        appointment.practitioner,
        "\n".join((f"{sign.glyph} {sign.word}", *_besides(entry, timezone))),
        "\n".join(_fate(badge, timezone) for badge in entry.badges if _of_interest(badge)),
        str(appointment.id),
    ]


def _besides(entry: DayEntry, timezone: str) -> list[str]:
    """Return what staff should know of an appointment besides its status."""
    from gateway.cli.moments import local

    one = entry.appointment
    facts = (
        f"arrived {local(one.arrived_at, timezone)}" if one.arrived_at else "",
        "overbooked" if one.overbooked else "",
        f"in an absence: {entry.away.reason}".rstrip(": ") if entry.away else "",
        f"notes: {entry.notes}" if entry.notes else "",
    )
    return [each for each in facts if each]


def _of_interest(badge: Badge) -> bool:
    """Tell whether to show a badge: a reminder cancelled before it became a message is hidden."""
    return badge.message_id is not None or badge.status is not MessageStatus.CANCELLED


def _fate(badge: Badge, timezone: str) -> str:
    from gateway.cli.moments import local
    from gateway.wording.glyphs import MESSAGE

    sign = MESSAGE[badge.status]
    because = f": {in_words(badge.reason)}" if badge.reason else ""
    when = local(badge.at, timezone)
    return f"{badge.channel} {badge.kind} {sign.glyph} {sign.word} {when}{because}"


def _document(entry: DayEntry, timezone: str) -> Document:
    from gateway.cli import json_output

    return json_output.appointment(entry.appointment, timezone) | {
        "client": json_output.client(entry.client),
        "asked": entry.asked,
        "last_text": entry.last_text.text if entry.last_text else None,
        "needs_person": [in_words(alert.reason) for alert in entry.alerts],
        "absence_id": json_output.identity(entry.away.id) if entry.away else None,
        "notes": entry.notes,
        "messages": [json_output.badge(badge, timezone) for badge in entry.badges],
    }
