"""What a browser keeps of the calendar, as JSON: the days that it does not have yet.

Ids are strings: they are larger than a script's whole numbers.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from aiohttp import web

from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.appointments import VisitTime
from calendar_store.model.statuses import STANDING, AppointmentStatus
from gateway.use_cases import offline_days
from gateway.use_cases.offline_days import OfflineDays
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import reader_language
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.offline_stamp import offline_owner, offline_stamp
from gateway.web.server.protection import csrf_token
from gateway.web.server.web_context import LOGIN, SESSION, STAFF, WEB_CONTEXT
from gateway.wording import glyphs

OURS = {"textback": 1}
"""By what a browser knows that it is the service who answers, and in which form."""
_NOTED_EVERY = timedelta(minutes=1)


async def show(request: web.Request) -> web.Response:
    """Answer with the days that have changed since the browser read them."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    stamp, now = offline_stamp(member), site.clock()
    if not stamp:
        return web.json_response(OURS | {"closed": True})
    async with site.database.read() as tx:
        days = await offline_days.load(tx, of_staff(member), member.practice_id, now)
    has = _digests(request) if request.query.get("stamp") == stamp else {}
    shown = {day.isoformat(): _day(days, day) for day in days.known.days}
    login, owner = request[SESSION], offline_owner(member)
    idle = site.idle_timeout
    if login.idle_minutes is not None:
        idle = min(idle, timedelta(minutes=login.idle_minutes) + _NOTED_EVERY)
    answer = OURS | {
        "stamp": stamp,
        "owner": owner,
        "who": member.name or member.email,
        "language": reader_language(),
        "zone": days.practice.timezone,
        "as_of": days.as_of.isoformat(),
        "left": max(0, int((login.expires_at - now).total_seconds())),
        "idle": int(idle.total_seconds()),
        "keys": list(await offline_days.entry_keys(site.database, owner, now)),
        "csrf": csrf_token(site.secret_key, request[LOGIN]),
        "rest": _rest(days, request),
        "days": {
            name: None if has.get(name) == one["digest"] else one for name, one in shown.items()
        },
    }
    return web.json_response(answer, dumps=_dumps)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _digests(request: web.Request) -> Mapping[str, str]:
    """Return by day the digest of what the browser has."""
    named = (one.partition(".") for one in request.query.get("known", "")[:4000].split(","))
    return {day: digest for day, _dot, digest in named}


def _rest(days: OfflineDays, request: web.Request) -> dict[str, Any]:
    """Return what is the same for all days."""
    actor, practice = of_staff(request[STAFF]), days.practice
    wanted = (Permission.BOOK, Permission.MOVE, Permission.CANCEL)
    books = practice.suspended_at is None and all(actor.may(one, practice.id) for one in wanted)
    works = {one.id for one in days.choices.practitioners}
    return {
        "practice": practice.name,
        "locale": str(face_of(practice).locale).replace("_", "-"),
        "books": books,
        "practitioners": [
            [str(one.id), one.name, one.id in works] for one in days.known.practitioners
        ],
        "services": [[str(one.id), one.name] for one in days.choices.services],
    }


def _day(days: OfflineDays, day: date) -> dict[str, Any]:
    """Return a day with its digest."""
    face = face_of(days.practice)
    columns = [
        column
        for one in days.known.practitioners
        if (column := _column(days, one.id, day, face)) is not None
    ]
    digest = sha256(f"{reader_language()}{_dumps(columns)}".encode()).hexdigest()[:12]
    return {"digest": digest, "columns": columns}


def _column(
    days: OfflineDays, practitioner_id: int, day: date, face: LocalCalendar
) -> dict[str, Any] | None:
    """Return a practitioner's day; None if there is nothing to see."""
    visits = [
        _visit(days, one, day, face)
        for one in days.known.by_practitioner.get(practitioner_id, ())
        if face.day_of(one.starts_at) <= day <= face.day_of(one.ends_at - timedelta.resolution)
    ]
    free = [_span(face, *span) for span in days.known.free[practitioner_id, day]]
    if not visits and not days.known.open[practitioner_id, day]:
        return None
    return {"who": str(practitioner_id), "visits": visits, "free": free}


def _span(face: LocalCalendar, start: datetime, end: datetime) -> dict[str, str]:
    return {"at": f"{start.astimezone(face.zone):%H:%M}", "span": face.span(start, end)}


def _visit(days: OfflineDays, one: VisitTime, day: date, face: LocalCalendar) -> dict[str, Any]:
    status = AppointmentStatus(one.status)
    sign, client = glyphs.APPOINTMENT[status], days.people[one.client_id]
    service = days.services.get(one.service_id or 0)
    spans = _span(face, one.starts_at, one.ends_at)
    if face.day_of(one.starts_at) != day:
        spans["at"] = "00:00"
    found = spans | {
        "id": str(one.id),
        "name": client.listed,
        "service": service.name if service else "",
        "tone": sign.tone.value,
        "state": f"{sign.glyph} {_(sign.word)}",
        "moves": status in STANDING,
        "away": _("needs dealing with") if one.id in days.known.away else "",
    }
    if days.phones and client.mobile:
        found |= {
            "phone": phone_numbers.shown(client.mobile, days.practice.region),
            "tel": client.mobile,
        }
    return found
