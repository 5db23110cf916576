"""The page of reminder steps: chosen row by row, with a preview of a visit's messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web
from yarl import URL

from calendar_store.database.connection import Transaction
from calendar_store.entry.hours_text import clock_time
from calendar_store.model import local_time, reminder_policy
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, ReminderStep
from calendar_store.model.reasons import Reason
from calendar_store.practices import practices, reminder_text
from gateway.use_cases import practice_changes
from gateway.web.languages.translation import mark
from gateway.web.server.forms import Form, form_of, too_long
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import wanted_day
from gateway.web.staff.reminders import step_rows
from gateway.web.staff.reminders.step_rows import StepRow

_TOO_MUCH = mark("too much was typed; look at the field that is marked")
_SAMPLE_AHEAD = timedelta(days=7)
_FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """One line of the preview.

    Attributes:
        row: the row that it comes from.
        day: the local day, as "Tue 24 November"; "" if it is not sent.
        clock: the local time.
        why_not: why it is not sent.
    """

    row: StepRow
    day: str
    clock: str
    why_not: Reason


@dataclass(frozen=True, slots=True)
class _Sample:
    """The visit of the preview: its local day and time as entered."""

    day: str
    time: str


async def show(request: web.Request) -> web.Response:
    """Show the steps, and when the messages of a visit in a week would go out."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        steps = (await practices.steps(tx, [practice.id]))[practice.id]
        return await _page(tx, request, practice, step_rows.rows_of(steps), None)


async def change(request: web.Request) -> web.Response:
    """Save the steps, show what they come to, or show another empty row."""
    form, site, member = await form_of(request), request.app[WEB_CONTEXT], request[STAFF]
    steps, rows = step_rows.steps_of(step_rows.read(form))
    if too_long(request):
        return await _again(request, form, rows, _TOO_MUCH)
    if form.get("do") != "save" or any(row.wrong for row in rows):
        return await _again(request, form, rows)
    try:
        reminder_policy.require_sensible(steps)
        async with site.database.write() as tx:
            before = (await practices.steps(tx, [member.practice_id]))[member.practice_id]
            changed = await practice_changes.change(
                *(tx, of_staff(member), member.practice_id, {}), now=site.clock(), steps=steps
            )
    except InvalidInput as error:
        return await _again(request, form, rows, str(error))
    raise _saved(changed.replanned, reminder_text.written(before))


async def undo(request: web.Request) -> web.Response:
    """Bring back the steps of before."""
    form, site, member = await form_of(request), request.app[WEB_CONTEXT], request[STAFF]
    try:
        steps = reminder_text.steps(form.get("reminders", ""))
        async with site.database.write() as tx:
            changed = await practice_changes.change(
                *(tx, of_staff(member), member.practice_id, {}), now=site.clock(), steps=steps
            )
    except InvalidInput as error:
        return await _again(request, {}, [], str(error))
    raise _saved(changed.replanned, "")


def _saved(replanned: int, before: str) -> web.HTTPSeeOther:
    asked = {"said": "saved", "replanned": str(replanned), "before": before}
    return web.HTTPSeeOther(URL("/settings/reminders").with_query(asked))


async def _again(
    request: web.Request, form: Form, rows: list[StepRow], wrong: str = ""
) -> web.Response:
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        if not form:
            steps = (await practices.steps(tx, [practice.id]))[practice.id]
            rows = step_rows.rows_of(steps)
        return await _page(tx, request, practice, rows, form or None, wrong=wrong)


async def _page(
    tx: Transaction,
    request: web.Request,
    practice: Practice,
    rows: Sequence[StepRow],
    form: Form | None,
    *,
    wrong: str = "",
) -> web.Response:
    del tx
    now, face = request.app[WEB_CONTEXT].clock(), face_of(practice)
    sample = _sample(form, face.day_of(now))
    try:
        starts_at = _start(sample, practice, now)
        planned = _planned(practice, rows, starts_at, now)
        said = f"{face.short(face.day_of(starts_at))}, {face.clock(starts_at)}"
        sample_wrong = ""
    except InvalidInput as error:
        planned, said, sample_wrong = [], "", str(error)
    failed = bool(wrong or any(row.wrong for row in rows))
    empty = [StepRow(len(rows) + 1)] if len(rows) < step_rows.MOST else []
    facts = {
        "practice": practice,
        "room": "settings",
        "shown": "reminders",
        "rows": [*rows, *empty],
        "when_words": step_rows.WHEN_WORDS,
        "unit_words": step_rows.UNIT_WORDS,
        "channel_words": step_rows.CHANNEL_WORDS,
        "planned": planned,
        "sample": sample,
        "sample_said": said,
        "sample_wrong": sample_wrong,
        "today": face.day_of(now),
        "wrong": wrong,
        "unsaved": form is not None,
        "said": request.query.get("said", ""),
        "replanned": _count(request.query.get("replanned", "")),
        "before": request.query.get("before", "")[:500],
    }
    return page(request, "staff/reminders/reminders.html", facts, status=422 if failed else 200)


def _sample(form: Form | None, today: date) -> _Sample:
    given = form or {}
    day = given.get("day", "") or (today + _SAMPLE_AHEAD).isoformat()
    return _Sample(day, given.get("time", "") or "10:00")


def _start(sample: _Sample, practice: Practice, now: datetime) -> datetime:
    day = wanted_day(sample.day, practice, now)
    if abs(day - now.date()) > _FARTHEST:
        raise InvalidInput("choose a day of the year ahead")
    starts_at = local_time.moment(day, clock_time(sample.time), ZoneInfo(practice.timezone))
    if starts_at <= now:
        raise InvalidInput("choose a visit that is ahead")
    return starts_at


def _planned(
    practice: Practice, rows: Sequence[StepRow], starts_at: datetime, now: datetime
) -> list[PlannedMessage]:
    """Return what would go out for a visit that is booked now, by time."""
    steps: list[ReminderStep]
    steps, _ = step_rows.steps_of(rows)
    by_number = {row.number: row for row in rows}
    face = face_of(practice)
    found = []
    for due in reminder_policy.plan(practice, steps, starts_at, now):
        day, clock = face.short(face.day_of(due.at)), face.clock(due.at)
        row = by_number[due.step.step]
        found.append(PlannedMessage(row, "" if due.why_not else day, clock, due.why_not))
    return found


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
