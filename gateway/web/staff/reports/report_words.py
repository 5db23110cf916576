"""The words of reports: titles, headings, what a row is, and numbers as people read them."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from babel.numbers import format_decimal

from calendar_store.model.practices import ReminderStep
from calendar_store.model.statuses import Channel, StepRule
from gateway.use_cases.report_periods import Each, NamedPeriod, ReportSpan
from gateway.use_cases.report_tables import Cell, ReportName, ReportRow, ReportShare
from gateway.web.languages.labels import written_amount
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark, ngettext, reader_language
from gateway.web.server.moments import LocalCalendar

TITLES: Mapping[ReportName, str] = {
    ReportName.MESSAGES: mark("Messages and cost"),
    ReportName.VISITS: mark("Visits"),
    ReportName.STEPS: mark("Answers by reminder"),
    ReportName.ANSWERS: mark("Answer times"),
    ReportName.WAITING: mark("Waiting list filled"),
    ReportName.PRACTITIONERS: mark("By practitioner"),
    ReportName.SERVICES: mark("By service"),
}
EXPLAINED: Mapping[ReportName, str] = {
    ReportName.MESSAGES: mark("Messages that went out, on the day on which they were written."),
    ReportName.VISITS: mark(
        "Visits on the day on which they begin. Confirmed and moved: at some time, by whomever."
        " Missed: of those that were marked as attended or missed."
    ),
    ReportName.STEPS: mark(
        "The last reminder before a client’s first answer about a visit, or before a missed visit;"
        " what “Tell clients” sent counts like one. Shares are of the visits that were reminded."
    ),
    ReportName.ANSWERS: mark(
        "Clients: from the last reminder to their answer, by the day of the visit. Staff: from what"
        " a client wrote until somebody had seen to it, by the day of the text."
    ),
    ReportName.WAITING: mark(
        "Times that became free and were offered, and those that somebody took."
    ),
    ReportName.PRACTITIONERS: mark("The same figures for each practitioner."),
    ReportName.SERVICES: mark("The same figures for each service."),
}
COLUMN_WORDS: Mapping[str, str] = {
    "first": mark("From"),
    "last": mark("Until"),
    "each": mark("When"),
    "steps": mark("Reminder"),
    "practitioners": mark("Practitioner"),
    "services": mark("Service"),
    "texts": mark("Texts"),
    "parts": mark("Parts"),
    "cost": mark("Cost"),
    "texts_delivered": mark("Texts delivered"),
    "texts_failed": mark("Texts not delivered"),
    "mails": mark("Emails"),
    "mails_failed": mark("Emails not delivered"),
    "visits": mark("Visits"),
    "confirmed": mark("Confirmed"),
    "moved": mark("Moved"),
    "cancelled": mark("Cancelled"),
    "by_clients": mark("of them by clients"),
    "missed": mark("Missed"),
    "unmarked": mark("To come or not marked"),
    "reminded": mark("Reminded"),
    "answered": mark("Answered"),
    "client_answers": mark("Clients’ answers"),
    "client_median": mark("Clients’ median time"),
    "client_hour": mark("Clients within an hour"),
    "to_staff": mark("For staff"),
    "staff_median": mark("Staff’s median time"),
    "staff_hour": mark("Staff within an hour"),
    "open": mark("Still open"),
    "joined": mark("Joined the list"),
    "offers": mark("Offers"),
    "taken": mark("Taken"),
    "declined": mark("Declined"),
    "expired": mark("Expired"),
    "freed": mark("Times offered"),
    "filled": mark("Times filled"),
}
PERIODS: Mapping[NamedPeriod, str] = {
    NamedPeriod.LAST_30: mark("Last 30 days"),
    NamedPeriod.THIS_WEEK: mark("This week"),
    NamedPeriod.LAST_WEEK: mark("Last week"),
    NamedPeriod.THIS_MONTH: mark("This month"),
    NamedPeriod.LAST_MONTH: mark("Last month"),
    NamedPeriod.LAST_12: mark("Last 12 months"),
}
EACH: Mapping[Each, str] = {
    Each.DAY: mark("Days"),
    Each.WEEK: mark("Weeks"),
    Each.MONTH: mark("Months"),
}
_BY = {Channel.SMS: mark("by text"), Channel.EMAIL: mark("by email")}
_HOUR, _DAY, _MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


def span_words(span: ReportSpan, face: LocalCalendar, each: Each | None = None) -> str:
    """Return days as people say them: "Mon 23 Mar", "23 Mar – 29 Mar", "March 2026".

    Args:
        span: the days.
        face: formats days.
        each: what a row is; None for a period, with its years.
    """
    if each is Each.DAY or (each is None and span.days == 1):
        return face.brief(span.first)
    if each is Each.MONTH and span.first.day == 1 and (span.last + _DAY).day == 1:
        return face.month(span.first)
    first, last = face.day_month(span.first), face.day_month(span.last)
    if each is None:
        first, last = face.day_month_year(span.first), face.day_month_year(span.last)
    return first if span.days == 1 else f"{first} – {last}"


def row_words(row: ReportRow, face: LocalCalendar, each: Each, name: ReportName) -> str:
    """Return what a row is."""
    if name is ReportName.STEPS and row.told_by is not None:
        return _("Told with many others, %(by)s", by=_(_BY[row.told_by]))
    if name is ReportName.STEPS:
        return step_words(row.step)
    if row.span is not None:
        return span_words(row.span, face, each)
    return row.name or _("none")


def step_words(step: ReminderStep | None) -> str:
    """Return a reminder step: "2 days before, by text"."""
    if step is None:
        return _("Before any reminder")
    by = _(_BY[step.channel])
    if step.rule is StepRule.BOOKED:
        return _("When it is booked, %(by)s", by=by)
    if step.rule is StepRule.CHANGED:
        return _("When it is changed, %(by)s", by=by)
    if step.rule is StepRule.DAYS_BEFORE_AT:
        when = ngettext("%(num)s day before", "%(num)s days before", step.days)
        return _("%(when)s at %(clock)s, %(by)s", when=when, clock=f"{step.at:%H:%M}", by=by)
    if not step.before % _DAY:
        when = ngettext("%(num)s day before", "%(num)s days before", step.before // _DAY)
    elif not step.before % _HOUR:
        when = ngettext("%(num)s hour before", "%(num)s hours before", step.before // _HOUR)
    else:
        minutes = step.before // _MINUTE
        when = ngettext("%(num)s minute before", "%(num)s minutes before", minutes)
    return _("%(when)s, %(by)s", when=when, by=by)


def percent_words(share: ReportShare) -> str:
    """Return a share: "62.5 %"; "–" of nothing."""
    if share.percent is None:
        return "–"
    return f"{format_decimal(share.percent, format='#,##0.#', locale=reader_language())} %"


def cell_words(cell: Cell) -> str:
    """Return a cell: a share as its percents, with how many that are."""
    if cell is None:
        return "–"
    if isinstance(cell, ReportShare):
        return percent_words(cell)
    if isinstance(cell, timedelta):
        return length_words(cell)
    if isinstance(cell, Decimal):
        return written_amount(cell)
    return format_decimal(cell, locale=reader_language())


def length_words(length: timedelta) -> str:
    """Return a length of time: "12 min", "1 h 45 min", "2 d 3 h"."""
    if length < _HOUR:
        return _("%(min)s min", min=round(length / _MINUTE))
    if length < _DAY:
        hours, rest = divmod(round(length / _MINUTE), 60)
        return _("%(h)s h %(min)s min", h=hours, min=rest)
    days, rest = divmod(round(length / _HOUR), 24)
    return _("%(d)s d %(h)s h", d=days, h=rest)
