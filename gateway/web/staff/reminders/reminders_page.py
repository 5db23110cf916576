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
from calendar_store.model.practices import EVERY_VISIT, Practice, ReminderScope, ReminderStep
from calendar_store.model.reasons import Reason
from calendar_store.practices import reminder_text
from gateway.use_cases import reminder_sets
from gateway.use_cases.reminder_sets import ReminderChange
from gateway.web.languages.translation import mark
from gateway.web.server.forms import Form, form_of, too_long
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import wanted_day
from gateway.web.staff.reminders import shown_reminders, step_rows
from gateway.web.staff.reminders.shown_reminders import ShownReminders
from gateway.web.staff.reminders.step_rows import StepRow

_TOO_MUCH = mark("too much was typed; look at the field that is marked")
_NONE_OF_ITS_OWN = "-"
"""In the form of an undo: the visits had no reminders of their own before."""
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
    """Show the steps of a scope, and when the messages of a visit in a week would go out."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        shown = await _shown(tx, request, shown_reminders.scope_of(request.query))
        return await _page(request, shown, step_rows.rows_of(shown.holding), None)


async def change(request: web.Request) -> web.Response:
    """Save the steps, go back to the usual ones, show what they come to, or another empty row."""
    form = await form_of(request)
    scope = shown_reminders.scope_of(form)
    if form.get("do") == "remove" and scope != EVERY_VISIT:
        raise _saved(await _change(request, scope, None), scope)
    steps, rows = step_rows.steps_of(step_rows.read(form))
    if too_long(request):
        return await _again(request, form, rows, _TOO_MUCH)
    if form.get("do") != "save" or any(row.wrong for row in rows):
        return await _again(request, form, rows)
    try:
        reminder_policy.require_sensible(steps)
        changed = await _change(request, scope, steps)
    except InvalidInput as error:
        return await _again(request, form, rows, str(error))
    raise _saved(changed, scope)


async def undo(request: web.Request) -> web.Response:
    """Bring back the steps of before."""
    form = await form_of(request)
    scope, before = shown_reminders.scope_of(form), form.get("reminders", "")
    try:
        steps = None if before == _NONE_OF_ITS_OWN else reminder_text.steps(before)
        changed = await _change(request, scope, steps)
    except InvalidInput as error:
        return await _again(request, {}, [], str(error))
    raise _saved(changed, scope, undone=True)


async def _change(
    request: web.Request, scope: ReminderScope, steps: Sequence[ReminderStep] | None
) -> ReminderChange:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    async with site.database.write() as tx:
        return await reminder_sets.change(
            *(tx, of_staff(member), member.practice_id, scope, steps), now=site.clock()
        )


def _saved(
    changed: ReminderChange, scope: ReminderScope, *, undone: bool = False
) -> web.HTTPSeeOther:
    asked = shown_reminders.query_of(scope)
    asked |= {"said": "saved", "replanned": str(changed.replanned)}
    if not undone:
        kept = changed.before
        asked["before"] = _NONE_OF_ITS_OWN if kept is None else reminder_text.written(kept)
    return web.HTTPSeeOther(URL("/settings/reminders").with_query(asked))


async def _again(
    request: web.Request, form: Form, rows: list[StepRow], wrong: str = ""
) -> web.Response:
    async with request.app[WEB_CONTEXT].database.read() as tx:
        shown = await _shown(tx, request, shown_reminders.scope_of(form or request.query))
        if not form:
            rows = step_rows.rows_of(shown.holding)
        return await _page(request, shown, rows, form or None, wrong=wrong)


async def _shown(tx: Transaction, request: web.Request, scope: ReminderScope) -> ShownReminders:
    member = request[STAFF]
    return await shown_reminders.load(tx, of_staff(member), member.practice_id, scope)


async def _page(
    request: web.Request,
    shown: ShownReminders,
    rows: Sequence[StepRow],
    form: Form | None,
    *,
    wrong: str = "",
) -> web.Response:
    practice = shown.practice
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
        "visits": shown,
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
