"""`textback practice hours`: when each practitioner works, and the exceptions ahead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import HoursException, Practice
    from gateway.use_cases.absences import Absence
    from gateway.use_cases.practitioners import KnownPractitioner

_AHEAD = timedelta(days=366)


def hours(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the weekly hours of who can be booked, and absences and holidays of a year ahead."""
    from gateway.cli import json_output, output, store
    from gateway.use_cases import absences, practitioners

    now = store.now()

    async def work(
        tx: Transaction,
    ) -> tuple[Practice, list[KnownPractitioner], Sequence[Absence]]:
        where = await store.practice(tx, practice)
        today = now.astimezone(ZoneInfo(where.timezone)).date()
        everybody = await practitioners.listed(tx, OPERATOR, where, now=now)
        away = await absences.listed(tx, OPERATOR, where, today, today + _AHEAD, now=now)
        return where, [one for one in everybody if one.practitioner.retired_at is None], away

    where, everybody, away = store.read(config, work)
    names = {one.practitioner.id: one.practitioner.name for one in everybody}
    ahead = [one.exception for one in away]
    if as_json:
        output.document(
            {
                "practice": where.name,
                "practitioners": [
                    json_output.practitioner(one.practitioner, one.week) for one in everybody
                ],
                "exceptions": [_document(one) for one in ahead],
            }
        )
        return
    rows = [(one.practitioner.name, json_output.week(one.week) or "no hours") for one in everybody]
    output.table(f"{where.name}: weekly hours", ("practitioner", "hours"), rows)
    if ahead:
        headings = ("from", "to", "who", "hours", "reason")
        output.table("absences and holidays", headings, [_row(one, names) for one in ahead])


def _row(one: HoursException, names: dict[int, str]) -> tuple[str, ...]:
    who = "everybody" if one.practitioner_id is None else names.get(one.practitioner_id, "")
    return (
        one.first.isoformat(),
        one.last.isoformat(),
        who,
        _hours(one) or "away",
        one.reason,
    )


def _hours(one: HoursException) -> str:
    from calendar_store.entry.hours_text import shown

    return "" if one.opens is None or one.closes is None else shown(one.opens, one.closes)


def _document(one: HoursException) -> dict[str, str | None]:
    from gateway.cli.json_output import identity

    return {
        "id": str(one.id),
        "practitioner_id": identity(one.practitioner_id),
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "hours": _hours(one) or None,
        "reason": one.reason,
    }
