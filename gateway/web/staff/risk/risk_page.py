"""The visits of a day that are likely to be missed: whom to call, and why."""

from datetime import date, timedelta

from aiohttp import web
from babel.numbers import format_decimal

from calendar_store.model.actors import of_staff
from calendar_store.practices import practices
from gateway.use_cases import visit_risks
from gateway.web.languages.translation import reader_language
from gateway.web.server import phone_numbers
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

SHARES = (5, 10, 15, 20, 30, 40, 50)
"""Shares from which on visits can be shown, percent."""
_DAY = timedelta(days=1)
_FARTHEST = timedelta(days=366)


async def show(request: web.Request) -> web.Response:
    """Show a day's visits, tomorrow's without a choice."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    now = site.clock()
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        face = face_of(practice)
        today = face.day_of(now)
        day = _day(request.query.get("day", ""), today)
        found = await visit_risks.of_day(
            *(tx, actor, practice), now=now, day=day, least=_least(request.query.get("least", ""))
        )
    facts = {
        "practice": practice,
        "room": "calendar",
        "found": found,
        "face": face,
        "today": today,
        "before": max(today, day - _DAY),
        "after": min(today + _FARTHEST, day + _DAY),
        "shares": sorted({*SHARES, found.least}),
        "learnt_from": format_decimal(found.learnt_from, locale=reader_language()),
        "chosen": bool(_least(request.query.get("least", ""))),
        "numbers": {
            one.client.id: phone_numbers.shown(one.client.mobile, practice.region)
            for one in found.visits
        },
    }
    return page(request, "staff/risk/risk.html", facts)


def _day(written: str, today: date) -> date:
    """Return the day of a query, within those ahead; tomorrow if it names none."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = today + _DAY
    return min(max(day, today), today + _FARTHEST)


def _least(written: str) -> int | None:
    """Return the share of a query; None if it names none."""
    sane = written.isascii() and written.isdecimal() and len(written) <= 2
    return int(written) or None if sane else None
