"""The page of the audit log: what was done, by whom, when; failed and unusual log-ins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from yarl import URL

from calendar_store.model.actors import of_staff
from calendar_store.model.practices import AuditEntry
from calendar_store.practices import practices
from gateway.use_cases import audit_log
from gateway.use_cases.audit_log import AuditFilter
from gateway.web.languages.labels import actor_words
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

FILTERS = {
    AuditFilter.ALL: mark("Everything"),
    AuditFilter.LOG_INS: mark("Log-ins"),
    AuditFilter.FAILED: mark("Failed log-ins"),
    AuditFilter.STAFF: mark("Staff"),
    AuditFilter.SUPPORT: mark("Support"),
    AuditFilter.SETTINGS: mark("Settings"),
}
_ACTIONS = {
    "login": mark("logged in"),
    "login.failed": mark("failed to log in (wrong password)"),
    "login.code_failed": mark("failed to log in (wrong code)"),
    "login.new_network": mark("logged in from a new network"),
    "staff.logged_out": mark("ended log-ins of"),
    "staff.added": mark("added to the staff"),
    "staff.changed": mark("changed on the staff"),
    "staff.removed": mark("removed from the staff"),
    "staff.invited": mark("invited"),
    "staff.accepted": mark("accepted the invitation"),
    "staff.password": mark("set another password of"),
    "staff.reset_asked": mark("asked for a new password"),
    "staff.factors": mark("changed the second factors of"),
    "support.granted": mark("gave support access"),
    "support.ended": mark("ended the access of support"),
    "support.entered": mark("entered the practice"),
    "support.read": mark("opened the page"),
    "support.changed": mark("changed on the page"),
    "practice.added": mark("added the practice"),
    "practice.changed": mark("changed settings of"),
    "steps.changed": mark("changed the reminders"),
    "template.changed": mark("changed the wording"),
    "client.added": mark("added a client"),
    "client.changed": mark("changed a client"),
    "client.read": mark("opened the record of a client"),
}
_MARKED = frozenset({"login.failed", "login.code_failed", "login.new_network"})
_LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry in words.

    Attributes:
        by: who, as stored: it narrows the log.
        who: who, in words.
        marked: whether it is to be noticed.
    """

    at: str
    by: str
    who: str
    what: str
    subject: str
    detail: str
    marked: bool


async def show(request: web.Request) -> web.Response:
    """Show a page of the log."""
    site, member, query = request.app[WEB_CONTEXT], request[STAFF], request.query
    wanted = query.get("show", "")
    narrowed = AuditFilter(wanted) if wanted in set(AuditFilter) else AuditFilter.ALL
    by = query.get("by", "")[:200]
    actor = of_staff(member)
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        found = await audit_log.listed(
            *(tx, actor, practice.id), narrowed=narrowed, by=by, before=_id(query.get("before", ""))
        )
        unusual = await audit_log.unusual(tx, actor, practice.id, now=site.clock())
    face = face_of(practice)
    kept = {"by": by} if by else {"show": narrowed.value}
    facts = {
        "practice": practice,
        "room": "log",
        "filters": FILTERS,
        "narrowed": narrowed,
        "by": by,
        "lines": [_line(entry, face) for entry in found.entries],
        "older": str(URL("/log").with_query({**kept, "before": str(found.older)}))
        if found.older
        else "",
        "first": not query.get("before"),
        "new_networks": [
            (_moment(entry, face), entry.subject, str(entry.detail.get("network", "")))
            for entry in unusual.new_networks
        ],
        "many_failures": unusual.many_failures,
    }
    return page(request, "staff/log/log.html", facts)


def _line(entry: AuditEntry, face: LocalCalendar) -> AuditLine:
    words = _ACTIONS.get(entry.action)
    return AuditLine(
        at=_moment(entry, face),
        by=entry.by,
        who=actor_words(entry.by),
        what=_(words) if words else entry.action.replace(".", " ").replace("_", " "),
        subject="" if entry.subject == entry.by else entry.subject,
        detail=_detail(entry.detail),
        marked=entry.action in _MARKED,
    )


def _moment(entry: AuditEntry, face: LocalCalendar) -> str:
    return f"{face.brief(face.day_of(entry.at))} {face.clock(entry.at)}"


def _detail(detail: Mapping[str, Any]) -> str:
    told = (f"{name.replace('_', ' ')} {_value(value)}" for name, value in detail.items())
    text = "; ".join(told)
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL]}…"


def _value(value: object) -> str:
    if isinstance(value, list):
        return " → ".join(str(one) or "–" for one in value)
    return str(value)


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
